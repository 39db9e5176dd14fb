/*
 * /bookings/OFFICE: a day's bookings as staff see them, with the telephone in one hand.
 *
 * The list finds a booking by its code, a number, a name or a telephone number; a booking that is taken here goes from the
 * service to the time to the name, and may use the places that are kept for staff.
 */
#include "modules/visits/manage/manage.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/pages/phone_view.h"
#include "modules/visits/visits_commands.h"
#include "modules/visits/wait/wait.h"
#include "text/contact.h"

#include "modules/visits/pages/templates/phone.html.h"

#define SLOT_DAYS 92 /* visits_slots() reads one more at most */

static const err *find_office(req *r, const office_def **ret)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*ret = defs_office(catalog_city(r), id);
	return *ret ? NULL : err_of(ERR_not_found);
}

static str list_path(req *r, const office_def *o, day on, const char *what, str code)
{
	str path = str_format(r->arena, "/bookings/%.*s?day=%.*s", STR_ARG(o->id), STR_ARG(day_text(r->arena, on)));
	return what ? str_format(r->arena, "%.*s&%s=%.*s", STR_ARG(path), what, STR_ARG(code)) : path;
}

static page staff_page(const office_def *o, str title)
{
	return (page){ .kind = PAGE_STAFF, .title = title, .here = STR("desk"), .office = o->id };
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

typedef struct list_read {
	i64 city;
	const office_def *office;
	day on, today;
	str code, number; /* what was looked for; empty where it is neither */
	str checked_in; /* code of the booking that has just become a ticket */
	booking_views rows;
	bool by_code, by_number;
	ticket_view ticket;
} list_read;

static const err *read_list(db *d, arena *a, void *arg)
{
	list_read *q = arg;
	q->by_code = q->by_number = false;
	booking_view b;
	if (q->code.len) {
		const err *e = visits_booking(d, a, q->city, q->code, &b);
		if (!e && str_eq(b.office, q->office->id) && b.state != BOOKING_HELD) {
			q->by_code = true;
			q->on = day_of(b.start);
			q->rows = (booking_views){ arena_one(a, booking_view), 1 };
			q->rows.at[0] = b;
			return NULL;
		}
		if (e && !err_is(e, ERR_not_found))
			return e;
	}
	if (q->number.len) {
		const err *e = visits_ticket_by_number(d, a, q->city, q->office->id, q->today, q->number, &q->ticket);
		q->by_number = !e;
		if (e && !err_is(e, ERR_not_found))
			return e;
	}
	if (q->checked_in.len) {
		const err *e = visits_booking(d, a, q->city, q->checked_in, &b);
		if (!e && b.ticket.len && str_eq(b.office, q->office->id))
			TRY(visits_ticket(d, a, q->city, b.ticket, &q->ticket));
	}
	return visits_bookings(d, a, q->city, q->office->id, q->on, &q->rows);
}

/* Without the spaces that are typed or not typed between family and given name. */
static str squeeze(arena *a, str s)
{
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < s.len;) {
		size_t from = i;
		u32 c = str_next(s, &i);
		if (c != ' ' && c != 0x3000)
			buf_put(&b, str_sub(s, from, i));
	}
	return str_lower(a, buf_str(&b));
}

static bool matches(arena *a, const booking_view *b, str find)
{
	str wanted = squeeze(a, find), key, has;
	if (str_has(squeeze(a, b->name), wanted) || str_has(squeeze(a, b->contact), wanted))
		return true;
	return contact_key(a, find, &key) && contact_key(a, b->contact, &has) && str_eq(key, has);
}

