/* Commands at a desk. All of them go through desk_act_run(), which holds the rules that they share: the clerk may act
 * here, saw the present state, and the desk's own machine allows it. */
#include "modules/visits/journeys/journeys.h"
#include "modules/visits/visits_private.h"

/* Somebody else may take the person whom we chose, in another process, between our reading and our writing. */
#define CHOICES_MAX 20

static const str action_names[] = { STR_INIT("open"),        STR_INIT("close"),     STR_INIT("break"),
				    STR_INIT("back-office"), STR_INIT("call-next"), STR_INIT("call"),
				    STR_INIT("recall"),      STR_INIT("serve"),     STR_INIT("done"),
				    STR_INIT("undo"),        STR_INIT("missed"),    STR_INIT("park"),
				    STR_INIT("resume"),      STR_INIT("transfer"),  STR_INIT("walk-in") };
_Static_assert(COUNT(action_names) == ACTIONS, "a name for each action");

bool desk_action_of(str name, desk_action *ret)
{
	for (size_t i = 0; i < COUNT(action_names); i++)
		if (str_eq(action_names[i], name)) {
			*ret = (desk_action)i;
			return true;
		}
	return false;
}

str desk_action_name(desk_action c)
{
	return action_names[c];
}

/* What one command works on. */
typedef struct work {
	db *d;
	arena *a;
	desk_act *c;
	const office_def *office;
	const desk_def *def;
	visits_get_desk_row desk; /* as it was */
	visits_set_desk_in to; /* as it is to be */
	desk_state state;
} work;

static const err *load(work *w)
{
	bool found;
	i64 city = w->c->by->city;
	TRY(visits_get_desk(w->d, w->a, city, w->office->id, w->def->id, &w->desk, &found));
	if (!found) {
		TRY(visits_add_desk(w->d, w->a, city, w->office->id, w->def->id, tx_now(w->d), NULL));
		TRY(visits_get_desk(w->d, w->a, city, w->office->id, w->def->id, &w->desk, &found));
		CHECK(found);
	}
	w->state = desk_state_of(w->desk.state);
	const who *clerk = w->c->by->who;
	w->to = (visits_set_desk_in){ .city = city,
				      .office = w->office->id,
				      .desk = w->def->id,
				      .rev = w->desk.rev,
				      .state = w->desk.state,
				      .since = w->desk.since,
				      .until = 0,
				      .staff = clerk->staff,
				      .staff_name = clerk->name,
				      .ticket = w->desk.ticket,
				      .step = w->desk.step };
	return NULL;
}

static const err *stale(work *w)
{
	visits_last_desk_log_row last;
	bool found;
	TRY(visits_last_desk_log(w->d, w->a, w->c->by->city, w->office->id, w->def->id, w->desk.rev, &last, &found));
	w->c->ret_meanwhile = found ? last.command : STR_NONE;
	w->c->ret_meanwhile_by = w->desk.staff_name;
	return err_of(ERR_stale);
}

static const err *save(work *w, desk_state next)
{
	w->to.state = desk_state_name(next);
	if (next != w->state)
		w->to.since = tx_now(w->d);
	if (next != DESK_SERVING) {
		w->to.ticket = STR_NONE;
		w->to.step = 0;
	}
	i64 changed;
	TRY(visits_set_desk(w->d, w->a, &w->to, &changed));
	if (!changed)
		return stale(w);
	/* by whom: who closes a desk is at it no more */
	return visits_add_desk_log(w->d, w->a,
				   &(visits_add_desk_log_in){ .city = w->to.city,
							      .office = w->office->id,
							      .desk = w->def->id,
							      .rev = w->desk.rev + 1,
							      .now = tx_now(w->d),
							      .command = desk_action_name(w->c->action),
							      .becomes = w->to.state,
							      .until = w->to.until,
							      .staff = w->c->by->who->staff,
							      .ticket = w->c->ret_ticket },
				   NULL);
}

