/* Facts as a paper has them: 令和8年11月21日, 093 582 2111, 小倉北区 城内1番1号. */
#include "defs/papers/papers_read.h"
#include "fields/address.h"
#include "rules/decimal.h"
#include "text/contact.h"
#include "text/figures.h"
#include "text/wareki.h"

#define IDEOGRAPHIC_SPACE 0x3000

/* --- formats -------------------------------------------------------------------------------------------------------------- */

bool format_next(str *rest, format_part *ret)
{
	size_t open = str_find(*rest, '{');
	if (rest->len == 0)
		return false;
	if (open > 0) {
		*ret = (format_part){ false, str_sub(*rest, 0, open) };
		*rest = str_sub(*rest, open, rest->len);
		return true;
	}
	size_t close = str_find(*rest, '}');
	bool whole = close < rest->len;
	*ret = (format_part){ whole, whole ? str_sub(*rest, 1, close) : *rest };
	*rest = str_sub(*rest, whole ? close + 1 : rest->len, rest->len);
	return true;
}

enum { OF_DATE = 1, OF_MONTH = 2, OF_PHONE = 4, OF_POSTAL = 8, OF_NAME = 16, OF_ADDRESS = 32, OF_DIGITS = 64 };

static const struct {
	const char *name;
	int of;
} parts[] = {
	{ "era", OF_DATE | OF_MONTH },
	{ "era-letter", OF_DATE | OF_MONTH },
	{ "year", OF_DATE | OF_MONTH },
	{ "western", OF_DATE | OF_MONTH },
	{ "month", OF_DATE | OF_MONTH },
	{ "day", OF_DATE },
	{ "year2", OF_DATE | OF_MONTH },
	{ "month2", OF_DATE | OF_MONTH },
	{ "day2", OF_DATE },
	{ "1", OF_PHONE | OF_POSTAL },
	{ "2", OF_PHONE | OF_POSTAL },
	{ "3", OF_PHONE },
	{ "family", OF_NAME },
	{ "given", OF_NAME },
	{ "ward", OF_ADDRESS },
	{ "rest", OF_ADDRESS },
	{ "digits", OF_DIGITS },
};

/* What parts a kind has; of FEEL, whose kind is not known before, all. */
static int parts_of(field_kind k)
{
	switch ((int)k) {
	case FIELD_DATE:
		return OF_DATE;
	case FIELD_MONTH:
		return OF_MONTH;
	case FIELD_PHONE:
		return OF_PHONE | OF_DIGITS;
	case FIELD_POSTAL:
		return OF_POSTAL | OF_DIGITS;
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_TEXT:
		return OF_NAME;
	case FIELD_ADDRESS:
		return OF_ADDRESS;
	case FIELD_NUMBER:
	case FIELD_MONEY:
	case FIELD_CORPORATE_NUMBER:
		return OF_DIGITS;
	case FIELD_KIND_COUNT:
		return OF_DATE | OF_MONTH | OF_PHONE | OF_POSTAL | OF_NAME | OF_ADDRESS | OF_DIGITS;
	default:
		return 0;
	}
}

bool format_has(field_kind k, str part, strs *ret_parts, arena *a)
{
	int of = parts_of(k);
	bool has = str_eq(part, STR("value"));
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (!(parts[i].of & of))
			continue;
		has = has || str_eq(part, str_of(parts[i].name));
		if (ret_parts)
			LIST_ADD(a, ret_parts, str_of(parts[i].name));
	}
	if (ret_parts)
		LIST_ADD(a, ret_parts, STR("value"));
	return has;
}

/* --- kinds ----------------------------------------------------------------------------------------------------------------- */

static str date_part(arena *a, day d, str part)
{
	civil c = civil_of(d);
	wareki w = { 0 };
	bool dated = wareki_of(d, &w);
	if (str_eq(part, STR("era")))
		return dated ? era_name(w.era) : STR_NONE;
	if (str_eq(part, STR("era-letter"))) {
		size_t i = 0;
		str name = dated ? era_name(w.era) : STR_NONE;
		if (name.len)
			str_next(name, &i);
		return str_sub(name, 0, i);
	}
	if (str_eq(part, STR("year")))
		return dated && w.year == 1 ? STR("元") : str_format(a, "%d", dated ? w.year : c.year);
	if (str_eq(part, STR("western")))
		return str_format(a, "%d", c.year);
	if (str_eq(part, STR("month")))
		return str_format(a, "%d", c.month);
	if (str_eq(part, STR("day")))
		return str_format(a, "%d", c.mday);
	if (str_eq(part, STR("year2")))
		return str_format(a, "%02d", dated ? w.year : c.year % 100);
	if (str_eq(part, STR("month2")))
		return str_format(a, "%02d", c.month);
	return str_format(a, "%02d", c.mday);
}

