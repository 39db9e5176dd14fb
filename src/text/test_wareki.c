#include "text/wareki.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(16 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void an_era_begins_on_its_first_day(void **state)
{
	arena *a = *state;
	static const struct {
		int y, m, d;
		const char *text;
	} days[] = {
		{ 1872, 12, 31, "1872年12月31日" },   { 1873, 1, 1, "明治6年1月1日" },
		{ 1912, 7, 29, "明治45年7月29日" },   { 1912, 7, 30, "大正元年7月30日" },
		{ 1926, 12, 24, "大正15年12月24日" }, { 1926, 12, 25, "昭和元年12月25日" },
		{ 1927, 1, 1, "昭和2年1月1日" },      { 1989, 1, 7, "昭和64年1月7日" },
		{ 1989, 1, 8, "平成元年1月8日" },     { 2019, 4, 30, "平成31年4月30日" },
		{ 2019, 5, 1, "令和元年5月1日" },     { 2019, 12, 31, "令和元年12月31日" },
		{ 2020, 1, 1, "令和2年1月1日" },      { 2026, 11, 20, "令和8年11月20日" },
	};
	for (size_t i = 0; i < COUNT(days); i++)
		assert_string_equal(wareki_text(a, day_from(days[i].y, days[i].m, days[i].d)).at, days[i].text);
}

static void every_day_since_1873_comes_back(void **state)
{
	(void)state;
	for (day d = day_from(1873, 1, 1); d <= day_from(2099, 12, 31); d++) {
		wareki w;
		day back;
		assert_true(wareki_of(d, &w));
		assert_true(wareki_day(w, &back));
		assert_int_equal(back, d);
	}
}

static void it_is_read_in_the_ways_people_write_it(void **state)
{
	arena *a = *state;
	static const char *const ways[] = { "令和元年5月1日", "令和1年5月1日",    "令和01年05月01日",
					    "R1.5.1",         "r1-05-01",         "令1/5/1",
					    "Ｒ１．５．１",   "令和元年５月１日", " R元.5.1 " };
	for (size_t i = 0; i < COUNT(ways); i++) {
		day d = 0;
		assert_true(wareki_parse(a, str_of(ways[i]), &d));
		assert_int_equal(d, day_from(2019, 5, 1));
	}
	day d;
	assert_true(wareki_parse(a, STR("S64.1.7"), &d));
	assert_int_equal(d, day_from(1989, 1, 7));
}

static void days_that_an_era_did_not_have_are_refused(void **state)
{
	arena *a = *state;
	static const char *const bad[] = { "昭和64年1月8日",
					   "平成元年1月7日",
					   "平成31年5月1日",
					   "令和元年4月30日",
					   "明治5年12月31日",
					   "大正元年7月29日",
					   "昭和元年12月24日",
					   "令和8年2月29日",
					   "令和0年1月1日",
					   "令和8年13月1日",
					   "R8.11-20",
					   "R8.11",
					   "R8.11.20x",
					   "令和8年11月20",
					   "平成年1月8日",
					   "2019年5月1日",
					   "",
					   "R",
					   "R-1.1.1",
					   "令和1000年1月1日" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		day d;
		assert_false(wareki_parse(a, str_of(bad[i]), &d));
	}
}

static void weekdays_have_names(void **state)
{
	(void)state;
	day d = day_from(2026, 11, 20);
	assert_true(str_eq(weekday_ja(weekday_of(d)), STR("金")));
	assert_true(str_eq(weekday_en(weekday_of(d)), STR("Friday")));
	assert_true(str_eq(era_letter(REIWA), STR("R")));
	assert_true(str_eq(era_name(SHOWA), STR("昭和")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_era_begins_on_its_first_day, make, drop),
		cmocka_unit_test_setup_teardown(every_day_since_1873_comes_back, make, drop),
		cmocka_unit_test_setup_teardown(it_is_read_in_the_ways_people_write_it, make, drop),
		cmocka_unit_test_setup_teardown(days_that_an_era_did_not_have_are_refused, make, drop),
		cmocka_unit_test_setup_teardown(weekdays_have_names, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
