/* Types, functions of C, and the shape of plain expressions. */
#include "rules/feel_shape.h"
#include "rules/testing.h"

static const feel_type *type_of(arena *a, const char *text)
{
	const feel_type *t;
	assert_null(feel_type_read(a, str_of(text), NULL, &t));
	return t;
}

static feel value_of(arena *a, const char *text)
{
	feel_run run = feel_begin(a, TEST_NOW);
	feel v;
	assert_null(feel_once(&run, str_of(text), &v));
	return v;
}

static const char *literal(arena *a, feel v)
{
	return str_format(a, "%.*s", STR_ARG(feel_literal(a, v))).at;
}

/* --- types --- */

static void a_type_reads_and_writes_itself(void **state)
{
	arena *a = *state;
	static const char *const same[] = { "Any",
					    "number",
					    "date and time",
					    "days and time duration",
					    "list<number>",
					    "context<name: string, the age: number>",
					    "range<date>",
					    "function<number, list<string>> -> boolean",
					    "tPerson",
					    "imported.tPerson",
					    "list<context<a: list<Any>>>" };
	for (size_t i = 0; i < COUNT(same); i++)
		assert_string_equal(feel_type_text(a, type_of(a, same[i])).at, same[i]);
	assert_string_equal(feel_type_text(a, type_of(a, " list < number > ")).at, "list<number>");
	assert_string_equal(feel_type_text(a, type_of(a, "function<>->Any")).at, "function<> -> Any");
	assert_string_equal(feel_type_text(a, type_of(a, "dateTime")).at, "date and time");
	assert_int_equal(type_of(a, "tPerson")->is, TYPE_MISSING);
}

static void a_text_that_is_no_type_is_refused_with_its_place(void **state)
{
	arena *a = *state;
	static const struct {
		const char *text, *where;
	} bad[] = { { "", "1:1" },
		    { "list<", "1:6" },
		    { "list<number", "1:12" },
		    { "number string", "1:8" },
		    { "context<a number>", "1:17" },
		    { "context<: number>", "1:9" },
		    { "<number>", "1:1" } };
	for (size_t i = 0; i < COUNT(bad); i++) {
		const feel_type *t;
		const err *e = feel_type_read(a, str_of(bad[i].text), NULL, &t);
		assert_non_null(e);
		assert_string_equal(str_format(a, "%s: %.*s", bad[i].text, STR_ARG(e->where)).at,
				    str_format(a, "%s: %s", bad[i].text, bad[i].where).at);
	}
}

static void named_types_may_have_spaces_and_be_filled_in_later(void **state)
{
	arena *a = *state;
	feel_type person = { .is = TYPE_NAMED, .name = STR("a Person") },
		  own = { .is = TYPE_NAMED, .name = STR("ring") };
	static const str names[] = { STR_INIT("a Person"), STR_INIT("ring") };
	const feel_type *types[] = { &person, &own };
	feel_types all = { names, types, 2 };
	const feel_expr *e;
	feel_names with = { .types = &all };
	assert_null(feel_parse(a, STR("[{age: 5}] instance of list<a Person>"), with, &e));
	person.of = type_of(a, "context<age: number>");
	feel_run run = feel_begin(a, TEST_NOW);
	assert_string_equal(literal(a, feel_eval(&run, e, NULL)), "true");
	person.of = type_of(a, "context<age: string>");
	assert_string_equal(literal(a, feel_eval(&run, e, NULL)), "false");
	own.of = feel_type_list(a, &own); /* lists of lists of …; the value holds each of its members many times */
	feel many = value_of(a, "(for i in 1..50 return partial)[-1]");
	assert_false(feel_conforms(many, &own));
	assert_true(feel_conforms(value_of(a, "(for i in 1..10 return partial)[-1]"), &own));
	assert_null(feel_parse_tests(a, STR("-"), (feel_names){ 0 }, &own.allowed));
	assert_false(feel_allowed(&(feel_run){ .arena = a, .steps = 100000 }, many, &own));
	own.allowed = NULL;
	own.of = &own; /* a name for itself is Any */
	assert_true(feel_conforms(feel_int(1), &own));
	assert_null(feel_parse(a, STR("(function(p: a Person) p.age)({age: \"x\"})"), with, &e));
	assert_string_equal(literal(a, feel_eval(&run, e, NULL)), "\"x\"");
}

