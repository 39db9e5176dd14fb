/* What the engine does, person by person: against small days whose course is known, and against a plain program that plays the
 * same day slowly. */
#include "sim/sim.h"
#include "sim/testing.h"

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

static const sim_class office_order[] = {
	{ SIM_BOOKED, 300 }, { SIM_PRIORITY, 0 }, { SIM_RETURNED, 0 }, { SIM_ARRIVAL, 0 }
};

/* A day with these services, all of them of fixed times, and desks; people and the rest are added. */
static sim_day a_day(arena *a, const double *seconds, int services, sim_desk *desks, int desks_n)
{
	sim_service *s = arena_many(a, sim_service, (size_t)services);
	for (int i = 0; i < services; i++)
		s[i].time = sim_fixed(seconds[i]);
	return (sim_day){ .services = s,
			  .services_n = services,
			  .order = office_order,
			  .order_n = COUNT(office_order),
			  .desks = desks,
			  .desks_n = desks_n,
			  .until = SIM_NEVER };
}

static void watch_all(sim_day *d, sim_person *people, int n)
{
	for (int i = 0; i < n; i++)
		people[i].watch = i + 1;
	d->people = people;
	d->people_n = n;
	d->watched = n;
}

#define WALK_IN(service_, arrived_)                                                                                    \
	{                                                                                                              \
		.visit = { .service = service_ }, .arrived = arrived_, .due = SIM_NEVER                                \
	}

static void the_order_is_booked_by_their_time_then_priority_then_returned_then_arrival(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_SERVING, .since = 0 } };
	sim_day day = a_day(a, (double[]){ 100 }, 1, desks, 1);
	sim_person people[] = {
		WALK_IN(0, -500), /* 5th */
		{ .visit = { .returned = true }, .arrived = -100, .due = SIM_NEVER }, /* 4th */
		{ .visit = { .priority = true }, .arrived = -50, .due = SIM_NEVER }, /* 3rd */
		{ .arrived = -10, .due = 350 }, /* 2nd: by the time of the call it is near enough */
		{ .arrived = -5, .due = 200 }, /* 1st */
		{ .arrived = -600, .due = 5000 }, /* too early: among the arrivals, before the walk-in */
	};
	watch_all(&day, people, COUNT(people));
	sim_run(sim_new(a, &day), 1, NULL);
	sim *s = sim_new(a, &day);
	sim_run(s, 1, NULL);
	const int order[] = { 4, 3, 2, 1, 5, 0 };
	for (int i = 0; i < 6; i++)
		assert_near(sim_seen_of(s)[order[i]].called, 100 + 100 * i);
	assert_near(sim_seen_of(s)[0].ended, 700);
}

static void a_booked_person_moves_up_when_the_time_is_near(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_SERVING, .since = 0 } };
	sim_day day = a_day(a, (double[]){ 100 }, 1, desks, 1);
	sim_person people[] = { WALK_IN(0, -3), WALK_IN(0, -2), WALK_IN(0, -1), { .arrived = 0, .due = 450 } };
	watch_all(&day, people, COUNT(people));
	sim *s = sim_new(a, &day);
	sim_run(s, 1, NULL);
	assert_near(sim_seen_of(s)[0].called, 100); /* 450 − 300 has not come */
	assert_near(sim_seen_of(s)[3].called, 200);
	assert_near(sim_seen_of(s)[1].called, 300);
}

static void also_counts_only_when_nobody_waits_for_the_first(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .also = 2, .now = SIM_FREE } };
	sim_day day = a_day(a, (double[]){ 100, 100 }, 2, desks, 1);
	sim_person people[] = { WALK_IN(1, -90), WALK_IN(0, -10), WALK_IN(0, 150), WALK_IN(0, 1000) };
	watch_all(&day, people, COUNT(people));
	sim *s = sim_new(a, &day);
	sim_run(s, 1, NULL);
	assert_near(sim_seen_of(s)[1].called, 0);
	assert_near(sim_seen_of(s)[0].called, 100);
	assert_near(sim_seen_of(s)[2].called, 200);
	assert_near(sim_seen_of(s)[3].called, 1000);
}

