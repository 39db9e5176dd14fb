/*
 * The driver for PostgreSQL. Statements are prepared once a connection, numbers and bytes travel in binary, and the
 * steps of a transaction share their journeys to the server where they can.
 */
#include <libpq-fe.h>

#include "base/buf.h"
#include "store/store_private.h"

/* types as the system catalog numbers them (pg_type.h) */
enum {
	BOOL_T = 16,
	BYTEA_T = 17,
	NAME_T = 19,
	INT8_T = 20,
	INT2_T = 21,
	INT4_T = 23,
	TEXT_T = 25,
	FLOAT4_T = 700,
	FLOAT8_T = 701,
	BPCHAR_T = 1042,
	VARCHAR_T = 1043
};

typedef struct pg {
	db base;
	PGconn *conn;
	prepareds prepared;
} pg;

/* --- failures ---------------------------------------------------------------------------------------------- */

static bool is_class(const char *state, const char *class)
{
	return strncmp(state, class, 2) == 0;
}

/* Takes the result's error, remembers it and what it means for the transaction. */
static const err *failure(pg *p, arena *a, const statement *st, const PGresult *r)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	/* the first line only: the lines below it may repeat what a person wrote */
	const char *message = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	str text = str_of(message ? message : PQerrorMessage(p->conn));
	state = state ? state : "";
	err_code code = ERR_store;
	if (PQstatus(p->conn) == CONNECTION_BAD || is_class(state, "08") || strcmp(state, "57P01") == 0 ||
	    strcmp(state, "57P02") == 0 || strcmp(state, "57P03") == 0)
		p->base.lost = true;
	else if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
		p->base.again = true;
	else if (strcmp(state, "26000") == 0 || strcmp(state, "0A000") == 0)
		p->base.lost = true; /* what was prepared here is gone, or the tables changed below it: begin anew */
	else if (strcmp(state, "23505") == 0 || strcmp(state, "23514") == 0 || strcmp(state, "23503") == 0 ||
		 strcmp(state, "23P01") == 0)
		code = ERR_conflict;
	else if (strcmp(state, "55P03") == 0 || is_class(state, "53"))
		code = ERR_busy;
	return db_failed(&p->base, a, code, "%s%spostgres %s: %.*s", st ? st->where : "", st ? ": " : "", state,
			 STR_ARG(text));
}

static const err *simple(pg *p, arena *a, const char *sql)
{
	PGresult *r = PQexec(p->conn, sql);
	ExecStatusType status = PQresultStatus(r);
	const err *e = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? NULL : failure(p, a, NULL, r);
	PQclear(r);
	return e;
}

/* --- connections ------------------------------------------------------------------------------------------- */

PGconn *postgres_connect(const char *url, purpose use, char *why, size_t why_size)
{
	/* what stands in the URL comes after these and wins, except for what the program depends on */
	static const char *const names[] = {
		"connect_timeout", "keepalives_idle",  "keepalives_interval", "keepalives_count",
		"dbname",          "application_name", "client_encoding",     NULL
	};
	const char *const values[] = { "5", "30", "10", "3", url, "madoguchi", "UTF8", NULL };
	static const char setup[] =
		"SET TimeZone = 'UTC'; SET search_path = public; SET DateStyle = 'ISO';"
		"SET default_transaction_isolation = 'read committed'; SET standard_conforming_strings = on;"
		"SET client_min_messages = warning; SET lock_timeout = 0; SET statement_timeout = 0;";
	static const char limits[] = "SET lock_timeout = '10s'; SET statement_timeout = '30s';"
				     "SET idle_in_transaction_session_timeout = '60s';";
	PGconn *conn = PQconnectdbParams(names, values, 1);
	const char *const scripts[] = { setup, use == FOR_ADMIN ? "" : limits };
	bool ok = PQstatus(conn) == CONNECTION_OK;
	for (size_t i = 0; ok && i < COUNT(scripts); i++) {
		PGresult *r = PQexec(conn, scripts[i]);
		ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_EMPTY_QUERY;
		PQclear(r);
	}
	if (ok)
		return conn;
	snprintf(why, why_size, "%s", PQerrorMessage(conn));
	PQfinish(conn);
	return NULL;
}

