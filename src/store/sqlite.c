/*
 * The driver for SQLite. WAL with synchronous=FULL: a commit is on the disk when it returns, and readers see the state
 * of the last commit without waiting for the writer.
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/store_private.h"

#define BUSY_MS "5000" /* how long to wait for another program that writes to the same file */

typedef struct lite {
	db base;
	sqlite3 *handle;
	prepareds prepared;
	sqlite3_stmt *steps[8]; /* BEGIN and its like */
} lite;

static const err *failure(lite *l, arena *a, const statement *st)
{
	int code = sqlite3_extended_errcode(l->handle);
	err_code e = ERR_store;
	switch (code) {
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_CHECK:
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		e = ERR_conflict;
		break;
	default:
		if ((code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED)
			e = ERR_busy;
	}
	return db_failed(&l->base, a, e, "%s%ssqlite %d: %s", st ? st->where : "", st ? ": " : "", code,
			 sqlite3_errmsg(l->handle));
}

/* --- connections ------------------------------------------------------------------------------------------- */

static const err *lite_script(db *d, arena *a, str text)
{
	lite *l = (lite *)d;
	str script = arena_copy(a, text);
	if (d->failed)
		return d->failed;
	return sqlite3_exec(l->handle, script.at, NULL, NULL, NULL) == SQLITE_OK ? NULL : failure(l, a, NULL);
}

static void lite_close(db *d)
{
	lite *l = (lite *)d;
	for (size_t i = 0; i < l->prepared.room; i++)
		sqlite3_finalize(l->prepared.at[i].handle);
	for (size_t i = 0; i < COUNT(l->steps); i++)
		sqlite3_finalize(l->steps[i]);
	free(l->prepared.at);
	if (l->handle && d->purpose != FOR_READING)
		sqlite3_exec(l->handle, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
	CHECK(sqlite3_close(l->handle) == SQLITE_OK);
	free(l);
}

/*
 * Names and telephone numbers of residents are in it: for nobody but the program's own account.
 *
 * A file that is there must not be opened and closed here: closing any descriptor of a file drops all of the process's
 * locks on it (POSIX), those of our other connections as well. Another process would then take itself for the last one,
 * and delete the write-ahead log under us.
 */
static const err *make_file(store *s, arena *a)
{
	int fd = open(s->target, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == EEXIST ? NULL : err_why(a, ERR_store, "%s: %s", s->target, strerror(errno));
	close(fd);
	return NULL;
}

static const err *lite_open(store *s, arena *a, purpose p, db **ret)
{
	bool reads = p == FOR_READING;
	if (!reads)
		TRY(make_file(s, a));
	lite *l = calloc(1, sizeof *l);
	CHECK(l != NULL);
	l->base = (db){ .store = s, .driver = &sqlite_driver, .purpose = p };
	int flags =
		(reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	const err *e = NULL;
	if (sqlite3_open_v2(s->target, &l->handle, flags, NULL) != SQLITE_OK)
		e = failure(l, a, NULL);
	if (!e) {
		/* "misspelt" is a mistake, not a text */
		sqlite3_db_config(l->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
		sqlite3_db_config(l->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
		e = lite_script(&l->base, a,
				STR("PRAGMA busy_timeout=" BUSY_MS "; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0;"
				    "PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;"));
	}
	/* The log is copied into the file every 64 MB: pages of indexes are written again and again, so less often is less work;
	 * a start after a crash reads the log in a fraction of a second. */
	if (!e)
		e = lite_script(
			&l->base, a,
			reads ? STR("PRAGMA query_only=ON; PRAGMA cache_size=-4000;")
			      : STR("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
				    "PRAGMA wal_autocheckpoint=16000; PRAGMA journal_size_limit=67108864;"));
	if (e) {
		e = err_why(a, e->code, "%s: %.*s", s->target, STR_ARG(e->detail));
		lite_close(&l->base);
		return e;
	}
	*ret = &l->base;
	return NULL;
}

/* A file does not go away; what ended is a transaction. */
static const err *lite_reopen(db *d, arena *a)
{
	lite *l = (lite *)d;
	db_fresh(d);
	d->lost = false;
	if (sqlite3_get_autocommit(l->handle))
		return NULL;
	return sqlite3_exec(l->handle, "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK ? NULL : failure(l, a, NULL);
}

/* --- transactions ------------------------------------------------------------------------------------------ */

typedef enum word { BEGIN_READ, BEGIN_WRITE, SAVE, RELEASE, UNDO, COMMIT, ROLLBACK } word;

static const err *say(lite *l, arena *a, word w)
{
	static const char *const words[] = { "BEGIN",         "BEGIN IMMEDIATE", "SAVEPOINT c", "RELEASE c",
					     "ROLLBACK TO c", "COMMIT",          "ROLLBACK" };
	sqlite3_stmt **st = &l->steps[w];
	if (!*st && sqlite3_prepare_v3(l->handle, words[w], -1, SQLITE_PREPARE_PERSISTENT, st, NULL) != SQLITE_OK)
		return failure(l, a, NULL);
	const err *e = sqlite3_step(*st) == SQLITE_DONE ? NULL : failure(l, a, NULL);
	sqlite3_reset(*st);
	return e;
}

static const err *lite_step(db *d, arena *a, tx_step step)
{
	lite *l = (lite *)d;
	switch (step) {
	case TX_BEGIN:
		return say(l, a, d->purpose == FOR_READING ? BEGIN_READ : BEGIN_WRITE);
	case TX_BEGIN_SAVED:
		TRY(say(l, a, BEGIN_WRITE));
		return say(l, a, SAVE);
	case TX_NEXT:
		TRY(say(l, a, RELEASE));
		return say(l, a, SAVE);
	case TX_UNDO:
		return say(l, a, UNDO);
	case TX_COMMIT:
	case TX_ROLLBACK:
		break;
	}
	const err *e = step == TX_COMMIT ? say(l, a, COMMIT) : NULL;
	/* an I/O error may have ended the transaction already, and a COMMIT that failed may have left it open */
	if ((e || step == TX_ROLLBACK) && !sqlite3_get_autocommit(l->handle)) {
		const err *undone = say(l, a, ROLLBACK);
		e = e ? e : undone;
	}
	return e;
}

/* --- statements -------------------------------------------------------------------------------------------- */

static const err *prepare(lite *l, arena *a, const statement *st, sqlite3_stmt **ret)
{
	prepared *p = prepareds_find(&l->prepared, st);
	if (!p->handle) {
		sqlite3_stmt *made = NULL;
		if (sqlite3_prepare_v3(l->handle, st->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL) != SQLITE_OK)
			return failure(l, a, st);
		p->handle = made;
		if (sqlite3_bind_parameter_count(made) != st->params_n || sqlite3_column_count(made) != st->columns_n) {
			sqlite3_finalize(made);
			p->handle = NULL;
			return db_failed(&l->base, a, ERR_store, "%s: %s: parameters or columns are not as declared",
					 st->where, st->name);
		}
	}
	*ret = p->handle;
	/* a row function that runs the same statement again would take the rows away from its caller */
	CHECK(!sqlite3_stmt_busy(*ret));
	return NULL;
}

static int bind(sqlite3_stmt *h, int i, sql_type type, const sql_value *v)
{
	const char *at = v->s.at ? v->s.at : "";
	if (v->null)
		return sqlite3_bind_null(h, i);
	switch (type) {
	case SQL_I64:
		return sqlite3_bind_int64(h, i, v->i);
	case SQL_F64:
		return sqlite3_bind_double(h, i, v->f);
	case SQL_STR:
		return sqlite3_bind_text64(h, i, at, v->s.len, SQLITE_STATIC, SQLITE_UTF8);
	case SQL_BYTES:
		return sqlite3_bind_blob64(h, i, at, v->s.len, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

/* What an SQLite value of this type is; a REAL column may give an integer's value back. */
static bool fits(sql_type declared, int is)
{
	switch (declared) {
	case SQL_I64:
		return is == SQLITE_INTEGER;
	case SQL_F64:
		return is == SQLITE_FLOAT || is == SQLITE_INTEGER;
	case SQL_STR:
		return is == SQLITE_TEXT;
	case SQL_BYTES:
		return is == SQLITE_BLOB;
	}
	return false;
}

static const err *take_row(lite *l, arena *a, const statement *st, sqlite3_stmt *h, sql_value *v)
{
	static const char *const names[] = { "", "an integer", "a real number", "text", "bytes", "NULL" };
	for (int i = 0; i < st->columns_n; i++) {
		int type = sqlite3_column_type(h, i);
		v[i] = (sql_value){ .null = type == SQLITE_NULL };
		if (v[i].null ? !st->columns[i].nullable : !fits(st->columns[i].type, type))
			return db_unexpected(&l->base, a, st, i, names[type]);
		if (v[i].null)
			continue;
		switch (st->columns[i].type) {
		case SQL_I64:
			v[i].i = sqlite3_column_int64(h, i);
			break;
		case SQL_F64:
			v[i].f = sqlite3_column_double(h, i);
			break;
		case SQL_STR:
		case SQL_BYTES: {
			const void *at = sqlite3_column_blob(h, i);
			v[i].s = (str){ at ? at : "", (size_t)sqlite3_column_bytes(h, i) };
		} break;
		}
	}
	return NULL;
}

static const err *lite_run(db *d, arena *a, const statement *st, const sql_value *params, row_fn row, void *ctx,
			   i64 *ret_changed)
{
	lite *l = (lite *)d;
	sqlite3_stmt *h = NULL;
	sql_value values[FIELDS_MAX];
	const err *e = NULL;
	TRY(prepare(l, a, st, &h));
	for (int i = 0; i < st->params_n && !e; i++)
		if (bind(h, i + 1, st->params[i].type, &params[i]) != SQLITE_OK)
			e = failure(l, a, st);
	int code = SQLITE_ROW;
	while (!e && (code = sqlite3_step(h)) == SQLITE_ROW) {
		e = take_row(l, a, st, h, values);
		if (!e && row)
			e = row(ctx, values);
	}
	if (!e && code != SQLITE_DONE)
		e = failure(l, a, st);
	if (!e && ret_changed)
		*ret_changed = sqlite3_stmt_readonly(h) ? 0 : sqlite3_changes64(l->handle);
	sqlite3_reset(h);
	sqlite3_clear_bindings(h);
	return e;
}

/* The type of a column where SQLite knows one: not for expressions. */
static void check_type(mistakes *m, sqlite3_stmt *h, int i)
{
	static const char *const types[] = {
		[SQL_I64] = "INTEGER", [SQL_STR] = "TEXT", [SQL_BYTES] = "BLOB", [SQL_F64] = "REAL"
	};
	const char *is = sqlite3_column_decltype(h, i);
	const sql_param *c = &m->st->columns[i];
	if (is && sqlite3_stricmp(is, types[c->type]) != 0)
		mistake(m, "sqlite: column %s is %s, not %s", c->name, is, types[c->type]);
}

static void lite_check(db *d, mistakes *m)
{
	lite *l = (lite *)d;
	sqlite3_stmt *h = NULL;
	const statement *st = m->st;
	if (sqlite3_prepare_v3(l->handle, st->sqlite, -1, 0, &h, NULL) != SQLITE_OK) {
		mistake(m, "sqlite: %s", sqlite3_errmsg(l->handle));
		return;
	}
	if (sqlite3_bind_parameter_count(h) != st->params_n)
		mistake(m, "sqlite: has %d parameters, %d declared", sqlite3_bind_parameter_count(h), st->params_n);
	if (sqlite3_column_count(h) != st->columns_n)
		mistake(m, "sqlite: has %d columns, %d declared", sqlite3_column_count(h), st->columns_n);
	else
		for (int i = 0; i < st->columns_n; i++) {
			if (strcmp(sqlite3_column_name(h, i), st->columns[i].name) != 0)
				mistake(m, "sqlite: column %d is called %s, not %s", i + 1, sqlite3_column_name(h, i),
					st->columns[i].name);
			check_type(m, h, i);
		}
	sqlite3_finalize(h);
}

const driver sqlite_driver = {
	.open = lite_open,
	.close = lite_close,
	.reopen = lite_reopen,
	.step = lite_step,
	.run = lite_run,
	.script = lite_script,
	.check = lite_check,
};
