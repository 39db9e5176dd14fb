#include "rules/feel_lex.h"

#include "text/utf8.h"

bool lex_is_space(u32 c)
{
	return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
	       (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
	       c == 0x3000 || c == 0xFEFF;
}

bool lex_is_name_start(u32 c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?';
	static const u32 parts[][2] = {
		{ 0xC0, 0xD6 },     { 0xD8, 0xF6 },     { 0xF8, 0x2FF },    { 0x370, 0x37D },
		{ 0x37F, 0x1FFF },  { 0x200C, 0x200D }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF },
		{ 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFD }, { 0x10000, 0xEFFFF }
	};
	for (size_t i = 0; i < COUNT(parts); i++)
		if (c >= parts[i][0] && c <= parts[i][1])
			return !lex_is_space(c);
	return false;
}

bool lex_is_name_part(u32 c)
{
	return (c >= '0' && c <= '9') || lex_is_name_start(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
	       c == 0x203F || c == 0x2040;
}

u32 lex_at(str s, size_t i, size_t *ret_len)
{
	if (i >= s.len) {
		*ret_len = 0;
		return 0;
	}
	if ((u8)s.at[i] < 0x80) {
		*ret_len = 1;
		return (u8)s.at[i];
	}
	size_t k = i;
	u32 c = str_next(s, &k);
	*ret_len = k - i;
	return c;
}

bool lex_skip(str s, size_t *i)
{
	size_t n;
	while (*i < s.len) {
		u32 c = lex_at(s, *i, &n);
		if (lex_is_space(c)) {
			*i += n;
		} else if (c == '/' && *i + 1 < s.len && s.at[*i + 1] == '/') {
			while (*i < s.len && s.at[*i] != '\n')
				++*i;
		} else if (c == '/' && *i + 1 < s.len && s.at[*i + 1] == '*') {
			size_t k = *i + 2;
			while (k + 1 < s.len && !(s.at[k] == '*' && s.at[k + 1] == '/'))
				k++;
			if (k + 1 >= s.len)
				return false;
			*i = k + 2;
		} else {
			break;
		}
	}
	return true;
}

size_t lex_word(str s, size_t i)
{
	size_t n;
	for (u32 c = lex_at(s, i, &n); n && lex_is_name_part(c); c = lex_at(s, i, &n))
		i += n;
	return i;
}

static size_t spaces(str s, size_t i)
{
	size_t n;
	for (u32 c = lex_at(s, i, &n); n && lex_is_space(c); c = lex_at(s, i, &n))
		i += n;
	return i;
}

size_t lex_name(str s, size_t i, str name)
{
	size_t k = 0;
	if (i >= s.len || !name.len || s.at[i] != name.at[0])
		return 0;
	while (k < name.len) {
		size_t in_name = lex_word(name, k), in_text = lex_word(s, i);
		if (in_name > k) { /* a word, and in the text the same and no more */
			if (in_text - i != in_name - k || memcmp(s.at + i, name.at + k, in_name - k) != 0)
				return 0;
		} else { /* a sign */
			size_t n;
			lex_at(name, k, &n);
			in_name = k + n;
			in_text = i + n;
			if (in_text > s.len || memcmp(s.at + i, name.at + k, n) != 0)
				return 0;
		}
		i = in_text;
		k = spaces(name, in_name);
		if (k < name.len)
			i = spaces(s, i);
	}
	return i;
}

size_t lex_new_name(str s, size_t i)
{
	size_t end = i, k = i;
	while (k < s.len) {
		size_t word = lex_word(s, k);
		if (word > k) {
			k = word;
		} else if (strchr("./-'+*", s.at[k])) {
			if ((s.at[k] == '/' && k + 1 < s.len && (s.at[k + 1] == '/' || s.at[k + 1] == '*')) ||
			    (s.at[k] == '.' && k + 1 < s.len && s.at[k + 1] == '.'))
				break;
			k++;
		} else {
			break;
		}
		end = k;
		k = spaces(s, k);
	}
	return end;
}

str lex_tidy(arena *a, str name)
{
	char *at = arena_alloc(a, name.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < name.len;) {
		size_t gap = spaces(name, i), len;
		if (gap > i) {
			at[n++] = ' ';
			i = gap;
			continue;
		}
		lex_at(name, i, &len);
		memcpy(at + n, name.at + i, len);
		n += len;
		i += len;
	}
	return (str){ at, n };
}

static size_t digits(str s, size_t i)
{
	while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9')
		i++;
	return i;
}

size_t lex_number(str s, size_t i)
{
	size_t end = digits(s, i);
	if (end < s.len && s.at[end] == '.' && digits(s, end + 1) > end + 1)
		end = digits(s, end + 1);
	if (end > i && end < s.len && (s.at[end] == 'e' || s.at[end] == 'E')) {
		size_t k = end + 1;
		if (k < s.len && (s.at[k] == '+' || s.at[k] == '-'))
			k++;
		if (digits(s, k) > k)
			end = digits(s, k);
	}
	return end;
}

/* So many hexadecimal digits at i. */
static bool hex(str s, size_t i, size_t n, u32 *ret)
{
	u32 v = 0;
	if (i + n > s.len)
		return false;
	for (size_t k = i; k < i + n; k++) {
		char c = s.at[k];
		int d = c >= '0' && c <= '9'   ? c - '0'
			: c >= 'a' && c <= 'f' ? c - 'a' + 10
			: c >= 'A' && c <= 'F' ? c - 'A' + 10
					       : -1;
		if (d < 0)
			return false;
		v = v << 4 | (u32)d;
	}
	*ret = v;
	return true;
}

/* \u and \U at i (behind the backslash): the character, two halves of one joined. */
static const char *escaped_char(str s, size_t *i, u32 *ret)
{
	size_t n = s.at[*i] == 'u' ? 4 : 6;
	u32 c, low;
	if (!hex(s, *i + 1, n, &c))
		return n == 4 ? "\\u wants four hexadecimal digits" : "\\U wants six hexadecimal digits";
	*i += 1 + n;
	if (n == 4 && c >= 0xD800 && c <= 0xDBFF && *i + 1 < s.len && s.at[*i] == '\\' && s.at[*i + 1] == 'u' &&
	    hex(s, *i + 2, 4, &low) && low >= 0xDC00 && low <= 0xDFFF) {
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		*i += 6;
	}
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) || c == 0)
		return "this is no character";
	*ret = c;
	return NULL;
}

