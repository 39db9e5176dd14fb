/*
 * /b: a booking found by its code; shown, moved, cancelled, checked in.
 *
 * The code is the key: whoever has it may do everything. There are 31^10 codes, and an address that has asked for many
 * which do not exist is not answered for a while.
 */
#include "kit/limits.h"
#include "modules/visits/notices/notices.h"
#include "modules/visits/pages/booking_page_view.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/pages/pages_code.h"
#include "modules/visits/visits_commands.h"
#include "modules/visits/wait/wait.h"
#include "modules/visits/waitlist/waitlist.h"
#include "print/ical.h"
#include "print/qr.h"

#include "modules/visits/pages/templates/book.html.h"
#include "modules/visits/pages/templates/booking.html.h"

static str path_of(req *r, const booking_view *b, const char *rest)
{
	return str_format(r->arena, "/b/%.*s%s", STR_ARG(b->code), rest);
}

static url link_of(req *r, const booking_view *b, const char *rest)
{
	return url_of(r->arena, path_of(r, b, rest));
}

/* --- finding it ------------------------------------------------------------------------------------------------- */

typedef struct booking_question {
	i64 city;
	str code;
	booking_view ret;
} booking_question;

static const err *read_booking(db *d, arena *a, void *arg)
{
	booking_question *q = arg;
	return visits_booking(d, a, q->city, q->code, &q->ret);
}

/* The booking of the address's code and its office. */
static const err *open_booking(req *r, booking_view *ret, const office_def **ret_office)
{
	booking_question q = { .city = r->app->city };
	TRY(code_of_address(r, &q.code));
	TRY(code_looked_up(r, store_read(r->app->store, r->arena, read_booking, &q)));
	*ret = q.ret;
	*ret_office = defs_office(catalog_city(r), ret->office);
	return *ret_office ? NULL : err_of(ERR_not_found); /* the office was taken off the city's list */
}

/* Where a code leads: /b/…, /t/… or /w/…. */
typedef struct code_question {
	i64 city;
	str code;
	const char *ret; /* "b", "t" or "w" */
} code_question;

static const err *read_code(db *d, arena *a, void *arg)
{
	code_question *q = arg;
	booking_view b;
	ticket_view t;
	const err *e = visits_booking(d, a, q->city, q->code, &b);
	q->ret = "b";
	if (err_is(e, ERR_not_found)) {
		e = visits_ticket(d, a, q->city, q->code, &t);
		q->ret = "t";
	}
	if (err_is(e, ERR_not_found)) {
		waiting_view w;
		e = waitlist_entry(d, a, q->city, q->code, &w);
		q->ret = "w";
	}
	return e;
}

static const err *find_page(req *r, resp *out, const find_page_view *v)
{
	page_out o = page_begin(r);
	booking_find(&o, v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_find_title) };
	return page_end(&o, &p, out);
}

static const err *find_get(req *r, resp *out)
{
	return find_page(r, out, &(find_page_view){ .typed = STR_NONE });
}

static const err *find_refused(req *r, resp *out, int status, str message)
{
	str typed = req_form(r, "code");
	find_page_view v = { .typed = typed.len > 200 ? STR_NONE : typed, .code_error = message };
	LIST_ADD(r->arena, &v.errors, ((field_error){ STR("code"), message }));
	out->status = status;
	return find_page(r, out, &v);
}

static const err *find_post(req *r, resp *out)
{
	code_question q = { .city = r->app->city, .code = code_of_scan(r->arena, req_form(r, "code")) };
	if (q.code.len == 0)
		return find_refused(r, out, 422, say(r, T_find_bad_code));
	const err *e = code_may_ask(r);
	if (!e)
		e = code_looked_up(r, store_read(r->app->store, r->arena, read_code, &q));
	if (err_is(e, ERR_not_found))
		return find_refused(r, out, 404, say(r, T_find_not_found));
	if (err_is(e, ERR_too_many_requests))
		return find_refused(r, out, 429, err_message(e->code, r->lang));
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/%s/%.*s", q.ret, STR_ARG(q.code)));
	return NULL;
}

/* --- showing it --------------------------------------------------------------------------------------------------- */

static str when_of(req *r, const booking_view *b)
{
	return words_date_and_time(r->arena, r->lang, say_date_year(r->arena, r->lang, day_of(b->start)),
				   say_time(r->arena, b->start));
}

