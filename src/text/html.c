#include "text/html.h"

/* What stands for a byte; empty for those that may stay. A table, so that a run of plain bytes costs a load each. */
static const str references[256] = {
	['&'] = STR_INIT("&amp;"),  ['<'] = STR_INIT("&lt;"),   ['>'] = STR_INIT("&gt;"),
	['"'] = STR_INIT("&quot;"), ['\''] = STR_INIT("&#39;"),
};

void html_escape(buf *b, str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.len; i++) {
		str r = references[(u8)s.at[i]];
		if (r.len == 0)
			continue;
		buf_put(b, str_sub(s, from, i));
		buf_put(b, r);
		from = i + 1;
	}
	buf_put(b, str_sub(s, from, s.len));
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_' || c == '~';
}

void html_url_part(buf *b, str s)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t from = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (is_unreserved(s.at[i]))
			continue;
		buf_put(b, str_sub(s, from, i));
		u8 c = (u8)s.at[i];
		buf_put(b, (str){ (char[]){ '%', digits[c >> 4], digits[c & 15] }, 3 });
		from = i + 1;
	}
	buf_put(b, str_sub(s, from, s.len));
}
