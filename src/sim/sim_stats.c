/* What many runs were like, by service and by bucket of time; see sim.h. */
#include "sim/sim_private.h"

#include <math.h>

sim_stats *sim_stats_new(arena *a, const sim_day *day, double from, double bucket, int buckets_n)
{
	CHECK(bucket > 0 && buckets_n >= 1);
	sim_stats *t = arena_one(a, sim_stats);
	t->services_n = day->services_n;
	t->desks_n = day->desks_n;
	t->buckets_n = buckets_n;
	t->from = from;
	t->bucket = bucket;
	size_t cells = (size_t)day->services_n * (size_t)buckets_n;
	t->waits = arena_many(a, u32, cells * WAIT_BINS);
	t->lengths = arena_many(a, u32, (size_t)buckets_n * LENGTH_BINS);
	t->called = arena_many(a, i64, cells);
	t->waited = arena_many(a, double, cells);
	t->queue = arena_many(a, double, cells);
	t->area = arena_many(a, double, (size_t)day->services_n);
	t->busy = arena_many(a, double, (size_t)day->desks_n *(size_t)buckets_n);
	t->open = arena_many(a, double, (size_t)day->desks_n *(size_t)buckets_n);
	return t;
}

void sim_stats_reset(sim_stats *t)
{
	size_t cells = (size_t)t->services_n * (size_t)t->buckets_n, desks = (size_t)t->desks_n * (size_t)t->buckets_n;
	t->runs = 0;
	memset(t->waits, 0, cells * WAIT_BINS * sizeof *t->waits);
	memset(t->lengths, 0, (size_t)t->buckets_n * LENGTH_BINS * sizeof *t->lengths);
	memset(t->called, 0, cells * sizeof *t->called);
	memset(t->waited, 0, cells * sizeof *t->waited);
	memset(t->queue, 0, cells * sizeof *t->queue);
	memset(t->busy, 0, desks * sizeof *t->busy);
	memset(t->open, 0, desks * sizeof *t->open);
}

int sim_stats_runs(const sim_stats *t)
{
	return t->runs;
}

/* --- while it runs ------------------------------------------------------------------------------------------------ */

double stats_begin(sim_stats *t)
{
	t->runs++;
	for (int v = 0; v < t->services_n; v++)
		t->area[v] = 0;
	/* buckets that begin before 0 are what of them is left */
	t->tick = t->from < 0 ? (int)(-t->from / t->bucket) : 0;
	return t->tick < t->buckets_n ? t->from + t->bucket * (t->tick + 1) : SIM_NEVER;
}

/* What of the integrals came since the last tick belongs to bucket `b`, or to none. */
static void take_areas(sim *s, int b)
{
	sim_stats *t = s->stats;
	for (int v = 0; v < s->services_n; v++) {
		length_flush(s, v);
		if (b >= 0 && b < t->buckets_n)
			t->queue[v * t->buckets_n + b] += s->area[v] - t->area[v];
		t->area[v] = s->area[v];
	}
}

double stats_tick(sim *s)
{
	sim_stats *t = s->stats;
	take_areas(s, t->tick);
	int length = 0;
	for (int v = 0; v < s->services_n; v++)
		length += s->length[v];
	t->lengths[t->tick * LENGTH_BINS + (length < LENGTH_BINS ? length : LENGTH_BINS - 1)]++;
	t->tick++;
	return t->tick < t->buckets_n ? t->from + t->bucket * (t->tick + 1) : SIM_NEVER;
}

static int bucket_of(const sim_stats *t, double at)
{
	double b = (at - t->from) / t->bucket;
	return b >= 0 && b < t->buckets_n ? (int)b : -1;
}

/* 32 bins for each doubling: the exponent and the five leading bits of the fraction. */
static int bin_of(double wait)
{
	if (!(wait >= 1.0))
		return 0;
	u64 bits;
	memcpy(&bits, &wait, sizeof bits);
	u64 bin = (bits >> 47) - ((u64)1023 << 5) + 1;
	return bin < WAIT_NEVER ? (int)bin : WAIT_NEVER - 1;
}

static double bin_from(int bin)
{
	return bin == 0 ? 0 : ldexp(1.0 + (bin - 1) % 32 / 32.0, (bin - 1) / 32);
}

void stats_wait(sim_stats *t, int service, double since, double wait)
{
	int b = bucket_of(t, since);
	if (b < 0)
		return;
	int cell = service * t->buckets_n + b;
	t->waits[cell * WAIT_BINS + bin_of(wait)]++;
	t->called[cell]++;
	t->waited[cell] += wait;
}

void stats_unserved(sim_stats *t, int service, double since)
{
	int b = bucket_of(t, since);
	if (b >= 0)
		t->waits[(service * t->buckets_n + b) * WAIT_BINS + WAIT_NEVER]++;
}

void stats_desk(sim_stats *t, double *row, int k, double from, double to)
{
	from = from < t->from ? t->from : from;
	while (from < to) {
		int b = bucket_of(t, from);
		if (b < 0)
			return;
		double end = t->from + t->bucket * (b + 1);
		row[k * t->buckets_n + b] += (end < to ? end : to) - from;
		/* rounding must not make it stand still */
		from = end > from ? end : from + t->bucket;
	}
}

