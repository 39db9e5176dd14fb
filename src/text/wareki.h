/*
 * 和暦: dates by era.
 *
 *     明治 from 1873-01-01 (明治6; before it the calendar was another one)   大正 from 1912-07-30   昭和 from 1926-12-25
 *     平成 from 1989-01-08   令和 from 2019-05-01
 *
 * The first day of an era belongs to it, and is written so. 明治45年7月30日 and 大正15年12月25日 are read as well: the emperor died and the era changed
 * on one day ("…以後ヲ改メテ": rescripts of 1912 and 1926), so that registers of people born on it have either. Later eras began with the
 * day after the ordinance (1989) or on a day set before (2019): 昭和64年1月8日 is refused, and so is 平成元年1月7日. Years of 令和 have no end yet.
 */
#ifndef TEXT_WAREKI_H
#define TEXT_WAREKI_H

#include "base/clock.h"

typedef enum era { MEIJI, TAISHO, SHOWA, HEISEI, REIWA } era;
#define ERA_COUNT 5

typedef struct wareki {
	era era;
	int year, month, mday; /* year 1 is 元年 */
} wareki;

/* False before 1873. */
bool wareki_of(day d, wareki *ret);
bool wareki_day(wareki w, day *ret);

str era_name(era e); /* 令和 */
str era_letter(era e); /* R */
/* 令和元年5月1日; before 1873 as 1872年1月1日. */
str wareki_text(arena *a, day d);
/* 令和8年11月20日, R8.11.20, 令8-11-20, 平成元年1月8日, in digits of either width. */
bool wareki_parse(arena *a, str s, day *ret);

/* 日 … 土; Sunday … Saturday. 0 is Sunday. */
str weekday_ja(int weekday);
str weekday_en(int weekday);

#endif
