/*
 * screens: how long a call takes to reach every screen, through everything: a clerk's POST, the commit, the feed, the hub,
 * and N open live streams that one reader, this program, takes in.
 *
 *     screens --url http://127.0.0.1:8080 --office moji --desk 1 --token TOKEN --streams 1000 --calls 10
 *
 * For each call somebody takes a ticket, the streams fall silent, and the desk calls: the clock runs from before the POST
 * is sent to when a stream has the event. Prints one line of JSON: over all calls and streams the median and the 99th
 * percentile, and the median of when the last stream had it. Ends with 1 when a stream was not told within ten seconds.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct screens {
	const char *host, *port, *office, *desk, *token;
	int n, calls, epoll;
	int *fd;
	bool *had;
	double *took; /* ms; n for each call */
	size_t took_n;
} screens;

static void die(const char *what, const char *why)
{
	fprintf(stderr, "screens: %s: %s\n", what, why);
	exit(2);
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* From a loopback address of its own for each 500, as screens are in many places: one address may have only so many. */
static int dial(const screens *s, int which)
{
	struct addrinfo *list, hints = { .ai_socktype = SOCK_STREAM };
	if (getaddrinfo(s->host, s->port, &hints, &list) != 0)
		die(s->host, "not found");
	int fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in from = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)which / 500) };
	if (fd < 0 || bind(fd, (struct sockaddr *)&from, sizeof from) != 0 ||
	    connect(fd, list->ai_addr, list->ai_addrlen) != 0)
		die("cannot connect", strerror(errno));
	freeaddrinfo(list);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	return fd;
}

static void say(int fd, const char *p, size_t n)
{
	if (send(fd, p, n, MSG_NOSIGNAL) != (ssize_t)n)
		die("cannot send", strerror(errno));
}

/* A POST on a connection of its own; answered() reads what came of it. */
static int post(const screens *s, const char *path, const char *body)
{
	char text[1024];
	int fd = dial(s, 0);
	int n = snprintf(text, sizeof text,
			 "POST /api/v1/%s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n"
			 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
			 path, s->host, s->port, s->token, strlen(body), body);
	if (n >= (int)sizeof text)
		die(path, "too long");
	say(fd, text, (size_t)n);
	return fd;
}

/* Waits for the whole answer; 2xx, and 409 where `refusable`, is fine. */
static void answered(int fd, const char *what, bool refusable)
{
	char text[8192];
	size_t n = 0;
	ssize_t k;
	while (n < sizeof text - 1 && (k = recv(fd, text + n, sizeof text - 1 - n, 0)) > 0)
		n += (size_t)k;
	text[n] = '\0';
	close(fd);
	if (strncmp(text, "HTTP/1.1 2", 10) != 0 && !(refusable && strncmp(text, "HTTP/1.1 409", 12) == 0))
		die(what, n ? text : "no answer");
}

static void desk(const screens *s, const char *action)
{
	char path[128];
	snprintf(path, sizeof path, "desks/%s-%s/%s", s->office, s->desk, action);
	answered(post(s, path, "{}"), action, true);
}

/* Reads until `most` streams have seen `mark`, or nothing comes for so long; returns how many have. */
static int listen_for(screens *s, const char *mark, int most, double began, int patience_ms)
{
	struct epoll_event ready[256];
	char text[16384];
	int seen = 0, n;
	memset(s->had, 0, (size_t)s->n * sizeof *s->had);
	while (seen < most && (n = epoll_wait(s->epoll, ready, 256, patience_ms)) > 0) {
		for (int i = 0; i < n; i++) {
			uint32_t which = ready[i].data.u32;
			ssize_t k = recv(s->fd[which], text, sizeof text - 1, MSG_DONTWAIT);
			if (k <= 0)
				die("a stream ended", k ? strerror(errno) : "closed by the server");
			text[k] = '\0';
			if (s->had[which] || !strstr(text, mark))
				continue;
			s->had[which] = true;
			seen++;
			if (began > 0)
				s->took[s->took_n++] = now_ms() - began;
		}
	}
	return seen;
}

