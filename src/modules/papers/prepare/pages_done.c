/* What comes of it: the packet as PDF, single papers, the code for the desk, a visit for all of it. */
#include "kit/limits.h"
#include "modules/guide/guide.h"
#include "modules/papers/prepare/prepare.h"
#include "modules/visits/visits.h"
#include "print/qr.h"

#include "modules/papers/prepare/templates/done.html.h"

/* --- bookings -------------------------------------------------------------------------------------------------------------- */

typedef struct visit_look {
	i64 city;
	str code;
	booking_view ret;
} visit_look;

static const err *look_run(db *d, arena *a, void *arg)
{
	visit_look *v = arg;
	return visits_booking(d, a, v->city, v->code, &v->ret);
}

static str in_groups(arena *a, str code)
{
	return code.len == 10 ? str_format(a, "%.5s-%.5s", code.at, code.at + 5) : code;
}

static const err *visits_of(const prep *s, prep_done_view *v)
{
	req *r = s->r;
	strs codes;
	TRY(keep_visits(r, s->p.token, &codes));
	for (size_t i = 0; i < codes.n && i < 10; i++) {
		visit_look look = { .city = r->app->city, .code = arena_copy(r->arena, codes.at[i]) };
		const err *e = store_read(r->app->store, r->arena, look_run, &look);
		if (err_is(e, ERR_not_found))
			continue;
		TRY(e);
		const office_def *o = defs_office(s->city, look.ret.office);
		if (look.ret.state != BOOKING_BOOKED && look.ret.state != BOOKING_CHECKED_IN)
			continue;
		struct prep_visit one = { .code = in_groups(r->arena, look.code),
					  .link = url_path(r->arena, "/b/%.*s", STR_ARG(look.code)) };
		one.when = words_prepare_visit_when(
			r->arena, r->lang, prep_date(r->arena, r->lang, day_of(look.ret.start)),
			minute_text(r->arena, minute_of(look.ret.start)), o ? text_in(&o->name, r->lang) : STR_NONE);
		LIST_ADD(r->arena, &v->visits, one);
	}
	return NULL;
}

/* The counters of the packet that can be booked somewhere. */
static strs services_of(const prep *s)
{
	strs list = { 0 };
	packet k = papers_packet(s->sit);
	for (size_t i = 0; i < k.counters.n; i++) {
		const service_def *d = k.counters.at[i].service;
		bool any = false;
		for (size_t o = 0; d && o < s->city->offices.n && !any; o++) {
			const offer_def *f = defs_offer(&s->city->offices.at[o], d->id);
			any = f && f->booking.n > 0;
		}
		if (any)
			LIST_ADD(s->r->arena, &list, d->id);
	}
	return list;
}

/* --- the page ---------------------------------------------------------------------------------------------------------------- */

/* By the number that is shown here, and stands at the foot of the sheets, a clerk finds it. */
static const err *attach_number(const prep *s, str number)
{
	str there, key = str_format(s->r->arena, "packet.%.*s", STR_ARG(number));
	bool found;
	TRY(keep_attached(s->r, key, &there, &found));
	return found ? NULL : keep_attach(s->r, s->p.token, key);
}

static const err *done_page(prep *s, resp *out, str typed, str wrong)
{
	req *r = s->r;
	arena *a = r->arena;
	packet k = papers_packet(s->sit);
	papers_problems_list problems = papers_problems(s->sit);
	prep_done_view v = { .name = prep_name(s),
			     .link = prep_link(s),
			     .until = prep_date(a, r->lang, day_of(s->p.until)),
			     .sheets = (i64)k.sheets,
			     .left = prep_where_of(s).left,
			     .pdf = prep_at(s, "/papers.pdf"),
			     .check = prep_at(s, "/check"),
			     .book = prep_at(s, "/book"),
			     .attach = prep_at(s, "/attach"),
			     .home = prep_at(s, ""),
			     .drop = prep_at(s, "/delete"),
			     .link_page = prep_at(s, "/link"),
			     .attach_typed = typed,
			     .attach_error = wrong,
			     .attached = req_query(r, "attached").len > 0,
			     .any_book = services_of(s).n > 0 };
	TRY(keep_number(r, s->p.token, &v.number));
	TRY(attach_number(s, v.number));
	for (size_t i = 0; i < problems.n; i++) {
		v.stops += problems.at[i].stops;
		v.gaps += !problems.at[i].stops;
	}
	for (size_t c = 0; c < k.counters.n; c++)
		for (size_t i = 0; i < k.counters.at[c].papers.n; i++) {
			const paper_def *d = k.counters.at[c].papers.at[i].paper;
			LIST_ADD(a, &v.papers,
				 ((prep_paper){ .id = d->id,
						.name = text_in(&d->name, r->lang),
						.link = url_path(a, "/prepare/p/%.*s/pdf/%.*s", STR_ARG(s->p.token),
								 STR_ARG(d->id)) }));
		}
	v.has_qr = qr_svg(a, v.link, words_text(a, r->lang, T_prepare_qr_title), &v.qr.s) == NULL;
	TRY(visits_of(s, &v));
	if (wrong.len)
		out->status = 422;
	page_out o = page_begin(r);
	prepare_done_page(&o, &v);
	page p = prep_page(r, words_text(a, r->lang, T_prepare_done_title));
	return page_end(&o, &p, out);
}

