/*
 * /book: a visit is booked in four pages: office, services, time, name.
 *
 * Everything chosen so far is in the address, so that back and reload work and nothing is kept for those who leave. The
 * choice of a time takes the place for some minutes (hold_place); the last page gives it a name (confirm_booking).
 */
#include "kit/limits.h"
#include "modules/visits/notices/notices.h"
#include "modules/visits/pages/book_view.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/pages/pages_code.h"
#include "modules/visits/visits_commands.h"
#include "text/contact.h"

#include "modules/visits/pages/templates/book.html.h"

#define NOTE_MAX 500
#define TYPED_MAX 2000 /* bytes of a field that are given back; nobody types more by mistake */

static const err *find_office(req *r, const office_def **ret)
{
	*ret = defs_office(catalog_city(r), req_param(r, "office"));
	return *ret ? NULL : err_of(ERR_not_found);
}

static page book_page(req *r, word title)
{
	return (page){ .kind = PAGE_RESIDENT, .title = say(r, title), .script = STR("resident.js") };
}

static bool in_list(strs list, str s)
{
	for (size_t i = 0; i < list.n; i++)
		if (str_eq(list.at[i], s))
			return true;
	return false;
}

/* --- the office ---------------------------------------------------------------------------------------------------- */

static const err *offices_get(req *r, resp *out)
{
	const city_def *city = catalog_city(r);
	book_offices_view v = { .progress = book_progress(r, BOOK_AT_OFFICE) };
	instant now = clock_now(r->app->clock);
	for (size_t i = 0; i < city->offices.n; i++) {
		const office_def *o = &city->offices.at[i];
		book_office item = { .name = text_in(&o->name, r->lang),
				     .address = text_in(&o->address, r->lang),
				     .link = url_path(r->arena, "/book/%.*s", STR_ARG(o->id)),
				     .hours = office_opening(r->arena, r->lang, o, now) };
		if (o->kind == OFFICE_WARD)
			LIST_ADD(r->arena, &v.wards, item);
		else
			LIST_ADD(r->arena, &v.branches, item);
	}
	page_out o = page_begin(r);
	book_offices(&o, &v);
	page p = book_page(r, T_book_title);
	return page_end(&o, &p, out);
}

/* --- the services --------------------------------------------------------------------------------------------------- */

/* The asked services in the order of the office's list, which is the order of the visit; `ret_problem` is empty when they
 * can be booked together. */
static strs chosen_services(req *r, const office_def *o, strs asked, str *ret_problem)
{
	strs list = { 0 };
	const err *problem = NULL;
	for (size_t i = 0; i < o->offers.n; i++) {
		const offer_def *f = &o->offers.at[i];
		if (!in_list(asked, f->service))
			continue;
		LIST_ADD(r->arena, &list, f->service);
		if (f->booking.n == 0)
			problem = err_of(ERR_not_bookable);
	}
	int most = catalog_city(r)->limits.services_per_visit;
	*ret_problem = STR_NONE;
	if (problem)
		*ret_problem = err_message(problem->code, r->lang);
	else if (list.n == 0)
		*ret_problem = say(r, T_book_choose_one);
	else if (list.n > (size_t)most)
		*ret_problem = words_book_too_many_services(r->arena, r->lang, most);
	return list;
}

static const err *services_page(req *r, resp *out, const office_def *o, strs checked, str problem)
{
	book_services_view v = { .progress = book_progress(r, BOOK_AT_SERVICES),
				 .office = text_in(&o->name, r->lang),
				 .address = text_in(&o->address, r->lang),
				 .notice = text_in(&o->notice, r->lang),
				 .times = url_path(r->arena, "/book/%.*s/times", STR_ARG(o->id)),
				 .most = catalog_city(r)->limits.services_per_visit };
	for (size_t i = 0; i < o->offers.n; i++) {
		const offer_def *f = &o->offers.at[i];
		book_service item = { .id = f->service,
				      .name = text_in(&f->def->name, r->lang),
				      .about = text_in(&f->def->about, r->lang),
				      .icon = f->def->icon,
				      .minutes = words_minutes_about(r->arena, r->lang, f->minutes),
				      .bookable = f->booking.n > 0,
				      .checked = in_list(checked, f->service) };
		LIST_ADD(r->arena, &v.services, item);
	}
	if (problem.len) {
		LIST_ADD(r->arena, &v.errors, ((field_error){ STR("services"), problem }));
		out->status = 422;
	}
	page_out w = page_begin(r);
	book_services(&w, &v);
	page p = book_page(r, T_book_services_title);
	return page_end(&w, &p, out);
}

