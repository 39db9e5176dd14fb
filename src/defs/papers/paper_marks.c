/* The marks of a sheet: what each is, where it stands and how it looks. */
#include "defs/papers/papers_read.h"
#include "defs/facts/facts_read.h"

#include <math.h>
#include <stdlib.h>

const char *const mark_keys[] = {
	[MARK_LABEL] = "label", [MARK_LINE] = "line",     [MARK_BOX] = "box",         [MARK_FACT] = "fact",
	[MARK_VALUE] = "value", [MARK_COLUMN] = "column", [MARK_OPTIONS] = "options", [MARK_CHOICE] = "choice",
	[MARK_SEAL] = "seal",   [MARK_QR] = "qr",         [MARK_POSTAL] = "postal",   [MARK_GRID] = "grid",
	[MARK_EMPTY] = NULL,
};

/* --- numbers ------------------------------------------------------------------------------------------------------------- */

bool read_mm(reader *r, const yaml_node *n, double least, double most, double *ret)
{
	str s;
	if (!text_of(r, n, &s))
		return false;
	s = str_trim(s);
	size_t point = str_find(s, '.'), from = s.len && s.at[0] == '-';
	bool plain = s.len > from && s.len < 12 && point > from && (point == s.len || (s.len - point - 1) - 1 < 3);
	for (size_t i = from; i < s.len; i++)
		plain = plain && (i == point || (s.at[i] >= '0' && s.at[i] <= '9'));
	if (!plain) {
		note(r, n, "‘%.*s’ is not a number; write it as 12 or 12.5, with at most three digits behind the point",
		     STR_ARG(shown(s)));
		return false;
	}
	double x = strtod(arena_copy(r->work, s).at, NULL);
	if (x < least || x > most) {
		note(r, n, "%g is out of range; it must be %g to %g", x, least, most);
		return false;
	}
	*ret = x == 0 ? 0 : x; /* no -0 */
	return true;
}

size_t read_mms(reader *r, const yaml_node *n, double *at, size_t least, size_t most)
{
	static const char *const like[] = { "", "20", "20, 40", "20, 40, 170", "20, 40, 170, 9" };
	if (n->kind != YN_LIST || n->items.n < least || n->items.n > most) {
		note(r, n, "write %s%zu numbers in millimetres here, such as [%s]", least < most ? "up to " : "", most,
		     like[most < COUNT(like) ? most : 4]);
		return 0;
	}
	bool good = true;
	for (size_t i = 0; i < n->items.n; i++)
		good &= read_mm(r, n->items.at[i], -DRAW_SIDE_MAX, DRAW_SIDE_MAX, &at[i]);
	return good ? n->items.n : 0;
}

/* --- the keys of a mark ---------------------------------------------------------------------------------------------------- */

typedef struct raw_mark {
	paper_mark m;
	const yaml_node *kinds[MARK_EMPTY]; /* the values of label:, line: … */
	const yaml_node *at, *weight, *size, *least, *padding, *round, *frame, *inner, *align, *valign, *face, *cells,
		*format, *part, *choices, *apart, *mark, *is, *address, *fill, *grey, *span, *down, *in, *columns,
		*rows;
	bool bold, wrap, vertical, underline, cells_right, dash, dot, bare;
	const yaml_node *bold_at, *wrap_at, *vertical_at, *underline_at, *cells_right_at, *dash_at, *dot_at, *bare_at;
} raw_mark;

static void read_node(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)r;
	(void)f;
	*(const yaml_node **)to = n;
}

void read_expr(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s;
	(void)f;
	if (!text_of(r, n, &s))
		return;
	if (s.len > FEEL_BYTES_MAX)
		note(r, n, "too long: %zu bytes, at most %d", s.len, FEEL_BYTES_MAX);
	else if (str_trim(s).len == 0)
		note(r, n, "write an expression here, or leave the key out");
	else
		((paper_expr *)to)->text = s;
}

