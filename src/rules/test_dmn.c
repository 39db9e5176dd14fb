/* Models: types, boxed expressions, knowledge, services, imports, cycles, mistakes and their places, writing. */
/* clang-format off */
#include "rules/test_dmn.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ITEM(name, body) "<itemDefinition name='" name "'>" body "</itemDefinition>\n"

/* --- inputs, requirements, types -------------------------------------------------------------------------------------- */

static void requirements_come_first_and_each_is_decided_once(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a, STR(MODEL("urn:t", INPUT("i", "世帯の所得", "number")
			DECISION("a", NEEDS_INPUT("i") LITERAL("世帯の所得 * 2"))
			DECISION("b", NEEDS("a") LITERAL("a + 1"))
			DECISION("c", NEEDS("a") NEEDS("b") LITERAL("[a, b]")))));
	assert_value(m, "c", "{世帯の所得: 4}", "[8, 9]");
	assert_noted(m, "c", "{}", "[null, null] ! m.dmn:2:1: 世帯の所得 was not given", "");
	/* thirty decisions that each need the one before twice: decided once each, or never */
	buf b = buf_new(a, 1 << 20);
	buf_lit(&b,
		"<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:t' name='m'>" DECISION("d0", LITERAL("1")));
	for (int i = 1; i <= 60; i++)
		buf_format(
			&b,
			"<decision id='d%d' name='d%d'><variable name='d%d'/><informationRequirement><requiredDecision href='#d%d'/>"
			"</informationRequirement><literalExpression><text>d%d + d%d</text></literalExpression></decision>",
			i, i, i, i - 1, i - 1, i - 1);
	buf_lit(&b, "</definitions>");
	assert_value(dmn_test_model(a, arena_copy(a, buf_str(&b))), "d60", "{}", "1152921504606846976");
}

static void a_name_that_is_not_required_is_not_known(void **state)
{
	arena *a = *state;
	dmn_model *m =
		dmn_test_link(a, STR(MODEL("urn:t", DECISION("a", LITERAL("1")) DECISION("b", LITERAL("a + 1")))));
	assert_noted(m, "b", "{}", "null ! m.dmn:3:", "");
}

static void values_are_made_to_fit_or_are_null(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			ITEM("list", "<typeRef>string</typeRef>") "<itemDefinition name='many' isCollection='true'><typeRef>number</typeRef></itemDefinition>\n" INPUT("s", "s", "string") INPUT("l", "l", "many")
			DECISION("d", NEEDS_INPUT("s") NEEDS_INPUT("l") LITERAL("[s, l]"))
			TYPED("n", "number", LITERAL("[5]")) TYPED("x", "number", LITERAL("\"a\""))
			TYPED("t", "dateTime", LITERAL("@\"2026-04-01\"")))));
	assert_value(m, "d", "{s: [\"a\"], l: 1}", "[\"a\", [1]]");
	assert_noted(m, "d", "{s: 1, l: [1, \"b\"]}", "[null, null]", "m.dmn:4:");
	assert_value(m, "n", "{}", "5");
	assert_noted(m, "x", "{}", "null ! m.dmn:8:", "");
	assert_value(m, "t", "{}", "@\"2026-04-01T00:00:00Z\"");
}

