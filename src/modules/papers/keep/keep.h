/*
 * keep: preparations (準備): what somebody has answered and chosen, kept without an account until the papers are made.
 *
 *     link    /prepare/p/TOKEN      128 random bits, known to whoever prepares and on the QR of the cover sheet
 *     code    8 letters             asked when the link is opened on a device that has not opened it yet; five wrong ones close it for an hour
 *
 *     TOKEN ──BLAKE2b──▶ id (the key of the row)          the database never sees TOKEN
 *     TOKEN + installation's key file ──▶ key of this row ──▶ XChaCha20-Poly1305 over the content, the row's id and revision as additional data
 *     TOKEN + key file + code ──BLAKE2b──▶ what is kept of the code
 *
 * The code's hash is a keyed one, not a slow one: it cannot be tried out without TOKEN and key file, and whoever has both, and the database, reads
 * the content without it. It guards the door of the pages, where the tries are counted.
 *
 * So a copy of the database says nothing, nor does the link without it; nor both without the key file (--key-file; made beside the database, mode 0600, where
 * it is missing; kit/keyfile.h). What a clerk must find without the link (by booking, ticket or number) has its TOKEN wrapped with the key file's key alone, in
 * the row of the visit that it was attached to.
 *
 * The content is one JSON text: papers, schemes, events, answers with their origin, language. `rev` counts up: two windows never overwrite each other
 * unseen (ERR_stale, with what the other one saved). A version of the definitions that changed meanwhile loses nothing: answers stay under their ids, those whose
 * fact is gone or of another type are kept and told.
 *
 * Rows go after the city's days (city.yaml limits: keep_preparations), counted from the last change; a job erases them. After the visit, sooner: KEEP_AFTER_VISIT
 * days after it is over. What was begun and never answered goes after two days.
 */
#ifndef PAPERS_KEEP_H
#define PAPERS_KEEP_H

#include "modules/papers/papers.h"

#define KEEP_BYTES_MAX (256 * 1024)
#define KEEP_ANSWERS_MAX 600
#define KEEP_AFTER_VISIT 7 /* days */
#define KEEP_NEVER_BEGUN 2 /* days */
#define KEEP_CODE 8 /* letters */
#define KEEP_PER_ADDRESS_HOUR                                                                                          \
	60 /* new ones; a hall's own network, and a carrier's, have many people behind one address */

/* Where an answer comes from: shown beside it at the counter. */
typedef enum origin {
	ORIGIN_RESIDENT, /* typed at home, or confirmed on the screen at the counter */
	ORIGIN_GUIDE,
	ORIGIN_CLERK,
	ORIGIN_CARD, /* My Number card, the four basic facts */
	ORIGIN_FILE, /* an earlier paper or certificate that is on file */
} origin;

typedef struct kept_answer {
	fact_answer answer;
	origin origin;
	instant at;
	str was; /* what it was before a clerk corrected it; empty: never corrected */
	bool confirmed; /* by the resident, at the counter */
	bool lost; /* the fact is gone, is of another type, or has this choice no more: kept and told, not used */
	str kind; /* the type that the fact had when it was saved */
} kept_answer;
typedef struct kept_answers {
	kept_answer *at;
	size_t n;
} kept_answers;

typedef struct preparation {
	str token;
	i64 rev;
	strs papers, schemes, events, left_out;
	strs later; /* facts that were put off: asked again at the end */
	strs news; /* what the last change brought: "+ID", "-ID" of papers; until the next change */
	kept_answers answers; /* in the order in which they were first given */
	lang lang;
	instant made, changed;
	instant until; /* when it is erased unless it is changed again */
	size_t lost; /* answers whose fact is gone or has another type; kept all the same */
} preparation;

fact_answers kept_given(arena *a, const preparation *p); /* as papers_sit() wants them: without lost ones */
/* Sets an answer in the place that it had; `dont_know` false and an empty value take it away. A clerk's that differs keeps what it was. The same
 * value again changes nothing, but that a card's or a file's says where it now comes from. */
void kept_set(arena *a, preparation *p, fact_answer answer, origin from, instant now);
const kept_answer *kept_get(const preparation *p, str fact); /* NULL when there is none */

/* Makes one; *ret_code is told once and never again. ERR_too_many_requests past KEEP_PER_ADDRESS_HOUR. */
MUST_USE const err *keep_new(req *r, const preparation *what, preparation *ret, str *ret_code);
/* ERR_not_found where there is none (any more). */
MUST_USE const err *keep_open(req *r, str token, preparation *ret);
/* Saves; p->rev is what was read: ERR_stale when somebody saved meanwhile. p->rev counts up. ERR_too_large past the ceilings above. */
MUST_USE const err *keep_save(req *r, preparation *p);
MUST_USE const err *keep_delete(req *r, str token);
/* Whether the code is right; counted, ERR_too_many_requests after five wrong ones. */
MUST_USE const err *keep_code(req *r, str token, str code, bool *ret_right);
/* Another code in place of the first, for whoever forgot it on a device that has opened the link before. */
MUST_USE const err *keep_new_code(req *r, str token, str *ret_code);
/* What a device that has opened the link keeps in a cookie: TOKEN.MARK, and back. False: not made here. */
MUST_USE const err *keep_mark(req *r, str token, str *ret);
MUST_USE const err *keep_marked(req *r, str mark, str *ret_token, bool *ret_right);
/* Whether it can be a token at all: so many letters and digits. */
bool keep_token_valid(str token);

/* Attached to a booking or ticket (by its code), so that a clerk finds it there. A newer one takes the place of an older. Whether there is such a
 * visit is the caller's business. */
MUST_USE const err *keep_attach(req *r, str token, str visit);
/* False: nothing attached, or it is gone. Of a ticket that came of a booking, what was attached to the booking has to be asked for by its code. */
MUST_USE const err *keep_attached(req *r, str visit, str *ret_token, bool *ret_found);
/* To which bookings and tickets; other keys (with a dot in them) are left out. */
MUST_USE const err *keep_visits(req *r, str token, strs *ret);
/* What stands at the foot of its sheets, so that a clerk can type it: 6 letters, always the same for one preparation; it is attached
 * under packet.NUMBER by who makes the PDF. */
MUST_USE const err *keep_number(req *r, str token, str *ret);

/* Bytes locked with the key file's key alone; `about` (what for, and which row) is bound to it. */
MUST_USE const err *keep_lock(req *r, str about, str bytes, str *ret);
/* *ret_good false: locked with another key or about something else, or altered. */
MUST_USE const err *keep_unlock(req *r, str about, str locked, str *ret, bool *ret_good);

/* The job: what is over is erased. */
MUST_USE const err *keep_tick(app *p, arena *a);

#endif
