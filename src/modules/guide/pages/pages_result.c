/* /guide/r/TOKEN: what was found, why, and what to do with it; to send it to oneself; to book a visit for it. */
#include "kit/app.h"
#include "kit/limits.h"
#include "kit/messages/message.h"
#include "modules/guide/pages/pages.h"
#include "text/contact.h"
#include "text/html.h"

#include "modules/guide/pages/templates/result.html.h"

#define NO_MAX 40 /* schemes that are not for somebody, in full */
#define MAY_FIRST 12 /* the most valuable; the others stand behind a summary, so that a phone's page has an end */
#define OPEN_FIRST 8
#define MAILS_PER_HOUR 10

/* Cuts a list: what is left out of it. */
static guide_founds behind(guide_founds *list, size_t most)
{
	guide_founds rest = { 0 };
	if (list->n > most + 2) { /* two more are shorter than the summary that would hide them */
		rest = (guide_founds){ list->at + most, list->n - most };
		list->n = most;
	}
	return rest;
}

/* mailto: without an address: the reader's own program asks. */
static url mail_link(const sitting *s, str link)
{
	req *r = s->r;
	buf b = buf_new(r->arena, 32 * 1024);
	buf_lit(&b, "mailto:?subject=");
	html_url_part(&b, words_guide_mail_subject(r->arena, r->lang, text_in(&s->city->name, r->lang)));
	buf_lit(&b, "&body=");
	html_url_part(&b, words_guide_mail_body(r->arena, r->lang, link));
	return url_of(r->arena, buf_str(&b));
}

static i64 samples_in(const guide_founds *f)
{
	i64 n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += f->at[i].sample;
	return n;
}

static bool has_paper(const paper_def *d, const guide_findings *list)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < d->schemes.n; k++)
			if (str_eq(d->schemes.at[k], list->at[i].scheme->id))
				return true;
	return false;
}

/* How many papers (papers/) what was found and what may be has. */
static i64 papers_for(const city_def *c, const guide_result *found)
{
	i64 n = 0;
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const paper_def *d = &c->papers.papers.at[i];
		n += has_paper(d, &found->must) || has_paper(d, &found->may) || has_paper(d, &found->open_must) ||
		     has_paper(d, &found->open_may);
	}
	return n;
}

static const err *result_page(sitting *s, resp *out, str typed, str wrong)
{
	req *r = s->r;
	arena *a = r->arena;
	guide_result found = guide_judge(s->g);
	found_options o = { .why = true, .ask = true, .from = "r" };
	guide_question next;
	guide_progress far = guide_how_far(s->g);
	const message_means *means = message_means_of(r->app, a, s->city);
	guide_result_view v = { .event = guide_event_name(s),
				.today = guide_say_date(a, r->lang, day_of(r->now)),
				.must = guide_say_all(s, &found.must, SIZE_MAX, &o),
				.may = guide_say_all(s, &found.may, SIZE_MAX, &o),
				.no = guide_say_all(s, &found.no, NO_MAX, &o),
				.said = guide_say_said(s, "r"),
				.doubts = guide_say_doubts(s, "r"),
				.lost = (i64)s->lost,
				.asks_more = guide_next(s->g, &next),
				.more = guide_at(s, "/guide/q/", ""),
				.left = far.left ? (i64)far.left : 1,
				.papers = papers_for(s->city, &found),
				.prepare = guide_at(s, "/prepare/list?guide=", ""),
				.any_book = guide_services(s, &found).n > 0,
				.book = guide_at(s, "/guide/r/", "/book"),
				.paper = guide_at(s, "/guide/r/", "/paper"),
				.pdf = guide_at(s, "/guide/r/", "/guide.pdf"),
				.mail = guide_at(s, "/guide/r/", "/mail"),
				.staff = guide_at(s, "/counter-guide/", ""),
				.here = guide_at(s, "/guide/r/", ""),
				.is_clerk = r->who->role >= ROLE_CLERK,
				.may_mail = means && means->mail,
				.mail_typed = typed,
				.mail_error = wrong,
				.mailed = req_query(r, "mailed").len > 0,
				.link = guide_full_link(s) };
	v.open_n = (i64)(found.open_must.n + found.open_may.n);
	/* whoever knows nothing has a hundred of them: only the first are told in full */
	found_options brief = { .ask = true, .from = "r" };
	const guide_findings *lists[] = { &found.open_must, &found.open_may };
	for (size_t p = 0; p < COUNT(lists); p++)
		for (size_t i = 0; i < lists[p]->n; i++) {
			bool first = v.open.n < OPEN_FIRST + 2;
			LIST_ADD(a, &v.open, guide_say(s, &lists[p]->at[i], first ? &o : &brief));
		}
	v.must_n = (i64)v.must.n;
	v.may_n = (i64)v.may.n;
	v.samples = samples_in(&v.must) + samples_in(&v.may) + samples_in(&v.open);
	v.may_rest = behind(&v.may, MAY_FIRST);
	v.open_rest = behind(&v.open, OPEN_FIRST);
	v.no_n = (i64)found.no.n;
	v.no_more = v.no_n - (i64)v.no.n;
	v.mailto = mail_link(s, v.link);
	v.has_qr = guide_qr(r, v.link, &v.qr);
	if (v.must.n)
		v.must.at[0].open = true;
	if (wrong.len)
		out->status = 422;
	page_out w = page_begin(r);
	guide_result_page(&w, &v);
	page p = guide_page(r, words_text(a, r->lang, T_guide_result_title));
	return page_end(&w, &p, out);
}

