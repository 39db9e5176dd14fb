/* What the clerk's page of the guide shows: all questions at once, the result beside. */
#ifndef GUIDE_DESK_VIEW_H
#define GUIDE_DESK_VIEW_H

#include "modules/guide/pages/guide_view.h"

typedef struct guide_desk_row {
	guide_input input;
	bool answered, asked; /* asked: it would be the next question */
	i64 decides;
} guide_desk_row;
typedef struct guide_desk_part {
	str title;
	i64 weight; /* the heaviest comes first */
	struct {
		guide_desk_row *at;
		size_t n;
	} rows;
} guide_desk_part;
typedef struct guide_desk_view {
	bool begun;
	str opened; /* what was typed as a link and could not be opened */
	bool bad_link;
	guide_picks events, fields;
	struct {
		guide_desk_part *at;
		size_t n;
	} parts;
	field_errors errors;
	guide_founds must, may, open, no;
	i64 must_n, may_n, open_n, no_n;
	i64 lost;
	guide_doubt_lines doubts;
	url here, start, result, paper, pdf, book;
	bool any_book;
	html qr;
	bool has_qr;
	str link;
} guide_desk_view;

#endif
