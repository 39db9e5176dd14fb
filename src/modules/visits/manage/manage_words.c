/* What a definition says, in words, and what differs between two of them; see manage.h. */
#include "modules/visits/manage/manage.h"
#include "modules/visits/pages/widgets.h"

/* Everything about one definition, as it is being told. */
typedef struct teller {
	arena *a;
	lang l;
	const city_def *city;
	str owner; /* of what follows: a service, a desk; empty: the office itself */
	str prefix; /* of the keys that follow */
	facts list;
} teller;

static const word weekdays[7] = { T_weekday_0, T_weekday_1, T_weekday_2, T_weekday_3,
				  T_weekday_4, T_weekday_5, T_weekday_6 };

static str in_words(const teller *t, word w)
{
	return words_text(t->a, t->l, w);
}

static void tell(teller *t, str key, str what, str value)
{
	if (value.len == 0)
		return;
	fact f = { .key = str_format(t->a, "%.*s%.*s", STR_ARG(t->prefix), STR_ARG(key)),
		   .what = t->owner.len ? words_manage_of(t->a, t->l, t->owner, what) : what,
		   .value = value };
	/* two rules may say the same: told twice, as the second of that key */
	for (size_t i = 0; i < t->list.n; i++)
		if (str_eq(t->list.at[i].key, f.key))
			f.key = str_format(t->a, "%.*s+", STR_ARG(f.key));
	LIST_ADD(t->a, &t->list, f);
}

static void tell_word(teller *t, const char *key, word what, str value)
{
	tell(t, str_of(key), in_words(t, what), value);
}

static void tell_minutes(teller *t, const char *key, word what, int minutes)
{
	tell_word(t, key, what, say_minutes(t->a, t->l, minutes));
}

static void tell_number(teller *t, const char *key, word what, int n)
{
	tell_word(t, key, what, str_format(t->a, "%d", n));
}

static void tell_bool(teller *t, const char *key, word what, bool yes)
{
	tell_word(t, key, what, in_words(t, yes ? T_yes : T_no));
}

/* Each language is a fact of its own: a change of one is told as such. */
static void tell_text3(teller *t, const char *key, word what, const text3 *text)
{
	static const word names[LANG_COUNT] = { T_manage_lang_ja, T_manage_lang_easy, T_manage_lang_en };
	for (int i = 0; i < LANG_COUNT; i++)
		tell(t, str_format(t->a, "%s.%d", key, i),
		     words_manage_in_lang(t->a, t->l, in_words(t, what), in_words(t, names[i])), text->in[i]);
}

static void add(buf *b, str s, const char *between)
{
	if (s.len == 0)
		return;
	if (b->len)
		buf_put(b, str_of(between));
	buf_put(b, s);
}

static const char *comma(lang l)
{
	return l == LANG_EN ? ", " : "、";
}

str manage_weekdays_text(arena *a, lang l, u8 bits)
{
	buf b = buf_new(a, 1024);
	for (int i = 1; i <= 7; i++)
		if (bits & 1u << i % 7)
			add(&b, words_text(a, l, weekdays[i % 7]), l == LANG_EN ? ", " : "・");
	return buf_str(&b);
}

/* Where the order says something (of the office's list), as it stands. */
static str service_list(const teller *t, const strs *ids)
{
	buf b = buf_new(t->a, 64 * 1024);
	for (size_t i = 0; i < ids->n; i++)
		add(&b, say_service(t->a, t->l, t->city, ids->at[i]), comma(t->l));
	return buf_str(&b);
}

/* Where it says nothing, in the city's: a form gives ticks back in the order of its boxes. */
static str service_set(const teller *t, const strs *ids)
{
	strs ordered = { NULL, 0 };
	for (size_t i = 0; i < t->city->services.n; i++)
		for (size_t k = 0; k < ids->n; k++)
			if (str_eq(ids->at[k], t->city->services.at[i].id))
				LIST_ADD(t->a, &ordered, ids->at[k]);
	return service_list(t, &ordered);
}

static str rule_days(arena *a, lang l, const booking_rule *r)
{
	buf b = buf_new(a, 64 * 1024);
	for (size_t i = 0; i < r->dates.n; i++)
		if (r->dates.at[i] != DAY_NONE)
			add(&b, say_date_year(a, l, r->dates.at[i]), comma(l));
	if (r->dates.n)
		return buf_str(&b);
	for (int k = 0; k < 5; k++)
		if (r->weeks_of_month & 1u << k)
			add(&b, str_format(a, "%d", k + 1), l == LANG_EN ? ", " : "・");
	str days = r->weekdays == 0x7F ? words_text(a, l, T_manage_every_day) : manage_weekdays_text(a, l, r->weekdays);
	return b.len ? words_manage_weeks_of_month(a, l, buf_str(&b), days) : days;
}

