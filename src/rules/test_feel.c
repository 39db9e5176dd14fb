/* The language, construct by construct. */
#include "rules/testing.h"

static void numbers_are_decimal_and_minus_binds_more_tightly_than_a_power(void **state)
{
	arena *a = *state;
	says("0.1 + 0.2", "0.3");
	says("1 + 2 * 3 - 4 / 2", "5");
	says("-3 ** 2", "9");
	says("3 ** 4 ** 5", "3486784401");
	says("2 ** -1", "0.5");
	says("--10", "10");
	says("---10", "-10");
	says(".5 + 1.50", "2");
	says("1.5e3", "1500");
	says("10 - -5", "15");
	says("(1 + 2) * 3", "9");
	says("9007199254740993 + 0.0000000001", "9007199254740993.0000000001");
}

static void arithmetic_without_a_result_is_null_with_a_note(void **state)
{
	arena *a = *state;
	notes("1 + 10 / 0", "1:8", "no result");
	notes("1 +\n \"a\"", "1:3", "+ cannot be used with number and string");
	notes("-\"10\"", "1:1", "string");
	notes("true * 2", "1:6", "boolean");
	says("\"a\" + null", "null");
	says("[1] + 1", "null");
}

static void texts_have_escapes_and_join(void **state)
{
	arena *a = *state;
	says("\"a\\n\\t\\\"\\\\b\"", "\"a\\n\\t\\\"\\\\b\"");
	says("\"\\u3042\" = \"あ\"", "true");
	says("\"\\uD83D\\uDCA9\" = \"💩\"", "true");
	says("\"\\U01F40E\" = \"🐎\"", "true");
	says("\"門司\" + \"区\"", "\"門司区\"");
	says("matches(\"a1\", \"\\w\\d\")", "true");
	refused("\"a\\uD83Db\"", "1:3");
	refused("\"a\\u00g0\"", "1:3");
	refused("1 + \"abc", "1:5");
	refused("\"abc\\\"", "1:1");
}

static void comments_and_every_kind_of_space_part_words(void **state)
{
	arena *a = *state;
	says("1 // one\n+ /* and\n two */ 2", "3");
	says("\xE3\x80\x80"
	     "1\xC2\xA0+\t2\r\n",
	     "3");
	says("6/2", "3");
	refused("1 + 2 /* never", "1:7");
	refused("// nothing", "1:11");
}

static void moments_are_literals_behind_an_at(void **state)
{
	arena *a = *state;
	says("@\"2026-04-01\"", "@\"2026-04-01\"");
	says("@\"2026-04-01\" + @\"P1D\"", "@\"2026-04-02\"");
	says("@\"PT90M\"", "@\"PT1H30M\"");
	says("@\"10:30:11@Asia/Tokyo\".timezone", "\"Asia/Tokyo\"");
	says("@\"2026-04-01\" > @\"2026-03-31\"", "true");
	says("-@\"P1Y\"", "@\"-P1Y\"");
	notes("@\"2026-02-30\"", "1:1", "no date");
	notes("-@\"2026-02-03\"", "1:1", "date");
	refused("@2026", "1:2");
}

static void comparisons_need_two_of_a_kind(void **state)
{
	arena *a = *state;
	says("1 = 1.0", "true");
	says("1 != 2", "true");
	says("\"a\" < \"b\"", "true");
	says("null = null", "true");
	says("null = 1", "false");
	says("1 < 2 and 2 >= 2", "true");
	says("[1, [2]] = [1, [2]]", "true");
	says("{a: 1, b: 2} = {b: 2, a: 1}", "true");
	says("1 < 2 < 3", "null");
	notes("1 = \"a\"", "1:3", "number and string");
	notes("null < 1", "1:6", "null < number");
	says("function(x) x = 1", "function");
}

static void logic_has_three_values(void **state)
{
	arena *a = *state;
	says("true and null", "null");
	says("false and null", "false");
	says("null and false", "false");
	says("true or \"a\"", "true");
	says("\"a\" or false", "null");
	says("false or 0", "null");
	notes("false or\n 5 or null", "2:2", "number is neither true nor false");
	says("true and true and false or true", "true");
	says("not(true)", "false");
	says("not(null)", "null");
	says("(false or true) and (true or false)", "true");
}

