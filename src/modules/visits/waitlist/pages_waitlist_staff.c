/*
 * /waitlist/OFFICE: who waits, for the staff: they call those who have no mail, and answer for them. Name and contact are
 * for the clerks of that office alone.
 */
#include "modules/visits/pages/desk_view.h"
#include "modules/visits/waitlist/waitlist_view.h"
#include "text/contact.h"

#include "modules/visits/waitlist/templates/waitlist.html.h"

static const err *find_office(req *r, const office_def **ret)
{
	str id = req_param(r, "office");
	TRY(who_in_office(r, id));
	*ret = defs_office(catalog_city(r), id);
	return *ret ? NULL : err_of(ERR_not_found);
}

typedef struct list_question {
	i64 city;
	str office;
	waiting_views ret;
} list_question;

static const err *read_list(db *d, arena *a, void *arg)
{
	list_question *q = arg;
	return waitlist_entries(d, a, q->city, q->office, &q->ret);
}

static badge state_badge(req *r, const waiting_view *w, instant now)
{
	if (w->state == WAITING_ASLEEP)
		return (badge){ say(r, T_waiting_badge_asleep), "calm" };
	if (w->state == WAITING_OFFERED && w->until > now)
		return (badge){ say(r, T_waiting_badge_offered), "warn" };
	return (badge){ say(r, T_waiting_badge_waiting), "info" };
}

static waiting_row make_row(req *r, const waiting_view *w, const message_means *means, instant now)
{
	waiting_row v = { .turn = w->turn,
			  .code = w->code,
			  .name = w->name,
			  .contact = w->contact,
			  .note = w->note,
			  .days = say_wish_days(r->arena, r->lang, &w->wishes),
			  .parts = say_wish_parts(r->arena, r->lang, &w->wishes),
			  .joined = say_when(r->arena, r->lang, w->made_at),
			  .services = waiting_service_names(r, w),
			  .state = state_badge(r, w, now),
			  .offered = w->state == WAITING_OFFERED && w->until > now,
			  .own = w->booking.len > 0 };
	str digits;
	bool phone = contact_phone(r->arena, w->contact, &digits);
	v.call = url_of(r->arena, str_format(r->arena, "%s%.*s",
					     phone ? "tel:" : "mailto:", STR_ARG(phone ? digits : w->contact)));
	if (w->phoned)
		v.phoned = words_waiting_phoned(r->arena, r->lang, say_when(r->arena, r->lang, w->phoned));
	if (v.offered) {
		v.when = say_when(r->arena, r->lang, w->start);
		v.until = say_when(r->arena, r->lang, w->until);
		v.start = instant_text(r->arena, w->start);
		outgoing told;
		v.by_phone = w->contact.len && w->phoned < w->since && !message_to(means, r->arena, w->contact, &told);
	}
	return v;
}

static const err *show(req *r, resp *out, const office_def *o, const err *refused)
{
	list_question q = { .city = r->app->city, .office = o->id };
	TRY(store_read(r->app->store, r->arena, read_list, &q));
	waiting_list_view v = { .office = text_in(&o->name, r->lang),
				.off = o->waitlist.offer_minutes == 0,
				.here = url_path(r->arena, "/waitlist/%.*s", STR_ARG(o->id)),
				.join = url_path(r->arena, "/waitlist/%.*s/join", STR_ARG(o->id)) };
	instant now = clock_now(r->app->clock);
	const message_means *means = message_means_of(r->app, r->arena, catalog_city(r));
	for (size_t i = 0; i < q.ret.n; i++) {
		waiting_row row = make_row(r, &q.ret.at[i], means, now);
		v.offered += row.offered;
		v.waiting++;
		LIST_ADD(r->arena, &v.rows, row);
	}
	if (refused) {
		v.message = err_message(refused->code, r->lang);
		out->status = err_status(refused->code);
	}
	page_out w = page_begin(r);
	waiting_list_page(&w, &v);
	page p = { .kind = PAGE_STAFF,
		   .title = words_waiting_list_title(r->arena, r->lang, v.office),
		   .here = STR("waitlist"),
		   .office = o->id,
		   .live = str_format(r->arena, "/events/offices/%.*s", STR_ARG(o->id)),
		   .script = STR("desk.js"),
		   .refresh = 60 };
	return page_end(&w, &p, out);
}

