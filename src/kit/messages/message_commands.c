/* `madoguchi messages …`: what became of messages, and whether the settings work. */
#include "kit/app.h"
#include "kit/inside.h"
#include "kit/messages/message_private.h"
#include "kit/messages/outbox.sql.h"

#define LIST_MOST 1000

typedef struct listing {
	outbox_list_in in;
	outbox_list_rows ret;
} listing;

static const err *read_listing(db *d, arena *a, void *arg)
{
	listing *l = arg;
	return outbox_list(d, a, &l->in, &l->ret);
}

static const err *run_list(app *p, arena *a, flags *f)
{
	listing l = { .in = { .city = p->city,
			      .office = str_of(flag_value(f, "--office")),
			      .state = str_of(flag_value(f, "--state")),
			      .before = INT64_MAX,
			      .most = 50 } };
	const char *most = flag_value(f, "--most");
	message_state state;
	TRY(flags_done(a, f));
	if (most && (!str_i64(str_of(most), &l.in.most) || l.in.most < 1 || l.in.most > LIST_MOST))
		return err_why(a, ERR_usage, "--most is a number from 1 to %d", LIST_MOST);
	if (l.in.state.len && !message_state_parse(l.in.state, &state))
		return err_why(a, ERR_usage, "--state is queued, sending, sent, failed, expired or cancelled");
	TRY(store_read(p->store, a, read_listing, &l));
	for (size_t i = 0; i < l.ret.n; i++) {
		const outbox_list_row *m = &l.ret.at[i];
		str made = instant_text(a, m->made_at), to = message_masked(a, m->address);
		printf("%.*s  %.*s  %-9.*s  %-7.*s  %lld  %.*s  %.*s  %.*s\n", STR_ARG(m->id), STR_ARG(made),
		       STR_ARG(m->state), STR_ARG(m->channel), (long long)m->tries, STR_ARG(m->kind), STR_ARG(to),
		       STR_ARG(m->reason));
	}
	return NULL;
}

typedef struct retry {
	i64 city;
	str id;
} retry;

static const err *retry_run(db *d, arena *a, void *arg)
{
	const retry *c = arg;
	outbox_get_row m;
	bool found;
	i64 changed;
	TRY(outbox_get(d, a, c->city, c->id, &m, &found));
	if (!found)
		return err_why(a, ERR_not_found, "there is no message %.*s", STR_ARG(c->id));
	TRY(outbox_retry(d, a, c->city, c->id, tx_now(d), &changed));
	if (!changed)
		return err_why(a, ERR_not_allowed_now,
			       "only what failed and is not too late is sent again; this is %.*s", STR_ARG(m.state));
	return audit_add(d, a, c->city, m.office, NULL, STR("message.retry"), c->id, STR_NONE);
}

static const err *run_retry(app *p, arena *a, flags *f)
{
	if (f->n != 1)
		return err_why(a, ERR_usage, "madoguchi messages retry ID");
	retry c = { p->city, str_of(f->at[0]) };
	TRY(store_write(p->store, a, STR("messages"), retry_run, &c));
	printf("%s: queued\n", f->at[0]);
	return NULL;
}

static const err *print_outcome(arena *a, const char *by, const send_outcome *o)
{
	if (o->verdict == SEND_DELIVERED) {
		printf("%s: taken: %.*s\n", by, STR_ARG(o->reply));
		return NULL;
	}
	return err_why(a, ERR_internal, "%s: %s: %.*s", by, o->verdict == SEND_NEVER ? "refused" : "not now",
		       STR_ARG(o->reply));
}

/* Straight to the other side, past the outbox: what it says is shown at once. */
static const err *run_test(app *p, arena *a, flags *f)
{
	outgoing m = { 0 };
	str to = str_of(flag_value(f, "--to"));
	TRY(flags_done(a, f));
	const city_def *city = catalog_hold(p->catalog);
	str name = text_in(&city->name, LANG_JA);
	name = arena_copy(a, name);
	const message_means *means = message_means_of(p, a, city);
	catalog_release(p->catalog, city);
	if (!means)
		return err_why(a, ERR_usage, "neither --smtp nor --webhook is set");
	if (!message_to(means, a, to, &m))
		return err_why(a, ERR_usage,
			       "--to ADDRESS: an e-mail address (with --smtp) or a telephone number (with --webhook)");
	TRY(messages_open(a, p));
	str id = random_token(a);
	send_outcome o;
	if (m.channel == MESSAGE_WEBHOOK) {
		str json = str_format(a, "{\"id\":\"%.*s\",\"kind\":\"test\",\"to\":\"%.*s\"}", STR_ARG(id),
				      STR_ARG(m.address));
		TRY(webhook_post(p->kit->senders->webhook, a, id, clock_now(p->clock), json, &o));
		return print_outcome(a, "webhook", &o);
	}
	mail one = { .id = id,
		     .date = clock_now(p->clock),
		     .from_name = name,
		     .to = m.address,
		     .subject = STR("madoguchi: テスト送信 / test message"),
		     .text = STR("窓口からのテスト送信です。届けば、設定は正しくできています。\n"
				 "This is a test message. If you can read it, the settings work.\n") };
	TRY(mail_send(p->kit->senders->mail, a, &one, &o));
	return print_outcome(a, "mail", &o);
}

static int list_command(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_list);
}

static int retry_command(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_retry);
}

static int test_command(arena *a, const settings *set, int argc, char **argv)
{
	return command_with_app(a, set, argc, argv, run_test);
}

const command messages_commands[] = {
	{ "messages list", "[--state STATE] [--office ID] [--most N]", "lists messages to people, the newest first",
	  list_command },
	{ "messages retry", "ID", "sends again what was refused", retry_command },
	{ "messages test", "--to ADDRESS", "sends one message now and prints what the other side says", test_command },
	{ 0 },
};
