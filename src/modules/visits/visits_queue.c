/* Commands on tickets: a number is given, moves along its steps, and ends. */
#include "modules/visits/calls/calls.h"
#include "modules/visits/visits_private.h"

#include "modules/visits/journeys/journeys.h"
#include "modules/visits/wait/wait.h"
#include "text/json.h"

#define EVENT_MAX 1024

/* --- events ------------------------------------------------------------------------------------------------- */

const err *emit_queue(db *d, arena *a, i64 city, str office, str what)
{
	buf b = buf_new(a, EVENT_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "what", what);
	jw_end(&w);
	jw_done(&w);
	return feed_emit(d, a, city, office, STR("queue"), buf_str(&b));
}

/* What the lobby's screen shows and speaks. */
const err *emit_call(db *d, arena *a, i64 city, const office_def *o, const desk_def *desk, str number, i64 calls)
{
	buf b = buf_new(a, EVENT_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "number", number);
	jw_field_str(&w, "desk", desk->id);
	jw_field_str(&w, "label", desk->label);
	jw_field_i64(&w, "calls", calls);
	jw_end(&w);
	jw_done(&w);
	return feed_emit(d, a, city, o->id, STR("call"), buf_str(&b));
}

/* --- steps -------------------------------------------------------------------------------------------------- */

const err *step_move(db *d, arena *a, const actor *by, str office, live_step *s, step_command c, str desk)
{
	step_state was = s->state, next;
	if (!step_next(was, c, &next))
		return err_of(ERR_not_allowed_now);
	instant now = tx_now(d);
	live_step to = *s;
	to.state = next;
	if (next != was)
		to.since = now;
	if (desk.len)
		to.desk = desk;
	to.staff = by->who ? by->who->staff : 0;
	bool ended = false;
	switch (c) {
	case STEP_CALL:
		to.calls = 1;
		to.called_at = now;
		break;
	case STEP_RECALL:
		to.calls++;
		break;
	case STEP_SERVE:
	case STEP_RESUME:
		to.served_at = to.served_at ? to.served_at : now;
		break;
	case STEP_UNDO:
		to.calls = 0;
		to.called_at = 0;
		to.desk = STR_NONE;
		break;
	case STEP_RETURN:
		to.returned = true;
		to.calls = 0;
		to.called_at = 0;
		to.desk = STR_NONE;
		break;
	case STEP_FINISH:
		to.served_at = to.served_at ? to.served_at : to.called_at;
		ended = true;
		break;
	case STEP_TRANSFER:
	case STEP_LEAVE:
	case STEP_ABANDON:
		ended = true;
		break;
	case STEP_READY:
	case STEP_MISS:
	case STEP_PARK:
	case STEP_COMMANDS:
		break;
	}
	i64 changed;
	TRY(visits_move_step(d, a,
			     &(visits_move_step_in){ .city = by->city,
						     .ticket = s->ticket,
						     .seq = s->seq,
						     .was = step_state_name(was),
						     .rev = s->rev,
						     .becomes = step_state_name(next),
						     .since = to.since,
						     .desk = to.desk,
						     .staff = to.staff,
						     .calls = to.calls,
						     .returned = to.returned,
						     .called_at = to.called_at,
						     .served_at = to.served_at,
						     .ended_at = ended ? now : 0 },
			     &changed));
	if (!changed)
		return err_of(ERR_stale);
	to.rev++;
	visits_touch_ticket_row ticket;
	bool found;
	TRY(visits_touch_ticket(d, a, by->city, s->ticket, &ticket, &found));
	CHECK(found);
	TRY(visits_add_log(d, a,
			   &(visits_add_log_in){ .city = by->city,
						 .ticket = s->ticket,
						 .rev = ticket.rev,
						 .seq = s->seq,
						 .office = office,
						 .now = now,
						 .service = s->service,
						 .command = step_command_name(c),
						 .was = step_state_name(was),
						 .becomes = step_state_name(next),
						 .desk = desk.len ? desk : s->desk,
						 .staff = to.staff },
			   NULL));
	TRY(calls_enter(d, a, by->city, office, &to, was, c, desk.len ? desk : s->desk));
	/* who was parked meanwhile, or sat at a desk that was forgotten and closed at midnight, teaches nothing */
	bool parked = was == STEP_SERVING && s->since > s->served_at;
	if (c == STEP_FINISH && by->who && !parked && to.called_at && now > to.called_at)
		TRY(visits_learn(d, a, by->city, office, s->service, (double)(now - to.called_at) / 1000.0, NULL));
	*s = to;
	return NULL;
}

