/*
 * Reading dates and months, as people write them: 昭和64年1月7日, S64.1.7, 令和八年十一月二十一日, れいわ8ねん 11がつ 21にち, 1960/4/1,
 * 19600401, R081121, 令和8年11月21日（2026年）, November 21, 2026. A day that never was is refused, and so is a year in brackets that is another one.
 *
 * First the text is brought to small pieces: numbers, an era, a month's English name, separators; then the pieces are put in order.
 */
#include "base/buf.h"
#include "fields/fields_private.h"
#include "text/kana.h"
#include "text/utf8.h"
#include "text/wareki.h"

#define PIECES_MAX 24

typedef enum piece_kind {
	P_NUMBER,
	P_ERA,
	P_MONTH_NAME,
	P_YEAR_SIGN,
	P_MONTH_SIGN,
	P_DAY_SIGN,
	P_MARK,
	P_OPEN,
	P_CLOSE,
	P_WEEKDAY
} piece_kind;
typedef struct piece {
	piece_kind kind;
	int n; /* P_NUMBER, and the month or era */
	int digits;
} piece;
typedef struct pieces {
	piece at[PIECES_MAX];
	size_t n, i;
} pieces;

typedef struct word_piece {
	const char *text;
	piece_kind kind;
	int n;
} word_piece;

/* Longer ones before those that begin like them. */
static const word_piece words[] = {
	{ "明治", P_ERA, MEIJI },
	{ "大正", P_ERA, TAISHO },
	{ "昭和", P_ERA, SHOWA },
	{ "平成", P_ERA, HEISEI },
	{ "令和", P_ERA, REIWA },
	{ "めいじ", P_ERA, MEIJI },
	{ "たいしょう", P_ERA, TAISHO },
	{ "しょうわ", P_ERA, SHOWA },
	{ "へいせい", P_ERA, HEISEI },
	{ "れいわ", P_ERA, REIWA },
	{ "㍾", P_ERA, MEIJI },
	{ "㍽", P_ERA, TAISHO },
	{ "㍼", P_ERA, SHOWA },
	{ "㍻", P_ERA, HEISEI },
	{ "㋿", P_ERA, REIWA },
	{ "明", P_ERA, MEIJI },
	{ "大", P_ERA, TAISHO },
	{ "昭", P_ERA, SHOWA },
	{ "平", P_ERA, HEISEI },
	{ "令", P_ERA, REIWA },
	{ "元年", P_NUMBER, 1 },
	{ "がんねん", P_NUMBER, 1 },
	{ "元", P_NUMBER, 1 },
	{ "年", P_YEAR_SIGN, 0 },
	{ "ねん", P_YEAR_SIGN, 0 },
	{ "月曜日", P_WEEKDAY, 1 },
	{ "月曜", P_WEEKDAY, 1 },
	{ "日曜日", P_WEEKDAY, 0 },
	{ "日曜", P_WEEKDAY, 0 },
	{ "月", P_MONTH_SIGN, 0 },
	{ "がつ", P_MONTH_SIGN, 0 },
	{ "日", P_DAY_SIGN, 0 },
	{ "にち", P_DAY_SIGN, 0 },
	{ "生まれ", P_MARK, 0 },
	{ "生", P_MARK, 0 },
	{ "january", P_MONTH_NAME, 1 },
	{ "february", P_MONTH_NAME, 2 },
	{ "march", P_MONTH_NAME, 3 },
	{ "april", P_MONTH_NAME, 4 },
	{ "may", P_MONTH_NAME, 5 },
	{ "june", P_MONTH_NAME, 6 },
	{ "july", P_MONTH_NAME, 7 },
	{ "august", P_MONTH_NAME, 8 },
	{ "september", P_MONTH_NAME, 9 },
	{ "october", P_MONTH_NAME, 10 },
	{ "november", P_MONTH_NAME, 11 },
	{ "december", P_MONTH_NAME, 12 },
	{ "jan", P_MONTH_NAME, 1 },
	{ "feb", P_MONTH_NAME, 2 },
	{ "mar", P_MONTH_NAME, 3 },
	{ "apr", P_MONTH_NAME, 4 },
	{ "jun", P_MONTH_NAME, 6 },
	{ "jul", P_MONTH_NAME, 7 },
	{ "aug", P_MONTH_NAME, 8 },
	{ "sept", P_MONTH_NAME, 9 },
	{ "sep", P_MONTH_NAME, 9 },
	{ "oct", P_MONTH_NAME, 10 },
	{ "nov", P_MONTH_NAME, 11 },
	{ "dec", P_MONTH_NAME, 12 },
	{ "m", P_ERA, MEIJI },
	{ "t", P_ERA, TAISHO },
	{ "s", P_ERA, SHOWA },
	{ "h", P_ERA, HEISEI },
	{ "r", P_ERA, REIWA },
	{ "(", P_OPEN, 0 },
	{ ")", P_CLOSE, 0 },
	{ "火", P_WEEKDAY, 2 },
	{ "水", P_WEEKDAY, 3 },
	{ "木", P_WEEKDAY, 4 },
	{ "金", P_WEEKDAY, 5 },
	{ "土", P_WEEKDAY, 6 },
	{ "曜日", P_MARK, 0 },
	{ "曜", P_MARK, 0 },
};

