/*
 * names: the same work under other names. Units write what they do in their own words; here names that mean the same are put together and get a common name, and wards
 * are compared on it.
 *
 *     survey ── names_collect() ──▶ distinct names, with how many units and minutes stand behind each
 *     names  ── names_base_make() ▶ how alike any two are (score.h: words, and who writes them): once for each revision of the round
 *     base + what people said ── names_group() ─▶ a tree of joins, from which every threshold is cut
 *     settled: names that have a common name. They stay as people left them whatever the threshold; names that are alike to them are proposed and never join by themselves.
 *
 * A name is a work (業務) with all its steps, or, where somebody wants it finer, work and step (作業). Of two names with steps, both works and both steps must be alike: likeness is the smaller
 * one, for 住民票・受付 and 住民票・決裁 are two things.
 *
 * What people decide belongs to the city and not to a round (migration 0018): a name that was settled this year is settled next year. Every decision is a list of rows with what was before and
 * what is after (names_op), saved with it, and can be taken back as long as nothing later touched the same rows.
 *
 *     names_collect.c  collecting     names_base.c   likeness (names_words.c, names_home.c: score.h)     names_hold.c     both in memory, kept for a revision       names_store.c   decisions
 *     names_compare.c  a group by ward          names_exchange.c taxonomies of other cities                names_pages*.c
 *
 * For others: names_common_of() says the common name of a (work, step).
 */
#ifndef WORK_NAMES_NAMES_H
#define WORK_NAMES_NAMES_H

#include "alike/alike.h"
#include "alike/wording.h"
#include "modules/work/work.h"
#include "reading/reading.h"

#define NAMES_FLOOR 0.25 /* the lowest threshold that is offered */
#define NAMES_DEFAULT 0.50 /* measured in test_names.c and test_names_held.c: see docs/work.md */
#define NAMES_CEILING 0.90
#define NAMES_MEMBERS_MAX 500 /* that one decision may touch */
#define NAMES_COMMON_MAX 200 /* bytes of a common name */
#define NAMES_COMMONS_MAX 20000

typedef enum names_by { BY_WORK, BY_STEP } names_by;

/* --- what is written -------------------------------------------------------------------------------------------------------- */

typedef struct names_name {
	str work, step; /* step: empty for BY_WORK */
	i64 items, count, minutes; /* count: times a year */
	i64 units, bureaus; /* how many write so */
} names_name;
typedef struct names_homes names_homes;
typedef struct names_set {
	names_name *at; /* by work, then step: the place is the rank */
	size_t n;
	const names_homes *homes; /* who writes each (score.h); NULL: not known, words alone decide */
} names_set;
typedef struct names_collector names_collector;
names_collector *names_collect_begin(arena *a, names_by by);
MUST_USE const err *names_collect_row(void *collector, const survey_item *i); /* for survey_each() */
names_set names_collect_end(names_collector *c, arena *a);
MUST_USE const err *names_collect(const survey *s, arena *a, const survey_filter *f, names_by by, names_set *ret);
size_t names_place(const names_set *s, str work, str step); /* s->n where it is not */

/* --- how alike ----------------------------------------------------------------------------------------------------------------- */

typedef struct names_texts { /* distinct works, or steps */
	const alike *near; /* finds who is worth comparing */
	const wording *words; /* compares */
	double block; /* less alike in `near`: not compared, nothing alike */
} names_texts;
typedef struct names_base {
	names_by by;
	names_set set;
	names_texts works, steps; /* steps: none for BY_WORK */
	const struct names_home_index *homes; /* of works; NULL: not known */
	u32 *work, *step; /* of name i: which of them */
	u32 *rank;
	double *weight;
	alike_edges edges;
	bool words; /* false: no dictionary on this machine, characters alone spoke */
} names_base;
/* ERR_too_large past what alike takes. `r` may be NULL: characters alone. `def`: which words are the same, apart, weak (work.yaml); may be NULL. */
MUST_USE const err *names_base_make(arena *a, reading *r, const work_names_def *def, const names_set *set, names_by by,
				    names_base *ret);
double names_between(const void *base, size_t i, size_t j); /* of a names_base; for alike_least() */
typedef struct names_evidence {
	wording_evidence work, step; /* which words met, which are left over */
	str section; /* writes both names (in several bureaus, or in one); empty: none */
	bool parted; /* … in each ward only one of the two */
	bool bureau; /* no section of one name writes both, but a bureau does */
	i64 units; /* that write both */
	bool categories; /* mostly others */
	bool homes; /* whether any of that is known */
} names_evidence;
names_evidence names_why(const names_base *b, arena *a, size_t i, size_t j);

