/* Requests and who may make them, with a card source that counts what reaches it. */
#include "card/desk.h"
#include "card/testing.h"
#include "card/vault.h"

#define CITY "https://city.example"
#define OTHER "https://ward.example:8443"

typedef struct fake {
	card_source source; /* first */
	card_state state;
	int left, reads, asked;
} fake;

static card_state state_of(card_source *self)
{
	return ((fake *)self)->state;
}

static const err *tries_of(card_source *self, arena *a, card_by by, int *ret_left)
{
	fake *f = (fake *)self;
	(void)a;
	(void)by;
	f->asked++;
	*ret_left = f->left;
	return f->state == CARD_THERE ? NULL : err_of(ERR_card_none);
}

static const err *read_of(card_source *self, arena *a, const card_ask *ask, card_facts *ret, int *ret_left)
{
	fake *f = (fake *)self;
	f->reads++;
	*ret_left = f->left;
	if (f->left == 1 && !ask->last)
		return err_of(ERR_card_last);
	if (!str_eq(ask->code, ask->by == BY_PIN ? STR("1234") : STR("35040120301234"))) {
		*ret_left = --f->left;
		return err_of(f->left ? ERR_card_wrong : ERR_card_locked);
	}
	*ret = (card_facts){ .shimei = arena_copy(a, STR("北九　花子")) };
	return NULL;
}

typedef struct hall {
	arena *a;
	desk d;
	fake f;
	i64 now;
} hall;

static hall *new_hall(void)
{
	arena *a = arena_of_test();
	hall *h = arena_one(a, hall);
	*h = (hall){ .a = a, .now = 1000, .f = { { state_of, tries_of, read_of }, CARD_THERE, 3, 0, 0 } };
	h->d = (desk){ .port = 17801, .source = &h->f.source };
	LIST_ADD(a, &h->d.origins, STR(CITY));
	LIST_ADD(a, &h->d.origins, STR(OTHER));
	return h;
}

static str tell(hall *h, str bytes)
{
	request r;
	desk_answer out;
	assert_int_equal(ask_parse(bytes, &r), ASK_WHOLE);
	desk_ask(&h->d, h->a, &r, h->now, &out);
	return desk_bytes(h->a, &out);
}

static str asked(hall *h, const char *method, const char *path, const char *headers, const char *body)
{
	return tell(h, str_format(h->a, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:17801\r\n%sContent-Length: %zu\r\n\r\n%s",
				  method, path, headers, strlen(body), body));
}

#define FROM_CITY "Origin: " CITY "\r\n"
#define JSON_FROM_CITY FROM_CITY "Content-Type: application/json\r\n"

static str token_from(hall *h, const char *headers)
{
	str got = asked(h, "GET", "/hello", headers, "");
	const char *at = strstr(got.at, "\"token\":\"");
	assert_non_null(at);
	return (str){ at + 9, 64 };
}

static str read_with(hall *h, str token, const char *rest)
{
	str body = str_format(h->a, "{\"token\":\"%.*s\",%s}", STR_ARG(token), rest);
	return asked(h, "POST", "/read", JSON_FROM_CITY, body.at);
}

static str read_new(hall *h, const char *rest)
{
	return read_with(h, token_from(h, FROM_CITY), rest);
}

static void a_page_of_the_city_reads_a_card(void **state)
{
	(void)state;
	hall *h = new_hall();
	str got = asked(h, "GET", "/hello", FROM_CITY, "");
	has(got, "HTTP/1.1 200 OK\r\n");
	has(got, "Access-Control-Allow-Origin: " CITY "\r\n");
	has(got, "Vary: Origin\r\n");
	has(got, "Cache-Control: no-store\r\n");
	has(got, "\"reader\":\"card\"");
	str body = str_format(h->a, "{\"token\":\"%.*s\"}", STR_ARG(token_from(h, FROM_CITY)));
	has(asked(h, "POST", "/tries", JSON_FROM_CITY, body.at), "{\"left\":3,\"by\":\"pin\"}");
	got = read_new(h, "\"code\":\"1234\"");
	has(got, "HTTP/1.1 200 OK\r\n");
	has(got, "\"shimei\":\"北九　花子\"");
	has(read_new(h, "\"by\":\"front\",\"code\":\"35040120301234\""), "HTTP/1.1 200 OK\r\n");
	has(read_new(h, "\"by\":\"front\",\"birth\":\"1960-04-01\",\"expires\":\"2030\",\"security\":\"1234\""),
	    "HTTP/1.1 200 OK\r\n");
	arena_free(h->a);
}

