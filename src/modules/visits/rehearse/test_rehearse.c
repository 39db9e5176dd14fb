/* Made-up days hold what real ones must hold. */
#include "kit/testing.h"

#include "modules/visits/rehearse/rehearse.h"
#include "modules/visits/verify.h"
#include "modules/visits/wait/wait.h"

typedef struct numbers {
	verify_results wrong;
	accuracy told;
} numbers;

static const err *read_numbers(db *d, arena *a, void *arg)
{
	numbers *n = arg;
	TRY(visits_verify(d, a, 401005, &n->wrong));
	return accuracy_read(d, a, 401005, STR("moji"), day_from(2026, 3, 23), day_from(2026, 4, 1), &n->told);
}

static const err *rehearse(store_test *t, rehearsal *r)
{
	char dir[] = "/tmp/madoguchi-city.XXXXXX", offices[64];
	CHECK(mkdtemp(dir) != NULL);
	web_city(dir, false);
	settings set = { .limits = true, .city_dir = str_of(dir), .db = t->url };
	clock_source clock = clock_fixed(r->until - (REHEARSAL_REACH(r->days) + 1) * DAY);
	app *p = NULL;
	assert_ok(app_open(t->arena, &set, &clock, &p));
	const err *e = visits_rehearse(p, t->arena, &clock, r);
	app_close(p);
	snprintf(offices, sizeof offices, "%s/offices", dir);
	store_test_delete(offices);
	store_test_delete(dir);
	return e;
}

static void made_up_days_hold_what_real_days_hold(void **state)
{
	store_test *t = *state;
	rehearsal r = { .office = STR("moji"), .days = 2, .until = clock_now(&t->clock), .seed = 7 };
	assert_ok(rehearse(t, &r));
	assert_true(r.ret_people > 20); /* one desk, two days */
	assert_true(r.ret_called > r.ret_people * 8 / 10);
	numbers n;
	assert_ok(store_read(t->store, t->arena, read_numbers, &n));
	assert_int_equal(n.wrong.wrong, 0);
	/* both days are scored, and everybody who took a ticket was told something */
	wait_sums all = { 0 };
	for (size_t i = 0; i < n.told.weeks.n; i++)
		wait_sums_join(&all, &n.told.weeks.at[i].sums);
	assert_int_equal(all.called + all.uncalled, r.ret_people);
}

static void made_up_days_are_never_mixed_with_others(void **state)
{
	store_test *t = *state;
	rehearsal r = { .office = STR("moji"), .days = 1, .until = clock_now(&t->clock), .seed = 7 };
	assert_ok(rehearse(t, &r));
	assert_refused(rehearse(t, &r), ERR_usage);
	r.office = STR("nowhere");
	assert_refused(rehearse(t, &r), ERR_usage);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(made_up_days_hold_what_real_days_hold),
		STORE_TEST(made_up_days_are_never_mixed_with_others),
	};
	return store_tests("rehearse", tests, COUNT(tests), migrations, migrations_n, NULL);
}
