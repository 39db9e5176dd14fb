/* What was said is written down once, and the published figures are those that one works out by hand. */
#include "modules/visits/testing.h"
#include "modules/visits/wait/wait.h"
#include "modules/visits/wait/wait.sql.h"

/* --- helpers ------------------------------------------------------------------------------------------------------- */

static said_wait said(int ahead, int p10, int p50, int p90, i64 rule)
{
	return (said_wait){ true, { ahead, p10, p50, p90, false }, rule };
}

static str take_told(store_test *t, said_wait s)
{
	take_ticket c = {
		.by = &WORLD(t)->public, .office = MOJI, .services = services_of(t->arena, "zei"), .said = s
	};
	assert_ok(run(t, take_ticket_run, &c));
	return c.ret.code;
}

static void call_and_finish(store_test *t, instant call, instant done)
{
	clock_set(&t->clock, call);
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "3", ACT_SERVE, NULL));
	clock_set(&t->clock, done);
	assert_ok(act(t, 0, "3", ACT_DONE, NULL));
}

struct said_question {
	str code;
	said_wait ret;
};

static const err *read_said(db *d, arena *a, void *arg)
{
	struct said_question *q = arg;
	return wait_said_of(d, a, TEST_CITY, q->code, &q->ret);
}

static said_wait told(store_test *t, str code)
{
	struct said_question q = { .code = code };
	assert_ok(store_read(t->store, t->arena, read_said, &q));
	return q.ret;
}

struct accuracy_question {
	day from, to;
	accuracy ret;
};

static const err *read_accuracy(db *d, arena *a, void *arg)
{
	struct accuracy_question *q = arg;
	return accuracy_read(d, a, TEST_CITY, STR_NONE, q->from, q->to, &q->ret);
}

static accuracy published(store_test *t)
{
	struct accuracy_question q = { .from = day_from(2026, 3, 30), .to = day_from(2026, 4, 10) };
	assert_ok(store_read(t->store, t->arena, read_accuracy, &q));
	return q.ret;
}

static int score(store_test *t, instant now)
{
	int days;
	assert_ok(wait_score_days(t->store, t->arena, TEST_CITY, MOJI, now, 10, &days));
	return days;
}

/* --- what is said --------------------------------------------------------------------------------------------------- */

struct expect_question {
	store_test *t;
	newcomer who;
	said_wait ret;
};

static const err *ask_expected(db *d, arena *a, void *arg)
{
	struct expect_question *q = arg;
	const city_def *city = WORLD(q->t)->def;
	return wait_expect(d, a, city, defs_office(city, MOJI), clock_now(&q->t->clock), &q->who, &q->ret);
}

static said_wait expected(store_test *t, const char *services, instant due)
{
	struct expect_question q = { .t = t, .who = { .services = services_of(t->arena, services), .due = due } };
	assert_ok(store_read(t->store, t->arena, ask_expected, &q));
	return q.ret;
}

static void whoever_stands_last_is_told_of_all_who_are_before(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	for (int i = 0; i < 6; i++)
		assert_ok(take(t, "zei", NULL));
	said_wait w = expected(t, "zei", 0);
	assert_true(w.some);
	assert_int_equal(w.range.ahead, 6);
	assert_int_equal(w.rule, 6 * 5 * 60); /* six people, five minutes each, one desk */
	assert_true(w.range.p10 > 0 && w.range.p10 < w.range.p50 && w.range.p50 < w.range.p90);
	assert_false(w.range.assumed);
	/* nobody has taken a ticket by asking */
	assert_int_equal(expected(t, "zei", 0).range.ahead, 6);
}

static void whoever_is_booked_is_told_of_being_called_first(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "2", ACT_OPEN, NULL));
	for (int i = 0; i < 6; i++)
		assert_ok(take(t, "kokuho", NULL));
	assert_int_equal(expected(t, "kokuho", clock_now(&t->clock)).range.ahead, 0);
	assert_int_equal(expected(t, "kokuho", 0).range.ahead, 6);
}

static void nothing_is_said_of_a_service_that_is_not_there(void **state)
{
	store_test *t = *state;
	assert_false(expected(t, "nothing", 0).some);
	assert_false(expected(t, "", 0).some);
	clock_set(&t->clock, at(3, 0)); /* closed, no desk */
	assert_false(expected(t, "zei", 0).some);
	clock_set(&t->clock, at(9, 0));
	assert_true(expected(t, "zei", 0).some); /* open; a desk is taken to open soon */
	assert_true(expected(t, "zei", 0).range.assumed);
}