static void a_value_is_made_to_fit_or_is_null(void **state)
{
	arena *a = *state;
	static const struct {
		const char *value, *type, *want;
	} all[] = {
		{ "[5]", "number", "5" },
		{ "5", "list<number>", "[5]" },
		{ "5", "list<string>", "null" },
		{ "[1, 2]", "number", "null" },
		{ "[\"a\"]", "number", "null" },
		{ "\"a\"", "number", "null" },
		{ "null", "number", "null" },
		{ "{a: 1, b: 2}", "context<a: number>", "{a: 1, b: 2}" },
		{ "{b: 2}", "context<a: number>", "null" },
		{ "@\"2026-04-01\"", "date and time", "@\"2026-04-01T00:00:00Z\"" },
		{ "[1, \"a\"]", "list<Any>", "[1, \"a\"]" },
		{ "[1, \"a\"]", "list<number>", "null" },
	};
	for (size_t i = 0; i < COUNT(all); i++) {
		feel_run run = feel_begin(a, TEST_NOW);
		bool fits, null = strcmp(all[i].value, "null") == 0;
		feel v = feel_coerce(&run, value_of(a, all[i].value), type_of(a, all[i].type), &fits);
		assert_string_equal(str_format(a, "%s as %s: %s", all[i].value, all[i].type, literal(a, v)).at,
				    str_format(a, "%s as %s: %s", all[i].value, all[i].type, all[i].want).at);
		assert_true(fits == (v.kind != FEEL_NULL || null));
		assert_true((run.notes != NULL) == !fits);
	}
}

static void what_a_named_type_allows_is_asked_apart_from_its_structure(void **state)
{
	arena *a = *state;
	feel_type grade = { .is = TYPE_NAMED, .name = STR("grade"), .of = feel_type_plain(TYPE_STRING) };
	feel_type grades = { .is = TYPE_NAMED, .name = STR("grades"), .of = feel_type_list(a, &grade) };
	feel_param entry = { STR("g"), &grades };
	feel_type pupil = { .is = TYPE_CONTEXT, .at = &entry, .n = 1 };
	assert_null(feel_parse_tests(a, STR("\"A\", \"B\""), (feel_names){ 0 }, &grade.allowed));
	feel_run run = feel_begin(a, TEST_NOW);
	assert_true(feel_conforms(value_of(a, "\"Z\""), &grade));
	assert_false(feel_allowed(&run, value_of(a, "\"Z\""), &grade));
	assert_true(feel_allowed(&run, value_of(a, "\"A\""), &grade));
	assert_true(feel_allowed(&run, FEEL_NOTHING, &grade));
	assert_true(feel_allowed(&run, (feel){ .kind = FEEL_UNKNOWN }, &grade));
	assert_true(feel_allowed(&run, value_of(a, "[\"A\", \"B\"]"), &grades));
	assert_false(feel_allowed(&run, value_of(a, "[\"A\", \"C\"]"), &grades));
	assert_true(feel_allowed(&run, value_of(a, "{g: [\"A\"]}"), &pupil));
	assert_false(feel_allowed(&run, value_of(a, "{g: [\"A\", \"C\"]}"), &pupil));
}

/* --- functions of C --- */

static feel minus(feel_run *run, void *self, const feel *args, size_t n)
{
	(void)n;
	++*(int *)self;
	const feel_expr *e;
	feel_entry at[] = { { STR("x"), args[0] }, { STR("y"), args[1] } };
	feel_context c = { at, 2 };
	feel_scope scope = { &c, NULL };
	if (feel_parse(run->arena, STR("x - y"), (feel_names){ 0 }, &e))
		return FEEL_NOTHING;
	return feel_eval(run, e, &scope);
}

static void a_function_of_c_is_called_like_any_other(void **state)
{
	arena *a = *state;
	int calls = 0;
	feel_param params[] = { { STR("from"), feel_type_plain(TYPE_NUMBER) },
				{ STR("what is taken"), feel_type_plain(TYPE_NUMBER) } };
	feel f = feel_native(a, STR("less"), params, 2, NULL, minus, &calls);
	feel text = feel_native(a, STR("text"), params, 2, feel_type_plain(TYPE_STRING), minus, &calls);
	feel_entry at[] = { { STR("less"), f }, { STR("text"), text } };
	feel_context c = { at, 2 };
	feel_scope scope = { &c, NULL };
	feel_names none = { 0 };
	assert_string_equal(testing_in(a, STR("less(5, 3)"), none, &scope).at, "2");
	assert_string_equal(testing_in(a, STR("less(what is taken: 5, from: [3])"), none, &scope).at, "-2");
	assert_string_equal(testing_in(a, STR("{f: less, r: f(1, 1)}.r"), none, &scope).at, "0");
	assert_int_equal(calls, 3);
	assert_string_equal(testing_in(a, STR("less(5)"), none, &scope).at, "null");
	assert_string_equal(testing_in(a, STR("less(5, \"a\")"), none, &scope).at, "null");
	assert_string_equal(testing_in(a, STR("less(from: 5, other: 1)"), none, &scope).at, "null");
	assert_int_equal(calls, 3); /* none of these came through */
	assert_string_equal(testing_in(a, STR("text(5, 3)"), none, &scope).at, "null"); /* no text came of it */
	assert_string_equal(testing_in(a, STR("less instance of function<number, number> -> number"), none, &scope).at,
			    "true");
}

