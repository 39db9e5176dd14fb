/* A fact that nobody asked about yet: what depends on it is open, what does not is decided. */
#include "rules/testing.h"

static void testing_open(arena *a, const char *text, const char *want, const char *file, int line)
{
	static const str names[] = { STR_INIT("u"), STR_INIT("v"), STR_INIT("p") };
	feel_entry person[] = { { STR("age"), { .kind = FEEL_UNKNOWN } }, { STR("name"), feel_text(STR("花子")) } };
	feel_context inner = { person, 2 };
	feel_entry at[] = { { STR("u"), { .kind = FEEL_UNKNOWN } },
			    { STR("v"), feel_int(5) },
			    { STR("p"), { .kind = FEEL_CONTEXT, .context = &inner } } };
	feel_context context = { at, 3 };
	feel_scope scope = { &context, NULL };
	str got = testing_in(a, str_of(text), (feel_names){ names, 3, { NULL, 0 }, NULL }, &scope);
	if (!str_eq(got, str_of(want))) {
		print_error("%s\n   says   %.*s\n   not    %s\n", text, STR_ARG(got), want);
		_fail(file, line);
	}
}
#define open_says(text, want) testing_open(a, text, want, __FILE__, __LINE__)

static void logic_decides_where_it_can(void **state)
{
	arena *a = *state;
	open_says("u and false", "false");
	open_says("false and u", "false");
	open_says("u and true", "unknown");
	open_says("u or true", "true");
	open_says("u or false", "unknown");
	open_says("not(u)", "unknown");
	open_says("u > 3 and v > 7", "false");
	open_says("u > 3 or v = 5", "true");
	open_says("u > 3 and v = 5", "unknown");
	open_says("u and null", "unknown"); /* false or null, once it is known */
	open_says("u and null and false", "false");
}

static void what_depends_on_it_is_open(void **state)
{
	arena *a = *state;
	open_says("u", "unknown");
	open_says("u + 1", "unknown");
	open_says("\"a\" + u", "unknown");
	open_says("-u", "unknown");
	open_says("u ** 2", "unknown");
	open_says("u = null", "unknown");
	open_says("u = u", "unknown");
	open_says("u < 3", "unknown");
	open_says("u.name", "unknown");
	open_says("u[1]", "unknown");
	open_says("u(1)", "unknown");
	open_says("u instance of number", "unknown");
	open_says("u in [1..5]", "unknown");
	open_says("3 in [1..u]", "unknown");
	open_says("u in (1, 2)", "unknown");
	open_says("5 in (5, u)", "true");
	open_says("5 in [u, 5]", "true");
	open_says("4 in [u, 5]", "unknown");
	open_says("u between 1 and 2", "unknown");
	open_says("v between 6 and u", "false");
	open_says("upper case(u)", "unknown");
	open_says("p.age < 18", "unknown");
	open_says("p.name", "\"花子\"");
}

static void a_choice_that_comes_to_the_same_is_made(void **state)
{
	arena *a = *state;
	open_says("if u then 1 else 1", "1");
	open_says("if u then 1 else 2", "unknown");
	open_says("if u > 3 then null else null", "null");
	open_says("if u then [1] else [1]", "[1]");
	open_says("if u then 1 else u", "unknown");
	open_says("if v = 5 then 1 else u", "1");
}

static void lists_hold_it_without_being_open_themselves(void **state)
{
	arena *a = *state;
	open_says("count([u])", "1");
	open_says("count([u, 1])", "2");
	open_says("[u, 1][2]", "1");
	open_says("[u, 1][1]", "unknown");
	open_says("{a: u, b: 2}.b", "2");
	open_says("[p].name", "[\"花子\"]");
	open_says("for i in u return i", "unknown");
	open_says("for i in 1..u return i", "unknown");
	open_says("count(for i in [1, u] return i)", "2");
	open_says("sum([1, u])", "unknown");
}

static void filters_and_quantifiers_are_open_only_where_they_must(void **state)
{
	arena *a = *state;
	open_says("some x in [1, u] satisfies x = 1", "true");
	open_says("some x in [2, u] satisfies x = 1", "unknown");
	open_says("every x in [2, u] satisfies x = 1", "false");
	open_says("every x in [1, u] satisfies x = 1", "unknown");
	open_says("some x in u satisfies x = 1", "unknown");
	open_says("[1, 2][item > u]", "unknown");
	open_says("[1, 2][item > v]", "[]");
	open_says("[1, u][item > 0]", "unknown");
	open_says("[{a: u}][a > 1]", "unknown");
}

static void a_cell_is_yes_no_or_open(void **state)
{
	arena *a = *state;
	static const struct {
		const char *cell, *want;
	} all[] = { { "-", "true" },
		    { "5", "unknown" },
		    { "< 3, 7", "unknown" },
		    { "not(5)", "unknown" },
		    { "1 = 1", "unknown" },
		    { "? = 3 or true", "true" },
		    { "? = 3 and false", "false" } };
	for (size_t i = 0; i < COUNT(all); i++) {
		feel_run run = feel_begin(a, TEST_NOW);
		const feel_expr *e;
		assert_null(feel_parse_tests(a, str_of(all[i].cell), (feel_names){ 0 }, &e));
		feel v = feel_test(&run, e, (feel){ .kind = FEEL_UNKNOWN }, NULL);
		const char *got = v.kind == FEEL_UNKNOWN ? "unknown" : v.boolean ? "true" : "false";
		assert_string_equal(str_format(a, "%s: %s", all[i].cell, got).at,
				    str_format(a, "%s: %s", all[i].cell, all[i].want).at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, testing_make, testing_drop)
		T(logic_decides_where_it_can),
		T(what_depends_on_it_is_open),
		T(a_choice_that_comes_to_the_same_is_made),
		T(lists_hold_it_without_being_open_themselves),
		T(filters_and_quantifiers_are_open_only_where_they_must),
		T(a_cell_is_yes_no_or_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
