#include "modules/work/work_import.h"

#include "modules/work/work_private.h"

#define UNITS_AT_ONCE 100
#define NUMBER_DIGITS 10
#define READ_MAX ((size_t)4 << 30)

/* A unit: what is kept of it, what the file says, and what is to be written. */
typedef struct entry {
	u64 hash;
	work_unit unit; /* id 0: not there yet */
	str sheet; /* as it is kept */
	survey_items was; /* read when it is needed */
	bool read;
	survey_items items; /* of the file */
	size_t room;
	const survey_unit *staff;
	bool dirty; /* `now` is to be written */
	survey_items now;
	str text; /* of it, where every row has its number */
	i64 fresh; /* rows without one */
	bool own; /* the rows are the file's: it counts as submitted */
	size_t moved, kept; /* rows that come from other units, and that the file does not name */
	bool left; /* its rows stay where they are */
} entry;

/* Where a number stands. */
typedef struct owner {
	i64 number; /* 0: free */
	size_t kept, file; /* entries, from 1; 0: nowhere */
} owner;

typedef struct importing {
	app *app;
	arena *a;
	work_import *i;
	work_round round;
	entry *at;
	size_t n, room;
	size_t *table; /* of entries by name, from 1 */
	size_t table_n;
	owner *owners;
	size_t owners_n;
	i64 last_number;
	size_t *work; /* entries that are to be written, in their order */
	size_t work_n;
	size_t from, to; /* of these, in one command */
	bool *stale; /* beside `work`: not written */
	size_t units_new, staff_changed;
} importing;

/* --- who is there ------------------------------------------------------------------------------------------------------------ */

static u64 hash_of(str bureau, str section, str unit)
{
	return (str_hash(bureau) * 1099511628211u ^ str_hash(section)) * 1099511628211u ^ str_hash(unit);
}

static entry *entry_of(importing *m, str bureau, str section, str unit)
{
	u64 h = hash_of(bureau, section, unit);
	size_t k = h % m->table_n;
	for (; m->table[k]; k = (k + 1) % m->table_n) {
		entry *e = &m->at[m->table[k] - 1];
		if (e->hash == h && str_eq(e->unit.name, unit) && str_eq(e->unit.section, section) &&
		    str_eq(e->unit.bureau, bureau))
			return e;
	}
	CHECK(m->n < m->room); /* as many as there are units, rows and lines of staff */
	entry *e = &m->at[m->n++];
	*e = (entry){ .hash = h, .unit = { .bureau = bureau, .section = section, .name = unit } };
	m->table[k] = m->n;
	return e;
}

typedef struct reading {
	importing *m;
	arena *a;
	work_units units;
	str *sheets; /* by id, from 1 */
} reading;

static const err *read_round(db *d, arena *a, void *arg)
{
	reading *r = arg;
	importing *m = r->m;
	TRY(work_round_of(d, r->a, m->app->city, m->i->round, &m->round));
	TRY(work_units_of(d, r->a, m->app->city, m->i->round, &r->units));
	i64 most = 0;
	for (size_t i = 0; i < r->units.n; i++)
		most = r->units.at[i].id > most ? r->units.at[i].id : most;
	r->sheets = arena_many(r->a, str, (size_t)most + 1);
	work_row_sheets_rows rows;
	for (i64 after = 0;; after = rows.at[rows.n - 1].unit) {
		TRY(work_row_sheets(d, r->a, m->app->city, m->i->round, after, UNITS_AT_ONCE, &rows));
		if (rows.n == 0)
			break;
		for (size_t i = 0; i < rows.n; i++)
			if (rows.at[i].unit <= most)
				r->sheets[rows.at[i].unit] = rows.at[i].sheet;
	}
	(void)a;
	return NULL;
}

static void take_file(importing *m)
{
	const work_import *i = m->i;
	for (size_t k = 0; i->staff && k < i->staff->n; k++) {
		const survey_unit *s = &i->staff->at[k];
		entry_of(m, s->bureau, s->section, s->unit)->staff = s;
	}
	for (size_t k = 0; i->items && k < i->items->n; k++) {
		const survey_item *x = &i->items->at[k];
		entry *e = entry_of(m, x->bureau, x->section, x->unit);
		LIST_ADD(m->a, &e->items, *x);
		m->last_number = x->number > m->last_number ? x->number : m->last_number;
	}
}

static const err *read_was(importing *m, entry *e)
{
	if (e->read)
		return NULL;
	e->read = true;
	return work_sheet_items(m->a, e->sheet, &e->unit, &e->was);
}

/* --- numbers ------------------------------------------------------------------------------------------------------------------- */