static void allowed_values_hold_for_members_and_constraints_for_the_whole(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			ITEM("grade", "<typeRef>string</typeRef><allowedValues><text>\"1級\", \"2級\"</text></allowedValues>") ITEM("higher", "<typeRef>grade</typeRef><allowedValues><text>\"1級\"</text></allowedValues>")
			ITEM("person",
			"<itemComponent name='等級'><typeRef>grade</typeRef></itemComponent>"
			"<itemComponent name='age'><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues></itemComponent>") "<itemDefinition name='few' isCollection='true'><typeRef>grade</typeRef><typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>\n" INPUT("g",
			"g",
			"grade")
			INPUT("h", "h", "higher") INPUT("p", "p", "person") INPUT("f", "f", "few")
			DECISION("dg", NEEDS_INPUT("g") LITERAL("g"))
			DECISION("dh", NEEDS_INPUT("h") LITERAL("h")) DECISION("dp", NEEDS_INPUT("p") LITERAL("p.等級"))
			DECISION("df", NEEDS_INPUT("f") LITERAL("f")))));
	assert_value(m, "dg", "{g: \"2級\"}", "\"2級\"");
	assert_noted(m, "dg", "{g: \"3級\"}", "null", "allows");
	assert_noted(m, "dh", "{h: \"2級\"}", "null", "allows");
	assert_value(m, "dp", "{p: {等級: \"1級\", age: 3}}", "\"1級\"");
	assert_noted(m, "dp", "{p: {等級: \"1級\", age: 151}}", "null", "allows");
	assert_noted(m, "dp", "{p: {age: 15}}", "null", "");
	assert_value(m, "df", "{f: [\"1級\", \"2級\"]}", "[\"1級\", \"2級\"]");
	assert_noted(m, "df", "{f: [\"1級\", \"3級\"]}", "null", "allows");
	assert_noted(m, "df", "{f: [\"1級\", \"2級\", \"1級\"]}", "null", "allows");
}

/* --- boxed expressions -------------------------------------------------------------------------------------------------- */

#define ENTRY(name, body) "<contextEntry><variable name='" name "'/>" body "</contextEntry>"
#define RESULT(body) "<contextEntry>" body "</contextEntry>"

static void every_boxed_expression_is_evaluated(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			DECISION("context", "<context>" ENTRY("a b", LITERAL("1")) ENTRY("c", LITERAL("a b + 1")) "</context>") DECISION("result",
			"<context>" ENTRY("a", LITERAL("1"))
			RESULT(LITERAL("a + 5")) "</context>")
			DECISION("list", "<list>" LITERAL("1") "<list>" LITERAL("2") "</list></list>") DECISION("relation",
			"<relation><column name='x'/><column name='y z' typeRef='string'/><row>" LITERAL("1") LITERAL("\"p\"") "</row><row>" LITERAL("2")
			LITERAL("\"q\"") "</row></relation>")
			DECISION("function",
			"<context>" ENTRY("f",
			"<functionDefinition><formalParameter name='n' typeRef='number'/>" LITERAL("n * k") "</functionDefinition>")
			ENTRY("k", LITERAL("3")) RESULT(LITERAL("1")) "</context>")
			DECISION("closure",
			"<context>" ENTRY("k", LITERAL("3")) ENTRY("f",
			"<functionDefinition><formalParameter name='n' typeRef='number'/>" LITERAL("n * k") "</functionDefinition>")
			RESULT("<invocation>" LITERAL("f") "<binding><parameter name='n'/>" LITERAL("7") "</binding></invocation>") "</context>")
			DECISION("if",
			"<conditional><if>" LITERAL("1 &gt; 2") "</if><then>" LITERAL("\"yes\"") "</then><else>" LITERAL("\"no\"") "</else></conditional>")
			DECISION("filter",
			NEEDS("relation") "<filter><in>" LITERAL("relation") "</in><match>" LITERAL("x = 2 and item.y z = \"q\"") "</match></filter>")
			DECISION("gap", "<filter><in>" LITERAL("[{a: 2}, {b: 3}, {a: 0}]") "</in><match>" LITERAL("a &gt; 1") "</match></filter>")
			DECISION("for",
			"<for iteratorVariable='i'><in>" LITERAL("[1, 2, 3]") "</in><return>" LITERAL("if i = 1 then 1 else partial[-1] * i") "</return></for>")
			DECISION("days",
			"<for iteratorVariable='i'><in>" LITERAL("[1..3]") "</in><return>" LITERAL("i") "</return></for>")
			DECISION("some",
			"<some iteratorVariable='i'><in>" LITERAL("[1, 2]") "</in><satisfies>" LITERAL("i = 2") "</satisfies></some>")
			DECISION("every",
			"<every iteratorVariable='i'><in>" LITERAL("[1, 2]") "</in><satisfies>" LITERAL("i = 2") "</satisfies></every>"))));
	assert_value(m, "context", "{}", "{a b: 1, c: 2}");
	assert_value(m, "result", "{}", "6");
	assert_value(m, "list", "{}", "[1, [2]]");
	assert_value(m, "relation", "{}", "[{x: 1, y z: \"p\"}, {x: 2, y z: \"q\"}]");
	assert_value(m, "closure", "{}", "21");
	assert_value(m, "if", "{}", "\"no\"");
	assert_value(m, "filter", "{}", "[{x: 2, y z: \"q\"}]");
	assert_noted(m, "gap", "{}", "[{a: 2}] ! m.dmn:", "nothing is called a"); /* what has no `a` is not above 1 */
	assert_value(m, "for", "{}", "[1, 2, 6]");
	assert_value(m, "days", "{}", "[1, 2, 3]");
	assert_value(m, "some", "{}", "true");
	assert_value(m, "every", "{}", "false");
}

