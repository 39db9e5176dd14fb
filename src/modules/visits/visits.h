/*
 * visits: a counter, from booking to done.
 *
 * A resident books a place, or takes a ticket at the machine, and is then a number in a queue. A visit has one step for
 * each service, in order; one ticket number serves them all. A desk calls the next person whom it can serve. Nobody is
 * called by two desks, no place is given away twice, no number is issued twice, and nothing that was acknowledged is lost.
 *
 * booking:
 *              ┌── release ──▶ expired
 *      held ───┤
 *              └── confirm ──▶ booked ──┬─ check-in ─▶ checked_in
 *                                       ├─ cancel ───▶ cancelled
 *                                       └─ too late ─▶ no_show ── check-in (they came after all) ─▶ checked_in
 *      A reschedule takes the new place before it gives back the old one, in one commit.
 *
 * step of a visit:
 *      planned ─ ready ─▶ waiting ─ call ─▶ called ─ serve ─▶ serving ─ done ─▶ done
 *                          ▲ ▲ │             │ │ │ └──────────── done ──────────▲ │
 *                          │ │ └ leave ▶ left│ │ └ recall ↺                       │
 *                          │ └──── undo ─────┘ └ missed ─▶ missed ─ abandon ─▶ abandoned
 *                          └──────── return ───────────────┘
 *      called, serving ─ park ─▶ parked ─ resume ─▶ serving;   called, serving ─ transfer ─▶ transferred, and a new step
 *      that keeps the arrival time.   waiting, parked, missed ─ leave ─▶ left
 *
 * desk:
 *      closed ─ open ─▶ open ─ call, resume ─▶ serving ─ done, missed, undo, park, transfer ─▶ open ─ close ─▶ closed
 *                        └ break, back office ─▶ break, back_office ─ open ─▶ open
 *
 * These tables are in visits.c; a command that is not in them is ERR_not_allowed_now. Every command on a desk carries
 * the version (rev) of the desk that the clerk saw; an old one is ERR_stale and changes nothing.
 *
 * visits.c decides, without SQL, HTTP or a clock. visits_book.c, visits_queue.c and visits_desk.c are the commands: read,
 * decide, save, emit; they run on the store's writer. visits_read.c is what screens show.
 *
 * Locks: every command that changes an office's queue first takes the office's event counter (office_lock), so that
 * commands of one office are in one order in all processes. The constraints hold without it.
 */
#ifndef VISITS_VISITS_H
#define VISITS_VISITS_H

#include "kit/kit.h"

typedef enum booking_state {
	BOOKING_HELD,
	BOOKING_BOOKED,
	BOOKING_CHECKED_IN,
	BOOKING_CANCELLED,
	BOOKING_EXPIRED,
	BOOKING_NO_SHOW,
	BOOKING_STATES
} booking_state;
typedef enum booking_command {
	BOOKING_CONFIRM,
	BOOKING_RELEASE,
	BOOKING_CHECK_IN,
	BOOKING_CANCEL,
	BOOKING_TOO_LATE,
	BOOKING_MOVE,
	BOOKING_COMMANDS
} booking_command;

typedef enum step_state {
	STEP_PLANNED,
	STEP_WAITING,
	STEP_CALLED,
	STEP_SERVING,
	STEP_PARKED,
	STEP_MISSED,
	STEP_DONE,
	STEP_TRANSFERRED,
	STEP_LEFT,
	STEP_ABANDONED,
	STEP_STATES
} step_state;
typedef enum step_command {
	STEP_READY,
	STEP_CALL,
	STEP_RECALL,
	STEP_SERVE,
	STEP_FINISH,
	STEP_UNDO,
	STEP_MISS,
	STEP_RETURN,
	STEP_PARK,
	STEP_RESUME,
	STEP_TRANSFER,
	STEP_LEAVE,
	STEP_ABANDON,
	STEP_COMMANDS
} step_command;

typedef enum desk_state { DESK_CLOSED, DESK_OPEN, DESK_SERVING, DESK_BREAK, DESK_BACK_OFFICE, DESK_STATES } desk_state;
typedef enum desk_command {
	DESK_DO_OPEN,
	DESK_DO_CLOSE,
	DESK_DO_CALL,
	DESK_DO_FREE,
	DESK_DO_BREAK,
	DESK_DO_BACK_OFFICE,
	DESK_COMMANDS
} desk_command;

/* The three machines: the state after the command, or false. */
bool booking_next(booking_state s, booking_command c, booking_state *ret);
bool step_next(step_state s, step_command c, step_state *ret);
bool desk_next(desk_state s, desk_command c, desk_state *ret);
/* As they are stored and as the API spells them: "checked_in". Parsing an unknown word is a broken invariant. */
str booking_state_name(booking_state s);
str step_state_name(step_state s);
str step_command_name(step_command c);
str desk_state_name(desk_state s);
booking_state booking_state_of(str name);
step_state step_state_of(str name);
desk_state desk_state_of(str name);

/* One step that is not over, as queues and boards see it. */
typedef struct live_step {
	str ticket; /* the code: a secret of the person's; never in an event or on a screen */
	i64 seq;
	str number; /* A012: what is called */
	str service, desk;
	step_state state;
	instant since; /* of the state */
	instant arrived; /* kept through transfers: decides the order */
	instant due; /* the booked time; 0 for a walk-in */
	instant called_at, served_at;
	i64 calls; /* how often called in this step */
	bool priority; /* staff said: first */
	bool returned; /* was missed and came back */
	i64 staff, rev;
} live_step;
typedef struct live_steps {
	live_step *at;
	size_t n;
} live_steps;

