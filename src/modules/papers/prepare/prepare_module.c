/* Prepared at home. */
#include "modules/papers/keep/keep.h"

#include "modules/papers/keep/keep.sql.h"

const module papers_prepare_module = {
	.name = "papers_prepare",
	.statements = keep_statements,
	.statements_n = &keep_statements_n,
	.tick = keep_tick,
	.period_ms = 10 * 60 * 1000,
};
