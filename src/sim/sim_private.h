/* The engine's own structures, for sim_new.c (what stays the same over runs), sim.c (a run) and sim_stats.c. */
#ifndef SIM_PRIVATE_H
#define SIM_PRIVATE_H

#include "sim/sim.h"

#define NOBODY (-1)
/* A person's number and the rank of the step among the person's own: who came first, and the stream of what he or she brings. */
#define ORDER_BITS 5
/* Beside the streams of the steps. */
#define STREAM_PATIENCE SIM_STEPS_MAX
#define STREAM_COMING (SIM_STEPS_MAX + 1)

/* A visit as it was described, with what follows from that. */
typedef struct plan {
	const sim_visit *visit;
	u8 walk_class; /* without, or before, a booked time */
	bool several; /* steps */
	u8 rank[SIM_STEPS_MAX]; /* of a step among those of the same person: the longest chain of work behind it first */
	u8 by_rank[SIM_STEPS_MAX];
} plan;

/* A step that waits in a queue. While its person is at a desk for another one, it is in none. */
typedef struct entry {
	double key; /* its place in its class: the booked time, or the arrival */
	u64 order; /* then this */
	double arrived, due;
	double since; /* waits in this queue */
	double leaves; /* runs out of patience */
	i32 prev, next; /* in the queue; `next` also links free entries */
	i32 journey; /* of a visit with several steps, or NOBODY */
	i32 seen; /* place in sim_seen, or NOBODY */
	i32 timer; /* place in the heap, or NOBODY */
	u8 service, class, step;
	bool priority, returned, probe;
} entry;

/* A person with several steps. */
typedef struct journey {
	const plan *plan;
	double arrived, due;
	double ready[SIM_STEPS_MAX]; /* since when the step could begin */
	u64 number;
	sim_mask done, waiting; /* steps */
	i32 entry[SIM_STEPS_MAX]; /* of a waiting step, while the person is at no desk */
	i32 watch; /* place of the first step in sim_seen, or NOBODY */
	i32 next; /* free ones */
	bool away; /* at a desk */
} journey;

typedef struct queue {
	i32 head, tail;
} queue;

/* Somebody who is not here yet, in the order of when he or she may come at the earliest. */
typedef struct coming {
	double least;
	double comes, longer; /* booked: the probability, and of coming later than now */
	i32 person, booking; /* index, or NOBODY */
	double at; /* in this run */
} coming;

/* A moment in the future: an entry's next change, or an arrival. Least first. */
typedef struct timer {
	double at;
	i32 entry; /* or NOBODY */
	i32 coming;
} timer;

typedef enum desk_state { CLOSED, IDLE, BUSY, GAP, BREAK } desk_state;
typedef struct desk_run {
	sim_mask services, also;
	double closes, breaks;
	double began; /* having somebody */
	double opened; /* open since: for the statistics */
	sim_rng rng;
	desk_state state;
	int span; /* the one it is in, or the next */
	bool stays;
	/* whom it has */
	i32 journey, seen;
	u8 service, step;
	bool comes;
} desk_run;

/* What is known of a desk at time 0, once for all runs. */
typedef struct desk_start {
	int span;
	double open_longer, close_longer, away_longer, time_longer, missed_longer;
	double gone; /* called: the probability that nobody comes */
	i32 journey_plan; /* of sim_desk.person */
} desk_start;

/* The slots of `at`: what happens next, by its time. A desk's is DESK0 + index. */
enum { SLOT_WALK_IN, SLOT_TIMER, SLOT_TICK, DESK0 };

struct sim {
	const sim_day *day;
	int services_n, desks_n, classes_n; /* classes: the order's, and one for whom it leaves out */
	int slots_n;
	sim_mask *first_desks, *also_desks; /* by service: who has it */
	double *factor; /* [desk][service]: of times */
	u8 walk_class[4]; /* priority | returned << 1 */
	plan *person_plan, *booking_plan, *flow_plan;
	i32 *at_desk; /* of people: the desk that has them at time 0, or NOBODY */
	double *rate; /* of all flows, by interval */
	double *cumulative; /* [interval][flow] */
	coming *coming;
	int coming_n;
	desk_start *start;
	double swing_at, tempo_at; /* quantiles that the caller chose; 0: drawn */
	int room, entries_max, journeys_max, timers_max;

	/* this run */
	double now;
	u64 seed; /* of what people bring */
	sim_rng arrivals;
	double swing, tempo; /* of the rates, of the times */
	int interval;
	u64 number; /* people so far */
	double *at; /* slots */
	entry *entries;
	journey *journeys;
	timer *timers;
	queue *queues; /* [class][service] */
	sim_mask waiting[SIM_CLASSES_MAX + 1]; /* services with somebody in that class */
	int *length; /* by service */
	double *length_since, *area; /* by service: the integral of the length up to `length_since` */
	desk_run *desks;
	sim_mask idle;
	int turn; /* the desk that was free and called last */
	int entries_n, journeys_n, timers_n, coming_at;
	int singles; /* entries of people with one step */
	i32 free_entry, free_journey;
	sim_seen *seen;
	bool *settled; /* nothing more is to come of this place in sim_seen */
	int unsettled;
	sim_totals totals;
	sim_stats *stats;
};

#define WAIT_BINS 482 /* 0: less than a second; then 32 for each doubling up to 9 hours */
#define WAIT_NEVER (WAIT_BINS - 1)
#define LENGTH_BINS 256

struct sim_stats {
	int services_n, desks_n, buckets_n, runs;
	double from, bucket;
	int tick; /* the bucket that ends next */
	u32 *waits; /* [service][bucket][WAIT_BINS] */
	u32 *lengths; /* [bucket][LENGTH_BINS] */
	i64 *called;
	double *waited, *queue; /* [service][bucket] */
	double *area; /* by service: at the last tick */
	double *busy, *open; /* [desk][bucket] */
};

/* The end of the next bucket, for SLOT_TICK. */
double stats_begin(sim_stats *t);
double stats_tick(sim *s);
void stats_wait(sim_stats *t, int service, double since, double wait);
void stats_unserved(sim_stats *t, int service, double since);
void stats_desk(sim_stats *t, double *row, int k, double from, double to);
void stats_end(sim *s);

/* The integral of a service's queue up to now. */
void length_flush(sim *s, int service);
/* The class of the order for somebody, now; *ret_changes: when that will be another one. */
int class_at(const sim *s, bool priority, bool returned, double due, double now, double *ret_changes);

#endif
