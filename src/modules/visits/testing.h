/* A small city for the tests of visits: one ward office, three services, three desks. 2026-04-01 is a Wednesday. */
#ifndef VISITS_TESTING_H
#define VISITS_TESTING_H

#include "store/testing.h"

#include <pthread.h>

#include "kit/migrations.h"
#include "modules/visits/visits_commands.h"

#define TEST_CITY 401005

static const char test_city[] = "city: \"401005\"\n"
				"name: { ja: 見本市 }\n"
				"limits:\n"
				"  hold: 10 minutes\n"
				"  bookings_per_contact: 2\n"
				"  holds_per_address: 3\n"
				"  bookings_per_address_hour: 20\n"
				"  tickets_per_address_hour: 10\n"
				"  services_per_visit: 3\n"
				"  keep: 30 days\n"
				"  open_devices: no\n";
static const char test_services[] = "services:\n"
				    "  juumin: { name: { ja: 住民異動 }, letter: A, icon: move, minutes: 20 }\n"
				    "  kokuho: { name: { ja: 国保 }, letter: B, icon: insurance, minutes: 15 }\n"
				    "  zei: { name: { ja: 税証明 }, letter: C, icon: tax, minutes: 5 }\n";
static const char test_office[] =
	"office: moji\n"
	"kind: ward\n"
	"name: { ja: 門司区役所 }\n"
	"hours: { mon-fri: 8:30-17:15 }\n"
	"closed_on_holidays: yes\n"
	"call_order:\n"
	"  - booked: 5 minutes early\n"
	"  - priority\n"
	"  - returned\n"
	"  - arrival\n"
	"check_in: { opens: 60 minutes, late: 15 minutes }\n"
	"missed: { recalls: 2, grace: 30 minutes }\n"
	"services:\n"
	"  juumin:\n"
	"    bookable: 0-30 days ahead\n"
	"    booking:\n"
	"      - { days: mon-fri, hours: 9:00-16:00, every: 30 minutes, places: 3, kept: 1 }\n"
	"  kokuho:\n"
	"    bookable: 0-30 days ahead\n"
	"    booking:\n"
	"      - { days: mon-fri, hours: 9:00-16:00, every: 30 minutes, places: 1 }\n"
	"  zei: {}\n"
	"desks:\n"
	"  - { id: \"1\", label: \"1\", services: [juumin], also: [zei] }\n"
	"  - { id: \"2\", label: \"2\", services: [juumin, kokuho] }\n"
	"  - { id: \"3\", label: \"3\", services: [zei] }\n";

typedef struct test_world {
	city_def *def;
	who clerks[3];
	who nobody;
	actor public, staff[3];
} test_world;

static inline void test_world_setup(store_test *t)
{
	test_world *w = arena_one(t->arena, test_world);
	def_file files[] = { { STR("city.yaml"), str_of(test_city) },
			     { STR("services.yaml"), str_of(test_services) },
			     { STR("offices/moji.yaml"), str_of(test_office) } };
	assert_ok(defs_parse(t->arena, (def_files){ files, COUNT(files) }, &w->def));
	w->public = (actor){ .city = TEST_CITY,
			     .def = w->def,
			     .who = &w->nobody,
			     .address = STR("somewhere"),
			     .limits = true,
			     .channel = STR("web") };
	for (int i = 0; i < 3; i++) {
		w->clerks[i] = (who){ .role = ROLE_CLERK,
				      .staff = i + 1,
				      .login = STR("clerk"),
				      .name = str_format(t->arena, "職員%d", i + 1) };
		w->staff[i] = (actor){
			.city = TEST_CITY, .def = w->def, .who = &w->clerks[i], .limits = true, .channel = STR("staff")
		};
	}
	t->extra = w;
}

static const store_fixture test_fixture = { .setup = test_world_setup };

#define WORLD(t) ((test_world *)(t)->extra)
#define MOJI STR("moji")

static inline instant at(int hour, int minute)
{
	return instant_of(day_from(2026, 4, 1), hour * 60 + minute);
}

static inline const err *run(store_test *t, store_fn what, void *arg)
{
	return store_write(t->store, t->arena, STR("401005/moji"), what, arg);
}

static inline strs services_of(arena *a, const char *list)
{
	strs s = { 0 };
	for (str rest = str_of(list); rest.len;)
		LIST_ADD(a, &s, str_cut(&rest, ','));
	return s;
}

static inline const err *book(store_test *t, const actor *by, const char *services, instant start, const char *contact,
			      booking_view *ret)
{
	make_booking c = { .by = by,
			   .office = MOJI,
			   .services = services_of(t->arena, services),
			   .start = start,
			   .name = STR("山田 花子"),
			   .contact = str_of(contact) };
	const err *e = run(t, make_booking_run, &c);
	if (!e && ret)
		*ret = c.ret;
	return e;
}

static inline const err *take(store_test *t, const char *services, ticket_view *ret)
{
	take_ticket c = { .by = &WORLD(t)->public, .office = MOJI, .services = services_of(t->arena, services) };
	const err *e = run(t, take_ticket_run, &c);
	if (!e && ret)
		*ret = c.ret;
	return e;
}

static inline const err *act(store_test *t, int clerk, const char *desk, desk_action action, desk_act *ret)
{
	desk_act c = {
		.by = &WORLD(t)->staff[clerk], .office = MOJI, .desk = str_of(desk), .action = action, .rev = -1
	};
	if (ret) {
		c.ticket = ret->ticket;
		c.service = ret->service;
		c.until = ret->until;
	}
	const err *e = run(t, desk_act_run, &c);
	if (ret)
		*ret = c;
	return e;
}

struct test_ticket_question {
	str code;
	ticket_view ret;
};

static inline const err *test_read_ticket(db *d, arena *a, void *arg)
{
	struct test_ticket_question *q = arg;
	return visits_ticket(d, a, TEST_CITY, q->code, &q->ret);
}

static inline ticket_view ticket_now(store_test *t, str code)
{
	struct test_ticket_question q = { .code = code };
	assert_ok(store_read(t->store, t->arena, test_read_ticket, &q));
	return q.ret;
}

struct test_booking_question {
	str code;
	booking_view ret;
};

static inline const err *test_read_booking(db *d, arena *a, void *arg)
{
	struct test_booking_question *q = arg;
	return visits_booking(d, a, TEST_CITY, q->code, &q->ret);
}

static inline booking_view booking_now(store_test *t, str code)
{
	struct test_booking_question q = { .code = code };
	assert_ok(store_read(t->store, t->arena, test_read_booking, &q));
	return q.ret;
}

struct test_slots_question {
	test_world *w;
	strs services;
	bool staff;
	instant now;
	open_slots ret;
};

static inline const err *test_read_slots(db *d, arena *a, void *arg)
{
	struct test_slots_question *q = arg;
	day on = day_from(2026, 4, 1);
	return visits_slots(d, a, q->w->def, defs_office(q->w->def, MOJI), q->services, on, on, q->staff, true, q->now,
			    &q->ret);
}

/* What is left of the slot that starts then; -1 when it is not offered. */
static inline int left_at(store_test *t, const char *services, instant start, bool staff)
{
	struct test_slots_question q = {
		.w = WORLD(t), .services = services_of(t->arena, services), .staff = staff, .now = clock_now(&t->clock)
	};
	assert_ok(store_read(t->store, t->arena, test_read_slots, &q));
	for (size_t i = 0; i < q.ret.n; i++)
		if (q.ret.at[i].start == start)
			return q.ret.at[i].left;
	return -1;
}

#endif
