/* The tables of offices/ID.yaml. */
#include "defs/defs_read.h"
#include "text/contact.h"

#define RULES_MAX 50 /* of one service */

/* --- where and when --- */

static void read_kind(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (!text_of(r, n, &s))
		return;
	if (str_eq(s, STR("ward")))
		*(office_kind *)to = OFFICE_WARD;
	else if (str_eq(s, STR("branch")))
		*(office_kind *)to = OFFICE_BRANCH;
	else
		note(r, n, "write ward (区役所) or branch (出張所)");
}

static void read_phone(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s, digits;
	if (!text_of(r, n, &s))
		return;
	if (contact_phone(r->a, s, &digits))
		*(str *)to = s;
	else
		note(r, n, "‘%.*s’ is not a phone number; write it as 093-582-0000", STR_ARG(shown(s)));
}

static void read_printer(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s = STR_NONE;
	i64 port = 0;
	read_line(r, n, &s, f);
	if (s.len == 0)
		return;
	str host = str_sub(s, 6, s.len), rest = STR_NONE;
	size_t colon = host.len;
	while (colon > 0 && host.at[colon - 1] != ':')
		colon--;
	rest = str_sub(host, colon, host.len);
	if (!str_starts(s, STR("tcp://")) || colon < 2 || str_find(s, ' ') < s.len || !str_i64(rest, &port) ||
	    port < 1 || port > 65535)
		note(r, n, "write the ticket printer's address as tcp://192.168.1.50:9100");
	else
		*(str *)to = s;
}

static void read_degrees(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s;
	if (!text_of(r, n, &s))
		return;
	char *end = NULL;
	bool digits = s.len > 0 && s.len < 20;
	for (size_t i = 0; i < s.len; i++)
		digits = digits && ((s.at[i] >= '0' && s.at[i] <= '9') || s.at[i] == '.');
	double x = digits ? strtod(s.at, &end) : 0; /* a node's text ends in a NUL */
	if (!digits || *end)
		note(r, n, "write degrees with a decimal point, such as 33.8839");
	else if (x < (double)f->least || x > (double)f->most)
		note(r, n, "not in Japan; it must be %lld to %lld", (long long)f->least, (long long)f->most);
	else
		*(double *)to = x;
}

static void read_location(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(office_def, lat, "lat", read_degrees, .required = true, .least = 20, .most = 46),
		FIELD(office_def, lon, "lon", read_degrees, .required = true, .least = 122, .most = 154),
	};
	(void)f;
	read_map(r, n, to, fields, COUNT(fields));
}

static void read_week(reader *r, const yaml_node *n, void *to, const field *f)
{
	windows *week = to;
	size_t before = r->found->n;
	unsigned seen = 0;
	if (n->kind != YN_MAP) {
		note(r, n, "write weekdays and their hours, such as `mon-fri: 8:30-17:15`");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		const yaml_node *key = n->keys.at[i];
		u8 days = weekdays_of(key->s);
		windows hours = { NULL, 0 };
		read_windows(r, n->items.at[i], &hours, f);
		if (days == 0)
			note(r, key, "‘%.*s’ are not weekdays; write mon-fri or mon, wed", STR_ARG(shown(key->s)));
		for (int d = 0; d < 7; d++) {
			if (!(days & 1u << d))
				continue;
			if (seen & 1u << d)
				note(r, key, "%s has its hours twice", weekday_words[d]);
			week[d] = hours;
		}
		seen |= days;
	}
	r->hours_unknown = r->hours_unknown || r->found->n > before;
}

/* 12-29, in the year 2000, which has every day that there is */
static bool month_day(str s, day *ret)
{
	i64 month, mday;
	str m = str_trim(str_cut(&s, '-'));
	if (!str_i64(m, &month) || !str_i64(str_trim(s), &mday) || month < 1 || month > 12 || mday < 1 || mday > 31 ||
	    !civil_valid(2000, (int)month, (int)mday))
		return false;
	*ret = day_from(2000, (int)month, (int)mday);
	return true;
}

