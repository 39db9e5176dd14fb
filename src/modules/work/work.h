/*
 * work: what the city spends its hours on, what could move, and what did it bring: ask → check → see → choose → redesign → prove.
 *
 *     round     a survey (調査) of a year: definitions as they were when it was opened (defs/work/work.h), open until a day, then closed
 *     unit      one 係 of one round: its people, their hours, and its sheet
 *     sheet     a unit's answer: the rows of its work items, kept as one text in the survey's own columns (survey_write()). It is filled in by the unit, submitted, then
 *               approved by the section's head or sent back, as a whole; so it is also what is kept, compared and imported as a whole
 *     survey    all sheets of a round as columns in memory (survey/survey.h): what every view is drawn from
 *
 *     empty ─▶ filling ─▶ submitted ─▶ approved      submitted ─▶ filling: the unit takes it back, as long as nobody has approved it
 *                 ▲           │            │
 *                 └──sent_back◀┘◀──────────┘          with a reason; whoever sends back may be the head, or the survey's staff when hours do not hold
 *
 * Who may what: membership of staff in parts of the city (work_member): `fill` and `approve` of a bureau, section or unit; `see` and `reform` likewise, usually of the whole city.
 * Administrators may everything. Rows hold no personal data, but a unit of one person does: whoever is of no part sees nothing, and sums of a closed round are open to all
 * staff only where the round says so.
 *
 * Rooms: ask/ (rounds, sheets, progress, approval), see/ (views), names/ (the same work under other names), choose/ (candidates, scenarios), flows/ (as is, to be, BPMN,
 * manuals), prove/ (effects, what-if), ideas/. This header is what they share.
 *
 *     work_store.c     rounds, units, sheets: reading, and the commands that change them
 *     work_hold.c      the survey of a round in memory      work_who.c      who may what
 *     work_import.c    files in                              work_commands.c  madoguchi work …
 *     work_rehearse.c  a survey that never was, for demos
 */
#ifndef WORK_WORK_H
#define WORK_WORK_H

#include "kit/kit.h"
#include "survey/survey.h"

#define WORK_ROUND_MAX 32 /* bytes of a round's id: [a-z0-9-] */
#define WORK_SHEET_ROWS_MAX 2000
#define WORK_SHEET_MAX (512 * 1024) /* bytes */

/* --- rounds ------------------------------------------------------------------------------------------------------------ */

typedef enum round_state { ROUND_DRAFT, ROUND_OPEN, ROUND_CLOSED } round_state;
typedef struct work_round {
	str id, name;
	i64 year; /* fiscal: 2026 is April 2026 to March 2027 */
	round_state state;
	day closes; /* DAY_NONE: not said */
	bool results_open; /* to all staff, once it is closed */
	str before; /* the round whose rows are a start for this one; may be empty */
	work_def def; /* the definitions as they were when it was opened */
	i64 revision; /* counts every change of a sheet */
	bool invented; /* a rehearsal: said wherever it is shown */
} work_round;
typedef struct work_rounds {
	work_round *at; /* the latest year first */
	size_t n;
} work_rounds;
/* A draft has no definitions of its own yet (.def.given false): those in force count, catalog_city(r)->work. */
MUST_USE const err *work_rounds_of(db *d, arena *a, i64 city, work_rounds *ret);
MUST_USE const err *work_round_of(db *d, arena *a, i64 city, str id, work_round *ret); /* ERR_not_found */
/* For pages: the definitions come out of the process's memory, and a draft has those in force. Valid until the request ends. */
MUST_USE const err *work_round_get(req *r, str id, work_round *ret);
/* work_rounds_of() for pages. */
MUST_USE const err *work_rounds_get(req *r, work_rounds *ret);
/* ?round= of the request (or the form's field of that name), else the latest that is not a draft; ERR_not_found when there is none. */
MUST_USE const err *work_round_asked(req *r, work_round *ret);
bool work_round_id_good(str s);
str round_state_name(round_state s); /* draft, open, closed */

