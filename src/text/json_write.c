#include "text/json.h"

#include <math.h>

json_writer json_write(buf *b)
{
	return (json_writer){ .b = b };
}

void jw_done(json_writer *w)
{
	CHECK(w->depth == 0 && w->begun[0]);
}

/* Before any value: a comma where one is due, and the invariants. */
static void value(json_writer *w)
{
	int d = w->depth;
	CHECK(d > 0 || !w->begun[0]); /* one value at the top */
	CHECK(!w->is_object[d] || !w->key_due[d]); /* in an object a key comes first */
	if (w->is_object[d])
		w->key_due[d] = true;
	else if (w->begun[d])
		buf_char(w->b, ',');
	w->begun[d] = true;
}

static void begin(json_writer *w, bool object)
{
	value(w);
	CHECK(w->depth < JSON_DEPTH);
	int d = ++w->depth;
	w->is_object[d] = w->key_due[d] = object;
	w->begun[d] = false;
	buf_char(w->b, object ? '{' : '[');
}

void jw_object(json_writer *w)
{
	begin(w, true);
}

void jw_array(json_writer *w)
{
	begin(w, false);
}

void jw_end(json_writer *w)
{
	int d = w->depth;
	CHECK(d > 0 && (!w->is_object[d] || w->key_due[d])); /* no key without its value */
	buf_char(w->b, w->is_object[d] ? '}' : ']');
	w->depth--;
}

/* What must not stand as it is: quotes, controls, `<` for <script>, and the line separators that JavaScript once minded. */
static bool needs_escape(u32 c)
{
	return c < 0x20 || c == '"' || c == '\\' || c == '<' || c == 0x7F || c == 0x2028 || c == 0x2029;
}

static void escape(buf *b, u32 c)
{
	switch (c) {
	case '"':
		buf_lit(b, "\\\"");
		break;
	case '\\':
		buf_lit(b, "\\\\");
		break;
	case '\n':
		buf_lit(b, "\\n");
		break;
	case '\r':
		buf_lit(b, "\\r");
		break;
	case '\t':
		buf_lit(b, "\\t");
		break;
	default:
		buf_format(b, "\\u%04x", c);
	}
}

static void quoted(buf *b, str s)
{
	buf_char(b, '"');
	size_t plain = 0; /* what stands from here on needs no escape and is written in one piece */
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i);
		bool malformed = c == 0xFFFD && i - at == 1;
		if (!malformed && !needs_escape(c))
			continue;
		buf_put(b, str_sub(s, plain, at));
		if (malformed)
			buf_lit(b, "\xEF\xBF\xBD");
		else
			escape(b, c);
		plain = i;
	}
	buf_put(b, str_sub(s, plain, s.len));
	buf_char(b, '"');
}

void jw_key(json_writer *w, str key)
{
	int d = w->depth;
	CHECK(w->is_object[d] && w->key_due[d]);
	if (w->begun[d])
		buf_char(w->b, ',');
	w->begun[d] = true;
	w->key_due[d] = false;
	quoted(w->b, key);
	buf_char(w->b, ':');
}

void jw_str(json_writer *w, str s)
{
	value(w);
	quoted(w->b, s);
}

void jw_i64(json_writer *w, i64 n)
{
	value(w);
	buf_i64(w->b, n);
}

void jw_f64(json_writer *w, double x)
{
	value(w);
	if (!isfinite(x)) {
		buf_lit(w->b, "null");
		return;
	}
	char text[32];
	int len = 0;
	for (int digits = 15; digits <= 17; digits++) {
		len = snprintf(text, sizeof text, "%.*g", digits, x);
		double back = strtod(text, NULL);
		if (memcmp(&back, &x, sizeof x) == 0)
			break;
	}
	buf_put(w->b, (str){ text, (size_t)len });
}

void jw_bool(json_writer *w, bool yes)
{
	value(w);
	buf_put(w->b, yes ? STR("true") : STR("false"));
}

void jw_null(json_writer *w)
{
	value(w);
	buf_lit(w->b, "null");
}

void jw_raw(json_writer *w, str json)
{
	CHECK(json.len > 0);
	value(w);
	buf_put(w->b, json);
}

void jw_field_str(json_writer *w, const char *key, str s)
{
	jw_key(w, str_of(key));
	jw_str(w, s);
}

void jw_field_i64(json_writer *w, const char *key, i64 n)
{
	jw_key(w, str_of(key));
	jw_i64(w, n);
}

void jw_field_f64(json_writer *w, const char *key, double x)
{
	jw_key(w, str_of(key));
	jw_f64(w, x);
}

void jw_field_bool(json_writer *w, const char *key, bool yes)
{
	jw_key(w, str_of(key));
	jw_bool(w, yes);
}

void jw_field_null(json_writer *w, const char *key)
{
	jw_key(w, str_of(key));
	jw_null(w);
}

void jw_field_object(json_writer *w, const char *key)
{
	jw_key(w, str_of(key));
	jw_object(w);
}

void jw_field_array(json_writer *w, const char *key)
{
	jw_key(w, str_of(key));
	jw_array(w);
}
