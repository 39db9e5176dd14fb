/* One place of a paper as a form: what each kind has. */
#include "modules/papers/manage/view.h"

#include "defs/papers/papers_read.h"

#define CHOICES_SHOWN 60

static void bad(edit_form *f, edit_input *m, word w)
{
	m->error = say(f->r, w);
	f->wrong = true;
}

/* --- inputs ----------------------------------------------------------------------------------------------------------------- */

static void millimetres(edit_form *f, const char *name, word label, double *to)
{
	str text = pm_number(f->r->arena, *to);
	edit_input *m = edit_line(f, name, label, &text, "mm");
	double x;
	if (!f->posted)
		return;
	bool may_miss = strcmp(name, "padding") == 0 || strcmp(name, "round") == 0 || strcmp(name, "weight") == 0;
	if (text.len == 0 && may_miss)
		*to = 0; /* the usual one */
	else if (!pm_read(text, &x))
		bad(f, m, T_pm_err_number);
	else
		*to = x;
}

/* A whole number; empty is `none`. */
static void whole(edit_form *f, const char *name, word label, int none, int *to)
{
	str text = *to == none ? STR_NONE : str_format(f->r->arena, "%d", *to);
	edit_input *m = edit_line(f, name, label, &text, "mm");
	double x;
	if (!f->posted)
		return;
	if (text.len == 0)
		*to = none;
	else if (!pm_read(text, &x) || x < 0 || x > 100000)
		bad(f, m, T_pm_err_number);
	else
		*to = (int)x;
}

static void numbers(edit_form *f, const char *name, word label, word help, double *at, size_t n)
{
	arena *a = f->r->arena;
	str text = STR_NONE;
	for (size_t i = 0; i < n; i++)
		text = i ? str_format(a, "%.*s, %.*s", STR_ARG(text), STR_ARG(pm_number(a, at[i])))
			 : pm_number(a, at[i]);
	edit_input *m = edit_line(f, name, label, &text, "wide");
	m->help = say(f->r, help);
	if (!f->posted)
		return;
	double *read = arena_many(a, double, n + 1);
	size_t count = 0;
	for (size_t i = 0; i < text.len;) {
		size_t from = i;
		u32 c = 0;
		size_t end = i;
		while (i < text.len) {
			end = i;
			c = str_next(text, &i);
			if (c == ',' || c == 0x3001 || c == 0xFF0C || c == ' ' || c == 0x3000 || c == '\n')
				break;
			end = i;
		}
		str one = str_trim(str_sub(text, from, end));
		if (one.len == 0)
			continue;
		if (count > n || !pm_read(one, &read[count < n ? count : n]) || read[count < n ? count : n] < 1) {
			bad(f, m, T_pm_err_number);
			return;
		}
		count++;
	}
	if (count != n) {
		m->error = words_pm_err_count(a, f->r->lang, (i64)n, (i64)count);
		f->wrong = true;
		return;
	}
	for (size_t i = 0; i < n; i++)
		at[i] = read[i];
}

static void words3(edit_form *f, const char *name, word label, int *to, const word *texts, size_t n)
{
	arena *a = f->r->arena;
	strs values = { 0 }, shown = { 0 };
	for (size_t i = 0; i < n; i++) {
		LIST_ADD(a, &values, str_format(a, "%zu", i));
		LIST_ADD(a, &shown, say(f->r, texts[i]));
	}
	str v = str_format(a, "%d", *to);
	edit_select(f, name, label, &v, &values, &shown)->css = "half";
	i64 x;
	if (f->posted && str_i64(v, &x) && x >= 0 && (size_t)x < n)
		*to = (int)x;
}

typedef bool (*fits)(const fact_def *f);

static bool any_fact(const fact_def *f)
{
	return f->field.kind != FIELD_TABLE && f->field.kind != FIELD_FILE && f->field.kind != FIELD_MY_NUMBER;
}

static bool choice_fact(const fact_def *f)
{
	return f->field.kind == FIELD_CHOICE || f->field.kind == FIELD_CHOICES || f->field.kind == FIELD_YESNO ||
	       f->field.kind == FIELD_DATE;
}

static bool table_fact(const fact_def *f)
{
	return f->field.kind == FIELD_TABLE;
}

static bool postal_fact(const fact_def *f)
{
	return f->field.kind == FIELD_POSTAL;
}

static bool address_fact(const fact_def *f)
{
	return f->field.kind == FIELD_ADDRESS || f->field.kind == FIELD_TEXT;
}

