/* Opening a preparation: link, code, what a device remembers; and letting go of it. */
#include "kit/limits.h"
#include "kit/seal.h"
#include "modules/papers/prepare/prepare.h"
#include "modules/visits/visits.h"
#include "print/qr.h"
#include "text/html.h"

#include "modules/papers/prepare/templates/open.html.h"
#include "modules/papers/prepare/templates/parts.html.h"

#define DEVICE "prep-" /* cookies: prep-XXXXXXXX, one for each preparation, by the first letters of its mark */
#define CODE "prep-code"
#define FOR "prepare-for"
#define PURPOSE "preparation code"
#define PURPOSE_FOR "preparation booking"
#define CODE_SECONDS 3600
#define FOR_SECONDS (2 * 3600)

/* --- addresses ----------------------------------------------------------------------------------------------------------- */

url prep_at(const prep *s, const char *behind)
{
	return url_path(s->r->arena, "/prepare/p/%.*s%s", STR_ARG(s->p.token), behind);
}

url prep_ask(const prep *s, str fact, const char *from)
{
	return url_path(s->r->arena, "/prepare/p/%.*s/q?ask=%.*s%s%s", STR_ARG(s->p.token), STR_ARG(fact),
			from ? "&from=" : "", from ? from : "");
}

str prep_link(const prep *s)
{
	return str_format(s->r->arena, "%.*s/prepare/p/%.*s", STR_ARG(site_url(s->r)), STR_ARG(s->p.token));
}

void prep_private(req *r, resp *out)
{
	resp_header(r, out, STR("Referrer-Policy"), STR("no-referrer"));
	resp_header(r, out, STR("Cache-Control"), STR("no-store"));
	resp_header(r, out, STR("X-Robots-Tag"), STR("noindex, nofollow"));
}

page prep_page(req *r, str title)
{
	(void)r;
	return (page){
		.kind = PAGE_RESIDENT, .title = title, .style = STR("prepare.css"), .script = STR("prepare.js")
	};
}

/* --- cookies --------------------------------------------------------------------------------------------------------------- */

/* Not for scripts. 0 seconds takes it away. */
static void put_cookie(req *r, resp *out, str name, str value, const char *path, i64 seconds)
{
	resp_header(r, out, STR("Set-Cookie"),
		    str_format(r->arena, "%.*s=%.*s; Path=%s; HttpOnly; SameSite=Lax; Max-Age=%lld%s", STR_ARG(name),
			       STR_ARG(seconds ? value : STR_NONE), path, (long long)seconds,
			       r->secure ? "; Secure" : ""));
}

static str device_cookie(req *r, str mark)
{
	str tail = str_sub(mark, str_find(mark, '.') + 1, mark.len);
	return str_format(r->arena, DEVICE "%.*s", STR_ARG(str_sub(tail, 0, 8)));
}

static bool is_device(str name)
{
	return str_starts(name, STR(DEVICE)) && !str_eq(name, STR(CODE));
}

/* A device that many use would send more and more of them, until servers refuse its requests as too long. Browsers send the oldest first. */
static void forget_oldest(req *r, resp *out, str but)
{
	size_t n = 0;
	for (size_t i = 0; i < r->cookies.n; i++)
		n += is_device(r->cookies.at[i].name) && !str_eq(r->cookies.at[i].name, but);
	for (size_t i = 0; i < r->cookies.n && n >= PREP_DEVICE_MAX; i++) {
		str name = r->cookies.at[i].name;
		if (!is_device(name) || str_eq(name, but))
			continue;
		put_cookie(r, out, name, STR_NONE, "/prepare", 0);
		n--;
	}
}

const err *prep_remember(req *r, resp *out, str token, int days)
{
	str mark;
	TRY(keep_mark(r, token, &mark));
	forget_oldest(r, out, device_cookie(r, mark));
	put_cookie(r, out, device_cookie(r, mark), mark, "/prepare", (i64)days * 24 * 3600);
	return NULL;
}

static const err *forget_device(req *r, resp *out, str token)
{
	str mark;
	TRY(keep_mark(r, token, &mark));
	put_cookie(r, out, device_cookie(r, mark), STR_NONE, "/prepare", 0);
	if (prep_shown_code(r, token).len)
		put_cookie(r, out, STR(CODE), STR_NONE, "/prepare", 0);
	return NULL;
}

