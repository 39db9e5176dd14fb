/* The rules of a queue: decisions without SQL, HTTP or a clock. */
#include "modules/visits/visits.h"

#include "text/kana.h"

#define NO 255

/* --- the three machines: rows are states, columns commands; NO where a command is not allowed ---------------- */

static const u8 booking_table[BOOKING_STATES][BOOKING_COMMANDS] = {
	/*                       confirm         release          check-in            cancel             too late         move */
	[BOOKING_HELD] = { BOOKING_BOOKED, BOOKING_EXPIRED, NO, BOOKING_EXPIRED, NO, NO },
	[BOOKING_BOOKED] = { NO, NO, BOOKING_CHECKED_IN, BOOKING_CANCELLED, BOOKING_NO_SHOW, BOOKING_BOOKED },
	[BOOKING_CHECKED_IN] = { NO, NO, NO, NO, NO, NO },
	[BOOKING_CANCELLED] = { NO, NO, NO, NO, NO, NO },
	[BOOKING_EXPIRED] = { NO, NO, NO, NO, NO, NO },
	[BOOKING_NO_SHOW] = { NO, NO, BOOKING_CHECKED_IN, NO, NO, NO },
};

bool booking_next(booking_state s, booking_command c, booking_state *ret)
{
	u8 next = booking_table[s][c];
	if (next != NO)
		*ret = (booking_state)next;
	return next != NO;
}

/* Few of the many pairs are allowed, so they are listed rather than drawn as a table. */
static const struct {
	step_state was;
	step_command command;
	step_state becomes;
} step_table[] = {
	{ STEP_PLANNED, STEP_READY, STEP_WAITING },       { STEP_PLANNED, STEP_LEAVE, STEP_LEFT },
	{ STEP_PLANNED, STEP_ABANDON, STEP_ABANDONED },   { STEP_WAITING, STEP_CALL, STEP_CALLED },
	{ STEP_WAITING, STEP_LEAVE, STEP_LEFT },          { STEP_WAITING, STEP_ABANDON, STEP_ABANDONED },
	{ STEP_CALLED, STEP_RECALL, STEP_CALLED },        { STEP_CALLED, STEP_SERVE, STEP_SERVING },
	{ STEP_CALLED, STEP_FINISH, STEP_DONE },          { STEP_CALLED, STEP_UNDO, STEP_WAITING },
	{ STEP_CALLED, STEP_MISS, STEP_MISSED },          { STEP_CALLED, STEP_PARK, STEP_PARKED },
	{ STEP_CALLED, STEP_TRANSFER, STEP_TRANSFERRED }, { STEP_SERVING, STEP_FINISH, STEP_DONE },
	{ STEP_SERVING, STEP_PARK, STEP_PARKED },         { STEP_SERVING, STEP_TRANSFER, STEP_TRANSFERRED },
	{ STEP_PARKED, STEP_RESUME, STEP_SERVING },       { STEP_PARKED, STEP_LEAVE, STEP_LEFT },
	{ STEP_PARKED, STEP_ABANDON, STEP_ABANDONED },    { STEP_MISSED, STEP_RETURN, STEP_WAITING },
	{ STEP_MISSED, STEP_LEAVE, STEP_LEFT },           { STEP_MISSED, STEP_ABANDON, STEP_ABANDONED },
};

bool step_next(step_state s, step_command c, step_state *ret)
{
	for (size_t i = 0; i < COUNT(step_table); i++)
		if (step_table[i].was == s && step_table[i].command == c) {
			*ret = step_table[i].becomes;
			return true;
		}
	return false;
}

bool step_over(step_state s)
{
	return s == STEP_DONE || s == STEP_TRANSFERRED || s == STEP_LEFT || s == STEP_ABANDONED;
}

static const u8 desk_table[DESK_STATES][DESK_COMMANDS] = {
	/*                        open       close        call          free       break       back office */
	[DESK_CLOSED] = { DESK_OPEN, NO, NO, NO, NO, NO },
	[DESK_OPEN] = { NO, DESK_CLOSED, DESK_SERVING, NO, DESK_BREAK, DESK_BACK_OFFICE },
	[DESK_SERVING] = { NO, NO, NO, DESK_OPEN, NO, NO },
	[DESK_BREAK] = { DESK_OPEN, DESK_CLOSED, NO, NO, DESK_BREAK, DESK_BACK_OFFICE },
	[DESK_BACK_OFFICE] = { DESK_OPEN, DESK_CLOSED, NO, NO, DESK_BREAK, NO },
};

bool desk_next(desk_state s, desk_command c, desk_state *ret)
{
	u8 next = desk_table[s][c];
	if (next != NO)
		*ret = (desk_state)next;
	return next != NO;
}

/* --- names ---------------------------------------------------------------------------------------------------- */

static const str booking_names[] = { STR_INIT("held"),      STR_INIT("booked"),  STR_INIT("checked_in"),
				     STR_INIT("cancelled"), STR_INIT("expired"), STR_INIT("no_show") };
static const str step_names[] = { STR_INIT("planned"),  STR_INIT("waiting"),     STR_INIT("called"),
				  STR_INIT("serving"),  STR_INIT("parked"),      STR_INIT("missed"),
				  STR_INIT("done"),     STR_INIT("transferred"), STR_INIT("left"),
				  STR_INIT("abandoned") };
static const str step_commands[] = { STR_INIT("ready"),  STR_INIT("call"),   STR_INIT("recall"),   STR_INIT("serve"),
				     STR_INIT("done"),   STR_INIT("undo"),   STR_INIT("missed"),   STR_INIT("return"),
				     STR_INIT("park"),   STR_INIT("resume"), STR_INIT("transfer"), STR_INIT("leave"),
				     STR_INIT("abandon") };
