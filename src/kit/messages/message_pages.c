/*
 * /messages: what was sent, for those who lead a floor; failed ones can be sent again. Addresses are masked: staff see that somebody
 * was told, and who knows his or her own address recognises it.
 *
 * /stop/…: no more messages about one thing. The address is signed, so whoever has the message needs no account. A GET only
 * asks: mail programs fetch links before anybody reads the mail.
 */
#include "kit/inside.h"
#include "kit/messages/message_private.h"
#include "kit/messages/messages_view.h"
#include "kit/messages/outbox.sql.h"

#include "kit/messages/templates/messages.html.h"

#define PAGE_ROWS 100

static word state_word(message_state s)
{
	static const word words[] = {
		[MESSAGE_QUEUED] = T_message_queued,   [MESSAGE_SENDING] = T_message_sending,
		[MESSAGE_SENT] = T_message_sent,       [MESSAGE_FAILED] = T_message_failed,
		[MESSAGE_EXPIRED] = T_message_expired, [MESSAGE_CANCELLED] = T_message_cancelled
	};
	return words[s];
}

static const char *state_tone(message_state s)
{
	static const char *const tones[] = {
		[MESSAGE_QUEUED] = "info", [MESSAGE_SENDING] = "info", [MESSAGE_SENT] = "good",
		[MESSAGE_FAILED] = "bad",  [MESSAGE_EXPIRED] = "warn", [MESSAGE_CANCELLED] = "calm"
	};
	return tones[s];
}

static str moment(arena *a, instant t)
{
	str on = day_text(a, day_of(t)), at = minute_text(a, minute_of(t));
	return str_format(a, "%.*s %.*s", STR_ARG(on), STR_ARG(at));
}

/* --- the list -------------------------------------------------------------------------------------------------------------- */

typedef struct list_question {
	outbox_list_in in;
	outbox_list_rows ret;
} list_question;

static const err *read_list(db *d, arena *a, void *arg)
{
	list_question *q = arg;
	return outbox_list(d, a, &q->in, &q->ret);
}

static message_choices state_choices(req *r, str chosen)
{
	message_choices list = { 0 };
	LIST_ADD(r->arena, &list, (message_choice){ STR_NONE, say(r, T_messages_any_state), !chosen.len });
	for (message_state s = 0; s < MESSAGE_STATES; s++)
		LIST_ADD(r->arena, &list,
			 (message_choice){ message_state_name(s), say(r, state_word(s)),
					   str_eq(chosen, message_state_name(s)) });
	return list;
}

static message_choices office_choices(req *r, str chosen)
{
	const city_def *city = catalog_city(r);
	message_choices list = { 0 };
	if (r->who->office.len)
		return list;
	LIST_ADD(r->arena, &list, (message_choice){ STR_NONE, say(r, T_messages_any_office), !chosen.len });
	for (size_t i = 0; i < city->offices.n; i++) {
		const office_def *o = &city->offices.at[i];
		LIST_ADD(r->arena, &list, (message_choice){ o->id, text_in(&o->name, r->lang), str_eq(o->id, chosen) });
	}
	return list;
}

static message_line line_of(req *r, const outbox_list_row *m)
{
	message_state s = MESSAGE_QUEUED;
	CHECK(message_state_parse(m->state, &s));
	const office_def *o = defs_office(catalog_city(r), m->office);
	bool waits = s == MESSAGE_QUEUED && m->next_at > r->now;
	return (message_line){ .made = moment(r->arena, m->made_at),
			       .address = message_masked(r->arena, m->address),
			       .subject = m->subject,
			       .office = o ? text_in(&o->name, r->lang) : m->office,
			       .reason = m->reason,
			       .next = waits ? moment(r->arena, m->next_at) : STR_NONE,
			       .state = state_word(s),
			       .tone = state_tone(s),
			       .tries = m->tries,
			       .may_retry = s == MESSAGE_FAILED && m->expires_at > clock_now(r->app->clock),
			       .retry = url_path(r->arena, "/messages/%.*s/retry", STR_ARG(m->id)) };
}

static url older_link(req *r, str state, str office, const outbox_list_row *last)
{
	str after = percent_encode(r->arena, last->id);
	return url_of(r->arena, str_format(r->arena, "/messages?state=%.*s&office=%.*s&before=%lld&after=%.*s",
					   STR_ARG(state), STR_ARG(office), (long long)last->made_at, STR_ARG(after)));
}

