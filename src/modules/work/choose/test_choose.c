/* Candidates in their order, worked out by hand; what a scenario must be. */
#include "modules/work/choose/choose.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static survey_item item(i64 number, const char *work, const char *step, const char *medium, i64 count, i64 each,
			survey_say away)
{
	return (survey_item){ .number = number,
			      .bureau = STR("門司区役所"),
			      .section = STR("市民課"),
			      .unit = STR("窓口係"),
			      .category = STR("窓口"),
			      .work = str_of(work),
			      .step = str_of(step),
			      .medium = str_of(medium),
			      .count = count,
			      .each = each,
			      .axis = { SAY_NO, SAY_NO, SAY_YES },
			      .away = away };
}

static void candidates_are_ranked_by_hours_share_and_ease(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)64 << 20);
	const survey_item items[] = {
		item(1, "住民異動届", "受付", "紙", 1000, 10, SAY_YES),
		item(2, "住民異動届", "受付", "電子", 3000, 10, SAY_YES),
		item(3, "住民異動届", "受付", "紙", 500, 10, SAY_NO),
		item(4, "住民異動届", "決裁", "電子", 9000, 10, SAY_YES),
		item(5, "印鑑登録", "入力", "電子", 700, 10, SAY_YES),
		item(6, "相談", "受付", "紙", 99999, 10, SAY_NO),
	};
	work_ease said[] = { { EASE_STEP, STR_INIT("受付"), 80 },
			     { EASE_STEP, STR_INIT("決裁"), 10 },
			     { EASE_MEDIUM, STR_INIT("紙"), 50 } };
	work_def def = { .given = true, .ease = { said, COUNT(said) } };
	survey_builder *b = survey_begin(0);
	for (size_t i = 0; i < COUNT(items); i++)
		assert_null(survey_add(b, &items[i]));
	survey *s = survey_end(b);
	choose_ranking k;
	assert_null(choose_rank(s, a, NULL, &def, DIM_WORK, DIM_STEP, NULL, &k));
	assert_int_equal(k.factors, 2);
	assert_int_equal(k.of[0], EASE_STEP);
	assert_int_equal(k.of[1], EASE_MEDIUM);
	/* 相談 cannot move, so it is no candidate */
	assert_int_equal(k.n, 3);
	const choose_candidate *c = &k.at[0];
	assert_true(str_eq(survey_name(s, DIM_STEP, c->b), STR("受付")));
	assert_int_equal(c->items, 3);
	assert_int_equal(c->minutes, 45000);
	assert_int_equal(c->away, 40000);
	assert_int_equal(c->target, 45000);
	/* a quarter of what can move is on paper: (50 + 3 × 100) / 4 = 87.5 % */
	assert_true(fabs(c->factor[0] - 0.8) < 1e-12 && fabs(c->factor[1] - 0.875) < 1e-12);
	assert_int_equal(c->score, 28000);
	/* nine times the hours, but a tenth of the ease */
	assert_true(str_eq(survey_name(s, DIM_STEP, k.at[1].b), STR("決裁")));
	assert_int_equal(k.at[1].score, 9000);
	assert_int_equal(k.at[2].score, 7000);
	assert_int_equal(k.all.score, 44000);
	assert_int_equal(k.all.minutes, 1000 * 10 + 3000 * 10 + 500 * 10 + 9000 * 10 + 700 * 10 + 99999 * 10);
	/* of one work alone; and where nothing is said of ease, hours × share remain */
	u32 work;
	assert_true(survey_code(s, DIM_WORK, 0, STR("印鑑登録"), &work));
	survey_filter f = { 0 };
	f.dim[DIM_WORK] = (struct survey_any){ &work, 1 };
	assert_null(choose_rank(s, a, &f, &(work_def){ .given = true }, DIM_WORK, DIMS, NULL, &k));
	assert_int_equal(k.n, 1);
	assert_int_equal(k.factors, 0);
	assert_int_equal(k.at[0].score, 7000);
	/* two works of one common name are one candidate, whose factors are means over both */
	u32 group[] = { 0, 0, 2 };
	assert_int_equal(work, 1);
	assert_null(choose_rank(s, a, NULL, &def, DIM_WORK, DIMS, group, &k));
	assert_int_equal(k.n, 1);
	assert_int_equal(k.at[0].items, 5);
	assert_int_equal(k.at[0].away, 137000);
	assert_true(fabs(k.at[0].factor[0] - (40000 * .8 + 90000 * .1 + 7000 * 1) / 137000) < 1e-12);
	assert_true(fabs(k.at[0].factor[1] - (10000 * .5 + 127000 * 1) / 137000.0) < 1e-12);
	survey_free(s);
	arena_free(a);
}

static void a_scenario_says_what_is_wrong_with_it(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	choose_scenario x = { .name = STR("窓口"), .low = 50, .likely = 70, .high = 90 };
	assert_null(choose_check(a, &x));
	x.likely = 40;
	const err *e = choose_check(a, &x);
	assert_true(err_is(e, ERR_field_range) && str_eq(e->where, STR("likely")) && !e->next);
	x = (choose_scenario){ .name = STR("　"), .low = -1, .likely = 101, .high = 102, .place = STR("a\nb") };
	e = choose_check(a, &x);
	static const char *const where[] = { "name", "place", "low", "likely", "high" };
	for (size_t i = 0; i < COUNT(where); i++, e = e->next)
		assert_true(e && str_eq(e->where, str_of(where[i])));
	assert_null(e);
	work_def def = { .hours_fte = 2000, .yen_hour = 4000 };
	assert_int_equal(choose_yen(&def, 90), 6000);
	assert_true(fabs(choose_fte(&def, 60 * 3000) - 1.5) < 1e-12);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates_are_ranked_by_hours_share_and_ease),
		cmocka_unit_test(a_scenario_says_what_is_wrong_with_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