#define NODE(member, name) FIELD(raw_mark, member, name, read_node)
static const field mark_fields[] = {
	NODE(kinds[MARK_LABEL], "label"),
	NODE(kinds[MARK_LINE], "line"),
	NODE(kinds[MARK_BOX], "box"),
	NODE(kinds[MARK_FACT], "fact"),
	NODE(kinds[MARK_VALUE], "value"),
	NODE(kinds[MARK_COLUMN], "column"),
	NODE(kinds[MARK_OPTIONS], "options"),
	NODE(kinds[MARK_CHOICE], "choice"),
	NODE(kinds[MARK_SEAL], "seal"),
	NODE(kinds[MARK_QR], "qr"),
	NODE(kinds[MARK_POSTAL], "postal"),
	NODE(kinds[MARK_GRID], "grid"),
	FIELD(raw_mark, m.id, "id", read_id),
	FIELD(raw_mark, m.only, "if", read_expr),
	NODE(at, "at"),
	NODE(weight, "weight"),
	NODE(size, "size"),
	NODE(least, "least"),
	NODE(padding, "padding"),
	NODE(round, "round"),
	NODE(frame, "frame"),
	NODE(inner, "inner"),
	NODE(align, "align"),
	NODE(valign, "valign"),
	NODE(face, "face"),
	NODE(cells, "cells"),
	NODE(format, "format"),
	NODE(part, "part"),
	NODE(choices, "choices"),
	NODE(apart, "apart"),
	NODE(mark, "mark"),
	NODE(is, "is"),
	NODE(address, "address"),
	NODE(fill, "fill"),
	NODE(grey, "grey"),
	NODE(span, "span"),
	NODE(down, "down"),
	NODE(in, "in"),
	NODE(columns, "columns"),
	NODE(rows, "rows"),
	NODE(bold_at, "bold"),
	NODE(wrap_at, "wrap"),
	NODE(vertical_at, "vertical"),
	NODE(underline_at, "underline"),
	NODE(cells_right_at, "cells_right"),
	NODE(dash_at, "dash"),
	NODE(dot_at, "dot"),
	NODE(bare_at, "bare"),
};

#define K(kind) (1u << MARK_##kind)
#define FILLED (K(FACT) | K(VALUE) | K(COLUMN))
#define TEXTS (FILLED | K(LABEL) | K(OPTIONS))
#define OF_CELL 0x10000u /* and any cell of a grid */

/* Which keys go with which kinds; those that are not here go with all. */
static const struct {
	const char *key;
	unsigned kinds;
	const char *with;
} goes_with[] = {
	{ "size", TEXTS | K(SEAL), "texts" },
	{ "least", TEXTS, "texts" },
	{ "align", TEXTS, "texts" },
	{ "valign", TEXTS, "texts" },
	{ "wrap", TEXTS, "texts" },
	{ "bold", TEXTS, "texts" },
	{ "face", TEXTS, "texts" },
	{ "grey", TEXTS, "texts" },
	{ "padding", TEXTS, "texts" },
	{ "vertical", TEXTS, "texts" },
	{ "underline", FILLED | K(LABEL), "labels, facts, columns and values" },
	{ "cells", FILLED, "facts, columns and values" },
	{ "cells_right", FILLED, "facts, columns and values" },
	{ "format", FILLED, "facts, columns and values" },
	{ "part", FILLED | K(OPTIONS) | K(CHOICE), "facts, columns, values, options and choices" },
	{ "choices", K(OPTIONS), "options" },
	{ "apart", K(OPTIONS), "options" },
	{ "mark", K(OPTIONS) | K(CHOICE), "options and choices" },
	{ "is", K(CHOICE), "choices" },
	{ "address", K(POSTAL), "postal" },
	{ "weight", K(LINE) | K(BOX) | OF_CELL, "lines, boxes and cells" },
	{ "dash", K(LINE) | K(BOX) | OF_CELL, "lines, boxes and cells" },
	{ "dot", K(LINE) | K(BOX) | OF_CELL, "lines, boxes and cells" },
	{ "fill", K(BOX) | OF_CELL, "boxes and cells" },
	{ "round", K(BOX), "boxes" },
	{ "span", OF_CELL, "cells of a grid" },
	{ "down", OF_CELL, "cells of a grid" },
	{ "bare", OF_CELL, "cells of a grid" },
	{ "in", OF_CELL, "cells of a grid" },
	{ "columns", K(GRID), "grids" },
	{ "rows", K(GRID), "grids" },
	{ "frame", K(GRID), "grids" },
	{ "inner", K(GRID), "grids" },
};

static void check_keys(reader *r, const yaml_node *n, mark_kind kind, mark_place place)
{
	for (size_t i = 0; n->kind == YN_MAP && i < n->keys.n; i++)
		for (size_t k = 0; k < COUNT(goes_with); k++)
			if (str_eq(n->keys.at[i]->s, str_of(goes_with[k].key)) &&
			    !(goes_with[k].kinds & (1u << kind)) &&
			    !(place == PLACE_CELL && goes_with[k].kinds & OF_CELL))
				note(r, n->keys.at[i], "‘%s’ goes with %s only; take it away", goes_with[k].key,
				     goes_with[k].with);
}

