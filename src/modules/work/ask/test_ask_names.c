/* Names that others use: how they are met, in which order, and what stands with them; and what it costs on a city's rows. */
#include "kit/testing.h"

#include "modules/work/ask/ask_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct desk {
	arena *a, *index_arena;
	ask_names_known *known;
	reading *reading;
	survey *now, *earlier;
	names_decided decided;
	const ask_names_index *x;
} desk;

static void add(survey_builder *b, const char *unit, const char *work, const char *step, i64 rows)
{
	static i64 number;
	for (i64 i = 0; i < rows; i++) {
		survey_item item = { .number = ++number,
				     .bureau = STR("市民局"),
				     .section = STR("市民課"),
				     .unit = str_of(unit),
				     .category = STR("窓口"),
				     .work = str_of(work),
				     .step = str_of(step),
				     .count = 1,
				     .each = 1 };
		assert_ok(survey_add(b, &item));
	}
}

static void make(desk *k)
{
	arena_free(k->index_arena);
	k->index_arena = arena_new((size_t)256 << 20);
	assert_ok(ask_names_make(k->index_arena, k->known, k->reading, k->now, k->earlier, &k->decided, &k->x));
}

static desk open_desk(void)
{
	desk k = { .a = arena_new((size_t)1 << 30),
		   .index_arena = arena_new(4096),
		   .known = ask_names_known_new(),
		   .reading = reading_new() };
	return k;
}

static void close_desk(desk *k)
{
	arena_free(k->index_arena);
	ask_names_known_free(k->known);
	reading_free(k->reading);
	survey_free(k->now);
	survey_free(k->earlier);
	arena_free(k->a);
}

/* 住民票の写し(3)・国民健康保険の資格(1) */
static str asked(desk *k, const char *typed)
{
	ask_names_hits hits = ask_names_find(k->x, k->a, k->reading, str_of(typed));
	buf b = buf_new(k->a, 4096);
	for (size_t i = 0; i < hits.n; i++)
		buf_format(&b, "%s%.*s(%lld)%s", i ? "・" : "", STR_ARG(hits.at[i].work), (long long)hits.at[i].units,
			   hits.at[i].common ? "*" : "");
	return buf_str(&b);
}

#define assert_asked(k, typed, wanted)                                                                                 \
	do {                                                                                                           \
		str got_ = asked((k), (typed));                                                                        \
		if (!str_eq(got_, str_of(wanted)))                                                                     \
			fail_msg("%s: '%.*s' is not '%s'", (typed), STR_ARG(got_), (wanted));                          \
	} while (0)

static desk small_desk(void)
{
	desk k = open_desk();
	survey_builder *b = survey_begin(0);
	add(b, "1係", "住民票の写しの交付", "申請受付", 3);
	add(b, "1係", "住民票の写しの交付", "決裁", 1);
	add(b, "2係", "住民票の写しの交付", "申請受付", 1);
	add(b, "2係", "住民票の写し", "交付", 1);
	add(b, "3係", "国民健康保険の資格取得", "申請受付", 1);
	add(b, "3係", "国民健康保険の資格取得", "決裁", 1);
	add(b, "3係", "国民健康保険の資格取得", "交付", 1);
	add(b, "3係", "保健所の国への報告", "報告", 1);
	k.now = survey_end(b);
	make(&k);
	return k;
}

static void a_name_is_met_as_it_is_written_and_the_one_that_more_units_use_comes_first(void **state)
{
	(void)state;
	desk k = small_desk();
	assert_asked(&k, "住民票", "住民票の写しの交付(2)・住民票の写し(1)");
	assert_asked(&k, "住民票の写し", "住民票の写し(1)・住民票の写しの交付(2)"); /* the very name first */
	assert_asked(&k, "写し", "住民票の写しの交付(2)・住民票の写し(1)");
	assert_asked(&k, "住民票の届出", "住民票の写しの交付(2)・住民票の写し(1)"); /* roughly */
	assert_asked(&k, "道路", "");
	assert_asked(&k, "　", "");
	close_desk(&k);
}

static void a_name_is_met_by_its_abbreviation_where_letters_begin_words(void **state)
{
	(void)state;
	desk k = small_desk();
	if (!reading_ready(k.reading))
		skip(); /* no dictionary on this machine */
	/* 保健所の国 has both letters, in another order */
	assert_asked(&k, "国保", "国民健康保険の資格取得(1)");
	close_desk(&k);
}

static void a_name_is_met_as_it_is_read(void **state)
{
	(void)state;
	desk k = small_desk();
	if (!reading_ready(k.reading))
		skip();
	assert_asked(&k, "じゅうみんひょう", "住民票の写しの交付(2)・住民票の写し(1)");
	assert_asked(&k, "ジュウミンヒョウのうつし", "住民票の写し(1)・住民票の写しの交付(2)");
	assert_asked(&k, "ほけんじょ", "保健所の国への報告(1)");
	close_desk(&k);
}

