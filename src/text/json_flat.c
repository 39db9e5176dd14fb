#include "text/json_flat.h"
#include "text/utf8.h"

json_flat json_flat_begin(arena *a, str line)
{
	return (json_flat){ .a = a, .s = line };
}

static bool wrong(json_flat *f, const char *why)
{
	f->wrong = why;
	return false;
}

static inline char here(const json_flat *f)
{
	return f->i < f->s.len ? f->s.at[f->i] : 0;
}

static inline void skip_blanks(json_flat *f)
{
	while (f->i < f->s.len &&
	       (f->s.at[f->i] == ' ' || f->s.at[f->i] == '\t' || f->s.at[f->i] == '\r' || f->s.at[f->i] == '\n'))
		f->i++;
}

static bool hex4(str s, size_t i, u32 *ret)
{
	u32 c = 0;
	if (i + 4 > s.len)
		return false;
	for (size_t k = i; k < i + 4; k++) {
		char h = s.at[k], low = (char)(h | 32);
		if (h >= '0' && h <= '9')
			c = c * 16 + (u32)(h - '0');
		else if (low >= 'a' && low <= 'f')
			c = c * 16 + (u32)(low - 'a') + 10;
		else
			return false;
	}
	*ret = c;
	return true;
}

/* A text with escapes: from behind the opening quote up to the closing one. */
static bool escaped(json_flat *f, str raw, str *ret)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	buf b = buf_new(f->a, raw.len + 1);
	for (size_t i = 0; i < raw.len;) {
		if (raw.at[i] != '\\') {
			buf_char(&b, raw.at[i++]);
			continue;
		}
		char h = i + 1 < raw.len ? raw.at[i + 1] : 0;
		const char *at = h ? strchr(from, h) : NULL;
		u32 c, low;
		if (at) {
			buf_char(&b, to[at - from]);
			i += 2;
			continue;
		}
		if (h != 'u' || !hex4(raw, i + 2, &c))
			return wrong(f, "an escape that JSON does not have");
		i += 6;
		if (c >= 0xD800 && c < 0xDC00 && i + 1 < raw.len && raw.at[i] == '\\' && raw.at[i + 1] == 'u' &&
		    hex4(raw, i + 2, &low) && low >= 0xDC00 && low < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
			i += 6;
		}
		if (c == 0 || (c >= 0xD800 && c < 0xE000))
			return wrong(f, "NUL or half a surrogate pair");
		utf8_put(&b, c);
	}
	*ret = buf_str(&b);
	return true;
}

static bool text(json_flat *f, str *ret)
{
	const char *at = f->s.at;
	size_t from = ++f->i, i = from, n = f->s.len;
	bool escapes = false, wide = false;
	for (; i < n && at[i] != '"'; i++) {
		u8 c = (u8)at[i];
		if (c < 0x20) {
			f->i = i;
			return wrong(f, "a control character within a text");
		}
		wide |= c >= 0x80;
		if (c == '\\') {
			escapes = true;
			i++;
		}
	}
	if (i >= n)
		return wrong(f, "a text that is not closed");
	*ret = (str){ at + from, i - from };
	if (wide && !str_is_utf8(*ret))
		return wrong(f, "bytes that are not UTF-8");
	f->i = i + 1;
	return !escapes || escaped(f, *ret, ret);
}

static inline bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(json_flat *f)
{
	size_t from = f->i;
	while (digit(here(f)))
		f->i++;
	return f->i - from;
}

static bool number(json_flat *f, flat_value *v)
{
	size_t from = f->i;
	bool minus = here(f) == '-';
	f->i += minus;
	size_t first = f->i, n = digits(f);
	if (n == 0 || (n > 1 && f->s.at[first] == '0'))
		return wrong(f, "a number that JSON does not have");
	bool whole = n <= 18;
	if (here(f) == '.') {
		f->i++;
		whole = false;
		if (!digits(f))
			return wrong(f, "a number that JSON does not have");
	}
	if ((here(f) | 32) == 'e') {
		f->i++;
		whole = false;
		f->i += here(f) == '+' || here(f) == '-';
		if (!digits(f))
			return wrong(f, "a number that JSON does not have");
	}
	*v = (flat_value){ .kind = FLAT_NUMBER, .s = str_sub(f->s, from, f->i), .whole = whole };
	for (size_t i = first; whole && i < first + n; i++)
		v->n = v->n * 10 + (f->s.at[i] - '0');
	v->n = minus ? -v->n : v->n;
	return true;
}

/* An array or object within: up to the bracket that closes it. */
static bool nested(json_flat *f, flat_value *v)
{
	size_t from = f->i;
	int depth = 0;
	do {
		char c = here(f);
		str skipped;
		if (f->i >= f->s.len)
			return wrong(f, "a bracket that is not closed");
		if (c == '"') {
			if (!text(f, &skipped))
				return false;
			continue;
		}
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		if (depth > JSON_DEPTH)
			return wrong(f, "too deep");
		f->i++;
	} while (depth > 0);
	*v = (flat_value){ .kind = FLAT_NESTED, .s = str_sub(f->s, from, f->i) };
	return true;
}

static bool word(json_flat *f, str w, flat_kind kind, flat_value *v)
{
	if (f->s.len - f->i < w.len || memcmp(f->s.at + f->i, w.at, w.len) != 0)
		return wrong(f, "neither text, number, true, false, null, array nor object");
	f->i += w.len;
	*v = (flat_value){ .kind = kind };
	return true;
}

static bool value(json_flat *f, flat_value *v)
{
	switch (here(f)) {
	case '"':
		v->kind = FLAT_TEXT;
		return text(f, &v->s);
	case '{':
	case '[':
		return nested(f, v);
	case 't':
		return word(f, STR("true"), FLAT_TRUE, v);
	case 'f':
		return word(f, STR("false"), FLAT_FALSE, v);
	case 'n':
		return word(f, STR("null"), FLAT_NULL, v);
	default:
		return digit(here(f)) || here(f) == '-' ? number(f, v) : word(f, STR("true"), FLAT_TRUE, v);
	}
}

bool json_flat_next(json_flat *f, str *key, flat_value *ret)
{
	if (f->wrong)
		return false;
	skip_blanks(f);
	if (!f->begun) {
		if (here(f) != '{')
			return wrong(f, "a line is one object in { }");
		f->i++;
		skip_blanks(f);
	}
	if (here(f) == '}') {
		f->i++;
		skip_blanks(f);
		return f->i == f->s.len ? false : wrong(f, "something stands behind the object");
	}
	if (f->begun) {
		if (here(f) != ',')
			return wrong(f, "a comma or } must come here");
		f->i++;
		skip_blanks(f);
	}
	f->begun = true;
	if (here(f) != '"')
		return wrong(f, "a key in quotes must come here");
	if (!text(f, key))
		return false;
	skip_blanks(f);
	if (here(f) != ':')
		return wrong(f, "a colon must come here");
	f->i++;
	skip_blanks(f);
	return value(f, ret);
}
