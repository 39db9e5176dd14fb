/*
 * notices: what people are told of their booking and their place in the queue.
 *
 * Of a booking: that it was made, moved or cancelled, by the command itself and in its commit; and a reminder the evening
 * before, queued with the booking and taken back when it is moved or cancelled. Who books for the same evening or the next
 * morning after that hour is not reminded.
 *
 * Of a ticket: only who asks, on its page. Then three things, each at most once for each counter of the visit:
 *
 *     so many people are before you      when at most the number that was asked for are
 *     your turn is near                  when at most five minutes are likely, or nobody is before; then the first is not said any more
 *     you were called and have not come  with the desk, and until when one may still come
 *
 * A job looks at the queue for that, and not the clerk's commands: with each call everybody in the queue moves up, so telling
 * them is work for the whole queue, with an estimate for each; it would be done while the clerk waits for the
 * next person's number, and a message takes seconds on its way anyhow. The job looks at an office only while somebody
 * there asked, and only when something has happened since (the number of the office's last event) or half a minute has passed.
 * What it decided is checked again in the command that queues the message: who was called meanwhile is not told "3 more".
 *
 * Contacts for a ticket are deleted when the day is over, and with them what was sent there.
 */
#ifndef VISITS_NOTICES_H
#define VISITS_NOTICES_H

#include "modules/visits/visits_commands.h"

typedef enum booking_notice { NOTICE_CONFIRMED, NOTICE_MOVED, NOTICE_CANCELLED } booking_notice;
/* In a command on a booking, after its change: queues what the booker is told, if that is to be and can be. */
MUST_USE const err *notice_booking(db *d, arena *a, const actor *by, const booking_view *b, booking_notice what);

/* Whether who leaves an address with a booking of this office is sent it. */
bool notice_by_mail(const message_means *means, const office_def *o);
/* Where a message about it goes, masked; empty when none does. */
str notice_receiver(const message_means *means, arena *a, const office_def *o, const booking_view *b);

/* Whether who has a ticket of this office may ask to be told. */
bool watch_offered(const message_means *means, const office_def *o);

#define WATCH_AHEAD_USUAL 3
#define WATCH_AHEAD_MAX 20

/* "Tell me when at most `ahead` people are before me." ahead 0: no more. ERR_bad_contact for what cannot be reached;
 * ERR_not_allowed_now when the visit is over or nothing is offered; ERR_invalid for another number. */
typedef struct watch_ticket {
	const actor *by;
	str code, contact;
	int ahead;
} watch_ticket;
const err *watch_ticket_run(db *d, arena *a, void *arg);

typedef struct watch_view {
	bool some;
	str contact; /* masked */
	int ahead;
} watch_view;
MUST_USE const err *watch_read(db *d, arena *a, i64 city, str code, watch_view *ret);

/* Looks at the queues of all offices where somebody asked. */
MUST_USE const err *notices_tick(app *p, arena *a);

/* Deletes what was asked on days that are over. */
MUST_USE const err *notices_forget_tick(app *p, arena *a);

/* What somebody is to be told of one step now. Pure. */
typedef enum told { TOLD_NOTHING = 0, TOLD_AHEAD = 1, TOLD_SOON = 2, TOLD_MISSED = 4 } told;
#define NOTICE_SOON (5 * 60) /* seconds of p10 */
told notice_due(const live_step *s, const wait_range *w, int ahead, int said);

extern const route visits_notices_routes[];

#endif
