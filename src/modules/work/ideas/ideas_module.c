#include "modules/work/ideas/ideas_pages.h"
#include "modules/work/ideas/ideas.sql.h"

static const route *const tables[] = { work_ideas_routes };

const module work_ideas_module = {
	.name = "work_ideas",
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = ideas_statements,
	.statements_n = &ideas_statements_n,
};
