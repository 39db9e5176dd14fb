/* Sums and rows of some months, against the same rows added up one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "survey/survey.h"

#define ROWS 40000 /* more than a slab */
#define WORKS 37

/* Rows happen in some months, in none of them (a count of 0), or do not say in which. Counts are small in some blocks, large in others: every width of a column of months. */
static survey_item item_of(arena *a, u64 i)
{
	u64 x = (i + 1) * 0x9e3779b97f4a7c15u;
	i64 most = i < 5000 ? 9 : i < 9000 ? 900 : 200000;
	survey_item out = { .number = (i64)(i * 7919 % ROWS) + 1,
			    .bureau = STR("局"),
			    .section = STR("課"),
			    .unit = str_format(a, "係%llu", (unsigned long long)(x >> 50 & 3)),
			    .category = x & 1 ? STR("窓口") : STR("固有"),
			    .work = str_format(a, "業務%llu", (unsigned long long)(x >> 20) % WORKS),
			    .each = (i64)(x >> 9 & 0xff),
			    .away = (survey_say)(x >> 30 & 1 ? SAY_YES : SAY_NO),
			    .axis = { SAY_NO, SAY_NO, x >> 31 & 1 ? SAY_YES : SAY_NO } };
	if ((x >> 33) % 5 == 0) {
		out.count = (i64)(x >> 12 & 0xfff); /* months not said */
		return out;
	}
	for (u64 m = 0; m < 12; m++)
		if (x >> (36 + m) & 1) {
			out.month[m] = (i64)((x ^ m * 0x5bd1e995) % (u64)most);
			out.count += out.month[m];
		}
	if (out.count * out.each > SURVEY_MINUTES_MAX)
		out.each = 1;
	return out;
}

static survey *made(arena *a, bool backwards)
{
	survey_builder *b = survey_begin(ROWS);
	for (u64 i = 0; i < ROWS; i++) {
		survey_item x = item_of(a, backwards ? ROWS - 1 - i : i);
		assert_null(survey_add(b, &x));
	}
	return survey_end(b);
}

static const unsigned asked[] = { 1, 1 << 5, 1 << 11, 3 << 3, 0xa5a, SURVEY_MONTHS };

static void sums_of_months_are_those_of_the_rows_one_by_one(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)1 << 30);
	survey *s = made(a, false), *t = made(a, true);
	for (size_t k = 0; k < COUNT(asked); k++) {
		survey_filter f = { .months = asked[k] };
		i64 items[WORKS] = { 0 }, minutes[WORKS] = { 0 }, target = 0, away = 0, all = 0;
		for (u64 i = 0; i < ROWS; i++) {
			survey_item x = item_of(a, i);
			i64 times = survey_times(&x, asked[k]);
			u32 code;
			if (times == 0)
				continue;
			assert_true(survey_code(s, DIM_WORK, 0, x.work, &code));
			items[code]++;
			minutes[code] += times * x.each;
			all += times * x.each;
			target += x.axis[AXIS_ROUTINE] == SAY_YES ? times * x.each : 0;
			away += x.away == SAY_YES ? times * x.each : 0;
		}
		assert_true(all > 0 && target > 0 && target < all && away > 0 && away < all);
		survey_group g[] = { { .by = { DIM_WORK, DIMS } }, { .by = { DIMS, DIMS } } };
		assert_null(survey_sum(s, a, &f, g, COUNT(g)));
		for (size_t i = 0; i < g[0].ret.n; i++) {
			u32 code = g[0].ret.at[i].a;
			assert_int_equal(g[0].ret.at[i].items, items[code]);
			assert_int_equal(g[0].ret.at[i].minutes, minutes[code]);
		}
		assert_int_equal(g[1].ret.all.minutes, all);
		assert_int_equal(g[1].ret.all.target, target);
		assert_int_equal(g[1].ret.all.away, away);
		/* whichever way the rows came in */
		survey_group h = { .by = { DIMS, DIMS } };
		assert_null(survey_sum(t, a, &f, &h, 1));
		assert_int_equal(h.ret.all.minutes, all);
		/* what could move of them is of these months as well */
		survey_weighed w;
		i64 weighed = 0;
		assert_null(survey_weigh(s, a, &f, DIM_WORK, DIMS, NULL, 0, &w));
		for (size_t i = 0; i < w.n; i++)
			weighed += w.at[i].minutes;
		assert_int_equal(weighed, all);
	}
	survey_free(s);
	survey_free(t);
	arena_free(a);
}

