/* The smallest roster with which nine of ten wait no longer than so many minutes, quarter hour by quarter hour. */
#include <math.h>

#include "modules/visits/staffing/staffing_private.h"

/* Looked for on fewer days than are shown, with at least half an hour a desk; what is found is played again on other days. */
#define SEARCH_RUNS 40
#define SHORTEST 2 /* quarter hours */
#define CHECK_RUNS 200

typedef struct clock_stop {
	i64 until; /* clock_ticks() */
} clock_stop;

static bool go_on(void *ctx, int plays, int plays_max, int buckets)
{
	(void)plays;
	(void)plays_max;
	(void)buckets;
	return clock_ticks() < ((const clock_stop *)ctx)->until;
}

void staffing_search(arena *a, const expectation *e, const habits *how, const roster_day *given, int minutes, int plays,
		     int milliseconds, u64 seed, staffing_need_found *ret)
{
	day_outlook today;
	*ret = (staffing_need_found){ .minutes = minutes };
	/* the search takes and gives back much memory */
	arena *own = arena_new((size_t)512 * 1024 * 1024);
	staffing_play(own, e, how, given, 1, seed, &today);
	sim_day whole = staffing_sim_day(own, e, how, given);
	clock_stop stop = { clock_ticks() + (i64)milliseconds * 1000000 };
	roster_wish wish = { .want = { .from = today.from * 60.0,
				       .bucket = 900,
				       .buckets_n = today.n,
				       .runs = SEARCH_RUNS,
				       .seed = seed },
			     .target = minutes * 60.0,
			     .shortest = SHORTEST,
			     .plays_max = plays,
			     .progress = go_on,
			     .ctx = &stop };
	roster_found found;
	roster_search(own, &whole, &wish, &found);
	roster planned = roster_of(own, whole.desks, whole.desks_n, wish.want.from, 900, today.n);
	whole.desks = roster_desks(own, &found.roster, whole.desks);
	sim_outlook with;
	wish.want.runs = CHECK_RUNS;
	wish.want.seed = seed + 1000003;
	sim_outlook_play(own, &whole, wish.want, &with);
	ret->reached = found.reached;
	ret->least = found.least;
	ret->plays = found.plays;
	ret->from = today.from;
	ret->n = today.n;
	ret->p90 = with.day.p90;
	ret->at = arena_many(a, staffing_need_quarter, (size_t)today.n);
	for (int b = 0; b < today.n; b++) {
		staffing_need_quarter *q = &ret->at[b];
		for (int k = 0; k < whole.desks_n; k++) {
			q->needed += found.roster.open[k * today.n + b];
			q->planned += planned.open[k * today.n + b];
		}
		q->p90 = with.waits[b].people < 0.05 ? NAN : with.waits[b].p90;
		ret->needed += q->needed * 0.25;
		ret->planned += q->planned * 0.25;
	}
	ret->services = arena_many(a, double, (size_t)whole.services_n);
	double most = 0;
	for (int k = 0; k < whole.services_n; k++) {
		const sim_band *w = &found.outlook.services[k];
		ret->services[k] = w->people < 0.05 ? NAN : w->p90;
		most = isnan(ret->services[k]) ? most : fmax(most, ret->services[k]);
	}
	for (int b = 0; b < today.n; b++)
		most = found.outlook.waits[b].people < 0.1 ? most : fmax(most, found.outlook.waits[b].p90);
	ret->attainable = most < 240 * 60 ? (int)(most / 300 + 1) * 5 : 0;
	ret->open = arena_many(a, bool, (size_t)(whole.desks_n * today.n));
	ret->desks_n = whole.desks_n;
	for (int i = 0; i < whole.desks_n * today.n; i++)
		ret->open[i] = found.roster.open[i];
	arena_free(own);
}
