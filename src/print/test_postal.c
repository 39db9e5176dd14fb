/* カスタマバーコード: its bars, its check digit, and what is taken out of an address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "print/postal.h"

/* Reads bars back by a table written down a second time: value → bars, in the order of values. */
static int read_sign(const char *bars)
{
	static const char *const table[] = { "144", "114", "132", "312", "123", "141", "321", "213", "231", "411",
					     "414", "324", "342", "234", "432", "243", "423", "441", "111" };
	for (size_t i = 0; i < COUNT(table); i++)
		if (strncmp(bars, table[i], 3) == 0)
			return (int)i;
	fail_msg("no sign: %.3s", bars);
	return -1;
}

static int sum_of(const char *bars)
{
	int sum = 0;
	for (int i = 0; i < 21; i++)
		sum += read_sign(bars + 2 + 3 * i);
	return sum;
}

static void every_code_has_67_bars_and_a_sum_of_nineteens(void **state)
{
	(void)state;
	arena *a = arena_new(8 << 20);
	u64 seed = 20261121;
	for (int n = 0; n < 2000; n++) {
		char postal[8], number[20];
		size_t length = 0;
		for (int i = 0; i < 7; i++) {
			seed = seed * 6364136223846793005U + 1442695040888963407U;
			postal[i] = (char)('0' + (seed >> 33) % 10);
		}
		for (u64 most = (seed >> 40) % 19; length < most; length++) {
			seed = seed * 6364136223846793005U + 1442695040888963407U;
			number[length] = "0123456789-ABCJKTUZ"[(seed >> 33) % 19];
		}
		const char *bars;
		assert_null(postal_bars(a, (str){ postal, 7 }, (str){ number, length }, &bars));
		assert_int_equal(strlen(bars), POSTAL_BARS);
		assert_int_equal(strncmp(bars, "13", 2), 0);
		assert_string_equal(bars + 65, "31");
		assert_int_equal(sum_of(bars) % 19, 0);
		for (int i = 0; i < 7; i++)
			assert_int_equal(read_sign(bars + 2 + 3 * i), postal[i] - '0');
		arena_reset(a);
	}
	arena_free(a);
}

static void letters_take_two_signs_and_what_is_short_is_filled_up(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	const char *bars;
	assert_null(postal_bars(a, STR("910-0067"), STR("3-80-25J1-2B"), &bars));
	static const int signs[] = { 9, 1, 0, 0, 0, 6, 7, 3, 10, 8, 0, 10, 2, 5, 11, 9, 1, 10, 2, 11 };
	for (size_t i = 0; i < COUNT(signs); i++) /* the last letter's digit has no room left */
		assert_int_equal(read_sign(bars + 2 + 3 * i), signs[i]);
	assert_null(postal_bars(a, STR("8030814"), STR_NONE, &bars));
	for (int i = 7; i < 20; i++)
		assert_int_equal(read_sign(bars + 2 + 3 * i), 14);
	arena_free(a);
}

static void what_no_code_can_hold_is_refused(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	const char *bars;
	assert_true(err_is(postal_bars(a, STR("803-081"), STR("1"), &bars), ERR_invalid));
	assert_true(err_is(postal_bars(a, STR("80308145"), STR("1"), &bars), ERR_invalid));
	assert_true(err_is(postal_bars(a, STR("803081x"), STR("1"), &bars), ERR_invalid));
	assert_true(err_is(postal_bars(a, STR("8030814"), STR("1丁目"), &bars), ERR_invalid));
	assert_true(err_is(postal_bars(a, STR("8030814"), STR("1a"), &bars), ERR_invalid));
	arena_free(a);
}

static void numbers_are_taken_out_of_addresses(void **state)
{
	(void)state;
	static const struct {
		const char *address, *number;
	} cases[] = {
		{ "緑町3丁目30-8　郵便ビル403号", "3-30-8-403" },
		{ "南田茂木　添60-1", "60-1" },
		{ "台東5-6-3　ABCビル10F", "5-6-3-10" },
		{ "北六条東4丁目　郵便センター6号館", "4-6" },
		{ "右京塚　東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604" },
		{ "河辺町十一丁目六番地一号　郵便タワー601", "11-6-1-601" },
		{ "大字津軽石第二十一地割大淵川480", "21-480" },
		{ "中田出井町四丁六番十九号", "4-6-19" },
		{ "稲田町南七線　西28", "7-28" },
		{ "宮田町6丁目7-14　ABCビル2F", "6-7-14-2" },
		{ "港島中町9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1" },
		{ "青野町綾部6-7　LプラザB106", "6-7LB106" },
		{ "南四条西29丁目1524-23　第2郵便ハウス501", "29-1524-23-2-501" },
		{ "新田塚3丁目80-25　J1ビル2-B", "3-80-25J1-2B" },
		{ "城内１番１号", "1-1" },
		{ "城内１ー１", "1-1" },
		{ "城内百二番地", "102" },
		{ "", "" },
		{ "三条", "" },
		{ "----", "" },
	};
	arena *a = arena_new(1 << 20);
	for (size_t i = 0; i < COUNT(cases); i++) {
		str number = postal_number(a, str_of(cases[i].address));
		assert_string_equal(number.at, cases[i].number);
		const char *bars; /* whatever comes out can be coded */
		assert_null(postal_bars(a, STR("8030814"), number, &bars));
	}
	assert_int_equal(postal_number(a, STR("\xff\xfe\xe3")).len, 0);
	arena_free(a);
}

static void a_code_is_eighty_millimetres_wide(void **state)
{
	(void)state;
	draw_box last = postal_bar('1', POSTAL_BARS - 1);
	assert_true(last.x + last.w > 79.7 && last.x + last.w < 80.1);
	assert_true(postal_bar('1', 0).h > postal_bar('2', 0).h && postal_bar('2', 0).h > postal_bar('4', 0).h);
	assert_true(postal_bar('2', 0).y == 0 && postal_bar('3', 0).y > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_has_67_bars_and_a_sum_of_nineteens),
		cmocka_unit_test(letters_take_two_signs_and_what_is_short_is_filled_up),
		cmocka_unit_test(what_no_code_can_hold_is_refused),
		cmocka_unit_test(numbers_are_taken_out_of_addresses),
		cmocka_unit_test(a_code_is_eighty_millimetres_wide),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
