/*
 * What a drawing keeps, for the files that make it, set text and put it on paper or a screen. Lengths are points, 1/72 inch, from the upper left
 * corner; letters are glyphs of the chain (fonts.h) with their places, so that nothing is measured twice.
 */
#ifndef PRINT_DRAWING_MARKS_H
#define PRINT_DRAWING_MARKS_H

#include <cairo.h>

#include "print/drawing.h"
#include "print/fonts.h"
#include "print/qr.h"

#define DRAWN_MM (72 / 25.4)

typedef enum drawn_kind { DRAWN_PATH, DRAWN_TEXT, DRAWN_QR } drawn_kind;
typedef enum drawn_shape {
	SHAPE_LINE,
	SHAPE_RECT,
	SHAPE_ROUND,
	SHAPE_ELLIPSE,
	SHAPE_TICK,
	SHAPE_CROSS,
	SHAPE_BARS
} drawn_shape;

/* Letters of one font in one size, one after the other. */
typedef struct drawn_run {
	int font;
	bool bold, turned; /* turned: a quarter to the right */
	double size;
	const cairo_glyph_t *glyphs;
	int n;
	str text;
	const cairo_text_cluster_t *clusters;
	int n_clusters;
} drawn_run;
typedef struct drawn_runs {
	drawn_run *at;
	size_t n;
} drawn_runs;

typedef struct drawn {
	drawn_kind kind;
	draw_role role;
	/* a path */
	drawn_shape shape;
	draw_box at; /* of a line: from x, y to x + w, y + h */
	double weight, round; /* weight 0: no stroke */
	bool dashed, dotted;
	int grey, fill; /* fill -1: none */
	const char *bars; /* SHAPE_BARS: '1' … '4' each */
	/* text */
	drawn_runs runs;
	/* a code */
	qr code;
} drawn;

struct drawing {
	arena *arena;
	double width, height; /* mm */
	str background;
	int background_page;
	struct {
		drawn *at;
		size_t n;
	} marks;
	bool full; /* DRAW_MARKS_MAX was reached */
};

void drawing_add(drawing *f, drawn m);

/* Text set into a box (in points). `runs` stays empty where only the answer is wanted. */
typedef struct drawn_text {
	draw_fit fit;
	double size;
	drawn_runs runs;
	struct drawn_rule { /* a line under each line of text */
		double x, y, length;
		bool upright;
	} * rules;
	size_t n_rules;
} drawn_text;
drawn_text drawing_set(arena *a, fonts *f, draw_box b, str text, const draw_style *s, bool place);
/* On one line, in points. */
double drawing_width_of(arena *a, fonts *f, str text, const draw_style *s);

/* The style with what was left out or makes no sense put right. */
draw_style drawing_style(const draw_style *s);

/* Grey below a field: painted before all lines, so that it covers half of none. */
bool drawing_is_tint(const drawn *m);

/* Onto a page of cairo's, of which a unit is a point. `dots`: dots a point where the target is a picture, so that lines stand on whole dots; 0: paper.
 * `of_document`: its fonts, which know what is used (pdf_fonts.h); each text is then a part of it for screen readers. NULL: a picture. */
struct pdf_fonts;
void drawing_paint(const drawing *f, cairo_t *cr, double dots, struct pdf_fonts *of_document);

#endif
