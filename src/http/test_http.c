#include "http/testing.h"

/* Tells what it understood, one line a thing. */
static const err *echo(req *r, resp *out)
{
	buf b = buf_new(r->arena, 8 << 20);
	buf_format(&b, "method=%.*s\npath=%.*s\ntype=%.*s\naddress=%.*s\nsecure=%d\n", STR_ARG(r->method),
		   STR_ARG(r->path), STR_ARG(r->type), STR_ARG(r->address), r->secure);
	const struct {
		const char *label;
		pairs list;
	} all[] = { { "param", r->params }, { "query", r->query }, { "form", r->form }, { "cookie", r->cookies } };
	for (size_t i = 0; i < COUNT(all); i++)
		for (size_t k = 0; k < all[i].list.n; k++)
			buf_format(&b, "%s %.*s=[%.*s]\n", all[i].label, STR_ARG(all[i].list.at[k].name),
				   STR_ARG(all[i].list.at[k].value));
	for (size_t i = 0; i < r->files.n; i++)
		buf_format(&b, "file %.*s %.*s %.*s [%.*s]\n", STR_ARG(r->files.at[i].name),
			   STR_ARG(r->files.at[i].filename), STR_ARG(r->files.at[i].type),
			   STR_ARG(r->files.at[i].data));
	buf_format(&b, "body=%zu [%.*s]\n", r->body.len, STR_ARG(str_sub(r->body, 0, 100)));
	out->type = STR("text/plain; charset=utf-8");
	out->body = buf_str(&b);
	return NULL;
}

static const err *go(req *r, resp *out)
{
	resp_redirect(r, out, req_query(r, "to"));
	resp_cookie(r, out, STR("sid"), req_query(r, "sid"), 3600);
	resp_header(r, out, STR("X-Note"), req_query(r, "note"));
	resp_header(r, out, STR("Content-Length"), STR("7"));
	return NULL;
}

static const err *broken(req *r, resp *out)
{
	resp_header(r, out, STR("X-From-Handler"), STR("1"));
	return err_at(r->arena, ERR_slot_full, STR("start"), "taken");
}

static const route routes[] = {
	{ "GET", "/", 1, echo },
	{ "GET", "/visits/:office", 1, echo },
	{ "POST", "/visits/:office", 1, echo },
	{ "POST", "/desks/:desk/call-next", 1, echo },
	{ "PUT", "/desks/:desk", 1, echo },
	{ "GET", "/go", 1, go },
	{ "GET", "/broken", 1, broken },
	{ 0 },
};

static int begin(void **state)
{
	*state = serve((http_options){ .trust_proxy = true, .body_max = 100000 }, routes);
	return 0;
}

static int end(void **state)
{
	close_server(*state);
	return 0;
}

#define GET(target) "GET " target " HTTP/1.1\r\nHost: city\r\n\r\n"

static void a_route_is_found_and_its_names_are_given(void **state)
{
	str got = ask(*state, GET("/visits/%E9%96%80%E5%8F%B8?b=1&b=%E7%AA%93+%26"));
	assert_int_equal(status_of(got), 200);
	has(got, "path=/visits/門司\n");
	has(got, "param office=[門司]\n");
	has(got, "query b=[1]\nquery b=[窓 &]\n");
	assert_int_equal(status_of(ask(*state, GET("/"))), 200);
}

static void a_path_that_is_not_there_is_404_and_a_method_that_is_not_there_is_405(void **state)
{
	assert_int_equal(status_of(ask(*state, GET("/nothing"))), 404);
	assert_int_equal(status_of(ask(*state, GET("/visits"))), 404);
	assert_int_equal(status_of(ask(*state, GET("/visits/"))), 404);
	assert_int_equal(status_of(ask(*state, GET("/visits/a/b"))), 404);
	assert_int_equal(status_of(ask(*state, GET("//visits/a"))), 404);
	str got = ask(*state, "DELETE /visits/a HTTP/1.1\r\nHost: c\r\n\r\n");
	assert_int_equal(status_of(got), 405);
	has(got, "Allow: GET, HEAD, POST\r\n");
	got = ask(*state, "BREW /desks/3 HTTP/1.1\r\nHost: c\r\n\r\n");
	assert_int_equal(status_of(got), 405);
	has(got, "Allow: PUT\r\n");
	assert_int_equal(status_of(ask(*state, "OPTIONS / HTTP/1.1\r\nHost: c\r\n\r\n")), 405);
}

static void head_is_answered_as_get_without_a_body(void **state)
{
	server *s = *state;
	int fd = dial(s);
	say(fd, STR("HEAD /visits/a HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"));
	str got = STR_NONE;
	assert_true(listen_for(s->a, fd, STR_NONE, 5000, &got));
	close(fd);
	assert_int_equal(status_of(got), 200);
	has(got, "Content-Length: ");
	has_not(got, "Content-Length: 0");
	assert_true(str_ends(got, STR("\r\n\r\n")));
}

