/* What the pages of prove and ideas show. */
#ifndef WORK_PROVE_PROVE_VIEW_H
#define WORK_PROVE_PROVE_VIEW_H

#include "kit/words.h"
#include "modules/work/prove/channels.h"
#include "modules/work/work_view.h"

/* --- forms -------------------------------------------------------------------------------------------------------------- */

typedef struct wp_option {
	str value, text;
	bool here;
} wp_option;
typedef struct wp_options {
	wp_option *at;
	size_t n;
} wp_options;
typedef enum wp_kind { INPUT_TEXT, INPUT_NUMBER, INPUT_DATE, INPUT_LINES, INPUT_CHOICE, INPUT_FILE } wp_kind;
typedef struct wp_input {
	wp_kind kind;
	str id, label, help, value, error, unit;
	str list; /* id of a <datalist> */
	wp_options options;
	bool required;
	const char *css; /* how much room: "short", "wide" */
} wp_input;
typedef struct wp_inputs {
	wp_input *at;
	size_t n;
} wp_inputs;
typedef struct wp_mistake {
	str field, text;
} wp_mistake;
typedef struct wp_mistakes {
	wp_mistake *at;
	size_t n;
} wp_mistakes;
/* A line of "what it is: what it says". */
typedef struct wp_fact {
	str name, value;
	bool meant; /* the one that the page is about */
} wp_fact;
typedef struct wp_facts {
	wp_fact *at;
	size_t n;
} wp_facts;
typedef struct wp_link {
	str text, about;
	url link;
	bool here;
} wp_link;
typedef struct wp_links {
	wp_link *at;
	size_t n;
} wp_links;

/* --- the ledger -------------------------------------------------------------------------------------------------------------- */

typedef struct wp_row {
	i64 id;
	url link;
	str title, where, owner, starts, state, expected, planned, realised, within;
	const char *tone;
} wp_row;
typedef struct wp_year {
	str year, expected, planned, realised, range;
	i64 measured; /* how many measures the realised sum is of */
	bool here;
} wp_year;
typedef struct wp_ledger_view {
	work_nav_entries nav;
	wp_links rooms;
	str round, query, done;
	url action, csv, fresh, import;
	wp_options states, bureaus;
	wp_facts figures;
	struct {
		wp_row *at;
		size_t n;
	} rows;
	struct {
		wp_year *at;
		size_t n;
	} years;
	wp_links doubles; /* pairs that may be counted twice */
	wp_links doubts; /* figures that cannot hold as they stand */
	i64 within, undated, unsure, idle, all;
	html chart;
	bool may_write, any, chosen; /* chosen: a condition is set */
	wp_mistakes mistakes; /* of an import */
	i64 bad_n;
} wp_ledger_view;

typedef struct wp_figure_row {
	str kind, year, hours, range, running, source, reason, by, when, due;
	const char *tone;
	url open;
	bool counts;
} wp_figure_row;
typedef struct wp_log_row {
	str field, was, becomes, why, by, when;
} wp_log_row;
typedef struct wp_measure_view {
	work_nav_entries nav;
	str title, state, note, done;
	const char *tone;
	url back, edit;
	wp_facts facts;
	wp_link origin, within; /* empty text: none */
	str within_other; /* said instead, where they may not see it */
	wp_links holds; /* measures whose effect lies within this one */
	struct {
		wp_figure_row *at;
		size_t n;
	} figures;
	struct {
		wp_log_row *at;
		size_t n;
	} log;
	struct wp_adds {
		struct wp_add {
			str kind, about, now, range;
			wp_links sources;
		} * at;
		size_t n;
	} adds;
	html chart;
	bool may_write;
} wp_measure_view;

typedef struct wp_form_view {
	work_nav_entries nav;
	str title, submit, version, idea, stale;
	url action, back;
	wp_mistakes mistakes;
	wp_inputs inputs;
	strs bureaus, sections;
} wp_form_view;

