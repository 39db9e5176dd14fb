/*
 * A document on A4 as PDF: what a person takes along.
 *
 *     pdf *p = pdf_new(a, &(pdf_about){ .title = …, .lang = LANG_JA, .made = now });
 *     pdf_title(p, …);
 *     pdf_keep(p, true);                     these stay on one page, as far as one is enough
 *     pdf_heading(p, 2, …);
 *     pdf_row(p, STR("いつまで"), …);
 *     pdf_item(p, PDF_BOX, …);
 *     pdf_keep(p, false);
 *     pdf_qr(p, link, …);
 *     TRY(pdf_draw(p, &bytes));
 *
 * The caller says what stands there, one block below the other; where lines and pages break is decided here. Blocks are kept until
 * pdf_draw(), which therefore knows how many pages there are and writes "2 / 5" below each.
 *
 * Text stays text: it can be searched and copied, variation selectors (葛󠄀) included, and a base and its selector are never parted.
 * The document is tagged, so that a screen reader meets headings, paragraphs and lists; it names its title and its language. Fonts are
 * embedded, each with the letters that are used. The same blocks and the same `made` give the same bytes.
 */
#ifndef PRINT_PDF_H
#define PRINT_PDF_H

#include "base/clock.h"
#include "base/err.h"

#define PDF_TEXT_MAX 8000 /* bytes of each text */
#define PDF_BLOCKS_MAX 4000
#define PDF_PAGES_MAX 100
#define PDF_BYTES_MAX (16 * 1024 * 1024)

typedef struct pdf pdf;

typedef struct pdf_about {
	str title; /* in the window's head; must not be empty */
	str author, subject; /* may be empty */
	str foot; /* below every page, on the left; may be empty */
	lang lang;
	instant made;
} pdf_about;

typedef enum pdf_mark { PDF_BULLET, PDF_BOX /* to be ticked with a pen */ } pdf_mark;

pdf *pdf_new(arena *a, const pdf_about *about);
/* An empty text adds nothing. Line breaks within a text are kept. */
void pdf_title(pdf *p, str text);
void pdf_heading(pdf *p, int level,
		 str text); /* 1, 2 or 3; in the document's outline as well. Stays with what follows */
void pdf_text(pdf *p, str text);
void pdf_small(pdf *p, str text);
void pdf_notice(pdf *p, str text); /* in a frame */
void pdf_row(pdf *p, str label, str text); /* label at the left, text beside it */
void pdf_wide_row(pdf *p, str label, str text); /* the label is a sentence: it has more than half of the line */
void pdf_item(pdf *p, pdf_mark mark, str text);
void pdf_rule(pdf *p);
void pdf_space(pdf *p, double mm);
/* One sheet (print/drawing.h) as a page of its own, in its own size, without head or foot; what follows begins a new page. `name` stands in the outline
 * (empty: not in it). Backgrounds are laid below by background_lay(), which pdf_draw() calls. */
struct drawing;
void pdf_sheet(pdf *p, const struct drawing *f, str name);
/* The code at the left, what it is beside it. At most QR_TEXT_MAX bytes. */
void pdf_qr(pdf *p, str text, str beside);
/* What is added until keep is false again stays on one page, as far as one is enough. */
void pdf_keep(pdf *p, bool keep);

/* ERR_too_long past the ceilings above, ERR_invalid for text that is not UTF-8 or a document without title or blocks, ERR_printer where the
 * machine has no Japanese font. Takes some ms a page and frees all it needed. */
MUST_USE const err *pdf_draw(pdf *p, str *ret);
int pdf_pages(const pdf *p); /* how many there are, once it was drawn */

#endif
