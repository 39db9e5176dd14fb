#include "rules/decimal.h"

#include "base/buf.h"

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

/* The longest text that is read: more than any number needs, 34 digits and 6144 zeros before or behind them. */
#define TEXT_MAX 12000
#define EXPONENT_MIN (-6176)
#define EXPONENT_MAX 6111
#define DIGITS 34

static BID_UINT128 bid(decimal d)
{
	return (BID_UINT128){ { d.w[0], d.w[1] } };
}

static decimal of_bid(BID_UINT128 b)
{
	return (decimal){ { b.w[0], b.w[1] } };
}

static bool is_zero(BID_UINT128 b)
{
	return bid128_isZero(b);
}

/* There is one zero: 0, not -0 and not 0.00. */
static bool keep(BID_UINT128 b, decimal *ret)
{
	if (!bid128_isFinite(b))
		return false;
	*ret = is_zero(b) ? decimal_of(0) : of_bid(b);
	return true;
}

/* The power of ten by which the digits of a number are multiplied. What the library returns is canonical, so the field is where the
 * standard has it for numbers below 2^113. */
static int exponent_of(BID_UINT128 b)
{
	return (int)(b.w[1] >> 49 & 0x3fff) + EXPONENT_MIN;
}

/* digits * 10^exponent */
static BID_UINT128 make(u64 digits, int exponent)
{
	return (BID_UINT128){ { digits, (u64)(exponent - EXPONENT_MIN) << 49 } };
}

decimal decimal_of(i64 n)
{
	return of_bid(bid128_from_int64(n));
}

decimal decimal_of_double(double x)
{
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*e", digits - 1, x);
		if (strtod(text, NULL) == x)
			break;
	}
	decimal ret;
	return decimal_read(str_of(text), &ret) ? ret : decimal_of(0);
}

/* The end of a run of digits from i on. */
static size_t digits_end(str s, size_t i)
{
	while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9')
		i++;
	return i;
}

static bool well_formed(str s)
{
	size_t i = s.len && (s.at[0] == '-' || s.at[0] == '+');
	size_t whole = digits_end(s, i), after = whole;
	if (whole < s.len && s.at[whole] == '.') {
		after = digits_end(s, whole + 1);
		if (after == whole + 1)
			return false;
	}
	if (after == i)
		return false;
	if (after < s.len && (s.at[after] == 'e' || s.at[after] == 'E')) {
		i = after + 1;
		i += i < s.len && (s.at[i] == '-' || s.at[i] == '+');
		after = digits_end(s, i);
		/* no exponent of a number that can be written has more than four digits; more may have overflowed in the library */
		if (after == i || after - i > 6)
			return false;
	}
	return after == s.len;
}

bool decimal_read(str s, decimal *ret)
{
	if (s.len > TEXT_MAX || !well_formed(s))
		return false;
	char text[TEXT_MAX + 1];
	memcpy(text, s.at, s.len);
	text[s.len] = 0;
	_IDEC_flags flags = 0;
	return keep(bid128_from_string(text, BID_ROUNDING_TO_NEAREST, &flags), ret);
}

str decimal_text(arena *a, decimal d)
{
	char e[64] = ""; /* +123E-2 */
	_IDEC_flags flags = 0;
	bid128_to_string(e, bid(d), &flags);
	char *mark = strchr(e, 'E');
	if (!mark || is_zero(bid(d)))
		return STR("0");
	long exponent = strtol(mark + 1, NULL, 10);
	str digits = { e + 1, (size_t)(mark - e - 1) };
	while (digits.len > 1 && digits.at[0] == '0')
		digits = str_sub(digits, 1, digits.len);
	for (; digits.len > 1 && digits.at[digits.len - 1] == '0'; digits.len--)
		exponent++;
	buf b = buf_new(a, TEXT_MAX);
	if (e[0] == '-')
		buf_char(&b, '-');
	long whole = (long)digits.len + exponent; /* digits before the point */
	if (whole <= 0) {
		buf_lit(&b, "0.");
		for (; whole < 0; whole++)
			buf_char(&b, '0');
		buf_put(&b, digits);
		return buf_str(&b);
	}
	for (long i = 0; i < whole; i++)
		buf_char(&b, i < (long)digits.len ? digits.at[i] : '0');
	if (whole < (long)digits.len) {
		buf_char(&b, '.');
		buf_put(&b, str_sub(digits, (size_t)whole, digits.len));
	}
	return buf_str(&b);
}

