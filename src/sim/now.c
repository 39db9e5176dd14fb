#include "sim/now.h"

#include <math.h>

typedef enum place { NOWHERE, BOOKED, WAITS, AT_DESK, GONE } place;

typedef struct ticket_state {
	place place;
	int service;
	double due, arrived, called;
	bool is_booked;
} ticket_state;

struct now_track {
	wait_now now;
	sim_class order[2];
	const int *service, *desk;
	int services_n, names_desks_n;
	int *desk_at; /* by the name's index: place in now.desks, -1 */
	ticket_state *tickets;
	size_t tickets_n;
	i32 *person; /* ticket at a desk, beside now.desks; -1 */
	double *free_since; /* beside now.desks; SIM_NEVER: not since it opened */
};

static int mapped(const int *map, int n, int k)
{
	return k >= 0 && k < n ? map[k] : -1;
}

static wait_desk *desk_of(now_track *k, const event *e)
{
	int i = mapped(k->desk_at, k->names_desks_n, e->desk);
	return i < 0 ? NULL : &k->now.desks[i];
}

static void planned(wait_desk *d, const event *e)
{
	int i = d->spans_n;
	if (i == WAIT_SPANS_MAX)
		return;
	for (; i > 0 && d->spans[i - 1].from > e->from; i--)
		d->spans[i] = d->spans[i - 1];
	d->spans[i] = (wait_span){ e->from, e->to };
	d->spans_n++;
	/* what overlaps is one */
	for (i = 1; i < d->spans_n;) {
		if (d->spans[i].from > d->spans[i - 1].to) {
			i++;
			continue;
		}
		d->spans[i - 1].to = fmax(d->spans[i - 1].to, d->spans[i].to);
		for (int j = i + 1; j < d->spans_n; j++)
			d->spans[j - 1] = d->spans[j];
		d->spans_n--;
	}
}

now_track *now_track_new(arena *a, const event_day *day, const int *service, int services_n, const int *desk,
			 int desks_n, double early)
{
	now_track *k = arena_one(a, now_track);
	k->service = service, k->services_n = services_n;
	k->desk = desk, k->names_desks_n = desks_n;
	k->now.now = -EVENTLOG_SECONDS_MAX;
	k->order[0] = (sim_class){ SIM_BOOKED, early };
	k->order[1] = (sim_class){ SIM_ARRIVAL, 0 };
	k->now.order = k->order, k->now.order_n = 2;
	k->desk_at = arena_many(a, int, (size_t)desks_n);
	k->now.desks = arena_many(a, wait_desk, (size_t)desks_n);
	k->person = arena_many(a, i32, (size_t)desks_n);
	k->free_since = arena_many(a, double, (size_t)desks_n);
	for (int i = 0; i < desks_n; i++) {
		k->desk_at[i] = k->now.desks_n;
		k->person[i] = -1;
		k->free_since[i] = SIM_NEVER;
		k->now.desks[k->now.desks_n++] = (wait_desk){ .desk = desk[i], .since = WAIT_SHUT, .serving = -1 };
	}
	k->tickets_n = day->tickets.n;
	k->tickets = arena_many(a, ticket_state, k->tickets_n);
	k->now.people = arena_many(a, wait_person, WAIT_PEOPLE_MAX);
	k->now.bookings = arena_many(a, wait_booking, WAIT_PEOPLE_MAX);
	return k;
}

static void remove_booking(wait_now *now, int key)
{
	for (int i = 0; i < now->bookings_n; i++)
		if (now->bookings[i].key == key) {
			for (int j = i + 1; j < now->bookings_n; j++)
				now->bookings[j - 1] = now->bookings[j];
			now->bookings_n--;
			return;
		}
}

static void remove_person(wait_now *now, int key)
{
	for (int i = 0; i < now->people_n; i++)
		if (now->people[i].key == key) {
			for (int j = i + 1; j < now->people_n; j++)
				now->people[j - 1] = now->people[j];
			now->people_n--;
			return;
		}
}

static void comes(now_track *k, const event *e, ticket_state *t)
{
	if (t->place != NOWHERE && t->place != BOOKED)
		return;
	if (t->place == BOOKED)
		remove_booking(&k->now, e->ticket);
	t->service = mapped(k->service, k->services_n, e->service);
	t->arrived = e->t;
	t->place = WAITS;
	if (t->service < 0 || k->now.people_n == WAIT_PEOPLE_MAX)
		return;
	k->now.people[k->now.people_n++] = (wait_person){
		.service = t->service, .arrived = e->t, .due = t->is_booked ? t->due : SIM_NEVER, .key = e->ticket
	};
}

