/*
 * The program as a server for the browser beside it: 127.0.0.1 and ::1, one request at a time, one a connection. Once begun it must be whole within
 * two seconds; connections that say nothing (browsers open some in advance) wait aside. Only processes of the same user are heard. Nothing of a request outlives its answer.
 */
#ifndef CARD_SERVE_H
#define CARD_SERVE_H

#include "card/desk.h"
#include "card/vault.h"

/* Listens; with port 0 on a free one. Prints "listening on http://127.0.0.1:PORT" to standard output once it does. Returns only with an error. */
MUST_USE const err *serve_desk(arena *a, desk *d, vault *v);

/* Whether the other end of the connection belongs to the user who runs this program, by the kernel's table of connections. */
bool peer_is_same_user(int fd);

#endif
