/* Which way each link takes through the grid, and which track in each gap and channel. See flow_grid.h. */
#include "flow/flow_grid.h"

typedef struct router {
	grid *g;
	bool *level, *upright; /* of each cell: a link runs through it that way */
	bool *out; /* of each step and side: a link leaves there */
	bool *in; /* a link that goes straight up or down comes in there */
} router;

/* --- which side ------------------------------------------------------------------------------------------------------------- */

static bool empty_between(const grid *g, size_t column, size_t row, size_t row_to)
{
	size_t low = row < row_to ? row : row_to, high = row < row_to ? row_to : row;
	for (size_t r = low + 1; r < high; r++)
		if (grid_cell(g, r, column) != 0)
			return false;
	return true;
}

/* Circles have their names below them: nothing goes in or out there. */
static bool may_use(const grid *g, size_t step, side s)
{
	const flow_step *at = &g->f->steps.at[step];
	if (s == SIDE_TOP)
		return at->kind != STEP_START;
	return s != SIDE_BOTTOM || !grid_is_round(at);
}

static side side_towards(const grid *g, const flow_link *l)
{
	return g->row[l->to] < g->row[l->from] ? SIDE_TOP : SIDE_BOTTOM;
}

static bool is_straight(const grid *g, const flow_link *l, bool back)
{
	size_t u = l->from, v = l->to;
	if (back || g->row[u] != g->row[v] || g->column[v] <= g->column[u])
		return false;
	for (size_t c = g->column[u] + 1; c < g->column[v]; c++)
		if (grid_cell(g, g->row[u], c) != 0)
			return false;
	return true;
}

static bool is_upright(const grid *g, const flow_link *l)
{
	size_t u = l->from, v = l->to;
	if (u == v || g->column[u] != g->column[v])
		return false;
	side s = side_towards(g, l);
	return may_use(g, u, s) && may_use(g, v, s == SIDE_TOP ? SIDE_BOTTOM : SIDE_TOP) &&
	       empty_between(g, g->column[u], g->row[u], g->row[v]);
}

/* Where nothing comes in, and a link may leave. */
static bool leaves(const router *r, size_t step, side s)
{
	return may_use(r->g, step, s) && !r->in[step * SIDES + s];
}

/* The side by which each link leaves: those that can go straight first; then the one that most cases take to the right, others towards where they lead, back below. */
static void choose_sides(router *r, const size_t *order)
{
	grid *g = r->g;
	const flow *f = g->f;
	bool *done = arena_many(g->a, bool, f->links.n + 1);
	size_t *outs = arena_many(g->a, size_t, f->steps.n + 1);
	for (size_t i = 0; i < f->links.n; i++)
		outs[f->links.at[i].from]++;
	for (size_t k = 0; k < f->links.n; k++) {
		const flow_link *l = &f->links.at[order[k]];
		bool straight = is_straight(g, l, g->back[order[k]]);
		if (!straight && !is_upright(g, l))
			continue;
		done[order[k]] = true;
		g->paths[order[k]].out = straight ? SIDE_RIGHT : side_towards(g, l);
		r->out[l->from * SIDES + g->paths[order[k]].out] = true;
		if (!straight)
			r->in[l->to * SIDES + (g->paths[order[k]].out == SIDE_TOP ? SIDE_BOTTOM : SIDE_TOP)] = true;
	}
	for (size_t k = 0; k < f->links.n; k++) {
		const flow_link *l = &f->links.at[order[k]];
		if (done[order[k]])
			continue;
		bool forward = g->column[l->to] > g->column[l->from] && !g->back[order[k]];
		side s = side_towards(g, l), other = s == SIDE_TOP ? SIDE_BOTTOM : SIDE_TOP;
		const bool *out = &r->out[l->from * SIDES];
		bool beside = forward || (g->column[l->to] == g->column[l->from] && l->from != l->to);
		if (!leaves(r, l->from, s) || (forward && (outs[l->from] == 1 || !out[SIDE_RIGHT])))
			s = !out[SIDE_RIGHT] || beside || !leaves(r, l->from, other) ? SIDE_RIGHT : other;
		else if (out[s] && !out[SIDE_RIGHT] && beside) /* one side for each, where there are sides */
			s = SIDE_RIGHT;
		g->paths[order[k]].out = s;
		r->out[l->from * SIDES + s] = true;
	}
}

