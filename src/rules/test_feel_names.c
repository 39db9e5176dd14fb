/* Names with spaces and signs, scopes, and cells of decision tables. */
#include "rules/testing.h"

#define NAMES(...)                                                                                                     \
	(feel_names)                                                                                                   \
	{                                                                                                              \
		(const str[]){ __VA_ARGS__ }, COUNT(((const str[]){ __VA_ARGS__ })), { NULL, 0 }, NULL                 \
	}

typedef struct world {
	feel_entry at[10];
	feel_context context;
	feel_scope scope;
} world;

static world *world_of(arena *a, const char *const *names, const i64 *values, size_t n)
{
	world *w = arena_one(a, world);
	for (size_t i = 0; i < n; i++)
		w->at[i] = (feel_entry){ str_of(names[i]), feel_int(values[i]) };
	w->context = (feel_context){ w->at, n };
	w->scope = (feel_scope){ &w->context, NULL };
	return w;
}

static void the_longest_known_name_is_meant(void **state)
{
	arena *a = *state;
	world *w = world_of(a, (const char *[]){ "a", "b", "a-b", "Monthly Income", "Income", "is factor" },
			    (i64[]){ 1, 2, 30, 400, 5000, 6 }, 6);
	feel_names all = NAMES(STR("a"), STR("b"), STR("a-b"), STR("Monthly Income"), STR("Income"), STR("is factor"));
	assert_string_equal(testing_in(a, STR("a-b"), all, &w->scope).at, "30");
	assert_string_equal(testing_in(a, STR("a - b"), all, &w->scope).at,
			    "30"); /* signs make no difference of space */
	assert_string_equal(testing_in(a, STR("a+b"), all, &w->scope).at, "3");
	assert_string_equal(testing_in(a, STR("Monthly   Income - Income"), all, &w->scope).at, "-4600");
	assert_string_equal(testing_in(a, STR("if true then is factor else 1"), all, &w->scope).at, "6");
	assert_string_equal(testing_in(a, STR("a-bc"), all, &w->scope).at, "null");
}

static void japanese_names_need_no_spaces_around_operators(void **state)
{
	arena *a = *state;
	world *w = world_of(a, (const char *[]){ "世帯の所得", "年齢", "18歳未満の子", "子の数（人）" },
			    (i64[]){ 2500000, 40, 2, 3 }, 4);
	feel_names all = NAMES(STR("世帯の所得"), STR("年齢"), STR("18歳未満の子"), STR("子の数（人）"));
	assert_string_equal(testing_in(a, STR("世帯の所得<=3000000 and 年齢>=18"), all, &w->scope).at, "true");
	assert_string_equal(testing_in(a, STR("18歳未満の子+1"), all, &w->scope).at, "3");
	assert_string_equal(testing_in(a, STR("子の数（人）*18"), all, &w->scope).at, "54");
	assert_string_equal(testing_in(a, STR("年齢　in　[18..65)"), all, &w->scope).at, "true");
}

static void parts_are_known_behind_a_dot_and_in_filters_only(void **state)
{
	arena *a = *state;
	feel_entry person[] = { { STR("a-b"), feel_int(7) }, { STR("first name"), feel_text(STR("x")) } };
	feel_context one = { person, 2 };
	feel list = feel_list_of(a, &(feel){ .kind = FEEL_CONTEXT, .context = &one }, 1);
	feel_entry at[] = { { STR("people"), list }, { STR("a"), feel_int(5) }, { STR("b"), feel_int(3) } };
	feel_context context = { at, 3 };
	feel_scope scope = { &context, NULL };
	feel_names names = NAMES(STR("people"), STR("a"), STR("b"));
	str parts[] = { STR("a-b"), STR("first name") };
	names.parts = (strs){ parts, 2 };
	assert_string_equal(testing_in(a, STR("a-b"), names, &scope).at, "2");
	assert_string_equal(testing_in(a, STR("people[1].a-b"), names, &scope).at, "7");
	assert_string_equal(testing_in(a, STR("people[first name = \"x\"].a-b"), names, &scope).at, "[7]");
}

