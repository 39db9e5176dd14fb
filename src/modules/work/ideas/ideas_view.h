/* What the pages of ideas show. */
#ifndef WORK_IDEAS_IDEAS_VIEW_H
#define WORK_IDEAS_IDEAS_VIEW_H

#include "modules/work/ideas/ideas.h"
#include "modules/work/prove/prove_view.h"

typedef struct wi_row {
	i64 votes, remarks;
	url link, vote;
	str title, where, work, state, by, when, guide;
	const char *tone;
	bool voted, may_vote;
	str button; /* what the vote does, for screen readers */
} wi_row;
typedef struct wi_count_row {
	str name;
	i64 of[IDEA_STATES], all, votes;
} wi_count_row;
typedef struct wi_list_view {
	work_nav_entries nav;
	str round, query, done;
	url action, fresh, csv, every; /* every: where the list is of one row, that of all */
	str row, row_place; /* of one row */
	bool has_row;
	wp_options states, bureaus;
	struct {
		wi_row *at;
		size_t n;
	} rows;
	wp_facts figures;
	struct {
		wi_count_row *at;
		size_t n;
	} counts;
	strs heads; /* names of the states */
	html chart;
	bool any, more; /* more: not all are shown */
} wi_list_view;

typedef struct wi_form_view {
	work_nav_entries nav;
	url action, back;
	wp_mistakes mistakes;
	wp_inputs inputs;
	strs bureaus, sections;
	str link;
	str row, row_text, row_place, bureau, section, unit, work,
		step; /* about a row: its number, and what is said of it */
	url without_row;
	bool show, has_row;
	struct {
		wi_row *at;
		size_t n;
	} alike;
} wi_form_view;

typedef struct wi_remark_row {
	str by, when, text, state;
	const char *tone;
} wi_remark_row;
typedef struct wi_idea_view {
	work_nav_entries nav;
	url back, vote, say, move, withdraw, make_measure, origin, measure;
	wi_row head;
	str body, version, reason, done, say_error, typed, move_error, stale;
	wp_facts facts;
	bool has_origin, has_measure, may_move, may_withdraw, may_measure, over, mine;
	wp_options next; /* states that it may take */
	struct {
		wi_remark_row *at;
		size_t n;
	} remarks;
} wi_idea_view;

#define WI_STYLE STR("work.css chart.css work-prove.css")
wi_row wi_row_of(req *r, const idea *x);
str wi_step_of(arena *a, str work, str step); /* 住民票の写し・受付 */
/* ?row=12: with ?round= and the row's names it says which row. */
typedef str wi_field_of(const req *r, const char *name);
bool wi_row_number(const req *r, wi_field_of *field, i64 *ret);
const err *wi_new_get(req *r, resp *out);
const err *wi_new_post(req *r, resp *out);

#endif
