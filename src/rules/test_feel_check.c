/* What is told about an expression before it is used. */
#include "rules/feel_check.h"
#include "rules/testing.h"

static const feel_type *type_of(arena *a, const char *text)
{
	const feel_type *t;
	assert_null(feel_type_read(a, str_of(text), NULL, &t));
	return t;
}

/* 区 with its allowed values, as an item definition has it. */
static const feel_type *ward(arena *a)
{
	feel_type *t = arena_one(a, feel_type);
	*t = (feel_type){ .is = TYPE_NAMED, .name = STR("t区"), .of = feel_type_plain(TYPE_STRING) };
	assert_null(feel_parse_tests(a, STR("\"門司区\", \"若松区\""), (feel_names){ 0 }, &t->allowed));
	return t;
}

static feel_checking world(arena *a)
{
	feel_param *at = arena_many(a, feel_param, 6);
	at[0] = (feel_param){ STR("年齢"), feel_type_plain(TYPE_NUMBER) };
	at[1] = (feel_param){ STR("区"), ward(a) };
	at[2] = (feel_param){ STR("申請日"), feel_type_plain(TYPE_DATE) };
	at[3] = (feel_param){ STR("children"), type_of(a, "list<context<age: number, first name: string>>") };
	at[4] = (feel_param){ STR("fee"), type_of(a, "function<number, string> -> number") };
	at[5] = (feel_param){ STR("anything"), NULL };
	return (feel_checking){ .names = at, .n = 6 };
}

static const feel_expr *parsed(arena *a, const char *text, bool tests)
{
	static const str names[] = {
		STR_INIT("年齢"), STR_INIT("区"),       STR_INIT("申請日"), STR_INIT("children"),
		STR_INIT("fee"),  STR_INIT("anything"), STR_INIT("age"),    STR_INIT("first name")
	};
	const feel_expr *e;
	feel_names all = { names, COUNT(names), { NULL, 0 }, NULL };
	const err *wrong = tests ? feel_parse_tests(a, str_of(text), all, &e) : feel_parse(a, str_of(text), all, &e);
	if (wrong)
		print_error("%s: %.*s\n", text, STR_ARG(wrong->detail));
	assert_null(wrong);
	return e;
}

static str mistakes(arena *a, const err *e)
{
	str all = STR("");
	for (; e; e = e->next) {
		assert_true(err_is(e, ERR_feel));
		all = str_format(a, "%.*s%.*s %.*s\n", STR_ARG(all), STR_ARG(e->where), STR_ARG(e->detail));
	}
	return all;
}

static void fine(arena *a, const char *text, const char *type)
{
	const feel_type *t;
	str m = mistakes(a, feel_check(a, parsed(a, text, false), world(a), &t));
	assert_string_equal(str_format(a, "%s: %.*s", text, STR_ARG(m)).at, str_format(a, "%s: ", text).at);
	assert_string_equal(str_format(a, "%s: %.*s", text, STR_ARG(feel_type_text(a, t))).at,
			    str_format(a, "%s: %s", text, type).at);
}

static void wrong(arena *a, const char *text, const char *want)
{
	str m = mistakes(a, feel_check(a, parsed(a, text, false), world(a), NULL));
	if (!m.len || !str_starts(m, str_of(want)))
		print_error("%s\n  %.*s", text, STR_ARG(m));
	assert_true(m.len && str_starts(m, str_of(want)));
}

static const char *cell(arena *a, const char *text, const char *input)
{
	feel_checking with = world(a);
	with.input = strcmp(input, "区") == 0 ? ward(a) : type_of(a, input);
	return mistakes(a, feel_check(a, parsed(a, text, true), with, NULL)).at;
}

static void what_can_work_is_not_told_of(void **state)
{
	arena *a = *state;
	fine(a, "年齢 >= 18 and 区 = \"門司区\"", "boolean");
	fine(a, "年齢 + 1", "number");
	fine(a, "申請日 + @\"P1M\"", "date");
	fine(a, "申請日 - @\"2026-04-01\"", "days and time duration");
	fine(a, "anything + 1", "Any");
	fine(a, "anything.what[ever > 1]", "list<Any>");
	fine(a, "if 年齢 < 18 then \"子\" else \"大人\"", "string");
	fine(a, "if anything then null else 5", "number");
	fine(a, "count(children[age < 18])", "number");
	fine(a, "children[first name = \"花子\"][1].age", "number");
	fine(a, "children.age", "list<number>");
	fine(a, "for c in children return c.age * 2", "list<number>");
	fine(a, "some c in children satisfies c.age < 3", "boolean");
	fine(a, "fee(3, \"a\")", "number");
	fine(a, "{a: 年齢, b: a + 1}.b", "number");
	fine(a, "(function(x: number) x + 1)(3)", "number");
	fine(a, "年齢 = null", "boolean");
	fine(a, "abs(年齢)", "Any");
	fine(a, "string length(区) in [1..3]", "boolean");
	fine(a, "[1..5].start included", "boolean");
	fine(a, "sort(children, function(x, y) x.age < y.age)", "list");
	fine(a, "children[1].age", "number");
	fine(a, "[1, 2][item > 1]", "list<number>");
}

static void a_name_that_is_not_there_is_told_with_the_one_that_may_be_meant(void **state)
{
	arena *a = *state;
	wrong(a, "1 + 年令", "1:5 nothing is called 年令");
	wrong(a, "childrens[1]", "1:1 nothing is called childrens; children may be meant");
	wrong(a, "年齢 >= 18 and\n 区分 = \"a\"", "2:2 nothing is called 区分; 区 may be meant");
	wrong(a, "年齢＞１８", "1:1 nothing is called 年齢＞１８; signs and digits of full width");
	wrong(a, "children[agee > 1]", "1:10 nothing is called agee");
	wrong(a, "children.agee", "1:9 there is no agee here; age may be meant");
	wrong(a, "nothing(1)", "1:1 nothing is called nothing");
}

