/* /work/view/KIND: a picture and the numbers it is made of. */
#include "modules/work/see/see.h"

#include "modules/work/see/templates/views.html.h"

#define SUMS_MOST 200
#define TABLE_MOST 400

static const struct {
	const char *key;
	see_kind kind;
} names[] = {
	{ "sums", SEE_SUMS },       { "bubbles", SEE_BUBBLES }, { "pareto", SEE_PARETO },
	{ "treemap", SEE_TREEMAP }, { "heat", SEE_HEAT },       { "months", SEE_MONTHS },
};
static const char *const sorts[] = {
	[SORT_MINUTES] = "hours", [SORT_ITEMS] = "items", [SORT_TARGET] = "target",
	[SORT_SHARE] = "share",   [SORT_AWAY] = "away",
};

/* --- sums --------------------------------------------------------------------------------------------------------------- */

static see_sort sort_asked(see *v)
{
	str asked = req_query(v->r, "sort");
	for (see_sort s = SORT_MINUTES; s <= SORT_AWAY; s++)
		if (str_eq(asked, str_of(sorts[s]))) {
			if (s != SORT_MINUTES)
				see_keep(v, "sort", asked);
			return s;
		}
	return SORT_MINUTES;
}

static const err *show_sums(see *v, see_one_view *view)
{
	req *r = v->r;
	survey_dim d = see_by(v, "by", see_level(v, &v->q.f));
	str by = req_query(r, "by");
	see_sort sort = sort_asked(v);
	survey_group g = { .by = { d, DIMS } };
	TRY(see_sum(v, &g, 1));
	view->by = see_choose(v, "by", d);
	survey_sums sorted = see_sorted(r->arena, &g.ret, sort);
	size_t from = see_from(r);
	from = from < sorted.n ? from : 0;
	view->table = see_table_make(v, &(see_table_of){ .id = "sums",
							 .d = d,
							 .caption = T_ws_view_sums,
							 .sums = &sorted,
							 .from = from,
							 .most = SUMS_MOST });
	view->table.caption = words_ws_by(r->arena, r->lang, work_dim_name(r, &v->q.round.def, d));
	view->table.pages = see_pages_of(v, from, SUMS_MOST, sorted.n);
	view->table.sorted = str_of(sorts[sort]);
	for (see_sort s = SORT_MINUTES; s <= SORT_AWAY; s++) {
		str more = str_format(r->arena, "%s%.*s&sort=%s", by.len ? "&by=" : "", STR_ARG(by), sorts[s]);
		see_link_view l = { str_of(sorts[s]), see_link(v, SEE_SUMS, &v->q.f, more), s == sort };
		LIST_ADD(r->arena, &view->table.sort, l);
	}
	return NULL;
}

/* --- the pictures ------------------------------------------------------------------------------------------------------------ */

/* People of each section or unit. */
static i64 *people_of(see *v, survey_dim d)
{
	i64 *people = arena_many(v->r->arena, i64, survey_names(v->q.s, d) + 1);
	see_has has;
	survey_balances b = see_balances(v, &has);
	for (size_t i = 0; i < b.n; i++)
		people[d == DIM_UNIT      ? b.at[i].unit
		       : d == DIM_SECTION ? b.at[i].section
					  : b.at[i].bureau] += b.at[i].people;
	return people;
}

static const err *show_bubbles(see *v, see_one_view *view)
{
	survey_dim d = see_by(v, "by", v->single && v->q.f.dim[DIM_SECTION].n == 1 ? DIM_UNIT : DIM_SECTION);
	if (d != DIM_BUREAU && d != DIM_UNIT)
		d = DIM_SECTION;
	survey_group g = { .by = { d, DIMS } };
	TRY(see_sum(v, &g, 1));
	static const survey_dim can[] = { DIM_BUREAU, DIM_SECTION, DIM_UNIT };
	see_links all = see_choose(v, "by", d);
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < COUNT(can); k++)
			if (str_eq(all.at[i].text, work_dim_name(v->r, &v->q.round.def, can[k])))
				LIST_ADD(v->r->arena, &view->by, all.at[i]);
	survey_sums sorted = see_sorted(v->r->arena, &g.ret, SORT_MINUTES);
	const i64 *people = people_of(v, d);
	view->figure = see_bubbles(v, d, &sorted, people);
	view->table = see_table_make(v, &(see_table_of){ .id = "bubbles",
							 .d = d,
							 .caption = T_ws_bubbles,
							 .sums = &sorted,
							 .most = TABLE_MOST,
							 .people = people });
	return NULL;
}

static const err *show_pareto(see *v, see_one_view *view)
{
	req *r = v->r;
	survey_dim d = see_by(v, "by", see_level(v, &v->q.f) == DIM_STEP ? DIM_STEP : DIM_WORK);
	survey_group g = { .by = { d, DIMS } };
	TRY(see_sum(v, &g, 1));
	view->by = see_choose(v, "by", d);
	survey_sums sorted = see_sorted(r->arena, &g.ret, SORT_MINUTES);
	size_t reached;
	view->figure = see_pareto(v, d, &sorted, &reached);
	view->lead = words_ws_pareto_lead(r->arena, r->lang, work_dim_name(r, &v->q.round.def, d),
					  see_count(v, (i64)sorted.n), see_count(v, (i64)reached));
	view->table = see_table_make(v, &(see_table_of){ .id = "pareto",
							 .d = d,
							 .caption = T_ws_pareto,
							 .sums = &sorted,
							 .most = TABLE_MOST,
							 .running = true });
	return NULL;
}

