/*
 * load: many clients at once, for any server with the API of madoguchi.
 *
 *     load --url http://127.0.0.1:8080 --scenario bookings --clients 64 --seconds 10
 *
 * It first asks the server what can be booked (offices, services, slots), then keeps one request of every client under
 * way over connections that stay open, from one thread with epoll, so that it takes little of the two cores which the
 * server under test needs. Nothing but libc: what it measures is not what madoguchi is made of.
 *
 *   bookings    books free places, spread over all offices and services
 *   slots       asks for the free places of a month
 *   contended   all clients want the same slot at the same time, then the next one (--slots): exactly its places are sold
 *   tickets     takes tickets in one office (--office), all from the same counters of numbers, and leaves the queue again
 *
 * --requests N ends after N answers instead of --seconds; --warmup S answers without counting for S seconds first;
 * --acks FILE writes each acknowledged booking or ticket as a line that SQL can be held against.
 * One line of JSON goes to stdout, one for people to stderr. It ends with 1 when a promise was broken: too many or too
 * few places sold, an answer that is none of the expected, a connection lost.
 */
#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef enum scenario { BOOKINGS, SLOTS, CONTENDED, TICKETS } scenario;
static const char *const scenario_names[] = { "bookings", "slots", "contended", "tickets" };

/* One slot of one service, as the server told it. */
typedef struct slot {
	const char *office, *service;
	char start[40];
	int left; /* places that were free when we asked */
	int asked, sold; /* by us */
} slot;

/* One service that can be booked or waited for. */
typedef struct offer {
	char *office, *service;
} offer;

typedef struct client {
	int fd;
	int64_t sent; /* ns; 0 while nothing is under way */
	size_t slot; /* what it asked for */
	char ticket[64]; /* tickets: the code of the one that it holds, and gives back next */
	char *in;
	size_t in_n, in_cap;
} client;

typedef struct load {
	/* asked for */
	scenario what;
	int clients, tries;
	double seconds, warmup;
	long requests;
	size_t slots_max;
	const char *office, *host, *port;
	FILE *acks;
	/* learned */
	offer *offers;
	size_t offers_n;
	slot *slots;
	size_t slots_n, cursor;
	char from[16], to[16];
	/* measured */
	bool counting;
	long asked, answers, ok, full, other, lost;
	long bytes;
	uint32_t *took; /* microseconds of each answer */
	size_t took_n, took_cap;
	char first_odd[200];
} load;

static void die(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	fputs("load: ", stderr);
	vfprintf(stderr, format, ap);
	fputs("\n", stderr);
	va_end(ap);
	exit(2);
}

static void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

static FILE *must_open(const char *path)
{
	FILE *f = fopen(path, "we");
	if (!f)
		die("cannot write %s: %s", path, strerror(errno));
	return f;
}

static int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* --- as much JSON as is needed: find members, step over values ----------------------------------------------- */