static void fact_select(edit_form *f, const char *name, word label, str *to, fits fit, bool none)
{
	arena *a = f->r->arena;
	const city_def *c = f->b.drawn;
	strs ids = { 0 }, texts = { 0 };
	if (none) {
		LIST_ADD(a, &ids, STR_NONE);
		LIST_ADD(a, &texts, say(f->r, T_pm_none));
	}
	for (size_t i = 0; i < c->facts.n; i++) {
		const fact_def *x = &c->facts.at[i];
		if (!fit(x))
			continue;
		LIST_ADD(a, &ids, x->field.id);
		LIST_ADD(a, &texts, x->name);
	}
	edit_select(f, name, label, to, &ids, &texts)->css = "wide";
}

/* The table whose rows are shown where this stands; NULL. */
static const fact_def *table_here(const edit_form *f, const paper_def *p, const pm_at *at)
{
	str id = at->grid ? at->grid->rows.at[at->row].each : STR_NONE;
	if (id.len == 0)
		id = p->each;
	return id.len ? facts_find(&f->b.drawn->facts, id) : NULL;
}

static void column_select(edit_form *f, const fact_def *table, str *to)
{
	arena *a = f->r->arena;
	strs ids = { 0 }, texts = { 0 };
	for (size_t i = 0; table && i < table->field.columns.n; i++) {
		LIST_ADD(a, &ids, table->field.columns.at[i].id);
		LIST_ADD(a, &texts, text_in(&table->field.columns.at[i].label, f->r->lang));
	}
	edit_select(f, "fact", T_pm_f_column, to, &ids, &texts)->css = "wide";
}

static void expression(edit_form *f, const char *name, word label, word help, paper_expr *to)
{
	edit_input *m = edit_lines(f, name, label, &to->text);
	m->mono = true;
	m->help = say(f->r, help);
}

/* A word a line: `男`, or `世帯員 = 同じ世帯の家族` where it is printed otherwise than answered; several answers with 、 between. */
static void options(edit_form *f, paper_mark *mark)
{
	arena *a = f->r->arena;
	buf b = buf_new(a, 8000);
	for (size_t i = 0; i < mark->choices.n; i++) {
		str word_ = mark->choices.at[i], answers = i < mark->answers.n ? mark->answers.at[i] : STR_NONE;
		buf_format(&b, "%s%.*s", i ? "\n" : "", STR_ARG(word_));
		if (answers.len == 0 || str_eq(answers, word_))
			continue;
		buf_lit(&b, " = ");
		while (answers.len) {
			buf_put(&b, str_cut(&answers, '\n'));
			if (answers.len)
				buf_lit(&b, "、");
		}
	}
	str text = buf_str(&b);
	edit_input *m = edit_lines(f, "choices", T_pm_f_choices, &text);
	m->help = say(f->r, T_pm_f_choices_help);
	if (!f->posted)
		return;
	mark->choices = (strs){ 0 };
	mark->answers = (strs){ 0 };
	while (text.len && mark->choices.n < CHOICES_SHOWN) {
		str line = str_cut(&text, '\n'), first = str_trim(str_cut(&line, '='));
		buf answers = buf_new(a, 4000);
		for (size_t i = 0, from = 0; line.len && i <= line.len;) {
			size_t end = i;
			u32 c = i < line.len ? str_next(line, &i) : 0;
			if (c && c != 0x3001 && c != ',')
				continue;
			str one = str_trim(str_sub(line, from, end));
			if (one.len) {
				buf_put(&answers, answers.len ? STR("\n") : STR_NONE);
				buf_put(&answers, one);
			}
			from = i;
			if (!c)
				break;
		}
		if (first.len == 0)
			continue;
		LIST_ADD(a, &mark->choices, first);
		LIST_ADD(a, &mark->answers, buf_str(&answers));
	}
}

/* The answers of a choice, for a tick that stands for one. */
static void answer_select(edit_form *f, const field_def *of, str *to)
{
	arena *a = f->r->arena;
	if (!of || (of->kind != FIELD_CHOICE && of->kind != FIELD_CHOICES && of->kind != FIELD_YESNO)) {
		edit_line(f, "is", T_pm_f_is, to, "wide");
		return;
	}
	strs values = { 0 }, texts = { 0 };
	if (of->kind == FIELD_YESNO) {
		LIST_ADD(a, &values, STR("yes"));
		LIST_ADD(a, &texts, say(f->r, T_pm_yes));
		LIST_ADD(a, &values, STR("no"));
		LIST_ADD(a, &texts, say(f->r, T_pm_no));
	}
	for (size_t i = 0; i < of->choices.n; i++) {
		LIST_ADD(a, &values, of->choices.at[i].value);
		LIST_ADD(a, &texts, text_in(&of->choices.at[i].label, f->r->lang));
	}
	edit_select(f, "is", T_pm_f_is, to, &values, &texts)->css = "wide";
}