str manage_rule_text(arena *a, lang l, const booking_rule *r)
{
	buf b = buf_new(a, 128 * 1024);
	add(&b, rule_days(a, l, r), "");
	if (r->every_weeks > 1)
		add(&b, words_manage_every_weeks(a, l, r->every_weeks), comma(l));
	window hours = r->hours;
	add(&b, say_hours(a, l, (windows){ &hours, 1 }), comma(l));
	add(&b, words_manage_every_minutes(a, l, r->slot), comma(l));
	add(&b, r->kept ? words_manage_places_kept(a, l, r->places, r->kept) : words_manage_places(a, l, r->places),
	    comma(l));
	if (r->from_day != DAY_NONE)
		add(&b, words_manage_from_day(a, l, say_date_year(a, l, r->from_day)), comma(l));
	if (r->to_day != DAY_NONE)
		add(&b, words_manage_to_day(a, l, say_date_year(a, l, r->to_day)), comma(l));
	return buf_str(&b);
}

/* --- an office -------------------------------------------------------------------------------------------------- */

static str range_text(const teller *t, const date_range *r)
{
	str from = say_date_year(t->a, t->l, r->from);
	return r->from == r->to ? from : words_manage_from_to(t->a, t->l, from, say_date_year(t->a, t->l, r->to));
}

/* 工事のため / こうじの ため / Works: all languages that are given, since any of them may change */
static str all_languages(arena *a, const text3 *text)
{
	buf b = buf_new(a, 64 * 1024);
	for (int i = 0; i < LANG_COUNT; i++)
		add(&b, text->in[i], " / ");
	return buf_str(&b);
}

static void tell_days(teller *t, const office_def *o)
{
	arena *a = t->a;
	for (int k = 1; k <= 7; k++) {
		int d = k % 7;
		str hours = say_hours(a, t->l, o->week[d]);
		tell(t, str_format(a, "hours.%d", d), words_manage_hours_on(a, t->l, in_words(t, weekdays[d])),
		     hours.len ? hours : in_words(t, T_manage_closed));
	}
	tell_bool(t, "holidays", T_manage_holidays, o->holidays);
	if (o->year_end.from != DAY_NONE) {
		civil from = civil_of(o->year_end.from), to = civil_of(o->year_end.to);
		tell_word(t, "year_end", T_manage_year_end,
			  str_format(a, "%02d-%02d – %02d-%02d", from.month, from.mday, to.month, to.mday));
	}
	for (size_t i = 0; i < o->closures.n; i++) {
		const date_range *r = &o->closures.at[i];
		if (r->from == DAY_NONE || r->to == DAY_NONE) /* a draft with a mistake */
			continue;
		str days = range_text(t, r), reason = all_languages(a, &r->reason);
		tell(t, str_format(a, "closure.%d.%d", (int)r->from, (int)r->to),
		     words_manage_closure_on(a, t->l, days), reason.len ? reason : in_words(t, T_manage_no_reason));
	}
	for (size_t i = 0; i < o->openings.n; i++) {
		const struct open_day *open = &o->openings.at[i];
		if (open->day == DAY_NONE)
			continue;
		str hours = say_hours(a, t->l, open->hours);
		if (open->services.n)
			hours = words_manage_only_for(a, t->l, hours, service_set(t, &open->services));
		tell(t, str_format(a, "opening.%d", (int)open->day),
		     words_manage_opening_on(a, t->l, say_date_year(a, t->l, open->day)), hours);
	}
}

static void tell_calling(teller *t, const office_def *o)
{
	buf b = buf_new(t->a, 4096);
	for (size_t i = 0; i < o->order.n; i++) {
		const call_rule *r = &o->order.at[i];
		switch (r->who) {
		case CALL_BOOKED:
			add(&b, words_manage_order_booked(t->a, t->l, r->early_minutes), " → ");
			break;
		case CALL_PRIORITY:
			add(&b, in_words(t, T_manage_order_priority), " → ");
			break;
		case CALL_RETURNED:
			add(&b, in_words(t, T_manage_order_returned), " → ");
			break;
		case CALL_ARRIVAL:
			add(&b, in_words(t, T_manage_order_arrival), " → ");
			break;
		}
	}
	tell_word(t, "order", T_manage_order, buf_str(&b));
	tell_minutes(t, "checkin", T_manage_checkin, o->checkin_minutes);
	tell_minutes(t, "late", T_manage_late, o->late_minutes);
	tell_number(t, "recalls", T_manage_recalls, o->recall_max);
	tell_minutes(t, "grace", T_manage_grace, o->grace_minutes);
	window hours = o->waitlist.hours;
	if (o->waitlist.offer_minutes) {
		tell_word(t, "waiting", T_manage_waiting,
			  words_manage_waiting_fact(t->a, t->l, say_minutes(t->a, t->l, o->waitlist.offer_minutes),
						    say_hours(t->a, t->l, (windows){ &hours, 1 })));
		tell_number(t, "unanswered", T_manage_waiting_unanswered, o->waitlist.unanswered);
	}
	tell_bool(t, "messages.booking", T_manage_messages_booking, o->messages.booking);
	tell_bool(t, "messages.reminder", T_manage_messages_reminder, o->messages.reminder);
	tell_number(t, "messages.hour", T_manage_messages_hour, o->messages.reminder_hour);
	tell_bool(t, "messages.queue", T_manage_messages_queue, o->messages.queue);
}

