/*
 * chart: pictures of sums, as SVG for a page. Numbers and names in, a picture out; it knows no city, no survey and no language: every text is the caller's.
 *
 * Each part of a picture may be a link, for everything that is seen can be opened. What does not fit is cut and stands whole in its title; the page has the same numbers in a
 * table below; a figure is whole or left out, for one that is cut is another figure. Colours are classes (assets/chart.css): chart-1 … chart-8 in order, chart-target, chart-rest;
 * nothing is said by colour alone. The same input gives the same bytes.
 *
 * A picture of 960 is for a desk and for paper, one of 360 for a phone: it is laid out anew (names above bars, columns lying), not only smaller. A page writes both, with two ids,
 * within <figure class="chart-both">; the style sheet shows the one that the place has room for, and hides the other from everybody.
 *
 * Sizes are in the unit that people read (hours, not minutes), for axes and steps are round in it. Sizes that are no number or negative are drawn as nothing. At most
 * CHART_PARTS_MAX parts are drawn; a picture of so many is below CHART_ROOM bytes unless its texts are very long.
 */
#ifndef CHART_CHART_H
#define CHART_CHART_H

#include "base/buf.h"

#define CHART_PARTS_MAX 4000
#define CHART_ROOM ((size_t)4 << 20) /* a ceiling for the buf of one picture */

typedef struct chart_about {
	str id; /* unique in the page: letters, digits, - */
	str title, desc; /* what a screen reader says first */
	double width; /* units of the viewBox; 0: 960; below 600 it is a phone's */
	double height; /* 0: as the kind of chart thinks fit */
	double besides; /* Pareto: what counts in the whole and is not drawn, when there are more parts than are worth a bar */
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
	bool pale; /* months: not what was asked for, beside what was */
	size_t group; /* treemap: under which; mosaic: in which column */
} chart_part;
#define CHART_TARGET 99
typedef struct chart_parts {
	chart_part *at;
	size_t n;
} chart_parts;

/* Horizontal bars with names at the left and values at the right, in the order given; `part` of each (0–1, may be NULL) is drawn within, in its full colour (of a shade of 0: of the target). */
void chart_bars(buf *b, const chart_about *c, const chart_parts *p, const double *part);
/* The eight cells: columns by width, tiles by height; as many columns (up to 64) and tiles as there are. `heads`: names of the columns; on a phone the columns lie. */
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
/* Bars in falling order (sorted here) and the running share as a line; a line at `mark` (0.8; 0: none) and where it is crossed; the bars after that are pale. */
void chart_pareto(buf *b, const chart_about *c, const chart_parts *p, double mark, str mark_text);
/* Rows × columns; `cells` has rows.n × columns.n parts, row by row, at most CHART_PARTS_MAX; shades by size in five steps, with a legend of their bounds. A cell of nothing is blank
 * and no link. */
#define CHART_HEAT_STEPS 5
/* The steps' upper bounds, in the cells' unit: round numbers (1, 2, 5, 10 …), the last is the largest cell. The caller writes them as the legend's five texts. */
void chart_heat_bounds(const chart_parts *cells, double ret[CHART_HEAT_STEPS]);
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
