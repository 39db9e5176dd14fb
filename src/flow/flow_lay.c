/* Where steps stand: columns by what comes first, rows in their lanes. See flow_grid.h. */
#include "flow/flow_grid.h"

#define LOOKS_MAX 4000000 /* at single links, while rows are improved: a few milliseconds */

/* --- columns ------------------------------------------------------------------------------------------------------------ */

typedef struct visit {
	size_t step, next;
} visit;

/* Depth first from a step: links to a step that is still being visited go back. Steps in *order as they are left, so that it reads from the end. */
static void visit_from(grid *g, size_t from, u8 *state, visit *stack, size_t *order, size_t *n)
{
	const flow *f = g->f;
	size_t depth = 0;
	if (state[from])
		return;
	stack[depth++] = (visit){ from, 0 };
	state[from] = 1;
	while (depth > 0) {
		visit *v = &stack[depth - 1];
		size_t next = FLOW_NONE;
		for (; v->next < f->links.n && next == FLOW_NONE; v->next++) {
			const flow_link *l = &f->links.at[v->next];
			if (l->from != v->step)
				continue;
			if (state[l->to] == 1)
				g->back[v->next] = true;
			else if (state[l->to] == 0)
				next = l->to;
		}
		if (next != FLOW_NONE) {
			state[next] = 1;
			stack[depth++] = (visit){ next, 0 };
		} else {
			state[v->step] = 2;
			order[(*n)++] = v->step;
			depth--;
		}
	}
}

static size_t *find_order(grid *g)
{
	const flow *f = g->f;
	u8 *state = arena_many(g->a, u8, f->steps.n + 1);
	visit *stack = arena_many(g->a, visit, f->steps.n + 1);
	size_t *order = arena_many(g->a, size_t, f->steps.n + 1), n = 0;
	bool *entered = arena_many(g->a, bool, f->steps.n + 1);
	for (size_t i = 0; i < f->links.n; i++)
		entered[f->links.at[i].to] = true;
	for (int turn = 0; turn < 3;
	     turn++) /* starts, what nothing leads to, what is left: rings that nothing leads to */
		for (size_t i = 0; i < f->steps.n; i++)
			if (turn == 2 || (turn == 1 && !entered[i]) || f->steps.at[i].kind == STEP_START)
				visit_from(g, i, state, stack, order, &n);
	for (size_t i = 0; i < n / 2; i++) {
		size_t x = order[i];
		order[i] = order[n - 1 - i];
		order[n - 1 - i] = x;
	}
	return order;
}

/*
 * A step stands right of all that come before it in its own lane, and not left of those in other lanes: so a case that is handed over goes straight down or up, and the picture is
 * half as wide as with a column for each. Where a name stands below a circle, what is handed down stands one column further.
 */
static void find_columns(grid *g)
{
	const flow *f = g->f;
	size_t lanes = f->lanes.n;
	const size_t *order = find_order(g);
	size_t *until =
		arena_many(g->a, size_t, f->steps.n * lanes + 1); /* first free column in each lane behind a step */
	for (size_t k = 0; k < f->steps.n; k++) {
		size_t s = order[k], lane = f->steps.at[s].lane, c = 0;
		size_t *mine = until + s * lanes;
		for (size_t i = 0; i < f->links.n; i++) {
			const flow_link *l = &f->links.at[i];
			if (l->to != s || g->back[i])
				continue;
			/* below a circle stands its name: what lies below is reached from its right side */
			const flow_step *from = &f->steps.at[l->from];
			bool named = from->name.len > 0 && grid_is_round(from);
			size_t least = g->column[l->from] + (named && lane > from->lane);
			if (least > c)
				c = least;
			for (size_t j = 0; j < lanes; j++)
				if (until[l->from * lanes + j] > mine[j])
					mine[j] = until[l->from * lanes + j];
		}
		if (mine[lane] > c)
			c = mine[lane];
		g->column[s] = c;
		mine[lane] = c + 1;
		if (c + 1 > g->columns)
			g->columns = c + 1;
	}
}

/* --- rows ---------------------------------------------------------------------------------------------------------------- */

