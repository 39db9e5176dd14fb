/* One mark of a paper, drawn in its place. */
#include "defs/defs.h"
#include "defs/papers/paper_filling.h"

#include "fields/address.h"
#include "print/postal.h"

#include <math.h>

#define POINT (25.4 / 72) /* mm */
#define SIGN_WEIGHT 0.35

/* --- what a mark says ------------------------------------------------------------------------------------------------------- */

/* A fact or a column, and its canonical text. */
static const field_def *shown_field(filling *g, const paper_mark *m, str *ret)
{
	*ret = STR_NONE;
	if (m->kind == MARK_COLUMN || m->of_row) {
		for (size_t i = 0; g->row_of && i < g->row_of->field.columns.n; i++) {
			const field_def *f = &g->row_of->field.columns.at[i];
			if (!str_eq(f->id, m->text))
				continue;
			feel item = g->row.at[0].value;
			if (item.kind == FEEL_CONTEXT)
				*ret = canonical_of(g->a, f, feel_get(item.context, f->label.in[LANG_JA], NULL));
			return f;
		}
		return NULL;
	}
	const fact_def *f = facts_find(&g->c->facts, m->text);
	if (!f)
		return NULL;
	*ret = canonical_of(g->a, &f->field, g->values[f - g->c->facts.at]);
	return &f->field;
}

static str said(filling *g, const laid_mark *laid, const field_def **ret_field)
{
	str canonical;
	const paper_mark *m = laid->mark;
	*ret_field = NULL;
	if (m->value.text.len)
		return m->value.expr ? text_of_feel(g->a, value_of(g, &m->value, laid), m->format, g->home) : STR_NONE;
	const field_def *f = *ret_field = shown_field(g, m, &canonical);
	if (!f)
		return STR_NONE;
	bool digits = m->style.cells && m->format.len == 0 &&
		      (f->kind == FIELD_POSTAL || f->kind == FIELD_PHONE || f->kind == FIELD_NUMBER ||
		       f->kind == FIELD_MONEY || f->kind == FIELD_CORPORATE_NUMBER);
	return text_of_format(g->a, f, canonical, digits ? STR("{digits}") : m->format, g->home);
}

static void trouble(filling *g, const laid_mark *m, draw_fit fit, str text, const field_def *f)
{
	fill_trouble t = { .mark = m->mark,
			   .path = m->path,
			   .sheet = g->ret->n - 1,
			   .fit = fit,
			   .text = text,
			   .label = f ? f->label.in[LANG_JA] : STR_NONE };
	LIST_ADD(g->a, &g->ret->troubles, t);
}

/* --- texts --------------------------------------------------------------------------------------------------------------------- */

static void put_label(filling *g, const laid_mark *m)
{
	draw_fit fit = draw_text(g->d, m->at, m->mark->text, &m->mark->style);
	if (fit == FIT_NOT || fit == FIT_NO_GLYPH)
		trouble(g, m, fit, m->mark->text, NULL);
}

/* What has no room stands on a sheet of its own, and here which it is. */
static void put_apart(filling *g, const laid_mark *m, str text, str label)
{
	draw_style s = m->mark->style;
	str name = STR("別紙");
	if (g->apart.n < APART_MAX) {
		LIST_ADD(g->a, &g->apart, ((apart_text){ label, text }));
		name = str_format(g->a, "別紙%zu", g->apart.n);
	}
	s.cells = 0;
	s.least = 4;
	draw_text(g->d, m->at, name, &s);
}

static void put_text(filling *g, const laid_mark *m)
{
	const field_def *f;
	str text = said(g, m, &f);
	if (text.len == 0)
		return;
	draw_fit fit = text.len > DRAW_TEXT_MAX ? FIT_NOT : draw_measure(g->a, m->at, text, &m->mark->style, NULL);
	str label = f ? f->label.in[LANG_JA] : g->p->name.in[LANG_JA];
	if (fit == FIT_NOT)
		put_apart(g, m, text, label);
	else if (!g->tried)
		draw_text(g->d, m->at, text, &m->mark->style);
	if (fit == FIT_NOT || fit == FIT_NO_GLYPH)
		trouble(g, m, fit, text, f);
}

/* --- signs ---------------------------------------------------------------------------------------------------------------------- */

