#include "print/drawing_marks.h"

#include <math.h>

#include "base/buf.h"
#include "print/pdf_fonts.h"
#include "print/postal.h"

#define MM DRAWN_MM
#define PNG_MAX (32 * 1024 * 1024)

/* How a path is put: on paper as it is; in a picture so that upright and level lines fill whole dots. */
typedef struct brush {
	cairo_t *cr;
	double dots; /* a point; 0: paper */
	pdf_fonts *of_document; /* NULL: a picture */
} brush;

static void black(cairo_t *cr, int lightness)
{
	double v = lightness / 100.0;
	cairo_set_source_rgb(cr, v, v, v);
}

static double width_of(const brush *p, double weight)
{
	return p->dots > 0 ? fmax(round(weight * p->dots), 1) / p->dots : weight;
}

/* Where the middle of a line of `weight` stands. */
static double snapped(const brush *p, double at, double weight)
{
	if (p->dots <= 0)
		return at;
	int dots = weight > 0 ? (int)lround(width_of(p, weight) * p->dots) : 0;
	return (dots % 2 ? floor(at * p->dots) + 0.5 : round(at * p->dots)) / p->dots;
}

static void rounded(cairo_t *cr, draw_box b, double r)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, b.x + b.w - r, b.y + r, r, -M_PI / 2, 0);
	cairo_arc(cr, b.x + b.w - r, b.y + b.h - r, r, 0, M_PI / 2);
	cairo_arc(cr, b.x + r, b.y + b.h - r, r, M_PI / 2, M_PI);
	cairo_arc(cr, b.x + r, b.y + r, r, M_PI, 3 * M_PI / 2);
	cairo_close_path(cr);
}

static void ellipse(cairo_t *cr, draw_box b)
{
	static const double k = 0.5522847498;
	double x = b.x + b.w / 2, y = b.y + b.h / 2, rx = b.w / 2, ry = b.h / 2;
	cairo_move_to(cr, x + rx, y);
	cairo_curve_to(cr, x + rx, y + k * ry, x + k * rx, y + ry, x, y + ry);
	cairo_curve_to(cr, x - k * rx, y + ry, x - rx, y + k * ry, x - rx, y);
	cairo_curve_to(cr, x - rx, y - k * ry, x - k * rx, y - ry, x, y - ry);
	cairo_curve_to(cr, x + k * rx, y - ry, x + rx, y - k * ry, x + rx, y);
	cairo_close_path(cr);
}

static void bars(const brush *p, const drawn *m)
{
	for (int i = 0; m->bars[i]; i++) {
		draw_box bar = postal_bar(m->bars[i], i);
		cairo_rectangle(p->cr, m->at.x + bar.x * MM, m->at.y + bar.y * MM, bar.w * MM, bar.h * MM);
	}
}

static void path(const brush *p, const drawn *m)
{
	cairo_t *cr = p->cr;
	draw_box b = m->at;
	bool straight =
		m->shape == SHAPE_RECT || m->shape == SHAPE_ROUND || (m->shape == SHAPE_LINE && (b.w == 0 || b.h == 0));
	if (straight) {
		double x2 = snapped(p, b.x + b.w, m->weight), y2 = snapped(p, b.y + b.h, m->weight);
		b.x = snapped(p, b.x, m->weight);
		b.y = snapped(p, b.y, m->weight);
		b.w = x2 - b.x;
		b.h = y2 - b.y;
	}
	switch (m->shape) {
	case SHAPE_LINE:
		cairo_move_to(cr, b.x, b.y);
		cairo_line_to(cr, b.x + b.w, b.y + b.h);
		break;
	case SHAPE_RECT:
		cairo_rectangle(cr, b.x, b.y, b.w, b.h);
		break;
	case SHAPE_ROUND:
		rounded(cr, b, m->round);
		break;
	case SHAPE_ELLIPSE:
		ellipse(cr, b);
		break;
	case SHAPE_TICK:
		cairo_move_to(cr, b.x + b.w * 0.12, b.y + b.h * 0.55);
		cairo_line_to(cr, b.x + b.w * 0.40, b.y + b.h * 0.85);
		cairo_line_to(cr, b.x + b.w * 0.90, b.y + b.h * 0.15);
		break;
	case SHAPE_CROSS:
		cairo_move_to(cr, b.x + b.w * 0.15, b.y + b.h * 0.15);
		cairo_line_to(cr, b.x + b.w * 0.85, b.y + b.h * 0.85);
		cairo_move_to(cr, b.x + b.w * 0.85, b.y + b.h * 0.15);
		cairo_line_to(cr, b.x + b.w * 0.15, b.y + b.h * 0.85);
		break;
	case SHAPE_BARS:
		bars(p, m);
		break;
	}
}

static bool same_pen(const drawn *a, const drawn *b)
{
	return a->kind == DRAWN_PATH && b->kind == DRAWN_PATH && a->weight == b->weight && a->weight > 0 &&
	       a->fill < 0 && b->fill < 0 && a->dashed == b->dashed && a->dotted == b->dotted && a->grey == b->grey &&
	       (a->shape >= SHAPE_TICK) == (b->shape >= SHAPE_TICK);
}

