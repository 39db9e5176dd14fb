/* Minutes of some cases before and after: what they say about all of them. */
#include "modules/work/prove/prove.h"

#include "text/csv.h"
#include "text/figures.h"
#include "text/kana.h"

#include <math.h>

#define DIGITS_MAX 40 /* of one value, with its units */
#define VALUE_MAX 100000.0 /* minutes: 69 days, as in the survey */

/* --- what is typed ------------------------------------------------------------------------------------------------------ */

/* 7, 7.5, 7分, 7分30秒, 30秒, 7:30, 1時間5分 → minutes */
static bool one_value(arena *a, str s, double *ret)
{
	double minutes = 0, x;
	bool any = false;
	str rest = s;
	size_t colon = str_find(s, ':');
	if (colon < s.len) {
		double seconds;
		if (!figure_read(a, str_sub(s, 0, colon), &minutes) ||
		    !figure_read(a, str_sub(s, colon + 1, s.len), &seconds) || seconds >= 60)
			return false;
		*ret = minutes + seconds / 60;
		return true;
	}
	static const struct {
		const char *unit;
		double minutes;
	} units[] = { { "時間", 60 }, { "分", 1 }, { "秒", 1.0 / 60 } };
	for (size_t i = 0; i < COUNT(units); i++) {
		str unit = str_of(units[i].unit);
		const char *at = rest.len ? memmem(rest.at, rest.len, unit.at, unit.len) : NULL;
		if (!at)
			continue;
		size_t n = (size_t)(at - rest.at);
		if (!figure_read(a, str_sub(rest, 0, n), &x))
			return false;
		minutes += x * units[i].minutes;
		any = true;
		rest = str_sub(rest, n + unit.len, rest.len);
	}
	if (rest.len == 0 && any) {
		*ret = minutes;
		return true;
	}
	return !any && figure_read(a, rest, ret);
}

const err *prove_values(arena *a, str typed, double **ret, size_t *ret_n)
{
	str s = width_half(a, typed);
	struct {
		double *at;
		size_t n;
	} list = { 0 };
	int line = 1, column = 1;
	for (size_t i = 0; i < s.len;) {
		size_t from = i, at = i;
		int begun = column;
		for (; i < s.len; column++) {
			at = i;
			u32 c = str_next(s, &i);
			if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ';' || c == 0x3001)
				break;
			at = i;
		}
		str one = str_sub(s, from, at);
		double x;
		if (one.len) {
			if (!one_value(a, one, &x) || x > VALUE_MAX)
				return err_at(a, ERR_invalid, str_format(a, "%d:%d", line, begun),
					      "'%.*s' is no number of minutes", STR_ARG(str_sub(one, 0, DIGITS_MAX)));
			if (list.n == PROVE_SAMPLE_MAX)
				return err_at(a, ERR_too_large, str_format(a, "%d:%d", line, begun),
					      "more than %d values", PROVE_SAMPLE_MAX);
			LIST_ADD(a, &list, x);
		}
		if (i > at) { /* behind what separates */
			bool breaks = s.at[at] == '\n';
			line += breaks;
			column = breaks ? 1 : column + 1;
		}
	}
	*ret = list.at;
	*ret_n = list.n;
	return NULL;
}

const err *prove_two_columns(arena *a, str bytes, str *ret_before, str *ret_after)
{
	str text, encoding;
	csv_table t;
	TRY(text_decode(a, bytes, &text, &encoding));
	TRY(csv_parse(a, text, &t));
	buf sides[2] = { buf_new(a, PROVE_DETAIL_MAX), buf_new(a, PROVE_DETAIL_MAX) };
	size_t column[2] = { 0, 1 }, first = 0;
	if (t.n == 0)
		return err_at(a, ERR_file, STR("1:1"), "nothing in it");
	double x;
	str head = trim_spaces(t.at[0].at[0]);
	if (head.len && !one_value(a, width_half(a, head), &x)) { /* a head line: 後 may stand first */
		first = 1;
		for (size_t k = 0; k < t.at[0].n; k++) {
			str name = str_lower(a, trim_spaces(t.at[0].at[k]));
			if (str_has(name, STR("前")) || str_has(name, STR("before")))
				column[0] = k;
			else if (str_has(name, STR("後")) || str_has(name, STR("after")))
				column[1] = k;
		}
	}
	if (column[0] == column[1])
		return err_at(a, ERR_file, STR("1:1"), "which column is before, and which after?");
	for (size_t i = first; i < t.n; i++)
		for (size_t k = 0; k < 2; k++) {
			str cell = column[k] < t.at[i].n ? trim_spaces(t.at[i].at[column[k]]) : STR_NONE;
			if (cell.len == 0)
				continue;
			if (!one_value(a, width_half(a, cell), &x) || x > VALUE_MAX) {
				csv_place *places = csv_places(a, text, &t.at[i]);
				return err_at(a, ERR_file,
					      str_format(a, "%d:%d", places[column[k]].line, places[column[k]].column),
					      "'%.*s' is no number of minutes", STR_ARG(str_sub(cell, 0, DIGITS_MAX)));
			}
			buf_put(&sides[k], cell);
			buf_char(&sides[k], '\n');
		}
	if (sides[0].overflowed || sides[1].overflowed)
		return err_of(ERR_too_large);
	*ret_before = buf_str(&sides[0]);
	*ret_after = buf_str(&sides[1]);
	return NULL;
}

