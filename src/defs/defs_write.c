/* Writing back: the file that a clerk would have written, without what is as it would be anyway. Comments are lost. */
#include "defs/defs_write.h"

static void indent(buf *b, int n)
{
	for (int i = 0; i < n; i++)
		buf_char(b, ' ');
}

/* `key: ` at the start of a line */
void put_key(buf *b, int at, const char *name)
{
	indent(b, at);
	buf_put(b, str_of(name));
	buf_char(b, ':');
}

void put_str(buf *b, int at, const char *name, str s)
{
	if (s.len == 0)
		return;
	put_key(b, at, name);
	buf_char(b, ' ');
	yaml_put(b, s, at + 2, false);
	buf_char(b, '\n');
}

void put_text3(buf *b, int at, const char *name, const text3 *t)
{
	static const char *const langs[LANG_COUNT] = { "ja", "ja-easy", "en" };
	if (text_empty(t))
		return;
	put_key(b, at, name);
	buf_char(b, '\n');
	for (int l = 0; l < LANG_COUNT; l++)
		put_str(b, at + 2, langs[l], t->in[l]);
}

/* { ja: …, en: … } on the line */
void put_text3_flow(buf *b, const text3 *t)
{
	static const char *const langs[LANG_COUNT] = { "ja", "ja-easy", "en" };
	const char *before = "{ ";
	for (int l = 0; l < LANG_COUNT; l++) {
		if (t->in[l].len == 0)
			continue;
		buf_format(b, "%s%s: ", before, langs[l]);
		yaml_put(b, t->in[l], 0, true);
		before = ", ";
	}
	buf_lit(b, " }");
}

void put_int(buf *b, int at, const char *name, int n, const char *unit)
{
	put_key(b, at, name);
	buf_format(b, " %d%s%s\n", n, unit ? " " : "", unit ? unit : "");
}

void put_bool(buf *b, int at, const char *name, bool yes)
{
	put_key(b, at, name);
	buf_put(b, yes ? STR(" yes\n") : STR(" no\n"));
}

static void put_day(buf *b, day d)
{
	civil c = civil_of(d);
	buf_format(b, "%04d-%02d-%02d", c.year, c.month, c.mday);
}

static void put_window(buf *b, window w)
{
	buf_format(b, "%d:%02d-%d:%02d", w.from / 60, w.from % 60, w.to / 60, w.to % 60);
}

static void put_windows(buf *b, const windows *w)
{
	if (w->n == 0)
		buf_lit(b, "closed");
	for (size_t i = 0; i < w->n; i++) {
		if (i)
			buf_lit(b, ", ");
		put_window(b, w->at[i]);
	}
}

/* mon-wed, fri: from Monday, so that a weekend stays together */
static void put_weekdays(buf *b, u8 bits)
{
	bool first = true;
	for (int i = 0; i < 7;) {
		int last = i;
		if (!(bits & 1u << (i + 1) % 7)) {
			i++;
			continue;
		}
		while (last + 1 < 7 && bits & 1u << (last + 2) % 7)
			last++;
		buf_format(b, "%s%s", first ? "" : ", ", weekday_words[(i + 1) % 7]);
		if (last > i)
			buf_format(b, "-%s", weekday_words[(last + 1) % 7]);
		first = false;
		i = last + 1;
	}
}

void put_ids(buf *b, const strs *ids)
{
	buf_char(b, '[');
	for (size_t i = 0; i < ids->n; i++)
		buf_format(b, "%s%.*s", i ? ", " : "", STR_ARG(ids->at[i]));
	buf_char(b, ']');
}

str written(buf *b)
{
	CHECK(!b->overflowed); /* every text has its ceiling, and so has their number */
	return buf_str(b);
}