static void what_was_said_is_written_with_the_ticket_and_never_changes(void **state)
{
	store_test *t = *state;
	said_wait s = said(3, 60, 120, 180, 150);
	s.range.assumed = true;
	str code = take_told(t, s);
	said_wait kept = told(t, code);
	assert_true(kept.some);
	assert_int_equal(kept.range.ahead, 3);
	assert_int_equal(kept.range.p10, 60);
	assert_int_equal(kept.range.p50, 120);
	assert_int_equal(kept.range.p90, 180);
	assert_int_equal(kept.rule, 150);
	assert_true(kept.range.assumed);
	/* whoever is called, comes back, is done: what was said stays */
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	call_and_finish(t, at(9, 10), at(9, 20));
	assert_int_equal(told(t, code).range.p50, 120);
}

struct again {
	str code;
	said_wait said;
};

static const err *say_again(db *d, arena *a, void *arg)
{
	struct again *g = arg;
	return wait_keep(d, a, TEST_CITY, g->code, false, &g->said);
}

static void said_twice_counts_as_the_first(void **state)
{
	store_test *t = *state;
	str code = take_told(t, said(3, 60, 120, 180, 150));
	struct again g = { code, said(0, 1, 2, 3, 4) };
	assert_ok(run(t, say_again, &g));
	assert_int_equal(told(t, code).range.p50, 120);
}

static void where_nothing_was_said_nothing_is_written(void **state)
{
	store_test *t = *state;
	ticket_view v;
	assert_ok(take(t, "zei", &v));
	assert_false(told(t, v.code).some);
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	desk_act c = { .service = STR("zei") };
	assert_ok(act(t, 0, "3", ACT_WALK_IN, &c)); /* served at once: nothing to say */
	assert_false(told(t, c.ret_ticket).some);
}

/* --- what came of it -------------------------------------------------------------------------------------------------- */

/* Twelve people at 9:00, each told 10 to 20 minutes; called from 9:05 on, every two minutes: 5, 7, 9, 11 … 27. */
static void a_busy_morning(store_test *t)
{
	for (int i = 0; i < 12; i++)
		take_told(t, said(i, 600, 900, 1200, 300));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	for (int i = 0; i < 12; i++)
		call_and_finish(t, at(9, 5 + 2 * i), at(9, 6 + 2 * i));
}

static void the_published_figures_are_those_worked_out_by_hand(void **state)
{
	store_test *t = *state;
	a_busy_morning(t);
	assert_int_equal(score(t, at(23, 0)), 0); /* the day is not over */
	assert_int_equal(published(t).weeks.n, 0);
	instant next = at(0, 0) + DAY + HOUR;
	assert_int_equal(score(t, next), 1);
	accuracy a = published(t);
	assert_int_equal(a.weeks.n, 1);
	const week_score *w = &a.weeks.at[0];
	assert_true(str_eq(w->office, MOJI));
	assert_int_equal(w->week, day_from(2026, 3, 30)); /* a Monday */
	assert_false(w->booked);
	assert_false(w->few);
	assert_int_equal(w->sums.called, 12);
	assert_int_equal(w->sums.uncalled, 0);
	assert_int_equal(w->sums.inside, 5); /* 11 13 15 17 19 */
	assert_int_equal(w->sums.kept, 5); /* "10 to 20 minutes" */
	assert_int_equal(w->sums.waited, 60 * (5 + 7 + 9 + 11 + 13 + 15 + 17 + 19 + 21 + 23 + 25 + 27));
	assert_int_equal(w->sums.p50, 12 * 900);
	assert_int_equal(w->sums.error, 60 * (10 + 8 + 6 + 4 + 2 + 0 + 2 + 4 + 6 + 8 + 10 + 12));
	assert_int_equal(w->sums.rule_error, 60 * (0 + 2 + 4 + 6 + 8 + 10 + 12 + 14 + 16 + 18 + 20 + 22));
	assert_int_equal(a.bands.n, 1);
	assert_int_equal(a.bands.at[0].from, 10);
	assert_int_equal(a.bands.at[0].to, 20);
	assert_int_equal(a.bands.at[0].called, 12);
	assert_int_equal(a.bands.at[0].kept, 5);
	/* once */
	assert_int_equal(score(t, next), 0);
	assert_int_equal(published(t).weeks.at[0].sums.called, 12);
}

static void days_of_a_week_are_added_up_one_after_the_other(void **state)
{
	store_test *t = *state;
	a_busy_morning(t);
	clock_set(&t->clock, at(9, 0) + DAY);
	take_told(t, said(0, 0, 0, 60, 0));
	call_and_finish(t, at(9, 1) + DAY, at(9, 2) + DAY);
	assert_int_equal(score(t, at(0, 0) + 2 * DAY), 2);
	accuracy a = published(t);
	assert_int_equal(a.weeks.n, 1);
	assert_int_equal(a.weeks.at[0].sums.called, 13);
	assert_int_equal(a.weeks.at[0].sums.inside, 6);
	assert_int_equal(a.bands.n, 2);
	assert_int_equal(a.bands.at[0].to, 1);
}

