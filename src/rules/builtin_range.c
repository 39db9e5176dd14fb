/* How points and ranges lie to each other (DMN 1.5, 10.3.4.7), range("[1..3]"), is(), not(). */
#include "rules/builtin_tables.h"

#include "base/buf.h"
#include "rules/decimal.h"
#include "rules/moment.h"

/* --- points and ranges --------------------------------------------------------------------------------------------- */

/*
 * An end of a range, or a point. Where a range is open an end lies at infinity: `side` is -1 or 1 there, else 0. `in`: the end belongs to
 * the range.
 */
typedef struct end {
	feel at;
	int side;
	bool in;
} end;

/* A relation that is being worked out. Ends that have no order make it null, an unknown one unknown. */
typedef struct relation {
	const builtin_call *c;
	bool none, open;
} relation;

static end start_of(const feel_range *r)
{
	return (end){ r->from, r->from.kind == FEEL_NULL ? -1 : 0, r->from_in };
}

static end stop_of(const feel_range *r)
{
	return (end){ r->to, r->to.kind == FEEL_NULL ? 1 : 0, r->to_in };
}

static end point(feel v)
{
	return (end){ v, 0, true };
}

static int compare(relation *q, end a, end b)
{
	int order = 0;
	if (a.side || b.side)
		return a.side < b.side ? -1 : a.side > b.side;
	if (a.at.kind == FEEL_UNKNOWN || b.at.kind == FEEL_UNKNOWN)
		q->open = true;
	else if (!feel_order(a.at, b.at, &order))
		q->none = true;
	return order;
}

static feel result(const relation *q, bool yes)
{
	if (q->none)
		return NO(q->c, "there is no order between these");
	return q->open ? (feel){ .kind = FEEL_UNKNOWN } : feel_bool(yes);
}

/* All of a lies before all of b. */
static bool before_ends(relation *q, end a_stop, end b_start)
{
	int order = compare(q, a_stop, b_start);
	return order < 0 || (order == 0 && !(a_stop.in && b_start.in));
}

/* Inner does not begin before outer; inner does not end after outer. */
static bool starts_inside(relation *q, end inner, end outer)
{
	int order = compare(q, inner, outer);
	return order > 0 || (order == 0 && (outer.in || !inner.in));
}

static bool stops_inside(relation *q, end inner, end outer)
{
	int order = compare(q, inner, outer);
	return order < 0 || (order == 0 && (outer.in || !inner.in));
}

static bool same_end(relation *q, end a, end b)
{
	return compare(q, a, b) == 0 && a.in == b.in;
}

static bool both_ranges(const builtin_call *c, const feel_range **x, const feel_range **y)
{
	if (!is_kind(c, 0, FEEL_RANGE) || !is_kind(c, 1, FEEL_RANGE))
		return false;
	*x = c->at[0].range;
	*y = c->at[1].range;
	return true;
}

static end start_at(feel v)
{
	return v.kind == FEEL_RANGE ? start_of(v.range) : point(v);
}

static end stop_at(feel v)
{
	return v.kind == FEEL_RANGE ? stop_of(v.range) : point(v);
}

static feel before(const builtin_call *c, feel x, feel y)
{
	relation q = { .c = c };
	bool yes = before_ends(&q, stop_at(x), start_at(y));
	return result(&q, yes);
}

static feel fn_before(const builtin_call *c)
{
	return before(c, arg(c, 0), arg(c, 1));
}

static feel fn_after(const builtin_call *c)
{
	return before(c, arg(c, 1), arg(c, 0));
}

static feel meets(const builtin_call *c, feel x, feel y)
{
	relation q = { .c = c };
	if (x.kind != FEEL_RANGE || y.kind != FEEL_RANGE)
		return NO(c, "wants two ranges");
	end stop = stop_of(x.range), start = start_of(y.range);
	bool yes = compare(&q, stop, start) == 0 && stop.in && start.in;
	return result(&q, yes);
}

static feel fn_meets(const builtin_call *c)
{
	return meets(c, arg(c, 0), arg(c, 1));
}

static feel fn_met_by(const builtin_call *c)
{
	return meets(c, arg(c, 1), arg(c, 0));
}

static feel fn_overlaps(const builtin_call *c)
{
	const feel_range *x, *y;
	relation q = { .c = c };
	if (!both_ranges(c, &x, &y))
		return NO(c, "wants two ranges");
	bool apart = before_ends(&q, stop_of(x), start_of(y));
	apart |= before_ends(&q, stop_of(y), start_of(x));
	return result(&q, !apart);
}

/* x begins first, y ends last, and they have something in common. */
static feel overlaps_before(const builtin_call *c, const feel_range *x, const feel_range *y)
{
	relation q = { .c = c };
	bool first = !starts_inside(&q, start_of(x), start_of(y));
	bool touch = !before_ends(&q, stop_of(x), start_of(y));
	bool last = stops_inside(&q, stop_of(x), stop_of(y));
	return result(&q, first && touch && last);
}

