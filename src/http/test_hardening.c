/* What hurts: requests that two readers would read differently, that are too large, too slow or too many. */
#include "http/testing.h"

#include <pthread.h>
#include <sys/resource.h>

static const err *fine(req *r, resp *out)
{
	out->body = str_format(r->arena, "fine %zu", r->body.len);
	return NULL;
}

static const err *large(req *r, resp *out)
{
	char *at = arena_alloc(r->arena, 20 << 20);
	memset(at, 'x', 20 << 20);
	out->body = (str){ at, 20 << 20 };
	return NULL;
}

/* The program behind the routes, here: a door that handlers wait at. */
struct app {
	pthread_mutex_t lock;
	pthread_cond_t opened;
	bool open;
	_Atomic int inside, most;
};

static const err *wait_at_the_door(req *r, resp *out)
{
	app *d = r->app;
	pthread_mutex_lock(&d->lock);
	d->inside++;
	if (d->inside > d->most)
		d->most = d->inside;
	while (!d->open)
		pthread_cond_wait(&d->opened, &d->lock);
	d->inside--;
	pthread_mutex_unlock(&d->lock);
	out->body = STR("through");
	return NULL;
}

static void open_the_door(app *d)
{
	pthread_mutex_lock(&d->lock);
	d->open = true;
	pthread_cond_broadcast(&d->opened);
	pthread_mutex_unlock(&d->lock);
}

static const route routes[] = {
	{ "GET", "/", 1, fine },
	{ "POST", "/", 1, fine },
	{ "GET", "/:name", 1, fine },
	{ "GET", "/large/file", 1, large },
	{ "GET", "/door/wait", 1, wait_at_the_door },
	{ 0 },
};

static int begin(void **state)
{
	*state = serve((http_options){ .body_max = 100000, .idle_seconds = 1 }, routes);
	return 0;
}

static int end(void **state)
{
	server *s = *state;
	assert_int_equal(status_of(ask(s, "GET / HTTP/1.1\r\nHost: c\r\n\r\n")), 200); /* it still serves */
	close_server(s);
	return 0;
}

#define R(head) STR_INIT(head)
#define H "GET / HTTP/1.1\r\nHost: c\r\n"
#define P "POST / HTTP/1.1\r\nHost: c\r\n"

