/* From the grid to units of the picture: how wide each channel and how high each row is, the links' points, and where their labels stand. See flow_grid.h. */
#include "flow/flow_grid.h"

#include <math.h>

#include "flow/flow_sizes.h"
#include "text/svg.h"

#define TRACK 12 /* between tracks */
#define PAD 14 /* between a box and the first track, or the border of a lane */
#define ARROW 16 /* before a box: room for the arrow's head */
#define MARGIN 12

typedef struct placing {
	grid *g;
	double *column_x; /* middles */
	double *channel_x; /* of each channel its first track */
	double *row_y;
	double *gap_y;
	double *lane_y; /* upper borders; one more than lanes */
	flow_layout *out;
} placing;

static double most(double x, double y)
{
	return x > y ? x : y;
}

static double label_width(const flow_way *w)
{
	double em = 0;
	for (size_t i = 0; i < w->label.n; i++)
		em = most(em, svg_em(w->label.at[i]));
	return em * FLOW_LABEL_EM;
}

static double label_height(const flow_way *w)
{
	return (double)w->label.n * FLOW_LABEL_LINE;
}

/* What stands beside a link: its name, and its share where it is one of several. */
static strs label_of(arena *a, const flow *f, const flow_link *l)
{
	size_t ways = 0;
	for (size_t i = 0; i < f->links.n; i++)
		ways += f->links.at[i].from == l->from;
	strs out = svg_wrap(a, l->name, 7, 2);
	if (ways < 2 || f->steps.at[l->from].kind == STEP_PARALLEL || !(l->share >= 0 && l->share <= 1))
		return out;
	double percent = round(l->share * 1000) / 10;
	str share = str_format(a, percent == floor(percent) ? "%.0f%%" : "%.1f%%", percent);
	if (out.n == 1 && svg_em(out.at[0]) + svg_em(share) <= 7)
		out.at[0] = str_format(a, "%.*s %.*s", STR_ARG(out.at[0]), STR_ARG(share));
	else
		LIST_ADD(a, &out, share);
	return out;
}

/* --- how wide and how high ------------------------------------------------------------------------------------------------ */

static void place_columns(placing *p)
{
	grid *g = p->g;
	const flow *f = g->f;
	double *label = arena_many(g->a, double, g->columns + 1); /* room at the left side of each channel */
	bool *level = arena_many(g->a, bool, g->columns + 1); /* a label stands on a straight link there */
	for (size_t i = 0; i < f->links.n; i++)
		if (g->paths[i].out == SIDE_RIGHT && p->out->ways[i].label.n > 0) {
			size_t c = g->column[f->links.at[i].from] + 1;
			label[c] = most(label[c], label_width(&p->out->ways[i]) + 6);
			level[c] = true;
		}
	double x = p->out->head + MARGIN;
	for (size_t c = 0; c <= g->columns; c++) {
		double tracks = g->channels.many[c] > 0 ? (double)(g->channels.many[c] - 1) * TRACK : 0;
		bool edge = c == 0 || c == g->columns;
		p->channel_x[c] = x + label[c] + PAD;
		if (edge && g->channels.many[c] == 0)
			x += label[c] + 4;
		else
			x += label[c] + PAD + tracks + ARROW + (g->channels.many[c] == 0 && !level[c] ? 8 : 0);
		if (c < g->columns) {
			p->column_x[c] = x + FLOW_BOX_W / 2.0;
			x += FLOW_BOX_W;
		}
	}
	p->out->width = x + MARGIN;
}

static double above_middle(arena *a, const flow_step *s) /* how far a step reaches above the middle of its row */
{
	if (s->kind == STEP_PARALLEL && s->name.len > 0)
		return FLOW_FORK / 2.0 + (double)svg_wrap(a, s->name, FLOW_FORK_NAME_EM, 2).n * FLOW_NAME_LINE - 4;
	if (grid_is_small(s))
		return FLOW_FORK / 2.0;
	if (grid_is_round(s))
		return FLOW_ROUND;
	return s->kind == STEP_DECISION ? FLOW_DIAMOND_H / 2.0 : FLOW_BOX_H / 2.0;
}

static double below_middle(arena *a, const flow_step *s)
{
	double names = (double)svg_wrap(a, s->name, FLOW_ROUND_NAME_EM, 2).n * FLOW_NAME_LINE;
	if (grid_is_round(s))
		return FLOW_ROUND + (names > 0 ? names + 4 : 0);
	return grid_is_small(s) ? FLOW_FORK / 2.0 : above_middle(a, s);
}

