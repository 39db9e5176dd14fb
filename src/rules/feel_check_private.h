/* The checker of FEEL: what its files share. */
#ifndef RULES_FEEL_CHECK_PRIVATE_H
#define RULES_FEEL_CHECK_PRIVATE_H

#include "rules/feel_check.h"
#include "rules/feel_node.h"

typedef struct check_mistake {
	u32 at; /* byte of the text */
	str what;
} check_mistake;

typedef struct checker {
	arena *a;
	feel_checking with;
	const feel_type **slots; /* SLOTS_MAX */
	struct {
		check_mistake *at;
		size_t n;
	} found;
} checker;

/* --- feel_check.c --- */
const feel_type *check_look(checker *c, const node *n);
void check_wrong(checker *c, const node *n, const char *what, ...) PRINTF(3, 4);

/* --- feel_check_kinds.c: what goes with what --- */
/* The result of an operator, Any when it depends, TYPE_MISSING when there is none. */
feel_type_is check_math(feel_op op, feel_type_is a, feel_type_is b);
bool check_comparable(bool equality, feel_type_is a, feel_type_is b);
/* The type of a date's, duration's or range's part, TYPE_MISSING when it has none of that name. */
feel_type_is check_property(feel_type_is k, str part);
/* The first argument that no signature takes; n when all may be right. */
size_t check_arguments(const signs *fit, const str *names, const feel_type_is *kinds, size_t n);
const feel_type *check_result(const builtin *b);
/* Sets *best to `candidate` when that is nearer to `name`, and near enough to be meant. */
void check_nearer(str name, str candidate, str *best);

#endif
