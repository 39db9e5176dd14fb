/* Tickets and desks: from the number to done, and what may not happen on the way. */
#include "modules/visits/testing.h"
#include "modules/visits/visits_private.h"

static step_state state_of(store_test *t, str code, size_t i)
{
	return ticket_now(t, code).steps.at[i].state;
}

static void numbers_count_up_for_each_letter_and_begin_anew_each_day(void **state)
{
	store_test *t = *state;
	ticket_view v = { 0 };
	assert_ok(take(t, "juumin", &v));
	assert_true(str_eq(v.number, STR("A001")));
	assert_ok(take(t, "zei", &v));
	assert_true(str_eq(v.number, STR("C001")));
	assert_ok(take(t, "juumin", &v));
	assert_true(str_eq(v.number, STR("A002")));
	clock_set(&t->clock, at(9, 0) + DAY);
	assert_ok(take(t, "juumin", &v));
	assert_true(str_eq(v.number, STR("A001")));
}

static void no_ticket_is_given_when_the_office_is_closed_or_stopped(void **state)
{
	store_test *t = *state;
	clock_set(&t->clock, at(17, 14));
	assert_ok(take(t, "juumin", NULL));
	clock_set(&t->clock, at(17, 15));
	assert_refused(take(t, "juumin", NULL), ERR_office_closed);
	clock_set(&t->clock, at(8, 29) + DAY);
	assert_refused(take(t, "juumin", NULL), ERR_office_closed);
	clock_set(&t->clock, at(8, 30) + DAY);
	assert_ok(take(t, "juumin", NULL));
	stop_tickets stop = { .by = &WORLD(t)->staff[0], .office = MOJI, .service = STR("zei"), .stop = true };
	assert_ok(run(t, stop_tickets_run, &stop));
	assert_refused(take(t, "zei", NULL), ERR_service_closed);
	assert_ok(take(t, "juumin", NULL));
	stop.service = STR_NONE;
	assert_ok(run(t, stop_tickets_run, &stop));
	assert_refused(take(t, "juumin", NULL), ERR_tickets_stopped);
	stop.stop = false;
	assert_ok(run(t, stop_tickets_run, &stop));
	assert_ok(take(t, "juumin", NULL));
	assert_refused(take(t, "juumin,juumin", NULL), ERR_invalid);
	assert_refused(take(t, "fishing", NULL), ERR_not_found);
}

static void a_visit_goes_from_the_number_to_done_with_one_number(void **state)
{
	store_test *t = *state;
	ticket_view v = { 0 };
	assert_ok(take(t, "juumin,kokuho", &v));
	assert_int_equal(state_of(t, v.code, 0), STEP_WAITING);
	assert_int_equal(state_of(t, v.code, 1), STEP_PLANNED);
	assert_refused(act(t, 0, "1", ACT_CALL_NEXT, NULL), ERR_desk_closed);
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	desk_act c = { 0 };
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret.number, STR("A001")));
	assert_int_equal(c.ret.step_state, STEP_CALLED);
	assert_refused(act(t, 0, "1", ACT_CALL_NEXT, NULL), ERR_desk_serving);
	assert_refused(act(t, 0, "1", ACT_CLOSE, NULL), ERR_desk_serving);
	assert_ok(act(t, 0, "1", ACT_RECALL, NULL));
	assert_int_equal(ticket_now(t, v.code).steps.at[0].calls, 2);
	assert_ok(act(t, 0, "1", ACT_SERVE, NULL));
	clock_set(&t->clock, at(9, 12));
	assert_ok(act(t, 0, "1", ACT_DONE, NULL));
	assert_int_equal(state_of(t, v.code, 0), STEP_DONE);
	assert_int_equal(state_of(t, v.code, 1), STEP_WAITING);
	/* desk 1 does not serve 国保; desk 2 does, and calls the same number */
	assert_refused(act(t, 0, "1", ACT_CALL_NEXT, NULL), ERR_nobody_waiting);
	assert_ok(act(t, 1, "2", ACT_OPEN, NULL));
	assert_ok(act(t, 1, "2", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret.number, STR("A001")));
	assert_ok(act(t, 1, "2", ACT_DONE, NULL));
	assert_int_equal(state_of(t, v.code, 1), STEP_DONE);
	assert_ok(act(t, 1, "2", ACT_CLOSE, NULL));
}

