/* papers/ID.yaml and samples.yaml written back, as a clerk would have written them: a mark a line. */
#include "defs/defs_write.h"
#include "defs/papers/papers_read.h"

static void put_spaces(buf *b, int n)
{
	while (n-- > 0)
		buf_char(b, ' ');
}

/* 12, 12.5: millimetres and points without zeros that say nothing. */
static void put_mm(buf *b, double x)
{
	str s = str_format(b->arena, "%.3f", x);
	while (s.at[s.len - 1] == '0')
		s.len--;
	s.len -= s.at[s.len - 1] == '.';
	buf_put(b, str_eq(s, STR("-0")) ? STR("0") : s);
}

static void put_mms(buf *b, const double *at, size_t n)
{
	buf_char(b, '[');
	for (size_t i = 0; i < n; i++) {
		buf_put(b, i ? STR(", ") : STR_NONE);
		put_mm(b, at[i]);
	}
	buf_char(b, ']');
}

static void put_list(buf *b, int at, const char *name, const strs *list)
{
	if (list->n == 0)
		return;
	put_key(b, at, name);
	buf_lit(b, " [");
	for (size_t i = 0; i < list->n; i++) {
		buf_put(b, i ? STR(", ") : STR_NONE);
		yaml_put(b, list->at[i], 0, true);
	}
	buf_lit(b, "]\n");
}

/* On one line where it has room there. */
static void put3(buf *b, int at, const char *name, const text3 *t)
{
	size_t len = 0;
	bool lines = false;
	for (int l = 0; l < LANG_COUNT; l++) {
		len += t->in[l].len;
		lines = lines || str_find(t->in[l], '\n') < t->in[l].len;
	}
	if (lines || len > 200) {
		put_text3(b, at, name, t);
		return;
	}
	if (len == 0)
		return;
	put_key(b, at, name);
	buf_char(b, ' ');
	put_text3_flow(b, t);
	buf_char(b, '\n');
}

/* --- a mark ------------------------------------------------------------------------------------------------------------------ */

/* Its keys, in { } on one line, or each on a line of its own for what has more below it. */
typedef struct keys {
	buf *b;
	bool flow, begun;
	int at;
} keys;

static void begin_key(keys *k, const char *name)
{
	if (k->flow)
		buf_put(k->b, k->begun ? STR(", ") : STR("{ "));
	else if (k->begun)
		put_spaces(k->b, k->at);
	k->begun = true;
	buf_format(k->b, "%s: ", name);
}

static void end_key(keys *k)
{
	if (!k->flow)
		buf_char(k->b, '\n');
}

static void key_text(keys *k, const char *name, str s)
{
	begin_key(k, name);
	yaml_put(k->b, s, k->at + 2, k->flow);
	end_key(k);
}

static void key_str(keys *k, const char *name, str s)
{
	if (s.len)
		key_text(k, name, s);
}

static void key_mm(keys *k, const char *name, double x)
{
	begin_key(k, name);
	put_mm(k->b, x);
	end_key(k);
}

static void key_int(keys *k, const char *name, int n)
{
	begin_key(k, name);
	buf_i64(k->b, n);
	end_key(k);
}

static void key_if(keys *k, const char *name, bool yes)
{
	if (yes)
		key_text(k, name, STR("yes"));
}

static void key_mms(keys *k, const char *name, const double *at, size_t n)
{
	begin_key(k, name);
	put_mms(k->b, at, n);
	end_key(k);
}

static void key_choices(keys *k, const paper_mark *m)
{
	begin_key(k, "choices");
	buf_char(k->b, '[');
	for (size_t i = 0; i < m->choices.n; i++) {
		str list = m->answers.at[i];
		buf_put(k->b, i ? STR(", ") : STR_NONE);
		yaml_put(k->b, m->choices.at[i], 0, true);
		if (list.len == 0)
			continue;
		bool several = str_find(list, '\n') < list.len;
		buf_put(k->b, several ? STR(": [") : STR(": "));
		for (bool first = true; list.len; first = false) {
			buf_put(k->b, first ? STR_NONE : STR(", "));
			yaml_put(k->b, str_cut(&list, '\n'), 0, true);
		}
		buf_put(k->b, several ? STR("]") : STR_NONE);
	}
	buf_char(k->b, ']');
	end_key(k);
}

