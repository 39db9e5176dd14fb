/* The tables of city.yaml, services.yaml and offices/ID.yaml, and the order in which a set is read. */
#include "defs/defs_read.h"

#define OFFICES_MAX 200
#define NAME_MAX_BYTES 200
#define TEXT_MAX_BYTES 4000

/* --- city.yaml --- */

/* The last of the six digits checks the others (全国地方公共団体コード): weights 6 5 4 3 2, modulo 11. */
static bool code_valid(i64 code)
{
	if (code < 10000 || code > 999999)
		return false;
	i64 sum = 0, rest = code / 10;
	for (int weight = 2; weight <= 6; weight++, rest /= 10)
		sum += rest % 10 * weight;
	i64 check = (11 - sum % 11) % 10; /* 10 counts as 0, 11 as 1 */
	return code % 10 == check;
}

static void read_code(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	i64 code;
	if (!text_of(r, n, &s))
		return;
	if (s.len != 6 || !str_i64(s, &code) || !code_valid(code))
		note(r, n, "‘%.*s’ is not a 団体コード; it has six digits, the last of which checks the others",
		     STR_ARG(str_sub(s, 0, 20)));
	else
		*(i64 *)to = code;
}

static void read_url(reader *r, const yaml_node *n, void *to, const field *f)
{
	str s = STR_NONE;
	read_line(r, n, &s, f);
	if (s.len == 0)
		return;
	bool plain = true;
	for (size_t i = 0; i < s.len; i++)
		plain = plain && s.at[i] > ' ' && s.at[i] != '"' && s.at[i] != '<' && s.at[i] != '>';
	if (!plain || !(str_starts(s, STR("https://")) || str_starts(s, STR("http://"))) || str_ends(s, STR("/")))
		note(r, n, "write an address such as https://example.lg.jp, without a slash at its end");
	else
		*(str *)to = s;
}

static void read_limits(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(limits_def, hold_minutes, "hold", read_int, .least = 1, .most = 60, .unit = "minutes"),
		FIELD(limits_def, per_contact, "bookings_per_contact", read_int, .least = 1, .most = 100),
		FIELD(limits_def, holds_per_address, "holds_per_address", read_int, .least = 1, .most = 10000),
		FIELD(limits_def, bookings_per_address_hour, "bookings_per_address_hour", read_int, .least = 1,
		      .most = 100000),
		FIELD(limits_def, tickets_per_address_hour, "tickets_per_address_hour", read_int, .least = 1,
		      .most = 100000),
		FIELD(limits_def, services_per_visit, "services_per_visit", read_int, .least = 1, .most = 10),
		FIELD(limits_def, keep_days, "keep", read_int, .least = 1, .most = 3660, .unit = "days"),
		FIELD(limits_def, open_devices, "open_devices", read_bool),
		FIELD(limits_def, any_hour, "any_hour", read_bool),
	};
	(void)f;
	read_map(r, n, to, fields, COUNT(fields));
}

static void parse_city(reader *r, const yaml_node *root, city_def *c)
{
	static const field fields[] = {
		FIELD(city_def, code, "city", read_code, .required = true),
		FIELD(city_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(city_def, url, "url", read_url, .most = NAME_MAX_BYTES),
		FIELD(city_def, limits, "limits", read_limits),
	};
	c->limits = (limits_def){
		.hold_minutes = 10,
		.per_contact = 3,
		.holds_per_address = 5,
		.bookings_per_address_hour = 20,
		.tickets_per_address_hour = 10,
		.services_per_visit = 4,
		.keep_days = 30,
	};
	read_map(r, root, c, fields, COUNT(fields));
}

/* --- services.yaml --- */

static void read_letter(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (!text_of(r, n, &s))
		return;
	if (s.len == 1 && s.at[0] >= 'A' && s.at[0] <= 'Z')
		*(str *)to = s;
	else
		note(r, n, "write one capital letter, A to Z; the ticket's number begins with it");
}

static void read_services(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(service_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(service_def, about, "about", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(service_def, bring, "bring", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(service_def, letter, "letter", read_letter, .required = true),
		FIELD(service_def, icon, "icon", read_id),
		FIELD(service_def, minutes, "minutes", read_int, .required = true, .least = 1, .most = 480,
		      .unit = "minutes"),
	};
	service_defs *list = to;
	(void)f;
	if (n->kind != YN_MAP) {
		note(r, n, "write `ID:` and below it what the service is");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		service_def s = { .icon = STR("office"), .minutes = 10, .line = n->keys.at[i]->line };
		read_id(r, n->keys.at[i], &s.id, f);
		read_map(r, n->items.at[i], &s, fields, COUNT(fields));
		LIST_ADD(r->a, list, s);
	}
}

static void parse_services(reader *r, const yaml_node *root, city_def *c)
{
	static const field fields[] = { FIELD(city_def, services, "services", read_services, .required = true) };
	read_map(r, root, c, fields, COUNT(fields));
}

/* --- offices/ID.yaml: opening --- */

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
	str s;
	size_t digits = 0;
	if (!text_of(r, n, &s))
		return;
	bool fits = s.len > 0 && s.at[0] == '0';
	for (size_t i = 0; i < s.len; i++) {
		bool digit = s.at[i] >= '0' && s.at[i] <= '9';
		digits += digit;
		fits = fits && (digit || s.at[i] == '-');
	}
	if (fits && (digits == 10 || digits == 11))
		*(str *)to = s;
	else
		note(r, n, "‘%.*s’ is not a phone number; write it as 093-582-0000", STR_ARG(str_sub(s, 0, 40)));
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
			note(r, key, "‘%.*s’ are not weekdays; write mon-fri or mon, wed",
			     STR_ARG(str_sub(key->s, 0, 40)));
		for (int d = 0; d < 7; d++) {
			if (!(days & 1u << d))
				continue;
			if (seen & 1u << d)
				note(r, key, "%s has its hours twice", weekday_words[d]);
			week[d] = hours;
		}
		seen |= days;
	}
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
}

/* --- offices/ID.yaml: services and booking --- */

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
	if (n->items.n > 50)
		note(r, n, "at most 50 rules for one service");
	for (size_t i = 0; i < n->items.n && i < 50; i++) {
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

/* --- offices/ID.yaml: desks and calling --- */

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

static void parse_office(reader *r, const yaml_node *root, office_def *o)
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
	};
	for (size_t i = 0; i < COUNT(order); i++)
		LIST_ADD(r->a, &o->order, order[i]);
	read_map(r, root, o, fields, COUNT(fields));
}

