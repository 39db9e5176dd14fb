/*
 * parts: where the answers of a column's cells part ways.
 *
 * A cell of literals and comparisons with them (`< 18`, `[60..64], 70`, `not("門司")`, `>= date("2026-04-01")`) answers alike for all values
 * between two of its literals. So it is enough to ask FEEL once for each part: before the first, at it, between it and the next … What
 * such a cell says is FEEL's own answer, never a second opinion of ours; we only know where to ask.
 *
 *     parts_add()  of every cell of a column  →  parts_seal()  →  parts_of(value) is a small number, the same for values that all
 *     cells treat alike; parts_value(part) is one value of it
 *
 * Parts of every column: null, false, true, any other text; then each text named, then numbers, then dates. Other kinds (lists, times …)
 * have none: PART_NONE.
 */
#ifndef RULES_PARTS_H
#define RULES_PARTS_H

#include "rules/feel.h"

#define PART_NONE UINT32_MAX
enum { PART_NULL, PART_FALSE, PART_TRUE, PART_TEXT, PART_FIRST };

/* A line of points, whole or not; n points make 2n + 1 parts: before, at, between, at, …, behind. */
typedef struct parts_line {
	i64 *floors; /* of the points */
	bool *whole; /* the point is its floor */
	size_t n;
	u32 *direct; /* the part of floors[0] + i; NULL when they lie too far apart */
} parts_line;

typedef struct parts {
	strs texts;
	struct {
		decimal *at;
		size_t n;
	} numbers;
	struct {
		day *at;
		size_t n;
	} dates;
	bool booleans; /* true or false is named */
	/* made by parts_seal() */
	u32 n, numbers_from, dates_from;
	parts_line number_line, date_line;
	bool numbers_far; /* a number does not fit into 64 bits */
	u32 *slots, slots_mask; /* texts by hash: index + 1 */
	str other; /* a text that is not named */
} parts;

/* Adds the literals of a cell; false, and nothing added, when the cell has more in it than literals and comparisons with them. */
bool parts_add(arena *a, parts *p, const feel_expr *test);
void parts_seal(arena *a, parts *p);
/* FEEL_UNKNOWN has no part here either: who asks looks for it first. */
/* For each part of `whole` the part of `own` that it lies in, where all points of `own` are points of `whole`, too. */
u32 *parts_map(arena *a, const parts *whole, const parts *own);
u32 parts_of(const parts *p, const feel *v);
feel parts_value(arena *a, const parts *p, u32 part);
/* Whether anybody would have such a value: between 59 and 60 there is none where only whole numbers are named, and none between two days. */
bool parts_inhabited(const parts *p, u32 part);

#endif