const err *prep_remembered(req *r, strs *ret_tokens)
{
	*ret_tokens = (strs){ 0 };
	for (size_t i = 0; i < r->cookies.n && ret_tokens->n < PREP_DEVICE_MAX; i++) {
		str token;
		bool right;
		if (!is_device(r->cookies.at[i].name))
			continue;
		TRY(keep_marked(r, r->cookies.at[i].value, &token, &right));
		if (right)
			LIST_ADD(r->arena, ret_tokens, token);
	}
	return NULL;
}

static const err *is_known(req *r, str token, bool *ret_known)
{
	str mark;
	TRY(keep_mark(r, token, &mark));
	str name = device_cookie(r, mark), there;
	bool right = false;
	TRY(keep_marked(r, req_cookie(r, name.at), &there, &right));
	*ret_known = right && str_eq(there, token);
	return NULL;
}

void prep_show_code(req *r, resp *out, str token, str code)
{
	str content = str_format(r->arena, "%.*s/%.*s", STR_ARG(token), STR_ARG(code));
	put_cookie(r, out, STR(CODE), seal(r->app, r->arena, PURPOSE, content), "/prepare", CODE_SECONDS);
}

str prep_shown_code(req *r, str token)
{
	str content;
	str cookie = req_cookie(r, CODE);
	if (cookie.len == 0 || cookie.len > 400 || !unseal(r->app, r->arena, PURPOSE, cookie, &content))
		return STR_NONE;
	str of = str_cut(&content, '/');
	return str_eq(of, token) ? content : STR_NONE;
}

void prep_book_for(req *r, resp *out, str token)
{
	str content = str_format(r->arena, "%.*s/%lld", STR_ARG(token), (long long)r->now);
	put_cookie(r, out, STR(FOR), seal(r->app, r->arena, PURPOSE_FOR, content), "/", FOR_SECONDS);
}

/* --- opening ------------------------------------------------------------------------------------------------------------------ */

void prep_sit(prep *s)
{
	papers_asked asked = { .papers = s->p.papers,
			       .schemes = s->p.schemes,
			       .events = s->p.events,
			       .given = kept_given(s->r->arena, &s->p),
			       .left_out = s->p.left_out,
			       .now = s->r->now,
			       .lang = s->r->lang };
	s->sit = papers_sit(s->r->arena, s->city, &asked);
}

const err *prep_reload(prep *s)
{
	str token = s->p.token;
	TRY(keep_open(s->r, token, &s->p));
	prep_sit(s);
	return NULL;
}

static const err *gone_page(req *r, resp *out)
{
	out->status = 404;
	page_out o = page_begin(r);
	prepare_gone_page(&o, url_of(r->arena, STR("/prepare")));
	page p = prep_page(r, say(r, T_prepare_gone_title));
	return page_end(&o, &p, out);
}

static const err *code_page(req *r, resp *out, str token, str error)
{
	prep_code_view v = { .error = error, .post = url_path(r->arena, "/prepare/p/%.*s/open", STR_ARG(token)) };
	if (error.len)
		out->status = 422;
	page_out o = page_begin(r);
	prepare_code_page(&o, &v);
	page p = prep_page(r, say(r, T_prepare_code_title));
	return page_end(&o, &p, out);
}

const err *prep_open(req *r, resp *out, prep *ret, bool *ret_done)
{
	str token = req_param(r, "token");
	bool known;
	*ret = (prep){ .r = r, .city = catalog_city(r) };
	*ret_done = true;
	prep_private(r, out);
	const err *e = keep_open(r, token, &ret->p);
	if (err_is(e, ERR_not_found))
		return gone_page(r, out);
	TRY(e);
	TRY(is_known(r, token, &known));
	if (!known)
		return code_page(r, out, token, STR_NONE);
	*ret_done = false;
	prep_sit(ret);
	return NULL;
}