static void put_kind(keys *k, const paper_mark *m)
{
	static const char *const signs[] = { "circle", "tick", "cross", "dot" };
	double at[4] = { m->at.x, m->at.y, m->at.w, m->at.h };
	switch (m->kind) {
	case MARK_LINE:
		at[2] += at[0];
		at[3] += at[1];
		key_mms(k, "line", at, 4);
		break;
	case MARK_BOX:
		key_mms(k, "box", at, 4);
		break;
	case MARK_GRID:
		key_mms(k, "grid", at, 3);
		break;
	case MARK_LABEL:
	case MARK_FACT:
	case MARK_COLUMN:
	case MARK_SEAL:
		key_text(k, mark_keys[m->kind], m->text);
		break;
	case MARK_POSTAL:
		key_text(k, "postal", m->text);
		key_str(k, "address", m->address);
		break;
	case MARK_VALUE:
		key_str(k, "value", m->value.text);
		break;
	case MARK_QR:
		key_text(k, "qr", m->value.text.len ? STR("value") : m->text);
		key_str(k, "value", m->value.text);
		break;
	case MARK_OPTIONS:
		if (m->value.text.len)
			key_str(k, "value", m->value.text);
		else
			key_text(k, m->of_row ? "column" : "options", m->text);
		key_choices(k, m);
		if (!str_eq(m->apart, STR("・")))
			key_text(k, "apart", m->apart);
		if (m->sign != SIGN_CIRCLE)
			key_text(k, "mark", str_of(signs[m->sign]));
		break;
	case MARK_CHOICE:
		if (m->text.len) {
			key_text(k, m->of_row ? "column" : "choice", m->text);
			key_str(k, "is", m->is);
		}
		if (m->sign != SIGN_CIRCLE || m->text.len == 0)
			key_text(k, "mark", str_of(signs[m->sign]));
		break;
	case MARK_EMPTY:
		break;
	}
}

static void put_place(keys *k, const paper_mark *m)
{
	double at[4] = { m->at.x, m->at.y, m->at.w, m->at.h };
	if (m->kind != MARK_LINE && m->kind != MARK_BOX && m->kind != MARK_GRID)
		key_mms(k, "at", at, m->kind == MARK_POSTAL && m->at.w == 0 && m->at.h == 0 ? 2 : 4);
}

/* `format: "{era-letter}"` is `part: era-letter`. */
static void put_format(keys *k, str format)
{
	str rest = format;
	format_part part;
	if (format.len == 0)
		return;
	if (format_next(&rest, &part) && part.braces && part.text.len && rest.len == 0)
		key_text(k, "part", part.text);
	else
		key_text(k, "format", format);
}

static void put_look(keys *k, const paper_mark *m, const paper_mark *usual)
{
	static const char *const aligns[] = { "left", "centre", "right", "spread" },
				 *const valigns[] = { "middle", "top", "bottom" },
				 *const faces[] = { "mincho", "gothic" };
	const draw_style *s = &m->style, *u = &usual->style;
	double least = u->least > s->size ? s->size : u->least;
	if (s->size != u->size)
		key_mm(k, "size", s->size);
	if (s->least != least)
		key_mm(k, "least", s->least);
	if (s->align != u->align)
		key_text(k, "align", str_of(aligns[s->align]));
	if (s->valign != u->valign)
		key_text(k, "valign", str_of(valigns[s->valign]));
	if (s->face != u->face)
		key_text(k, "face", str_of(faces[s->face]));
	key_if(k, "bold", s->bold);
	key_if(k, "wrap", s->wrap);
	key_if(k, "vertical", s->vertical);
	key_if(k, "underline", s->underline);
	if (s->cells)
		key_int(k, "cells", s->cells);
	key_if(k, "cells_right", s->cells_right);
	if (s->padding != 0)
		key_mm(k, "padding", s->padding);
	if (s->grey)
		key_int(k, "grey", s->grey);
	if (m->stroke.weight != usual->stroke.weight)
		key_mm(k, "weight", m->stroke.weight);
	key_if(k, "dash", m->stroke.dashed);
	key_if(k, "dot", m->stroke.dotted);
	if (m->fill >= 0)
		key_int(k, "fill", m->fill);
	if (m->round != 0)
		key_mm(k, "round", m->round);
	if (m->kind == MARK_GRID && m->frame != usual->frame)
		key_mm(k, "frame", m->frame);
	if (m->kind == MARK_GRID && m->inner != usual->inner)
		key_mm(k, "inner", m->inner);
	if (m->span > 1)
		key_int(k, "span", m->span);
	if (m->down > 1)
		key_int(k, "down", m->down);
	key_if(k, "bare", m->bare);
}

