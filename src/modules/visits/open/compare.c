#include "modules/visits/open/compare.h"

#include "modules/visits/open/open.sql.h"

#define BOOKING_DAYS 7 /* so far ahead is the next free booking looked for */
#define FRESH (3 * MINUTE) /* what was noted longer ago says nothing */

/* --- travel ---------------------------------------------------------------------------------------------------- */

void travel_parse(const city_def *city, str text, int *ret)
{
	for (size_t i = 0; i < city->offices.n; i++)
		ret[i] = TRAVEL_UNKNOWN;
	while (text.len) {
		str minutes = str_cut(&text, '_'), office = str_cut(&minutes, '.');
		i64 n;
		if (!str_i64(minutes, &n) || n < 0 || n > TRAVEL_MAX)
			continue;
		for (size_t i = 0; i < city->offices.n; i++)
			if (str_eq(city->offices.at[i].id, office))
				ret[i] = (int)n;
	}
}

str travel_text(arena *a, const city_def *city, const int *travel)
{
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < city->offices.n; i++)
		if (travel[i] >= 0)
			buf_format(&b, "%s%.*s.%d", b.len ? "_" : "", STR_ARG(city->offices.at[i].id), travel[i]);
	return b.overflowed ? STR_NONE : buf_str(&b);
}

/* --- offices -------------------------------------------------------------------------------------------------------- */

static bool offers_all(const office_def *o, const strs *services)
{
	for (size_t i = 0; i < services->n; i++)
		if (!defs_offer(o, services->at[i]))
			return false;
	return true;
}

static const struct service_load *load_of(const board *b, str service)
{
	for (size_t i = 0; i < b->services_n; i++)
		if (str_eq(b->services[i].offer->service, service))
			return &b->services[i];
	return NULL;
}

/* Until when the service is received in the window of `t`; 0 when it is not. */
static instant closes(arena *a, const office_def *o, const offer_def *f, instant t)
{
	windows w = offer_hours(a, o, f, day_of(t));
	int minute = minute_of(t);
	for (size_t i = 0; i < w.n; i++)
		if (w.at[i].from <= minute && minute < w.at[i].to)
			return instant_of(day_of(t), w.at[i].to);
	return 0;
}

/* Whether one service can be done by who arrives then; a worse state does not become a better one. */
static void look_at(arena *a, const board *b, const struct service_load *l, instant arrival, compare_office *c)
{
	compare_state s = COMPARE_OPEN;
	bool any = b->city->limits.any_hour;
	instant now_until = closes(a, b->office, l->offer, b->now), until = closes(a, b->office, l->offer, arrival);
	if (!l->offer->walk_in)
		s = COMPARE_BOOKING_ONLY;
	else if (!any && !now_until)
		s = COMPARE_CLOSED;
	else if (!any && !until)
		s = COMPARE_TOO_LATE;
	else if (l->stopped || b->tickets_stopped)
		s = COMPARE_STOPPED;
	else if (l->wait.p50 < 0)
		s = COMPARE_UNKNOWN;
	if (until && (!c->until || until < c->until))
		c->until = until;
	if (c->state == COMPARE_OPEN)
		c->state = s;
	if (l->wait.p50 > c->wait.p50)
		c->wait = l->wait;
}

static const err *next_booking(db *d, arena *a, const compare_question *q, compare_office *c, instant arrival)
{
	for (size_t i = 0; i < q->services.n; i++)
		if (defs_offer(c->office, q->services.at[i])->booking.n == 0)
			return NULL;
	day today = day_of(q->now);
	open_slots slots;
	TRY(visits_slots(d, a, q->city, c->office, q->services, today, today + BOOKING_DAYS, false, false, q->now,
			 &slots));
	for (size_t i = 0; i < slots.n && !c->next; i++)
		if (slots.at[i].left > 0 && slots.at[i].start >= arrival)
			c->next = slots.at[i].start;
	return NULL;
}

static const err *look_at_office(db *d, arena *a, const compare_question *q, compare_office *c)
{
	instant arrival = q->now + (c->travel > 0 ? c->travel : 0) * MINUTE;
	board b;
	TRY(visits_board_in(d, a, q->city, c->office, q->now, true, &b));
	c->wait = (wait_range){ .p10 = -1, .p50 = -1, .p90 = -1 };
	for (size_t i = 0; i < q->services.n; i++)
		look_at(a, &b, load_of(&b, q->services.at[i]), arrival, c);
	int travel = c->travel > 0 ? c->travel : 0;
	c->apart = c->wait.assumed || (q->named && c->travel < 0);
	if (c->state == COMPARE_OPEN) {
		int from, to;
		visits_wait_minutes(c->wait, &from, &to);
		c->from = travel + from;
		c->to = travel + to;
		c->middle = travel + (c->wait.p50 + 30) / 60;
	}
	return next_booking(d, a, q, c, arrival);
}

