/*
 * send: one call, one message, one honest answer.
 *
 * Mail by SMTP (mail.h) and webhooks (webhook.h) through libcurl, which no other layer knows. A call blocks until the other
 * side has answered or the time is up, so it is for a job's thread. It never retries: what comes of an answer is decided by who
 * keeps the messages (kit/messages).
 */
#ifndef SEND_SEND_H
#define SEND_SEND_H

#include "base/clock.h"
#include "base/err.h"

typedef enum send_verdict {
	SEND_DELIVERED, /* the other side has said that it took it */
	SEND_AGAIN, /* not now: SMTP 4xx, HTTP 408, 429 and 5xx, no connection, no answer in time */
	SEND_NEVER, /* this message is refused: SMTP 5xx, other HTTP answers */
} send_verdict;

#define SEND_REPLY_MAX 300 /* bytes */

typedef struct send_outcome {
	send_verdict verdict;
	/* with SEND_AGAIN: nothing was said about this message; whoever is asked next will most likely hear the same (no
	 * connection, no certificate, the password is refused) */
	bool unreachable;
	int status; /* SMTP's or HTTP's; 0 where none came */
	int retry_after; /* seconds that the other side asked for; 0 where it did not */
	str reply; /* what it said, or why nothing was said: one line of printable text */
} send_outcome;

typedef struct send_limits {
	int connect, whole; /* seconds, with name lookup and TLS; until the answer is there */
} send_limits;
#define SEND_LIMITS ((send_limits){ .connect = 10, .whole = 45 })

#endif
