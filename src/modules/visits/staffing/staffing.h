/*
 * staffing: how many will come, how long they will wait with this roster, and what another desk would change.
 *
 *     counts      how many came, per day, quarter hour and service: read from the steps once a day is over (staffing_count.c), or from a
 *                 file (staffing_file.c), and what kind of day each was (staffing_days.c)
 *     forecast    src/sim/forecast.h, fitted to the counts
 *     roster      when each desk is planned to be open: typed, saved as the day's plan, usual for the weekday (staffing_roster.c)
 *     outlook     the day played forward many times with that roster, on src/sim (staffing_outlook.c)
 *
 * Pages: /staffing/OFFICE (pages_staffing.c), and the suggestions on /floor/OFFICE (staffing_live.c).
 */
#ifndef VISITS_STAFFING_H
#define VISITS_STAFFING_H

#include "modules/visits/visits_commands.h"
#include "sim/forecast.h"
#include "sim/learn.h"
#include "sim/roster.h"

/* --- what kind of day ------------------------------------------------------------------------------------------- */

/* As src/sim/forecast.h wants it: by the office's hours, closures and the holidays of the country. */
forecast_day staffing_day_of(const office_def *o, day d);

/* --- counts ------------------------------------------------------------------------------------------------------- */

typedef struct arrivals {
	strs services;
	forecast_day *days; /* ascending */
	size_t days_n;
	uint16_t *counts; /* as in forecast_history */
} arrivals;
static inline forecast_history arrivals_history(const arrivals *h)
{
	return (forecast_history){ h->days, h->days_n, (int)h->services.n, h->counts };
}

/* Which arrivals a file's events are counted by. */
typedef enum arrivals_of { ARRIVALS_ALL, ARRIVALS_WALK_IN, ARRIVALS_BOOKED } arrivals_of;
/*
 * From a text of CSV, of either form:
 *
 *     day,t,event,ticket,service,…    an event log; `take` are walk-ins, `arrive` booked people; t is seconds after 8:30. A day is a
 *                                     number from 0: weekdays one after the other, from `from` on (holidays left out), or from a
 *                                     Monday of no known date when `from` is DAY_NONE
 *     date,time,service,count         2026-04-01,09:15,juumin,3; a date that is named with a count of 0 was a day, too
 *
 * ERR_file with "line:column". At most FORECAST_DAYS_MAX days, FORECAST_SERVICES_MAX services.
 */
MUST_USE const err *arrivals_parse(arena *a, str text, day from, arrivals_of what, arrivals *ret);

/* Counts the days of an office that are over, the oldest first, at most 40 a time. Twice is as once. */
typedef struct count_days {
	const actor *by;
	const office_def *office;
	size_t ret_n; /* 40: there are more */
} count_days;
const err *count_days_run(db *d, arena *a, void *arg);
/* Only how many there are. */
const err *count_days_due(db *d, arena *a, void *arg);

/* What was counted of an office, in the order of its offers; `booked` also has the rate at which the booked came. */
typedef struct office_counts {
	arrivals walk_ins, booked; /* of the same days */
	double comes; /* of those who were booked; what is usual where nothing was counted */
	i64 bookings; /* how many that is measured on */
} office_counts;
MUST_USE const err *staffing_counts_of(db *d, arena *a, i64 city, const office_def *o, day until, office_counts *ret);

/* --- what to expect of a day ---------------------------------------------------------------------------------------- */

typedef struct expected_booking {
	int offer, minute; /* index of the office's offers; of the day */
} expected_booking;
typedef struct expectation {
	const office_def *office;
	day on;
	windows hours; /* none: closed */
	size_t days; /* counted days behind it; 0: a guess from the definitions */
	forecast_result walk_ins; /* by offer; none outside the hours of its offer */
	forecast_result further; /* booked people beyond those who are booked by now */
	struct {
		expected_booking *at;
		size_t n;
	} bookings; /* booked by now */
	double comes;
	double people; /* in all: walk-ins, and the booked who come */
	double p10, p90; /* of `people` */
} expectation;
/* `now` is needed for nothing but which days are over. */
MUST_USE const err *staffing_expect(db *d, arena *a, i64 city, const office_def *o, day on, instant now,
				    expectation *ret);

/* --- rosters ------------------------------------------------------------------------------------------------------- */

/* When a desk is open, minutes of the day. from == to: closed. A break lies within, or is 0–0. */
typedef struct desk_hours {
	int from, to, break_from, break_to;
} desk_hours;
/* What is wrong with it: the name of the field ("from", "to", "break_from", "break_to"), or NULL. Quarter hours are not asked for. */
const char *desk_hours_wrong(const desk_hours *h);

typedef enum roster_source { ROSTER_PLAN, ROSTER_USUAL, ROSTER_HOURS, ROSTER_TYPED } roster_source;
typedef struct roster_day {
	desk_hours *desks; /* one for each of the office's desks, in its order */
	size_t n;
	roster_source source;
	i64 rev; /* of the plan; 0: none is saved */
} roster_day;
/*
 * The plan of a day, which floor managers save; ret_found false, and an empty roster, where there is none. For whoever wants to
 * know until when a desk is planned to be open.
 */
MUST_USE const err *staffing_plan(db *d, arena *a, i64 city, const office_def *o, day on, roster_day *ret,
				  bool *ret_found);
/* The plan; else when desks were usually open on that weekday (the medians of the last six, where most of them had it open); else
 * the office's hours for every desk. */
MUST_USE const err *staffing_roster(db *d, arena *a, i64 city, const office_def *o, day on, roster_day *ret);

/* Saves a day's plan. ERR_invalid (where "DESK.field") when hours cannot be; ERR_stale when the plan is another than `rev` by now (-1:
 * whatever it is). */
