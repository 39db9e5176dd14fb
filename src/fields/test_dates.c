/* Dates, months, numbers and money, as people type them. */
#include "fields/testing.h"

static void dates_are_read_by_era_and_by_western_year(void **state)
{
	field_def f = field_plain(STR("hi"), FIELD_DATE);
	static const typed all[] = {
		{ "2026-11-21", "2026-11-21" },
		{ "2026/1/5", "2026-01-05" },
		{ "２０２６年１１月２１日", "2026-11-21" },
		{ "20261121", "2026-11-21" },
		{ "2026 11 21", "2026-11-21" },
		{ "2026ー11ー21", "2026-11-21" },
		{ "令和8年11月21日", "2026-11-21" },
		{ "令和８.１１.２１", "2026-11-21" },
		{ "令8-11-21", "2026-11-21" },
		{ "R8.11.21", "2026-11-21" },
		{ "ｒ８・１１・２１", "2026-11-21" },
		{ "R081121", "2026-11-21" },
		{ "㋿8年11月21日", "2026-11-21" },
		{ "令和元年5月1日", "2019-05-01" },
		{ "令和1年5月1日", "2019-05-01" },
		{ "平成元年1月8日", "1989-01-08" },
		{ "S64.1.7", "1989-01-07" },
		{ "昭和元年12月25日", "1926-12-25" },
		{ "大正15年12月24日", "1926-12-24" },
		{ "大正15年12月25日", "1926-12-25" },
		{ "明治45年7月30日", "1912-07-30" },
		{ "M45.7.29", "1912-07-29" },
		{ "令和八年十一月二十一日", "2026-11-21" },
		{ "昭和三十五年四月一日", "1960-04-01" },
		{ "二〇二六年一月十日", "2026-01-10" },
		{ "れいわ 8ねん 11がつ 21にち", "2026-11-21" },
		{ "へいせい がんねん 1がつ 8にち", "1989-01-08" },
		{ "昭和35年4月1日生まれ", "1960-04-01" },
		{ "令和8年11月21日（土）", "2026-11-21" },
		{ "令和8年11月21日土曜日", "2026-11-21" },
		{ "令和8年11月21日（2026年）", "2026-11-21" },
		{ "2026年11月21日（令和8年）", "2026-11-21" },
		{ "2026年（令和8年）11月21日", "2026-11-21" },
		{ "November 21, 2026", "2026-11-21" },
		{ "21 Nov 2026", "2026-11-21" },
		{ "昭和1960年4月1日", "1960-04-01" },
		/* days that never were */
		{ "昭和64年1月8日", "!field_date_never" },
		{ "平成元年1月7日", "!field_date_never" },
		{ "平成31年5月1日", "!field_date_never" },
		{ "令和元年4月30日", "!field_date_never" },
		{ "2026-02-29", "!field_date_never" },
		{ "2026年2月30日", "!field_date_never" },
		{ "2026-13-01", "!field_date_never" },
		{ "2026-0-1", "!field_date_never" },
		{ "明治5年12月2日", "!field_date_never" },
		{ "令和8年11月21日（2025年）", "!field_date_never" },
		{ "昭和0年1月1日", "!field_date_never" },
		/* no dates */
		{ "35年4月1日", "!field_era" },
		{ "8.11.21", "!field_era" },
		{ "11/21/2026", "!field_era" },
		{ "令和8年11月", "!field_date" },
		{ "あした", "!field_date" },
		{ "2026-11-21-", "2026-11-21" },
		{ "2026-11-21-5", "!field_date" },
		{ "2026-11-21 10:00", "!field_date" },
		{ "令和", "!field_date" },
		{ "()", "!field_date" },
		{ "99999999999999999999", "!field_date" },
		/* out of what is plausible */
		{ "1872-12-31", "!field_date_range" },
		{ "2206-01-01", "!field_date_range" },
	};
	EXPECT(*state, &f, all);
}

static void a_birthday_is_not_in_the_future_and_nobody_is_two_hundred_years_old(void **state)
{
	field_def f = field_plain(STR("umare"), FIELD_DATE), t = field_plain(STR("yotei"), FIELD_DATE);
	f.no_future = true;
	static const typed born[] = { { "R8.11.21", "2026-11-21" },
				      { "R8.11.22", "!field_date_future" },
				      { "1826-11-21", "!field_date_range" },
				      { "1895-12-31", "!field_date_range" },
				      { "1896-01-01", "1896-01-01" } };
	EXPECT(*state, &f, born);
	t.no_past = true;
	static const typed planned[] = { { "R8.11.21", "2026-11-21" }, { "R8.11.20", "!field_date_past" } };
	EXPECT(*state, &t, planned);
	f.first = day_from(1870, 1, 1);
	static const typed bounded[] = { { "1875-01-01", "1875-01-01" } };
	EXPECT(*state, &f, bounded);
}

static void every_day_of_an_era_is_shown_so_that_it_reads_back(void **state)
{
	field_def f = field_plain(STR("hi"), FIELD_DATE);
	arena *a = arena_new(1 << 20);
	(void)state;
	for (day d = day_from(1873, 1, 1); d <= day_from(2100, 1, 1); d += 5) {
		str canonical = day_text(a, d), again;
		for (int l = 0; l < LANG_COUNT; l++) {
			str shown = field_show(a, &f, canonical, (lang)l);
			const err *e = field_read(a, &f, shown, TODAY, &again);
			if (e || !str_eq(again, canonical))
				fail_msg("%.*s is not read as %.*s", STR_ARG(shown), STR_ARG(canonical));
		}
		arena_reset(a);
	}
	arena_free(a);
}

