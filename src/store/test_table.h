/*
 * The table and the commands that the store's own tests work with: places of a city that are taken.
 */
#ifndef STORE_TEST_TABLE_H
#define STORE_TEST_TABLE_H

#include "store/testing.h"

/* --- a small table ----------------------------------------------------------------------------------------- */

static const migration place_tables[] = {
	{ 1, STR_INIT("0001_tables.sql"),
	  STR_INIT(
		  "CREATE TABLE place (city BIGINT NOT NULL, name TEXT NOT NULL, taken BIGINT NOT NULL CHECK (taken >= 0), "
		  "note TEXT, picture BYTEA, weight DOUBLE PRECISION, PRIMARY KEY (city, name));") },
};

#define I64(n)                                                                                                         \
	{                                                                                                              \
		n, SQL_I64, false                                                                                      \
	}
#define TEXT(n)                                                                                                        \
	{                                                                                                              \
		n, SQL_STR, false                                                                                      \
	}

static const sql_param add_params[] = { I64("city"),
					TEXT("name"),
					I64("taken"),
					{ "note", SQL_STR, true },
					{ "picture", SQL_BYTES, true },
					{ "weight", SQL_F64, true } };
static const statement add_st = {
	.name = "add",
	.sqlite = "INSERT INTO place (city, name, taken, note, picture, weight) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	.postgres = "INSERT INTO place (city, name, taken, note, picture, weight) VALUES ($1, $2, $3, $4, $5, $6)",
	.params = add_params,
	.params_n = COUNT(add_params),
	.where = "test:1",
};

static const sql_param take_params[] = { I64("city"), TEXT("name"), I64("n") };
static const statement take_st = {
	.name = "take",
	.sqlite = "UPDATE place SET taken = taken + ?3 WHERE city = ?1 AND name = ?2",
	.postgres = "UPDATE place SET taken = taken + $3 WHERE city = $1 AND name = $2",
	.params = take_params,
	.params_n = COUNT(take_params),
	.where = "test:2",
};

static const sql_param one_params[] = { I64("city"), TEXT("name") };
static const sql_param place_columns[] = { TEXT("name"),
					   I64("taken"),
					   { "note", SQL_STR, true },
					   { "picture", SQL_BYTES, true },
					   { "weight", SQL_F64, true } };
static const statement one_st = {
	.name = "one",
	.sqlite = "SELECT name, taken, note, picture, weight FROM place WHERE city = ?1 AND name = ?2",
	.postgres = "SELECT name, taken, note, picture, weight FROM place WHERE city = $1 AND name = $2",
	.params = one_params,
	.params_n = COUNT(one_params),
	.columns = place_columns,
	.columns_n = COUNT(place_columns),
	.where = "test:3",
};

static const sql_param sum_columns[] = { I64("places"), I64("taken") };
static const statement sum_st = {
	.name = "sum",
	.sqlite = "SELECT COUNT(*) AS places, COALESCE(SUM(taken), 0) AS taken FROM place",
	.postgres = "SELECT COUNT(*) AS places, CAST(COALESCE(SUM(taken), 0) AS BIGINT) AS taken FROM place",
	.columns = sum_columns,
	.columns_n = COUNT(sum_columns),
	.where = "test:4",
};

/* --- commands ---------------------------------------------------------------------------------------------- */

typedef struct place {
	str name, note, picture;
	i64 taken;
	double weight;
	bool found, note_null;
	arena *arena;
	const char *touch;
	err_code fail; /* after it was written; 0 = ERR_bad_request is never used for it */
	bool fails, swallow;
	i64 changed;
} place;

static inline const err *add(db *d, arena *a, void *arg)
{
	place *p = arg;
	if (p->touch)
		TRY(tx_touch(d, a, str_of(p->touch)));
	sql_value v[] = { { .i = 1 },          { .s = p->name },
			  { .i = p->taken },   { .s = p->note, .null = p->note_null },
			  { .s = p->picture }, { .f = p->weight } };
	const err *e = db_change(d, a, &add_st, v, &p->changed);
	if (e && !p->swallow)
		return e;
	return p->fails ? err_of(p->fail) : NULL;
}

static inline const err *take(db *d, arena *a, void *arg)
{
	place *p = arg;
	sql_value v[] = { { .i = 1 }, { .s = p->name }, { .i = p->taken } };
	return db_change(d, a, &take_st, v, &p->changed);
}

static inline const err *take_place(void *ctx, const sql_value *v)
{
	place *p = ctx;
	p->found = true;
	p->taken = v[1].i;
	p->note = arena_copy(p->arena, v[2].s);
	p->note_null = v[2].null;
	p->picture = arena_copy(p->arena, v[3].s);
	p->weight = v[4].f;
	return NULL;
}

static inline const err *find(db *d, arena *a, void *arg)
{
	place *p = arg;
	p->arena = a;
	sql_value v[] = { { .i = 1 }, { .s = p->name } };
	return db_query(d, a, &one_st, v, take_place, p);
}

typedef struct sums {
	i64 places, taken;
} sums;

static inline const err *take_sums(void *ctx, const sql_value *v)
{
	*(sums *)ctx = (sums){ v[0].i, v[1].i };
	return NULL;
}

static inline const err *sum(db *d, arena *a, void *arg)
{
	return db_query(d, a, &sum_st, NULL, take_sums, arg);
}

static inline i64 places_in(store_test *t)
{
	sums s;
	assert_ok(store_read(t->store, t->arena, sum, &s));
	return s.places;
}

#endif
