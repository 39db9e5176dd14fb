/* The rules of a queue, without a database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "modules/visits/visits.h"

#define NOW 1000000000000 /* some instant */

static str names[] = { STR_INIT("juumin"), STR_INIT("zei"), STR_INIT("koseki") };

static office_def office(arena *a)
{
	office_def o = { .id = STR("moji") };
	LIST_ADD(a, &o.order, (call_rule){ CALL_BOOKED, 5 });
	LIST_ADD(a, &o.order, (call_rule){ CALL_PRIORITY, 0 });
	LIST_ADD(a, &o.order, (call_rule){ CALL_RETURNED, 0 });
	LIST_ADD(a, &o.order, (call_rule){ CALL_ARRIVAL, 0 });
	service_def *defs = arena_many(a, service_def, 3);
	for (int i = 0; i < 3; i++) {
		defs[i] = (service_def){ .id = names[i], .letter = STR("A"), .minutes = 10 };
		LIST_ADD(a, &o.offers, (offer_def){ .service = names[i], .def = &defs[i], .minutes = 10 });
	}
	return o;
}

static live_step waiting(const char *number, const char *service, i64 arrived, i64 due)
{
	return (live_step){ .number = str_of(number),
			    .service = str_of(service),
			    .state = STEP_WAITING,
			    .ticket = str_of(number),
			    .seq = 1,
			    .arrived = NOW + arrived * MINUTE,
			    .due = due ? NOW + due * MINUTE : 0 };
}

static void the_earliest_arrival_is_called_first(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	office_def o = office(a);
	desk_def d = { .services = { names, 1 } };
	live_step s[] = { waiting("A002", "juumin", -5, 0), waiting("A001", "juumin", -9, 0),
			  waiting("B001", "zei", -20, 0) };
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s, 3 }, NOW), 1);
	arena_free(a);
}

static void a_booked_person_goes_first_once_the_time_is_five_minutes_away(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	office_def o = office(a);
	desk_def d = { .services = { names, 1 } };
	live_step s[] = { waiting("A001", "juumin", -30, 0), waiting("A002", "juumin", -1, 5),
			  waiting("A003", "juumin", -1, 4) };
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s, 3 }, NOW), 2);
	s[2].state = STEP_CALLED;
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s, 3 }, NOW), 1);
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s, 3 }, NOW - 1), 0);
	arena_free(a);
}

static void priority_goes_before_arrival_and_behind_the_booked(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	office_def o = office(a);
	desk_def d = { .services = { names, 1 } };
	live_step s[] = { waiting("A001", "juumin", -30, 0), waiting("A002", "juumin", -1, 0),
			  waiting("A003", "juumin", -1, 1) };
	s[1].priority = true;
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s, 3 }, NOW), 2);
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s, 2 }, NOW), 1);
	arena_free(a);
}

static void the_second_skill_counts_only_when_nobody_waits_for_the_first(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	office_def o = office(a);
	desk_def d = { .services = { names, 1 }, .also = { names + 1, 1 } };
	live_step s[] = { waiting("B001", "zei", -30, 0), waiting("A001", "juumin", -1, 0),
			  waiting("C001", "koseki", -60, 0) };
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s, 3 }, NOW), 1);
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s, 1 }, NOW), 0);
	assert_int_equal(visits_choose(&o, &d, &(live_steps){ s + 2, 1 }, NOW), -1);
	arena_free(a);
}

