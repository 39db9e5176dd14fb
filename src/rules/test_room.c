/* Tables that ask for more memory than there is: refused, or judged more slowly, and never the end of the program. */
#include "base/buf.h"
#include "rules/check.h"
#include "rules/match.h"
#include "rules/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* s0,>= 0,>= 1 … : no two cells name the same number. */
static str wide(arena *a, int rows, int columns)
{
	buf b = buf_new(a, SHEET_BYTES_MAX);
	buf_lit(&b, "id");
	for (int k = 0; k < columns; k++)
		buf_format(&b, ",c%d", k);
	for (int i = 0; i < rows; i++) {
		buf_format(&b, "\ns%d", i);
		for (int k = 0; k < columns; k++)
			buf_format(&b, ",>= %d", i);
	}
	buf_lit(&b, "\n");
	assert_false(b.overflowed);
	return buf_str(&b);
}

static void a_sheet_that_does_not_fit_is_refused_and_told_where(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)64 << 20);
	const dmn_table *t;
	const err *e = sheet_read(a, STR("t.csv"), wide(a, 10000, 30), (feel_names){ .n = 0 }, &t);
	assert_true(err_is(e, ERR_too_large));
	assert_true(str_starts(e->where, STR("t.csv:")));
	assert_null(e->next);
	assert_true(t->rules.n > 100 && t->rules.n < 10000);
	arena_free(a);
}

/* Each column has 4001 parts in 4 blocks: the sets of all would take 49 MB. */
static void columns_with_too_many_parts_are_judged_by_feel_and_as_right(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)100 << 20), *work = arena_new((size_t)64 << 20);
	enum { ROWS = 2000, COLUMNS = 12 };
	const dmn_table *t;
	match *m;
	assert_null(sheet_read(a, STR("t.csv"), wide(a, ROWS, COLUMNS), (feel_names){ .n = 0 }, &t));
	assert_null(match_compile(a, &t, 1, &m));
	feel values[COLUMNS];
	truth *says = arena_many(a, truth, ROWS);
	for (int last = -1; last < ROWS + 500; last += 499) {
		feel_run run = feel_begin(work, 0);
		for (int k = 0; k < COLUMNS; k++)
			values[k] = feel_int(ROWS);
		values[COLUMNS - 1] = feel_int(last);
		values[COLUMNS - 2] = last == 498 ? (feel){ .kind = FEEL_UNKNOWN } : values[0];
		match_judge(m, &run, values, 20000, says);
		for (int i = 0; i < ROWS; i++)
			assert_int_equal(says[i], i > last ? TRUTH_NO : last == 498 ? TRUTH_OPEN : TRUTH_YES);
		arena_reset(work);
	}
	assert_true(match_parts(m, a, COLUMNS - 1, 10000).n > 10);
	findings f = table_check(a, t, (table_around){ .strict = false });
	assert_int_equal(f.n, 0);
	arena_free(work);
	arena_free(a);
}

static void tables_that_change_on_too_many_days_are_refused(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)256 << 20);
	buf b = buf_new(a, SHEET_BYTES_MAX);
	buf_lit(&b, "id,有効開始\n");
	for (int i = 0; i <= MATCH_DAYS_MAX; i++) {
		civil c = civil_of(20000 + i);
		buf_format(&b, "s%d,%04d-%02d-%02d\n", i, c.year, c.month, c.mday);
	}
	const dmn_table *t;
	match *m;
	assert_null(sheet_read(a, STR("t.csv"), buf_str(&b), (feel_names){ .n = 0 }, &t));
	assert_true(err_is(match_compile(a, &t, 1, &m), ERR_too_large));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sheet_that_does_not_fit_is_refused_and_told_where),
		cmocka_unit_test(columns_with_too_many_parts_are_judged_by_feel_and_as_right),
		cmocka_unit_test(tables_that_change_on_too_many_days_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