static phone_row make_row(req *r, const office_def *o, const booking_view *b, instant now)
{
	phone_row v = { .code = b->code,
			.code_said = say_code(r->arena, b->code),
			.time = say_time(r->arena, b->start),
			.name = b->name,
			.contact = b->contact,
			.note = b->note,
			.state = booking_badge(r->arena, r->lang, b->state),
			.has_ticket = b->ticket.len > 0 };
	booking_state next;
	bool today = day_of(b->start) == day_of(now);
	v.can_check_in = today && b->state != BOOKING_CHECKED_IN && booking_next(b->state, BOOKING_CHECK_IN, &next);
	v.can_change = b->state == BOOKING_BOOKED;
	v.move = url_path(r->arena, "/bookings/%.*s/move/%.*s", STR_ARG(o->id), STR_ARG(b->code));
	if (v.has_ticket)
		v.ticket = url_path(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(o->id), STR_ARG(b->ticket));
	for (size_t i = 0; i < b->steps_n; i++)
		LIST_ADD(r->arena, &v.services, say_service(r->arena, r->lang, catalog_city(r), b->steps[i].service));
	for (size_t i = 0; i < b->steps_n && v.can_change; i++)
		v.outside = v.outside || !manage_fits(o, b->steps[i].service, b->steps[i].start);
	str made = req_query(r, "made"), moved = req_query(r, "moved");
	v.fresh = str_eq(b->code, made) || str_eq(b->code, moved);
	return v;
}

static const err *show_list(req *r, resp *out, const err *wrong)
{
	const office_def *o;
	TRY(find_office(r, &o));
	instant now = clock_now(r->app->clock);
	list_read q = { .city = r->app->city, .office = o, .today = day_of(now), .on = day_of(now) };
	str wanted = req_query(r, "day").len ? req_query(r, "day") : req_form(r, "day");
	if (wanted.len && !day_parse(wanted, &q.on))
		q.on = q.today;
	str find = str_trim(req_query(r, "find"));
	if (find.len > 200)
		return err_at(r->arena, ERR_too_long, STR("find"), "more than 200 bytes");
	q.code = code_of_scan(r->arena, find);
	if (!visits_number_parse(r->arena, find, &q.number))
		q.number = STR_NONE;
	q.checked_in = visits_code_parse(r->arena, req_query(r, "in"));
	TRY(store_read(r->app->store, r->arena, read_list, &q));
	if (q.by_number && !q.by_code) {
		resp_redirect(r, out,
			      str_format(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(o->id), STR_ARG(q.ticket.code)));
		return NULL;
	}
	phone_view v = { .office = text_in(&o->name, r->lang),
			 .date = say_date_year(r->arena, r->lang, q.on),
			 .day = day_text(r->arena, q.on),
			 .find = find,
			 .is_today = q.on == q.today,
			 .here = url_path(r->arena, "/bookings/%.*s", STR_ARG(o->id)),
			 .make = url_path(r->arena, "/bookings/%.*s/new", STR_ARG(o->id)),
			 .kept = url_path(r->arena, "/manage/kept/%.*s", STR_ARG(o->id)),
			 .before = url_of(r->arena, list_path(r, o, q.on - 1, NULL, STR_NONE)),
			 .after = url_of(r->arena, list_path(r, o, q.on + 1, NULL, STR_NONE)),
			 .today = url_of(r->arena, list_path(r, o, q.today, NULL, STR_NONE)),
			 .clear = url_of(r->arena, list_path(r, o, q.on, NULL, STR_NONE)),
			 .message_tone = "good" };
	for (size_t i = 0; i < q.rows.n; i++)
		if (!find.len || q.by_code || matches(r->arena, &q.rows.at[i], find))
			LIST_ADD(r->arena, &v.rows, make_row(r, o, &q.rows.at[i], now));
	if (wrong) {
		v.message = err_message(wrong->code, r->lang);
		v.message_tone = "warn";
		out->status = err_status(wrong->code);
	} else if (q.ticket.code.len) {
		v.message = words_phone_checked_in(r->arena, r->lang, q.ticket.number);
		v.has_ticket = true;
		v.number = say(r, T_desk_history);
		v.ticket = url_path(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(o->id), STR_ARG(q.ticket.code));
	} else if (req_query(r, "made").len) {
		str code = visits_code_parse(r->arena, req_query(r, "made"));
		v.message = words_phone_made(r->arena, r->lang, say_code(r->arena, code));
	} else if (req_query(r, "moved").len) {
		v.message = say(r, T_phone_moved);
	} else if (req_query(r, "cancelled").len) {
		v.message = say(r, T_phone_cancelled);
	}
	page_out po = page_begin(r);
	phone_page(&po, &v);
	page p = staff_page(o, words_phone_title(r->arena, r->lang, v.office));
	p.live = str_format(r->arena, "/events/offices/%.*s", STR_ARG(o->id));
	return page_end(&po, &p, out);
}