/* None of these may get a 2xx, and after none may what follows be read as a request. */
static void a_malformed_request_is_refused_and_its_connection_closed(void **state)
{
	static const str bad[] = {
		R(P "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
		R(P "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
		R(P "Content-Length: 3\r\nContent-Length: 0\r\n\r\nabc"),
		R(P "Content-Length: 3, 3\r\n\r\nabc"),
		R(P "Content-Length: +3\r\n\r\nabc"),
		R(P "Content-Length: -3\r\n\r\nabc"),
		R(P "Content-Length: 0x3\r\n\r\nabc"),
		R(P "Content-Length: 3a\r\n\r\nabc"),
		R(P "Content-Length:\r\n\r\nabc"),
		R(P "Content-Length : 3\r\n\r\nabc"),
		R(P "Content-Length\t: 3\r\n\r\nabc"),
		R(P " Content-Length: 3\r\n\r\nabc"),
		R(P "Transfer-Encoding: identity\r\n\r\nabc"),
		R(P "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding:\x0b chunked\r\n\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding\x00x: chunked\r\n\r\n0\r\n\r\n"),
		R("POST / HTTP/1.0\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding: chunked\r\n\r\nx\r\nabc\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n"),
		R(P "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
		R(P
		  "Content-Type: a/b\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n"),
		R("GET / HTTP/1.1\r\n\r\n"),
		R("GET / HTTP/1.1\r\nHost: c\r\nHost: c\r\n\r\n"),
		R("GET / HTTP/1.1\r\nHost:\r\n\r\n"),
		R("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
		R("GET / HTTP/1.1\r\nHost: a/../b\r\n\r\n"),
		R("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
		R(H "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n"),
		R(H "X: a\r\n folded\r\n\r\n"),
		R(H "X: a\r\n\tfolded\r\nY: b\r\n\r\n"),
		R(H "X: a\nY: b\r\n\r\n"),
		R("GET / HTTP/1.1\nHost: c\r\n\r\n"),
		R("GET / HTTP/1.1\r\nHost: c\n\r\n"),
		R("GET / HTTP/1.1\r\nHost: c\n\n"),
		R(H "X: a\rb\r\n\r\n"),
		R(H "X: a\x00b\r\n\r\n"),
		R(H "X\x00: b\r\n\r\n"),
		R(H "X: a\x01\r\n\r\n"),
		R(H "X: a\x7f\r\n\r\n"),
		R(H "X: \xff\xfe\r\n\r\n"),
		R(H "X Y: a\r\n\r\n"),
		R(H "X(: a\r\n\r\n"),
		R(H ": a\r\n\r\n"),
		R(H "no colon\r\n\r\n"),
		R("GET  / HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET /  HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET / HTTP/1.1 \r\nHost: c\r\n\r\n"),
		R("GET\t/\tHTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET /a b HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET /a\x00b HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET /?a\x00b HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET /a\x01 HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET /a#b HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET a HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET http://c/ HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET * HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("G(T / HTTP/1.1\r\nHost: c\r\n\r\n"),
		R(" GET / HTTP/1.1\r\nHost: c\r\n\r\n"),
		R("GET / HTTP/2.0\r\nHost: c\r\n\r\n"),
		R("GET / HTTP/0.9\r\nHost: c\r\n\r\n"),
		R("GET / http/1.1\r\nHost: c\r\n\r\n"),
		R("GET / HTTP/1.1x\r\nHost: c\r\n\r\n"),
		R("GET /\r\n\r\n"),
		R("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
	};
	server *s = *state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		int fd = dial(s);
		say(fd, bad[i]);
		say(fd, STR("GET /smuggled HTTP/1.1\r\nHost: c\r\n\r\n"));
		str got = STR_NONE;
		bool closed = listen_for(s->a, fd, STR_NONE, 4000, &got);
		close(fd);
		if (!closed || str_has(got, STR("fine")) || str_has(got, STR("HTTP/1.1 2")))
			fail_msg("case %zu, %.*s: %s\n%.*s", i, STR_ARG(bad[i]), closed ? "closed" : "open",
				 STR_ARG(got));
	}
}

static void a_malformed_target_or_form_is_a_400_and_the_connection_goes_on(void **state)
{
	static const char *const bad[] = {
		"/%",     "/%4",    "/%zz",    "/%00",    "/%0a",  "/%7f",    "/%ff",      "/%c0%af",
		"/a%2fb", "/a%2Fb", "/..",     "/../a",   "/a/..", "/a/../b", "/%2e%2e/a", "/.",
		"/a/./b", "/?a=%",  "/?a=%00", "/?a=%ff", "/?%=1", "/?a=%1",  "/?a=%0b",
	};
	server *s = *state;
	int fd = dial(s);
	for (size_t i = 0; i < COUNT(bad); i++) {
		say(fd, str_format(s->a, "GET %s HTTP/1.1\r\nHost: c\r\n\r\n", bad[i]));
		str got = answer(s->a, fd);
		if (status_of(got) != 400)
			fail_msg("%s: %.*s", bad[i], STR_ARG(got));
	}
	static const char *const forms[] = { "a=%", "a=%00", "a=%ff", "a=%1b", "%0a=1" };
	for (size_t i = 0; i < COUNT(forms); i++) {
		say(fd, str_format(s->a,
				   P "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
				   strlen(forms[i]), forms[i]));
		assert_int_equal(status_of(answer(s->a, fd)), 400);
	}
	say(fd, STR("GET / HTTP/1.1\r\nHost: c\r\n\r\n"));
	assert_int_equal(status_of(answer(s->a, fd)), 200);
	close(fd);
}

static void a_malformed_multipart_form_is_a_400(void **state)
{
	static const char *const types[] = { "multipart/form-data",
					     "multipart/form-data; boundary=", "multipart/form-data; boundary=\"",
					     "multipart/form-data; boundary=b; boundary=b" };
	static const char good[] = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--\r\n";
	static const char *const bodies[] = {
		"",
		"--b",
		"--b--x",
		"x--b--",
		"--b\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
		"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b",
		"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--bx\r\n",
		"--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"a\"x\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--",
		"--b\nContent-Disposition: form-data; name=a\n\n1\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\x01\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=\"a\x01\"\r\n\r\n1\r\n--b--",
	};
	server *s = *state;
	for (size_t i = 0; i < COUNT(types); i++) {
		str got = ask_bytes(s, str_format(s->a, P "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s", types[i],
						  sizeof good - 1, good));
		if (status_of(got) != 400)
			fail_msg("%s: %.*s", types[i], STR_ARG(got));
	}
	for (size_t i = 0; i < COUNT(bodies); i++) {
		str got = ask_bytes(s, str_format(s->a,
						  P "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
						    "%zu\r\n\r\n%s",
						  strlen(bodies[i]), bodies[i]));
		if (status_of(got) != 400)
			fail_msg("%s: %.*s", bodies[i], STR_ARG(got));
	}
}

static void too_many_fields_are_a_413(void **state)
{
	server *s = *state;
	buf b = buf_new(s->a, 1 << 20), q = buf_new(s->a, 1 << 20);
	for (int i = 0; i < 1001; i++) {
		buf_format(&b, "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n");
		buf_format(&q, "a=%d&", i);
	}
	buf_lit(&b, "--b--\r\n");
	str got = ask_bytes(
		s, str_format(s->a, P "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %zu\r\n\r\n%s",
			      b.len, buf_str(&b).at));
	assert_int_equal(status_of(got), 413);
	got = ask_bytes(s,
			str_format(s->a,
				   P "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
				   q.len, buf_str(&q).at));
	assert_int_equal(status_of(got), 413);
}

/* Their structs once filled the library's memory of a connection, which then waited for ever. */
static void a_query_of_very_many_fields_is_answered_at_once(void **state)
{
	server *s = *state;
	static const struct {
		int fields, status;
	} cases[] = { { 300, 200 }, { 450, 200 }, { 600, 200 }, { 1000, 200 }, { 1001, 413 }, { 4000, 413 } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf q = buf_new(s->a, 1 << 16);
		buf_lit(&q, "GET /?");
		for (int k = 0; k < cases[i].fields; k++)
			buf_put(&q, k ? STR("&a") : STR("a"));
		buf_lit(&q, " HTTP/1.1\r\nHost: c\r\n\r\n");
		assert_int_equal(status_of(ask_bytes(s, buf_str(&q))), cases[i].status);
	}
}

static void a_body_that_is_too_large_is_refused_before_it_is_sent(void **state)
{
	server *s = *state;
	static const char *const lengths[] = { "100001", "99999999999", "99999999999999999999999" };
	for (size_t i = 0; i < COUNT(lengths); i++) {
		int fd = dial(s);
		say(fd, str_format(s->a, P "Content-Length: %s\r\n\r\n", lengths[i]));
		str got = STR_NONE;
		assert_true(listen_for(s->a, fd, STR_NONE, 3000, &got));
		assert_int_equal(status_of(got), 413);
		close(fd);
	}
	int fd = dial(s);
	say(fd, STR(P "Content-Length: 200000\r\nExpect: 100-continue\r\n\r\n"));
	str got = answer(s->a, fd);
	assert_int_equal(status_of(got), 413);
	has_not(got, "100 Continue");
	close(fd);
}

static void a_body_of_just_the_size_is_taken(void **state)
{
	server *s = *state;
	char *body = arena_alloc(s->a, 100001);
	memset(body, 'x', 100000);
	str got = ask_bytes(s, str_format(s->a, P "Content-Length: 100000\r\n\r\n%s", body));
	assert_int_equal(status_of(got), 200);
	has(got, "fine 100000");
}

static void chunks_that_grow_too_large_are_refused_as_soon_as_they_do(void **state)
{
	server *s = *state;
	int fd = dial(s);
	char *body = arena_alloc(s->a, 50001);
	memset(body, 'x', 50000);
	say(fd, STR(P "Transfer-Encoding: chunked\r\n\r\n"));
	for (int i = 0; i < 3; i++)
		say(fd, str_format(s->a, "c350\r\n%s\r\n", body));
	str got = STR_NONE;
	listen_for(s->a, fd, STR("\r\n\r\n"), 3000, &got);
	/* the client still sends, so the answer may be lost to a reset; what may not be is the end */
	if (got.len)
		assert_int_equal(status_of(got), 413);
	assert_true(ends_within(s->a, fd, 3000));
	close(fd);
}

static void heads_have_ceilings(void **state)
{
	server *s = *state;
	buf many = buf_new(s->a, 1 << 20);
	buf_lit(&many, H);
	for (int i = 0; i < 101; i++)
		buf_format(&many, "X-%d: 1\r\n", i);
	buf_lit(&many, "\r\n");
	assert_int_equal(status_of(ask_bytes(s, buf_str(&many))), 431);
	char *x = arena_alloc(s->a, 60001);
	memset(x, 'x', 60000);
	assert_int_equal(status_of(ask_bytes(s, str_format(s->a, H "X: %.17000s\r\n\r\n", x))), 431);
	assert_int_equal(status_of(ask_bytes(s, str_format(s->a, "GET /%.9000s HTTP/1.1\r\nHost: c\r\n\r\n", x))), 414);
	static const size_t more[] = { 30000, 60000 };
	for (size_t i = 0; i < COUNT(more); i++) {
		int fd = dial(s);
		say(fd, str_format(s->a, "GET /%.*s HTTP/1.1\r\nHost: c\r\n\r\n", (int)more[i], x));
		str got = STR_NONE;
		assert_true(listen_for(s->a, fd, STR_NONE, 3000, &got));
		has_not(got, "HTTP/1.1 2");
		close(fd);
	}
}

static void a_head_that_comes_in_drops_is_read_and_one_that_never_ends_is_cut(void **state)
{
	server *s = *state;
	static const char head[] = "GET / HTTP/1.1\r\nHost: c\r\nX-A: b\r\n\r\n";
	int fd = dial(s);
	for (size_t i = 0; i < sizeof head - 1; i++) {
		say(fd, (str){ head + i, 1 });
		nap(2);
	}
	assert_int_equal(status_of(answer(s->a, fd)), 200);
	close(fd);
	/* one byte every 100 ms is never idle; idle_seconds is 1 */
	fd = dial(s);
	i64 began = clock_ticks();
	say(fd, STR("GET / HTTP/1.1\r\nHost: c\r\nX: "));
	bool open = true;
	while (open && clock_ticks() - began < 6000000000)
		open = say(fd, STR("x")) && !ends_within(s->a, fd, 100);
	assert_false(open);
	assert_true(clock_ticks() - began < 3000000000);
	close(fd);
}

static void an_idle_connection_is_closed(void **state)
{
	server *s = *state;
	int fd = dial(s);
	say(fd, STR("GET / HTTP/1.1\r\nHost: c\r\n\r\n"));
	assert_int_equal(status_of(answer(s->a, fd)), 200);
	assert_true(ends_within(s->a, fd, 4000));
	close(fd);
}

static void a_large_answer_arrives_whole_and_one_that_nobody_takes_is_given_up(void **state)
{
	server *s = *state;
	int lazy = dial(s);
	say(lazy, STR("GET /large/file HTTP/1.1\r\nHost: c\r\n\r\n"));
	int fd = dial(s);
	say(fd, STR("GET /large/file HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"));
	size_t total = 0;
	char some[65536];
	for (ssize_t n; (n = recv(fd, some, sizeof some, 0)) > 0;)
		total += (size_t)n;
	assert_true(total > 20 << 20);
	close(fd);
	nap(2500); /* the library's own timeout: nothing taken for a second */
	size_t left = 0;
	for (ssize_t n; (n = recv(lazy, some, sizeof some, 0)) > 0;)
		left += (size_t)n;
	assert_true(left < 20 << 20);
	close(lazy);
}

static app *door(void)
{
	app *d = calloc(1, sizeof *d);
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->opened, NULL);
	return d;
}

static void wait_for(_Atomic int *what, int value)
{
	for (int i = 0; i < 500 && *what != value; i++)
		nap(10);
	assert_int_equal(*what, value);
}

static void sixty_four_clients_wait_at_once_and_all_are_answered(void **state)
{
	(void)state;
	app *d = door();
	server *s = serve((http_options){ .app = d }, routes);
	int fd[64];
	for (size_t i = 0; i < COUNT(fd); i++) {
		fd[i] = dial(s);
		say(fd[i], STR("GET /door/wait HTTP/1.1\r\nHost: c\r\n\r\n"));
	}
	wait_for(&d->inside, 64);
	/* the event threads are not blocked: what needs no worker is answered */
	assert_int_equal(status_of(ask(s, "GET / HTTP/1.1\r\n\r\n")), 400);
	open_the_door(d);
	for (size_t i = 0; i < COUNT(fd); i++) {
		assert_int_equal(status_of(answer(s->a, fd[i])), 200);
		close(fd[i]);
	}
	close_server(s);
	free(d);
}

static void a_full_queue_says_503_at_once_and_recovers(void **state)
{
	(void)state;
	app *d = door();
	server *s = serve((http_options){ .app = d, .workers = 2, .queue_max = 3 }, routes);
	int fd[5];
	for (size_t i = 0; i < COUNT(fd); i++) {
		fd[i] = dial(s);
		say(fd[i], STR("GET /door/wait HTTP/1.1\r\nHost: c\r\n\r\n"));
		wait_for(&d->inside, i < 2 ? (int)i + 1 : 2);
		nap(20);
	}
	str got = ask(s, "GET / HTTP/1.1\r\nHost: c\r\n\r\n");
	assert_int_equal(status_of(got), 503);
	has(got, "Retry-After: ");
	open_the_door(d);
	for (size_t i = 0; i < COUNT(fd); i++) {
		assert_int_equal(status_of(answer(s->a, fd[i])), 200);
		close(fd[i]);
	}
	assert_int_equal(d->most, 2);
	assert_int_equal(status_of(ask(s, "GET / HTTP/1.1\r\nHost: c\r\n\r\n")), 200);
	close_server(s);
	free(d);
}

static void *stop(void *arg)
{
	http_stop(arg);
	return NULL;
}

static void the_stop_takes_no_new_requests_and_finishes_those_under_way(void **state)
{
	(void)state;
	app *d = door();
	server *s = serve((http_options){ .app = d }, routes);
	int under_way = dial(s), half = dial(s), idle = dial(s);
	say(under_way, STR("GET /door/wait HTTP/1.1\r\nHost: c\r\n\r\n"));
	say(half, STR("GET / HTTP/1.1\r\nHo"));
	wait_for(&d->inside, 1);
	pthread_t stopper;
	pthread_create(&stopper, NULL, stop, s->http);
	nap(100);
	say(half, STR("st: c\r\n\r\n"));
	str got = answer(s->a, half);
	assert_int_equal(status_of(got), 503);
	has(got, "Connection: close");
	open_the_door(d);
	assert_int_equal(status_of(answer(s->a, under_way)), 200);
	pthread_join(stopper, NULL);
	assert_true(ends_within(s->a, idle, 1000));
	close(under_way), close(half), close(idle);
	arena_free(s->a);
	free(d);
}

static void clients_that_leave_while_they_are_served_leave_nothing_behind(void **state)
{
	server *s = *state;
	for (int i = 0; i < 200; i++) {
		int fd = dial(s);
		say(fd, i % 20   ? STR("GET / HTTP/1.1\r\nHost: c\r\n\r\n")
			: i % 40 ? STR("GET /large/file HTTP/1.1\r\nHost: c\r\n\r\n")
				 : STR(P "Content-Length: 50\r\n\r\nab"));
		close(fd);
	}
}

static void running_out_of_descriptors_is_not_the_end(void **state)
{
	server *s = *state;
	int waiting[40];
	for (size_t i = 0; i < COUNT(waiting); i++)
		waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct rlimit files, few;
	getrlimit(RLIMIT_NOFILE, &files);
	few = files;
	few.rlim_cur = (rlim_t)waiting[COUNT(waiting) - 1] + 10; /* for nine of them */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(s->http)) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (size_t i = 0; i < COUNT(waiting); i++)
		assert_int_equal(connect(waiting[i], (struct sockaddr *)&to, sizeof to), 0);
	nap(200);
	size_t served = 0;
	for (size_t i = 0; i < COUNT(waiting); i++) {
		say(waiting[i], STR("GET / HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"));
		served += status_of(answer(s->a, waiting[i])) == 200;
		close(waiting[i]);
	}
	assert_int_equal(served, COUNT(waiting)); /* some later, none never */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
}

static void *hammer(void *arg)
{
	const server *s = arg;
	arena *a = arena_new(16 << 20);
	int fd = dial(s);
	for (int i = 0; i < 200; i++) {
		say(fd, STR(P "Content-Length: 5\r\n\r\nhello"));
		str got = answer(a, fd);
		if (status_of(got) != 200 || !str_ends(got, STR("fine 5")))
			abort();
		arena_reset(a);
	}
	close(fd);
	arena_free(a);
	return NULL;
}

static void many_clients_at_once_get_their_own_answers(void **state)
{
	pthread_t clients[16];
	for (size_t i = 0; i < COUNT(clients); i++)
		pthread_create(&clients[i], NULL, hammer, *state);
	for (size_t i = 0; i < COUNT(clients); i++)
		pthread_join(clients[i], NULL);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		T(a_malformed_request_is_refused_and_its_connection_closed),
		T(a_malformed_target_or_form_is_a_400_and_the_connection_goes_on),
		T(a_malformed_multipart_form_is_a_400),
		T(too_many_fields_are_a_413),
		T(a_query_of_very_many_fields_is_answered_at_once),
		T(a_body_that_is_too_large_is_refused_before_it_is_sent),
		T(a_body_of_just_the_size_is_taken),
		T(chunks_that_grow_too_large_are_refused_as_soon_as_they_do),
		T(heads_have_ceilings),
		T(a_head_that_comes_in_drops_is_read_and_one_that_never_ends_is_cut),
		T(an_idle_connection_is_closed),
		T(a_large_answer_arrives_whole_and_one_that_nobody_takes_is_given_up),
		cmocka_unit_test(sixty_four_clients_wait_at_once_and_all_are_answered),
		cmocka_unit_test(a_full_queue_says_503_at_once_and_recovers),
		cmocka_unit_test(the_stop_takes_no_new_requests_and_finishes_those_under_way),
		T(clients_that_leave_while_they_are_served_leave_nothing_behind),
		T(running_out_of_descriptors_is_not_the_end),
		T(many_clients_at_once_get_their_own_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
