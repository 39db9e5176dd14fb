/*
 * visits: a counter, from booking to done.
 *
 * A resident books a place, or takes a ticket at the machine, and is then a number in a queue. A visit has one step for
 * each service; one ticket number serves them all. A desk calls the next person whom it can serve. Nobody is
 * called by two desks, no place is given away twice, no number is issued twice, and nothing that was acknowledged is lost.
 *
 * A step may have to come after others (the legal order of a journey, the order of booked times); it is planned until they are
 * over. All that need not wait for another wait at the same time, with the arrival time of the visit: whichever desk is free
 * first calls. Whoever is called or served at one desk, or was missed and is away, keeps the place in the other queues and is
 * not called there (live_step.elsewhere) until free again. Somebody who is parked sits in the hall and may be called elsewhere.
 *
 * The three machines of booking, step and desk are drawn in visits_states.h. A command that is not in them is
 * ERR_not_allowed_now. Every command on a desk carries the version (rev) of the desk that the clerk saw; an old one is
 * ERR_stale and changes nothing.
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
#include "modules/visits/visits_states.h"

/* One step that is not over, as queues and boards see it. */
typedef struct live_step {
	str ticket; /* the code: a secret of the person's; never in an event or on a screen */
	i64 seq;
	i64 after; /* the steps of the visit that must be over first: bit k-1 stands for seq k */
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
	bool elsewhere; /* waits, but cannot come: is at another desk, or was missed and is away; keeps the place */
	i64 chain; /* seconds of the longest row of steps that begins with this one; 0 unknown (filled in boards) */
	i64 staff, rev;
} live_step;
#define STEP_SEQ_MAX 62 /* of one visit, transfers included: as many bits has `after` */
/* The bit of a step in live_step.after. */
static inline i64 step_bit(i64 seq)
{
	return (i64)1 << (seq - 1);
}
typedef struct live_steps {
	live_step *at;
	size_t n;
} live_steps;

/*
 * Whom a desk calls next: the index in `steps`, or -1. Pure.
 *
 * Among those who wait for one of the desk's services and can come the office's call order decides: its classes one after
 * another, within "booked" by the booked time, else by arrival, then by number. Of two steps of one person the one that begins
 * the longer row of work goes first. Services under `also` count only when nobody waits for those under `services`.
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

#define WAIT_NOT_TODAY (-2) /* so many wait that the day may not be long enough */
typedef struct wait_range {
	int ahead; /* people who will be called before */
	int p10, p50, p90; /* seconds until called; < 0: nothing can be said, the office is closed; or WAIT_NOT_TODAY */
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
	live_steps steps; /* waiting, called, serving, parked, missed; by arrival, those of one visit side by side */
	live_steps planned; /* what is still to come of these visits, in the same order */
	int people; /* who wait and could be called: fewer than steps that wait */
	wait_range *waits; /* for each of `steps` that waits; NULL without estimates */
	struct visit_end {
		str ticket;
		int p10, p50, p90; /* seconds until the whole visit is over; -1: cannot be said */
	} * ends; /* of every visit with more than one step that is not over, but for who was missed and is away; NULL without estimates */
	size_t ends_n;
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
	const struct office_learned *learned; /* wait/learned.h; NULL: nothing but the means above */
} board;

/*
 * How long people wait, and when visits will be over: fills b->waits, b->services[].wait and b->ends. Plays the office forward from the board (sim/predict.h): who is
 * served since when, who waits in what order, breaks, bookings to come, with what the office has learned (b->learned). The
 * random numbers are the same all day, so an estimate changes only when something has. In wait/estimate.c.
 */
void visits_estimate(arena *a, board *b);
/* When somebody would be through who came now with these steps (waiting, planned), behind all who are there; false where nothing
 * can be said. Of a board that was read without estimates, by its means. `runs`: plays of the office; 0: as many as an estimate. */
bool visits_estimate_end(const board *b, const live_steps *steps, int runs, struct visit_end *ret);
/* "about 15 to 25 minutes": whole minutes, the lower rounded down, the upper up, both to fives from 10 on. */
void visits_wait_minutes(wait_range w, int *ret_from, int *ret_to);

/* --- what screens read -------------------------------------------------------------------------------------- */

/* With waits == false the estimates are left out. ERR_not_found for an unknown office. */
MUST_USE const err *visits_board(req *r, str office, bool waits, board *ret);
/* The same inside a transaction. */
MUST_USE const err *visits_board_in(db *d, arena *a, const city_def *city, const office_def *office, instant now,
				    bool waits, board *ret);
/* The estimates of a board that was read without them, in the same transaction; it may have been changed since (somebody more in
 * the queue). */
MUST_USE const err *visits_board_foresee(db *d, arena *a, board *b);

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
	str journey; /* id; empty: services that were chosen one by one */
	instant arrived;
	day day;
	bool priority;
	bool one_by_one; /* only one step waits at a time, although the order would allow more */
	i64 rev;
	live_steps steps; /* all of them, in order, also those that are over */
} ticket_view;
MUST_USE const err *visits_ticket(db *d, arena *a, i64 city, str code, ticket_view *ret); /* ERR_not_found */
/* The step that says most about the visit just now: called, served, missed, waiting, parked, else what is to come, else the last
 * one. The list must not be empty. */
const live_step *visit_present_step(const live_steps *steps);
/* Where the person will probably be called first: the index in b->steps of a waiting step of that visit, or -1. */
int visit_next_call(const board *b, str ticket);
/* When the whole visit will be over; NULL where nothing can be said, or one step is all that is left. */
const struct visit_end *visit_end_of(const board *b, str ticket);
/* By the number of that day, for staff. */
MUST_USE const err *visits_ticket_by_number(db *d, arena *a, i64 city, str office, day on, str number,
					    ticket_view *ret);

/*
 * What serving took, in one office or (empty) all of the city's, of one service or (empty) all, from a day to a day, both included: steps that were served to their end or
 * passed on, from `served` to the end. A step of more than VISITS_MEASURED_MOST was left open by mistake: it is left out and counted. For those who ask what a measure brought.
 * At most VISITS_MEASURED_DAYS days (ERR_too_large). In stats/measured.c.
 */
#define VISITS_MEASURED_MOST (4 * 60 * 60) /* seconds */
#define VISITS_MEASURED_DAYS 1100
typedef struct visits_measure {
	i64 steps, seconds; /* in all */
	double mean, deviation; /* seconds; of a sample: n - 1. 0 where there are too few steps */
	i64 left_out;
} visits_measure;
MUST_USE const err *visits_measured(db *d, arena *a, const city_def *city, str office, str service, day from, day to,
				    visits_measure *ret);

extern const module visits_module, visits_paper_module, visits_stats_module, visits_manage_module;
extern const module visits_calls_module; /* calls/ */
extern const module visits_waitlist_module; /* waitlist/ */
extern const module visits_overbook_module; /* overbook/ */
extern const module visits_notices_module, visits_notices_forget_module; /* notices/ */
extern const module visits_wait_module; /* wait/ */
extern const module visits_staffing_module; /* staffing/ */
extern const module visits_open_module, visits_compare_module; /* open/ */
extern const module visits_rehearse_module; /* rehearse/ */

#endif
