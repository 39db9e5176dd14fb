/* Ruled cells: which columns and lines each takes, as the cells of a table in HTML do. */
#include "defs/papers/papers_read.h"

static size_t times(const paper_row *row)
{
	return row->each.len ? (size_t)(row->most < 1 ? 1 : row->most > ROW_MOST ? ROW_MOST : row->most) : 1;
}

static void fault(arena *a, grid_cells *g, size_t row, size_t cell, const char *what)
{
	for (size_t i = 0; i < g->faults.n; i++)
		if (g->faults.at[i].row == row)
			return; /* what follows from it is not told again */
	LIST_ADD(a, &g->faults, ((grid_fault){ row, cell, what }));
}

/* The cell that has this place already, from a line above; NULL when it is free. */
static const paper_mark *there(const grid_cells *g, size_t line, size_t column)
{
	size_t owner = g->owner[line * g->columns + column];
	return owner ? g->at[owner - 1].mark : NULL;
}

static bool is_free(const grid_cells *g, const grid_cell *c)
{
	for (size_t l = c->line; l < c->line + c->lines; l++)
		for (size_t k = c->column; k < c->column + c->columns; k++)
			if (g->owner[l * g->columns + k])
				return false;
	return true;
}

static void put(arena *a, grid_cells *g, grid_cell c)
{
	c.at = (draw_box){ g->x[c.column], g->y[c.line], g->x[c.column + c.columns] - g->x[c.column],
			   g->y[c.line + c.lines] - g->y[c.line] };
	LIST_ADD(a, g, c);
	for (size_t l = c.line; l < c.line + c.lines; l++)
		for (size_t k = c.column; k < c.column + c.columns; k++)
			g->owner[l * g->columns + k] = g->n;
}

static void lay_line(arena *a, grid_cells *g, const paper_row *row, size_t row_at, int row_no, size_t line)
{
	size_t column = 0;
	for (size_t i = 0; i < row->cells.n; i++) {
		const paper_mark *m = &row->cells.at[i];
		grid_cell c = { .mark = m, .row = row_at, .cell = i, .row_no = row_no, .line = line };
		c.columns = (size_t)(m->span < 1 ? 1 : m->span);
		c.lines = (size_t)(m->down < 1 ? 1 : m->down);
		while (column < g->columns && there(g, line, column) && there(g, line, column) != m)
			column++;
		c.column = column;
		if (column + c.columns > g->columns) {
			fault(a, g, row_at, i,
			      "there is no column left for this cell; take one away, or make a `span` or `down` less");
			return;
		}
		column += c.columns;
		if (there(g, line, c.column) == m)
			continue; /* it goes on from the same row's line above */
		if (line + c.lines > g->lines) {
			fault(a, g, row_at, i, "this cell goes down beyond the last row; make `down` less");
			c.lines = g->lines - line;
		}
		if (is_free(g, &c))
			put(a, g, c);
		else
			fault(a, g, row_at, i, "this cell lies over one that comes down from above");
	}
	for (size_t k = 0; k < g->columns; k++)
		if (!there(g, line, k))
			fault(a, g, row_at, SIZE_MAX,
			      "the cells of this row do not take all columns; add `{}` for an empty one, or a `span`");
}

grid_cells grid_lay(arena *a, const paper_mark *grid)
{
	grid_cells g = { .columns = grid->columns.n };
	for (size_t i = 0; i < grid->rows.n && g.lines < GRID_LINES_MAX; i++)
		g.lines += times(&grid->rows.at[i]);
	if (g.lines > GRID_LINES_MAX)
		g.lines = GRID_LINES_MAX; /* refused when it is read */
	g.x = arena_many(a, double, g.columns + 1);
	g.y = arena_many(a, double, g.lines + 1);
	g.owner = arena_many(a, size_t, g.columns * g.lines + 1);
	for (size_t k = 0; k < g.columns; k++)
		g.x[k + 1] = g.x[k] + grid->columns.at[k];
	size_t line = 0;
	for (size_t i = 0; i < grid->rows.n; i++)
		for (size_t k = 0; k < times(&grid->rows.at[i]) && line < g.lines; k++, line++)
			g.y[line + 1] = g.y[line] + grid->rows.at[i].height;
	line = 0;
	for (size_t i = 0; i < grid->rows.n && g.columns; i++)
		for (size_t k = 0; k < times(&grid->rows.at[i]) && line < g.lines; k++, line++)
			lay_line(a, &g, &grid->rows.at[i], i, (int)k, line);
	return g;
}
