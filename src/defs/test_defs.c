#include "defs/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(256 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void tell(const err *e)
{
	for (; e; e = e->next)
		print_message("    %.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
}

static const city_def *parsed(arena *a, def_files files)
{
	city_def *c = NULL;
	const err *e = defs_parse(a, files, &c);
	tell(e);
	assert_null(e);
	return c;
}

static void a_set_is_read_as_it_was_meant(void **state)
{
	arena *a = *state;
	const city_def *c = parsed(a, small_set(a, NULL, NULL, NULL));
	assert_int_equal(c->code, 401005);
	assert_int_equal(c->limits.hold_minutes, 7);
	assert_int_equal(c->limits.keep_days, 30);
	assert_true(c->limits.open_devices);
	const office_def *o = defs_office(c, STR("moji"));
	assert_non_null(o);
	assert_int_equal(o->week[1].n, 2);
	assert_int_equal(o->week[1].at[1].to, 17 * 60 + 15);
	assert_int_equal(o->week[4].at[0].to, 19 * 60);
	assert_int_equal(o->week[0].n + o->week[6].n, 0);
	assert_int_equal(o->year_end.from, day_from(2000, 12, 29));
	assert_int_equal(o->closures.at[1].from, o->closures.at[1].to);
	assert_int_equal(o->order.n, 3);
	assert_int_equal(o->order.at[1].who, CALL_BOOKED);
	assert_int_equal(o->order.at[1].early_minutes, 10);
	assert_int_equal(o->late_minutes, 20);
	assert_int_equal(o->recall_max, 3);
	const offer_def *f = defs_offer(o, STR("juumin"));
	assert_int_equal(f->minutes, 12);
	assert_int_equal(defs_offer(o, STR("koseki"))->minutes, 20);
	assert_ptr_equal(f->def, defs_service(c, STR("juumin")));
	assert_int_equal(f->book_from_days, 1);
	assert_int_equal(f->book_lead_minutes, 90);
	assert_int_equal(f->booking.at[0].weekdays, 0x3E);
	assert_int_equal(f->booking.at[0].kept, 1);
	assert_int_equal(defs_offer(o, STR("koseki"))->booking.at[1].weeks_of_month, 0x11);
	assert_true(str_eq(f->def->bring.in[LANG_JA], STR("免許証\n- 印鑑: あれば")));
	assert_true(str_eq(text_in(&f->def->bring, LANG_EN), f->def->bring.in[LANG_JA]));
	assert_true(str_eq(text_in(&f->def->name, LANG_JA_EASY), STR("ひっこし")));
	assert_true(str_eq(defs_desk(o, STR("1"))->label, STR("1")));
	assert_true(str_eq(defs_desk(o, STR("k-2"))->label, STR("2")));
	assert_null(defs_office(c, STR("tobata")));
	assert_null(defs_offer(o, STR("kaigo")));
}

/* One mistake in a set that holds otherwise: it alone is told, where it stands, with what to do. */
typedef struct wrong {
	const char *path, *from, *to, *where, *says;
} wrong;

static void each_alone(arena *a, const wrong *list, size_t n)
{
	size_t wrongly = 0;
	for (size_t i = 0; i < n; i++) {
		const wrong *w = &list[i];
		city_def *c = NULL;
		const err *e = defs_parse(a, small_set(a, w->path, w->from, w->to), &c);
		bool right = err_is(e, ERR_definition) && str_eq(e->where, str_of(w->where)) &&
			     str_has(e->detail, str_of(w->says)) && !e->next;
		if (!right) {
			print_message("‘%s’ for ‘%s’ should say %s at %s, but:\n", w->to, w->from, w->says, w->where);
			tell(e);
		}
		wrongly += !right;
		arena_reset(a);
	}
	assert_int_equal(wrongly, 0);
}

#define C "city.yaml"
#define S "services.yaml"
#define M "offices/moji.yaml"

static void mistakes_in_city_and_services_are_told_where_they_stand(void **state)
{
	static const wrong list[] = {
		{ C, "\"401005\"", "\"401006\"", C ":1:7", "団体コード" },
		{ C, "\"401005\"", "40100", C ":1:7", "six digits" },
		{ C, "city:", "citty:", C ":1:1", "did you mean ‘city’" },
		{ C, "https:", "ftp:", C ":3:6", "https://" },
		{ C, ".jp", ".jp/", C ":3:6", "without a slash" },
		{ C, "7 minutes", "7 days", C ":5:9", "minutes" },
		{ C, "7 minutes", "61", C ":5:9", "1 to 60" },
		{ C, "contact: 2", "contact: two", C ":6:25", "whole number" },
		{ C, "yes", "maybe", C ":7:17", "yes or no" },
		{ C, "  open_devices: yes\n", "  open_devices: yes\n  open_devices: no\n", C ":8:3", "stands twice" },
		{ S, "en: Moving", "eng: Moving", S ":3:37", "there are ja, ja-easy and en" },
		{ S, "ja: 引越し, ", "", S ":3:11", "Japanese text" },
		{ S, "letter: A\n", "letter: a\n", S ":7:13", "capital letter" },
		{ S, "    letter: A\n", "", S ":3:5", "‘letter:’ is missing" },
		{ S, "minutes: 15", "minutes: 0", S ":9:14", "1 to 480" },
		{ S, "icon: move", "icon: Move!", S ":8:11", "a–z" },
	};
	each_alone(*state, list, COUNT(list));
}

static void mistakes_in_an_office_are_told_where_they_stand(void **state)
{
	static const wrong list[] = {
		{ M, "office: moji", "office: mooji", M ":1:9", "offices/mooji.yaml" },
		{ M, "office: moji\n", "", M ":1:1", "‘office:’ is missing" },
		{ M, "kind: ward", "kind: shop", M ":2:7", "ward" },
		{ M, "093-331-0000", "093-331-000", M ":4:8", "phone number" },
		{ M, "33.9412", "3.9412", M ":5:18", "not in Japan" },
		{ M, "33.9412", "33,9412", M ":5:21", "unknown key ‘9412’" },
		{ M, "33.9412", "0x21", M ":5:18", "decimal point" },
		{ M, "8:30-12:00, 13:00-17:15", "8:30-12:00, 11:00-17:15", M ":7:17", "after the one before" },
		{ M, "  thu: 8:30-19:00", "  thu: 8:30-7:00", M ":8:8", "ends before it begins" },
		{ M, "printer:", "waiting_list: { offer: 5 }\nprinter:", M ":19:24", "10 to 1440" },
		{ M, "printer:", "waiting_list: { hours: 8:00-8:30 }\nprinter:", M ":19:15", "at least one hour" },
		{ M, "printer:", "messages: { hour: 22 }\nprinter:", M ":19:19", "8 to 20" },
		{ M, "printer:", "messages: { mail: yes }\nprinter:", M ":19:13", "mail" },
		{ M, "printer:", "waiting_list: on\nprinter:", M ":19:15", "or off" },
		{ M, "lead: 90", "overbook: 60 of 100 slots\n    lead: 90", M ":25:15", "0 to 50" },
		{ M, "lead: 90", "overbook: 5 percent\n    lead: 90", M ":25:15", "of 100 slots" },
		{ M, "  thu: 8:30-19:00", "  thu: 8:60-19:00", M ":8:8", "8:30-17:15" },
		{ M, "  thu: 8:30-19:00", "  tue: 8:30-19:00", M ":8:3", "tue has its hours twice" },
		{ M, "closed_on_holidays: yes", "closed_on_holiday: yes", M ":9:1",
		  "did you mean ‘closed_on_holidays’" },
		{ M, "12-29 to 01-03", "12-29 until 01-03", M ":10:11", "12-29 to 01-03" },
		{ M, "12-29 to 01-03", "12-32 to 01-03", M ":10:11", "month-day" },
		{ M, "to: 2026-11-25", "to: 2026-11-23", M ":12:5", "ends before it begins" },
		{ M, "from: 2026-11-24, ", "", M ":12:5", "both" },
		{ M, "on: 2026-12-01", "on: 2026-02-29", M ":13:11", "not a date" },
		{ M, "hours: 9:00-12:00, services: [koseki]", "hours: closed, services: [koseki]", M ":15:30",
		  "needs hours" },
		{ M, "services: [koseki] }\ncall", "services: [kosek] }\ncall", M ":15:53", "did you mean ‘koseki’" },
		{ M, ", arrival", "", M ":16:13", "arrival" },
		{ M, "[ priority,", "[ priority, priority,", M ":16:25", "stands twice" },
		{ M, "[ priority,", "[ first,", M ":16:15", "returned" },
		{ M, "10 minutes early", "early", M ":16:33", "minutes" },
		{ M, "tcp://192.0.2.7:9100", "192.0.2.7", M ":19:10", "tcp://" },
		{ M, "tcp://192.0.2.7:9100", "tcp://192.0.2.7:91000", M ":19:10", "tcp://" },
	};
	each_alone(*state, list, COUNT(list));
}

static void mistakes_in_offers_and_desks_are_told_where_they_stand(void **state)
{
	static const wrong list[] = {
		{ M, "1-14 days ahead", "14-1 days ahead", M ":24:15", "0-30 days ahead" },
		{ M, "1-14 days ahead", "1-14", M ":24:15", "days ahead" },
		{ M, "kept: 1", "kept: 4", M ":27:81", "only 3 places" },
		{ M, "hours: 9:00-11:40", "hours: 9:00-9:20", M ":27:33", "not one slot of 30 minutes" },
		{ M, "hours: 9:00-11:40", "hours: 8:00-11:40", M ":27:33", "this service's `hours:`" },
		{ M, "days: mon-fri, hours", "days: mon-sat, hours", M ":27:17", "closed on sat" },
		{ M, "days: mon-fri, hours", "days: mon-mon-fri, hours", M ":27:17", "not weekdays" },
		{ M, "every: 30 minutes", "every: 0", M ":27:52", "5 to 480" },
		{ M, "places: 3, ", "", M ":27:9", "‘places:’ is missing" },
		{ M, "[2026-12-13]", "[2026-12-20]", M ":30:19", "closed on 2026-12-20 (sun)" },
		{ M, "[2026-12-13]", "[2026-11-23]", M ":30:19", "a holiday" },
		{ M, "[2026-12-13]", "[2026-12-13], days: sun", M ":30:18", "either `dates:` or weekdays" },
		{ M, "services: [koseki] }\ncall", "services: [juumin] }\ncall", M ":30:19", "for other services" },
		{ M, "[1, 5]", "[1, 6]", M ":31:42", "1 to 5" },
		{ M, "        from: 2026-12-03\n", "", M ":33:22", "add `from:`" },
		{ M, "to: 2027-03-31", "to: 2026-03-31", M ":35:13", "ends before it begins" },
		{ M, "17:00-19:00", "17:00-20:00", M ":36:16", "the office's hours on thu" },
		{ M, ", also: [koseki] }", ", also: [juumin] }", M ":40:43", "stands in `services:` already" },
		{ M, "id: k-2, label: \"2\"", "id: \"1\", label: \"2\"", M ":41:11", "on line 40" },
		{ M, "label: \"2\"", "label: \"1\"", M ":41:23", "label ‘1’" },
		{ M, "id: k-2", "id: K2", M ":41:11", "identifier" },
	};
	each_alone(*state, list, COUNT(list));
}

static void what_belongs_together_is_held_together(void **state)
{
	static const wrong list[] = {
		{ S, "koseki:", "-koseki:", S ":10:3", "identifier" },
		/* a service that exists, but whose letter is taken, and that nobody serves */
		{ M, "  koseki:\n", "  kaigo: {}\n  koseki:\n", M ":28:3", "same letter A" },
		{ M, "  koseki:\n", "  kosekki: {}\n  koseki:\n", M ":28:3", "no desk serves ‘kosekki’" },
		{ M, "services: [juumin], also", "services: [juumn], also", M ":21:3", "no desk serves ‘juumin’" },
		{ M, "8:30-12:00, 13:00-16:45", "20:00-21:00", M ":23:12", "never open at these hours" },
		{ M, "  koseki:\n    booking:\n", "  koseki:\n    walk_in: no\n    book: []\n    booking: []\n    x:\n",
		  M ":29:14", "nobody can come" },
	};
	arena *a = *state;
	for (size_t i = 0; i < COUNT(list); i++) {
		city_def *c = NULL;
		const err *e = defs_parse(a, small_set(a, list[i].path, list[i].from, list[i].to), &c);
		bool told = false;
		for (const err *each = e; each; each = each->next)
			told = told || (str_eq(each->where, str_of(list[i].where)) &&
					str_has(each->detail, str_of(list[i].says)));
		if (!told)
			tell(e);
		assert_true(told);
	}
	city_def *c = NULL;
	const err *e = defs_parse(a, small_set(a, M, "  koseki:\n", "  kosekki: {}\n  koseki:\n"), &c);
	bool told = false;
	for (; e; e = e->next)
		told = told || str_has(e->detail, STR("unknown service ‘kosekki’; did you mean ‘koseki’?"));
	assert_true(told);
}

static void all_mistakes_of_all_files_are_told_in_their_order(void **state)
{
	arena *a = *state;
	def_files files = small_set(a, C, "yes", "perhaps");
	files.at[1].text = small_set(a, S, "minutes: 15", "minutes: x").at[1].text;
	files.at[2].text = small_set(a, M, "  - { on: 2026-12-01 }", "  - { on: soon }").at[2].text;
	LIST_ADD(a, &files, ((def_file){ STR("offices/a.yaml"), STR("office: [\n") }));
	city_def *c = NULL;
	const err *e = defs_parse(a, files, &c);
	static const char *const wheres[] = { "city.yaml:7:17", "offices/a.yaml:", "offices/moji.yaml:13:11",
					      "services.yaml:9:14" };
	for (size_t i = 0; i < COUNT(wheres); i++, e = e->next) {
		assert_non_null(e);
		assert_true(str_starts(e->where, str_of(wheres[i])));
	}
	assert_null(e);
}

static void no_more_than_a_hundred_mistakes_are_told(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 100000);
	for (int i = 0; i < 500; i++)
		buf_format(&b, "unknown%d: x\n", i);
	def_files files = small_set(a, NULL, NULL, NULL);
	files.at[2].text = buf_str(&b);
	city_def *c = NULL;
	int n = 0;
	for (const err *e = defs_parse(a, files, &c); e; e = e->next)
		n++;
	assert_int_equal(n, 100);
}

