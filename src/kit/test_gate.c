/* Who may do what: forms, sessions, tokens, roles, languages, and what every response carries. */
#include "kit/testing.h"

#include "kit/assets.h"

static const err *say_yes(req *r, resp *out)
{
	out->type = STR("text/plain; charset=utf-8");
	out->body = str_format(r->arena, "yes %.*s", STR_ARG(r->who->login));
	return NULL;
}

static const err *in_moji(req *r, resp *out)
{
	TRY(who_in_office(r, STR("moji")));
	return say_yes(r, out);
}

static const err *break_down(req *r, resp *out)
{
	(void)out;
	return err_why(r->arena, ERR_internal, "on purpose");
}

static const route routes[] = {
	{ "GET", "/test/public", ACCESS_PUBLIC, say_yes },
	{ "POST", "/test/public", ACCESS_PUBLIC, say_yes },
	{ "GET", "/test/device", ACCESS_DEVICE, say_yes },
	{ "GET", "/test/clerk", ACCESS_CLERK, say_yes },
	{ "POST", "/test/clerk", ACCESS_CLERK, say_yes },
	{ "GET", "/test/floor", ACCESS_FLOOR, say_yes },
	{ "GET", "/test/admin", ACCESS_ADMIN, say_yes },
	{ "GET", "/test/moji", ACCESS_CLERK, in_moji },
	{ "GET", "/test/broken", ACCESS_PUBLIC, break_down },
	{ "POST", "/api/test/public", ACCESS_PUBLIC, say_yes },
	{ "GET", "/api/test/clerk", ACCESS_CLERK, say_yes },
	{ "POST", "/api/test/clerk", ACCESS_CLERK, say_yes },
	{ 0 },
};
static const route *const tables[] = { routes };
static const module test_module = { .name = "test", .tables = tables, .tables_n = 1 };
static const module *const modules[] = { &kit_module, &test_module };

static web *open_web(void **state)
{
	return web_open(*state, modules, COUNT(modules), false);
}

/* --- forms ---------------------------------------------------------------------------------------------------------- */

static void a_form_without_the_visitors_token_is_refused(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	get(&b, "/sign-in");
	answer r = post_bare(&b, "/test/public", "x=1");
	assert_int_equal(r.status, 403);
	r = post_bare(&b, "/test/public", "csrf=");
	assert_int_equal(r.status, 403);
	web_close(w);
}

static void a_form_with_the_visitors_token_is_taken(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	get(&b, "/sign-in");
	assert_int_equal(post(&b, "/test/public", "x=1").status, 200);
	web_close(w);
}

static void the_token_of_another_visitor_is_refused(void **state)
{
	web *w = open_web(state);
	browser mine = { .w = w }, theirs = { .w = w };
	get(&mine, "/sign-in");
	get(&theirs, "/sign-in");
	assert_false(str_eq(mine.csrf, theirs.csrf));
	mine.csrf = theirs.csrf;
	assert_int_equal(post(&mine, "/test/public", "x=1").status, 403);
	web_close(w);
}

static void a_form_that_another_site_sends_is_refused_even_with_the_token(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	get(&b, "/sign-in");
	b.headers = "Sec-Fetch-Site: cross-site\r\n";
	assert_int_equal(post(&b, "/test/public", "x=1").status, 403);
	web_close(w);
}

static void the_token_of_before_the_sign_in_is_refused_after_it(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = { .w = w };
	get(&b, "/sign-in");
	str before = b.csrf;
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 303);
	b.csrf = before;
	assert_int_equal(post(&b, "/test/clerk", "x=1").status, 403);
	get(&b, "/password");
	assert_int_equal(post(&b, "/test/clerk", "x=1").status, 200);
	web_close(w);
}

static void the_api_sees_no_cookie_and_asks_for_no_token_against_forgery(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = signed_in(w, "mori");
	assert_int_equal(get(&b, "/test/clerk").status, 200);
	assert_int_equal(get(&b, "/api/test/clerk").status, 401);
	assert_int_equal(post_json(&b, "/api/test/clerk", "{}").status, 401);
	browser plain = { .w = w };
	assert_int_equal(post_json(&plain, "/api/test/public", "{}").status, 200);
	browser token = with_token(w, "mori");
	assert_int_equal(get(&token, "/api/test/clerk").status, 200);
	assert_int_equal(post_json(&token, "/api/test/clerk", "{}").status, 200);
	/* and a token opens no page */
	assert_int_equal(get(&token, "/test/clerk").status, 303);
	web_close(w);
}

