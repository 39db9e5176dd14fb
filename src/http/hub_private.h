/*
 * The two halves of the hub: hub.c is called by everybody, hub_pump.c is the hub's own thread.
 *
 * Whoever publishes, and whoever opens a stream, puts a notice into the inbox, in one order; the pump takes the notices
 * out, keeps the rings, and writes to the sockets. So
 *
 *  (1) rings and streams are the pump's alone, and no lock is held while it writes;
 *  (2) a stream gets exactly the events whose notices follow its own, and before them what it was replayed.
 *
 * What others need to know of a topic (how many events there were, the last id, the oldest that is kept) is copied
 * under the lock.
 */
#ifndef HTTP_HUB_PRIVATE_H
#define HTTP_HUB_PRIVATE_H

#include "http/http_private.h"

#define HUB_BUCKETS 1024
#define HUB_STALLS 3 /* heartbeats for which a reader may take nothing */

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
	i64 *ids; /* of the last published, number i at i % size: what the ring has, or will have when the pump has come by */
	i64 gone; /* the greatest id that is not among them; meaningful when count > 0 */
	size_t open; /* streams, from hub_open() on */
	/* the pump's */
	note **ring; /* number i is at i % size */
	i64 dropped; /* the greatest id that it does not have */
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
	topic *topics[HUB_BUCKETS];
	client *clients[HUB_BUCKETS];
	size_t open;
	notice *first, *last;
	bool closed, stopping;
};

/* --- hub.c, used by the pump --- */

/* More happened than can be told: the page shall load again. Said with the last id, so that it is said once. */
void hub_say_reload(stream *s, i64 last);
/* The stream is closed: gives back its place. Frees the topic when nothing needs it any more. */
void hub_forget_stream(hub *h, stream *s);

/* --- hub_pump.c --- */

void *hub_pump(void *hub);

#endif
