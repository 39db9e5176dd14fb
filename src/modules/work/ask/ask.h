/*
 * ask: a survey is opened, every unit fills in its sheet, its head approves it.
 *
 *     browser (grid, or a form without JavaScript), CSV file      last year's round
 *                │ edits: this row, as I saw it, is now that            │
 *                ▼                                                      ▼
 *            ask_merge() ──▶ rows ──▶ complete ones: survey items, by work_sheet_save()
 *                                └──▶ the rest: as typed, in work_ask_sheet, until they are complete
 *
 * A row is 25 texts, as people type them, and is complete when it makes a survey_item. Rows that are not complete are kept as well, in their place, with
 * what is wrong with each cell: nothing that was typed is refused or lost. They count in no sum, and a sheet that has any cannot be submitted.
 *
 * Two people of one unit may fill in its sheet at once. What a browser sends is not the sheet but the rows that changed, each with the mark (a hash) of
 * the row as it was when the person saw it. A row that is still so is changed; one that somebody else has changed meanwhile is not, and both versions go
 * back to the person, who decides. Sending the same change twice does nothing: a row that already says it is as good as changed, and a new row is
 * known by the name that the browser gave it (work_ask_sheet.names). So a save whose answer was lost is simply sent again.
 *
 * Hours: what a unit says beside what its people have in a year. Within the round's band (work_def.balance_least, _most) nothing is asked. Outside of it a
 * sheet can be submitted only with a reason, which is kept and which the head reads beside the hours. It is never refused outright: a unit that was founded in
 * October, or that lends out people, is right and would otherwise have to make up hours; who judges it is the head.
 *
 *     ask_row.c      a row: texts ⇄ item, what is wrong          ask_merge.c    edits into rows
 *     ask_store.c    sheets with their rest; the commands        ask_start.c    last year's rows
 *     ask_file.c     CSV out, and in                             ask_setup.c    rounds, units, members
 *     ask_odd.c      what a head should look at                  ask_remind.c   who has not submitted is reminded
 *     pages_*.c      the pages
 */
#ifndef WORK_ASK_ASK_H
#define WORK_ASK_ASK_H

#include "kit/messages/message.h"
#include "modules/work/work.h"

/* --- rows ---------------------------------------------------------------------------------------------------------------- */

typedef enum ask_col {
	COL_CATEGORY,
	COL_WORK,
	COL_STEP,
	COL_JOB,
	COL_COUNT,
	COL_EACH,
	COL_CORE, /* the axes, as in WORK_AXES: y, n, nothing */
	COL_EXPERTISE,
	COL_ROUTINE,
	COL_AWAY,
	COL_BASIS,
	COL_MEDIUM,
	COL_SYSTEM,
	COL_MONTH, /* April; twelve of them */
	ASK_COLS = COL_MONTH + 12
} ask_col;
#define ASK_CELL_MAX 2000 /* bytes as typed; of a complete row SURVEY_TEXT_MAX */
#define ASK_NAME_MAX 24 /* n, then letters and digits */

typedef struct ask_row {
	str name; /* its number; of a new row, what the browser calls it: n3f8a… */
	i64 number; /* 0: none yet */
	str cell[ASK_COLS]; /* as typed; numbers and choices as they are understood */
	word wrong[ASK_COLS]; /* T_none: nothing */
	bool complete; /* then `item` is its item */
	bool missing; /* what is wrong is only that something is not there yet */
	survey_item item;
} ask_row;
typedef struct ask_rows {
	ask_row *at;
	size_t n;
} ask_rows;

str ask_col_id(size_t col); /* count; month4 */
str ask_col_file(size_t col); /* 年間件数; 4月 */
word ask_col_word(size_t col);
/* The choices of a column; NULL for one without. `open`: others may be written as well. */
const work_choices *ask_choices(const work_def *def, size_t col, bool *ret_open);

ask_row ask_row_of(arena *a, const survey_item *i);
/* Reads the cells: cleans them, says what is wrong, makes the item. */
void ask_row_check(arena *a, const work_def *def, const work_unit *u, ask_row *row);
bool ask_row_blank(const ask_row *row);
str ask_row_mark(arena *a, const ask_row *row);
bool ask_same_cells(const ask_row *x, const ask_row *y);

/* --- sheets ---------------------------------------------------------------------------------------------------------------- */

typedef struct ask_sheet {
	work_round round;
	work_unit unit;
	ask_rows rows; /* in the order of the sheet, complete or not */
	str names, reason;
	size_t open; /* rows that are not complete */
} ask_sheet;
MUST_USE const err *ask_sheet_read(db *d, arena *a, i64 city, str round, i64 unit, ask_sheet *ret);

typedef struct ask_edit {
	str name; /* of the row */
	str mark; /* of the row as it was seen; empty: there was none */
	str after; /* a new row: behind which; empty: at the end */
	bool remove;
	str cell[ASK_COLS];
} ask_edit;
typedef struct ask_edits {
	ask_edit *at;
	size_t n;
} ask_edits;
typedef struct ask_outcome {
	str name; /* as it was sent */
	size_t row; /* in the sheet, where `there` */
	bool there;
	bool conflict; /* not done: the row says what somebody else wrote, or (not there) was removed */
} ask_outcome;
typedef struct ask_outcomes {
	ask_outcome *at; /* beside the edits */
	size_t n;
} ask_outcomes;
/* Applies what can be applied. ERR_too_large past WORK_SHEET_ROWS_MAX. *ret_changed: whether anything is another now. */
MUST_USE const err *ask_merge(arena *a, ask_sheet *s, const ask_edits *edits, ask_outcomes *ret, bool *ret_changed);

