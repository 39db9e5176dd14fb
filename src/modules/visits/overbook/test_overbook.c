/* Overbooking: the numbers against exact ones, and what they do to the places of a slot. */
#include "modules/visits/overbook/overbook.h"
#include "modules/visits/testing.h"
#include "modules/visits/verify.h"
#include "modules/visits/visits_private.h"

#include "modules/visits/overbook/overbook.sql.h"

/* P(X > places) by adding up every one of the 2^booked ways in which people come or not. */
static double by_enumeration(int booked, double shows, int places)
{
	double sum = 0;
	for (unsigned ways = 0; ways < 1u << booked; ways++) {
		int come = __builtin_popcount(ways);
		double p = 1;
		for (int i = 0; i < booked; i++)
			p *= ways & 1u << i ? shows : 1 - shows;
		sum += come > places ? p : 0;
	}
	return sum;
}

static bool near(double x, double y)
{
	double d = x - y;
	return d < 1e-9 && d > -1e-9;
}

static void the_risk_is_the_binomial_s_tail(void **state)
{
	(void)state;
	for (int places = 1; places <= 6; places++)
		for (int booked = places; booked <= 12; booked++)
			for (int k = 1; k <= 20; k++)
				assert_true(near(overbook_risk(booked, k / 20.0, places),
						 by_enumeration(booked, k / 20.0, places)));
	/* nine booked for eight places: too many come when all come */
	assert_true(near(overbook_risk(9, 0.88, 8), __builtin_pow(0.88, 9)));
	assert_true(near(overbook_risk(30, 1, 29), 1));
	assert_true(near(overbook_risk(30, 0.5, 30), 0));
	/* so large that the plain formula would leave the numbers that a double has */
	assert_true(overbook_risk(400, 0.5, 200) > 0.48 && overbook_risk(400, 0.5, 200) < 0.5);
	assert_true(overbook_risk(400, 0.01, 200) < 1e-100);
}

static void a_slot_takes_as_many_as_the_risk_allows_and_not_one_more(void **state)
{
	(void)state;
	for (int places = 1; places <= 40; places++)
		for (int k = 10; k <= 20; k++)
			for (int of_100 = 0; of_100 <= 50; of_100 += 5) {
				double shows = k / 20.0;
				int most = overbook_ceiling(places, shows, of_100);
				assert_true(most >= places && most <= 2 * places);
				if (of_100 == 0 || k == 20)
					assert_int_equal(most, places);
				else if (most > places)
					assert_true(overbook_risk(most, shows, places) <= of_100 / 100.0);
				if (of_100 && most < 2 * places)
					assert_true(overbook_risk(most + 1, shows, places) > of_100 / 100.0);
			}
	overbook_effect e = overbook_expect(8, 30, 0.88, 35);
	assert_int_equal(e.bookings, 9);
	assert_true(near(e.risk, __builtin_pow(0.88, 9)));
	assert_true(near(e.wait, 30.0 / 8)); /* one person too many waits for one place to come free */
	assert_true(near(e.idle_before, 0.96) && e.idle < e.idle_before);
}

static void a_short_history_promises_little(void **state)
{
	(void)state;
	assert_true(near(overbook_shows(0, 0), 0.95));
	assert_true(overbook_shows(1, 3) > 0.85);
	assert_true(overbook_shows(880, 120) > 0.88 && overbook_shows(880, 120) < 0.884);
	assert_true(overbook_shows(0, 1000000) > 0);
}

struct rate {
	i64 day, came, missed;
};

static const err *put_rate(db *d, arena *a, void *arg)
{
	const struct rate *r = arg;
	overbook_put_in in = { .city = TEST_CITY,
			       .office = MOJI,
			       .service = STR("juumin"),
			       .day = r->day,
			       .came = r->came,
			       .missed = r->missed,
			       .shows = overbook_shows(r->came, r->missed) };
	return overbook_put(d, a, &in, NULL);
}

static const err *ask_wrong(db *d, arena *a, void *arg)
{
	return visits_verify(d, a, TEST_CITY, arg);
}

