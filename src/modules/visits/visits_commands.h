/*
 * The commands of visits. Each is a struct: what it needs, and behind `ret_` what came of it; and a function for
 * store_write(), with the office's shard. A command reads, decides, saves and emits; it runs again from the beginning
 * when the database asks for it, so it writes nothing but its ret_ fields.
 *
 *     take_ticket c = { .by = &by, .office = office, .services = services };
 *     TRY(store_write(app->store, r->arena, office_shard(r->arena, by.city, office), take_ticket_run, &c));
 *
 * The actor is checked by the route; commands on desks also check that staff may act in that office.
 */
#ifndef VISITS_COMMANDS_H
#define VISITS_COMMANDS_H

#include "kit/messages/message.h"
#include "modules/visits/visits.h"

/* Who acts, in which city, by which definitions. visits_actor() makes it from a request. */
typedef struct actor {
	i64 city;
	const city_def *def;
	const who *who;
	str address; /* the client's, hashed; empty for staff */
	bool limits;
	lang lang;
	str channel; /* web, api, kiosk, staff */
	const message_means *means; /* what people can be told with; NULL: nothing */
} actor;
actor visits_actor(req *r, const char *channel);

/* --- bookings ------------------------------------------------------------------------------------------------ */

/* Takes the places of a visit for some minutes while the form is filled. ERR_slot_full, ERR_slot_not_offered,
 * ERR_not_bookable, ERR_too_many_bookings (too many holds from one address). */
typedef struct hold_place {
	const actor *by;
	str office;
	strs services;
	instant start;
	booking_view ret;
} hold_place;
const err *hold_place_run(db *d, arena *a, void *arg);

/* Gives a hold its name. ERR_hold_expired, ERR_bad_name, ERR_bad_contact, ERR_too_many_bookings. */
typedef struct confirm_booking {
	const actor *by;
	str code, name, contact, note;
	booking_view ret;
} confirm_booking;
const err *confirm_booking_run(db *d, arena *a, void *arg);

/* Both in one: the API and staff on the telephone. Staff may use kept places, and need no contact. */
typedef struct make_booking {
	const actor *by;
	str office;
	strs services;
	instant start;
	str name, contact, note;
	booking_view ret;
} make_booking;
const err *make_booking_run(db *d, arena *a, void *arg);

/* A hold is released, a booking cancelled. Twice is as once. ERR_booking_over when it was used. */
typedef struct cancel_booking {
	const actor *by;
	str code;
	booking_view ret;
} cancel_booking;
const err *cancel_booking_run(db *d, arena *a, void *arg);

/* The new places are taken before the old ones are given back; on any error nothing has changed. */
typedef struct move_booking {
	const actor *by;
	str code;
	instant start;
	booking_view ret;
} move_booking;
const err *move_booking_run(db *d, arena *a, void *arg);

/* What somebody who takes a ticket is told about the wait; made before the command by wait_expect() (wait/wait.h), written
 * down with the ticket. */
typedef struct said_wait {
	bool some; /* false: nothing was said, and nothing is written down */
	wait_range range;
	i64 rule; /* seconds: what the rule of thumb would have said */
} said_wait;

/* --- tickets --------------------------------------------------------------------------------------------------- */

/* The booked person is here: becomes a ticket. The same ticket when it was done already. ERR_too_early, ERR_booking_over. */
typedef struct check_in {
	const actor *by;
	str code;
	bool print; /* on paper, where the office has a printer */
	said_wait said;
	ticket_view ret;
} check_in;
const err *check_in_run(db *d, arena *a, void *arg);

/* A walk-in: for services, or for a journey with the questions that were answered with yes (journeys/journeys.h); of a
 * journey, what cannot be done here now is left out. ERR_office_closed, ERR_tickets_stopped, ERR_service_closed. Staff may give
 * tickets when it is stopped. */
typedef struct take_ticket {
	const actor *by;
	str office;
	strs services;
	str journey;
	strs yes;
	bool priority, print;
	str name, note; /* staff only */
	said_wait said;
	ticket_view ret;
} take_ticket;
const err *take_ticket_run(db *d, arena *a, void *arg);

/* The person goes home. Twice is as once. ERR_not_allowed_now while being served. */
typedef struct leave_queue {
	const actor *by;
	str code;
	ticket_view ret;
} leave_queue;
const err *leave_queue_run(db *d, arena *a, void *arg);

/* Staff: priority, note, and a missed person who came back. */
typedef struct mark_ticket {
	const actor *by;
	str code;
	bool set_priority, priority;
	bool set_note;
	str note;
	bool back; /* missed → waiting */
	ticket_view ret;
} mark_ticket;
const err *mark_ticket_run(db *d, arena *a, void *arg);

/* --- desks ------------------------------------------------------------------------------------------------------ */

typedef enum desk_action {
	ACT_OPEN,
	ACT_CLOSE,
	ACT_BREAK,
	ACT_BACK_OFFICE,
	ACT_CALL_NEXT,
	ACT_CALL,
	ACT_RECALL,
	ACT_SERVE,
	ACT_DONE,
	ACT_UNDO,
	ACT_MISSED,
	ACT_PARK,
	ACT_RESUME,
	ACT_TRANSFER,
	ACT_WALK_IN,
	ACTIONS
} desk_action;
/* "call-next", as in the path; false when there is none of that name. */
bool desk_action_of(str name, desk_action *ret);
str desk_action_name(desk_action c);

/*
 * Everything that a clerk does at a desk. `rev` is the desk's version that the clerk saw, or -1 to act on what is.
 *
 *   call-next   the next by skill and priority; ERR_nobody_waiting. While somebody is at the desk: ERR_desk_serving
 *   call        `ticket`'s waiting step out of turn; resume: `ticket`'s parked step
 *   undo        the call was a mistake: back into the queue at the old place
 *   missed      did not come; may come back within the office's grace
 *   transfer    to `service` (at another desk, or the same); keeps the arrival time
 *   walk-in     somebody stands here without a ticket: `service` gets a number and is served at once
 *   break       until `until` (0 unknown)
 */
typedef struct desk_act {
	const actor *by;
	str office, desk;
	desk_action action;
	i64 rev;
	str ticket, service;
	instant until;
	live_desk ret; /* the desk afterwards */
	str ret_ticket; /* whom it concerned; empty when nobody */
	str ret_meanwhile; /* with ERR_stale: the last command on this desk (call, done …) */
	str ret_meanwhile_by;
} desk_act;
const err *desk_act_run(db *d, arena *a, void *arg);

/* --- floor -------------------------------------------------------------------------------------------------------- */

/* Stops or starts tickets for a service, or for the office (service empty), for the rest of the day. */
typedef struct stop_tickets {
	const actor *by;
	str office, service;
	bool stop;
} stop_tickets;
const err *stop_tickets_run(db *d, arena *a, void *arg);

/* What time does by itself: holds run out, booked people do not come, missed people do not come back, a new day begins,
 * names are erased. Called again and again; each does a bounded piece of work. */
MUST_USE const err *visits_tick(app *p, arena *a);
/* Sends tickets that wait for paper to their printers. */
MUST_USE const err *visits_print_tick(app *p, arena *a);
/* One ticket, now. ERR_printer with the reason. */
MUST_USE const err *visits_print_ticket(app *p, arena *a, const city_def *city, const office_def *o,
					const ticket_view *t);

#endif
