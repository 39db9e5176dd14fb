/*
 * Rows and columns of a grid. A cell may cover several columns (span) and rows (down); a row's list holds only the cells that begin in it. So each operation works on a
 * map that says which cell lies at each row and column.
 */
#include "defs/papers/papers_read.h"
#include "modules/papers/manage/manage.h"

#define ROWS_MAX 100
#define COLUMNS_MAX 60
#define NARROWEST 4.0 /* a column that can be halved, mm */

typedef struct owner {
	size_t row, cell; /* where the cell begins */
	bool some;
} owner;
typedef struct map {
	owner *at;
	size_t rows, columns;
} map;

static owner *of(const map *m, size_t row, size_t column)
{
	return &m->at[row * m->columns + column];
}

/* False for a grid that is too large, or whose cells do not fill it. */
static bool map_of(arena *a, const paper_mark *g, map *ret)
{
	*ret = (map){ .rows = g->rows.n, .columns = g->columns.n };
	if (ret->rows == 0 || ret->columns == 0 || ret->rows > ROWS_MAX || ret->columns > COLUMNS_MAX)
		return false;
	ret->at = arena_alloc(a, ret->rows * ret->columns * sizeof *ret->at);
	for (size_t i = 0; i < ret->rows * ret->columns; i++)
		ret->at[i] = (owner){ 0, 0, false };
	for (size_t r = 0; r < ret->rows; r++) {
		size_t c = 0;
		for (size_t i = 0; i < g->rows.at[r].cells.n; i++) {
			const paper_mark *m = &g->rows.at[r].cells.at[i];
			while (c < ret->columns && of(ret, r, c)->some)
				c++;
			for (size_t y = r; y < r + (size_t)m->down && y < ret->rows; y++)
				for (size_t x = c; x < c + (size_t)m->span && x < ret->columns; x++)
					*of(ret, y, x) = (owner){ r, i, true };
			c += (size_t)m->span;
		}
	}
	return true;
}

static bool same(const owner *x, const owner *y)
{
	return x->some && y->some && x->row == y->row && x->cell == y->cell;
}

static paper_mark *cell_of(const paper_mark *g, const owner *o)
{
	return &g->rows.at[o->row].cells.at[o->cell];
}

static paper_mark empty_cell(void)
{
	return mark_usual(MARK_EMPTY, PLACE_CELL);
}

/* Where in a row's list a cell belongs that begins at that column. */
static size_t index_at(const map *m, const paper_mark *g, size_t row, size_t column)
{
	size_t n = 0;
	for (size_t i = 0; i < g->rows.at[row].cells.n; i++) {
		for (size_t c = 0; c < m->columns; c++) {
			const owner *o = of(m, row, c);
			if (o->some && o->row == row && o->cell == i) {
				n += c < column;
				break;
			}
		}
	}
	return n;
}

static void put_in(arena *a, paper_marks *list, size_t at, paper_mark m)
{
	LIST_ADD(a, list, m);
	memmove(&list->at[at + 1], &list->at[at], (list->n - 1 - at) * sizeof m);
	list->at[at] = m;
}

static void take_out(paper_marks *list, size_t i)
{
	memmove(&list->at[i], &list->at[i + 1], (list->n - i - 1) * sizeof *list->at);
	list->n--;
}

/* The columns that the chosen cell covers: [from, to). */
static bool reach(const map *m, size_t row, size_t cell, size_t *from, size_t *to)
{
	*from = m->columns;
	for (size_t c = 0; c < m->columns; c++) {
		const owner *o = of(m, row, c);
		if (!o->some || o->row != row || o->cell != cell)
			continue;
		if (*from == m->columns)
			*from = c;
		*to = c + 1;
	}
	return *from < m->columns;
}

static bool add_column(arena *a, paper_mark *g, const map *m, size_t last)
{
	double width = g->columns.at[last];
	if (m->columns >= COLUMNS_MAX || width < NARROWEST)
		return false;
	for (size_t r = m->rows; r-- > 0;) {
		const owner *here = of(m, r, last);
		if (last + 1 < m->columns && same(here, of(m, r, last + 1))) {
			if (here->row == r)
				cell_of(g, here)->span++;
			continue;
		}
		put_in(a, &g->rows.at[r].cells, index_at(m, g, r, last + 1), empty_cell());
	}
	g->columns.at[last] = pm_tenths(width / 2);
	LIST_ADD(a, &g->columns, 0);
	for (size_t i = g->columns.n - 1; i > last + 1; i--)
		g->columns.at[i] = g->columns.at[i - 1];
	g->columns.at[last + 1] = pm_tenths(width - g->columns.at[last]);
	return true;
}

static bool remove_column(paper_mark *g, const map *m, size_t column)
{
	if (m->columns < 2)
		return false;
	for (size_t r = 0; r < m->rows; r++) {
		const owner *o = of(m, r, column);
		if (!o->some || o->row != r)
			continue;
		paper_mark *c = cell_of(g, o);
		if (c->span > 1)
			c->span--;
		else
			take_out(&g->rows.at[r].cells, o->cell);
	}
	size_t heir = column ? column - 1 : 1;
	g->columns.at[heir] = pm_tenths(g->columns.at[heir] + g->columns.at[column]);
	memmove(&g->columns.at[column], &g->columns.at[column + 1],
		(g->columns.n - column - 1) * sizeof *g->columns.at);
	g->columns.n--;
	return true;
}

