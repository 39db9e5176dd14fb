/* What the pages of preparing at home show. */
#ifndef PREPARE_VIEW_H
#define PREPARE_VIEW_H

#include "kit/fields/form.h"
#include "kit/words.h"
#include "modules/papers/papers.h"

/* --- choosing ---------------------------------------------------------------------------------------------------------- */

typedef struct prep_card {
	str id, name, about;
	url icon, link;
} prep_card;
typedef struct prep_cards {
	prep_card *at;
	size_t n;
} prep_cards;
typedef struct prep_start_view {
	prep_cards resume; /* what this device has opened before */
	prep_cards events, counters;
	i64 papers; /* that there are */
	i64 days; /* that something is kept */
	url list;
	bool forgot, deleted,
		elsewhere; /* what has just been done; a booking's preparation was opened on another device */
} prep_start_view;

typedef struct prep_pick {
	str id, name, about, why;
	bool checked, sample;
} prep_pick;
typedef struct prep_picks {
	struct prep_pick_group {
		str id, title;
		struct {
			prep_pick *at;
			size_t n;
		} picks;
	} * at;
	size_t n;
} prep_picks;
typedef struct prep_list_view {
	str title, lead, query, event, guide, error;
	bool searched, adding; /* adding: to a preparation that there is */
	bool taken; /* answers of the guide come along */
	prep_picks groups;
	i64 n, answers;
	url search, post, back;
} prep_list_view;

/* --- what is on several pages --------------------------------------------------------------------------------------------- */

typedef struct prep_said {
	str label, value;
	bool dont_know, later;
	str from; /* where the answer comes from, when not typed here: 手続きガイドで */
	url change;
} prep_said;
typedef struct prep_said_list {
	prep_said *at;
	size_t n;
} prep_said_list;
typedef struct prep_lines {
	struct prep_line {
		str text;
		url link; /* may be empty */
	} * at;
	size_t n;
} prep_lines;
/* What changed without or by the reader. */
typedef struct prep_news {
	strs come, gone; /* papers that the last change brought or made needless */
	strs lost; /* labels or ids of answers that have no place any more */
	strs vanished; /* papers that the city does not have any more */
} prep_news;
typedef struct prep_where {
	i64 asked, left, percent; /* questions */
	i64 papers, counters;
} prep_where;

/* --- a page of questions ---------------------------------------------------------------------------------------------------- */

typedef struct prep_asked {
	field_view widget;
	str help_name, help_value, help_text; /* a button that proposes the answer from another one; empty: none */
	str help_kind, help_source; /* for the script: postal or kana, and the other fact's id */
	str help_told; /* what came of it, when it was pressed */
	str label, for_papers; /* short; names of the papers that show it */
} prep_asked;
typedef struct prep_question_view {
	str name; /* of the preparation */
	str title; /* of the group; empty: the question itself */
	struct {
		prep_asked *at;
		size_t n;
	} asked;
	strs ask; /* names of all controls */
	field_errors errors;
	str wants; /* この答えは 住民異動届 ほか3枚 に書きます */
	str from;
	i64 seen;
	prep_where where;
	prep_news news;
	prep_said_list said;
	bool changing; /* an earlier answer */
	bool saved; /* all of it is saved, and something should be looked at */
	bool other_window; /* theirs is shown at the fields */
	url back, here, go_on, all, try_at;
	str until;
} prep_question_view;

/* --- the preparation as a whole ---------------------------------------------------------------------------------------------- */

typedef struct prep_paper {
	str id, name, about, why, state;
	const char *css; /* good, warn, calm */
	bool sample;
	url link;
} prep_paper;
typedef struct prep_papers {
	prep_paper *at;
	size_t n;
} prep_papers;
typedef struct prep_counters {
	struct prep_counter {
		str title;
		prep_papers papers;
		strs bring;
	} * at;
	size_t n;
} prep_counters;
typedef struct prep_home_view {
	str name, until, changed;
	prep_counters counters;
	prep_papers out, left_out; /* not needed; not wanted */
	prep_where where;
	prep_news news;
	prep_said_list said;
	bool asks_more, none;
	bool booked;
	url go_on, check, done, add, link, papers, forget, drop, start;
} prep_home_view;

typedef struct prep_check_view {
	str name;
	prep_lines stops, gaps; /* what stands against printing; what stays empty */
	struct {
		struct prep_check_counter {
			str title;
			struct {
				struct prep_check_paper {
					str name;
					url link, image;
					i64 missing;
				} * at;
				size_t n;
			} papers;
		} * at;
		size_t n;
	} counters;
	prep_said_list said;
	prep_news news;
	bool asks_more;
	i64 left;
	url go_on, done, home;
} prep_check_view;

typedef struct prep_sheet_view {
	str name, about, bring, section;
	bool sample;
	str law;
	url law_link;
	struct {
		struct prep_image {
			url link;
			str alt;
		} * at;
		size_t n;
	} sheets;
	prep_lines troubles;
	prep_said_list said;
	url pdf, back, before, after;
	str before_name, after_name;
} prep_sheet_view;

typedef struct prep_done_view {
	str name, number, link, until;
	html qr;
	bool has_qr;
	prep_papers papers;
	i64 sheets, stops, gaps, left;
	url pdf, check, book, attach, home, drop, link_page;
	str attach_typed, attach_error;
	struct {
		struct prep_visit {
			str code, when;
			url link;
		} * at;
		size_t n;
	} visits;
	bool any_book, attached; /* just now */
} prep_done_view;

/* --- link and code ---------------------------------------------------------------------------------------------------------- */

typedef struct prep_link_view {
	str name, link, code, until; /* code in groups; empty: it is told no more */
	html qr;
	bool has_qr, first;
	url post, go_on, home, mailto;
} prep_link_view;

typedef struct prep_code_view {
	str error;
	url post;
} prep_code_view;

typedef struct prep_drop_view {
	str name;
	bool forget; /* only this device */
	url post, back;
} prep_drop_view;

/* On the page of a booking. */
typedef struct prep_aside_view {
	bool fresh; /* attached just now */
	url open;
} prep_aside_view;

#endif
