/* base: slices, arenas, texts being written, errors, time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

/* A broken invariant must stop the program; tried in a child, whose complaint is thrown away. */
#define assert_stops(expression)                                                                                       \
	do {                                                                                                           \
		pid_t child_ = fork();                                                                                 \
		if (child_ == 0) {                                                                                     \
			fclose(stderr);                                                                                \
			(void)(expression);                                                                            \
			_exit(0);                                                                                      \
		}                                                                                                      \
		int status_;                                                                                           \
		assert_int_equal(waitpid(child_, &status_, 0), child_);                                                \
		assert_true(!WIFEXITED(status_) || WEXITSTATUS(status_) != 0);                                         \
	} while (0)

/* --- slices --- */

static void a_cut_takes_what_stands_before_the_mark(void **state)
{
	(void)state;
	str rest = STR("a,,b");
	assert_true(str_eq(str_cut(&rest, ','), STR("a")));
	assert_true(str_eq(str_cut(&rest, ','), STR("")));
	assert_true(str_eq(str_cut(&rest, ','), STR("b")));
	assert_int_equal(rest.len, 0);
	assert_int_equal(str_cut(&rest, ',').len, 0);
}

static void a_number_is_a_number_and_nothing_else(void **state)
{
	(void)state;
	i64 n = 7;
	assert_true(str_i64(STR("-9223372036854775808"), &n) && n == INT64_MIN);
	assert_true(str_i64(STR("9223372036854775807"), &n) && n == INT64_MAX);
	n = 7;
	assert_false(str_i64(STR("9223372036854775808"), &n));
	assert_false(str_i64(STR("-9223372036854775809"), &n));
	assert_false(str_i64(STR(""), &n));
	assert_false(str_i64(STR("-"), &n));
	assert_false(str_i64(STR("+1"), &n));
	assert_false(str_i64(STR(" 1"), &n));
	assert_false(str_i64(STR("1x"), &n));
	assert_false(str_i64(STR("１"), &n));
	assert_int_equal(n, 7);
}

static void malformed_utf8_is_told_from_well_formed(void **state)
{
	(void)state;
	assert_true(str_is_utf8(STR("葛󠄀城 髙 𠮷 ascii")));
	assert_false(str_is_utf8((str){ "\xC0\x80", 2 })); /* NUL, overlong */
	assert_false(str_is_utf8((str){ "\xE0\x80\xAF", 3 })); /* slash, overlong */
	assert_false(str_is_utf8((str){ "\xED\xA0\x80", 3 })); /* a surrogate */
	assert_false(str_is_utf8((str){ "\xF4\x90\x80\x80", 4 })); /* beyond U+10FFFF */
	assert_false(str_is_utf8((str){ "\xE3\x81", 2 })); /* cut off */
	assert_false(str_is_utf8((str){ "\x80", 1 }));
	assert_false(str_is_utf8((str){ "a\0b", 3 }));
	assert_int_equal(str_length(STR("髙い")), 2);
	size_t i = 0;
	str bad = { "\xFF\x41", 2 };
	assert_int_equal(str_next(bad, &i), 0xFFFD);
	assert_int_equal(str_next(bad, &i), 'A');
}

static void slices_are_compared_by_bytes_and_trimmed_at_both_ends(void **state)
{
	(void)state;
	assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0);
	assert_int_equal(str_cmp(STR(""), STR_NONE), 0);
	assert_true(str_eq(str_trim(STR(" \t a b \r\n")), STR("a b")));
	assert_int_equal(str_trim(STR(" \n ")).len, 0);
	assert_true(str_eq_nocase(STR("Content-Type"), STR("content-TYPE")));
	assert_true(str_has(STR("小倉北区"), STR("倉北")) && !str_has(STR("ab"), STR("abc")));
	assert_true(str_eq(str_sub(STR("abc"), 1, 99), STR("bc")));
	assert_int_equal(str_sub(STR("abc"), 9, 1).len, 0);
}

/* --- arenas --- */