/* --- what people decided ------------------------------------------------------------------------------------------------------------ */

typedef struct names_key {
	str work, step;
} names_key;
typedef struct names_keys {
	names_key *at;
	size_t n;
} names_keys;
typedef struct names_member {
	str work, step; /* an empty step: all steps of the work */
	i64 common;
} names_member;
typedef struct names_common {
	i64 id;
	str name;
} names_common;
typedef struct names_said {
	names_key p, q; /* the smaller first */
	bool same;
} names_said;
typedef struct names_decided {
	i64 revision;
	struct {
		names_common *at; /* by id */
		size_t n;
	} commons;
	struct {
		names_member *at; /* by work, then step */
		size_t n;
	} members;
	struct {
		names_said *at;
		size_t n;
	} said;
} names_decided;
MUST_USE const err *names_decided_of(db *d, arena *a, i64 city, names_decided *ret);
const names_common *names_common_by(const names_decided *d, i64 id); /* NULL when there is none */
/* The common name of a row of the survey: that of its work and step, else of its work; empty where it has none. For choose/ and others: read the decisions once, ask for every
 * row. `ret_id` may be NULL. */
str names_common_of(const names_decided *d, str work, str step, i64 *ret_id);

/* --- groups --------------------------------------------------------------------------------------------------------------------------- */

/* The joins of all names that are not settled. In the arena; `b` must live as long. */
MUST_USE const err *names_group(const names_base *b, arena *a, const names_decided *d, const alike_tree **ret,
				i64 **ret_settled); /* of each name: its common name's id, or 0 */

/* --- decisions, in commands ------------------------------------------------------------------------------------------------------------ */

typedef enum names_op_kind { OP_COMMON, OP_NAME, OP_SAID } names_op_kind;
typedef struct names_op { /* one row: what was, what is */
	names_op_kind kind;
	i64 id; /* OP_COMMON */
	names_key p, q; /* OP_NAME: p; OP_SAID: both */
	bool was, is; /* whether there is such a row */
	i64 before, after; /* OP_NAME: its common name; OP_SAID: 1 same */
	str name_before, name_after; /* OP_COMMON */
} names_op;
typedef struct names_ops {
	names_op *at;
	size_t n;
} names_ops;
/* All audit, count the revision up, and note the change. ERR_required or ERR_too_long (where: name) for a common name; ERR_stale where what they speak of is gone. */
MUST_USE const err *names_settle(db *d, arena *a, i64 city, const who *by, str name, const names_keys *members,
				 i64 *ret_id);
MUST_USE const err *names_rename(db *d, arena *a, i64 city, const who *by, i64 common, str name);
MUST_USE const err *names_add(db *d, arena *a, i64 city, const who *by, i64 common, const names_keys *members);
MUST_USE const err *names_leave(db *d, arena *a, i64 city, const who *by, i64 common, const names_keys *members);
MUST_USE const err *names_dissolve(db *d, arena *a, i64 city, const who *by, i64 common);
/* These belong together, all of them: from now on they are one at every threshold. */
MUST_USE const err *names_join(db *d, arena *a, i64 city, const who *by, const names_keys *members);
/* `apart` do not belong to `rest`; within each, what people said to be the same stays so. */
MUST_USE const err *names_part(db *d, arena *a, i64 city, const who *by, const names_keys *apart,
			       const names_keys *rest);
/* Takes a change back: ERR_stale where something later touched the same rows; ERR_not_found. */
MUST_USE const err *names_undo(db *d, arena *a, i64 city, const who *by, i64 change);
typedef struct names_change {
	i64 id;
	str action, subject, by;
	instant at;
	bool undone;
} names_change;
typedef struct names_changes {
	names_change *at; /* the last one first */
	size_t n;
} names_changes;
MUST_USE const err *names_changes_of(db *d, arena *a, i64 city, i64 most, names_changes *ret);

/* --- in memory --------------------------------------------------------------------------------------------------------------------------- */

typedef struct names_held {
	const names_base *base;
	const alike_tree *tree;
	const i64 *settled;
	names_decided decided;
} names_held;
/* For the round's survey as it is; stays until the request ends. 10,000 names are collected and compared in about a second, once; a decision costs a tenth of it. */
MUST_USE const err *names_hold(req *r, const work_round *round, const survey *s, names_by by, names_held *ret);

#endif
