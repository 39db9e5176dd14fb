/* The JSON API of visits: what the pages do, for programs. Described by assets/openapi.json, which the tests hold against
 * the table at the end of this file. */
#include "kit/api.h"
#include "kit/assets.h"
#include "kit/limits.h"
#include "modules/visits/api_json.h"
#include "modules/visits/journeys/journeys.h"
#include "modules/visits/open/compare.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/pages/pages_code.h"
#include "modules/visits/waitlist/waitlist.h"
#include "modules/visits/visits_private.h"
#include "modules/visits/wait/wait.h"

/* --- what is asked ------------------------------------------------------------------------------------------- */

static const err *read_body(req *r, const json_value **ret)
{
	if (!str_eq(r->type, STR("application/json")))
		return err_of(ERR_unsupported_type);
	TRY(json_parse(r->arena, r->body, ret));
	return (*ret)->kind == JV_OBJECT ? NULL : err_why(r->arena, ERR_bad_json, "an object is expected");
}

/* An empty body stands for an empty object: commands on desks often need nothing. */
static const err *read_body_if_any(req *r, const json_value **ret)
{
	*ret = NULL;
	return r->body.len ? read_body(r, ret) : NULL;
}

/* "services": ["a", "b"] or "service": "a". */
static const err *read_services(req *r, const json_value *body, strs *ret)
{
	str one = STR_NONE;
	TRY(json_may_strs(r->arena, body, "services", ret));
	TRY(json_may_str(r->arena, body, "service", &one));
	if (ret->n == 0 && one.len)
		LIST_ADD(r->arena, ret, one);
	return ret->n ? NULL : err_at(r->arena, ERR_required, STR("services"), "name at least one service");
}

static const err *read_instant(req *r, const json_value *body, const char *key, instant *ret)
{
	str text;
	TRY(json_need_str(r->arena, body, key, &text));
	return instant_parse(text, ret) ? NULL
					: err_at(r->arena, ERR_invalid, str_of(key),
						 "an RFC 3339 time with offset is expected: 2026-04-01T09:30:00+09:00");
}

static const err *find_office(req *r, str id, const office_def **ret)
{
	*ret = defs_office(catalog_city(r), id);
	return *ret ? NULL : err_why(r->arena, ERR_not_found, "no such office");
}

/* The office of a booking or ticket decides which writer its commands go to. */
struct code_question {
	i64 city;
	str code;
	booking_view booking;
	ticket_view ticket;
};

static const err *find_booking(db *d, arena *a, void *arg)
{
	struct code_question *q = arg;
	return visits_booking(d, a, q->city, q->code, &q->booking);
}

static const err *find_ticket(db *d, arena *a, void *arg)
{
	struct code_question *q = arg;
	return visits_ticket(d, a, q->city, q->code, &q->ticket);
}

/* --- offices ----------------------------------------------------------------------------------------------------- */

static const err *offices_list(req *r, resp *out)
{
	const city_def *city = catalog_city(r);
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "offices");
	for (size_t i = 0; i < city->offices.n; i++)
		api_office(&w, city, &city->offices.at[i], r->now, r->lang);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static const err *services_list(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, req_param(r, "office"), &o));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "services");
	for (size_t i = 0; i < o->offers.n; i++)
		api_service(&w, &o->offers.at[i], r->lang);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static const err *journeys_list(req *r, resp *out)
{
	const office_def *o;
	const city_def *city = catalog_city(r);
	TRY(find_office(r, req_param(r, "office"), &o));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "journeys");
	for (size_t i = 0; i < city->journeys.n; i++)
		if (journey_offered(&city->journeys.at[i], o))
			api_journey(&w, &city->journeys.at[i], o, r->lang);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

struct slots_question {
	const city_def *city;
	const office_def *office;
	strs services;
	day from, to;
	bool staff, full;
	instant now;
	open_slots ret;
};

static const err *read_slots(db *d, arena *a, void *arg)
{
	struct slots_question *q = arg;
	return visits_slots(d, a, q->city, q->office, q->services, q->from, q->to, q->staff, q->full, q->now, &q->ret);
}

