/* Statistics: what is a wait, what a median is of, and that a year is read in one go. */
#include <math.h>

#include "modules/visits/stats/stats.h"
#include "modules/visits/stats/stats.sql.h"
#include "modules/visits/testing.h"
#include "modules/visits/visits_private.h"

struct stats_question {
	day from, to;
	stat_steps steps;
};

static const err *read_steps(db *d, arena *a, void *arg)
{
	struct stats_question *q = arg;
	return stats_read(d, a, TEST_CITY, MOJI, q->from, q->to, &q->steps);
}

static stats stats_of(store_test *t, const char *service)
{
	struct stats_question q = { .from = day_from(2026, 4, 1), .to = day_from(2026, 4, 2) };
	assert_ok(store_read(t->store, t->arena, read_steps, &q));
	stats s;
	stats_make(t->arena, &q.steps, q.from, q.to, str_of(service), &s);
	return s;
}

/* At a desk: open it before. The clock is moved to the minute of each act. */
static void serve(store_test *t, const char *desk, int hour, int call, int begin, int end)
{
	clock_set(&t->clock, at(hour, call));
	assert_ok(act(t, 0, desk, ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(hour, begin));
	assert_ok(act(t, 0, desk, ACT_SERVE, NULL));
	clock_set(&t->clock, at(hour, end));
	assert_ok(act(t, 0, desk, ACT_DONE, NULL));
}

static const stat_line *line(const stat_lines *lines, const char *id)
{
	for (size_t i = 0; i < lines->n; i++)
		if (str_eq(lines->at[i].id, str_of(id)))
			return &lines->at[i];
	fail_msg("no line for %s", id);
	return NULL;
}

static void a_wait_is_from_arrival_to_the_call(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(take(t, "zei", NULL)); /* 9:00 */
	clock_set(&t->clock, at(9, 5));
	assert_ok(take(t, "zei", NULL));
	serve(t, "3", 9, 10, 11, 21); /* waited 10 minutes, served 10 */
	serve(t, "3", 9, 25, 26, 31); /* 20 and 5 */
	stats s = stats_of(t, "");
	assert_int_equal(s.visits, 2);
	assert_int_equal(s.all.steps, 2);
	assert_int_equal(s.all.done, 2);
	assert_int_equal(s.all.wait.n, 2);
	assert_float_equal(s.all.wait.mean, 15 * 60, 0.001);
	assert_int_equal(s.all.wait.median, 15 * 60);
	assert_int_equal(s.all.wait.p90, 20 * 60);
	assert_int_equal(s.all.wait.most, 20 * 60);
	assert_float_equal(s.all.service.mean, 7.5 * 60, 0.001);
	assert_int_equal(line(&s.desks, "3")->steps, 2);
	assert_int_equal(s.hours.at[9].steps, 2);
	assert_int_equal(s.hours.at[10].steps, 0);
	assert_int_equal(s.days.n, 2);
	assert_int_equal(s.days.at[0].steps, 2);
	assert_int_equal(s.days.at[1].steps, 0);
	assert_int_equal(s.day_services.n, 1);
}

static void a_second_service_does_not_wait_while_the_first_is_served(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(take(t, "juumin,zei", NULL));
	serve(t, "1", 9, 10, 10, 30);
	serve(t, "3", 9, 34, 34, 36);
	stats s = stats_of(t, "");
	assert_int_equal(s.visits, 1);
	assert_int_equal(s.all.steps, 2);
	assert_int_equal(line(&s.services, "juumin")->wait.median, 10 * 60);
	assert_int_equal(line(&s.services, "zei")->wait.median, 4 * 60);
	assert_int_equal(stats_of(t, "zei").all.wait.median, 4 * 60); /* alone, too */
	assert_int_equal(stats_of(t, "zei").visits, 1);
}

static void a_transferred_person_waits_anew_from_the_transfer_on(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(take(t, "juumin,kokuho", NULL));
	clock_set(&t->clock, at(9, 10));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_SERVE, NULL));
	clock_set(&t->clock, at(9, 20));
	desk_act c = { .service = STR("zei") };
	assert_ok(act(t, 0, "1", ACT_TRANSFER, &c));
	serve(t, "3", 9, 27, 27, 28);
	stats s = stats_of(t, "");
	assert_int_equal(s.visits, 1);
	assert_int_equal(s.all.transferred, 1);
	assert_int_equal(s.all.done, 1);
	assert_int_equal(line(&s.services, "zei")->wait.median, 7 * 60);
	assert_int_equal(line(&s.services, "juumin")->service.median, 10 * 60);
}

static void who_leaves_is_counted_but_has_no_wait(void **state)
{
	store_test *t = *state;
	ticket_view one;
	assert_ok(take(t, "zei", &one));
	assert_ok(take(t, "zei", NULL)); /* still waits: not counted */
	clock_set(&t->clock, at(9, 40));
	leave_queue c = { .by = &WORLD(t)->public, .code = one.code };
	assert_ok(run(t, leave_queue_run, &c));
	stats s = stats_of(t, "");
	assert_int_equal(s.visits, 1);
	assert_int_equal(s.all.steps, 1);
	assert_int_equal(s.all.left, 1);
	assert_int_equal(s.all.wait.n, 0);
	assert_int_equal(s.all.wait.median, -1);
	assert_int_equal(s.all.service.n, 0);
	assert_int_equal(line(&s.desks, "")->left, 1);
}