static void who_did_not_come_may_come_back_within_the_grace(void **state)
{
	store_test *t = *state;
	ticket_view first = { 0 }, second = { 0 };
	assert_ok(take(t, "juumin", &first));
	assert_ok(take(t, "juumin", &second));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_MISSED, NULL));
	assert_int_equal(state_of(t, first.code, 0), STEP_MISSED);
	mark_ticket back = { .by = &WORLD(t)->staff[0], .code = first.code, .back = true };
	assert_ok(run(t, mark_ticket_run, &back));
	assert_refused(run(t, mark_ticket_run, &back), ERR_not_allowed_now);
	/* the returned go before those who came later */
	desk_act c = { 0 };
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret.number, first.number));
}

static void a_call_made_by_mistake_is_taken_back_without_losing_the_place(void **state)
{
	store_test *t = *state;
	ticket_view first = { 0 }, second = { 0 };
	assert_ok(take(t, "juumin", &first));
	clock_set(&t->clock, at(9, 1));
	assert_ok(take(t, "juumin", &second));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_UNDO, NULL));
	desk_act c = { 0 };
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret.number, first.number));
	assert_int_equal(c.ret.calls, 1);
	assert_ok(act(t, 0, "1", ACT_SERVE, NULL));
	assert_refused(act(t, 0, "1", ACT_UNDO, NULL), ERR_not_allowed_now);
}

static void a_parked_person_is_taken_up_again_at_another_desk(void **state)
{
	store_test *t = *state;
	ticket_view v = { 0 };
	assert_ok(take(t, "juumin", &v));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 1, "2", ACT_OPEN, NULL));
	assert_ok(act(t, 1, "3", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_PARK, NULL));
	assert_int_equal(state_of(t, v.code, 0), STEP_PARKED);
	desk_act c = { .ticket = v.code };
	assert_refused(act(t, 1, "3", ACT_RESUME, &c), ERR_cannot_serve);
	c = (desk_act){ .ticket = v.code };
	assert_ok(act(t, 1, "2", ACT_RESUME, &c));
	assert_int_equal(state_of(t, v.code, 0), STEP_SERVING);
	c = (desk_act){ .ticket = v.code };
	assert_refused(act(t, 0, "1", ACT_RESUME, &c), ERR_stale);
}

static void a_transfer_keeps_the_time_of_arrival(void **state)
{
	store_test *t = *state;
	ticket_view early = { 0 }, late = { 0 };
	assert_ok(take(t, "juumin", &early));
	clock_set(&t->clock, at(9, 5));
	assert_ok(take(t, "kokuho", &late));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 1, "2", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(9, 10));
	desk_act c = { .service = STR("fishing") };
	assert_refused(act(t, 0, "1", ACT_TRANSFER, &c), ERR_cannot_serve);
	c = (desk_act){ .service = STR("kokuho") };
	assert_ok(act(t, 0, "1", ACT_TRANSFER, &c));
	assert_int_equal(state_of(t, early.code, 0), STEP_TRANSFERRED);
	c = (desk_act){ 0 };
	assert_ok(act(t, 1, "2", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret.number, early.number));
	assert_true(str_eq(c.ret.service, STR("kokuho")));
}

static void somebody_without_a_ticket_is_served_at_once_and_counted(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "3", ACT_OPEN, NULL));
	desk_act c = { .service = STR("juumin") };
	assert_refused(act(t, 0, "3", ACT_WALK_IN, &c), ERR_cannot_serve);
	c = (desk_act){ .service = STR("zei") };
	assert_ok(act(t, 0, "3", ACT_WALK_IN, &c));
	assert_int_equal(c.ret.step_state, STEP_SERVING);
	assert_true(str_eq(c.ret.number, STR("C001")));
	assert_ok(act(t, 0, "3", ACT_DONE, NULL));
}

