/* Bookings: places, holds, limits, moves. */
#include "modules/visits/testing.h"
#include "modules/visits/visits_private.h"

static void a_full_slot_refuses_the_next_booking(void **state)
{
	store_test *t = *state;
	assert_int_equal(left_at(t, "kokuho", at(10, 0), false), 1);
	assert_ok(book(t, &WORLD(t)->public, "kokuho", at(10, 0), "093-000-0001", NULL));
	assert_refused(book(t, &WORLD(t)->public, "kokuho", at(10, 0), "093-000-0002", NULL), ERR_slot_full);
	assert_int_equal(left_at(t, "kokuho", at(10, 0), false), 0);
	assert_ok(book(t, &WORLD(t)->public, "kokuho", at(10, 30), "093-000-0002", NULL));
}

static void a_kept_place_is_given_by_staff_alone(void **state)
{
	store_test *t = *state;
	assert_int_equal(left_at(t, "juumin", at(10, 0), false), 2);
	assert_int_equal(left_at(t, "juumin", at(10, 0), true), 3);
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(10, 0), "093-000-0001", NULL));
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(10, 0), "093-000-0002", NULL));
	assert_refused(book(t, &WORLD(t)->public, "juumin", at(10, 0), "093-000-0003", NULL), ERR_slot_full);
	assert_ok(book(t, &WORLD(t)->staff[0], "juumin", at(10, 0), "", NULL));
	assert_refused(book(t, &WORLD(t)->staff[0], "juumin", at(10, 0), "", NULL), ERR_slot_full);
	/* the other way round: what staff gave away counts against the public's places only when none is left */
	assert_ok(book(t, &WORLD(t)->staff[0], "juumin", at(11, 0), "", NULL));
	assert_ok(book(t, &WORLD(t)->staff[0], "juumin", at(11, 0), "", NULL));
	assert_int_equal(left_at(t, "juumin", at(11, 0), false), 1);
}

static void a_time_that_is_not_a_slot_is_refused(void **state)
{
	store_test *t = *state;
	assert_refused(book(t, &WORLD(t)->public, "juumin", at(10, 7), "093-000-0001", NULL), ERR_slot_not_offered);
	assert_refused(book(t, &WORLD(t)->public, "juumin", at(16, 0), "093-000-0001", NULL), ERR_slot_not_offered);
	assert_refused(book(t, &WORLD(t)->public, "juumin", at(10, 0) + 3 * DAY, "093-000-0001", NULL),
		       ERR_slot_not_offered); /* Saturday */
	assert_refused(book(t, &WORLD(t)->public, "juumin", at(10, 0) + 40 * DAY, "093-000-0001", NULL),
		       ERR_slot_not_offered);
	clock_set(&t->clock, at(10, 1));
	assert_refused(book(t, &WORLD(t)->public, "juumin", at(10, 0), "093-000-0001", NULL), ERR_slot_not_offered);
	assert_refused(book(t, &WORLD(t)->public, "zei", at(11, 0), "093-000-0001", NULL), ERR_not_bookable);
}

static void a_name_and_a_contact_are_needed(void **state)
{
	store_test *t = *state;
	make_booking c = { .by = &WORLD(t)->public,
			   .office = MOJI,
			   .services = services_of(t->arena, "juumin"),
			   .start = at(10, 0),
			   .name = STR("　 "),
			   .contact = STR("093-000-0001") };
	assert_refused(run(t, make_booking_run, &c), ERR_bad_name);
	c.name = STR("葛󠄀城 髙子");
	c.contact = STR("電話なし");
	assert_refused(run(t, make_booking_run, &c), ERR_bad_contact);
	c.contact = STR("０９３（５８２）００００");
	assert_ok(run(t, make_booking_run, &c));
	assert_true(str_eq(booking_now(t, c.ret.code).name, STR("葛󠄀城 髙子")));
}

static void one_contact_may_not_hoard_in_whatever_form_it_is_typed(void **state)
{
	store_test *t = *state;
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(10, 0), "093-582-0000", NULL));
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(10, 30), "０９３５８２００００", NULL));
	assert_refused(book(t, &WORLD(t)->public, "juumin", at(11, 0), "093 582 0000", NULL), ERR_too_many_bookings);
	actor unlimited = WORLD(t)->public;
	unlimited.limits = false;
	assert_ok(book(t, &unlimited, "juumin", at(11, 0), "093 582 0000", NULL));
}