static survey_dim below(const see *v, survey_dim d)
{
	switch ((int)d) {
	case DIM_BUREAU:
		return DIM_SECTION;
	case DIM_SECTION: /* open results are sums of sections: what a unit does is not among them */
		return v->single ? DIM_UNIT : DIM_WORK;
	case DIM_WORK:
		return DIM_STEP;
	case DIM_STEP:
		return DIM_JOB;
	default:
		return DIM_WORK;
	}
}

static const err *show_treemap(see *v, see_one_view *view)
{
	survey_dim d = see_by(v, "by", see_level(v, &v->q.f));
	survey_group g[] = { { .by = { d, below(v, d) } }, { .by = { d, DIMS } } };
	TRY(see_sum(v, g, COUNT(g)));
	view->by = see_choose(v, "by", d);
	survey_sums sorted = see_sorted(v->r->arena, &g[1].ret, SORT_MINUTES);
	view->figure = see_treemap(v, d, below(v, d), &g[0].ret);
	view->table = see_table_make(
		v, &(see_table_of){
			   .id = "treemap", .d = d, .caption = T_ws_treemap, .sums = &sorted, .most = TABLE_MOST });
	return NULL;
}

static const err *show_heat(see *v, see_one_view *view)
{
	survey_dim d = see_by(v, "by", see_level(v, &v->q.f));
	survey_dim e = see_by(v, "across", d == DIM_WORK || d == DIM_STEP ? DIM_STEP : DIM_WORK);
	if (e == d)
		e = d == DIM_STEP ? DIM_JOB : DIM_STEP;
	survey_group g = { .by = { d, e } };
	TRY(see_sum(v, &g, 1));
	view->by = see_choose(v, "by", d);
	view->across = see_choose(v, "across", e);
	view->figure = see_heat(v, d, e, &g.ret, &view->matrix);
	return NULL;
}

static const err *show_months(see *v, see_one_view *view)
{
	req *r = v->r;
	survey_dim d = see_by(v, "by", v->q.f.dim[DIM_CATEGORY].n == 1 ? see_level(v, &v->q.f) : DIM_CATEGORY);
	i64 began = clock_ticks();
	survey_months m;
	TRY(survey_by_month(v->q.s, r->arena, &v->q.seen, d, &m));
	v->sum += clock_ticks() - began;
	see_has has = { 0 };
	if (see_only_place(&v->q.f))
		see_balances(v, &has);
	view->by = see_choose(v, "by", d);
	view->figure = see_months(v, d, &m, has.has, &view->matrix);
	return NULL;
}

/* No work; work that takes no time; or work of which nobody said in which months. */
static const err *say_why_nothing(see *v, see_one_view *view)
{
	survey_group g = { .by = { DIMS, DIMS } };
	TRY(see_sum(v, &g, 1));
	if (g.ret.all.items == 0)
		view->none = say(v->r, T_ws_none);
	else if (v->kind == SEE_MONTHS && g.ret.all.minutes > 0)
		view->none = view->figure.note.len ? view->figure.note : say(v->r, T_ws_none);
	else
		view->none = words_ws_no_time(v->r->arena, v->r->lang, see_count(v, g.ret.all.items));
	return NULL;
}

const err *see_view_get(req *r, resp *out)
{
	static const word titles[SEE_KINDS] = {
		[SEE_SUMS] = T_ws_view_sums,       [SEE_BUBBLES] = T_ws_view_bubbles, [SEE_PARETO] = T_ws_view_pareto,
		[SEE_TREEMAP] = T_ws_view_treemap, [SEE_HEAT] = T_ws_view_heat,       [SEE_MONTHS] = T_ws_view_months,
	};
	str name = req_param(r, "kind");
	see_kind kind = SEE_KINDS;
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(name, str_of(names[i].key)))
			kind = names[i].kind;
	if (str_eq(name, STR("balance")))
		return see_balance_get(r, out);
	if (kind == SEE_KINDS)
		return err_of(ERR_not_found);
	see v;
	TRY(see_begin(r, out, kind, &v));
	see_one_view view = { 0 };
	view.by_name = say(r, kind == SEE_HEAT ? T_ws_down : T_ws_by_what);
	view.across_name = say(r, T_ws_across);
	const err *e = kind == SEE_SUMS      ? show_sums(&v, &view)
		       : kind == SEE_BUBBLES ? show_bubbles(&v, &view)
		       : kind == SEE_PARETO  ? show_pareto(&v, &view)
		       : kind == SEE_TREEMAP ? show_treemap(&v, &view)
		       : kind == SEE_HEAT    ? show_heat(&v, &view)
					     : show_months(&v, &view);
	TRY(e);
	view.head = see_head_of(&v, titles[kind]);
	if (kind == SEE_SUMS ? view.table.rows.n == 0 : !view.figure.any)
		TRY(say_why_nothing(&v, &view));
	page_out o = page_begin(r);
	see_one_page(&o, &view);
	return see_end(&v, &o, &view.head);
}
