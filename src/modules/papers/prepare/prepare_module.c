/* Prepared at home. */
#include "modules/papers/prepare/prepare.h"

#include "modules/papers/keep/keep.sql.h"

static const route *const tables[] = { prep_start_routes,  prep_open_routes,  prep_question_routes,
				       prep_papers_routes, prep_check_routes, prep_done_routes };
static const module_link links[] = {
	{ "prepare", T_prepare_nav, LINK_RESIDENT, ACCESS_PUBLIC, false, 7 },
	{ 0 },
};

const module papers_prepare_module = {
	.name = "papers_prepare",
	.links = links,
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = keep_statements,
	.statements_n = &keep_statements_n,
	.tick = keep_tick,
	.period_ms = 10 * 60 * 1000,
	.aside = prep_aside,
};