static const err *hold(store_test *t, const char *service, instant start, booking_view *ret)
{
	hold_place c = {
		.by = &WORLD(t)->public, .office = MOJI, .services = services_of(t->arena, service), .start = start
	};
	const err *e = run(t, hold_place_run, &c);
	if (!e && ret)
		*ret = c.ret;
	return e;
}

static const err *confirm(store_test *t, str code)
{
	confirm_booking c = {
		.by = &WORLD(t)->public, .code = code, .name = STR("山田"), .contact = STR("a@example.jp")
	};
	return run(t, confirm_booking_run, &c);
}

static void a_hold_keeps_the_place_and_gives_it_back_in_time(void **state)
{
	store_test *t = *state;
	booking_view first = { 0 }, second = { 0 };
	assert_ok(hold(t, "kokuho", at(11, 0), &first));
	assert_int_equal(first.held_until, at(9, 10));
	assert_refused(hold(t, "kokuho", at(11, 0), NULL), ERR_slot_full);
	clock_set(&t->clock, at(9, 10));
	/* nobody has tidied up: the one who asks is served all the same */
	assert_ok(hold(t, "kokuho", at(11, 0), &second));
	assert_int_equal(booking_now(t, first.code).state, BOOKING_EXPIRED);
	assert_refused(confirm(t, first.code), ERR_hold_expired);
	assert_ok(confirm(t, second.code));
	assert_refused(confirm(t, second.code), ERR_booking_over);
	assert_int_equal(booking_now(t, second.code).state, BOOKING_BOOKED);
}

static void one_address_may_hold_only_some_places(void **state)
{
	store_test *t = *state;
	for (int i = 0; i < 3; i++)
		assert_ok(hold(t, "juumin", at(10, 30 * i % 60) + i / 2 * HOUR, NULL));
	assert_refused(hold(t, "juumin", at(14, 0), NULL), ERR_too_many_bookings);
	clock_set(&t->clock, at(9, 11));
	assert_ok(hold(t, "juumin", at(14, 0), NULL));
}

static void cancelling_gives_the_place_back_once(void **state)
{
	store_test *t = *state;
	booking_view b = { 0 };
	assert_ok(book(t, &WORLD(t)->public, "kokuho", at(10, 0), "093-000-0001", &b));
	cancel_booking c = { .by = &WORLD(t)->public, .code = b.code };
	assert_ok(run(t, cancel_booking_run, &c));
	assert_ok(run(t, cancel_booking_run, &c));
	assert_int_equal(left_at(t, "kokuho", at(10, 0), false), 1);
	assert_ok(book(t, &WORLD(t)->public, "kokuho", at(10, 0), "093-000-0002", NULL));
	assert_refused(book(t, &WORLD(t)->public, "kokuho", at(10, 0), "093-000-0003", NULL), ERR_slot_full);
}

static void moving_takes_the_new_place_before_it_gives_back_the_old(void **state)
{
	store_test *t = *state;
	booking_view mine = { 0 };
	assert_ok(book(t, &WORLD(t)->public, "kokuho", at(10, 0), "093-000-0001", &mine));
	assert_ok(book(t, &WORLD(t)->public, "kokuho", at(11, 0), "093-000-0002", NULL));
	move_booking c = { .by = &WORLD(t)->public, .code = mine.code, .start = at(11, 0) };
	assert_refused(run(t, move_booking_run, &c), ERR_slot_full);
	assert_int_equal(booking_now(t, mine.code).start, at(10, 0));
	assert_int_equal(left_at(t, "kokuho", at(10, 0), false), 0);
	c.start = at(11, 30);
	assert_ok(run(t, move_booking_run, &c));
	assert_int_equal(booking_now(t, mine.code).start, at(11, 30));
	assert_int_equal(left_at(t, "kokuho", at(10, 0), false), 1);
	assert_int_equal(left_at(t, "kokuho", at(11, 30), false), 0);
}