static void a_boxed_expression_at_fault_is_null_and_says_where(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_link(
		a,
		STR(MODEL("urn:t",
			  DECISION("a", "<literalExpression>\n  <text>\n    1 +\n     </text></literalExpression>")
			DECISION("b", "<some iteratorVariable='i'><in>" LITERAL("[1]") "</in><satisfies>" LITERAL("i") "</satisfies></some>")
			DECISION("c", "<filter><in>" LITERAL("[1]") "</in><match>" LITERAL("7") "</match></filter>")
			DECISION("d", "<invocation>" LITERAL("1") "</invocation>") DECISION("e", "") DECISION("f",
			"<functionDefinition kind='PMML'>" LITERAL("1") "</functionDefinition>")
			DECISION("g", "<context>" ENTRY("x", LITERAL("1"))
			ENTRY("x", LITERAL("2")) "</context>")
			DECISION("h", LITERAL("\n   1 + \"一\" + 2")) DECISION("i", LITERAL("2 &gt; 1 and 1 &lt; 2 and 1 / 0 &gt; 1")))));
	assert_noted(m, "a", "{}", "null ! m.dmn:4:5: this is no FEEL", "");
	const err *e = dmn_mistakes(m);
	assert_non_null(e);
	assert_true(str_starts(e->where, STR("m.dmn:")));
	assert_noted(m, "b", "{}", "null ! m.dmn:6:", "number");
	assert_noted(m, "c", "{}", "null ! m.dmn:7:", "number");
	assert_noted(m, "d", "{}", "null ! m.dmn:8:", "no function");
	assert_noted(m, "e", "{}", "null ! m.dmn:9:", "no logic");
	assert_noted(m, "f", "{}", "null ! m.dmn:10:", "PMML");
	assert_noted(m, "g", "{}", "null ! m.dmn:11:", "twice");
	assert_noted(m, "h", "{}", "null ! m.dmn:13:", "");
	assert_noted(m, "i", "{}", "null ! m.dmn:14:100:", ""); /* the `/`, behind two references */
}

/* --- knowledge and services --------------------------------------------------------------------------------------------- */

static void knowledge_is_called_by_position_by_name_and_in_a_box(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			KNOWLEDGE("twice", "number", PARAM("n", "number"), "", LITERAL("n * 2")) KNOWLEDGE("both", "", PARAM("x", "number") PARAM("y", "number"), KNOWS("twice"),
			LITERAL("twice(x) + y")) DECISION("a", KNOWS("both") LITERAL("both(1, 2)"))
			DECISION("b", KNOWS("both") LITERAL("both(y: 1, x: 2)")) DECISION("c",
			KNOWS("both") "<invocation>" LITERAL("both") "<binding><parameter name='y'/>" LITERAL("3") "</binding><binding><parameter name='x'/>" LITERAL("1") "</binding></invocation>")
			DECISION("d", KNOWS("both") LITERAL("both(\"1\", 2)"))
			DECISION("e", KNOWS("both") LITERAL("both(1)"))
			DECISION("f", KNOWS("both") LITERAL("both(x: 1, z: 2)"))
			DECISION("g", KNOWS("both") LITERAL("twice(1)")))));
	assert_value(m, "a", "{}", "4");
	assert_value(m, "b", "{}", "5");
	assert_value(m, "c", "{}", "5");
	assert_noted(m, "d", "{}", "null ! m.dmn:", "");
	assert_noted(m, "e", "{}", "null ! m.dmn:", "");
	assert_noted(m, "f", "{}", "null ! m.dmn:", "");
	assert_noted(m, "g", "{}", "null ! m.dmn:", ""); /* not required here */
	assert_value(m, "twice", "{n: 4}", "8"); /* called from outside */
	assert_noted(m, "twice", "{n: \"a\"}", "null", "");
}