static void put_sign(filling *g, draw_box b, mark_sign sign)
{
	if (sign == SIGN_CIRCLE)
		draw_ellipse(g->d, b, &(draw_stroke){ .weight = SIGN_WEIGHT, .role = DRAW_FILLED });
	else
		draw_mark(g->d, b,
			  sign == SIGN_TICK    ? DRAW_TICK
			  : sign == SIGN_CROSS ? DRAW_CROSS
					       : DRAW_DOT,
			  DRAW_FILLED);
}

static void put_choice(filling *g, const laid_mark *m)
{
	str canonical;
	const field_def *f = m->mark->text.len ? shown_field(g, m->mark, &canonical) : NULL;
	bool chosen = m->mark->text.len == 0; /* by `if` alone */
	if (f && m->mark->format.len)
		chosen = str_eq(text_of_format(g->a, f, canonical, m->mark->format, g->home), m->mark->is);
	else if (f)
		chosen = option_stands(f, canonical, m->mark->is, STR_NONE, SIZE_MAX);
	if (chosen)
		put_sign(g, m->at, m->mark->sign);
}

/* Words side by side, or below each other; the box of each. */
typedef struct words {
	draw_box *at; /* of the word; the sign's box stands left of it */
	str *before; /* what parts it from the one before, on the same line */
	draw_box *apart;
	size_t n;
	double size; /* in points */
	double height; /* of all */
	bool fits;
} words;

static str trimmed_wide(str s)
{
	str wide = STR("　"), was;
	do {
		was = s = str_trim(s);
		if (str_starts(s, wide))
			s = str_sub(s, wide.len, s.len);
		if (str_ends(s, wide))
			s = str_sub(s, 0, s.len - wide.len);
	} while (s.len != was.len);
	return s;
}

static words place_words(filling *g, const laid_mark *m, double size)
{
	const paper_mark *mark = m->mark;
	size_t n = mark->choices.n;
	bool boxed = mark->sign != SIGN_CIRCLE;
	double em = size * POINT, line = em * (mark->sign == SIGN_CIRCLE ? 1.6 : 1.4), x = 0, y = 0;
	double sign = boxed ? em * 1.25 : 0, pad = boxed ? 0 : em * 0.2;
	draw_style s = mark->style;
	s.size = size;
	s.vertical = false;
	words w = { .at = arena_many(g->a, draw_box, n),
		    .before = arena_many(g->a, str, n),
		    .apart = arena_many(g->a, draw_box, n),
		    .n = n,
		    .size = size };
	double *ends = arena_many(g->a, double, n + 1), apart = draw_text_width(g->a, mark->apart, &s);
	size_t *line_of = arena_many(g->a, size_t, n + 1), lines = 1;
	if (boxed && str_eq(mark->apart, STR("・"))) /* a box before each parts them well enough */
		apart = em * 0.6;
	w.fits = true;
	for (size_t i = 0; i < n; i++) {
		double width = sign + 2 * pad + draw_text_width(g->a, mark->choices.at[i], &s);
		double gap = x > 0 ? apart : 0;
		bool breaks = x > 0 && (mark->style.vertical || (mark->style.wrap && x + gap + width > m->at.w));
		if (breaks) {
			lines++;
			y += line;
			x = gap = 0;
		}
		if (gap > 0) {
			w.before[i] = boxed && str_eq(mark->apart, STR("・")) ? STR_NONE : mark->apart;
			w.apart[i] = (draw_box){ x, y, apart, line };
		}
		w.at[i] = (draw_box){ x + gap, y, width, line };
		x += gap + width;
		line_of[i] = lines - 1;
		ends[lines - 1] = x;
		w.fits = w.fits && x <= m->at.w + MM_SLACK;
	}
	w.height = (double)lines * line;
	w.fits = w.fits && (w.height <= m->at.h + MM_SLACK || (lines == 1 && em <= m->at.h));
	double down = mark->style.valign == DRAW_TOP      ? 0
		      : mark->style.valign == DRAW_BOTTOM ? m->at.h - w.height
							  : (m->at.h - w.height) / 2;
	for (size_t i = 0; i < n; i++) {
		double room = m->at.w - ends[line_of[i]], right = 0;
		if (mark->style.align == DRAW_CENTRE || mark->style.align == DRAW_SPREAD)
			right = room / 2;
		else if (mark->style.align == DRAW_RIGHT)
			right = room;
		w.at[i].x += m->at.x + right;
		w.at[i].y += m->at.y + down;
		w.apart[i].x += m->at.x + right;
		w.apart[i].y += m->at.y + down;
	}
	return w;
}

