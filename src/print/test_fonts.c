/* The chain of fonts: which font has a letter, and what one letter is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "print/fonts.h"

static size_t letters_of(const char *text)
{
	str s = str_of(text);
	size_t n = 0;
	for (size_t i = 0; i < s.len; n++)
		i = fonts_letter_end(s, i);
	return n;
}

static void a_base_and_what_belongs_to_it_are_one_letter(void **state)
{
	(void)state;
	assert_int_equal(letters_of("葛󠄀城"), 2);
	assert_int_equal(letters_of("辻󠄀辻󠄁辻"), 3);
	assert_int_equal(letters_of("𠮷野家"), 3);
	assert_int_equal(letters_of("か\u3099ば"), 2); /* combining dakuten */
	assert_int_equal(letters_of("ｶﾞｷﾞ"), 2);
	assert_int_equal(letters_of("e\u0301a"), 2);
	assert_int_equal(letters_of("\U0001F468\u200D\U0001F469\u200D\U0001F467"), 1); /* a family */
	assert_int_equal(letters_of("\U0001F1EF\U0001F1F5\U0001F1EF\U0001F1F5"), 2); /* two flags */
	assert_int_equal(letters_of("ABC"), 3);
	assert_int_equal(letters_of(""), 0);
	assert_int_equal(letters_of("\xff\xfe"), 2);
	assert_int_equal(letters_of("한글"), 2);
}

static void a_letter_ends_somewhere_whatever_the_bytes_are(void **state)
{
	(void)state;
	u64 seed = 7;
	for (int n = 0; n < 3000; n++) {
		char bytes[40];
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 6364136223846793005U + 1442695040888963407U;
			bytes[i] = (char)(seed >> 40);
		}
		str s = { bytes, sizeof bytes };
		for (size_t i = 0; i < s.len;) {
			size_t end = fonts_letter_end(s, i);
			assert_true(end > i && end <= s.len);
			i = end;
		}
	}
}

static void the_first_font_that_has_a_letter_gives_it(void **state)
{
	(void)state;
	fonts *f = fonts_here();
	assert_non_null(f);
	font_letter plain = fonts_letter(f, FONT_MINCHO, false, STR("花"));
	assert_true(plain.known && plain.n == 1);
	assert_string_equal(fonts_family(f, plain.font), "IPAexMincho");
	assert_true(plain.advance > 0.99 && plain.advance < 1.01);
	plain = fonts_letter(f, FONT_GOTHIC, false, STR("花"));
	assert_string_equal(fonts_family(f, plain.font), "IPAexGothic");
	font_letter rare = fonts_letter(f, FONT_MINCHO, false, STR("𠮷"));
	assert_true(rare.known);
	assert_string_equal(fonts_family(f, rare.font), "IPAmjMincho");
	rare = fonts_letter(f, FONT_MINCHO, false, STR("髙"));
	assert_true(rare.known);
}

static void a_variant_is_another_shape_than_its_base(void **state)
{
	(void)state;
	fonts *f = fonts_here();
	static const char *const pairs[][2] = {
		{ "葛", "葛󠄀" }, { "辻", "辻󠄀" }, { "祇", "祇󠄀" }, { "邉", "邉\U000E0104" }
	};
	for (size_t i = 0; i < COUNT(pairs); i++) {
		font_letter base = fonts_letter(f, FONT_MINCHO, false, str_of(pairs[i][0]));
		u32 glyph = base.glyphs[0].id;
		font_letter variant = fonts_letter(f, FONT_MINCHO, false, str_of(pairs[i][1]));
		assert_true(variant.known);
		assert_int_equal(variant.n, 1);
		assert_true(variant.font != base.font || variant.glyphs[0].id != glyph);
	}
}

