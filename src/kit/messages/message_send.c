/*
 * Carrying messages away.
 *
 * One round: in one commit, what came of the message before is written down and the next one is claimed; then that one is sent,
 * outside of any transaction. So a message costs one commit, and when this process is killed at most one message of a
 * channel is of unknown fate, the one that was under way. A claim is conditional on the number of tries, so that of two
 * processes one gets it, and who comes back late with an answer changes nothing.
 */
#include <sodium.h>

#include "base/log.h"
#include "kit/app.h"
#include "kit/inside.h"
#include "kit/messages/message_private.h"
#include "kit/messages/outbox.sql.h"
#include "kit/words.h"
#include "text/json.h"

#define ROUND_TIME (20 * (i64)1000000000) /* nanoseconds */
#define WAIT_FIRST (30 * SECOND)
#define WAIT_MOST HOUR
#define CLAIMS_MAX 1000 /* in one transaction, what is over is put aside on the way */
#define SECRET_MAX 1024
#define STOPS_KEPT (400 * DAY)

/* --- opening --------------------------------------------------------------------------------------------------------- */

/* The first line of a file; what the setting itself says where there is none. */
static const err *read_secret(arena *a, str value, str file, str *ret)
{
	*ret = value;
	if (file.len == 0)
		return NULL;
	FILE *in = fopen(arena_copy(a, file).at, "re");
	char line[SECRET_MAX];
	bool good = in && fgets(line, sizeof line, in);
	if (in)
		fclose(in);
	if (!good)
		return err_at(a, ERR_file, file, "the secret cannot be read");
	str all = str_of(line);
	*ret = arena_copy(a, str_trim(str_cut(&all, '\n')));
	sodium_memzero(line, sizeof line);
	return NULL;
}

const err *messages_open(arena *a, app *p)
{
	const settings *set = p->set;
	senders *s = arena_one(a, senders);
	p->kit->senders = s;
	if (set->smtp.len) {
		mail_server to = {
			.url = set->smtp, .from = set->mail_from, .ca_file = set->ca_file, .limits = SEND_LIMITS
		};
		TRY(read_secret(a, set->smtp_password, set->smtp_password_file, &to.password));
		TRY(mailer_open(a, &to, &s->mail));
	}
	if (set->webhook.len) {
		webhook_receiver to = { .url = set->webhook, .ca_file = set->ca_file, .limits = SEND_LIMITS };
		TRY(read_secret(a, set->webhook_secret, set->webhook_secret_file, &to.secret));
		TRY(webhook_open(a, &to, &s->webhook));
	}
	return NULL;
}

void messages_close(app *p)
{
	senders *s = p->kit->senders;
	if (!s)
		return;
	mailer_close(s->mail);
	webhook_close(s->webhook);
	p->kit->senders = NULL;
}

/* --- what is sent ------------------------------------------------------------------------------------------------------ */

str message_footer(arena *a, lang l, str office, str city, str stop)
{
	str from = words_message_footer(a, l, office, city), how = words_text(a, l, T_message_stop_here);
	return str_format(a, "\n----\n%.*s\n%.*s\n%.*s\n", STR_ARG(from), STR_ARG(how), STR_ARG(stop));
}

/* A claimed message, dressed for its receiver. */
typedef struct parcel {
	const outbox_due_row *row;
	str office, city, stop;
	lang lang;
} parcel;

static const err *send_mail(mailer *by, arena *a, instant now, const parcel *p, send_outcome *ret)
{
	str footer = message_footer(a, p->lang, p->office, p->city, p->stop);
	mail m = { .id = p->row->id,
		   .date = now, /* a reminder was made weeks ago, and belongs on top of the mailbox today */
		   .from_name = p->office,
		   .to = p->row->address,
		   .subject = p->row->subject,
		   .text = str_format(a, "%.*s%.*s", STR_ARG(p->row->body), STR_ARG(footer)),
		   .stop = p->stop };
	return mail_send(by, a, &m, ret);
}