/* The desk's own machine, with the error that says what is in the way. */
static const err *desk_do(work *w, desk_command c, desk_state *ret)
{
	if (desk_next(w->state, c, ret))
		return NULL;
	if (w->state == DESK_SERVING)
		return err_of(ERR_desk_serving);
	return err_of(w->state == DESK_OPEN ? ERR_not_allowed_now : ERR_desk_closed);
}

/* --- the person at the desk ------------------------------------------------------------------------------------ */

static const err *at_desk(work *w, ticket_view *ret, live_step **ret_step)
{
	if (w->desk.ticket.len == 0)
		return err_of(w->state == DESK_CLOSED ? ERR_desk_closed : ERR_not_allowed_now);
	TRY(ticket_load(w->d, w->a, w->c->by->city, w->desk.ticket, ret));
	*ret_step = NULL;
	for (size_t i = 0; i < ret->steps.n; i++)
		if (ret->steps.at[i].seq == w->desk.step)
			*ret_step = &ret->steps.at[i];
	CHECK(*ret_step != NULL);
	return NULL;
}

static bool serves(const desk_def *desk, str service)
{
	for (size_t i = 0; i < desk->services.n; i++)
		if (str_eq(desk->services.at[i], service))
			return true;
	for (size_t i = 0; i < desk->also.n; i++)
		if (str_eq(desk->also.at[i], service))
			return true;
	return false;
}

/* A step of the ticket comes to this desk by `how`. */
static const err *take(work *w, live_step *s, step_command how)
{
	desk_state next;
	TRY(desk_do(w, DESK_DO_CALL, &next));
	TRY(step_move(w->d, w->a, w->c->by, w->office->id, s, how, w->def->id));
	w->to.ticket = s->ticket;
	w->to.step = s->seq;
	w->c->ret_ticket = s->ticket;
	return save(w, next);
}

static const err *call_next(work *w)
{
	desk_state next;
	TRY(desk_do(w, DESK_DO_CALL, &next));
	for (int tries = 0; tries < CHOICES_MAX; tries++) {
		board b;
		TRY(visits_board_in(w->d, w->a, w->c->by->def, w->office, tx_now(w->d), false, &b));
		int i = visits_choose(w->office, w->def, &b.steps, b.now);
		if (i < 0)
			return err_of(ERR_nobody_waiting);
		live_step *s = &b.steps.at[i];
		const err *e = take(w, s, STEP_CALL);
		if (err_is(e, ERR_stale) && w->c->ret_meanwhile.len == 0)
			continue;
		TRY(e);
		return emit_call(w->d, w->a, w->c->by->city, w->office, w->def, s->number, s->calls);
	}
	return err_of(ERR_busy);
}

static const err *call_one(work *w, step_state from, step_command how)
{
	ticket_view t;
	TRY(ticket_load(w->d, w->a, w->c->by->city, w->c->ticket, &t));
	if (!str_eq(t.office, w->office->id))
		return err_of(ERR_not_found);
	live_step *s = NULL, *missed = NULL;
	bool cannot = false, at_desk = false;
	for (size_t i = 0; i < t.steps.n; i++) {
		live_step *x = &t.steps.at[i];
		bool here = x->state == from && serves(w->def, x->service);
		cannot = cannot || (x->state == from && !here);
		at_desk = at_desk || x->state == STEP_CALLED || x->state == STEP_SERVING;
		missed = x->state == STEP_MISSED ? x : missed;
		s = here && !s ? x : s;
	}
	if (!s)
		return err_of(cannot ? ERR_cannot_serve : ERR_stale);
	if (at_desk)
		return err_of(ERR_elsewhere);
	/* whoever is called by hand stands here, and so is not away any more */
	if (missed)
		TRY(step_move(w->d, w->a, w->c->by, w->office->id, missed, STEP_RETURN, STR_NONE));
	TRY(take(w, s, how));
	return how == STEP_CALL ? emit_call(w->d, w->a, w->c->by->city, w->office, w->def, s->number, s->calls) : NULL;
}

