#include "chart/chart_private.h"

#include "text/figures.h"

#include <math.h>
#include <stdlib.h>

pen chart_pen(buf *b, const chart_about *c)
{
	double w = c->width > 0 && isfinite(c->width) ? fmax(240, fmin(c->width, 4000)) : 960;
	return (pen){ .b = b, .a = b->arena, .w = w, .slim = w < CHART_SLIM };
}

void chart_begin(pen *p, const chart_about *c, double height)
{
	p->h = ceil(height);
	svg_open(p->b, p->slim ? "chart chart-slim" : "chart chart-broad", c->id, p->w, p->h, c->title, c->desc);
}

void chart_end(pen *p)
{
	svg_close(p->b);
}

double chart_size(double size)
{
	return size > 0 ? fmin(size, 1e15) : 0;
}

size_t chart_count(size_t n)
{
	return n < CHART_PARTS_MAX ? n : CHART_PARTS_MAX;
}

double chart_sum(const chart_parts *p)
{
	double sum = 0;
	for (size_t i = 0; i < chart_count(p->n); i++)
		sum += chart_size(p->at[i].size);
	return sum;
}

double chart_most(const chart_parts *p)
{
	double most = 0;
	for (size_t i = 0; i < chart_count(p->n); i++)
		most = fmax(most, chart_size(p->at[i].size));
	return most;
}

typedef struct ranked {
	double size;
	size_t i;
} ranked;

