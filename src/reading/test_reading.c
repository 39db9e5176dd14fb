/* Readings that are proposed, by the real dictionary. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "reading/reading.h"

#include <pthread.h>

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
		b->wrong = !str_eq(reading_of_name(b->r, a, STR("山田 太郎")), STR("ヤマダ　タロウ"));
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
		cmocka_unit_test(several_threads_read_with_one_dictionary),
	};
	return cmocka_run_group_tests(tests, make, drop);
}
