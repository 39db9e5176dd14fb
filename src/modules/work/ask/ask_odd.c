/* What a head should look at before approving: not mistakes, but what is unusual. */
#include "modules/work/ask/ask.h"

#include <stdlib.h>

#define SHARE_MOST 50 /* percent of the unit's hours in one row */
#define SHARE_ROWS 4 /* of so few rows, one is always large */
#define LONG_EACH 480 /* minutes: a day */
#define TIMES 4 /* of the median of others */
#define ROWS_LOOKED_AT 200000 /* of others */

typedef struct other {
	u32 work, step;
	i64 each;
} other;
typedef struct others {
	other *at;
	size_t n;
} others;
typedef struct gathering {
	const survey *s;
	arena *a;
	others list;
	const ask_sheet *sheet;
} gathering;

static bool codes(const survey *s, str work, str step, u32 *ret_work, u32 *ret_step)
{
	return survey_code(s, DIM_WORK, 0, work, ret_work) && survey_code(s, DIM_STEP, 0, step, ret_step);
}

static const err *gather(void *ctx, const survey_item *i)
{
	gathering *g = ctx;
	other o = { .each = i->each };
	bool own = str_eq(i->unit, g->sheet->unit.name) && str_eq(i->section, g->sheet->unit.section) &&
		   str_eq(i->bureau, g->sheet->unit.bureau);
	if (!own && i->each > 0 && g->list.n < ROWS_LOOKED_AT && codes(g->s, i->work, i->step, &o.work, &o.step))
		LIST_ADD(g->a, &g->list, o);
	return NULL;
}

static int by_work(const void *x, const void *y)
{
	const other *a = x, *b = y;
	if (a->work != b->work)
		return a->work < b->work ? -1 : 1;
	if (a->step != b->step)
		return a->step < b->step ? -1 : 1;
	return (a->each > b->each) - (a->each < b->each);
}

/* The median minutes of others for the same work and step; 0 when too few say. */
static i64 usual(const others *list, u32 work, u32 step)
{
	size_t from = 0, to = list->n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		const other *o = &list->at[mid];
		if (o->work < work || (o->work == work && o->step < step))
			from = mid + 1;
		else
			to = mid;
	}
	for (to = from; to < list->n && list->at[to].work == work && list->at[to].step == step;)
		to++;
	return to - from < ODD_OTHERS_LEAST ? 0 : list->at[from + (to - from) / 2].each;
}

static const err *others_of(arena *a, const survey *s, const ask_sheet *sheet, others *ret)
{
	survey_filter f = { 0 };
	gathering g = { .s = s, .a = a, .sheet = sheet };
	for (size_t i = 0; i < sheet->rows.n; i++) {
		u32 work, step;
		if (sheet->rows.at[i].complete &&
		    codes(s, sheet->rows.at[i].item.work, sheet->rows.at[i].item.step, &work, &step))
			LIST_ADD(a, &f.dim[DIM_WORK], work);
	}
	if (f.dim[DIM_WORK].n == 0)
		return NULL;
	TRY(survey_each(s, a, &f, gather, &g));
	if (g.list.n)
		qsort(g.list.at, g.list.n, sizeof *g.list.at, by_work);
	*ret = g.list;
	return NULL;
}

const err *ask_odd_rows(arena *a, const survey *s, const ask_sheet *sheet, ask_odds *ret)
{
	others list = { 0 };
	*ret = (ask_odds){ 0 };
	if (s)
		TRY(others_of(a, s, sheet, &list));
	i64 all = sheet->unit.said;
	for (size_t i = 0; i < sheet->rows.n; i++) {
		const ask_row *row = &sheet->rows.at[i];
		const survey_item *item = &row->item;
		u32 work, step;
		if (!row->complete)
			continue;
		i64 minutes = item->count * item->each;
		if (all > 0 && sheet->rows.n >= SHARE_ROWS && minutes * 100 / all >= SHARE_MOST)
			LIST_ADD(a, ret, ((ask_odd){ ODD_SHARE, i, minutes * 100 / all, 0 }));
		if (item->each > LONG_EACH)
			LIST_ADD(a, ret, ((ask_odd){ ODD_LONG, i, item->each, LONG_EACH }));
		bool unsaid = false;
		for (size_t k = 0; k < AXES; k++)
			unsaid = unsaid || item->axis[k] == SAY_NOTHING;
		if (unsaid)
			LIST_ADD(a, ret, ((ask_odd){ ODD_UNSAID, i, 0, 0 }));
		i64 median = list.n && codes(s, item->work, item->step, &work, &step) ? usual(&list, work, step) : 0;
		if (median > 0 && item->each >= median * TIMES)
			LIST_ADD(a, ret, ((ask_odd){ ODD_MORE, i, item->each, median }));
		else if (median > 0 && item->each * TIMES <= median)
			LIST_ADD(a, ret, ((ask_odd){ ODD_LESS, i, item->each, median }));
	}
	return NULL;
}
