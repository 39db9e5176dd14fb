/*
 * /desk: the choice of a desk, and the page on which a clerk works all day.
 *
 * The page is one form. Its buttons stand always at the same places and are off where the state does not allow them: what the
 * machines in visits.c refuse is never offered. Every command carries the desk's rev; when it is old nothing is done, and
 * the page says who did what meanwhile and shows the new state.
 */
#include "modules/visits/pages/desk_view.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/stats/stats.sql.h"
#include "modules/visits/visits_commands.h"

#include "modules/visits/pages/templates/desk.html.h"

#define QUEUE_SHOWN 60 /* rows; more are said as a number */
#define LONG_WAIT (45 * MINUTE)

/* What one page reads, in one snapshot. */
typedef struct desk_read {
	const city_def *city;
	const office_def *office;
	instant now;
	str desk; /* empty: the office as a whole */
	board board;
	ticket_view ticket; /* of the person at the desk; code empty when nobody is */
	stats_marks_rows marks;
} desk_read;

static const err *read_desk(db *d, arena *a, void *arg)
{
	desk_read *q = arg;
	TRY(visits_board_in(d, a, q->city, q->office, q->now, true, &q->board));
	TRY(stats_marks(d, a, q->city->code, q->office->id, q->board.today, &q->marks));
	q->ticket = (ticket_view){ 0 };
	for (size_t i = 0; i < q->board.desks.n; i++) {
		const live_desk *l = &q->board.desks.at[i];
		if (str_eq(l->desk, q->desk) && l->ticket.len)
			TRY(visits_ticket(d, a, q->city->code, l->ticket, &q->ticket));
	}
	return NULL;
}

/* What went wrong with the last command; err NULL: nothing. */
typedef struct problem {
	const err *e;
	str text; /* says more than the error's own message; may be empty */
} problem;

/* --- the choice of a desk ------------------------------------------------------------------------------------ */

static url desk_path(arena *a, const office_def *o, str desk)
{
	return url_path(a, "/desk/%.*s/%.*s", STR_ARG(o->id), STR_ARG(desk));
}

static elapsed since(req *r, instant at, instant now)
{
	i64 minutes = now > at ? (now - at) / MINUTE : 0;
	return (elapsed){ instant_text(r->arena, at), say_minutes(r->arena, r->lang, (int)minutes) };
}

static desk_link make_link(req *r, const desk_read *q, const live_desk *l)
{
	desk_link v = { .label = say_desk(r->arena, r->lang, l->def),
			.place = text_in(&l->def->place, r->lang),
			.state = desk_badge(r->arena, r->lang, l->state),
			.clerk = l->staff_name,
			.number = l->number,
			.link = desk_path(r->arena, q->office, l->desk),
			.mine = l->state != DESK_CLOSED && l->staff == r->who->staff };
	v.taken = l->state != DESK_CLOSED && !v.mine;
	if (l->state != DESK_CLOSED)
		v.doing = since(r, l->state == DESK_SERVING && l->called_at ? l->called_at : l->since, q->now).text;
	return v;
}

const err *choose_office(req *r, resp *out, const char *where)
{
	if (r->who->office.len) {
		resp_redirect(r, out, str_format(r->arena, "/%s/%.*s", where, STR_ARG(r->who->office)));
		return NULL;
	}
	const city_def *city = catalog_city(r);
	desk_offices_view v = { 0 };
	for (size_t i = 0; i < city->offices.n; i++) {
		const office_def *o = &city->offices.at[i];
		LIST_ADD(r->arena, &v.offices,
			 (office_link){ .name = text_in(&o->name, r->lang),
					.link = url_path(r->arena, "/%s/%.*s", where, STR_ARG(o->id)) });
	}
	page_out o = page_begin(r);
	desk_offices_page(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = say(r, T_desk_choose_office), .here = str_of(where) };
	return page_end(&o, &p, out);
}

static const err *desk_get(req *r, resp *out)
{
	return choose_office(r, out, "desk");
}

static const err *find_office(req *r, const office_def **ret)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*ret = defs_office(catalog_city(r), id);
	return *ret ? NULL : err_of(ERR_not_found);
}

static str live_of(req *r, const office_def *o)
{
	return str_format(r->arena, "/events/offices/%.*s", STR_ARG(o->id));
}

