/*
 * demand: from files to a day that can be played (sim.h): who will come and what they need, and which desks there are when.
 *
 * Who comes, either of:
 *   a log of an office's days (eventlog.h)      arrivals are the mean of its days by quarter hour, bookings as often as they were
 *                                               made, times and habits of desks as learn.h learns them
 *   typed rates, CSV                            service,from,to,per_hour,minutes,spread
 *       juumin,08:30,12:00,14,9,0.7             fourteen an hour who take nine minutes, with a standard deviation of 0.7 × 9;
 *       juumin,12:00,17:00,9                    minutes and spread may be left out where they were said before
 *
 * Desks, CSV, one row for each time that a desk is open; `also`: served when nobody waits for the others:
 *       desk,services,from,to,also
 *       1,juumin|koseki,08:30,12:30,zeimu
 *       1,juumin|koseki,13:30,17:15,zeimu
 *
 * A change: "desk 5 open 11:00-14:30", "desk 5 closed 12:00-13:00", for a desk that is new "desk 9 open 11:00-14:30 for juumin|zeimu".
 *
 * Seconds are of the day, from midnight. A row that cannot be used is left out and named by line and column; the others are used.
 */
#ifndef SIM_DEMAND_H
#define SIM_DEMAND_H

#include "base/err.h"
#include "sim/eventlog.h"
#include "sim/learn.h"
#include "sim/sim.h"

#define DEMAND_QUARTER 900.0
#define DEMAND_QUARTERS 96
#define DEMAND_MINUTES 1440
#define DEMAND_ROWS_MAX 20000

/* When the desks of an office are open, minute by minute. */
typedef struct plan_desk {
	str name;
	sim_mask services, also;
	double pace; /* multiplies the times */
	const double *paces; /* by service; NULL */
	bool open[DEMAND_MINUTES];
} plan_desk;
typedef struct day_plan {
	plan_desk *at;
	size_t n;
	bool stays; /* at the end of the day desks go on while somebody waits */
} day_plan;

typedef struct demand {
	strs services;
	sim_day day; /* all but the desks */
	double people; /* expected, walk-ins and booked */
	double from, to; /* the first and last moment at which somebody is expected, in quarter hours */
} demand;

/* ERR_file when it is no CSV, lacks a column, or nothing in it can be used. */
MUST_USE const err *demand_rates(arena *a, str csv, demand *ret, event_faults *faults);
/* `zero`: the log's 0, in seconds from midnight. *ret_plan: the desks as planned on the log's last day. ERR_file when nobody comes. */
MUST_USE const err *demand_history(arena *a, const office_names *names, const event_days *days, double zero,
				   demand *ret, day_plan *ret_plan);
/* What people and desks do that is not service: who does not answer a call, when the booked come, gaps, lateness of desks. */
void demand_habits(arena *a, const office_model *m, sim_day *all);
/* Services that the demand does not know are faults. ERR_file as above. `learned`: how fast desks of that name are; may be NULL. */
MUST_USE const err *plan_parse(arena *a, str csv, const demand *d, const day_plan *learned, day_plan *ret,
			       event_faults *faults);
/* Changes *plan. ERR_usage with what is wrong. */
MUST_USE const err *plan_change(arena *a, day_plan *plan, const demand *d, str change);
day_plan plan_copy(arena *a, const day_plan *p);
/* The demand with these desks: what sim_new() plays. */
sim_day plan_day(arena *a, const demand *d, const day_plan *p);

#endif
