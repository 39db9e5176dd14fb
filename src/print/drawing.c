#include "print/drawing_marks.h"

#include <math.h>

#include "print/background.h"
#include "print/postal.h"

#define MM DRAWN_MM
#define FAR (2 * DRAW_SIDE_MAX) /* mm: further out nothing is kept as it was said */

static double side(double mm)
{
	return isfinite(mm) ? fmin(fmax(mm, 10), DRAW_SIDE_MAX) : 210;
}

drawing *drawing_new(arena *a, double width, double height)
{
	drawing *f = arena_one(a, drawing);
	*f = (drawing){ .arena = a, .width = side(width), .height = side(height) };
	return f;
}

double drawing_width(const drawing *f)
{
	return f->width;
}

double drawing_height(const drawing *f)
{
	return f->height;
}

size_t drawing_marks(const drawing *f)
{
	return f->marks.n;
}

const err *drawing_background(drawing *f, str pdf, int page, double *ret_width, double *ret_height)
{
	background_look look;
	TRY(background_look_at(f->arena, pdf, &look));
	if (page < 1 || page > look.pages)
		return err_why(f->arena, ERR_file, "page %d of a PDF of %d pages", page, look.pages);
	f->background = pdf;
	f->background_page = page;
	if (ret_width)
		*ret_width = look.size[page - 1].width;
	if (ret_height)
		*ret_height = look.size[page - 1].height;
	return NULL;
}

void drawing_add(drawing *f, drawn m)
{
	if (f->marks.n == DRAW_MARKS_MAX)
		f->full = true;
	else
		LIST_ADD(f->arena, &f->marks, m);
}

/* Millimetres to points; false for what is no place. */
static bool place_of(draw_box b, draw_box *ret)
{
	const double v[] = { b.x, b.y, b.w, b.h };
	for (size_t i = 0; i < COUNT(v); i++)
		if (!isfinite(v[i]) || fabs(v[i]) > FAR)
			return false;
	*ret = (draw_box){ b.x * MM, b.y * MM, b.w * MM, b.h * MM };
	return true;
}

static void add_path(drawing *f, drawn_shape shape, draw_box at, const draw_stroke *s, int fill, double round)
{
	drawn m = { .kind = DRAWN_PATH, .shape = shape, .fill = fill < 0 ? -1 : fill > 100 ? 100 : fill };
	if (!place_of(at, &m.at))
		return;
	if (s && isfinite(s->weight) && s->weight > 0) {
		m.weight = fmin(s->weight, 20) * MM;
		m.dashed = s->dashed;
		m.dotted = s->dotted;
		m.grey = s->grey < 0 ? 0 : s->grey > 100 ? 100 : s->grey;
	}
	m.role = s ? s->role : DRAW_PRINTED;
	if (round > 0 && isfinite(round))
		m.round = fmin(round * MM, fmin(fabs(m.at.w), fabs(m.at.h)) / 2);
	if (m.weight > 0 || m.fill >= 0)
		drawing_add(f, m);
}

void draw_line(drawing *f, double x1, double y1, double x2, double y2, const draw_stroke *s)
{
	add_path(f, SHAPE_LINE, (draw_box){ x1, y1, x2 - x1, y2 - y1 }, s, -1, 0);
}

void draw_rect(drawing *f, draw_box b, const draw_stroke *s, int fill, double round)
{
	add_path(f, round > 0 ? SHAPE_ROUND : SHAPE_RECT, b, s, fill, round);
}

void draw_ellipse(drawing *f, draw_box b, const draw_stroke *s)
{
	add_path(f, SHAPE_ELLIPSE, b, s, -1, 0);
}

void draw_comb(drawing *f, draw_box b, int cells, const draw_stroke *s)
{
	if (cells > 200)
		cells = 200;
	for (int i = 1; i < cells; i++)
		draw_line(f, b.x + b.w * i / cells, b.y, b.x + b.w * i / cells, b.y + b.h, s);
}