static void called(now_track *k, const event *e, ticket_state *t, wait_desk *d, now_told *ret)
{
	if (t->place != WAITS || !d)
		return;
	size_t i = (size_t)(d - k->now.desks);
	remove_person(&k->now, e->ticket);
	ret->service = t->service;
	ret->desk = d->desk;
	ret->booked = t->is_booked;
	ret->waited = e->t - t->arrived;
	/* was there, and could have been called, when the desk became free */
	if (k->free_since[i] < SIM_NEVER && t->arrived <= k->free_since[i])
		ret->gap = e->t - k->free_since[i];
	t->place = AT_DESK;
	t->called = e->t;
	k->person[i] = e->ticket;
	k->free_since[i] = SIM_NEVER;
	if (!d->open) {
		d->open = true;
		d->since = e->t;
	}
	d->serving = t->service;
	d->called = e->t;
	d->came = false;
	if (t->service >= 0)
		d->services |= SIM_BIT(t->service); /* a desk without a plan shows what it can */
}

static void ended(now_track *k, const event *e, ticket_state *t, wait_desk *d, now_told *ret)
{
	if (t->place != AT_DESK || !d)
		return;
	size_t i = (size_t)(d - k->now.desks);
	if (k->person[i] != e->ticket)
		return;
	ret->service = t->service;
	ret->desk = d->desk;
	ret->booked = t->is_booked;
	ret->waited = t->called - t->arrived;
	ret->called = t->called;
	ret->lasted = e->t - t->called;
	t->place = GONE;
	k->person[i] = -1;
	k->free_since[i] = e->t;
	d->serving = -1;
}

/* Inside a planned span: then a closed desk is away, and not at lunch. */
static bool is_planned(const wait_desk *d, double t)
{
	for (int i = 0; i < d->spans_n; i++)
		if (d->spans[i].from <= t && t < d->spans[i].to)
			return true;
	return false;
}

now_told now_track_event(now_track *k, const event *given)
{
	/* time does not go back */
	event at = *given, *e = &at;
	if (e->t < k->now.now)
		e->t = (i32)k->now.now;
	now_told told = { .service = -1, .desk = -1, .waited = NAN, .called = NAN, .lasted = NAN, .gap = NAN };
	k->now.now = e->t;
	wait_desk *d = desk_of(k, e);
	bool has_ticket = e->ticket >= 0 && (size_t)e->ticket < k->tickets_n;
	ticket_state *t = has_ticket ? &k->tickets[e->ticket] : NULL;
	switch (e->kind) {
	case EVENT_PLAN:
		if (!d)
			break;
		planned(d, e);
		for (int s = 0; s < k->services_n; s++)
			if (e->services & SIM_BIT(s) && k->service[s] >= 0)
				d->services |= SIM_BIT(k->service[s]);
		break;
	case EVENT_BOOK:
		if (!t || t->place != NOWHERE)
			break;
		t->place = BOOKED;
		t->is_booked = true;
		t->due = e->from;
		t->service = mapped(k->service, k->services_n, e->service);
		if (t->service >= 0 && k->now.bookings_n < WAIT_PEOPLE_MAX)
			k->now.bookings[k->now.bookings_n++] = (wait_booking){ t->service, e->from, e->ticket };
		break;
	case EVENT_OPEN:
	case EVENT_CLOSE:
		if (!d || (e->kind == EVENT_CLOSE && d->serving >= 0))
			break;
		if (d->open && e->kind == EVENT_CLOSE && is_planned(d, e->t))
			d->breaks++;
		d->open = e->kind == EVENT_OPEN;
		d->since = e->t;
		k->free_since[d - k->now.desks] = SIM_NEVER;
		break;
	case EVENT_ARRIVE:
	case EVENT_TAKE:
		if (t)
			comes(k, e, t);
		break;
	case EVENT_CALL:
		if (t)
			called(k, e, t, d, &told);
		break;
	case EVENT_DONE:
	case EVENT_MISSED:
		if (t)
			ended(k, e, t, d, &told);
		break;
	case EVENT_KINDS:
		break;
	}
	return told;
}

wait_now *now_track_state(now_track *k)
{
	return &k->now;
}