static void an_arena_gives_zeroed_memory_that_does_not_overlap(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	unsigned char *before = NULL;
	for (int round = 0; round < 2; round++) {
		for (size_t n = 1; n < 300; n++) {
			unsigned char *at = arena_alloc(a, n);
			assert_int_equal((uintptr_t)at % 16, 0);
			for (size_t k = 0; k < n; k++)
				assert_int_equal(at[k], 0);
			memset(at, 0xAB, n);
			assert_true(at != before);
			before = at;
		}
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(a);
	arena_free(NULL);
}

static void an_arena_stops_the_program_at_its_ceiling(void **state)
{
	(void)state;
	arena *a = arena_new(100000);
	for (int i = 0; i < 9; i++)
		arena_alloc(a, 9000);
	assert_stops(arena_alloc(a, 50000));
	assert_stops(arena_array(a, SIZE_MAX / 2, 3));
	arena_free(a);
}

static void an_arena_in_the_callers_memory_stays_in_it(void **state)
{
	(void)state;
	const size_t size = 4096;
	char *memory = aligned_alloc(16, size);
	assert_non_null(memory);
	arena *a = arena_within(memory, size);
	str one = arena_copy(a, STR("secret"));
	assert_true(one.at > memory && one.at + one.len < memory + size);
	size_t left = arena_left(a);
	assert_true(left < size && left > size / 2);
	arena_alloc(a, left - left % 16);
	assert_stops(arena_alloc(a, 16));
	arena_free(a);
	memset(memory, 0, size);
	free(memory);
}

static void a_list_made_at_once_with_its_room_may_be_added_to(void **state)
{
	(void)state;
	for (size_t n = 0; n < 70; n++) {
		arena *a = arena_new(1 << 20);
		struct {
			int *at;
			size_t n;
		} list = { arena_many(a, int, list_room(n)), n };
		for (size_t i = 0; i < n; i++)
			list.at[i] = (int)i;
		int *other = arena_many(a, int, 4); /* what an overflow would write over */
		other[0] = -1;
		for (size_t i = n; i < 150; i++)
			LIST_ADD(a, &list, (int)i);
		for (size_t i = 0; i < 150; i++)
			assert_int_equal(list.at[i], (int)i);
		assert_int_equal(other[0], -1);
		arena_free(a);
	}
}

static void a_list_grows_and_keeps_what_it_has(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	struct {
		int *at;
		size_t n;
	} list = { 0 };
	for (int i = 0; i < 1000; i++)
		LIST_ADD(a, &list, i * 3);
	assert_int_equal(list.n, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(list.at[i], i * 3);
	arena_free(a);
}

/* --- texts being written --- */

static void a_text_stops_at_its_ceiling_and_says_so(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 16);
	buf b = buf_new(a, 10);
	buf_lit(&b, "12345");
	buf_i64(&b, -678);
	assert_false(b.overflowed);
	buf_lit(&b, "90");
	assert_true(b.overflowed);
	buf_char(&b, 'x');
	str s = buf_str(&b);
	assert_true(str_eq(s, STR("12345-678x")));
	assert_int_equal(s.at[s.len], 0);
	buf_format(&b, "%d", 1);
	assert_true(str_eq(buf_str(&b), STR("12345-678x")));
	arena_free(a);
}

/* --- errors --- */

static void every_error_has_a_status_and_says_what_to_do_in_three_languages(void **state)
{
	(void)state;
	for (int c = 0; c < ERR_COUNT; c++) {
		assert_in_range(err_status((err_code)c), 400, 599);
		assert_true(err_name((err_code)c).len > 0);
		for (int l = 0; l < LANG_COUNT; l++)
			assert_true(err_message((err_code)c, (lang)l).len > 10);
	}
	assert_true(str_eq(err_name(ERR_slot_full), STR("slot_full")));
	arena *a = arena_new(1 << 16);
	const err *e = err_at(a, ERR_definition, STR("a.yaml:3:1"), "unknown %s", "x");
	assert_true(err_is(e, ERR_definition) && !err_is(e, ERR_internal) && !err_is(NULL, ERR_internal));
	assert_true(str_eq(e->detail, STR("unknown x")) && str_eq(e->where, STR("a.yaml:3:1")));
	arena_free(a);
}

/* --- time --- */

static void every_day_of_four_centuries_comes_back(void **state)
{
	(void)state;
	int y = 1800, m = 1, d = 1, weekday = 3; /* a Wednesday */
	for (day on = day_from(1800, 1, 1); on < day_from(2200, 1, 1); on++) {
		civil c = civil_of(on);
		assert_true(c.year == y && c.month == m && c.mday == d);
		assert_int_equal(day_from(y, m, d), on);
		assert_int_equal(weekday_of(on), weekday);
		weekday = (weekday + 1) % 7;
		if (++d > days_in_month(y, m)) {
			d = 1;
			if (++m > 12) {
				m = 1;
				y++;
			}
		}
	}
	assert_false(civil_valid(1900, 2, 29));
	assert_true(civil_valid(2000, 2, 29));
	assert_false(civil_valid(2026, 13, 1));
	assert_false(civil_valid(2026, 4, 31));
}

static void a_day_begins_at_midnight_in_japan(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 16);
	instant t = instant_of(day_from(2019, 5, 1), 0); /* 令和 begins */
	assert_int_equal(t, 1556636400000);
	assert_int_equal(day_of(t), day_from(2019, 5, 1));
	assert_int_equal(day_of(t - 1), day_from(2019, 4, 30));
	assert_int_equal(minute_of(t - 1), 24 * 60 - 1);
	assert_true(str_eq(instant_text(a, t), STR("2019-05-01T00:00:00+09:00")));
	/* before 1970 as well */
	t = instant_of(day_from(1926, 12, 25), 61);
	assert_int_equal(minute_of(t), 61);
	assert_true(str_eq(instant_text(a, t), STR("1926-12-25T01:01:00+09:00")));
	arena_free(a);
}

