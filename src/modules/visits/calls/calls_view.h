/* The calls of a day, as staff see them. */
#ifndef VISITS_CALLS_VIEW_H
#define VISITS_CALLS_VIEW_H

#include "modules/visits/pages/desk_view.h"

typedef struct call_row {
	i64 seq;
	str time, number, service, desk, by;
	badge what;
	url link; /* the day's entries of this number */
} call_row;
typedef struct call_rows {
	call_row *at;
	size_t n;
} call_rows;

typedef struct calls_view {
	str office, date, day, number; /* number: as it was typed */
	str message; /* what was typed is no number or no day */
	url here, before, after, today, csv, clear;
	bool is_today;
	call_rows rows;
	i64 total;
	bool has_before, has_after; /* pages */
	url page_before, page_after;
	str place; /* 1〜200 / 1,204 */
	/* one number: the answer in a sentence */
	bool asked;
	str answer, details;
	/* the chain */
	bool checked, holds; /* checked: the day has entries */
	str end_hash; /* in groups of 8 */
	i64 end_seq;
	bool over; /* the day is over: the end is final, and published */
} calls_view;

#endif
