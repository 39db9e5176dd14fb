/* /counter/OFFICE/filling/ID/answers: all questions of a packet on one page, the packet and what it looks like beside. */
#include "modules/papers/counter/counter_pages.h"
#include "print/background.h"

#include "modules/papers/counter/templates/fill.html.h"

#define BACKGROUND_DPI 96

/* --- the page ------------------------------------------------------------------------------------------------------------------ */

static url at_url(const counter_sitting *s, const char *behind)
{
	return url_of(s->r->arena, counter_at(s, behind));
}

static void add_papers(const counter_sitting *s, const packet *k, counter_fill_view *v)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	str here = counter_paper_here(s, k);
	for (size_t c = 0; c < k->counters.n; c++) {
		const packet_counter *from = &k->counters.at[c];
		counter_place place = { .service = from->service ? text_in(&from->service->name, l) : STR_NONE };
		for (size_t i = 0; i < from->papers.n; i++) {
			const packet_paper *p = &from->papers.at[i];
			counter_paper one = { .id = p->paper->id,
					      .name = text_in(&p->paper->name, l),
					      .sheets = (i64)p->sheets,
					      .missing = (i64)p->missing,
					      .open = p->open,
					      .here = str_eq(p->paper->id, here) };
			one.link = url_of(a, str_format(a, "%.*s?paper=%.*s", STR_ARG(counter_at(s, "/answers")),
							STR_ARG(p->paper->id)));
			LIST_ADD(a, &place.papers, one);
		}
		LIST_ADD(a, &v->places, place);
	}
	for (size_t i = 0; i < k->out_n; i++) {
		const struct packet_out *o = &k->out[i];
		LIST_ADD(a, &v->out,
			 ((counter_paper){ .id = o->paper->id, .name = text_in(&o->paper->name, l), .why = o->why }));
	}
	for (size_t i = 0; i < s->prep.left_out.n; i++) {
		const paper_def *p = paper_find(&s->city->papers, s->prep.left_out.at[i]);
		if (p)
			LIST_ADD(a, &v->out,
				 ((counter_paper){ .id = p->id,
						   .name = text_in(&p->name, l),
						   .why = words_text(a, l, T_counter_left_out),
						   .left = true }));
	}
}