static const err *done_get(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	return done ? NULL : done_page(&s, out, STR_NONE, STR_NONE);
}

/* --- the PDF ------------------------------------------------------------------------------------------------------------------- */

static const err *pdf_of(req *r, resp *out, str only)
{
	prep s;
	bool done;
	papers_made made;
	str number;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	TRY(limit_hit(r, "prepare-pdf", address_key(r), PREP_PDFS_HOUR, 3600));
	TRY(keep_number(r, s.p.token, &number));
	make_asked asked = { .link = prep_link(&s), .number = number, .only = only, .cover = only.len == 0 };
	TRY(heavy_begin(r));
	const err *e = papers_make(s.sit, &asked, &made);
	heavy_end(r);
	TRY(e);
	TRY(attach_number(&s, number));
	out->type = STR("application/pdf");
	out->body = made.pdf;
	resp_header(r, out, STR("Content-Disposition"),
		    str_format(r->arena, "attachment; filename=\"papers-%.*s%s%.*s.pdf\"", STR_ARG(number),
			       only.len ? "-" : "", STR_ARG(only)));
	return NULL;
}

static const err *packet_pdf(req *r, resp *out)
{
	return pdf_of(r, out, STR_NONE);
}

static const err *paper_pdf(req *r, resp *out)
{
	const paper_def *d = paper_find(&catalog_city(r)->papers, req_param(r, "paper"));
	return d ? pdf_of(r, out, d->id) : err_of(ERR_not_found);
}

/* --- the visit ------------------------------------------------------------------------------------------------------------------- */

static const err *book_get(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	prep_book_for(r, out, s.p.token);
	return guide_book_offices(r, out, services_of(&s), prep_at(&s, "/done"), say(r, T_prepare_back_done));
}

static const err *attach_post(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	str typed = req_form(r, "code");
	typed = typed.len > 40 ? STR_NONE : typed;
	visit_look look = { .city = r->app->city, .code = visits_code_parse(r->arena, typed) };
	const err *e =
		look.code.len ? limit_look(r, "code", address_key(r), PREP_TRIES_TEN, 600) : err_of(ERR_not_found);
	if (!e)
		e = store_read(r->app->store, r->arena, look_run, &look);
	if (err_is(e, ERR_not_found) && look.code.len)
		TRY(limit_hit(r, "code", address_key(r), PREP_TRIES_TEN, 600));
	if (err_is(e, ERR_not_found) || (!e && look.ret.state != BOOKING_BOOKED))
		return done_page(&s, out, typed, say(r, T_prepare_attach_wrong));
	TRY(e);
	TRY(keep_attach(r, s.p.token, look.code));
	resp_redirect(r, out, prep_at(&s, "/done?attached=1").s);
	return NULL;
}

const route prep_done_routes[] = {
	{ "GET", "/prepare/p/:token/done", ACCESS_PUBLIC, done_get },
	{ "GET", "/prepare/p/:token/papers.pdf", ACCESS_PUBLIC, packet_pdf },
	{ "GET", "/prepare/p/:token/pdf/:paper", ACCESS_PUBLIC, paper_pdf },
	{ "GET", "/prepare/p/:token/book", ACCESS_PUBLIC, book_get },
	{ "POST", "/prepare/p/:token/attach", ACCESS_PUBLIC, attach_post },
	{ 0 },
};