static void a_probe_is_told_its_turn_and_takes_nobodys_place(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 3, .now = SIM_FREE }, { .services = 1, .now = SIM_SERVING, .since = -20 } };
	sim_day day = a_day(a, (double[]){ 100, 60 }, 2, desks, 2);
	sim_person people[] = { WALK_IN(0, -3), WALK_IN(0, -2), WALK_IN(1, -1),
				WALK_IN(0, 0),  WALK_IN(1, 0),  WALK_IN(0, 1) };
	people[3].probe = people[4].probe = true;
	watch_all(&day, people, COUNT(people));
	sim *s = sim_new(a, &day);
	sim_totals t = sim_run(s, 1, NULL);
	const double called[] = { 0, 80, 100, 160, 160, 160 };
	for (int i = 0; i < 6; i++)
		assert_near(sim_seen_of(s)[i].called, called[i]);
	assert_int_equal(t.came, 4);
	assert_int_equal(t.called, 4);
}

static void a_desk_finishes_whom_it_serves_and_then_closes(void **state)
{
	arena *a = *state;
	sim_span spans[] = { { 0, 150, false }, { 400, 450, true } };
	sim_desk desks[] = { { .services = 1, .spans = spans, .spans_n = 2 } };
	sim_day day = a_day(a, (double[]){ 100 }, 1, desks, 1);
	sim_person people[] = { WALK_IN(0, -3), WALK_IN(0, -2), WALK_IN(0, -1), WALK_IN(0, 420), WALK_IN(0, 700) };
	watch_all(&day, people, COUNT(people));
	sim *s = sim_new(a, &day);
	sim_totals t = sim_run(s, 1, NULL);
	const double called[] = { 0, 100, 400, 500, SIM_NEVER }; /* 500: it stays while somebody waits */
	for (int i = 0; i < 5; i++)
		assert_near(sim_seen_of(s)[i].called, called[i]);
	assert_int_equal(t.waiting, 1);
}

static void a_desk_that_is_late_and_one_on_a_break_come_back_in_their_time(void **state)
{
	arena *a = *state;
	sim_span spans[] = { { -100, 5000, false } };
	sim_desk desks[] = { { .services = 1, .spans = spans, .spans_n = 1, .now = SIM_AWAY, .until = 70 },
			     { .services = 2, .spans = spans, .spans_n = 1, .now = SIM_SHUT },
			     { .services = 4, .spans = spans, .spans_n = 1, .now = SIM_SHUT, .until = 33 } };
	sim_day day = a_day(a, (double[]){ 100, 100, 100 }, 3, desks, 3);
	day.opens = sim_table((const float[]){ 90, 130 }, 2); /* uniform: 100 have gone by, so 0 to 30 are left */
	sim_person people[] = { WALK_IN(0, -3), WALK_IN(1, -2), WALK_IN(2, -1) };
	watch_all(&day, people, COUNT(people));
	sim *s = sim_new(a, &day);
	double mean = 0;
	for (u64 r = 0; r < 1000; r++) {
		sim_run(s, r, NULL);
		assert_near(sim_seen_of(s)[0].called, 70);
		assert_near(sim_seen_of(s)[2].called, 33);
		double opened = sim_seen_of(s)[1].called;
		assert_true(opened >= 0 && opened <= 30.001);
		mean += opened / 1000;
	}
	assert_close(mean, 15, 1);
}

static void who_is_served_since_a_while_goes_on_as_the_distribution_says(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_SERVING, .since = -400 } };
	sim_service service = { .time = sim_lognormal(300, 0.8) };
	sim_day day = a_day(a, (double[]){ 1 }, 1, desks, 1);
	day.services = &service;
	sim_person people[] = { WALK_IN(0, 0) };
	watch_all(&day, people, 1);
	sim *s = sim_new(a, &day);
	double mean = 0, expected = 0;
	for (u64 r = 0; r < 20000; r++) {
		sim_run(s, r, NULL);
		mean += sim_seen_of(s)[0].called / 20000;
	}
	sim_rng rng = sim_seeded(7, 7);
	int n = 0;
	while (n < 20000) { /* the plain way: throw away what is too short */
		double t = sim_draw(&service.time, &rng);
		if (t > 400) {
			expected += (t - 400) / 20000;
			n++;
		}
	}
	assert_close(mean / expected, 1, 0.04);
}

