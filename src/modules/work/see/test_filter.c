/* Conditions in the address: names in, codes out, and back. */
#include "modules/work/see/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Two bureaus that both have a 総務課 with a 管理係. */
static const char *const places[][3] = {
	{ "門司区役所", "総務課", "管理係" },   { "門司区役所", "総務課", "庶務係" },
	{ "門司区役所", "市民課", "記録係" },   { "小倉北区役所", "総務課", "管理係" },
	{ "小倉北区役所", "市民課", "管理係" }, { "環境局", "A&B=課?", "100% 係" },
};

typedef struct world {
	arena *a;
	survey *s;
} world;

static int make(void **state)
{
	arena *a = arena_new((size_t)256 << 20);
	world *w = arena_one(a, world);
	survey_builder *b = survey_begin(0);
	for (size_t i = 0; i < COUNT(places); i++) {
		survey_item item = { .number = (i64)i + 1,
				     .bureau = str_of(places[i][0]),
				     .section = str_of(places[i][1]),
				     .unit = str_of(places[i][2]),
				     .category = i % 2 ? STR("窓口") : STR("共通"),
				     .work = str_format(a, "業務%zu", i),
				     .step = STR("受付"),
				     .job = STR("正規"),
				     .count = 10,
				     .each = 6 * ((i64)i + 1),
				     .axis = { SAY_NO, SAY_NO, i % 2 ? SAY_YES : SAY_NO },
				     .away = SAY_YES };
		assert_null(survey_add(b, &item));
	}
	*w = (world){ a, survey_end(b) };
	*state = w;
	return 0;
}

static int drop(void **state)
{
	world *w = *state;
	survey_free(w->s);
	arena_free(w->a);
	return 0;
}

static survey_filter read_query(world *w, const char *query, strs *unknown)
{
	req r = { .arena = w->a };
	survey_filter f;
	assert_null(query_parse(w->a, str_of(query), 1000, &r.query));
	assert_null(work_filter_read(&r, w->s, &f, unknown));
	return f;
}

static i64 minutes_of(world *w, const survey_filter *f)
{
	survey_group g = { .by = { DIMS, DIMS } };
	assert_null(survey_sum(w->s, w->a, f, &g, 1));
	return g.ret.all.minutes;
}

/* What the address says is what is summed: minutes of place i are 60 × (i + 1). */
static void assert_sums(world *w, const char *query, i64 minutes)
{
	survey_filter f = read_query(w, query, NULL);
	assert_int_equal(minutes_of(w, &f), minutes);
}

static void names_in_the_address_are_conditions(void **state)
{
	world *w = *state;
	assert_sums(w, "", 60 * 21);
	assert_sums(w, "bureau=門司区役所", 60 * 6);
	assert_sums(w, "bureau=門司区役所&bureau=環境局", 60 * 12);
	assert_sums(w, "bureau=門司区役所&category=窓口", 60 * 2);
	assert_sums(w, "cell=nny", 60 * 12); /* 2 + 4 + 6 */
	assert_sums(w, "routine=no&away=yes", 60 * 9);
	assert_sums(w, "away=unsaid", 0);
	assert_sums(w, "section=A%26B%3D課%3F&unit=100%25 係", 60 * 6);
	assert_sums(w, "q=業務3", 60 * 4);
	assert_sums(w, "bureau=&category=", 60 * 21); /* a form's empty fields */
}

static void a_section_without_its_bureau_is_every_section_of_that_name(void **state)
{
	world *w = *state;
	assert_sums(w, "section=総務課", 60 * (1 + 2 + 4));
	assert_sums(w, "section=総務課&bureau=小倉北区役所", 60 * 4);
	assert_sums(w, "unit=管理係", 60 * (1 + 4 + 5));
	assert_sums(w, "unit=管理係&section=総務課", 60 * (1 + 4));
	assert_sums(w, "unit=管理係&section=総務課&bureau=門司区役所", 60);
	assert_sums(w, "unit=小倉北区役所>市民課>管理係", 60 * 5);
	assert_sums(w, "section=門司区役所>市民課&section=小倉北区役所>総務課", 60 * (3 + 4));
}

