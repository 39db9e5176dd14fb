/* The years below are typed from the law and the almanacs of those years, not computed. */
#include "defs/defs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* All holidays of a year as month * 100 + day; S marks a substitute, B a day between. */
enum { S = 10000, B = 20000 };

static void year_is(int year, const int *days, size_t n)
{
	size_t i = 0;
	for (day d = day_from(year, 1, 1); d <= day_from(year, 12, 31); d++) {
		const holiday *h = holiday_on(d);
		if (!h)
			continue;
		civil c = civil_of(d);
		int found = c.month * 100 + c.mday;
		found += h->kind == HOLIDAY_SUBSTITUTE ? S : h->kind == HOLIDAY_BETWEEN ? B : 0;
		if (i == n || days[i] != found)
			print_message("%d-%02d-%02d %s is not expected\n", year, c.month, c.mday,
				      h->name.in[LANG_JA].at);
		assert_true(i < n);
		assert_int_equal(days[i], found);
		i++;
	}
	assert_int_equal(i, n);
}

#define YEAR(year, ...)                                                                                                \
	do {                                                                                                           \
		static const int days_[] = { __VA_ARGS__ };                                                            \
		year_is(year, days_, COUNT(days_));                                                                    \
	} while (0)

static void before_1966_there_were_nine(void **state)
{
	(void)state;
	YEAR(1949, 101, 115, 321, 429, 503, 505, 923, 1103, 1123);
	YEAR(1959, 101, 115, 321, 410, 429, 503, 505, 924, 1103, 1123);
}

static void a_sunday_moves_to_monday_from_april_1973(void **state)
{
	(void)state;
	YEAR(1973, 101, 115, 211, 321, 429, S + 430, 503, 505, 915, 923, S + 924, 1010, 1103, 1123);
}

static void the_fourth_of_may_became_a_day_between(void **state)
{
	(void)state;
	YEAR(1986, 101, 115, 211, 321, 429, 503, 505, 915, 923, 1010, 1103, 1123, S + 1124);
	YEAR(1987, 101, 115, 211, 321, 429, 503, S + 504, 505, 915, 923, 1010, 1103, 1123);
	YEAR(1988, 101, 115, 211, 320, S + 321, 429, 503, B + 504, 505, 915, 923, 1010, 1103, 1123);
}

static void the_court_had_its_days(void **state)
{
	(void)state;
	YEAR(1989, 101, S + 102, 115, S + 116, 211, 224, 321, 429, 503, B + 504, 505, 915, 923, 1010, 1103, 1123, 1223);
	YEAR(1990, 101, 115, 211, S + 212, 321, 429, S + 430, 503, B + 504, 505, 915, 923, S + 924, 1010, 1103, 1112,
	     1123, 1223, S + 1224);
	YEAR(1993, 101, 115, 211, 320, 429, 503, B + 504, 505, 609, 915, 923, 1010, S + 1011, 1103, 1123, 1223);
}

static void mondays_came_in_2000_and_2003(void **state)
{
	(void)state;
	YEAR(1999, 101, 115, 211, 321, S + 322, 429, 503, B + 504, 505, 720, 915, 923, 1010, S + 1011, 1103, 1123,
	     1223);
	YEAR(2000, 101, 110, 211, 320, 429, 503, B + 504, 505, 720, 915, 923, 1009, 1103, 1123, 1223);
	YEAR(2003, 101, 113, 211, 321, 429, 503, 505, 721, 915, 923, 1013, 1103, 1123, S + 1124, 1223);
	YEAR(2006, 101, S + 102, 109, 211, 321, 429, 503, B + 504, 505, 717, 918, 923, 1009, 1103, 1123, 1223);
}

static void since_2007_a_substitute_may_come_days_later(void **state)
{
	(void)state;
	YEAR(2007, 101, 108, 211, S + 212, 321, 429, S + 430, 503, 504, 505, 716, 917, 923, S + 924, 1008, 1103, 1123,
	     1223, S + 1224);
	YEAR(2008, 101, 114, 211, 320, 429, 503, 504, 505, S + 506, 721, 915, 923, 1013, 1103, 1123, S + 1124, 1223);
	YEAR(2009, 101, 112, 211, 320, 429, 503, 504, 505, S + 506, 720, 921, B + 922, 923, 1012, 1103, 1123, 1223);
	YEAR(2015, 101, 112, 211, 321, 429, 503, 504, 505, S + 506, 720, 921, B + 922, 923, 1012, 1103, 1123, 1223);
	YEAR(2012, 101, S + 102, 109, 211, 320, 429, S + 430, 503, 504, 505, 716, 917, 922, 1008, 1103, 1123, 1223,
	     S + 1224);
}

