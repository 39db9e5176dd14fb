/* Sums into pictures: what is a part, what it is called, where it leads. */
#include "modules/work/see/see.h"

#include "text/figures.h"

#define DESK_WIDTH 960
#define PHONE_WIDTH 360
#define PARETO_MOST 240
#define BUBBLES_MOST 1500
#define TREE_PARTS 1000
#define TREE_GROUPS 200

see_figure see_figure_of(see *v, const char *id, word title)
{
	return (see_figure){ .id = str_of(id), .title = words_text(v->r->arena, v->r->lang, title), .any = true };
}

void see_draw_both(see *v, see_figure *f, str desc, see_drawing *draw, void *ctx)
{
	i64 began = clock_ticks();
	arena *a = v->r->arena;
	buf wide = buf_new(a, CHART_ROOM), narrow = buf_new(a, CHART_ROOM);
	draw(&wide,
	     &(chart_about){ .id = str_format(a, "%.*s-wide", STR_ARG(f->id)),
			     .title = f->title,
			     .desc = desc,
			     .width = DESK_WIDTH },
	     ctx);
	draw(&narrow,
	     &(chart_about){ .id = str_format(a, "%.*s-narrow", STR_ARG(f->id)),
			     .title = f->title,
			     .desc = desc,
			     .width = PHONE_WIDTH },
	     ctx);
	f->wide = (html){ wide.overflowed ? STR_NONE : buf_str(&wide) };
	f->narrow = (html){ narrow.overflowed ? STR_NONE : buf_str(&narrow) };
	v->draw += clock_ticks() - began;
}

/* --- the eight cells --------------------------------------------------------------------------------------------------------- */

struct mosaic {
	strs heads;
	chart_parts parts;
};

static void draw_mosaic(buf *b, const chart_about *c, void *ctx)
{
	struct mosaic *m = ctx;
	chart_mosaic(b, c, &m->heads, &m->parts);
}

see_figure see_mosaic(see *v, const survey_sums *by_cell)
{
	req *r = v->r;
	const work_def *def = &v->q.round.def;
	see_figure f = see_figure_of(v, "cells-figure", T_ws_mosaic);
	struct mosaic m = { 0 };
	i64 of[CELLS + 1] = { 0 }, items[CELLS + 1] = { 0 }, all = 0;
	for (size_t i = 0; i < by_cell->n; i++) {
		of[by_cell->at[i].a] = by_cell->at[i].minutes;
		items[by_cell->at[i].a] = by_cell->at[i].items;
		all += by_cell->at[i].minutes;
	}
	for (u32 column = 0; column < CELLS / 2; column++)
		LIST_ADD(r->arena, &m.heads,
			 words_ws_column(r->arena, r->lang, work_said(r, def, DIM_CORE, column & 2 ? SAY_NO : SAY_YES),
					 say(r, T_ws_dim_expertise),
					 work_said(r, def, DIM_EXPERTISE, column & 1 ? SAY_NO : SAY_YES)));
	for (u32 cell = 0; cell < CELLS; cell++) {
		chart_part p = { .name = work_said(r, def, DIM_ROUTINE, cell & 1 ? SAY_NO : SAY_YES),
				 .value = work_hours(r, of[cell]),
				 .note = work_percent(r->arena, of[cell], all),
				 .link = items[cell] ? see_rows_link(v, DIM_CELL, cell).s : STR_NONE,
				 .size = see_hours_of(of[cell]),
				 .shade = cell == CELL_TARGET ? CHART_TARGET : 0,
				 .group = cell / 2 };
		if (cell == CELL_TARGET)
			p.name = words_ws_target_tile(r->arena, r->lang, p.name);
		LIST_ADD(r->arena, &m.parts, p);
	}
	f.any = all - of[CELL_NONE] > 0;
	f.note = of[CELL_NONE] ? words_ws_mosaic_none(r->arena, r->lang, work_hours(r, of[CELL_NONE])) : STR_NONE;
	see_draw_both(v, &f,
		      words_ws_mosaic_about(r->arena, r->lang, work_hours(r, of[CELL_TARGET]),
					    work_percent(r->arena, of[CELL_TARGET], all)),
		      draw_mosaic, &m);
	return f;
}

/* --- axes --------------------------------------------------------------------------------------------------------------------- */

static void add_tick(arena *a, chart_axis *axis, double at, str text)
{
	struct chart_tick t = { at, text };
	LIST_ADD(a, &axis->ticks, t);
}

