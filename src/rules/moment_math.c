/* Calculating with dates, times and durations (DMN 1.5, tables 54 to 61). */
#include "rules/moment.h"

#include "rules/decimal.h"

#define DAY_SECONDS ((i64)86400)
#define NANOS 1000000000

/* --- durations as numbers ------------------------------------------------------------------------------------------ */

static feel months_value(i64 n)
{
	return (feel){ .kind = FEEL_MONTHS, .months = n };
}

/* Seconds and nanoseconds of any signs become a duration whose parts have one sign. */
static feel span_value(i64 seconds, i64 nanos)
{
	i64 carried;
	if (__builtin_add_overflow(seconds, nanos / NANOS, &carried))
		return FEEL_NOTHING;
	i32 rest = (i32)(nanos % NANOS);
	if (carried > 0 && rest < 0) {
		carried--;
		rest += NANOS;
	} else if (carried < 0 && rest > 0) {
		carried++;
		rest -= NANOS;
	}
	return (feel){ .kind = FEEL_SPAN, .span = { carried, rest } };
}

static decimal span_nanos(feel_span s)
{
	decimal seconds, all;
	if (!decimal_mul(decimal_of(s.seconds), decimal_of(NANOS), &seconds) ||
	    !decimal_add(seconds, decimal_of(s.nanos), &all))
		return decimal_of(0);
	return all; /* at most 28 digits: exact */
}

/* What is finer than a nanosecond is cut off; null where there are too many seconds. */
static feel span_of_nanos(decimal nanos)
{
	decimal whole, seconds, rest;
	i64 s, n;
	if (!decimal_round(nanos, 0, ROUND_DOWN, &nanos) || !decimal_modulo(nanos, decimal_of(NANOS), &rest) ||
	    !decimal_sub(nanos, rest, &whole) || !decimal_div(whole, decimal_of(NANOS), &seconds) ||
	    !decimal_i64(seconds, &s) || !decimal_i64(rest, &n))
		return FEEL_NOTHING;
	return span_value(s, n);
}

static feel months_of(decimal d)
{
	i64 n;
	if (!decimal_round(d, 0, ROUND_DOWN, &d) || !decimal_i64(d, &n))
		return FEEL_NOTHING;
	return months_value(n);
}

feel moment_mul(feel x, feel y)
{
	decimal d;
	if (x.kind == FEEL_NUMBER)
		return y.kind == FEEL_NUMBER ? FEEL_NOTHING : moment_mul(y, x);
	if (y.kind != FEEL_NUMBER)
		return FEEL_NOTHING;
	if (x.kind == FEEL_MONTHS)
		return decimal_mul(decimal_of(x.months), y.number, &d) ? months_of(d) : FEEL_NOTHING;
	if (x.kind == FEEL_SPAN)
		return decimal_mul(span_nanos(x.span), y.number, &d) ? span_of_nanos(d) : FEEL_NOTHING;
	return FEEL_NOTHING;
}

feel moment_div(feel x, feel y)
{
	decimal d;
	bool by_number = y.kind == FEEL_NUMBER;
	if (x.kind == FEEL_MONTHS && (by_number || y.kind == FEEL_MONTHS)) {
		if (!decimal_div(decimal_of(x.months), by_number ? y.number : decimal_of(y.months), &d))
			return FEEL_NOTHING;
		return by_number ? months_of(d) : feel_number(d);
	}
	if (x.kind == FEEL_SPAN && (by_number || y.kind == FEEL_SPAN)) {
		if (!decimal_div(span_nanos(x.span), by_number ? y.number : span_nanos(y.span), &d))
			return FEEL_NOTHING;
		return by_number ? span_of_nanos(d) : feel_number(d);
	}
	return FEEL_NOTHING;
}

feel moment_neg(feel x)
{
	if (x.kind == FEEL_MONTHS && x.months > INT64_MIN)
		return months_value(-x.months);
	if (x.kind == FEEL_SPAN && x.span.seconds > INT64_MIN)
		return span_value(-x.span.seconds, -(i64)x.span.nanos);
	return FEEL_NOTHING;
}

/* --- moments and durations ----------------------------------------------------------------------------------------- */

static bool is_moment(feel x)
{
	return x.kind == FEEL_DATE || x.kind == FEEL_TIME || x.kind == FEEL_DATE_TIME;
}

