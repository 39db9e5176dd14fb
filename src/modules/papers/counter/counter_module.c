/* What the counter gives to the program, and what time does with it. */
#include "modules/papers/counter/counter.h"

static const route *const tables[] = { counter_start_routes, counter_fill_routes,   counter_offer_routes,
				       counter_print_routes, counter_screen_routes, counter_report_routes };
static const module_link links[] = {
	{ "counter", T_counter_nav, LINK_STAFF, ACCESS_CLERK, true, 12 },
	{ 0 },
};

#define LOOK_BACK 14 /* days */

typedef struct sweeping {
	const app *app;
	const city_def *city;
} sweeping;

/* Packets whose days are over lose PDF and answers; screens that nobody took back go blank; what was left open yesterday is over. */
static const err *sweep(db *d, arena *a, void *arg)
{
	const sweeping *s = arg;
	i64 city = s->app->city, now = tx_now(d), today = day_of(now);
	TRY(counter_erase(d, a, city, now, STR_NONE, NULL));
	counter_screens_over_rows over;
	TRY(counter_screens_over(d, a, city, now, &over));
	for (size_t i = 0; i < over.n; i++)
		TRY(counter_screen_blank(d, a, city, over.at[i].office, over.at[i].desk, over.at[i].filling, NULL));
	for (size_t i = 0; i < s->city->offices.n; i++)
		TRY(counter_left_open(d, a, city, s->city->offices.at[i].id, today - LOOK_BACK, today, now, NULL));
	return NULL;
}

static const err *tick(app *p, arena *a)
{
	const city_def *c = catalog_hold(p->catalog);
	sweeping s = { p, c };
	const err *e = store_write(p->store, a, str_format(a, "%lld/counter", (long long)p->city), sweep, &s);
	catalog_release(p->catalog, c);
	return e;
}

const module papers_counter_module = { .name = "papers-counter",
				       .links = links,
				       .tables = tables,
				       .tables_n = COUNT(tables),
				       .statements = counter_statements,
				       .statements_n = &counter_statements_n,
				       .tick = tick,
				       .period_ms = 60000 };
