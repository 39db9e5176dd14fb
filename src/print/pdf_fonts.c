#include "print/pdf_fonts.h"

#include "print/drawing_marks.h"
#include "print/font_part.h"
#include "print/fonts_chain.h"

/* Of FreeType's and cairo-ft's headers, which name functions that are banned here. */
typedef struct FT_LibraryRec_ *FT_Library;
typedef struct FT_FaceRec_ *FT_Face;
int FT_Init_FreeType(FT_Library *ret);
int FT_Done_FreeType(FT_Library library);
int FT_New_Memory_Face(FT_Library library, const unsigned char *bytes, long n, long index, FT_Face *ret);
cairo_font_face_t *cairo_ft_font_face_create_for_ft_face(FT_Face face, int load_flags);
void cairo_ft_font_face_set_synthesize(cairo_font_face_t *face, unsigned flags);
#define SYNTHESIZE_BOLD 1
#define NO_HINTING 2 /* FT_LOAD_NO_HINTING */

typedef struct used {
	struct {
		font_used *at;
		size_t n;
	} glyphs; /* each once */
	u8 *seen; /* a bit for each glyph; NULL: none was used */
	cairo_font_face_t *face;
} used;

struct pdf_fonts {
	arena *arena;
	fonts *chain;
	used of[FONTS_MAX][2];
};

/* What a face of cairo's stands on. Cairo keeps faces for some time after the document, and lets go of them in whichever thread: so each has a FreeType of
 * its own, which nothing else uses. */
typedef struct ground {
	FT_Library library;
	void *bytes;
} ground;
static const cairo_user_data_key_t ground_key;

static void let_go(void *of)
{
	ground *g = of;
	FT_Done_FreeType(g->library); /* the face as well */
	free(g->bytes);
	free(g);
}

pdf_fonts *pdf_fonts_new(arena *a, fonts *chain)
{
	pdf_fonts *d = arena_one(a, pdf_fonts);
	d->arena = a;
	d->chain = chain;
	return d;
}

void pdf_fonts_free(pdf_fonts *d)
{
	for (int i = 0; i < FONTS_MAX; i++)
		for (int bold = 0; bold < 2; bold++)
			if (d->of[i][bold].face)
				cairo_font_face_destroy(d->of[i][bold].face);
}

void pdf_fonts_use(pdf_fonts *d, int font, bool bold, u32 glyph, u32 letter)
{
	used *u = &d->of[font][bold];
	if (glyph > 0xFFFF)
		return;
	if (!u->seen)
		u->seen = arena_alloc(d->arena, 0x10000 / 8);
	if (u->seen[glyph / 8] >> glyph % 8 & 1)
		return;
	u->seen[glyph / 8] |= (u8)(1 << glyph % 8);
	LIST_ADD(d->arena, &u->glyphs, (font_used){ glyph, letter });
}

/* Letters of a cluster that has as many glyphs as letters are known one by one. */
static void use_cluster(pdf_fonts *d, const drawn_run *r, int glyph, str text, int n)
{
	size_t letters = 0;
	for (size_t i = 0; i < text.len; letters++)
		i = fonts_letter_end(text, i);
	size_t at = 0;
	for (int g = 0; g < n; g++) {
		u32 letter = 0;
		if (letters == (size_t)n) {
			size_t i = at, end = fonts_letter_end(text, at);
			letter = str_next(text, &i);
			if (i != end)
				letter = 0; /* a base with something: its glyph is not the base's */
			at = end;
		}
		pdf_fonts_use(d, r->font, r->bold, (u32)r->glyphs[glyph + g].index, letter);
	}
}

void pdf_fonts_use_sheet(pdf_fonts *d, const drawing *f)
{
	for (size_t i = 0; i < f->marks.n; i++)
		for (size_t k = 0; k < f->marks.at[i].runs.n; k++) {
			const drawn_run *r = &f->marks.at[i].runs.at[k];
			size_t at = 0;
			int glyph = 0;
			for (int c = 0; c < r->n_clusters; c++) {
				size_t end = at + (size_t)r->clusters[c].num_bytes;
				use_cluster(d, r, glyph, str_sub(r->text, at, end), r->clusters[c].num_glyphs);
				glyph += r->clusters[c].num_glyphs;
				at = end;
			}
		}
}

static cairo_font_face_t *make_face(hb_face_t *whole, font_used *glyphs, size_t n_glyphs, bool bold)
{
	ground *g = calloc(1, sizeof *g);
	CHECK(g);
	size_t n = 0;
	g->bytes = font_part(whole, glyphs, n_glyphs, &n);
	FT_Face face;
	if (!g->bytes || FT_Init_FreeType(&g->library) != 0) {
		free(g->bytes);
		free(g);
		return NULL;
	}
	if (FT_New_Memory_Face(g->library, g->bytes, (long)n, 0, &face) != 0) {
		let_go(g);
		return NULL;
	}
	cairo_font_face_t *f = cairo_ft_font_face_create_for_ft_face(face, NO_HINTING);
	if (cairo_font_face_set_user_data(f, &ground_key, g, let_go) != CAIRO_STATUS_SUCCESS) {
		cairo_font_face_destroy(f);
		let_go(g);
		return NULL;
	}
	if (bold)
		cairo_ft_font_face_set_synthesize(f, SYNTHESIZE_BOLD);
	return f;
}

cairo_font_face_t *pdf_fonts_face(pdf_fonts *d, int font, bool bold)
{
	used *u = &d->of[font][bold];
	typeface *t = fonts_opened(d->chain, font);
	if (!u->face && u->glyphs.n && t->hb)
		u->face = make_face(hb_font_get_face(t->hb), u->glyphs.at, u->glyphs.n, bold);
	if (!u->face)
		u->face = cairo_font_face_reference(fonts_face(d->chain, font, bold));
	return u->face;
}
