/*
 * waitlist: who waits for a booking that somebody else gives up.
 *
 * Where the days that suit are full, a resident joins the list: which services, which days and times of day, name and
 * contact as in a booking. A place that comes free is offered to the first in the order of joining whom it suits. The
 * offer IS a held booking in their name, made by the transaction that frees the place: so no place is lost or given
 * twice, and nobody can take it meanwhile. One tap accepts it. Who declines or does not answer in time lets it go to
 * the next; when nobody wants it, it is open to all.
 *
 *                        ┌──────── decline, lapse ────────┐
 *                        ▼                                │
 *      join ─────▶ waiting ── offer ──────────────▶ offered ── accept ──▶ accepted
 *                   ▲ │                            │ │
 *                   │ │          sleep (the n-th   │ │
 *                   wake         unanswered one)   │ │
 *                   │ │                            │ │
 *                 asleep ◀─────────────────────────┘ │
 *      waiting, offered, asleep ── leave ──▶ left    │
 *      waiting, asleep ── end (the last day is past, or the booking that was to be earlier is over) ──▶ over
 *
 * Somebody who has a booking may wait for an earlier one: accepting moves the booking onto the place that is held
 * already, and gives back the old one, which is offered on in turn. Such a chain ends: each link needs somebody's
 * answer, moves a booking to an earlier time, and nothing is offered to the same person twice (the key of
 * waiting_offer). For the same reason one transaction makes at most as many offers as it frees places.
 *
 * Everything goes through one point: places_give() in visits_book.c calls waitlist_freed(). What frees places without
 * being told so, a new definition or a new day that opens, is found by the tick. The constraints are in
 * migrations/0006: an entry and a person have at most one open offer, an offer has one hold.
 */
#ifndef VISITS_WAITLIST_H
#define VISITS_WAITLIST_H

#include "modules/visits/visits_commands.h"

typedef enum waiting_state {
	WAITING_WAITING,
	WAITING_OFFERED,
	WAITING_ASLEEP,
	WAITING_ACCEPTED,
	WAITING_LEFT,
	WAITING_OVER,
	WAITING_STATES
} waiting_state;
typedef enum waiting_command {
	WAITING_OFFER,
	WAITING_ACCEPT,
	WAITING_DECLINE,
	WAITING_LAPSE,
	WAITING_SLEEP,
	WAITING_WAKE,
	WAITING_LEAVE,
	WAITING_END,
	WAITING_COMMANDS
} waiting_command;
/* The machine above: the state after the command, or false. */
bool waiting_next(waiting_state s, waiting_command c, waiting_state *ret);
str waiting_state_name(waiting_state s);
waiting_state waiting_state_of(str name);
bool waiting_is_open(waiting_state s); /* waiting, offered or asleep */

/* --- wishes, pure ----------------------------------------------------------------------------------------------- */

/* Parts of a day, as bits: before 12:00, from then on before 15:00, and later. */
enum { PART_MORNING = 1, PART_MIDDAY = 2, PART_LATE = 4, PARTS_ALL = 7 };
#define WISH_DAYS_MAX 31 /* single days */
#define WISH_AHEAD 92 /* days from today on */

typedef struct wishes {
	day from, to; /* both included */
	struct days dates; /* when given: only these, all of them between from and to */
	int parts;
	instant before; /* only earlier than this; 0: whenever */
} wishes;
bool wishes_fit(const wishes *w, instant start);
/* 2026-04-02,2026-04-07 and back; what is not a list of days becomes none. */
str wishes_dates_text(arena *a, const wishes *w);
struct days wishes_dates_of(arena *a, str text);

/*
 * Until when an offer that is made now can be answered: so many minutes, of which only those within the office's hours
 * for answers count, and at most half of those that are left until the visit begins. 0: too late for an offer.
 */
instant offer_until(const waitlist_def *w, instant now, instant start);
/* From when on somebody is told of an offer that is made now: nobody's telephone rings at night. */
instant offer_told_from(const waitlist_def *w, instant now);

/* --- an entry ------------------------------------------------------------------------------------------------------ */

