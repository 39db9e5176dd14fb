/* What the files of dmn_*.c share; nobody else's. */
#ifndef RULES_DMN_INSIDE_H
#define RULES_DMN_INSIDE_H

#include "rules/dmn_model.h"
#include "text/xml.h"

#define DMN_15 "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define DMN_FEEL "https://www.omg.org/spec/DMN/20230324/FEEL/"

/* Reading one file. */
typedef struct dmn_reader {
	arena *a;
	dmn_model *m;
	str space; /* the namespace of DMN in this file */
	const err *mistakes; /* linked, newest first */
	int mistakes_n;
} dmn_reader;

void dmn_wrong(dmn_reader *r, int line, int column, const char *what, ...) PRINTF(4, 5);
/* The boxed expression among a node's children, and the one behind it when there are several; NULL when there is none. */
dmn_expr *dmn_read_box(dmn_reader *r, const xml_node *n);
dmn_expr *dmn_read_function(dmn_reader *r, const xml_node *n);
bool dmn_is(const dmn_reader *r, const xml_node *n, const char *name);
/* The content of <text> below a node, with its place. */
dmn_text dmn_read_text(const xml_node *n);
/* A place in a text of FEEL (0: its beginning) as one in the file. */
void dmn_place(const dmn_text *t, int *line, int *column);
/* A typeRef as it is known in this model: without the prefix that earlier versions had, behind the name of its import. */
str dmn_read_type(dmn_reader *r, const xml_node *n, str type);
str dmn_type_of(dmn_reader *r, const xml_node *n); /* by attribute or, as in DMN 1.1, by element */

const char *dmn_hit_name(dmn_hit h);
const char *dmn_gather_name(dmn_gather g);
const char *dmn_box_name(dmn_box b);

#endif