/* 二十一 → 21, 二〇二六 → 2026; 0 characters when it is no number. */
static int kanji_number(str s, size_t *i, int *ret_digits)
{
	int value = 0, now = -1, digits = 0;
	for (;;) {
		size_t at = *i;
		u32 c = at < s.len ? str_next(s, &at) : 0;
		int digit = kanji_digit(c);
		if (digit >= 0 && value < 1000 && (now < 0 || now < 1000)) {
			now = now < 0 ? digit : now * 10 + digit;
			digits++;
		} else if (c == 0x5341 && value == 0 && now < 10) { /* 十 */
			value = 10 * (now < 0 ? 1 : now);
			now = -1;
			digits += digits ? 1 : 2;
		} else {
			break;
		}
		*i = at;
	}
	*ret_digits = digits;
	return value + (now < 0 ? 0 : now);
}

static bool add(pieces *p, piece_kind kind, int n, int digits)
{
	if (p->n == PIECES_MAX)
		return false;
	p->at[p->n++] = (piece){ kind, n, digits };
	return true;
}

static bool cut(arena *a, str s, pieces *p)
{
	s = str_lower(a, width_half(a, s));
	for (size_t i = 0; i < s.len;) {
		size_t at = i;
		int n = 0, digits = 0;
		const word_piece *w = words, *end = words + COUNT(words);
		for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9' && digits < 9; i++, digits++)
			n = n * 10 + (s.at[i] - '0');
		if (digits == 0)
			n = kanji_number(s, &i, &digits);
		if (digits) {
			if (digits > 8 || !add(p, P_NUMBER, n, digits))
				return false;
			continue;
		}
		while (w < end && !str_starts(str_sub(s, i, s.len), str_of(w->text)))
			w++;
		if (w < end) {
			if (!add(p, w->kind, w->n, 1) ||
			    (str_eq(str_of(w->text), STR("元年")) && !add(p, P_YEAR_SIGN, 0, 1)) ||
			    (str_eq(str_of(w->text), STR("がんねん")) && !add(p, P_YEAR_SIGN, 0, 1)))
				return false;
			i += strlen(w->text);
			continue;
		}
		u32 c = str_next(s, &i);
		bool mark = c == ' ' || c == '|' || c == '.' || c == '/' || c == ',' || c == 0x3001 || c == 0x3002 ||
			    c == 0x30FB || is_hyphen(c);
		if (!mark)
			return false;
		/* one mark for several, none before a first piece */
		if (p->n && p->at[p->n - 1].kind != P_MARK && !add(p, P_MARK, 0, 1))
			return false;
		(void)at;
	}
	while (p->n && p->at[p->n - 1].kind == P_MARK)
		p->n--;
	return p->n > 0;
}

static bool take(pieces *p, piece_kind kind, int *ret)
{
	if (p->i >= p->n || p->at[p->i].kind != kind)
		return false;
	if (ret)
		*ret = p->at[p->i].n;
	p->i++;
	return true;
}

typedef struct said {
	int era; /* -1: Western */
	int year, month, mday; /* mday 0: none was said */
} said;

/* What stands behind a number of the date: its sign, a mark or both; nothing at the end. */
static bool part_ends(pieces *p, piece_kind sign)
{
	bool signed_ = take(p, sign, NULL);
	bool marked = take(p, P_MARK, NULL);
	return signed_ || marked || p->i == p->n || p->at[p->i].kind == P_OPEN;
}

