/*
 * For tests: every test that touches the store runs on both databases, each time on an empty one with the given tables.
 *
 *     #include "store/testing.h"
 *
 *     static void a_row_is_kept(void **state)
 *     {
 *             store_test *t = *state;
 *             assert_ok(store_write(t->store, t->arena, STR("1/moji"), add_row, &row));
 *             assert_refused(store_write(t->store, t->arena, STR("1/moji"), add_row, &row), ERR_conflict);
 *     }
 *
 *     int main(void)
 *     {
 *             static const store_test_case tests[] = {
 *                     STORE_TEST(a_row_is_kept),             // run as "sqlite: …" and as "postgres: …"
 *                     POSTGRES_TEST(two_processes_hear_each_other),
 *                     PLAIN_TEST(a_rule_without_a_database), // run once, *state is NULL
 *             };
 *             return store_tests("visits", tests, COUNT(tests), migrations, migrations_n, NULL);
 *     }
 *
 * SQLite's file is in a temporary folder. PostgreSQL is the server that MADOGUCHI_TEST_PG names (tools/pg_test.sh makes
 * one): a database for this program, emptied before each test. Without the variable these tests are skipped, and fail
 * where MADOGUCHI_TEST_PG_REQUIRED=1. Time stands still at 2026-04-01 09:00 until clock_set(&t->clock, …) moves it on.
 * `t->url` opens the same database once more, as another process would. What a test needs besides (a module's state)
 * is made by the fixture's `setup`, kept in `t->extra`, and put away by its `teardown`.
 */
#ifndef STORE_TESTING_H
#define STORE_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "store/store.h"

#define STORE_TEST_ARENA ((size_t)256 * 1024 * 1024)

typedef struct store_test store_test;
typedef struct store_fixture {
	void (*setup)(store_test *t);
	void (*teardown)(store_test *t); /* either may be NULL */
	bool tables_anew; /* tests change the tables themselves: PostgreSQL's are made anew before each, not only emptied */
} store_fixture;

struct store_test {
	store *store;
	arena *arena; /* the test's own; use one arena a thread */
	str url;
	clock_source clock;
	bool postgres;
	void *extra;
	const store_fixture *fixture;
	char dir[64]; /* SQLite's temporary folder */
};

typedef struct store_test_case {
	const char *name;
	void (*run)(void **state);
	enum { ON_BOTH, ON_POSTGRES, ON_NEITHER } where;
} store_test_case;

/* clang-format off */
#define STORE_TEST(f) { #f, f, ON_BOTH }
#define POSTGRES_TEST(f) { #f, f, ON_POSTGRES }
#define PLAIN_TEST(f) { #f, f, ON_NEITHER }
/* clang-format on */

/* What one test needs to know before it has a store. */
typedef struct store_test_plan {
	str url; /* PostgreSQL's database of this program; empty for SQLite */
	const migration *tables;
	size_t tables_n;
	const store_fixture *fixture;
	bool made; /* PostgreSQL's tables are there, from the test before */
} store_test_plan;

/* --- assertions -------------------------------------------------------------------------------------------- */

static inline void store_test_ok(const err *e, const char *file, int line)
{
	if (!e)
		return;
	str name = err_name(e->code);
	print_error("%.*s %.*s: %.*s\n", STR_ARG(name), STR_ARG(e->where), STR_ARG(e->detail));
	_fail(file, line);
}

static inline void store_test_refused(const err *e, err_code code, const char *file, int line)
{
	if (err_is(e, code))
		return;
	str wanted = err_name(code), got = e ? err_name(e->code) : STR("success"), why = e ? e->detail : STR_NONE;
	print_error("expected %.*s, got %.*s: %.*s\n", STR_ARG(wanted), STR_ARG(got), STR_ARG(why));
	_fail(file, line);
}

#define assert_ok(call) store_test_ok((call), __FILE__, __LINE__)
#define assert_refused(call, code) store_test_refused((call), (code), __FILE__, __LINE__)

/* --- databases --------------------------------------------------------------------------------------------- */

static inline void store_test_sql(str server, const char *sql)
{
	PGconn *conn = PQconnectdb(server.at);
	if (PQstatus(conn) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(conn));
	PQclear(PQexec(conn, "SET client_min_messages = warning"));
	PGresult *r = PQexec(conn, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		fail_msg("%s", PQerrorMessage(conn));
	PQclear(r);
	PQfinish(conn);
}

/* postgres://me@host/OLD?x=y → postgres://me@host/NAME?x=y */
static inline str store_test_url(arena *a, str server, str name)
{
	str rest = str_sub(server, str_find(server, ':') + 3, server.len);
	str head = str_sub(rest, 0, str_find(rest, '?')), tail = str_sub(rest, head.len, rest.len);
	head = str_sub(head, 0, str_find(head, '/'));
	return str_format(a, "postgres://%.*s/%.*s%.*s", STR_ARG(head), STR_ARG(name), STR_ARG(tail));
}

static inline void store_test_delete(const char *dir)
{
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d));)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	rmdir(dir);
}

