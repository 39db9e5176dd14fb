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

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_whole_city_hall_behind_one_address_may_sign_in_at_half_past_eight),
		STORE_TEST(a_machines_session_of_a_year_does_not_become_a_clerks),
	};
	return store_tests("signin", tests, COUNT(tests), migrations, migrations_n, NULL);
}
