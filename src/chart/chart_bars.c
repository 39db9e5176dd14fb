/* Horizontal bars: names at the left, figures in columns at the right; on a phone the name and the figure stand above the bar. */
#include "chart/chart_private.h"

#include <math.h>

typedef struct lanes {
	double row, bar; /* heights */
	double name; /* width of the names' column; 0: above */
	double from, length; /* of the longest bar */
	double value, note; /* right edges of the figures */
	double value_w, note_w;
} lanes;

static lanes lanes_of(const pen *p, const chart_about *c, const chart_parts *of)
{
	lanes l = { 0 };
	size_t n = chart_count(of->n);
	l.value_w = chart_widest(of, chart_value, CHART_LETTER, p->w * (p->slim ? 0.5 : 0.2));
	l.note_w = chart_widest(of, chart_note, CHART_SMALL, p->w * (p->slim ? 0.4 : 0.22));
	l.note = p->w - 2;
	double right = l.note_w > 0 ? l.note_w + 14 : 0;
	if (p->slim) {
		l.row = 48;
		l.bar = 12;
		l.from = 1;
		l.value = p->w - 2;
		l.length = p->w - right - 4;
		return l;
	}
	l.row = c->height > 0 && n > 0 ? fmax(20, fmin(c->height / (double)n, 60)) : 28;
	l.bar = fmin(18, l.row - 8);
	l.name = chart_widest(of, chart_name, CHART_LETTER, p->w * 0.3) + 14;
	l.value = p->w - 2 - right;
	l.from = l.name;
	l.length = l.value - l.value_w - 14 - l.from;
	return l;
}

static void draw_bar(pen *p, const lanes *l, const chart_part *part, double y, double most, double share)
{
	double size = chart_size(part->size), w = most > 0 ? size / most * l->length : 0;
	double bar_y = p->slim ? y + 26 : y + (l->row - l->bar) / 2, text_y = p->slim ? y + 18 : y + l->row / 2 + 5;
	chart_part_begin(p, part->link, part->name, part->value, part->note);
	svg_rect(p->b, "c-hit", 0, y, p->w, l->row, 0);
	if (p->slim)
		chart_words(p, "c-name", 0, text_y, SVG_START, part->name, p->w - l->value_w - 12, CHART_LETTER);
	else
		chart_words(p, "c-name", 0, text_y, SVG_START, part->name, l->name - 14, CHART_LETTER);
	if (w > 0 && share >= 0) {
		svg_rect(p->b, chart_css("c-bar c-whole", part->shade).text, l->from, bar_y, fmax(w, 1), l->bar, 0);
		if (w * share > 0.2)
			svg_rect(p->b, chart_css("c-bar", part->shade ? part->shade : CHART_TARGET).text, l->from,
				 bar_y, w * share, l->bar, 0);
	} else if (w > 0) {
		svg_rect(p->b, chart_css("c-bar", part->shade).text, l->from, bar_y, fmax(w, 1), l->bar, 0);
	}
	chart_figure(p, "c-value", l->value, text_y, SVG_END, part->value, l->value_w, CHART_LETTER);
	chart_figure(p, "c-small", l->note, p->slim ? bar_y + l->bar - 1 : text_y, SVG_END, part->note, l->note_w,
		     CHART_SMALL);
	chart_part_end(p, part->link);
}

void chart_bars(buf *b, const chart_about *c, const chart_parts *of, const double *part)
{
	pen p = chart_pen(b, c);
	lanes l = lanes_of(&p, c, of);
	size_t n = chart_count(of->n);
	double most = chart_most(of), height = fmax((double)n, 1) * l.row;
	chart_begin(&p, c, height);
	for (size_t i = 0; i < n; i++)
		draw_bar(&p, &l, &of->at[i], (double)i * l.row, most, part ? fmin(chart_size(part[i]), 1) : -1);
	if (!p.slim)
		svg_line(b, "c-axis", l.from, 0, l.from, height);
	chart_end(&p);
}