static void a_token_that_is_unknown_or_over_is_refused_on_public_routes_too(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = { .w = w, .headers = "Authorization: Bearer 00000000000000000000000000\r\n" };
	assert_int_equal(post_json(&b, "/api/test/public", "{}").status, 401);
	browser token = with_token(w, "mori");
	assert_int_equal(get(&token, "/api/test/clerk").status, 200);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + 2 * DAY);
	answer r = get(&token, "/api/test/clerk");
	assert_int_equal(r.status, 401);
	assert_true(str_eq(header_of(&r, "WWW-Authenticate"), STR("Bearer")));
	web_close(w);
}

/* --- roles ----------------------------------------------------------------------------------------------------------- */

static void each_access_is_open_to_its_role_and_to_those_above(void **state)
{
	static const struct {
		const char *login;
		int device, clerk, floor, admin;
	} table[] = {
		{ NULL, 303, 303, 303, 303 },    { "device", 200, 403, 403, 403 }, { "clerk", 200, 200, 403, 403 },
		{ "floor", 200, 200, 200, 403 }, { "admin", 200, 200, 200, 200 },
	};
	web *w = open_web(state);
	for (size_t i = 0; i < COUNT(table); i++) {
		browser b = { .w = w };
		if (table[i].login) {
			add_account(w, table[i].login, table[i].login, "");
			b = signed_in(w, table[i].login);
		}
		assert_int_equal(get(&b, "/test/public").status, 200);
		assert_int_equal(get(&b, "/test/device").status, table[i].device);
		assert_int_equal(get(&b, "/test/clerk").status, table[i].clerk);
		assert_int_equal(get(&b, "/test/floor").status, table[i].floor);
		assert_int_equal(get(&b, "/test/admin").status, table[i].admin);
	}
	web_close(w);
}

static void screens_need_no_sign_in_where_the_city_says_so(void **state)
{
	web *w = web_open(*state, modules, COUNT(modules), true);
	browser b = { .w = w };
	assert_int_equal(get(&b, "/test/device").status, 200);
	assert_int_equal(get(&b, "/test/clerk").status, 303);
	web_close(w);
}

static void who_belongs_to_an_office_acts_in_that_office_only(void **state)
{
	web *w = open_web(state);
	add_account(w, "moji", "clerk", "moji");
	add_account(w, "tobata", "clerk", "tobata");
	add_account(w, "all", "clerk", "");
	browser moji = signed_in(w, "moji"), tobata = signed_in(w, "tobata"), all = signed_in(w, "all");
	assert_int_equal(get(&moji, "/test/moji").status, 200);
	assert_int_equal(get(&tobata, "/test/moji").status, 403);
	assert_int_equal(get(&all, "/test/moji").status, 200);
	web_close(w);
}

/* --- sign-in ----------------------------------------------------------------------------------------------------------- */

static void a_page_for_staff_leads_to_the_sign_in_and_back(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = { .w = w };
	answer r = get(&b, "/test/clerk?a=1&b=2");
	assert_int_equal(r.status, 303);
	str link = header_of(&r, "Location");
	assert_string_equal(arena_copy(w->a, link).at, "/sign-in?next=%2Ftest%2Fclerk%3Fa%3D1%26b%3D2");
	r = get(&b, arena_copy(w->a, link).at);
	assert_has(r.body, "value=\"/test/clerk?a=1&amp;b=2\"");
	r = post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD "&next=%2Ftest%2Fclerk");
	assert_int_equal(r.status, 303);
	assert_has(header_of(&r, "Location"), "/test/clerk");
	assert_has(header_of(&r, "Set-Cookie"), "HttpOnly");
	assert_has(header_of(&r, "Set-Cookie"), "SameSite=Lax");
	web_close(w);
}

static void only_paths_of_this_site_are_led_back_to(void **state)
{
	(void)state;
	static const char *const elsewhere[] = {
		"//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "/a\r\nb", "/a b", "/\\/x"
	};
	for (size_t i = 0; i < COUNT(elsewhere); i++)
		assert_true(str_eq(local_path(str_of(elsewhere[i])), STR("/")));
	assert_true(str_eq(local_path(STR("/desk?x=%2F")), STR("/desk?x=%2F")));
}