static owner *owner_of(importing *m, i64 number)
{
	size_t k = (size_t)number * 0x9e3779b97f4a7c15u % m->owners_n;
	while (m->owners[k].number && m->owners[k].number != number)
		k = (k + 1) % m->owners_n;
	m->owners[k].number = number;
	return &m->owners[k];
}

/* Rows of the file without a number take that of the row that says the same. */
static const err *find_numbers(importing *m, entry *e)
{
	buf text = buf_new(m->a, 1 << 20);
	bool any = false;
	for (size_t i = 0; i < e->items.n; i++)
		any = any || e->items.at[i].number == 0;
	if (!any || e->sheet.len == 0)
		return NULL;
	TRY(read_was(m, e));
	struct said {
		u64 hash;
		size_t row;
	} *had = arena_many(m->a, struct said, e->was.n + 1);
	for (size_t i = 0; i < e->was.n; i++) {
		survey_item x = e->was.at[i];
		x.number = 0;
		text.len = 0;
		survey_write_row(&text, &x);
		had[i] = (struct said){ str_hash(buf_str(&text)), i };
	}
	for (size_t i = 0; i < e->items.n; i++) {
		survey_item *x = &e->items.at[i];
		if (x->number)
			continue;
		text.len = 0;
		survey_write_row(&text, x);
		u64 h = str_hash(buf_str(&text));
		for (size_t k = 0; k < e->was.n && x->number == 0; k++) {
			if (had[k].hash != h || had[k].row == SIZE_MAX)
				continue;
			x->number = e->was.at[k].number;
			had[k].row = SIZE_MAX;
		}
	}
	return NULL;
}

static const err *collect_numbers(importing *m)
{
	size_t rows = 16;
	for (size_t k = 0; k < m->n; k++)
		rows += m->at[k].items.n + (size_t)m->at[k].unit.rows;
	m->owners_n = rows * 2;
	m->owners = arena_many(m->a, owner, m->owners_n);
	for (size_t k = 0; k < m->n; k++) {
		entry *e = &m->at[k];
		for (size_t i = 0; i < e->items.n; i++)
			if (e->items.at[i].number)
				owner_of(m, e->items.at[i].number)->file = k + 1;
	}
	for (size_t k = 0; k < m->n; k++) {
		entry *e = &m->at[k];
		if (e->sheet.len == 0)
			continue;
		/* the same text has the same numbers */
		const survey_items *has = &e->items;
		if (!(e->items.n && str_eq(e->text, e->sheet))) {
			TRY(read_was(m, e));
			has = &e->was;
		}
		for (size_t i = 0; i < has->n; i++) {
			i64 number = has->at[i].number;
			owner_of(m, number)->kept = k + 1;
			m->last_number = number > m->last_number ? number : m->last_number;
		}
	}
	return NULL;
}

/* --- what is to be written -------------------------------------------------------------------------------------------------------- */

static bool writable(const importing *m, const entry *e, import_refusal *ret)
{
	*ret = e->unit.state == SHEET_APPROVED ? IMPORT_APPROVED : IMPORT_TOUCHED;
	return m->i->replace || e->unit.version == 0 || (e->unit.brought && e->unit.state != SHEET_APPROVED);
}

static void refuse(importing *m, entry *e, import_refusal why)
{
	work_import *i = m->i;
	e->left = true;
	i->refused_n++;
	if (i->refused.n < IMPORT_REFUSED_MAX)
		LIST_ADD(m->a, &i->refused,
			 ((struct import_refused_one){ e->unit.bureau, e->unit.section, e->unit.name, why }));
}

/* A row stands in a sheet of another unit that is left alone. */
static bool held_elsewhere(importing *m, const entry *e)
{
	import_refusal why;
	for (size_t i = 0; i < e->items.n; i++) {
		if (e->items.at[i].number == 0)
			continue;
		size_t kept = owner_of(m, e->items.at[i].number)->kept;
		const entry *from = kept ? &m->at[kept - 1] : e;
		if (from != e && (from->left || !writable(m, from, &why)))
			return true;
	}
	return false;
}

/* What is left alone holds its rows, and so another sheet may have to be left alone as well. */
static void settle(importing *m)
{
	for (bool again = m->i->refused_n > 0; again;) {
		again = false;
		for (size_t k = 0; k < m->n; k++) {
			entry *e = &m->at[k];
			if (!e->dirty || !e->own || !held_elsewhere(m, e))
				continue;
			e->dirty = e->own = false;
			e->fresh = 0;
			refuse(m, e, IMPORT_ROWS_ELSEWHERE);
			again = true;
		}
	}
}

