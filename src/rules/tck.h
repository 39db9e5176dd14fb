/*
 * The public conformance suite of DMN (DMN TCK): folders with models (*.dmn) and cases (*.xml: testCases.xsd), each case with inputs and
 * the values that decisions must give.
 *
 * A case passes when every result it names is as expected: numbers to 10^-8 as the suite's own runner has it, contexts with the same entries, lists in
 * their order, all else equal by value. A result that is expected to be an error must be null; whether a note says why is told beside it (`noted`).
 *
 * Skipped are only the cases whose decisions call external Java, in their own logic or in what they require; a case is
 * never skipped for another reason. A case file or model that cannot be read fails, each case of it.
 */
#ifndef RULES_TCK_H
#define RULES_TCK_H

#include "rules/dmn_model.h"

typedef enum tck_state { TCK_PASSED, TCK_FAILED, TCK_SKIPPED } tck_state;

typedef struct tck_result {
	str folder, file, test,
		node; /* compliance-level-2/0001-input-data-string, …-test-01.xml, 001, the decision's name */
	tck_state state;
	str expected, got; /* as literals of FEEL */
	bool error; /* an error was expected */
	str note; /* the first note of the evaluation, with its place; or what is wrong with the case */
} tck_result;

typedef struct tck_folder {
	str name;
	int passed, failed, skipped; /* cases */
	i64 nanos; /* reading and evaluating */
} tck_folder;

typedef struct tck_report {
	struct {
		tck_folder *at;
		size_t n;
	} folders; /* in the order of their names */
	struct {
		tck_result *at;
		size_t n;
	} results; /* one for each result of each case */
	int passed, failed, skipped;
	int errors,
		unnoted; /* results that were expected to be errors and are null, and how many of them have no note */
	i64 nanos;
} tck_report;

/* Runs every case below a folder. ERR_file when it cannot be read, or has no cases. */
MUST_USE const err *tck_run(arena *a, str folder, instant now, tck_report *ret);

#endif
