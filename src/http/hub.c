/*
 * What is published and who listens; hub_private.h tells how this file and the pump share the work.
 */
#include "http/hub_private.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define REPLAY_MAX 1024 /* events; who missed more reloads */
#define OPENING_MAX ((size_t)4 * 1024 * 1024)
#define SEND_BUFFER (32 * 1024)

/* --- under the lock ---------------------------------------------------------------------------------------------- */

static str copy(str s)
{
	char *at = malloc(s.len + 1);
	CHECK(at);
	if (s.len)
		memcpy(at, s.at, s.len);
	at[s.len] = 0;
	return (str){ at, s.len };
}

static void forget(str copied)
{
	union {
		const char *at;
		void *made;
	} s = { .at = copied.at };
	free(s.made);
}

static topic *topic_find(hub *h, str name)
{
	topic *t = h->topics[str_hash(name) % HUB_BUCKETS];
	while (t && !str_eq(t->name, name))
		t = t->next;
	return t;
}

static topic *topic_get(hub *h, str name)
{
	topic *t = topic_find(h, name);
	if (t)
		return t;
	t = calloc(1, sizeof *t);
	CHECK(t);
	t->name = copy(name);
	topic **bucket = &h->topics[str_hash(name) % HUB_BUCKETS];
	t->next = *bucket;
	*bucket = t;
	return t;
}

/* A topic that nobody published under and nobody watches is not kept: its name may be anybody's invention. */
static void topic_release(hub *h, topic *t)
{
	if (--t->open > 0 || t->count > 0)
		return;
	topic **at = &h->topics[str_hash(t->name) % HUB_BUCKETS];
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	forget(t->name);
	free(t);
}

static client *client_get(hub *h, str name)
{
	client **bucket = &h->clients[str_hash(name) % HUB_BUCKETS], *c = *bucket;
	while (c && !str_eq(c->name, name))
		c = c->next;
	if (c)
		return c;
	c = calloc(1, sizeof *c);
	CHECK(c);
	*c = (client){ .name = copy(name), .next = *bucket };
	*bucket = c;
	return c;
}

static void client_release(hub *h, client *c)
{
	if (--c->streams > 0)
		return;
	client **at = &h->clients[str_hash(c->name) % HUB_BUCKETS];
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	forget(c->name);
	free(c);
}

static void wake(hub *h)
{
	u64 one = 1;
	ssize_t n = write(h->wake, &one, sizeof one);
	(void)n; /* full means awake */
}

static void tell(hub *h, topic *t, note *n, stream *s)
{
	notice *new = malloc(sizeof *new);
	CHECK(new);
	*new = (notice){ NULL, t, n, s };
	bool idle = h->first == NULL;
	if (h->last)
		h->last->next = new;
	else
		h->first = new;
	h->last = new;
	if (idle)
		wake(h);
}

/* --- publishing -------------------------------------------------------------------------------------------------- */

/* One line: a line break would begin another field of the event. */
static void put_line(char **at, str label, str s)
{
	memcpy(*at, label.at, label.len);
	*at += label.len;
	for (size_t i = 0; i < s.len; i++)
		*(*at)++ = s.at[i] == '\n' || s.at[i] == '\r' || s.at[i] == 0 ? ' ' : s.at[i];
	*(*at)++ = '\n';
}

static size_t event_room(hub_event e)
{
	return e.kind.len + e.data.len + 64;
}

/* Writes the event as it is sent; returns its length, at most event_room(). */
static size_t event_write(char *to, size_t room, hub_event e)
{
	char *at = to + snprintf(to, room, "id: %lld\n", (long long)e.id);
	if (e.kind.len)
		put_line(&at, STR("event: "), e.kind);
	put_line(&at, STR("data: "), e.data);
	*at++ = '\n';
	return (size_t)(at - to);
}

