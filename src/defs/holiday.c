/*
 * National holidays by rule: 国民の祝日に関する法律 (Act No. 178 of 1948) with its amendments.
 *
 *     1966  敬老の日, 体育の日; 建国記念の日 from 1967
 *     1973  a holiday on a Sunday moves to the Monday (from 12 April)
 *     1985  a day between two holidays is one, unless it is a Sunday or a substitute (first on 4 May 1988)
 *     1989  4/29 becomes みどりの日, the Emperor's Birthday moves to 12/23
 *     1996  海の日;  2000 and 2003: four holidays move to Mondays
 *     2007  4/29 is 昭和の日, みどりの日 moves to 5/4; a substitute is the next day that is not a holiday
 *     2016  山の日;  2020: スポーツの日, the Emperor's Birthday on 2/23 (there was none in 2019)
 *     2020 and 2021: three holidays were moved for the Olympic Games (Act No. 68 of 2015 as amended)
 *
 * The equinoxes are announced each February for the next year; the formula (海上保安庁水路部, 新こよみ便利帳) agrees with
 * every one announced so far.
 */
#include "defs/defs.h"

#define EVER 2099

enum { SPRING = 32, AUTUMN = 33, MONDAY = 40 }; /* instead of a day of the month; MONDAY + n: the nth Monday */

typedef struct rule {
	int from, to; /* years */
	int month, mday;
	holiday is;
} rule;

#define NAMED(ja, easy, en) .is = { { { STR_INIT(ja), STR_INIT(easy), STR_INIT(en) } }, HOLIDAY_NATIONAL }

static const rule rules[] = {
	{ 1949, EVER, 1, 1, NAMED("元日", "がんじつ", "New Year's Day") },
	{ 1949, 1999, 1, 15, NAMED("成人の日", "せいじんの ひ", "Coming of Age Day") },
	{ 2000, EVER, 1, MONDAY + 2, NAMED("成人の日", "せいじんの ひ", "Coming of Age Day") },
	{ 1967, EVER, 2, 11, NAMED("建国記念の日", "けんこく きねんの ひ", "National Foundation Day") },
	{ 2020, EVER, 2, 23, NAMED("天皇誕生日", "てんのう たんじょうび", "Emperor's Birthday") },
	{ 1989, 1989, 2, 24, NAMED("昭和天皇の大喪の礼", "たいそうの れい", "Funeral of Emperor Showa") },
	{ 1949, EVER, 3, SPRING, NAMED("春分の日", "しゅんぶんの ひ", "Vernal Equinox Day") },
	{ 1959, 1959, 4, 10, NAMED("皇太子明仁親王の結婚の儀", "けっこんの ぎ", "Wedding of Crown Prince Akihito") },
	{ 1949, 1988, 4, 29, NAMED("天皇誕生日", "てんのう たんじょうび", "Emperor's Birthday") },
	{ 1989, 2006, 4, 29, NAMED("みどりの日", "みどりの ひ", "Greenery Day") },
	{ 2007, EVER, 4, 29, NAMED("昭和の日", "しょうわの ひ", "Showa Day") },
	{ 2019, 2019, 5, 1, NAMED("天皇の即位の日", "そくいの ひ", "Accession of the Emperor") },
	{ 1949, EVER, 5, 3, NAMED("憲法記念日", "けんぽう きねんび", "Constitution Memorial Day") },
	{ 2007, EVER, 5, 4, NAMED("みどりの日", "みどりの ひ", "Greenery Day") },
	{ 1949, EVER, 5, 5, NAMED("こどもの日", "こどもの ひ", "Children's Day") },
	{ 1993, 1993, 6, 9, NAMED("皇太子徳仁親王の結婚の儀", "けっこんの ぎ", "Wedding of Crown Prince Naruhito") },
	{ 1996, 2002, 7, 20, NAMED("海の日", "うみの ひ", "Marine Day") },
	{ 2003, 2019, 7, MONDAY + 3, NAMED("海の日", "うみの ひ", "Marine Day") },
	{ 2020, 2020, 7, 23, NAMED("海の日", "うみの ひ", "Marine Day") },
	{ 2021, 2021, 7, 22, NAMED("海の日", "うみの ひ", "Marine Day") },
	{ 2022, EVER, 7, MONDAY + 3, NAMED("海の日", "うみの ひ", "Marine Day") },
	{ 2016, 2019, 8, 11, NAMED("山の日", "やまの ひ", "Mountain Day") },
	{ 2020, 2020, 8, 10, NAMED("山の日", "やまの ひ", "Mountain Day") },
	{ 2021, 2021, 8, 8, NAMED("山の日", "やまの ひ", "Mountain Day") },
	{ 2022, EVER, 8, 11, NAMED("山の日", "やまの ひ", "Mountain Day") },
	{ 1966, 2002, 9, 15, NAMED("敬老の日", "けいろうの ひ", "Respect for the Aged Day") },
	{ 2003, EVER, 9, MONDAY + 3, NAMED("敬老の日", "けいろうの ひ", "Respect for the Aged Day") },
	{ 1949, EVER, 9, AUTUMN, NAMED("秋分の日", "しゅうぶんの ひ", "Autumnal Equinox Day") },
	{ 1966, 1999, 10, 10, NAMED("体育の日", "たいいくの ひ", "Health and Sports Day") },
	{ 2000, 2019, 10, MONDAY + 2, NAMED("体育の日", "たいいくの ひ", "Health and Sports Day") },
	{ 2020, 2020, 7, 24, NAMED("スポーツの日", "スポーツの ひ", "Sports Day") },
	{ 2021, 2021, 7, 23, NAMED("スポーツの日", "スポーツの ひ", "Sports Day") },
	{ 2022, EVER, 10, MONDAY + 2, NAMED("スポーツの日", "スポーツの ひ", "Sports Day") },
	{ 2019, 2019, 10, 22, NAMED("即位礼正殿の儀の行われる日", "そくいれいの ひ", "Enthronement Ceremony") },
	{ 1949, EVER, 11, 3, NAMED("文化の日", "ぶんかの ひ", "Culture Day") },
	{ 1990, 1990, 11, 12, NAMED("即位礼正殿の儀", "そくいれいの ひ", "Enthronement Ceremony") },
	{ 1949, EVER, 11, 23, NAMED("勤労感謝の日", "きんろう かんしゃの ひ", "Labour Thanksgiving Day") },
	{ 1989, 2018, 12, 23, NAMED("天皇誕生日", "てんのう たんじょうび", "Emperor's Birthday") },
};

