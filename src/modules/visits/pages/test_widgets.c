/* Words for dates, waits and codes, and the choice of a time: without a database or a request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "modules/visits/pages/widgets.h"

static int setup(void **state)
{
	*state = arena_new(8 * 1024 * 1024);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

#define SAYS(text, wanted) assert_true(str_eq((text), STR(wanted)))

static void a_date_is_said_in_three_languages(void **state)
{
	arena *a = *state;
	day d = day_from(2026, 11, 24);
	SAYS(say_date(a, LANG_JA, d), "11月24日（火）");
	SAYS(say_date(a, LANG_JA_EASY, d), "11がつ24にち（か）");
	SAYS(say_date(a, LANG_EN, d), "November 24 (Tue)");
	SAYS(say_date_year(a, LANG_JA, d), "令和8年11月24日（火）");
	SAYS(say_date_year(a, LANG_EN, d), "November 24 (Tue), 2026");
	SAYS(say_date_year(a, LANG_JA, day_from(2019, 5, 1)), "令和元年5月1日（水）");
	SAYS(say_day_near(a, LANG_JA, d, d), "今日");
	SAYS(say_day_near(a, LANG_JA, d + 1, d), "明日");
	SAYS(say_day_near(a, LANG_EN, d + 2, d), "November 26 (Thu)");
	SAYS(say_when(a, LANG_JA, instant_of(d, 9 * 60 + 5)), "11月24日（火） 9:05");
}

static void a_wait_is_a_range_in_plain_words_or_an_honest_none(void **state)
{
	arena *a = *state;
	SAYS(say_wait(a, LANG_JA, (wait_range){ .p10 = 15 * 60, .p50 = 20 * 60, .p90 = 25 * 60 }), "約15〜25分");
	SAYS(say_wait(a, LANG_EN, (wait_range){ .p10 = 16 * 60, .p50 = 20 * 60, .p90 = 24 * 60 }),
	     "about 15 to 25 minutes");
	SAYS(say_wait(a, LANG_JA, (wait_range){ .p10 = 0, .p50 = 20, .p90 = 60 }), "まもなく");
	SAYS(say_wait(a, LANG_JA, (wait_range){ .p10 = 10, .p50 = 100, .p90 = 280 }), "約5分以内");
	SAYS(say_wait(a, LANG_JA, (wait_range){ .p10 = 50 * 60, .p50 = 70 * 60, .p90 = 85 * 60 }), "約50分〜1時間25分");
	SAYS(say_wait_now(a, LANG_JA, (wait_range){ .p10 = 300, .p50 = 500, .p90 = 900, .assumed = true }),
	     "約5〜15分（窓口が開いた場合）");
	SAYS(say_wait_now(a, LANG_JA, (wait_range){ .p10 = 300, .p50 = 500, .p90 = 900 }), "約5〜15分");
	SAYS(say_wait(a, LANG_JA, (wait_range){ .p10 = -1, .p50 = -1, .p90 = -1 }), "いまは見込みを出せません");
}

static void a_code_is_found_in_what_a_scanner_or_a_person_gives(void **state)
{
	arena *a = *state;
	SAYS(code_of_scan(a, STR("https://madoguchi.example.jp/b/K7Q2M9XYZA")), "K7Q2M9XYZA");
	SAYS(code_of_scan(a, STR("http://192.168.0.2:8080/t/K7Q2M9XYZA?lang=en\r\n")), "K7Q2M9XYZA");
	SAYS(code_of_scan(a, STR(" k7q2m-9xyza ")), "K7Q2M9XYZA");
	SAYS(say_code(a, STR("K7Q2M9XYZA")), "K7Q2M-9XYZA");
	SAYS(code_of_scan(a, say_code(a, STR("K7Q2M9XYZA"))), "K7Q2M9XYZA");
	assert_int_equal(code_of_scan(a, STR("https://madoguchi.example.jp/")).len, 0);
	assert_int_equal(code_of_scan(a, STR("")).len, 0);
	char *long_text = arena_alloc(a, 100000);
	for (size_t i = 0; i < 100000; i++)
		long_text[i] = 'K';
	assert_int_equal(code_of_scan(a, (str){ long_text, 100000 }).len, 0);
}

static void lines_of_a_text_lose_bullets_and_empty_lines(void **state)
{
	arena *a = *state;
	text3 t = { { STR_INIT("・本人確認\n\n- 印鑑\r\n  届書  "), STR_INIT(""), STR_INIT("") } };
	strs lines = text_lines(a, &t, LANG_JA);
	assert_int_equal(lines.n, 3);
	SAYS(lines.at[0], "本人確認");
	SAYS(lines.at[1], "印鑑");
	SAYS(lines.at[2], "届書");
}

/* --- choosing a time ---------------------------------------------------------------------------------------------- */

