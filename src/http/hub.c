/*
 * Whoever publishes, and whoever opens a stream, puts a notice into the inbox, in one order; the pump, the hub's only
 * thread, takes the notices out, keeps the rings, and writes to the sockets. So
 *
 *  (1) rings and streams are the pump's alone, and no lock is held while it writes;
 *  (2) a stream gets exactly the events whose notices follow its own, and before them what it was replayed.
 *
 * What others need to know of a topic (how many events there were, the last id, the oldest that is kept) is copied
 * under the lock.
 */
#include "http/http_private.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define REPLAY_MAX 1024 /* events; who missed more reloads */
#define OPENING_MAX ((size_t)4 * 1024 * 1024)
#define PIECES 32 /* that one system call sends */
#define SEND_BUFFER (32 * 1024)
#define BUCKETS 1024
#define STALLS 3 /* heartbeats that a reader may take nothing */
#define MILLI ((i64)1000 * 1000)

static const char beat_text[] = ":\n\n";
#define BEAT (sizeof beat_text - 1)

/* An event as it is sent. */
typedef struct note {
	i64 id;
	size_t len;
	char text[];
} note;

typedef struct stream stream;
typedef struct topic topic;
typedef struct client client;

typedef struct notice {
	struct notice *next;
	topic *topic;
	note *note; /* an event, or … */
	stream *stream; /* … a new stream */
} notice;

struct topic {
	topic *next; /* in its bucket */
	str name;
	/* under the lock */
	u64 count; /* events published, ever */
	i64 last; /* their last id */
	i64 dropped; /* the greatest id that the ring does not have; meaningful when count > 0 */
	size_t open; /* streams, from hub_open() on */
	/* the pump's */
	note **ring; /* number i is at i % size */
	u64 begin, end;
	stream *streams;
	topic *next_dirty;
	bool dirty;
};

/* An address that has streams. */
struct client {
	client *next;
	str name;
	size_t streams;
};

struct stream {
	int fd;
	topic *topic;
	client *client;
	stream *before, *behind; /* of the topic */
	i64 after; /* the id after which it wants events */
	u64 from; /* events that were published before are in `opening`, or not wanted */
	u64 next; /* number of the event that is sent next */
	size_t sent; /* bytes of it */
	char *opening; /* head and replay; NULL once it is sent */
	size_t opening_len, opening_sent;
	size_t beat; /* bytes of a heartbeat that are still to be sent */
	bool blocked; /* the socket takes no more just now */
	bool ends; /* after the opening */
	i64 wrote; /* clock_ticks() of the last success */
};

struct hub {
	size_t ring;
	hub_replay replay;
	void *replay_ctx;
	hub_limits limits;
	int epoll, wake;
	pthread_t pump;

	pthread_mutex_t lock;
	pthread_cond_t ended; /* a stream was closed */
	topic *topics[BUCKETS];
	client *clients[BUCKETS];
	size_t open;
	notice *first, *last;
	bool closed, stopping;
};

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
	topic *t = h->topics[str_hash(name) % BUCKETS];
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
	topic **bucket = &h->topics[str_hash(name) % BUCKETS];
	t->next = *bucket;
	*bucket = t;
	return t;
}

/* A topic that nobody published under and nobody watches is not kept: its name may be anybody's invention. */
static void topic_release(hub *h, topic *t)
{
	if (--t->open > 0 || t->count > 0)
		return;
	topic **at = &h->topics[str_hash(t->name) % BUCKETS];
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	forget(t->name);
	free(t);
}

