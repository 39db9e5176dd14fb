/*
 * What others call the same work, offered while one types it.
 *
 *     survey of this round, and of the one before ─┐
 *     common names that were settled (names/) ─────┼─ ask_names_make() ──▶ an index, for as long as none of the three has changed
 *     how names are read, of which words (MeCab) ──┘                            │ + what was typed
 *                                                                               ▼
 *                                                                       ask_names_find(): the best twelve, in one pass
 *
 * A settled common name stands for all names that belong to it: whichever of them is meant, it is the common one that is offered. Names are met
 *     as they are written (住民票), from their beginning or anywhere within,
 *     as they are read (じゅうみん; 住民表 is read as 住民票 is),
 *     by their abbreviation: letters in their order, each at the beginning of a word or beside the one before (国保 for 国民健康保険),
 *     and, when at least half of the pairs of letters that were typed are there, roughly.
 * A common name goes before what is met a step better. Within a step: how many units use the name, then how many rows.
 *
 * With each name goes the step (作業) that at least half of its rows have: it may be taken over with the name.
 */
#ifndef WORK_ASK_NAMES_H
#define WORK_ASK_NAMES_H

#include "modules/work/names/names.h"

#define ASK_NAMES_MOST 12
#define ASK_NAMES_TEXTS_MAX 50000 /* texts that are looked at; a city of 59,000 rows has about ten thousand names */

typedef struct ask_name {
	str work, step; /* step: empty where there is no usual one */
	i64 units, items; /* of the round where more units use it */
	bool common;
} ask_name;
typedef struct ask_names_hits {
	ask_name at[ASK_NAMES_MOST];
	size_t n;
} ask_names_hits;

/* How texts are read and cut stays as it is: worked out once for each text of a process. Not for two threads at once. */
typedef struct ask_names_known ask_names_known;
ask_names_known *ask_names_known_new(void);
void ask_names_known_free(ask_names_known *k);

typedef struct ask_names_index ask_names_index;
/* In `a`; lives as long as it and `known` do. `earlier` and `r` may be NULL: without last year, by letters alone. */
MUST_USE const err *ask_names_make(arena *a, ask_names_known *known, reading *r, const survey *now,
				   const survey *earlier, const names_decided *decided, const ask_names_index **ret);
size_t ask_names_count(const ask_names_index *x); /* texts */
/* Any number of threads may ask. `r` as above. */
ask_names_hits ask_names_find(const ask_names_index *x, arena *a, reading *r, str typed);

#endif
