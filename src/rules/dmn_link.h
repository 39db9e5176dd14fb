/* What dmn_link() makes of a model, for evaluating; private to dmn_*.c. */
#ifndef RULES_DMN_LINK_H
#define RULES_DMN_LINK_H

#include "rules/dmn_inside.h"
#include "rules/type.h"

/* Tests, one by one, in their order. */
typedef struct dmn_tests {
	const feel_expr **at;
	size_t n;
} dmn_tests;
/* Types of a table's columns; NULL: anything. The values of each output in their order of priority. */
typedef struct dmn_table_types {
	const feel_type **inputs, **outputs;
	dmn_tests *priorities;
} dmn_table_types;

/* A model whose parts are known in another one: behind a name, or, through imports without a name, as its own. */
typedef struct dmn_reach {
	const dmn_model *model;
	str under;
} dmn_reach;

typedef struct dmn_linked {
	arena *a;
	dmn_model *const *models; /* that were linked together */
	size_t models_n, nodes_n;
	struct {
		dmn_reach *at;
		size_t n;
	} reach; /* each model once */
	feel_types types; /* by the names this model knows them by */
	strs parts; /* names of components, in all models together */
	const err *mistakes, **mistakes_end; /* of this model */
	int mistakes_n;
} dmn_linked;

/* Keeps a mistake of a model. */
void dmn_mistaken(const dmn_model *m, int line, int column, const char *what, ...) PRINTF(4, 5);

/* dmn_types.c: the item definitions of all models as types, known in each under its names. */
void dmn_link_types(arena *a, dmn_model *const *models, size_t n);
/* What a typeRef means; NULL for an empty one. An unknown name is a mistake, and nothing is of it. */
const feel_type *dmn_type(const dmn_model *m, str type, int line, int column);
/* dmn_parse.c: all FEEL of a model. */
void dmn_parse(dmn_model *m);
/* An expression or tests in a file, with the names that are known there. What is no FEEL is a mistake, kept in t->wrong. */
void dmn_parse_text(const dmn_model *m, dmn_text *t, feel_names names, bool tests);

#endif
