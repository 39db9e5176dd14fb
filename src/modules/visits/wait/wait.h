/*
 * wait: what people are told about their wait, and what comes of it.
 *
 * Whoever takes a ticket is told how long it will take until the first call: "about 15 to 25 minutes". That is written down
 * with the ticket, in the same commit, and never changed: the range, how many were ahead, and beside it what the rule of thumb
 * of other halls would have said at that moment. When the day is over it is held against what happened, added up by office,
 * and published: /accuracy.
 *
 *     wait_expect()     before the command, from a read snapshot: the work of an estimate does not belong on the writer
 *     wait_keep()       in the command: one row
 *     wait_tick()       once a day and office: reads the day, adds it up, moves the cursor on; bounded, resumable
 *     accuracy_read()   the published weeks
 *
 * The wait is from the ticket to the first call that was not taken back. Who left before has none, and is counted apart. The
 * rule of thumb is the mean time of the service, times the people ahead, divided by the desks that are open for it (at least
 * one). It is given the mean that this office has learned, so the comparison is fair to it.
 *
 * Booked people are told something, too, and have scores of their own: they are called by their time, which is another
 * question than how long a walk-in waits. What is shown to the public are the walk-ins.
 */
#ifndef VISITS_WAIT_H
#define VISITS_WAIT_H

#include "modules/visits/visits_commands.h"

/* --- what is said ---------------------------------------------------------------------------------------------- */

/* Somebody who is about to take a ticket: for services, or for a journey with the questions that were answered with yes. What is told
 * is the wait until the first call, at whichever of the counters that is. */
typedef struct newcomer {
	strs services;
	str journey;
	strs yes;
	instant due; /* the booked time; 0 for a walk-in */
	bool priority;
} newcomer;

/* What that person would be told now; ret->some is false where nothing can be said: closed, no such service. */
MUST_USE const err *wait_expect(db *d, arena *a, const city_def *city, const office_def *o, instant now,
				const newcomer *n, said_wait *ret);
/* The same for a request, in a snapshot of its own. An office that does not exist is left to the command. */
MUST_USE const err *wait_expect_now(req *r, str office, const newcomer *n, said_wait *ret);
/* Of somebody who checks in with this booking. Who comes too late waits as a walk-in. */
MUST_USE const err *wait_expect_booked(req *r, const booking_view *b, said_wait *ret);
/* In the command that made the ticket. Nothing is written where nothing was said. */
MUST_USE const err *wait_keep(db *d, arena *a, i64 city, str ticket, bool booked, const said_wait *said);
/* What was said with this ticket; ret->some is false when nothing was. */
MUST_USE const err *wait_said_of(db *d, arena *a, i64 city, str ticket, said_wait *ret);

/* --- what came of it ---------------------------------------------------------------------------------------------- */

/* Everybody of a day who was told something, and how long it was until the first call that was not taken back. */
typedef struct told_person {
	said_wait said;
	bool booked;
	i64 waited; /* seconds; -1: was never called */
} told_person;
typedef struct told_people {
	told_person *at;
	size_t n;
} told_people;
MUST_USE const err *told_read(db *d, arena *a, i64 city, str office, day on, told_people *ret);

/* Sums over people who were told something. Seconds, and only of those who were called. */
typedef struct wait_sums {
	i64 called, uncalled;
	i64 assumed; /* of those called: told with no desk open */
	i64 inside; /* called between p10 and p90 */
	i64 kept; /* called within the minutes that were said, which are rounded outwards */
	i64 p10, p50, p90, waited;
	i64 error; /* |p50 - waited| */
	i64 rule, rule_error; /* the same for the rule of thumb */
} wait_sums;

/* One person: `waited` seconds until the call, -1 never. */
void wait_sums_add(wait_sums *s, const said_wait *said, i64 waited);
void wait_sums_join(wait_sums *s, const wait_sums *more);

/* The Monday of that day's week. */
day week_of(day d);

/* Fewer people than this in a week of an office are not published, nor counted into what is: a sum must not give away what a
 * line leaves out. */
#define ACCURACY_LEAST 10
#define ACCURACY_WEEKS_MAX 104

typedef struct week_score {
	str office;
	day week; /* its Monday */
	bool booked;
	bool few; /* fewer than ACCURACY_LEAST were called: `sums` is empty */
	wait_sums sums;
} week_score;
typedef struct week_scores {
	week_score *at;
	size_t n;
} week_scores;

/* People who were told these words. */
typedef struct said_band {
	int from, to; /* minutes, as visits_wait_minutes() */
	i64 called, kept;
} said_band;
typedef struct said_bands {
	said_band *at;
	size_t n;
} said_bands;

typedef struct accuracy {
	week_scores weeks; /* by office, week, walk-ins before bookings */
	said_bands bands; /* walk-ins, by from and to; of the weeks that are not `few` */
} accuracy;

/* Weeks from the one of `from` to that of `to`, both included; days that are not over are not in them. office empty: all.
 * ERR_invalid for more than ACCURACY_WEEKS_MAX. */
MUST_USE const err *accuracy_read(db *d, arena *a, i64 city, str office, day from, day to, accuracy *ret);

/* --- the job ---------------------------------------------------------------------------------------------------- */

/* Adds up at most `most` days of this office that are over; *ret_days of them, fewer than `most` when it is up to date. */
MUST_USE const err *wait_score_days(store *s, arena *a, i64 city, str office, instant now, int most, int *ret_days);
MUST_USE const err *wait_tick(app *p, arena *a);

/* --- routes ------------------------------------------------------------------------------------------------------- */

const err *accuracy_json(req *r, resp *out); /* /api/v1/accuracy */
const err *accuracy_csv(req *r, resp *out); /* /api/v1/accuracy.csv */
extern const route wait_routes[];
extern const command wait_commands[]; /* visits learn, visits accuracy */

#endif
