/* Commands on bookings: hold, confirm, make, cancel, move. */
#include "modules/visits/notices/notices.h"
#include "modules/visits/visits_private.h"
#include "modules/visits/overbook/overbook.h"
#include "modules/visits/waitlist/waitlist.h"

#include "text/contact.h"

#define NOTE_MAX 500

bool by_staff(const actor *by)
{
	return by->who && by->who->role >= ROLE_CLERK;
}

const err *office_may(const actor *by, str office)
{
	bool elsewhere = by_staff(by) && by->who->office.len && !str_eq(by->who->office, office);
	return elsewhere ? err_of(ERR_forbidden) : NULL;
}

const err *office_find(const actor *by, str office, const office_def **ret)
{
	*ret = defs_office(by->def, office);
	return *ret ? office_may(by, office) : err_of(ERR_not_found);
}

const err *office_lock(db *d, arena *a, i64 city, str office)
{
	return visits_lock_office(d, a, city, office, NULL);
}

const err *staff_audit(db *d, arena *a, const actor *by, str office, str action, str subject, str detail)
{
	return by_staff(by) ? audit_add(d, a, by->city, office, by->who, action, subject, detail) : NULL;
}

/* --- the places of a visit ---------------------------------------------------------------------------------- */

/* One step of a visit that is to be booked. */
typedef struct plan_step {
	str service;
	slot_def slot;
} plan_step;

typedef struct plan {
	plan_step *at;
	size_t n;
} plan;

/* Holds that ran out give their places back now rather than at the next tick, so that nobody is refused for them. */
const err *expire_holds(db *d, arena *a, const actor *by, str office, size_t *ret_n)
{
	*ret_n = 0;
	visits_expired_holds_rows rows;
	TRY(visits_expired_holds(d, a, by->city, office, tx_now(d), &rows));
	for (size_t i = 0; i < rows.n; i++) {
		booking_view b;
		TRY(booking_load(d, a, by->city, rows.at[i].code, &b));
		const err *e = booking_set(d, a, by, &b, BOOKING_RELEASE, STR_NONE);
		/* somebody else released or confirmed it just now */
		if (err_is(e, ERR_stale) || err_is(e, ERR_booking_over))
			continue;
		TRY(e);
		TRY(places_give(d, a, by, &b));
		(*ret_n)++;
	}
	return NULL;
}

static const err *take_slot(db *d, arena *a, const actor *by, const office_def *o, const plan_step *p, bool expire)
{
	bool staff = by_staff(by);
	i64 most_public = p->slot.places - p->slot.kept;
	if (p->slot.places < 1 || (!staff && most_public < 1))
		return err_of(ERR_slot_full);
	visits_take_place_in in = { .city = by->city,
				    .office = o->id,
				    .service = p->service,
				    .start = p->slot.start,
				    .by_public = !staff,
				    .most = p->slot.places,
				    .most_public = most_public };
	i64 changed;
	TRY(visits_take_place(d, a, &in, &changed));
	if (changed == 0 && expire) {
		size_t expired;
		TRY(expire_holds(d, a, by, o->id, &expired));
		if (expired)
			TRY(visits_take_place(d, a, &in, &changed));
	}
	return changed ? NULL : err_of(ERR_slot_full);
}

/* The first bookable slot of a service from `earliest` on the same day. */
static const err *take_from(db *d, arena *a, const actor *by, const office_def *o, const offer_def *f, instant earliest,
			    bool expire, plan_step *ret)
{
	slot_defs slots = offer_slots(a, o, f, day_of(earliest));
	double shows;
	TRY(overbook_shows_of(d, a, by->city, o->id, f, &shows));
	for (size_t i = 0; i < slots.n; i++) {
		if (slots.at[i].start < earliest)
			continue;
		*ret = (plan_step){ f->service, slots.at[i] };
		ret->slot.places = overbook_ceiling(slots.at[i].places, shows, f->overbook);
		const err *e = take_slot(d, a, by, o, ret, expire);
		if (!err_is(e, ERR_slot_full))
			return e;
	}
	return err_of(ERR_slot_full);
}

