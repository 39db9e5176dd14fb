/* The page of open data, and "when is it quiet?". */
#ifndef VISITS_OPEN_VIEW_H
#define VISITS_OPEN_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct open_column {
	const char *name;
	str about, about_ja; /* in the reader's language; in Japanese, as the dictionary has it */
} open_column;
typedef struct open_columns {
	open_column *at;
	size_t n;
} open_columns;
typedef struct open_choice {
	str value, text;
} open_choice;
typedef struct open_choices {
	open_choice *at;
	size_t n;
} open_choices;
typedef struct open_view {
	str license, first, last; /* days that are there; empty: none yet */
	url license_link;
	open_columns columns;
	open_choices offices, months;
	str example; /* an address, to be copied */
} open_view;

/* One cell of the picture: weekdays from left to right, hours from top to bottom. */
typedef struct heat_cell {
	int x, y;
	const char *css; /* h0 (quiet) … h4, none */
	str text, about;
} heat_cell;
typedef struct heat_label {
	int x, y;
	str text;
} heat_label;
typedef struct heat_cells {
	heat_cell *at;
	size_t n;
} heat_cells;
typedef struct heat_labels {
	heat_label *at;
	size_t n;
} heat_labels;
typedef struct heat_row {
	str hour;
	strs cells;
} heat_row;
typedef struct heat_rows {
	heat_row *at;
	size_t n;
} heat_rows;
typedef struct heat_step {
	const char *css;
	str text;
} heat_step;
typedef struct heat_steps {
	heat_step *at;
	size_t n;
} heat_steps;

typedef struct busy_view {
	str office, about; /* about: the picture in a sentence */
	str quiet, full; /* 火曜日の15時ごろがすいています; empty: nothing to tell */
	str also; /* the next ones, in a list */
	bool any;
	int width, height;
	heat_cells cells;
	heat_labels days, hours;
	heat_steps legend;
	strs day_names; /* the table's head */
	heat_rows rows;
	i64 days_known;
	url status, book, compare, csv;
} busy_view;

#endif