/* A day, or the day of an instant; without one, `otherwise`. */
static const err *day_query(req *r, const char *name, day otherwise, day *ret)
{
	str text = req_query(r, name);
	instant t;
	*ret = otherwise;
	if (text.len == 0 || day_parse(text, ret))
		return NULL;
	if (!instant_parse(text, &t))
		return err_at(r->arena, ERR_invalid, str_of(name), "a date is expected: 2026-04-01");
	*ret = day_of(t);
	return NULL;
}

static const err *slots_list(req *r, resp *out)
{
	struct slots_question q = { .city = catalog_city(r), .now = clock_now(r->app->clock) };
	TRY(find_office(r, req_param(r, "office"), &q.office));
	strs asked = req_query_all(r, "service");
	for (size_t i = 0; i < asked.n; i++)
		for (str rest = asked.at[i]; rest.len;)
			LIST_ADD(r->arena, &q.services, str_cut(&rest, ','));
	if (q.services.n == 0)
		return err_at(r->arena, ERR_required, STR("service"), "name a service");
	TRY(day_query(r, "from", day_of(q.now), &q.from));
	TRY(day_query(r, "to", q.from + 31, &q.to));
	q.staff = r->who->role >= ROLE_CLERK;
	q.full = str_eq(req_query(r, "full"), STR("true"));
	TRY(store_read(r->app->store, r->arena, read_slots, &q));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "slots");
	for (size_t i = 0; i < q.ret.n; i++)
		api_slot(&w, &q.ret.at[i]);
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static const err *status_get(req *r, resp *out)
{
	board now;
	TRY(visits_board(r, req_param(r, "office"), true, &now));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	api_status(&w, &now, r->lang);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* All offices at once, for maps and screens elsewhere. */
static const err *status_list(req *r, resp *out)
{
	const city_def *city = catalog_city(r);
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "offices");
	for (size_t i = 0; i < city->offices.n; i++) {
		board now;
		TRY(visits_board(r, city->offices.at[i].id, true, &now));
		api_status(&w, &now, r->lang);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* --- bookings ------------------------------------------------------------------------------------------------------ */

static const err *booking_made(const void *arg, buf *b)
{
	json_writer w = json_write(b);
	api_booking(&w, &((const make_booking *)arg)->ret);
	jw_done(&w);
	return NULL;
}

static const err *booking_post(req *r, resp *out)
{
	const json_value *body;
	TRY(read_body(r, &body));
	actor by = visits_actor(r, "api");
	make_booking c = { .by = &by };
	const office_def *o;
	TRY(json_need_str(r->arena, body, "office", &c.office));
	TRY(find_office(r, c.office, &o));
	TRY(read_services(r, body, &c.services));
	TRY(read_instant(r, body, "start", &c.start));
	TRY(json_need_str(r->arena, body, "name", &c.name));
	TRY(json_may_str(r->arena, body, "contact", &c.contact));
	TRY(json_may_str(r->arena, body, "note", &c.note));
	if (r->who->role < ROLE_CLERK)
		TRY(limit_hit(r, "booking", address_key(r), by.def->limits.bookings_per_address_hour, 3600));
	api_command book = { .shard = office_shard(r->arena, by.city, o->id),
			     .run = make_booking_run,
			     .arg = &c,
			     .render = booking_made,
			     .status = 201 };
	TRY(api_write(r, out, &book));
	if (c.ret.code.len) /* the answer to a repeated Idempotency-Key is the body alone */
		resp_header(r, out, STR("Location"),
			    str_format(r->arena, "/api/v1/bookings/%.*s", STR_ARG(c.ret.code)));
	return NULL;
}

static const err *booking_find(req *r, struct code_question *q)
{
	*q = (struct code_question){ .city = r->app->city };
	TRY(code_of_address(r, &q->code));
	return code_looked_up(r, store_read(r->app->store, r->arena, find_booking, q));
}

static const err *booking_reply(req *r, resp *out, const booking_view *v)
{
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	api_booking(&w, v);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static const err *booking_get(req *r, resp *out)
{
	struct code_question q;
	TRY(booking_find(r, &q));
	return booking_reply(r, out, &q.booking);
}

static const err *booking_delete(req *r, resp *out)
{
	struct code_question q;
	TRY(booking_find(r, &q));
	actor by = visits_actor(r, "api");
	cancel_booking c = { .by = &by, .code = q.code };
	TRY(store_write(r->app->store, r->arena, office_shard(r->arena, by.city, q.booking.office), cancel_booking_run,
			&c));
	return booking_reply(r, out, &c.ret);
}

static const err *booking_moved(const void *arg, buf *b)
{
	json_writer w = json_write(b);
	api_booking(&w, &((const move_booking *)arg)->ret);
	jw_done(&w);
	return NULL;
}

static const err *booking_move(req *r, resp *out)
{
	const json_value *body;
	struct code_question q;
	TRY(read_body(r, &body));
	TRY(booking_find(r, &q));
	actor by = visits_actor(r, "api");
	move_booking c = { .by = &by, .code = q.code };
	TRY(read_instant(r, body, "start", &c.start));
	api_command move = { .shard = office_shard(r->arena, by.city, q.booking.office),
			     .run = move_booking_run,
			     .arg = &c,
			     .render = booking_moved };
	return api_write(r, out, &move);
}

/* --- tickets ---------------------------------------------------------------------------------------------------------- */

/* A ticket that is given out is answered with the wait that was expected just before: the estimate takes a millisecond of
 * work, which does not belong into the writer's transaction. */
struct given {
	check_in check; /* or */
	take_ticket take; /* of these the one that `run` is for */
	const ticket_view *ticket;
	const said_wait *said;
	struct visit_end end; /* of a journey; p10 < 0: not known */
	instant now;
};

static const err *ticket_given(const void *arg, buf *b)
{
	const struct given *g = arg;
	json_writer w = json_write(b);
	api_ticket(&w, g->ticket, g->said->some ? &g->said->range : NULL, &g->end, g->now);
	jw_done(&w);
	return NULL;
}

static const err *run_check_in(db *d, arena *a, void *arg)
{
	return check_in_run(d, a, &((struct given *)arg)->check);
}

static const err *run_take(db *d, arena *a, void *arg)
{
	return take_ticket_run(d, a, &((struct given *)arg)->take);
}

/* When all of a journey would be over for somebody who takes the ticket now. */
static const err *journey_end_now(req *r, const office_def *o, str journey, strs yes, struct visit_end *ret)
{
	const journey_def *j = defs_journey(catalog_city(r), journey);
	if (!j)
		return err_why(r->arena, ERR_not_found, "no such journey");
	board b;
	TRY(visits_board(r, o->id, true, &b));
	journey_path p = journey_steps_of(r->arena, j, o, yes, journey_closed(r->arena, &b));
	live_steps steps = journey_live(r->arena, &p, j->one_by_one, b.now);
	if (steps.n == 0 || !b.open || !visits_estimate_end(&b, &steps, 0, ret))
		ret->p10 = -1;
	return NULL;
}

static const err *booking_check_in(req *r, resp *out)
{
	struct code_question q;
	TRY(booking_find(r, &q));
	actor by = visits_actor(r, "api");
	struct given g = { .check = { .by = &by, .code = q.code }, .end = { .p10 = -1 } };
	g.ticket = &g.check.ret;
	g.said = &g.check.said;
	TRY(wait_expect_booked(r, &q.booking, &g.check.said));
	api_command c = { .shard = office_shard(r->arena, by.city, q.booking.office),
			  .run = run_check_in,
			  .arg = &g,
			  .render = ticket_given,
			  .status = 201 };
	return api_write(r, out, &c);
}

static const err *ticket_post(req *r, resp *out)
{
	const json_value *body;
	TRY(read_body(r, &body));
	actor by = visits_actor(r, "api");
	struct given g = { .take = { .by = &by }, .end = { .p10 = -1 }, .now = clock_now(r->app->clock) };
	g.ticket = &g.take.ret;
	g.said = &g.take.said;
	const office_def *o;
	TRY(json_need_str(r->arena, body, "office", &g.take.office));
	TRY(find_office(r, g.take.office, &o));
	TRY(json_may_str(r->arena, body, "journey", &g.take.journey));
	TRY(json_may_strs(r->arena, body, "yes", &g.take.yes));
	if (!g.take.journey.len)
		TRY(read_services(r, body, &g.take.services));
	TRY(json_may_bool(r->arena, body, "priority", &g.take.priority));
	if (r->who->role < ROLE_DEVICE)
		TRY(limit_hit(r, "ticket", address_key(r), by.def->limits.tickets_per_address_hour, 3600));
	newcomer one = { .services = g.take.services,
			 .journey = g.take.journey,
			 .yes = g.take.yes,
			 .priority = by_staff(&by) && g.take.priority };
	TRY(wait_expect_now(r, o->id, &one, &g.take.said));
	if (g.take.journey.len)
		TRY(journey_end_now(r, o, g.take.journey, g.take.yes, &g.end));
	api_command c = { .shard = office_shard(r->arena, by.city, o->id),
			  .run = run_take,
			  .arg = &g,
			  .render = ticket_given,
			  .status = 201 };
	return api_write(r, out, &c);
}

static const err *ticket_find(req *r, struct code_question *q)
{
	*q = (struct code_question){ .city = r->app->city };
	TRY(code_of_address(r, &q->code));
	return code_looked_up(r, store_read(r->app->store, r->arena, find_ticket, q));
}

static const err *ticket_reply(req *r, resp *out, const ticket_view *t)
{
	board now;
	TRY(visits_board(r, t->office, true, &now));
	wait_range wait = { 0, -1, -1, -1, false };
	int next = visit_next_call(&now, t->code);
	if (next >= 0)
		wait = now.waits[next];
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	api_ticket(&w, t, &wait, visit_end_of(&now, t->code), now.now);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

static const err *ticket_get(req *r, resp *out)
{
	struct code_question q;
	TRY(ticket_find(r, &q));
	return ticket_reply(r, out, &q.ticket);
}

static const err *ticket_left(const void *arg, buf *b)
{
	json_writer w = json_write(b);
	api_ticket(&w, &((const leave_queue *)arg)->ret, NULL, NULL, 0);
	jw_done(&w);
	return NULL;
}

static const err *ticket_leave(req *r, resp *out)
{
	struct code_question q;
	TRY(ticket_find(r, &q));
	actor by = visits_actor(r, "api");
	leave_queue c = { .by = &by, .code = q.code };
	api_command leave = { .shard = office_shard(r->arena, by.city, q.ticket.office),
			      .run = leave_queue_run,
			      .arg = &c,
			      .render = ticket_left };
	return api_write(r, out, &leave);
}

/* --- desks -------------------------------------------------------------------------------------------------------------- */

/* A desk's name in the API is OFFICE-DESK, because desks are numbered in each office. */
static const err *find_desk(req *r, str name, const office_def **ret_office, str *ret_desk)
{
	const city_def *city = catalog_city(r);
	for (size_t i = 0; i < city->offices.n; i++) {
		const office_def *o = &city->offices.at[i];
		if (!str_starts(name, o->id) || name.len < o->id.len + 2 || name.at[o->id.len] != '-')
			continue;
		const desk_def *desk = defs_desk(o, str_sub(name, o->id.len + 1, name.len));
		if (!desk)
			continue;
		*ret_office = o;
		*ret_desk = desk->id;
		return NULL;
	}
	return err_why(r->arena, ERR_not_found, "no such desk; they are named OFFICE-DESK");
}

static const err *desk_done(const void *arg, buf *b)
{
	const desk_act *c = arg;
	json_writer w = json_write(b);
	api_desk(&w, c->office, &c->ret, true);
	jw_done(&w);
	return NULL;
}

static const err *desk_post(req *r, resp *out)
{
	const json_value *body;
	const office_def *o;
	actor by = visits_actor(r, "staff");
	desk_act c = { .by = &by, .rev = -1 };
	TRY(find_desk(r, req_param(r, "desk"), &o, &c.desk));
	TRY(who_in_office(r, o->id));
	if (!desk_action_of(req_param(r, "action"), &c.action))
		return err_of(ERR_not_found);
	c.office = o->id;
	str until = STR_NONE;
	TRY(read_body_if_any(r, &body));
	TRY(json_may_i64(r->arena, body, "rev", &c.rev));
	TRY(json_may_str(r->arena, body, "ticket", &c.ticket));
	TRY(json_may_str(r->arena, body, "service", &c.service));
	TRY(json_may_str(r->arena, body, "until", &until));
	if (until.len && !instant_parse(until, &c.until))
		return err_at(r->arena, ERR_invalid, STR("until"), "an RFC 3339 time with offset is expected");
	api_command act = {
		.shard = office_shard(r->arena, by.city, o->id), .run = desk_act_run, .arg = &c, .render = desk_done
	};
	const err *e = api_write(r, out, &act);
	if (err_is(e, ERR_stale) && c.ret_meanwhile.len)
		return err_why(r->arena, ERR_stale, "meanwhile: %.*s", STR_ARG(c.ret_meanwhile));
	return e;
}

static const err *desk_get(req *r, resp *out)
{
	const office_def *o;
	str id;
	TRY(find_desk(r, req_param(r, "desk"), &o, &id));
	TRY(who_in_office(r, o->id));
	board now;
	TRY(visits_board(r, o->id, false, &now));
	buf b = buf_new(r->arena, API_MAX);
	json_writer w = json_write(&b);
	for (size_t i = 0; i < now.desks.n; i++)
		if (str_eq(now.desks.at[i].desk, id))
			api_desk(&w, o->id, &now.desks.at[i], true);
	jw_done(&w);
	return json_reply(out, 200, &b);
}

/* --- the description ------------------------------------------------------------------------------------------- */

static const err *openapi_get(req *r, resp *out)
{
	(void)r;
	const asset *description = asset_find(STR("openapi.json"));
	CHECK(description != NULL);
	out->type = STR("application/json");
	out->body = description->bytes;
	return NULL;
}

const route visits_api_routes[] = {
	{ "GET", "/api/openapi.json", ACCESS_PUBLIC, openapi_get },
	{ "GET", "/api/v1/offices", ACCESS_PUBLIC, offices_list },
	{ "GET", "/api/v1/offices/:office/services", ACCESS_PUBLIC, services_list },
	{ "GET", "/api/v1/offices/:office/journeys", ACCESS_PUBLIC, journeys_list },
	{ "GET", "/api/v1/offices/:office/slots", ACCESS_PUBLIC, slots_list },
	{ "GET", "/api/v1/offices/:office/status", ACCESS_PUBLIC, status_get },
	{ "GET", "/api/v1/status", ACCESS_PUBLIC, status_list },
	{ "GET", "/api/v1/accuracy", ACCESS_PUBLIC, accuracy_json },
	{ "GET", "/api/v1/accuracy.csv", ACCESS_PUBLIC, accuracy_csv },
	{ "GET", "/api/v1/compare", ACCESS_PUBLIC, compare_api },
	{ "POST", "/api/v1/waitlist", ACCESS_PUBLIC, waiting_post_api },
	{ "GET", "/api/v1/waitlist/:code", ACCESS_PUBLIC, waiting_get_api },
	{ "DELETE", "/api/v1/waitlist/:code", ACCESS_PUBLIC, waiting_leave_api },
	{ "POST", "/api/v1/waitlist/:code/accept", ACCESS_PUBLIC, waiting_accept_api },
	{ "POST", "/api/v1/waitlist/:code/decline", ACCESS_PUBLIC, waiting_decline_api },
	{ "POST", "/api/v1/bookings", ACCESS_PUBLIC, booking_post },
	{ "GET", "/api/v1/bookings/:code", ACCESS_PUBLIC, booking_get },
	{ "DELETE", "/api/v1/bookings/:code", ACCESS_PUBLIC, booking_delete },
	{ "POST", "/api/v1/bookings/:code/move", ACCESS_PUBLIC, booking_move },
	{ "POST", "/api/v1/bookings/:code/check-in", ACCESS_PUBLIC, booking_check_in },
	{ "POST", "/api/v1/tickets", ACCESS_PUBLIC, ticket_post },
	{ "GET", "/api/v1/tickets/:code", ACCESS_PUBLIC, ticket_get },
	{ "POST", "/api/v1/tickets/:code/leave", ACCESS_PUBLIC, ticket_leave },
	{ "GET", "/api/v1/desks/:desk", ACCESS_CLERK, desk_get },
	{ "POST", "/api/v1/desks/:desk/:action", ACCESS_CLERK, desk_post },
	{ 0 },
};