/* --- which way --------------------------------------------------------------------------------------------------------------- */

static bool level_free(const router *r, size_t row, size_t from, size_t until)
{
	const grid *g = r->g;
	for (size_t c = from; c < until; c++)
		if (grid_cell(g, row, c) != 0 || r->level[row * g->columns + c])
			return false;
	return true;
}

static void take_level(router *r, size_t row, size_t from, size_t until)
{
	for (size_t c = from; c < until; c++)
		r->level[row * r->g->columns + c] = true;
}

/* Cells of a column from behind `row` to `row_to`; the last one only if `with_last`. */
static bool upright_free(router *r, size_t column, size_t row, size_t row_to, bool with_last, bool take)
{
	grid *g = r->g;
	bool down = row_to > row;
	for (size_t k = row; k != row_to;) {
		k = down ? k + 1 : k - 1;
		if (k == row_to && !with_last)
			break;
		size_t cell = k * g->columns + column;
		if (g->cells[cell] != 0 || r->upright[cell])
			return false;
		if (take)
			r->upright[cell] = true;
	}
	return true;
}

static void add_line(grid_path *p, line_kind kind, size_t at)
{
	p->lines[p->n++] = (grid_line){ kind, at };
}

/* A track's `at` is the number of the track, filled in here; lo, hi and what it meets follow when the path is whole. */
static void add_track(router *r, size_t link, grid_path *p, line_kind kind, size_t where)
{
	grid *g = r->g;
	grid_tracks *t = kind == LINE_GAP ? &g->gaps : &g->channels;
	add_line(p, kind, t->n);
	LIST_ADD(g->a, t,
		 (grid_track){ .link = link,
			       .where = where,
			       .before = { FLOW_NONE, FLOW_NONE },
			       .after = { FLOW_NONE, FLOW_NONE } });
}

static bool may_enter(const router *r, size_t step, side s)
{
	return may_use(r->g, step, s) && !r->out[step * SIDES + s];
}

static void route_right(router *r, size_t i, grid_path *p)
{
	grid *g = r->g;
	const flow_link *l = &g->f->links.at[i];
	size_t cu = g->column[l->from], cv = g->column[l->to], ru = g->row[l->from], rv = g->row[l->to];
	add_line(p, LINE_ROW, ru);
	if (cv > cu && ru == rv && level_free(r, ru, cu + 1, cv)) {
		take_level(r, ru, cu + 1, cv);
		return;
	}
	if (cv > cu && ru != rv && level_free(r, rv, cu + 1, cv)) {
		take_level(r, rv, cu + 1, cv);
		add_track(r, i, p, LINE_CHANNEL, cu + 1);
	} else if (cv > cu && ru != rv && level_free(r, ru, cu + 1, cv)) {
		take_level(r, ru, cu + 1, cv);
		add_track(r, i, p, LINE_CHANNEL, cv);
	} else if (cv == cu && ru != rv && !r->out[l->to * SIDES + SIDE_RIGHT]) {
		add_track(r, i, p, LINE_CHANNEL, cu + 1);
		p->in = SIDE_RIGHT;
	} else {
		add_track(r, i, p, LINE_CHANNEL, cu + 1);
		add_track(r, i, p, LINE_GAP, rv < ru ? ru : ru + 1);
		add_track(r, i, p, LINE_CHANNEL, cv);
	}
	add_line(p, LINE_ROW, rv);
}

