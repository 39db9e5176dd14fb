/* Functions of dates, times and durations (DMN 1.5, 10.3.4.1 and 10.3.4.8), and of what day it is (10.3.4.11). */
#include "rules/builtin_tables.h"

#include "rules/decimal.h"
#include "rules/moment.h"

#define NANOS 1000000000
#define YEAR_MAX 999999999

/* The date of a date or of a date and time. */
static bool dated(feel v)
{
	return v.kind == FEEL_DATE || v.kind == FEEL_DATE_TIME;
}

static feel date_of(const builtin_call *c, const feel_moment *m)
{
	return moment_value(c->run->arena, FEEL_DATE,
			    (feel_moment){ .year = m->year, .month = m->month, .day = m->day });
}

/* A whole number from..to, of a date or time that is put together. */
static bool part(feel v, i64 from, i64 to, i64 *ret)
{
	return v.kind == FEEL_NUMBER && decimal_i64(v.number, ret) && *ret >= from && *ret <= to;
}

static feel date_of_parts(const builtin_call *c)
{
	i64 year, month, mday;
	if (!part(c->at[0], -YEAR_MAX, YEAR_MAX, &year) || !part(c->at[1], 1, 12, &month) ||
	    !part(c->at[2], 1, 31, &mday))
		return NO(c, "there is no such date");
	feel_moment m = { .year = (i32)year, .month = (u8)month, .day = (u8)mday }, real = { 0 };
	if (!moment_set_days(&real, moment_days(&m)) || real.month != m.month)
		return NO(c, "there is no such date");
	return moment_value(c->run->arena, FEEL_DATE, m);
}

static feel fn_date(const builtin_call *c)
{
	feel v = arg(c, 0), ret;
	if (c->n == 3)
		return date_of_parts(c);
	if (dated(v))
		return date_of(c, v.moment);
	if (v.kind == FEEL_STRING && moment_date(c->run->arena, v.string, &ret))
		return ret;
	return NO(c, "not a date: it is written 2026-04-01");
}

static feel time_of_parts(const builtin_call *c)
{
	i64 hour, minute, second, nanos;
	decimal whole, fraction;
	feel s = c->at[2], offset = arg(c, 3);
	if (s.kind != FEEL_NUMBER || !decimal_round(s.number, 0, ROUND_FLOOR, &whole) ||
	    !decimal_sub(s.number, whole, &fraction) || !decimal_mul(fraction, decimal_of(NANOS), &fraction) ||
	    !decimal_round(fraction, 0, ROUND_DOWN, &fraction) || !decimal_i64(fraction, &nanos) ||
	    !part(feel_number(whole), 0, 59, &second) || !part(c->at[0], 0, 23, &hour) ||
	    !part(c->at[1], 0, 59, &minute))
		return NO(c, "there is no such time");
	feel_moment m = { .hour = (u8)hour, .minute = (u8)minute, .second = (u8)second, .nano = (u32)nanos };
	if (offset.kind == FEEL_SPAN) {
		if (offset.span.seconds > 14 * 3600 || offset.span.seconds < -14 * 3600 || offset.span.nanos)
			return NO(c, "an offset is whole seconds, at most 14 hours");
		m.zone = ZONE_OFFSET;
		m.offset = (i32)offset.span.seconds;
	} else if (offset.kind != FEEL_NULL) {
		return NO(c, "the offset is a days and time duration");
	}
	return moment_value(c->run->arena, FEEL_TIME, m);
}

static feel fn_time(const builtin_call *c)
{
	feel v = arg(c, 0), ret;
	if (c->n >= 3)
		return time_of_parts(c);
	if (v.kind == FEEL_TIME)
		return v;
	if (v.kind == FEEL_STRING && moment_time(c->run->arena, v.string, &ret))
		return ret;
	if (!dated(v))
		return NO(c, "not a time: it is written 09:30:00");
	feel_moment m = *v.moment;
	if (v.kind == FEEL_DATE) /* midnight in UTC */
		m = (feel_moment){ .zone = ZONE_OFFSET };
	m.year = 0;
	m.month = m.day = 0;
	return moment_value(c->run->arena, FEEL_TIME, m);
}

static feel fn_date_and_time(const builtin_call *c)
{
	feel v = arg(c, 0), time = arg(c, 1), ret;
	if (c->n == 2) {
		if (!dated(v) || time.kind != FEEL_TIME)
			return NO(c, "wants a date and a time");
		feel_moment m = *time.moment;
		m.year = v.moment->year;
		m.month = v.moment->month;
		m.day = v.moment->day;
		return moment_value(c->run->arena, FEEL_DATE_TIME, m);
	}
	if (v.kind == FEEL_DATE_TIME)
		return v;
	if (v.kind == FEEL_DATE) {
		feel_moment m = *v.moment;
		m.zone = ZONE_OFFSET;
		return moment_value(c->run->arena, FEEL_DATE_TIME, m);
	}
	if (v.kind == FEEL_STRING && moment_date_time(c->run->arena, v.string, &ret))
		return ret;
	return NO(c, "not a date and time: it is written 2026-04-01T09:30:00");
}

