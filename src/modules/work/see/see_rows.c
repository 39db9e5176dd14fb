/* /work/rows: the rows of the survey that a number is made of, page by page, and as CSV. */
#include "modules/work/ideas/ideas.h"
#include "modules/work/see/see.h"

#include "text/csv.h"
#include "text/figures.h"

#include "modules/work/see/templates/rows.html.h"

#define ROWS_PAGE 100
#define CSV_ROWS 300000 /* more is the command line's */
#define CSV_MAX                                                                                                        \
	((size_t)60 * 1024 * 1024) /* with what a growing buffer leaves behind, within the memory of a request */

static const char *const orders[] = {
	[ORDER_MINUTES] = "hours", [ORDER_COUNT] = "count", [ORDER_EACH] = "each", [ORDER_NUMBER] = "number"
};

static survey_order order_asked(see *v)
{
	str asked = req_query(v->r, "sort");
	for (survey_order o = ORDER_MINUTES; o <= ORDER_NUMBER; o++)
		if (str_eq(asked, str_of(orders[o]))) {
			if (o != ORDER_MINUTES)
				see_keep(v, "sort", asked);
			return o;
		}
	return ORDER_MINUTES;
}

static str choice(see *v, survey_dim d, str value)
{
	u32 code;
	return survey_code(v->q.s, d, 0, value, &code) ? work_code_name(v->r, &v->q, d, code) : value;
}

/* What could be better about this work: ideas that there are (ideas/), or the form of a new one, filled in from the row. */
static void put_ideas(const see *v, const idea_rows *said, const survey_item *i, see_item *out)
{
	arena *a = v->r->arena;
	out->ideas = ideas_at_row(said, v->q.round.id, i);
	out->idea = out->ideas ? ideas_row_link(a, v->q.round.id, i) : ideas_row_new(a, v->q.round.id, i);
}

static see_item item_of(see *v, const idea_rows *said, const survey_item *i)
{
	req *r = v->r;
	const work_def *def = &v->q.round.def;
	i64 times = survey_times(i, v->q.f.months);
	see_item out = { .number = i->number,
			 .place = str_format(r->arena, "%.*s %.*s %.*s", STR_ARG(i->bureau), STR_ARG(i->section),
					     STR_ARG(i->unit)),
			 .category = choice(v, DIM_CATEGORY, i->category),
			 .work = i->work,
			 .step = choice(v, DIM_STEP, i->step),
			 .job = choice(v, DIM_JOB, i->job),
			 .count = figure_whole(r->arena, times),
			 .each = figure_whole(r->arena, i->each),
			 .hours = see_hours(r->arena, times * i->each),
			 .year = see_hours(r->arena, i->count * i->each),
			 .away = work_said(r, def, DIM_AWAY, i->away),
			 .meant = i->axis[AXIS_CORE] == SAY_NO && i->axis[AXIS_EXPERTISE] == SAY_NO &&
				  i->axis[AXIS_ROUTINE] == SAY_YES };
	out.nature =
		words_ws_cell(r->arena, r->lang, work_said(r, def, DIM_CORE, i->axis[AXIS_CORE]),
			      say(r, T_ws_dim_expertise), work_said(r, def, DIM_EXPERTISE, i->axis[AXIS_EXPERTISE]),
			      work_said(r, def, DIM_ROUTINE, i->axis[AXIS_ROUTINE]));
	put_ideas(v, said, i, &out);
	u32 bureau, section, unit;
	out.place_link = (url){ STR_NONE };
	if (survey_code(v->q.s, DIM_BUREAU, 0, i->bureau, &bureau) &&
	    survey_code(v->q.s, DIM_SECTION, bureau, i->section, &section) &&
	    survey_code(v->q.s, DIM_UNIT, section, i->unit, &unit)) {
		survey_filter none = { 0 };
		survey_filter f = work_filter_with(r->arena, v->q.s, &none, DIM_UNIT, unit);
		out.place_link = see_link(v, SEE_OVERVIEW, &f, STR_NONE);
	}
	return out;
}

