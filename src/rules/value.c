#include "rules/feel.h"

#include "base/buf.h"
#include "rules/decimal.h"
#include "rules/feel_lex.h"
#include "rules/moment.h"

/* The longest text of a value; what is longer is cut off. */
#define TEXT_MAX FEEL_TEXT_MAX
/* How deep lists and contexts in each other are followed. */
#define DEPTH_MAX 200
/* How many values one comparison compares: a list as long as one may be, with a few things in each. */
#define SAME_MAX 10000000

feel feel_bool(bool b)
{
	return (feel){ .kind = FEEL_BOOLEAN, .boolean = b };
}

feel feel_int(i64 n)
{
	return (feel){ .kind = FEEL_NUMBER, .number = decimal_of(n) };
}

feel feel_number(decimal d)
{
	return (feel){ .kind = FEEL_NUMBER, .number = d };
}

feel feel_text(str s)
{
	return (feel){ .kind = FEEL_STRING, .string = s };
}

feel feel_list_of(arena *a, const feel *at, size_t n)
{
	feel_list *list = arena_one(a, feel_list);
	list->at = arena_many(a, feel, n);
	list->n = n;
	if (n)
		memcpy(list->at, at, n * sizeof *at);
	return (feel){ .kind = FEEL_LIST, .list = list };
}

feel feel_day(arena *a, day d)
{
	civil c = civil_of(d);
	feel_moment *m = arena_one(a, feel_moment);
	*m = (feel_moment){ .year = c.year, .month = (u8)c.month, .day = (u8)c.mday };
	return (feel){ .kind = FEEL_DATE, .moment = m };
}

const char *feel_kind_name(feel_kind k)
{
	switch (k) {
	case FEEL_NULL:
		return "null";
	case FEEL_UNKNOWN:
		return "unknown";
	case FEEL_BOOLEAN:
		return "boolean";
	case FEEL_NUMBER:
		return "number";
	case FEEL_STRING:
		return "string";
	case FEEL_DATE:
		return "date";
	case FEEL_TIME:
		return "time";
	case FEEL_DATE_TIME:
		return "date and time";
	case FEEL_SPAN:
		return "days and time duration";
	case FEEL_MONTHS:
		return "years and months duration";
	case FEEL_LIST:
		return "list";
	case FEEL_CONTEXT:
		return "context";
	case FEEL_RANGE:
		return "range";
	case FEEL_FUNCTION:
		return "function";
	}
	return "";
}

feel feel_get(const feel_context *c, str key, bool *ret_found)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->at[i].key, key)) {
			if (ret_found)
				*ret_found = true;
			return c->at[i].value;
		}
	if (ret_found)
		*ret_found = false;
	return FEEL_NOTHING;
}

/* --- equality and order -------------------------------------------------------------------------------------------- */

typedef enum same { SAME_NO, SAME_YES, SAME_NONE, SAME_OPEN } same;

/* How deep we are, and how many comparisons are left: a list may hold one list many times, and that one again. */
typedef struct walk {
	int depth;
	i64 left;
} walk;

static same same_values(feel a, feel b, walk *w);

static same same_of(bool yes)
{
	return yes ? SAME_YES : SAME_NO;
}

/* Of two parts: one that differs decides; parts of kinds that cannot be compared are not equal. */
static bool differs(same part, same *whole)
{
	if (part == SAME_NO || part == SAME_NONE) {
		*whole = SAME_NO;
		return true;
	}
	if (part == SAME_OPEN)
		*whole = SAME_OPEN;
	return false;
}

static same same_lists(const feel_list *a, const feel_list *b, walk *w)
{
	if (a->n != b->n)
		return SAME_NO;
	same whole = SAME_YES;
	for (size_t i = 0; i < a->n; i++)
		if (differs(same_values(a->at[i], b->at[i], w), &whole))
			break;
	return whole;
}

