/* Words for dates, waits, states and codes; see widgets.h. The choice of a time is in slot_picker.c. */
#include "modules/visits/pages/widgets.h"

#include "kit/assets.h"
#include "text/wareki.h"

/* --- dates and times ------------------------------------------------------------------------------------------ */

static const word months[] = { T_month_1, T_month_2, T_month_3, T_month_4,  T_month_5,  T_month_6,
			       T_month_7, T_month_8, T_month_9, T_month_10, T_month_11, T_month_12 };
static const word weekdays[] = { T_weekday_0, T_weekday_1, T_weekday_2, T_weekday_3,
				 T_weekday_4, T_weekday_5, T_weekday_6 };

str say_date(arena *a, lang l, day d)
{
	civil c = civil_of(d);
	return words_date_text(a, l, words_text(a, l, months[c.month - 1]), c.mday,
			       words_text(a, l, weekdays[weekday_of(d)]));
}

str say_date_short(arena *a, lang l, day d)
{
	civil c = civil_of(d);
	return words_date_short(a, l, words_text(a, l, months[c.month - 1]), c.mday);
}

str say_date_year(arena *a, lang l, day d)
{
	civil c = civil_of(d);
	wareki w;
	str year = words_year_text(a, l, c.year);
	if (l == LANG_JA && wareki_of(d, &w))
		year = w.year == 1 ? str_format(a, "%.*s元年", STR_ARG(era_name(w.era)))
				   : str_format(a, "%.*s%d年", STR_ARG(era_name(w.era)), w.year);
	return words_date_year_text(a, l, year, say_date(a, l, d));
}

str say_month(arena *a, lang l, int month)
{
	return words_text(a, l, months[month - 1]);
}

str say_day_near(arena *a, lang l, day d, day today)
{
	if (d == today)
		return words_text(a, l, T_today);
	return d == today + 1 ? words_text(a, l, T_tomorrow) : say_date(a, l, d);
}

str say_minute(arena *a, int minute)
{
	return str_format(a, "%d:%02d", minute / 60, minute % 60);
}

str say_time(arena *a, instant t)
{
	return say_minute(a, minute_of(t));
}

str say_when(arena *a, lang l, instant t)
{
	return words_date_and_time(a, l, say_date(a, l, day_of(t)), say_time(a, t));
}

str say_hours(arena *a, lang l, windows w)
{
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < w.n; i++) {
		if (i)
			buf_put(&b, l == LANG_EN ? STR(", ") : STR("、"));
		buf_put(&b, words_time_from_to(a, l, say_minute(a, w.at[i].from), say_minute(a, w.at[i].to)));
	}
	return buf_str(&b);
}

str say_minutes(arena *a, lang l, int minutes)
{
	if (minutes < 60)
		return words_minutes_text(a, l, minutes);
	if (minutes % 60 == 0)
		return words_hours_text(a, l, minutes / 60);
	return words_hours_minutes_text(a, l, minutes / 60, minutes % 60);
}

/* --- waits ------------------------------------------------------------------------------------------------------ */

str say_wait(arena *a, lang l, wait_range w)
{
	if (w.p10 == WAIT_NOT_TODAY)
		return words_text(a, l, T_wait_not_today);
	if (w.p10 < 0)
		return words_text(a, l, T_wait_unknown);
	if (w.p90 <= 60)
		return words_text(a, l, T_wait_soon);
	int from, to;
	visits_wait_minutes(w, &from, &to);
	if (from == 0)
		return words_wait_within(a, l, to);
	if (to < 60)
		return words_wait_range(a, l, from, to);
	return words_wait_hours(a, l, say_minutes(a, l, from), say_minutes(a, l, to));
}

str say_wait_now(arena *a, lang l, wait_range w)
{
	str text = say_wait(a, l, w);
	return w.assumed && w.p10 >= 0 ? words_wait_if_opens(a, l, text) : text;
}

/* --- services, desks, states ----------------------------------------------------------------------------------------- */

str say_service(arena *a, lang l, const city_def *c, str service)
{
	const service_def *s = defs_service(c, service);
	return s ? text_in(&s->name, l) : words_text(a, l, T_service_gone);
}

str say_desk(arena *a, lang l, const desk_def *d)
{
	str number = words_desk_text(a, l, d->label);
	if (text_empty(&d->name))
		return number;
	return str_format(a, "%.*s %.*s", STR_ARG(number), STR_ARG(text_in(&d->name, l)));
}