static void pen_of(const brush *p, const drawn *m)
{
	double w = width_of(p, m->weight);
	static const double none[] = { 0 };
	cairo_set_line_width(p->cr, w);
	if (m->dotted)
		cairo_set_dash(p->cr, (const double[]){ 0, fmax(2.2 * w, 0.8 * MM) }, 2, 0);
	else if (m->dashed)
		cairo_set_dash(p->cr, (const double[]){ 1.6 * MM, 1.0 * MM }, 2, 0);
	else
		cairo_set_dash(p->cr, none, 0, 0);
	bool pen = m->dotted || m->shape == SHAPE_TICK || m->shape == SHAPE_CROSS;
	cairo_set_line_cap(p->cr, pen ? CAIRO_LINE_CAP_ROUND : m->dashed ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_SQUARE);
	cairo_set_line_join(p->cr, pen ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
	black(p->cr, m->grey);
}

/* Paths of one pen that follow each other are one stroke. Returns how many there were. */
static size_t paint_paths(const brush *p, const drawn *m, size_t n)
{
	cairo_t *cr = p->cr;
	if (m->fill >= 0) {
		path(p, m);
		black(cr, 100 - m->fill);
		cairo_fill(cr);
	}
	if (m->weight <= 0)
		return 1;
	size_t k = 0;
	do
		path(p, &m[k++]);
	while (k < n && same_pen(m, &m[k]));
	pen_of(p, m);
	cairo_stroke(cr);
	return k;
}

static void paint_qr(const brush *p, const drawn *m)
{
	cairo_t *cr = p->cr;
	const qr *q = &m->code;
	int modules = q->size + 2 * QR_QUIET;
	double one = m->at.w / modules, x = m->at.x, y = m->at.y;
	if (p->dots > 0 && one * p->dots >= 1) { /* whole dots a module; what is left over lies around it */
		double sharp = floor(one * p->dots) / p->dots, around = (m->at.w - sharp * modules) / 2;
		x = round((x + around) * p->dots) / p->dots;
		y = round((y + around) * p->dots) / p->dots;
		one = sharp;
	}
	for (int row = 0; row < q->size; row++)
		for (int from = 0; from < q->size; from++) {
			int to = from;
			while (qr_is_dark(q, to, row))
				to++;
			if (to > from)
				cairo_rectangle(cr, x + (from + QR_QUIET) * one, y + (row + QR_QUIET) * one,
						(to - from) * one, one);
			from = to;
		}
	black(cr, 0);
	cairo_fill(cr);
}

static void paint_text(const brush *p, fonts *f, const drawn *m)
{
	cairo_t *cr = p->cr;
	black(cr, m->grey);
	for (size_t i = 0; i < m->runs.n; i++) {
		const drawn_run *r = &m->runs.at[i];
		cairo_matrix_t how;
		cairo_matrix_init_scale(&how, r->size, r->size);
		if (r->turned)
			cairo_matrix_rotate(&how, M_PI / 2);
		cairo_set_font_face(cr, p->of_document ? pdf_fonts_face(p->of_document, r->font, r->bold)
						       : fonts_face(f, r->font, r->bold));
		cairo_set_font_matrix(cr, &how);
		if (p->dots > 0)
			cairo_show_glyphs(cr, r->glyphs, r->n);
		else
			cairo_show_text_glyphs(cr, r->text.at, (int)r->text.len, r->glyphs, r->n, r->clusters,
					       r->n_clusters, 0);
	}
}

bool drawing_is_tint(const drawn *m)
{
	return m->kind == DRAWN_PATH && m->role == DRAW_PRINTED && m->weight <= 0 && m->fill > 0 && m->fill < 50 &&
	       m->shape <= SHAPE_ROUND;
}

void drawing_paint(const drawing *f, cairo_t *cr, double dots, pdf_fonts *of_document)
{
	fonts *of_thread = fonts_here();
	brush p = { cr, dots, of_document };
	cairo_font_options_t *plain = cairo_font_options_create();
	cairo_font_options_set_hint_style(plain, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(plain, CAIRO_HINT_METRICS_OFF);
	cairo_set_font_options(cr, plain);
	cairo_font_options_destroy(plain);
	for (size_t i = 0; i < f->marks.n; i++)
		if (drawing_is_tint(&f->marks.at[i]))
			paint_paths(&p, &f->marks.at[i], 1);
	for (size_t i = 0; i < f->marks.n;) {
		const drawn *m = &f->marks.at[i];
		if (drawing_is_tint(m)) {
			i++;
			continue;
		}
		if (m->kind == DRAWN_PATH) {
			i += paint_paths(&p, m, f->marks.n - i);
			continue;
		}
		if (m->kind == DRAWN_QR) {
			paint_qr(&p, m);
		} else if (of_thread) {
			if (of_document)
				cairo_tag_begin(cr, "P", NULL);
			paint_text(&p, of_thread, m);
			if (of_document)
				cairo_tag_end(cr, "P");
		}
		i++;
	}
}

static cairo_status_t take_bytes(void *to, const unsigned char *bytes, unsigned n)
{
	buf *b = to;
	buf_put(b, (str){ (const char *)bytes, n });
	return b->overflowed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

const err *drawing_png(arena *a, const drawing *f, int dpi, str *ret)
{
	if (dpi < 36 || dpi > 300)
		return err_why(a, ERR_invalid, "a picture has 36 to 300 dots an inch");
	double dots = dpi / 72.0;
	int width = (int)lround(f->width * MM * dots), height = (int)lround(f->height * MM * dots);
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *cr = cairo_create(s);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, dots, dots);
	drawing_paint(f, cr, dots, NULL);
	cairo_status_t status = cairo_status(cr);
	cairo_destroy(cr);
	buf b = buf_new(a, PNG_MAX);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(s, take_bytes, &b);
	cairo_surface_destroy(s);
	if (status != CAIRO_STATUS_SUCCESS)
		return err_why(a, ERR_internal, "cairo: %s", cairo_status_to_string(status));
	*ret = buf_str(&b);
	return NULL;
}
