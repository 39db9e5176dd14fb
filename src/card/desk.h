/*
 * Who may ask, and what is answered. docs/card.md has the protocol and what it defends against.
 *
 *     GET /hello     state of the readers and a token: valid once, for a minute, for the origin that asked
 *     POST /tries    {"token", "by"}                          how many tries are left
 *     POST /read     {"token", "by", "code", "last"}          the facts; or birth, expires, security instead of code
 *
 * Before anything else: Host must be this machine's own name with the port (a site whose name was bound to 127.0.0.1 is refused), Origin one of
 * those configured, exactly. Everybody else gets 403 without a CORS header, and the card is not touched. Wrong codes are followed by a
 * pause that grows, so that a page out of control cannot lock a card within a moment.
 */
#ifndef CARD_DESK_H
#define CARD_DESK_H

#include "card/ask.h"
#include "card/card.h"

#define DESK_TOKENS 8
#define DESK_TOKEN_BYTES 32
#define DESK_TOKEN_SECONDS 60
#define DESK_PAUSE_MOST 60 /* seconds */
#define DESK_FORGIVEN 600 /* seconds after which a wrong code no longer counts */
#define DESK_ORIGINS_MAX 8

typedef struct desk_token {
	u8 bytes[DESK_TOKEN_BYTES];
	i64 until; /* 0: none */
	size_t origin; /* which of the desk's */
} desk_token;

typedef struct desk {
	strs origins; /* https://city.example */
	int port;
	card_source *source;
	desk_token tokens[DESK_TOKENS];
	size_t next; /* the oldest, given away next */
	int wrong; /* codes in a row */
	i64 wrong_at, pause_until;
} desk;

typedef struct desk_answer {
	int status;
	str origin; /* who may read it; empty: nobody */
	bool preflight, private_network;
	str allow; /* methods, for 405 */
	str body;
} desk_answer;

/* https://host or https://host:port in small letters; http only for localhost, 127.0.0.1 and [::1]. */
bool desk_origin_valid(str origin);
/* `now`: seconds that only go forward. */
void desk_ask(desk *d, arena *a, const request *r, i64 now, desk_answer *ret);
/* An answer to what was no request. */
void desk_refuse(arena *a, err_code code, desk_answer *ret);
/* As it goes out. */
str desk_bytes(arena *a, const desk_answer *r);

#endif
