/*
 * madoguchi visits simulate: how long people will wait on a day with this roster, with a change to it, and with how few desks it
 * would still be good. From files alone: no city and no database is needed. docs/staffing.md has examples.
 */
#include "modules/visits/staffing/simulate.h"

#include <math.h>
#include <unistd.h>

#include "kit/app.h"

#define RUNS_MAX 100000
#define CHANGES_MAX 100

typedef struct asked {
	str history, rates, roster, format;
	i64 desks, runs, seed, target, shortest;
	int zero; /* of the log: a minute of the day */
	strs changes;
} asked;

static const err *number_flag(arena *a, flags *f, const char *name, i64 least, i64 most, i64 *ret)
{
	const char *given = flag_value(f, name);
	if (given && (!str_i64(str_of(given), ret) || *ret < least || *ret > most))
		return err_why(a, ERR_usage, "%s is a whole number from %lld to %lld", name, (long long)least,
			       (long long)most);
	return NULL;
}

static const err *ask(arena *a, flags *f, asked *ret)
{
	*ret = (asked){ .history = str_of(flag_value(f, "--history")),
			.rates = str_of(flag_value(f, "--rates")),
			.roster = str_of(flag_value(f, "--roster")),
			.seed = 1,
			.shortest = 60,
			.zero = 8 * 60 + 30 };
	const char *change, *zero = flag_value(f, "--zero");
	while ((change = flag_value(f, "--what-if")) != NULL) {
		if (ret->changes.n == CHANGES_MAX)
			return err_why(a, ERR_usage, "--what-if: more than %d changes", CHANGES_MAX);
		LIST_ADD(a, &ret->changes, str_of(change));
	}
	TRY(number_flag(a, f, "--desks", 1, SIM_DESKS_MAX, &ret->desks));
	TRY(number_flag(a, f, "--runs", 1, RUNS_MAX, &ret->runs));
	TRY(number_flag(a, f, "--seed", 0, INT64_MAX, &ret->seed));
	TRY(number_flag(a, f, "--target-p90", 1, 600, &ret->target));
	TRY(number_flag(a, f, "--shortest", 15, 600, &ret->shortest));
	if (zero && !minute_parse(str_of(zero), &ret->zero))
		return err_why(a, ERR_usage, "--zero is a time: 08:30");
	if (!ret->runs) /* a search plays hundreds of rosters */
		ret->runs = ret->target ? 200 : 1000;
	bool json = flag_given(f, "--json"), csv = flag_given(f, "--csv");
	if (json && csv)
		return err_why(a, ERR_usage, "either --json or --csv");
	ret->format = json ? STR("json") : csv ? STR("csv") : STR_NONE;
	if ((ret->history.len == 0) == (ret->rates.len == 0))
		return err_why(a, ERR_usage, "--history LOG or --rates CSV is needed: who will come");
	if (ret->rates.len && !ret->roster.len && !ret->desks)
		return err_why(a, ERR_usage, "--roster CSV or --desks N is needed: which desks there are");
	if (ret->roster.len && ret->desks)
		return err_why(a, ERR_usage, "either --roster or --desks");
	if (ret->target && ret->changes.n)
		return err_why(a, ERR_usage, "either --what-if or --target-p90");
	return flags_done(a, f);
}

/* --- files ------------------------------------------------------------------------------------------------------------- */

static void say_faults(str path, const event_faults *faults)
{
	for (size_t i = 0; i < faults->n; i++)
		fprintf(stderr, "%.*s:%d:%d: %.*s; the row is left out\n", STR_ARG(path), faults->at[i].line,
			faults->at[i].column, STR_ARG(faults->at[i].what));
	if (faults->rows > faults->n)
		fprintf(stderr, "%.*s: %zu more rows are left out\n", STR_ARG(path), faults->rows - faults->n);
}

/* A mistake of a file, with the file's name before it; what was left out is said in any case. */
static const err *of_file(arena *a, str path, const event_faults *faults, const err *e)
{
	say_faults(path, faults);
	if (!e || e->code == ERR_usage)
		return e;
	return err_at(a, e->code, e->where.len ? str_format(a, "%.*s:%.*s", STR_ARG(path), STR_ARG(e->where)) : path,
		      "%.*s", STR_ARG(e->detail));
}

static const err *read_demand(arena *a, const asked *q, simulation *s, day_plan *learned)
{
	str text;
	event_faults faults = { 0 };
	if (q->rates.len) {
		TRY(command_text(a, q->rates, &text));
		return of_file(a, q->rates, &faults, demand_rates(a, text, &s->demand, &faults));
	}
	office_names names = { 0 };
	event_days days;
	TRY(command_text(a, q->history, &text));
	const err *e = eventlog_read(a, text, &names, &days, &faults);
	if (!e)
		e = demand_history(a, &names, &days, q->zero * 60.0, &s->demand, learned);
	return of_file(a, q->history, &faults, e);
}

