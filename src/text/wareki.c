#include "text/wareki.h"
#include "text/kana.h"

typedef struct era_row {
	str name, letter, sign; /* 令和, R, 令 */
	int zero; /* year 1 less one */
	civil first;
} era_row;

static const era_row eras[ERA_COUNT] = {
	[MEIJI] = { STR_INIT("明治"), STR_INIT("M"), STR_INIT("明"), 1867, { 1873, 1, 1 } },
	[TAISHO] = { STR_INIT("大正"), STR_INIT("T"), STR_INIT("大"), 1911, { 1912, 7, 30 } },
	[SHOWA] = { STR_INIT("昭和"), STR_INIT("S"), STR_INIT("昭"), 1925, { 1926, 12, 25 } },
	[HEISEI] = { STR_INIT("平成"), STR_INIT("H"), STR_INIT("平"), 1988, { 1989, 1, 8 } },
	[REIWA] = { STR_INIT("令和"), STR_INIT("R"), STR_INIT("令"), 2018, { 2019, 5, 1 } },
};

static day first_day(int e)
{
	return day_from(eras[e].first.year, eras[e].first.month, eras[e].first.mday);
}

bool wareki_of(day d, wareki *ret)
{
	for (int e = ERA_COUNT - 1; e >= 0; e--) {
		if (d < first_day(e))
			continue;
		civil c = civil_of(d);
		*ret = (wareki){ (era)e, c.year - eras[e].zero, c.month, c.mday };
		return true;
	}
	return false;
}

bool wareki_day(wareki w, day *ret)
{
	CHECK(w.era < ERA_COUNT);
	if (w.year < 1 || w.year > 999 || !civil_valid(eras[w.era].zero + w.year, w.month, w.mday))
		return false;
	day d = day_from(eras[w.era].zero + w.year, w.month, w.mday);
	/* 大正 and 昭和 began within their first day, so that day bears both names; 平成 and 令和 began with a day */
	bool shared = w.era == MEIJI || w.era == TAISHO;
	if (d < first_day((int)w.era) || (w.era + 1 < ERA_COUNT && d >= first_day((int)w.era + 1) + shared))
		return false;
	*ret = d;
	return true;
}

str era_name(era e)
{
	CHECK(e < ERA_COUNT);
	return eras[e].name;
}

str era_letter(era e)
{
	CHECK(e < ERA_COUNT);
	return eras[e].letter;
}

str wareki_text(arena *a, day d)
{
	wareki w;
	if (!wareki_of(d, &w)) {
		civil c = civil_of(d);
		return str_format(a, "%d年%d月%d日", c.year, c.month, c.mday);
	}
	str name = eras[w.era].name;
	if (w.year == 1)
		return str_format(a, "%.*s元年%d月%d日", STR_ARG(name), w.month, w.mday);
	return str_format(a, "%.*s%d年%d月%d日", STR_ARG(name), w.year, w.month, w.mday);
}

static bool take(str *s, str head)
{
	if (!str_starts(*s, head))
		return false;
	*s = str_sub(*s, head.len, s->len);
	return true;
}

/* One to three digits. */
static bool take_number(str *s, int *ret)
{
	size_t n = 0;
	int value = 0;
	for (; n < s->len && n < 3 && s->at[n] >= '0' && s->at[n] <= '9'; n++)
		value = value * 10 + (s->at[n] - '0');
	if (n == 0)
		return false;
	*s = str_sub(*s, n, s->len);
	*ret = value;
	return true;
}

static bool take_era(str *s, era *ret)
{
	for (int e = 0; e < ERA_COUNT; e++) {
		char small = (char)(eras[e].letter.at[0] + 32);
		if (take(s, eras[e].name) || take(s, eras[e].sign) || take(s, eras[e].letter) ||
		    take(s, (str){ &small, 1 })) {
			*ret = (era)e;
			return true;
		}
	}
	return false;
}

/* What stands between the numbers: 年 月 日, or one and the same of . - / */
static bool take_rest(str s, wareki *w)
{
	bool words = take(&s, STR("年"));
	char mark = s.len ? s.at[0] : 0;
	str sign = { &mark, 1 };
	if (!words && (!(mark == '.' || mark == '-' || mark == '/') || !take(&s, sign)))
		return false;
	if (!take_number(&s, &w->month) || !take(&s, words ? STR("月") : sign) || !take_number(&s, &w->mday))
		return false;
	return words ? take(&s, STR("日")) && s.len == 0 : s.len == 0;
}

bool wareki_parse(arena *a, str s, day *ret)
{
	wareki w = { .year = 1 };
	if (s.len > 100)
		return false;
	s = str_trim(width_half(a, s));
	if (!take_era(&s, &w.era) || !(take(&s, STR("元")) || take_number(&s, &w.year)) || !take_rest(s, &w))
		return false;
	return wareki_day(w, ret);
}

str weekday_ja(int weekday)
{
	static const str names[] = { STR_INIT("日"), STR_INIT("月"), STR_INIT("火"), STR_INIT("水"),
				     STR_INIT("木"), STR_INIT("金"), STR_INIT("土") };
	CHECK(weekday >= 0 && weekday < 7);
	return names[weekday];
}

str weekday_en(int weekday)
{
	static const str names[] = { STR_INIT("Sunday"),    STR_INIT("Monday"),   STR_INIT("Tuesday"),
				     STR_INIT("Wednesday"), STR_INIT("Thursday"), STR_INIT("Friday"),
				     STR_INIT("Saturday") };
	CHECK(weekday >= 0 && weekday < 7);
	return names[weekday];
}
