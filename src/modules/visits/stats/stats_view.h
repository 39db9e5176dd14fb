/* Statistics of an office: figures, charts drawn here, and the tables beside them. */
#ifndef VISITS_STATS_VIEW_H
#define VISITS_STATS_VIEW_H

#include "modules/visits/overbook/overbook_view.h"
#include "modules/visits/pages/desk_view.h"

typedef struct figure_row {
	str name;
	i64 steps, done, gone; /* gone: left or abandoned */
	int bar; /* 0–100 beside the largest of the table */
	str mean, median, p90, most; /* waits, minutes: 12.4 */
	str served, served_median; /* service times */
} figure_row;
typedef struct figure_rows {
	figure_row *at;
	size_t n;
} figure_rows;
typedef struct figure_table {
	str id, title, first; /* first: head of the first column */
	figure_rows rows;
} figure_table;

/* Bars on 0–600 × 0–140. */
typedef struct chart_bar {
	int x, y, width, height;
	str about; /* 9時台：12件 */
} chart_bar;
typedef struct chart_label {
	int x;
	str text;
} chart_label;
typedef struct bar_chart {
	str title, about, top, half;
	struct {
		chart_bar *at;
		size_t n;
	} bars;
	struct {
		chart_label *at;
		size_t n;
	} labels;
} bar_chart;

typedef struct preset {
	str text;
	url link;
	bool here;
} preset;

typedef struct stats_view {
	str office, title, range, from, to, message;
	url here, csv_summary, csv_steps;
	struct {
		preset *at;
		size_t n;
	} presets;
	menu_items services; /* value, text; detail is not empty for the chosen one */
	bool any;
	i64 visits, steps, done, left, abandoned, transferred, present;
	str wait_mean, wait_median, wait_p90, wait_most, served_mean, served_median;
	i64 booked, came, no_shows, cancelled;
	str no_show_rate;
	bar_chart by_hour, wait_by_hour, by_day;
	figure_table hours, services_table, desks, days;
	overbook_lines overbook;
} stats_view;

#endif
