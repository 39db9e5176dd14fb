#include "print/drawing_marks.h"

#include <math.h>

#include "base/buf.h"
#include "print/postal.h"

/* A tenth of a point is the unit, so that most numbers are short. */
#define UNIT 10
#define MM DRAWN_MM
#define SVG_MAX (16 * 1024 * 1024)

static void put_escaped(buf *b, str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '&')
			buf_lit(b, "&amp;");
		else if (c == '<')
			buf_lit(b, "&lt;");
		else if (c == '>')
			buf_lit(b, "&gt;");
		else if (c == '"')
			buf_lit(b, "&quot;");
		else if ((u8)c >= 0x20)
			buf_char(b, c);
	}
}

static double in_units(double points)
{
	return round(points * UNIT * 10) / 10;
}

static const char *role_class(const drawn *m)
{
	return m->role == DRAW_FILLED ? "filled" : "printed";
}

/* Grey of `lightness` per cent. Filled marks take the colour of the page's text, where they are black. */
static void put_paint(buf *b, const char *what, const drawn *m, int lightness)
{
	int v = (lightness * 255 + 50) / 100;
	if (m->role == DRAW_FILLED && v == 0)
		buf_format(b, " %s=\"currentColor\"", what);
	else
		buf_format(b, " %s=\"#%02x%02x%02x\"", what, (unsigned)v, (unsigned)v, (unsigned)v);
}

static void put_box_path(buf *b, draw_box r)
{
	buf_format(b, "M%g %gh%gv%gh%gz", in_units(r.x), in_units(r.y), in_units(r.w), in_units(r.h), -in_units(r.w));
}

static void put_points(buf *b, const drawn *m, const double *at, int n, bool goes_on)
{
	for (int i = 0; i < n; i++)
		buf_format(b, "%c%g %g", i == 0 || (!goes_on && i % 2 == 0) ? 'M' : 'L',
			   in_units(m->at.x + m->at.w * at[2 * i]), in_units(m->at.y + m->at.h * at[2 * i + 1]));
}

static void put_path(buf *b, const drawn *m)
{
	draw_box r = m->at;
	switch (m->shape) {
	case SHAPE_LINE:
		buf_format(b, "M%g %gL%g %g", in_units(r.x), in_units(r.y), in_units(r.x + r.w), in_units(r.y + r.h));
		break;
	case SHAPE_RECT:
		put_box_path(b, r);
		break;
	case SHAPE_ROUND: {
		double q = in_units(m->round), w = in_units(r.w) - 2 * q, h = in_units(r.h) - 2 * q;
		buf_format(
			b,
			"M%g %gh%ga%g %g 0 0 1 %g %gv%ga%g %g 0 0 1 -%g %gh%ga%g %g 0 0 1 -%g -%gv%ga%g %g 0 0 1 %g -%gz",
			in_units(r.x) + q, in_units(r.y), w, q, q, q, q, h, q, q, q, q, -w, q, q, q, q, -h, q, q, q, q);
		break;
	}
	case SHAPE_ELLIPSE: {
		double rx = in_units(r.w / 2), ry = in_units(r.h / 2);
		buf_format(b, "M%g %ga%g %g 0 1 1 %g 0a%g %g 0 1 1 %g 0z", in_units(r.x), in_units(r.y + r.h / 2), rx,
			   ry, 2 * rx, rx, ry, -2 * rx);
		break;
	}
	case SHAPE_TICK:
		put_points(b, m, (const double[]){ 0.12, 0.55, 0.40, 0.85, 0.90, 0.15 }, 3, true);
		break;
	case SHAPE_CROSS:
		put_points(b, m, (const double[]){ 0.15, 0.15, 0.85, 0.85, 0.85, 0.15, 0.15, 0.85 }, 4, false);
		break;
	case SHAPE_BARS:
		for (int i = 0; m->bars[i]; i++) {
			draw_box bar = postal_bar(m->bars[i], i);
			put_box_path(b, (draw_box){ r.x + bar.x * MM, r.y + bar.y * MM, bar.w * MM, bar.h * MM });
		}
		break;
	}
}

static void put_shape(buf *b, const drawn *m)
{
	buf_format(b, "<path class=\"%s\" d=\"", role_class(m));
	put_path(b, m);
	buf_char(b, '"');
	if (m->fill >= 0)
		put_paint(b, "fill", m, 100 - m->fill);
	else
		buf_lit(b, " fill=\"none\"");
	if (m->weight > 0) {
		put_paint(b, "stroke", m, m->grey);
		buf_format(b, " stroke-width=\"%g\"", in_units(m->weight));
		if (m->dotted)
			buf_format(b, " stroke-linecap=\"round\" stroke-dasharray=\"0 %g\"",
				   in_units(fmax(2.2 * m->weight, 0.8 * MM)));
		else if (m->dashed)
			buf_format(b, " stroke-dasharray=\"%g %g\"", in_units(1.6 * MM), in_units(1.0 * MM));
		else if (m->shape >= SHAPE_TICK)
			buf_lit(b, " stroke-linecap=\"round\" stroke-linejoin=\"round\"");
	}
	buf_lit(b, "/>");
}