static void sign(edit_form *f, paper_mark *m)
{
	static const word texts[] = { T_pm_sign_circle, T_pm_sign_tick, T_pm_sign_cross, T_pm_sign_dot };
	int s = (int)m->sign;
	words3(f, "mark", T_pm_f_sign, &s, texts, COUNT(texts));
	m->sign = (mark_sign)s;
}

static void format(edit_form *f, const field_def *of, paper_mark *m)
{
	arena *a = f->r->arena;
	edit_input *in = edit_line(f, "format", T_pm_f_format, &m->format, "wide");
	strs named = { 0 };
	format_has(of ? of->kind : FIELD_TEXT, STR("?"), &named, a);
	buf b = buf_new(a, 2000);
	for (size_t i = 0; i < named.n; i++)
		buf_format(&b, "%s{%.*s}", i ? " " : "", STR_ARG(named.at[i]));
	in->help = words_pm_f_format_help(a, f->r->lang, buf_str(&b));
}

/* --- what it looks like ------------------------------------------------------------------------------------------------------ */

static void text_style(edit_form *f, paper_mark *m)
{
	static const word aligns[] = { T_pm_align_left, T_pm_align_centre, T_pm_align_right, T_pm_align_spread },
			  valigns[] = { T_pm_valign_middle, T_pm_valign_top, T_pm_valign_bottom },
			  faces[] = { T_pm_face_mincho, T_pm_face_gothic };
	draw_style *s = &m->style;
	int align = (int)s->align, valign = (int)s->valign, face = (int)s->face;
	bool filled = m->kind == MARK_FACT || m->kind == MARK_VALUE || m->kind == MARK_COLUMN;
	edit_heading(f, T_pm_h_text);
	millimetres(f, "size", T_pm_f_size, &s->size);
	millimetres(f, "least", T_pm_f_least, &s->least);
	words3(f, "align", T_pm_f_align, &align, aligns, COUNT(aligns));
	words3(f, "valign", T_pm_f_valign, &valign, valigns, COUNT(valigns));
	words3(f, "face", T_pm_f_face, &face, faces, COUNT(faces));
	s->align = (draw_align)align;
	s->valign = (draw_valign)valign;
	s->face = (draw_face)face;
	edit_check(f, "wrap", T_pm_f_wrap, &s->wrap);
	edit_check(f, "bold", T_pm_f_bold, &s->bold);
	edit_check(f, "vertical", T_pm_f_vertical, &s->vertical);
	if (filled || m->kind == MARK_LABEL)
		edit_check(f, "underline", T_pm_f_underline, &s->underline);
	if (filled) {
		whole(f, "cells", T_pm_f_cells, 0, &s->cells);
		edit_check(f, "cells_right", T_pm_f_cells_right, &s->cells_right);
	}
	millimetres(f, "padding", T_pm_f_padding, &s->padding);
	whole(f, "grey", T_pm_f_grey, 0, &s->grey);
	if (s->cells == 0)
		s->cells_right = false;
	if (s->cells) /* a comb is one line from the left */
		s->wrap = s->vertical = false;
}

static void stroke(edit_form *f, draw_stroke *s)
{
	static const word texts[] = { T_pm_line_solid, T_pm_line_dashed, T_pm_line_dotted };
	int kind = s->dashed ? 1 : s->dotted ? 2 : 0;
	millimetres(f, "weight", T_pm_f_weight, &s->weight);
	words3(f, "dash", T_pm_f_line, &kind, texts, COUNT(texts));
	s->dashed = kind == 1;
	s->dotted = kind == 2;
}

/* --- cells --------------------------------------------------------------------------------------------------------------------- */

#define CELL_KINDS 9
static const mark_kind cell_kinds[CELL_KINDS] = { MARK_EMPTY,   MARK_LABEL,  MARK_FACT, MARK_VALUE, MARK_COLUMN,
						  MARK_OPTIONS, MARK_CHOICE, MARK_SEAL, MARK_QR };

