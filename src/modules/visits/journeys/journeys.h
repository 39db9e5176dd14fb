/*
 * journeys: something happened – somebody moved, a child was born, somebody died – and one visit goes through several counters.
 *
 * A journey (journeys.yaml, defs.h) says which services that needs, which of them only for some people (a question with yes or
 * no), and which must come after which: the legal order. From a journey, the answers, and what the office offers now comes the
 * list of steps of one visit: each with the bits of those that must be over first. One number serves all of it.
 *
 *     journey + answers + office ──▶ journey_path ──▶ take_ticket ──▶ steps: those that come after no other wait at once
 *
 * Services that a person picks without a journey are put in order by the same definitions: where some journey of the city says
 * that one comes after the other, it does here, too; the others wait together, if the city says so (free_together).
 *
 * journeys.c is pure. journeys_plan.c chooses which step a visit that goes one by one should wait for next.
 */
#ifndef VISITS_JOURNEYS_H
#define VISITS_JOURNEYS_H

#include "modules/visits/visits.h"

/* What is asked before the steps are known. Steps with the same question (its Japanese text) share it. */
typedef struct journey_question {
	str id; /* the first service that depends on it: what an answer names */
	const text3 *text;
} journey_question;
typedef struct journey_questions {
	journey_question *at;
	size_t n;
} journey_questions;
journey_questions journey_ask(arena *a, const journey_def *j, const office_def *o);

/* The steps of one visit, in the order of the definition. */
typedef struct journey_path {
	strs services;
	i64 *after; /* of each the bits of those before it: bit 0 for the first service */
	strs missing; /* needed, but not in this office, or not now; and what would come after these */
} journey_path;
/* `yes`: ids of the questions that were answered with yes. `now_closed`: services that take no tickets now. */
journey_path journey_steps_of(arena *a, const journey_def *j, const office_def *o, strs yes, strs now_closed);

/* The order among services that were picked one by one; NULL: one after the other, as they were picked. Without rings, whatever
 * the journeys say together. */
i64 *journey_free_order(arena *a, const city_def *c, strs services);

/* Which steps of a visit come before one for `service` that takes the place of step `seq` (a transfer): the bits of those that are
 * not over, by the journey of the visit, or by all of them for services that were picked. */
i64 journey_instead(const city_def *c, const ticket_view *t, i64 seq, str service);

/* The services of the office that take no tickets now, by the board (for pages; the command asks again). */
strs journey_closed(arena *a, const board *b);
/* Journeys that lead to something here: at least one step that is always needed or asked for is offered in this office. */
bool journey_offered(const journey_def *j, const office_def *o);

/* --- a visit played forward ------------------------------------------------------------------------------------------- */

/* The steps of a path as they would be: those that come after no other wait (one by one: the first of them). */
live_steps journey_live(arena *a, const journey_path *p, bool one_by_one, instant now);

/* Which planned step of a visit that goes one by one should wait next: an index into `steps`, or -1 when none may. Each step
 * that may (its predecessors, bits in `over`, are done) is tried first in the same runs, with the others behind it as the order
 * allows; the one with the earliest expected end is chosen. `b` is the board as others see it, read without estimates; `arrived`
 * ranks the visit. */
int journey_next(arena *a, const board *b, const live_steps *steps, i64 over, instant arrived);

#endif
