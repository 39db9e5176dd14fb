/*
 * sim: an office's day, played forward.
 *
 * People come, wait, are called, are served for a random time, and go. Desks open, serve whom the office's order says,
 * take breaks and close. One engine plays all of it, one event after the other, from any moment on: from the morning (a
 * roster tried out), or from what is going on just now (how long does somebody wait who takes a ticket).
 *
 *     sim_day day = { … };                       services, desks, who is here, who will come, until when
 *     sim *s = sim_new(arena, &day);             everything is allocated here
 *     for (r = 0; r < runs; r++) {
 *             sim_run(s, seed + r, stats);       one way that the day may go; no memory, no I/O
 *             … sim_seen_of(s)[k].called …       when the person that was watched under k was called
 *     }
 *     … sim_stats_wait(stats, service, bucket, 0.9) …
 *
 * Times are seconds, as doubles, from the moment that is called 0: now, or the opening of the office. What was before is
 * negative. SIM_NEVER is what does not happen. Services, desks and distributions are known by their index.
 *
 * Who is called: exactly as visits_choose() has it. The order's classes one after another; within "booked" by the booked
 * time, else by arrival; then in the order in which they came. A booked person whose time is not near enough yet belongs to the
 * next class that fits. A desk's `also` services count only when nobody waits for its `services`. When several free
 * desks could take somebody who comes, those that have the service under `services` are first, and they take turns.
 *
 * Same seed, same day: the same run, to the last bit. What people bring along (when they come, how much work they are, whether
 * they go away when called, their patience) follows from the seed and their number, and what desks do by themselves (breaks, coming late)
 * from the seed and the desk. So two rosters played with one seed face the same people: differences need few runs.
 *
 * Memory is bounded: as many people as `room` may be in the house at a time; who comes then is turned away and counted in
 * sim_totals.turned_away. Somebody who is gone takes no memory, so ten million may pass.
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "base/arena.h"
#include "base/lots.h"

#define SIM_NEVER 1e18
#define SIM_SERVICES_MAX 64
#define SIM_DESKS_MAX 64
#define SIM_CLASSES_MAX 8
#define SIM_STEPS_MAX 16
#define SIM_FLOWS_MAX 256

typedef u64 sim_mask; /* bit k: service k (or, of desks, desk k; or step k) */
#define SIM_BIT(k) ((sim_mask)1 << (k))

/* --- random numbers and times (sim_dist.c) -------------------------------------------------------------------- */

typedef lots sim_rng; /* one word, so that each person can have a stream of his or her own */
sim_rng sim_seeded(u64 seed, u64 stream); /* any numbers; neighbouring ones give unrelated streams */
u64 sim_bits(sim_rng *r);
double sim_uniform(sim_rng *r); /* in (0, 1) */

/* A distribution of times. {0} is always 0. */
typedef enum sim_shape { SIM_FIXED, SIM_EXPONENTIAL, SIM_LOGNORMAL, SIM_NORMAL, SIM_TABLE } sim_shape;
typedef struct sim_dist {
	sim_shape shape;
	double shift; /* added to what is drawn; SIM_FIXED: the value */
	double a, b; /* exponential: mean; log-normal and normal: mu, sigma */
	const float *
		table; /* SIM_TABLE: n ≥ 2 quantiles in rising order, at 0, 1/(n-1), … 1; straight lines between them */
	int n;
} sim_dist;
sim_dist sim_fixed(double x);
sim_dist sim_exponential(double mean);
sim_dist sim_lognormal(double mean, double spread); /* spread: standard deviation / mean; 0: fixed */
sim_dist sim_normal(double mean, double deviation);
sim_dist sim_table(const float *quantiles, int n); /* kept, not copied */
/* The table of what was measured: n values, sorted in place, as `points` quantiles. n ≥ 1. */
sim_dist sim_measured(arena *a, double *values, size_t n, int points);

/* Every draw takes one uniform number and is the quantile there: more of it, less of the time, for all distributions. */
double sim_draw(const sim_dist *d, sim_rng *r);
double sim_mean(const sim_dist *d);
double sim_variance(const sim_dist *d);
double
sim_least(const sim_dist *d); /* nothing smaller is drawn; normal: 5 deviations below the mean, and it is cut there */
double sim_quantile(const sim_dist *d, double u); /* 0 < u < 1 */
double sim_longer(const sim_dist *d, double t); /* the probability of more than t */
/* How much longer, given that t have gone by; `longer`: sim_longer(d, t), so that it is worked out once. Beyond what the
 * distribution knows (fixed, table) it goes on for an exponential time of a quarter of t. */