/* --- commands ---------------------------------------------------------------------------------------------------------------- */

typedef struct ask_act {
	i64 city;
	const who *by;
	str round;
	i64 unit;
	bool staff; /* of the survey: may write after the last day, while the round is open */
	const message_means *means; /* may be NULL */
} ask_act;

/* ERR_not_allowed_now: submitted, approved, or over. */
typedef struct ask_save {
	ask_act act;
	ask_edits edits;
	str step, step_note; /* kept as a step where given: file, started */
	ask_sheet ret;
	i64 ret_before; /* the version that was changed */
	str ret_by; /* who had made it: whatever is new to the person in ret is theirs */
	ask_outcomes ret_done;
} ask_save;
const err *ask_save_run(db *d, arena *a, void *arg);

/* Submitted by the unit, with a reason where hours are outside of the band; taken back by it; approved or sent back by its head. */
typedef struct ask_move {
	ask_act act;
	i64 version; /* of the sheet that the person saw: ERR_stale */
	sheet_state to; /* SUBMITTED, FILLING (taken back), APPROVED, SENT_BACK */
	str note; /* the reason; ERR_required where one is needed */
} ask_move;
const err *ask_move_run(db *d, arena *a, void *arg);
#define ASK_NOTE_MAX 2000

/* Whether a sheet may be written now: what was sent back, after the last day as well. */
bool ask_open(const work_round *round, const work_unit *u, day today, bool staff);

/* The rows of a unit of the round before, for this one: an axis whose definition has changed is asked anew. */
MUST_USE const err *ask_start_rows(db *d, arena *a, i64 city, const work_round *round, i64 unit, ask_edits *ret,
				   bool ret_changed[WORK_AXES]);

/* --- files ---------------------------------------------------------------------------------------------------------------- */

/* The sheet, for a spreadsheet: behind the columns stand the choices. */
str ask_file_write(arena *a, lang l, const ask_sheet *s);
typedef struct ask_file_line {
	int line, column; /* of the first cell that is wrong */
	size_t col;
	str cell;
	word wrong;
} ask_file_line;
typedef struct ask_file {
	ask_edits edits;
	struct {
		ask_file_line *at;
		size_t n;
	} bad; /* rows that are not complete: taken as well, and told */
	size_t rows, same; /* of the file; those that stand in the sheet already */
	str encoding;
} ask_file;
/* ERR_file: no table, or one of its columns is missing. */
MUST_USE const err *ask_file_read(arena *a, str bytes, const ask_sheet *s, ask_file *ret);

/* --- what a head should look at ---------------------------------------------------------------------------------------------- */

typedef enum ask_odd_kind {
	ODD_SHARE, /* one row is most of the hours */
	ODD_LONG, /* one time takes longer than a day */
	ODD_UNSAID, /* an axis is not said */
	ODD_MORE, /* several times the minutes that others need for the same */
	ODD_LESS
} ask_odd_kind;
typedef struct ask_odd {
	ask_odd_kind kind;
	size_t row;
	i64 figure, usual; /* percent; minutes each, and the median of others */
} ask_odd;
typedef struct ask_odds {
	ask_odd *at;
	size_t n;
} ask_odds;
#define ODD_OTHERS_LEAST 5 /* so many other rows, or nothing is said of them */
/* `s` may be NULL: then without others. */
MUST_USE const err *ask_odd_rows(arena *a, const survey *s, const ask_sheet *sheet, ask_odds *ret);

/* --- setting up ---------------------------------------------------------------------------------------------------------------- */

typedef struct ask_round_put {
	i64 city;
	const who *by;
	work_round round;
	bool remind;
	bool change; /* of one that there is */
} ask_round_put;
const err *ask_round_put_run(db *d, arena *a, void *arg);
typedef struct ask_round_state {
	i64 city;
	const who *by;
	str id;
	round_state to; /* open from draft or again from closed; closed from open */
	str def; /* of the city now (work_def_write()), for opening a draft */
} ask_round_state;
const err *ask_round_state_run(db *d, arena *a, void *arg);
typedef struct ask_units_put {
	i64 city;
	const who *by;
	str round;
	survey_units units;
	i64 ret_added, ret_changed;
} ask_units_put;
const err *ask_units_put_run(db *d, arena *a, void *arg);
typedef struct ask_member_put {
	i64 city;
	const who *by;
	work_member member; /* parts 0: is one no more */
	bool has_mail;
	str mail; /* empty: none */
} ask_member_put;
const err *ask_member_put_run(db *d, arena *a, void *arg);

/* --- reminders ---------------------------------------------------------------------------------------------------------------- */

/* Members with `fill` of units that have not submitted are written to, each at most once a day. */
typedef struct ask_remind {
	i64 city;
	const who *by; /* NULL: by itself */
	const city_def *def;
	const message_means *means;
	str round;
	i64 ret_written, ret_without; /* people written to; members of such units without an address */
} ask_remind;
const err *ask_remind_run(db *d, arena *a, void *arg);
/* Whether it is one of the days before the last one on which it goes by itself: 7, 3, 1 and the day itself. */
bool ask_remind_day(day today, day closes);
MUST_USE const err *ask_remind_tick(app *p, arena *a);

extern const route work_ask_sheet_routes[], work_ask_home_routes[], work_ask_setup_routes[];

#endif
