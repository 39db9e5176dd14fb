#include <sys/wait.h>

#include "store/store_private.h"
#include "store/testing.h"

static const migration list[] = {
	{ 1, STR_INIT("0001_a.sql"), STR_INIT("CREATE TABLE a (city BIGINT NOT NULL, x BIGINT, PRIMARY KEY (city));") },
	{ 2, STR_INIT("0002_b.sql"),
	  STR_INIT("INSERT INTO a (city, x) VALUES (1, 10);\n-- once; and no more\n"
		   "INSERT INTO a (city, x) VALUES (2, 20);") },
	{ 3, STR_INIT("0003_c.sql"),
	  STR_INIT("CREATE TABLE c (city BIGINT NOT NULL, PRIMARY KEY (city));"
		   "CREATE INDEX c_city ON c (city)") },
};

static const sql_param n_columns[] = { { "n", SQL_I64, false } };
#define COUNTING(called, sql)                                                                                          \
	static const statement called = {                                                                              \
		.name = #called, .sqlite = sql, .postgres = sql, .columns = n_columns, .columns_n = 1, .where = "test" \
	}
COUNTING(rows_of_a, "SELECT COUNT(*) AS n FROM a");
COUNTING(rows_of_c, "SELECT COUNT(*) AS n FROM c");
COUNTING(rows_of_log, "SELECT COUNT(*) AS n FROM schema_migration WHERE at > 0");

typedef struct counted {
	const statement *st;
	i64 n;
} counted;

static const err *take_n(void *ctx, const sql_value *v)
{
	((counted *)ctx)->n = v[0].i;
	return NULL;
}

static const err *count(db *d, arena *a, void *arg)
{
	counted *c = arg;
	return db_query(d, a, c->st, NULL, take_n, c);
}

static i64 count_of(store_test *t, const statement *st)
{
	counted c = { .st = st };
	assert_ok(store_read(t->store, t->arena, count, &c));
	return c.n;
}

static void each_migration_is_applied_once(void **state)
{
	store_test *t = *state;
	assert_ok(store_migrate(t->store, t->arena, list, 2));
	assert_ok(store_migrate(t->store, t->arena, list, 2));
	assert_ok(store_migrate(t->store, t->arena, list, 3));
	assert_int_equal(count_of(t, &rows_of_a), 2);
	assert_int_equal(count_of(t, &rows_of_c), 0);
	assert_int_equal(count_of(t, &rows_of_log), 3);
}

static void a_migration_that_was_changed_afterwards_is_refused(void **state)
{
	store_test *t = *state;
	assert_ok(store_migrate(t->store, t->arena, list, 2));
	migration changed[3] = { list[0], list[1], list[2] };
	changed[1].text = STR("INSERT INTO a (city, x) VALUES (1, 11)");
	const err *e = store_migrate(t->store, t->arena, changed, 3);
	assert_refused(e, ERR_migration);
	assert_true(str_has(e->detail, STR("0002_b.sql")));
	assert_int_equal(count_of(t, &rows_of_log), 2);
}

static void a_database_of_a_newer_program_is_refused(void **state)
{
	store_test *t = *state;
	assert_ok(store_migrate(t->store, t->arena, list, 3));
	const err *e = store_migrate(t->store, t->arena, list, 2);
	assert_refused(e, ERR_migration);
	assert_true(str_has(e->detail, STR("newer")));
}

static void a_migration_put_before_an_applied_one_is_refused(void **state)
{
	store_test *t = *state;
	const migration without[2] = { list[0], list[2] };
	assert_ok(store_migrate(t->store, t->arena, without, 2));
	assert_refused(store_migrate(t->store, t->arena, list, 3), ERR_migration);
}

static void migrations_out_of_order_are_refused(void **state)
{
	store_test *t = *state;
	const migration mixed[2] = { list[1], list[0] };
	assert_refused(store_migrate(t->store, t->arena, mixed, 2), ERR_migration);
}

