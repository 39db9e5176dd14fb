#include "print/printer.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- the address ----------------------------------------------------------------------------------------- */

static bool is_host(str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && c != '-' && c != '.' && c != ':' && c != '_')
			return false;
	}
	return s.len > 0 && s.len <= 253;
}

const err *printer_parse(arena *a, str url, printer_address *ret)
{
	str rest = url;
	if (!str_starts(rest, STR("tcp://")))
		return err_why(a, ERR_invalid, "a printer's address begins with tcp://, as tcp://192.168.1.50:9100");
	rest = str_sub(rest, 6, rest.len);
	str host;
	if (str_starts(rest, STR("["))) {
		size_t end = str_find(rest, ']');
		if (end == rest.len)
			return err_why(a, ERR_invalid, "a printer's address: no ] behind the IPv6 address");
		host = str_sub(rest, 1, end);
		rest = str_sub(rest, end + 1, rest.len);
	} else {
		size_t end = str_find(rest, ':');
		host = str_sub(rest, 0, end);
		rest = str_sub(rest, end, rest.len);
	}
	if (!is_host(host))
		return err_why(a, ERR_invalid, "a printer's address: no host's name or address behind tcp://");
	i64 port = PRINTER_PORT;
	if (rest.len && rest.at[0] != ':')
		return err_why(a, ERR_invalid, "a printer's address ends with the port; no path behind it");
	if (rest.len && (!str_i64(str_sub(rest, 1, rest.len), &port) || port < 1 || port > 65535))
		return err_why(a, ERR_invalid, "a printer's address: the port is a number from 1 to 65535");
	*ret = (printer_address){ .host = arena_copy(a, host), .port = (int)port };
	return NULL;
}

/* --- a line with a deadline ------------------------------------------------------------------------------ */

static i64 now(void)
{
	return clock_ticks() / 1000000;
}

/* Waits until the socket is ready for `events`; false when the deadline passes first. */
static bool wait_for(int fd, short events, i64 deadline)
{
	for (;;) {
		i64 left = deadline - now();
		struct pollfd p = { .fd = fd, .events = events };
		int n = poll(&p, 1, left > 0 ? (int)left : 0);
		if (n > 0)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
	}
}

static const char *try_address(const struct addrinfo *to, i64 deadline, int *ret)
{
	int fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return strerrordesc_np(errno);
	int failed = connect(fd, to->ai_addr, to->ai_addrlen) == 0 ? 0 : errno;
	if (failed == EINPROGRESS) {
		socklen_t size = sizeof failed;
		if (!wait_for(fd, POLLOUT, deadline))
			failed = ETIMEDOUT;
		else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size) < 0)
			failed = errno;
	}
	if (failed) {
		close(fd);
		return strerrordesc_np(failed);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	*ret = fd;
	return NULL;
}

static const err *connected(arena *a, str url, i64 limit, int *ret)
{
	printer_address to;
	TRY(printer_parse(a, url, &to));
	struct addrinfo want = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV }, *found;
	char port[8];
	snprintf(port, sizeof port, "%d", to.port);
	int code = getaddrinfo(to.host.at, port, &want, &found);
	if (code)
		return err_why(a, ERR_printer, "%.*s: no such host: %s", STR_ARG(url), gai_strerror(code));
	const char *why = "no address";
	i64 deadline = now() + limit;
	for (const struct addrinfo *i = found; i && why; i = i->ai_next)
		why = try_address(i, deadline, ret);
	freeaddrinfo(found);
	return why ? err_why(a, ERR_printer, "%.*s: cannot connect: %s", STR_ARG(url), why) : NULL;
}

