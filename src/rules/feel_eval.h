/* The evaluator: what its files share. Private to FEEL. */
#ifndef RULES_FEEL_EVAL_H
#define RULES_FEEL_EVAL_H

#include "rules/feel_node.h"

enum { GLOBAL_UNSEEN, GLOBAL_FOUND, GLOBAL_MISSING };

typedef struct env {
	feel_run *run;
	const feel_expr *expr;
	const feel_scope *scope;
	feel *locals, *globals;
	u8 *known; /* of each global */
} env;

/* --- feel_eval.c --- */
feel eval_node(env *v, const node *n);
/* Notes what is wrong at a place of the text; null. */
feel eval_null(env *v, const node *n, const char *what, ...) PRINTF(3, 4);
feel eval_tests(env *v, const node *n, feel input);
feel eval_compare(env *v, const node *n, feel_op op, feel a, feel b);

/* --- feel_loop.c --- */
feel eval_turns(env *v, const node *n);
feel eval_filter(env *v, const node *n);
feel eval_path(env *v, const node *n);
/* Appends; false when the list or the run is full (noted). */
bool eval_add(env *v, const node *n, feel_list *l, feel x);

/* --- feel_math.c --- */
feel eval_math(env *v, const node *n, feel a, feel b);
feel eval_negative(env *v, const node *n, feel a);

#endif
