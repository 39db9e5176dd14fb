/* madoguchi work rehearse: an invented survey into the database, in pieces that each hold. */
#include <stdio.h>
#include <unistd.h>

#include "kit/catalog.h"
#include "modules/work/work_commands.h"
#include "modules/work/work_rehearse.h"

#define UNITS_AT_ONCE 100

typedef struct storing {
	app *app;
	str round, def;
	const work_round *fresh; /* to be made; NULL: it is there */
	const struct rehearsed_unit *units;
	size_t from, to;
	i64 last_number;
} storing;

static const err *make_round(db *d, arena *a, void *arg)
{
	storing *s = arg;
	TRY(work_round_add(d, a, s->app->city, NULL, s->fresh));
	return work_round_open(d, a, s->app->city, NULL, s->round, s->def);
}

static const err *store_some(db *d, arena *a, void *arg)
{
	storing *s = arg;
	i64 city = s->app->city;
	work_row_round_count_row c;
	bool found;
	TRY(work_row_round_count(d, a, city, s->round, 0, &c, &found));
	TRY(work_row_round_beyond(d, a, city, s->round, s->last_number, NULL));
	for (size_t i = s->from; i < s->to; i++) {
		const struct rehearsed_unit *u = &s->units[i];
		i64 id;
		bool changed;
		TRY(work_unit_put(d, a, city, s->round, &u->unit, &id, &changed));
		/* a sheet that is there is from the piece that was written before a rehearsal was interrupted */
		TRY(work_row_sheet(d, a,
				   &(work_row_sheet_in){ .city = city,
							 .round = s->round,
							 .unit = id,
							 .version = 0,
							 .state = sheet_state_name(u->unit.state),
							 .items = u->unit.rows,
							 .said = u->unit.said,
							 .note = u->unit.note,
							 .brought = 0,
							 .changed = tx_now(d),
							 .changed_by = STR("見本"),
							 .sheet = work_sheet_text(a, &u->items) },
				   NULL));
	}
	return NULL;
}

typedef struct reading_round {
	app *app;
	str id;
	work_round round;
	work_units units;
	bool found;
} reading_round;

static const err *read_round(db *d, arena *a, void *arg)
{
	reading_round *k = arg;
	const err *e = work_round_of(d, a, k->app->city, k->id, &k->round);
	if (err_is(e, ERR_not_found))
		return NULL;
	k->found = !e;
	return e ? e : work_units_of(d, a, k->app->city, k->id, &k->units);
}

static const err *begin_round(app *p, arena *a, str id, storing *s)
{
	reading_round k = { .app = p, .id = id };
	TRY(store_read(p->store, a, read_round, &k));
	if (k.found && !k.round.invented && k.units.n > 0)
		return err_at(a, ERR_usage, STR("--round"), "‘%.*s’ is a real round; a rehearsal needs one of its own",
			      STR_ARG(id));
	if (k.found && k.round.state != ROUND_OPEN)
		return err_at(a, ERR_usage, STR("--round"), "‘%.*s’ is not open", STR_ARG(id));
	if (k.found)
		return NULL;
	i64 year;
	if (!str_i64(id, &year) || year < 1949 || year > 2099)
		year = work_year_now(p);
	work_round round = { .id = id,
			     .year = year,
			     .closes = DAY_NONE,
			     .invented = true,
			     .name = year > 2018 ? str_format(a, "令和%lld年度 業務量調査（見本・架空のデータ）",
							      (long long)year - 2018)
						 : str_format(a, "%lld年度 業務量調査（見本・架空のデータ）",
							      (long long)year) };
	s->def = work_definitions_now(p, a);
	s->fresh = &round;
	return store_write(p->store, a, work_shard(a, p->city, id), make_round, s);
}

static const err *rehearse(app *p, arena *a, flags *f)
{
	work_rehearsal r = { .items = REHEARSE_ITEMS };
	storing s = { .app = p };
	i64 seed = 1;
	TRY(work_flag(a, f, "--round", &s.round));
	TRY(work_flag_number(a, f, "--items", REHEARSE_LEAST, REHEARSE_MOST, &r.items));
	TRY(work_flag_number(a, f, "--seed", 0, INT64_MAX, &seed));
	TRY(flags_done(a, f));
	r.seed = (u64)seed;
	TRY(begin_round(p, a, s.round, &s));
	work_rehearse(a, &r);
	s.units = r.units;
	s.last_number = r.items;
	bool told = isatty(2);
	for (s.from = 0; s.from < r.units_n; s.from = s.to) {
		arena *own = arena_new((size_t)1 << 29);
		s.to = s.from + UNITS_AT_ONCE < r.units_n ? s.from + UNITS_AT_ONCE : r.units_n;
		const err *e =
			err_kept(a, store_write(p->store, own, work_shard(own, p->city, s.round), store_some, &s));
		arena_free(own);
		TRY(e);
		if (told)
			fprintf(stderr, "\r%zu / %zu units", s.to, r.units_n);
	}
	if (told)
		fputs("\r", stderr);
	printf("round %.*s: an invented survey of %lld items in %zu units, %lld hours; nobody ever said so\n",
	       STR_ARG(s.round), (long long)r.items, r.units_n, (long long)(r.minutes / 60));
	return NULL;
}

int work_run_rehearse(arena *a, const settings *set, int argc, char **argv)
{
	(void)a;
	return work_command(set, argc, argv, rehearse);
}
