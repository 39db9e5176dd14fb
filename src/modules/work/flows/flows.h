/*
 * flows: a piece of work as it is and as it shall be (業務フロー), drawn and edited in the browser without code, and the manual that comes of it (業務マニュアル).
 *
 *     reform    one piece of work that is redesigned: its name, whose it is, and the part of the survey it is about, so that its volume and hours stand beside the flow's
 *     side      as_is, to_be: each a flow (flow/flow.h), kept as BPMN 2.0, which is also what is exchanged with other modellers
 *     rev       every save is a new one; the highest is being edited. Undo saves an earlier text again, so that nothing is ever taken back unseen
 *     version   a rev that was given a number, with what is new in it. It never changes. A manual is a version's picture, steps and notes, as a page and a PDF
 *
 * A save names the rev it was made from: ERR_stale when another was saved meanwhile, and the page shows both. Flows with mistakes (flow_check()) may be saved and drawn, not
 * given a version. Rights: who may `reform` that part of the city edits; who may `see` it looks; manuals of a version are open to all staff.
 *
 *     flows_store.c    reforms, revs, versions in the database
 *     flows_hold.c     what was worked out of them, in memory
 */
#ifndef WORK_FLOWS_H
#define WORK_FLOWS_H

#include "flow/flow.h"
#include "modules/work/work.h"

#define FLOWS_KEPT 50 /* revs without a version, of each side: for undo */
#define FLOWS_BPMN_MAX (1024 * 1024)

typedef enum flow_side { SIDE_AS_IS, SIDE_TO_BE } flow_side;
const char *flow_side_id(flow_side s); /* as_is */
bool flow_side_read(str id, flow_side *ret);

typedef struct reform {
	i64 id;
	str name, about;
	str bureau, section; /* whose work it is; empty: of the whole city */
	str round, query; /* the part of the survey it is about */
	bool archived;
	i64 rev;
	instant made_at;
	str made_by;
} reform;
typedef struct reforms {
	reform *at; /* not archived first, then the latest */
	size_t n;
} reforms;
typedef struct flow_text { /* a rev */
	i64 rev, version; /* version 0: none */
	i64 back; /* undone or redone: the rev whose text this is again; 0: a new one */
	str bpmn, note;
	str digest; /* of bpmn; not in lists */
	instant saved_at;
	str saved_by;
} flow_text;
typedef struct flow_texts {
	flow_text *at; /* the latest first; without bpmn in lists */
	size_t n;
} flow_texts;

MUST_USE const err *reforms_of(db *d, arena *a, i64 city, reforms *ret);
MUST_USE const err *reform_of(db *d, arena *a, i64 city, i64 id, reform *ret); /* ERR_not_found */
/* rev 0: the latest. *ret_found false where nothing was saved on that side yet, or no such rev. */
MUST_USE const err *flow_text_of(db *d, arena *a, i64 city, i64 id, flow_side side, i64 rev, flow_text *ret,
				 bool *ret_found);
/* The latest rev of either side of every reform, by reform: what they are, without their texts. */
typedef struct flow_head {
	i64 reform, rev;
	flow_side side;
	str digest; /* empty: of a text that an older version of the program saved */
} flow_head;
typedef struct flow_heads {
	flow_head *at;
	size_t n;
} flow_heads;
MUST_USE const err *flow_heads_of(db *d, arena *a, i64 city, flow_heads *ret);
str flow_digest(arena *a, str bpmn); /* the same for the same text, and for no other */
MUST_USE const err *flow_texts_of(db *d, arena *a, i64 city, i64 id, flow_side side, flow_texts *ret);
/* A version by its number; *ret_found false where there is none. */
MUST_USE const err *flow_numbered(db *d, arena *a, i64 city, i64 id, flow_side side, i64 version, flow_text *ret,
				  bool *ret_found);
/* All versions of all reforms: manuals. Reforms that are kept first, by name; of each the flow to be first, the latest version first. */
typedef struct flow_manual {
	i64 reform, version;
	str name, bureau, section, note, saved_by;
	bool archived;
	flow_side side;
	instant saved_at;
} flow_manual;
typedef struct flow_manuals {
	flow_manual *at;
	size_t n;
} flow_manuals;
MUST_USE const err *flow_manuals_of(db *d, arena *a, i64 city, flow_manuals *ret);
/* Where undo and redo lead from the latest of `list` (flow_texts_of()): a rev, 0 where there is none. Undo goes back along what was done; redo goes forth again until something
 * new is done. */
i64 flow_undo_of(const flow_texts *list);
i64 flow_redo_of(const flow_texts *list);
MUST_USE const err *flow_versions_of(db *d, arena *a, i64 city, i64 id, flow_side side, flow_texts *ret);

/* --- commands --------------------------------------------------------------------------------------------------------- */

MUST_USE const err *reform_add(db *d, arena *a, i64 city, const who *by, const reform *f, i64 *ret_id);
MUST_USE const err *reform_save(db *d, arena *a, i64 city, const who *by, const reform *f); /* ERR_stale by f->rev */
/* The next rev, when `rev` (0: none yet) is still the latest (ERR_stale). ERR_too_large past FLOWS_BPMN_MAX. *ret_rev may be NULL. */
MUST_USE const err *flow_text_save(db *d, arena *a, i64 city, const who *by, i64 id, flow_side side, i64 rev, str bpmn,
				   i64 *ret_rev);
/* The text of `back` again, as the next rev: undo, redo. ERR_not_found when it is not kept any more. */
MUST_USE const err *flow_text_back(db *d, arena *a, i64 city, const who *by, i64 id, flow_side side, i64 rev, i64 back,
				   i64 *ret_rev);
/* Gives the latest rev, which must be `rev`, the next version number. ERR_conflict when it has one. */
MUST_USE const err *flow_version_make(db *d, arena *a, i64 city, const who *by, i64 id, flow_side side, i64 rev,
				      str note, i64 *ret_version);

#endif
