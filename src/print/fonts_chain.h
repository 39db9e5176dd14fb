/*
 * What fonts.c (which fonts there are) and fonts_letters.c (which has a letter) share.
 */
#ifndef PRINT_FONTS_CHAIN_H
#define PRINT_FONTS_CHAIN_H

#include <hb-ot.h>
#include <pango/pangocairo.h>

#include "print/fonts.h"

#define CACHE 8192 /* letters of one code point that are remembered; a power of two */

typedef struct typeface {
	const char *family, *file;
	int index;
	bool opened;
	hb_font_t *hb; /* NULL where it could not be opened */
	double unit; /* ems a font unit */
	cairo_font_face_t *face[2]; /* plain, bold */
} typeface;

/* A letter of one code point: most are. */
typedef struct slot {
	u32 key; /* 0: empty */
	font_glyph glyph;
	float advance;
	u8 font, n;
	bool known, turned;
} slot;

struct fonts {
	arena *arena;
	typeface font[FONTS_MAX];
	int n;
	u8 chain[2][FONTS_MAX];
	const char *families[2];
	double middle[2][2];
	PangoFontMap *map;
	hb_buffer_t *shaping;
	font_glyph shaped[FONT_GLYPHS_MAX];
	slot cache[CACHE];
};

/* Opened when it is first asked for. */
typeface *fonts_opened(fonts *f, int i);

#endif
