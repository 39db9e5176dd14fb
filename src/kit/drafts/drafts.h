/*
 * drafts: definitions changed and not yet published.
 *
 * What an administrator has changed is kept in the database, one draft for each administrator and file of the set: a table, the texts of its scheme,
 * a case and a paper may change together, over days. The text of a draft is the text of the file, so the one parser and checker of definitions says what
 * is wrong with it and where. Rooms (/manage/guide, /manage/papers) show and publish the files they know, all of them together or not at all.
 *
 *     form ──▶ text of a file ──▶ draft (rev) ──▶ bench: the set with all drafts, parsed, mistakes ──▶ publish ──▶ versions that never change
 *
 * A second window that saves over a newer draft is told (ERR_stale); a file that somebody else published meanwhile keeps the draft beside it.
 *
 *     bench.c     the set with drafts, saving, publishing        differ.c    what differs between two texts of a file
 *     versions.c  published versions                              edit.h      forms bound to definitions
 */
#ifndef KIT_DRAFTS_H
#define KIT_DRAFTS_H

#include "kit/catalog.h"
#include "kit/kit.h"
#include "store/opt.h"

typedef struct draft {
	str path, body; /* body empty: the file is to go */
	i64 base, rev;
	instant changed_at;
	i64 version; /* in force; not `base`: somebody has published meanwhile */
	str theirs; /* the text in force */
} draft;
typedef struct drafts {
	draft *at;
	size_t n;
} drafts;
typedef struct other_draft {
	str path, name;
	instant changed_at;
} other_draft;
typedef struct other_drafts {
	other_draft *at;
	size_t n;
} other_drafts;

typedef struct bench {
	req *r;
	catalog_list all; /* in force, removed ones with an empty text */
	drafts mine;
	other_drafts others;
	def_files files; /* the set with my drafts */
	const city_def *city; /* in force */
	const city_def *drawn; /* with my drafts; what could not be read is left out */
	const err *mistakes; /* of the set with my drafts */
} bench;

/* ERR_forbidden for administrators of one office. */
MUST_USE const err *bench_open(req *r, bench *ret);
/* Whether I have a draft at all: where not, what is in force (catalog_city()) is what I see, and nothing needs to be parsed. */
MUST_USE const err *bench_changed(req *r, bool *ret);
/* The same with only some of the files parsed, for pages that are asked for often and need no more: `files`, `drawn` and `mistakes` are of these. */
MUST_USE const err *bench_open_some(req *r, bool (*wanted)(str path, str arg), str arg, bench *ret);
const draft *bench_draft(const bench *b, str path); /* NULL: not changed */
const catalog_file *bench_file(const bench *b, str path); /* in force or removed; NULL: there never was one */
/* The text as I see it: my draft's, else the one in force; empty where there is none. */
str bench_text(const bench *b, str path);
i64 bench_rev(const bench *b, str path); /* of my draft; 0 without one */
const other_draft *bench_other(const bench *b, str path); /* somebody else's draft of the file; NULL */

/* Saves the text of a file in my draft. `rev` is that of the draft the page was made from (0: there was none): ERR_stale when it is another by
 * now. A text that says the same as the one in force takes the draft away. *ret_rev may be NULL. */
MUST_USE const err *draft_save(req *r, str path, str body, i64 rev, i64 *ret_rev);
/* The same text as a change of the version in force now: who does this has seen what others published. */
MUST_USE const err *draft_rebase(req *r, str path, i64 rev);
MUST_USE const err *draft_drop(req *r, str path, i64 rev);
/* These drafts of mine, or none. ERR_definition: linked mistakes and failing cases; ERR_stale: newer versions are in force, or the
 * drafts changed since `seen` (draft_mark() of what the reader saw of them; empty: whatever they are). */
MUST_USE const err *drafts_publish(req *r, bool (*ours)(str path), str seen);
/* Those of files that a room edits. */
drafts drafts_of(arena *a, const drafts *list, bool (*ours)(str path));
str draft_mark(arena *a, const drafts *list);

/* What a form of a room's page asks: `do` rebase or drop, of `path`, `rev`. ERR_bad_request for anything else, and for another room's file. */
MUST_USE const err *draft_command(req *r, bool (*ours)(str path));
/* Whether a refusal is told on the page of the drafts itself: somebody published meanwhile, or what is to be published does not hold. */
bool draft_refused(const err *e);

/* --- published versions (versions.c) ----------------------------------------------------------------------------------- */

typedef struct file_version {
	str path, body;
	i64 number;
	str author; /* a name, or that it was the command line */
	instant made_at;
	str previous; /* the body of the one before */
	bool found, has_previous;
} file_version;
/* A version and `before`, which it is compared with; either may not be there. */
MUST_USE const err *version_read(req *r, str path, i64 number, i64 before, file_version *ret);
/* The one that a page is asked for, and the one before it. ERR_not_found, for another room's file as well. */
MUST_USE const err *version_asked(req *r, bool (*ours)(str path), str path, str number, file_version *ret);
str version_author(const req *r, opt_str name);

/* --- what differs (differ.c) ------------------------------------------------------------------------------------------- */

typedef struct differ_cell {
	str what, was, becomes;
} differ_cell;
typedef struct difference {
	enum { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED } kind;
	str where; /* 3行目 juudo-iryou; schemes › juudo-iryou */
	struct {
		differ_cell *at;
		size_t n;
	} cells; /* added and removed: what is not empty */
} difference;
typedef struct differences {
	difference *at;
	size_t n;
} differences;
/* Row by row of a CSV, entry by entry of a YAML; either may be empty. */
differences differ(arena *a, lang l, str path, str was, str becomes);

extern const module drafts_module; /* its statements */

#endif