bool decimal_add(decimal a, decimal b, decimal *ret)
{
	_IDEC_flags flags = 0;
	return keep(bid128_add(bid(a), bid(b), BID_ROUNDING_TO_NEAREST, &flags), ret);
}

bool decimal_sub(decimal a, decimal b, decimal *ret)
{
	_IDEC_flags flags = 0;
	return keep(bid128_sub(bid(a), bid(b), BID_ROUNDING_TO_NEAREST, &flags), ret);
}

bool decimal_mul(decimal a, decimal b, decimal *ret)
{
	_IDEC_flags flags = 0;
	return keep(bid128_mul(bid(a), bid(b), BID_ROUNDING_TO_NEAREST, &flags), ret);
}

bool decimal_div(decimal a, decimal b, decimal *ret)
{
	if (is_zero(bid(b)))
		return false;
	_IDEC_flags flags = 0;
	return keep(bid128_div(bid(a), bid(b), BID_ROUNDING_TO_NEAREST, &flags), ret);
}

/* A number of twice the digits: hi and what it is short of. */
typedef struct twice {
	BID_UINT128 hi, lo;
} twice;

static twice twice_mul(twice x, twice y)
{
	_IDEC_flags flags = 0;
	const _IDEC_round near = BID_ROUNDING_TO_NEAREST;
	BID_UINT128 hi = bid128_mul(x.hi, y.hi, near, &flags);
	BID_UINT128 lo = bid128_fma(x.hi, y.hi, bid128_negate(hi), near, &flags);
	lo = bid128_fma(x.hi, y.lo, lo, near, &flags);
	lo = bid128_fma(x.lo, y.hi, lo, near, &flags);
	BID_UINT128 sum = bid128_add(hi, lo, near, &flags);
	return (twice){ sum, bid128_sub(lo, bid128_sub(sum, hi, near, &flags), near, &flags) };
}

static BID_UINT128 twice_inverse(twice x)
{
	_IDEC_flags flags = 0;
	const _IDEC_round near = BID_ROUNDING_TO_NEAREST;
	BID_UINT128 one = bid128_from_int64(1), q = bid128_div(one, x.hi, near, &flags), minus = bid128_negate(q);
	BID_UINT128 rest = bid128_fma(minus, x.lo, bid128_fma(minus, x.hi, one, near, &flags), near, &flags);
	return bid128_fma(q, rest, q, near, &flags);
}

/* A whole power by squaring, in twice the digits, so that all those of the result are right: the library's own may be off by 15 in the last
 * two, and interest is counted so. False where something on the way is out of range. */
static bool whole_power(BID_UINT128 x, i64 n, BID_UINT128 *ret)
{
	BID_UINT128 zero = bid128_from_int64(0);
	twice base = { x, zero }, product = { bid128_from_int64(1), zero };
	for (u64 left = n < 0 ? -(u64)n : (u64)n; left;) {
		if (left & 1)
			product = twice_mul(product, base);
		left >>= 1;
		if (left)
			base = twice_mul(base, base);
		if (!bid128_isFinite(product.lo) || !bid128_isFinite(base.lo) || !bid128_isNormal(product.hi) ||
		    !bid128_isNormal(base.hi))
			return false;
	}
	*ret = n < 0 ? twice_inverse(product) : product.hi;
	return true;
}

bool decimal_pow(decimal a, decimal b, decimal *ret)
{
	i64 n;
	decimal nearest;
	BID_UINT128 power, x = bid(a);
	_IDEC_flags flags = 0;
	const _IDEC_round near = BID_ROUNDING_TO_NEAREST;
	if (is_zero(x) && bid128_isSigned(bid(b)))
		return false;
	bool split = decimal_round(b, 0, ROUND_HALF_EVEN, &nearest) && decimal_i64(nearest, &n) && !is_zero(x) &&
		     whole_power(x, n, &power);
	if (!split)
		return keep(bid128_pow(x, bid(b), near, &flags), ret);
	BID_UINT128 rest = bid128_sub(bid(b), bid(nearest), near, &flags);
	if (is_zero(rest))
		return keep(power, ret);
	return keep(bid128_mul(power, bid128_pow(x, rest, near, &flags), near, &flags), ret);
}

