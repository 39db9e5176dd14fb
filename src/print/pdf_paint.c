#include "print/pdf_blocks.h"

#include <cairo-pdf.h>

/* A run of Pango's with a font of the chain: only then are its letters known to the document. */
typedef struct run_font {
	int font; /* -1: another */
	double size;
} run_font;

static run_font font_of(const pdf *p, const PangoGlyphItem *run)
{
	run_font ret = { -1, 0 };
	if (!run->item->analysis.font || run->item->analysis.level % 2)
		return ret;
	for (int i = 0; i < run->glyphs->num_glyphs; i++)
		if (run->glyphs->glyphs[i].glyph != PANGO_GLYPH_EMPTY &&
		    run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
			return ret; /* Pango draws its number */
	PangoFontDescription *d = pango_font_describe_with_absolute_size(run->item->analysis.font);
	const char *family = pango_font_description_get_family(d);
	ret.font = family ? fonts_named(p->fonts, family) : -1;
	ret.size = (double)pango_font_description_get_size(d) / PANGO_SCALE;
	pango_font_description_free(d);
	return ret;
}

static void use_layout(pdf *p, PangoLayout *l)
{
	PangoLayoutIter *i = pango_layout_get_iter(l);
	do {
		const PangoGlyphItem *run = pango_layout_iter_get_run_readonly(i);
		run_font f = run ? font_of(p, run) : (run_font){ -1, 0 };
		for (int k = 0; f.font >= 0 && k < run->glyphs->num_glyphs; k++)
			if (run->glyphs->glyphs[k].glyph != PANGO_GLYPH_EMPTY)
				pdf_fonts_use(p->used, f.font, false, run->glyphs->glyphs[k].glyph, 0);
	} while (pango_layout_iter_next_run(i));
	pango_layout_iter_free(i);
}

static void use_text(pdf *p, PangoContext *context, str text)
{
	PangoLayout *l = pdf_lines(p, context, text, 8, WIDTH);
	use_layout(p, l);
	g_object_unref(l);
}

void pdf_use_fonts(pdf *p, PangoContext *context)
{
	use_text(p, context, p->about.foot);
	use_text(p, context, STR("0123456789 / …"));
	for (size_t i = 0; i < p->blocks.n; i++) {
		const block *b = &p->blocks.at[i];
		if (b->layout)
			use_layout(p, b->layout);
		if (b->beside)
			use_layout(p, b->beside);
		if (b->sheet)
			pdf_fonts_use_sheet(p->used, b->sheet);
	}
}

static void draw_run(pdf *p, cairo_t *cr, const char *text, PangoGlyphItem *run, double x, double y)
{
	run_font f = font_of(p, run);
	if (f.font < 0) {
		cairo_move_to(cr, x, y);
		pango_cairo_show_glyph_item(cr, text, run);
		return;
	}
	const PangoGlyphString *s = run->glyphs;
	size_t n = (size_t)s->num_glyphs;
	cairo_glyph_t *glyphs = arena_many(p->arena, cairo_glyph_t, n + 1);
	cairo_text_cluster_t *clusters = arena_many(p->arena, cairo_text_cluster_t, n + 1);
	int n_glyphs = 0, n_clusters = 0;
	for (int i = 0; i < s->num_glyphs; i++) {
		const PangoGlyphGeometry *g = &s->glyphs[i].geometry;
		if (i == 0 || s->log_clusters[i] != s->log_clusters[i - 1]) {
			int end = i + 1;
			while (end < s->num_glyphs && s->log_clusters[end] == s->log_clusters[i])
				end++;
			int to = end < s->num_glyphs ? s->log_clusters[end] : run->item->length;
			clusters[n_clusters++] = (cairo_text_cluster_t){ to - s->log_clusters[i], 0 };
		}
		if (s->glyphs[i].glyph != PANGO_GLYPH_EMPTY) {
			glyphs[n_glyphs++] = (cairo_glyph_t){ s->glyphs[i].glyph, x + (double)g->x_offset / PANGO_SCALE,
							      y + (double)g->y_offset / PANGO_SCALE };
			clusters[n_clusters - 1].num_glyphs++;
		}
		x += (double)g->width / PANGO_SCALE;
	}
	cairo_set_font_face(cr, pdf_fonts_face(p->used, f.font, false));
	cairo_set_font_size(cr, f.size);
	cairo_show_text_glyphs(cr, text + run->item->offset, run->item->length, glyphs, n_glyphs, clusters, n_clusters,
			       0);
}

static void draw_lines(pdf *p, cairo_t *cr, PangoLayout *l, double x, double y, int from, int to)
{
	double start = pdf_line_top(l, from);
	const char *text = pango_layout_get_text(l);
	PangoLayoutIter *i = pango_layout_get_iter(l);
	int n = 0;
	do {
		double baseline = y + (double)pango_layout_iter_get_baseline(i) / PANGO_SCALE - start;
		PangoRectangle where;
		pango_layout_iter_get_line_extents(i, NULL, &where);
		double at = x + (double)where.x / PANGO_SCALE;
		const PangoLayoutLine *line = pango_layout_iter_get_line_readonly(i);
		for (const GSList *r = line->runs; r && n >= from && n < to; r = r->next) {
			PangoGlyphItem *run = r->data;
			draw_run(p, cr, text, run, at, baseline);
			at += (double)pango_glyph_string_get_width(run->glyphs) / PANGO_SCALE;
		}
		n++;
	} while (pango_layout_iter_next_line(i));
	pango_layout_iter_free(i);
}

static void draw_all_lines(pdf *p, cairo_t *cr, PangoLayout *l, double x, double y)
{
	draw_lines(p, cr, l, x, y, 0, pango_layout_get_line_count(l));
}

static void draw_code(cairo_t *cr, const qr *q, double x, double y)
{
	double module = pdf_qr_side(q) / (q->size + 2 * QR_QUIET);
	for (int row = 0; row < q->size; row++) {
		for (int from = 0; from < q->size; from++) {
			int to = from;
			while (qr_is_dark(q, to, row))
				to++;
			if (to > from)
				cairo_rectangle(cr, x + (from + QR_QUIET) * module, y + (row + QR_QUIET) * module,
						(to - from) * module, module);
			from = to;
		}
	}
	cairo_fill(cr);
}

static void draw_sign_of(cairo_t *cr, pdf_mark mark, double x, double y)
{
	cairo_set_line_width(cr, 0.8);
	cairo_new_path(cr);
	if (mark == PDF_BOX)
		cairo_rectangle(cr, x + 1 * MM, y + 0.2 * MM, 3.4 * MM, 3.4 * MM);
	else
		cairo_arc(cr, x + 2.7 * MM, y + 1.9 * MM, 0.7 * MM, 0, 6.2832);
	if (mark == PDF_BOX)
		cairo_stroke(cr);
	else
		cairo_fill(cr);
}

static const char *tag_of(const block *b)
{
	static const char *const headings[] = { "", "H2", "H3", "H4" };
	switch (b->kind) {
	case TITLE:
		return "H1";
	case HEADING:
		return headings[b->level];
	case ITEM:
		return "LI";
	case TEXT:
	case SMALL:
	case NOTICE:
	case ROW:
	case CODE:
	case RULE:
	case SPACE:
	case SHEET:
		break;
	}
	return "P";
}

static void line_across(cairo_t *cr, double y, double width)
{
	cairo_set_line_width(cr, width);
	cairo_move_to(cr, LEFT, y);
	cairo_line_to(cr, LEFT + WIDTH, y);
	cairo_stroke(cr);
}

/* Lines [from, to) of a block, its decoration with the first of them. */
static void draw_block(pdf *p, cairo_t *cr, const block *b, double y, int from, int to)
{
	if (b->kind == SPACE)
		return;
	if (b->kind == RULE) {
		line_across(cr, y + b->height / 2, 0.5);
		return;
	}
	cairo_tag_begin(cr, tag_of(b), NULL);
	if (from == 0) {
		if (b->kind == ITEM)
			draw_sign_of(cr, (pdf_mark)b->level, LEFT, y);
		if (b->kind == NOTICE) {
			cairo_set_line_width(cr, 0.8);
			cairo_rectangle(cr, LEFT, y, WIDTH, b->height);
			cairo_stroke(cr);
		}
		if (b->kind == CODE)
			draw_code(cr, &b->code, LEFT, y);
		if (b->beside)
			draw_all_lines(p, cr, b->beside, LEFT + (b->kind == CODE ? b->inset : 0),
				       y + (b->kind == CODE ? 4 * MM : 0.45 * MM));
	}
	if (b->layout)
		draw_lines(p, cr, b->layout, LEFT + b->inset, y + (b->kind == NOTICE ? FRAME : 0), from, to);
	cairo_tag_end(cr, tag_of(b));
	if (b->kind == TITLE)
		line_across(cr, y + b->height - 2.5 * MM, 1.5);
}

static void draw_foot(pdf *p, cairo_t *cr, PangoContext *context, int page)
{
	double y = PAGE_HEIGHT - 12 * MM;
	PangoLayout *l = pdf_lines(p, context, p->about.foot, 8, WIDTH - 20 * MM);
	pango_layout_set_height(l, -1);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	draw_all_lines(p, cr, l, LEFT, y);
	g_object_unref(l);
	str number = str_format(p->arena, "%d / %d", page + 1, p->pages);
	l = pdf_lines(p, context, number, 8, 20 * MM);
	pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
	draw_all_lines(p, cr, l, LEFT + WIDTH - 20 * MM, y);
	g_object_unref(l);
}

/* The sheet that is the page which begins with a block; NULL. */
static const drawing *sheet_at(const pdf *p, size_t i, int page)
{
	const block *b = i < p->blocks.n ? &p->blocks.at[i] : NULL;
	return b && b->page == page && b->kind == SHEET ? b->sheet : NULL;
}

/* Cairo forgets what a page holds already when its size is set, open tags as well: before all else. */
static void set_size(cairo_surface_t *s, const drawing *sheet)
{
	if (sheet)
		cairo_pdf_surface_set_size(s, sheet->width * MM, sheet->height * MM);
	else
		cairo_pdf_surface_set_size(s, PAGE_WIDTH, PAGE_HEIGHT);
}

static void draw_sheet(const pdf *p, cairo_t *cr, const drawing *sheet)
{
	cairo_tag_begin(cr, "Sect", NULL);
	cairo_save(cr);
	drawing_paint(sheet, cr, 0, p->used);
	cairo_restore(cr);
	cairo_tag_end(cr, "Sect");
}

void pdf_paint(pdf *p, cairo_surface_t *s, cairo_t *cr, PangoContext *context)
{
	set_size(s, sheet_at(p, 0, 0));
	cairo_tag_begin(cr, "Document", NULL);
	bool list = false;
	size_t begin = 0;
	for (int page = 0; page < p->pages; page++) {
		if (begin > 0) { /* the rest of what began on the page before */
			const block *b = &p->blocks.at[begin - 1];
			if (b->split_line && b->page == page - 1)
				draw_block(p, cr, b, TOP, b->split_line, pango_layout_get_line_count(b->layout));
		}
		size_t i = begin;
		const drawing *sheet = sheet_at(p, i, page);
		if (page > 0)
			set_size(s, sheet);
		if (sheet)
			draw_sheet(p, cr, sheet);
		for (; i < p->blocks.n && p->blocks.at[i].page == page; i++) {
			const block *b = &p->blocks.at[i];
			if (b->kind == SHEET)
				continue;
			if (list != (b->kind == ITEM)) {
				list = !list;
				if (list)
					cairo_tag_begin(cr, "L", NULL);
				else
					cairo_tag_end(cr, "L");
			}
			draw_block(p, cr, b, b->y, 0,
				   b->split_line ? b->split_line
				   : b->layout   ? pango_layout_get_line_count(b->layout)
						 : 0);
		}
		if (list)
			cairo_tag_end(cr, "L");
		list = false;
		begin = i;
		if (!sheet)
			draw_foot(p, cr, context, page);
		cairo_show_page(cr);
	}
	cairo_tag_end(cr, "Document");
}
