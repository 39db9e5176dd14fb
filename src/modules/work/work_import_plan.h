/* What an import does to each unit, between reading the round and writing it. */
#ifndef WORK_WORK_IMPORT_PLAN_H
#define WORK_WORK_IMPORT_PLAN_H

#include "modules/work/work_import.h"

/* A unit: what is kept of it, what the file says, and what is to be written. */
typedef struct entry {
	u64 hash;
	work_unit unit; /* id 0: not there yet */
	str sheet; /* as it is kept */
	survey_items was; /* read when it is needed */
	bool read;
	survey_items items; /* of the file */
	const survey_unit *staff;
	bool dirty; /* `now` is to be written */
	survey_items now;
	str text; /* of it, where every row has its number */
	i64 fresh; /* rows without one */
	bool own; /* the rows are the file's: it counts as submitted */
	work_import_rows rows; /* what happens to them */
	bool left; /* its rows stay where they are */
} entry;

/* Where a number stands. */
typedef struct owner {
	i64 number; /* 0: free */
	size_t kept, file; /* entries, from 1; 0: nowhere */
} owner;

typedef struct importing {
	app *app;
	arena *a;
	work_import *i;
	work_round round;
	entry *at;
	size_t n, room;
	size_t *table; /* of entries by name, from 1 */
	size_t table_n;
	owner *owners;
	size_t owners_n;
	i64 last_number;
	size_t *work; /* entries that are to be written, in their order */
	size_t work_n;
	size_t from, to; /* of these, in one command */
	bool *stale; /* beside `work`: not written */
	size_t units_new, staff_changed, meanwhile;
} importing;

/* Fills `work`: what is to be written, or why not (refused). */
MUST_USE const err *work_import_plan(importing *m);
void work_import_refuse(importing *m, entry *e, import_refusal why);
bool work_import_staff_differs(const entry *e);

#endif
