/* /work: the first page. Of the city, a bureau, a section or a unit: how many hours, how many of them could move, and where they are. */
#include "modules/work/see/see.h"

#include "text/figures.h"

#include "modules/work/see/templates/overview.html.h"

#define LEVEL_MOST 60

static see_number number(str text, url link)
{
	return (see_number){ text, link };
}

/* PEOPLE: hours over a full-time year. */
static str fte_of(see *v, i64 minutes)
{
	unsigned months = v->q.f.months & SURVEY_MONTHS;
	i64 year = (i64)v->q.round.def.hours_fte * 60 * (months ? __builtin_popcount(months) : 12) / 12;
	if (year <= 0)
		return STR_NONE;
	return words_ws_fte(v->r->arena, v->r->lang, figure_whole(v->r->arena, (minutes + year / 2) / year),
			    figure_whole(v->r->arena, v->q.round.def.hours_fte));
}

static void add_has(see *v, i64 minutes, see_overview_view *view)
{
	req *r = v->r;
	see_has has;
	see_balances(v, &has);
	view->has = has.people > 0 && has.has > 0;
	view->people = see_count(v, has.people);
	view->has_hours = see_hours(r->arena, has.has);
	view->has_share = work_percent(r->arena, minutes, has.has);
	view->balance = see_link(v, SEE_BALANCE, &v->q.f, STR_NONE);
	if (has.units == 1 && v->q.f.dim[DIM_UNIT].n == 1) {
		see_badge b = see_badge_of(v, work_balance_of(&v->q.round.def, has.has, has.said));
		view->holds_badge = b.text;
		view->holds_css = b.css;
	} else if (has.too_much + has.too_little > 0) {
		view->off = words_ws_off(r->arena, r->lang, see_count(v, has.too_much), see_count(v, has.too_little));
	}
}

struct unit_sheet {
	i64 city;
	str round, bureau, section, name;
	work_unit unit;
	bool found;
};

static const err *find_unit(db *d, arena *a, void *arg)
{
	struct unit_sheet *u = arg;
	const err *e = work_unit_named(d, a, u->city, u->round, u->bureau, u->section, u->name, &u->unit);
	u->found = e == NULL;
	return err_is(e, ERR_not_found) ? NULL : e;
}

/* Where one unit is shown, its sheet is one link away: who may not open it is told there. */
static const err *add_sheet(see *v, see_overview_view *view)
{
	const survey_filter *f = &v->q.f;
	u32 unit = work_filter_only(f, DIM_UNIT);
	if (unit == WORK_NO_CODE || !see_only_place(f))
		return NULL;
	u32 section = survey_parent(v->q.s, DIM_UNIT, unit);
	struct unit_sheet of = { .city = v->r->app->city,
				 .round = v->q.round.id,
				 .bureau = survey_name(v->q.s, DIM_BUREAU, survey_parent(v->q.s, DIM_SECTION, section)),
				 .section = survey_name(v->q.s, DIM_SECTION, section),
				 .name = survey_name(v->q.s, DIM_UNIT, unit) };
	TRY(store_read(v->r->app->store, v->r->arena, find_unit, &of));
	if (of.found)
		view->sheet = see_sheet_link(v, of.unit.id);
	return NULL;
}

static void add_figures(see *v, const survey_sum_cell *all, size_t sections, size_t units, see_overview_view *view)
{
	req *r = v->r;
	survey_filter target = work_filter_with(r->arena, v->q.s, &v->q.f, DIM_CELL, CELL_TARGET);
	survey_filter away = work_filter_with(r->arena, v->q.s, &v->q.f, DIM_AWAY, SAY_YES);
	url rows = see_link(v, SEE_ROWS, &v->q.f, STR_NONE);
	view->items = number(see_count(v, all->items), rows);
	view->hours = number(see_hours(r->arena, all->minutes), see_link(v, SEE_SUMS, &v->q.f, STR_NONE));
	view->fte = fte_of(v, all->minutes);
	view->a_year = see_of_months(v, T_ws_a_year, words_ws_a_month);
	view->target = number(see_hours(r->arena, all->target), see_link(v, SEE_ROWS, &target, STR_NONE));
	view->target_share = work_percent(r->arena, all->target, all->minutes);
	view->away = number(see_hours(r->arena, all->away), see_link(v, SEE_ROWS, &away, STR_NONE));
	view->away_share = work_percent(r->arena, all->away, all->minutes);
	view->sections = number(see_count(v, (i64)sections), see_link(v, SEE_SUMS, &v->q.f, STR("&by=section")));
	view->units = number(see_count(v, (i64)units), see_link(v, SEE_SUMS, &v->q.f, STR("&by=unit")));
}

/* The cells in their order, 0 to 8. */
static see_table cells_table(see *v, const survey_sums *s)
{
	see_table t = see_table_make(
		v, &(see_table_of){ .id = "cells", .d = DIM_CELL, .caption = T_ws_cells_table, .sums = s });
	return t;
}

const err *see_overview_get(req *r, resp *out)
{
	see v;
	TRY(see_begin(r, out, SEE_OVERVIEW, &v));
	survey_dim level = see_level(&v, &v.q.f);
	survey_group g[] = { { .by = { DIM_CELL, DIMS } },
			     { .by = { DIM_CATEGORY, DIMS } },
			     { .by = { level, DIMS } },
			     { .by = { DIM_SECTION, DIMS } },
			     { .by = { DIM_UNIT, DIMS } } };
	TRY(see_sum(&v, g, COUNT(g)));
	see_overview_view view = { .head = see_head_of(&v, T_ws_title) };
	const survey_sum_cell *all = &g[0].ret.all;
	bool city = v.q.all && !view.head.bar.any; /* units that have written nothing yet count as well */
	add_figures(&v, all, city ? survey_names(v.q.s, DIM_SECTION) : g[3].ret.n,
		    city ? survey_names(v.q.s, DIM_UNIT) : g[4].ret.n, &view);
	if (see_only_place(&v.q.f))
		add_has(&v, all->minutes, &view);
	TRY(add_sheet(&v, &view));
	if (all->items == 0) {
		view.none = say(r, T_ws_none);
	} else {
		survey_sums categories = see_sorted(r->arena, &g[1].ret, SORT_MINUTES);
		survey_sums below = see_sorted(r->arena, &g[2].ret, SORT_MINUTES);
		view.mosaic = see_mosaic(&v, &g[0].ret);
		view.cells = cells_table(&v, &g[0].ret);
		view.categories = see_table_make(&v, &(see_table_of){ .id = "categories",
								      .d = DIM_CATEGORY,
								      .caption = T_ws_categories,
								      .sums = &categories });
		if (level != DIM_CELL)
			view.level = see_table_make(&v, &(see_table_of){ .id = "level",
									 .d = level,
									 .caption = T_ws_level,
									 .sums = &below,
									 .most = LEVEL_MOST });
		view.level.caption = words_ws_by(r->arena, r->lang, work_dim_name(r, &v.q.round.def, level));
		view.all_level = see_link(&v, SEE_SUMS, &v.q.f, STR_NONE);
	}
	page_out o = page_begin(r);
	see_overview_page(&o, &view);
	return see_end(&v, &o, &view.head);
}
