#include "store/test_table.h"

/* --- values ------------------------------------------------------------------------------------------------ */

static void every_type_comes_back_as_it_was_written(void **state)
{
	store_test *t = *state;
	static const char bytes[] = { 0, 1, (char)0xFF, 0, '\'' };
	place in = {
		.name = STR("門司 \"'\\"), .taken = INT64_MAX, .picture = { bytes, sizeof bytes }, .weight = -0.1
	};
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &in));
	assert_int_equal(in.changed, 1);
	place out = { .name = in.name };
	assert_ok(store_read(t->store, t->arena, find, &out));
	assert_true(out.found && out.taken == INT64_MAX && !out.note_null && out.note.len == 0);
	assert_true(str_eq(out.picture, in.picture) && out.weight == -0.1);
}

static void a_missing_value_comes_back_as_null(void **state)
{
	store_test *t = *state;
	place in = { .name = STR("a"), .note_null = true }, out = { .name = STR("a") };
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &in));
	assert_ok(store_read(t->store, t->arena, find, &out));
	assert_true(out.found && out.note_null);
}

static void text_with_a_nul_or_broken_utf8_is_refused(void **state)
{
	store_test *t = *state;
	place nul = { .name = STR("a\0b") }, broken = { .name = STR("\xE3\x81") };
	assert_refused(store_write(t->store, t->arena, STR("s"), add, &nul), ERR_bad_request);
	assert_refused(store_write(t->store, t->arena, STR("s"), add, &broken), ERR_bad_request);
	assert_int_equal(places_in(t), 0);
}

static void a_change_says_how_many_rows_it_changed(void **state)
{
	store_test *t = *state;
	place p = { .name = STR("a"), .taken = 1 };
	assert_ok(store_write(t->store, t->arena, STR("s"), take, &p));
	assert_int_equal(p.changed, 0);
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &p));
	assert_ok(store_write(t->store, t->arena, STR("s"), take, &p));
	assert_int_equal(p.changed, 1);
}

/* --- failures ---------------------------------------------------------------------------------------------- */

static void a_duplicate_key_and_a_failed_check_are_conflicts(void **state)
{
	store_test *t = *state;
	place p = { .name = STR("a") }, negative = { .name = STR("b"), .taken = -1 };
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &p));
	assert_refused(store_write(t->store, t->arena, STR("s"), add, &p), ERR_conflict);
	assert_refused(store_write(t->store, t->arena, STR("s"), add, &negative), ERR_conflict);
	assert_int_equal(places_in(t), 1);
}

static void what_a_failing_command_wrote_is_gone(void **state)
{
	store_test *t = *state;
	place p = { .name = STR("a"), .fails = true, .fail = ERR_slot_full };
	assert_refused(store_write(t->store, t->arena, STR("s"), add, &p), ERR_slot_full);
	assert_int_equal(places_in(t), 0);
}

static void a_command_cannot_hide_a_failed_statement(void **state)
{
	store_test *t = *state;
	place p = { .name = STR("a") }, again = { .name = STR("a"), .swallow = true };
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &p));
	assert_refused(store_write(t->store, t->arena, STR("s"), add, &again), ERR_conflict);
}

static void a_read_cannot_write(void **state)
{
	store_test *t = *state;
	place p = { .name = STR("a") };
	assert_refused(store_read(t->store, t->arena, add, &p), ERR_store);
	assert_int_equal(places_in(t), 0);
}

/* --- reads see one state ----------------------------------------------------------------------------------- */

typedef struct two_looks {
	store_test *t;
	sums before, after;
} two_looks;

static const err *look_twice(db *d, arena *a, void *arg)
{
	two_looks *l = arg;
	place p = { .name = STR("between") };
	TRY(sum(d, a, &l->before));
	/* committed by the writer while we read */
	TRY(store_write(l->t->store, a, STR("s"), add, &p));
	return sum(d, a, &l->after);
}

static void a_read_sees_one_state_while_others_write(void **state)
{
	store_test *t = *state;
	two_looks l = { .t = t };
	assert_ok(store_read(t->store, t->arena, look_twice, &l));
	assert_int_equal(l.before.places, l.after.places);
	assert_int_equal(places_in(t), 1);
}

