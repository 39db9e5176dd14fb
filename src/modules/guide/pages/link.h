/*
 * link: everything that somebody has said, in the address itself.
 *
 * The server keeps nothing about a person who uses the guide: what was answered travels in the address (/guide/q/TOKEN), sealed
 * (kit/seal.h), so that it can be sent, printed as a QR code and opened again, but neither read nor altered on the way. Back,
 * forward and reload are the browser's own.
 *
 * Inside, a fact is three bytes of the hash of its id and a choice three of its value, so that twenty answers fit into some 200 letters and
 * into a QR code that an old phone reads. What the city has since taken out of its definitions, or given another type, is left out when a link
 * is opened, and counted, so that the page can say so; nothing is ever read as something else. The layout:
 *
 *     content  = version, list of events, list of schemes, list of answers
 *     list     = varint n, then n times: key (events, schemes), answer
 *     key      = 3 bytes of the hash of an id
 *     answer   = shape | 0x80 where the id stands in full, key or text, then by shape: nothing, varint, key, list of keys, text
 *     text     = varint length, bytes
 */
#ifndef GUIDE_LINK_H
#define GUIDE_LINK_H

#include "kit/kit.h"

#define GUIDE_LINK_MAX 4500 /* letters; the server takes addresses of 8 KiB */
#define GUIDE_ANSWER_MAX 600 /* bytes of one answer */

typedef struct guide_link {
	strs events, schemes; /* ids */
	fact_answers given; /* in the order in which they were first answered */
} guide_link;

/* ERR_too_long when it does not fit into an address. */
MUST_USE const err *guide_link_token(const app *p, arena *a, const city_def *c, const guide_link *l, str *ret);
/* False: not made by this installation and this version of the program, or altered. *ret_lost: answers that have no place any more. */
bool guide_link_open(const app *p, arena *a, const city_def *c, str token, day today, guide_link *ret,
		     size_t *ret_lost);

/* Sets an answer, in the place that it had already; one that is empty and not dont_know takes it away. */
void guide_link_set(arena *a, guide_link *l, fact_answer answer);
const fact_answer *guide_link_get(const guide_link *l, str id); /* NULL when there is none */

#endif