static const str desk_names[] = { STR_INIT("closed"), STR_INIT("open"), STR_INIT("serving"), STR_INIT("break"),
				  STR_INIT("back_office") };
_Static_assert(COUNT(booking_names) == BOOKING_STATES, "a name for each state");
_Static_assert(COUNT(step_names) == STEP_STATES && COUNT(step_commands) == STEP_COMMANDS, "a name for each");
_Static_assert(COUNT(desk_names) == DESK_STATES, "a name for each state");

static size_t index_of(const str *names, size_t n, str name)
{
	size_t i = 0;
	while (i < n && !str_eq(names[i], name))
		i++;
	CHECK(i < n); /* the tables' CHECK constraints allow no other word */
	return i;
}

str booking_state_name(booking_state s)
{
	return booking_names[s];
}
str step_state_name(step_state s)
{
	return step_names[s];
}
str step_command_name(step_command c)
{
	return step_commands[c];
}
str desk_state_name(desk_state s)
{
	return desk_names[s];
}
booking_state booking_state_of(str name)
{
	return (booking_state)index_of(booking_names, COUNT(booking_names), name);
}
step_state step_state_of(str name)
{
	return (step_state)index_of(step_names, COUNT(step_names), name);
}
desk_state desk_state_of(str name)
{
	return (desk_state)index_of(desk_names, COUNT(desk_names), name);
}

/* --- who is next ------------------------------------------------------------------------------------------------ */

/* The rank of the first class of the order that the step belongs to; the number of classes when none. */
static size_t class_of(const office_def *o, const live_step *s, instant now)
{
	for (size_t i = 0; i < o->order.n; i++) {
		const call_rule *rule = &o->order.at[i];
		switch (rule->who) {
		case CALL_BOOKED:
			if (s->due && s->due - (i64)rule->early_minutes * MINUTE <= now)
				return i;
			break;
		case CALL_PRIORITY:
			if (s->priority)
				return i;
			break;
		case CALL_RETURNED:
			if (s->returned)
				return i;
			break;
		case CALL_ARRIVAL:
			return i;
		}
	}
	return o->order.n;
}

bool visits_before(const office_def *o, const live_step *a, const live_step *b, instant now)
{
	size_t ca = class_of(o, a, now), cb = class_of(o, b, now);
	if (ca != cb)
		return ca < cb;
	bool booked = ca < o->order.n && o->order.at[ca].who == CALL_BOOKED;
	instant ta = booked ? a->due : a->arrived, tb = booked ? b->due : b->arrived;
	if (ta != tb)
		return ta < tb;
	int by_number = str_cmp(a->number, b->number);
	if (by_number)
		return by_number < 0;
	return a->chain != b->chain ? a->chain > b->chain : a->seq < b->seq;
}

static bool among(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

static int first_of(const office_def *o, const strs *services, const live_steps *steps, instant now)
{
	int best = -1;
	for (size_t i = 0; i < steps->n; i++) {
		const live_step *s = &steps->at[i];
		if (s->state == STEP_WAITING && !s->elsewhere && among(services, s->service) &&
		    (best < 0 || visits_before(o, s, &steps->at[best], now)))
			best = (int)i;
	}
	return best;
}

int visits_choose(const office_def *o, const desk_def *desk, const live_steps *steps, instant now)
{
	int best = first_of(o, &desk->services, steps, now);
	return best >= 0 ? best : first_of(o, &desk->also, steps, now);
}

/* --- numbers and codes -------------------------------------------------------------------------------------------- */

str visits_number(arena *a, str letter, i64 n)
{
	return str_format(a, "%.*s%03lld", STR_ARG(letter), (long long)n);
}

/* What was typed, in half-width capitals, without spaces and hyphens of any kind. */
static str plain(arena *a, str typed)
{
	str half = width_half(a, typed);
	char *at = arena_alloc(a, half.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < half.len;) {
		u32 c = str_next(half, &i);
		if (c >= 'a' && c <= 'z')
			c -= 32;
		if (c < 0x80 && ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
			at[n++] = (char)c;
		else if (c > 0x20 && c != '-' && c != 0x3000 && c != 0x30FC && c != 0x2010 && c != 0x2011 &&
			 c != 0x2012 && c != 0x2013 && c != 0x2014 && c != 0x2015 && c != 0x2212 && c != 0xFF0D)
			return STR_NONE;
	}
	return (str){ at, n };
}

bool visits_number_parse(arena *a, str typed, str *ret)
{
	if (typed.len > 64)
		return false;
	str s = plain(a, typed);
	i64 n;
	if (s.len < 2 || s.len > 7 || s.at[0] < 'A' || s.at[0] > 'Z' || !str_i64(str_sub(s, 1, s.len), &n) || n < 1)
		return false;
	*ret = visits_number(a, str_sub(s, 0, 1), n);
	return true;
}

str visits_code_parse(arena *a, str typed)
{
	if (typed.len > 128)
		return STR_NONE;
	str s = plain(a, typed);
	char *at = arena_alloc(a, s.len + 1);
	/* Letters and digits that look alike are not in the alphabet of random_code(), so neither is meant. */
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == 'O' || s.at[i] == '0' || s.at[i] == 'I' || s.at[i] == '1' || s.at[i] == 'L')
			return STR_NONE;
		at[i] = s.at[i];
	}
	return s.len >= 8 && s.len <= 16 ? (str){ at, s.len } : STR_NONE;
}
