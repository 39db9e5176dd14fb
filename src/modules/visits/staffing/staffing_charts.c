/* Bars, bands and staircases as numbers of an SVG. */
#include <math.h>

#include "modules/visits/staffing/staffing_view.h"

double plot_top(double most)
{
	static const double steps[] = { 2, 4, 6, 10 };
	for (double ten = 1; ten < 1e9; ten *= 10)
		for (size_t i = 0; i < COUNT(steps); i++)
			if (steps[i] * ten >= most)
				return steps[i] * ten;
	return 1e9;
}

int plot_x(int bucket, int n)
{
	return n ? bucket * CHART_WIDE / n : 0;
}

static int y_of(double value, double top)
{
	double y = CHART_HIGH - value / top * CHART_HIGH;
	return (int)lround(y < 0 ? 0 : y > CHART_HIGH ? CHART_HIGH : y);
}

void plot_axis(arena *a, plot *p, int from, int n, double top)
{
	int hours = n / 4, step = hours > 12 ? 2 : 1;
	p->top = str_format(a, "%.0f", top);
	p->half = str_format(a, "%.0f", top / 2);
	for (int h = 0; h <= hours; h += step)
		LIST_ADD(a, &p->marks, (plot_mark){ plot_x(h * 4, n), str_format(a, "%d", (from / 60 + h) % 24) });
}

void plot_bar(arena *a, plot *p, int from_x, int to_x, double from, double to, double top, const char *css, str about)
{
	int low = y_of(from, top), high = y_of(to, top);
	if (low > high)
		LIST_ADD(a, &p->rects, (plot_rect){ from_x + 1, high, to_x - from_x - 2, low - high, css, about });
}

/* A line through the middles of the quarter hours, begun anew behind a gap. */
static str line_of(arena *a, const plot_point *at, int n, double top, double (*value)(const plot_point *p),
		   bool (*is)(const plot_point *p))
{
	buf b = buf_new(a, 16384);
	bool pen = false;
	for (int i = 0; i < n; i++) {
		if (!is(&at[i])) {
			pen = false;
			continue;
		}
		buf_format(&b, "%s%d %d", pen ? "L" : "M", (plot_x(i, n) + plot_x(i + 1, n)) / 2,
			   y_of(value(&at[i]), top));
		pen = true;
	}
	return buf_str(&b);
}

static double mid(const plot_point *p)
{
	return p->mid;
}

static double before(const plot_point *p)
{
	return p->before;
}

static bool is_there(const plot_point *p)
{
	return p->is;
}

static bool was_there(const plot_point *p)
{
	return p->had_before;
}

void plot_bands(arena *a, plot *p, const plot_point *at, int n, double top)
{
	buf b = buf_new(a, 32768);
	for (int i = 0; i < n;) {
		if (!at[i].is) {
			i++;
			continue;
		}
		int end = i;
		while (end < n && at[end].is)
			end++;
		for (int k = i; k < end; k++)
			buf_format(&b, "%s%d %d", k == i ? "M" : "L", (plot_x(k, n) + plot_x(k + 1, n)) / 2,
				   y_of(at[k].high, top));
		for (int k = end - 1; k >= i; k--)
			buf_format(&b, "L%d %d", (plot_x(k, n) + plot_x(k + 1, n)) / 2, y_of(at[k].low, top));
		buf_lit(&b, "Z");
		i = end;
	}
	p->band = buf_str(&b);
	p->line = line_of(a, at, n, top, mid, is_there);
	p->before = line_of(a, at, n, top, before, was_there);
}

str plot_steps(arena *a, const double *at, int n, double top)
{
	buf b = buf_new(a, 16384);
	for (int i = 0; i < n; i++)
		buf_format(&b, "%s%d H%d", i ? "V" : "M0 ", y_of(at[i], top), plot_x(i + 1, n));
	return buf_str(&b);
}
