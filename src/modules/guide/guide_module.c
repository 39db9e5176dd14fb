/* What the guide gives to the program. */
#include "modules/guide/guide.h"
#include "modules/guide/pages/pages.h"

static const route *const tables[] = { guide_start_routes, guide_question_routes, guide_result_routes,
				       guide_paper_routes, guide_desk_routes,     guide_api_routes };
static const module_link links[] = {
	{ "guide", T_guide_nav, LINK_RESIDENT, ACCESS_PUBLIC, false, 5 },
	{ "counter-guide", T_guide_desk_nav, LINK_STAFF, ACCESS_CLERK, false, 25 },
	{ 0 },
};

const module guide_module = {
	.name = "guide",
	.links = links,
	.tables = tables,
	.tables_n = COUNT(tables),
	.commands = guide_commands,
	.tick = guide_forget,
	.period_ms = 60000,
	.wanted = guide_sends,
};
