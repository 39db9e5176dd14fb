/* /t/:code/notify: "tell me before I am called", from the ticket's page. */
#include "kit/limits.h"
#include "modules/visits/notices/notices.h"
#include "modules/visits/notices/notices_view.h"
#include "modules/visits/pages/pages_code.h"

#include "modules/visits/notices/templates/notify.html.h"

#define ASKS_AN_HOUR 30 /* by one address: nobody sends mail to strangers by this form */

typedef struct notify_question {
	const city_def *city;
	str code;
	ticket_view ticket;
	watch_view watch;
	const office_def *office;
	const message_means *means;
} notify_question;

static const err *read_notify(db *d, arena *a, void *arg)
{
	notify_question *q = arg;
	TRY(visits_ticket(d, a, q->city->code, q->code, &q->ticket));
	return watch_read(d, a, q->city->code, q->ticket.code, &q->watch);
}

static const err *open_notify(req *r, notify_question *ret)
{
	*ret = (notify_question){ .city = catalog_city(r) };
	TRY(code_of_address(r, &ret->code));
	TRY(code_looked_up(r, store_read(r->app->store, r->arena, read_notify, ret)));
	ret->office = defs_office(ret->city, ret->ticket.office);
	ret->means = message_means_of(r->app, r->arena, ret->city);
	return watch_offered(ret->means, ret->office) ? NULL : err_of(ERR_not_found);
}

static str path_of(req *r, const notify_question *q, const char *rest)
{
	return str_format(r->arena, "/t/%.*s%s", STR_ARG(q->ticket.code), rest);
}

static const err *show(req *r, resp *out, const notify_question *q, str error)
{
	static const int choices[] = { 1, 2, 3, 5, 10 };
	i64 chosen = q->watch.some ? q->watch.ahead : WATCH_AHEAD_USUAL;
	str_i64(req_form(r, "ahead"), &chosen);
	notify_view v = { .number = q->ticket.number,
			  .office = text_in(&q->office->name, r->lang),
			  .watched = q->watch.some,
			  .mail = q->means->mail,
			  .phone = q->means->webhook,
			  .contact = req_form(r, "contact"),
			  .contact_error = error,
			  .send = url_of(r->arena, path_of(r, q, "/notify")),
			  .back = url_of(r->arena, path_of(r, q, "")) };
	for (size_t i = 0; i < COUNT(choices); i++)
		LIST_ADD(r->arena, &v.choices, ((notify_choice){ choices[i], choices[i] == chosen }));
	if (error.len) {
		LIST_ADD(r->arena, &v.errors, ((field_error){ STR("contact"), error }));
		out->status = 422;
	}
	code_private(r, out);
	page_out w = page_begin(r);
	notify_page(&w, &v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_notify_title) };
	return page_end(&w, &p, out);
}

static const err *notify_get(req *r, resp *out)
{
	notify_question q;
	TRY(open_notify(r, &q));
	if (q.ticket.steps.n == 0 || step_over(visit_present_step(&q.ticket.steps)->state)) {
		resp_redirect(r, out, path_of(r, &q, ""));
		return NULL;
	}
	return show(r, out, &q, STR_NONE);
}

static const err *notify_post(req *r, resp *out)
{
	notify_question q;
	TRY(open_notify(r, &q));
	TRY(limit_hit(r, "notify", address_key(r), ASKS_AN_HOUR, 3600));
	actor by = visits_actor(r, "web");
	i64 ahead = WATCH_AHEAD_USUAL;
	if (!str_i64(req_form(r, "ahead"), &ahead) || ahead < 0 || ahead > WATCH_AHEAD_MAX)
		return err_of(ERR_invalid);
	watch_ticket c = { .by = &by, .code = q.ticket.code, .contact = req_form(r, "contact"), .ahead = (int)ahead };
	str shard = office_shard(r->arena, by.city, q.ticket.office);
	const err *e = store_write(r->app->store, r->arena, shard, watch_ticket_run, &c);
	if (err_is(e, ERR_bad_contact)) {
		word what = !q.means->webhook ? T_notify_bad_mail
			    : !q.means->mail  ? T_notify_bad_phone
					      : T_notify_bad_contact;
		return show(r, out, &q, say(r, what));
	}
	if (!err_is(e, ERR_not_allowed_now)) /* over meanwhile: its page says so */
		TRY(e);
	resp_redirect(r, out, path_of(r, &q, ""));
	return NULL;
}

const route visits_notices_routes[] = {
	{ "GET", "/t/:code/notify", ACCESS_PUBLIC, notify_get },
	{ "POST", "/t/:code/notify", ACCESS_PUBLIC, notify_post },
	{ 0 },
};
