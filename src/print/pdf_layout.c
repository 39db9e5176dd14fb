#include "print/pdf_blocks.h"

/* How wide a code is drawn, its light edge included. */
double pdf_qr_side(const qr *q)
{
	double side = (q->size + 2 * QR_QUIET) * QR_MODULE;
	return side > QR_SIDE ? side : QR_SIDE;
}

/* --- how large it is --------------------------------------------------------------------------------------------- */

static double font_size(const block *b)
{
	static const double headings[] = { 0, 16, 13, 11.5 };
	switch (b->kind) {
	case TITLE:
		return 21;
	case HEADING:
		return headings[b->level];
	case SMALL:
		return 8.5;
	case TEXT:
	case NOTICE:
	case ROW:
	case ITEM:
	case CODE:
	case RULE:
	case SPACE:
	case SHEET:
		break;
	}
	return 10.5;
}

static double room_before(const block *b)
{
	static const double headings[] = { 0, 9 * MM, 6 * MM, 4 * MM };
	switch (b->kind) {
	case HEADING:
		return headings[b->level];
	case TEXT:
	case SMALL:
	case ROW:
	case ITEM:
		return 1.8 * MM;
	case NOTICE:
	case RULE:
	case CODE:
		return 4 * MM;
	case TITLE:
	case SPACE:
	case SHEET:
		break;
	}
	return 0;
}

/* Pango chooses a font by the base alone: where a letter has a variation selector, the chain says which font knows the two together. */
static PangoAttrList *variants(fonts *f, str text)
{
	PangoAttrList *list = NULL;
	for (size_t i = 0; i < text.len;) {
		size_t end = fonts_letter_end(text, i);
		/* U+E0100 … and U+FE00 … */
		bool selected = end - i >= 6 && (memmem(text.at + i, end - i, "\xf3\xa0", 2) ||
						 memmem(text.at + i, end - i, "\xef\xb8", 2));
		if (selected) {
			font_letter l = fonts_letter(f, FONT_GOTHIC, false, str_sub(text, i, end));
			PangoAttribute *family = pango_attr_family_new(fonts_family(f, l.font));
			family->start_index = (guint)i;
			family->end_index = (guint)end;
			list = list ? list : pango_attr_list_new();
			pango_attr_list_insert(list, family);
		}
		i = end;
	}
	return list;
}

PangoLayout *pdf_lines(pdf *p, PangoContext *context, str text, double size, double width)
{
	PangoLayout *l = pango_layout_new(context);
	PangoFontDescription *font = pango_font_description_from_string(fonts_families(p->fonts, FONT_GOTHIC));
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_layout_set_font_description(l, font);
	pango_font_description_free(font);
	pango_layout_set_text(l, text.at, (int)text.len);
	PangoAttrList *list = variants(p->fonts, text);
	if (list) {
		pango_layout_set_attributes(l, list);
		pango_attr_list_unref(list);
	}
	pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(l, 1.3F);
	return l;
}

