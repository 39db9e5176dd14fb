/* What the guide's pages show. */
#ifndef GUIDE_VIEW_H
#define GUIDE_VIEW_H

#include "kit/fields/form.h"
#include "kit/words.h"
#include "modules/guide/guide.h"

/* --- the start, the lists ----------------------------------------------------------------------------------------- */

typedef struct guide_card {
	str id, name, about;
	url icon, link;
} guide_card;
typedef struct guide_cards {
	guide_card *at;
	size_t n;
} guide_cards;
typedef struct guide_start_view {
	guide_cards events;
	url free; /* without an event */
	i64 schemes; /* in all */
	bool clerk;
} guide_start_view;

/* A scheme in a list. */
typedef struct guide_item {
	str name, about, section;
	url link;
	bool duty, sample;
} guide_item;
typedef struct guide_items {
	guide_item *at;
	size_t n;
} guide_items;
typedef struct guide_part {
	str id, title;
	guide_items items;
} guide_part;
typedef struct guide_parts {
	guide_part *at;
	size_t n;
} guide_parts;
typedef struct guide_pick {
	str name;
	url link;
	bool here;
	i64 n;
} guide_pick;
typedef struct guide_picks {
	guide_pick *at;
	size_t n;
} guide_picks;
typedef struct guide_list_view {
	str title;
	i64 n;
	guide_picks ways, events; /* by event, by field, all; and the events themselves */
	guide_parts parts;
} guide_list_view;

typedef struct guide_search_view {
	str query;
	bool asked;
	guide_cards events;
	guide_items schemes, services;
} guide_search_view;

/* --- a finding ---------------------------------------------------------------------------------------------------- */

typedef struct guide_term { /* one condition */
	const char *css; /* yes, no, open */
	str sign, mark; /* ✓ × ？; in a word, for those who do not see it */
	str words, has; /* 年齢が65歳以上; 70歳 */
	str hope; /* where it does not hold: whether that could change; may be empty */
	url ask; /* to answer or change it; empty where it is not asked */
} guide_term;
typedef struct guide_terms {
	guide_term *at;
	size_t n;
} guide_terms;
typedef struct guide_road { /* one way to be entitled */
	const char *css;
	str title; /* where there are several */
	str about, source;
	url source_link;
	guide_terms terms;
	str valid; /* from when until when it counts; may be empty */
} guide_road;
typedef struct guide_roads {
	guide_road *at;
	size_t n;
} guide_roads;
typedef struct guide_lack {
	str label;
	url ask;
} guide_lack;
typedef struct guide_lacks {
	guide_lack *at;
	size_t n;
} guide_lacks;

typedef struct guide_found {
	str id, name, about, todo;
	const char *css; /* yes, open, no; */
	const char *sign;
	str state; /* しなければなりません, 使えます, もしかすると … */
	str kind; /* 手続き, 制度 */
	str due, left; /* 12月5日（土）まで; あと14日 */
	const char *urgency; /* soon, over, later */
	str due_note; /* the last day is a Saturday; the date it counts from is not known */
	url due_ask;
	str deadline; /* in words */
	str office, section;
	strs bring;
	url online, book;
	str law;
	url law_link;
	bool sample;
	str sample_about;
	guide_roads roads;
	i64 roads_more; /* left out */
	guide_lacks lacks;
	str nearest; /* what would make it yes */
	url own; /* the scheme's own page */
	bool open; /* its details are shown at once */
} guide_found;
typedef struct guide_founds {
	guide_found *at;
	size_t n;
} guide_founds;

typedef struct guide_said {
	str label, value;
	bool dont_know;
	url change;
} guide_said;
typedef struct guide_said_list {
	guide_said *at;
	size_t n;
} guide_said_list;
typedef struct guide_doubt_line {
	str told;
	url change;
} guide_doubt_line;
typedef struct guide_doubt_lines {
	guide_doubt_line *at;
	size_t n;
} guide_doubt_lines;

/* --- the question ---------------------------------------------------------------------------------------------------- */