/* 20260401, 081121 behind an era, 202604: without anything between. */
static bool packed(pieces *p, said *d, bool month_only)
{
	const piece *x = &p->at[p->i];
	int year_digits = d->era < 0 ? 4 : 2, rest = month_only ? 2 : 4;
	if (p->i >= p->n || x->kind != P_NUMBER || x->digits != year_digits + rest)
		return false;
	int behind = month_only ? 100 : 10000;
	d->year = x->n / behind;
	d->month = month_only ? x->n % 100 : x->n / 100 % 100;
	d->mday = month_only ? 0 : x->n % 100;
	p->i++;
	return true;
}

static bool year_first(pieces *p, said *d, bool month_only)
{
	d->era = -1;
	if (take(p, P_ERA, &d->era))
		take(p, P_MARK, NULL);
	if (packed(p, d, month_only))
		return true;
	if (p->i >= p->n || p->at[p->i].digits > 4 || (d->era < 0 && p->at[p->i].digits != 4) ||
	    !take(p, P_NUMBER, &d->year) || !part_ends(p, P_YEAR_SIGN))
		return false;
	if (d->era < 0 && p->i < p->n && p->at[p->i].kind == P_OPEN) { /* 2026年（令和8年）11月21日 */
		said other = { .era = -1 };
		p->i++;
		if (!take(p, P_ERA, &other.era) || !take(p, P_NUMBER, &other.year))
			return false;
		take(p, P_YEAR_SIGN, NULL);
		if (!take(p, P_CLOSE, NULL))
			return false;
		take(p, P_MARK, NULL);
		d->era = other.era;
		static const int zero[ERA_COUNT] = { 1867, 1911, 1925, 1988, 2018 };
		if (zero[other.era] + other.year != d->year)
			return false;
		d->year = other.year;
	}
	if (!take(p, P_NUMBER, &d->month) || !part_ends(p, P_MONTH_SIGN))
		return false;
	if (month_only)
		return true;
	return take(p, P_NUMBER, &d->mday) && part_ends(p, P_DAY_SIGN);
}

/* November 21, 2026; 21 November 2026; November 2026. The order is only plain where the month is a word. */
static bool english(pieces *p, said *d, bool month_only)
{
	d->era = -1;
	d->mday = 0;
	bool day_first = !month_only && take(p, P_NUMBER, &d->mday);
	if (day_first)
		take(p, P_MARK, NULL);
	if (!take(p, P_MONTH_NAME, &d->month))
		return false;
	take(p, P_MARK, NULL);
	if (!month_only && !day_first && !take(p, P_NUMBER, &d->mday))
		return false;
	take(p, P_MARK, NULL);
	return p->i < p->n && p->at[p->i].digits == 4 && take(p, P_NUMBER, &d->year);
}

/* （土）, （2026年）, （令和8年） behind a date. *ret_year: what it says; 0 where it says none. */
static bool brackets(pieces *p, int *ret_era, int *ret_year)
{
	*ret_era = -1;
	*ret_year = 0;
	while (p->i < p->n) {
		take(p, P_MARK, NULL);
		bool open = take(p, P_OPEN, NULL);
		if (take(p, P_WEEKDAY, NULL) || take(p, P_MONTH_SIGN, NULL) || take(p, P_DAY_SIGN, NULL)) {
			take(p, P_MARK, NULL);
		} else {
			if (take(p, P_ERA, ret_era))
				take(p, P_MARK, NULL);
			if (!open || *ret_year || !take(p, P_NUMBER, ret_year))
				return p->i == p->n && !open; /* a mark at the end */
			take(p, P_YEAR_SIGN, NULL);
		}
		if (open && !take(p, P_CLOSE, NULL))
			return false;
	}
	return true;
}

static bool day_of_said(const said *d, day *ret)
{
	if (d->era >= 0 && d->year >= 1868) { /* 昭和1960: the Western year behind an era that it lies in */
		said plain = { -1, d->year, d->month, d->mday };
		wareki w;
		return day_of_said(&plain, ret) && wareki_of(*ret, &w) && (int)w.era == d->era;
	}
	if (d->era >= 0)
		return wareki_day((wareki){ (era)d->era, d->year, d->month, d->mday }, ret);
	if (d->year < 1 || d->year > 9999 || !civil_valid(d->year, d->month, d->mday))
		return false;
	*ret = day_from(d->year, d->month, d->mday);
	return true;
}

