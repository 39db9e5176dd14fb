/* Circles at x, y whose area is their size. The largest are drawn first, so that the small ones lie on top, and are named first, where there is room. */
#include "chart/chart_private.h"

#include <math.h>

#define NAMED_MAX 40 /* more names than that are a crowd */
#define KEEP_CLEAR 500 /* of so many of the largest circles, names keep clear */
#define ALWAYS 8 /* so many of the largest are named even where another circle lies below the name */

typedef struct plot {
	pen p;
	double left, right, top, bottom;
	double pad; /* so far from its edges lie the ends of the axes: a circle there is whole and covers no tick */
} plot;

static double across(const plot *g, const chart_axis *x, double at)
{
	return g->left + g->pad + chart_along(x, at) * (g->right - g->left - 2 * g->pad);
}

static double up(const plot *g, const chart_axis *y, double at)
{
	return g->bottom - g->pad - chart_along(y, at) * (g->bottom - g->top - 2 * g->pad);
}

typedef struct bubble {
	const chart_part *part;
	double x, y, r;
} bubble;

static void draw_axes(plot *g, const chart_axis *x, const chart_axis *y)
{
	pen *p = &g->p;
	double past = -1e9;
	for (size_t i = 0; i < x->ticks.n && i < 100; i++) {
		double at = across(g, x, x->ticks.at[i].at);
		svg_line(p->b, "c-grid", at, g->top, at, g->bottom);
		double w = chart_width(x->ticks.at[i].text, CHART_SMALL);
		double middle = fmax(w / 2, fmin(at, p->w - w / 2 - 1));
		if (middle - w / 2 < past + 6 || w > p->w - 2)
			continue;
		svg_text(p->b, "c-tick", middle, g->bottom + 18, SVG_MIDDLE, x->ticks.at[i].text);
		past = middle + w / 2;
	}
	for (size_t i = 0; i < y->ticks.n && i < 100; i++) {
		double at = up(g, y, y->ticks.at[i].at);
		svg_line(p->b, "c-grid", g->left, at, g->right, at);
		chart_figure(p, "c-tick", g->left - 6, at + 4.5, SVG_END, y->ticks.at[i].text, g->left - 6,
			     CHART_SMALL);
	}
	svg_line(p->b, "c-axis", g->left, g->top, g->left, g->bottom);
	svg_line(p->b, "c-axis", g->left, g->bottom, g->right, g->bottom);
	chart_words(p, "c-axis-name", 0, 15, SVG_START, y->name, p->w, CHART_SMALL);
	chart_words(p, "c-axis-name", g->right, p->h - 6, SVG_END, x->name, g->right, CHART_SMALL);
}