static void an_instant_is_read_with_any_offset_and_refused_without(void **state)
{
	(void)state;
	instant t, other;
	assert_true(instant_parse(STR("2026-04-01T09:30:00+09:00"), &t));
	assert_int_equal(t, instant_of(day_from(2026, 4, 1), 9 * 60 + 30));
	assert_true(instant_parse(STR("2026-04-01T00:30:00Z"), &other) && other == t);
	assert_true(instant_parse(STR("2026-03-31T17:00:00-07:30"), &other) && other == t);
	assert_true(instant_parse(STR("2026-04-01T09:30:00.250+09:00"), &other) && other == t + 250);
	static const char *const refused[] = { "",
					       "2026-04-01",
					       "2026-04-01T09:30:00",
					       "2026-04-01T24:00:00Z",
					       "2026-02-30T09:00:00Z",
					       "2026-04-01T09:30:00+9:00",
					       "2026-04-01T09:30:00Zx",
					       "2026-04-01T09:30:00.Z",
					       "-026-04-01T09:30:00Z",
					       "2026-4-1T09:30:00Z",
					       "２０２６-04-01T09:30:00Z" };
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_false(instant_parse(str_of(refused[i]), &t));
}

static void hours_are_read_up_to_midnight(void **state)
{
	(void)state;
	int m;
	assert_true(minute_parse(STR("8:30"), &m) && m == 510);
	assert_true(minute_parse(STR("24:00"), &m) && m == 1440);
	assert_false(minute_parse(STR("24:01"), &m));
	assert_false(minute_parse(STR("8:60"), &m));
	assert_false(minute_parse(STR("830"), &m));
	assert_false(minute_parse(STR("-8:30"), &m));
	day d;
	assert_true(day_parse(STR("2028-02-29"), &d));
	assert_false(day_parse(STR("2026-02-29"), &d));
	assert_false(day_parse(STR("2026-02-28 "), &d));
}

static void a_clock_can_be_fixed_or_started_at_a_moment(void **state)
{
	(void)state;
	clock_source c = clock_fixed(5);
	assert_int_equal(clock_now(&c), 5);
	clock_set(&c, 3);
	assert_int_equal(clock_now(&c), 3);
	c = clock_starting(1000000);
	assert_in_range(clock_now(&c), 1000000, 1000000 + 5000);
	assert_stops((clock_set(&c, 1), 0));
	assert_true(clock_ticks() <= clock_ticks());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_takes_what_stands_before_the_mark),
		cmocka_unit_test(a_number_is_a_number_and_nothing_else),
		cmocka_unit_test(malformed_utf8_is_told_from_well_formed),
		cmocka_unit_test(slices_are_compared_by_bytes_and_trimmed_at_both_ends),
		cmocka_unit_test(an_arena_gives_zeroed_memory_that_does_not_overlap),
		cmocka_unit_test(an_arena_stops_the_program_at_its_ceiling),
		cmocka_unit_test(an_arena_in_the_callers_memory_stays_in_it),
		cmocka_unit_test(a_list_made_at_once_with_its_room_may_be_added_to),
		cmocka_unit_test(a_list_grows_and_keeps_what_it_has),
		cmocka_unit_test(a_text_stops_at_its_ceiling_and_says_so),
		cmocka_unit_test(every_error_has_a_status_and_says_what_to_do_in_three_languages),
		cmocka_unit_test(every_day_of_four_centuries_comes_back),
		cmocka_unit_test(a_day_begins_at_midnight_in_japan),
		cmocka_unit_test(an_instant_is_read_with_any_offset_and_refused_without),
		cmocka_unit_test(hours_are_read_up_to_midnight),
		cmocka_unit_test(a_clock_can_be_fixed_or_started_at_a_moment),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