static void the_twelve_months_and_what_says_none_are_the_year(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)1 << 30);
	survey *s = made(a, false);
	survey_months by;
	u32 work = 5;
	survey_filter of_work = { .word = STR("業務") };
	of_work.dim[DIM_WORK] = (struct survey_any){ &work, 1 };
	const survey_filter filters[] = { { .months = 0 }, of_work };
	for (size_t k = 0; k < COUNT(filters); k++) {
		survey_filter f = filters[k];
		survey_group g = { .by = { DIMS, DIMS } };
		assert_null(survey_sum(s, a, &f, &g, 1));
		i64 year = g.ret.all.minutes, months = 0;
		assert_null(survey_by_month(s, a, &f, DIMS, &by));
		assert_true(by.unsaid > 0);
		for (unsigned m = 0; m < 12; m++) {
			f.months = 1u << m;
			assert_null(survey_sum(s, a, &f, &g, 1));
			assert_int_equal(g.ret.all.minutes, by.at[0].minutes[m]);
			months += g.ret.all.minutes;
		}
		assert_int_equal(months + by.unsaid, year);
		/* all twelve asked for are those twelve; and the picture of the months is of the year whatever is asked */
		f.months = SURVEY_MONTHS;
		assert_null(survey_sum(s, a, &f, &g, 1));
		assert_int_equal(g.ret.all.minutes, months);
		survey_months again;
		f.months = 1 << 2;
		assert_null(survey_by_month(s, a, &f, DIMS, &again));
		assert_memory_equal(again.at[0].minutes, by.at[0].minutes, sizeof by.at[0].minutes);
		assert_int_equal(again.unsaid, by.unsaid);
		/* a month that is not there is in no row */
		f.months = SURVEY_MONTH_NONE;
		assert_null(survey_sum(s, a, &f, &g, 1));
		assert_int_equal(g.ret.all.items, 0);
	}
	survey_free(s);
	arena_free(a);
}

static const err *count_row(void *ctx, const survey_item *i)
{
	i64 *sum = ctx;
	sum[0]++;
	sum[1] += survey_times(i, 1 << 7) * i->each;
	assert_int_equal(survey_times(i, 0), i->count);
	return NULL;
}

static void rows_of_a_month_are_in_the_order_of_that_month(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)1 << 30);
	survey *s = made(a, false);
	const unsigned november = 1 << 7;
	survey_filter f = { .months = november };
	survey_group g = { .by = { DIMS, DIMS } };
	assert_null(survey_sum(s, a, &f, &g, 1));
	survey_items rows;
	size_t all;
	for (survey_order by = ORDER_MINUTES; by <= ORDER_COUNT; by++) {
		i64 last = INT64_MAX, sum = 0;
		assert_null(survey_rows(s, a, &f, by, 0, ROWS, &rows, &all));
		assert_int_equal(all, g.ret.all.items);
		assert_int_equal(rows.n, all);
		for (size_t i = 0; i < rows.n; i++) {
			i64 times = survey_times(&rows.at[i], november), key = times;
			sum += times * rows.at[i].each;
			key *= by == ORDER_MINUTES ? rows.at[i].each : 1;
			assert_true(times > 0 && key <= last);
			last = key;
		}
		assert_int_equal(sum, g.ret.all.minutes);
	}
	/* the rows stay whole: of the year */
	i64 each[2] = { 0 };
	assert_null(survey_each(s, a, &f, count_row, each));
	assert_int_equal(each[0], g.ret.all.items);
	assert_int_equal(each[1], g.ret.all.minutes);
	survey_free(s);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_of_months_are_those_of_the_rows_one_by_one),
		cmocka_unit_test(the_twelve_months_and_what_says_none_are_the_year),
		cmocka_unit_test(rows_of_a_month_are_in_the_order_of_that_month),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