static feel fn_duration(const builtin_call *c)
{
	feel v = arg(c, 0), ret;
	if (v.kind == FEEL_SPAN || v.kind == FEEL_MONTHS)
		return v;
	if (v.kind == FEEL_STRING && moment_duration(v.string, &ret))
		return ret;
	return NO(c, "not a duration: it is written P1DT2H or P1Y2M");
}

/* By the dates alone, whole months towards zero. */
static feel fn_years_and_months(const builtin_call *c)
{
	feel from = arg(c, 0), to = arg(c, 1);
	if (!dated(from) || !dated(to))
		return NO(c, "wants two dates");
	const feel_moment *a = from.moment, *b = to.moment;
	i64 months = ((i64)b->year - a->year) * 12 + b->month - a->month;
	if (months > 0 && b->day < a->day)
		months--;
	else if (months < 0 && b->day > a->day)
		months++;
	return (feel){ .kind = FEEL_MONTHS, .months = months };
}

/* --- the calendar -------------------------------------------------------------------------------------------------- */

static i64 day_of_year(const feel_moment *m)
{
	feel_moment first = { .year = m->year, .month = 1, .day = 1 };
	return moment_days(m) - moment_days(&first) + 1;
}

/* 1 Monday to 7 Sunday. */
static i64 weekday(const feel_moment *m)
{
	return ((moment_days(m) + 3) % 7 + 7) % 7 + 1;
}

static feel fn_day_of_year(const builtin_call *c)
{
	feel v = arg(c, 0);
	return dated(v) ? feel_int(day_of_year(v.moment)) : NO(c, "not a date");
}

static feel fn_day_of_week(const builtin_call *c)
{
	static const char *const names[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
					     "Friday", "Saturday", "Sunday" };
	feel v = arg(c, 0);
	return dated(v) ? feel_text(str_of(names[weekday(v.moment) - 1])) : NO(c, "not a date");
}

static feel fn_month_of_year(const builtin_call *c)
{
	static const char *const names[] = { "January", "February", "March",     "April",   "May",      "June",
					     "July",    "August",   "September", "October", "November", "December" };
	feel v = arg(c, 0);
	return dated(v) ? feel_text(str_of(names[v.moment->month - 1])) : NO(c, "not a date");
}

static bool long_year(i64 year)
{
	feel_moment new_year = { .year = (i32)year, .month = 1, .day = 1 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	i64 first = weekday(&new_year);
	return first == 4 || (leap && first == 3);
}

/* ISO 8601: the first week is the one with the year's first Thursday. */
static feel fn_week_of_year(const builtin_call *c)
{
	feel v = arg(c, 0);
	if (!dated(v))
		return NO(c, "not a date");
	i64 year = v.moment->year, week = (day_of_year(v.moment) - weekday(v.moment) + 10) / 7;
	if (week < 1)
		return feel_int(long_year(year - 1) ? 53 : 52);
	return feel_int(week == 53 && !long_year(year) ? 1 : week);
}

/* --- now ----------------------------------------------------------------------------------------------------------- */

/* The clock on the city's wall, nine hours ahead of UTC. */
static feel fn_now(const builtin_call *c)
{
	instant now = c->run->now;
	civil d = civil_of(day_of(now));
	i64 of_minute = (now % MINUTE + MINUTE) % MINUTE;
	int minute = minute_of(now);
	return moment_value(c->run->arena, FEEL_DATE_TIME,
			    (feel_moment){ .year = d.year,
					   .month = (u8)d.month,
					   .day = (u8)d.mday,
					   .hour = (u8)(minute / 60),
					   .minute = (u8)(minute % 60),
					   .second = (u8)(of_minute / SECOND),
					   .nano = (u32)(of_minute % SECOND) * 1000000,
					   .zone = ZONE_OFFSET,
					   .offset = 9 * 3600 });
}

static feel fn_today(const builtin_call *c)
{
	return feel_day(c->run->arena, c->run->as_of != DAY_UNSET ? c->run->as_of : day_of(c->run->now));
}

#define DATED "date or date and time"

const builtin builtins_time[] = {
	{ "date", "from: string or " DATED " | year: number, month: number, day: number", "date", fn_date, false },
	{ "time",
	  "from: string or time or " DATED
	  " | hour: number, minute: number, second: number, offset?: days and time duration",
	  "time", fn_time, false },
	{ "date and time", "from: string or " DATED " | date: " DATED ", time: time", "date and time", fn_date_and_time,
	  false },
	{ "duration", "from: string or days and time duration or years and months duration", "any", fn_duration,
	  false },
	{ "years and months duration", "from: " DATED ", to: " DATED, "years and months duration", fn_years_and_months,
	  false },
	{ "day of year", "date: " DATED, "number", fn_day_of_year, false },
	{ "day of week", "date: " DATED, "string", fn_day_of_week, false },
	{ "month of year", "date: " DATED, "string", fn_month_of_year, false },
	{ "week of year", "date: " DATED, "number", fn_week_of_year, false },
	{ "now", "", "date and time", fn_now, false },
	{ "today", "", "date", fn_today, false },
	{ 0 },
};