static same same_contexts(const feel_context *a, const feel_context *b, walk *w)
{
	if (a->n != b->n)
		return SAME_NO;
	same whole = SAME_YES;
	for (size_t i = 0; i < a->n; i++) {
		bool found;
		feel other = feel_get(b, a->at[i].key, &found);
		if (!found)
			return SAME_NO;
		if (differs(same_values(a->at[i].value, other, w), &whole))
			break;
	}
	return whole;
}

static same same_ranges(const feel_range *a, const feel_range *b, walk *w)
{
	same whole = SAME_YES;
	if (a->from_in != b->from_in || a->to_in != b->to_in)
		return SAME_NO;
	if (!differs(same_values(a->from, b->from, w), &whole))
		(void)differs(same_values(a->to, b->to, w), &whole);
	return whole;
}

static same same_nested(feel a, feel b, walk *w)
{
	w->depth++;
	same ret = a.kind == FEEL_LIST      ? same_lists(a.list, b.list, w)
		   : a.kind == FEEL_CONTEXT ? same_contexts(a.context, b.context, w)
					    : same_ranges(a.range, b.range, w);
	w->depth--;
	return ret;
}

static same same_values(feel a, feel b, walk *w)
{
	int order;
	if (a.kind == FEEL_UNKNOWN || b.kind == FEEL_UNKNOWN)
		return SAME_OPEN;
	if (a.kind == FEEL_NULL || b.kind == FEEL_NULL)
		return same_of(a.kind == b.kind);
	if (a.kind != b.kind || w->depth >= DEPTH_MAX || --w->left < 0)
		return SAME_NONE;
	switch (a.kind) {
	case FEEL_NULL:
	case FEEL_UNKNOWN:
		break;
	case FEEL_BOOLEAN:
		return same_of(a.boolean == b.boolean);
	case FEEL_NUMBER:
		return same_of(decimal_cmp(a.number, b.number) == 0);
	case FEEL_STRING:
		return same_of(str_eq(a.string, b.string));
	case FEEL_DATE:
	case FEEL_TIME:
	case FEEL_DATE_TIME: /* a local one is never equal to one with a zone */
	case FEEL_SPAN:
	case FEEL_MONTHS:
		return same_of(moment_order(a, b, &order) && order == 0);
	case FEEL_LIST:
	case FEEL_CONTEXT:
	case FEEL_RANGE:
		return same_nested(a, b, w);
	case FEEL_FUNCTION:
		return same_of(a.function == b.function);
	}
	return SAME_NONE;
}

feel feel_equal(feel a, feel b)
{
	walk w = { .left = SAME_MAX };
	switch (same_values(a, b, &w)) {
	case SAME_NO:
		return feel_bool(false);
	case SAME_YES:
		return feel_bool(true);
	case SAME_OPEN:
		return (feel){ .kind = FEEL_UNKNOWN };
	case SAME_NONE:
		break;
	}
	return FEEL_NOTHING;
}

bool feel_order(feel a, feel b, int *ret)
{
	*ret = 0;
	if (a.kind != b.kind)
		return false;
	if (a.kind == FEEL_NUMBER) {
		*ret = decimal_cmp(a.number, b.number);
		return true;
	}
	if (a.kind == FEEL_STRING) { /* bytes of UTF-8 are in the order of the code points */
		*ret = str_cmp(a.string, b.string);
		return true;
	}
	return moment_order(a, b, ret);
}

/* --- texts --------------------------------------------------------------------------------------------------------- */

static void put_quoted(buf *b, str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '"' || c == '\\') {
			buf_char(b, '\\');
			buf_char(b, c);
		} else if (c == '\n') {
			buf_lit(b, "\\n");
		} else if (c == '\r') {
			buf_lit(b, "\\r");
		} else if (c == '\t') {
			buf_lit(b, "\\t");
		} else {
			buf_char(b, c);
		}
	}
	buf_char(b, '"');
}

