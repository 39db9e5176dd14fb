/* Effects, years and sums. */
#include "modules/work/prove/prove.h"

#include <math.h>

/* --- one effect ------------------------------------------------------------------------------------------------------- */

prove_range prove_effect(const prove_lines *lines, double running)
{
	prove_range sum = { -running, -running, -running };
	for (size_t i = 0; i < lines->n; i++) {
		const prove_line *l = &lines->at[i];
		double each = l->volume * (l->before - l->after);
		sum.low += each * (each < 0 ? l->share.high : l->share.low);
		sum.likely += each * l->share.likely;
		sum.high += each * (each < 0 ? l->share.low : l->share.high);
	}
	return sum;
}

int prove_year_of(day d)
{
	civil c = civil_of(d);
	return c.month >= 4 ? c.year : c.year - 1;
}

double prove_year_part(int year, day starts, day stops)
{
	if (starts == PROVE_DAY_NONE)
		return 0;
	day first = day_from(year, 4, 1), end = day_from(year + 1, 4, 1);
	day from = starts > first ? starts : first;
	day to = stops != PROVE_DAY_NONE && stops < end ? stops : end; /* the day on which it stops counts no more */
	return to > from ? (double)(to - from) / (double)(end - first) : 0;
}

/* --- sums ----------------------------------------------------------------------------------------------------------------- */

const prove_figure *measure_figure(const measure *m, figure_kind kind, int year)
{
	const prove_figure *found = NULL;
	for (size_t i = 0; i < m->figures.n; i++) {
		const prove_figure *f = &m->figures.at[i];
		if (!f->counts || f->kind != kind || (kind == FIGURE_REALISED && year && f->year != year))
			continue;
		if (!found || f->year > found->year)
			found = f;
	}
	return found;
}

bool measure_year(const measure *m, figure_kind kind, int year, prove_sum *ret)
{
	const prove_figure *f = measure_figure(m, kind, year);
	double share = prove_year_part(year, m->starts, m->stops);
	if (!f || share <= 0)
		return false;
	*ret = (prove_sum){ .low = llround((double)f->low * share),
			    .likely = llround((double)f->likely * share),
			    .high = llround((double)f->high * share),
			    .measures = 1 };
	return true;
}

prove_totals prove_totals_of(arena *a, const measures *list, int until)
{
	prove_totals t = { 0 };
	int first = until + 1, last = until;
	for (size_t i = 0; i < list->n; i++) {
		const measure *m = &list->at[i];
		bool any = false;
		for (size_t k = 0; k < m->figures.n; k++)
			any |= m->figures.at[k].counts;
		if (!any)
			continue;
		if (m->within) {
			t.within++;
			continue;
		}
		if (m->starts == PROVE_DAY_NONE) {
			t.undated++;
			continue;
		}
		int year = prove_year_of(m->starts);
		first = year < first ? year : first;
		last = year > last ? year : last;
		for (size_t k = 0; k < m->figures.n; k++) {
			const prove_figure *f = &m->figures.at[k];
			if (!f->counts || f->kind != FIGURE_REALISED)
				continue;
			t.unsure += f->low <= 0 && f->high >= 0;
			t.idle += prove_year_part(f->year, m->starts, m->stops) <= 0;
		}
	}
	/* what begins later is in the table too, unless it is a slip of the pen */
	until = last > until + 10 ? until + 10 : last;
	/* a start in the year 1926 is a slip of the pen; it must not make a hundred rows */
	first = first < until - 30 ? until - 30 : first;
	for (int year = first; year <= until; year++) {
		prove_year_sums y = { .year = year };
		for (size_t i = 0; i < list->n; i++)
			for (int k = 0; k < FIGURE_KINDS; k++) {
				prove_sum s;
				if (list->at[i].within || !measure_year(&list->at[i], (figure_kind)k, year, &s))
					continue;
				y.of[k].low += s.low;
				y.of[k].likely += s.likely;
				y.of[k].high += s.high;
				y.of[k].measures++;
			}
		LIST_ADD(a, &t.years, y);
	}
	return t;
}

/* One is of the whole city, of the other's bureau or of its section. */
static bool same_part(const measure *x, const measure *y)
{
	if (x->bureau.len == 0 || y->bureau.len == 0)
		return true;
	return str_eq(x->bureau, y->bureau) &&
	       (x->section.len == 0 || y->section.len == 0 || str_eq(x->section, y->section));
}

/* Whether there may be a day on which both run; one that was stopped before it began never does. */
static bool same_time(const measure *x, const measure *y)
{
	const measure *both[2][2] = { { x, y }, { y, x } };
	for (size_t i = 0; i < 2; i++) {
		const measure *one = both[i][0], *other = both[i][1];
		if (one->stops != PROVE_DAY_NONE &&
		    (one->starts == PROVE_DAY_NONE || (other->starts != PROVE_DAY_NONE && one->stops <= other->starts)))
			return false;
	}
	return true;
}

measure_parts prove_parts(arena *a, const measures *list)
{
	measure_parts found = { 0 };
	for (size_t i = 0; i < list->n && found.n < 100; i++) {
		const measure *inner = &list->at[i], *whole = NULL;
		for (size_t k = 0; k < list->n && inner->within; k++)
			whole = list->at[k].id == inner->within ? &list->at[k] : whole;
		for (int k = 0; whole && k < FIGURE_KINDS; k++) {
			const prove_figure *f = measure_figure(inner, (figure_kind)k, 0),
					   *g = f ? measure_figure(whole, (figure_kind)k, f->year) : NULL;
			if (f && (!g || f->likely > g->likely))
				LIST_ADD(a, &found, ((struct measure_part){ inner, whole, (figure_kind)k, f, g }));
		}
	}
	return found;
}

measure_pairs prove_alike(arena *a, const measures *list)
{
	measure_pairs found = { 0 };
	for (size_t i = 0; i < list->n && found.n < 100; i++)
		for (size_t k = i + 1; k < list->n && found.n < 100; k++) {
			const measure *x = &list->at[i], *y = &list->at[k];
			if (!x->within && !y->within && x->work.len && str_eq(x->work, y->work) && same_part(x, y) &&
			    same_time(x, y))
				LIST_ADD(a, &found, (struct measure_pair){ x, y });
		}
	return found;
}