static void set_cells(grid *g)
{
	memset(g->cells, 0, g->rows * g->columns * sizeof *g->cells);
	for (size_t i = 0; i < g->f->steps.n; i++)
		g->cells[g->row[i] * g->columns + g->column[i]] = i + 1;
}

/* First rows: where the steps before it stand in its lane, in the middle of them; else on the side that it is entered from. */
static double wanted(const grid *g, size_t s, const bool *placed)
{
	const flow *f = g->f;
	double sum = 0, weight = 0;
	for (size_t i = 0; i < f->links.n; i++) {
		const flow_link *l = &f->links.at[i];
		if (l->to != s || !placed[l->from])
			continue;
		size_t from = f->steps.at[l->from].lane, lane = f->steps.at[s].lane;
		double row = from == lane ? (double)g->row[l->from] : from < lane ? 0 : 1;
		sum += row * (l->share + 0.1);
		weight += l->share + 0.1;
	}
	return weight > 0 ? sum / weight : 0;
}

static void first_rows(grid *g)
{
	const flow *f = g->f;
	size_t n = f->steps.n;
	bool *placed = arena_many(g->a, bool, n + 1);
	double *want = arena_many(g->a, double, n + 1);
	size_t *lane_rows = arena_many(g->a, size_t, f->lanes.n + 1), *here = arena_many(g->a, size_t, n + 1);
	for (size_t c = 0; c < g->columns; c++)
		for (size_t lane = 0; lane < f->lanes.n; lane++) {
			size_t many = 0;
			for (size_t s = 0; s < n; s++) {
				if (g->column[s] != c || f->steps.at[s].lane != lane)
					continue;
				want[s] = wanted(g, s, placed);
				size_t k = many++;
				for (; k > 0 && want[here[k - 1]] > want[s]; k--)
					here[k] = here[k - 1];
				here[k] = s;
			}
			for (size_t k = 0, free_row = 0; k < many; k++) {
				double x = want[here[k]] > 0 ? want[here[k]] : 0;
				size_t row = (size_t)(x + 0.5);
				if (row >= n)
					row = n - 1;
				if (row < free_row)
					row = free_row;
				g->row[here[k]] = row;
				free_row = row + 1;
				if (free_row > lane_rows[lane])
					lane_rows[lane] = free_row;
			}
			for (size_t k = 0; k < many; k++)
				placed[here[k]] = true;
		}
	for (size_t lane = 0; lane < f->lanes.n; lane++) {
		g->lane_row[lane + 1] = g->lane_row[lane] + (lane_rows[lane] > 0 ? lane_rows[lane] : 1);
	}
	g->rows = g->lane_row[f->lanes.n];
	for (size_t s = 0; s < n; s++)
		g->row[s] += g->lane_row[f->steps.at[s].lane];
}

static double blocked(const grid *g, size_t row, size_t column, size_t row_to, size_t column_to, size_t *looks)
{
	double n = 0;
	for (size_t c = column + 1; row == row_to && c < column_to; c++, ++*looks)
		n += grid_cell(g, row, c) != 0;
	size_t low = row < row_to ? row : row_to, high = row < row_to ? row_to : row;
	for (size_t r = low + 1; column == column_to && r < high; r++, ++*looks)
		n += grid_cell(g, r, column) != 0;
	return n > 3 ? 3 : n;
}

/* How bad the picture is: long ways, ways that something stands in. */
static double cost(const grid *g, size_t *looks)
{
	const flow *f = g->f;
	double sum = 0;
	*looks += f->links.n;
	for (size_t i = 0; i < f->links.n; i++) {
		const flow_link *l = &f->links.at[i];
		size_t u = g->row[l->from], v = g->row[l->to];
		double far = u < v ? (double)(v - u) : (double)(u - v);
		double weight = 0.5 + (l->share >= 0 && l->share <= 1 ? l->share : 0);
		sum += far * weight + 1.5 * blocked(g, u, g->column[l->from], v, g->column[l->to], looks);
		if (!g->back[i] && far > 0 && f->steps.at[l->from].lane == f->steps.at[l->to].lane)
			sum += weight; /* a bend */
	}
	for (size_t s = 0; s < f->steps.n; s++)
		sum += 0.01 * (double)(g->row[s] - g->lane_row[f->steps.at[s].lane]);
	return sum;
}