static void place_rows(placing *p)
{
	grid *g = p->g;
	const flow *f = g->f;
	double *below = arena_many(g->a, double, g->rows + 1),
	       *above = arena_many(g->a, double, g->rows + 1); /* labels' room in a gap */
	double *up = arena_many(g->a, double, g->rows + 1), *down = arena_many(g->a, double, g->rows + 1);
	for (size_t r = 0; r < g->rows; r++)
		up[r] = down[r] = FLOW_BOX_H / 2.0;
	/* a lane that nothing stands in is as high as its head asks for */
	for (size_t k = 0; k < f->lanes.n; k++) {
		size_t r = g->lane_row[k];
		bool empty = g->lane_row[k + 1] == r + 1;
		for (size_t c = 0; c < g->columns && empty; c++)
			empty = grid_cell(g, r, c) == 0;
		if (empty)
			up[r] = down[r] =
				22 + (double)svg_wrap(g->a, f->lanes.at[k].name, 7.2, 3).n * FLOW_NAME_LINE / 2;
	}
	for (size_t s = 0; s < f->steps.n; s++) {
		up[g->row[s]] = most(up[g->row[s]], above_middle(g->a, &f->steps.at[s]));
		down[g->row[s]] = most(down[g->row[s]], below_middle(g->a, &f->steps.at[s]));
	}
	for (size_t i = 0; i < f->links.n; i++) {
		size_t r = g->row[f->links.at[i].from];
		double h = label_height(&p->out->ways[i]);
		if (h > 0 && g->paths[i].out == SIDE_BOTTOM)
			below[r + 1] = most(below[r + 1], h);
		else if (h > 0 && g->paths[i].out == SIDE_TOP)
			above[r] = most(above[r], h);
	}
	double y = 0;
	size_t lane = 0;
	for (size_t r = 0; r <= g->rows; r++) {
		double tracks = g->gaps.many[r] > 0 ? (double)(g->gaps.many[r] - 1) * TRACK : 0;
		bool border = r == g->lane_row[lane] || r == g->rows;
		bool first = r == 0, last = r == g->rows;
		if (first) {
			p->lane_y[lane++] = y;
			p->gap_y[r] = y + PAD;
			y += PAD + (g->gaps.many[r] > 0 ? tracks + PAD : 0) + above[r];
		} else {
			p->gap_y[r] = y + below[r] + PAD;
			y += below[r] + (g->gaps.many[r] > 0 ? PAD + tracks : 0) + PAD;
			if (border)
				p->lane_y[lane++] = y;
			if (!last)
				y += above[r] + (border || above[r] > 0 ? PAD : 4);
		}
		if (!last) {
			p->row_y[r] = y + up[r];
			y += up[r] + down[r];
		}
	}
	p->out->height = y;
}

/* --- steps and links -------------------------------------------------------------------------------------------------------- */

static flow_place step_place(const placing *p, size_t s)
{
	const flow_step *at = &p->g->f->steps.at[s];
	double w = FLOW_BOX_W, h = FLOW_BOX_H;
	if (grid_is_small(at))
		w = h = FLOW_FORK;
	else if (at->kind == STEP_DECISION)
		h = FLOW_DIAMOND_H;
	else if (grid_is_round(at))
		w = h = 2 * FLOW_ROUND;
	return (flow_place){ p->column_x[p->g->column[s]] - w / 2, p->row_y[p->g->row[s]] - h / 2, w, h };
}

static double line_at(const placing *p, grid_line l)
{
	const grid *g = p->g;
	switch (l.kind) {
	case LINE_ROW:
		return p->row_y[l.at];
	case LINE_COLUMN:
		return p->column_x[l.at];
	case LINE_GAP:
		return p->gap_y[g->gaps.at[l.at].where] + TRACK * (double)g->gaps.at[l.at].track;
	case LINE_CHANNEL:
		return p->channel_x[g->channels.at[l.at].where] + TRACK * (double)g->channels.at[l.at].track;
	}
	return 0;
}

static void port(flow_place at, side s, double *x, double *y)
{
	*x = s == SIDE_RIGHT ? at.x + at.w : s == SIDE_LEFT ? at.x : at.x + at.w / 2;
	*y = s == SIDE_TOP ? at.y : s == SIDE_BOTTOM ? at.y + at.h : at.y + at.h / 2;
}

static void place_way(placing *p, size_t i)
{
	const grid_path *path = &p->g->paths[i];
	const flow_link *l = &p->g->f->links.at[i];
	flow_way *w = &p->out->ways[i];
	double x, y;
	w->points = arena_many(p->g->a, double, 2 * (path->n + 1));
	port(p->out->steps[l->from], path->out, &x, &y);
	for (size_t k = 0; k < path->n; k++) {
		w->points[w->n++] = x;
		w->points[w->n++] = y;
		if (k + 1 == path->n)
			break;
		/* where this line meets the next one */
		double next = line_at(p, path->lines[k + 1]);
		bool level = path->lines[k].kind == LINE_ROW || path->lines[k].kind == LINE_GAP;
		if (level)
			x = next;
		else
			y = next;
	}
	port(p->out->steps[l->to], path->in, &x, &y);
	w->points[w->n++] = x;
	w->points[w->n++] = y;
}