static const err *result_get(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	return done ? NULL : result_page(&s, out, STR_NONE, STR_NONE);
}

/* --- by mail ------------------------------------------------------------------------------------------------------- */

typedef struct mailing {
	outgoing m;
} mailing;

static const err *send_run(db *d, arena *a, void *arg)
{
	mailing *c = arg;
	return message_add(d, a, &c->m, NULL);
}

/* The link, to an address that is kept only until it was sent (messages are deleted with it: message.h, 6). */
static const err *mail_post(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	if (done)
		return NULL;
	const message_means *means = message_means_of(r->app, r->arena, s.city);
	if (!means || !means->mail || s.city->offices.n == 0)
		return err_of(ERR_not_found);
	str typed = str_trim(req_form(r, "mail"));
	str link = guide_full_link(&s);
	str key = str_format(r->arena, "guide/%.*s", STR_ARG(random_code(r->arena, 20)));
	mailing c = { .m = { .city = s.city->code,
			     .office = s.city->offices.at[0].id,
			     .kind = STR("guide.result"),
			     .key = key,
			     .about = key,
			     .lang = r->lang,
			     .subject = words_guide_mail_subject(r->arena, r->lang, text_in(&s.city->name, r->lang)),
			     .body = words_guide_mail_body(r->arena, r->lang, link),
			     .link = link,
			     .expires = r->now + HOUR } };
	if (typed.len > 254 || !str_has(typed, STR("@")) || !message_to(means, r->arena, typed, &c.m) ||
	    c.m.channel != MESSAGE_MAIL)
		return result_page(&s, out, typed.len > 254 ? STR_NONE : typed, say(r, T_guide_mail_bad));
	TRY(limit_hit(r, "guide-mail", address_key(r), MAILS_PER_HOUR, 3600));
	TRY(store_write(r->app->store, r->arena, office_shard(r->arena, s.city->code, c.m.office), send_run, &c));
	resp_redirect(r, out, str_format(r->arena, "/guide/r/%.*s?mailed=1", STR_ARG(s.token)));
	return NULL;
}

#define KEPT (10 * MINUTE) /* a result that was sent, and the address it went to */

typedef struct forgetting {
	i64 city;
	instant before;
} forgetting;

static const err *forget_run(db *d, arena *a, void *arg)
{
	const forgetting *f = arg;
	return message_forget(d, a, f->city, STR("guide"), f->before);
}

const err *guide_forget(app *p, arena *a)
{
	forgetting f = { p->city, clock_now(p->clock) - KEPT };
	return store_write(p->store, a, str_format(a, "%lld/guide", (long long)p->city), forget_run, &f);
}

bool guide_sends(const app *p)
{
	return p->set->smtp.len > 0;
}

/* --- a visit for all of it ------------------------------------------------------------------------------------------ */

static bool offered(const office_def *o, str service)
{
	const offer_def *f = defs_offer(o, service);
	return f && f->booking.n > 0;
}

