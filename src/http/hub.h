/*
 * hub: what happened, told to every screen that is open.
 *
 * A topic (401005/kokurakita) has a growing sequence of events with ids from the outbox. hub_publish() gives the next
 * one to every stream of its topic, as
 *
 *     id: 812
 *     event: step
 *     data: {"number":"A012",…}
 *
 * A browser that comes back says Last-Event-ID; what it missed is replayed, from the ring of the topic's last events
 * or else from `replay`, which reads the outbox. What is older than both can give is told as one event `reload`.
 * Every 20 s a comment line keeps the connection and finds those who left. A stream whose reader does not read is
 * closed once it is more than the ring behind, or has taken nothing for a minute.
 *
 * A stream costs a socket and some 200 bytes: one thread of the hub's own writes the same text, made once, to all of
 * them. No worker and no connection of libmicrohttpd is held.
 */
#ifndef HTTP_HUB_H
#define HTTP_HUB_H

#include "http/http.h"

typedef struct hub_event {
	i64 id;
	str kind, data; /* data: one line */
} hub_event;
typedef struct hub_events {
	hub_event *at;
	size_t n;
} hub_events;

/* Reads events of `topic` after `after`, oldest first, at most `limit`; called on a worker. ERR_not_found when events
 * after `after` are no longer kept, or when `after` lies in the future (the database is an older one): the page is told
 * to reload. On any other error the stream ends at once, and the browser tries again. */
typedef const err *(*hub_replay)(void *ctx, arena *a, str topic, i64 after, int limit, hub_events *ret);

/* Zeros leave what is. */
typedef struct hub_limits {
	size_t streams; /* in all; 12000 */
	/* from one address; 1000: a city's offices often share one towards the outside. More are answered with 503,
	 * as are all that come while the server stops; an EventSource then gives up, so a page has to try again itself */
	size_t per_address;
	int heartbeat_ms; /* 20000 */
} hub_limits;

hub *hub_new(size_t ring, hub_replay replay, void *ctx); /* ring: events kept for each topic, e.g. 256 */
void hub_free(hub *h); /* after http_stop() */
void hub_limit(hub *h, hub_limits limits); /* before the first stream */
/* From one thread at a time for each topic. An id that is not greater than the last is ignored. */
void hub_publish(hub *h, str topic, hub_event e);
/* The last id that was published under the topic; 0 for none. */
i64 hub_last(hub *h, str topic);
/* Streams open now, of one topic or (empty) all. */
size_t hub_streams(hub *h, str topic);

#endif
