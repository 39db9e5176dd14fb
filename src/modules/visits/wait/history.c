/* A day of the log as the events that are learned from. */
#include "modules/visits/wait/learned.h"

#include <stdlib.h>
#include <string.h>

#include "modules/visits/wait/wait.sql.h"

#define STEPS_LIMIT 100000 /* the statement's */
#define DESKS_LIMIT 50000

typedef struct reading {
	arena *a;
	office_day *day;
	instant midnight;
	struct told {
		str ticket;
		bool first; /* the visit's first step */
		i32 index;
	} * told; /* who checked in, in the order of tickets */
	size_t told_n, told_room;
} reading;

static i32 seconds(const reading *r, instant t)
{
	return (i32)((t - r->midnight) / SECOND);
}

/* An index for a name; -1 when there are too many. */
static i32 index_of(arena *a, strs *names, str name, size_t most)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->at[i], name))
			return (i32)i;
	if (name.len == 0 || names->n == most)
		return -1;
	LIST_ADD(a, names, name);
	return (i32)names->n - 1;
}

static void add(reading *r, event e)
{
	LIST_ADD(r->a, &r->day->events, e);
}

static i32 new_ticket_index(reading *r)
{
	LIST_ADD(r->a, &r->day->events.tickets, STR_NONE);
	return (i32)r->day->events.tickets.n - 1;
}

/* --- steps ----------------------------------------------------------------------------------------------------- */

/* One wait of one step: from the queue to a desk and out of it. Only these are learned from: who left, was parked or is still
 * there when the day ends says nothing that can be counted on. */
typedef struct one_wait {
	instant waits, called;
	bool booked, parked;
	str desk;
} one_wait;

static void end_wait(reading *r, const wait_steps_of_day_row *row, one_wait *w, event_kind how)
{
	i32 service = index_of(r->a, &r->day->names.services, row->service, SIM_SERVICES_MAX);
	i32 desk = index_of(r->a, &r->day->names.desks, w->desk, SIM_DESKS_MAX);
	if (w->waits && w->called && !w->parked && service >= 0 && desk >= 0 &&
	    r->day->events.tickets.n < EVENTLOG_TICKETS_MAX) {
		i32 ticket = new_ticket_index(r);
		add(r, (event){ .kind = w->booked ? EVENT_ARRIVE : EVENT_TAKE,
				.t = seconds(r, w->waits),
				.ticket = ticket,
				.service = service,
				.desk = -1 });
		add(r, (event){ EVENT_CALL, seconds(r, w->called), ticket, service, desk, 0, 0, 0 });
		/* `from` is not used for these: it says when it began, for by_time() */
		add(r, (event){ how, seconds(r, row->moment), ticket, service, desk, seconds(r, w->called), 0, 0 });
		if (w->booked) {
			CHECK(r->told_n < r->told_room);
			r->told[r->told_n++] = (struct told){ row->ticket, row->seq == 1, ticket };
		}
	}
	*w = (one_wait){ 0 };
}

static void read_row(reading *r, const wait_steps_of_day_row *row, one_wait *w)
{
	if (str_eq(row->command, STR("undo"))) {
		w->called = 0;
	} else if (str_eq(row->becomes, STR("waiting"))) {
		*w = (one_wait){ .waits = row->moment, .booked = str_eq(row->command, STR("check_in")) };
	} else if (str_eq(row->command, STR("call"))) {
		w->called = row->moment;
		w->desk = row->desk;
	} else if (str_eq(row->command, STR("park"))) {
		w->parked = true;
	} else if (str_eq(row->becomes, STR("done")) || str_eq(row->becomes, STR("transferred"))) {
		end_wait(r, row, w, EVENT_DONE);
	} else if (str_eq(row->becomes, STR("missed"))) {
		end_wait(r, row, w, EVENT_MISSED);
	}
}

static const err *read_steps(db *d, reading *r, i64 city, str office)
{
	wait_steps_of_day_rows rows;
	TRY(wait_steps_of_day(d, r->a, city, office, r->midnight, r->midnight + DAY, &rows));
	if (rows.n == STEPS_LIMIT)
		return err_of(ERR_too_large);
	r->told_room = rows.n;
	r->told = arena_many(r->a, struct told, rows.n);
	one_wait w = { 0 };
	for (size_t i = 0; i < rows.n; i++) {
		const wait_steps_of_day_row *row = &rows.at[i], *before = i ? &rows.at[i - 1] : row;
		if (i == 0 || row->seq != before->seq || !str_eq(row->ticket, before->ticket))
			w = (one_wait){ 0 };
		read_row(r, row, &w);
	}
	return NULL;
}

