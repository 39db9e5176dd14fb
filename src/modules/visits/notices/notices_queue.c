/* Telling those who wait: who asked, what they are told, and the job that looks. */
#include "kit/app.h"
#include "modules/visits/notices/notices.h"
#include "modules/visits/notices/notices.sql.h"
#include "modules/visits/pages/widgets.h"
#include "modules/visits/visits_private.h"

#define LOOK_AGAIN (30 * SECOND) /* waits get shorter by time alone */
#define TELL_MAX 500 /* at one look */
#define SOON_KEEPS (5 * MINUTE)
#define AHEAD_KEEPS (10 * MINUTE)

bool watch_offered(const message_means *means, const office_def *o)
{
	return means && o && o->messages.queue;
}

/* --- asking ----------------------------------------------------------------------------------------------------------- */

static str about_ticket(arena *a, str code)
{
	return str_format(a, "ticket/%.*s", STR_ARG(code));
}

const err *watch_ticket_run(db *d, arena *a, void *arg)
{
	watch_ticket *c = arg;
	ticket_view t;
	TRY(ticket_load(d, a, c->by->city, c->code, &t));
	if (c->ahead == 0)
		return notices_unwatch(d, a, c->by->city, t.code, NULL);
	if (c->ahead < 0 || c->ahead > WATCH_AHEAD_MAX)
		return err_at(a, ERR_invalid, STR("ahead"), "1 to %d people", WATCH_AHEAD_MAX);
	bool over = t.day != day_of(tx_now(d)) || t.steps.n == 0 || step_over(visit_present_step(&t.steps)->state);
	if (over || !watch_offered(c->by->means, defs_office(c->by->def, t.office)))
		return err_of(ERR_not_allowed_now);
	outgoing m;
	if (!message_to(c->by->means, a, c->contact, &m))
		return err_at(a, ERR_bad_contact, STR("contact"), "cannot be reached");
	notices_watched_row before;
	bool found;
	TRY(notices_watched(d, a, c->by->city, t.code, &before, &found));
	/* another address has heard nothing yet; the same one is not told twice */
	if (found && !str_eq(before.contact, m.address))
		TRY(notices_untell(d, a, c->by->city, t.code, NULL));
	TRY(message_resume(d, a, c->by->city, about_ticket(a, t.code)));
	notices_watch_in in = { .city = c->by->city,
				.ticket = t.code,
				.office = t.office,
				.day = t.day,
				.contact = m.address,
				.ahead = c->ahead,
				.lang = c->by->lang,
				.now = tx_now(d) };
	return notices_watch(d, a, &in, NULL);
}

const err *watch_read(db *d, arena *a, i64 city, str code, watch_view *ret)
{
	notices_watched_row row;
	*ret = (watch_view){ 0 };
	TRY(notices_watched(d, a, city, code, &row, &ret->some));
	if (ret->some) {
		ret->contact = message_masked(a, row.contact);
		ret->ahead = (int)row.ahead;
	}
	return NULL;
}

/* --- deciding ------------------------------------------------------------------------------------------------------------ */

told notice_due(const live_step *s, const wait_range *w, int ahead, int said)
{
	if (s->state == STEP_MISSED)
		return said & TOLD_MISSED ? TOLD_NOTHING : TOLD_MISSED;
	if (s->state != STEP_WAITING || s->elsewhere || !w)
		return TOLD_NOTHING;
	/* an estimate for a desk that is only supposed to open soon brings nobody to the hall */
	bool soon = w->ahead == 0 || (w->p10 >= 0 && w->p10 <= NOTICE_SOON);
	if (soon && !w->assumed)
		return said & TOLD_SOON ? TOLD_NOTHING : TOLD_SOON;
	return w->ahead <= ahead && !(said & (TOLD_AHEAD | TOLD_SOON)) ? TOLD_AHEAD : TOLD_NOTHING;
}

static str told_name(told what)
{
	return what == TOLD_AHEAD ? STR("ahead") : what == TOLD_SOON ? STR("soon") : STR("missed");
}

static told told_of(str name)
{
	return str_eq(name, STR("ahead")) ? TOLD_AHEAD : str_eq(name, STR("soon")) ? TOLD_SOON : TOLD_MISSED;
}

/* --- looking ---------------------------------------------------------------------------------------------------------------- */

typedef struct word_due {
	str ticket;
	i64 seq;
	told what;
	wait_range wait;
} word_due;

