/* What this room gives to the program. */
#include "modules/visits/wait/wait.h"

#include "kit/words.h"
#include "modules/visits/wait/wait.sql.h"

static const route *const tables[] = { wait_routes };
static const module_link links[] = {
	{ "accuracy", T_nav_accuracy, LINK_RESIDENT, ACCESS_PUBLIC, false, 20 },
	{ 0 },
};
const module visits_wait_module = {
	.name = "visits-wait",
	.links = links,
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = wait_statements,
	.statements_n = &wait_statements_n,
	.commands = wait_commands,
	.tick = wait_tick,
	.period_ms = 60000,
};