static double height_of(PangoLayout *l)
{
	int height;
	pango_layout_get_size(l, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static const err *lay_out(pdf *p, PangoContext *context, block *b)
{
	b->before = room_before(b);
	double size = font_size(b);
	switch (b->kind) {
	case SHEET:
		return NULL;
	case RULE:
		b->height = 3 * MM;
		return NULL;
	case SPACE:
		b->height = b->gap;
		return NULL;
	case CODE:
		TRY(qr_make(p->arena, b->text, &b->code));
		b->inset = pdf_qr_side(&b->code) + 5 * MM;
		b->beside = pdf_lines(p, context, b->label, size, WIDTH - b->inset);
		b->height = pdf_qr_side(&b->code) > height_of(b->beside) ? pdf_qr_side(&b->code) : height_of(b->beside);
		return NULL;
	case ROW:
		b->inset = b->level ? WIDE_LABEL : LABEL;
		b->beside = pdf_lines(p, context, b->label, 9, b->inset - 2 * MM);
		break;
	case ITEM:
		b->inset = INDENT;
		break;
	case NOTICE:
		b->inset = FRAME;
		break;
	case TITLE:
	case HEADING:
	case TEXT:
	case SMALL:
		break;
	}
	double width = WIDTH - b->inset - (b->kind == NOTICE ? FRAME : 0);
	b->layout = pdf_lines(p, context, b->text, size, width);
	b->height = height_of(b->layout) + (b->kind == NOTICE ? 2 * FRAME : b->kind == TITLE ? 4 * MM : 0);
	if (b->beside && height_of(b->beside) > b->height)
		b->height = height_of(b->beside);
	return NULL;
}

/* --- on which page ------------------------------------------------------------------------------------------------ */

#define BODY_BOTTOM (PAGE_HEIGHT - BOTTOM)

/* The top of a line within its layout. */
double pdf_line_top(PangoLayout *l, int line)
{
	double top = 0;
	PangoLayoutIter *i = pango_layout_get_iter(l);
	for (int n = 0; n < line; n++)
		if (!pango_layout_iter_next_line(i))
			break;
	int y0;
	pango_layout_iter_get_line_yrange(i, &y0, NULL);
	top = (double)y0 / PANGO_SCALE;
	pango_layout_iter_free(i);
	return top;
}

/* How high the blocks from `from` to the end of their group are; a heading counts with what follows it. */
static double group_height(const pdf *p, size_t from)
{
	double sum = 0;
	for (size_t i = from; i < p->blocks.n && p->blocks.at[i].kind != SHEET; i++) {
		const block *b = &p->blocks.at[i];
		sum += (i == from ? 0 : b->before) + b->height;
		bool on = i + 1 < p->blocks.n &&
			  ((b->group && p->blocks.at[i + 1].group == b->group) || b->kind == HEADING);
		if (!on)
			break;
	}
	return sum;
}

/* The longest part of a block of plain lines that fits; 0 when it is not worth it. */
static int lines_that_fit(const block *b, double room)
{
	if (b->kind != TEXT && b->kind != SMALL && b->kind != ITEM && b->kind != ROW)
		return 0;
	int n = pango_layout_get_line_count(b->layout), fit = 0;
	while (fit + 1 < n && pdf_line_top(b->layout, fit + 1) <= room)
		fit++;
	return fit < 2 || n - fit < 2 ? 0 : fit; /* no line stands alone */
}

static const err *place(pdf *p)
{
	double y = TOP;
	int page = 0;
	bool full = false; /* a sheet has its page for itself */
	for (size_t i = 0; i < p->blocks.n; i++) {
		block *b = &p->blocks.at[i];
		if (full || (b->kind == SHEET && i > 0)) {
			page += full || y > TOP;
			y = TOP;
		}
		full = b->kind == SHEET;
		if (full) {
			b->page = page;
			continue;
		}
		bool first = i == 0 || y <= TOP;
		double top = first ? y : y + b->before;
		bool leads = b->group && (i == 0 || p->blocks.at[i - 1].group != b->group);
		double whole = leads || b->kind == HEADING ? group_height(p, i) : b->height;
		bool could = whole <= BODY_BOTTOM - TOP; /* one page is enough for it */
		double needed = could ? whole : b->kind == HEADING ? b->height + 20 * MM : b->height;
		if (!first && top + needed > BODY_BOTTOM) {
			int fit = whole > b->height ? 0 : lines_that_fit(b, BODY_BOTTOM - top);
			b->split_line = fit;
			page++;
			if (fit == 0)
				top = TOP;
		} else if (first && b->height > BODY_BOTTOM - TOP) {
			b->split_line = lines_that_fit(b, BODY_BOTTOM - top);
			page += b->split_line > 0;
		}
		b->page = page - (b->split_line > 0);
		b->y = top;
		y = b->split_line ? TOP + b->height - pdf_line_top(b->layout, b->split_line) : top + b->height;
		if (y > BODY_BOTTOM + 1 && b->split_line)
			return err_why(p->arena, ERR_too_long, "a text of a document is longer than two pages");
	}
	p->pages = page + 1;
	if (p->pages > PDF_PAGES_MAX)
		return err_why(p->arena, ERR_too_long, "a document has at most %d pages", PDF_PAGES_MAX);
	return NULL;
}

const err *pdf_lay_out(pdf *p, PangoContext *context)
{
	for (size_t i = 0; i < p->blocks.n; i++)
		TRY(lay_out(p, context, &p->blocks.at[i]));
	return place(p);
}