const char *lex_string(arena *a, str s, size_t i, str *ret, size_t *ret_end)
{
	size_t from = i + 1, k = from;
	bool plain = true;
	while (k < s.len && s.at[k] != '"') {
		if (s.at[k] == '\\') {
			plain = false;
			k++;
		}
		k++;
	}
	*ret_end = i;
	if (k >= s.len)
		return "this text is never closed: \" is missing";
	if (plain) {
		*ret = str_sub(s, from, k);
		*ret_end = k + 1;
		return NULL;
	}
	buf b = buf_new(a, k - from + 1);
	for (k = from; s.at[k] != '"';) {
		if (s.at[k] != '\\') {
			buf_char(&b, s.at[k++]);
			continue;
		}
		*ret_end = k++;
		char c = s.at[k];
		u32 code;
		const char *why;
		switch (c) {
		case 'n':
			buf_char(&b, '\n');
			break;
		case 'r':
			buf_char(&b, '\r');
			break;
		case 't':
			buf_char(&b, '\t');
			break;
		case '"':
		case '\\':
		case '\'':
			buf_char(&b, c);
			break;
		case 'u':
		case 'U':
			why = escaped_char(s, &k, &code);
			if (why)
				return why;
			utf8_put(&b, code);
			continue;
		default: /* \d of a pattern: both characters stay */
			buf_char(&b, '\\');
			continue;
		}
		k++;
	}
	*ret = buf_str(&b);
	*ret_end = k + 1;
	return NULL;
}

bool lex_is_reserved(str word)
{
	static const char *const words[] = { "if",       "then",      "else", "for",   "return",  "in",       "some",
					     "every",    "satisfies", "and",  "or",    "between", "instance", "of",
					     "function", "external",  "true", "false", "null" };
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(word, str_of(words[i])))
			return true;
	return false;
}
