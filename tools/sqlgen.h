/*
 * What sqlgen reads and what it writes know of each other: statements, understood.
 */
#ifndef TOOLS_SQLGEN_H
#define TOOLS_SQLGEN_H

#include "base/buf.h"
#include "base/err.h"

typedef enum kind { I64, STRING, BYTES, F64 } kind;
typedef enum result { MANY, ONE, CHANGED } result;

typedef struct field {
	str name;
	kind kind;
	bool nullable;
	bool used; /* a parameter, in the text being scanned */
} field;
typedef struct fields {
	field *at;
	size_t n;
} fields;

typedef struct named {
	str name, file;
	int line;
	fields params, columns;
	result result;
	str sqlite, postgres;
} named;
typedef struct nameds {
	named *at;
	size_t n;
} nameds;

/* The two files, for statements of `path` whose names begin with `base`. */
str sqlgen_header(arena *a, str path, str base, const nameds *list);
str sqlgen_code(arena *a, str path, str base, const char *header_path, const nameds *list);

#endif
