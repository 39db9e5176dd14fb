/*
 * /t/:code: one's own ticket: the place in the queue, the expected wait, where to go when called.
 *
 * The page is live by the office's events; without JavaScript it loads itself again every 20 seconds.
 */
#include "modules/visits/notices/notices.h"
#include "modules/visits/open/compare.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/pages/pages_code.h"
#include "modules/visits/pages/ticket_view.h"
#include "modules/visits/visits_commands.h"
#include "print/qr.h"

#include "modules/visits/pages/templates/ticket.html.h"

#define NEAR 3 /* people ahead, from whom on one should stand near the desks */
#define REFRESH 20 /* seconds, without JavaScript */

typedef struct ticket_question {
	const city_def *city;
	str code;
	instant now;
	ticket_view ticket;
	const office_def *office; /* NULL: it was taken off the city's list */
	watch_view watch;
	bool has_board;
	board board;
} ticket_question;

/* The ticket and the office's board in one state of the data. The estimate is only worked out for those who wait for something. */
static const err *read_ticket(db *d, arena *a, void *arg)
{
	ticket_question *q = arg;
	TRY(visits_ticket(d, a, q->city->code, q->code, &q->ticket));
	q->office = defs_office(q->city, q->ticket.office);
	TRY(watch_read(d, a, q->city->code, q->ticket.code, &q->watch));
	bool waits = false;
	for (size_t i = 0; i < q->ticket.steps.n; i++) {
		step_state s = q->ticket.steps.at[i].state;
		waits = waits || s == STEP_WAITING || s == STEP_PLANNED;
	}
	q->has_board = q->office && q->ticket.day == day_of(q->now) && waits;
	return q->has_board ? visits_board_in(d, a, q->city, q->office, q->now, true, &q->board) : NULL;
}

static const err *open_ticket(req *r, ticket_question *ret)
{
	*ret = (ticket_question){ .city = catalog_city(r), .now = clock_now(r->app->clock) };
	TRY(code_of_address(r, &ret->code));
	TRY(code_looked_up(r, store_read(r->app->store, r->arena, read_ticket, ret)));
	return ret->office && ret->ticket.steps.n ? NULL : err_of(ERR_not_found);
}

/* --- what it says in each state ------------------------------------------------------------------------------------ */

static const wait_range *wait_of(const ticket_question *q, const live_step *s)
{
	for (size_t i = 0; q->has_board && i < q->board.steps.n; i++) {
		const live_step *at = &q->board.steps.at[i];
		if (at->seq == s->seq && str_eq(at->ticket, q->ticket.code))
			return &q->board.waits[i];
	}
	return NULL;
}

static void say_waiting(req *r, const ticket_question *q, const live_step *s, ticket_page_view *v)
{
	v->phase = STR("waiting");
	v->headline = say(r, s->returned ? T_ticket_waits_again : T_ticket_waits);
	const wait_range *w = wait_of(q, s);
	if (!w)
		return;
	v->show_wait = true;
	v->near = w->ahead <= NEAR;
	v->ahead = words_count_people(r->arena, r->lang, w->ahead);
	v->estimate = w->p10 >= 0;
	v->assumed = w->assumed;
	v->wait = v->estimate || w->p10 == WAIT_NOT_TODAY ? say_wait(r->arena, r->lang, *w)
							  : say(r, T_ticket_no_estimate);
	if (w->ahead == 0)
		v->detail = say(r, T_ticket_next);
	else if (v->near)
		v->detail = words_ticket_near(r->arena, r->lang, w->ahead);
	else
		v->detail = say(r, T_ticket_stay_or_go);
	v->title = words_ticket_tab_waiting(r->arena, r->lang, v->number, w->ahead);
}

/* Where to go: the number large, what the desk is called and where it is below. */
static void say_where(req *r, const desk_def *desk, ticket_page_view *v)
{
	if (!desk)
		return;
	str name = text_in(&desk->name, r->lang), place = text_in(&desk->place, r->lang);
	v->desk = words_desk_text(r->arena, r->lang, desk->label);
	v->place = str_format(r->arena, "%.*s%s%.*s", STR_ARG(name),
			      name.len && place.len ? (r->lang == LANG_EN ? " · " : "・") : "", STR_ARG(place));
}

