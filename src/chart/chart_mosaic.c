/* Columns by width, tiles by height; on a phone the columns lie: bands by height, tiles by width, so that their texts have room. */
#include "chart/chart_private.h"

#include <math.h>

#define HEAD_LINES 3
#define GAP 3.0
#define HEADS_MAX 64

typedef struct columns {
	size_t n;
	double *size; /* of each */
	double all;
	size_t drawn; /* that have a size */
} columns;

static columns columns_of(arena *a, const strs *heads, const chart_parts *of)
{
	columns c = { .n = heads->n };
	CHECK(heads->n <= HEADS_MAX);
	c.size = arena_many(a, double, c.n + 1);
	for (size_t i = 0; i < chart_count(of->n); i++) {
		CHECK(of->at[i].group < c.n);
		c.size[of->at[i].group] += chart_size(of->at[i].size);
	}
	for (size_t i = 0; i < c.n; i++) {
		c.all += c.size[i];
		c.drawn += c.size[i] > 0;
	}
	return c;
}

static size_t tiles_in(const chart_parts *of, size_t column)
{
	size_t n = 0;
	for (size_t i = 0; i < chart_count(of->n); i++)
		n += of->at[i].group == column && chart_size(of->at[i].size) > 0;
	return n;
}

/* The tiles of one column within a box, one below the other, or side by side. */
static void draw_tiles(pen *p, str head, const chart_parts *of, size_t column, double size, chart_box in,
		       bool side_by_side)
{
	double length = side_by_side ? in.w : in.h;
	double gap = fmin(GAP, length / (double)(2 * tiles_in(of, column)));
	double room = length - gap * (double)(tiles_in(of, column) - 1), at = 0;
	for (size_t i = 0; i < chart_count(of->n); i++) {
		double share = chart_size(of->at[i].size) / size;
		if (of->at[i].group != column || !(share > 0))
			continue;
		chart_box box = side_by_side ? (chart_box){ in.x + at, in.y, room * share, in.h }
					     : (chart_box){ in.x, in.y + at, in.w, room * share };
		chart_tile(p, head, &of->at[i], box);
		at += room * share + gap;
	}
}

static size_t lines_of(arena *a, str head, double w, size_t least)
{
	size_t n = svg_wrap(a, head, (w - 4) / CHART_SMALL, HEAD_LINES).n;
	return n > least ? n : least;
}

static void upright(pen *p, const strs *heads, const chart_parts *of, const columns *c, double top)
{
	double room = p->w - GAP * (double)(c->drawn - 1), x = 0;
	for (size_t i = 0; i < c->n; i++) {
		if (!(c->size[i] > 0))
			continue;
		double w = room * c->size[i] / c->all;
		strs head = svg_wrap(p->a, heads->at[i], (w - 4) / CHART_SMALL, HEAD_LINES);
		for (size_t k = 0; k < head.n; k++)
			svg_text(p->b, "c-head", x + 2, top - 8 - (double)(head.n - 1 - k) * CHART_LINE, SVG_START,
				 head.at[k]);
		draw_tiles(p, heads->at[i], of, i, c->size[i], (chart_box){ x, top, w, p->h - top }, false);
		x += w + GAP;
	}
}

static void lying(pen *p, const strs *heads, const chart_parts *of, const columns *c)
{
	const double head = 24;
	double room = p->h - head * (double)c->drawn, y = 0;
	for (size_t i = 0; i < c->n; i++) {
		if (!(c->size[i] > 0))
			continue;
		double h = room * c->size[i] / c->all;
		chart_words(p, "c-head", 0, y + 18, SVG_START, heads->at[i], p->w, CHART_SMALL);
		draw_tiles(p, heads->at[i], of, i, c->size[i], (chart_box){ 0, y + head, p->w, h }, true);
		y += head + h;
	}
}

void chart_mosaic(buf *b, const chart_about *about, const strs *heads, const chart_parts *of)
{
	pen p = chart_pen(b, about);
	columns c = columns_of(p.a, heads, of);
	double height = about->height > 0 ? fmax(about->height, 120) : p.slim ? 460 : 440;
	if (p.slim) /* no band is squeezed by heads */
		height = fmax(height, (double)c.drawn * 64);
	chart_begin(&p, about, height);
	if (c.all > 0 && p.slim) {
		lying(&p, heads, of, &c);
	} else if (c.all > 0) {
		double room = p.w - GAP * (double)(c.drawn - 1);
		size_t lines = 1;
		for (size_t i = 0; i < c.n; i++)
			lines = lines_of(p.a, heads->at[i], room * c.size[i] / c.all, lines);
		upright(&p, heads, of, &c, 8 + (double)lines * CHART_LINE);
	}
	chart_end(&p);
}