/* The shard of every command on a round, for store_write(). */
str work_shard(arena *a, i64 city, str round);
/* In a command; `by` NULL: the command line. All are audited. The caller has asked whether they may (PART_REFORM of the whole city). */
MUST_USE const err *work_round_add(db *d, arena *a, i64 city, const who *by,
				   const work_round *round); /* a draft: ERR_conflict when the id is
	taken, ERR_invalid (where: the field) */
MUST_USE const err *work_round_change(db *d, arena *a, i64 city, const who *by,
				      const work_round *round); /* name, year, closes,
	results_open; before while it is a draft */
/* draft → open: `def` is what work.yaml says now (work_def_write()), and is kept. Units of the round before it are made, with people and hours but empty, where it has none of
 * its own. closed → open again keeps its definitions. ERR_not_allowed_now. */
MUST_USE const err *work_round_open(db *d, arena *a, i64 city, const who *by, str round, str def);
MUST_USE const err *work_round_close(db *d, arena *a, i64 city, const who *by, str round);

/* --- who may what ------------------------------------------------------------------------------------------------------ */

typedef enum work_part {
	PART_NONE,
	PART_FILL = 1,
	PART_APPROVE = 2,
	PART_SEE = 4,
	PART_REFORM = 8
} work_part; /* bits; reform includes all others */
typedef struct work_member {
	i64 staff;
	str bureau, section, unit; /* empty: all of them */
	int parts;
} work_member;
typedef struct work_scope { /* of one asker */
	bool all; /* reform of the whole city, or an administrator */
	struct {
		work_member *at;
		size_t n;
	} of;
} work_scope;
MUST_USE const err *work_scope_of(req *r, work_scope *ret);
/* Whether one of `parts` is theirs there; empty section: of the whole bureau. */
bool work_may(const work_scope *s, int parts, str bureau, str section, str unit);
/* Memberships, by login; and one of them set (parts 0: taken away). In a command for the second; audited. */
typedef struct work_member_rows {
	struct work_member_row {
		work_member is;
		str login, name;
	} * at;
	size_t n;
} work_member_rows;
MUST_USE const err *work_members_of(db *d, arena *a, i64 city, work_member_rows *ret);
MUST_USE const err *work_member_set(db *d, arena *a, i64 city, const who *by, const work_member *m);
str work_parts_text(arena *a, int parts); /* fill,approve */
bool work_parts_read(str s, int *ret);
/* What of a survey the asker may see, as a condition to add to a filter: *ret_all when all of it. ERR_forbidden when nothing is. Membership of any part lets see its part of
 * the city. Of a closed round whose results are open, all staff may see sums; `rows`: for rows of single units that is not enough. */
MUST_USE const err *work_may_see(req *r, const work_round *round, const survey *s, survey_filter *f, bool *ret_all);
MUST_USE const err *work_may_see_rows(req *r, const work_round *round, const survey *s, survey_filter *f,
				      bool *ret_all);

/* --- the survey in memory ----------------------------------------------------------------------------------------------- */

/* The round's survey as of its latest revision; stays until the request ends. Made anew when a sheet has changed, but only the sheets that changed are read: of 59,000 rows
 * all take about 0.1 s, one sheet 3 ms. Kept by the process, at most WORK_HELD rounds of all cities, those last asked for. One builds, others that ask meanwhile wait for
 * it. */
#define WORK_HELD 4
MUST_USE const err *work_survey(req *r, const work_round *round, const survey **ret);
/* The same for commands and jobs; given back with work_survey_release(). */
MUST_USE const err *work_survey_hold(app *p, arena *a, str round, const survey **ret);
void work_survey_release(app *p, const survey *held);

/* --- units and sheets ----------------------------------------------------------------------------------------------------- */

