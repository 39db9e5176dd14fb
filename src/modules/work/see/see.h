/*
 * see: what the hours of a round are spent on, as sums, pictures and rows. Whatever is seen can be opened, down to the rows.
 *
 *     /work                  of the whole city, or of what the address asks: figures, the eight cells, categories, the level below
 *     /work/view/KIND        sums, bubbles, pareto, treemap, heat, months, balance: one picture each and the same numbers in a table below
 *     /work/rows, rows.csv   the rows themselves
 *     /work/compare          two rounds, on the axes that mean the same in both
 *
 * The address says everything (filter.h): a link that is sent shows the same. Each view is one or two passes over the columns; Server-Timing says how long they took:
 * `ask` (round, survey, rights), `sum` (passes), `draw` (pictures), `page` (the rest).
 *
 *     see_pages.c   what stands around every view, the table, where links lead     see_overview.c  /work
 *     see_draw.c    sums into pictures     see_views.c  one handler a kind     see_rows.c     see_balance.c     see_compare.c
 */
#ifndef WORK_SEE_SEE_H
#define WORK_SEE_SEE_H

#include "base/clock.h"
#include "chart/chart.h"
#include "modules/work/see/filter.h"
#include "modules/work/see/see_view.h"

typedef enum see_kind {
	SEE_OVERVIEW,
	SEE_SUMS,
	SEE_BUBBLES,
	SEE_PARETO,
	SEE_TREEMAP,
	SEE_HEAT,
	SEE_MONTHS,
	SEE_BALANCE,
	SEE_ROWS,
	SEE_COMPARE,
	SEE_KINDS
} see_kind;

typedef struct see {
	req *r;
	resp *out;
	work_asked q;
	work_rounds rounds;
	see_kind kind;
	str own; /* fields of this view in the address, each with & before it: &by=work */
	pairs keep; /* the same for the form */
	i64 unsaid; /* where months are asked for: minutes a year of rows that do not say theirs */
	bool single; /* the asker may see single units and their rows, not only sums */
	i64 began, asked, sum, draw; /* nanoseconds */
} see;
MUST_USE const err *see_begin(req *r, resp *out, see_kind kind, see *ret);
/* A field of this view's own; stays in its links. */
void see_keep(see *v, const char *name, str value);
see_head see_head_of(see *v, word title);
MUST_USE const err *see_end(see *v, page_out *o, const see_head *head);

/* --- links ------------------------------------------------------------------------------------------------------------ */

/* PATH of a kind with that filter; `more`: fields of its own, each with & before it, or empty. */
url see_link(see *v, see_kind k, const survey_filter *f, str more);
/* One level down: this view of that part, or the rows where there is no level below. */
url see_drill(see *v, survey_dim d, u32 code);
url see_rows_link(see *v, survey_dim d, u32 code);
/* `rows`, an address without months, of one month, 0 for April. */
url see_month_link(see *v, url rows, int month);
url see_rows_link_two(see *v, survey_dim d, u32 a, survey_dim e, u32 b);
url see_sheet_link(see *v, i64 unit);
/* By what the next level is grouped: bureaus of the city, sections of a bureau, units, works, steps, then cells. */
survey_dim see_level(const see *v, const survey_filter *f);
/* ?by= (or `key`), else the level below; *ret_given: the address says so. */
survey_dim see_by(see *v, const char *key, survey_dim otherwise);
/* Links that choose it. */
see_links see_choose(see *v, const char *key, survey_dim here);
/* With the bureau before the section's name where the page does not say it already. */
str see_name(see *v, survey_dim d, u32 code);

/* Earlier and later of `n`, `most` at a time. */
see_links see_pages_of(see *v, size_t from, size_t most, size_t n);
size_t see_from(req *r); /* ?from= */

/* --- sums, numbers --------------------------------------------------------------------------------------------------------- */

MUST_USE const err *see_sum(see *v, survey_group *groups, size_t n);
/* Where months are asked for, a text with their names in it; else the text of the year. */
str see_of_months(see *v, word year, str (*months)(arena *, lang, str));
str see_signed_hours(arena *a, i64 minutes); /* +1,200, −1,200, 0 */
str see_hours(arena *a, i64 minutes); /* 4,210,000; below ten hours with a tenth */
str see_count(see *v, i64 n);

typedef enum see_sort { SORT_MINUTES, SORT_ITEMS, SORT_TARGET, SORT_SHARE, SORT_AWAY } see_sort;
/* Cells in falling order; ties by code. A copy. */
survey_sums see_sorted(arena *a, const survey_sums *s, see_sort by);

typedef struct see_table_of {
	const char *id;
	survey_dim d;
	word caption;
	const survey_sums *sums; /* in the order shown */
	size_t from, most; /* most 0: all */
	bool running; /* with the running share, for Pareto */
	const i64 *people; /* by code, for bubbles; or NULL */
} see_table_of;
see_table see_table_make(see *v, const see_table_of *t);

/* --- pictures ------------------------------------------------------------------------------------------------------------------ */

/* One picture is drawn twice, laid out for a desk and for a phone: `draw` writes it. */
typedef void see_drawing(buf *b, const chart_about *c, void *ctx);
see_figure see_figure_of(see *v, const char *id, word title);
void see_draw_both(see *v, see_figure *f, str desc, see_drawing *draw, void *ctx);
static inline double see_hours_of(i64 minutes)
{
	return (double)minutes / 60;
}
typedef struct see_line {
	u32 code;
	i64 minutes;
} see_line;
typedef struct see_lines {
	see_line *at;
	size_t n;
} see_lines;
int see_heavier(const void *x, const void *y); /* for qsort(): the most minutes first, then the code */

see_figure see_mosaic(see *v, const survey_sums *by_cell);
see_figure see_bubbles(see *v, survey_dim d, const survey_sums *s, const i64 *people);
see_figure see_pareto(see *v, survey_dim d, const survey_sums *sorted, size_t *ret_reached);
see_figure see_treemap(see *v, survey_dim outer, survey_dim inner, const survey_sums *s);
see_figure see_heat(see *v, survey_dim rows, survey_dim columns, const survey_sums *s, see_matrix *ret);
see_figure see_months(see *v, survey_dim d, const survey_months *m, i64 has, see_matrix *ret);

/* --- what a unit's people have ---------------------------------------------------------------------------------------------- */

typedef struct see_has {
	i64 people, has, said;
	i64 units, too_much, too_little, holds, unknown, unanswered;
} see_has;
/* Of the units that the filter's bureaus, sections and units leave; other conditions do not change what people have. */
survey_balances see_balances(see *v, see_has *ret);
typedef struct see_badge {
	str text, css;
} see_badge;
see_badge see_badge_of(see *v, work_balance b);
/* No condition but of where in the city: only then said and has can be held against each other. */
bool see_only_place(const survey_filter *f);

const err *see_overview_get(req *r, resp *out);
const err *see_view_get(req *r, resp *out);
const err *see_balance_get(req *r, resp *out);
const err *see_rows_get(req *r, resp *out);
const err *see_rows_csv(req *r, resp *out);
const err *see_compare_get(req *r, resp *out);

#endif