static feel fn_overlaps_before(const builtin_call *c)
{
	const feel_range *x, *y;
	return both_ranges(c, &x, &y) ? overlaps_before(c, x, y) : NO(c, "wants two ranges");
}

static feel fn_overlaps_after(const builtin_call *c)
{
	const feel_range *x, *y;
	return both_ranges(c, &x, &y) ? overlaps_before(c, y, x) : NO(c, "wants two ranges");
}

static feel during(const builtin_call *c, feel x, feel y)
{
	relation q = { .c = c };
	if (y.kind != FEEL_RANGE)
		return NO(c, "not a range");
	bool from = starts_inside(&q, start_at(x), start_of(y.range));
	bool to = stops_inside(&q, stop_at(x), stop_of(y.range));
	return result(&q, from && to);
}

static feel fn_during(const builtin_call *c)
{
	return during(c, arg(c, 0), arg(c, 1));
}

static feel fn_includes(const builtin_call *c)
{
	return during(c, arg(c, 1), arg(c, 0));
}

static feel starts(const builtin_call *c, feel x, feel y)
{
	relation q = { .c = c };
	if (y.kind != FEEL_RANGE)
		return NO(c, "not a range");
	bool yes = same_end(&q, start_at(x), start_of(y.range));
	if (x.kind == FEEL_RANGE)
		yes &= stops_inside(&q, stop_of(x.range), stop_of(y.range));
	return result(&q, yes);
}

static feel fn_starts(const builtin_call *c)
{
	return starts(c, arg(c, 0), arg(c, 1));
}

static feel fn_started_by(const builtin_call *c)
{
	return starts(c, arg(c, 1), arg(c, 0));
}

static feel finishes(const builtin_call *c, feel x, feel y)
{
	relation q = { .c = c };
	if (y.kind != FEEL_RANGE)
		return NO(c, "not a range");
	bool yes = same_end(&q, stop_at(x), stop_of(y.range));
	if (x.kind == FEEL_RANGE)
		yes &= starts_inside(&q, start_of(x.range), start_of(y.range));
	return result(&q, yes);
}

static feel fn_finishes(const builtin_call *c)
{
	return finishes(c, arg(c, 0), arg(c, 1));
}

static feel fn_finished_by(const builtin_call *c)
{
	return finishes(c, arg(c, 1), arg(c, 0));
}

static feel fn_coincides(const builtin_call *c)
{
	feel x = arg(c, 0), y = arg(c, 1);
	relation q = { .c = c };
	if ((x.kind == FEEL_RANGE) != (y.kind == FEEL_RANGE))
		return NO(c, "wants two points or two ranges");
	bool yes = same_end(&q, start_at(x), start_at(y));
	yes &= same_end(&q, stop_at(x), stop_at(y));
	return result(&q, yes);
}

/* --- range("[1..3]") ----------------------------------------------------------------------------------------------- */

