/* A place that came free finds the first whom it suits. */
#include "modules/visits/waitlist/waitlist_private.h"

/* The days that are looked at, with the lanes of the services that somebody wants. */
typedef struct search {
	const actor *by;
	const office_def *office;
	day from, to;
	struct lane_list {
		lane **at;
		size_t n;
	} lanes;
} search;

/* NULL when the office does not give bookings for the service any more. */
static const err *lane_of(db *d, arena *a, search *s, str service, lane **ret)
{
	*ret = NULL;
	for (size_t i = 0; i < s->lanes.n; i++)
		if (str_eq(s->lanes.at[i]->offer->service, service)) {
			*ret = s->lanes.at[i];
			return NULL;
		}
	const offer_def *f = defs_offer(s->office, service);
	if (!f || f->booking.n == 0)
		return NULL;
	lane *l = arena_one(a, lane);
	*l = (lane){ .offer = f };
	TRY(lane_read(d, a, s->by->def, s->office, l, s->from, s->to, false));
	LIST_ADD(a, &s->lanes, l);
	*ret = l;
	return NULL;
}

/* The slots that a visit from `first` on would have, one for each lane; false when one of them has no place. */
static bool chain_of(const struct lane_list *lanes, open_slot *first, open_slot **ret)
{
	ret[0] = first;
	bool free = first->left > 0;
	for (size_t i = 1; i < lanes->n && free; i++) {
		ret[i] = lane_free_from(lanes->at[i],
					ret[i - 1]->start + (i64)lanes->at[i - 1]->offer->minutes * MINUTE);
		free = ret[i] != NULL;
	}
	return free;
}

static bool was_offered(const waitlist_offered_before_rows *rows, instant start)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->at[i].start == start)
			return true;
	return false;
}

/* Offers that time to the entry. *ret_made false: the entry, the person or the place is not free any more, and nothing
 * has changed. First come the statements that decide whose offer it is, then those that take the place. */
static const err *make_offer(db *d, arena *a, const search *s, const waitlist_candidates_row *c, strs services,
			     instant start, instant until, bool *ret_made)
{
	i64 city = s->by->city, changed;
	*ret_made = false;
	waitlist_add_offer_in offer = { .city = city,
					.entry = c->code,
					.start = start,
					.office = s->office->id,
					.person = c->contact_key.len ? c->contact_key : c->code,
					.now = tx_now(d),
					.until = until };
	TRY(waitlist_add_offer(d, a, &offer, &changed));
	if (!changed)
		return NULL;
	waiting_view v;
	TRY(entry_load(d, a, city, c->code, &v));
	i64 unanswered = v.unanswered;
	const err *e = entry_move(d, a, s->by, &v, WAITING_OFFER);
	if (err_is(e, ERR_stale) || err_is(e, ERR_not_allowed_now))
		return waitlist_drop_offer(d, a, city, c->code, start, NULL);
	TRY(e);
	/* a resident's booking, in the resident's words; whoever freed the place has nothing to do with it */
	actor resident = {
		.city = city, .def = s->by->def, .lang = v.lang, .channel = v.channel, .means = s->by->means
	};
	place_hold hold = { .office = s->office,
			    .services = services,
			    .start = start,
			    .until = until,
			    .one = { v.name, v.contact, STR_NONE, v.note } };
	booking_view b;
	TRY(booking_hold(d, a, &resident, &hold, &b, ret_made));
	if (!*ret_made) {
		TRY(waitlist_drop_offer(d, a, city, c->code, start, NULL));
		return entry_set(d, a, city, &v, WAITING_WAITING, unanswered);
	}
	TRY(waitlist_hold_offer(d, a, city, c->code, start, b.code, NULL));
	v.start = start;
	v.until = until;
	v.held = b.code;
	return waitlist_tell(d, a, s->by, &v, NEWS_OFFER);
}

/* What of a candidate's row is a wish. */
static wishes wishes_of(arena *a, const waitlist_candidates_row *c)
{
	return (wishes){ .from = (day)c->from_day,
			 .to = (day)c->to_day,
			 .dates = wishes_dates_of(a, c->dates),
			 .parts = (int)c->parts,
			 .before = c->before.some ? c->before.value : 0 };
}

