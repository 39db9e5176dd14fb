/* Reading what stays text: names, フリガナ, addresses, codes of digits with their check. */
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/buf.h"
#include "fields/fields_private.h"
#include "text/contact.h"
#include "text/kana.h"
#include "text/utf8.h"

/* Controls, marks that turn the direction of text, tags and noncharacters: they show nothing and hide much. */
static bool unfit(u32 c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0x200E || c == 0x200F || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFF) ||
	       (c >= 0xE0000 && c <= 0xE00FF) || (c & 0xFFFE) == 0xFFFE;
}

/* Variation selectors and combining marks belong to the character before them and do not count. */
static bool joins(u32 c)
{
	return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x0300 && c <= 0x036F) ||
	       c == 0x3099 || c == 0x309A || c == 0x200D;
}

static i64 characters(str s)
{
	i64 n = 0;
	for (size_t i = 0; i < s.len;)
		n += !joins(str_next(s, &i));
	return n;
}

static const err *in_bounds(const reading *r, str s)
{
	i64 n = characters(s);
	if (n > field_most(r->f))
		return refused(r, ERR_too_long, "too many characters");
	return n < field_least(r->f) ? refused(r, ERR_field_short, "too few characters") : NULL;
}

const err *read_words(const reading *r, str s, str *ret)
{
	bool lines = r->f->kind == FIELD_TEXT && r->f->lines > 1;
	buf b = buf_new(r->a, s.len + 1);
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i);
		if (c == '\r' && i < s.len && s.at[i] == '\n')
			continue;
		if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
			buf_char(&b, lines ? '\n' : ' ');
		else if (c == '\t')
			buf_char(&b, ' ');
		else if (unfit(c))
			return refused(r, ERR_field_text, "a character that cannot be shown");
		else
			buf_put(&b, str_sub(s, at, i));
	}
	*ret = buf_str(&b);
	return in_bounds(r, *ret);
}

const err *read_name(const reading *r, str s, str *ret)
{
	if (!contact_name(s, ret))
		return refused(r, ERR_bad_name, "not a name of 1 to 50 characters");
	return in_bounds(r, *ret);
}

/* Combining marks put onto their kana, as a Mac's file names and some keyboards send them: カ + ゙ → ガ. */
static str composed(arena *a, str s)
{
	UErrorCode code = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
	int32_t units = 0, n = 0;
	UChar *wide = arena_many(a, UChar, s.len + 1), *to = arena_many(a, UChar, 3 * s.len + 1);
	u_strFromUTF8(wide, (int32_t)s.len + 1, &units, s.at, (int32_t)s.len, &code);
	n = unorm2_normalize(nfc, wide, units, to, (int32_t)(3 * s.len + 1), &code);
	char *bytes = arena_alloc(a, 9 * s.len + 1);
	int32_t len = 0;
	u_strToUTF8(bytes, (int32_t)(9 * s.len + 1), &len, to, n, &code);
	return U_FAILURE(code) ? s : (str){ bytes, (size_t)len };
}

const err *read_kana(const reading *r, str s, str *ret)
{
	s = composed(r->a, kana_katakana(r->a, kana_full(r->a, s)));
	buf b = buf_new(r->a, 3 * s.len + 1);
	bool letter = false, space = false;
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if (c == ' ' || c == 0x3000) {
			space = true;
			letter = false;
			continue;
		}
		if (space)
			utf8_put(&b, 0x3000);
		space = false;
		utf8_put(&b, letter && is_hyphen(c) ? 0x30FC : c); /* ジェ-ムズ */
		letter = (c >= 0x30A1 && c <= 0x30FA) || is_hyphen(c);
	}
	*ret = buf_str(&b);
	if (!is_katakana(*ret))
		return refused(r, ERR_field_kana, "not katakana");
	return in_bounds(r, *ret);
}

/* --- digits ------------------------------------------------------------------------------------------------------- */

