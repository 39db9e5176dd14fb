#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "text/url.h"

static int begin(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	return 0;
}

static void same(str got, const char *expected)
{
	if (!str_eq(got, str_of(expected)))
		fail_msg("got '%.*s', expected '%s'", STR_ARG(got), expected);
}

static void a_path_is_decoded(void **state)
{
	str got;
	assert_true(path_decode(*state, STR("/visits/%E9%96%80%e5%8f%b8+1"), &got));
	same(got, "/visits/門司+1");
	assert_true(path_decode(*state, STR("/門司"), &got));
	same(got, "/門司");
}

static void a_malformed_path_is_refused(void **state)
{
	static const char *const bad[] = { "/%",   "/%4",    "/%zz",    "/%4g",    "/%00",       "/%0a",
					   "/%7F", "/a\x01", "/%E9%96", "/%C0%AF", "/%ED%A0%80", "/\xff" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		str got;
		if (path_decode(*state, str_of(bad[i]), &got))
			fail_msg("accepted %s", bad[i]);
	}
	str got;
	assert_false(path_decode(*state, (str){ "/a\0b", 4 }, &got));
}

static void encoding_and_decoding_are_inverse(void **state)
{
	char all[256];
	size_t n = 0;
	for (int c = 0x20; c < 0x7f; c++)
		all[n++] = (char)c;
	str plain = str_format(*state, "%.*s門司 e\xcc\x81", (int)n, all), back;
	str encoded = percent_encode(*state, plain);
	for (size_t i = 0; i < encoded.len; i++)
		assert_false(strchr(" /?#&=+\"'<>", encoded.at[i]));
	assert_true(path_decode(*state, encoded, &back));
	assert_true(str_eq(plain, back));
}

static void a_query_keeps_its_order_and_its_repetitions(void **state)
{
	pairs p;
	assert_null(query_parse(*state, STR("a=1&b=%20x&&b=y+z&c&d=&=e&f=1=2"), 200, &p));
	assert_int_equal(p.n, 7);
	same(pairs_get(p, STR("a")), "1");
	same(pairs_get(p, STR("b")), " x");
	strs all = pairs_all(*state, p, STR("b"));
	assert_int_equal(all.n, 2);
	same(all.at[1], "y z");
	same(p.at[3].name, "c");
	same(pairs_get(p, STR("d")), "");
	same(pairs_get(p, STR("")), "e");
	same(pairs_get(p, STR("f")), "1=2");
	same(pairs_get(p, STR("nothing")), "");
}

static void a_textarea_may_have_lines_but_a_name_may_not(void **state)
{
	pairs p;
	assert_null(query_parse(*state, STR("note=%E9%96%80%0D%0A%09b"), 200, &p));
	same(pairs_get(p, STR("note")), "門\r\n\tb");
	assert_true(err_is(query_parse(*state, STR("no%0Ate=1"), 200, &p), ERR_bad_request));
}

static void a_malformed_query_is_refused(void **state)
{
	static const char *const bad[] = { "a=%", "a=%1", "a=%G0", "%=1", "a=%00", "a=%1b", "a=%FF", "a=1&b=%C3" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		pairs p;
		if (!err_is(query_parse(*state, str_of(bad[i]), 200, &p), ERR_bad_request))
			fail_msg("accepted %s", bad[i]);
	}
}

static void too_many_fields_are_refused(void **state)
{
	pairs p;
	assert_null(query_parse(*state, STR("a&b&c"), 3, &p));
	assert_true(err_is(query_parse(*state, STR("a&b&c&d"), 3, &p), ERR_too_large));
}

static void cookies_that_are_malformed_are_left_out(void **state)
{
	pairs p = { 0 };
	cookies_parse(*state, STR("sid=abc; theme=\"dark\";broken;=x; bad name=1; v=\xff; last=a=b"), 50, &p);
	assert_int_equal(p.n, 3);
	same(pairs_get(p, STR("sid")), "abc");
	same(pairs_get(p, STR("theme")), "dark");
	same(pairs_get(p, STR("last")), "a=b");
	p = (pairs){ 0 };
	cookies_parse(*state, STR("a=1; b=2; c=3"), 2, &p);
	assert_int_equal(p.n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_path_is_decoded, begin, end),
		cmocka_unit_test_setup_teardown(a_malformed_path_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(encoding_and_decoding_are_inverse, begin, end),
		cmocka_unit_test_setup_teardown(a_query_keeps_its_order_and_its_repetitions, begin, end),
		cmocka_unit_test_setup_teardown(a_textarea_may_have_lines_but_a_name_may_not, begin, end),
		cmocka_unit_test_setup_teardown(a_malformed_query_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(too_many_fields_are_refused, begin, end),
		cmocka_unit_test_setup_teardown(cookies_that_are_malformed_are_left_out, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
