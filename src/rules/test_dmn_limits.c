/* What is too much for a model: it ends, with a note. */
/* clang-format off */
#include "rules/test_dmn.h"

static void what_takes_too_much_ends_with_a_note(void **state)
{
	arena *a = *state;
	dmn_model *m = dmn_test_model(
		a,
		STR(MODEL(
			"urn:t",
			KNOWLEDGE("wide", "", PARAM("n", "number"), "",
			"<for iteratorVariable='i'><in>" LITERAL("[1..1000]") "</in><return><for iteratorVariable='j'><in>" LITERAL("[1..1000]") "</in><return><context><contextEntry><variable name='x'/>" LITERAL("[i, j, n]") "</contextEntry></context></return></for></return></for>")
			DECISION("d", KNOWS("wide") LITERAL("count(for k in 1..100 return wide(k))")))));
	assert_noted(m, "d", "{}", "null ! m.dmn:2:", "");
	size_t before = arena_used(a);
	dmn_test_value(a, m, "d", "{}");
	assert_true(arena_used(a) - before < 3 * FEEL_MEMORY_MAX / 2);
}

static void a_long_way_of_requirements_is_decided_to_its_end(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 4 << 20);
	buf_lit(&b,
		"<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:t' name='m'>" DECISION("d0", LITERAL("1")));
	for (int i = 1; i <= 2000; i++)
		buf_format(
			&b,
			"<decision id='d%d' name='d%d'><informationRequirement><requiredDecision href='#d%d'/></informationRequirement>"
			"<literalExpression><text>d%d + 1</text></literalExpression></decision>",
			i, i, i - 1, i - 1);
	buf_lit(&b, "</definitions>");
	dmn_model *m = dmn_test_model(a, arena_copy(a, buf_str(&b)));
	assert_value(m, "d2000", "{}", "2001");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_takes_too_much_ends_with_a_note, dmn_make, dmn_drop),
		cmocka_unit_test_setup_teardown(a_long_way_of_requirements_is_decided_to_its_end, dmn_make, dmn_drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