static bool add_row(arena *a, paper_mark *g, const map *m, size_t row)
{
	if (m->rows >= ROWS_MAX)
		return false;
	paper_row new = { .height = g->rows.at[row].height,
			  .most = 1 }; /* no row of a table, whatever the one above is */
	for (size_t c = 0; c < m->columns; c++) {
		const owner *o = of(m, row, c);
		bool first = c == 0 || !same(o, of(m, row, c - 1));
		if (o->some && row + 1 < m->rows && same(o, of(m, row + 1, c))) {
			if (first)
				cell_of(g, o)->down++;
			continue;
		}
		paper_mark e = empty_cell();
		if (o->some && !first)
			continue;
		e.span = o->some ? cell_of(g, o)->span : 1;
		LIST_ADD(a, &new.cells, e);
	}
	LIST_ADD(a, &g->rows, new);
	memmove(&g->rows.at[row + 2], &g->rows.at[row + 1], (g->rows.n - row - 2) * sizeof new);
	g->rows.at[row + 1] = new;
	return true;
}

static bool remove_row(arena *a, paper_mark *g, const map *m, size_t row)
{
	if (m->rows < 2)
		return false;
	for (size_t c = m->columns; c-- > 0;) {
		const owner *o = of(m, row, c);
		if (!o->some || (c > 0 && same(o, of(m, row, c - 1))))
			continue; /* each once, where it begins */
		paper_mark *cell = cell_of(g, o);
		if (o->row < row) {
			cell->down--;
		} else if (cell->down > 1) { /* goes on in the row below */
			paper_mark rest = *cell;
			rest.down--;
			put_in(a, &g->rows.at[row + 1].cells, index_at(m, g, row + 1, c), rest);
		}
	}
	memmove(&g->rows.at[row], &g->rows.at[row + 1], (g->rows.n - row - 1) * sizeof *g->rows.at);
	g->rows.n--;
	return true;
}

static bool join_right(paper_mark *g, const map *m, size_t row, size_t to)
{
	if (to >= m->columns)
		return false;
	const owner *me = of(m, row, to - 1), *next = of(m, row, to);
	if (!next->some || next->row != row || cell_of(g, next)->down != cell_of(g, me)->down)
		return false;
	cell_of(g, me)->span += cell_of(g, next)->span;
	take_out(&g->rows.at[row].cells, next->cell);
	return true;
}

static bool join_down(paper_mark *g, const map *m, size_t row, size_t from, size_t to)
{
	const owner *me = of(m, row, from);
	paper_mark *cell = cell_of(g, me);
	size_t below = row + (size_t)cell->down;
	if (below >= m->rows || g->rows.at[row].each.len || g->rows.at[below].each.len)
		return false;
	const owner *next = of(m, below, from);
	if (!next->some || next->row != below || cell_of(g, next)->span != cell->span ||
	    !same(next, of(m, below, to - 1)))
		return false;
	cell->down += cell_of(g, next)->down;
	take_out(&g->rows.at[below].cells, next->cell);
	return true;
}

bool pm_cell(arena *a, paper_def *p, size_t sheet, str path, cell_do what, str *ret_path)
{
	pm_at at;
	map m;
	size_t from, to = 0;
	if (!pm_find(p, sheet, path, &at) || !at.grid || at.cell || !map_of(a, at.grid, &m) ||
	    !reach(&m, at.row, at.index, &from, &to))
		return false;
	paper_mark *g = at.grid;
	*ret_path = path;
	switch (what) {
	case CELL_COLUMN_ADD:
		return add_column(a, g, &m, to - 1);
	case CELL_ROW_ADD:
		return add_row(a, g, &m, at.row + (size_t)at.mark->down - 1);
	case CELL_COLUMN_REMOVE:
	case CELL_ROW_REMOVE: {
		bool done = what == CELL_ROW_REMOVE ? remove_row(a, g, &m, at.row) : remove_column(g, &m, to - 1);
		size_t cut = 0; /* the cell may be gone: the grid is chosen */
		for (size_t i = 0; i < path.len && cut == 0; i++)
			if (str_starts(str_sub(path, i, path.len), STR("/rows/")))
				cut = i;
		*ret_path = str_sub(path, 0, cut);
		return done;
	}
	case CELL_JOIN_RIGHT:
		return join_right(g, &m, at.row, to);
	case CELL_JOIN_DOWN:
		return join_down(g, &m, at.row, from, to);
	case CELL_PART_RIGHT: {
		if (at.mark->span < 2)
			return false;
		paper_mark e = empty_cell();
		e.down = at.mark->down;
		at.mark->span--;
		put_in(a, at.list, at.index + 1, e);
		return true;
	}
	case CELL_PART_DOWN: {
		if (at.mark->down < 2)
			return false;
		size_t below = at.row + (size_t)at.mark->down - 1;
		paper_mark e = empty_cell();
		e.span = at.mark->span;
		at.mark->down--;
		put_in(a, &g->rows.at[below].cells, index_at(&m, g, below, from), e);
		return true;
	}
	case CELL_DO_COUNT:
		break;
	}
	return false;
}

bool pm_columns(paper_mark *grid, const double *widths, size_t n)
{
	if (n != grid->columns.n)
		return false;
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (widths[i] < 1)
			return false;
		sum += grid->columns.at[i] = pm_tenths(widths[i]);
	}
	grid->at.w = pm_tenths(sum);
	return true;
}

bool pm_heights(paper_mark *grid, const double *heights, size_t n)
{
	if (n != grid->rows.n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (heights[i] < 1)
			return false;
		grid->rows.at[i].height = pm_tenths(heights[i]);
	}
	return true;
}
