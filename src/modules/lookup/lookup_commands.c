#include <stdio.h>
#include <unistd.h>

#include "kit/app.h"
#include "modules/lookup/lookup.h"

static void told(size_t done, size_t all)
{
	if (isatty(2))
		fprintf(stderr, "\r%zu / %zu", done, all);
}

static const err *import(app *p, arena *a, flags *f)
{
	if (f->n != 1)
		return err_why(a, ERR_usage, "one file is expected: KEN_ALL.CSV or utf_ken_all.csv");
	str path = str_of(f->at[0]), bytes;
	TRY(command_text(a, path, &bytes));
	postal_rows rows;
	TRY(postal_read(a, bytes, &rows));
	for (const err *e = rows.bad; e; e = e->next)
		fprintf(stderr, "%.*s:%.*s: %.*s; left out\n", STR_ARG(path), STR_ARG(e->where), STR_ARG(e->detail));
	TRY(postal_load(p, a, &rows, told));
	if (isatty(2))
		fputs("\r", stderr);
	printf("%zu towns of %zu rows are in force; %zu rows left out\n", rows.n, rows.lines, rows.bad_n);
	return NULL;
}

static int run_import(arena *a, const settings *set, int argc, char **argv)
{
	/* the whole country's file and its rows */
	(void)a;
	arena *own = arena_new((size_t)1 << 30);
	int code = command_with_app(own, set, argc, argv, import);
	arena_free(own);
	return code;
}

const command lookup_commands[] = {
	{ "postal import", "FILE",
	  "loads Japan Post's file of postal codes (KEN_ALL.CSV or utf_ken_all.csv), in place of the one before",
	  run_import },
	{ 0 },
};