/* --- the difference of means ------------------------------------------------------------------------------------------------ */

prove_sample prove_sample_of(const double *values, size_t n)
{
	prove_sample s = { .n = (i64)n };
	double squares = 0;
	for (size_t i = 0; i < n; i++) { /* Welford: nothing is lost where the spread is small beside the mean */
		double off = values[i] - s.mean;
		s.mean += off / (double)(i + 1);
		squares += off * (values[i] - s.mean);
	}
	s.deviation = n > 1 ? sqrt(squares / (double)(n - 1)) : 0;
	return s;
}

const err *prove_welch(arena *a, const prove_sample *before, const prove_sample *after, prove_difference *ret)
{
	const prove_sample *both[2] = { before, after };
	for (size_t i = 0; i < 2; i++)
		if (both[i]->n < 2)
			return err_at(a, ERR_invalid, i ? STR("after") : STR("before"), "fewer than two values");
	double v = before->deviation * before->deviation / (double)before->n;
	double w = after->deviation * after->deviation / (double)after->n;
	*ret = (prove_difference){ .saved = before->mean - after->mean,
				   .small = before->n < PROVE_SAMPLE_SMALL || after->n < PROVE_SAMPLE_SMALL };
	if (v + w > 0) {
		ret->degrees = (v + w) * (v + w) / (v * v / (double)(before->n - 1) + w * w / (double)(after->n - 1));
		ret->t = ret->saved / sqrt(v + w);
	}
	double half = v + w > 0 ? prove_t_quantile(0.975, ret->degrees) * sqrt(v + w) : 0;
	ret->low = ret->saved - half;
	ret->high = ret->saved + half;
	ret->certain = ret->low > 0;
	return NULL;
}

/*
 * The regularised incomplete beta function I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated forwards by
 * Lentz's method; it converges fast for x below the mean, and else 1 − I_{1−x}(b, a) is the same.
 */
static double beta_part(double x, double a, double b)
{
	if (x <= 0 || x >= 1)
		return x <= 0 ? 0 : 1;
	if (x > (a + 1) / (a + b + 2))
		return 1 - beta_part(1 - x, b, a);
	const double tiny = 1e-300;
	double c = 1, d = 1 - (a + b) * x / (a + 1);
	d = 1 / (fabs(d) < tiny ? tiny : d);
	double f = d;
	for (int m = 1; m <= 500; m++) {
		double two = 2.0 * m;
		double steps[2] = { m * (b - m) * x / ((a + two - 1) * (a + two)),
				    -(a + m) * (a + b + m) * x / ((a + two) * (a + two + 1)) };
		double change = 1;
		for (size_t k = 0; k < 2; k++) {
			d = 1 + steps[k] * d;
			c = 1 + steps[k] / c;
			d = 1 / (fabs(d) < tiny ? tiny : d);
			c = fabs(c) < tiny ? tiny : c;
			change = c * d;
			f *= change;
		}
		if (fabs(change - 1) < 1e-14)
			break;
	}
	int sign; /* lgamma() would keep it in a global */
	double front = lgamma_r(a + b, &sign) - lgamma_r(a, &sign) - lgamma_r(b, &sign);
	return exp(front + a * log(x) + b * log1p(-x)) / a * f;
}

double prove_t_below(double t, double degrees)
{
	double tail = 0.5 * beta_part(degrees / (degrees + t * t), degrees / 2, 0.5);
	return t > 0 ? 1 - tail : tail;
}

double prove_t_quantile(double p, double degrees)
{
	if (p < 0.5)
		return -prove_t_quantile(1 - p, degrees);
	double low = 0, high = 1;
	while (prove_t_below(high, degrees) < p && high < 1e12)
		high *= 2;
	for (int i = 0; i < 200 && high - low > 1e-13 * high; i++) {
		double middle = (low + high) / 2;
		*(prove_t_below(middle, degrees) < p ? &low : &high) = middle;
	}
	return (low + high) / 2;
}
