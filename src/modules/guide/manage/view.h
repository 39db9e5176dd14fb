/* What the pages of /manage/guide show. */
#ifndef GUIDE_MANAGE_VIEW_H
#define GUIDE_MANAGE_VIEW_H

#include "kit/drafts/edit.h"
#include "kit/fields/form.h"
#include "kit/words.h"
#include "modules/guide/manage/manage.h"

typedef struct gm_head {
	str title;
	edit_items way, tabs;
	i64 drafts; /* files of the draft */
	str done, wrong; /* what has just happened; empty: nothing */
} gm_head;

typedef struct gm_number {
	i64 n;
	str what;
	url link;
} gm_number;
typedef struct gm_home_view {
	gm_head head;
	struct {
		gm_number *at;
		size_t n;
	} numbers;
	edit_items wrong, look, tables, cases, last;
	i64 look_n;
	str new_id; /* as it was typed */
} gm_home_view;

/* --- a grid ------------------------------------------------------------------------------------------------------------- */

typedef struct gm_cell {
	str id, label, value, error, words;
} gm_cell;
typedef struct gm_row {
	i64 number;
	row_state state;
	bool wrong;
	struct {
		gm_cell *at;
		size_t n;
	} cells;
} gm_row;
typedef struct gm_column {
	str name, about;
	i64 number;
	bool may_go;
} gm_column;
typedef struct gm_grid_view {
	gm_head head;
	str path, id;
	bool of_cases;
	i64 rev, stored, from, to, total; /* rev: of the draft the page was made from; stored: by now */
	url action, data, save, words, csv, xml, upload, attempt, before, after;
	bool has_before, has_after, changed, behind;
	str other; /* who else is changing it */
	struct {
		gm_column *at;
		size_t n;
	} columns;
	struct {
		gm_row *at;
		size_t n;
	} rows;
	edit_items mistakes, hints, failed;
	i64 tried;
	strs facts; /* columns that can be added */
	bool stale;
	edit_items differing; /* stale: what is stored where something else was typed */
} gm_grid_view;

/* --- trying out ---------------------------------------------------------------------------------------------------------- */

typedef struct gm_tried {
	str name, id, was, becomes; /* はい, いいえ, 未定; was empty: there is no such scheme in force */
	const char *was_tone, *becomes_tone;
	bool differs;
	strs why;
	url link;
} gm_tried;
typedef struct gm_try_view {
	gm_head head;
	str table, day;
	struct {
		field_view *at;
		size_t n;
	} facts;
	struct {
		gm_tried *at;
		size_t n;
	} schemes;
	i64 differing, given;
	edit_items tables,
		mistakes; /* mistakes: tables with them are judged without the rows at fault, or not at all */
} gm_try_view;

/* --- the draft, versions ----------------------------------------------------------------------------------------------------- */

typedef struct gm_file {
	str name, path, other;
	url link;
	i64 rev;
	bool stale, gone, fresh, only_layout;
	str theirs_who, theirs_when;
	differences mine, theirs;
} gm_file;
typedef struct gm_draft_view {
	gm_head head;
	struct {
		gm_file *at;
		size_t n;
	} files;
	edit_items mistakes, failed, look;
	i64 tried, mistakes_n, failed_n;
	str mark;
	bool may_publish;
} gm_draft_view;

typedef struct gm_version_line {
	str what, when, who, number;
	url link;
} gm_version_line;
typedef struct gm_history_view {
	gm_head head;
	struct {
		gm_version_line *at;
		size_t n;
	} lines;
} gm_history_view;
typedef struct gm_version_view {
	gm_head head;
	str path, when, who, body;
	i64 version;
	bool in_force, first;
	differences changes;
} gm_version_view;

/* --- forms -------------------------------------------------------------------------------------------------------------------- */

typedef struct gm_form_view {
	gm_head head;
	url action;
	i64 rev, stored; /* stored: the draft's by now; saved over only when the person chose that */
	edit_inputs inputs;
	edit_items errors, uses, order; /* order: of life events; badge: their number */
	bool may_remove, of_fact;
	bool stale;
	str other;
} gm_form_view;

typedef struct gm_list_view {
	gm_head head;
	str query;
	url action, add;
	str add_text;
	struct gm_list_part {
		str title;
		edit_items items;
	} * at;
	size_t n;
	i64 found;
	bool searches;
} gm_list_view;

/* --- shared by the page files --------------------------------------------------------------------------------------------- */

/* Way, tabs and the number of files in the draft. `here`: of the tab; name and link: one step more, may be empty. */
void gm_begin(const bench *b, gm_head *head, str title, const char *here);
page gm_page(str title);
/* The mistakes of the set, each with a link to its place; those of one file where `path` is not empty. */
edit_items gm_mistakes(const bench *b, str path);
/* The cases that fail with the drafts; *ret_tried of them. None while there are mistakes in what they need. */
edit_items gm_failing(const bench *b, i64 *ret_tried);
/* What is allowed and worth a look: unused facts, schemes no row leads to. */
edit_items gm_look(const bench *b, size_t most, i64 *ret_n);
day gm_today(const req *r);

extern const route gm_home_routes[], gm_grid_routes[], gm_try_routes[], gm_draft_routes[], gm_scheme_routes[],
	gm_fact_routes[], gm_question_routes[];

#endif