static void between_and_in_ask_for_a_place(void **state)
{
	arena *a = *state;
	says("5 between 1 and 5 and true", "true");
	says("5 between 6 and null", "false");
	says("5 between 1 and null", "null");
	says("5 in [1..5]", "true");
	says("5 in [1..5)", "false");
	says("1 in ]1..5[", "false");
	says("5 in (1, < 5, >= 10)", "false");
	says("12 in (1, < 5, >= 10)", "true");
	says("5 in < 10", "true");
	says("5 in !=5", "false");
	says("5 in (=5)", "true");
	says("5 in 5", "true");
	says("5 in [1, 5]", "true");
	says("5 in [[1..2], [4..6]]", "true");
	says("[1,2] in [[1], [1,2]]", "true");
	says("\"b\" in [\"a\"..\"c\"]", "true");
	says("5 in (? > 4 and ? < 6)", "true");
	says("5 in (2 + 3)", "true");
	says("5 in (2) + 3", "true");
	says("5 in [1, \"a\"]", "false");
	says("@\"2026-04-01\" in [@\"2026-04-01\"..@\"2027-03-31\"]", "true");
	says("{a: 1} in [{b: 1}, {a: 1}]", "true");
	says("1 in [2] or 3 in [3]", "true");
	notes("null in [1..10]", "1:6", "null");
	says("5 in [1..null]", "null");
}

static void ranges_are_values_of_every_bracket(void **state)
{
	arena *a = *state;
	says("[1..5]", "[1..5]");
	says("]1..5[", "(1..5)");
	says("(1..5]", "(1..5]");
	says("[1..5[.end included", "false");
	says("[1..5].start", "1");
	says("(1..5].start included", "false");
	says("(< 5).end", "5");
	says("(>= 5).start included", "true");
	says("(< 5).start", "null");
	says("3 in (< 5)", "true");
	says("[1..5[ = [1..5)", "true");
	says("[[1..2[, ]3..4]]", "[[1..2), (3..4]]");
	says("{r: [1..2[}", "{r: [1..2)}");
	says("if 1 in [1..2[ then 1 else 2", "1");
	says("[1..[5,6][1]]", "[1..5]");
	says("[1 + 1..1 + 3]", "[2..4]");
	notes("[3..1]", "1:1", "ends before it begins");
	notes("[1..\"a\"]", "1:1", "no ends");
	notes("[null..null]", "1:1", "no ends");
	refused("(!= 5)", "1:1");
	refused("]1, 2]", "1:3");
	refused("[1..5", "1:6");
}

static void lists_are_filtered_by_place_and_by_condition(void **state)
{
	arena *a = *state;
	says("[1,2,3][1]", "1");
	says("[1,2,3][-1]", "3");
	says("[1,2,3][0]", "null");
	says("[1,2,3][4]", "null");
	says("[1,2,3][item >= 2]", "[2, 3]");
	says("[1,2,3][true]", "[1, 2, 3]");
	says("100[1]", "100");
	says("100[item > 1]", "[100]");
	says("[][item > 1]", "[]");
	says("[][1]", "null");
	says("[{a: 1}, {a: 2}][a >= 2]", "[{a: 2}]");
	says("[{a: 1}, {a: 2}][item.a >= 2]", "[{a: 2}]");
	says("[{item: 1}, {item: 2}][item >= 2]", "[{item: 2}]");
	says("[{x: 1}, {y: 2}][y > 1]", "[{y: 2}]");
	says("{i: 2, l: [1,2,3], r: l[i]}.r", "2");
	says("{i: 2, l: [1,2,3], r: l[item > i]}.r", "[3]");
	says("[{a: [{b: 1}, {b: 2}]}][a[b = 2][1].b = 2].a", "[[{b: 1}, {b: 2}]]");
	says("[{a: 1, l: [1, 2]}, {a: 3, l: [1, 2]}][count(l[item > a]) = 1].a", "[1]");
	says("null[1]", "null");
	says("[1,2,3][\"a\"]", "[]");
	refused("[1,2][1", "1:8");
	refused("[1,2", "1:5");
}

static void paths_go_into_contexts_lists_and_moments(void **state)
{
	arena *a = *state;
	says("{a: {b: 1}}.a.b", "1");
	says("[{b: 1}, {b: [2]}, {c: 3}].b", "[1, [2], null]");
	says("@\"2026-04-01\".year", "2026");
	says("@\"2026-04-01T10:00:00+09:00\".time offset", "@\"PT9H\"");
	says("@\"P1DT2H\".hours", "2");
	notes("{a: 1}.b", "1:7", "no b");
	notes("null.b", "1:5", "null has no b");
	notes("\"abc\".len", "1:6", "string");
	says("{ first name: \"花子\" }.first name", "\"花子\"");
	refused("{a: 1}.", "1:8");
	refused("{a: 1}.5", "1:8");
}

