#include "modules/work/names/compare.h"

#include <stdlib.h>

#include "text/search.h"

bool is_ward(str bureau)
{
	return str_ends(bureau, STR("区役所"));
}

static int by_value(const void *x, const void *y)
{
	const weighted *p = x, *q = y;
	return p->value < q->value ? -1 : p->value > q->value;
}

i64 weighted_quantile(weighted *at, size_t n, double share)
{
	if (n == 0)
		return 0;
	qsort(at, n, sizeof *at, by_value);
	double all = 0, sum = 0;
	for (size_t i = 0; i < n; i++)
		all += (double)at[i].weight;
	for (size_t i = 0; i < n; i++) {
		sum += (double)at[i].weight;
		if (sum >= share * all)
			return at[i].value;
	}
	return at[n - 1].value;
}

static int by_double(const void *x, const void *y)
{
	double p = *(const double *)x, q = *(const double *)y;
	return p < q ? -1 : p > q;
}

static double median(double *at, size_t n)
{
	if (n == 0)
		return 0;
	qsort(at, n, sizeof *at, by_double);
	return n % 2 ? at[n / 2] : (at[n / 2 - 1] + at[n / 2]) / 2;
}

/* --- who and what there is -------------------------------------------------------------------------------------------------- */

typedef struct cell { /* of a ward and a step */
	i64 count, minutes;
} cell;
typedef struct work_table {
	arena *a;
	comparison *c;
	strs folded; /* of steps */
	struct {
		size_t *at;
		size_t n;
	} ward_of, step_of; /* of the rows that are compared */
	survey_items rows;
	cell *cells; /* ward × step */
} work_table;

static size_t ward_at(work_table *t, str bureau)
{
	for (size_t i = 0; i < t->c->wards.n; i++)
		if (str_eq(t->c->wards.at[i].bureau, bureau))
			return i;
	LIST_ADD(t->a, &t->c->wards, ((compare_ward){ .bureau = bureau }));
	return t->c->wards.n - 1;
}

static size_t step_at(work_table *t, str step)
{
	str folded = search_fold(t->a, step);
	for (size_t i = 0; i < t->folded.n; i++)
		if (str_eq(t->folded.at[i], folded))
			return i;
	LIST_ADD(t->a, &t->folded, folded);
	LIST_ADD(t->a, &t->c->steps, ((compare_step){ .step = step }));
	return t->c->steps.n - 1;
}

static void gather(work_table *t, const survey_items *rows, bool (*ward)(str))
{
	for (size_t i = 0; i < rows->n; i++) {
		const survey_item *x = &rows->at[i];
		if (ward && !ward(x->bureau))
			continue;
		LIST_ADD(t->a, &t->rows, *x);
		LIST_ADD(t->a, &t->ward_of, ward_at(t, x->bureau));
		LIST_ADD(t->a, &t->step_of, step_at(t, x->step));
	}
	t->cells = arena_many(t->a, cell, t->c->wards.n * t->c->steps.n);
	for (size_t i = 0; i < t->rows.n; i++) {
		const survey_item *x = &t->rows.at[i];
		compare_ward *w = &t->c->wards.at[t->ward_of.at[i]];
		cell *c = &t->cells[t->ward_of.at[i] * t->c->steps.n + t->step_of.at[i]];
		w->items++;
		w->count += x->count;
		w->minutes += x->count * x->each;
		c->count += x->count;
		c->minutes += x->count * x->each;
	}
}

/* --- minutes ------------------------------------------------------------------------------------------------------------------ */

static double each_of(i64 minutes, i64 count)
{
	return count > 0 ? (double)minutes / (double)count : 0;
}

static void refer(work_table *t)
{
	comparison *c = t->c;
	double *volume = arena_many(t->a, double, c->wards.n), *each = arena_many(t->a, double, c->wards.n);
	for (size_t s = 0; s < c->steps.n; s++) {
		compare_step *x = &c->steps.at[s];
		size_t n = 0;
		for (size_t w = 0; w < c->wards.n; w++) {
			const cell *k = &t->cells[w * c->steps.n + s];
			x->count += k->count;
			x->minutes += k->minutes;
			if (k->count > 0) {
				volume[n] = (double)k->count;
				each[n++] = each_of(k->minutes, k->count);
			}
		}
		x->wards = (i64)n;
		x->volume = median(volume, n);
		x->each = median(each, n);
		c->reference += x->volume * x->each;
	}
}

static void spread_of(work_table *t, size_t ward, compare_ward *w)
{
	weighted *at = arena_many(t->a, weighted, t->rows.n);
	size_t n = 0;
	for (size_t i = 0; i < t->rows.n; i++)
		if (ward == SIZE_MAX || t->ward_of.at[i] == ward)
			at[n++] = (weighted){ t->rows.at[i].each, t->rows.at[i].count };
	w->low = (double)weighted_quantile(at, n, 0.1);
	w->middle = (double)weighted_quantile(at, n, 0.5);
	w->high = (double)weighted_quantile(at, n, 0.9);
	w->each = each_of(w->minutes, w->count);
}

