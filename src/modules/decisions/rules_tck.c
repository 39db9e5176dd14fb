/* `madoguchi rules tck`: the public conformance suite of DMN, run. */
#include <errno.h>
#include <stdio.h>

#include "modules/decisions/decisions.h"
#include "rules/tck.h"
#include "text/csv.h"

#define CSV_MAX ((size_t)64 << 20)
#define MEMORY ((size_t)1 << 30)

static const char *const states[] = { [TCK_PASSED] = "passed", [TCK_FAILED] = "failed", [TCK_SKIPPED] = "skipped" };

static const err *write_csv(arena *a, const tck_report *r, str path)
{
	static const char *const heads[] = { "folder",         "file",     "case", "result of", "result",
					     "error expected", "expected", "got",  "note" };
	buf b = buf_new(a, CSV_MAX);
	csv_writer w = csv_write(&b);
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_str(&w, str_of(heads[i]));
	csv_end_row(&w);
	for (size_t i = 0; i < r->results.n; i++) {
		const tck_result *x = &r->results.at[i];
		csv_str(&w, x->folder);
		csv_str(&w, x->file);
		csv_str(&w, x->test);
		csv_str(&w, x->node);
		csv_str(&w, str_of(states[x->state]));
		csv_str(&w, x->error ? STR("yes") : STR("no"));
		csv_str(&w, x->expected);
		csv_str(&w, x->got);
		csv_str(&w, x->note);
		csv_end_row(&w);
	}
	if (b.overflowed)
		return err_at(a, ERR_too_large, path, "more than %zu bytes", CSV_MAX);
	str text = buf_str(&b);
	FILE *out = fopen(arena_copy(a, path).at, "we");
	bool good = out && fwrite(text.at, 1, text.len, out) == text.len;
	if (out && fclose(out) != 0)
		good = false;
	return good ? NULL : err_at(a, ERR_file, path, "%s", strerror(errno));
}

static void print_failures(const tck_report *r)
{
	for (size_t i = 0; i < r->results.n; i++) {
		const tck_result *x = &r->results.at[i];
		if (x->state != TCK_FAILED)
			continue;
		printf("FAILED %.*s %.*s %.*s: expected %.*s, got %.*s%s%.*s\n", STR_ARG(x->folder), STR_ARG(x->test),
		       STR_ARG(x->node), STR_ARG(x->expected), STR_ARG(x->got), x->note.len ? "; " : "",
		       STR_ARG(x->note));
	}
}

static void print_report(const tck_report *r)
{
	printf("%-64s %7s %7s %7s %9s\n", "folder", "passed", "failed", "skipped", "ms");
	for (size_t i = 0; i < r->folders.n; i++) {
		const tck_folder *f = &r->folders.at[i];
		printf("%-64.*s %7d %7d %7d %9.1f\n", STR_ARG(f->name.len ? f->name : STR(".")), f->passed, f->failed,
		       f->skipped, (double)f->nanos / 1e6);
	}
	printf("%-64s %7d %7d %7d %9.1f\n", "all", r->passed, r->failed, r->skipped, (double)r->nanos / 1e6);
	printf("%zu results; %d expected errors, %d of them without a note; skipped are cases that call external Java\n",
	       r->results.n, r->errors, r->unnoted);
}

int rules_tck(arena *a, const settings *set, int argc, char **argv)
{
	flags f = { argc, argv };
	const char *csv = flag_value(&f, "--csv");
	bool verbose = flag_given(&f, "--verbose");
	clock_source clock = clock_system();
	instant now = clock_now(&clock);
	const err *e = NULL;
	if (set->now.len && !instant_parse(set->now, &now))
		e = err_at(a, ERR_usage, STR("--now"), "not a time");
	if (!e && f.n != 1)
		e = err_why(a, ERR_usage, f.n ? "one folder: what is %s?" : "the folder of the suite?",
			    f.n ? f.at[1] : "");
	if (!e && csv && !*csv)
		e = err_at(a, ERR_usage, STR("--csv"), "names a file");
	if (e)
		return command_failed(e);
	tck_report r;
	arena *memory = arena_new(MEMORY);
	e = tck_run(memory, str_of(f.at[0]), now, &r);
	if (!e) {
		if (verbose)
			print_failures(&r);
		print_report(&r);
		if (csv)
			e = write_csv(memory, &r, str_of(csv));
	}
	int code = e ? command_failed(e) : r.failed ? 1 : 0;
	arena_free(memory);
	return code;
}