static void five_wrong_passwords_lock_the_account_for_a_growing_time(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = { .w = w };
	get(&b, "/sign-in");
	for (int i = 0; i < 5; i++)
		assert_int_equal(post(&b, "/sign-in", "login=mori&password=wrong-password").status, 401);
	/* the right password does not help while it is locked */
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 429);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + MINUTE + SECOND);
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=wrong-password").status, 401);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + MINUTE + SECOND);
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 429);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + MINUTE);
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 303);
	web_close(w);
}

static void an_administrator_unlocks(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = { .w = w };
	get(&b, "/sign-in");
	for (int i = 0; i < 5; i++)
		post(&b, "/sign-in", "login=mori&password=wrong-password");
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 429);
	assert_ok(staff_unlock(w->app, w->a, NULL, STR("mori")));
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 303);
	web_close(w);
}

static void a_name_that_nobody_has_is_answered_and_locked_like_any_other(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = { .w = w };
	get(&b, "/sign-in");
	for (int i = 0; i < 5; i++) {
		answer known = post(&b, "/sign-in", "login=mori&password=wrong-password");
		answer unknown = post(&b, "/sign-in", "login=nobo&password=wrong-password");
		assert_int_equal(known.status, unknown.status);
		assert_int_equal(known.body.len, unknown.body.len);
	}
	assert_int_equal(post(&b, "/sign-in", "login=mori&password=wrong-password").status, 429);
	assert_int_equal(post(&b, "/sign-in", "login=nobo&password=wrong-password").status, 429);
	web_close(w);
}

static void a_session_ends_after_two_idle_hours_and_after_twelve_in_any_case(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = signed_in(w, "mori");
	instant begun = clock_now(&w->t->clock);
	for (int hour = 1; hour < 12; hour++) {
		clock_set(&w->t->clock, begun + hour * HOUR);
		assert_int_equal(get(&b, "/test/clerk").status, 200);
	}
	clock_set(&w->t->clock, begun + 12 * HOUR);
	assert_int_equal(get(&b, "/test/clerk").status, 303);
	b = signed_in(w, "mori");
	clock_set(&w->t->clock, clock_now(&w->t->clock) + 2 * HOUR);
	assert_int_equal(get(&b, "/test/clerk").status, 303);
	web_close(w);
}

static void a_screen_stays_signed_in_over_the_winter(void **state)
{
	web *w = open_web(state);
	add_account(w, "lobby", "device", "moji");
	browser b = signed_in(w, "lobby");
	clock_set(&w->t->clock, clock_now(&w->t->clock) + 200 * DAY);
	assert_int_equal(get(&b, "/test/device").status, 200);
	clock_set(&w->t->clock, clock_now(&w->t->clock) + 200 * DAY);
	assert_int_equal(get(&b, "/test/device").status, 303);
	web_close(w);
}

static void who_signs_out_is_out_whatever_the_browser_keeps(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser b = signed_in(w, "mori");
	str session = jar_get(&b, "session");
	get(&b, "/password");
	assert_int_equal(post(&b, "/sign-out", "").status, 303);
	assert_int_equal(jar_get(&b, "session").len, 0);
	jar_put(&b, STR("session"), session);
	assert_int_equal(get(&b, "/test/clerk").status, 303);
	web_close(w);
}

