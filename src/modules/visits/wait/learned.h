/*
 * learned: what an office has learned from its own days, kept as versioned text in the database (wait_model).
 *
 * Every night the days that are over are read once (step_log, desk_log, bookings), turned into the events of sim/eventlog.h, and
 * learned: how long services take, at which desk, on what kind of day; how desks and people behave (sim/learn.h); and, because
 * the program knows no rosters, when each desk is usually open on that weekday: its plan. A few hundred kilobytes a year of log
 * become one model of some dozen kilobytes that forgets slowly.
 *
 *     history_read()      one day of the log as events
 *     learned_day()       takes it in
 *     learned_tick()      the nightly job: a few days at a time, from where it stopped
 *     learned_today()     for an estimate: the model, with what has ended today; a copy from the shelf (store.h)
 *
 * An office without a model starts from the minutes of its definitions. Rebuilding gives the same model as learning day by day.
 */
#ifndef VISITS_LEARNED_H
#define VISITS_LEARNED_H

#include "modules/visits/visits.h"
#include "sim/learn.h"
#include "sim/predict.h"

#define PLAN_BINS 96 /* quarter hours of a day */
#define PLAN_ALWAYS 63 /* open on all such weekdays lately */
#define HISTORY_DAYS 120 /* a model that is made anew looks back so far: what is older hardly counts */

/* When desks are usually open: by weekday (0 Sunday) and quarter hour, 0 never … PLAN_ALWAYS. */
typedef struct desk_plan {
	char desk[MODEL_NAME_MAX];
	u8 seen[7]; /* how many such weekdays, up to 255 */
	u8 open[7][PLAN_BINS];
} desk_plan;
typedef struct office_plan {
	int desks_n;
	desk_plan desks[SIM_DESKS_MAX];
} office_plan;

/* One day; every third of the surprise is believed, so a new habit is the plan after a few weeks. */
void desk_plan_learn(office_plan *p, str desk, int weekday, const bool open[PLAN_BINS]);
/* The spans of that weekday in seconds of the day, and how many; 0: not open then, or too little is known. */
int desk_plan_spans(const office_plan *p, str desk, int weekday, wait_span ret[WAIT_SPANS_MAX]);
void desk_plan_write(const office_plan *p, buf *ret);
MUST_USE const err *desk_plan_parse(arena *a, str text, office_plan *ret); /* ERR_bad_json, ERR_invalid */

/* Flat: copied as it is. */
typedef struct office_learned {
	office_model model; /* begun for today where it comes from learned_today() */
	office_plan plan;
	/* today's roster, where floor managers have saved one (staffing/staffing.h): it is believed more than habit. By the board's desks */
	bool rostered;
	struct {
		wait_span spans[2];
		int n;
	} roster[SIM_DESKS_MAX];
} office_learned;
void learned_init(office_learned *m);
/* The board's services, with the means that it has of them, and its desks are in the model from now on. */
void learned_names(office_learned *m, const board *b);

/* A day of the log. Times are seconds since midnight. */
typedef struct office_day {
	day day;
	office_names names;
	event_day events; /* bookings first, then what happened, in order; without plans */
	struct desk_day {
		str desk;
		bool open[PLAN_BINS];
	} * desks; /* of the definition, in its order */
	size_t desks_n;
	bool any; /* some desk was open */
} office_day;
MUST_USE const err *history_read(db *d, arena *a, i64 city, const office_def *o, day on, office_day *ret);
void learned_day(arena *a, office_learned *m, const office_def *o, const office_day *on);

/* The nightly job in one office: learns at most `most` days that are over. *ret_days of them, fewer when it is up to date. */
MUST_USE const err *learned_tick(store *s, arena *a, i64 city, const office_def *o, instant now, int most,
				 int *ret_days);
/* From the log anew, whatever was known; for operators. *ret: what is stored now. */
MUST_USE const err *learned_anew(store *s, arena *a, i64 city, const office_def *o, instant now, office_learned *ret,
				 int *ret_days);
/* What is stored, parsed. *ret_version 0: nothing yet, and *ret is learned_init(). */
MUST_USE const err *learned_stored(db *d, arena *a, i64 city, str office, office_learned *ret, i64 *ret_version);

/* For b, which knows its office, day, services and desks: what was learned, and today's pace up to now. In the arena. */
MUST_USE const err *learned_today(db *d, arena *a, const board *b, const office_learned **ret);

#endif
