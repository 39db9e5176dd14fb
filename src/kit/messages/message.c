/* Queueing: what commands do with messages. */
#include "kit/messages/message.h"

#include "kit/app.h"
#include "kit/inside.h"
#include "kit/messages/message_private.h"
#include "kit/messages/outbox.sql.h"
#include "text/contact.h"

str message_channel_name(message_channel c)
{
	static const str names[] = { [MESSAGE_MAIL] = STR_INIT("mail"), [MESSAGE_WEBHOOK] = STR_INIT("webhook") };
	CHECK(c < MESSAGE_CHANNELS);
	return names[c];
}

str message_state_name(message_state s)
{
	static const str names[] = {
		[MESSAGE_QUEUED] = STR_INIT("queued"),   [MESSAGE_SENDING] = STR_INIT("sending"),
		[MESSAGE_SENT] = STR_INIT("sent"),       [MESSAGE_FAILED] = STR_INIT("failed"),
		[MESSAGE_EXPIRED] = STR_INIT("expired"), [MESSAGE_CANCELLED] = STR_INIT("cancelled"),
	};
	CHECK(s < MESSAGE_STATES);
	return names[s];
}

bool message_state_parse(str name, message_state *ret)
{
	for (message_state s = 0; s < MESSAGE_STATES; s++) {
		if (!str_eq(name, message_state_name(s)))
			continue;
		*ret = s;
		return true;
	}
	return false;
}

const message_means *message_means_of(const app *p, arena *a, const city_def *city)
{
	if (p->set->smtp.len == 0 && p->set->webhook.len == 0)
		return NULL;
	message_means *m = arena_one(a, message_means);
	*m = (message_means){ .mail = p->set->smtp.len > 0,
			      .webhook = p->set->webhook.len > 0,
			      .site = app_site(p, a, city) };
	return m;
}

bool message_to(const message_means *means, arena *a, str contact, outgoing *m)
{
	str found;
	if (means && means->mail && contact_mail(a, contact, &found)) {
		m->channel = MESSAGE_MAIL;
		m->address = found;
		return true;
	}
	if (means && means->webhook && contact_phone(a, contact, &found)) {
		m->channel = MESSAGE_WEBHOOK;
		m->address = str_format(a, "+81%.*s", STR_ARG(str_sub(found, 1, found.len)));
		return true;
	}
	return false;
}

/* booking/K7Q2M9XYZA: two words of an address's path. */
static bool about_valid(str about)
{
	str what = str_cut(&about, '/');
	for (size_t i = 0; i < what.len; i++)
		if (what.at[i] < 'a' || what.at[i] > 'z')
			return false;
	for (size_t i = 0; i < about.len; i++)
		if ((about.at[i] < '0' || about.at[i] > '9') && (about.at[i] < 'A' || about.at[i] > 'Z'))
			return false;
	return what.len && what.len <= 32 && about.len && about.len <= 64;
}

const err *message_add(db *d, arena *a, const outgoing *m, bool *ret_added)
{
	if (m->subject.len > MESSAGE_SUBJECT_MAX)
		return err_at(a, ERR_too_long, STR("subject"), "a subject of %zu bytes", m->subject.len);
	if (m->body.len > MESSAGE_BODY_MAX)
		return err_at(a, ERR_too_long, STR("body"), "a body of %zu bytes", m->body.len);
	if (!m->subject.len || !text_is_plain(m->subject, false) || !text_is_plain(m->body, true))
		return err_at(a, ERR_invalid, STR("subject"), "not a text that could be sent");
	if (!m->address.len || !text_is_plain(m->address, false))
		return err_at(a, ERR_invalid, STR("address"), "not an address");
	if (!about_valid(m->about))
		return err_at(a, ERR_invalid, STR("about"), "not of the form word/CODE: %.*s", STR_ARG(m->about));
	CHECK(m->key.len && m->kind.len && m->expires > 0);
	outbox_add_in in = { .city = m->city,
			     .id = random_token(a),
			     .key = m->key,
			     .about = m->about,
			     .office = m->office,
			     .kind = m->kind,
			     .channel = message_channel_name(m->channel),
			     .address = m->address,
			     .lang = m->lang,
			     .subject = m->subject,
			     .body = m->body,
			     .link = m->link,
			     .now = tx_now(d),
			     .next_at = m->not_before > tx_now(d) ? m->not_before : tx_now(d),
			     .expires_at = m->expires };
	i64 added;
	TRY(outbox_add(d, a, &in, &added));
	if (ret_added)
		*ret_added = added > 0;
	return NULL;
}

const err *message_cancel(db *d, arena *a, i64 city, str about, str kind)
{
	/* first what is queued, so that one which a sender claims meanwhile is found by the second */
	TRY(outbox_cancel(d, a, city, about, kind, tx_now(d), NULL));
	return outbox_give_up(d, a, city, about, kind, tx_now(d), NULL);
}

const err *message_resume(db *d, arena *a, i64 city, str about)
{
	return outbox_resume(d, a, city, about, NULL);
}

const err *message_forget(db *d, arena *a, i64 city, str what, instant before)
{
	return outbox_delete_about(d, a, city, str_format(a, "%.*s/", STR_ARG(what)), before, NULL);
}

str message_stop_path(const app *p, arena *a, str about)
{
	str signature = hash_keyed(a, p, "stop", about);
	return str_format(a, "/stop/%.*s/%.*s", STR_ARG(about), STR_ARG(signature));
}

str message_masked(arena *a, str address)
{
	size_t at = str_find(address, '@');
	if (at < address.len)
		return str_format(a, "%.1s•••%.*s", address.at, STR_ARG(str_sub(address, at, address.len)));
	return str_format(a, "•••%.*s", STR_ARG(str_sub(address, address.len > 4 ? address.len - 4 : 0, address.len)));
}
