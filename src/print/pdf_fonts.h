/*
 * The fonts of one document: of each font the letters that the document uses, without what steers dots on a screen (a kanji of the IPA fonts has as much of that
 * as it has outline, and paper needs none). Cairo embeds what it is given here; so a packet is half as large, and each font is in it once.
 *
 *     pdf_fonts *d = pdf_fonts_new(a, fonts);
 *     pdf_fonts_use(d, font, bold, glyph, letter);                        of all that will be drawn, before the first face is asked for
 *     cairo_set_font_face(cr, pdf_fonts_face(d, font, bold));     glyphs keep their numbers
 *     pdf_fonts_free(d);                                          when the document is finished
 */
#ifndef PRINT_PDF_FONTS_H
#define PRINT_PDF_FONTS_H

#include <cairo.h>

#include "print/drawing.h"
#include "print/fonts.h"

typedef struct pdf_fonts pdf_fonts;

pdf_fonts *pdf_fonts_new(arena *a, fonts *chain);
void pdf_fonts_free(pdf_fonts *d);
/* letter: for which it stands, 0 where that is not one */
void pdf_fonts_use(pdf_fonts *d, int font, bool bold, u32 glyph, u32 letter);
void pdf_fonts_use_sheet(pdf_fonts *d, const drawing *f);
/* A font that cannot be cut down is given whole. */
cairo_font_face_t *pdf_fonts_face(pdf_fonts *d, int font, bool bold);

#endif