/* --- the set --- */

static int by_path(const void *x, const void *y)
{
	const def_file *a = x, *b = y;
	return str_cmp(a->path, b->path);
}

/* The root of one file; NULL, and the mistake noted, when it is not YAML. */
static const yaml_node *root_of(reader *r, const def_file *f)
{
	const yaml_node *root = NULL;
	const err *e = yaml_parse(r->a, f->path, f->text, &root);
	if (e)
		note_err(r, e);
	return root;
}

static bool office_path(str path, str *ret_id)
{
	if (!str_starts(path, STR("offices/")) || !str_ends(path, STR(".yaml")) || path.len < 14)
		return false;
	*ret_id = str_sub(path, 8, path.len - 5);
	return true;
}

/* Puts the offer's service in place, now that both files are read. */
static void resolve(city_def *c, office_def *o)
{
	for (size_t i = 0; i < o->offers.n; i++) {
		offer_def *f = &o->offers.at[i];
		f->def = defs_service(c, f->service);
		if (f->minutes == 0)
			f->minutes = f->def ? f->def->minutes : 10;
	}
}

const err *defs_parse(arena *a, def_files files, city_def **ret)
{
	mistakes found = { NULL, 0 };
	def_file *sorted =
		arena_many(a, def_file, files.n); /* so that mistakes come in one order, however files were listed */
	for (size_t i = 0; i < files.n; i++)
		sorted[i] = (def_file){ arena_copy(a, files.at[i].path), files.at[i].text };
	qsort(sorted, files.n, sizeof *sorted, by_path);
	city_def *c = arena_one(a, city_def);
	bool city_seen = false, services_seen = false, services_known = false;
	/* services.yaml first: the offices' mistakes depend on it */
	for (size_t i = 0; i < files.n; i++) {
		reader r = { a, sorted[i].path, (int)i, &found };
		yaml_node top = { .line = 1, .column = 1 };
		str id;
		if (i && str_eq(sorted[i].path, sorted[i - 1].path)) {
			note(&r, &top, "this file is in the set twice");
		} else if (str_eq(sorted[i].path, STR("city.yaml"))) {
			city_seen = true;
			const yaml_node *root = root_of(&r, &sorted[i]);
			if (root)
				parse_city(&r, root, c);
		} else if (str_eq(sorted[i].path, STR("services.yaml"))) {
			services_seen = true;
			const yaml_node *root = root_of(&r, &sorted[i]);
			if (root) {
				parse_services(&r, root, c);
				services_known = yaml_get(root, "services") != NULL;
			}
		} else if (!office_path(sorted[i].path, &id)) {
			note(&r, &top, "unknown file; a city has city.yaml, services.yaml and offices/ID.yaml");
		}
	}
	for (size_t i = 0; i < files.n; i++) {
		reader r = { a, sorted[i].path, (int)i, &found };
		yaml_node top = { .line = 1, .column = 1 };
		str id;
		if (!office_path(sorted[i].path, &id) || (i && str_eq(sorted[i].path, sorted[i - 1].path)))
			continue;
		if (c->offices.n == OFFICES_MAX) {
			note(&r, &top, "too many offices; at most %d", OFFICES_MAX);
			break;
		}
		const yaml_node *root = root_of(&r, &sorted[i]);
		if (!root)
			continue;
		office_def o;
		parse_office(&r, root, &o);
		resolve(c, &o);
		if (o.id.len && !str_eq(o.id, id))
			note(&r, yaml_get(root, "office"), "the file of this office must be called offices/%.*s.yaml",
			     STR_ARG(o.id));
		check_office(&r, root, &o, services_known ? &c->services : NULL);
		LIST_ADD(a, &c->offices, o);
	}
	reader set = { a, STR("."), (int)files.n, &found };
	yaml_node nowhere = { .line = 1, .column = 1 };
	if (!city_seen)
		note(&set, &nowhere, "city.yaml is missing; add it");
	if (!services_seen)
		note(&set, &nowhere, "services.yaml is missing; add it");
	if (files.n < OFFICES_MAX && c->offices.n == 0 && found.n == 0)
		note(&set, &nowhere, "there is no office; add offices/ID.yaml");
	const err *e = mistakes_told(&found);
	if (!e)
		*ret = c;
	return e;
}
