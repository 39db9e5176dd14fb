/*
 * /floor/OFFICE: the whole office on one page, live: who waits how long, which desk does what since when, what is booked
 * for the next hour, how the day went so far. From here tickets are stopped and started, a desk that somebody left is
 * closed, and a ticket is given by hand, with priority where it is needed.
 */
#include "modules/visits/pages/floor_view.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/stats/stats.sql.h"
#include "modules/visits/visits_commands.h"
#include "modules/visits/wait/wait.h"

#include "modules/visits/pages/templates/floor.html.h"

#define LONG_WAIT (30 * MINUTE)
#define VERY_LONG_WAIT (45 * MINUTE)
#define LONG_SERVING (40 * MINUTE)
#define DUE_SOON HOUR
#define GRID (5 * MINUTE) /* of the chart */

typedef struct floor_read {
	const city_def *city;
	const office_def *office;
	instant now;
	board board;
	hints hints;
	booking_views bookings;
	stats_marks_rows marks;
	stats_moves_rows moves;
	stats_desk_moves_rows desk_moves;
} floor_read;

static const err *read_floor(db *d, arena *a, void *arg)
{
	floor_read *q = arg;
	i64 city = q->city->code;
	str office = q->office->id;
	TRY(visits_board_in(d, a, q->city, q->office, q->now, true, &q->board));
	day today = q->board.today;
	instant begin = instant_of(today, 0), end = instant_of(today + 1, 0);
	TRY(visits_bookings(d, a, city, office, today, &q->bookings));
	TRY(staffing_read_hints(d, a, &q->board, &q->hints));
	TRY(stats_marks(d, a, city, office, today, &q->marks));
	TRY(stats_moves(d, a, city, office, begin, end, &q->moves));
	return stats_desk_moves(d, a, city, office, begin, end, &q->desk_moves);
}

/* --- who waits ------------------------------------------------------------------------------------------------------ */

static elapsed since(req *r, instant at, instant now)
{
	i64 minutes = now > at ? (now - at) / MINUTE : 0;
	return (elapsed){ instant_text(r->arena, at), say_minutes(r->arena, r->lang, (int)minutes) };
}

static badge heat_of(req *r, i64 waited)
{
	if (waited >= VERY_LONG_WAIT)
		return (badge){ say(r, T_floor_heat_very_long), "bad" };
	if (waited >= LONG_WAIT)
		return (badge){ say(r, T_floor_heat_long), "warn" };
	return (badge){ STR_NONE, "calm" };
}

static queue_row make_person(req *r, const floor_read *q, const live_step *s)
{
	queue_row v = { .number = s->number,
			.link = url_path(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(q->office->id),
					 STR_ARG(s->ticket)),
			.waited = since(r, s->arrived, q->now),
			.priority = s->priority,
			.returned = s->returned,
			.elsewhere = s->elsewhere,
			.long_wait = q->now - s->arrived >= VERY_LONG_WAIT };
	if (s->due)
		v.due = say_time(r->arena, s->due);
	for (size_t i = 0; i < q->marks.n; i++)
		if (str_eq(q->marks.at[i].code, s->ticket)) {
			v.name = q->marks.at[i].name;
			v.note = q->marks.at[i].note;
		}
	return v;
}

