/* What the command files of visits share: not for other modules. */
#ifndef VISITS_PRIVATE_H
#define VISITS_PRIVATE_H

#include "modules/visits/visits_commands.h"
#include "modules/visits/visits.sql.h"

/* First thing in every command that changes an office's queue; see visits.h. */
MUST_USE const err *office_lock(db *d, arena *a, i64 city, str office);
/* Staff of one office act in that office only: ERR_forbidden elsewhere. Also first thing in every command, here or in
 * office_find(). */
MUST_USE const err *office_may(const actor *by, str office);
/* The office of the definitions, or ERR_not_found; ERR_forbidden as office_may(). */
MUST_USE const err *office_find(const actor *by, str office, const office_def **ret);

MUST_USE const err *booking_load(db *d, arena *a, i64 city, str code, booking_view *ret);
MUST_USE const err *booking_set(db *d, arena *a, const actor *by, booking_view *b, booking_command c, str ticket);
/* Releases holds that ran out, at most some at a time; office empty: of the whole city. */
MUST_USE const err *expire_holds(db *d, arena *a, const actor *by, str office, size_t *ret_n);
/* Gives back the places of a booking, and offers them to those who wait for them: the one point where that happens. */
MUST_USE const err *places_give(db *d, arena *a, const actor *by, const booking_view *b);

/* Who books: checked and normalised. Staff may leave the contact out. ERR_bad_name, ERR_bad_contact, ERR_too_long. */
typedef struct booker {
	str name, contact, key, note;
} booker;
MUST_USE const err *booker_check(arena *a, const actor *by, str name, str contact, str note, booker *ret);
/* ERR_too_many_bookings when the contact has as many bookings to come as one may have. */
MUST_USE const err *contact_limit(db *d, arena *a, const actor *by, str key);

/* A visit whose places are held for somebody in particular. */
typedef struct place_hold {
	const office_def *office;
	strs services;
	instant start, until;
	booker one;
} place_hold;
/* *ret_taken is false, and nothing has changed, when there is no place for it. No other hold is released to make room. */
MUST_USE const err *booking_hold(db *d, arena *a, const actor *by, const place_hold *h, booking_view *ret,
				 bool *ret_taken);
/* Moves a booking onto the places that a hold keeps; the hold is over and the booking's own places are given back. */
MUST_USE const err *booking_onto(db *d, arena *a, const actor *by, booking_view *b, booking_view *held);
/* held → booked. */
MUST_USE const err *booking_confirm(db *d, arena *a, const actor *by, booking_view *b, const booker *one, lang l);

/* One service's slots of some days, with what is left of each. */
typedef struct lane {
	const offer_def *offer;
	open_slots slots;
} lane;
MUST_USE const err *lane_read(db *d, arena *a, const city_def *city, const office_def *o, lane *l, day from, day to,
			      bool staff);
/* The first slot from `earliest` on the same day with a place left; NULL when there is none. */
open_slot *lane_free_from(const lane *l, instant earliest);

/* Moves a step along its machine, writes the log, and keeps *s as it is afterwards. `desk` is empty where none is
 * concerned. ERR_not_allowed_now by the table; ERR_stale when somebody else was first. */
MUST_USE const err *step_move(db *d, arena *a, const actor *by, str office, live_step *s, step_command c, str desk);
/* After a step ended: every planned step of the visit whose turn it is waits from now on, with the arrival of the visit. */
MUST_USE const err *step_follow(db *d, arena *a, const actor *by, const ticket_view *t);
/* A step from a row: sqlgen gives each statement a row type of its own, with the same names. */
#define LIVE_STEP(code, row)                                                                                           \
	((live_step){ .ticket = (code),                                                                                \
		      .seq = (row)->seq,                                                                               \
		      .after = (row)->waits_for,                                                                       \
		      .number = (row)->number,                                                                         \
		      .service = (row)->service,                                                                       \
		      .desk = (row)->desk,                                                                             \
		      .state = step_state_of((row)->state),                                                            \
		      .since = (row)->since,                                                                           \
		      .arrived = (row)->arrived,                                                                       \
		      .due = (row)->due,                                                                               \
		      .called_at = (row)->called_at,                                                                   \
		      .served_at = (row)->served_at,                                                                   \
		      .calls = (row)->calls,                                                                           \
		      .priority = (row)->priority != 0,                                                                \
		      .returned = (row)->returned != 0,                                                                \
		      .staff = (row)->staff,                                                                           \
		      .rev = (row)->rev })

/* A new ticket with its number and steps; those that come after no other wait. `due`: booked times or NULL. `after`: of each
 * service the bits of those before it (the first service is seq 1); NULL: one after the other. */
typedef struct new_ticket {
	const office_def *office;
	strs services;
	const instant *due;
	const i64 *after;
	str booking, name, note, journey;
	bool priority, print, one_by_one;
	lang lang;
	const said_wait *said; /* NULL: nothing */
} new_ticket;
MUST_USE const err *ticket_add(db *d, arena *a, const actor *by, const new_ticket *n, ticket_view *ret);
MUST_USE const err *ticket_load(db *d, arena *a, i64 city, str code, ticket_view *ret);

/* What time does in one office; for visits_tick() and its tests. */
typedef struct office_job {
	actor by;
	const office_def *office;
	size_t ret_n; /* changes; many of them mean: call again soon */
} office_job;
const err *no_show_run(db *d, arena *a, void *arg);
const err *abandon_run(db *d, arena *a, void *arg);
const err *close_desks_run(db *d, arena *a, void *arg);

/* What staff does is in the audit log; what residents do is not. */
MUST_USE const err *staff_audit(db *d, arena *a, const actor *by, str office, str action, str subject, str detail);
bool by_staff(const actor *by);
/* A new code of a booking or ticket: ten letters and digits that people can read out. The first three say when, in turns of
 * some days, so that the rows of one moment lie side by side in the database and a commit touches few pages; the other
 * seven are chance, one of 27 thousand million, and whoever tries codes is slowed down (pages_code.c, kit/limits.h). */
str code_new(arena *a, instant now);

/* Events of an office's feed; see docs/api.md. */
MUST_USE const err *emit_queue(db *d, arena *a, i64 city, str office, str what);
MUST_USE const err *emit_call(db *d, arena *a, i64 city, const office_def *o, const desk_def *desk, str number,
			      i64 calls);

#endif