static void tell_offer(teller *t, const offer_def *f)
{
	t->owner = say_service(t->a, t->l, t->city, f->service);
	t->prefix = str_format(t->a, "offer.%.*s.", STR_ARG(f->service));
	tell_minutes(t, "minutes", T_manage_minutes, f->minutes);
	tell_bool(t, "walk_in", T_manage_walk_in, f->walk_in);
	tell_word(t, "hours", T_manage_reception, say_hours(t->a, t->l, f->hours));
	tell_word(t, "bookable", T_manage_bookable,
		  words_manage_days_ahead(t->a, t->l, f->book_from_days, f->book_to_days));
	tell_minutes(t, "lead", T_manage_lead, f->book_lead_minutes);
	if (f->overbook)
		tell_word(t, "overbook", T_manage_overbook, words_manage_overbook_fact(t->a, t->l, f->overbook));
	for (size_t i = 0; i < f->booking.n; i++) {
		str rule = manage_rule_text(t->a, t->l, &f->booking.at[i]);
		tell(t, str_format(t->a, "rule.%.*s", STR_ARG(rule)), in_words(t, T_manage_rule), rule);
	}
}

static void tell_desk(teller *t, const desk_def *d)
{
	t->owner = words_desk_text(t->a, t->l, d->label);
	t->prefix = str_format(t->a, "desk.%.*s.", STR_ARG(d->id));
	tell_word(t, "label", T_manage_desk_label, d->label);
	tell_text3(t, "name", T_manage_desk_name, &d->name);
	tell_text3(t, "place", T_manage_desk_place, &d->place);
	tell_word(t, "services", T_manage_desk_first, service_set(t, &d->services));
	tell_word(t, "also", T_manage_desk_also, service_set(t, &d->also));
}

facts manage_office_facts(arena *a, lang l, const city_def *c, const office_def *o)
{
	teller t = { .a = a, .l = l, .city = c };
	tell_text3(&t, "name", T_manage_name, &o->name);
	tell_text3(&t, "address", T_manage_address, &o->address);
	tell_text3(&t, "access", T_manage_access, &o->access);
	tell_text3(&t, "notice", T_manage_notice, &o->notice);
	tell_word(&t, "phone", T_manage_phone, o->phone);
	if (o->lat > 0)
		tell_word(&t, "location", T_manage_location, str_format(a, "%.6f, %.6f", o->lat, o->lon));
	tell_days(&t, o);
	tell_calling(&t, o);
	tell_word(&t, "printer", T_manage_printer, o->printer);
	strs offers = { 0 };
	for (size_t i = 0; i < o->offers.n; i++)
		LIST_ADD(a, &offers, o->offers.at[i].service);
	tell_word(&t, "offers", T_manage_offers, service_list(&t, &offers));
	buf desks = buf_new(a, 16 * 1024);
	for (size_t i = 0; i < o->desks.n; i++)
		add(&desks, o->desks.at[i].label, comma(l));
	tell_word(&t, "desks", T_manage_desks, buf_str(&desks));
	for (size_t i = 0; i < o->offers.n; i++)
		tell_offer(&t, &o->offers.at[i]);
	for (size_t i = 0; i < o->desks.n; i++)
		tell_desk(&t, &o->desks.at[i]);
	return t.list;
}

/* --- the city --------------------------------------------------------------------------------------------------- */

facts manage_services_facts(arena *a, lang l, const city_def *c)
{
	teller t = { .a = a, .l = l, .city = c };
	for (size_t i = 0; i < c->services.n; i++) {
		const service_def *s = &c->services.at[i];
		t.owner = text_in(&s->name, l);
		t.prefix = str_format(a, "service.%.*s.", STR_ARG(s->id));
		tell_text3(&t, "name", T_manage_name, &s->name);
		tell_text3(&t, "about", T_manage_about, &s->about);
		tell_text3(&t, "bring", T_manage_bring, &s->bring);
		tell_word(&t, "letter", T_manage_letter, s->letter);
		tell_word(&t, "icon", T_manage_icon, s->icon);
		tell_minutes(&t, "minutes", T_manage_minutes, s->minutes);
	}
	return t.list;
}