static void fill_services(req *r, const floor_read *q, floor_view *v)
{
	instant oldest = 0;
	v->waiting = q->board.people;
	for (size_t i = 0; i < q->board.services_n; i++) {
		const struct service_load *l = &q->board.services[i];
		floor_service s = { .id = l->offer->service,
				    .name = text_in(&l->offer->def->name, r->lang),
				    .waiting = l->waiting,
				    .desks = l->desks,
				    .heat = { STR_NONE, "calm" },
				    .wait = say_wait(r->arena, r->lang, l->wait) };
		for (size_t k = 0; k < q->board.stopped.n; k++)
			s.stopped |= str_eq(q->board.stopped.at[k], s.id);
		bool given = !s.stopped && !q->board.tickets_stopped;
		s.state = (badge){ say(r, given ? T_floor_taking : T_floor_stopped), given ? "good" : "warn" };
		instant first = 0;
		for (size_t k = 0; k < q->board.steps.n; k++) {
			const live_step *p = &q->board.steps.at[k];
			if (p->state != STEP_WAITING || !str_eq(p->service, s.id))
				continue;
			LIST_ADD(r->arena, &s.people, make_person(r, q, p));
			if (!first || p->arrived < first)
				first = p->arrived;
		}
		if (first) {
			s.longest = since(r, first, q->now);
			s.heat = heat_of(r, q->now - first);
		}
		if (first && (!oldest || first < oldest)) {
			oldest = first;
			v->longest = s.longest;
			v->longest_heat = s.heat;
			v->longest_what = s.name;
		}
		LIST_ADD(r->arena, &v->services, s);
	}
	for (size_t i = 0; i < q->board.steps.n; i++) {
		step_state s = q->board.steps.at[i].state;
		v->serving += s == STEP_CALLED || s == STEP_SERVING;
		v->aside += s == STEP_PARKED || s == STEP_MISSED;
	}
}

/* --- desks -------------------------------------------------------------------------------------------------------------- */

static void fill_desks(req *r, const floor_read *q, floor_view *v)
{
	v->desks_all = (int)q->board.desks.n;
	for (size_t i = 0; i < q->board.desks.n; i++) {
		const live_desk *l = &q->board.desks.at[i];
		instant from = l->state == DESK_SERVING && l->called_at ? l->called_at : l->since;
		desk_state next;
		floor_desk d = { .id = l->desk,
				 .label = say_desk(r->arena, r->lang, l->def),
				 .clerk = l->staff_name,
				 .number = l->number,
				 .state = desk_badge(r->arena, r->lang, l->state),
				 .link = url_path(r->arena, "/desk/%.*s/%.*s", STR_ARG(q->office->id),
						  STR_ARG(l->desk)),
				 .rev = l->rev,
				 .closed = l->state == DESK_CLOSED,
				 .may_close = desk_next(l->state, DESK_DO_CLOSE, &next),
				 .over = l->state == DESK_BREAK && l->until && l->until < q->now,
				 .long_serving = l->state == DESK_SERVING && q->now - from >= LONG_SERVING };
		if (!d.closed)
			d.since = since(r, from, q->now);
		if (l->number.len)
			d.service = say_service(r->arena, r->lang, q->city, l->service);
		if (l->state == DESK_BREAK && l->until)
			d.until = words_desk_break_until(r->arena, r->lang, say_time(r->arena, l->until));
		v->desks_open += l->state == DESK_OPEN || l->state == DESK_SERVING;
		LIST_ADD(r->arena, &v->desks, d);
	}
}

static void fill_due(req *r, const floor_read *q, floor_view *v)
{
	for (size_t i = 0; i < q->bookings.n; i++) {
		const booking_view *b = &q->bookings.at[i];
		if (b->state != BOOKING_BOOKED || b->start > q->now + DUE_SOON)
			continue;
		v->due_n++;
		LIST_ADD(r->arena, &v->due,
			 (floor_due){ .time = say_time(r->arena, b->start),
				      .name = b->name,
				      .service = b->steps_n
							 ? say_service(r->arena, r->lang, q->city, b->steps[0].service)
							 : STR_NONE,
				      .late = b->start < q->now });
	}
}

/* --- the day so far ------------------------------------------------------------------------------------------------- */

/* The hours that the charts show: the opening hours, and what happened outside of them. */
typedef struct span {
	instant from, to;
} span;

