/*
 * For tests: a mail server or a webhook's receiver in this process, which answers as it is told and keeps what it heard.
 *
 *     sink *s = arena_one(a, sink);
 *     s->begins = "RCPT", s->answer = "550 no such user\r\n";      to RCPT this, to everything else yes
 *     sink_begin(s);  …  smtp://127.0.0.1:<s->port>  …  sink_end(s);
 *
 * What it kept is to be read after sink_end(). A real server is in tests/browser.
 */
#ifndef SEND_TESTING_H
#define SEND_TESTING_H

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"

#define SINK_LINES 16 /* connections in all */

typedef struct sink {
	pthread_t thread;
	pthread_mutex_t lock;
	int fd, port;
	const char *begins, *answer; /* to the command that begins so (empty: for a greeting): this; SMTP only */
	const char *http; /* the whole answer of an HTTP server; NULL: it speaks SMTP */
	bool silent; /* takes connections and says nothing */
	struct sink_line {
		struct sink *sink;
		pthread_t thread;
		int fd;
	} lines[SINK_LINES];
	size_t lines_n;
	char got[262144];
	size_t len;
} sink;

static inline void sink_keep(sink *s, const char *at, size_t n)
{
	pthread_mutex_lock(&s->lock);
	if (s->len + n < sizeof s->got) {
		memcpy(s->got + s->len, at, n);
		s->len += n;
		s->got[s->len] = 0;
	}
	pthread_mutex_unlock(&s->lock);
}

static inline void sink_say(int fd, const char *line)
{
	(void)!send(fd, line, strlen(line), MSG_NOSIGNAL);
}

static inline bool sink_read_line(int fd, char *line, size_t room)
{
	size_t n = 0;
	char c;
	while (n + 1 < room && recv(fd, &c, 1, 0) == 1) {
		line[n++] = c;
		if (c == '\n')
			break;
	}
	line[n] = 0;
	return n > 0;
}

static inline void sink_speak_smtp(sink *s, int fd)
{
	char line[4096];
	bool data = false;
	sink_say(fd, s->answer && !*s->begins ? s->answer : "220 test ESMTP\r\n");
	while (sink_read_line(fd, line, sizeof line)) {
		sink_keep(s, line, strlen(line));
		bool end = data && strcmp(line, ".\r\n") == 0;
		if (data && !end)
			continue;
		data = false;
		if (s->answer && strncmp(end ? "." : line, s->begins, strlen(s->begins)) == 0) {
			sink_say(fd, s->answer);
		} else if (strncmp(line, "DATA", 4) == 0) {
			data = true;
			sink_say(fd, "354 go on\r\n");
		} else if (strncmp(line, "QUIT", 4) == 0) {
			sink_say(fd, "221 bye\r\n");
			return;
		} else {
			sink_say(fd, "250 fine\r\n");
		}
	}
}

static inline void sink_speak_http(sink *s, int fd)
{
	char some[8192];
	size_t length = 0, from = s->len;
	for (;;) {
		ssize_t n = recv(fd, some, sizeof some, 0);
		if (n <= 0)
			return;
		sink_keep(s, some, (size_t)n);
		const char *body = strstr(s->got + from, "\r\n\r\n"), *at = strstr(s->got + from, "Content-Length: ");
		if (!body || !at)
			continue;
		length = strtoul(at + 16, NULL, 10);
		if (s->len - (size_t)(body + 4 - s->got) >= length)
			break;
	}
	sink_say(fd, s->http);
}

static inline void *sink_talk(void *arg)
{
	struct sink_line *l = arg;
	char c;
	if (l->sink->silent) /* until the other side gives up */
		while (recv(l->fd, &c, 1, 0) > 0)
			continue;
	else if (l->sink->http)
		sink_speak_http(l->sink, l->fd);
	else
		sink_speak_smtp(l->sink, l->fd);
	shutdown(l->fd, SHUT_RDWR);
	return NULL;
}

static inline void *sink_serve(void *arg)
{
	sink *s = arg;
	for (int fd; (fd = accept(s->fd, NULL, NULL)) >= 0;) {
		CHECK(s->lines_n < SINK_LINES);
		struct sink_line *l = &s->lines[s->lines_n++];
		*l = (struct sink_line){ .sink = s, .fd = fd };
		CHECK(pthread_create(&l->thread, NULL, sink_talk, l) == 0);
	}
	return NULL;
}

static inline void sink_begin(sink *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof at;
	pthread_mutex_init(&s->lock, NULL);
	s->lines_n = 0;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(s->fd >= 0 && bind(s->fd, (struct sockaddr *)&at, len) == 0 && listen(s->fd, 8) == 0);
	CHECK(getsockname(s->fd, (struct sockaddr *)&at, &len) == 0);
	s->port = ntohs(at.sin_port);
	CHECK(pthread_create(&s->thread, NULL, sink_serve, s) == 0);
}

static inline void sink_end(sink *s)
{
	shutdown(s->fd, SHUT_RDWR);
	close(s->fd);
	pthread_join(s->thread, NULL);
	for (size_t i = 0; i < s->lines_n; i++) {
		shutdown(s->lines[i].fd, SHUT_RDWR);
		pthread_join(s->lines[i].thread, NULL);
		close(s->lines[i].fd);
	}
}

#endif