decimal decimal_neg(decimal a)
{
	return is_zero(bid(a)) ? a : of_bid(bid128_negate(bid(a)));
}

int decimal_cmp(decimal a, decimal b)
{
	_IDEC_flags flags = 0;
	if (bid128_quiet_less(bid(a), bid(b), &flags))
		return -1;
	return bid128_quiet_greater(bid(a), bid(b), &flags);
}

bool decimal_is_int(decimal a)
{
	_IDEC_flags flags = 0;
	BID_UINT128 whole = bid128_round_integral_zero(bid(a), &flags);
	return bid128_quiet_equal(whole, bid(a), &flags);
}

bool decimal_i64(decimal a, i64 *ret)
{
	_IDEC_flags flags = 0;
	i64 n = bid128_to_int64_xint(bid(a), &flags);
	if (flags) /* invalid where it does not fit, inexact where it is no whole number */
		return false;
	*ret = n;
	return true;
}

double decimal_double(decimal a)
{
	_IDEC_flags flags = 0;
	return bid128_to_binary64(bid(a), BID_ROUNDING_TO_NEAREST, &flags);
}

static BID_UINT128 quantized(BID_UINT128 x, BID_UINT128 unit, _IDEC_round way)
{
	_IDEC_flags flags = 0;
	return bid128_quantize(x, unit, way, &flags);
}

bool decimal_round(decimal a, i64 scale, decimal_way way, decimal *ret)
{
	if (scale < -EXPONENT_MAX || scale > -EXPONENT_MIN)
		return false;
	BID_UINT128 x = bid(a), unit = make(1, (int)-scale);
	*ret = a;
	if (exponent_of(x) >= -scale)
		return true; /* no digit to lose */
	_IDEC_round away = bid128_isSigned(x) ? BID_ROUNDING_DOWN : BID_ROUNDING_UP;
	switch (way) {
	case ROUND_FLOOR:
		return keep(quantized(x, unit, BID_ROUNDING_DOWN), ret);
	case ROUND_CEILING:
		return keep(quantized(x, unit, BID_ROUNDING_UP), ret);
	case ROUND_UP:
		return keep(quantized(x, unit, away), ret);
	case ROUND_DOWN:
		return keep(quantized(x, unit, BID_ROUNDING_TO_ZERO), ret);
	case ROUND_HALF_UP:
		return keep(quantized(x, unit, BID_ROUNDING_TIES_AWAY), ret);
	case ROUND_HALF_EVEN:
		return keep(quantized(x, unit, BID_ROUNDING_TO_NEAREST), ret);
	case ROUND_HALF_DOWN:
		break;
	}
	/* IEEE 754 has no such way: what was cut off, against a half. Both are exact, as x has a digit behind the last one kept. */
	_IDEC_flags flags = 0;
	BID_UINT128 cut = quantized(x, unit, BID_ROUNDING_TO_ZERO);
	BID_UINT128 rest = bid128_abs(bid128_sub(x, cut, BID_ROUNDING_TO_NEAREST, &flags));
	bool more = bid128_quiet_greater(rest, make(5, (int)-scale - 1), &flags);
	return keep(more ? quantized(x, unit, away) : cut, ret);
}

bool decimal_sqrt(decimal a, decimal *ret)
{
	_IDEC_flags flags = 0;
	return keep(bid128_sqrt(bid(a), BID_ROUNDING_TO_NEAREST, &flags), ret);
}

bool decimal_exp(decimal a, decimal *ret)
{
	_IDEC_flags flags = 0;
	return keep(bid128_exp(bid(a), BID_ROUNDING_TO_NEAREST, &flags), ret);
}

bool decimal_log(decimal a, decimal *ret)
{
	_IDEC_flags flags = 0;
	return keep(bid128_log(bid(a), BID_ROUNDING_TO_NEAREST, &flags), ret);
}

bool decimal_modulo(decimal a, decimal b, decimal *ret)
{
	if (is_zero(bid(b)))
		return false;
	_IDEC_flags flags = 0;
	BID_UINT128 rest = bid128_fmod(bid(a), bid(b), &flags); /* exact, with the sign of a */
	if (!is_zero(rest) && bid128_isSigned(rest) != bid128_isSigned(bid(b)))
		rest = bid128_add(rest, bid(b), BID_ROUNDING_TO_NEAREST, &flags);
	return keep(rest, ret);
}