static int by_size(const void *a, const void *b)
{
	const ranked *x = a, *y = b;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

size_t *chart_falling(arena *a, const chart_parts *p)
{
	size_t n = chart_count(p->n);
	ranked *order = arena_many(a, ranked, n + 1);
	for (size_t i = 0; i < n; i++)
		order[i] = (ranked){ chart_size(p->at[i].size), i };
	qsort(order, n, sizeof *order, by_size);
	size_t *out = arena_many(a, size_t, n + 1);
	for (size_t i = 0; i < n; i++)
		out[i] = order[i].i;
	return out;
}

chart_class chart_css(const char *what, int shade)
{
	chart_class c;
	if (shade == CHART_TARGET)
		snprintf(c.text, sizeof c.text, "%s chart-target", what);
	else if (shade <= 0)
		snprintf(c.text, sizeof c.text, "%s chart-rest", what);
	else
		snprintf(c.text, sizeof c.text, "%s chart-%d", what, (shade - 1) % 8 + 1);
	return c;
}

void chart_part_begin(pen *p, str link, str name, str value, str note)
{
	str all = str_format(p->a, "%.*s%s%.*s%s%.*s", STR_ARG(name), name.len && value.len ? ", " : "", STR_ARG(value),
			     (name.len || value.len) && note.len ? ", " : "", STR_ARG(note));
	if (link.len > 0)
		svg_link(p->b, link, all);
	else
		svg_group(p->b, NULL);
	if (all.len > 0)
		svg_title(p->b, all);
}

void chart_part_end(pen *p, str link)
{
	if (link.len > 0)
		svg_link_end(p->b, link);
	else
		svg_group_end(p->b);
}

double chart_width(str text, double letter)
{
	return svg_em(text) * letter;
}

double chart_widest(const chart_parts *p, str (*text)(const chart_part *), double letter, double most)
{
	double widest = 0;
	for (size_t i = 0; i < chart_count(p->n); i++)
		widest = fmax(widest, chart_width(text(&p->at[i]), letter));
	return fmin(widest, most);
}

str chart_name(const chart_part *p)
{
	return p->name;
}

str chart_value(const chart_part *p)
{
	return p->value;
}

str chart_note(const chart_part *p)
{
	return p->note;
}

void chart_words(pen *p, const char *css, double x, double y, svg_anchor anchor, str text, double width, double letter)
{
	str fitting = svg_fit(p->a, text, width / letter);
	if (fitting.len > 0)
		svg_text(p->b, css, x, y, anchor, fitting);
}

bool chart_figure(pen *p, const char *css, double x, double y, svg_anchor anchor, str text, double width, double letter)
{
	if (text.len == 0 || chart_width(text, letter) > width + 1e-6)
		return false;
	svg_text(p->b, css, x, y, anchor, text);
	return true;
}

str chart_number(arena *a, double x)
{
	if (!(x > 0) || !isfinite(x))
		return STR("0");
	if (x < 10 && x != floor(x)) {
		str s = str_format(a, "%.*f", x < 0.1 ? 3 : x < 1 ? 2 : 1, x);
		while (str_has(s, STR(".")) && (str_ends(s, STR("0")) || str_ends(s, STR("."))))
			s.len--;
		return s;
	}
	return figure_decimal(a, floor(x + 0.5 + 1e-6),
			      0); /* half is up, as pages round: 60ths of an hour have no exact double */
}

void chart_tile(pen *p, str under, const chart_part *part, chart_box at)
{
	const double pad = 6;
	/* an outline of three must not be covered by its neighbours */
	double inset = part->shade == CHART_TARGET && at.w > 6 && at.h > 6 ? 1.5 : 0;
	str name_of = under.len == 0 ? part->name : str_format(p->a, "%.*s, %.*s", STR_ARG(under), STR_ARG(part->name));
	chart_part_begin(p, part->link, name_of, part->value, part->note);
	svg_rect(p->b, chart_css("c-tile", part->shade).text, at.x + inset, at.y + inset, at.w - 2 * inset,
		 at.h - 2 * inset, 0);
	double width = at.w - 2 * pad, em = width / CHART_LETTER;
	size_t room = at.h < CHART_LINE + 4 ? 0 : (size_t)((at.h - 6) / CHART_LINE);
	if (room > 0 && em >= 2) {
		bool value = part->value.len > 0 && room >= 2 && chart_width(part->value, CHART_LETTER) <= width;
		bool note =
			part->note.len > 0 && room >= (value ? 3 : 2) && chart_width(part->note, CHART_SMALL) <= width;
		size_t lines = room - (value ? 1 : 0) - (note ? 1 : 0);
		strs name = svg_wrap(p->a, part->name, em, lines < 3 ? lines : 3);
		double y = at.y + 4 + CHART_LETTER;
		for (size_t i = 0; i < name.n; i++, y += CHART_LINE)
			svg_text(p->b, "c-name", at.x + pad, y, SVG_START, name.at[i]);
		if (value) {
			svg_text(p->b, "c-value", at.x + pad, y, SVG_START, part->value);
			y += CHART_LINE;
		}
		if (note)
			svg_text(p->b, "c-small", at.x + pad, y, SVG_START, part->note);
	}
	if (em < 2 && at.w >= 18 && at.h >= 60) /* from top to bottom */
		chart_words(p, "c-down", at.x + at.w / 2, at.y + pad, SVG_START, part->name, at.h - 2 * pad,
			    CHART_SMALL);
	chart_part_end(p, part->link);
}

double chart_legend(pen *p, const chart_parts *of, str mark, bool draw)
{
	const double patch = 14, stroke = 34; /* widths of what stands before a text */
	double x = 0, y = 0;
	size_t n = chart_count(of->n), all = n + (mark.len > 0);
	for (size_t i = 0; i < all; i++) {
		const chart_part line = { .name = mark }, *s = i < n ? &of->at[i] : &line;
		double before = (i < n ? patch : stroke) + 6, most = p->w - before;
		double w = before + fmin(chart_width(s->name, CHART_SMALL), most);
		if (x > 0 && x + w > p->w) {
			x = 0;
			y += 24;
		}
		if (draw) {
			chart_part_begin(p, s->link, s->name, s->value, s->note);
			if (s->link.len > 0)
				svg_rect(p->b, "c-hit", x, y, w, 22, 0);
			if (i < n)
				svg_rect(p->b, chart_css("c-bar", s->shade).text, x, y + 4, patch, patch, 2);
			else
				svg_line(p->b, "c-mark", x, y + 11, x + stroke, y + 11);
			chart_words(p, "c-legend", x + before, y + 16, SVG_START, s->name, most, CHART_SMALL);
			chart_part_end(p, s->link);
		}
		x += w + 18;
	}
	return all > 0 ? y + 24 : 0;
}

double chart_along(const chart_axis *x, double at)
{
	double from = x->from, to = x->to;
	if (x->log && to > 0) {
		from = log(from > 0 ? from : to / 1000);
		to = log(to);
		at = at > 0 ? log(at) : from;
	}
	if (!(to > from) || !isfinite(to - from) || isnan(at))
		return 0;
	return fmax(0, fmin((at - from) / (to - from), 1));
}

void chart_ticks(arena *a, double most, int wanted, double **ret, size_t *ret_n)
{
	*ret = arena_many(a, double, 1);
	*ret_n = 1; /* nothing is marked by 0 alone */
	if (!(most > 0) || !isfinite(most) || most < 1e-9 || most > 1e18)
		return;
	wanted = wanted < 1 ? 1 : wanted > 50 ? 50 : wanted;
	double rough = most / wanted, power = pow(10, floor(log10(rough)));
	double times = rough / power;
	double step = (times <= 1.0001 ? 1 : times <= 2.0001 ? 2 : times <= 5.0001 ? 5 : 10) * power;
	size_t n = (size_t)floor(most / step + 1e-6) + 1;
	*ret = arena_many(a, double, n);
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (double)i * step;
	*ret_n = n;
}