static void put_options(filling *g, const laid_mark *m)
{
	const paper_mark *mark = m->mark;
	const field_def *f = NULL;
	str canonical = STR_NONE;
	bool by_text = mark->value.text.len || mark->format.len;
	if (by_text)
		canonical = said(g, m, &f);
	else
		f = shown_field(g, mark, &canonical);
	words w = place_words(g, m, mark->style.size);
	for (double size = mark->style.size - 0.5; !w.fits && size >= mark->style.least && mark->style.least > 0;
	     size -= 0.5)
		w = place_words(g, m, size);
	if (!w.fits)
		trouble(g, m, FIT_NOT, mark->choices.n ? mark->choices.at[0] : STR_NONE, f);
	draw_style s = mark->style;
	s.size = w.size;
	s.least = 0;
	s.vertical = s.wrap = false;
	s.align = DRAW_CENTRE;
	s.valign = DRAW_MIDDLE;
	s.padding = 0.001; /* the box is as wide as the word */
	double em = w.size * POINT;
	bool boxed = mark->sign != SIGN_CIRCLE;
	for (size_t i = 0; i < w.n; i++) {
		draw_box word = w.at[i];
		bool chosen = option_stands(by_text ? NULL : f, canonical, mark->choices.at[i], mark->answers.at[i], i);
		if (w.before[i]
			    .len) /* its own spaces only make room: with them it would stand nearer to one word than to the other */
			draw_text(g->d, w.apart[i], trimmed_wide(w.before[i]), &s);
		draw_box sign = { word.x, word.y + (word.h - em) / 2, em, em };
		if (boxed) {
			draw_rect(g->d, (draw_box){ sign.x + em * 0.08, sign.y + em * 0.08, em * 0.84, em * 0.84 },
				  &(draw_stroke){ .weight = 0.2 }, -1, 0);
			word.x += em * 1.25;
			word.w -= em * 1.25;
		}
		draw_box wide = { word.x - 1, word.y, word.w + 2, word.h }; /* rounding must not shrink it */
		draw_fit fit = draw_text(g->d, wide, mark->choices.at[i], &s);
		if (fit == FIT_NO_GLYPH)
			trouble(g, m, fit, mark->choices.at[i], f);
		if (!chosen)
			continue;
		if (boxed) {
			put_sign(g, sign, mark->sign);
		} else {
			double width = fmax(word.w, em * 1.5), height = em * 1.5;
			put_sign(g,
				 (draw_box){ word.x + (word.w - width) / 2, word.y + (word.h - height) / 2, width,
					     height },
				 SIGN_CIRCLE);
		}
	}
}

/* --- grids ---------------------------------------------------------------------------------------------------------------------- */

/* Between these two is no line: one cell lies on both sides, or one of them is bare. */
static bool open_between(const grid_cells *g, size_t x, size_t y)
{
	if (x == y)
		return true;
	return (x && g->at[x - 1].mark->bare) || (y && g->at[y - 1].mark->bare);
}

static void put_lines(filling *f, const laid_mark *m, const grid_cells *g)
{
	draw_stroke s = { .weight = m->mark->inner };
	double x0 = m->at.x, y0 = m->at.y;
	for (size_t l = 1; l < g->lines && s.weight > 0; l++)
		for (size_t k = 0; k < g->columns;) {
			size_t from = k;
			while (k < g->columns &&
			       !open_between(g, g->owner[(l - 1) * g->columns + k], g->owner[l * g->columns + k]))
				k++;
			if (k > from)
				draw_line(f->d, x0 + g->x[from], y0 + g->y[l], x0 + g->x[k], y0 + g->y[l], &s);
			k += k == from;
		}
	for (size_t k = 1; k < g->columns && s.weight > 0; k++)
		for (size_t l = 0; l < g->lines;) {
			size_t from = l;
			while (l < g->lines &&
			       !open_between(g, g->owner[l * g->columns + k - 1], g->owner[l * g->columns + k]))
				l++;
			if (l > from)
				draw_line(f->d, x0 + g->x[k], y0 + g->y[from], x0 + g->x[k], y0 + g->y[l], &s);
			l += l == from;
		}
	if (m->mark->frame > 0)
		draw_rect(f->d, m->at, &(draw_stroke){ .weight = m->mark->frame }, -1, 0);
}