/* Out below, or above: told as below. */
static void route_below(router *r, size_t i, grid_path *p)
{
	grid *g = r->g;
	const flow_link *l = &g->f->links.at[i];
	size_t cu = g->column[l->from], cv = g->column[l->to], ru = g->row[l->from], rv = g->row[l->to];
	bool down = p->out == SIDE_BOTTOM, ahead = down ? rv > ru : rv < ru;
	side same = p->out, other = down ? SIDE_TOP : SIDE_BOTTOM;
	size_t gap = down ? ru + 1 : ru;
	add_line(p, LINE_COLUMN, cu);
	if (cv == cu && ahead && may_enter(r, l->to, other) && upright_free(r, cu, ru, rv, false, false)) {
		upright_free(r, cu, ru, rv, false, true);
		p->in = other;
		return;
	}
	if (cv > cu && ahead && upright_free(r, cu, ru, rv, true, false) && level_free(r, rv, cu, cv)) {
		upright_free(r, cu, ru, rv, true, true);
		take_level(r, rv, cu, cv);
		add_line(p, LINE_ROW, rv);
		return;
	}
	add_track(r, i, p, LINE_GAP, gap);
	bool next_row = ahead && (down ? rv == ru + 1 : rv + 1 == ru);
	if (l->from != l->to && rv == ru && may_enter(r, l->to, same)) {
		p->in = same;
		add_line(p, LINE_COLUMN, cv);
	} else if (next_row && cv < cu && may_enter(r, l->to, other)) {
		p->in = other;
		add_line(p, LINE_COLUMN, cv);
	} else {
		add_track(r, i, p, LINE_CHANNEL, cv);
		add_line(p, LINE_ROW, rv);
	}
}

/* --- tracks -------------------------------------------------------------------------------------------------------------------- */

static size_t line_place(const grid *g, grid_line l)
{
	switch (l.kind) {
	case LINE_ROW:
	case LINE_COLUMN:
		return 2 * l.at + 1;
	case LINE_GAP:
		return 2 * g->gaps.at[l.at].where;
	case LINE_CHANNEL:
		return 2 * g->channels.at[l.at].where;
	}
	return 0;
}

/* From where to where each track's piece goes, and what it meets at its ends. */
static void measure_tracks(grid *g, size_t i)
{
	grid_path *p = &g->paths[i];
	for (size_t k = 1; k + 1 < p->n; k++) {
		grid_line l = p->lines[k];
		if (l.kind != LINE_GAP && l.kind != LINE_CHANNEL)
			continue;
		grid_track *t = l.kind == LINE_GAP ? &g->gaps.at[l.at] : &g->channels.at[l.at];
		size_t x = line_place(g, p->lines[k - 1]), y = line_place(g, p->lines[k + 1]);
		t->lo = x < y ? x : y;
		t->hi = x < y ? y : x;
		for (size_t end = 0; end < 2; end++) {
			bool first = end == 0;
			grid_line meets = p->lines[first ? k - 1 : k + 1];
			if (meets.kind != LINE_ROW && meets.kind != LINE_COLUMN)
				continue;
			side s = first ? p->out : p->in; /* a row or column is the first or the last line of its path */
			if (s == SIDE_RIGHT || s == SIDE_BOTTOM)
				t->before[end] = meets.at;
			else
				t->after[end] = meets.at;
		}
	}
}

static bool meet(const size_t x[2], const size_t y[2])
{
	return (x[0] != FLOW_NONE && (x[0] == y[0] || x[0] == y[1])) ||
	       (x[1] != FLOW_NONE && (x[1] == y[0] || x[1] == y[1]));
}

/* Two that come to the same step at their ends may run together. */
static bool may_share(const grid *g, const grid_track *x, const grid_track *y)
{
	return g->f->links.at[x->link].to == g->f->links.at[y->link].to &&
	       g->paths[x->link].in == g->paths[y->link].in && x->link != y->link &&
	       (x->after[1] != FLOW_NONE || x->before[1] != FLOW_NONE) && x->after[1] == y->after[1] &&
	       x->before[1] == y->before[1];
}

/*
 * Tracks of one gap or channel. Where one meets a row's middle from the left and another the same row's from the right, the first is left of the second, so that they do not run on
 * each other; shorter ones are nearer to the boxes. Where such wishes go in a ring, the last of them is not granted.
 */
