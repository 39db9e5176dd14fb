/* Decision tables: hit policies, aggregation, defaults, values that are allowed, days of validity. */
/* clang-format off */
#include "rules/test_dmn.h"

#define CELL(text) "<inputEntry><text>" text "</text></inputEntry>"
#define OUT(text) "<outputEntry><text>" text "</text></outputEntry>"
#define RULE(in, out) "<rule>" CELL(in) OUT(out) "</rule>\n"
#define COLUMN(name, type)                                                                                             \
	"<input><inputExpression typeRef='" type "'><text>" name "</text></inputExpression></input>\n"
#define TABLE(attributes, outputs, rules)                                                                              \
	MODEL("urn:t", INPUT("n", "n", "number")                                                                       \
			       DECISION("d", NEEDS_INPUT("n") "<decisionTable " attributes ">" COLUMN("n", "number")   \
			outputs rules "</decisionTable>"))
#define STEPS RULE("> 1", "10") RULE("> 2", "20") RULE("> 3", "5") RULE("-", "1")
#define SIMPLE(attributes) TABLE(attributes, "<output/>", STEPS)

static void unique_takes_the_only_rule_and_refuses_two(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a, STR(TABLE("", "<output/>",
			     RULE("&lt; 18", "\"child\"") RULE(">= 18", "\"adult\"") RULE("> 60", "\"old\""))));
	assert_value(m, "d", "{n: 17}", "\"child\"");
	assert_value(m, "d", "{n: 18}", "\"adult\"");
	assert_noted(m, "d", "{n: 61}", "null ! m.dmn:3:", "2 rules hold");
	assert_noted(m, "d", "{n: null}", "null ! m.dmn:3:", "no rule of the table holds");
	assert_noted(m, "d", "{n: \"x\"}", "null ! m.dmn:2:", "");
}

static void first_takes_the_first_rule_that_holds(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(a, STR(SIMPLE("hitPolicy='FIRST'")));
	assert_value(m, "d", "{n: 9}", "10");
	assert_value(m, "d", "{n: 0}", "1");
}

static void any_takes_rules_that_agree(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(a, STR(TABLE("hitPolicy='ANY'", "<output/>",
			RULE("> 1", "\"a\"") RULE("> 2", "\"a\"") RULE("> 3", "\"b\""))));
	assert_value(m, "d", "{n: 3}", "\"a\"");
	assert_noted(m, "d", "{n: 4}", "null", "different things");
}

#define WITH_VALUES "<output><outputValues><text>20, 10, [0..6]</text></outputValues></output>"

static void priority_follows_the_order_of_the_outputs_values(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(a, STR(TABLE("hitPolicy='PRIORITY'", WITH_VALUES, STEPS)));
	assert_value(m, "d", "{n: 9}", "20");
	assert_value(m, "d", "{n: 2}", "10");
	assert_value(m, "d", "{n: 0}", "1");
	m = dmn_test_model(a, STR(TABLE("hitPolicy='OUTPUT ORDER'", WITH_VALUES, STEPS)));
	assert_value(m, "d", "{n: 9}", "[20, 10, 5, 1]"); /* 5 and 1 are of one value: as the rules stand */
}

static void priority_looks_at_the_type_where_the_output_has_no_values(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			"<itemDefinition name='t'><typeRef>string</typeRef><allowedValues><text>\"b, c\", \"a\"</text></allowedValues></itemDefinition>\n" INPUT("n", "n", "number")
			TYPED("d", "t",
			NEEDS_INPUT("n") "<decisionTable hitPolicy='PRIORITY'>" COLUMN(
			"n", "number") "<output/>" RULE("-", "\"a\"")
			RULE("> 1", "\"b, c\"") "</decisionTable>"))));
	assert_value(m, "d", "{n: 2}", "\"b, c\"");
	assert_value(m, "d", "{n: 1}", "\"a\"");
}

static void several_outputs_have_priorities_from_left_to_right(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(TABLE(
			"hitPolicy='OUTPUT ORDER'",
			"<output name='x'><outputValues><text>\"p\", \"q\"</text></outputValues></output><output name='y'><outputValues><text>2, 1</text></outputValues></output>",
			"<rule>" CELL("-") OUT("\"q\"") OUT("2") "</rule><rule>" CELL("-") OUT("\"p\"")
			OUT("1") "</rule><rule>" CELL("> 1") OUT("\"p\"") OUT("2") "</rule>")));
	assert_value(m, "d", "{n: 2}", "[{x: \"p\", y: 2}, {x: \"p\", y: 1}, {x: \"q\", y: 2}]");
}

