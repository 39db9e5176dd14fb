/* The form of joining, for residents and for a clerk on the telephone; and wishes in words. */
#include "modules/visits/waitlist/waitlist_view.h"
#include "text/contact.h"

#include "modules/visits/waitlist/templates/waitlist.html.h"

#define FULL_SHOWN 14
#define NOTE_MAX 500
#define TYPED_MAX 2000 /* bytes of a field that are given back */

static const word part_words[] = { T_waiting_part_morning, T_waiting_part_midday, T_waiting_part_late };

/* --- wishes in words ------------------------------------------------------------------------------------------------ */

str say_wish_days(arena *a, lang l, const wishes *w)
{
	if (w->dates.n == 0)
		return w->from == w->to ? say_date(a, l, w->from)
					: words_slots_week(a, l, say_date(a, l, w->from), say_date(a, l, w->to));
	buf b = buf_new(a, 8192);
	for (size_t i = 0; i < w->dates.n; i++) {
		buf_put(&b, i ? l == LANG_EN ? STR(", ") : STR("、") : STR_NONE);
		buf_put(&b, say_date(a, l, w->dates.at[i]));
	}
	return buf_str(&b);
}

str say_wish_parts(arena *a, lang l, const wishes *w)
{
	if (w->parts == PARTS_ALL)
		return words_text(a, l, T_waiting_any_time);
	buf b = buf_new(a, 1024);
	for (int i = 0; i < 3; i++) {
		if (!(w->parts & 1 << i))
			continue;
		buf_put(&b, b.len ? l == LANG_EN ? STR(", ") : STR("・") : STR_NONE);
		buf_put(&b, words_text(a, l, part_words[i]));
	}
	return buf_str(&b);
}

strs waiting_service_names(req *r, const waiting_view *v)
{
	strs list = { 0 };
	for (size_t i = 0; i < v->services.n; i++)
		LIST_ADD(r->arena, &list, say_service(r->arena, r->lang, catalog_city(r), v->services.at[i]));
	return list;
}

/* --- what is shown ---------------------------------------------------------------------------------------------------- */

typedef struct full_question {
	const city_def *city;
	const office_def *office;
	strs services;
	instant now;
	open_slots ret;
} full_question;

static const err *read_full(db *d, arena *a, void *arg)
{
	full_question *q = arg;
	day today = day_of(q->now);
	return visits_slots(d, a, q->city, q->office, q->services, today, today + WISH_AHEAD, false, true, q->now,
			    &q->ret);
}

static bool sent(req *r, const char *name, str value)
{
	strs list = req_form_all(r, name);
	for (size_t i = 0; i < list.n; i++)
		if (str_eq(list.at[i], value))
			return true;
	return false;
}

/* The days until `last` that have slots of which none is free. */
static void fill_days(req *r, const open_slots *all, day last, join_view *v)
{
	for (size_t i = 0; i < all->n && v->full.n < FULL_SHOWN;) {
		day on = day_of(all->at[i].start);
		int left = 0;
		for (; i < all->n && day_of(all->at[i].start) == on; i++)
			left += all->at[i].left;
		if (left || on > last)
			continue;
		str value = day_text(r->arena, on);
		wish_choice c = { value, say_date(r->arena, r->lang, on), sent(r, "date", value) };
		v->named = v->named || c.chosen;
		LIST_ADD(r->arena, &v->full, c);
	}
}

static str typed(req *r, const char *name)
{
	str s = req_form(r, name);
	return s.len > TYPED_MAX ? STR_NONE : s;
}

