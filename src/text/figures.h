/*
 * Figures as people read and write them: 1,234,567.5. The point and the comma are everybody's here, whatever the machine's
 * locale says.
 */
#ifndef TEXT_FIGURES_H
#define TEXT_FIGURES_H

#include "base/arena.h"

/* A decimal text in groups of three: "-1234567.5" → "-1,234,567.5". */
str figure_groups(arena *a, str digits);
/* 1,234,567; −12. */
str figure_whole(arena *a, i64 n);
/* At most so many decimals (up to 6), rounded half away from zero, without those that say nothing: 12.5, 1,234. "–" for what
 * is no number or of 16 digits. */
str figure_decimal(arena *a, double x, int decimals);
/* What a person typed: of either width, with commas and spaces around it, no sign. False for anything else, more than 40
 * letters or above 10^15. */
bool figure_read(arena *a, str typed, double *ret);

#endif
