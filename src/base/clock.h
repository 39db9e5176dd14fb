/*
 * Time. An instant is milliseconds since 1970-01-01 UTC; a day is days since 1970-01-01 in the city's calendar;
 * a minute is minutes since the city's midnight.
 *
 * A city served by this program is in Japan, which has one zone, UTC+9, and no summer time since 1952
 * (Act No. 84 of 1952). So local time is arithmetic, and a clock that is set back can only be the machine's own:
 * code that needs order takes it from the database, not from the clock.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"

typedef i64 instant;
typedef i32 day;

#define SECOND ((i64)1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

typedef struct civil {
	int year, month, mday; /* 2026, 1–12, 1–31 */
} civil;

/* Where time comes from: the system, or a test. */
typedef struct clock_source {
	instant (*now)(const struct clock_source *self);
	_Atomic i64 fixed; /* for clock_fixed; for clock_starting the difference to the system's */
} clock_source;

clock_source clock_system(void);
clock_source clock_starting(instant at); /* it is that moment now, and time goes on: rehearsals and tests */
clock_source clock_fixed(instant at); /* stands still until clock_set() */
void clock_set(clock_source *c, instant at); /* on a fixed clock */
instant clock_now(const clock_source *c);
/* Nanoseconds that only go forward, for measuring. */
i64 clock_ticks(void);

day day_of(instant t);
int minute_of(instant t); /* 0–1439 */
instant instant_of(day d, int minute);

civil civil_of(day d);
day day_from(int year, int month, int mday); /* must be a valid date */
bool civil_valid(int year, int month, int mday);
int weekday_of(day d); /* 0 Sunday … 6 Saturday */
int days_in_month(int year, int month);

/* RFC 3339: 2026-04-01T09:30:00+09:00 */
str instant_text(arena *a, instant t);
/* Any RFC 3339 offset; a time without an offset is refused. */
bool instant_parse(str s, instant *ret);
/* 2026-04-01 */
str day_text(arena *a, day d);
bool day_parse(str s, day *ret);
/* 09:30 */
str minute_text(arena *a, int minute);
bool minute_parse(str s, int *ret); /* 0:00–24:00 */

#endif
