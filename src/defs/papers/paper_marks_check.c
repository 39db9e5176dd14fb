/* The marks of a paper against the facts they show, and against the sheet they stand on. */
#include "defs/papers/paper_checks.h"

#include <math.h>

static const yaml_node *key(const yaml_node *map, const char *name)
{
	const yaml_node *v = yaml_get(map, name);
	return v ? v : map;
}

static const field_def *column_called(const fact_def *table, str name)
{
	for (size_t i = 0; i < table->field.columns.n; i++) {
		const field_def *f = &table->field.columns.at[i];
		if (str_eq(f->id, name) || str_eq(f->label.in[LANG_JA], name))
			return f;
	}
	return NULL;
}

/* The column of the row's table; its id stands in the mark then. */
static const field_def *check_column(checking *g, const yaml_node *at, paper_mark *m)
{
	if (!g->row) {
		note(g->r, at, "a column is known only in rows and papers with ‘each’");
		return NULL;
	}
	const field_def *f = column_called(g->row, m->text);
	strs known = { NULL, 0 };
	for (size_t i = 0; i < g->row->field.columns.n; i++)
		LIST_ADD(g->r->work, &known, g->row->field.columns.at[i].id);
	if (!f) {
		note(g->r, at, "the table ‘%.*s’ has no column ‘%.*s’%s", STR_ARG(g->row->name),
		     STR_ARG(shown(m->text)), did_you_mean(g->r->work, m->text, &known));
		return NULL;
	}
	if (f->kind == FIELD_MY_NUMBER) {
		note(g->r, at, "a My Number is on no paper that is printed; leave its box empty, to be filled by hand");
		return NULL;
	}
	m->text = f->id;
	return f;
}

static void check_format(checking *g, const yaml_node *n, const paper_mark *m, const field_def *f)
{
	const yaml_node *at = yaml_get(n, "format") ? yaml_get(n, "format") : key(n, "part");
	str rest = m->format;
	format_part part;
	while (format_next(&rest, &part)) {
		strs known = { NULL, 0 };
		buf all = buf_new(g->r->work, 400);
		if (!part.braces || format_has(f ? f->kind : FIELD_KIND_COUNT, part.text, &known, g->r->work))
			continue;
		for (size_t i = 0; i < known.n; i++)
			buf_format(&all, "%s{%.*s}", i ? " " : "", STR_ARG(known.at[i]));
		note(g->r, at, "there is no part {%.*s} here%s; there are %.*s", STR_ARG(shown(part.text)),
		     did_you_mean(g->r->work, part.text, &known), STR_ARG(buf_str(&all)));
	}
	if (f && m->style.cells && m->format.len == 0 && (f->kind == FIELD_DATE || f->kind == FIELD_MONTH))
		note(g->r, key(n, "cells"),
		     "say how a date goes into cells, such as `format: \"{year2}{month2}{day2}\"` or `part: western`");
}

/* Whether a word is an answer of the field. */
static bool is_answer(const field_def *f, str word)
{
	for (size_t i = 0; i < f->choices.n; i++)
		if (str_eq(f->choices.at[i].value, word) || str_eq(f->choices.at[i].label.in[LANG_JA], word))
			return true;
	return f->kind == FIELD_YESNO && (str_eq(word, STR("yes")) || str_eq(word, STR("no")) ||
					  str_eq(word, STR("はい")) || str_eq(word, STR("いいえ")));
}

static const char *answer_meant(checking *g, const field_def *f, str word)
{
	strs known = { NULL, 0 };
	for (size_t i = 0; i < f->choices.n; i++) {
		LIST_ADD(g->r->work, &known, f->choices.at[i].value);
		LIST_ADD(g->r->work, &known, f->choices.at[i].label.in[LANG_JA]);
	}
	return did_you_mean(g->r->work, word, &known);
}