static const holiday substitute = {
	{ { STR_INIT("振替休日"), STR_INIT("ふりかえ きゅうじつ"), STR_INIT("Substitute holiday") } },
	HOLIDAY_SUBSTITUTE,
};
static const holiday between = {
	{ { STR_INIT("国民の休日"), STR_INIT("こくみんの きゅうじつ"), STR_INIT("Citizens' holiday") } },
	HOLIDAY_BETWEEN,
};

/* The day of the month, in millionths of a day: the mean year is 365.242194 days, less the leap days since 1980. */
static int equinox(int year, bool spring)
{
	i64 base = year < 1980 ? (spring ? 20835700 : 23258800) : (spring ? 20843100 : 23248800);
	int leap_days = year < 1980 ? (year - 1983) / 4 : (year - 1980) / 4;
	return (int)((base + 242194 * (i64)(year - 1980)) / 1000000) - leap_days;
}

static bool falls_on(const rule *r, civil c, int weekday)
{
	if (c.year < r->from || c.year > r->to || c.month != r->month)
		return false;
	if (r->mday > MONDAY)
		return weekday == 1 && (c.mday - 1) / 7 + 1 == r->mday - MONDAY;
	if (r->mday == SPRING || r->mday == AUTUMN)
		return c.mday == equinox(c.year, r->mday == SPRING);
	return c.mday == r->mday;
}

/* 国民の祝日 itself, without substitutes and days between */
static const holiday *national(day d)
{
	civil c = civil_of(d);
	int weekday = weekday_of(d);
	for (size_t i = 0; i < COUNT(rules); i++)
		if (falls_on(&rules[i], c, weekday))
			return &rules[i].is;
	return NULL;
}

static bool is_substitute(day d, int year)
{
	if (d <= day_from(1973, 4, 12))
		return false;
	if (year < 2007)
		return weekday_of(d) == 1 && national(d - 1);
	/* the holidays right before d reach back to a Sunday */
	for (day before = d - 1; national(before); before--)
		if (weekday_of(before) == 0)
			return true;
	return false;
}

const holiday *holiday_on(day d)
{
	int year = civil_of(d).year;
	if (year < 1949 || year > EVER)
		return NULL;
	const holiday *h = national(d);
	if (h)
		return h;
	if (is_substitute(d, year))
		return &substitute;
	bool sunday_counts = year >= 2007;
	if (year >= 1986 && (sunday_counts || weekday_of(d) != 0) && national(d - 1) && national(d + 1))
		return &between;
	return NULL;
}
