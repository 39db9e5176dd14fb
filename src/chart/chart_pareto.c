/* What most of it comes from: bars in falling order, and the share of all that they make together. On a phone each has a line of its own, and its bar begins where the
 * one before it ended. */
#include "chart/chart_private.h"

#include <math.h>

#define LINES_MAX 80 /* on a phone; more are drawn as narrow columns */

typedef struct pareto {
	size_t n; /* with a size */
	const chart_part **at; /* falling */
	double *upto; /* 0–1: the share of these and all before */
	double most;
	size_t crossed; /* the first that reaches the mark; n: none */
} pareto;

static pareto pareto_of(arena *a, const chart_parts *of, double besides, double mark)
{
	pareto r = { .most = chart_most(of) };
	size_t n = chart_count(of->n), *order = chart_falling(a, of);
	double all = chart_sum(of) + chart_size(besides), upto = 0;
	r.at = arena_many(a, const chart_part *, n + 1);
	r.upto = arena_many(a, double, n + 1);
	for (size_t i = 0; i < n && chart_size(of->at[order[i]].size) > 0; i++) {
		upto += chart_size(of->at[order[i]].size);
		r.at[r.n] = &of->at[order[i]];
		r.upto[r.n++] = fmin(upto / all, 1);
	}
	r.crossed = r.n;
	for (size_t i = r.n; mark > 0 && i-- > 0;)
		if (r.upto[i] >= mark - 1e-12)
			r.crossed = i;
	return r;
}

/* An edge would fill a bar that is hardly wider than it. */
static const char *bar_of(const pareto *r, size_t i, double width)
{
	if (r->crossed == r->n || i <= r->crossed)
		return "c-bar";
	return width < 6 ? "c-bar c-pale" : "c-bar c-after";
}

static void draw_lines(pen *p, const chart_about *c, const pareto *r, double mark, str mark_text)
{
	strs lines = svg_wrap(p->a, mark_text, p->w / CHART_LETTER, 3);
	const double row = 48, top = lines.n > 0 ? 8 + (double)lines.n * CHART_LINE : 2;
	double length = p->w - 46;
	chart_begin(p, c, top + fmax((double)r->n, 1) * row);
	double at = mark * length;
	bool marked = mark > 0 && mark <= 1;
	for (size_t i = 0; i < lines.n; i++)
		svg_text(p->b, "c-strong", 0, 16 + (double)i * CHART_LINE, SVG_START, lines.at[i]);
	for (size_t i = 0; i < r->n; i++) {
		const chart_part *part = r->at[i];
		double y = top + (double)i * row, from = i > 0 ? r->upto[i - 1] : 0;
		double value = fmin(chart_width(part->value, CHART_LETTER), p->w * 0.5);
		str share = str_format(p->a, "%.0f%%", r->upto[i] * 100);
		chart_part_begin(p, part->link, part->name, part->value, part->note);
		svg_rect(p->b, "c-hit", 0, y, p->w, row, 0);
		chart_words(p, "c-name", 0, y + 18, SVG_START, part->name, p->w - value - 12, CHART_LETTER);
		chart_figure(p, "c-value", p->w - 2, y + 18, SVG_END, part->value, value, CHART_LETTER);
		svg_rect(p->b, "c-track", 0, y + 26, length, 12, 0);
		svg_rect(p->b, "c-upto", 0, y + 26, from * length, 12, 0);
		svg_rect(p->b, chart_css(bar_of(r, i, 6), part->shade).text, from * length, y + 26,
			 fmax((r->upto[i] - from) * length, 1), 12, 0);
		svg_text(p->b, "c-small", p->w - 2, y + 37, SVG_END, share);
		chart_part_end(p, part->link);
	}
	if (marked && r->n > 0)
		svg_line(p->b, "c-mark", at, top + 22, at, p->h - 4);
	chart_end(p);
}

typedef struct grid {
	double left, right, top, bottom, column;
} grid;

