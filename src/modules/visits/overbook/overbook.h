/*
 * overbook: a slot takes more bookings than it has places, because some people do not come.
 *
 * What a section chief sets is the risk that is accepted: "in at most 5 of 100 slots may more people come than there are
 * places" (`overbook: 5 of 100 slots` of a service; without it, nothing here applies). How many come of those who booked is
 * learned from the office's own bookings of that service in the last half year, drawn towards "95 of 100 come" as if there
 * had been 40 such bookings more, so that a short history promises little. Everybody comes or does not by themselves, with
 * the same probability; then the number who come of k bookings is binomial, and a slot of n places takes the largest k with
 *
 *     P(Binomial(k, shows) > n) ≤ risk            n ≤ k ≤ 2n
 *
 * The share is worked out once a day, into the table `overbooking`, and every command of that day reads it there, in the
 * transaction in which it takes the place: the ceiling of a slot is the same in all of them. When the share falls, or the
 * setting is turned off, a slot may have more bookings than its ceiling: then it takes no more, and nobody loses theirs.
 *
 * Not considered: how long ahead somebody booked, families who come together, rain. The statistics show what came of it.
 */
#ifndef VISITS_OVERBOOK_H
#define VISITS_OVERBOOK_H

#include "modules/visits/visits.h"

/* --- pure -------------------------------------------------------------------------------------------------------- */

#define OVERBOOK_DAYS 180 /* of history */

/* The probability that somebody who booked comes: 0 < … ≤ 1. */
double overbook_shows(i64 came, i64 missed);
/* P(Binomial(booked, shows) > places). shows in (0, 1], booked at most 400. */
double overbook_risk(int booked, double shows, int places);
/* How many bookings a slot takes; `places` itself when `of_100` is 0. */
int overbook_ceiling(int places, double shows, int of_100);

typedef struct overbook_effect {
	int bookings; /* taken by a slot */
	double risk; /* in such a share of slots more come than there are places */
	double wait; /* minutes that those too many wait longer, on average: each place serves one person in a slot's time */
	double idle, idle_before; /* places that stay empty, on average, with overbooking and without */
} overbook_effect;
overbook_effect overbook_expect(int places, int slot_minutes, double shows, int of_100);

/* --- the database ---------------------------------------------------------------------------------------------------- */

typedef struct overbook_rate {
	str service;
	i64 came, missed;
	double shows;
} overbook_rate;
typedef struct overbook_rates {
	overbook_rate *at;
	size_t n;
} overbook_rates;

/* What is in force today. 1 where nothing is known: nothing is overbooked then. */
MUST_USE const err *overbook_shows_of(db *d, arena *a, i64 city, str office, const offer_def *f, double *ret);
/* The same share from the bookings themselves, for an office's services that can be booked. */
MUST_USE const err *overbook_history(db *d, arena *a, i64 city, const office_def *o, instant now, overbook_rates *ret);

/* Once a day: works out what the day's commands read. */
MUST_USE const err *overbook_tick(app *p, arena *a);

extern const module visits_overbook_module;

#endif
