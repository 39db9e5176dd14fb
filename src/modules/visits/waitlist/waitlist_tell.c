/* What is told about the waiting list: to screens by an event, to the person by a message. */
#include "kit/messages/message.h"
#include "kit/words.h"
#include "modules/visits/pages/widgets.h"
#include "modules/visits/waitlist/waitlist_private.h"

/* "A place is free: …, please answer by …", in the language in which the person joined. */
static const err *send_offer(db *d, arena *a, const actor *by, const waiting_view *v)
{
	outgoing m = { .city = by->city,
		       .office = v->office,
		       .kind = STR("waitlist.offer"),
		       .key = str_format(a, "waitlist/%.*s/offer/%lld", STR_ARG(v->code), (long long)v->start),
		       .about = str_format(a, "waitlist/%.*s", STR_ARG(v->code)),
		       .lang = v->lang,
		       .expires = v->until };
	const office_def *o = defs_office(by->def, v->office);
	if (!o || !message_to(by->means, a, v->contact, &m))
		return NULL;
	m.not_before = offer_told_from(&o->waitlist, tx_now(d));
	str when = say_when(a, v->lang, v->start), until = say_when(a, v->lang, v->until);
	m.link = str_format(a, "%.*s/w/%.*s", STR_ARG(by->means->site), STR_ARG(v->code));
	m.subject = words_waiting_mail_subject(a, v->lang, text_in(&o->name, v->lang), when);
	buf body = buf_new(a, MESSAGE_BODY_MAX);
	buf_put(&body, words_text(a, v->lang, T_waiting_mail_free));
	buf_format(&body, "\n\n%.*s\n%.*s\n\n", STR_ARG(text_in(&o->name, v->lang)), STR_ARG(when));
	buf_put(&body, words_waiting_mail_answer(a, v->lang, until));
	buf_format(&body, "\n%.*s\n", STR_ARG(m.link));
	m.body = buf_str(&body);
	return message_add(d, a, &m, NULL);
}

const err *waitlist_tell(db *d, arena *a, const actor *by, const waiting_view *v, waiting_news news)
{
	str about = str_format(a, "waitlist/%.*s", STR_ARG(v->code));
	if (news == NEWS_OFFER)
		TRY(send_offer(d, a, by, v));
	else /* nothing that is still to be sent is true any more */
		TRY(message_cancel(d, a, by->city, about, STR_NONE));
	return emit_queue(d, a, by->city, v->office, STR("waiting"));
}