static void put_marks(buf *b, int at, const paper_marks *marks, mark_place place);

static void put_rows(buf *b, int at, const paper_mark *m)
{
	put_spaces(b, at);
	buf_lit(b, "rows:\n");
	for (size_t i = 0; i < m->rows.n; i++) {
		const paper_row *row = &m->rows.at[i];
		put_spaces(b, at + 2);
		buf_lit(b, "- height: ");
		put_mm(b, row->height);
		buf_char(b, '\n');
		put_str(b, at + 4, "each", row->each);
		if (row->each.len)
			put_int(b, at + 4, "most", row->most, NULL);
		put_str(b, at + 4, "if", row->only.text);
		put_key(b, at + 4, "cells");
		buf_put(b, row->cells.n ? STR("\n") : STR(" []\n"));
		put_marks(b, at + 6, &row->cells, PLACE_CELL);
	}
}

/* `- …` */
static void put_mark(buf *b, int at, const paper_mark *m, mark_place place)
{
	bool more = m->kind == MARK_GRID || m->in.n;
	keys k = { .b = b, .flow = !more, .at = at + 2 };
	paper_mark usual = mark_usual(m->kind, place);
	put_spaces(b, at);
	buf_lit(b, "- ");
	key_str(&k, "id", m->id);
	put_kind(&k, m);
	if (place != PLACE_CELL)
		put_place(&k, m);
	put_format(&k, m->format);
	put_look(&k, m, &usual);
	key_str(&k, "if", m->only.text);
	if (m->kind == MARK_GRID) {
		key_mms(&k, "columns", m->columns.at, m->columns.n);
		put_rows(b, at + 2, m);
		return;
	}
	if (m->in.n) {
		put_spaces(b, k.begun ? at + 2 : 0);
		buf_lit(b, "in:\n");
		put_marks(b, at + 4, &m->in, PLACE_IN);
		return;
	}
	buf_put(b, k.begun ? STR(" }\n") : STR("{}\n"));
}

static void put_marks(buf *b, int at, const paper_marks *marks, mark_place place)
{
	for (size_t i = 0; i < marks->n; i++)
		put_mark(b, at, &marks->at[i], place);
}

/* --- a paper ------------------------------------------------------------------------------------------------------------------ */

static void put_sheet(buf *b, const paper_sheet *s)
{
	buf_lit(b, "  - ");
	if (s->size.len)
		buf_format(b, "size: %.*s\n", STR_ARG(s->size));
	if (s->background.len) {
		put_spaces(b, s->size.len ? 4 : 0);
		buf_lit(b, "background: { file: ");
		yaml_put(b, s->background, 0, true);
		buf_format(b, ", page: %d }\n", s->background_page);
	}
	if (s->marks.n == 0) {
		buf_put(b, s->size.len || s->background.len ? STR_NONE : STR("marks: []\n"));
		return;
	}
	put_spaces(b, s->size.len || s->background.len ? 4 : 0);
	buf_lit(b, "marks:\n");
	put_marks(b, 6, &s->marks, PLACE_SHEET);
}