/* Decades, with 2 and 5 between them where there are few. */
static void log_ticks(arena *a, chart_axis *axis)
{
	bool few = axis->to / axis->from <= 200;
	for (double ten = 0.1; ten <= axis->to; ten *= 10)
		for (int k = 0; k < (few ? 3 : 1); k++) {
			double at = ten * (k == 0 ? 1 : k == 1 ? 2 : 5);
			if (at >= axis->from * 0.999 && at <= axis->to * 1.001)
				add_tick(a, axis, at,
					 at < 1 ? str_format(a, "%.1f", at) : figure_whole(a, (i64)(at + 0.5)));
		}
}

static void linear_ticks(arena *a, chart_axis *axis)
{
	double *at;
	size_t n;
	chart_ticks(a, axis->to, 5, &at, &n);
	for (size_t i = 0; i < n; i++)
		add_tick(a, axis, at[i], figure_whole(a, (i64)(at[i] + 0.5)));
}

/* Down to a 1, 2 or 5 of a decade, and up to one. */
static double round_down(double x)
{
	double ten = 0.1, best = 0.1;
	for (; ten * 10 <= x; ten *= 10)
		;
	best = ten * 5 <= x ? ten * 5 : ten * 2 <= x ? ten * 2 : ten;
	return best;
}

static double round_up(double x)
{
	double ten = 0.1;
	for (; ten * 10 < x; ten *= 10)
		;
	return x <= ten ? ten : x <= ten * 2 ? ten * 2 : x <= ten * 5 ? ten * 5 : ten * 10;
}

/* --- bubbles -------------------------------------------------------------------------------------------------------------------- */

struct bubbles {
	chart_axis x, y;
	chart_parts parts;
};

static void draw_bubbles(buf *b, const chart_about *c, void *ctx)
{
	struct bubbles *m = ctx;
	chart_bubbles(b, c, &m->x, &m->y, &m->parts);
}

see_figure see_bubbles(see *v, survey_dim d, const survey_sums *s, const i64 *people)
{
	req *r = v->r;
	arena *a = r->arena;
	see_figure f = see_figure_of(v, "bubbles-figure", d == DIM_UNIT ? T_ws_bubbles_units : T_ws_bubbles);
	struct bubbles m = { .x = { .name = see_of_months(v, T_ws_axis_hours, words_ws_axis_hours_of) },
			     .y = { .name = words_text(a, r->lang, T_ws_axis_target), .to = 20 } };
	double least = 0, most = 0;
	for (size_t i = 0; i < s->n && m.parts.n < BUBBLES_MOST; i++) { /* the largest come first */
		const survey_sum_cell *c = &s->at[i];
		if (c->minutes == 0)
			continue;
		double hours = see_hours_of(c->minutes), share = 100.0 * (double)c->target / (double)c->minutes;
		least = m.parts.n == 0 || hours < least ? hours : least;
		most = hours > most ? hours : most;
		while (m.y.to < 100 && share > m.y.to - 5) /* room above the highest */
			m.y.to += 20;
		chart_part p = { .name = see_name(v, d, c->a),
				 .value = work_hours(r, c->minutes),
				 .note = words_ws_bubble(a, r->lang, work_percent(a, c->target, c->minutes),
							 see_count(v, people[c->a])),
				 .link = see_drill(v, d, c->a).s,
				 .size = people[c->a] > 0 ? (double)people[c->a] : 0.5,
				 .x = hours,
				 .y = share,
				 .shade = share >= 50 ? CHART_TARGET : 1 };
		LIST_ADD(a, &m.parts, p);
	}
	f.any = m.parts.n > 0;
	if (!f.any)
		return f;
	least = least < 0.1 ? 0.1 : least;
	m.x.log = most / least > 8;
	m.x.from = m.x.log ? round_down(least) : 0;
	m.x.to = round_up(most);
	if (m.x.log)
		log_ticks(a, &m.x);
	else
		linear_ticks(a, &m.x);
	for (int share = 0; share <= (int)m.y.to; share += m.y.to > 60 ? 20 : 10)
		add_tick(a, &m.y, share, str_format(a, "%d%%", share));
	f.note = words_text(a, r->lang, m.x.log ? T_ws_bubbles_note_log : T_ws_bubbles_note);
	if (s->n > BUBBLES_MOST)
		f.note = words_ws_only_largest(a, r->lang, f.note, see_count(v, BUBBLES_MOST), see_count(v, (i64)s->n));
	see_draw_both(v, &f, words_text(a, r->lang, T_ws_bubbles_about), draw_bubbles, &m);
	return f;
}