static void the_mountain_came_and_the_era_changed(void **state)
{
	(void)state;
	YEAR(2016, 101, 111, 211, 320, S + 321, 429, 503, 504, 505, 718, 811, 919, 922, 1010, 1103, 1123, 1223);
	YEAR(2018, 101, 108, 211, S + 212, 321, 429, S + 430, 503, 504, 505, 716, 811, 917, 923, S + 924, 1008, 1103,
	     1123, 1223, S + 1224);
	/* ten days in a row, and no Emperor's Birthday */
	YEAR(2019, 101, 114, 211, 321, 429, B + 430, 501, B + 502, 503, 504, 505, S + 506, 715, 811, S + 812, 916, 923,
	     1014, 1022, 1103, S + 1104, 1123);
}

static void the_games_moved_three_days_twice(void **state)
{
	(void)state;
	YEAR(2020, 101, 113, 211, 223, S + 224, 320, 429, 503, 504, 505, S + 506, 723, 724, 810, 921, 922, 1103, 1123);
	YEAR(2021, 101, 111, 211, 223, 320, 429, 503, 504, 505, 722, 723, 808, S + 809, 920, 923, 1103, 1123);
}

static void the_years_to_come_follow_the_law_of_today(void **state)
{
	(void)state;
	YEAR(2025, 101, 113, 211, 223, S + 224, 320, 429, 503, 504, 505, S + 506, 721, 811, 915, 923, 1013, 1103, 1123,
	     S + 1124);
	YEAR(2026, 101, 112, 211, 223, 320, 429, 503, 504, 505, S + 506, 720, 811, 921, B + 922, 923, 1012, 1103, 1123);
	YEAR(2027, 101, 111, 211, 223, 321, S + 322, 429, 503, 504, 505, 719, 811, 920, 923, 1011, 1103, 1123);
	YEAR(2032, 101, 112, 211, 223, 320, 429, 503, 504, 505, 719, 811, 920, B + 921, 922, 1011, 1103, 1123);
}

static void outside_of_the_law_there_is_none(void **state)
{
	(void)state;
	assert_null(holiday_on(day_from(1948, 11, 3)));
	assert_null(holiday_on(day_from(2100, 1, 1)));
	assert_null(holiday_on(day_from(1, 1, 1)));
}

static void a_holiday_has_its_name_of_the_time(void **state)
{
	(void)state;
	static const struct {
		int y;
		const char *ja;
	} april29[] = { { 1988, "天皇誕生日" }, { 1989, "みどりの日" }, { 2006, "みどりの日" }, { 2007, "昭和の日" } };
	for (size_t i = 0; i < COUNT(april29); i++)
		assert_string_equal(holiday_on(day_from(april29[i].y, 4, 29))->name.in[LANG_JA].at, april29[i].ja);
	assert_string_equal(holiday_on(day_from(2019, 10, 14))->name.in[LANG_JA].at, "体育の日");
	assert_string_equal(holiday_on(day_from(2020, 7, 24))->name.in[LANG_JA].at, "スポーツの日");
	assert_string_equal(holiday_on(day_from(2026, 9, 22))->name.in[LANG_EN].at, "Citizens' holiday");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_1966_there_were_nine),
		cmocka_unit_test(a_sunday_moves_to_monday_from_april_1973),
		cmocka_unit_test(the_fourth_of_may_became_a_day_between),
		cmocka_unit_test(the_court_had_its_days),
		cmocka_unit_test(mondays_came_in_2000_and_2003),
		cmocka_unit_test(since_2007_a_substitute_may_come_days_later),
		cmocka_unit_test(the_mountain_came_and_the_era_changed),
		cmocka_unit_test(the_games_moved_three_days_twice),
		cmocka_unit_test(the_years_to_come_follow_the_law_of_today),
		cmocka_unit_test(outside_of_the_law_there_is_none),
		cmocka_unit_test(a_holiday_has_its_name_of_the_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