/* --- what is usual ---------------------------------------------------------------------------------------------------------- */

paper_mark mark_usual(mark_kind kind, mark_place place)
{
	paper_mark m = { .kind = kind, .fill = -1, .span = 1, .down = 1 };
	unsigned bit = 1u << kind;
	m.style.role = bit & FILLED ? DRAW_FILLED : DRAW_PRINTED;
	if (bit & TEXTS) {
		m.style.face = bit & FILLED ? DRAW_GOTHIC : DRAW_MINCHO;
		m.style.size = bit & FILLED ? 10 : 9;
		m.style.least = 6;
		m.style.align = place == PLACE_CELL && kind == MARK_LABEL ? DRAW_CENTRE : DRAW_LEFT;
	}
	if (kind == MARK_SEAL)
		m.style.size = 8;
	if (kind == MARK_LINE || kind == MARK_BOX)
		m.stroke.weight = 0.25;
	if (kind == MARK_CHOICE || kind == MARK_OPTIONS)
		m.sign = SIGN_CIRCLE;
	if (kind == MARK_OPTIONS)
		m.apart = STR("・");
	if (kind == MARK_GRID) {
		m.frame = 0.5;
		m.inner = 0.2;
	}
	return m;
}

/* --- reading one --------------------------------------------------------------------------------------------------------------- */

