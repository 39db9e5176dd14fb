/* What two processes, long nights and changed definitions do to bookings, tickets and desks. */
#include "modules/visits/testing.h"
#include "modules/visits/testing_rivals.h"
#include "modules/visits/verify.h"
#include "modules/visits/visits_private.h"

static step_state state_of(store_test *t, str code, size_t i)
{
	return ticket_now(t, code).steps.at[i].state;
}

static const err *count_wrong(db *d, arena *a, void *arg)
{
	return visits_verify(d, a, TEST_CITY, arg);
}

static void nothing_is_wrong(store_test *t)
{
	verify_results found;
	assert_ok(store_read(t->store, t->arena, count_wrong, &found));
	for (size_t i = 0; i < found.n; i++)
		if (found.at[i].wrong)
			print_error("wrong: %s\n", found.at[i].rule);
	assert_int_equal(found.wrong, 0);
}

static office_job night(store_test *t)
{
	return (office_job){ .by = { .city = TEST_CITY, .def = WORLD(t)->def, .channel = STR("staff") },
			     .office = defs_office(WORLD(t)->def, MOJI) };
}

/* --- nights ------------------------------------------------------------------------------------------------------ */

static void a_visit_for_two_services_that_waits_at_closing_time_ends_in_the_night(void **state)
{
	store_test *t = *state;
	ticket_view two = { 0 }, one = { 0 };
	assert_ok(take(t, "juumin,kokuho", &two));
	assert_ok(take(t, "zei", &one));
	clock_set(&t->clock, at(0, 5) + DAY);
	office_job job = night(t);
	assert_ok(run(t, abandon_run, &job));
	assert_int_equal(state_of(t, two.code, 0), STEP_ABANDONED);
	assert_int_equal(state_of(t, two.code, 1), STEP_ABANDONED);
	assert_int_equal(state_of(t, one.code, 0), STEP_ABANDONED);
	assert_ok(run(t, abandon_run, &job));
	assert_int_equal(job.ret_n, 0);
	nothing_is_wrong(t);
}

static void after_a_week_without_the_program_everything_of_that_week_ends(void **state)
{
	store_test *t = *state;
	booking_view booked;
	ticket_view waiting = { 0 }, served = { 0 };
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(10, 0), "093-331-1881", &booked));
	assert_ok(take(t, "zei", &served));
	assert_ok(take(t, "juumin,kokuho,zei", &waiting));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(9, 0) + 7 * DAY);
	office_job job = night(t);
	assert_ok(run(t, no_show_run, &job));
	assert_ok(run(t, abandon_run, &job));
	assert_ok(run(t, close_desks_run, &job));
	assert_int_equal(booking_now(t, booked.code).state, BOOKING_NO_SHOW);
	assert_int_equal(state_of(t, served.code, 0), STEP_DONE);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(state_of(t, waiting.code, i), STEP_ABANDONED);
	nothing_is_wrong(t);
}

static const err *read_learned(db *d, arena *a, void *arg)
{
	return visits_learned(d, a, TEST_CITY, MOJI, arg);
}

static void a_desk_forgotten_until_midnight_does_not_teach_that_a_service_takes_all_day(void **state)
{
	store_test *t = *state;
	assert_ok(take(t, "zei", NULL));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(0, 5) + DAY);
	office_job job = night(t);
	assert_ok(run(t, close_desks_run, &job));
	visits_learned_rows rows;
	assert_ok(store_read(t->store, t->arena, read_learned, &rows));
	assert_int_equal(rows.n, 0);
}

