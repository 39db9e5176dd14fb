/* madoguchi work import: files in, what is wrong with them, and the hours that do not hold. */
#include <stdio.h>
#include <unistd.h>

#include "modules/work/work_commands.h"
#include "modules/work/work_import.h"
#include "text/csv.h"

#define WRONG_SHOWN 40

typedef struct files {
	str survey, staff; /* paths; empty: not given */
	survey_read_result items;
	staff_read_result units;
} files;

static void told(void *ctx, size_t done, size_t all)
{
	(void)ctx;
	fprintf(stderr, "\r%zu / %zu sheets", done, all);
}

static void tell_bad(str path, const err *bad, size_t bad_n)
{
	size_t n = 0;
	for (const err *e = bad; e; e = e->next, n++)
		fprintf(stderr, "%.*s:%.*s: %.*s; left out\n", STR_ARG(path), STR_ARG(e->where), STR_ARG(e->detail));
	if (bad_n > n)
		fprintf(stderr, "%.*s: %zu more\n", STR_ARG(path), bad_n - n);
}

static void tell_aside(str path, const strs *aside)
{
	for (size_t i = 0; i < aside->n; i++)
		fprintf(stderr, "%.*s: the column ‘%.*s’ is not known and left aside\n", STR_ARG(path),
			STR_ARG(aside->at[i]));
}

static const err *placed(arena *a, str path, const err *e)
{
	return e ? err_at(a, e->code,
			  str_format(a, "%.*s%s%.*s", STR_ARG(path), e->where.len ? ":" : "", STR_ARG(e->where)),
			  "%.*s", STR_ARG(e->detail.len ? e->detail : err_message(e->code, LANG_EN)))
		 : NULL;
}

/* Which of the two a file is, by its head: people and hours stand in one only. */
static bool is_staff(arena *a, str bytes)
{
	str text, from;
	const err *e = text_decode(a, bytes, &text, &from);
	str head = e ? STR_NONE : str_sub(text, 0, str_find(text, '\n'));
	return str_has(head, STR("職員数")) || str_has(head, STR("勤務時間"));
}

static const err *read_files(arena *a, flags *f, files *ret)
{
	if (f->n < 1 || f->n > 2)
		return err_why(a, ERR_usage, "one or two files are expected: survey.csv, staff.csv");
	for (int i = 0; i < f->n; i++) {
		str path = str_of(f->at[i]), bytes;
		if (str_starts(path, STR("--")))
			return err_why(a, ERR_usage, "unknown argument: %s", f->at[i]);
		TRY(command_text(a, path, &bytes));
		bool staff = is_staff(a, bytes);
		str *slot = staff ? &ret->staff : &ret->survey;
		if (slot->len)
			return err_at(a, ERR_usage, path, "is another %s",
				      staff ? "file of people and hours" : "survey");
		*slot = path;
		TRY(placed(a, path,
			   staff ? survey_read_staff(a, bytes, &ret->units) : survey_read(a, bytes, &ret->items)));
	}
	if (ret->survey.len) {
		tell_bad(ret->survey, ret->items.bad, ret->items.bad_n);
		tell_aside(ret->survey, &ret->items.aside);
		printf("%.*s: %zu rows (%.*s), %zu good, %zu left out\n", STR_ARG(ret->survey), ret->items.rows,
		       STR_ARG(ret->items.encoding), ret->items.items.n, ret->items.bad_n);
	}
	if (ret->staff.len) {
		tell_bad(ret->staff, ret->units.bad, ret->units.bad_n);
		tell_aside(ret->staff, &ret->units.aside);
		printf("%.*s: %zu units (%.*s), %zu left out\n", STR_ARG(ret->staff), ret->units.units.n,
		       STR_ARG(ret->units.encoding), ret->units.bad_n);
	}
	return NULL;
}

