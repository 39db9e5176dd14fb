/* What visits gives to the program. */
#include "modules/visits/manage/manage.sql.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/verify.h"
#include "modules/visits/verify.sql.h"
#include "modules/visits/stats/stats.sql.h"
#include "modules/visits/visits.sql.h"
#include "modules/visits/visits_commands.h"

/* A file of pages is added here; see pages.h. */
static const route *const tables[] = {
	visits_home_routes,         visits_book_routes,  visits_booking_routes, visits_ticket_routes,
	visits_status_routes,       visits_kiosk_routes, visits_display_routes, visits_desk_routes,
	visits_staff_ticket_routes, visits_phone_routes, visits_floor_routes,   visits_stats_routes,
	visits_api_routes,
};

const module visits_module = {
	.name = "visits",
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
const module visits_stats_module = { .name = "visits-stats",
				     .statements = stats_statements,
				     .statements_n = &stats_statements_n };

/* Settings without code. */
static const route *const manage_tables[] = { visits_manage_routes };
const module visits_manage_module = { .name = "visits-manage",
				      .tables = manage_tables,
				      .tables_n = COUNT(manage_tables),
				      .statements = manage_statements,
				      .statements_n = &manage_statements_n };
