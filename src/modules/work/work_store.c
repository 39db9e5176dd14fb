/* Units and their sheets: reading, and the commands that change them. Rounds: work_rounds.c. */
#include "modules/work/work_private.h"

#define SHEET_CEILING                                                                                                  \
	(16 * 1024 * 1024) /* above what so many rows can become: how large a text may be, whoever keeps it asks */

static const char *const state_names[] = {
	[SHEET_EMPTY] = "empty",         [SHEET_FILLING] = "filling",   [SHEET_SUBMITTED] = "submitted",
	[SHEET_SENT_BACK] = "sent_back", [SHEET_APPROVED] = "approved",
};

str sheet_state_name(sheet_state s)
{
	return str_of(state_names[s]);
}

bool sheet_state_read(str s, sheet_state *ret)
{
	for (size_t i = 0; i < COUNT(state_names); i++)
		if (str_eq(s, str_of(state_names[i]))) {
			*ret = (sheet_state)i;
			return true;
		}
	return false;
}

bool work_sheet_may_go(sheet_state from, sheet_state to)
{
	static const u8 ways[] = {
		[SHEET_EMPTY] = 1u << SHEET_FILLING | 1u << SHEET_SUBMITTED,
		[SHEET_FILLING] = 1u << SHEET_FILLING | 1u << SHEET_SUBMITTED,
		[SHEET_SUBMITTED] = 1u << SHEET_FILLING | 1u << SHEET_SENT_BACK |
				    1u << SHEET_APPROVED, /* FILLING: the unit takes it back */
		[SHEET_SENT_BACK] = 1u << SHEET_FILLING | 1u << SHEET_SUBMITTED,
		[SHEET_APPROVED] = 1u << SHEET_SENT_BACK,
	};
	return ways[from] >> to & 1;
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static work_unit unit_from(const work_row_units_row *r)
{
	work_unit u = { .id = r->unit,
			.bureau = r->bureau,
			.section = r->section,
			.name = r->name,
			.people = r->people,
			.has = r->minutes,
			.rows = r->items,
			.said = r->said,
			.note = r->note,
			.version = r->version,
			.brought = r->brought != 0,
			.changed = r->changed,
			.changed_by = r->changed_by };
	CHECK(sheet_state_read(r->state, &u.state));
	return u;
}

/* Where each bureau and section came first, so that what belongs together stands together. */
typedef struct placed {
	work_unit unit;
	i64 bureau, section;
} placed;

static int by_place(const void *x, const void *y)
{
	const placed *a = x, *b = y;
	if (a->bureau != b->bureau)
		return a->bureau < b->bureau ? -1 : 1;
	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	return a->unit.id < b->unit.id ? -1 : a->unit.id > b->unit.id;
}

typedef struct first_seen {
	u64 hash;
	str bureau, section;
	i64 id; /* 0: free */
} first_seen;

static i64 first_of(first_seen *table, size_t room, str bureau, str section, i64 id)
{
	u64 h = str_hash(bureau) * 31 + str_hash(section);
	size_t i = h % room;
	while (table[i].id &&
	       !(table[i].hash == h && str_eq(table[i].bureau, bureau) && str_eq(table[i].section, section)))
		i = (i + 1) % room;
	if (!table[i].id)
		table[i] = (first_seen){ h, bureau, section, id };
	return table[i].id;
}

const err *work_units_of(db *d, arena *a, i64 city, str round, work_units *ret)
{
	work_row_units_rows rows;
	TRY(work_row_units(d, a, city, round, &rows));
	size_t room = rows.n * 4 + 1;
	first_seen *table = arena_many(a, first_seen, room);
	placed *list = arena_many(a, placed, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const work_row_units_row *r = &rows.at[i];
		list[i] = (placed){ unit_from(r), first_of(table, room, r->bureau, STR("\n"), r->unit),
				    first_of(table, room, r->bureau, r->section, r->unit) };
	}
	qsort(list, rows.n, sizeof *list, by_place);
	*ret = (work_units){ arena_many(a, work_unit, rows.n + 1), rows.n };
	for (size_t i = 0; i < rows.n; i++)
		ret->at[i] = list[i].unit;
	return NULL;
}

typedef struct asking_units {
	i64 city;
	str round;
	work_units *ret;
} asking_units;

static const err *read_asked_units(db *d, arena *a, void *arg)
{
	asking_units *k = arg;
	return work_units_of(d, a, k->city, k->round, k->ret);
}

const err *work_units_get(req *r, str round, work_units *ret)
{
	asking_units k = { r->app->city, round, ret };
	return store_read(r->app->store, r->arena, read_asked_units, &k);
}

str work_sheet_text(arena *a, const survey_items *items)
{
	buf b = buf_new(a, SHEET_CEILING);
	if (items->n == 0)
		return STR_NONE;
	survey_write(&b, items, false);
	return buf_str(&b); /* cut short, it is still far too large to be kept */
}

const err *work_sheet_items(arena *a, str text, const work_unit *u, survey_items *ret)
{
	survey_read_result read;
	*ret = (survey_items){ 0 };
	if (text.len == 0)
		return NULL;
	TRY(survey_read(a, text, &read));
	if (read.bad_n)
		return err_at(a, ERR_internal, read.bad->where, "the sheet of unit %lld is not as it was written: %.*s",
			      (long long)u->id, STR_ARG(read.bad->detail));
	for (size_t i = 0; i < read.items.n; i++) {
		read.items.at[i].bureau = u->bureau;
		read.items.at[i].section = u->section;
		read.items.at[i].unit = u->name;
	}
	*ret = read.items;
	return NULL;
}

i64 work_minutes(const survey_items *items)
{
	i64 sum = 0;
	for (size_t i = 0; i < items->n; i++)
		sum += items->at[i].count * items->at[i].each;
	return sum;
}

static const err *read_unit(db *d, arena *a, i64 city, str round, i64 id, work_unit *ret, str *ret_sheet)
{
	work_row_unit_row r;
	bool found;
	TRY(work_row_unit(d, a, city, round, id, &r, &found));
	if (!found)
		return err_of(ERR_not_found);
	*ret = unit_from(&(work_row_units_row){ r.unit, r.bureau, r.section, r.name, r.people, r.minutes, r.state,
						r.items, r.said, r.note, r.version, r.brought, r.changed,
						r.changed_by });
	*ret_sheet = r.sheet;
	return NULL;
}

const err *work_unit_of(db *d, arena *a, i64 city, str round, i64 id, work_unit *ret, survey_items *ret_items)
{
	str sheet;
	TRY(read_unit(d, a, city, round, id, ret, &sheet));
	return ret_items ? work_sheet_items(a, sheet, ret, ret_items) : NULL;
}

const err *work_unit_named(db *d, arena *a, i64 city, str round, str bureau, str section, str name, work_unit *ret)
{
	work_row_unit_named_row r;
	bool found;
	TRY(work_row_unit_named(d, a, city, round, bureau, section, name, &r, &found));
	return found ? work_unit_of(d, a, city, round, r.unit, ret, NULL) : err_of(ERR_not_found);
}

/* --- commands ------------------------------------------------------------------------------------------------------------- */

const err *work_unit_put(db *d, arena *a, i64 city, str round, const work_unit *u, i64 *ret_id, bool *ret_changed)
{
	work_row_unit_named_row was;
	work_row_unit_add_row made;
	bool found;
	i64 changed = 1;
	TRY(work_row_unit_named(d, a, city, round, u->bureau, u->section, u->name, &was, &found));
	if (found) {
		*ret_id = was.unit;
		TRY(work_row_unit_staff(d, a, city, round, was.unit, u->people, u->has, &changed));
	} else {
		TRY(work_row_unit_add(d, a,
				      &(work_row_unit_add_in){ .city = city,
							       .round = round,
							       .bureau = u->bureau,
							       .section = u->section,
							       .name = u->name,
							       .people = u->people,
							       .minutes = u->has },
				      &made, &found));
		*ret_id = made.unit;
	}
	*ret_changed = changed > 0;
	return NULL;
}

static str subject_of(arena *a, str round, const work_unit *u)
{
	return str_format(a, "work %.*s unit %lld", STR_ARG(round), (long long)u->id);
}

/* All mistakes of all rows, linked: where "3:年間件数". */
static const err *check_rows(arena *a, const survey_items *items)
{
	const err *first = NULL;
	err *last = NULL;
	for (size_t i = 0; i < items->n; i++) {
		for (const err *e = survey_check_item(a, &items->at[i]); e; e = e->next) {
			err *told = arena_one(a, err);
			*told = (err){ ERR_invalid, str_format(a, "%zu:%.*s", i + 1, STR_ARG(e->where)), e->detail,
				       NULL };
			if (last)
				last->next = told;
			else
				first = told;
			last = told;
		}
	}
	return first;
}

static int by_number(const void *x, const void *y)
{
	i64 a = *(const i64 *)x, b = *(const i64 *)y;
	return a < b ? -1 : a > b;
}

/* Numbers that the sheet did not have, or that stand twice, become 0; returns how many. */
static i64 keep_numbers(arena *a, const survey_items *was, survey_items *now)
{
	i64 *known = arena_many(a, i64, was->n + 1);
	bool *used = arena_many(a, bool, was->n + 1);
	i64 fresh = 0;
	for (size_t i = 0; i < was->n; i++)
		known[i] = was->at[i].number;
	qsort(known, was->n, sizeof *known, by_number);
	for (size_t i = 0; i < now->n; i++) {
		i64 *k = now->at[i].number > 0 && was->n
				 ? bsearch(&now->at[i].number, known, was->n, sizeof *known, by_number)
				 : NULL;
		if (k && !used[k - known]) {
			used[k - known] = true;
			continue;
		}
		now->at[i].number = 0;
		fresh++;
	}
	return fresh;
}

static str name_of(const who *by)
{
	return by ? by->name : STR_NONE;
}

const err *work_sheet_save(db *d, arena *a, i64 city, const who *by, str round, i64 unit, i64 version,
			   const survey_items *items, sheet_state state, str note, str action)
{
	work_unit u;
	str sheet;
	survey_items was, now = { arena_many(a, survey_item, items->n + 1), items->n };
	if (items->n > WORK_SHEET_ROWS_MAX)
		return err_why(a, ERR_too_large, "more than %d rows", WORK_SHEET_ROWS_MAX);
	TRY(read_unit(d, a, city, round, unit, &u, &sheet));
	if (u.version != version)
		return err_of(ERR_stale);
	if (!work_sheet_may_go(u.state, state))
		return err_why(a, ERR_not_allowed_now, "the sheet is %s", state_names[u.state]);
	TRY(work_sheet_items(a, sheet, &u, &was));
	for (size_t i = 0; i < now.n; i++) {
		now.at[i] = items->at[i];
		now.at[i].bureau = u.bureau;
		now.at[i].section = u.section;
		now.at[i].unit = u.name;
	}
	i64 fresh = keep_numbers(a, &was, &now), changed;
	work_row_round_count_row c;
	bool found;
	TRY(work_row_round_count(d, a, city, round, fresh, &c, &found));
	if (!found || !str_eq(c.state, STR("open")))
		return err_why(a, ERR_not_allowed_now, "the round is not open");
	for (size_t i = 0; i < now.n; i++)
		if (now.at[i].number == 0)
			now.at[i].number = c.next - fresh--;
	TRY(check_rows(a, &now));
	str text = work_sheet_text(a, &now);
	if (text.len > WORK_SHEET_MAX)
		return err_why(a, ERR_too_large, "the sheet has more than %d bytes", WORK_SHEET_MAX);
	TRY(work_row_sheet(d, a,
			   &(work_row_sheet_in){ .city = city,
						 .round = round,
						 .unit = unit,
						 .version = version,
						 .state = str_of(state_names[state]),
						 .items = (i64)now.n,
						 .said = work_minutes(&now),
						 .note = note,
						 .brought = 0,
						 .changed = tx_now(d),
						 .changed_by = name_of(by),
						 .sheet = text },
			   &changed));
	if (!changed)
		return err_of(ERR_stale);
	return action.len ? audit_add(d, a, city, STR_NONE, by, action, subject_of(a, round, &u),
				      str_format(a, "%zu rows, %lld minutes", now.n, (long long)work_minutes(&now)))
			  : NULL;
}

const err *work_sheet_move(db *d, arena *a, i64 city, const who *by, str round, i64 unit, i64 version,
			   sheet_state state, str note, str action)
{
	work_unit u;
	work_row_round_count_row c;
	bool found;
	i64 changed;
	TRY(work_unit_of(d, a, city, round, unit, &u, NULL));
	if (u.version != version)
		return err_of(ERR_stale);
	if (!work_sheet_may_go(u.state, state))
		return err_why(a, ERR_not_allowed_now, "the sheet is %s", state_names[u.state]);
	if (state == SHEET_SENT_BACK && note.len == 0)
		return err_at(a, ERR_required, STR("note"), "a sheet is sent back with a reason");
	TRY(work_row_round_count(d, a, city, round, 0, &c, &found));
	if (!found || !str_eq(c.state, STR("open")))
		return err_why(a, ERR_not_allowed_now, "the round is not open");
	TRY(work_row_move(d, a,
			  &(work_row_move_in){ .city = city,
					       .round = round,
					       .unit = unit,
					       .version = version,
					       .state = str_of(state_names[state]),
					       .note = note,
					       .changed = tx_now(d),
					       .changed_by = name_of(by) },
			  &changed));
	if (!changed)
		return err_of(ERR_stale);
	return action.len ? audit_add(d, a, city, STR_NONE, by, action, subject_of(a, round, &u), note) : NULL;
}

work_balance work_balance_of(const work_def *def, i64 has, i64 said)
{
	if (has <= 0)
		return BALANCE_UNKNOWN;
	if (said * 100 < has * def->balance_least)
		return BALANCE_TOO_LITTLE;
	return said * 100 > has * def->balance_most ? BALANCE_TOO_MUCH : BALANCE_HOLDS;
}