static const err *list_get(req *r, resp *out)
{
	return show_list(r, out, NULL);
}

struct booking_question {
	i64 city;
	str code;
	booking_view ret;
};

static const err *read_booking(db *d, arena *a, void *arg)
{
	struct booking_question *q = arg;
	return visits_booking(d, a, q->city, q->code, &q->ret);
}

static const err *booking_of(req *r, const office_def *o, str code, booking_view *ret)
{
	struct booking_question q = { .city = r->app->city, .code = code };
	TRY(store_read(r->app->store, r->arena, read_booking, &q));
	if (!str_eq(q.ret.office, o->id))
		return err_of(ERR_not_found);
	*ret = q.ret;
	return NULL;
}

static const err *list_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	actor by = visits_actor(r, "staff");
	booking_view b;
	TRY(booking_of(r, o, req_form(r, "code"), &b));
	str shard = office_shard(r->arena, by.city, o->id), what = req_form(r, "action");
	const err *e;
	if (str_eq(what, STR("check-in"))) {
		check_in c = { .by = &by, .code = b.code };
		TRY(wait_expect_booked(r, &b, &c.said));
		e = store_write(r->app->store, r->arena, shard, check_in_run, &c);
	} else if (str_eq(what, STR("cancel"))) {
		cancel_booking c = { .by = &by, .code = b.code };
		e = store_write(r->app->store, r->arena, shard, cancel_booking_run, &c);
	} else {
		return err_of(ERR_bad_request);
	}
	if (e)
		return show_list(r, out, e);
	bool came = str_eq(what, STR("check-in"));
	resp_redirect(r, out, list_path(r, o, day_of(b.start), came ? "in" : "cancelled", b.code));
	return NULL;
}

/* --- a new booking ---------------------------------------------------------------------------------------------------- */

static progress progress_at(req *r, int here)
{
	static const word words[] = { T_phone_step_services, T_phone_step_time, T_phone_step_name };
	progress p = { 0 };
	for (int i = 0; i < (int)COUNT(words); i++)
		LIST_ADD(r->arena, &p, ((progress_step){ words[i], i == here, i < here }));
	return p;
}

/* The services that were asked for: each is one that this office books, and none twice. */
static strs chosen_services(req *r, const office_def *o, strs asked)
{
	strs list = { 0 };
	for (size_t i = 0; i < asked.n; i++) {
		const offer_def *f = defs_offer(o, asked.at[i]);
		bool again = false;
		for (size_t k = 0; k < list.n; k++)
			again |= str_eq(list.at[k], asked.at[i]);
		if (f && f->booking.n && !again)
			LIST_ADD(r->arena, &list, f->service);
	}
	return list;
}

typedef struct times_read {
	const city_def *city;
	const office_def *office;
	strs services;
	instant now;
	day last;
	open_slots ret;
} times_read;

static const err *read_times(db *d, arena *a, void *arg)
{
	times_read *q = arg;
	return visits_slots(d, a, q->city, q->office, q->services, day_of(q->now), q->last, true, true, q->now,
			    &q->ret);
}

static const err *pick(req *r, const office_def *o, strs services, str link, instant present, slot_picker *ret)
{
	instant now = clock_now(r->app->clock);
	const offer_def *first = services.n ? defs_offer(o, services.at[0]) : NULL;
	if (!first)
		return err_of(ERR_not_found);
	int ahead = first->book_to_days < SLOT_DAYS ? first->book_to_days : SLOT_DAYS;
	times_read q = {
		.city = catalog_city(r), .office = o, .services = services, .now = now, .last = day_of(now) + ahead
	};
	TRY(store_read(r->app->store, r->arena, read_times, &q));
	str week = req_query(r, "week");
	slot_question ask = { .office = o,
			      .all = &q.ret,
			      .today = day_of(now),
			      .last = q.last,
			      .day = week.len ? week : req_query(r, "day"),
			      .week = week.len > 0,
			      .link = link,
			      .chosen = present };
	slot_picker_fill(r->arena, r->lang, &ask, ret);
	return NULL;
}

static str new_path(req *r, const office_def *o, strs services)
{
	buf b = buf_new(r->arena, 4096);
	buf_format(&b, "/bookings/%.*s/new", STR_ARG(o->id));
	for (size_t i = 0; i < services.n; i++)
		buf_format(&b, "%cservice=%.*s", i ? '&' : '?', STR_ARG(services.at[i]));
	return buf_str(&b);
}

