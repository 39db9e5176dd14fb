#include "modules/visits/api_json.h"

#include "modules/visits/journeys/journeys.h"

static void put_instant(json_writer *w, const char *key, instant t)
{
	if (t)
		jw_field_str(w, key, instant_text(w->b->arena, t));
	else
		jw_field_null(w, key);
}

/* Seconds; null where the office is closed and nothing can be said. */
static void put_wait(json_writer *w, const wait_range *r)
{
	if (!r || r->p50 < 0) {
		jw_field_null(w, "wait");
		return;
	}
	jw_field_object(w, "wait");
	jw_field_i64(w, "p10", r->p10);
	jw_field_i64(w, "p50", r->p50);
	jw_field_i64(w, "p90", r->p90);
	jw_field_bool(w, "assumed", r->assumed);
	jw_end(w);
}

void api_office(json_writer *w, const city_def *city, const office_def *o, instant now, lang l)
{
	jw_object(w);
	jw_field_str(w, "id", o->id);
	jw_field_str(w, "name", text_in(&o->name, l));
	jw_field_str(w, "kind", o->kind == OFFICE_WARD ? STR("ward") : STR("branch"));
	jw_field_str(w, "address", text_in(&o->address, l));
	jw_field_str(w, "phone", o->phone);
	jw_field_bool(w, "open", city->limits.any_hour || office_open_at(o, now));
	jw_end(w);
}

void api_service(json_writer *w, const offer_def *f, lang l)
{
	jw_object(w);
	jw_field_str(w, "id", f->service);
	jw_field_str(w, "name", text_in(&f->def->name, l));
	jw_field_str(w, "about", text_in(&f->def->about, l));
	jw_field_str(w, "bring", text_in(&f->def->bring, l));
	jw_field_str(w, "letter", f->def->letter);
	jw_field_i64(w, "minutes", f->minutes);
	jw_field_bool(w, "bookable", f->booking.n > 0);
	jw_field_bool(w, "walk_in", f->walk_in);
	jw_end(w);
}

void api_slot(json_writer *w, const open_slot *s)
{
	jw_object(w);
	put_instant(w, "start", s->start);
	jw_field_i64(w, "left", s->left);
	jw_end(w);
}

void api_booking(json_writer *w, const booking_view *v)
{
	jw_object(w);
	jw_field_str(w, "code", v->code);
	jw_field_str(w, "office", v->office);
	jw_field_str(w, "state", booking_state_name(v->state));
	put_instant(w, "start", v->start);
	jw_field_str(w, "name", v->name);
	jw_field_array(w, "services");
	for (size_t i = 0; i < v->steps_n; i++) {
		jw_object(w);
		jw_field_str(w, "service", v->steps[i].service);
		put_instant(w, "start", v->steps[i].start);
		jw_end(w);
	}
	jw_end(w);
	if (v->ticket.len)
		jw_field_str(w, "ticket", v->ticket);
	jw_end(w);
}

