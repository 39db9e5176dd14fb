/*
 * A survey that never was, for demos, courses and tests: an invented city that has the sums of a published survey (59,000 items in 354 sections and 1,474 units, 13.21
 * million hours; counter work 2.16, common work 1.42, the sections' own 9.63; 31.9 % of the hours not core, routine, without expertise) and invented everything else. It comes
 * out the same for the same seed. Ward offices do the same counter work under differing names, in differing minutes, for reasons that the data show (paper takes longer).
 */
#ifndef WORK_WORK_REHEARSE_H
#define WORK_WORK_REHEARSE_H

#include "modules/work/work.h"

#define REHEARSE_ITEMS 59000
#define REHEARSE_SECTIONS 354
#define REHEARSE_UNITS 1474
#define REHEARSE_LEAST 300
#define REHEARSE_MOST 500000

/* Fewer items than 59,000: fewer sections, units and hours in proportion. More: the same hours in smaller items. */
typedef struct work_rehearsal {
	i64 items;
	u64 seed;
	/* results */
	struct rehearsed_unit {
		work_unit unit; /* state as well; no id yet */
		survey_items items;
	} * units;
	size_t units_n;
	i64 minutes;
} work_rehearsal;
void work_rehearse(arena *a, work_rehearsal *r);

/* --- names (work_rehearse_names.c) --- */

#define REHEARSE_WARDS 7
typedef struct rehearse_ward_section {
	const char *name, *units, *works;
} rehearse_ward_section;
typedef struct rehearse_bureau {
	const char *name, *sections, *works;
} rehearse_bureau;
extern const rehearse_ward_section rehearse_ward_sections[];
extern const size_t rehearse_ward_sections_n;
extern const rehearse_bureau rehearse_bureaus[];
extern const size_t rehearse_bureaus_n;
extern const char *const rehearse_wards[REHEARSE_WARDS];
extern const char *const rehearse_ward_works, *const rehearse_units, *const rehearse_common;

#endif
