/*
 * ideas: what staff think could go better (職員提案), from a title and two sentences to something that is done.
 *
 *     new ─▶ accepted ─▶ accompanied ─▶ done         reform staff of that part (work_may, PART_REFORM) move it; accompanied: somebody of theirs goes along, by name
 *      └────────┴──────────────┴──────▶ declined     with a reason that everybody reads; may be taken up again
 *      └─▶ withdrawn                                 by whoever proposed it, while it is new
 *
 * Every member of staff may propose, vote once (and take it back), and remark. Nobody may vote for his or her own.
 *
 * An idea is of a bureau, a section or a work, or of one row of the survey. Such a row is known by its number in its round, whatever it is renamed to meanwhile, and in the rounds after by its
 * names (bureau, section, unit, work, step), for numbers are given anew each year: an idea about a row that was taken over from last year is there again. Where rows are listed, the number of
 * ideas stands with each (ideas_on_rows()).
 *
 * Names: whoever proposes or remarks says whether colleagues read the name; it is not shown unless that is chosen. The account is kept in the database in any case (one vote a person, withdrawing
 * one's own) and in the audit log, which administrators read; the page says so before anything is sent.
 */
#ifndef WORK_IDEAS_IDEAS_H
#define WORK_IDEAS_IDEAS_H

#include "modules/work/work.h"

typedef enum idea_state {
	IDEA_NEW,
	IDEA_ACCEPTED,
	IDEA_ACCOMPANIED,
	IDEA_DONE,
	IDEA_DECLINED,
	IDEA_WITHDRAWN
} idea_state;
#define IDEA_STATES 6
extern const char *const idea_state_names[IDEA_STATES];
bool idea_state_of(str name, idea_state *ret);
/* Whether reform staff may move it so. Pure. */
bool idea_may_become(idea_state from, idea_state to);

#define IDEA_TITLE_MAX 100 /* characters */
#define IDEA_TEXT_MAX 2000
#define IDEAS_MOST 500 /* on one page */

/* A row of the survey as an idea knows it. */
typedef struct idea_row {
	str round;
	i64 number; /* 0: no row */
	str bureau, section, unit, work, step;
} idea_row;

typedef struct idea {
	i64 id;
	str title, body, bureau, section, unit, work, step, link; /* unit, step: of the row */
	str round; /* of the row */
	i64 number; /* the row's; 0: it is about no single row */
	i64 staff; /* who proposed it; never on a page */
	str name; /* as colleagues read it; empty: not shown */
	idea_state state;
	str reason, guide; /* of the state; who accompanies it */
	i64 measure; /* in the ledger of prove/; 0 none */
	i64 votes, version, remarks;
	bool voted; /* by the asker */
	instant made, changed;
} idea;
typedef struct ideas {
	idea *at; /* the most votes first */
	size_t n;
} ideas;
/* state, bureau: empty for all; row NULL: all. */
MUST_USE const err *ideas_of(db *d, arena *a, i64 city, i64 asker, str state, str bureau, const idea_row *row,
			     ideas *ret);
typedef struct idea_remark {
	i64 seq;
	str name, text;
	idea_state state; /* that it took, where `moved` */
	bool moved, mine;
	instant made;
} idea_remark;
typedef struct idea_remarks {
	idea_remark *at;
	size_t n;
} idea_remarks;
MUST_USE const err *idea_of(db *d, arena *a, i64 city, i64 asker, i64 id, idea *ret,
			    idea_remarks *ret_remarks); /* remarks may be NULL; ERR_not_found */

/* Commands, for store_write(). */
typedef struct idea_propose {
	i64 city;
	const who *by;
	str title, body, bureau, section, work, link;
	str round, unit,
		step; /* of the row, with its number; the caller has looked it up, and asked whether they may see it */
	i64 number; /* 0: about no single row */
	bool show; /* the name */
	i64 ret_id;
} idea_propose;
const err *idea_propose_run(db *d, arena *a, void *arg); /* ERR_invalid, linked, where = the field */
typedef struct idea_vote {
	i64 city, id;
	const who *by;
	bool take_back;
} idea_vote;
/* A second vote changes nothing, nor does taking back none. ERR_not_allowed_now for one's own, or one that is over. */
const err *idea_vote_run(db *d, arena *a, void *arg);
typedef struct idea_say {
	i64 city, id;
	const who *by;
	str text;
	bool show;
} idea_say;
const err *idea_say_run(db *d, arena *a, void *arg);
typedef struct idea_move {
	i64 city, id, version; /* ERR_stale */
	const who *by;
	const work_scope *scope; /* ERR_forbidden without reform of its part; NULL: the proposer withdraws */
	idea_state to;
	str reason;
} idea_move;
const err *idea_move_run(db *d, arena *a, void *arg);
/* In a command: a measure was made of it. An idea that is new or accepted is accompanied from now on. */
MUST_USE const err *idea_link(db *d, arena *a, i64 city, const who *by, const work_scope *scope, i64 id, i64 measure);

/* Counted. */
typedef struct idea_count {
	str bureau;
	i64 of[IDEA_STATES], all, votes;
} idea_count;
typedef struct idea_month {
	int year, month;
	i64 ideas, done; /* proposed in that month; of these, done by now */
} idea_month;
typedef struct idea_counts {
	struct {
		idea_count *at; /* by bureau */
		size_t n;
	} bureaus;
	idea_count all;
	struct {
		idea_month *at; /* twelve, the last one is this month */
		size_t n;
	} months;
} idea_counts;
MUST_USE const err *ideas_counted(db *d, arena *a, i64 city, day today, idea_counts *ret);

/* Ideas of rows, for lists of rows: read once for a page, asked for every row of it. Those withdrawn do not count. An empty unit: of all units. */
typedef struct idea_rows {
	struct idea_rows_one {
		idea_row row;
		i64 ideas;
	} * at;
	size_t n;
} idea_rows;
MUST_USE const err *ideas_on_rows(db *d, arena *a, i64 city, str bureau, str section, str unit, idea_rows *ret);
/* The same for pages, of what `r` has open. */
MUST_USE const err *ideas_on_rows_get(req *r, str bureau, str section, str unit, idea_rows *ret);
i64 ideas_at_row(const idea_rows *list, str round, const survey_item *i);
/* Where ideas about this row are, and where a new one is proposed, filled in from it. */
url ideas_row_link(arena *a, str round, const survey_item *i);
url ideas_row_new(arena *a, str round, const survey_item *i);

/* Those that may say the same, the nearest first, at most `most` (alike/alike.h); `r` may be NULL. Withdrawn ones are none. */
typedef struct idea_hits {
	size_t *at; /* of the list */
	size_t n;
} idea_hits;
struct reading;
MUST_USE const err *ideas_alike(arena *a, struct reading *r, const ideas *list, str title, str body, size_t most,
				idea_hits *ret);

#endif
