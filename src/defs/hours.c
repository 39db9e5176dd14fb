/* When an office is open, and which slots that gives. */
#include "defs/defs.h"

#define WINDOWS_MAX 16 /* two lists of at most eight meet in at most fifteen */

static const text3 weekly = { { STR_INIT("休みの曜日です"), STR_INIT("やすみの ようびです"),
				STR_INIT("Closed on this day of the week") } };
static const text3 year_end = { { STR_INIT("年末年始の休みです"), STR_INIT("ねんまつ ねんしの やすみです"),
				  STR_INIT("Closed at the end and the beginning of the year") } };
static const text3 closed = { { STR_INIT("臨時の休みです"), STR_INIT("やすみです"), STR_INIT("Closed on this day") } };

static const struct open_day *opening_on(const office_def *o, day d)
{
	for (size_t i = 0; i < o->openings.n; i++)
		if (o->openings.at[i].day == d)
			return &o->openings.at[i];
	return NULL;
}

static bool at_year_end(const date_range *r, day d)
{
	if (r->from == DAY_NONE)
		return false;
	civil c = civil_of(d);
	day same = day_from(2000, c.month, c.mday); /* 2000 has a 29 February */
	if (r->from <= r->to)
		return same >= r->from && same <= r->to;
	return same >= r->from || same <= r->to;
}

/* Why it is closed on a day that is not among its openings; NULL when it is open. */
static const text3 *closed_why(const office_def *o, day d)
{
	for (size_t i = 0; i < o->closures.n; i++) {
		const date_range *r = &o->closures.at[i];
		if (d >= r->from && d <= r->to)
			return text_empty(&r->reason) ? &closed : &r->reason;
	}
	if (at_year_end(&o->year_end, d))
		return &year_end;
	const holiday *h = o->holidays ? holiday_on(d) : NULL;
	if (h)
		return &h->name;
	return o->week[weekday_of(d)].n ? NULL : &weekly;
}

windows office_hours(const office_def *o, day d, const text3 **ret_why)
{
	const struct open_day *open = opening_on(o, d);
	const text3 *why = open ? NULL : closed_why(o, d);
	if (ret_why)
		*ret_why = why;
	if (open)
		return open->hours;
	return why ? (windows){ NULL, 0 } : o->week[weekday_of(d)];
}

static bool holds(const window *at, size_t n, int minute)
{
	for (size_t i = 0; i < n; i++)
		if (at[i].from <= minute && minute < at[i].to)
			return true;
	return false;
}

bool office_open_at(const office_def *o, instant t)
{
	windows hours = office_hours(o, day_of(t), NULL);
	return holds(hours.at, hours.n, minute_of(t));
}

/* The windows in which one service is received; returns how many. */
static size_t reception(const office_def *o, const offer_def *f, day d, window ret[WINDOWS_MAX])
{
	const struct open_day *open = opening_on(o, d);
	bool served = !open || open->services.n == 0;
	for (size_t i = 0; open && i < open->services.n; i++)
		served = served || str_eq(open->services.at[i], f->service);
	if (!served)
		return 0;
	windows hours = office_hours(o, d, NULL);
	windows offer = f->hours;
	window whole = { 0, 24 * 60 };
	if (offer.n == 0)
		offer = (windows){ &whole, 1 };
	size_t n = 0;
	for (size_t i = 0; i < hours.n; i++)
		for (size_t k = 0; k < offer.n; k++) {
			window w = hours.at[i], v = offer.at[k];
			window both = { w.from > v.from ? w.from : v.from, w.to < v.to ? w.to : v.to };
			if (both.from < both.to && n < WINDOWS_MAX)
				ret[n++] = both;
		}
	return n;
}

windows offer_hours(arena *a, const office_def *o, const offer_def *f, day d)
{
	window found[WINDOWS_MAX];
	windows list = { NULL, reception(o, f, d, found) };
	list.at = arena_many(a, window, list.n);
	for (size_t i = 0; i < list.n; i++)
		list.at[i] = found[i];
	return list;
}

