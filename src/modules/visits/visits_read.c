/* What screens show: one snapshot of an office, a booking, a ticket, the free slots. */
#include "modules/visits/overbook/overbook.h"
#include "modules/visits/journeys/journeys.h"
#include "modules/visits/visits_private.h"
#include "modules/visits/wait/learned.h"

#define SLOT_DAYS_MAX 93
/* Before an office has its own history: times at a counter spread about so much (standard deviation / mean). */
#define SPREAD 0.6
/* The definition's minutes weigh as much as so many observations. */
#define TRUST 10.0

static const offer_def *offer_of(const office_def *o, str service, size_t *ret_i)
{
	for (size_t i = 0; i < o->offers.n; i++)
		if (str_eq(o->offers.at[i].service, service)) {
			*ret_i = i;
			return &o->offers.at[i];
		}
	return NULL;
}

static bool in_list(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

static const err *read_steps(db *d, arena *a, board *b)
{
	visits_live_steps_rows rows;
	TRY(visits_live_steps(d, a, b->city->code, b->office->id, b->today, &rows));
	b->steps = (live_steps){ arena_many(a, live_step, rows.n), 0 };
	b->planned = (live_steps){ arena_many(a, live_step, rows.n), 0 };
	/* the rows of one visit follow one another */
	for (size_t i = 0, end; i < rows.n; i = end) {
		bool waits = false, at_desk = false, away = false;
		size_t first = b->steps.n;
		for (end = i; end < rows.n && str_eq(rows.at[end].ticket, rows.at[i].ticket); end++) {
			const visits_live_steps_row *r = &rows.at[end];
			live_step s = LIVE_STEP(r->ticket, r);
			live_steps *to = s.state == STEP_PLANNED ? &b->planned : &b->steps;
			to->at[to->n++] = s;
			waits = waits || s.state == STEP_WAITING;
			at_desk = at_desk || s.state == STEP_CALLED || s.state == STEP_SERVING;
			away = away || s.state == STEP_MISSED;
		}
		for (size_t k = first; k < b->steps.n; k++)
			b->steps.at[k].elsewhere = b->steps.at[k].state == STEP_WAITING && (at_desk || away);
		b->people += waits && !at_desk && !away;
	}
	return NULL;
}

static i64 seconds_of(const board *b, str service)
{
	size_t k;
	return offer_of(b->office, service, &k) ? (i64)b->services[k].mean : 0;
}

/* The longest of the rows of planned steps that begin behind step `seq`; planned: those of one visit, with their chains. */
static i64 longest_behind(const live_step *planned, size_t n, i64 seq)
{
	i64 longest = 0;
	for (size_t i = 0; i < n; i++)
		if (planned[i].after & step_bit(seq) && planned[i].chain > longest)
			longest = planned[i].chain;
	return longest;
}

/* How long the work is that begins with each step. `steps` and `planned` have the visits in the same order. */
static void fill_chains(board *b)
{
	size_t from = 0;
	for (size_t i = 0, end; i < b->steps.n; i = end) {
		const live_step *first = &b->steps.at[i];
		for (end = i; end < b->steps.n && str_eq(b->steps.at[end].ticket, first->ticket);)
			end++;
		while (from < b->planned.n && (b->planned.at[from].arrived < first->arrived ||
					       (b->planned.at[from].arrived == first->arrived &&
						str_cmp(b->planned.at[from].number, first->number) < 0)))
			from++;
		live_step *planned = b->planned.at + from;
		size_t n = 0;
		while (from + n < b->planned.n && str_eq(planned[n].ticket, first->ticket))
			n++;
		/* a row has at most n links, so n rounds find the longest */
		for (size_t round = 0; round < n; round++)
			for (size_t k = 0; k < n; k++)
				planned[k].chain =
					seconds_of(b, planned[k].service) + longest_behind(planned, n, planned[k].seq);
		for (size_t k = i; k < end; k++)
			b->steps.at[k].chain =
				seconds_of(b, b->steps.at[k].service) + longest_behind(planned, n, b->steps.at[k].seq);
	}
}

static const live_step *step_at(const board *b, str ticket, i64 seq)
{
	for (size_t i = 0; i < b->steps.n; i++)
		if (b->steps.at[i].seq == seq && str_eq(b->steps.at[i].ticket, ticket))
			return &b->steps.at[i];
	return NULL;
}

static const err *read_desks(db *d, arena *a, board *b)
{
	visits_desks_rows rows;
	TRY(visits_desks(d, a, b->city->code, b->office->id, &rows));
	const desk_defs *defs = &b->office->desks;
	b->desks = (live_desks){ arena_many(a, live_desk, defs->n), defs->n };
	for (size_t i = 0; i < defs->n; i++) {
		live_desk *l = &b->desks.at[i];
		*l = (live_desk){ .desk = defs->at[i].id, .def = &defs->at[i], .state = DESK_CLOSED };
		for (size_t k = 0; k < rows.n; k++) {
			const visits_desks_row *r = &rows.at[k];
			if (!str_eq(r->desk, l->desk))
				continue;
			l->state = desk_state_of(r->state);
			l->since = r->since;
			l->until = r->until;
			l->staff = r->staff;
			l->staff_name = r->staff_name;
			l->ticket = r->ticket;
			l->step = r->step;
			l->rev = r->rev;
		}
		const live_step *s = l->ticket.len ? step_at(b, l->ticket, l->step) : NULL;
		if (s) {
			l->number = s->number;
			l->service = s->service;
			l->step_state = s->state;
			l->called_at = s->called_at;
			l->served_at = s->served_at;
			l->calls = s->calls;
		}
	}
	return NULL;
}

static const err *read_services(db *d, arena *a, board *b)
{
	visits_stopped_rows stopped;
	TRY(visits_stopped(d, a, b->city->code, b->office->id, b->today, &stopped));
	b->tickets_stopped = !b->open;
	for (size_t i = 0; i < stopped.n; i++) {
		if (stopped.at[i].service.len == 0)
			b->tickets_stopped = true;
		else
			LIST_ADD(a, &b->stopped, stopped.at[i].service);
	}
	visits_learned_rows learned;
	TRY(visits_learned(d, a, b->city->code, b->office->id, &learned));
	b->services_n = b->office->offers.n;
	b->services = arena_many(a, struct service_load, b->services_n);
	for (size_t i = 0; i < b->services_n; i++) {
		struct service_load *l = &b->services[i];
		const offer_def *f = &b->office->offers.at[i];
		*l = (struct service_load){ .offer = f,
					    .mean = f->minutes * 60.0,
					    .spread = SPREAD,
					    .stopped = b->tickets_stopped || in_list(&b->stopped, f->service) ||
						       (!b->city->limits.any_hour &&
							!offer_open_at(b->office, f, b->now)) };
		for (size_t k = 0; k < learned.n; k++) {
			const visits_learned_row *r = &learned.at[k];
			if (!str_eq(r->service, f->service))
				continue;
			l->mean = (l->mean * TRUST + r->mean * (double)r->times) / (TRUST + (double)r->times);
			double variance = r->square - r->mean * r->mean;
			if (r->times >= 10 && variance > 0 && r->mean > 0)
				l->spread = __builtin_sqrt(variance) / r->mean;
		}
		for (size_t k = 0; k < b->desks.n; k++) {
			const live_desk *desk = &b->desks.at[k];
			bool here = in_list(&desk->def->services, f->service) || in_list(&desk->def->also, f->service);
			l->desks += here && (desk->state == DESK_OPEN || desk->state == DESK_SERVING);
		}
	}
	for (size_t i = 0; i < b->steps.n; i++) {
		size_t k;
		if (b->steps.at[i].state == STEP_WAITING && offer_of(b->office, b->steps.at[i].service, &k))
			b->services[k].waiting++;
	}
	fill_chains(b);
	return NULL;
}

const err *visits_board_foresee(db *d, arena *a, board *b)
{
	visits_due_rows due;
	TRY(visits_due(d, a, b->city->code, b->office->id, instant_of(b->today, 0), instant_of(b->today + 1, 0), &due));
	b->due = (due_bookings){ arena_many(a, due_booking, due.n), due.n };
	for (size_t i = 0; i < due.n; i++)
		b->due.at[i] = (due_booking){ due.at[i].service, due.at[i].start };
	TRY(learned_today(d, a, b, &b->learned));
	visits_estimate(a, b);
	return NULL;
}

const err *visits_board_in(db *d, arena *a, const city_def *city, const office_def *office, instant now, bool waits,
			   board *ret)
{
	board b = { .city = city,
		    .office = office,
		    .now = now,
		    .today = day_of(now),
		    .open = city->limits.any_hour || office_open_at(office, now) };
	visits_event_head_row head;
	bool found;
	TRY(visits_event_head(d, a, city->code, office->id, &head, &found));
	b.event = found ? head.last : 0;
	TRY(read_steps(d, a, &b));
	TRY(read_desks(d, a, &b));
	TRY(read_services(d, a, &b));
	if (waits)
		TRY(visits_board_foresee(d, a, &b));
	*ret = b;
	return NULL;
}

struct board_question {
	const city_def *city;
	const office_def *office;
	instant now;
	bool waits;
	board *ret;
};

static const err *read_board(db *d, arena *a, void *arg)
{
	struct board_question *q = arg;
	return visits_board_in(d, a, q->city, q->office, q->now, q->waits, q->ret);
}

const err *visits_board(req *r, str office, bool waits, board *ret)
{
	const city_def *city = catalog_city(r);
	const office_def *o = defs_office(city, office);
	if (!o)
		return err_of(ERR_not_found);
	struct board_question q = { city, o, clock_now(r->app->clock), waits, ret };
	return store_read(r->app->store, r->arena, read_board, &q);
}

/* --- bookings and tickets ------------------------------------------------------------------------------------- */

const err *visits_booking(db *d, arena *a, i64 city, str code, booking_view *ret)
{
	return booking_load(d, a, city, code, ret);
}

const err *visits_bookings(db *d, arena *a, i64 city, str office, day on, booking_views *ret)
{
	visits_day_bookings_rows rows;
	visits_day_booking_steps_rows steps;
	TRY(visits_day_bookings(d, a, city, office, instant_of(on, 0), instant_of(on + 1, 0), &rows));
	TRY(visits_day_booking_steps(d, a, city, office, instant_of(on, 0), instant_of(on + 1, 0), &steps));
	*ret = (booking_views){ arena_many(a, booking_view, rows.n), rows.n };
	/* both come in the same order, so the steps of a booking follow one another */
	size_t k = 0;
	for (size_t i = 0; i < rows.n; i++) {
		const visits_day_bookings_row *r = &rows.at[i];
		ret->at[i] = (booking_view){ .code = r->code,
					     .office = office,
					     .state = booking_state_of(r->state),
					     .start = r->start,
					     .held_until = r->held_until,
					     .made_at = r->made_at,
					     .name = r->name,
					     .contact = r->contact,
					     .note = r->note,
					     .ticket = r->ticket,
					     .channel = r->channel,
					     .lang = (lang)r->lang,
					     .rev = r->rev };
		size_t first = k;
		while (k < steps.n && str_eq(steps.at[k].booking, r->code))
			k++;
		ret->at[i].steps_n = k - first;
		ret->at[i].steps = arena_many(a, struct booking_view_step, k - first);
		for (size_t j = first; j < k; j++)
			ret->at[i].steps[j - first] =
				(struct booking_view_step){ steps.at[j].service, steps.at[j].start };
	}
	return NULL;
}

const err *visits_ticket(db *d, arena *a, i64 city, str code, ticket_view *ret)
{
	return ticket_load(d, a, city, code, ret);
}

const live_step *visit_present_step(const live_steps *steps)
{
	static const int rank[STEP_STATES] = { [STEP_CALLED] = 7,  [STEP_SERVING] = 6, [STEP_MISSED] = 5,
					       [STEP_WAITING] = 4, [STEP_PARKED] = 3,  [STEP_PLANNED] = 2 };
	CHECK(steps->n > 0);
	const live_step *best = &steps->at[steps->n - 1];
	for (size_t i = steps->n; i-- > 0;)
		if (rank[steps->at[i].state] && rank[steps->at[i].state] >= rank[best->state])
			best = &steps->at[i];
	return best;
}

int visit_next_call(const board *b, str ticket)
{
	int best = -1;
	for (size_t i = 0; i < b->steps.n; i++) {
		if (b->steps.at[i].state != STEP_WAITING || !str_eq(b->steps.at[i].ticket, ticket))
			continue;
		const wait_range *w = b->waits ? &b->waits[i] : NULL, *than = best >= 0 && w ? &b->waits[best] : NULL;
		if (best < 0 || (w && w->p50 >= 0 && (than->p50 < 0 || w->p50 < than->p50)))
			best = (int)i;
	}
	return best;
}

const struct visit_end *visit_end_of(const board *b, str ticket)
{
	for (size_t i = 0; i < b->ends_n; i++)
		if (str_eq(b->ends[i].ticket, ticket) && b->ends[i].p50 >= 0)
			return &b->ends[i];
	return NULL;
}

const err *visits_ticket_by_number(db *d, arena *a, i64 city, str office, day on, str number, ticket_view *ret)
{
	visits_ticket_of_number_row row;
	bool found;
	TRY(visits_ticket_of_number(d, a, city, office, on, number, &row, &found));
	return found ? ticket_load(d, a, city, row.code, ret) : err_of(ERR_not_found);
}

/* --- free slots ----------------------------------------------------------------------------------------------- */

const err *lane_read(db *d, arena *a, const city_def *city, const office_def *o, lane *l, day from, day to, bool staff)
{
	visits_places_rows taken;
	TRY(visits_places(d, a, city->code, o->id, l->offer->service, instant_of(from, 0), instant_of(to + 1, 0),
			  &taken));
	double shows;
	TRY(overbook_shows_of(d, a, city->code, o->id, l->offer, &shows));
	size_t k = 0;
	for (day on = from; on <= to; on++) {
		slot_defs slots = offer_slots(a, o, l->offer, on);
		for (size_t i = 0; i < slots.n; i++) {
			const slot_def *s = &slots.at[i];
			while (k < taken.n && taken.at[k].start < s->start)
				k++;
			i64 all = 0, public = 0;
			if (k < taken.n && taken.at[k].start == s->start) {
				all = taken.at[k].taken;
				public = taken.at[k].by_public;
			}
			i64 most = overbook_ceiling(s->places, shows, l->offer->overbook), left = most - all;
			if (!staff && most - s->kept - public < left)
				left = most - s->kept - public;
			LIST_ADD(a, &l->slots, (open_slot){ s->start, left < 0 ? 0 : (int)left });
		}
	}
	return NULL;
}

open_slot *lane_free_from(const lane *l, instant earliest)
{
	size_t low = 0, high = l->slots.n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (l->slots.at[mid].start < earliest)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < l->slots.n && day_of(l->slots.at[low].start) == day_of(earliest); low++)
		if (l->slots.at[low].left > 0)
			return &l->slots.at[low];
	return NULL;
}