static guide_office office_of(req *r, const office_def *o, strs services)
{
	guide_office ret = { .name = text_in(&o->name, r->lang), .all = true };
	buf link = buf_new(r->arena, 4096), missing = buf_new(r->arena, 4096);
	buf_format(&link, "/book/%.*s/times", STR_ARG(o->id));
	for (size_t i = 0; i < services.n; i++) {
		const service_def *d = defs_service(catalog_city(r), services.at[i]);
		if (offered(o, services.at[i])) {
			buf_format(&link, "%cservice=%.*s", ret.n++ ? '&' : '?', STR_ARG(services.at[i]));
		} else {
			ret.all = false;
			buf_put(&missing, missing.len == 0 ? STR_NONE : r->lang == LANG_EN ? STR(", ") : STR("、"));
			buf_put(&missing, d ? text_in(&d->name, r->lang) : services.at[i]);
		}
	}
	ret.link = url_of(r->arena, buf_str(&link));
	ret.missing = buf_str(&missing);
	return ret;
}

/* Offices that can do most of it come first. */
static int by_most(const void *x, const void *y)
{
	const guide_office *a = x, *b = y;
	return (b->n > a->n) - (b->n < a->n);
}

/* What these services do not cover: done elsewhere, or without a booking. */
static guide_items apart_from(const sitting *s, const guide_result *found, const strs *services)
{
	guide_items list = { 0 };
	const guide_findings *lists[] = { &found->must, &found->may };
	for (size_t p = 0; p < COUNT(lists); p++)
		for (size_t i = 0; i < lists[p]->n; i++) {
			const scheme_def *d = lists[p]->at[i].scheme;
			bool covered = false;
			for (size_t k = 0; k < services->n && !covered; k++)
				covered = str_eq(services->at[k], d->where);
			if (!covered)
				LIST_ADD(s->r->arena, &list,
					 ((guide_item){ .name = text_in(&d->name, s->r->lang),
							.about = text_in(&d->office, s->r->lang),
							.link = url_path(s->r->arena, "/guide/scheme/%.*s",
									 STR_ARG(d->id)) }));
		}
	return list;
}

static const err *book_page_of(req *r, resp *out, strs services, url back, str back_text, guide_items apart)
{
	const city_def *c = catalog_city(r);
	guide_book_view v = { .back = back, .back_text = back_text, .apart = apart };
	if (services.n > (size_t)c->limits.services_per_visit) {
		v.most = c->limits.services_per_visit;
		services.n = (size_t)v.most;
	}
	for (size_t i = 0; i < services.n; i++) {
		const service_def *d = defs_service(c, services.at[i]);
		LIST_ADD(r->arena, &v.services, d ? text_in(&d->name, r->lang) : services.at[i]);
	}
	for (size_t i = 0; i < c->offices.n; i++) {
		guide_office o = office_of(r, &c->offices.at[i], services);
		if (o.n)
			LIST_ADD(r->arena, &v.offices, o);
	}
	for (size_t i = 1; i < v.offices.n; i++) /* stable: offices that do as much stay in the city's order */
		for (size_t k = i; k > 0 && by_most(&v.offices.at[k - 1], &v.offices.at[k]) > 0; k--) {
			guide_office swap = v.offices.at[k];
			v.offices.at[k] = v.offices.at[k - 1];
			v.offices.at[k - 1] = swap;
		}
	page_out o = page_begin(r);
	guide_book_page(&o, &v);
	page p = guide_page(r, say(r, T_guide_book_title));
	return page_end(&o, &p, out);
}

static const err *book_get(req *r, resp *out)
{
	sitting s;
	bool done;
	TRY(guide_open(r, out, &s, &done));
	if (done)
		return NULL;
	guide_result found = guide_judge(s.g);
	strs services = guide_services(&s, &found);
	return book_page_of(r, out, services, guide_at(&s, "/guide/r/", ""), STR_NONE,
			    apart_from(&s, &found, &services));
}

const err *guide_book_offices(req *r, resp *out, strs services, url back, str back_text)
{
	return book_page_of(r, out, services, back, back_text, (guide_items){ 0 });
}

/* For one scheme, without answers. */
static const err *book_one_get(req *r, resp *out)
{
	strs services = { 0 };
	const service_def *d = defs_service(catalog_city(r), req_query(r, "service"));
	if (!d)
		return err_of(ERR_not_found);
	LIST_ADD(r->arena, &services, d->id);
	return book_page_of(r, out, services, url_of(r->arena, STR("/guide/schemes")), STR_NONE, (guide_items){ 0 });
}

const route guide_result_routes[] = {
	{ "GET", "/guide/r/:token", ACCESS_PUBLIC, result_get },
	{ "POST", "/guide/r/:token/mail", ACCESS_PUBLIC, mail_post },
	{ "GET", "/guide/r/:token/book", ACCESS_PUBLIC, book_get },
	{ "GET", "/guide/book", ACCESS_PUBLIC, book_one_get },
	{ 0 },
};
