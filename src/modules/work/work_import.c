#include "modules/work/work_import_plan.h"

#include "modules/work/work_private.h"

#define UNITS_AT_ONCE 100
#define READ_MAX ((size_t)8 << 30)
#define ROW_MEMORY 1500 /* bytes that an import takes for a row, at the most */

/* --- who is there ------------------------------------------------------------------------------------------------------------ */

static u64 hash_of(str bureau, str section, str unit)
{
	return (str_hash(bureau) * 1099511628211u ^ str_hash(section)) * 1099511628211u ^ str_hash(unit);
}

static void more_room(importing *m)
{
	entry *at = arena_many(m->a, entry, m->room * 2 + 16);
	if (m->n)
		memcpy(at, m->at, m->n * sizeof *at);
	m->at = at;
	m->room = m->room * 2 + 16;
	m->table_n = m->room * 2 + 1;
	m->table = arena_many(m->a, size_t, m->table_n);
	for (size_t i = 0; i < m->n; i++) {
		size_t k = m->at[i].hash % m->table_n;
		while (m->table[k])
			k = (k + 1) % m->table_n;
		m->table[k] = i + 1;
	}
}

/* Stands until the next call. */
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
	if (m->n == m->room)
		more_room(m);
	for (k = h % m->table_n; m->table[k]; k = (k + 1) % m->table_n) /* the table may be another */
		;
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
		entry_of(m, x->bureau, x->section, x->unit)->items.n++;
		m->last_number = x->number > m->last_number ? x->number : m->last_number;
	}
	for (size_t k = 0; k < m->n; k++) {
		m->at[k].items.at = arena_many(m->a, survey_item, m->at[k].items.n + 1);
		m->at[k].items.n = 0;
	}
	for (size_t k = 0; i->items && k < i->items->n; k++) {
		const survey_item *x = &i->items->at[k];
		entry *e = entry_of(m, x->bureau, x->section, x->unit);
		e->items.at[e->items.n++] = *x;
	}
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
						 .state = sheet_state_name(e->own  ? SHEET_SUBMITTED
									   : now.n ? e->unit.state
										   : SHEET_EMPTY),
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
		if (e->unit.id == 0 || work_import_staff_differs(e)) {
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
			if (m->stale[k]) {
				m->meanwhile++;
				work_import_refuse(m, x, IMPORT_MEANWHILE);
			} else if (x->dirty) {
				i->written++;
				i->rows.fresh += x->rows.fresh;
				i->rows.changed += x->rows.changed;
				i->rows.moved += x->rows.moved;
				i->rows.gone += x->rows.gone;
				i->rows.kept += x->rows.kept;
			}
		}
		if (i->told)
			i->told(i->ctx, m->to, m->work_n);
	}
	return NULL;
}

/* `again`: to see only whether what is there is what the file says. */
static const err *run(app *p, arena *a, work_import *i, bool again, size_t *ret_meanwhile)
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
	m.room = r.units.n;
	more_room(&m);
	for (size_t k = 0; k < r.units.n; k++) {
		const work_unit *u = &r.units.at[k];
		entry *x = entry_of(&m, u->bureau, u->section, u->name);
		x->unit = *u;
		x->sheet = r.sheets[u->id];
	}
	size_t rows = i->items ? i->items->n : 0;
	for (size_t k = 0; k < r.units.n; k++)
		rows += (size_t)r.units.at[k].rows;
	if (arena_left(a) / ROW_MEMORY < rows)
		return err_why(a, ERR_too_large, "%zu rows are too many for one import; split the file", rows);
	take_file(&m);
	TRY(work_import_plan(&m));
	for (size_t k = 0; k < m.n && again; k++)
		if (m.at[k].dirty)
			work_import_refuse(&m, &m.at[k], IMPORT_MEANWHILE);
	e = again ? NULL : write_all(&m);
	*ret_meanwhile = m.meanwhile;
	return e;
}

/* When somebody has changed sheets while this ran, it is looked at once more: another import may have written the same. What is other is told, not written over. */
const err *work_import_run(app *p, arena *a, work_import *i)
{
	size_t meanwhile = 1;
	for (int n = 0; n < 2 && meanwhile; n++) {
		struct import_refused_one *told = arena_many(a, struct import_refused_one, IMPORT_REFUSED_MAX);
		arena *own = arena_new(READ_MAX);
		i->same = i->refused_n = i->absent = i->absent_rows = meanwhile = 0;
		i->refused.at = told;
		i->refused.n = 0;
		const err *e = err_kept(a, run(p, own, i, n > 0, &meanwhile));
		for (size_t k = 0; k < i->refused.n; k++) {
			told[k].bureau = arena_copy(a, told[k].bureau);
			told[k].section = arena_copy(a, told[k].section);
			told[k].unit = arena_copy(a, told[k].unit);
		}
		arena_free(own);
		TRY(e);
		if (n > 0) /* among them those that were written before */
			i->same -= i->written < i->same ? i->written : i->same;
	}
	return NULL;
}
