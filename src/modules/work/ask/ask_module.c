/* What asking gives to the program. */
#include "modules/work/ask/ask.h"

#include "modules/work/ask/ask.sql.h"

static const route *const tables[] = { work_ask_home_routes, work_ask_sheet_routes, work_ask_setup_routes };

const module work_ask_module = {
	.name = "work_ask",
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = ask_statements,
	.statements_n = &ask_statements_n,
	.tick = ask_remind_tick,
	.period_ms = 5 * 60 * 1000,
};
