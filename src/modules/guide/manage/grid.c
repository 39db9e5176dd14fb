/* A CSV as cells. */
#include "modules/guide/manage/manage.h"

#include "rules/sheet.h"

#define GRID_SIZE_MAX (4 * 1024 * 1024)

static const err *level(arena *a, csv_table *t)
{
	if (t->n == 0 || t->at[0].n == 0)
		return err_at(a, ERR_file, STR("1:1"), "the first row names the columns");
	size_t width = t->at[0].n;
	if (t->n > GRID_ROWS_MAX + 1 || width > GRID_COLUMNS_MAX)
		return err_why(a, ERR_too_large, "at most %d rows and %d columns", GRID_ROWS_MAX, GRID_COLUMNS_MAX);
	for (size_t i = 0; i < t->n; i++) {
		csv_row *x = &t->at[i];
		if (x->n > width) /* cells behind the last column that hold nothing */
			while (x->n > width && str_trim(x->at[x->n - 1]).len == 0)
				x->n--;
		if (x->n > width)
			return err_at(a, ERR_file, str_format(a, "%d:1", x->line),
				      "this row has %zu cells, the first row %zu", x->n, width);
		if (x->n == width)
			continue;
		str *cells = arena_alloc(a, width * sizeof *cells);
		for (size_t k = 0; k < width; k++)
			cells[k] = k < x->n ? x->at[k] : STR_NONE;
		x->at = cells;
		x->n = width;
	}
	return NULL;
}

const err *grid_read(arena *a, str text, csv_table *ret)
{
	TRY(csv_parse(a, text, ret));
	return level(a, ret);
}

static void put_cell(buf *b, str s)
{
	bool plain = s.len == 0 || (s.at[0] != ' ' && s.at[s.len - 1] != ' ');
	for (size_t i = 0; i < s.len && plain; i++)
		plain = s.at[i] != ',' && s.at[i] != '"' && s.at[i] != '\n' && s.at[i] != '\r';
	if (plain) {
		buf_put(b, s);
		return;
	}
	buf_lit(b, "\"");
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '"')
			buf_lit(b, "\"");
		buf_put(b, (str){ &s.at[i], 1 });
	}
	buf_lit(b, "\"");
}

static bool empty_row(const csv_row *x)
{
	for (size_t k = 0; k < x->n; k++)
		if (str_trim(x->at[k]).len)
			return false;
	return true;
}

str grid_write(arena *a, const csv_table *t)
{
	buf b = buf_new(a, GRID_SIZE_MAX);
	size_t last = t->n;
	while (last > 1 && empty_row(&t->at[last - 1]))
		last--;
	for (size_t i = 0; i < last; i++) {
		for (size_t k = 0; k < t->at[i].n; k++) {
			if (k)
				buf_lit(&b, ",");
			put_cell(&b, t->at[i].at[k]);
		}
		buf_lit(&b, "\n");
	}
	return b.overflowed ? STR_NONE : buf_str(&b);
}

str grid_sheet(arena *a, const csv_table *t)
{
	buf b = buf_new(a, GRID_SIZE_MAX);
	csv_writer w = csv_write(&b);
	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < t->at[i].n; k++)
			csv_str(&w, t->at[i].at[k]);
		csv_end_row(&w);
	}
	return b.overflowed ? STR_NONE : buf_str(&b);
}

/* --- rows and columns -------------------------------------------------------------------------------------------------- */

bool grid_row(arena *a, csv_table *t, grid_do what, size_t row)
{
	if (row >= t->n || (row == 0 && what != GRID_ADD))
		return false;
	csv_row made = { .n = t->at[0].n };
	switch (what) {
	case GRID_ADD:
	case GRID_COPY:
		if (t->n > GRID_ROWS_MAX)
			return false;
		made.at = arena_alloc(a, made.n * sizeof *made.at);
		for (size_t k = 0; k < made.n; k++)
			made.at[k] = what == GRID_COPY ? t->at[row].at[k] : STR_NONE;
		LIST_ADD(a, t, made);
		memmove(&t->at[row + 2], &t->at[row + 1], (t->n - row - 2) * sizeof *t->at);
		t->at[row + 1] = made;
		return true;
	case GRID_DELETE:
		memmove(&t->at[row], &t->at[row + 1], (t->n - row - 1) * sizeof *t->at);
		t->n--;
		return true;
	case GRID_UP:
	case GRID_DOWN: {
		size_t other = what == GRID_UP ? row - 1 : row + 1;
		if (other == 0 || other >= t->n)
			return false;
		csv_row x = t->at[row];
		t->at[row] = t->at[other];
		t->at[other] = x;
		return true;
	}
	}
	return false;
}