/* The file's rows, and while the file has bad rows those that it does not name. */
static const err *plan_own(importing *m, entry *e)
{
	import_refusal why;
	size_t moved = 0, stay = 0;
	if (e->text.len == e->sheet.len && str_eq(e->text, e->sheet)) {
		m->i->same++;
		return NULL;
	}
	TRY(read_was(m, e));
	e->now = (survey_items){ arena_many(m->a, survey_item, e->items.n + e->was.n + 1), 0 };
	for (size_t i = 0; i < e->items.n; i++) {
		const survey_item *x = &e->items.at[i];
		size_t kept = x->number ? owner_of(m, x->number)->kept : 0;
		moved += kept && &m->at[kept - 1] != e;
		e->fresh += x->number == 0;
		e->now.at[e->now.n++] = *x;
	}
	for (size_t i = 0; i < e->was.n && m->i->partial; i++) {
		if (owner_of(m, e->was.at[i].number)->file)
			continue;
		e->now.at[e->now.n++] = e->was.at[i];
		stay++;
	}
	e->text = work_sheet_text(m->a, &e->now);
	size_t size = e->text.len + (size_t)e->fresh * NUMBER_DIGITS;
	if (e->fresh)
		e->text = STR_NONE;
	if (e->text.len && str_eq(e->text, e->sheet)) {
		m->i->same++;
		m->i->kept += stay;
		return NULL;
	}
	if (!writable(m, e, &why)) {
		refuse(m, e, why);
	} else if (e->now.n > WORK_SHEET_ROWS_MAX || size > WORK_SHEET_MAX) {
		refuse(m, e, IMPORT_TOO_LARGE);
	} else if (held_elsewhere(m, e)) {
		refuse(m, e, IMPORT_ROWS_ELSEWHERE);
	} else {
		e->dirty = e->own = true;
		e->moved = moved;
		e->kept = stay;
	}
	if (!e->dirty)
		e->fresh = 0;
	return NULL;
}

/* Of the rows of the file, those that will stand where the file has them. */
static void collect_taken(importing *m)
{
	for (size_t k = 0; k < m->n; k++) {
		const entry *e = &m->at[k];
		for (size_t i = 0; i < e->items.n && e->left; i++)
			if (e->items.at[i].number)
				owner_of(m, e->items.at[i].number)->file = 0;
	}
}

/* A unit that the file does not name loses the rows that the file has elsewhere. */
static const err *plan_other(importing *m, entry *e)
{
	if (e->sheet.len == 0)
		return NULL;
	import_refusal why;
	TRY(read_was(m, e));
	e->now = (survey_items){ arena_many(m->a, survey_item, e->was.n + 1), 0 };
	for (size_t i = 0; i < e->was.n; i++)
		if (!owner_of(m, e->was.at[i].number)->file)
			e->now.at[e->now.n++] = e->was.at[i];
	e->dirty = e->now.n < e->was.n && writable(m, e, &why);
	e->text = e->dirty ? work_sheet_text(m->a, &e->now) : STR_NONE;
	return NULL;
}

static bool staff_differs(const entry *e)
{
	return e->staff && (e->unit.people != e->staff->people || e->unit.has != e->staff->minutes);
}

static const err *plan(importing *m)
{
	for (size_t k = 0; k < m->n; k++) {
		entry *e = &m->at[k];
		if (e->items.n == 0)
			continue;
		TRY(find_numbers(m, e));
		e->text = work_sheet_text(m->a, &e->items);
	}
	TRY(collect_numbers(m));
	for (size_t k = 0; k < m->n; k++)
		if (m->at[k].items.n)
			TRY(plan_own(m, &m->at[k]));
	settle(m);
	collect_taken(m);
	for (size_t k = 0; k < m->n; k++)
		if (m->at[k].items.n == 0)
			TRY(plan_other(m, &m->at[k]));
	m->work = arena_many(m->a, size_t, m->n + 1);
	m->stale = arena_many(m->a, bool, m->n + 1);
	for (size_t k = 0; k < m->n; k++)
		if (m->at[k].dirty || m->at[k].unit.id == 0 || staff_differs(&m->at[k]))
			m->work[m->work_n++] = k;
	return NULL;
}

/* --- writing -------------------------------------------------------------------------------------------------------------------------- */