/* The planned step that a visit that goes one by one waits for next; -1: none. */
static const err *next_of(db *d, arena *a, const actor *by, str office, const live_steps *steps, i64 over,
			  instant arrived, int *ret)
{
	const office_def *o = defs_office(by->def, office);
	int free = 0;
	*ret = -1;
	for (size_t i = 0; i < steps->n; i++)
		if (steps->at[i].state == STEP_PLANNED && (steps->at[i].after & ~over) == 0) {
			*ret = (int)i;
			free++;
		}
	if (free < 2 || !o)
		return NULL;
	board b;
	TRY(visits_board_in(d, a, by->def, o, tx_now(d), false, &b));
	int best = journey_next(a, &b, steps, over, arrived);
	*ret = best >= 0 ? best : *ret;
	return NULL;
}

const err *step_follow(db *d, arena *a, const actor *by, const ticket_view *t)
{
	i64 over = 0;
	bool going_on = false;
	for (size_t i = 0; i < t->steps.n; i++) {
		step_state s = t->steps.at[i].state;
		over |= step_over(s) ? step_bit(t->steps.at[i].seq) : 0;
		going_on = going_on || (!step_over(s) && s != STEP_PLANNED);
	}
	if (t->one_by_one && going_on)
		return NULL;
	int next = -1;
	if (t->one_by_one)
		TRY(next_of(d, a, by, t->office, &t->steps, over, t->arrived, &next));
	for (size_t i = 0; i < t->steps.n; i++) {
		live_step *s = &t->steps.at[i];
		bool free = s->state == STEP_PLANNED && (s->after & ~over) == 0;
		if (free && (!t->one_by_one || next == (int)i))
			TRY(step_move(d, a, by, t->office, s, STEP_READY, STR_NONE));
	}
	return NULL;
}

str code_new(arena *a, instant now)
{
	static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; /* as random_code() has it */
	char when[3];
	i64 turn = now / (8 * SECOND);
	for (int i = 2; i >= 0; i--, turn /= (i64)sizeof alphabet - 1)
		when[i] = alphabet[turn % ((i64)sizeof alphabet - 1)];
	str chance = random_code(a, 7);
	return str_format(a, "%.3s%.*s", when, STR_ARG(chance));
}

/* --- tickets -------------------------------------------------------------------------------------------------- */

const err *ticket_load(db *d, arena *a, i64 city, str code, ticket_view *ret)
{
	visits_get_ticket_row t;
	bool found;
	TRY(visits_get_ticket(d, a, city, code, &t, &found));
	if (!found)
		return err_of(ERR_not_found);
	visits_ticket_steps_rows rows;
	TRY(visits_ticket_steps(d, a, city, code, &rows));
	*ret = (ticket_view){ .code = arena_copy(a, code),
			      .office = t.office,
			      .number = t.number,
			      .name = t.name,
			      .booking = t.booking,
			      .note = t.note,
			      .arrived = t.arrived,
			      .day = (day)t.day,
			      .journey = t.journey,
			      .priority = t.priority != 0,
			      .one_by_one = t.one_by_one != 0,
			      .rev = t.rev,
			      .steps = { arena_many(a, live_step, rows.n), rows.n } };
	for (size_t i = 0; i < rows.n; i++) {
		const visits_ticket_steps_row *r = &rows.at[i];
		ret->steps.at[i] = LIVE_STEP(ret->code, r);
	}
	return NULL;
}

/* The steps as they are to be, all of them planned. */
static live_steps steps_of(arena *a, const new_ticket *n)
{
	live_steps list = { arena_many(a, live_step, n->services.n), n->services.n };
	CHECK(list.n > 0 && list.n <= STEP_SEQ_MAX);
	for (size_t i = 0; i < list.n; i++)
		list.at[i] = (live_step){ .seq = (i64)i + 1,
					  .service = n->services.at[i],
					  .state = STEP_PLANNED,
					  .after = n->after ? n->after[i]
						   : i      ? step_bit((i64)i)
							    : 0 };
	return list;
}

