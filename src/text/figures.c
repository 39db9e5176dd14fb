/* Groups of three, and back. */
#include "text/figures.h"

#include <math.h>

#include "base/buf.h"
#include "text/kana.h"

#define LETTERS_MAX 40
#define MOST 1e15 /* above, a double leaves out whole numbers */

str figure_groups(arena *a, str digits)
{
	buf b = buf_new(a, 2 * digits.len + 1);
	size_t from = digits.len && digits.at[0] == '-', end = str_find(digits, '.');
	for (size_t i = 0; i < digits.len; i++) {
		if (i > from && i < end && (end - i) % 3 == 0)
			buf_char(&b, ',');
		buf_char(&b, digits.at[i]);
	}
	return buf_str(&b);
}

str figure_whole(arena *a, i64 n)
{
	u64 size = n < 0 ? 0 - (u64)n : (u64)n;
	str groups = figure_groups(a, str_format(a, "%llu", (unsigned long long)size));
	return n < 0 ? str_format(a, "−%.*s", STR_ARG(groups)) : groups;
}

str figure_decimal(arena *a, double x, int decimals)
{
	CHECK(decimals >= 0 && decimals <= 6);
	i64 scale = 1;
	for (int i = 0; i < decimals; i++)
		scale *= 10;
	double size = round(fabs(x) * (double)scale);
	if (!isfinite(x) || size > 9e15)
		return STR("–");
	i64 all = (i64)size, whole = all / scale, rest = all % scale;
	while (decimals > 0 && rest % 10 == 0) {
		rest /= 10;
		decimals--;
	}
	str text = figure_whole(a, whole);
	if (decimals)
		text = str_format(a, "%.*s.%0*lld", STR_ARG(text), decimals, (long long)rest);
	return x < 0 && all > 0 ? str_format(a, "−%.*s", STR_ARG(text)) : text;
}

bool figure_read(arena *a, str typed, double *ret)
{
	str s = trim_spaces(width_half(a, typed));
	/* by hand: strtod() would read the point as the process's locale has it */
	double whole = 0, behind = 0, unit = 1;
	bool digits = false, point = false;
	if (s.len > LETTERS_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == ',' && digits && !point && i + 1 < s.len)
			continue;
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		digits = true;
		if (point) {
			unit /= 10;
			behind += unit * (c - '0');
		} else {
			whole = whole * 10 + (c - '0');
		}
	}
	if (!digits || whole > MOST)
		return false;
	*ret = whole + behind;
	return true;
}
