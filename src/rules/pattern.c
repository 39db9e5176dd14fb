#include "rules/pattern.h"

#include "base/buf.h"

#include <unicode/uchar.h>

#define PATTERN_MAX 10000 /* bytes of a pattern */
#define OUT_MAX 400000
#define GROUPS_MAX 99
#define NEST_MAX 50
#define REPEAT_MAX 10000

#define NAME_START                                                                                                     \
	":A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D"           \
	"\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF"
#define NAME_MORE "\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040"

typedef struct pattern {
	arena *a;
	str s;
	size_t i;
	pattern_flags flags;
	const char *why;
	int groups; /* opened so far */
	bool closed[GROUPS_MAX + 1]; /* those that a back-reference may mean */
	int open[NEST_MAX]; /* the brackets we are in: a group's number, or 0 */
	int depth;
} pattern;

bool pattern_flags_read(str s, pattern_flags *ret)
{
	*ret = (pattern_flags){ 0 };
	for (size_t i = 0; i < s.len; i++)
		switch (s.at[i]) {
		case 's':
			ret->dot_all = true;
			break;
		case 'm':
			ret->lines = true;
			break;
		case 'i':
			ret->no_case = true;
			break;
		case 'x':
			ret->spaced = true;
			break;
		default:
			return false;
		}
	return true;
}

static bool wrong(pattern *p, const char *why)
{
	p->why = why;
	return false;
}

static bool at_end(const pattern *p)
{
	return p->i >= p->s.len;
}

static char here(const pattern *p)
{
	return at_end(p) ? 0 : p->s.at[p->i];
}

static char next(const pattern *p)
{
	return p->i + 1 < p->s.len ? p->s.at[p->i + 1] : 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Flag x: without white space, but for that in brackets. A backslash goes with the next character that stays. */
static str unspaced(arena *a, str s)
{
	buf b = buf_new(a, PATTERN_MAX);
	int depth = 0;
	bool escaped = false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (depth == 0 && strchr(" \t\n\r", c) && c)
			continue;
		if (!escaped && c == '[')
			depth++;
		else if (!escaped && c == ']' && depth > 0)
			depth--;
		escaped = !escaped && c == '\\';
		buf_char(&b, c);
	}
	return buf_str(&b);
}

/* --- escapes ------------------------------------------------------------------------------------------------------- */

/* \s, \d, \w, \i, \c and their capitals, as sets of ICU; NULL for another letter. */
static const char *class_of(char letter)
{
	switch (letter) {
	case 's':
		return "[ \\t\\n\\r]";
	case 'S':
		return "[^ \\t\\n\\r]";
	case 'd':
		return "\\p{Nd}";
	case 'D':
		return "\\P{Nd}";
	case 'w':
		return "[^\\p{P}\\p{Z}\\p{C}]";
	case 'W':
		return "[\\p{P}\\p{Z}\\p{C}]";
	case 'i':
		return "[" NAME_START "]";
	case 'I':
		return "[^" NAME_START "]";
	case 'c':
		return "[" NAME_START NAME_MORE "]";
	case 'C':
		return "[^" NAME_START NAME_MORE "]";
	default:
		return NULL;
	}
}

/* The character that \n, \., … stand for; 0 for what is no such escape. */
static u32 escaped(char letter)
{
	if (letter == 'n')
		return '\n';
	if (letter == 'r')
		return '\r';
	if (letter == 't')
		return '\t';
	return letter && strchr("\\|.-^?*+{}()[]$", letter) ? (u32)(u8)letter : 0;
}

static bool is_category(str name)
{
	static const char *const letters = "L:ultmo M:nce N:dlo P:cdseifo Z:slp S:mcko C:cfon ";
	if (name.len < 1 || name.len > 2)
		return false;
	for (const char *c = letters; *c; c = strchr(c, ' ') + 1) {
		const char *end = strchr(c, ' ');
		if (*c != name.at[0])
			continue;
		return name.len == 1 || memchr(c + 2, name.at[1], (size_t)(end - c - 2));
	}
	return false;
}

