/* The rules of the waiting list: decisions without SQL, HTTP or a clock. */
#include "modules/visits/waitlist/waitlist.h"

#define LEAST_MINUTES 10 /* less is no time to answer in */
#define NOON (12 * 60)
#define LATE (15 * 60)

/* --- the machine --- */

static const struct {
	waiting_state was;
	waiting_command command;
	waiting_state becomes;
} table[] = {
	{ WAITING_WAITING, WAITING_OFFER, WAITING_OFFERED },   { WAITING_WAITING, WAITING_LEAVE, WAITING_LEFT },
	{ WAITING_WAITING, WAITING_END, WAITING_OVER },        { WAITING_OFFERED, WAITING_ACCEPT, WAITING_ACCEPTED },
	{ WAITING_OFFERED, WAITING_DECLINE, WAITING_WAITING }, { WAITING_OFFERED, WAITING_LAPSE, WAITING_WAITING },
	{ WAITING_OFFERED, WAITING_SLEEP, WAITING_ASLEEP },    { WAITING_OFFERED, WAITING_LEAVE, WAITING_LEFT },
	{ WAITING_ASLEEP, WAITING_WAKE, WAITING_WAITING },     { WAITING_ASLEEP, WAITING_LEAVE, WAITING_LEFT },
	{ WAITING_ASLEEP, WAITING_END, WAITING_OVER },
};

bool waiting_next(waiting_state s, waiting_command c, waiting_state *ret)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].was == s && table[i].command == c) {
			*ret = table[i].becomes;
			return true;
		}
	return false;
}

static const str names[WAITING_STATES] = { STR_INIT("waiting"),  STR_INIT("offered"), STR_INIT("asleep"),
					   STR_INIT("accepted"), STR_INIT("left"),    STR_INIT("over") };

str waiting_state_name(waiting_state s)
{
	CHECK(s < WAITING_STATES);
	return names[s];
}

waiting_state waiting_state_of(str name)
{
	for (int i = 0; i < WAITING_STATES; i++)
		if (str_eq(names[i], name))
			return (waiting_state)i;
	CHECK(!"a state of the waiting list that does not exist");
	return WAITING_OVER;
}

bool waiting_is_open(waiting_state s)
{
	return s == WAITING_WAITING || s == WAITING_OFFERED || s == WAITING_ASLEEP;
}

/* --- wishes --- */

bool wishes_fit(const wishes *w, instant start)
{
	day d = day_of(start);
	int minute = minute_of(start);
	int which = minute < NOON ? PART_MORNING : minute < LATE ? PART_MIDDAY : PART_LATE;
	if (d < w->from || d > w->to || !(w->parts & which) || (w->before && start >= w->before))
		return false;
	bool named = w->dates.n == 0;
	for (size_t i = 0; i < w->dates.n; i++)
		named = named || w->dates.at[i] == d;
	return named;
}

str wishes_dates_text(arena *a, const wishes *w)
{
	buf b = buf_new(a, 16 * WISH_DAYS_MAX);
	for (size_t i = 0; i < w->dates.n; i++) {
		if (i)
			buf_char(&b, ',');
		buf_put(&b, day_text(a, w->dates.at[i]));
	}
	return buf_str(&b);
}

struct days wishes_dates_of(arena *a, str text)
{
	struct days list = { NULL, 0 };
	day d;
	while (text.len && list.n < WISH_DAYS_MAX)
		if (day_parse(str_cut(&text, ','), &d))
			LIST_ADD(a, &list, d);
	return list;
}

/* --- the time to answer --- */

/* When so many milliseconds have gone by that count, from `now` on, or at `end` when that comes first; *ret_gone have. */
static instant count_on(window hours, instant now, instant end, i64 most, i64 *ret_gone)
{
	i64 gone = 0;
	for (day d = day_of(now); instant_of(d, 0) < end; d++) {
		instant from = instant_of(d, hours.from), to = instant_of(d, hours.to);
		from = from < now ? now : from;
		to = to > end ? end : to;
		if (to <= from)
			continue;
		if (gone + (to - from) >= most) {
			*ret_gone = most;
			return from + (most - gone);
		}
		gone += to - from;
	}
	*ret_gone = gone;
	return end;
}

instant offer_until(const waitlist_def *w, instant now, instant start)
{
	i64 most = (i64)w->offer_minutes * MINUTE, left;
	count_on(w->hours, now, start, 2 * most, &left);
	i64 time = left / 2;
	if (time < LEAST_MINUTES * MINUTE)
		return 0;
	return count_on(w->hours, now, start, time, &left);
}

instant offer_told_from(const waitlist_def *w, instant now)
{
	i64 none;
	return count_on(w->hours, now, now + 2 * DAY, 0, &none);
}