static void a_new_password_ends_the_other_sessions(void **state)
{
	web *w = open_web(state);
	add_account(w, "mori", "clerk", "");
	browser here = signed_in(w, "mori"), there = signed_in(w, "mori");
	get(&here, "/password");
	assert_int_equal(post(&here, "/password", "old=wrong-password&password=another-password").status, 401);
	assert_int_equal(post(&here, "/password", "old=" TEST_PASSWORD "&password=short").status, 422);
	assert_int_equal(post(&here, "/password", "old=" TEST_PASSWORD "&password=another-password").status, 303);
	assert_int_equal(get(&here, "/test/clerk").status, 200);
	assert_int_equal(get(&there, "/test/clerk").status, 303);
	get(&there, "/sign-in");
	assert_int_equal(post(&there, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 401);
	assert_int_equal(post(&there, "/sign-in", "login=mori&password=another-password").status, 303);
	web_close(w);
}

static void administrators_make_change_and_stop_accounts(void **state)
{
	web *w = open_web(state);
	add_account(w, "boss", "admin", "");
	browser b = signed_in(w, "boss");
	answer r = get(&b, "/users");
	assert_int_equal(r.status, 200);
	assert_has(r.body, "boss");
	assert_int_equal(post(&b, "/users", "login=Bad+Name&name=x&role=clerk&password=" TEST_PASSWORD).status, 422);
	assert_int_equal(post(&b, "/users", "login=boss&name=x&role=clerk&password=" TEST_PASSWORD).status, 409);
	assert_int_equal(
		post(&b, "/users", "login=mori&name=%3Cb%3E&role=clerk&office=nowhere&password=" TEST_PASSWORD).status,
		422);
	assert_int_equal(
		post(&b, "/users", "login=mori&name=%3Cb%3E&role=clerk&office=moji&password=" TEST_PASSWORD).status,
		303);
	assert_has(get(&b, "/users").body, "&lt;b&gt;");
	browser mori = signed_in(w, "mori");
	assert_int_equal(get(&mori, "/test/moji").status, 200);
	assert_int_equal(get(&mori, "/users").status, 403);
	/* account 2 is mori's; a form that was opened before a change is refused after it */
	assert_int_equal(get(&b, "/users/2").status, 200);
	assert_int_equal(post(&b, "/users/2", "rev=1&name=Mori&role=floor&office=tobata&active=1").status, 303);
	assert_int_equal(get(&mori, "/test/floor").status, 200);
	assert_int_equal(get(&mori, "/test/moji").status, 403);
	assert_int_equal(post(&b, "/users/2", "rev=1&name=Mori&role=clerk&active=1").status, 409);
	assert_int_equal(post(&b, "/users/2", "rev=2&name=Mori&role=clerk").status, 303);
	assert_int_equal(get(&mori, "/test/clerk").status, 303);
	get(&mori, "/sign-in");
	assert_int_equal(post(&mori, "/sign-in", "login=mori&password=" TEST_PASSWORD).status, 401);
	assert_int_equal(get(&b, "/users/77").status, 404);
	web_close(w);
}

static void the_last_administrator_cannot_be_stopped(void **state)
{
	web *w = open_web(state);
	add_account(w, "boss", "admin", "");
	browser b = signed_in(w, "boss");
	get(&b, "/users/1");
	answer r = post(&b, "/users/1", "rev=1&name=Boss&role=clerk&active=1&lang=en");
	assert_int_equal(r.status, 409);
	assert_int_equal(get(&b, "/users").status, 200);
	add_account(w, "second", "admin", "");
	assert_int_equal(post(&b, "/users/1", "rev=1&name=Boss&role=clerk&active=1").status, 303);
	assert_int_equal(get(&b, "/users").status, 403);
	web_close(w);
}

typedef struct attempt {
	pthread_t thread;
	app *app;
	arena *a;
	const err *e;
	str hash;
} attempt;

static void *hash_one(void *arg)
{
	attempt *t = arg;
	t->e = password_hash(t->app, t->a, STR(TEST_PASSWORD), &t->hash);
	return NULL;
}

static void a_flood_of_sign_ins_neither_takes_all_memory_nor_waits_for_ever(void **state)
{
	enum { FLOOD = 40 };
	web *w = open_web(state);
	w->app->kit->cheap_passwords = false;
	attempt *list = arena_many(w->a, attempt, FLOOD);
	for (int i = 0; i < FLOOD; i++) {
		list[i] = (attempt){ .app = w->app, .a = arena_new(1024 * 1024) };
		CHECK(pthread_create(&list[i].thread, NULL, hash_one, &list[i]) == 0);
	}
	int done = 0, busy = 0;
	for (int i = 0; i < FLOOD; i++) {
		pthread_join(list[i].thread, NULL);
		done += list[i].e == NULL;
		if (!list[i].e) /* what guessing has to cost in production */
			assert_true(str_starts(list[i].hash, STR("$argon2id$v=19$m=65536,t=2,p=1$")));
		busy += err_is(list[i].e, ERR_busy);
		arena_free(list[i].a);
	}
	assert_int_equal(done + busy, FLOOD);
	assert_true(done >= PASSWORDS_AT_ONCE + PASSWORDS_WAITING);
	assert_true(busy > 0);
	web_close(w);
}

/* --- languages, errors, assets, headers -------------------------------------------------------------------------------- */

static void a_language_that_was_chosen_is_remembered(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	assert_has(get(&b, "/sign-in").body, "職員サインイン");
	assert_has(get(&b, "/sign-in?lang=en").body, "Staff sign-in");
	assert_has(get(&b, "/sign-in").body, "Staff sign-in");
	assert_has(get(&b, "/sign-in?lang=ja-easy").body, "しごとの ひと");
	assert_has(get(&b, "/sign-in").body, "しごとの ひと");
	web_close(w);
}

static void the_browsers_language_is_taken_until_one_is_chosen(void **state)
{
	static const struct {
		const char *header, *wanted;
	} table[] = {
		{ "Accept-Language: en-US,en;q=0.9,ja;q=0.8\r\n", "Staff sign-in" },
		{ "Accept-Language: en;q=0.3, ja;q=0.8\r\n", "職員サインイン" },
		{ "Accept-Language: ja-JP\r\n", "職員サインイン" },
		{ "Accept-Language: vi, zh-CN;q=0.9\r\n", "Staff sign-in" },
		{ "Accept-Language: ja;q=0, en\r\n", "Staff sign-in" },
		{ "", "職員サインイン" },
	};
	web *w = open_web(state);
	for (size_t i = 0; i < COUNT(table); i++) {
		browser b = { .w = w, .headers = table[i].header };
		assert_has(get(&b, "/sign-in").body, table[i].wanted);
	}
	web_close(w);
}

static void an_error_is_told_in_the_readers_language(void **state)
{
	web *w = open_web(state);
	static const char *const langs[] = { "ja", "ja-easy", "en" };
	for (lang l = LANG_JA; l < LANG_COUNT; l++) {
		browser b = { .w = w };
		answer r = get(&b, str_format(w->a, "/no/such/page?lang=%s", langs[l]).at);
		assert_int_equal(r.status, 404);
		assert_has(r.body, err_message(ERR_not_found, l).at);
		assert_has(header_of(&r, "Content-Type"), "text/html");
	}
	web_close(w);
}

static void an_error_of_the_api_is_json(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w, .headers = "Accept-Language: en\r\n" };
	answer r = get(&b, "/api/no/such");
	assert_int_equal(r.status, 404);
	assert_has(header_of(&r, "Content-Type"), "application/json");
	assert_has(r.body, "{\"error\":{\"code\":\"not_found\",\"message\":\"Not found.");
	b.headers = "Accept: application/json\r\n";
	assert_has(get(&b, "/no/such").body, "{\"error\":{\"code\":\"not_found\"");
	web_close(w);
}

