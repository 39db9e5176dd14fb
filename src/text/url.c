#include "text/url.h"

str pairs_get(pairs p, str name)
{
	for (size_t i = 0; i < p.n; i++)
		if (str_eq(p.at[i].name, name))
			return p.at[i].value;
	return STR_NONE;
}

strs pairs_all(arena *a, pairs p, str name)
{
	strs all = { 0 };
	for (size_t i = 0; i < p.n; i++)
		if (str_eq(p.at[i].name, name))
			LIST_ADD(a, &all, p.at[i].value);
	return all;
}

bool text_is_plain(str s, bool lines)
{
	for (size_t i = 0; i < s.len; i++) {
		u8 c = (u8)s.at[i];
		bool line = c == '\t' || c == '\r' || c == '\n';
		if (c == 0x7f || (c < 0x20 && !(lines && line)))
			return false;
	}
	return str_is_utf8(s);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool unescape(arena *a, str s, bool plus_is_space, str *ret)
{
	char *at = arena_alloc(a, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '+' && plus_is_space) {
			c = ' ';
		} else if (c == '%') {
			if (s.len - i < 3)
				return false;
			int high = hex(s.at[i + 1]), low = hex(s.at[i + 2]);
			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		}
		at[n++] = c;
	}
	*ret = (str){ at, n };
	return true;
}

bool path_decode(arena *a, str s, str *ret)
{
	str plain;
	if (!unescape(a, s, false, &plain) || !text_is_plain(plain, false))
		return false;
	*ret = plain;
	return true;
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

str percent_encode(arena *a, str s)
{
	static const char digits[] = "0123456789ABCDEF";
	char *at = arena_array(a, 3, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
			at[n++] = c;
		} else {
			at[n++] = '%';
			at[n++] = digits[(u8)c >> 4];
			at[n++] = digits[(u8)c & 15];
		}
	}
	return (str){ at, n };
}

const err *query_parse(arena *a, str s, size_t most, pairs *ret)
{
	pairs list = { 0 };
	while (s.len > 0) {
		str value = str_cut(&s, '&');
		if (value.len == 0)
			continue;
		if (list.n == most)
			return err_why(a, ERR_too_large, "more than %zu fields", most);
		str name = str_cut(&value, '=');
		pair p;
		if (!unescape(a, name, true, &p.name) || !text_is_plain(p.name, false))
			return err_why(a, ERR_bad_request, "field %zu: malformed name", list.n + 1);
		if (!unescape(a, value, true, &p.value) || !text_is_plain(p.value, true))
			return err_at(a, ERR_bad_request, p.name, "malformed value");
		LIST_ADD(a, &list, p);
	}
	*ret = list;
	return NULL;
}

bool is_token(str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_alnum(s.at[i]) && (s.at[i] == 0 || !strchr("!#$%&'*+-.^_`|~", s.at[i])))
			return false;
	return s.len > 0;
}

bool is_cookie_value(str s)
{
	for (size_t i = 0; i < s.len; i++) {
		u8 c = (u8)s.at[i];
		if (c <= 0x20 || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\')
			return false;
	}
	return true;
}

void cookies_parse(arena *a, str s, size_t most, pairs *ret)
{
	while (s.len > 0 && ret->n < most) {
		str value = str_trim(str_cut(&s, ';'));
		bool named = str_find(value, '=') < value.len;
		str name = str_cut(&value, '=');
		if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
			value = str_sub(value, 1, value.len - 1);
		if (named && is_token(name) && is_cookie_value(value))
			LIST_ADD(a, ret, (pair){ name, value });
	}
}