static void c_calls_functions_by_place_and_by_name(void **state)
{
	arena *a = *state;
	feel_run run = feel_begin(a, TEST_NOW);
	feel lambda = value_of(a, "function(x, y: string) y + string(x)"),
	     args[] = { feel_int(1), feel_text(STR("a")) };
	feel turned[] = { feel_text(STR("a")), feel_int(1) };
	static const str names[] = { STR_INIT("y"), STR_INIT("x") },
			 of_substring[] = { STR_INIT("start position"), STR_INIT("string") };
	assert_string_equal(literal(a, feel_call(&run, lambda, NULL, args, 2)), "\"a1\"");
	assert_string_equal(literal(a, feel_call(&run, lambda, names, turned, 2)), "\"a1\"");
	feel cut[] = { feel_int(2), feel_text(STR("abc")) };
	assert_string_equal(literal(a, feel_call(&run, value_of(a, "substring"), of_substring, cut, 2)), "\"bc\"");
	assert_int_equal(feel_arity(lambda.function), 2);
	assert_int_equal(feel_arity(value_of(a, "substring").function), 3);
	assert_null(run.notes);
	assert_int_equal(feel_call(&run, feel_int(1), NULL, args, 1).kind, FEEL_NULL);
	assert_int_equal(feel_call(&run, lambda, NULL, args, 1).kind, FEEL_NULL);
	assert_int_equal(feel_call(&run, (feel){ .kind = FEEL_UNKNOWN }, NULL, args, 1).kind, FEEL_UNKNOWN);
	assert_int_equal(run.notes_n, 2);
}

/* --- shapes --- */

static str shape_text(arena *a, feel_shape s)
{
	static const char *const ops[] = { "=", "!=", "<", "<=", ">", ">=" };
	static const char *const kinds[] = {
		"other", "any", "", "name", "compare", "range", "list", "not", "and", "or"
	};
	if (s.is == SHAPE_LITERAL)
		return feel_literal(a, s.value);
	str all = str_format(a, "%s", s.is == SHAPE_COMPARE ? ops[s.op] : kinds[s.is]);
	if (s.is == SHAPE_NAME)
		all = str_format(a, "%.*s", STR_ARG(s.name));
	if (s.is == SHAPE_RANGE)
		all = str_format(a, "%s%s", s.from_in ? "[" : "(", s.to_in ? "]" : ")");
	for (size_t i = 0; i < s.n; i++)
		all = str_format(a, "%.*s%s%.*s", STR_ARG(all), i ? " " : "{", STR_ARG(shape_text(a, s.at[i])));
	return s.n ? str_format(a, "%.*s}", STR_ARG(all)) : all;
}

static const char *cell(arena *a, const char *text)
{
	const feel_expr *e;
	assert_null(feel_parse_tests(a, str_of(text), (feel_names){ 0 }, &e));
	return shape_text(a, feel_shape_of(a, e)).at;
}

static void a_plain_cell_shows_its_shape(void **state)
{
	arena *a = *state;
	assert_string_equal(cell(a, "-"), "any");
	assert_string_equal(cell(a, "5"), "list{5}");
	assert_string_equal(cell(a, "-5, \"a\", true, null"), "list{-5 \"a\" true null}");
	assert_string_equal(cell(a, "< 5, >= -1"), "list{<{5} >={-1}}");
	assert_string_equal(cell(a, "[1..5), ]1..x]"), "list{[){1 5} (]{1 x}}");
	assert_string_equal(cell(a, "not(\"a\", \"b\")"), "not{\"a\" \"b\"}");
	assert_string_equal(cell(a, "[\"a\", \"b\"]"), "list{list{\"a\" \"b\"}}");
	assert_string_equal(cell(a, "date(\"2026-04-01\")"), "list{@\"2026-04-01\"}");
	assert_string_equal(cell(a, "[date(\"2026-04-01\")..@\"2026-05-01\"]"),
			    "list{[]{@\"2026-04-01\" @\"2026-05-01\"}}");
	assert_string_equal(cell(a, "< duration(\"P1D\")"), "list{<{@\"P1D\"}}");
	assert_string_equal(cell(a, "? > 3 and ? != x or other"), "list{or{and{>{? 3} !={? x}} other}}");
	assert_string_equal(cell(a, "count(?) > 3"), "list{>{other 3}}");
	assert_string_equal(cell(a, "(< 5), (>= x)"), "list{<{5} >={x}}");
	assert_string_equal(cell(a, "@\"2026-02-30\""), "list{other}");
}

static void a_shape_knows_its_place(void **state)
{
	arena *a = *state;
	const feel_expr *e;
	assert_null(feel_parse_tests(a, STR("1,\n  < 5"), (feel_names){ 0 }, &e));
	feel_shape s = feel_shape_of(a, e);
	assert_int_equal(s.at[1].line, 2);
	assert_int_equal(s.at[1].column, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, testing_make, testing_drop)
		T(a_type_reads_and_writes_itself),
		T(a_text_that_is_no_type_is_refused_with_its_place),
		T(named_types_may_have_spaces_and_be_filled_in_later),
		T(a_value_is_made_to_fit_or_is_null),
		T(what_a_named_type_allows_is_asked_apart_from_its_structure),
		T(a_function_of_c_is_called_like_any_other),
		T(c_calls_functions_by_place_and_by_name),
		T(a_plain_cell_shows_its_shape),
		T(a_shape_knows_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
