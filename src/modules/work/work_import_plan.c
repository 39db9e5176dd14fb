/* What an import does to each unit. Nothing is written here. */
#include "modules/work/work_import_plan.h"

#include "modules/work/work_private.h"

#define NUMBER_DIGITS 10

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

void work_import_refuse(importing *m, entry *e, import_refusal why)
{
	work_import *i = m->i;
	e->left = true;
	i->refused_n++;
	if (i->refused.n < IMPORT_REFUSED_MAX)
		i->refused.at[i->refused.n++] =
			(struct import_refused_one){ e->unit.bureau, e->unit.section, e->unit.name, why };
}

/* The row of that number, as it is kept. */
static const survey_item *was_of(const entry *e, i64 number)
{
	for (size_t i = 0; i < e->was.n; i++)
		if (e->was.at[i].number == number)
			return &e->was.at[i];
	return NULL;
}

/* One of its rows stands in a sheet of another unit that is left alone; or its number is that of other work, in a unit that the file does not name: files of two
 * bureaus that each count from 1. */
static bool held_elsewhere(importing *m, const entry *e, import_refusal *ret)
{
	import_refusal why;
	for (size_t i = 0; i < e->items.n; i++) {
		const survey_item *x = &e->items.at[i];
		size_t kept = x->number ? owner_of(m, x->number)->kept : 0;
		const entry *from = kept ? &m->at[kept - 1] : e;
		if (from == e)
			continue;
		*ret = IMPORT_ROWS_ELSEWHERE;
		if (from->left || !writable(m, from, &why))
			return true;
		const survey_item *was =
			from->items.n == 0 && !m->i->replace && !m->i->whole ? was_of(from, x->number) : NULL;
		*ret = IMPORT_NUMBER_TAKEN;
		if (was && !(str_eq(was->work, x->work) && str_eq(was->step, x->step) && was->count == x->count &&
			     was->each == x->each))
			return true;
	}
	return false;
}

/* One of the rows that it would lose goes to a sheet that is left alone. */
static bool goes_nowhere(importing *m, const entry *e)
{
	for (size_t i = 0; i < e->was.n; i++) {
		size_t file = owner_of(m, e->was.at[i].number)->file;
		if (file && &m->at[file - 1] != e && m->at[file - 1].left)
			return true;
	}
	return false;
}

/* What is left alone holds its rows, and so another sheet may have to be left alone as well. */
static void settle(importing *m)
{
	import_refusal why;
	for (bool again = m->i->refused_n > 0; again;) {
		again = false;
		for (size_t k = 0; k < m->n; k++) {
			entry *e = &m->at[k];
			if (!e->dirty || !e->own)
				continue;
			if (goes_nowhere(m, e))
				why = IMPORT_ROWS_ELSEWHERE;
			else if (!held_elsewhere(m, e, &why))
				continue;
			e->dirty = e->own = false;
			e->fresh = 0;
			work_import_refuse(m, e, why);
			again = true;
		}
	}
}

static int by_number(const void *x, const void *y)
{
	const survey_item *const *a = x, *const *b = y;
	return ((*a)->number > (*b)->number) - ((*a)->number < (*b)->number);
}

static bool same_row(arena *a, const survey_item *x, const survey_item *y)
{
	buf one = buf_new(a, 1 << 16), two = buf_new(a, 1 << 16);
	survey_write_row(&one, x);
	survey_write_row(&two, y);
	return str_eq(buf_str(&one), buf_str(&two));
}