typedef enum sheet_state { SHEET_EMPTY, SHEET_FILLING, SHEET_SUBMITTED, SHEET_SENT_BACK, SHEET_APPROVED } sheet_state;
typedef struct work_unit {
	i64 id;
	str bureau, section, name;
	i64 people, has; /* minutes that its people have a year */
	sheet_state state;
	i64 rows, said; /* of its sheet: items, minutes */
	str note; /* why it was sent back */
	i64 version; /* of the sheet and its state; 0: nothing was ever written */
	bool brought; /* came from a file, and nobody has touched it since */
	instant changed;
	str changed_by; /* name; empty: the command line */
} work_unit;
typedef struct work_units {
	work_unit *at; /* by bureau, section, name, in the order of the file that brought them */
	size_t n;
} work_units;
MUST_USE const err *work_units_of(db *d, arena *a, i64 city, str round, work_units *ret);
MUST_USE const err *work_units_get(req *r, str round, work_units *ret); /* for pages */
MUST_USE const err *work_unit_of(db *d, arena *a, i64 city, str round, i64 id, work_unit *ret,
				 survey_items *ret_items); /* ret_items may be NULL */
/* The unit of that name; ERR_not_found. */
MUST_USE const err *work_unit_named(db *d, arena *a, i64 city, str round, str bureau, str section, str name,
				    work_unit *ret);
/* In a command: makes the unit, or sets its people and hours; *ret_id is its id. */
MUST_USE const err *work_unit_put(db *d, arena *a, i64 city, str round, const work_unit *u, i64 *ret_id,
				  bool *ret_changed);
/* In a command: the whole sheet, when it is still at `version` (ERR_stale) and the round is open (ERR_not_allowed_now). Rows whose number the sheet did not have before get
 * new ones: so rows may come from anywhere, and numbers stay unique. A row that does not hold is ERR_invalid with where "ROW:年間件数", rows from 1, all linked. Counts
 * round and sheet up; audits `action`, unless that is empty (saving while typing). */
MUST_USE const err *work_sheet_save(db *d, arena *a, i64 city, const who *by, str round, i64 unit, i64 version,
				    const survey_items *items, sheet_state state, str note, str action);
/* In a command: the state alone (submitted, approved, sent_back, filling). The ways are those drawn above: ERR_not_allowed_now for others; sending back needs a note (ERR_required). */
MUST_USE const err *work_sheet_move(db *d, arena *a, i64 city, const who *by, str round, i64 unit, i64 version,
				    sheet_state state, str note, str action);
bool work_sheet_may_go(sheet_state from, sheet_state to);
str sheet_state_name(sheet_state s); /* filling */
/* said against has, in percent of `has`: whether it holds by the round's definitions. Without people or hours: nothing to hold it against, true. */
typedef enum work_balance { BALANCE_HOLDS, BALANCE_TOO_LITTLE, BALANCE_TOO_MUCH, BALANCE_UNKNOWN } work_balance;
work_balance work_balance_of(const work_def *def, i64 has, i64 said);
/* Why a sheet is sent back for its hours, in Japanese: 回答の時間が、職員の勤務時間の166％です… */
str work_balance_note(arena *a, const work_def *def, i64 has, i64 said);

/* store_write(), run again when somebody in another process took the same new number (ERR_conflict): commands may be run again. */
MUST_USE const err *work_write(req *r, str shard, store_fn run, void *arg);

/* --- pages ----------------------------------------------------------------------------------------------------------------- */

/* The line of links that stands on top of every page of this module; `here`: its key below. */
typedef enum work_place { WORK_SEE, WORK_ASK, WORK_NAMES, WORK_CHOOSE, WORK_FLOWS, WORK_PROVE, WORK_IDEAS } work_place;
/* 13,210,000 → 1,321万 is for headlines: hours of minutes as people read them: "13,210,000時間", rounded to hours, below ten to a tenth. */
str work_hours(req *r, i64 minutes);
str work_percent(arena *a, i64 of, i64 all); /* 31.9%; – where all is 0 */

extern const module work_module, work_ask_module, work_see_module, work_names_module, work_choose_module,
	work_flows_module, work_prove_module, work_ideas_module;

#endif
