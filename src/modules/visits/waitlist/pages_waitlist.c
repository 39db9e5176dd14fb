/*
 * /book/OFFICE/wait: joining the waiting list; /w/CODE: one's own entry, live; /b/CODE/earlier: waiting with a booking
 * for an earlier time.
 */
#include "kit/limits.h"
#include "modules/visits/pages/pages_code.h"
#include "modules/visits/waitlist/waitlist_view.h"

#include "modules/visits/waitlist/templates/waitlist.html.h"

#define REFRESH 60 /* seconds, without JavaScript */

static str entry_path(const req *r, str code)
{
	return str_format(r->arena, "/w/%.*s", STR_ARG(code));
}

/* --- joining ------------------------------------------------------------------------------------------------------- */

static const err *join_office(req *r, const office_def **ret)
{
	*ret = defs_office(catalog_city(r), req_param(r, "office"));
	if (!*ret)
		return err_of(ERR_not_found);
	return (*ret)->waitlist.offer_minutes ? NULL : err_of(ERR_waitlist_off);
}

/* Those of the office that can be booked, each once, in the office's order. */
static const err *join_services(req *r, const office_def *o, strs asked, strs *ret)
{
	for (size_t i = 0; i < o->offers.n; i++)
		for (size_t k = 0; k < asked.n; k++)
			if (str_eq(asked.at[k], o->offers.at[i].service) && o->offers.at[i].booking.n) {
				LIST_ADD(r->arena, ret, asked.at[k]);
				break;
			}
	return ret->n && ret->n <= (size_t)catalog_city(r)->limits.services_per_visit ? NULL : err_of(ERR_not_found);
}

static const err *join_get(req *r, resp *out)
{
	const office_def *o;
	strs services = { 0 };
	TRY(join_office(r, &o));
	TRY(join_services(r, o, req_query_all(r, "service"), &services));
	return join_show(r, out, o, services, NULL, false, &(field_errors){ 0 });
}

/* Runs it, and leads to the entry; what was refused is shown on the form. */
static const err *join_do(req *r, resp *out, const office_def *o, join_waitlist *c, const booking_view *own)
{
	field_errors errors = { 0 };
	join_read(r, c, &errors);
	const err *e = NULL;
	if (errors.n == 0 && c->by->address.len)
		e = limit_hit(r, "waiting", c->by->address, c->by->def->limits.bookings_per_address_hour, 3600);
	if (errors.n == 0 && !e)
		e = store_write(r->app->store, r->arena, office_shard(r->arena, c->by->city, o->id), join_waitlist_run,
				c);
	if (e && err_status(e->code) < 500)
		LIST_ADD(r->arena, &errors, ((field_error){ e->where, err_message(e->code, r->lang) }));
	else
		TRY(e);
	if (errors.n) {
		out->status = e ? err_status(e->code) : 422;
		return join_show(r, out, o, c->services, own, false, &errors);
	}
	resp_redirect(r, out, str_format(r->arena, "%.*s?new=1", STR_ARG(entry_path(r, c->ret.code))));
	return NULL;
}

static const err *join_post(req *r, resp *out)
{
	const office_def *o;
	actor by = visits_actor(r, "web");
	TRY(join_office(r, &o));
	join_waitlist c = { .by = &by, .office = o->id };
	TRY(join_services(r, o, req_form_all(r, "service"), &c.services));
	return join_do(r, out, o, &c, NULL);
}

/* --- a booking that is to become earlier ---------------------------------------------------------------------------- */

typedef struct own_question {
	i64 city;
	str code;
	booking_view ret;
	str entry; /* it waits already */
} own_question;

static const err *read_own(db *d, arena *a, void *arg)
{
	own_question *q = arg;
	TRY(visits_booking(d, a, q->city, q->code, &q->ret));
	return waitlist_of_booking(d, a, q->city, q->code, &q->entry);
}

/* *ret_done: it leads elsewhere. */
static const err *open_own(req *r, resp *out, own_question *ret, const office_def **ret_office, bool *ret_done)
{
	*ret = (own_question){ .city = r->app->city };
	TRY(code_of_address(r, &ret->code));
	TRY(code_looked_up(r, store_read(r->app->store, r->arena, read_own, ret)));
	*ret_office = defs_office(catalog_city(r), ret->ret.office);
	*ret_done = ret->entry.len || ret->ret.state != BOOKING_BOOKED || !*ret_office ||
		    !(*ret_office)->waitlist.offer_minutes;
	if (*ret_done)
		resp_redirect(r, out,
			      ret->entry.len ? entry_path(r, ret->entry)
					     : str_format(r->arena, "/b/%.*s", STR_ARG(ret->code)));
	return NULL;
}

