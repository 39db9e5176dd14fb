/*
 * Who may use what: eligibility tables, compiled.
 *
 * A table with the hit policy COLLECT and one output, the id of a scheme, says of each scheme under which conditions it can be used; a scheme
 * may have several rows, of which one is enough. Compiled, a row is a list of plain tests on columns of plain values, so that a million people are
 * judged in seconds; what is not plain (a cell with a function in it) is left to FEEL.
 *
 * A fact that nobody asked is unknown. A row is *no* when one of its cells fails, *yes* when all hold, else *open*; a scheme is yes when a row is,
 * open when none is but one is open, else no. A row counts on the days of its validity only.
 */
#ifndef RULES_MATCH_H
#define RULES_MATCH_H

#include "rules/dmn.h"

typedef enum truth { TRUTH_NO, TRUTH_OPEN, TRUTH_YES } truth;

typedef struct match match;
/* Compiles a table. Mistakes (a cell that is no FEEL, more than one output, another hit policy) are linked; where: file:line:column. */
MUST_USE const err *match_compile(arena *a, const dmn_table *const *tables, size_t n, match **ret);
/* The same where it is known which facts there are (fact_defs.names): a cell or column that names another one is a mistake. */
MUST_USE const err *match_compile_known(arena *a, const dmn_table *const *tables, size_t n, feel_names known,
					match **ret);
#define MATCH_ROWS_MAX 20000
#define MATCH_FACTS_MAX 1000
#define MATCH_DAYS_MAX 2000 /* days on which rows begin or cease to count */

/* What the tables ask about: names of facts, each once, in the order in which they first appear. A person is one value for each. */
strs match_facts(const match *m);
/* Whether a fact is compared with dates, so that a text of JSON like 2026-04-01 is a date. */
bool match_is_date(const match *m, size_t fact);
/* The ids of the schemes, each once, in the order of the tables. */
strs match_schemes(const match *m);

typedef struct match_cell {
	size_t fact; /* into match_facts(); a cell that names others (`> 収入`) has those in the cell's text only */
	dmn_text test;
	truth holds;
} match_cell;
typedef struct match_row {
	const dmn_table *table;
	const dmn_rule *rule;
	size_t scheme;
	truth holds;
	struct {
		match_cell *at;
		size_t n;
	} cells; /* those that are not empty */
} match_row;
typedef struct match_rows {
	match_row *at;
	size_t n;
} match_rows;

/* Judges one person as of a day (DAY_UNSET: the run's): ret[scheme]. `values` as match_facts() has them, FEEL_UNKNOWN for what nobody asked. */
void match_judge(const match *m, feel_run *run, const feel *values, day as_of, truth *ret);
/* The same with every row that counts on that day and every cell, for saying why. */
match_rows match_why(const match *m, feel_run *run, const feel *values, day as_of);

/* The values at which a fact's answers part ways, as the cells have them: for a number [<60, 60..64, >=65] one value from each part, for
 * texts those that are named and one that is not; at most `most`. What the guide weighs its next question by. */
feel_list match_parts(const match *m, arena *a, size_t fact, size_t most);

#endif
