/* Booking rules after the office's hours have become shorter; see manage.h. */
#include "modules/visits/manage/manage.h"

/* What is left of a rule within one window of the office; false when not one slot is. */
static bool cut(const booking_rule *r, window open, window *ret)
{
	window w = r->hours;
	if (r->slot < 1) /* not read yet */
		return false;
	while (w.from < open.from)
		w.from += r->slot; /* so that the slots begin when they did */
	if (w.to > open.to)
		w.to = open.to;
	*ret = w;
	return w.to - w.from >= r->slot;
}

/* Adds the rule for one more weekday: to a rule that says the same, else as a new one. `first`: where this rule's own begin. */
static void add_day(arena *a, booking_rules *list, size_t first, const booking_rule *r, window hours, int weekday)
{
	for (size_t i = first; i < list->n; i++)
		if (list->at[i].hours.from == hours.from && list->at[i].hours.to == hours.to) {
			list->at[i].weekdays = (u8)(list->at[i].weekdays | 1u << weekday);
			return;
		}
	booking_rule piece = *r;
	piece.hours = hours;
	piece.weekdays = (u8)(1u << weekday);
	LIST_ADD(a, list, piece);
}

static void fit_weekdays(arena *a, const office_def *o, const booking_rule *r, booking_rules *list)
{
	size_t first = list->n;
	for (int k = 1; k <= 7; k++) {
		int d = k % 7;
		for (size_t i = 0; i < o->week[d].n && r->weekdays & 1u << d; i++) {
			window hours;
			if (cut(r, o->week[d].at[i], &hours))
				add_day(a, list, first, r, hours, d);
		}
	}
	/* a rule for every day says nothing about days when the office is closed, and need not */
	if (list->n == first + 1 && r->weekdays == 0x7F && list->at[first].hours.from == r->hours.from &&
	    list->at[first].hours.to == r->hours.to)
		list->at[first].weekdays = 0x7F;
}

/* The days that are still open at the rule's hours. */
static bool fit_dates(arena *a, const office_def *o, booking_rule *r)
{
	struct days left = { NULL, 0 };
	for (size_t i = 0; i < r->dates.n; i++) {
		day d = r->dates.at[i];
		office_def weekly = *o;
		weekly.closures.n = 0; /* a closure passes; it is no mistake of the rule */
		weekly.year_end.from = DAY_NONE;
		windows hours = office_hours(&weekly, d, NULL);
		window piece;
		bool any = false;
		for (size_t k = 0; k < hours.n; k++)
			any = any || cut(r, hours.at[k], &piece);
		if (any)
			LIST_ADD(a, &left, d);
	}
	r->dates = left;
	return left.n > 0;
}

void manage_fit_rules(arena *a, office_def *o)
{
	for (size_t i = 0; i < o->offers.n; i++) {
		booking_rules list = { NULL, 0 };
		for (size_t k = 0; k < o->offers.at[i].booking.n; k++) {
			booking_rule r = o->offers.at[i].booking.at[k];
			if (r.dates.n == 0)
				fit_weekdays(a, o, &r, &list);
			else if (fit_dates(a, o, &r))
				LIST_ADD(a, &list, r);
		}
		o->offers.at[i].booking = list;
	}
}
