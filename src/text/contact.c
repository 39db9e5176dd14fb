#include "text/contact.h"
#include "base/buf.h"
#include "text/kana.h"
#include "text/utf8.h"

#define PHONE_BYTES_MAX 100
#define MAIL_BYTES_MAX 254
#define NAME_CHARACTERS_MAX 50
#define NAME_BYTES_MAX 1000

/* What people put between the digits: hyphens, dashes, minus signs, the long vowel mark, dots, brackets, spaces. */
static bool is_separator(u32 c)
{
	switch (c) {
	case ' ':
	case '-':
	case '.':
	case '(':
	case ')':
	case '/':
	case 0xA0:
	case 0xAD: /* soft hyphen */
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2043:
	case 0x2212: /* minus */
	case 0x2500: /* a ruled line, which Windows input offers for ー */
	case 0x3000:
	case 0x30FC: /* ー */
	case 0x30FB: /* ・ */
	case 0xFE63:
	case 0xFF70: /* ｰ */
		return true;
	default:
		return false;
	}
}

bool contact_phone(arena *a, str s, str *ret)
{
	if (s.len > PHONE_BYTES_MAX)
		return false;
	s = str_trim(width_half(a, s));
	buf digits = buf_new(a, PHONE_BYTES_MAX);
	size_t i = 0;
	if (str_starts(s, STR("+81"))) {
		i = 3;
		buf_char(&digits, '0');
	} else if (s.len == 0 || !(s.at[0] == '0' || s.at[0] == '(')) {
		return false;
	}
	bool trunk_due = i == 3; /* +81 (0)93-… : the zero is there already */
	while (i < s.len) {
		u32 c = str_next(s, &i);
		if (c >= '0' && c <= '9') {
			if (!(trunk_due && c == '0'))
				buf_char(&digits, (char)c);
			trunk_due = false;
		} else if (!is_separator(c)) {
			return false;
		}
	}
	str n = buf_str(&digits);
	if (n.len < 2 || n.at[0] != '0' || n.at[1] == '0')
		return false;
	bool eleven = n.at[2] == '0' && (n.at[1] >= '5' && n.at[1] <= '9') && !str_starts(n, STR("0800"));
	bool toll_free = str_starts(n, STR("0800")); /* 0800-xxx-xxxx has eleven, 080-0xxx-xxxx does not exist */
	if (n.len != (eleven || toll_free ? 11u : 10u))
		return false;
	*ret = n;
	return true;
}

str contact_phone_shown(arena *a, str digits)
{
	if (digits.len != 11 || str_starts(digits, STR("0800")))
		return digits;
	return str_format(a, "%.3s-%.4s-%.4s", digits.at, digits.at + 3, digits.at + 7);
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5321's atext. Dots at the ends and in a row are allowed, for Japanese carriers gave such addresses out. */
static bool local_valid(str s)
{
	if (s.len == 0 || s.len > 64)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_letter_or_digit(s.at[i]) && !strchr("!#$%&'*+-/=?^_`{|}~.", s.at[i]))
			return false;
	return true;
}

/* Labels of letters, digits and inner hyphens, at least two, the last not a number. */
static bool domain_valid(str s)
{
	int labels = 0;
	bool letter_seen = false;
	if (s.len == 0 || s.len > 253 || s.at[s.len - 1] == '.')
		return false;
	while (s.len) {
		str label = str_cut(&s, '.');
		if (label.len == 0 || label.len > 63 || label.at[0] == '-' || label.at[label.len - 1] == '-')
			return false;
		letter_seen = false;
		for (size_t i = 0; i < label.len; i++) {
			char c = label.at[i];
			if (!is_letter_or_digit(c) && c != '-')
				return false;
			letter_seen = letter_seen || c > '9';
		}
		labels++;
	}
	return labels >= 2 && letter_seen;
}

bool contact_mail(arena *a, str s, str *ret)
{
	if (s.len > 3 * MAIL_BYTES_MAX)
		return false;
	str domain = str_trim(width_half(a, s));
	if (domain.len > MAIL_BYTES_MAX || str_find(domain, '@') == domain.len)
		return false;
	str local = str_cut(&domain, '@');
	domain = str_lower(a, domain);
	if (!local_valid(local) || !domain_valid(domain))
		return false;
	*ret = str_format(a, "%.*s@%.*s", STR_ARG(local), STR_ARG(domain));
	return true;
}

bool contact_key(arena *a, str s, str *ret)
{
	str found;
	if (contact_phone(a, s, &found)) {
		*ret = str_format(a, "tel:%.*s", STR_ARG(found));
		return true;
	}
	if (contact_mail(a, s, &found)) {
		found = str_lower(a, found);
		*ret = str_format(a, "mail:%.*s", STR_ARG(found));
		return true;
	}
	return false;
}

/* --- names --- */

/* Variation selectors (髙, 葛󠄀) and combining marks (voicing, accents): part of the character before them. */
static bool joins(u32 c)
{
	return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x0300 && c <= 0x036F) ||
	       c == 0x3099 || c == 0x309A || (c >= 0x180B && c <= 0x180D);
}

/* Controls, line separators, marks that turn the direction of text, tags, noncharacters: nothing that a name is written with. */
static bool unfit(u32 c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
	       (c >= 0xFFF0 && c <= 0xFFFF) || (c >= 0xE0000 && c <= 0xE00FF) || (c & 0xFFFE) == 0xFFFE;
}

bool contact_name(str s, str *ret)
{
	if (s.len > NAME_BYTES_MAX || !str_is_utf8(s))
		return false;
	s = trim_spaces(s);
	size_t characters = 0;
	for (size_t i = 0; i < s.len;) {
		u32 c = str_next(s, &i);
		if (unfit(c) || (joins(c) && characters == 0))
			return false;
		characters += !joins(c);
	}
	if (characters == 0 || characters > NAME_CHARACTERS_MAX)
		return false;
	*ret = s;
	return true;
}
