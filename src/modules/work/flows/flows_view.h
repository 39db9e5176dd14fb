/* What the pages of flows show. */
#ifndef WORK_FLOWS_VIEW_H
#define WORK_FLOWS_VIEW_H

#include "modules/work/flows/edit_form.h"
#include "modules/work/flows/pages.h"

/* --- /work/flows --------------------------------------------------------------------------------------------------------------- */

typedef struct fl_line {
	url link, manual;
	str name, whose, about, state;
	const char *tone;
	str survey, was, is, saved, change;
} fl_line;
typedef struct fl_lines {
	fl_line *at;
	size_t n;
} fl_lines;
typedef struct fl_list_view {
	fl_head head;
	fl_lines open, archived;
	bool may_add;
	str saved_all; /* hours saved of all that can be measured; empty: none */
	i64 counted;
} fl_list_view;

typedef struct fl_new_view { /* a new reform, or the settings of one */
	fl_head head;
	url action, back;
	bool new, archived;
	i64 rev;
	str name, about, bureau, section, round, query;
	str survey; /* what the conditions find, in words */
	bool has_survey, stale;
	str from;
	fl_options copies, bureaus, sections;
	str err_name, err_whose, err_from;
	fl_problems errors;
} fl_new_view;

/* --- one reform ------------------------------------------------------------------------------------------------------------------- */

typedef struct fl_side_view {
	str name, id;
	url edit, file, versions;
	bool found;
	html picture;
	str label, versioned; /* for the region that scrolls */
	fl_problems faults;
	i64 faults_n;
} fl_side_view;
typedef struct fl_pair_line {
	str what, mark, how;
	const char *tone;
	str was, is;
} fl_pair_line;
typedef struct fl_reform_view {
	fl_head head;
	str about, whose;
	str name, bureau, section, self; /* for a measure that is made of it */
	bool may, archived;
	url settings, copy, as_is_edit, to_be_edit;
	fl_side_view sides[2];
	fl_figures figures, glance; /* glance: those that are said first */
	bool no_volume[2]; /* of a side that can be measured: nobody said the cases a year */
	fl_ranges lead, hours;
	struct {
		fl_pair_line *at;
		size_t n;
	} pairs;
	str pairs_sum;
	bool has_survey, survey_part, invented;
	str survey_name, survey_hours, flow_hours, survey_share, survey_says;
	const char *survey_tone;
	url survey_link;
} fl_reform_view;

/* --- the editor ---------------------------------------------------------------------------------------------------------------------- */

typedef struct fl_step_line {
	str id, name, who, minutes, number;
	str cases; /* where it says its own */
	url link;
	bool here, wrong;
	const char *kind;
} fl_step_line;
typedef struct fl_lane_line {
	str id, name, label;
	fl_options who;
	bool first, last, used;
} fl_lane_line;
typedef struct fl_puts {
	struct fl_put {
		str value, text, key;
	} * at;
	size_t n;
} fl_puts;
typedef struct fl_edit_view {
	fl_head head;
	url action, reform, other, file, upload, versions, figures_at;
	str other_name, side_name, side;
	i64 rev;
	html picture;
	str picture_label;
	fl_puts palette;
	struct {
		fl_step_line *at;
		size_t n;
	} steps;
	bool may, any; /* any: a step is chosen */
	bool may_undo, may_redo, removed;
	fl_typed form;
	str here_name;
	fl_options lanes_of, kinds, standards;
	bool fixed_kind, timed, leads; /* of a start; has minutes; has ways out */
	bool counted; /* says for how many it is done */
	str cases_help;
	bool gone; /* what was typed belongs to a step that is gone */
	fl_mistakes mistakes;
	fl_problems faults;
	fl_figures figures;
	bool measured, no_volume;
	bool stale;
	str stale_text;
	struct {
		fl_pair_line *at;
		size_t n;
	} theirs;
	/* the flow as a whole */
	str name, volume, yen, yen_default, about;
	struct {
		fl_lane_line *at;
		size_t n;
	} lanes;
	fl_options whos;
} fl_edit_view;

