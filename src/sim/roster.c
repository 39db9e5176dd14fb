/* See roster.h. */
#include "sim/roster.h"

#include <math.h>

#define RUNS 200
#define PLAYS 2000
/* A quantile of fewer people than these, over all runs, says nothing. */
#define PEOPLE_LEAST 0.1

/* --- outlook ------------------------------------------------------------------------------------------------------ */

static sim_band band_of(const sim_stats *t, int service, int bucket)
{
	return (sim_band){ .p10 = sim_stats_wait(t, service, bucket, 0.1),
			   .p50 = sim_stats_wait(t, service, bucket, 0.5),
			   .p90 = sim_stats_wait(t, service, bucket, 0.9),
			   .mean = sim_stats_mean_wait(t, service, bucket),
			   .people = sim_stats_people(t, service, bucket),
			   .unserved = sim_stats_unserved(t, service, bucket) };
}

void sim_outlook_play(arena *a, const sim_day *day, sim_outlook_want want, sim_outlook *ret)
{
	CHECK(want.buckets_n >= 1 && want.buckets_n <= ROSTER_BUCKETS_MAX && want.bucket > 0);
	if (want.runs <= 0)
		want.runs = RUNS;
	sim *s = sim_new(a, day);
	sim_stats *t = sim_stats_new(a, day, want.from, want.bucket, want.buckets_n);
	double came = 0;
	/* busy and quiet, slow and fast days, evenly: a sequence that fills the square (Roberts 2018), begun anywhere */
	sim_rng begin = sim_seeded(want.seed, UINT64_MAX);
	double swing = sim_uniform(&begin), tempo = sim_uniform(&begin);
	for (int r = 0; r < want.runs; r++) {
		swing = fmod(swing + 0.7548776662466927, 1);
		tempo = fmod(tempo + 0.5698402909980532, 1);
		sim_kind_of_day(s, fmin(fmax(swing, 1e-9), 1 - 1e-9), fmin(fmax(tempo, 1e-9), 1 - 1e-9));
		sim_rng seeds = sim_seeded(want.seed, (u64)r); /* neighbouring seeds share no run */
		came += (double)sim_run(s, sim_bits(&seeds), t).came;
	}
	int n = want.buckets_n;
	size_t buckets = (size_t)n;
	*ret = (sim_outlook){ .want = want,
			      .services_n = day->services_n,
			      .desks_n = day->desks_n,
			      .day = band_of(t, SIM_ALL, SIM_ALL),
			      .came = came / want.runs };
	ret->waits = arena_many(a, sim_band, buckets);
	ret->services = arena_many(a, sim_band, (size_t)day->services_n);
	ret->service_waits = arena_many(a, sim_band, (size_t)day->services_n * buckets);
	ret->service_queue = arena_many(a, double, (size_t)day->services_n *buckets);
	ret->queue = arena_many(a, double, buckets);
	ret->queue_p10 = arena_many(a, double, buckets);
	ret->queue_p90 = arena_many(a, double, buckets);
	ret->open = arena_many(a, double, buckets);
	ret->busy = arena_many(a, double, buckets);
	ret->desk_open = arena_many(a, double, (size_t)day->desks_n *buckets);
	ret->desk_busy = arena_many(a, double, (size_t)day->desks_n *buckets);
	for (int v = 0; v < day->services_n; v++)
		ret->services[v] = band_of(t, v, SIM_ALL);
	for (int b = 0; b < n; b++) {
		ret->waits[b] = band_of(t, SIM_ALL, b);
		ret->queue_p10[b] = sim_stats_length(t, b, 0.1);
		ret->queue_p90[b] = sim_stats_length(t, b, 0.9);
		for (int v = 0; v < day->services_n; v++) {
			ret->service_waits[v * n + b] = band_of(t, v, b);
			ret->service_queue[v * n + b] = sim_stats_queue(t, v, b);
			ret->queue[b] += ret->service_queue[v * n + b];
		}
		double busy = 0;
		for (int k = 0; k < day->desks_n; k++) {
			ret->desk_open[k * n + b] = sim_stats_open(t, k, b);
			ret->desk_busy[k * n + b] = sim_stats_busy(t, k, b);
			ret->open[b] += ret->desk_open[k * n + b];
			busy += ret->desk_busy[k * n + b];
		}
		ret->busy[b] = ret->open[b] > 0.01 ? busy / ret->open[b] : NAN;
	}
}

/* --- rosters ------------------------------------------------------------------------------------------------------- */

