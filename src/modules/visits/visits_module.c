/* What visits gives to the program. */
#include "modules/visits/manage/manage.sql.h"
#include "modules/visits/notices/notices.h"
#include "modules/visits/notices/notices.sql.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/verify.h"
#include "modules/visits/verify.sql.h"
#include "modules/visits/stats/stats.sql.h"
#include "modules/visits/visits.sql.h"
#include "modules/visits/visits_commands.h"

/* A file of pages is added here; see pages.h. */
static const route *const tables[] = {
	visits_home_routes,         visits_book_routes,    visits_booking_routes, visits_ticket_routes,
	visits_status_routes,       visits_kiosk_routes,   visits_display_routes, visits_desk_routes,
	visits_staff_ticket_routes, visits_phone_routes,   visits_floor_routes,   visits_stats_routes,
	visits_api_routes,          visits_journey_routes,
};

static const module_link links[] = {
	{ "desk", T_nav_desk, LINK_STAFF, ACCESS_CLERK, false, 10 },
	{ "floor", T_nav_floor, LINK_STAFF, ACCESS_FLOOR, true, 20 },
	{ "status", T_status_title, LINK_RESIDENT, ACCESS_PUBLIC, false, 10 },
	{ 0 },
};

const module visits_module = {
	.name = "visits",
	.links = links,
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = visits_statements,
	.statements_n = &visits_statements_n,
	.commands = visits_commands,
	.tick = visits_tick,
	.period_ms = 5000,
};

/* Paper is wanted within a second, so it has a beat of its own. */
const module visits_paper_module = { .name = "visits-paper",
				     .tick = visits_print_tick,
				     .period_ms = 500,
				     .statements = verify_statements,
				     .statements_n = &verify_statements_n };

/* What staff read: statements of their own, checked with the others. */
static const module_link stats_links[] = {
	{ "stats", T_nav_statistics, LINK_STAFF, ACCESS_FLOOR, true, 30 },
	{ 0 },
};
const module visits_stats_module = { .name = "visits-stats",
				     .links = stats_links,
				     .statements = stats_statements,
				     .statements_n = &stats_statements_n };

/* Settings without code. */
static const route *const manage_tables[] = { visits_manage_routes };
static const module_link manage_links[] = {
	{ "manage", T_nav_manage, LINK_STAFF, ACCESS_ADMIN, false, 40 },
	{ 0 },
};
const module visits_manage_module = { .name = "visits-manage",
				      .links = manage_links,
				      .tables = manage_tables,
				      .tables_n = COUNT(manage_tables),
				      .statements = manage_statements,
				      .statements_n = &manage_statements_n };

/* What people are told of their place in the queue. */
static const route *const notices_tables[] = { visits_notices_routes };
static bool has_means(const app *p)
{
	return p->set->smtp.len > 0 || p->set->webhook.len > 0;
}
const module visits_notices_module = { .name = "visits-notices",
				       .tables = notices_tables,
				       .tables_n = COUNT(notices_tables),
				       .statements = notices_statements,
				       .statements_n = &notices_statements_n,
				       .tick = notices_tick,
				       .period_ms = 2000,
				       .wanted = has_means };
const module visits_notices_forget_module = { .name = "visits-notices-forget",
					      .tick = notices_forget_tick,
					      .period_ms = 10 * 60 * 1000 };
