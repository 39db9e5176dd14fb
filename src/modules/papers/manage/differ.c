/*
 * What differs between two papers, place by place. Places are told apart by what they show (a fact, a label's text), not by their number, so that a place put in before the
 * others changes only itself.
 */
#include "modules/papers/manage/view.h"

#include "defs/papers/papers_read.h"

#define CHANGES_MAX 400

typedef struct trait {
	word name;
	str value;
} trait;
typedef struct traits {
	trait *at;
	size_t n;
} traits;

static str yes_no(arena *a, lang l, bool yes)
{
	return words_text(a, l, yes ? T_pm_yes : T_pm_no);
}

static void add(arena *a, traits *t, word name, str value)
{
	LIST_ADD(a, t, ((trait){ name, value }));
}

static str joined(arena *a, const strs *list)
{
	str s = STR_NONE;
	for (size_t i = 0; i < list->n; i++)
		s = i ? str_format(a, "%.*s、%.*s", STR_ARG(s), STR_ARG(list->at[i])) : list->at[i];
	return s;
}

static str number(arena *a, double x)
{
	return x > 0 || x < 0 ? pm_number(a, x) : STR_NONE;
}

static str whole(arena *a, int x, int none)
{
	return x == none ? STR_NONE : str_format(a, "%d", x);
}

/* Everything that a form can set, in its order. */
static traits traits_of(arena *a, lang l, const laid_mark *laid, bool cell)
{
	static const word aligns[] = { T_pm_align_left, T_pm_align_centre, T_pm_align_right, T_pm_align_spread },
			  valigns[] = { T_pm_valign_middle, T_pm_valign_top, T_pm_valign_bottom },
			  faces[] = { T_pm_face_mincho, T_pm_face_gothic },
			  signs[] = { T_pm_sign_circle, T_pm_sign_tick, T_pm_sign_cross, T_pm_sign_dot };
	const paper_mark *m = laid->mark;
	const draw_style *s = &m->style;
	traits t = { 0 };
	if (!cell)
		add(a, &t, T_pm_h_place,
		    words_pm_at(a, l, pm_number(a, laid->at.x), pm_number(a, laid->at.y), pm_number(a, laid->at.w),
				pm_number(a, laid->at.h)));
	add(a, &t, T_pm_f_text, m->kind == MARK_LABEL || m->kind == MARK_SEAL ? m->text : STR_NONE);
	add(a, &t, T_pm_f_value, m->value.text);
	add(a, &t, T_pm_f_is, m->is);
	add(a, &t, T_pm_f_choices, joined(a, &m->choices));
	add(a, &t, T_pm_f_apart, m->apart);
	add(a, &t, T_pm_f_sign, words_text(a, l, signs[m->sign]));
	add(a, &t, T_pm_f_format, m->format);
	add(a, &t, T_pm_f_address, m->address);
	add(a, &t, T_pm_f_size, number(a, s->size));
	add(a, &t, T_pm_f_least, number(a, s->least));
	add(a, &t, T_pm_f_align, words_text(a, l, aligns[s->align]));
	add(a, &t, T_pm_f_valign, words_text(a, l, valigns[s->valign]));
	add(a, &t, T_pm_f_face, words_text(a, l, faces[s->face]));
	add(a, &t, T_pm_f_wrap, yes_no(a, l, s->wrap));
	add(a, &t, T_pm_f_bold, yes_no(a, l, s->bold));
	add(a, &t, T_pm_f_vertical, yes_no(a, l, s->vertical));
	add(a, &t, T_pm_f_underline, yes_no(a, l, s->underline));
	add(a, &t, T_pm_f_cells, whole(a, s->cells, 0));
	add(a, &t, T_pm_f_cells_right, yes_no(a, l, s->cells_right));
	add(a, &t, T_pm_f_padding, number(a, s->padding));
	add(a, &t, T_pm_f_grey, whole(a, s->grey, 0));
	add(a, &t, T_pm_f_weight, number(a, m->stroke.weight));
	add(a, &t, T_pm_line_dashed, yes_no(a, l, m->stroke.dashed));
	add(a, &t, T_pm_line_dotted, yes_no(a, l, m->stroke.dotted));
	add(a, &t, T_pm_f_fill, whole(a, m->fill, -1));
	add(a, &t, T_pm_f_round, number(a, m->round));
	add(a, &t, T_pm_f_bare, yes_no(a, l, m->bare));
	add(a, &t, T_pm_f_span, whole(a, m->span, 1));
	add(a, &t, T_pm_f_down, whole(a, m->down, 1));
	add(a, &t, T_pm_f_if, m->only.text);
	str columns = STR_NONE, heights = STR_NONE, each = STR_NONE;
	for (size_t i = 0; i < m->columns.n; i++)
		columns = str_format(a, "%.*s%s%.*s", STR_ARG(columns), i ? ", " : "",
				     STR_ARG(pm_number(a, m->columns.at[i])));
	for (size_t i = 0; i < m->rows.n; i++) {
		const paper_row *r = &m->rows.at[i];
		heights =
			str_format(a, "%.*s%s%.*s", STR_ARG(heights), i ? ", " : "", STR_ARG(pm_number(a, r->height)));
		if (r->each.len)
			each = str_format(a, "%.*s%s%zu: %.*s × %d %.*s", STR_ARG(each), each.len ? ", " : "", i + 1,
					  STR_ARG(r->each), r->most, STR_ARG(r->only.text));
	}
	add(a, &t, T_pm_f_columns, columns);
	add(a, &t, T_pm_f_heights, heights);
	add(a, &t, T_pm_f_each, each);
	add(a, &t, T_pm_f_frame, number(a, m->frame));
	add(a, &t, T_pm_f_inner, number(a, m->inner));
	return t;
}

