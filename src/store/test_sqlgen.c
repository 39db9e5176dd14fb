/* What sqlgen writes, and everything that it refuses: each with the line at fault. */
#include <sys/wait.h>

#include "base/buf.h"
#include "store/testing.h"

#define SQLGEN "build/tools/sqlgen"
#define OUTPUT_MAX ((size_t)256 * 1024)

typedef struct work {
	arena *arena;
	char dir[64];
} work;

static int make_dir(void **state)
{
	work *w = calloc(1, sizeof *w);
	CHECK(w != NULL);
	w->arena = arena_new(64 << 20);
	snprintf(w->dir, sizeof w->dir, "/tmp/madoguchi-sqlgen.XXXXXX");
	CHECK(mkdtemp(w->dir) != NULL);
	*state = w;
	return 0;
}

static int delete_dir(void **state)
{
	work *w = *state;
	store_test_delete(w->dir);
	arena_free(w->arena);
	free(w);
	return 0;
}

static str read_all(work *w, FILE *f)
{
	char *at = arena_alloc(w->arena, OUTPUT_MAX);
	return (str){ at, fread(at, 1, OUTPUT_MAX - 1, f) };
}

static str file(work *w, const char *name)
{
	FILE *f = fopen(str_format(w->arena, "%s/%s", w->dir, name).at, "rb");
	if (!f)
		return STR_NONE;
	str s = read_all(w, f);
	fclose(f);
	return s;
}

