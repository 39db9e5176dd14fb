/*
 * Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3.4–8; XML Schema 1.1 for the texts). Time zones by ICU.
 */
#ifndef RULES_MOMENT_H
#define RULES_MOMENT_H

#include "rules/feel.h"

/* What date(), time(), date and time(), duration() read; *ret.kind says which. False for anything else, real days only. */
bool moment_date(arena *a, str s, feel *ret); /* 2017-12-31, -99999-01-01 */
bool moment_time(arena *a, str s, feel *ret); /* 11:22:33.123+09:00, 11:22:33@Asia/Tokyo, T11:22:33Z */
bool moment_date_time(arena *a, str s, feel *ret); /* 2017-12-31T11:22:33; a date alone is midnight */
bool moment_duration(str s, feel *ret); /* P1DT2H, -P2Y3M */
bool moment_literal(arena *a, str s, feel *ret); /* what stands behind @: any of these */
str moment_text(arena *a, feel v);

/* + and - of a moment or duration with another value, as 10.3.2.x's tables have it; null where the standard has none. */
feel moment_add(arena *a, feel x, feel y);
feel moment_sub(arena *a, feel x, feel y);
feel moment_mul(feel x, feel y); /* duration by number */
feel moment_div(feel x, feel y); /* duration by number or by duration */
feel moment_neg(feel x);
/* The order of two of one kind; false where there is none (a time with an offset and one without …). */
bool moment_order(feel x, feel y, int *ret);
/* The property behind a dot: year, month, day, weekday, hour, minute, second, time offset, timezone; days, hours, minutes, seconds; years,
 * months; start, end … of ranges are not here. False when it has no such property. */
bool moment_property(arena *a, feel x, str name, feel *ret);
i64 moment_days(const feel_moment *m); /* days since 1970-01-01 */
bool moment_set_days(feel_moment *m, i64 days); /* the date; false outside the years there are */

/* The seconds since 1970-01-01, of a time since midnight: as UTC where it has a zone, else as the clock on the wall shows. */
i64 moment_seconds(feel_kind kind, const feel_moment *m);
bool moment_zoned(feel_kind kind, const feel_moment *m); /* a date counts as midnight in UTC */
/* Seconds east of UTC at that moment; 0 without a zone. Where the clock was put back the first of the two hours is meant, where it was put
 * forward an hour that did not exist is read by the offset before. A time alone in a named zone has that zone's offset of today's standard time. */
i32 moment_offset(feel_kind kind, const feel_moment *m);
bool zone_known(str name); /* of IANA's list: Asia/Tokyo */
i32 zone_offset(str name, i64 utc); /* at so many seconds since 1970-01-01 UTC */
feel moment_value(arena *a, feel_kind kind, feel_moment m);

#endif