static void a_set_must_be_whole_and_nothing_else(void **state)
{
	arena *a = *state;
	city_def *c = NULL;
	def_files all = small_set(a, NULL, NULL, NULL);
	for (size_t gone = 0; gone < all.n; gone++) {
		def_files rest = { NULL, 0 };
		for (size_t i = 0; i < all.n; i++)
			if (i != gone)
				LIST_ADD(a, &rest, all.at[i]);
		const err *e = defs_parse(a, rest, &c);
		assert_true(err_is(e, ERR_definition));
		assert_true(str_has(e->detail, gone == 2 ? STR("no office") : STR("is missing")));
		assert_null(e->next);
	}
	LIST_ADD(a, &all, ((def_file){ STR("offices/../x.yml"), STR("") }));
	assert_true(str_has(defs_parse(a, all, &c)->detail, STR("unknown file")));
	all.at[3] = all.at[2];
	assert_true(str_has(defs_parse(a, all, &c)->detail, STR("twice")));
	assert_true(err_is(defs_parse(a, (def_files){ NULL, 0 }, &c), ERR_definition));
}

static void city_yaml_alone_says_which_city_a_set_is_of(void **state)
{
	arena *a = *state;
	i64 code = 0;
	def_files all = small_set(a, M, "office: moji", "office: [");
	assert_null(defs_code(a, all, &code));
	assert_int_equal(code, 401005);
	const err *e = defs_code(a, small_set(a, C, "401005", "401006"), &code);
	assert_true(err_is(e, ERR_definition));
	assert_true(str_starts(e->where, STR("city.yaml:1:7")));
	assert_true(str_has(e->detail, STR("not a 団体コード")));
	for (size_t i = 0; i < all.n; i++)
		if (str_eq(all.at[i].path, STR("city.yaml")))
			all.at[i] = all.at[--all.n];
	e = defs_code(a, all, &code);
	assert_true(err_is(e, ERR_definition));
	assert_true(str_has(e->detail, STR("missing")));
}

