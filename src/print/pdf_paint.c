#include "print/pdf_blocks.h"

#include <cairo-pdf.h>

static void draw_lines(cairo_t *cr, PangoLayout *l, double x, double y, int from, int to)
{
	double start = pdf_line_top(l, from);
	PangoLayoutIter *i = pango_layout_get_iter(l);
	int n = 0;
	do {
		if (n >= from && n < to) {
			double baseline = (double)pango_layout_iter_get_baseline(i) / PANGO_SCALE;
			PangoRectangle where;
			pango_layout_iter_get_line_extents(i, NULL, &where);
			cairo_move_to(cr, x + (double)where.x / PANGO_SCALE, y + baseline - start);
			pango_cairo_show_layout_line(cr, pango_layout_iter_get_line_readonly(i));
		}
		n++;
	} while (pango_layout_iter_next_line(i));
	pango_layout_iter_free(i);
}

static void draw_all_lines(cairo_t *cr, PangoLayout *l, double x, double y)
{
	draw_lines(cr, l, x, y, 0, pango_layout_get_line_count(l));
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
static void draw_block(cairo_t *cr, const block *b, double y, int from, int to)
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
			draw_all_lines(cr, b->beside, LEFT + (b->kind == CODE ? b->inset : 0),
				       y + (b->kind == CODE ? 4 * MM : 0.45 * MM));
	}
	if (b->layout)
		draw_lines(cr, b->layout, LEFT + b->inset, y + (b->kind == NOTICE ? FRAME : 0), from, to);
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
	draw_all_lines(cr, l, LEFT, y);
	g_object_unref(l);
	str number = str_format(p->arena, "%d / %d", page + 1, p->pages);
	l = pdf_lines(p, context, number, 8, 20 * MM);
	pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
	draw_all_lines(cr, l, LEFT + WIDTH - 20 * MM, y);
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

static void draw_sheet(cairo_t *cr, const drawing *sheet)
{
	cairo_tag_begin(cr, "Sect", NULL);
	cairo_save(cr);
	drawing_paint(sheet, cr, 0, true);
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
				draw_block(cr, b, TOP, b->split_line, pango_layout_get_line_count(b->layout));
		}
		size_t i = begin;
		const drawing *sheet = sheet_at(p, i, page);
		if (page > 0)
			set_size(s, sheet);
		if (sheet)
			draw_sheet(cr, sheet);
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
			draw_block(cr, b, b->y, 0,
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
