/* The calendar's arithmetic, and time zones by ICU. */
#include "rules/moment.h"

#include <unicode/ucal.h>

#define YEAR_MAX 999999999
#define DAY_SECONDS ((i64)86400)
#define DAYS_400_YEARS 146097
#define NAME_MAX 64
/* ICU counts milliseconds in a double: what lies further away has the offset of the same day 400 years (or a multiple) nearer, when the
 * calendar is the same. */
#define ZONE_SECONDS_MAX (DAY_SECONDS * DAYS_400_YEARS * 5)

static i64 floor_div(i64 a, i64 b)
{
	return a / b - (a % b < 0);
}

i64 moment_days(const feel_moment *m)
{
	/* years that begin in March, so that the leap day is the last one */
	i64 year = (i64)m->year - (m->month <= 2);
	i64 era = floor_div(year, 400), of_era = year - era * 400;
	i64 of_year = (153 * ((m->month + 9) % 12) + 2) / 5 + m->day - 1;
	return era * DAYS_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool moment_set_days(feel_moment *m, i64 days)
{
	if (days > (i64)YEAR_MAX * 366 || days < -(i64)YEAR_MAX * 366)
		return false;
	days += 719468;
	i64 era = floor_div(days, DAYS_400_YEARS), of_era = days - era * DAYS_400_YEARS;
	i64 year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	i64 of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
	year += era * 400 + (month >= 10);
	if (year > YEAR_MAX || year < -YEAR_MAX)
		return false;
	m->year = (i32)year;
	m->month = (u8)(month < 10 ? month + 3 : month - 9);
	m->day = (u8)(of_year - (153 * month + 2) / 5 + 1);
	return true;
}

/* A name for ICU; false where it cannot be one. */
static bool zone_name(str name, UChar ret[NAME_MAX + 1])
{
	if (!name.len || name.len > NAME_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if (name.at[i] < '+' || name.at[i] > 'z')
			return false;
		ret[i] = (UChar)name.at[i];
	}
	ret[name.len] = 0;
	return true;
}

/* Zones whose offset is known without asking: the city's own since it has had no summer time, and UTC. */
static bool fixed_zone(str name, i64 utc, i32 *ret)
{
	*ret = 0;
	if (str_eq(name, STR("Etc/UTC")) || str_eq(name, STR("UTC")))
		return true;
	*ret = 9 * 3600;
	return str_eq(name, STR("Asia/Tokyo")) && utc > -500000000; /* 1954 */
}

bool zone_known(str name)
{
	i32 offset;
	UChar id[NAME_MAX + 1], canonical[NAME_MAX * 2];
	UBool listed = false;
	UErrorCode status = U_ZERO_ERROR;
	if (fixed_zone(name, 0, &offset))
		return true;
	if (!zone_name(name, id))
		return false;
	ucal_getCanonicalTimeZoneID(id, (int32_t)name.len, canonical, COUNT(canonical), &listed, &status);
	return U_SUCCESS(status) && listed && !str_eq(name, STR("Etc/Unknown"));
}

i32 zone_offset(str name, i64 utc)
{
	i32 offset;
	UChar id[NAME_MAX + 1];
	UErrorCode status = U_ZERO_ERROR;
	if (fixed_zone(name, utc, &offset))
		return offset;
	if (!zone_name(name, id))
		return 0;
	if (utc > ZONE_SECONDS_MAX || utc < -ZONE_SECONDS_MAX)
		utc %= ZONE_SECONDS_MAX; /* of that many whole periods of 400 years */
	UCalendar *c = ucal_open(id, (int32_t)name.len, "en", UCAL_GREGORIAN, &status);
	ucal_setMillis(c, (UDate)utc * 1000, &status);
	i32 millis = ucal_get(c, UCAL_ZONE_OFFSET, &status) + ucal_get(c, UCAL_DST_OFFSET, &status);
	if (c)
		ucal_close(c);
	return U_SUCCESS(status) ? millis / 1000 : 0;
}

/* What the clock on the wall shows: seconds since 1970-01-01T00:00:00 without regard to a zone. */
static i64 wall(feel_kind kind, const feel_moment *m)
{
	i64 of_day = (i64)m->hour * 3600 + (i64)m->minute * 60 + m->second;
	return kind == FEEL_TIME ? of_day : moment_days(m) * DAY_SECONDS + of_day;
}

/* A time alone has no day, so no summer time: the standard time of the zone, which is the lesser offset of a January and a July. */
static i32 standard_offset(str name)
{
	i32 january = zone_offset(name, (i64)1736899200), july = zone_offset(name, (i64)1752537600); /* 2025 */
	return january < july ? january : july;
}

i32 moment_offset(feel_kind kind, const feel_moment *m)
{
	if (m->zone != ZONE_NAMED)
		return m->zone == ZONE_OFFSET ? m->offset : 0;
	if (kind == FEEL_TIME)
		return standard_offset(m->zone_name);
	i64 at = wall(kind, m);
	i32 before = zone_offset(m->zone_name, at - DAY_SECONDS), after = zone_offset(m->zone_name, at + DAY_SECONDS);
	if (before == after || zone_offset(m->zone_name, at - before) == before)
		return before;
	return zone_offset(m->zone_name, at - after) == after ? after : before;
}

bool moment_zoned(feel_kind kind, const feel_moment *m)
{
	return kind == FEEL_DATE || m->zone != ZONE_NONE;
}

i64 moment_seconds(feel_kind kind, const feel_moment *m)
{
	return wall(kind, m) - moment_offset(kind, m);
}

feel moment_value(arena *a, feel_kind kind, feel_moment m)
{
	feel_moment *copy = arena_one(a, feel_moment);
	*copy = m;
	return (feel){ .kind = kind, .moment = copy };
}
