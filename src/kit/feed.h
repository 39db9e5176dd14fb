/*
 * feed: from the outbox to the screens.
 *
 *     a command ──feed_emit──▶ event table ──commit──▶ the store tells the topic to every process
 *                                                            │
 *     a thread of each process reads what is new ◀───────────┘   and gives it to the hub, in the order of its numbers
 *
 * An event is numbered under a lock that is held until the commit, so what can be read is without gaps: a process
 * that knows the last number it published can always catch up. Events are kept for three days; a screen that was away
 * longer is told to load its page anew.
 */
#ifndef KIT_FEED_H
#define KIT_FEED_H

#include "kit/kit.h"

#define EVENTS_KEPT (3 * DAY)

MUST_USE const err *feed_start(arena *a, app *p, feed **ret);
void feed_stop(feed *f); /* before the store is closed */
void feed_free(feed *f); /* after it: until then the store may still be telling a topic */
/* For hub_new(); ctx is the app. */
const err *feed_replay(void *ctx, arena *a, str topic, i64 after, int limit, hub_events *ret);
/* The last event of an office that was published before `when`: a page whose reading began then has seen it. */
i64 feed_seen(feed *f, str office, instant when);
/* The topic under which new definitions are told. */
str definitions_topic(arena *a, i64 city);

#endif
