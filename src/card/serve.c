#include "card/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define REQUEST_MS 2000
#define LINGER_MS 200
#define IDLE_MS 10000 /* for a connection that says nothing */
#define WAITING_MAX 16
#define BACKLOG 16

static i64 milliseconds(void)
{
	return clock_ticks() / 1000000;
}

/* --- listening -------------------------------------------------------------------------------------------------------- */

static int listener(const struct sockaddr *at, socklen_t len)
{
	int fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (at->sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(fd, at, len) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

static const err *listen_here(arena *a, int *port, struct pollfd *fds, nfds_t *n)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)*port) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
	socklen_t len = sizeof four;
	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = listener((const struct sockaddr *)&four, sizeof four);
	if (fd < 0)
		return err_why(a, ERR_internal, "127.0.0.1:%d: %s", *port, strerror(errno));
	CHECK(getsockname(fd, (struct sockaddr *)&four, &len) == 0);
	*port = ntohs(four.sin_port);
	fds[(*n)++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	six.sin6_port = four.sin_port;
	fd = listener((const struct sockaddr *)&six, sizeof six);
	if (fd >= 0)
		fds[(*n)++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	else
		log_line(LOG_INFO, "without ::1", "why=%s", strerror(errno));
	return NULL;
}

/* --- one connection --------------------------------------------------------------------------------------------------- */

static bool ready(int fd, short events, i64 deadline)
{
	struct pollfd p = { .fd = fd, .events = events };
	i64 left = deadline - milliseconds();
	return left > 0 && poll(&p, 1, (int)left) == 1;
}

/* The request, into the arena; ASK_MORE when it did not come in time. */
static ask_end receive(int fd, arena *a, request *ret)
{
	size_t room = ASK_HEAD_MAX + ASK_BODY_MAX, len = 0;
	char *at = arena_alloc(a, room);
	i64 deadline = milliseconds() + REQUEST_MS;
	while (ready(fd, POLLIN, deadline)) {
		ssize_t n = recv(fd, at + len, room - len, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
		ask_end end = ask_parse((str){ at, len }, ret);
		if (end != ASK_MORE)
			return end;
		if (len == room)
			return ASK_LARGE;
	}
	return ASK_MORE;
}

static void answer(int fd, str bytes)
{
	i64 deadline = milliseconds() + REQUEST_MS;
	while (bytes.len && ready(fd, POLLOUT, deadline)) {
		ssize_t n = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			return;
		bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
	/* Closed with bytes unread, the connection would be reset, and the answer with it. */
	shutdown(fd, SHUT_WR);
	deadline = milliseconds() + LINGER_MS;
	char rest[4096];
	while (ready(fd, POLLIN, deadline) && recv(fd, rest, sizeof rest, MSG_DONTWAIT) > 0)
		;
}

static void serve_one(int fd, desk *d, arena *a)
{
	request r;
	desk_answer out;
	switch (receive(fd, a, &r)) {
	case ASK_MORE:
		return;
	case ASK_BAD:
		desk_refuse(a, ERR_bad_request, &out);
		break;
	case ASK_LARGE:
		desk_refuse(a, ERR_too_large, &out);
		break;
	case ASK_WHOLE:
		desk_ask(d, a, &r, milliseconds() / 1000, &out);
		/* what was asked and how it ended; not what was said */
		if (out.origin.len && str_eq(r.method, STR("POST")))
			log_line(out.status < 500 ? LOG_INFO : LOG_WARN, "asked", "path=%.*s status=%d",
				 STR_ARG(r.target), out.status);
		else if (!out.origin.len)
			log_line(LOG_WARN, "refused", "why=origin or host");
		break;
	}
	answer(fd, desk_bytes(a, &out));
}

/* --- all of them -------------------------------------------------------------------------------------------------------- */

/* Connections that have said nothing yet: browsers open some in advance, and these hold nobody up. */
typedef struct waiting {
	struct pollfd fds[2 + WAITING_MAX]; /* the listening ones first */
	i64 until[2 + WAITING_MAX];
	nfds_t listening, n;
} waiting;

static void let_in(waiting *w, int listening)
{
	int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return;
	if (w->n == COUNT(w->fds) || !peer_is_same_user(fd)) {
		if (w->n < COUNT(w->fds))
			log_line(LOG_WARN, "refused", "why=another user of this machine");
		close(fd);
		return;
	}
	w->until[w->n] = milliseconds() + IDLE_MS;
	w->fds[w->n++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void leave(waiting *w, nfds_t i)
{
	close(w->fds[i].fd);
	w->n--;
	w->fds[i] = w->fds[w->n];
	w->until[i] = w->until[w->n];
}

static void turn(waiting *w, desk *d, vault *v)
{
	for (nfds_t i = w->n; i-- > w->listening;) {
		if (w->fds[i].revents) {
			arena *one = vault_begin(v);
			serve_one(w->fds[i].fd, d, one);
			vault_wipe(v, one);
			leave(w, i);
		} else if (milliseconds() > w->until[i]) {
			leave(w, i);
		}
	}
	for (nfds_t i = 0; i < w->listening; i++)
		if (w->fds[i].revents & POLLIN)
			let_in(w, w->fds[i].fd);
}

const err *serve_desk(arena *a, desk *d, vault *v)
{
	waiting w = { 0 };
	TRY(listen_here(a, &d->port, w.fds, &w.listening));
	w.n = w.listening;
	printf("listening on http://127.0.0.1:%d\n", d->port);
	fflush(stdout);
	if (!v->locked)
		log_line(LOG_WARN, "memory not locked", "what=raise LimitMEMLOCK (ulimit -l) to 1 MB");
	for (;;) {
		int found = poll(w.fds, w.n, w.n > w.listening ? IDLE_MS / 10 : -1);
		if (found < 0 && errno != EINTR)
			return err_why(a, ERR_internal, "poll: %s", strerror(errno));
		if (found >= 0)
			turn(&w, d, v);
	}
}