static void check_options(checking *g, const yaml_node *n, const paper_mark *m, const field_def *f)
{
	const yaml_node *choices = yaml_get(n, "choices");
	bool chosen = f->kind == FIELD_CHOICE || f->kind == FIELD_CHOICES, yesno = f->kind == FIELD_YESNO;
	if (m->format.len)
		return; /* a part of a date: any words */
	if (!chosen && !yesno) {
		note(g->r, n, "‘%.*s’ is of type %s; options are of choices, yes and no, or a `part` of a date",
		     STR_ARG(shown(f->label.in[LANG_JA])), field_kind_name(f->kind));
		return;
	}
	for (size_t i = 0; choices && choices->kind == YN_LIST && i < m->choices.n && i < choices->items.n; i++) {
		const yaml_node *at = choices->items.at[i];
		str list = m->answers.at[i];
		if (list.len == 0 && yesno && i >= 2)
			note(g->r, at, "of yes and no there are two words, the first for yes");
		if (list.len == 0 && chosen && m->choices.at[i].len && !is_answer(f, m->choices.at[i]))
			note(g->r, at,
			     "‘%.*s’ is no answer of ‘%.*s’%s; where another word is printed write `%.*s: answer`",
			     STR_ARG(shown(m->choices.at[i])), STR_ARG(shown(f->label.in[LANG_JA])),
			     answer_meant(g, f, m->choices.at[i]), STR_ARG(shown(m->choices.at[i])));
		while (list.len) {
			str word = str_cut(&list, '\n');
			if (!is_answer(f, word))
				note(g->r, at, "‘%.*s’ is no answer of ‘%.*s’%s", STR_ARG(shown(word)),
				     STR_ARG(shown(f->label.in[LANG_JA])), answer_meant(g, f, word));
		}
	}
}

static void check_choice(checking *g, const yaml_node *n, const paper_mark *m, const field_def *f)
{
	bool chosen = f->kind == FIELD_CHOICE || f->kind == FIELD_CHOICES || f->kind == FIELD_YESNO;
	if (m->format.len || m->is.len == 0)
		return;
	if (!chosen)
		note(g->r, n, "‘%.*s’ is of type %s; a choice is of choices, yes and no, or a `part` of a date",
		     STR_ARG(shown(f->label.in[LANG_JA])), field_kind_name(f->kind));
	else if (!is_answer(f, m->is))
		note(g->r, key(n, "is"), "‘%.*s’ is no answer of ‘%.*s’%s", STR_ARG(shown(m->is)),
		     STR_ARG(shown(f->label.in[LANG_JA])), answer_meant(g, f, m->is));
}

static void check_shown(checking *g, const yaml_node *at, const fact_def *f)
{
	if (f->field.kind == FIELD_TABLE)
		note(g->r, at, "‘%.*s’ is a table; show its rows with `each: %.*s` in a grid, or a `value:`",
		     STR_ARG(f->name), STR_ARG(f->field.id));
	else if (f->field.kind == FIELD_FILE)
		note(g->r, at, "‘%.*s’ is a file; it cannot be printed on a paper", STR_ARG(f->name));
}

static void check_mark(checking *g, const yaml_node *n, paper_mark *m)
{
	const field_def *shows = NULL;
	const char *name = m->of_row ? "column" : m->kind < MARK_EMPTY ? mark_keys[m->kind] : "";
	const yaml_node *at = key(n, name);
	bool of_fact = m->kind == MARK_FACT || m->kind == MARK_POSTAL ||
		       ((m->kind == MARK_OPTIONS || m->kind == MARK_CHOICE) && m->text.len && !m->of_row);
	if (of_fact) {
		const fact_def *f = fact_there(g, at, m->text);
		if (f) {
			m->text = f->field.id;
			shows = &f->field;
			depend(g, at, f);
			check_shown(g, at, f);
		}
	} else if (m->kind == MARK_COLUMN || m->of_row) {
		shows = m->text.len ? check_column(g, at, m) : NULL;
	}
	if (m->kind == MARK_POSTAL && m->address.len) {
		const fact_def *f = fact_there(g, key(n, "address"), m->address);
		if (f) {
			m->address = f->field.id;
			depend(g, key(n, "address"), f);
		}
		if (shows && shows->kind != FIELD_POSTAL)
			note(g->r, at, "‘%.*s’ is no postal code; its type is %s", STR_ARG(shown(m->text)),
			     field_kind_name(shows->kind));
	}
	check_expr(g, key(n, "if"), &m->only, TYPE_BOOLEAN);
	check_expr(g, key(n, "value"), &m->value,
		   m->kind == MARK_OPTIONS || m->kind == MARK_QR ? TYPE_STRING : TYPE_ANY);
	if (m->format.len || m->style.cells)
		if (shows || m->kind == MARK_VALUE)
			check_format(g, n, m, shows);
	if (m->kind == MARK_OPTIONS && shows)
		check_options(g, n, m, shows);
	if (m->kind == MARK_CHOICE && shows)
		check_choice(g, n, m, shows);
}