static void several_services_take_a_place_each_one_after_the_other(void **state)
{
	store_test *t = *state;
	booking_view b = { 0 };
	assert_ok(book(t, &WORLD(t)->public, "juumin,kokuho", at(10, 0), "093-000-0001", &b));
	assert_int_equal(b.steps_n, 2);
	/* 住民異動 takes 20 minutes, so 国保 begins at the next half hour */
	assert_int_equal(b.steps[1].start, at(10, 30));
	assert_int_equal(left_at(t, "kokuho", at(10, 30), false), 0);
	assert_int_equal(left_at(t, "juumin,kokuho", at(10, 0), false), 1);
	/* the last start of a day leaves no time for the second */
	assert_int_equal(left_at(t, "juumin,kokuho", at(15, 30), false), 0);
	assert_refused(book(t, &WORLD(t)->public, "juumin,kokuho", at(15, 30), "093-000-0002", NULL), ERR_slot_full);
	/* and the place of the first was not kept for nothing */
	assert_int_equal(left_at(t, "juumin", at(15, 30), false), 2);
	cancel_booking c = { .by = &WORLD(t)->public, .code = b.code };
	assert_ok(run(t, cancel_booking_run, &c));
	assert_int_equal(left_at(t, "kokuho", at(10, 30), false), 1);
}

/* --- many at once ------------------------------------------------------------------------------------------------- */

#define CLIENTS 32
struct client {
	store_test *t;
	store *store;
	int nr, got, refused, other;
};

static void *fight(void *arg)
{
	struct client *c = arg;
	arena *a = arena_new(1 << 24);
	for (int i = 0; i < 6; i++) {
		arena_reset(a);
		actor by = WORLD(c->t)->public;
		by.limits = false;
		str service = STR("kokuho");
		make_booking m = { .by = &by,
				   .office = MOJI,
				   .services = { &service, 1 },
				   .start = at(10 + i / 2, i % 2 * 30),
				   .name = STR("山田"),
				   .contact = str_format(a, "u%d@example.jp", c->nr) };
		const err *e = store_write(c->store, a, STR("401005/moji"), make_booking_run, &m);
		if (!e)
			c->got++;
		else if (err_is(e, ERR_slot_full))
			c->refused++;
		else
			c->other++;
	}
	arena_free(a);
	return NULL;
}

static void the_last_place_is_given_to_one_of_many_who_ask_at_once(void **state)
{
	store_test *t = *state;
	store *second = NULL; /* as another process would: on PostgreSQL half of the clients come through it */
	if (t->postgres)
		assert_ok(store_open(t->arena, t->url, &(store_options){ .clock = &t->clock }, &second));
	struct client clients[CLIENTS];
	pthread_t threads[CLIENTS];
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){ t, second && i % 2 ? second : t->store, i, 0, 0, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, fight, &clients[i]), 0);
	}
	int got = 0, other = 0;
	for (int i = 0; i < CLIENTS; i++) {
		pthread_join(threads[i], NULL);
		got += clients[i].got;
		other += clients[i].other;
	}
	if (second)
		store_close(second);
	assert_int_equal(other, 0);
	assert_int_equal(got, 6);
	for (int i = 0; i < 6; i++)
		assert_int_equal(left_at(t, "kokuho", at(10 + i / 2, i % 2 * 30), false), 0);
}

/* --- time --------------------------------------------------------------------------------------------------------- */

static void every_statement_fits_the_tables(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, visits_statements, visits_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(every_statement_fits_the_tables),
		STORE_TEST(a_full_slot_refuses_the_next_booking),
		STORE_TEST(a_kept_place_is_given_by_staff_alone),
		STORE_TEST(a_time_that_is_not_a_slot_is_refused),
		STORE_TEST(a_name_and_a_contact_are_needed),
		STORE_TEST(one_contact_may_not_hoard_in_whatever_form_it_is_typed),
		STORE_TEST(a_hold_keeps_the_place_and_gives_it_back_in_time),
		STORE_TEST(one_address_may_hold_only_some_places),
		STORE_TEST(cancelling_gives_the_place_back_once),
		STORE_TEST(moving_takes_the_new_place_before_it_gives_back_the_old),
		STORE_TEST(several_services_take_a_place_each_one_after_the_other),
		STORE_TEST(the_last_place_is_given_to_one_of_many_who_ask_at_once),
	};
	return store_tests("bookings", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
