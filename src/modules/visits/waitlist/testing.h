/* The small city of visits/testing.h with a waiting list: one hour to answer, from 8:00 to 21:00. */
#ifndef WAITLIST_TESTING_H
#define WAITLIST_TESTING_H

#include "modules/visits/testing.h"
#include "modules/visits/verify.h"
#include "modules/visits/visits_private.h"
#include "modules/visits/waitlist/waitlist.h"

static inline void waitlist_world_setup(store_test *t)
{
	test_world_setup(t);
	/* the definitions that the actors point to: the office gets its list there */
	city_def *c = WORLD(t)->def;
	c->offices.at[0].waitlist =
		(waitlist_def){ .offer_minutes = 60, .hours = { 8 * 60, 21 * 60 }, .unanswered = 2 };
}

static const store_fixture waitlist_fixture = { .setup = waitlist_world_setup };

/* Any time of these days. */
static inline wishes on_days(day from, day to)
{
	return (wishes){ .from = from, .to = to, .parts = PARTS_ALL };
}

static inline const err *join(store_test *t, const char *services, wishes w, const char *contact, waiting_view *ret)
{
	join_waitlist c = { .by = &WORLD(t)->public,
			    .office = MOJI,
			    .services = services_of(t->arena, services),
			    .wishes = w,
			    .name = STR("待 花子"),
			    .contact = str_of(contact) };
	const err *e = run(t, join_waitlist_run, &c);
	if (!e && ret)
		*ret = c.ret;
	return e;
}

static inline const err *answer(store_test *t, str code, waiting_answer how, waiting_view *ret)
{
	answer_waiting c = { .by = &WORLD(t)->public, .code = code, .answer = how };
	const err *e = run(t, answer_waiting_run, &c);
	if (!e && ret)
		*ret = c.ret;
	return e;
}

static inline const err *cancel(store_test *t, str code)
{
	cancel_booking c = { .by = &WORLD(t)->public, .code = code };
	return run(t, cancel_booking_run, &c);
}

static inline size_t sweep(store_test *t)
{
	office_job j = { .by = { .city = TEST_CITY, .def = WORLD(t)->def, .channel = STR("staff") },
			 .office = defs_office(WORLD(t)->def, MOJI) };
	assert_ok(run(t, waitlist_sweep_run, &j));
	return j.ret_n;
}

struct entry_question {
	str code;
	waiting_view ret;
};

static inline const err *read_entry(db *d, arena *a, void *arg)
{
	struct entry_question *q = arg;
	return waitlist_entry(d, a, TEST_CITY, q->code, &q->ret);
}

static inline waiting_view entry_now(store_test *t, str code)
{
	struct entry_question q = { .code = code };
	assert_ok(store_read(t->store, t->arena, read_entry, &q));
	return q.ret;
}

static inline const err *read_verify(db *d, arena *a, void *arg)
{
	return visits_verify(d, a, TEST_CITY, arg);
}

/* Counts what does not hold, and says it. */
static inline i64 wrongs(store_test *t)
{
	verify_results v;
	assert_ok(store_read(t->store, t->arena, read_verify, &v));
	for (size_t i = 0; i < v.n; i++)
		if (v.at[i].wrong)
			print_error("not so: %s\n", v.at[i].rule);
	return v.wrong;
}

#endif