static void move(grid *g, size_t s, size_t row)
{
	size_t c = g->column[s], *from = &g->cells[g->row[s] * g->columns + c], *to = &g->cells[row * g->columns + c];
	if (*to)
		g->row[*to - 1] = g->row[s];
	*from = *to;
	*to = s + 1;
	g->row[s] = row;
}

/* From a column on. */
static void swap_rows(grid *g, size_t x, size_t y, size_t from)
{
	for (size_t c = from; c < g->columns; c++) {
		size_t *at = &g->cells[x * g->columns + c], *to = &g->cells[y * g->columns + c], was = *at;
		*at = *to;
		*to = was;
		if (*at)
			g->row[*at - 1] = x;
		if (*to)
			g->row[*to - 1] = y;
	}
}

/* Moves rows as a whole and from a column on, then single steps, up and down in their lanes as long as it helps. */
static void improve_rows(grid *g)
{
	const flow *f = g->f;
	size_t looks = 0;
	double best = cost(g, &looks);
	for (int turn = 0; turn < 2; turn++)
		for (size_t lane = 0; lane < f->lanes.n; lane++)
			for (size_t x = g->lane_row[lane]; x < g->lane_row[lane + 1]; x++)
				for (size_t y = x + 1; y < g->lane_row[lane + 1]; y++)
					for (size_t c = 0; c < g->columns && looks < LOOKS_MAX / 2; c++) {
						swap_rows(g, x, y, c);
						looks += g->columns;
						double now = cost(g, &looks);
						if (now < best - 1e-9)
							best = now;
						else
							swap_rows(g, x, y, c);
					}
	for (bool better = true; better && looks < LOOKS_MAX;) {
		better = false;
		for (size_t s = 0; s < f->steps.n && looks < LOOKS_MAX; s++) {
			size_t lane = f->steps.at[s].lane;
			for (size_t r = g->lane_row[lane]; r < g->lane_row[lane + 1] && looks < LOOKS_MAX; r++) {
				size_t was = g->row[s];
				if (r == was)
					continue;
				move(g, s, r);
				double now = cost(g, &looks);
				if (now < best - 1e-9) {
					best = now;
					better = true;
				} else {
					move(g, s, was);
				}
			}
		}
	}
}

/* Rows of a lane where nothing stands any more. */
static void drop_rows(grid *g)
{
	const flow *f = g->f;
	bool *used = arena_many(g->a, bool, g->rows + 1);
	size_t *renamed = arena_many(g->a, size_t, g->rows + 1), n = 0;
	for (size_t s = 0; s < f->steps.n; s++)
		used[g->row[s]] = true;
	for (size_t lane = 0; lane < f->lanes.n; lane++) {
		size_t first = g->lane_row[lane], next = g->lane_row[lane + 1], begin = n;
		for (size_t r = first; r < next; r++) {
			renamed[r] = n;
			n += used[r];
		}
		g->lane_row[lane] = begin;
		if (n == begin)
			n++; /* an empty lane is seen */
	}
	for (size_t s = 0; s < f->steps.n; s++)
		g->row[s] = renamed[g->row[s]];
	g->lane_row[f->lanes.n] = g->rows = n;
}

void grid_layers(grid *g)
{
	const flow *f = g->f;
	g->column = arena_many(g->a, size_t, f->steps.n + 1);
	g->row = arena_many(g->a, size_t, f->steps.n + 1);
	g->lane_row = arena_many(g->a, size_t, f->lanes.n + 2);
	g->back = arena_many(g->a, bool, f->links.n + 1);
	g->columns = 1;
	find_columns(g);
	first_rows(g);
	g->cells = arena_many(g->a, size_t, g->rows * g->columns + 1);
	set_cells(g);
	improve_rows(g);
	drop_rows(g);
	set_cells(g);
}

flow_layout flow_lay(arena *a, const flow *f)
{
	grid g = { .a = a, .f = f };
	grid_layers(&g);
	grid_route(&g);
	return grid_places(&g);
}
