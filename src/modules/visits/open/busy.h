/*
 * busy: what an office's quarter hours were like: the open data of waiting.
 *
 * A day that is over is played back from the logs of its steps and desks, once, and kept in the table `busyness`; a day on which
 * nobody came is kept, too. Nothing in it says who somebody was: no number, no code, and few people are not told apart:
 *
 *   - an office's quarter hour is told as a whole, whatever its counts; its waits only from 3 people on;
 *   - by service a count below 3 is not told (BUSY_UNTOLD, an empty cell), and where those that are told would leave 1 or 2
 *     people of the whole for the others, the smallest of them is not told, either: nothing can be found by subtraction;
 *   - a service's waits are told from 3 people on.
 *
 * A ticket belongs to the quarter hour in which it was taken and to the first service of its visit; a call to that in which somebody
 * was called; a wait to that in which it began, from the arrival, or from the end of what came before it in the visit, to the call.
 */
#ifndef VISITS_BUSY_H
#define VISITS_BUSY_H

#include "modules/visits/visits.h"

#define BUSY_QUARTERS 96 /* of a day */
#define BUSY_FEW 3 /* people, from whom on a count is told */
#define BUSY_UNTOLD (-1)
#define BUSY_SERVICES_MAX 64 /* of an office in one day */

/* One move of a step, as the log has it. */
typedef struct busy_move {
	str ticket;
	i64 seq;
	instant at;
	str service, command, becomes;
} busy_move;
typedef struct busy_desk_move {
	str desk;
	instant at;
	bool open; /* from then on: open or serving */
} busy_desk_move;

typedef struct busy_day {
	day day;
	windows open; /* by the definitions */
	struct {
		busy_move *at;
		size_t n;
	} moves; /* in order of time */
	struct {
		busy_desk_move *at;
		size_t n;
	} desks; /* in order of time; all begin closed */
} busy_day;

/* One row of open data. Waits in seconds, desks in tenths; BUSY_UNTOLD where there is nothing to tell. */
typedef struct busy_row {
	int quarter;
	str service; /* empty: all */
	i64 tickets, called, waiting_most, desks_tenths, wait_median, wait_p90;
	i64 wait_n, wait_sum; /* for the week's picture; only where service is empty */
} busy_row;
typedef struct busy_rows {
	busy_row *at;
	size_t n;
} busy_rows;

/* Pure. Quarter hours in which the office was open or something happened, by time; all services first, then each that is told. */
void busy_make(arena *a, const busy_day *d, busy_rows *ret);

/* Adds up what is missing of an office, at most `most` days; *ret_days: how many. A day is added up once, whoever does it. */
MUST_USE const err *busy_add_up(app *p, arena *a, const office_def *o, int most, int *ret_days);
/* The same for every office: the job. */
MUST_USE const err *busy_tick(app *p, arena *a);

/* --- when is it quiet? ------------------------------------------------------------------------------------------------- */

/* Of the same hour on the same weekday in the last eight weeks. */
typedef struct busy_hour {
	int weekday, hour; /* 0 Sunday */
	i64 days; /* on which it was added up */
	i64 people; /* who were called: their waits are known */
	i64 minutes; /* their mean wait; BUSY_UNTOLD for fewer than 3 of them */
} busy_hour;
typedef struct busy_week {
	busy_hour at[7][24];
	i64 days; /* of which anything is known */
	int hour_from, hour_to; /* half-open: in which anything happened */
	bool open[7];
} busy_week;
MUST_USE const err *busy_week_read(db *d, arena *a, i64 city, str office, day today, busy_week *ret);
/* The quietest and the busiest hours, best first: at most `most`. Both are empty when too little is known: less than ten days, or
 * no difference worth telling (5 minutes). Hours in which fewer than one a day came are not named. */
typedef struct busy_hours {
	const busy_hour **at;
	size_t n;
} busy_hours;
void busy_week_best(arena *a, const busy_week *w, size_t most, busy_hours *ret_quiet, busy_hours *ret_full);

#endif