static span span_of(const floor_read *q)
{
	windows hours = office_hours(q->office, q->board.today, NULL);
	instant midnight = instant_of(q->board.today, 0);
	span s = { q->now, q->now };
	if (hours.n)
		s = (span){ midnight + hours.at[0].from * MINUTE, midnight + hours.at[hours.n - 1].to * MINUTE };
	if (q->moves.n && q->moves.at[0].moment < s.from)
		s.from = q->moves.at[0].moment;
	if (q->desk_moves.n && q->desk_moves.at[0].moment < s.from)
		s.from = q->desk_moves.at[0].moment;
	if (q->now > s.to)
		s.to = q->now;
	s.from = midnight + (s.from - midnight) / HOUR * HOUR;
	s.to = midnight + ((s.to - midnight) + HOUR - 1) / HOUR * HOUR;
	if (s.to <= s.from)
		s.to = s.from + HOUR;
	return s;
}

static int x_of(span s, instant t)
{
	if (t < s.from)
		return 0;
	return t > s.to ? STRIP : (int)((t - s.from) * STRIP / (s.to - s.from));
}

static void fill_axis(req *r, span s, axis *ret)
{
	i64 hours = (s.to - s.from) / HOUR, step = hours > 12 ? 3 : hours > 6 ? 2 : 1;
	for (i64 h = 0; h <= hours; h += step)
		LIST_ADD(r->arena, ret,
			 (axis_mark){ x_of(s, s.from + h * HOUR),
				      str_format(r->arena, "%d", minute_of(s.from + h * HOUR) / 60) });
}

/* Where the steps of one visit are, as the log goes by. */
typedef struct visit_count {
	str ticket;
	int waiting, away; /* away: at a desk, or missed */
} visit_count;
typedef struct visit_counts {
	visit_count *at; /* a hash table */
	size_t n; /* a power of two, twice as many as there are moves */
} visit_counts;

static visit_count *count_of(visit_counts *t, str ticket)
{
	size_t i = (size_t)str_hash(ticket) & (t->n - 1);
	while (t->at[i].ticket.len && !str_eq(t->at[i].ticket, ticket))
		i = (i + 1) & (t->n - 1);
	t->at[i].ticket = ticket;
	return &t->at[i];
}

static void add_state(visit_count *v, str state, int by)
{
	bool away = str_eq(state, step_state_name(STEP_CALLED)) || str_eq(state, step_state_name(STEP_SERVING)) ||
		    str_eq(state, step_state_name(STEP_MISSED));
	int *to = str_eq(state, step_state_name(STEP_WAITING)) ? &v->waiting : away ? &v->away : NULL;
	if (to)
		*to = *to + by < 0 ? 0 : *to + by; /* what yesterday left behind ends in today's log */
}

/* By how many the people grow who wait: somebody with several steps is one of them, and none while at a desk. */
static int growth(visit_counts *t, const stats_moves_row *m)
{
	visit_count *v = count_of(t, m->ticket);
	bool was = v->waiting && !v->away;
	add_state(v, m->was, -1);
	add_state(v, m->becomes, 1);
	return (v->waiting && !v->away) - was;
}

/* The most people who waited within each piece of the grid. */
static void count_waiting(arena *a, const floor_read *q, span s, int *most, size_t n)
{
	visit_counts table = { .n = 16 };
	while (table.n < 2 * q->moves.n)
		table.n *= 2;
	table.at = arena_many(a, visit_count, table.n);
	int waiting = 0;
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		instant end = s.from + (i64)(i + 1) * GRID;
		most[i] = waiting;
		for (; k < q->moves.n && q->moves.at[k].moment < end; k++) {
			waiting += growth(&table, &q->moves.at[k]);
			most[i] = waiting > most[i] ? waiting : most[i];
		}
	}
}

