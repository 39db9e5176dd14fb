/* Who has not submitted is reminded; who is sent a sheet back hears why. */
#include "modules/work/ask/ask.h"
#include "modules/work/ask/ask_private.h"

#include "modules/work/ask/ask.sql.h"

static bool is_there(const work_ask_members_row *m, const work_unit *u)
{
	return (m->bureau.len == 0 || str_eq(m->bureau, u->bureau)) &&
	       (m->section.len == 0 || str_eq(m->section, u->section)) &&
	       (m->unit.len == 0 || str_eq(m->unit, u->name));
}

static str about(arena *a, i64 staff)
{
	return str_format(a, "work/S%lld", (long long)staff);
}

static str unit_name(arena *a, const work_unit *u)
{
	return str_format(a, "%.*s %.*s %.*s", STR_ARG(u->bureau), STR_ARG(u->section), STR_ARG(u->name));
}

/* Staff read Japanese; what they chose for their screen is not kept. */
static bool letter_to(arena *a, const message_means *means, const work_ask_members_row *m, outgoing *ret)
{
	*ret = (outgoing){ .lang = LANG_JA, .about = about(a, m->staff) };
	return m->active && m->mail.some && m->mail.value.len && means && means->mail &&
	       message_to(means, a, m->mail.value, ret) && ret->channel == MESSAGE_MAIL;
}

static str link_of(arena *a, const message_means *means, str round, i64 unit)
{
	return unit ? str_format(a, "%.*s/work/ask/unit/%lld?round=%.*s", STR_ARG(means->site), (long long)unit,
				 STR_ARG(round))
		    : str_format(a, "%.*s/work/ask?round=%.*s", STR_ARG(means->site), STR_ARG(round));
}

const err *ask_tell_sent_back(db *d, arena *a, const ask_act *act, const ask_sheet *s, str why)
{
	work_ask_members_rows members;
	if (!act->means)
		return NULL;
	TRY(work_ask_members(d, a, act->city, &members));
	for (size_t i = 0; i < members.n; i++) {
		const work_ask_members_row *m = &members.at[i];
		outgoing o;
		/* the survey's staff, who belong everywhere, have sent it back themselves or do not fill it in */
		if (!(m->parts & PART_FILL) || m->section.len == 0 || !is_there(m, &s->unit) ||
		    !letter_to(a, act->means, m, &o))
			continue;
		o.city = act->city;
		o.kind = STR("work.sent_back");
		o.key = str_format(a, "work/%.*s/%lld/back/%lld/%lld", STR_ARG(act->round), (long long)act->unit,
				   (long long)s->unit.version, (long long)m->staff);
		o.link = link_of(a, act->means, act->round, act->unit);
		o.expires = tx_now(d) + MESSAGE_KEEP_TRYING;
		o.subject = words_wa_mail_back_subject(a, o.lang, s->round.name);
		str body = words_wa_mail_back(a, o.lang, unit_name(a, &s->unit), act->by->name);
		o.body = str_format(a, "%.*s\n\n%.*s\n\n%.*s\n", STR_ARG(body), STR_ARG(why), STR_ARG(o.link));
		TRY(message_add(d, a, &o, NULL));
	}
	return NULL;
}

bool ask_remind_day(day today, day closes)
{
	i32 left = closes - today;
	return closes != DAY_NONE && (left == 7 || left == 3 || left == 1 || left == 0);
}

