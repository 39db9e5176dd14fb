/* A paper with somebody's answers: which sheets there are, and whose row each line shows. */
#include "defs/defs.h"
#include "defs/papers/paper_filling.h"

/* --- values --------------------------------------------------------------------------------------------------------------- */

static void know(filling *g)
{
	const fact_defs *f = &g->c->facts;
	g->run = feel_begin(g->a, g->asked->now);
	g->values = arena_many(g->a, feel, f->n + 1);
	answers_values(&g->run, f, g->asked->given, g->values);
	g->facts = (feel_context){ arena_many(g->a, feel_entry, f->n + 1), f->n };
	for (size_t i = 0; i < f->n; i++)
		g->facts.at[i] = (feel_entry){ f->at[i].name, g->values[i] };
	g->row = (feel_context){ arena_many(g->a, feel_entry, 2), 0 };
	g->outer = (feel_scope){ &g->facts, NULL };
	g->scope = (feel_scope){ &g->row, &g->outer };
}

static void set_row(filling *g, const fact_def *of, feel item, size_t number)
{
	g->row_of = of;
	g->row.n = of ? 2 : 0;
	g->row.at[0] = (feel_entry){ STR("item"), item };
	g->row.at[1] = (feel_entry){ STR("number"), feel_int((i64)number) };
}

/* Whether all that an expression needs is known: then it is at fault itself when it comes to nothing. */
static bool all_known(filling *g, const feel_expr *e)
{
	strs names = feel_free(g->a, e);
	for (size_t i = 0; i < names.n; i++) {
		feel v = feel_get(&g->facts, names.at[i], NULL);
		if (str_eq(names.at[i], STR("item")) && g->row.n)
			v = g->row.at[0].value;
		else if (str_eq(names.at[i], STR("number")) && g->row.n)
			continue;
		if (v.kind == FEEL_NULL || v.kind == FEEL_UNKNOWN)
			return false;
		for (size_t k = 0; v.kind == FEEL_CONTEXT && k < v.context->n; k++)
			if (v.context->at[k].value.kind == FEEL_NULL || v.context->at[k].value.kind == FEEL_UNKNOWN)
				return false;
		if (v.kind == FEEL_LIST) /* rows may have holes */
			return false;
	}
	return true;
}

feel value_of(filling *g, const paper_expr *e, const laid_mark *m)
{
	if (!e->expr)
		return FEEL_NOTHING;
	g->run.notes = NULL;
	g->run.notes_end = NULL;
	g->run.notes_n = 0;
	feel v = feel_eval(&g->run, e->expr, &g->scope);
	if (m && v.kind == FEEL_NULL && g->run.notes && all_known(g, e->expr)) {
		fill_trouble t = { .mark = m->mark, .path = m->path, .sheet = g->ret->n - 1, .fit = FIT_WELL };
		t.text = e->text;
		t.why = g->run.notes->what;
		LIST_ADD(g->a, &g->ret->troubles, t);
	}
	return v;
}

bool holds(filling *g, const paper_expr *e, const laid_mark *m)
{
	if (!e->expr)
		return e->text.len == 0; /* one that was refused is never true */
	feel v = value_of(g, e, m);
	return v.kind == FEEL_BOOLEAN && v.boolean;
}

/* The rows of a table for which a condition holds. *ret_known: whether it is known which rows there are. */
static feel_list rows_of(filling *g, str id, const paper_expr *only, const fact_def **ret_of, bool *ret_known)
{
	const fact_def *f = facts_find(&g->c->facts, id);
	feel_list list = { NULL, 0 };
	*ret_of = f;
	*ret_known = false;
	if (!f || f->field.kind != FIELD_TABLE)
		return list;
	feel v = g->values[f - g->c->facts.at];
	*ret_known = v.kind == FEEL_LIST || v.kind == FEEL_NULL;
	const fact_def *was_of = g->row_of;
	feel was = g->row.at[0].value, was_number = g->row.at[1].value;
	for (size_t i = 0; v.kind == FEEL_LIST && i < v.list->n; i++) {
		set_row(g, f, v.list->at[i], i + 1);
		if (holds(g, only, NULL))
			LIST_ADD(g->a, &list, v.list->at[i]);
	}
	set_row(g, was_of, was, 0);
	g->row.at[1].value = was_number;
	return list;
}

/* --- sheets --------------------------------------------------------------------------------------------------------------- */

