/*
 * stats: what a counter's days were like, from the steps that are over.
 *
 * A step waits from the moment it could have been called: the arrival, or the end of the visit's step before it (a second
 * service does not wait while the first is served, and a transferred person does not wait twice for the same minutes).
 * It waits until it was called; who left before has no waiting time but is counted. It is served from `served` to the end.
 *
 * Medians and ninths of ten are of the very values, not of buckets: all steps are ranked once by each measure, and dealt out in
 * that order to the groups, so that every group is in order, too. A year of a busy office (150,000 steps) takes a tenth of a
 * second, most of it in the database.
 */
#ifndef VISITS_STATS_H
#define VISITS_STATS_H

#include "modules/visits/visits.h"

#define STATS_DAYS_MAX 366

/* The most steps that are read at once: some years of a busy office. More are ERR_too_large. */
#define STATS_STEPS_MAX 400000

typedef struct stat_step {
	instant arrived, ready, called, served, ended; /* ready: see above; called, served: 0 where they never were */
	day day;
	i32 visit; /* 0, 1 … in the order of the list: the steps of one visit follow one another */
	u32 service, desk; /* of the names below */
	u32 seq;
	u8 state; /* a step_state: done, transferred, left or abandoned */
} stat_step;
typedef struct stat_steps {
	stat_step *at;
	size_t n;
	strs services, desks; /* those that occur; the desk "" is of who was never called */
} stat_steps;

/* The steps of these days (both included) that are over, by day. */
MUST_USE const err *stats_read(db *d, arena *a, i64 city, str office, day from, day to, stat_steps *ret);
/* Sets `ready` of every step; stats_read() has done it. */
void stats_make_ready(stat_steps *steps);

/* Seconds, -1 where there is no such step. */
typedef struct spread {
	i64 n;
	double mean;
	i64 median, p90, most; /* median of an even number: the middle of the two, rounded down; p90 by nearest rank */
} spread;
i64 stat_wait(const stat_step *s);
i64 stat_service(const stat_step *s);

typedef struct stat_line {
	str id; /* of the service or desk */
	day day;
	int hour;
	i64 steps, done, transferred, left, abandoned;
	spread wait, service;
} stat_line;
typedef struct stat_lines {
	stat_line *at;
	size_t n;
} stat_lines;

typedef struct stats {
	i64 visits; /* people: tickets with at least one of the steps */
	stat_line all;
	stat_lines services, desks; /* those that occur, in the order in which they do */
	stat_lines hours; /* 24, by arrival */
	stat_lines days; /* every day from … to */
	stat_lines day_services; /* those that occur: by day, then as `services` */
} stats;

/* Of the steps of one service, or (empty) of all. */
void stats_make(arena *a, const stat_steps *steps, day from, day to, str service, stats *ret);

#endif