const err *ticket_add(db *d, arena *a, const actor *by, const new_ticket *n, ticket_view *ret)
{
	instant now = tx_now(d);
	day today = day_of(now);
	const offer_def *first = defs_offer(n->office, n->services.at[0]);
	CHECK(first != NULL);
	visits_next_number_row counter;
	bool found;
	TRY(visits_next_number(d, a, by->city, n->office->id, today, first->def->letter, &counter, &found));
	CHECK(found);
	str number = visits_number(a, first->def->letter, counter.last);
	visits_add_ticket_in in = { .city = by->city,
				    .office = n->office->id,
				    .day = today,
				    .number = number,
				    .booking = n->booking,
				    .name = n->name,
				    .arrived = now,
				    .priority = n->priority,
				    .lang = n->lang,
				    .note = n->note,
				    .journey = n->journey,
				    .one_by_one = n->one_by_one };
	for (i64 added = 0; !added;) {
		in.code = code_new(a, now);
		TRY(visits_add_ticket(d, a, &in, &added));
	}
	str code = in.code;
	live_steps steps = steps_of(a, n);
	int start = -1, waiting = 0;
	if (n->one_by_one)
		TRY(next_of(d, a, by, n->office->id, &steps, 0, now, &start));
	for (size_t i = 0; i < n->services.n; i++) {
		i64 after = steps.at[i].after;
		step_state state = after || (n->one_by_one && (int)i != start) ? STEP_PLANNED : STEP_WAITING;
		waiting += state == STEP_WAITING;
		visits_add_step_in step = { .city = by->city,
					    .ticket = code,
					    .seq = (i64)i + 1,
					    .office = n->office->id,
					    .day = today,
					    .service = n->services.at[i],
					    .state = step_state_name(state),
					    .since = now,
					    .arrived = now,
					    .due = n->due ? n->due[i] : 0,
					    .number = number,
					    .priority = n->priority,
					    .waits_for = after };
		TRY(visits_add_step(d, a, &step, NULL));
		TRY(visits_add_log(d, a,
				   &(visits_add_log_in){ .city = by->city,
							 .ticket = code,
							 .rev = 1,
							 .seq = (i64)i + 1,
							 .office = n->office->id,
							 .now = now,
							 .service = n->services.at[i],
							 .command = n->booking.len ? STR("check_in") : STR("take"),
							 .becomes = step_state_name(state),
							 .staff = by->who ? by->who->staff : 0 },
				   NULL));
	}
	if (n->print && n->office->printer.len)
		TRY(visits_add_print(d, a, by->city, code, n->office->id, now, NULL));
	/* what was said is about the first service alone */
	if (waiting == 1)
		TRY(wait_keep(d, a, by->city, code, n->booking.len > 0, n->said));
	TRY(ticket_load(d, a, by->city, code, ret));
	return emit_queue(d, a, by->city, n->office->id, STR("arrived"));
}

const err *check_in_run(db *d, arena *a, void *arg)
{
	check_in *c = arg;
	booking_view b;
	TRY(booking_load(d, a, c->by->city, c->code, &b));
	const office_def *o;
	TRY(office_find(c->by, b.office, &o));
	TRY(office_lock(d, a, c->by->city, b.office));
	/* read again behind the lock: the same person may stand at two machines */
	TRY(booking_load(d, a, c->by->city, c->code, &b));
	if (b.state == BOOKING_CHECKED_IN)
		return ticket_load(d, a, c->by->city, b.ticket, &c->ret);
	instant now = tx_now(d);
	if (day_of(b.start) < day_of(now))
		return err_of(ERR_booking_over);
	if (c->by->limits) {
		if (day_of(b.start) > day_of(now))
			return err_of(ERR_too_early);
		if (!by_staff(c->by) && now < b.start - (i64)o->checkin_minutes * MINUTE)
			return err_of(ERR_too_early);
	}
	booking_state next;
	if (!booking_next(b.state, BOOKING_CHECK_IN, &next))
		return err_of(ERR_booking_over);
	new_ticket n = {
		.office = o, .booking = b.code, .name = b.name, .print = c->print, .lang = b.lang, .said = &c->said
	};
	strs services = { arena_many(a, str, b.steps_n), 0 };
	instant *due = arena_many(a, instant, b.steps_n);
	for (size_t i = 0; i < b.steps_n; i++) {
		if (!defs_offer(o, b.steps[i].service)) /* taken off the office's list since */
			continue;
		/* who comes too late waits like everyone else who came now, but is not lost */
		due[services.n] = b.state == BOOKING_NO_SHOW ? 0 : b.steps[i].start;
		services.at[services.n++] = b.steps[i].service;
	}
	if (services.n == 0)
		return err_of(ERR_service_closed);
	n.services = services;
	n.due = due;
	TRY(ticket_add(d, a, c->by, &n, &c->ret));
	TRY(staff_audit(d, a, c->by, b.office, STR("booking.check-in"), b.code, c->ret.number));
	return booking_set(d, a, c->by, &b, BOOKING_CHECK_IN, c->ret.code);
}

