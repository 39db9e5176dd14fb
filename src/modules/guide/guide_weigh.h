/*
 * What a question is worth: the open rows of a sitting, the chance of each to hold, and what an answer would take away from the uncertainty.
 *
 * Every open row has cells that nobody can decide yet. For each column the likely values are drawn up (the fact's choices; of a number or date one
 * from each part that the cells tell apart), weighed by the fact's `share`, else evenly; so each cell has a chance to hold, each row the product of
 * its cells', each scheme the chance that one of its rows does. How uncertain a scheme is: nothing when it is decided, else half its worth plus half
 * its worth times the entropy of its chance. A question is worth what it takes away from that on average over its likely answers, with what follows
 * from an answer worked out (computed facts, facts that fall away).
 */
#ifndef GUIDE_GUIDE_WEIGH_H
#define GUIDE_GUIDE_WEIGH_H

#include "modules/guide/guide_private.h"

/* The values of a column: the likely ones. */
typedef struct likely {
	feel *at;
	double *weight; /* they sum to 1 */
	size_t n;
} likely;

typedef struct open_cell {
	size_t column;
	const match_cell *cell;
	bool others; /* it names other facts than its column's, which nobody knows yet */
	bool *leaves; /* of each fact: can be asked now, and may decide this cell */
	double chance; /* that it holds */
	signed char *holds; /* of each likely value: 1, 0, or -1 unknown; -2 not tried yet */
} open_cell;
typedef struct open_row {
	size_t scheme;
	open_cell *at;
	size_t n;
	double chance, supposed;
	u32 stamp; /* of the supposition that `supposed` is of */
} open_row;
typedef struct open_scheme {
	size_t scheme; /* of the guide */
	indices rows;
	double weight, uncertain;
	u32 stamp;
} open_scheme;

typedef struct change {
	size_t column, part; /* SIZE_MAX: another value than the likely ones */
	feel value;
} change;
typedef struct changes {
	change *at;
	size_t n;
} changes;

typedef struct pick {
	const guide *g;
	arena *a;
	feel_run run;
	feel_scope scope;
	feel_context facts; /* a copy of the values, in which suppositions are tried */
	struct {
		open_row *at;
		size_t n;
	} rows;
	struct {
		open_scheme *at;
		size_t n;
	} schemes;
	likely *columns; /* drawn up when first asked for */
	bool *drawn;
	indices *touches; /* rows of each column */
	bool **leaves; /* of each column with an open cell: what can be asked (of its cells that name no others) */
	u32 stamp;
} pick;

/* Draws it up; lives in `a`. */
void pick_begin(pick *p, const guide *g, arena *a);
/* What an answer to this unknown fact takes away on average. */
double pick_gain(pick *p, size_t fact);

#endif
