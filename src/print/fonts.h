/*
 * fonts: in which fonts the letters of a paper are, one after the other.
 *
 *     fonts *f = fonts_here();                                    NULL: this machine has no Japanese font
 *     size_t end = fonts_letter_end(text, 0);                     a base and all that belongs to it
 *     font_letter l = fonts_letter(f, FONT_MINCHO, false, str_sub(text, 0, end));
 *     if (!l.known) …                                             no font has it: 〓 is drawn, the caller says so
 *
 * The chain begins with the IPAex fonts, in which nearly everything is, goes on with IPAmj Mincho, which has the letters of the family register
 * (戸籍統一文字, 住基統一文字) and many variants of them, then other fonts by name (the last of them Hanazono, with variants of all collections), then whatever is on the machine, sorted by its path. A base and its
 * variation selector (葛󠄀: U+845B U+E0100) come from the first font that knows the two together; where none does, the base is drawn and `known` is false,
 * because another shape of a name is another name.
 *
 * A thread opens a font once and keeps it until it ends, so that nothing is locked and nothing is shared: the files are mapped, and what
 * cairo makes of them is cairo's own, one for the process. What is kept hangs on Pango's font map of the thread. Lengths are ems, y goes down.
 */
#ifndef PRINT_FONTS_H
#define PRINT_FONTS_H

#include "base/buf.h"

#define FONTS_MAX 64 /* in the chain */
#define FONTS_ASCENT 0.88 /* of a kanji's square above the line it stands on; Japanese fonts agree */
#define FONT_GLYPHS_MAX 64 /* of one letter, or of a run of a script that is written in runs */

typedef struct fonts fonts;
typedef enum font_kind { FONT_MINCHO, FONT_GOTHIC } font_kind;

typedef struct font_glyph {
	u32 id;
	float x, y; /* from where the letter begins */
} font_glyph;

typedef struct font_letter {
	int font; /* its place in the chain */
	double advance;
	const font_glyph *glyphs; /* until the next call */
	int n; /* 0: takes room only, or is a control that nobody sees */
	bool known;
	bool backward; /* of a script that is written from the right */
	bool turned; /* in vertical text: laid on its side; x, y are as before it was turned */
} font_letter;

/* Of this thread. The first call takes some ms. */
fonts *fonts_here(void);

/* Where the letter that begins at `from` ends: a base with its selectors and combining marks, of Arabic and the like a run. */
size_t fonts_letter_end(str text, size_t from);
/* In vertical text x, y are from the middle of the letter's upper edge; else from its place on the line. */
font_letter fonts_letter(fonts *f, font_kind kind, bool vertical, str letter);

/* By one font of the chain; n = 0 and not known where it lacks a part: a foreign name is set in one font, not letter by letter in several. */
font_letter fonts_letter_of(fonts *f, int font, bool vertical, str letter);
/* Two digits beside each other in a vertical line (縦中横); not known where no font has narrow ones. */
font_letter fonts_digit_pair(fonts *f, font_kind kind, str digits);

/* Half way up a kanji, or a digit, from the line it stands on: what stands there looks centred. */
double fonts_middle(fonts *f, font_kind kind, bool digits);

/* For documents that flow: the families of the chain as Pango takes them, and a map of fonts that stays with the thread (72 dots an inch). */
const char *fonts_families(fonts *f, font_kind kind);
typedef struct _PangoFontMap PangoFontMap;
PangoFontMap *fonts_map(fonts *f);
const char *fonts_family(fonts *f, int font);
int fonts_named(fonts *f, const char *family); /* -1: not in the chain */

/* For whoever draws: cairo's face, and the outline of a glyph. */
typedef struct _cairo_font_face cairo_font_face_t;
cairo_font_face_t *fonts_face(fonts *f, int font, bool bold);
/* SVG path data in whole units of the font, y down, from where the glyph stands. */
void fonts_outline(fonts *f, int font, u32 glyph, buf *to);
double fonts_unit(fonts *f, int font); /* ems */

#endif
