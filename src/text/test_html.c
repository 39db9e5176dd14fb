#include "text/html.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

static void expect(void (*write)(buf *, str), str in, const char *out)
{
	arena *a = arena_new(1 << 20);
	buf b = buf_new(a, 1 << 16);
	write(&b, in);
	assert_false(b.overflowed);
	assert_string_equal(buf_str(&b).at, out);
	arena_free(a);
}

static void the_five_that_can_break_out_are_escaped(void **state)
{
	(void)state;
	expect(html_escape, STR("<a href=\"x\" id='y'>&amp;"), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;");
}

static void plain_text_stays_as_it_is(void **state)
{
	(void)state;
	expect(html_escape, STR(""), "");
	expect(html_escape, STR("小倉北区役所 3番 = {窓口}"), "小倉北区役所 3番 = {窓口}");
}

static void an_escape_at_either_end_loses_nothing(void **state)
{
	(void)state;
	expect(html_escape, STR("&"), "&amp;");
	expect(html_escape, STR("<中>"), "&lt;中&gt;");
	expect(html_escape, STR("a<"), "a&lt;");
	expect(html_escape, STR("<<"), "&lt;&lt;");
}

static void no_byte_that_is_escaped_comes_out_raw(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	for (int c = 0; c < 256; c++) {
		buf b = buf_new(a, 64);
		html_escape(&b, (str){ (char[]){ (char)c }, 1 });
		str s = buf_str(&b);
		assert_true(s.len > 0);
		assert_null(memchr(s.at, '<', s.len));
		assert_null(memchr(s.at, '>', s.len));
		assert_null(memchr(s.at, '"', s.len));
		assert_null(memchr(s.at, '\'', s.len));
	}
	arena_free(a);
}

static void a_part_of_an_address_cannot_leave_its_place(void **state)
{
	(void)state;
	expect(html_url_part, STR("kokura-kita_1.0~"), "kokura-kita_1.0~");
	expect(html_url_part, STR("//evil?a=b&c#d"), "%2F%2Fevil%3Fa%3Db%26c%23d");
	expect(html_url_part, STR("javascript:x"), "javascript%3Ax");
	expect(html_url_part, STR("区\""), "%E5%8C%BA%22");
}

static void a_full_buffer_says_so(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	buf b = buf_new(a, 8);
	html_escape(&b, STR("<<<<"));
	assert_true(b.overflowed);
	assert_true(b.len <= 8);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_five_that_can_break_out_are_escaped),
		cmocka_unit_test(plain_text_stays_as_it_is),
		cmocka_unit_test(an_escape_at_either_end_loses_nothing),
		cmocka_unit_test(no_byte_that_is_escaped_comes_out_raw),
		cmocka_unit_test(a_part_of_an_address_cannot_leave_its_place),
		cmocka_unit_test(a_full_buffer_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
