/* What reading and writing sheets share. */
#ifndef RULES_SHEET_PRIVATE_H
#define RULES_SHEET_PRIVATE_H

#include "rules/sheet.h"

/* Without white space at the ends, that of either width. */
str sheet_trim(str s);
/* Apostrophes and behind them what a spreadsheet takes for a formula: the first of them is not part of the text (text/csv.h). */
bool sheet_kept(str s);
/* A number with commas, 1,000, that FEEL would take for a list: told by zeros that no number begins with. Empty: none. */
str sheet_thousands(str s);
/* The word in brackets of either width, in small letters; empty when it is none. */
str sheet_bracketed(arena *a, str s);
/* Digits and nothing else: the first cell of a row that only counts. */
bool sheet_counts(arena *a, str s);

#endif