static void what_the_text_binds_hides_the_scope_and_that_the_built_ins(void **state)
{
	arena *a = *state;
	world *w = world_of(a, (const char *[]){ "x", "count", "date" }, (i64[]){ 1, 2, 3 }, 3);
	feel_names all = NAMES(STR("x"), STR("count"), STR("date"));
	assert_string_equal(testing_in(a, STR("for x in [x + 1] return x * 10"), all, &w->scope).at, "[20]");
	assert_string_equal(testing_in(a, STR("{x: 5, y: x}.y + x"), all, &w->scope).at, "6");
	assert_string_equal(testing_in(a, STR("count + 1"), all, &w->scope).at, "3");
	assert_string_equal(testing_in(a, STR("date and time(\"2026-04-01T10:00:00\").hour"), all, &w->scope).at, "10");
	assert_string_equal(testing_in(a, STR("count + 1"), (feel_names){ 0 }, &w->scope).at, "null");
}

static void an_outer_scope_is_asked_after_the_inner(void **state)
{
	arena *a = *state;
	world *outer = world_of(a, (const char *[]){ "x", "y" }, (i64[]){ 1, 2 }, 2);
	world *inner = world_of(a, (const char *[]){ "x" }, (i64[]){ 10 }, 1);
	inner->scope.outer = &outer->scope;
	assert_string_equal(testing_in(a, STR("x + y"), (feel_names){ 0 }, &inner->scope).at, "12");
}

static void a_function_outlives_the_scope_it_was_made_in(void **state)
{
	arena *a = *state;
	feel_run run = feel_begin(a, TEST_NOW);
	const feel_expr *e;
	assert_null(feel_parse(a, STR("function(n) n * rate"), (feel_names){ 0 }, &e));
	world *w = world_of(a, (const char *[]){ "rate" }, (i64[]){ 3 }, 1);
	feel f = feel_eval(&run, e, &w->scope);
	w->at[0].value = feel_int(1000);
	w->scope.context = NULL;
	feel five = feel_int(5);
	assert_string_equal(feel_literal(a, feel_call(&run, f, NULL, &five, 1)).at, "15");
}

static str join(arena *a, strs all)
{
	str s = STR("");
	for (size_t i = 0; i < all.n; i++)
		s = str_format(a, "%.*s%s%.*s", STR_ARG(s), i ? "," : "", STR_ARG(all.at[i]));
	return s;
}

static void the_free_names_are_those_the_scope_must_have(void **state)
{
	arena *a = *state;
	const feel_expr *e;
	feel_names names = NAMES(STR("b c"), STR("z"));
	assert_null(feel_parse(a, STR("a + b c * sum(for i in l return i) + {k: 1, m: k}.m + a"), names, &e));
	assert_string_equal(join(a, feel_free(a, e)).at, "a,b c,l");
	assert_null(feel_parse(a, STR("list[y > z and w]"), names, &e));
	assert_string_equal(join(a, feel_free(a, e)).at, "list,z"); /* y and w: of the members, for all we know */
	assert_null(feel_parse_tests(a, STR("< limit, ? = other"), names, &e));
	assert_string_equal(join(a, feel_free(a, e)).at, "limit,other");
}

/* --- cells --- */

static const char *cell(arena *a, const char *text, feel input)
{
	feel_run run = feel_begin(a, TEST_NOW);
	world *w = world_of(a, (const char *[]){ "limit", "other" }, (i64[]){ 10, 5 }, 2);
	const feel_expr *e;
	const err *wrong = feel_parse_tests(a, str_of(text), NAMES(STR("limit"), STR("other")), &e);
	if (wrong)
		return str_format(a, "!%.*s", STR_ARG(wrong->where)).at;
	feel v = feel_test(&run, e, input, &w->scope);
	return v.kind == FEEL_UNKNOWN ? "unknown" : str_format(a, "%.*s", STR_ARG(feel_literal(a, v))).at;
}

