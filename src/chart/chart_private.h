/* What the charts share: a pen that knows its paper, and how a part looks. */
#ifndef CHART_CHART_PRIVATE_H
#define CHART_CHART_PRIVATE_H

#include "chart/chart.h"
#include "text/svg.h"

/* Heights of letters in units of the viewBox; assets/chart.css says the same. */
#define CHART_LETTER 14.0
#define CHART_SMALL 13.0
#define CHART_LINE 18.0 /* from one line to the next */
#define CHART_SLIM 600.0 /* a picture narrower than this is a phone's */

typedef struct chart_box {
	double x, y, w, h;
} chart_box;

typedef struct pen {
	buf *b;
	arena *a;
	double w, h;
	bool slim;
} pen;

/* The paper before anything is drawn: its width is known, its height is said to chart_begin(). */
pen chart_pen(buf *b, const chart_about *c);
void chart_begin(pen *p, const chart_about *c, double height);
void chart_end(pen *p);

/* Sizes as they are drawn: what is no number, or negative, is nothing. */
double chart_size(double size);
size_t chart_count(size_t n); /* at most CHART_PARTS_MAX */
double chart_sum(const chart_parts *p);
double chart_most(const chart_parts *p);
/* Indexes of the parts by falling size; equal ones in the order given. */
size_t *chart_falling(arena *a, const chart_parts *p);

/* "bar chart-3" */
typedef struct chart_class {
	char text[40];
} chart_class;
chart_class chart_css(const char *what, int shade);

/* A link with its name for screen readers where it has one, else a group; both with all of the text as a title. */
void chart_part_begin(pen *p, str link, str name, str value, str note);
void chart_part_end(pen *p, str link);

double chart_width(str text, double letter);
double chart_widest(const chart_parts *p, str (*text)(const chart_part *), double letter, double most);
str chart_name(const chart_part *p);
str chart_value(const chart_part *p);
str chart_note(const chart_part *p);
/* A name, cut where it must be. */
void chart_words(pen *p, const char *css, double x, double y, svg_anchor anchor, str text, double width, double letter);
/* A figure: whole or not at all, for one that is cut is another figure. */
bool chart_figure(pen *p, const char *css, double x, double y, svg_anchor anchor, str text, double width,
		  double letter);
/* A number as everybody reads it: 12,345 or 0.5. */
str chart_number(arena *a, double x);

/* A tile with what fits of its name, value and note. `under`: the head it stands under, for its title; may be empty. */
void chart_tile(pen *p, str under, const chart_part *part, chart_box at);
/* Patches of colour and what they mean, from the top, in as many lines as it takes; returns how high they are. Without `draw` it measures.
 * `mark`: what the broken line is; may be empty. */
double chart_legend(pen *p, const chart_parts *of, str mark, bool draw);

/* 0–1: where on the axis; what lies outside stands at its end. */
double chart_along(const chart_axis *x, double at);

/* Squarified (Bruls, Huizing, van Wijk 2000): n sizes in falling order into one box; what has no size gets an empty box. */
void treemap_lay(const double *size, size_t n, chart_box in, chart_box *ret);

#endif
