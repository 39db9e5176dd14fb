/* Statements whose declarations do not match the database are found before anybody runs them. */
#include "store/test_table.h"

static const err *check_one(store_test *t, const statement *st)
{
	const statement *const list[] = { st };
	return store_check(t->store, t->arena, list, 1);
}

/* The mistake says where the statement stands, and what is wrong. */
static void assert_found(const err *e, str what)
{
	assert_refused(e, ERR_store);
	assert_true(str_eq(e->where, STR("test.sql:7")));
	if (!str_has(e->detail, what))
		fail_msg("%.*s", STR_ARG(e->detail));
}

static const sql_param city[] = { I64("city") };

static void statements_that_match_are_accepted(void **state)
{
	store_test *t = *state;
	static const statement *const list[] = { &add_st, &take_st, &one_st, &sum_st };
	assert_ok(store_check(t->store, t->arena, list, COUNT(list)));
}

static void a_wrong_number_of_columns_is_found(void **state)
{
	store_test *t = *state;
	static const statement st = { .name = "x",
				      .sqlite = "SELECT name, taken FROM place",
				      .postgres = "SELECT name, taken FROM place",
				      .columns = place_columns,
				      .columns_n = 1,
				      .where = "test.sql:7" };
	assert_found(check_one(t, &st), STR("has 2 columns, 1 declared"));
}

static void a_wrong_number_of_parameters_is_found(void **state)
{
	store_test *t = *state;
	static const statement st = { .name = "x",
				      .sqlite = "UPDATE place SET taken = ?2 WHERE city = ?1",
				      .postgres = "UPDATE place SET taken = $2 WHERE city = $1",
				      .params = city,
				      .params_n = 1,
				      .where = "test.sql:7" };
	assert_found(check_one(t, &st), STR("has 2 parameters, 1 declared"));
}

static void a_wrong_name_of_a_column_is_found(void **state)
{
	store_test *t = *state;
	static const statement st = { .name = "x",
				      .sqlite = "SELECT note FROM place",
				      .postgres = "SELECT note FROM place",
				      .columns = place_columns,
				      .columns_n = 1,
				      .where = "test.sql:7" };
	assert_found(check_one(t, &st), STR("column 1 is called note, not name"));
}

static void a_wrong_type_of_a_column_is_found(void **state)
{
	store_test *t = *state;
	static const sql_param columns[] = { I64("note") };
	static const statement st = { .name = "x",
				      .sqlite = "SELECT note FROM place",
				      .postgres = "SELECT note FROM place",
				      .columns = columns,
				      .columns_n = 1,
				      .where = "test.sql:7" };
	assert_found(check_one(t, &st), STR("column note is"));
}

static void an_unknown_table_is_found(void **state)
{
	store_test *t = *state;
	static const statement st = { .name = "x",
				      .sqlite = "SELECT name FROM palce",
				      .postgres = "SELECT name FROM palce",
				      .columns = place_columns,
				      .columns_n = 1,
				      .where = "test.sql:7" };
	assert_found(check_one(t, &st), STR("palce"));
}

static void every_mistake_is_told_not_only_the_first(void **state)
{
	store_test *t = *state;
	static const sql_param columns[] = { I64("note"), TEXT("x") };
	static const statement wrong = { .name = "wrong",
					 .sqlite = "SELECT note, name FROM place",
					 .postgres = "SELECT note, name FROM place",
					 .columns = columns,
					 .columns_n = 2,
					 .where = "test.sql:7" };
	static const statement *const list[] = { &add_st, &wrong, &one_st, &wrong };
	int n = 0;
	for (const err *e = store_check(t->store, t->arena, list, COUNT(list)); e; e = e->next) {
		assert_true(str_eq(e->where, STR("test.sql:7")));
		n++;
	}
	assert_int_equal(n, 4);
}

/* SUM of bigints is numeric in PostgreSQL: SQLite alone would not have told. */
static void a_type_that_only_postgres_knows_is_found(void **state)
{
	store_test *t = *state;
	static const sql_param columns[] = { I64("taken") };
	static const statement st = { .name = "x",
				      .sqlite = "SELECT SUM(taken) AS taken FROM place",
				      .postgres = "SELECT SUM(taken) AS taken FROM place",
				      .columns = columns,
				      .columns_n = 1,
				      .where = "test.sql:7" };
	assert_found(check_one(t, &st), STR("CAST it"));
}

/* --- and when they run --- */

static const sql_param name_as_number[] = { I64("name") };
static const statement mistyped = { .name = "mistyped",
				    .sqlite = "SELECT name FROM place",
				    .postgres = "SELECT name FROM place",
				    .columns = name_as_number,
				    .columns_n = 1,
				    .where = "test.sql:7" };
static const sql_param note_never_null[] = { TEXT("note") };
static const statement not_null = { .name = "not_null",
				    .sqlite = "SELECT note FROM place",
				    .postgres = "SELECT note FROM place",
				    .columns = note_never_null,
				    .columns_n = 1,
				    .where = "test.sql:7" };

static const err *ignore(void *ctx, const sql_value *v)
{
	(void)ctx, (void)v;
	return NULL;
}

static const err *run_st(db *d, arena *a, void *arg)
{
	return db_query(d, a, *(const statement **)arg, NULL, ignore, NULL);
}

static void a_value_of_another_type_or_null_is_refused_when_it_is_read(void **state)
{
	store_test *t = *state;
	place p = { .name = STR("a"), .note_null = true };
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &p));
	const statement *type = &mistyped, *null = &not_null;
	assert_refused(store_read(t->store, t->arena, run_st, &type), ERR_store);
	const err *e = store_read(t->store, t->arena, run_st, &null);
	assert_refused(e, ERR_store);
	assert_true(str_has(e->detail, STR("column note is NULL")));
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(statements_that_match_are_accepted),
		STORE_TEST(a_wrong_number_of_columns_is_found),
		STORE_TEST(a_wrong_number_of_parameters_is_found),
		STORE_TEST(a_wrong_name_of_a_column_is_found),
		STORE_TEST(a_wrong_type_of_a_column_is_found),
		STORE_TEST(an_unknown_table_is_found),
		STORE_TEST(every_mistake_is_told_not_only_the_first),
		POSTGRES_TEST(a_type_that_only_postgres_knows_is_found),
		STORE_TEST(a_value_of_another_type_or_null_is_refused_when_it_is_read),
	};
	return store_tests("check", tests, COUNT(tests), place_tables, COUNT(place_tables), NULL);
}