/* A key that reads back without quotes: words with one space between them. */
static bool plain_key(str key)
{
	bool start = true, space = true;
	for (size_t i = 0; i < key.len;) {
		u32 c = str_next(key, &i);
		if (c == ' ' ? space : !(start ? lex_is_name_start(c) : lex_is_name_part(c)))
			return false;
		space = c == ' ';
		start = false;
	}
	return !space;
}

static void put_value(buf *b, arena *a, feel v, int depth);

static void put_end(buf *b, arena *a, feel v, int depth)
{
	if (v.kind != FEEL_NULL)
		put_value(b, a, v, depth);
}

static void put_range(buf *b, arena *a, const feel_range *r, int depth)
{
	/* one that is open at an end is written as a test, which is the only way there is to say it */
	if (r->from.kind == FEEL_NULL || r->to.kind == FEEL_NULL) {
		bool from = r->to.kind == FEEL_NULL;
		buf_char(b, '(');
		buf_char(b, from ? '>' : '<');
		if (from ? r->from_in : r->to_in)
			buf_char(b, '=');
		buf_char(b, ' ');
		put_end(b, a, from ? r->from : r->to, depth);
		buf_char(b, ')');
		return;
	}
	buf_char(b, r->from_in ? '[' : '(');
	put_end(b, a, r->from, depth);
	buf_lit(b, "..");
	put_end(b, a, r->to, depth);
	buf_char(b, r->to_in ? ']' : ')');
}

static void put_value(buf *b, arena *a, feel v, int depth)
{
	if (depth > DEPTH_MAX || b->overflowed) {
		buf_lit(b, "...");
		return;
	}
	switch (v.kind) {
	case FEEL_NULL:
		buf_lit(b, "null");
		return;
	case FEEL_UNKNOWN:
		buf_lit(b, "unknown");
		return;
	case FEEL_BOOLEAN:
		buf_put(b, v.boolean ? STR("true") : STR("false"));
		return;
	case FEEL_NUMBER:
		buf_put(b, decimal_text(a, v.number));
		return;
	case FEEL_STRING:
		put_quoted(b, v.string);
		return;
	case FEEL_DATE:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
		buf_lit(b, "@\"");
		buf_put(b, moment_text(a, v));
		buf_char(b, '"');
		return;
	case FEEL_LIST:
		buf_char(b, '[');
		for (size_t i = 0; i < v.list->n && !b->overflowed; i++) {
			buf_put(b, i ? STR(", ") : STR_NONE);
			put_value(b, a, v.list->at[i], depth + 1);
		}
		buf_char(b, ']');
		return;
	case FEEL_CONTEXT:
		buf_char(b, '{');
		for (size_t i = 0; i < v.context->n && !b->overflowed; i++) {
			feel_entry e = v.context->at[i];
			buf_put(b, i ? STR(", ") : STR_NONE);
			if (plain_key(e.key))
				buf_put(b, e.key);
			else
				put_quoted(b, e.key);
			buf_lit(b, ": ");
			put_value(b, a, e.value, depth + 1);
		}
		buf_char(b, '}');
		return;
	case FEEL_RANGE:
		put_range(b, a, v.range, depth + 1);
		return;
	case FEEL_FUNCTION:
		buf_lit(b, "function");
		return;
	}
}

str feel_literal(arena *a, feel v)
{
	buf b = buf_new(a, TEXT_MAX);
	put_value(&b, a, v, 0);
	return buf_str(&b);
}

str feel_string(arena *a, feel v)
{
	switch (v.kind) {
	case FEEL_STRING:
		return v.string;
	case FEEL_DATE:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
		return moment_text(a, v);
	case FEEL_NULL:
	case FEEL_UNKNOWN:
	case FEEL_BOOLEAN:
	case FEEL_NUMBER:
	case FEEL_LIST:
	case FEEL_CONTEXT:
	case FEEL_RANGE:
	case FEEL_FUNCTION:
		break;
	}
	return feel_literal(a, v);
}
