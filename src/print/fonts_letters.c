#include "print/fonts_chain.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

static bool is_selector(u32 c)
{
	return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

/* Written in runs: the shape of a letter, or its place, depends on its neighbours. */
static UScriptCode run_script(u32 c)
{
	if (c < 0x590 || (c >= 0x2000 && c < 0xA000) || c >= 0x1F000)
		return USCRIPT_INVALID_CODE;
	UErrorCode e = U_ZERO_ERROR;
	UScriptCode s = uscript_getScript((UChar32)c, &e);
	switch ((int)s) {
	case USCRIPT_COMMON:
	case USCRIPT_INHERITED:
	case USCRIPT_LATIN:
	case USCRIPT_GREEK:
	case USCRIPT_CYRILLIC:
	case USCRIPT_ARMENIAN:
	case USCRIPT_GEORGIAN:
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_HANGUL:
	case USCRIPT_BOPOMOFO:
	case USCRIPT_YI:
	case USCRIPT_UNKNOWN:
		return USCRIPT_INVALID_CODE;
	default:
		return U_SUCCESS(e) ? s : USCRIPT_INVALID_CODE;
	}
}

static bool goes_on(u32 before, u32 c, bool regional_pair)
{
	if (c < 0x300 || (c >= 0x3041 && c < 0x3099) || (c >= 0x30A0 && c < 0xA000 && before < 0x10000))
		return false;
	if (is_selector(c))
		return true;
	int was = u_getIntPropertyValue((UChar32)before, UCHAR_GRAPHEME_CLUSTER_BREAK);
	switch (u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK)) {
	case U_GCB_EXTEND:
	case U_GCB_SPACING_MARK:
	case U_GCB_ZWJ:
		return was != U_GCB_CONTROL && was != U_GCB_CR && was != U_GCB_LF;
	case U_GCB_L:
	case U_GCB_LV:
	case U_GCB_LVT:
		return was == U_GCB_L;
	case U_GCB_V:
		return was == U_GCB_L || was == U_GCB_V || was == U_GCB_LV;
	case U_GCB_T:
		return was == U_GCB_V || was == U_GCB_LV || was == U_GCB_LVT || was == U_GCB_T;
	case U_GCB_REGIONAL_INDICATOR:
		return was == U_GCB_REGIONAL_INDICATOR && !regional_pair;
	default:
		return was == U_GCB_ZWJ && u_hasBinaryProperty((UChar32)c, UCHAR_EXTENDED_PICTOGRAPHIC);
	}
}

size_t fonts_letter_end(str text, size_t from)
{
	size_t i = from;
	if (from >= text.len)
		return text.len;
	u32 before = str_next(text, &i);
	UScriptCode script = run_script(before);
	bool pair = false;
	for (int n = 1; i < text.len; n++) {
		size_t next = i;
		u32 c = str_next(text, &next);
		bool run = script != USCRIPT_INVALID_CODE && run_script(c) == script && n < FONT_GLYPHS_MAX / 4;
		if (!run && (n >= FONT_GLYPHS_MAX / 2 || !goes_on(before, c, pair)))
			break;
		pair = !pair &&
		       u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK) == U_GCB_REGIONAL_INDICATOR;
		before = c;
		i = next;
	}
	return i;
}

/* Signs that in vertical text lie on their side though a font has no glyph for it; Latin letters and digits stay upright. */
static bool lies(u32 c)
{
	int v = u_getIntPropertyValue((UChar32)c, UCHAR_VERTICAL_ORIENTATION);
	return (v == U_VO_ROTATED || v == U_VO_TRANSFORMED_ROTATED) && !u_isalnum((UChar32)c) && c != '.' && c != ',' &&
	       c != '/' && c != ' ';
}