static const err *messages_get(req *r, resp *out)
{
	str state = req_query(r, "state"), office = r->who->office.len ? r->who->office : req_query(r, "office");
	message_state known;
	if (!message_state_parse(state, &known))
		state = STR_NONE;
	if (office.len && !defs_office(catalog_city(r), office))
		return err_of(ERR_not_found);
	list_question q = { .in = { .city = r->app->city,
				    .office = office,
				    .state = state,
				    .before = INT64_MAX,
				    .after = req_query(r, "after"),
				    .most = PAGE_ROWS + 1 } };
	str_i64(req_query(r, "before"), &q.in.before);
	TRY(store_read(r->app->store, r->arena, read_list, &q));
	const settings *set = r->app->set;
	messages_view v = { .off = set->smtp.len == 0 && set->webhook.len == 0,
			    .retried = req_query(r, "retried").len > 0,
			    .states = state_choices(r, state),
			    .offices = office_choices(r, office),
			    .has_older = q.ret.n > PAGE_ROWS };
	size_t n = v.has_older ? PAGE_ROWS : q.ret.n;
	for (size_t i = 0; i < n; i++)
		LIST_ADD(r->arena, &v.lines, line_of(r, &q.ret.at[i]));
	if (v.has_older)
		v.older = older_link(r, state, office, &q.ret.at[n - 1]);
	page_out o = page_begin(r);
	messages_page(&o, &v);
	page p = { .kind = PAGE_STAFF, .title = say(r, T_messages_title), .here = STR("messages") };
	return page_end(&o, &p, out);
}

/* --- sending again ------------------------------------------------------------------------------------------------------------ */

typedef struct retry {
	req *r;
	str id;
} retry;

static const err *retry_run(db *d, arena *a, void *arg)
{
	const retry *c = arg;
	outbox_get_row m;
	bool found;
	TRY(outbox_get(d, a, c->r->app->city, c->id, &m, &found));
	if (!found)
		return err_of(ERR_not_found);
	TRY(who_in_office(c->r, m.office));
	i64 changed;
	TRY(outbox_retry(d, a, c->r->app->city, c->id, tx_now(d), &changed));
	if (!changed)
		return err_of(ERR_not_allowed_now);
	return audit_add(d, a, c->r->app->city, m.office, c->r->who, STR("message.retry"), c->id, STR_NONE);
}

static const err *retry_post(req *r, resp *out)
{
	retry c = { r, req_param(r, "id") };
	TRY(store_write(r->app->store, r->arena, STR("messages"), retry_run, &c));
	resp_redirect(r, out, STR("/messages?retried=1"));
	return NULL;
}

/* --- stopping ------------------------------------------------------------------------------------------------------------------- */

static const err *about_of(req *r, str *ret)
{
	str what = req_param(r, "what"), code = req_param(r, "code");
	*ret = str_format(r->arena, "%.*s/%.*s", STR_ARG(what), STR_ARG(code));
	str right = hash_keyed(r->arena, r->app, "stop", *ret);
	return same_secret(right, req_param(r, "signature")) ? NULL : err_of(ERR_not_found);
}

typedef struct stop {
	i64 city;
	str about;
	bool ret_stopped;
} stop;

static const err *read_stop(db *d, arena *a, void *arg)
{
	stop *s = arg;
	outbox_stopped_row row;
	return outbox_stopped(d, a, s->city, s->about, &row, &s->ret_stopped);
}

static const err *stop_run(db *d, arena *a, void *arg)
{
	const stop *s = arg;
	TRY(outbox_stop(d, a, s->city, s->about, tx_now(d), NULL));
	return message_cancel(d, a, s->city, s->about, STR_NONE);
}

static const err *stop_get(req *r, resp *out)
{
	stop s = { .city = r->app->city };
	TRY(about_of(r, &s.about));
	TRY(store_read(r->app->store, r->arena, read_stop, &s));
	stop_view v = { .done = s.ret_stopped, .stop = url_of(r->arena, r->path) };
	resp_header(r, out, STR("X-Robots-Tag"), STR("noindex, nofollow"));
	page_out o = page_begin(r);
	messages_stop(&o, &v);
	word title = v.done ? T_stop_done_title : T_stop_title;
	page p = { .kind = PAGE_RESIDENT, .title = say(r, title) };
	return page_end(&o, &p, out);
}

static const err *stop_post(req *r, resp *out)
{
	stop s = { .city = r->app->city };
	TRY(about_of(r, &s.about));
	TRY(store_write(r->app->store, r->arena, STR("messages"), stop_run, &s));
	resp_redirect(r, out, r->path);
	return NULL;
}

const route messages_routes[] = {
	{ "GET", "/messages", ACCESS_FLOOR, messages_get },
	{ "POST", "/messages/:id/retry", ACCESS_FLOOR, retry_post },
	{ "GET", "/stop/:what/:code/:signature", ACCESS_PUBLIC, stop_get },
	{ "POST", "/stop/:what/:code/:signature", ACCESS_PUBLIC, stop_post },
	{ 0 },
};
