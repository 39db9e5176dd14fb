#include "print/fonts.h"

#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <pango/pangocairo.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define CACHE 8192 /* letters of one code point that are remembered; a power of two */
#define NAME "madoguchi-fonts" /* what hangs on the thread's font map */

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
	hb_buffer_t *shaping;
	font_glyph shaped[FONT_GLYPHS_MAX];
	slot cache[CACHE];
};

/* --- which there are --------------------------------------------------------------------------------------------- */

/* In the order in which they are asked. A family that is not installed is passed over. */
static const char *const mincho[] = { "IPAexMincho",       "IPAmjMincho",  "Noto Serif CJK JP", "Noto Serif JP",
				      "IPAMincho",         "TakaoPMincho", "HanaMinA",          "HanaMinB",
				      "BabelStone Han",    "IPAexGothic",  "Noto Sans CJK JP",  "DejaVu Serif",
				      "DejaVu Sans",       "Noto Serif",   "FreeSerif",         "Noto Emoji",
				      "Noto Sans Symbols2" };
static const char *const gothic[] = { "IPAexGothic",  "Noto Sans CJK JP", "Noto Sans JP",      "IPAGothic",
				      "TakaoPGothic", "IPAmjMincho",      "HanaMinA",          "HanaMinB",
				      "IPAexMincho",  "BabelStone Han",   "DejaVu Sans",       "Noto Sans",
				      "FreeSans",     "Noto Emoji",       "Noto Sans Symbols2" };

/* How far from a plain upright cut; lower is plainer. */
static int oddness(FcPattern *p)
{
	int weight = FC_WEIGHT_REGULAR, slant = 0, width = FC_WIDTH_NORMAL;
	FcPatternGetInteger(p, FC_WEIGHT, 0, &weight);
	FcPatternGetInteger(p, FC_SLANT, 0, &slant);
	FcPatternGetInteger(p, FC_WIDTH, 0, &width);
	return abs(weight - FC_WEIGHT_REGULAR) + slant + abs(width - FC_WIDTH_NORMAL);
}

static int by_file(const void *a, const void *b)
{
	FcPattern *p = *(FcPattern *const *)a, *q = *(FcPattern *const *)b;
	FcChar8 *of_p = NULL, *of_q = NULL;
	FcPatternGetString(p, FC_FILE, 0, &of_p);
	FcPatternGetString(q, FC_FILE, 0, &of_q);
	return strcmp(of_p ? (char *)of_p : "", of_q ? (char *)of_q : "");
}

static int plainest_first(const void *a, const void *b)
{
	int by_cut = oddness(*(FcPattern *const *)a) - oddness(*(FcPattern *const *)b);
	return by_cut ? by_cut : by_file(a, b);
}

static bool of_family(FcPattern *p, const char *family)
{
	FcChar8 *name;
	for (int i = 0; FcPatternGetString(p, FC_FAMILY, i, &name) == FcResultMatch; i++)
		if (strcmp((char *)name, family) == 0)
			return true;
	return false;
}

/* The place of a family in our list, added when it is not there; -1 when there is none, or no room. */
static int add_font(fonts *f, FcPattern *p)
{
	FcChar8 *file, *family;
	int index = 0;
	if (FcPatternGetString(p, FC_FILE, 0, &file) != FcResultMatch ||
	    FcPatternGetString(p, FC_FAMILY, 0, &family) != FcResultMatch)
		return -1;
	FcPatternGetInteger(p, FC_INDEX, 0, &index);
	for (int i = 0; i < f->n; i++)
		if (strcmp(f->font[i].family, (char *)family) == 0)
			return i;
	if (f->n == FONTS_MAX)
		return -1;
	f->font[f->n] = (typeface){ .family = arena_copy(f->arena, str_of((char *)family)).at,
				    .file = arena_copy(f->arena, str_of((char *)file)).at,
				    .index = index };
	return f->n++;
}

/* The families of a list that are here. */
static int add_named(fonts *f, FcPattern **have, int n, u8 *chain, const char *const *names, size_t n_names)
{
	int used = 0;
	for (size_t k = 0; k < n_names; k++)
		for (int i = 0; i < n; i++)
			if (of_family(have[i], names[k])) {
				int at = add_font(f, have[i]);
				if (at >= 0 && !memchr(chain, at, (size_t)used))
					chain[used++] = (u8)at;
				break;
			}
	return used;
}

