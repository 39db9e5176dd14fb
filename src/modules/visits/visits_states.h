/*
 * The three machines of visits: what a booking, a step of a visit and a desk may become, and by which command. The tables are
 * in visits.c.
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
 *      planned ─ ready ─▶ waiting ─ call ─▶ called ─ serve ─▶ serving ─ done ─▶ done, and those that waited for it are ready
 *                          ▲ ▲ │             │ │ │ └──────────── done ──────────▲ │
 *                          │ │ └ leave ▶ left│ │ └ recall ↺                       │
 *                          │ └──── undo ─────┘ └ missed ─▶ missed ─ abandon ─▶ abandoned
 *                          └──────── return ───────────────┘
 *      called, serving ─ park ─▶ parked ─ resume ─▶ serving;   called, serving ─ transfer ─▶ transferred, and a new step
 *      that keeps the arrival time and the place in the order.   planned, waiting, parked, missed ─ leave ─▶ left
 *      Who leaves, or was missed and does not come back in time, ends the whole visit: every step that is not over.
 *
 * desk:
 *      closed ─ open ─▶ open ─ call, resume ─▶ serving ─ done, missed, undo, park, transfer ─▶ open ─ close ─▶ closed
 *                        └ break, back office ─▶ break, back_office ─ open ─▶ open
 */
#ifndef VISITS_VISITS_STATES_H
#define VISITS_VISITS_STATES_H

#include "base/str.h"

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
/* Done, transferred, left or abandoned. */
bool step_over(step_state s);
/* As they are stored and as the API spells them: "checked_in". Parsing an unknown word is a broken invariant. */
str booking_state_name(booking_state s);
str step_state_name(step_state s);
str step_command_name(step_command c);
str desk_state_name(desk_state s);
booking_state booking_state_of(str name);
step_state step_state_of(str name);
desk_state desk_state_of(str name);

#endif