/* --- Pareto --------------------------------------------------------------------------------------------------------------------- */

struct pareto {
	chart_parts parts;
	double besides;
};

static void draw_pareto(buf *b, const chart_about *c, void *ctx)
{
	struct pareto *m = ctx;
	chart_about with = *c;
	with.besides = m->besides;
	chart_pareto(b, &with, &m->parts, 0.8, STR("80%"));
}

see_figure see_pareto(see *v, survey_dim d, const survey_sums *sorted, size_t *ret_reached)
{
	req *r = v->r;
	see_figure f = see_figure_of(v, "pareto-figure", T_ws_pareto);
	struct pareto m = { 0 };
	i64 running = 0;
	*ret_reached = 0;
	for (size_t i = 0; i < sorted->n; i++) {
		const survey_sum_cell *c = &sorted->at[i];
		if (running * 5 < sorted->all.minutes * 4)
			*ret_reached = i + 1;
		running += c->minutes;
		if (i < PARETO_MOST) {
			chart_part p = { .name = see_name(v, d, c->a),
					 .value = work_hours(r, c->minutes),
					 .note = work_percent(r->arena, running, sorted->all.minutes),
					 .link = see_drill(v, d, c->a).s,
					 .size = see_hours_of(c->minutes),
					 .shade = 1 };
			LIST_ADD(r->arena, &m.parts, p);
		}
	}
	f.any = m.parts.n > 0 && sorted->all.minutes > 0;
	if (sorted->n > m.parts.n) {
		i64 rest = 0;
		for (size_t i = m.parts.n; i < sorted->n; i++)
			rest += sorted->at[i].minutes;
		f.note = words_ws_pareto_rest(r->arena, r->lang, see_count(v, (i64)m.parts.n),
					      see_count(v, (i64)(sorted->n - m.parts.n)), work_hours(r, rest));
		m.besides = see_hours_of(rest);
	}
	if (f.any)
		see_draw_both(v, &f, say(r, T_ws_pareto_about), draw_pareto, &m);
	return f;
}

int see_heavier(const void *x, const void *y)
{
	const see_line *a = x, *b = y;
	if (a->minutes != b->minutes)
		return a->minutes < b->minutes ? 1 : -1;
	return (a->code > b->code) - (a->code < b->code);
}

/* --- treemap ---------------------------------------------------------------------------------------------------------------------- */

struct treemap {
	chart_parts groups, parts;
};

static void draw_treemap(buf *b, const chart_about *c, void *ctx)
{
	struct treemap *m = ctx;
	chart_treemap(b, c, &m->groups, &m->parts);
}

/* What is drawn of many parts: those as large as the smallest of the `most` largest. */
static i64 least_drawn(arena *a, const i64 *minutes, size_t n, size_t most)
{
	if (n <= most)
		return 0;
	see_line *by = arena_many(a, see_line, n);
	for (size_t i = 0; i < n; i++)
		by[i] = (see_line){ (u32)i, minutes[i] };
	qsort(by, n, sizeof *by, see_heavier);
	return by[most - 1].minutes;
}

static chart_part tile(see *v, survey_dim outer, survey_dim inner, const survey_sum_cell *c)
{
	arena *a = v->r->arena;
	survey_filter with = work_filter_with(a, v->q.s, &v->q.f, outer, c->a);
	with = work_filter_with(a, v->q.s, &with, inner, c->b);
	double share = c->minutes ? (double)c->target / (double)c->minutes : 0;
	return (chart_part){
		.name = work_code_name(v->r, &v->q, inner, c->b),
		.value = work_hours(v->r, c->minutes),
		.note = words_ws_target_of(a, v->r->lang, work_percent(a, c->target, c->minutes)),
		.link = see_link(v, see_level(v, &with) == DIM_CELL ? SEE_ROWS : v->kind, &with, STR_NONE).s,
		.size = see_hours_of(c->minutes),
		.shade = share >= 0.5 ? CHART_TARGET : 1,
	};
}

static chart_part rest_part(see *v, i64 minutes, str link, size_t group)
{
	return (chart_part){ .name = say(v->r, T_ws_rest),
			     .value = work_hours(v->r, minutes),
			     .link = link,
			     .size = see_hours_of(minutes),
			     .group = group };
}

