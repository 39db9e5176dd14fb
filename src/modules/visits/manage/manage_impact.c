/* What a change of an office's definition does to slots and to bookings already made; see manage.h. */
#include "modules/visits/manage/manage.h"

#include "modules/visits/manage/manage.sql.h"

/* Why a booking for this slot does not fit; `taken` places were booked before it. */
static lost_why why_lost(const office_def *o, const booked_step *b, int taken)
{
	const offer_def *f = defs_offer(o, b->service);
	if (!f)
		return LOST_SERVICE;
	slot_def slot;
	/* asked at the moment when it begins, every slot may be given away by staff; so this says only whether there is one */
	if (offer_bookable(o, f, b->start, b->start, true, &slot)) {
		/* who was booked beyond the places because some do not come is no mistake: overbook.h's most */
		int most = f->overbook ? 2 * slot.places : slot.places;
		return taken < most ? LOST_NOT : LOST_PLACES;
	}
	return office_hours(o, day_of(b->start), NULL).n == 0 ? LOST_CLOSED : LOST_TIME;
}

bool manage_fits(const office_def *o, str service, instant start)
{
	return why_lost(o, &(booked_step){ .service = service, .start = start }, 0) == LOST_NOT;
}

static int by_time(const void *x, const void *y)
{
	const lost_step *a = x, *b = y;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	int order = str_cmp(a->code, b->code);
	return order ? order : str_cmp(a->service, b->service);
}

lost_steps manage_lost(arena *a, const office_def *was, const office_def *now, const booked_steps *list)
{
	lost_steps lost = { NULL, 0 };
	int taken = 0;
	for (size_t i = 0; i < list->n; i++) {
		const booked_step *b = &list->at[i];
		bool same = i && b->start == b[-1].start && str_eq(b->service, b[-1].service);
		taken = same ? taken + 1 : 0;
		lost_why why = why_lost(now, b, taken);
		if (why == LOST_NOT)
			continue;
		bool before = was && why_lost(was, b, taken) != LOST_NOT;
		LIST_ADD(a, &lost, ((lost_step){ b->code, b->service, b->start, why, before }));
	}
	if (lost.n)
		qsort(lost.at, lost.n, sizeof *lost.at, by_time);
	return lost;
}

const err *manage_booked(db *d, arena *a, i64 city, str office, instant now, booked_steps *ret)
{
	manage_booked_steps_rows rows;
	TRY(manage_booked_steps(d, a, city, office, now, &rows));
	*ret = (booked_steps){ arena_many(a, booked_step, rows.n), rows.n };
	for (size_t i = 0; i < rows.n; i++)
		ret->at[i] = (booked_step){ rows.at[i].code, rows.at[i].service, rows.at[i].start };
	return NULL;
}

const err *manage_kept(db *d, arena *a, i64 city, const office_def *o, instant now, lost_steps *ret)
{
	booked_steps list;
	TRY(manage_booked(d, a, city, o->id, now, &list));
	*ret = manage_lost(a, NULL, o, &list);
	return NULL;
}

/* --- the days --------------------------------------------------------------------------------------------------- */

static slot_defs slots_on(arena *a, const office_def *o, str service, day d)
{
	const offer_def *f = o ? defs_offer(o, service) : NULL;
	return f ? offer_slots(a, o, f, d) : (slot_defs){ NULL, 0 };
}

bool manage_same_slots(arena *a, const office_def *was, const office_def *now, str service, day d)
{
	slot_defs x = slots_on(a, was, service, d), y = slots_on(a, now, service, d);
	bool same = x.n == y.n;
	for (size_t i = 0; i < x.n && same; i++)
		same = x.at[i].start == y.at[i].start && x.at[i].minutes == y.at[i].minutes &&
		       x.at[i].places == y.at[i].places && x.at[i].kept == y.at[i].kept;
	return same;
}

static bool same_hours(const office_def *was, const office_def *now, day d)
{
	windows x = office_hours(was, d, NULL), y = office_hours(now, d, NULL);
	bool same = x.n == y.n;
	for (size_t i = 0; i < x.n && same; i++)
		same = x.at[i].from == y.at[i].from && x.at[i].to == y.at[i].to;
	return same;
}

static bool same_offers(arena *a, const office_def *was, const office_def *now, const offer_defs *list, day d)
{
	for (size_t i = 0; i < list->n; i++)
		if (!manage_same_slots(a, was, now, list->at[i].service, d))
			return false;
	return true;
}

day manage_first_difference(arena *a, const office_def *was, const office_def *now, day from, int days)
{
	for (day d = from; d < from + days; d++)
		if (!same_hours(was, now, d) || !same_offers(a, was, now, &was->offers, d) ||
		    !same_offers(a, was, now, &now->offers, d))
			return d;
	return DAY_NONE;
}
