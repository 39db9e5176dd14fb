/* decimal: FEEL's numbers, 34 digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "rules/decimal.h"

static decimal d(const char *text)
{
	decimal ret;
	assert_true(decimal_read(str_of(text), &ret));
	return ret;
}

static void shows(decimal x, const char *text)
{
	arena *a = arena_new(1 << 20);
	str s = decimal_text(a, x);
	if (!str_eq(s, str_of(text)))
		fail_msg("%.*s instead of %s", STR_ARG(s), text);
	arena_free(a);
}

static void added(const char *x, const char *y, const char *sum)
{
	decimal ret;
	assert_true(decimal_add(d(x), d(y), &ret));
	shows(ret, sum);
}

static void rounds(const char *x, i64 scale, decimal_way way, const char *to)
{
	decimal ret;
	assert_true(decimal_round(d(x), scale, way, &ret));
	shows(ret, to);
}

static void powers(const char *x, const char *y, const char *to)
{
	decimal ret;
	assert_true(decimal_pow(d(x), d(y), &ret));
	shows(ret, to);
}

static void modulo(const char *x, const char *y, const char *to)
{
	decimal ret;
	assert_true(decimal_modulo(d(x), d(y), &ret));
	shows(ret, to);
}

/* --- reading and writing --- */

static void a_number_is_shown_without_exponent_and_needless_zeros(void **state)
{
	(void)state;
	shows(d("12.50"), "12.5");
	shows(d("-0.001"), "-0.001");
	shows(d("1e3"), "1000");
	shows(d("1.5E+2"), "150");
	shows(d("1e-7"), "0.0000001");
	shows(d("1000"), "1000");
	shows(d("100.00"), "100");
	shows(d(".5"), "0.5");
	shows(d("+7"), "7");
	shows(d("007"), "7");
	shows(d("1234567890123456789012345678901234"), "1234567890123456789012345678901234");
}

static void there_is_one_zero(void **state)
{
	(void)state;
	decimal ret;
	shows(d("-0"), "0");
	shows(d("0.000"), "0");
	shows(d("0e10"), "0");
	shows(decimal_neg(d("0")), "0");
	rounds("-0.3", 0, ROUND_CEILING, "0");
	assert_true(decimal_mul(d("0"), d("-5"), &ret));
	shows(ret, "0");
}

static void what_is_no_number_is_refused(void **state)
{
	(void)state;
	decimal ret;
	const char *texts[] = { "",      "-",    "+",   ".",   "1.",  "1e",    "1e+",       "e5",      "1 2", " 1",
				"1,000", "0x10", "inf", "NaN", "--1", "1.2.3", "1e1000000", "1e99999", "１" };
	for (size_t i = 0; i < COUNT(texts); i++)
		if (decimal_read(str_of(texts[i]), &ret))
			fail_msg("'%s' was read", texts[i]);
}

static void a_number_too_great_is_refused_and_one_too_small_is_zero(void **state)
{
	(void)state;
	decimal ret;
	assert_true(decimal_read(STR("9.999999999999999999999999999999999e6144"), &ret));
	assert_false(decimal_read(STR("1e6145"), &ret));
	assert_true(decimal_read(STR("1e-6176"), &ret));
	assert_int_equal(decimal_cmp(ret, d("0")), 1);
	assert_true(decimal_read(STR("1e-6177"), &ret));
	assert_int_equal(decimal_cmp(ret, d("0")), 0);
}

static void more_than_34_digits_are_rounded_half_even(void **state)
{
	(void)state;
	shows(d("1.0000000000000000000000000000000005"), "1");
	shows(d("1.00000000000000000000000000000000050000001"), "1.000000000000000000000000000000001");
	shows(d("1.0000000000000000000000000000000015"), "1.000000000000000000000000000000002");
	shows(d("12345678901234567890123456789012345"), "12345678901234567890123456789012340");
}

static void a_very_long_text_is_read_or_refused(void **state)
{
	(void)state;
	static const size_t n = 6000;
	arena *a = arena_new(1 << 20);
	decimal ret;
	char *zeros = arena_alloc(a, 20001);
	memset(zeros, '0', 20000);
	zeros[0] = '1';
	assert_true(decimal_read((str){ zeros, n }, &ret));
	assert_int_equal(decimal_text(a, ret).len, n);
	assert_false(decimal_read((str){ zeros, 20000 }, &ret));
	arena_free(a);
}

