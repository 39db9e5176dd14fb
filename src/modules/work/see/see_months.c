/* The twelve months: the picture, its table, and the way to the rows of each month. */
#include "modules/work/see/see.h"

struct months {
	strs names;
	chart_parts series, cells;
	double level;
	str level_text;
};

static void draw_months(buf *b, const chart_about *c, void *ctx)
{
	struct months *m = ctx;
	chart_months(b, c, &m->names, &m->series, &m->cells, m->level, m->level_text);
}

#define SERIES_MOST 7
#define ROWS_MOST 200

/* The smaller ones in one row; which they are stands among the sums. */
static void add_rest_row(see *v, size_t n, const i64 *minutes, url others, see_matrix *ret)
{
	arena *a = v->r->arena;
	i64 all = 0;
	see_matrix_row row = { .name = words_ws_rest_of(a, v->r->lang, see_count(v, (i64)n)), .link = others };
	for (int k = 0; k < 12; k++) {
		see_number one = { see_hours(a, minutes[k]), see_month_link(v, others, k) };
		LIST_ADD(a, &row.cells, one);
		all += minutes[k];
	}
	row.all = (see_number){ see_hours(a, all), others };
	LIST_ADD(a, &ret->rows, row);
}

/* Each column, each part of it and each number of the table leads to the rows of that month. */
see_figure see_months(see *v, survey_dim d, const survey_months *by, i64 has, see_matrix *ret)
{
	req *r = v->r;
	arena *a = r->arena;
	unsigned asked = v->q.f.months & SURVEY_MONTHS;
	survey_filter year = v->q.f;
	year.months = 0;
	url rows = see_link(v, SEE_ROWS, &year, STR_NONE);
	url others = see_link(v, SEE_SUMS, &year, str_format(a, "&by=%s", work_dim_key(d)));
	see_figure f = see_figure_of(v, "months-figure", T_ws_months);
	struct months m = { 0 };
	*ret = (see_matrix){ .id = STR("months-table"),
			     .caption = f.title,
			     .first = work_dim_name(r, &v->q.round.def, d),
			     .all = { .name = words_text(a, r->lang, T_ws_sum) } };
	see_lines order = { 0 };
	i64 sums[12] = { 0 }, rest[12] = { 0 }, all = 0;
	for (size_t i = 0; i < by->n; i++) {
		see_line l = { (u32)i, 0 };
		for (int k = 0; k < 12; k++) {
			l.minutes += by->at[i].minutes[k];
			sums[k] += by->at[i].minutes[k];
		}
		all += l.minutes;
		LIST_ADD(a, &order, l);
	}
	if (order.n)
		qsort(order.at, order.n, sizeof *order.at, see_heavier);
	size_t shown = order.n > SERIES_MOST + 1 ? SERIES_MOST : order.n;
	str months = words_text(a, r->lang, T_ws_months_short);
	for (int k = 0; k < 12; k++) {
		str name = str_cut(&months, ' ');
		LIST_ADD(a, &m.names, name);
		LIST_ADD(a, &ret->heads, name);
		see_number n = { see_hours(a, sums[k]), sums[k] ? see_month_link(v, rows, k) : (url){ STR_NONE } };
		LIST_ADD(a, &ret->all.cells, n);
	}
	url rows_of[ROWS_MOST];
	ret->all.all = (see_number){ see_hours(a, all), rows };
	for (size_t i = 0; i < order.n; i++) {
		u32 code = by->at[order.at[i].code].code;
		const i64 *minutes = by->at[order.at[i].code].minutes;
		if (i >= ROWS_MOST) {
			for (int k = 0; k < 12; k++)
				rest[k] += minutes[k];
			continue;
		}
		see_matrix_row row = { .name = see_name(v, d, code),
				       .link = see_drill(v, d, code),
				       .foreign = work_code_foreign(r, &v->q, d, code),
				       .all = { see_hours(a, order.at[i].minutes) } };
		survey_filter one = work_filter_with(a, v->q.s, &year, d, code);
		row.all.link = rows_of[i] = see_link(v, SEE_ROWS, &one, STR_NONE);
		for (int k = 0; k < 12; k++) {
			see_number n = { see_hours(a, minutes[k]), { STR_NONE } };
			if (minutes[k])
				n.link = see_month_link(v, rows_of[i], k);
			LIST_ADD(a, &row.cells, n);
			rest[k] += i >= shown ? minutes[k] : 0;
		}
		LIST_ADD(a, &ret->rows, row);
		if (i < shown)
			LIST_ADD(a, &m.series,
				 (chart_part){ .name = row.name, .link = row.link.s, .shade = (int)i + 1 });
	}
	if (order.n > ROWS_MOST) {
		i64 small[12] = { 0 };
		for (size_t i = ROWS_MOST; i < order.n; i++)
			for (int k = 0; k < 12; k++)
				small[k] += by->at[order.at[i].code].minutes[k];
		add_rest_row(v, order.n - ROWS_MOST, small, others, ret);
	}
	if (shown < order.n)
		LIST_ADD(a, &m.series, (chart_part){ .name = words_text(a, r->lang, T_ws_rest), .shade = 0 });
	for (int k = 0; k < 12; k++)
		for (size_t i = 0; i < m.series.n; i++) {
			i64 of = i < shown ? by->at[order.at[i].code].minutes[k] : rest[k];
			LIST_ADD(a, &m.cells,
				 (chart_part){ .name = str_format(a, "%.*s %.*s", STR_ARG(m.names.at[k]),
								  STR_ARG(m.series.at[i].name)),
					       .value = work_hours(r, of),
					       .note = work_percent(a, of, sums[k]),
					       .link = see_month_link(v, i < shown ? rows_of[i] : others, k).s,
					       .pale = asked && !(asked >> k & 1),
					       .size = see_hours_of(of),
					       .shade = m.series.at[i].shade });
		}
	if (has > 0) {
		m.level = see_hours_of(has) / 12;
		m.level_text = words_ws_level_text(a, r->lang, work_hours(r, has / 12));
	}
	f.any = all > 0;
	if (by->unsaid > 0)
		f.note = words_ws_months_unsaid(a, r->lang, work_hours(r, by->unsaid));
	if (asked)
		f.note = words_ws_months_asked(a, r->lang, work_months_name(r, asked), f.note);
	if (f.any)
		see_draw_both(v, &f, words_text(a, r->lang, T_ws_months_about), draw_months, &m);
	return f;
}
