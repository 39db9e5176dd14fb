/* What the files of messages share with each other and with app.c and ops.c. */
#ifndef KIT_MESSAGE_PRIVATE_H
#define KIT_MESSAGE_PRIVATE_H

#include "base/buf.h"
#include "kit/messages/message.h"
#include "send/mail.h"
#include "send/webhook.h"

/* The open ends: one thread a channel. */
typedef struct senders {
	mailer *mail; /* NULL where the setting is missing */
	webhook *webhook;
} senders;

/* Reads the secrets and checks the settings; connects to nothing. ERR_usage with what is wrong, ERR_file. */
MUST_USE const err *messages_open(arena *a, app *p);
void messages_close(app *p);

/* One round of a channel: what is due is sent, at most MESSAGES_A_ROUND and not for long. */
#define MESSAGES_A_ROUND 250
MUST_USE const err *messages_mail_tick(app *p, arena *a);
MUST_USE const err *messages_webhook_tick(app *p, arena *a);
/* Deletes what the city keeps no longer. */
MUST_USE const err *messages_forget_tick(app *p, arena *a);

/* A sender says within this time what came of a message, or it is gone. Longer than any limit of send. */
#define MESSAGE_LEASE (2 * MINUTE)

/* Milliseconds until the next try after `tries` of them: 30 s, 1, 2, 4 … minutes, at most an hour, each a quarter more or
 * less by `chance` (0–999), so that many that failed together do not come back together. */
i64 message_wait(i64 tries, u32 chance);

/* What is added to every text: who sends it, and how to stop it. */
str message_footer(arena *a, lang l, str office, str city, str stop);

/* Counts for /metrics. */
MUST_USE const err *messages_metrics(app *p, arena *a, buf *b);

extern const route messages_routes[];
extern const command messages_commands[];

#endif