static void somebody_with_several_steps_waits_in_parallel_and_keeps_every_place(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_FREE },
			     { .services = 2, .now = SIM_SERVING, .service = 1, .since = -50 },
			     { .services = 4, .now = SIM_FREE } };
	sim_day day = a_day(a, (double[]){ 100, 60, 30 }, 3, desks, 3);
	/* 0 and 1 in any order, then 2 */
	const sim_step steps[] = { { .service = 0 }, { .service = 1 }, { .service = 2, .after = 3 } };
	sim_person people[] = {
		{ .visit = { .steps = steps, .steps_n = 3 }, .arrived = 0, .due = SIM_NEVER, .watch = 1 },
		{ .visit = { .service = 1 }, .arrived = 1, .due = SIM_NEVER, .watch = 4 },
		{ .visit = { .service = 1 }, .arrived = 2, .due = SIM_NEVER, .watch = 5 }
	};
	day.people = people;
	day.people_n = 3;
	day.watched = 5;
	day.stop = SIM_WHEN_ENDED;
	sim *s = sim_new(a, &day);
	sim_run(s, 1, NULL);
	const sim_seen *seen = sim_seen_of(s);
	assert_near(seen[0].called, 0); /* desk 0 is free */
	assert_near(seen[3].called, 10); /* meanwhile desk 1 takes the next */
	assert_near(seen[4].called, 70); /* and the next: the first is at a desk until 100 */
	assert_near(seen[1].called, 130); /* came first, so is next */
	assert_near(seen[2].called, 190);
	assert_near(seen[2].ended, 220);
}

static void somebody_at_a_desk_goes_on_with_the_other_steps(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_SERVING, .since = -40, .person = 1, .step = 1 },
			     { .services = 2, .now = SIM_FREE } };
	sim_day day = a_day(a, (double[]){ 100, 60 }, 2, desks, 2);
	const sim_step steps[] = { { .service = 1 }, { .service = 0, .after = 1 }, { .service = 1, .after = 2 } };
	sim_person people[] = {
		{ .visit = { .steps = steps, .steps_n = 3 }, .arrived = -900, .due = SIM_NEVER, .done = 1, .watch = 1 }
	};
	day.people = people;
	day.people_n = 1;
	day.watched = 3;
	day.stop = SIM_WHEN_ENDED;
	sim *s = sim_new(a, &day);
	sim_run(s, 1, NULL);
	assert_near(sim_seen_of(s)[1].ended, 60);
	assert_near(sim_seen_of(s)[2].called, 60);
	assert_near(sim_seen_of(s)[2].ended, 120);
}

static void who_does_not_come_holds_up_the_desk_and_is_gone(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_FREE } };
	sim_day day = a_day(a, (double[]){ 100 }, 1, desks, 1);
	double after[] = { 0, 1 }; /* nobody in the first minute, everybody afterwards */
	sim_service service = { .time = sim_fixed(100), .missed = sim_fixed(20) };
	day.services = &service;
	day.missing_after[0] = after;
	day.missing_n = 2;
	day.missing_step = 60;
	sim_person people[] = { WALK_IN(0, 0), WALK_IN(0, 1), WALK_IN(0, 2), { .arrived = 3, .due = 10 } };
	watch_all(&day, people, COUNT(people));
	sim *s = sim_new(a, &day);
	sim_totals t = sim_run(s, 1, NULL);
	assert_int_equal(t.missed, 2);
	assert_near(sim_seen_of(s)[3].called, 100); /* booked: another table, which is not there */
	assert_near(sim_seen_of(s)[1].called, 200);
	assert_near(sim_seen_of(s)[2].called, 220);
	assert_true(sim_seen_of(s)[2].ended >= SIM_NEVER);
}

