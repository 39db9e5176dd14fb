/*
 * /kiosk/:office, the ticket machine in the hall: a touch screen for people who stand.
 *
 *     start ─┬─ services ─ POST ticket ──┬─▶ ticket/CODE ─ after 20 s ─▶ start
 *            ├─ check-in ─ POST ─────────┘
 *            └─ later: the booking page, on the phone or here
 *
 * Whoever left is forgotten: after a while without a touch kiosk.js goes back to the start, in Japanese. Without JavaScript
 * everything works too: the keys of the keypad are buttons of the form, and the page with the ticket comes again every few
 * seconds until its time (`until` in its address) is over, and then leads to the start.
 *
 * A QR scanner at the machine types like a keyboard: the booking's address or code, and Enter.
 */
#include "kit/assets.h"
#include "modules/visits/pages/kiosk_view.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/visits_private.h"
#include "modules/visits/wait/wait.h"
#include "print/qr.h"

#include "modules/visits/pages/templates/kiosk.html.h"

#define SHOWN_SECONDS 20 /* a ticket on the screen */
#define POLL_SECONDS 4 /* without JavaScript */
#define TYPED_MAX 300 /* bytes; a scanned address is longer than a code */

/* --- around every page -------------------------------------------------------------------------------------- */

const err *kiosk_top_of(req *r, const char *path, int idle, const office_def **ret_office, kiosk_top *ret)
{
	static const kiosk_lang langs[LANG_COUNT] = { [LANG_JA] = { .name = "日本語", .code = "ja" },
						      [LANG_JA_EASY] = { .name = "やさしい日本語", .code = "ja" },
						      [LANG_EN] = { .name = "English", .code = "en" } };
	static const char *const codes[LANG_COUNT] = { "ja", "ja-easy", "en" };
	arena *a = r->arena;
	const office_def *o = defs_office(catalog_city(r), req_param(r, "office"));
	if (!o)
		return err_of(ERR_not_found);
	*ret = (kiosk_top){ .office = text_in(&o->name, r->lang),
			    .start = url_path(a, "/kiosk/%.*s", STR_ARG(o->id)),
			    .home = url_path(a, "/kiosk/%.*s?lang=ja", STR_ARG(o->id)),
			    .idle = idle };
	for (lang l = LANG_JA; l < LANG_COUNT; l++) {
		kiosk_lang k = langs[l];
		k.link = url_path(a, "/kiosk/%.*s%s?lang=%s", STR_ARG(o->id), path, codes[l]);
		k.here = l == r->lang;
		LIST_ADD(a, &ret->langs, k);
	}
	*ret_office = o;
	return NULL;
}

const err *kiosk_end(page_out *o, resp *out, const office_def *live, int refresh)
{
	page p = { .kind = PAGE_SCREEN,
		   .title = words_text(o->arena, o->lang, T_kiosk_title),
		   .script = STR("kiosk.js"),
		   .refresh = refresh };
	if (live)
		p.live = str_format(o->arena, "/events/offices/%.*s", STR_ARG(live->id));
	return page_end(o, &p, out);
}

static const err *qr_of(req *r, str address, str title, html *ret)
{
	return qr_svg(r->arena, address, title, &ret->s);
}

void kiosk_why_closed(req *r, const board *b, str *ret_closed, str *ret_why)
{
	if (!b->tickets_stopped)
		return;
	if (b->open) {
		*ret_closed = say(r, T_kiosk_stopped);
		*ret_why = say(r, T_kiosk_ask_staff);
	} else {
		*ret_closed = say(r, T_kiosk_closed);
		*ret_why = office_opening(r->arena, r->lang, b->office, b->now).next;
	}
}

/* --- start -------------------------------------------------------------------------------------------------- */