static void explain(work_table *t)
{
	comparison *c = t->c;
	for (size_t k = 0; k < c->wards.n; k++) {
		compare_ward *w = &c->wards.at[k];
		double same_cases = 0;
		for (size_t s = 0; s < c->steps.n; s++) {
			const compare_step *x = &c->steps.at[s];
			const cell *y = &t->cells[k * c->steps.n + s];
			double volume = (double)y->count;
			/* what is not done takes as long as elsewhere: then all of the difference is volume */
			double each = y->count > 0 ? each_of(y->minutes, y->count) : x->each;
			w->volume += (volume - x->volume) * (each + x->each) / 2;
			w->longer += (each - x->each) * (volume + x->volume) / 2;
			same_cases += volume * x->each;
		}
		w->more = (double)w->minutes - c->reference;
		w->like = same_cases > 0 ? (double)w->minutes / same_cases : 1;
		spread_of(t, k, w);
		c->all.items += w->items;
		c->all.count += w->count;
		c->all.minutes += w->minutes;
	}
	spread_of(t, SIZE_MAX, &c->all);
	c->all.like = 1;
}

/* --- what else differs --------------------------------------------------------------------------------------------------------- */

static str value_of(const survey_item *x, survey_dim d)
{
	return d == DIM_MEDIUM ? x->medium : d == DIM_SYSTEM ? x->system : x->job;
}

static int by_mostly(const void *x, const void *y)
{
	const compare_value *p = x, *q = y;
	if (p->mostly != q->mostly)
		return p->mostly > q->mostly ? -1 : 1;
	if (p->minutes != q->minutes)
		return p->minutes > q->minutes ? -1 : 1;
	return str_cmp(p->value, q->value);
}

static void trait_of(work_table *t, compare_trait *ret)
{
	size_t wards = t->c->wards.n;
	size_t *value = arena_many(t->a, size_t, t->rows.n);
	for (size_t i = 0; i < t->rows.n; i++) {
		str v = value_of(&t->rows.at[i], ret->dim);
		size_t k = 0;
		while (k < ret->values.n && !str_eq(ret->values.at[k].value, v))
			k++;
		if (k == ret->values.n)
			LIST_ADD(t->a, &ret->values, ((compare_value){ .value = v }));
		value[i] = k;
		ret->values.at[k].count += t->rows.at[i].count;
		ret->values.at[k].minutes += t->rows.at[i].count * t->rows.at[i].each;
	}
	i64 *minutes = arena_many(t->a, i64, wards * ret->values.n);
	bool *has = arena_many(t->a, bool, wards * ret->values.n);
	for (size_t i = 0; i < t->rows.n; i++) {
		size_t at = t->ward_of.at[i] * ret->values.n + value[i];
		minutes[at] += t->rows.at[i].count * t->rows.at[i].each;
		has[at] = true;
	}
	size_t first = SIZE_MAX;
	for (size_t w = 0; w < wards; w++) {
		size_t most = 0;
		for (size_t k = 0; k < ret->values.n; k++) {
			compare_value *v = &ret->values.at[k];
			v->wards += has[w * ret->values.n + k];
			i64 here = minutes[w * ret->values.n + k], best = minutes[w * ret->values.n + most];
			if (here > best || (here == best && str_cmp(v->value, ret->values.at[most].value) < 0))
				most = k;
		}
		if (ret->values.n)
			ret->values.at[most].mostly++;
		ret->differs = ret->differs || (first != SIZE_MAX && first != most);
		first = most;
	}
	for (size_t k = 0; k < ret->values.n; k++)
		ret->values.at[k].each = each_of(ret->values.at[k].minutes, ret->values.at[k].count);
	if (ret->values.n)
		qsort(ret->values.at, ret->values.n, sizeof *ret->values.at, by_mostly);
}

static int slowest(const void *x, const void *y)
{
	const compare_ward *p = x, *q = y;
	if (p->like != q->like)
		return p->like > q->like ? -1 : 1;
	return str_cmp(p->bureau, q->bureau);
}

static int most_minutes(const void *x, const void *y)
{
	const compare_step *p = x, *q = y;
	if (p->minutes != q->minutes)
		return p->minutes > q->minutes ? -1 : 1;
	return str_cmp(p->step, q->step);
}

void names_compare(arena *a, const survey_items *rows, bool (*ward)(str bureau), comparison *ret)
{
	static const survey_dim dims[COMPARE_TRAITS] = { DIM_MEDIUM, DIM_SYSTEM, DIM_JOB };
	*ret = (comparison){ 0 };
	work_table t = { .a = a, .c = ret };
	gather(&t, rows, ward);
	refer(&t);
	explain(&t);
	for (size_t k = 0; k < COMPARE_TRAITS; k++) {
		ret->traits[k].dim = dims[k];
		trait_of(&t, &ret->traits[k]);
	}
	if (ret->wards.n)
		qsort(ret->wards.at, ret->wards.n, sizeof *ret->wards.at, slowest);
	if (ret->steps.n)
		qsort(ret->steps.at, ret->steps.n, sizeof *ret->steps.at, most_minutes);
}