static void a_desk_has_one_clerk_and_breaks_end(void **state)
{
	store_test *t = *state;
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_refused(act(t, 1, "1", ACT_OPEN, NULL), ERR_desk_taken);
	desk_act c = { .until = at(9, 15) };
	assert_ok(act(t, 0, "1", ACT_BREAK, &c));
	assert_int_equal(c.ret.until, at(9, 15));
	assert_refused(act(t, 0, "1", ACT_CALL_NEXT, NULL), ERR_desk_closed);
	assert_ok(act(t, 0, "1", ACT_OPEN, &c));
	assert_int_equal(c.ret.until, 0);
	assert_ok(act(t, 0, "1", ACT_BACK_OFFICE, NULL));
	assert_ok(act(t, 0, "1", ACT_CLOSE, NULL));
	assert_ok(act(t, 0, "1", ACT_CLOSE, NULL));
}

static void a_stale_view_is_refused_with_what_happened_meanwhile(void **state)
{
	store_test *t = *state;
	assert_ok(take(t, "juumin", NULL));
	desk_act seen = { 0 };
	assert_ok(act(t, 0, "1", ACT_OPEN, &seen));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	desk_act c = {
		.by = &WORLD(t)->staff[0], .office = MOJI, .desk = STR("1"), .action = ACT_BREAK, .rev = seen.ret.rev
	};
	assert_refused(run(t, desk_act_run, &c), ERR_stale);
	assert_true(str_eq(c.ret_meanwhile, STR("call-next")));
	assert_true(str_eq(c.ret_meanwhile_by, STR("職員1")));
}

static void staff_of_another_office_and_residents_may_not_act(void **state)
{
	store_test *t = *state;
	WORLD(t)->clerks[0].office = STR("tobata");
	assert_refused(act(t, 0, "1", ACT_OPEN, NULL), ERR_forbidden);
	desk_act c = { .by = &WORLD(t)->public, .office = MOJI, .desk = STR("1"), .action = ACT_OPEN, .rev = -1 };
	assert_refused(run(t, desk_act_run, &c), ERR_forbidden);
	/* nor may staff of another office give out kept places, cancel, or send people home */
	const actor *stranger = &WORLD(t)->staff[0];
	booking_view b;
	ticket_view v = { 0 };
	assert_refused(book(t, stranger, "juumin", at(11, 0), "", NULL), ERR_forbidden);
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(11, 0), "093-331-1881", &b));
	cancel_booking cancel = { .by = stranger, .code = b.code };
	move_booking move = { .by = stranger, .code = b.code, .start = at(12, 0) };
	check_in come = { .by = stranger, .code = b.code };
	assert_refused(run(t, cancel_booking_run, &cancel), ERR_forbidden);
	assert_refused(run(t, move_booking_run, &move), ERR_forbidden);
	assert_refused(run(t, check_in_run, &come), ERR_forbidden);
	assert_ok(take(t, "juumin", &v));
	leave_queue leave = { .by = stranger, .code = v.code };
	mark_ticket mark = { .by = stranger, .code = v.code, .set_priority = true, .priority = true };
	take_ticket give = { .by = stranger, .office = MOJI, .services = services_of(t->arena, "zei") };
	assert_refused(run(t, leave_queue_run, &leave), ERR_forbidden);
	assert_refused(run(t, mark_ticket_run, &mark), ERR_forbidden);
	assert_refused(run(t, take_ticket_run, &give), ERR_forbidden);
}

static void leaving_is_possible_until_one_is_called(void **state)
{
	store_test *t = *state;
	ticket_view v = { 0 };
	assert_ok(take(t, "juumin,zei", &v));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	leave_queue c = { .by = &WORLD(t)->public, .code = v.code };
	assert_refused(run(t, leave_queue_run, &c), ERR_not_allowed_now);
	assert_ok(act(t, 0, "1", ACT_UNDO, NULL));
	assert_ok(run(t, leave_queue_run, &c));
	assert_ok(run(t, leave_queue_run, &c));
	assert_int_equal(state_of(t, v.code, 0), STEP_LEFT);
	assert_int_equal(state_of(t, v.code, 1), STEP_LEFT);
	assert_refused(act(t, 0, "1", ACT_CALL_NEXT, NULL), ERR_nobody_waiting);
}