static const yaml_node *nth(const yaml_node *list, size_t i)
{
	return list && list->kind == YN_LIST && i < list->items.n ? list->items.at[i] : NULL;
}

static void check_faults(checking *g, const yaml_node *n, const paper_mark *grid)
{
	const yaml_node *rows = yaml_get(n, "rows");
	grid_cells cells = grid_lay(g->r->work, grid);
	for (size_t i = 0; i < cells.faults.n && rows; i++) {
		const grid_fault *f = &cells.faults.at[i];
		const yaml_node *row = nth(rows, f->row), *cell = nth(yaml_get(row, "cells"), f->cell);
		note(g->r, cell ? cell : row ? row : rows, "%s", f->what);
	}
	for (size_t i = 0; i < cells.n; i++) {
		const grid_cell *c = &cells.at[i];
		const yaml_node *in = yaml_get(nth(yaml_get(nth(rows, c->row), "cells"), c->cell), "in");
		for (size_t k = 0; in && c->row_no == 0 && k < c->mark->in.n; k++) {
			draw_box b = c->mark->in.at[k].at;
			if (fmin(b.x, b.x + b.w) < -MM_SLACK || fmin(b.y, b.y + b.h) < -MM_SLACK ||
			    fmax(b.x, b.x + b.w) > c->at.w + MM_SLACK || fmax(b.y, b.y + b.h) > c->at.h + MM_SLACK)
				note(g->r, nth(in, k), "this stands outside its cell, which is %g × %g mm", c->at.w,
				     c->at.h);
		}
	}
}

static void check_grid(checking *g, const yaml_node *n, paper_mark *grid)
{
	const yaml_node *rows = yaml_get(n, "rows");
	const fact_def *outer = g->row;
	for (size_t i = 0; i < grid->rows.n; i++) {
		paper_row *row = &grid->rows.at[i];
		const yaml_node *at = nth(rows, i), *cells = yaml_get(at, "cells");
		if (row->each.len) {
			const fact_def *f = fact_there(g, key(at, "each"), row->each);
			if (f && f->field.kind != FIELD_TABLE) {
				note(g->r, key(at, "each"), "‘%.*s’ is no table; its type is %s", STR_ARG(f->name),
				     field_kind_name(f->field.kind));
				f = NULL;
			}
			if (f) {
				row->each = f->field.id;
				depend(g, key(at, "each"), f);
				g->row = f;
			}
		}
		check_expr(g, key(at, "if"), &row->only, TYPE_BOOLEAN);
		for (size_t k = 0; k < row->cells.n && nth(cells, k); k++) {
			paper_mark *m = &row->cells.at[k];
			check_mark(g, nth(cells, k), m);
			if (m->in.n)
				check_marks(g, yaml_get(nth(cells, k), "in"), &m->in);
		}
		g->row = outer;
	}
	check_faults(g, n, grid);
}

void check_marks(checking *g, const yaml_node *n, paper_marks *marks)
{
	strs ids = { NULL, 0 };
	for (size_t i = 0; i < marks->n && nth(n, i); i++) {
		paper_mark *m = &marks->at[i];
		const yaml_node *at = nth(n, i);
		if (m->id.len && contains(&ids, m->id))
			note(g->r, key(at, "id"), "the id ‘%.*s’ stands twice on this sheet", STR_ARG(m->id));
		if (m->id.len)
			LIST_ADD(g->r->work, &ids, m->id);
		check_mark(g, at, m);
		if (m->kind == MARK_GRID)
			check_grid(g, at, m);
	}
}

void check_places(checking *g, const yaml_node *n, const paper_sheet *s)
{
	for (size_t i = 0; i < s->marks.n && s->width > 0; i++) {
		const paper_mark *m = &s->marks.at[i];
		draw_box b = m->at;
		if (fmin(b.x, b.x + b.w) < -MM_SLACK || fmin(b.y, b.y + b.h) < -MM_SLACK ||
		    fmax(b.x, b.x + b.w) > s->width + MM_SLACK || fmax(b.y, b.y + b.h) > s->height + MM_SLACK)
			note(g->r, nth(n, i), "this stands outside its sheet, which is %g × %g mm%s", s->width,
			     s->height, m->kind == MARK_GRID ? "; the grid ends where its rows and columns do" : "");
	}
}
