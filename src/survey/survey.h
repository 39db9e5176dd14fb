/*
 * survey: what a city spends its hours on (業務量調査), as columns in memory. Numbers in, numbers out; it has never heard of a database or a page.
 *
 *     sheet text (CSV)  ── survey_read() ──▶ items, and each bad row with line, column and reason
 *     items             ── survey_add() ──▶  a survey: columns of small codes, a dictionary a dimension
 *     survey + filter   ── survey_sum() ──▶  groups {items, minutes} by one or two dimensions, in one pass over the columns
 *                       ── survey_rows() ──▶ the rows themselves, the largest first
 *
 * A work item is one line of one unit's answer: this work, this step of it, done so often a year, so many minutes each. Its minutes a year are
 * count × minutes each, an integer; all sums are integers (minutes), therefore exact and independent of order. Hours are only for people to read.
 *
 * Three axes, each yes, no or not said: core (コア／ノンコア), expertise (専門性 要／不要), routine (定型／非定型). They make eight cells; an item with an axis not
 * said is in none (CELL_NONE). The target cell is not core, no expertise, routine: what can be moved, done by others or by machines.
 *
 * A survey is built once and then never changes: any number of threads may ask.
 */
#ifndef SURVEY_SURVEY_H
#define SURVEY_SURVEY_H

#include "base/buf.h"
#include "base/err.h"

#define SURVEY_COUNT_MAX 1000000000 /* times a year */
#define SURVEY_EACH_MAX 100000 /* minutes each: 69 days */
#define SURVEY_MINUTES_MAX 4000000000 /* of one item: it is kept in 32 bits; count × each above it is a bad row */
#define SURVEY_TEXT_MAX 400 /* bytes of a name */
#define SURVEY_NUMBER_MAX 4000000000
#define SURVEY_ROWS_MAX 40000000
#define SURVEY_FILE_MAX (1 << 30) /* bytes of UTF-8: five million rows; other encodings a quarter */
#define SURVEY_BAD_MAX 100 /* mistakes that are told; all are counted */

typedef enum survey_axis { AXIS_CORE, AXIS_EXPERTISE, AXIS_ROUTINE, AXES } survey_axis;
typedef enum survey_say { SAY_NOTHING, SAY_YES, SAY_NO } survey_say; /* yes: コア, 要, 定型, 可 */

/* cell = (core no) × 4 + (expertise no) × 2 + (routine no): 0 core, expertise, routine … 7 not core, no expertise, not routine */
#define CELLS 8
#define CELL_NONE 8
#define CELL_TARGET 6 /* not core, no expertise, routine */

typedef struct survey_item {
	i64 number; /* 番号: unique in its round; 0: none yet */
	str bureau, section, unit; /* 局 課 係 */
	str category; /* 区分: 窓口, 共通, 固有 */
	str work, step; /* 業務, 作業 */
	str job; /* 職種: 正規, 会計年度, 委託 */
	i64 count, each; /* 年間件数, 分毎件 (minutes) */
	survey_say axis[AXES], away; /* away: 現場以外可, can be done elsewhere than where it is */
	str basis, medium, system; /* 根拠, 媒体, システム; these, job and step may be empty */
	i64 month[12]; /* times, April first; all 0: not said. Else their sum is the count */
	int line; /* of the file it was read from; 0 else */
} survey_item;
typedef struct survey_items {
	survey_item *at;
	size_t n;
} survey_items;

typedef struct survey_unit { /* a row of staff.csv: who is there */
	str bureau, section, unit;
	i64 people, minutes; /* 職員数, 年間勤務時間 × 60 */
	int line;
} survey_unit;
typedef struct survey_units {
	survey_unit *at;
	size_t n;
} survey_units;

/* --- files ----------------------------------------------------------------------------------------------------------- */

/*
 * Columns are found by the names of the head line, in any order; widths and spaces are folded (ＡＢ, ４月). Needed: 局 課 係 区分 業務 年間件数 分毎件; months all or none.
 * Numbers may be in full width and have thousands separators. A column that is not known is left aside and named.
 * A row with a mistake is left out: among them one whose months do not add up to its count (both cannot be right, and which of them is, only the unit knows), the second
 * of two rows of one number, and one in which bytes are damaged. Rows that say nothing in any known column are none (lists and notes beside the table).
 * What cannot be read at all is ERR_file: an empty file, no text, a workbook, a head in which a needed column is missing (all are named) or stands twice.
 */