static const err *write_sheet(db *d, arena *a, importing *m, const entry *e, i64 unit, i64 *next, bool *ret_stale)
{
	survey_items now = { arena_many(a, survey_item, e->now.n + 1), e->now.n };
	i64 changed;
	for (size_t i = 0; i < now.n; i++) {
		now.at[i] = e->now.at[i];
		if (now.at[i].number == 0)
			now.at[i].number = (*next)++;
	}
	str text = e->fresh ? work_sheet_text(a, &now) : e->text;
	TRY(work_row_sheet(d, a,
			   &(work_row_sheet_in){ .city = m->app->city,
						 .round = m->i->round,
						 .unit = unit,
						 .version = e->unit.version,
						 .state = sheet_state_name(e->own ? SHEET_SUBMITTED : e->unit.state),
						 .items = (i64)now.n,
						 .said = work_minutes(&now),
						 .note = e->own ? STR_NONE : e->unit.note,
						 .brought = e->own || e->unit.brought,
						 .changed = tx_now(d),
						 .changed_by = m->i->by ? m->i->by->name : STR_NONE,
						 .sheet = text },
			   &changed));
	*ret_stale = changed == 0;
	return NULL;
}

static const err *write_some(db *d, arena *a, void *arg)
{
	importing *m = arg;
	i64 city = m->app->city, fresh = 0;
	size_t sheets = 0;
	work_row_round_count_row c;
	bool found;
	m->units_new = m->staff_changed = 0;
	for (size_t i = m->from; i < m->to; i++)
		fresh += m->at[m->work[i]].fresh;
	TRY(work_row_round_beyond(d, a, city, m->i->round, m->last_number, NULL));
	TRY(work_row_round_count(d, a, city, m->i->round, fresh, &c, &found));
	if (!found || !str_eq(c.state, STR("open")))
		return err_why(a, ERR_not_allowed_now, "the round is not open any more");
	i64 next = c.next - fresh;
	for (size_t i = m->from; i < m->to; i++) {
		const entry *e = &m->at[m->work[i]];
		i64 unit = e->unit.id;
		bool changed = false;
		if (e->unit.id == 0 || staff_differs(e)) {
			work_unit u = e->unit;
			u.people = e->staff ? e->staff->people : u.people;
			u.has = e->staff ? e->staff->minutes : u.has;
			TRY(work_unit_put(d, a, city, m->i->round, &u, &unit, &changed));
			m->units_new += changed && e->unit.id == 0;
			m->staff_changed += changed && e->unit.id != 0;
		}
		m->stale[i] = false;
		if (e->dirty)
			TRY(write_sheet(d, a, m, e, unit, &next, &m->stale[i]));
		sheets += e->dirty && !m->stale[i];
	}
	return audit_add(
		d, a, city, STR_NONE, m->i->by, STR("work_import"), str_format(a, "work %.*s", STR_ARG(m->i->round)),
		str_format(a, "%zu sheets, %zu units new, hours of %zu", sheets, m->units_new, m->staff_changed));
}

static const err *write_all(importing *m)
{
	work_import *i = m->i;
	str shard = work_shard(m->a, m->app->city, i->round);
	for (m->from = 0; m->from < m->work_n; m->from = m->to) {
		arena *own = arena_new(READ_MAX);
		m->to = m->from + UNITS_AT_ONCE < m->work_n ? m->from + UNITS_AT_ONCE : m->work_n;
		const err *e = err_kept(m->a, store_write(m->app->store, own, shard, write_some, m));
		arena_free(own);
		TRY(e);
		i->changed = true;
		i->units_new += m->units_new;
		i->staff_changed += m->staff_changed;
		for (size_t k = m->from; k < m->to; k++) {
			entry *x = &m->at[m->work[k]];
			if (m->stale[k])
				refuse(m, x, IMPORT_MEANWHILE);
			else
				i->written += x->dirty;
			i->moved += x->dirty ? x->moved : 0;
			i->kept += x->dirty ? x->kept : 0;
		}
		if (i->told)
			i->told(i->ctx, m->to, m->work_n);
	}
	return NULL;
}

const err *work_import_run(app *p, arena *a, work_import *i)
{
	importing m = { .app = p, .a = a, .i = i };
	reading r = { .m = &m, .a = a };
	arena *own = arena_new((size_t)64 * 1024 * 1024);
	const err *e = err_kept(a, store_read(p->store, own, read_round, &r));
	arena_free(own);
	TRY(e);
	if (m.round.state != ROUND_OPEN)
		return err_at(a, ERR_not_allowed_now, STR("--round"), "the round is %.*s; open it first",
			      STR_ARG(round_state_name(m.round.state)));
	m.room = r.units.n + (i->items ? i->items->n : 0) + (i->staff ? i->staff->n : 0) + 1;
	m.at = arena_many(a, entry, m.room);
	m.table_n = m.room * 2 + 1;
	m.table = arena_many(a, size_t, m.table_n);
	for (size_t k = 0; k < r.units.n; k++) {
		const work_unit *u = &r.units.at[k];
		entry *x = entry_of(&m, u->bureau, u->section, u->name);
		x->unit = *u;
		x->sheet = r.sheets[u->id];
	}
	take_file(&m);
	TRY(plan(&m));
	return write_all(&m);
}