static void nobody_else_is_heard(void **state)
{
	(void)state;
	hall *h = new_hall();
	static const char *const origins[] = {
		"",
		"Origin: null\r\n",
		"Origin: http://city.example\r\n",
		"Origin: https://city.example:444\r\n",
		"Origin: https://city.example.evil.example\r\n",
		"Origin: https://evil.example\r\n",
		"Origin: https://CITY.example\r\n",
		"Origin: https://city.example/\r\n",
		"Origin: https://city.example https://evil.example\r\n",
		"Origin: http://127.0.0.1:17801\r\n",
	};
	for (size_t i = 0; i < COUNT(origins); i++) {
		static const char *const methods[] = { "GET", "POST", "OPTIONS" };
		static const char *const paths[] = { "/hello", "/read", "/tries", "/" };
		for (size_t m = 0; m < COUNT(methods); m++)
			for (size_t p = 0; p < COUNT(paths); p++) {
				str got = asked(h, methods[m], paths[p], origins[i], "");
				has(got, "HTTP/1.1 403 ");
				has_not(got, "Access-Control");
				has_not(got, "token");
			}
	}
	assert_int_equal(h->f.reads + h->f.asked, 0);
	arena_free(h->a);
}

static void a_name_that_was_bound_to_this_machine_is_refused(void **state)
{
	(void)state;
	hall *h = new_hall();
	static const char *const hosts[] = { "evil.example:17801",    "127.0.0.1",
					     "127.0.0.1:80",          "localhost.evil.example:17801",
					     "127.0.0.1:17801:17801", "[::1]",
					     "[::2]:17801",           "",
					     "127.0.0.1.:17801",      "127.0.0.1:017801",
					     "localhost:17801x" };
	for (size_t i = 0; i < COUNT(hosts); i++)
		has(tell(h, str_format(h->a, "GET /hello HTTP/1.1\r\nHost: %s\r\n" FROM_CITY "\r\n", hosts[i])),
		    "HTTP/1.1 403 ");
	static const char *const ours[] = { "127.0.0.1:17801", "localhost:17801", "[::1]:17801" };
	for (size_t i = 0; i < COUNT(ours); i++)
		has(tell(h, str_format(h->a, "GET /hello HTTP/1.1\r\nHost: %s\r\n" FROM_CITY "\r\n", ours[i])),
		    "HTTP/1.1 200 ");
	has(tell(h, STR("GET /hello HTTP/1.1\r\n" FROM_CITY "\r\n")), "HTTP/1.1 403 ");
	arena_free(h->a);
}

static void a_token_serves_once_for_a_minute_and_for_one_origin(void **state)
{
	(void)state;
	hall *h = new_hall();
	str token = arena_copy(h->a, token_from(h, FROM_CITY));
	has(read_with(h, token, "\"code\":\"1234\""), " 200 ");
	has(read_with(h, token, "\"code\":\"1234\""), "card_token");
	token = arena_copy(h->a, token_from(h, FROM_CITY));
	h->now += DESK_TOKEN_SECONDS + 1;
	has(read_with(h, token, "\"code\":\"1234\""), "card_token");
	has(read_with(h, token_from(h, "Origin: " OTHER "\r\n"), "\"code\":\"1234\""), "card_token");
	has(read_with(h, STR(""), "\"code\":\"1234\""), "card_token");
	has(read_with(h, STR("0000000000000000000000000000000000000000000000000000000000000000"), "\"code\":\"1234\""),
	    "card_token");
	/* gone after a failure as well, and the oldest goes when there are too many */
	token = arena_copy(h->a, token_from(h, FROM_CITY));
	for (int i = 0; i < DESK_TOKENS; i++)
		token_from(h, FROM_CITY);
	has(read_with(h, token, "\"code\":\"1234\""), "card_token");
	assert_int_equal(h->f.reads, 1);
	arena_free(h->a);
}

static void a_form_or_a_plain_text_is_not_a_request(void **state)
{
	(void)state;
	hall *h = new_hall();
	str body = str_format(h->a, "{\"token\":\"%.*s\",\"code\":\"1234\"}", STR_ARG(token_from(h, FROM_CITY)));
	static const char *const types[] = { "", "Content-Type: text/plain\r\n",
					     "Content-Type: application/x-www-form-urlencoded\r\n",
					     "Content-Type: multipart/form-data; boundary=x\r\n",
					     "Content-Type: application/jsonx\r\n" };
	for (size_t i = 0; i < COUNT(types); i++)
		has(asked(h, "POST", "/read", str_format(h->a, FROM_CITY "%s", types[i]).at, body.at),
		    "unsupported_type");
	assert_int_equal(h->f.reads, 0);
	has(asked(h, "POST", "/read", FROM_CITY "content-type: Application/JSON; charset=utf-8\r\n", body.at), " 200 ");
	arena_free(h->a);
}