static bool is_duration(feel x)
{
	return x.kind == FEEL_SPAN || x.kind == FEEL_MONTHS;
}

/* The same day of another month, or that month's last day. */
static feel add_months(arena *a, feel x, i64 months)
{
	feel_moment m = *x.moment;
	i64 all;
	if (__builtin_add_overflow((i64)m.year * 12 + m.month - 1, months, &all))
		return FEEL_NOTHING;
	i64 month = all % 12 < 0 ? all % 12 + 12 : all % 12, year = (all - month) / 12;
	if (year > 999999999 || year < -999999999)
		return FEEL_NOTHING;
	m.year = (i32)year;
	m.month = (u8)(month + 1);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	u8 last = (u8)(m.month == 2 ? 28 + leap : 30 + (m.month + m.month / 8) % 2);
	if (m.day > last)
		m.day = last;
	return moment_value(a, x.kind, m);
}

/* Seconds on the wall to the clock's fields; false outside the years there are. */
static bool set_wall(feel_kind kind, feel_moment *m, i64 seconds)
{
	i64 of_day = seconds % DAY_SECONDS;
	if (of_day < 0)
		of_day += DAY_SECONDS;
	if (kind != FEEL_TIME && !moment_set_days(m, (seconds - of_day) / DAY_SECONDS))
		return false;
	m->hour = (u8)(of_day / 3600);
	m->minute = (u8)(of_day / 60 % 60);
	m->second = (u8)(of_day % 60);
	return true;
}

/* A day more is 24 hours more, also when the clocks are changed on it; a time goes round; a date is its midnight. */
static feel add_span(arena *a, feel x, feel_span s)
{
	feel_moment m = *x.moment;
	i64 at;
	i32 nanos = (i32)m.nano + s.nanos;
	i64 carry = nanos >= NANOS ? 1 : nanos < 0 ? -1 : 0;
	m.nano = (u32)(nanos - carry * NANOS);
	if (__builtin_add_overflow(moment_seconds(x.kind, &m), s.seconds, &at) ||
	    __builtin_add_overflow(at, carry, &at))
		return FEEL_NOTHING;
	bool named = m.zone == ZONE_NAMED && x.kind == FEEL_DATE_TIME;
	i64 offset = named ? zone_offset(m.zone_name, at) : moment_offset(x.kind, &m);
	if (__builtin_add_overflow(at, offset, &at) || !set_wall(x.kind, &m, at))
		return FEEL_NOTHING;
	if (x.kind == FEEL_DATE) {
		m.hour = m.minute = m.second = 0;
		m.nano = 0;
	}
	return moment_value(a, x.kind, m);
}

static feel add_durations(feel x, feel y)
{
	i64 sum;
	if (x.kind != y.kind)
		return FEEL_NOTHING;
	if (x.kind == FEEL_MONTHS)
		return __builtin_add_overflow(x.months, y.months, &sum) ? FEEL_NOTHING : months_value(sum);
	if (__builtin_add_overflow(x.span.seconds, y.span.seconds, &sum))
		return FEEL_NOTHING;
	return span_value(sum, (i64)x.span.nanos + y.span.nanos);
}

feel moment_add(arena *a, feel x, feel y)
{
	if (is_duration(x) && is_moment(y))
		return moment_add(a, y, x);
	if (is_duration(x) && is_duration(y))
		return add_durations(x, y);
	if (is_moment(x) && y.kind == FEEL_SPAN)
		return add_span(a, x, y.span);
	if (y.kind == FEEL_MONTHS && (x.kind == FEEL_DATE || x.kind == FEEL_DATE_TIME))
		return add_months(a, x, y.months);
	return FEEL_NOTHING;
}

static bool is_dated(feel x)
{
	return x.kind == FEEL_DATE || x.kind == FEEL_DATE_TIME;
}

feel moment_sub(arena *a, feel x, feel y)
{
	if (is_duration(y) && (is_moment(x) || is_duration(x))) {
		feel minus = moment_neg(y);
		return minus.kind == FEEL_NULL ? minus : moment_add(a, x, minus);
	}
	bool times = x.kind == FEEL_TIME && y.kind == FEEL_TIME;
	if (!times && (!is_dated(x) || !is_dated(y)))
		return FEEL_NOTHING;
	if (moment_zoned(x.kind, x.moment) != moment_zoned(y.kind, y.moment))
		return FEEL_NOTHING; /* how far apart they are cannot be said */
	return span_value(moment_seconds(x.kind, x.moment) - moment_seconds(y.kind, y.moment),
			  (i64)x.moment->nano - y.moment->nano);
}