/* What the file does to a unit's rows, and whether that is anything: their order is nothing. */
static bool count_rows(importing *m, entry *e)
{
	arena *own = arena_new((size_t)64 << 20);
	const survey_item **was = arena_many(m->a, const survey_item *, e->was.n + 1);
	size_t left = 0;
	for (size_t i = 0; i < e->was.n; i++)
		was[i] = &e->was.at[i];
	qsort(was, e->was.n, sizeof *was, by_number);
	for (size_t i = 0; i < e->items.n; i++) {
		const survey_item *x = &e->items.at[i], *const * had;
		size_t kept = x->number ? owner_of(m, x->number)->kept : 0;
		e->fresh += x->number == 0;
		if (kept == 0) {
			e->rows.fresh++;
		} else if (&m->at[kept - 1] != e) {
			e->rows.moved++;
		} else {
			arena_reset(own);
			had = bsearch(&x, was, e->was.n, sizeof *was, by_number);
			e->rows.changed += !had || !same_row(own, x, *had);
		}
	}
	for (size_t i = 0; i < e->was.n; i++) {
		size_t file = owner_of(m, e->was.at[i].number)->file;
		left += file && &m->at[file - 1] != e;
		if (!file && m->i->partial)
			e->rows.kept++;
		else if (!file)
			e->rows.gone++;
	}
	arena_free(own);
	return e->rows.fresh + e->rows.changed + e->rows.moved + e->rows.gone + left > 0;
}

/* The file's rows, and while the file has bad rows those that it does not name. */
static const err *plan_own(importing *m, entry *e)
{
	import_refusal why;
	if (e->text.len == e->sheet.len && str_eq(e->text, e->sheet)) {
		m->i->same++;
		return NULL;
	}
	TRY(read_was(m, e));
	if (!count_rows(m, e)) {
		m->i->same++;
		m->i->rows.kept += e->rows.kept;
		return NULL;
	}
	if (e->rows.kept) {
		e->now = (survey_items){ arena_many(m->a, survey_item, e->items.n + e->rows.kept), e->items.n };
		memcpy(e->now.at, e->items.at, e->items.n * sizeof *e->now.at);
		for (size_t i = 0; i < e->was.n; i++)
			if (!owner_of(m, e->was.at[i].number)->file)
				e->now.at[e->now.n++] = e->was.at[i];
		e->text = work_sheet_text(m->a, &e->now);
	} else {
		e->now = e->items;
	}
	size_t size = e->text.len + (size_t)e->fresh * NUMBER_DIGITS;
	if (e->fresh)
		e->text = STR_NONE;
	if (!writable(m, e, &why)) {
		work_import_refuse(m, e, why);
	} else if (e->now.n > WORK_SHEET_ROWS_MAX || size > WORK_SHEET_MAX) {
		work_import_refuse(m, e, IMPORT_TOO_LARGE);
	} else if (held_elsewhere(m, e, &why)) {
		work_import_refuse(m, e, why);
	} else {
		e->dirty = e->own = true;
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

/* A unit that the file does not name loses the rows that the file has elsewhere; all, when the file is the whole survey. */
static const err *plan_other(importing *m, entry *e)
{
	if (e->sheet.len == 0)
		return NULL;
	work_import *i = m->i;
	import_refusal why;
	bool whole = i->whole && i->items && !i->partial;
	TRY(read_was(m, e));
	e->now = (survey_items){ arena_many(m->a, survey_item, e->was.n + 1), 0 };
	for (size_t k = 0; k < e->was.n; k++) {
		bool elsewhere = owner_of(m, e->was.at[k].number)->file != 0;
		e->rows.gone += whole && !elsewhere;
		if (!whole && !elsewhere)
			e->now.at[e->now.n++] = e->was.at[k];
	}
	bool may = writable(m, e, &why);
	e->dirty = e->now.n < e->was.n && may;
	if (whole && !may)
		work_import_refuse(m, e, why);
	if (i->items && !whole && e->now.n > 0) {
		i->absent++;
		i->absent_rows += e->now.n;
	}
	e->text = e->dirty ? work_sheet_text(m->a, &e->now) : STR_NONE;
	return NULL;
}

bool work_import_staff_differs(const entry *e)
{
	return e->staff && (e->unit.people != e->staff->people || e->unit.has != e->staff->minutes);
}

const err *work_import_plan(importing *m)
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
		if (m->at[k].dirty || m->at[k].unit.id == 0 || work_import_staff_differs(&m->at[k]))
			m->work[m->work_n++] = k;
	return NULL;
}
