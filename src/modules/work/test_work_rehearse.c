/* The invented city has the published sums, is the same for the same seed, and gives the views something to find. */
#include "modules/work/testing.h"
#include "modules/work/work_rehearse.h"

static survey *survey_of(const work_rehearsal *r)
{
	survey_builder *b = survey_begin(0);
	for (size_t u = 0; u < r->units_n; u++) {
		const work_unit *w = &r->units[u].unit;
		survey_add_unit(b, &(survey_unit){ w->bureau, w->section, w->name, w->people, w->has, 0 });
		for (size_t i = 0; i < r->units[u].items.n; i++)
			assert_null(survey_add(b, &r->units[u].items.at[i]));
	}
	return survey_end(b);
}

static void the_sums_are_the_published_ones_to_the_minute(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)1 << 30);
	work_rehearsal r = { .items = REHEARSE_ITEMS, .seed = 1 };
	work_rehearse(a, &r);
	survey *s = survey_of(&r);
	survey_group g[] = { { .by = { DIM_CATEGORY, DIMS } } };
	assert_null(survey_sum(s, a, NULL, g, COUNT(g)));
	const survey_sum_cell *all = &g[0].ret.all;
	assert_int_equal(all->items, 59000);
	assert_int_equal(all->minutes, (i64)13210000 * 60);
	assert_int_equal(all->target, (i64)13210000 * 60 * 319 / 1000);
	assert_int_equal(survey_names(s, DIM_SECTION), 354);
	assert_int_equal(survey_names(s, DIM_UNIT), 1474);
	static const struct {
		const char *name;
		i64 items, hours;
	} published[] = { { "窓口", 6900, 2160000 }, { "共通", 9800, 1420000 }, { "固有", 42300, 9630000 } };
	for (size_t i = 0; i < COUNT(published); i++) {
		u32 code;
		assert_true(survey_code(s, DIM_CATEGORY, 0, str_of(published[i].name), &code));
		for (size_t k = 0; k < g[0].ret.n; k++) {
			const survey_sum_cell *c = &g[0].ret.at[k];
			if (c->a != code)
				continue;
			assert_int_equal(c->items, published[i].items);
			assert_int_equal(c->minutes, published[i].hours * 60);
			if (i == 0) /* 60–70 % of counter work can be done away from the counter */
				assert_true(c->away * 100 >= c->minutes * 60 && c->away * 100 <= c->minutes * 70);
		}
	}
	survey_free(s);
	arena_free(a);
}

static void every_row_holds_and_every_sheet_is_short_enough(void **state)
{
	(void)state;
	static const i64 sizes[] = { REHEARSE_LEAST, 600, 4321, REHEARSE_ITEMS, 200000 };
	for (size_t n = 0; n < COUNT(sizes); n++) {
		arena *a = arena_new((size_t)2 << 30), *own = arena_new((size_t)1 << 30);
		work_rehearsal r = { .items = sizes[n], .seed = 3 };
		work_rehearse(a, &r);
		i64 items = 0, number = 0;
		for (size_t u = 0; u < r.units_n; u++) {
			assert_true(r.units[u].items.n <= WORK_SHEET_ROWS_MAX);
			items += (i64)r.units[u].items.n;
			for (size_t i = 0; i < r.units[u].items.n; i++) {
				const survey_item *x = &r.units[u].items.at[i];
				assert_int_equal(x->number, ++number);
				arena_reset(own);
				const err *e = survey_check_item(own, x);
				if (e)
					fail_msg("%lld items: %.*s: %.*s", (long long)sizes[n], STR_ARG(e->where),
						 STR_ARG(e->detail));
			}
		}
		assert_int_equal(items, sizes[n]);
		arena_free(own);
		arena_free(a);
	}
}

static void the_same_seed_is_the_same_city(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)1 << 30);
	work_rehearsal one = { .items = 2000, .seed = 5 }, two = one, other = { .items = 2000, .seed = 6 };
	work_rehearse(a, &one);
	work_rehearse(a, &two);
	work_rehearse(a, &other);
	buf x = buf_new(a, 64 << 20), y = buf_new(a, 64 << 20), z = buf_new(a, 64 << 20);
	for (size_t u = 0; u < one.units_n; u++) {
		survey_write(&x, &one.units[u].items, false);
		survey_write(&y, &two.units[u].items, false);
		survey_write(&z, &other.units[u].items, false);
	}
	assert_true(str_eq(buf_str(&x), buf_str(&y)));
	assert_false(str_eq(buf_str(&x), buf_str(&z)));
	arena_free(a);
}

/* The same work has several names, and wards need different minutes for it. */
static void wards_say_and_do_the_same_work_differently(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)1 << 30);
	work_rehearsal r = { .items = REHEARSE_ITEMS, .seed = 1 };
	work_rehearse(a, &r);
	static const char *const names[] = { "住民票の写しの交付", "住民票写し交付", "住民票交付事務",
					     "住民票等の発行" };
	size_t wards[COUNT(names)] = { 0 }, kinds = 0;
	i64 least = INT64_MAX, most = 0;
	for (size_t u = 0; u < r.units_n; u++)
		for (size_t i = 0; i < r.units[u].items.n; i++) {
			const survey_item *x = &r.units[u].items.at[i];
			for (size_t n = 0; n < COUNT(names); n++) {
				if (!str_eq(x->work, str_of(names[n])) || !str_eq(x->step, STR("受付")))
					continue;
				wards[n]++;
				least = x->each < least ? x->each : least;
				most = x->each > most ? x->each : most;
			}
		}
	for (size_t n = 0; n < COUNT(names); n++)
		kinds += wards[n] > 0;
	assert_true(kinds >= 2);
	assert_true(most >= least + 2);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sums_are_the_published_ones_to_the_minute),
		cmocka_unit_test(every_row_holds_and_every_sheet_is_short_enough),
		cmocka_unit_test(the_same_seed_is_the_same_city),
		cmocka_unit_test(wards_say_and_do_the_same_work_differently),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