/* Takes a place for each service, the first at `start`, each further one as soon as the one before it should be over. With
 * `expire`, holds that ran out make room for it. On an error *ret holds the places that were taken before it. */
static const err *places_take(db *d, arena *a, const actor *by, const office_def *o, strs services, instant start,
			      bool expire, plan *ret)
{
	*ret = (plan){ NULL, 0 };
	if (services.n < 1 || services.n > (size_t)by->def->limits.services_per_visit)
		return err_of(ERR_invalid);
	ret->at = arena_many(a, plan_step, services.n);
	instant earliest = start;
	for (size_t i = 0; i < services.n; i++) {
		const offer_def *f = defs_offer(o, services.at[i]);
		if (!f)
			return err_of(ERR_not_found);
		if (f->booking.n == 0)
			return err_of(ERR_not_bookable);
		if (i == 0) {
			ret->at[0].service = f->service;
			slot_def *slot = &ret->at[0].slot;
			double shows;
			if (!offer_bookable(o, f, start, tx_now(d), by_staff(by), slot))
				return err_of(ERR_slot_not_offered);
			TRY(overbook_shows_of(d, a, by->city, o->id, f, &shows));
			slot->places = overbook_ceiling(slot->places, shows, f->overbook);
			TRY(take_slot(d, a, by, o, &ret->at[0], expire));
		} else {
			TRY(take_from(d, a, by, o, f, earliest, expire, &ret->at[i]));
		}
		ret->n++;
		earliest = ret->at[i].slot.start + (i64)f->minutes * MINUTE;
	}
	return NULL;
}

static const err *steps_add(db *d, arena *a, const actor *by, str code, const plan *p)
{
	for (size_t i = 0; i < p->n; i++)
		TRY(visits_add_booking_step(d, a,
					    &(visits_add_booking_step_in){ .city = by->city,
									   .booking = code,
									   .seq = (i64)i + 1,
									   .service = p->at[i].service,
									   .start = p->at[i].slot.start,
									   .by_public = !by_staff(by) },
					    NULL));
	return NULL;
}

const err *places_give(db *d, arena *a, const actor *by, const booking_view *b)
{
	visits_get_booking_steps_rows steps;
	TRY(visits_get_booking_steps(d, a, by->city, b->code, &steps));
	for (size_t i = 0; i < steps.n; i++)
		TRY(visits_give_place(d, a, by->city, b->office, steps.at[i].service, steps.at[i].start,
				      steps.at[i].by_public, NULL));
	return waitlist_freed(d, a, by, b);
}

/* --- one booking --------------------------------------------------------------------------------------------- */

const err *booking_load(db *d, arena *a, i64 city, str code, booking_view *ret)
{
	visits_get_booking_row row;
	bool found;
	TRY(visits_get_booking(d, a, city, code, &row, &found));
	if (!found)
		return err_of(ERR_not_found);
	visits_get_booking_steps_rows steps;
	TRY(visits_get_booking_steps(d, a, city, code, &steps));
	*ret = (booking_view){ .code = arena_copy(a, code),
			       .office = row.office,
			       .state = booking_state_of(row.state),
			       .start = row.start,
			       .held_until = row.held_until,
			       .made_at = row.made_at,
			       .name = row.name,
			       .contact = row.contact,
			       .note = row.note,
			       .ticket = row.ticket,
			       .channel = row.channel,
			       .lang = (lang)row.lang,
			       .rev = row.rev,
			       .steps = arena_many(a, struct booking_view_step, steps.n),
			       .steps_n = steps.n };
	for (size_t i = 0; i < steps.n; i++)
		ret->steps[i] = (struct booking_view_step){ steps.at[i].service, steps.at[i].start };
	return NULL;
}