/* --- order and properties ------------------------------------------------------------------------------------------ */

static int order_of(i64 a, i64 b)
{
	return (a > b) - (a < b);
}

bool moment_order(feel x, feel y, int *ret)
{
	*ret = 0;
	if (x.kind != y.kind)
		return false;
	if (x.kind == FEEL_MONTHS) {
		*ret = order_of(x.months, y.months);
		return true;
	}
	if (x.kind == FEEL_SPAN) {
		*ret = order_of(x.span.seconds, y.span.seconds);
		if (!*ret)
			*ret = order_of(x.span.nanos, y.span.nanos);
		return true;
	}
	if (!is_moment(x) || moment_zoned(x.kind, x.moment) != moment_zoned(y.kind, y.moment))
		return false;
	*ret = order_of(moment_seconds(x.kind, x.moment), moment_seconds(y.kind, y.moment));
	if (!*ret)
		*ret = order_of(x.moment->nano, y.moment->nano);
	return true;
}

/* 33.5 */
static feel seconds_with(i64 seconds, i64 nanos)
{
	decimal fraction, sum;
	if (!nanos || !decimal_div(decimal_of(nanos), decimal_of(NANOS), &fraction) ||
	    !decimal_add(decimal_of(seconds), fraction, &sum))
		return feel_int(seconds);
	return feel_number(sum);
}

static bool span_property(feel_span s, str name, feel *ret)
{
	if (str_eq(name, STR("days")))
		*ret = feel_int(s.seconds / DAY_SECONDS);
	else if (str_eq(name, STR("hours")))
		*ret = feel_int(s.seconds / 3600 % 24);
	else if (str_eq(name, STR("minutes")))
		*ret = feel_int(s.seconds / 60 % 60);
	else if (str_eq(name, STR("seconds")))
		*ret = seconds_with(s.seconds % 60, s.nanos);
	else
		return false;
	return true;
}

static bool date_property(const feel_moment *m, str name, feel *ret)
{
	if (str_eq(name, STR("year")))
		*ret = feel_int(m->year);
	else if (str_eq(name, STR("month")))
		*ret = feel_int(m->month);
	else if (str_eq(name, STR("day")))
		*ret = feel_int(m->day);
	else if (str_eq(name, STR("weekday"))) /* 1 Monday to 7 Sunday; 1970-01-01 was a Thursday */
		*ret = feel_int(((moment_days(m) + 3) % 7 + 7) % 7 + 1);
	else
		return false;
	return true;
}

static bool time_property(arena *a, feel_kind kind, const feel_moment *m, str name, feel *ret)
{
	*ret = FEEL_NOTHING;
	if (str_eq(name, STR("hour")))
		*ret = feel_int(m->hour);
	else if (str_eq(name, STR("minute")))
		*ret = feel_int(m->minute);
	else if (str_eq(name, STR("second")))
		*ret = seconds_with(m->second, m->nano);
	else if (str_eq(name, STR("time offset"))) {
		if (m->zone != ZONE_NONE)
			*ret = span_value(moment_offset(kind, m), 0);
	} else if (str_eq(name, STR("timezone"))) {
		if (m->zone == ZONE_NAMED)
			*ret = feel_text(arena_copy(a, m->zone_name));
	} else
		return false;
	return true;
}

bool moment_property(arena *a, feel x, str name, feel *ret)
{
	*ret = FEEL_NOTHING;
	if (x.kind == FEEL_SPAN)
		return span_property(x.span, name, ret);
	if (x.kind == FEEL_MONTHS) {
		bool years = str_eq(name, STR("years"));
		if (!years && !str_eq(name, STR("months")))
			return false;
		*ret = feel_int(years ? x.months / 12 : x.months % 12);
		return true;
	}
	if (is_dated(x) && date_property(x.moment, name, ret))
		return true;
	return (x.kind == FEEL_TIME || x.kind == FEEL_DATE_TIME) && time_property(a, x.kind, x.moment, name, ret);
}