typedef struct fl_taken_view { /* a file was read */
	fl_head head;
	strs left;
	url go;
	str go_text;
	fl_problems errors;
} fl_taken_view;

/* --- versions ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct fl_version_line {
	str name, note, when, who;
	url link, manual, pdf, file;
} fl_version_line;
typedef struct fl_versions_view {
	fl_head head;
	url action, reform, edit;
	str side_name, latest, note, err_note;
	i64 rev;
	bool may, can, numbered, any;
	fl_problems faults;
	struct {
		fl_version_line *at;
		size_t n;
	} lines;
} fl_versions_view;
typedef struct fl_version_view {
	fl_head head;
	url versions, file, manual, pdf, action;
	str side_name, note, when, who, label, side;
	i64 version, rev;
	bool may, latest;
	html picture;
	fl_options against;
	str against_name;
	fl_figures figures;
	str was_name, is_name;
	struct {
		fl_pair_line *at;
		size_t n;
	} pairs;
	str pairs_sum;
} fl_version_view;

/* --- manuals -------------------------------------------------------------------------------------------------------------------------------- */

typedef struct fl_piece { /* of a note: a paragraph, or an item of a list */
	str text;
	bool item, begins, ends; /* of a list */
} fl_piece;
typedef struct fl_pieces {
	fl_piece *at;
	size_t n;
} fl_pieces;
typedef struct fl_manual_way {
	str name, to, share;
	str anchor; /* of the step it leads to; empty: an end */
} fl_manual_way;
typedef struct fl_manual_step {
	str number, anchor, name, who, kind, standard, minutes, waiting, medium, system;
	str cases; /* where it says its own */
	fl_pieces note;
	struct {
		fl_manual_way *at;
		size_t n;
	} ways;
	bool decides, ends;
} fl_manual_step;
typedef struct fl_manual_lane {
	str name, who;
	i64 steps;
} fl_manual_lane;
typedef struct fl_manual_entry {
	str version, when, who, note;
	url link;
	i64 number;
	bool here;
} fl_manual_entry;
typedef struct fl_manual_view {
	fl_head head;
	str title, version, side_name, whose, when, made_by, note, label;
	fl_pieces purpose;
	url pdf, list, newest;
	i64 number;
	bool old, reform_seen;
	url reform;
	html picture;
	struct {
		fl_manual_lane *at;
		size_t n;
	} lanes;
	struct {
		fl_manual_step *at;
		size_t n;
	} steps;
	struct {
		fl_manual_entry *at;
		size_t n;
	} history;
	str volume, minutes, lead;
} fl_manual_view;
typedef struct fl_manuals_view {
	fl_head head;
	str query;
	i64 found;
	struct fl_manuals_line {
		str name, whose, version, when, note, side;
		url link, pdf;
	} * at;
	size_t n;
} fl_manuals_view;

/* manual.c: what stands in a manual; manual_pdf.c: the same on paper. */
MUST_USE const err *fl_manual_of(req *r, i64 id, flow_side side, i64 version, fl_manual_view *ret, reform *ret_reform,
				 fl_flow *ret_flow);
MUST_USE const err *fl_manual_pdf(req *r, const fl_manual_view *v, const reform *f, const fl_flow *is, str *ret);
/* manual_sheet.c: the chart on sheets of A4 across. `numbers`: of each step, as the manual has them; 0: none. */
struct drawing;
typedef struct fl_sheets {
	struct drawing **at;
	size_t n;
} fl_sheets;
fl_sheets fl_manual_sheets(req *r, const flow *f, const size_t *numbers, str title, str foot);
/* Numbers of steps as they are read; starts and ends have none: 0. */
size_t *fl_numbers(arena *a, const flow *f);
fl_pieces fl_pieces_of(arena *a, str note);
/* Lines of a comparison that say something. */
void fl_pairs(req *r, const flow *was, const flow *is, const flow_comparison *c, void *list, str *ret_sum);

#endif
