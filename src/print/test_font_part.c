/* Fonts cut down to what a document uses: the letters are the same, damage does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <hb-ot.h>

#include "base/buf.h"
#include "print/font_part.h"
#include "print/fonts_chain.h"

static void put_point(buf *b, char what, float x, float y)
{
	buf_format(b, "%c%.1f,%.1f", what, (double)x, (double)y);
}

static void move_to(hb_draw_funcs_t *d, void *to, hb_draw_state_t *s, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	put_point(to, 'm', x, y);
}

static void line_to(hb_draw_funcs_t *d, void *to, hb_draw_state_t *s, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	put_point(to, 'l', x, y);
}

static void bow_to(hb_draw_funcs_t *d, void *to, hb_draw_state_t *s, float cx, float cy, float x, float y, void *user)
{
	(void)d, (void)s, (void)user;
	put_point(to, 'q', cx, cy);
	put_point(to, 't', x, y);
}

static str outline(arena *a, hb_font_t *f, u32 glyph)
{
	buf b = buf_new(a, 1 << 20);
	hb_draw_funcs_t *d = hb_draw_funcs_create();
	hb_draw_funcs_set_move_to_func(d, move_to, NULL, NULL);
	hb_draw_funcs_set_line_to_func(d, line_to, NULL, NULL);
	hb_draw_funcs_set_quadratic_to_func(d, bow_to, NULL, NULL);
	hb_font_get_glyph_shape(f, glyph, d, &b);
	hb_draw_funcs_destroy(d);
	return buf_str(&b);
}

static hb_font_t *open_bytes(const void *bytes, size_t n)
{
	hb_blob_t *blob = hb_blob_create(bytes, (unsigned)n, HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb_face_t *face = hb_face_create(blob, 0);
	hb_font_t *f = hb_font_create(face);
	hb_face_destroy(face);
	hb_blob_destroy(blob);
	return f;
}

/* Every 53rd letter of some hundreds, of each font that has it. */
static size_t some_letters(hb_font_t *f, font_used *used, size_t most)
{
	size_t n = 0;
	for (u32 c = 0x21; c < 0xFFEE && n < most; c += c < 0x180 ? 1 : 53) {
		hb_codepoint_t glyph;
		if (hb_font_get_nominal_glyph(f, c, &glyph))
			used[n++] = (font_used){ glyph, c };
	}
	return n;
}

static void letters_keep_their_shape_their_width_and_their_number(void **state)
{
	(void)state;
	fonts *chain = fonts_here();
	assert_non_null(chain);
	int checked = 0;
	static const char *const families[] = { "IPAexMincho", "IPAexGothic", "IPAmjMincho",
						"DejaVu Sans" }; /* the last has glyphs made of parts */
	for (size_t k = 0; k < COUNT(families); k++) {
		int at = fonts_named(chain, families[k]);
		if (at < 0)
			continue;
		arena *a = arena_new(256 << 20);
		hb_font_t *whole = fonts_opened(chain, at)->hb;
		font_used used[600];
		size_t n = some_letters(whole, used, COUNT(used)), bytes;
		void *part = font_part(hb_font_get_face(whole), used, n, &bytes);
		assert_non_null(part);
		hb_font_t *f = open_bytes(part, bytes);
		assert_int_equal(hb_face_get_glyph_count(hb_font_get_face(f)),
				 hb_face_get_glyph_count(hb_font_get_face(whole)));
		for (size_t i = 0; i < n; i++) {
			if (!str_eq(outline(a, f, used[i].glyph), outline(a, whole, used[i].glyph)))
				fail_msg("%s: U+%04X has another shape", families[k], used[i].letter);
			assert_int_equal(hb_font_get_glyph_h_advance(f, used[i].glyph),
					 hb_font_get_glyph_h_advance(whole, used[i].glyph));
			hb_codepoint_t again;
			assert_true(hb_font_get_nominal_glyph(f, used[i].letter, &again));
			assert_int_equal(again, used[i].glyph);
			checked++;
		}
		hb_font_destroy(f);
		free(part);
		arena_free(a);
	}
	assert_true(checked > 1000);
}

static void what_is_not_used_is_not_in_it(void **state)
{
	(void)state;
	fonts *chain = fonts_here();
	arena *a = arena_new(64 << 20);
	hb_font_t *whole = fonts_opened(chain, fonts_named(chain, "IPAexMincho"))->hb;
	hb_codepoint_t yes, no;
	assert_true(hb_font_get_nominal_glyph(whole, 0x5C71, &yes) && hb_font_get_nominal_glyph(whole, 0x5DDD, &no));
	font_used used[] = { { yes, 0x5C71 }, { yes, 0x5C71 }, { 0xFFFFFF, 'x' } };
	size_t n;
	void *part = font_part(hb_font_get_face(whole), used, COUNT(used), &n);
	assert_non_null(part);
	hb_font_t *f = open_bytes(part, n);
	assert_true(outline(a, f, yes).len > 0);
	assert_int_equal(outline(a, f, no).len, 0);
	assert_true(n < 300 * 1024);
	hb_font_destroy(f);
	free(part);
	arena_free(a);
}

static void damage_does_no_harm(void **state)
{
	(void)state;
	fonts *chain = fonts_here();
	hb_font_t *whole =
		fonts_opened(chain, fonts_named(chain, "DejaVu Sans") >= 0 ? fonts_named(chain, "DejaVu Sans") : 0)->hb;
	font_used used[300];
	size_t n = some_letters(whole, used, COUNT(used)), bytes;
	u8 *part = font_part(hb_font_get_face(whole), used, n, &bytes);
	assert_non_null(part);
	u64 seed = 20261121;
	int refused = 0;
	for (int turn = 0; turn < 400; turn++) {
		u8 *bad = malloc(bytes);
		assert_non_null(bad);
		memcpy(bad, part, bytes);
		for (int i = 0; i < 1 + turn % 60; i++) {
			seed = seed * 6364136223846793005U + 1442695040888963407U;
			size_t where = turn % 3 ? (size_t)(seed >> 30) % bytes : (size_t)(seed >> 30) % 400;
			bad[where] = (u8)(seed >> 20);
		}
		size_t length = turn % 5 ? bytes : (size_t)(seed >> 24) % bytes, again;
		hb_font_t *f = open_bytes(bad, length);
		void *result = font_part(hb_font_get_face(f), used, n, &again);
		refused += result == NULL;
		free(result);
		hb_font_destroy(f);
		free(bad);
	}
	assert_true(refused > 20);
	free(part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_keep_their_shape_their_width_and_their_number),
		cmocka_unit_test(what_is_not_used_is_not_in_it),
		cmocka_unit_test(damage_does_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