static const err *send_webhook(webhook *by, arena *a, instant now, const parcel *p, send_outcome *ret)
{
	static const char *const langs[LANG_COUNT] = { "ja", "ja-easy", "en" };
	buf b = buf_new(a, 128 * 1024);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_str(&w, "id", p->row->id);
	jw_field_str(&w, "kind", p->row->kind);
	jw_field_str(&w, "to", p->row->address);
	jw_field_str(&w, "lang", str_of(langs[p->lang]));
	jw_field_str(&w, "city", p->city);
	jw_field_str(&w, "office", p->office);
	jw_field_str(&w, "subject", p->row->subject);
	jw_field_str(&w, "text", p->row->body);
	jw_field_str(&w, "link", p->row->link);
	jw_field_str(&w, "stop", p->stop);
	jw_field_str(&w, "made_at", instant_text(a, p->row->made_at));
	jw_field_str(&w, "expires_at", instant_text(a, p->row->expires_at));
	jw_end(&w);
	jw_done(&w);
	return webhook_post(by, a, p->row->id, now, buf_str(&b), ret);
}

static const err *send_one(app *p, arena *a, message_channel channel, const outbox_due_row *row, send_outcome *ret)
{
	const city_def *city = catalog_hold(p->catalog);
	const office_def *o = defs_office(city, row->office);
	lang l = row->lang >= 0 && row->lang < LANG_COUNT ? (lang)row->lang : LANG_JA;
	str site = app_site(p, a, city), path = message_stop_path(p, a, row->about);
	parcel one = { .row = row,
		       .lang = l,
		       .city = text_in(&city->name, l),
		       .office = o ? text_in(&o->name, l) : text_in(&city->name, l),
		       .stop = str_format(a, "%.*s%.*s", STR_ARG(site), STR_ARG(path)) };
	const err *e = channel == MESSAGE_MAIL
			       ? send_mail(p->kit->senders->mail, a, clock_now(p->clock), &one, ret)
			       : send_webhook(p->kit->senders->webhook, a, clock_now(p->clock), &one, ret);
	catalog_release(p->catalog, city);
	return e;
}

/* What the other side said, for staff: the address, which many servers repeat, is masked as everywhere. */
static str without_address(arena *a, str said, str address)
{
	buf b = buf_new(a, 4 * SEND_REPLY_MAX);
	str masked = message_masked(a, address);
	for (size_t i = 0; i < said.len;) {
		bool here = str_eq_nocase(str_sub(said, i, i + address.len), address);
		buf_put(&b, here ? masked : str_sub(said, i, i + 1));
		i += here ? address.len : 1;
	}
	return buf_str(&b);
}

/* --- claiming, and writing down ------------------------------------------------------------------------------------------ */

i64 message_wait(i64 tries, u32 chance)
{
	i64 wait = WAIT_FIRST;
	for (i64 i = 1; i < tries && wait < WAIT_MOST; i++)
		wait *= 2;
	wait = wait < WAIT_MOST ? wait : WAIT_MOST;
	return wait * (i64)(750 + chance % 501) / 1000;
}

typedef struct step {
	i64 city;
	message_channel channel;
	/* what came of the one before */
	const outbox_due_row *sent; /* NULL: there was none */
	send_outcome outcome;
	i64 wait; /* before its next try */
	bool more; /* claim another */
	bool found; /* the answer: this is claimed */
	outbox_due_row row;
} step;

static const err *count(db *d, arena *a, const step *s, const char *what, i64 more)
{
	return more ? outbox_count(d, a, s->city, message_channel_name(s->channel), str_of(what), more, NULL) : NULL;
}

static const err *end_one(db *d, arena *a, const step *s, const outbox_due_row *row, str was, i64 tries,
			  message_state becomes, str reason)
{
	i64 changed;
	outbox_end_in in = { .city = s->city,
			     .id = row->id,
			     .was = was,
			     .tries = tries,
			     .becomes = message_state_name(becomes),
			     .now = tx_now(d),
			     .reason = reason };
	TRY(outbox_end(d, a, &in, &changed));
	return count(d, a, s,
		     becomes == MESSAGE_SENT     ? "sent"
		     : becomes == MESSAGE_FAILED ? "failed"
						 : "expired",
		     changed);
}