static void knowledge_that_calls_itself_ends(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL("urn:t", KNOWLEDGE("fac", "number", PARAM("n", "number"), "",
			LITERAL("if n &lt; 2 then 1 else n * fac(n - 1)"))
			KNOWLEDGE("ever", "number", PARAM("n", "number"), "", LITERAL("ever(n + 1)"))
			DECISION("a", KNOWS("fac") LITERAL("fac(10)"))
			DECISION("b", KNOWS("ever") LITERAL("ever(1)")))));
	assert_value(m, "a", "{}", "3628800");
	assert_noted(m, "b", "{}", "null ! m.dmn:", "");
}

#define SERVICE(id, body)                                                                                              \
	"<decisionService id='" id "' name='" id "'><variable name='" id "'/>" body "</decisionService>\n"

static void a_service_takes_its_inputs_and_decides_the_rest_itself(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			INPUT("i", "i", "number") DECISION("given", LITERAL("100")) DECISION("inner", NEEDS_INPUT("i") LITERAL("i * 10"))
			DECISION("out", NEEDS("given") NEEDS("inner")
			LITERAL("inner + given")) DECISION("other", LITERAL("\"o\""))
			SERVICE("s",
			"<outputDecision href='#out'/><encapsulatedDecision href='#inner'/><inputDecision href='#given'/><inputData href='#i'/>")
			SERVICE("two",
			"<outputDecision href='#out'/><outputDecision href='#other'/><encapsulatedDecision href='#inner'/><inputDecision href='#given'/><inputData href='#i'/>")
			DECISION("call", KNOWS("s") NEEDS("out") LITERAL("[s(1, 2), s(given: 5, i: 1), out]"))
			DECISION("wrong", KNOWS("s") LITERAL("s(\"a\", 2)")))));
	assert_value(m, "s", "{i: 2, given: 7}", "27");
	assert_value(m, "two", "{i: 2, given: 7}", "{out: 27, other: \"o\"}");
	assert_value(m, "call", "{i: 3}",
		     "[12, 15, 130]"); /* input data first, then input decisions; what is outside keeps its values */
	assert_noted(m, "wrong", "{}", "null ! m.dmn:", "");
}

/* --- imports --------------------------------------------------------------------------------------------------------------- */

#define IMPORT(name, space)                                                                                            \
	"<import name='" name "' namespace='" space "' importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>\n"

