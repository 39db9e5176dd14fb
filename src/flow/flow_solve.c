#include "flow/flow_solve.h"

#include <math.h>

#define SINGULAR 1e-9

double flow_share(const flow *f, size_t link)
{
	const flow_link *l = &f->links.at[link];
	if (f->steps.at[l->from].kind == STEP_PARALLEL)
		return 1;
	double sum = 0;
	for (size_t i = 0; i < f->links.n; i++)
		if (f->links.at[i].from == l->from)
			sum += f->links.at[i].share;
	return sum > 0 ? l->share / sum : 0;
}

double flow_times(const flow *f, const double *passes, size_t step)
{
	const flow_step *s = &f->steps.at[step];
	if (s->kind != STEP_TASK && s->kind != STEP_SERVICE)
		return 1;
	double come = passes[step] * (double)f->volume;
	if (s->cases > 0)
		return come > 0 ? s->cases / come : 0;
	return s->part > 0 ? s->part : 1;
}

/* Gauss with the largest pivot of the column; false, and the column at fault, when there is no one solution. m is n × (n + 1). */
static bool solve(double *m, size_t n, double *ret, size_t *ret_worst)
{
	size_t w = n + 1;
	for (size_t c = 0; c < n; c++) {
		size_t best = c;
		for (size_t r = c + 1; r < n; r++)
			if (fabs(m[r * w + c]) > fabs(m[best * w + c]))
				best = r;
		if (!(fabs(m[best * w + c]) > SINGULAR)) {
			*ret_worst = c;
			return false;
		}
		for (size_t k = 0; k < w && best != c; k++) {
			double x = m[c * w + k];
			m[c * w + k] = m[best * w + k];
			m[best * w + k] = x;
		}
		for (size_t r = c + 1; r < n; r++) {
			double x = m[r * w + c] / m[c * w + c];
			if (x == 0)
				continue;
			for (size_t k = c; k < w; k++)
				m[r * w + k] -= x * m[c * w + k];
		}
	}
	for (size_t c = n; c-- > 0;) {
		double x = m[c * w + n];
		for (size_t k = c + 1; k < n; k++)
			x -= m[c * w + k] * ret[k];
		ret[c] = x / m[c * w + c];
	}
	return true;
}

const double *flow_passes(arena *a, const flow *f, size_t *ret_worst)
{
	size_t n = f->steps.n, w = n + 1;
	double *m = arena_many(a, double, n *w + 1), *passes = arena_many(a, double, n + 1);
	size_t *ins = arena_many(a, size_t, n + 1);
	for (size_t i = 0; i < f->links.n; i++)
		ins[f->links.at[i].to]++;
	for (size_t i = 0; i < f->links.n; i++) {
		const flow_link *l = &f->links.at[i];
		double part = f->steps.at[l->to].kind == STEP_PARALLEL ? (double)ins[l->to] : 1;
		m[l->to * w + l->from] -= flow_share(f, i) / part;
	}
	for (size_t i = 0; i < n; i++) {
		m[i * w + i] += 1;
		m[i * w + n] = f->steps.at[i].kind == STEP_START;
	}
	*ret_worst = 0;
	if (!solve(m, n, passes, ret_worst))
		return NULL;
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		sum += passes[i];
		if (passes[i] > passes[*ret_worst])
			*ret_worst = i;
		if (!(passes[i] >= -SINGULAR)) /* cannot be: a parallel step that sets off more than it gathers */
			return NULL;
		if (passes[i] < 0)
			passes[i] = 0;
	}
	return sum <= FLOW_PASSES_MAX ? passes : NULL;
}
