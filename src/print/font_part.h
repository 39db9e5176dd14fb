/*
 * font_part: the letters of a TrueType font that a document uses, as a font for whoever embeds it.
 *
 * Glyphs keep their numbers and lose what steers dots on a screen, which is as large as a kanji's outline and of no use on paper; tables for shaping are left out.
 * HarfBuzz has a subsetter for everybody's fonts: it takes 10 ms for a font of 61,000 glyphs, at each document; this takes 0.1 ms, for it knows what is not needed.
 */
#ifndef PRINT_FONT_PART_H
#define PRINT_FONT_PART_H

#include "base/base.h"

/* A glyph and the letter it stands for (0: several, or not known): so that a reader of the document finds the letter again. */
typedef struct font_used {
	u32 glyph, letter;
} font_used;

/* Bytes of a font, to be given back with free(); NULL where the font has no TrueType outlines, or is damaged. `face` is HarfBuzz's. Sorts `used`. */
typedef struct hb_face_t hb_face_t;
void *font_part(hb_face_t *face, font_used *used, size_t n, size_t *ret_n);

#endif