static void open_streams(screens *s)
{
	char text[256];
	int n = snprintf(text, sizeof text,
			 "GET /events/offices/%s HTTP/1.1\r\nHost: %s:%s\r\nAccept: text/event-stream\r\n\r\n",
			 s->office, s->host, s->port);
	for (int i = 0, waiting = 1; i < s->n; i++, waiting++) {
		s->fd[i] = dial(s, i);
		say(s->fd[i], text, (size_t)n);
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
		epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->fd[i], &e);
		/* in groups, as a server takes in only so many requests at one time */
		if (waiting < 256 && i + 1 < s->n)
			continue;
		if (listen_for(s, "HTTP/1.1 200", waiting, 0, 10000) != waiting)
			die("a stream", "was not opened");
		waiting = 0;
	}
	listen_for(s, "nothing has this", s->n, 0, 500);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	screens s = { .n = 1000, .calls = 10, .office = "moji", .desk = "1", .token = "" };
	char *url = NULL;
	for (int i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--url"))
			url = argv[i + 1];
		else if (!strcmp(argv[i], "--office"))
			s.office = argv[i + 1];
		else if (!strcmp(argv[i], "--desk"))
			s.desk = argv[i + 1];
		else if (!strcmp(argv[i], "--token"))
			s.token = argv[i + 1];
		else if (!strcmp(argv[i], "--streams"))
			s.n = (int)strtol(argv[i + 1], NULL, 10);
		else if (!strcmp(argv[i], "--calls"))
			s.calls = (int)strtol(argv[i + 1], NULL, 10);
		else
			die(argv[i], "unknown");
	}
	char *colon = url ? strrchr(url, ':') : NULL;
	if (!url || strncmp(url, "http://", 7) != 0 || colon < url + 7 || s.n < 1 || s.calls < 1)
		die("usage", "screens --url http://HOST:PORT --office ID --desk ID --token T --streams N --calls N");
	*colon = '\0';
	s.host = url + 7;
	s.port = colon + 1;
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	s.epoll = epoll_create1(EPOLL_CLOEXEC);
	s.fd = calloc((size_t)s.n, sizeof *s.fd);
	s.had = calloc((size_t)s.n, sizeof *s.had);
	s.took = calloc((size_t)s.n * (size_t)s.calls, sizeof *s.took);
	double *last = calloc((size_t)s.calls, sizeof *last);
	if (!s.fd || !s.had || !s.took || !last)
		die("memory", "none left");

	desk(&s, "open");
	open_streams(&s);
	char ticket[128], call[128];
	snprintf(ticket, sizeof ticket, "{\"office\":\"%s\",\"services\":[\"s1\"]}", s.office);
	snprintf(call, sizeof call, "desks/%s-%s/call-next", s.office, s.desk);
	int missing = 0;
	for (int i = 0; i < s.calls; i++) {
		answered(post(&s, "tickets", ticket), "ticket", false);
		listen_for(&s, "nothing has this", s.n, 0, 400);
		double began = now_ms();
		int fd = post(&s, call, "{}");
		missing += s.n - listen_for(&s, "data:", s.n, began, 10000);
		last[i] = s.took_n ? s.took[s.took_n - 1] : 0;
		answered(fd, "call", false);
		desk(&s, "done");
		listen_for(&s, "nothing has this", s.n, 0, 400);
	}
	qsort(s.took, s.took_n, sizeof *s.took, by_size);
	qsort(last, (size_t)s.calls, sizeof *last, by_size);
	double p50 = s.took_n ? s.took[s.took_n / 2] : 0, p99 = s.took_n ? s.took[(s.took_n - 1) * 99 / 100] : 0;
	printf("{\"streams\":%d,\"calls\":%d,\"missing\":%d,\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"last_ms\":%.1f}\n", s.n,
	       s.calls, missing, p50, p99, last[s.calls / 2]);
	return missing ? 1 : 0;
}
