/* What the pages of /manage/papers show. */
#ifndef PAPERS_MANAGE_VIEW_H
#define PAPERS_MANAGE_VIEW_H

#include "kit/fields/form.h"
#include "modules/papers/manage/manage.h"
#include "print/background.h"

typedef struct pm_head {
	str title;
	edit_items way, tabs;
	str done, wrong; /* what has just happened; empty: nothing */
	str other; /* somebody else has a draft of it */
} pm_head;

/* --- the list ------------------------------------------------------------------------------------------------------------- */

typedef struct pm_card {
	str id, name, about, sheets, state, trouble, drafted;
	const char *tone;
	url link, picture, background;
	bool has_picture, has_background, sample;
} pm_card;
typedef struct pm_list_part {
	str title;
	struct {
		pm_card *at;
		size_t n;
	} cards;
} pm_list_part;
typedef struct pm_list_view {
	pm_head head;
	str query, state;
	edit_items states, gone;
	struct {
		pm_list_part *at;
		size_t n;
	} parts;
	i64 found;
} pm_list_view;
typedef struct pm_new_view {
	pm_head head;
	str id, name, error_id, error_name, error_file;
	str how; /* blank, copy, pdf */
	edit_items papers, sizes; /* text and about: value */
} pm_new_view;

/* --- the editor -------------------------------------------------------------------------------------------------------------- */

typedef struct pm_place_view {
	str path, name, about; /* about: its kind and where it stands, for the list */
	str x, y, w, h, x2, y2; /* mm */
	str tx, ty, size, shown; /* the name in it, cut to its width; empty: not shown */
	const char *css;
	str trouble; /* what is wrong with it; empty: nothing */
	url link;
	bool chosen, line, fixed; /* fixed: a cell */
} pm_place_view;
typedef struct pm_places {
	pm_place_view *at;
	size_t n;
} pm_places;
typedef struct pm_fact_view {
	str id, name, kind, words; /* words: found by these */
	bool used;
} pm_fact_view;
typedef struct pm_button {
	str value, text, key;
} pm_button;
typedef struct pm_buttons {
	pm_button *at;
	size_t n;
} pm_buttons;
typedef struct pm_panel {
	bool some, stale, cell, grid, may_order;
	str path, title, kind;
	i64 stored;
	edit_inputs inputs;
	edit_items errors;
	str example;
	pm_buttons cells; /* what can be done with its row and column */
	url up; /* what it is in */
	str up_text;
} pm_panel;
typedef struct pm_paper_view {
	pm_head head;
	str id, sample, query, text, lines; /* lines: x and y of the sheet's own lines, to snap to */
	i64 rev, sheet, sheets;
	str view_box, width, height, picture_label;
	url here, picture, background, place, places, add, source, pdf, draft, after_drop;
	bool has_background, has_picture, unreadable;
	edit_items sheet_tabs, samples, mistakes, troubles;
	pm_places list;
	struct {
		pm_fact_view *at;
		size_t n;
	} facts;
	pm_buttons kinds, aligns;
	pm_panel panel;
	bool changed;
	i64 facts_found;
} pm_paper_view;

/* --- forms: about, sheets, samples ------------------------------------------------------------------------------------------------ */

typedef struct pm_form_view {
	pm_head head;
	url action;
	i64 rev, stored;
	edit_inputs inputs;
	edit_items errors;
	bool stale, may_remove;
	str remove_help;
} pm_form_view;

typedef struct pm_sheet_view {
	i64 number;
	str size, background, places;
	url picture, link, background_picture;
	bool has_picture, has_background, first, last, only;
	edit_items sizes, pages; /* about: value */
} pm_sheet_view;
typedef struct pm_sheets_view {
	pm_head head;
	str id, error_file;
	url action;
	i64 rev;
	struct {
		pm_sheet_view *at;
		size_t n;
	} sheets;
	edit_items sizes;
	bool has_pdf;
	str pdf;
} pm_sheets_view;

typedef struct pm_try_sheet {
	str view_box, width, height, label;
	url picture, background;
	bool has_background;
	pm_places wrong;
} pm_try_sheet;
typedef struct pm_try_view {
	pm_head head;
	str sample;
	url action, pdf;
	edit_items samples, troubles;
	i64 tried;
	bool all;
	struct {
		pm_try_sheet *at;
		size_t n;
	} sheets;
} pm_try_view;