static void who_has_no_patience_left_leaves(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_FREE } };
	sim_day day = a_day(a, (double[]){ 100 }, 1, desks, 1);
	sim_person people[] = { WALK_IN(0, 0), WALK_IN(0, 1), WALK_IN(0, 2) };
	people[1].visit.patience = sim_fixed(50);
	people[2].visit.patience = sim_fixed(99);
	watch_all(&day, people, COUNT(people));
	sim *s = sim_new(a, &day);
	sim_totals t = sim_run(s, 1, NULL);
	assert_int_equal(t.left, 1);
	assert_near(t.waited, 50 + 98);
	assert_near(t.queue, t.waited);
	assert_near(sim_seen_of(s)[2].called, 100);
}

static void the_booked_come_as_often_and_when_it_is_said(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_FREE } };
	sim_day day = a_day(a, (double[]){ 1 }, 1, desks, 1);
	/* two of three come; the second is late by 60 s already, of at most 120 (uniform from −120 to 120) */
	sim_booking bookings[] = { { .due = 1000, .comes = 2 / 3.0, .watch = 1 },
				   { .due = -60, .comes = 2 / 3.0, .watch = 2 } };
	day.early = sim_table((const float[]){ -120, 120 }, 2);
	day.bookings = bookings;
	day.bookings_n = 2;
	day.watched = 2;
	day.stop = SIM_WHEN_ENDED;
	sim *s = sim_new(a, &day);
	int came[2] = { 0 };
	double sum[2] = { 0 };
	for (u64 r = 0; r < 20000; r++) {
		sim_run(s, r, NULL);
		for (int i = 0; i < 2; i++)
			if (sim_seen_of(s)[i].called < SIM_NEVER) {
				came[i]++;
				sum[i] += sim_seen_of(s)[i].called;
			}
	}
	assert_close(came[0] / 20000.0, 2 / 3.0, 0.012);
	assert_close(sum[0] / came[0], 1000, 2);
	/* Bayes: 2/3 · 1/4 against 1/3 */
	assert_close(came[1] / 20000.0, 1 / 3.0, 0.012);
	assert_close(sum[1] / came[1], 30, 1);
}

static void a_full_house_turns_people_away(void **state)
{
	arena *a = *state;
	sim_desk desks[] = { { .services = 1, .now = SIM_FREE } };
	sim_day day = a_day(a, (double[]){ 1000 }, 1, desks, 1);
	double rate = 1;
	sim_flow flow = { .rate = &rate };
	day.flows = &flow;
	day.flows_n = day.intervals_n = 1;
	day.interval = 5000;
	day.until = 5000;
	day.room = 10;
	sim_totals t = sim_run(sim_new(a, &day), 1, NULL);
	assert_int_equal(t.waiting, 10);
	assert_int_equal(t.came, t.called + t.waiting + t.turned_away);
	assert_in_range(t.came, 4700, 5300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_is_booked_by_their_time_then_priority_then_returned_then_arrival),
		cmocka_unit_test(a_booked_person_moves_up_when_the_time_is_near),
		cmocka_unit_test(also_counts_only_when_nobody_waits_for_the_first),
		cmocka_unit_test(a_probe_is_told_its_turn_and_takes_nobodys_place),
		cmocka_unit_test(a_desk_finishes_whom_it_serves_and_then_closes),
		cmocka_unit_test(a_desk_that_is_late_and_one_on_a_break_come_back_in_their_time),
		cmocka_unit_test(who_is_served_since_a_while_goes_on_as_the_distribution_says),
		cmocka_unit_test(somebody_with_several_steps_waits_in_parallel_and_keeps_every_place),
		cmocka_unit_test(somebody_at_a_desk_goes_on_with_the_other_steps),
		cmocka_unit_test(who_does_not_come_holds_up_the_desk_and_is_gone),
		cmocka_unit_test(who_has_no_patience_left_leaves),
		cmocka_unit_test(the_booked_come_as_often_and_when_it_is_said),
		cmocka_unit_test(a_full_house_turns_people_away),
	};
	return cmocka_run_group_tests_name("sim", tests, make, drop);
}