static void a_name_that_is_not_there_matches_nothing_and_is_told(void **state)
{
	world *w = *state;
	strs unknown = { 0 };
	survey_filter f = read_query(w, "bureau=消えた局&cell=zzz&core=maybe", &unknown);
	assert_int_equal(minutes_of(w, &f), 0);
	assert_int_equal(unknown.n, 3);
	/* one that is there and one that is not: the one that is there */
	unknown = (strs){ 0 };
	f = read_query(w, "bureau=消えた局&bureau=環境局", &unknown);
	assert_int_equal(minutes_of(w, &f), 60 * 6);
	assert_int_equal(unknown.n, 1);
	/* the address that is made of it still matches nothing */
	f = read_query(w, "section=消えた課", NULL);
	str again = work_filter_query(w->a, w->s, &f);
	assert_true(again.len > 1);
	f = read_query(w, arena_copy(w->a, str_sub(again, 1, again.len)).at, NULL);
	assert_int_equal(minutes_of(w, &f), 0);
}

/* A form in which another bureau was chosen still carries the section of the one before. */
static void a_section_of_a_form_falls_away_with_its_bureau(void **state)
{
	world *w = *state;
	assert_sums(w, "bureau=門司区役所&section=>門司区役所>総務課", 60 * 3);
	assert_sums(w, "bureau=小倉北区役所&section=>門司区役所>総務課", 60 * 9);
	assert_sums(w, "bureau=小倉北区役所&section=>門司区役所>総務課&unit=>門司区役所>総務課>管理係", 60 * 9);
	assert_sums(w, "bureau=門司区役所&section=>門司区役所>市民課&unit=>門司区役所>総務課>管理係", 60 * 3);
	assert_sums(w, "section=>門司区役所>総務課", 60 * 3);
	/* a link that says as much means it, and one that is not there is told */
	assert_sums(w, "bureau=小倉北区役所&section=門司区役所>総務課", 0);
	assert_sums(w, "section=>門司区役所>消えた課", 0);
}

static work_asked asked_months(world *w, const char *query)
{
	req r = { .arena = w->a };
	work_asked q = { .s = w->s };
	assert_null(query_parse(w->a, str_of(query), 1000, &r.query));
	assert_null(work_filter_read(&r, w->s, &q.f, &q.unknown));
	assert_null(work_ask_months(&r, &q));
	assert_int_equal(q.seen.months, q.f.months);
	return q;
}

static void months_are_written_as_people_count_them(void **state)
{
	world *w = *state;
	assert_int_equal(asked_months(w, "month=4").f.months, 1);
	assert_int_equal(asked_months(w, "month=12&month=1&month=3").f.months, 1 << 8 | 1 << 9 | 1 << 11);
	assert_int_equal(asked_months(w, "month=").f.months, 0);
	work_asked q = asked_months(w, "month=13&month=x");
	assert_int_equal(q.f.months, SURVEY_MONTH_NONE);
	assert_int_equal(q.unknown.n, 2);
	assert_int_equal(minutes_of(w, &q.f), 0);
	assert_int_equal(asked_months(w, "month=13&month=5").f.months, 2);
	for (unsigned months = 0; months <= SURVEY_MONTH_NONE; months += 7) {
		survey_filter f = { .months = months };
		str query = work_filter_query(w->a, w->s, &f);
		q = asked_months(w, query.len ? arena_copy(w->a, str_sub(query, 1, query.len)).at : "");
		assert_int_equal(q.f.months, months);
		assert_int_equal(work_filter_any(&q.f), months != 0);
	}
	/* other pages do not heed them */
	assert_int_equal(read_query(w, "month=4", NULL).months, 0);
}

static void too_many_values_are_refused(void **state)
{
	world *w = *state;
	buf b = buf_new(w->a, 1 << 20);
	for (int i = 0; i <= WORK_FILTER_MAX; i++)
		buf_format(&b, "%swork=業務%d", i ? "&" : "", i);
	req r = { .arena = w->a };
	survey_filter f;
	assert_null(query_parse(w->a, buf_str(&b), 1000, &r.query));
	assert_true(err_is(work_filter_read(&r, w->s, &f, NULL), ERR_too_large));
}

static bool same_codes(const struct survey_any *a, const struct survey_any *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		bool found = false;
		for (size_t k = 0; k < b->n; k++)
			found = found || a->at[i] == b->at[k];
		if (!found)
			return false;
	}
	return true;
}

