/* `madoguchi visits calls verify`, and what time does with the log. */
#include "kit/app.h"
#include "kit/words.h"
#include "modules/visits/calls/calls.h"
#include "modules/visits/calls/calls.sql.h"
#include "modules/visits/pages/pages.h"
#include "text/csv.h"

#define ENDS_MAX ((size_t)16 * 1024 * 1024) /* of a saved copy, bytes */

static const err *read_file(arena *a, const char *path, str *ret)
{
	FILE *f = fopen(path, "r");
	if (!f)
		return err_at(a, ERR_file, str_of(path), "cannot be read");
	char *at = arena_alloc(a, ENDS_MAX + 1);
	size_t n = fread(at, 1, ENDS_MAX + 1, f);
	bool whole = n <= ENDS_MAX && !ferror(f);
	fclose(f);
	*ret = (str){ at, n };
	return whole ? NULL : err_at(a, ERR_file, str_of(path), "cannot be read, or is too large");
}

static day keep_from(const app *p)
{
	const city_def *def = catalog_hold(p->catalog);
	day from = day_of(clock_now(p->clock)) - def->limits.keep_calls_days;
	catalog_release(p->catalog, def);
	return from;
}

static const err *verify(app *p, arena *a, const char *saved, calls_check *c)
{
	*c = (calls_check){ .city = p->city, .keep_from = keep_from(p) };
	if (saved) {
		str text;
		TRY(read_file(a, saved, &text));
		TRY(calls_ends_parse(a, text, &c->saved));
	}
	return store_read(p->store, a, calls_verify, c);
}

static int run_verify(arena *a, const settings *set, int argc, char **argv)
{
	flags given = { argc, argv };
	const char *saved = flag_value(&given, "--ends");
	const err *e = flags_done(a, &given);
	app *p = NULL;
	calls_check c;
	if (!e)
		e = app_open(a, set, NULL, &p);
	if (!e)
		e = verify(p, a, saved, &c);
	app_close(p);
	if (e)
		return command_failed(e);
	const calls_report *r = &c.ret;
	for (size_t i = 0; i < r->heads.n; i++)
		printf("%.*s\n", STR_ARG(r->heads.at[i]));
	for (size_t i = 0; i < r->told.n; i++)
		printf("WRONG  %.*s\n", STR_ARG(r->told.at[i]));
	if (r->faults > (i64)r->told.n)
		printf("WRONG  and %lld more\n", (long long)(r->faults - (i64)r->told.n));
	printf("%lld entries of %lld offices %s; held against %lld ends of days\n", (long long)r->entries,
	       (long long)r->offices, r->faults ? "DO NOT HOLD" : "hold", (long long)r->ends);
	return r->faults ? 1 : 0;
}

static const command commands[] = {
	{ "visits calls verify", "[--ends FILE]",
	  "checks that no entry of the calls log was altered; FILE: a saved copy of /opendata/calls.csv", run_verify },
	{ 0 },
};

/* What goes wrong in one office holds up no other. */
static const err *tick(app *p, arena *a)
{
	const city_def *def = catalog_hold(p->catalog);
	const err *first = NULL;
	for (size_t i = 0; i < def->offices.n; i++) {
		calls_work w = { .city = p->city,
				 .office = def->offices.at[i].id,
				 .keep_from = day_of(clock_now(p->clock)) - def->limits.keep_calls_days };
		const err *e = store_write(p->store, a, office_shard(a, p->city, w.office), calls_work_run, &w);
		first = first ? first : e;
	}
	catalog_release(p->catalog, def);
	return first;
}

static const route *const tables[] = { visits_calls_routes };
static const module_link links[] = {
	{ "calls", T_nav_calls, LINK_STAFF_MORE, ACCESS_CLERK, true, 60 },
	{ 0 },
};
const module visits_calls_module = { .name = "visits-calls",
				     .links = links,
				     .tables = tables,
				     .tables_n = COUNT(tables),
				     .statements = calls_statements,
				     .statements_n = &calls_statements_n,
				     .commands = commands,
				     .tick = tick,
				     .period_ms = 60000 };
