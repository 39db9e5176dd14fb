/* Rows carried over from one survey into the next are the rows that they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "survey/survey.h"

#define UNITS 23
#define ROWS 70000 /* more than two slabs */

static survey_item item_of(arena *a, u64 i)
{
	u64 x = (i + 1) * 0x9e3779b97f4a7c15u;
	u64 unit = x >> 40 & 31;
	unit = unit % UNITS;
	survey_item out = { .number = (i64)(x >> 20 & 0xffffff),
			    .bureau = str_format(a, "局%llu", (unsigned long long)(unit % 3)),
			    .section = str_format(a, "課%llu", (unsigned long long)(unit % 7)),
			    .unit = str_format(a, "係%llu", (unsigned long long)unit),
			    .category = x & 1 ? STR("窓口") : STR("固有"),
			    .work = str_format(a, "業務%llu", (unsigned long long)(x % 3001)),
			    .step = x & 2 ? STR("受付") : STR_NONE,
			    .job = STR("正規"),
			    .count = (i64)(x >> 3 & 0xfff) + 1,
			    .each = (i64)(x >> 9 & 0xff) + 1,
			    .away = (survey_say)(x % 3),
			    .basis = STR("法令"),
			    .system = x & 4 ? STR("基幹") : STR_NONE };
	for (int axis = 0; axis < AXES; axis++)
		out.axis[axis] = (survey_say)((x >> (11 + axis * 7)) % 3);
	if (x & 8) /* of some rows only, so that blocks have several widths */
		out.month[i % 12] = out.count;
	return out;
}

static u32 unit_at(const survey *s, const survey_item *i)
{
	u32 bureau = 0, section = 0, unit = 0;
	assert_true(survey_code(s, DIM_BUREAU, 0, i->bureau, &bureau));
	assert_true(survey_code(s, DIM_SECTION, bureau, i->section, &section));
	assert_true(survey_code(s, DIM_UNIT, section, i->unit, &unit));
	return unit;
}

static const err *put_row(void *ctx, const survey_item *i)
{
	survey_write_row(ctx, i);
	return NULL;
}

static str all_of(arena *a, const survey *s)
{
	buf b = buf_new(a, 64 << 20);
	assert_null(survey_each(s, a, NULL, put_row, &b));
	assert_false(b.overflowed);
	return buf_str(&b);
}

static void rows_that_are_carried_over_are_those_that_would_have_been_added(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)1 << 30);
	survey_builder *all = survey_begin(0);
	for (u64 i = 0; i < ROWS; i++) {
		survey_item x = item_of(a, i);
		assert_null(survey_add(all, &x));
	}
	survey *before = survey_end(all);
	for (u64 turn = 0; turn < 3; turn++) {
		bool units[UNITS] = { false };
		for (size_t u = 0; u < UNITS; u++)
			units[u] = turn == 2 || (turn == 1 && u % 3 != 0);
		survey_builder *carried = survey_begin(0), *added = survey_begin(0);
		/* names that are there already have other codes than before */
		survey_unit first = { STR("局2"), STR("課0"), STR("新しい係"), 1, 60, 0 };
		survey_add_unit(carried, &first);
		survey_add_unit(added, &first);
		assert_null(survey_add_from(carried, before, units));
		for (u64 i = 0; i < ROWS; i++) {
			survey_item x = item_of(a, i);
			if (units[unit_at(before, &x)])
				assert_null(survey_add(added, &x));
		}
		survey *one = survey_end(carried), *two = survey_end(added);
		assert_int_equal(survey_count(one), survey_count(two));
		assert_true(turn == 0 ? survey_count(one) == 0 : survey_count(one) > ROWS / 2);
		assert_true(str_eq(all_of(a, one), all_of(a, two)));
		survey_group g = { .by = { DIM_WORK, DIM_CELL } }, h = g;
		assert_null(survey_sum(one, a, NULL, &g, 1));
		assert_null(survey_sum(two, a, NULL, &h, 1));
		assert_int_equal(g.ret.n, h.ret.n);
		assert_int_equal(g.ret.all.minutes, h.ret.all.minutes);
		assert_int_equal(g.ret.all.target, h.ret.all.target);
		survey_free(one);
		survey_free(two);
	}
	survey_free(before);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_that_are_carried_over_are_those_that_would_have_been_added),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