static const err *walk_in(work *w)
{
	if (!serves(w->def, w->c->service))
		return err_of(ERR_cannot_serve);
	desk_state next;
	TRY(desk_do(w, DESK_DO_CALL, &next));
	ticket_view t;
	new_ticket n = { .office = w->office, .services = { &w->c->service, 1 }, .lang = w->c->by->lang };
	TRY(ticket_add(w->d, w->a, w->c->by, &n, &t));
	TRY(step_move(w->d, w->a, w->c->by, w->office->id, &t.steps.at[0], STEP_CALL, w->def->id));
	TRY(step_move(w->d, w->a, w->c->by, w->office->id, &t.steps.at[0], STEP_SERVE, w->def->id));
	w->to.ticket = t.code;
	w->to.step = 1;
	w->c->ret_ticket = t.code;
	return save(w, next);
}

/* The person stays at the desk; only the step moves. */
static const err *stay(work *w, step_command how)
{
	ticket_view t;
	live_step *s;
	TRY(at_desk(w, &t, &s));
	TRY(step_move(w->d, w->a, w->c->by, w->office->id, s, how, w->def->id));
	w->c->ret_ticket = t.code;
	TRY(save(w, DESK_SERVING));
	return how == STEP_RECALL ? emit_call(w->d, w->a, w->c->by->city, w->office, w->def, s->number, s->calls)
				  : NULL;
}

/* The person goes from the desk. */
static const err *let_go(work *w, step_command how)
{
	ticket_view t;
	live_step *s;
	TRY(at_desk(w, &t, &s));
	TRY(step_move(w->d, w->a, w->c->by, w->office->id, s, how, w->def->id));
	w->c->ret_ticket = t.code;
	if (how == STEP_FINISH)
		TRY(step_follow(w->d, w->a, w->c->by, &t));
	return save(w, DESK_OPEN);
}

static const err *transfer(work *w)
{
	ticket_view t;
	live_step *s;
	TRY(at_desk(w, &t, &s));
	if (!defs_offer(w->office, w->c->service))
		return err_at(w->a, ERR_cannot_serve, STR("service"), "not offered in this office");
	TRY(step_move(w->d, w->a, w->c->by, w->office->id, s, STEP_TRANSFER, w->def->id));
	instant now = tx_now(w->d);
	i64 seq = t.steps.at[t.steps.n - 1].seq + 1;
	if (seq > STEP_SEQ_MAX)
		return err_of(ERR_not_allowed_now);
	/* the legal order holds for where somebody is sent, too */
	i64 before = journey_instead(w->c->by->def, &t, s->seq, w->c->service);
	visits_add_step_in step = { .city = w->c->by->city,
				    .ticket = t.code,
				    .seq = seq,
				    .office = w->office->id,
				    .day = t.day,
				    .service = w->c->service,
				    .state = step_state_name(before ? STEP_PLANNED : STEP_WAITING),
				    .since = now,
				    .arrived = s->arrived,
				    .due = s->due,
				    .number = t.number,
				    .priority = t.priority,
				    .waits_for = before };
	TRY(visits_add_step(w->d, w->a, &step, NULL));
	TRY(visits_wait_for_other(w->d, w->a, w->c->by->city, t.code, step_bit(s->seq), step_bit(seq), NULL));
	/* step_move() has made this the ticket's next version */
	TRY(visits_add_log(w->d, w->a,
			   &(visits_add_log_in){ .city = w->c->by->city,
						 .ticket = t.code,
						 .rev = t.rev + 1,
						 .seq = seq,
						 .office = w->office->id,
						 .now = now,
						 .service = w->c->service,
						 .command = step_command_name(STEP_TRANSFER),
						 .becomes = step.state,
						 .staff = w->c->by->who->staff },
			   NULL));
	w->c->ret_ticket = t.code;
	if (before) { /* of a visit that goes one by one another step has to wait then */
		TRY(ticket_load(w->d, w->a, w->c->by->city, t.code, &t));
		TRY(step_follow(w->d, w->a, w->c->by, &t));
	}
	return save(w, DESK_OPEN);
}

