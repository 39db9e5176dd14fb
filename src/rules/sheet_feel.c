/* What clerks type in a cell, as FEEL. */
#include "rules/decimal.h"
#include "rules/sheet_private.h"
#include "text/kana.h"
#include "text/utf8.h"
#include "text/wareki.h"

#define DATE_CHARACTERS_MAX 16 /* 平成元年12月31日 has 11 */

typedef struct pair {
	str from, to;
} pair;

static bool in_list(str s, const pair *list, size_t n, str *ret)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, list[i].from)) {
			*ret = list[i].to;
			return true;
		}
	return false;
}

str sheet_trim(str s)
{
	static const str wide = STR_INIT("　");
	for (;;) {
		str t = str_trim(s);
		if (str_starts(t, wide))
			t = str_sub(t, wide.len, t.len);
		else if (str_ends(t, wide))
			t = str_sub(t, 0, t.len - wide.len);
		if (t.len == s.len)
			return t;
		s = t;
	}
}

bool sheet_kept(str s)
{
	static const str heads[] = { STR_INIT("="),  STR_INIT("+"),  STR_INIT("-"),  STR_INIT("@"),
				     STR_INIT("＝"), STR_INIT("＋"), STR_INIT("－"), STR_INIT("＠") };
	size_t marks = 0;
	while (marks < s.len && s.at[marks] == '\'')
		marks++;
	for (size_t i = 0; marks && i < COUNT(heads); i++)
		if (str_starts(str_sub(s, marks, s.len), heads[i]))
			return true;
	return false;
}

/* --- dates ----------------------------------------------------------------------------------------------------------- */

static bool number_at(str *s, size_t least, size_t most, int *ret)
{
	size_t n = 0;
	int value = 0;
	for (; n < s->len && n < most && s->at[n] >= '0' && s->at[n] <= '9'; n++)
		value = value * 10 + (s->at[n] - '0');
	*s = str_sub(*s, n, s->len);
	*ret = value;
	return n >= least;
}

static bool word_at(str *s, str word)
{
	bool there = str_starts(*s, word);
	if (there)
		*s = str_sub(*s, word.len, s->len);
	return there;
}

/* 2026-04-01, 2026/4/1, 2026年4月1日, and 和暦. */
static bool typed_day(arena *a, str s, day *ret)
{
	int y, m, d;
	if (s.len > 60)
		return false;
	s = str_trim(width_half(a, s));
	if (wareki_parse(a, s, ret))
		return true;
	if (!number_at(&s, 4, 4, &y))
		return false;
	bool words = word_at(&s, STR("年"));
	str mark = words || s.len == 0 ? STR("月") : s.at[0] == '/' ? STR("/") : STR("-");
	if ((!words && !word_at(&s, mark)) || !number_at(&s, 1, 2, &m) || !word_at(&s, mark) ||
	    !number_at(&s, 1, 2, &d) || (words && !word_at(&s, STR("日"))) || s.len || !civil_valid(y, m, d))
		return false;
	*ret = day_from(y, m, d);
	return true;
}

bool sheet_day(arena *a, str s, day *ret)
{
	s = sheet_trim(s);
	if (str_starts(s, STR("date(\"")) && str_ends(s, STR("\")")))
		return day_parse(str_sub(s, 6, s.len - 2), ret);
	return typed_day(a, s, ret);
}

/* --- sign by sign ---------------------------------------------------------------------------------------------------- */

typedef struct typist {
	arena *a;
	str s;
	size_t i;
	buf out;
	feel_names known;
	bool in_name; /* the last character belongs to a name or number */
} typist;

