/*
 * /display/:office, the screen in the lobby: who is called to which desk, to be read from ten metres, and how busy it is.
 *
 * The page as it is served shows who is called or served now, latest first. From there display.js draws each call as its
 * event comes, sounds and speaks it, and asks for this page again only for the counts. Without JavaScript the page comes
 * again every ten seconds. Numbers and desks are all that is shown of anybody.
 *
 *     ?speak=ja,en      languages in which a call is spoken, in this order (the default); ?speak=off: only shown
 */
#include "modules/visits/pages/display_view.h"
#include "modules/visits/pages/pages.h"
#include "modules/visits/visits_commands.h"

#include "modules/visits/pages/templates/display.html.h"

#define CALLS_SHOWN 7
#define REFRESH_SECONDS 10

static display_words both(req *r, word w)
{
	lang other = r->lang == LANG_EN ? LANG_JA : LANG_EN;
	return (display_words){ .mine = say(r, w),
				.other = words_text(r->arena, other, w),
				.other_lang = other == LANG_EN ? "en" : "ja" };
}

/* How large it is written, by its width in halves of a square; display.js has the same. */
static const char *call_css(str number, str label)
{
	size_t width = number.len;
	for (size_t i = 0; i < label.len;)
		width += str_next(label, &i) < 0x80 ? 1 : 2;
	return width <= 6 ? "call" : width <= 8 ? "call long" : "call longer";
}

/* Desks whose person is called or there, the latest call first, as many as fit. */
static void add_calls(req *r, const board *b, display_view *v)
{
	const live_desk **sorted = arena_many(r->arena, const live_desk *, b->desks.n);
	size_t n = 0;
	for (size_t i = 0; i < b->desks.n; i++) {
		const live_desk *d = &b->desks.at[i];
		if (d->number.len == 0 || !d->called_at ||
		    (d->step_state != STEP_CALLED && d->step_state != STEP_SERVING))
			continue;
		size_t k = n++;
		for (; k > 0 && sorted[k - 1]->called_at < d->called_at; k--)
			sorted[k] = sorted[k - 1];
		sorted[k] = d;
	}
	for (size_t i = 0; i < n && i < CALLS_SHOWN; i++) {
		str number = sorted[i]->number, label = sorted[i]->def->label;
		LIST_ADD(r->arena, &v->calls, (display_call){ number, label, call_css(number, label) });
	}
}

/* Numbers that wait: who was called by mistake, or goes on to another desk, is no longer called. */
static str waiting_numbers(req *r, const board *b)
{
	buf numbers = buf_new(r->arena, 64 * 1024);
	for (size_t i = 0; i < b->steps.n; i++) {
		if (b->steps.at[i].state != STEP_WAITING)
			continue;
		if (numbers.len)
			buf_char(&numbers, ' ');
		buf_put(&numbers, b->steps.at[i].number);
	}
	return buf_str(&numbers);
}

static void add_services(req *r, const board *b, display_view *v)
{
	for (size_t i = 0; i < b->services_n; i++) {
		const struct service_load *l = &b->services[i];
		bool now = b->city->limits.any_hour || offer_open_at(b->office, l->offer, b->now);
		bool open = l->offer->walk_in && now && !l->stopped;
		if (!open && l->waiting == 0 && !l->offer->walk_in)
			continue; /* by booking only, and nobody is here for it */
		display_service s = { .name = text_in(&l->offer->def->name, r->lang), .open = open };
		s.count = open || l->waiting ? words_display_count(r->arena, r->lang, l->waiting)
					     : say(r, T_display_not_now);
		if (open)
			s.wait = say_wait(r->arena, r->lang, l->wait);
		LIST_ADD(r->arena, &v->services, s);
	}
}

/* ja,en of the address, without what is no language. */
static str speak_of(req *r)
{
	str asked = req_query(r, "speak");
	if (asked.len == 0)
		return STR("ja,en");
	buf list = buf_new(r->arena, 64);
	for (int i = 0; i < 4 && asked.len; i++) {
		str l = str_cut(&asked, ',');
		if (!str_eq(l, STR("ja")) && !str_eq(l, STR("en")))
			continue;
		if (list.len)
			buf_char(&list, ',');
		buf_put(&list, l);
	}
	return buf_str(&list);
}

static const err *display_get(req *r, resp *out)
{
	str office = req_param(r, "office");
	board b;
	TRY(visits_board(r, office, true, &b));
	display_view v = {
		.office = text_in(&b.office->name, r->lang),
		.time = say_time(r->arena, b.now),
		.notice = text_in(&b.office->notice, r->lang),
		.stream = str_format(r->arena, "/events/offices/%.*s?after=%lld", STR_ARG(office), (long long)b.event),
		.now = b.now,
		.speak = speak_of(r),
		.waiting = waiting_numbers(r, &b),
		.most = CALLS_SHOWN,
		.heading = both(r, T_display_now),
		.title_number = both(r, T_display_number),
		.title_desk = both(r, T_display_desk),
		.title_waiting = both(r, T_display_waiting),
	};
	add_calls(r, &b, &v);
	add_services(r, &b, &v);
	page_out o = page_begin(r);
	display_page(&o, &v);
	page p = { .kind = PAGE_SCREEN,
		   .title = say(r, T_display_title),
		   .script = STR("display.js"),
		   .refresh = REFRESH_SECONDS };
	return page_end(&o, &p, out);
}

const route visits_display_routes[] = {
	{ "GET", "/display/:office", ACCESS_DEVICE, display_get },
	{ 0 },
};
