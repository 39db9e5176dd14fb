/* What the counter gives to the program, and what time does with it. */
#include "modules/papers/counter/counter.h"

static const route *const tables[] = { counter_start_routes, counter_fill_routes,   counter_offer_routes,
				       counter_print_routes, counter_screen_routes, counter_report_routes };
static const module_link links[] = {
	{ "counter", T_counter_nav, LINK_STAFF, ACCESS_CLERK, true, 12 },
	{ 0 },
};

/* Packets whose days are over lose PDF and answers; screens that nobody took back go blank; what was left open yesterday is over. */
static const err *sweep(db *d, arena *a, void *arg)
{
	const app *p = arg;
	i64 now = tx_now(d), today = day_of(now);
	TRY(counter_erase(d, a, p->city, now, STR_NONE, NULL));
	counter_screens_over_rows over;
	TRY(counter_screens_over(d, a, p->city, now, &over));
	for (size_t i = 0; i < over.n; i++)
		TRY(counter_screen_blank(d, a, p->city, over.at[i].office, over.at[i].desk, over.at[i].filling, NULL));
	return counter_left_open(d, a, p->city, today, now, NULL);
}

static const err *tick(app *p, arena *a)
{
	return store_write(p->store, a, str_format(a, "%lld/counter", (long long)p->city), sweep, p);
}

const module papers_counter_module = { .name = "papers-counter",
				       .links = links,
				       .tables = tables,
				       .tables_n = COUNT(tables),
				       .statements = counter_statements,
				       .statements_n = &counter_statements_n,
				       .tick = tick,
				       .period_ms = 60000 };
