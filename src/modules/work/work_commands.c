/* madoguchi work rounds …, work member: rounds and who may what, for those who have no page for it yet or write scripts. */
#include "modules/work/work_commands.h"

#include <stdio.h>

#include "kit/catalog.h"

int work_command(const settings *set, int argc, char **argv, command_body run)
{
	arena *own = arena_new((size_t)4 << 30);
	int code = command_with_app(own, set, argc, argv, run);
	arena_free(own);
	return code;
}

const err *work_flag(arena *a, flags *f, const char *name, str *ret)
{
	const char *value = flag_value(f, name);
	if (!value || !*value)
		return err_why(a, ERR_usage, "%s is needed", name);
	*ret = str_of(value);
	return NULL;
}

const err *work_flag_number(arena *a, flags *f, const char *name, i64 least, i64 most, i64 *ret)
{
	const char *text = flag_value(f, name);
	if (text && (!str_i64(str_of(text), ret) || *ret < least || *ret > most))
		return err_at(a, ERR_usage, str_of(name), "a number from %lld to %lld", (long long)least,
			      (long long)most);
	return NULL;
}

/* --- rounds ------------------------------------------------------------------------------------------------------------------ */

typedef struct job {
	app *app;
	work_round round;
	work_rounds rounds;
	str def;
	bool open;
	work_member member;
	str login;
	bool all;
	work_member_rows members;
} job;

static const err *read_rounds(db *d, arena *a, void *arg)
{
	job *j = arg;
	return work_rounds_of(d, a, j->app->city, &j->rounds);
}

static const err *list_rounds(app *p, arena *a, flags *f)
{
	job j = { .app = p };
	TRY(flags_done(a, f));
	TRY(store_read(p->store, a, read_rounds, &j));
	for (size_t i = 0; i < j.rounds.n; i++) {
		const work_round *r = &j.rounds.at[i];
		str state = round_state_name(r->state);
		printf("%.*s\t%lld\t%.*s\t%.*s%s\n", STR_ARG(r->id), (long long)r->year, STR_ARG(state),
		       STR_ARG(r->name), r->invented ? "\tinvented" : "");
	}
	return NULL;
}

i64 work_year_now(const app *p)
{
	civil now = civil_of(day_of(clock_now(p->clock)));
	return now.month < 4 ? now.year - 1 : now.year;
}

str work_definitions_now(app *p, arena *a)
{
	const city_def *city = catalog_hold(p->catalog);
	str text = work_def_write(a, &city->work);
	catalog_release(p->catalog, city);
	return text;
}

static const err *write_round(db *d, arena *a, void *arg)
{
	job *j = arg;
	TRY(work_round_add(d, a, j->app->city, NULL, &j->round));
	return j->open ? work_round_open(d, a, j->app->city, NULL, j->round.id, j->def) : NULL;
}

static const err *add_round(app *p, arena *a, flags *f)
{
	job j = { .app = p, .round = { .closes = DAY_NONE, .year = work_year_now(p) } };
	TRY(work_flag(a, f, "--round", &j.round.id));
	TRY(work_flag(a, f, "--name", &j.round.name));
	TRY(work_flag_number(a, f, "--year", 1949, 2099, &j.round.year));
	const char *closes = flag_value(f, "--closes"), *before = flag_value(f, "--before");
	if (closes && !day_parse(str_of(closes), &j.round.closes))
		return err_at(a, ERR_usage, STR("--closes"), "a day is written 2026-09-30");
	j.round.before = str_of(before);
	j.round.results_open = flag_given(f, "--results-open");
	j.open = flag_given(f, "--open");
	TRY(flags_done(a, f));
	j.def = work_definitions_now(p, a);
	TRY(store_write(p->store, a, work_shard(a, p->city, j.round.id), write_round, &j));
	printf("round %.*s is %s\n", STR_ARG(j.round.id), j.open ? "open" : "a draft");
	return NULL;
}

static const err *write_state(db *d, arena *a, void *arg)
{
	job *j = arg;
	return j->open ? work_round_open(d, a, j->app->city, NULL, j->round.id, j->def)
		       : work_round_close(d, a, j->app->city, NULL, j->round.id);
}

static const err *set_state(app *p, arena *a, flags *f, bool open)
{
	job j = { .app = p, .open = open };
	TRY(work_flag(a, f, "--round", &j.round.id));
	TRY(flags_done(a, f));
	j.def = work_definitions_now(p, a);
	TRY(store_write(p->store, a, work_shard(a, p->city, j.round.id), write_state, &j));
	printf("round %.*s is %s\n", STR_ARG(j.round.id), open ? "open" : "closed");
	return NULL;
}

