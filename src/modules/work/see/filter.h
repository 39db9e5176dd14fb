/*
 * What somebody asks of a survey, in the address, by names:
 *
 *     /work/rows?round=2026&bureau=門司区役所&section=市民課&category=窓口&cell=nny&away=yes&q=受付
 *
 * so that a link can be read, sent and kept, and means the same after the survey was built anew. Conditions of several dimensions all hold; of one dimension
 * (bureau=A&bureau=B) any.
 *
 *     bureau section unit category work step job basis medium system    names as they stand in the survey
 *     core expertise routine away      yes, no, unsaid
 *     cell                             y or n for core, expertise, routine: nny is the target cell; none: an axis is not said
 *     q                                stands in work or step
 *     month                            4 … 12, 1 … 3: what happens in that month, and its times and minutes alone (work_filter_months(): of pages that show sums; what is
 *                                      chosen or redesigned is a year's work)
 *
 * A section without its bureau is every section of that name; with it, the one of that bureau. Where names cannot say which (総務課 of one bureau and 市民課 of another),
 * the whole way is written: section=門司区役所>市民課. Forms write >門司区役所>市民課: with a > in
 * front it is left aside where another bureau is asked for, as when somebody chose another bureau and left the section as it was.
 *
 * A name that the survey does not have matches nothing (and is told to the reader), it is not dropped: a link kept for a year must not suddenly mean more.
 *
 *     work_asked q;                                  the way of every page of this module that shows sums
 *     TRY(work_ask_survey(r, &q));                   round, survey, what the address asks, what the asker may see of it
 *     survey_sum(q.s, r->arena, &q.seen, …);
 *     url more = work_link(r, &q, "/work/rows", &f);   f: q.f with more or less, see work_filter_with()
 *
 * Addresses are made of `f`, sums of `seen`: what somebody may not see is no part of a link.
 */
#ifndef WORK_SEE_FILTER_H
#define WORK_SEE_FILTER_H

#include "kit/words.h"
#include "modules/work/work.h"

#define WORK_FILTER_MAX 200 /* values of one dimension; more are left out, and ERR_too_large */
#define WORK_NO_CODE UINT32_MAX /* of a name that the survey does not have: no row carries it */

typedef struct work_asked {
	work_round round;
	const survey *s;
	survey_filter f; /* what the address asks */
	survey_filter seen; /* that, of what the asker may see */
	bool all; /* the asker may see all of the survey */
	bool months; /* the page heeds months: work_ask_months() was called */
	strs unknown; /* names in the address that this survey does not have */
} work_asked;
/* ERR_not_found without a round; ERR_forbidden for who may see nothing of it. */
MUST_USE const err *work_ask_survey(req *r, work_asked *ret);
/* The same for pages that show single rows: sums that are open to all staff are not enough. */
MUST_USE const err *work_ask_survey_rows(req *r, work_asked *ret);
/* Of that round instead of the address's. */
MUST_USE const err *work_ask_survey_of(req *r, str round, work_asked *ret);

/* The address's months as well, for pages that show sums of them. */
MUST_USE const err *work_ask_months(req *r, work_asked *q);

/* The address's conditions, but of months; `unknown` may be NULL. */
MUST_USE const err *work_filter_read(req *r, const survey *s, survey_filter *ret, strs *unknown);
/* "&bureau=%E9…&cell=nny": each with & before it, empty where there is no condition. */
str work_filter_query(arena *a, const survey *s, const survey_filter *f);
/* PATH?round=ID&conditions; PATH is a literal that may have a ? and fields of its own. */
url work_link(req *r, const work_asked *q, const char *path, const survey_filter *f);

/* 門司区役所>市民課, 門司区役所>市民課>窓口係 */
str work_way_of(arena *a, const survey *s, survey_dim d, u32 code);

/* The same filter with only this code in its dimension. A section brings its bureau, a unit both; another bureau drops sections and units. */
survey_filter work_filter_with(arena *a, const survey *s, const survey_filter *f, survey_dim d, u32 code);
/* Without this code, or (WORK_NO_CODE) without any condition of that dimension; without a bureau, its sections go, too. */
survey_filter work_filter_without(arena *a, const survey *s, const survey_filter *f, survey_dim d, u32 code);
bool work_filter_has(const survey_filter *f, survey_dim d, u32 code);
bool work_filter_any(const survey_filter *f); /* there is a condition */
/* The only code of that dimension, or WORK_NO_CODE. */
u32 work_filter_only(const survey_filter *f, survey_dim d);

/* --- names ---------------------------------------------------------------------------------------------------------- */

const char *work_dim_key(survey_dim d); /* in the address: bureau */
bool work_dim_of(str key, survey_dim *ret);
str work_dim_name(req *r, const work_def *def, survey_dim d); /* as people read it: 局 */
str work_said(req *r, const work_def *def, survey_dim d, u32 say); /* of an axis: ノンコア */
str work_month_name(req *r, int month); /* 0 is April */
str work_months_name(req *r, unsigned months); /* 5月、6月; empty: the year */
/* 窓口, in the reader's language where work.yaml has it; cells and axes in its words: ノンコア・専門性不要・定型 */
str work_code_name(req *r, const work_asked *q, survey_dim d, u32 code);
/* Whether that name is Japanese as it was written into the survey: lang="ja" around it on pages of other languages. */
bool work_code_foreign(req *r, const work_asked *q, survey_dim d, u32 code);

/* --- on the page: filter.html ------------------------------------------------------------------------------------------ */

typedef struct work_chip {
	str dim, name; /* 局, 門司区役所 */
	str label; /* 「局: 門司区役所」を外す */
	url remove;
} work_chip;
typedef struct work_option {
	str value, text;
	bool here;
} work_option;
typedef struct work_options {
	work_option *at;
	size_t n;
} work_options;
typedef struct work_field {
	str id, key, name;
	bool choose; /* a list to choose from; else a line to write in */
	str value, about;
	work_options options; /* the first stands for all */
	strs keep; /* where several are chosen: they stay, and one may be added */
} work_field;
typedef struct work_fields {
	work_field *at;
	size_t n;
} work_fields;
typedef struct work_crumb {
	str name;
	url link;
	bool here;
} work_crumb;
typedef struct work_filter_bar {
	url action;
	str round;
	pairs keep; /* fields of the page's own that the form carries along */
	work_fields fields;
	struct {
		work_crumb *at;
		size_t n;
	} crumbs; /* 市 → 局 → 課 → 係 */
	struct {
		work_chip *at;
		size_t n;
	} chips; /* of the other conditions as well */
	url clear; /* without any condition */
	strs unknown;
	str part; /* not empty: only a part is seen, and this says so */
	bool any; /* there is a condition */
} work_filter_bar;
/* `path`: of this page, as for work_link(); `keep`: its own fields. */
work_filter_bar work_filter_show(req *r, const work_asked *q, const char *path, pairs keep);

#endif
