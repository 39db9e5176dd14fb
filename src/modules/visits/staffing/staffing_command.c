/* madoguchi visits forecast: what to expect, and how wrong it was on weeks that were held back. */
#include <unistd.h>

#include "kit/app.h"
#include "modules/visits/staffing/simulate.h"
#include "modules/visits/staffing/staffing.h"
#include "text/csv.h"

typedef struct asked {
	str file, office;
	day from;
	arrivals_of what;
	i64 holdout; /* weeks */
} asked;

static const err *ask(arena *a, flags *f, asked *ret)
{
	*ret = (asked){ .file = str_of(flag_value(f, "--history")),
			.office = str_of(flag_value(f, "--office")),
			.from = DAY_NONE,
			.holdout = -1 };
	const char *from = flag_value(f, "--from"), *weeks = flag_value(f, "--holdout"), *of = flag_value(f, "--of");
	if (from && !day_parse(str_of(from), &ret->from))
		return err_why(a, ERR_usage, "--from is a date: 2026-04-01");
	if (weeks && (!str_i64(str_of(weeks), &ret->holdout) || ret->holdout < 1 || ret->holdout > 200))
		return err_why(a, ERR_usage, "--holdout is a number of weeks, 1 to 200");
	if (of && str_eq(str_of(of), STR("walk-ins")))
		ret->what = ARRIVALS_WALK_IN;
	else if (of && str_eq(str_of(of), STR("bookings")))
		ret->what = ARRIVALS_BOOKED;
	else if (of && !str_eq(str_of(of), STR("all")))
		return err_why(a, ERR_usage, "--of is all, walk-ins or bookings");
	return flags_done(a, f);
}

static void print_error(const char *name, const forecast_error *e)
{
	printf("  %-28s %8.1f %8.1f%% %12.1f%% %13.2f %8.1f%%\n", name, e->day_mae, e->day_wape * 100,
	       e->service_wape * 100, e->quarter_mae, e->quarter_wape * 100);
}

static void print_score(const forecast_score *s)
{
	printf("%d days held back, %.0f people a day; each week foretold from what came before it\n\n", s->days,
	       s->people);
	printf("  %-28s %8s %9s %13s %13s %9s\n", "", "day: MAE", "WAPE", "service WAPE", "quarter: MAE", "WAPE");
	print_error("forecast", &s->model);
	print_error("same weekday last week", &s->last_week);
	print_error("its mean over four weeks", &s->four_weeks);
	printf("\nwithin the forecast's p10-p90: %d of %d days (%.0f%%)\n", s->inside, s->days,
	       s->days ? 100.0 * s->inside / s->days : 0);
}

/* How long a day's week is in this office: days held back together. */
static int days_a_week(const arrivals *h)
{
	bool seen[7] = { 0 };
	int n = 0;
	for (size_t i = h->days_n > 20 ? h->days_n - 20 : 0; i < h->days_n; i++)
		if (!seen[h->days[i].weekday]) {
			seen[h->days[i].weekday] = true;
			n++;
		}
	return n;
}