static const err *may_take(db *d, arena *a, const actor *by, const office_def *o, const offer_def *f)
{
	if (by_staff(by))
		return NULL;
	if (!f->walk_in)
		return err_of(ERR_service_closed);
	instant now = tx_now(d);
	if (!by->def->limits.any_hour && by->limits && !offer_open_at(o, f, now))
		return err_of(office_open_at(o, now) ? ERR_service_closed : ERR_office_closed);
	visits_stopped_rows stopped;
	TRY(visits_stopped(d, a, by->city, o->id, day_of(now), &stopped));
	for (size_t i = 0; i < stopped.n; i++) {
		if (stopped.at[i].service.len == 0)
			return err_of(ERR_tickets_stopped);
		if (str_eq(stopped.at[i].service, f->service))
			return err_of(ERR_service_closed);
	}
	return NULL;
}

/* What a visit for a journey consists of: what is needed and can be done here and now. */
static const err *path_of(db *d, arena *a, take_ticket *c, const office_def *o, new_ticket *n)
{
	const journey_def *j = defs_journey(c->by->def, c->journey);
	if (!j)
		return err_of(ERR_not_found);
	const err *why = NULL;
	strs closed = { 0 };
	for (size_t i = 0; i < j->steps.n; i++) {
		const offer_def *f = defs_offer(o, j->steps.at[i].service);
		const err *e = f ? may_take(d, a, c->by, o, f) : err_of(ERR_service_closed);
		if (e && err_status(e->code) >= 500)
			return e;
		if (e) {
			LIST_ADD(a, &closed, j->steps.at[i].service);
			why = why && why->code != ERR_service_closed ? why : e;
		}
	}
	journey_path p = journey_steps_of(a, j, o, c->yes, closed);
	if (p.services.n == 0)
		return why ? why : err_at(a, ERR_required, STR("yes"), "nothing of this journey is needed");
	n->services = p.services;
	n->after = p.after;
	n->journey = j->id;
	n->one_by_one = j->one_by_one;
	return NULL;
}

/* Services picked one by one. */
static const err *free_choice(db *d, arena *a, const take_ticket *c, const office_def *o, new_ticket *n)
{
	size_t most = (size_t)c->by->def->limits.services_per_visit;
	if (c->services.n < 1 || c->services.n > most)
		return err_at(a, ERR_invalid, STR("services"), "1 to %zu services", most);
	for (size_t i = 0; i < c->services.n; i++) {
		for (size_t k = 0; k < i; k++)
			if (str_eq(c->services.at[i], c->services.at[k]))
				return err_at(a, ERR_invalid, STR("services"), "a service named twice");
		const offer_def *f = defs_offer(o, c->services.at[i]);
		if (!f)
			return err_of(ERR_not_found);
		TRY(may_take(d, a, c->by, o, f));
	}
	n->after = journey_free_order(a, c->by->def, c->services);
	return NULL;
}

