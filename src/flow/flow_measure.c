/* What a flow costs: sums that are exact, and ranges drawn by lots. */
#include "flow/flow_solve.h"

#include <math.h>

#include "base/lots.h"

#define DRAWS_MAX 1000000
#define HOPS_MAX 100000 /* steps of one drawn case: beyond them it ends */
#define TOKENS_MAX 1024 /* of one case, side by side */

typedef struct token {
	size_t step;
	double at; /* minutes since the start */
} token;
typedef struct walker { /* what drawing needs, looked up once */
	const flow *f;
	size_t start;
	size_t *first; /* of each step's ways out in `ways`; one more than steps */
	size_t *ways; /* links, by step */
	double *until; /* running sums of their shares */
	size_t *ins; /* ways into each step */
	size_t *arrived; /* at a parallel step, of those it waits for */
	double *latest; /* when the last of them came */
	token *tokens;
	const double *times; /* of each step: flow_times() */
	const u64 *names; /* of each step: its luck's own seed */
	u64 *luck; /* of each step: its luck in this draw */
	u64 *visits; /* … and how often it was passed */
} walker;

/*
 * Luck: numbers in (0, 1) that belong to a step and a draw, so that a step of two flows has the same luck in both whatever stands before it. Each time a case comes by it takes the
 * next few of them, drawn or not.
 */
enum { LUCK_WAITING, LUCK_MINUTES, LUCK_WAY, LUCK_PART, LUCKS };
static double luck_at(u64 from, u64 k)
{
	lots l = { from + k * 0x9E3779B97F4A7C15u };
	return lots_uniform(&l);
}

/* From the triangle. Only √ besides the four operations, which IEEE 754 rounds one way. */
static double drawn_of(flow_range r, double u)
{
	double wide = r.high - r.low;
	if (!(wide > 0))
		return r.likely;
	double left = r.likely - r.low;
	if (u * wide < left)
		return r.low + sqrt(u * wide * left);
	return r.high - sqrt((1 - u) * wide * (r.high - r.likely));
}

/* How often it is done this time: whole times, and once more by the part that is left. */
static double times_of(double times, double u)
{
	double whole = floor(times);
	return whole + (u < times - whole);
}

static walker walker_of(arena *a, const flow *f, const double *times, const u64 *names)
{
	size_t n = f->steps.n, m = f->links.n;
	walker w = { .f = f,
		     .first = arena_many(a, size_t, n + 1),
		     .ways = arena_many(a, size_t, m + 1),
		     .until = arena_many(a, double, m + 1),
		     .ins = arena_many(a, size_t, n + 1),
		     .arrived = arena_many(a, size_t, n + 1),
		     .latest = arena_many(a, double, n + 1),
		     .tokens = arena_many(a, token, TOKENS_MAX),
		     .times = times,
		     .names = names,
		     .luck = arena_many(a, u64, n + 1),
		     .visits = arena_many(a, u64, n + 1) };
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		w.first[i] = k;
		double sum = 0;
		for (size_t j = 0; j < m; j++)
			if (f->links.at[j].from == i) {
				w.ways[k] = j;
				w.until[k++] = sum += flow_share(f, j);
			}
		if (f->steps.at[i].kind == STEP_START)
			w.start = i;
	}
	w.first[n] = k;
	for (size_t j = 0; j < m; j++)
		w.ins[f->links.at[j].to]++;
	return w;
}

