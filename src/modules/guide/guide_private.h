/*
 * The inside of a sitting: what guide_sit() works out once for judging and asking.
 */
#ifndef GUIDE_GUIDE_PRIVATE_H
#define GUIDE_GUIDE_PRIVATE_H

#include "modules/guide/guide.h"

typedef struct indices {
	size_t *at;
	size_t n;
} indices;

typedef enum said { SAID_NOTHING, SAID_DONT_KNOW, SAID_VALUE } said;

struct guide {
	arena *arena;
	const city_def *city;
	const fact_defs *facts;
	guide_asked asked;
	day today, as_of; /* of asking; whose rules count */
	fact_answers given; /* with what the events say; each fact once */
	/* of each fact */
	said *said;
	bool *of_event; /* the event said it */
	feel *values;
	truth *applies; /* its ask_if; of a computed fact: yes */
	indices *needs; /* facts that its ask_if and its value mention */
	indices *needed_by;
	feel_context scope; /* all values by name, in the order of the facts */
	/* of each column, match_facts() */
	strs columns;
	size_t *column_fact; /* SIZE_MAX: no fact of the catalogue */
	size_t *fact_column; /* of each fact; SIZE_MAX: in no table */
	feel *column_values;
	/* of each scheme, match_schemes() */
	strs schemes;
	const scheme_def **defs; /* NULL: the city does not define it */
	bool *counts; /* belongs to the events */
	truth *holds;
	match_rows rows;
};

feel_run guide_run(const guide *g, arena *a);
/* The unknown facts that stand behind an unknown one and can be asked now: itself, or what it is computed from, or what decides whether it
 * is asked. Those of which somebody said わからない are left out, unless `with_dont_know`. `ret` is of facts, set to true; *ret_n counts. */
void guide_leaves(const guide *g, size_t fact, bool with_dont_know, bool *ret);
/* The unknown facts that somebody may answer and that stand behind this one, whatever has to be asked before them. */
void guide_behind(const guide *g, size_t fact, bool *ret);
/* The facts that a cell names besides its column's: `> 収入`. */
indices guide_named(const guide *g, const match_cell *c);
/* Unknown, and nothing is left to ask that would tell: somebody said わからない. */
bool guide_lost(const guide *g, size_t fact);
/* Whether it can be asked now: nobody did yet, and nothing that can be asked stands in the way. */
bool guide_askable(const guide *g, size_t fact);

/* guide_why.c */
guide_finding guide_find(const guide *g, size_t scheme);

/* guide_next.c: also for simulations, which ask in other orders. The facts that can be asked now and on which something open depends, with the
 * weight of what depends on each (weights[fact] += the number of open schemes). */
void guide_dependence(const guide *g, double *ret_schemes);

#endif
