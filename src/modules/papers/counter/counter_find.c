/* Whom a clerk asks for: by the link of a preparation, a booking, a ticket, the number of a packet. */
#include "modules/papers/counter/counter_pages.h"

/* --- whose visit --------------------------------------------------------------------------------------------------------------------- */

struct visit_question {
	i64 city;
	str office, text;
	day today;
	bool by_number;
	booking_view booking;
	ticket_view ticket;
	bool has_booking, has_ticket;
};

static const err *read_visit(db *d, arena *a, void *arg)
{
	struct visit_question *q = arg;
	const err *e;
	q->has_booking = q->has_ticket = false;
	if (q->by_number) {
		e = visits_ticket_by_number(d, a, q->city, q->office, q->today, q->text, &q->ticket);
	} else {
		e = visits_booking(d, a, q->city, q->text, &q->booking);
		if (e && !err_is(e, ERR_not_found))
			return e;
		q->has_booking = !e;
		if (q->has_booking && q->booking.ticket.len == 0)
			return NULL;
		e = visits_ticket(d, a, q->city, q->has_booking ? q->booking.ticket : q->text, &q->ticket);
	}
	q->has_ticket = !e;
	return err_is(e, ERR_not_found) ? NULL : e;
}

static const err *find_prepared(req *r, str visit, str *ret_token)
{
	bool found;
	str token;
	preparation p;
	if (ret_token->len || visit.len == 0)
		return NULL;
	TRY(keep_attached(r, visit, &token, &found));
	if (!found)
		return NULL;
	const err *e = keep_open(r, token, &p);
	if (!e)
		*ret_token = token;
	return err_is(e, ERR_not_found) ? NULL : e;
}

/* *ret: false where there is no such visit. */
const err *counter_find_visit(req *r, const office_def *o, str text, bool by_number, counter_caller *c, bool *ret)
{
	struct visit_question q = {
		.city = r->app->city, .office = o->id, .text = text, .today = day_of(r->now), .by_number = by_number
	};
	TRY(store_read(r->app->store, r->arena, read_visit, &q));
	*ret = q.has_booking || q.has_ticket;
	if (!*ret)
		return NULL;
	str office = q.has_ticket ? q.ticket.office : q.booking.office;
	if (!str_eq(office, o->id)) {
		const office_def *where = defs_office(catalog_city(r), office);
		c->trouble = true;
		c->message =
			words_counter_other_office(r->arena, r->lang, where ? text_in(&where->name, r->lang) : office);
		return NULL;
	}
	c->found = true;
	if (q.has_ticket) {
		c->visit = q.ticket.code;
		c->number = q.ticket.number;
		c->name = q.ticket.name;
		for (size_t i = 0; i < q.ticket.steps.n; i++)
			LIST_ADD(r->arena, &c->services, q.ticket.steps.at[i].service);
		TRY(find_prepared(r, q.ticket.code, &c->token));
		TRY(find_prepared(r, q.ticket.booking, &c->token));
	}
	if (q.has_booking) {
		c->visit = c->visit.len ? c->visit : q.booking.code;
		c->name = c->name.len ? c->name : q.booking.name;
		for (size_t i = 0; i < q.booking.steps_n && !q.has_ticket; i++)
			LIST_ADD(r->arena, &c->services, q.booking.steps[i].service);
		TRY(find_prepared(r, q.booking.code, &c->token));
	}
	return NULL;
}

struct packet_question {
	i64 city;
	str number;
	counter_packet_of_row row;
	bool found;
};

static const err *read_packet(db *d, arena *a, void *arg)
{
	struct packet_question *q = arg;
	return counter_packet_of(d, a, q->city, q->number, &q->row, &q->found);
}

static const err *find_packet(req *r, const office_def *o, str number, counter_caller *c)
{
	struct packet_question q = { .city = r->app->city, .number = number };
	TRY(find_prepared(r, str_format(r->arena, "packet.%.*s", STR_ARG(number)), &c->token));
	if (c->token.len) {
		c->found = true;
		return NULL;
	}
	TRY(store_read(r->app->store, r->arena, read_packet, &q));
	if (!q.found)
		return NULL;
	c->trouble = !str_eq(q.row.office, o->id) || !q.row.erase_at;
	if (!q.row.erase_at)
		c->message = say(r, T_counter_packet_erased);
	else if (c->trouble)
		c->message = say(r, T_counter_packet_elsewhere);
	else
		c->packet = number;
	c->found = !c->trouble;
	return NULL;
}

const err *counter_find(req *r, const office_def *o, str typed, str ticket, counter_caller *c)
{
	*c = (counter_caller){ 0 };
	bool visit = false;
	asked_for q = counter_understand(r->arena, typed.len ? typed : ticket);
	switch (q.kind) {
	case ASKED_NOTHING:
		return NULL;
	case ASKED_LINK: {
		preparation p;
		const err *e = keep_open(r, q.text, &p);
		if (e && !err_is(e, ERR_not_found))
			return e;
		c->found = !e;
		c->token = e ? STR_NONE : q.text;
		c->trouble = !c->found;
		c->message = c->found ? STR_NONE : say(r, T_counter_gone_link);
		return NULL;
	}
	case ASKED_TICKET:
		TRY(counter_find_visit(r, o, q.text, true, c, &visit));
		if (!visit) /* a packet's number may look like a ticket's */
			TRY(find_packet(r, o, counter_letters(r->arena, typed), c));
		break;
	case ASKED_CODE:
		TRY(counter_find_visit(r, o, q.text, false, c, &visit));
		if (!visit)
			TRY(find_packet(r, o, q.text, c));
		break;
	case ASKED_UNKNOWN:
		break;
	}
	if (!c->found && !c->trouble) {
		c->trouble = true;
		c->message = words_text(r->arena, r->lang,
					q.kind == ASKED_TICKET ? T_counter_no_ticket
					: q.kind == ASKED_CODE ? T_counter_no_code
							       : T_counter_not_understood);
	}
	return NULL;
}
