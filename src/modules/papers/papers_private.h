/*
 * The inside of a sitting: what papers_sit() works out once for choosing, ordering and making.
 */
#ifndef PAPERS_PRIVATE_H
#define PAPERS_PRIVATE_H

#include "modules/papers/papers.h"

typedef struct indices { /* of facts */
	size_t *at;
	size_t n;
} indices;

typedef enum said { SAID_NOTHING, SAID_DONT_KNOW, SAID_VALUE } said;

typedef struct chosen_paper {
	const paper_def *paper;
	truth needed; /* TRUTH_NO: known not to be */
	indices facts; /* what it asks for, in the order of its places */
	indices deciders; /* what somebody can answer behind its `needed` */
	size_t copies_of_each; /* `each`: rows that count; else 1 */
	bool no_rows; /* not needed because no row counts */
} chosen_paper;

struct papers {
	arena *arena;
	const city_def *city;
	const fact_defs *facts;
	papers_asked asked;
	day today;
	fact_answers
		given; /* with what the events say of themselves; each fact once, in the order in which they were given */
	/* of each fact */
	said *said;
	const fact_answer **answer; /* NULL: none */
	bool *of_event; /* an event says it: nobody is asked */
	feel *values;
	truth *applies; /* its ask_if */
	indices *
		deciders; /* what somebody can answer behind its ask_if; worked out for facts of the chosen papers only */
	bool *worked_out; /* that was done */
	bool *wanted; /* by a paper, or it decides about what one wants */
	bool *asks; /* of the list to look through: wanted, and applies or may */
	feel_context scope; /* all values by name */
	struct {
		chosen_paper *at;
		size_t n;
	} chosen; /* without those that were left out, in the order of the city's files */
	size_t *counters; /* services by index, in the order in which they are gone to */
};

feel_run papers_run(const papers *p, arena *a);
size_t papers_index(const papers *p, const fact_def *f);
/* What somebody can answer behind an expression: the facts that it names, computed ones replaced by what they are computed from. */
void papers_leaves(const papers *p, const feel_expr *e, indices *ret);
bool papers_among(const indices *list, size_t fact);
/* Whether this is asked at all, whatever the papers: not computed, and of a kind that somebody can say. */
bool papers_can_ask(const papers *p, size_t fact);
/* Rows of a table of facts for which an expression over `item` and `number` is not false; SIZE_MAX: nobody knows yet. */
size_t papers_rows(const papers *p, str table, const paper_expr *only);
const chosen_paper *papers_chosen(const papers *p, str id); /* NULL: not chosen */

/* papers_packet.c */
void papers_order_counters(papers *p);
/* The chosen papers in the order of the packet, left out those that are not needed. */
typedef struct chosen_papers {
	const chosen_paper **at;
	size_t n;
} chosen_papers;
chosen_papers papers_in_order(const papers *p);

/* papers_cover.c: the sheet that leads from counter to counter. */
struct pdf;
void papers_cover(const papers *p, struct pdf *to, const make_asked *asked);

#endif