static void months_are_read_by_era_and_by_western_year(void **state)
{
	field_def f = field_plain(STR("tsuki"), FIELD_MONTH);
	static const typed all[] = {
		{ "2026-11", "2026-11" },
		{ "２０２６年１１月", "2026-11" },
		{ "令和8年11月", "2026-11" },
		{ "R8.11", "2026-11" },
		{ "202611", "2026-11" },
		{ "R0811", "2026-11" },
		{ "昭和64年1月", "1989-01" },
		{ "平成元年1月", "1989-01" },
		{ "平成31年4月", "2019-04" },
		{ "平成31年5月", "!field_date_never" },
		{ "2026年13月", "!field_date_never" },
		{ "November 2026", "2026-11" },
		{ "8年11月", "!field_era" },
		{ "11月", "!field_month" },
		{ "れいわ 8ねん 11がつ", "2026-11" },
		{ "令和8年11月21日", "!field_month" },
	};
	EXPECT(*state, &f, all);
	assert_string_equal(field_show(*state, &f, STR("2026-11"), LANG_JA).at, "令和8年11月（2026年）");
	for (int m = 1873 * 12; m < 2100 * 12; m++)
		for (int l = 0; l < LANG_COUNT; l++) {
			str canonical = str_format(*state, "%04d-%02d", m / 12, m % 12 + 1), again;
			str shown = field_show(*state, &f, canonical, (lang)l);
			assert_null(field_read(*state, &f, shown, TODAY, &again));
			assert_string_equal(again.at, canonical.at);
		}
}

static void numbers_are_read_in_either_width_with_commas_and_units(void **state)
{
	field_def f = field_plain(STR("kazu"), FIELD_NUMBER);
	f.unit = (text3){ { STR("人"), STR("にん"), STR("people") } };
	static const typed all[] = {
		{ "3", "3" },
		{ "３人", "3" },
		{ "3 名", "3" },
		{ "3 people", "3" },
		{ "１，２００", "1200" },
		{ "1、200", "1200" },
		{ "1,200,000", "1200000" },
		{ "007", "7" },
		{ "150万", "1500000" },
		{ "１５０万人", "1500000" },
		{ "1.5万", "15000" },
		{ "1億2,000万", "120000000" },
		{ "3千", "3000" },
		{ "1万5千", "15000" },
		{ "三", "3" },
		{ "十", "10" },
		{ "二十一", "21" },
		{ "二百五十", "250" },
		{ "一万二千三百四十五", "12345" },
		{ "３０万", "300000" },
		{ "3.0", "3" },
		{ "999999999999", "999999999999" },
		{ "1000000000000", "!field_range" },
		{ "99999999999999999999", "!field_number" },
		{ "-1", "!field_range" },
		{ "1,2", "!field_number" },
		{ "1,2000", "!field_number" },
		{ "1,200,00", "!field_number" },
		{ "3.5", "!field_number" },
		{ "三人くらい", "!field_number" },
		{ "万", "!field_number" },
		{ "1万2億", "!field_number" },
		{ "3 4", "!field_number" },
		{ "1e3", "!field_number" },
		{ "人", "!field_number" },
	};
	EXPECT(*state, &f, all);
	f.least = -50;
	f.bounded_least = true;
	f.decimals = 2;
	static const typed signs[] = { { "-3.50", "-3.5" },
				       { "−０．０５", "-0.05" },
				       { "△3", "-3" },
				       { "-0", "0" },
				       { "-50.01", "!field_range" },
				       { "0.125", "!field_number" },
				       { "1.", "!field_number" },
				       { ".5", "!field_number" } };
	EXPECT(*state, &f, signs);
	assert_string_equal(field_show(*state, &f, STR("-1234567.5"), LANG_JA).at, "-1,234,567.5人");
	assert_string_equal(field_show(*state, &f, STR("3"), LANG_EN).at, "3 people");
}

static void money_is_whole_yen(void **state)
{
	field_def f = field_plain(STR("gaku"), FIELD_MONEY);
	static const typed all[] = { { "3,000円", "3000" },         { "￥３，０００", "3000" },
				     { "¥3000", "3000" },           { "150万円", "1500000" },
				     { "3000 yen", "3000" },        { "-3000", "!field_range" },
				     { "10.5円", "!field_number" }, { "1.5万円", "15000" } };
	EXPECT(*state, &f, all);
	assert_string_equal(field_show(*state, &f, STR("1500000"), LANG_JA).at, "1,500,000円");
	assert_string_equal(field_show(*state, &f, STR("1500000"), LANG_EN).at, "¥1,500,000");
	f.least = -100000;
	f.bounded_least = true;
	static const typed back[] = { { "▲3,000円", "-3000" }, { "-¥3,000", "-3000" } };
	EXPECT(*state, &f, back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(dates_are_read_by_era_and_by_western_year),
		TEST(a_birthday_is_not_in_the_future_and_nobody_is_two_hundred_years_old),
		TEST(every_day_of_an_era_is_shown_so_that_it_reads_back),
		TEST(months_are_read_by_era_and_by_western_year),
		TEST(numbers_are_read_in_either_width_with_commas_and_units),
		TEST(money_is_whole_yen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
