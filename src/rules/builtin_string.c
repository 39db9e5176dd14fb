/* Functions of texts without patterns (DMN 1.5, 10.3.4.3). Positions and lengths count code points. */
#include "rules/builtin_tables.h"

#include "base/buf.h"

#include <unicode/ustring.h>

/* Two texts, both given. */
static bool two(const builtin_call *c, str *a, str *b)
{
	if (!is_kind(c, 0, FEEL_STRING) || !is_kind(c, 1, FEEL_STRING))
		return false;
	*a = c->at[0].string;
	*b = c->at[1].string;
	builtin_read(c, *a);
	return true;
}

/* Where a code point begins, counted in bytes; s.len behind the last one. */
static size_t byte_of(str s, size_t point)
{
	size_t i = 0;
	while (point-- && i < s.len)
		(void)str_next(s, &i);
	return i;
}

static feel fn_substring(const builtin_call *c)
{
	size_t from;
	i64 length;
	if (!is_kind(c, 0, FEEL_STRING))
		return NO(c, "not a text");
	str s = c->at[0].string;
	builtin_read(c, s);
	if (!builtin_place(arg(c, 1), str_length(s), &from))
		return NO(c, "the text has no such position");
	s = str_sub(s, byte_of(s, from), s.len);
	if (arg(c, 2).kind == FEEL_NULL)
		return feel_text(s);
	if (!builtin_whole(c->at[2], &length) || length < 1)
		return NO(c, "a length is 1 or more");
	size_t left = str_length(s); /* the standard wants a length within the text, as sublist() does */
	if ((u64)length > left)
		return NO(c, "the text has only %zu characters from there", left);
	return feel_text(str_sub(s, 0, byte_of(s, (size_t)length)));
}

static feel fn_string_length(const builtin_call *c)
{
	if (!is_kind(c, 0, FEEL_STRING))
		return NO(c, "not a text");
	builtin_read(c, c->at[0].string);
	return feel_int((i64)str_length(c->at[0].string));
}

typedef int32_t case_mapping(UChar *, int32_t, const UChar *, int32_t, const char *, UErrorCode *);

/* By Unicode's rules of no language in particular; a letter may become several. */
static feel mapped(const builtin_call *c, case_mapping *map)
{
	if (!is_kind(c, 0, FEEL_STRING))
		return NO(c, "not a text");
	str s = c->at[0].string;
	UErrorCode status = U_ZERO_ERROR;
	if (s.len > FEEL_TEXT_MAX || !feel_room(c->run, s.len * 16))
		return NO(c, "the text is too long");
	int32_t room = (int32_t)s.len * 3 + 1, n;
	UChar *from = arena_many(c->run->arena, UChar, s.len + 1), *to = arena_many(c->run->arena, UChar, (size_t)room);
	u_strFromUTF8(from, (int32_t)s.len + 1, &n, s.at, (int32_t)s.len, &status);
	n = map(to, room, from, n, "", &status);
	size_t bytes = (size_t)n * 3 + 1;
	char *ret = arena_alloc(c->run->arena, bytes);
	int32_t len = 0;
	u_strToUTF8(ret, (int32_t)bytes, &len, to, n, &status);
	return U_SUCCESS(status) ? feel_text((str){ ret, (size_t)len }) : NO(c, "the text cannot be read");
}

static feel fn_upper_case(const builtin_call *c)
{
	return mapped(c, u_strToUpper);
}

static feel fn_lower_case(const builtin_call *c)
{
	return mapped(c, u_strToLower);
}

/* Where b begins in a; a.len + 1 if nowhere. */
static size_t place_of(str a, str b)
{
	const char *found = b.len ? memmem(a.at, a.len, b.at, b.len) : a.at;
	return found ? (size_t)(found - a.at) : a.len + 1;
}

static feel fn_substring_before(const builtin_call *c)
{
	str a, b;
	if (!two(c, &a, &b))
		return NO(c, "not a text");
	size_t at = place_of(a, b);
	return feel_text(at > a.len ? STR_NONE : str_sub(a, 0, at));
}

static feel fn_substring_after(const builtin_call *c)
{
	str a, b;
	if (!two(c, &a, &b))
		return NO(c, "not a text");
	size_t at = place_of(a, b);
	return feel_text(at > a.len ? STR_NONE : str_sub(a, at + b.len, a.len));
}

static feel fn_contains(const builtin_call *c)
{
	str a, b;
	return two(c, &a, &b) ? feel_bool(place_of(a, b) <= a.len) : NO(c, "not a text");
}

static feel fn_starts_with(const builtin_call *c)
{
	str a, b;
	return two(c, &a, &b) ? feel_bool(str_starts(a, b)) : NO(c, "not a text");
}

static feel fn_ends_with(const builtin_call *c)
{
	str a, b;
	return two(c, &a, &b) ? feel_bool(str_ends(a, b)) : NO(c, "not a text");
}

static feel fn_string_join(const builtin_call *c)
{
	const feel_list *l;
	str between = STR_NONE;
	bool first = true;
	if (!builtin_list_from(c, arg(c, 0), &l))
		return NO(c, "not a list");
	if (is_kind(c, 1, FEEL_STRING))
		between = c->at[1].string;
	else if (arg(c, 1).kind != FEEL_NULL)
		return NO(c, "the delimiter is not a text");
	if (builtin_any_unknown(l))
		return (feel){ .kind = FEEL_UNKNOWN };
	buf b = buf_new(c->run->arena, FEEL_TEXT_MAX);
	for (size_t i = 0; i < l->n && !b.overflowed; i++) {
		if (l->at[i].kind == FEEL_NULL)
			continue;
		if (l->at[i].kind != FEEL_STRING)
			return NO(c, "not a list of texts");
		if (!feel_room(c->run, b.room * 2))
			return FEEL_NOTHING;
		if (!first)
			buf_put(&b, between);
		buf_put(&b, l->at[i].string);
		first = false;
	}
	return b.overflowed ? NO(c, "the text is too long") : feel_text(buf_str(&b));
}

static feel fn_string(const builtin_call *c)
{
	feel v = arg(c, 0);
	if (v.kind == FEEL_NULL || v.kind == FEEL_STRING)
		return v;
	str s = feel_string(c->run->arena, v);
	builtin_read(c, s);
	return s.len < FEEL_TEXT_MAX ? feel_text(s) : NO(c, "the text is too long");
}

const builtin builtins_string[] = {
	{ "string", "from: any", "string", fn_string, false },
	{ "substring", "string: string, start position: number, length?: number", "string", fn_substring, false },
	{ "string length", "string: string", "number", fn_string_length, false },
	{ "upper case", "string: string", "string", fn_upper_case, false },
	{ "lower case", "string: string", "string", fn_lower_case, false },
	{ "substring before", "string: string, match: string", "string", fn_substring_before, false },
	{ "substring after", "string: string, match: string", "string", fn_substring_after, false },
	{ "contains", "string: string, match: string", "boolean", fn_contains, false },
	{ "starts with", "string: string, match: string", "boolean", fn_starts_with, false },
	{ "ends with", "string: string, match: string", "boolean", fn_ends_with, false },
	{ "string join", "list: list, delimiter?: string", "string", fn_string_join, false },
	{ 0 },
};