/* Everything, and the printer's side has acknowledged it: a printer that accepts and never reads fills up and stops. */
static bool send_all(int fd, str bytes, i64 deadline)
{
	for (size_t sent = 0; sent < bytes.len;) {
		if (!wait_for(fd, POLLOUT, deadline))
			return false;
		ssize_t n = send(fd, bytes.at + sent, bytes.len - sent, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		sent += n > 0 ? (size_t)n : 0;
	}
	for (;;) {
		int unsent, broken;
		socklen_t size = sizeof broken;
		if (ioctl(fd, SIOCOUTQ, &unsent) < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &broken, &size) < 0)
			return false;
		if (unsent == 0 || broken) /* a reset empties the queue, too */
			return !broken;
		if (now() >= deadline)
			return false;
		poll(NULL, 0, 5);
	}
}

/* --- how is the printer? --------------------------------------------------------------------------------- */

typedef struct answers {
	u8 at[4]; /* to DLE EOT 1, 2, 3, 4 */
	int n;
} answers;

/* Asks four questions at once; the answers come one byte each, in order. A status byte has fixed bits 0xx1xx10, which no
 * byte of an automatic status (ASB, where somebody switched that on) has. */
static bool ask(int fd, i64 limit, answers *ret)
{
	static const char questions[] = "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04";
	i64 deadline = now() + limit;
	ret->n = 0;
	if (!send_all(fd, (str){ questions, sizeof questions - 1 }, deadline))
		return false;
	while (ret->n < 4 && wait_for(fd, POLLIN, deadline)) {
		u8 b;
		ssize_t n = recv(fd, &b, 1, 0);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		if (n == 1 && (b & 0x93) == 0x12)
			ret->at[ret->n++] = b;
	}
	return true;
}

/* The bits of Epson's "Transmit real-time status"; other makers follow them. NULL when nothing is wrong. */
static const char *trouble(const answers *s)
{
	u8 printer = s->n > 0 ? s->at[0] : 0, offline = s->n > 1 ? s->at[1] : 0;
	u8 error = s->n > 2 ? s->at[2] : 0, roll = s->n > 3 ? s->at[3] : 0;
	if (offline & 0x04)
		return "cover open";
	if ((roll & 0x60) || (offline & 0x20))
		return "paper out";
	if (error & 0x08)
		return "the cutter is stuck";
	if ((error & 0x60) || (offline & 0x40))
		return "the printer reports an error";
	return printer & 0x08 ? "offline" : NULL;
}

static const err *check(arena *a, str url, int fd, i64 limit, answers *ret)
{
	if (!ask(fd, limit, ret))
		return err_why(a, ERR_printer, "%.*s: the connection broke", STR_ARG(url));
	const char *why = trouble(ret);
	return why ? err_why(a, ERR_printer, "%.*s: %s", STR_ARG(url), why) : NULL;
}

static const err *print(arena *a, str url, int fd, str bytes, printer_limits limits)
{
	answers s;
	TRY(check(a, url, fd, limits.answer, &s));
	if (!send_all(fd, bytes, now() + limits.send))
		return err_why(a, ERR_printer, "%.*s: did not take the ticket in %d s", STR_ARG(url),
			       (int)(limits.send / SECOND));
	/* the paper may have ended in the middle of this ticket */
	return s.n ? check(a, url, fd, limits.answer, &s) : NULL;
}

/* Says that no more comes and waits a moment for the printer to say the same: closing with bytes unread would reset the
 * connection, and the printer might throw away what it has not printed yet. */
static void hang_up(int fd)
{
	char rest[64];
	i64 deadline = now() + 300;
	shutdown(fd, SHUT_WR);
	while (wait_for(fd, POLLIN, deadline) && recv(fd, rest, sizeof rest, 0) > 0)
		;
	close(fd);
}

const err *printer_send(arena *a, str url, str bytes, printer_limits limits)
{
	int fd;
	TRY(connected(a, url, limits.connect, &fd));
	const err *e = print(a, url, fd, bytes, limits);
	hang_up(fd);
	return e;
}

const err *printer_ready(arena *a, str url, printer_limits limits)
{
	int fd;
	answers s;
	TRY(connected(a, url, limits.connect, &fd));
	const err *e = check(a, url, fd, limits.answer, &s);
	hang_up(fd);
	return e;
}
