/* Open data, "when is it quiet?" and "another office is faster". */
#include "kit/words.h"
#include "modules/visits/open/busy.h"
#include "modules/visits/open/compare.h"
#include "modules/visits/open/open.sql.h"
#include "modules/visits/pages/pages.h"

#define DAYS_AT_ONCE 31 /* of an office in one round: a year of history is caught up in a quarter of an hour */

/* What goes wrong in one office holds up no other. */
const err *busy_tick(app *p, arena *a)
{
	const city_def *def = catalog_hold(p->catalog);
	const err *first = NULL;
	for (size_t i = 0; i < def->offices.n; i++) {
		int days;
		const err *e = busy_add_up(p, a, &def->offices.at[i], DAYS_AT_ONCE, &days);
		first = first ? first : e;
	}
	catalog_release(p->catalog, def);
	return first;
}

static const route *const tables[] = { visits_opendata_routes, visits_busy_routes, visits_compare_routes };
static const module_link links[] = {
	{ "compare", T_nav_compare, LINK_RESIDENT, ACCESS_PUBLIC, false, 15 },
	{ "opendata", T_nav_opendata, LINK_RESIDENT, ACCESS_PUBLIC, false, 30 },
	{ 0 },
};
const module visits_open_module = { .name = "visits-open",
				    .links = links,
				    .tables = tables,
				    .tables_n = COUNT(tables),
				    .statements = open_statements,
				    .statements_n = &open_statements_n,
				    .tick = busy_tick,
				    .period_ms = 60000 };

/* A ticket's page wants to know of now: see compare.h. */
const module visits_compare_module = { .name = "visits-compare", .tick = compare_note_waits, .period_ms = 30000 };