double sim_rest(const sim_dist *d, double t, double longer, sim_rng *r);

/* --- the office ------------------------------------------------------------------------------------------------- */

typedef struct sim_service {
	sim_dist time; /* from the call to the end, with one who comes */
	double missing; /* probability that who is called does not come; see also sim_day.missing_after */
	sim_dist missed; /* and how long that holds up the desk */
} sim_service;

typedef enum sim_who { SIM_BOOKED, SIM_PRIORITY, SIM_RETURNED, SIM_ARRIVAL } sim_who;
typedef struct sim_class {
	sim_who who;
	double early; /* SIM_BOOKED: their time is at most so far away, seconds */
} sim_class;

/* When a desk is to be open: [from, to). Sorted, apart from each other. */
typedef struct sim_span {
	double from, to;
	bool stays; /* at the end it goes on while somebody waits for it (the last span of a day, where nobody is sent home) */
} sim_span;

typedef enum sim_desk_now {
	SIM_BY_PLAN, /* its spans say: free or closed; ends that were passed are taken as they were planned */
	SIM_SHUT, /* closed; within a span it is late, and opens given that it has not yet; or at `until` */
	/* open, whatever the spans say: until the end of the span it is in, or else of the nearest; without spans for ever */
	SIM_FREE,
	SIM_CALLED, /* has called somebody, who may not come */
	SIM_SERVING,
	SIM_AWAY, /* an unplanned break */
} sim_desk_now;

typedef struct sim_desk {
	sim_mask services, also;
	double pace; /* multiplies the times here; 0 is read as 1 */
	const double *paces; /* the same for each service, on top; NULL: none */
	const sim_span *spans;
	int spans_n;
	/* the state at time 0 */
	sim_desk_now now;
	double since; /* called, serving, away: when that began, ≤ 0 */
	double until; /* away, shut: its end; 0: unknown, drawn */
	int service; /* called, serving: what for */
	int person; /* index + 1 of sim_day.people, who has further steps or is watched; 0: nobody of them */
	int step; /* of that person */
} sim_desk;

/* Unplanned breaks: one falls due after an exponential time, and is taken as soon as the desk is free. */
typedef struct sim_breaks {
	double every; /* mean open seconds from the end of one to the next; 0: never */
	sim_dist length;
} sim_breaks;

/* --- people --------------------------------------------------------------------------------------------------------- */

/* What of a visit with several counters: each step waits in its own queue from when its predecessors are done, several at a
 * time; while somebody is at one desk the other queues pass over him or her, and the places are kept. Every step is ranked by
 * the arrival of the visit. */
typedef struct sim_step {
	int service;
	sim_mask after; /* steps that must be done before */
	double due; /* booked: seconds after the due time of the visit */
} sim_step;

typedef struct sim_visit {
	int service; /* of a visit with one step */
	const sim_step *steps; /* or several; NULL: one. Without circles */
	int steps_n;
	bool priority, returned; /* for the classes of the order */
	sim_dist patience; /* who was not called for so long leaves; {0}: stays. Visits with one step only */
} sim_visit;

/* Somebody known one by one: who waits now, who is known to come at a certain time, or whom we only ask about. */
typedef struct sim_person {
	sim_visit visit;
	double arrived; /* ≤ 0: is here; later: comes then */
	double due; /* the booked time; SIM_NEVER for a walk-in */
	sim_mask done; /* steps that are over */
	bool probe; /* takes nobody's place: is told when he or she would be called, and is gone then. One step */
	int watch; /* index + 1 into sim_seen, one for each step; 0: is not watched */
} sim_person;

/* A booking of somebody who is not here yet. */
typedef struct sim_booking {
	sim_visit visit;
	double due;
	double comes; /* probability */
	int watch; /* as above */
} sim_booking;

/* People who come by chance, a Poisson stream each, with a rate for each interval of the day. */
typedef struct sim_flow {
	sim_visit visit;
	const double *rate; /* people a second, for each interval */
} sim_flow;

/* --- a day --------------------------------------------------------------------------------------------------------------- */

typedef enum sim_stop { SIM_TO_THE_END, SIM_WHEN_CALLED, SIM_WHEN_ENDED } sim_stop;

