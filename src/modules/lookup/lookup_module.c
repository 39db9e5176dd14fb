/* What lookups give to the program. */
#include "modules/lookup/lookup.h"
#include "modules/lookup/lookup.sql.h"

static const route *const tables[] = { lookup_routes };

const module lookup_module = {
	.name = "lookup",
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = lookup_statements,
	.statements_n = &lookup_statements_n,
	.commands = lookup_commands,
};
