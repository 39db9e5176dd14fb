/* Scenarios in the store, on both databases. */
#include "store/testing.h"

#include "kit/migrations.h"
#include "modules/work/choose/choose.h"

static const who reformer = {
	.role = ROLE_ADMIN, .staff = 1, .login = STR_INIT("admin"), .name = STR_INIT("守恒 四郎")
};

typedef struct made {
	work_round round;
} made;
static const err *make_round(db *d, arena *a, void *arg)
{
	made *m = arg;
	return work_round_add(d, a, 401005, &reformer, &m->round);
}
static const err *list(db *d, arena *a, void *arg)
{
	return choose_list(d, a, 401005, STR("2026"), arg);
}
#define WRITE(t, run, arg) store_write((t)->store, (t)->arena, STR("401005/work/2026"), (run), (arg))

static void two_people_do_not_overwrite_each_others_scenario(void **state)
{
	store_test *t = *state;
	made m = { .round = { .id = STR("2026"), .name = STR("令和8年度"), .year = 2026, .closes = DAY_NONE } };
	assert_ok(WRITE(t, make_round, &m));
	choose_put c = { .city = 401005, .by = &reformer, .round = STR("2026") };
	c.is = (choose_scenario){ .name = STR("受付をすべて"),
				  .query = STR("&step=%E5%8F%97%E4%BB%98"),
				  .away = true,
				  .low = 1,
				  .likely = 2,
				  .high = 3 };
	assert_ok(WRITE(t, choose_put_run, &c));
	assert_int_equal(c.ret_id, 1);
	c.is.name = STR("もう一つ");
	assert_ok(WRITE(t, choose_put_run, &c));
	assert_int_equal(c.ret_id, 2);
	choose_scenarios all;
	assert_ok(store_read(t->store, t->arena, list, &all));
	assert_int_equal(all.n, 2);
	assert_true(all.at[0].away && all.at[0].likely == 2 && str_eq(all.at[0].query, c.is.query));
	assert_true(str_eq(all.at[1].changed_by, STR("守恒 四郎")));
	/* both saw version 1; the second is refused and changes nothing */
	choose_put x = c, y = c;
	x.is.id = y.is.id = 1;
	x.is.version = y.is.version = 1;
	x.is.name = STR("先");
	y.is.name = STR("後");
	assert_ok(WRITE(t, choose_put_run, &x));
	assert_true(err_is(WRITE(t, choose_put_run, &y), ERR_stale));
	assert_true(err_is(WRITE(t, choose_drop_run, &y), ERR_stale));
	assert_ok(store_read(t->store, t->arena, list, &all));
	assert_true(str_eq(all.at[0].name, STR("先")) && all.at[0].version == 2);
	/* what is wrong is not kept; a number that was given is not given to another */
	y.is.version = 2;
	y.is.low = 99;
	assert_true(err_is(WRITE(t, choose_put_run, &y), ERR_field_range));
	assert_ok(WRITE(t, choose_drop_run, &y));
	c.is.id = 0;
	assert_ok(WRITE(t, choose_put_run, &c));
	assert_int_equal(c.ret_id, 3);
	c.round = STR("none");
	assert_true(err_is(WRITE(t, choose_put_run, &c), ERR_not_found));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(two_people_do_not_overwrite_each_others_scenario),
	};
	return store_tests("choose", tests, COUNT(tests), migrations, migrations_n, NULL);
}
