/* Reading numbers and money: digits of either width, commas, 万 and 億, kanji digits, the unit behind. */
#include "base/buf.h"
#include "fields/fields_private.h"
#include "text/kana.h"

#define MICRO 1000000 /* numbers are counted in millionths while they are read */
#define LARGEST ((i64)1000000000000000 * 1000) /* 10^18: a trillion in millionths */

int kanji_digit(u32 c)
{
	static const u32 digits[] = { 0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D };
	for (int i = 0; i < 10; i++)
		if (c == digits[i])
			return i;
	return -1;
}

/* 十 百 千 within a part, 万 億 between parts; 0 for any other. */
static i64 power_of(u32 c, bool *ret_part)
{
	*ret_part = c == 0x4E07 || c == 0x5104;
	switch (c) {
	case 0x5341:
		return 10;
	case 0x767E:
		return 100;
	case 0x5343:
		return 1000;
	case 0x4E07:
		return 10000;
	case 0x5104:
		return 100000000;
	default:
		return 0;
	}
}

/* x * y, or false beyond the largest; both not negative. */
static bool times(i64 x, i64 y, i64 *ret)
{
	return !__builtin_mul_overflow(x, y, ret) && *ret <= LARGEST;
}

/* One run of digits, with commas in their places (1,200) and a point. False when it is none. */
static bool run(str s, size_t *i, i64 *ret, int *ret_decimals)
{
	i64 value = 0;
	int group = 0, decimals = -1; /* group: digits since the last comma; decimals: -1 before the point */
	bool commas = false, any = false;
	for (; *i < s.len; (*i)++) {
		char c = s.at[*i];
		if (c >= '0' && c <= '9') {
			any = true;
			group++;
			if (decimals >= 0 && ++decimals > FIELD_DECIMALS_MAX)
				return false;
			if (!times(value, 10, &value) || (value += c - '0') > LARGEST)
				return false;
		} else if (c == ',' && any && decimals < 0) {
			if (commas ? group != 3 : group > 3)
				return false;
			commas = true;
			group = 0;
		} else if (c == '.' && decimals < 0 && any) {
			if (commas && group != 3)
				return false;
			decimals = 0;
			group = 3;
			commas = false;
		} else {
			break;
		}
	}
	if (!any || decimals == 0 || (commas && group != 3))
		return false;
	*ret_decimals = decimals < 0 ? 0 : decimals;
	for (int k = *ret_decimals; k < FIELD_DECIMALS_MAX; k++)
		if (!times(value, 10, &value))
			return false;
	*ret = value;
	return true;
}

/* The whole: 1億2,000万, 3千, 二百五十, 1.5万. *ret in millionths. */
static bool amount(str s, i64 *ret)
{
	i64 total = 0, part = 0, now = 0, below = LARGEST, below_part = 10000;
	bool has = false, kanji = false;
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		bool is_part;
		u32 c = str_next(s, &i);
		int digit = kanji_digit(c), decimals;
		i64 power = power_of(c, &is_part);
		if (digit >= 0) {
			if (has && !kanji)
				return false;
			kanji = true;
			if (!times(now, 10, &now) || (now += (i64)digit * MICRO) > LARGEST)
				return false;
			has = true;
		} else if (power && is_part) {
			if (power >= below || !(has || part))
				return false;
			if (!times(part + now, power, &now) || (total += now) > LARGEST)
				return false;
			below = power;
			below_part = 10000;
			part = now = 0;
			has = kanji = false;
		} else if (power) {
			if (power >= below_part || !times(has ? now : MICRO, power, &now) || (part += now) > LARGEST)
				return false;
			below_part = power;
			now = 0;
			has = kanji = false;
		} else {
			i = at;
			if (has || !run(s, &i, &now, &decimals))
				return false;
			has = true;
		}
	}
	*ret = total + part + now;
	return *ret <= LARGEST && s.len;
}

static bool cut_end(str *s, str end)
{
	if (end.len == 0 || s->len <= end.len || !str_eq_nocase(str_sub(*s, s->len - end.len, s->len), end))
		return false;
	*s = trim_spaces(str_sub(*s, 0, s->len - end.len));
	return true;
}

static bool cut_front(str *s, str front)
{
	if (!str_starts(*s, front))
		return false;
	*s = trim_spaces(str_sub(*s, front.len, s->len));
	return true;
}

/* Units behind and signs before, as far as they say what the field means anyway. */
static str bare(const reading *r, str s, bool *ret_minus)
{
	static const char *const minus[] = { "-", "−", "ー", "―", "–", "▲", "△" };
	const text3 *unit = &r->f->unit;
	bool cut = false;
	*ret_minus = false;
	if (r->f->kind == FIELD_MONEY) {
		if (!cut_front(&s, STR("¥")) && !cut_front(&s, STR("\\")))
			(void)(cut_end(&s, STR("円")) || cut_end(&s, STR("えん")) || cut_end(&s, STR("yen")));
	}
	for (int l = 0; l < LANG_COUNT && !cut; l++)
		cut = cut_end(&s, width_half(r->a, unit->in[l]));
	if (!cut && str_eq(unit->in[LANG_JA], STR("人")))
		cut = cut_end(&s, STR("名"));
	if (!cut && str_eq(unit->in[LANG_JA], STR("歳")))
		cut = cut_end(&s, STR("才"));
	for (size_t i = 0; i < COUNT(minus) && !*ret_minus; i++)
		*ret_minus = cut_front(&s, str_of(minus[i]));
	if (r->f->kind == FIELD_MONEY && *ret_minus)
		cut_front(&s, STR("¥"));
	return s;
}

const err *read_number(const reading *r, str s, str *ret)
{
	bool minus;
	i64 value;
	s = width_half(r->a, s);
	buf plain = buf_new(r->a, s.len + 1); /* 1、200 and ￥ as keyboards offer them */
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		u32 c = str_next(s, &i);
		if (c == 0x3001 || c == 0xFF64)
			buf_char(&plain, ',');
		else if (c == 0xFFE5)
			buf_put(&plain, STR("¥"));
		else
			buf_put(&plain, str_sub(s, at, i));
	}
	s = bare(r, trim_spaces(buf_str(&plain)), &minus);
	if (!amount(s, &value))
		return refused(r, ERR_field_number, "not a number");
	int decimals = r->f->kind == FIELD_MONEY ? 0 : r->f->decimals;
	i64 step = MICRO;
	for (int i = 0; i < decimals; i++)
		step /= 10;
	if (value % step)
		return refused(r, ERR_field_number, "more digits behind the point than are asked for");
	value = minus ? -value : value;
	if (value < field_least(r->f) * MICRO || value > field_most(r->f) * MICRO)
		return refused(r, ERR_field_range, "out of range");
	i64 whole = value / MICRO, rest = value % MICRO;
	if (rest == 0) {
		*ret = str_format(r->a, "%lld", (long long)whole);
		return NULL;
	}
	str text = str_format(r->a, "%s%lld.%06lld", value < 0 ? "-" : "", (long long)(whole < 0 ? -whole : whole),
			      (long long)(rest < 0 ? -rest : rest));
	while (text.at[text.len - 1] == '0')
		text.len--;
	*ret = text;
	return NULL;
}