static void rule_order_and_collect_give_all(void **state)
{
	arena *a = *state;
	assert_value(dmn_test_model(a, STR(SIMPLE("hitPolicy='RULE ORDER'"))), "d", "{n: 3}", "[10, 20, 1]");
	assert_value(dmn_test_model(a, STR(SIMPLE("hitPolicy='COLLECT'"))), "d", "{n: 3}", "[10, 20, 1]");
	dmn_model *m = dmn_test_model(a, STR(TABLE("hitPolicy='COLLECT'", "<output/>", RULE("> 5", "1"))));
	assert_value(m, "d", "{n: 3}", "[]");
	m = dmn_test_model(a, STR(TABLE("hitPolicy='RULE ORDER'", "<output/>", RULE("> 5", "1"))));
	assert_value(m, "d", "{n: 3}", "[]");
}

static void collect_adds_counts_and_finds_the_ends(void **state)
{
	arena *a = *state;
	assert_value(dmn_test_model(a, STR(SIMPLE("hitPolicy='COLLECT' aggregation='SUM'"))), "d", "{n: 3}", "31");
	assert_value(dmn_test_model(a, STR(SIMPLE("hitPolicy='COLLECT' aggregation='COUNT'"))), "d", "{n: 3}", "3");
	assert_value(dmn_test_model(a, STR(SIMPLE("hitPolicy='COLLECT' aggregation='MIN'"))), "d", "{n: 9}", "1");
	assert_value(dmn_test_model(a, STR(SIMPLE("hitPolicy='COLLECT' aggregation='MAX'"))), "d", "{n: 9}", "20");
	dmn_model *m =
		dmn_test_model(a, STR(TABLE("hitPolicy='COLLECT' aggregation='COUNT'", "<output/>", RULE("> 5", "1"))));
	assert_value(m, "d", "{n: 3}", "0");
	m = dmn_test_model(a, STR(TABLE("hitPolicy='COLLECT' aggregation='SUM'", "<output/>",
			RULE("> 0", "1") RULE("> 1", "\"a\""))));
	assert_value(m, "d", "{n: 1}", "1");
	assert_noted(m, "d", "{n: 2}", "null", "cannot be put together");
	m = dmn_test_model(a, STR(TABLE("hitPolicy='COLLECT' aggregation='MAX'", "<output/>",
			RULE("> 0", "@\"2026-04-01\"") RULE("> 1", "@\"2027-04-01\""))));
	assert_value(m, "d", "{n: 2}", "@\"2027-04-01\"");
}

static void defaults_stand_in_when_no_rule_holds(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(TABLE(
			"",
			"<output name='x'><defaultOutputEntry><text>n + 1</text></defaultOutputEntry></output><output name='y'/>",
			"<rule>" CELL("> 5") OUT("1") OUT("2") "</rule>")));
	assert_value(m, "d", "{n: 6}", "{x: 1, y: 2}");
	assert_value(m, "d", "{n: 1}", "{x: 2, y: null}");
}

static void inputs_and_outputs_hold_to_their_values(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			INPUT("s", "s", "Any") DECISION("d",
			NEEDS_INPUT("s") "<decisionTable><input><inputExpression><text>s</text></inputExpression><inputValues><text>\"a\", \"b\"</text></inputValues></input>"
			"<output><outputValues><text>1, 2</text></outputValues></output>" RULE("\"a\"", "1") RULE("\"b\"", "3") "</decisionTable>"))));
	assert_value(m, "d", "{s: \"a\"}", "1");
	assert_noted(m, "d", "{s: \"b\"}", "null ! m.dmn:4:", "none of 1, 2");
	assert_noted(m, "d", "{s: \"c\"}", "null ! m.dmn:3:", "none of \"a\", \"b\"");
	assert_noted(m, "d", "{s: null}", "null ! m.dmn:3:", "none of");
}

static void cells_may_name_the_input_and_call_functions(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			INPUT("s", "氏名", "string") INPUT("l", "手帳", "Any") DECISION("d",
			NEEDS_INPUT("s") NEEDS_INPUT("l") "<decisionTable hitPolicy='FIRST'>" COLUMN("氏名", "string") COLUMN(
			"手帳",
			"Any") "<output/>"
			"<rule>" CELL("starts with(?, \"山\")") CELL("list contains(?, \"身体\")")
			OUT("氏名 + \" 様\"") "</rule>"
			"<rule>" CELL("not(\"川\", \"海\")") CELL("-")
			OUT("2") "</rule><rule>" CELL("") CELL("")
			OUT("3") "</rule></decisionTable>"))));
	assert_value(m, "d", "{氏名: \"山田\", 手帳: [\"療育\", \"身体\"]}", "\"山田 様\"");
	assert_value(m, "d", "{氏名: \"田\", 手帳: []}", "2");
	assert_value(m, "d", "{氏名: \"川\", 手帳: []}", "3");
}