/* --- writing back --- */

static bool same_text(const text3 *x, const text3 *y)
{
	for (int l = 0; l < LANG_COUNT; l++)
		if (!str_eq(x->in[l], y->in[l]))
			return false;
	return true;
}

static void same_windows(windows x, windows y)
{
	assert_int_equal(x.n, y.n);
	for (size_t i = 0; i < x.n; i++)
		assert_memory_equal(&x.at[i], &y.at[i], sizeof x.at[i]);
}

static void same_ids(strs x, strs y)
{
	assert_int_equal(x.n, y.n);
	for (size_t i = 0; i < x.n; i++)
		assert_true(str_eq(x.at[i], y.at[i]));
}

static void same_rule(const booking_rule *x, const booking_rule *y)
{
	assert_int_equal(x->weekdays, y->weekdays);
	assert_int_equal(x->every_weeks, y->every_weeks);
	assert_int_equal(x->weeks_of_month, y->weeks_of_month);
	assert_int_equal(x->from_day, y->from_day);
	assert_int_equal(x->to_day, y->to_day);
	assert_int_equal(x->dates.n, y->dates.n);
	for (size_t i = 0; i < x->dates.n; i++)
		assert_int_equal(x->dates.at[i], y->dates.at[i]);
	assert_memory_equal(&x->hours, &y->hours, sizeof x->hours);
	assert_int_equal(x->slot, y->slot);
	assert_int_equal(x->places, y->places);
	assert_int_equal(x->kept, y->kept);
}

