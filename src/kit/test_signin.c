/* Signing in: what a busy morning and a changed account do to sessions. */
#include "kit/testing.h"

#include "kit/kit.sql.h"

static const err *say_yes(req *r, resp *out)
{
	out->type = STR("text/plain; charset=utf-8");
	out->body = str_format(r->arena, "yes %.*s", STR_ARG(r->who->login));
	return NULL;
}

static const route routes[] = {
	{ "GET", "/test/device", ACCESS_DEVICE, say_yes },
	{ "GET", "/test/clerk", ACCESS_CLERK, say_yes },
	{ 0 },
};
static const route *const tables[] = { routes };
static const module test_module = { .name = "test", .tables = tables, .tables_n = 1 };
static const module *const modules[] = { &kit_module, &test_module };

static web *open_web(void **state)
{
	return web_open(*state, modules, COUNT(modules), false);
}

static void a_whole_city_hall_behind_one_address_may_sign_in_at_half_past_eight(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	for (int i = 0; i < 61; i++) {
		browser b = { .w = w };
		get(&b, "/sign-in");
		assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 303);
	}
	web_close(w);
}

static const err *become_clerk(db *d, arena *a, void *arg)
{
	kit_staff_save_in *in = arg;
	i64 changed;
	TRY(kit_staff_save(d, a, in, &changed));
	return changed ? NULL : err_of(ERR_stale);
}

static void a_machines_session_of_a_year_does_not_become_a_clerks(void **state)
{
	web *w = open_web(state);
	add_account(w, "lobby", "device", "moji");
	browser b = signed_in(w, "lobby");
	assert_int_equal(get(&b, "/test/device").status, 200);
	kit_staff_save_in in = { .city = w->app->city,
				 .id = 1,
				 .rev = 1,
				 .name = STR("森"),
				 .role = STR("clerk"),
				 .office = STR("moji"),
				 .active = 1 };
	assert_ok(store_write(w->app->store, w->a, STR("staff"), become_clerk, &in));
	assert_int_equal(get(&b, "/test/clerk").status, 303);
	assert_int_equal(get(&b, "/test/device").status, 303);
	web_close(w);
}

static void a_stranger_locks_himself_out_and_nobody_else(void **state)
{
	store_test *t = *state;
	web *w = web_open_with(t, modules, COUNT(modules), false, &(settings){ .limits = true, .trust_proxy = true });
	add_account(w, "mori", "clerk", "");
	browser stranger = { .w = w, .headers = "X-Forwarded-For: 198.51.100.7\r\n" },
		mori = { .w = w, .headers = "X-Forwarded-For: 192.0.2.1\r\n" };
	get(&stranger, "/sign-in");
	get(&mori, "/sign-in");
	for (int i = 0; i < 5; i++)
		assert_int_equal(post(&stranger, "/sign-in", "login=mori&password=wrong-password").status, 401);
	assert_int_equal(post(&stranger, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 429);
	assert_int_equal(post(&mori, "/sign-in", "login=mori&password=wrong-password").status, 401);
	assert_int_equal(post(&mori, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 303);
	/* who signs in elsewhere does not free the stranger; an administrator does */
	assert_int_equal(post(&stranger, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 429);
	assert_ok(staff_unlock(w->app, w->a, NULL, STR("mori")));
	assert_int_equal(post(&stranger, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 303);
	web_close(w);
}

/* Misses from as many addresses as you like. */
static const err *miss(db *d, arena *a, void *arg)
{
	web *w = arg;
	str name = hash_keyed(a, w->app, "sign-in", STR("mori"));
	for (int i = 0; i < 49; i++) {
		kit_try_row row;
		bool counted;
		TRY(kit_try(d, a, w->app->city, name, tx_now(d), &row, &counted));
		CHECK(counted && row.fails == i + 1);
	}
	return NULL;
}

static void tries_from_many_addresses_lock_the_name_everywhere(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = { .w = w };
	get(&b, "/sign-in");
	assert_ok(store_write(w->app->store, w->a, STR("sign-in"), miss, w));
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=wrong-password").status, 401); /* the fiftieth */
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 429);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + MINUTE + SECOND);
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 303);
	web_close(w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_whole_city_hall_behind_one_address_may_sign_in_at_half_past_eight),
		STORE_TEST(a_stranger_locks_himself_out_and_nobody_else),
		STORE_TEST(tries_from_many_addresses_lock_the_name_everywhere),
		STORE_TEST(a_machines_session_of_a_year_does_not_become_a_clerks),
	};
	return store_tests("signin", tests, COUNT(tests), migrations, migrations_n, NULL);
}