const err *booking_set(db *d, arena *a, const actor *by, booking_view *b, booking_command c, str ticket)
{
	booking_state next;
	if (!booking_next(b->state, c, &next))
		return err_of(ERR_booking_over);
	i64 changed;
	TRY(visits_set_booking(d, a, by->city, b->code, booking_state_name(next), ticket, b->rev, &changed));
	if (!changed)
		return err_of(ERR_stale);
	b->state = next;
	b->ticket = ticket;
	b->rev++;
	return NULL;
}

/* Screens of the office only show today's bookings, so only those are news. */
static const err *emit_booking(db *d, arena *a, const actor *by, const booking_view *b)
{
	return day_of(b->start) == day_of(tx_now(d)) ? emit_queue(d, a, by->city, b->office, STR("booking")) : NULL;
}

const err *booker_check(arena *a, const actor *by, str name, str contact, str note, booker *ret)
{
	booker b = { .note = str_trim(note) };
	if (!contact_name(name, &b.name))
		return err_at(a, ERR_bad_name, STR("name"), "not a name");
	if (str_trim(contact).len || !by_staff(by)) {
		if (!contact_key(a, contact, &b.key))
			return err_at(a, ERR_bad_contact, STR("contact"), "neither telephone nor e-mail");
		b.contact = str_trim(contact);
	}
	if (b.note.len > NOTE_MAX)
		return err_at(a, ERR_too_long, STR("note"), "more than %d bytes", NOTE_MAX);
	*ret = b;
	return NULL;
}

const err *contact_limit(db *d, arena *a, const actor *by, str key)
{
	if (!by->limits || by_staff(by) || key.len == 0)
		return NULL;
	visits_count_contact_row row;
	bool found;
	TRY(visits_count_contact(d, a, by->city, key, tx_now(d), &row, &found));
	return row.total >= by->def->limits.per_contact ? err_of(ERR_too_many_bookings) : NULL;
}

static const err *add_booking(db *d, arena *a, const actor *by, const office_def *o, const plan *p, const booker *one,
			      i64 held_until, booking_view *ret)
{
	booking_state state = held_until ? BOOKING_HELD : BOOKING_BOOKED;
	visits_add_booking_in in = { .city = by->city,
				     .office = o->id,
				     .state = booking_state_name(state),
				     .start = p->at[0].slot.start,
				     .held_until = held_until,
				     .name = one->name,
				     .contact = one->contact,
				     .contact_key = one->key,
				     .address = by_staff(by) ? STR_NONE : by->address,
				     .lang = by->lang,
				     .channel = by->channel,
				     .staff = by->who ? by->who->staff : 0,
				     .note = one->note,
				     .made_at = tx_now(d) };
	/* codes are short, so chance may give one twice */
	for (i64 added = 0; !added;) {
		in.code = code_new(a, tx_now(d));
		TRY(visits_add_booking(d, a, &in, &added));
	}
	str code = in.code;
	TRY(steps_add(d, a, by, code, p));
	*ret = (booking_view){ .code = code,
			       .office = o->id,
			       .state = state,
			       .start = p->at[0].slot.start,
			       .held_until = held_until,
			       .made_at = tx_now(d),
			       .name = one->name,
			       .contact = one->contact,
			       .note = one->note,
			       .channel = by->channel,
			       .lang = by->lang,
			       .rev = 1,
			       .steps = arena_many(a, struct booking_view_step, p->n),
			       .steps_n = p->n };
	for (size_t i = 0; i < p->n; i++)
		ret->steps[i] = (struct booking_view_step){ p->at[i].service, p->at[i].slot.start };
	TRY(staff_audit(d, a, by, o->id, STR("booking.make"), code, STR_NONE));
	return emit_booking(d, a, by, ret);
}