typedef struct pm_samples_view {
	pm_head head;
	edit_items samples, mistakes;
} pm_samples_view;
typedef struct pm_sample_view {
	pm_head head;
	url action;
	i64 rev, stored;
	edit_inputs names;
	edit_items errors;
	struct {
		field_view *at;
		size_t n;
	} facts;
	edit_items papers; /* whose facts are asked; about: value */
	bool stale, new;
	str paper;
} pm_sample_view;

/* --- the draft ------------------------------------------------------------------------------------------------------------------------ */

typedef struct pm_pair {
	url was, becomes;
	bool has_was, has_becomes;
	i64 number;
} pm_pair;
typedef struct pm_file {
	str name, path, other, theirs_who, theirs_when;
	url link;
	i64 rev;
	bool stale, gone, fresh;
	differences mine;
	struct {
		pm_pair *at;
		size_t n;
	} pairs;
} pm_file;
typedef struct pm_draft_view {
	pm_head head;
	struct {
		pm_file *at;
		size_t n;
	} files;
	edit_items mistakes;
	i64 tried;
	str mark;
	bool may_publish, others;
} pm_draft_view;

typedef struct pm_version_line {
	str what, when, who, number;
	url link;
} pm_version_line;
typedef struct pm_history_view {
	pm_head head;
	struct {
		pm_version_line *at;
		size_t n;
	} lines;
} pm_history_view;
typedef struct pm_version_view {
	pm_head head;
	str path, when, who, body;
	i64 version;
	bool in_force, first, text;
	differences changes;
} pm_version_view;

/* --- shared by the page files ----------------------------------------------------------------------------------------------------- */

bool pm_ours(str path); /* papers/ID.yaml, papers/ID.pdf, samples.yaml */
/* What one paper is read and drawn by: without tables, offices and other papers. */
bool pm_needed_for(str path, str id);
str pm_file_of(arena *a, str id); /* papers/ID.yaml */
bool pm_good_id(str s);
str pm_time(arena *a, lang l, instant t);
page pm_page(str title, bool editor);
/* Way, tabs of the room; with `id` those of the paper. */
void pm_begin(const bench *b, pm_head *head, str title, const char *here, str id);
/* What the checker says, in the reader's language where it is known; with a link to the place where it stands. `path` (may be empty): of that file. */
edit_items pm_mistakes(const bench *b, const err *e, str path);
/* A place by its name: 氏名, 線, 「届出の日」 */
str pm_name(arena *a, lang l, const city_def *c, const paper_mark *m);
str pm_kind_name(arena *a, lang l, const paper_mark *m);
/* What differs between two papers, place by place. */
differences pm_differ(arena *a, lang l, const city_def *c, const paper_def *was, const paper_def *becomes);
/* The set with another paper, and the text of its file. */
str pm_written(arena *a, const city_def *c, const paper_def *p);
/* Address of a picture of the sheet (from 0); `rev` makes it another address when the paper is another. */
url pm_picture(arena *a, str id, size_t sheet, str sample, str version);
url pm_background_picture(arena *a, str id, size_t sheet, str version);
str pm_pdf_text(const bench *b, str path); /* the background's base64, as I see it */

edit_items pm_sizes(arena *a, lang l, str chosen); /* about: A4 landscape; `chosen` empty: A4 */
bool pm_set_size(paper_sheet *s, str name);
/* The PDF of that field of the form, looked at: its base64; *ret_wrong says why not, in the reader's language, and is empty where it is good. */
MUST_USE const err *pm_take_pdf(req *r, const char *field, background_look *ret, str *ret_text, str *ret_wrong);
str pm_told_pdf(req *r, const err *e);
/* `sheets` of the paper: those that lie over pages of that file, a sheet for each page. */
void pm_pdf_sheets(arena *a, paper_def *p, const background_look *look, str path);

/* One place as a form. */
void pm_bind(edit_form *f, const paper_def *p, const pm_at *at);
/* Mistakes of the text `written` that stand in this place go to the inputs; how many there were. */
size_t pm_bind_mistakes(edit_form *f, str path, str written, size_t sheet, str place);
/* How a format reads, with that sample's answer or one that is made up. */
str pm_example(arena *a, const city_def *c, const fact_def *f, str format, str sample, instant now);

extern const route pm_list_routes[], pm_paper_routes[], pm_about_routes[], pm_sheet_routes[], pm_try_routes[],
	pm_sample_routes[], pm_draft_routes[];

#endif