static const err *open_round(app *p, arena *a, flags *f)
{
	return set_state(p, a, f, true);
}

static const err *close_round(app *p, arena *a, flags *f)
{
	return set_state(p, a, f, false);
}

/* --- members ----------------------------------------------------------------------------------------------------------------- */

static const err *write_member(db *d, arena *a, void *arg)
{
	job *j = arg;
	work_row_staff_row staff;
	bool found;
	TRY(work_row_staff(d, a, j->app->city, j->login, &staff, &found));
	if (!found)
		return err_at(a, ERR_usage, STR("--login"), "nobody has the login ‘%.*s’", STR_ARG(j->login));
	j->member.staff = staff.id;
	return work_member_set(d, a, j->app->city, NULL, &j->member);
}

static const err *set_member(app *p, arena *a, flags *f)
{
	job j = { .app = p };
	str which;
	TRY(work_flag(a, f, "--login", &j.login));
	TRY(work_flag(a, f, "--parts", &which));
	j.member.bureau = str_of(flag_value(f, "--bureau"));
	j.member.section = str_of(flag_value(f, "--section"));
	j.member.unit = str_of(flag_value(f, "--unit"));
	TRY(flags_done(a, f));
	if (str_eq(which, STR("none")))
		which = STR_NONE;
	if (!work_parts_read(which, &j.member.parts))
		return err_at(a, ERR_usage, STR("--parts"), "fill, approve, see, reform, parted by commas; or none");
	TRY(store_write(p->store, a, STR("work/members"), write_member, &j));
	str now = work_parts_text(a, j.member.parts);
	printf("%.*s: %.*s\n", STR_ARG(j.login), j.member.parts ? (int)now.len : 4, j.member.parts ? now.at : "none");
	return NULL;
}

static const err *read_members(db *d, arena *a, void *arg)
{
	job *j = arg;
	return work_members_of(d, a, j->app->city, &j->members);
}

static const err *list_members(app *p, arena *a, flags *f)
{
	job j = { .app = p };
	TRY(flags_done(a, f));
	TRY(store_read(p->store, a, read_members, &j));
	for (size_t i = 0; i < j.members.n; i++) {
		const struct work_member_row *m = &j.members.at[i];
		str which = work_parts_text(a, m->is.parts);
		printf("%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(m->login), STR_ARG(m->is.bureau),
		       STR_ARG(m->is.section), STR_ARG(m->is.unit), STR_ARG(which));
	}
	return NULL;
}

#define RUN(name, body)                                                                                                \
	static int name(arena *a, const settings *set, int argc, char **argv)                                          \
	{                                                                                                              \
		(void)a;                                                                                               \
		return work_command(set, argc, argv, body);                                                            \
	}
RUN(run_rounds, list_rounds)
RUN(run_rounds_add, add_round)
RUN(run_rounds_open, open_round)
RUN(run_rounds_close, close_round)
RUN(run_member, set_member)
RUN(run_members, list_members)

const command work_commands[] = {
	{ "work rounds add", "--round ID --name N [--year Y] [--closes DAY] [--before ID] [--results-open] [--open]",
	  "begins a survey: a draft, or open at once with the definitions in force", run_rounds_add },
	{ "work rounds open", "--round ID", "opens a draft, or a closed round again", run_rounds_open },
	{ "work rounds close", "--round ID", "ends a round: its sheets stay as they are", run_rounds_close },
	{ "work rounds", "", "lists the rounds: id, fiscal year, state, name", run_rounds },
	{ "work members", "", "lists who may what in which part of the city", run_members },
	{ "work member", "--login L --parts fill,approve,see,reform|none [--bureau B [--section S [--unit U]]]",
	  "says what somebody may do in the work survey there; without a bureau in the whole city", run_member },
	{ "work import", "--round R [--replace] [--whole] [--send-back] [survey.csv|-] [staff.csv|-]",
	  "reads a survey and the hours of its people; the same file again changes nothing", work_run_import },
	{ "work report", "--round R [--json]", "prints the sums of a round", work_run_report },
	{ "work export", "--round R [--staff]", "writes a round's rows, or its people and hours, as CSV",
	  work_run_export },
	{ "work rehearse", "--round ID [--items 59000] [--seed 1]",
	  "makes up a survey of a whole city with published sums, for demos and courses", work_run_rehearse },
	{ 0 },
};
