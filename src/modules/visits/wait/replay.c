/* madoguchi visits replay: predictions for every walk-in of a log, made with nothing but what was before, and their score. */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "kit/app.h"
#include "modules/visits/wait/replay.h"
#include "sim/replay.h"
#include "text/csv.h"

#define EARLY 300.0 /* the rule of the logs */
#define CALIBRATE 25 /* days of history that are predicted, to see how wide ranges must be */

typedef struct asked {
	const char *history, *live, *out;
	i64 learn; /* days of the history to learn from; the others are predicted. -1: all, and --live is predicted */
	i64 runs;
	bool score;
} asked;

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const err *read_log(arena *a, const char *path, office_names *names, event_days *ret)
{
	*ret = (event_days){ 0 };
	if (!path)
		return NULL;
	str text;
	event_faults faults;
	TRY(command_text(a, str_of(path), &text));
	const err *e = eventlog_read(a, text, names, ret, &faults);
	if (e)
		return err_at(a, e->code, str_format(a, "%s:%.*s", path, STR_ARG(e->where)), "%.*s",
			      STR_ARG(e->detail));
	for (size_t i = 0; i < faults.n; i++)
		fprintf(stderr, "%s:%d:%d: %.*s; the row is left out\n", path, faults.at[i].line, faults.at[i].column,
			STR_ARG(faults.at[i].what));
	if (faults.rows > faults.n)
		fprintf(stderr, "%s: %zu more rows are left out\n", path, faults.rows - faults.n);
	return NULL;
}

static const err *write_rows(arena *a, const char *path, const replay_rows *rows)
{
	FILE *out = fopen(path, "we");
	if (!out)
		return err_at(a, ERR_file, str_of(path), "%s", strerror(errno));
	fprintf(out, "day,ticket,p10,p50,p90\n");
	for (size_t i = 0; i < rows->n; i++) {
		const replay_row *r = &rows->at[i];
		fprintf(out, "%lld,%.*s,%.1f,%.1f,%.1f\n", (long long)r->day, STR_ARG(r->ticket), r->p10, r->p50,
			r->p90);
	}
	bool failed = ferror(out);
	if (fclose(out) != 0 || failed)
		return err_at(a, ERR_file, str_of(path), "could not be written");
	return NULL;
}

static void print_score(const event_days *days, const replay_rows *rows)
{
	printf("%8s %9s %9s %9s %7s %8s %8s %8s %8s %8s %8s\n", "day", "walk-ins", "error", "rule", "ratio", "inside",
	       "below", "above", "LES", "HOL", "QL");
	for (size_t i = 0; i <= days->n; i++) {
		bool all = i == days->n;
		replay_score s = replay_score_of(rows, all ? NULL : &days->at[i].day);
		if (all)
			printf("%8s ", "all");
		else
			printf("%8lld ", (long long)days->at[i].day);
		printf("%9zu %9.2f %9.2f %7.3f %7.1f%% %7.1f%% %7.1f%% %8.2f %8.2f %8.2f\n", s.n, s.error, s.rule,
		       s.ratio, 100 * s.inside, 100 * s.below, 100 * s.above, s.les, s.hol, s.ql);
	}
	printf("minutes; rule: of thumb, as offices have it today. %.0f microseconds of CPU a prediction\n",
	       rows->n ? 1e6 * rows->cpu / (double)rows->n : 0);
}

static const err *ask(arena *a, flags *f, asked *ret)
{
	*ret = (asked){ .history = flag_value(f, "--history"), .live = flag_value(f, "--live"), .learn = -1 };
	ret->out = flag_value(f, "--out");
	const char *learn = flag_value(f, "--learn"), *runs = flag_value(f, "--runs");
	ret->score = flag_given(f, "--score");
	if (learn && (!str_i64(str_of(learn), &ret->learn) || ret->learn < 0))
		return err_why(a, ERR_usage, "--learn is a number of days");
	if (runs && (!str_i64(str_of(runs), &ret->runs) || ret->runs < 1 || ret->runs > 100000))
		return err_why(a, ERR_usage, "--runs is 1 to 100000");
	TRY(flags_done(a, f));
	if (learn ? !ret->history || ret->live : !ret->live)
		return err_why(a, ERR_usage, "--live LOG, or --history LOG --learn DAYS");
	if (!ret->out && !ret->score)
		return err_why(a, ERR_usage, "--out FILE, --score, or both");
	return NULL;
}

static const err *run(arena *a, const asked *q)
{
	office_names names = { 0 };
	event_days history, live;
	TRY(read_log(a, q->history, &names, &history));
	TRY(read_log(a, q->live, &names, &live));
	if (q->learn >= 0) {
		size_t n = (size_t)q->learn < history.n ? (size_t)q->learn : history.n;
		live = (event_days){ history.at + n, history.n - n };
		history.n = n;
	}
	office_model *m = arena_one(a, office_model);
	model_init(m);
	replay_learn(m, &names, &history, CALIBRATE, EARLY);
	replay_rows rows = replay_predict(
		a, m, &names, &live, (replay_options){ .runs = (int)q->runs, .early = EARLY, .clock = cpu_seconds });
	if (q->out)
		TRY(write_rows(a, q->out, &rows));
	if (q->score)
		print_score(&live, &rows);
	return NULL;
}

int visits_replay(arena *a, const settings *set, int argc, char **argv)
{
	(void)set;
	flags given = { argc, argv };
	asked q;
	const err *e = ask(a, &given, &q);
	if (!e)
		e = run(a, &q);
	return e ? command_failed(e) : 0;
}
