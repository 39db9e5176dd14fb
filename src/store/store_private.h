/*
 * What the files of store/ share. A driver speaks to one engine; everything above it (pools, groups, retries,
 * migrations) is written once.
 *
 * Invariants
 * 1. A db is used by one thread at a time: by its writer, or by the reader that borrowed it.
 * 2. After a statement failed, no further statement of the same command reaches the engine: db->failed answers for it.
 *    PostgreSQL behaves so by itself; in SQLite it keeps a command from going on outside of a transaction that an
 *    I/O error has ended.
 * 3. db->lost and db->again are set by drivers only and belong to the whole transaction: no command can hide them.
 * 4. Nobody is answered with success before step(TX_COMMIT) has returned NULL.
 */
#ifndef STORE_PRIVATE_H
#define STORE_PRIVATE_H

#include <pthread.h>

#include "store/store.h"

#define FIELDS_MAX 64 /* parameters or columns of one statement; sqlgen refuses more */
#define TOPIC_MAX 200
#define RUNS_MAX 5 /* of a group that the database refuses for a deadlock */
#define GROUP_ARENA ((size_t)16 * 1024 * 1024) /* topics and errors of one group */

typedef enum tx_step {
	TX_BEGIN,
	TX_BEGIN_SAVED, /* and a savepoint for the first of several commands */
	TX_NEXT, /* keeps what the command did, and a savepoint for the one after it */
	TX_UNDO, /* back to the savepoint, which stays for the command after it */
	TX_COMMIT,
	TX_ROLLBACK,
} tx_step;

/* What a connection is for. */
typedef enum purpose { FOR_READING, FOR_WRITING, FOR_ADMIN /* migrations and checks: no time limits */ } purpose;

/* Statements that this connection has prepared, by address: a statement is a constant of the program. */
typedef struct prepared {
	const statement *st;
	const char *text; /* would tell if another statement came to the same address */
	void *handle; /* SQLite's; for PostgreSQL, not NULL when it is there */
	unsigned number;
} prepared;
typedef struct prepareds {
	prepared *at;
	size_t n, room; /* room is a power of two */
} prepareds;
/* The entry for a statement, made when it is new (handle NULL). */
prepared *prepareds_find(prepareds *p, const statement *st);

/* What store_check() found so far. */
typedef struct mistakes {
	arena *arena;
	const statement *st; /* being checked */
	const err *first, **end;
} mistakes;
void mistake(mistakes *m, const char *detail, ...) PRINTF(2, 3);

typedef struct driver {
	const err *(*open)(store *s, arena *a, purpose p, db **ret);
	void (*close)(db *d);
	/* after `lost` */
	const err *(*reopen)(db *d, arena *a);
	const err *(*step)(db *d, arena *a, tx_step step);
	/* `row` and `ret_changed` may be NULL */
	const err *(*run)(db *d, arena *a, const statement *st, const sql_value *params, row_fn row, void *ctx,
			  i64 *ret_changed);
	/* statements without parameters and results, as they stand in a migration */
	const err *(*script)(db *d, arena *a, str text);
	/* adds everything that is wrong with the statement m->st */
	void (*check)(db *d, mistakes *m);
} driver;
extern const driver sqlite_driver, postgres_driver;

struct db {
	store *store;
	const driver *driver;
	purpose purpose;
	instant now;
	const err *failed; /* the first failure of a statement in this command, in the command's arena */
	bool lost, again; /* the connection is gone; the database asks for the transaction to be run again */
	arena *group; /* of the writer: topics */
	strs touched;
};

typedef struct command command;
typedef struct writer {
	store *store;
	db *db;
	arena *arena; /* one group's; given back before the next */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	command *first, **end;
	bool closing;
} writer;

typedef struct listener listener;
typedef struct shelf shelf;
shelf *shelf_new(void);
void shelf_free(shelf *s);

struct store {
	const driver *driver;
	bool postgres;
	char *target; /* SQLite's file, PostgreSQL's URL */
	store_options options;
	clock_source clock; /* used when options.clock is NULL */
	_Atomic i64 last_now;
	_Atomic int waiting; /* commands in the writers' queues */
	_Atomic i64 commands, commits;
	writer *writers;
	size_t writers_n;
	/* readers that nobody has borrowed */
	pthread_mutex_t lock;
	pthread_cond_t returned;
	db **idle;
	size_t idle_n, readers_n;
	/* who is told about topics */
	void (*heard)(void *ctx, str topic);
	void *heard_ctx;
	listener *listener;
	shelf *shelf;
};

/* Never earlier than any time it gave before. */
instant store_now(store *s);
/* Forgets what a transaction left on the connection. */
void db_fresh(db *d);
/* An error of the engine: remembered in db->failed. */
const err *db_failed(db *d, arena *a, err_code code, const char *detail, ...) PRINTF(4, 5);
/* A column that was read is not what the statement declares. */
const err *db_unexpected(db *d, arena *a, const statement *st, int column, const char *is);
void store_tell(store *s, str topic);

const err *writer_start(writer *w, store *s, arena *a);
void writer_stop(writer *w); /* drains */

listener *listener_start(store *s);
void listener_stop(listener *l);
/* A connection set up as all of ours (PGconn *), or NULL with the reason in `why`. */
typedef struct pg_conn PGconn;
PGconn *postgres_connect(const char *url, purpose p, char *why, size_t why_size);

/* For a file of migrations/: what SQLite is given. */
str migration_for_sqlite(arena *a, str text);

#endif