/* --- the desk itself ------------------------------------------------------------------------------------------- */

static const err *open_desk(work *w)
{
	/* open already, by the same person: as once (a reload, a second click) */
	if (w->state == DESK_OPEN || w->state == DESK_SERVING)
		return w->desk.staff == w->c->by->who->staff ? NULL : err_of(ERR_desk_taken);
	desk_state next;
	TRY(desk_do(w, DESK_DO_OPEN, &next));
	return save(w, next);
}

static const err *pause_desk(work *w, desk_command how)
{
	desk_state next;
	TRY(desk_do(w, how, &next));
	if (how == DESK_DO_BREAK && w->c->until > tx_now(w->d))
		w->to.until = w->c->until;
	return save(w, next);
}

static const err *close_desk(work *w)
{
	if (w->state == DESK_CLOSED)
		return NULL;
	desk_state next;
	TRY(desk_do(w, DESK_DO_CLOSE, &next));
	w->to.staff = 0;
	w->to.staff_name = STR_NONE;
	return save(w, next);
}

static const err *act(work *w)
{
	switch (w->c->action) {
	case ACT_OPEN:
		return open_desk(w);
	case ACT_CLOSE:
		return close_desk(w);
	case ACT_BREAK:
		return pause_desk(w, DESK_DO_BREAK);
	case ACT_BACK_OFFICE:
		return pause_desk(w, DESK_DO_BACK_OFFICE);
	case ACT_CALL_NEXT:
		return call_next(w);
	case ACT_CALL:
		return call_one(w, STEP_WAITING, STEP_CALL);
	case ACT_RESUME:
		return call_one(w, STEP_PARKED, STEP_RESUME);
	case ACT_RECALL:
		return stay(w, STEP_RECALL);
	case ACT_SERVE:
		return stay(w, STEP_SERVE);
	case ACT_DONE:
		return let_go(w, STEP_FINISH);
	case ACT_UNDO:
		return let_go(w, STEP_UNDO);
	case ACT_MISSED:
		return let_go(w, STEP_MISS);
	case ACT_PARK:
		return let_go(w, STEP_PARK);
	case ACT_TRANSFER:
		return transfer(w);
	case ACT_WALK_IN:
		return walk_in(w);
	case ACTIONS:
		break;
	}
	return err_of(ERR_not_found);
}

const err *desk_act_run(db *d, arena *a, void *arg)
{
	desk_act *c = arg;
	c->ret_ticket = c->ret_meanwhile = c->ret_meanwhile_by = STR_NONE; /* we may run again */
	work w = { .d = d, .a = a, .c = c };
	if (!by_staff(c->by))
		return err_of(ERR_forbidden);
	TRY(office_find(c->by, c->office, &w.office));
	w.def = defs_desk(w.office, c->desk);
	if (!w.def)
		return err_of(ERR_not_found);
	TRY(office_lock(d, a, c->by->city, c->office));
	TRY(load(&w));
	if (c->rev >= 0 && c->rev != w.desk.rev)
		return stale(&w);
	TRY(act(&w));
	/* what is done with a person is in the calls log */
	if (c->ret_ticket.len == 0)
		TRY(staff_audit(d, a, c->by, c->office,
				str_format(a, "desk.%.*s", STR_ARG(desk_action_name(c->action))), c->desk, STR_NONE));
	TRY(emit_queue(d, a, c->by->city, c->office, STR("desk")));
	board b;
	TRY(visits_board_in(d, a, c->by->def, w.office, tx_now(d), false, &b));
	for (size_t i = 0; i < b.desks.n; i++)
		if (str_eq(b.desks.at[i].desk, c->desk))
			c->ret = b.desks.at[i];
	return NULL;
}