static void say_called(req *r, const ticket_question *q, const live_step *s, ticket_page_view *v)
{
	const desk_def *desk = defs_desk(q->office, s->desk);
	v->phase = STR("called");
	v->headline = say(r, T_ticket_called);
	say_where(r, desk, v);
	v->detail = say(r, T_ticket_called_about);
	v->title = words_ticket_tab_called(r->arena, r->lang, v->number, desk ? desk->label : STR_NONE);
}

static void say_missed(req *r, const ticket_question *q, const live_step *s, ticket_page_view *v)
{
	v->phase = STR("missed");
	v->headline = say(r, T_ticket_missed);
	instant until = s->since + (i64)q->office->grace_minutes * MINUTE;
	v->detail = words_ticket_missed_about(r->arena, r->lang, say_time(r->arena, until));
}

static void say_over(req *r, const live_step *s, ticket_page_view *v)
{
	v->phase = STR("over");
	v->over = true;
	if (s->state == STEP_LEFT) {
		v->headline = say(r, T_ticket_left);
		LIST_ADD(r->arena, &v->next, say(r, T_ticket_left_about));
	} else if (s->state == STEP_ABANDONED) {
		v->headline = say(r, T_ticket_abandoned);
		LIST_ADD(r->arena, &v->next, say(r, T_ticket_abandoned_about));
	} else {
		v->headline = say(r, T_ticket_thanks);
		LIST_ADD(r->arena, &v->next, say(r, T_ticket_thanks_papers));
		LIST_ADD(r->arena, &v->next, say(r, T_ticket_thanks_question));
	}
}

/* The other counters: how long each is waited for, and when all of them will be over. */
static void say_journey(req *r, const ticket_question *q, ticket_page_view *v)
{
	const journey_def *j = q->ticket.journey.len ? defs_journey(q->city, q->ticket.journey) : NULL;
	if (j)
		v->journey = text_in(&j->name, r->lang);
	if (!q->has_board || q->ticket.steps.n < 2)
		return;
	v->end = say_end(r->arena, r->lang, q->now, visit_end_of(&q->board, q->ticket.code));
	for (size_t i = 0; i < q->ticket.steps.n && i < v->steps.n; i++) {
		const live_step *s = &q->ticket.steps.at[i];
		const wait_range *w = s->state == STEP_WAITING ? wait_of(q, s) : NULL;
		if (w && w->p10 >= 0 && v->steps.at[i].note.len == 0)
			v->steps.at[i].note = say_wait(r->arena, r->lang, *w);
	}
}

static void say_state(req *r, const ticket_question *q, ticket_page_view *v)
{
	const live_step *s = visit_present_step(&q->ticket.steps);
	int next = s->state == STEP_WAITING && q->has_board ? visit_next_call(&q->board, q->ticket.code) : -1;
	if (next >= 0)
		s = &q->board.steps.at[next];
	const desk_def *desk = s->desk.len ? defs_desk(q->office, s->desk) : NULL;
	switch (s->state) {
	case STEP_WAITING:
	case STEP_PLANNED: /* the next one begins to wait in the same commit that ends the one before */
		say_waiting(r, q, s, v);
		break;
	case STEP_CALLED:
		say_called(r, q, s, v);
		break;
	case STEP_SERVING:
		v->phase = STR("serving");
		v->headline = say(r, T_ticket_serving);
		say_where(r, desk, v);
		break;
	case STEP_PARKED:
		v->phase = STR("parked");
		v->headline = say(r, T_ticket_parked);
		v->detail = say(r, T_ticket_parked_about);
		break;
	case STEP_MISSED:
		say_missed(r, q, s, v);
		break;
	case STEP_DONE:
	case STEP_TRANSFERRED:
	case STEP_LEFT:
	case STEP_ABANDONED:
	case STEP_STATES:
		say_over(r, s, v);
		break;
	}
}

/* --- the pages ------------------------------------------------------------------------------------------------------- */

