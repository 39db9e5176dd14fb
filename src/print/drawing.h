/*
 * drawing: one sheet of an official form (様式), drawn to the tenth of a millimetre.
 *
 *     drawing *f = drawing_new(a, 210, 297);
 *     drawing_background(f, pdf_bytes, 1);                        or nothing: a white sheet
 *     draw_line(f, 20, 30, 190, 30, &DRAW_THIN);
 *     draw_text(f, (draw_box){ 20, 22, 170, 8 }, STR("住民異動届"), &title);
 *     draw_fit fit = draw_text(f, box, name, &filled);         at once: whether it fits, and how
 *     pdf_sheet(p, f);                                          print/pdf.h: a page of a document
 *     drawing_svg(f, …), drawing_png(f, …)                           the same on a screen, in a test
 *
 * The caller says what stands where; nothing here knows a fact, a resident or a city. Lengths are millimetres from the upper left corner, sizes of
 * letters are points. Marks keep the order in which they were made: that is the order in which text is copied out and a screen reader reads.
 *
 * A text in a box is set in this order, and the first that fits is taken (draw_fit says which): as it is on one line; shrunk on one line, down to
 * style.least, unless its letters are larger by a quarter or more on several lines (style.wrap); wrapped on as many lines as the box has room for,
 * shrinking as far; else it does not fit. Base and variation selector (葛󠄀) are one,
 * never parted or counted twice. A letter that one font does not have comes from the next of the chain (fonts.h); a letter of no font is FIT_NO_GLYPH:
 * 〓 is drawn for it, the base for a variant that no font has. What does not fit is cut, and ends with "…". A line break in a text stays where several lines
 * are wanted (wrap) or the form itself is printed (DRAW_PRINTED); else it is a space. No line begins with 。 or ends with （ (禁則), words and numbers are not
 * parted. Letters that stand apart (spread, combs) are copied out and read aloud as one word.
 *
 * Pale grey below fields (draw_rect, 1 … 49 %, without stroke) is painted before all else, so that it covers half of no line.
 */
#ifndef PRINT_DRAWING_H
#define PRINT_DRAWING_H

#include "base/err.h"

#define DRAW_MARKS_MAX 4000 /* on one sheet */
#define DRAW_TEXT_MAX 4000 /* bytes of each text */
#define DRAW_SIDE_MAX 450.0 /* mm: A3 and a little */

typedef struct drawing drawing;

typedef struct draw_box {
	double x, y, w, h;
} draw_box;

typedef enum draw_role {
	DRAW_PRINTED, /* the form itself: lines, labels */
	DRAW_FILLED, /* what was filled in: may be shown in a colour on a screen; on paper it is black */
} draw_role;

typedef enum draw_face { DRAW_MINCHO, DRAW_GOTHIC } draw_face;
typedef enum draw_align {
	DRAW_LEFT,
	DRAW_CENTRE,
	DRAW_RIGHT,
	DRAW_SPREAD /* 均等割付: over the whole width */
} draw_align;
typedef enum draw_valign { DRAW_MIDDLE, DRAW_TOP, DRAW_BOTTOM } draw_valign;

typedef struct draw_style {
	draw_face face;
	bool bold;
	double size, least; /* points; least: 0 = not shrunk, so that what is too long wraps or does not fit */
	draw_align align;
	draw_valign valign;
	bool vertical; /* 縦書き: lines from the right, letters upright, two digits abreast, （ー、。 turned as they are in vertical text */
	bool wrap; /* may take several lines */
	bool underline, bold_line; /* below each line of text; bold_line: a thick one */
	int cells; /* comb: so many equal cells, one letter in each; 0: none */
	bool cells_right; /* comb: the last letter stands in the last cell; what is too long is not drawn at all, for a cut sum is another sum */
	double padding; /* mm on each side; 0: a usual one */
	draw_role role;
	int grey; /* 0 black … 100 white */
} draw_style;

typedef enum draw_fit {
	FIT_WELL,
	FIT_SHRUNK,
	FIT_WRAPPED,
	FIT_NOT, /* drawn as far as it goes at the least size; the caller says so elsewhere, or refuses */
	FIT_NO_GLYPH, /* no font has a letter of it */
} draw_fit;

typedef struct draw_stroke {
	double weight; /* mm */
	bool dashed, dotted;
	int grey; /* 0 black … 100 white */
	draw_role role;
} draw_stroke;
#define DRAW_THIN ((draw_stroke){ .weight = 0.15 })
#define DRAW_LINE ((draw_stroke){ .weight = 0.25 })
#define DRAW_THICK ((draw_stroke){ .weight = 0.6 })

drawing *drawing_new(arena *a, double width, double height);
double drawing_width(const drawing *f);
double drawing_height(const drawing *f);
/* A page of an existing PDF (its first is 1) lies below everything. The bytes must live as long as the drawing. ERR_file, with a reason, where they
 * are no PDF that can be read, or it is encrypted; *ret_width, *ret_height (may be NULL): that page's size in mm, turned as it is shown. */
MUST_USE const err *drawing_background(drawing *f, str pdf, int page, double *ret_width, double *ret_height);

void draw_line(drawing *f, double x1, double y1, double x2, double y2, const draw_stroke *s);
/* fill: 0 … 100 % of black; -1: none. round: radius of the corners, mm. Without stroke (NULL): only filled. */
void draw_rect(drawing *f, draw_box b, const draw_stroke *s, int fill, double round);
void draw_ellipse(drawing *f, draw_box b, const draw_stroke *s);
/* How it was set, at once. An empty text draws nothing and fits. */
draw_fit draw_text(drawing *f, draw_box b, str text, const draw_style *s);
/* How it would be set; *ret_size (may be NULL): in what size. */
draw_fit draw_measure(arena *a, draw_box b, str text, const draw_style *s, double *ret_size);
/* How wide a text is on one line, in mm. */
double draw_text_width(arena *a, str text, const draw_style *s);
/* The lines between the cells of a comb; the frame around is draw_rect()'s. */
void draw_comb(drawing *f, draw_box b, int cells, const draw_stroke *s);
/* A tick, a cross, a filled circle (機械で読む) in the middle of the box. */
typedef enum draw_sign { DRAW_TICK, DRAW_CROSS, DRAW_DOT } draw_sign;
void draw_mark(drawing *f, draw_box b, draw_sign sign, draw_role role);
/* A QR code as large as the box allows, its quiet zone within. ERR_too_long where it does not go into one. */
MUST_USE const err *draw_qr(drawing *f, draw_box b, str text);
/* カスタマバーコード of Japan Post (postal.h): postal code and the numbers of the address. At least 80 mm wide in full size. */
MUST_USE const err *draw_postal(drawing *f, double x, double y, str postal, str address_number);

/* As SVG for a page: text as outlines, each written once under an id that depends on the sheet's texts, `label` read out. Filled marks have class "filled", printed ones "printed". Backgrounds are not in it
 * (background.h gives a picture of them). */
MUST_USE const err *drawing_svg(arena *a, const drawing *f, str label, str *ret);
/* As PNG, `dpi` 36 … 300. The background is white. */
MUST_USE const err *drawing_png(arena *a, const drawing *f, int dpi, str *ret);

/* How many marks there are: for tests. */
size_t drawing_marks(const drawing *f);

#endif
