/* Changes of rows into the rows of a sheet. */
#include "modules/work/ask/ask.h"

static ask_row *named(ask_rows *rows, str name)
{
	for (size_t i = 0; i < rows->n; i++)
		if (str_eq(rows->at[i].name, name))
			return &rows->at[i];
	return NULL;
}

/* What a row is called now: a new one got a number, one that was not complete for a while got another. */
static str became(str names, str name)
{
	while (names.len) {
		str line = str_cut(&names, '\n'), first = str_cut(&line, ' ');
		if (str_eq(first, name))
			return line;
	}
	return STR_NONE;
}

static ask_row *find(ask_sheet *s, str name)
{
	ask_row *row = named(&s->rows, name);
	for (int hops = 0; !row && name.len > 0 && hops < 4; hops++) {
		name = became(s->names, name);
		row = name.len ? named(&s->rows, name) : NULL;
	}
	return row;
}

static void take_out(ask_rows *rows, size_t at)
{
	for (size_t i = at; i + 1 < rows->n; i++)
		rows->at[i] = rows->at[i + 1];
	rows->n--;
}

/* Behind the row that is called so; at the end when there is none. */
static size_t put_in(arena *a, ask_sheet *s, str after, const ask_row *row)
{
	size_t at = s->rows.n;
	const ask_row *before = after.len ? find(s, after) : NULL;
	if (before)
		at = (size_t)(before - s->rows.at) + 1;
	LIST_ADD(a, &s->rows, *row);
	for (size_t i = s->rows.n - 1; i > at; i--)
		s->rows.at[i] = s->rows.at[i - 1];
	s->rows.at[at] = *row;
	return at;
}

static bool good_name(str s)
{
	if (s.len < 2 || s.len > ASK_NAME_MAX || s.at[0] != 'n')
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9')))
			return false;
	return true;
}

static const err *add_row(arena *a, ask_sheet *s, const ask_edit *e, ask_row *row)
{
	if (s->rows.n >= WORK_SHEET_ROWS_MAX)
		return err_why(a, ERR_too_large, "a sheet has at most %d rows", WORK_SHEET_ROWS_MAX);
	/* a number that is not in this sheet is nobody's to choose: it may be another unit's */
	row->number = 0;
	row->name = good_name(e->name) ? arena_copy(a, e->name) : str_format(a, "n%.*s", STR_ARG(random_token(a)));
	if (row->name.len > ASK_NAME_MAX)
		row->name.len = ASK_NAME_MAX;
	put_in(a, s, e->after, row);
	return NULL;
}

static const err *apply(arena *a, ask_sheet *s, const ask_edit *e, ask_outcome *out, str *ret_name, bool *changed)
{
	ask_row *row = find(s, e->name), made = { 0 };
	for (size_t c = 0; c < ASK_COLS; c++) {
		if (e->cell[c].len > ASK_CELL_MAX)
			return err_at(a, ERR_too_long, ask_col_id(c), "a cell of more than %d bytes", ASK_CELL_MAX);
		made.cell[c] = e->cell[c];
	}
	if (row)
		made.number = row->number;
	ask_row_check(a, &s->round.def, &s->unit, &made);
	bool gone = e->remove || ask_row_blank(&made);
	*ret_name = row ? row->name : STR_NONE;
	if (gone && !row)
		return NULL; /* done before */
	if (row && !gone && ask_same_cells(row, &made))
		return NULL; /* it says so already */
	/* an edit that names no mark is of a row that is new: it is changed here only when it was sent before and not yet known to be */
	if (row && !str_eq(ask_row_mark(a, row), e->mark)) {
		out->conflict = true;
		return NULL;
	}
	if (!row && e->mark.len) {
		out->conflict = true; /* somebody removed what this person was changing */
		return NULL;
	}
	*changed = true;
	if (gone) {
		take_out(&s->rows, (size_t)(row - s->rows.at));
		*ret_name = STR_NONE;
	} else if (row) {
		made.name = row->name;
		*row = made;
	} else {
		TRY(add_row(a, s, e, &made));
		*ret_name = made.name;
	}
	return NULL;
}

const err *ask_merge(arena *a, ask_sheet *s, const ask_edits *edits, ask_outcomes *ret, bool *ret_changed)
{
	*ret = (ask_outcomes){ arena_many(a, ask_outcome, edits->n), edits->n };
	*ret_changed = false;
	str *names = arena_many(a, str, edits->n);
	for (size_t i = 0; i < edits->n; i++) {
		ret->at[i].name = edits->at[i].name;
		TRY(apply(a, s, &edits->at[i], &ret->at[i], &names[i], ret_changed));
	}
	s->open = 0;
	for (size_t k = 0; k < s->rows.n; k++)
		s->open += !s->rows.at[k].complete;
	for (size_t i = 0; i < edits->n; i++) {
		const ask_row *row = names[i].len ? named(&s->rows, names[i]) : NULL;
		ret->at[i].there = row != NULL;
		ret->at[i].row = row ? (size_t)(row - s->rows.at) : 0;
	}
	return NULL;
}