static bool is_digit(u32 c)
{
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

/* A name that is known begins here: it stays as it is. */
static bool known_name(typist *t)
{
	str rest = str_sub(t->s, t->i, t->s.len), best = { "", 0 };
	for (size_t k = 0; k < t->known.n; k++)
		if (t->known.at[k].len > best.len && str_starts(rest, t->known.at[k]))
			best = t->known.at[k];
	if (best.len == 0)
		return false;
	buf_put(&t->out, best);
	t->i += best.len;
	t->in_name = true;
	return true;
}

/* A text in quotes of any kind. False when it is not closed. */
static bool quoted(typist *t, u32 open, size_t from)
{
	static const struct {
		u32 open, close;
	} kinds[] = { { '"', '"' },       { 0x201C, 0x201D }, { 0x201D, 0x201D },
		      { 0xFF02, 0xFF02 }, { 0x300C, 0x300D }, { 0x300E, 0x300F } };
	u32 close = 0;
	for (size_t k = 0; k < COUNT(kinds); k++)
		close = kinds[k].open == open ? kinds[k].close : close;
	if (!close)
		return false;
	for (size_t i = from; i < t->s.len;) {
		size_t at = i;
		u32 c = str_next(t->s, &i);
		if (c == '\\' && open == '"') {
			if (i < t->s.len)
				str_next(t->s, &i);
			continue;
		}
		if (c != close)
			continue;
		str inside = str_sub(t->s, from, at);
		if (open == '"') {
			buf_char(&t->out, '"');
			buf_put(&t->out, inside);
			buf_char(&t->out, '"');
		} else {
			buf_put(&t->out, sheet_quote(t->a, inside));
		}
		t->i = i;
		t->in_name = false;
		return true;
	}
	return false;
}

/* The longest date that begins here. */
static bool dated(typist *t)
{
	size_t ends[DATE_CHARACTERS_MAX], n = 0;
	bool digits = false;
	for (size_t i = t->i; i < t->s.len && n < DATE_CHARACTERS_MAX;) {
		u32 c = str_next(t->s, &i);
		if (c == ' ' || c == '"' || c == ',' || c == 0x3001)
			break;
		digits = digits || is_digit(c);
		ends[n++] = i;
	}
	for (; digits && n-- > 5;) {
		day d;
		if (!typed_day(t->a, str_sub(t->s, t->i, ends[n]), &d))
			continue;
		size_t behind = ends[n];
		if (behind < t->s.len && is_digit(str_next(t->s, &behind)))
			continue; /* 2026/4/1 of 2026/4/15 */
		buf_lit(&t->out, "date(\"");
		buf_put(&t->out, day_text(t->a, d));
		buf_lit(&t->out, "\")");
		t->i = ends[n];
		t->in_name = false;
		return true;
	}
	return false;
}

static const char *sign_of(u32 c)
{
	switch (c) {
	case 0x2266: /* ≦ */
	case 0x2264: /* ≤ */
	case 0x2A7D: /* ⩽ */
		return "<=";
	case 0x2267: /* ≧ */
	case 0x2265: /* ≥ */
	case 0x2A7E: /* ⩾ */
		return ">=";
	case 0x2260: /* ≠ */
		return "!=";
	case 0x3001: /* 、 */
	case 0xFF64: /* half-width 、 */
		return ",";
	case 0x3000:
	case 0x00A0:
		return " ";
	case 0x301C: /* 〜 */
		return "~";
	case 0x2212: /* − */
		return "-";
	default:
		return NULL;
	}
}

static void plain(typist *t)
{
	u32 c = str_next(t->s, &t->i);
	const char *sign = sign_of(c);
	if (sign) {
		buf_put(&t->out, str_of(sign));
		t->in_name = false;
		return;
	}
	bool letter = (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A) || c == 0xFF3F;
	if (c >= 0xFF01 && c <= 0xFF5E && !letter && !(t->in_name && is_digit(c)))
		c -= 0xFEE0;
	u32 low = c | 32;
	t->in_name = (c >= 0x80 || c == '_' || (low >= 'a' && low <= 'z')) || (t->in_name && c >= '0' && c <= '9');
	utf8_put(&t->out, c);
}

static str by_signs(arena *a, str typed, feel_names known)
{
	typist t = { .a = a, .s = typed, .out = buf_new(a, typed.len * 6 + 100), .known = known };
	while (t.i < t.s.len) {
		size_t behind = t.i;
		u32 c = str_next(t.s, &behind);
		if (quoted(&t, c, behind) || (!t.in_name && (known_name(&t) || dated(&t))))
			continue;
		plain(&t);
	}
	return buf_str(&t.out);
}

/* --- item by item ---------------------------------------------------------------------------------------------------- */

/* What an item says of a value: a bound that was typed in words may make a range with the next. */
typedef struct bound {
	str value;
	bool lower, upper, in;
	bool words;
} bound;

/* A number, with 歳 円 人 behind it or not, or a date. */
static bool value_at(str *s, str *ret)
{
	size_t i = 0;
	str rest = *s;
	if (word_at(&rest, STR("date(\""))) {
		if (rest.len < 12 || !str_eq(str_sub(rest, 10, 12), STR("\")")))
			return false;
		*ret = str_sub(*s, 0, 18);
		*s = str_trim(str_sub(*s, 18, s->len));
		return true;
	}
	bool point = false;
	if (i < rest.len && rest.at[i] == '-')
		i++;
	size_t digits = i;
	for (; i < rest.len; i++) {
		if (rest.at[i] == '.' && !point && i > digits && i + 1 < rest.len && is_digit((u8)rest.at[i + 1]))
			point = true;
		else if (!(rest.at[i] >= '0' && rest.at[i] <= '9'))
			break;
	}
	if (i == digits)
		return false;
	*ret = str_sub(*s, 0, i);
	*s = str_trim(str_sub(*s, i, s->len));
	if (!word_at(s, STR("歳")) && !word_at(s, STR("才")) && !word_at(s, STR("円")))
		word_at(s, STR("人"));
	*s = str_trim(*s);
	return true;
}

static bool lower_word(str *s, bool *ret_in)
{
	*ret_in = word_at(s, STR("以上")) || word_at(s, STR("以降")) || word_at(s, STR("以後")) ||
		  word_at(s, STR("から"));
	return *ret_in || word_at(s, STR("を超える")) || word_at(s, STR("を超え")) || word_at(s, STR("超")) ||
	       word_at(s, STR("より大きい"));
}

static bool upper_word(str *s, bool *ret_in)
{
	*ret_in = word_at(s, STR("以下")) || word_at(s, STR("以前")) || word_at(s, STR("まで"));
	return *ret_in || word_at(s, STR("未満")) || word_at(s, STR("より小さい"));
}

static str range(arena *a, bool from_in, str from, str to, bool to_in)
{
	return str_format(a, "%s%.*s..%.*s%s", from_in ? "[" : "(", STR_ARG(from), STR_ARG(to), to_in ? "]" : ")");
}

/* 65以上, 18以上65未満, 18~64, 65歳; what is none of these stays. */
static str by_words(arena *a, str item, bound *b)
{
	str rest = str_trim(item), from, to;
	bool in;
	*b = (bound){ .lower = false };
	if (word_at(&rest, STR("~"))) {
		rest = str_trim(rest);
		if (value_at(&rest, &to) && rest.len == 0)
			return str_format(a, "<= %.*s", STR_ARG(to));
		return item;
	}
	str sign = STR("");
	static const str signs[] = { STR_INIT("<="), STR_INIT(">="), STR_INIT("!="),
				     STR_INIT("<"),  STR_INIT(">"),  STR_INIT("=") };
	for (size_t i = 0; i < COUNT(signs) && !sign.len; i++)
		if (word_at(&rest, signs[i]))
			sign = signs[i];
	rest = str_trim(rest);
	str before = rest;
	if (!value_at(&rest, &from))
		return item;
	if (rest.len == 0) /* a unit that says nothing is taken away */
		return before.len == from.len ? item
		       : sign.len             ? str_format(a, "%.*s %.*s", STR_ARG(sign), STR_ARG(from))
					      : from;
	if (sign.len)
		return item;
	if (word_at(&rest, STR("~"))) {
		rest = str_trim(rest);
		if (rest.len == 0)
			return str_format(a, ">= %.*s", STR_ARG(from));
		return value_at(&rest, &to) && rest.len == 0 ? range(a, true, from, to, true) : item;
	}
	if (upper_word(&rest, &in)) {
		*b = (bound){ .value = from, .upper = true, .in = in, .words = true };
		return rest.len ? item : str_format(a, "%s %.*s", in ? "<=" : "<", STR_ARG(from));
	}
	if (!lower_word(&rest, &in))
		return item;
	bool to_in;
	rest = str_trim(rest);
	if (rest.len == 0) {
		*b = (bound){ .value = from, .lower = true, .in = in, .words = true };
		return str_format(a, "%s %.*s", in ? ">=" : ">", STR_ARG(from));
	}
	if (!value_at(&rest, &to) || !upper_word(&rest, &to_in) || rest.len)
		return item;
	return range(a, in, from, to, to_in);
}

/* 18以上、65未満 means both; 65以上、18未満 either. */
static bool makes_range(bound low, bound high)
{
	decimal x, y;
	if (!low.lower || !high.upper)
		return false;
	if (decimal_read(low.value, &x) && decimal_read(high.value, &y))
		return decimal_cmp(x, y) <= 0;
	return str_starts(low.value, STR("date(")) && str_starts(high.value, STR("date(")) &&
	       str_cmp(low.value, high.value) <= 0;
}

/* The next item of a list, up to a comma outside of brackets and quotes. */
static str next_item(str *rest)
{
	int depth = 0;
	bool text = false;
	for (size_t i = 0; i < rest->len; i++) {
		char c = rest->at[i];
		if (text && c == '\\') {
			i++;
			continue;
		}
		if (c == '"')
			text = !text;
		if (text)
			continue;
		depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
		if (c == ',' && depth <= 0) {
			str item = str_sub(*rest, 0, i);
			*rest = str_sub(*rest, i + 1, rest->len);
			return item;
		}
	}
	str item = *rest;
	*rest = STR("");
	return item;
}

static str by_items(arena *a, str s)
{
	buf out = buf_new(a, s.len * 4 + 100);
	bound last = { .lower = false }, b;
	str held = { NULL, 0 };
	bool more = s.len > 0;
	while (more) {
		size_t before = s.len;
		str item = next_item(&s);
		more = item.len < before;
		item = by_words(a, item, &b);
		if (held.at && makes_range(last, b)) {
			held = range(a, last.in, last.value, b.value, b.in);
			last = (bound){ .lower = false };
			continue;
		}
		if (held.at) {
			buf_put(&out, held);
			buf_lit(&out, ",");
		}
		held = item;
		last = b;
	}
	if (held.at)
		buf_put(&out, held);
	return buf_str(&out);
}

str sheet_thousands(str s)
{
	bool text = false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '"')
			text = !text;
		if (text || s.at[i] != ',' || i == 0 || !is_digit((u8)s.at[i - 1]) || i + 3 >= s.len)
			continue;
		bool group = s.at[i + 1] == '0' && is_digit((u8)s.at[i + 2]) && is_digit((u8)s.at[i + 3]);
		if (!group || (i + 4 < s.len && is_digit((u8)s.at[i + 4])))
			continue;
		size_t from = i;
		while (from > 0 && is_digit((u8)s.at[from - 1]))
			from--;
		return str_sub(s, from, i + 4);
	}
	return STR("");
}