/* 35.4.1: a year of an era that was not said. */
static bool lacks_era(const pieces *p, bool month_only)
{
	size_t numbers = 0;
	for (size_t i = 0; i < p->n; i++) {
		if (p->at[i].kind == P_ERA || p->at[i].kind == P_MONTH_NAME)
			return false;
		numbers += p->at[i].kind == P_NUMBER;
	}
	return numbers == (month_only ? 2 : 3) && p->at[0].kind == P_NUMBER && p->at[0].n >= 1 && p->at[0].n <= 99;
}

/* Both readings are tried; what is a date by its form but never was is told from what is none. */
static err_code said_of(arena *a, str s, bool month_only, said *ret, err_code unread)
{
	pieces p = { .n = 0 };
	int also_era, also_year;
	if (s.len > 200 || !cut(a, s, &p))
		return unread;
	if (!year_first(&p, ret, month_only)) {
		p.i = 0;
		if (!english(&p, ret, month_only))
			return lacks_era(&p, month_only) ? ERR_field_era : unread;
	}
	if (!brackets(&p, &also_era, &also_year))
		return unread;
	/* of a month, its last day that the era has: 平成元年1月 and 昭和64年1月 are one month */
	day d = 0;
	said last = *ret;
	if (month_only) {
		last.mday = 28;
		if (ret->month < 1 || ret->month > 12 ||
		    !(day_of_said(&last, &d) || (last.mday = 1, day_of_said(&last, &d))))
			return ERR_field_date_never;
	} else if (!day_of_said(&last, &d)) {
		return ERR_field_date_never;
	}
	civil c = civil_of(d);
	wareki w;
	bool agrees =
		also_year == 0 || (also_era < 0 ? c.year == also_year
						: wareki_of(d, &w) && (int)w.era == also_era && w.year == also_year);
	if (!agrees)
		return ERR_field_date_never;
	*ret = (said){ -1, c.year, c.month, month_only ? 0 : c.mday };
	return ERR_COUNT;
}

day field_first(const field_def *f, day today)
{
	if (f->first != DAY_NONE_FIELD)
		return f->first;
	civil c = civil_of(today);
	if (f->no_future)
		return day_from(c.year - FIELD_OLDEST_YEARS, 1, 1);
	return day_from(1873, 1, 1);
}

day field_last(const field_def *f, day today)
{
	return f->last != DAY_NONE_FIELD ? f->last : day_from(civil_of(today).year + 100, 12, 31);
}

const err *read_date(const reading *r, str s, str *ret)
{
	said d;
	err_code code = said_of(r->a, s, false, &d, ERR_field_date);
	if (code != ERR_COUNT)
		return refused(r, code, code == ERR_field_date_never ? "no such day" : "not a date");
	day when = day_from(d.year, d.month, d.mday);
	if (r->f->no_future && when > r->today)
		return refused(r, ERR_field_date_future, "after today");
	if (r->f->no_past && when < r->today)
		return refused(r, ERR_field_date_past, "before today");
	if (when < field_first(r->f, r->today) || when > field_last(r->f, r->today))
		return refused(r, ERR_field_date_range, "outside the field's first and last day");
	*ret = day_text(r->a, when);
	return NULL;
}

const err *read_month(const reading *r, str s, str *ret)
{
	said d;
	err_code code = said_of(r->a, s, true, &d, ERR_field_month);
	if (code != ERR_COUNT)
		return refused(r, code, code == ERR_field_date_never ? "no such month" : "not a month");
	civil now = civil_of(r->today);
	int month = d.year * 12 + d.month, this_month = now.year * 12 + now.month;
	if (r->f->no_future && month > this_month)
		return refused(r, ERR_field_date_future, "after this month");
	if (r->f->no_past && month < this_month)
		return refused(r, ERR_field_date_past, "before this month");
	day first = day_from(d.year, d.month, 1), last = first + days_in_month(d.year, d.month) - 1;
	if (last < field_first(r->f, r->today) || first > field_last(r->f, r->today))
		return refused(r, ERR_field_date_range, "outside the field's first and last day");
	*ret = str_format(r->a, "%04d-%02d", d.year, d.month);
	return NULL;
}
