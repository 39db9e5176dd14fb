/* The texts of dates, times and durations, read and written. */
#include "rules/moment.h"

#include "base/buf.h"

#define DAY_SECONDS ((i64)86400)
#define NANOS 1000000000
/* Longer is no date, and no duration that anybody means. */
#define TEXT_MAX 256

/* --- reading ------------------------------------------------------------------------------------------------------- */

typedef struct reader {
	str s;
	size_t i;
} reader;

static bool at_end(const reader *r)
{
	return r->i == r->s.len;
}

static char here(const reader *r)
{
	return r->i < r->s.len ? r->s.at[r->i] : 0;
}

static bool take(reader *r, char c)
{
	if (here(r) != c)
		return false;
	r->i++;
	return true;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool take_two(reader *r, int most, u8 *ret)
{
	if (!digit(here(r)) || r->i + 1 >= r->s.len || !digit(r->s.at[r->i + 1]))
		return false;
	int n = (r->s.at[r->i] - '0') * 10 + (r->s.at[r->i + 1] - '0');
	r->i += 2;
	*ret = (u8)n;
	return n <= most;
}

static int month_days(i32 year, int month)
{
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month == 2 ? 28 + leap : 30 + (month + month / 8) % 2;
}

/* -99999-01-01: four digits or more, no zero before a fifth one, up to nine. */
static bool take_date(reader *r, feel_moment *m)
{
	bool minus = take(r, '-');
	size_t from = r->i;
	i64 year = 0;
	for (; digit(here(r)) && r->i - from < 10; r->i++)
		year = year * 10 + (here(r) - '0');
	size_t digits = r->i - from;
	if (digits < 4 || digits > 9 || (digits > 4 && r->s.at[from] == '0'))
		return false;
	m->year = (i32)(minus ? -year : year);
	if (!take(r, '-') || !take_two(r, 12, &m->month) || !take(r, '-') || !take_two(r, 31, &m->day))
		return false;
	return m->month >= 1 && m->day >= 1 && m->day <= month_days(m->year, m->month);
}

/* Digits behind a point; what comes after nine of them is finer than FEEL's time. */
static u32 take_fraction(reader *r)
{
	u32 nanos = 0;
	int n = 0;
	for (; digit(here(r)); r->i++)
		if (n < 9) {
			nanos = nanos * 10 + (u32)(here(r) - '0');
			n++;
		}
	for (; n < 9; n++)
		nanos *= 10;
	return nanos;
}

/* Z, +09:00, +09:00:30 as time(h, m, s, offset) can make it, @Asia/Tokyo, or nothing. */
static bool take_zone(arena *a, reader *r, feel_moment *m)
{
	u8 h, min, s = 0;
	if (at_end(r))
		return true;
	m->zone = ZONE_OFFSET;
	if (take(r, 'Z') || take(r, 'z'))
		return at_end(r);
	if (take(r, '@')) {
		str name = str_sub(r->s, r->i, r->s.len);
		m->zone = ZONE_NAMED;
		m->zone_name = arena_copy(a, name);
		return zone_known(name);
	}
	bool west = here(r) == '-';
	if (!take(r, west ? '-' : '+') || !take_two(r, 14, &h) || !take(r, ':') || !take_two(r, 59, &min))
		return false;
	if (take(r, ':') && !take_two(r, 59, &s))
		return false;
	i32 offset = h * 3600 + min * 60 + s;
	m->offset = west ? -offset : offset;
	return at_end(r) && offset <= 14 * 3600;
}

/* 11:22:33.5, to the end of the text with its zone. *ret_next: it was 24:00:00, the midnight after. */
static bool take_time(arena *a, reader *r, feel_moment *m, bool *ret_next)
{
	if (!take_two(r, 24, &m->hour) || !take(r, ':') || !take_two(r, 59, &m->minute) || !take(r, ':') ||
	    !take_two(r, 59, &m->second))
		return false;
	if (take(r, '.')) {
		if (!digit(here(r)))
			return false;
		m->nano = take_fraction(r);
	}
	*ret_next = m->hour == 24;
	if (*ret_next) {
		if (m->minute || m->second || m->nano)
			return false;
		m->hour = 0;
	}
	return take_zone(a, r, m);
}

bool moment_date(arena *a, str s, feel *ret)
{
	reader r = { .s = s };
	feel_moment m = { 0 };
	if (s.len > TEXT_MAX || !take_date(&r, &m) || !at_end(&r))
		return false;
	*ret = moment_value(a, FEEL_DATE, m);
	return true;
}

bool moment_time(arena *a, str s, feel *ret)
{
	reader r = { .s = s };
	feel_moment m = { 0 };
	bool next;
	take(&r, 'T'); /* ISO 8601 writes it where a time stands alone */
	if (s.len > TEXT_MAX || !take_time(a, &r, &m, &next))
		return false;
	*ret = moment_value(a, FEEL_TIME, m);
	return true;
}

bool moment_date_time(arena *a, str s, feel *ret)
{
	reader r = { .s = s };
	feel_moment m = { 0 };
	bool next = false;
	if (s.len > TEXT_MAX || !take_date(&r, &m))
		return false;
	if (!at_end(&r) && (!take(&r, 'T') || !take_time(a, &r, &m, &next)))
		return false;
	if (next && !moment_set_days(&m, moment_days(&m) + 1))
		return false;
	*ret = moment_value(a, FEEL_DATE_TIME, m);
	return true;
}

typedef struct parts {
	i64 months, seconds;
	u32 nanos;
	bool any_months, any_seconds;
} parts;

static bool count_in(i64 n, i64 unit, i64 *sum)
{
	i64 product;
	return !__builtin_mul_overflow(n, unit, &product) && !__builtin_add_overflow(*sum, product, sum);
}

/* One number with its letter. `*order` is the place in PnYnMnDTnHnMnS of the last one: each may stand once, in this order. */
static bool take_part(reader *r, bool time, int *order, parts *p)
{
	static const i64 units[] = { 12, 1, 86400, 3600, 60, 1 };
	i64 n = 0;
	bool fraction = false;
	if (!digit(here(r)))
		return false;
	for (; digit(here(r)); r->i++)
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, here(r) - '0', &n))
			return false;
	if (take(r, '.')) {
		p->nanos = take_fraction(r);
		fraction = true;
	}
	const char *letters = time ? "HMS" : "YMD", *found = here(r) ? strchr(letters, here(r)) : NULL;
	if (!found)
		return false;
	int place = (int)(found - letters) + (time ? 3 : 0);
	r->i++;
	if (place < *order || (fraction && place != 5))
		return false;
	*order = place + 1;
	if (place < 2) {
		p->any_months = true;
		return count_in(n, units[place], &p->months);
	}
	p->any_seconds = true;
	return count_in(n, units[place], &p->seconds);
}