const err *see_rows_get(req *r, resp *out)
{
	see v;
	TRY(see_begin(r, out, SEE_ROWS, &v));
	survey_order order = order_asked(&v);
	size_t from = see_from(r);
	survey_group g = { .by = { DIMS, DIMS } };
	TRY(see_sum(&v, &g, 1));
	i64 began = clock_ticks();
	survey_items items;
	size_t all;
	TRY(survey_rows(v.q.s, r->arena, &v.q.seen, order, from, ROWS_PAGE, &items, &all));
	v.sum += clock_ticks() - began;
	idea_rows said;
	TRY(ideas_on_rows_get(r, STR_NONE, STR_NONE, STR_NONE, &said));
	see_rows_view view = { .sorted = str_of(orders[order]) };
	for (size_t i = 0; i < items.n; i++)
		LIST_ADD(r->arena, &view.items, item_of(&v, &said, &items.at[i]));
	view.months = (v.q.f.months & SURVEY_MONTHS) != 0;
	view.count = see_of_months(&v, T_ws_count, words_ws_count_of);
	view.hours = see_of_months(&v, T_ws_hours, words_ws_hours_of);
	view.lead =
		words_ws_rows_lead(r->arena, r->lang, see_count(&v, g.ret.all.items), work_hours(r, g.ret.all.minutes));
	if (items.n)
		view.range = words_ws_range(r->arena, r->lang, see_count(&v, (i64)from + 1),
					    see_count(&v, (i64)(from + items.n)), see_count(&v, (i64)all));
	else
		view.none = say(r, T_ws_none);
	view.csv = work_link(r, &v.q, "/work/rows.csv", &v.q.f);
	view.pages = see_pages_of(&v, from, ROWS_PAGE, all);
	for (survey_order o = ORDER_MINUTES; o <= ORDER_NUMBER; o++) {
		see_link_view l = { str_of(orders[o]),
				    see_link(&v, SEE_ROWS, &v.q.f, str_format(r->arena, "&sort=%s", orders[o])),
				    o == order };
		LIST_ADD(r->arena, &view.sort, l);
	}
	view.head = see_head_of(&v, T_ws_view_rows);
	page_out o = page_begin(r);
	see_rows_page(&o, &view);
	return see_end(&v, &o, &view.head);
}

/* --- CSV ------------------------------------------------------------------------------------------------------------------ */

struct collected {
	arena *a;
	buf *b;
	size_t n;
	unsigned months;
};

static const err *collect(void *ctx, const survey_item *i)
{
	struct collected *c = ctx;
	if (c->n++ >= CSV_ROWS || c->b->overflowed)
		return err_why(c->a, ERR_too_large, "more than %d rows; narrow down, or use the command line",
			       CSV_ROWS);
	survey_write_row(c->b, i);
	if (c->months && !c->b->overflowed) {
		i64 times = survey_times(i, c->months);
		c->b->len -= 2; /* the end of the line */
		buf_format(c->b, ",%lld,%lld\r\n", (long long)times, (long long)(times * i->each));
	}
	return NULL;
}

const err *see_rows_csv(req *r, resp *out)
{
	see v;
	TRY(see_begin(r, out, SEE_ROWS, &v));
	buf b = buf_new(r->arena, CSV_MAX);
	struct collected c = { .a = r->arena, .b = &b, .months = v.q.f.months & SURVEY_MONTHS };
	survey_write_head(&b, true);
	if (c.months) { /* two columns more, beside the whole rows: what was seen adds up in the spreadsheet, and the file can be read back */
		str months = work_months_name(r, c.months);
		csv_writer head = { &b, true };
		b.len -= 2;
		csv_str(&head, words_ws_count_of(r->arena, r->lang, months));
		csv_str(&head, words_ws_minutes_of(r->arena, r->lang, months));
		csv_end_row(&head);
	}
	TRY(survey_each(v.q.s, r->arena, &v.q.seen, collect, &c));
	if (b.overflowed)
		return err_of(ERR_too_large);
	out->type = STR("text/csv; charset=utf-8");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"work-%.*s.csv\"", STR_ARG(v.q.round.id)));
	return NULL;
}