/* --- labels -------------------------------------------------------------------------------------------------------------------- */

static double overlap(flow_place a, flow_place b)
{
	double w = fmin(a.x + a.w, b.x + b.w) - fmax(a.x, b.x), h = fmin(a.y + a.h, b.y + b.h) - fmax(a.y, b.y);
	return w > 0 && h > 0 ? w * h : 0;
}

/* How bad a place for a label is: boxes and labels below it, links through it. */
static double badness(const placing *p, flow_place at, size_t labels_until)
{
	const flow *f = p->g->f;
	double bad = 0;
	for (size_t s = 0; s < f->steps.n; s++)
		bad += overlap(at, p->out->steps[s]) > 0 ? 20 : 0;
	for (size_t i = 0; i < f->links.n; i++) {
		const flow_way *w = &p->out->ways[i];
		if (i < labels_until && w->label.n > 0) {
			double width = label_width(w);
			flow_place other = { w->label_x - width / 2, w->label_y - FLOW_LABEL_EM, width,
					     label_height(w) };
			bad += overlap(at, other) > 0 ? 20 : 0;
		}
		for (size_t k = 0; k + 3 < w->n; k += 2) {
			double x1 = fmin(w->points[k], w->points[k + 2]), x2 = fmax(w->points[k], w->points[k + 2]);
			double y1 = fmin(w->points[k + 1], w->points[k + 3]),
			       y2 = fmax(w->points[k + 1], w->points[k + 3]);
			if (x1 < at.x + at.w && x2 > at.x && y1 < at.y + at.h && y2 > at.y)
				bad += 4;
		}
	}
	if (at.x < p->out->head || at.y < 0 || at.x + at.w > p->out->width || at.y + at.h > p->out->height)
		bad += 20;
	return bad;
}

static void place_label(placing *p, size_t i)
{
	flow_way *w = &p->out->ways[i];
	if (w->label.n == 0)
		return;
	double width = label_width(w), h = label_height(w), best = 1e9;
	flow_place found = { 0 };
	double rank = 0;
	for (size_t k = 0; k + 3 < w->n && best > rank; k += 2) {
		double x1 = w->points[k], y1 = w->points[k + 1], x2 = w->points[k + 2], y2 = w->points[k + 3];
		bool level = y1 == y2;
		double way = level ? (x2 > x1 ? 1 : -1) : (y2 > y1 ? 1 : -1);
		for (int at = 0; at < 3; at++) /* near its beginning, in its middle, near its end */
			for (int flip = 0; flip < 2; flip++, rank += 0.1) {
				flow_place c = { 0, 0, width, h };
				if (level) {
					double near = x1 + way * (width / 2 + 5), end = x2 - way * (width / 2 + 14);
					c.x = (at == 0 ? near : at == 1 ? (x1 + x2) / 2 : end) - width / 2;
					c.y = flip ? y1 + 4 : y1 - h - 3;
				} else {
					double near = y1 + way * (h / 2 + 3), end = y2 - way * (h / 2 + 12);
					c.x = flip ? x1 - width - 5 : x1 + 5;
					c.y = (at == 0 ? near : at == 1 ? (y1 + y2) / 2 : end) - h / 2;
				}
				double bad = badness(p, c, i) + rank;
				if (bad < best) {
					best = bad;
					found = c;
				}
			}
	}
	w->label_x = found.x + width / 2;
	w->label_y = found.y + FLOW_LABEL_EM;
}

flow_layout grid_places(grid *g)
{
	const flow *f = g->f;
	flow_layout out = { .head = FLOW_HEAD,
			    .lanes = arena_many(g->a, flow_place, f->lanes.n + 1),
			    .steps = arena_many(g->a, flow_place, f->steps.n + 1),
			    .ways = arena_many(g->a, flow_way, f->links.n + 1) };
	placing p = { .g = g,
		      .column_x = arena_many(g->a, double, g->columns + 1),
		      .channel_x = arena_many(g->a, double, g->columns + 1),
		      .row_y = arena_many(g->a, double, g->rows + 1),
		      .gap_y = arena_many(g->a, double, g->rows + 1),
		      .lane_y = arena_many(g->a, double, f->lanes.n + 2),
		      .out = &out };
	for (size_t i = 0; i < f->links.n; i++)
		out.ways[i].label = label_of(g->a, f, &f->links.at[i]);
	place_columns(&p);
	place_rows(&p);
	for (size_t i = 0; i < f->lanes.n; i++)
		out.lanes[i] = (flow_place){ 0, p.lane_y[i], out.width, p.lane_y[i + 1] - p.lane_y[i] };
	for (size_t i = 0; i < f->steps.n; i++)
		out.steps[i] = step_place(&p, i);
	for (size_t i = 0; i < f->links.n; i++)
		place_way(&p, i);
	for (size_t i = 0; i < f->links.n; i++)
		place_label(&p, i);
	return out;
}