static void assign_tracks(grid *g, grid_tracks *all, size_t where)
{
	struct {
		size_t *at;
		size_t n;
	} here = { NULL, 0 };
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].where == where) {
			size_t k = here.n;
			LIST_ADD(g->a, &here, i);
			for (; k > 0 &&
			       all->at[here.at[k - 1]].hi - all->at[here.at[k - 1]].lo > all->at[i].hi - all->at[i].lo;
			     k--)
				here.at[k] = here.at[k - 1];
			here.at[k] = i;
		}
	bool *done = arena_many(g->a, bool, here.n + 1);
	for (size_t left = here.n; left > 0; left--) {
		size_t pick = FLOW_NONE;
		for (size_t k = 0; k < here.n && pick == FLOW_NONE; k++) {
			bool ready = !done[k];
			for (size_t j = 0; j < here.n && ready; j++)
				ready = done[j] || j == k ||
					!meet(all->at[here.at[j]].before, all->at[here.at[k]].after);
			if (ready)
				pick = k;
		}
		for (size_t k = 0; k < here.n && pick == FLOW_NONE; k++)
			if (!done[k])
				pick = k;
		grid_track *t = &all->at[here.at[pick]];
		size_t track = 0;
		for (size_t j = 0; j < here.n; j++)
			if (done[j] && meet(all->at[here.at[j]].before, t->after) && all->at[here.at[j]].track >= track)
				track = all->at[here.at[j]].track + 1;
		for (bool taken = true; taken; track += taken) {
			taken = false;
			for (size_t j = 0; j < here.n && !taken; j++) {
				const grid_track *x = &all->at[here.at[j]];
				taken = done[j] && x->track == track && x->lo <= t->hi && t->lo <= x->hi &&
					!may_share(g, x, t);
			}
		}
		t->track = track;
		done[pick] = true;
		if (track + 1 > all->many[where])
			all->many[where] = track + 1;
	}
}

/* --- all of it ------------------------------------------------------------------------------------------------------------------ */

/* Links that many cases take first. */
static size_t *links_in_order(const grid *g)
{
	const flow *f = g->f;
	size_t *order = arena_many(g->a, size_t, f->links.n + 1);
	for (size_t i = 0; i < f->links.n; i++) {
		size_t k = i;
		for (; k > 0 && f->links.at[order[k - 1]].share < f->links.at[i].share; k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	return order;
}

void grid_route(grid *g)
{
	const flow *f = g->f;
	size_t cells = g->rows * g->columns;
	size_t sides = f->steps.n * SIDES;
	router r = { .g = g,
		     .level = arena_many(g->a, bool, cells + 1),
		     .upright = arena_many(g->a, bool, cells + 1),
		     .out = arena_many(g->a, bool, sides + 1),
		     .in = arena_many(g->a, bool, sides + 1) };
	g->paths = arena_many(g->a, grid_path, f->links.n + 1);
	for (size_t i = 0; i < f->links.n; i++)
		g->paths[i].in = SIDE_LEFT;
	size_t *order = links_in_order(g);
	choose_sides(&r, order);
	for (int turn = 0; turn < 2; turn++) /* what goes straight takes its cells first */
		for (size_t k = 0; k < f->links.n; k++) {
			size_t i = order[k];
			const flow_link *l = &f->links.at[i];
			bool straight = is_straight(g, l, g->back[i]) || is_upright(g, l);
			if (straight != (turn == 0))
				continue;
			if (g->paths[i].out == SIDE_RIGHT)
				route_right(&r, i, &g->paths[i]);
			else
				route_below(&r, i, &g->paths[i]);
		}
	for (size_t i = 0; i < f->links.n; i++)
		measure_tracks(g, i);
	g->gaps.many = arena_many(g->a, size_t, g->rows + 1);
	g->channels.many = arena_many(g->a, size_t, g->columns + 1);
	for (size_t i = 0; i <= g->rows; i++)
		assign_tracks(g, &g->gaps, i);
	for (size_t i = 0; i <= g->columns; i++)
		assign_tracks(g, &g->channels, i);
}