const err *join_show(req *r, resp *out, const office_def *o, strs services, const booking_view *own, bool staff,
		     const field_errors *errors)
{
	full_question q = {
		.city = catalog_city(r), .office = o, .services = services, .now = clock_now(r->app->clock)
	};
	TRY(store_read(r->app->store, r->arena, read_full, &q));
	day today = day_of(q.now), asked;
	day last = q.ret.n ? day_of(q.ret.at[q.ret.n - 1].start) : today;
	if (own && day_of(own->start) < last)
		last = day_of(own->start);
	bool posted = str_eq(r->method, STR("POST"));
	bool of_day = day_parse(req_query(r, "day"), &asked) && asked >= today && asked <= last;
	str back = own     ? str_format(r->arena, "/b/%.*s", STR_ARG(own->code))
		   : staff ? str_format(r->arena, "/waitlist/%.*s", STR_ARG(o->id))
			   : book_times_address(r->arena, o, services);
	str to = own     ? str_format(r->arena, "/b/%.*s/earlier", STR_ARG(own->code))
		 : staff ? str_format(r->arena, "/waitlist/%.*s/join", STR_ARG(o->id))
			 : str_format(r->arena, "/book/%.*s/wait", STR_ARG(o->id));
	join_view v = { .errors = *errors,
			.subject = book_subject_of(r, o, services),
			.staff = staff,
			.own = own != NULL,
			.answer_time = say_minutes(r->arena, r->lang, o->waitlist.offer_minutes),
			.from = posted ? typed(r, "from") : day_text(r->arena, of_day ? asked : today),
			.to = posted ? typed(r, "to") : day_text(r->arena, of_day ? asked : last),
			.least = day_text(r->arena, today),
			.most = day_text(r->arena, last),
			.days_error = field_message(errors, "days"),
			.parts_error = field_message(errors, "times"),
			.name = typed(r, "name"),
			.contact = typed(r, "contact"),
			.note = typed(r, "note"),
			.name_error = field_message(errors, "name"),
			.contact_error = field_message(errors, "contact"),
			.note_error = field_message(errors, "note"),
			.join = url_of(r->arena, to),
			.back = url_of(r->arena, back) };
	v.subject.may_change = false;
	if (own)
		v.present = say_when(r->arena, r->lang, own->start);
	fill_days(r, &q.ret, last, &v);
	for (int i = 0; i < 3; i++) {
		str value = str_format(r->arena, "%d", 1 << i);
		LIST_ADD(r->arena, &v.parts,
			 ((wish_choice){ value, say(r, part_words[i]), !posted || sent(r, "part", value) }));
	}
	for (size_t i = 0; !own && i < services.n; i++)
		LIST_ADD(r->arena, &v.hidden, ((hidden_field){ STR("service"), services.at[i] }));
	page_out w = page_begin(r);
	waiting_join(&w, &v);
	page p = { .kind = staff ? PAGE_STAFF : PAGE_RESIDENT,
		   .title = say(r, own ? T_waiting_join_earlier : T_waiting_join_title),
		   .here = STR("waitlist"),
		   .office = o->id };
	return page_end(&w, &p, out);
}

/* --- what is given back -------------------------------------------------------------------------------------------------- */

static void wrong(req *r, field_errors *errors, const char *field, str message)
{
	LIST_ADD(r->arena, errors, ((field_error){ str_of(field), message }));
}

void join_read(req *r, join_waitlist *c, field_errors *errors)
{
	wishes *w = &c->wishes;
	day today = day_of(clock_now(r->app->clock)), d;
	strs dates = req_form_all(r, "date"), times = req_form_all(r, "part");
	for (size_t i = 0; i < dates.n && w->dates.n < WISH_DAYS_MAX; i++)
		if (day_parse(dates.at[i], &d) && d >= today)
			LIST_ADD(r->arena, &w->dates, d);
	bool range = day_parse(req_form(r, "from"), &w->from) && day_parse(req_form(r, "to"), &w->to) &&
		     w->from <= w->to && w->to >= today && w->to <= today + WISH_AHEAD;
	if (!range && w->dates.n == 0)
		wrong(r, errors, "days", words_waiting_bad_days(r->arena, r->lang, WISH_AHEAD));
	for (size_t i = 0; i < times.n; i++) {
		i64 bit;
		if (str_i64(times.at[i], &bit) && (bit == PART_MORNING || bit == PART_MIDDAY || bit == PART_LATE))
			w->parts |= (int)bit;
	}
	if (!w->parts)
		wrong(r, errors, "times", say(r, T_waiting_bad_parts));
	if (c->booking.len)
		return;
	c->name = req_form(r, "name");
	c->contact = req_form(r, "contact");
	c->note = req_form(r, "note");
	str checked;
	bool staff = c->by->who->role >= ROLE_CLERK;
	if (!contact_name(c->name, &checked))
		wrong(r, errors, "name", err_message(ERR_bad_name, r->lang));
	if ((!staff || str_trim(c->contact).len) && !contact_key(r->arena, c->contact, &checked))
		wrong(r, errors, "contact", err_message(ERR_bad_contact, r->lang));
	if (c->note.len > NOTE_MAX)
		wrong(r, errors, "note", err_message(ERR_too_long, r->lang));
}