static void put_code(buf *b, const drawn *m)
{
	const qr *q = &m->code;
	double one = m->at.w / (q->size + 2 * QR_QUIET);
	buf_format(b, "<g class=\"%s\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"", role_class(m));
	put_box_path(b, m->at);
	buf_format(b, "\"/><path fill=\"#000\" transform=\"translate(%g %g) scale(%.6g)\" d=\"", in_units(m->at.x),
		   in_units(m->at.y), one * UNIT);
	for (int y = 0; y < q->size; y++)
		for (int x = 0; x < q->size; x++) {
			int run = 0;
			while (qr_is_dark(q, x + run, y))
				run++;
			if (run)
				buf_format(b, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, run, run);
			x += run;
		}
	buf_lit(b, "\"/></g>");
}

/* Outlines that stand in the picture already, under a name: a letter is written once and then used. */
typedef struct seen {
	u64 *keys; /* font and glyph and 1; 0: empty */
	size_t room; /* a power of two, more than twice of what goes in */
	u64 prefix; /* of the names, so that two sheets on a page do not meet */
} seen;

static bool is_new(seen *s, int font, u32 glyph)
{
	u64 key = (u64)font << 32 | glyph << 1 | 1;
	size_t i = (size_t)(key * 0x9E3779B97F4A7C15U >> 20) & (s->room - 1);
	while (s->keys[i] && s->keys[i] != key)
		i = (i + 1) & (s->room - 1);
	bool fresh = s->keys[i] == 0;
	s->keys[i] = key;
	return fresh;
}

static void put_run(buf *b, fonts *f, seen *s, const drawn_run *r)
{
	for (int i = 0; i < r->n; i++) {
		const cairo_glyph_t *g = &r->glyphs[i];
		u32 glyph = (u32)g->index;
		if (is_new(s, r->font, glyph)) {
			buf_format(b, "<defs><path id=\"g%llx-%d-%u\" d=\"", (unsigned long long)s->prefix, r->font,
				   glyph);
			fonts_outline(f, r->font, glyph, b);
			buf_lit(b, "\"/></defs>");
		}
		buf_format(b, "<use href=\"#g%llx-%d-%u\" transform=\"translate(%g %g)%s scale(%.5g)\"/>",
			   (unsigned long long)s->prefix, r->font, glyph, in_units(g->x), in_units(g->y),
			   r->turned ? " rotate(90)" : "", r->size * UNIT * fonts_unit(f, r->font));
	}
}

static void put_text(buf *b, fonts *f, seen *s, const drawn *m)
{
	buf_format(b, "<g class=\"%s\"", role_class(m));
	put_paint(b, "fill", m, m->grey);
	if (m->runs.n && m->runs.at[0].bold) {
		put_paint(b, "stroke", m, m->grey);
		buf_lit(b, " stroke-width=\"70\"");
	}
	buf_char(b, '>');
	for (size_t i = 0; i < m->runs.n; i++)
		put_run(b, f, s, &m->runs.at[i]);
	buf_lit(b, "</g>");
}

/* Of all that a drawing says. */
static seen seen_new(arena *a, const drawing *f, str label)
{
	seen s = { .prefix = str_hash(label), .room = 64 };
	size_t n = 0;
	for (size_t i = 0; i < f->marks.n; i++)
		for (size_t k = 0; k < f->marks.at[i].runs.n; k++) {
			const drawn_run *r = &f->marks.at[i].runs.at[k];
			s.prefix = s.prefix * 31 + str_hash(r->text);
			n += (size_t)r->n;
		}
	while (s.room < 2 * n + 2)
		s.room *= 2;
	s.prefix &= 0xffffffff;
	s.keys = arena_many(a, u64, s.room);
	return s;
}

const err *drawing_svg(arena *a, const drawing *f, str label, str *ret)
{
	fonts *of_thread = fonts_here();
	buf b = buf_new(a, SVG_MAX);
	buf_format(&b, "<svg class=\"sheet\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" role=\"img\"",
		   in_units(f->width * MM), in_units(f->height * MM));
	buf_lit(&b, "><title>");
	put_escaped(&b, str_is_utf8(label) ? label : STR_NONE);
	buf_lit(&b, "</title>");
	if (f->background.len == 0)
		buf_format(&b, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
	seen outlines = seen_new(a, f, label);
	for (size_t i = 0; i < f->marks.n; i++)
		if (drawing_is_tint(&f->marks.at[i]))
			put_shape(&b, &f->marks.at[i]);
	for (size_t i = 0; i < f->marks.n; i++) {
		const drawn *m = &f->marks.at[i];
		if (m->kind == DRAWN_PATH && !drawing_is_tint(m))
			put_shape(&b, m);
		else if (m->kind == DRAWN_QR)
			put_code(&b, m);
		else if (m->kind == DRAWN_TEXT && of_thread)
			put_text(&b, of_thread, &outlines, m);
	}
	buf_lit(&b, "</svg>");
	if (b.overflowed)
		return err_why(a, ERR_too_long, "a sheet as a picture has at most %d bytes", SVG_MAX);
	*ret = buf_str(&b);
	return NULL;
}
