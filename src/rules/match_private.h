/*
 * A compiled table, as match.c makes it and match_judge.c reads it.
 *
 * Rows stand in blocks of at most 512. For each column (a fact, or an expression over facts) and each part of its values (parts.h) a block
 * has two sets of rows as bits: those that a value of this part fails, and those it leaves open. One more part stands for what nobody
 * asked. To judge a person is to find the part of each of his or her values, and to OR as many sets: no row is looked at by itself, but
 * for those with a cell that is left to FEEL and that nothing else has failed.
 */
#ifndef RULES_MATCH_PRIVATE_H
#define RULES_MATCH_PRIVATE_H

#include "rules/match.h"
#include "rules/parts.h"

#define BLOCK_WORDS_MAX 8
#define BLOCK_ROWS (64 * BLOCK_WORDS_MAX)
#define MATCH_COLUMNS_MAX 2000

typedef struct match_test {
	size_t column;
	dmn_text text; /* with its expr */
	bool plain; /* its answers are in the parts */
} match_test;

typedef struct match_line {
	const dmn_table *table;
	const dmn_rule *rule;
	size_t scheme;
	struct {
		match_test *at;
		size_t n;
	} tests;
} match_line;

typedef struct match_column {
	str text; /* of the input expression: what columns of one name have in common */
	const feel_expr *expr; /* NULL: the fact itself */
	size_t fact;
	bool date; /* by the input's type, or by what its cells compare with */
	parts parts;
	bool coarse; /* it has so many parts that sets would take too much memory: its cells are left to FEEL */
	u32 unknown; /* the part of what nobody asked: behind all others */
	u64 **sets; /* by block: [part][failed words, open words] */
} match_column;

typedef struct match_block {
	size_t rows_from, rows_n, words;
	u64 **validity; /* by part of the days: words */
	u64 *left; /* rows with cells that are left to FEEL */
} match_block;

struct match {
	strs facts, schemes;
	struct {
		match_line *at;
		size_t n;
	} rows;
	struct {
		match_column *at;
		size_t n;
	} columns;
	struct {
		match_block *at;
		size_t n;
	} blocks;
	parts days; /* where rows begin and cease to hold */
	bool any_left; /* some cell is left to FEEL */
	bool one_each; /* row i is scheme i's only one */
};

/* The facts as a scope for FEEL. */
feel_context match_scope(const match *m, arena *a, const feel *values);
day match_day(const feel_run *run, day as_of);
bool match_valid(const dmn_rule *r, day d);
feel match_value(feel_run *run, const match_column *c, const feel *values, const feel_scope *scope);
truth match_truth(feel v);

#endif