/* `s`: by outer, then inner. Of thousands the small ones are drawn together, so that areas are all of the hours. */
see_figure see_treemap(see *v, survey_dim outer, survey_dim inner, const survey_sums *s)
{
	req *r = v->r;
	arena *a = r->arena;
	see_figure f = see_figure_of(v, "treemap-figure", T_ws_treemap);
	struct treemap m = { 0 };
	i64 *each = arena_many(a, i64, s->n + 1), *group = arena_many(a, i64, s->n + 1), together = 0;
	size_t groups = 0;
	for (size_t i = 0; i < s->n; i++) {
		each[i] = s->at[i].minutes;
		groups += i == 0 || s->at[i - 1].a != s->at[i].a;
		group[groups - 1] += each[i];
	}
	i64 least = least_drawn(a, each, s->n, TREE_PARTS), least_group = least_drawn(a, group, groups, TREE_GROUPS);
	size_t small = 0;
	for (size_t i = 0, at = 0; i < s->n; at++) {
		u32 code = s->at[i].a;
		bool drawn = group[at] >= least_group && m.groups.n < TREE_GROUPS;
		i64 rest = 0;
		if (drawn) {
			chart_part g = { .name = see_name(v, outer, code),
					 .value = work_hours(r, group[at]),
					 .link = see_drill(v, outer, code).s,
					 .size = see_hours_of(group[at]) };
			LIST_ADD(a, &m.groups, g);
		} else {
			together += group[at];
		}
		for (; i < s->n && s->at[i].a == code; i++) {
			if (!drawn || s->at[i].minutes < least || m.parts.n >= TREE_PARTS) {
				rest += s->at[i].minutes;
				small++;
				continue;
			}
			chart_part p = tile(v, outer, inner, &s->at[i]);
			p.group = m.groups.n - 1;
			LIST_ADD(a, &m.parts, p);
		}
		if (drawn && rest > 0)
			LIST_ADD(a, &m.parts, rest_part(v, rest, m.groups.at[m.groups.n - 1].link, m.groups.n - 1));
	}
	if (together > 0) {
		str all = see_link(v, SEE_SUMS, &v->q.f, str_format(a, "&by=%s", work_dim_key(outer))).s;
		chart_part g = { .name = say(r, T_ws_rest), .value = work_hours(r, together), .link = all };
		LIST_ADD(a, &m.groups, g);
		LIST_ADD(a, &m.parts, rest_part(v, together, all, m.groups.n - 1));
	}
	f.any = s->all.minutes > 0;
	f.note = words_text(a, r->lang, T_ws_treemap_note);
	if (small > 0)
		f.note = words_ws_small_together(a, r->lang, f.note, see_count(v, (i64)(s->n - small)),
						 see_count(v, (i64)small));
	if (f.any)
		see_draw_both(v, &f, words_text(a, r->lang, T_ws_treemap_about), draw_treemap, &m);
	return f;
}

/* --- heat map ------------------------------------------------------------------------------------------------------------------------ */

struct heat {
	chart_parts rows, columns, cells;
	strs legend;
};

#define HEAT_ROWS 30
#define HEAT_COLUMNS 20
#define HEAT_COLUMNS_PHONE 8

/* A phone has room for the first columns only: the largest; the table has all. */
static void draw_heat(buf *b, const chart_about *c, void *ctx)
{
	struct heat *m = ctx;
	if (c->width != PHONE_WIDTH || m->columns.n <= HEAT_COLUMNS_PHONE) {
		chart_heat(b, c, &m->rows, &m->columns, &m->cells, &m->legend);
		return;
	}
	chart_parts columns = { m->columns.at, HEAT_COLUMNS_PHONE }, cells = { 0 };
	for (size_t y = 0; y < m->rows.n; y++)
		for (size_t x = 0; x < columns.n; x++)
			LIST_ADD(b->arena, &cells, m->cells.at[y * m->columns.n + x]);
	chart_heat(b, c, &m->rows, &columns, &cells, &m->legend);
}

/* The largest of one side, at most `most`. */
static see_lines largest(arena *a, const survey_sums *s, bool second, size_t most)
{
	see_lines out = { 0 };
	u32 top = 0;
	for (size_t i = 0; i < s->n; i++) {
		u32 code = second ? s->at[i].b : s->at[i].a;
		top = code >= top ? code + 1 : top;
	}
	i64 *minutes = arena_many(a, i64, (size_t)top + 1);
	for (size_t i = 0; i < s->n; i++)
		minutes[second ? s->at[i].b : s->at[i].a] += s->at[i].minutes;
	for (u32 code = 0; code < top; code++)
		if (minutes[code] > 0)
			LIST_ADD(a, &out, (see_line){ code, minutes[code] });
	if (out.n)
		qsort(out.at, out.n, sizeof *out.at, see_heavier);
	out.n = out.n > most ? most : out.n;
	return out;
}

