/* needs: survey */
/* The work survey's files, of any bytes: what is read keeps the rules, is written and read back the same, and adds up in columns as it does in a loop. */
#include "survey/survey.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void told(const err *bad, size_t bad_n, size_t rows)
{
	size_t n = 0;
	for (const err *e = bad; e; e = e->next, n++)
		CHECK(e->where.len >= 3 && e->detail.len > 0);
	CHECK(n <= SURVEY_BAD_MAX && bad_n <= rows && (bad_n == 0) == (n == 0));
}

static void items(arena *a, str bytes)
{
	survey_read_result r, again;
	if (survey_read(a, bytes, &r))
		return;
	told(r.bad, r.bad_n, r.rows);
	CHECK(r.items.n + r.bad_n == r.rows);
	i64 minutes = 0;
	survey_builder *b = survey_begin(0);
	for (size_t i = 0; i < r.items.n; i++) {
		const survey_item *x = &r.items.at[i];
		CHECK(survey_check_item(a, x) == NULL && x->line > 1);
		CHECK(survey_add(b, x) == NULL);
		minutes += x->count * x->each;
	}
	survey *s = survey_end(b);
	survey_group g[] = { { .by = { DIM_UNIT, DIM_WORK } }, { .by = { DIM_CELL, DIM_AWAY } } };
	CHECK(survey_sum(s, a, NULL, g, 2) == NULL);
	CHECK(g[0].ret.all.minutes == minutes && g[1].ret.all.minutes == minutes);
	CHECK((size_t)g[0].ret.all.items == r.items.n);
	survey_months m;
	CHECK(survey_by_month(s, a, NULL, DIM_CATEGORY, &m) == NULL);
	survey_items rows;
	size_t all;
	CHECK(survey_rows(s, a, NULL, ORDER_MINUTES, 1, 5, &rows, &all) == NULL && all == r.items.n);
	survey_free(s);
	buf first = buf_new(a, 16 << 20), second = buf_new(a, 16 << 20);
	survey_write(&first, &r.items, bytes.len % 2);
	CHECK(!first.overflowed);
	CHECK(survey_read(a, buf_str(&first), &again) == NULL && again.bad_n == 0 && again.items.n == r.items.n);
	survey_write(&second, &again.items, bytes.len % 2);
	CHECK(str_eq(buf_str(&first), buf_str(&second)));
}

static void staff(arena *a, str bytes)
{
	staff_read_result r, again;
	if (survey_read_staff(a, bytes, &r))
		return;
	told(r.bad, r.bad_n, r.rows);
	CHECK(r.units.n + r.bad_n == r.rows);
	buf b = buf_new(a, 16 << 20);
	survey_write_staff(&b, &r.units, true);
	CHECK(survey_read_staff(a, buf_str(&b), &again) == NULL && again.bad_n == 0 && again.units.n == r.units.n);
	for (size_t i = 0; i < r.units.n; i++)
		CHECK(again.units.at[i].minutes == r.units.at[i].minutes &&
		      str_eq(again.units.at[i].unit, r.units.at[i].unit));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 15)
		return 0;
	arena *a = arena_new((size_t)256 << 20);
	str bytes = arena_copy(a, (str){ (const char *)data, size });
	items(a, bytes);
	staff(a, bytes);
	arena_free(a);
	return 0;
}