/* One case from the start to its last end: minutes. */
static double walk(walker *w, u64 seed, u64 stream)
{
	const flow *f = w->f;
	size_t n = 0, hops = 0;
	double last = 0;
	memset(w->arrived, 0, f->steps.n * sizeof *w->arrived);
	memset(w->visits, 0, f->steps.n * sizeof *w->visits);
	w->tokens[n++] = (token){ w->start, 0 };
	while (n > 0 && hops++ < HOPS_MAX) {
		token t = w->tokens[--n];
		const flow_step *s = &f->steps.at[t.step];
		size_t from = w->first[t.step], to = w->first[t.step + 1];
		if (s->kind == STEP_PARALLEL && w->ins[t.step] > 1) {
			if (w->arrived[t.step] == 0 || t.at > w->latest[t.step])
				w->latest[t.step] = t.at;
			if (++w->arrived[t.step] < w->ins[t.step])
				continue;
			w->arrived[t.step] = 0;
			t.at = w->latest[t.step];
		}
		u64 visit = w->visits[t.step]++ * LUCKS;
		if (visit == 0)
			w->luck[t.step] = lots_seeded(seed ^ w->names[t.step], stream).s;
		u64 luck = w->luck[t.step];
		double times = w->times[t.step];
		if (times != 1)
			times = times_of(times, luck_at(luck, visit + LUCK_PART));
		if (times > 0) {
			t.at += times * drawn_of(s->waiting, luck_at(luck, visit + LUCK_WAITING));
			t.at += times * drawn_of(s->minutes, luck_at(luck, visit + LUCK_MINUTES));
		}
		if (t.at > last)
			last = t.at;
		if (s->kind == STEP_PARALLEL) {
			for (size_t k = to; k-- > from && n < TOKENS_MAX;)
				w->tokens[n++] = (token){ f->links.at[w->ways[k]].to, t.at };
			continue;
		}
		if (from == to)
			continue;
		size_t k = from;
		if (to - from > 1) {
			double u = luck_at(luck, visit + LUCK_WAY);
			while (k + 1 < to && u >= w->until[k])
				k++;
		}
		w->tokens[n++] = (token){ f->links.at[w->ways[k]].to, t.at };
	}
	return last;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double at_share(const double *sorted, size_t n, double p)
{
	double x = (double)(n - 1) * p;
	size_t k = (size_t)x;
	double next = sorted[k + 1 < n ? k + 1 : k];
	return sorted[k] + (next - sorted[k]) * (x - (double)k);
}

static flow_percentiles percentiles(double *drawn, size_t n)
{
	qsort(drawn, n, sizeof *drawn, by_size);
	return (flow_percentiles){ at_share(drawn, n, 0.1), at_share(drawn, n, 0.5), at_share(drawn, n, 0.9) };
}

static bool is_staff(const flow *f, const flow_step *s)
{
	flow_who w = f->lanes.at[s->lane].who;
	return s->kind != STEP_SERVICE && (w == WHO_COUNTER || w == WHO_CENTRE || w == WHO_OTHER);
}

static void sums(const flow *f, const double *times, double hours_fte, flow_measures *m)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const flow_step *s = &f->steps.at[i];
		double done = m->passes[i] * times[i];
		m->cases[i] = s->cases > 0 && times[i] > 0 ? s->cases : done * (double)f->volume;
		m->step_hours[i] = m->cases[i] * flow_mean(s->minutes) / 60;
		m->work_minutes += done * flow_mean(s->minutes);
		m->waiting_minutes += done * flow_mean(s->waiting);
		if (s->kind == STEP_SERVICE)
			continue;
		m->lane_hours[s->lane] += m->step_hours[i];
		if (is_staff(f, s))
			m->staff_hours += m->step_hours[i];
		else if (f->lanes.at[s->lane].who == WHO_RESIDENT)
			m->resident_hours += m->step_hours[i];
	}
	m->lead_minutes = m->work_minutes + m->waiting_minutes;
	m->fte = hours_fte > 0 ? m->staff_hours / hours_fte : 0;
	m->yen = m->staff_hours * (double)f->yen_hour;
}

const err *flow_measure(arena *a, const flow *f, double hours_fte, u64 seed, int draws, flow_measures *ret)
{
	*ret = (flow_measures){ 0 };
	TRY(flow_check(a, f));
	if (draws < 0 || draws > DRAWS_MAX)
		return err_at(a, ERR_invalid, STR("draws"), "at most %d draws", DRAWS_MAX);
	size_t n = f->steps.n, times = (size_t)draws, worst;
	const double *passes = flow_passes(a, f, &worst);
	CHECK(passes != NULL); /* flow_check() */
	ret->passes = arena_many(a, double, n);
	memcpy(ret->passes, passes, n * sizeof *passes);
	ret->step_hours = arena_many(a, double, n);
	ret->lane_hours = arena_many(a, double, f->lanes.n + 1);
	ret->cases = arena_many(a, double, n);
	double *step_times = arena_many(a, double, n);
	for (size_t i = 0; i < n; i++)
		step_times[i] = flow_times(f, passes, i);
	sums(f, step_times, hours_fte, ret);
	if (draws == 0)
		return NULL;

	u64 *names = arena_many(a, u64, n);
	for (size_t i = 0; i < n; i++)
		names[i] = lots_mixed(str_hash(f->steps.at[i].id));
	double *drawn = arena_many(a, double, times);
	walker w = walker_of(a, f, step_times, names);
	double sum = 0;
	bool parallel = false;
	for (size_t i = 0; i < n; i++)
		parallel = parallel || f->steps.at[i].kind == STEP_PARALLEL;
	for (size_t d = 0; d < times; d++)
		sum += drawn[d] = walk(&w, seed, 2 * d);
	if (parallel)
		ret->lead_minutes = sum / (double)times;
	ret->lead = percentiles(drawn, times);
	memset(drawn, 0, times * sizeof *drawn);
	for (size_t i = 0; i < n; i++) {
		const flow_step *s = &f->steps.at[i];
		if (!is_staff(f, s) || !(s->minutes.high > 0))
			continue;
		for (size_t d = 0; d < times; d++)
			drawn[d] += ret->cases[i] / 60 *
				    drawn_of(s->minutes, luck_at(lots_seeded(seed ^ names[i], 2 * d + 1).s, 0));
	}
	ret->hours = percentiles(drawn, times);
	return NULL;
}