static void a_call_that_was_taken_back_is_none(void **state)
{
	store_test *t = *state;
	a_busy_morning(t);
	clock_set(&t->clock, at(10, 0));
	take_told(t, said(0, 0, 60, 120, 60));
	clock_set(&t->clock, at(10, 1));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "3", ACT_UNDO, NULL));
	/* called at 10:30, missed, and called again at 10:40: the first of these counts */
	clock_set(&t->clock, at(10, 30));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	desk_act missed = { 0 };
	assert_ok(act(t, 0, "3", ACT_MISSED, &missed));
	mark_ticket back = { .by = &WORLD(t)->staff[0], .code = missed.ret_ticket, .back = true };
	assert_ok(run(t, mark_ticket_run, &back));
	call_and_finish(t, at(10, 40), at(10, 41));
	score(t, at(0, 0) + DAY);
	accuracy a = published(t);
	assert_int_equal(a.weeks.at[0].sums.called, 13);
	assert_int_equal(a.weeks.at[0].sums.waited, 60 * (192 + 30));
}

static void who_left_is_counted_apart_and_booked_people_too(void **state)
{
	store_test *t = *state;
	a_busy_morning(t);
	clock_set(&t->clock, at(9, 40));
	leave_queue leave = { .by = &WORLD(t)->public, .code = take_told(t, said(0, 0, 60, 120, 60)) };
	assert_ok(run(t, leave_queue_run, &leave));
	booking_view b;
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(11, 0), "093-582-0000", &b));
	clock_set(&t->clock, at(10, 10));
	check_in c = { .by = &WORLD(t)->public, .code = b.code, .said = said(0, 0, 60, 120, 60) };
	assert_ok(run(t, check_in_run, &c));
	assert_true(told(t, c.ret.code).some);
	score(t, at(0, 0) + DAY);
	accuracy a = published(t);
	assert_int_equal(a.weeks.n, 2);
	assert_int_equal(a.weeks.at[0].sums.called, 12);
	assert_int_equal(a.weeks.at[0].sums.uncalled, 1);
	assert_true(a.weeks.at[1].booked);
	assert_true(a.weeks.at[1].few);
}

static void few_people_are_not_published_and_not_in_any_sum(void **state)
{
	store_test *t = *state;
	for (int i = 0; i < ACCURACY_LEAST - 1; i++)
		take_told(t, said(i, 600, 900, 1200, 300));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	for (int i = 0; i < ACCURACY_LEAST - 1; i++)
		call_and_finish(t, at(9, 5 + 2 * i), at(9, 6 + 2 * i));
	score(t, at(0, 0) + DAY);
	accuracy a = published(t);
	assert_int_equal(a.weeks.n, 1);
	assert_true(a.weeks.at[0].few);
	assert_int_equal(a.weeks.at[0].sums.called, 0);
	assert_int_equal(a.bands.n, 0);
}

static void weeks_begin_on_mondays(void **state)
{
	(void)state;
	for (day d = day_from(2026, 1, 1); d < day_from(2027, 1, 1); d++) {
		assert_int_equal(weekday_of(week_of(d)), 1);
		assert_true(week_of(d) <= d && d - week_of(d) < 7);
	}
}

static void more_than_two_years_are_refused(void **state)
{
	store_test *t = *state;
	struct accuracy_question q = { .from = day_from(2024, 1, 1), .to = day_from(2026, 4, 10) };
	assert_refused(store_read(t->store, t->arena, read_accuracy, &q), ERR_invalid);
	q.from = q.to + 7;
	assert_refused(store_read(t->store, t->arena, read_accuracy, &q), ERR_invalid);
}

static void every_statement_is_understood(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, wait_statements, wait_statements_n));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(whoever_stands_last_is_told_of_all_who_are_before),
		STORE_TEST(whoever_is_booked_is_told_of_being_called_first),
		STORE_TEST(nothing_is_said_of_a_service_that_is_not_there),
		STORE_TEST(what_was_said_is_written_with_the_ticket_and_never_changes),
		STORE_TEST(said_twice_counts_as_the_first),
		STORE_TEST(where_nothing_was_said_nothing_is_written),
		STORE_TEST(the_published_figures_are_those_worked_out_by_hand),
		STORE_TEST(days_of_a_week_are_added_up_one_after_the_other),
		STORE_TEST(a_call_that_was_taken_back_is_none),
		STORE_TEST(who_left_is_counted_apart_and_booked_people_too),
		STORE_TEST(few_people_are_not_published_and_not_in_any_sum),
		PLAIN_TEST(weeks_begin_on_mondays),
		STORE_TEST(more_than_two_years_are_refused),
		STORE_TEST(every_statement_is_understood),
	};
	return store_tests("accuracy", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
