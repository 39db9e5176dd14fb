#include "defs/guide/cell.h"

#include "rules/decimal.h"
#include "rules/feel_shape.h"
#include "rules/moment.h"

static bool value_of(arena *a, const feel_shape *s, cell_value *ret)
{
	if (s->is != SHAPE_LITERAL)
		return false;
	switch (s->value.kind) {
	case FEEL_STRING:
		*ret = (cell_value){ CELL_STRING, s->value.string };
		return true;
	case FEEL_NUMBER:
		*ret = (cell_value){ CELL_NUMBER, decimal_text(a, s->value.number) };
		return true;
	case FEEL_DATE:
		*ret = (cell_value){ CELL_DATE, moment_text(a, s->value) };
		return true;
	case FEEL_BOOLEAN:
		*ret = (cell_value){ CELL_BOOLEAN, s->value.boolean ? STR("true") : STR("false") };
		return true;
	case FEEL_NULL:
		*ret = (cell_value){ CELL_NULL, STR("null") };
		return true;
	case FEEL_UNKNOWN:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
	case FEEL_LIST:
	case FEEL_CONTEXT:
	case FEEL_RANGE:
	case FEEL_FUNCTION:
		break;
	}
	return false;
}

static bool test_of(arena *a, const feel_shape *s, cell_test *ret)
{
	static const cell_op ops[] = { [COMPARE_EQ] = CELL_IS,
				       [COMPARE_LT] = CELL_BELOW,
				       [COMPARE_LE] = CELL_TO,
				       [COMPARE_GT] = CELL_ABOVE,
				       [COMPARE_GE] = CELL_FROM };
	*ret = (cell_test){ .op = CELL_IS };
	if (s->is == SHAPE_LITERAL)
		return value_of(a, s, &ret->a);
	if (s->is == SHAPE_COMPARE && s->op != COMPARE_NE && s->n == 1) {
		ret->op = ops[s->op];
		return value_of(a, &s->at[0], &ret->a);
	}
	if (s->is != SHAPE_RANGE || s->n != 2)
		return false;
	*ret = (cell_test){ .op = CELL_RANGE, .a_in = s->from_in, .b_in = s->to_in };
	return value_of(a, &s->at[0], &ret->a) && value_of(a, &s->at[1], &ret->b);
}

bool cell_read(arena *a, str text, cell *ret)
{
	const feel_expr *e = NULL;
	*ret = (cell){ .any = str_trim(text).len == 0 };
	if (ret->any)
		return true;
	if (feel_parse_tests(a, text, (feel_names){ 0 }, &e))
		return false;
	feel_shape s = feel_shape_of(a, e);
	ret->any = s.is == SHAPE_ANY;
	ret->other = s.is == SHAPE_NOT;
	if (s.is != SHAPE_NOT && s.is != SHAPE_LIST)
		return ret->any;
	for (size_t i = 0; i < s.n; i++) {
		cell_test t;
		if (!test_of(a, &s.at[i], &t))
			return false;
		LIST_ADD(a, &ret->tests, t);
	}
	return ret->tests.n > 0;
}