static void the_machines_allow_what_the_drawing_shows_and_nothing_else(void **state)
{
	(void)state;
	int allowed = 0;
	step_state next;
	for (int s = 0; s < STEP_STATES; s++)
		for (int c = 0; c < STEP_COMMANDS; c++)
			allowed += step_next((step_state)s, (step_command)c, &next);
	assert_int_equal(allowed, 22);
	assert_true(step_next(STEP_CALLED, STEP_UNDO, &next) && next == STEP_WAITING);
	/* what is over stays over */
	for (int c = 0; c < STEP_COMMANDS; c++) {
		assert_false(step_next(STEP_DONE, (step_command)c, &next));
		assert_false(step_next(STEP_LEFT, (step_command)c, &next));
		assert_false(step_next(STEP_ABANDONED, (step_command)c, &next));
		assert_false(step_next(STEP_TRANSFERRED, (step_command)c, &next));
	}
	booking_state b;
	assert_true(booking_next(BOOKING_NO_SHOW, BOOKING_CHECK_IN, &b) && b == BOOKING_CHECKED_IN);
	assert_false(booking_next(BOOKING_CANCELLED, BOOKING_CHECK_IN, &b));
	desk_state d;
	assert_false(desk_next(DESK_SERVING, DESK_DO_CLOSE, &d));
	assert_false(desk_next(DESK_CLOSED, DESK_DO_CALL, &d));
	for (int s = 0; s < STEP_STATES; s++)
		assert_int_equal(step_state_of(step_state_name((step_state)s)), s);
}

static void numbers_and_codes_are_read_as_people_type_them(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	str n;
	assert_true(visits_number_parse(a, STR("Ａ－１２"), &n) && str_eq(n, STR("A012")));
	assert_true(visits_number_parse(a, STR(" a012 "), &n) && str_eq(n, STR("A012")));
	assert_true(visits_number_parse(a, STR("b1234"), &n) && str_eq(n, STR("B1234")));
	assert_false(visits_number_parse(a, STR("12"), &n));
	assert_false(visits_number_parse(a, STR("A0"), &n));
	assert_false(visits_number_parse(a, STR(""), &n));
	assert_true(str_eq(visits_code_parse(a, STR("k7qf-3mht 2p")), STR("K7QF3MHT2P")));
	assert_true(str_eq(visits_code_parse(a, STR("Ｋ７ＱＦ３ＭＨＴ２Ｐ")), STR("K7QF3MHT2P")));
	assert_int_equal(visits_code_parse(a, STR("../../etc")).len, 0);
	assert_int_equal(visits_code_parse(a, STR("窓口")).len, 0);
	arena_free(a);
}

/* --- expected waits --- */

static board quiet_board(arena *a, office_def *o, desk_def *desks, size_t n)
{
	board b = { .office = o, .open = true, .now = NOW, .today = day_of(NOW), .event = 7 };
	b.desks = (live_desks){ arena_many(a, live_desk, n), n };
	for (size_t i = 0; i < n; i++)
		b.desks.at[i] = (live_desk){ .desk = desks[i].id, .def = &desks[i], .state = DESK_OPEN };
	b.services_n = o->offers.n;
	b.services = arena_many(a, struct service_load, b.services_n);
	for (size_t i = 0; i < b.services_n; i++)
		b.services[i] = (struct service_load){ .offer = &o->offers.at[i], .mean = 600, .spread = 0.5 };
	return b;
}

static void without_a_desk_one_is_assumed_to_open_and_when_closed_there_is_no_estimate(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	office_def o = office(a);
	desk_def d = { .id = STR("1"), .services = { names, 1 } };
	board b = quiet_board(a, &o, &d, 1);
	visits_estimate(a, &b);
	assert_int_equal(b.services[0].wait.p90, 0);
	assert_int_equal(b.services[0].wait.ahead, 0);
	assert_false(b.services[0].wait.assumed);
	assert_int_equal(b.services[1].wait.p50, -1); /* no desk could serve it */
	b.desks.at[0].state = DESK_CLOSED;
	visits_estimate(a, &b);
	assert_true(b.services[0].wait.assumed);
	assert_in_range(b.services[0].wait.p50, 300, 1200);
	b.open = false;
	visits_estimate(a, &b);
	assert_int_equal(b.services[0].wait.p50, -1);
	arena_free(a);
}