static void a_form_is_read(void **state)
{
	str got = ask(*state, "POST /visits/a HTTP/1.1\r\nHost: c\r\n"
			      "Content-Type: Application/X-WWW-Form-Urlencoded; charset=UTF-8\r\n"
			      "Content-Length: 30\r\n\r\nname=%E9%96%80+x&service=1&a=b");
	assert_int_equal(status_of(got), 200);
	has(got, "type=application/x-www-form-urlencoded\n");
	has(got, "form name=[門 x]\nform service=[1]\nform a=[b]\n");
}

static void a_multipart_form_is_read(void **state)
{
	server *s = *state;
	static const char body[] =
		"--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n門司\r\n二行\r\n"
		"--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a \\\"b\\\".pdf\"\r\n"
		"Content-Type: Application/PDF\r\n\r\n%PDF\r\n--XY\r\n"
		"--XX--\r\n";
	str got = ask_bytes(s, str_format(s->a,
					  "POST /visits/a HTTP/1.1\r\nHost: c\r\n"
					  "Content-Type: multipart/form-data; boundary=XX\r\n"
					  "Content-Length: %zu\r\n\r\n%s",
					  sizeof body - 1, body));
	assert_int_equal(status_of(got), 200);
	has(got, "form note=[門司\r\n二行]\n");
	has(got, "file f a \"b\".pdf application/pdf [%PDF\r\n--XY]\n");
}

static void json_stays_in_the_body(void **state)
{
	str got = ask(*state, "POST /visits/a HTTP/1.1\r\nHost: c\r\nContent-Type: application/json\r\n"
			      "Content-Length: 7\r\n\r\n{\"a\":1}");
	has(got, "body=7 [{\"a\":1}]\n");
	has_not(got, "form ");
}

static void a_body_in_chunks_is_put_together(void **state)
{
	str got = ask(*state, "POST /visits/a HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n"
			      "3\r\nabc\r\na;x=y\r\n0123456789\r\n0\r\n\r\n");
	assert_int_equal(status_of(got), 200);
	has(got, "body=13 [abc0123456789]\n");
}

static void a_connection_carries_several_requests_even_sent_at_once(void **state)
{
	server *s = *state;
	int fd = dial(s);
	say(fd, STR("POST /visits/a HTTP/1.1\r\nHost: c\r\nContent-Length: 3\r\n\r\nabc" GET("/visits/b")));
	say(fd, STR("GET /visits/c HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"));
	str got = STR_NONE;
	assert_true(listen_for(s->a, fd, STR_NONE, 5000, &got));
	close(fd);
	has(got, "param office=[a]\nbody=3 [abc]");
	has(got, "param office=[b]\nbody=0 []");
	has(got, "param office=[c]\nbody=0 []");
}

static void cookies_are_read_and_broken_ones_of_others_left_out(void **state)
{
	str got = ask(*state, "GET / HTTP/1.1\r\nHost: c\r\nCookie: sid=abc; bro ken=1; theme=dark\r\n\r\n");
	assert_int_equal(status_of(got), 200);
	has(got, "cookie sid=[abc]\ncookie theme=[dark]\n");
	has_not(got, "ken");
}

static void the_proxy_says_who_asks_and_how(void **state)
{
	str got = ask(*state, "GET / HTTP/1.1\r\nHost: c\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9\r\n"
			      "X-Forwarded-Proto: https\r\n\r\n");
	has(got, "address=203.0.113.9\nsecure=1\n");
	got = ask(*state,
		  "GET / HTTP/1.1\r\nHost: c\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 2001:db8::1\r\n\r\n");
	has(got, "address=2001:db8::1\nsecure=0\n");
	got = ask(*state, "GET / HTTP/1.1\r\nHost: c\r\nX-Forwarded-For: 203.0.113.9, <script>\r\n\r\n");
	has(got, "address=127.0.0.1\n");
}

static void without_a_trusted_proxy_nobody_is_believed(void **state)
{
	(void)state;
	server *s = serve((http_options){ 0 }, routes);
	str got = ask(s, "GET / HTTP/1.1\r\nHost: c\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n\r\n");
	has(got, "address=127.0.0.1\nsecure=0\n");
	close_server(s);
}

static void a_redirect_leads_to_this_site_only(void **state)
{
	str got = ask(*state, GET("/go?to=/t/A1%3Fx%3D1&sid=abc"));
	assert_int_equal(status_of(got), 303);
	has(got, "Location: /t/A1?x=1\r\n");
	has(got, "Set-Cookie: sid=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600\r\n");
	has(ask(*state, GET("/go?to=/t/%E9%96%80")), "Location: /t/%E9%96%80\r\n");
	static const char *const bad[] = { "//evil", "/%5Cevil", "https://evil", "", "/a%0D%0AX:1", "javascript:x" };
	for (size_t i = 0; i < COUNT(bad); i++)
		has(ask(*state, str_format(((server *)*state)->a, GET("/go?to=%s"), bad[i]).at), "Location: /\r\n");
}

static void a_cookie_is_secure_where_the_request_was(void **state)
{
	has(ask(*state, "GET /go?sid=abc HTTP/1.1\r\nHost: c\r\nX-Forwarded-Proto: https\r\n\r\n"),
	    "SameSite=Lax; Max-Age=3600; Secure\r\n");
}