bool is_hyphen(u32 c)
{
	return c == '-' || c == 0xAD || (c >= 0x2010 && c <= 0x2015) || c == 0x2043 || c == 0x2212 || c == 0x2500 ||
	       c == 0x2501 || c == 0x30FC || c == 0xFE63 || c == 0xFF0D || c == 0xFF70;
}

/* So many digits, between which hyphens and spaces may stand. */
static bool digits_of(arena *a, str s, size_t n, str *ret)
{
	s = width_half(a, s);
	buf b = buf_new(a, n + 1);
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if (c >= '0' && c <= '9')
			buf_char(&b, (char)c);
		else if (c != ' ' && !is_hyphen(c))
			return false;
	}
	*ret = buf_str(&b);
	return ret->len == n && !b.overflowed;
}

const err *read_postal(const reading *r, str s, str *ret)
{
	str sign = STR("〒");
	if (str_starts(s, sign))
		s = trim_spaces(str_sub(s, sign.len, s.len));
	if (!digits_of(r->a, s, 7, ret) || str_starts(*ret, STR("000")))
		return refused(r, ERR_field_postal, "not a postal code of 7 digits");
	return NULL;
}

const err *read_phone(const reading *r, str s, str *ret)
{
	return contact_phone(r->a, s, ret) ? NULL : refused(r, ERR_field_phone, "not a phone number");
}

const err *read_mail(const reading *r, str s, str *ret)
{
	return contact_mail(r->a, s, ret) ? NULL : refused(r, ERR_field_mail, "not an e-mail address");
}

/* 行政手続における特定の個人を識別するための番号の利用等に関する法律施行規則: 11 less the rest by 11 of the sum of Pn times Qn, Pn the n-th digit
 * from the right without the check digit, Qn = n + 1 up to the sixth and n − 5 from the seventh; a rest of 0 or 1 gives 0. */
bool my_number_valid(str digits)
{
	int sum = 0;
	if (digits.len != 12)
		return false;
	for (int n = 1; n <= 11; n++) {
		char c = digits.at[11 - n];
		if (c < '0' || c > '9')
			return false;
		sum += (c - '0') * (n <= 6 ? n + 1 : n - 5);
	}
	int rest = sum % 11;
	return digits.at[11] - '0' == (rest <= 1 ? 0 : 11 - rest);
}

/* The first digit: 9 less the rest by 9 of the sum of Pn times Qn, Pn the n-th of the other twelve from the right, Qn 1 for odd n, else 2. */
bool corporate_number_valid(str digits)
{
	int sum = 0;
	if (digits.len != 13)
		return false;
	for (int n = 1; n <= 12; n++) {
		char c = digits.at[13 - n];
		if (c < '0' || c > '9')
			return false;
		sum += (c - '0') * (n % 2 ? 1 : 2);
	}
	return digits.at[0] - '0' == 9 - sum % 9;
}

/* No error here repeats a digit: a number that is nearly right is personal data as well. */
const err *read_my_number(const reading *r, str s, str *ret)
{
	if (!digits_of(r->a, s, 12, ret) || !my_number_valid(*ret)) {
		*ret = STR_NONE;
		return refused(r, ERR_field_my_number, "not twelve digits, or the check digit is wrong");
	}
	return NULL;
}

const err *read_corporate_number(const reading *r, str s, str *ret)
{
	if (!digits_of(r->a, s, 13, ret) || !corporate_number_valid(*ret))
		return refused(r, ERR_field_corporate_number, "not thirteen digits, or the check digit is wrong");
	return NULL;
}

const err *read_file_id(const reading *r, str s, str *ret)
{
	bool good = s.len <= 100;
	for (size_t i = 0; i < s.len && good; i++) {
		char c = s.at[i];
		good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		       c == '_';
	}
	*ret = s;
	return good ? NULL : refused(r, ERR_field_file, "not a file's id");
}