static void a_double_becomes_its_shortest_decimal(void **state)
{
	(void)state;
	shows(decimal_of_double(0.1), "0.1");
	shows(decimal_of_double(1.0 / 3.0), "0.3333333333333333");
	shows(decimal_of_double(-2.5), "-2.5");
	shows(decimal_of_double(0.30000000000000004), "0.30000000000000004");
	assert_true(decimal_double(d("0.1")) == 0.1);
}

static void whole_numbers_of_64_bits_are_known(void **state)
{
	(void)state;
	i64 n;
	assert_true(decimal_i64(d("9223372036854775807"), &n));
	assert_int_equal(n, INT64_MAX);
	assert_true(decimal_i64(d("-9223372036854775808"), &n));
	assert_true(n == INT64_MIN);
	assert_true(decimal_i64(d("1e3"), &n));
	assert_int_equal(n, 1000);
	assert_true(decimal_i64(d("5.000"), &n));
	assert_false(decimal_i64(d("9223372036854775808"), &n));
	assert_false(decimal_i64(d("0.5"), &n));
	assert_true(decimal_is_int(d("5.0")));
	assert_true(decimal_is_int(d("1e6000")));
	assert_false(decimal_is_int(d("5.0000000000000000000000001")));
	shows(decimal_of(INT64_MIN), "-9223372036854775808");
}

/* --- arithmetic --- */

static void money_adds_up(void **state)
{
	(void)state;
	added("0.1", "0.2", "0.3");
	added("1.10", "-1.1", "0");
	added("1e33", "1", "1000000000000000000000000000000001");
	added("9999999999999999999999999999999999", "1", "10000000000000000000000000000000000");
	added("1e34", "1", "10000000000000000000000000000000000"); /* the 35th digit is lost */
}

static void what_overflows_or_divides_by_zero_is_no_number(void **state)
{
	(void)state;
	decimal ret;
	assert_false(decimal_mul(d("1e6000"), d("1e6000"), &ret));
	assert_false(decimal_add(d("9.999999999999999999999999999999999e6144"), d("1e6144"), &ret));
	assert_false(decimal_div(d("1"), d("0"), &ret));
	assert_false(decimal_div(d("0"), d("0"), &ret));
	assert_false(decimal_modulo(d("1"), d("0"), &ret));
	assert_false(decimal_sqrt(d("-1"), &ret));
	assert_false(decimal_log(d("0"), &ret));
	assert_false(decimal_log(d("-1"), &ret));
	assert_false(decimal_exp(d("100000"), &ret));
	assert_false(decimal_pow(d("0"), d("-1"), &ret));
	assert_false(decimal_pow(d("-8"), d("0.5"), &ret));
	assert_false(decimal_pow(d("10"), d("6145"), &ret));
}

static void a_third_has_34_digits(void **state)
{
	(void)state;
	decimal ret;
	assert_true(decimal_div(d("1"), d("3"), &ret));
	shows(ret, "0.3333333333333333333333333333333333");
	assert_true(decimal_div(d("2"), d("3"), &ret));
	shows(ret, "0.6666666666666666666666666666666667");
}

static void numbers_compare_by_value(void **state)
{
	(void)state;
	assert_int_equal(decimal_cmp(d("1.0"), d("1")), 0);
	assert_int_equal(decimal_cmp(d("-0"), d("0")), 0);
	assert_true(decimal_cmp(d("-2"), d("1")) < 0);
	assert_true(decimal_cmp(d("1e3"), d("999.999")) > 0);
}

static void a_modulo_has_the_sign_of_the_divisor(void **state)
{
	(void)state;
	modulo("12", "5", "2");
	modulo("-12", "5", "3");
	modulo("12", "-5", "-3");
	modulo("-12", "-5", "-2");
	modulo("10.1", "4.5", "1.1");
	modulo("-10.1", "4.5", "3.4");
	modulo("10.1", "-4.5", "-3.4");
	modulo("-10.1", "-4.5", "-1.1");
	modulo("6", "3", "0");
	modulo("1e6000", "3", "1"); /* the quotient has more digits than any number */
}

/* --- rounding --- */