static void entries_of_a_context_see_those_before_them(void **state)
{
	arena *a = *state;
	says("{a: 1 + 2, b: a + 3, c: {d: a + b}}", "{a: 3, b: 6, c: {d: 9}}");
	says("{foo+bar: 1, r: foo+bar + 1}.r", "2");
	says("{\"\": 1}", "{\"\": 1}");
	says("{\"a b(!]\": \"c\"}", "{\"a b(!]\": \"c\"}");
	says("{世帯の所得: 100, 半分: 世帯の所得 / 2}.半分", "50");
	says("{}", "{}");
	notes("{a: 1, b: 2, a: 3}", "1:1", "same name");
	refused("{a: 1, b}", "1:9");
	refused("{a: 1", "1:6");
	refused("{1: 1}", "1:2");
}

static void functions_are_values_and_keep_what_they_saw(void **state)
{
	arena *a = *state;
	says("{f: function(x, y) x - y, r: f(5, 3)}.r", "2");
	says("{f: function(x, y) x - y, r: f(y: 5, x: 3)}.r", "-2");
	says("(function(a) function(b) a * b)(3)(4)", "12");
	says("-(function(a) a)(10)", "-10");
	says("(for i in 1..3 return function(x) x + i)[2](10)", "12");
	says("{abs: function(x) \"mine\", r: abs(-3)}.r", "\"mine\"");
	says("sort([3,1,2], function(x, y) x < y)", "[1, 2, 3]");
	says("{f: abs, r: f(-2)}.r", "2");
	says("{f: function(n: number) n, r: f([5])}.r", "5");
	says("{f: function(the first one) the first one * 2, r: f(the first one: 4)}.r", "8");
	notes("{f: function(n: number) n, r: f(\"a\")}.r", "1:31", "number");
	notes("(function(a) a)(1, 2)", "1:2", "1 arguments, not 2");
	notes("{f: function(a) a, r: f(b: 1)}.r", "1:23", "no argument called a");
	notes("(function(a) external {java: {class: \"x\"}})(1)", "1:2", "other languages");
	refused("function(a, a) 1", "1:13");
	refused("function(a 1", "1:13");
}

static void built_ins_take_arguments_by_place_and_by_name(void **state)
{
	arena *a = *state;
	says("substring(\"foobar\", 3)", "\"obar\"");
	says("substring(start position: 3, string: \"foobar\")", "\"obar\"");
	says("substring(string: \"foobar\", start position: 3, length: 2)", "\"ob\"");
	says("max(1, 2, 3)", "3");
	says("max([1, 2, 3])", "3");
	says("count(5)", "1");
	says("abs([-5])", "5");
	says("date(year: 2026, month: 4, day: 1)", "@\"2026-04-01\"");
	says("date(2026, 4, 1)", "@\"2026-04-01\"");
	notes("substring(\"a\")", "1:1", "missing");
	notes("1 + abs(1, 2)", "1:5", "too many");
	notes("abs(m: 1)", "1:1", "");
	notes("upper case(5)", "1:1", "wrong kind");
	notes("nothing(1)", "1:1", "nothing is called nothing");
	notes("\"abs\"(-1)", "1:1", "string is no function");
	refused("max(1, 2", "1:9");
	refused("substring(string: \"a\", 1)", "1:24");
	refused("substring(\"a\", start position: 1)", "1:16");
}

static void loops_go_up_down_and_through_each_other(void **state)
{
	arena *a = *state;
	says("for i in 1..3 return i * 2", "[2, 4, 6]");
	says("for i in 3..1 return i", "[3, 2, 1]");
	says("for i in [1..3] return i", "[1, 2, 3]");
	says("for i in (1..3) return i", "[2]");
	says("for i in 1 + 1..1 + 3 return i", "[2, 3, 4]");
	says("for i in -1..1 return i", "[-1, 0, 1]");
	says("for i in [1,2], j in [3,4] return i + j", "[4, 5, 5, 6]");
	says("for x in [[1,2], [3]], y in x return y", "[1, 2, 3]");
	says("for i in 1..2, j in i..2 return [i, j]", "[[1, 1], [1, 2], [2, 2]]");
	says("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]");
	says("for i in 1..3 return partial", "[[], [[]], [[], [[]]]]");
	says("for partial in [1, 2] return partial", "[1, 2]");
	says("for i in 1..2 return count(partial) + sum(for partial in [i] return partial)", "[1, 3]");
	says("for i in [] return i", "[]");
	says("for i in 5 return i", "[5]");
	says("for i in @\"2026-02-28\"..@\"2026-03-01\" return i.day", "[28, 1]");
	says("for i in @\"2026-03-01\"..@\"2026-02-28\" return i.day", "[1, 28]");
	says("for i in [@\"2026-02-28\"..@\"2026-03-02\") return i.day", "[28, 1]");
	says("for the item in [1] return the item + 1", "[2]");
	notes("for i in \"a\"..\"z\" return i", "1:1", "no steps");
	notes("for i in [2..1] return i", "1:10", "ends before");
	notes("for i in null return i", "1:1", "no list");
	refused("for i in [1] i", "1:14");
	refused("for in [1] return 1", "1:5");
	refused("for i on [1] return 1", "1:10");
}