void stats_end(sim *s)
{
	sim_stats *t = s->stats;
	for (int i = 0; i < s->classes_n * s->services_n; i++)
		for (i32 e = s->queues[i].head; e >= 0; e = s->entries[e].next)
			if (!s->entries[e].probe)
				stats_unserved(t, s->entries[e].service,
					       s->entries[e].journey >= 0
						       ? s->journeys[s->entries[e].journey].ready[s->entries[e].step]
						       : s->entries[e].since);
	take_areas(s, t->tick);
	for (; t->tick < t->buckets_n; t->tick++) /* the day was over earlier */
		t->lengths[t->tick * LENGTH_BINS]++;
	for (int k = 0; k < s->desks_n; k++) {
		const desk_run *d = &s->desks[k];
		if (d->opened < s->now)
			stats_desk(t, t->open, k, d->opened, s->now);
		if (d->state == BUSY)
			stats_desk(t, t->busy, k, d->began > 0 ? d->began : 0, s->now);
	}
}

/* --- afterwards ----------------------------------------------------------------------------------------------------- */

typedef struct range {
	int from, to;
} range;

static range range_of(int index, int n)
{
	CHECK(index >= SIM_ALL && index < n);
	return index == SIM_ALL ? (range){ 0, n } : (range){ index, index + 1 };
}

double sim_stats_wait(const sim_stats *t, int service, int bucket, double q)
{
	range vs = range_of(service, t->services_n), bs = range_of(bucket, t->buckets_n);
	u64 bins[WAIT_BINS] = { 0 }, n = 0;
	for (int v = vs.from; v < vs.to; v++)
		for (int b = bs.from; b < bs.to; b++)
			for (int i = 0; i < WAIT_BINS; i++)
				bins[i] += t->waits[(v * t->buckets_n + b) * WAIT_BINS + i];
	for (int i = 0; i < WAIT_BINS; i++)
		n += bins[i];
	if (n == 0)
		return NAN;
	double rank = q * (double)n, seen = 0;
	for (int i = 0; i < WAIT_NEVER; i++) {
		double here = (double)bins[i];
		if (here > 0 && seen + here >= rank) {
			if (i == 0)
				return 0;
			double from = bin_from(i);
			return from + (bin_from(i + 1) - from) * (rank - seen) / here;
		}
		seen += here;
	}
	return SIM_NEVER;
}

double sim_stats_mean_wait(const sim_stats *t, int service, int bucket)
{
	range vs = range_of(service, t->services_n), bs = range_of(bucket, t->buckets_n);
	double waited = 0;
	i64 n = 0;
	for (int v = vs.from; v < vs.to; v++)
		for (int b = bs.from; b < bs.to; b++) {
			waited += t->waited[v * t->buckets_n + b];
			n += t->called[v * t->buckets_n + b];
		}
	return n ? waited / (double)n : NAN;
}

double sim_stats_unserved(const sim_stats *t, int service, int bucket)
{
	range vs = range_of(service, t->services_n), bs = range_of(bucket, t->buckets_n);
	u64 n = 0;
	for (int v = vs.from; v < vs.to; v++)
		for (int b = bs.from; b < bs.to; b++)
			n += t->waits[(v * t->buckets_n + b) * WAIT_BINS + WAIT_NEVER];
	return t->runs ? (double)n / t->runs : 0;
}

double sim_stats_people(const sim_stats *t, int service, int bucket)
{
	range vs = range_of(service, t->services_n), bs = range_of(bucket, t->buckets_n);
	i64 n = 0;
	for (int v = vs.from; v < vs.to; v++)
		for (int b = bs.from; b < bs.to; b++)
			n += t->called[v * t->buckets_n + b];
	return t->runs ? (double)n / t->runs + sim_stats_unserved(t, service, bucket) : 0;
}

/* The mean of rows of so many buckets over time and runs. */
static double mean_of(const sim_stats *t, const double *cells, range rows, range buckets)
{
	double sum = 0;
	for (int i = rows.from; i < rows.to; i++)
		for (int b = buckets.from; b < buckets.to; b++)
			sum += cells[i * t->buckets_n + b];
	return t->runs ? sum / (t->bucket * (buckets.to - buckets.from) * t->runs) : 0;
}

double sim_stats_queue(const sim_stats *t, int service, int bucket)
{
	return mean_of(t, t->queue, range_of(service, t->services_n), range_of(bucket, t->buckets_n));
}

double sim_stats_busy(const sim_stats *t, int k, int bucket)
{
	return mean_of(t, t->busy, range_of(k, t->desks_n), range_of(bucket, t->buckets_n));
}

double sim_stats_open(const sim_stats *t, int k, int bucket)
{
	return mean_of(t, t->open, range_of(k, t->desks_n), range_of(bucket, t->buckets_n));
}

double sim_stats_length(const sim_stats *t, int bucket, double q)
{
	CHECK(bucket >= 0 && bucket < t->buckets_n);
	double rank = q * t->runs, seen = 0;
	for (int i = 0; i < LENGTH_BINS; i++) {
		seen += t->lengths[bucket * LENGTH_BINS + i];
		if (seen >= rank && seen > 0)
			return i;
	}
	return 0;
}