str defs_write_city(arena *a, const city_def *c)
{
	buf b = buf_new(a, FILE_CEILING);
	const limits_def *l = &c->limits;
	buf_format(&b, "city: \"%06lld\"\n", (long long)c->code);
	put_text3(&b, 0, "name", &c->name);
	put_str(&b, 0, "url", c->url);
	buf_lit(&b, "limits:\n");
	put_int(&b, 2, "hold", l->hold_minutes, "minutes");
	put_int(&b, 2, "bookings_per_contact", l->per_contact, NULL);
	put_int(&b, 2, "holds_per_address", l->holds_per_address, NULL);
	put_int(&b, 2, "bookings_per_address_hour", l->bookings_per_address_hour, NULL);
	put_int(&b, 2, "tickets_per_address_hour", l->tickets_per_address_hour, NULL);
	put_int(&b, 2, "services_per_visit", l->services_per_visit, NULL);
	put_int(&b, 2, "keep", l->keep_days, "days");
	put_int(&b, 2, "keep_preparations", l->keep_preparations, "days");
	put_int(&b, 2, "keep_calls", l->keep_calls_days, "days");
	put_bool(&b, 2, "open_devices", l->open_devices);
	put_bool(&b, 2, "any_hour", l->any_hour);
	return written(&b);
}

str defs_write_services(arena *a, const city_def *c)
{
	buf b = buf_new(a, FILE_CEILING);
	buf_put(&b, c->services.n ? STR("services:\n") : STR("services: {}\n"));
	for (size_t i = 0; i < c->services.n; i++) {
		const service_def *s = &c->services.at[i];
		put_key(&b, 2, s->id.at);
		buf_char(&b, '\n');
		put_text3(&b, 4, "name", &s->name);
		put_text3(&b, 4, "about", &s->about);
		put_text3(&b, 4, "bring", &s->bring);
		put_str(&b, 4, "letter", s->letter);
		put_str(&b, 4, "icon", s->icon);
		put_int(&b, 4, "minutes", s->minutes, NULL);
	}
	return written(&b);
}

str defs_write_journeys(arena *a, const city_def *c)
{
	buf b = buf_new(a, FILE_CEILING);
	if (c->free_together)
		buf_lit(&b, "freely_chosen: together\n");
	buf_put(&b, c->journeys.n ? STR("journeys:\n") : STR("journeys: {}\n"));
	for (size_t i = 0; i < c->journeys.n; i++) {
		const journey_def *j = &c->journeys.at[i];
		put_key(&b, 2, j->id.at);
		buf_char(&b, '\n');
		put_text3(&b, 4, "name", &j->name);
		put_text3(&b, 4, "about", &j->about);
		put_str(&b, 4, "icon", j->icon);
		put_str(&b, 4, "wait", j->one_by_one ? STR("one by one") : STR("together"));
		buf_lit(&b, "    steps:\n");
		for (size_t k = 0; k < j->steps.n; k++) {
			const journey_step *s = &j->steps.at[k];
			buf_format(&b, "      - service: %.*s\n", STR_ARG(s->service));
			if (s->after.n) {
				buf_lit(&b, "        after: ");
				put_ids(&b, &s->after);
				buf_char(&b, '\n');
			}
			put_text3(&b, 8, "ask", &s->ask);
		}
	}
	return written(&b);
}

/* --- an office --- */

static bool same_windows(const windows *x, const windows *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (x->at[i].from != y->at[i].from || x->at[i].to != y->at[i].to)
			return false;
	return true;
}

/* Days with the same hours stand on one line. */
static void put_week(buf *b, const windows week[7])
{
	unsigned done = 0;
	buf_lit(b, "hours:\n");
	for (int k = 1; k <= 7; k++) {
		int d = k % 7;
		if (done & 1u << d || week[d].n == 0)
			continue;
		unsigned same = 0;
		for (int e = 0; e < 7; e++)
			if (same_windows(&week[d], &week[e]))
				same |= 1u << e;
		done |= same;
		buf_lit(b, "  ");
		put_weekdays(b, (u8)same);
		buf_lit(b, ": ");
		put_windows(b, &week[d]);
		buf_char(b, '\n');
	}
}

