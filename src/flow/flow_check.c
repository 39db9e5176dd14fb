/* What does not hold in a flow. */
#include "flow/flow_solve.h"

#include <math.h>

#define SHARES_OFF 0.0005 /* shares that people type, 0.333 three times, may be off by so much */

static void add(arena *a, flow_faults *to, flow_fault_kind kind, str id, size_t step, double sum)
{
	LIST_ADD(a, to, (flow_fault){ kind, id, step, sum });
}

static bool range_holds(flow_range r)
{
	return r.low >= 0 && r.low <= r.likely && r.likely <= r.high && r.high <= FLOW_MINUTES_MAX; /* false for NaN */
}

static bool is_times(double x, double max)
{
	return x >= 0 && x <= max; /* false for NaN */
}

/* What steps say of how many they are done for, against how many come by. */
static void check_cases(arena *a, const flow *f, const double *passes, flow_faults *to)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const flow_step *s = &f->steps.at[i];
		double times = flow_times(f, passes, i);
		if (!is_times(s->cases, FLOW_VOLUME_MAX) || !is_times(s->part, FLOW_PASSES_MAX) || !(times > 0) ||
		    times > FLOW_PASSES_MAX)
			add(a, to, FAULT_CASES, s->id, i, s->cases);
	}
}

static void check_ids(arena *a, const flow *f, flow_faults *to)
{
	size_t n = f->lanes.n + f->steps.n + f->links.n;
	str *ids = arena_many(a, str, n + 1);
	n = 0;
	for (size_t i = 0; i < f->lanes.n; i++)
		ids[n++] = f->lanes.at[i].id;
	for (size_t i = 0; i < f->steps.n; i++)
		ids[n++] = f->steps.at[i].id;
	for (size_t i = 0; i < f->links.n; i++)
		ids[n++] = f->links.at[i].id;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(ids[i], ids[k])) {
				add(a, to, FAULT_TWICE, ids[i], FLOW_NONE, 0);
				break;
			}
}

static void check_steps(arena *a, const flow *f, flow_faults *to)
{
	size_t starts = 0, ends = 0;
	for (size_t i = 0; i < f->steps.n; i++) {
		const flow_step *s = &f->steps.at[i];
		if (s->kind == STEP_START && starts++ > 0)
			add(a, to, FAULT_STARTS, s->id, i, 0);
		ends += s->kind == STEP_END;
		if (!range_holds(s->minutes) || !range_holds(s->waiting))
			add(a, to, FAULT_RANGE, s->id, i, 0);
	}
	if (starts == 0)
		add(a, to, FAULT_NO_START, STR_NONE, FLOW_NONE, 0);
	if (ends == 0)
		add(a, to, FAULT_NO_END, STR_NONE, FLOW_NONE, 0);
}

static void check_links(arena *a, const flow *f, flow_faults *to)
{
	double *sums = arena_many(a, double, f->steps.n + 1);
	size_t *outs = arena_many(a, size_t, f->steps.n + 1);
	for (size_t i = 0; i < f->links.n; i++) {
		const flow_link *l = &f->links.at[i];
		outs[l->from]++;
		sums[l->from] += l->share;
		if (!(l->share >= 0 && l->share <= 1))
			add(a, to, FAULT_SHARE, l->id, l->from, l->share);
		if (f->steps.at[l->to].kind == STEP_START)
			add(a, to, FAULT_INTO_START, f->steps.at[l->to].id, l->to, 0);
	}
	for (size_t i = 0; i < f->steps.n; i++) {
		const flow_step *s = &f->steps.at[i];
		if (s->kind == STEP_END && outs[i] > 0)
			add(a, to, FAULT_OUT_OF_END, s->id, i, 0);
		else if (s->kind != STEP_END && outs[i] == 0)
			add(a, to, FAULT_DEAD_END, s->id, i, 0);
		else if (s->kind != STEP_END && s->kind != STEP_PARALLEL && !(fabs(sums[i] - 1) <= SHARES_OFF))
			add(a, to, FAULT_SHARES, s->id, i, sums[i]);
	}
}