/* Where the hyphens of a number stand. `sure`: by the numbering plan, not by how such numbers mostly are. */
static void phone_parts(str s, str part[3], bool *ret_sure)
{
	/* Area codes of three digits to which no longer one begins with the same digits and then 2 to 9, for exchanges begin with these. */
	static const char *const areas[] = { "011", "044", "045", "052", "075", "078", "092", "093" };
	size_t first = 3, second = s.len > 10 ? 4 : 3;
	*ret_sure = s.len == 11;
	if (s.len == 10) {
		bool exchange = s.at[3] >= '2';
		for (size_t i = 0; i < COUNT(areas); i++)
			*ret_sure = *ret_sure || (exchange && str_starts(s, str_of(areas[i])));
		if (str_starts(s, STR("03")) || str_starts(s, STR("06"))) {
			first = 2;
			second = 4;
			*ret_sure = true;
		} else if (str_starts(s, STR("0120")) || str_starts(s, STR("0570"))) {
			first = 4;
			*ret_sure = true;
		} else if (!exchange) {
			first = 4;
			second = 2;
		}
	} else if (str_starts(s, STR("0800"))) {
		first = 4;
		second = 3;
	}
	part[0] = str_sub(s, 0, first);
	part[1] = str_sub(s, first, first + second);
	part[2] = str_sub(s, first + second, s.len);
}

static void name_parts(str s, str *ret_family, str *ret_given)
{
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i);
		if (c != ' ' && c != IDEOGRAPHIC_SPACE)
			continue;
		*ret_family = str_sub(s, 0, at);
		*ret_given = str_trim(str_sub(s, i, s.len));
		return;
	}
	*ret_family = s;
	*ret_given = STR_NONE;
}

static bool found_in(str s, str part, size_t *ret)
{
	for (size_t i = 0; part.len && i + part.len <= s.len; i++)
		if (str_starts(str_sub(s, i, s.len), part)) {
			*ret = i;
			return true;
		}
	return false;
}

/* The ward, and all behind it. Nothing is left out: an address of another city, or one whose ward cannot be told, is all in the rest. */
static void address_parts(arena *a, str s, str home, str *ret_ward, str *ret_rest)
{
	address x = address_parse(a, s, NULL);
	size_t at;
	bool elsewhere = home.len && x.city.len && !str_eq(x.city, home);
	*ret_ward = STR_NONE;
	*ret_rest = s;
	if (elsewhere || !found_in(s, x.ward, &at))
		return;
	*ret_ward = x.ward;
	*ret_rest = str_trim(str_sub(s, at + x.ward.len, s.len));
}

/* A month is the first of it; false for what is no date. */
static bool date_of(arena *a, field_kind k, str s, day *ret)
{
	return day_parse(k == FIELD_MONTH ? str_format(a, "%.*s-01", STR_ARG(s)) : s, ret);
}

static str month_text(arena *a, str s)
{
	day d;
	wareki w;
	if (!date_of(a, FIELD_MONTH, s, &d))
		return s;
	civil c = civil_of(d);
	if (!wareki_of(d, &w))
		return str_format(a, "%d年%d月", c.year, c.month);
	return str_format(a, "%.*s%.*s年%d月", STR_ARG(era_name(w.era)), STR_ARG(date_part(a, d, STR("year"))),
			  c.month);
}

/* As it usually is. */
static str plain_text(arena *a, const field_def *f, str s)
{
	day d;
	str part[3];
	bool sure;
	switch (f->kind) {
	case FIELD_DATE:
		return day_parse(s, &d) ? wareki_text(a, d) : s;
	case FIELD_MONTH:
		return month_text(a, s);
	case FIELD_NUMBER:
	case FIELD_MONEY:
		return figure_groups(a, s);
	case FIELD_PHONE:
		if (s.len < 10)
			return s;
		phone_parts(s, part, &sure);
		return sure ? str_format(a, "%.*s-%.*s-%.*s", STR_ARG(part[0]), STR_ARG(part[1]), STR_ARG(part[2])) : s;
	case FIELD_MY_NUMBER:
		return STR_NONE;
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_KANA:
	case FIELD_ADDRESS:
	case FIELD_MAIL:
	case FIELD_FILE:
	case FIELD_TABLE:
	case FIELD_POSTAL:
	case FIELD_YESNO:
	case FIELD_CHOICE:
	case FIELD_CHOICES:
	case FIELD_CORPORATE_NUMBER:
	case FIELD_KIND_COUNT:
		break;
	}
	return field_show(a, f, s, LANG_JA);
}

static str part_text(arena *a, const field_def *f, str s, str part, str home)
{
	day d;
	if (str_eq(part, STR("value")))
		return plain_text(a, f, s);
	if (str_eq(part, STR("digits")))
		return s;
	if (f->kind == FIELD_DATE || f->kind == FIELD_MONTH)
		return date_of(a, f->kind, s, &d) ? date_part(a, d, part) : STR_NONE;
	if (f->kind == FIELD_POSTAL)
		return str_eq(part, STR("1")) ? str_sub(s, 0, 3) : str_sub(s, 3, s.len);
	if (f->kind == FIELD_PHONE) {
		str three[3];
		bool sure;
		phone_parts(s, three, &sure);
		return three[part.len && part.at[0] >= '1' && part.at[0] <= '3' ? part.at[0] - '1' : 0];
	}
	str one = s, two = STR_NONE;
	if (f->kind == FIELD_ADDRESS)
		address_parts(a, s, home, &one, &two);
	else
		name_parts(s, &one, &two);
	return str_eq(part, STR("family")) || str_eq(part, STR("ward")) ? one : two;
}