static void read_year_end(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	date_range *range = to;
	str s, head = STR_NONE;
	day from = DAY_NONE, until = DAY_NONE;
	if (!text_of(r, n, &s) || str_eq(s, STR("none")))
		return;
	for (size_t i = 0; i + 4 <= s.len && head.len == 0; i++)
		if (str_eq(str_sub(s, i, i + 4), STR(" to "))) {
			head = str_sub(s, 0, i);
			s = str_sub(s, i + 4, s.len);
		}
	if (month_day(str_trim(head), &from) && month_day(str_trim(s), &until))
		*range = (date_range){ .from = from, .to = until, .line = n->line };
	else
		note(r, n, "write month-day to month-day, such as `12-29 to 01-03`, or none");
}

static void read_closures(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(date_range, from, "from", read_day),
		FIELD(date_range, to, "to", read_day),
		FIELD(date_range, from, "on", read_day),
		FIELD(date_range, reason, "reason", read_text3, .most = NAME_MAX_BYTES),
	};
	date_ranges *list = to;
	(void)f;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of closures, each `- { from: 2026-11-22, to: 2026-11-23 }`");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		const yaml_node *v = n->items.at[i];
		date_range range = { .from = DAY_NONE, .to = DAY_NONE, .line = v->line };
		if (read_map(r, v, &range, fields, COUNT(fields))) {
			const yaml_node *on = yaml_get(v, "on"), *from = yaml_get(v, "from"),
					*until = yaml_get(v, "to");
			if (on ? from || until : !from || !until)
				note(r, v, "write `on:` for one day, or both `from:` and `to:`");
			if (on)
				range.to = range.from;
			if (range.from != DAY_NONE && range.to != DAY_NONE && range.from > range.to)
				note(r, v, "this closure ends before it begins");
		}
		LIST_ADD(r->a, list, range);
	}
}

static void read_openings(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(struct open_day, day, "on", read_day, .required = true),
		FIELD(struct open_day, hours, "hours", read_windows, .required = true),
		FIELD(struct open_day, services, "services", read_ids),
	};
	struct opened *list = to;
	size_t before = r->found->n;
	(void)f;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of days, each `- { on: 2026-12-13, hours: 9:00-12:00 }`");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		struct open_day open = { .day = DAY_NONE, .line = n->items.at[i]->line };
		read_map(r, n->items.at[i], &open, fields, COUNT(fields));
		LIST_ADD(r->a, list, open);
	}
	r->hours_unknown = r->hours_unknown || r->found->n > before;
}

/* --- services and booking --- */

static void read_dates(reader *r, const yaml_node *n, void *to, const field *f)
{
	struct days *list = to;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of dates: [2026-12-13, 2027-01-10]");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		day d = DAY_NONE;
		read_day(r, n->items.at[i], &d, f);
		LIST_ADD(r->a, list, d);
	}
}

static void read_weeks_of_month(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	u8 *bits = to;
	bool list = n->kind == YN_LIST;
	for (size_t i = 0; i < (list ? n->items.n : 1); i++) {
		const yaml_node *v = list ? n->items.at[i] : n;
		i64 k = 0;
		if (v->kind == YN_TEXT && str_i64(v->s, &k) && k >= 1 && k <= 5)
			*bits = (u8)(*bits | 1u << (k - 1));
		else
			note(r, v, "write which of the month's weeks, 1 to 5: [1, 3]");
	}
}

static void read_booking(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(booking_rule, weekdays, "days", read_weekdays),
		FIELD(booking_rule, every_weeks, "every_weeks", read_int, .least = 1, .most = 52),
		FIELD(booking_rule, weeks_of_month, "weeks_of_month", read_weeks_of_month),
		FIELD(booking_rule, from_day, "from", read_day),
		FIELD(booking_rule, to_day, "to", read_day),
		FIELD(booking_rule, dates, "dates", read_dates),
		FIELD(booking_rule, hours, "hours", read_window, .required = true),
		FIELD(booking_rule, slot, "every", read_int, .required = true, .least = 5, .most = 480,
		      .unit = "minutes"),
		FIELD(booking_rule, places, "places", read_int, .required = true, .least = 1, .most = 200),
		FIELD(booking_rule, kept, "kept", read_int, .least = 0, .most = 200),
	};
	booking_rules *list = to;
	(void)f;
	if (n->kind != YN_LIST) {
		note(r, n,
		     "write a list of rules, each `- { days: mon-fri, hours: 9:00-16:30, every: 30 minutes, places: 3 }`");
		return;
	}
	if (n->items.n > RULES_MAX)
		note(r, n, "at most %d rules for one service", RULES_MAX);
	for (size_t i = 0; i < n->items.n && i < RULES_MAX; i++) {
		booking_rule rule = { .weekdays = 0x7F,
				      .every_weeks = 1,
				      .from_day = DAY_NONE,
				      .to_day = DAY_NONE,
				      .line = n->items.at[i]->line };
		read_map(r, n->items.at[i], &rule, fields, COUNT(fields));
		LIST_ADD(r->a, list, rule);
	}
}