typedef struct survey_read_result {
	survey_items
		items; /* the good ones, in the order of the file; names are slices of the text where they can be */
	/* Linked, in the order of the file, at most SURVEY_BAD_MAX: where "line:column" (characters, from 1); code: what a person is told (err_message()); detail begins
	 * with the column's name and letter, "年間件数 (I): …" (survey_bad_column()), where one column is at fault. */
	const err *bad;
	size_t bad_n; /* rows left out */
	size_t rows; /* of the file, without its head */
	str encoding; /* UTF-8, UTF-16, CP932 */
	strs aside; /* columns that are not known */
} survey_read_result;
MUST_USE const err *survey_read(arena *a, str bytes, survey_read_result *ret);
/* The same where only these categories count (work.yaml's): another one is a mistake. Spaces and widths are folded. NULL or none: any. */
MUST_USE const err *survey_read_within(arena *a, str bytes, const strs *categories, survey_read_result *ret);
/* The same, a row at a time, for large files: `take` gets each good row, whose texts stand as long as the bytes and the arena; its error ends the reading. */
typedef const err *survey_take(void *ctx, const survey_item *i);
MUST_USE const err *survey_scan(arena *a, str bytes, survey_take *take, void *ctx, survey_read_result *ret);
str survey_bad_column(const err *bad); /* 年間件数 (I); empty where the row as a whole is at fault */

typedef struct staff_read_result {
	survey_units units;
	const err *bad;
	size_t bad_n, rows;
	str encoding;
	strs aside;
} staff_read_result;
/* By its head: people and hours stand in one of the two files only. False for what is neither. */
bool survey_is_staff(arena *a, str bytes);
/* All five columns are needed. Hours may have decimals. Two rows of one unit: the second is bad. */
MUST_USE const err *survey_read_staff(arena *a, str bytes, staff_read_result *ret);

/* The same columns, as survey_read() reads them back to the same items; `bom` for Excel. A text that a spreadsheet would run gets an apostrophe, as
 * csv_str() does it. The text kept for a unit's sheet is this without one. The apostrophe is taken off when the file comes back. */
void survey_write(buf *b, const survey_items *items, bool bom);
/* For files that are written in pieces: the head, then rows. */
void survey_write_head(buf *b, bool bom);
void survey_write_row(buf *b, const survey_item *i);
void survey_write_staff(buf *b, const survey_units *units, bool bom);
/* One item against the rules of a row: NULL, or linked mistakes with where = the column's name (年間件数). For forms. */
const err *survey_check_item(arena *a, const survey_item *i);
/* コア, 要, 定型, 可 and their opposites, as they stand in files; empty for SAY_NOTHING. axis AXES: away. */
str survey_said(survey_axis axis, survey_say say);
/* What somebody typed there, folded: true with *ret, also for an empty text (SAY_NOTHING). */
bool survey_said_of(survey_axis axis, str text, survey_say *ret);

/* --- columns ----------------------------------------------------------------------------------------------------------- */

typedef enum survey_dim {
	DIM_CATEGORY,
	DIM_BUREAU,
	DIM_SECTION, /* within its bureau: two bureaus may each have a 総務課 */
	DIM_UNIT, /* within its section */
	DIM_WORK,
	DIM_STEP,
	DIM_JOB,
	DIM_BASIS,
	DIM_MEDIUM,
	DIM_SYSTEM,
	DIM_CELL, /* 0–8 */
	DIM_CORE, /* the axes and away: survey_say */
	DIM_EXPERTISE,
	DIM_ROUTINE,
	DIM_AWAY,
	DIMS
} survey_dim;

typedef struct survey survey;
typedef struct survey_builder survey_builder;
/* Memory of its own (malloc), for a survey outlives requests: survey_free(). `room`: rows that are expected, or 0. */
survey_builder *survey_begin(size_t room);
MUST_USE const err *
survey_add(survey_builder *b, const survey_item *i); /* checked before; ERR_too_large past the ceilings (rows, names) */
void survey_add_unit(survey_builder *b, const survey_unit *u); /* units without an item count as well */
/* The rows of those units (by code of `from`) as they are there, without looking their names up again: for a survey of which little has changed. */
MUST_USE const err *survey_add_from(survey_builder *b, const survey *from, const bool *units);
survey *survey_end(survey_builder *b); /* takes the builder; survey_drop() gives it up */
void survey_drop(survey_builder *b);
void survey_free(survey *s); /* NULL is fine */
size_t survey_count(const survey *s);
size_t survey_memory(const survey *s); /* bytes */

#define SURVEY_NAMES_MAX 16000000 /* of a dimension */
/* Names of a dimension: codes 0 … n-1. Of a section, its bureau's code is survey_parent(); of a unit, its section's. */
size_t survey_names(const survey *s, survey_dim d);
str survey_name(const survey *s, survey_dim d, u32 code);
bool survey_code(const survey *s, survey_dim d, u32 parent, str name,
		 u32 *ret); /* parent: only of sections and units */
u32 survey_parent(const survey *s, survey_dim d, u32 code);