/* As large as the box allows, but no larger than a pen would make it. */
void draw_mark(drawing *f, draw_box b, draw_sign sign, draw_role role)
{
	double across = fmin(fmin(b.w, b.h), 6);
	draw_box middle = { b.x + (b.w - across) / 2, b.y + (b.h - across) / 2, across, across };
	draw_stroke pen = { .weight = fmax(across * 0.11, 0.15), .role = role };
	if (sign != DRAW_DOT) {
		add_path(f, sign == DRAW_TICK ? SHAPE_TICK : SHAPE_CROSS, middle, &pen, -1, 0);
		return;
	}
	double inset = across * 0.18;
	draw_box dot = { middle.x + inset, middle.y + inset, across - 2 * inset, across - 2 * inset };
	pen.weight = 0;
	add_path(f, SHAPE_ELLIPSE, dot, &pen, 100, 0);
}

const err *draw_qr(drawing *f, draw_box b, str text)
{
	drawn m = { .kind = DRAWN_QR, .role = DRAW_FILLED };
	double least = fmin(b.w, b.h);
	TRY(qr_make(f->arena, text, &m.code));
	if (!place_of((draw_box){ b.x + (b.w - least) / 2, b.y + (b.h - least) / 2, least, least }, &m.at) ||
	    least <= 0)
		return err_why(f->arena, ERR_invalid, "a QR code needs a place");
	drawing_add(f, m);
	return NULL;
}

const err *draw_postal(drawing *f, double x, double y, str postal, str address_number)
{
	drawn m = { .kind = DRAWN_PATH, .shape = SHAPE_BARS, .fill = 100, .role = DRAW_FILLED };
	TRY(postal_bars(f->arena, postal, address_number, &m.bars));
	if (!place_of((draw_box){ x, y, POSTAL_WIDTH, POSTAL_HEIGHT }, &m.at))
		return err_why(f->arena, ERR_invalid, "a postal code needs a place");
	drawing_add(f, m);
	return NULL;
}

/* --- text ---------------------------------------------------------------------------------------------------------- */

draw_fit draw_text(drawing *f, draw_box b, str text, const draw_style *s)
{
	draw_style style = drawing_style(s);
	drawn m = { .kind = DRAWN_TEXT, .role = style.role, .grey = style.grey };
	if (text.len == 0)
		return FIT_WELL;
	fonts *of_thread = fonts_here();
	if (!of_thread)
		return FIT_NO_GLYPH;
	if (!place_of(b, &m.at))
		return FIT_NOT;
	drawn_text t = drawing_set(f->arena, of_thread, m.at, text, &style, true);
	m.runs = t.runs;
	if (m.runs.n)
		drawing_add(f, m);
	for (size_t i = 0; i < t.n_rules; i++) {
		const struct drawn_rule *r = &t.rules[i];
		drawn rule = { .kind = DRAWN_PATH,
			       .shape = SHAPE_LINE,
			       .role = style.role,
			       .grey = style.grey,
			       .fill = -1,
			       .weight = (style.bold_line ? 0.45 : 0.15) * MM,
			       .at = { r->x, r->y, r->upright ? 0 : r->length, r->upright ? r->length : 0 } };
		drawing_add(f, rule);
	}
	return t.fit;
}

draw_fit draw_measure(arena *a, draw_box b, str text, const draw_style *s, double *ret_size)
{
	draw_style style = drawing_style(s);
	fonts *f = fonts_here();
	draw_box at;
	if (ret_size)
		*ret_size = style.size;
	if (text.len == 0)
		return FIT_WELL;
	if (!f)
		return FIT_NO_GLYPH;
	if (!place_of(b, &at))
		return FIT_NOT;
	drawn_text t = drawing_set(a, f, at, text, &style, false);
	if (ret_size)
		*ret_size = t.size;
	return t.fit;
}

double draw_text_width(arena *a, str text, const draw_style *s)
{
	draw_style style = drawing_style(s);
	fonts *f = fonts_here();
	return f ? drawing_width_of(a, f, text, &style) / MM : 0;
}
