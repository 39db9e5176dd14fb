/* "Another ward office is faster": what is asked, and the offices in the order of wait and travel. */
#ifndef VISITS_COMPARE_VIEW_H
#define VISITS_COMPARE_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct compare_choice {
	str id, name;
	bool chosen;
} compare_choice;
typedef struct compare_choices {
	compare_choice *at;
	size_t n;
} compare_choices;
typedef struct compare_field {
	str id, name, value; /* the office's; minutes as they were typed */
	bool wrong;
} compare_field;
typedef struct compare_fields {
	compare_field *at;
	size_t n;
} compare_fields;

typedef struct compare_row {
	str name, total, parts; /* 約35〜50分で呼ばれる見込み; 移動20分 ＋ 待ち 約15〜30分 */
	url link, book;
	bool first, here;
	str next; /* 今日 13:30; empty: none */
	str until; /* 受付 17:15まで */
	/* the bar, on 0–600 */
	int travel, from, to, middle;
	str travel_said, wait_said; /* for the table */
	str reason; /* why not, for those that cannot be reached */
} compare_row;
typedef struct compare_rows {
	compare_row *at;
	size_t n;
} compare_rows;

typedef struct compare_view {
	compare_choices services;
	compare_fields offices;
	str here; /* the office that one looks from; empty */
	bool asked, open_travel; /* open_travel: the fields are shown at once */
	str message; /* what was wrong with the choice */
	str answer, honest, at; /* the answer in a sentence */
	bool no_travel; /* no minutes were named: by wait only */
	compare_rows reached, apart, others; /* apart: travel not named, or no desk open yet */
	str top, half; /* of the bars' scale, in words */
} compare_view;

#endif