static void an_overbooked_slot_takes_more_and_gives_nobody_up_when_it_is_turned_off(void **state)
{
	store_test *t = *state;
	offer_def *f = NULL;
	offer_defs *offers = &WORLD(t)->def->offices.at[0].offers;
	for (size_t i = 0; i < offers->n; i++)
		if (str_eq(offers->at[i].service, STR("juumin")))
			f = &offers->at[i];
	assert_non_null(f);
	/* three places, one kept; half of the people do not come: with 30 of 100 slots, five bookings */
	struct rate r = { 1, 500, 500 };
	assert_ok(run(t, put_rate, &r));
	assert_int_equal(left_at(t, "juumin", at(11, 0), true), 3);
	f->overbook = 30;
	int most = overbook_ceiling(3, overbook_shows(500, 500), 30);
	assert_int_equal(most, 5);
	assert_int_equal(left_at(t, "juumin", at(11, 0), true), 5);
	assert_int_equal(left_at(t, "juumin", at(11, 0), false), 4);
	booking_view b[5];
	for (int i = 0; i < 5; i++)
		assert_ok(book(t, &WORLD(t)->staff[0], "juumin", at(11, 0), "", &b[i]));
	assert_refused(book(t, &WORLD(t)->staff[0], "juumin", at(11, 0), "", NULL), ERR_slot_full);
	/* the next night says that all come: the slot is full, and everybody keeps theirs */
	r = (struct rate){ 2, 100000, 0 };
	assert_ok(run(t, put_rate, &r));
	assert_int_equal(left_at(t, "juumin", at(11, 0), true), 0);
	assert_refused(book(t, &WORLD(t)->staff[0], "juumin", at(11, 0), "", NULL), ERR_slot_full);
	f->overbook = 0;
	assert_int_equal(left_at(t, "juumin", at(11, 0), true), 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(booking_now(t, b[i].code).state, BOOKING_BOOKED);
	cancel_booking c = { .by = &WORLD(t)->public, .code = b[0].code };
	assert_ok(run(t, cancel_booking_run, &c));
	assert_int_equal(left_at(t, "juumin", at(11, 0), true), 0); /* four of three */
	/* an older day does not come back */
	r = (struct rate){ 1, 0, 1000 };
	assert_ok(run(t, put_rate, &r));
	f->overbook = 30;
	assert_int_equal(left_at(t, "juumin", at(11, 0), true), 0);
	verify_results v;
	assert_ok(store_read(t->store, t->arena, ask_wrong, &v));
	assert_int_equal(v.wrong, 0);
}

static const err *put_former(db *d, arena *a, void *arg)
{
	overbook_put_in in = { .city = TEST_CITY, .office = MOJI, .service = *(str *)arg, .day = 1, .shows = 1 };
	return overbook_put(d, a, &in, NULL);
}

static const err *read_days(db *d, arena *a, void *arg)
{
	return overbook_days(d, a, TEST_CITY, arg);
}

/* Else half a year of bookings would be counted every minute. */
static void a_service_that_is_no_longer_booked_does_not_make_the_day_undone(void **state)
{
	store_test *t = *state;
	overbook_days_rows rows;
	struct rate today = { 20, 500, 500 };
	str former = STR("zei");
	assert_ok(run(t, put_former, &former));
	assert_ok(run(t, put_rate, &today));
	assert_ok(store_read(t->store, t->arena, read_days, &rows));
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.at[0].day, 20);
}

struct history {
	const office_def *office;
	instant now;
	overbook_rates ret;
};

static const err *read_history(db *d, arena *a, void *arg)
{
	struct history *h = arg;
	return overbook_history(d, a, TEST_CITY, h->office, h->now, &h->ret);
}

static void the_history_counts_who_came_and_who_did_not(void **state)
{
	store_test *t = *state;
	booking_view b;
	for (int i = 0; i < 3; i++)
		assert_ok(book(t, &WORLD(t)->staff[0], "juumin", at(10, 30 * i), "", &b));
	check_in c = { .by = &WORLD(t)->staff[0], .code = b.code };
	clock_set(&t->clock, at(11, 0));
	assert_ok(run(t, check_in_run, &c));
	clock_set(&t->clock, at(9, 0) + DAY);
	office_job job = { .by = { .city = TEST_CITY, .def = WORLD(t)->def, .channel = STR("staff") },
			   .office = defs_office(WORLD(t)->def, MOJI) };
	assert_ok(run(t, no_show_run, &job));
	struct history h = { .office = job.office, .now = clock_now(&t->clock) };
	assert_ok(store_read(t->store, t->arena, read_history, &h));
	assert_int_equal(h.ret.n, 2); /* juumin and kokuho can be booked */
	assert_int_equal(h.ret.at[0].came, 1);
	assert_int_equal(h.ret.at[0].missed, 2);
	assert_true(near(h.ret.at[0].shows, overbook_shows(1, 2)));
	assert_int_equal(h.ret.at[1].came + h.ret.at[1].missed, 0);
}

int main(void)
{
	static const store_test_case tests[] = {
		PLAIN_TEST(the_risk_is_the_binomial_s_tail),
		PLAIN_TEST(a_slot_takes_as_many_as_the_risk_allows_and_not_one_more),
		PLAIN_TEST(a_short_history_promises_little),
		STORE_TEST(an_overbooked_slot_takes_more_and_gives_nobody_up_when_it_is_turned_off),
		STORE_TEST(a_service_that_is_no_longer_booked_does_not_make_the_day_undone),
		STORE_TEST(the_history_counts_who_came_and_who_did_not),
	};
	return store_tests("overbooking", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