static void an_asset_is_kept_for_ever_and_found_by_its_plain_name(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	url style = asset_url("app.css");
	answer r = get(&b, style.s.at);
	assert_int_equal(r.status, 200);
	assert_has(header_of(&r, "Cache-Control"), "immutable");
	assert_has(header_of(&r, "Content-Type"), "text/css");
	assert_true(str_eq(r.body, asset_find(STR("app.css"))->bytes));
	b.headers = str_format(w->a, "If-None-Match: %.*s\r\n", STR_ARG(header_of(&r, "ETag"))).at;
	r = get(&b, style.s.at);
	assert_int_equal(r.status, 304);
	assert_int_equal(r.body.len, 0);
	b.headers = NULL;
	assert_has(get(&b, "/assets/manifest.json").body,
		   str_format(w->a, "\"app.css\":\"%.*s\"", STR_ARG(style.s)).at);
	assert_int_equal(get(&b, "/assets/app.css").status, 404);
	assert_int_equal(get(&b, "/assets/app.000000000000.css").status, 404);
	web_close(w);
}

static void every_kind_of_response_carries_the_security_headers(void **state)
{
	static const char *const paths[] = { "/sign-in",           "/no/such",
					     "/api/no/such",       "/test/clerk",
					     /* 303 */ "/healthz", "/assets/manifest.json",
					     "/test/broken",       /* 500 */ "/test/public" };
	static const char *const names[] = { "X-Content-Type-Options",       "Referrer-Policy",
					     "Permissions-Policy",           "Cross-Origin-Opener-Policy",
					     "Cross-Origin-Resource-Policy", "Cache-Control" };
	web *w = open_web(state);
	for (size_t i = 0; i < COUNT(paths); i++) {
		browser b = { .w = w };
		answer r = get(&b, paths[i]);
		assert_has(header_of(&r, "Content-Security-Policy"), "default-src 'none'");
		assert_has(header_of(&r, "Content-Security-Policy"), "frame-ancestors 'none'");
		for (size_t k = 0; k < COUNT(names); k++)
			if (header_of(&r, names[k]).len == 0)
				fail_msg("%s without %s", paths[i], names[k]);
		assert_int_equal(header_of(&r, "Strict-Transport-Security").len, 0);
	}
	web_close(w);
}