/* --- desks ------------------------------------------------------------------------------------------------------ */

static struct desk_day *desk_day_of(office_day *on, str desk)
{
	for (size_t i = 0; i < on->desks_n; i++)
		if (str_eq(on->desks[i].desk, desk))
			return &on->desks[i];
	return NULL;
}

/* The quarter hours whose middle lies between. */
static void mark_open(struct desk_day *d, i32 from, i32 to)
{
	for (int k = 0; d && k < PLAN_BINS; k++)
		if (from <= k * 900 + 450 && k * 900 + 450 < to)
			d->open[k] = true;
}

static void read_desk(reading *r, const wait_desks_of_day_row *row, size_t n)
{
	i32 desk = index_of(r->a, &r->day->names.desks, row->desk, SIM_DESKS_MAX);
	struct desk_day *d = desk_day_of(r->day, row->desk);
	bool open = false;
	i32 since = 0;
	for (size_t i = 0; i < n && desk >= 0; i++) {
		bool is = str_eq(row[i].becomes, STR("open")) || str_eq(row[i].becomes, STR("serving"));
		i32 t = seconds(r, row[i].moment);
		if (is == open)
			continue;
		add(r,
		    (event){
			    .kind = is ? EVENT_OPEN : EVENT_CLOSE, .t = t, .ticket = -1, .service = -1, .desk = desk });
		if (!is)
			mark_open(d, since, t);
		since = t;
		open = is;
		r->day->any = true;
	}
	if (open)
		mark_open(d, since, seconds(r, row[n - 1].moment));
}

static const err *read_desks(db *d, reading *r, i64 city, str office)
{
	wait_desks_of_day_rows rows;
	TRY(wait_desks_of_day(d, r->a, city, office, r->midnight, r->midnight + DAY, &rows));
	if (rows.n == DESKS_LIMIT)
		return err_of(ERR_too_large);
	for (size_t first = 0, end; first < rows.n; first = end) {
		for (end = first + 1; end < rows.n && str_eq(rows.at[end].desk, rows.at[first].desk);)
			end++;
		read_desk(r, &rows.at[first], end - first);
	}
	return NULL;
}

/* --- bookings ---------------------------------------------------------------------------------------------------- */

static int by_ticket(const void *x, const void *y)
{
	const struct told *a = x, *b = y;
	return str_cmp(a->ticket, b->ticket);
}

/* The index of who checked in with this ticket; -1. */
static i32 told_of(const reading *r, str ticket)
{
	if (ticket.len == 0 || r->told_n == 0)
		return -1;
	struct told key = { .ticket = ticket };
	const struct told *found = bsearch(&key, r->told, r->told_n, sizeof *r->told, by_ticket);
	return found ? found->index : -1;
}

static const err *read_bookings(db *d, reading *r, i64 city, str office)
{
	wait_bookings_of_day_rows rows;
	TRY(wait_bookings_of_day(d, r->a, city, office, r->midnight, r->midnight + DAY, &rows));
	/* the later steps of a visit are not what was booked */
	size_t kept = 0;
	for (size_t i = 0; i < r->told_n; i++)
		if (r->told[i].first)
			r->told[kept++] = r->told[i];
	r->told_n = kept;
	if (kept)
		qsort(r->told, kept, sizeof *r->told, by_ticket);
	for (size_t i = 0; i < rows.n; i++) {
		const wait_bookings_of_day_row *b = &rows.at[i];
		i32 service = index_of(r->a, &r->day->names.services, b->service, SIM_SERVICES_MAX);
		i32 ticket = told_of(r, b->ticket);
		if (b->ticket.len && ticket < 0)
			continue; /* came, but left or was parked: is not counted either way */
		if (ticket < 0)
			ticket = new_ticket_index(r);
		if (service >= 0)
			add(r, (event){ .kind = EVENT_BOOK,
					.ticket = ticket,
					.service = service,
					.desk = -1,
					.from = seconds(r, b->start) });
	}
	return NULL;
}

