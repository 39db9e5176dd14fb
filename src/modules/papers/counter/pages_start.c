/*
 * /counter/OFFICE: who is brought up, and for what.
 *
 * A field takes what a scanner or a clerk types: the link of a preparation, the code of a booking or ticket, the ticket's number of today, the number of a
 * packet. What leads to a preparation opens it at once; a person without one is asked for what he or she came. The person at the clerk's own desk is
 * offered without typing.
 */
#include "modules/papers/counter/counter_pages.h"
#include "text/search.h"

#include "modules/papers/counter/templates/start.html.h"

#define FOUND_MAX 12
#define EVENTS_MAX 60
#define ID_LEN 12

typedef struct start {
	req *r;
	const city_def *city;
	const office_def *office;
	str desk;
	board board;
	counter_caller caller;
} start;

struct packet_question {
	i64 city;
	str number;
	counter_packet_of_row row;
	bool found;
};

static const err *read_packet(db *d, arena *a, void *arg)
{
	struct packet_question *q = arg;
	return counter_packet_of(d, a, q->city, q->number, &q->row, &q->found);
}

/* --- where ---------------------------------------------------------------------------------------------------------------------------- */

static const live_desk *desk_at(const board *b, str id)
{
	for (size_t i = 0; i < b->desks.n; i++)
		if (id.len && str_eq(b->desks.at[i].desk, id))
			return &b->desks.at[i];
	return NULL;
}

/* The desk that was chosen, else the one that this clerk has opened. */
static const err *begin_start(req *r, start *s)
{
	*s = (start){ .r = r, .city = catalog_city(r) };
	TRY(counter_office(r, &s->office));
	TRY(visits_board(r, s->office->id, false, &s->board));
	s->desk = req_form(r, "desk").len ? req_form(r, "desk") : req_query(r, "desk");
	if (str_eq(s->desk, STR("-")) || (s->desk.len && !defs_desk(s->office, s->desk)))
		s->desk = STR_NONE;
	else if (s->desk.len == 0)
		for (size_t i = 0; i < s->board.desks.n; i++)
			if (s->board.desks.at[i].state != DESK_CLOSED && s->board.desks.at[i].staff == r->who->staff)
				s->desk = s->board.desks.at[i].desk;
	return NULL;
}

/* --- the page --------------------------------------------------------------------------------------------------------------------------- */

static str say_services(req *r, const start *s, const strs *services)
{
	buf b = buf_new(r->arena, 4096);
	for (size_t i = 0; i < services->n; i++) {
		const service_def *d = defs_service(s->city, services->at[i]);
		if (b.len)
			buf_put(&b, r->lang == LANG_EN ? STR(", ") : STR("、"));
		buf_put(&b, d ? text_in(&d->name, r->lang) : services->at[i]);
	}
	return buf_str(&b);
}

