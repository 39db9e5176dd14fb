/* What choosing gives to the program. */
#include "modules/work/choose/choose.h"
#include "modules/work/choose/choose.sql.h"

static const route *const tables[] = { choose_routes, choose_scenario_routes };

const module work_choose_module = {
	.name = "work_choose",
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = choose_statements,
	.statements_n = &choose_statements_n,
};
