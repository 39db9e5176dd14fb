/*
 * chart: pictures of sums, as SVG for a page. Numbers and names in, a picture out; it knows no city, no survey and no language: every text is the caller's.
 *
 * Each part of a picture may be a link, for everything that is seen can be opened. What does not fit is cut and stands whole in its title; the page has the same numbers in a
 * table below. Colours are classes (assets/chart.css): chart-1 … chart-8 in order, chart-target, chart-rest; nothing is said by colour alone.
 * The same input gives the same bytes.
 */
#ifndef CHART_CHART_H
#define CHART_CHART_H

#include "base/buf.h"

#define CHART_PARTS_MAX 4000

typedef struct chart_about {
	str id; /* unique in the page: letters, digits, - */
	str title, desc; /* what a screen reader says first */
	double width; /* units of the viewBox; 0: 960 */
	double height; /* 0: as the kind of chart thinks fit */
} chart_about;

/* One thing: a bar, a tile, a bubble, a cell. */
typedef struct chart_part {
	str name;
	str value; /* as people read it: 4,210,000時間 */
	str note; /* one more line: 31.9 % */
	str link; /* a path of this site; empty: none */
	double size; /* what is drawn: area, length; not negative */
	double x, y; /* bubbles: where */
	int shade; /* class chart-N; 0: chart-rest, CHART_TARGET the one that is meant */
	size_t group; /* treemap: under which; mosaic: in which column */
} chart_part;
#define CHART_TARGET 99
typedef struct chart_parts {
	chart_part *at;
	size_t n;
} chart_parts;

/* Horizontal bars with names at the left and values at the right, in the order given; `part` of each (0–1, may be NULL) is drawn darker within: the target's share. */
void chart_bars(buf *b, const chart_about *c, const chart_parts *p, const double *part);
/* The eight cells: columns by width, tiles by height; as many columns and tiles as there are. `heads`: names of the columns. */
void chart_mosaic(buf *b, const chart_about *c, const strs *heads, const chart_parts *p);
/* Areas in a rectangle (squarified), grouped; `groups` names the groups, drawn as frames with a head. */
void chart_treemap(buf *b, const chart_about *c, const chart_parts *groups, const chart_parts *p);
typedef struct chart_axis {
	str name;
	double from, to;
	bool log;
	struct {
		struct chart_tick {
			double at;
			str text;
		} * at;
		size_t n;
	} ticks;
} chart_axis;
/* Circles whose area is `size`, at x, y; the largest are drawn first and named where there is room. */
void chart_bubbles(buf *b, const chart_about *c, const chart_axis *x, const chart_axis *y, const chart_parts *p);
/* Bars in falling order and the running share as a line; a line at `mark` (0.8) and where it is crossed. */
void chart_pareto(buf *b, const chart_about *c, const chart_parts *p, double mark, str mark_text);
/* Rows × columns; `cells` has rows.n × columns.n parts, row by row; shades by size in five steps, with a legend of their bounds. */
void chart_heat(buf *b, const chart_about *c, const chart_parts *rows, const chart_parts *columns,
		const chart_parts *cells, const strs *legend);
/* A column for each of twelve months (or any number), stacked by series; `series` names them, cells[month * series.n + s]. A line across at `level` (0: none): what the people there have. */
void chart_months(buf *b, const chart_about *c, const strs *months, const chart_parts *series, const chart_parts *cells,
		  double level, str level_text);
/* Ranges side by side: low – middle – high, e.g. P10, P50, P90 as is and to be; or expected, planned, realised. */
typedef struct chart_range {
	str name, value;
	double low, middle, high;
	int shade;
	str link;
} chart_range;
typedef struct chart_ranges {
	chart_range *at;
	size_t n;
} chart_ranges;
void chart_ranges_draw(buf *b, const chart_about *c, const chart_axis *x, const chart_ranges *p);

/* Round numbers between 0 and `most`, about `wanted` of them: for axes. The caller writes their texts. */
void chart_ticks(arena *a, double most, int wanted, double **ret, size_t *ret_n);

#endif
