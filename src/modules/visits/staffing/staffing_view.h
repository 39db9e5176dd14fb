/* /staffing/OFFICE: what the page shows. Charts are drawn here on 0–600 × 0–140. */
#ifndef VISITS_STAFFING_VIEW_H
#define VISITS_STAFFING_VIEW_H

#include "modules/visits/pages/desk_view.h"
#include "modules/visits/staffing/staffing.h"

#define CHART_WIDE 600
#define CHART_HIGH 140

typedef struct plot_rect {
	int x, y, width, height;
	const char *css;
	str about;
} plot_rect;
typedef struct plot_mark {
	int x;
	str text;
} plot_mark;
typedef struct plot_key {
	const char *css;
	str text;
} plot_key;
typedef struct plot {
	str title, about, top, half;
	struct {
		plot_rect *at;
		size_t n;
	} rects;
	str band, line, before; /* paths; empty: not drawn */
	struct {
		plot_mark *at;
		size_t n;
	} marks;
	struct {
		plot_key *at;
		size_t n;
	} keys;
} plot;

/* What is drawn for a quarter hour, in the units of its axis; `is` false leaves a gap. */
typedef struct plot_point {
	bool is;
	double low, mid, high, before;
	bool had_before;
} plot_point;
/* A scale whose half is a whole number: 2, 4, 10, 20 … */
double plot_top(double most);
void plot_axis(arena *a, plot *p, int from, int n, double top);
/* Bars, one upon the other; about: of the whole bar. */
void plot_bar(arena *a, plot *p, int from_x, int to_x, double from, double to, double top, const char *css, str about);
void plot_bands(arena *a, plot *p, const plot_point *at, int n, double top);
/* A staircase of n values. */
str plot_steps(arena *a, const double *at, int n, double top);
int plot_x(int bucket, int n);

typedef struct staffing_tab {
	str text;
	url link;
	bool here;
} staffing_tab;
typedef struct staffing_tile {
	str text, value, before; /* before: empty where nothing is compared */
	bool hot;
} staffing_tile;

typedef struct staffing_desk_row {
	str id, label, services, from, to, break_from, break_to, load, hours, wrong;
	bool changed;
	struct {
		plot_rect *at;
		size_t n;
	} parts;
} staffing_desk_row;

typedef struct staffing_quarter {
	str time, people, wait, p90, before, queue, desks;
} staffing_quarter;

typedef struct staffing_service {
	str name, people, p50, p90, before;
} staffing_service;

typedef struct staffing_mistake_row {
	str where, text;
} staffing_mistake_row;

/* A suggestion in words; link: tried out on the staffing page. */
typedef struct hint_line {
	str text, button;
	url link;
} hint_line;
typedef struct hint_lines {
	hint_line *at;
	size_t n;
} hint_lines;
void staffing_hint_lines(req *r, const board *b, const hints *h, hint_lines *ret);

typedef struct staffing_need {
	str time, needed, planned, difference, p90;
	bool lacks;
} staffing_need;

typedef struct staffing_view {
	str office, title, day, date, message, closed_why, basis, source, compared;
	const char *message_tone;
	url here, floor, next_open, import, csv, needed_csv, needed_json, search_longer, back;
	bool may_search;
	bool closed, has_plan, compare, any_wrong;
	i64 rev;
	str service, desk, from, to; /* as typed */
	str today_date, last_date;
	struct {
		staffing_tab *at;
		size_t n;
	} tabs;
	menu_items services_menu, desks_menu; /* detail not empty: chosen */
	struct {
		staffing_tile *at;
		size_t n;
	} tiles;
	plot people, waits, queue;
	plot need;
	struct {
		staffing_quarter *at;
		size_t n;
	} quarters;
	struct {
		staffing_service *at;
		size_t n;
	} services;
	struct {
		staffing_desk_row *at;
		size_t n;
	} desks;
	struct {
		staffing_mistake_row *at;
		size_t n;
	} mistakes;
	hint_lines hints;
	bool today;
	bool has_need;
	str need_saving, attainable;
	url attainable_link;
	strs bottlenecks;
	menu_items targets;
	struct {
		staffing_need *at;
		size_t n;
	} needs;
	str hours;
} staffing_view;

#endif
