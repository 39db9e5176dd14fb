/* The guide at the command line: definitions, cases and how well it asks. Without a database. */
#include <stdio.h>

#include "kit/app.h"
#include "kit/catalog.h"
#include "modules/guide/guide_simulate.h"

static const err *read_city(arena *a, const settings *set, flags *f, city_def **ret)
{
	const char *given = flag_value(f, "--city-dir");
	str dir = given ? str_of(given) : set->city_dir;
	TRY(flags_done(a, f));
	if (dir.len == 0)
		return err_why(a, ERR_usage, "--city DIR is missing: the city's folder of definitions");
	def_files files;
	TRY(catalog_folder(a, dir, &files));
	return defs_parse(a, files, ret);
}

static instant today(void)
{
	clock_source c = clock_system();
	return clock_now(&c);
}

static void print_mistakes(FILE *out, const err *e)
{
	for (; e; e = e->next)
		fprintf(out, "%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
}

static int run_check(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	city_def *c;
	const err *e = read_city(a, set, &f, &c);
	if (err_is(e, ERR_definition)) {
		print_mistakes(stderr, e);
		return 1;
	}
	if (e)
		return command_failed(e);
	size_t rows = 0, n = 0;
	for (size_t i = 0; i < c->guide.tables.n; i++)
		rows += c->guide.tables.at[i]->rules.n;
	print_mistakes(stdout, guide_unused(a, c));
	const err *unreached = guide_unreached(a, c);
	print_mistakes(stderr, unreached);
	e = guide_try_cases(a, c, today(), &n);
	print_mistakes(stderr, e);
	printf("%zu events, %zu facts, %zu schemes, %zu tables with %zu rows, %zu cases: %s\n", c->guide.events.n,
	       c->facts.n, c->guide.schemes.n, c->guide.tables.n, rows, n,
	       e           ? "some cases fail"
	       : unreached ? "some schemes cannot be reached"
			   : "all hold");
	return e || unreached ? 1 : 0;
}

static int run_cases(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	city_def *c;
	const err *e = read_city(a, set, &f, &c);
	if (e)
		return command_failed(e);
	size_t n, failed = 0;
	e = guide_try_cases(a, c, today(), &n);
	print_mistakes(stdout, e);
	for (const err *x = e; x; x = x->next)
		failed++;
	printf("%zu cases: %zu hold, %zu fail\n", n, n - failed, failed);
	return e ? 1 : 0;
}

/* --- how well it asks --------------------------------------------------------------------------------------------------------- */

static bool points_of(const char *text, simulate_in *in)
{
	str rest = str_of(text);
	while (rest.len) {
		i64 n;
		if (in->points_n == SIMULATE_POINTS || !str_i64(str_cut(&rest, ','), &n) || n < 1 ||
		    n > SIMULATE_QUESTIONS_MAX)
			return false;
		if (in->points_n && in->points[in->points_n - 1] >= n)
			return false;
		in->points[in->points_n++] = (int)n;
	}
	return in->points_n > 0;
}

static const err *simulate_input(arena *a, const settings *set, flags *f, simulate_in *in)
{
	const char *people = flag_value(f, "--people"), *seed = flag_value(f, "--seed"),
		   *points = flag_value(f, "--questions");
	const char *event = flag_value(f, "--event"), *table = flag_value(f, "--table");
	*in = (simulate_in){ .people = 200, .seed = 1, .now = today(), .event = event ? str_of(event) : STR_NONE };
	if ((people && !str_i64(str_of(people), &in->people)) || in->people < 1 || in->people > 100000)
		return err_why(a, ERR_usage, "--people 1 … 100000");
	if (seed && !str_i64(str_of(seed), &in->seed))
		return err_why(a, ERR_usage, "--seed NUMBER");
	if (!points_of(points ? points : "3,5,8", in))
		return err_why(a, ERR_usage, "--questions 3,5,8: rising, at most %d of them, each at most %d",
			       SIMULATE_POINTS, SIMULATE_QUESTIONS_MAX);
	if (table) {
		str bytes;
		TRY(flags_done(a, f));
		TRY(command_text(a, str_of(table), &bytes));
		return guide_city_of_table(a, str_of(table), bytes, &in->city);
	}
	city_def *c;
	TRY(read_city(a, set, f, &c));
	in->city = c;
	if (in->event.len && !guide_event(&c->guide, in->event))
		return err_why(a, ERR_usage, "there is no event ‘%.*s’", STR_ARG(in->event));
	return NULL;
}

static int run_simulate(arena *a, const settings *set, int argc, char **argv)
{
	static const char *const names[ASK_ORDERS] = { "in the order of the files", "by number of open schemes",
						       "as the guide asks" };
	flags f = { argc, argv };
	simulate_in in;
	simulate_out out;
	const err *e = simulate_input(a, set, &f, &in);
	if (e)
		return command_failed(e);
	guide_simulate(&in, &out);
	printf("%lld people, %.1f schemes each, %.1f open before the first question\n\n", (long long)in.people,
	       out.schemes, out.before);
	printf("%-28s", "still open after");
	for (size_t i = 0; i < in.points_n; i++)
		printf("%7d", in.points[i]);
	printf("   questions until the end\n");
	for (int order = 0; order < ASK_ORDERS; order++) {
		printf("%-28s", names[order]);
		for (size_t i = 0; i < in.points_n; i++)
			printf("%7.1f", out.open[order][i]);
		printf("   %.1f\n", out.questions[order]);
	}
	printf("\nA question of the guide takes a core %.2f ms to choose, %.2f ms at most.\n", out.next_ms,
	       out.next_ms_most);
	return 0;
}

const command guide_commands[] = {
	{ "guide check", "[--city-dir DIR]", "checks facts, schemes, tables and cases, without a database", run_check },
	{ "guide cases", "[--city-dir DIR]", "tries the cases; each that fails with what was expected and found",
	  run_cases },
	{ "guide simulate", "[--people N] [--seed S] [--questions 3,5,8] [--event ID | --table T.csv]",
	  "how many schemes are still open after so many questions, in three orders", run_simulate },
	{ 0 },
};