void hub_publish(hub *h, str name, hub_event e)
{
	size_t room = event_room(e);
	note *n = malloc(sizeof *n + room);
	CHECK(n);
	n->id = e.id;
	n->len = event_write(n->text, room, e);
	pthread_mutex_lock(&h->lock);
	topic *t = topic_get(h, name);
	bool new = t->count == 0 || e.id > t->last;
	if (new) {
		if (!t->ids)
			t->ids = calloc(h->ring, sizeof *t->ids);
		CHECK(t->ids);
		i64 *place = &t->ids[t->count % h->ring];
		t->gone = t->count == 0 ? e.id - 1 : t->count >= h->ring ? *place : t->gone;
		*place = e.id;
		t->count++;
		t->last = e.id;
		tell(h, t, n, NULL);
	}
	pthread_mutex_unlock(&h->lock);
	if (!new)
		free(n);
}

i64 hub_last(hub *h, str name)
{
	pthread_mutex_lock(&h->lock);
	const topic *t = topic_find(h, name);
	i64 last = t ? t->last : 0;
	pthread_mutex_unlock(&h->lock);
	return last;
}

size_t hub_streams(hub *h, str name)
{
	pthread_mutex_lock(&h->lock);
	const topic *t = name.len ? topic_find(h, name) : NULL;
	size_t n = name.len == 0 ? h->open : t ? t->open : 0;
	pthread_mutex_unlock(&h->lock);
	return n;
}

/* --- opening, on a worker ---------------------------------------------------------------------------------------- */

/* Adds a text to the stream's opening. */
static void opening_add(stream *s, const char *at, size_t len)
{
	char *more = realloc(s->opening, s->opening_len + len);
	CHECK(more);
	memcpy(more + s->opening_len, at, len);
	s->opening = more;
	s->opening_len += len;
}

static void opening_event(stream *s, hub_event e)
{
	size_t room = event_room(e);
	char *text = malloc(room);
	CHECK(text);
	opening_add(s, text, event_write(text, room, e));
	free(text);
}

void hub_say_reload(stream *s, i64 last)
{
	static const char text[] = "event: reload\ndata: {}\n\n";
	if (last > s->after)
		s->after = last;
	if (last > 0)
		opening_event(s, (hub_event){ last, STR("reload"), STR("{}") });
	else
		opening_add(s, text, sizeof text - 1);
}

/* What the ring does not have is read from where the events are kept. */
static void replay(hub *h, arena *a, stream *s, str name, i64 last)
{
	hub_events found = { 0 };
	const err *e =
		h->replay ? h->replay(h->replay_ctx, a, name, s->after, REPLAY_MAX, &found) : err_of(ERR_not_found);
	if (err_is(e, ERR_not_found) || (!e && found.n >= REPLAY_MAX)) {
		hub_say_reload(s, last);
		return;
	}
	s->ends = e != NULL;
	for (size_t i = 0; !e && i < found.n; i++) {
		if (s->opening_len + event_room(found.at[i]) > OPENING_MAX) {
			hub_say_reload(s, last);
			return;
		}
		opening_event(s, found.at[i]);
		s->after = found.at[i].id;
	}
}

