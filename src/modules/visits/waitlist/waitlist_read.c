/* What screens show of the waiting list. */
#include "modules/visits/waitlist/waitlist_private.h"

const err *waitlist_entries(db *d, arena *a, i64 city, str office, waiting_views *ret)
{
	waitlist_list_rows rows;
	TRY(waitlist_list(d, a, city, office, &rows));
	*ret = (waiting_views){ arena_many(a, waiting_view, rows.n), rows.n };
	for (size_t i = 0; i < rows.n; i++) {
		const waitlist_list_row *r = &rows.at[i];
		ret->at[i] = (waiting_view){ .code = r->code,
					     .office = office,
					     .state = waiting_state_of(r->state),
					     .turn = r->turn,
					     .rev = r->rev,
					     .unanswered = r->unanswered,
					     .since = r->since,
					     .made_at = r->made_at,
					     .phoned = r->phoned,
					     .services = services_list(a, r->services),
					     .wishes = { .from = (day)r->from_day,
							 .to = (day)r->to_day,
							 .dates = wishes_dates_of(a, r->dates),
							 .parts = (int)r->parts },
					     .name = r->name,
					     .contact = r->contact,
					     .note = r->note,
					     .channel = r->channel,
					     .lang = (lang)r->lang,
					     .booking = r->booking,
					     .start = r->start.some ? r->start.value : 0,
					     .until = r->until.some ? r->until.value : 0 };
	}
	return NULL;
}

/* Both could be offered the same place. */
static bool rivals(const waiting_view *x, const waiting_view *y)
{
	if (x->wishes.to < y->wishes.from || y->wishes.to < x->wishes.from || !(x->wishes.parts & y->wishes.parts))
		return false;
	for (size_t i = 0; i < x->services.n; i++)
		for (size_t k = 0; k < y->services.n; k++)
			if (str_eq(x->services.at[i], y->services.at[k]))
				return true;
	return false;
}

const err *waitlist_entry(db *d, arena *a, i64 city, str code, waiting_view *ret)
{
	TRY(entry_load(d, a, city, code, ret));
	if (!waiting_is_open(ret->state))
		return NULL;
	waiting_views all;
	TRY(waitlist_entries(d, a, city, ret->office, &all));
	for (size_t i = 0; i < all.n && all.at[i].turn < ret->turn; i++)
		ret->ahead += all.at[i].state != WAITING_ASLEEP && rivals(&all.at[i], ret);
	return NULL;
}

const err *waitlist_of_booking(db *d, arena *a, i64 city, str booking, str *ret)
{
	waitlist_by_booking_row row;
	bool found;
	TRY(waitlist_by_booking(d, a, city, booking, &row, &found));
	*ret = found ? row.code : STR_NONE;
	return NULL;
}