/* What is in a cell may become something else; the texts that both have stay. */
static void cell_kind(edit_form *f, const fact_def *table, paper_mark *m)
{
	static const word texts[CELL_KINDS] = { T_pm_kind_empty,  T_pm_kind_label,  T_pm_kind_fact,
						T_pm_kind_value,  T_pm_kind_column, T_pm_kind_options,
						T_pm_kind_choice, T_pm_kind_seal,   T_pm_kind_qr };
	arena *a = f->r->arena;
	strs values = { 0 }, shown = { 0 };
	str v = str_format(a, "%d", (int)m->kind);
	for (size_t i = 0; i < CELL_KINDS; i++) {
		if (cell_kinds[i] == MARK_COLUMN && !table && m->kind != MARK_COLUMN)
			continue;
		LIST_ADD(a, &values, str_format(a, "%d", (int)cell_kinds[i]));
		LIST_ADD(a, &shown, say(f->r, texts[i]));
	}
	edit_input *in = edit_select(f, "content", T_pm_f_content, &v, &values, &shown);
	in->css = "wide";
	in->help = say(f->r, T_pm_f_content_help);
	i64 x;
	if (!f->posted || !str_i64(v, &x) || (mark_kind)x == m->kind)
		return;
	for (size_t i = 0; i < CELL_KINDS; i++) {
		if ((i64)cell_kinds[i] != x)
			continue;
		paper_mark new = mark_usual(cell_kinds[i], PLACE_CELL);
		pm_as_cell(&new, m);
		new.only = m->only;
		new.id = m->id;
		if (new.kind == MARK_LABEL)
			new.text = say(f->r, T_pm_new_label);
		if (new.kind == MARK_SEAL)
			new.text = STR("印");
		if (new.kind == MARK_QR)
			new.text = STR("code");
		if (new.kind == MARK_VALUE)
			new.value.text = STR("\"計算\"");
		const city_def *c = f->b.drawn;
		for (size_t k = 0; k < c->facts.n && new.text.len == 0; k++) {
			const fact_def *y = &c->facts.at[k];
			if (new.kind == MARK_FACT && any_fact(y))
				new.text = y->field.id;
			else if ((new.kind == MARK_OPTIONS || new.kind == MARK_CHOICE) && choice_fact(y) &&
				 y->field.choices.n) {
				new.text = y->field.id;
				new.is = y->field.choices.at[0].value;
				for (size_t l = 0; l < y->field.choices.n && l < CHOICES_SHOWN; l++) {
					LIST_ADD(a, &new.choices, y->field.choices.at[l].label.in[LANG_JA]);
					LIST_ADD(a, &new.answers, y->field.choices.at[l].value);
				}
			}
		}
		if (new.kind == MARK_COLUMN && table && table->field.columns.n)
			new.text = table->field.columns.at[0].id;
		*m = new;
		f->posted = false; /* the inputs of the other kind were not in the form: they begin as usual */
		return;
	}
}

static void row_inputs(edit_form *f, const pm_at *at)
{
	paper_row *row = &at->grid->rows.at[at->row];
	edit_heading(f, T_pm_h_row);
	millimetres(f, "row.height", T_pm_f_row_height, &row->height);
	fact_select(f, "row.each", T_pm_f_each, &row->each, table_fact, true);
	whole(f, "row.most", T_pm_f_most, 1, &row->most);
	expression(f, "row.if", T_pm_f_row_if, T_pm_f_if_help, &row->only);
	if (row->most < 1 || row->each.len == 0)
		row->most = 1;
}

/* --- all ----------------------------------------------------------------------------------------------------------------------------- */

static const field_def *field_of(const edit_form *f, const fact_def *table, const paper_mark *m)
{
	if (m->kind == MARK_COLUMN || m->of_row) {
		for (size_t i = 0; table && i < table->field.columns.n; i++)
			if (str_eq(table->field.columns.at[i].id, m->text))
				return &table->field.columns.at[i];
		return NULL;
	}
	const fact_def *x = facts_find(&f->b.drawn->facts, m->text);
	return x ? &x->field : NULL;
}

static void position(edit_form *f, paper_mark *m)
{
	edit_heading(f, T_pm_h_place);
	millimetres(f, "x", T_pm_f_x, &m->at.x);
	millimetres(f, "y", T_pm_f_y, &m->at.y);
	if (m->kind == MARK_LINE) {
		double x2 = m->at.x + m->at.w, y2 = m->at.y + m->at.h;
		if (f->posted) { /* the first end was read already: the other stays where it was said to be */
			pm_read(str_trim(req_form(f->r, "x2")), &x2);
			pm_read(str_trim(req_form(f->r, "y2")), &y2);
		}
		millimetres(f, "x2", T_pm_f_x2, &x2);
		millimetres(f, "y2", T_pm_f_y2, &y2);
		m->at.w = x2 - m->at.x;
		m->at.h = y2 - m->at.y;
	} else if (m->kind != MARK_GRID && m->kind != MARK_POSTAL) {
		millimetres(f, "w", T_pm_f_w, &m->at.w);
		millimetres(f, "h", T_pm_f_h, &m->at.h);
	}
}

