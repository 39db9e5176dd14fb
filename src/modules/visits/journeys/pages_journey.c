/*
 * Taking one ticket for several counters, at the machine (/kiosk/:office/journey/:journey) and anywhere else
 * (/journey/:office, also for staff):
 *
 *     what happened ─▶ questions (GET) ─▶ the steps and the expected end ─ POST ─▶ one ticket
 *
 * Everything that was answered stands in the address, so going back loses nothing and no page needs JavaScript.
 */
#include "kit/assets.h"
#include "kit/limits.h"
#include "modules/visits/journeys/journey_view.h"
#include "modules/visits/journeys/journeys.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/visits_commands.h"
#include "modules/visits/wait/wait.h"

#include "modules/visits/journeys/templates/journey.html.h"

journey_cards journey_cards_of(req *r, const office_def *o, const char *base)
{
	const city_def *c = catalog_city(r);
	journey_cards list = { 0 };
	for (size_t i = 0; i < c->journeys.n; i++) {
		const journey_def *j = &c->journeys.at[i];
		if (journey_offered(j, o))
			LIST_ADD(r->arena, &list,
				 ((journey_card){ j->id, text_in(&j->name, r->lang),
						  url_path(r->arena, "%s/%.*s", base, STR_ARG(j->id)),
						  icon_url(j->icon) }));
	}
	return list;
}

/* --- one journey in one office ---------------------------------------------------------------------------------------- */

/* Which of the questions that there are were answered with yes. */
static strs answers(req *r, const journey_questions *q, strs given)
{
	strs list = { 0 };
	for (size_t i = 0; i < q->n; i++)
		for (size_t k = 0; k < given.n; k++)
			if (str_eq(given.at[k], q->at[i].id)) {
				LIST_ADD(r->arena, &list, q->at[i].id);
				break;
			}
	return list;
}

/* &yes=kokuho&yes=kodomo */
static str answers_query(req *r, strs yes)
{
	buf b = buf_new(r->arena, 4096);
	for (size_t i = 0; i < yes.n; i++)
		buf_format(&b, "&yes=%.*s", STR_ARG(yes.at[i]));
	return arena_copy(r->arena, buf_str(&b));
}

static void fill_plan(req *r, const journey_def *j, board *b, strs yes, journey_view *v)
{
	const office_def *o = b->office;
	arena *a = r->arena;
	journey_path p = journey_steps_of(a, j, o, yes, journey_closed(a, b));
	live_steps steps = journey_live(a, &p, j->one_by_one, b->now);
	v->steps = visit_step_lines(a, r->lang, b->city, o, &steps);
	for (size_t i = 0; i < v->steps.n; i++) {
		if (steps.at[i].state != STEP_WAITING)
			continue;
		v->steps.at[i].here = false; /* nothing is going on yet */
		for (size_t k = 0; k < b->services_n; k++)
			if (str_eq(b->services[k].offer->service, steps.at[i].service))
				v->steps.at[i].note = say_wait(a, r->lang, b->services[k].wait);
	}
	for (size_t i = 0; i < p.missing.n; i++)
		LIST_ADD(a, &v->missing, say_service(a, r->lang, b->city, p.missing.at[i]));
	struct visit_end end;
	if (steps.n && b->open && visits_estimate_end(b, &steps, 0, &end))
		v->end = say_end(a, r->lang, b->now, &end);
	v->how = say(r, j->one_by_one ? T_journeys_one_by_one_hint : T_journeys_steps_hint);
}