static void add_others(fonts *f, font_kind kind, int used)
{
	u8 *chain = f->chain[kind];
	for (int i = 0; i < f->n; i++)
		if (!memchr(chain, i, (size_t)used))
			chain[used++] = (u8)i;
	buf families = buf_new(f->arena, FONTS_MAX * 100);
	for (int i = 0; i < used; i++)
		buf_format(&families, "%s%s", i ? "," : "", f->font[chain[i]].family);
	f->families[kind] = buf_str(&families).at;
}

/* Outlines only, in one colour: what a printer can draw in any size. */
static void find_fonts(fonts *f)
{
	FcPattern *any = FcPatternCreate();
	FcPatternAddBool(any, FC_SCALABLE, FcTrue);
	FcObjectSet *what = FcObjectSetBuild(FC_FAMILY, FC_FILE, FC_INDEX, FC_WEIGHT, FC_SLANT, FC_WIDTH, FC_COLOR,
					     FC_OUTLINE, FC_VARIABLE, NULL);
	FcFontSet *all = FcFontList(NULL, any, what);
	FcPattern **have = arena_many(f->arena, FcPattern *, all && all->nfont > 0 ? (size_t)all->nfont : 1);
	int n = 0;
	for (int i = 0; all && i < all->nfont; i++) {
		FcBool colour = FcFalse, outline = FcTrue, variable = FcFalse;
		FcPatternGetBool(all->fonts[i], FC_COLOR, 0, &colour);
		FcPatternGetBool(all->fonts[i], FC_OUTLINE, 0, &outline);
		FcPatternGetBool(all->fonts[i], FC_VARIABLE, 0, &variable);
		if (!colour && outline && !variable)
			have[n++] = all->fonts[i];
	}
	qsort(have, (size_t)n, sizeof *have, plainest_first);
	int minchos = add_named(f, have, n, f->chain[FONT_MINCHO], mincho, COUNT(mincho));
	int gothics = add_named(f, have, n, f->chain[FONT_GOTHIC], gothic, COUNT(gothic));
	for (int i = 0; i < n; i++)
		add_font(f, have[i]);
	add_others(f, FONT_MINCHO, minchos);
	add_others(f, FONT_GOTHIC, gothics);
	if (all)
		FcFontSetDestroy(all);
	FcObjectSetDestroy(what);
	FcPatternDestroy(any);
}

static typeface *opened(fonts *f, int i)
{
	typeface *t = &f->font[i];
	if (t->opened)
		return t;
	t->opened = true;
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(t->file);
	if (!blob)
		return t;
	hb_face_t *face = hb_face_create(blob, (unsigned)t->index);
	hb_blob_destroy(blob);
	if (hb_face_get_glyph_count(face) > 0) {
		t->hb = hb_font_create(face);
		t->unit = 1.0 / hb_face_get_upem(face);
	}
	hb_face_destroy(face);
	return t;
}

static void forget(void *of)
{
	fonts *f = of;
	for (int i = 0; i < f->n; i++) {
		hb_font_destroy(f->font[i].hb);
		for (int k = 0; k < 2; k++)
			if (f->font[i].face[k])
				cairo_font_face_destroy(f->font[i].face[k]);
	}
	hb_buffer_destroy(f->shaping);
	arena_free(f->arena);
}

/* Half way up the ink of a glyph, in ems from its line. */
static double ink_middle(fonts *f, font_kind kind, str letter, double otherwise)
{
	font_letter l = fonts_letter(f, kind, false, letter);
	hb_glyph_extents_t ink;
	if (!l.known || l.n == 0 || !hb_font_get_glyph_extents(opened(f, l.font)->hb, l.glyphs[0].id, &ink))
		return otherwise;
	return (ink.y_bearing + ink.height / 2.0) * f->font[l.font].unit;
}