static void imported_names_stand_behind_the_imports_name(void **state)
{
	arena *a = *state;
	dmn_model **both = arena_many(a, dmn_model *, 3);
	both[0] = dmn_test_read(
		a,
		STR(MODEL(
			"urn:main",
			IMPORT("基 本", "urn:base") IMPORT(
			"",
			"urn:flat") "<inputData id='p' name='p'><variable name='p' typeRef='基 本.person'/></inputData>\n"
			"<decision id='d' name='d'><variable name='d'/>"
			"<informationRequirement><requiredDecision href='urn:base#x'/></informationRequirement>"
			"<informationRequirement><requiredInput href='urn:base#i'/></informationRequirement>"
			"<informationRequirement><requiredDecision href='urn:flat#y'/></informationRequirement>" NEEDS_INPUT("p") "<knowledgeRequirement><requiredKnowledge href='urn:base#f'/></knowledgeRequirement>" LITERAL("[基 本.x value, 基 本.f(2), 基 本.i, y, p.age, p instance of 基 本.person]") "</decision>\n")));
	both[1] = dmn_test_read(
		a,
		STR(MODEL(
			"urn:base",
			ITEM("person", "<itemComponent name='age'><typeRef>number</typeRef></itemComponent>") INPUT("i", "i",
			"number") "<decision id='x' name='x value'><variable name='x value'/>" NEEDS_INPUT("i")
			LITERAL("i + 1") "</decision>" KNOWLEDGE("f", "number", PARAM("n", "number"), "",
			LITERAL("n * n")))));
	both[2] = dmn_test_read(a, STR(MODEL("urn:flat", DECISION("y", LITERAL("\"flat\"")))));
	assert_null(dmn_link(a, both, 3));
	const err *e = dmn_mistakes(both[0]);
	if (e)
		print_error("%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_null(e);
	assert_value(both[0], "d", "{i: 4, p: {age: 30}}", "[5, 4, 4, \"flat\", 30, true]");
	/* by the namespace of the input's own model */
	feel_run run = feel_begin(a, NOW);
	dmn_given given[] = { { STR("urn:base"), STR("i"), feel_int(1) }, { STR("urn:main"), STR("i"), feel_int(50) } };
	assert_true(str_starts(feel_literal(a, dmn_value(&run, dmn_find(both[0], STR("d")), (dmn_givens){ given, 2 })),
			       STR("[2, 4, 1,")));
}

static void imports_without_a_name_bring_along_what_they_import(void **state)
{
	arena *a = *state;
	dmn_model **all = arena_many(a, dmn_model *, 3);
	all[0] = dmn_test_read(
		a,
		STR(MODEL(
			"urn:a",
			IMPORT("",
			       "urn:b") "<decision id='d' name='d'><variable name='d' typeRef='tC'/>"
			"<informationRequirement><requiredDecision href='urn:c#x'/></informationRequirement>"
			"<informationRequirement><requiredDecision href='#e'/></informationRequirement>" LITERAL("x + e") "</decision>" DECISION("e", LITERAL("10")))));
	all[1] = dmn_test_read(a, STR(MODEL("urn:b", IMPORT("", "urn:c") IMPORT("me", "urn:a") IMPORT("", "urn:b"))));
	all[2] = dmn_test_read(
		a, STR(MODEL("urn:c",
			     ITEM("tC", "<typeRef>number</typeRef><allowedValues><text>&lt; 12</text></allowedValues>")
			DECISION("x", LITERAL("1")))));
	assert_null(dmn_link(a, all, 3));
	assert_value(all[0], "d", "{}", "11");
	const err *e = dmn_mistakes(all[0]);
	assert_non_null(e);
	assert_str(e->detail, "a model does not import itself");
	assert_null(e->next);
}

static void put(const char *dir, const char *name, str text)
{
	char path[300];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(text.at, 1, text.len, f), text.len);
	assert_int_equal(fclose(f), 0);
}

static void imports_are_looked_for_in_the_files_folder(void **state)
{
	arena *a = *state;
	char dir[] = "/tmp/dmnXXXXXX";
	assert_non_null(mkdtemp(dir));
	put(dir, "a.dmn",
	    STR(MODEL(
		    "urn:a",
		    IMPORT("b",
			   "urn:b") "<decision id='d' name='d'><informationRequirement><requiredDecision href='urn:b#e'/>"
			"</informationRequirement>" LITERAL("b.e") "</decision>")));
	put(dir, "b.dmn",
	    STR(MODEL(
		    "urn:b",
		    IMPORT("c",
			   "urn:c") "<decision id='e' name='e'><informationRequirement><requiredDecision href='urn:c#f'/>"
			"</informationRequirement>" LITERAL("c.f + 1") "</decision>")));
	put(dir, "c.dmn", STR(MODEL("urn:c", DECISION("f", LITERAL("1")))));
	put(dir, "unused.dmn", STR("this is no XML"));
	dmn_model *m;
	assert_null(dmn_open(a, str_format(a, "%s/a.dmn", dir), &m));
	assert_null(dmn_mistakes(m));
	assert_value(m, "d", "{}", "2");
	unlink(str_format(a, "%s/c.dmn", dir).at);
	assert_null(dmn_open(a, str_format(a, "%s/a.dmn", dir), &m));
	const err *e = dmn_mistakes(m);
	assert_non_null(e);
	assert_true(str_has(e->where, STR("b.dmn:2:1")));
	assert_true(str_has(e->detail, STR("urn:c")));
	assert_noted(m, "d", "{}", "null", "");
	static const char *const files[] = { "a.dmn", "b.dmn", "unused.dmn" };
	for (size_t i = 0; i < COUNT(files); i++)
		unlink(str_format(a, "%s/%s", dir, files[i]).at);
	rmdir(dir);
	assert_true(err_is(dmn_open(a, STR("/no/such.dmn"), &m), ERR_file));
}

