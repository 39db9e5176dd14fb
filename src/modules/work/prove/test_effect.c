/* Effects, samples and years: numbers in, numbers out. */
#include <math.h>

#include "store/testing.h"

#include "modules/work/prove/prove.h"
#include "text/figures.h"

#define NEAR(x, y, off)                                                                                                \
	do {                                                                                                           \
		double near_x_ = (x), near_y_ = (y);                                                                   \
		if (!(fabs(near_x_ - near_y_) <= (off)))                                                               \
			fail_msg("%s is %.10g, not %.10g", #x, near_x_, near_y_);                                      \
	} while (0)

static arena *fresh(void)
{
	return arena_new(64 << 20);
}

static prove_sample sample_of(arena *a, const char *typed)
{
	double *values;
	size_t n;
	assert_ok(prove_values(a, str_of(typed), &values, &n));
	return prove_sample_of(values, n);
}

/* --- effects -------------------------------------------------------------------------------------------------------------- */

static void an_effect_is_volume_times_minutes_times_share_less_what_runs(void **state)
{
	(void)state;
	prove_line lines[] = { { STR("受付"), 12000, 10, 4, { 0.4, 0.6, 0.7 } },
			       { STR("入力"), 3000, 6, 0, { 1, 1, 1 } } };
	prove_range r = prove_effect(&(prove_lines){ lines, 2 }, 6000);
	NEAR(r.likely, 12000 * 6 * 0.6 + 3000 * 6 - 6000, 1e-9);
	NEAR(r.low, 12000 * 6 * 0.4 + 18000 - 6000, 1e-9);
	NEAR(r.high, 12000 * 6 * 0.7 + 18000 - 6000, 1e-9);
}

static void what_takes_longer_afterwards_counts_against_the_measure(void **state)
{
	(void)state;
	prove_line lines[] = { { STR("点検"), 1000, 2, 5, { 0.5, 0.8, 1 } } };
	prove_range r = prove_effect(&(prove_lines){ lines, 1 }, 0);
	NEAR(r.low, -3000, 1e-9);
	NEAR(r.likely, -2400, 1e-9);
	NEAR(r.high, -1500, 1e-9);
}

static void a_year_counts_by_the_days_in_which_the_measure_runs(void **state)
{
	(void)state;
	day april = day_from(2026, 4, 1), october = day_from(2026, 10, 1);
	assert_int_equal(prove_year_of(day_from(2026, 3, 31)), 2025);
	assert_int_equal(prove_year_of(april), 2026);
	NEAR(prove_year_part(2026, april, PROVE_DAY_NONE), 1, 1e-12);
	NEAR(prove_year_part(2026, october, PROVE_DAY_NONE), 182.0 / 365, 1e-12);
	NEAR(prove_year_part(2027, october, PROVE_DAY_NONE), 1, 1e-12);
	NEAR(prove_year_part(2025, october, PROVE_DAY_NONE), 0, 1e-12);
	NEAR(prove_year_part(2026, april, october), 183.0 / 365, 1e-12);
	NEAR(prove_year_part(2027, april, october), 0, 1e-12);
	NEAR(prove_year_part(2026, PROVE_DAY_NONE, PROVE_DAY_NONE), 0, 1e-12);
}

static prove_figure figure(figure_kind kind, int year, i64 likely)
{
	return (prove_figure){
		.kind = kind, .year = year, .low = likely / 2, .likely = likely, .high = likely * 2, .counts = true
	};
}

static void sums_of_years_count_no_measure_twice_and_no_year_that_nobody_measured(void **state)
{
	(void)state;
	arena *a = fresh();
	prove_figure one[] = { figure(FIGURE_EXPECTED, 0, 3650), figure(FIGURE_REALISED, 2026, 730) };
	prove_figure two[] = { figure(FIGURE_EXPECTED, 0, 1000) }, three[] = { figure(FIGURE_EXPECTED, 0, 500) };
	measure list[] = {
		{ .id = 1, .starts = day_from(2026, 10, 1), .stops = PROVE_DAY_NONE, .figures = { one, 2 } },
		{ .id = 2,
		  .starts = day_from(2026, 4, 1),
		  .stops = PROVE_DAY_NONE,
		  .within = 1,
		  .figures = { two, 1 } },
		{ .id = 3, .starts = PROVE_DAY_NONE, .stops = PROVE_DAY_NONE, .figures = { three, 1 } },
	};
	prove_totals t = prove_totals_of(a, &(measures){ list, 3 }, 2027);
	assert_int_equal(t.within, 1);
	assert_int_equal(t.undated, 1);
	assert_int_equal(t.years.n, 2);
	assert_int_equal(t.years.at[0].year, 2026);
	assert_int_equal(t.years.at[0].of[FIGURE_EXPECTED].likely, 1820); /* 182 of 365 days */
	assert_int_equal(t.years.at[0].of[FIGURE_REALISED].likely, 364);
	assert_int_equal(t.years.at[1].of[FIGURE_EXPECTED].likely, 3650);
	assert_int_equal(t.years.at[1].of[FIGURE_EXPECTED].measures, 1);
	assert_int_equal(t.years.at[1].of[FIGURE_REALISED].measures, 0);
	arena_free(a);
}

static void two_measures_of_the_same_work_are_pointed_out_until_one_lies_within_the_other(void **state)
{
	(void)state;
	arena *a = fresh();
	const day open = PROVE_DAY_NONE;
	measure list[] = {
		{ .id = 1, .work = STR("住民票"), .bureau = STR("門司"), .section = STR("市民課"), .stops = open },
		{ .id = 2, .work = STR("住民票"), .bureau = STR("門司"), .section = STR("市民課"), .stops = open },
		{ .id = 3, .work = STR("住民票"), .bureau = STR("門司"), .section = STR("税務課"), .stops = open }
	};
	measures all = { list, 3 };
	assert_int_equal(prove_alike(a, &all).n, 1);
	list[1].within = 1;
	assert_int_equal(prove_alike(a, &all).n, 0);
	arena_free(a);
}

static void a_measure_of_the_bureau_is_held_against_one_of_its_section_while_both_run(void **state)
{
	(void)state;
	arena *a = fresh();
	measure list[] = { { .id = 1,
			     .work = STR("住民票"),
			     .bureau = STR("門司"),
			     .starts = day_from(2026, 4, 1),
			     .stops = PROVE_DAY_NONE },
			   { .id = 2,
			     .work = STR("住民票"),
			     .bureau = STR("門司"),
			     .section = STR("市民課"),
			     .starts = day_from(2027, 4, 1),
			     .stops = PROVE_DAY_NONE },
			   { .id = 3,
			     .work = STR("住民票"),
			     .bureau = STR("小倉"),
			     .starts = day_from(2026, 4, 1),
			     .stops = PROVE_DAY_NONE } };
	measures all = { list, 3 };
	assert_int_equal(prove_alike(a, &all).n, 1);
	list[0].stops = day_from(2027, 4, 1); /* one takes the other's place */
	assert_int_equal(prove_alike(a, &all).n, 0);
	list[0].stops = day_from(2027, 4, 2);
	assert_int_equal(prove_alike(a, &all).n, 1);
	list[2].bureau = STR_NONE; /* of the whole city */
	assert_int_equal(prove_alike(a, &all).n, 3);
	arena_free(a);
}

static void a_part_that_its_whole_does_not_hold_is_pointed_out(void **state)
{
	(void)state;
	arena *a = fresh();
	prove_figure one[] = { figure(FIGURE_EXPECTED, 0, 1000) };
	prove_figure two[] = { figure(FIGURE_EXPECTED, 0, 1000), figure(FIGURE_REALISED, 2026, 300) };
	measure list[] = { { .id = 1, .figures = { one, 1 } }, { .id = 2, .within = 1, .figures = { two, 2 } } };
	measures all = { list, 2 };
	measure_parts found = prove_parts(a, &all);
	assert_int_equal(found.n, 1); /* realised: the whole has none */
	assert_true(found.at[0].kind == FIGURE_REALISED && !found.at[0].of);
	two[0].likely = 1001;
	found = prove_parts(a, &all);
	assert_int_equal(found.n, 2);
	assert_true(found.at[0].kind == FIGURE_EXPECTED && found.at[0].of->likely == 1000);
	arena_free(a);
}

static void what_begins_later_is_in_the_sums_and_what_is_doubtful_is_counted(void **state)
{
	(void)state;
	arena *a = fresh();
	prove_figure one[] = { figure(FIGURE_EXPECTED, 0, 1000) };
	prove_figure two[] = { figure(FIGURE_REALISED, 2025, 300), figure(FIGURE_REALISED, 2026, 300) };
	two[1].low = -10;
	measure list[] = {
		{ .id = 1, .starts = day_from(2030, 4, 1), .stops = PROVE_DAY_NONE, .figures = { one, 1 } },
		{ .id = 2, .starts = day_from(2026, 4, 1), .stops = PROVE_DAY_NONE, .figures = { two, 2 } },
	};
	prove_totals t = prove_totals_of(a, &(measures){ list, 2 }, 2027);
	assert_int_equal(t.years.n, 5); /* 2026 to 2030 */
	assert_int_equal(t.years.at[4].of[FIGURE_EXPECTED].likely, 1000);
	assert_int_equal(t.unsure, 1);
	assert_int_equal(t.idle, 1);
	list[0].starts = day_from(2999, 4, 1);
	assert_int_equal(prove_totals_of(a, &(measures){ list, 2 }, 2027).years.n, 12);
	arena_free(a);
}

/* --- Student, Welch ---------------------------------------------------------------------------------------------------------- */

/*
 * Where the expected numbers come from. With one degree of freedom T is Cauchy's: P(T ≤ t) = 1/2 + atan(t)/π, so the quantile is tan(π (p − 1/2)). With two,
 * P(T ≤ t) = 1/2 + t / (2 √(2 + t²)), so the quantile is (2p − 1) √(2 / (1 − (2p − 1)²)). The others are those of printed tables (and of R's qt()).
 */
static void quantiles_of_t_are_those_that_can_be_worked_out_by_hand_and_of_printed_tables(void **state)
{
	(void)state;
	double pi = acos(-1);
	for (double p = 0.55; p < 0.999; p += 0.0495) {
		double x = 2 * p - 1;
		NEAR(prove_t_quantile(p, 1), tan(pi * (p - 0.5)), 1e-8 * (1 + tan(pi * (p - 0.5))));
		NEAR(prove_t_quantile(p, 2), x * sqrt(2 / (1 - x * x)), 1e-8);
		NEAR(prove_t_quantile(1 - p, 7.5), -prove_t_quantile(p, 7.5), 1e-9);
		NEAR(prove_t_below(prove_t_quantile(p, 3.7), 3.7), p, 1e-10);
	}
	NEAR(prove_t_quantile(0.975, 5), 2.570582, 1e-6);
	NEAR(prove_t_quantile(0.975, 10), 2.228139, 1e-6);
	NEAR(prove_t_quantile(0.975, 30), 2.042272, 1e-6);
	NEAR(prove_t_quantile(0.975, 1e7), 1.959964, 1e-5);
}

/* Student's sleep data, the example of R's t.test(): t = -1.8608, df = 17.776, 95 percent interval -3.3654832 0.2054832. Here before is the first group. */
static void welch_gives_what_r_documents_for_students_sleep_data(void **state)
{
	(void)state;
	arena *a = fresh();
	double one[] = { 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0 };
	double two[] = { 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4 };
	prove_sample x = prove_sample_of(one, 10), y = prove_sample_of(two, 10);
	NEAR(x.mean, 0.75, 1e-12);
	NEAR(y.mean, 2.33, 1e-12);
	prove_difference d;
	assert_ok(prove_welch(a, &x, &y, &d));
	NEAR(d.t, -1.8608, 5e-5);
	NEAR(d.degrees, 17.776, 5e-4);
	NEAR(d.low, -3.3654832, 5e-7);
	NEAR(d.high, 0.2054832, 5e-7);
	assert_false(d.certain);
	assert_false(d.small);
	arena_free(a);
}

/* Of 2, 4 and 6: mean 4, variance (4 + 0 + 4) / 2 = 4. Of 1, 2, 3: mean 2, variance 1. Standard error √(4/3 + 1/3) = √(5/3); degrees (5/3)² / ((4/3)²/2 + (1/3)²/2) = 2.941176. */
static void a_small_sample_is_worked_out_and_warned_of(void **state)
{
	(void)state;
	arena *a = fresh();
	prove_sample x = sample_of(a, "2 4 6"), y = sample_of(a, "1\n2\n3");
	prove_difference d;
	assert_ok(prove_welch(a, &x, &y, &d));
	NEAR(d.saved, 2, 1e-12);
	NEAR(d.degrees, 2.9411764706, 1e-9);
	NEAR(d.t, 2 / sqrt(5.0 / 3), 1e-12);
	NEAR((d.high - d.low) / 2, prove_t_quantile(0.975, 2.9411764706) * sqrt(5.0 / 3), 1e-9);
	assert_true(d.small);
	assert_false(d.certain);
	prove_sample alone = sample_of(a, "5");
	assert_refused(prove_welch(a, &x, &alone, &d), ERR_invalid);
	arena_free(a);
}

static void values_without_any_spread_have_no_interval_and_no_division_by_zero(void **state)
{
	(void)state;
	arena *a = fresh();
	prove_sample x = sample_of(a, "10 10 10"), y = sample_of(a, "4 4"), z = sample_of(a, "3 5");
	prove_difference d;
	assert_ok(prove_welch(a, &x, &y, &d));
	NEAR(d.low, 6, 0);
	NEAR(d.high, 6, 0);
	assert_ok(prove_welch(a, &x, &z, &d)); /* one side alone has a spread: its n − 1 are the degrees */
	NEAR(d.degrees, 1, 1e-12);
	arena_free(a);
}

/* A seeded experiment: of 2,000 pairs of samples with a true difference of 3 minutes, about 95 in 100 intervals hold it. */
static void ninety_five_of_a_hundred_intervals_hold_the_true_difference(void **state)
{
	(void)state;
	arena *a = fresh();
	u64 seed = 20260401;
	int held = 0, runs = 2000;
	for (int i = 0; i < runs; i++) {
		double values[2][12];
		size_t n[2] = { 12, 7 };
		double mean[2] = { 10, 7 }, spread[2] = { 2, 4 };
		for (int side = 0; side < 2; side++)
			for (size_t k = 0; k < n[side]; k++) {
				double sum = 0; /* of twelve even numbers less six: nearly normal */
				for (int j = 0; j < 12; j++) {
					seed = seed * 6364136223846793005u + 1442695040888963407u;
					sum += (double)(seed >> 11) / 9007199254740992.0;
				}
				values[side][k] = mean[side] + spread[side] * (sum - 6);
			}
		prove_sample x = prove_sample_of(values[0], n[0]), y = prove_sample_of(values[1], n[1]);
		prove_difference d;
		assert_ok(prove_welch(a, &x, &y, &d));
		held += d.low <= 3 && 3 <= d.high;
	}
	assert_in_range(held, runs * 935 / 1000, runs * 965 / 1000);
	arena_free(a);
}

/* --- what is typed --------------------------------------------------------------------------------------------------------------- */

static void minutes_are_read_as_people_write_them(void **state)
{
	(void)state;
	arena *a = fresh();
	double *v;
	size_t n;
	assert_ok(prove_values(a, STR("7.5、８, 7:30\t1時間5分\n30秒 2分15秒"), &v, &n));
	double wanted[] = { 7.5, 8, 7.5, 65, 0.5, 2.25 };
	assert_int_equal(n, COUNT(wanted));
	for (size_t i = 0; i < n; i++)
		NEAR(v[i], wanted[i], 1e-9);
	assert_ok(prove_values(a, STR("  \n "), &v, &n));
	assert_int_equal(n, 0);
	arena_free(a);
}

static void a_value_that_is_none_is_named_by_line_and_column(void **state)
{
	(void)state;
	arena *a = fresh();
	double *v;
	size_t n;
	const err *e = prove_values(a, STR("5\n6 約七 8"), &v, &n);
	assert_true(err_is(e, ERR_invalid));
	assert_string_equal(arena_copy(a, e->where).at, "2:3");
	static const char *const bad[] = { "-3", "1e5", "5:75", "12分x", "999999999" };
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_refused(prove_values(a, str_of(bad[i]), &v, &n), ERR_invalid);
	buf b = buf_new(a, 1 << 20);
	for (int i = 0; i <= PROVE_SAMPLE_MAX; i++)
		buf_lit(&b, "5 ");
	assert_refused(prove_values(a, buf_str(&b), &v, &n), ERR_too_large);
	arena_free(a);
}

static void a_table_of_two_columns_is_read_whichever_stands_first(void **state)
{
	(void)state;
	arena *a = fresh();
	str before, after;
	assert_ok(prove_two_columns(a, STR("\xef\xbb\xbf後,前\r\n4,10\r\n,12\r\n5,11\r\n"), &before, &after));
	assert_string_equal(before.at, "10\n12\n11\n");
	assert_string_equal(after.at, "4\n5\n");
	assert_ok(prove_two_columns(a, STR("10,4\n12,5\n"), &before, &after));
	assert_string_equal(after.at, "4\n5\n");
	const err *e = prove_two_columns(a, STR("前,後\n10,四\n"), &before, &after);
	assert_true(err_is(e, ERR_file));
	assert_string_equal(arena_copy(a, e->where).at, "2:4");
	/* Shift_JIS of 前,後 */
	assert_ok(prove_two_columns(a, STR("\x91\x4f,\x8c\xe3\n9,3\n8,2\n"), &before, &after));
	assert_string_equal(before.at, "9\n8\n");
	arena_free(a);
}

static void numbers_come_out_as_people_read_them(void **state)
{
	(void)state;
	arena *a = fresh();
	static const struct {
		double x;
		int decimals;
		const char *text;
	} all[] = { { 12345.6, 1, "12,345.6" }, { 12, 2, "12" },     { -0.04, 1, "0" },
		    { -7.25, 2, "−7.25" },      { 0.05, 2, "0.05" }, { 999.96, 1, "1,000" } };
	for (size_t i = 0; i < COUNT(all); i++)
		assert_string_equal(arena_copy(a, figure_decimal(a, all[i].x, all[i].decimals)).at, all[i].text);
	arena_free(a);
}

int main(void)
{
	static const store_test_case tests[] = {
		PLAIN_TEST(an_effect_is_volume_times_minutes_times_share_less_what_runs),
		PLAIN_TEST(what_takes_longer_afterwards_counts_against_the_measure),
		PLAIN_TEST(a_year_counts_by_the_days_in_which_the_measure_runs),
		PLAIN_TEST(sums_of_years_count_no_measure_twice_and_no_year_that_nobody_measured),
		PLAIN_TEST(two_measures_of_the_same_work_are_pointed_out_until_one_lies_within_the_other),
		PLAIN_TEST(a_measure_of_the_bureau_is_held_against_one_of_its_section_while_both_run),
		PLAIN_TEST(a_part_that_its_whole_does_not_hold_is_pointed_out),
		PLAIN_TEST(what_begins_later_is_in_the_sums_and_what_is_doubtful_is_counted),
		PLAIN_TEST(quantiles_of_t_are_those_that_can_be_worked_out_by_hand_and_of_printed_tables),
		PLAIN_TEST(welch_gives_what_r_documents_for_students_sleep_data),
		PLAIN_TEST(a_small_sample_is_worked_out_and_warned_of),
		PLAIN_TEST(values_without_any_spread_have_no_interval_and_no_division_by_zero),
		PLAIN_TEST(ninety_five_of_a_hundred_intervals_hold_the_true_difference),
		PLAIN_TEST(minutes_are_read_as_people_write_them),
		PLAIN_TEST(a_value_that_is_none_is_named_by_line_and_column),
		PLAIN_TEST(a_table_of_two_columns_is_read_whichever_stands_first),
		PLAIN_TEST(numbers_come_out_as_people_read_them),
	};
	return store_tests("work: effects", tests, COUNT(tests), NULL, 0, NULL);
}
