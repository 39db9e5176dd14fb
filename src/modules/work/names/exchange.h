/*
 * exchange: the taxonomy of a city as a file, so that another city can hold its own against it. JSON; assets/work-taxonomy.schema.json describes it.
 *
 *     { "format": "madoguchi-work-taxonomy", "version": 1,
 *       "city": { "code": "401005", "name": "北九州市" }, "year": 2026, "made": "2026-11-21", "least_units": 3,
 *       "axes": { "core": "2026a", "expertise": "2026a", "routine": "2026a", "away": "2026a" },
 *       "works": [ { "id": "12", "name": "住民票の写しの交付", "category": "窓口", "names": ["住民票写し交付"], "names_left_out": 1,
 *                    "units": 21, "cases": 804210, "minutes_each": { "p10": 4, "p50": 7, "p90": 15 },
 *                    "by_axis": { "routine": { "yes": { "cases": …, "p50": 6 }, "no": … } } } ] }
 *
 * No bureau, section, unit or person stands in it. A name that fewer than least_units units write is left out and only counted, because it may tell who they are; so are the counts and
 * minutes of a work, and of one side of an axis, that fewer units do. Minutes a case are compared by axis only where both cities have the axis in the same version: the same word with
 * another definition is another thing.
 *
 * Reading: the ceilings below; a mistake says where it stands (works[3].minutes_each.p50), a broken text its line and column; members that are not known are left alone, and the text is kept
 * as it came.
 */
#ifndef WORK_NAMES_EXCHANGE_H
#define WORK_NAMES_EXCHANGE_H

#include "modules/work/work.h"
#include "text/json.h"

#define TAXONOMY_FORMAT "madoguchi-work-taxonomy"
#define TAXONOMY_VERSION 1
#define TAXONOMY_WORKS_MAX 5000
#define TAXONOMY_NAMES_MAX 300 /* of one work */
#define TAXONOMY_LEAST_UNITS 3

typedef struct taxonomy_side { /* yes or no of an axis */
	i64 cases, p50; /* −1: not said */
} taxonomy_side;
typedef struct taxonomy_work {
	str id, name, category;
	strs names;
	i64 names_left_out;
	i64 units, cases, p10, p50, p90; /* −1: not said */
	taxonomy_side yes[WORK_AXES], no[WORK_AXES];
} taxonomy_work;
typedef struct taxonomy {
	str code, name; /* of the city */
	i64 year;
	str made; /* a day as 2026-11-21; may be empty */
	i64 least_units;
	str axes[WORK_AXES]; /* versions; empty: not said */
	struct {
		taxonomy_work *at;
		size_t n;
	} works;
} taxonomy;

const char *axis_key(work_axis x); /* core, expertise, routine, away */
MUST_USE const err *
taxonomy_read(arena *a, str text,
	      taxonomy *ret); /* ERR_bad_json, ERR_too_large, ERR_invalid, ERR_required; where: the path */
void taxonomy_write(buf *b, const taxonomy *t);

/* Rows of one common name, added one by one. */
typedef struct taxonomy_rows taxonomy_rows;
taxonomy_rows *taxonomy_rows_new(arena *a);
void taxonomy_rows_add(taxonomy_rows *t, const survey_item *i);
/* What may be told of them. */
taxonomy_work taxonomy_work_of(arena *a, taxonomy_rows *t, str id, str name, i64 least_units);

#endif
