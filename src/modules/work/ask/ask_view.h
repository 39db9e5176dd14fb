/* What the pages of asking show. */
#ifndef WORK_ASK_VIEW_H
#define WORK_ASK_VIEW_H

#include "kit/words.h"
#include "modules/work/ask/ask.h"
#include "modules/work/work_view.h"

typedef struct ask_here { /* who asks, about which round */
	req *r;
	work_round round;
	work_rounds rounds;
	work_scope scope;
	day today;
	bool found; /* there is a round */
} ask_here;
/* Without a round (`found`) where there is none yet. */
MUST_USE const err *ask_here_of(req *r, ask_here *ret);
page ask_page_of(str title, const char *script);
bool ask_may(const ask_here *h, int parts, const work_unit *u);
str ask_when(req *r, instant t); /* 11/24 10:32 */
str ask_date(arena *a, lang l, day d); /* 2026年11月24日 */
str ask_fte(arena *a, const work_def *def, i64 minutes); /* 1.25; empty where nobody knows what a year is */
word ask_state_word(sheet_state s);
const char *ask_state_tone(sheet_state s);

typedef struct ask_option {
	str value, text;
	bool chosen;
} ask_option;
typedef struct ask_options {
	ask_option *at;
	size_t n;
} ask_options;

/* Said beside what there is: a bar on 0–200 percent. */
typedef struct ask_meter {
	bool known;
	str said, has, percent, fte_said, fte_has, about;
	int bar, least, most; /* percent, at most 200 */
	word text;
	const char *tone;
} ask_meter;
ask_meter ask_meter_of(req *r, const work_def *def, i64 has, i64 said);

typedef struct ask_cell {
	str id, value, label, error;
	bool select, number;
	const char *css;
	str list; /* id of a datalist */
	ask_options options;
} ask_cell;
typedef struct ask_idea { /* those about a row, or a first one */
	url link;
	str text, about;
	bool there; /* the row is one that an idea can be about */
} ask_idea;
typedef struct ask_form_row {
	str name, mark, id;
	i64 number;
	str theirs; /* what somebody else wrote meanwhile */
	ask_idea idea;
	bool wrong, missing;
	struct {
		ask_cell *at;
		size_t n;
	} cells;
	str hours;
} ask_form_row;
typedef struct ask_head {
	str name, about;
	const char *css;
} ask_head;
typedef struct ask_list {
	str id;
	strs values;
} ask_list;
typedef struct ask_plain_row {
	i64 number;
	strs cells;
	str hours, odd;
	ask_idea idea;
} ask_plain_row;
typedef struct ask_step_line {
	str when, who, hours, note;
	word what;
} ask_step_line;
typedef struct ask_mean {
	str name, ask, yes, no, means;
	bool changed;
} ask_mean;
typedef struct ask_unit_choice {
	i64 id;
	str name;
	bool chosen;
} ask_unit_choice;
typedef struct ask_told {
	str where, text;
} ask_told;

typedef struct ask_sheet_view {
	work_nav_entries nav;
	str unit, where, round_name, closes, json, version, error, saved, reason, note, note_by;
	bool editable, may_submit, may_withdraw, may_approve, may_back, ready, needs_reason, months, late;
	word state;
	const char *tone;
	ask_meter meter;
	i64 rows_n, open_n;
	url save, submit, move, csv, upload, start, with_months, without_months, before, after, names, up;
	bool has_before, has_after;
	i64 from, to;
	struct {
		ask_head *at;
		size_t n;
	} heads;
	struct {
		ask_form_row *at;
		size_t n;
	} rows;
	struct {
		ask_plain_row *at;
		size_t n;
	} plain;
	struct {
		ask_list *at;
		size_t n;
	} lists;
	struct {
		ask_step_line *at;
		size_t n;
	} steps;
	struct {
		ask_mean *at;
		size_t n;
	} means;
	struct {
		ask_unit_choice *at;
		size_t n;
	} starts; /* units of the round before */
	str start_label, start_changed;
	struct {
		ask_told *at;
		size_t n;
	} odds, bad; /* for the head; of a file */
	i64 bad_more;
} ask_sheet_view;

/* --- progress ------------------------------------------------------------------------------------------------------------- */

typedef struct ask_bar_part {
	int x, width; /* 0–1000 */
	const char *css;
	str about;
} ask_bar_part;
typedef struct ask_progress_row {
	str name;
	url link;
	i64 units, count[5], rows, done; /* count by sheet_state; done: percent submitted or approved */
	ask_meter meter;
	struct {
		ask_bar_part *at;
		size_t n;
	} bar;
	word state; /* of a unit */
	const char *tone;
	str changed;
	str place; /* bureau and section, where units of several are listed */
	bool plain; /* no link */
} ask_progress_row;
typedef struct ask_progress_rows {
	ask_progress_row *at;
	size_t n;
} ask_progress_rows;
typedef struct ask_link {
	str text;
	url link;
	bool here;
} ask_link;
typedef struct ask_links {
	ask_link *at;
	size_t n;
} ask_links;
typedef struct ask_card {
	str name, where, changed, percent, note;
	word state;
	const char *tone;
	i64 rows;
	url link;
} ask_card;
typedef struct ask_state_link {
	str name;
	const char *css;
	i64 n;
	url link;
	bool here;
} ask_state_link;
typedef struct ask_home_view {
	work_nav_entries nav;
	bool found, setup, level_units, may_remind, no_units, late, open;
	str round_name, closes, banner, told;
	ask_links rounds, crumbs;
	struct {
		ask_card *at;
		size_t n;
	} mine;
	i64 to_approve, mine_left;
	ask_progress_row all;
	struct {
		ask_state_link *at;
		size_t n;
	} states;
	bool with_place;
	ask_progress_rows rows;
	word first;
	url approve, setup_rounds, members, remind;
	str reminded, round;
} ask_home_view;

typedef struct ask_approve_row {
	i64 id, version, rows;
	str name, where, reason, odd, hidden;
	ask_meter meter;
	url link;
	bool holds;
	str by;
} ask_approve_row;
typedef struct ask_approve_view {
	work_nav_entries nav;
	str round_name, round, told, error;
	struct {
		ask_approve_row *at;
		size_t n;
	} rows;
	url post, up;
	i64 holding;
} ask_approve_view;

#endif
