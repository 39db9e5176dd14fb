#include "text/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>

static int make(void **state)
{
	*state = arena_new(64 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

#define assert_str(s, literal) assert_string_equal(str_format(a, "%.*s", STR_ARG(s)).at, literal)

static void commas_and_brackets_come_by_themselves(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 4096);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "code", STR("A12"));
	jw_field_array(&w, "n");
	jw_i64(&w, 1);
	jw_object(&w);
	jw_end(&w);
	jw_array(&w);
	jw_end(&w);
	jw_null(&w);
	jw_end(&w);
	jw_field_object(&w, "wait");
	jw_field_i64(&w, "p50", -300);
	jw_field_bool(&w, "open", true);
	jw_field_null(&w, "note");
	jw_field_f64(&w, "share", 0.1);
	jw_end(&w);
	jw_key(&w, STR("raw"));
	jw_raw(&w, STR("[1]"));
	jw_end(&w);
	jw_done(&w);
	assert_str(buf_str(&b), "{\"code\":\"A12\",\"n\":[1,{},[],null],\"wait\":{\"p50\":-300,\"open\":true,"
				"\"note\":null,\"share\":0.1},\"raw\":[1]}");
}

static void what_could_end_a_script_or_a_line_is_escaped(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 4096);
	json_writer w = json_write(&b);
	jw_str(&w, STR("</script>\"\\\n\t\x01\x7f\xE2\x80\xA8\xE2\x80\xA9髙"));
	jw_done(&w);
	assert_str(buf_str(&b), "\"\\u003c/script>\\\"\\\\\\n\\t\\u0001\\u007f\\u2028\\u2029髙\"");
}

static void bytes_that_are_not_text_become_the_replacement_character(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 4096);
	json_writer w = json_write(&b);
	jw_array(&w);
	jw_str(&w, STR("a\xFF"
		       "b\xE3\x81"));
	jw_str(&w, STR("\xEF\xBF\xBD"));
	jw_end(&w);
	assert_str(buf_str(&b), "[\"a\xEF\xBF\xBD"
				"b\xEF\xBF\xBD\xEF\xBF\xBD\",\"\xEF\xBF\xBD\"]");
}

static void numbers_read_back_as_they_were(void **state)
{
	arena *a = *state;
	const double some[] = { 0.1, 1e300, -2.5, 1.0 / 3, 5e-324, 33.883333, 123456789012345680.0, -0.0 };
	for (size_t i = 0; i < COUNT(some); i++) {
		buf b = buf_new(a, 4096);
		json_writer w = json_write(&b);
		jw_array(&w);
		jw_f64(&w, some[i]);
		jw_end(&w);
		const json_value *v;
		double back;
		assert_null(json_parse(a, buf_str(&b), &v));
		assert_true(json_f64(&v->items[0], &back));
		assert_true(back == some[i]);
	}
	buf b = buf_new(a, 4096);
	json_writer w = json_write(&b);
	jw_array(&w);
	jw_f64(&w, (double)NAN);
	jw_f64(&w, (double)INFINITY);
	jw_i64(&w, INT64_MIN);
	jw_end(&w);
	assert_str(buf_str(&b), "[null,null,-9223372036854775808]");
}

static void a_tree_keeps_order_kinds_and_text(void **state)
{
	arena *a = *state;
	const json_value *v;
	assert_null(json_parse(a, STR(" {\"b\":\"\\u9ad9\",\"a\":[true,null,1.5,-7],\"c\":{\"d\":0}} "), &v));
	assert_int_equal(v->n, 3);
	assert_str(v->keys[0], "b");
	assert_str(v->keys[1], "a");
	str s;
	assert_true(json_str(json_get(v, "b"), &s));
	assert_str(s, "髙");
	const json_value *list = json_get(v, "a");
	assert_int_equal(list->n, 4);
	bool yes = false;
	assert_true(json_bool(&list->items[0], &yes) && yes);
	assert_int_equal(list->items[1].kind, JV_NULL);
	i64 n;
	assert_true(json_i64(&list->items[3], &n) && n == -7);
	assert_false(json_i64(&list->items[2], &n));
	assert_true(json_i64(json_get(json_get(v, "c"), "d"), &n) && n == 0);
	assert_null(json_get(json_get(v, "nowhere"), "d"));
}

static void malformed_text_is_refused_with_its_place(void **state)
{
	arena *a = *state;
	static const str bad[] = {
		STR_INIT(""),
		STR_INIT("1"),
		STR_INIT("\"a\""),
		STR_INIT("{\"a\":1,\"a\":2}"),
		STR_INIT("{\"a\":1}x"),
		STR_INIT("[1,]"),
		STR_INIT("{'a':1}"),
		STR_INIT("[01]"),
		STR_INIT("[NaN]"),
		STR_INIT("[\"\\u0000\"]"),
		STR_INIT("[\"\xFF\"]"),
		STR_INIT("[\"\\ud800\"]"),
		STR_INIT("[99999999999999999999]"),
		STR_INIT("[1e999]"),
		STR_INIT("[\"a\nb\"]"),
		STR_INIT("[1]\0"),
		STR_INIT("{\"a\":"),
	};
	for (size_t i = 0; i < COUNT(bad); i++) {
		const json_value *v;
		const err *e = json_parse(a, bad[i], &v);
		assert_true(err_is(e, ERR_bad_json));
		assert_true(e->where.len > 0);
	}
	const json_value *v;
	assert_str(json_parse(a, STR("{\n\"a\":1,\n\"a\":2}"), &v)->where, "3:3");
}

