/* For tests: SQLite says which index a statement would use. PostgreSQL counts for itself, so there nothing is asked. */
#ifndef STORE_TESTING_PLANS_H
#define STORE_TESTING_PLANS_H

#include "store/testing.h"

struct store_plan {
	const char *statement, *index;
};

struct store_plan_question {
	const statement *of;
	arena *arena;
	str ret;
};

static inline const err *store_plan_row(void *ctx, const sql_value *v)
{
	struct store_plan_question *q = ctx;
	q->ret = str_format(q->arena, "%.*s%.*s; ", STR_ARG(q->ret), STR_ARG(v[3].s));
	return NULL;
}

static inline const err *store_plan_run(db *d, arena *a, void *arg)
{
	static const sql_param columns[] = { { "id", SQL_I64, false },
					     { "parent", SQL_I64, false },
					     { "notused", SQL_I64, false },
					     { "detail", SQL_STR, false } };
	struct store_plan_question *q = arg;
	/* prepared statements are kept by their address */
	statement *s = arena_one(q->arena, statement);
	*s = *q->of;
	s->sqlite = str_format(q->arena, "EXPLAIN QUERY PLAN %s", q->of->sqlite).at;
	s->columns = columns;
	s->columns_n = COUNT(columns);
	return db_query(d, a, s, arena_many(a, sql_value, (size_t)s->params_n + 1), store_plan_row, q);
}

/* Each of them looks into its index, by more than the city. */
static inline void store_plans_are(store_test *t, const statement *const *list, size_t n,
				   const struct store_plan *wanted, size_t wanted_n)
{
	for (size_t i = 0; i < wanted_n && !t->postgres; i++) {
		struct store_plan_question q = { .arena = t->arena };
		for (size_t k = 0; k < n; k++)
			if (strcmp(list[k]->name, wanted[i].statement) == 0)
				q.of = list[k];
		if (!q.of)
			fail_msg("there is no statement %s", wanted[i].statement);
		assert_ok(store_read(t->store, t->arena, store_plan_run, &q));
		if (!str_has(q.ret, str_format(t->arena, "INDEX %s (city=? AND", wanted[i].index)))
			fail_msg("%s: %.*s", wanted[i].statement, STR_ARG(q.ret));
	}
}

#endif
