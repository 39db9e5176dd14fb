/* /accuracy: what was said and what happened, for everybody. */
#ifndef VISITS_ACCURACY_VIEW_H
#define VISITS_ACCURACY_VIEW_H

#include "modules/visits/pages/widgets.h"

/* A group of people in figures. */
typedef struct score_row {
	str name; /* the week or the office */
	url link;
	bool linked, few; /* few: no figures */
	str people; /* 12,345 */
	int inside; /* percent */
	const char *tone; /* of the share: good, warn */
	str error, bias, rule; /* minutes: 4.2; bias with + or − */
	str said, waited; /* weeks: 12–24 and 18, means in minutes */
} score_row;
typedef struct score_rows {
	score_row *at;
	size_t n;
} score_rows;

/* What was said in these words. */
typedef struct words_row {
	str words; /* 約15〜25分 */
	str people, kept;
	int percent;
	i64 called; /* the number of `people` */
} words_row;
typedef struct words_rows {
	words_row *at;
	size_t n;
} words_rows;

/* One week on 0–338 × 0–150. */
typedef struct week_column {
	int x; /* of its middle */
	int top, height; /* the mean range that was said */
	int waited, rule; /* the means of what happened, and of the rule of thumb */
	str about;
} week_column;
typedef struct axis_label {
	int place;
	str text;
} axis_label;
typedef struct week_chart {
	str about;
	struct {
		week_column *at;
		size_t n;
	} columns;
	struct {
		axis_label *at;
		size_t n;
	} minutes, months;
} week_chart;

typedef struct accuracy_view {
	str title, office, span;
	bool any;
	str headline; /* of 12,345 people, 82 % … */
	words_row example; /* the words that were said most often; called 0: none */
	str example_text;
	int inside;
	str error, rule;
	week_chart chart;
	words_rows words;
	score_rows weeks, offices;
	url all, json, csv;
} accuracy_view;

#endif
