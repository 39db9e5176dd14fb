/* The outlook of a day and the search for the smallest roster, on a small office whose numbers can be worked out. */
#include "sim/demand.h"
#include "sim/roster.h"
#include "sim/testing.h"

static int make(void **state)
{
	*state = arena_new(512 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const char rates[] = "service,from,to,per_hour,minutes,spread\n"
			    "a,09:00,11:00,12,8,0.7\n"
			    "a,11:00,12:00,24\n"
			    "b,09:00,12:00,6,10,0.7\n";
static const char desks[] = "desk,services,from,to,also\n"
			    "1,a,09:00,12:00,\n"
			    "2,a|b,09:00,12:00,\n"
			    "3,b,09:00,12:00,a\n"
			    "4,a|b,09:00,09:00\n" /* left out */
			    "5,a,09:00,11:00\n"
			    "6,a|b,09:00,10:00\n"
			    "7,a,09:00,09:30\n";

typedef struct office {
	demand d;
	day_plan plan;
	sim_outlook_want want;
} office;

static void an_office(arena *a, office *o)
{
	event_faults faults = { 0 };
	assert_null(demand_rates(a, str_of(rates), &o->d, &faults));
	assert_int_equal(faults.rows, 0);
	assert_null(plan_parse(a, str_of(desks), &o->d, NULL, &o->plan, &faults));
	assert_int_equal(faults.rows, 1);
	o->want = (sim_outlook_want){ .from = 9 * 3600, .bucket = 900, .buckets_n = 12, .runs = 200, .seed = 7 };
}

static sim_outlook played(arena *a, const office *o, const day_plan *plan)
{
	sim_outlook ret;
	sim_day *d = arena_one(a, sim_day);
	*d = plan_day(a, &o->d, plan);
	sim_outlook_play(a, d, o->want, &ret);
	return ret;
}

static void an_outlook_counts_everybody_and_every_desk(void **state)
{
	arena *a = *state;
	office o;
	an_office(a, &o);
	sim_outlook out = played(a, &o, &o.plan);
	assert_within(out.came, 24 + 24 + 18, 0.03);
	assert_near(out.day.unserved, 0); /* whoever waits at noon is served */
	double people = 0, by_service = 0;
	for (int b = 0; b < 12; b++)
		people += out.waits[b].people;
	for (int v = 0; v < 2; v++)
		by_service += out.services[v].people;
	assert_near(people, out.came);
	assert_near(by_service, out.came);
	assert_near(out.open[0], 6);
	assert_near(out.desk_open[3 * 12 + 6], 1); /* desk 5 at 10:30 */
	/* offered load: (12 · 8 + 6 · 10) / 60 desks, all of it done */
	assert_within(out.busy[4] * out.open[4], (12 * 8 + 6 * 10) / 60.0, 0.1);
	for (int b = 0; b < 12; b++)
		assert_true(out.waits[b].p10 <= out.waits[b].p50 && out.waits[b].p50 <= out.waits[b].p90);
}

static void a_seed_makes_the_same_outlook_and_another_one_another(void **state)
{
	arena *a = *state;
	office o;
	an_office(a, &o);
	sim_outlook x = played(a, &o, &o.plan), y = played(a, &o, &o.plan);
	assert_memory_equal(x.waits, y.waits, 12 * sizeof *x.waits);
	o.want.seed = 8000;
	sim_outlook z = played(a, &o, &o.plan);
	assert_true(x.day.mean != z.day.mean);
}

static void a_change_that_must_help_helps_in_every_quarter_hour_it_touches(void **state)
{
	arena *a = *state;
	office o;
	an_office(a, &o);
	day_plan changed = plan_copy(a, &o.plan);
	assert_null(plan_change(a, &changed, &o.d, STR("desk 5 open 11:00-12:00")));
	assert_null(plan_change(a, &changed, &o.d, STR("desk 8 open 11:00-12:00 for a")));
	sim_outlook before = played(a, &o, &o.plan), after = played(a, &o, &changed);
	assert_near(before.came, after.came); /* the same people */
	for (int b = 0; b < 7; b++) /* nothing has changed yet: who came was called the same */
		assert_near(before.waits[b].p50, after.waits[b].p50);
	for (int b = 8; b < 12; b++) {
		assert_true(after.waits[b].p90 < before.waits[b].p90);
		assert_true(after.waits[b].mean < before.waits[b].mean);
		assert_true(after.queue[b] < before.queue[b]);
	}
	day_plan worse = plan_copy(a, &o.plan);
	assert_null(plan_change(a, &worse, &o.d, STR("desk 2 closed 10:00-12:00")));
	assert_true(played(a, &o, &worse).day.mean > before.day.mean);
}

static roster_wish wish_of(const office *o, double minutes)
{
	roster_wish w = { .want = o->want, .target = minutes * 60 };
	w.want.runs = 100;
	return w;
}

static void the_smallest_roster_keeps_the_target_and_without_any_quarter_hour_it_does_not(void **state)
{
	arena *a = *state;
	office o;
	an_office(a, &o);
	roster_wish wish = wish_of(&o, 12);
	sim_day d = plan_day(a, &o.d, &o.plan);
	roster_found found;
	roster_search(a, &d, &wish, &found);
	assert_true(found.reached && found.least);
	assert_true(roster_keeps(&found.outlook, 12 * 60));
	for (int b = 0; b < 12; b++)
		assert_true(found.outlook.waits[b].p90 <= 12 * 60);
	/* about (4.4 desks · 4 + 2.6 · 8) quarter hours of work come; it is more than that, and far from all desks all day */
	int count = roster_count(&found.roster);
	assert_in_range(count, 32, 60);
	arena *scratch = arena_new(64 << 20);
	for (int i = 0; i < 6 * 12; i++) {
		if (!found.roster.open[i])
			continue;
		arena_reset(scratch);
		found.roster.open[i] = false;
		sim_day fewer = d;
		fewer.desks = roster_desks(scratch, &found.roster, d.desks);
		sim_outlook out;
		sim_outlook_play(scratch, &fewer, wish.want, &out);
		assert_false(roster_keeps(&out, 12 * 60));
		found.roster.open[i] = true;
	}
	arena_free(scratch);
}

static void a_roster_that_keeps_desks_open_for_an_hour_does_so(void **state)
{
	arena *a = *state;
	office o;
	an_office(a, &o);
	roster_wish wish = wish_of(&o, 12);
	wish.shortest = 4;
	sim_day d = plan_day(a, &o.d, &o.plan);
	roster_found found;
	roster_search(a, &d, &wish, &found);
	assert_true(found.reached);
	for (int k = 0; k < 6; k++) {
		int run = 0;
		for (int b = 0; b <= 12; b++) {
			if (b < 12 && found.roster.open[k * 12 + b]) {
				run++;
				continue;
			}
			assert_true(run == 0 || run >= 4);
			run = 0;
		}
	}
}

static void what_no_desks_can_reach_is_said_and_a_bound_ends_the_search(void **state)
{
	arena *a = *state;
	office o;
	an_office(a, &o);
	day_plan few = o.plan;
	few.n = 2;
	roster_wish wish = wish_of(&o, 5);
	sim_day d = plan_day(a, &o.d, &few);
	roster_found found;
	roster_search(a, &d, &wish, &found);
	assert_false(found.reached);
	assert_int_equal(roster_count(&found.roster), 2 * 12); /* with all that there is */

	wish = wish_of(&o, 12);
	wish.plays_max = 5;
	d = plan_day(a, &o.d, &o.plan);
	roster_search(a, &d, &wish, &found);
	assert_true(found.plays <= 5 && !found.least);

	wish = wish_of(&o, 12);
	wish.most = 2; /* as few people at work as that */
	roster_search(a, &d, &wish, &found);
	assert_false(found.reached);
	for (int b = 0; b < 12; b++) {
		int open = 0;
		for (int k = 0; k < 6; k++)
			open += found.roster.open[k * 12 + b];
		assert_true(open <= 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_outlook_counts_everybody_and_every_desk, make, drop),
		cmocka_unit_test_setup_teardown(a_seed_makes_the_same_outlook_and_another_one_another, make, drop),
		cmocka_unit_test_setup_teardown(a_change_that_must_help_helps_in_every_quarter_hour_it_touches, make,
						drop),
		cmocka_unit_test_setup_teardown(
			the_smallest_roster_keeps_the_target_and_without_any_quarter_hour_it_does_not, make, drop),
		cmocka_unit_test_setup_teardown(a_roster_that_keeps_desks_open_for_an_hour_does_so, make, drop),
		cmocka_unit_test_setup_teardown(what_no_desks_can_reach_is_said_and_a_bound_ends_the_search, make,
						drop),
	};
	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
