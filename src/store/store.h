/*
 * store: the city's memory, in SQLite or PostgreSQL, chosen by a URL.
 *
 *     sqlite:FILE            one file beside the program; WAL, synchronous=FULL
 *     postgres://…           libpq's URL; any number of server processes on one database
 *
 * Reading. store_read() lends a read-only connection for the time of one function. A function that reads sees one
 * state of the data (one transaction: deferred in SQLite, REPEATABLE READ READ ONLY in PostgreSQL).
 *
 * Writing. A command is a function that runs inside a transaction of one of the store's writer threads, while the
 * caller waits. Commands that wait at the same moment share one commit, so that the price of a durable write is
 * divided among them:
 *
 *     BEGIN;  SAVEPOINT; command 1; RELEASE;  SAVEPOINT; command 2; RELEASE;  …  COMMIT;  everyone is answered
 *
 * A command that returns an error is rolled back to its savepoint and its neighbours are not touched. Nobody is told
 * of success before COMMIT has succeeded. SQLite has one writer. PostgreSQL has several: a command names a shard
 * (city and office), and all commands of one shard go through one writer in their order, and a group holds one
 * shard's commands only, so that two groups never hold locks that the other wants. Other processes write too, so
 * correctness always comes from constraints and conditional updates, never from there being one writer here.
 * A group that PostgreSQL refuses for a deadlock or a serialization failure is run again, whole, up to five times:
 * a command must therefore do no I/O and keep nothing between runs but what it writes to its argument's results.
 *
 * Time. tx_now() is taken once for each transaction; a command has no other clock.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/clock.h"
#include "base/err.h"

typedef struct store store;
/* One connection inside one transaction, lent to one function. */
typedef struct db db;

typedef struct store_options {
	int readers; /* connections for reading; 0 = 4 */
	int writers; /* PostgreSQL's writer threads; 0 = 4; SQLite always has one */
	int group_max; /* commands that share a commit; 0 = 128 */
	int queue_max; /* commands that may wait; one more is answered ERR_busy; 0 = 4096 */
	const clock_source *clock; /* NULL = the system's */
} store_options;

typedef const err *(*store_fn)(db *, arena *, void *arg);

MUST_USE const err *store_open(arena *a, str url, const store_options *options, store **ret);
/* Waits for commands under way; then nothing may use the store. */
void store_close(store *s);
bool store_is_postgres(const store *s);

/* Errors of the function are passed through. Whatever it leaves in the arena is the caller's. */
MUST_USE const err *store_read(store *s, arena *a, store_fn run, void *arg);
/* The arena is the caller's, who waits meanwhile; ERR_store when the outcome is not known to be durable. */
MUST_USE const err *store_write(store *s, arena *a, str shard, store_fn run, void *arg);

/* For operators. */
typedef struct store_figures {
	i64 commands, commits; /* since the start; their quotient is how many share a commit */
	int waiting; /* commands in the queues now */
} store_figures;
store_figures store_counted(const store *s);

/* --- inside a transaction --- */

instant tx_now(const db *d);
bool db_is_postgres(const db *d);
/* Says that `topic` has news; everyone who listens is told after the commit, in this process and (PostgreSQL:
 * NOTIFY in the same transaction) in the others. Forgotten when the command fails. At most 200 bytes. */
MUST_USE const err *tx_touch(db *d, arena *a, str topic);

/* `heard` is called with each touched topic after its commit, on a thread of the store's, and with an empty topic
 * when news may have been missed (the listening connection was made anew). It must not write to the store. */
void store_listen(store *s, void (*heard)(void *ctx, str topic), void *ctx);

/*
 * --- the shelf ---
 *
 * What was worked out from the database and is asked for again and again, kept by this process: flat bytes (no pointers)
 * under a key, with the version of what they were made from. Whoever asks gets a copy. It is only a shelf: a thing may be gone
 * at any time (at most SHELF_THINGS are kept, those that were asked for last), and other processes have their own.
 */
#define SHELF_THINGS 256
#define SHELF_SIZE_MAX ((size_t)1024 * 1024)
/* False when it is not there, or of another version or size. */
bool db_shelf_get(const db *d, str key, i64 version, void *ret, size_t size);
void db_shelf_put(const db *d, str key, i64 version, const void *bytes, size_t size);

/* --- statements, as sqlgen writes them --- */

typedef enum sql_type { SQL_I64, SQL_STR, SQL_BYTES, SQL_F64 } sql_type;

typedef struct sql_param {
	const char *name;
	sql_type type;
	bool nullable;
} sql_param;

/* One named statement in both dialects. Columns and parameters in order. */
typedef struct statement {
	const char *name; /* visits_waiting */
	const char *sqlite; /* parameters as ?1 */
	const char *postgres; /* parameters as $1 */
	const sql_param *params, *columns;
	int params_n, columns_n;
	const char *where; /* file:line of the definition */
} statement;

/* A value to bind or a column that was read; text and bytes in `s`. */
typedef struct sql_value {
	bool null;
	i64 i;
	double f;
	str s;
} sql_value;

/* Runs a statement that returns rows; `row` is called for each, values valid during the call. Stops at its error. */
typedef const err *(*row_fn)(void *ctx, const sql_value *columns);
MUST_USE const err *db_query(db *d, arena *a, const statement *st, const sql_value *params, row_fn row, void *ctx);
/* Runs a statement that changes rows. A duplicate key or a failed CHECK is ERR_conflict, and in PostgreSQL leaves the
 * command's savepoint unusable: return the error. *ret_changed may be NULL. */
MUST_USE const err *db_change(db *d, arena *a, const statement *st, const sql_value *params, i64 *ret_changed);

/* Prepares every statement on a connection of its own and holds its parameters, columns and types against what the
 * database says: for the tests, and for `madoguchi doctor`. */
MUST_USE const err *store_check(store *s, arena *a, const statement *const *list, size_t n);

/* --- migrations --- */

/* A numbered file of migrations/: one text for both engines, see there for the words that differ. */
typedef struct migration {
	int number;
	str name, text;
} migration;

/* Applies what is missing, each in a transaction with its row in schema_migration(number, name, checksum, at); one
 * process at a time. ERR_migration when a file that was applied has changed or a newer program was here. */
MUST_USE const err *store_migrate(store *s, arena *a, const migration *list, size_t n);

#endif