static const err *list_get(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	return show(r, out, o, NULL);
}

static const err *list_post(req *r, resp *out)
{
	static const struct {
		const char *name;
		waiting_answer answer;
	} answers[] = { { "accept", ANSWER_ACCEPT },
			{ "decline", ANSWER_DECLINE },
			{ "phoned", ANSWER_PHONED },
			{ "leave", ANSWER_LEAVE } };
	const office_def *o;
	TRY(find_office(r, &o));
	actor by = visits_actor(r, "staff");
	answer_waiting c = { .by = &by, .code = req_form(r, "code") };
	str start = req_form(r, "start"), name = req_form(r, "answer");
	bool known = start.len == 0 || instant_parse(start, &c.start);
	size_t i = 0;
	while (i < COUNT(answers) && !str_eq(name, str_of(answers[i].name)))
		i++;
	if (i == COUNT(answers) || !known)
		return err_of(ERR_bad_request);
	c.answer = answers[i].answer;
	const err *e =
		store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), answer_waiting_run, &c);
	if (e && err_status(e->code) < 500)
		return show(r, out, o, e);
	TRY(e);
	resp_redirect(r, out, str_format(r->arena, "/waitlist/%.*s", STR_ARG(o->id)));
	return NULL;
}

/* --- joining for somebody on the telephone ----------------------------------------------------------------------------- */

/* The services that were named, else the first that can be booked: the page offers the others. */
static const err *join_get(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	strs asked = req_query_all(r, "service"), services = { 0 };
	waiting_services_view v = { .office = text_in(&o->name, r->lang),
				    .here = url_path(r->arena, "/waitlist/%.*s/join", STR_ARG(o->id)),
				    .back = url_path(r->arena, "/waitlist/%.*s", STR_ARG(o->id)),
				    .most = catalog_city(r)->limits.services_per_visit };
	for (size_t i = 0; i < o->offers.n; i++) {
		const offer_def *f = &o->offers.at[i];
		if (f->booking.n == 0)
			continue;
		bool chosen = false;
		for (size_t k = 0; k < asked.n; k++)
			chosen = chosen || str_eq(asked.at[k], f->service);
		if (chosen)
			LIST_ADD(r->arena, &services, f->service);
		LIST_ADD(r->arena, &v.services, ((wish_choice){ f->service, text_in(&f->def->name, r->lang), chosen }));
	}
	if (services.n && services.n <= (size_t)v.most)
		return join_show(r, out, o, services, NULL, true, &(field_errors){ 0 });
	page_out w = page_begin(r);
	waiting_services_page(&w, &v);
	page p = {
		.kind = PAGE_STAFF, .title = say(r, T_waiting_join_title), .here = STR("waitlist"), .office = o->id
	};
	return page_end(&w, &p, out);
}

static const err *join_post(req *r, resp *out)
{
	const office_def *o;
	TRY(find_office(r, &o));
	actor by = visits_actor(r, "staff");
	field_errors errors = { 0 };
	join_waitlist c = { .by = &by, .office = o->id, .services = req_form_all(r, "service") };
	join_read(r, &c, &errors);
	const err *e = NULL;
	if (errors.n == 0)
		e = store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), join_waitlist_run, &c);
	if (e && err_status(e->code) < 500)
		LIST_ADD(r->arena, &errors, ((field_error){ e->where, err_message(e->code, r->lang) }));
	else
		TRY(e);
	if (errors.n) {
		out->status = e ? err_status(e->code) : 422;
		return join_show(r, out, o, c.services, NULL, true, &errors);
	}
	resp_redirect(r, out, str_format(r->arena, "/waitlist/%.*s", STR_ARG(o->id)));
	return NULL;
}

static const err *choose(req *r, resp *out)
{
	return choose_office(r, out, "waitlist");
}

const route visits_waitlist_staff_routes[] = {
	{ "GET", "/waitlist", ACCESS_CLERK, choose },
	{ "GET", "/waitlist/:office", ACCESS_CLERK, list_get },
	{ "POST", "/waitlist/:office", ACCESS_CLERK, list_post },
	{ "GET", "/waitlist/:office/join", ACCESS_CLERK, join_get },
	{ "POST", "/waitlist/:office/join", ACCESS_CLERK, join_post },
	{ 0 },
};
