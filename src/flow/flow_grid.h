/*
 * The picture while it is made; flow/'s own.
 *
 * Steps stand in the cells of a grid: columns from left to right, rows from above to below, a lane is one or more rows. Between the cells there are channels (upright, channel c
 * left of column c) and gaps (level, gap r above row r), and in them tracks. A link is a list of lines, level and upright in turn: along a row's or a column's middle, where the
 * cells on the way are empty, or along a track. So no link runs through a box, and two run on each other only where they leave the same step or come to the same one.
 */
#ifndef FLOW_GRID_H
#define FLOW_GRID_H

#include "flow/flow.h"

#define GRID_LINES_MAX 5

typedef enum side { SIDE_RIGHT, SIDE_BOTTOM, SIDE_TOP, SIDE_LEFT, SIDES } side;
typedef enum line_kind { LINE_ROW, LINE_COLUMN, LINE_GAP, LINE_CHANNEL } line_kind;
typedef struct grid_line {
	line_kind kind;
	size_t at; /* the row or column; of a gap or channel its track, below */
} grid_line;
typedef struct grid_path {
	grid_line lines[GRID_LINES_MAX];
	size_t n;
	side out, in;
} grid_path;
typedef struct grid_track { /* a link's piece in a gap or channel */
	size_t link, where; /* which gap or channel */
	size_t lo, hi; /* from where to where: 2k a gap or channel, 2k + 1 a row or column */
	size_t before[2],
		after[2]; /* rows (columns) whose middle it meets from the left (above), and from the right (below); FLOW_NONE: none */
	size_t track; /* from 0, left to right or above to below */
} grid_track;
typedef struct grid_tracks {
	grid_track *at;
	size_t n;
	size_t *many; /* of each gap or channel: how many tracks it has */
} grid_tracks;

typedef struct grid {
	arena *a;
	const flow *f;
	size_t columns, rows;
	size_t *column, *row; /* of each step */
	size_t *lane_row; /* of each lane its first row; one more than there are lanes */
	size_t *cells; /* step + 1, row by row; 0: empty */
	bool *back; /* of each link: it goes back in a ring */
	grid_path *paths; /* of each link */
	grid_tracks gaps, channels;
} grid;

static inline size_t grid_cell(const grid *g, size_t row, size_t column)
{
	return g->cells[row * g->columns + column];
}
/* A gateway without words to hold: a small diamond. */
static inline bool grid_is_small(const flow_step *s)
{
	return s->kind == STEP_PARALLEL || (s->kind == STEP_DECISION && s->name.len == 0);
}
static inline bool grid_is_round(const flow_step *s)
{
	return s->kind == STEP_START || s->kind == STEP_END || s->kind == STEP_WAIT;
}

void grid_layers(grid *g); /* flow_lay.c: columns and rows */
void grid_route(grid *g); /* flow_route.c: paths and tracks */
flow_layout grid_places(grid *g); /* flow_place.c: units of the picture */

#endif