const err *take_ticket_run(db *d, arena *a, void *arg)
{
	take_ticket *c = arg;
	const office_def *o;
	TRY(office_find(c->by, c->office, &o));
	bool staff = by_staff(c->by);
	new_ticket n = { .office = o,
			 .services = c->services,
			 .print = c->print,
			 .priority = staff && c->priority,
			 .name = staff ? c->name : STR_NONE,
			 .note = staff ? c->note : STR_NONE,
			 .lang = c->by->lang,
			 .said = &c->said };
	if (c->journey.len)
		TRY(path_of(d, a, c, o, &n));
	else
		TRY(free_choice(d, a, c, o, &n));
	TRY(office_lock(d, a, c->by->city, c->office));
	TRY(ticket_add(d, a, c->by, &n, &c->ret));
	return staff_audit(d, a, c->by, c->office, STR("ticket.take"), c->ret.number, c->journey);
}
const err *leave_queue_run(db *d, arena *a, void *arg)
{
	leave_queue *c = arg;
	ticket_view t;
	TRY(ticket_load(d, a, c->by->city, c->code, &t));
	TRY(office_may(c->by, t.office));
	TRY(office_lock(d, a, c->by->city, t.office));
	TRY(ticket_load(d, a, c->by->city, c->code, &t));
	bool left = false;
	for (size_t i = 0; i < t.steps.n; i++) {
		live_step *s = &t.steps.at[i];
		if (s->state == STEP_CALLED || s->state == STEP_SERVING)
			return err_of(ERR_not_allowed_now);
		step_state next;
		if (step_next(s->state, STEP_LEAVE, &next)) {
			TRY(step_move(d, a, c->by, t.office, s, STEP_LEAVE, STR_NONE));
			left = true;
		}
	}
	if (left) {
		TRY(staff_audit(d, a, c->by, t.office, STR("ticket.leave"), t.number, STR_NONE));
		TRY(emit_queue(d, a, c->by->city, t.office, STR("left")));
	}
	return ticket_load(d, a, c->by->city, c->code, &c->ret);
}

const err *mark_ticket_run(db *d, arena *a, void *arg)
{
	mark_ticket *c = arg;
	ticket_view t;
	TRY(ticket_load(d, a, c->by->city, c->code, &t));
	TRY(office_may(c->by, t.office));
	TRY(office_lock(d, a, c->by->city, t.office));
	TRY(ticket_load(d, a, c->by->city, c->code, &t));
	if (c->set_note && c->note.len > 500)
		return err_at(a, ERR_too_long, STR("note"), "more than 500 bytes");
	if (c->set_priority || c->set_note) {
		bool priority = c->set_priority ? c->priority : t.priority;
		TRY(visits_mark_ticket(d, a, c->by->city, t.code, priority, c->set_note ? str_trim(c->note) : t.note,
				       NULL));
		TRY(visits_mark_steps(d, a, c->by->city, t.code, priority, NULL));
	}
	if (c->back) {
		live_step *missed = NULL;
		for (size_t i = 0; i < t.steps.n; i++)
			if (t.steps.at[i].state == STEP_MISSED)
				missed = &t.steps.at[i];
		if (!missed)
			return err_of(ERR_not_allowed_now);
		TRY(step_move(d, a, c->by, t.office, missed, STEP_RETURN, STR_NONE));
	}
	TRY(staff_audit(d, a, c->by, t.office, STR("ticket.mark"), t.number,
			c->back           ? STR("back")
			: c->set_priority ? STR("priority")
					  : STR("note")));
	TRY(emit_queue(d, a, c->by->city, t.office, STR("marked")));
	return ticket_load(d, a, c->by->city, c->code, &c->ret);
}

const err *stop_tickets_run(db *d, arena *a, void *arg)
{
	stop_tickets *c = arg;
	const office_def *o;
	TRY(office_find(c->by, c->office, &o));
	if (!by_staff(c->by))
		return err_of(ERR_forbidden);
	if (c->service.len && !defs_offer(o, c->service))
		return err_of(ERR_not_found);
	day today = day_of(tx_now(d));
	if (c->stop) {
		visits_stop_in in = { .city = c->by->city,
				      .office = c->office,
				      .day = today,
				      .service = c->service,
				      .now = tx_now(d),
				      .staff = c->by->who->staff };
		TRY(visits_stop(d, a, &in, NULL));
	} else {
		TRY(visits_start(d, a, c->by->city, c->office, today, c->service, NULL));
	}
	TRY(staff_audit(d, a, c->by, c->office, c->stop ? STR("tickets.stop") : STR("tickets.start"), c->service,
			STR_NONE));
	return emit_queue(d, a, c->by->city, c->office, STR("stopped"));
}
