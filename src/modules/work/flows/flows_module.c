/* What flows give to the program. */
#include "modules/work/flows/flow_command.h"
#include "modules/work/flows/flows.sql.h"
#include "modules/work/flows/pages.h"

static const route *const tables[] = { fl_list_routes, fl_reform_routes,  fl_edit_routes,
				       fl_file_routes, fl_version_routes, fl_manual_routes };

const module work_flows_module = {
	.name = "work_flows",
	.tables = tables,
	.tables_n = COUNT(tables),
	.commands = flow_commands,
	.statements = flows_statements,
	.statements_n = &flows_statements_n,
};
