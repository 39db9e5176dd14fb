#include "base/str.h"

str str_of(const char *c)
{
	return c ? (str){ c, strlen(c) } : STR_NONE;
}

bool str_eq(str a, str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(str a, str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

int str_cmp(str a, str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.at, b.at, n) : 0;
	if (order)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(str s, str prefix)
{
	return s.len >= prefix.len && str_eq((str){ s.at, prefix.len }, prefix);
}

bool str_ends(str s, str suffix)
{
	return s.len >= suffix.len && str_eq((str){ s.at + s.len - suffix.len, suffix.len }, suffix);
}

bool str_has(str s, str part)
{
	if (part.len == 0)
		return true;
	for (size_t i = 0; i + part.len <= s.len; i++)
		if (memcmp(s.at + i, part.at, part.len) == 0)
			return true;
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

str str_trim(str s)
{
	while (s.len && is_space(s.at[0]))
		s.at++, s.len--;
	while (s.len && is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

str str_sub(str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return (str){ s.at + from, to - from };
}

size_t str_find(str s, char c)
{
	const char *hit = s.len ? memchr(s.at, c, s.len) : NULL;
	return hit ? (size_t)(hit - s.at) : s.len;
}

str str_cut(str *rest, char c)
{
	size_t at = str_find(*rest, c);
	str head = { rest->at, at };
	*rest = str_sub(*rest, at < rest->len ? at + 1 : at, rest->len);
	return head;
}

bool str_i64(str s, i64 *ret)
{
	bool negative = s.len && s.at[0] == '-';
	size_t i = negative ? 1 : 0;
	if (i == s.len)
		return false;
	i64 n = 0;
	for (; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		/* counted below zero, so that INT64_MIN fits */
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, s.at[i] - '0', &n))
			return false;
	}
	if (!negative && __builtin_sub_overflow((i64)0, n, &n))
		return false;
	*ret = n;
	return true;
}

/* Length of the well-formed sequence at s[i], or 0. Table 3-7 of The Unicode Standard. */
static size_t sequence(str s, size_t i, u32 *ret)
{
	u8 a = (u8)s.at[i];
	if (a < 0x80) {
		*ret = a;
		return 1;
	}
	size_t n = a >= 0xC2 && a <= 0xDF ? 2 : (a & 0xF0) == 0xE0 ? 3 : a >= 0xF0 && a <= 0xF4 ? 4 : 0;
	if (n == 0 || i + n > s.len)
		return 0;
	u32 c = (u32)(a & (0x7F >> n));
	for (size_t k = 1; k < n; k++) {
		u8 b = (u8)s.at[i + k];
		if ((b & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (u32)(b & 0x3F);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*ret = c;
	return n;
}

u32 str_next(str s, size_t *i)
{
	u32 c;
	size_t n = sequence(s, *i, &c);
	*i += n ? n : 1;
	return n ? c : 0xFFFD;
}

bool str_is_utf8(str s)
{
	for (size_t i = 0; i < s.len;) {
		u32 c;
		size_t n = sequence(s, i, &c);
		if (n == 0 || c == 0)
			return false;
		i += n;
	}
	return true;
}

size_t str_length(str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; n++)
		str_next(s, &i);
	return n;
}

u64 str_hash(str s)
{
	u64 h = 0xCBF29CE484222325u;
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (u8)s.at[i]) * 0x100000001B3u;
	return h;
}