static void grid(edit_form *f, paper_mark *m)
{
	arena *a = f->r->arena;
	edit_heading(f, T_pm_h_grid);
	double *widths = arena_many(a, double, m->columns.n + 1), *heights = arena_many(a, double, m->rows.n + 1);
	for (size_t i = 0; i < m->columns.n; i++)
		widths[i] = m->columns.at[i];
	for (size_t i = 0; i < m->rows.n; i++)
		heights[i] = m->rows.at[i].height;
	numbers(f, "columns", T_pm_f_columns, T_pm_f_columns_help, widths, m->columns.n);
	numbers(f, "heights", T_pm_f_heights, T_pm_f_heights_help, heights, m->rows.n);
	pm_columns(m, widths, m->columns.n);
	pm_heights(m, heights, m->rows.n);
	millimetres(f, "frame", T_pm_f_frame, &m->frame);
	millimetres(f, "inner", T_pm_f_inner, &m->inner);
}

void pm_bind(edit_form *f, const paper_def *p, const pm_at *at)
{
	paper_mark *m = at->mark;
	const fact_def *table = table_here(f, p, at);
	bool cell = at->grid && !at->cell, texts = false;
	if (cell)
		cell_kind(f, table, m);
	if (m->kind == MARK_LABEL) {
		edit_lines(f, "text", T_pm_f_text, &m->text);
		texts = true;
	} else if (m->kind == MARK_FACT || m->kind == MARK_COLUMN) {
		if (m->kind == MARK_FACT)
			fact_select(f, "fact", T_pm_f_fact, &m->text, any_fact, false);
		else
			column_select(f, table, &m->text);
		format(f, field_of(f, table, m), m);
		texts = true;
	} else if (m->kind == MARK_VALUE) {
		expression(f, "value", T_pm_f_value, T_pm_f_value_help, &m->value);
		format(f, NULL, m);
		texts = true;
	} else if (m->kind == MARK_OPTIONS || m->kind == MARK_CHOICE) {
		if (m->of_row)
			column_select(f, table, &m->text);
		else if (m->value.text.len)
			expression(f, "value", T_pm_f_value, T_pm_f_value_help, &m->value);
		else
			fact_select(f, "fact", T_pm_f_fact, &m->text, choice_fact, m->kind == MARK_CHOICE);
		const field_def *of = field_of(f, table, m);
		if (m->kind == MARK_OPTIONS) {
			options(f, m);
			edit_line(f, "apart", T_pm_f_apart, &m->apart, "mm");
			texts = true;
		} else if (m->text.len) {
			answer_select(f, of, &m->is);
		}
		if (of && of->kind == FIELD_DATE)
			format(f, of, m);
		sign(f, m);
	} else if (m->kind == MARK_SEAL) {
		edit_line(f, "text", T_pm_f_text, &m->text, "wide");
		millimetres(f, "size", T_pm_f_size, &m->style.size);
	} else if (m->kind == MARK_QR) {
		bool code = m->value.text.len == 0;
		expression(f, "value", T_pm_f_qr, T_pm_f_qr_help, &m->value);
		code = m->value.text.len == 0;
		m->text = code ? STR("code") : STR_NONE;
	} else if (m->kind == MARK_POSTAL) {
		fact_select(f, "fact", T_pm_f_postal, &m->text, postal_fact, false);
		fact_select(f, "address", T_pm_f_address, &m->address, address_fact, false);
	}
	if (!cell)
		position(f, m);
	if (m->kind == MARK_GRID)
		grid(f, m);
	if (texts)
		text_style(f, m);
	if (m->kind == MARK_LINE || m->kind == MARK_BOX || cell) {
		edit_heading(f, cell ? T_pm_h_cell : T_pm_h_line);
		stroke(f, &m->stroke);
	}
	if (m->kind == MARK_BOX || cell)
		whole(f, "fill", T_pm_f_fill, -1, &m->fill);
	if (m->kind == MARK_BOX)
		millimetres(f, "round", T_pm_f_round, &m->round);
	if (cell) {
		edit_check(f, "bare", T_pm_f_bare, &m->bare);
		row_inputs(f, at);
	}
	edit_heading(f, T_pm_h_if);
	expression(f, "if", T_pm_f_if, T_pm_f_if_help, &m->only);
}
