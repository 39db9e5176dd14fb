/*
 * The choice of a time: a strip of seven days, and the slots of one of them.
 *
 * All slots that can be booked are read at once (a month is a millisecond), so that the page always knows the earliest
 * free one and never leads into an empty week without saying where to go.
 */
#include "modules/visits/pages/widgets.h"

#define WEEK 7
#define FEW_SLOTS 3 /* a day with so few free starts is nearly full */
#define NOON (12 * 60)

typedef struct level {
	const char *sign, *css;
	word text;
} level;

static const level level_free = { "○", "free", T_slots_free }, level_few = { "△", "few", T_slots_few },
		   level_full = { "×", "full", T_slots_full }, level_none = { "－", "none", T_slots_none };

/* The Sunday of that week; day 0 was a Thursday. */
static day week_begin(day d)
{
	return d - weekday_of(d);
}

static const open_slot *first_free(const open_slots *all, day from, day to)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].left > 0 && day_of(all->at[i].start) >= from && day_of(all->at[i].start) <= to)
			return &all->at[i];
	return NULL;
}

static level day_level(const open_slots *all, day d)
{
	int slots = 0, free = 0;
	for (size_t i = 0; i < all->n; i++)
		if (day_of(all->at[i].start) == d) {
			slots++;
			free += all->at[i].left > 0;
		}
	if (!slots)
		return level_none;
	return free == 0 ? level_full : free <= FEW_SLOTS ? level_few : level_free;
}

static bool some_full(const open_slots *all, day d)
{
	for (size_t i = 0; i < all->n; i++)
		if (day_of(all->at[i].start) == d && all->at[i].left == 0)
			return true;
	return false;
}

static slot_button make_button(arena *a, lang l, const open_slot *s, instant chosen)
{
	level v = s->left == 0 ? level_full : s->left == 1 ? level_few : level_free;
	return (slot_button){ .value = instant_text(a, s->start),
			      .time = say_time(a, s->start),
			      .left = s->left ? words_slots_left(a, l, s->left) : words_text(a, l, T_slots_full),
			      .sign = v.sign,
			      .css = v.css,
			      .full = s->left == 0,
			      .chosen = s->start == chosen };
}

static void add_part(arena *a, lang l, const slot_question *q, day d, int from, int to, word title, slot_picker *ret)
{
	slot_part half = { .title = words_text(a, l, title) };
	for (size_t i = 0; i < q->all->n; i++) {
		const open_slot *s = &q->all->at[i];
		if (day_of(s->start) == d && minute_of(s->start) >= from && minute_of(s->start) < to)
			LIST_ADD(a, &half.slots, make_button(a, l, s, q->chosen));
	}
	if (half.slots.n)
		LIST_ADD(a, &ret->parts, half);
}

static url link_to(arena *a, const slot_question *q, const char *name, day d)
{
	return url_of(a, str_format(a, "%.*s&%s=%.*s", STR_ARG(q->link), name, STR_ARG(day_text(a, d))));
}

static void add_days(arena *a, lang l, const slot_question *q, day begin, day chosen, slot_picker *ret)
{
	static const word names[] = { T_weekday_0, T_weekday_1, T_weekday_2, T_weekday_3,
				      T_weekday_4, T_weekday_5, T_weekday_6 };
	for (day d = begin; d < begin + WEEK; d++) {
		level v = day_level(q->all, d);
		slot_day item = { .weekday = words_text(a, l, names[weekday_of(d)]),
				  .date = str_format(a, "%d", civil_of(d).mday),
				  .label = str_format(a, "%.*s %.*s", STR_ARG(say_date(a, l, d)),
						      STR_ARG(words_text(a, l, v.text))),
				  .link = link_to(a, q, "day", d),
				  .sign = v.sign,
				  .css = v.css,
				  .here = d == chosen,
				  .linked = v.sign != level_none.sign };
		LIST_ADD(a, &ret->days, item);
	}
}

void slot_picker_fill(arena *a, lang l, const slot_question *q, slot_picker *ret)
{
	const open_slot *first = first_free(q->all, q->today, q->last);
	day wanted, begin, chosen = DAY_NONE;
	bool asked = day_parse(q->day, &wanted) && wanted >= week_begin(q->today) && wanted <= q->last;
	begin = week_begin(asked ? wanted : first ? day_of(first->start) : q->today);
	if (asked && !q->week && day_level(q->all, wanted).sign != level_none.sign)
		chosen = wanted;
	const open_slot *here = first_free(q->all, begin, begin + WEEK - 1);
	if (chosen == DAY_NONE && here)
		chosen = day_of(here->start);

	ret->week = words_slots_week(a, l, say_date_short(a, l, begin), say_date_short(a, l, begin + WEEK - 1));
	ret->has_before = begin > q->today;
	ret->before = link_to(a, q, "week", begin - WEEK);
	ret->has_after = begin + WEEK <= q->last;
	ret->after = link_to(a, q, "week", begin + WEEK);
	add_days(a, l, q, begin, chosen, ret);
	if (chosen != DAY_NONE) {
		ret->has_day = true;
		ret->day_full = day_level(q->all, chosen).sign == level_full.sign;
		ret->day_title = words_slots_choose_time(a, l, say_date(a, l, chosen));
		add_part(a, l, q, chosen, 0, NOON, T_slots_morning, ret);
		add_part(a, l, q, chosen, NOON, 24 * 60, T_slots_afternoon, ret);
	}
	if (first) {
		ret->has_first = true;
		ret->first = make_button(a, l, first, q->chosen);
		ret->first_text = words_date_and_time(a, l, say_day_near(a, l, day_of(first->start), q->today),
						      say_time(a, first->start));
		ret->next_free = link_to(a, q, "day", day_of(first->start));
	}
	if (q->wait.len) {
		ret->may_wait = !here || some_full(q->all, chosen);
		ret->wait = chosen == DAY_NONE ? url_of(a, q->wait)
					       : url_of(a, str_format(a, "%.*s&day=%.*s", STR_ARG(q->wait),
								      STR_ARG(day_text(a, chosen))));
	}
	ret->nothing_at_all = !first;
	ret->nothing_here = first && !here;
	const open_slot *later = first_free(q->all, begin + WEEK, q->last);
	if (ret->nothing_here && later)
		ret->next_free = link_to(a, q, "day", day_of(later->start));
}