static const err *show(req *r, resp *out, const ticket_question *q, const err *refused)
{
	const ticket_view *t = &q->ticket;
	const live_step *present = visit_present_step(&t->steps);
	step_state after;
	str path = str_format(r->arena, "/t/%.*s", STR_ARG(t->code));
	ticket_page_view v = { .number = t->number,
			       .code = say_code(r->arena, t->code),
			       .office = text_in(&q->office->name, r->lang),
			       .at = say_time(r->arena, q->now),
			       .again = url_of(r->arena, path),
			       .leave = url_of(r->arena, str_format(r->arena, "%.*s/leave", STR_ARG(path))),
			       .book = url_path(r->arena, "/book/%.*s", STR_ARG(t->office)),
			       .title = words_ticket_title(r->arena, r->lang, t->number),
			       .calls = present->calls,
			       .may_leave = step_next(present->state, STEP_LEAVE, &after),
			       .steps = visit_step_lines(r->arena, r->lang, q->city, q->office, &t->steps) };
	say_state(r, q, &v);
	v.notify = !v.over && watch_offered(message_means_of(r->app, r->arena, q->city), q->office);
	v.notify_link = url_of(r->arena, str_format(r->arena, "%.*s/notify", STR_ARG(path)));
	if (q->watch.some)
		v.notified = words_notify_on(r->arena, r->lang, q->watch.contact, q->watch.ahead);
	/* who has one thing to do, and no booked time, could do it elsewhere */
	if (v.estimate && t->steps.n == 1 && !present->due)
		TRY(compare_hint(r, q->office, present->service, wait_of(q, present)->p10, &v.faster, &v.compare));
	say_journey(r, q, &v);
	if (!v.over) {
		str address = str_format(r->arena, "%.*s%.*s", STR_ARG(site_url(r)), STR_ARG(path));
		TRY(qr_svg(r->arena, address, words_ticket_qr_title(r->arena, r->lang, t->number), &v.qr.s));
	}
	if (refused) {
		v.refused = err_message(refused->code, r->lang);
		out->status = err_status(refused->code);
	}
	code_private(r, out);
	page_out w = page_begin(r);
	ticket_page(&w, &v);
	page p = { .kind = PAGE_RESIDENT, .title = v.title, .script = STR("resident.js") };
	if (!step_over(present->state)) {
		p.live = str_format(r->arena, "/events/offices/%.*s", STR_ARG(t->office));
		p.refresh = REFRESH;
	}
	return page_end(&w, &p, out);
}

static const err *ticket_get(req *r, resp *out)
{
	ticket_question q;
	TRY(open_ticket(r, &q));
	return show(r, out, &q, NULL);
}

static const err *leave_get(req *r, resp *out)
{
	ticket_question q;
	TRY(open_ticket(r, &q));
	str path = str_format(r->arena, "/t/%.*s", STR_ARG(q.ticket.code));
	step_state after;
	if (!step_next(visit_present_step(&q.ticket.steps)->state, STEP_LEAVE, &after)) {
		resp_redirect(r, out, path);
		return NULL;
	}
	ticket_leave_view v = { .number = q.ticket.number,
				.office = text_in(&q.office->name, r->lang),
				.leave = url_of(r->arena, str_format(r->arena, "%.*s/leave", STR_ARG(path))),
				.back = url_of(r->arena, path) };
	code_private(r, out);
	page_out w = page_begin(r);
	ticket_leave(&w, &v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_ticket_leave_title) };
	return page_end(&w, &p, out);
}

static const err *leave_post(req *r, resp *out)
{
	ticket_question q;
	TRY(open_ticket(r, &q));
	actor by = visits_actor(r, "web");
	leave_queue c = { .by = &by, .code = q.ticket.code };
	const err *e = store_write(r->app->store, r->arena, office_shard(r->arena, by.city, q.ticket.office),
				   leave_queue_run, &c);
	if (err_is(e, ERR_not_allowed_now) || err_is(e, ERR_stale)) {
		TRY(open_ticket(r, &q)); /* called meanwhile: show that */
		return show(r, out, &q, e);
	}
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/t/%.*s", STR_ARG(q.ticket.code)));
	return NULL;
}

const route visits_ticket_routes[] = {
	{ "GET", "/t/:code", ACCESS_PUBLIC, ticket_get },
	{ "GET", "/t/:code/leave", ACCESS_PUBLIC, leave_get },
	{ "POST", "/t/:code/leave", ACCESS_PUBLIC, leave_post },
	{ 0 },
};