static void a_settled_common_name_stands_for_all_that_belong_to_it(void **state)
{
	(void)state;
	desk k = small_desk();
	LIST_ADD(k.a, &k.decided.commons, ((names_common){ 7, STR("住民票交付") }));
	LIST_ADD(k.a, &k.decided.members, ((names_member){ STR("住民票の写し"), STR_NONE, 7 }));
	LIST_ADD(k.a, &k.decided.members, ((names_member){ STR("住民票の写しの交付"), STR_NONE, 7 }));
	make(&k);
	/* two units, although three rows of units write one of the two; whichever is typed, it is the common one */
	assert_asked(&k, "住民票", "住民票交付(2)*");
	assert_asked(&k, "写し", "住民票交付(2)*");
	ask_names_hits hits = ask_names_find(k.x, k.a, k.reading, STR("住民票"));
	assert_true(str_eq(hits.at[0].step, STR("申請受付"))); /* 4 of its 6 rows */
	assert_int_equal(hits.at[0].items, 6);
	close_desk(&k);
}

static void a_step_goes_with_a_name_only_when_half_of_its_rows_have_it(void **state)
{
	(void)state;
	desk k = small_desk();
	ask_names_hits hits = ask_names_find(k.x, k.a, k.reading, STR("国民健康保険"));
	assert_int_equal(hits.n, 1);
	assert_int_equal(hits.at[0].step.len, 0);
	hits = ask_names_find(k.x, k.a, k.reading, STR("住民票の写しの交付"));
	assert_true(str_eq(hits.at[0].step, STR("申請受付")));
	close_desk(&k);
}

static void of_two_rounds_the_one_counts_in_which_more_units_use_the_name(void **state)
{
	(void)state;
	desk k = small_desk();
	survey_builder *b = survey_begin(0);
	for (int i = 0; i < 5; i++)
		add(b, (const char *[]){ "1係", "2係", "3係", "4係", "5係" }[i], "住民票の写し", "交付", 2);
	k.earlier = survey_end(b);
	make(&k);
	assert_asked(&k, "住民票", "住民票の写し(5)・住民票の写しの交付(2)");
	close_desk(&k);
}

static double ms_since(const struct timespec *from)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)(now.tv_sec - from->tv_sec) * 1e3 + (double)(now.tv_nsec - from->tv_nsec) / 1e6;
}

static const err *take(void *ctx, const survey_item *i)
{
	return survey_add(ctx, i);
}

/* MADOGUCHI_WORK_SURVEY names a survey.csv of a whole city; without one, 12,000 made-up names. */
static void a_citys_names_are_looked_through_at_once(void **state)
{
	(void)state;
	desk k = open_desk();
	survey_builder *b = survey_begin(0);
	const char *path = getenv("MADOGUCHI_WORK_SURVEY");
	FILE *f = path ? fopen(path, "rb") : NULL;
	if (f) {
		char *bytes = arena_array(k.a, 1, (size_t)64 << 20);
		size_t n = fread(bytes, 1, (size_t)64 << 20, f);
		fclose(f);
		survey_read_result r;
		assert_ok(survey_scan(k.a, (str){ bytes, n }, take, b, &r));
	} else {
		static const char *const of[] = { "住民票",   "印鑑登録", "国民健康保険",
						  "介護保険", "道路占用", "保育所入所" };
		for (int i = 0; i < 12000; i++)
			add(b, str_format(k.a, "%d係", i % 900).at,
			    str_format(k.a, "%sの%s%d", of[i % 6], i % 2 ? "申請受付" : "相談", i).at,
			    i % 3 ? "受付" : "決裁", 2);
	}
	k.now = survey_end(b);
	struct timespec from;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	make(&k);
	double first = ms_since(&from);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	make(&k); /* as after a save: readings are known */
	double again = ms_since(&from), worst = 0;
	static const char *const queries[] = { "申請",       "国保",
					       "じゅうみん", "住民票の写しの郵送請求",
					       "の",         "介護保険の認定調査" };
	for (size_t i = 0; i < COUNT(queries); i++) {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
		ask_names_find(k.x, k.a, k.reading, str_of(queries[i]));
		double ms = ms_since(&from);
		print_message("%s: %.2f ms\n", queries[i], ms);
		worst = ms > worst ? ms : worst;
	}
	print_message("%zu rows, %zu texts: made in %.1f ms, again in %.1f ms; asked in at most %.2f ms\n",
		      survey_count(k.now), ask_names_count(k.x), first, again, worst);
	assert_true(worst < 100); /* of the processor's time; measured, it is a few */
	close_desk(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_met_as_it_is_written_and_the_one_that_more_units_use_comes_first),
		cmocka_unit_test(a_name_is_met_by_its_abbreviation_where_letters_begin_words),
		cmocka_unit_test(a_name_is_met_as_it_is_read),
		cmocka_unit_test(a_settled_common_name_stands_for_all_that_belong_to_it),
		cmocka_unit_test(a_step_goes_with_a_name_only_when_half_of_its_rows_have_it),
		cmocka_unit_test(of_two_rounds_the_one_counts_in_which_more_units_use_the_name),
		cmocka_unit_test(a_citys_names_are_looked_through_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