static const err *earlier_get(req *r, resp *out)
{
	own_question q;
	const office_def *o;
	bool done;
	TRY(open_own(r, out, &q, &o, &done));
	if (done)
		return NULL;
	code_private(r, out);
	return join_show(r, out, o, book_step_services(r->arena, &q.ret), &q.ret, false, &(field_errors){ 0 });
}

static const err *earlier_post(req *r, resp *out)
{
	own_question q;
	const office_def *o;
	bool done;
	TRY(open_own(r, out, &q, &o, &done));
	if (done)
		return NULL;
	actor by = visits_actor(r, "web");
	join_waitlist c = {
		.by = &by, .office = o->id, .services = book_step_services(r->arena, &q.ret), .booking = q.code
	};
	code_private(r, out);
	return join_do(r, out, o, &c, &q.ret);
}

/* --- one's own entry -------------------------------------------------------------------------------------------------- */

typedef struct waiting_question {
	i64 city;
	str code;
	waiting_view ret;
	instant present; /* of the booking that is to become earlier */
} waiting_question;

static const err *read_waiting(db *d, arena *a, void *arg)
{
	waiting_question *q = arg;
	TRY(waitlist_entry(d, a, q->city, q->code, &q->ret));
	booking_view own;
	if (q->ret.booking.len) {
		TRY(visits_booking(d, a, q->city, q->ret.booking, &own));
		q->present = own.start;
	}
	return NULL;
}

static const err *open_entry(req *r, waiting_question *ret, const office_def **ret_office)
{
	*ret = (waiting_question){ .city = r->app->city };
	TRY(code_of_address(r, &ret->code));
	TRY(code_looked_up(r, store_read(r->app->store, r->arena, read_waiting, ret)));
	*ret_office = defs_office(catalog_city(r), ret->ret.office);
	return *ret_office ? NULL : err_of(ERR_not_found);
}

/* 14:25, or with its day when that is not today. */
static str say_until(req *r, instant until, instant now)
{
	return day_of(until) == day_of(now) ? say_time(r->arena, until) : say_when(r->arena, r->lang, until);
}

static void say_state(req *r, const waiting_question *q, instant now, waiting_page_view *v)
{
	const waiting_view *w = &q->ret;
	v->phase = waiting_state_name(w->state).at;
	switch (w->state) {
	case WAITING_OFFERED:
		if (w->until > now) {
			v->offered = true;
			v->headline = say(r, T_waiting_is_offered);
			v->when = say_when(r->arena, r->lang, w->start);
			v->until = say_until(r, w->until, now);
			v->detail = say(r, w->booking.len ? T_waiting_offered_earlier : T_waiting_offered_about);
			break;
		}
		v->phase = "waiting";
		v->headline = say(r, T_waiting_too_late);
		break;
	case WAITING_WAITING:
		v->headline = say(r, T_waiting_waits);
		v->ahead = words_count_people(r->arena, r->lang, w->ahead);
		v->detail = say(r, T_waiting_waits_about);
		break;
	case WAITING_ASLEEP:
		v->asleep = true;
		v->headline = say(r, T_waiting_asleep);
		v->detail = say(r, T_waiting_asleep_about);
		break;
	case WAITING_ACCEPTED:
		v->accepted = true;
		v->headline = say(r, T_waiting_accepted);
		v->when = say_when(r->arena, r->lang, w->start);
		v->booking = url_of(r->arena, str_format(r->arena, "/b/%.*s", STR_ARG(w->held)));
		break;
	case WAITING_LEFT:
		v->headline = say(r, T_waiting_left);
		break;
	case WAITING_OVER:
	case WAITING_STATES:
		v->headline = say(r, T_waiting_over);
		v->detail = say(r, T_waiting_over_about);
		break;
	}
}