static void a_body_holds_what_is_known_and_nothing_twice(void **state)
{
	(void)state;
	hall *h = new_hall();
	static const char *const bad[] = {
		"\"code\":1234",
		"\"code\":\"1234\",\"code\":\"1234\"",
		"\"pin\":\"1234\"",
		"\"code\":\"1234\",\"last\":\"true\"",
		"\"by\":\"my-number\",\"code\":\"1234\"",
		"\"code\":\"1234\",\"birth\":\"1960-04-01\"",
		"\"code\":{\"a\":1}",
	};
	for (size_t i = 0; i < COUNT(bad); i++)
		has(read_new(h, bad[i]), "bad_request");
	has(asked(h, "POST", "/read", JSON_FROM_CITY, "{\"code\":\"1234\""), "bad_request");
	has(asked(h, "POST", "/read", JSON_FROM_CITY, "[]"), "bad_request");
	has(asked(h, "POST", "/read", JSON_FROM_CITY, ""), "bad_request");
	assert_int_equal(h->f.reads, 0);
	has(read_new(h, "\"by\":\"front\",\"birth\":\"1960-02-30\",\"expires\":\"2030\",\"security\":\"1234\""),
	    "card_code");
	arena_free(h->a);
}

static void a_pause_follows_a_wrong_number_and_grows(void **state)
{
	(void)state;
	hall *h = new_hall();
	h->f.left = 20;
	int pauses[] = { 2, 4, 8, 16, 32, 60, 60 };
	for (size_t i = 0; i < COUNT(pauses); i++) {
		str got = read_new(h, "\"code\":\"9999\"");
		has(got, "card_wrong");
		has(got, str_format(h->a, "\"left\":%d", h->f.left).at);
		has(got, str_format(h->a, "あと%d回", h->f.left).at);
		int reads = h->f.reads;
		got = read_new(h, "\"code\":\"1234\"");
		has(got, "HTTP/1.1 429 ");
		has(got, str_format(h->a, "\"seconds\":%d", pauses[i]).at);
		assert_int_equal(h->f.reads, reads); /* the card is not asked meanwhile */
		h->now += pauses[i];
	}
	has(read_new(h, "\"code\":\"1234\""), " 200 ");
	has(read_new(h, "\"code\":\"9999\""), "card_wrong"); /* and begins anew after the right one */
	has(read_new(h, "\"code\":\"1234\""), "\"seconds\":2");
	arena_free(h->a);
}

static void the_last_try_needs_a_word_and_a_locked_card_says_what_to_do(void **state)
{
	(void)state;
	hall *h = new_hall();
	h->f.left = 1;
	str got = read_new(h, "\"code\":\"9999\"");
	has(got, "card_last");
	has(got, "\"left\":1");
	has(read_new(h, "\"code\":\"9999\",\"last\":false"), "card_last");
	assert_int_equal(h->f.left, 1);
	got = read_new(h, "\"code\":\"9999\",\"last\":true");
	has(got, "card_locked");
	has(got, "窓口で再設定");
	arena_free(h->a);
}

static void a_preflight_is_answered_for_the_city_only(void **state)
{
	(void)state;
	hall *h = new_hall();
	str got = asked(h, "OPTIONS", "/read",
			FROM_CITY
			"Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n"
			"Access-Control-Request-Private-Network: true\r\n",
			"");
	has(got, "HTTP/1.1 204 ");
	has(got, "Access-Control-Allow-Headers: content-type\r\n");
	has(got, "Access-Control-Allow-Private-Network: true\r\n");
	has_not(asked(h, "OPTIONS", "/read", FROM_CITY, ""), "Private-Network");
	has(asked(h, "GET", "/read", FROM_CITY, ""), "HTTP/1.1 405 ");
	has(asked(h, "DELETE", "/hello", FROM_CITY, ""), "Allow: GET, OPTIONS\r\n");
	has(asked(h, "GET", "/hello?x", FROM_CITY, ""), "HTTP/1.1 404 ");
	has_not(got, "Access-Control-Allow-Credentials");
	arena_free(h->a);
}

