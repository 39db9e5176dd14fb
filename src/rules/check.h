/*
 * What a table says that its author can hardly have meant: seen before it is published.
 *
 *     gap          values for which no row holds (U A P F without a default)
 *     overlap      two rows hold at once: under U always a mistake, under A when their outputs differ
 *     unreachable  a row that earlier ones leave nothing (F), or that adds nothing to another of the same output (C)
 *     never        a row with a cell that no value of its column satisfies
 *     name         a cell names something that is neither a column nor a known fact
 *     kind         a value of another kind than the column's other cells; an output of another type, or not among those allowed
 *     feel         what would certainly be null: feel_check.h
 *
 * It is worked out on the parts of the columns' values (parts.h): a row is a box in the space of the columns, and boxes are taken out of each
 * other. A cell with more in it than literals and comparisons is believed to hold somewhere: it hides a gap and proves no overlap. Work has a
 * ceiling (CHECK_STEPS_MAX); `incomplete` says that it was reached. Values that do not apply (null) are not looked at; where a column
 * names whole numbers only, nothing lies between 64 and 65.
 */
#ifndef RULES_CHECK_H
#define RULES_CHECK_H

#include "rules/dmn.h"
#include "rules/type.h"

#define CHECK_STEPS_MAX 20000000
#define CHECK_FINDINGS_MAX 200
#define CHECK_GAPS_MAX 20

typedef enum finding_kind {
	FINDING_GAP,
	FINDING_OVERLAP,
	FINDING_UNREACHABLE,
	FINDING_NEVER,
	FINDING_NAME,
	FINDING_KIND,
	FINDING_FEEL
} finding_kind;

typedef struct finding {
	finding_kind kind;
	bool error; /* else a warning */
	int line, column; /* of the file; 0: of the whole table */
	str what; /* English */
} finding;

typedef struct findings {
	finding *at;
	size_t n;
	bool incomplete;
} findings;

const char *finding_name(finding_kind k);
/* What is known around a table; all zero for a table by itself. */
typedef struct table_around {
	const feel_param *names; /* facts besides the columns, with their types (NULL: any) */
	size_t names_n;
	bool strict; /* there are no others: naming one is an error */
	const feel_type *const *inputs,
		*const *outputs; /* types of the columns (NULL: any); NULL: those of FEEL by their names */
} table_around;

findings table_check(arena *a, const dmn_table *t, table_around around);

#endif
