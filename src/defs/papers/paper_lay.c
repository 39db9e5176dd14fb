/* Where the marks of a sheet stand, those within grids and cells as well. */
#include "defs/papers/papers_read.h"

static void add(arena *a, laid_marks *list, laid_mark m)
{
	if (list->n < DRAW_MARKS_MAX)
		LIST_ADD(a, list, m);
}

static void lay_in(arena *a, laid_marks *list, const laid_mark *cell)
{
	for (size_t i = 0; i < cell->mark->in.n; i++) {
		laid_mark m = *cell;
		m.mark = &cell->mark->in.at[i];
		m.at = m.mark->at;
		m.at.x += cell->at.x;
		m.at.y += cell->at.y;
		m.path = str_format(a, "%.*s/in/%zu", STR_ARG(cell->path), i);
		add(a, list, m);
	}
}

static void lay_grid(arena *a, laid_marks *list, const laid_mark *grid)
{
	grid_cells g = grid_lay(a, grid->mark);
	for (size_t i = 0; i < g.n; i++) {
		const grid_cell *c = &g.at[i];
		const paper_row *row = &grid->mark->rows.at[c->row];
		laid_mark m = { .mark = c->mark,
				.at = { grid->at.x + c->at.x, grid->at.y + c->at.y, c->at.w, c->at.h },
				.path = str_format(a, "%.*s/rows/%zu/cells/%zu", STR_ARG(grid->path), c->row, c->cell),
				.row = row->each.len ? row : NULL,
				.row_no = c->row_no };
		add(a, list, m);
		lay_in(a, list, &m);
	}
}

laid_marks paper_lay(arena *a, const paper_sheet *s)
{
	laid_marks list = { NULL, 0 };
	for (size_t i = 0; i < s->marks.n; i++) {
		laid_mark m = { .mark = &s->marks.at[i], .at = s->marks.at[i].at };
		m.path = str_format(a, "marks/%zu", i);
		add(a, &list, m);
		if (m.mark->kind == MARK_GRID)
			lay_grid(a, &list, &m);
	}
	return list;
}