/* 0-30 days ahead */
static void read_bookable(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	offer_def *o = to;
	str s;
	i64 from, until;
	if (!text_of(r, n, &s))
		return;
	str range = str_cut(&s, ' ');
	str first = str_cut(&range, '-');
	if (!str_eq(str_trim(s), STR("days ahead")) || !str_i64(first, &from) || !str_i64(range, &until) || from < 0 ||
	    until < from || until > 366) {
		note(r, n, "write from how many to how many days ahead, such as `0-30 days ahead` (at most 366)");
		return;
	}
	o->book_from_days = (int)from;
	o->book_to_days = (int)until;
}

static void read_offers(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(offer_def, minutes, "minutes", read_int, .least = 1, .most = 480, .unit = "minutes"),
		FIELD(offer_def, walk_in, "walk_in", read_bool),
		FIELD(offer_def, hours, "hours", read_windows),
		{ .key = "bookable", .read = read_bookable },
		FIELD(offer_def, book_lead_minutes, "lead", read_int, .least = 0, .most = 14400, .unit = "minutes"),
		FIELD(offer_def, overbook, "overbook", read_int, .least = 0, .most = 50, .unit = "of 100 slots"),
		FIELD(offer_def, booking, "booking", read_booking),
	};
	offer_defs *list = to;
	(void)f;
	if (n->kind != YN_MAP) {
		note(r, n, "write the services of this office, each as `ID:` with its settings below, or `ID: {}`");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		offer_def o = { .walk_in = true, .book_to_days = 30, .book_lead_minutes = 60 };
		o.line = n->keys.at[i]->line;
		read_id(r, n->keys.at[i], &o.service, f);
		read_map(r, n->items.at[i], &o, fields, COUNT(fields));
		LIST_ADD(r->a, list, o);
	}
}

/* --- desks and calling --- */

static void read_desks(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(desk_def, id, "id", read_id, .required = true),
		FIELD(desk_def, label, "label", read_line, .most = 30),
		FIELD(desk_def, name, "name", read_text3, .most = NAME_MAX_BYTES),
		FIELD(desk_def, place, "place", read_text3, .most = NAME_MAX_BYTES),
		FIELD(desk_def, services, "services", read_ids, .required = true),
		FIELD(desk_def, also, "also", read_ids),
	};
	desk_defs *list = to;
	(void)f;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of desks, each `- { id: 1, services: [juumin] }`");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		desk_def d = { .line = n->items.at[i]->line };
		read_map(r, n->items.at[i], &d, fields, COUNT(fields));
		if (d.label.len == 0)
			d.label = d.id;
		LIST_ADD(r->a, list, d);
	}
}

static void read_order(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const char *const words[] = { "booked", "priority", "returned", "arrival" };
	call_rules *list = to;
	(void)f;
	*list = (call_rules){ NULL, 0 };
	unsigned seen = 0;
	for (size_t i = 0; n->kind == YN_LIST && i < n->items.n; i++) {
		const yaml_node *v = n->items.at[i], *early = NULL;
		str word = v->s;
		if (v->kind == YN_MAP && v->items.n == 1) {
			word = v->keys.at[0]->s;
			early = v->items.at[0];
		}
		unsigned k = 0;
		while (k < COUNT(words) && !str_eq(word, str_of(words[k])))
			k++;
		call_rule rule = { .who = (call_class)k };
		if (early && k == CALL_BOOKED && early->kind == YN_TEXT) {
			yaml_node number = *early;
			if (str_ends(number.s, STR(" early")))
				number.s = str_sub(number.s, 0, number.s.len - 6);
			read_int(r, &number, &rule.early_minutes, &(field){ .most = 240, .unit = "minutes" });
		} else if (early || k == COUNT(words)) {
			note(r, v, "there are `booked: 5 minutes early`, `priority`, `returned` and `arrival`");
			continue;
		}
		if (seen & 1u << k)
			note(r, v, "‘%s’ stands twice", words[k]);
		seen |= 1u << k;
		LIST_ADD(r->a, list, rule);
	}
	if (!(seen & 1u << CALL_ARRIVAL))
		note(r, n, "write a list that contains `arrival`; without it, nobody who just came is called");
}