static const err *start_page(req *r, resp *out)
{
	const office_def *o;
	board b;
	kiosk_start_view v = { 0 };
	TRY(kiosk_top_of(r, "", r->lang == LANG_JA ? 0 : KIOSK_IDLE, &o, &v.top));
	TRY(visits_board(r, o->id, false, &b));
	v.services = url_path(r->arena, "/kiosk/%.*s/services", STR_ARG(o->id));
	v.check_in = url_path(r->arena, "/kiosk/%.*s/check-in", STR_ARG(o->id));
	v.later = url_path(r->arena, "/kiosk/%.*s/later", STR_ARG(o->id));
	v.journeys = url_path(r->arena, "/kiosk/%.*s/journey", STR_ARG(o->id));
	v.has_journeys = journey_cards_of(r, o, v.journeys.s.at).n > 0;
	kiosk_why_closed(r, &b, &v.closed, &v.why);
	v.load = b.people ? words_kiosk_waiting_now(r->arena, r->lang, b.people) : say(r, T_kiosk_nobody_waits);
	page_out w = page_begin(r);
	kiosk_start(&w, &v);
	return kiosk_end(&w, out, o, 60);
}

/* --- choosing services -------------------------------------------------------------------------------------- */

static bool in_list(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

static url icon_of(req *r, str name)
{
	str path = str_format(r->arena, "icons/%.*s.svg", STR_ARG(name));
	return asset_url(asset_find(path) ? path.at : "icons/desk.svg");
}

static kiosk_service card_of(req *r, const board *b, const struct service_load *l, const strs *chosen)
{
	const offer_def *f = l->offer;
	bool now = b->city->limits.any_hour || offer_open_at(b->office, f, b->now);
	kiosk_service s = { .id = f->service,
			    .name = text_in(&f->def->name, r->lang),
			    .icon = icon_of(r, f->def->icon),
			    .open = f->walk_in && now && !l->stopped };
	s.chosen = s.open && in_list(chosen, s.id);
	if (!f->walk_in) {
		s.load = say(r, T_kiosk_booking_only);
	} else if (!s.open) {
		s.load = say(r, T_kiosk_not_now);
	} else {
		s.load = words_kiosk_load(r->arena, r->lang, l->waiting);
		s.wait = say_wait(r->arena, r->lang, l->wait);
	}
	return s;
}

/* `e`: why the choice was refused; NULL at first. */
static const err *services_show(req *r, resp *out, strs chosen, const err *e)
{
	const office_def *o;
	board b;
	kiosk_services_view v = { 0 };
	TRY(kiosk_top_of(r, "/services", KIOSK_IDLE, &o, &v.top));
	TRY(visits_board(r, o->id, true, &b));
	v.action = url_path(r->arena, "/kiosk/%.*s/ticket", STR_ARG(o->id));
	v.most = b.city->limits.services_per_visit;
	kiosk_why_closed(r, &b, &v.closed, &v.why);
	for (size_t i = 0; i < b.services_n; i++)
		LIST_ADD(r->arena, &v.services, card_of(r, &b, &b.services[i], &chosen));
	if (e && !v.closed.len) {
		v.error = err_message(e->code, r->lang);
		if (e->code == ERR_required)
			v.error = say(r, T_kiosk_choose_first);
		if (e->code == ERR_invalid)
			v.error = words_kiosk_too_many(r->arena, r->lang, v.most);
	}
	if (e)
		out->status = err_status(e->code);
	page_out w = page_begin(r);
	kiosk_services(&w, &v);
	return kiosk_end(&w, out, o, 0);
}

static const err *services_page(req *r, resp *out)
{
	return services_show(r, out, req_query_all(r, "service"), NULL);
}

void kiosk_to_ticket(req *r, resp *out, str office, str code)
{
	instant until = clock_now(r->app->clock) + SHOWN_SECONDS * SECOND;
	resp_redirect(r, out,
		      str_format(r->arena, "/kiosk/%.*s/ticket/%.*s?until=%lld", STR_ARG(office), STR_ARG(code),
				 (long long)until));
}

static const err *ticket_post(req *r, resp *out)
{
	const office_def *o;
	kiosk_top top;
	TRY(kiosk_top_of(r, "", 0, &o, &top));
	actor by = visits_actor(r, "kiosk");
	take_ticket c = { .by = &by, .office = o->id, .services = req_form_all(r, "service"), .print = true };
	if (c.services.n == 0)
		return services_show(r, out, c.services, err_of(ERR_required));
	TRY(wait_expect_now(r, o->id, &(newcomer){ .services = c.services }, &c.said));
	const err *e =
		store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), take_ticket_run, &c);
	if (e && err_status(e->code) < 500)
		return services_show(r, out, c.services, e);
	TRY(e);
	kiosk_to_ticket(r, out, o->id, c.ret.code);
	return NULL;
}