static void origins_are_sites_by_https_or_this_machine(void **state)
{
	(void)state;
	static const char *const good[] = { "https://city.example",  "https://city.example:8443",
					    "http://localhost:8080", "http://127.0.0.1:8080",
					    "http://[::1]:8080",     "https://localhost" };
	static const char *const bad[] = { "",
					   "*",
					   "null",
					   "city.example",
					   "http://city.example",
					   "https://",
					   "https://City.example",
					   "https://city.example/",
					   "https://city.example/path",
					   "https://user@city.example",
					   "https://city.example:443",
					   "http://localhost:80",
					   "https://city.example:0",
					   "https://city.example:70000",
					   "https://*.example",
					   "https://city.example ",
					   "https://[::1",
					   "https://a:b:1" };
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(desk_origin_valid(str_of(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		if (desk_origin_valid(str_of(bad[i])))
			fail_msg("%s was taken", bad[i]);
}

static void a_head_that_is_not_a_browsers_is_refused(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	request r;
	static const char *const bad[] = {
		"\r\n\r\n",
		"GET\r\n\r\n",
		"GET /\r\n\r\n",
		"GET / HTTP/1.0\r\n\r\n",
		"GET / HTTP/1.1 \r\n\r\n",
		"GET hello HTTP/1.1\r\n\r\n",
		"GET  / HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1\r\nHost\r\n\r\n",
		"GET / HTTP/1.1\r\n folded: x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
		"GET / HTTP/1.1\r\nOrigin: a\r\nOrigin: a\r\n\r\n",
		"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
		"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
		"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
		"GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
		"GET / HTTP/1.1\r\nContent-Length: 1 1\r\n\r\n",
		"GET / HTTP/1.1\r\nContent-Length:\r\n\r\n",
		"GET / HTTP/1.1\r\nX: a\x01\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\nOrigin: b\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: \xE5\x8C\x97\r\n\r\n",
	};
	for (size_t i = 0; i < COUNT(bad); i++)
		if (ask_parse(str_of(bad[i]), &r) != ASK_BAD)
			fail_msg("taken: %s", bad[i]);
	str whole = STR("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
	for (size_t n = 0; n < whole.len; n++)
		assert_int_equal(ask_parse(str_sub(whole, 0, n), &r), ASK_MORE);
	assert_int_equal(ask_parse(whole, &r), ASK_WHOLE);
	same(r.body, "abc");
	assert_int_equal(ask_parse(STR("GET / HTTP/1.1\r\nContent-Length: 1025\r\n\r\n"), &r), ASK_LARGE);
	assert_int_equal(ask_parse(STR("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"), &r), ASK_BAD);
	char *much = arena_alloc(a, ASK_HEAD_MAX + 1);
	memset(much, 'a', ASK_HEAD_MAX);
	assert_int_equal(ask_parse((str){ much, ASK_HEAD_MAX }, &r), ASK_LARGE);
	buf b = buf_new(a, ASK_HEAD_MAX);
	buf_lit(&b, "GET / HTTP/1.1\r\n");
	for (int i = 0; i <= ASK_HEADERS_MAX; i++)
		buf_lit(&b, "x: y\r\n");
	buf_lit(&b, "\r\n");
	assert_int_equal(ask_parse(buf_str(&b), &r), ASK_BAD);
	arena_free(a);
}

static void nothing_is_left_in_the_vault(void **state)
{
	(void)state;
	vault v = vault_open();
	arena *a = vault_begin(&v);
	arena_copy(a, STR("1234 北九　花子"));
	vault_wipe(&v, a);
	const char *at = v.at;
	for (size_t i = 0; i < VAULT_SIZE; i++)
		assert_int_equal(at[i], 0);
	vault_close(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_of_the_city_reads_a_card),
		cmocka_unit_test(nobody_else_is_heard),
		cmocka_unit_test(a_name_that_was_bound_to_this_machine_is_refused),
		cmocka_unit_test(a_token_serves_once_for_a_minute_and_for_one_origin),
		cmocka_unit_test(a_form_or_a_plain_text_is_not_a_request),
		cmocka_unit_test(a_body_holds_what_is_known_and_nothing_twice),
		cmocka_unit_test(a_pause_follows_a_wrong_number_and_grows),
		cmocka_unit_test(the_last_try_needs_a_word_and_a_locked_card_says_what_to_do),
		cmocka_unit_test(a_preflight_is_answered_for_the_city_only),
		cmocka_unit_test(origins_are_sites_by_https_or_this_machine),
		cmocka_unit_test(a_head_that_is_not_a_browsers_is_refused),
		cmocka_unit_test(nothing_is_left_in_the_vault),
	};
	return cmocka_run_group_tests_name("card desk", tests, NULL, NULL);
}
