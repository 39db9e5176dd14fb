/*
 * calls: the log that answers "was A012 called, when, at which desk, how often?"
 *
 * Whatever is done with a person at a desk (called, called again, called back by mistake, did not come, served, put aside, sent on,
 * done) is entered in the commit of the command itself, in the order of the office's commands: nothing is done that is not
 * entered, and nothing is entered that was not done. An entry has the number, the service, the desk, the staff's number and the
 * time: no name and no code of a ticket. It takes the place of an entry in the audit log.
 *
 * Entries of an office are a chain (kit/chain.h). Its end stands in call_head. When a day is over, its end is written to call_day,
 * shown on the day's page and published (/opendata/calls.csv): who alters, takes out, puts in or moves an entry breaks the
 * chain; who cuts it off, or writes it anew from somewhere on, contradicts the ends that others have saved.
 * `madoguchi visits calls verify` finds all of this, and with --ends FILE holds the log against a saved copy.
 *
 * After the days that the city sets (keep_calls) whole days go at the beginning. What is left then begins behind a day's end.
 */
#ifndef VISITS_CALLS_H
#define VISITS_CALLS_H

#include "modules/visits/visits.h"

#define CALLS_FAULTS_MAX 20 /* named in a report; more are counted */

/* In a command, behind office_lock(): `c` was done with a step. `was`: its state before. Others than those above are passed over. */
MUST_USE const err *calls_enter(db *d, arena *a, i64 city, str office, const live_step *after, step_state was,
				step_command c, str desk);

/* --- what time does --- */

typedef struct calls_work {
	i64 city;
	str office;
	day keep_from; /* entries of days before it go */
	i64 ret_n; /* days that got an end, and that went */
} calls_work;
/* The ends of days that are over, and the oldest day that is too old: one at a time. */
const err *calls_work_run(db *d, arena *a, void *arg);

/* --- verify --- */

/* An end that somebody kept. */
typedef struct call_end {
	str office;
	day day;
	i64 last;
	str hash;
} call_end;
typedef struct call_ends {
	call_end *at;
	size_t n;
} call_ends;
/* Saved copies of /opendata/calls.csv. ERR_file with the line. */
MUST_USE const err *calls_ends_parse(arena *a, str csv, call_ends *ret);

typedef struct calls_report {
	i64 offices, entries, ends; /* ends that were held against the log */
	i64 faults;
	strs told; /* "moji 17 (2026-04-01 A012 call): the hash is not that of the entry" */
	strs heads; /* moji 1204 HASH */
} calls_report;
typedef struct calls_check {
	i64 city;
	day keep_from;
	call_ends saved; /* beside those of the database */
	calls_report ret;
} calls_check;
/* A function for store_read(): every office of the city. */
const err *calls_verify(db *d, arena *a, void *arg);

/* Whether the entries from `first` to `last` of an office fit one another; *ret_hash is that of the last. At most 20000. */
MUST_USE const err *calls_hold(db *d, arena *a, i64 city, str office, i64 first, i64 last, bool *ret, str *ret_hash);

#endif