grid_role grid_role_of(str header, size_t column, bool of_cases)
{
	if (column == 0)
		return ROLE_ID;
	if (of_cases) {
		if (str_eq(header, STR("as_of")))
			return ROLE_DAY;
		if (str_eq(header, STR("note")))
			return ROLE_NOTE;
		bool expected = str_eq(header, STR("yes")) || str_eq(header, STR("open")) || str_eq(header, STR("no"));
		return expected ? ROLE_EXPECTED : ROLE_FACT;
	}
	switch (sheet_note_of(header)) {
	case NOTE_FROM:
		return ROLE_FROM;
	case NOTE_TO:
		return ROLE_TO;
	case NOTE_SOURCE:
		return ROLE_SOURCE;
	case NOTE_REMARK:
		return ROLE_NOTE;
	case NOTE_OTHER:
		break;
	}
	return ROLE_FACT;
}

bool grid_add_column(arena *a, csv_table *t, str name, bool of_cases)
{
	size_t at = 1, width = t->at[0].n;
	if (width >= GRID_COLUMNS_MAX || name.len == 0)
		return false;
	for (size_t k = 0; k < width; k++)
		if (str_eq(t->at[0].at[k], name))
			return false;
	bool fact = grid_role_of(name, 1, of_cases) == ROLE_FACT;
	for (size_t k = 1; k < width; k++) {
		grid_role is = grid_role_of(t->at[0].at[k], k, of_cases);
		if (!fact || is == ROLE_FACT || is == ROLE_DAY)
			at = k + 1;
	}
	for (size_t i = 0; i < t->n; i++) {
		str *cells = arena_alloc(a, (width + 1) * sizeof *cells);
		for (size_t k = 0; k <= width; k++)
			cells[k] = k < at ? t->at[i].at[k] : k > at ? t->at[i].at[k - 1] : i == 0 ? name : STR_NONE;
		t->at[i].at = cells;
		t->at[i].n = width + 1;
	}
	return true;
}

bool grid_delete_column(csv_table *t, size_t column)
{
	if (column == 0 || column >= t->at[0].n)
		return false;
	for (size_t i = 0; i < t->n; i++) {
		csv_row *x = &t->at[i];
		memmove(&x->at[column], &x->at[column + 1], (x->n - column - 1) * sizeof *x->at);
		x->n--;
	}
	return true;
}

row_state grid_state(arena *a, const csv_table *t, size_t row, day today)
{
	row_state state = ROW_NOW;
	for (size_t k = 1; k < t->at[0].n; k++) {
		day d;
		sheet_note is = sheet_note_of(t->at[0].at[k]);
		if ((is != NOTE_FROM && is != NOTE_TO) || !sheet_day(a, t->at[row].at[k], &d))
			continue;
		if (is == NOTE_TO && d < today)
			return ROW_PAST;
		if (is == NOTE_FROM && d > today)
			state = ROW_LATER;
	}
	return state;
}

bool grid_place_of(arena *a, str path, str text, const csv_table *t, str where, grid_place *ret)
{
	if (!str_starts(where, path) || where.len <= path.len || where.at[path.len] != ':')
		return false;
	str rest = str_sub(where, path.len + 1, where.len), first = str_cut(&rest, ':');
	i64 line, column = 1;
	if (!str_i64(first, &line))
		return false;
	if (rest.len && !str_i64(rest, &column))
		column = 1;
	*ret = (grid_place){ 0, 0 };
	if (t->n == 0)
		return true;
	while (ret->row + 1 < t->n && t->at[ret->row + 1].line <= line)
		ret->row++;
	const csv_row *row = &t->at[ret->row];
	const csv_place *places = csv_places(a, text, row);
	while (ret->column + 1 < row->n) {
		const csv_place *next = &places[ret->column + 1];
		if (next->line > line || (next->line == line && next->column > column))
			break;
		ret->column++;
	}
	return true;
}