/* A letter by HarfBuzz with one font; n = 0 where this font lacks a part of it. */
static font_letter shape(fonts *f, int at, bool vertical, str letter, u32 base)
{
	typeface *t = fonts_opened(f, at);
	font_letter l = { .font = at, .glyphs = f->shaped };
	if (!t->hb)
		return l;
	hb_buffer_t *b = f->shaping;
	hb_buffer_reset(b);
	hb_buffer_set_cluster_level(b, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
	hb_buffer_add_utf8(b, letter.at, (int)letter.len, 0, (int)letter.len);
	hb_buffer_guess_segment_properties(b);
	if (vertical && run_script(base) == USCRIPT_INVALID_CODE) {
		hb_buffer_set_direction(b, HB_DIRECTION_TTB);
		if (hb_buffer_get_script(b) == HB_SCRIPT_COMMON || hb_buffer_get_script(b) == HB_SCRIPT_INVALID)
			hb_buffer_set_script(b, HB_SCRIPT_KATAKANA); /* so that the font's vertical forms are found */
	}
	hb_buffer_set_language(b, hb_language_from_string("ja", -1));
	hb_direction_t way = hb_buffer_get_direction(b);
	hb_shape(t->hb, b, NULL, 0);
	unsigned n, m;
	const hb_glyph_info_t *glyph = hb_buffer_get_glyph_infos(b, &n);
	const hb_glyph_position_t *place = hb_buffer_get_glyph_positions(b, &m);
	if (n > FONT_GLYPHS_MAX)
		return l;
	double x = 0, y = 0;
	for (unsigned i = 0; i < n; i++) {
		if (glyph[i].codepoint == 0)
			return l;
		f->shaped[i] = (font_glyph){ glyph[i].codepoint, (float)((x + place[i].x_offset) * t->unit),
					     (float)((y - place[i].y_offset) * t->unit) };
		x += place[i].x_advance;
		y -= place[i].y_advance;
	}
	l.n = (int)n;
	l.known = n > 0;
	l.backward = way == HB_DIRECTION_RTL;
	l.turned = vertical && way != HB_DIRECTION_TTB;
	l.advance = (way == HB_DIRECTION_TTB ? y : x) * t->unit;
	return l;
}

/* One code point by one font, without shaping: right for kanji, kana, letters and digits, of which nearly all text is. */
static bool plain(fonts *f, int at, u32 c, u32 selector, font_letter *ret)
{
	typeface *t = fonts_opened(f, at);
	hb_codepoint_t glyph;
	if (!t->hb || !(selector ? hb_font_get_variation_glyph(t->hb, c, selector, &glyph)
				 : hb_font_get_nominal_glyph(t->hb, c, &glyph)))
		return false;
	f->shaped[0] = (font_glyph){ .id = glyph };
	*ret = (font_letter){ .font = at,
			      .advance = hb_font_get_glyph_h_advance(t->hb, glyph) * t->unit,
			      .glyphs = f->shaped,
			      .n = 1,
			      .known = true };
	return true;
}

/* What stood upright on a line is hung from the middle of its upper edge; or is laid on its side. */
static void hang(fonts *f, font_letter *l, u32 base)
{
	if (l->n == 0)
		return;
	if (lies(base)) {
		l->turned = true;
		return;
	}
	f->shaped[0].x = (float)(-l->advance / 2);
	f->shaped[0].y = (float)FONTS_ASCENT;
	l->advance = 1;
}

static bool vertical_form(fonts *f, font_letter *l, str letter, u32 base)
{
	u32 upright = f->shaped[0].id;
	font_letter as = shape(f, l->font, true, letter, base);
	if (as.n != 1 || f->shaped[0].id == upright) {
		f->shaped[0] = (font_glyph){ .id = upright };
		hang(f, l, base);
		return false;
	}
	*l = as;
	return true;
}

/* By the first font that has it. */
static font_letter look(fonts *f, font_kind kind, bool vertical, str letter)
{
	size_t i = 0;
	u32 base = str_next(letter, &i), selector = 0;
	if (i < letter.len) {
		size_t j = i;
		u32 second = str_next(letter, &j);
		if (j == letter.len && is_selector(second))
			selector = second;
	}
	bool single = i == letter.len, wrong = false;
	font_letter l = { 0 };
	if (single &&
	    (u_hasBinaryProperty((UChar32)base, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_iscntrl((UChar32)base)))
		return (font_letter){ .glyphs = f->shaped, .known = true };
	if (single && base != 0x3000 && u_isUWhiteSpace((UChar32)base))
		base = ' ';
	for (int again = 0; again < 2; again++) {
		for (int k = 0; k < f->n; k++) {
			int at = f->chain[kind][k];
			if (single || selector) {
				if (!plain(f, at, base, selector, &l))
					continue;
				if (vertical)
					vertical_form(f, &l, str_sub(letter, 0, i), base);
			} else {
				l = shape(f, at, vertical, letter, base);
				if (!l.known)
					continue;
			}
			l.known = !wrong;
			return l;
		}
		if (!selector)
			break;
		/* no font has this variant: the base, and it is said; an emoji's selector asks for a colour only */
		wrong = selector != 0xFE0E && selector != 0xFE0F;
		single = true;
		selector = 0;
	}
	return (font_letter){ 0 };
}

font_letter fonts_letter(fonts *f, font_kind kind, bool vertical, str letter)
{
	size_t i = 0;
	u32 c = letter.len ? str_next(letter, &i) : 0;
	u32 key = 1U << 31 | (u32)vertical << 30 | (u32)kind << 29 | c;
	slot *s = &f->cache[(c * 2654435761U >> 17 ^ (key >> 29)) & (CACHE - 1)];
	if (i == letter.len && s->key == key) {
		f->shaped[0] = s->glyph;
		return (font_letter){ .font = s->font,
				      .advance = (double)s->advance,
				      .glyphs = f->shaped,
				      .n = s->n,
				      .known = s->known,
				      .turned = s->turned };
	}
	font_letter l = look(f, kind, vertical, letter);
	if (l.glyphs == NULL) { /* no font: 〓, as printers did where a type was missing */
		if (c == 0x3013)
			return (font_letter){ .glyphs = f->shaped, .advance = 1 };
		l = fonts_letter(f, kind, vertical, STR("〓"));
		l.known = false;
	}
	if (i == letter.len && l.n <= 1 && !l.backward)
		*s = (slot){ .key = key,
			     .glyph = f->shaped[0],
			     .advance = (float)l.advance,
			     .font = (u8)l.font,
			     .n = (u8)l.n,
			     .known = l.known,
			     .turned = l.turned };
	return l;
}

font_letter fonts_letter_of(fonts *f, int font, bool vertical, str letter)
{
	size_t i = 0;
	u32 base = letter.len ? str_next(letter, &i) : 0;
	font_letter l = { .glyphs = f->shaped };
	if (i < letter.len)
		return shape(f, font, vertical, letter, base);
	if (plain(f, font, base, 0, &l) && vertical)
		vertical_form(f, &l, letter, base);
	return l;
}

font_letter fonts_digit_pair(fonts *f, font_kind kind, str digits)
{
	static const hb_feature_t narrow = { HB_TAG('h', 'w', 'i', 'd'), 1, HB_FEATURE_GLOBAL_START,
					     HB_FEATURE_GLOBAL_END };
	int at = f->chain[kind][0];
	typeface *t = fonts_opened(f, at);
	font_letter l = { .font = at, .glyphs = f->shaped };
	if (!t->hb)
		return l;
	hb_buffer_t *b = f->shaping;
	hb_buffer_reset(b);
	hb_buffer_add_utf8(b, digits.at, (int)digits.len, 0, (int)digits.len);
	hb_buffer_set_direction(b, HB_DIRECTION_LTR);
	hb_buffer_set_script(b, HB_SCRIPT_KATAKANA);
	hb_shape(t->hb, b, &narrow, 1);
	unsigned n, m;
	const hb_glyph_info_t *glyph = hb_buffer_get_glyph_infos(b, &n);
	const hb_glyph_position_t *place = hb_buffer_get_glyph_positions(b, &m);
	double width = 0;
	for (unsigned i = 0; i < n; i++)
		width += place[i].x_advance * t->unit;
	if (n != 2 || width > 1.05 || glyph[0].codepoint == 0 || glyph[1].codepoint == 0)
		return l;
	for (unsigned i = 0; i < n; i++)
		f->shaped[i] =
			(font_glyph){ glyph[i].codepoint, (float)(-width / 2 + (i ? place[0].x_advance * t->unit : 0)),
				      (float)FONTS_ASCENT };
	l.n = 2;
	l.known = true;
	l.advance = 1;
	return l;
}