/* Marks what can be reached from there: along the links, or against them by those that are ever taken. */
static void reach(const flow *f, const bool *from, bool back, bool *seen)
{
	memcpy(seen, from, f->steps.n * sizeof *seen);
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < f->links.n; i++) {
			const flow_link *l = &f->links.at[i];
			size_t here = back ? l->to : l->from, next = back ? l->from : l->to;
			if (!seen[here] || seen[next])
				continue;
			if (back && !(l->share > 0) && f->steps.at[l->from].kind != STEP_PARALLEL)
				continue;
			seen[next] = more = true;
		}
	}
}

static void check_ways(arena *a, const flow *f, flow_faults *to)
{
	bool *from = arena_many(a, bool, f->steps.n + 1), *out = arena_many(a, bool, f->steps.n + 1);
	bool *reached = arena_many(a, bool, f->steps.n + 1), *leaves = arena_many(a, bool, f->steps.n + 1);
	for (size_t i = 0; i < f->steps.n; i++) {
		from[i] = f->steps.at[i].kind == STEP_START;
		out[i] = f->steps.at[i].kind == STEP_END;
	}
	reach(f, from, false, reached);
	reach(f, out, true, leaves);
	size_t before = to->n;
	for (size_t i = 0; i < f->steps.n; i++) {
		if (!reached[i])
			add(a, to, FAULT_UNREACHED, f->steps.at[i].id, i, 0);
		else if (!leaves[i])
			add(a, to, FAULT_RING, f->steps.at[i].id, i, 0);
	}
	if (before > 0 || to->n > 0)
		return; /* passes can only be solved where all of this holds */
	size_t worst;
	const double *passes = flow_passes(a, f, &worst);
	if (!passes)
		add(a, to, FAULT_RING, f->steps.at[worst].id, worst, 0);
	else
		check_cases(a, f, passes, to);
}

flow_faults flow_faults_of(arena *a, const flow *f)
{
	flow_faults out = { NULL, 0 };
	if (f->volume < 0 || f->volume > FLOW_VOLUME_MAX || f->yen_hour < 0 || f->yen_hour > FLOW_VOLUME_MAX)
		add(a, &out, FAULT_VOLUME, STR_NONE, FLOW_NONE, 0);
	check_steps(a, f, &out);
	check_links(a, f, &out);
	check_ids(a, f, &out);
	check_ways(a, f, &out);
	return out;
}

const err *flow_check(arena *a, const flow *f)
{
	static const char *const texts[FAULT_KINDS] = {
		[FAULT_NO_START] = "there is no start",
		[FAULT_STARTS] = "there is more than one start",
		[FAULT_NO_END] = "there is no end",
		[FAULT_UNREACHED] = "nothing leads here from the start",
		[FAULT_DEAD_END] = "nothing leads on from here",
		[FAULT_INTO_START] = "a start is where cases enter: nothing leads into it",
		[FAULT_OUT_OF_END] = "nothing leads out of an end",
		[FAULT_SHARES] = "the shares of the ways out do not sum to 1",
		[FAULT_SHARE] = "a share is between 0 and 1",
		[FAULT_RING] = "cases that come here go round without an end",
		[FAULT_RANGE] = "minutes are low ≤ likely ≤ high, from 0 to 10,000,000",
		[FAULT_TWICE] = "two have this id",
		[FAULT_CASES] =
			"its cases a year do not fit the flow's: none come by, or it would be done more than 1,000 times each",
		[FAULT_VOLUME] = "cases a year and yen an hour are from 0 to 1,000,000,000",
	};
	flow_faults faults = flow_faults_of(a, f);
	err *first = NULL, *last = NULL;
	for (size_t i = 0; i < faults.n; i++) {
		const flow_fault *x = &faults.at[i];
		err *e = arena_one(a, err);
		*e = (err){ .code = ERR_invalid, .where = x->id, .detail = str_of(texts[x->kind]) };
		if (x->kind == FAULT_SHARES)
			e->detail = str_format(a, "%s but to %.4g", texts[x->kind], x->sum);
		if (last)
			last->next = e;
		else
			first = e;
		last = e;
	}
	return first;
}
