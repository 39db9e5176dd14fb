/* Functions of texts with patterns: matches, replace, split (DMN 1.5, 10.3.4.3). */
#include "rules/builtin_tables.h"

#include "base/buf.h"
#include "rules/pattern.h"

#include <unicode/uregex.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

/* A pattern may need a time that doubles with each character. ICU counts in steps of about a millisecond, and what it remembers in bytes. */
#define TIME_MAX 250
#define STACK_MAX (4 << 20)
/* A call counts in the run by the time it took, a tenth of a microsecond a step, so that many slow patterns come to an end as well. */
#define STEP_NANOS 100

typedef struct text16 {
	const UChar *at;
	int32_t n;
} text16;

typedef struct matching {
	const builtin_call *c;
	URegularExpression *re;
	text16 text;
	UErrorCode status;
	i64 began;
	bool cut; /* not all was done: no room */
} matching;

static bool widen(const builtin_call *c, str s, text16 *ret)
{
	UErrorCode status = U_ZERO_ERROR;
	if (s.len > FEEL_TEXT_MAX || !feel_room(c->run, s.len * 2 + 2))
		return false;
	UChar *at = arena_many(c->run->arena, UChar, s.len + 1);
	u_strFromUTF8(at, (int32_t)s.len + 1, &ret->n, s.at, (int32_t)s.len, &status);
	ret->at = at;
	return U_SUCCESS(status);
}

/* In pieces, none of which ends within a character. */
static void put_narrow(buf *b, text16 t, int32_t from, int32_t to)
{
	char bytes[1024];
	while (from < to && !b->overflowed) {
		int32_t end = to - from > 300 ? from + 300 : to, n = 0;
		UErrorCode status = U_ZERO_ERROR;
		if (end < to && U16_IS_LEAD(t.at[end - 1]))
			end--;
		u_strToUTF8(bytes, sizeof bytes, &n, t.at + from, end - from, &status);
		buf_put(b, (str){ bytes, (size_t)n });
		from = end;
	}
}

/* Compiles the pattern in argument 1 with the flags in argument `flags_at` for the text in argument 0; false, noted, where that fails. */
static bool begin(const builtin_call *c, size_t flags_at, matching *ret)
{
	str flags_text = STR_NONE, pattern;
	pattern_flags flags;
	text16 wide;
	const char *why;
	*ret = (matching){ .c = c, .status = U_ZERO_ERROR, .began = clock_ticks() };
	if (!is_kind(c, 0, FEEL_STRING) || !is_kind(c, 1, FEEL_STRING)) {
		feel_noted(c->run, c->line, c->column, "not a text");
		return false;
	}
	if (is_kind(c, flags_at, FEEL_STRING))
		flags_text = c->at[flags_at].string;
	if (!pattern_flags_read(flags_text, &flags) ||
	    (!is_kind(c, flags_at, FEEL_STRING) && !is_kind(c, flags_at, FEEL_NULL))) {
		feel_noted(c->run, c->line, c->column, "the flags are s, m, i and x");
		return false;
	}
	if (!pattern_read(c->run->arena, c->at[1].string, flags, &pattern, &why)) {
		feel_noted(c->run, c->line, c->column, "the pattern: %s", why);
		return false;
	}
	if (!widen(c, c->at[0].string, &ret->text) || !widen(c, pattern, &wide))
		return false;
	u32 options = UREGEX_UNIX_LINES | (flags.lines ? UREGEX_MULTILINE : 0) |
		      (flags.no_case ? UREGEX_CASE_INSENSITIVE : 0);
	ret->re = uregex_open(wide.at, wide.n, options, NULL, &ret->status);
	uregex_setTimeLimit(ret->re, TIME_MAX, &ret->status);
	uregex_setStackLimit(ret->re, STACK_MAX, &ret->status);
	if (U_FAILURE(ret->status)) {
		feel_noted(c->run, c->line, c->column, "the pattern cannot be read");
		uregex_close(ret->re);
		return false;
	}
	return true;
}

static bool find_in(matching *m, text16 t)
{
	uregex_setText(m->re, t.at, t.n, &m->status);
	return uregex_find(m->re, 0, &m->status) && U_SUCCESS(m->status);
}

static bool find_next(matching *m)
{
	return uregex_findNext(m->re, &m->status) && U_SUCCESS(m->status);
}

/* Does it match where there is nothing? With such a pattern there is no telling how to replace or split (err:FORX0003). */
static bool matches_nothing(matching *m)
{
	static const UChar nothing[1] = { 0 };
	bool ret = find_in(m, (text16){ nothing, 0 });
	uregex_setText(m->re, m->text.at, m->text.n, &m->status);
	return ret;
}