static void fill_chart(req *r, const floor_read *q, span s, day_chart *c)
{
	instant until = q->now < s.to ? q->now : s.to;
	size_t n = until > s.from ? (size_t)((until - s.from + GRID - 1) / GRID) : 0;
	c->any = q->moves.n > 0 && n > 0;
	if (!c->any)
		return;
	int *most = arena_many(r->arena, int, n);
	count_waiting(r->arena, q, s, most, n);
	c->most = 4;
	for (size_t i = 0; i < n; i++)
		c->most = most[i] > c->most ? most[i] : c->most;
	c->most += c->most % 2;
	c->half = c->most / 2;
	c->half_y = CHART_HEIGHT / 2;
	c->now_x = x_of(s, q->now);
	buf line = buf_new(r->arena, 64 * 1024);
	for (size_t i = 0; i < n; i++) {
		int y = CHART_HEIGHT - most[i] * CHART_HEIGHT / c->most;
		int end = x_of(s, s.from + (i64)(i + 1) * GRID);
		buf_format(&line, "%s%d H%d", i ? " V" : "M0 ", y, end < c->now_x ? end : c->now_x);
	}
	c->line = buf_str(&line);
	c->area = str_format(r->arena, "%.*s V%d H0 Z", STR_ARG(c->line), CHART_HEIGHT);
	size_t per_hour = HOUR / GRID;
	for (size_t i = 0; i < n; i += per_hour) {
		int top = 0;
		for (size_t k = i; k < i + per_hour && k < n; k++)
			top = most[k] > top ? most[k] : top;
		instant begin = s.from + (i64)i * GRID;
		LIST_ADD(r->arena, &c->hours,
			 (hour_row){ words_time_from_to(r->arena, r->lang, say_time(r->arena, begin),
							say_time(r->arena, begin + HOUR)),
				     top });
	}
}

static const char *state_css(desk_state s)
{
	static const char *const css[DESK_STATES] = { "closed", "open", "serving", "break", "back" };
	return css[s];
}

static void fill_load(req *r, const floor_read *q, span s, const desk_def *d, floor_view *v)
{
	floor_load l = { .label = words_desk_text(r->arena, r->lang, d->label) };
	desk_state state = DESK_CLOSED;
	instant from = s.from;
	i64 in[DESK_STATES] = { 0 };
	for (size_t i = 0; i <= q->desk_moves.n; i++) {
		bool last = i == q->desk_moves.n;
		if (!last && !str_eq(q->desk_moves.at[i].desk, d->id))
			continue;
		instant to = last ? q->now : q->desk_moves.at[i].moment;
		if (state != DESK_CLOSED && to > from) {
			in[state] += to - from;
			int x = x_of(s, from), end = x_of(s, to);
			LIST_ADD(r->arena, &l.parts, (strip_part){ x, end > x ? end - x : 1, state_css(state) });
		}
		if (!last)
			state = desk_state_of(q->desk_moves.at[i].becomes);
		from = to;
	}
	i64 open = in[DESK_OPEN] + in[DESK_SERVING];
	if (l.parts.n == 0)
		return;
	l.served = say_minutes(r->arena, r->lang, (int)(in[DESK_SERVING] / MINUTE));
	l.open = say_minutes(r->arena, r->lang, (int)(open / MINUTE));
	l.percent = open ? str_format(r->arena, "%d%%", (int)(in[DESK_SERVING] * 100 / open)) : STR("–");
	LIST_ADD(r->arena, &v->loads, l);
}

/* --- the page --------------------------------------------------------------------------------------------------------- */

static const err *find_office(req *r, const office_def **ret)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*ret = defs_office(catalog_city(r), id);
	return *ret ? NULL : err_of(ERR_not_found);
}

