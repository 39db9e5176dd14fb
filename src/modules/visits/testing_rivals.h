/* Two commands at the same moment in two processes, for tests on PostgreSQL. */
#ifndef VISITS_TESTING_RIVALS_H
#define VISITS_TESTING_RIVALS_H

#include "modules/visits/testing.h"

/* A command in a process of its own, which stays in its transaction for a moment before it commits. */
typedef struct rival {
	store_test *t;
	store_fn run;
	void *arg;
	int begins_ms, stays_ms;
	arena *a;
	store *store;
	const err *result;
	pthread_t thread;
} rival;

static inline const err *run_and_stay(db *d, arena *a, void *arg)
{
	const rival *r = arg;
	TRY(r->run(d, a, r->arg));
	usleep((useconds_t)r->stays_ms * 1000);
	return NULL;
}

static inline void *rival_thread(void *arg)
{
	rival *r = arg;
	usleep((useconds_t)r->begins_ms * 1000);
	r->result = store_write(r->store, r->a, STR("401005/moji"), run_and_stay, r);
	return NULL;
}

/* The first is in the middle of its transaction when the second begins. */
static inline void both_at_once(store_test *t, rival *first, rival *second)
{
	rival *both[] = { first, second };
	first->stays_ms = 400;
	second->begins_ms = 150;
	for (size_t i = 0; i < 2; i++) {
		both[i]->a = arena_new(STORE_TEST_ARENA);
		assert_ok(store_open(t->arena, t->url, &(store_options){ .clock = &t->clock }, &both[i]->store));
	}
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&both[i]->thread, NULL, rival_thread, both[i]), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_join(both[i]->thread, NULL), 0);
	for (size_t i = 0; i < 2; i++)
		store_close(both[i]->store);
}

#endif