static bool has_str(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

/* What may be added: papers that are not in the packet. */
static void add_more(const counter_sitting *s, const packet *k, counter_fill_view *v)
{
	arena *a = s->r->arena;
	strs in = { 0 };
	for (size_t c = 0; c < k->counters.n; c++)
		for (size_t i = 0; i < k->counters.at[c].papers.n; i++)
			LIST_ADD(a, &in, k->counters.at[c].papers.at[i].paper->id);
	for (size_t i = 0; i < k->out_n; i++)
		LIST_ADD(a, &in, k->out[i].paper->id);
	for (size_t i = 0; i < s->city->papers.papers.n; i++) {
		const paper_def *p = &s->city->papers.papers.at[i];
		if (!has_str(&in, p->id) && !has_str(&s->prep.left_out, p->id))
			LIST_ADD(a, &v->more, ((counter_pick){ .id = p->id, .name = text_in(&p->name, s->r->lang) }));
	}
}

static void add_problems(const counter_sitting *s, counter_fill_view *v)
{
	arena *a = s->r->arena;
	papers_problems_list all = papers_problems(s->p);
	for (size_t i = 0; i < all.n; i++) {
		counter_problem p = { .told = all.at[i].told, .stops = all.at[i].stops };
		if (all.at[i].fact) {
			p.fact = str_format(a, "f-%.*s", STR_ARG(all.at[i].fact->field.id));
			p.label = text_in(&all.at[i].fact->field.label, s->r->lang);
		}
		v->stops_n += p.stops;
		LIST_ADD(a, &v->problems, p);
	}
	papers_facts asks = papers_asks(s->p), missing = papers_missing(s->p);
	v->asked = (i64)asks.n;
	v->missing_n = (i64)missing.n;
	v->answered = v->asked - v->missing_n;
}

static void add_others(const counter_sitting *s, counter_fill_view *v)
{
	for (size_t i = 0; i < s->f.same.n; i++) {
		const counter_same_row *o = &s->f.same.at[i];
		if (str_eq(o->id, s->f.id))
			continue;
		const office_def *where = defs_office(s->city, o->office);
		str desk = where && o->desk.len ? counter_desk_name(s->r->arena, s->r->lang, where, o->desk) : STR_NONE;
		LIST_ADD(s->r->arena, &v->others,
			 words_counter_other(s->r->arena, s->r->lang, o->staff_name, desk,
					     counter_say_time(s->r->arena, o->begun_at)));
	}
}

static bool asks_fact(const papers_facts *asks, const char *id)
{
	for (size_t i = 0; i < asks->n; i++)
		if (str_eq(asks->at[i]->field.id, str_of(id)))
			return true;
	return false;
}

/* Whose card it may be: a prefix of the facts that it fills. */
static void add_card(const counter_sitting *s, counter_fill_view *v)
{
	arena *a = s->r->arena;
	lang l = s->r->lang;
	papers_facts asks = papers_asks(s->p);
	static const struct {
		const char *fact, *prefix;
		word text;
	} all[] = { { "shimei", "", T_counter_card_self }, { "dairi-shimei", "dairi-", T_counter_card_proxy } };
	for (size_t i = 0; i < COUNT(all); i++)
		if (asks_fact(&asks, all[i].fact))
			LIST_ADD(
				a, &v->card_for,
				((counter_pick){ .id = str_of(all[i].prefix), .name = words_text(a, l, all[i].text) }));
	v->may_card = v->card_for.n > 0;
	v->card_at = str_format(a, "http://127.0.0.1:%d", COUNTER_CARD_PORT);
}

static void add_langs(const counter_sitting *s, counter_fill_view *v)
{
	static const struct {
		const char *id, *name;
	} all[LANG_COUNT] = { [LANG_JA] = { "ja", "日本語" },
			      [LANG_JA_EASY] = { "ja-easy", "やさしい日本語" },
			      [LANG_EN] = { "en", "English" } };
	for (lang l = LANG_JA; l < LANG_COUNT; l++)
		LIST_ADD(s->r->arena, &v->langs,
			 ((counter_pick){
				 .id = str_of(all[l].id), .name = str_of(all[l].name), .chosen = s->prep.lang == l }));
}

static void say_screen(const counter_sitting *s, counter_fill_view *v)
{
	const counter_screen_get_row *c = &s->f.screen;
	v->has_desk = s->f.row.desk.len > 0;
	v->has_screen = s->f.has_screen && c->holder.len > 0;
	bool here = v->has_screen && str_eq(c->filling, s->f.id) && s->r->now < c->until_at;
	v->shown = here && str_eq(c->state, STR("shown"));
	v->confirmed = s->f.row.confirmed_at > 0;
	for (size_t i = 0; i < s->prep.answers.n && v->confirmed; i++)
		v->confirmed_old = v->confirmed_old || s->prep.answers.at[i].at > s->f.row.confirmed_at;
	const fact_def *f = v->shown && c->pointed.len ? facts_find(&s->city->facts, c->pointed) : NULL;
	if (f)
		v->pointed = text_in(&f->field.label, s->r->lang);
}

const err *counter_fill_page(counter_sitting *s, resp *out)
{
	req *r = s->r;
	arena *a = r->arena;
	lang l = r->lang;
	packet k = papers_packet(s->p);
	counter_fill_view v = {
		.number = s->f.row.number,
		.about = s->prep.events.n ? counter_say_about(r, s->city, counter_about_of(a, &s->prep, &k)) : STR_NONE,
		.desk = s->f.row.desk,
		.desk_name = counter_desk_name(a, l, s->office, s->f.row.desk),
		.began = instant_text(a, s->f.row.begun_at),
		.seconds = (r->now - s->f.row.begun_at) / SECOND,
		.since = counter_say_seconds(a, l, (r->now - s->f.row.begun_at) / SECOND),
		.message = s->message,
		.message_css = "warn",
		.gone = s->gone,
		.over = s->f.row.over_at > 0,
		.prepared_home = str_eq(s->f.row.came, STR("home")),
		.lost = (i64)s->prep.lost,
		.errors = s->errors,
		.papers = s->prep.papers,
		.schemes = s->prep.schemes,
		.events = s->prep.events,
		.left_out = s->prep.left_out,
		.here = at_url(s, "/answers"),
		.print = at_url(s, "/print"),
		.card = at_url(s, "/card"),
		.file = at_url(s, "/file"),
		.preview_link = at_url(s, "/preview"),
		.start = url_path(a, "/counter/%.*s", STR_ARG(s->office->id)),
		.has_records = s->f.row.visit.len > 0,
	};
	v.title = v.number.len ? v.number : words_text(a, l, T_counter_fill_title);
	if (v.has_records)
		v.records =
			url_path(a, "/counter/%.*s/visit/%.*s/papers", STR_ARG(s->office->id), STR_ARG(s->f.row.visit));
	for (size_t i = 0; i < s->both.n; i++) {
		const fact_def *f = facts_find(&s->city->facts, s->both.at[i].fact);
		LIST_ADD(a, &v.errors,
			 ((field_error){ str_format(a, "f-%.*s", STR_ARG(s->both.at[i].fact)),
					 words_counter_both(a, l, f ? text_in(&f->field.label, l) : STR_NONE) }));
	}
	v.parts = counter_rows(s);
	add_papers(s, &k, &v);
	add_more(s, &k, &v);
	add_problems(s, &v);
	add_others(s, &v);
	add_card(s, &v);
	add_langs(s, &v);
	say_screen(s, &v);
	v.preview = counter_preview_of(s, counter_paper_here(s, &k));
	counter_packets_of_visit_rows printed = counter_as_visit_rows(a, &s->f.packets);
	TRY(counter_packet_lines_of(r, s->city, s->office, &printed, false, &v.packets));
	if (v.errors.n || s->gone)
		out->status = s->gone ? 410 : 422;
	counter_private(r, out);
	resp_header(
		r, out, STR("Content-Security-Policy"),
		str_format(
			a,
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
			"connect-src 'self' %.*s; media-src 'self'; form-action 'self'; base-uri 'none'; "
			"frame-ancestors 'none'",
			STR_ARG(v.card_at)));
	page_out o = page_begin(r);
	counter_fill(&o, &v);
	page p = counter_page(s->office, words_counter_fill_page_title(a, l, v.title));
	if (v.has_desk)
		p.live = counter_events(r, s->office->id, v.desk);
	return page_end(&o, &p, out);
}

static const err *fill_get(req *r, resp *out)
{
	counter_sitting s;
	TRY(counter_open_sitting(r, &s));
	return counter_fill_page(&s, out);
}

static const err *preview_get(req *r, resp *out)
{
	counter_sitting s;
	TRY(counter_open_sitting(r, &s));
	packet k = papers_packet(s.p);
	counter_preview v = counter_preview_of(&s, counter_paper_here(&s, &k));
	counter_private(r, out);
	page_out o = page_begin(r);
	counter_preview_box(&o, &v);
	return page_end(&o, &(page){ .kind = PAGE_FRAGMENT }, out);
}

/* The picture of a published form that lies below what is filled in. */
static const err *background_get(req *r, resp *out)
{
	const office_def *o;
	i64 sheet;
	TRY(counter_office(r, &o));
	const city_def *c = catalog_city(r);
	const paper_def *p = paper_find(&c->papers, req_param(r, "paper"));
	if (!p || !str_i64(req_param(r, "sheet"), &sheet) || sheet < 0 || (size_t)sheet >= p->sheets.n)
		return err_of(ERR_not_found);
	const paper_sheet *s = &p->sheets.at[sheet];
	for (size_t i = 0; i < c->papers.backgrounds.n; i++)
		if (s->background.len && str_eq(c->papers.backgrounds.at[i].path, s->background)) {
			TRY(background_png(r->arena, c->papers.backgrounds.at[i].bytes, s->background_page,
					   BACKGROUND_DPI, &out->body));
			out->type = STR("image/png");
			resp_header(r, out, STR("Cache-Control"), STR("private, max-age=3600"));
			return NULL;
		}
	return err_of(ERR_not_found);
}

/* --- what is done ---------------------------------------------------------------------------------------------------------------- */

static void drop_str(strs *list, str s)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		if (!str_eq(list->at[i], s))
			list->at[n++] = list->at[i];
	list->n = n;
}

