/* Functions of numbers (DMN 1.5, 10.3.4.5), and the conversion of a text to a number. */
#include "rules/builtin_tables.h"

#include "base/buf.h"
#include "rules/decimal.h"
#include "rules/moment.h"

/* --- rounding ------------------------------------------------------------------------------------------------------ */

static feel rounded(const builtin_call *c, decimal_way way)
{
	decimal ret;
	i64 scale = 0;
	if (!is_kind(c, 0, FEEL_NUMBER))
		return NO(c, "not a number");
	if (!(c->missing & 2) && c->n > 1 && !builtin_whole(c->at[1], &scale))
		return NO(c, "the scale is not a number");
	if (!decimal_round(c->at[0].number, scale, way, &ret))
		return NO(c, "a scale is from -6111 to 6176");
	return feel_number(ret);
}

static feel fn_decimal(const builtin_call *c)
{
	return rounded(c, ROUND_HALF_EVEN);
}

static feel fn_floor(const builtin_call *c)
{
	return rounded(c, ROUND_FLOOR);
}

static feel fn_ceiling(const builtin_call *c)
{
	return rounded(c, ROUND_CEILING);
}

static feel fn_round_up(const builtin_call *c)
{
	return rounded(c, ROUND_UP);
}

static feel fn_round_down(const builtin_call *c)
{
	return rounded(c, ROUND_DOWN);
}

static feel fn_round_half_up(const builtin_call *c)
{
	return rounded(c, ROUND_HALF_UP);
}

static feel fn_round_half_down(const builtin_call *c)
{
	return rounded(c, ROUND_HALF_DOWN);
}

/* --- mathematics --------------------------------------------------------------------------------------------------- */

static feel fn_abs(const builtin_call *c)
{
	feel v = arg(c, 0);
	if (v.kind == FEEL_NUMBER)
		return decimal_cmp(v.number, decimal_of(0)) < 0 ? feel_number(decimal_neg(v.number)) : v;
	if (v.kind == FEEL_MONTHS)
		return v.months < 0 ? moment_neg(v) : v;
	if (v.kind == FEEL_SPAN)
		return v.span.seconds < 0 || v.span.nanos < 0 ? moment_neg(v) : v;
	return NO(c, "not a number or a duration");
}

static feel fn_modulo(const builtin_call *c)
{
	decimal ret;
	if (!is_kind(c, 0, FEEL_NUMBER) || !is_kind(c, 1, FEEL_NUMBER))
		return NO(c, "not a number");
	if (!decimal_modulo(c->at[0].number, c->at[1].number, &ret))
		return NO(c, "divided by 0");
	return feel_number(ret);
}

static feel of_one(const builtin_call *c, bool (*f)(decimal, decimal *))
{
	decimal ret;
	if (!is_kind(c, 0, FEEL_NUMBER))
		return NO(c, "not a number");
	if (!f(c->at[0].number, &ret))
		return NO(c, "there is no number for this one");
	return feel_number(ret);
}

static feel fn_sqrt(const builtin_call *c)
{
	return of_one(c, decimal_sqrt);
}

static feel fn_log(const builtin_call *c)
{
	return of_one(c, decimal_log);
}

static feel fn_exp(const builtin_call *c)
{
	return of_one(c, decimal_exp);
}

/* The remainder of a division by two; a number with something behind the point is neither odd nor even. */
static feel halved(const builtin_call *c, i64 rest)
{
	decimal two;
	if (!is_kind(c, 0, FEEL_NUMBER))
		return NO(c, "not a number");
	if (!decimal_modulo(c->at[0].number, decimal_of(2), &two))
		return FEEL_NOTHING;
	return feel_bool(decimal_cmp(two, decimal_of(rest)) == 0);
}

static feel fn_odd(const builtin_call *c)
{
	return halved(c, 1);
}

static feel fn_even(const builtin_call *c)
{
	return halved(c, 0);
}

/* --- number("1.000,5", ".", ",") ----------------------------------------------------------------------------------- */

/* A separator: one of these characters, or none given; *ret is 0 then. */
static bool separator(feel v, const char *allowed, char *ret)
{
	*ret = 0;
	if (v.kind == FEEL_NULL)
		return true;
	if (v.kind != FEEL_STRING || v.string.len != 1 || !strchr(allowed, v.string.at[0]))
		return false;
	*ret = v.string.at[0];
	return true;
}

static feel fn_number(const builtin_call *c)
{
	char group, point;
	decimal ret;
	if (is_kind(c, 0, FEEL_NUMBER))
		return c->at[0];
	if (!is_kind(c, 0, FEEL_STRING))
		return NO(c, "not a text");
	if (!separator(arg(c, 1), " ,.", &group))
		return NO(c, "the grouping separator is a space, a comma or a point");
	if (!separator(arg(c, 2), ",.", &point))
		return NO(c, "the decimal separator is a comma or a point");
	if (group && group == point)
		return NO(c, "the two separators are the same");
	if (!point)
		point = '.'; /* as numbers are written in FEEL */
	str s = c->at[0].string;
	buf b = buf_new(c->run->arena, FEEL_TEXT_MAX);
	for (size_t i = 0; i < s.len; i++) {
		if (group && s.at[i] == group)
			continue;
		if (s.at[i] == '.' && point != '.')
			return NO(c, "not a number with these separators");
		buf_char(&b, s.at[i] == point ? '.' : s.at[i]);
	}
	if (!decimal_read(buf_str(&b), &ret))
		return NO(c, "not a number with these separators");
	return feel_number(ret);
}

const builtin builtins_number[] = {
	{ "number", "from: string, grouping separator?: string, decimal separator?: string", "number", fn_number,
	  false },
	{ "decimal", "n: number, scale: number", "number", fn_decimal, false },
	{ "floor", "n: number, scale?: number", "number", fn_floor, false },
	{ "ceiling", "n: number, scale?: number", "number", fn_ceiling, false },
	{ "round up", "n: number, scale: number", "number", fn_round_up, false },
	{ "round down", "n: number, scale: number", "number", fn_round_down, false },
	{ "round half up", "n: number, scale: number", "number", fn_round_half_up, false },
	{ "round half down", "n: number, scale: number", "number", fn_round_half_down, false },
	{ "abs", "n: number or days and time duration or years and months duration", "any", fn_abs, false },
	{ "modulo", "dividend: number, divisor: number", "number", fn_modulo, false },
	{ "sqrt", "number: number", "number", fn_sqrt, false },
	{ "log", "number: number", "number", fn_log, false },
	{ "exp", "number: number", "number", fn_exp, false },
	{ "odd", "number: number", "boolean", fn_odd, false },
	{ "even", "number: number", "boolean", fn_even, false },
	{ 0 },
};