typedef struct look {
	actor by;
	const office_def *office;
	day today;
	instant now;
	/* what there is to do */
	bool due;
	i64 event;
	notices_watches_rows watches;
	notices_told_rows said;
	board board;
	struct {
		word_due *at;
		size_t n;
	} words;
} look;

static const err *read_look(db *d, arena *a, void *arg)
{
	look *k = arg;
	notices_head_row head = { 0 };
	notices_looked_row seen = { 0 };
	bool found, looked;
	TRY(notices_head(d, a, k->by.city, k->office->id, &head, &found));
	TRY(notices_looked(d, a, k->by.city, k->office->id, &seen, &looked));
	k->event = head.last;
	k->due = !looked || seen.event != head.last || k->now - seen.seen_at >= LOOK_AGAIN || seen.seen_at > k->now;
	if (!k->due)
		return NULL;
	TRY(notices_watches(d, a, k->by.city, k->today, k->office->id, &k->watches));
	TRY(notices_told(d, a, k->by.city, k->today, k->office->id, &k->said));
	return visits_board_in(d, a, k->by.def, k->office, k->now, true, &k->board);
}

static int said_of(const look *k, str ticket, i64 seq)
{
	int said = 0;
	for (size_t i = 0; i < k->said.n; i++)
		if (k->said.at[i].seq == seq && str_eq(k->said.at[i].ticket, ticket))
			said |= (int)told_of(k->said.at[i].what);
	return said;
}

/* Of a visit that waits at several counters only the one that will call first is spoken of. */
static void decide(arena *a, look *k)
{
	for (size_t i = 0; i < k->watches.n && k->words.n < TELL_MAX; i++) {
		const notices_watches_row *w = &k->watches.at[i];
		int next = visit_next_call(&k->board, w->ticket);
		for (size_t n = 0; n < k->board.steps.n; n++) {
			const live_step *s = &k->board.steps.at[n];
			if (!str_eq(s->ticket, w->ticket) || (s->state != STEP_MISSED && (int)n != next))
				continue;
			wait_range wait = s->state == STEP_WAITING ? k->board.waits[n] : (wait_range){ 0 };
			told what = notice_due(s, &wait, (int)w->ahead, said_of(k, w->ticket, s->seq));
			if (what != TOLD_NOTHING)
				LIST_ADD(a, &k->words, ((word_due){ w->ticket, s->seq, what, wait }));
		}
	}
}

/* --- telling ------------------------------------------------------------------------------------------------------------------ */

static void write_waiting(arena *a, const word_due *w, str office, const ticket_view *t, outgoing *m, buf *b)
{
	lang l = m->lang;
	if (w->what == TOLD_AHEAD) {
		m->kind = STR("ticket.ahead");
		m->subject = words_notice_ahead(a, l, office, t->number, w->wait.ahead);
		buf_format(b, "%.*s\n", STR_ARG(words_notice_ahead_first(a, l, t->number, w->wait.ahead)));
	} else {
		m->kind = STR("ticket.soon");
		m->subject = words_notice_soon(a, l, office, t->number);
		buf_format(b, "%.*s\n", STR_ARG(words_notice_soon_first(a, l, t->number)));
	}
	if (w->wait.p10 >= 0 && w->wait.ahead > 0)
		buf_format(b, "%.*s\n", STR_ARG(words_notice_wait(a, l, say_wait(a, l, w->wait))));
}

static void write_missed(arena *a, const look *k, str office, const ticket_view *t, const live_step *s, outgoing *m,
			 buf *b)
{
	lang l = m->lang;
	const desk_def *desk = defs_desk(k->office, s->desk);
	instant until = s->since + (i64)k->office->grace_minutes * MINUTE;
	m->kind = STR("ticket.missed");
	m->subject = words_notice_missed(a, l, office, t->number);
	m->expires = until;
	str where = desk ? say_desk(a, l, desk) : office;
	buf_format(b, "%.*s\n", STR_ARG(words_notice_missed_first(a, l, t->number, where)));
	buf_format(b, "%.*s\n", STR_ARG(words_notice_missed_until(a, l, say_time(a, until))));
}

