/* Cells in words. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "modules/guide/guide.h"

static fact_def fact_of(field_kind k, const char *ja, const char *easy, const char *en)
{
	fact_def f = { .field = field_plain(STR("x"), k), .name = str_of(ja) };
	f.field.label = (text3){ { str_of(ja), str_of(easy), str_of(en) } };
	return f;
}

static void says(const fact_def *f, const char *cell, const char *ja, const char *easy, const char *en)
{
	arena *a = arena_new(8 << 20);
	assert_string_equal(arena_copy(a, guide_words(a, f, STR("列"), str_of(cell), LANG_JA)).at, ja);
	if (easy)
		assert_string_equal(arena_copy(a, guide_words(a, f, STR("列"), str_of(cell), LANG_JA_EASY)).at, easy);
	if (en)
		assert_string_equal(arena_copy(a, guide_words(a, f, STR("列"), str_of(cell), LANG_EN)).at, en);
	arena_free(a);
}

static void a_number_is_said_with_its_unit(void **state)
{
	(void)state;
	fact_def f = fact_of(FIELD_NUMBER, "年齢", "とし", "Age");
	f.field.unit = (text3){ { STR("歳"), STR("さい"), STR("years") } };
	says(&f, ">= 65", "年齢が65歳以上", "としが 65さいか それより おおい", "Age is 65 years or more");
	says(&f, "[65..74]", "年齢が65歳以上74歳以下", "としが 65さいから 74さいまで",
	     "Age is from 65 years to 74 years");
	says(&f, "[18..65)", "年齢が18歳以上65歳未満", NULL, "Age is 18 years or more and less than 65 years");
	says(&f, "(18..65]", "年齢が18歳を超え65歳以下", NULL, NULL);
	says(&f, "(18..65)", "年齢が18歳を超え65歳未満", NULL, NULL);
	says(&f, "< 18", "年齢が18歳未満", NULL, "Age is less than 18 years");
	says(&f, "<= 18", "年齢が18歳以下", NULL, NULL);
	says(&f, "> 18", "年齢が18歳を超える", NULL, NULL);
	says(&f, "0", "年齢が0歳", NULL, NULL);
	says(&f, "< 18, >= 65", "年齢が18歳未満、または年齢が65歳以上", NULL,
	     "Age is less than 18 years, or Age is 65 years or more");
	says(&f, "not(< 18)", "年齢が18歳以上", NULL, NULL);
	says(&f, "not([18..64])", "「年齢が18歳以上64歳以下」ではない", NULL, NULL);
	says(&f, "not(null)", "年齢：あてはまる", NULL, "Age: applies");
}

static void a_choice_is_said_by_its_label(void **state)
{
	(void)state;
	field_choice choices[] = { { STR("1級"), { { STR("1級"), STR("1きゅう"), STR("Grade 1") } } },
				   { STR("なし"), { { STR("持っていない"), STR("もって いない"), STR("None") } } } };
	fact_def f = fact_of(FIELD_CHOICE, "等級", "とうきゅう", "Grade");
	f.field.choices.at = choices;
	f.field.choices.n = 2;
	says(&f, "\"1級\"", "等級が1級", "とうきゅうが 1きゅう", "Grade is Grade 1");
	says(&f, "\"1級\", \"なし\"", "等級が1級、持っていないのどれか", "とうきゅうが 1きゅう、もって いないの どれか",
	     "Grade is one of: Grade 1, None");
	says(&f, "not(\"なし\")", "等級が持っていないではない", NULL, "Grade is not None");
	says(&f, "not(\"1級\", \"なし\")", "等級が1級、持っていないのどれでもない", NULL,
	     "Grade is none of: Grade 1, None");
}

static void yes_money_and_days_are_said_as_people_say_them(void **state)
{
	(void)state;
	fact_def yes = fact_of(FIELD_YESNO, "手帳", "てちょう", "Certificate");
	says(&yes, "true", "手帳：はい", "てちょう：はい", "Certificate: yes");
	says(&yes, "false", "手帳：いいえ", NULL, "Certificate: no");
	says(&yes, "not(true)", "手帳：いいえ", NULL, NULL);
	fact_def money = fact_of(FIELD_MONEY, "所得", "しょとく", "Income");
	says(&money, "<= 3604000", "所得が3,604,000円以下", NULL, NULL);
	fact_def date = fact_of(FIELD_DATE, "離職日", "やめた ひ", "Last day of work");
	arena *a = arena_new(1 << 20);
	str day_words = field_show(a, &date.field, STR("2026-04-01"), LANG_JA);
	says(&date, ">= date(\"2026-04-01\")", str_format(a, "離職日が%.*s以降", STR_ARG(day_words)).at, NULL, NULL);
	says(&date, "< date(\"2026-04-01\")", str_format(a, "離職日が%.*sより前", STR_ARG(day_words)).at, NULL, NULL);
	arena_free(a);
}

static void what_is_more_than_plain_stays_as_it_is(void **state)
{
	(void)state;
	fact_def f = fact_of(FIELD_NUMBER, "所得", "しょとく", "Income");
	says(&f, "> 収入 * 2", "所得：> 収入 * 2", NULL, "Income: > 収入 * 2");
	says(NULL, ">= 3", "列が3以上", NULL, NULL); /* no fact of the catalogue */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_said_with_its_unit),
		cmocka_unit_test(a_choice_is_said_by_its_label),
		cmocka_unit_test(yes_money_and_days_are_said_as_people_say_them),
		cmocka_unit_test(what_is_more_than_plain_stays_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