static const err *pg_reopen(db *d, arena *a)
{
	pg *p = (pg *)d;
	char why[500];
	if (p->conn)
		PQfinish(p->conn);
	free(p->prepared.at);
	p->prepared = (prepareds){ 0 };
	p->conn = postgres_connect(d->store->target, d->purpose, why, sizeof why);
	db_fresh(d);
	d->lost = p->conn == NULL;
	return p->conn ? NULL : err_why(a, ERR_store, "postgres: %.*s", STR_ARG(str_trim(str_of(why))));
}

static void pg_close(db *d)
{
	pg *p = (pg *)d;
	if (p->conn)
		PQfinish(p->conn);
	free(p->prepared.at);
	free(p);
}

static const err *pg_open(store *s, arena *a, purpose use, db **ret)
{
	pg *p = calloc(1, sizeof *p);
	CHECK(p != NULL);
	p->base = (db){ .store = s, .driver = &postgres_driver, .purpose = use, .lost = true };
	/* a reader connects when it is first needed */
	const err *e = use == FOR_READING ? NULL : pg_reopen(&p->base, a);
	if (e) {
		pg_close(&p->base);
		return e;
	}
	*ret = &p->base;
	return NULL;
}

static const err *pg_script(db *d, arena *a, str text)
{
	if (d->failed)
		return d->failed;
	return simple((pg *)d, a, arena_copy(a, text).at);
}

/* --- transactions ------------------------------------------------------------------------------------------ */

/* NOTIFY travels with COMMIT. The server answers ROLLBACK to the COMMIT of a transaction that has failed. */
static const err *commit(pg *p, arena *a)
{
	db *d = &p->base;
	buf sql = buf_new(a, (d->touched.n + 1) * (4 * TOPIC_MAX + 100));
	for (size_t i = 0; i < d->touched.n; i++) {
		char *quoted = PQescapeLiteral(p->conn, d->touched.at[i].at, d->touched.at[i].len);
		if (!quoted)
			return failure(p, a, NULL, NULL);
		buf_format(&sql, "SELECT pg_notify('madoguchi', %s);", quoted);
		PQfreemem(quoted);
	}
	buf_lit(&sql, "COMMIT");
	PGresult *r = PQexec(p->conn, buf_str(&sql).at);
	const err *e = NULL;
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		e = failure(p, a, NULL, r);
	else if (strcmp(PQcmdStatus(r), "COMMIT") != 0)
		e = db_failed(d, a, ERR_store, "postgres: COMMIT was answered with %s", PQcmdStatus(r));
	PQclear(r);
	return e;
}

