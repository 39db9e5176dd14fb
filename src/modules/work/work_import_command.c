/* madoguchi work import: files in, what is wrong with them, and the hours that do not hold. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modules/work/work_commands.h"
#include "modules/work/work_import.h"

#define WRONG_SHOWN 40

typedef struct files {
	str survey, staff; /* paths; empty: not given */
	survey_read_result items;
	staff_read_result units;
} files;

#define ASIDE_SHOWN 12
#define READ_AT_ONCE ((size_t)1 << 16)

/* On a terminal, over itself. */
static void told(void *ctx, size_t done, size_t all)
{
	(void)ctx;
	fprintf(stderr, "\r%zu / %zu sheets", done, all);
	if (done == all)
		fputs("\r\033[K", stderr);
}

static void tell_bad(str path, const err *bad, size_t bad_n)
{
	size_t n = 0;
	for (const err *e = bad; e; e = e->next, n++)
		fprintf(stderr, "%.*s:%.*s: %.*s; left out\n", STR_ARG(path), STR_ARG(e->where), STR_ARG(e->detail));
	if (n == SURVEY_BAD_MAX)
		fprintf(stderr, "%.*s: these are the first %zu mistakes; %zu rows are left out\n", STR_ARG(path), n,
			bad_n);
}

static void tell_aside(str path, const strs *aside)
{
	if (aside->n)
		fprintf(stderr, "%.*s: columns that are not known are left aside: ", STR_ARG(path));
	for (size_t i = 0; i < aside->n && i < ASIDE_SHOWN; i++)
		fprintf(stderr, "%s%.*s", i ? ", " : "", STR_ARG(aside->at[i]));
	if (aside->n > ASIDE_SHOWN)
		fprintf(stderr, " and %zu more", aside->n - ASIDE_SHOWN);
	if (aside->n)
		fputc('\n', stderr);
}

static const err *placed(arena *a, str path, const err *e)
{
	return e ? err_at(a, e->code,
			  str_format(a, "%.*s%s%.*s", STR_ARG(path), e->where.len ? ":" : "", STR_ARG(e->where)),
			  "%.*s", STR_ARG(e->detail.len ? e->detail : err_message(e->code, LANG_EN)))
		 : NULL;
}

/* A file, a pipe, or - for standard input. */
static const err *file_bytes(arena *a, str path, str *ret)
{
	bool in = str_eq(path, STR("-"));
	int fd = in ? STDIN_FILENO : open(arena_copy(a, path).at, O_RDONLY | O_CLOEXEC);
	struct stat about;
	ssize_t got = 0;
	if (fd < 0)
		return err_at(a, ERR_file, path, "%s", strerror(errno));
	const err *e =
		fstat(fd, &about) == 0 && S_ISDIR(about.st_mode) ? err_at(a, ERR_file, path, "is a folder") : NULL;
	buf b = buf_new(a, SURVEY_FILE_MAX);
	char *piece = arena_alloc(a, READ_AT_ONCE);
	while (!e && !b.overflowed && (got = read(fd, piece, READ_AT_ONCE)) > 0)
		buf_put(&b, (str){ piece, (size_t)got });
	if (!e && got < 0)
		e = err_at(a, ERR_file, path, "%s", strerror(errno));
	if (!e && b.overflowed)
		e = err_at(a, ERR_too_large, path, "larger than %d bytes; split it", SURVEY_FILE_MAX);
	if (!in)
		close(fd);
	*ret = buf_str(&b);
	return e;
}

