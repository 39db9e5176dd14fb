/*
 * Migrations: the numbered files that make the tables. Each is applied once, in a transaction with the row that says so.
 * A file that was applied never changes; its checksum is kept to find out when somebody changed it all the same.
 */
/* not sodium.h, which has a member called random */
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include "base/buf.h"
#include "store/store_private.h"

#define SCRIPT_MAX (4 * 1024 * 1024)
#define CHECKSUM_BYTES 32

/* --- from the one text to SQLite's ------------------------------------------------------------------------- */

typedef struct translation {
	arena *arena;
	str from;
	size_t at;
	buf to;
	int words; /* in this statement so far */
	str first, second; /* words of this statement, in small letters */
} translation;

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

static str take_word(translation *t)
{
	size_t from = t->at;
	while (t->at < t->from.len && word_char(t->from.at[t->at]))
		t->at++;
	return str_sub(t->from, from, t->at);
}

/* What one word becomes; DOUBLE PRECISION is two. */
static void put_word(translation *t, str word)
{
	static const char *const types[][2] = { { "bigint", "INTEGER" }, { "bytea", "BLOB" } };
	str small = str_lower(t->arena, word);
	if (t->words == 0)
		t->first = small;
	if (t->words == 1)
		t->second = small;
	t->words++;
	for (size_t i = 0; i < COUNT(types); i++)
		if (str_eq(small, str_of(types[i][0]))) {
			buf_put(&t->to, str_of(types[i][1]));
			return;
		}
	if (str_eq(small, STR("double"))) {
		size_t before = t->at;
		while (t->at < t->from.len && (t->from.at[t->at] == ' ' || t->from.at[t->at] == '\t'))
			t->at++;
		if (str_eq(str_lower(t->arena, take_word(t)), STR("precision"))) {
			buf_lit(&t->to, "REAL");
			return;
		}
		t->at = before;
	}
	buf_put(&t->to, word);
}

static void end_statement(translation *t)
{
	if (str_eq(t->first, STR("create")) && str_eq(t->second, STR("table")))
		buf_lit(&t->to, " STRICT, WITHOUT ROWID");
	t->words = 0;
	t->first = t->second = STR_NONE;
}

/* Copies what is quoted or commented out, up to and with its end. */
static void put_until(translation *t, str end, size_t skip)
{
	size_t from = t->at;
	t->at += skip;
	while (t->at < t->from.len && !str_starts(str_sub(t->from, t->at, t->from.len), end))
		t->at++;
	t->at = t->at + end.len < t->from.len ? t->at + end.len : t->from.len;
	buf_put(&t->to, str_sub(t->from, from, t->at));
}

str migration_for_sqlite(arena *a, str text)
{
	translation t = { .arena = a, .from = text, .to = buf_new(a, SCRIPT_MAX * 2) };
	while (t.at < text.len) {
		str rest = str_sub(text, t.at, text.len);
		if (str_starts(rest, STR("--"))) {
			put_until(&t, STR("\n"), 2);
		} else if (str_starts(rest, STR("/*"))) {
			put_until(&t, STR("*/"), 2);
		} else if (rest.at[0] == '\'') {
			put_until(&t, STR("'"), 1);
		} else if (rest.at[0] == '"') {
			put_until(&t, STR("\""), 1);
		} else if (word_char(rest.at[0])) {
			put_word(&t, take_word(&t));
		} else {
			if (rest.at[0] == ';')
				end_statement(&t);
			buf_char(&t.to, rest.at[0]);
			t.at++;
		}
	}
	if (t.words)
		end_statement(&t);
	CHECK(!t.to.overflowed);
	return buf_str(&t.to);
}

/* --- what was applied -------------------------------------------------------------------------------------- */

static const sql_param applied_columns[] = { { "number", SQL_I64, false },
					     { "name", SQL_STR, false },
					     { "checksum", SQL_STR, false } };
static const char applied_sql[] = "SELECT number, name, checksum FROM schema_migration ORDER BY number";
static const statement applied_statement = { .name = "schema_migration_applied",
					     .sqlite = applied_sql,
					     .postgres = applied_sql,
					     .columns = applied_columns,
					     .columns_n = COUNT(applied_columns),
					     .where = "src/store/migrate.c" };

static const sql_param add_params[] = { { "number", SQL_I64, false },
					{ "name", SQL_STR, false },
					{ "checksum", SQL_STR, false },
					{ "at", SQL_I64, false } };
static const statement add_statement = {
	.name = "schema_migration_add",
	.sqlite = "INSERT INTO schema_migration (number, name, checksum, at) VALUES (?1, ?2, ?3, ?4)",
	.postgres = "INSERT INTO schema_migration (number, name, checksum, at) VALUES ($1, $2, $3, $4)",
	.params = add_params,
	.params_n = COUNT(add_params),
	.where = "src/store/migrate.c"
};

typedef struct applied {
	i64 number;
	str name, checksum;
} applied;
typedef struct applieds {
	applied *at;
	size_t n;
	arena *arena;
} applieds;

static const err *take_applied(void *ctx, const sql_value *v)
{
	applieds *list = ctx;
	LIST_ADD(list->arena, list,
		 (applied){ v[0].i, arena_copy(list->arena, v[1].s), arena_copy(list->arena, v[2].s) });
	return NULL;
}

static str checksum_of(arena *a, str text)
{
	u8 hash[CHECKSUM_BYTES];
	char hex[CHECKSUM_BYTES * 2 + 1];
	CHECK(crypto_generichash(hash, sizeof hash, (const u8 *)text.at, text.len, NULL, 0) == 0);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	return arena_copy(a, str_of(hex));
}

