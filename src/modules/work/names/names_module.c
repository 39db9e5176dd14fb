/* What names give to the program. */
#include "modules/work/names/names_view.h"

#include "modules/work/names/names.sql.h"

static const route *const tables[] = { names_routes, names_group_routes, names_taxonomy_routes };

const module work_names_module = {
	.name = "work_names",
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = names_statements,
	.statements_n = &names_statements_n,
};
