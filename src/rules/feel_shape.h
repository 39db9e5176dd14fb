/*
 * What an expression looks like, for those who can do more with a plain one than evaluate it: tables compiled to tests on columns, sheets,
 * explanations. What is not plain is SHAPE_OTHER: leave it to feel_eval() or feel_test().
 */
#ifndef RULES_FEEL_SHAPE_H
#define RULES_FEEL_SHAPE_H

#include "rules/feel.h"

typedef enum feel_shape_is {
	SHAPE_OTHER,
	SHAPE_ANY, /* - : no condition */
	SHAPE_LITERAL, /* value: 5, -5, "a", true, null, @"2026-04-01", date("2026-04-01"), duration("P1D") … */
	SHAPE_NAME, /* name, which the scope must have (`?` too) */
	SHAPE_COMPARE, /* op and at[0]: `< 5` as a test; at[0] op at[1] in an expression */
	SHAPE_RANGE, /* at[0]..at[1] */
	SHAPE_LIST, /* at[]: the tests of a cell (one is enough), or the members of a list */
	SHAPE_NOT, /* not(at[], …) of a cell: none of them */
	SHAPE_AND, /* at[0] and at[1] and … */
	SHAPE_OR,
} feel_shape_is;

typedef enum feel_compare { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE } feel_compare;

typedef struct feel_shape {
	feel_shape_is is;
	int line, column;
	feel value;
	str name;
	feel_compare op;
	bool from_in, to_in; /* of a range */
	const struct feel_shape *at;
	size_t n;
} feel_shape;

/* A cell always comes as SHAPE_ANY, SHAPE_NOT or SHAPE_LIST (of one test, where there is one). */
feel_shape feel_shape_of(arena *a, const feel_expr *e);

#endif
