/* The sums of a round, for the command line and the API, and its rows as a file. */
#include <stdio.h>

#include "modules/work/work_commands.h"
#include "modules/work/work_import.h"
#include "text/figures.h"

#define REPORT_MAX (256 * 1024)
#define SHEETS_AT_ONCE 64
#define EXPORT_MAX ((size_t)1 << 30)

static str hours(arena *a, i64 minutes)
{
	return figure_whole(a, (minutes + 30) / 60);
}

static void line(arena *a, str name, const survey_sum_cell *c, i64 all)
{
	str items = figure_whole(a, c->items), h = hours(a, c->minutes), share = work_percent(a, c->minutes, all),
	    away = work_percent(a, c->away, c->minutes);
	printf("%12.*s %14.*s h %7.*s %9.*s  %.*s\n", STR_ARG(items), STR_ARG(h), STR_ARG(share), STR_ARG(away),
	       STR_ARG(name));
}

static const err *print_table(arena *a, const survey *s, const work_round *round)
{
	survey_group g[] = { { .by = { DIM_CATEGORY, DIMS } }, { .by = { DIM_CELL, DIMS } } };
	TRY(survey_sum(s, a, NULL, g, COUNT(g)));
	const survey_sum_cell *all = &g[0].ret.all;
	printf("%.*s%s\n", STR_ARG(round->name), round->invented ? " (invented)" : "");
	printf("%zu sections, %zu units\n\n", survey_names(s, DIM_SECTION), survey_names(s, DIM_UNIT));
	printf("%12s %16s %7s %9s\n", "items", "hours a year", "share", "elsewhere");
	for (size_t i = 0; i < g[0].ret.n; i++)
		line(a, survey_name(s, DIM_CATEGORY, g[0].ret.at[i].a), &g[0].ret.at[i], all->minutes);
	line(a, STR("all"), all, all->minutes);
	printf("\n");
	for (size_t i = 0; i < g[1].ret.n; i++) {
		u32 cell = g[1].ret.at[i].a;
		str name = STR("(an axis is not said)");
		if (cell < CELLS) {
			str core = work_axis_word(WORK_CORE, !(cell & 4)),
			    expertise = work_axis_word(WORK_EXPERTISE, !(cell & 2)),
			    routine = work_axis_word(WORK_ROUTINE, !(cell & 1));
			name = str_format(a, "%.*s・専門性%.*s・%.*s%s", STR_ARG(core), STR_ARG(expertise),
					  STR_ARG(routine), cell == CELL_TARGET ? " ← target" : "");
		}
		line(a, name, &g[1].ret.at[i], all->minutes);
	}
	str h = hours(a, all->target), share = work_percent(a, all->target, all->minutes);
	printf("\ntarget (not core, no expertise, routine): %.*s h, %.*s of the hours\n", STR_ARG(h), STR_ARG(share));
	return NULL;
}

typedef struct asking {
	app *app;
	str id;
	work_round round;
	work_units units;
	bool staff;
	buf *out;
	arena *rows, *sheet;
} asking;

static const err *read_round(db *d, arena *a, void *arg)
{
	asking *k = arg;
	return work_round_of(d, a, k->app->city, k->id, &k->round);
}

static const err *report(app *p, arena *a, flags *f)
{
	asking k = { .app = p };
	const survey *s;
	TRY(work_flag(a, f, "--round", &k.id));
	bool json = flag_given(f, "--json");
	TRY(flags_done(a, f));
	TRY(store_read(p->store, a, read_round, &k));
	TRY(work_survey_hold(p, a, k.id, &s));
	buf b = buf_new(a, REPORT_MAX);
	const err *e = json ? survey_report(s, a, &b) : print_table(a, s, &k.round);
	if (json && !e) {
		str text = buf_str(&b);
		printf("%.*s\n", STR_ARG(text));
	}
	work_survey_release(p, s);
	if (!e && (fflush(stdout) != 0 || ferror(stdout)))
		e = err_why(a, ERR_file, "standard output takes no more");
	return e;
}

int work_run_report(arena *a, const settings *set, int argc, char **argv)
{
	(void)a;
	return work_command(set, argc, argv, report);
}

/* --- rows as a file: as the units wrote them, in their order ------------------------------------------------------------------------ */

static const err *write_rows(db *d, arena *a, void *arg)
{
	asking *k = arg;
	TRY(read_round(d, a, k));
	TRY(work_units_of(d, a, k->app->city, k->id, &k->units));
	if (k->staff) {
		survey_units units = { arena_many(a, survey_unit, k->units.n + 1), k->units.n };
		for (size_t i = 0; i < units.n; i++) {
			const work_unit *u = &k->units.at[i];
			units.at[i] = (survey_unit){ u->bureau, u->section, u->name, u->people, u->has, 0 };
		}
		survey_write_staff(k->out, &units, true);
		return NULL;
	}
	survey_write_head(k->out, true);
	for (size_t i = 0; i < k->units.n; i++) {
		const work_unit *u = &k->units.at[i];
		survey_items items;
		work_row_sheets_rows rows;
		if (u->rows == 0)
			continue;
		arena_reset(k->rows);
		TRY(work_row_sheets(d, k->rows, k->app->city, k->id, u->id - 1, 1, &rows));
		TRY(err_kept(a, work_sheet_items(k->rows, rows.at[0].sheet, u, &items)));
		for (size_t n = 0; n < items.n; n++)
			survey_write_row(k->out, &items.at[n]);
	}
	return NULL;
}

static const err *export(app *p, arena *a, flags *f)
{
	buf b = buf_new(a, EXPORT_MAX);
	asking k = { .app = p, .out = &b };
	TRY(work_flag(a, f, "--round", &k.id));
	k.staff = flag_given(f, "--staff");
	TRY(flags_done(a, f));
	k.rows = arena_new(EXPORT_MAX);
	const err *e = err_kept(a, store_read(p->store, a, write_rows, &k));
	arena_free(k.rows);
	TRY(e);
	if (b.overflowed)
		return err_why(a, ERR_too_large, "more than a gigabyte");
	str text = buf_str(&b);
	return fwrite(text.at, 1, text.len, stdout) == text.len && fflush(stdout) == 0
		       ? NULL
		       : err_why(a, ERR_file, "standard output takes no more");
}

int work_run_export(arena *a, const settings *set, int argc, char **argv)
{
	(void)a;
	return work_command(set, argc, argv, export);
}

/* --- the API: GET /api/v1/work/rounds/:round/report --------------------------------------------------------------------------------- */

static const err *get_report(req *r, resp *out)
{
	work_round round;
	const survey *s;
	survey_filter f = { 0 };
	bool all;
	TRY(work_round_get(r, req_param(r, "round"), &round));
	TRY(work_survey(r, &round, &s));
	TRY(work_may_see(r, &round, s, &f, &all));
	if (!all)
		return err_why(r->arena, ERR_forbidden, "the sums are the whole city's");
	buf b = buf_new(r->arena, REPORT_MAX);
	TRY(survey_report(s, r->arena, &b));
	return json_reply(out, 200, &b);
}

const route work_api_routes[] = {
	{ "GET", "/api/v1/work/rounds/:round/report", ACCESS_CLERK, get_report },
	{ 0 },
};
