/* Rounds: reading, and the commands that begin and end one. */
#include "modules/work/work_private.h"

#define NAME_MAX_BYTES 200

static const char *const names[] = { [ROUND_DRAFT] = "draft", [ROUND_OPEN] = "open", [ROUND_CLOSED] = "closed" };

str round_state_name(round_state s)
{
	return str_of(names[s]);
}

bool work_round_id_good(str s)
{
	bool good = s.len > 0 && s.len <= WORK_ROUND_MAX;
	for (size_t i = 0; i < s.len && good; i++)
		good = (s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '-';
	return good;
}

str work_shard(arena *a, i64 city, str round)
{
	return str_format(a, "%06lld/work/%.*s", (long long)city, STR_ARG(round));
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static work_round round_from(const work_row_round_row *row)
{
	work_round out = { .id = row->round,
			   .name = row->name,
			   .year = row->year,
			   .closes = row->closes.some ? (day)row->closes.value : DAY_NONE,
			   .results_open = row->results_open != 0,
			   .before = row->before,
			   .revision = row->revision,
			   .invented = row->invented != 0 };
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(row->state, str_of(names[i])))
			out.state = (round_state)i;
	return out;
}

/* A text that was read once is taken as it is: a program that knows less keeps what it can. */
static const err *definitions(arena *a, str text, work_def *ret)
{
	const err *e = work_def_parse(a, text, ret);
	return e ? err_at(a, ERR_definition, e->where, "the definitions of this round cannot be read: %.*s",
			  STR_ARG(e->detail))
		 : NULL;
}

const err *work_rounds_of(db *d, arena *a, i64 city, work_rounds *ret)
{
	work_row_rounds_rows rows;
	TRY(work_row_rounds(d, a, city, &rows));
	*ret = (work_rounds){ 0 };
	for (size_t i = 0; i < rows.n; i++) {
		const work_row_rounds_row *r = &rows.at[i];
		work_round one = round_from(&(work_row_round_row){ r->round, r->name, r->year, r->state, r->closes,
								   r->results_open, r->before, r->def, r->revision,
								   r->invented });
		/* most rounds have the definitions of the one before */
		size_t same = 0;
		while (same < i && !str_eq(rows.at[same].def, r->def))
			same++;
		if (same < i)
			one.def = ret->at[same].def;
		else
			TRY(definitions(a, r->def, &one.def));
		LIST_ADD(a, ret, one);
	}
	return NULL;
}

static const err *read_round(db *d, arena *a, i64 city, str id, work_row_round_row *ret)
{
	bool found = false;
	if (work_round_id_good(id))
		TRY(work_row_round(d, a, city, id, ret, &found));
	return found ? NULL : err_at(a, ERR_not_found, STR("round"), "there is no round ‘%.*s’", STR_ARG(id));
}

const err *work_round_of(db *d, arena *a, i64 city, str id, work_round *ret)
{
	work_row_round_row row;
	TRY(read_round(d, a, city, id, &row));
	*ret = round_from(&row);
	return definitions(a, row.def, &ret->def);
}

typedef struct asking {
	i64 city;
	str id; /* empty: the latest */
	work_row_round_row row;
} asking;

static const err *read_asked(db *d, arena *a, void *arg)
{
	asking *k = arg;
	work_row_round_latest_row latest;
	bool found = true;
	str id = k->id;
	if (id.len == 0) {
		TRY(work_row_round_latest(d, a, k->city, &latest, &found));
		id = found ? latest.round : STR_NONE;
	}
	return found ? read_round(d, a, k->city, id, &k->row) : err_at(a, ERR_not_found, STR("round"), "no round yet");
}

const err *work_round_get(req *r, str id, work_round *ret)
{
	asking k = { .city = r->app->city, .id = id };
	TRY(store_read(r->app->store, r->arena, read_asked, &k));
	*ret = round_from(&k.row);
	if (ret->state == ROUND_DRAFT) {
		ret->def = catalog_city(r)->work;
		return NULL;
	}
	const work_def *held = work_def_held(r->app, k.row.def);
	if (!held)
		return definitions(r->arena, k.row.def, &ret->def);
	ret->def = *held;
	return NULL;
}

typedef struct asking_rounds {
	i64 city;
	work_rounds *ret;
} asking_rounds;

static const err *read_asked_rounds(db *d, arena *a, void *arg)
{
	asking_rounds *k = arg;
	return work_rounds_of(d, a, k->city, k->ret);
}

const err *work_rounds_get(req *r, work_rounds *ret)
{
	asking_rounds k = { r->app->city, ret };
	return store_read(r->app->store, r->arena, read_asked_rounds, &k);
}

const err *work_round_asked(req *r, work_round *ret)
{
	str id = req_query(r, "round");
	if (id.len == 0)
		id = req_form(r, "round");
	return work_round_get(r, id, ret);
}

/* --- commands ------------------------------------------------------------------------------------------------------------- */

static const err *check(arena *a, const work_round *r)
{
	if (!work_round_id_good(r->id))
		return err_at(a, ERR_invalid, STR("id"), "a round's id is a-z, 0-9 and -, at most %d bytes",
			      WORK_ROUND_MAX);
	if (str_trim(r->name).len == 0 || r->name.len > NAME_MAX_BYTES || !str_is_utf8(r->name))
		return err_at(a, ERR_invalid, STR("name"), "a name of at most %d bytes", NAME_MAX_BYTES);
	if (r->year < 1949 || r->year > 2099)
		return err_at(a, ERR_invalid, STR("year"), "a fiscal year from 1949 to 2099");
	if (r->before.len && (!work_round_id_good(r->before) || str_eq(r->before, r->id)))
		return err_at(a, ERR_invalid, STR("before"), "the round before is another one");
	return NULL;
}

static const err *check_before(db *d, arena *a, i64 city, const work_round *r)
{
	work_row_round_row row;
	const err *e = r->before.len ? read_round(d, a, city, r->before, &row) : NULL;
	return err_is(e, ERR_not_found) ? err_at(a, ERR_invalid, STR("before"), "%.*s", STR_ARG(e->detail)) : e;
}

static str subject_of(arena *a, str round)
{
	return str_format(a, "work %.*s", STR_ARG(round));
}

static opt_i64 day_given(day d)
{
	return d == DAY_NONE ? NONE_I64 : SOME_I64(d);
}

const err *work_round_add(db *d, arena *a, i64 city, const who *by, const work_round *r)
{
	i64 changed;
	TRY(check(a, r));
	TRY(check_before(d, a, city, r));
	TRY(work_row_round_add(d, a,
			       &(work_row_round_add_in){ .city = city,
							 .round = r->id,
							 .name = str_trim(r->name),
							 .year = r->year,
							 .closes = day_given(r->closes),
							 .results_open = r->results_open,
							 .before = r->before,
							 .invented = r->invented },
			       &changed));
	if (!changed)
		return err_at(a, ERR_conflict, STR("id"), "there is a round ‘%.*s’ already", STR_ARG(r->id));
	return audit_add(d, a, city, STR_NONE, by, STR("work_round_add"), subject_of(a, r->id), r->name);
}

const err *work_round_change(db *d, arena *a, i64 city, const who *by, const work_round *r)
{
	i64 changed;
	TRY(check(a, r));
	TRY(check_before(d, a, city, r));
	TRY(work_row_round_change(d, a,
				  &(work_row_round_change_in){ .city = city,
							       .round = r->id,
							       .name = str_trim(r->name),
							       .year = r->year,
							       .closes = day_given(r->closes),
							       .results_open = r->results_open,
							       .before = r->before },
				  &changed));
	if (!changed)
		return err_of(ERR_not_found);
	return audit_add(d, a, city, STR_NONE, by, STR("work_round_change"), subject_of(a, r->id),
			 str_format(a, "%.*s%s", STR_ARG(r->name), r->results_open ? ", results open" : ""));
}

const err *work_round_open(db *d, arena *a, i64 city, const who *by, str round, str def)
{
	work_row_round_row row;
	work_def parsed;
	i64 changed;
	TRY(read_round(d, a, city, round, &row));
	if (str_eq(row.state, STR("draft"))) {
		TRY(work_def_parse(a, def, &parsed));
		if (!parsed.given)
			return err_why(a, ERR_not_allowed_now,
				       "this city has no work.yaml: nothing says what is asked");
		TRY(work_row_round_open(d, a, city, round, def, &changed));
		if (changed && row.before.len)
			TRY(work_row_units_copy(d, a, city, round, row.before, NULL));
	} else {
		TRY(work_row_round_state(d, a, city, round, STR("closed"), STR("open"), &changed));
	}
	if (!changed)
		return err_why(a, ERR_not_allowed_now, "the round is %.*s", STR_ARG(row.state));
	return audit_add(d, a, city, STR_NONE, by, STR("work_round_open"), subject_of(a, round), STR_NONE);
}

const err *work_round_close(db *d, arena *a, i64 city, const who *by, str round)
{
	work_row_round_row row;
	i64 changed;
	TRY(read_round(d, a, city, round, &row));
	TRY(work_row_round_state(d, a, city, round, STR("open"), STR("closed"), &changed));
	if (!changed)
		return err_why(a, ERR_not_allowed_now, "the round is %.*s", STR_ARG(row.state));
	return audit_add(d, a, city, STR_NONE, by, STR("work_round_close"), subject_of(a, round), STR_NONE);
}
