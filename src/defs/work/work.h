/*
 * work.yaml: what a work survey asks, as the city defines it. May be missing: then there is no survey in this city.
 *
 *     work:
 *       hours_fte: 1943                    # one full-time year, for FTE
 *       yen_hour: 4000                     # what an hour costs, with its source
 *       yen_source: …
 *       balance: { least: 80, most: 120 }  # percent: said beside what a unit's people have; outside it is sent back
 *       axes:
 *         core:                            # and expertise, routine, away (現場以外可): all four
 *           version: 2026a
 *           name: { ja: コア業務, en: Core work }
 *           ask: { ja: 職員が直接担うべき業務ですか, … }
 *           yes: { ja: コア, … }             # as it stands in files in Japanese
 *           no: { ja: ノンコア, … }
 *           means: { ja: how to decide, with examples }
 *       categories:                        # each: a value as it stands in files, with its name in other languages
 *         - 窓口: { ja-easy: まどぐち, en: Counter work }
 *         - 共通
 *       steps, jobs, bases, media, systems: likewise   # suggestions: a unit may write its own. At least the categories
 *       ease:                              # percent: how easily work of a kind moves elsewhere or to a machine, for ranking; 100 where nothing is said
 *         step: { 受付: 90, 決裁: 20 }        # and category, job, basis, medium, system; an item's ease is their product
 *       names:                             # how names of work are compared (/work/names); may be missing
 *         same: [[国民健康保険, 国保], …]     # of each list, all are written for the first one: what is short for what
 *         apart: [[新規, 更新, 変更], …]      # of each list, any two make two names two works
 *         weak: [事務, 業務, …]              # words that say next to nothing
 *
 * A round keeps the text of this file as it was when the round was opened. Rounds, and cities, are compared on an axis only where its version is the same: the same word with
 * another definition is another thing.
 */
#ifndef DEFS_WORK_WORK_H
#define DEFS_WORK_WORK_H

#include "text/text3.h"

typedef enum work_axis {
	WORK_CORE,
	WORK_EXPERTISE,
	WORK_ROUTINE,
	WORK_AWAY,
	WORK_AXES
} work_axis; /* the first three as survey.h has them */

typedef struct work_axis_def {
	str version; /* 2026a */
	text3 name, ask, yes, no, means; /* yes: as it stands in files in Japanese (コア); means: how to decide */
	int line;
} work_axis_def;
typedef struct work_choice {
	str value; /* as it stands in files: 窓口 */
	text3 name;
	int line;
} work_choice;
typedef struct work_choices {
	work_choice *at;
	size_t n;
} work_choices;

typedef enum work_ease_of_what {
	EASE_CATEGORY,
	EASE_STEP,
	EASE_JOB,
	EASE_BASIS,
	EASE_MEDIUM,
	EASE_SYSTEM,
	EASES
} work_ease_of_what;
typedef struct work_ease {
	work_ease_of_what of;
	str value; /* 受付 */
	int percent; /* 0–100 */
} work_ease;
typedef struct work_eases {
	work_ease *at;
	size_t n;
} work_eases;

#define WORK_WORDS_MAX 400 /* lists of words that are the same */
#define WORK_APART_MAX 64 /* lists of words that are apart */
typedef struct work_wordlists {
	strs *at;
	size_t n;
} work_wordlists;
typedef struct work_names_def { /* how names of work are compared */
	work_wordlists same, apart; /* of same, the first word is written for the others */
	strs weak;
} work_names_def;

typedef struct work_def {
	bool given; /* work.yaml is there */
	int hours_fte;
	i64 yen_hour;
	str yen_source;
	int balance_least, balance_most; /* percent */
	work_axis_def axes[WORK_AXES];
	work_choices categories, steps, jobs, bases, media, systems;
	work_eases ease;
	work_names_def names;
} work_def;

/* One text of work.yaml on its own, as a round keeps it: linked ERR_definition with where "work.yaml:12:5". An empty text is no definition (.given false). */
MUST_USE const err *work_def_parse(arena *a, str text, work_def *ret);
/* The text, as it is read back to the same struct; empty without a definition. */
str work_def_write(arena *a, const work_def *w);

/* What stands in files for yes and no of an axis: コア and ノンコア, 要 and 不要, 定型 and 非定型, 可 and 不可. */
str work_axis_word(work_axis x, bool yes);
/* Percent, 100 where nothing is said. Of an item: the product over the dimensions that are named above. */
int work_ease_of(const work_def *w, work_ease_of_what of, str value);

#endif