static const err *check_in_by(store_test *t, const actor *by, str code, ticket_view *ret)
{
	check_in c = { .by = by, .code = code };
	const err *e = run(t, check_in_run, &c);
	if (!e && ret)
		*ret = c.ret;
	return e;
}

static void a_booked_person_checks_in_once_within_the_window(void **state)
{
	store_test *t = *state;
	booking_view b = { 0 };
	ticket_view first = { 0 }, again = { 0 };
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(11, 0), "093-000-0001", &b));
	clock_set(&t->clock, at(9, 59));
	assert_refused(check_in_by(t, &WORLD(t)->public, b.code, NULL), ERR_too_early);
	clock_set(&t->clock, at(10, 0));
	assert_ok(check_in_by(t, &WORLD(t)->public, b.code, &first));
	assert_ok(check_in_by(t, &WORLD(t)->public, b.code, &again));
	assert_true(str_eq(first.code, again.code));
	assert_int_equal(first.steps.at[0].due, at(11, 0));
	assert_int_equal(booking_now(t, b.code).state, BOOKING_CHECKED_IN);
	cancel_booking c = { .by = &WORLD(t)->public, .code = b.code };
	assert_refused(run(t, cancel_booking_run, &c), ERR_booking_over);
}

static void the_booked_are_called_before_those_who_came_earlier(void **state)
{
	store_test *t = *state;
	booking_view b = { 0 };
	ticket_view booked = { 0 };
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(11, 0), "093-000-0001", &b));
	clock_set(&t->clock, at(10, 30));
	assert_ok(take(t, "juumin", NULL));
	assert_ok(take(t, "juumin", NULL));
	clock_set(&t->clock, at(10, 50));
	assert_ok(check_in_by(t, &WORLD(t)->public, b.code, &booked));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	desk_act c = { 0 };
	/* ten minutes early is too early to go first */
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret.number, STR("A001")));
	clock_set(&t->clock, at(10, 55));
	assert_ok(act(t, 0, "1", ACT_DONE, NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, &c));
	assert_true(str_eq(c.ret.number, booked.number));
}

static void what_time_does_happens_by_itself_and_once(void **state)
{
	store_test *t = *state;
	booking_view late = { 0 };
	ticket_view missed = { 0 }, waiting = { 0 };
	assert_ok(book(t, &WORLD(t)->public, "juumin", at(10, 0), "093-000-0001", &late));
	assert_ok(take(t, "juumin", &missed));
	assert_ok(take(t, "juumin", &waiting));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	assert_ok(act(t, 0, "1", ACT_MISSED, NULL));
	office_job job = { .by = { .city = TEST_CITY, .def = WORLD(t)->def },
			   .office = defs_office(WORLD(t)->def, MOJI) };
	clock_set(&t->clock, at(10, 15));
	assert_ok(run(t, no_show_run, &job));
	assert_int_equal(job.ret_n, 0);
	clock_set(&t->clock, at(10, 16));
	assert_ok(run(t, no_show_run, &job));
	assert_int_equal(booking_now(t, late.code).state, BOOKING_NO_SHOW);
	assert_ok(run(t, abandon_run, &job));
	assert_int_equal(state_of(t, missed.code, 0), STEP_ABANDONED);
	assert_int_equal(state_of(t, waiting.code, 0), STEP_WAITING);
	/* who comes after all is not sent home */
	assert_ok(check_in_by(t, &WORLD(t)->public, late.code, NULL));
	/* the desk is left open overnight with somebody at it */
	assert_ok(act(t, 0, "1", ACT_CALL_NEXT, NULL));
	clock_set(&t->clock, at(0, 5) + DAY);
	assert_ok(run(t, abandon_run, &job));
	assert_ok(run(t, close_desks_run, &job));
	assert_int_equal(state_of(t, waiting.code, 0), STEP_DONE);
	clock_set(&t->clock, at(9, 0) + DAY);
	assert_ok(act(t, 1, "1", ACT_OPEN, NULL));
	assert_refused(act(t, 1, "1", ACT_CALL_NEXT, NULL), ERR_nobody_waiting);
}