static void somebody_who_was_parked_for_an_hour_does_not_teach_that_a_service_takes_an_hour(void **state)
{
	store_test *t = *state;
	ticket_view v = { 0 };
	visits_learned_rows rows;
	assert_ok(take(t, "zei", &v));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(9, 1));
	assert_ok(act(t, 0, "3", ACT_SERVE, NULL));
	clock_set(&t->clock, at(9, 3));
	assert_ok(act(t, 0, "3", ACT_PARK, NULL));
	clock_set(&t->clock, at(10, 3));
	desk_act c = { .ticket = v.code };
	assert_ok(act(t, 0, "3", ACT_RESUME, &c));
	clock_set(&t->clock, at(10, 4));
	assert_ok(act(t, 0, "3", ACT_DONE, NULL));
	assert_ok(store_read(t->store, t->arena, read_learned, &rows));
	assert_int_equal(rows.n, 0);
	assert_ok(take(t, "zei", NULL));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(10, 8));
	assert_ok(act(t, 0, "3", ACT_SERVE, NULL));
	clock_set(&t->clock, at(10, 9));
	assert_ok(act(t, 0, "3", ACT_DONE, NULL));
	assert_ok(store_read(t->store, t->arena, read_learned, &rows));
	assert_int_equal(rows.n, 1);
	assert_true(rows.at[0].mean > 299 && rows.at[0].mean < 301);
}

/* --- years ------------------------------------------------------------------------------------------------------- */

typedef struct plan_question {
	const char *statement, *index;
	bool found;
} plan_question;

static const err *see_plan(void *ctx, const sql_value *columns)
{
	plan_question *q = ctx;
	q->found = q->found || str_has(columns[3].s, str_of(q->index));
	return NULL;
}

static const err *ask_plan(db *d, arena *a, void *arg)
{
	static const sql_param columns[] = { { "id", SQL_I64, false },
					     { "parent", SQL_I64, false },
					     { "notused", SQL_I64, false },
					     { "detail", SQL_STR, false } };
	plan_question *q = arg;
	for (size_t i = 0; i < visits_statements_n; i++) {
		const statement *of = visits_statements[i];
		if (strcmp(of->name, q->statement) != 0)
			continue;
		statement *st = arena_one(a, statement);
		*st = *of;
		st->sqlite = str_format(a, "EXPLAIN QUERY PLAN %s", of->sqlite).at;
		st->columns = columns;
		st->columns_n = COUNT(columns);
		return db_query(d, a, st, arena_many(a, sql_value, (size_t)st->params_n), see_plan, q);
	}
	return err_of(ERR_not_found);
}

static void what_time_does_every_few_seconds_does_not_read_the_years_that_are_over(void **state)
{
	store_test *t = *state;
	static const char *const expected[][2] = {
		{ "visits_expired_holds", "booking_held" },      { "visits_late_bookings", "booking_open" },
		{ "visits_erase_bookings", "booking_personal" }, { "visits_erase_tickets", "ticket_personal" },
		{ "visits_stale_steps", "step_open" },
	};
	if (t->postgres)
		return; /* whose plans depend on how much is there */
	for (size_t i = 0; i < COUNT(expected); i++) {
		plan_question q = { expected[i][0], expected[i][1], false };
		assert_ok(store_write(t->store, t->arena, STR("plan"), ask_plan, &q));
		if (!q.found)
			fail_msg("%s does not use %s", q.statement, q.index);
	}
}

/* --- two processes ------------------------------------------------------------------------------------------------ */

static void one_booking_at_two_machines_is_one_ticket_also_on_an_offices_first_day(void **state)
{
	store_test *t = *state;
	booking_view b;
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(9, 0) + DAY, "093-331-1881", &b));
	clock_set(&t->clock, at(8, 45) + DAY);
	check_in one = { .by = &WORLD(t)->public, .code = b.code }, two = one;
	rival first = { .run = check_in_run, .arg = &one }, second = { .run = check_in_run, .arg = &two };
	both_at_once(t, &first, &second);
	assert_ok(first.result);
	assert_ok(second.result);
	assert_true(str_eq(one.ret.code, two.ret.code));
	nothing_is_wrong(t);
	arena_free(first.a);
	arena_free(second.a);
}

