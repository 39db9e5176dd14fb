/*
 * A document while it is made: three passes over one list of blocks. Each is laid out (pdf_layout.c: Pango breaks its lines), each is put on a page
 * (there as well), each is drawn (pdf_paint.c). Lengths are points, 1/72 inch, from the upper left corner.
 */
#ifndef PRINT_PDF_BLOCKS_H
#define PRINT_PDF_BLOCKS_H

#include <pango/pangocairo.h>

#include "print/drawing_marks.h"
#include "print/fonts.h"
#include "print/pdf.h"
#include "print/pdf_fonts.h"
#include "print/qr.h"

#define MM DRAWN_MM
#define PAGE_WIDTH (210 * MM)
#define PAGE_HEIGHT (297 * MM)
#define LEFT (18 * MM) /* also at the right; a hole punch and most printers' edges are within */
#define TOP (16 * MM)
#define BOTTOM (18 * MM)
#define WIDTH (PAGE_WIDTH - 2 * LEFT)
#define LABEL (30 * MM) /* of a row */
#define INDENT (7 * MM) /* of an item */
#define QR_SIDE (34 * MM) /* at least */
#define QR_MODULE (0.42 * MM) /* at least: what a phone's camera still tells apart */
#define WIDE_LABEL (WIDTH * 0.55)
#define FRAME (3 * MM)

typedef enum block_kind { TITLE, HEADING, TEXT, SMALL, NOTICE, ROW, ITEM, RULE, SPACE, CODE, SHEET } block_kind;

typedef struct block {
	block_kind kind;
	int level; /* of a heading; the mark of an item */
	int group; /* blocks of one group stay together; 0 none */
	double gap; /* of SPACE */
	str label, text;
	const drawing *sheet;
	/* laid out */
	PangoLayout *layout, *beside; /* text; label */
	double before, height, inset; /* inset: of the text from the left */
	qr code;
	/* placed */
	int page, split_line; /* split_line: the first line that stands on the next page; 0 none */
	double y;
} block;

struct pdf {
	arena *arena;
	pdf_about about;
	struct {
		block *at;
		size_t n;
	} blocks;
	int group, groups;
	const err *wrong; /* the first */
	int pages;
	fonts *fonts;
	pdf_fonts *used; /* the letters of the document */
};

/* Whole text in lines of `width`. Given back with g_object_unref(). */
PangoLayout *pdf_lines(pdf *p, PangoContext *context, str text, double size, double width);
/* The top of a line within its layout. */
double pdf_line_top(PangoLayout *l, int line);
/* How wide a code is drawn, its light edge included. */
double pdf_qr_side(const qr *q);
/* Tells what will be drawn, once all is laid out. */
void pdf_use_fonts(pdf *p, PangoContext *context);
const err *pdf_lay_out(pdf *p, PangoContext *context);
void pdf_paint(pdf *p, cairo_surface_t *s, cairo_t *cr, PangoContext *context);

#endif