static const err *show(req *r, resp *out, const waiting_question *q, const office_def *o, const err *refused)
{
	const waiting_view *w = &q->ret;
	str path = entry_path(r, w->code);
	waiting_page_view v = { .fresh = req_query(r, "new").len > 0 && w->state == WAITING_WAITING,
				.title = say(r, T_waiting_title),
				.code = say_code(r->arena, w->code),
				.office = text_in(&o->name, r->lang),
				.address = text_in(&o->address, r->lang),
				.days = say_wish_days(r->arena, r->lang, &w->wishes),
				.parts = say_wish_parts(r->arena, r->lang, &w->wishes),
				.services = waiting_service_names(r, w),
				.start = instant_text(r->arena, w->start),
				.answer = url_of(r->arena, path),
				.leave = url_of(r->arena, str_format(r->arena, "%.*s/leave", STR_ARG(path))),
				.again = url_of(r->arena, book_times_address(r->arena, o, w->services)),
				.open = waiting_is_open(w->state) };
	if (q->present)
		v.present = say_when(r->arena, r->lang, q->present);
	say_state(r, q, clock_now(r->app->clock), &v);
	if (refused) {
		LIST_ADD(r->arena, &v.errors, ((field_error){ STR_NONE, err_message(refused->code, r->lang) }));
		out->status = err_status(refused->code);
	}
	code_private(r, out);
	page_out b = page_begin(r);
	waiting_page(&b, &v);
	page p = { .kind = PAGE_RESIDENT, .title = v.headline, .script = STR("resident.js") };
	if (v.open) {
		p.live = str_format(r->arena, "/events/offices/%.*s", STR_ARG(o->id));
		p.refresh = REFRESH;
	}
	return page_end(&b, &p, out);
}

static const err *entry_get(req *r, resp *out)
{
	waiting_question q;
	const office_def *o;
	TRY(open_entry(r, &q, &o));
	return show(r, out, &q, o, NULL);
}

static bool answer_of(str name, waiting_answer *ret)
{
	static const char *const names[] = { "accept", "decline", "leave", "wake" };
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(name, str_of(names[i]))) {
			*ret = (waiting_answer)i;
			return true;
		}
	return false;
}

static const err *entry_post(req *r, resp *out)
{
	waiting_question q;
	const office_def *o;
	TRY(open_entry(r, &q, &o));
	actor by = visits_actor(r, "web");
	answer_waiting c = { .by = &by, .code = q.ret.code };
	str start = req_form(r, "start");
	if (!answer_of(req_form(r, "answer"), &c.answer) || (start.len && !instant_parse(start, &c.start)))
		return err_of(ERR_bad_request);
	const err *e =
		store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), answer_waiting_run, &c);
	if (e && err_status(e->code) < 500 && !err_is(e, ERR_not_found)) {
		TRY(open_entry(r, &q, &o)); /* as it is now */
		return show(r, out, &q, o, e);
	}
	TRY(e);
	bool came = c.answer == ANSWER_ACCEPT && c.ret.held.len;
	resp_redirect(
		r, out,
		came ? str_format(r->arena, "/b/%.*s?%s=1", STR_ARG(c.ret.held), c.ret.booking.len ? "moved" : "new")
		     : entry_path(r, q.ret.code));
	return NULL;
}

static const err *leave_get(req *r, resp *out)
{
	waiting_question q;
	const office_def *o;
	TRY(open_entry(r, &q, &o));
	str path = entry_path(r, q.ret.code);
	if (!waiting_is_open(q.ret.state)) {
		resp_redirect(r, out, path);
		return NULL;
	}
	waiting_leave_view v = { .office = text_in(&o->name, r->lang),
				 .services = waiting_service_names(r, &q.ret),
				 .offered = q.ret.state == WAITING_OFFERED,
				 .leave = url_of(r->arena, path),
				 .back = url_of(r->arena, path) };
	code_private(r, out);
	page_out b = page_begin(r);
	waiting_leave_page(&b, &v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_waiting_leave_title) };
	return page_end(&b, &p, out);
}

const route visits_waitlist_routes[] = {
	{ "GET", "/book/:office/wait", ACCESS_PUBLIC, join_get },
	{ "POST", "/book/:office/wait", ACCESS_PUBLIC, join_post },
	{ "GET", "/b/:code/earlier", ACCESS_PUBLIC, earlier_get },
	{ "POST", "/b/:code/earlier", ACCESS_PUBLIC, earlier_post },
	{ "GET", "/w/:code", ACCESS_PUBLIC, entry_get },
	{ "POST", "/w/:code", ACCESS_PUBLIC, entry_post },
	{ "GET", "/w/:code/leave", ACCESS_PUBLIC, leave_get },
	{ 0 },
};