/* Offers the first time that suits the entry; *ret_made false when there is none. */
static const err *offer_to(db *d, arena *a, search *s, const waitlist_candidates_row *c, bool *ret_made)
{
	*ret_made = false;
	if (c->booking.len && !c->before.some)
		return NULL; /* the booking that was to become earlier is over */
	strs services = services_list(a, c->services);
	struct lane_list lanes = { NULL, 0 };
	for (size_t i = 0; i < services.n; i++) {
		lane *l;
		TRY(lane_of(d, a, s, services.at[i], &l));
		if (!l)
			return NULL;
		LIST_ADD(a, &lanes, l);
	}
	if (lanes.n == 0)
		return NULL;
	wishes w = wishes_of(a, c);
	open_slot **chain = arena_many(a, open_slot *, lanes.n);
	waitlist_offered_before_rows before;
	bool asked = false;
	const lane *first = lanes.at[0];
	for (size_t i = 0; i < first->slots.n && !*ret_made; i++) {
		open_slot *slot = &first->slots.at[i];
		if (slot->left < 1 || !wishes_fit(&w, slot->start) ||
		    !offer_bookable(s->office, first->offer, slot->start, tx_now(d), false, NULL) ||
		    !chain_of(&lanes, slot, chain))
			continue;
		instant until = offer_until(&s->office->waitlist, tx_now(d), slot->start);
		if (!until)
			continue;
		if (!asked)
			TRY(waitlist_offered_before(d, a, s->by->city, c->code, &before));
		asked = true;
		if (was_offered(&before, slot->start))
			continue;
		TRY(make_offer(d, a, s, c, services, slot->start, until, ret_made));
		if (!*ret_made)
			return NULL;
		for (size_t k = 0; k < lanes.n; k++)
			chain[k]->left--;
	}
	return NULL;
}

const err *waitlist_offer(db *d, arena *a, const actor *by, const office_def *o, day from, day to, size_t *ret_n)
{
	*ret_n = 0;
	day today = day_of(tx_now(d));
	search s = { .by = by, .office = o, .from = from < today ? today : from, .to = to };
	if (s.to > today + WISH_AHEAD)
		s.to = today + WISH_AHEAD;
	if (!o->waitlist.offer_minutes || s.to < s.from)
		return NULL;
	waitlist_candidates_rows rows;
	TRY(waitlist_candidates(d, a, by->city, o->id, s.from, s.to, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		bool made;
		TRY(offer_to(d, a, &s, &rows.at[i], &made));
		*ret_n += made;
	}
	return NULL;
}

/* --- the one point where a place is given back ------------------------------------------------------------------------ */

/* The offer whose hold `b` was: it ran out, or the hold was released by hand. */
static const err *offer_freed(db *d, arena *a, const actor *by, const booking_view *b)
{
	waitlist_offer_held_by_row offer;
	bool found;
	TRY(waitlist_offer_held_by(d, a, by->city, b->code, &offer, &found));
	if (!found)
		return NULL;
	waiting_view v;
	TRY(entry_load(d, a, by->city, offer.entry, &v));
	const office_def *o = defs_office(by->def, v.office);
	bool lapsed = offer.until <= tx_now(d);
	TRY(offer_end(d, a, by, &v, lapsed ? STR("unanswered") : STR("declined")));
	bool sleep = lapsed && o && v.unanswered + 1 >= o->waitlist.unanswered;
	TRY(entry_move(d, a, by, &v, sleep ? WAITING_SLEEP : lapsed ? WAITING_LAPSE : WAITING_DECLINE));
	return waitlist_tell(d, a, by, &v, NEWS_PASSED_ON);
}

const err *waitlist_freed(db *d, arena *a, const actor *by, const booking_view *b)
{
	if (b->state == BOOKING_EXPIRED)
		TRY(offer_freed(d, a, by, b));
	if (b->state == BOOKING_CANCELLED) {
		waitlist_by_booking_row row;
		bool found;
		TRY(waitlist_by_booking(d, a, by->city, b->code, &row, &found));
		if (found)
			TRY(entry_leave(d, a, by, row.code));
	}
	const office_def *o = defs_office(by->def, b->office);
	size_t n;
	return o ? waitlist_offer(d, a, by, o, day_of(b->start), day_of(b->start), &n) : NULL;
}