const err *booking_confirm(db *d, arena *a, const actor *by, booking_view *b, const booker *one, lang l)
{
	i64 changed;
	TRY(visits_confirm_booking(d, a,
				   &(visits_confirm_booking_in){ .city = by->city,
								 .code = b->code,
								 .name = one->name,
								 .contact = one->contact,
								 .contact_key = one->key,
								 .note = one->note,
								 .lang = l,
								 .rev = b->rev },
				   &changed));
	if (!changed)
		return err_of(ERR_stale);
	TRY(booking_load(d, a, by->city, b->code, b));
	return notice_booking(d, a, by, b, NOTICE_CONFIRMED);
}

/* --- for the waiting list ------------------------------------------------------------------------------------------ */

const err *booking_hold(db *d, arena *a, const actor *by, const place_hold *h, booking_view *ret, bool *ret_taken)
{
	plan p;
	const err *e = places_take(d, a, by, h->office, h->services, h->start, false, &p);
	*ret_taken = e == NULL;
	if (!e)
		return add_booking(d, a, by, h->office, &p, &h->one, h->until, ret);
	if (!err_is(e, ERR_slot_full) && !err_is(e, ERR_slot_not_offered))
		return e;
	/* of a visit in several steps some places may have been there: nobody has seen that they were taken */
	for (size_t i = 0; i < p.n; i++)
		TRY(visits_give_place(d, a, by->city, h->office->id, p.at[i].service, p.at[i].slot.start, !by_staff(by),
				      NULL));
	return NULL;
}

const err *booking_onto(db *d, arena *a, const actor *by, booking_view *b, booking_view *held)
{
	booking_state next;
	if (!booking_next(b->state, BOOKING_MOVE, &next))
		return err_of(ERR_booking_over);
	visits_get_booking_steps_rows steps;
	TRY(visits_get_booking_steps(d, a, by->city, held->code, &steps));
	i64 changed;
	TRY(visits_move_booking(d, a, by->city, b->code, held->start, b->rev, &changed));
	if (!changed)
		return err_of(ERR_stale);
	TRY(booking_set(d, a, by, held, BOOKING_RELEASE, STR_NONE));
	TRY(places_give(d, a, by, b));
	TRY(visits_drop_booking_steps(d, a, by->city, b->code, NULL));
	for (size_t i = 0; i < steps.n; i++)
		TRY(visits_add_booking_step(d, a,
					    &(visits_add_booking_step_in){ .city = by->city,
									   .booking = b->code,
									   .seq = steps.at[i].seq,
									   .service = steps.at[i].service,
									   .start = steps.at[i].start,
									   .by_public = steps.at[i].by_public },
					    NULL));
	TRY(emit_booking(d, a, by, b));
	TRY(booking_load(d, a, by->city, b->code, b));
	TRY(notice_booking(d, a, by, b, NOTICE_MOVED));
	return emit_booking(d, a, by, b);
}

/* --- the commands ---------------------------------------------------------------------------------------------- */

const err *hold_place_run(db *d, arena *a, void *arg)
{
	hold_place *c = arg;
	const office_def *o;
	TRY(office_find(c->by, c->office, &o));
	if (c->by->limits && c->by->address.len && !by_staff(c->by)) {
		visits_count_holds_row held;
		bool found;
		TRY(visits_count_holds(d, a, c->by->city, c->by->address, tx_now(d), &held, &found));
		if (held.total >= c->by->def->limits.holds_per_address)
			return err_of(ERR_too_many_bookings);
	}
	plan p;
	TRY(places_take(d, a, c->by, o, c->services, c->start, true, &p));
	booker nobody = { 0 };
	return add_booking(d, a, c->by, o, &p, &nobody, tx_now(d) + (i64)c->by->def->limits.hold_minutes * MINUTE,
			   &c->ret);
}