roster roster_new(arena *a, int desks_n, double from, double bucket, int buckets_n)
{
	CHECK(desks_n >= 0 && desks_n <= SIM_DESKS_MAX && buckets_n >= 1 && buckets_n <= ROSTER_BUCKETS_MAX);
	return (roster){ from, bucket, desks_n, buckets_n, arena_many(a, bool, (size_t)(desks_n * buckets_n)) };
}

roster roster_of(arena *a, const sim_desk *desks, int desks_n, double from, double bucket, int buckets_n)
{
	roster r = roster_new(a, desks_n, from, bucket, buckets_n);
	for (int k = 0; k < desks_n; k++)
		for (int b = 0; b < buckets_n; b++) {
			double begin = from + bucket * b, end = begin + bucket, open = 0;
			for (int i = 0; i < desks[k].spans_n; i++) {
				double x = fmax(desks[k].spans[i].from, begin), y = fmin(desks[k].spans[i].to, end);
				open += y > x ? y - x : 0;
			}
			r.open[k * buckets_n + b] = open >= bucket / 2;
		}
	return r;
}

int roster_count(const roster *r)
{
	int n = 0;
	for (int i = 0; i < r->desks_n * r->buckets_n; i++)
		n += r->open[i];
	return n;
}

/* The last bucket in which some desk is open. */
static int last_open(const roster *r)
{
	for (int b = r->buckets_n - 1; b >= 0; b--)
		for (int k = 0; k < r->desks_n; k++)
			if (r->open[k * r->buckets_n + b])
				return b;
	return -1;
}

sim_desk *roster_desks(arena *a, const roster *r, const sim_desk *desks)
{
	sim_desk *ret = arena_many(a, sim_desk, (size_t)r->desks_n);
	int last = last_open(r);
	for (int k = 0; k < r->desks_n; k++) {
		const bool *open = &r->open[k * r->buckets_n];
		sim_span *spans = arena_many(a, sim_span, (size_t)r->buckets_n / 2 + 1);
		int n = 0;
		for (int b = 0; b < r->buckets_n; b++) {
			if (!open[b])
				continue;
			double begin = r->from + r->bucket * b;
			if (b == 0 || !open[b - 1])
				spans[n++].from = begin;
			spans[n - 1].to = begin + r->bucket;
			spans[n - 1].stays = b == last;
		}
		ret[k] = (sim_desk){ .services = desks[k].services,
				     .also = desks[k].also,
				     .pace = desks[k].pace,
				     .paces = desks[k].paces,
				     .spans = spans,
				     .spans_n = n };
	}
	return ret;
}

/* --- the search ------------------------------------------------------------------------------------------------------- */

static bool too_long(const sim_band *w, double target)
{
	return w->people >= PEOPLE_LEAST && !(w->p90 <= target);
}

bool roster_keeps(const sim_outlook *o, double target)
{
	for (int b = 0; b < o->want.buckets_n; b++)
		if (too_long(&o->waits[b], target))
			return false;
	for (int v = 0; v < o->services_n; v++)
		if (too_long(&o->services[v], target))
			return false;
	return true;
}

typedef struct search {
	const sim_day *day;
	const roster_wish *wish;
	arena *scratch; /* of one play */
	roster now;
	sim_outlook seen; /* of the last play, in the scratch arena */
	int plays, plays_max, shortest, most;
	bool stopped;
} search;

/* Plays the roster as it is now; whether it keeps the target. */
static bool play(search *s)
{
	arena_reset(s->scratch);
	sim_day day = *s->day;
	day.desks = roster_desks(s->scratch, &s->now, s->day->desks);
	sim_outlook_play(s->scratch, &day, s->wish->want, &s->seen);
	s->plays++;
	s->stopped =
		s->plays >= s->plays_max ||
		(s->wish->progress && !s->wish->progress(s->wish->ctx, s->plays, s->plays_max, roster_count(&s->now)));
	return roster_keeps(&s->seen, s->wish->target);
}

static bool *cell(const roster *r, int k, int b)
{
	return &r->open[k * r->buckets_n + b];
}

static int open_at(const roster *r, int b)
{
	int n = 0;
	for (int k = 0; k < r->desks_n; k++)
		n += *cell(r, k, b);
	return n;
}

/* No pause-less piece of the desk is too short. */
static bool long_enough(const search *s, int k)
{
	int run = 0;
	for (int b = 0; b <= s->now.buckets_n; b++) {
		if (b < s->now.buckets_n && *cell(&s->now, k, b)) {
			run++;
			continue;
		}
		if (run > 0 && run < s->shortest)
			return false;
		run = 0;
	}
	return true;
}