static strs names_of(req *r, strs services)
{
	strs names = { 0 };
	for (size_t i = 0; i < services.n; i++)
		LIST_ADD(r->arena, &names, say_service(r->arena, r->lang, catalog_city(r), services.at[i]));
	return names;
}

static const err *show_services(req *r, resp *out, const office_def *o, strs chosen, bool wrong)
{
	phone_new_view v = { .title = say(r, T_phone_new_title),
			     .progress = progress_at(r, 0),
			     .here = url_path(r->arena, "/bookings/%.*s/new", STR_ARG(o->id)),
			     .back = url_path(r->arena, "/bookings/%.*s", STR_ARG(o->id)),
			     .most = catalog_city(r)->limits.services_per_visit };
	if (wrong) {
		LIST_ADD(r->arena, &v.errors,
			 (field_error){ STR("service-0"), words_phone_choose_services(r->arena, r->lang, v.most) });
		out->status = 422;
	}
	for (size_t i = 0; i < o->offers.n; i++) {
		const offer_def *f = &o->offers.at[i];
		bool here = false;
		for (size_t k = 0; k < chosen.n; k++)
			here |= str_eq(chosen.at[k], f->service);
		if (f->booking.n)
			LIST_ADD(r->arena, &v.services,
				 (phone_choice){ f->service, text_in(&f->def->name, r->lang), here });
	}
	page_out po = page_begin(r);
	phone_services_page(&po, &v);
	page p = staff_page(o, v.title);
	return page_end(&po, &p, out);
}

static const err *show_times(req *r, resp *out, const office_def *o, strs services, const err *wrong)
{
	phone_new_view v = { .title = say(r, T_phone_new_title),
			     .progress = progress_at(r, 1),
			     .lead = say(r, T_phone_kept),
			     .chosen_names = names_of(r, services),
			     .back = url_path(r->arena, "/bookings/%.*s/new", STR_ARG(o->id)) };
	str link = new_path(r, o, services);
	TRY(pick(r, o, services, link, 0, &v.picker));
	v.picker.action = url_of(r->arena, link);
	for (size_t i = 0; i < services.n; i++)
		LIST_ADD(r->arena, &v.picker.hidden, (hidden_field){ STR("service"), services.at[i] });
	if (wrong) {
		LIST_ADD(r->arena, &v.errors, (field_error){ STR_NONE, err_message(wrong->code, r->lang) });
		out->status = err_status(wrong->code);
	}
	page_out po = page_begin(r);
	phone_time_page(&po, &v);
	page p = staff_page(o, v.title);
	return page_end(&po, &p, out);
}

static const err *show_name(req *r, resp *out, const office_def *o, strs services, instant start, const err *wrong)
{
	str link = new_path(r, o, services);
	phone_new_view v = { .title = say(r, T_phone_new_title),
			     .progress = progress_at(r, 2),
			     .here = url_path(r->arena, "/bookings/%.*s/new", STR_ARG(o->id)),
			     .back = url_of(r->arena, str_format(r->arena, "%.*s&day=%.*s", STR_ARG(link),
								 STR_ARG(day_text(r->arena, day_of(start))))),
			     .chosen = services,
			     .chosen_names = names_of(r, services),
			     .start = instant_text(r->arena, start),
			     .when = say_when(r->arena, r->lang, start),
			     .name = req_form(r, "name"),
			     .contact = req_form(r, "contact"),
			     .note = req_form(r, "note") };
	for (const err *e = wrong; e; e = e->next) {
		str message = err_message(e->code, r->lang);
		bool name = e->code == ERR_bad_name, contact = e->code == ERR_bad_contact;
		if (name)
			v.name_error = message;
		if (contact)
			v.contact_error = message;
		LIST_ADD(r->arena, &v.errors,
			 (field_error){ name      ? STR("name")
					: contact ? STR("contact")
						  : STR_NONE,
					message });
	}
	if (wrong)
		out->status = err_status(wrong->code);
	page_out po = page_begin(r);
	phone_name_page(&po, &v);
	page p = staff_page(o, v.title);
	return page_end(&po, &p, out);
}