static bool touches(chart_box a, chart_box b)
{
	return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static bool covers(const bubble *b, chart_box a)
{
	double dx = fmax(a.x, fmin(b->x, a.x + a.w)) - b->x, dy = fmax(a.y, fmin(b->y, a.y + a.h)) - b->y;
	return dx * dx + dy * dy < b->r * b->r;
}

static bool is_free(const plot *g, const bubble *all, size_t n, size_t own, const chart_box *taken, size_t taken_n,
		    chart_box at)
{
	if (at.x < g->left + 2 || at.x + at.w > g->right - 2 || at.y < g->top || at.y + at.h > g->bottom - 1)
		return false;
	for (size_t i = 0; i < taken_n; i++)
		if (touches(taken[i], at))
			return false;
	for (size_t i = 0; i < n && i < KEEP_CLEAR; i++)
		if (i != own && covers(&all[i], at))
			return false;
	return true;
}

/* Names beside, above or below their circles, the largest first; within only where the whole name has room and no other circle lies on it. */
static void draw_names(plot *g, const bubble *all, size_t n)
{
	chart_box taken[NAMED_MAX];
	size_t taken_n = 0;
	size_t most = g->p.slim ? 12 : NAMED_MAX;
	for (size_t i = 0; i < n && i < 120 && taken_n < most; i++) {
		const bubble *b = &all[i];
		str name = svg_fit(g->p.a, b->part->name, 12);
		if (name.len == 0)
			continue;
		double w = chart_width(name, CHART_SMALL), h = 16;
		const chart_box try[] = {
			{ b->x - w / 2, b->y - h / 2, w, h },
			{ b->x + b->r + 4, b->y - h / 2, w, h },
			{ b->x - b->r - 4 - w, b->y - h / 2, w, h },
			{ b->x - w / 2, b->y - b->r - 3 - h, w, h },
			{ b->x - w / 2, b->y + b->r + 3, w, h },
			{ b->x + b->r * 0.75 + 3, b->y - b->r * 0.75 - h, w, h },
			{ b->x - b->r * 0.75 - 3 - w, b->y - b->r * 0.75 - h, w, h },
			{ b->x + b->r * 0.75 + 3, b->y + b->r * 0.75, w, h },
		};
		bool named = false;
		for (size_t k = w + 6 <= 2 * b->r ? 0 : 1; k < COUNT(try); k++) {
			if (!is_free(g, all, n, i, taken, taken_n, try[k]))
				continue;
			taken[taken_n++] = try[k];
			svg_text(g->p.b, "c-small c-halo", try[k].x, try[k].y + 12.5, SVG_START, name);
			named = true;
			break;
		}
		if (!named && i < ALWAYS && is_free(g, all, 0, i, taken, taken_n, try[0])) {
			taken[taken_n++] = try[0];
			svg_text(g->p.b, "c-small c-halo", try[0].x, try[0].y + 12.5, SVG_START, name);
		}
	}
}

void chart_bubbles(buf *b, const chart_about *c, const chart_axis *x, const chart_axis *y, const chart_parts *of)
{
	plot g = { .p = chart_pen(b, c) };
	pen *p = &g.p;
	double widest = 0;
	for (size_t i = 0; i < y->ticks.n && i < 100; i++)
		widest = fmax(widest, chart_width(y->ticks.at[i].text, CHART_SMALL));
	chart_begin(p, c, c->height > 0 ? fmax(c->height, 160) : p->slim ? 420 : 520);
	g.left = fmin(widest, p->w * 0.25) + 8;
	g.right = p->w - 8;
	g.top = 26;
	g.bottom = p->h - 46;
	size_t n = chart_count(of->n), *order = chart_falling(p->a, of);
	bubble *all = arena_many(p->a, bubble, n + 1);
	double most = chart_most(of), largest = p->slim ? 24 : 42;
	if (n > 150) /* hundreds would lie on each other */
		largest *= fmax(sqrt(100 / (double)n), 0.5);
	g.pad = fmin(largest, p->slim ? 14 : 24);
	draw_axes(&g, x, y);
	size_t drawn = 0;
	for (size_t i = 0; i < n; i++) {
		const chart_part *part = &of->at[order[i]];
		double size = chart_size(part->size);
		if (!(size > 0) || isnan(part->x) || isnan(part->y))
			continue;
		double r = fmax(sqrt(size / most) * largest, 2); /* below two it is not seen */
		double px = across(&g, x, part->x), py = up(&g, y, part->y);
		/* what lies at an end of an axis is moved in, not cut */
		all[drawn++] =
			(bubble){ part, fmax(r + 1, fmin(px, p->w - r - 1)), fmax(r + 1, fmin(py, g.bottom - r)), r };
	}
	for (size_t i = 0; i < drawn; i++) {
		const chart_part *part = all[i].part;
		chart_part_begin(p, part->link, part->name, part->value, part->note);
		svg_circle(b, chart_css("c-bubble", part->shade).text, all[i].x, all[i].y, all[i].r);
		chart_part_end(p, part->link);
	}
	svg_group(b, "c-names");
	draw_names(&g, all, drawn);
	svg_group_end(b);
	chart_end(p);
}
