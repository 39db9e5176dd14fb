#include "text/kana.h"

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

static void half_width_katakana_becomes_full_with_its_marks(void **state)
{
	arena *a = *state;
	assert_string_equal(kana_full(a, STR("ｱｲｳｴｵｶﾞｷﾞｸﾞｹﾞｺﾞｻﾞｼﾞｽﾞｾﾞｿﾞﾀﾞﾁﾞﾂﾞﾃﾞﾄﾞﾅﾆﾇﾈﾉ")).at,
			    "アイウエオガギグゲゴザジズゼゾダヂヅデドナニヌネノ");
	assert_string_equal(kana_full(a, STR("ﾊﾋﾌﾍﾎﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ")).at,
			    "ハヒフヘホバビブベボパピプペポマミムメモヤユヨラリルレロワヲン");
	assert_string_equal(kana_full(a, STR("ｧｨｩｪｫｬｭｮｯｰ｡｢｣､･ｳﾞﾜﾞｦﾞ")).at, "ァィゥェォャュョッー。「」、・ヴヷヺ");
	assert_string_equal(kana_full(a, STR("ｷﾀｷｭｳｼｭｳ 太郎 ABC ①㈱髙")).at, "キタキュウシュウ 太郎 ABC ①㈱髙");
}

static void a_mark_that_voices_nothing_stands_alone(void **state)
{
	arena *a = *state;
	assert_string_equal(kana_full(a, STR("ﾞｱﾞｶﾟﾝﾞ")).at, "゛ア゛カ゜ン゛");
	assert_string_equal(kana_full(a, STR("ｯﾞ")).at, "ッ゛");
	assert_string_equal(kana_full(a, STR("ｶ")).at, "カ");
}

static void ascii_changes_its_width_and_comes_back(void **state)
{
	arena *a = *state;
	str all = STR(" !\"#$%&'()*+,-./0123456789:;<=>?@AZ[\\]^_`az{|}~");
	str wide = width_full(a, all);
	assert_true(str_starts(wide, STR("　！＂＃＄")));
	assert_true(str_ends(wide, STR("ａｚ｛｜｝～")));
	assert_true(str_eq(width_half(a, wide), all));
	assert_string_equal(width_half(a, STR("０９３－５８２　窓口ア")).at, "093-582 窓口ア");
}

static void hiragana_and_katakana_turn_into_each_other(void **state)
{
	arena *a = *state;
	assert_string_equal(kana_katakana(a, STR("ぁきたきゅうしゅうゔゕゖゝゞー漢A")).at,
			    "ァキタキュウシュウヴヵヶヽヾー漢A");
	assert_string_equal(kana_hiragana(a, STR("ァキタキュウシュウヴヵヶヽヾー漢A")).at,
			    "ぁきたきゅうしゅうゔゕゖゝゞー漢A");
	assert_string_equal(kana_hiragana(a, STR("ヷ")).at, "ヷ");
}

static void bytes_that_are_not_text_stay_as_they_are(void **state)
{
	arena *a = *state;
	str broken = STR("ｱ\xFF\xE3");
	assert_true(str_eq(kana_full(a, broken), STR("ア\xFF\xE3")));
	assert_true(str_eq(width_half(a, STR("\xEF\xBC")), STR("\xEF\xBC")));
}

static void a_kana_field_takes_kana_only(void **state)
{
	(void)state;
	assert_true(is_katakana(STR("キタキュウシュウ　ハナコ")));
	assert_true(is_katakana(STR("マリー・アンヌ")));
	assert_false(is_katakana(STR("キタきゅう")));
	assert_false(is_katakana(STR("ｷﾀ")));
	assert_false(is_katakana(STR("　")));
	assert_false(is_katakana(STR_NONE));
	assert_true(is_hiragana(STR("きたきゅう ー")));
	assert_false(is_hiragana(STR("北")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(half_width_katakana_becomes_full_with_its_marks, make, drop),
		cmocka_unit_test_setup_teardown(a_mark_that_voices_nothing_stands_alone, make, drop),
		cmocka_unit_test_setup_teardown(ascii_changes_its_width_and_comes_back, make, drop),
		cmocka_unit_test_setup_teardown(hiragana_and_katakana_turn_into_each_other, make, drop),
		cmocka_unit_test_setup_teardown(bytes_that_are_not_text_stay_as_they_are, make, drop),
		cmocka_unit_test_setup_teardown(a_kana_field_takes_kana_only, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