static const err *new_get(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	strs services = chosen_services(r, o, req_query_all(r, "service"));
	if (services.n == 0)
		return show_services(r, out, o, services, false);
	if (services.n > (size_t)catalog_city(r)->limits.services_per_visit)
		return show_services(r, out, o, services, true);
	return show_times(r, out, o, services, NULL);
}

static const err *new_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	strs services = chosen_services(r, o, req_form_all(r, "service"));
	instant start;
	if (services.n == 0 || services.n > (size_t)catalog_city(r)->limits.services_per_visit ||
	    !instant_parse(req_form(r, "start"), &start))
		return err_of(ERR_bad_request);
	if (req_form(r, "make").len == 0)
		return show_name(r, out, o, services, start, NULL);
	actor by = visits_actor(r, "staff");
	make_booking c = { .by = &by,
			   .office = o->id,
			   .services = services,
			   .start = start,
			   .name = req_form(r, "name"),
			   .contact = req_form(r, "contact"),
			   .note = req_form(r, "note") };
	const err *e =
		store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), make_booking_run, &c);
	if (err_is(e, ERR_slot_full) || err_is(e, ERR_slot_not_offered))
		return show_times(r, out, o, services, e);
	if (e && (err_status(e->code) == 422 || e->code == ERR_too_many_bookings))
		return show_name(r, out, o, services, start, e);
	TRY(e);
	resp_redirect(r, out, list_path(r, o, day_of(start), "made", c.ret.code));
	return NULL;
}

/* --- another time ------------------------------------------------------------------------------------------------------ */

static const err *show_move(req *r, resp *out, const err *wrong)
{
	const office_def *o;
	TRY(find_office(r, &o));
	booking_view b;
	TRY(booking_of(r, o, req_param(r, "code"), &b));
	strs asked = { 0 };
	for (size_t i = 0; i < b.steps_n; i++)
		LIST_ADD(r->arena, &asked, b.steps[i].service);
	strs services = chosen_services(r, o, asked);
	phone_new_view v = { .title = words_phone_move_title(r->arena, r->lang, b.name),
			     .lead = words_phone_now_at(r->arena, r->lang, say_when(r->arena, r->lang, b.start)),
			     .chosen_names = names_of(r, services),
			     .back = url_of(r->arena, list_path(r, o, day_of(b.start), NULL, STR_NONE)) };
	str here = str_format(r->arena, "/bookings/%.*s/move/%.*s", STR_ARG(o->id), STR_ARG(b.code));
	TRY(pick(r, o, services, str_format(r->arena, "%.*s?", STR_ARG(here)), b.start, &v.picker));
	v.picker.action = url_of(r->arena, here);
	if (wrong) {
		LIST_ADD(r->arena, &v.errors, (field_error){ STR_NONE, err_message(wrong->code, r->lang) });
		out->status = err_status(wrong->code);
	}
	page_out po = page_begin(r);
	phone_time_page(&po, &v);
	page p = staff_page(o, v.title);
	return page_end(&po, &p, out);
}

static const err *move_get(req *r, resp *out)
{
	return show_move(r, out, NULL);
}

static const err *move_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	booking_view b;
	TRY(booking_of(r, o, req_param(r, "code"), &b));
	actor by = visits_actor(r, "staff");
	move_booking c = { .by = &by, .code = b.code };
	if (!instant_parse(req_form(r, "start"), &c.start))
		return err_of(ERR_bad_request);
	const err *e =
		store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), move_booking_run, &c);
	if (e)
		return show_move(r, out, e);
	resp_redirect(r, out, list_path(r, o, day_of(c.start), "moved", b.code));
	return NULL;
}

const route visits_phone_routes[] = {
	{ "GET", "/bookings/:office", ACCESS_CLERK, list_get },
	{ "POST", "/bookings/:office", ACCESS_CLERK, list_post },
	{ "GET", "/bookings/:office/new", ACCESS_CLERK, new_get },
	{ "POST", "/bookings/:office/new", ACCESS_CLERK, new_post },
	{ "GET", "/bookings/:office/move/:code", ACCESS_CLERK, move_get },
	{ "POST", "/bookings/:office/move/:code", ACCESS_CLERK, move_post },
	{ 0 },
};
