#include "print/fonts_chain.h"

#include <fontconfig/fontconfig.h>
#include <math.h>

#define NAME "madoguchi-fonts" /* what hangs on the thread's font map */

/* --- which there are --------------------------------------------------------------------------------------------- */

/* In the order in which they are asked. A family that is not installed is passed over. */
static const char *const mincho[] = { "IPAexMincho",      "IPAmjMincho",  "Noto Serif CJK JP",  "Noto Serif JP",
				      "IPAMincho",        "TakaoPMincho", "BabelStone Han",     "IPAexGothic",
				      "Noto Sans CJK JP", "DejaVu Serif", "DejaVu Sans",        "Noto Serif",
				      "FreeSerif",        "Noto Emoji",   "Noto Sans Symbols2", "HanaMinA",
				      "HanaMinB" };
static const char *const gothic[] = { "IPAexGothic",        "Noto Sans CJK JP", "Noto Sans JP", "IPAGothic",
				      "TakaoPGothic",       "IPAmjMincho",      "IPAexMincho",  "BabelStone Han",
				      "DejaVu Sans",        "Noto Sans",        "FreeSans",     "Noto Emoji",
				      "Noto Sans Symbols2", "HanaMinA",         "HanaMinB" };

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
	int named = used;
	for (int i = 0; i < f->n; i++)
		if (!memchr(chain, i, (size_t)used))
			chain[used++] = (u8)i;
	buf families = buf_new(f->arena, FONTS_MAX * 100);
	for (int i = 0; i < named; i++)
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

typeface *fonts_opened(fonts *f, int i)
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
	g_clear_object(&f->map);
	arena_free(f->arena);
}

/* Half way up the ink of a glyph, in ems from its line. */
static double ink_middle(fonts *f, font_kind kind, str letter, double otherwise)
{
	font_letter l = fonts_letter(f, kind, false, letter);
	hb_glyph_extents_t ink;
	if (!l.known || l.n == 0 || !hb_font_get_glyph_extents(fonts_opened(f, l.font)->hb, l.glyphs[0].id, &ink))
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

PangoFontMap *fonts_map(fonts *f)
{
	if (!f->map) {
		f->map = pango_cairo_font_map_new();
		pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(f->map), 72);
	}
	return f->map;
}

const char *fonts_family(fonts *f, int font)
{
	return f->font[font].family;
}

int fonts_named(fonts *f, const char *family)
{
	for (int i = 0; i < f->n; i++)
		if (strcmp(f->font[i].family, family) == 0)
			return i;
	return -1;
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

/* Outlines are written as steps from the point before, in whole units: short, and a design's points are whole. */
typedef struct pen {
	buf *to;
	int x, y;
	char last;
} pen;

static void put_step(pen *p, char command, const float *at, int n)
{
	if (p->last != command)
		buf_char(p->to, command);
	for (int i = 0; i < n; i++) {
		int x = (int)lrintf(at[2 * i]), y = (int)-lrintf(at[2 * i + 1]), dx = x - p->x, dy = y - p->y;
		buf_format(p->to, p->last == command || i ? (dx < 0 ? "%d" : " %d") : "%d", dx);
		buf_format(p->to, dy < 0 ? "%d" : " %d", dy);
		if (i == n - 1) {
			p->x = x;
			p->y = y;
		}
	}
	p->last = command == 'm' ? 0 : command;
}

static void move_to(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	put_step(data, 'm', (const float[]){ x, y }, 1);
}

static void line_to(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	put_step(data, 'l', (const float[]){ x, y }, 1);
}

static void bow_to(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, float cx, float cy, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	put_step(data, 'q', (const float[]){ cx, cy, x, y }, 2);
}

static void curve_to(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, float ax, float ay, float bx, float by,
		     float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	put_step(data, 'c', (const float[]){ ax, ay, bx, by, x, y }, 3);
}

/* "z" goes back to where the part began: the next one steps on from there. */
static void close_path(hb_draw_funcs_t *d, void *data, hb_draw_state_t *s, void *user)
{
	(void)d, (void)user;
	pen *p = data;
	buf_char(p->to, 'z');
	p->x = (int)lrintf(s->path_start_x);
	p->y = (int)-lrintf(s->path_start_y);
	p->last = 0;
}

double fonts_unit(fonts *f, int font)
{
	return fonts_opened(f, font)->unit;
}

void fonts_outline(fonts *f, int font, u32 glyph, buf *to)
{
	typeface *t = fonts_opened(f, font);
	if (!t->hb)
		return;
	hb_draw_funcs_t *d = hb_draw_funcs_create();
	hb_draw_funcs_set_move_to_func(d, move_to, NULL, NULL);
	hb_draw_funcs_set_line_to_func(d, line_to, NULL, NULL);
	hb_draw_funcs_set_quadratic_to_func(d, bow_to, NULL, NULL);
	hb_draw_funcs_set_cubic_to_func(d, curve_to, NULL, NULL);
	hb_draw_funcs_set_close_path_func(d, close_path, NULL, NULL);
	pen p = { .to = to };
	hb_font_get_glyph_shape(t->hb, glyph, d, &p);
	hb_draw_funcs_destroy(d);
}