typedef struct packet_change {
	str add, leave, back, lang;
} packet_change;

static bool change_packet(counter_sitting *s, preparation *p, const void *arg)
{
	const packet_change *c = arg;
	arena *a = s->r->arena;
	bool any = false;
	if (c->add.len && paper_find(&s->city->papers, c->add) && !has_str(&p->papers, c->add)) {
		LIST_ADD(a, &p->papers, c->add);
		drop_str(&p->left_out, c->add);
		any = true;
	}
	if (c->leave.len && paper_find(&s->city->papers, c->leave) && !has_str(&p->left_out, c->leave)) {
		LIST_ADD(a, &p->left_out, c->leave);
		any = true;
	}
	if (c->back.len && has_str(&p->left_out, c->back)) {
		drop_str(&p->left_out, c->back);
		any = true;
	}
	static const char *const langs[LANG_COUNT] = { "ja", "ja-easy", "en" };
	for (lang l = LANG_JA; l < LANG_COUNT; l++)
		if (str_eq(c->lang, str_of(langs[l])) && p->lang != l) {
			p->lang = l;
			any = true;
		}
	return any;
}

/* What was proposed for a field is taken, as it stood beside it. */
static bool take_proposal(counter_sitting *s, preparation *p, const void *arg)
{
	const str *fact = arg;
	counter_parts all = counter_rows(s);
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < all.at[i].rows.n; k++) {
			const counter_row *row = &all.at[i].rows.at[k];
			const fact_def *f = facts_find(&s->city->facts, row->fact);
			fact_answer answer = { .id = row->fact };
			if (str_eq(row->fact, *fact) && row->proposal.len && f &&
			    !field_read(s->r->arena, &f->field, row->proposal, day_of(s->r->now), &answer.value))
				return counter_put(s->r->arena, p, answer, ORIGIN_CLERK, s->r->now);
		}
	return false;
}