typedef struct guide_name {
	str name;
	url link;
} guide_name;
typedef struct guide_names {
	guide_name *at;
	size_t n;
} guide_names;
/* What has been found so far, beside the questions. */
typedef struct guide_sofar {
	i64 must_n, may_n, open_n;
	guide_names must, may, open;
	i64 open_more;
	url result;
	str said; /* in a sentence, for a screen reader after each answer */
} guide_sofar;

typedef struct guide_option {
	str id, value, text;
	bool chosen;
	int key; /* 1–9; 0 none */
} guide_option;
typedef struct guide_options {
	guide_option *at;
	size_t n;
} guide_options;
typedef enum guide_control { CONTROL_ONE, CONTROL_MANY, CONTROL_TEXT } guide_control;
typedef struct guide_input {
	str id, name; /* f-ID, of the control and its name */
	str question, help, error;
	guide_control control;
	bool brief; /* every option is short: several stand in a row */
	guide_options options;
	str value, unit, mode, example; /* of a text; mode: numeric */
	bool dont_know; /* said so before */
} guide_input;
typedef struct guide_inputs {
	guide_input *at;
	size_t n;
} guide_inputs;
typedef struct guide_widgets {
	field_view *at;
	size_t n;
} guide_widgets;

typedef struct guide_question_view {
	str event; /* its name, or the scheme's; empty */
	str title; /* of the group; empty: the question itself is it */
	bool tap; /* one question, each answer a button */
	bool changing; /* an earlier answer */
	strs asked; /* names of all controls */
	guide_input button; /* where it is to be tapped */
	guide_widgets widgets; /* else */
	field_errors errors;
	str from; /* where to go on: r for the result; empty */
	url back; /* empty: to the start */
	bool has_back;
	url here, next; /* next: the question that is due, when an earlier one is shown */
	i64 number, left;
	int percent;
	str why; /* この答えで…; empty */
	strs waiting; /* names of the schemes */
	guide_sofar sofar;
	guide_said_list said;
	guide_doubt_lines doubts;
	i64 lost; /* answers of an old link */
	url start, list;
} guide_question_view;

/* --- the result -------------------------------------------------------------------------------------------------------- */

typedef struct guide_result_view {
	str event, today;
	i64 must_n, may_n, open_n, no_n;
	guide_founds must, may, may_rest, open, open_rest, no; /* rest: behind the first ones */
	i64 no_more;
	guide_said_list said;
	guide_doubt_lines doubts;
	i64 lost;
	bool asks_more;
	url more; /* the next question */
	i64 left;
	i64 papers; /* that can be filled in at home */
	url prepare;
	bool any_book;
	url book, paper, pdf, mailto, mail, staff, here, start;
	bool may_mail, is_clerk;
	str mail_typed, mail_error;
	bool mailed;
	str link; /* in full */
	html qr;
	bool has_qr;
	i64 samples;
} guide_result_view;

typedef struct guide_paper_view {
	str city, today, event;
	guide_founds must, may, open;
	guide_said_list said;
	str link;
	html qr;
	bool has_qr;
	url back, pdf;
} guide_paper_view;

/* Choosing the office for a visit for all of it. */
typedef struct guide_office {
	str name, missing; /* services that it does not offer by booking */
	url link;
	bool all;
	i64 n;
} guide_office;
typedef struct guide_offices {
	guide_office *at;
	size_t n;
} guide_offices;
typedef struct guide_book_view {
	strs services;
	guide_offices offices;
	url back;
	str back_text; /* empty: to the result */
	guide_items apart; /* what nobody books: procedures and where they are done */
	i64 most; /* services in one visit, where these are more; else 0 */
} guide_book_view;

/* One scheme. */
typedef struct guide_scheme_view {
	guide_found found;
	guide_cards events;
	url ask, list;
} guide_scheme_view;

/* A link that cannot be opened. */
typedef struct guide_stale_view {
	url start;
} guide_stale_view;

#endif