static void what_no_font_has_is_said_and_never_an_empty_box(void **state)
{
	(void)state;
	fonts *f = fonts_here();
	font_letter geta = fonts_letter(f, FONT_MINCHO, false, STR("〓"));
	u32 glyph = geta.glyphs[0].id;
	assert_true(geta.known && glyph != 0);
	font_letter none = fonts_letter(f, FONT_MINCHO, false, STR("\U0010FFFD"));
	assert_false(none.known);
	assert_int_equal(none.n, 1);
	assert_int_equal(none.glyphs[0].id, glyph);
	/* a variant that nobody has: the base is drawn, and it is said */
	u32 of_base = fonts_letter(f, FONT_MINCHO, false, STR("花")).glyphs[0].id;
	none = fonts_letter(f, FONT_MINCHO, false, STR("花\U000E01EF"));
	assert_false(none.known);
	assert_int_equal(none.glyphs[0].id, of_base);
	/* an emoji's selector asks for a colour, which paper has not */
	assert_true(fonts_letter(f, FONT_MINCHO, false, STR("☎\uFE0F")).known);
}

static void vertical_text_has_forms_of_its_own(void **state)
{
	(void)state;
	fonts *f = fonts_here();
	static const char *const turned[] = { "ー", "（", "）", "「", "」", "、", "。", "っ", "〜", "…", "-" };
	for (size_t i = 0; i < COUNT(turned); i++) {
		u32 level = fonts_letter(f, FONT_MINCHO, false, str_of(turned[i])).glyphs[0].id;
		font_letter l = fonts_letter(f, FONT_MINCHO, true, str_of(turned[i]));
		if (l.glyphs[0].id == level && !l.turned)
			fail_msg("%s stands in vertical text as on a line", turned[i]);
	}
	font_letter upright = fonts_letter(f, FONT_MINCHO, true, STR("A"));
	assert_false(upright.turned);
	upright = fonts_letter(f, FONT_MINCHO, true, STR("花"));
	assert_true(upright.advance == 1 && !upright.turned);
	assert_true(fonts_digit_pair(f, FONT_MINCHO, STR("12")).known);
}

static void the_second_question_is_answered_as_the_first(void **state)
{
	(void)state;
	fonts *f = fonts_here();
	for (u32 c = 0x20; c < 0x3200; c += 7) {
		char bytes[4];
		size_t n = 0;
		if (c < 0x80) {
			bytes[n++] = (char)c;
		} else if (c < 0x800) {
			bytes[n++] = (char)(0xC0 | c >> 6);
			bytes[n++] = (char)(0x80 | (c & 63));
		} else {
			bytes[n++] = (char)(0xE0 | c >> 12);
			bytes[n++] = (char)(0x80 | (c >> 6 & 63));
			bytes[n++] = (char)(0x80 | (c & 63));
		}
		for (int vertical = 0; vertical < 2; vertical++) {
			font_letter a = fonts_letter(f, FONT_MINCHO, vertical, (str){ bytes, n });
			font_glyph first = a.n ? a.glyphs[0] : (font_glyph){ 0 };
			font_letter b = fonts_letter(f, FONT_MINCHO, vertical, (str){ bytes, n });
			assert_int_equal(a.n, b.n);
			assert_int_equal(a.font, b.font);
			assert_int_equal(a.known, b.known);
			assert_int_equal(a.turned, b.turned);
			assert_true(a.advance > b.advance - 1e-5 && a.advance < b.advance + 1e-5);
			if (b.n)
				assert_memory_equal(&first, &b.glyphs[0], sizeof first);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_base_and_what_belongs_to_it_are_one_letter),
		cmocka_unit_test(a_letter_ends_somewhere_whatever_the_bytes_are),
		cmocka_unit_test(the_first_font_that_has_a_letter_gives_it),
		cmocka_unit_test(a_variant_is_another_shape_than_its_base),
		cmocka_unit_test(what_no_font_has_is_said_and_never_an_empty_box),
		cmocka_unit_test(vertical_text_has_forms_of_its_own),
		cmocka_unit_test(the_second_question_is_answered_as_the_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