static void rules_hold_on_the_days_that_their_annotations_say(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(TABLE(
			"hitPolicy='COLLECT'",
			"<output/><annotation name='valid from'/><annotation name='valid to'/><annotation name='source'/>",
			"<rule>" CELL("-") OUT("1") "<annotationEntry><text/></annotationEntry><annotationEntry><text>2026-03-31</text></annotationEntry>"
			"<annotationEntry><text>条例</text></annotationEntry></rule>"
			"<rule>" CELL("-") OUT("2") "<annotationEntry><text>2026-04-01</text></annotationEntry></rule>")));
	assert_value(m, "d", "{n: 1}", "[2]"); /* NOW is that day */
	feel_run run = feel_begin(a, NOW);
	run.as_of = day_from(2026, 3, 31);
	dmn_given given = { STR_NONE, STR("n"), feel_int(1) };
	assert_str(feel_literal(a, dmn_value(&run, dmn_find(m, STR("d")), (dmn_givens){ &given, 1 })), "[1]");
	dmn_model *bad;
	assert_non_null(dmn_read(
		a, STR("m.dmn"),
		STR(TABLE("", "<output/><annotation name='valid from'/>",
			  "<rule>" CELL("-") OUT("1") "<annotationEntry><text>soon</text></annotationEntry></rule>")),
		&bad));
}

static void what_nobody_asked_leaves_a_table_open_where_it_matters(void **state)
{
	arena *a = *state;
	static const char *const tables[] = { SIMPLE("hitPolicy='FIRST'"), SIMPLE("hitPolicy='COLLECT'") };
	for (size_t i = 0; i < COUNT(tables); i++) {
		dmn_model *m = dmn_test_model(a, str_of(tables[i]));
		feel_run run = feel_begin(a, NOW);
		dmn_given given = { STR_NONE, STR("n"), (feel){ .kind = FEEL_UNKNOWN } };
		assert_int_equal(dmn_value(&run, dmn_find(m, STR("d")), (dmn_givens){ &given, 1 }).kind, FEEL_UNKNOWN);
	}
	/* a first rule without a condition decides */
	dmn_model *m = dmn_test_model(a, STR(TABLE("hitPolicy='FIRST'", "<output/>", RULE("-", "7") RULE("> 1", "8"))));
	feel_run run = feel_begin(a, NOW);
	dmn_given given = { STR_NONE, STR("n"), (feel){ .kind = FEEL_UNKNOWN } };
	assert_str(feel_literal(a, dmn_value(&run, dmn_find(m, STR("d")), (dmn_givens){ &given, 1 })), "7");
}

static void a_table_at_fault_is_told_with_its_place(void **state)
{
	arena *a = *state;
	dmn_model *m;
	const err *e = dmn_read(
		a, STR("m.dmn"),
		STR(TABLE("hitPolicy='BEST'", "<output/>", "<rule>" CELL("1") CELL("2") OUT("1") "</rule>")), &m);
	assert_non_null(e);
	assert_str(e->where, "m.dmn:4:10");
	assert_true(str_has(e->detail, STR("2 of inputEntry where the table has 1")));
	assert_non_null(e->next);
	assert_true(str_has(e->next->detail, STR("BEST")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(unique_takes_the_only_rule_and_refuses_two, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(first_takes_the_first_rule_that_holds, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(any_takes_rules_that_agree, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(priority_follows_the_order_of_the_outputs_values, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(priority_looks_at_the_type_where_the_output_has_no_values, dmn_make,
			dmn_drop),
		cmocka_unit_test_setup_teardown(several_outputs_have_priorities_from_left_to_right, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(rule_order_and_collect_give_all, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(collect_adds_counts_and_finds_the_ends, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(defaults_stand_in_when_no_rule_holds, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(inputs_and_outputs_hold_to_their_values, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(cells_may_name_the_input_and_call_functions, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(rules_hold_on_the_days_that_their_annotations_say, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(what_nobody_asked_leaves_a_table_open_where_it_matters, dmn_make,
			dmn_drop),
		cmocka_unit_test_setup_teardown(a_table_at_fault_is_told_with_its_place, dmn_make, dmn_drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