static void read_check_in(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(office_def, checkin_minutes, "opens", read_int, .least = 0, .most = 1440, .unit = "minutes"),
		FIELD(office_def, late_minutes, "late", read_int, .least = 0, .most = 240, .unit = "minutes"),
	};
	(void)f;
	read_map(r, n, to, fields, COUNT(fields));
}

static void read_missed(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(office_def, recall_max, "recalls", read_int, .least = 0, .most = 20),
		FIELD(office_def, grace_minutes, "grace", read_int, .least = 0, .most = 480, .unit = "minutes"),
	};
	(void)f;
	read_map(r, n, to, fields, COUNT(fields));
}

static void read_waitlist(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(waitlist_def, offer_minutes, "offer", read_int, .least = 10, .most = 1440, .unit = "minutes"),
		FIELD(waitlist_def, hours, "hours", read_window),
		FIELD(waitlist_def, unanswered, "unanswered", read_int, .least = 1, .most = 20),
	};
	(void)f;
	waitlist_def *w = to;
	if (n->kind == YN_TEXT && str_eq(n->s, STR("off")))
		return;
	if (n->kind != YN_MAP) {
		note(r, n, "write `{ offer: 60 minutes, hours: 8:00-21:00 }`, or off");
		return;
	}
	w->offer_minutes = 60;
	if (read_map(r, n, to, fields, COUNT(fields)) && w->hours.to - w->hours.from < 60)
		note(r, n, "the `hours:` in which people answer must be at least one hour");
}

static void read_messages(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(messages_def, booking, "booking", read_bool),
		FIELD(messages_def, reminder, "reminder", read_bool),
		FIELD(messages_def, reminder_hour, "hour", read_int, .least = 8, .most = 20),
		FIELD(messages_def, queue, "queue", read_bool),
	};
	(void)f;
	read_map(r, n, to, fields, COUNT(fields));
}

void read_office(reader *r, const yaml_node *root, office_def *o)
{
	static const field fields[] = {
		FIELD(office_def, id, "office", read_id, .required = true),
		FIELD(office_def, kind, "kind", read_kind, .required = true),
		FIELD(office_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(office_def, address, "address", read_text3, .most = NAME_MAX_BYTES),
		FIELD(office_def, access, "access", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(office_def, notice, "notice", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(office_def, phone, "phone", read_phone),
		{ .key = "location", .read = read_location },
		FIELD(office_def, week, "hours", read_week, .required = true),
		FIELD(office_def, holidays, "closed_on_holidays", read_bool),
		FIELD(office_def, year_end, "year_end", read_year_end),
		FIELD(office_def, closures, "closures", read_closures),
		FIELD(office_def, openings, "openings", read_openings),
		FIELD(office_def, order, "call_order", read_order),
		{ .key = "check_in", .read = read_check_in },
		{ .key = "missed", .read = read_missed },
		FIELD(office_def, waitlist, "waiting_list", read_waitlist),
		FIELD(office_def, messages, "messages", read_messages),
		FIELD(office_def, printer, "printer", read_printer, .most = NAME_MAX_BYTES),
		FIELD(office_def, offers, "services", read_offers, .required = true),
		FIELD(office_def, desks, "desks", read_desks, .required = true),
	};
	static const call_rule order[] = {
		{ CALL_BOOKED, 5 }, { CALL_PRIORITY, 0 }, { CALL_RETURNED, 0 }, { CALL_ARRIVAL, 0 }
	};
	*o = (office_def){
		.file = r->path,
		.holidays = true,
		.year_end = { .from = DAY_NONE, .to = DAY_NONE },
		.grace_minutes = 30,
		.recall_max = 2,
		.checkin_minutes = 60,
		.late_minutes = 15,
		.waitlist = { .hours = { 8 * 60, 21 * 60 }, .unanswered = 3 },
		.messages = { .booking = true, .reminder = true, .reminder_hour = 17, .queue = true },
	};
	for (size_t i = 0; i < COUNT(order); i++)
		LIST_ADD(r->a, &o->order, order[i]);
	read_map(r, root, o, fields, COUNT(fields));
}
