/*
 * The built-in functions of FEEL (DMN 1.5, 10.3.4). One table of them; each is a plain C function of evaluated arguments.
 *
 * The caller (feel_call.c) has put positional and named arguments in the order of the signature, and turned single values to lists and
 * lists of one to values where the signature asks for it (10.3.2.9.4). An argument that was not given has .kind FEEL_NULL and
 * a bit in `missing`. What does not fit is null, with a note. With any argument unknown the result is unknown, and the function is
 * not called, but for those that say so (`takes_unknown`).
 */
#ifndef RULES_BUILTIN_H
#define RULES_BUILTIN_H

#include "rules/feel.h"

#define BUILTIN_ARGS_MAX 16

typedef struct builtin_call {
	feel_run *run;
	const feel *at;
	size_t n; /* of the signature; of a variadic function, as many as were given */
	u32 missing; /* bit i: argument i was not given */
	int line, column;
} builtin_call;

typedef struct builtin {
	const char *name; /* "years and months duration" */
	/* Parameters with their types, "string: string, start position: number, length?: number"; several signatures parted by ` | `.
	 * `name?` may be left out; `name...`, the last one only, takes one argument or more, by position, and n counts them all.
	 * Types: any, number, string, boolean, date, time, date and time, days and time duration, years and months duration, list,
	 * context, range, function; alternatives joined by ` or `. `any` takes everything, null too. Null for another type makes the
	 * call null if the parameter is required, and passes if it is optional (then its bit in `missing` is not set). A signature that
	 * fits without turning values into lists or back is taken before one that does not. */
	const char *params;
	const char *result; /* its type, for checking: "number" */
	feel (*call)(const builtin_call *c);
	bool takes_unknown;
} builtin;

extern const builtin *const builtins[]; /* the tables of builtin_*.c, each ended by {0}; ended by NULL */
const builtin *builtin_find(str name);

/* For functions that take functions (sort, list replace): calls one; feel_call.c has it. */
feel feel_apply(feel_run *run, const feel_function *f, const feel *args, size_t n);
size_t feel_arity(const feel_function *f); /* how many parameters it has */

#endif
