/* A table of shades: rows × columns, five steps, with a legend of their bounds. */
#include "chart/chart_private.h"

#include <math.h>

#define STEPS CHART_HEAT_STEPS

/* 1, 2, 5, 10, 20, 50 …: the k-th of them. */
static double round_number(int k)
{
	static const double lead[] = { 1, 2, 5 };
	int third = ((k % 3) + 3) % 3;
	return lead[third] * pow(10, (k - third) / 3);
}

void chart_heat_bounds(const chart_parts *cells, double ret[CHART_HEAT_STEPS])
{
	double most = chart_most(cells);
	if (!(most > 1e-9)) {
		for (int i = 0; i < STEPS; i++)
			ret[i] = most;
		return;
	}
	int k = (int)floor(log10(most)) * 3 + 3;
	while (round_number(k) >= most * (1 - 1e-12))
		k--;
	for (int i = 0; i < STEPS - 1; i++)
		ret[i] = round_number(k - (STEPS - 2 - i));
	ret[STEPS - 1] = most;
}

static int step_of(double size, const double *bounds)
{
	if (!(size > 0))
		return 0;
	for (int i = 0; i < STEPS - 1; i++)
		if (size <= bounds[i] * (1 + 1e-12))
			return i + 1;
	return STEPS;
}

typedef struct table {
	double left, top, head, column, row;
	bool down; /* the columns' names run from top to bottom */
} table;

static double draw_legend(pen *p, const strs *legend, double y, bool draw)
{
	double x = 0, top = y;
	for (size_t i = 0; i < legend->n && i < STEPS; i++) {
		double w = 26 + fmin(chart_width(legend->at[i], CHART_SMALL), p->w - 26);
		if (x > 0 && x + w > p->w) {
			x = 0;
			y += 24;
		}
		if (draw) {
			char css[32];
			snprintf(css, sizeof css, "c-heat-%zu", i + 1);
			svg_rect(p->b, css, x, y + 3, 20, 16, 0);
			chart_words(p, "c-legend", x + 26, y + 16, SVG_START, legend->at[i], p->w - 26, CHART_SMALL);
		}
		x += w + 16;
	}
	return legend->n > 0 ? y + 28 - top : 0;
}

static void draw_heads(pen *p, const chart_parts *rows, const chart_parts *columns, const table *t)
{
	for (size_t k = 0; k < columns->n; k++) {
		const chart_part *c = &columns->at[k];
		double x = t->left + (double)k * t->column;
		if (t->column < 15)
			break;
		chart_part_begin(p, c->link, c->name, c->value, c->note);
		if (t->down) {
			svg_rect(p->b, "c-hit", x, t->top - t->head, t->column, t->head, 0);
			chart_words(p, "c-down", x + t->column / 2, t->top - 6, SVG_END, c->name, 9 * CHART_SMALL,
				    CHART_SMALL);
		} else {
			strs lines = svg_wrap(p->a, c->name, (t->column - 4) / CHART_SMALL, 3);
			svg_rect(p->b, "c-hit", x, t->top - t->head, t->column, t->head, 0);
			for (size_t i = 0; i < lines.n; i++)
				svg_text(p->b, "c-small", x + t->column / 2,
					 t->top - 8 - (double)(lines.n - 1 - i) * 17, SVG_MIDDLE, lines.at[i]);
		}
		chart_part_end(p, c->link);
	}
	for (size_t i = 0; i < rows->n; i++) {
		const chart_part *r = &rows->at[i];
		double y = t->top + (double)i * t->row;
		chart_part_begin(p, r->link, r->name, r->value, r->note);
		svg_rect(p->b, "c-hit", 0, y, t->left, t->row, 0);
		chart_words(p, "c-name", 0, y + t->row / 2 + 5, SVG_START, r->name, t->left - 8, CHART_LETTER);
		chart_part_end(p, r->link);
	}
}

void chart_heat(buf *b, const chart_about *c, const chart_parts *rows, const chart_parts *columns,
		const chart_parts *cells, const strs *legend)
{
	pen p = chart_pen(b, c);
	CHECK(cells->n == rows->n * columns->n && cells->n <= CHART_PARTS_MAX && rows->n <= CHART_PARTS_MAX &&
	      columns->n <= CHART_PARTS_MAX);
	table t = { .row = c->height > 0 && rows->n > 0 ? fmax(18, fmin(c->height / (double)rows->n, 60)) : 28 };
	t.left = chart_widest(rows, chart_name, CHART_LETTER, p.w * (p.slim ? 0.32 : 0.22)) + 10;
	t.column = fmin((p.w - t.left - 1) / fmax((double)columns->n, 1), p.slim ? 60 : 110);
	double widest = chart_widest(columns, chart_name, CHART_SMALL, p.w);
	t.down = t.column < 44 && widest > t.column - 4;
	size_t lines = 1;
	for (size_t k = 0; k < columns->n && !t.down; k++) {
		size_t n = svg_wrap(p.a, columns->at[k].name, (t.column - 4) / CHART_SMALL, 3).n;
		lines = n > lines ? n : lines;
	}
	t.head = columns->n == 0 || t.column < 15 ? 0
		 : t.down                         ? fmin(widest, 9 * CHART_SMALL) + 12
						  : (double)lines * 17 + 8;
	double key = draw_legend(&p, legend, 0, false), bounds[STEPS];
	t.top = key + t.head;
	chart_heat_bounds(cells, bounds);
	chart_begin(&p, c, t.top + fmax((double)rows->n, 1) * t.row + 1);
	draw_legend(&p, legend, 0, true);
	draw_heads(&p, rows, columns, &t);
	/* all figures or none: some of them would be read as all there is */
	bool figures = chart_widest(cells, chart_value, CHART_SMALL, 1e9) <= t.column - 10;
	for (size_t i = 0; i < cells->n; i++) {
		const chart_part *cell = &cells->at[i];
		double x = t.left + (double)(i % columns->n) * t.column, y = t.top + (double)(i / columns->n) * t.row;
		int step = step_of(chart_size(cell->size), bounds);
		char css[32];
		snprintf(css, sizeof css, "c-heat-%d", step);
		/* what is nothing is no place to go to */
		str link = step > 0 ? cell->link : STR_NONE;
		chart_part_begin(&p, link, cell->name, cell->value, cell->note);
		svg_rect(b, css, x + 0.5, y + 0.5, t.column - 1, t.row - 1, 0);
		if (step > 0 && figures) {
			snprintf(css, sizeof css, "c-on-heat-%d", step);
			chart_figure(&p, css, x + t.column - 6, y + t.row / 2 + 5, SVG_END, cell->value, t.column - 10,
				     CHART_SMALL);
		}
		chart_part_end(&p, link);
	}
	chart_end(&p);
}
