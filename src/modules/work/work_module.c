/* What the survey gives to the program beside its rooms: the link in the header, statements and commands. */
#include "modules/work/work_commands.h"

static const module_link links[] = {
	{ "work", T_work_title, LINK_STAFF, ACCESS_CLERK, false, 40 },
	{ 0 },
};

static const route *const tables[] = { work_api_routes };

const module work_module = {
	.name = "work",
	.tables = tables,
	.tables_n = COUNT(tables),
	.links = links,
	.statements = work_statements,
	.statements_n = &work_statements_n,
	.commands = work_commands,
};
