/* What was typed or scanned, and answers of two windows: no SQL, no HTTP. */
#include "modules/papers/counter/counter.h"

#include <sodium.h>

#define TYPED_MAX 2000

/* A scanner is a keyboard: with the input method on, it types full-width letters. */
static str half_width(arena *a, str s)
{
	buf b = buf_new(a, TYPED_MAX * 4);
	for (size_t i = 0; i < s.len && i < TYPED_MAX;) {
		size_t from = i;
		u32 c = str_next(s, &i);
		if (c >= 0xff01 && c <= 0xff5e)
			buf_char(&b, (char)(c - 0xfee0));
		else if (c == 0x3000)
			buf_char(&b, ' ');
		else
			buf_put(&b, str_sub(s, from, i));
	}
	return str_trim(buf_str(&b));
}

/* What follows `mark`, as long as it is letters, digits and hyphens. */
static bool behind(str s, str mark, str *ret)
{
	const char *at = s.len ? memmem(s.at, s.len, mark.at, mark.len) : NULL;
	if (!at)
		return false;
	str rest = str_sub(s, (size_t)(at - s.at) + mark.len, s.len);
	size_t n = 0;
	while (n < rest.len && ((rest.at[n] >= '0' && rest.at[n] <= '9') || (rest.at[n] >= 'A' && rest.at[n] <= 'Z') ||
				(rest.at[n] >= 'a' && rest.at[n] <= 'z') || rest.at[n] == '-' || rest.at[n] == '_'))
		n++;
	*ret = str_sub(rest, 0, n);
	return n > 0;
}

str counter_letters(arena *a, str typed)
{
	str s = half_width(a, typed);
	char *at = arena_alloc(a, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i] >= 'a' && s.at[i] <= 'z' ? (char)(s.at[i] - 32) : s.at[i];
		if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			at[n++] = c;
		else if (c != ' ' && c != '-')
			return STR_NONE;
	}
	return (str){ at, n };
}

asked_for counter_understand(arena *a, str typed)
{
	static const str inner[] = { STR_INIT("/b/"), STR_INIT("/t/"), STR_INIT("?q="), STR_INIT("&q=") };
	str s = half_width(a, typed), found;
	if (s.len == 0)
		return (asked_for){ .kind = ASKED_NOTHING };
	if (behind(s, STR("/prepare/p/"), &found))
		return (asked_for){ ASKED_LINK, found };
	for (size_t i = 0; i < COUNT(inner) && str_has(s, STR("/")); i++)
		if (behind(s, inner[i], &found)) {
			s = found;
			break;
		}
	if (visits_number_parse(a, s, &found))
		return (asked_for){ ASKED_TICKET, found };
	found = visits_code_parse(a, s);
	if (found.len == 0)
		found = counter_letters(a, s);
	return found.len >= 6 && found.len <= 16 ? (asked_for){ ASKED_CODE, found } : (asked_for){ ASKED_UNKNOWN, s };
}

str counter_mark(arena *a, const kept_answer *k)
{
	if (!k || (k->answer.value.len == 0 && !k->answer.dont_know))
		return STR_NONE;
	str text = k->answer.dont_know ? STR("?") : k->answer.value;
	u8 sum[crypto_generichash_BYTES_MIN];
	crypto_generichash(sum, sizeof sum, (const u8 *)text.at, text.len, (const u8 *)"counter mark ...", 16);
	return str_format(a, "%02x%02x%02x%02x%02x%02x", sum[0], sum[1], sum[2], sum[3], sum[4], sum[5]);
}

merged counter_merge(arena *a, str base, const kept_answer *now, const fact_answer *typed)
{
	kept_answer wanted = { .answer = *typed };
	str mine = counter_mark(a, &wanted), theirs = counter_mark(a, now);
	if (str_eq(mine, base) || str_eq(mine, theirs))
		return MERGE_KEEP;
	return str_eq(base, theirs) ? MERGE_SET : MERGE_BOTH;
}
