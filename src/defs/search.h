/*
 * The city's definitions, found by words: life events, schemes and procedures, and what the counters serve.
 *
 * The index is made when the definitions are read and is part of them. A scheme is found by its names and readings in all three languages,
 * by the words that its section gave it, by what it brings and needs, and, faintly, by the words of the events it belongs to: "母が亡くなった" finds
 * the event first and then what there is to do.
 *
 * Papers have an index of their own, for who asks for a paper wants papers only: by name, reading, their own words, what they are for, and by the words of
 * the schemes and events they belong to.
 */
#ifndef DEFS_SEARCH_H
#define DEFS_SEARCH_H

#include "defs/defs.h"

typedef enum found_kind { FOUND_EVENT, FOUND_SCHEME, FOUND_SERVICE } found_kind;

typedef struct found_def {
	found_kind kind;
	const event_def *event; /* by kind, the others NULL */
	const scheme_def *scheme;
	const service_def *service;
} found_def;
typedef struct found_defs {
	found_def *at;
	size_t n;
} found_defs;

typedef struct found_papers {
	const paper_def **at;
	size_t n;
} found_papers;
/* The same among the papers. */
found_papers defs_search_papers(const city_def *c, arena *a, str query, size_t most);

/* Within defs_parse(), once everything is read; `work` is given back soon. */
void defs_index(arena *a, arena *work, city_def *c);
/* At most `most`, the best first; empty for a query without letters. */
found_defs defs_search(const city_def *c, arena *a, str query, size_t most);

#endif