static bool has_str(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

/* Papers of the services that the person came for, else of the desk, else of the office. */
static void add_quick(const start *s, counter_start_view *v)
{
	req *r = s->r;
	const desk_def *d = s->desk.len ? defs_desk(s->office, s->desk) : NULL;
	strs services = s->caller.services;
	if (services.n == 0 && d)
		services = d->services;
	strs chosen = req_form_all(r, "paper");
	for (int pass = 0; pass < 2 && v->papers.n == 0; pass++)
		for (size_t i = 0; i < s->city->papers.papers.n; i++) {
			const paper_def *p = &s->city->papers.papers.at[i];
			bool fits = pass == 0 && services.n ? has_str(&services, p->where)
							    : p->where.len == 0 || defs_offer(s->office, p->where);
			if (fits)
				LIST_ADD(r->arena, &v->papers,
					 ((counter_pick){ .id = p->id,
							  .name = text_in(&p->name, r->lang),
							  .chosen = has_str(&chosen, p->id) }));
		}
}

static void add_events(const start *s, counter_start_view *v)
{
	req *r = s->r;
	strs chosen = req_form_all(r, "event");
	for (size_t i = 0; i < s->city->guide.events.n && v->events.n < EVENTS_MAX; i++) {
		const event_def *e = &s->city->guide.events.at[i];
		strs one = { &(str){ e->id.at, e->id.len }, 1 }, none = { 0 };
		papers_list list = papers_of(r->arena, s->city, &none, &one);
		int key = v->events.n < 9 ? (int)v->events.n + 1 : 0;
		if (list.n == 0)
			continue;
		LIST_ADD(r->arena, &v->events,
			 ((counter_pick){ .id = e->id,
					  .name = text_in(&e->name, r->lang),
					  .detail = words_counter_papers_n(r->arena, r->lang, (i64)list.n),
					  .key = key,
					  .chosen = has_str(&chosen, e->id) }));
	}
}

static void add_found(const start *s, counter_start_view *v)
{
	req *r = s->r;
	arena *a = r->arena;
	const paper_defs *all = &s->city->papers.papers;
	v->find = req_query(r, "find");
	v->searched = v->find.len > 0;
	if (!v->searched || all->n == 0)
		return;
	search_doc *docs = arena_many(a, search_doc, all->n);
	for (size_t i = 0; i < all->n; i++) {
		const paper_def *p = &all->at[i];
		docs[i].at = arena_many(a, search_part, 5 + p->words.n);
		docs[i].at[docs[i].n++] = (search_part){ p->name.in[LANG_JA], 4 };
		docs[i].at[docs[i].n++] = (search_part){ p->name.in[LANG_EN], 3 };
		docs[i].at[docs[i].n++] = (search_part){ p->reading, 4 };
		docs[i].at[docs[i].n++] = (search_part){ p->about.in[LANG_JA], 1 };
		for (size_t k = 0; k < p->words.n; k++)
			docs[i].at[docs[i].n++] = (search_part){ p->words.at[k], 3 };
	}
	search_hits hits = search_find(search_make(a, docs, all->n), a, v->find, FOUND_MAX);
	for (size_t i = 0; i < hits.n; i++) {
		const paper_def *p = &all->at[hits.at[i].doc];
		LIST_ADD(a, &v->found,
			 ((counter_pick){ .id = p->id,
					  .name = text_in(&p->name, r->lang),
					  .detail = text_in(&p->about, r->lang) }));
	}
}

struct going_question {
	i64 city;
	str office, desk;
	day today;
	counter_open_rows rows;
	counter_screen_get_row screen;
	bool has_screen;
};

static const err *read_going(db *d, arena *a, void *arg)
{
	struct going_question *q = arg;
	q->has_screen = false;
	if (q->desk.len)
		TRY(counter_screen_get(d, a, q->city, q->office, q->desk, &q->screen, &q->has_screen));
	return counter_open(d, a, q->city, q->office, q->today, &q->rows);
}

static const err *add_going(const start *s, counter_start_view *v)
{
	req *r = s->r;
	struct going_question q = {
		.city = r->app->city, .office = s->office->id, .desk = s->desk, .today = day_of(r->now)
	};
	TRY(store_read(r->app->store, r->arena, read_going, &q));
	v->has_screen = q.has_screen && q.screen.holder.len > 0;
	for (size_t i = 0; i < q.rows.n; i++) {
		const counter_open_row *f = &q.rows.at[i];
		LIST_ADD(r->arena, &v->going,
			 ((counter_going){ .number = f->number,
					   .about = counter_say_about(r, s->city, f->about),
					   .desk = counter_desk_name(r->arena, r->lang, s->office, f->desk),
					   .who = f->staff_name,
					   .since = counter_say_time(r->arena, f->begun_at),
					   .mine = f->staff == r->who->staff,
					   .link = url_path(r->arena, "/counter/%.*s/filling/%.*s/answers",
							    STR_ARG(s->office->id), STR_ARG(f->id)) }));
	}
	return NULL;
}

/* The person whom this desk serves is a key away. */
static const err *add_person(start *s, counter_start_view *v)
{
	req *r = s->r;
	const live_desk *d = desk_at(&s->board, s->desk);
	v->ticket = s->caller.visit;
	v->number = s->caller.number;
	v->person = s->caller.name;
	v->services = say_services(r, s, &s->caller.services);
	v->prepared = s->caller.token.len > 0;
	v->told = s->caller.found && !v->prepared && s->caller.packet.len == 0;
	v->has_person = v->told || v->prepared;
	if (v->has_person || !d || d->ticket.len == 0 || s->caller.trouble)
		return NULL;
	counter_caller here = { 0 };
	bool there;
	TRY(counter_find_visit(r, s->office, d->ticket, false, &here, &there));
	v->has_person = there && here.found;
	v->prepared = here.token.len > 0;
	v->ticket = here.visit;
	v->number = here.number;
	v->person = here.name;
	v->services = say_services(r, s, &here.services);
	return NULL;
}

static const err *start_page(start *s, resp *out)
{
	req *r = s->r;
	arena *a = r->arena;
	counter_start_view v = { .office = text_in(&s->office->name, r->lang),
				 .desk = s->desk,
				 .desk_name = counter_desk_name(a, r->lang, s->office, s->desk),
				 .typed = s->caller.trouble ? req_form(r, "q") : STR_NONE,
				 .message = s->caller.message,
				 .warn = s->caller.trouble,
				 .here = url_path(a, "/counter/%.*s", STR_ARG(s->office->id)),
				 .report = url_path(a, "/counter/%.*s/report", STR_ARG(s->office->id)),
				 .may_report = r->who->role >= ROLE_FLOOR };
	for (size_t i = 0; i < s->office->desks.n; i++)
		LIST_ADD(a, &v.desks,
			 ((counter_pick){ .id = s->office->desks.at[i].id,
					  .name = counter_desk_name(a, r->lang, s->office, s->office->desks.at[i].id),
					  .chosen = str_eq(s->office->desks.at[i].id, s->desk) }));
	TRY(add_person(s, &v));
	v.has_records = v.ticket.len > 0;
	if (v.has_records)
		v.records = url_path(a, "/counter/%.*s/visit/%.*s/papers", STR_ARG(s->office->id), STR_ARG(v.ticket));
	add_events(s, &v);
	add_quick(s, &v);
	add_found(s, &v);
	TRY(add_going(s, &v));
	if (v.warn)
		out->status = 422;
	counter_private(r, out);
	page_out o = page_begin(r);
	counter_start(&o, &v);
	page p = counter_page(s->office, words_counter_title(a, r->lang, v.office));
	return page_end(&o, &p, out);
}

static const err *start_get(req *r, resp *out)
{
	start s;
	TRY(begin_start(r, &s));
	TRY(counter_find(r, s.office, req_query(r, "q"), req_query(r, "ticket"), &s.caller));
	return start_page(&s, out);
}

/* --- beginning --------------------------------------------------------------------------------------------------------------------------- */

/* The filling of this preparation that this clerk has open in this office already. */
static const err *open_already(start *s, str same, str *ret)
{
	struct going_question q = { .city = s->r->app->city, .office = s->office->id, .today = day_of(s->r->now) };
	TRY(store_read(s->r->app->store, s->r->arena, read_going, &q));
	filling f;
	for (size_t i = 0; i < q.rows.n; i++) {
		if (q.rows.at[i].staff != s->r->who->staff || !str_eq(q.rows.at[i].desk, s->desk))
			continue;
		TRY(counter_filling(s->r, s->office->id, q.rows.at[i].id, &f));
		if (str_eq(f.row.same, same))
			*ret = f.id;
	}
	return NULL;
}

static const err *begin(start *s, resp *out, const preparation *p, const char *came, const char *by)
{
	req *r = s->r;
	arena *a = r->arena;
	begin_filling c = { .app = r->app,
			    .who = r->who,
			    .id = str_lower(a, random_code(a, ID_LEN)),
			    .office = s->office->id,
			    .desk = s->desk,
			    .visit = s->caller.visit,
			    .number = s->caller.number,
			    .same = counter_same_key(r, p->token),
			    .came = str_of(came),
			    .by = by };
	str id = STR_NONE;
	TRY(open_already(s, c.same, &id));
	if (id.len == 0) {
		id = c.id;
		packet k = papers_packet(counter_papers_of(r, s->city, p));
		c.about = counter_about_of(a, p, &k);
		TRY(store_write(r->app->store, a, office_shard(a, r->app->city, c.office), begin_filling_run, &c));
		TRY(counter_attach(r, c.office, c.id, p->token));
		if (c.visit.len)
			TRY(keep_attach(r, p->token, c.visit));
	}
	resp_redirect(r, out,
		      s->caller.packet.len
			      ? str_format(a, "/counter/%.*s/filling/%.*s/file?number=%.*s", STR_ARG(c.office),
					   STR_ARG(id), STR_ARG(s->caller.packet))
			      : str_format(a, "/counter/%.*s/filling/%.*s/answers", STR_ARG(c.office), STR_ARG(id)));
	return NULL;
}

/* By the resident: what a clerk put aside and takes up again was not. */
static bool was_prepared(const preparation *p)
{
	for (size_t i = 0; i < p->answers.n; i++)
		if (p->answers.at[i].origin == ORIGIN_RESIDENT || p->answers.at[i].origin == ORIGIN_GUIDE)
			return true;
	return false;
}

static const err *begin_new(start *s, resp *out)
{
	req *r = s->r;
	preparation what = { .lang = LANG_JA }, p;
	strs events = req_form_all(r, "event"), list = req_form_all(r, "paper");
	for (size_t i = 0; i < events.n; i++)
		if (guide_event(&s->city->guide, events.at[i]) && !has_str(&what.events, events.at[i]))
			LIST_ADD(r->arena, &what.events, events.at[i]);
	for (size_t i = 0; i < list.n; i++)
		if (paper_find(&s->city->papers, list.at[i]) && !has_str(&what.papers, list.at[i]))
			LIST_ADD(r->arena, &what.papers, list.at[i]);
	if (what.events.n + what.papers.n == 0) {
		s->caller.message = say(r, T_counter_choose_something);
		s->caller.trouble = true;
		return start_page(s, out);
	}
	str code;
	TRY(keep_new(r, &what, &p, &code));
	return begin(s, out, &p, "counter", "new");
}

/* The same papers as in an earlier packet; its answers are proposed on the page that follows. */
static const err *begin_from_packet(start *s, resp *out)
{
	req *r = s->r;
	struct packet_question q = { .city = r->app->city, .number = s->caller.packet };
	TRY(store_read(r->app->store, r->arena, read_packet, &q));
	preparation what = { .lang = LANG_JA }, p;
	str code, rest = q.row.papers;
	while (rest.len) {
		str id = str_cut(&rest, '\n');
		if (paper_find(&s->city->papers, id))
			LIST_ADD(r->arena, &what.papers, id);
	}
	TRY(keep_new(r, &what, &p, &code));
	return begin(s, out, &p, "file", "packet");
}

static const err *join(start *s, resp *out)
{
	req *r = s->r;
	str typed = counter_letters(r->arena, str_sub(req_form(r, "screen"), 0, 40));
	if (s->desk.len == 0 || typed.len != SCREEN_CODE) {
		s->caller.message = words_text(r->arena, r->lang,
					       s->desk.len ? T_counter_screen_code_wrong : T_counter_screen_needs_desk);
		s->caller.trouble = true;
		return start_page(s, out);
	}
	act_filling c = { .app = r->app,
			  .who = r->who,
			  .office = s->office->id,
			  .desk = s->desk,
			  .act = FILLING_JOIN,
			  .detail = typed };
	TRY(store_write(r->app->store, r->arena, office_shard(r->arena, r->app->city, c.office), act_filling_run, &c));
	resp_redirect(r, out, str_format(r->arena, "/counter/%.*s?desk=%.*s", STR_ARG(c.office), STR_ARG(s->desk)));
	return NULL;
}

static const err *start_post(req *r, resp *out)
{
	start s;
	TRY(begin_start(r, &s));
	if (req_form(r, "screen").len)
		return join(&s, out);
	TRY(counter_find(r, s.office, req_form(r, "q"), req_form(r, "ticket"), &s.caller));
	bool asked = req_form(r, "q").len > 0;
	if (s.caller.trouble)
		return start_page(&s, out);
	if (s.caller.token.len && (asked || req_form(r, "prepared").len)) {
		preparation p;
		if (s.caller.visit.len == 0) { /* a link: whoever is at the desk holds it */
			const live_desk *d = desk_at(&s.board, s.desk);
			s.caller.visit = d ? d->ticket : STR_NONE;
			s.caller.number = d ? d->number : STR_NONE;
		}
		TRY(keep_open(r, s.caller.token, &p));
		return begin(&s, out, &p, was_prepared(&p) ? "home" : "counter", asked ? "scan" : "visit");
	}
	if (s.caller.packet.len)
		return begin_from_packet(&s, out);
	if (asked) { /* the person is known, and nothing is prepared */
		if (s.caller.message.len == 0)
			s.caller.message = say(r, T_counter_nothing_prepared);
		return start_page(&s, out);
	}
	return begin_new(&s, out);
}

static const err *offices_get(req *r, resp *out)
{
	if (r->who->office.len) {
		resp_redirect(r, out, str_format(r->arena, "/counter/%.*s", STR_ARG(r->who->office)));
		return NULL;
	}
	counter_picks offices = { 0 };
	const city_def *c = catalog_city(r);
	for (size_t i = 0; i < c->offices.n; i++)
		LIST_ADD(r->arena, &offices,
			 ((counter_pick){ .name = text_in(&c->offices.at[i].name, r->lang),
					  .link = url_path(r->arena, "/counter/%.*s", STR_ARG(c->offices.at[i].id)) }));
	page_out o = page_begin(r);
	counter_offices(&o, &offices);
	page p = counter_page(NULL, say(r, T_counter_choose_office));
	return page_end(&o, &p, out);
}

const route counter_start_routes[] = {
	{ "GET", "/counter", ACCESS_CLERK, offices_get },
	{ "GET", "/counter/:office", ACCESS_CLERK, start_get },
	{ "POST", "/counter/:office", ACCESS_CLERK, start_post },
	{ 0 },
};