/* Opens the desk in the bucket, and in as many beside it as it takes to be long enough; false when there is no room. */
static bool open_desk(search *s, int k, int b)
{
	roster *r = &s->now;
	if (*cell(r, k, b) || open_at(r, b) >= s->most)
		return false;
	bool before[ROSTER_BUCKETS_MAX];
	memcpy(before, cell(r, k, 0), (size_t)r->buckets_n * sizeof *before);
	*cell(r, k, b) = true;
	for (int i = 1; i < s->shortest && !long_enough(s, k); i++) {
		int after = b + i, ahead = b - i;
		if (after < r->buckets_n && (*cell(r, k, after) || open_at(r, after) < s->most))
			*cell(r, k, after) = true;
		if (!long_enough(s, k) && ahead >= 0 && (*cell(r, k, ahead) || open_at(r, ahead) < s->most))
			*cell(r, k, ahead) = true;
	}
	if (long_enough(s, k))
		return true;
	memcpy(cell(r, k, 0), before, (size_t)r->buckets_n * sizeof *before);
	return false;
}

/* Opens the closed desk that could serve most of `weight` (by service) in the bucket; false when none could. `also` counts less. */
static bool open_best(search *s, int b, const double *weight)
{
	bool tried[SIM_DESKS_MAX] = { false };
	for (;;) {
		int best = -1;
		double best_weight = 0;
		for (int k = 0; k < s->now.desks_n; k++) {
			const sim_desk *d = &s->day->desks[k];
			double sum = 0;
			for (int v = 0; v < s->day->services_n; v++)
				sum += weight[v] * (d->services & SIM_BIT(v) ? 1.0 : d->also & SIM_BIT(v) ? 0.5 : 0);
			if (!tried[k] && !*cell(&s->now, k, b) && sum > best_weight) {
				best = k;
				best_weight = sum;
			}
		}
		if (best < 0)
			return false;
		if (open_desk(s, best, b))
			return true;
		tried[best] = true;
	}
}

/* The work of a service that comes in a bucket, in desks. */
static double work_of(const sim_day *day, const sim_outlook_want *w, int service, int b)
{
	double from = w->from + w->bucket * b, to = from + w->bucket, people = 0;
	for (int f = 0; f < day->flows_n; f++) {
		const sim_visit *v = &day->flows[f].visit;
		int times = !v->steps && v->service == service;
		for (int k = 0; v->steps && k < v->steps_n; k++)
			times += v->steps[k].service == service;
		for (int i = 0; times && i < day->intervals_n; i++) {
			double begin = day->intervals_from + day->interval * i;
			double both = fmin(begin + day->interval, to) - fmax(begin, from);
			people += both > 0 ? both * day->flows[f].rate[i] * times : 0;
		}
	}
	for (int i = 0; i < day->bookings_n; i++) {
		const sim_booking *k = &day->bookings[i];
		if (!k->visit.steps && k->visit.service == service && k->due >= from && k->due < to)
			people += k->comes;
	}
	return people * sim_mean(&day->services[service].time) / w->bucket;
}

static void guess(search *s)
{
	for (int b = 0; b < s->now.buckets_n; b++) {
		double left[SIM_SERVICES_MAX], all = 0;
		for (int v = 0; v < s->day->services_n; v++)
			all += left[v] = work_of(s->day, &s->wish->want, v, b);
		double wanted = all + 0.5 * sqrt(all);
		while (open_at(&s->now, b) < wanted - 1e-9) {
			if (!open_best(s, b, left))
				break;
			/* one desk's worth of work is covered, in the same share of each service that is left */
			double sum = 0;
			for (int v = 0; v < s->day->services_n; v++)
				sum += left[v];
			for (int v = 0; v < s->day->services_n; v++)
				left[v] *= sum > 1 ? (sum - 1) / sum : 0.1;
		}
	}
}

/* Opens one more desk where the target is missed: there, else nearby. */
static bool repair(search *s)
{
	const sim_outlook *o = &s->seen;
	int n = s->now.buckets_n;
	double weight[SIM_SERVICES_MAX];
	for (int b = 0; b < n; b++) {
		if (!too_long(&o->waits[b], s->wish->target))
			continue;
		/* those who wait there and in the quarter hours that follow, in which those who come here are called */
		for (int far = 0; far < n; far++)
			for (int side = 0; side < 2; side++) {
				int at = side ? b - far : b + far;
				if (at < 0 || at >= n || (side && far == 0))
					continue;
				for (int v = 0; v < o->services_n; v++)
					weight[v] = o->service_queue[v * n + b] +
						    (at > b ? o->service_queue[v * n + at] : 0) + 1e-6;
				if (open_best(s, at, weight))
					return true;
			}
		return false;
	}
	for (int v = 0; v < o->services_n; v++) {
		if (!too_long(&o->services[v], s->wish->target))
			continue;
		memset(weight, 0, sizeof weight);
		weight[v] = 1;
		bool tried[ROSTER_BUCKETS_MAX] = { false };
		for (int i = 0; i < n; i++) { /* where most of its people wait */
			int worst = -1;
			for (int b = 0; b < n; b++)
				if (!tried[b] &&
				    (worst < 0 || o->service_queue[v * n + b] > o->service_queue[v * n + worst]))
					worst = b;
			tried[worst] = true;
			if (open_best(s, worst, weight))
				return true;
		}
		return false;
	}
	return false;
}