url icon_url(str name)
{
	char file[64];
	int n = snprintf(file, sizeof file, "icons/%.*s.svg", STR_ARG(name));
	bool known = n > 0 && n < (int)sizeof file && asset_find(str_of(file));
	return asset_url(known ? file : "icons/desk.svg");
}

/* Bullets that people put before a line of their own accord. */
static str without_bullet(str line)
{
	static const str bullets[] = { STR_INIT("・"), STR_INIT("- "), STR_INIT("* "), STR_INIT("•"), STR_INIT("　") };
	for (size_t i = 0; i < COUNT(bullets); i++)
		if (str_starts(line, bullets[i]))
			return str_trim(str_sub(line, bullets[i].len, line.len));
	return line;
}

strs text_lines(arena *a, const text3 *t, lang l)
{
	strs lines = { 0 };
	for (str rest = text_in(t, l); rest.len;) {
		str line = without_bullet(str_trim(str_cut(&rest, '\n')));
		if (line.len)
			LIST_ADD(a, &lines, line);
	}
	return lines;
}

badge booking_badge(arena *a, lang l, booking_state s)
{
	static const struct {
		word text;
		const char *tone;
	} of[BOOKING_STATES] = {
		[BOOKING_HELD] = { T_booking_held, "warn" },
		[BOOKING_BOOKED] = { T_booking_booked, "good" },
		[BOOKING_CHECKED_IN] = { T_booking_checked_in, "info" },
		[BOOKING_CANCELLED] = { T_booking_cancelled, "calm" },
		[BOOKING_EXPIRED] = { T_booking_expired, "calm" },
		[BOOKING_NO_SHOW] = { T_booking_no_show, "warn" },
	};
	return (badge){ words_text(a, l, of[s].text), of[s].tone };
}

badge step_badge(arena *a, lang l, step_state s)
{
	static const struct {
		word text;
		const char *tone;
	} of[STEP_STATES] = {
		[STEP_PLANNED] = { T_step_planned, "calm" }, [STEP_WAITING] = { T_step_waiting, "info" },
		[STEP_CALLED] = { T_step_called, "warn" },   [STEP_SERVING] = { T_step_serving, "good" },
		[STEP_PARKED] = { T_step_parked, "warn" },   [STEP_MISSED] = { T_step_missed, "bad" },
		[STEP_DONE] = { T_step_done, "calm" },       [STEP_TRANSFERRED] = { T_step_transferred, "calm" },
		[STEP_LEFT] = { T_step_left, "calm" },       [STEP_ABANDONED] = { T_step_abandoned, "calm" },
	};
	return (badge){ words_text(a, l, of[s].text), of[s].tone };
}

badge desk_badge(arena *a, lang l, desk_state s)
{
	static const struct {
		word text;
		const char *tone;
	} of[DESK_STATES] = {
		[DESK_CLOSED] = { T_desk_state_closed, "calm" },
		[DESK_OPEN] = { T_desk_state_open, "good" },
		[DESK_SERVING] = { T_desk_state_serving, "info" },
		[DESK_BREAK] = { T_desk_state_break, "warn" },
		[DESK_BACK_OFFICE] = { T_desk_state_back_office, "warn" },
	};
	return (badge){ words_text(a, l, of[s].text), of[s].tone };
}

#define LOOK_AHEAD 60 /* days: beyond any closure that is not for good */

opening office_opening(arena *a, lang l, const office_def *o, instant now)
{
	day today = day_of(now);
	const text3 *why;
	windows hours = office_hours(o, today, &why);
	opening ret = { .open = office_open_at(o, now) };
	ret.now = ret.open ? (badge){ words_text(a, l, T_office_open_now), "good" }
			   : (badge){ words_text(a, l, T_office_closed_now), "calm" };
	if (why)
		ret.reason = text_in(why, l);
	for (size_t i = 0; ret.open && i < hours.n; i++)
		if (minute_of(now) < hours.at[i].to) {
			ret.next = words_office_open_until(a, l, say_minute(a, hours.at[i].to));
			return ret;
		}
	for (day d = today; d < today + LOOK_AHEAD; d++) {
		hours = office_hours(o, d, NULL);
		for (size_t i = 0; i < hours.n; i++) {
			if (d == today && hours.at[i].from <= minute_of(now))
				continue;
			str when = words_date_and_time(a, l, say_day_near(a, l, d, today),
						       say_minute(a, hours.at[i].from));
			ret.next = words_office_opens_next(a, l, when);
			return ret;
		}
	}
	ret.next = words_text(a, l, T_office_no_opening);
	return ret;
}