static const err *tell(db *d, arena *a, const look *k, const word_due *w)
{
	ticket_view t;
	notices_watched_row watch;
	bool found;
	TRY(ticket_load(d, a, k->by.city, w->ticket, &t));
	TRY(notices_watched(d, a, k->by.city, w->ticket, &watch, &found));
	const live_step *s = NULL;
	for (size_t i = 0; i < t.steps.n; i++)
		if (t.steps.at[i].seq == w->seq)
			s = &t.steps.at[i];
	/* meanwhile called, gone, or asked to be left alone */
	if (!found || !s || s->state != (w->what == TOLD_MISSED ? STEP_MISSED : STEP_WAITING))
		return NULL;
	i64 first;
	TRY(notices_tell(d, a, k->by.city, t.code, w->seq, told_name(w->what), t.day, &first));
	lang l = watch.lang >= 0 && watch.lang < LANG_COUNT ? (lang)watch.lang : LANG_JA;
	outgoing m = { .city = k->by.city, .office = t.office, .lang = l, .about = about_ticket(a, t.code) };
	if (!first || !message_to(k->by.means, a, watch.contact, &m))
		return NULL;
	str office = text_in(&k->office->name, l);
	buf b = buf_new(a, MESSAGE_BODY_MAX);
	m.link = str_format(a, "%.*s/t/%.*s", STR_ARG(k->by.means->site), STR_ARG(t.code));
	m.expires = tx_now(d) + (w->what == TOLD_AHEAD ? AHEAD_KEEPS : SOON_KEEPS);
	if (w->what == TOLD_MISSED)
		write_missed(a, k, office, &t, s, &m, &b);
	else
		write_waiting(a, w, office, &t, &m, &b);
	str service = say_service(a, l, k->by.def, s->service);
	buf_format(&b, "\n%.*s\n", STR_ARG(words_notice_ticket_what(a, l, office, service)));
	buf_format(&b, "\n%.*s\n%.*s\n", STR_ARG(words_text(a, l, T_notice_ticket_see)), STR_ARG(m.link));
	m.body = buf_str(&b);
	m.key = str_format(a, "%.*s/%lld/%.*s/%lld", STR_ARG(m.about), (long long)w->seq, STR_ARG(told_name(w->what)),
			   (long long)watch.made_at);
	return message_add(d, a, &m, NULL);
}

static const err *tell_run(db *d, arena *a, void *arg)
{
	const look *k = arg;
	for (size_t i = 0; i < k->words.n; i++)
		TRY(tell(d, a, k, &k->words.at[i]));
	return notices_look(d, a, k->by.city, k->office->id, k->event, tx_now(d), NULL);
}

typedef struct asked {
	i64 city;
	day today;
	notices_offices_rows offices;
} asked;

static const err *read_asked(db *d, arena *a, void *arg)
{
	asked *q = arg;
	return notices_offices(d, a, q->city, q->today, &q->offices);
}

static const err *forget_run(db *d, arena *a, void *arg)
{
	const asked *q = arg;
	TRY(message_forget(d, a, q->city, STR("ticket"), instant_of(q->today, 0)));
	TRY(notices_forget_watches(d, a, q->city, q->today, NULL));
	return notices_forget_told(d, a, q->city, q->today, NULL);
}

static const err *look_at(app *p, arena *a, const city_def *def, const office_def *o, const message_means *means)
{
	instant now = clock_now(p->clock);
	look k = { .by = { .city = p->city, .def = def, .channel = STR("staff"), .means = means },
		   .office = o,
		   .today = day_of(now),
		   .now = now };
	TRY(store_read(p->store, a, read_look, &k));
	if (!k.due)
		return NULL;
	decide(a, &k);
	return store_write(p->store, a, office_shard(a, p->city, o->id), tell_run, &k);
}

const err *notices_tick(app *p, arena *a)
{
	const city_def *def = catalog_hold(p->catalog);
	const message_means *means = message_means_of(p, a, def);
	asked q = { .city = p->city, .today = day_of(clock_now(p->clock)) };
	const err *first = store_read(p->store, a, read_asked, &q);
	for (size_t i = 0; means && i < q.offices.n; i++) {
		const office_def *o = defs_office(def, q.offices.at[i].office);
		const err *e = watch_offered(means, o) ? look_at(p, a, def, o, means) : NULL;
		first = first ? first : e;
	}
	catalog_release(p->catalog, def);
	return first;
}

const err *notices_forget_tick(app *p, arena *a)
{
	asked q = { .city = p->city, .today = day_of(clock_now(p->clock)) };
	return store_write(p->store, a, STR("notices"), forget_run, &q);
}