static void put_days(buf *b, const office_def *o)
{
	put_week(b, o->week);
	put_bool(b, 0, "closed_on_holidays", o->holidays);
	if (o->year_end.from != DAY_NONE) {
		civil from = civil_of(o->year_end.from), to = civil_of(o->year_end.to);
		buf_format(b, "year_end: %02d-%02d to %02d-%02d\n", from.month, from.mday, to.month, to.mday);
	}
	if (o->closures.n)
		buf_lit(b, "closures:\n");
	for (size_t i = 0; i < o->closures.n; i++) {
		const date_range *r = &o->closures.at[i];
		buf_lit(b, "  - { from: ");
		put_day(b, r->from);
		buf_lit(b, ", to: ");
		put_day(b, r->to);
		if (!text_empty(&r->reason)) {
			buf_lit(b, ", reason: ");
			put_text3_flow(b, &r->reason);
		}
		buf_lit(b, " }\n");
	}
	if (o->openings.n)
		buf_lit(b, "openings:\n");
	for (size_t i = 0; i < o->openings.n; i++) {
		const struct open_day *open = &o->openings.at[i];
		buf_lit(b, "  - on: ");
		put_day(b, open->day);
		buf_lit(b, "\n    hours: ");
		put_windows(b, &open->hours);
		if (open->services.n) {
			buf_lit(b, "\n    services: ");
			put_ids(b, &open->services);
		}
		buf_char(b, '\n');
	}
}

/* As many digits as it takes to read the same number back. */
static void put_degrees(buf *b, double x)
{
	char text[32];
	int digits = 15, len = 0;
	do
		len = snprintf(text, sizeof text, "%.*g", digits, x);
	while (++digits <= 17 && (strtod(text, NULL) < x || strtod(text, NULL) > x));
	buf_put(b, (str){ text, (size_t)len });
}

static void put_location(buf *b, double lat, double lon)
{
	buf_lit(b, "location: { lat: ");
	put_degrees(b, lat);
	buf_lit(b, ", lon: ");
	put_degrees(b, lon);
	buf_lit(b, " }\n");
}

static void put_order(buf *b, const call_rules *order)
{
	static const char *const words[] = { "booked", "priority", "returned", "arrival" };
	buf_lit(b, "call_order:\n");
	for (size_t i = 0; i < order->n; i++) {
		buf_format(b, "  - %s", words[order->at[i].who]);
		if (order->at[i].who == CALL_BOOKED)
			buf_format(b, ": %d minutes early", order->at[i].early_minutes);
		buf_char(b, '\n');
	}
}

static void put_rule(buf *b, const booking_rule *r)
{
	const char *lead = "      - ";
	if (r->dates.n) {
		buf_format(b, "%sdates: [", lead);
		for (size_t i = 0; i < r->dates.n; i++) {
			if (i)
				buf_lit(b, ", ");
			put_day(b, r->dates.at[i]);
		}
		buf_lit(b, "]\n");
		lead = "        ";
	} else if (r->weekdays != 0x7F) {
		buf_format(b, "%sdays: ", lead);
		put_weekdays(b, r->weekdays);
		buf_char(b, '\n');
		lead = "        ";
	}
	buf_format(b, "%shours: ", lead);
	put_window(b, r->hours);
	buf_char(b, '\n');
	if (r->every_weeks != 1)
		put_int(b, 8, "every_weeks", r->every_weeks, NULL);
	if (r->weeks_of_month) {
		const char *before = "        weeks_of_month: [";
		for (int k = 0; k < 5; k++)
			if (r->weeks_of_month & 1u << k) {
				buf_format(b, "%s%d", before, k + 1);
				before = ", ";
			}
		buf_lit(b, "]\n");
	}
	if (r->from_day != DAY_NONE) {
		buf_lit(b, "        from: ");
		put_day(b, r->from_day);
		buf_char(b, '\n');
	}
	if (r->to_day != DAY_NONE) {
		buf_lit(b, "        to: ");
		put_day(b, r->to_day);
		buf_char(b, '\n');
	}
	put_int(b, 8, "every", r->slot, "minutes");
	put_int(b, 8, "places", r->places, NULL);
	if (r->kept)
		put_int(b, 8, "kept", r->kept, NULL);
}