static void depth_and_size_have_ceilings(void **state)
{
	arena *a = *state;
	const json_value *v;
	for (int depth = JSON_DEPTH; depth <= JSON_DEPTH + 1; depth++) {
		buf b = buf_new(a, 4096);
		for (int i = 0; i < depth; i++)
			buf_char(&b, '[');
		buf_lit(&b, "\"]\\\"[[\"");
		for (int i = 0; i < depth; i++)
			buf_char(&b, ']');
		const err *e = json_parse(a, buf_str(&b), &v);
		assert_true(depth <= JSON_DEPTH ? e == NULL : err_is(e, ERR_bad_json));
	}
	char *big = arena_alloc(a, JSON_SIZE_MAX + 1);
	memset(big, ' ', JSON_SIZE_MAX + 1);
	memcpy(big, "[]", 2);
	assert_null(json_parse(a, (str){ big, JSON_SIZE_MAX }, &v));
	assert_true(err_is(json_parse(a, (str){ big, JSON_SIZE_MAX + 1 }, &v), ERR_too_large));
}

static void a_missing_member_and_a_wrong_kind_are_told_apart(void **state)
{
	arena *a = *state;
	const json_value *v;
	assert_null(json_parse(a, STR("{\"name\":5,\"none\":null,\"list\":[\"a\",\"b\"],\"mixed\":[\"a\",1]}"), &v));
	str s = STR("as it was");
	i64 n;
	bool yes = true;
	strs list;
	const err *e = json_need_str(a, v, "name", &s);
	assert_true(err_is(e, ERR_invalid));
	assert_str(e->where, "name");
	assert_true(err_is(json_need_str(a, v, "none", &s), ERR_required));
	assert_true(err_is(json_need_i64(a, v, "nowhere", &n), ERR_required));
	assert_true(err_is(json_need_i64(a, NULL, "nowhere", &n), ERR_required));
	assert_null(json_need_i64(a, v, "name", &n));
	assert_int_equal(n, 5);
	assert_null(json_may_str(a, v, "none", &s));
	assert_str(s, "as it was");
	assert_true(err_is(json_may_bool(a, v, "name", &yes), ERR_invalid));
	assert_null(json_may_bool(a, v, "nowhere", &yes));
	assert_true(yes);
	assert_null(json_may_strs(a, v, "list", &list));
	assert_int_equal(list.n, 2);
	assert_str(list.at[1], "b");
	assert_null(json_may_strs(a, v, "none", &list));
	assert_int_equal(list.n, 0);
	assert_true(err_is(json_may_strs(a, v, "mixed", &list), ERR_invalid));
}

static void what_was_written_is_read_back(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 1 << 20);
	json_writer w = json_write(&b);
	jw_array(&w);
	for (u32 c = 1; c < 0x300; c++) {
		char utf8[4] = { (char)c, 0, 0, 0 };
		size_t n = 1;
		if (c >= 0x80) {
			utf8[0] = (char)(0xC0 | c >> 6);
			utf8[1] = (char)(0x80 | (c & 0x3F));
			n = 2;
		}
		jw_str(&w, arena_copy(a, (str){ utf8, n }));
	}
	jw_end(&w);
	jw_done(&w);
	const json_value *v;
	assert_null(json_parse(a, buf_str(&b), &v));
	assert_int_equal(v->n, 0x2FF);
	for (u32 c = 1; c < 0x300; c++) {
		size_t i = 0;
		assert_int_equal(str_next(v->items[c - 1].s, &i), c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(commas_and_brackets_come_by_themselves, make, drop),
		cmocka_unit_test_setup_teardown(what_could_end_a_script_or_a_line_is_escaped, make, drop),
		cmocka_unit_test_setup_teardown(bytes_that_are_not_text_become_the_replacement_character, make, drop),
		cmocka_unit_test_setup_teardown(numbers_read_back_as_they_were, make, drop),
		cmocka_unit_test_setup_teardown(a_tree_keeps_order_kinds_and_text, make, drop),
		cmocka_unit_test_setup_teardown(malformed_text_is_refused_with_its_place, make, drop),
		cmocka_unit_test_setup_teardown(depth_and_size_have_ceilings, make, drop),
		cmocka_unit_test_setup_teardown(a_missing_member_and_a_wrong_kind_are_told_apart, make, drop),
		cmocka_unit_test_setup_teardown(what_was_written_is_read_back, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
