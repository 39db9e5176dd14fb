/* A column a month, stacked by series, and a line across: what the people there have. */
#include "chart/chart_private.h"

#include <math.h>

typedef struct year {
	size_t months, series;
	double *total; /* of each month */
	double most;
	double left, right, top, bottom, scale; /* height of one */
	double column;
} year;

static year year_of(pen *p, const strs *months, const chart_parts *series, const chart_parts *cells, double level)
{
	year y = { .months = months->n, .series = series->n };
	CHECK(cells->n == y.months * y.series && cells->n <= CHART_PARTS_MAX && y.months <= CHART_PARTS_MAX);
	y.total = arena_many(p->a, double, y.months + 1);
	for (size_t i = 0; i < cells->n; i++)
		y.total[i / y.series] += chart_size(cells->at[i].size);
	for (size_t i = 0; i < y.months; i++)
		y.most = fmax(y.most, y.total[i]);
	y.most = fmax(y.most, chart_size(level));
	return y;
}

static void draw_grid(pen *p, const year *y, const double *tick, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double at = y->bottom - tick[i] * y->scale;
		svg_line(p->b, i == 0 ? "c-axis" : "c-grid", y->left, at, y->right, at);
		chart_figure(p, "c-tick", y->left - 6, at + 4.5, SVG_END, chart_number(p->a, tick[i]), y->left - 6,
			     CHART_SMALL);
	}
}

static void draw_month(pen *p, const year *y, size_t m, const chart_parts *series, const chart_parts *cells)
{
	double gap = fmin(y->column * 0.3, 24), x = y->left + (double)m * y->column, at = y->bottom;
	for (size_t s = 0; s < y->series; s++) {
		const chart_part *cell = &cells->at[m * y->series + s];
		double h = chart_size(cell->size) * y->scale;
		if (!(h > 0))
			continue;
		at -= h;
		chart_part_begin(p, cell->link, cell->name, cell->value, cell->note);
		/* a hair between two that lie on each other, so that they are two without their colours */
		svg_rect(p->b, chart_css(cell->pale ? "c-bar c-beside" : "c-bar", series->at[s].shade).text,
			 x + gap / 2, at, y->column - gap, h > 3 ? h - 1 : h, 0);
		chart_part_end(p, cell->link);
	}
}

/* Every name, or every second, third … where they are too wide. */
static void draw_names(pen *p, const year *y, const strs *months)
{
	double widest = 0;
	for (size_t m = 0; m < y->months; m++)
		widest = fmax(widest, chart_width(months->at[m], CHART_SMALL));
	size_t every = (size_t)ceil(fmax(1, (widest + 3) / y->column));
	for (size_t m = 0; m < y->months; m += every) {
		double w = chart_width(months->at[m], CHART_SMALL);
		double middle = fmax(w / 2, fmin(y->left + ((double)m + 0.5) * y->column, p->w - w / 2));
		if (w <= p->w)
			svg_text(p->b, "c-small", middle, y->bottom + 18, SVG_MIDDLE, months->at[m]);
	}
}

/* What a month sums up to, on its column; above the line across where that would go through it. */
static void draw_totals(pen *p, const year *y, double level)
{
	double line = y->bottom - level * y->scale;
	for (size_t m = 0; m < y->months; m++) {
		if (!(y->total[m] > 0))
			continue;
		double at = y->bottom - y->total[m] * y->scale - 5;
		if (level > 0 && line < at + 4 && line > at - 14)
			at = line - 5;
		chart_figure(p, "c-small c-halo", y->left + ((double)m + 0.5) * y->column, at, SVG_MIDDLE,
			     chart_number(p->a, y->total[m]), y->column - 2, CHART_SMALL);
	}
}

void chart_months(buf *b, const chart_about *c, const strs *months, const chart_parts *series, const chart_parts *cells,
		  double level, str level_text)
{
	pen p = chart_pen(b, c);
	year y = year_of(&p, months, series, cells, level);
	double *tick;
	size_t ticks;
	chart_ticks(p.a, y.most * 1.05, p.slim ? 4 : 5, &tick, &ticks);
	double labels = 0;
	for (size_t i = 0; i < ticks; i++)
		labels = fmax(labels, chart_width(chart_number(p.a, tick[i]), CHART_SMALL));
	y.left = fmin(labels, p.w * 0.3) + 8;
	y.right = p.w - 1;
	y.top = chart_legend(&p, series, chart_size(level) > 0 ? level_text : STR_NONE, false) + 28;
	y.column = (y.right - y.left) / fmax((double)y.months, 1);
	double plot = c->height > 0 ? fmax(c->height - y.top - 26, 80) : p.slim ? 240 : 320;
	y.bottom = y.top + plot;
	y.scale = y.most > 0 ? plot / (y.most * 1.05) : 0;
	chart_begin(&p, c, y.bottom + 26);
	chart_legend(&p, series, chart_size(level) > 0 ? level_text : STR_NONE, true);
	draw_grid(&p, &y, tick, ticks);
	for (size_t m = 0; m < y.months; m++)
		draw_month(&p, &y, m, series, cells);
	draw_names(&p, &y, months);
	if (chart_size(level) > 0) {
		double at = y.bottom - chart_size(level) * y.scale;
		svg_line(b, "c-mark", y.left, at, y.right, at);
	}
	draw_totals(&p, &y, chart_size(level));
	chart_end(&p);
}