static void say_ended(req *r, const booking_view *b, instant now, booking_page_view *v)
{
	arena *a = r->arena;
	switch (b->state) {
	case BOOKING_HELD:
	case BOOKING_BOOKED:
		break;
	case BOOKING_CHECKED_IN:
		v->ended = words_text(a, r->lang, T_booking_is_checked_in);
		break;
	case BOOKING_CANCELLED:
		v->ended = words_text(a, r->lang, T_booking_is_cancelled);
		break;
	case BOOKING_EXPIRED:
		v->ended = words_text(a, r->lang, T_booking_is_expired);
		break;
	case BOOKING_NO_SHOW:
		v->ended = words_text(a, r->lang, T_booking_is_no_show);
		v->late = day_of(b->start) == day_of(now);
		break;
	case BOOKING_STATES:
		break;
	}
}

static void say_check_in(req *r, const booking_view *b, const office_def *o, instant now, booking_page_view *v)
{
	instant from = b->start - (i64)o->checkin_minutes * MINUTE;
	if (day_of(from) < day_of(b->start))
		from = instant_of(day_of(b->start), 0);
	v->may_check_in = v->late || (v->live && now >= from && day_of(now) == day_of(b->start));
	if (v->live && now < from)
		v->checkin_from = say_when(r->arena, r->lang, from);
}

static const err *show(req *r, resp *out, const booking_view *b, const office_def *o, const err *refused)
{
	instant now = clock_now(r->app->clock);
	strs services = book_step_services(r->arena, b);
	str code = say_code(r->arena, b->code), target = path_of(r, b, "");
	booking_page_view v = { .fresh = b->state == BOOKING_BOOKED && req_query(r, "new").len > 0,
				.moved = b->state == BOOKING_BOOKED && req_query(r, "moved").len > 0,
				.code = code,
				.state = booking_badge(r->arena, r->lang, b->state),
				.when = when_of(r, b),
				.office = text_in(&o->name, r->lang),
				.address = text_in(&o->address, r->lang),
				.access = text_in(&o->access, r->lang),
				.name = b->name.len ? words_booking_name_text(r->arena, r->lang, b->name) : STR_NONE,
				.note = b->note,
				.live = b->state == BOOKING_BOOKED,
				.has_ticket = b->ticket.len > 0,
				.ticket = url_of(r->arena, str_format(r->arena, "/t/%.*s", STR_ARG(b->ticket))),
				.check_in = link_of(r, b, "/check-in"),
				.calendar = link_of(r, b, "/calendar.ics"),
				.may_wait = o->waitlist.offer_minutes > 0 && b->start > now + HOUR,
				.earlier = link_of(r, b, "/earlier"),
				.move = link_of(r, b, "/move"),
				.cancel = link_of(r, b, "/cancel"),
				.again = url_of(r->arena, book_times_address(r->arena, o, services)),
				.bring = book_bring(r, o, services) };
	for (size_t i = 0; i < b->steps_n; i++)
		LIST_ADD(r->arena, &v.steps,
			 words_booking_step_at(r->arena, r->lang, say_time(r->arena, b->steps[i].start),
					       say_service(r->arena, r->lang, catalog_city(r), b->steps[i].service)));
	if (v.fresh || v.moved)
		v.sent_to = notice_receiver(message_means_of(r->app, r->arena, catalog_city(r)), r->arena, o, b);
	if (v.fresh)
		v.progress = book_progress(r, BOOK_DONE);
	say_ended(r, b, now, &v);
	say_check_in(r, b, o, now, &v);
	if (v.live) {
		str site = site_url(r), address = str_format(r->arena, "%.*s%.*s", STR_ARG(site), STR_ARG(target));
		TRY(qr_svg(r->arena, address, words_booking_qr_title(r->arena, r->lang, code), &v.qr.s));
		v.beside = page_asides(r, out, ASIDE_BOOKING, b->code);
	}
	if (refused) {
		LIST_ADD(r->arena, &v.errors, ((field_error){ STR_NONE, err_message(refused->code, r->lang) }));
		out->status = err_status(refused->code);
	}
	code_private(r, out);
	page_out w = page_begin(r);
	booking_page(&w, &v);
	page p = { .kind = PAGE_RESIDENT,
		   .title = say(r, v.fresh ? T_booking_new_title : T_booking_title),
		   .script = STR("resident.js") };
	return page_end(&w, &p, out);
}