static void some_and_every_ask_three_valued(void **state)
{
	arena *a = *state;
	says("some x in [1,2,3] satisfies x > 2", "true");
	says("some x in [1,2,3] satisfies x > 3", "false");
	says("every x in [1,2,3] satisfies x > 0", "true");
	says("every x in [1,2,3] satisfies x > 1", "false");
	says("some x in [] satisfies true", "false");
	says("every x in [] satisfies false", "true");
	says("some x in [1, \"a\"] satisfies x > 1", "null");
	says("some x in [\"a\", 2] satisfies x > 1", "true");
	says("every x in [\"a\", 0] satisfies x > 1", "false");
	says("some x in [1,2], y in [2,3] satisfies x = y", "true");
	says("every x in 1..3 satisfies x < 4", "true");
	refused("some x in [1] return x", "1:15");
}

static void conditions_choose_and_only_true_is_true(void **state)
{
	arena *a = *state;
	says("if 1 < 2 then \"a\" else \"b\"", "\"a\"");
	says("if null then \"a\" else \"b\"", "\"b\"");
	says("if \"true\" then \"a\" else \"b\"", "\"b\"");
	says("if true then if false then 1 else 2 else 3", "2");
	says("1 + if true then 1 else 2 + 3", "2");
	notes("if 5 then 1 else null", "1:4", "what follows `else` is taken");
	refused("if true then 1", "1:15");
	refused("if true 1 else 2", "1:9");
}

static void instance_of_looks_at_the_structure(void **state)
{
	arena *a = *state;
	says("1 instance of number", "true");
	says("\"a\" instance of number", "false");
	says("null instance of Any", "false");
	says("null instance of Null", "true");
	says("@\"P1D\" instance of days and time duration", "true");
	says("@\"P1Y\" instance of days and time duration", "false");
	says("@\"P1Y\" instance of years and months duration", "true");
	says("@\"2026-04-01T00:00:00\" instance of date and time", "true");
	says("[1, 2] instance of list<number>", "true");
	says("[1, \"a\"] instance of list<number>", "false");
	says("[1] instance of number", "false");
	says("{a: 1, b: \"x\"} instance of context<a: number>", "true");
	says("{b: \"x\"} instance of context<a: number>", "false");
	says("{a: {b: 1}} instance of context<a: context<b: string>>", "false");
	says("[1..5] instance of range<number>", "true");
	says("[1..5] instance of range<date>", "false");
	says("function(a, b) 1 instance of function<Any, Any> -> Any", "function");
	says("(function(a, b) 1) instance of function<Any, Any> -> Any", "true");
	says("(function(a, b) 1) instance of function<Any> -> Any", "false");
	says("1 + 1 instance of number", "null");
	says("(1 + 1) instance of number and true", "true");
	notes("1 instance of tPerson", "1:3", "no type is called tPerson");
	refused("1 instance of", "1:14");
	refused("1 instance number", "1:12");
	refused("1 instance of list<number", "1:26");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, testing_make, testing_drop)
		T(numbers_are_decimal_and_minus_binds_more_tightly_than_a_power),
		T(arithmetic_without_a_result_is_null_with_a_note),
		T(texts_have_escapes_and_join),
		T(comments_and_every_kind_of_space_part_words),
		T(moments_are_literals_behind_an_at),
		T(comparisons_need_two_of_a_kind),
		T(logic_has_three_values),
		T(between_and_in_ask_for_a_place),
		T(ranges_are_values_of_every_bracket),
		T(lists_are_filtered_by_place_and_by_condition),
		T(paths_go_into_contexts_lists_and_moments),
		T(entries_of_a_context_see_those_before_them),
		T(functions_are_values_and_keep_what_they_saw),
		T(built_ins_take_arguments_by_place_and_by_name),
		T(loops_go_up_down_and_through_each_other),
		T(some_and_every_ask_three_valued),
		T(conditions_choose_and_only_true_is_true),
		T(instance_of_looks_at_the_structure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
