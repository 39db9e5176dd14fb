/*
 * A text as letters: a base with all that belongs to it, its glyphs and its width in ems. How wide a text is at some size is then a product, so that all
 * sizes are tried without asking a font again.
 */
#ifndef PRINT_DRAWING_LETTERS_H
#define PRINT_DRAWING_LETTERS_H

#include "print/drawing_marks.h"

typedef struct letter {
	str as; /* what is copied out */
	u32 from, base; /* from: bytes of the text before it */
	int glyph, n; /* glyphs from here */
	int font;
	float advance; /* ems */
	bool space, turned, breaks, newline; /* breaks: a line may end before it */
} letter;

typedef struct letters {
	arena *arena;
	str text;
	struct {
		letter *at;
		size_t n;
	};
	struct {
		font_glyph *at;
		size_t n;
	} glyphs;
	bool unknown, backward, digits, broken, cut;
	size_t newlines;
	double width; /* of all, in ems */
} letters;

letters drawing_letters(arena *a, fonts *f, str text, const draw_style *s);
/* Marks where lines may end, by the rules of Japanese typesetting (行頭・行末禁則) and of Unicode. */
void drawing_find_breaks(letters *l);

#endif