typedef struct save_plan {
	const actor *by;
	const office_def *office;
	day on;
	roster_day roster;
	i64 rev;
	bool drop; /* no plan any more */
} save_plan;
const err *save_plan_run(db *d, arena *a, void *arg);

/*
 * Rosters as CSV: date,desk,opens,closes,break_from,break_to; times as 8:30, breaks may be empty, opens and closes empty for a closed desk.
 * Each row is taken by itself: the good ones are kept, the mistakes listed (at most 100) by line and column. A date that is
 * named has the desks that its rows name open, and no others.
 */
typedef struct roster_mistake {
	int line, column;
	const char *what; /* desk, date, opens, closes, break_from, break_to, twice */
	str found;
} roster_mistake;
typedef struct roster_file {
	struct roster_file_day {
		day on;
		roster_day roster;
		int line; /* of its first row */
		size_t rows;
	} * at;
	size_t n;
	size_t rows; /* taken */
	struct {
		roster_mistake *at;
		size_t n;
	} mistakes;
} roster_file;
/* ERR_file for a text that is no CSV, or has another first line, or more than 31 days. */
MUST_USE const err *roster_file_parse(arena *a, const office_def *o, str text, roster_file *ret);
void roster_file_write(buf *b, const office_def *o, day on, const roster_day *r, bool head);

/* Counts from a file into the database: days that are not counted there yet, of services that the office offers. What a city
 * brings along from the system it had before. */
typedef struct load_counts {
	i64 city;
	const office_def *office;
	const arrivals *from;
	size_t ret_days; /* taken */
	strs ret_unknown; /* services that the office does not offer */
} load_counts;
const err *load_counts_run(db *d, arena *a, void *arg);

/* --- the day played forward ------------------------------------------------------------------------------------------ */

/* How long things take here and what people and desks do, as the office has learned it (wait/learned.h); by the definitions where it has
 * not. */
typedef struct habits {
	const office_model *model; /* of any day; of today with today's pace */
	int service[FORECAST_SERVICES_MAX],
		desk[SIM_DESKS_MAX]; /* of the model, by the office's offers and desks; -1: not known */
} habits;
MUST_USE const err *staffing_habits(db *d, arena *a, const city_def *city, const office_def *o, day on, instant now,
				    habits *ret);

/* A roster tried out on a day: src/sim/roster.h has the figures, by quarter hours from minute `from` on. */
typedef struct day_outlook {
	sim_outlook sim;
	int from, n;
	double desk_hours; /* as planned */
	double *load; /* by desk: share of its open time with somebody */
	double longest_queue; /* the highest of the quarter hours' queue_p90 */
} day_outlook;
/*
 * `runs` days as they may come, until the last person is gone. The same seed brings the same people to another roster. A day of a
 * ward takes a few tenths of a millisecond.
 */
void staffing_play(arena *a, const expectation *e, const habits *how, const roster_day *roster, int runs, u64 seed,
		   day_outlook *ret);

/* --- the smallest roster -------------------------------------------------------------------------------------------------- */

typedef struct staffing_need_quarter {
	int needed, planned; /* desks */
	double p90; /* with what is needed, seconds; NAN where nobody comes */
} staffing_need_quarter;
typedef struct staffing_need_found {
	int minutes; /* the target */
	bool reached; /* by what was found; else every desk all day is not enough */
	bool least; /* nothing can be left out of it; else the time was over */
	int plays;
	int from, n; /* minute of the first quarter hour */
	staffing_need_quarter *at;
	bool *open; /* [desk * n + quarter hour] */
	int desks_n;
	double needed, planned; /* desk hours */
	double p90; /* of the day, seconds */
	double *services; /* [offer]: its p90 with what was found, seconds; NAN where nobody comes */
	int attainable; /* not reached: with every desk open all day, the minutes that would be; to fives */
} staffing_need_found;
/* src/sim/roster.h says how. Bounded by so many days played 40 times each, the same on every machine, and by time where it is slow. */
void staffing_search(arena *a, const expectation *e, const habits *how, const roster_day *roster, int minutes,
		     int plays, int milliseconds, u64 seed, staffing_need_found *ret);

/* --- the floor, now -------------------------------------------------------------------------------------------------- */

/* "Open desk 5 until 14:30 and nine of ten wait 20 instead of 40 minutes at most": those who wait now or come within the hour. */
typedef struct hint {
	int desk; /* index of the office's desks */
	int offer; /* whose waits fall most from high: index of the offers */
	int until; /* minute of the day */
	int before, after; /* seconds */
} hint;
typedef struct hints {
	hint at[3];
	size_t n;
} hints;
#define HINT_NEVER (4 * 3600) /* they are not called within the hours that are looked ahead */
#define HINT_LEAST (5 * 60) /* seconds by which it must help */
/*
 * Tries to open each desk that is closed or on a break, from the board as it is (without estimates): the best, at most three, by how
 * much waiting they spare all together. `roster` says until when the others are open. None when nobody waits.
 */
void staffing_suggest(arena *a, const board *b, const expectation *e, const habits *how, const roster_day *roster,
		      int runs, u64 seed, hints *ret);
/* What was worked out last, without what has come true or is older than three minutes. Costs one small read. */
MUST_USE const err *staffing_read_hints(db *d, arena *a, const board *b, hints *ret);

/* --- what time does --------------------------------------------------------------------------------------------------- */

/* Counts days that are over; looks what would help on the floor. */
MUST_USE const err *staffing_tick(app *p, arena *a);

/* madoguchi visits forecast, visits counts */
extern const command staffing_commands[];

#endif