static const err *pg_step(db *d, arena *a, tx_step step)
{
	pg *p = (pg *)d;
	switch (step) {
	case TX_BEGIN:
		return simple(p, a,
			      d->purpose == FOR_READING ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN");
	case TX_BEGIN_SAVED:
		return simple(p, a, "BEGIN; SAVEPOINT c");
	case TX_NEXT:
		return simple(p, a, "RELEASE c; SAVEPOINT c");
	case TX_UNDO:
		return simple(p, a, "ROLLBACK TO c");
	case TX_COMMIT: {
		const err *e = commit(p, a);
		/* a COMMIT that never ran because a NOTIFY before it failed leaves the transaction open */
		if (e && PQtransactionStatus(p->conn) != PQTRANS_IDLE && !d->lost)
			d->lost = simple(p, a, "ROLLBACK") != NULL;
		return e;
	}
	case TX_ROLLBACK:
		return simple(p, a, "ROLLBACK");
	}
	return NULL;
}

/* --- values ------------------------------------------------------------------------------------------------ */

static void put_u64(char *at, u64 v)
{
	for (int i = 0; i < 8; i++)
		at[i] = (char)(v >> (56 - 8 * i));
}

static u64 get_number(const char *at, int len)
{
	u64 v = 0;
	for (int i = 0; i < len; i++)
		v = v << 8 | (u8)at[i];
	return v;
}

static Oid oid_of(sql_type t)
{
	static const Oid oids[] = {
		[SQL_I64] = INT8_T, [SQL_STR] = TEXT_T, [SQL_BYTES] = BYTEA_T, [SQL_F64] = FLOAT8_T
	};
	return oids[t];
}

/* Types that a column may have in the database: the integers, for instance, all fit into an i64. */
static bool fits(sql_type declared, Oid is)
{
	switch (declared) {
	case SQL_I64:
		return is == INT8_T || is == INT4_T || is == INT2_T || is == BOOL_T;
	case SQL_STR:
		return is == TEXT_T || is == VARCHAR_T || is == BPCHAR_T || is == NAME_T;
	case SQL_BYTES:
		return is == BYTEA_T;
	case SQL_F64:
		return is == FLOAT8_T || is == FLOAT4_T;
	}
	return false;
}

static sql_value take_value(const PGresult *r, int row, int column, Oid type)
{
	const char *at = PQgetvalue(r, row, column);
	int len = PQgetlength(r, row, column);
	u64 n;
	float f4;
	sql_value v = { .null = PQgetisnull(r, row, column) };
	if (v.null)
		return v;
	switch (type) {
	case BOOL_T:
	case INT8_T:
		v.i = (i64)get_number(at, len);
		break;
	case INT2_T:
		v.i = (int16_t)get_number(at, len);
		break;
	case INT4_T:
		v.i = (i32)get_number(at, len);
		break;
	case FLOAT8_T:
		n = get_number(at, len);
		memcpy(&v.f, &n, sizeof v.f);
		break;
	case FLOAT4_T: {
		u32 bits = (u32)get_number(at, len);
		memcpy(&f4, &bits, sizeof f4);
		v.f = (double)f4;
	} break;
	default:
		v.s = (str){ at, (size_t)len };
	}
	return v;
}

/* --- statements -------------------------------------------------------------------------------------------- */

static const err *prepare(pg *p, arena *a, const statement *st, char name[16])
{
	prepared *entry = prepareds_find(&p->prepared, st);
	Oid types[FIELDS_MAX];
	snprintf(name, 16, "s%u", entry->number);
	if (entry->handle)
		return NULL;
	for (int i = 0; i < st->params_n; i++)
		types[i] = oid_of(st->params[i].type);
	PGresult *r = PQprepare(p->conn, name, st->postgres, st->params_n, types);
	const err *e = PQresultStatus(r) == PGRES_COMMAND_OK ? NULL : failure(p, a, st, r);
	PQclear(r);
	if (!e)
		entry->handle = p;
	return e;
}

static PGresult *execute(pg *p, const char *name, const statement *st, const sql_value *params)
{
	const char *values[FIELDS_MAX];
	int lengths[FIELDS_MAX], formats[FIELDS_MAX];
	char numbers[FIELDS_MAX][8];
	for (int i = 0; i < st->params_n; i++) {
		const sql_value *v = &params[i];
		sql_type t = st->params[i].type;
		u64 n = (u64)v->i;
		if (t == SQL_F64)
			memcpy(&n, &v->f, sizeof n);
		put_u64(numbers[i], n);
		bool number = t == SQL_I64 || t == SQL_F64;
		CHECK(v->s.len <= INT32_MAX);
		values[i] = v->null ? NULL : number ? numbers[i] : v->s.at ? v->s.at : "";
		lengths[i] = number ? 8 : (int)v->s.len;
		formats[i] = 1;
	}
	return PQexecPrepared(p->conn, name, st->params_n, values, lengths, formats, 1);
}

static const err *take_rows(pg *p, arena *a, const statement *st, const PGresult *r, row_fn row, void *ctx)
{
	sql_value values[FIELDS_MAX];
	if (PQnfields(r) != st->columns_n)
		return db_failed(&p->base, a, ERR_store, "%s: %s: has %d columns, %d declared", st->where, st->name,
				 PQnfields(r), st->columns_n);
	for (int i = 0; i < st->columns_n; i++)
		if (!fits(st->columns[i].type, PQftype(r, i)))
			return db_unexpected(&p->base, a, st, i, "of another type");
	int n = PQntuples(r);
	for (int k = 0; k < n; k++) {
		for (int i = 0; i < st->columns_n; i++) {
			values[i] = take_value(r, k, i, PQftype(r, i));
			if (values[i].null && !st->columns[i].nullable)
				return db_unexpected(&p->base, a, st, i, "NULL");
		}
		if (row)
			TRY(row(ctx, values));
	}
	return NULL;
}

static const err *pg_run(db *d, arena *a, const statement *st, const sql_value *params, row_fn row, void *ctx,
			 i64 *ret_changed)
{
	pg *p = (pg *)d;
	char name[16];
	TRY(prepare(p, a, st, name));
	PGresult *r = execute(p, name, st, params);
	ExecStatusType status = PQresultStatus(r);
	const err *e = NULL;
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		e = failure(p, a, st, r);
	else
		e = take_rows(p, a, st, r, row, ctx);
	if (!e && ret_changed) {
		*ret_changed = 0;
		/* for SELECT it counts the rows that were read */
		if (status == PGRES_COMMAND_OK && !str_i64(str_of(PQcmdTuples(r)), ret_changed))
			*ret_changed = 0;
	}
	PQclear(r);
	return e;
}

static void check_prepared(mistakes *m, const PGresult *r)
{
	const statement *st = m->st;
	if (PQnparams(r) != st->params_n)
		mistake(m, "postgres: has %d parameters, %d declared", PQnparams(r), st->params_n);
	else
		for (int i = 0; i < st->params_n; i++)
			if (PQparamtype(r, i) != oid_of(st->params[i].type))
				mistake(m, "postgres: parameter %s is of type %u, not %u", st->params[i].name,
					PQparamtype(r, i), oid_of(st->params[i].type));
	if (PQnfields(r) != st->columns_n) {
		mistake(m, "postgres: has %d columns, %d declared", PQnfields(r), st->columns_n);
		return;
	}
	for (int i = 0; i < st->columns_n; i++) {
		if (strcmp(PQfname(r, i), st->columns[i].name) != 0)
			mistake(m, "postgres: column %d is called %s, not %s", i + 1, PQfname(r, i),
				st->columns[i].name);
		if (!fits(st->columns[i].type, PQftype(r, i)))
			mistake(m, "postgres: column %s is of type %u, not %u (CAST it)", st->columns[i].name,
				PQftype(r, i), oid_of(st->columns[i].type));
	}
}

static void pg_check(db *d, mistakes *m)
{
	pg *p = (pg *)d;
	PGresult *r = PQprepare(p->conn, "", m->st->postgres, 0, NULL);
	if (PQresultStatus(r) == PGRES_COMMAND_OK) {
		PQclear(r);
		r = PQdescribePrepared(p->conn, "");
	}
	if (PQresultStatus(r) == PGRES_COMMAND_OK)
		check_prepared(m, r);
	else
		mistake(m, "postgres: %s", PQresultErrorMessage(r));
	PQclear(r);
}

const driver postgres_driver = {
	.open = pg_open,
	.close = pg_close,
	.reopen = pg_reopen,
	.step = pg_step,
	.run = pg_run,
	.script = pg_script,
	.check = pg_check,
};