static const err *services_get(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	return services_page(r, out, o, req_query_all(r, "service"), STR_NONE);
}

/* --- the time ------------------------------------------------------------------------------------------------------- */

static const err *times_page(req *r, resp *out, const office_def *o, strs services, str date, bool week, str problem)
{
	book_times_view v = { .progress = book_progress(r, BOOK_AT_TIME), .subject = book_subject_of(r, o, services) };
	if (problem.len)
		LIST_ADD(r->arena, &v.errors, ((field_error){ STR_NONE, problem }));
	TRY(book_pick(r, o, services, 0, book_times_address(r->arena, o, services), date, week, &v.picker));
	v.picker.action = url_path(r->arena, "/book/%.*s/times", STR_ARG(o->id));
	for (size_t i = 0; i < services.n; i++)
		LIST_ADD(r->arena, &v.picker.hidden, ((hidden_field){ STR("service"), services.at[i] }));
	page_out w = page_begin(r);
	book_times(&w, &v);
	page p = book_page(r, T_book_times_title);
	return page_end(&w, &p, out);
}

static const err *times_get(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	str problem, date = req_query(r, "day"), week = req_query(r, "week");
	strs services = chosen_services(r, o, req_query_all(r, "service"), &problem);
	if (problem.len)
		return services_page(r, out, o, services, problem);
	return times_page(r, out, o, services, date.len ? date : week, date.len == 0, STR_NONE);
}

static const err *times_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	str problem;
	strs services = chosen_services(r, o, req_form_all(r, "service"), &problem);
	if (problem.len)
		return services_page(r, out, o, services, problem);
	actor by = visits_actor(r, "web");
	hold_place c = { .by = &by, .office = o->id, .services = services };
	if (!instant_parse(req_form(r, "start"), &c.start))
		return err_of(ERR_bad_request);
	const err *e = store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), hold_place_run, &c);
	if (book_refused(e)) {
		out->status = err_status(e->code);
		return times_page(r, out, o, services, day_text(r->arena, day_of(c.start)), false, book_refusal(r, e));
	}
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/book/%.*s/hold/%.*s", STR_ARG(o->id), STR_ARG(c.ret.code)));
	return NULL;
}

/* --- the name ------------------------------------------------------------------------------------------------------- */

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

static const err *find_hold(req *r, const office_def *o, booking_view *ret)
{
	booking_question q = { .city = r->app->city };
	TRY(code_of_address(r, &q.code));
	TRY(code_looked_up(r, store_read(r->app->store, r->arena, read_booking, &q)));
	*ret = q.ret;
	return str_eq(ret->office, o->id) ? NULL : err_of(ERR_not_found);
}

static const err *expired_page(req *r, resp *out, const office_def *o, const booking_view *b)
{
	str again = book_times_address(r->arena, o, book_step_services(r->arena, b));
	book_expired_view v = { .again = url_of(r->arena, again) };
	out->status = err_status(ERR_hold_expired);
	page_out w = page_begin(r);
	book_expired(&w, &v);
	page p = book_page(r, T_book_expired_title);
	return page_end(&w, &p, out);
}

/* What was typed; cut where it is absurdly long, so that it can be given back. */
static str typed(req *r, const char *name)
{
	str s = req_form(r, name);
	return s.len > TYPED_MAX ? STR_NONE : s;
}

static const err *hold_page(req *r, resp *out, const office_def *o, const booking_view *b, const field_errors *errors)
{
	strs services = book_step_services(r->arena, b);
	str path = str_format(r->arena, "/book/%.*s/hold/%.*s", STR_ARG(o->id), STR_ARG(b->code));
	book_hold_view v = { .progress = book_progress(r, BOOK_AT_NAME),
			     .errors = *errors,
			     .subject = book_subject_of(r, o, services),
			     .when = words_date_and_time(r->arena, r->lang,
							 say_date_year(r->arena, r->lang, day_of(b->start)),
							 say_time(r->arena, b->start)),
			     .until = say_time(r->arena, b->held_until),
			     .seconds = (b->held_until - clock_now(r->app->clock)) / SECOND,
			     .bring = book_bring(r, o, services),
			     .name = typed(r, "name"),
			     .contact = typed(r, "contact"),
			     .note = typed(r, "note"),
			     .mailed = notice_by_mail(message_means_of(r->app, r->arena, catalog_city(r)), o),
			     .name_error = field_message(errors, "name"),
			     .contact_error = field_message(errors, "contact"),
			     .note_error = field_message(errors, "note"),
			     .confirm = url_of(r->arena, path),
			     .release = url_of(r->arena, str_format(r->arena, "%.*s/release", STR_ARG(path))) };
	v.subject.may_change = false;
	code_private(r, out);
	page_out w = page_begin(r);
	book_hold(&w, &v);
	page p = book_page(r, T_book_hold_title);
	return page_end(&w, &p, out);
}