static void nothing_a_user_sent_becomes_a_header_of_its_own(void **state)
{
	str got = ask(*state, GET("/go?to=/&note=x%0D%0ASet-Cookie:%20evil=1&sid=a%0D%0Ab"));
	assert_int_equal(status_of(got), 303);
	has_not(got, "evil");
	has_not(got, "sid=");
	has_not(got, "Content-Length: 7");
}

static void an_error_of_a_handler_is_rendered_without_what_it_left_behind(void **state)
{
	str got = ask(*state, GET("/broken"));
	assert_int_equal(status_of(got), 409);
	has(got, "error slot_full where=start");
	has_not(got, "X-From-Handler");
}

static const err *gate_shut(req *r, resp *out)
{
	resp_header(r, out, STR("X-Gate"), STR("1"));
	return r->route->access == 2 ? err_of(ERR_forbidden) : NULL;
}

static void note_finish(req *r, resp *out, i64 nanoseconds)
{
	resp_header(r, out, STR("X-Finish"), nanoseconds >= 0 ? STR("1") : STR("0"));
}

static void nobody_passes_the_gate_without_leave_and_every_answer_is_finished(void **state)
{
	(void)state;
	static const route two[] = { { "GET", "/open", 1, echo }, { "GET", "/shut", 2, echo }, { 0 } };
	server *s = serve((http_options){ .gate = gate_shut, .finish = note_finish }, two);
	str got = ask(s, GET("/shut"));
	assert_int_equal(status_of(got), 403);
	has(got, "X-Gate: 1\r\n");
	has(got, "X-Finish: 1\r\n");
	has_not(got, "path=");
	assert_int_equal(status_of(ask(s, GET("/open"))), 200);
	got = ask(s, GET("/nothing"));
	assert_int_equal(status_of(got), 404);
	has(got, "X-Finish: 1\r\n");
	close_server(s);
}

static void tables_that_are_wrong_are_refused_at_the_start(void **state)
{
	(void)state;
	static const route bad[][3] = {
		{ { "GET", "/a", 0, echo } },
		{ { "GET", "/a", 1, NULL } },
		{ { "GOT", "/a", 1, echo } },
		{ { "GET", "a", 1, echo } },
		{ { "GET", "/a/", 1, echo } },
		{ { "GET", "/a/:", 1, echo } },
		{ { "GET", "/a/:x", 1, echo }, { "GET", "/a/b", 1, echo } },
		{ { "GET", "/:x/b", 1, echo }, { "GET", "/a/:y", 1, echo } },
	};
	arena *a = arena_new(1 << 20);
	clock_source clock = clock_system();
	for (size_t i = 0; i < COUNT(bad); i++) {
		const route *table = bad[i];
		http_options o = {
			.listen = STR("127.0.0.1:0"), .clock = &clock, .gate = gate_open, .fail = fail_plainly
		};
		http *h;
		const err *e = http_start(a, &o, &table, 1, &h);
		if (!err_is(e, ERR_usage))
			fail_msg("table %zu was accepted", i);
	}
	arena_free(a);
}

static void an_address_that_cannot_be_listened_on_is_an_error(void **state)
{
	server *s = *state;
	static const char *const bad[] = { "", "8080", "127.0.0.1:", "127.0.0.1:99999999", "127.0.0.1:x" };
	const route *table = routes;
	http_options o = { .clock = &s->clock, .gate = gate_open, .fail = fail_plainly };
	http *h;
	for (size_t i = 0; i < COUNT(bad); i++) {
		o.listen = str_of(bad[i]);
		if (!err_is(http_start(s->a, &o, &table, 1, &h), ERR_usage))
			fail_msg("listens on '%s'", bad[i]);
	}
	o.listen = str_format(s->a, "127.0.0.1:%d", http_port(s->http));
	assert_true(err_is(http_start(s->a, &o, &table, 1, &h), ERR_usage));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		T(a_route_is_found_and_its_names_are_given),
		T(a_path_that_is_not_there_is_404_and_a_method_that_is_not_there_is_405),
		T(head_is_answered_as_get_without_a_body),
		T(a_form_is_read),
		T(a_multipart_form_is_read),
		T(json_stays_in_the_body),
		T(a_body_in_chunks_is_put_together),
		T(a_connection_carries_several_requests_even_sent_at_once),
		T(cookies_are_read_and_broken_ones_of_others_left_out),
		T(the_proxy_says_who_asks_and_how),
		cmocka_unit_test(without_a_trusted_proxy_nobody_is_believed),
		T(a_redirect_leads_to_this_site_only),
		T(a_cookie_is_secure_where_the_request_was),
		T(nothing_a_user_sent_becomes_a_header_of_its_own),
		T(an_error_of_a_handler_is_rendered_without_what_it_left_behind),
		cmocka_unit_test(nobody_passes_the_gate_without_leave_and_every_answer_is_finished),
		cmocka_unit_test(tables_that_are_wrong_are_refused_at_the_start),
		T(an_address_that_cannot_be_listened_on_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