static void the_wait_grows_with_the_queue_and_the_range_holds_the_mean(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	office_def o = office(a);
	desk_def d[] = { { .id = STR("1"), .services = { names, 1 } }, { .id = STR("2"), .services = { names, 2 } } };
	board b = quiet_board(a, &o, d, 2);
	for (int i = 0; i < 10; i++)
		LIST_ADD(a, &b.steps, waiting(str_format(a, "A%03d", i).at, "juumin", -10 + i, 0));
	visits_estimate(a, &b);
	/* ten people at ten minutes each on two desks: the newcomer waits for the first desk that is free after them */
	wait_range w = b.services[0].wait;
	assert_int_equal(w.ahead, 10);
	assert_in_range(w.p50, 40 * 60, 60 * 60);
	assert_true(w.p10 < w.p50 && w.p50 < w.p90);
	assert_int_equal(b.waits[0].p90, 0);
	assert_int_equal(b.waits[9].ahead, 9);
	assert_true(b.waits[9].p50 > b.waits[4].p50);
	/* the same board gives the same answer */
	board again = b;
	visits_estimate(a, &again);
	assert_int_equal(again.services[0].wait.p90, w.p90);
	arena_free(a);
}

static void only_those_are_ahead_whom_the_same_desks_call_first(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	office_def o = office(a);
	str both[] = { names[1], names[2] };
	desk_def d[] = { { .id = STR("1"), .services = { names, 1 }, .also = { both, 1 } },
			 { .id = STR("2"), .services = { both, 2 } } };
	board b = quiet_board(a, &o, d, 2);
	for (int i = 0; i < 6; i++)
		LIST_ADD(a, &b.steps, waiting(str_format(a, "A%03d", i).at, "juumin", -20, 0));
	LIST_ADD(a, &b.steps, waiting("C001", "koseki", -5, 0));
	LIST_ADD(a, &b.steps, waiting("B001", "zei", -4, 0));
	visits_estimate(a, &b);
	/* desk 1 serves 税 when nobody wants 住民異動: those are no line in front of B001 */
	assert_int_equal(b.waits[7].ahead, 1);
	assert_int_equal(b.services[1].wait.ahead, 2);
	assert_int_equal(b.services[0].wait.ahead, 6);
	arena_free(a);
}

static void who_is_served_for_long_is_not_taken_for_done(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	office_def o = office(a);
	desk_def d = { .id = STR("1"), .services = { names, 1 } };
	board b = quiet_board(a, &o, &d, 1);
	b.desks.at[0].state = DESK_SERVING;
	b.desks.at[0].service = names[0];
	b.desks.at[0].called_at = NOW - 60 * MINUTE;
	visits_estimate(a, &b);
	assert_true(b.services[0].wait.p50 > 0);
	arena_free(a);
}

static void ranges_are_said_in_round_minutes(void **state)
{
	(void)state;
	int from, to;
	visits_wait_minutes((wait_range){ 3, 17 * 60, 20 * 60, 22 * 60 + 1, false }, &from, &to);
	assert_int_equal(from, 15);
	assert_int_equal(to, 25);
	visits_wait_minutes((wait_range){ 0, 0, 0, 0, false }, &from, &to);
	assert_int_equal(from, 0);
	assert_int_equal(to, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_earliest_arrival_is_called_first),
		cmocka_unit_test(a_booked_person_goes_first_once_the_time_is_five_minutes_away),
		cmocka_unit_test(priority_goes_before_arrival_and_behind_the_booked),
		cmocka_unit_test(the_second_skill_counts_only_when_nobody_waits_for_the_first),
		cmocka_unit_test(the_machines_allow_what_the_drawing_shows_and_nothing_else),
		cmocka_unit_test(numbers_and_codes_are_read_as_people_type_them),
		cmocka_unit_test(without_a_desk_one_is_assumed_to_open_and_when_closed_there_is_no_estimate),
		cmocka_unit_test(the_wait_grows_with_the_queue_and_the_range_holds_the_mean),
		cmocka_unit_test(only_those_are_ahead_whom_the_same_desks_call_first),
		cmocka_unit_test(who_is_served_for_long_is_not_taken_for_done),
		cmocka_unit_test(ranges_are_said_in_round_minutes),
	};
	return cmocka_run_group_tests_name("rules of a queue", tests, NULL, NULL);
}