#define TODAY (day_from(2026, 11, 24)) /* a Tuesday */

static slot_picker pick(arena *a, const open_slots *all, const char *date, bool week)
{
	slot_picker v = { 0 };
	slot_question q = { .all = all,
			    .today = TODAY,
			    .last = TODAY + 30,
			    .day = str_of(date),
			    .week = week,
			    .link = STR("/book/moji/times?service=juumin") };
	slot_picker_fill(a, LANG_JA, &q, &v);
	return v;
}

static void add(arena *a, open_slots *all, day d, int minute, int left)
{
	LIST_ADD(a, all, ((open_slot){ instant_of(d, minute), left }));
}

static size_t here(const slot_picker *v)
{
	for (size_t i = 0; i < v->days.n; i++)
		if (v->days.at[i].here)
			return i;
	return 99;
}

static void the_earliest_free_time_is_shown_first_whatever_is_full_before_it(void **state)
{
	arena *a = *state;
	open_slots all = { 0 };
	add(a, &all, TODAY, 600, 0);
	add(a, &all, TODAY + 1, 600, 0);
	add(a, &all, TODAY + 1, 780, 2);
	slot_picker v = pick(a, &all, "", false);
	SAYS(v.first_text, "明日 13:00");
	assert_int_equal(here(&v), 3); /* the Wednesday of a week that begins on Sunday */
	assert_int_equal(v.parts.n, 2);
	SAYS(v.parts.at[0].title, "午前");
	assert_true(v.parts.at[0].slots.at[0].full);
	SAYS(v.parts.at[1].slots.at[0].left, "残り2");
	assert_string_equal(v.days.at[2].sign, "×");
	assert_string_equal(v.days.at[3].sign, "△"); /* one start is few */
	assert_string_equal(v.days.at[4].sign, "－");
	assert_false(v.days.at[4].linked);
	assert_false(v.has_before);
	assert_true(v.has_after);
}

static void a_full_week_leads_to_the_next_free_day(void **state)
{
	arena *a = *state;
	open_slots all = { 0 };
	add(a, &all, TODAY, 600, 1);
	add(a, &all, TODAY + 7, 600, 0);
	add(a, &all, TODAY + 16, 600, 1);
	slot_picker v = pick(a, &all, "2026-12-01", true);
	assert_true(v.nothing_here);
	assert_true(v.has_before);
	SAYS(v.next_free.s, "/book/moji/times?service=juumin&day=2026-12-10");
	v = pick(a, &all, "2026-12-01", false);
	assert_true(v.has_day);
	assert_true(v.day_full);
}

static void what_an_address_says_wrongly_is_as_if_nothing_was_said(void **state)
{
	arena *a = *state;
	open_slots all = { 0 };
	add(a, &all, TODAY + 2, 600, 5);
	static const char *const wrong[] = { "", "yesterday", "2026-02-30", "2020-01-01", "2099-01-01", "2026-11-2" };
	for (size_t i = 0; i < COUNT(wrong); i++) {
		slot_picker v = pick(a, &all, wrong[i], i % 2);
		assert_int_equal(here(&v), 4);
	}
}

static void without_any_free_time_nothing_is_offered(void **state)
{
	arena *a = *state;
	open_slots all = { 0 };
	assert_true(pick(a, &all, "", false).nothing_at_all);
	add(a, &all, TODAY, 600, 0);
	slot_picker v = pick(a, &all, "", false);
	assert_true(v.nothing_at_all);
	assert_false(v.has_first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_date_is_said_in_three_languages, setup, teardown),
		cmocka_unit_test_setup_teardown(a_wait_is_a_range_in_plain_words_or_an_honest_none, setup, teardown),
		cmocka_unit_test_setup_teardown(a_code_is_found_in_what_a_scanner_or_a_person_gives, setup, teardown),
		cmocka_unit_test_setup_teardown(lines_of_a_text_lose_bullets_and_empty_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(the_earliest_free_time_is_shown_first_whatever_is_full_before_it, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_full_week_leads_to_the_next_free_day, setup, teardown),
		cmocka_unit_test_setup_teardown(what_an_address_says_wrongly_is_as_if_nothing_was_said, setup,
						teardown),
		cmocka_unit_test_setup_teardown(without_any_free_time_nothing_is_offered, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