/* Who can be reached comes first, fastest first; an equal middle is decided by what is certain. */
static int fastest_first(const void *x, const void *y)
{
	const compare_office *a = x, *b = y;
	bool open_a = a->state == COMPARE_OPEN, open_b = b->state == COMPARE_OPEN;
	if (open_a != open_b)
		return open_a ? -1 : 1;
	if (open_a && a->apart != b->apart)
		return a->apart ? 1 : -1;
	if (open_a && a->middle != b->middle)
		return a->middle < b->middle ? -1 : 1;
	if (open_a && a->to != b->to)
		return a->to < b->to ? -1 : 1;
	return (a->office > b->office) - (a->office < b->office); /* the order of the definitions */
}

const err *compare_read(db *d, arena *a, void *arg)
{
	compare_question *q = arg;
	q->ret = (compare_list){ 0 };
	q->ret_open = 0;
	CHECK(q->services.n > 0 && q->services.n <= COMPARE_SERVICES_MAX);
	for (size_t i = 0; i < q->city->offices.n; i++) {
		compare_office c = { .office = &q->city->offices.at[i], .travel = q->travel[i] };
		if (!offers_all(c.office, &q->services))
			continue;
		TRY(look_at_office(d, a, q, &c));
		q->ret_open += c.state == COMPARE_OPEN;
		LIST_ADD(a, &q->ret, c);
	}
	if (q->ret.n)
		qsort(q->ret.at, q->ret.n, sizeof *q->ret.at, fastest_first);
	return NULL;
}

/* --- on the way ------------------------------------------------------------------------------------------------------- */

typedef struct noting {
	const city_def *city;
	instant now;
	board *boards;
} noting;

static const err *read_boards(db *d, arena *a, void *arg)
{
	noting *n = arg;
	for (size_t i = 0; i < n->city->offices.n; i++)
		TRY(visits_board_in(d, a, n->city, &n->city->offices.at[i], n->now, true, &n->boards[i]));
	return NULL;
}

static bool receives(const board *b, const struct service_load *l)
{
	bool now = b->city->limits.any_hour || offer_open_at(b->office, l->offer, b->now);
	return now && l->offer->walk_in && !l->stopped && !b->tickets_stopped && l->wait.p50 >= 0 && !l->wait.assumed;
}

static const err *write_waits(db *d, arena *a, void *arg)
{
	const noting *n = arg;
	for (size_t i = 0; i < n->city->offices.n; i++) {
		const board *b = &n->boards[i];
		for (size_t k = 0; k < b->services_n; k++) {
			const struct service_load *l = &b->services[k];
			if (!receives(b, l))
				continue;
			open_set_wait_in in = { .city = n->city->code,
						.office = b->office->id,
						.service = l->offer->service,
						.now = n->now,
						.p10 = l->wait.p10,
						.p50 = l->wait.p50,
						.p90 = l->wait.p90 };
			TRY(open_set_wait(d, a, &in, NULL));
		}
	}
	return NULL;
}

const err *compare_note_waits(app *p, arena *a)
{
	noting n = { .city = catalog_hold(p->catalog), .now = clock_now(p->clock) };
	n.boards = arena_many(a, board, n.city->offices.n);
	const err *e = store_read(p->store, a, read_boards, &n);
	if (!e)
		e = store_write(p->store, a, STR("wait_now"), write_waits, &n);
	catalog_release(p->catalog, n.city);
	return e;
}

const err *compare_faster(db *d, arena *a, void *arg)
{
	faster *f = arg;
	f->ret = NULL;
	open_waits_rows rows;
	TRY(open_waits(d, a, f->city, f->now - FRESH, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const open_waits_row *r = &rows.at[i];
		const office_def *o = defs_office(f->def, r->office);
		if (!str_eq(r->service, f->service) || str_eq(r->office, f->here) || !o)
			continue;
		int named = f->travel ? f->travel[o - f->def->offices.at] : TRAVEL_UNKNOWN;
		int trip = named >= 0 ? named : COMPARE_TRIP;
		const offer_def *offer = defs_offer(o, r->service);
		bool reached = offer && (f->def->limits.any_hour || offer_open_at(o, offer, f->now + trip * MINUTE));
		int to = trip + (int)((r->p90 + 59) / 60);
		if (reached && to + COMPARE_CLEARLY <= f->from && (!f->ret || to < f->ret_to)) {
			f->ret = o;
			f->ret_to = to;
			f->ret_trip = trip;
		}
	}
	return NULL;
}