static const err *desk_office_get(req *r, resp *out)
{
	desk_read q = { .city = catalog_city(r), .now = clock_now(r->app->clock) };
	TRY(find_office(r, &q.office));
	TRY(store_read(r->app->store, r->arena, read_desk, &q));
	desk_choice_view v = { .office = text_in(&q.office->name, r->lang),
			       .bookings = url_path(r->arena, "/bookings/%.*s", STR_ARG(q.office->id)),
			       .many_offices = r->who->office.len == 0,
			       .offices = url_path(r->arena, "/desk") };
	for (size_t i = 0; i < q.board.desks.n; i++)
		LIST_ADD(r->arena, &v.desks, make_link(r, &q, &q.board.desks.at[i]));
	page_out o = page_begin(r);
	desk_choice_page(&o, &v);
	page p = { .kind = PAGE_STAFF,
		   .title = words_desk_choose_title(r->arena, r->lang, v.office),
		   .here = STR("desk"),
		   .office = q.office->id,
		   .live = live_of(r, q.office),
		   .script = STR("desk.js"),
		   .refresh = 30 };
	return page_end(&o, &p, out);
}

/* --- the queue of a desk ------------------------------------------------------------------------------------- */

static bool in_list(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

static bool can_serve(const desk_def *d, str service)
{
	return in_list(&d->services, service) || in_list(&d->also, service);
}

static queue_row make_row(req *r, const desk_read *q, const desk_def *d, const live_step *s, instant from)
{
	queue_row v = { .ticket = s->ticket,
			.number = s->number,
			.service = say_service(r->arena, r->lang, q->city, s->service),
			.link = url_path(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(q->office->id),
					 STR_ARG(s->ticket)),
			.waited = since(r, from, q->now),
			.priority = s->priority,
			.returned = s->returned,
			.elsewhere = s->elsewhere,
			.also = !in_list(&d->services, s->service),
			.long_wait = s->state == STEP_WAITING && q->now - from >= LONG_WAIT };
	if (s->due)
		v.due = say_time(r->arena, s->due);
	for (size_t i = 0; i < q->marks.n; i++)
		if (str_eq(q->marks.at[i].code, s->ticket)) {
			v.name = q->marks.at[i].name;
			v.note = q->marks.at[i].note;
		}
	return v;
}

/* Whom this desk would call, one after the other, if nobody else called: the same choice as the command's. */
static void fill_queue(req *r, const desk_read *q, const desk_def *d, desk_view *v)
{
	live_steps left = { arena_many(r->arena, live_step, q->board.steps.n), q->board.steps.n };
	for (size_t i = 0; i < left.n; i++) {
		left.at[i] = q->board.steps.at[i];
		if (left.at[i].elsewhere && can_serve(d, left.at[i].service))
			LIST_ADD(r->arena, &v->elsewhere, make_row(r, q, d, &left.at[i], left.at[i].arrived));
	}
	for (int i; (i = visits_choose(q->office, d, &left, q->now)) >= 0; v->waiting++) {
		if (v->queue.n < QUEUE_SHOWN)
			LIST_ADD(r->arena, &v->queue, make_row(r, q, d, &left.at[i], left.at[i].arrived));
		/* a person who waits for several things here is called once */
		for (size_t k = 0; k < left.n; k++)
			left.at[k].elsewhere = left.at[k].elsewhere || str_eq(left.at[k].ticket, left.at[i].ticket);
	}
	if (v->queue.n)
		v->next_number = v->queue.at[0].number;
	for (size_t i = 0; i < q->board.steps.n; i++) {
		const live_step *s = &q->board.steps.at[i];
		if (!can_serve(d, s->service))
			continue;
		if (s->state == STEP_PARKED)
			LIST_ADD(r->arena, &v->parked, make_row(r, q, d, s, s->since));
		if (s->state == STEP_MISSED)
			LIST_ADD(r->arena, &v->missed, make_row(r, q, d, s, s->since));
	}
}

/* --- the person at the desk ---------------------------------------------------------------------------------- */

static void fill_person(req *r, const desk_read *q, const live_desk *l, desk_view *v)
{
	const ticket_view *t = &q->ticket;
	v->has_person = t->code.len > 0;
	if (!v->has_person)
		return;
	v->number = t->number;
	v->ticket = t->code;
	v->name = t->name;
	v->note = t->note;
	v->priority = t->priority;
	v->service = say_service(r->arena, r->lang, q->city, l->service);
	v->ticket_link = url_path(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(q->office->id), STR_ARG(t->code));
	if (!v->taken)
		v->papers_link = url_path(r->arena, "/counter/%.*s?desk=%.*s&ticket=%.*s", STR_ARG(q->office->id),
					  STR_ARG(q->desk), STR_ARG(t->code));
	v->step = step_badge(r->arena, r->lang, l->step_state);
	v->steps = visit_step_lines(r->arena, r->lang, q->city, q->office, &t->steps);
	const journey_def *j = t->journey.len ? defs_journey(q->city, t->journey) : NULL;
	if (j)
		v->journey = text_in(&j->name, r->lang);
	v->end = say_end(r->arena, r->lang, q->now, visit_end_of(&q->board, t->code));
	for (size_t i = 0; i < t->steps.n; i++) {
		const live_step *s = &t->steps.at[i];
		if (s->seq != l->step)
			continue;
		if (s->due)
			v->due = say_time(r->arena, s->due);
		v->step_since = since(r, s->since, q->now);
		v->waited = since(r, s->arrived, s->called_at ? s->called_at : q->now).text;
		if (s->state == STEP_CALLED)
			v->calls = words_desk_calls(r->arena, r->lang, s->calls);
	}
}

static bool step_may(const desk_view *v, const live_desk *l, step_command c)
{
	step_state next;
	return v->has_person && !v->taken && step_next(l->step_state, c, &next);
}

static bool desk_may(const desk_view *v, const live_desk *l, desk_command c)
{
	desk_state next;
	return !v->taken && desk_next(l->state, c, &next);
}

/* The one thing that comes next, large. */
static desk_button make_primary(req *r, const desk_view *v, const live_desk *l)
{
	desk_button b = { .action = "call-next", .key = "n" };
	word text = T_desk_call_next;
	if (v->has_person && l->step_state == STEP_CALLED) {
		b = (desk_button){ .action = "serve", .key = "s" };
		text = T_desk_serve;
	} else if (v->has_person) {
		b = (desk_button){ .action = "done", .key = "d" };
		text = T_desk_done;
	} else if (l->state == DESK_CLOSED) {
		b = (desk_button){ .action = "open", .key = "o" };
		text = T_desk_open;
	} else if (l->state != DESK_OPEN) {
		b = (desk_button){ .action = "open", .key = "o" };
		text = T_desk_reopen;
	} else if (v->waiting == 0) {
		b.off = true;
		text = T_desk_nobody;
	}
	b.text = say(r, text);
	return b;
}

static void fill_buttons(req *r, const desk_read *q, const live_desk *l, desk_view *v)
{
	bool called = v->has_person && l->step_state == STEP_CALLED;
	bool enough = called && l->calls > q->office->recall_max;
	const struct {
		desk_buttons *to;
		word text;
		const char *action, *key;
		bool may, urged;
	} all[] = {
		{ &v->person_buttons, T_desk_recall, "recall", "r", step_may(v, l, STEP_RECALL), called && !enough },
		{ &v->person_buttons, T_desk_missed, "missed", "m", step_may(v, l, STEP_MISS), enough },
		{ &v->person_buttons, T_desk_undo, "undo", "u", step_may(v, l, STEP_UNDO), false },
		/* once somebody is served the large button says the same: a key is one button's only */
		{ &v->person_buttons, T_desk_done, "done", called ? "d" : "", called && step_may(v, l, STEP_FINISH),
		  false },
		{ &v->person_buttons, T_desk_park, "park", "p", step_may(v, l, STEP_PARK), false },
		{ &v->desk_buttons, T_desk_back_office, "back-office", "", desk_may(v, l, DESK_DO_BACK_OFFICE), false },
		{ &v->desk_buttons, T_desk_close, "close", "", desk_may(v, l, DESK_DO_CLOSE), false },
	};
	for (size_t i = 0; i < COUNT(all); i++)
		LIST_ADD(r->arena, all[i].to,
			 (desk_button){ say(r, all[i].text), all[i].action, all[i].key, !all[i].may,
					all[i].urged && all[i].may });
}

static void fill_menus(req *r, const desk_read *q, const desk_def *d, const live_desk *l, desk_view *v)
{
	static const int breaks[] = { 10, 15, 30, 45, 60 };
	v->transfer = (desk_menu){ .text = say(r, T_desk_transfer),
				   .lead = say(r, T_desk_transfer_lead),
				   .name = "transfer",
				   .key = "t",
				   .off = !step_may(v, l, STEP_TRANSFER) };
	v->walk_in = (desk_menu){ .text = say(r, T_desk_walk_in),
				  .lead = say(r, T_desk_walk_in_lead),
				  .name = "walk-in",
				  .key = "w",
				  .off = !desk_may(v, l, DESK_DO_CALL) };
	v->pause = (desk_menu){ .text = say(r, T_desk_break),
				.lead = say(r, T_desk_break_lead),
				.name = "break",
				.key = "b",
				.off = !desk_may(v, l, DESK_DO_BREAK) };
	for (size_t i = 0; i < q->board.services_n; i++) {
		const struct service_load *s = &q->board.services[i];
		str name = text_in(&s->offer->def->name, r->lang);
		str wait = words_desk_transfer_wait(r->arena, r->lang, s->waiting, s->desks);
		if (s->wait.p10 >= 0 && s->desks)
			wait = str_format(r->arena, "%.*s %.*s", STR_ARG(wait),
					  STR_ARG(say_wait(r->arena, r->lang, s->wait)));
		LIST_ADD(r->arena, &v->transfer.items, (menu_item){ s->offer->service, name, wait });
		if (can_serve(d, s->offer->service))
			LIST_ADD(r->arena, &v->walk_in.items, (menu_item){ s->offer->service, name, STR_NONE });
	}
	for (size_t i = 0; i < COUNT(breaks); i++)
		LIST_ADD(r->arena, &v->pause.items,
			 (menu_item){ str_format(r->arena, "%d", breaks[i]),
				      words_minutes_text(r->arena, r->lang, breaks[i]),
				      words_office_open_until(r->arena, r->lang,
							      say_time(r->arena, q->now + breaks[i] * MINUTE)) });
	LIST_ADD(r->arena, &v->pause.items, (menu_item){ STR("0"), say(r, T_desk_break_open), STR_NONE });
}

/* --- the page --------------------------------------------------------------------------------------------------- */

static const err *show_desk(req *r, resp *out, const problem *wrong)
{
	desk_read q = { .city = catalog_city(r), .now = clock_now(r->app->clock), .desk = req_param(r, "desk") };
	TRY(find_office(r, &q.office));
	const desk_def *d = defs_desk(q.office, q.desk);
	if (!d)
		return err_of(ERR_not_found);
	TRY(store_read(r->app->store, r->arena, read_desk, &q));
	const live_desk *l = NULL;
	for (size_t i = 0; i < q.board.desks.n; i++)
		if (q.board.desks.at[i].def == d)
			l = &q.board.desks.at[i];
	CHECK(l != NULL);
	desk_view v = { .now = instant_text(r->arena, q.now),
			.office = text_in(&q.office->name, r->lang),
			.desk = d->id,
			.title = say_desk(r->arena, r->lang, d),
			.clerk = l->staff_name,
			.state = desk_badge(r->arena, r->lang, l->state),
			.here = desk_path(r->arena, q.office, d->id),
			.choose = url_path(r->arena, "/desk/%.*s", STR_ARG(q.office->id)),
			.bookings = url_path(r->arena, "/bookings/%.*s", STR_ARG(q.office->id)),
			.rev = l->rev,
			.closed = l->state == DESK_CLOSED,
			.taken = l->state != DESK_CLOSED && l->staff != r->who->staff,
			.message_tone = "warn" };
	desk_state next;
	v.may_close = v.taken && r->who->role >= ROLE_FLOOR && desk_next(l->state, DESK_DO_CLOSE, &next);
	if (l->since)
		v.since = since(r, l->since, q.now);
	if (l->state == DESK_BREAK && l->until)
		v.break_until = words_desk_break_until(r->arena, r->lang, say_time(r->arena, l->until));
	fill_person(r, &q, l, &v);
	fill_queue(r, &q, d, &v);
	v.can_call = desk_may(&v, l, DESK_DO_CALL);
	v.can_take = !v.taken && !v.closed;
	v.primary = make_primary(r, &v, l);
	fill_buttons(r, &q, l, &v);
	fill_menus(r, &q, d, l, &v);
	for (size_t i = 0; i < q.board.desks.n; i++)
		if (q.board.desks.at[i].def != d && q.board.desks.at[i].state != DESK_CLOSED)
			LIST_ADD(r->arena, &v.others, make_link(r, &q, &q.board.desks.at[i]));
	if (wrong && wrong->e) {
		v.message = wrong->text.len ? wrong->text : err_message(wrong->e->code, r->lang);
		out->status = err_status(wrong->e->code);
	}
	page_out o = page_begin(r);
	desk_page(&o, &v);
	page p = { .kind = PAGE_STAFF,
		   .title = words_desk_page_title(r->arena, r->lang, v.title, v.office),
		   .here = STR("desk"),
		   .office = q.office->id,
		   .live = live_of(r, q.office),
		   .script = STR("desk.js"),
		   .refresh = 30 };
	return page_end(&o, &p, out);
}

static const err *desk_page_get(req *r, resp *out)
{
	return show_desk(r, out, NULL);
}

/* --- commands ----------------------------------------------------------------------------------------------------- */

static str action_text(req *r, str name)
{
	static const word words[ACTIONS] = {
		[ACT_OPEN] = T_desk_open,       [ACT_CLOSE] = T_desk_close,
		[ACT_BREAK] = T_desk_break,     [ACT_BACK_OFFICE] = T_desk_back_office,
		[ACT_CALL_NEXT] = T_desk_call,  [ACT_CALL] = T_desk_call,
		[ACT_RECALL] = T_desk_recall,   [ACT_SERVE] = T_desk_serve,
		[ACT_DONE] = T_desk_done,       [ACT_UNDO] = T_desk_undo,
		[ACT_MISSED] = T_desk_missed,   [ACT_PARK] = T_desk_park,
		[ACT_RESUME] = T_desk_resume,   [ACT_TRANSFER] = T_desk_transfer,
		[ACT_WALK_IN] = T_desk_walk_in,
	};
	desk_action c;
	return desk_action_of(name, &c) ? say(r, words[c]) : name;
}

struct where_question {
	i64 city;
	str ticket;
	ticket_view ret;
};

static const err *read_where(db *d, arena *a, void *arg)
{
	struct where_question *q = arg;
	return visits_ticket(d, a, q->city, q->ticket, &q->ret);
}

/* The person whom the clerk meant is with somebody else already: who has them. */
static str taken_by(req *r, const office_def *o, str ticket)
{
	struct where_question q = { .city = r->app->city, .ticket = ticket };
	if (store_read(r->app->store, r->arena, read_where, &q))
		return STR_NONE;
	for (size_t i = 0; i < q.ret.steps.n; i++) {
		const live_step *s = &q.ret.steps.at[i];
		const desk_def *d = s->desk.len ? defs_desk(o, s->desk) : NULL;
		if (d && (s->state == STEP_CALLED || s->state == STEP_SERVING))
			return words_desk_stale_taken(r->arena, r->lang, q.ret.number, say_desk(r->arena, r->lang, d));
	}
	return STR_NONE;
}

struct last_question {
	i64 city;
	str office, desk, name;
};

static const err *read_last(db *d, arena *a, void *arg)
{
	struct last_question *q = arg;
	stats_desk_last_row row;
	bool found;
	TRY(stats_desk_last(d, a, q->city, q->office, q->desk, &row, &found));
	q->name = found ? row.staff_name : STR_NONE;
	return NULL;
}

static str stale_text(req *r, const office_def *o, const desk_act *c)
{
	if (c->ret_meanwhile.len == 0)
		return c->ticket.len ? taken_by(r, o, c->ticket) : STR_NONE;
	str what = action_text(r, c->ret_meanwhile);
	struct last_question q = { .city = r->app->city, .office = o->id, .desk = c->desk };
	if (store_read(r->app->store, r->arena, read_last, &q) || q.name.len == 0)
		return words_desk_stale_somebody(r->arena, r->lang, what);
	if (str_eq(q.name, r->who->name))
		return words_desk_stale_self(r->arena, r->lang, what);
	return words_desk_stale_other(r->arena, r->lang, q.name, what);
}

/* Which button was pressed: `action`, or a field that names its own action and says for what. */
static const err *parse_action(req *r, desk_act *c)
{
	c->service = req_form(r, "transfer");
	c->action = ACT_TRANSFER;
	if (c->service.len)
		return NULL;
	c->service = req_form(r, "walk-in");
	c->action = ACT_WALK_IN;
	if (c->service.len)
		return NULL;
	c->ticket = req_form(r, "call");
	c->action = ACT_CALL;
	if (c->ticket.len)
		return NULL;
	c->ticket = req_form(r, "resume");
	c->action = ACT_RESUME;
	if (c->ticket.len)
		return NULL;
	i64 minutes;
	if (str_i64(req_form(r, "break"), &minutes)) {
		if (minutes < 0 || minutes > 24 * 60)
			return err_of(ERR_invalid);
		c->action = ACT_BREAK;
		c->until = minutes ? clock_now(r->app->clock) + minutes * MINUTE : 0;
		return NULL;
	}
	return desk_action_of(req_form(r, "action"), &c->action) ? NULL : err_of(ERR_bad_request);
}

/* Somebody else's desk is refused with the name; a floor manager may close it. */
static const err *check_owner(req *r, const desk_act *c, problem *wrong)
{
	board b;
	TRY(visits_board(r, c->office, false, &b));
	for (size_t i = 0; i < b.desks.n; i++) {
		const live_desk *l = &b.desks.at[i];
		if (!str_eq(l->desk, c->desk) || l->state == DESK_CLOSED || l->staff == r->who->staff)
			continue;
		if (c->action == ACT_CLOSE && r->who->role >= ROLE_FLOOR)
			return NULL;
		wrong->text = words_desk_taken_by(r->arena, r->lang, l->staff_name);
		return err_of(ERR_desk_taken);
	}
	return NULL;
}

static const err *run_desk(req *r, const office_def *o, const actor *by, problem *wrong)
{
	desk_act c = { .by = by, .office = o->id, .desk = req_param(r, "desk") };
	if (!str_i64(req_form(r, "rev"), &c.rev) || c.rev < 0)
		return err_of(ERR_bad_request);
	TRY(parse_action(r, &c));
	TRY(check_owner(r, &c, wrong));
	const err *e = store_write(r->app->store, r->arena, office_shard(r->arena, by->city, o->id), desk_act_run, &c);
	if (err_is(e, ERR_stale))
		wrong->text = stale_text(r, o, &c);
	return e;
}

/* What concerns a ticket and not the desk: note, priority, a missed person who is back. */
static const err *run_mark(req *r, const office_def *o, const actor *by, bool *ret_was_one)
{
	str what = req_form(r, "action"), back = req_form(r, "back");
	mark_ticket c = { .by = by, .code = back.len ? back : req_form(r, "ticket"), .back = back.len > 0 };
	if (str_eq(what, STR("note"))) {
		c.set_note = true;
		c.note = req_form(r, "note");
	} else if (str_eq(what, STR("priority-on")) || str_eq(what, STR("priority-off"))) {
		c.set_priority = true;
		c.priority = str_eq(what, STR("priority-on"));
	} else if (!c.back) {
		return NULL;
	}
	*ret_was_one = true;
	struct where_question q = { .city = by->city, .ticket = c.code };
	TRY(store_read(r->app->store, r->arena, read_where, &q));
	if (!str_eq(q.ret.office, o->id))
		return err_of(ERR_not_found);
	return store_write(r->app->store, r->arena, office_shard(r->arena, by->city, o->id), mark_ticket_run, &c);
}

static const err *desk_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	if (!defs_desk(o, req_param(r, "desk")))
		return err_of(ERR_not_found);
	actor by = visits_actor(r, "staff");
	problem wrong = { 0 };
	bool mark = false;
	wrong.e = run_mark(r, o, &by, &mark);
	if (!mark)
		wrong.e = run_desk(r, o, &by, &wrong);
	if (wrong.e)
		return show_desk(r, out, &wrong);
	resp_redirect(r, out, desk_path(r->arena, o, req_param(r, "desk")).s);
	return NULL;
}

const route visits_desk_routes[] = {
	{ "GET", "/desk", ACCESS_CLERK, desk_get },
	{ "GET", "/desk/:office", ACCESS_CLERK, desk_office_get },
	{ "GET", "/desk/:office/:desk", ACCESS_CLERK, desk_page_get },
	{ "POST", "/desk/:office/:desk", ACCESS_CLERK, desk_post },
	{ 0 },
};
