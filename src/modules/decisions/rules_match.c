/* madoguchi rules match: who can use what, a million people at a time. */
#include <errno.h>

#include "modules/decisions/decisions.h"
#include "modules/decisions/people.h"
#include "modules/decisions/tables.h"
#include "text/json.h"

#define TABLES_MAX 100

typedef struct asked {
	const char *tables[TABLES_MAX], *people, *out;
	size_t tables_n;
	day as_of;
} asked;

static const err *ask(arena *a, flags *f, asked *ret)
{
	*ret = (asked){ .as_of = DAY_UNSET };
	for (const char *t; (t = flag_value(f, "--table")) != NULL;) {
		if (ret->tables_n == TABLES_MAX)
			return err_why(a, ERR_usage, "at most %d tables", TABLES_MAX);
		ret->tables[ret->tables_n++] = t;
	}
	ret->people = flag_value(f, "--people");
	ret->out = flag_value(f, "--out");
	const char *as_of = flag_value(f, "--as-of");
	if (as_of && !day_parse(str_of(as_of), &ret->as_of))
		return err_why(a, ERR_usage, "--as-of is a date: 2026-04-01");
	if (!ret->tables_n || !ret->people || !ret->out)
		return err_why(a, ERR_usage, "--table, --people and --out are needed");
	return flags_done(a, f);
}

/* What is written of a person, and what was counted. */
typedef struct work {
	const match *m;
	strs ids; /* of the schemes, as JSON */
	FILE *out;
	truth *truths; /* of a batch */
	arena *feel;
	instant now;
	day as_of;
	i64 people, wrong;
	i64 judging; /* nanoseconds of this process's time */
} work;

static strs as_json(arena *a, strs schemes)
{
	strs ids = { NULL, 0 };
	for (size_t i = 0; i < schemes.n; i++) {
		buf b = buf_new(a, schemes.at[i].len * 6 + 10);
		json_writer w = json_write(&b);
		jw_array(&w);
		jw_str(&w, schemes.at[i]);
		jw_end(&w);
		str s = buf_str(&b);
		LIST_ADD(a, &ids, str_sub(s, 1, s.len - 1));
	}
	return ids;
}

static void put_list(const work *w, const truth *t, truth which)
{
	bool begun = false;
	for (size_t i = 0; i < w->ids.n; i++) {
		if (t[i] != which)
			continue;
		if (begun)
			fputc_unlocked(',', w->out);
		fwrite_unlocked(w->ids.at[i].at, 1, w->ids.at[i].len, w->out);
		begun = true;
	}
}

static void put_person(const work *w, const truth *t)
{
	fputs_unlocked("{\"yes\":[", w->out);
	put_list(w, t, TRUTH_YES);
	fputs_unlocked("],\"unknown\":[", w->out);
	put_list(w, t, TRUTH_OPEN);
	fputs_unlocked("]}\n", w->out);
}

/* A line for a line: what is wrong stands where the answer would. */
static void put_wrong(work *w, const char *file, const person *at)
{
	fprintf(stderr, "%s:%.*s\n", file, STR_ARG(at->wrong));
	fprintf(w->out, "{\"error\":\"line %.*s\"}\n", STR_ARG(at->wrong));
	w->wrong++;
}

/* Nanoseconds that the program has worked: what others do on the machine does not count. */
static i64 worked(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (i64)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void judge_batch(work *w, const people *p)
{
	size_t n = w->ids.n;
	i64 begun = worked();
	for (size_t i = 0; i < p->n; i++) {
		feel_run run = feel_begin(w->feel, w->now);
		if (p->at[i].wrong.len == 0)
			match_judge(w->m, &run, p->at[i].values, w->as_of, w->truths + i * n);
		arena_reset(w->feel);
	}
	w->judging += worked() - begun;
}

static const err *judge_all(arena *a, const asked *q, work *w, FILE *in)
{
	people *p = people_open(a, w->m, in);
	const err *e = NULL;
	for (bool more = true; more && !e;) {
		e = people_next(p, &more);
		if (e || !more)
			break;
		judge_batch(w, p);
		for (size_t i = 0; i < p->n; i++) {
			if (p->at[i].wrong.len)
				put_wrong(w, q->people, &p->at[i]);
			else
				put_person(w, w->truths + i * w->ids.n);
		}
		w->people += (i64)p->n;
	}
	people_close(p);
	return e;
}

static void tell(const work *w, i64 took, i64 work_all)
{
	double s = (double)work_all / 1e9, j = (double)w->judging / 1e9;
	i64 good = w->people - w->wrong;
	fprintf(stderr, "%lld people judged by %zu schemes over %zu facts; %lld lines at fault\n", (long long)good,
		w->ids.n, match_facts(w->m).n, (long long)w->wrong);
	fprintf(stderr, "judging alone: %.3f s, %.0f people/s\n", j, j > 0 ? (double)good / j : 0);
	fprintf(stderr, "with reading and writing: %.3f s, %.0f people/s\n", s, s > 0 ? (double)w->people / s : 0);
	fprintf(stderr, "(seconds of one core's work; %.3f s went by)\n", (double)took / 1e9);
}

static const err *run_match(arena *a, flags *f)
{
	asked q;
	TRY(ask(a, f, &q));
	clock_source clock = clock_system();
	work w = { .now = clock_now(&clock) };
	w.as_of = q.as_of != DAY_UNSET ? q.as_of : day_of(w.now);
	const dmn_table *tables[TABLES_MAX];
	for (size_t i = 0; i < q.tables_n; i++)
		TRY(table_open(a, str_of(q.tables[i]), STR(""), &tables[i]));
	match *m;
	TRY(match_compile(a, tables, q.tables_n, &m));
	w.m = m;
	w.ids = as_json(a, match_schemes(m));
	w.truths = arena_many(a, truth, PEOPLE_BATCH * w.ids.n);
	FILE *in = fopen(q.people, "re");
	if (!in)
		return err_why(a, ERR_file, "%s: %s", q.people, strerror(errno));
	w.out = fopen(q.out, "we");
	if (!w.out) {
		fclose(in);
		return err_why(a, ERR_file, "%s: %s", q.out, strerror(errno));
	}
	setvbuf(w.out, NULL, _IOFBF, 1 << 20);
	w.feel = arena_new((size_t)1 << 30);
	i64 begun = clock_ticks(), before = worked();
	const err *e = judge_all(a, &q, &w, in);
	if (e)
		e = err_why(a, ERR_file, "%s cannot be read", q.people);
	fclose(in);
	bool bad = ferror(w.out) != 0;
	if (fclose(w.out) != 0 || bad)
		e = err_why(a, ERR_file, "%s: %s", q.out, strerror(errno));
	arena_free(w.feel);
	if (e)
		return e;
	tell(&w, clock_ticks() - begun, worked() - before);
	return w.wrong ? err_why(a, ERR_file, "%lld lines of %s are at fault; the others were judged",
				 (long long)w.wrong, q.people)
		       : NULL;
}

int rules_match(arena *a, const settings *set, int argc, char **argv)
{
	(void)set;
	flags f = { argc, argv };
	const err *e = run_match(a, &f);
	return e ? command_failed(e) : 0;
}