/* Empties what holds anything. Making all tables anew for each test would be most of a test's time; so a program whose
 * tests change the tables says so (tables_anew). */
static const char store_test_empty[] =
	"DO $$ DECLARE t text; filled boolean; names text := ''; BEGIN "
	"FOR t IN SELECT quote_ident(relname) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
	"AND relname <> 'schema_migration' LOOP "
	"EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || t || ')' INTO filled; "
	"IF filled THEN names := names || ', ' || t; END IF; END LOOP; "
	"IF names <> '' THEN EXECUTE 'TRUNCATE ' || substr(names, 3) || ' RESTART IDENTITY CASCADE'; END IF; END $$";

/* --- one test ---------------------------------------------------------------------------------------------- */

static inline int store_test_setup(void **state)
{
	store_test_plan *plan = *state;
	store_test *t = calloc(1, sizeof *t);
	CHECK(t != NULL);
	*t = (store_test){ .arena = arena_new(STORE_TEST_ARENA),
			   .postgres = plan->url.len > 0,
			   .fixture = plan->fixture };
	t->clock = clock_fixed(instant_of(day_from(2026, 4, 1), 9 * 60));
	t->url = plan->url;
	if (t->postgres) {
		store_test_sql(t->url,
			       plan->made ? store_test_empty : "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	} else {
		const char *tmp = getenv("TMPDIR");
		snprintf(t->dir, sizeof t->dir, "%.40s/madoguchi-test.XXXXXX", tmp ? tmp : "/tmp");
		CHECK(mkdtemp(t->dir) != NULL);
		t->url = str_format(t->arena, "sqlite:%s/test.db", t->dir);
	}
	assert_ok(store_open(t->arena, t->url, &(store_options){ .clock = &t->clock }, &t->store));
	assert_ok(store_migrate(t->store, t->arena, plan->tables, plan->tables_n));
	plan->made = plan->tables_n > 0 && !(plan->fixture && plan->fixture->tables_anew);
	if (plan->fixture && plan->fixture->setup)
		plan->fixture->setup(t);
	*state = t;
	return 0;
}

static inline int store_test_teardown(void **state)
{
	store_test *t = *state;
	if (t->fixture && t->fixture->teardown)
		t->fixture->teardown(t);
	store_close(t->store);
	if (t->dir[0])
		store_test_delete(t->dir);
	arena_free(t->arena);
	free(t);
	return 0;
}

static inline void store_test_skipped(void **state)
{
	(void)state;
	const char *required = getenv("MADOGUCHI_TEST_PG_REQUIRED");
	if (required && strcmp(required, "1") == 0)
		fail_msg("MADOGUCHI_TEST_PG names no PostgreSQL, and MADOGUCHI_TEST_PG_REQUIRED=1");
	print_message("SKIPPED: MADOGUCHI_TEST_PG names no PostgreSQL: run as tools/pg_test.sh COMMAND\n");
	skip();
}

/* --- all tests --------------------------------------------------------------------------------------------- */

static inline int store_tests(const char *program, const store_test_case *list, size_t n, const migration *tables,
			      size_t tables_n, const store_fixture *fixture)
{
	arena *a = arena_new(STORE_TEST_ARENA);
	store_test_plan lite = { STR_NONE, tables, tables_n, fixture, false }, pg = lite;
	str server = str_of(getenv("MADOGUCHI_TEST_PG")), name = str_format(a, "madoguchi_test_%d", (int)getpid());
	str drop = str_format(a, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name.at);
	/* a test that hangs is a test that fails */
	alarm(300);
	if (server.len) {
		store_test_sql(server, drop.at);
		store_test_sql(server, str_format(a, "CREATE DATABASE %s TEMPLATE template0", name.at).at);
		pg.url = store_test_url(a, server, name);
	}
	struct CMUnitTest *tests = arena_many(a, struct CMUnitTest, n * 2);
	size_t tests_n = 0;
	for (size_t i = 0; i < n; i++) {
		const store_test_case *c = &list[i];
		if (c->where == ON_NEITHER) {
			tests[tests_n++] = (struct CMUnitTest){ .name = c->name, .test_func = c->run };
			continue;
		}
		if (c->where == ON_BOTH)
			tests[tests_n++] = (struct CMUnitTest){ str_format(a, "sqlite: %s", c->name).at, c->run,
								store_test_setup, store_test_teardown, &lite };
		const char *second = str_format(a, "postgres: %s", c->name).at;
		if (server.len)
			tests[tests_n++] =
				(struct CMUnitTest){ second, c->run, store_test_setup, store_test_teardown, &pg };
		else
			tests[tests_n++] = (struct CMUnitTest){ .name = second, .test_func = store_test_skipped };
	}
	int failed = _cmocka_run_group_tests(program, tests, tests_n, NULL, NULL);
	if (server.len)
		store_test_sql(server, drop.at);
	arena_free(a);
	return failed;
}

#endif