static const err *show_floor(req *r, resp *out, const err *wrong)
{
	floor_read q = { .city = catalog_city(r), .now = clock_now(r->app->clock) };
	TRY(find_office(r, &q.office));
	TRY(store_read(r->app->store, r->arena, read_floor, &q));
	const office_def *o = q.office;
	floor_view v = { .office = text_in(&o->name, r->lang),
			 .at = say_time(r->arena, q.now),
			 .now = instant_text(r->arena, q.now),
			 .hours = office_opening(r->arena, r->lang, o, q.now),
			 .stopped = q.board.tickets_stopped,
			 .by_hand = q.board.tickets_stopped && q.board.open,
			 .here = url_path(r->arena, "/floor/%.*s", STR_ARG(o->id)),
			 .stats = url_path(r->arena, "/stats/%.*s", STR_ARG(o->id)),
			 .bookings = url_path(r->arena, "/bookings/%.*s", STR_ARG(o->id)),
			 .staffing = url_path(r->arena, "/staffing/%.*s", STR_ARG(o->id)),
			 .longest_heat = { STR_NONE, "calm" },
			 .printer = o->printer.len > 0,
			 .message_tone = "warn" };
	fill_services(r, &q, &v);
	fill_desks(r, &q, &v);
	fill_due(r, &q, &v);
	staffing_hint_lines(r, &q.board, &q.hints, &v.hints);
	span s = span_of(&q);
	fill_axis(r, s, &v.hours_axis);
	fill_chart(r, &q, s, &v.chart);
	for (size_t i = 0; i < o->desks.n; i++)
		fill_load(r, &q, s, &o->desks.at[i], &v);
	str given = req_query(r, "given");
	if (wrong) {
		v.message = err_message(wrong->code, r->lang);
		out->status = err_status(wrong->code);
	} else if (given.len && visits_number_parse(r->arena, given, &given)) {
		v.message = words_floor_given(r->arena, r->lang, given);
		v.message_tone = "good";
	}
	page_out po = page_begin(r);
	floor_page(&po, &v);
	page p = { .kind = PAGE_STAFF,
		   .title = words_floor_title(r->arena, r->lang, v.office),
		   .here = STR("floor"),
		   .office = o->id,
		   .live = str_format(r->arena, "/events/offices/%.*s", STR_ARG(o->id)),
		   .script = STR("desk.js"),
		   .refresh = 30 };
	return page_end(&po, &p, out);
}

static const err *floor_get(req *r, resp *out)
{
	return show_floor(r, out, NULL);
}

static const err *floor_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	actor by = visits_actor(r, "staff");
	str shard = office_shard(r->arena, by.city, o->id), what = req_form(r, "action"),
	    service = req_form(r, "service");
	str next = str_format(r->arena, "/floor/%.*s", STR_ARG(o->id));
	const err *e;
	if (str_eq(what, STR("stop")) || str_eq(what, STR("start"))) {
		stop_tickets c = { .by = &by, .office = o->id, .service = service, .stop = str_eq(what, STR("stop")) };
		e = store_write(r->app->store, r->arena, shard, stop_tickets_run, &c);
	} else if (str_eq(what, STR("close"))) {
		desk_act c = { .by = &by, .office = o->id, .desk = req_form(r, "desk"), .action = ACT_CLOSE };
		if (!str_i64(req_form(r, "rev"), &c.rev) || c.rev < 0)
			return err_of(ERR_bad_request);
		e = store_write(r->app->store, r->arena, shard, desk_act_run, &c);
	} else if (str_eq(what, STR("take"))) {
		take_ticket c = { .by = &by,
				  .office = o->id,
				  .services = { &service, 1 },
				  .priority = req_form(r, "priority").len > 0,
				  .print = req_form(r, "print").len > 0,
				  .name = str_trim(req_form(r, "name")),
				  .note = str_trim(req_form(r, "note")) };
		if (c.name.len > 200 || c.note.len > 500)
			return err_at(r->arena, ERR_too_long, STR("note"), "name or note too long");
		TRY(wait_expect_now(r, o->id, &(newcomer){ .services = c.services, .priority = c.priority }, &c.said));
		e = store_write(r->app->store, r->arena, shard, take_ticket_run, &c);
		if (!e)
			next = str_format(r->arena, "%.*s?given=%.*s", STR_ARG(next), STR_ARG(c.ret.number));
	} else {
		return err_of(ERR_bad_request);
	}
	if (e)
		return show_floor(r, out, e);
	resp_redirect(r, out, next);
	return NULL;
}

static const err *floor_choose(req *r, resp *out)
{
	return choose_office(r, out, "floor");
}

const route visits_floor_routes[] = {
	{ "GET", "/floor", ACCESS_FLOOR, floor_choose },
	{ "GET", "/floor/:office", ACCESS_FLOOR, floor_get },
	{ "POST", "/floor/:office", ACCESS_FLOOR, floor_post },
	{ 0 },
};
