/* /prepare/p/TOKEN: the papers, counter by counter, what is still to be asked; a paper out, and back. */
#include "modules/papers/prepare/prepare.h"

#include "modules/papers/prepare/templates/papers.html.h"

static prep_paper paper_of(const prep *s, const paper_def *d)
{
	return (prep_paper){ .id = d->id,
			     .name = text_in(&d->name, s->r->lang),
			     .about = text_in(&d->about, s->r->lang),
			     .why = prep_why(s, d),
			     .sample = !d->confirmed,
			     .link = url_path(s->r->arena, "/prepare/p/%.*s/paper/%.*s", STR_ARG(s->p.token),
					      STR_ARG(d->id)),
			     .css = "calm" };
}

static void say_state(const prep *s, const packet_paper *k, prep_paper *ret)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	if (k->open) {
		ret->state = words_text(a, l, T_prepare_state_open);
	} else if (k->missing) {
		ret->state = words_prepare_state_missing(a, l, (i64)k->missing);
		ret->css = "info";
	} else {
		ret->state = words_text(a, l, T_prepare_state_ready);
		ret->css = "good";
	}
}

static const err *home_get(req *r, resp *out)
{
	prep s;
	bool done;
	strs visits;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	arena *a = r->arena;
	packet k = papers_packet(s.sit);
	papers_question q;
	prep_home_view v = { .name = prep_name(&s),
			     .until = prep_date(a, r->lang, day_of(s.p.until)),
			     .changed = prep_date(a, r->lang, day_of(s.p.changed)),
			     .where = prep_where_of(&s),
			     .news = prep_news_of(&s),
			     .said = prep_said_all(&s, NULL),
			     .asks_more = prep_next(&s, &q),
			     .none = k.papers == 0,
			     .go_on = prep_at(&s, "/q"),
			     .check = prep_at(&s, "/check"),
			     .done = prep_at(&s, "/done"),
			     .add = prep_at(&s, "/add"),
			     .link = prep_at(&s, "/link"),
			     .papers = prep_at(&s, "/papers"),
			     .forget = prep_at(&s, "/forget"),
			     .drop = prep_at(&s, "/delete"),
			     .start = url_of(a, STR("/prepare")) };
	for (size_t i = 0; i < k.counters.n; i++) {
		const packet_counter *c = &k.counters.at[i];
		struct prep_counter one = { .title = c->service ? text_in(&c->service->name, r->lang)
								: words_text(a, r->lang, T_prepare_no_counter),
					    .bring = c->bring };
		for (size_t n = 0; n < c->papers.n; n++) {
			prep_paper d = paper_of(&s, c->papers.at[n].paper);
			say_state(&s, &c->papers.at[n], &d);
			LIST_ADD(a, &one.papers, d);
		}
		LIST_ADD(a, &v.counters, one);
	}
	for (size_t i = 0; i < k.out_n; i++) {
		prep_paper d = paper_of(&s, k.out[i].paper);
		d.why = k.out[i].why;
		LIST_ADD(a, &v.out, d);
	}
	for (size_t i = 0; i < s.p.left_out.n; i++) {
		const paper_def *d = paper_find(&s.city->papers, s.p.left_out.at[i]);
		if (d)
			LIST_ADD(a, &v.left_out, paper_of(&s, d));
	}
	TRY(keep_visits(r, s.p.token, &visits));
	v.booked = visits.n > 0;
	page_out o = page_begin(r);
	prepare_home_page(&o, &v);
	page p = prep_page(r, v.name);
	return page_end(&o, &p, out);
}

/* out=ID, back=ID */
static const err *papers_post(req *r, resp *out)
{
	prep s;
	bool done;
	TRY(prep_open(r, out, &s, &done));
	if (done)
		return NULL;
	const papers_def *all = &s.city->papers;
	const paper_def *gone = paper_find(all, req_form(r, "out")), *again = paper_find(all, req_form(r, "back"));
	const err *e = gone || again ? NULL : err_of(ERR_bad_request);
	for (int tries = 0; (gone || again) && tries < PREP_AGAIN; tries++) {
		strs before = prep_ids(&s);
		if (gone && !prep_among(s.p.left_out, gone->id))
			LIST_ADD(r->arena, &s.p.left_out, gone->id);
		if (again)
			prep_without(&s.p.left_out, again->id);
		prep_sit(&s);
		prep_tell_change(&s, before);
		e = keep_save(r, &s.p);
		if (!err_is(e, ERR_stale))
			break;
		TRY(prep_reload(&s));
	}
	TRY(e);
	resp_redirect(r, out, prep_at(&s, "").s);
	return NULL;
}

const route prep_papers_routes[] = {
	{ "GET", "/prepare/p/:token", ACCESS_PUBLIC, home_get },
	{ "POST", "/prepare/p/:token/papers", ACCESS_PUBLIC, papers_post },
	{ 0 },
};