/* --- what is refused --------------------------------------------------------------------------------------------------------- */

static void a_cycle_is_a_mistake_and_null(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_link(
		a, STR(MODEL("urn:t",
			     DECISION("a", NEEDS("b") LITERAL("b")) DECISION("b", NEEDS("c") LITERAL("c"))
			DECISION("c", NEEDS("a") LITERAL("a")) DECISION("self", NEEDS("self") LITERAL("1"))
			DECISION("good", LITERAL("1")))));
	const err *e = dmn_mistakes(m);
	assert_non_null(e);
	assert_str(e->where, "m.dmn:4:71");
	assert_str(e->detail, "a cycle: a → b → c → a");
	assert_non_null(e->next);
	assert_str(e->next->detail, "a cycle: self → self");
	assert_noted(m, "a", "{}", "null", "requires itself");
	assert_noted(m, "self", "{}", "1", "requires itself");
	assert_value(m, "good", "{}", "1");
}

static void a_type_that_stands_for_itself_is_told(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_link(
		a, STR(MODEL("urn:t", "<itemDefinition name='tA'><typeRef>tB</typeRef></itemDefinition>\n"
				      "<itemDefinition name='tB'><typeRef>tA</typeRef></itemDefinition>\n"
				      "<itemDefinition name='tC'><typeRef>tA</typeRef></itemDefinition>\n"
				      "<itemDefinition name='tTree'><itemComponent name='below' isCollection='true'>"
				      "<typeRef>tTree</typeRef></itemComponent></itemDefinition>\n" TYPED(
					      "a", "tA", LITERAL("1")))));
	const err *e = dmn_mistakes(m);
	assert_non_null(e);
	assert_str(e->where, "m.dmn:2:1");
	assert_str(e->detail, "the type tA stands for itself");
	assert_str(e->next->detail, "the type tB stands for itself");
	assert_null(e->next->next);
}

static void what_is_not_there_is_told_with_its_place(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_link(
		a, STR(MODEL("urn:t", DECISION("a", NEEDS("nobody") LITERAL("1"))
			TYPED("b", "tNobody", LITERAL("1")) "<decision id='c' name='a'>" LITERAL("1") "</decision>\n" SERVICE("s", ""))));
	const err *e = dmn_mistakes(m);
	static const char *const want[] = { "nothing here has the id #nobody", "the name a stands twice",
			"the service s has no output", "no type is called tNobody" };
	for (size_t i = 0; i < COUNT(want); i++, e = e->next) {
		assert_non_null(e);
		assert_str(e->detail, want[i]);
	}
	assert_null(e);
}

static void what_is_no_dmn_is_refused(void **state)
{
	arena *a = *state;
	dmn_model *m;
	static const char *const texts[] = {
		"",
		"hello",
		"<definitions/>",
		"<html xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>",
		"<!DOCTYPE d><definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>",
		MODEL("urn:t", "<decision id='d'/>")
	};
	for (size_t i = 0; i < COUNT(texts); i++) {
		const err *e = dmn_read(a, STR("x.dmn"), str_of(texts[i]), &m);
		assert_non_null(e);
		assert_true(str_starts(e->where, STR("x.dmn")));
	}
}

