/* What the booking pages share: the subject of a booking, its times, what to bring. */
#include "modules/visits/pages/book_view.h"

#define SLOT_DAYS 92 /* visits_slots() reads one more at most */

progress book_progress(req *r, int here)
{
	static const word words[] = { T_book_step_office, T_book_step_services, T_book_step_time, T_book_step_name,
				      T_book_step_done };
	progress p = { 0 };
	for (int i = 0; i < (int)COUNT(words); i++)
		LIST_ADD(r->arena, &p, ((progress_step){ words[i], i == here, i < here }));
	return p;
}

static str book_address(arena *a, const office_def *o, const char *what, strs services)
{
	buf b = buf_new(a, 4096);
	buf_format(&b, "/book/%.*s/%s", STR_ARG(o->id), what);
	for (size_t i = 0; i < services.n; i++)
		buf_format(&b, "%cservice=%.*s", i ? '&' : '?', STR_ARG(services.at[i]));
	return buf_str(&b);
}

str book_times_address(arena *a, const office_def *o, strs services)
{
	return book_address(a, o, "times", services);
}

book_subject book_subject_of(req *r, const office_def *o, strs services)
{
	book_subject s = { .office = text_in(&o->name, r->lang) };
	int minutes = 0;
	buf change = buf_new(r->arena, 4096);
	buf_format(&change, "/book/%.*s", STR_ARG(o->id));
	for (size_t i = 0; i < services.n; i++) {
		const offer_def *f = defs_offer(o, services.at[i]);
		minutes += f ? f->minutes : 0;
		LIST_ADD(r->arena, &s.services, say_service(r->arena, r->lang, catalog_city(r), services.at[i]));
		buf_format(&change, "%cservice=%.*s", i ? '&' : '?', STR_ARG(services.at[i]));
	}
	s.minutes = words_minutes_about(r->arena, r->lang, minutes);
	s.change = url_of(r->arena, buf_str(&change));
	s.may_change = true;
	return s;
}

strs book_bring(req *r, const office_def *o, strs services)
{
	strs all = { 0 };
	for (size_t i = 0; i < services.n; i++) {
		const offer_def *f = defs_offer(o, services.at[i]);
		if (!f)
			continue;
		strs lines = text_lines(r->arena, &f->def->bring, r->lang);
		for (size_t k = 0; k < lines.n; k++) {
			size_t known = 0;
			while (known < all.n && !str_eq(all.at[known], lines.at[k]))
				known++;
			if (known == all.n)
				LIST_ADD(r->arena, &all, lines.at[k]);
		}
	}
	return all;
}

strs book_step_services(arena *a, const booking_view *b)
{
	strs list = { 0 };
	for (size_t i = 0; i < b->steps_n; i++)
		LIST_ADD(a, &list, b->steps[i].service);
	return list;
}

/* --- free times ------------------------------------------------------------------------------------------------- */

typedef struct times_question {
	const city_def *city;
	const office_def *office;
	strs services;
	instant now;
	day last;
	open_slots ret;
} times_question;

static const err *read_times(db *d, arena *a, void *arg)
{
	times_question *q = arg;
	return visits_slots(d, a, q->city, q->office, q->services, day_of(q->now), q->last, false, true, q->now,
			    &q->ret);
}

const err *book_pick(req *r, const office_def *o, strs services, instant chosen, str link, str date, bool week,
		     slot_picker *ret)
{
	const offer_def *first = services.n ? defs_offer(o, services.at[0]) : NULL;
	if (!first)
		return err_of(ERR_not_found);
	instant now = clock_now(r->app->clock);
	int ahead = first->book_to_days < SLOT_DAYS ? first->book_to_days : SLOT_DAYS;
	times_question q = {
		.city = catalog_city(r), .office = o, .services = services, .now = now, .last = day_of(now) + ahead
	};
	TRY(store_read(r->app->store, r->arena, read_times, &q));
	str wait = STR_NONE;
	if (o->waitlist.offer_minutes && !chosen)
		wait = book_address(r->arena, o, "wait", services);
	slot_question ask = { .office = o,
			      .wait = wait,
			      .all = &q.ret,
			      .today = day_of(now),
			      .last = q.last,
			      .day = date,
			      .week = week,
			      .link = link,
			      .chosen = chosen };
	slot_picker_fill(r->arena, r->lang, &ask, ret);
	return NULL;
}

bool book_refused(const err *e)
{
	return err_is(e, ERR_slot_full) || err_is(e, ERR_slot_not_offered) || err_is(e, ERR_too_many_bookings) ||
	       err_is(e, ERR_too_many_requests);
}

str book_refusal(req *r, const err *e)
{
	/* the list's message is about a contact; here nobody has given one yet */
	return e->code == ERR_too_many_bookings ? say(r, T_book_too_many_holds) : err_message(e->code, r->lang);
}