static const err *open_post(req *r, resp *out)
{
	str token = req_param(r, "token");
	preparation p;
	bool right = false;
	prep_private(r, out);
	const err *e = keep_open(r, token, &p);
	if (err_is(e, ERR_not_found))
		return gone_page(r, out);
	TRY(e);
	e = limit_look(r, "prepare-code", address_key(r), PREP_TRIES_TEN, 600);
	if (!e)
		e = keep_code(r, token, req_form(r, "code"), &right);
	if (err_is(e, ERR_too_many_requests))
		return code_page(r, out, token, say(r, T_prepare_code_closed));
	TRY(e);
	if (!right) {
		TRY(limit_hit(r, "prepare-code", address_key(r), PREP_TRIES_TEN, 600));
		return code_page(r, out, token, say(r, T_prepare_code_wrong));
	}
	TRY(prep_remember(r, out, token, catalog_city(r)->limits.keep_preparations));
	resp_redirect(r, out, str_format(r->arena, "/prepare/p/%.*s", STR_ARG(token)));
	return NULL;
}

/* --- link and code -------------------------------------------------------------------------------------------------------------- */

/* Without an address: the reader's own program asks for it. The code is not in it: who reads the mail has not both. */
static url mail_link(const prep *s)
{
	req *r = s->r;
	buf b = buf_new(r->arena, 8192);
	buf_lit(&b, "mailto:?subject=");
	html_url_part(&b, words_prepare_mail_subject(r->arena, r->lang, text_in(&s->city->name, r->lang)));
	buf_lit(&b, "&body=");
	html_url_part(&b, words_prepare_mail_body(r->arena, r->lang, prep_link(s),
						  prep_date(r->arena, r->lang, day_of(s->p.until))));
	return url_of(r->arena, buf_str(&b));
}

static const err *link_get(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	arena *a = r->arena;
	str code = prep_shown_code(r, s.p.token);
	prep_link_view v = { .name = prep_name(&s),
			     .link = prep_link(&s),
			     .code = code.len == KEEP_CODE ? str_format(a, "%.4s-%.4s", code.at, code.at + 4)
							   : STR_NONE,
			     .until = prep_date(a, r->lang, day_of(s.p.until)),
			     .first = req_query(r, "first").len > 0,
			     .post = prep_at(&s, "/link"),
			     .go_on = prep_at(&s, "/q"),
			     .home = prep_at(&s, ""),
			     .mailto = mail_link(&s) };
	v.has_qr = qr_svg(a, v.link, words_text(a, r->lang, T_prepare_qr_title), &v.qr.s) == NULL;
	page_out o = page_begin(r);
	prepare_link_page(&o, &v);
	page p = prep_page(r, words_text(a, r->lang, T_prepare_link_title));
	return page_end(&o, &p, out);
}

/* do=new: another code. do=noted: it is written down, and shown no more. */
static const err *link_post(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	if (str_eq(req_form(r, "do"), STR("new"))) {
		str code;
		TRY(limit_hit(r, "prepare-new-code", address_key(r), KEEP_PER_ADDRESS_HOUR, 3600));
		TRY(keep_new_code(r, s.p.token, &code));
		prep_show_code(r, out, s.p.token, code);
		resp_redirect(r, out, prep_at(&s, "/link").s);
		return NULL;
	}
	put_cookie(r, out, STR(CODE), STR_NONE, "/prepare", 0);
	papers_question q;
	resp_redirect(r, out, prep_at(&s, prep_next(&s, &q) ? "/q" : "/check").s);
	return NULL;
}

/* --- letting go --------------------------------------------------------------------------------------------------------------------- */

static const err *drop_page(req *r, resp *out, bool forget)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	prep_drop_view v = { .name = prep_name(&s),
			     .forget = forget,
			     .post = prep_at(&s, forget ? "/forget" : "/delete"),
			     .back = prep_at(&s, "") };
	page_out o = page_begin(r);
	prepare_drop_page(&o, &v);
	page p = prep_page(r, say(r, forget ? T_prepare_forget_title : T_prepare_drop_title));
	return page_end(&o, &p, out);
}

static const err *forget_get(req *r, resp *out)
{
	return drop_page(r, out, true);
}

static const err *delete_get(req *r, resp *out)
{
	return drop_page(r, out, false);
}

