/*
 * For the tests of this folder: a server on a free port, and clients that send exactly the bytes they are told.
 */
#ifndef HTTP_TESTING_H
#define HTTP_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/hub.h"

#define UNUSED __attribute__((unused))

typedef struct server {
	arena *a; /* the server's, and for what the test reads */
	clock_source clock;
	http *http;
} server;

static UNUSED int dial(const server *s)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(s->http)) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	return fd;
}

/* False when the other side has closed. */
static UNUSED bool say(int fd, str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
	return true;
}

/* Reads until `until` has come (empty: until the end), or nothing comes for `ms`; appends to *got. */
static UNUSED bool listen_for(arena *a, int fd, str until, int ms, str *got)
{
	for (;;) {
		if (until.len && str_has(*got, until))
			return true;
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, ms) <= 0)
			return false;
		char some[8192];
		ssize_t n = recv(fd, some, sizeof some, 0);
		if (n <= 0)
			return until.len == 0;
		*got = str_format(a, "%.*s%.*s", STR_ARG(*got), (int)n, some);
	}
}

/* Sends, reads one answer up to its Content-Length or the end. */
static UNUSED str answer(arena *a, int fd)
{
	str got = STR_NONE;
	listen_for(a, fd, STR("\r\n\r\n"), 5000, &got);
	static const char label[] = "Content-Length: ";
	const char *at = got.len ? strstr(got.at, label) : NULL;
	const char *end = got.len ? strstr(got.at, "\r\n\r\n") : NULL;
	if (!at || !end)
		return got;
	size_t want = (size_t)strtoul(at + sizeof label - 1, NULL, 10) + (size_t)(end - got.at) + 4;
	while (got.len < want) {
		char some[8192];
		size_t most = want - got.len < sizeof some ? want - got.len : sizeof some;
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t n = poll(&p, 1, 5000) > 0 ? recv(fd, some, most, 0) : 0;
		if (n <= 0)
			break;
		got = str_format(a, "%.*s%.*s", STR_ARG(got), (int)n, some);
	}
	return got;
}

static UNUSED str ask_bytes(const server *s, str bytes)
{
	int fd = dial(s);
	say(fd, bytes);
	str got = answer(s->a, fd);
	close(fd);
	return got;
}

static UNUSED str ask(const server *s, const char *bytes)
{
	return ask_bytes(s, str_of(bytes));
}

static UNUSED int status_of(str got)
{
	i64 status;
	return str_starts(got, STR("HTTP/1.1 ")) && str_i64(str_sub(got, 9, 12), &status) ? (int)status : 0;
}

static UNUSED void has(str got, const char *wanted)
{
	if (!str_has(got, str_of(wanted)))
		fail_msg("no '%s' in:\n%.*s", wanted, STR_ARG(got));
}

static UNUSED void has_not(str got, const char *wanted)
{
	if (str_has(got, str_of(wanted)))
		fail_msg("'%s' in:\n%.*s", wanted, STR_ARG(got));
}

/* The end of the connection within `ms`; what came before it is thrown away. */
static UNUSED bool ends_within(arena *a, int fd, int ms)
{
	str got = STR_NONE;
	return listen_for(a, fd, STR_NONE, ms, &got);
}

static UNUSED void nap(int ms)
{
	poll(NULL, 0, ms);
}

static UNUSED const err *gate_open(req *r, resp *out)
{
	(void)r;
	(void)out;
	return NULL;
}

static UNUSED void fail_plainly(req *r, resp *out, const err *e)
{
	out->type = STR("text/plain; charset=utf-8");
	out->body = str_format(r->arena, "error %.*s where=%.*s\n", STR_ARG(err_name(e->code)), STR_ARG(e->where));
}

static UNUSED server *serve(http_options o, const route *routes)
{
	arena *a = arena_new((size_t)512 << 20);
	server *s = arena_one(a, server);
	s->a = a;
	s->clock = clock_system();
	o.listen = STR("127.0.0.1:0");
	o.clock = &s->clock;
	o.gate = o.gate ? o.gate : gate_open;
	o.fail = fail_plainly;
	const err *e = http_start(a, &o, &routes, 1, &s->http);
	if (e)
		fail_msg("http_start: %.*s", STR_ARG(e->detail));
	return s;
}

static UNUSED void close_server(server *s)
{
	http_stop(s->http);
	arena_free(s->a);
}

#endif