static str background_of(const papers_def *all, const paper_sheet *s)
{
	for (size_t i = 0; s->background.len && i < all->backgrounds.n; i++)
		if (str_eq(all->backgrounds.at[i].path, s->background))
			return all->backgrounds.at[i].bytes;
	return STR_NONE;
}

/* The rows with `each` of one sheet, found once. */
typedef struct sheet_rows {
	struct sheet_row {
		const paper_row *row;
		const fact_def *of;
		feel_list items;
	} * at;
	size_t n, copies; /* of the whole sheet, so that all have room */
} sheet_rows;

static sheet_rows find_rows(filling *g, const laid_marks *marks)
{
	sheet_rows list = { .copies = 1 };
	for (size_t i = 0; i < marks->n; i++) {
		const paper_row *row = marks->at[i].row;
		bool seen = row == NULL, known;
		for (size_t k = 0; k < list.n && !seen; k++)
			seen = list.at[k].row == row;
		if (seen)
			continue;
		struct sheet_row r = { .row = row };
		r.items = rows_of(g, row->each, &row->only, &r.of, &known);
		size_t most = row->most > 0 ? (size_t)row->most : 1, copies = (r.items.n + most - 1) / most;
		list.copies = copies > list.copies ? copies : list.copies;
		LIST_ADD(g->a, &list, r);
	}
	return list;
}

static const err *draw_marks(filling *g, const laid_marks *marks, const sheet_rows *rows, size_t copy)
{
	const fact_def *paper_of = g->row_of;
	feel item = g->row.at[0].value, number = g->row.at[1].value;
	for (size_t i = 0; i < marks->n; i++) {
		const laid_mark *m = &marks->at[i];
		const err *e = NULL;
		if (m->row) {
			const struct sheet_row *r = rows->at;
			while (r->row != m->row)
				r++;
			size_t at = copy * (size_t)m->row->most + (size_t)m->row_no;
			set_row(g, r->of, at < r->items.n ? r->items.at[at] : FEEL_NOTHING, at + 1);
		}
		e = draw_one(g, m);
		if (m->row) {
			set_row(g, paper_of, item, 0);
			g->row.at[1].value = number;
		}
		TRY(e);
	}
	return NULL;
}

static const err *fill_sheet(filling *g, const paper_sheet *s)
{
	laid_marks marks = paper_lay(g->a, s);
	sheet_rows rows = find_rows(g, &marks);
	for (size_t copy = 0; copy < rows.copies; copy++) {
		if (g->ret->n == SHEETS_FILLED_MAX)
			return err_at(g->a, ERR_too_long, g->p->id, "more than %d sheets", SHEETS_FILLED_MAX);
		struct filled_sheet sheet = { .drawing = drawing_new(g->a, s->width, s->height),
					      .sheet = s,
					      .background = background_of(&g->c->papers, s) };
		LIST_ADD(g->a, g->ret, sheet);
		g->d = sheet.drawing;
		if (sheet.background.len && !g->tried)
			TRY(drawing_background(g->d, sheet.background, s->background_page, NULL, NULL));
		TRY(draw_marks(g, &marks, &rows, copy));
	}
	return NULL;
}

static const err *fill_set(filling *g)
{
	for (size_t i = 0; i < g->p->sheets.n; i++)
		TRY(fill_sheet(g, &g->p->sheets.at[i]));
	return NULL;
}

const err *fill_quietly(arena *a, const paper_def *p, const fill_asked *asked, bool tried, filled_sheets *ret)
{
	filling g = { .a = a, .c = asked->city, .p = p, .asked = asked, .ret = ret, .tried = tried };
	*ret = (filled_sheets){ 0 };
	g.home = g.c->name.in[LANG_JA];
	know(&g);
	if (p->each.len) {
		const fact_def *of;
		bool known;
		feel_list rows = rows_of(&g, p->each, &p->each_if, &of, &known);
		for (size_t i = 0; i < rows.n; i++) {
			set_row(&g, of, rows.at[i], i + 1);
			TRY(fill_set(&g));
		}
		set_row(&g, of, FEEL_NOTHING, 1);
		if (!known) /* to be filled with a pen */
			TRY(fill_set(&g));
	} else {
		TRY(fill_set(&g));
	}
	if (!tried) {
		draw_apart(&g);
		draw_edges(&g);
	}
	return NULL;
}

const err *paper_fill(arena *a, const paper_def *p, const fill_asked *asked, filled_sheets *ret)
{
	return fill_quietly(a, p, asked, false, ret);
}