static client *client_get(hub *h, str name)
{
	client **bucket = &h->clients[str_hash(name) % BUCKETS], *c = *bucket;
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
	client **at = &h->clients[str_hash(c->name) % BUCKETS];
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
		if (t->count++ == 0)
			t->dropped = e.id - 1;
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

/* More happened than can be told: the page shall load again. With the last id, so that it is told so once. */
static void opening_reload(stream *s, i64 last)
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
		opening_reload(s, last);
		return;
	}
	s->ends = e != NULL;
	for (size_t i = 0; !e && i < found.n; i++) {
		if (s->opening_len + event_room(found.at[i]) > OPENING_MAX) {
			opening_reload(s, last);
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
	bool ring_has_it = t->count > 0 && after >= t->dropped;
	bool future = t->count > 0 && after > last;
	int patience = h->limits.heartbeat_ms * STALLS;
	if (ring_has_it)
		s->from = 0;
	pthread_mutex_unlock(&h->lock);

	opening_add(s, head.at, head.len);
	static const char retry[] = "retry: 2000\n\n";
	opening_add(s, retry, sizeof retry - 1);
	if (after < 0)
		s->after = last;
	else if (future)
		s->after = 0, opening_reload(s, last);
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

/* --- the pump ------------------------------------------------------------------------------------------------------ */

static void stream_close(hub *h, stream *s)
{
	topic *t = s->topic;
	if (s->before)
		s->before->behind = s->behind;
	else if (t->streams == s)
		t->streams = s->behind;
	if (s->behind)
		s->behind->before = s->before;
	/* The other descriptor may still be open for a moment: say goodbye for both. */
	shutdown(s->fd, SHUT_RDWR);
	close(s->fd);
	free(s->opening);
	pthread_mutex_lock(&h->lock);
	client_release(h, s->client);
	topic_release(h, t);
	h->open--;
	pthread_cond_broadcast(&h->ended);
	pthread_mutex_unlock(&h->lock);
	free(s);
}

/* Collects what is to be sent; the opening comes first, then an unfinished heartbeat, then events. */
static int gather(const hub *h, const stream *s, struct iovec *pieces)
{
	union {
		const char *given;
		void *taken;
	} beat = { .given = beat_text + BEAT - s->beat };
	int n = 0;
	if (s->opening)
		pieces[n++] = (struct iovec){ s->opening + s->opening_sent, s->opening_len - s->opening_sent };
	if (s->ends)
		return n;
	if (s->beat)
		pieces[n++] = (struct iovec){ beat.taken, s->beat };
	const topic *t = s->topic;
	for (u64 i = s->next; i < t->end && n < PIECES; i++) {
		note *e = t->ring[i % h->ring];
		size_t skip = i == s->next ? s->sent : 0;
		pieces[n++] = (struct iovec){ e->text + skip, e->len - skip };
	}
	return n;
}

/* `sent` bytes of what was gathered are out. */
static void advance(const hub *h, stream *s, size_t sent)
{
	if (s->opening) {
		size_t left = s->opening_len - s->opening_sent;
		if (sent < left) {
			s->opening_sent += sent;
			return;
		}
		sent -= left;
		free(s->opening);
		s->opening = NULL;
	}
	size_t beat = sent < s->beat ? sent : s->beat;
	s->beat -= beat;
	sent -= beat;
	while (sent > 0) {
		size_t left = s->topic->ring[s->next % h->ring]->len - s->sent;
		if (sent < left) {
			s->sent += sent;
			return;
		}
		sent -= left;
		s->next++;
		s->sent = 0;
	}
}

/* Sends what there is; false when the stream is over. */
static bool push(hub *h, stream *s)
{
	if (s->next < s->topic->begin)
		return false; /* more than the ring behind */
	while (!s->blocked) {
		struct iovec pieces[PIECES + 2];
		struct msghdr message = { .msg_iov = pieces, .msg_iovlen = (size_t)gather(h, s, pieces) };
		if (message.msg_iovlen == 0)
			return !s->ends;
		ssize_t sent = sendmsg(s->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && errno == EAGAIN)
			s->blocked = true;
		else if (sent < 0 && errno != EINTR)
			return false;
		if (sent > 0) {
			s->wrote = clock_ticks();
			advance(h, s, (size_t)sent);
		}
	}
	return true;
}

static void push_or_close(hub *h, stream *s)
{
	if (!push(h, s))
		stream_close(h, s);
}

/* A new stream finds its place: before the first event of the ring that it shall get. */
static void stream_begin(hub *h, stream *s)
{
	topic *t = s->topic;
	u64 at = t->begin;
	while (at < t->end && (at < s->from || t->ring[at % h->ring]->id <= s->after))
		at++;
	s->next = at;
	/* The ring went on while the replay was read, beyond what the stream would have got. */
	if (t->begin > s->from && at == t->begin && at < t->end && s->after < t->dropped && !s->ends) {
		opening_reload(s, t->ring[(t->end - 1) % h->ring]->id);
		s->next = t->end;
	}
	s->behind = t->streams;
	if (s->behind)
		s->behind->before = s;
	t->streams = s;
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLOUT | EPOLLET, .data.ptr = s };
	if (epoll_ctl(h->epoll, EPOLL_CTL_ADD, s->fd, &event) != 0)
		stream_close(h, s);
	else
		push_or_close(h, s);
}

static void ring_add(hub *h, topic *t, note *n)
{
	if (!t->ring) {
		t->ring = calloc(h->ring, sizeof *t->ring);
		CHECK(t->ring);
	}
	if (t->end - t->begin == h->ring) {
		note *old = t->ring[t->begin % h->ring];
		pthread_mutex_lock(&h->lock);
		t->dropped = old->id;
		pthread_mutex_unlock(&h->lock);
		t->begin++;
		free(old);
	}
	t->ring[t->end++ % h->ring] = n;
}

static void flush(hub *h, topic *dirty)
{
	while (dirty) {
		topic *t = dirty;
		dirty = t->next_dirty;
		t->dirty = false;
		for (stream *s = t->streams, *behind; s; s = behind) {
			behind = s->behind;
			push_or_close(h, s);
		}
	}
}

/* Events are sent once the whole inbox is read, so that a burst costs each stream one system call; before the ring
 * turns over what some still have to get, too. */
static void take_inbox(hub *h)
{
	pthread_mutex_lock(&h->lock);
	notice *n = h->first;
	h->first = h->last = NULL;
	pthread_mutex_unlock(&h->lock);
	topic *dirty = NULL;
	size_t burst = 0;
	for (notice *next; n; n = next) {
		next = n->next;
		if (n->stream) {
			stream_begin(h, n->stream);
		} else {
			ring_add(h, n->topic, n->note);
			if (!n->topic->dirty) {
				n->topic->dirty = true;
				n->topic->next_dirty = dirty;
				dirty = n->topic;
			}
			if (++burst >= h->ring / 2) {
				flush(h, dirty);
				dirty = NULL;
				burst = 0;
			}
		}
		free(n);
	}
	flush(h, dirty);
}

/* With `end`, closes every stream. Otherwise: heartbeats for the quiet, the end for those who take nothing. */
static void each_stream(hub *h, bool end, i64 heartbeat)
{
	i64 now = clock_ticks();
	for (size_t i = 0; i < BUCKETS; i++) {
		pthread_mutex_lock(&h->lock);
		topic *t = h->topics[i];
		pthread_mutex_unlock(&h->lock);
		for (topic *next; t; t = next) {
			pthread_mutex_lock(&h->lock);
			next = t->next;
			pthread_mutex_unlock(&h->lock);
			for (stream *s = t->streams, *behind; s; s = behind) {
				behind = s->behind;
				i64 quiet = now - s->wrote;
				if (end || (s->blocked && quiet > STALLS * heartbeat)) {
					stream_close(h, s);
				} else if (!s->blocked && quiet >= heartbeat) {
					s->beat = BEAT;
					push_or_close(h, s);
				}
				if (!behind)
					break; /* closing the last one may have freed the topic */
			}
		}
	}
}

/* Nothing is expected from a reader; what comes is thrown away, and its end is the stream's. */
static bool still_there(const stream *s, u32 events)
{
	if (events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP))
		return false;
	for (int i = 0; (events & EPOLLIN) && i < 8; i++) {
		char waste[512];
		ssize_t n = recv(s->fd, waste, sizeof waste, MSG_DONTWAIT);
		if (n < 0)
			return errno == EAGAIN;
		if (n == 0)
			return false;
	}
	return !(events & EPOLLIN); /* who sends that much wants something else */
}