/*
 * Which rows: all conditions hold; within a dimension any of its codes.
 *
 * Months: rows that happen in one of them, and of those rows the times and minutes of these months alone, in every sum and order. Rows that do not say months happen in none:
 * the twelve months add up, to the minute, to all rows that say months. Rows that are handed out stay whole; survey_times() says how often they happen in those months.
 * survey_by_month() shows all twelve whatever is asked here.
 */
#define SURVEY_MONTHS 0xfffu /* all twelve; bit 0 is April */
#define SURVEY_MONTH_NONE 0x1000u /* one that is not there: no row holds */
typedef struct survey_filter {
	struct survey_any {
		u32 *at;
		size_t n; /* 0: no condition */
	} dim[DIMS];
	str word; /* stands in work or step, folded; empty: no condition */
	unsigned months; /* bits; 0: no condition, the year */
} survey_filter;

typedef struct survey_sum_cell {
	u32 a, b; /* codes; b 0 where there is one dimension */
	i64 items, minutes;
	i64 target; /* minutes of CELL_TARGET among them */
	i64 away; /* minutes that can be done elsewhere */
} survey_sum_cell;
typedef struct survey_sums {
	survey_sum_cell *at; /* only where there are items; by a, then b */
	size_t n;
	survey_sum_cell all;
} survey_sums;
/* What a view needs, several groupings in one pass. by[1] = DIMS: one dimension only; by[0] = DIMS: only the sum of all. */
typedef struct survey_group {
	survey_dim by[2];
	survey_sums ret;
} survey_group;
#define SURVEY_GROUPS_MAX 8
MUST_USE const err *survey_sum(const survey *s, arena *a, const survey_filter *f, survey_group *groups, size_t n);

/*
 * What could move, and how easily, by one or two dimensions: minutes that can be done elsewhere, and for each of some scales, a percentage by the code of a dimension, the sum of
 * those minutes × percent. scaled / (100 × away) is the mean of a scale over the minutes that can move.
 */
#define SURVEY_SCALES_MAX 8
typedef struct survey_scale {
	survey_dim by;
	const u8 *percent; /* 0–100, of each code: survey_names() of them */
} survey_scale;
typedef struct survey_weighed_cell {
	u32 a, b;
	i64 items, minutes, target, away;
	u64 scaled[SURVEY_SCALES_MAX];
} survey_weighed_cell;
typedef struct survey_weighed {
	survey_weighed_cell *at; /* by a, then b; only where there are items */
	size_t n;
} survey_weighed;
MUST_USE const err *survey_weigh(const survey *s, arena *a, const survey_filter *f, survey_dim by, survey_dim and_by,
				 const survey_scale *scales, size_t n, survey_weighed *ret);

/* Minutes of each month (April first), by a dimension or DIMS for all in one; rows that do not say months are in `unsaid`. Minutes of a month = times that month × each. */
typedef struct survey_months {
	struct survey_month_row {
		u32 code;
		i64 minutes[12];
	} * at;
	size_t n;
	i64 unsaid;
} survey_months;
MUST_USE const err *survey_by_month(const survey *s, arena *a, const survey_filter *f, survey_dim by,
				    survey_months *ret);

/* How often that row happens in those months; 0: in the year. Times `each` that is its minutes there. */
i64 survey_times(const survey_item *i, unsigned months);

/* Rows, sorted, from..from+most. *ret_all: how many there are. */
typedef enum survey_order { ORDER_MINUTES, ORDER_COUNT, ORDER_EACH, ORDER_NUMBER } survey_order;
MUST_USE const err *survey_rows(const survey *s, arena *a, const survey_filter *f, survey_order by, size_t from,
				size_t most, survey_items *ret, size_t *ret_all);
/* Calls `row` with every matching item in order of number (CSV of thousands of rows; other modules of work that need all). */
MUST_USE const err *survey_each(const survey *s, arena *a, const survey_filter *f,
				const err *(*row)(void *ctx, const survey_item *i), void *ctx);

/* Units: who is there beside what they wrote. */
typedef struct survey_balance {
	u32 unit, section, bureau;
	i64 people, has, said; /* minutes that its people have, and those of its items */
	size_t items;
} survey_balance;
typedef struct survey_balances {
	survey_balance *at;
	size_t n;
} survey_balances;
survey_balances survey_reconcile(const survey *s, arena *a);

/* What `madoguchi work report --json` prints: {"items","minutes","sections","units","categories":{"窓口":{"items","minutes"},…},
 * "cells":[{"core","expertise","routine","items","minutes"},…],"target":{"minutes","share"}}. The axes are true, false, or null in the cell of those not said. Sections and
 * units are those known, with items or without. Cells without an item are left out. share is target minutes / minutes, 0 to 1, not rounded. */
MUST_USE const err *survey_report(const survey *s, arena *a, buf *b);

#endif