static const err *forget_post(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	TRY(forget_device(r, out, s.p.token));
	resp_redirect(r, out, STR("/prepare?forgot=1"));
	return NULL;
}

static const err *delete_post(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	TRY(keep_delete(r, s.p.token));
	TRY(forget_device(r, out, s.p.token));
	resp_redirect(r, out, STR("/prepare?deleted=1"));
	return NULL;
}

/* --- on the page of a booking ------------------------------------------------------------------------------------------------------- */

typedef struct booking_look {
	i64 city;
	str code;
	booking_view ret;
} booking_look;

static const err *look_run(db *d, arena *a, void *arg)
{
	booking_look *b = arg;
	return visits_booking(d, a, b->city, b->code, &b->ret);
}

/* The preparation that this browser went to book for, when the booking was made after that; empty: none, or another booking is being looked at. */
static const err *booked_for(req *r, str booking, str *ret_token)
{
	str content, cookie = req_cookie(r, FOR);
	i64 since;
	*ret_token = STR_NONE;
	if (cookie.len == 0 || cookie.len > 400 || !unseal(r->app, r->arena, PURPOSE_FOR, cookie, &content))
		return NULL;
	/* a link on another site, or in a mail, must not hang what this browser has prepared on a booking of somebody else's */
	str from = req_header(r, "sec-fetch-site");
	if (from.len && !str_eq(from, STR("same-origin")))
		return NULL;
	str token = str_cut(&content, '/');
	booking_look b = { .city = r->app->city, .code = booking };
	if (!str_i64(content, &since))
		return NULL;
	TRY(store_read(r->app->store, r->arena, look_run, &b));
	if (b.ret.made_at >= since)
		*ret_token = token;
	return NULL;
}

/* A booking that was made on the way from here gets the preparation when its page is first shown. That a GET does this is harmless: it is said by the
 * visitor's own sealed cookie, and doing it twice is as once. */
const err *prep_aside(req *r, resp *out, page_out *o, aside_place where, str subject)
{
	str token, attached;
	bool found = false;
	prep_aside_view v = { 0 };
	if (where != ASIDE_BOOKING || catalog_city(r)->papers.papers.n == 0)
		return NULL;
	TRY(booked_for(r, subject, &token));
	if (token.len) {
		const err *e = keep_attach(r, token, subject);
		if (e && !err_is(e, ERR_not_found))
			return e;
		put_cookie(r, out, STR(FOR), STR_NONE, "/", 0);
		v.fresh = e == NULL;
	}
	TRY(keep_attached(r, subject, &attached, &found));
	if (!found)
		return NULL;
	/* not the link itself: whoever knows the code of a booking has not therefore opened what was prepared for it */
	v.open = url_path(r->arena, "/prepare/of/%.*s", STR_ARG(subject));
	prepare_aside(o, &v);
	return NULL;
}

static const err *of_booking_get(req *r, resp *out)
{
	str token;
	bool found, known = false;
	prep_private(r, out);
	TRY(keep_attached(r, req_param(r, "code"), &token, &found));
	if (found)
		TRY(is_known(r, token, &known));
	resp_redirect(r, out,
		      known ? str_format(r->arena, "/prepare/p/%.*s/done", STR_ARG(token))
			    : STR("/prepare?elsewhere=1"));
	return NULL;
}

const route prep_open_routes[] = {
	{ "GET", "/prepare/of/:code", ACCESS_PUBLIC, of_booking_get },
	{ "POST", "/prepare/p/:token/open", ACCESS_PUBLIC, open_post },
	{ "GET", "/prepare/p/:token/link", ACCESS_PUBLIC, link_get },
	{ "POST", "/prepare/p/:token/link", ACCESS_PUBLIC, link_post },
	{ "GET", "/prepare/p/:token/forget", ACCESS_PUBLIC, forget_get },
	{ "POST", "/prepare/p/:token/forget", ACCESS_PUBLIC, forget_post },
	{ "GET", "/prepare/p/:token/delete", ACCESS_PUBLIC, delete_get },
	{ "POST", "/prepare/p/:token/delete", ACCESS_PUBLIC, delete_post },
	{ 0 },
};
