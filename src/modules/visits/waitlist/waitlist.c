/* Commands on the waiting list: join, accept, decline, leave, wake. */
#include "modules/visits/waitlist/waitlist_private.h"
#include "text/contact.h"

#define CODES_TRIED 8

str services_text(arena *a, const strs *list)
{
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < list->n; i++)
		buf_format(&b, "%s%.*s", i ? "," : "", STR_ARG(list->at[i]));
	return buf_str(&b);
}

strs services_list(arena *a, str text)
{
	strs list = { NULL, 0 };
	while (text.len)
		LIST_ADD(a, &list, str_cut(&text, ','));
	return list;
}

/* --- one entry ------------------------------------------------------------------------------------------------------ */

const err *entry_load(db *d, arena *a, i64 city, str code, waiting_view *ret)
{
	waitlist_get_row row;
	waitlist_offer_of_row offer;
	bool found, offered;
	TRY(waitlist_get(d, a, city, code, &row, &found));
	if (!found)
		return err_of(ERR_not_found);
	*ret = (waiting_view){ .code = arena_copy(a, code),
			       .office = row.office,
			       .state = waiting_state_of(row.state),
			       .turn = row.turn,
			       .rev = row.rev,
			       .unanswered = row.unanswered,
			       .since = row.since,
			       .made_at = row.made_at,
			       .phoned = row.phoned,
			       .services = services_list(a, row.services),
			       .wishes = { .from = (day)row.from_day,
					   .to = (day)row.to_day,
					   .dates = wishes_dates_of(a, row.dates),
					   .parts = (int)row.parts },
			       .name = row.name,
			       .contact = row.contact,
			       .note = row.note,
			       .channel = row.channel,
			       .lang = (lang)row.lang,
			       .booking = row.booking };
	if (ret->state != WAITING_OFFERED && ret->state != WAITING_ACCEPTED)
		return NULL;
	TRY(waitlist_offer_of(d, a, city, code, &offer, &offered));
	if (offered) {
		ret->start = offer.start;
		ret->until = offer.until;
		ret->held = ret->state == WAITING_ACCEPTED && ret->booking.len ? ret->booking : offer.booking;
	}
	return NULL;
}

const err *entry_set(db *d, arena *a, i64 city, waiting_view *v, waiting_state becomes, i64 unanswered)
{
	waitlist_move_in in = { .city = city,
				.code = v->code,
				.was = waiting_state_name(v->state),
				.rev = v->rev,
				.becomes = waiting_state_name(becomes),
				.since = tx_now(d),
				.unanswered = unanswered };
	i64 changed;
	TRY(waitlist_move(d, a, &in, &changed));
	if (!changed)
		return err_of(ERR_stale);
	v->state = becomes;
	v->since = in.since;
	v->unanswered = unanswered;
	v->rev++;
	return NULL;
}

const err *entry_move(db *d, arena *a, const actor *by, waiting_view *v, waiting_command c)
{
	waiting_state next;
	if (!waiting_next(v->state, c, &next))
		return err_of(ERR_not_allowed_now);
	bool silent = c == WAITING_LAPSE || c == WAITING_SLEEP;
	i64 unanswered = silent ? v->unanswered + 1 : c == WAITING_OFFER ? v->unanswered : 0;
	TRY(entry_set(d, a, by->city, v, next, unanswered));
	/* the names of people leave; *v keeps them for who is told */
	return waiting_is_open(next) ? NULL : waitlist_erase(d, a, by->city, v->code, NULL);
}

const err *offer_end(db *d, arena *a, const actor *by, const waiting_view *v, str how)
{
	i64 changed;
	TRY(waitlist_end_offer(d, a, by->city, v->code, v->start, how, tx_now(d), &changed));
	return changed ? NULL : err_of(ERR_offer_over);
}

/* Gives back what an offer held, behind the entry's own change; from there it goes on to the next. */
static const err *release(db *d, arena *a, const actor *by, str held)
{
	booking_view b;
	TRY(booking_load(d, a, by->city, held, &b));
	TRY(booking_set(d, a, by, &b, BOOKING_RELEASE, STR_NONE));
	return places_give(d, a, by, &b);
}

const err *entry_leave(db *d, arena *a, const actor *by, str code)
{
	waiting_view v;
	TRY(entry_load(d, a, by->city, code, &v));
	if (!waiting_is_open(v.state))
		return NULL;
	bool offered = v.state == WAITING_OFFERED;
	if (offered)
		TRY(offer_end(d, a, by, &v, STR("declined")));
	TRY(entry_move(d, a, by, &v, WAITING_LEAVE));
	TRY(waitlist_tell(d, a, by, &v, NEWS_OVER));
	return offered ? release(d, a, by, v.held) : NULL;
}

/* --- join -------------------------------------------------------------------------------------------------------------- */

