/*
 * manage: settings without code, as far as it is neither a page nor SQL.
 *
 * An administrator changes a city's definitions in forms. Before a change is published it is told in words (what was, what
 * becomes), and what it means: the places of the coming days, and the bookings already made for a time that would no longer
 * be offered. Such a booking is never lost: it stays as it is, and staff see it marked until the person has come.
 *
 *     form ─▶ struct ─▶ YAML ─▶ the checker ─▶ preview ─▶ publish ─▶ a version that never changes
 */
#ifndef VISITS_MANAGE_H
#define VISITS_MANAGE_H

#include "modules/visits/visits.h"

/* --- what a definition says, in words ------------------------------------------------------------------------ */

/* One thing that a definition says. `key` is the same before and after a change: "offer.juumin.walk_in". */
typedef struct fact {
	str key, what, value; /* 住民異動：番号札, 出す; no fact where there is no value */
} fact;
typedef struct facts {
	fact *at;
	size_t n;
} facts;
facts manage_office_facts(arena *a, lang l, const city_def *c, const office_def *o);
facts manage_services_facts(arena *a, lang l, const city_def *c);
facts manage_journeys_facts(arena *a, lang l, const city_def *c);
facts manage_city_facts(arena *a, lang l, const city_def *c);

/* What differs: `was` is empty for what is new, `becomes` for what is gone. In the order of the definitions. */
typedef struct change {
	str what, was, becomes;
} change;
typedef struct changes {
	change *at;
	size_t n;
} changes;
changes manage_changes(arena *a, const facts *was, const facts *now);

/* 月・水、9:00〜16:30、30分ごと、3人（うち職員用1） */
str manage_rule_text(arena *a, lang l, const booking_rule *r);
/* 月・火・水 */
str manage_weekdays_text(arena *a, lang l, u8 bits);

/* Makes the booking rules fit the hours: parts of a rule that the office is closed for are cut off, on the days where that is so;
 * days on which nothing is left are taken out. Slots that remain begin when they did. The lists must be copies. */
void manage_fit_rules(arena *a, office_def *o);

/* --- what a change does to bookings ----------------------------------------------------------------------------- */

/* One service of a booking that is to come. */
typedef struct booked_step {
	str code, service;
	instant start;
} booked_step;
typedef struct booked_steps {
	booked_step *at;
	size_t n;
} booked_steps;

typedef enum lost_why {
	LOST_NOT,
	LOST_SERVICE, /* the office no longer offers the service */
	LOST_CLOSED, /* the office is closed that day */
	LOST_TIME, /* no slot begins then */
	LOST_PLACES, /* fewer places than are taken; the last who booked are listed */
} lost_why;
typedef struct lost_step {
	str code, service;
	instant start;
	lost_why why;
	bool before; /* it was so before the change, and staff have been told */
} lost_step;
typedef struct lost_steps {
	lost_step *at;
	size_t n;
} lost_steps;
/* Whether a slot of that service begins then, by the definitions in force. */
bool manage_fits(const office_def *o, str service, instant start);
/* Those of `list` that do not fit the definition `now`; `was` may be NULL. `list` is in the order of service, time and, within
 * one slot, of booking. The result is in the order of time. */
lost_steps manage_lost(arena *a, const office_def *was, const office_def *now, const booked_steps *list);

/* Steps of bookings to come that do not fit the definitions in force: kept when a change was published. In the order of time. */
MUST_USE const err *manage_kept(db *d, arena *a, i64 city, const office_def *o, instant now, lost_steps *ret);
/* The steps of all bookings and holds of the office that begin after `now`, as manage_lost() wants them. */
MUST_USE const err *manage_booked(db *d, arena *a, i64 city, str office, instant now, booked_steps *ret);

/* The slots of one service on one day are the same by both definitions; a NULL office or a missing service has none. */
bool manage_same_slots(arena *a, const office_def *was, const office_def *now, str service, day d);
/* The first day from `from` on, among so many, on which the hours or some service's slots differ; DAY_NONE when none does. */
day manage_first_difference(arena *a, const office_def *was, const office_def *now, day from, int days);

#endif
