/*
 * predict: how long somebody waits, from what is going on and what was learned.
 *
 * The office is played forward many times (sim.h): those who are at a desk finish, given how long they have been there; desks
 * close, open, go away; the booked come or do not; everybody who waits is called as the order says. Each play draws how
 * slow today is from what is known of it. The quantiles of when somebody is called are the answer.
 *
 * Two ways to the same answer: feed a wait_day with events as they happen, or fill in a wait_now from a snapshot. Services and desks are known by their index in the model.
 */
#ifndef SIM_PREDICT_H
#define SIM_PREDICT_H

#include "sim/learn.h"
#include "sim/now.h"

/* Seconds from now until called, given that the person is called today; p10 ≤ p50 ≤ p90. SIM_NEVER where that never happens. */
typedef struct wait_answer {
	double p10, p50, p90;
	double called; /* share of plays in which the person is called at all */
	double at_once; /* share of plays in which there is no wait */
} wait_answer;

typedef struct wait_effort {
	int runs; /* 0: 256, fewer for a crowd: about half a millisecond */
	u64 seed;
} wait_effort;

/*
 * For a newcomer of each service of `ask` (a mask of the model's services) into newcomers[service], and, unless `steps` is
 * NULL, for each step of now->people, one person's behind the other's (who has `service` has one). A person with several steps is
 * at one desk at a time; a step that comes after others is called when they are over. Of all but the first to be called it is given
 * that the person came to the earlier ones.
 *
 * Unless `ends` is NULL, too, ends[k] is when now->people[k] will be through, given that this happens today and that the person comes
 * whenever called (`called`: how likely it is today). Only of people with `steps`, and who are not away.
 *
 * `today` is the model with today's services in it (model_day_begins,
 * model_served). All memory is from the arena.
 */
void predict_waits(arena *a, const office_model *today, const wait_now *now, sim_mask ask, wait_effort effort,
		   wait_answer *newcomers, wait_answer *steps, wait_answer *ends);

/* --- a day fed event by event ------------------------------------------------------------------------------------ */

/* A day that goes on, with what is learned from it on the way. */
typedef struct wait_day {
	office_model *model; /* a copy, with today's services in it */
	now_track *track;
	int *service; /* of the model, by the names' index */
	arena *scratch;
	arena *keep;
} wait_day;
/* `early`: the log's rule is that the booked whose time is at most so many seconds away are first, by their time; then everyone in
 * the order of arrival. Memory of a prediction is from `scratch`, which is reset by each. */
wait_day wait_day_new(arena *keep, arena *scratch, const office_model *m, const office_names *names,
		      const event_day *day, double early);
void wait_day_event(wait_day *d, const event *e);
/* For a newcomer of the service (index into the names) at the time t, before the event that takes the ticket is fed. Where no desk
 * is in sight, `called` is 0 and the rest a rule of thumb. */
wait_answer wait_day_ask(wait_day *d, int service, double t, wait_effort effort);

#endif
