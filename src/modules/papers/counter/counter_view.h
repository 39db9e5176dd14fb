/* What the counter's pages show. */
#ifndef PAPERS_COUNTER_VIEW_H
#define PAPERS_COUNTER_VIEW_H

#include "kit/fields/form.h"
#include "kit/kit.h"
#include "kit/words.h"

typedef struct counter_pick {
	str id, name, detail;
	url link;
	int key; /* 1–9, 0 none */
	bool chosen;
} counter_pick;
typedef struct counter_picks {
	counter_pick *at;
	size_t n;
} counter_picks;

/* --- bringing up ------------------------------------------------------------------------------------------------------------ */

typedef struct counter_going { /* a filling that is open */
	str number, about, desk, who, since;
	url link;
	bool mine;
} counter_going;
typedef struct counter_start_view {
	str office, desk, desk_name, typed, message, ticket, number, person, services;
	bool warn; /* the message is one of trouble */
	bool has_person, prepared; /* somebody is at the desk; and has prepared something */
	bool told; /* who is to be filled for is known, and nothing is prepared: choose what */
	counter_picks desks, events, papers, found;
	str find;
	bool searched;
	struct {
		counter_going *at;
		size_t n;
	} going;
	url here, report, records;
	bool may_report, has_records, has_screen;
} counter_start_view;

/* --- asking ------------------------------------------------------------------------------------------------------------------ */

typedef enum cell_control { CELL_TEXT, CELL_LINES, CELL_ONE, CELL_MANY, CELL_LIST } cell_control;
typedef struct cell_option {
	str id, value, text;
	bool chosen;
	int key;
} cell_option;
typedef struct counter_cell {
	str id, name, label, value, example, unit;
	const char *mode; /* inputmode */
	cell_control control;
	int size;
	bool empty; /* nothing chosen */
	struct {
		cell_option *at;
		size_t n;
	} options;
} counter_cell;
typedef struct counter_cells {
	counter_cell *at;
	size_t n;
} counter_cells;
typedef struct counter_table_row {
	int no;
	str remove;
	counter_cells cells;
} counter_table_row;

typedef struct counter_row {
	str fact, id, base, label, help, error, problem;
	counter_cell cell;
	bool table;
	strs heads;
	struct {
		counter_table_row *at;
		size_t n;
	} rows;
	bool unknown, answered, optional, pointed, confirmed, stops;
	const char *origin_css;
	str origin, was, theirs; /* theirs: what somebody else made of it meanwhile */
	str sheet; /* the paper on which it stands first */
	str proposal; /* フリガナ from the name, an address from its postal code: to be taken or not; empty */
} counter_row;
typedef struct counter_part {
	str title;
	struct {
		counter_row *at;
		size_t n;
	} rows;
} counter_part;
typedef struct counter_parts {
	counter_part *at;
	size_t n;
} counter_parts;

typedef struct counter_paper {
	str id, name, why; /* why: not needed, or left out */
	i64 sheets, missing;
	bool here, open, left;
	url link;
} counter_paper;
typedef struct counter_papers {
	counter_paper *at;
	size_t n;
} counter_papers;
typedef struct counter_place {
	str service;
	counter_papers papers;
} counter_place;
typedef struct counter_problem {
	str told, label, fact;
	bool stops;
} counter_problem;

typedef struct counter_spot { /* where a fact stands on a sheet */
	str fact, label;
	str x, y, w, h; /* millimetres */
} counter_spot;
typedef struct counter_sheet {
	html svg;
	str view; /* 0 0 210 297 */
	url background;
	bool has_background;
	struct {
		counter_spot *at;
		size_t n;
	} spots;
} counter_sheet;
typedef struct counter_preview {
	str paper, name, note;
	i64 sheets;
	struct {
		counter_sheet *at;
		size_t n;
	} shown;
} counter_preview;

