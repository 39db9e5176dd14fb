/*
 * The pump: takes the notices, keeps the rings, writes to the sockets.
 */
#include "http/hub_private.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define PIECES 32 /* that one system call sends */
#define MILLI ((i64)1000 * 1000)

static const char beat_text[] = ":\n\n";
#define BEAT (sizeof beat_text - 1)

static void stream_close(hub *h, stream *s)
{
	if (s->before)
		s->before->behind = s->behind;
	else if (s->topic->streams == s)
		s->topic->streams = s->behind;
	if (s->behind)
		s->behind->before = s->before;
	/* libmicrohttpd's descriptor of the same socket may still be open for a moment. Until it is closed too, the
	 * socket would stay in the epoll set, with a pointer to what is freed here, and the reader would wait. */
	epoll_ctl(h->epoll, EPOLL_CTL_DEL, s->fd, NULL);
	shutdown(s->fd, SHUT_RDWR);
	close(s->fd);
	free(s->opening);
	hub_forget_stream(h, s);
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
	/* What it was replayed may have been committed, and not yet published. */
	while (s->next < s->topic->end && s->topic->ring[s->next % h->ring]->id <= s->after)
		s->next++;
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

/* A new stream finds its place. */
static void stream_begin(hub *h, stream *s)
{
	topic *t = s->topic;
	s->next = s->from > t->begin ? s->from : t->begin;
	/* The ring went on while the replay was read, beyond what the stream would have got. */
	if (t->begin > s->from && s->after < t->dropped && !s->ends) {
		hub_say_reload(s, t->ring[(t->end - 1) % h->ring]->id);
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
		t->dropped = n->id - 1;
	}
	if (t->end - t->begin == h->ring) {
		note *old = t->ring[t->begin % h->ring];
		t->dropped = old->id;
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
	for (size_t i = 0; i < HUB_BUCKETS; i++) {
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
				if (end || (s->blocked && quiet > HUB_STALLS * heartbeat)) {
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

void *hub_pump(void *arg)
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