str sheet_feel_plain(arena *a, str typed, feel_names known)
{
	static const pair whole[] = {
		{ STR_INIT("はい"), STR_INIT("true") },     { STR_INIT("いいえ"), STR_INIT("false") },
		{ STR_INIT("○"), STR_INIT("true") },        { STR_INIT("×"), STR_INIT("false") },
		{ STR_INIT("◯"), STR_INIT("true") },        { STR_INIT("✕"), STR_INIT("false") },
		{ STR_INIT("〇"), STR_INIT("true") },       { STR_INIT("✗"), STR_INIT("false") },
		{ STR_INIT("TRUE"), STR_INIT("true") },     { STR_INIT("FALSE"), STR_INIT("false") },
		{ STR_INIT("ＴＲＵＥ"), STR_INIT("true") }, { STR_INIT("ＦＡＬＳＥ"), STR_INIT("false") },
		{ STR_INIT("－"), STR_INIT("-") },          { STR_INIT("ー"), STR_INIT("-") },
		{ STR_INIT("―"), STR_INIT("-") },           { STR_INIT("−"), STR_INIT("-") },
	};
	str word;
	typed = sheet_trim(typed);
	if (in_list(typed, whole, COUNT(whole), &word))
		return word;
	return by_signs(a, typed, known);
}