static void tell_import(const work_import *i)
{
	static const char *const why[] = {
		[IMPORT_APPROVED] = "is approved",
		[IMPORT_TOUCHED] = "has been worked on",
		[IMPORT_ROWS_ELSEWHERE] = "has rows that stand in a sheet that is left alone",
		[IMPORT_TOO_LARGE] = "would have more than 2,000 rows, or 512 KiB",
		[IMPORT_MEANWHILE] = "was changed meanwhile: import again",
	};
	for (size_t k = 0; k < i->refused.n; k++) {
		const struct import_refused_one *r = &i->refused.at[k];
		fprintf(stderr, "%.*s %.*s %.*s: %s; left as it is\n", STR_ARG(r->bureau), STR_ARG(r->section),
			STR_ARG(r->unit), why[r->why]);
	}
	if (i->refused_n > i->refused.n)
		fprintf(stderr, "%zu more are left as they are\n", i->refused_n - i->refused.n);
	if (!i->changed)
		printf("nothing changed\n");
	printf("%zu sheets written, %zu as they were, %zu left as they are; %zu units new, hours of %zu changed; %zu rows "
	       "moved, %zu kept that the file does not name\n",
	       i->written, i->same, i->refused_n, i->units_new, i->staff_changed, i->moved, i->kept);
}

typedef struct asking {
	app *app;
	str id;
	work_round round;
	work_units units;
} asking;

static const err *read_units(db *d, arena *a, void *arg)
{
	asking *k = arg;
	TRY(work_round_of(d, a, k->app->city, k->id, &k->round));
	return work_units_of(d, a, k->app->city, k->id, &k->units);
}

static const err *reconcile(app *p, arena *a, str round, bool send_back)
{
	asking k = { .app = p, .id = round };
	size_t sent = 0;
	TRY(store_read(p->store, a, read_units, &k));
	work_reconciled r = work_reconcile(a, &k.round.def, &k.units);
	if (r.holds + r.too_little + r.too_much > 0)
		printf("hours: %zu units hold (%d–%d %%), %zu said too little, %zu too much, %zu are not known\n",
		       r.holds, k.round.def.balance_least, k.round.def.balance_most, r.too_little, r.too_much,
		       r.unknown);
	for (size_t i = 0; i < r.wrong.n && i < WRONG_SHOWN; i++) {
		const work_unit *u = &r.wrong.at[i];
		printf("  %s %lld %%: %.*s %.*s %.*s said %lld h of %lld h\n",
		       u->said > u->has ? "too much  " : "too little",
		       (long long)((u->said * 100 + u->has / 2) / u->has), STR_ARG(u->bureau), STR_ARG(u->section),
		       STR_ARG(u->name), (long long)((u->said + 30) / 60), (long long)((u->has + 30) / 60));
	}
	if (r.wrong.n > WRONG_SHOWN)
		printf("  … and %zu more\n", r.wrong.n - WRONG_SHOWN);
	if (!send_back)
		return NULL;
	TRY(work_send_back(p, a, NULL, &k.round, &r.wrong, &sent));
	printf("%zu sheets sent back\n", sent);
	return NULL;
}

static const err *import(app *p, arena *a, flags *f)
{
	work_import i = { 0 };
	files in = { 0 };
	TRY(work_flag(a, f, "--round", &i.round));
	i.replace = flag_given(f, "--replace");
	bool send_back = flag_given(f, "--send-back");
	TRY(read_files(a, f, &in));
	i.items = in.survey.len ? &in.items.items : NULL;
	i.partial = in.items.bad_n > 0;
	i.staff = in.staff.len ? &in.units.units : NULL;
	i.told = isatty(2) ? told : NULL;
	TRY(work_import_run(p, a, &i));
	if (i.told)
		fputs("\r", stderr);
	tell_import(&i);
	TRY(reconcile(p, a, i.round, send_back));
	size_t bad = in.items.bad_n + in.units.bad_n;
	if (bad)
		return err_why(a, ERR_file, "%zu rows were left out; the others are kept", bad);
	return i.refused_n ? err_why(a, ERR_not_allowed_now,
				     "%zu sheets were left as they are (--replace to write them)", i.refused_n)
			   : NULL;
}

int work_run_import(arena *a, const settings *set, int argc, char **argv)
{
	(void)a;
	return work_command(set, argc, argv, import);
}