static void a_day_without_anybody_is_empty(void **state)
{
	store_test *t = *state;
	stats s = stats_of(t, "");
	assert_int_equal(s.visits, 0);
	assert_int_equal(s.all.wait.most, -1);
	assert_int_equal(s.services.n, 0);
	assert_int_equal(s.day_services.n, 0);
	assert_int_equal(s.days.n, 2);
}

static void the_other_office_and_the_other_days_are_not_counted(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(take(t, "zei", NULL));
	serve(t, "3", 9, 1, 1, 2);
	struct stats_question q = { .from = day_from(2026, 3, 1), .to = day_from(2026, 3, 31) };
	assert_ok(store_read(t->store, t->arena, read_steps, &q));
	assert_int_equal(q.steps.n, 0);
	q.from = q.to = day_from(2026, 4, 1);
	assert_ok(store_read(t->store, t->arena, read_steps, &q));
	assert_int_equal(q.steps.n, 1);
}

/* A step of a made-up list: it arrived at 9:00 of that day and waited and was served so many seconds. */
static stat_step made(i32 visit, day on, u32 service, i64 wait, i64 served)
{
	instant nine = instant_of(on, 9 * 60);
	return (stat_step){ .arrived = nine,
			    .called = nine + wait * SECOND,
			    .served = nine + wait * SECOND,
			    .ended = nine + (wait + served) * SECOND,
			    .day = on,
			    .visit = visit,
			    .service = service,
			    .seq = 1,
			    .state = STEP_DONE };
}

static int ascending(const void *x, const void *y)
{
	i64 a = *(const i64 *)x, b = *(const i64 *)y;
	return (a > b) - (a < b);
}

/* The rank by digits, held against sorting, for groups of every size. */
static void medians_are_of_the_very_values_in_every_group(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)256 * 1024 * 1024);
	str names[] = { STR("a"), STR("b"), STR("c") };
	stat_steps steps = { .services = { names, 3 }, .desks = { names, 1 } };
	const size_t n = 5000;
	day first = day_from(2026, 4, 1);
	u64 random = 88172645463325252ull;
	for (size_t i = 0; i < n; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		i64 wait = (i64)(random % 20000), served = (i64)(random >> 20) % 4000;
		u32 service = random % 100 < 60 ? 0 : random % 100 < 99 ? 1 : 2;
		LIST_ADD(a, &steps, made((i32)i, first + (day)(i % 3), service, wait, served));
	}
	stats_make_ready(&steps);
	stats s;
	stats_make(a, &steps, first, first + 2, STR_NONE, &s);
	assert_int_equal(s.visits, n);
	i64 all = 0;
	for (size_t g = 0; g < s.day_services.n; g++) {
		const stat_line *l = &s.day_services.at[g];
		i64 *values = arena_many(a, i64, n), count = 0;
		double sum = 0;
		for (size_t i = 0; i < n; i++)
			if (steps.at[i].day == l->day && str_eq(names[steps.at[i].service], l->id)) {
				values[count] = stat_wait(&steps.at[i]);
				sum += (double)values[count++];
			}
		qsort(values, (size_t)count, sizeof *values, ascending);
		all += count;
		assert_int_equal(l->wait.n, count);
		assert_true(fabs(l->wait.mean - sum / (double)count) < 1e-6);
		assert_int_equal(l->wait.median,
				 count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2);
		assert_int_equal(l->wait.p90, values[(count * 9 + 9) / 10 - 1]);
		assert_int_equal(l->wait.most, values[count - 1]);
	}
	assert_int_equal(all, n);
	assert_int_equal(s.day_services.n, 9);
	arena_free(a);
}

static void nine_of_ten_is_the_ninth_of_ten(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)16 * 1024 * 1024);
	str names[] = { STR("a") };
	stat_steps steps = { .services = { names, 1 }, .desks = { names, 1 } };
	day on = day_from(2026, 4, 1);
	for (i32 i = 10; i >= 1; i--)
		LIST_ADD(a, &steps, made(i, on, 0, i * 60, 1));
	stats_make_ready(&steps);
	stats s;
	stats_make(a, &steps, on, on, STR_NONE, &s);
	assert_int_equal(s.all.wait.p90, 9 * 60);
	assert_int_equal(s.all.wait.median, 5 * 60 + 30);
	assert_int_equal(s.all.wait.most, 10 * 60);
	steps.n = 1;
	stats_make(a, &steps, on, on, STR_NONE, &s);
	assert_int_equal(s.all.wait.p90, 10 * 60);
	assert_int_equal(s.all.wait.median, 10 * 60);
	arena_free(a);
}

