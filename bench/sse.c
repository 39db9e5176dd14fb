/*
 * How long a call takes to reach every screen: a server in a process of its own, and a client that keeps N streams
 * open. Prints, for a few events, when the median, the 99th percentile and the last of the streams had it, and what
 * the server's memory was. Needs http, text, base, libmicrohttpd; two descriptors' worth of `ulimit -n` above N.
 *
 *     bench/sse [STREAMS [EVENTS]]        10000 and 10
 */
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/hub.h"

#define PATIENCE_MS 10000

/* --- the server ---------------------------------------------------------------------------------------------------- */

static const err *gate(req *r, resp *out)
{
	(void)r;
	(void)out;
	return NULL;
}

static void fail(req *r, resp *out, const err *e)
{
	(void)r;
	out->body = err_name(e->code);
}

static const err *events(req *r, resp *out)
{
	(void)r;
	out->stream = STR("401005/kokurakita");
	out->stream_after = -1;
	return NULL;
}

static i64 status_kb(const char *label)
{
	FILE *f = fopen("/proc/self/status", "r");
	CHECK(f);
	char line[256];
	i64 kb = 0;
	while (fgets(line, sizeof line, f))
		if (strncmp(line, label, strlen(label)) == 0)
			kb = strtoll(line + strlen(label) + 1, NULL, 10);
	fclose(f);
	return kb;
}

/* Says its port, then publishes one event for each byte it is told, and its memory at the end. */
static void server(int in, int out, size_t streams)
{
	static const route table[] = { { "GET", "/events", 1, events }, { 0 } };
	const route *tables = table;
	arena *a = arena_new(1 << 20);
	clock_source clock = clock_system();
	hub *h = hub_new(256, NULL, NULL);
	hub_limit(h, (hub_limits){ .streams = streams + 10, .per_address = streams + 10 });
	http_options o = { .listen = STR("127.0.0.1:0"), .clock = &clock, .hub = h, .gate = gate, .fail = fail };
	http *server;
	CHECK(http_start(a, &o, &tables, 1, &server) == NULL);
	i64 message = http_port(server);
	CHECK(write(out, &message, sizeof message) == sizeof message);
	char c;
	for (i64 id = 1; read(in, &c, 1) == 1; id++)
		hub_publish(h, STR("401005/kokurakita"),
			    (hub_event){ id, STR("call"),
					 STR("{\"number\":\"A012\",\"desk\":\"3\",\"words\":"
					     "\"A012番の方、3番の窓口へお越しください\"}") });
	i64 memory[2] = { status_kb("VmRSS:"), status_kb("VmHWM:") };
	CHECK(write(out, memory, sizeof memory) == sizeof memory);
	http_stop(server);
	hub_free(h);
	arena_free(a);
}

/* --- the screens --------------------------------------------------------------------------------------------------- */

typedef struct screens {
	int epoll;
	int *fd;
	size_t n;
	bool *had;
	i64 *times;
	size_t got;
} screens;

static void dial(screens *s, size_t i, int port)
{
	static const char request[] = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(s->fd[i] >= 0 && connect(s->fd[i], (struct sockaddr *)&to, sizeof to) == 0);
	CHECK(send(s->fd[i], request, sizeof request - 1, MSG_NOSIGNAL) == sizeof request - 1);
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = i };
	CHECK(epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->fd[i], &e) == 0);
}

/* Waits until every stream has read `marker`; notes when each had it. False when one of them did not. */
static bool wait_all(screens *s, const char *marker, i64 since)
{
	memset(s->had, 0, s->n * sizeof *s->had);
	s->got = 0;
	while (s->got < s->n) {
		struct epoll_event events[512];
		int n = epoll_wait(s->epoll, events, 512, PATIENCE_MS);
		if (n <= 0)
			return false;
		for (int k = 0; k < n; k++) {
			size_t i = events[k].data.u64;
			char some[4096];
			ssize_t len = recv(s->fd[i], some, sizeof some, MSG_DONTWAIT);
			if (len <= 0)
				return false;
			if (!s->had[i] && memmem(some, (size_t)len, marker, strlen(marker))) {
				s->had[i] = true;
				s->times[s->got++] = clock_ticks() - since;
			}
		}
	}
	return true;
}

static double ms(i64 nanoseconds)
{
	return (double)nanoseconds / 1e6;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
	int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 10;
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	int to[2], from[2];
	CHECK(pipe(to) == 0 && pipe(from) == 0);
	pid_t child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		close(to[1]);
		close(from[0]);
		server(to[0], from[1], n);
		return 0;
	}
	close(to[0]);
	close(from[1]);
	i64 port;
	CHECK(read(from[0], &port, sizeof port) == sizeof port);

	arena *a = arena_new((size_t)64 << 20);
	screens s = { .epoll = epoll_create1(EPOLL_CLOEXEC),
		      .fd = arena_many(a, int, n),
		      .n = n,
		      .had = arena_many(a, bool, n),
		      .times = arena_many(a, i64, n) };
	i64 began = clock_ticks();
	for (size_t i = 0; i < n; i++)
		dial(&s, i, (int)port);
	CHECK(wait_all(&s, "retry: ", began));
	printf("%zu streams opened in %.0f ms\n", n, ms(clock_ticks() - began));
	i64 worst = 0;
	for (int k = 1; k <= rounds; k++) {
		char marker[32];
		snprintf(marker, sizeof marker, "id: %d\n", k);
		i64 since = clock_ticks();
		CHECK(write(to[1], "x", 1) == 1);
		CHECK(wait_all(&s, marker, since));
		/* in the order they came */
		printf("event %d: half after %.1f ms, 99%% after %.1f ms, all after %.1f ms\n", k, ms(s.times[n / 2]),
		       ms(s.times[n * 99 / 100]), ms(s.times[n - 1]));
		worst = s.times[n - 1] > worst ? s.times[n - 1] : worst;
	}
	close(to[1]);
	i64 memory[2];
	CHECK(read(from[0], memory, sizeof memory) == sizeof memory);
	printf("worst %.1f ms; server's memory %.1f MB, at most %.1f MB\n", ms(worst), (double)memory[0] / 1024,
	       (double)memory[1] / 1024);
	int status;
	waitpid(child, &status, 0);
	arena_free(a);
	return status;
}