const err *hub_open(hub *h, arena *a, int fd, str name, i64 after, str address, str head)
{
	stream *s = calloc(1, sizeof *s);
	CHECK(s);
	*s = (stream){ .fd = fd, .after = after, .wrote = clock_ticks() };
	pthread_mutex_lock(&h->lock);
	s->client = client_get(h, address);
	bool full = h->closed || h->open >= h->limits.streams || s->client->streams >= h->limits.per_address;
	s->client->streams++;
	if (full) {
		client_release(h, s->client);
		pthread_mutex_unlock(&h->lock);
		free(s);
		return err_of(ERR_busy);
	}
	topic *t = s->topic = topic_get(h, name);
	t->open++;
	h->open++;
	/* Whatever is in the database now and not yet counted here will be published later, with an id that the
	 * replay has told; whatever is counted later gets here through the inbox. So nothing falls between. */
	s->from = t->count;
	i64 last = t->last;
	bool ring_has_it = t->count > 0 && after >= t->gone;
	bool future = t->count > 0 && after > last;
	int patience = h->limits.heartbeat_ms * HUB_STALLS;
	if (ring_has_it)
		s->from = 0;
	pthread_mutex_unlock(&h->lock);

	opening_add(s, head.at, head.len);
	static const char retry[] = "retry: 2000\n\n";
	opening_add(s, retry, sizeof retry - 1);
	if (after < 0)
		s->after = last;
	else if (future)
		s->after = 0, hub_say_reload(s, last);
	else if (!ring_has_it)
		replay(h, a, s, name, last);

	int on = 1, buffer = SEND_BUFFER;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
	pthread_mutex_lock(&h->lock);
	tell(h, t, NULL, s);
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

void hub_forget_stream(hub *h, stream *s)
{
	pthread_mutex_lock(&h->lock);
	client_release(h, s->client);
	topic_release(h, s->topic);
	h->open--;
	pthread_cond_broadcast(&h->ended);
	pthread_mutex_unlock(&h->lock);
}

/* --- beginning and end ------------------------------------------------------------------------------------------- */

hub *hub_new(size_t ring, hub_replay replay_with, void *ctx)
{
	hub *h = calloc(1, sizeof *h);
	CHECK(h && ring > 0);
	h->ring = ring;
	h->replay = replay_with;
	h->replay_ctx = ctx;
	h->limits = (hub_limits){ .streams = 12000, .per_address = 1000, .heartbeat_ms = 20000 };
	h->epoll = epoll_create1(EPOLL_CLOEXEC);
	h->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	CHECK(h->epoll >= 0 && h->wake >= 0);
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };
	CHECK(epoll_ctl(h->epoll, EPOLL_CTL_ADD, h->wake, &event) == 0);
	CHECK(pthread_mutex_init(&h->lock, NULL) == 0 && pthread_cond_init(&h->ended, NULL) == 0);
	CHECK(pthread_create(&h->pump, NULL, hub_pump, h) == 0);
	return h;
}

void hub_limit(hub *h, hub_limits limits)
{
	pthread_mutex_lock(&h->lock);
	if (limits.streams)
		h->limits.streams = limits.streams;
	if (limits.per_address)
		h->limits.per_address = limits.per_address;
	if (limits.heartbeat_ms)
		h->limits.heartbeat_ms = limits.heartbeat_ms;
	wake(h);
	pthread_mutex_unlock(&h->lock);
}

void hub_accept(hub *h)
{
	pthread_mutex_lock(&h->lock);
	h->closed = false;
	pthread_mutex_unlock(&h->lock);
}

void hub_end_streams(hub *h)
{
	pthread_mutex_lock(&h->lock);
	h->closed = true;
	wake(h);
	while (h->open > 0)
		pthread_cond_wait(&h->ended, &h->lock);
	pthread_mutex_unlock(&h->lock);
}

static void topic_free(hub *h, topic *t)
{
	for (u64 i = t->begin; i < t->end; i++)
		free(t->ring[i % h->ring]);
	free(t->ring);
	free(t->ids);
	forget(t->name);
	free(t);
}

void hub_free(hub *h)
{
	if (!h)
		return;
	hub_end_streams(h);
	pthread_mutex_lock(&h->lock);
	h->stopping = true;
	wake(h);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->pump, NULL);
	for (notice *n = h->first, *next; n; n = next) {
		next = n->next;
		free(n->note);
		free(n);
	}
	for (size_t i = 0; i < HUB_BUCKETS; i++)
		for (topic *t = h->topics[i], *next; t; t = next) {
			next = t->next;
			topic_free(h, t);
		}
	close(h->epoll);
	close(h->wake);
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->ended);
	free(h);
}
