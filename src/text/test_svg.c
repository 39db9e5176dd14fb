/* Pictures for pages: escaping, widths, what does not fit. */
#include "text/svg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static double zero(void)
{
	volatile double z = 0;
	return z;
}

static void a_name_cannot_break_out_of_a_picture(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	buf b = buf_new(a, 1 << 16);
	svg_open(&b, "chart", STR("x"), 100, 50, STR("<script>"), STR_NONE);
	svg_link(&b, STR("/work?a=\"><b"), STR("\"x"));
	svg_text(&b, NULL, 1.25, -0.01, SVG_MIDDLE, STR("</text><script>&"));
	svg_link_end(&b, STR("/work"));
	svg_close(&b);
	str s = buf_str(&b);
	assert_false(str_has(s, STR("<script")));
	assert_true(str_has(s, STR("x=\"1.3\" y=\"0\" text-anchor=\"middle\"")));
	assert_true(str_has(s, STR("href=\"/work?a=&quot;&gt;&lt;b\"")));
	arena_free(a);
}

static void what_does_not_fit_is_cut_between_letters_and_says_so(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	assert_true(str_eq(svg_fit(a, STR("住民票の写し交付"), 8), STR("住民票の写し交付")));
	assert_true(str_eq(svg_fit(a, STR("住民票の写し交付"), 5), STR("住民票の…")));
	assert_int_equal(svg_fit(a, STR("住民票の写し交付"), 2).len, 0);
	/* 葛 with its variation selector is one letter */
	assert_true(str_eq(svg_fit(a, STR("葛󠄀飾区の葛󠄀西"), 3), STR("葛󠄀飾…")));
	assert_true(svg_em(STR("葛󠄀")) == 1);
	strs lines = svg_wrap(a, STR("国民健康保険資格"), 4, 2);
	assert_int_equal(lines.n, 2);
	assert_true(str_eq(lines.at[0], STR("国民健康")));
	lines = svg_wrap(a, STR("国民健康保険資格異動"), 4, 2);
	assert_true(str_eq(lines.at[1], STR("保険資…")));
	arena_free(a);
}

static void a_line_begins_with_no_mark_that_closes_and_ends_with_none_that_opens(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	static const struct {
		const char *text;
		double em;
		size_t lines;
		const char *first, *second;
	} of[] = {
		{ "マイナンバーカード交付", 5, 3, "マイナン", "バーカード" }, /* ー stays with its letter */
		{ "申請、届出、証明", 2, 9, "申", "請、" },
		{ "減免（所得割）決定", 3, 9, "減免", "（所得" },
		{ "システム Excel 入力", 5, 9, "システム",
		  "Excel" }, /* a word stays whole, and spaces at a break are gone */
		{ "児童手当認定", 5, 2, "児童手当", "認定" }, /* not 児童手当認, 定 */
		{ "ABCDEFGHIJKLMN", 4, 9, "ABCDE", "FGHIJ" }, /* too long for a line */
	};
	for (size_t i = 0; i < COUNT(of); i++) {
		strs lines = svg_wrap(a, str_of(of[i].text), of[i].em, of[i].lines);
		assert_true(lines.n >= 2);
		assert_string_equal(arena_copy(a, lines.at[0]).at, of[i].first);
		assert_string_equal(arena_copy(a, lines.at[1]).at, of[i].second);
	}
	arena_free(a);
}

static void wrapped_lines_fit_and_lose_no_letter(void **state)
{
	(void)state;
	arena *a = arena_new(8 << 20);
	str text =
		STR("国民健康保険（資格）の異動届・高額療養費、ABC 123 マイナンバーカードの受け取り「予約」！？々ゝ");
	for (double em = 1; em < 60; em += 0.5) {
		strs lines = svg_wrap(a, text, em, 99);
		size_t letters = 0;
		for (size_t i = 0; i < lines.n; i++) {
			assert_true(svg_em(lines.at[i]) <= em + 1e-6);
			letters += str_length(lines.at[i]);
		}
		assert_true(letters + 2 >= str_length(text) &&
			    letters <= str_length(text)); /* two spaces may be gone */
		for (size_t most = 1; most < 6; most++) {
			strs few = svg_wrap(a, text, em, most);
			assert_true(few.n <= most);
			for (size_t i = 0; i < few.n; i++)
				assert_true(svg_em(few.at[i]) <= em + 1e-6);
			if (few.n > 0 && few.n < lines.n)
				assert_true(str_ends(few.at[few.n - 1], STR("…")));
		}
	}
	assert_int_equal(svg_wrap(a, STR_NONE, 5, 3).n, 0);
	assert_int_equal(svg_wrap(a, text, 0, 3).n, 0);
	assert_int_equal(svg_wrap(a, text, 5, 0).n, 0);
	arena_free(a);
}

static void what_is_no_number_does_not_get_into_a_picture(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	buf b = buf_new(a, 1 << 16);
	svg_line(&b, NULL, 0.0 / zero(), 1.0 / zero(), -1.0 / zero(), -0.04);
	svg_line(&b, NULL, 1e300, -1e300, -12.34, 99.96);
	assert_string_equal(buf_str(&b).at, "<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"0\"/>"
					    "<line x1=\"1000000000\" y1=\"-1000000000\" x2=\"-12.3\" y2=\"100\"/>");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_cannot_break_out_of_a_picture),
		cmocka_unit_test(what_does_not_fit_is_cut_between_letters_and_says_so),
		cmocka_unit_test(a_line_begins_with_no_mark_that_closes_and_ends_with_none_that_opens),
		cmocka_unit_test(wrapped_lines_fit_and_lose_no_letter),
		cmocka_unit_test(what_is_no_number_does_not_get_into_a_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