/* What was applied must be the beginning of the list, unchanged. */
static const err *compare(arena *a, const applieds *done, const migration *list, size_t n)
{
	for (size_t i = 0; i < done->n; i++) {
		const applied *d = &done->at[i];
		if (i >= n)
			return err_why(a, ERR_migration, "the database has migration %lld (%.*s) of a newer program",
				       (long long)d->number, STR_ARG(d->name));
		if (d->number != list[i].number)
			return err_why(a, ERR_migration,
				       "the database has migration %lld (%.*s) where this program has %d (%.*s)",
				       (long long)d->number, STR_ARG(d->name), list[i].number, STR_ARG(list[i].name));
		if (!str_eq(d->checksum, checksum_of(a, list[i].text)))
			return err_why(a, ERR_migration, "migration %d (%.*s) was changed after it was applied",
				       list[i].number, STR_ARG(list[i].name));
	}
	return NULL;
}

/* --- applying ---------------------------------------------------------------------------------------------- */

/* One process at a time: SQLite's BEGIN IMMEDIATE sees to it, PostgreSQL has a lock for it. */
static const char prologue[] = "CREATE TABLE IF NOT EXISTS schema_migration ("
			       "number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, "
			       "at BIGINT NOT NULL)";
static const char alone[] = "SELECT pg_advisory_xact_lock(7229330914)"; /* any number that is nobody else's */

static const err *run_script(db *d, arena *a, str text)
{
	return d->driver->script(d, a, d->store->postgres ? text : migration_for_sqlite(a, text));
}

/*
 * What SQLite's planner should know before there is anything to count: everything is one city's, an office has many days, and
 * codes tell rows apart. Without it, it takes "city = ?" on a primary key for nearly unique, and reads a whole table for what
 * an index holds: all steps of a year for those who wait now. Written at every start, always the same, so that plans are the same
 * in a test and after ten years. The numbers are rows for each prefix of an index's columns, as in sqlite.org/fileformat2.html
 * (2.6.3); of a partial index a hundredth.
 */
static const char planner_sqlite[] =
	"ANALYZE schema_migration;"
	"DELETE FROM sqlite_stat1;"
	"INSERT INTO sqlite_stat1 (tbl, idx, stat) "
	"WITH indexes AS (SELECT t.name AS tbl, l.name AS name, l.origin = 'pk' AS pk, l.\"unique\" AS uniq, "
	"CASE l.partial WHEN 1 THEN 10000 ELSE 1000000 END AS n "
	"FROM sqlite_schema t, pragma_index_list(t.name) l WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'), "
	"columns AS (SELECT i.*, c.seqno AS seqno, max(c.seqno) OVER (PARTITION BY i.name) AS last, "
	"sum(CASE c.name WHEN 'city' THEN 0 WHEN 'channel' THEN 1 WHEN 'state' THEN 2 WHEN 'office' THEN 3 "
	"WHEN 'service' THEN 3 WHEN 'desk' THEN 3 WHEN 'day' THEN 8 ELSE 18 END) "
	"OVER (PARTITION BY i.name ORDER BY c.seqno) AS bits FROM indexes i, pragma_index_info(i.name) c) "
	"SELECT tbl, CASE WHEN pk THEN tbl ELSE name END, "
	"n || ' ' || group_concat(CASE WHEN uniq AND seqno = last THEN 1 ELSE max(n >> bits, 2) END, ' ') || ' noskipscan' "
	"FROM (SELECT * FROM columns ORDER BY tbl, name, seqno) GROUP BY tbl, name;"
	"ANALYZE sqlite_schema;";

/* In a transaction: applies the first one that is missing. */
static const err *apply_next(db *d, arena *a, const migration *list, size_t n, bool *ret_more)
{
	applieds done = { .arena = a };
	if (d->store->postgres)
		TRY(d->driver->script(d, a, str_of(alone)));
	TRY(run_script(d, a, str_of(prologue)));
	TRY(db_query(d, a, &applied_statement, NULL, take_applied, &done));
	TRY(compare(a, &done, list, n));
	*ret_more = done.n < n;
	if (!*ret_more)
		return d->store->postgres ? NULL : d->driver->script(d, a, str_of(planner_sqlite));
	const migration *m = &list[done.n];
	const err *e = run_script(d, a, m->text);
	if (e)
		return err_at(a, ERR_migration, m->name, "%.*s", STR_ARG(e->detail));
	sql_value row[] = { { .i = m->number }, { .s = m->name }, { .s = checksum_of(a, m->text) }, { .i = d->now } };
	return db_change(d, a, &add_statement, row, NULL);
}

static const err *check_list(arena *a, const migration *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i && list[i].number <= list[i - 1].number)
			return err_at(a, ERR_migration, list[i].name,
				      "migrations are not in the order of their numbers");
		if (list[i].text.len > SCRIPT_MAX || !str_is_utf8(list[i].text))
			return err_at(a, ERR_migration, list[i].name, "too large, or not UTF-8");
	}
	return NULL;
}

const err *store_migrate(store *s, arena *a, const migration *list, size_t n)
{
	db *d;
	TRY(check_list(a, list, n));
	TRY(s->driver->open(s, a, FOR_ADMIN, &d));
	const err *e = NULL;
	bool more = true;
	while (more && !e) {
		more = false;
		db_fresh(d);
		e = d->driver->step(d, a, TX_BEGIN);
		if (e)
			break;
		e = apply_next(d, a, list, n, &more);
		const err *end = d->driver->step(d, a, e ? TX_ROLLBACK : TX_COMMIT);
		e = e ? e : end;
	}
	s->driver->close(d);
	return e;
}