/* A word of a list, as its place in it; `was` where it is none. */
static int word_of(reader *r, const yaml_node *n, const char *const *words, size_t count, int was)
{
	str s;
	if (!n || !text_of(r, n, &s))
		return was;
	buf all = buf_new(r->work, 400);
	for (size_t i = 0; i < count; i++) {
		if (str_eq(s, str_of(words[i])))
			return (int)i;
		buf_format(&all, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", words[i]);
	}
	note(r, n, "‘%.*s’ is not known here; write %.*s", STR_ARG(shown(s)), STR_ARG(buf_str(&all)));
	return was;
}

static void number(reader *r, const yaml_node *n, double least, double most, double *ret)
{
	if (n)
		read_mm(r, n, least, most, ret);
}

static void whole(reader *r, const yaml_node *n, int least, int most, int *ret)
{
	field f = { .key = "", .least = least, .most = most };
	if (n)
		read_int(r, n, ret, &f);
}

static bool yes(reader *r, const yaml_node *n)
{
	bool b = false;
	if (n)
		read_bool(r, n, &b, NULL);
	return b;
}

static str line_of(reader *r, const yaml_node *n, size_t most)
{
	field f = { .key = "", .most = (i64)most };
	str s = STR_NONE;
	read_line(r, n, &s, &f);
	return s;
}

static str lines_of(reader *r, const yaml_node *n, size_t most)
{
	str s;
	if (!text_of(r, n, &s))
		return STR_NONE;
	if (s.len > most) {
		note(r, n, "too long: %zu bytes, at most %zu", s.len, most);
		return STR_NONE;
	}
	for (size_t i = 0; i < s.len; i++)
		if (((u8)s.at[i] < 0x20 && s.at[i] != '\n') || s.at[i] == 0x7F) {
			note(r, n, "remove the control character");
			return STR_NONE;
		}
	while (s.len && s.at[s.len - 1] == '\n') /* a block's end */
		s.len--;
	return s;
}

/* `本人`, `世帯員: 同じ世帯の家族` or `代理人: [法定代理人, 代理人]` */
static void read_option(reader *r, const yaml_node *n, paper_mark *m)
{
	str word = STR_NONE, answers = STR_NONE;
	if (n->kind == YN_MAP && n->keys.n == 1) {
		const yaml_node *v = n->items.at[0];
		word = line_of(r, n->keys.at[0], NAME_MAX_BYTES);
		if (v->kind == YN_LIST) {
			buf b = buf_new(r->a, TEXT_MAX_BYTES);
			for (size_t i = 0; i < v->items.n && i < CHOICES_MAX; i++) {
				buf_put(&b, b.len ? STR("\n") : STR_NONE);
				buf_put(&b, line_of(r, v->items.at[i], NAME_MAX_BYTES));
			}
			answers = buf_str(&b);
		} else {
			answers = line_of(r, v, NAME_MAX_BYTES);
		}
	} else if (n->kind == YN_TEXT) {
		word = line_of(r, n, NAME_MAX_BYTES);
	} else {
		note(r, n, "write the word that is printed, or `word: answer`");
	}
	if (word.len == 0 && n->kind == YN_TEXT)
		note(r, n, "write the word that is printed");
	LIST_ADD(r->a, &m->choices, word);
	LIST_ADD(r->a, &m->answers, answers);
}

static void read_options(reader *r, const yaml_node *n, paper_mark *m)
{
	if (n->kind != YN_LIST || n->items.n == 0) {
		note(r, n, "write the words that are printed: [男, 女]");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		if (i == CHOICES_MAX) {
			note(r, n->items.at[i], "at most %d choices", CHOICES_MAX);
			return;
		}
		read_option(r, n->items.at[i], m);
	}
}

static void read_columns(reader *r, const yaml_node *n, paper_mark *m)
{
	if (n->kind != YN_LIST || n->items.n == 0 || n->items.n > GRID_COLUMNS_MAX) {
		note(r, n, "write the widths of the columns in millimetres: [28, 62, 20, 60]; at most %d",
		     GRID_COLUMNS_MAX);
		return;
	}
	m->columns.at = arena_many(r->a, double, n->items.n);
	m->columns.n = n->items.n;
	for (size_t i = 0; i < n->items.n; i++) {
		m->columns.at[i] = 1;
		read_mm(r, n->items.at[i], 0.5, DRAW_SIDE_MAX, &m->columns.at[i]);
	}
}

static void read_style(reader *r, const raw_mark *raw, draw_style *s)
{
	static const char *const aligns[] = { "left", "centre", "right", "spread" },
				 *const valigns[] = { "middle", "top", "bottom" },
				 *const faces[] = { "mincho", "gothic" };
	number(r, raw->size, 4, 72, &s->size);
	if (s->least > s->size)
		s->least = s->size;
	number(r, raw->least, 3, 72, &s->least);
	if (raw->least && s->least > s->size)
		note(r, raw->least, "‘least’ is more than ‘size’");
	number(r, raw->padding, 0, 50, &s->padding);
	s->align = (draw_align)word_of(r, raw->align, aligns, COUNT(aligns), (int)s->align);
	s->valign = (draw_valign)word_of(r, raw->valign, valigns, COUNT(valigns), (int)s->valign);
	s->face = (draw_face)word_of(r, raw->face, faces, COUNT(faces), (int)s->face);
	whole(r, raw->cells, 1, COMB_MAX, &s->cells);
	whole(r, raw->grey, 0, 90, &s->grey);
	s->bold = yes(r, raw->bold_at);
	s->wrap = yes(r, raw->wrap_at);
	s->vertical = yes(r, raw->vertical_at);
	s->underline = yes(r, raw->underline_at);
	s->cells_right = yes(r, raw->cells_right_at);
	if (raw->cells_right_at && !raw->cells)
		note(r, raw->cells_right_at, "‘cells_right’ goes with ‘cells’");
	if (raw->cells && (raw->wrap_at || raw->vertical_at))
		note(r, raw->cells, "a comb is one line from the left; take ‘%s’ away",
		     raw->wrap_at ? "wrap" : "vertical");
}

static void read_place(reader *r, const yaml_node *n, const raw_mark *raw, mark_place place, paper_mark *m)
{
	double at[4] = { 0 };
	const yaml_node *from =
		m->kind == MARK_LINE || m->kind == MARK_BOX || m->kind == MARK_GRID ? raw->kinds[m->kind] : raw->at;
	if (place == PLACE_CELL) {
		if (raw->at)
			note(r, raw->at,
			     "a cell has its place from the grid; take ‘at’ away, or put the mark into `in:`");
		return;
	}
	if (from != raw->at && raw->at)
		note(r, raw->at, "the place stands behind ‘%s:’ already; take ‘at’ away", mark_keys[m->kind]);
	if (!from) {
		note(r, n, "‘at:’ is missing; add where this stands: at: [x, y, width, height]");
		return;
	}
	size_t least = m->kind == MARK_POSTAL || m->kind == MARK_GRID ? 2 : 4;
	size_t got = read_mms(r, from, at, least, m->kind == MARK_GRID ? 3 : 4);
	if (!got)
		return;
	m->at = (draw_box){ at[0], at[1], at[2], at[3] };
	if (m->kind == MARK_LINE) { /* [20, 30, 190, 30] is from where to where */
		m->at.w -= m->at.x;
		m->at.h -= m->at.y;
		m->at.w = round(m->at.w * 1000) / 1000;
		m->at.h = round(m->at.h * 1000) / 1000;
	} else if (got == 4 && (m->at.w <= 0 || m->at.h <= 0) && m->kind != MARK_POSTAL) {
		note(r, from, "this has no size; write [x, y, width, height]");
	}
}

static void read_grid(reader *r, const yaml_node *n, const raw_mark *raw, paper_mark *m, size_t *count)
{
	double width = 0, height = 0;
	number(r, raw->frame, 0, 3, &m->frame);
	number(r, raw->inner, 0, 3, &m->inner);
	if (raw->columns)
		read_columns(r, raw->columns, m);
	else
		note(r, n, "‘columns:’ is missing; add the widths of the columns");
	if (raw->rows)
		read_rows(r, raw->rows, m, count);
	else
		note(r, n, "‘rows:’ is missing; add the rows of the grid");
	for (size_t i = 0; i < m->columns.n; i++)
		width += m->columns.at[i];
	for (size_t i = 0; i < m->rows.n; i++)
		height += m->rows.at[i].height * (m->rows.at[i].each.len ? m->rows.at[i].most : 1);
	width = round(width * 1000) / 1000;
	if (m->at.w == 0)
		m->at.w = width;
	else if (m->columns.n && fabs(m->at.w - width) > MM_SLACK)
		note(r, raw->columns, "the columns make up %g mm, but the grid is %g mm wide", width, m->at.w);
	m->at.h = round(height * 1000) / 1000;
}

static mark_kind kind_of(reader *r, const yaml_node *n, const raw_mark *raw, mark_place place)
{
	mark_kind kind = MARK_EMPTY;
	for (int k = 0; k < MARK_EMPTY; k++) {
		if (!raw->kinds[k] || (k == MARK_VALUE && raw->kinds[MARK_QR]))
			continue;
		if (kind != MARK_EMPTY) {
			note(r, n, "this cannot be two things; take ‘%s’ or ‘%s’ away", mark_keys[kind], mark_keys[k]);
			return kind;
		}
		kind = (mark_kind)k;
	}
	if (kind == MARK_EMPTY && raw->mark)
		kind = MARK_CHOICE;
	if ((kind == MARK_COLUMN || kind == MARK_VALUE) && raw->choices)
		kind = MARK_OPTIONS;
	if (kind == MARK_COLUMN && raw->is)
		kind = MARK_CHOICE;
	if (kind == MARK_EMPTY && place != PLACE_CELL && n->kind == YN_MAP)
		note(r, n,
		     "say what this is: label, line, box, fact, value, column, options, choice, seal, qr, postal or grid");
	if (place != PLACE_SHEET && kind == MARK_GRID)
		note(r, n, "a grid cannot stand within a cell; give this grid more columns and `span`");
	if (place == PLACE_CELL && (kind == MARK_LINE || kind == MARK_BOX || kind == MARK_POSTAL))
		note(r, n, "‘%s’ needs a place: put it into `in:` of the cell", mark_keys[kind]);
	return kind;
}

/* What each kind must have, and its texts. */
static void read_what(reader *r, const yaml_node *n, const raw_mark *raw, paper_mark *m)
{
	const yaml_node *own = m->kind < MARK_EMPTY ? raw->kinds[m->kind] : NULL;
	static const char *const signs[] = { "circle", "tick", "cross", "dot" };
	if (m->kind == MARK_LABEL && own) {
		m->text = lines_of(r, own, DRAW_TEXT_MAX);
		if (m->text.len == 0)
			note(r, own, "write the text that is printed");
	}
	if ((m->kind == MARK_OPTIONS || m->kind == MARK_CHOICE) && raw->kinds[MARK_COLUMN]) {
		own = raw->kinds[MARK_COLUMN];
		m->of_row = true;
	}
	bool named = m->kind == MARK_FACT || m->kind == MARK_COLUMN || m->kind == MARK_OPTIONS ||
		     m->kind == MARK_CHOICE || m->kind == MARK_POSTAL || m->kind == MARK_SEAL || m->kind == MARK_QR;
	if (named && own)
		m->text = line_of(r, own, NAME_MAX_BYTES);
	if (raw->kinds[MARK_VALUE] && (m->kind == MARK_VALUE || m->kind == MARK_OPTIONS || m->kind == MARK_QR))
		read_expr(r, raw->kinds[MARK_VALUE], &m->value, NULL);
	if (m->kind == MARK_QR) {
		if (m->value.text.len && (str_eq(m->text, STR("value")) || m->text.len == 0))
			m->text = STR_NONE;
		else if (m->value.text.len || !str_eq(m->text, STR("code")))
			note(r, own,
			     "write `qr: code` for what brings the packet up, or `qr: value` and a FEEL text as `value:`");
	}
	if (m->kind == MARK_OPTIONS) {
		if (raw->choices)
			read_options(r, raw->choices, m);
		else
			note(r, n, "‘choices:’ is missing; add the words that are printed: [男, 女]");
		if (raw->apart)
			m->apart = lines_of(r, raw->apart, 20);
	}
	m->sign = (mark_sign)word_of(r, raw->mark, signs, COUNT(signs), (int)m->sign);
	if (m->kind == MARK_CHOICE && m->text.len) {
		if (raw->is)
			m->is = line_of(r, raw->is, NAME_MAX_BYTES);
		if (m->is.len == 0)
			note(r, n, "‘is:’ is missing; add the answer that is marked");
	} else if (m->kind == MARK_CHOICE && m->only.text.len == 0) {
		note(r, n, "say when this is marked: `choice: …, is: …`, or `if: …`");
	}
	if (m->kind == MARK_POSTAL) {
		if (raw->address)
			m->address = line_of(r, raw->address, NAME_MAX_BYTES);
		if (m->address.len == 0)
			note(r, n, "‘address:’ is missing; add the fact that holds the address");
	}
	if (raw->format)
		m->format = lines_of(r, raw->format, NAME_MAX_BYTES);
	if (raw->part) {
		str part = line_of(r, raw->part, 40);
		if (raw->format)
			note(r, raw->part, "‘part’ is short for a format of that part alone; take one of the two away");
		else if (part.len)
			m->format = str_format(r->a, "{%.*s}", STR_ARG(part));
	}
}

static void read_mark(reader *r, const yaml_node *n, mark_place place, paper_mark *ret, size_t *count)
{
	raw_mark raw = { 0 };
	bool map = read_map(r, n, &raw, mark_fields, COUNT(mark_fields));
	mark_kind kind = map ? kind_of(r, n, &raw, place) : MARK_EMPTY;
	paper_mark m = mark_usual(kind, place);
	m.id = raw.m.id;
	m.only = raw.m.only;
	m.line = n->line;
	m.column = n->column;
	*ret = m;
	if (!map)
		return;
	check_keys(r, n, kind, place);
	read_place(r, n, &raw, place, &m);
	read_style(r, &raw, &m.style);
	number(r, raw.weight, 0, 3, &m.stroke.weight);
	number(r, raw.round, 0, 50, &m.round);
	m.stroke.dashed = yes(r, raw.dash_at);
	m.stroke.dotted = yes(r, raw.dot_at);
	if (place == PLACE_CELL && m.stroke.weight == 0 && (m.stroke.dashed || m.stroke.dotted))
		m.stroke.weight = 0.2;
	whole(r, raw.fill, 0, 100, &m.fill);
	whole(r, raw.span, 1, GRID_COLUMNS_MAX, &m.span);
	whole(r, raw.down, 1, GRID_LINES_MAX, &m.down);
	m.bare = yes(r, raw.bare_at);
	read_what(r, n, &raw, &m);
	if (raw.in && place == PLACE_CELL && kind != MARK_EMPTY)
		note(r, raw.in, "a cell is one mark, or holds several in `in:`; take ‘%s’ into it", mark_keys[kind]);
	else if (raw.in && place == PLACE_CELL)
		read_marks(r, raw.in, &m.in, true, count);
	if (kind == MARK_GRID && place == PLACE_SHEET)
		read_grid(r, n, &raw, &m, count);
	*ret = m;
}

void read_cell(reader *r, const yaml_node *n, paper_mark *ret, size_t *count)
{
	read_mark(r, n, PLACE_CELL, ret, count);
}

void read_marks(reader *r, const yaml_node *n, paper_marks *ret, bool in_cell, size_t *count)
{
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of marks: `- { label: 氏名, at: [20, 40, 30, 8] }`");
		return;
	}
	ret->at = arena_many(r->a, paper_mark, n->items.n);
	for (size_t i = 0; i < n->items.n; i++) {
		if (++*count > PAPER_MARKS_MAX) {
			note(r, n->items.at[i], "at most %d marks on a sheet, cells included", PAPER_MARKS_MAX);
			return;
		}
		read_mark(r, n->items.at[i], in_cell ? PLACE_IN : PLACE_SHEET, &ret->at[i], count);
		ret->n = i + 1;
	}
}