static const err *booking_get(req *r, resp *out)
{
	booking_view b;
	const office_def *o;
	TRY(open_booking(r, &b, &o));
	if (b.state == BOOKING_HELD) {
		resp_redirect(r, out, str_format(r->arena, "/book/%.*s/hold/%.*s", STR_ARG(o->id), STR_ARG(b.code)));
		return NULL;
	}
	return show(r, out, &b, o, NULL);
}

/* What a command refused because of the booking's state: told on its page, as it is now. */
static const err *show_refused(req *r, resp *out, const err *refused)
{
	if (err_status(refused->code) >= 500 || err_is(refused, ERR_not_found))
		return refused;
	booking_view b;
	const office_def *o;
	TRY(open_booking(r, &b, &o));
	return show(r, out, &b, o, refused);
}

/* --- calendar ------------------------------------------------------------------------------------------------------- */

/* The services of the booking in a line. */
static str services_text(req *r, const booking_view *b)
{
	if (b->steps_n == 0)
		return STR_NONE;
	str first = say_service(r->arena, r->lang, catalog_city(r), b->steps[0].service);
	return b->steps_n == 1 ? first : words_booking_and_more(r->arena, r->lang, first, (i64)b->steps_n - 1);
}

static const err *calendar_get(req *r, resp *out)
{
	booking_view b;
	const office_def *o;
	TRY(open_booking(r, &b, &o));
	if (b.state == BOOKING_HELD || b.state == BOOKING_EXPIRED || b.steps_n == 0)
		return err_of(ERR_not_found);
	const struct booking_view_step *last = &b.steps[b.steps_n - 1];
	const offer_def *f = defs_offer(o, last->service);
	str site = site_url(r), rest = site, host;
	str_cut(&rest, ':');
	host = str_sub(rest, 2, rest.len);
	buf about = buf_new(r->arena, ICAL_TEXT_MAX);
	buf_put(&about, words_booking_ical_about(r->arena, r->lang, say_code(r->arena, b.code)));
	strs bring = book_bring(r, o, book_step_services(r->arena, &b));
	for (size_t i = 0; i < bring.n; i++)
		buf_format(&about, "\n・%.*s", STR_ARG(bring.at[i]));
	ical_booking event = {
		.uid = str_format(r->arena, "%.*s@%.*s", STR_ARG(b.code), STR_ARG(host)),
		.sequence = b.rev,
		.stamp = clock_now(r->app->clock),
		.start = b.start,
		.end = last->start + (f ? f->minutes : 30) * MINUTE,
		.summary = words_booking_summary(r->arena, r->lang, text_in(&o->name, r->lang), services_text(r, &b)),
		.location = text_in(&o->address, r->lang),
		.description = buf_str(&about),
		.url = str_format(r->arena, "%.*s%.*s", STR_ARG(site), STR_ARG(path_of(r, &b, ""))),
		.organizer = text_in(&o->name, r->lang),
		.alarm = 60,
		.cancelled = b.state == BOOKING_CANCELLED,
	};
	TRY(ical_write(r->arena, &event, &out->body));
	out->type = STR(ICAL_TYPE);
	resp_header(r, out, STR("Content-Disposition"), STR("attachment; filename=\"booking.ics\""));
	return NULL;
}

/* --- cancel --------------------------------------------------------------------------------------------------------- */

static const err *cancel_get(req *r, resp *out)
{
	booking_view b;
	const office_def *o;
	TRY(open_booking(r, &b, &o));
	if (b.state != BOOKING_BOOKED) {
		resp_redirect(r, out, path_of(r, &b, ""));
		return NULL;
	}
	booking_cancel_view v = { .when = when_of(r, &b),
				  .office = text_in(&o->name, r->lang),
				  .cancel = link_of(r, &b, "/cancel"),
				  .back = link_of(r, &b, "") };
	for (size_t i = 0; i < b.steps_n; i++)
		LIST_ADD(r->arena, &v.services, say_service(r->arena, r->lang, catalog_city(r), b.steps[i].service));
	code_private(r, out);
	page_out w = page_begin(r);
	booking_cancel(&w, &v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_booking_cancel_title) };
	return page_end(&w, &p, out);
}

