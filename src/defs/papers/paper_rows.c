/* `rows:` of a grid: heights and cells, and rows that are there for each row of a table. */
#include "defs/papers/papers_read.h"

static void read_height(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	read_mm(r, n, 0.5, DRAW_SIDE_MAX, to);
}

static void read_list(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)r;
	(void)f;
	*(const yaml_node **)to = n;
}

void read_rows(reader *r, const yaml_node *n, paper_mark *grid, size_t *count)
{
	typedef struct raw_row {
		paper_row row;
		const yaml_node *cells;
	} raw_row;
	static const field fields[] = {
		FIELD(raw_row, row.height, "height", read_height, .required = true),
		FIELD(raw_row, row.each, "each", read_line, .most = NAME_MAX_BYTES),
		FIELD(raw_row, row.most, "most", read_int, .least = 1, .most = ROW_MOST),
		FIELD(raw_row, row.only, "if", read_expr),
		FIELD(raw_row, cells, "cells", read_list, .required = true),
	};
	size_t lines = 0;
	if (n->kind != YN_LIST || n->items.n == 0) {
		note(r, n, "write a list of rows: `- height: 8` and below it `cells: […]`");
		return;
	}
	grid->rows.at = arena_many(r->a, paper_row, n->items.n);
	for (size_t i = 0; i < n->items.n; i++) {
		const yaml_node *at = n->items.at[i];
		raw_row raw = { .row = { .line = at->line, .height = 1 } };
		paper_row *row = &grid->rows.at[i];
		grid->rows.n = i + 1;
		read_map(r, at, &raw, fields, COUNT(fields));
		if (raw.row.each.len && raw.row.most == 0) {
			note(r, at, "‘most:’ is missing; add how many of these rows there are on a sheet");
			raw.row.most = 1;
		} else if (raw.row.each.len == 0 && (raw.row.most || raw.row.only.text.len)) {
			note(r, at, "‘%s’ goes with ‘each’: with the table whose rows are shown here",
			     raw.row.most ? "most" : "if");
			raw.row.most = 0;
		}
		*row = raw.row;
		lines += raw.row.each.len ? (size_t)raw.row.most : 1;
		if (lines > GRID_LINES_MAX) {
			note(r, at, "at most %d rows in a grid, those with ‘each’ as often as they are there",
			     GRID_LINES_MAX);
			return;
		}
		if (!raw.cells)
			continue;
		if (raw.cells->kind != YN_LIST) {
			note(r, raw.cells, "write a list of cells: `- { label: 氏名 }`; `{}` is an empty one");
			continue;
		}
		row->cells.at = arena_many(r->a, paper_mark, raw.cells->items.n);
		for (size_t k = 0; k < raw.cells->items.n; k++) {
			if (++*count > PAPER_MARKS_MAX) {
				note(r, raw.cells->items.at[k], "at most %d marks on a sheet, cells included",
				     PAPER_MARKS_MAX);
				return;
			}
			read_cell(r, raw.cells->items.at[k], &row->cells.at[k], count);
			row->cells.n = k + 1;
		}
	}
}
