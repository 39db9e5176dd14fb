/* Another office may be faster: three of them, at nine in the morning. */
#include "modules/visits/testing.h"

#include "modules/visits/open/compare.h"
#include "modules/visits/open/open.sql.h"

/* The test's office three times: the second as the first, the third closes at 9:40 and does only one thing. */
static void three_offices(store_test *t)
{
	test_world_setup(t);
	arena *a = t->arena;
	str moji = str_of(test_office), rest = moji;
	str_cut(&rest, '\n');
	str tobata = str_format(a, "office: tobata\n%.*s", STR_ARG(rest));
	str wakamatsu = STR("office: wakamatsu\nkind: ward\nname: { ja: 若松区役所 }\nhours: { mon-fri: 8:30-9:40 }\n"
			    "call_order:\n  - arrival\nservices:\n  juumin: {}\n"
			    "desks:\n  - { id: \"1\", label: \"1\", services: [juumin] }\n");
	def_file files[] = { { STR("city.yaml"), str_of(test_city) },
			     { STR("services.yaml"), str_of(test_services) },
			     { STR("offices/moji.yaml"), moji },
			     { STR("offices/tobata.yaml"), tobata },
			     { STR("offices/wakamatsu.yaml"), wakamatsu } };
	test_world *w = WORLD(t);
	assert_ok(defs_parse(a, (def_files){ files, COUNT(files) }, &w->def));
	w->public.def = w->def;
	w->public.limits = false;
	for (int i = 0; i < 3; i++)
		w->staff[i].def = w->def;
}

static const store_fixture three = { .setup = three_offices };

static void arrive(store_test *t, const char *office, const char *services)
{
	take_ticket c = { .by = &WORLD(t)->public,
			  .office = str_of(office),
			  .services = services_of(t->arena, services) };
	assert_ok(run(t, take_ticket_run, &c));
}

static void desk_opens(store_test *t, int clerk, const char *office, const char *desk)
{
	desk_act c = { .by = &WORLD(t)->staff[clerk],
		       .office = str_of(office),
		       .desk = str_of(desk),
		       .action = ACT_OPEN,
		       .rev = -1 };
	assert_ok(run(t, desk_act_run, &c));
}

/* Ten wait in the first office; every office has a desk for it. */
static void a_crowd(store_test *t)
{
	for (int i = 0; i < 10; i++)
		arrive(t, "moji", "juumin");
	desk_opens(t, 0, "moji", "1");
	desk_opens(t, 1, "tobata", "1");
	desk_opens(t, 2, "wakamatsu", "1");
}

static compare_question compared(store_test *t, const char *services, int moji, int tobata, int wakamatsu)
{
	int *travel = arena_many(t->arena, int, 3);
	travel[0] = moji;
	travel[1] = tobata;
	travel[2] = wakamatsu;
	compare_question q = { .city = WORLD(t)->def,
			       .services = services_of(t->arena, services),
			       .travel = travel,
			       .named = moji >= 0 || tobata >= 0 || wakamatsu >= 0,
			       .now = clock_now(&t->clock) };
	assert_ok(store_read(t->store, t->arena, compare_read, &q));
	return q;
}

static void is_at(const compare_question *q, size_t i, const char *office, compare_state s)
{
	assert_true(i < q->ret.n);
	str id = q->ret.at[i].office->id;
	if (!str_eq(id, str_of(office)))
		fail_msg("not %s but %.*s at %zu", office, STR_ARG(id), i);
	assert_int_equal(q->ret.at[i].state, s);
}

static void travel_and_wait_together_decide(void **state)
{
	store_test *t = *state;
	a_crowd(t);
	compare_question q = compared(t, "juumin", 0, 10, 20);
	assert_int_equal(q.ret_open, 3);
	is_at(&q, 0, "tobata", COMPARE_OPEN);
	is_at(&q, 1, "wakamatsu", COMPARE_OPEN);
	is_at(&q, 2, "moji", COMPARE_OPEN);
	assert_true(q.ret.at[0].from >= 10 && q.ret.at[0].to >= q.ret.at[0].from);
	/* ten people at one desk, twenty minutes each: far more than an hour */
	assert_true(q.ret.at[2].from > 60);
	/* far enough away it is not worth it */
	q = compared(t, "juumin", 0, 300, 20);
	is_at(&q, 0, "wakamatsu", COMPARE_OPEN);
	is_at(&q, 1, "moji", COMPARE_OPEN);
}

static void who_arrives_when_it_is_closed_is_told_so(void **state)
{
	store_test *t = *state;
	a_crowd(t);
	compare_question q = compared(t, "juumin", 0, 10, 41);
	assert_int_equal(q.ret_open, 2);
	is_at(&q, 2, "wakamatsu", COMPARE_TOO_LATE);
	assert_int_equal(compared(t, "juumin", 0, 10, 39).ret_open, 3);
	clock_set(&t->clock, at(9, 45));
	q = compared(t, "juumin", 0, 10, 0);
	is_at(&q, 2, "wakamatsu", COMPARE_CLOSED);
	clock_set(&t->clock, at(20, 0));
	assert_int_equal(compared(t, "juumin", 0, 10, 0).ret_open, 0);
}

static void an_office_that_does_not_do_all_of_it_is_left_out(void **state)
{
	store_test *t = *state;
	a_crowd(t);
	desk_opens(t, 2, "moji", "2");
	desk_opens(t, 2, "tobata", "2");
	compare_question q = compared(t, "juumin,kokuho", 0, 0, 0);
	assert_int_equal(q.ret.n, 2);
	/* of the services the one where one waits longest counts */
	compare_question one = compared(t, "kokuho", 0, 0, 0), other = compared(t, "juumin", 0, 0, 0);
	for (size_t i = 0; i < 2; i++) {
		int p50 = 0;
		for (size_t k = 0; k < 2; k++) {
			if (one.ret.at[k].office == q.ret.at[i].office && one.ret.at[k].wait.p50 > p50)
				p50 = one.ret.at[k].wait.p50;
			if (other.ret.at[k].office == q.ret.at[i].office && other.ret.at[k].wait.p50 > p50)
				p50 = other.ret.at[k].wait.p50;
		}
		assert_int_equal(q.ret.at[i].wait.p50, p50);
	}
}