/* A text in quotes, which is all of s, with its escapes resolved. */
static bool quoted(arena *a, str s, str *ret)
{
	buf b = buf_new(a, FEEL_TEXT_MAX);
	if (s.len < 2 || s.at[0] != '"' || s.at[s.len - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < s.len; i++) {
		if (s.at[i] == '"')
			return false;
		if (s.at[i] != '\\') {
			buf_char(&b, s.at[i]);
			continue;
		}
		if (++i + 1 >= s.len)
			return false;
		const char *from = "\"\\nrt", *to = "\"\\\n\r\t", *found = strchr(from, s.at[i]);
		if (!found || !*found)
			return false;
		buf_char(&b, to[found - from]);
	}
	*ret = buf_str(&b);
	return !b.overflowed;
}

/* date("2026-04-01") and its like: a name, and a text in brackets. */
static bool called(arena *a, str s, feel *ret)
{
	size_t open = str_find(s, '(');
	str name = str_trim(str_sub(s, 0, open)), text;
	if (open == s.len || s.at[s.len - 1] != ')' || !quoted(a, str_trim(str_sub(s, open + 1, s.len - 1)), &text))
		return false;
	if (str_eq(name, STR("date")))
		return moment_date(a, text, ret);
	if (str_eq(name, STR("time")))
		return moment_time(a, text, ret);
	if (str_eq(name, STR("date and time")))
		return moment_date_time(a, text, ret);
	return str_eq(name, STR("duration")) && moment_duration(text, ret);
}

/* A literal: other expressions are not for a range that is read from a text. */
static bool endpoint(arena *a, str s, feel *ret)
{
	str text;
	decimal d;
	if (s.len && s.at[0] == '@')
		return quoted(a, str_trim(str_sub(s, 1, s.len)), &text) && moment_literal(a, text, ret);
	if (quoted(a, s, &text)) {
		*ret = feel_text(text);
		return true;
	}
	if (decimal_read(s, &d)) {
		*ret = feel_number(d);
		return true;
	}
	return called(a, s, ret);
}

/* Where the two points stand that are not within quotes; s.len without them. */
static size_t find_dots(str s)
{
	bool within = false;
	for (size_t i = 0; i + 1 < s.len; i++) {
		if (within && s.at[i] == '\\')
			i++;
		else if (s.at[i] == '"')
			within = !within;
		else if (!within && s.at[i] == '.' && s.at[i + 1] == '.')
			return i;
	}
	return s.len;
}

static feel fn_range(const builtin_call *c)
{
	arena *a = c->run->arena;
	feel_range r = { 0 };
	int order;
	if (!is_kind(c, 0, FEEL_STRING))
		return NO(c, "not a text");
	str s = str_trim(c->at[0].string);
	if (s.len < 4 || !memchr("[(]", s.at[0], 3) || !memchr("])[", s.at[s.len - 1], 3))
		return NO(c, "not a range: it is written [1..3]");
	r.from_in = s.at[0] == '[';
	r.to_in = s.at[s.len - 1] == ']';
	s = str_sub(s, 1, s.len - 1);
	size_t dots = find_dots(s);
	if (dots == s.len)
		return NO(c, "not a range: it is written [1..3]");
	str from = str_trim(str_sub(s, 0, dots)), to = str_trim(str_sub(s, dots + 2, s.len));
	bool good_from = from.len ? endpoint(a, from, &r.from) : !r.from_in;
	bool good_to = to.len ? endpoint(a, to, &r.to) : !r.to_in;
	if (!good_from || !good_to || (!from.len && !to.len))
		return NO(c, "the ends of a range are literals");
	if (from.len && to.len && (!feel_order(r.from, r.to, &order) || order > 0))
		return NO(c, "the range ends before it begins");
	feel_range *ret = arena_one(a, feel_range);
	*ret = r;
	return (feel){ .kind = FEEL_RANGE, .range = ret };
}

/* --- is, not ------------------------------------------------------------------------------------------------------- */

/* The same element of FEEL's world: times are the same with the same clock and zone, not with the same instant. */
static feel fn_is(const builtin_call *c)
{
	feel x = arg(c, 0), y = arg(c, 1);
	if (x.kind != y.kind)
		return feel_bool(false);
	if (x.kind == FEEL_TIME || x.kind == FEEL_DATE_TIME) {
		const feel_moment *a = x.moment, *b = y.moment;
		return feel_bool(a->year == b->year && a->month == b->month && a->day == b->day && a->hour == b->hour &&
				 a->minute == b->minute && a->second == b->second && a->nano == b->nano &&
				 a->zone == b->zone && a->offset == b->offset && str_eq(a->zone_name, b->zone_name));
	}
	return feel_equal(x, y);
}

static feel fn_not(const builtin_call *c)
{
	feel v = arg(c, 0);
	return v.kind == FEEL_BOOLEAN ? feel_bool(!v.boolean) : NO(c, "not a boolean");
}

#define POINTS "point1: any, point2: any"
#define RANGES "range1: range, range2: range"
#define POINT_RANGE "point: any, range: range"
#define RANGE_POINT "range: range, point: any"

const builtin builtins_range[] = {
	{ "before", RANGES " | " POINT_RANGE " | " RANGE_POINT " | " POINTS, "boolean", fn_before, false },
	{ "after", RANGES " | " POINT_RANGE " | " RANGE_POINT " | " POINTS, "boolean", fn_after, false },
	{ "meets", RANGES, "boolean", fn_meets, false },
	{ "met by", RANGES, "boolean", fn_met_by, false },
	{ "overlaps", RANGES, "boolean", fn_overlaps, false },
	{ "overlaps before", RANGES, "boolean", fn_overlaps_before, false },
	{ "overlaps after", RANGES, "boolean", fn_overlaps_after, false },
	{ "finishes", RANGES " | " POINT_RANGE, "boolean", fn_finishes, false },
	{ "finished by", RANGES " | " RANGE_POINT, "boolean", fn_finished_by, false },
	{ "includes", RANGES " | " RANGE_POINT, "boolean", fn_includes, false },
	{ "during", RANGES " | " POINT_RANGE, "boolean", fn_during, false },
	{ "starts", RANGES " | " POINT_RANGE, "boolean", fn_starts, false },
	{ "started by", RANGES " | " RANGE_POINT, "boolean", fn_started_by, false },
	{ "coincides", RANGES " | " POINTS, "boolean", fn_coincides, false },
	{ "range", "from: string", "range", fn_range, false },
	{ "is", "value1?: any, value2?: any", "boolean", fn_is, false },
	{ "not", "negand: any", "boolean", fn_not, false },
	{ 0 },
};
