/* What must hold in the tables of visits whatever happened, checked by counting where it does not: for operators
 * (`madoguchi visits verify`), after a crash, and at each step of the property test. */
#ifndef VISITS_VERIFY_H
#define VISITS_VERIFY_H

#include "kit/kit.h"

typedef struct verify_result {
	const char *rule; /* "places given away are places that bookings have" */
	i64 wrong;
} verify_result;
typedef struct verify_results {
	verify_result *at;
	size_t n;
	i64 wrong; /* of all */
} verify_results;

MUST_USE const err *visits_verify(db *d, arena *a, i64 city, verify_results *ret);

extern const command visits_commands[];

#endif
