/* What kind of day a date is in an office. */
#include "modules/visits/staffing/staffing.h"

#define LOOK 40 /* days on each side: longer than any month's edge and any closure that people still think of */

/* By the week's hours alone: a day that would be open if nothing were in its way. */
static bool usual(const office_def *o, day d)
{
	return o->week[weekday_of(d)].n > 0;
}

static bool open_on(const office_def *o, day d)
{
	return office_hours(o, d, NULL).n > 0;
}

/* Usual opening days that are closed right beside d; *ret_next: the first day on that side that is open. */
static int lost(const office_def *o, day d, int step, day *ret_next)
{
	int n = 0;
	day at = d + step;
	for (int i = 0; i < LOOK && !open_on(o, at); i++, at += step)
		n += usual(o, at);
	*ret_next = at;
	return n;
}

/* The how manyth open day of its month d is, from the beginning (step -1) or the end (1); 5 is the last that matters. */
static int in_month(const office_def *o, day d, int step)
{
	int n = 1, month = civil_of(d).month;
	for (day at = d + step; civil_of(at).month == month && n < 6; at += step)
		n += open_on(o, at);
	return n <= 5 ? n : 0;
}

forecast_day staffing_day_of(const office_def *o, day d)
{
	day before, after, earlier;
	civil c = civil_of(d);
	day first = day_from(c.year, 1, 1);
	forecast_day ret = { .number = d,
			     .weekday = (u8)weekday_of(d),
			     .month_start = (u8)in_month(o, d, -1),
			     .month_end = (u8)in_month(o, d, 1),
			     .lost_before = (u8)lost(o, d, -1, &before),
			     .lost_after = (u8)lost(o, d, 1, &after),
			     .holiday = holiday_on(d) != NULL,
			     .special = !usual(o, d),
			     .year = (double)(d - first) / (double)(day_from(c.year + 1, 1, 1) - first) };
	if (ret.lost_before == 0) {
		if (lost(o, before, -1, &earlier) >= 2)
			ret.after_long = 1;
		else if (lost(o, earlier, -1, &after) >= 2 && before - earlier <= 3)
			ret.after_long = 2;
	}
	return ret;
}