static void same_offer(const offer_def *x, const offer_def *y)
{
	assert_true(str_eq(x->service, y->service));
	assert_int_equal(x->minutes, y->minutes);
	assert_int_equal(x->walk_in, y->walk_in);
	same_windows(x->hours, y->hours);
	assert_int_equal(x->book_from_days, y->book_from_days);
	assert_int_equal(x->book_to_days, y->book_to_days);
	assert_int_equal(x->book_lead_minutes, y->book_lead_minutes);
	assert_int_equal(x->overbook, y->overbook);
	assert_int_equal(x->booking.n, y->booking.n);
	for (size_t i = 0; i < x->booking.n; i++)
		same_rule(&x->booking.at[i], &y->booking.at[i]);
}

static void same_office(const office_def *x, const office_def *y)
{
	assert_true(str_eq(x->id, y->id));
	assert_true(str_eq(x->file, y->file));
	assert_int_equal(x->kind, y->kind);
	assert_true(same_text(&x->name, &y->name) && same_text(&x->address, &y->address));
	assert_true(same_text(&x->access, &y->access) && same_text(&x->notice, &y->notice));
	assert_true(str_eq(x->phone, y->phone) && str_eq(x->printer, y->printer));
	assert_memory_equal(&x->lat, &y->lat, sizeof x->lat);
	assert_memory_equal(&x->lon, &y->lon, sizeof x->lon);
	for (int d = 0; d < 7; d++)
		same_windows(x->week[d], y->week[d]);
	assert_int_equal(x->holidays, y->holidays);
	assert_int_equal(x->year_end.from, y->year_end.from);
	assert_int_equal(x->year_end.to, y->year_end.to);
	assert_int_equal(x->closures.n, y->closures.n);
	for (size_t i = 0; i < x->closures.n; i++) {
		assert_int_equal(x->closures.at[i].from, y->closures.at[i].from);
		assert_int_equal(x->closures.at[i].to, y->closures.at[i].to);
		assert_true(same_text(&x->closures.at[i].reason, &y->closures.at[i].reason));
	}
	assert_int_equal(x->openings.n, y->openings.n);
	for (size_t i = 0; i < x->openings.n; i++) {
		assert_int_equal(x->openings.at[i].day, y->openings.at[i].day);
		same_windows(x->openings.at[i].hours, y->openings.at[i].hours);
		same_ids(x->openings.at[i].services, y->openings.at[i].services);
	}
	assert_int_equal(x->order.n, y->order.n);
	for (size_t i = 0; i < x->order.n; i++)
		assert_memory_equal(&x->order.at[i], &y->order.at[i], sizeof x->order.at[i]);
	assert_int_equal(x->grace_minutes, y->grace_minutes);
	assert_int_equal(x->recall_max, y->recall_max);
	assert_int_equal(x->checkin_minutes, y->checkin_minutes);
	assert_int_equal(x->late_minutes, y->late_minutes);
	assert_memory_equal(&x->waitlist, &y->waitlist, sizeof x->waitlist);
	assert_int_equal(x->messages.booking, y->messages.booking);
	assert_int_equal(x->messages.reminder, y->messages.reminder);
	assert_int_equal(x->messages.reminder_hour, y->messages.reminder_hour);
	assert_int_equal(x->messages.queue, y->messages.queue);
	assert_int_equal(x->offers.n, y->offers.n);
	for (size_t i = 0; i < x->offers.n; i++)
		same_offer(&x->offers.at[i], &y->offers.at[i]);
	assert_int_equal(x->desks.n, y->desks.n);
	for (size_t i = 0; i < x->desks.n; i++) {
		const desk_def *d = &x->desks.at[i], *e = &y->desks.at[i];
		assert_true(str_eq(d->id, e->id) && str_eq(d->label, e->label));
		assert_true(same_text(&d->name, &e->name) && same_text(&d->place, &e->place));
		same_ids(d->services, e->services);
		same_ids(d->also, e->also);
	}
}

