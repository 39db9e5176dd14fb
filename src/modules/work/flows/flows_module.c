/* What flows give to the program. */
#include "modules/work/flows/flow_command.h"
#include "modules/work/flows/flows.h"
#include "modules/work/flows/flows.sql.h"

const module work_flows_module = {
	.name = "work_flows",
	.commands = flow_commands,
	.statements = flows_statements,
	.statements_n = &flows_statements_n,
};
