#include "text/kana.h"
#include "base/buf.h"
#include "text/utf8.h"

/* U+FF61 … U+FF9F in their order */
static const u32 full_width[] = {
	0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30E3, 0x30E5,
	0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB, 0x30AD, 0x30AF, 0x30B1, 0x30B3,
	0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1, 0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC,
	0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4,
	0x30E6, 0x30E8, 0x30E9, 0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3, 0x309B, 0x309C,
};
_Static_assert(COUNT(full_width) == 0xFF9F - 0xFF61 + 1, "one for each half-width character");

#define VOICED 0xFF9E
#define SEMI_VOICED 0xFF9F

/* The voiced form of a full-width katakana; 0 when it has none. */
static u32 voiced(u32 c, u32 mark)
{
	bool ha_row = c >= 0x30CF && c <= 0x30DB && (c - 0x30CF) % 3 == 0; /* ハ ヒ フ ヘ ホ, three apart */
	if (mark == SEMI_VOICED)
		return ha_row ? c + 2 : 0;
	bool ka_to_chi = c >= 0x30AB && c <= 0x30C1 && (c - 0x30AB) % 2 == 0; /* カ … チ, two apart */
	bool tsu_te_to = c == 0x30C4 || c == 0x30C6 || c == 0x30C8; /* after the small ッ */
	if (ha_row || ka_to_chi || tsu_te_to)
		return c + 1;
	switch (c) {
	case 0x30A6: /* ウ → ヴ */
		return 0x30F4;
	case 0x30EF: /* ワ → ヷ */
		return 0x30F7;
	case 0x30F2: /* ヲ → ヺ */
		return 0x30FA;
	default:
		return 0;
	}
}

str kana_full(arena *a, str s)
{
	buf b = buf_new(a, s.len + 1);
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i);
		if (c < 0xFF61 || c > 0xFF9F) {
			buf_put(&b, str_sub(s, at, i)); /* as it is, malformed or not */
			continue;
		}
		c = full_width[c - 0xFF61];
		size_t after = i;
		u32 mark = i < s.len ? str_next(s, &after) : 0;
		u32 with = mark == VOICED || mark == SEMI_VOICED ? voiced(c, mark) : 0;
		utf8_put(&b, with ? with : c);
		if (with)
			i = after;
	}
	return buf_str(&b);
}

typedef u32 change(u32);

/* No change here makes a character longer than three bytes, and none of one byte stays shorter than it becomes. */
static str changed(arena *a, str s, change *f)
{
	buf b = buf_new(a, s.len * 3 + 1);
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i), d = f(c);
		if (c == d)
			buf_put(&b, str_sub(s, at, i));
		else
			utf8_put(&b, d);
	}
	return buf_str(&b);
}

static u32 half(u32 c)
{
	return c == 0x3000 ? ' ' : c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
}

static u32 full(u32 c)
{
	return c == ' ' ? 0x3000 : c >= 0x21 && c <= 0x7E ? c + 0xFEE0 : c;
}

static u32 katakana(u32 c)
{
	return (c >= 0x3041 && c <= 0x3096) || c == 0x309D || c == 0x309E ? c + 0x60 : c;
}

static u32 hiragana(u32 c)
{
	return (c >= 0x30A1 && c <= 0x30F6) || c == 0x30FD || c == 0x30FE ? c - 0x60 : c;
}

str width_half(arena *a, str s)
{
	return changed(a, s, half);
}

str width_full(arena *a, str s)
{
	return changed(a, s, full);
}

str kana_katakana(arena *a, str s)
{
	return changed(a, s, katakana);
}

str kana_hiragana(arena *a, str s)
{
	return changed(a, s, hiragana);
}

str trim_spaces(str s)
{
	static const str wide = STR_INIT("\xE3\x80\x80");
	for (;;) {
		size_t before = s.len;
		s = str_trim(s);
		if (str_starts(s, wide))
			s = str_sub(s, wide.len, s.len);
		if (str_ends(s, wide))
			s = str_sub(s, 0, s.len - wide.len);
		if (s.len == before)
			return s;
	}
}

/* Every character in [from, to], or a mark that both scripts use; at least one of the script. */
static bool consists_of(str s, u32 from, u32 to)
{
	bool any = false;
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		bool letter = c >= from && c <= to;
		any = any || letter;
		if (!letter && c != 0x30FC && c != 0x30FB && c != 0x3000 && c != ' ')
			return false;
	}
	return any;
}

bool is_katakana(str s)
{
	return consists_of(s, 0x30A1, 0x30FA);
}

bool is_hiragana(str s)
{
	return consists_of(s, 0x3041, 0x3096);
}