typedef struct waiting_view {
	str code, office;
	waiting_state state;
	i64 turn, rev, unanswered;
	instant since, made_at, phoned; /* phoned: when staff last called; 0 never */
	strs services;
	wishes wishes;
	str name, contact, note, channel;
	lang lang;
	str booking; /* that is to become earlier; empty: there is none yet */
	/* The open offer, or the accepted one. */
	instant start, until;
	str held; /* the booking that holds it; with `accepted` the one to come with. A secret, as every code */
	i64 ahead; /* how many are before this one and want one of the same services on one of the same days */
} waiting_view;
typedef struct waiting_views {
	waiting_view *at;
	size_t n;
} waiting_views;
MUST_USE const err *waitlist_entry(db *d, arena *a, i64 city, str code, waiting_view *ret); /* ERR_not_found */
/* The open ones of an office, in order; at most WAITING_MAX. */
MUST_USE const err *waitlist_entries(db *d, arena *a, i64 city, str office, waiting_views *ret);
/* The code of the open entry that a booking is waiting with; empty when there is none. */
MUST_USE const err *waitlist_of_booking(db *d, arena *a, i64 city, str booking, str *ret);
#define WAITING_MAX 2000 /* open entries of an office */

/* --- commands ------------------------------------------------------------------------------------------------------ */

/* Joins, and is offered at once what is free already. With `booking` for somebody who has one and wants it earlier:
 * office, services, name and contact are the booking's; who waits with it already is given that entry.
 * ERR_waitlist_off, ERR_waitlist_full, ERR_invalid at "days" or "times", ERR_not_bookable, ERR_bad_name, ERR_bad_contact,
 * ERR_too_many_bookings, ERR_booking_over. */
typedef struct join_waitlist {
	const actor *by;
	str office;
	strs services;
	wishes wishes;
	str name, contact, note;
	str booking;
	waiting_view ret;
} join_waitlist;
const err *join_waitlist_run(db *d, arena *a, void *arg);

typedef enum waiting_answer { ANSWER_ACCEPT, ANSWER_DECLINE, ANSWER_LEAVE, ANSWER_WAKE, ANSWER_PHONED } waiting_answer;
/* What a person does with an entry, or staff for them. `start`: of the offer that was seen, 0 whichever is open.
 *   accept   the hold becomes the booking (or the booking moves onto it); twice is as once. ERR_offer_over,
 *            ERR_booking_over, ERR_too_many_bookings
 *   decline  the place goes on to the next; ERR_offer_over
 *   leave    twice is as once; what was offered goes on
 *   wake     asleep → waiting; twice is as once
 *   phoned   staff have called; ERR_forbidden for others */
typedef struct answer_waiting {
	const actor *by;
	str code;
	waiting_answer answer;
	instant start;
	waiting_view ret;
} answer_waiting;
const err *answer_waiting_run(db *d, arena *a, void *arg);

/* --- the one point where a place is given back --------------------------------------------------------------------- */

/* After the places of `b` were given back: an offer that it held has ended; who waited with it waits no more when it was
 * cancelled; and what is free on that day is offered. Called by places_give(). */
MUST_USE const err *waitlist_freed(db *d, arena *a, const actor *by, const booking_view *b);
/* Offers what is free from day to day, in order of joining; *ret_n offers were made. */
MUST_USE const err *waitlist_offer(db *d, arena *a, const actor *by, const office_def *o, day from, day to,
				   size_t *ret_n);

/* --- time, and who is told ------------------------------------------------------------------------------------------- */

/* What time does in one office: ends entries, offers what came free by itself. Takes an office_job. */
const err *waitlist_sweep_run(db *d, arena *a, void *arg);
MUST_USE const err *waitlist_tick(app *p, arena *a);
/* Names of entries whose last day is longer ago than the city keeps names. Takes an actor. */
const err *waitlist_erase_run(db *d, arena *a, void *arg);

typedef enum waiting_news { NEWS_OFFER, NEWS_PASSED_ON, NEWS_ACCEPTED, NEWS_OVER } waiting_news;
/* Tells the person, and the screens that something is new. Inside the command that does it. */
MUST_USE const err *waitlist_tell(db *d, arena *a, const actor *by, const waiting_view *v, waiting_news news);

extern const route visits_waitlist_routes[], visits_waitlist_staff_routes[];
/* In the table of visits_api.c. */
const err *waiting_post_api(req *r, resp *out);
const err *waiting_get_api(req *r, resp *out);
const err *waiting_leave_api(req *r, resp *out);
const err *waiting_accept_api(req *r, resp *out);
const err *waiting_decline_api(req *r, resp *out);

#endif