/* --- time -------------------------------------------------------------------------------------------------- */

static const err *get_now(db *d, arena *a, void *arg)
{
	(void)a;
	*(instant *)arg = tx_now(d);
	return NULL;
}

static void time_in_the_store_never_goes_back(void **state)
{
	store_test *t = *state;
	instant first, second, third;
	instant start = clock_now(&t->clock);
	assert_ok(store_write(t->store, t->arena, STR("s"), get_now, &first));
	clock_set(&t->clock, start - HOUR);
	assert_ok(store_write(t->store, t->arena, STR("other"), get_now, &second));
	clock_set(&t->clock, start + HOUR);
	assert_ok(store_read(t->store, t->arena, get_now, &third));
	assert_true(first == start && second == start && third == start + HOUR);
}

/* --- addresses --------------------------------------------------------------------------------------------- */

static void a_database_that_cannot_be_is_refused(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	store *s;
	assert_refused(store_open(a, STR("mysql://x"), NULL, &s), ERR_usage);
	assert_refused(store_open(a, STR("sqlite:"), NULL, &s), ERR_usage);
	assert_refused(store_open(a, STR("sqlite::memory:"), NULL, &s), ERR_usage);
	assert_refused(store_open(a, STR("sqlite:/nowhere/at/all.db"), NULL, &s), ERR_store);
	assert_refused(store_open(a, STR("postgres://x@/x?host=/nowhere"), NULL, &s), ERR_store);
	arena_free(a);
}

static const err *use_shelf(db *d, arena *a, void *arg)
{
	(void)arg;
	i64 kept[3] = { 1, 2, 3 }, got[3] = { 0 };
	assert_false(db_shelf_get(d, STR("a"), 1, got, sizeof got));
	db_shelf_put(d, STR("a"), 1, kept, sizeof kept);
	kept[0] = 9; /* a copy was kept */
	assert_true(db_shelf_get(d, STR("a"), 1, got, sizeof got));
	assert_int_equal(got[0], 1);
	assert_false(db_shelf_get(d, STR("a"), 2, got, sizeof got));
	assert_false(db_shelf_get(d, STR("a"), 1, got, sizeof got[0]));
	assert_false(db_shelf_get(d, STR("b"), 1, got, sizeof got));
	db_shelf_put(d, STR("a"), 2, kept, sizeof kept[0]);
	assert_true(db_shelf_get(d, STR("a"), 2, got, sizeof got[0]));
	assert_int_equal(got[0], 9);
	/* what was asked for last stays, the rest goes */
	for (int i = 0; i < 2 * SHELF_THINGS; i++) {
		db_shelf_put(d, str_format(a, "thing %d", i), 1, &(i64){ i }, sizeof(i64));
		assert_true(db_shelf_get(d, STR("a"), 2, got, sizeof got[0]));
	}
	assert_false(db_shelf_get(d, STR("thing 0"), 1, got, sizeof got[0]));
	assert_true(db_shelf_get(d, str_format(a, "thing %d", 2 * SHELF_THINGS - 1), 1, got, sizeof got[0]));
	return NULL;
}

static void a_shelf_keeps_copies_by_version_and_not_for_ever(void **state)
{
	store_test *t = *state;
	assert_ok(store_read(t->store, t->arena, use_shelf, NULL));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(every_type_comes_back_as_it_was_written),
		STORE_TEST(a_missing_value_comes_back_as_null),
		STORE_TEST(text_with_a_nul_or_broken_utf8_is_refused),
		STORE_TEST(a_change_says_how_many_rows_it_changed),
		STORE_TEST(a_duplicate_key_and_a_failed_check_are_conflicts),
		STORE_TEST(what_a_failing_command_wrote_is_gone),
		STORE_TEST(a_command_cannot_hide_a_failed_statement),
		STORE_TEST(a_read_cannot_write),
		STORE_TEST(a_read_sees_one_state_while_others_write),
		STORE_TEST(time_in_the_store_never_goes_back),
		STORE_TEST(a_shelf_keeps_copies_by_version_and_not_for_ever),
		PLAIN_TEST(a_database_that_cannot_be_is_refused),
	};
	return store_tests("store", tests, COUNT(tests), place_tables, COUNT(place_tables), NULL);
}
