/*
 * A request of a browser, taken apart: the part of HTTP/1.1 (RFC 9112) that fetch() speaks, and nothing more.
 *
 * Why no library: a library keeps copies of what passes (read buffers, bodies) in memory that is neither locked nor wiped, and a PIN passes here.
 * Refused: what is longer than the ceilings, header lines that are folded or without name, control characters, a Host, Origin,
 * Content-Type or Content-Length that stands twice, any Transfer-Encoding. One request a connection.
 */
#ifndef CARD_ASK_H
#define CARD_ASK_H

#include "base/arena.h"
#include "base/err.h"

#define ASK_HEAD_MAX ((size_t)8 * 1024)
#define ASK_BODY_MAX ((size_t)1024)
#define ASK_HEADERS_MAX 64

typedef struct request {
	str method, target; /* GET, /hello */
	str host, origin, type; /* as sent; empty: not there */
	bool private_network; /* Access-Control-Request-Private-Network: true */
	size_t head, length; /* bytes of the head with its empty line; of the body */
	str body;
} request;

typedef enum ask_end {
	ASK_MORE, /* not all of it is there */
	ASK_WHOLE,
	ASK_BAD, /* ERR_bad_request */
	ASK_LARGE, /* ERR_too_large */
} ask_end;

/* Slices of `bytes`; nothing is copied. */
ask_end ask_parse(str bytes, request *ret);

#endif
