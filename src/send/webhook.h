/*
 * A webhook: a message as JSON, posted to a receiver that the city runs or rents (a gateway for LINE or SMS).
 *
 *     POST /the/configured/address
 *     Content-Type: application/json
 *     Idempotency-Key: 4n0c…                        the message: a second post with the same key is the same message
 *     X-Madoguchi-Signature: t=1764000000,v1=5f3a…  v1 = hex(HMAC-SHA-256(secret, t "." body)); t: seconds since 1970
 *
 * Over https, with the receiver's certificate checked; over http only on this machine. Redirects are not followed: the body holds
 * an address of a person, and goes where the operator said.
 */
#ifndef SEND_WEBHOOK_H
#define SEND_WEBHOOK_H

#include "send/send.h"

#define WEBHOOK_SECRET_MIN 16 /* bytes */

typedef struct webhook_receiver {
	str url, secret;
	str ca_file; /* certificates to check the receiver's by; empty: the system's */
	send_limits limits;
} webhook_receiver;

typedef struct webhook webhook;
/* ERR_usage for a URL that is neither https nor http on this machine, or that holds a password; for a short secret. */
MUST_USE const err *webhook_open(arena *a, const webhook_receiver *r, webhook **ret);
void webhook_close(webhook *w); /* NULL is fine */

/* ERR_invalid for an id that is not letters, digits, - and _. */
MUST_USE const err *webhook_post(webhook *w, arena *a, str id, instant now, str json, send_outcome *ret);
/* 64 hexadecimal digits; for webhook_post() and tests. */
str webhook_signature(arena *a, str secret, i64 seconds, str body);

#endif