str text_of_format(arena *a, const field_def *f, str s, str format, str home)
{
	if (s.len == 0 || f->kind == FIELD_MY_NUMBER)
		return STR_NONE;
	if (format.len == 0)
		return plain_text(a, f, s);
	buf b = buf_new(a, PAPER_TEXT_MAX);
	format_part part;
	while (format_next(&format, &part))
		buf_put(&b, part.braces ? part_text(a, f, s, part.text, home) : part.text);
	return buf_str(&b);
}

str paper_text(arena *a, const field_def *f, str canonical, str format, instant now)
{
	(void)now;
	return text_of_format(a, f, canonical, format, STR_NONE);
}

/* --- FEEL -------------------------------------------------------------------------------------------------------------------- */

str canonical_of(arena *a, const field_def *f, feel v)
{
	(void)f;
	switch (v.kind) {
	case FEEL_BOOLEAN:
		return v.boolean ? STR("yes") : STR("no");
	case FEEL_NUMBER:
		return decimal_text(a, v.number);
	case FEEL_STRING:
		return v.string;
	case FEEL_LIST: {
		buf b = buf_new(a, FEEL_TEXT_MAX);
		for (size_t i = 0; i < v.list->n; i++) {
			buf_put(&b, i ? STR("\n") : STR_NONE);
			buf_put(&b, canonical_of(a, f, v.list->at[i]));
		}
		return buf_str(&b);
	}
	case FEEL_DATE:
		if (v.moment->year < 1 || v.moment->year > 9999)
			return STR_NONE;
		return str_format(a, "%04d-%02d-%02d", v.moment->year, v.moment->month, v.moment->day);
	case FEEL_NULL:
	case FEEL_UNKNOWN:
	case FEEL_TIME:
	case FEEL_DATE_TIME:
	case FEEL_SPAN:
	case FEEL_MONTHS:
	case FEEL_CONTEXT:
	case FEEL_RANGE:
	case FEEL_FUNCTION:
		break;
	}
	return STR_NONE;
}

static bool all_digits(str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return s.len > 0;
}

static bool has_part(str format, int of)
{
	format_part part;
	while (format_next(&format, &part))
		for (size_t i = 0; part.braces && i < COUNT(parts); i++)
			if (str_eq(part.text, str_of(parts[i].name)) && parts[i].of & of)
				return true;
	return false;
}

str text_of_feel(arena *a, feel v, str format, str home)
{
	field_def f = field_plain(STR_NONE, FIELD_TEXT);
	if (v.kind == FEEL_LIST) {
		buf b = buf_new(a, PAPER_TEXT_MAX);
		for (size_t i = 0; i < v.list->n; i++) {
			buf_put(&b, i ? STR("、") : STR_NONE);
			buf_put(&b, text_of_feel(a, v.list->at[i], format, home));
		}
		return buf_str(&b);
	}
	str s = canonical_of(a, &f, v);
	if (v.kind == FEEL_DATE)
		f.kind = FIELD_DATE;
	else if (v.kind == FEEL_BOOLEAN)
		f.kind = FIELD_YESNO;
	else if (v.kind == FEEL_NUMBER)
		f.kind = format.len ? FIELD_NUMBER : FIELD_TEXT; /* a number that is no sum: its digits */
	else if (all_digits(s) && s.len == 7)
		f.kind = has_part(format, OF_POSTAL) ? FIELD_POSTAL : FIELD_TEXT;
	else if (all_digits(s) && (s.len == 10 || s.len == 11))
		f.kind = has_part(format, OF_PHONE) ? FIELD_PHONE : FIELD_TEXT;
	else if (has_part(format, OF_ADDRESS))
		f.kind = FIELD_ADDRESS;
	return text_of_format(a, &f, s, format, home);
}

/* --- options ------------------------------------------------------------------------------------------------------------------ */

static bool stands_for(const field_def *f, str answer, str word)
{
	if (str_eq(answer, word))
		return true;
	for (size_t i = 0; f && i < f->choices.n; i++)
		if (str_eq(f->choices.at[i].value, answer))
			return str_eq(f->choices.at[i].label.in[LANG_JA], word);
	if (f && f->kind == FIELD_YESNO)
		return str_eq(word, str_eq(answer, STR("yes")) ? STR("はい") : STR("いいえ"));
	return false;
}

bool option_stands(const field_def *f, str canonical, str word, str answers, size_t place)
{
	if (canonical.len == 0)
		return false;
	if (f && f->kind == FIELD_YESNO && answers.len == 0 && place != SIZE_MAX)
		return str_eq(canonical, place == 0 ? STR("yes") : STR("no")) && place < 2;
	while (canonical.len) {
		str answer = str_cut(&canonical, '\n'), list = answers.len ? answers : word;
		while (list.len)
			if (stands_for(f, answer, str_cut(&list, '\n')))
				return true;
	}
	return false;
}
