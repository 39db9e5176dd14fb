/*
 * Functions of FEEL as values, and calling them from C.
 *
 * A function is a lambda, a built-in or *native*: C with parameters, for business knowledge models and decision services. Whoever
 * calls one, expression or C, comes through here: arguments are put in order by position or by name, a wrong number or an unknown name is
 * null with a note, each argument is made to fit its parameter's type (if it cannot, the function is not called and all is null), and the
 * result is made to fit the function's.
 */
#ifndef RULES_EVAL_H
#define RULES_EVAL_H

#include "rules/builtin.h"
#include "rules/type.h"

typedef feel (*feel_native_call)(feel_run *run, void *self, const feel *args, size_t n);

/* `params` and `self` must live as long as the value. An unknown argument is passed on. `result` may be NULL. */
feel feel_native(arena *a, str name, const feel_param *params, size_t n, const feel_type *result, feel_native_call call,
		 void *self);

/* names: NULL for arguments by position. `fn` may be any value: what is no function gives null, with a note. */
feel feel_call(feel_run *run, feel fn, const str *names, const feel *args, size_t n);

/* How many parameters it has; of a built-in with several signatures the first counts. */
size_t feel_arity(const feel_function *f);
const feel_param *feel_params(const feel_function *f); /* feel_arity() of them; NULL for a built-in */
str feel_function_name(const feel_function *f); /* empty for a lambda */

/* Kleene's three values and unknown; what is no boolean counts as null. */
feel feel_and(feel a, feel b);
feel feel_or(feel a, feel b);
feel feel_not(feel a);
/* `x in test`, where the test is a value: a range that holds it, a list with it (or with a range that does), or its equal. */
feel feel_in(feel x, feel test);
feel feel_in_range(feel x, const feel_range *r);

#endif
