/*
 * Changing a flow, one act at a time: what the editor's buttons do. Pure: a flow in, the same flow changed; the page saves it as a new rev.
 *
 * Acts keep a flow whole as far as they can: a step put behind another takes over its links, a step taken out joins those before it with those after it, shares that are left are
 * made to sum to 1 again. What cannot be kept whole is left as it is and told by flow_check(), never refused half-way.
 *
 * Steps are named by id, so that a page that shows an older picture does not hit another step: an id that is gone is ERR_stale.
 */
#ifndef WORK_FLOWS_EDIT_H
#define WORK_FLOWS_EDIT_H

#include "modules/work/flows/flows.h"

/* A flow to begin with: the four lanes, a start, 受付 at the counter, an end; names in the words given. */
typedef struct flow_start_words {
	str lanes[4]; /* resident, counter, centre, system */
	str begin, receive, end;
} flow_start_words;
flow *edit_new(arena *a, str name, const flow_start_words *w);

/* Behind `after`: the new step takes over its links and is its only next one; behind a decision it comes into its first way. ERR_too_large past the ceilings. */
MUST_USE const err *edit_add(arena *a, flow *f, str after, const flow_step *step, str *ret_id);
/* Everything of the step but its id. A start stays a start. ERR_invalid (where: the field) for low > high, an empty name of a task, a note that is too long. */
MUST_USE const err *edit_change(arena *a, flow *f, str id, const flow_step *to);
/* Those before are led to those after, shares multiplied. The start and the last end stay: ERR_invalid. */
MUST_USE const err *edit_remove(arena *a, flow *f, str id);
/* Changes places with the step before or after it on a straight way; ERR_invalid where there is none. */
MUST_USE const err *edit_move(arena *a, flow *f, str id, bool earlier);

/* The ways out of one step, as its form gives them: to which step, what it is called, its share (percent as typed, 0–100). Shares are kept as they are; ways to an empty id are
 * taken out. A step with several ways becomes a decision only when the clerk says so (kind). */
typedef struct edit_way {
	str to, name;
	double share;
} edit_way;
typedef struct edit_ways {
	edit_way *at;
	size_t n;
} edit_ways;
MUST_USE const err *edit_ways_set(arena *a, flow *f, str id, const edit_ways *ways);

MUST_USE const err *edit_lane_add(arena *a, flow *f, str name, flow_who kind);
MUST_USE const err *edit_lane_change(arena *a, flow *f, str id, str name, flow_who kind);
MUST_USE const err *edit_lane_remove(arena *a, flow *f, str id); /* ERR_invalid while a step is in it */
MUST_USE const err *edit_lane_move(arena *a, flow *f, str id, bool up);

/* A deep copy, to change while the other is still shown. */
flow *edit_copy(arena *a, const flow *f);
/* Index of a step or lane, or the number there are. */
size_t edit_step_at(const flow *f, str id);
size_t edit_lane_at(const flow *f, str id);

#endif
