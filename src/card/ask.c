#include "card/ask.h"

static bool is_token(str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && !str_has(STR("!#$%&'*+-.^_`|~"), str_sub(s, i, i + 1)))
			return false;
	}
	return s.len > 0;
}

/* Visible ASCII, and spaces and tabs where they may stand; other bytes have no business in a head of ours. */
static bool is_plain(str s, bool spaces)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.at[i] > ' ' && s.at[i] < 0x7F) && !(spaces && (s.at[i] == ' ' || s.at[i] == '\t')))
			return false;
	return true;
}

/* The line up to CR LF; false without one. */
static bool line_of(str *rest, str *ret)
{
	size_t n = str_find(*rest, '\n');
	if (n == rest->len || n == 0 || rest->at[n - 1] != '\r')
		return false;
	*ret = str_sub(*rest, 0, n - 1);
	*rest = str_sub(*rest, n + 1, rest->len);
	return true;
}

static bool once(str *to, bool *seen, str value)
{
	if (*seen)
		return false;
	*seen = true;
	*to = value;
	return true;
}

static ask_end head_end(str bytes, size_t *ret)
{
	for (size_t i = 0; i + 4 <= bytes.len && i + 4 <= ASK_HEAD_MAX; i++)
		if (memcmp(bytes.at + i, "\r\n\r\n", 4) == 0) {
			*ret = i + 4;
			return ASK_WHOLE;
		}
	return bytes.len >= ASK_HEAD_MAX ? ASK_LARGE : ASK_MORE;
}

static bool request_line(str line, request *r)
{
	r->method = str_cut(&line, ' ');
	r->target = str_cut(&line, ' ');
	return is_token(r->method) && str_starts(r->target, STR("/")) && is_plain(r->target, false) &&
	       str_eq(line, STR("HTTP/1.1"));
}

ask_end ask_parse(str bytes, request *ret)
{
	*ret = (request){ 0 };
	ask_end end = head_end(bytes, &ret->head);
	if (end != ASK_WHOLE)
		return end;
	str rest = str_sub(bytes, 0, ret->head), line;
	if (!line_of(&rest, &line) || !request_line(line, ret))
		return ASK_BAD;
	str length = STR_NONE;
	bool seen[4] = { 0 };
	for (size_t n = 0; line_of(&rest, &line) && line.len; n++) {
		if (n == ASK_HEADERS_MAX || str_find(line, ':') == line.len)
			return ASK_BAD;
		str value = line, name = str_cut(&value, ':');
		value = str_trim(value);
		if (!is_token(name) || !is_plain(value, true) || str_eq_nocase(name, STR("transfer-encoding")))
			return ASK_BAD;
		if ((str_eq_nocase(name, STR("host")) && !once(&ret->host, &seen[0], value)) ||
		    (str_eq_nocase(name, STR("origin")) && !once(&ret->origin, &seen[1], value)) ||
		    (str_eq_nocase(name, STR("content-type")) && !once(&ret->type, &seen[2], value)) ||
		    (str_eq_nocase(name, STR("content-length")) && !once(&length, &seen[3], value)))
			return ASK_BAD;
		if (str_eq_nocase(name, STR("access-control-request-private-network")))
			ret->private_network = str_eq(value, STR("true"));
	}
	if (rest.len) /* a bare LF within the head */
		return ASK_BAD;
	i64 n = 0;
	if (seen[3] && (!str_i64(length, &n) || n < 0 || length.at[0] == '-'))
		return ASK_BAD;
	if (n > (i64)ASK_BODY_MAX)
		return ASK_LARGE;
	ret->length = (size_t)n;
	if (bytes.len - ret->head < ret->length)
		return ASK_MORE;
	ret->body = str_sub(bytes, ret->head, ret->head + ret->length);
	return ASK_WHOLE;
}