static void draw_share(pen *p, const pareto *r, const grid *g, double mark, str mark_text)
{
	size_t n = r->n;
	double *points = arena_many(p->a, double, 2 * n + 2);
	points[0] = g->left;
	points[1] = g->bottom;
	for (size_t i = 0; i < n; i++) {
		points[2 * i + 2] = g->left + (double)(i + 1) * g->column;
		points[2 * i + 3] = g->bottom - r->upto[i] * (g->bottom - g->top);
	}
	if (n > 0) { /* on a wider one of the paper's colour, for it goes over bars */
		svg_poly(p->b, "c-casing", points, 2 * n + 2, false);
		svg_poly(p->b, "c-line", points, 2 * n + 2, false);
	}
	for (size_t i = 0; i < n && n <= 40; i++)
		svg_circle(p->b, "c-dot", points[2 * i + 2], points[2 * i + 3], 3);
	if (!(mark > 0 && mark <= 1))
		return;
	double y = g->bottom - mark * (g->bottom - g->top);
	svg_line(p->b, "c-mark", g->left, y, g->right, y);
	if (r->crossed < n) {
		double x = g->left + (double)(r->crossed + 1) * g->column;
		svg_line(p->b, "c-mark", x, points[2 * r->crossed + 3], x, g->bottom);
		svg_circle(p->b, "c-crossing", x, points[2 * r->crossed + 3], 5);
	}
	/* at the right the running share is above the mark, so below it nothing but low bars is in the way */
	double w = chart_width(mark_text, CHART_LETTER);
	double room = g->right - g->left - 16;
	chart_words(p, "c-strong c-halo", g->right - 8 - fmin(w, room), y + 20, SVG_START, mark_text, room,
		    CHART_LETTER);
}

/* Names below the columns: in lines where a column is wide, else from top to bottom, else none. */
static void draw_under(pen *p, const pareto *r, const grid *g, double under)
{
	if (g->column < 16)
		return;
	for (size_t i = 0; i < r->n; i++) {
		double middle = g->left + ((double)i + 0.5) * g->column;
		if (g->column < 62) {
			chart_words(p, "c-down", middle, g->bottom + 8, SVG_START, r->at[i]->name, under - 12,
				    CHART_SMALL);
			continue;
		}
		strs lines = svg_wrap(p->a, r->at[i]->name, (g->column - 6) / CHART_SMALL, 3);
		for (size_t k = 0; k < lines.n; k++)
			svg_text(p->b, "c-small", middle, g->bottom + 20 + (double)k * 17, SVG_MIDDLE, lines.at[k]);
	}
}

static void draw_columns(pen *p, const chart_about *c, const pareto *r, double mark, str mark_text)
{
	grid g = { .left = 2, .right = p->w - 46, .top = 24 };
	g.column = (g.right - g.left) / fmax((double)r->n, 1);
	if (g.column > 120)
		g.column = 120;
	double under = 8;
	if (g.column >= 62)
		under = 24 + 2 * 17;
	else if (g.column >= 16)
		for (size_t i = 0; i < r->n; i++)
			under = fmax(under, fmin(chart_width(r->at[i]->name, CHART_SMALL), 10 * CHART_SMALL) + 16);
	double plot = c->height > 0 ? fmax(c->height - g.top - under, 100) : p->slim ? 240 : 340;
	g.bottom = g.top + plot;
	chart_begin(p, c, g.bottom + under);
	for (int tick = 0; tick <= 100; tick += 20) {
		double y = g.bottom - tick / 100.0 * plot;
		svg_line(p->b, tick == 0 ? "c-axis" : "c-grid", g.left, y, g.right, y);
		svg_text(p->b, "c-tick", p->w - 2, y + 4.5, SVG_END, str_format(p->a, "%d%%", tick));
	}
	/* bars have a scale of their own: as high as leaves room for the running share; their figures stand on them where they fit, and on the first always */
	for (size_t i = 0; i < r->n; i++) {
		const chart_part *part = r->at[i];
		double h = chart_size(part->size) / r->most * plot * 0.5, x = g.left + (double)i * g.column;
		double gap = g.column >= 6 ? fmin(g.column * 0.15, 6) : 0;
		chart_part_begin(p, part->link, part->name, part->value, part->note);
		svg_rect(p->b, "c-hit", x, g.top, g.column, plot + (g.column >= 16 ? under : 0), 0);
		svg_rect(p->b, chart_css(bar_of(r, i, g.column), part->shade).text, x + gap / 2,
			 g.bottom - fmax(h, 0.5), g.column - gap, fmax(h, 0.5), 0);
		if (g.column >= 62)
			chart_figure(p, "c-small c-halo", x + g.column / 2, g.bottom - h - 5, SVG_MIDDLE, part->value,
				     g.column - 4, CHART_SMALL);
		chart_part_end(p, part->link);
	}
	draw_under(p, r, &g, under);
	draw_share(p, r, &g, mark, mark_text);
	if (r->n > 0 && g.column < 62)
		chart_figure(p, "c-small c-halo", g.left + 1, g.bottom - plot * 0.5 - 6, SVG_START, r->at[0]->value,
			     p->w / 3, CHART_SMALL);
	chart_end(p);
}

void chart_pareto(buf *b, const chart_about *c, const chart_parts *of, double mark, str mark_text)
{
	pen p = chart_pen(b, c);
	pareto r = pareto_of(p.a, of, c->besides, mark);
	if (p.slim && r.n <= LINES_MAX)
		draw_lines(&p, c, &r, mark, mark_text);
	else
		draw_columns(&p, c, &r, mark, mark_text);
}