/* --- the day ------------------------------------------------------------------------------------------------------ */

/* Within one second: who was at a desk before goes, desks open, people come, are called; and what was begun and ended in it. */
static int phase_of(const event *e)
{
	static const int phase[EVENT_KINDS] = {
		[EVENT_PLAN] = 0, [EVENT_BOOK] = 1,  [EVENT_OPEN] = 3, [EVENT_ARRIVE] = 4, [EVENT_TAKE] = 4,
		[EVENT_CALL] = 5, [EVENT_CLOSE] = 7, [EVENT_DONE] = 2, [EVENT_MISSED] = 2
	};
	bool at_once = (e->kind == EVENT_DONE || e->kind == EVENT_MISSED) && e->from == e->t;
	return at_once ? 6 : phase[e->kind];
}

static int by_time(const void *x, const void *y)
{
	const event *a = x, *b = y;
	bool known_a = a->kind <= EVENT_BOOK, known_b = b->kind <= EVENT_BOOK; /* in the morning */
	if (known_a != known_b)
		return known_a ? -1 : 1;
	if (!known_a && a->t != b->t)
		return a->t < b->t ? -1 : 1;
	int order = phase_of(a) - phase_of(b);
	return order ? order : a->ticket != b->ticket ? a->ticket - b->ticket : a->desk - b->desk;
}

const err *history_read(db *d, arena *a, i64 city, const office_def *o, day on, office_day *ret)
{
	*ret = (office_day){ .day = on, .events = { .day = on } };
	reading r = { .a = a, .day = ret, .midnight = instant_of(on, 0) };
	ret->desks_n = o->desks.n;
	ret->desks = arena_many(a, struct desk_day, o->desks.n);
	for (size_t i = 0; i < o->desks.n; i++) {
		ret->desks[i].desk = o->desks.at[i].id;
		index_of(a, &ret->names.desks, o->desks.at[i].id, SIM_DESKS_MAX);
	}
	for (size_t i = 0; i < o->offers.n; i++)
		index_of(a, &ret->names.services, o->offers.at[i].service, SIM_SERVICES_MAX);
	TRY(read_steps(d, &r, city, o->id));
	TRY(read_desks(d, &r, city, o->id));
	TRY(read_bookings(d, &r, city, o->id));
	if (ret->events.n)
		qsort(ret->events.at, ret->events.n, sizeof *ret->events.at, by_time);
	return NULL;
}

static sim_mask services_of(const office_names *names, const strs *list)
{
	sim_mask mask = 0;
	for (size_t i = 0; i < list->n; i++) {
		int k = names_find(names->services, list->at[i]);
		mask |= k >= 0 ? SIM_BIT(k) : 0;
	}
	return mask;
}

void learned_day(arena *a, office_learned *m, const office_def *o, const office_day *on)
{
	if (!on->any)
		return; /* closed: nothing to learn, and no sign that desks are not open on that weekday */
	event_day whole = { .day = on->events.day, .tickets = on->events.tickets };
	int weekday = weekday_of(on->day);
	for (size_t i = 0; i < o->desks.n; i++) {
		wait_span spans[WAIT_SPANS_MAX];
		const desk_def *desk = &o->desks.at[i];
		int n = desk_plan_spans(&m->plan, desk->id, weekday, spans);
		i32 index = names_find(on->names.desks, desk->id);
		for (int k = 0; k < n && index >= 0; k++)
			LIST_ADD(a, &whole,
				 (event){ .kind = EVENT_PLAN,
					  .ticket = -1,
					  .service = -1,
					  .desk = index,
					  .from = (i32)spans[k].from,
					  .to = (i32)spans[k].to,
					  .services = services_of(&on->names, &desk->services) });
	}
	for (size_t i = 0; i < on->events.n; i++)
		LIST_ADD(a, &whole, on->events.at[i]);
	for (size_t i = 0; i < o->offers.n; i++)
		model_service(&m->model, o->offers.at[i].service, o->offers.at[i].minutes * 60.0);
	model_learn(&m->model, &on->names, &whole);
	for (size_t i = 0; i < on->desks_n; i++)
		desk_plan_learn(&m->plan, on->desks[i].desk, weekday, on->desks[i].open);
}