static void happened(hub *h, const struct epoll_event *event)
{
	stream *s = event->data.ptr;
	if (!s) {
		u64 count;
		ssize_t got = read(h->wake, &count, sizeof count);
		(void)got;
		return;
	}
	if (event->events & EPOLLOUT)
		s->blocked = false;
	if (still_there(s, event->events))
		push_or_close(h, s);
	else
		stream_close(h, s);
}

static void *pump(void *arg)
{
	hub *h = arg;
	i64 next_round = 0;
	int wait = 0;
	bool stopping = false;
	while (!stopping) {
		struct epoll_event events[256];
		int n = epoll_wait(h->epoll, events, COUNT(events), wait);
		for (int i = 0; i < n; i++)
			happened(h, &events[i]);
		take_inbox(h);
		pthread_mutex_lock(&h->lock);
		bool end = h->closed || h->stopping;
		stopping = h->stopping;
		i64 heartbeat = h->limits.heartbeat_ms * MILLI;
		pthread_mutex_unlock(&h->lock);
		wait = (int)(heartbeat / MILLI / 4);
		i64 now = clock_ticks();
		if (end || now >= next_round) {
			each_stream(h, end, heartbeat);
			next_round = now + heartbeat / 4;
		}
	}
	return NULL;
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
	CHECK(pthread_create(&h->pump, NULL, pump, h) == 0);
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
	for (size_t i = 0; i < BUCKETS; i++)
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