typedef struct counter_packet_line {
	str number, when, who, desk, papers, version, hash, kept, confirmed;
	i64 pages, corrected;
	url pdf, record;
	bool has_pdf;
	struct {
		struct counter_correction {
			str label, was, now, by;
		} * at;
		size_t n;
	} corrections;
} counter_packet_line;
typedef struct counter_packet_lines {
	counter_packet_line *at;
	size_t n;
} counter_packet_lines;

typedef struct counter_fill_view {
	str title, number, about, desk, desk_name, since, began; /* began: RFC 3339 */
	str message, message_css;
	bool gone, over, prepared_home;
	strs others; /* who has it open as well */
	i64 seconds, lost, asked, answered, stops_n, missing_n;
	counter_parts parts;
	field_errors errors;
	struct {
		counter_problem *at;
		size_t n;
	} problems;
	struct {
		counter_place *at;
		size_t n;
	} places;
	counter_papers out; /* not needed, left out */
	counter_picks more; /* papers that may be added */
	counter_preview preview;
	counter_packet_lines packets;
	/* hidden, so that nothing is lost when the preparation is */
	strs papers, schemes, events, left_out;
	/* the screen */
	bool has_desk, has_screen, shown, confirmed, confirmed_old;
	str pointed;
	counter_picks langs;
	url here, print, card, file, start, records, preview_link;
	bool has_records, may_card;
	str card_at; /* http://127.0.0.1:17801 */
	counter_picks card_for; /* whose card: prefix of the facts */
} counter_fill_view;

/* --- a card, an earlier paper --------------------------------------------------------------------------------------------------- */

typedef struct counter_offer { /* one fact that is proposed */
	str fact, id, label, now, value, typed, origin, day;
	str posted; /* under which name the value is posted again; empty: it is read again */
	bool same, none, take; /* none: nothing stands there yet */
} counter_offer;
typedef struct counter_offers_view {
	str title, lead, message;
	bool card;
	str number; /* of the packet; of a card, the prefix of the facts that it fills */
	struct {
		counter_offer *at;
		size_t n;
	} offers;
	strs notes;
	i64 same;
	url here, back;
} counter_offers_view;

/* --- the record ------------------------------------------------------------------------------------------------------------------- */

typedef struct counter_record_view {
	str title;
	counter_packet_lines packets;
	url back;
} counter_record_view;

/* --- the screen that faces the resident --------------------------------------------------------------------------------------------- */

typedef struct screen_line {
	str label, value, fact;
	strs rows; /* of a table */
	bool pointed, unknown;
} screen_line;
typedef struct screen_part {
	str title;
	struct {
		screen_line *at;
		size_t n;
	} lines;
} screen_part;
typedef struct counter_screen_view {
	str city, office, desk, code; /* code: to be typed by the clerk, where the screen belongs to no desk yet */
	bool joined, shown, confirmed;
	i64 left; /* seconds until it goes blank */
	str rev, pointed;
	strs names; /* of papers */
	struct {
		screen_part *at;
		size_t n;
	} parts;
	url here;
} counter_screen_view;

/* --- the report ----------------------------------------------------------------------------------------------------------------------- */

typedef struct report_row {
	str name, median, p90;
	i64 n;
	bool sub;
} report_row;
typedef struct report_rows {
	report_row *at;
	size_t n;
} report_rows;
typedef struct report_bar {
	int x, y, width, height, dot; /* dot: y of the 90th percentile */
	const char *css;
	str about;
} report_bar;
typedef struct report_label {
	int x, y;
	str text;
} report_label;
typedef struct counter_report_view {
	str office, from, to, message, about;
	bool any;
	i64 n;
	str median, p90, home_median, here_median;
	i64 home_n, here_n;
	report_rows months, abouts;
	struct {
		report_bar *at;
		size_t n;
	} bars;
	struct {
		report_label *at;
		size_t n;
	} labels, lines;
	url here, csv, back;
} counter_report_view;

#endif