static const char *blank(const char *p)
{
	while (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')
		p++;
	return p;
}

/* Behind the value that begins at p; every answer ends with NUL, so that none of this runs away. */
static const char *value_end(const char *p)
{
	int depth = 0;
	p = blank(p);
	do {
		if (*p == '"') {
			for (p++; *p && *p != '"'; p++)
				if (*p == '\\' && p[1])
					p++;
		} else if (*p == '{' || *p == '[') {
			depth++;
		} else if (*p == '}' || *p == ']') {
			depth--;
		} else if (depth == 0) {
			while (*p && !strchr(",]} \n\t\r", *p))
				p++;
			return p;
		}
		if (*p)
			p++;
	} while (*p && depth > 0);
	return p;
}

/* The value of a member of the object at p, or NULL. */
static const char *member(const char *p, const char *name)
{
	size_t n = strlen(name);
	p = blank(p);
	if (*p != '{')
		return NULL;
	p = blank(p + 1);
	while (*p == '"') {
		bool found = strncmp(p + 1, name, n) == 0 && p[1 + n] == '"';
		p = blank(value_end(p));
		if (*p != ':')
			return NULL;
		p = blank(p + 1);
		if (found)
			return p;
		p = blank(value_end(p));
		if (*p == ',')
			p = blank(p + 1);
	}
	return NULL;
}

/* The next element of an array; begin with the array's own '['. NULL at its end. */
static const char *element(const char *p)
{
	p = blank(p);
	p = *p == '[' ? blank(p + 1) : blank(value_end(p));
	if (*p == ',')
		p = blank(p + 1);
	return *p == ']' || !*p ? NULL : p;
}

/* Copies a string without escapes, which all that we send back are; false when it is none or does not fit. */
static bool text(const char *p, char *to, size_t cap)
{
	if (!p || *p != '"')
		return false;
	const char *end = strchr(p + 1, '"');
	if (!end || (size_t)(end - p) > cap || memchr(p, '\\', (size_t)(end - p)))
		return false;
	memcpy(to, p + 1, (size_t)(end - p - 1));
	to[end - p - 1] = '\0';
	return true;
}

/* --- HTTP ------------------------------------------------------------------------------------------------------ */

static int dial(const load *l)
{
	struct addrinfo *list, hints = { .ai_socktype = SOCK_STREAM };
	if (getaddrinfo(l->host, l->port, &hints, &list) != 0)
		die("cannot find %s:%s", l->host, l->port);
	int fd = -1;
	for (struct addrinfo *a = list; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(list);
	if (fd < 0)
		die("cannot connect to %s:%s: %s", l->host, l->port, strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	return fd;
}

static bool send_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* Reads what has come. 1: a whole answer is there, with *status and *body (ended by NUL); 0: not yet; -1: lost. */
static int receive(client *c, int *status, char **body)
{
	if (c->in_cap - c->in_n < 16384) {
		c->in_cap = c->in_cap * 2 + 32768;
		c->in = must(realloc(c->in, c->in_cap));
	}
	ssize_t k = recv(c->fd, c->in + c->in_n, c->in_cap - c->in_n - 1, 0);
	if (k <= 0)
		return -1;
	c->in_n += (size_t)k;
	c->in[c->in_n] = '\0';
	char *end = strstr(c->in, "\r\n\r\n");
	if (!end)
		return 0;
	char *length = strcasestr(c->in, "\r\ncontent-length:");
	if (strncmp(c->in, "HTTP/1.1 ", 9) != 0 || !length || length > end)
		die("not an answer with a Content-Length: %.80s", c->in);
	size_t n = strtoul(length + 17, NULL, 10);
	*status = (int)strtol(c->in + 9, NULL, 10);
	*body = end + 4;
	return c->in_n >= (size_t)(*body - c->in) + n ? 1 : 0;
}

/* One request, waited for; the body is the caller's to free. */
static char *get(const load *l, const char *path)
{
	char ask[1024];
	client c = { .fd = dial(l) };
	int n = snprintf(ask, sizeof ask, "GET %s HTTP/1.1\r\nHost: %s:%s\r\nAccept: application/json\r\n\r\n", path,
			 l->host, l->port);
	if (n >= (int)sizeof ask || !send_all(c.fd, ask, (size_t)n))
		die("cannot ask for %s", path);
	int status = 0, got = 0;
	char *body = NULL;
	while (got == 0)
		got = receive(&c, &status, &body);
	if (got < 0 || status != 200)
		die("GET %s was answered %d: %.200s", path, status, body ? body : "(nothing)");
	close(c.fd);
	memmove(c.in, body, strlen(body) + 1);
	return c.in;
}

/* --- what the server offers -------------------------------------------------------------------------------------- */

/* YYYY-MM-DD in Japan, so many days from now. */
static void date(char *to, size_t cap, int days)
{
	struct tm t;
	time_t at = time(NULL) + 9 * 3600 + (time_t)days * 86400;
	gmtime_r(&at, &t);
	strftime(to, cap, "%Y-%m-%d", &t);
}

static void learn_slots(load *l, const offer *o)
{
	char path[256], first[16], last[16];
	date(first, sizeof first, 2); /* not tomorrow's: at midnight they become today's, which are not offered */
	date(last, sizeof last, 60);
	snprintf(path, sizeof path, "/api/v1/offices/%s/slots?service=%s&from=%s&to=%s", o->office, o->service, first,
		 last);
	char *body = get(l, path);
	const char *list = member(body, "slots");
	if (!list)
		die("GET %s has no \"slots\"", path);
	for (const char *e = element(list); e; e = element(e)) {
		slot s = { .office = o->office, .service = o->service };
		const char *left = member(e, "left");
		s.left = left ? (int)strtol(left, NULL, 10) : 0;
		if (!text(member(e, "start"), s.start, sizeof s.start) || s.left <= 0)
			continue;
		if ((l->slots_n & (l->slots_n - 1)) == 0)
			l->slots = must(realloc(l->slots, (l->slots_n ? l->slots_n * 2 : 1) * sizeof *l->slots));
		l->slots[l->slots_n++] = s;
	}
	free(body);
}

/* Neighbours in the list become strangers: bookings then go to all offices at once, as on a real morning. */
static void shuffle(load *l)
{
	uint64_t x = 88172645463325252u;
	for (size_t i = l->slots_n; i > 1; i--) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		size_t j = x % i;
		slot s = l->slots[i - 1];
		l->slots[i - 1] = l->slots[j];
		l->slots[j] = s;
	}
}

static void learn(load *l)
{
	char path[256], office[64], service[64];
	date(l->from, sizeof l->from, 1);
	date(l->to, sizeof l->to, 31);
	char *offices = get(l, "/api/v1/offices");
	const char *list = member(offices, "offices");
	if (!list)
		die("GET /api/v1/offices has no \"offices\"");
	for (const char *e = element(list); e; e = element(e)) {
		if (!text(member(e, "id"), office, sizeof office) || (l->office && strcmp(l->office, office) != 0))
			continue;
		snprintf(path, sizeof path, "/api/v1/offices/%s/services", office);
		char *services = get(l, path);
		const char *each = member(services, "services");
		for (const char *s = each ? element(each) : NULL; s; s = element(s)) {
			const char *bookable = member(s, "bookable");
			if (!text(member(s, "id"), service, sizeof service) ||
			    (l->what != TICKETS && bookable && *bookable == 'f'))
				continue;
			l->offers = must(realloc(l->offers, (l->offers_n + 1) * sizeof *l->offers));
			l->offers[l->offers_n++] = (offer){ must(strdup(office)), must(strdup(service)) };
		}
		free(services);
	}
	free(offices);
	if (l->offers_n == 0)
		die("the server offers nothing");
	for (size_t i = 0; (l->what == BOOKINGS || l->what == CONTENDED) && i < l->offers_n; i++)
		learn_slots(l, &l->offers[i]);
	if ((l->what == BOOKINGS || l->what == CONTENDED) && l->slots_n == 0)
		die("the server has no free place");
	if (l->what == BOOKINGS)
		shuffle(l);
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

/* Which slot comes next; false when there is none any more. */
static bool choose(load *l, size_t *ret)
{
	if (l->what == CONTENDED) {
		/* every slot is wanted `tries` times, by everybody at once */
		while (l->cursor < l->slots_n && l->cursor < l->slots_max && l->slots[l->cursor].asked >= l->tries)
			l->cursor++;
		if (l->cursor >= l->slots_n || l->cursor >= l->slots_max)
			return false;
		*ret = l->cursor;
	} else {
		size_t n = 0;
		while (n < l->slots_n &&
		       l->slots[l->cursor % l->slots_n].asked >= l->slots[l->cursor % l->slots_n].left) {
			l->cursor++;
			n++;
		}
		if (n == l->slots_n)
			return false;
		*ret = l->cursor++ % l->slots_n;
	}
	l->slots[*ret].asked++;
	return true;
}

/* Sends the client's next request; false when there is nothing left to ask for. */
static bool ask(load *l, client *c)
{
	char body[512] = "", head[1024], path[128] = "bookings";
	int n, b = 0;
	if (l->what == SLOTS) {
		const offer *o = &l->offers[l->cursor++ % l->offers_n];
		n = snprintf(head, sizeof head,
			     "GET /api/v1/offices/%s/slots?service=%s&from=%s&to=%s HTTP/1.1\r\nHost: %s:%s\r\n\r\n",
			     o->office, o->service, l->from, l->to, l->host, l->port);
	} else {
		if (l->what == TICKETS && c->ticket[0]) {
			snprintf(path, sizeof path, "tickets/%s/leave", c->ticket);
			b = snprintf(body, sizeof body, "{}");
		} else if (l->what == TICKETS) {
			const offer *o = &l->offers[l->cursor++ % l->offers_n];
			snprintf(path, sizeof path, "tickets");
			b = snprintf(body, sizeof body, "{\"office\":\"%s\",\"services\":[\"%s\"]}", o->office,
				     o->service);
		} else {
			if (!choose(l, &c->slot))
				return false;
			const slot *s = &l->slots[c->slot];
			b = snprintf(body, sizeof body,
				     "{\"office\":\"%s\",\"service\":\"%s\",\"start\":\"%s\",\"name\":\"北九州 花子\","
				     "\"contact\":\"hanako%ld@example.jp\"}",
				     s->office, s->service, s->start, l->asked);
		}
		n = snprintf(head, sizeof head,
			     "POST /api/v1/%s HTTP/1.1\r\nHost: %s:%s\r\nContent-Type: application/json\r\n"
			     "Content-Length: %d\r\n\r\n%s",
			     path, l->host, l->port, b, body);
	}
	if (n >= (int)sizeof head)
		die("a request is too long");
	l->asked++;
	c->in_n = 0;
	c->sent = now_ns();
	if (!send_all(c->fd, head, (size_t)n))
		die("the server closed a connection: %s", strerror(errno));
	return true;
}

/* Whether the answer is what was asked for; remembers what was given. */
static bool taken(load *l, client *c, int status, const char *body)
{
	char code[64], number[16];
	switch (l->what) {
	case SLOTS:
		return status == 200;
	case TICKETS:
		if (c->ticket[0]) {
			c->ticket[0] = '\0';
			return status == 200;
		}
		if (status != 201 || !text(member(body, "code"), c->ticket, sizeof c->ticket) ||
		    !text(member(body, "number"), number, sizeof number))
			return false;
		if (l->acks)
			fprintf(l->acks, "ticket\t%s\t%s\t%s\n", c->ticket, l->offers[0].office, number);
		return true;
	case BOOKINGS:
	case CONTENDED:
		break;
	}
	if (status != 201 || !text(member(body, "code"), code, sizeof code))
		return false;
	slot *s = &l->slots[c->slot];
	s->sold++;
	if (l->acks)
		fprintf(l->acks, "booking\t%s\t%s\t%s\t%s\n", code, s->office, s->service, s->start);
	return true;
}

static void answered(load *l, client *c, int status, const char *body)
{
	uint32_t took = (uint32_t)((now_ns() - c->sent) / 1000);
	bool ok = taken(l, c, status, body);
	bool full = status == 409 && strstr(body, "\"slot_full\"");
	if (!ok && !full && !l->first_odd[0])
		snprintf(l->first_odd, sizeof l->first_odd, "%d %.150s", status, body);
	/* what breaks a promise counts from the first request on; figures only after the warm-up */
	l->other += !ok && !full;
	if (!l->counting)
		return;
	l->answers++;
	l->ok += ok && (status == 201 || l->what == SLOTS);
	l->full += full;
	l->bytes += (long)strlen(body);
	if (l->took_n == l->took_cap) {
		l->took_cap = l->took_cap * 2 + 65536;
		l->took = must(realloc(l->took, l->took_cap * sizeof *l->took));
	}
	l->took[l->took_n++] = took;
}

/* Returns the seconds that were counted. */
static double drive(load *l)
{
	int ep = epoll_create1(EPOLL_CLOEXEC), open = 0;
	client *clients = must(calloc((size_t)l->clients, sizeof *clients));
	for (int i = 0; i < l->clients; i++) {
		clients[i].fd = dial(l);
		epoll_ctl(ep, EPOLL_CTL_ADD, clients[i].fd,
			  &(struct epoll_event){ .events = EPOLLIN, .data.ptr = &clients[i] });
	}
	int64_t start = now_ns(), counted = start + (int64_t)(l->warmup * 1e9),
		end = counted + (int64_t)(l->seconds * 1e9);
	l->counting = l->warmup <= 0;
	for (int i = 0; i < l->clients; i++)
		open += ask(l, &clients[i]);
	while (open > 0) {
		struct epoll_event ready[64];
		int n = epoll_wait(ep, ready, 64, 10000);
		if (n == 0)
			die("no answer in ten seconds");
		for (int i = 0; i < n; i++) {
			client *c = ready[i].data.ptr;
			int status = 0;
			char *body = NULL;
			int got = receive(c, &status, &body);
			if (got == 0)
				continue;
			if (got < 0) {
				l->lost++;
				open--;
				epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
				continue;
			}
			answered(l, c, status, body);
			int64_t at = now_ns();
			if (!l->counting && at >= counted) {
				l->counting = true;
				counted = at;
			}
			bool over = l->requests > 0 ? l->asked >= l->requests : at >= end;
			open -= over || !ask(l, c);
		}
	}
	double took = (double)(now_ns() - counted) / 1e9;
	for (int i = 0; i < l->clients; i++) {
		close(clients[i].fd);
		free(clients[i].in);
	}
	free(clients);
	close(ep);
	return took;
}

/* --- what came of it --------------------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}
static double at_share(const load *l, double share)
{
	return l->took_n ? l->took[(size_t)((double)(l->took_n - 1) * share)] / 1000.0 : 0;
}

/* Broken promises are said on stderr and counted. */
static int judge(load *l)
{
	int broken = 0;
	if (l->other > 0)
		broken++, fprintf(stderr, "load: %ld unexpected answers, the first: %s\n", l->other, l->first_odd);
	if (l->lost > 0)
		broken++, fprintf(stderr, "load: %ld connections were lost\n", l->lost);
	for (size_t i = 0; i < l->slots_n; i++) {
		const slot *s = &l->slots[i];
		int most = s->asked < s->left ? s->asked : s->left;
		if (s->sold > s->left || (l->what == CONTENDED && s->sold < most && l->lost == 0))
			broken++, fprintf(stderr, "load: %s %s %s: %d places, %d asked, %d sold\n", s->office,
					  s->service, s->start, s->left, s->asked, s->sold);
	}
	return broken;
}

static void usage(void)
{
	fputs("usage: load --url http://HOST:PORT [--scenario bookings|slots|contended|tickets] [--clients N]\n"
	      "            [--seconds S] [--requests N] [--warmup S] [--slots N] [--tries N] [--office ID] [--acks FILE]\n",
	      stderr);
	exit(2);
}

static scenario scenario_of(const char *name)
{
	for (int i = BOOKINGS; i <= TICKETS; i++)
		if (strcmp(name, scenario_names[i]) == 0)
			return (scenario)i;
	usage();
	return BOOKINGS;
}

int main(int argc, char **argv)
{
	load l = { .clients = 64, .seconds = 10, .slots_max = 1 };
	char *url = NULL;
	signal(SIGPIPE, SIG_IGN);
	for (int i = 1; i < argc; i += 2) {
		char *v = i + 1 < argc ? argv[i + 1] : (usage(), argv[0]);
		if (!strcmp(argv[i], "--url"))
			url = v;
		else if (!strcmp(argv[i], "--clients"))
			l.clients = (int)strtol(v, NULL, 10);
		else if (!strcmp(argv[i], "--seconds"))
			l.seconds = strtod(v, NULL);
		else if (!strcmp(argv[i], "--warmup"))
			l.warmup = strtod(v, NULL);
		else if (!strcmp(argv[i], "--requests"))
			l.requests = strtol(v, NULL, 10);
		else if (!strcmp(argv[i], "--slots"))
			l.slots_max = strtoul(v, NULL, 10);
		else if (!strcmp(argv[i], "--tries"))
			l.tries = (int)strtol(v, NULL, 10);
		else if (!strcmp(argv[i], "--office"))
			l.office = v;
		else if (!strcmp(argv[i], "--acks"))
			l.acks = must_open(v);
		else if (!strcmp(argv[i], "--scenario"))
			l.what = scenario_of(v);
		else
			usage();
	}
	if (!url || strncmp(url, "http://", 7) != 0 || l.clients < 1 || l.clients > 20000)
		usage();
	char *host = must(strdup(url + 7)), *colon = strrchr(host, ':');
	host[strcspn(host, "/")] = '\0';
	if (colon)
		*colon = '\0';
	l.host = host;
	l.port = colon ? colon + 1 : "80";
	if (l.tries == 0)
		l.tries = l.clients * 10;

	learn(&l);
	if (l.what == TICKETS) /* one office, so that its numbers are all that there are */
		for (size_t i = 0; i < l.offers_n; i++)
			if (strcmp(l.offers[i].office, l.offers[0].office) != 0)
				l.offers_n = i;
	double seconds = drive(&l);
	if (l.acks)
		fclose(l.acks);
	if (l.took_n)
		qsort(l.took, l.took_n, sizeof *l.took, by_size);
	double rate = seconds > 0 ? (double)(l.what == SLOTS || l.what == CONTENDED ? l.answers : l.ok) / seconds : 0;
	printf("{\"scenario\":\"%s\",\"clients\":%d,\"seconds\":%.3f,\"answers\":%ld,\"ok\":%ld,\"full\":%ld,\"other\":%ld,"
	       "\"lost\":%ld,\"per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"bytes\":%ld}\n",
	       scenario_names[l.what], l.clients, seconds, l.answers, l.ok, l.full, l.other, l.lost, rate,
	       at_share(&l, .5), at_share(&l, .99), at_share(&l, 1), l.answers ? l.bytes / l.answers : 0);
	fprintf(stderr, "%s: %.0f/s with %d clients (%ld ok, %ld full, %ld other), p50 %.2f ms, p99 %.2f ms\n",
		scenario_names[l.what], rate, l.clients, l.ok, l.full, l.other, at_share(&l, .5), at_share(&l, .99));
	return judge(&l) ? 1 : 0;
}