/* --- two clerks, one person ---------------------------------------------------------------------------------------- */

#define PEOPLE 60
struct clerk {
	store_test *t;
	store *store;
	int nr, called, other;
	str numbers[PEOPLE];
	arena *a;
};

static void *call_all(void *arg)
{
	struct clerk *c = arg;
	str desk = c->nr == 0 ? STR("1") : STR("2");
	for (int i = 0; i < 4 * PEOPLE; i++) {
		desk_act d = { .by = &WORLD(c->t)->staff[c->nr],
			       .office = MOJI,
			       .desk = desk,
			       .rev = -1,
			       .action = ACT_CALL_NEXT };
		const err *e = store_write(c->store, c->a, STR("401005/moji"), desk_act_run, &d);
		if (err_is(e, ERR_nobody_waiting))
			break;
		if (e) {
			c->other++;
			break;
		}
		c->numbers[c->called++] = d.ret.number;
		d.action = ACT_DONE;
		if (store_write(c->store, c->a, STR("401005/moji"), desk_act_run, &d))
			c->other++;
	}
	return NULL;
}

static void two_clerks_never_call_the_same_person(void **state)
{
	store_test *t = *state;
	store *second = NULL;
	if (t->postgres)
		assert_ok(store_open(t->arena, t->url, &(store_options){ .clock = &t->clock }, &second));
	for (int i = 0; i < PEOPLE; i++)
		assert_ok(take(t, "juumin", NULL));
	assert_ok(act(t, 0, "1", ACT_OPEN, NULL));
	assert_ok(act(t, 1, "2", ACT_OPEN, NULL));
	struct clerk clerks[2] = { { .t = t, .store = t->store, .nr = 0, .a = arena_new(1 << 26) },
				   { .t = t, .store = second ? second : t->store, .nr = 1, .a = arena_new(1 << 26) } };
	pthread_t threads[2];
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, call_all, &clerks[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(clerks[0].other + clerks[1].other, 0);
	assert_int_equal(clerks[0].called + clerks[1].called, PEOPLE);
	for (int i = 0; i < clerks[0].called; i++)
		for (int k = 0; k < clerks[1].called; k++)
			assert_false(str_eq(clerks[0].numbers[i], clerks[1].numbers[k]));
	arena_free(clerks[0].a);
	arena_free(clerks[1].a);
	if (second)
		store_close(second);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(numbers_count_up_for_each_letter_and_begin_anew_each_day),
		STORE_TEST(no_ticket_is_given_when_the_office_is_closed_or_stopped),
		STORE_TEST(a_visit_goes_from_the_number_to_done_with_one_number),
		STORE_TEST(who_did_not_come_may_come_back_within_the_grace),
		STORE_TEST(a_call_made_by_mistake_is_taken_back_without_losing_the_place),
		STORE_TEST(a_parked_person_is_taken_up_again_at_another_desk),
		STORE_TEST(a_transfer_keeps_the_time_of_arrival),
		STORE_TEST(somebody_without_a_ticket_is_served_at_once_and_counted),
		STORE_TEST(a_desk_has_one_clerk_and_breaks_end),
		STORE_TEST(a_stale_view_is_refused_with_what_happened_meanwhile),
		STORE_TEST(staff_of_another_office_and_residents_may_not_act),
		STORE_TEST(leaving_is_possible_until_one_is_called),
		STORE_TEST(a_booked_person_checks_in_once_within_the_window),
		STORE_TEST(the_booked_are_called_before_those_who_came_earlier),
		STORE_TEST(what_time_does_happens_by_itself_and_once),
		STORE_TEST(two_clerks_never_call_the_same_person),
	};
	return store_tests("tickets and desks", tests, COUNT(tests), migrations, migrations_n, &test_fixture);
}
