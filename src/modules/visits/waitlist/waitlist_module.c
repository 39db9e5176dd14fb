/* What the waiting list gives to the program. */
#include "kit/words.h"
#include "modules/visits/waitlist/waitlist.h"
#include "modules/visits/waitlist/waitlist.sql.h"

static const route *const tables[] = { visits_waitlist_routes, visits_waitlist_staff_routes };
static const module_link links[] = {
	{ "waitlist", T_nav_waitlist, LINK_STAFF_MORE, ACCESS_CLERK, true, 55 },
	{ 0 },
};

const module visits_waitlist_module = { .name = "visits-waitlist",
					.links = links,
					.tables = tables,
					.tables_n = COUNT(tables),
					.statements = waitlist_statements,
					.statements_n = &waitlist_statements_n,
					.tick = waitlist_tick,
					.period_ms = 20000 };