str sheet_feel(arena *a, str typed, feel_names known)
{
	str s = sheet_trim(sheet_feel_plain(a, typed, known));
	str others = STR("以外");
	if (!str_ends(s, others) || s.len == others.len)
		return by_items(a, s);
	s = by_items(a, sheet_trim(str_sub(s, 0, s.len - others.len)));
	return str_format(a, "not(%.*s)", STR_ARG(s));
}

/* --- texts ----------------------------------------------------------------------------------------------------------- */

str sheet_quote(arena *a, str s)
{
	return feel_literal(a, feel_text(s));
}

bool sheet_unquote(arena *a, str literal, str *ret)
{
	literal = str_trim(literal);
	if (literal.len < 2 || literal.at[0] != '"' || literal.at[literal.len - 1] != '"')
		return false;
	const feel_expr *e;
	if (feel_parse(a, literal, (feel_names){ .n = 0 }, &e) != NULL)
		return false;
	feel_run run = feel_begin(a, 0);
	feel_context nothing = { NULL, 0 };
	feel v = feel_eval(&run, e, &(feel_scope){ &nothing, NULL });
	if (v.kind != FEEL_STRING)
		return false;
	*ret = v.string;
	return true;
}

str sheet_cell_name(arena *a, size_t column, int row)
{
	char letters[8];
	size_t n = sizeof letters;
	for (size_t c = column + 1; c > 0 && n > 0; c = (c - 1) / 26)
		letters[--n] = (char)('A' + (c - 1) % 26);
	return str_format(a, "%.*s%d", (int)(sizeof letters - n), letters + n, row);
}
