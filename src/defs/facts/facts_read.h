/* Reading and writing facts: inside defs only. */
#ifndef DEFS_FACTS_FACTS_READ_H
#define DEFS_FACTS_FACTS_READ_H

#include "defs/defs_read.h"

#define FACTS_MAX 1000
#define FACT_CHOICES_MAX 300
#define FACT_COLUMNS_MAX 20
#define FACT_SHARES_MAX 300
#define FEEL_BYTES_MAX 4000 /* of one expression */

/* Where each part of a fact stands, beside the fact of the same index. */
typedef struct fact_place {
	reader *r;
	const yaml_node *key, *map; /* the id, and what is below it */
} fact_place;
typedef struct fact_places {
	fact_place *at;
	size_t n;
} fact_places;

/* What must hold of all together, once all files are read. */
void check_facts(arena *a, arena *work, const fact_places *places, fact_defs *facts);
/* Part of it: names and expressions, and the order of the facts (facts_feel.c). */
void check_expressions(arena *a, arena *work, const fact_places *places, fact_defs *facts);

/* For other expressions over facts. The place of a character (from 1) of an expression in its file: of a folded block only the whole is known. */
yaml_node place_within(const yaml_node *n, int line, int column);
/* A mistake whose where is "2:5" within the expression at `n`. */
void note_feel(reader *r, const yaml_node *n, const err *e);
/* Where a name first stands in a text: characters from 1. */
int column_within(str text, str name);

#endif