static const err *remind_one(db *d, arena *a, ask_remind *c, const work_round *round, const work_ask_members_row *m,
			     const work_units *open, size_t n)
{
	outgoing o;
	i64 noted;
	day today = day_of(tx_now(d));
	if (!letter_to(a, c->means, m, &o)) {
		c->ret_without++;
		return NULL;
	}
	TRY(work_ask_note_reminder(d, a, c->city, c->round, today, m->staff, (i64)n, &noted));
	if (noted == 0)
		return NULL; /* today already */
	o.city = c->city;
	o.kind = STR("work.reminder");
	o.key = str_format(a, "work/%.*s/remind/%d/%lld", STR_ARG(c->round), (int)today, (long long)m->staff);
	o.link = link_of(a, c->means, c->round, 0);
	o.expires = tx_now(d) + MESSAGE_KEEP_TRYING;
	o.subject = words_wa_mail_remind_subject(a, o.lang, round->name);
	buf b = buf_new(a, MESSAGE_BODY_MAX);
	str first = round->closes == DAY_NONE
			    ? words_wa_mail_remind(a, o.lang, m->name, round->name)
			    : words_wa_mail_remind_until(a, o.lang, m->name, round->name, day_text(a, round->closes));
	buf_format(&b, "%.*s\n\n", STR_ARG(first));
	size_t told = 0;
	for (size_t i = 0; i < open->n; i++) {
		if (!is_there(m, &open->at[i]))
			continue;
		if (told == 20) {
			buf_format(&b, "%.*s\n", STR_ARG(words_wa_mail_more(a, o.lang, (i64)(n - told))));
			break;
		}
		buf_format(&b, "・%.*s\n", STR_ARG(unit_name(a, &open->at[i])));
		told++;
	}
	buf_format(&b, "\n%.*s\n", STR_ARG(o.link));
	o.body = buf_str(&b);
	TRY(message_add(d, a, &o, NULL));
	c->ret_written++;
	return NULL;
}

const err *ask_remind_run(db *d, arena *a, void *arg)
{
	ask_remind *c = arg;
	work_round round;
	work_units units, open = { 0 };
	work_ask_members_rows members;
	c->ret_written = c->ret_without = 0;
	TRY(work_round_of(d, a, c->city, c->round, &round));
	if (round.state != ROUND_OPEN)
		return err_why(a, ERR_not_allowed_now, "the round is not open");
	TRY(work_units_of(d, a, c->city, c->round, &units));
	TRY(work_ask_members(d, a, c->city, &members));
	for (size_t i = 0; i < units.n; i++)
		if (units.at[i].state != SHEET_SUBMITTED && units.at[i].state != SHEET_APPROVED)
			LIST_ADD(a, &open, units.at[i]);
	for (size_t i = 0; i < members.n; i++) {
		const work_ask_members_row *m = &members.at[i];
		size_t n = 0;
		/* who may fill in whole bureaus watches over them and is not the one who has not answered */
		if (!(m->parts & PART_FILL) || !m->active || m->section.len == 0)
			continue;
		for (size_t k = 0; k < open.n; k++)
			n += is_there(m, &open.at[k]);
		if (n > 0)
			TRY(remind_one(d, a, c, &round, m, &open, n));
	}
	return c->by ? audit_add(d, a, c->city, STR_NONE, c->by, STR("work.remind"), c->round,
				 str_format(a, "%lld", (long long)c->ret_written))
		     : NULL;
}

/* --- by itself ----------------------------------------------------------------------------------------------------------- */

typedef struct due {
	i64 city;
	day today;
	int minute;
	work_ask_remind_due_rows rounds;
	strs now;
} due;

static const err *read_due(db *d, arena *a, void *arg)
{
	due *q = arg;
	TRY(work_ask_remind_due(d, a, q->city, &q->rounds));
	for (size_t i = 0; i < q->rounds.n; i++) {
		work_round round;
		TRY(work_round_of(d, a, q->city, q->rounds.at[i].round, &round));
		if (ask_remind_day(q->today, round.closes))
			LIST_ADD(a, &q->now, round.id);
	}
	return NULL;
}

const err *ask_remind_tick(app *p, arena *a)
{
	instant now = clock_now(p->clock);
	due q = { .city = p->city, .today = day_of(now), .minute = minute_of(now) };
	/* at nine on a working day's morning; who is reminded already today is not again */
	if (q.minute < 9 * 60 || q.minute >= 18 * 60 || weekday_of(q.today) == 0 || weekday_of(q.today) == 6)
		return NULL;
	TRY(store_read(p->store, a, read_due, &q));
	for (size_t i = 0; i < q.now.n; i++) {
		const city_def *def = catalog_hold(p->catalog);
		ask_remind c = {
			.city = p->city, .def = def, .means = message_means_of(p, a, def), .round = q.now.at[i]
		};
		const err *e =
			c.means ? store_write(p->store, a, work_shard(a, p->city, c.round), ask_remind_run, &c) : NULL;
		catalog_release(p->catalog, def);
		TRY(e);
	}
	return NULL;
}