typedef struct piece {
	int desk, from;
	double busy;
} piece;

static int by_busy(const void *x, const void *y)
{
	const piece *a = x, *b = y;
	if (a->busy != b->busy)
		return a->busy < b->busy ? -1 : 1;
	return a->desk != b->desk ? b->desk - a->desk : b->from - a->from;
}

/* Tries to take away every piece of so many buckets; how many it could. */
static int take_away(search *s, arena *a, int length)
{
	int n = s->now.buckets_n, found = 0, gone = 0;
	piece *pieces = arena_many(a, piece, (size_t)(s->now.desks_n * n));
	for (int k = 0; k < s->now.desks_n; k++)
		for (int b = 0; b + length <= n; b++) {
			bool open = true;
			double busy = 0;
			for (int i = b; i < b + length; i++) {
				open = open && *cell(&s->now, k, i);
				busy += s->seen.desk_busy[k * n + i];
			}
			if (open)
				pieces[found++] = (piece){ k, b, busy };
		}
	if (found)
		qsort(pieces, (size_t)found, sizeof *pieces, by_busy);
	for (int i = 0; i < found && !s->stopped; i++) {
		const piece *p = &pieces[i];
		bool open = true;
		for (int b = p->from; b < p->from + length; b++)
			open = open && *cell(&s->now, p->desk, b);
		if (!open)
			continue;
		memset(cell(&s->now, p->desk, p->from), 0, (size_t)length * sizeof(bool));
		if (long_enough(s, p->desk) && play(s))
			gone++;
		else
			memset(cell(&s->now, p->desk, p->from), 1, (size_t)length * sizeof(bool));
	}
	return gone;
}

static void reduce(search *s, arena *a)
{
	for (int length = 8; length >= 1 && !s->stopped; length /= 2)
		take_away(s, a, length);
	/* until nothing more can be left out: neither a bucket nor a shortest block */
	int gone = 1;
	for (int pass = 0; gone && pass < 50 && !s->stopped; pass++) {
		gone = take_away(s, a, 1);
		for (int length = 2; length < 2 * s->shortest && !s->stopped; length++)
			gone += take_away(s, a, length);
	}
}

void roster_search(arena *a, const sim_day *day, const roster_wish *wish, roster_found *ret)
{
	const sim_outlook_want *w = &wish->want;
	search s = { .day = day,
		     .wish = wish,
		     .scratch = arena_new(512 << 20),
		     .now = roster_new(a, day->desks_n, w->from, w->bucket, w->buckets_n),
		     .plays_max = wish->plays_max > 0 ? wish->plays_max : PLAYS,
		     .shortest = wish->shortest > 1 ? wish->shortest : 1,
		     .most = wish->most > 0 && wish->most < day->desks_n ? wish->most : day->desks_n };
	*ret = (roster_found){ 0 };
	bool all = s.most >= day->desks_n;
	size_t cells = (size_t)(day->desks_n * w->buckets_n);
	if (all) {
		memset(s.now.open, 1, cells * sizeof(bool));
		ret->reached = play(&s);
	}
	if (!all || ret->reached) {
		memset(s.now.open, 0, cells * sizeof(bool));
		guess(&s);
		bool kept = play(&s);
		while (!kept && !s.stopped && repair(&s))
			kept = play(&s);
		if (!kept && all) { /* the work was bounded: all desks do it */
			memset(s.now.open, 1, cells * sizeof(bool));
			kept = true;
		}
		ret->reached = kept;
		if (kept && !s.stopped)
			reduce(&s, a);
		ret->least = kept && !s.stopped;
	}
	ret->plays = s.plays;
	ret->roster = s.now;
	sim_day found = *day;
	found.desks = roster_desks(a, &s.now, day->desks);
	sim_outlook_play(a, &found, *w, &ret->outlook);
	arena_free(s.scratch);
}
