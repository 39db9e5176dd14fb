/* The expected wait of everybody on a board, and when visits will be over: bind.h, sim/predict.h, and back. */
#include "modules/visits/wait/bind.h"

#include <stdlib.h>

#define RUNS_MAX 320
#define RUNS_MIN 32
/* The work of an estimate: runs × what a run has to look at. About a millisecond. */
#define RUNS_WORK 9000
#define SCRATCH ((size_t)64 << 20)

/* --- who is ahead ------------------------------------------------------------------------------------------------- */

/* Two services stand in one line when some desk that is here, or is expected, has both among its first skills. */
static bool one_line(const binding *x, int a, int b)
{
	sim_mask both = SIM_BIT(a) | SIM_BIT(b);
	for (int i = 0; i < x->to.desks_n; i++)
		if (bound_comes(x, i) && (x->to.desks[i].services & both) == both)
			return true;
	return a == b;
}

static int by_call(const void *x, const void *y, void *ctx)
{
	const binding *o = ctx;
	const live_step *a = &o->b->steps.at[o->asked[*(const int *)x].step];
	const live_step *b = &o->b->steps.at[o->asked[*(const int *)y].step];
	if (visits_before(o->b->office, a, b, o->b->now))
		return -1;
	return visits_before(o->b->office, b, a, o->b->now);
}

/* For each step that is asked about, how many of the same line are called before; for each service (of the model), how many stand in its line. In
 * one pass over those who wait in the order of calling, because a crowd is long. Of two steps of one visit in one line the
 * first counts. */
static void count_ahead(arena *a, binding *x, int *ret_asked, int *ret_service)
{
	int n = x->asked_n;
	sim_mask same[SIM_SERVICES_MAX] = { 0 };
	for (int v = 0; v < SIM_SERVICES_MAX; v++)
		for (int w = 0; w < SIM_SERVICES_MAX; w++)
			if (x->back[v] >= 0 && x->back[w] >= 0 && one_line(x, v, w))
				same[v] |= SIM_BIT(w);
	int *order = arena_many(a, int, (size_t)n);
	for (int i = 0; i < n; i++)
		order[i] = i;
	if (n)
		qsort_r(order, (size_t)n, sizeof *order, by_call, x);
	sim_mask *counted =
		arena_many(a, sim_mask, (size_t)x->to.people_n); /* the lines that a visit is counted in already */
	int *before = ret_service; /* by the line that one asks about */
	for (int i = 0; i < n; i++) {
		int service = x->asked[order[i]].service, of = x->asked[order[i]].person;
		ret_asked[order[i]] = before[service] - (counted[of] & SIM_BIT(service) ? 1 : 0);
		for (int w = 0; w < SIM_SERVICES_MAX; w++)
			if (same[service] & SIM_BIT(w) && !(counted[of] & SIM_BIT(w)))
				before[w]++;
		counted[of] |= same[service];
	}
}

/* --- the estimate --------------------------------------------------------------------------------------------------- */

static int whole(double seconds)
{
	return seconds > 0 ? (int)seconds : 0;
}

/* Some desk that is here, or will be, serves it. */
static bool comes_for(const binding *x, int offer)
{
	for (int i = 0; i < x->to.desks_n; i++)
		if (bound_comes(x, i) && (x->to.desks[i].services | x->to.desks[i].also) & SIM_BIT(x->service[offer]))
			return true;
	return false;
}

/* Seconds until then, no later than the day's end; false when that is not likely today. */
static bool today(const binding *x, const wait_answer *w, double off, int *ret_p10, int *ret_p50, int *ret_p90)
{
	double most = x->last - x->now;
	if (w->called < 0.5 || w->p50 > most)
		return false;
	most = w->p90 + off < most ? w->p90 + off : most;
	*ret_p10 = whole(w->p10 - off);
	*ret_p50 = whole(w->p50);
	*ret_p90 = whole(most) > *ret_p50 ? whole(most) : *ret_p50;
	return true;
}

static wait_range range_of(const binding *x, const wait_answer *w, int ahead, int offer)
{
	wait_range r = { ahead, -1, -1, -1, x->assumed[offer] };
	if (!today(x, w, x->guessed[offer] ? ASSUMED_OFF : 0, &r.p10, &r.p50, &r.p90) && x->b->open &&
	    (w->called >= 0.5 || comes_for(x, offer)))
		r.p10 = r.p50 = r.p90 = WAIT_NOT_TODAY;
	return r;
}