/*
 * Whom a desk calls next: the index in `steps`, or -1. Pure.
 *
 * Among those who wait for one of the desk's services the office's call order decides: its classes one after another,
 * within "booked" by the booked time, else by arrival, then by number. Services under `also` count only when nobody
 * waits for those under `services`.
 */
int visits_choose(const office_def *o, const desk_def *desk, const live_steps *steps, instant now);
/* Before whom: true when a is called before b by a desk that serves both. */
bool visits_before(const office_def *o, const live_step *a, const live_step *b, instant now);

/* A012: the letter of the first service and at least three digits. */
str visits_number(arena *a, str letter, i64 n);
/* "A012", "a-12", "Ａ０１２" → A012; false when it cannot be a number. */
bool visits_number_parse(arena *a, str typed, str *ret);
/* A code as typed by a person (small letters, full width, spaces, hyphens, O for 0 …) in its one form, or the empty str. */
str visits_code_parse(arena *a, str typed);

/* --- expected wait ---------------------------------------------------------------------------------------- */

typedef struct wait_range {
	int ahead; /* people who will be called before */
	int p10, p50, p90; /* seconds until called; -1: the office is closed, or not today any more */
	bool assumed; /* no desk for it is open: one is assumed to open soon */
} wait_range;

/* A desk as the estimate sees it. */
typedef struct live_desk {
	str desk;
	const desk_def *def;
	desk_state state;
	instant since, until; /* until: end of the break, 0 unknown */
	i64 staff, rev;
	str staff_name;
	str ticket; /* whom it serves */
	i64 step;
	str number, service; /* of that step; empty when none */
	step_state step_state;
	instant called_at, served_at;
	i64 calls;
} live_desk;
typedef struct live_desks {
	live_desk *at;
	size_t n;
} live_desks;

/* A booking of today that has not been checked in. */
typedef struct due_booking {
	str service;
	instant start;
} due_booking;
typedef struct due_bookings {
	due_booking *at;
	size_t n;
} due_bookings;

/* What an office is doing now: everything that the screens and the estimate need, read in one snapshot. */
typedef struct board {
	const city_def *city;
	const office_def *office;
	instant now;
	day today;
	bool open; /* by its hours */
	bool tickets_stopped; /* by the floor manager, or outside the hours */
	live_steps steps; /* waiting, called, serving, parked, missed */
	wait_range *waits; /* for each of `steps` that waits; NULL without estimates */
	live_desks desks; /* every desk of the definition, in its order */
	due_bookings due;
	strs stopped; /* services that take no tickets now */
	i64 event; /* the feed's last number when this was read: screens continue from here */
	struct service_load {
		const offer_def *offer;
		int waiting, desks; /* desks: open now for it */
		bool stopped;
		double mean, spread; /* what the service takes here: seconds, and standard deviation / mean */
		wait_range wait; /* for somebody who takes a ticket now */
	} * services;
	size_t services_n;
} board;

/*
 * How long people wait: fills b->waits and b->services[].wait. Simulates forward from the board: who is served since when,
 * who waits in what order, breaks, bookings to come. Reproducible: the random numbers are seeded from the board.
 */
void visits_estimate(arena *a, board *b);
/* "about 15 to 25 minutes": whole minutes, the lower rounded down, the upper up, both to fives from 10 on. */
void visits_wait_minutes(wait_range w, int *ret_from, int *ret_to);

/* --- what screens read -------------------------------------------------------------------------------------- */

/* With waits == false the estimates are left out. ERR_not_found for an unknown office. */
MUST_USE const err *visits_board(req *r, str office, bool waits, board *ret);
/* The same inside a transaction. */
MUST_USE const err *visits_board_in(db *d, arena *a, const city_def *city, const office_def *office, instant now,
				    bool waits, board *ret);

typedef struct open_slot {
	instant start;
	int left;
} open_slot;
typedef struct open_slots {
	open_slot *at;
	size_t n;
} open_slots;
/* Starts from `from` to `to` (both included) at which a visit for all of `services`, one after the other, can be booked
 * now. Full slots are listed with left == 0 when `full` is true. At most 93 days. */
MUST_USE const err *visits_slots(db *d, arena *a, const city_def *city, const office_def *o, strs services, day from,
				 day to, bool by_staff, bool full, instant now, open_slots *ret);

typedef struct booking_view {
	str code, office;
	booking_state state;
	instant start, held_until, made_at;
	str name, contact, note, ticket, channel;
	lang lang;
	i64 rev;
	struct booking_view_step {
		str service;
		instant start;
	} * steps;
	size_t steps_n;
} booking_view;
typedef struct booking_views {
	booking_view *at;
	size_t n;
} booking_views;
MUST_USE const err *visits_booking(db *d, arena *a, i64 city, str code, booking_view *ret); /* ERR_not_found */
/* Of one day, by time. */
MUST_USE const err *visits_bookings(db *d, arena *a, i64 city, str office, day on, booking_views *ret);

typedef struct ticket_view {
	str code, office, number, name, booking, note;
	instant arrived;
	day day;
	bool priority;
	i64 rev;
	live_steps steps; /* all of them, in order, also those that are over */
} ticket_view;
MUST_USE const err *visits_ticket(db *d, arena *a, i64 city, str code, ticket_view *ret); /* ERR_not_found */
/* By the number of that day, for staff. */
MUST_USE const err *visits_ticket_by_number(db *d, arena *a, i64 city, str office, day on, str number,
					    ticket_view *ret);

extern const module visits_module, visits_paper_module, visits_stats_module, visits_manage_module;

#endif