/* Days and times that there can be, from today on. */
static const err *check_wishes(arena *a, const office_def *o, strs services, instant now, wishes *w)
{
	day today = day_of(now);
	for (size_t i = 0; i < services.n; i++) {
		const offer_def *f = defs_offer(o, services.at[i]);
		if (!f)
			return err_of(ERR_not_found);
		if (f->booking.n == 0)
			return err_of(ERR_not_bookable);
		for (size_t k = 0; k < i; k++)
			if (str_eq(services.at[k], services.at[i]))
				return err_at(a, ERR_invalid, STR("services"), "a service stands twice");
	}
	if (w->dates.n > WISH_DAYS_MAX)
		return err_at(a, ERR_invalid, STR("days"), "at most %d days", WISH_DAYS_MAX);
	for (size_t i = 0; i < w->dates.n; i++) {
		w->from = i == 0 || w->dates.at[i] < w->from ? w->dates.at[i] : w->from;
		w->to = i == 0 || w->dates.at[i] > w->to ? w->dates.at[i] : w->to;
	}
	if (w->to < w->from || w->to < today || w->to > today + WISH_AHEAD)
		return err_at(a, ERR_invalid, STR("days"), "from a day to a later one, within %d days", WISH_AHEAD);
	if (w->from < today && w->dates.n == 0)
		w->from = today;
	if (w->parts < 1 || w->parts > PARTS_ALL)
		return err_at(a, ERR_invalid, STR("times"), "name at least one time of the day");
	return NULL;
}

/* As many entries and bookings to come as one contact may have. */
static const err *check_limits(db *d, arena *a, const join_waitlist *c, const office_def *o, const booker *one)
{
	bool found;
	waitlist_count_office_row all;
	TRY(waitlist_count_office(d, a, c->by->city, o->id, &all, &found));
	if (all.total >= WAITING_MAX)
		return err_of(ERR_waitlist_full);
	if (!c->by->limits || by_staff(c->by) || one->key.len == 0 || c->booking.len)
		return NULL;
	waitlist_count_contact_row mine;
	visits_count_contact_row booked;
	TRY(waitlist_count_contact(d, a, c->by->city, one->key, &mine, &found));
	TRY(visits_count_contact(d, a, c->by->city, one->key, tx_now(d), &booked, &found));
	return mine.total + booked.total >= c->by->def->limits.per_contact ? err_of(ERR_too_many_bookings) : NULL;
}

/* What somebody says who has a booking and wants it earlier; *ret_known when they wait with it already. */
static const err *join_earlier(db *d, arena *a, join_waitlist *c, booker *one, bool *ret_known)
{
	booking_view b;
	TRY(booking_load(d, a, c->by->city, c->booking, &b));
	str known;
	TRY(waitlist_of_booking(d, a, c->by->city, b.code, &known));
	*ret_known = known.len > 0;
	if (*ret_known)
		return waitlist_entry(d, a, c->by->city, known, &c->ret);
	if (b.state != BOOKING_BOOKED || b.start <= tx_now(d))
		return err_of(ERR_booking_over);
	c->office = b.office;
	c->services = (strs){ NULL, 0 };
	for (size_t i = 0; i < b.steps_n; i++)
		LIST_ADD(a, &c->services, b.steps[i].service);
	if (c->wishes.to > day_of(b.start))
		c->wishes.to = day_of(b.start);
	*one = (booker){ b.name, b.contact, STR_NONE, b.note };
	if (b.contact.len && !contact_key(a, b.contact, &one->key))
		one->key = STR_NONE;
	return NULL;
}

const err *join_waitlist_run(db *d, arena *a, void *arg)
{
	join_waitlist *c = arg;
	const office_def *o;
	booker one;
	bool known = false;
	if (c->booking.len)
		TRY(join_earlier(d, a, c, &one, &known));
	else
		TRY(booker_check(a, c->by, c->name, c->contact, c->note, &one));
	if (known)
		return NULL;
	TRY(office_find(c->by, c->office, &o));
	if (!o->waitlist.offer_minutes)
		return err_of(ERR_waitlist_off);
	if (c->services.n < 1 || c->services.n > (size_t)c->by->def->limits.services_per_visit)
		return err_at(a, ERR_invalid, STR("services"), "one to %d services",
			      c->by->def->limits.services_per_visit);
	TRY(check_wishes(a, o, c->services, tx_now(d), &c->wishes));
	TRY(check_limits(d, a, c, o, &one));
	waitlist_next_turn_row turn;
	bool found;
	TRY(waitlist_next_turn(d, a, c->by->city, o->id, &turn, &found));
	waitlist_add_in in = { .city = c->by->city,
			       .office = o->id,
			       .turn = turn.last,
			       .services = services_text(a, &c->services),
			       .from_day = c->wishes.from,
			       .to_day = c->wishes.to,
			       .dates = wishes_dates_text(a, &c->wishes),
			       .parts = c->wishes.parts,
			       .name = one.name,
			       .contact = one.contact,
			       .contact_key = one.key,
			       .note = one.note,
			       .booking = c->booking,
			       .lang = c->by->lang,
			       .channel = c->by->channel,
			       .staff = c->by->who ? c->by->who->staff : 0,
			       .now = tx_now(d) };
	i64 added = 0;
	for (int i = 0; i < CODES_TRIED && !added; i++) {
		in.code = code_new(a, tx_now(d));
		TRY(waitlist_add(d, a, &in, &added));
	}
	if (!added)
		return err_of(ERR_conflict);
	TRY(staff_audit(d, a, c->by, o->id, STR("waiting.join"), in.code, STR_NONE));
	TRY(emit_queue(d, a, c->by->city, o->id, STR("waiting")));
	size_t offers;
	TRY(waitlist_offer(d, a, c->by, o, c->wishes.from, c->wishes.to, &offers));
	return waitlist_entry(d, a, c->by->city, in.code, &c->ret);
}

