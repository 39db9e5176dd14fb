/*
 * A whole decision model (DMN 1.1 to 1.5), as its file has it and as it is evaluated.
 *
 *     bytes ── dmn_read() ──▶ dmn_model …  ── dmn_link() ──▶ names, types and references found, FEEL parsed ── dmn_begin(), dmn_value() ──▶ feel
 *
 * dmn_read() refuses what is no DMN. What is wrong within a model that reads (an expression that is no FEEL, a type or a requirement that is
 * not there, a cycle) does not stop the rest: it is kept as a mistake (dmn_mistakes()), and what depends on it is null with a note, as the
 * standard has it. Who publishes a model asks for its mistakes first.
 *
 * Places are lines and columns of the file. A note of an evaluation has them too.
 */
#ifndef RULES_DMN_MODEL_H
#define RULES_DMN_MODEL_H

#include "rules/dmn.h"

typedef enum dmn_box {
	BOX_LITERAL,
	BOX_TABLE,
	BOX_CONTEXT,
	BOX_LIST,
	BOX_RELATION,
	BOX_INVOCATION,
	BOX_FUNCTION,
	BOX_IF,
	BOX_FILTER,
	BOX_FOR,
	BOX_SOME,
	BOX_EVERY,
} dmn_box;

typedef struct dmn_expr dmn_expr;
typedef struct dmn_model dmn_model;
typedef struct feel_type feel_type;

typedef struct dmn_entry { /* of a context, a binding, a formal parameter, a column of a relation */
	str id, name, type; /* a context entry without a name is its result */
	dmn_expr *value; /* NULL where there is none */
	int line, column;
	const feel_type *is; /* what `type` means; NULL: anything. Set by dmn_link() */
} dmn_entry;

/* A boxed expression. */
struct dmn_expr {
	dmn_box kind;
	str id, label, type;
	int line, column;
	const feel_type *is;
	dmn_text text; /* BOX_LITERAL */
	dmn_table *table; /* BOX_TABLE */
	struct dmn_table_types *types; /* of its columns, by dmn_link() */
	struct {
		dmn_entry *at;
		size_t n;
	} entries; /* of a context; bindings of an invocation; parameters of a function; columns of a relation */
	struct {
		dmn_expr **at;
		size_t n;
	} items; /* of a list; rows of a relation (lists); the function that is invoked; the body of a function; condition, then, else;
		  * what is iterated over or filtered, and what is done with each. An element may be NULL where the file has nothing */
	str name; /* BOX_FOR, BOX_SOME, BOX_EVERY: the variable; BOX_FUNCTION: FEEL, Java or PMML; BOX_TABLE: its outputLabel */
};

typedef enum dmn_kind { NODE_INPUT, NODE_DECISION, NODE_KNOWLEDGE, NODE_SERVICE } dmn_kind;

typedef struct dmn_node dmn_node;
typedef struct dmn_need {
	str href; /* #id, or namespace#id */
	int line, column;
	const dmn_node *node; /* NULL until linked, and when it is not there */
	str under; /* the name of the import through which it is seen; empty when it is the model's own */
} dmn_need;
typedef struct dmn_needs {
	dmn_need *at;
	size_t n;
} dmn_needs;

/* Input data, a decision, business knowledge, a decision service. Knowledge sources decide nothing and are left out. */
struct dmn_node {
	dmn_kind kind;
	str id, name, label, about, question, answers;
	str variable, type; /* what the value is called where it is needed: mostly as the node */
	const feel_type *is; /* of the value; of knowledge and services of what they return */
	int line, column;
	dmn_expr *logic; /* of a decision; of knowledge always a function; NULL when there is none */
	dmn_needs needs; /* requirements: information and knowledge */
	dmn_needs outputs, encapsulated, input_decisions, input_data; /* of a service */
	const dmn_model *model;
	size_t number; /* among all nodes that were linked together */
};

/* An item definition. */
typedef struct dmn_item dmn_item;
struct dmn_item {
	str id, name, label, type;
	bool collection, function; /* function: `type` is what it returns, `parts` its parameters */
	dmn_text allowed; /* of each item, where it is a collection */
	dmn_text constraint; /* of the whole */
	struct {
		dmn_item *at;
		size_t n;
	} parts;
	int line, column;
};

typedef struct dmn_import {
	str name, space, location;
	int line, column;
	const dmn_model *model; /* NULL until linked, and when it is not there or no model */
} dmn_import;

struct dmn_model {
	str file, id, name, space, about;
	str version; /* "1.5" */
	struct {
		dmn_import *at;
		size_t n;
	} imports;
	struct {
		dmn_item *at;
		size_t n;
	} items;
	struct {
		dmn_node **at;
		size_t n;
	} nodes;
	struct dmn_linked *linked; /* dmn_link() */
};

#define DMN_FILES_MAX 200
#define DMN_NODES_MAX 5000 /* of one model; and as many types */
#define DMN_MISTAKES_MAX 200

/* --- reading and writing (dmn_xml*.c, dmn_write.c) ------------------------------------------------------------------ */

/* One file's bytes. The text must not be kept. ERR_file or ERR_too_large, where "file:line:column". *ret is NULL when it is no DMN; what is
 * wrong with the form of its parts is told, and *ret is the model nevertheless, for who wants to look at the rest. */
MUST_USE const err *dmn_read(arena *a, str file, str bytes, dmn_model **ret);
/* Imports, references and types are found among these models (which may be one), FEEL is parsed. */
MUST_USE const err *dmn_link(arena *a, dmn_model *const *models, size_t n);
/* A file, with those files of its folder (*.dmn) that it imports, linked; *ret as dmn_read() has it. */
MUST_USE const err *dmn_open(arena *a, str path, dmn_model **ret);
/* What is wrong with a linked model and those it imports: linked mistakes, at most DMN_MISTAKES_MAX; NULL when nothing is. */
const err *dmn_mistakes(const dmn_model *m);

/* As DMN 1.5; dmn_read() reads the same again. The annotations of a table carry its `valid from`, `valid to` and `source`. */
MUST_USE const err *dmn_write(arena *a, const dmn_model *m, str *ret);
/* A model around one table: a decision of its name, input data for each name that its columns and cells need. */
dmn_model *dmn_around(arena *a, const dmn_table *t, str space);
/* The decision table of a model's only decision, or of that name; NULL when there is none. Its id and name are the decision's. */
const dmn_table *dmn_table_of(const dmn_model *m, str decision);

/* Types of the columns of a linked table, as many as it has; NULL before dmn_link(), NULL of a column: anything. */
const feel_type *const *dmn_input_types(const dmn_expr *table);
const feel_type *const *dmn_output_types(const dmn_expr *table);

/* --- evaluating (dmn_eval*.c) ---------------------------------------------------------------------------------------- */

/* A value of input data: by name, and by the namespace of its model where that is given. */
typedef struct dmn_given {
	str space, name;
	feel value;
} dmn_given;
typedef struct dmn_givens {
	dmn_given *at;
	size_t n;
} dmn_givens;

const dmn_node *dmn_find(const dmn_model *m, str name); /* of this model alone; NULL */
/*
 * A decision's value: what it requires first, each decision once. A service: its inputs are taken from the given values (input data and input decisions),
 * the value is that of its decision, or a context of several. Knowledge: a function is called with the given values as its parameters.
 * Input data that is not given is null, with a note.
 */
feel dmn_value(feel_run *run, const dmn_node *n, dmn_givens given);
/* The same for several decisions of one model: what they share is decided once. */
void dmn_values(feel_run *run, const dmn_node *const *nodes, size_t n, dmn_givens given, feel *ret);

#endif