/* Runs a command; its exit code, and what it said to both outputs. */
static int command(work *w, const char *line, str *ret_said)
{
	FILE *f = popen(str_format(w->arena, "%s 2>&1", line).at, "r");
	CHECK(f != NULL);
	*ret_said = read_all(w, f);
	int status = pclose(f);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* sqlgen on a text; what it said with the folder's name cut off. */
static int generate(work *w, str sql, str *ret_said)
{
	FILE *f = fopen(str_format(w->arena, "%s/visits.sql", w->dir).at, "wb");
	CHECK(f != NULL && fwrite(sql.at, 1, sql.len, f) == sql.len && fclose(f) == 0);
	str line =
		str_format(w->arena, SQLGEN " %s/visits.sql %s/visits.sql.c %s/visits.sql.h", w->dir, w->dir, w->dir);
	int code = command(w, line.at, ret_said);
	str prefix = str_format(w->arena, "%s/", w->dir);
	if (str_starts(*ret_said, prefix))
		*ret_said = str_sub(*ret_said, prefix.len, ret_said->len);
	return code;
}

static void assert_has(str s, const char *part)
{
	if (!str_has(s, str_of(part)))
		fail_msg("no \"%s\" in:\n%.*s", part, STR_ARG(s));
}

/* --- refused ----------------------------------------------------------------------------------------------- */

#define NAME "-- name: x(city i64) -> many code str\n"
#define CASE(sql, said)                                                                                                \
	{                                                                                                              \
		STR_INIT(sql), said                                                                                    \
	}

static void what_is_wrong_is_refused_with_its_line(void **state)
{
	work *w = *state;
	static const struct {
		str sql;
		const char *said;
	} cases[] = {
		/* the name line */
		CASE("-- name: x(city int) -> changed\nDELETE FROM t WHERE city = :city;",
		     "visits.sql:1: unknown type (i64, str, bytes or f64): int"),
		CASE("\n\n-- name: x(city i64) -> many code text\nSELECT 1;",
		     "visits.sql:3: unknown type (i64, str, bytes or f64): text"),
		CASE("-- name: x(city i64, City str) -> changed\nDELETE;",
		     "visits.sql:1: expected a name in small letters, then its type: City"),
		CASE("-- name: x(city i64, city i64) -> changed\nDELETE;", "visits.sql:1: named twice: city"),
		CASE("-- name: x(city i64, default i64) -> changed\nDELETE;",
		     "visits.sql:1: this name means something in C, take another: default"),
		CASE("-- name: x(city i64 office str) -> changed\nDELETE;",
		     "visits.sql:1: expected a comma here: office str) -> changed"),
		CASE("-- name: x(city i64)\nDELETE FROM t WHERE city = :city;",
		     "visits.sql:1: expected -> many COLUMNS, -> one COLUMNS or -> changed: x"),
		CASE("-- name: x(city i64) -> few code str\nSELECT;",
		     "visits.sql:1: expected many, one or changed after ->: few"),
		CASE("-- name: x(city i64) -> many\nSELECT;",
		     "visits.sql:1: expected a name in small letters, then its type"),
		CASE("-- name: x(city i64) -> changed code str\nDELETE;",
		     "visits.sql:1: nothing stands behind -> changed: code str"),
		CASE("-- name: X(city i64) -> changed\nDELETE;",
		     "visits.sql:1: a statement's name is small letters, digits and underscores: X"),
		CASE("-- name: x -> changed\nDELETE;", "visits.sql:1: expected ( and the parameters after the name: x"),
		CASE("-- name: x(office str) -> changed\nDELETE FROM t WHERE office = :office;",
		     "visits.sql:1: a statement names its city"),
		CASE(NAME "SELECT code FROM t WHERE city = :city;\n" NAME "SELECT code FROM t WHERE city = :city;",
		     "visits.sql:3: two statements of one name: x"),
		/* parameters */
		CASE("-- name: x(city i64, office str) -> changed\nDELETE FROM t\nWHERE city = :city;",
		     "visits.sql:1: a parameter is not used: office"),
		CASE(NAME "SELECT code FROM t\nWHERE city = :city\nAND office = :office;",
		     "visits.sql:4: not a declared parameter: office"),
		CASE(NAME "SELECT code FROM t WHERE note = ':city';", "visits.sql:1: a parameter is not used: city"),
		CASE(NAME "SELECT code FROM t -- :city\n;", "visits.sql:1: a parameter is not used: city"),
		CASE(NAME "SELECT code FROM t WHERE city = :city AND 1 = $1;",
		     "visits.sql:2: this sign is not portable (parameters are written :name): $"),
		CASE(NAME "SELECT code FROM t WHERE city = :city AND 1 = ?;",
		     "visits.sql:2: this sign is not portable (parameters are written :name): ?"),
		CASE(NAME "SELECT code::text AS code FROM t WHERE city = :city;",
		     "visits.sql:2: :: is PostgreSQL's only"),
		CASE("-- name: x(city i64, str_ str) -> changed\nDELETE;",
		     "visits.sql:1: expected a name in small letters, then its type: str_"),
		/* the text */
		CASE(NAME "SELECT code FROM t WHERE city = :city",
		     "visits.sql:1: the statement does not end in a semicolon: x"),
		CASE(NAME "SELECT code FROM t WHERE city = :city\n-- name: y(city i64) -> changed\nDELETE;",
		     "visits.sql:1: the statement does not end in a semicolon: x"),
		CASE(NAME, "visits.sql:1: the statement has no text: x"),
		CASE(NAME "-- name: y(city i64) -> changed\nDELETE;", "visits.sql:1: the statement has no text: x"),
		CASE(NAME "SELECT code FROM t WHERE city = :city; DELETE FROM t;",
		     "visits.sql:2: one statement ends here and nothing may follow it: DELETE FROM t;"),
		CASE(NAME "SELECT code FROM t WHERE city = :city;\nDELETE FROM t;",
		     "visits.sql:3: text outside a statement: DELETE FROM t;"),
		CASE("SELECT 1;", "visits.sql:1: text outside a statement: SELECT 1;"),
		CASE("", "visits.sql:1: no statement in this file"),
		CASE("-- nothing here\n", "visits.sql:1: no statement in this file"),
		CASE(NAME "SELECT * FROM t WHERE city = :city;", "visits.sql:2: name the columns instead of *"),
		CASE(NAME "SELECT\n\t* FROM t WHERE city = :city;", "visits.sql:3: name the columns instead of *"),
		CASE(NAME "SELECT t.* FROM t WHERE city = :city;", "visits.sql:2: name the columns instead of *"),
		CASE(NAME "SELECT code, * FROM t WHERE city = :city;", "visits.sql:2: name the columns instead of *"),
		CASE(NAME "DELETE FROM t WHERE city = :city RETURNING *;",
		     "visits.sql:2: name the columns instead of *"),
		CASE(NAME "SELECT 'it''s' AS code FROM t WHERE city = :city;",
		     "visits.sql:2: a quote inside a literal: use a parameter"),
		CASE(NAME "SELECT 'a\nb' AS code FROM t WHERE city = :city;",
		     "visits.sql:2: a quote is not closed on its line"),
		CASE(NAME "SELECT E'a' AS code FROM t WHERE city = :city;",
		     "visits.sql:2: a literal with a prefix is not portable: use a parameter"),
		CASE(NAME "SELECT 'a\\' AS code FROM t WHERE city = :city;",
		     "visits.sql:2: a backslash in a literal: use a parameter"),
		CASE(NAME "SELECT code /* :city */ FROM t WHERE city = :city;",
		     "visits.sql:2: a comment begins with --"),
		CASE(NAME "SELECT 'a\0b' AS code FROM t WHERE city = :city;",
		     "visits.sql:2: NUL, or bytes that are not UTF-8"),
		CASE(NAME "SELECT '\xFF' AS code FROM t WHERE city = :city;",
		     "visits.sql:2: NUL, or bytes that are not UTF-8"),
		/* variants */
		CASE(NAME "-- sqlite:\nSELECT code FROM t WHERE city = :city;",
		     "visits.sql:1: the variant for postgres is missing: x"),
		CASE(NAME "-- postgres:\nSELECT code FROM t WHERE city = :city;",
		     "visits.sql:1: the variant for sqlite is missing: x"),
		CASE(NAME "-- sqlite:\nSELECT 1 WHERE 1 = :city;\n-- sqlite:\nSELECT 1;",
		     "visits.sql:4: this variant was given already: x"),
		CASE(NAME "SELECT 1 WHERE 1 = :city;\n-- sqlite:\nSELECT 1;",
		     "visits.sql:3: a statement has one text or two variants, not both: x"),
		CASE(NAME "-- sqlite:\nSELECT 1 WHERE 1 = :city;\n-- postgres:\nSELECT 1;",
		     "visits.sql:1: a parameter is not used: city"),
		CASE("-- postgres:\nSELECT 1;", "visits.sql:1: a variant without a statement"),
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		str said;
		int code = generate(w, cases[i].sql, &said);
		if (code != 1 || !str_starts(said, str_of(cases[i].said)))
			fail_msg("%.*s\nwanted: %s\ngot %d: %.*s", STR_ARG(cases[i].sql), cases[i].said, code,
				 STR_ARG(said));
		assert_int_equal(file(w, "visits.sql.c").len, 0);
		assert_int_equal(file(w, "visits.sql.h").len, 0);
	}
}

static void more_than_64_parameters_are_refused(void **state)
{
	work *w = *state;
	str said;
	buf b = buf_new(w->arena, OUTPUT_MAX);
	buf_lit(&b, "-- name: x(city i64");
	for (int i = 0; i < 64; i++)
		buf_format(&b, ", p%d i64", i);
	buf_lit(&b, ") -> changed\nDELETE FROM t;");
	assert_int_equal(generate(w, buf_str(&b), &said), 1);
	assert_has(said, "visits.sql:1: too many, the most is 64: p63");
}

/* --- written ----------------------------------------------------------------------------------------------- */

static const char good[] =
	"-- The queue.\n"
	"-- name: visits_waiting(city i64, day i64) -> many code str, note str?, weight f64?\n"
	"-- who waits; :nobody\n"
	"SELECT code, note, weight FROM step -- comment ;\n"
	"WHERE city = :city AND day < :day AND mark = ':city' AND \"ab\" = 2 * taken\n"
	"ORDER BY code;\n"
	"-- name: visits_add(city i64, office str, note str?, blob bytes?, w f64?,\n"
	"--       start i64) -> one id i64, blob bytes?\n"
	"-- sqlite:\n"
	"INSERT INTO step VALUES (:city, :office, :note, :blob, :w, :start) RETURNING id, blob;\n"
	"-- postgres:\n"
	"INSERT INTO step VALUES (:city, :office, :note, :blob, :w, :start) RETURNING id::bigint, blob;\n"
	"\n"
	"-- name: visits_all() -> one everyone i64 -- every city\n"
	"SELECT COUNT(*) AS everyone FROM step;\n";

static void statements_are_written_in_both_dialects(void **state)
{
	work *w = *state;
	str said;
	assert_int_equal(generate(w, str_of(good), &said), 0);
	str code = file(w, "visits.sql.c"), head = file(w, "visits.sql.h");
	assert_has(code, "\"SELECT code, note, weight FROM step \\n\"");
	assert_has(code, "WHERE city = ?1 AND day < ?2 AND mark = ':city' AND \\\"ab\\\" = 2 * taken\\n");
	assert_has(code, "WHERE city = $1::bigint AND day < $2::bigint AND mark = ':city' AND");
	assert_has(code, "VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id, blob\"");
	assert_has(code, "VALUES ($1::bigint, $2::text, $3::text, $4::bytea, $5::double precision, $6::bigint) "
			 "RETURNING id::bigint, blob\"");
	assert_has(head,
		   "MUST_USE const err *visits_waiting(db *, arena *, i64 city, i64 day, visits_waiting_rows *ret);");
	assert_has(head, "MUST_USE const err *visits_add(db *, arena *, const visits_add_in *in, visits_add_row *ret, "
			 "bool *ret_found);");
	assert_has(head, "\topt_str blob;\n");
	assert_has(head, "\topt_f64 weight;\n");
	assert_has(head, "extern const statement *const visits_statements[];");
	assert_has(head, "#ifndef VISITS_SQL_H");
}

/* A column called `day` or a parameter called `err` must not shadow a type of ours. */
static void what_is_written_compiles_without_a_warning(void **state)
{
	work *w = *state;
	str said;
	str sql = str_format(w->arena,
			     "%s-- name: visits_clear(city i64, err i64, note str?) -> changed\n"
			     "DELETE FROM step WHERE city = :city AND a = :err AND b = :note;\n",
			     good);
	assert_int_equal(generate(w, sql, &said), 0);
	str line = str_format(
		w->arena,
		"cc -std=gnu17 -O1 -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes "
		"-Wvla -Wwrite-strings -Wswitch-enum -Wundef -Wcast-qual -fno-common -Werror -D_GNU_SOURCE -Isrc "
		"-include src/base/banned.h -c -o %s/visits.o %s/visits.sql.c",
		w->dir, w->dir);
	if (command(w, line.at, &said) != 0)
		fail_msg("%.*s", STR_ARG(said));
}

static void a_file_that_cannot_be_read_is_refused(void **state)
{
	work *w = *state;
	str said;
	assert_int_equal(command(w, SQLGEN " /nowhere/x.sql /tmp/x.c /tmp/x.h", &said), 1);
	assert_has(said, "/nowhere/x.sql:1: cannot be read");
	assert_int_equal(command(w, SQLGEN, &said), 1);
	assert_has(said, "usage: sqlgen IN.sql OUT.c OUT.h");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_wrong_is_refused_with_its_line, make_dir, delete_dir),
		cmocka_unit_test_setup_teardown(more_than_64_parameters_are_refused, make_dir, delete_dir),
		cmocka_unit_test_setup_teardown(statements_are_written_in_both_dialects, make_dir, delete_dir),
		cmocka_unit_test_setup_teardown(what_is_written_compiles_without_a_warning, make_dir, delete_dir),
		cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_refused, make_dir, delete_dir),
	};
	return cmocka_run_group_tests_name("sqlgen", tests, NULL, NULL);
}