void api_ticket(json_writer *w, const ticket_view *t, const wait_range *wait, const struct visit_end *end, instant now)
{
	step_state state = visit_present_step(&t->steps)->state;
	jw_object(w);
	jw_field_str(w, "code", t->code);
	jw_field_str(w, "number", t->number);
	jw_field_str(w, "office", t->office);
	jw_field_str(w, "state", step_state_name(state));
	put_instant(w, "arrived", t->arrived);
	jw_field_i64(w, "ahead", wait && state == STEP_WAITING ? wait->ahead : 0);
	if (state == STEP_WAITING)
		put_wait(w, wait);
	else
		jw_field_null(w, "wait");
	if (t->journey.len)
		jw_field_str(w, "journey", t->journey);
	else
		jw_field_null(w, "journey");
	if (end && end->p10 >= 0) {
		jw_field_object(w, "end");
		put_instant(w, "p10", now + end->p10 * SECOND);
		put_instant(w, "p50", now + end->p50 * SECOND);
		put_instant(w, "p90", now + end->p90 * SECOND);
		jw_end(w);
	} else {
		jw_field_null(w, "end");
	}
	jw_field_array(w, "services");
	for (size_t i = 0; i < t->steps.n; i++) {
		const live_step *s = &t->steps.at[i];
		jw_object(w);
		jw_field_i64(w, "seq", s->seq);
		jw_field_str(w, "service", s->service);
		jw_field_array(w, "after");
		for (size_t k = 0; k < t->steps.n; k++)
			if (s->after & step_bit(t->steps.at[k].seq))
				jw_i64(w, t->steps.at[k].seq);
		jw_end(w);
		jw_field_str(w, "state", step_state_name(s->state));
		jw_field_str(w, "desk", s->desk);
		jw_field_i64(w, "calls", s->calls);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

void api_journey(json_writer *w, const journey_def *j, const office_def *o, lang l)
{
	arena *a = w->b->arena;
	jw_object(w);
	jw_field_str(w, "id", j->id);
	jw_field_str(w, "name", text_in(&j->name, l));
	jw_field_str(w, "about", text_in(&j->about, l));
	jw_field_str(w, "wait", j->one_by_one ? STR("one by one") : STR("together"));
	jw_field_array(w, "questions");
	journey_questions q = journey_ask(a, j, o);
	for (size_t i = 0; i < q.n; i++) {
		jw_object(w);
		jw_field_str(w, "id", q.at[i].id);
		jw_field_str(w, "text", text_in(q.at[i].text, l));
		jw_end(w);
	}
	jw_end(w);
	jw_field_array(w, "steps");
	for (size_t i = 0; i < j->steps.n; i++) {
		const journey_step *s = &j->steps.at[i];
		jw_object(w);
		jw_field_str(w, "service", s->service);
		jw_field_array(w, "after");
		for (size_t k = 0; k < s->after.n; k++)
			jw_str(w, s->after.at[k]);
		jw_end(w);
		jw_field_bool(w, "always", text_empty(&s->ask));
		jw_field_bool(w, "offered", defs_offer(o, s->service) != NULL);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

/* OFFICE-DESK: desks are numbered in each office. */
static str desk_name(json_writer *w, str office, str desk)
{
	return str_format(w->b->arena, "%.*s-%.*s", STR_ARG(office), STR_ARG(desk));
}

void api_desk(json_writer *w, str office, const live_desk *d, bool for_staff)
{
	jw_object(w);
	jw_field_str(w, "id", desk_name(w, office, d->desk));
	jw_field_str(w, "office", office);
	jw_field_str(w, "label", d->def->label);
	jw_field_str(w, "state", desk_state_name(d->state));
	put_instant(w, "until", d->until);
	jw_field_i64(w, "rev", d->rev);
	if (d->ticket.len) {
		jw_field_object(w, "ticket");
		if (for_staff)
			jw_field_str(w, "code", d->ticket);
		jw_field_str(w, "number", d->number);
		jw_field_str(w, "service", d->service);
		jw_field_str(w, "state", step_state_name(d->step_state));
		jw_field_i64(w, "calls", d->calls);
		jw_end(w);
	} else {
		jw_field_null(w, "ticket");
	}
	jw_end(w);
}

void api_status(json_writer *w, const board *b, lang l)
{
	jw_object(w);
	jw_field_str(w, "office", b->office->id);
	jw_field_str(w, "name", text_in(&b->office->name, l));
	put_instant(w, "at", b->now);
	jw_field_bool(w, "open", b->open);
	jw_field_bool(w, "tickets", !b->tickets_stopped);
	jw_field_i64(w, "event", b->event);
	jw_field_i64(w, "people", b->people);
	jw_field_array(w, "services");
	for (size_t i = 0; i < b->services_n; i++) {
		const struct service_load *s = &b->services[i];
		jw_object(w);
		jw_field_str(w, "service", s->offer->service);
		jw_field_str(w, "name", text_in(&s->offer->def->name, l));
		jw_field_i64(w, "waiting", s->waiting);
		jw_field_i64(w, "desks", s->desks);
		jw_field_bool(w, "tickets", !s->stopped && s->offer->walk_in);
		put_wait(w, &s->wait);
		jw_end(w);
	}
	jw_end(w);
	jw_field_array(w, "desks");
	for (size_t i = 0; i < b->desks.n; i++) {
		const live_desk *d = &b->desks.at[i];
		jw_object(w);
		jw_field_str(w, "id", desk_name(w, b->office->id, d->desk));
		jw_field_str(w, "label", d->def->label);
		jw_field_str(w, "state", desk_state_name(d->state));
		if (d->number.len)
			jw_field_str(w, "number", d->number);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}