static void put_grid(filling *f, const laid_mark *m)
{
	grid_cells g = grid_lay(f->a, m->mark);
	for (size_t i = 0; i < g.n; i++) {
		draw_box b = g.at[i].at;
		b.x += m->at.x;
		b.y += m->at.y;
		if (g.at[i].mark->fill > 0)
			draw_rect(f->d, b, NULL, g.at[i].mark->fill, 0);
	}
	put_lines(f, m, &g);
	for (size_t i = 0; i < g.n; i++) {
		draw_box b = g.at[i].at;
		b.x += m->at.x;
		b.y += m->at.y;
		if (g.at[i].mark->stroke.weight > 0)
			draw_rect(f->d, b, &g.at[i].mark->stroke, -1, 0);
	}
}

/* --- all of them ------------------------------------------------------------------------------------------------------------------ */

static void put_seal(filling *g, const laid_mark *m)
{
	double side = fmin(m->at.w, m->at.h);
	draw_box b = { m->at.x + (m->at.w - side) / 2, m->at.y + (m->at.h - side) / 2, side, side };
	draw_ellipse(g->d, b, &(draw_stroke){ .weight = 0.2, .dotted = true, .grey = 40 });
	draw_style s = { .size = m->mark->style.size, .least = 4, .align = DRAW_CENTRE, .grey = 40 };
	draw_fit fit = draw_text(g->d, b, m->mark->text, &s);
	if (fit == FIT_NOT || fit == FIT_NO_GLYPH)
		trouble(g, m, fit, m->mark->text, NULL);
}

static const err *put_qr(filling *g, const laid_mark *m)
{
	const field_def *f;
	str text = m->mark->value.text.len ? said(g, m, &f) : g->asked->code;
	if (text.len == 0)
		return NULL;
	const err *e = draw_qr(g->d, m->at, text);
	if (err_is(e, ERR_too_long)) {
		trouble(g, m, FIT_NOT, text, NULL);
		return NULL;
	}
	return e;
}

static const err *put_postal(filling *g, const laid_mark *m)
{
	paper_mark to = *m->mark;
	str postal, number;
	const field_def *f = shown_field(g, m->mark, &postal);
	to.text = m->mark->address;
	shown_field(g, &to, &number);
	if (!f || postal.len != 7)
		return NULL;
	address x = address_parse(g->a, number, NULL); /* what the postal code says already has no bars of its own */
	if (x.number.len)
		number = str_format(g->a, "%.*s %.*s", STR_ARG(x.number), STR_ARG(x.rest));
	const err *e = draw_postal(g->d, m->at.x, m->at.y, postal, postal_number(g->a, number));
	if (!e)
		return NULL;
	trouble(g, m, FIT_NOT, number, f); /* the letter arrives without it as well */
	return NULL;
}

const err *draw_one(filling *g, const laid_mark *m)
{
	const paper_mark *mark = m->mark;
	if (!holds(g, &mark->only, m))
		return NULL;
	bool filled = mark->kind == MARK_FACT || mark->kind == MARK_VALUE || mark->kind == MARK_COLUMN ||
		      mark->kind == MARK_QR || mark->kind == MARK_POSTAL;
	if (g->tried && !filled && mark->only.text.len == 0)
		return NULL; /* what is always printed was tried without answers */
	switch (mark->kind) {
	case MARK_LABEL:
		put_label(g, m);
		break;
	case MARK_LINE:
		draw_line(g->d, m->at.x, m->at.y, m->at.x + m->at.w, m->at.y + m->at.h, &mark->stroke);
		break;
	case MARK_BOX:
		draw_rect(g->d, m->at, mark->stroke.weight > 0 ? &mark->stroke : NULL, mark->fill, mark->round);
		break;
	case MARK_FACT:
	case MARK_VALUE:
	case MARK_COLUMN:
		if (mark->style.cells)
			draw_comb(g->d, m->at, mark->style.cells, &(draw_stroke){ .weight = 0.15, .grey = 30 });
		put_text(g, m);
		break;
	case MARK_OPTIONS:
		put_options(g, m);
		break;
	case MARK_CHOICE:
		put_choice(g, m);
		break;
	case MARK_SEAL:
		put_seal(g, m);
		break;
	case MARK_QR:
		return put_qr(g, m);
	case MARK_POSTAL:
		return put_postal(g, m);
	case MARK_GRID:
		put_grid(g, m);
		break;
	case MARK_EMPTY:
		break;
	}
	return NULL;
}
