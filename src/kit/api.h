/*
 * api: a command of the JSON API, answered once.
 *
 * A client that does not know whether its POST arrived sends it again with the same Idempotency-Key. The key, a hash of the
 * request (who, method, path, body) and the answer are written in the command's own transaction, so the command happens
 * once or not at all: the second request, at the same moment or a day later, in this process or another, is given the
 * first one's answer. Only success is remembered: what was refused changed nothing and may be tried again.
 *
 *     api_command c = { .shard = office_shard(…), .run = book, .arg = &booking, .render = booking_json, .status = 201 };
 *     return api_write(r, out, &c);
 */
#ifndef KIT_API_H
#define KIT_API_H

#include "kit/kit.h"

/* Writes the answer from what `run` left in `arg`; called in the transaction, so no I/O. */
typedef const err *(*api_render)(const void *arg, buf *b);

typedef struct api_command {
	str shard;
	store_fn run;
	void *arg; /* what `run` writes there, it writes anew each time: it may be run again */
	api_render render; /* NULL: an empty object */
	int status; /* 0 = 200 */
} api_command;

/* Runs the command with or without the header. ERR_idempotency_mismatch when the key was used for something else,
 * ERR_invalid when it is longer than 200 bytes. The answer carries Idempotency-Replayed: true when it is the first one's. */
MUST_USE const err *api_write(req *r, resp *out, const api_command *c);

#endif
