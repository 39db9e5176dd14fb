#include "modules/guide/guide.h"

day guide_last_day(day event, int days, int months, bool with_first)
{
	day first = with_first ? event : event + 1;
	if (months == 0)
		return first + days - 1;
	civil c = civil_of(first);
	int month = c.year * 12 + c.month - 1 + months;
	int y = month / 12, m = month % 12 + 1;
	/* no corresponding day: the month's last */
	day last = c.mday > days_in_month(y, m) ? day_from(y, m, days_in_month(y, m)) : day_from(y, m, c.mday) - 1;
	return last + days;
}