static void each_way_of_rounding_treats_halves_and_signs_in_its_way(void **state)
{
	(void)state;
	const struct {
		decimal_way way;
		const char *to[6];
	} ways[] = {
		{ ROUND_FLOOR, { "2", "2", "3", "-3", "-3", "-4" } },
		{ ROUND_CEILING, { "3", "3", "4", "-2", "-2", "-3" } },
		{ ROUND_UP, { "3", "3", "4", "-3", "-3", "-4" } },
		{ ROUND_DOWN, { "2", "2", "3", "-2", "-2", "-3" } },
		{ ROUND_HALF_UP, { "2", "3", "4", "-2", "-3", "-4" } },
		{ ROUND_HALF_DOWN, { "2", "2", "3", "-2", "-2", "-3" } },
		{ ROUND_HALF_EVEN, { "2", "2", "4", "-2", "-2", "-4" } },
	};
	const char *from[] = { "2.4999", "2.5", "3.5", "-2.4999", "-2.5", "-3.5" };
	for (size_t w = 0; w < COUNT(ways); w++)
		for (size_t i = 0; i < COUNT(from); i++)
			rounds(from[i], 0, ways[w].way, ways[w].to[i]);
}

static void a_scale_may_lie_before_the_point_and_beyond_the_digits(void **state)
{
	(void)state;
	decimal ret;
	rounds("1234.5", -2, ROUND_HALF_EVEN, "1200");
	rounds("1250", -2, ROUND_HALF_EVEN, "1200");
	rounds("1251", -2, ROUND_HALF_DOWN, "1300");
	rounds("49", -2, ROUND_HALF_UP, "0");
	rounds("50", -2, ROUND_HALF_DOWN, "0");
	rounds("0.5", -6111, ROUND_DOWN, "0");
	rounds("5.5", 6176, ROUND_UP, "5.5");
	rounds("1.12345", 3, ROUND_HALF_UP, "1.123");
	rounds("9999999999999999999999999999999999", -1, ROUND_HALF_UP, "10000000000000000000000000000000000");
	assert_false(decimal_round(d("1"), -6112, ROUND_UP, &ret));
	assert_false(decimal_round(d("1"), 6177, ROUND_UP, &ret));
}

/* --- powers, roots, logarithms --- */

static void whole_powers_have_all_digits_right(void **state)
{
	(void)state;
	powers("3", "20", "3486784401");
	powers("-3", "2", "9");
	powers("-2", "3", "-8");
	powers("2", "-2", "0.25");
	powers("0", "0", "1");
	powers("0", "5", "0");
	powers("1", "9223372036854775807", "1");
	powers("-1", "-9223372036854775808", "1");
	/* checked with 60 digits elsewhere */
	powers("1.015", "35", "1.68388131832286100609306765258001");
	powers("25.823", "35", "26316875955977073224100528337946860000000000000000");
	powers("0.9973", "-366", "2.6899873101848310856790981626681");
	powers("10", "-6177", "0");
}

static void roots_and_logarithms_have_34_digits(void **state)
{
	(void)state;
	decimal ret;
	assert_true(decimal_sqrt(d("2"), &ret));
	shows(ret, "1.414213562373095048801688724209698");
	assert_true(decimal_exp(d("1"), &ret));
	shows(ret, "2.718281828459045235360287471352662");
	assert_true(decimal_log(d("10"), &ret));
	shows(ret, "2.302585092994045684017991454684364");
	assert_true(decimal_exp(d("-100000"), &ret));
	shows(ret, "0");
	powers("2", "0.5", "1.414213562373095048801688724209698");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_shown_without_exponent_and_needless_zeros),
		cmocka_unit_test(there_is_one_zero),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(a_number_too_great_is_refused_and_one_too_small_is_zero),
		cmocka_unit_test(more_than_34_digits_are_rounded_half_even),
		cmocka_unit_test(a_very_long_text_is_read_or_refused),
		cmocka_unit_test(a_double_becomes_its_shortest_decimal),
		cmocka_unit_test(whole_numbers_of_64_bits_are_known),
		cmocka_unit_test(money_adds_up),
		cmocka_unit_test(what_overflows_or_divides_by_zero_is_no_number),
		cmocka_unit_test(a_third_has_34_digits),
		cmocka_unit_test(numbers_compare_by_value),
		cmocka_unit_test(a_modulo_has_the_sign_of_the_divisor),
		cmocka_unit_test(each_way_of_rounding_treats_halves_and_signs_in_its_way),
		cmocka_unit_test(a_scale_may_lie_before_the_point_and_beyond_the_digits),
		cmocka_unit_test(whole_powers_have_all_digits_right),
		cmocka_unit_test(roots_and_logarithms_have_34_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
