/* A file of rows under a head (survey.csv, staff.csv), row by row, so that memory is what is kept of them; and what is wrong with its cells. */
#ifndef SURVEY_SURVEY_TABLE_H
#define SURVEY_SURVEY_TABLE_H

#include "survey/survey_private.h"
#include "text/csv.h"

/* One file being read, either kind. */
typedef struct sheet {
	arena *a;
	csv_reader csv;
	str encoding;
	size_t at[COLS]; /* the cell in which a column stands, or SIZE_MAX: it is not there */
	str names[COLS];
	size_t columns; /* of the kind */
	size_t cells; /* of the head */
	strs aside;
	err *bad_first, *bad_last;
	size_t bad_told, bad_n, rows;
	bool row_bad; /* a mistake of this row was told already */
} sheet;

/* Decodes and reads the head. `all`: every column is needed; else those that a survey needs. ERR_file when it is no such table. */
MUST_USE const err *sheet_begin(sheet *s, arena *a, str bytes, const str *names, size_t n, bool all);
/* How many of these columns its head has; 0 also for what is no table. */
size_t sheet_columns(arena *a, str bytes, const str *names, size_t n);
/* The next row that has as many cells as the head, and something in a column that is known. */
MUST_USE const err *sheet_next(sheet *s, csv_row *r, bool *ret_more);

str folded_name(arena *a, str cell); /* without spaces, letters in half width, kana in full */

void sheet_tell(sheet *s, const csv_row *r, size_t column, err_code code, const char *why);
str sheet_text(sheet *s, const csv_row *r, size_t column);
i64 sheet_number(sheet *s, const csv_row *r, size_t column, bool needed);
survey_say sheet_said(sheet *s, const csv_row *r, size_t column, survey_axis axis);

typedef enum number { NUMBER, NUMBER_EMPTY, NUMBER_BAD, NUMBER_LARGE } number;
/* A whole number of either width, with or without separators of thousands; `decimals` more digits behind a point, which count as zeros where they are missing. */
number number_of(str t, int decimals, i64 *ret);

#endif