/* --- answers ----------------------------------------------------------------------------------------------------------- */

/* The hold becomes the booking; for who has one already, the booking moves onto it. */
static const err *accept(db *d, arena *a, const actor *by, waiting_view *v)
{
	booking_view held, own;
	TRY(booking_load(d, a, by->city, v->held, &held));
	if (v->until <= tx_now(d) || held.state != BOOKING_HELD)
		return err_of(ERR_offer_over);
	booker one = { v->name, v->contact, STR_NONE, v->note };
	if (v->contact.len && !contact_key(a, v->contact, &one.key))
		one.key = STR_NONE;
	TRY(offer_end(d, a, by, v, STR("accepted")));
	if (v->booking.len == 0) {
		TRY(contact_limit(d, a, by, one.key));
		TRY(entry_move(d, a, by, v, WAITING_ACCEPT));
		return booking_confirm(d, a, by, &held, &one, v->lang);
	}
	TRY(booking_load(d, a, by->city, v->booking, &own));
	if (own.state != BOOKING_BOOKED)
		return err_of(ERR_booking_over);
	if (own.start <= held.start) /* it was moved meanwhile */
		return err_of(ERR_offer_over);
	TRY(entry_move(d, a, by, v, WAITING_ACCEPT));
	return booking_onto(d, a, by, &own, &held);
}

static const err *decline(db *d, arena *a, const actor *by, waiting_view *v)
{
	TRY(offer_end(d, a, by, v, STR("declined")));
	TRY(entry_move(d, a, by, v, WAITING_DECLINE));
	TRY(waitlist_tell(d, a, by, v, NEWS_PASSED_ON)); /* before the next offer, which may be to the same entry */
	return release(d, a, by, v->held);
}

static const err *wake(db *d, arena *a, const actor *by, waiting_view *v)
{
	TRY(entry_move(d, a, by, v, WAITING_WAKE));
	const office_def *o = defs_office(by->def, v->office);
	size_t offers;
	return o ? waitlist_offer(d, a, by, o, v->wishes.from, v->wishes.to, &offers) : NULL;
}

static const char *const answer_names[] = { "waiting.accept", "waiting.decline", "waiting.leave", "waiting.wake",
					    "waiting.phoned" };

const err *answer_waiting_run(db *d, arena *a, void *arg)
{
	answer_waiting *c = arg;
	waiting_view v;
	TRY(entry_load(d, a, c->by->city, c->code, &v));
	TRY(office_may(c->by, v.office));
	/* what was done already is done */
	bool again = (c->answer == ANSWER_ACCEPT && v.state == WAITING_ACCEPTED) ||
		     (c->answer == ANSWER_LEAVE && !waiting_is_open(v.state)) ||
		     (c->answer == ANSWER_WAKE && (v.state == WAITING_WAITING || v.state == WAITING_OFFERED));
	if (again)
		return waitlist_entry(d, a, c->by->city, c->code, &c->ret);
	bool of_offer = c->answer == ANSWER_ACCEPT || c->answer == ANSWER_DECLINE;
	if (of_offer && (v.state != WAITING_OFFERED || (c->start && c->start != v.start)))
		return err_of(ERR_offer_over);
	switch (c->answer) {
	case ANSWER_ACCEPT:
		TRY(accept(d, a, c->by, &v));
		TRY(waitlist_tell(d, a, c->by, &v, NEWS_ACCEPTED));
		break;
	case ANSWER_DECLINE:
		TRY(decline(d, a, c->by, &v));
		break;
	case ANSWER_LEAVE:
		TRY(entry_leave(d, a, c->by, v.code));
		break;
	case ANSWER_WAKE:
		TRY(wake(d, a, c->by, &v));
		TRY(emit_queue(d, a, c->by->city, v.office, STR("waiting")));
		break;
	case ANSWER_PHONED:
		if (!by_staff(c->by))
			return err_of(ERR_forbidden);
		TRY(waitlist_phoned(d, a, c->by->city, v.code, tx_now(d), NULL));
		TRY(emit_queue(d, a, c->by->city, v.office, STR("waiting")));
		break;
	}
	TRY(staff_audit(d, a, c->by, v.office, str_of(answer_names[c->answer]), v.code, STR_NONE));
	return waitlist_entry(d, a, c->by->city, c->code, &c->ret);
}