/* `base`: /kiosk/moji/journey. `given`: the answers; `go`: they are all there; `e`: why the ticket was refused, or NULL. */
static const err *fill(req *r, const office_def *o, const journey_def *j, str base, strs given, bool go, const err *e,
		       journey_view *v)
{
	arena *a = r->arena;
	board b;
	TRY(visits_board(r, o->id, true, &b));
	journey_questions q = journey_ask(a, j, o);
	v->yes = answers(r, &q, given);
	str here = str_format(a, "%.*s/%.*s", STR_ARG(base), STR_ARG(j->id));
	v->name = text_in(&j->name, r->lang);
	v->about = text_in(&j->about, r->lang);
	v->office = text_in(&o->name, r->lang);
	v->here = v->take = url_of(a, here);
	v->ask = q.n > 0 && !go;
	for (size_t i = 0; i < q.n; i++) {
		bool yes = false;
		for (size_t k = 0; k < v->yes.n; k++)
			yes = yes || str_eq(v->yes.at[k], q.at[i].id);
		LIST_ADD(a, &v->questions, ((journey_choice){ q.at[i].id, text_in(q.at[i].text, r->lang), yes }));
	}
	kiosk_why_closed(r, &b, &v->closed, &v->why);
	if (r->who->role >= ROLE_CLERK) /* who may give tickets all the same */
		v->closed = STR_NONE;
	if (!v->ask)
		fill_plan(r, j, &b, v->yes, v);
	if (e)
		v->error = e->code == ERR_required ? say(r, T_journeys_nothing) : err_message(e->code, r->lang);
	if (q.n)
		v->again = url_of(a, str_format(a, "%.*s?%.*s", STR_ARG(here), STR_ARG(answers_query(r, v->yes))));
	return NULL;
}

static const err *find(req *r, const office_def **ret_office, const journey_def **ret)
{
	const city_def *c = catalog_city(r);
	*ret_office = defs_office(c, req_param(r, "office"));
	*ret = defs_journey(c, req_param(r, "journey"));
	return *ret_office && *ret && journey_offered(*ret, *ret_office) ? NULL : err_of(ERR_not_found);
}

static const err *take(req *r, const office_def *o, const journey_def *j, const char *channel, bool print,
		       take_ticket *ret)
{
	actor *by = arena_one(r->arena, actor);
	*by = visits_actor(r, channel);
	*ret = (take_ticket){
		.by = by, .office = o->id, .journey = j->id, .yes = req_form_all(r, "yes"), .print = print
	};
	TRY(wait_expect_now(r, o->id, &(newcomer){ .journey = j->id, .yes = ret->yes }, &ret->said));
	return store_write(r->app->store, r->arena, office_shard(r->arena, by->city, o->id), take_ticket_run, ret);
}

/* --- at the machine --------------------------------------------------------------------------------------------------- */

static const err *kiosk_list(req *r, resp *out)
{
	const office_def *o;
	journey_kiosk_list_view v = { 0 };
	board b;
	TRY(kiosk_top_of(r, "/journey", KIOSK_IDLE, &o, &v.top));
	TRY(visits_board(r, o->id, false, &b));
	kiosk_why_closed(r, &b, &v.closed, &v.why);
	v.cards = journey_cards_of(r, o, str_format(r->arena, "/kiosk/%.*s/journey", STR_ARG(o->id)).at);
	page_out w = page_begin(r);
	journey_kiosk_list(&w, &v);
	return kiosk_end(&w, out, NULL, 0);
}

static const err *kiosk_show(req *r, resp *out, strs given, bool go, const err *e)
{
	const office_def *o;
	const journey_def *j;
	journey_kiosk_view v = { 0 };
	TRY(find(r, &o, &j));
	const char *path = str_format(r->arena, "/journey/%.*s", STR_ARG(j->id)).at;
	TRY(kiosk_top_of(r, path, KIOSK_IDLE, &o, &v.top));
	str base = str_format(r->arena, "/kiosk/%.*s/journey", STR_ARG(o->id));
	TRY(fill(r, o, j, base, given, go, e, &v.j));
	v.j.back = url_path(r->arena, "/kiosk/%.*s/journey", STR_ARG(o->id));
	if (v.j.again.s.len == 0)
		v.j.again = v.j.back;
	/* the other languages keep the answers */
	str query = str_format(r->arena, "%s%.*s", go ? "&go=1" : "", STR_ARG(answers_query(r, v.j.yes)));
	for (size_t i = 0; i < v.top.langs.n; i++) {
		url *link = &v.top.langs.at[i].link;
		*link = url_of(r->arena, str_format(r->arena, "%.*s%.*s", STR_ARG(link->s), STR_ARG(query)));
	}
	if (e)
		out->status = err_status(e->code);
	page_out w = page_begin(r);
	journey_kiosk(&w, &v);
	return kiosk_end(&w, out, NULL, 0);
}