static void kinds_that_do_not_go_together_are_told(void **state)
{
	arena *a = *state;
	wrong(a, "年齢 + \"歳\"", "1:4 + cannot be used with number and string");
	wrong(a, "年齢 = \"18\"", "1:4 number and string cannot be compared");
	wrong(a, "申請日 < 5", "1:5 date and number cannot be compared");
	wrong(a, "true < false", "1:6 values of boolean have no order");
	wrong(a, "申請日 + 申請日", "1:5 + cannot be used with date and date");
	wrong(a, "-区", "1:1 - cannot be used with t区");
	wrong(a, "年齢 and true", "1:1 this must be true or false, and is number");
	wrong(a, "if 年齢 then 1 else 2", "1:4 this must be true or false");
	wrong(a, "年齢 between 1 and \"a\"", "1:18 number and string");
	wrong(a, "年齢 in \"a\"", "1:7 number is tested, and never is string");
	wrong(a, "年齢.years", "1:3 number has no years");
	wrong(a, "申請日.hour", "1:4 date has no hour");
	wrong(a, "for i in \"a\"..\"z\" return i", "1:10 there are no steps through a range of string");
	wrong(a, "every c in children satisfies c.age", "1:32 this must be true or false");
	wrong(a, "[3..1]", "1:1 the range ends before it begins");
	wrong(a, "@\"2026-02-30\"", "1:1 this is no date");
	wrong(a, "{a: 1, a: 2}", "1:1 two entries");
	wrong(a, "1 instance of tPerson", "1:3 no type is called tPerson");
}

static void wrong_arguments_are_told(void **state)
{
	arena *a = *state;
	wrong(a, "abs(1, 2)", "1:1 abs: too many arguments");
	wrong(a, "substring(\"a\")", "1:1 substring: an argument is missing; it takes string: string, start");
	wrong(a, "substring(string: \"a\", begin: 1)", "1:1 substring: ");
	wrong(a, "upper case(年齢)", "1:12 upper case takes string: string; this is number");
	wrong(a, "fee(1)", "1:1 this function takes 2 arguments, not 1");
	wrong(a, "fee(\"a\", \"b\")", "1:5 this argument is string, and must be number");
	wrong(a, "年齢(1)", "1:1 number is no function");
	wrong(a, "(function(x) x)(y: 1)", "1:2 there is no argument called x");
}

static void lists_of_different_members_have_no_one_member_type(void **state)
{
	arena *a = *state;
	fine(a, "for x in [[\"a\"], [3]], y in x return y", "list");
	fine(a, "for x in [[3], [null]], y in x return y", "list<number>");
	fine(a, "for x in [[[3]], [[\"a\"]]], y in x return y", "list");
	fine(a, "[[1], [\"a\"]][1]", "list");
}

static void a_value_that_the_type_does_not_allow_is_told(void **state)
{
	arena *a = *state;
	wrong(a, "区 = \"門司\"", "1:5 \"門司\" is not among the values that t区 allows");
	assert_string_equal(cell(a, "\"門司区\", \"若松\"", "区"),
			    "1:8 \"若松\" is not among the values that t区 allows\n");
	assert_string_equal(cell(a, "\"門司区\", null", "区"), "");
	assert_string_equal(cell(a, "not(\"若松区\")", "区"), "");
	assert_string_equal(cell(a, "= \"八幡区\"", "区"), "1:3 \"八幡区\" is not among the values that t区 allows\n");
}

static void cells_are_checked_against_what_they_test(void **state)
{
	arena *a = *state;
	assert_string_equal(cell(a, "-", "number"), "");
	assert_string_equal(cell(a, "< 5, [10..20], 年齢", "number"), "");
	assert_string_equal(cell(a, "[1, 2]", "number"), "");
	assert_string_equal(cell(a, "? > 5 and 年齢 < 10", "number"), "");
	assert_string_equal(cell(a, "年齢 < 10", "number"), ""); /* a condition on something else */
	assert_string_equal(cell(a, "true", "boolean"), "");
	assert_string_equal(cell(a, "\"a\"", "number"), "1:1 number is tested, and never is string\n");
	assert_string_equal(cell(a, "true", "number"), "1:1 number is tested, and never is boolean\n");
	assert_string_equal(cell(a, "< \"a\"", "number"), "1:1 number and string cannot be compared\n");
	assert_string_equal(cell(a, "[\"a\"..\"b\"]", "number"), "1:1 number is tested, and never is range<string>\n");
	assert_string_equal(cell(a, "申請日", "number"), "1:1 number is tested, and never is date\n");
	assert_string_equal(cell(a, "< 1 + 年令", "Any"), "1:7 nothing is called 年令; 年齢 may be meant\n");
	assert_string_equal(
		cell(a, "upper case(1), 1 + \"a\"", "Any"),
		"1:12 upper case takes string: string; this is number\n1:18 + cannot be used with number and string\n");
}

static void a_scope_with_more_names_has_no_unknown_ones(void **state)
{
	arena *a = *state;
	feel_checking with = { .more_names = true };
	assert_null(feel_check(a, parsed(a, "whatever + 1", false), with, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, testing_make, testing_drop)
		T(what_can_work_is_not_told_of),
		T(a_name_that_is_not_there_is_told_with_the_one_that_may_be_meant),
		T(kinds_that_do_not_go_together_are_told),
		T(wrong_arguments_are_told),
		T(lists_of_different_members_have_no_one_member_type),
		T(a_value_that_the_type_does_not_allow_is_told),
		T(cells_are_checked_against_what_they_test),
		T(a_scope_with_more_names_has_no_unknown_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