static void print_forecast(arena *a, const arrivals *h)
{
	forecast_history history = arrivals_history(h);
	const forecast *f = forecast_fit(a, &history, NULL);
	static const char *const names[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	printf("%zu days, %zu services. Times the usual:", h->days_n, h->services.n);
	for (int wd = 0; wd < 7; wd++) {
		bool seen = false;
		for (size_t i = 0; i < h->days_n && !seen; i++)
			seen = h->days[i].weekday == wd;
		if (seen)
			printf(" %s %.2f", names[wd], forecast_factor(f, FORECAST_WEEKDAY, wd));
	}
	printf("\n\n  %-5s %8s %8s %8s", "", "p10", "mean", "p90");
	for (size_t s = 0; s < h->services.n; s++)
		printf(" %12.*s", STR_ARG(str_sub(h->services.at[s], 0, 12)));
	printf("\n");
	forecast_day last = h->days[h->days_n - 1];
	for (int i = 1, shown = 0; shown < 5 && i < 10; i++) {
		forecast_day d = { .number = last.number + i,
				   .weekday = (u8)((last.weekday + i) % 7),
				   .year = last.year < 0 ? -1 : last.year };
		if (d.weekday == 0 || d.weekday == 6)
			continue;
		forecast_result r = forecast_of(a, f, &d);
		printf("  %-5s %8.0f %8.1f %8.0f", names[d.weekday], forecast_quantile(&r, 0.1), r.total,
		       forecast_quantile(&r, 0.9));
		for (int s = 0; s < r.services; s++) {
			double mean = 0;
			for (int q = 0; q < FORECAST_QUARTERS; q++)
				mean += r.mean[s * FORECAST_QUARTERS + q];
			printf(" %12.1f", mean);
		}
		printf("\n");
		shown++;
	}
}

/* What was counted of an office: how a command and a city that has run for a while ask. */
struct office_question {
	app *app;
	str office;
	arrivals_of what;
	arrivals ret;
};

static const err *read_office(db *d, arena *a, void *arg)
{
	struct office_question *q = arg;
	const city_def *def = catalog_hold(q->app->catalog);
	const office_def *o = defs_office(def, q->office);
	office_counts counts;
	const err *e = o ? staffing_counts_of(d, a, q->app->city, o, day_of(tx_now(d)) - 1, &counts)
			 : err_why(a, ERR_usage, "there is no office %.*s", STR_ARG(q->office));
	catalog_release(q->app->catalog, def);
	TRY(e);
	q->ret = counts.walk_ins;
	size_t cells = counts.walk_ins.days_n * counts.walk_ins.services.n * FORECAST_QUARTERS;
	if (q->what == ARRIVALS_BOOKED)
		q->ret.counts = counts.booked.counts;
	for (size_t i = 0; i < cells && q->what == ARRIVALS_ALL; i++)
		q->ret.counts[i] = (uint16_t)(q->ret.counts[i] + counts.booked.counts[i]);
	return NULL;
}

static const err *from_database(arena *a, const settings *set, const asked *q, arrivals *ret)
{
	struct office_question ask_office = { .office = q->office, .what = q->what };
	const err *e = app_open(a, set, NULL, &ask_office.app);
	if (!e)
		e = store_read(ask_office.app->store, a, read_office, &ask_office);
	app_close(ask_office.app);
	*ret = ask_office.ret;
	if (!e && ret->days_n == 0)
		return err_why(a, ERR_usage, "no day of %.*s was counted yet", STR_ARG(q->office));
	return e;
}

static const err *run_forecast(arena *a, const settings *set, flags *f)
{
	asked q;
	str text;
	arrivals h;
	TRY(ask(a, f, &q));
	if ((q.file.len == 0) == (q.office.len == 0))
		return err_why(a, ERR_usage, "--history FILE or --office ID is needed");
	if (q.office.len) {
		TRY(from_database(a, set, &q, &h));
	} else {
		TRY(command_text(a, q.file, &text));
		TRY(arrivals_parse(a, text, q.from, q.what, &h));
	}
	if (q.holdout < 0) {
		print_forecast(a, &h);
		return NULL;
	}
	int week = days_a_week(&h);
	forecast_history history = arrivals_history(&h);
	forecast_score s = forecast_evaluate(a, &history, NULL, (int)q.holdout * week, week);
	print_score(&s);
	return NULL;
}

static int forecast_command(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	const err *e = run_forecast(a, set, &f);
	return e ? command_failed(e) : 0;
}

/* --- counts of a system that was there before ---------------------------------------------------------------------- */

static const err *load(app *p, arena *a, str office, const arrivals *h)
{
	const city_def *def = catalog_hold(p->catalog);
	load_counts c = { .city = p->city, .office = defs_office(def, office), .from = h };
	const err *e = c.office ? store_write(p->store, a, office_shard(a, p->city, office), load_counts_run, &c)
				: err_why(a, ERR_usage, "there is no office %.*s", STR_ARG(office));
	catalog_release(p->catalog, def);
	TRY(e);
	printf("%zu of %zu days\n", c.ret_days, h->days_n);
	for (size_t i = 0; i < c.ret_unknown.n; i++)
		printf("left out: %.*s is not a service of %.*s\n", STR_ARG(c.ret_unknown.at[i]), STR_ARG(office));
	return NULL;
}

static const err *run_counts(arena *a, const settings *set, flags *f)
{
	str office = str_of(flag_value(f, "--office")), file = str_of(flag_value(f, "--load")), text;
	arrivals h;
	TRY(flags_done(a, f));
	if (office.len == 0 || file.len == 0)
		return err_why(a, ERR_usage, "--office ID and --load FILE are needed");
	TRY(command_text(a, file, &text));
	TRY(arrivals_parse(a, text, DAY_NONE, ARRIVALS_ALL, &h));
	if (h.days[0].year < 0)
		return err_why(a, ERR_usage, "a file of counts is needed: date,time,service,count");
	instant now; /* of a rehearsal; only days before it are taken over */
	clock_source clock = clock_system();
	if (set->now.len && !instant_parse(set->now, &now))
		return err_at(a, ERR_usage, STR("--now"), "not a time");
	if (set->now.len)
		clock = clock_fixed(now);
	app *p = NULL;
	const err *e = app_open(a, set, &clock, &p);
	if (!e)
		e = load(p, a, office, &h);
	app_close(p);
	return e;
}

static int counts_command(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	const err *e = run_counts(a, set, &f);
	return e ? command_failed(e) : 0;
}

const command staffing_commands[] = {
	{ "visits forecast",
	  "--history FILE | --office ID [--holdout WEEKS] [--from DATE] [--of all|walk-ins|bookings]",
	  "how many will come, and how wrong that was on weeks that were held back", forecast_command },
	{ "visits counts", "--office ID --load FILE", "takes over counts of arrivals: date,time,service,count",
	  counts_command },
	{ "visits simulate",
	  "--history LOG | --rates CSV [--roster CSV | --desks N] [--what-if \"desk 5 open 11:00-14:30\"]… [--target-p90 MINUTES] …",
	  "how long people will wait on a day: with this roster, with a change, with as few desks as will do",
	  visits_simulate },
	{ 0 },
};
