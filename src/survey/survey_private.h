/* What the files of survey share. */
#ifndef SURVEY_PRIVATE_H
#define SURVEY_PRIVATE_H

#include "survey/survey.h"

/* The columns of survey.csv, in the order in which they are written. */
typedef enum survey_column {
	COL_NUMBER,
	COL_BUREAU,
	COL_SECTION,
	COL_UNIT,
	COL_CATEGORY,
	COL_WORK,
	COL_STEP,
	COL_JOB,
	COL_COUNT,
	COL_EACH,
	COL_CORE,
	COL_EXPERTISE,
	COL_ROUTINE,
	COL_AWAY,
	COL_BASIS,
	COL_MEDIUM,
	COL_SYSTEM,
	COL_MONTH, /* April, and eleven more */
	COLS = COL_MONTH + 12
} survey_column;
extern const str survey_heads[COLS];

/* A mistake of an item, before it has a place. */
typedef struct survey_wrong {
	survey_column at;
	err_code code;
	const char *why;
} survey_wrong;
typedef struct survey_wrongs {
	survey_wrong at[COLS];
	size_t n;
} survey_wrongs;
void survey_wrong_add(survey_wrongs *w, survey_column at, err_code code, const char *why); /* the first of a column */
void survey_rules(const survey_item *i, survey_wrongs *ret);

bool survey_runs(str s); /* a spreadsheet would take it for a formula */

/* A text for a cell or name: NULL or what is wrong with it. */
const char *survey_text_wrong(str s, bool needed, err_code *ret);

#endif
