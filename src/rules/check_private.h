/* A table as boxes, shared by check.c and check_boxes.c. */
#ifndef RULES_CHECK_PRIVATE_H
#define RULES_CHECK_PRIVATE_H

#include "rules/check.h"
#include "rules/feel_check.h"
#include "rules/parts.h"

/* A box is a set of parts for every column, as bits, the columns' words behind each other. */
typedef u64 box_word;

typedef struct check_column {
	parts parts;
	size_t from, words; /* in a box */
	bool plain; /* some cell of it is, so its parts mean something */
} check_column;

typedef struct check_row {
	const dmn_rule *rule;
	box_word *box; /* where it may hold */
	bool sure; /* it holds all over its box: every cell is plain */
} check_row;

typedef struct check {
	arena *a, *scratch; /* scratch: given back with each row */
	const dmn_table *t;
	table_around around;
	const feel_type **inputs, **outputs; /* of the columns; Any where nothing is said */
	feel_checking with; /* names that cells see */
	check_column *columns;
	size_t words; /* of a box */
	box_word *all; /* the values that there are */
	struct {
		check_row *at;
		size_t n;
	} rows;
	i64 steps; /* left */
	findings found;
} check;

void check_found(check *c, finding_kind kind, bool error, int line, int column, const char *what, ...) PRINTF(6, 7);
void check_overlaps(check *c);
void check_unreachable(check *c);
void check_gaps(check *c);

#endif