typedef struct sim_day {
	const sim_service *services;
	int services_n;
	const sim_class *order;
	int order_n;
	const sim_desk *desks;
	int desks_n;
	sim_dist gap; /* of a desk, between the end of one and the next call */
	sim_breaks breaks;
	sim_dist opens, closes; /* added to the ends of spans: how much too late (early: negative) */
	/* instead of sim_service.missing, the probability that who is called does not come, by how long he or she has waited
	 * since the arrival: for waits of [k, k+1) steps, the last goes on. [0] walk-ins, [1] booked; NULL: the service's */
	const double *missing_after[2];
	int missing_n;
	double missing_step;
	const double *pace; /* times are multiplied by this, for each interval of the day at the call; NULL: 1 */

	const sim_person *people;
	int people_n;
	const sim_booking *bookings; /* in any order */
	int bookings_n;
	sim_dist early; /* when the booked come, after (negative: before) their time */
	const sim_flow *flows;
	int flows_n;
	double swing; /* standard deviation / mean of a factor on all rates, drawn once a run: days differ by more than chance */
	double tempo; /* the same of how long everything takes */
	double intervals_from, interval; /* where the first interval begins, and how long each is, seconds */
	int intervals_n; /* before the first and after the last nobody comes */

	double until; /* what would happen later does not; SIM_NEVER: until nothing is left to happen */
	i64 most; /* people who come; 0: no such limit */
	sim_stop stop; /* the run is over as soon as all who are watched were called, or have ended */
	int watched; /* how many places sim_seen has */
	int room; /* people in the house at a time; 0: 4,096 more than are given */
} sim_day;

typedef struct sim sim;
typedef struct sim_stats sim_stats;

/* What happened to a step that is watched; SIM_NEVER where it did not. Who does not come when called has been called, and nothing
 * further happens to the visit. */
typedef struct sim_seen {
	double called, ended;
} sim_seen;

/* Of one run. For Little's law `waited` and `queue` are counted apart: one person by person, the other from the length of the
 * queues as time goes by. */
typedef struct sim_totals {
	i64 came, left, turned_away; /* people; of `came` those at a desk at time 0 are none */
	i64 called, served, missed; /* steps */
	i64 at_once; /* called without waiting */
	i64 waiting; /* at the end */
	double waited; /* seconds, of all who were called, or left: since they came, or since the step could begin */
	double queue; /* integral of the number who wait, over time */
	double busy; /* seconds of desks with somebody */
	double end; /* the time of the last event */
} sim_totals;

/* The day must hold what its comments say (CHECK), and live as long as the sim, like all it points at. */
sim *sim_new(arena *a, const sim_day *day);
/* The caller has changed numbers behind the day's pointers (times, paces, spans, states of desks, when people come …) since the last
 * run: works out again what follows from them. Counts, pointers, services of desks and visits must stay. No memory. */
void sim_refresh(sim *s);
/* stats may be NULL: nothing is gathered. They add up over runs. */
sim_totals sim_run(sim *s, u64 seed, sim_stats *stats);
/* What kind of day the coming runs are, instead of drawing it: at which quantiles of `swing` and `tempo`, in (0, 1). For who spreads
 * his runs evenly over all kinds of days. */
void sim_kind_of_day(sim *s, double swing, double tempo);
const sim_seen *sim_seen_of(const sim *s); /* of the last run */

/* --- statistics over runs (sim_stats.c) --------------------------------------------------------------------------------- */

/* By service and by bucket of time, of so many seconds from `from` on. A wait belongs to the bucket in which it began. */
sim_stats *sim_stats_new(arena *a, const sim_day *day, double from, double bucket, int buckets_n);
void sim_stats_reset(sim_stats *t);
int sim_stats_runs(const sim_stats *t);
#define SIM_ALL (-1) /* every service, or every bucket */
/* A quantile of the waits that began there, seconds; to 3 % of itself. Who was never called counts as the longest. NAN where
 * nobody waited; SIM_NEVER where the quantile is one who was never called. */
double sim_stats_wait(const sim_stats *t, int service, int bucket, double q);
double sim_stats_mean_wait(const sim_stats *t, int service,
			   int bucket); /* of those who were called; NAN where nobody was */
/* Of a run on average: how many waits began; how many of these were never answered; how many wait in the mean over the bucket. */
double sim_stats_people(const sim_stats *t, int service, int bucket);
double sim_stats_unserved(const sim_stats *t, int service, int bucket);
double sim_stats_queue(const sim_stats *t, int service, int bucket);
/* Share of the bucket in which the desk had somebody; and was open (had somebody, was free, or in its gap). SIM_ALL: all desks,
 * in desks. */
double sim_stats_busy(const sim_stats *t, int desk, int bucket);
double sim_stats_open(const sim_stats *t, int desk, int bucket);
/* How many wait at the end of a bucket, a quantile over the runs. */
double sim_stats_length(const sim_stats *t, int bucket, double q);

#endif