bool moment_duration(str s, feel *ret)
{
	reader r = { .s = s };
	parts p = { 0 };
	int order = 0;
	bool minus = take(&r, '-'), time = false;
	if (s.len > TEXT_MAX || !take(&r, 'P') || at_end(&r))
		return false;
	while (!at_end(&r)) {
		if (!time && take(&r, 'T'))
			time = true;
		if (!take_part(&r, time, &order, &p))
			return false;
	}
	if (p.any_months && p.any_seconds)
		return false;
	if (p.any_months)
		*ret = (feel){ .kind = FEEL_MONTHS, .months = minus ? -p.months : p.months };
	else
		*ret = (feel){ .kind = FEEL_SPAN,
			       .span = { minus ? -p.seconds : p.seconds, minus ? -(i32)p.nanos : (i32)p.nanos } };
	return true;
}

bool moment_literal(arena *a, str s, feel *ret)
{
	return moment_date(a, s, ret) || moment_date_time(a, s, ret) || moment_time(a, s, ret) ||
	       moment_duration(s, ret);
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static void put_fraction(buf *b, u32 nanos)
{
	if (!nanos)
		return;
	char text[16];
	int n = snprintf(text, sizeof text, "%09u", nanos);
	while (text[n - 1] == '0')
		n--;
	buf_char(b, '.');
	buf_put(b, (str){ text, (size_t)n });
}

static void put_zone(buf *b, const feel_moment *m)
{
	i32 east = m->offset < 0 ? -m->offset : m->offset;
	if (m->zone == ZONE_NAMED) {
		buf_char(b, '@');
		buf_put(b, m->zone_name);
	} else if (m->zone == ZONE_OFFSET && !east) {
		buf_char(b, 'Z');
	} else if (m->zone == ZONE_OFFSET) {
		buf_format(b, "%c%02d:%02d", m->offset < 0 ? '-' : '+', east / 3600, east / 60 % 60);
		if (east % 60)
			buf_format(b, ":%02d", east % 60);
	}
}

static void put_moment(buf *b, feel_kind kind, const feel_moment *m)
{
	if (kind != FEEL_TIME)
		buf_format(b, "%s%04d-%02u-%02u", m->year < 0 ? "-" : "", m->year < 0 ? -m->year : m->year, m->month,
			   m->day);
	if (kind == FEEL_DATE)
		return;
	if (kind == FEEL_DATE_TIME)
		buf_char(b, 'T');
	buf_format(b, "%02u:%02u:%02u", m->hour, m->minute, m->second);
	put_fraction(b, m->nano);
	put_zone(b, m);
}

static void put_part(buf *b, u64 n, char letter)
{
	if (n)
		buf_format(b, "%lu%c", n, letter);
}

static u64 magnitude(i64 n)
{
	return n < 0 ? -(u64)n : (u64)n;
}

static void put_months(buf *b, i64 months)
{
	u64 n = magnitude(months);
	buf_put(b, months < 0 ? STR("-P") : STR("P"));
	put_part(b, n / 12, 'Y');
	put_part(b, n % 12, 'M');
	if (!n)
		buf_lit(b, "0M");
}

static void put_span(buf *b, feel_span span)
{
	u64 n = magnitude(span.seconds);
	u32 nanos = (u32)magnitude(span.nanos);
	buf_put(b, span.seconds < 0 || span.nanos < 0 ? STR("-P") : STR("P"));
	put_part(b, n / (u64)DAY_SECONDS, 'D');
	if (!(n % (u64)DAY_SECONDS) && !nanos && n)
		return;
	buf_char(b, 'T');
	put_part(b, n / 3600 % 24, 'H');
	put_part(b, n / 60 % 60, 'M');
	if (n % 60 || nanos || !n) {
		buf_format(b, "%lu", n % 60);
		put_fraction(b, nanos);
		buf_char(b, 'S');
	}
}

str moment_text(arena *a, feel v)
{
	buf b = buf_new(a, TEXT_MAX * 2);
	if (v.kind == FEEL_SPAN)
		put_span(&b, v.span);
	else if (v.kind == FEEL_MONTHS)
		put_months(&b, v.months);
	else if (v.kind == FEEL_DATE || v.kind == FEEL_TIME || v.kind == FEEL_DATE_TIME)
		put_moment(&b, v.kind, v.moment);
	return buf_str(&b);
}
