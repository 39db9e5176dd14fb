/* What the pages of choose show. */
#ifndef WORK_CHOOSE_VIEW_H
#define WORK_CHOOSE_VIEW_H

#include "modules/work/choose/choose.h"
#include "chart/chart.h"
#include "modules/work/work_view.h"

typedef struct choose_link {
	url link;
	str text;
	bool here;
} choose_link;
typedef struct choose_links {
	choose_link *at;
	size_t n;
} choose_links;

/* What stands on top of each page. */
typedef struct choose_head {
	work_nav_entries nav;
	choose_links places; /* candidates, counter, scenarios */
	str title, round, round_id;
	bool invented;
} choose_head;

typedef struct choose_figure { /* drawn twice, see chart.css */
	str caption;
	html wide, slim;
} choose_figure;

typedef struct choose_line { /* of a table of candidates */
	int rank;
	str name;
	bool foreign;
	url link, movable; /* its rows; those that can be done elsewhere */
	str items, hours, share, away, target, ease, score;
	strs factors;
} choose_line;
typedef struct choose_lines {
	choose_line *at;
	size_t n;
} choose_lines;
typedef struct choose_told { /* what work.yaml says of ease */
	str dim, values;
} choose_told;
typedef struct choose_page_view {
	choose_head head;
	work_filter_bar bar;
	choose_links by;
	str hours, away, away_share, score, fte, ease;
	url away_link;
	choose_figure figure;
	choose_lines lines;
	strs factors; /* heads */
	struct {
		choose_told *at;
		size_t n;
	} told;
	str shown; /* 50 of 312 */
	url csv, scenario, share_page;
	bool may;
} choose_page_view;

typedef struct choose_share_line {
	str name;
	bool foreign, here;
	url link, away_link;
	str items, hours, away, share;
	i64 permille; /* of a bar 1,000 wide */
} choose_share_line;
typedef struct choose_share_lines {
	choose_share_line *at;
	size_t n;
} choose_share_lines;
typedef struct choose_share_view {
	choose_head head;
	work_filter_bar bar;
	str lead, said; /* in one sentence; beside what was published */
	bool published;
	choose_share_lines categories, works, steps;
	str names[3]; /* of the dimensions: category, step, work */
	choose_figure figure;
	str category;
	url scenario, csv;
	bool may;
} choose_share_view;

typedef struct choose_column { /* of the comparison: one scenario */
	str name, conditions, place, base, note, changed;
	str items, hours, base_hours, target, sections;
	str share, moved, moved_range, fte, fte_range, yen, yen_range;
	strs bureaus; /* hours likely moved, in the order of the view's names */
	url rows, edit;
	strs unknown;
} choose_column;
typedef struct choose_columns {
	choose_column *at;
	size_t n;
} choose_columns;
typedef struct choose_pick {
	str id, name, share, place, hours;
	url edit;
	bool picked;
} choose_pick;
typedef struct choose_scenarios_view {
	choose_head head;
	url action, add, csv;
	struct {
		choose_pick *at;
		size_t n;
	} picks;
	choose_columns columns;
	strs bureaus;
	choose_figure figure;
	str yen_source, part, told;
	bool may;
} choose_scenarios_view;

typedef struct choose_edit_view {
	choose_head head;
	work_filter_bar bar;
	bool fresh; /* a new one */
	str id, version, round;
	bool open; /* the conditions are being changed */
	str name, place, low, likely, high, note;
	bool away;
	strs errors; /* in words, with the field's name */
	str name_wrong, place_wrong, low_wrong, likely_wrong, high_wrong, note_wrong;
	str hours, away_hours, items;
	url action, conditions, drop, back; /* conditions: keeps what was typed, counts anew */
} choose_edit_view;

choose_head choose_head_of(req *r, const work_asked *q, int here, str title);
/* What may be changed: reform of the whole city. */
MUST_USE const err *choose_may(req *r, bool *ret);
MUST_USE const err *choose_end(page_out *o, const choose_head *h, resp *out);
str choose_group_name(req *r, const work_asked *q, survey_dim d, u32 code); /* a section with its bureau */
str choose_conditions(req *r, const work_asked *q, const survey_filter *f); /* in words */
typedef void choose_draw(buf *b, const chart_about *c, void *ctx);
choose_figure choose_drawn(req *r, const char *id, str caption, str desc, choose_draw *draw, void *ctx);
str choose_decimal(arena *a, double x); /* 1,234.5 */

#endif