static const err *read_files(arena *a, flags *f, const strs *categories, files *ret)
{
	if (f->n < 1 || f->n > 2)
		return err_why(a, ERR_usage, "one or two files are expected: survey.csv, staff.csv");
	for (int i = 0; i < f->n; i++)
		if (str_starts(str_of(f->at[i]), STR("--")))
			return err_why(a, ERR_usage, "unknown argument: %s", f->at[i]);
	for (int i = 0; i < f->n; i++) {
		str path = str_of(f->at[i]), bytes;
		TRY(file_bytes(a, path, &bytes));
		bool staff = survey_is_staff(a, bytes);
		str *slot = staff ? &ret->staff : &ret->survey;
		if (slot->len)
			return err_at(a, ERR_usage, path, "is another %s",
				      staff ? "file of people and hours" : "survey");
		*slot = path;
		TRY(placed(a, path,
			   staff ? survey_read_staff(a, bytes, &ret->units)
				 : survey_read_within(a, bytes, categories, &ret->items)));
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
		[IMPORT_ROWS_ELSEWHERE] = "shares rows with a sheet that is left alone",
		[IMPORT_NUMBER_TAKEN] =
			"has a number (番号) that other work of a unit has which is not in the file: leave the column empty for new ones, or say --whole",
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
	printf("%zu sheets written, %zu as they were, %zu left as they are; %zu units new, hours of %zu changed\n",
	       i->written, i->same, i->refused_n, i->units_new, i->staff_changed);
	const work_import_rows *r = &i->rows;
	printf("rows: %zu new, %zu changed, %zu moved from other units, %zu taken out, %zu kept that the file does not name\n",
	       r->fresh, r->changed, r->moved, r->gone, r->kept);
	if (i->absent)
		printf("%zu units with %zu rows are not in the file and stay as they are (--whole empties them)\n",
		       i->absent, i->absent_rows);
}

typedef struct asking {
	app *app;
	str id;
	work_round round;
	work_units units;
	str def; /* the definitions that a new round fixes */
} asking;

static const err *read_units(db *d, arena *a, void *arg)
{
	asking *k = arg;
	TRY(work_round_of(d, a, k->app->city, k->id, &k->round));
	return work_units_of(d, a, k->app->city, k->id, &k->units);
}

/* The round that the first import makes where nobody set one up: of the year that its id begins with, else of this one. */
static const err *new_round(app *p, arena *a, asking *k)
{
	i64 year;
	if (!str_i64(str_sub(k->id, 0, 4), &year) || year < 1949 || year > 2099)
		year = work_year_now(p);
	k->def = work_definitions_now(p, a);
	k->round = (work_round){ .id = k->id,
				 .year = year,
				 .closes = DAY_NONE,
				 .name = str_format(a, "%lld年度 業務量調査", (long long)year) };
	return work_def_parse(a, k->def, &k->round.def);
}

static const err *make_round(db *d, arena *a, void *arg)
{
	asking *k = arg;
	TRY(work_round_add(d, a, k->app->city, NULL, &k->round));
	return work_round_open(d, a, k->app->city, NULL, k->id, k->def);
}

static void show_units(const char *what, const work_units *units, bool hours)
{
	for (size_t i = 0; i < units->n && i < WRONG_SHOWN; i++) {
		const work_unit *u = &units->at[i];
		if (hours)
			printf("  %s %lld %%:", u->said > u->has ? "too much  " : "too little",
			       (long long)((u->said * 100 + u->has / 2) / u->has));
		else
			printf("  %s:", what);
		printf(" %.*s %.*s %.*s said %lld h", STR_ARG(u->bureau), STR_ARG(u->section), STR_ARG(u->name),
		       (long long)((u->said + 30) / 60));
		if (hours)
			printf(" of %lld h", (long long)((u->has + 30) / 60));
		putchar('\n');
	}
	if (units->n > WRONG_SHOWN)
		printf("  … and %zu more\n", units->n - WRONG_SHOWN);
}

static const err *reconcile(app *p, arena *a, str round, bool send_back)
{
	asking k = { .app = p, .id = round };
	size_t sent = 0;
	TRY(store_read(p->store, a, read_units, &k));
	work_reconciled r = work_reconcile(a, &k.round.def, &k.units);
	if (k.units.n > 0)
		printf("hours: %zu units hold (%d–%d %%), %zu said too little, %zu too much; of %zu the hours are not "
		       "known, %zu have no rows yet\n",
		       r.holds, k.round.def.balance_least, k.round.def.balance_most, r.too_little, r.too_much,
		       r.no_hours.n, r.unanswered);
	show_units("", &r.wrong, true);
	show_units("no hours are known", &r.no_hours, false);
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
	asking k = { .app = p };
	strs categories = { 0 };
	TRY(work_flag(a, f, "--round", &i.round));
	i.replace = flag_given(f, "--replace");
	i.whole = flag_given(f, "--whole");
	bool send_back = flag_given(f, "--send-back");
	k.id = i.round;
	const err *missing = store_read(p->store, a, read_units, &k);
	if (!work_round_id_good(i.round))
		return err_at(a, ERR_usage, STR("--round"), "a round is named by small letters, digits and -");
	if (missing && !err_is(missing, ERR_not_found))
		return missing;
	if (missing)
		TRY(new_round(p, a, &k));
	for (size_t c = 0; c < k.round.def.categories.n; c++)
		LIST_ADD(a, &categories, k.round.def.categories.at[c].value);
	TRY(read_files(a, f, &categories, &in));
	if (missing) { /* only now: files that cannot be read leave no empty round */
		TRY(store_write(p->store, a, work_shard(a, p->city, i.round), make_round, &k));
		printf("round %.*s is new and open: %.*s\n", STR_ARG(i.round), STR_ARG(k.round.name));
	}
	i.items = in.survey.len ? &in.items.items : NULL;
	i.partial = in.items.bad_n > 0;
	i.staff = in.staff.len ? &in.units.units : NULL;
	i.told = isatty(STDERR_FILENO) ? told : NULL;
	const err *e = work_import_run(p, a, &i);
	if (e && i.told)
		fputs("\r\033[K", stderr);
	if (e && i.changed)
		fprintf(stderr, "%zu sheets were written before; import again to complete it\n", i.written);
	TRY(e);
	tell_import(&i);
	TRY(reconcile(p, a, i.round, send_back));
	size_t bad = in.items.bad_n + in.units.bad_n;
	if (bad)
		return err_why(a, ERR_file, "%zu %s left out; the others are kept", bad,
			       bad == 1 ? "row was" : "rows were");
	if (i.refused_n == 0)
		return NULL;
	return err_why(a, ERR_not_allowed_now, "%zu %s (--replace to write them)", i.refused_n,
		       i.refused_n == 1 ? "sheet was left as it is" : "sheets were left as they are");
}

int work_run_import(arena *a, const settings *set, int argc, char **argv)
{
	(void)a;
	return work_command(set, argc, argv, import);
}