bool offer_open_at(const office_def *o, const offer_def *f, instant t)
{
	window found[WINDOWS_MAX];
	return holds(found, reception(o, f, day_of(t), found), minute_of(t));
}

/* --- slots --- */

/* Weeks begin on Sunday; day 0 was a Thursday. */
static i64 week_of(day d)
{
	i64 days = (i64)d + 4;
	return days / 7 - (days % 7 < 0);
}

static bool rule_applies(const booking_rule *r, day d)
{
	if ((r->from_day != DAY_NONE && d < r->from_day) || (r->to_day != DAY_NONE && d > r->to_day))
		return false;
	if (r->dates.n) {
		for (size_t i = 0; i < r->dates.n; i++)
			if (r->dates.at[i] == d)
				return true;
		return false;
	}
	if (!(r->weekdays & 1u << weekday_of(d)))
		return false;
	if (r->every_weeks > 1 && (week_of(d) - week_of(r->from_day)) % r->every_weeks != 0)
		return false;
	return r->weeks_of_month == 0 || r->weeks_of_month & 1u << (civil_of(d).mday - 1) / 7;
}

/* Whether a slot of the rule begins then and lies within the reception's hours. */
static bool slot_begins(const booking_rule *r, const window *open, size_t n, int minute)
{
	if (minute < r->hours.from || minute + r->slot > r->hours.to || (minute - r->hours.from) % r->slot != 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (open[i].from <= minute && minute + r->slot <= open[i].to)
			return true;
	return false;
}

static int by_start(const void *x, const void *y)
{
	const slot_def *a = x, *b = y;
	return a->start < b->start ? -1 : a->start > b->start;
}

/* Two rules that give the same start give one slot with the places of both. */
static void merge(slot_def *into, const slot_def *s)
{
	into->places += s->places;
	into->kept += s->kept;
	if (s->minutes > into->minutes)
		into->minutes = s->minutes;
}

slot_defs offer_slots(arena *a, const office_def *o, const offer_def *f, day d)
{
	slot_defs list = { NULL, 0 };
	window open[WINDOWS_MAX];
	size_t n = f->booking.n ? reception(o, f, d, open) : 0;
	for (size_t i = 0; n && i < f->booking.n; i++) {
		const booking_rule *r = &f->booking.at[i];
		if (!rule_applies(r, d))
			continue;
		for (int at = r->hours.from; at + r->slot <= r->hours.to; at += r->slot)
			if (slot_begins(r, open, n, at))
				LIST_ADD(a, &list, ((slot_def){ instant_of(d, at), r->slot, r->places, r->kept }));
	}
	if (list.n == 0)
		return list;
	qsort(list.at, list.n, sizeof *list.at, by_start);
	size_t kept = 1;
	for (size_t i = 1; i < list.n; i++) {
		if (list.at[i].start == list.at[kept - 1].start)
			merge(&list.at[kept - 1], &list.at[i]);
		else
			list.at[kept++] = list.at[i];
	}
	list.n = kept;
	return list;
}

bool offer_bookable(const office_def *o, const offer_def *f, instant start, instant now, bool by_staff, slot_def *ret)
{
	day d = day_of(start);
	int minute = minute_of(start);
	if (instant_of(d, minute) != start)
		return false;
	window open[WINDOWS_MAX];
	size_t n = reception(o, f, d, open);
	slot_def slot = { .start = start };
	for (size_t i = 0; i < f->booking.n; i++) {
		const booking_rule *r = &f->booking.at[i];
		if (rule_applies(r, d) && slot_begins(r, open, n, minute))
			merge(&slot, &(slot_def){ start, r->slot, r->places, r->kept });
	}
	if (slot.places == 0)
		return false;
	i64 ahead = (i64)d - day_of(now);
	bool may = by_staff ? start + slot.minutes * MINUTE > now && ahead <= 366
			    : ahead >= f->book_from_days && ahead <= f->book_to_days &&
				      start >= now + f->book_lead_minutes * MINUTE;
	if (may && ret)
		*ret = slot;
	return may;
}
