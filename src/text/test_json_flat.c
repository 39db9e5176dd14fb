#include "text/json_flat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(16 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void members_come_one_by_one(void **state)
{
	arena *a = *state;
	str line = STR(
		" { \"a\" : -12 , \"b\\u304a\":\"x\\n\\\"\\ud842\\udfb7\",\"c\":true,\"d\":null,\"e\":1.5e3,\"f\":[1,{\"}\":\"]\"}],"
		"\"g\":123456789012345678901,\"h\":false,\"a\":\"\"}\r\n");
	json_flat f = json_flat_begin(a, line);
	str key;
	flat_value v;
	assert_true(json_flat_next(&f, &key, &v));
	assert_true(str_eq(key, STR("a")) && v.kind == FLAT_NUMBER && v.whole && v.n == -12);
	assert_true(json_flat_next(&f, &key, &v));
	assert_true(str_eq(key, STR("bお")) && v.kind == FLAT_TEXT && str_eq(v.s, STR("x\n\"𠮷")));
	assert_true(json_flat_next(&f, &key, &v) && v.kind == FLAT_TRUE);
	assert_true(json_flat_next(&f, &key, &v) && v.kind == FLAT_NULL);
	assert_true(json_flat_next(&f, &key, &v) && v.kind == FLAT_NUMBER && !v.whole && str_eq(v.s, STR("1.5e3")));
	assert_true(json_flat_next(&f, &key, &v) && v.kind == FLAT_NESTED && str_eq(v.s, STR("[1,{\"}\":\"]\"}]")));
	assert_true(json_flat_next(&f, &key, &v) && v.kind == FLAT_NUMBER && !v.whole);
	assert_true(json_flat_next(&f, &key, &v) && v.kind == FLAT_FALSE);
	assert_true(json_flat_next(&f, &key, &v) && v.kind == FLAT_TEXT && v.s.len == 0);
	assert_false(json_flat_next(&f, &key, &v));
	assert_null(f.wrong);
	f = json_flat_begin(a, STR("{}"));
	assert_false(json_flat_next(&f, &key, &v));
	assert_null(f.wrong);
}

static void what_is_no_object_is_refused_where_it_goes_wrong(void **state)
{
	arena *a = *state;
	static const struct {
		const char *line;
		size_t at;
	} bad[] = { { "", 0 },           { "[]", 0 },          { "{", 1 },          { "{\"a\"}", 4 },
		    { "{\"a\":}", 5 },   { "{\"a\":1,}", 7 },  { "{,}", 1 },        { "{\"a\":01}", 7 },
		    { "{\"a\":1.}", 7 }, { "{\"a\":tru}", 5 }, { "{\"a\":1}x", 7 }, { "{\"a\":1 \"b\":2}", 7 } };
	for (size_t i = 0; i < COUNT(bad); i++) {
		json_flat f = json_flat_begin(a, str_of(bad[i].line));
		str key;
		flat_value v;
		while (json_flat_next(&f, &key, &v))
			;
		assert_non_null(f.wrong);
		assert_int_equal(f.i, bad[i].at);
	}
	static const char *const more[] = { "{\"a\":\"x}",
					    "{\"a\":\"\\q\"}",
					    "{\"a\":\"\\u0000\"}",
					    "{\"a\":\"\\ud800\"}",
					    "{\"a\":\"\xff\"}",
					    "{\"a\":\"\x01\"}",
					    "{\"a\":[1}",
					    "{a:1}",
					    "{\"a\":-}",
					    "{\"a\":\"\\",
					    "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1" };
	for (size_t i = 0; i < COUNT(more); i++) {
		json_flat f = json_flat_begin(a, str_of(more[i]));
		str key;
		flat_value v;
		while (json_flat_next(&f, &key, &v))
			;
		if (!f.wrong)
			fail_msg("%s", more[i]);
	}
}

static void nul_is_no_white_space(void **state)
{
	arena *a = *state;
	static const char text[] = "{\"a\":13\0,\"b\":1}";
	str line = { text, sizeof text - 1 }, key;
	const json_value *tree;
	flat_value v;
	assert_true(err_is(json_parse(a, line, &tree), ERR_bad_json));
	json_flat f = json_flat_begin(a, line);
	assert_true(json_flat_next(&f, &key, &v));
	assert_false(json_flat_next(&f, &key, &v));
	assert_non_null(f.wrong);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(members_come_one_by_one, make, drop),
		cmocka_unit_test_setup_teardown(what_is_no_object_is_refused_where_it_goes_wrong, make, drop),
		cmocka_unit_test_setup_teardown(nul_is_no_white_space, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