str defs_write_paper(arena *a, const city_def *c, str id)
{
	const paper_def *p = paper_find(&c->papers, id);
	buf b = buf_new(a, FILE_CEILING);
	if (!p)
		return STR_NONE;
	put3(&b, 0, "name", &p->name);
	put_str(&b, 0, "reading", p->reading);
	put_list(&b, 0, "words", &p->words);
	put3(&b, 0, "about", &p->about);
	put_str(&b, 0, "where", p->where);
	put_list(&b, 0, "schemes", &p->schemes);
	put_list(&b, 0, "events", &p->events);
	put_str(&b, 0, "needed", p->needed.text);
	if (p->along)
		put_bool(&b, 0, "along", true);
	put3(&b, 0, "bring", &p->bring);
	if (p->copies > 1)
		put_int(&b, 0, "copies", p->copies, NULL);
	put_str(&b, 0, "each", p->each);
	put_str(&b, 0, "each_if", p->each_if.text);
	put_list(&b, 0, "asks", &p->asks);
	put_list(&b, 0, "optional", &p->optional);
	if (p->law.len) {
		buf_lit(&b, "source: { law: ");
		yaml_put(&b, p->law, 0, true);
		buf_put(&b, p->law_url.len ? STR(", url: ") : STR_NONE);
		if (p->law_url.len)
			yaml_put(&b, p->law_url, 0, true);
		buf_lit(&b, " }\n");
	}
	put3(&b, 0, "section", &p->section);
	put_bool(&b, 0, "confirmed", p->confirmed);
	buf_lit(&b, "sheets:\n");
	for (size_t i = 0; i < p->sheets.n; i++)
		put_sheet(&b, &p->sheets.at[i]);
	return written(&b);
}

/* --- samples ------------------------------------------------------------------------------------------------------------------- */

/* Choices one a line, as [a, b]. */
static void put_choices(buf *b, str lines)
{
	buf_char(b, '[');
	for (bool first = true; lines.len; first = false) {
		buf_put(b, first ? STR_NONE : STR(", "));
		yaml_put(b, str_cut(&lines, '\n'), 0, true);
	}
	buf_char(b, ']');
}

static void put_table(buf *b, const field_def *f, str json)
{
	const json_value *list = NULL;
	if (json_parse(b->arena, json, &list) || list->kind != JV_ARRAY || list->n == 0) {
		buf_lit(b, " []\n");
		return;
	}
	buf_char(b, '\n');
	for (size_t i = 0; i < list->n; i++) {
		bool begun = false;
		buf_lit(b, "        - ");
		for (size_t k = 0; k < f->columns.n; k++) {
			const field_def *col = &f->columns.at[k];
			const json_value *v = json_get(&list->items[i], col->id.at);
			str cell;
			if (!v || !field_cell(b->arena, v, &cell) || cell.len == 0)
				continue;
			buf_format(b, "%s%.*s: ", begun ? ", " : "{ ", STR_ARG(col->id));
			begun = true;
			if (col->kind == FIELD_CHOICES)
				put_choices(b, cell);
			else
				yaml_put(b, cell, 0, true);
		}
		buf_put(b, begun ? STR(" }\n") : STR("{}\n"));
	}
}

str defs_write_samples(arena *a, const city_def *c)
{
	buf b = buf_new(a, FILE_CEILING);
	buf_lit(&b, "samples:\n");
	for (size_t i = 0; i < c->papers.samples.n; i++) {
		const sample_def *s = &c->papers.samples.at[i];
		put_key(&b, 2, s->id.at);
		buf_char(&b, '\n');
		put3(&b, 4, "name", &s->name);
		put_key(&b, 4, "facts");
		buf_put(&b, s->given.n ? STR("\n") : STR(" {}\n"));
		for (size_t k = 0; k < s->given.n; k++) {
			const fact_answer *x = &s->given.at[k];
			const fact_def *f = facts_find(&c->facts, x->id);
			put_key(&b, 6, x->id.at);
			if (f && f->field.kind == FIELD_TABLE) {
				put_table(&b, &f->field, x->value);
				continue;
			}
			buf_char(&b, ' ');
			if (f && f->field.kind == FIELD_CHOICES)
				put_choices(&b, x->value);
			else
				yaml_put(&b, x->value, 8, false);
			buf_char(&b, '\n');
		}
	}
	return written(&b);
}