/* \p{Lu}, \P{IsHiragana}; at the letter p. */
static bool property(pattern *p, buf *out)
{
	char letter = here(p);
	if (next(p) != '{')
		return wrong(p, "\\p wants the name of a category in braces");
	p->i += 2;
	size_t from = p->i;
	while (!at_end(p) && here(p) != '}')
		p->i++;
	if (at_end(p))
		return wrong(p, "a brace that is never closed");
	str name = str_sub(p->s, from, p->i++);
	for (size_t i = 0; i < name.len; i++)
		if (!is_digit(name.at[i]) && name.at[i] != '-' && !(name.at[i] >= 'A' && name.at[i] <= 'Z') &&
		    !(name.at[i] >= 'a' && name.at[i] <= 'z'))
			return wrong(p, "there is no such category of characters");
	if (is_category(name)) {
		buf_format(out, "\\%c{%.*s}", letter, STR_ARG(name));
		return true;
	}
	str block = arena_copy(p->a, str_sub(name, 2, name.len));
	if (!str_starts(name, STR("Is")) || u_getPropertyValueEnum(UCHAR_BLOCK, block.at) == UCHAR_INVALID_CODE)
		return wrong(p, "there is no such category of characters");
	buf_format(out, "\\%c{Block=%.*s}", letter, STR_ARG(block));
	return true;
}

static void put_point(buf *out, u32 point)
{
	buf_format(out, "\\x{%X}", point);
}

/* --- classes ------------------------------------------------------------------------------------------------------- */

/* One character of a class, or a set that is written to `out` (then *ret_point is 0). */
static bool class_atom(pattern *p, buf *out, u32 *ret_point)
{
	*ret_point = 0;
	if (here(p) != '\\') {
		if (here(p) == '[' || here(p) == ']')
			return wrong(p, "a bracket in a class of characters wants a backslash");
		*ret_point = str_next(p->s, &p->i);
		return true;
	}
	p->i++;
	const char *set = class_of(here(p));
	if (here(p) == 'p' || here(p) == 'P')
		return property(p, out);
	if (set)
		buf_put(out, str_of(set));
	else if (!(*ret_point = escaped(here(p))))
		return wrong(p, "there is no such escape in a class of characters");
	p->i++;
	return true;
}

/* [^a-z-[aeiou]]; at the bracket. The sets that ICU would read into what stands there are kept out by writing characters by number. */
static bool class(pattern *p, buf *out, int depth)
{
	if (depth > NEST_MAX)
		return wrong(p, "too many classes of characters in each other");
	buf items = buf_new(p->a, OUT_MAX), minus = buf_new(p->a, OUT_MAX);
	p->i++;
	bool not = here(p) == '^';
	p->i += not ;
	for (bool first = true; first || here(p) != ']'; first = false) {
		u32 from, to;
		if (at_end(p))
			return wrong(p, "a class of characters that is never closed");
		if (!first && here(p) == '-' && next(p) == '[') {
			p->i++;
			if (!class(p, &minus, depth + 1))
				return false;
			if (here(p) != ']')
				return wrong(p, "what is subtracted from a class of characters stands at its end");
			break;
		}
		if (!class_atom(p, &items, &from))
			return false;
		if (!from)
			continue;
		put_point(&items, from);
		if (here(p) != '-' || next(p) == ']' || next(p) == '[' || !next(p))
			continue;
		p->i++;
		if (!class_atom(p, &items, &to))
			return false;
		if (to < from)
			return wrong(p, "a range of characters that ends before it begins");
		buf_char(&items, '-');
		put_point(&items, to);
	}
	p->i++;
	buf_put(out, minus.len ? STR("[[") : STR("["));
	buf_put(out, not ? STR("^") : STR_NONE);
	buf_put(out, buf_str(&items));
	buf_char(out, ']');
	if (minus.len) {
		buf_lit(out, "--");
		buf_put(out, buf_str(&minus));
		buf_char(out, ']');
	}
	return true;
}

/* --- the rest ------------------------------------------------------------------------------------------------------ */

/* {3}, {3,}, {3,5}; at the brace. */
static bool braces(pattern *p, buf *out)
{
	i64 n[2] = { 0, 0 };
	size_t from = p->i++;
	for (int k = 0; k < 2; k++) {
		size_t digits = p->i;
		for (; is_digit(here(p)) && n[k] <= REPEAT_MAX; p->i++)
			n[k] = n[k] * 10 + (here(p) - '0');
		bool none = p->i == digits;
		if ((none && k == 0) || n[k] > REPEAT_MAX)
			return wrong(p, "braces want how often, at most 10000 times");
		if (here(p) == '}') {
			if (k == 1 && !none && n[1] < n[0])
				return wrong(p, "braces want the lesser number first");
			p->i++;
			buf_put(out, str_sub(p->s, from, p->i));
			return true;
		}
		if (here(p) != ',')
			break;
		p->i++;
	}
	return wrong(p, "braces want how often: {2}, {2,} or {2,5}");
}