static bool is_cell(str path)
{
	return str_has(path, STR("/cells/")) && !str_has(path, STR("/in/"));
}

static bool same_thing(const laid_mark *x, const laid_mark *y)
{
	return x->mark->kind == y->mark->kind && is_cell(x->path) == is_cell(y->path) &&
	       str_eq(x->mark->text, y->mark->text) && str_eq(x->mark->is, y->mark->is);
}

static bool same_place(const laid_mark *x, const laid_mark *y)
{
	return pm_tenths(x->at.x - y->at.x) == 0 && pm_tenths(x->at.y - y->at.y) == 0 &&
	       pm_tenths(x->at.w - y->at.w) == 0 && pm_tenths(x->at.h - y->at.h) == 0;
}

/* Which place of the old sheet each of the new one is (x.n: none): first those that stand where they stood, then those with the same number, then any of the
 * same thing. */
static size_t *partners(arena *a, const laid_marks *x, const laid_marks *y, bool *taken)
{
	size_t *of = arena_many(a, size_t, y->n + 1);
	for (size_t i = 0; i < y->n; i++)
		of[i] = x->n;
	for (int pass = 0; pass < 3; pass++)
		for (size_t i = 0; i < y->n; i++)
			for (size_t k = 0; k < x->n && of[i] == x->n && !y->at[i].row_no; k++) {
				const laid_mark *o = &x->at[k], *n = &y->at[i];
				if (taken[k] || o->row_no || !same_thing(o, n) || (pass == 0 && !same_place(o, n)) ||
				    (pass == 1 && !str_eq(o->path, n->path)))
					continue;
				of[i] = k;
				taken[k] = true;
			}
	return of;
}

static void sheet_differs(arena *a, lang l, const city_def *c, const paper_sheet *was, const paper_sheet *is, size_t n,
			  differences *d)
{
	laid_marks x = was ? paper_lay(a, was) : (laid_marks){ 0 }, y = is ? paper_lay(a, is) : (laid_marks){ 0 };
	bool *taken = arena_many(a, bool, x.n + 1);
	for (size_t i = 0; i <= x.n; i++)
		taken[i] = false;
	const size_t *of = partners(a, &x, &y, taken);
	for (size_t i = 0; i < y.n && d->n < CHANGES_MAX; i++) {
		const laid_mark *m = &y.at[i];
		if (m->row_no)
			continue;
		size_t k = of[i];
		difference one = { .kind = k < x.n ? DIFF_CHANGED : DIFF_ADDED,
				   .where = words_pm_sheet_place(a, l, (i64)n + 1, pm_name(a, l, c, m->mark)) };
		traits new = traits_of(a, l, m, is_cell(m->path)), old = { 0 };
		if (k < x.n)
			old = traits_of(a, l, &x.at[k], is_cell(m->path));
		for (size_t t = 0; t < new.n; t++) {
			str before = t < old.n ? old.at[t].value : STR_NONE;
			if (k < x.n ? !str_eq(before, new.at[t].value) : t == 0 && new.at[t].value.len)
				LIST_ADD(a, &one.cells,
					 ((differ_cell){ words_text(a, l, new.at[t].name), before, new.at[t].value }));
		}
		if (one.cells.n || (k == x.n && m->mark->kind != MARK_EMPTY))
			LIST_ADD(a, d, one);
	}
	for (size_t i = 0; i < x.n && d->n < CHANGES_MAX; i++)
		if (!taken[i] && !x.at[i].row_no && x.at[i].mark->kind != MARK_EMPTY)
			LIST_ADD(a, d,
				 ((difference){ .kind = DIFF_REMOVED,
						.where = words_pm_sheet_place(a, l, (i64)n + 1,
									      pm_name(a, l, c, x.at[i].mark)) }));
}

differences pm_differ(arena *a, lang l, const city_def *c, const paper_def *was, const paper_def *is)
{
	differences d = { 0 };
	size_t n = was && was->sheets.n > (is ? is->sheets.n : 0) ? was->sheets.n : is ? is->sheets.n : 0;
	for (size_t i = 0; i < n; i++) {
		const paper_sheet *x = was && i < was->sheets.n ? &was->sheets.at[i] : NULL;
		const paper_sheet *y = is && i < is->sheets.n ? &is->sheets.at[i] : NULL;
		str sheet = words_pm_sheet_n(a, l, (i64)i + 1);
		if (!x || !y) {
			LIST_ADD(a, &d, ((difference){ .kind = x ? DIFF_REMOVED : DIFF_ADDED, .where = sheet }));
		} else {
			str size = words_pm_size(a, l, pm_number(a, x->width), pm_number(a, x->height)),
			    size_now = words_pm_size(a, l, pm_number(a, y->width), pm_number(a, y->height));
			difference one = { .kind = DIFF_CHANGED, .where = sheet };
			if (!str_eq(size, size_now))
				LIST_ADD(a, &one.cells,
					 ((differ_cell){ words_text(a, l, T_pm_sheet_size), size, size_now }));
			if (!str_eq(x->background, y->background) || x->background_page != y->background_page)
				LIST_ADD(a, &one.cells,
					 ((differ_cell){ words_text(a, l, T_pm_background),
							 x->background.len ? words_pm_page_of(a, l, x->background_page,
											      x->background)
									   : STR_NONE,
							 y->background.len ? words_pm_page_of(a, l, y->background_page,
											      y->background)
									   : STR_NONE }));
			if (one.cells.n)
				LIST_ADD(a, &d, one);
		}
		sheet_differs(a, l, c, x, y, i, &d);
	}
	return d;
}