/* --- the ticket --------------------------------------------------------------------------------------------- */

typedef struct ticket_question {
	const city_def *city;
	const office_def *office;
	instant now;
	str code;
	ticket_view ticket;
	visits_get_print_row print;
	bool prints;
	board board;
} ticket_question;

static const err *read_ticket(db *d, arena *a, void *arg)
{
	ticket_question *q = arg;
	TRY(visits_ticket(d, a, q->city->code, q->code, &q->ticket));
	if (!str_eq(q->ticket.office, q->office->id))
		return err_of(ERR_not_found);
	TRY(visits_get_print(d, a, q->city->code, q->code, &q->print, &q->prints));
	return visits_board_in(d, a, q->city, q->office, q->now, true, &q->board);
}

/* A printer that refused once is tried again for a while, but the person should not wait for that. */
static void say_print(req *r, const ticket_question *q, kiosk_ticket_view *v)
{
	word text = T_kiosk_print_none;
	v->print_css = "info";
	v->printing = q->prints && str_eq(q->print.state, STR("waiting"));
	if (q->prints && str_eq(q->print.state, STR("done"))) {
		text = T_kiosk_print_done;
		v->print_css = "good";
	} else if (v->printing && q->print.tries == 0) {
		text = T_kiosk_print_waiting;
	} else if (q->prints) {
		text = T_kiosk_print_failed;
		v->print_css = "bad";
		v->print_hint = say(r, T_kiosk_print_failed_hint);
	}
	v->print = say(r, text);
}

static void say_place(req *r, const ticket_question *q, kiosk_ticket_view *v)
{
	const board *b = &q->board;
	const live_step *present = visit_present_step(&q->ticket.steps);
	const desk_def *desk = present->desk.len ? defs_desk(b->office, present->desk) : NULL;
	int next = visit_next_call(b, q->code);
	if (present->state == STEP_CALLED && desk) {
		v->go_to = words_kiosk_go_to(r->arena, r->lang, say_desk(r->arena, r->lang, desk));
	} else if (next >= 0) {
		v->ahead = b->waits[next].ahead ? words_kiosk_ahead(r->arena, r->lang, b->waits[next].ahead)
						: say(r, T_kiosk_ahead_none);
		v->wait = say_wait_now(r->arena, r->lang, b->waits[next]);
	}
	v->end = say_end(r->arena, r->lang, b->now, visit_end_of(b, q->code));
}

static const err *ticket_page(req *r, resp *out)
{
	const office_def *o;
	kiosk_ticket_view v = { 0 };
	str code = visits_code_parse(r->arena, req_param(r, "code"));
	i64 until;
	if (!code.len)
		return err_of(ERR_not_found);
	ticket_question q = { .city = catalog_city(r), .now = clock_now(r->app->clock), .code = code };
	const char *path = str_format(r->arena, "/ticket/%.*s", STR_ARG(code)).at;
	TRY(kiosk_top_of(r, path, SHOWN_SECONDS, &o, &v.top));
	if (!str_i64(req_query(r, "until"), &until))
		until = q.now + SHOWN_SECONDS * SECOND;
	if (q.now >= until) {
		resp_redirect(r, out, v.top.home.s);
		return NULL;
	}
	q.office = o;
	TRY(store_read(r->app->store, r->arena, read_ticket, &q));
	v.number = q.ticket.number;
	for (size_t i = 0; i < q.ticket.steps.n; i++)
		LIST_ADD(r->arena, &v.services, say_service(r->arena, r->lang, q.city, q.ticket.steps.at[i].service));
	say_place(r, &q, &v);
	say_print(r, &q, &v);
	/* the other languages leave the time as it is */
	for (size_t i = 0; i < v.top.langs.n; i++) {
		url *link = &v.top.langs.at[i].link;
		*link = url_of(r->arena, str_format(r->arena, "%.*s&until=%lld", STR_ARG(link->s), (long long)until));
	}
	str address = str_format(r->arena, "%.*s/t/%.*s", STR_ARG(site_url(r)), STR_ARG(code));
	TRY(qr_of(r, address, words_kiosk_qr_title(r->arena, r->lang, v.number), &v.qr));
	page_out w = page_begin(r);
	kiosk_ticket(&w, &v);
	return kiosk_end(&w, out, NULL, POLL_SECONDS);
}