static const err *write_down(db *d, arena *a, const step *s)
{
	const outbox_due_row *m = s->sent;
	str sending = message_state_name(MESSAGE_SENDING);
	i64 changed;
	switch (s->outcome.verdict) {
	case SEND_DELIVERED:
		return end_one(d, a, s, m, sending, m->tries + 1, MESSAGE_SENT, s->outcome.reply);
	case SEND_NEVER:
		return end_one(d, a, s, m, sending, m->tries + 1, MESSAGE_FAILED, s->outcome.reply);
	case SEND_AGAIN:
		TRY(outbox_again(d, a, s->city, m->id, m->tries + 1, tx_now(d) + s->wait, s->outcome.reply, &changed));
		return count(d, a, s, "again", changed);
	}
	return NULL;
}

/* The next that is due. What is too late, or has been of unknown fate twice, ends on the way. */
static const err *claim(db *d, arena *a, step *s)
{
	str channel = message_channel_name(s->channel), sending = message_state_name(MESSAGE_SENDING);
	instant now = tx_now(d);
	s->found = false;
	for (int i = 0; i < CLAIMS_MAX; i++) {
		bool found;
		outbox_due_row m;
		TRY(outbox_due(d, a, s->city, channel, now, &m, &found));
		if (!found)
			return NULL;
		bool lost = str_eq(m.state, sending);
		if (m.expires_at <= now) {
			TRY(end_one(d, a, s, &m, m.state, m.tries, MESSAGE_EXPIRED, STR_NONE));
			continue;
		}
		if (lost && m.unsure > 0) {
			TRY(end_one(d, a, s, &m, m.state, m.tries, MESSAGE_FAILED,
				    STR("the program ended twice while it was being sent")));
			continue;
		}
		i64 changed;
		outbox_claim_in in = { .city = s->city,
				       .id = m.id,
				       .was = m.state,
				       .tries = m.tries,
				       .unsure = m.unsure + lost,
				       .until = now + MESSAGE_LEASE };
		TRY(outbox_claim(d, a, &in, &changed));
		if (!changed) /* another process was faster */
			continue;
		s->row = m;
		s->found = true;
		return NULL;
	}
	return NULL;
}

static const err *step_run(db *d, arena *a, void *arg)
{
	step *s = arg;
	if (s->sent)
		TRY(write_down(d, a, s));
	s->found = false;
	return s->more ? claim(d, a, s) : NULL;
}

static const err *expire_run(db *d, arena *a, void *arg)
{
	const step *s = arg;
	i64 expired;
	TRY(outbox_expire(d, a, s->city, message_channel_name(s->channel), tx_now(d), &expired));
	return count(d, a, s, "expired", expired);
}

/* --- a round ---------------------------------------------------------------------------------------------------------------- */

static const err *round_of(app *p, arena *a, message_channel channel)
{
	str shard = str_format(a, "messages/%.*s", STR_ARG(message_channel_name(channel)));
	step s = { .city = p->city, .channel = channel, .more = true };
	TRY(store_write(p->store, a, shard, expire_run, &s));
	TRY(store_write(p->store, a, shard, step_run, &s));
	i64 until = clock_ticks() + ROUND_TIME;
	for (int n = 1; s.found; n++) {
		outbox_due_row sent = s.row;
		const err *e = send_one(p, a, channel, &sent, &s.outcome);
		if (e) /* what should never have been queued; it would fail for ever */
			s.outcome = (send_outcome){ .verdict = SEND_NEVER, .reply = err_name(e->code) };
		s.outcome.reply = without_address(a, s.outcome.reply, sent.address);
		if (s.outcome.unreachable)
			log_line(LOG_WARN, "messages", "channel=%.*s unreachable=\"%.*s\"",
				 STR_ARG(message_channel_name(channel)), STR_ARG(s.outcome.reply));
		s.sent = &sent;
		s.wait = message_wait(sent.tries + 1, randombytes_uniform(1000));
		if (s.outcome.retry_after * SECOND > s.wait)
			s.wait = s.outcome.retry_after * SECOND;
		s.more = !s.outcome.unreachable && n < MESSAGES_A_ROUND && clock_ticks() < until && !p->kit->stopping;
		TRY(store_write(p->store, a, shard, step_run, &s));
	}
	return NULL;
}