static const err *kiosk_get(req *r, resp *out)
{
	return kiosk_show(r, out, req_query_all(r, "yes"), req_query(r, "go").len > 0, NULL);
}

static const err *kiosk_post(req *r, resp *out)
{
	const office_def *o;
	const journey_def *j;
	take_ticket c;
	TRY(find(r, &o, &j));
	const err *e = take(r, o, j, "kiosk", true, &c);
	if (e && err_status(e->code) < 500)
		return kiosk_show(r, out, c.yes, true, e);
	TRY(e);
	kiosk_to_ticket(r, out, o->id, c.ret.code);
	return NULL;
}

/* --- on the phone, and for staff --------------------------------------------------------------------------------------- */

static const err *list_get(req *r, resp *out)
{
	const office_def *o = defs_office(catalog_city(r), req_param(r, "office"));
	if (!o)
		return err_of(ERR_not_found);
	board b;
	TRY(visits_board(r, o->id, false, &b));
	str base = str_format(r->arena, "/journey/%.*s", STR_ARG(o->id));
	journey_list_view v = { .office = text_in(&o->name, r->lang),
				.cards = journey_cards_of(r, o, base.at),
				.book = url_path(r->arena, "/book/%.*s", STR_ARG(o->id)) };
	kiosk_why_closed(r, &b, &v.closed, &v.why);
	page_out w = page_begin(r);
	journey_list_page(&w, &v);
	page p = { .kind = PAGE_RESIDENT, .title = say(r, T_journeys_title) };
	return page_end(&w, &p, out);
}

static const err *show(req *r, resp *out, strs given, bool go, const err *e)
{
	const office_def *o;
	const journey_def *j;
	journey_view v = { 0 };
	TRY(find(r, &o, &j));
	str base = str_format(r->arena, "/journey/%.*s", STR_ARG(o->id));
	TRY(fill(r, o, j, base, given, go, e, &v));
	v.back = url_of(r->arena, base);
	if (v.again.s.len == 0)
		v.again = v.back;
	if (e)
		out->status = err_status(e->code);
	page_out w = page_begin(r);
	journey_page(&w, &v);
	page p = { .kind = PAGE_RESIDENT, .title = v.name };
	return page_end(&w, &p, out);
}

static const err *page_get(req *r, resp *out)
{
	return show(r, out, req_query_all(r, "yes"), req_query(r, "go").len > 0, NULL);
}

static const err *page_post(req *r, resp *out)
{
	const office_def *o;
	const journey_def *j;
	take_ticket c = { .yes = req_form_all(r, "yes") };
	TRY(find(r, &o, &j));
	bool staff = r->who->role >= ROLE_CLERK;
	const err *e = NULL;
	if (r->who->role < ROLE_DEVICE)
		e = limit_hit(r, "ticket", address_key(r), catalog_city(r)->limits.tickets_per_address_hour, 3600);
	if (!e)
		e = take(r, o, j, staff ? "staff" : "web", staff, &c);
	if (e && err_status(e->code) < 500)
		return show(r, out, c.yes, true, e);
	TRY(e);
	resp_redirect(r, out,
		      staff ? str_format(r->arena, "/desk/%.*s/ticket/%.*s", STR_ARG(o->id), STR_ARG(c.ret.code))
			    : str_format(r->arena, "/t/%.*s", STR_ARG(c.ret.code)));
	return NULL;
}

const route visits_journey_routes[] = {
	{ "GET", "/kiosk/:office/journey", ACCESS_DEVICE, kiosk_list },
	{ "GET", "/kiosk/:office/journey/:journey", ACCESS_DEVICE, kiosk_get },
	{ "POST", "/kiosk/:office/journey/:journey", ACCESS_DEVICE, kiosk_post },
	{ "GET", "/journey/:office", ACCESS_PUBLIC, list_get },
	{ "GET", "/journey/:office/:journey", ACCESS_PUBLIC, page_get },
	{ "POST", "/journey/:office/:journey", ACCESS_PUBLIC, page_post },
	{ 0 },
};