static void put_offer(buf *b, const offer_def *f)
{
	put_key(b, 2, f->service.at);
	buf_char(b, '\n');
	if (!f->def || f->minutes != f->def->minutes)
		put_int(b, 4, "minutes", f->minutes, NULL);
	put_bool(b, 4, "walk_in", f->walk_in);
	if (f->hours.n) {
		put_key(b, 4, "hours");
		buf_char(b, ' ');
		put_windows(b, &f->hours);
		buf_char(b, '\n');
	}
	buf_format(b, "    bookable: %d-%d days ahead\n", f->book_from_days, f->book_to_days);
	put_int(b, 4, "lead", f->book_lead_minutes, "minutes");
	if (f->overbook)
		put_int(b, 4, "overbook", f->overbook, "of 100 slots");
	if (f->booking.n)
		buf_lit(b, "    booking:\n");
	for (size_t i = 0; i < f->booking.n; i++)
		put_rule(b, &f->booking.at[i]);
}

static void put_desk(buf *b, const desk_def *d)
{
	buf_lit(b, "  - id: ");
	yaml_put(b, d->id, 0, false);
	buf_char(b, '\n');
	if (!str_eq(d->label, d->id))
		put_str(b, 4, "label", d->label);
	put_text3(b, 4, "name", &d->name);
	put_text3(b, 4, "place", &d->place);
	buf_lit(b, "    services: ");
	put_ids(b, &d->services);
	buf_char(b, '\n');
	if (d->also.n) {
		buf_lit(b, "    also: ");
		put_ids(b, &d->also);
		buf_char(b, '\n');
	}
}

str defs_write_office(arena *a, const office_def *o)
{
	buf b = buf_new(a, FILE_CEILING);
	put_str(&b, 0, "office", o->id);
	put_str(&b, 0, "kind", o->kind == OFFICE_WARD ? STR("ward") : STR("branch"));
	put_text3(&b, 0, "name", &o->name);
	put_text3(&b, 0, "address", &o->address);
	put_text3(&b, 0, "access", &o->access);
	put_text3(&b, 0, "notice", &o->notice);
	put_str(&b, 0, "phone", o->phone);
	if (o->lat > 0)
		put_location(&b, o->lat, o->lon);
	put_days(&b, o);
	put_order(&b, &o->order);
	buf_format(&b, "check_in: { opens: %d minutes, late: %d minutes }\n", o->checkin_minutes, o->late_minutes);
	buf_format(&b, "missed: { recalls: %d, grace: %d minutes }\n", o->recall_max, o->grace_minutes);
	if (o->waitlist.offer_minutes) {
		buf_format(&b, "waiting_list: { offer: %d minutes, hours: ", o->waitlist.offer_minutes);
		put_window(&b, o->waitlist.hours);
		buf_format(&b, ", unanswered: %d }\n", o->waitlist.unanswered);
	}
	const messages_def *m = &o->messages;
	buf_format(&b, "messages: { booking: %s, reminder: %s, hour: %d, queue: %s }\n", m->booking ? "yes" : "no",
		   m->reminder ? "yes" : "no", m->reminder_hour, m->queue ? "yes" : "no");
	put_str(&b, 0, "printer", o->printer);
	buf_put(&b, o->offers.n ? STR("services:\n") : STR("services: {}\n"));
	for (size_t i = 0; i < o->offers.n; i++)
		put_offer(&b, &o->offers.at[i]);
	buf_put(&b, o->desks.n ? STR("desks:\n") : STR("desks: []\n"));
	for (size_t i = 0; i < o->desks.n; i++)
		put_desk(&b, &o->desks.at[i]);
	return written(&b);
}
