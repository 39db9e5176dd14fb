#include "base/clock.h"

#define JAPAN (9 * HOUR)

static instant system_now(const clock_source *self)
{
	(void)self;
	struct timespec t;
	CHECK(clock_gettime(CLOCK_REALTIME, &t) == 0);
	return (instant)t.tv_sec * SECOND + t.tv_nsec / 1000000;
}

static instant fixed_now(const clock_source *self)
{
	return self->fixed;
}

clock_source clock_system(void)
{
	return (clock_source){ .now = system_now };
}

static instant shifted_now(const clock_source *self)
{
	return system_now(self) + self->fixed;
}

clock_source clock_starting(instant at)
{
	return (clock_source){ .now = shifted_now, .fixed = at - system_now(NULL) };
}

clock_source clock_fixed(instant at)
{
	return (clock_source){ .now = fixed_now, .fixed = at };
}

void clock_set(clock_source *c, instant at)
{
	CHECK(c->now == fixed_now);
	c->fixed = at;
}

instant clock_now(const clock_source *c)
{
	return c->now(c);
}

i64 clock_ticks(void)
{
	struct timespec t;
	CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (i64)t.tv_sec * 1000000000 + t.tv_nsec;
}

static i64 floor_div(i64 a, i64 b)
{
	return a / b - (a % b < 0);
}

day day_of(instant t)
{
	return (day)floor_div(t + JAPAN, DAY);
}

int minute_of(instant t)
{
	return (int)((t + JAPAN - (i64)day_of(t) * DAY) / MINUTE);
}

instant instant_of(day d, int minute)
{
	return (i64)d * DAY + (i64)minute * MINUTE - JAPAN;
}

/* The Gregorian calendar in 400-year eras that begin in March, so that the leap day is an era's last. */
civil civil_of(day d)
{
	i64 z = (i64)d + 719468;
	i64 era = floor_div(z, 146097);
	i64 doe = z - era * 146097;
	i64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	i64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	i64 mp = (5 * doy + 2) / 153;
	i64 month = mp < 10 ? mp + 3 : mp - 9;
	return (civil){ (int)(yoe + era * 400 + (month <= 2)), (int)month, (int)(doy - (153 * mp + 2) / 5 + 1) };
}

day day_from(int year, int month, int mday)
{
	CHECK(civil_valid(year, month, mday));
	i64 y = year - (month <= 2);
	i64 era = floor_div(y, 400);
	i64 yoe = y - era * 400;
	i64 doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
	return (day)(era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

bool civil_valid(int year, int month, int mday)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && mday >= 1 &&
	       mday <= days_in_month(year, month);
}

int weekday_of(day d)
{
	return (int)((((i64)d + 4) % 7 + 7) % 7);
}

str day_text(arena *a, day d)
{
	civil c = civil_of(d);
	return str_format(a, "%04d-%02d-%02d", c.year, c.month, c.mday);
}

str minute_text(arena *a, int minute)
{
	return str_format(a, "%02d:%02d", minute / 60, minute % 60);
}

str instant_text(arena *a, instant t)
{
	civil c = civil_of(day_of(t));
	int minute = minute_of(t), second = (int)(floor_div(t, SECOND) - floor_div(t, MINUTE) * 60);
	return str_format(a, "%04d-%02d-%02dT%02d:%02d:%02d+09:00", c.year, c.month, c.mday, minute / 60, minute % 60,
			  second);
}

/* n digits at the front of *s, which moves on. */
static bool digits(str *s, size_t n, int *ret)
{
	i64 value;
	str head = str_sub(*s, 0, n);
	if (head.len != n || head.at[0] == '-' || !str_i64(head, &value))
		return false;
	*s = str_sub(*s, n, s->len);
	*ret = (int)value;
	return true;
}

static bool mark(str *s, char c)
{
	if (s->len == 0 || s->at[0] != c)
		return false;
	*s = str_sub(*s, 1, s->len);
	return true;
}

static bool date(str *s, day *ret)
{
	int y, m, d;
	if (!digits(s, 4, &y) || !mark(s, '-') || !digits(s, 2, &m) || !mark(s, '-') || !digits(s, 2, &d) ||
	    !civil_valid(y, m, d))
		return false;
	*ret = day_from(y, m, d);
	return true;
}

bool day_parse(str s, day *ret)
{
	day d;
	if (!date(&s, &d) || s.len)
		return false;
	*ret = d;
	return true;
}

bool minute_parse(str s, int *ret)
{
	int h, m;
	size_t colon = str_find(s, ':');
	if (colon < 1 || colon > 2 || !digits(&s, colon, &h) || !mark(&s, ':') || !digits(&s, 2, &m) || s.len)
		return false;
	if (m > 59 || h * 60 + m > 24 * 60)
		return false;
	*ret = h * 60 + m;
	return true;
}

bool instant_parse(str s, instant *ret)
{
	day d;
	int h, m, sec, oh = 0, om = 0, sign = 1;
	i64 ms = 0;
	if (!date(&s, &d) || !(mark(&s, 'T') || mark(&s, 't') || mark(&s, ' ')) || !digits(&s, 2, &h) ||
	    !mark(&s, ':') || !digits(&s, 2, &m) || !mark(&s, ':') || !digits(&s, 2, &sec))
		return false;
	if (h > 23 || m > 59 || sec > 60) /* 60 is a leap second; it falls on the next minute */
		return false;
	if (mark(&s, '.')) {
		i64 scale = 100;
		size_t n = 0;
		for (; s.len && s.at[0] >= '0' && s.at[0] <= '9'; n++, scale /= 10) {
			ms += (s.at[0] - '0') * scale;
			s = str_sub(s, 1, s.len);
		}
		if (n == 0 || n > 9)
			return false;
	}
	if (!mark(&s, 'Z') && !mark(&s, 'z')) {
		sign = s.len && s.at[0] == '-' ? -1 : 1;
		if (!(mark(&s, '+') || mark(&s, '-')) || !digits(&s, 2, &oh) || !mark(&s, ':') || !digits(&s, 2, &om) ||
		    oh > 23 || om > 59)
			return false;
	}
	if (s.len)
		return false;
	*ret = (i64)d * DAY + (h * 60 + m) * MINUTE + sec * SECOND + ms - sign * (oh * 60 + om) * MINUTE;
	return true;
}