/* What was made; null, noted, where the pattern took too long or the text grew too long. */
static feel finish(matching *m, bool overflowed, feel made)
{
	uregex_close(m->re);
	(void)builtin_work(m->c, (size_t)((clock_ticks() - m->began) / STEP_NANOS));
	if (U_FAILURE(m->status))
		return NO(m->c, "the pattern takes too long on this text");
	return overflowed || m->cut ? NO(m->c, "the text is too long") : made;
}

static feel fn_matches(const builtin_call *c)
{
	matching m;
	if (!begin(c, 2, &m))
		return FEEL_NOTHING;
	bool found = find_in(&m, m.text);
	return finish(&m, false, feel_bool(found));
}

/* The replacement: $0 to $99 (as many digits as there are groups for), \$ and \\. False for another $ or backslash (err:FORX0004). */
static bool put_replacement(matching *m, buf *b, str with)
{
	int groups = uregex_groupCount(m->re, &m->status);
	for (size_t i = 0; i < with.len; i++) {
		char c = with.at[i], after = i + 1 < with.len ? with.at[i + 1] : 0;
		if (c == '\\') {
			if (after != '\\' && after != '$')
				return false;
			buf_char(b, after);
			i++;
		} else if (c == '$') {
			if (after < '0' || after > '9')
				return false;
			int n = after - '0';
			for (i++; i + 1 < with.len && with.at[i + 1] >= '0' && with.at[i + 1] <= '9' &&
				  n * 10 + (with.at[i + 1] - '0') <= groups;
			     i++)
				n = n * 10 + (with.at[i + 1] - '0');
			int32_t from = n <= groups ? uregex_start(m->re, n, &m->status) : -1;
			if (from >= 0)
				put_narrow(b, m->text, from, uregex_end(m->re, n, &m->status));
		} else {
			buf_char(b, c);
		}
	}
	return true;
}

static feel fn_replace(const builtin_call *c)
{
	matching m;
	int32_t last = 0;
	if (!is_kind(c, 2, FEEL_STRING))
		return NO(c, "the replacement is not a text");
	if (!begin(c, 3, &m))
		return FEEL_NOTHING;
	if (matches_nothing(&m)) {
		(void)finish(&m, false, FEEL_NOTHING);
		return NO(c, "the pattern fits an empty text");
	}
	buf b = buf_new(c->run->arena, FEEL_TEXT_MAX), probe = buf_new(c->run->arena, FEEL_TEXT_MAX);
	if (!put_replacement(&m, &probe, c->at[2].string)) {
		m.status = U_ZERO_ERROR;
		(void)finish(&m, false, FEEL_NOTHING);
		return NO(c, "in a replacement, $ wants a digit, and a backslash a $ or a backslash behind it");
	}
	m.status = U_ZERO_ERROR; /* the probe asked for groups of no match */
	while (!b.overflowed && find_next(&m)) {
		if ((m.cut = !feel_room(c->run, b.room * 2)))
			break;
		put_narrow(&b, m.text, last, uregex_start(m.re, 0, &m.status));
		(void)put_replacement(&m, &b, c->at[2].string);
		last = uregex_end(m.re, 0, &m.status);
	}
	put_narrow(&b, m.text, last, m.text.n);
	return finish(&m, b.overflowed, feel_text(buf_str(&b)));
}

static feel fn_split(const builtin_call *c)
{
	matching m;
	feel_list parts = { 0 };
	int32_t last = 0;
	if (!begin(c, 2, &m))
		return FEEL_NOTHING;
	if (matches_nothing(&m)) {
		(void)finish(&m, false, FEEL_NOTHING);
		return NO(c, "the delimiter fits an empty text");
	}
	for (bool more = true; more;) {
		m.cut = parts.n >= FEEL_LIST_MAX || !feel_room(c->run, parts.n * sizeof(feel));
		more = !m.cut && find_next(&m);
		int32_t to = more ? uregex_start(m.re, 0, &m.status) : m.text.n;
		buf b = buf_new(c->run->arena, FEEL_TEXT_MAX);
		put_narrow(&b, m.text, last, to);
		LIST_ADD(c->run->arena, &parts, feel_text(b.len ? buf_str(&b) : STR_NONE));
		last = more ? uregex_end(m.re, 0, &m.status) : last;
	}
	return finish(&m, false, feel_list_of(c->run->arena, parts.at, parts.n));
}

const builtin builtins_match[] = {
	{ "matches", "input: string, pattern: string, flags?: string", "boolean", fn_matches, false },
	{ "replace", "input: string, pattern: string, replacement: string, flags?: string", "string", fn_replace,
	  false },
	{ "split", "string: string, delimiter: string", "list", fn_split, false },
	{ 0 },
};
