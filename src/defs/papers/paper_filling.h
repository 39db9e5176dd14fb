/* Filling a paper: inside defs/papers only. */
#ifndef DEFS_PAPERS_PAPER_FILLING_H
#define DEFS_PAPERS_PAPER_FILLING_H

#include "defs/papers/papers_read.h"

#define SHEETS_FILLED_MAX 60 /* of one paper: rows that run on and sets for each row together */
#define APART_MAX 200 /* texts on 別紙 */

/* Texts that have no room in their place. */
typedef struct apart_text {
	str label, text;
} apart_text;

typedef struct filling {
	arena *a;
	const struct city_def *c;
	const paper_def *p;
	const fill_asked *asked;
	feel *values; /* of the facts */
	feel_run run;
	feel_context facts, row; /* by name; item and number */
	feel_scope outer, scope;
	const fact_def *row_of; /* whose row `item` is */
	str home; /* the city, in Japanese */
	filled_sheets *ret;
	struct {
		apart_text *at;
		size_t n;
	} apart;
	drawing *d; /* the sheet on the way */
	bool tried; /* only whether all fits: nothing is drawn for its own sake */
} filling;

/* paper_fill.c. As paper_fill(); `tried`: only to know whether all fits. */
MUST_USE const err *fill_quietly(arena *a, const paper_def *p, const fill_asked *asked, bool tried, filled_sheets *ret);
/* The value of an expression; `m` (may be NULL): whose, for what went wrong. */
feel value_of(filling *g, const paper_expr *e, const laid_mark *m);
bool holds(filling *g, const paper_expr *e, const laid_mark *m); /* true where there is none */
/* paper_draw.c: one mark in its place. */
MUST_USE const err *draw_one(filling *g, const laid_mark *m);
/* paper_apart.c: the last sheets, with what had no room. */
void draw_apart(filling *g);
/* 見本, number and pages on each sheet. */
void draw_edges(filling *g);

#endif