static void a_migration_that_fails_leaves_nothing_behind(void **state)
{
	store_test *t = *state;
	migration broken[3] = {
		list[0], list[1], { 3, STR_INIT("0003_x.sql"), STR_INIT("DELETE FROM a; SELECT nothing FROM nowhere;") }
	};
	const err *e = store_migrate(t->store, t->arena, broken, 3);
	assert_refused(e, ERR_migration);
	assert_true(str_eq(e->where, STR("0003_x.sql")));
	assert_int_equal(count_of(t, &rows_of_a), 2);
	assert_int_equal(count_of(t, &rows_of_log), 2);
	assert_ok(store_migrate(t->store, t->arena, list, 3));
}

/* A process of its own; exits with 0 when it could migrate. */
static pid_t migrate_in_a_process(str url)
{
	pid_t child = fork();
	CHECK(child >= 0);
	if (child)
		return child;
	arena *a = arena_new(1 << 24);
	store *s;
	const err *e = store_open(a, url, NULL, &s);
	if (!e)
		e = store_migrate(s, a, list, COUNT(list));
	if (e)
		fprintf(stderr, "%.*s\n", STR_ARG(e->detail));
	_exit(e != NULL);
}

static void processes_that_migrate_at_once_do_it_once(void **state)
{
	store_test *t = *state;
	str url = t->url;
	pid_t children[4];
	store_close(t->store); /* no thread of ours may be there when we fork */
	for (size_t i = 0; i < COUNT(children); i++)
		children[i] = migrate_in_a_process(url);
	for (size_t i = 0; i < COUNT(children); i++) {
		int status;
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	assert_ok(store_open(t->arena, url, NULL, &t->store));
	assert_int_equal(count_of(t, &rows_of_a), 2);
	assert_int_equal(count_of(t, &rows_of_log), 3);
}

static void sqlite_gets_its_own_words_and_strict_tables(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	static const struct {
		str from, to;
	} cases[] = {
		{ STR_INIT("create table a (x bigint, y BYTEA, z Double  precision, bigint_x TEXT);"),
		  STR_INIT("create table a (x INTEGER, y BLOB, z REAL, bigint_x TEXT) STRICT, WITHOUT ROWID;") },
		{ STR_INIT("-- bigint; create\n/* bytea; */ CREATE TABLE a (x TEXT DEFAULT 'bigint;')"),
		  STR_INIT(
			  "-- bigint; create\n/* bytea; */ CREATE TABLE a (x TEXT DEFAULT 'bigint;') STRICT, WITHOUT ROWID") },
		{ STR_INIT("CREATE INDEX i ON a (x); UPDATE a SET x = CAST(y AS BIGINT);"),
		  STR_INIT("CREATE INDEX i ON a (x); UPDATE a SET x = CAST(y AS INTEGER);") },
		{ STR_INIT("CREATE TABLE \"bigint\" (x BIGINT) -- end\n;INSERT INTO a VALUES (1)"),
		  STR_INIT(
			  "CREATE TABLE \"bigint\" (x INTEGER) -- end\n STRICT, WITHOUT ROWID;INSERT INTO a VALUES (1)") },
		{ STR_INIT("double doubled 'unclosed"), STR_INIT("double doubled 'unclosed") },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(migration_for_sqlite(a, cases[i].from).at, cases[i].to.at);
	arena_free(a);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(each_migration_is_applied_once),
		STORE_TEST(a_migration_that_was_changed_afterwards_is_refused),
		STORE_TEST(a_database_of_a_newer_program_is_refused),
		STORE_TEST(a_migration_put_before_an_applied_one_is_refused),
		STORE_TEST(migrations_out_of_order_are_refused),
		STORE_TEST(a_migration_that_fails_leaves_nothing_behind),
		STORE_TEST(processes_that_migrate_at_once_do_it_once),
		PLAIN_TEST(sqlite_gets_its_own_words_and_strict_tables),
	};
	return store_tests("migrate", tests, COUNT(tests), NULL, 0, NULL);
}
