/* visits learn, visits accuracy: for operators. */
#include "modules/visits/wait/learned.h"
#include "modules/visits/wait/wait.h"

#include "kit/app.h"
#include "kit/catalog.h"

#define WEEKS 26

/* --- learn ----------------------------------------------------------------------------------------------------- */

static void print_services(const office_model *m)
{
	printf("    %-24s %8s %8s\n", "service", "minutes", "spread");
	for (int s = 0; s < m->services_n; s++)
		printf("    %-24s %8.1f %8.2f\n", m->services[s], model_mean_seconds(m, s) / 60, model_chance(m, s));
}

/* "8:30-12:00 13:00-17:15" */
static str say_plan(arena *a, const office_plan *p, str desk, int weekday)
{
	wait_span spans[WAIT_SPANS_MAX];
	int n = desk_plan_spans(p, desk, weekday, spans);
	buf b = buf_new(a, 400);
	for (int i = 0; i < n; i++)
		buf_format(&b, "%s%d:%02d-%d:%02d", i ? " " : "", (int)spans[i].from / 3600,
			   (int)spans[i].from / 60 % 60, (int)spans[i].to / 3600, (int)spans[i].to / 60 % 60);
	return n ? buf_str(&b) : STR("-");
}

static void print_desks(arena *a, const office_learned *m)
{
	static const char *const weekdays[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	printf("    %-8s %8s  %s\n", "desk", "pace", "usually open");
	for (int d = 0; d < m->plan.desks_n; d++) {
		str desk = str_of(m->plan.desks[d].desk), last = STR_NONE;
		int k = -1;
		for (int i = 0; i < m->model.desks_n; i++)
			k = str_eq(str_of(m->model.desks[i]), desk) ? i : k;
		printf("    %-8s ", m->plan.desks[d].desk);
		if (k < 0)
			printf("%8s ", "-");
		else
			printf("%8.2f ", __builtin_exp(m->model.level[2 + SIM_SERVICES_MAX + k]));
		/* weekdays that are alike are said together */
		for (int w = 1; w < 7; w++) {
			str plan = say_plan(a, &m->plan, desk, w);
			if (!str_eq(plan, last))
				printf(" %s %.*s", weekdays[w], STR_ARG(plan));
			last = plan;
		}
		printf("\n");
	}
}

static const err *learn_office(app *p, arena *a, const office_def *o)
{
	office_learned *m = arena_one(a, office_learned);
	int days;
	TRY(learned_anew(p->store, a, p->city, o, clock_now(p->clock), m, &days));
	printf("%.*s: %d days with visits\n", STR_ARG(o->id), days);
	if (days) {
		print_services(&m->model);
		print_desks(a, m);
	}
	return NULL;
}

static const err *learn(arena *a, app *p, str office)
{
	const city_def *def = catalog_hold(p->catalog);
	const err *e = office.len && !defs_office(def, office) ? err_why(a, ERR_usage, "no such office") : NULL;
	for (size_t i = 0; i < def->offices.n && !e; i++)
		if (office.len == 0 || str_eq(def->offices.at[i].id, office))
			e = learn_office(p, a, &def->offices.at[i]);
	catalog_release(p->catalog, def);
	return e;
}

static int run_learn(arena *a, const settings *set, int argc, char **argv)
{
	flags given = { argc, argv };
	str office = str_of(flag_value(&given, "--office"));
	const err *e = flags_done(a, &given);
	app *p = NULL;
	if (!e)
		e = app_open(a, set, NULL, &p);
	if (!e)
		e = learn(a, p, office);
	app_close(p);
	return e ? command_failed(e) : 0;
}

/* --- accuracy ----------------------------------------------------------------------------------------------------- */

struct question {
	i64 city;
	str office;
	day from, to;
	accuracy ret;
};

static const err *ask(db *d, arena *a, void *arg)
{
	struct question *q = arg;
	return accuracy_read(d, a, q->city, q->office, q->from, q->to, &q->ret);
}

static double minutes(i64 sum, i64 n)
{
	return n ? (double)sum / (double)n / 60.0 : 0;
}

static void print_sums(const char *name, const wait_sums *s)
{
	i64 n = s->called;
	printf("%-44s %8lld %7.1f%% %8.2f %8.2f %+8.2f", name, (long long)n,
	       n ? 100.0 * (double)s->inside / (double)n : 0, minutes(s->error, n), minutes(s->rule_error, n),
	       minutes(s->p50 - s->waited, n));
	if (s->rule_error)
		printf(" %8.3f", (double)s->error / (double)s->rule_error);
	printf("\n");
}

static void print_accuracy(arena *a, const accuracy *all)
{
	wait_sums total[2] = { 0 };
	printf("%-44s %8s %8s %8s %8s %8s %8s\n", "office, week, kind", "called", "inside", "error", "rule", "bias",
	       "ratio");
	for (size_t i = 0; i < all->weeks.n; i++) {
		const week_score *w = &all->weeks.at[i];
		str name = str_format(a, "%.*s %.*s %s", STR_ARG(w->office), STR_ARG(day_text(a, w->week)),
				      w->booked ? "booked" : "walk-in");
		if (w->few)
			printf("%-44s fewer than %d\n", name.at, ACCURACY_LEAST);
		else
			print_sums(name.at, &w->sums);
		wait_sums_join(&total[w->booked], &w->sums);
	}
	print_sums("all walk-ins", &total[0]);
	if (total[1].called)
		print_sums("all booked", &total[1]);
	printf("error, rule (of thumb), bias in minutes; inside: between p10 and p90\n");
}

static int run_accuracy(arena *a, const settings *set, int argc, char **argv)
{
	flags given = { argc, argv };
	struct question q = { .office = str_of(flag_value(&given, "--office")) };
	i64 weeks = WEEKS;
	const char *text = flag_value(&given, "--weeks");
	const err *e = flags_done(a, &given);
	if (!e && text && (!str_i64(str_of(text), &weeks) || weeks < 1 || weeks > ACCURACY_WEEKS_MAX))
		e = err_why(a, ERR_usage, "--weeks is 1 to %d", ACCURACY_WEEKS_MAX);
	app *p = NULL;
	if (!e)
		e = app_open(a, set, NULL, &p);
	if (!e) {
		q.city = p->city;
		q.to = day_of(clock_now(p->clock));
		q.from = q.to - 7 * ((day)weeks - 1);
		e = store_read(p->store, a, ask, &q);
	}
	app_close(p);
	if (e)
		return command_failed(e);
	print_accuracy(a, &q.ret);
	return 0;
}

const command wait_commands[] = {
	{ "visits learn", "[--office ID]", "makes the model of expected waits anew from the log, and prints it",
	  run_learn },
	{ "visits accuracy", "[--office ID] [--weeks N]",
	  "prints expected waits beside what happened, by office and week", run_accuracy },
	{ 0 },
};
