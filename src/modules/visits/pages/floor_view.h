/* The whole office on one page, as the floor manager sees it. */
#ifndef VISITS_FLOOR_VIEW_H
#define VISITS_FLOOR_VIEW_H

#include "modules/visits/pages/desk_view.h"
#include "modules/visits/staffing/staffing_view.h"

typedef struct floor_service {
	str id, name, wait; /* wait: for who comes now */
	int waiting, desks;
	elapsed longest; /* of those who wait; empty when nobody does */
	badge heat; /* how long that is, in a word; text empty when it is nothing to speak of */
	badge state;
	bool stopped;
	queue_rows people;
} floor_service;

typedef struct floor_desk {
	str id, label, clerk, number, service, until;
	badge state;
	elapsed since;
	url link;
	i64 rev;
	bool closed, may_close, over, long_serving; /* over: the break should have ended */
} floor_desk;

typedef struct floor_due {
	str time, name, service;
	bool late;
} floor_due;

/* A strip of a day: rectangles on 0–STRIP, and how much of the open time somebody was served. */
#define STRIP 600
typedef struct strip_part {
	int x, width;
	const char *css;
} strip_part;
typedef struct floor_load {
	str label, served, open, percent;
	struct {
		strip_part *at;
		size_t n;
	} parts;
} floor_load;
typedef struct axis_mark {
	int x;
	str text;
} axis_mark;
typedef struct axis {
	axis_mark *at;
	size_t n;
} axis;

/* How many waited: a line over the day, and the most of each hour for the table beside it. */
#define CHART_HEIGHT 140
typedef struct hour_row {
	str hour;
	int most;
} hour_row;
typedef struct day_chart {
	bool any;
	str line, area; /* of paths */
	int most, now_x, half_y, half;
	struct {
		hour_row *at;
		size_t n;
	} hours;
} day_chart;

typedef struct floor_view {
	str office, at, now, message, longest_what;
	const char *message_tone;
	opening hours;
	bool stopped, by_hand; /* by_hand: somebody stopped tickets, not the clock */
	url here, stats, bookings, staffing;
	hint_lines hints; /* what would help now */
	int waiting, serving, desks_open, desks_all, aside, due_n;
	elapsed longest;
	badge longest_heat;
	struct {
		floor_service *at;
		size_t n;
	} services;
	struct {
		floor_desk *at;
		size_t n;
	} desks;
	struct {
		floor_due *at;
		size_t n;
	} due;
	struct {
		floor_load *at;
		size_t n;
	} loads;
	axis hours_axis;
	day_chart chart;
	bool printer;
} floor_view;

#endif