static void an_office_without_named_travel_stands_behind_those_with(void **state)
{
	store_test *t = *state;
	a_crowd(t);
	compare_question q = compared(t, "juumin", 0, TRAVEL_UNKNOWN, TRAVEL_UNKNOWN);
	is_at(&q, 0, "moji", COMPARE_OPEN);
	assert_true(!q.ret.at[0].apart && q.ret.at[1].apart && q.ret.at[2].apart);
	q = compared(t, "juumin", TRAVEL_UNKNOWN, TRAVEL_UNKNOWN, TRAVEL_UNKNOWN);
	is_at(&q, 2, "moji", COMPARE_OPEN); /* by wait only */
	assert_true(!q.ret.at[0].apart);
}

static void the_booking_that_is_named_can_be_reached(void **state)
{
	store_test *t = *state;
	a_crowd(t);
	compare_question q = compared(t, "juumin", 0, 100, 0);
	for (size_t i = 0; i < q.ret.n; i++) {
		const compare_office *c = &q.ret.at[i];
		if (str_eq(c->office->id, STR("wakamatsu")))
			assert_int_equal(c->next, 0); /* takes none */
		else
			assert_true(c->next >= q.now + (c->travel > 0 ? c->travel : 0) * MINUTE);
	}
	/* it is the first: the next slot after 10:40 is 11:00 */
	assert_true(q.ret.at[2].next == at(11, 0) || q.ret.at[1].next == at(11, 0) || q.ret.at[0].next == at(11, 0));
}

static void minutes_are_read_back_as_they_were_written(void **state)
{
	store_test *t = *state;
	const city_def *city = WORLD(t)->def;
	int travel[3], again[3];
	travel_parse(city, STR("tobata.15_moji.0_nowhere.3_wakamatsu.999_moji_.._wakamatsu.-1"), travel);
	assert_int_equal(travel[0], 0);
	assert_int_equal(travel[1], 15);
	assert_int_equal(travel[2], TRAVEL_UNKNOWN);
	str text = travel_text(t->arena, city, travel);
	assert_true(str_eq(text, STR("moji.0_tobata.15")));
	travel_parse(city, text, again);
	assert_memory_equal(travel, again, sizeof travel);
}

/* --- on the way ------------------------------------------------------------------------------------------------------- */

static const err *note(db *d, arena *a, void *arg)
{
	open_set_wait_in *in = arg;
	in->city = TEST_CITY;
	in->service = STR("juumin");
	return open_set_wait(d, a, in, NULL);
}

static void noted(store_test *t, const char *office, int p90, instant when)
{
	open_set_wait_in in = { .office = str_of(office), .now = when, .p10 = 0, .p50 = p90 / 2, .p90 = p90 };
	assert_ok(store_write(t->store, t->arena, STR("wait_now"), note, &in));
}

static const office_def *faster_than(store_test *t, int minutes, const int *travel, int *ret_to)
{
	faster f = { .city = TEST_CITY,
		     .def = WORLD(t)->def,
		     .here = MOJI,
		     .service = STR("juumin"),
		     .from = minutes,
		     .travel = travel,
		     .now = clock_now(&t->clock) };
	assert_ok(store_read(t->store, t->arena, compare_faster, &f));
	*ret_to = f.ret_to;
	return f.ret;
}

static void only_what_is_clearly_faster_is_named(void **state)
{
	store_test *t = *state;
	int to;
	instant now = clock_now(&t->clock);
	assert_null(faster_than(t, 200, NULL, &to)); /* nothing is known */
	noted(t, "moji", 60, now);
	assert_null(faster_than(t, 200, NULL, &to)); /* not one's own */
	noted(t, "tobata", 10 * 60, now);
	const office_def *found = faster_than(t, 50, NULL, &to);
	assert_non_null(found);
	assert_true(str_eq(found->id, STR("tobata")));
	assert_int_equal(to, COMPARE_TRIP + 10);
	assert_null(faster_than(t, 49, NULL, &to)); /* nine minutes are not clear */
	/* whoever named the trip is believed */
	int travel[3] = { TRAVEL_UNKNOWN, 5, TRAVEL_UNKNOWN };
	assert_non_null(faster_than(t, 25, travel, &to));
	assert_int_equal(to, 15);
	/* an office that closes before one arrives is none */
	noted(t, "wakamatsu", 0, now);
	found = faster_than(t, 200, NULL, &to);
	assert_true(str_eq(found->id, STR("wakamatsu")));
	clock_set(&t->clock, at(9, 15));
	noted(t, "wakamatsu", 0, at(9, 15));
	assert_null(faster_than(t, 200, NULL, &to)); /* and what was noted long ago says nothing */
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(travel_and_wait_together_decide),
		STORE_TEST(who_arrives_when_it_is_closed_is_told_so),
		STORE_TEST(an_office_that_does_not_do_all_of_it_is_left_out),
		STORE_TEST(an_office_without_named_travel_stands_behind_those_with),
		STORE_TEST(the_booking_that_is_named_can_be_reached),
		STORE_TEST(minutes_are_read_back_as_they_were_written),
		STORE_TEST(only_what_is_clearly_faster_is_named),
	};
	return store_tests("compare", tests, COUNT(tests), migrations, migrations_n, &three);
}