static void every_statement_of_statistics_is_understood(void **state)
{
	store_test *t = *state;
	assert_ok(store_check(t->store, t->arena, stats_statements, stats_statements_n));
}

struct history_question {
	str ticket;
	stats_history_rows rows;
	stats_moves_rows moves;
};

static const err *read_history(db *d, arena *a, void *arg)
{
	struct history_question *q = arg;
	TRY(stats_history(d, a, TEST_CITY, q->ticket, &q->rows));
	return stats_moves(d, a, TEST_CITY, MOJI, at(0, 0), at(23, 59), &q->moves);
}

static void the_history_says_who_did_what_in_order(void **state)
{
	store_test *t = *state;
	ticket_view one;
	assert_ok(take(t, "zei", &one));
	assert_ok(act(t, 1, "3", ACT_OPEN, NULL));
	clock_set(&t->clock, at(9, 1));
	assert_ok(act(t, 1, "3", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(9, 2));
	assert_ok(act(t, 1, "3", ACT_UNDO, NULL));
	struct history_question q = { .ticket = one.code };
	assert_ok(store_read(t->store, t->arena, read_history, &q));
	assert_int_equal(q.rows.n, 3);
	assert_true(str_eq(q.rows.at[0].command, STR("take")));
	assert_int_equal(q.rows.at[0].staff, 0);
	assert_true(str_eq(q.rows.at[1].command, STR("call")));
	assert_int_equal(q.rows.at[1].staff, 2);
	assert_true(str_eq(q.rows.at[2].command, STR("undo")));
	/* into the queue, out of it, and in again */
	assert_int_equal(q.moves.n, 3);
	assert_true(str_eq(q.moves.at[0].becomes, STR("waiting")));
	assert_true(str_eq(q.moves.at[1].was, STR("waiting")));
	assert_true(str_eq(q.moves.at[2].becomes, STR("waiting")));
}

struct measured_question {
	const city_def *city;
	str service;
	day from, to;
	visits_measure ret;
};

static const err *read_measured(db *d, arena *a, void *arg)
{
	struct measured_question *q = arg;
	return visits_measured(d, a, q->city, STR_NONE, q->service, q->from, q->to, &q->ret);
}

static void what_serving_took_is_measured_and_a_step_left_open_is_left_out(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	for (int i = 0; i < 3; i++)
		assert_ok(take(t, "zei", NULL));
	assert_ok(take(t, "juumin", NULL));
	serve(t, "3", 9, 10, 11, 21); /* 10 minutes */
	serve(t, "3", 9, 25, 26, 30); /* 4 */
	serve(t, "1", 9, 31, 31, 51); /* another service: 20 */
	clock_set(&t->clock, at(10, 0));
	assert_ok(act(t, 0, "3", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "3", ACT_SERVE, NULL));
	clock_set(&t->clock, at(15, 0)); /* five hours: nobody pressed the button */
	assert_ok(act(t, 0, "3", ACT_DONE, NULL));
	day first = day_from(2026, 4, 1);
	struct measured_question q = { WORLD(t)->def, STR("zei"), first, first, { 0 } };
	assert_ok(store_read(t->store, t->arena, read_measured, &q));
	assert_int_equal(q.ret.steps, 2);
	assert_int_equal(q.ret.seconds, 14 * 60);
	assert_int_equal(q.ret.left_out, 1);
	assert_float_equal(q.ret.mean, 7 * 60, 1e-9);
	assert_float_equal(q.ret.deviation, sqrt(2.0 * 180 * 180), 1e-6);
	q.service = STR_NONE;
	assert_ok(store_read(t->store, t->arena, read_measured, &q));
	assert_int_equal(q.ret.steps, 3);
	assert_int_equal(q.ret.seconds, 34 * 60);
	q.from = q.to = first + 1;
	assert_ok(store_read(t->store, t->arena, read_measured, &q));
	assert_int_equal(q.ret.steps, 0);
	q.to = q.from + VISITS_MEASURED_DAYS;
	assert_refused(store_read(t->store, t->arena, read_measured, &q), ERR_too_large);
	q.to = q.from - 1;
	assert_refused(store_read(t->store, t->arena, read_measured, &q), ERR_invalid);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_wait_is_from_arrival_to_the_call),
		STORE_TEST(a_second_service_does_not_wait_while_the_first_is_served),
		STORE_TEST(a_transferred_person_waits_anew_from_the_transfer_on),
		STORE_TEST(who_leaves_is_counted_but_has_no_wait),
		STORE_TEST(a_day_without_anybody_is_empty),
		STORE_TEST(the_other_office_and_the_other_days_are_not_counted),
		STORE_TEST(the_history_says_who_did_what_in_order),
		STORE_TEST(what_serving_took_is_measured_and_a_step_left_open_is_left_out),
		STORE_TEST(every_statement_of_statistics_is_understood),
		PLAIN_TEST(medians_are_of_the_very_values_in_every_group),
		PLAIN_TEST(nine_of_ten_is_the_ninth_of_ten),
	};
	return store_tests("stats", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
