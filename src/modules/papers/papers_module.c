/* What papers give to the program: commands and the API; pages are the rooms'. */
#include "modules/papers/papers_json.h"

static const route *const tables[] = { papers_api_routes };

const module papers_module = {
	.name = "papers",
	.tables = tables,
	.tables_n = COUNT(tables),
	.commands = papers_commands,
};