/* p10 … are -1 when it cannot be said. */
static struct visit_end end_of(const binding *x, const wait_person *p, const wait_answer *w)
{
	struct visit_end e = { .p10 = -1, .p50 = -1, .p90 = -1 };
	double off = 0;
	for (int k = 0; k < p->steps_n; k++)
		if (x->guessed[x->back[p->steps[k].service]])
			off = ASSUMED_OFF;
	(void)today(x, w, off, &e.p10, &e.p50, &e.p90);
	return e;
}

static wait_effort effort_of(const binding *x)
{
	int work = x->answers_n + x->to.bookings_n + x->to.desks_n + 8, runs = RUNS_WORK / work;
	return (wait_effort){ .runs = runs > RUNS_MAX   ? RUNS_MAX
				      : runs < RUNS_MIN ? RUNS_MIN
							: runs,
			      .seed = str_hash(x->b->office->id) + (u64)x->b->today };
}

static void fill_ends(arena *a, const binding *x, board *b, const wait_answer *ends)
{
	b->ends_n = 0;
	b->ends = arena_many(a, struct visit_end, (size_t)x->to.people_n);
	for (int i = 0; i < x->to.people_n && b->open; i++) {
		const wait_person *p = &x->to.people[i];
		if (!p->steps || p->away)
			continue;
		struct visit_end e = end_of(x, p, &ends[i]);
		e.ticket = b->steps.at[p->key].ticket;
		b->ends[b->ends_n++] = e;
	}
}

void visits_estimate(arena *a, board *b)
{
	binding x = bind_board(a, b, NULL);
	sim_mask ask = 0;
	for (int i = 0; i < x.to.desks_n; i++)
		if (bound_comes(&x, i))
			ask |= x.to.desks[i].services | x.to.desks[i].also;
	wait_answer newcomers[SIM_SERVICES_MAX], *steps = arena_many(a, wait_answer, (size_t)x.answers_n),
						 *ends = arena_many(a, wait_answer, (size_t)x.to.people_n);
	for (int s = 0; s < SIM_SERVICES_MAX; s++)
		newcomers[s] = (wait_answer){ SIM_NEVER, SIM_NEVER, SIM_NEVER, 0, 0 };
	predict_waits(a, &x.m->model, &x.to, ask, effort_of(&x), newcomers, steps, ends);
	int *ahead = arena_many(a, int, (size_t)x.asked_n), *in_line = arena_many(a, int, SIM_SERVICES_MAX);
	count_ahead(a, &x, ahead, in_line);
	b->waits = arena_many(a, wait_range, b->steps.n);
	for (size_t i = 0; i < b->steps.n; i++)
		b->waits[i] = (wait_range){ 0, -1, -1, -1, false };
	for (int i = 0; i < x.asked_n; i++) {
		const asked *q = &x.asked[i];
		b->waits[q->step] = range_of(&x, &steps[q->answer], ahead[i], x.back[q->service]);
	}
	for (int v = 0; v < x.services_n; v++) {
		int s = x.service[v];
		b->services[v].wait =
			s < 0 ? (wait_range){ 0, -1, -1, -1, false } : range_of(&x, &newcomers[s], in_line[s], v);
	}
	fill_ends(a, &x, b, ends);
}

bool visits_estimate_end(const board *b, const live_steps *steps, int runs, struct visit_end *ret)
{
	arena *a =
		arena_new(SCRATCH); /* commands ask, for one step after the other; their memory is for what they keep */
	binding x = bind_board(a, b, steps);
	int mine = x.to.people_n - 1;
	bool bound = mine >= 0 && x.to.people[mine].key < 0;
	*ret = (struct visit_end){ .p10 = -1, .p50 = -1, .p90 = -1 };
	if (bound) {
		wait_answer *each = arena_many(a, wait_answer, (size_t)x.answers_n),
			    *ends = arena_many(a, wait_answer, (size_t)x.to.people_n);
		wait_effort effort = effort_of(&x);
		effort.runs = runs ? runs : effort.runs;
		predict_waits(a, &x.m->model, &x.to, 0, effort, NULL, each, ends);
		*ret = end_of(&x, &x.to.people[mine], &ends[mine]);
	}
	arena_free(a);
	return ret->p50 >= 0;
}

static int round_to(int minutes, bool up)
{
	int unit = minutes >= 10 ? 5 : 1;
	return (minutes + (up ? unit - 1 : 0)) / unit * unit;
}

void visits_wait_minutes(wait_range w, int *ret_from, int *ret_to)
{
	*ret_from = round_to(w.p10 / 60, false);
	*ret_to = round_to((w.p90 + 59) / 60, true);
	if (*ret_to <= *ret_from)
		*ret_to = *ret_from + (*ret_from >= 10 ? 5 : 1);
}
