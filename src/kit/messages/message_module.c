/* What messages give to the program: a channel has a thread of its own, so that a slow gateway holds up no mail. */
#include "kit/messages/message_private.h"
#include "kit/messages/outbox.sql.h"
#include "kit/words.h"

#define BEAT_MS 2000
#define FORGET_MS (10 * 60 * 1000)

static const route *const tables[] = { messages_routes };
static const module_link links[] = {
	{ "messages", T_nav_messages, LINK_STAFF_MORE, ACCESS_FLOOR, false, 70 },
	{ 0 },
};

const module messages_module = {
	.name = "messages",
	.links = links,
	.tables = tables,
	.tables_n = COUNT(tables),
	.statements = outbox_statements,
	.statements_n = &outbox_statements_n,
	.commands = messages_commands,
	.tick = messages_forget_tick,
	.period_ms = FORGET_MS,
};

static bool has_mail(const app *p)
{
	return p->set->smtp.len > 0;
}

static bool has_webhook(const app *p)
{
	return p->set->webhook.len > 0;
}

const module messages_mail_module = {
	.name = "messages-mail",
	.tick = messages_mail_tick,
	.period_ms = BEAT_MS,
	.wanted = has_mail,
};
const module messages_webhook_module = {
	.name = "messages-webhook",
	.tick = messages_webhook_tick,
	.period_ms = BEAT_MS,
	.wanted = has_webhook,
};
