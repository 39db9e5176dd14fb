/* What staffing gives to the program, and what time does for it. */
#include "modules/visits/staffing/staffing_private.h"
#include "modules/visits/staffing/staffing.sql.h"
#include "kit/words.h"
#include "modules/visits/pages/pages.h"

#define COUNTED_AT_ONCE 40 /* the statement's LIMIT */

static const err *count_office(app *p, arena *a, const actor *by, const office_def *o)
{
	/* most of the time nothing is to be counted, and nothing is written then */
	count_days c = { .by = by, .office = o };
	TRY(store_read(p->store, a, count_days_due, &c));
	while (c.ret_n > 0) {
		TRY(store_write(p->store, a, office_shard(a, p->city, o->id), count_days_run, &c));
		if (c.ret_n < COUNTED_AT_ONCE)
			break;
	}
	return NULL;
}

const err *staffing_tick(app *p, arena *a)
{
	const city_def *def = catalog_hold(p->catalog);
	actor by = { .city = p->city, .def = def, .channel = STR("staff") };
	const err *e = NULL;
	for (size_t i = 0; i < def->offices.n && !e; i++) {
		e = count_office(p, a, &by, &def->offices.at[i]);
		if (!e)
			e = staffing_look(p, a, def, &def->offices.at[i]);
	}
	catalog_release(p->catalog, def);
	return e;
}

static const module_link links[] = {
	{ "staffing", T_nav_staffing, LINK_STAFF_MORE, ACCESS_FLOOR, true, 50 },
	{ 0 },
};
static const route *const tables[] = { visits_staffing_routes };

const module visits_staffing_module = {
	.name = "visits-staffing",
	.links = links,
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = staffing_statements,
	.statements_n = &staffing_statements_n,
	.commands = staffing_commands,
	.tick = staffing_tick,
	.period_ms = 15000,
};
