/*
 * Files in: rows of a survey grouped into sheets, units with their people and hours.
 *
 * What a file says of a unit is the unit's whole sheet. So a second import of the same file changes nothing; it is written in pieces that each hold, so an import that was
 * interrupted is completed by another. But rows are never lost by accident: while the file has bad rows, rows that it does not name stay; a sheet that people have
 * worked on, or that the section's head has approved, is left alone unless `replace` says otherwise, and told. A row whose number stands in another unit moves; but a file
 * of one bureau that counts from 1, as that of another bureau did, takes nothing away from it. A unit that the file does not name stays as it is, and is counted.
 *
 * A sheet that came from a file counts as submitted: the unit has answered, on paper that the file was made of. One whose rows all went elsewhere is empty.
 */
#ifndef WORK_WORK_IMPORT_H
#define WORK_WORK_IMPORT_H

#include "kit/app.h"
#include "modules/work/work.h"

#define IMPORT_REFUSED_MAX 100 /* told; all are counted */

typedef enum import_refusal {
	IMPORT_APPROVED, /* the head has approved it */
	IMPORT_TOUCHED, /* people have worked on it since, or never by file */
	IMPORT_ROWS_ELSEWHERE, /* one of its rows stands in, or goes to, a sheet that is left alone */
	IMPORT_NUMBER_TAKEN, /* one of its numbers is that of other work, in a unit that the file does not name */
	IMPORT_TOO_LARGE,
	IMPORT_MEANWHILE, /* somebody has changed it while this ran */
} import_refusal;

typedef struct work_import_rows {
	size_t fresh, changed;
	size_t gone; /* taken out: the file has them no more */
	size_t moved; /* came from other units */
	size_t kept; /* the file does not name them, but has bad rows */
} work_import_rows;

typedef struct work_import {
	str round;
	const survey_items *items; /* may be NULL */
	bool partial; /* the file has bad rows */
	const survey_units *staff; /* may be NULL */
	const who *by; /* NULL: the command line */
	bool replace;
	bool whole; /* the file is the whole survey: a unit that it does not name is emptied, unless the file has bad rows */
	void (*told)(void *ctx, size_t done, size_t all); /* sheets; may be NULL */
	void *ctx;
	/* results */
	size_t units_new, staff_changed, written, same;
	work_import_rows rows; /* of the sheets that were written */
	size_t absent, absent_rows; /* units that have rows and that the file does not name: as they were */
	struct import_refused {
		struct import_refused_one {
			str bureau, section, unit;
			import_refusal why;
		} * at;
		size_t n;
	} refused;
	size_t refused_n;
	bool changed; /* anything at all */
} work_import;
/* The round must be open (ERR_not_allowed_now). */
MUST_USE const err *work_import_run(app *p, arena *a, work_import *i);

/* Units whose answers do not hold against the hours of their people, and those whose hours nobody said, in the order of units; and all counted. A unit without a row has not
 * answered, and is held against nothing, until it submits that: then it said too little. */
typedef struct work_reconciled {
	work_units wrong, no_hours;
	size_t holds, too_little, too_much, unanswered;
} work_reconciled;
work_reconciled work_reconcile(arena *a, const work_def *def, const work_units *units);
/* Sends those back that are submitted or approved, with the reason. *ret_n of them. */
MUST_USE const err *work_send_back(app *p, arena *a, const who *by, const work_round *round, const work_units *wrong,
				   size_t *ret_n);

#endif
