/* Evaluating models: what the files of dmn_eval*.c share. */
#ifndef RULES_DMN_EVAL_H
#define RULES_DMN_EVAL_H

#include "rules/dmn_link.h"
#include "rules/eval.h"

/* What was decided so far: one for each evaluation, and one for each call of a service, which decides for itself. */
typedef struct dmn_memory {
	feel_run *run;
	dmn_givens given;
	const dmn_node *service; /* whose input decisions are given, not decided; NULL outside */
	u8 *state; /* by the node's number */
	feel *values;
} dmn_memory;

/* Where an expression is evaluated. */
typedef struct dmn_at {
	dmn_memory *memory;
	const dmn_model *m;
	const feel_scope *scope;
} dmn_at;

feel dmn_box_value(const dmn_at *at, const dmn_expr *e); /* fitted to its type; e may be NULL */
feel dmn_text_value(const dmn_at *at, const dmn_text *t);
feel dmn_text_test(const dmn_at *at, const dmn_text *t, feel input);
feel dmn_table_value(const dmn_at *at, const dmn_expr *e);
feel dmn_call(const dmn_at *at, feel f, const str *names, const feel *args, size_t n, int line, int column);
void dmn_note(const dmn_at *at, int line, int column, const char *what, ...) PRINTF(4, 5);
/* False, noted, when the run has no step left or may not take so many bytes more. */
bool dmn_room(const dmn_at *at, const dmn_expr *e, size_t bytes);
/* Makes a value fit a type, which may be NULL: structure, and the values that the type allows. *ret_fits may be NULL. */
feel dmn_fit(const dmn_at *at, feel v, const feel_type *t, int line, int column, bool *ret_fits);

#endif
