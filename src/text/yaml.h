/*
 * YAML as clerks write it: maps, lists and texts. Nothing in a file has a type of its own: `no`, `1_000` and `12:30` are
 * texts until the reader of the file says what they are, so that none of YAML's surprises can happen.
 *
 * Refused, with line and column: anchors, aliases and tags (a file says what it says, at the place where it says it),
 * a key that stands twice in one map, keys that are not plain texts, several documents, and what exceeds the ceilings.
 */
#ifndef TEXT_YAML_H
#define TEXT_YAML_H

#include "base/buf.h"
#include "base/err.h"

#define YAML_SIZE_MAX (512 * 1024) /* bytes of a file */
#define YAML_DEPTH 16 /* a mark within a cell of a paper's grid is at 13 */
#define YAML_NODES_MAX 50000
#define YAML_ENTRIES_MAX 1000 /* of one map or list */
#define YAML_KEY_MAX 200 /* bytes */

typedef enum yaml_kind { YN_TEXT, YN_LIST, YN_MAP } yaml_kind;

typedef struct yaml_node yaml_node;
struct yaml_node {
	yaml_kind kind;
	int line, column; /* from 1; column in characters */
	str s; /* of a text; empty for `key:` with nothing behind it */
	bool plain; /* of a text: neither quoted nor a block */
	bool block; /* of a text: | or >, whose mark the place is */
	/* of a list or map, in the order of the file; keys only for a map. Grown with LIST_ADD. */
	struct {
		yaml_node **at;
		size_t n;
	} keys, items;
};

/* One file. Mistakes are ERR_definition with where "path:line:column". An empty file is an empty map. */
MUST_USE const err *yaml_parse(arena *a, str path, str text, const yaml_node **ret);
/* The value of that key; NULL when there is none, or when n is NULL or not a map. */
const yaml_node *yaml_get(const yaml_node *n, const char *key);

/* Writes a text so that yaml_parse() reads the same bytes back: plain where that is safe, as a block where it has
 * several lines (indented by so many spaces), else in double quotes. `flow`: it stands within { } or [ ]. */
void yaml_put(buf *b, str s, int indent, bool flow);

#endif
