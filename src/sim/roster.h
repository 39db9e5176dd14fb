/*
 * roster: what a day would be like with these desks, and with how few desks it would still be good.
 *
 * sim_outlook_play() plays a day (sim.h) many times and gathers it by buckets of time (quarter hours): the band of waits, the length
 * of the queue, the load of each desk. Two outlooks with one seed are of the same people, so that their difference is the roster's.
 *
 * roster_search() looks for the smallest roster: the fewest quarter hours of open desks with which, in every quarter hour, nine
 * of ten who come in it are called within the target, and of every service nine of ten through the day. How:
 *   1. all desks open all day: when that does not reach the target, nothing does.
 *   2. a first guess for each quarter hour: the work that comes (offered load, in desks) and half its square root on top, desks opened
 *      one after the other by how much of the work not covered yet they could do.
 *   3. play; where the target is missed, open the desk that could serve most of those who wait there; until it is kept.
 *   4. take away what is not needed: pieces of two hours, one hour, half an hour, a quarter, least busy first; each is played,
 *      with the same people, and stays away when the target is still kept. Until no piece can be taken away.
 * So what is found keeps the target, and no quarter hour of it (no block of `shortest`) can be left out. There may be another
 * roster that is smaller still: the search is honest, not exhaustive. Its work is bounded by `plays_max`.
 */
#ifndef SIM_ROSTER_H
#define SIM_ROSTER_H

#include "sim/sim.h"

#define ROSTER_BUCKETS_MAX 96

/* Waits that began at one time, seconds. NAN where nobody came; SIM_NEVER where the quantile was never called. */
typedef struct sim_band {
	double p10, p50, p90, mean;
	double people; /* whose wait began, a run on average */
	double unserved; /* of these, who were never called */
} sim_band;

typedef struct sim_outlook_want {
	double from, bucket; /* seconds: where the first bucket begins, and how long each is */
	int buckets_n; /* at most ROSTER_BUCKETS_MAX */
	int runs; /* 0: 200 */
	u64 seed;
} sim_outlook_want;

typedef struct sim_outlook {
	sim_outlook_want want; /* what it was made of; runs filled in */
	int services_n, desks_n;
	sim_band day; /* everybody, all day */
	sim_band *waits; /* [bucket]: of all services */
	sim_band *services; /* [service]: all day */
	sim_band *service_waits; /* [service * buckets_n + bucket] */
	double *queue; /* [bucket]: how many wait, mean over the bucket */
	double *queue_p10, *queue_p90; /* [bucket]: at its end, over the runs */
	double *service_queue; /* [service * buckets_n + bucket] */
	double *open; /* [bucket]: desks open, mean */
	double *busy; /* [bucket]: of these, share of the time with somebody; NAN where none is open */
	double *desk_open, *desk_busy; /* [desk * buckets_n + bucket]: shares of the bucket */
	double came; /* people a run */
} sim_outlook;

/* Everything in the arena; as much again is used while it runs. */
void sim_outlook_play(arena *a, const sim_day *day, sim_outlook_want want, sim_outlook *ret);

/* --- rosters ------------------------------------------------------------------------------------------------------- */

/* open[desk * buckets_n + bucket] */
typedef struct roster {
	double from, bucket;
	int desks_n, buckets_n;
	bool *open;
} roster;
roster roster_new(arena *a, int desks_n, double from, double bucket, int buckets_n); /* all closed */
/* A desk is open in a bucket when its spans cover at least half of it. */
roster roster_of(arena *a, const sim_desk *desks, int desks_n, double from, double bucket, int buckets_n);
/* The desks with these spans instead of theirs, by plan from the beginning; the last span of the day stays while somebody waits. */
sim_desk *roster_desks(arena *a, const roster *r, const sim_desk *desks);
int roster_count(const roster *r); /* buckets of open desks */

typedef struct roster_wish {
	sim_outlook_want want;
	double target; /* seconds: p90 */
	int most; /* desks open at a time; 0: all there are */
	int shortest; /* buckets that a desk is open without a pause, at least; 0: 1 */
	int plays_max; /* 0: 2,000 */
	/* called after each play; false ends the search with what there is. May be NULL */
	bool (*progress)(void *ctx, int plays, int plays_max, int buckets);
	void *ctx;
} roster_wish;

typedef struct roster_found {
	bool reached; /* the target is kept */
	bool least; /* and nothing can be left out; false: the work was bounded before */
	int plays;
	roster roster;
	sim_outlook outlook; /* with it */
} roster_found;

/* `day.desks` are all there are, with their services; their spans are not looked at. */
void roster_search(arena *a, const sim_day *day, const roster_wish *wish, roster_found *ret);
/* Whether an outlook keeps the target: in every bucket in which somebody comes on at least every tenth day, and for every service. */
bool roster_keeps(const sim_outlook *o, double target);

#endif
