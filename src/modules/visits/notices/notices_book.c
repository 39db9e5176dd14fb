/* What is told of a booking. */
#include "modules/visits/notices/notices.h"

#include "modules/visits/pages/widgets.h"
#include "modules/visits/visits_private.h"

#define REMINDER_LATE 22 /* o'clock: a reminder that comes later wakes people */

bool notice_by_mail(const message_means *means, const office_def *o)
{
	return means && means->mail && o->messages.booking;
}

str notice_receiver(const message_means *means, arena *a, const office_def *o, const booking_view *b)
{
	outgoing m;
	return o->messages.booking && message_to(means, a, b->contact, &m) ? message_masked(a, m.address) : STR_NONE;
}

static str about_booking(arena *a, const booking_view *b)
{
	return str_format(a, "booking/%.*s", STR_ARG(b->code));
}

static void put_services(arena *a, buf *t, const city_def *city, const booking_view *b)
{
	for (size_t i = 0; i < b->steps_n; i++) {
		str service = say_service(a, b->lang, city, b->steps[i].service), time = say_time(a, b->steps[i].start);
		buf_format(t, "  %.*s  %.*s\n", STR_ARG(time), STR_ARG(service));
	}
}

static void put_bring(arena *a, buf *t, const office_def *o, const booking_view *b)
{
	strs seen = { 0 };
	for (size_t i = 0; i < b->steps_n; i++) {
		const offer_def *f = defs_offer(o, b->steps[i].service);
		strs lines = f ? text_lines(a, &f->def->bring, b->lang) : (strs){ 0 };
		for (size_t k = 0; k < lines.n; k++) {
			bool again = false;
			for (size_t j = 0; j < seen.n; j++)
				again = again || str_eq(seen.at[j], lines.at[k]);
			if (!again)
				LIST_ADD(a, &seen, lines.at[k]);
		}
	}
	if (seen.n == 0)
		return;
	buf_format(t, "\n%.*s\n", STR_ARG(words_text(a, b->lang, T_notice_bring)));
	for (size_t i = 0; i < seen.n; i++)
		buf_format(t, "%s%.*s\n", b->lang == LANG_EN ? "  - " : "・", STR_ARG(seen.at[i]));
}

static void put_link(buf *t, str label, str link)
{
	buf_format(t, "\n%.*s\n%.*s\n", STR_ARG(label), STR_ARG(link));
}

/* Dear …; what happened; when, where, what for; what to do next. */
static str letter(arena *a, const actor *by, const office_def *o, const booking_view *b, word first, bool stays,
		  str link)
{
	lang l = b->lang;
	buf t = buf_new(a, MESSAGE_BODY_MAX);
	if (b->name.len)
		buf_format(&t, "%.*s\n\n", STR_ARG(words_notice_dear(a, l, b->name)));
	buf_format(&t, "%.*s\n\n", STR_ARG(words_text(a, l, first)));
	str when = words_notice_when(a, l, say_date_year(a, l, day_of(b->start)), say_time(a, b->start));
	str where = words_notice_where(a, l, text_in(&o->name, l));
	buf_format(&t, "%.*s\n%.*s\n", STR_ARG(when), STR_ARG(where));
	str address = text_in(&o->address, l);
	if (address.len)
		buf_format(&t, "  %.*s\n", STR_ARG(address));
	buf_format(&t, "%.*s\n", STR_ARG(words_text(a, l, T_notice_what)));
	put_services(a, &t, by->def, b);
	if (stays) {
		buf_format(&t, "%.*s\n", STR_ARG(words_notice_code(a, l, say_code(a, b->code))));
		put_bring(a, &t, o, b);
		put_link(&t, words_text(a, l, T_notice_see), link);
		put_link(&t, words_text(a, l, T_notice_calendar), str_format(a, "%.*s/calendar.ics", STR_ARG(link)));
	} else {
		str again = str_format(a, "%.*s/book/%.*s", STR_ARG(by->means->site), STR_ARG(o->id));
		put_link(&t, words_text(a, l, T_notice_book_again), again);
	}
	return t.overflowed ? STR_NONE : buf_str(&t);
}

static str subject_of(arena *a, const office_def *o, const booking_view *b, booking_notice what)
{
	str office = text_in(&o->name, b->lang), when = say_when(a, b->lang, b->start);
	switch (what) {
	case NOTICE_CONFIRMED:
		return words_notice_confirmed(a, b->lang, office, when);
	case NOTICE_MOVED:
		return words_notice_moved(a, b->lang, office, when);
	case NOTICE_CANCELLED:
		return words_notice_cancelled(a, b->lang, office, when);
	}
	return STR_NONE;
}

static const err *add_reminder(db *d, arena *a, const actor *by, const office_def *o, const booking_view *b,
			       const outgoing *like)
{
	day before = day_of(b->start) - 1;
	outgoing m = *like;
	m.not_before = instant_of(before, o->messages.reminder_hour * 60);
	m.expires = instant_of(before, REMINDER_LATE * 60);
	if (!o->messages.reminder || m.not_before <= tx_now(d))
		return NULL;
	m.kind = STR("booking.reminder");
	m.key = str_format(a, "booking/%.*s/reminder/%lld", STR_ARG(b->code), (long long)b->rev);
	m.subject = words_notice_reminder(a, b->lang, text_in(&o->name, b->lang), say_when(a, b->lang, b->start));
	m.body = letter(a, by, o, b, T_notice_reminder_first, true, m.link);
	return message_add(d, a, &m, NULL);
}

const err *notice_booking(db *d, arena *a, const actor *by, const booking_view *b, booking_notice what)
{
	static const struct {
		str kind;
		word first;
	} says[] = {
		[NOTICE_CONFIRMED] = { STR_INIT("booking.confirmed"), T_notice_confirmed_first },
		[NOTICE_MOVED] = { STR_INIT("booking.moved"), T_notice_moved_first },
		[NOTICE_CANCELLED] = { STR_INIT("booking.cancelled"), T_notice_cancelled_first },
	};
	const office_def *o = defs_office(by->def, b->office);
	outgoing m = { .city = by->city, .office = b->office, .lang = b->lang, .about = about_booking(a, b) };
	/* also when nothing can be sent just now: what was queued before is not right any more */
	if (what != NOTICE_CONFIRMED)
		TRY(message_cancel(d, a, by->city, m.about, STR_NONE));
	if (!o || b->start <= tx_now(d) || !message_to(by->means, a, b->contact, &m))
		return NULL;
	bool stays = what != NOTICE_CANCELLED;
	m.link = str_format(a, "%.*s/b/%.*s", STR_ARG(by->means->site), STR_ARG(b->code));
	if (stays)
		TRY(add_reminder(d, a, by, o, b, &m));
	if (!o->messages.booking)
		return NULL;
	m.kind = says[what].kind;
	m.key = str_format(a, "%.*s/%lld", STR_ARG(m.about), (long long)b->rev);
	m.subject = subject_of(a, o, b, what);
	m.body = letter(a, by, o, b, says[what].first, stays, m.link);
	instant last = tx_now(d) + MESSAGE_KEEP_TRYING;
	m.expires = last < b->start ? last : b->start;
	return message_add(d, a, &m, NULL);
}