/* --- checking in -------------------------------------------------------------------------------------------- */

static const err *check_in_show(req *r, resp *out, kiosk_check_in_view *v)
{
	const office_def *o;
	TRY(kiosk_top_of(r, "/check-in", KIOSK_IDLE, &o, &v->top));
	v->action = url_path(r->arena, "/kiosk/%.*s/check-in", STR_ARG(o->id));
	v->services = url_path(r->arena, "/kiosk/%.*s/services", STR_ARG(o->id));
	/* the letters that a code is made of, see random_code() */
	static const char keys[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
	for (size_t i = 0; i + 1 < sizeof keys; i++)
		LIST_ADD(r->arena, &v->keys, (str){ keys + i, 1 });
	page_out w = page_begin(r);
	kiosk_check_in(&w, v);
	return kiosk_end(&w, out, NULL, 0);
}

static const err *check_in_page(req *r, resp *out)
{
	kiosk_check_in_view v = { 0 };
	return check_in_show(r, out, &v);
}

typedef struct booking_question {
	i64 city;
	str code;
	booking_view ret;
} booking_question;

static const err *read_booking(db *d, arena *a, void *arg)
{
	booking_question *q = arg;
	return visits_booking(d, a, q->city, q->code, &q->ret);
}

/* What is wrong with this booking, here and now, and what to do about it. */
static void say_refusal(req *r, const office_def *here, const booking_view *b, const err *e, kiosk_check_in_view *v)
{
	arena *a = r->arena;
	lang l = r->lang;
	instant now = clock_now(r->app->clock);
	day today = day_of(now), on = day_of(b->start);
	str when = say_when(a, l, b->start);
	if (!str_eq(b->office, here->id)) {
		const office_def *there = defs_office(catalog_city(r), b->office);
		v->error = words_kiosk_not_here(a, l, there ? text_in(&there->name, l) : b->office);
		v->hint = words_text(a, l, T_kiosk_not_here_hint);
	} else if (b->state == BOOKING_CANCELLED || b->state == BOOKING_EXPIRED || b->state == BOOKING_HELD) {
		bool cancelled = b->state == BOOKING_CANCELLED;
		v->error = words_text(a, l, cancelled ? T_kiosk_cancelled : T_kiosk_not_finished);
		v->hint = words_text(a, l, T_kiosk_past_hint);
		v->offer_ticket = true;
	} else if (on < today) {
		v->error = words_kiosk_past(a, l, when);
		v->hint = words_text(a, l, T_kiosk_past_hint);
		v->offer_ticket = true;
	} else if (on > today) {
		v->error = words_kiosk_other_day(a, l, when);
		v->hint = words_text(a, l, T_kiosk_other_day_hint);
		v->offer_ticket = true;
	} else if (e->code == ERR_too_early) {
		str opens = say_time(a, b->start - (i64)here->checkin_minutes * MINUTE);
		v->error = words_kiosk_too_early(a, l, say_time(a, b->start), opens);
		v->hint = words_text(a, l, T_kiosk_too_early_hint);
	} else {
		v->error = err_message(e->code, l);
		v->hint = words_text(a, l, T_kiosk_ask_staff);
	}
}

static const err *check_in_refused(req *r, resp *out, kiosk_check_in_view *v, const err *e)
{
	out->status = err_status(e->code);
	return check_in_show(r, out, v);
}

static const err *check_in_code(req *r, resp *out, const office_def *o, kiosk_check_in_view *v)
{
	booking_question q = { .city = r->app->city, .code = code_of_scan(r->arena, v->typed) };
	const err *e = q.code.len ? store_read(r->app->store, r->arena, read_booking, &q) : err_of(ERR_not_found);
	if (err_is(e, ERR_not_found)) {
		v->error = say(r, T_kiosk_code_unknown);
		v->hint = say(r, T_kiosk_code_unknown_hint);
		return check_in_refused(r, out, v, e);
	}
	TRY(e);
	v->typed = STR_NONE; /* it was the right code: the next one begins anew */
	if (!str_eq(q.ret.office, o->id)) {
		e = err_of(ERR_not_allowed_now);
		say_refusal(r, o, &q.ret, e, v);
		return check_in_refused(r, out, v, e);
	}
	actor by = visits_actor(r, "kiosk");
	check_in c = { .by = &by, .code = q.code, .print = true };
	TRY(wait_expect_booked(r, &q.ret, &c.said));
	e = store_write(r->app->store, r->arena, office_shard(r->arena, by.city, o->id), check_in_run, &c);
	if (e && err_status(e->code) < 500) {
		say_refusal(r, o, &q.ret, e, v);
		return check_in_refused(r, out, v, e);
	}
	TRY(e);
	kiosk_to_ticket(r, out, o->id, c.ret.code);
	return NULL;
}

static const err *check_in_post(req *r, resp *out)
{
	const office_def *o;
	kiosk_check_in_view v = { 0 };
	TRY(kiosk_top_of(r, "", 0, &o, &v.top));
	v.typed = str_trim(req_form(r, "code"));
	if (v.typed.len > TYPED_MAX)
		v.typed = STR_NONE;
	str key = req_form(r, "key");
	if (str_eq(key, STR("clear"))) {
		v.typed = STR_NONE;
		return check_in_show(r, out, &v);
	}
	if (str_eq(key, STR("delete"))) {
		while (v.typed.len && ((u8)v.typed.at[--v.typed.len] & 0xc0) == 0x80)
			continue;
		return check_in_show(r, out, &v);
	}
	if (key.len == 1 && v.typed.len < TYPED_MAX) {
		v.typed = str_format(r->arena, "%.*s%.*s", STR_ARG(v.typed), STR_ARG(key));
		return check_in_show(r, out, &v);
	}
	if (!v.typed.len) {
		v.error = say(r, T_kiosk_code_missing);
		return check_in_refused(r, out, &v, err_of(ERR_required));
	}
	return check_in_code(r, out, o, &v);
}

/* --- booking for later -------------------------------------------------------------------------------------- */

static const err *later_page(req *r, resp *out)
{
	const office_def *o;
	kiosk_later_view v = { 0 };
	TRY(kiosk_top_of(r, "/later", KIOSK_IDLE, &o, &v.top));
	v.book = url_path(r->arena, "/book/%.*s", STR_ARG(o->id));
	str address = str_format(r->arena, "%.*s%.*s", STR_ARG(site_url(r)), STR_ARG(v.book.s));
	TRY(qr_of(r, address, say(r, T_kiosk_later_qr_title), &v.qr));
	page_out w = page_begin(r);
	kiosk_later(&w, &v);
	return kiosk_end(&w, out, NULL, 0);
}

const route visits_kiosk_routes[] = {
	{ "GET", "/kiosk/:office", ACCESS_DEVICE, start_page },
	{ "GET", "/kiosk/:office/services", ACCESS_DEVICE, services_page },
	{ "POST", "/kiosk/:office/ticket", ACCESS_DEVICE, ticket_post },
	{ "GET", "/kiosk/:office/ticket/:code", ACCESS_DEVICE, ticket_page },
	{ "GET", "/kiosk/:office/check-in", ACCESS_DEVICE, check_in_page },
	{ "POST", "/kiosk/:office/check-in", ACCESS_DEVICE, check_in_post },
	{ "GET", "/kiosk/:office/later", ACCESS_DEVICE, later_page },
	{ 0 },
};
