/* Pictures for pages: escaping, widths, what does not fit. */
#include "text/svg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_cannot_break_out_of_a_picture),
		cmocka_unit_test(what_does_not_fit_is_cut_between_letters_and_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