static const err *cancel_post(req *r, resp *out)
{
	booking_view b;
	const office_def *o;
	TRY(open_booking(r, &b, &o));
	actor by = visits_actor(r, "web");
	cancel_booking c = { .by = &by, .code = b.code };
	const err *e =
		store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), cancel_booking_run, &c);
	if (e)
		return show_refused(r, out, e);
	resp_redirect(r, out, path_of(r, &b, ""));
	return NULL;
}

/* --- move ------------------------------------------------------------------------------------------------------------- */

static const err *move_page(req *r, resp *out, const booking_view *b, const office_def *o, str date, bool week,
			    str problem)
{
	strs services = book_step_services(r->arena, b);
	book_times_view v = { .move = true,
			      .back = link_of(r, b, ""),
			      .subject = book_subject_of(r, o, services),
			      .present = say_when(r->arena, r->lang, b->start) };
	v.subject.may_change = false;
	if (problem.len)
		LIST_ADD(r->arena, &v.errors, ((field_error){ STR_NONE, problem }));
	/* the picker adds &day=…, so the address needs a query to add to */
	TRY(book_pick(r, o, services, b->start, path_of(r, b, "/move?to=time"), date, week, &v.picker));
	v.picker.action = link_of(r, b, "/move");
	code_private(r, out);
	page_out w = page_begin(r);
	book_times(&w, &v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_booking_move_title) };
	return page_end(&w, &p, out);
}

static const err *move_get(req *r, resp *out)
{
	booking_view b;
	const office_def *o;
	TRY(open_booking(r, &b, &o));
	if (b.state != BOOKING_BOOKED) {
		resp_redirect(r, out, path_of(r, &b, ""));
		return NULL;
	}
	str date = req_query(r, "day"), week = req_query(r, "week");
	if (!date.len && !week.len)
		date = day_text(r->arena, day_of(b.start));
	return move_page(r, out, &b, o, date.len ? date : week, date.len == 0, STR_NONE);
}

static const err *move_post(req *r, resp *out)
{
	booking_view b;
	const office_def *o;
	TRY(open_booking(r, &b, &o));
	actor by = visits_actor(r, "web");
	move_booking c = { .by = &by, .code = b.code };
	if (!instant_parse(req_form(r, "start"), &c.start))
		return err_of(ERR_bad_request);
	const err *e =
		store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), move_booking_run, &c);
	if (book_refused(e)) {
		out->status = err_status(e->code);
		return move_page(r, out, &b, o, day_text(r->arena, day_of(c.start)), false, book_refusal(r, e));
	}
	if (e)
		return show_refused(r, out, e);
	resp_redirect(r, out, path_of(r, &b, "?moved=1"));
	return NULL;
}

/* --- check in --------------------------------------------------------------------------------------------------------- */

static const err *check_in_post(req *r, resp *out)
{
	booking_view b;
	const office_def *o;
	TRY(open_booking(r, &b, &o));
	actor by = visits_actor(r, "web");
	check_in c = { .by = &by, .code = b.code };
	TRY(wait_expect_booked(r, &b, &c.said));
	const err *e = store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), check_in_run, &c);
	if (e)
		return show_refused(r, out, e);
	resp_redirect(r, out, str_format(r->arena, "/t/%.*s", STR_ARG(c.ret.code)));
	return NULL;
}

const route visits_booking_routes[] = {
	{ "GET", "/b", ACCESS_PUBLIC, find_get },
	{ "POST", "/b", ACCESS_PUBLIC, find_post },
	{ "GET", "/b/:code", ACCESS_PUBLIC, booking_get },
	{ "GET", "/b/:code/calendar.ics", ACCESS_PUBLIC, calendar_get },
	{ "GET", "/b/:code/cancel", ACCESS_PUBLIC, cancel_get },
	{ "POST", "/b/:code/cancel", ACCESS_PUBLIC, cancel_post },
	{ "GET", "/b/:code/move", ACCESS_PUBLIC, move_get },
	{ "POST", "/b/:code/move", ACCESS_PUBLIC, move_post },
	{ "POST", "/b/:code/check-in", ACCESS_PUBLIC, check_in_post },
	{ 0 },
};