static void earlier_versions_are_read(void **state)
{
	arena *a = *state;
	static const char *const spaces[] = { "https://www.omg.org/spec/DMN/20211108/MODEL/",
			"https://www.omg.org/spec/DMN/20191111/MODEL/",
			"http://www.omg.org/spec/DMN/20180521/MODEL/" };
	static const char *const versions[] = { "1.4", "1.3", "1.2" };
	for (size_t i = 0; i < COUNT(spaces); i++) {
		dmn_model *m =
			dmn_test_model(a, str_format(a,
			"<definitions xmlns='%s' namespace='urn:t' name='m'>" DECISION("d", LITERAL("1 + 1")) "</definitions>",
			spaces[i]));
		assert_str(m->version, versions[i]);
		assert_value(m, "d", "{}", "2");
	}
	dmn_model *new = dmn_test_model(a, STR("<definitions xmlns='https://www.omg.org/spec/DMN/20990101/MODEL/' namespace='urn:t' name='m'>" DECISION("d", LITERAL("1")) "</definitions>"));
	assert_str(new->version, "later than 1.5");
	/* types were qualified names then */
	dmn_model *m = dmn_test_model(
		a,
		STR("<definitions xmlns='http://www.omg.org/spec/DMN/20151101/dmn.xsd' xmlns:feel='http://www.omg.org/spec/FEEL/20140401'"
		    " xmlns:t='urn:t' namespace='urn:t' name='m'><itemDefinition name='age'><typeRef>feel:number</typeRef></itemDefinition>"
		    "<inputData id='i' name='i'><variable name='i' typeRef='t:age'/></inputData>"
		    "<decision id='d' name='d'><variable name='d' typeRef='feel:number'/>" NEEDS_INPUT("i")
			    LITERAL("i + 1") "</decision></definitions>"));
	assert_str(m->version, "1.1");
	assert_value(m, "d", "{i: 1}", "2");
	assert_noted(m, "d", "{i: \"1\"}", "null", "");
}

/* --- writing ------------------------------------------------------------------------------------------------------------------ */

static void a_model_that_is_written_reads_back_the_same(void **state)
{
	arena *a = *state;
	str xml = STR(MODEL(
		"urn:t",
		"<description>two\nlines &amp; more</description>" IMPORT("", "urn:other") "<itemDefinition name='p' label='人' isCollection='true'><itemComponent name='a'><typeRef>number</typeRef><allowedValues><text>[0..9]</text></allowedValues></itemComponent><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>" ITEM("fn",
			"<functionItem outputTypeRef='number'><parameters name='x' typeRef='string'/></functionItem>")
			INPUT("i", "i &lt; j", "number") DECISION("t",
			NEEDS_INPUT("i") "<decisionTable hitPolicy='COLLECT' aggregation='SUM' outputLabel='合計'><input label='入力'><inputExpression typeRef='number'><text>i &lt; j</text></inputExpression><inputValues><text>[0..9]</text></inputValues></input>"
			"<output name='o' typeRef='number'><outputValues><text>1, 2</text></outputValues><defaultOutputEntry><text>1</text></defaultOutputEntry></output><annotation name='valid from'/><annotation name='source'/>"
			"<rule id='r1'><description>why</description><inputEntry><text>&lt; 5,\n  7</text></inputEntry><outputEntry><text>1</text></outputEntry><annotationEntry><text>2026-04-01</text></annotationEntry><annotationEntry><text>条例 \"第1条\"</text></annotationEntry></rule></decisionTable>")
			DECISION("c",
			KNOWS("k") "<context>" ENTRY("x", "<relation><column name='q'/><row>" LITERAL("1") "</row></relation>")
			RESULT("<conditional><if>" LITERAL("true") "</if><then><list>" LITERAL("1") "</list></then><else><filter><in>" LITERAL("[1]") "</in><match>" LITERAL("true") "</match></filter></else></conditional>") "</context>")
			DECISION("f",
			"<for iteratorVariable='v'><in>" LITERAL("[1]") "</in><return><some iteratorVariable='w'><in>" LITERAL("[v]") "</in><satisfies><every iteratorVariable='u'><in>" LITERAL("[w]") "</in><satisfies>" LITERAL("u = 1") "</satisfies></every></satisfies></some></return></for>")
			KNOWLEDGE("k", "number", PARAM("n", "number"), "",
			"<invocation>" LITERAL("abs") "<binding><parameter name='n'/>" LITERAL("n") "</binding></invocation>")
			SERVICE("s",
			"<outputDecision href='#t'/><encapsulatedDecision href='#c'/><inputDecision href='#f'/><inputData href='#i'/>")));
	str first, second;
	assert_null(dmn_write(a, dmn_test_read(a, xml), &first));
	assert_null(dmn_write(a, dmn_test_read(a, first), &second));
	assert_string_equal(first.at, second.at);
	static const char *const kept[] = { "two\nlines &amp; more",
			"&lt; 5,\n  7",
			"条例 \"第1条\"",
			"outputLabel=\"合計\"",
			"aggregation=\"SUM\"",
			"label=\"人\"",
			"typeConstraint",
			"outputTypeRef=\"number\"",
			"i &lt; j",
			"iteratorVariable=\"u\"",
			"<import" };
	for (size_t i = 0; i < COUNT(kept); i++)
		assert_true(str_has(second, str_of(kept[i])));
	dmn_model *m = dmn_test_link(a, second);
	assert_value(m, "t", "{\"i < j\": 3}", "1");
	assert_value(m, "f", "{}", "[true]");
	assert_value(m, "c", "{}", "[1]");
}