/* A hold that is still one goes on; anything else leads where it belongs. *ret_done: the response is made. */
static const err *open_hold(req *r, resp *out, const office_def **ret_office, booking_view *ret, bool *ret_done)
{
	*ret_done = true;
	TRY(find_office(r, ret_office));
	TRY(find_hold(r, *ret_office, ret));
	if (ret->state == BOOKING_EXPIRED ||
	    (ret->state == BOOKING_HELD && ret->held_until <= clock_now(r->app->clock)))
		return expired_page(r, out, *ret_office, ret);
	if (ret->state != BOOKING_HELD) {
		resp_redirect(r, out, str_format(r->arena, "/b/%.*s", STR_ARG(ret->code)));
		return NULL;
	}
	*ret_done = false;
	return NULL;
}

static const err *hold_get(req *r, resp *out)
{
	const office_def *o;
	booking_view b;
	bool done;
	TRY(open_hold(r, out, &o, &b, &done));
	return done ? NULL : hold_page(r, out, o, &b, &(field_errors){ 0 });
}

/* All that is wrong at once; the command looks again and would tell the first only. */
static void check_form(req *r, field_errors *ret)
{
	str checked;
	if (!contact_name(req_form(r, "name"), &checked))
		LIST_ADD(r->arena, ret, ((field_error){ STR("name"), err_message(ERR_bad_name, r->lang) }));
	if (!contact_key(r->arena, req_form(r, "contact"), &checked))
		LIST_ADD(r->arena, ret, ((field_error){ STR("contact"), err_message(ERR_bad_contact, r->lang) }));
	if (req_form(r, "note").len > NOTE_MAX)
		LIST_ADD(r->arena, ret, ((field_error){ STR("note"), err_message(ERR_too_long, r->lang) }));
}

static const err *hold_post(req *r, resp *out)
{
	const office_def *o;
	booking_view b;
	bool done;
	TRY(open_hold(r, out, &o, &b, &done));
	if (done)
		return NULL;
	field_errors errors = { 0 };
	check_form(r, &errors);
	if (errors.n) {
		out->status = 422;
		return hold_page(r, out, o, &b, &errors);
	}
	actor by = visits_actor(r, "web");
	const err *e = NULL;
	if (by.address.len)
		e = limit_hit(r, "booking", by.address, by.def->limits.bookings_per_address_hour, 3600);
	confirm_booking c = { .by = &by,
			      .code = b.code,
			      .name = req_form(r, "name"),
			      .contact = req_form(r, "contact"),
			      .note = req_form(r, "note") };
	if (!e)
		e = store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), confirm_booking_run,
				&c);
	if (err_is(e, ERR_hold_expired))
		return expired_page(r, out, o, &b);
	if (e && err_status(e->code) < 500) {
		LIST_ADD(r->arena, &errors, ((field_error){ e->where, err_message(e->code, r->lang) }));
		out->status = err_status(e->code);
		return hold_page(r, out, o, &b, &errors);
	}
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/b/%.*s?new=1", STR_ARG(c.ret.code)));
	return NULL;
}

/* Another time, or none: the place is given back at once. */
static const err *release_post(req *r, resp *out)
{
	const office_def *o;
	booking_view b;
	TRY(find_office(r, &o));
	TRY(find_hold(r, o, &b));
	actor by = visits_actor(r, "web");
	cancel_booking c = { .by = &by, .code = b.code };
	if (b.state == BOOKING_HELD)
		TRY(store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), cancel_booking_run,
				&c));
	resp_redirect(r, out, book_times_address(r->arena, o, book_step_services(r->arena, &b)));
	return NULL;
}

const route visits_book_routes[] = {
	{ "GET", "/book", ACCESS_PUBLIC, offices_get },
	{ "GET", "/book/:office", ACCESS_PUBLIC, services_get },
	{ "GET", "/book/:office/times", ACCESS_PUBLIC, times_get },
	{ "POST", "/book/:office/times", ACCESS_PUBLIC, times_post },
	{ "GET", "/book/:office/hold/:code", ACCESS_PUBLIC, hold_get },
	{ "POST", "/book/:office/hold/:code", ACCESS_PUBLIC, hold_post },
	{ "POST", "/book/:office/hold/:code/release", ACCESS_PUBLIC, release_post },
	{ 0 },
};