/* Whatever set of codes: the address made of it is read as the same rows; and where nothing is above, as the same codes. */
static void what_is_written_into_the_address_is_read_as_the_same(void **state)
{
	world *w = *state;
	u64 dice = 20261121;
	for (int round = 0; round < 3000; round++) {
		survey_filter f = { 0 };
		for (survey_dim d = 0; d < DIMS; d++) {
			size_t n = d == DIM_CELL ? CELLS + 1 : d > DIM_CELL ? 3 : survey_names(w->s, d);
			for (u32 code = 0; code < n; code++) {
				dice = dice * 6364136223846793005u + 1442695040888963407u;
				if ((dice >> 40) % 9 == 0 &&
				    (d > DIM_CELL || d == DIM_CELL || survey_name(w->s, d, code).len))
					LIST_ADD(w->a, &f.dim[d], code);
			}
			/* a filter of several dimensions at once mostly matches nothing: one or two at a time */
			if (round % 3 && d % 3 != (unsigned)round % 3)
				f.dim[d] = (struct survey_any){ 0 };
		}
		str query = work_filter_query(w->a, w->s, &f);
		survey_filter again =
			read_query(w, query.len ? arena_copy(w->a, str_sub(query, 1, query.len)).at : "", NULL);
		assert_int_equal(minutes_of(w, &f), minutes_of(w, &again));
		for (survey_dim d = 0; d < DIMS; d++)
			assert_true(same_codes(&f.dim[d], &again.dim[d]));
	}
}

static void a_unit_brings_its_section_and_bureau_and_another_bureau_drops_them(void **state)
{
	world *w = *state;
	survey_filter f = read_query(w, "category=窓口", NULL);
	u32 kokura, section, unit, moji;
	assert_true(survey_code(w->s, DIM_BUREAU, 0, STR("小倉北区役所"), &kokura));
	assert_true(survey_code(w->s, DIM_SECTION, kokura, STR("市民課"), &section));
	assert_true(survey_code(w->s, DIM_UNIT, section, STR("管理係"), &unit));
	assert_true(survey_code(w->s, DIM_BUREAU, 0, STR("門司区役所"), &moji));
	survey_filter in = work_filter_with(w->a, w->s, &f, DIM_UNIT, unit);
	assert_int_equal(work_filter_only(&in, DIM_BUREAU), kokura);
	assert_int_equal(work_filter_only(&in, DIM_SECTION), section);
	assert_int_equal(in.dim[DIM_CATEGORY].n, 1);
	/* plain names, because with the bureau they say it */
	assert_true(str_has(work_filter_query(w->a, w->s, &in), percent_encode(w->a, STR("市民課"))));
	assert_false(str_has(work_filter_query(w->a, w->s, &in), STR("%3E")));
	survey_filter out = work_filter_with(w->a, w->s, &in, DIM_BUREAU, moji);
	assert_int_equal(out.dim[DIM_SECTION].n + out.dim[DIM_UNIT].n, 0);
	out = work_filter_without(w->a, w->s, &in, DIM_SECTION, WORK_NO_CODE);
	assert_int_equal(out.dim[DIM_UNIT].n, 0);
	assert_int_equal(out.dim[DIM_BUREAU].n, 1);
	out = work_filter_without(w->a, w->s, &in, DIM_CATEGORY, in.dim[DIM_CATEGORY].at[0]);
	assert_int_equal(out.dim[DIM_CATEGORY].n, 0);
	assert_int_equal(out.dim[DIM_UNIT].n, 1);
}

static void links_keep_the_round_and_fields_of_the_page(void **state)
{
	world *w = *state;
	req r = { .arena = w->a };
	work_asked q = { .s = w->s, .round = { .id = STR("2026") } };
	survey_filter f = read_query(w, "cell=nny&q=受付", NULL);
	str plain = work_link(&r, &q, "/work/rows", &f).s;
	assert_true(str_starts(plain, STR("/work/rows?round=2026&cell=nny&q=%E5")));
	str own = work_link(&r, &q, "/work/view/sums?by=work", &f).s;
	assert_true(str_starts(own, STR("/work/view/sums?by=work&round=2026&cell=nny")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_in_the_address_are_conditions, make, drop),
		cmocka_unit_test_setup_teardown(a_section_without_its_bureau_is_every_section_of_that_name, make, drop),
		cmocka_unit_test_setup_teardown(a_name_that_is_not_there_matches_nothing_and_is_told, make, drop),
		cmocka_unit_test_setup_teardown(a_section_of_a_form_falls_away_with_its_bureau, make, drop),
		cmocka_unit_test_setup_teardown(months_are_written_as_people_count_them, make, drop),
		cmocka_unit_test_setup_teardown(too_many_values_are_refused, make, drop),
		cmocka_unit_test_setup_teardown(what_is_written_into_the_address_is_read_as_the_same, make, drop),
		cmocka_unit_test_setup_teardown(a_unit_brings_its_section_and_bureau_and_another_bureau_drops_them,
						make, drop),
		cmocka_unit_test_setup_teardown(links_keep_the_round_and_fields_of_the_page, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