static def_files written(arena *a, const city_def *c)
{
	def_files files = { NULL, 0 };
	LIST_ADD(a, &files, ((def_file){ STR("city.yaml"), defs_write_city(a, c) }));
	LIST_ADD(a, &files, ((def_file){ STR("services.yaml"), defs_write_services(a, c) }));
	for (size_t i = 0; i < c->offices.n; i++)
		LIST_ADD(a, &files, ((def_file){ c->offices.at[i].file, defs_write_office(a, &c->offices.at[i]) }));
	return files;
}

static void what_is_written_is_read_as_the_same_structs(void **state)
{
	arena *a = *state;
	static const wrong variants[] = {
		{ NULL, NULL, NULL, NULL, NULL },
		{ M, "closed_on_holidays: yes\nyear_end: 12-29 to 01-03\n", "closed_on_holidays: no\n", NULL, NULL },
		{ M, "33.9412", "33.9412345678901", NULL, NULL },
		{ M, "  thu: 8:30-19:00\n", "  thu: 8:30-19:00\n  sat-sun: 0:00-24:00\n", NULL, NULL },
		{ M, "name: { ja: 門司区役所, en: Moji }",
		  "name: \"a: b # {c}, \\\"d\\\" - é\"\nnotice: |\n  一行目\n\n    : 三行目\n", NULL, NULL },
		{ M, "reason: { ja: 工事, en: Works }", "reason: '工事: 12:30, [1]'", NULL, NULL },
		{ M, "days: mon-fri, hours", "days: \"fri, mon-tue\", hours", NULL, NULL },
		{ C, "limits:\n  hold: 7 minutes\n", "limits:\n  hold: 1 minute\n  keep: 1 day\n", NULL, NULL },
		{ S, "name: 戸籍,", "name: 戸籍, about: \"  x  \",", NULL, NULL },
		{ M, "printer:", "waiting_list: off\nprinter:", NULL, NULL },
		{ M, "printer:", "waiting_list: {}\nprinter:", NULL, NULL },
		{ M, "printer:", "messages: { booking: no, hour: 18 }\nprinter:", NULL, NULL },
		{ M, "printer:", "messages: { reminder: no, queue: no }\nprinter:", NULL, NULL },
		{ M, "printer:", "waiting_list: { offer: 90 minutes, hours: 7:30-22:00, unanswered: 1 }\nprinter:",
		  NULL, NULL },
		{ M, "lead: 90 minutes", "lead: 90 minutes\n    overbook: 5 of 100 slots", NULL, NULL },
	};
	for (size_t i = 0; i < COUNT(variants); i++) {
		const city_def *c = parsed(a, small_set(a, variants[i].path, variants[i].from, variants[i].to));
		const city_def *again = parsed(a, written(a, c));
		assert_int_equal(c->code, again->code);
		assert_true(same_text(&c->name, &again->name) && str_eq(c->url, again->url));
		assert_memory_equal(&c->limits, &again->limits, sizeof c->limits);
		assert_int_equal(c->services.n, again->services.n);
		for (size_t k = 0; k < c->services.n; k++) {
			const service_def *x = &c->services.at[k], *y = &again->services.at[k];
			assert_true(str_eq(x->id, y->id) && str_eq(x->letter, y->letter) && str_eq(x->icon, y->icon));
			assert_true(same_text(&x->name, &y->name) && same_text(&x->about, &y->about));
			assert_true(same_text(&x->bring, &y->bring));
			assert_int_equal(x->minutes, y->minutes);
		}
		assert_int_equal(c->offices.n, again->offices.n);
		same_office(&c->offices.at[0], &again->offices.at[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_set_is_read_as_it_was_meant, make, drop),
		cmocka_unit_test_setup_teardown(mistakes_in_city_and_services_are_told_where_they_stand, make, drop),
		cmocka_unit_test_setup_teardown(mistakes_in_an_office_are_told_where_they_stand, make, drop),
		cmocka_unit_test_setup_teardown(mistakes_in_offers_and_desks_are_told_where_they_stand, make, drop),
		cmocka_unit_test_setup_teardown(what_belongs_together_is_held_together, make, drop),
		cmocka_unit_test_setup_teardown(all_mistakes_of_all_files_are_told_in_their_order, make, drop),
		cmocka_unit_test_setup_teardown(no_more_than_a_hundred_mistakes_are_told, make, drop),
		cmocka_unit_test_setup_teardown(a_set_must_be_whole_and_nothing_else, make, drop),
		cmocka_unit_test_setup_teardown(city_yaml_alone_says_which_city_a_set_is_of, make, drop),
		cmocka_unit_test_setup_teardown(what_is_written_is_read_as_the_same_structs, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
