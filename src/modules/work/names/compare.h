/*
 * compare: how long the same work takes in each ward, and why. Rows in, figures out.
 *
 * Minutes of a ward differ from those of the ward in the middle for two reasons: it has more cases, or a case takes longer. The reference is a ward that does each step as often as
 * the median of the wards that do it, in the median of their minutes a case. Of each step, the difference is shared exactly:
 *
 *     V·m − V*·m*  =  (V − V*)·(m + m*)/2  +  (m − m*)·(V + V*)/2
 *                     volume                  minutes a case
 *
 * and summed over the steps, so that a ward that has more of a long step is not said to be slow. A step that a ward does not do counts as volume.
 *
 * What else differs is counted and not guessed: in how many wards most minutes are on paper, in which system, by which staff, and how many minutes a case takes there.
 */
#ifndef WORK_NAMES_COMPARE_H
#define WORK_NAMES_COMPARE_H

#include "modules/work/work.h"

typedef struct compare_ward {
	str bureau;
	i64 items, count, minutes;
	double each; /* minutes a case, over all its cases */
	double low, middle, high; /* a tenth, half, nine tenths of the cases take at most so many */
	double like; /* its minutes against those of the same cases in median minutes: 1.15 is 15 % longer */
	double more, volume, longer; /* minutes beyond the reference = by volume + by minutes a case */
} compare_ward;
typedef struct compare_value {
	str value; /* empty: not said */
	i64 wards, mostly; /* that have it at all; most of whose minutes are so */
	i64 count, minutes;
	double each;
} compare_value;
typedef struct compare_trait {
	survey_dim dim; /* DIM_MEDIUM, DIM_SYSTEM, DIM_JOB */
	struct {
		compare_value *at; /* mostly in the most wards first */
		size_t n;
	} values;
	bool differs; /* not all wards have the same one mostly */
} compare_trait;
typedef struct compare_step {
	str step; /* as most minutes have it */
	i64 wards, count, minutes;
	double volume, each; /* the reference: medians */
} compare_step;
#define COMPARE_TRAITS 3
typedef struct comparison {
	struct {
		compare_ward *
			at; /* by name of bureau as it came first; who has the most minutes a case for its mix, first */
		size_t n;
	} wards;
	struct {
		compare_step *at; /* the most minutes first */
		size_t n;
	} steps;
	compare_trait traits[COMPARE_TRAITS];
	compare_ward all;
	double reference; /* minutes of the ward in the middle */
} comparison;
/* Rows of one group. `ward`: which bureaus are compared; NULL: all. */
void names_compare(arena *a, const survey_items *rows, bool (*ward)(str bureau), comparison *ret);
bool is_ward(str bureau); /* …区役所 */

/* Of values with weights: the smallest value up to which the share of the weight lies. */
typedef struct weighted {
	i64 value, weight;
} weighted;
i64 weighted_quantile(weighted *at, size_t n, double share); /* sorts */

#endif
