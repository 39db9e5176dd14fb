/* Ranges side by side on one axis: from low to high, with the middle as a stroke. */
#include "chart/chart_private.h"

#include <math.h>

static str name_of(const chart_range *r)
{
	return r->name;
}

static str value_of(const chart_range *r)
{
	return r->value;
}

static double widest(const chart_ranges *of, str (*text)(const chart_range *), double most)
{
	double w = 0;
	for (size_t i = 0; i < chart_count(of->n); i++)
		w = fmax(w, chart_width(text(&of->at[i]), CHART_LETTER));
	return fmin(w, most);
}

static void draw_scale(pen *p, const chart_axis *x, double left, double length, double bottom)
{
	double past = -1e9;
	for (size_t i = 0; i < x->ticks.n && i < 100; i++) {
		double at = left + chart_along(x, x->ticks.at[i].at) * length;
		double w = chart_width(x->ticks.at[i].text, CHART_SMALL);
		double middle = fmax(w / 2, fmin(at, p->w - w / 2 - 1));
		svg_line(p->b, "c-grid", at, 0, at, bottom);
		if (middle - w / 2 < past + 6 || w > p->w - 2)
			continue;
		svg_text(p->b, "c-tick", middle, bottom + 18, SVG_MIDDLE, x->ticks.at[i].text);
		past = middle + w / 2;
	}
	svg_line(p->b, "c-axis", left, bottom, left + length, bottom);
	chart_words(p, "c-axis-name", left + length, bottom + 38, SVG_END, x->name, left + length, CHART_SMALL);
}

void chart_ranges_draw(buf *b, const chart_about *c, const chart_axis *x, const chart_ranges *of)
{
	pen p = chart_pen(b, c);
	size_t n = chart_count(of->n);
	double row = p.slim ? 56 : 40, thick = p.slim ? 16 : 20;
	if (c->height > 0 && n > 0 && !p.slim)
		row = fmax(28, fmin(c->height / (double)n, 80));
	double values = widest(of, value_of, p.w * (p.slim ? 0.6 : 0.3));
	double left = p.slim ? 8 : widest(of, name_of, p.w * 0.3) + 20;
	double length = p.slim ? p.w - 16 : p.w - left - values - 20;
	double bottom = fmax((double)n, 1) * row;
	chart_begin(&p, c, bottom + (x->name.len > 0 ? 46 : 26));
	draw_scale(&p, x, left, length, bottom);
	for (size_t i = 0; i < n; i++) {
		const chart_range *r = &of->at[i];
		double y = (double)i * row, middle = p.slim ? y + 36 : y + row / 2;
		double low = chart_along(x, fmin(r->low, r->high)), high = chart_along(x, fmax(r->low, r->high));
		double at = fmax(low, fmin(chart_along(x, r->middle), high));
		double text_y = p.slim ? y + 18 : middle + 5;
		chart_part_begin(&p, r->link, r->name, r->value, STR_NONE);
		svg_rect(b, "c-hit", 0, y, p.w, row, 0);
		chart_words(&p, "c-name c-halo", 0, text_y, SVG_START, r->name, p.slim ? p.w - values - 12 : left - 20,
			    CHART_LETTER);
		svg_rect(b, chart_css("c-range", r->shade).text, left + low * length, middle - thick / 2,
			 fmax((high - low) * length, 1), thick, 3);
		svg_rect(b, chart_css("c-bar", r->shade).text, left + at * length - 2, middle - thick / 2 - 3, 4,
			 thick + 6, 0);
		chart_figure(&p, "c-value c-halo", p.w - 2, text_y, SVG_END, r->value, values, CHART_LETTER);
		chart_part_end(&p, r->link);
	}
	chart_end(&p);
}
