#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "print/qr.h"

#include "../../tests/printer/zbar.h"

static const char ADDRESS[] = "https://madoguchi.example.jp/t/7KQ2M9XW4PHB3C";

static void the_three_corners_carry_the_finder_pattern(void **state)
{
	(void)state;
	static const char *const finder[] = { "1111111", "1000001", "1011101", "1011101",
					      "1011101", "1000001", "1111111" };
	arena *a = arena_new(1 << 20);
	qr q;
	assert_null(qr_make(a, str_of(ADDRESS), &q));
	assert_int_equal((q.size - 17) % 4, 0);
	for (int y = 0; y < 7; y++) {
		for (int x = 0; x < 7; x++) {
			bool dark = finder[y][x] == '1';
			assert_int_equal(qr_is_dark(&q, x, y), dark);
			assert_int_equal(qr_is_dark(&q, q.size - 7 + x, y), dark);
			assert_int_equal(qr_is_dark(&q, x, q.size - 7 + y), dark);
		}
	}
	assert_false(qr_is_dark(&q, -1, 0));
	assert_false(qr_is_dark(&q, 0, q.size));
	arena_free(a);
}

/* Draws the grid as a picture and has zbar read it: the same program that reads a code from a photo. */
static void a_reader_gets_the_same_text_back(void **state)
{
	(void)state;
	if (!zbar_present())
		skip();
	static const char *const texts[] = { ADDRESS, "A012", "https://例え.jp/番号札/葛󠄀城" };
	for (size_t i = 0; i < COUNT(texts); i++) {
		arena *a = arena_new(1 << 20);
		qr q;
		assert_null(qr_make(a, str_of(texts[i]), &q));
		char name[] = "/tmp/madoguchi-qr-XXXXXX";
		FILE *f = fdopen(mkstemp(name), "w");
		assert_non_null(f);
		int dots = 4, side = (q.size + 2 * QR_QUIET) * dots;
		fprintf(f, "P1 %d %d\n", side, side);
		for (int y = 0; y < side; y++)
			for (int x = 0; x < side; x++)
				fputs(qr_is_dark(&q, x / dots - QR_QUIET, y / dots - QR_QUIET) ? "1 " : "0 ", f);
		fclose(f);
		char read[QR_TEXT_MAX + 8];
		zbar_read(name, read, sizeof read);
		unlink(name);
		assert_string_equal(read, texts[i]);
		arena_free(a);
	}
}

static void the_markup_names_the_code_and_cannot_be_broken_out_of(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	str svg;
	assert_null(qr_svg(a, str_of(ADDRESS), STR("番号札 <A012> & \"受付\""), &svg));
	assert_true(str_starts(svg, STR("<svg class=\"qr\"")));
	assert_true(str_ends(svg, STR("</svg>")));
	assert_true(str_has(svg, STR("<title>番号札 &lt;A012&gt; &amp; &quot;受付&quot;</title>")));
	assert_true(str_has(svg, STR("role=\"img\"")));
	assert_false(str_has(svg, STR("style=")));
	assert_false(str_has(svg, STR(" id=")));
	/* the corner's finder pattern: seven dark modules behind the quiet zone */
	assert_true(str_has(svg, STR("d=\"M4 4h7v1h-7z")));
	arena_free(a);
}

static void the_longest_text_fits_and_a_longer_one_is_refused(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	char text[QR_TEXT_MAX + 1], title[QR_TITLE_MAX + 1];
	memset(text, 'x', sizeof text);
	memset(title, '"', sizeof title);
	str svg;
	assert_null(qr_svg(a, (str){ text, QR_TEXT_MAX }, (str){ title, QR_TITLE_MAX }, &svg));
	assert_true(err_is(qr_svg(a, (str){ text, QR_TEXT_MAX + 1 }, STR("t"), &svg), ERR_too_long));
	assert_true(err_is(qr_svg(a, STR("x"), (str){ title, QR_TITLE_MAX + 1 }, &svg), ERR_too_long));
	arena_free(a);
}

static void what_is_not_text_is_refused(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	qr q;
	assert_true(err_is(qr_make(a, STR_NONE, &q), ERR_invalid));
	assert_true(err_is(qr_make(a, STR("\xff\xfe"), &q), ERR_invalid));
	assert_true(err_is(qr_make(a, STR("a\0b"), &q), ERR_invalid));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_three_corners_carry_the_finder_pattern),
		cmocka_unit_test(a_reader_gets_the_same_text_back),
		cmocka_unit_test(the_markup_names_the_code_and_cannot_be_broken_out_of),
		cmocka_unit_test(the_longest_text_fits_and_a_longer_one_is_refused),
		cmocka_unit_test(what_is_not_text_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