static const err *read_plan(arena *a, const asked *q, simulation *s, const day_plan *learned)
{
	if (q->roster.len) {
		str text;
		event_faults faults = { 0 };
		TRY(command_text(a, q->roster, &text));
		return of_file(a, q->roster, &faults,
			       plan_parse(a, text, &s->demand, learned->n ? learned : NULL, &s->plan, &faults));
	}
	if (!q->desks) {
		s->plan = *learned;
		return learned->n ? NULL
				  : err_why(a, ERR_usage, "the log plans no desks: --roster or --desks is needed");
	}
	/* as many desks for everything, from the first to the last who comes */
	sim_mask all = s->demand.services.n == 64 ? ~(sim_mask)0 : SIM_BIT(s->demand.services.n) - 1;
	s->plan.stays = true;
	for (i64 k = 1; k <= q->desks; k++) {
		plan_desk d = { .name = str_format(a, "%lld", (long long)k), .services = all };
		for (int m = (int)(s->demand.from / 60); m < DEMAND_MINUTES && m * 60.0 < s->demand.to; m++)
			d.open[m] = true;
		LIST_ADD(a, &s->plan, d);
	}
	return NULL;
}

/* --- playing --------------------------------------------------------------------------------------------------------------- */

/* Quarter hours from the first that matters to the last: somebody comes, or a desk is open. */
static sim_outlook_want want_of(const simulation *s, const asked *q)
{
	int first = (int)(s->demand.from / 60), last = (int)(s->demand.to / 60);
	for (size_t k = 0; k < s->plan.n; k++)
		for (int m = 0; m < DEMAND_MINUTES; m++)
			if (s->plan.at[k].open[m]) {
				first = m < first ? m : first;
				last = m + 1 > last ? m + 1 : last;
			}
	first -= first % 15;
	return (sim_outlook_want){ .from = first * 60.0,
				   .bucket = DEMAND_QUARTER,
				   .buckets_n = (last - first + 14) / 15,
				   .runs = (int)q->runs,
				   .seed = (u64)q->seed };
}

static bool progress(void *ctx, int plays, int plays_max, int buckets)
{
	(void)ctx;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%d of at most %d rosters played, %.2f desk hours  ", plays, plays_max,
			buckets / 4.0);
	return true;
}

/* What was found, as a plan. */
static day_plan plan_of(arena *a, const simulation *s, const roster *r)
{
	day_plan p = plan_copy(a, &s->plan);
	for (size_t k = 0; k < p.n; k++) {
		memset(p.at[k].open, 0, sizeof p.at[k].open);
		for (int b = 0; b < r->buckets_n; b++)
			for (int m = 0; m < 15 && r->open[k * (size_t)r->buckets_n + (size_t)b]; m++) {
				int at = (int)(r->from / 60) + b * 15 + m;
				if (at < DEMAND_MINUTES)
					p.at[k].open[at] = true;
			}
	}
	return p;
}

static const err *run(arena *a, const asked *q, simulation *s)
{
	day_plan learned = { 0 };
	TRY(read_demand(a, q, s, &learned));
	TRY(read_plan(a, q, s, &learned));
	s->changes = q->changes;
	day_plan changed = plan_copy(a, &s->plan);
	for (size_t i = 0; i < q->changes.n; i++)
		TRY(plan_change(a, &changed, &s->demand, q->changes.at[i]));
	day_plan before = s->plan;
	s->plan = changed; /* so that the table covers both */
	s->want = want_of(s, q);
	sim_day *day_before = arena_one(a, sim_day), *day_after = arena_one(a, sim_day);
	*day_before = plan_day(a, &s->demand, &before);
	sim_outlook_play(a, day_before, s->want, &s->before);
	s->changed = q->changes.n > 0 || q->target > 0;
	if (q->target > 0) {
		s->target = (double)q->target * 60;
		roster_wish wish = {
			.want = s->want, .target = s->target, .shortest = (int)(q->shortest / 15), .progress = progress
		};
		roster_search(a, day_before, &wish, &s->found);
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\r%60s\r", "");
		s->plan = plan_of(a, s, &s->found.roster);
	}
	if (s->changed) {
		*day_after = plan_day(a, &s->demand, &s->plan);
		sim_outlook_play(a, day_after, s->want, &s->after);
	}
	return NULL;
}

int visits_simulate(arena *unused, const settings *set, int argc, char **argv)
{
	(void)unused;
	(void)set;
	arena *a = arena_new((size_t)2 << 30);
	flags f = { argc, argv };
	asked q;
	simulation *s = arena_one(a, simulation);
	const err *e = ask(a, &f, &q);
	if (!e)
		e = run(a, &q, s);
	int code = 0;
	if (e)
		code = command_failed(e);
	else if (str_eq(q.format, STR("json")))
		simulation_json(a, s);
	else if (str_eq(q.format, STR("csv")))
		simulation_csv(a, s);
	else
		simulation_text(s);
	/* a target that cannot be reached is an answer, and none to build on */
	if (!e && s->target > 0 && !s->found.reached)
		code = 1;
	arena_free(a);
	return code;
}