static bool quantifier(pattern *p, buf *out)
{
	if (here(p) == '{') {
		if (!braces(p, out))
			return false;
	} else {
		buf_char(out, here(p));
		p->i++;
	}
	if (here(p) == '?') {
		buf_char(out, '?');
		p->i++;
	}
	return true;
}

/* \1; as many digits as there are groups for. At the digit. */
static bool back_reference(pattern *p, buf *out)
{
	int n = here(p) - '0';
	for (p->i++; is_digit(here(p)) && n * 10 + (here(p) - '0') <= p->groups; p->i++)
		n = n * 10 + (here(p) - '0');
	if (n < 1 || n > p->groups || !p->closed[n])
		return wrong(p, "a reference to a group that is not there yet");
	buf_format(out, "(?:\\%d)", n);
	return true;
}

static bool escape(pattern *p, buf *out)
{
	p->i++;
	char letter = here(p);
	const char *set = class_of(letter);
	u32 point = escaped(letter);
	if (is_digit(letter))
		return back_reference(p, out);
	if (letter == 'p' || letter == 'P')
		return property(p, out);
	if (set)
		buf_put(out, str_of(set));
	else if (point)
		put_point(out, point);
	else
		return wrong(p, "there is no such escape");
	p->i++;
	return true;
}

static bool open_group(pattern *p, buf *out)
{
	bool plain = next(p) != '?';
	if (!plain && !str_starts(str_sub(p->s, p->i, p->s.len), STR("(?:")))
		return wrong(p, "there is no such group: (?");
	if (p->depth == NEST_MAX || (plain && p->groups == GROUPS_MAX))
		return wrong(p, "too many groups");
	p->open[p->depth++] = plain ? ++p->groups : 0;
	buf_put(out, plain ? STR("(") : STR("(?:"));
	p->i += plain ? 1 : 3;
	return true;
}

static bool close_group(pattern *p, buf *out)
{
	if (p->depth == 0)
		return wrong(p, "a bracket that was never opened");
	p->closed[p->open[--p->depth]] = true;
	buf_char(out, ')');
	p->i++;
	return true;
}

/* What stands for characters, or for a place between them. */
static bool atom(pattern *p, buf *out)
{
	switch (here(p)) {
	case '\\':
		return escape(p, out);
	case '[':
		return class(p, out, 0);
	case '.':
		buf_put(out, p->flags.dot_all ? STR("[\\x{0}-\\x{10FFFF}]") : STR("[^\\n\\r]"));
		break;
	case '^':
		buf_lit(out, "(?:^)");
		break;
	case '$': /* ICU's would also stand before a line's end that is the last character */
		buf_put(out, p->flags.lines ? STR("(?:$)") : STR("(?:\\z)"));
		break;
	case ']':
	case '}':
		return wrong(p, "a bracket that was never opened");
	default: {
		u32 point = str_next(p->s, &p->i);
		put_point(out, point);
		return true;
	}
	}
	p->i++;
	return true;
}

static bool walk(pattern *p, buf *out)
{
	bool repeatable = false; /* there is something that a quantifier may stand behind */
	while (!at_end(p)) {
		char c = here(p);
		if (strchr("?*+{", c)) {
			if (!repeatable)
				return wrong(p, "there is nothing to repeat");
			repeatable = false;
			if (!quantifier(p, out))
				return false;
			continue;
		}
		repeatable = c != '(' && c != '|';
		if (c == '|') {
			buf_char(out, '|');
			p->i++;
		} else if (c == '(' ? !open_group(p, out) : c == ')' ? !close_group(p, out) : !atom(p, out)) {
			return false;
		}
	}
	return p->depth == 0 ? true : wrong(p, "a bracket that is never closed");
}

bool pattern_read(arena *a, str s, pattern_flags flags, str *ret, const char **ret_why)
{
	pattern p = { .a = a, .flags = flags };
	buf out = buf_new(a, OUT_MAX);
	*ret_why = "the pattern is too long";
	if (s.len > PATTERN_MAX)
		return false;
	p.s = flags.spaced ? unspaced(a, s) : s;
	if (!walk(&p, &out)) {
		*ret_why = p.why;
		return false;
	}
	if (!out.len)
		buf_lit(&out, "(?:)");
	*ret = buf_str(&out);
	return !out.overflowed;
}
