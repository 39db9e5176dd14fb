/*
 * The types of FEEL (DMN 1.5, 10.3.2.2 and 10.3.2.9): what `instance of` asks, what parameters and item definitions declare.
 *
 *     number   list<string>   context<name: string, age: number>   range<date>   function<number, number> -> boolean   tPerson
 *
 * A named type stands for another one, which may be filled in later, so that definitions need no order. `instance of` looks at the
 * structure only; what values an item definition allows is asked by feel_allowed().
 */
#ifndef RULES_TYPE_H
#define RULES_TYPE_H

#include "rules/feel.h"

typedef enum feel_type_is {
	TYPE_ANY,
	TYPE_NULL,
	TYPE_BOOLEAN,
	TYPE_NUMBER,
	TYPE_STRING,
	TYPE_DATE,
	TYPE_TIME,
	TYPE_DATE_TIME,
	TYPE_SPAN,
	TYPE_MONTHS,
	TYPE_LIST,
	TYPE_CONTEXT,
	TYPE_RANGE,
	TYPE_FUNCTION,
	TYPE_NAMED, /* `of` is what it stands for */
	TYPE_MISSING, /* a name that nobody defined: nothing is of it */
} feel_type_is;

typedef struct feel_type feel_type;
/* A parameter of a function, an entry of a context. */
typedef struct feel_param {
	str name;
	const feel_type *type; /* NULL: Any */
} feel_param;

struct feel_type {
	feel_type_is is;
	str name; /* TYPE_NAMED, TYPE_MISSING */
	const feel_type
		*of; /* members of a list, ends of a range, what a function gives, what a name stands for; NULL: Any */
	const feel_param *at; /* entries of a context, parameters of a function */
	size_t n;
	const feel_expr *
		allowed; /* TYPE_NAMED: unary tests that every value (of a collection: every member) passes; NULL: none */
	const feel_expr *constraint; /* TYPE_NAMED: unary tests on the value as a whole; NULL: none */
};

/* Named types, by the names they are known by (`tPerson`, `imported.tPerson`; spaces are fine). */
struct feel_types {
	const str *names;
	const feel_type *const *at;
	size_t n;
};

/* Those with a name alone: feel_type_plain(TYPE_NUMBER). */
const feel_type *feel_type_plain(feel_type_is is);
const feel_type *feel_type_list(arena *a, const feel_type *of);
/* Reads a type's text; `types` may be NULL. ERR_feel with line:column; an unknown name is TYPE_MISSING and no error. */
MUST_USE const err *feel_type_read(arena *a, str text, const feel_types *types, const feel_type **ret);
str feel_type_text(arena *a, const feel_type *t);
const feel_type *feel_type_real(const feel_type *t); /* behind its names; NULL and rings of names are Any */

/* Does the value have that structure? null fits every type; an unknown fits until it is known. */
bool feel_conforms(feel v, const feel_type *t);
/* The same, but null is an instance of Null alone. */
bool feel_instance(feel v, const feel_type *t);
/*
 * Makes a value fit (10.3.2.9.4): a list of one becomes its member, a value a list of one where a list is wanted, a date its midnight. What
 * fits in no way is null, with a note, and *ret_fits is false (it may be NULL).
 */
feel feel_coerce(feel_run *run, feel v, const feel_type *t, bool *ret_fits);
/* Does it hold to the values that the named types allow? null does. */
bool feel_allowed(feel_run *run, feel v, const feel_type *t);

#endif