static void a_booking_moved_twice_at_once_is_moved_once_and_the_other_is_told(void **state)
{
	store_test *t = *state;
	booking_view b;
	assert_ok(book(t, &WORLD(t)->public, "juumin,kokuho", at(10, 30), "093-331-1881", &b));
	move_booking one = { .by = &WORLD(t)->public, .code = b.code, .start = at(11, 0) }, two = one;
	two.start = at(14, 0);
	rival first = { .run = move_booking_run, .arg = &one }, second = { .run = move_booking_run, .arg = &two };
	both_at_once(t, &first, &second);
	assert_ok(first.result);
	assert_refused(second.result, ERR_stale);
	assert_int_equal(booking_now(t, b.code).start, at(11, 0));
	nothing_is_wrong(t);
	arena_free(first.a);
	arena_free(second.a);
}

static void a_booking_cancelled_while_it_is_moved_gives_its_places_back_once(void **state)
{
	store_test *t = *state;
	booking_view b;
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(10, 30), "093-331-1881", &b));
	move_booking move = { .by = &WORLD(t)->public, .code = b.code, .start = at(11, 0) };
	cancel_booking cancel = { .by = &WORLD(t)->public, .code = b.code };
	rival first = { .run = move_booking_run, .arg = &move }, second = { .run = cancel_booking_run, .arg = &cancel };
	both_at_once(t, &first, &second);
	assert_ok(first.result);
	assert_refused(second.result, ERR_stale);
	nothing_is_wrong(t);
	arena_free(first.a);
	arena_free(second.a);
}

static void the_last_place_is_given_once_by_two_processes(void **state)
{
	store_test *t = *state;
	hold_place one = { .by = &WORLD(t)->public,
			   .office = MOJI,
			   .services = services_of(t->arena, "kokuho"),
			   .start = at(10, 0) },
		   two = one;
	rival first = { .run = hold_place_run, .arg = &one }, second = { .run = hold_place_run, .arg = &two };
	both_at_once(t, &first, &second);
	assert_ok(first.result);
	assert_refused(second.result, ERR_slot_full);
	nothing_is_wrong(t);
	arena_free(first.a);
	arena_free(second.a);
}

static void a_hold_that_runs_out_in_two_processes_gives_its_place_back_once(void **state)
{
	store_test *t = *state;
	hold_place hold = {
		.by = &WORLD(t)->public, .office = MOJI, .services = services_of(t->arena, "kokuho"), .start = at(14, 0)
	};
	assert_ok(run(t, hold_place_run, &hold));
	clock_set(&t->clock, at(9, 11));
	hold_place one = hold, two = hold;
	rival first = { .run = hold_place_run, .arg = &one }, second = { .run = hold_place_run, .arg = &two };
	both_at_once(t, &first, &second);
	assert_ok(first.result);
	assert_refused(second.result, ERR_slot_full);
	assert_int_equal(booking_now(t, hold.ret.code).state, BOOKING_EXPIRED);
	nothing_is_wrong(t);
	arena_free(first.a);
	arena_free(second.a);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_visit_for_two_services_that_waits_at_closing_time_ends_in_the_night),
		STORE_TEST(after_a_week_without_the_program_everything_of_that_week_ends),
		STORE_TEST(a_desk_forgotten_until_midnight_does_not_teach_that_a_service_takes_all_day),
		STORE_TEST(somebody_who_was_parked_for_an_hour_does_not_teach_that_a_service_takes_an_hour),
		STORE_TEST(what_time_does_every_few_seconds_does_not_read_the_years_that_are_over),
		POSTGRES_TEST(one_booking_at_two_machines_is_one_ticket_also_on_an_offices_first_day),
		POSTGRES_TEST(a_booking_moved_twice_at_once_is_moved_once_and_the_other_is_told),
		POSTGRES_TEST(a_booking_cancelled_while_it_is_moved_gives_its_places_back_once),
		POSTGRES_TEST(the_last_place_is_given_once_by_two_processes),
		POSTGRES_TEST(a_hold_that_runs_out_in_two_processes_gives_its_place_back_once),
	};
	return store_tests("races and nights", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