static void a_table_alone_becomes_a_model_that_decides(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_read(
		a,
		STR(MODEL(
			"urn:t",
			INPUT("i", "i", "number") "<decision id='t' name='表'>" NEEDS_INPUT("i") "<decisionTable><input><inputExpression typeRef='number'><text>i</text></inputExpression></input><output/>"
			"<rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>i</text></outputEntry></rule></decisionTable></decision>")));
	const dmn_table *t = dmn_table_of(m, STR_NONE);
	assert_non_null(t);
	assert_str(t->name, "表");
	assert_str(t->id, "t");
	str xml;
	assert_null(dmn_write(a, dmn_around(a, t, STR("urn:x")), &xml));
	dmn_model *again = dmn_test_model(a, xml);
	assert_value(again, "表", "{i: 5}", "5");
	assert_str(dmn_table_of(again, STR("表"))->rules.at[0].inputs[0].text, "> 1");
	assert_null(dmn_table_of(again, STR("nobody")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(requirements_come_first_and_each_is_decided_once, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(a_name_that_is_not_required_is_not_known, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(values_are_made_to_fit_or_are_null, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(allowed_values_hold_for_members_and_constraints_for_the_whole, dmn_make,
			dmn_drop),
		cmocka_unit_test_setup_teardown(every_boxed_expression_is_evaluated, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(a_boxed_expression_at_fault_is_null_and_says_where, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(knowledge_is_called_by_position_by_name_and_in_a_box, dmn_make,
			dmn_drop),
		cmocka_unit_test_setup_teardown(knowledge_that_calls_itself_ends, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(a_service_takes_its_inputs_and_decides_the_rest_itself, dmn_make,
			dmn_drop),
		cmocka_unit_test_setup_teardown(imported_names_stand_behind_the_imports_name, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(imports_without_a_name_bring_along_what_they_import, dmn_make,
			dmn_drop),
		cmocka_unit_test_setup_teardown(imports_are_looked_for_in_the_files_folder, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(a_cycle_is_a_mistake_and_null, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(a_type_that_stands_for_itself_is_told, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(what_is_not_there_is_told_with_its_place, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(what_is_no_dmn_is_refused, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(earlier_versions_are_read, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(a_model_that_is_written_reads_back_the_same, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(a_table_alone_becomes_a_model_that_decides, dmn_make, dmn_drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