static const char *step_css(const live_step *s)
{
	switch (s->state) {
	case STEP_CALLED:
	case STEP_SERVING:
		return "now";
	case STEP_WAITING:
	case STEP_PARKED:
	case STEP_MISSED:
		return "waits";
	case STEP_PLANNED:
		return "later";
	case STEP_DONE:
		return "done";
	case STEP_TRANSFERRED:
	case STEP_LEFT:
	case STEP_ABANDONED:
	case STEP_STATES:
		break;
	}
	return "off";
}

/* 「住民異動」のあと: of what is still to be done first, without that which comes before another of them anyhow. */
static str say_after(arena *a, lang l, const city_def *c, const live_steps *steps, const live_step *s)
{
	i64 open = 0, covered = 0;
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < steps->n; i++)
		if (s->after & step_bit(steps->at[i].seq) && !step_over(steps->at[i].state)) {
			open |= step_bit(steps->at[i].seq);
			covered |= steps->at[i].after;
		}
	int n = 0;
	for (size_t i = 0; i < steps->n; i++) {
		if (!(open & ~covered & step_bit(steps->at[i].seq)))
			continue;
		if (n++)
			buf_put(&b, l == LANG_EN ? STR(", ") : STR("と"));
		/* 引越しの届出 of 引越しの届出（転入・転出・転居） */
		str name = say_service(a, l, c, steps->at[i].service);
		size_t end = 0;
		while (end < name.len && !str_starts(str_sub(name, end, name.len), STR("（")) && name.at[end] != ':')
			end++;
		buf_put(&b, words_journeys_name(a, l, str_sub(name, 0, end)));
	}
	return n ? words_journeys_after(a, l, arena_copy(a, buf_str(&b))) : STR_NONE;
}

step_lines visit_step_lines(arena *a, lang l, const city_def *c, const office_def *o, const live_steps *steps)
{
	step_lines list = { 0 };
	bool at_desk = false;
	for (size_t i = 0; i < steps->n; i++)
		at_desk = at_desk || steps->at[i].state == STEP_CALLED || steps->at[i].state == STEP_SERVING;
	for (size_t i = 0; i < steps->n; i++) {
		const live_step *s = &steps->at[i];
		const desk_def *desk = s->desk.len ? defs_desk(o, s->desk) : NULL;
		step_line line = { .service = say_service(a, l, c, s->service),
				   .seq = s->seq,
				   .state = step_badge(a, l, s->state),
				   .css = step_css(s),
				   .here = s->state == STEP_CALLED || s->state == STEP_SERVING ||
					   (!at_desk && !step_over(s->state) && s->state != STEP_PLANNED) };
		if (desk)
			line.desk = say_desk(a, l, desk);
		if (s->state == STEP_PLANNED) {
			line.note = say_after(a, l, c, steps, s);
			line.state.text = line.note.len ? STR_NONE : line.state.text;
		}
		if (s->state == STEP_WAITING && at_desk)
			line.note = words_text(a, l, T_journeys_keeps);
		LIST_ADD(a, &list, line);
	}
	return list;
}

str say_end(arena *a, lang l, instant now, const struct visit_end *end)
{
	const instant unit = 5 * MINUTE;
	if (!end || end->p10 < 0)
		return STR_NONE;
	instant early = (now + end->p10 * SECOND) / unit * unit;
	instant late = (now + end->p90 * SECOND + unit - 1) / unit * unit;
	return words_journeys_end(a, l, say_time(a, early), say_time(a, late));
}

/* --- addresses and codes ------------------------------------------------------------------------------------------- */

str say_code(arena *a, str code)
{
	if (code.len != 10)
		return code;
	return str_format(a, "%.5s-%.5s", code.at, code.at + 5);
}

str code_of_scan(arena *a, str scanned)
{
	if (scanned.len > 512)
		return STR_NONE;
	str rest = str_trim(scanned), last = STR_NONE;
	for (str path = str_cut(&rest, '?'); path.len;)
		last = str_cut(&path, '/');
	return visits_code_parse(a, last);
}
