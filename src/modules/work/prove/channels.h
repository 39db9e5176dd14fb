/*
 * channels: by which way applications come (窓口, 郵送, オンライン …), from a table of procedures with yearly counts; and what follows when some of them move online.
 *
 *     CSV ──channels_read()──▶ rows, each cell a count or unknown
 *         ──channels_check()──▶ marks: what does not add up, by row, group and in all, with line, column and the difference
 *         ──channels_bounds()─▶ how many came by each way: least and most, because what is not said may be anything that the totals leave
 *     bounds + question ──channels_what()──▶ counters, staff hours, online share, visits, residents' hours: low – likely – high
 *
 * A city publishes what it has: often a total and one channel, and no more. An empty cell is therefore not zero but unknown, and nothing here guesses it.
 * "A table whose parts do not add up says so": it is kept as it came, with its marks.
 *
 * Columns are found by their heads, in any order, in Japanese or English: 区分 group, 手続 name, 合計 total, オンライン online, 郵送 mail, 窓口 counter, その他 other, 備考 note; any other
 * column of counts before 備考 is a channel of its own name. A row whose name is 計 or 小計 (total, subtotal) states its group's sums, one whose group is 合計, 総計 or 総数 (or total), with or
 * without a name, those of the whole.
 */
#ifndef WORK_PROVE_CHANNELS_H
#define WORK_PROVE_CHANNELS_H

#include "modules/work/prove/prove.h"

#define CHANNELS_MAX 12
#define CHANNEL_ROWS_MAX 2000
#define CHANNEL_COUNT_MAX 1000000000000 /* applications a year */
#define COUNT_UNKNOWN (-1)

typedef enum channel_role { CHANNEL_OTHER, CHANNEL_ONLINE, CHANNEL_COUNTER, CHANNEL_MAIL } channel_role;
typedef struct channel {
	str name; /* as the head has it */
	channel_role role;
	int column; /* of the file, from 0 */
} channel;
typedef enum channel_level { LEVEL_PART, LEVEL_GROUP, LEVEL_ALL } channel_level;
typedef struct channel_row {
	channel_level level; /* a procedure; what the table says of a group; of the whole */
	str group, name, note;
	size_t of; /* its group: index + 1 of channels.groups; 0 none */
	i64 total, count[CHANNELS_MAX]; /* COUNT_UNKNOWN */
	int line;
} channel_row;
typedef struct channels {
	struct {
		channel *at;
		size_t n;
	} ways;
	struct {
		channel_row *at;
		size_t n;
	} rows;
	int total; /* the column of totals, from 0; -1: there is none */
	strs groups; /* in the order of the file */
	bool *stated; /* of each group: whether a row states its sums */
	str encoding;
	const err *bad; /* cells that are no counts: linked, "line:column"; the cell is taken as unknown */
} channels;
/* ERR_file when it is no CSV, has no column of counts, or nothing in it is a row. */
MUST_USE const err *channels_read(arena *a, str bytes, channels *ret);

/* What does not add up. */
typedef enum foot_kind {
	FOOT_ROW, /* the ways of a row against its total */
	FOOT_GROUP, /* the procedures of a group against what is said of the group */
	FOOT_ALL, /* the groups against what is said of the whole */
} foot_kind;
typedef struct channel_mark {
	foot_kind kind;
	int line, column; /* of the cell that states the sum: column from 1, as in a spreadsheet */
	str head, where; /* its column's head; the row as people call it */
	i64 said, found, off; /* off: found − said */
	bool at_least; /* some parts are unknown, and those that are known are already too much */
} channel_mark;
typedef struct channel_marks {
	channel_mark *at; /* by line */
	size_t n;
	size_t checked; /* sums that could be checked */
	size_t open; /* sums that could not: something in them is unknown */
} channel_marks;
channel_marks channels_check(arena *a, const channels *t);

typedef struct count_range {
	i64 least, most; /* most: COUNT_UNKNOWN where nothing bounds it */
} count_range;
typedef struct channel_bounds {
	count_range total, online, counter;
	i64 online_known, counter_known; /* what is said outright, of all rows */
} channel_bounds;
/* Of the whole (0), or of one group (index + 1). Of a group or whole whose sums are stated these count, and its parts narrow them where they agree. */
channel_bounds channels_bounds(const channels *t, size_t group);

/* --- what if ---------------------------------------------------------------------------------------------------------------- */

typedef struct what_if {
	double counter; /* applications a year at counters now */
	double online_least, online_most, total; /* of all applications now; total 0: unknown, then no share is said */
	prove_range share; /* of the counter's that move online, 0–1 */
	double counter_minutes, online_minutes; /* of staff, for one application */
	double resident_minutes, resident_online_minutes; /* of the person: way there, wait, counter; and at home */
	double per_visit; /* applications done in one visit */
	double days, hours; /* open a year; a day */
	int places; /* offices over which counters are spread evenly */
	double peak; /* the busiest hour beside the mean one */
	double wait; /* minutes: nine of ten are to be called within */
	double hours_fte, yen_hour; /* 0: not said */
} what_if;
typedef struct what_result {
	prove_range moved, counter, online; /* applications a year */
	prove_range online_share; /* low: with the least that may be online now; NAN unknown */
	double share_now_least, share_now_most; /* NAN unknown */
	double staff_now; /* hours a year */
	prove_range staff, saved, fte,
		yen; /* hours a year afterwards; and what is saved. low is the least that moves */
	int desks_now; /* of all places, in the busiest hour; 0: more than can be counted */
	struct {
		int low, likely, high;
	} desks; /* low: where the least moves */
	double visits_now;
	prove_range visits, residents; /* visits and hours of residents that are saved */
} what_result;
/* ERR_invalid, linked, where = the field of the question. */
const err *what_check(arena *a, const what_if *q);
what_result channels_what(const what_if *q);

/* The probability of waiting at all with so many desks (Erlang, 1917), and the fewest desks with which nine of ten are called within `wait`: Poisson arrivals at `rate` an hour,
 * exponential times of `minutes` (M/M/c). 0 where DESKS_MAX are not enough. */
#define DESKS_MAX 2000
double desks_waiting(int desks, double load);
int desks_needed(double rate, double minutes, double wait);

#endif