static void a_page_sets_a_cookie_only_for_the_visitor_who_has_none(void **state)
{
	web *w = open_web(state);
	browser b = { .w = w };
	answer r = get(&b, "/sign-in");
	assert_has(header_of(&r, "Set-Cookie"), "visitor=");
	r = get(&b, "/sign-in");
	assert_int_equal(header_of(&r, "Set-Cookie").len, 0);
	browser api = { .w = w };
	r = get(&api, "/api/no/such");
	assert_int_equal(header_of(&r, "Set-Cookie").len, 0);
	web_close(w);
}

static void what_the_program_does_is_told_to_its_own_machine_only(void **state)
{
	web *w = open_web(state);
	add_account(w, "boss", "admin", "");
	browser b = { .w = w };
	answer r = get(&b, "/metrics");
	assert_int_equal(r.status, 200);
	assert_has(r.body, "madoguchi_requests_total{status=\"2xx\"}");
	assert_has(r.body, "madoguchi_commits_total ");
	assert_has(r.body, "madoguchi_requests_waiting ");
	b.headers = "X-Forwarded-For: 203.0.113.9\r\n";
	assert_int_equal(get(&b, "/metrics").status, 403);
	browser token = with_token(w, "boss");
	assert_int_equal(get(&token, "/api/v1/metrics").status, 200);
	assert_int_equal(get(&b, "/healthz").status, 200);
	web_close(w);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_form_without_the_visitors_token_is_refused),
		STORE_TEST(a_form_with_the_visitors_token_is_taken),
		STORE_TEST(the_token_of_another_visitor_is_refused),
		STORE_TEST(a_form_that_another_site_sends_is_refused_even_with_the_token),
		STORE_TEST(the_token_of_before_the_sign_in_is_refused_after_it),
		STORE_TEST(the_api_sees_no_cookie_and_asks_for_no_token_against_forgery),
		STORE_TEST(a_token_that_is_unknown_or_over_is_refused_on_public_routes_too),
		STORE_TEST(each_access_is_open_to_its_role_and_to_those_above),
		STORE_TEST(screens_need_no_sign_in_where_the_city_says_so),
		STORE_TEST(who_belongs_to_an_office_acts_in_that_office_only),
		STORE_TEST(a_page_for_staff_leads_to_the_sign_in_and_back),
		PLAIN_TEST(only_paths_of_this_site_are_led_back_to),
		STORE_TEST(five_wrong_passwords_lock_the_account_for_a_growing_time),
		STORE_TEST(an_administrator_unlocks),
		STORE_TEST(a_name_that_nobody_has_is_answered_and_locked_like_any_other),
		STORE_TEST(a_session_ends_after_two_idle_hours_and_after_twelve_in_any_case),
		STORE_TEST(a_screen_stays_signed_in_over_the_winter),
		STORE_TEST(who_signs_out_is_out_whatever_the_browser_keeps),
		STORE_TEST(a_new_password_ends_the_other_sessions),
		STORE_TEST(a_flood_of_sign_ins_neither_takes_all_memory_nor_waits_for_ever),
		STORE_TEST(administrators_make_change_and_stop_accounts),
		STORE_TEST(the_last_administrator_cannot_be_stopped),
		STORE_TEST(a_language_that_was_chosen_is_remembered),
		STORE_TEST(the_browsers_language_is_taken_until_one_is_chosen),
		STORE_TEST(an_error_is_told_in_the_readers_language),
		STORE_TEST(an_error_of_the_api_is_json),
		STORE_TEST(an_asset_is_kept_for_ever_and_found_by_its_plain_name),
		STORE_TEST(every_kind_of_response_carries_the_security_headers),
		STORE_TEST(a_page_sets_a_cookie_only_for_the_visitor_who_has_none),
		STORE_TEST(what_the_program_does_is_told_to_its_own_machine_only),
	};
	return store_tests("gate", tests, COUNT(tests), migrations, migrations_n, NULL);
}
