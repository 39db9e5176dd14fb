/*
 * Messages to people: by mail, or by a webhook to a gateway for LINE or SMS.
 *
 * A command that changes something says in the same commit who is to be told:
 *
 *     outgoing m = { .city = by->city, .office = b->office, .kind = STR("booking.confirmed"), .lang = b->lang,
 *                   .key = str_format(a, "booking/%.*s/confirmed", …),  .about = str_format(a, "booking/%.*s", …),
 *                   .subject = …, .body = …, .link = …, .expires = tx_now(d) + 3 * DAY };
 *     if (message_to(by->means, a, b->contact, &m))
 *             TRY(message_add(d, a, &m, NULL));
 *
 * and a job carries it away (message_send.c):
 *
 *              ┌─────────────── try again ──────────────┐
 *              ▼                                        │
 *     queued ──── due ──▶ sending ─── delivered ─▶ sent │
 *        │ └─ cancel ─▶ cancelled │ ├── refused for good ─▶ failed
 *        └─── too late ─▶ expired ◀─┴───────────────────┘
 *
 * 1. The message is queued when, and only when, the change was committed.
 * 2. One key is queued once, whoever tries how often.
 * 3. What is too late is not sent: "your turn is near" is worth nothing an hour later. There is no other end to trying.
 * 4. Delivery is at least once. A sender that dies while it sends leaves a message of which nobody knows whether it arrived. It
 *    is sent once more when its lease has run out, under the same Message-ID and Idempotency-Key, and never a third time.
 * 5. Whoever gets a message can stop what is sent about the same thing, by a signed link and without an account.
 * 6. A message is deleted, with its address and text, after the city's days for names. Secret codes never stand in a subject.
 *
 * Where nothing to send with is set (--smtp, --webhook), message_to() says no, nothing is queued, and pages offer nothing.
 */
#ifndef KIT_MESSAGE_H
#define KIT_MESSAGE_H

#include "kit/kit.h"

typedef enum message_channel { MESSAGE_MAIL, MESSAGE_WEBHOOK, MESSAGE_CHANNELS } message_channel;
typedef enum message_state {
	MESSAGE_QUEUED,
	MESSAGE_SENDING,
	MESSAGE_SENT,
	MESSAGE_FAILED,
	MESSAGE_EXPIRED,
	MESSAGE_CANCELLED,
	MESSAGE_STATES
} message_state;
/* As they are stored, and on the command line. */
str message_channel_name(message_channel c);
str message_state_name(message_state s);
bool message_state_parse(str name, message_state *ret);

/* What this installation can reach people with. An `actor` of visits carries it into commands; NULL there: with nothing. */
typedef struct message_means {
	bool mail, webhook;
	str site; /* where the city is found from outside, without a / at the end: links in texts begin with it */
} message_means;
/* NULL when neither is set. */
const message_means *message_means_of(const app *p, arena *a, const city_def *city);

#define MESSAGE_SUBJECT_MAX 1000 /* bytes; the longest name of an office fits */
#define MESSAGE_BODY_MAX 8000
#define MESSAGE_KEEP_TRYING (3 * DAY) /* for what is not worthless sooner */

typedef struct outgoing {
	i64 city;
	str office; /* whose name it carries; must be an office of the city */
	str kind; /* booking.reminder: for receivers of the webhook and for staff's lists */
	str key; /* unique in the city: what it is sent for */
	str about; /* what it is about, "booking/K7Q2M9XYZA": stopping and cancelling go by it; two words with one / between */
	message_channel channel;
	str address; /* hanako@example.jp; +81901234567 */
	lang lang;
	str subject, body; /* plain text; who sends it and how to stop it is added on sending */
	str link; /* the page it leads to; may be empty. In the body as well, where it belongs */
	instant not_before; /* 0: at once */
	instant expires; /* not sent from then on */
} outgoing;

/* How this contact is reached: fills channel and address from what a person wrote as telephone or e-mail. An address by
 * mail, a telephone number by the webhook. False when it cannot be reached with these means (NULL is none). */
bool message_to(const message_means *means, arena *a, str contact, outgoing *m);

/* In a command: queues it. *ret_added, which may be NULL, is false when the key was there already or its receiver stopped
 * messages about this. ERR_too_long; ERR_invalid for a subject, address or about that could not be sent. */
MUST_USE const err *message_add(db *d, arena *a, const outgoing *m, bool *ret_added);
/* In a command: what is queued about this, of this kind (empty: of any), is not sent; what is being sent just now, or was
 * refused, is not tried again. */
MUST_USE const err *message_cancel(db *d, arena *a, i64 city, str about, str kind);

/* In a command: its receiver asks anew, and is told again. */
MUST_USE const err *message_resume(db *d, arena *a, i64 city, str about);

/* In a command: deletes what was sent about such things ("ticket") before then, where that is sooner than the city's days. */
MUST_USE const err *message_forget(db *d, arena *a, i64 city, str what, instant before);

/* The signed address of the page that stops messages about something: /stop/booking/K7Q2M9XYZA/3f…. */
str message_stop_path(const app *p, arena *a, str about);
/* h•••@example.jp, •••5678: enough to recognise one's own. */
str message_masked(arena *a, str address);

extern const module messages_module, messages_mail_module, messages_webhook_module;

#endif