typedef struct wp_line_row {
	wp_input cells[7];
} wp_line_row;
typedef struct wp_figure_view {
	work_nav_entries nav;
	str title, measure, about, version, kind, source;
	url action, back;
	wp_links sources;
	wp_mistakes mistakes;
	wp_inputs inputs; /* of the source */
	wp_inputs common;
	struct {
		wp_line_row *at;
		size_t n;
	} lines;
	bool has_file, tried, may_write;
	str kept; /* the figure that is looked at, as it was kept; empty: a new one */
	wp_facts facts; /* how it was worked out */
	str result, range;
	strs warnings;
	html chart;
} wp_figure_view;

/* --- channels ------------------------------------------------------------------------------------------------------------------ */

typedef struct wp_mark_row {
	str place, where, head, said, found, off;
} wp_mark_row;
typedef struct wp_channel_row {
	str name, note;
	strs cells; /* as in the head; "" unknown */
	bool sum, whole, marked;
} wp_channel_row;
typedef struct wp_what_row {
	str name, now, low, likely, high;
	bool meant;
} wp_what_row;
typedef struct wp_kept_row {
	i64 id;
	str name, by, counter, share, saved, online, desks;
	url link;
	bool here, may_drop;
} wp_kept_row;
typedef struct wp_channels_view {
	work_nav_entries nav;
	wp_links rooms, tables;
	str round, done, table_name, table_source, table_by;
	url action, here, load, keep, drop, drop_table;
	bool has_table, may_write, tried;
	strs city_files; /* tables that come with the city's definitions */
	wp_link example; /* empty text: none */
	str table_id, query;
	i64 checked, open;
	struct {
		wp_mark_row *at;
		size_t n;
	} marks;
	strs heads;
	struct {
		wp_channel_row *at;
		size_t n;
	} rows;
	wp_facts bounds;
	wp_mistakes bad; /* cells that are no counts */
	wp_mistakes mistakes; /* of the question */
	wp_mistakes load_mistakes;
	wp_inputs inputs, details;
	struct {
		wp_what_row *at;
		size_t n;
	} results;
	str headline, desks_note, yen_source;
	html chart;
	struct {
		wp_kept_row *at;
		size_t n;
	} kept;
	str typed; /* what was pasted */
	str load_name, load_source;
} wp_channels_view;

/* --- shared (prove_pages.c) ------------------------------------------------------------------------------------------------------ */

/* The round in the address, or empty: it stays in every link. */
str wp_round(const req *r);
/* PATH with the round: /work/prove/new?round=2026; `more`: further fields, "&kind=expected", or "". */
url wp_url(req *r, const char *more, const char *path, ...) PRINTF(3, 4);
wp_links wp_rooms(req *r, bool what_if_here);
/* Who may anything in the survey; ERR_forbidden else. *ret_write: may reform some part. */
MUST_USE const err *wp_enter(req *r, work_scope *ret, bool *ret_write);
bool wp_may_see(const work_scope *s, const measure *m);
str wp_date(req *r, day d); /* 2026/11/24; – where there is none */
str wp_when(req *r, instant t); /* with the time */
str wp_range_text(req *r, i64 low, i64 high); /* 900〜1,500時間; empty where they are the same */
str wp_year_text(req *r, int year); /* 2026年度 */
word wp_state_word(measure_state s);
const char *wp_state_tone(measure_state s);
word wp_kind_word(figure_kind k);
/* Low, likely and high of figures, side by side; empty html where there is none. */
html wp_figures_chart(req *r, str id, str title, const prove_figure *const *list, const str *names, size_t n);
/* Names of bureaus and sections of the round that is looked at, to choose from while typing; `scope`: those that may be reformed, NULL for all. In pages_measure.c. */
void wp_section_names(req *r, const work_scope *scope, strs *ret_bureaus, strs *ret_sections);
str wp_shard(req *r); /* of all commands of these two rooms */
/* Linked errors of a command as mistakes beside their fields. */
void wp_mistakes_of(req *r, const err *e, wp_mistakes *ret);
str wp_mistake_at(const wp_mistakes *list, str field);

#endif