const err *messages_mail_tick(app *p, arena *a)
{
	return p->kit->senders && p->kit->senders->mail ? round_of(p, a, MESSAGE_MAIL) : NULL;
}

const err *messages_webhook_tick(app *p, arena *a)
{
	return p->kit->senders && p->kit->senders->webhook ? round_of(p, a, MESSAGE_WEBHOOK) : NULL;
}

/* --- forgetting, counting ------------------------------------------------------------------------------------------------------ */

typedef struct forgetting {
	i64 city;
	int days;
} forgetting;

static const err *delete_run(db *d, arena *a, void *arg)
{
	const forgetting *f = arg;
	instant now = tx_now(d);
	/* where the setting was taken away nobody else ends what was queued */
	for (message_channel c = 0; c < MESSAGE_CHANNELS; c++)
		TRY(expire_run(d, a, &(step){ .city = f->city, .channel = c }));
	TRY(outbox_delete(d, a, f->city, instant_of(day_of(now) - f->days, 0), NULL));
	return outbox_stops_delete(d, a, f->city, now - STOPS_KEPT, NULL);
}

const err *messages_forget_tick(app *p, arena *a)
{
	const city_def *city = catalog_hold(p->catalog);
	forgetting f = { p->city, city->limits.keep_days };
	catalog_release(p->catalog, city);
	return store_write(p->store, a, STR("messages"), delete_run, &f);
}

typedef struct figures {
	i64 city;
	instant now;
	outbox_tally_rows tally;
	outbox_waiting_row waiting[MESSAGE_CHANNELS];
	outbox_planned_row planned[MESSAGE_CHANNELS];
} figures;

static const err *read_figures(db *d, arena *a, void *arg)
{
	figures *f = arg;
	bool found;
	TRY(outbox_tally(d, a, f->city, &f->tally));
	for (message_channel c = 0; c < MESSAGE_CHANNELS; c++) {
		TRY(outbox_waiting(d, a, f->city, message_channel_name(c), f->now, &f->waiting[c], &found));
		TRY(outbox_planned(d, a, f->city, message_channel_name(c), f->now, &f->planned[c], &found));
	}
	return NULL;
}

const err *messages_metrics(app *p, arena *a, buf *b)
{
	figures f = { .city = p->city, .now = clock_now(p->clock) };
	TRY(store_read(p->store, a, read_figures, &f));
	buf_lit(b,
		"# HELP madoguchi_messages_total Messages to people, by what came of them; again: tries that failed.\n"
		"# TYPE madoguchi_messages_total counter\n");
	for (size_t i = 0; i < f.tally.n; i++)
		buf_format(b, "madoguchi_messages_total{channel=\"%.*s\",result=\"%.*s\"} %lld\n",
			   STR_ARG(f.tally.at[i].channel), STR_ARG(f.tally.at[i].what), (long long)f.tally.at[i].total);
	buf_lit(b, "# HELP madoguchi_messages_queued Messages that are due, and those that are planned for later.\n"
		   "# TYPE madoguchi_messages_queued gauge\n");
	for (message_channel c = 0; c < MESSAGE_CHANNELS; c++) {
		str name = message_channel_name(c);
		buf_format(b, "madoguchi_messages_queued{channel=\"%.*s\",when=\"due\"} %lld\n", STR_ARG(name),
			   (long long)f.waiting[c].due);
		buf_format(b, "madoguchi_messages_queued{channel=\"%.*s\",when=\"later\"} %lld\n", STR_ARG(name),
			   (long long)f.planned[c].total);
	}
	buf_lit(b, "# HELP madoguchi_messages_oldest_seconds How long the oldest message has been due.\n"
		   "# TYPE madoguchi_messages_oldest_seconds gauge\n");
	for (message_channel c = 0; c < MESSAGE_CHANNELS; c++) {
		str name = message_channel_name(c);
		i64 age = f.now - f.waiting[c].oldest;
		buf_format(b, "madoguchi_messages_oldest_seconds{channel=\"%.*s\"} %lld\n", STR_ARG(name),
			   (long long)((age > 0 ? age : 0) / SECOND));
	}
	return NULL;
}
