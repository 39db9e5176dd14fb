/*
 * work.yaml: what a work survey asks, as the city defines it. May be missing: then there is no survey in this city.
 *
 *     work:
 *       hours_fte: 1943            # one full-time year, for FTE
 *       yen_hour: 4000             # what an hour costs, with its source
 *       yen_source: …
 *       balance: { least: 80, most: 120 }     # percent: said beside what a unit's people have; outside it is sent back
 *       axes:
 *         core:      { version: 2026a, ask: {ja: …}, yes: {ja: コア}, no: {ja: ノンコア}, means: {ja: … how to decide, with examples} }
 *         expertise: …
 *         routine:   …
 *         away:      …             # 現場以外可
 *       categories: [窓口, 共通, 固有]          # with texts in three languages
 *       steps: [受付, …]           # suggestions; a unit may write its own
 *       jobs, bases, media, systems: likewise
 *       ease: …                    # for ranking: how easily work of a kind moves
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

typedef struct work_def {
	bool given; /* work.yaml is there */
	int hours_fte;
	i64 yen_hour;
	str yen_source;
	int balance_least, balance_most; /* percent */
	work_axis_def axes[WORK_AXES];
	work_choices categories, steps, jobs, bases, media, systems;
} work_def;

#endif
