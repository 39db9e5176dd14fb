#include "defs/guide/cell.h"

#include "base/buf.h"
#include "base/clock.h"

typedef struct scan {
	arena *a;
	str s;
	size_t i;
} scan;

static void blanks(scan *c)
{
	while (c->i < c->s.len) {
		size_t next = c->i;
		u32 u = str_next(c->s, &next);
		if (u != ' ' && u != '\t' && u != '\n' && u != '\r' && u != 0x3000)
			return;
		c->i = next;
	}
}

static bool eat(scan *c, const char *token)
{
	str t = str_of(token);
	blanks(c);
	if (!str_starts(str_sub(c->s, c->i, c->s.len), t))
		return false;
	c->i += t.len;
	return true;
}

static bool end(scan *c)
{
	blanks(c);
	return c->i == c->s.len;
}

/* A word and nothing that goes on with it: `true`, not `true love`. */
static bool eat_word(scan *c, const char *word)
{
	size_t before = c->i;
	if (!eat(c, word))
		return false;
	blanks(c);
	char next = c->i < c->s.len ? c->s.at[c->i] : ',';
	if (next == ',' || next == ')')
		return true;
	c->i = before;
	return false;
}

static bool quoted(scan *c, str *ret)
{
	if (!eat(c, "\""))
		return false;
	buf b = buf_new(c->a, c->s.len + 1);
	for (; c->i < c->s.len && c->s.at[c->i] != '"'; c->i++) {
		char x = c->s.at[c->i];
		if (x == '\\') {
			x = c->i + 1 < c->s.len ? c->s.at[++c->i] : 0;
			if (x != '"' && x != '\\')
				return false; /* \n, \u…: left to FEEL */
		}
		buf_char(&b, x);
	}
	*ret = buf_str(&b);
	return eat(c, "\"");
}

static bool number(scan *c, str *ret)
{
	blanks(c);
	size_t from = c->i, i = from, digits = 0;
	if (i < c->s.len && c->s.at[i] == '-')
		i++;
	for (bool point = false; i < c->s.len; i++) {
		char x = c->s.at[i];
		if (x >= '0' && x <= '9')
			digits++;
		else if (x == '.' && !point && i + 1 < c->s.len && c->s.at[i + 1] >= '0' && c->s.at[i + 1] <= '9')
			point = true;
		else
			break;
	}
	if (!digits)
		return false;
	*ret = str_sub(c->s, from, i);
	c->i = i;
	return true;
}

static bool date(scan *c, str *ret)
{
	day d;
	size_t before = c->i;
	bool ok = (eat(c, "@") && quoted(c, ret)) ||
		  (c->i = before, eat(c, "date") && eat(c, "(") && quoted(c, ret) && eat(c, ")"));
	if (ok && day_parse(*ret, &d))
		return true;
	c->i = before;
	return false;
}

static bool value(scan *c, cell_value *ret)
{
	blanks(c);
	*ret = (cell_value){ .at = str_length(str_sub(c->s, 0, c->i)) };
	if (quoted(c, &ret->text)) {
		ret->kind = CELL_STRING;
	} else if (date(c, &ret->text)) {
		ret->kind = CELL_DATE;
	} else if (eat_word(c, "true")) {
		ret->kind = CELL_BOOLEAN;
		ret->text = STR("true");
	} else if (eat_word(c, "false")) {
		ret->kind = CELL_BOOLEAN;
		ret->text = STR("false");
	} else if (eat_word(c, "null")) {
		ret->kind = CELL_NULL;
		ret->text = STR("null");
	} else if (number(c, &ret->text)) {
		ret->kind = CELL_NUMBER;
	} else {
		return false;
	}
	return true;
}

static bool range(scan *c, cell_test *t)
{
	size_t before = c->i;
	t->op = CELL_RANGE;
	t->a_in = eat(c, "[");
	if ((t->a_in || eat(c, "(") || eat(c, "]")) && value(c, &t->a) && eat(c, "..") && value(c, &t->b)) {
		t->b_in = eat(c, "]");
		if (t->b_in || eat(c, ")") || eat(c, "["))
			return true;
	}
	c->i = before;
	return false;
}

static bool test(scan *c, cell_test *t)
{
	static const struct {
		const char *token;
		cell_op op;
	} ops[] = {
		{ "<=", CELL_TO }, { ">=", CELL_FROM }, { "<", CELL_BELOW }, { ">", CELL_ABOVE }, { "=", CELL_IS }
	};
	*t = (cell_test){ 0 };
	for (size_t i = 0; i < COUNT(ops); i++)
		if (eat(c, ops[i].token)) {
			t->op = ops[i].op;
			return value(c, &t->a);
		}
	if (range(c, t))
		return true;
	*t = (cell_test){ .op = CELL_IS };
	return value(c, &t->a);
}

bool cell_read(arena *a, str text, cell *ret)
{
	scan c = { a, text, 0 };
	*ret = (cell){ 0 };
	if (end(&c)) {
		ret->any = true;
		return true;
	}
	if (eat(&c, "-") && end(&c)) {
		ret->any = true;
		return true;
	}
	c.i = 0;
	ret->other = eat(&c, "not") && eat(&c, "(");
	if (!ret->other)
		c.i = 0;
	do {
		cell_test t;
		if (ret->tests.n == CELL_TESTS_MAX || !test(&c, &t))
			return false;
		LIST_ADD(a, &ret->tests, t);
	} while (eat(&c, ","));
	return (!ret->other || eat(&c, ")")) && end(&c);
}
