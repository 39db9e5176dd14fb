/* Readings that are proposed, by the real dictionary. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "reading/reading.h"

#include <pthread.h>

#include "base/buf.h"

static void reads(reading *r, const char *name, const char *kana)
{
	arena *a = arena_new((size_t)1 << 20);
	str got = reading_of_name(r, a, str_of(name));
	if (!str_eq(got, str_of(kana)))
		fail_msg("%s: %.*s, not %s", name, STR_ARG(got), kana);
	arena_free(a);
}

static int make(void **state)
{
	*state = reading_new();
	return 0;
}

static int drop(void **state)
{
	reading_free(*state);
	return 0;
}

static void usual_names_are_read(void **state)
{
	assert_true(reading_ready(*state));
	reads(*state, "北九州　花子", "キタキュウシュウ　ハナコ");
	reads(*state, "山田 太郎", "ヤマダ　タロウ");
	reads(*state, "勅使河原　龍之介", "テシガワラ　リュウノスケ");
	reads(*state, "渡邊 花子", "ワタナベ　ハナコ");
}

static void letters_of_names_are_read_as_their_usual_forms(void **state)
{
	reads(*state, "髙橋　太郎", "タカハシ　タロウ");
	reads(*state, "山﨑 花子", "ヤマザキ　ハナコ");
	reads(*state, "𠮷田 太郎", "ヨシダ　タロウ");
	reads(*state, "辻\U000e0100　花子", "ツジ　ハナコ");
}

static void kana_of_any_width_are_their_own_reading(void **state)
{
	reads(*state, "さくら", "サクラ");
	reads(*state, "ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ　タロウ");
}

static void where_a_part_is_unknown_nothing_is_guessed(void **state)
{
	reads(*state, "Smith John", "");
	reads(*state, "山田 John", "");
	reads(*state, "", "");
	reads(*state, "　 ", "");
	reads(*state, "\xff\xfe", "");
	reads(*state, "一二三四五 六 七 八 九 十 百", "");
}

/* 受付/ウケツケ … as one line, with a digit for the kind where one is wanted */
static str worded(reading *r, arena *a, const char *text, bool kinds)
{
	reading_words_list l;
	assert_true(reading_words(r, a, str_of(text), &l));
	buf b = buf_new(a, 100000);
	for (size_t i = 0; i < l.n; i++) {
		buf_format(&b, "%s%.*s", i ? " " : "", STR_ARG(l.at[i].base));
		if (kinds)
			buf_format(&b, "%d", (int)l.at[i].kind);
		else if (l.at[i].kana.len)
			buf_format(&b, "/%.*s", STR_ARG(l.at[i].kana));
	}
	return buf_str(&b);
}

static void says(reading *r, const char *text, const char *words)
{
	arena *a = arena_new((size_t)1 << 22);
	str got = worded(r, a, text, false);
	if (!str_eq(got, str_of(words)))
		fail_msg("%s: %.*s, not %s", text, STR_ARG(got), words);
	arena_free(a);
}

static void a_text_is_made_of_the_words_that_carry_its_meaning(void **state)
{
	says(*state, "住民異動届の受付", "住民/ジュウミン 異動/イドウ 届/トドケ 受付/ウケツケ");
	says(*state, "申請書の受け付け", "申請/シンセイ 書/ショ 受け付け/ウケツケ");
	says(*state, "申請書を受け付けました。", "申請/シンセイ 書/ショ 受け付ける/ウケツケ");
	says(*state, "これは、とても困難なことである。", "とても/トテモ 困難/コンナン");
	says(*state, "、。・（）", "");
	says(*state, "", "");
	says(*state, "\xff\xfe", "");
}

static void a_word_says_what_kind_it_is_and_where_it_stands(void **state)
{
	arena *a = arena_new((size_t)1 << 22);
	str got = worded(*state, a, "門司区の窓口で3件の申請書を見る", true);
	assert_string_equal(got.at, "門司2 区3 窓口0 34 申請1 書3 見る5");
	reading_words_list l;
	str text = STR("門司区の窓口");
	assert_true(reading_words(*state, a, text, &l));
	assert_int_equal(l.n, 3);
	assert_true(str_eq(str_sub(text, l.at[2].at, l.at[2].to), STR("窓口")));
	arena_free(a);
}

static void of_a_very_long_text_only_the_beginning_counts(void **state)
{
	arena *a = arena_new((size_t)16 << 20);
	buf b = buf_new(a, 100000);
	for (int i = 0; i < 4000; i++)
		buf_lit(&b, "窓口、");
	reading_words_list l;
	assert_true(reading_words(*state, a, buf_str(&b), &l));
	assert_int_equal(l.n, 2222); /* 20,000 bytes of nine each; what is cut is no word */
	arena_free(a);
}

static void without_a_dictionary_it_says_so(void **state)
{
	(void)state;
	reading *r = reading_new_in("/nowhere/at/all");
	arena *a = arena_new((size_t)1 << 20);
	reading_words_list l;
	assert_false(reading_ready(r));
	assert_false(reading_words(r, a, STR("住民異動届"), &l));
	assert_int_equal(l.n, 0);
	assert_int_equal(reading_of_name(r, a, STR("山田")).len, 0);
	arena_free(a);
	reading_free(r);
}

typedef struct busy {
	reading *r;
	bool wrong;
} busy;
static void *read_much(void *arg)
{
	busy *b = arg;
	arena *a = arena_new((size_t)1 << 20);
	for (int i = 0; i < 300 && !b->wrong; i++) {
		arena_reset(a);
		b->wrong = !str_eq(reading_of_name(b->r, a, STR("山田 太郎")), STR("ヤマダ　タロウ")) ||
			   !str_eq(worded(b->r, a, "住民異動届の受付", false),
				   STR("住民/ジュウミン 異動/イドウ 届/トドケ 受付/ウケツケ"));
	}
	arena_free(a);
	return NULL;
}

static void several_threads_read_with_one_dictionary(void **state)
{
	pthread_t t[4];
	busy b[4];
	for (int i = 0; i < 4; i++) {
		b[i] = (busy){ .r = *state };
		assert_int_equal(pthread_create(&t[i], NULL, read_much, &b[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
		assert_false(b[i].wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_names_are_read),
		cmocka_unit_test(letters_of_names_are_read_as_their_usual_forms),
		cmocka_unit_test(kana_of_any_width_are_their_own_reading),
		cmocka_unit_test(where_a_part_is_unknown_nothing_is_guessed),
		cmocka_unit_test(a_text_is_made_of_the_words_that_carry_its_meaning),
		cmocka_unit_test(a_word_says_what_kind_it_is_and_where_it_stands),
		cmocka_unit_test(of_a_very_long_text_only_the_beginning_counts),
		cmocka_unit_test(without_a_dictionary_it_says_so),
		cmocka_unit_test(several_threads_read_with_one_dictionary),
	};
	return cmocka_run_group_tests(tests, make, drop);
}
