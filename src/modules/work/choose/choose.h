/*
 * choose: which work to take up first, and what would come of it.
 *
 *     candidate   a group of rows (a work's step; a work; a section's work), ranked by    hours × share that can be done elsewhere × ease
 *                 Hours × share are the minutes of rows that say 現場以外可. Ease is a product of factors, one for each dimension of which work.yaml says how easily work
 *                 moves (ease: step, medium, …); a factor is the mean of those percentages over the minutes that can be done elsewhere. Every factor is shown.
 *     scenario    a filter with a name, a share of it that would move (low, likely, high) and a place to which; kept, compared side by side
 *
 * Hours that move are not hours saved: somebody works them elsewhere. What is saved is prove's matter.
 */
#ifndef WORK_CHOOSE_H
#define WORK_CHOOSE_H

#include "modules/work/see/filter.h"
#include "modules/work/work.h"

/* --- candidates ---------------------------------------------------------------------------------------------------- */

typedef struct choose_candidate {
	u32 a, b; /* codes */
	i64 items, minutes, target;
	i64 away; /* minutes that can be done elsewhere */
	double factor[EASES]; /* 0–1, in the order of ranking.of */
	double ease; /* their product */
	i64 score; /* away × ease, minutes */
} choose_candidate;
typedef struct choose_ranking {
	choose_candidate *at; /* by score, then minutes, then codes; those of which nothing can move are left out */
	size_t n;
	work_ease_of_what of[EASES]; /* which factors there are */
	size_t factors;
	choose_candidate all; /* sums */
} choose_ranking;
/* `group`, by code of `by`: the code that stands for it, so that works of one common name (names/names.h) are one candidate; NULL: each for itself. */
MUST_USE const err *choose_rank(const survey *s, arena *a, const survey_filter *f, const work_def *def, survey_dim by,
				survey_dim and_by, const u32 *group, choose_ranking *ret);
survey_dim choose_dim_of(work_ease_of_what of);

/* --- scenarios --------------------------------------------------------------------------------------------------------- */

#define CHOOSE_NAME_MAX 200 /* bytes */
#define CHOOSE_NOTE_MAX 2000
#define CHOOSE_QUERY_MAX 8000
#define CHOOSE_SCENARIOS_MAX 100 /* of a round */

typedef struct choose_scenario {
	i64 id; /* 0: new */
	str name;
	str query; /* conditions, as work_filter_query() writes them */
	bool away; /* of what can be done elsewhere; else of all */
	i64 low, likely, high; /* percent, rising */
	str place, note;
	i64 version;
	instant changed;
	str changed_by;
} choose_scenario;
typedef struct choose_scenarios {
	choose_scenario *at;
	size_t n;
} choose_scenarios;
/* Linked ERR_required, ERR_too_long, ERR_field_range with where = the field (name, low, …); NULL when it holds. */
const err *choose_check(arena *a, const choose_scenario *x);
MUST_USE const err *choose_list(db *d, arena *a, i64 city, str round, choose_scenarios *ret);
typedef struct choose_put {
	i64 city;
	const who *by;
	str round;
	choose_scenario is; /* id 0: made; else changed where it is still at `version` (ERR_stale) */
	i64 ret_id;
} choose_put;
/* Commands; who may has been asked before. Audited. */
MUST_USE const err *choose_put_run(db *d, arena *a, void *arg);
MUST_USE const err *choose_drop_run(db *d, arena *a, void *arg); /* `is`: id and version */

/* What would come of it. */
typedef struct choose_effect {
	i64 items, minutes; /* of the conditions */
	i64 base; /* minutes of which a share moves */
	i64 target;
	i64 moved[3]; /* minutes, low, likely, high */
	survey_sums bureaus; /* of the conditions; each cell's away or minutes is its base */
	size_t sections;
	strs unknown; /* names in the conditions that this survey does not have */
} choose_effect;
/* Of what the asker may see. */
MUST_USE const err *choose_effect_of(req *r, const work_round *round, const survey *s, const choose_scenario *x,
				     survey_filter *ret_f, choose_effect *ret);
double choose_fte(const work_def *def, i64 minutes);
i64 choose_yen(const work_def *def, i64 minutes);

/* --- pages ------------------------------------------------------------------------------------------------------------------ */

extern const route choose_routes[], choose_scenario_routes[];

#endif