/* 「住民異動」のあと・「…」と聞く, or always */
static str step_text(teller *t, const journey_step *s)
{
	buf b = buf_new(t->a, 8192);
	for (size_t i = 0; i < s->after.n; i++)
		buf_format(&b, "%s%.*s", i ? ", " : "", STR_ARG(say_service(t->a, t->l, t->city, s->after.at[i])));
	str after = buf_str(&b);
	str text = s->after.n ? words_journeys_after(t->a, t->l, after) : in_words(t, T_journeys_first);
	if (text_empty(&s->ask))
		return text;
	return words_journeys_asked(t->a, t->l, text, text_in(&s->ask, t->l));
}

facts manage_journeys_facts(arena *a, lang l, const city_def *c)
{
	teller t = { .a = a, .l = l, .city = c };
	tell_word(&t, "free", T_journeys_free,
		  in_words(&t, c->free_together ? T_journeys_together : T_journeys_one_by_one));
	for (size_t i = 0; i < c->journeys.n; i++) {
		const journey_def *j = &c->journeys.at[i];
		t.owner = text_in(&j->name, l);
		t.prefix = str_format(a, "journey.%.*s.", STR_ARG(j->id));
		tell_text3(&t, "name", T_manage_name, &j->name);
		tell_text3(&t, "about", T_manage_about, &j->about);
		tell_word(&t, "icon", T_manage_icon, j->icon);
		tell_word(&t, "wait", T_journeys_wait,
			  in_words(&t, j->one_by_one ? T_journeys_one_by_one : T_journeys_together));
		for (size_t k = 0; k < j->steps.n; k++) {
			const journey_step *s = &j->steps.at[k];
			tell(&t, str_format(a, "step.%.*s", STR_ARG(s->service)), say_service(a, l, c, s->service),
			     step_text(&t, s));
		}
	}
	return t.list;
}

facts manage_city_facts(arena *a, lang l, const city_def *c)
{
	teller t = { .a = a, .l = l, .city = c };
	const limits_def *m = &c->limits;
	tell_text3(&t, "name", T_manage_name, &c->name);
	tell_word(&t, "url", T_manage_url, c->url);
	tell_minutes(&t, "hold", T_manage_hold, m->hold_minutes);
	tell_number(&t, "per_contact", T_manage_per_contact, m->per_contact);
	tell_number(&t, "holds", T_manage_holds, m->holds_per_address);
	tell_number(&t, "bookings_hour", T_manage_bookings_hour, m->bookings_per_address_hour);
	tell_number(&t, "tickets_hour", T_manage_tickets_hour, m->tickets_per_address_hour);
	tell_number(&t, "per_visit", T_manage_per_visit, m->services_per_visit);
	tell_word(&t, "keep", T_manage_keep, words_manage_days(a, l, m->keep_days));
	tell_word(&t, "keep_calls", T_manage_keep_calls, words_manage_days(a, l, m->keep_calls_days));
	tell_bool(&t, "open_devices", T_manage_open_devices, m->open_devices);
	tell_bool(&t, "any_hour", T_manage_any_hour, m->any_hour);
	return t.list;
}

/* --- what differs ----------------------------------------------------------------------------------------------- */

static const fact *fact_of(const facts *list, str key)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].key, key))
			return &list->at[i];
	return NULL;
}

static void add_line(arena *a, str *to, str line)
{
	*to = to->len ? str_format(a, "%.*s\n%.*s", STR_ARG(*to), STR_ARG(line)) : line;
}

/* What is gone and what is new under one name (the booking rules of a service) stand on one line. */
static change *change_of(arena *a, changes *list, str what, size_t first)
{
	for (size_t i = first; i < list->n; i++)
		if (str_eq(list->at[i].what, what))
			return &list->at[i];
	LIST_ADD(a, list, ((change){ what, STR_NONE, STR_NONE }));
	return &list->at[list->n - 1];
}

changes manage_changes(arena *a, const facts *was, const facts *now)
{
	changes list = { NULL, 0 };
	for (size_t i = 0; i < was->n; i++) {
		const fact *old = &was->at[i], *new = fact_of(now, old->key);
		if (new && !str_eq(old->value, new->value))
			LIST_ADD(a, &list, ((change){ new->what, old->value, new->value }));
	}
	size_t first = list.n;
	for (size_t i = 0; i < was->n; i++)
		if (!fact_of(now, was->at[i].key))
			add_line(a, &change_of(a, &list, was->at[i].what, first)->was, was->at[i].value);
	for (size_t i = 0; i < now->n; i++)
		if (!fact_of(was, now->at[i].key))
			add_line(a, &change_of(a, &list, now->at[i].what, first)->becomes, now->at[i].value);
	return list;
}