static void a_cell_tests_its_input(void **state)
{
	arena *a = *state;
	feel ten = feel_int(10), text = feel_text(STR("門司区")), yes = feel_bool(true), no = feel_bool(false);
	assert_string_equal(cell(a, "-", ten), "true");
	assert_string_equal(cell(a, " - // all", ten), "true");
	assert_string_equal(cell(a, "10", ten), "true");
	assert_string_equal(cell(a, "-10", ten), "false");
	assert_string_equal(cell(a, "< 5, [10..20]", ten), "true");
	assert_string_equal(cell(a, "< 5, ]10..20]", ten), "false");
	assert_string_equal(cell(a, "not(10)", ten), "false");
	assert_string_equal(cell(a, "not(< 5, 7)", ten), "true");
	assert_string_equal(cell(a, ">= limit", ten), "true");
	assert_string_equal(cell(a, "limit", ten), "true");
	assert_string_equal(cell(a, "limit + 1", ten), "false");
	assert_string_equal(cell(a, "[1, 10]", ten), "true");
	assert_string_equal(cell(a, "!= 10", ten), "false");
	assert_string_equal(cell(a, "\"門司区\", \"若松区\"", text), "true");
	assert_string_equal(cell(a, "not(\"門司区\")", text), "false");
	assert_string_equal(cell(a, "true", yes), "true");
	assert_string_equal(cell(a, "false", yes), "false");
	assert_string_equal(cell(a, "false", no), "true");
	assert_string_equal(cell(a, "null", FEEL_NOTHING), "true");
	assert_string_equal(cell(a, "[0..999], null", FEEL_NOTHING), "true");
	assert_string_equal(cell(a, "not(null)", ten), "true");
	assert_string_equal(cell(a, "not(\"a\")", ten), "true");
}

static void a_cell_may_be_a_condition_on_its_input_or_on_others(void **state)
{
	arena *a = *state;
	feel ten = feel_int(10);
	assert_string_equal(cell(a, "? > 5 and ? < 20", ten), "true");
	assert_string_equal(cell(a, "? = other, ? = limit", ten), "true");
	assert_string_equal(cell(a, "? + other = 15", ten), "true");
	assert_string_equal(cell(a, "other < limit", ten), "true");
	assert_string_equal(cell(a, "other > limit", ten), "false");
	assert_string_equal(cell(a, "not(? > 5) or ? = 10", ten), "true");
	assert_string_equal(cell(a, "not(? > 5) , 10", ten), "true");
	assert_string_equal(cell(a, "every x in [?] satisfies x = 10", ten), "true");
	assert_string_equal(cell(a, "contains(?, \"司\")", feel_text(STR("門司区"))), "true");
	assert_string_equal(cell(a, "5 in [1..?]", ten), "true");
}

static void a_cell_that_is_no_test_is_refused(void **state)
{
	arena *a = *state;
	assert_string_equal(cell(a, "", feel_int(1)), "!1:1");
	assert_string_equal(cell(a, "< ", feel_int(1)), "!1:3");
	assert_string_equal(cell(a, "5,", feel_int(1)), "!1:3");
	assert_string_equal(cell(a, "not(5", feel_int(1)), "!1:6");
	assert_string_equal(cell(a, "- 5 6", feel_int(1)), "!1:5");
	assert_string_equal(cell(a, "5 6", feel_int(1)), "!1:3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, testing_make, testing_drop)
		T(the_longest_known_name_is_meant),
		T(japanese_names_need_no_spaces_around_operators),
		T(parts_are_known_behind_a_dot_and_in_filters_only),
		T(what_the_text_binds_hides_the_scope_and_that_the_built_ins),
		T(an_outer_scope_is_asked_after_the_inner),
		T(a_function_outlives_the_scope_it_was_made_in),
		T(the_free_names_are_those_the_scope_must_have),
		T(a_cell_tests_its_input),
		T(a_cell_may_be_a_condition_on_its_input_or_on_others),
		T(a_cell_that_is_no_test_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