const err *confirm_booking_run(db *d, arena *a, void *arg)
{
	confirm_booking *c = arg;
	booking_view b;
	TRY(booking_load(d, a, c->by->city, c->code, &b));
	TRY(office_may(c->by, b.office));
	booking_state next;
	if (!booking_next(b.state, BOOKING_CONFIRM, &next) || b.held_until <= tx_now(d))
		return err_of(b.state == BOOKING_HELD || b.state == BOOKING_EXPIRED ? ERR_hold_expired
										    : ERR_booking_over);
	/* a hold with a name is an offer to somebody who waits: it is accepted there */
	if (b.name.len)
		return err_of(ERR_not_allowed_now);
	booker one;
	TRY(booker_check(a, c->by, c->name, c->contact, c->note, &one));
	TRY(contact_limit(d, a, c->by, one.key));
	TRY(booking_confirm(d, a, c->by, &b, &one, c->by->lang));
	c->ret = b;
	return emit_booking(d, a, c->by, &c->ret);
}

const err *make_booking_run(db *d, arena *a, void *arg)
{
	make_booking *c = arg;
	const office_def *o;
	TRY(office_find(c->by, c->office, &o));
	booker one;
	TRY(booker_check(a, c->by, c->name, c->contact, c->note, &one));
	TRY(contact_limit(d, a, c->by, one.key));
	plan p;
	TRY(places_take(d, a, c->by, o, c->services, c->start, true, &p));
	TRY(add_booking(d, a, c->by, o, &p, &one, 0, &c->ret));
	return notice_booking(d, a, c->by, &c->ret, NOTICE_CONFIRMED);
}

const err *cancel_booking_run(db *d, arena *a, void *arg)
{
	cancel_booking *c = arg;
	booking_view b;
	TRY(booking_load(d, a, c->by->city, c->code, &b));
	TRY(office_may(c->by, b.office));
	if (b.state != BOOKING_CANCELLED && b.state != BOOKING_EXPIRED) {
		bool booked = b.state == BOOKING_BOOKED;
		TRY(booking_set(d, a, c->by, &b, BOOKING_CANCEL, STR_NONE));
		if (booked)
			TRY(notice_booking(d, a, c->by, &b, NOTICE_CANCELLED));
		TRY(places_give(d, a, c->by, &b));
		TRY(staff_audit(d, a, c->by, b.office, STR("booking.cancel"), b.code, STR_NONE));
		TRY(emit_booking(d, a, c->by, &b));
	}
	c->ret = b;
	return NULL;
}

const err *move_booking_run(db *d, arena *a, void *arg)
{
	move_booking *c = arg;
	booking_view b;
	TRY(booking_load(d, a, c->by->city, c->code, &b));
	booking_state next;
	if (!booking_next(b.state, BOOKING_MOVE, &next))
		return err_of(ERR_booking_over);
	c->ret = b;
	if (b.start == c->start)
		return NULL;
	const office_def *o;
	TRY(office_find(c->by, b.office, &o));
	strs services = { arena_many(a, str, b.steps_n), b.steps_n };
	for (size_t i = 0; i < b.steps_n; i++)
		services.at[i] = b.steps[i].service;
	/* first the booking itself: who moves or cancels it at the same moment waits here, and finds it changed */
	i64 changed;
	TRY(visits_move_booking(d, a, c->by->city, b.code, c->start, b.rev, &changed));
	if (!changed)
		return err_of(ERR_stale);
	plan p;
	TRY(places_take(d, a, c->by, o, services, c->start, true, &p));
	TRY(places_give(d, a, c->by, &b));
	TRY(visits_drop_booking_steps(d, a, c->by->city, b.code, NULL));
	TRY(steps_add(d, a, c->by, b.code, &p));
	TRY(staff_audit(d, a, c->by, b.office, STR("booking.move"), b.code, STR_NONE));
	TRY(emit_booking(d, a, c->by, &b));
	TRY(booking_load(d, a, c->by->city, c->code, &c->ret));
	TRY(notice_booking(d, a, c->by, &c->ret, NOTICE_MOVED));
	return emit_booking(d, a, c->by, &c->ret);
}