fonts *fonts_here(void)
{
	GObject *of_thread = G_OBJECT(pango_cairo_font_map_get_default());
	fonts *f = g_object_get_data(of_thread, NAME);
	if (!f) {
		arena *a = arena_new(4 << 20);
		f = arena_one(a, fonts);
		f->arena = a;
		f->shaping = hb_buffer_create();
		find_fonts(f);
		for (int kind = 0; kind < 2; kind++) {
			f->middle[kind][false] = ink_middle(f, (font_kind)kind, STR("国"), 0.365);
			f->middle[kind][true] = ink_middle(f, (font_kind)kind, STR("0"), 0.365);
		}
		g_object_set_data_full(of_thread, NAME, f, forget);
	}
	return fonts_letter(f, FONT_MINCHO, false, STR("手")).known ? f : NULL;
}

double fonts_middle(fonts *f, font_kind kind, bool digits)
{
	return f->middle[kind][digits];
}

const char *fonts_families(fonts *f, font_kind kind)
{
	return f->families[kind];
}

const char *fonts_family(fonts *f, int font)
{
	return f->font[font].family;
}

/* --- letters ------------------------------------------------------------------------------------------------------ */

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
	typeface *t = opened(f, at);
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
	l.advance = (way == HB_DIRECTION_TTB ? y : x) * t->unit;
	return l;
}

/* One code point by one font, without shaping: right for kanji, kana, letters and digits, of which nearly all text is. */
static bool plain(fonts *f, int at, u32 c, u32 selector, font_letter *ret)
{
	typeface *t = opened(f, at);
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

/* --- for whoever draws -------------------------------------------------------------------------------------------- */

/* Of cairo-ft.h, which drags in FreeType's headers and with them functions that are banned here. */
cairo_font_face_t *cairo_ft_font_face_create_for_pattern(FcPattern *pattern);

cairo_font_face_t *fonts_face(fonts *f, int font, bool bold)
{
	typeface *t = &f->font[font];
	if (!t->face[bold]) {
		FcPattern *p = FcPatternCreate();
		FcPatternAddString(p, FC_FILE, (const FcChar8 *)t->file);
		FcPatternAddInteger(p, FC_INDEX, t->index);
		FcPatternAddBool(p, FC_EMBOLDEN, bold);
		t->face[bold] = cairo_ft_font_face_create_for_pattern(p);
		FcPatternDestroy(p);
	}
	return t->face[bold];
}

typedef struct pen {
	buf *to;
	double unit, x, y;
} pen;

static void put_point(pen *p, float x, float y)
{
	buf_format(p->to, "%.5g %.5g ", p->x + (double)x * p->unit, p->y - (double)y * p->unit);
}

static void move_to(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	buf_char(((pen *)data)->to, 'M');
	put_point(data, x, y);
}

static void line_to(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	buf_char(((pen *)data)->to, 'L');
	put_point(data, x, y);
}

static void bow_to(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, float cx, float cy, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	buf_char(((pen *)data)->to, 'Q');
	put_point(data, cx, cy);
	put_point(data, x, y);
}

static void curve_to(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, float ax, float ay, float bx, float by,
		     float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	buf_char(((pen *)data)->to, 'C');
	put_point(data, ax, ay);
	put_point(data, bx, by);
	put_point(data, x, y);
}

static void close_path(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, void *user)
{
	(void)d, (void)s, (void)user;
	buf_char(((pen *)data)->to, 'Z');
}

void fonts_outline(fonts *f, int font, u32 glyph, double unit, double x, double y, buf *to)
{
	typeface *t = opened(f, font);
	if (!t->hb)
		return;
	hb_draw_funcs_t *d = hb_draw_funcs_create();
	hb_draw_funcs_set_move_to_func(d, move_to, NULL, NULL);
	hb_draw_funcs_set_line_to_func(d, line_to, NULL, NULL);
	hb_draw_funcs_set_quadratic_to_func(d, bow_to, NULL, NULL);
	hb_draw_funcs_set_cubic_to_func(d, curve_to, NULL, NULL);
	hb_draw_funcs_set_close_path_func(d, close_path, NULL, NULL);
	pen p = { to, unit * t->unit, x, y };
	hb_font_get_glyph_shape(t->hb, glyph, d, &p);
	hb_draw_funcs_destroy(d);
}
