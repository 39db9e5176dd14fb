/*
 * Looking at an expression before it is used: what will certainly be null is told where it stands.
 *
 * Names that are not there (with the one that may have been meant), operators and functions with values of kinds they have no answer for,
 * entries that a context does not have, wrong numbers of arguments, values that the type under test does not allow. Whatever is not known is
 * taken to be right: nothing that could work is refused.
 */
#ifndef RULES_FEEL_CHECK_H
#define RULES_FEEL_CHECK_H

#include "rules/type.h"

typedef struct feel_checking {
	const feel_param *names; /* what the scope has; type NULL: Any */
	size_t n;
	const feel_type *input; /* of the value under test, for cells; NULL: Any */
	bool more_names; /* the scope may have other names, too: an unknown one is no mistake */
} feel_checking;

/* The mistakes, linked, in the order of the text: ERR_feel with line:column. NULL: none found. *ret_type (may be NULL): what it gives; Any
 * where that is not known, boolean for cells. */
MUST_USE const err *feel_check(arena *a, const feel_expr *e, feel_checking with, const feel_type **ret_type);

#endif