const err *visits_slots(db *d, arena *a, const city_def *city, const office_def *o, strs services, day from, day to,
			bool by_staff, bool full, instant now, open_slots *ret)
{
	*ret = (open_slots){ 0 };
	if (services.n < 1 || services.n > (size_t)city->limits.services_per_visit || to < from)
		return err_of(ERR_invalid);
	lane *lanes = arena_many(a, lane, services.n);
	for (size_t i = 0; i < services.n; i++) {
		lanes[i].offer = defs_offer(o, services.at[i]);
		if (!lanes[i].offer)
			return err_of(ERR_not_found);
		if (lanes[i].offer->booking.n == 0)
			return err_of(ERR_not_bookable);
	}
	/* days on which nothing can be booked need not be read */
	day today = day_of(now), first = today, last = today + lanes[0].offer->book_to_days;
	from = from < first ? first : from;
	to = to > last ? last : to;
	if (to - from >= SLOT_DAYS_MAX)
		to = from + SLOT_DAYS_MAX - 1;
	if (to < from)
		return NULL;
	for (size_t i = 0; i < services.n; i++)
		TRY(lane_read(d, a, city, o, &lanes[i], from, to, by_staff));
	for (size_t i = 0; i < lanes[0].slots.n; i++) {
		open_slot s = lanes[0].slots.at[i];
		if (!offer_bookable(o, lanes[0].offer, s.start, now, by_staff, NULL))
			continue;
		const open_slot *at = &s;
		for (size_t k = 1; k < services.n && s.left > 0; k++) {
			at = lane_free_from(&lanes[k], at->start + (i64)lanes[k - 1].offer->minutes * MINUTE);
			s.left = at ? (at->left < s.left ? at->left : s.left) : 0;
		}
		if (s.left > 0 || full)
			LIST_ADD(a, ret, s);
	}
	return NULL;
}