/* Where a code stands among those shown, or n. */
static size_t *places(arena *a, const see_lines *l, size_t codes)
{
	size_t *at = arena_many(a, size_t, codes + 1);
	for (size_t i = 0; i < codes; i++)
		at[i] = l->n;
	for (size_t i = 0; i < l->n; i++)
		at[l->at[i].code] = i;
	return at;
}

see_figure see_heat(see *v, survey_dim rows, survey_dim columns, const survey_sums *s, see_matrix *ret)
{
	req *r = v->r;
	arena *a = r->arena;
	see_figure f = see_figure_of(v, "heat-figure", T_ws_heat);
	see_lines down = largest(a, s, false, HEAT_ROWS), over = largest(a, s, true, HEAT_COLUMNS);
	size_t codes = 0;
	for (size_t i = 0; i < s->n; i++) {
		codes = s->at[i].a >= codes ? s->at[i].a + 1 : codes;
		codes = s->at[i].b >= codes ? s->at[i].b + 1 : codes;
	}
	size_t *row_at = places(a, &down, codes), *column_at = places(a, &over, codes);
	i64 *minutes = arena_many(a, i64, down.n * over.n + 1);
	for (size_t i = 0; i < s->n; i++) {
		size_t y = row_at[s->at[i].a], x = column_at[s->at[i].b];
		if (y < down.n && x < over.n)
			minutes[y * over.n + x] += s->at[i].minutes;
	}
	struct heat m = { 0 };
	*ret = (see_matrix){ .id = STR("heat-table"),
			     .caption = f.title,
			     .first = work_dim_name(r, &v->q.round.def, rows),
			     .all = { .name = words_text(a, r->lang, T_ws_sum) } };
	for (size_t x = 0; x < over.n; x++) {
		u32 code = over.at[x].code;
		chart_part p = { .name = see_name(v, columns, code), .link = see_drill(v, columns, code).s };
		LIST_ADD(a, &m.columns, p);
		LIST_ADD(a, &ret->heads, p.name);
		see_number n = { see_hours(a, over.at[x].minutes), see_rows_link(v, columns, code) };
		LIST_ADD(a, &ret->all.cells, n);
	}
	ret->all.all = (see_number){ see_hours(a, s->all.minutes), see_rows_link(v, DIMS, 0) };
	for (size_t y = 0; y < down.n; y++) {
		u32 code = down.at[y].code;
		chart_part p = { .name = see_name(v, rows, code), .link = see_drill(v, rows, code).s };
		LIST_ADD(a, &m.rows, p);
		see_matrix_row row = { .name = p.name,
				       .link = see_drill(v, rows, code),
				       .foreign = work_code_foreign(r, &v->q, rows, code),
				       .all = { see_hours(a, down.at[y].minutes), see_rows_link(v, rows, code) } };
		for (size_t x = 0; x < over.n; x++) {
			i64 of = minutes[y * over.n + x];
			see_number n = { STR("–"), { STR_NONE } };
			chart_part cell = { .name = str_format(a, "%.*s × %.*s", STR_ARG(p.name),
							       STR_ARG(m.columns.at[x].name)),
					    .value = work_hours(r, of),
					    .note = work_percent(a, of, s->all.minutes),
					    .size = see_hours_of(of) };
			if (of > 0) {
				n = (see_number){ see_hours(a, of),
						  see_rows_link_two(v, rows, code, columns, over.at[x].code) };
				cell.link = n.link.s;
			}
			LIST_ADD(a, &m.cells, cell);
			LIST_ADD(a, &row.cells, n);
		}
		LIST_ADD(a, &ret->rows, row);
	}
	f.any = down.n > 0 && over.n > 0;
	i64 shown = 0;
	for (size_t i = 0; i < down.n * over.n; i++)
		shown += minutes[i];
	if (f.any && shown < s->all.minutes)
		f.note = words_ws_heat_shown(a, r->lang, see_count(v, (i64)down.n), see_count(v, (i64)over.n),
					     work_percent(a, shown, s->all.minutes));
	double bounds[CHART_HEAT_STEPS];
	chart_heat_bounds(&m.cells, bounds);
	for (size_t i = 0; i < CHART_HEAT_STEPS; i++)
		LIST_ADD(a, &m.legend, words_ws_up_to(a, r->lang, work_hours(r, (i64)(bounds[i] * 60 + 0.5))));
	if (f.any)
		see_draw_both(v, &f, words_text(a, r->lang, T_ws_heat_about), draw_heat, &m);
	return f;
}