/* What was on the page becomes a preparation of its own, in place of the one that is gone. */
static const err *renew(counter_sitting *s)
{
	req *r = s->r;
	str code;
	TRY(keep_new(r, &s->prep, &s->prep, &code));
	s->token = s->prep.token;
	s->gone = false;
	return counter_attach(r, s->office->id, s->f.id, s->token);
}

/* Over: what was printed is kept with the visit, so the preparation has done its work; what was not printed stays prepared. */
static const err *finish(counter_sitting *s)
{
	bool printed = s->f.packets.n > 0;
	TRY(counter_act(s, FILLING_OVER, printed ? STR("printed") : STR("put aside")));
	return printed && !s->gone ? keep_delete(s->r, s->token) : NULL;
}

static const err *act(counter_sitting *s, str what)
{
	if (str_eq(what, STR("renew")))
		return s->gone ? renew(s) : NULL;
	if (str_eq(what, STR("over")))
		return finish(s);
	if (s->gone)
		return NULL;
	if (str_eq(what, STR("show"))) {
		const err *e = counter_act(s, FILLING_SHOW, STR_NONE);
		if (!err_is(e, ERR_not_found))
			return e;
		s->message = words_text(s->r->arena, s->r->lang, T_counter_no_screen);
		return NULL;
	}
	return str_eq(what, STR("blank")) ? counter_act(s, FILLING_BLANK, STR_NONE) : NULL;
}

static const err *fill_post(req *r, resp *out)
{
	counter_sitting s;
	size_t set;
	TRY(counter_open_sitting(r, &s));
	if (s.f.row.over_at) {
		resp_redirect(r, out, counter_at(&s, "/answers"));
		return NULL;
	}
	str what = req_form(r, "action");
	TRY(counter_save(&s, &set));
	packet_change change = { req_form(r, "add"), req_form(r, "leave"), req_form(r, "back"), req_form(r, "lang") };
	if (!s.gone)
		TRY(counter_change_save(&s, change_packet, &change));
	str proposed = req_form(r, "propose");
	if (!s.gone && proposed.len)
		TRY(counter_change_save(&s, take_proposal, &proposed));
	bool stay = s.errors.n || s.both.n;
	if (!stay || str_eq(what, STR("over")))
		TRY(act(&s, what));
	if (stay || s.gone || s.message.len) {
		if (!str_eq(what, STR("over")))
			return counter_fill_page(&s, out);
	}
	if (str_eq(what, STR("over")))
		resp_redirect(r, out, str_format(r->arena, "/counter/%.*s", STR_ARG(s.office->id)));
	else
		resp_redirect(r, out,
			      str_format(r->arena, "%.*s?paper=%.*s", STR_ARG(counter_at(&s, "/answers")),
					 STR_ARG(counter_paper_param(r))));
	return NULL;
}

const route counter_fill_routes[] = {
	{ "GET", "/counter/:office/filling/:filling/answers", ACCESS_CLERK, fill_get },
	{ "POST", "/counter/:office/filling/:filling/answers", ACCESS_CLERK, fill_post },
	{ "GET", "/counter/:office/filling/:filling/preview", ACCESS_CLERK, preview_get },
	{ "GET", "/counter/:office/background/:paper/:sheet", ACCESS_CLERK, background_get },
	{ 0 },
};
