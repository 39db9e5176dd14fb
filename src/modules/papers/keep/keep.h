/*
 * keep: preparations (準備): what somebody has answered and chosen, kept without an account until the papers are made.
 *
 *     link    /prepare/p/TOKEN      128 random bits, known to whoever prepares and on the QR of the cover sheet
 *     code    8 letters             asked when the link is opened on a device that has not opened it yet; five wrong ones close it for an hour
 *
 *     TOKEN ──BLAKE2b──▶ id (the key of the row)          the database never sees TOKEN
 *     TOKEN + installation's key file ──▶ key of this row ──▶ XChaCha20-Poly1305 over the content, the row's id and revision as additional data
 *
 * So a copy of the database says nothing, nor does the link without it; nor both without the key file (--key-file; made beside the database, mode 0600, where
 * it is missing). What a clerk must find without the link (by booking, ticket or number) has its TOKEN wrapped with the key file's key alone, in
 * the row of the visit that it was attached to.
 *
 * The content is one JSON text: papers, schemes, events, answers with their origin, language. `rev` counts up: two windows never overwrite each other
 * unseen (ERR_stale, with what the other one saved). A version of the definitions that changed meanwhile loses nothing: answers stay under their ids, those whose
 * fact is gone or of another type are kept and told.
 *
 * Rows go after the city's days (city.yaml limits: keep_preparations), counted from the last change; a job erases them. After the visit, sooner.
 */
#ifndef PAPERS_KEEP_H
#define PAPERS_KEEP_H

#include "modules/papers/papers.h"

#define KEEP_BYTES_MAX (256 * 1024)
#define KEEP_ANSWERS_MAX 600

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
} kept_answer;
typedef struct kept_answers {
	kept_answer *at;
	size_t n;
} kept_answers;

typedef struct preparation {
	str token;
	i64 rev;
	strs papers, schemes, events, left_out;
	kept_answers answers; /* in the order in which they were first given */
	lang lang;
	instant made, changed;
	size_t lost; /* answers whose fact is gone or has another type; kept all the same */
} preparation;

fact_answers kept_given(arena *a, const preparation *p); /* as papers_sit() wants them */
/* Sets an answer in the place that it had; `dont_know` false and an empty value take it away. A clerk's that differs keeps what it was. */
void kept_set(arena *a, preparation *p, fact_answer answer, origin from, instant now);
const kept_answer *kept_get(const preparation *p, str fact); /* NULL when there is none */

/* Makes one; *ret_code is told once and never again. */
MUST_USE const err *keep_new(req *r, const preparation *what, preparation *ret, str *ret_code);
/* ERR_not_found where there is none (any more). */
MUST_USE const err *keep_open(req *r, str token, preparation *ret);
/* Saves; p->rev is what was read: ERR_stale when somebody saved meanwhile. p->rev counts up. */
MUST_USE const err *keep_save(req *r, preparation *p);
MUST_USE const err *keep_delete(req *r, str token);
/* Whether the code is right; counted, ERR_too_many_requests after five wrong ones. */
MUST_USE const err *keep_code(req *r, str token, str code, bool *ret_right);

/* Attached to a booking or ticket (by its code), so that a clerk finds it there. A newer one takes the place of an older. */
MUST_USE const err *keep_attach(req *r, str token, str visit);
/* False: nothing attached, or it is gone. */
MUST_USE const err *keep_attached(req *r, str visit, str *ret_token, bool *ret_found);

#endif
