/*
 * What a cell of a table says, where it is of the plain kind: `-`, `"1級","2級"`, `[65..74]`, `>= date("2026-04-01")`, `not(…)`, `true`:
 * to be checked against the fact's type and choices, and to be told to people in words.
 */
#ifndef DEFS_GUIDE_CELL_H
#define DEFS_GUIDE_CELL_H

#include "base/arena.h"

typedef enum cell_kind { CELL_STRING, CELL_NUMBER, CELL_DATE, CELL_BOOLEAN, CELL_NULL } cell_kind;
typedef struct cell_value {
	cell_kind kind;
	str text; /* 1級, -12.5, 2026-04-01, true, null */
} cell_value;

typedef enum cell_op { CELL_IS, CELL_BELOW, CELL_TO, CELL_ABOVE, CELL_FROM, CELL_RANGE } cell_op;
typedef struct cell_test {
	cell_op op; /* = < <= > >= [a..b] */
	cell_value a, b; /* b: of a range */
	bool a_in, b_in; /* of a range */
} cell_test;
typedef struct cell {
	bool any; /* `-`, or empty */
	bool other; /* not(…) around all of it */
	struct {
		cell_test *at;
		size_t n;
	} tests; /* one of them is enough */
} cell;

/* False for a cell that is more than plain: with names or functions in it. */
bool cell_read(arena *a, str text, cell *ret);

#endif
