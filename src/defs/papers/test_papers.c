#include "defs/papers/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(256 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const city_def *good(arena *a)
{
	city_def *c;
	const err *e = defs_parse(a, paper_set(a, NULL, NULL), &c);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return c;
}

static void a_paper_asks_what_it_shows_and_what_that_is_computed_from(void **state)
{
	arena *a = *state;
	const paper_def *p = paper_find(&good(a)->papers, STR("idou"));
	assert_non_null(p);
	str all = STR_NONE;
	for (size_t i = 0; i < p->facts.n; i++)
		all = str_format(a, "%.*s%s%.*s", STR_ARG(all), i ? " " : "", STR_ARG(p->facts.at[i]->field.id));
	assert_string_equal(all.at, "kuruma shimei seibetsu denwa kana seinen kazoku techou ku");
}

static bool told(arena *a, const err *e, const char *name)
{
	str quoted = str_format(a, "‘%s’", name);
	for (; e; e = e->next)
		if (str_has(e->detail, quoted))
			return true;
	return false;
}

static void a_fact_that_only_a_paper_needs_is_not_told_as_unused(void **state)
{
	arena *a = *state;
	const err *e = guide_unused(a, good(a));
	assert_true(told(a, e, "住所")); /* nothing shows it */
	assert_false(told(a, e, "電話番号")); /* shown */
	assert_false(told(a, e, "呼び名")); /* shown, and computed … */
	assert_false(told(a, e, "敬称")); /* … from this, which is computed as well */
	assert_false(told(a, e, "区")); /* `asks` */
}

/* Where each mark is, to the tenth of a millimetre: what a change of the grid's law would move. */
static void marks_of_grids_stand_where_their_rows_and_columns_say(void **state)
{
	arena *a = *state;
	const paper_def *p = paper_find(&good(a)->papers, STR("idou"));
	laid_marks l = paper_lay(a, &p->sheets.at[0]);
	static const char *const want[] = {
		"marks/0 20.0 14.0 170.0 10.0 0",
		"marks/1 20.0 30.0 170.0 0.0 0",
		"marks/2 20.0 32.0 80.0 8.0 0",
		"marks/3 110.0 32.0 80.0 8.0 0",
		"marks/4 20.0 40.0 170.0 32.0 0",
		"marks/4/rows/0/cells/0 20.0 40.0 30.0 7.0 0",
		"marks/4/rows/0/cells/1 50.0 40.0 60.0 7.0 0",
		"marks/4/rows/0/cells/2 110.0 40.0 30.0 16.0 0",
		"marks/4/rows/0/cells/3 140.0 40.0 50.0 16.0 0",
		"marks/4/rows/0/cells/3/in/0 142.0 42.0 46.0 8.0 0",
		"marks/4/rows/1/cells/0 20.0 47.0 30.0 9.0 0",
		"marks/4/rows/1/cells/1 50.0 47.0 60.0 9.0 0",
		"marks/4/rows/2/cells/0 20.0 56.0 30.0 8.0 0",
		"marks/4/rows/2/cells/1 50.0 56.0 60.0 8.0 0",
		"marks/4/rows/2/cells/2 110.0 56.0 30.0 8.0 0",
		"marks/4/rows/2/cells/3 140.0 56.0 50.0 16.0 0",
		"marks/4/rows/2/cells/0 20.0 64.0 30.0 8.0 1",
		"marks/4/rows/2/cells/1 50.0 64.0 60.0 8.0 1",
		"marks/4/rows/2/cells/2 110.0 64.0 30.0 8.0 1",
		"marks/5 20.0 100.0 40.0 8.0 0",
	};
	assert_true(l.n >= COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++) {
		const laid_mark *m = &l.at[i];
		str got = str_format(a, "%.*s %.1f %.1f %.1f %.1f %d", STR_ARG(m->path), m->at.x, m->at.y, m->at.w,
				     m->at.h, m->row_no);
		assert_string_equal(got.at, want[i]);
	}
}

static void samples_hold_canonical_texts(void **state)
{
	arena *a = *state;
	const sample_def *s = sample_find(&good(a)->papers, STR("mijikai"));
	assert_non_null(s);
	assert_int_equal(s->given.n, 5);
	str rows = s->given.at[4].value;
	assert_string_equal(arena_copy(a, rows).at, "[{\"shimei\":\"小倉 一\",\"zokugara\":\"子\",\"doukyo\":\"yes\"},"
						    "{\"shimei\":\"小倉 二\",\"zokugara\":\"夫\"}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_paper_asks_what_it_shows_and_what_that_is_computed_from, make, drop),
		cmocka_unit_test_setup_teardown(a_fact_that_only_a_paper_needs_is_not_told_as_unused, make, drop),
		cmocka_unit_test_setup_teardown(marks_of_grids_stand_where_their_rows_and_columns_say, make, drop),
		cmocka_unit_test_setup_teardown(samples_hold_canonical_texts, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
