/* visits rehearse: made-up days, for demos and courses. */
#include <stdio.h>

#include "kit/app.h"
#include "modules/visits/rehearse/rehearse.h"
#include "modules/visits/rehearse/rehearse.sql.h"

#define DAYS 15
#define DAYS_MAX 260
#define OFFICES_MAX 64

static void told(void *ctx, day d, int people)
{
	arena *a = arena_new(1u << 16);
	str office = *(const str *)ctx;
	fprintf(stderr, "\r%.*s %.*s: %d people ", STR_ARG(office), STR_ARG(day_text(a, d)), people);
	arena_free(a);
}

static const err *read_number(arena *a, flags *f, const char *name, i64 least, i64 most, i64 *ret)
{
	const char *text = flag_value(f, name);
	if (text && (!str_i64(str_of(text), ret) || *ret < least || *ret > most))
		return err_at(a, ERR_usage, str_of(name), "a number from %lld to %lld", (long long)least,
			      (long long)most);
	return NULL;
}

/* The store's time never goes back, so each office begins with a program that was opened before its first day. */
static const err *rehearse_one(arena *a, const settings *set, rehearsal *r)
{
	clock_source clock = clock_fixed(r->until - (i64)(REHEARSAL_REACH(r->days) + 1) * DAY);
	app *p = NULL;
	TRY(app_open(a, set, &clock, &p));
	const err *e = visits_rehearse(p, a, &clock, r);
	if (!e)
		fprintf(stderr, "\r%.*s: %lld people, %lld calls in %d days\n", STR_ARG(r->office),
			(long long)r->ret_people, (long long)r->ret_called, r->days);
	app_close(p);
	return e;
}

static int run_rehearse(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	strs offices = { 0 };
	i64 days = DAYS, seed = 1;
	for (const char *id; offices.n < OFFICES_MAX && (id = flag_value(&f, "--office"));)
		LIST_ADD(a, &offices, str_of(id));
	const err *e = read_number(a, &f, "--days", 1, DAYS_MAX, &days);
	if (!e)
		e = read_number(a, &f, "--seed", 0, INT64_MAX, &seed);
	if (!e)
		e = flags_done(a, &f);
	if (!e && offices.n == 0)
		e = err_why(a, ERR_usage, "which office? --office ID");
	clock_source system = clock_system();
	instant now = clock_now(&system);
	if (!e && set->now.len && !instant_parse(set->now, &now))
		e = err_at(a, ERR_usage, STR("--now"), "not a time");
	for (size_t i = 0; i < offices.n && !e; i++) {
		rehearsal r = { .office = offices.at[i],
				.days = (int)days,
				.until = now,
				.seed = (u64)seed,
				.told = told,
				.ctx = &offices.at[i] };
		e = rehearse_one(a, set, &r);
	}
	return e ? command_failed(e) : 0;
}

static const command commands[] = {
	{ "visits rehearse", "--office ID … [--days N] [--seed N]",
	  "makes up an office's last days, for demos and courses; not where anybody was already", run_rehearse },
	{ 0 },
};

const module visits_rehearse_module = { .name = "visits-rehearse",
					.statements = rehearse_statements,
					.statements_n = &rehearse_statements_n,
					.commands = commands };
