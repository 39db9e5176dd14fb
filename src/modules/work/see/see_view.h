/* What the pages of see show. */
#ifndef WORK_SEE_SEE_VIEW_H
#define WORK_SEE_SEE_VIEW_H

#include "modules/work/see/filter.h"
#include "modules/work/work_view.h"

typedef struct see_link_view {
	str text;
	url link;
	bool here;
} see_link_view;
typedef struct see_links {
	see_link_view *at;
	size_t n;
} see_links;

typedef struct see_head {
	work_nav_entries nav;
	str title, round;
	see_links rounds, views, actions;
	work_filter_bar bar;
	bool invented; /* a survey that never was */
	str months; /* only these months, and what says none; empty: the year */
	str state; /* the round goes on: figures still change. Empty: it is over */
} see_head;

/* A number that leads to what it is made of. */
typedef struct see_number {
	str text;
	url link;
} see_number;

typedef struct see_row {
	str name;
	url link; /* one level down */
	bool foreign, meant; /* Japanese on an English page; the target cell */
	see_number items, hours, target, away;
	str share, target_share, away_share; /* of all hours; of its own */
	str running, people; /* empty: none */
	int bar, bar_meant; /* 0–1000 */
} see_row;
typedef struct see_table {
	str id, caption, first;
	struct {
		see_row *at;
		size_t n;
	} rows;
	see_row all;
	bool running, people, bars, target; /* which columns */
	see_links sort; /* heads that sort: items, hours, target, share, away; empty: none */
	str sorted; /* minutes … */
	str more; /* 「ほか12件」; empty: none */
	see_links pages;
} see_table;

typedef struct see_figure {
	str id, title;
	html wide, narrow; /* for a desk and for a phone; narrow may be empty */
	str note;
	bool any;
} see_figure;

/* Numbers of two dimensions. */
typedef struct see_matrix_row {
	str name;
	url link;
	bool foreign;
	struct {
		see_number *at;
		size_t n;
	} cells;
	see_number all;
} see_matrix_row;
typedef struct see_matrix {
	str id, caption, first;
	strs heads;
	struct {
		see_matrix_row *at;
		size_t n;
	} rows;
	see_matrix_row all;
} see_matrix;

typedef struct see_overview_view {
	see_head head;
	see_number items, hours, target, away, sections, units;
	str fte, a_year, target_share, away_share;
	bool has; /* what people have is known and can be held against it */
	str people, has_hours, has_share;
	str holds_badge, holds_css; /* of one unit */
	url balance, sheet; /* sheet: of one unit */
	str off; /* 「合わない係 12」; empty: none */
	see_figure mosaic;
	see_table cells, categories, level;
	str none; /* nothing matches */
	url all_level;
} see_overview_view;

typedef struct see_one_view {
	see_head head;
	str lead; /* what the picture says, in a sentence */
	see_links by, across;
	str by_name, across_name;
	see_figure figure;
	see_table table;
	see_matrix matrix;
	str none;
} see_one_view;

typedef struct see_item {
	i64 number;
	str place;
	url place_link, idea; /* idea: those about this row, or the form of a first one */
	i64 ideas;
	str category, work, step, job, count, each, hours, nature, away;
	str year; /* hours a year, where count and hours are of months */
	bool meant;
} see_item;
typedef struct see_rows_view {
	see_head head;
	str lead;
	struct {
		see_item *at;
		size_t n;
	} items;
	see_links sort, pages;
	str sorted, range, none;
	str count, hours; /* heads */
	bool months;
	url csv;
} see_rows_view;

typedef struct see_unit_row {
	str name;
	url link, sheet; /* sheet: empty where there is none to open */
	str people, has, said, diff, share;
	str badge, css;
	str off; /* of a section: how many of its units do not hold; empty: none */
	int bar; /* 0–1000 where 500 is what they have */
	see_number items;
} see_unit_row;
typedef struct see_balance_view {
	see_head head;
	str lead, rule, level_name, range, none;
	see_links states; /* all, holds, too little, too much */
	bool by_section;
	struct {
		see_unit_row *at;
		size_t n;
	} rows;
	see_unit_row all;
	see_links pages;
} see_balance_view;

typedef struct see_pair_row {
	str name;
	see_number left, right;
	str diff, change;
	str only; /* 「2026年だけ」 */
	bool foreign;
	int bar_left, bar_right; /* 0–1000 */
} see_pair_row;
typedef struct see_pair_table {
	str id, caption, first;
	struct {
		see_pair_row *at;
		size_t n;
	} rows;
	see_pair_row all;
} see_pair_table;
typedef struct see_axis_row {
	str name, left, right; /* versions */
	bool same;
	str means_left, means_right;
} see_axis_row;
typedef struct see_compare_view {
	see_head head;
	see_links with;
	str left, right; /* the rounds' names */
	struct {
		see_axis_row *at;
		size_t n;
	} axes;
	str refused; /* a condition is on an axis that is not the same */
	str part; /* names that one of the two does not have */
	str none;
	struct {
		see_pair_table *at;
		size_t n;
	} tables;
} see_compare_view;

#endif
