/* As is beside to be. */
#include "flow/flow_solve.h"

static bool differs(flow_range a, flow_range b)
{
	return a.low != b.low || a.likely != b.likely || a.high != b.high;
}

static int changes(const flow *before, const flow_step *x, const flow *after, const flow_step *y)
{
	const flow_lane *from = &before->lanes.at[x->lane], *to = &after->lanes.at[y->lane];
	int out = 0;
	out |= str_eq(x->name, y->name) ? 0 : CHANGED_NAME;
	out |= from->who == to->who && (str_eq(from->id, to->id) || str_eq(from->name, to->name)) ? 0 : CHANGED_WHO;
	out |= x->kind == y->kind ? 0 : CHANGED_KIND;
	out |= differs(x->minutes, y->minutes) ? CHANGED_MINUTES : 0;
	out |= differs(x->waiting, y->waiting) ? CHANGED_WAITING : 0;
	out |= str_eq(x->medium, y->medium) ? 0 : CHANGED_MEDIUM;
	out |= str_eq(x->system, y->system) ? 0 : CHANGED_SYSTEM;
	out |= str_eq(x->note, y->note) ? 0 : CHANGED_NOTE;
	out |= x->cases == y->cases && x->part == y->part ? 0 : CHANGED_CASES;
	return out;
}

/* The step before of each step after: by id, then by kind and name among those that are left. */
static size_t *matched(arena *a, const flow *before, const flow *after, size_t *ret_after_of)
{
	size_t *before_of = arena_many(a, size_t, after->steps.n + 1);
	for (size_t i = 0; i < before->steps.n; i++)
		ret_after_of[i] = FLOW_NONE;
	for (size_t k = 0; k < after->steps.n; k++)
		before_of[k] = FLOW_NONE;
	for (int turn = 0; turn < 2; turn++)
		for (size_t k = 0; k < after->steps.n; k++)
			for (size_t i = 0; i < before->steps.n && before_of[k] == FLOW_NONE; i++) {
				const flow_step *x = &before->steps.at[i], *y = &after->steps.at[k];
				bool same = turn == 0 ? str_eq(x->id, y->id)
						      : x->kind == y->kind && str_eq(x->name, y->name);
				if (!same || ret_after_of[i] != FLOW_NONE)
					continue;
				before_of[k] = i;
				ret_after_of[i] = k;
			}
	return before_of;
}

static const double *passes_of(arena *a, const flow *f)
{
	size_t worst;
	return flow_check(a, f) ? NULL : flow_passes(a, f, &worst);
}

static double worked(const flow *f, const double *passes, size_t step)
{
	return step != FLOW_NONE && passes
		       ? passes[step] * flow_times(f, passes, step) * flow_mean(f->steps.at[step].minutes)
		       : 0;
}

flow_comparison flow_compare(arena *a, const flow *before, const flow *after)
{
	flow_comparison out = { .before = arena_many(a, flow_mark, before->steps.n + 1),
				.after = arena_many(a, flow_mark, after->steps.n + 1) };
	size_t *after_of = arena_many(a, size_t, before->steps.n + 1);
	const size_t *before_of = matched(a, before, after, after_of);
	const double *passes_before = passes_of(a, before), *passes_after = passes_of(a, after);
	size_t next = 0; /* of the steps before: what is gone is told where it stood */
	for (size_t k = 0; k <= after->steps.n; k++) {
		size_t until = k == after->steps.n ? before->steps.n : before_of[k] == FLOW_NONE ? next : before_of[k];
		for (; next < until; next++)
			if (after_of[next] == FLOW_NONE) {
				LIST_ADD(a, &out,
					 (flow_pair){ next, FLOW_NONE, MARK_GONE, 0,
						      worked(before, passes_before, next), 0 });
				out.before[next] = MARK_GONE;
				out.gone++;
			}
		if (k == after->steps.n)
			break;
		size_t i = before_of[k];
		flow_pair p = { i, k, MARK_NEW, 0, worked(before, passes_before, i), worked(after, passes_after, k) };
		if (i != FLOW_NONE) {
			p.changed = changes(before, &before->steps.at[i], after, &after->steps.at[k]);
			p.mark = p.changed ? MARK_CHANGED : MARK_SAME;
			out.before[i] = p.mark;
		}
		out.after[k] = p.mark;
		out.added += p.mark == MARK_NEW;
		out.changed += p.mark == MARK_CHANGED;
		out.same += p.mark == MARK_SAME;
		LIST_ADD(a, &out, p);
	}
	return out;
}
