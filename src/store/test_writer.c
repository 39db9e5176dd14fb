/* Groups: who shares a commit, who is told what, and when. */
#include "store/test_table.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "store/store_private.h"

/* --- a store whose writer stands still until it is told to go ------------------------------------------------ */

#define CALLERS_MAX 16

typedef struct gate {
	sem_t inside, open;
} gate;

typedef struct caller {
	store *store;
	arena *arena;
	pthread_t thread;
	store_fn run;
	void *arg;
	str shard;
	const err *result;
	atomic_bool answered;
} caller;

typedef struct scene {
	store_test *t;
	gate gate;
	caller first, callers[CALLERS_MAX];
	place places[CALLERS_MAX];
	int n;
} scene;

static const err *hold(db *d, arena *a, void *arg)
{
	(void)d, (void)a;
	gate *g = arg;
	sem_post(&g->inside);
	sem_wait(&g->open);
	return NULL;
}

static void *call(void *arg)
{
	caller *c = arg;
	c->result = store_write(c->store, c->arena, c->shard, c->run, c->arg);
	c->answered = true;
	return NULL;
}

static void start(caller *c, store *s, store_fn run, void *arg)
{
	c->store = s;
	c->arena = arena_new(1 << 20);
	c->shard = STR("1/moji");
	c->run = run;
	c->arg = arg;
	CHECK(pthread_create(&c->thread, NULL, call, c) == 0);
}

static const err *finish(caller *c)
{
	CHECK(pthread_join(c->thread, NULL) == 0);
	return c->result;
}

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L }, NULL);
}

/* The writer is inside a command and stays there. */
static scene *scene_new(store_test *t)
{
	scene *s = arena_one(t->arena, scene);
	s->t = t;
	sem_init(&s->gate.inside, 0, 0);
	sem_init(&s->gate.open, 0, 0);
	start(&s->first, t->store, hold, &s->gate);
	sem_wait(&s->gate.inside);
	return s;
}

/* One more in the queue, behind those before it. */
static place *queue(scene *s, store_fn run, const char *name)
{
	CHECK(s->n < CALLERS_MAX);
	place *p = &s->places[s->n];
	*p = (place){ .name = str_of(name) };
	start(&s->callers[s->n++], s->t->store, run, p);
	while (s->t->store->waiting < s->n)
		pause_ms(1);
	return p;
}

static void scene_end(scene *s)
{
	assert_ok(finish(&s->first));
	arena_free(s->first.arena);
	for (int i = 0; i < s->n; i++)
		arena_free(s->callers[i].arena);
	sem_destroy(&s->gate.inside);
	sem_destroy(&s->gate.open);
}

/* --- one commit for many ----------------------------------------------------------------------------------- */

static const sql_param xid_columns[] = { I64("xid") };
static const statement xid_st = {
	.name = "xid",
	.sqlite = "SELECT 1 AS xid",
	.postgres = "SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT) AS xid",
	.columns = xid_columns,
	.columns_n = 1,
	.where = "test:10",
};

static const err *take_i64(void *ctx, const sql_value *v)
{
	*(i64 *)ctx = v[0].i;
	return NULL;
}

/* A clock that moves at every look, so that a time tells a transaction from another. */
typedef struct ticking {
	clock_source source;
	atomic_llong *looks;
} ticking;

static instant tick(const clock_source *self)
{
	return atomic_fetch_add(((const ticking *)self)->looks, 1);
}

/* Leaves in `weight` which transaction it ran in. */
static const err *add_timed(db *d, arena *a, void *arg)
{
	place *p = arg;
	i64 xid;
	TRY(add(d, a, arg));
	TRY(db_query(d, a, &xid_st, NULL, take_i64, &xid));
	p->weight = (double)tx_now(d) + (double)xid;
	return NULL;
}

static void a_failing_neighbour_does_not_disturb_the_others(void **state)
{
	store_test *t = *state;
	atomic_llong looks = 1000;
	ticking clock = { { .now = tick }, &looks };
	store_close(t->store);
	assert_ok(store_open(t->arena, t->url, &(store_options){ .clock = &clock.source }, &t->store));
	place there = { .name = STR("there") };
	assert_ok(store_write(t->store, t->arena, STR("1/moji"), add, &there));
	scene *s = scene_new(t);
	const place *a = queue(s, add_timed, "a");
	queue(s, add, "there");
	queue(s, add, "b")->fails = true;
	s->places[2].fail = ERR_slot_full;
	queue(s, add, "nul\xFF");
	const place *c = queue(s, add_timed, "c");
	sem_post(&s->gate.open);
	assert_ok(finish(&s->callers[0]));
	assert_refused(finish(&s->callers[1]), ERR_conflict);
	assert_refused(finish(&s->callers[2]), ERR_slot_full);
	assert_refused(finish(&s->callers[3]), ERR_bad_request);
	assert_ok(finish(&s->callers[4]));
	assert_true(a->weight == c->weight); /* the same transaction */
	assert_int_equal(places_in(t), 3);
	scene_end(s);
	store_close(t->store);
	assert_ok(store_open(t->arena, t->url, NULL, &t->store)); /* before the clock goes */
}

static void the_last_of_a_group_may_fail_alone(void **state)
{
	store_test *t = *state;
	scene *s = scene_new(t);
	queue(s, add, "a");
	queue(s, add, "a");
	sem_post(&s->gate.open);
	assert_ok(finish(&s->callers[0]));
	assert_refused(finish(&s->callers[1]), ERR_conflict);
	assert_int_equal(places_in(t), 1);
	scene_end(s);
}

static void nobody_is_told_before_the_commit(void **state)
{
	store_test *t = *state;
	gate second;
	sem_init(&second.inside, 0, 0);
	sem_init(&second.open, 0, 0);
	scene *s = scene_new(t);
	queue(s, add, "a");
	caller holding = { 0 };
	start(&holding, t->store, hold, &second);
	while (t->store->waiting < 2)
		pause_ms(1);
	sem_post(&s->gate.open);
	sem_wait(&second.inside); /* "a" has run, in the same group */
	pause_ms(50);
	assert_false(s->callers[0].answered);
	assert_int_equal(places_in(t), 0);
	sem_post(&second.open);
	assert_ok(finish(&s->callers[0]));
	assert_ok(finish(&holding));
	assert_int_equal(places_in(t), 1);
	arena_free(holding.arena);
	scene_end(s);
}

static void commands_of_one_shard_run_in_their_order(void **state)
{
	store_test *t = *state;
	scene *s = scene_new(t);
	queue(s, take, "a")->taken = 5; /* nothing there yet */
	queue(s, add, "a");
	queue(s, take, "a")->taken = 7;
	sem_post(&s->gate.open);
	for (int i = 0; i < 3; i++)
		assert_ok(finish(&s->callers[i]));
	assert_int_equal(s->places[0].changed, 0);
	assert_int_equal(s->places[2].changed, 1);
	scene_end(s);
}

/* --- ceilings and the end ---------------------------------------------------------------------------------- */

static void a_full_queue_refuses_the_next_command(void **state)
{
	store_test *t = *state;
	store_close(t->store);
	assert_ok(store_open(t->arena, t->url, &(store_options){ .queue_max = 2 }, &t->store));
	scene *s = scene_new(t);
	queue(s, add, "a");
	queue(s, add, "b");
	place c = { .name = STR("c") };
	assert_refused(store_write(t->store, t->arena, STR("1/moji"), add, &c), ERR_busy);
	sem_post(&s->gate.open);
	assert_ok(finish(&s->callers[0]));
	assert_ok(finish(&s->callers[1]));
	assert_ok(store_write(t->store, t->arena, STR("1/moji"), add, &c));
	scene_end(s);
}

static void *close_it(void *arg)
{
	store_close(arg);
	return NULL;
}

static void closing_waits_for_everyone_in_the_queue(void **state)
{
	store_test *t = *state;
	store *closed = t->store;
	scene *s = scene_new(t);
	for (int i = 0; i < 8; i++)
		queue(s, add, (const char *[]){ "a", "b", "c", "d", "e", "f", "g", "h" }[i]);
	pthread_t closer;
	CHECK(pthread_create(&closer, NULL, close_it, closed) == 0);
	pause_ms(20);
	sem_post(&s->gate.open);
	for (int i = 0; i < 8; i++)
		assert_ok(finish(&s->callers[i]));
	CHECK(pthread_join(closer, NULL) == 0);
	assert_ok(store_open(t->arena, t->url, NULL, &t->store));
	assert_int_equal(places_in(t), 8);
	scene_end(s);
}

/* --- news -------------------------------------------------------------------------------------------------- */

typedef struct ears {
	pthread_mutex_t lock;
	int a, b, missed, other;
} ears;

static void hear(void *ctx, str topic)
{
	ears *e = ctx;
	pthread_mutex_lock(&e->lock);
	if (str_eq(topic, STR("a")))
		e->a++;
	else if (str_eq(topic, STR("b")))
		e->b++;
	else if (topic.len == 0)
		e->missed++;
	else
		e->other++;
	pthread_mutex_unlock(&e->lock);
}

/* Waits up to five seconds for *count to pass `more`. */
static bool heard_more(ears *e, const int *count, int more)
{
	for (int i = 0; i < 1000; i++) {
		pthread_mutex_lock(&e->lock);
		bool yes = *count > more;
		pthread_mutex_unlock(&e->lock);
		if (yes)
			return true;
		pause_ms(5);
	}
	return false;
}

static void a_topic_is_told_when_its_command_succeeded_only(void **state)
{
	store_test *t = *state;
	ears e = { .lock = PTHREAD_MUTEX_INITIALIZER };
	store_listen(t->store, hear, &e);
	scene *s = scene_new(t);
	queue(s, add, "x")->touch = "other";
	s->places[0].fails = true;
	s->places[0].fail = ERR_slot_full;
	queue(s, add, "y")->touch = "a";
	queue(s, add, "y")->touch = "b"; /* a duplicate key */
	sem_post(&s->gate.open);
	assert_refused(finish(&s->callers[0]), ERR_slot_full);
	assert_ok(finish(&s->callers[1]));
	assert_refused(finish(&s->callers[2]), ERR_conflict);
	assert_true(heard_more(&e, &e.a, 0));
	scene_end(s);
	store_close(t->store);
	assert_ok(store_open(t->arena, t->url, NULL, &t->store));
	assert_int_equal(e.b, 0);
	assert_int_equal(e.other, 0);
}

static void a_topic_that_is_too_long_is_refused(void **state)
{
	store_test *t = *state;
	char topic[TOPIC_MAX + 2] = { 0 };
	memset(topic, 'x', TOPIC_MAX + 1);
	place p = { .name = STR("a"), .touch = topic };
	assert_refused(store_write(t->store, t->arena, STR("s"), add, &p), ERR_bad_request);
	topic[TOPIC_MAX] = 0;
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &p));
}

static void two_processes_hear_each_other(void **state)
{
	store_test *t = *state;
	store *other;
	ears e = { .lock = PTHREAD_MUTEX_INITIALIZER };
	assert_ok(store_open(t->arena, t->url, NULL, &other));
	store_listen(other, hear, &e);
	assert_true(heard_more(&e, &e.missed, 0)); /* it listens now */
	place p = { .name = STR("a"), .touch = "a" }, q = { .name = STR("b"), .touch = "b" };
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &p));
	assert_true(heard_more(&e, &e.a, 0));
	/* when its connection breaks it says so, and hears again */
	pthread_mutex_lock(&e.lock);
	int missed = e.missed;
	pthread_mutex_unlock(&e.lock);
	store_test_sql(t->url, "DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity "
			       "WHERE query LIKE 'LISTEN%' AND datname = current_database(); END $$");
	assert_true(heard_more(&e, &e.missed, missed));
	assert_ok(store_write(t->store, t->arena, STR("s"), add, &q));
	assert_true(heard_more(&e, &e.b, 0));
	store_close(other);
}

int main(void)
{
	static const store_test_case tests[] = {
		STORE_TEST(a_failing_neighbour_does_not_disturb_the_others),
		STORE_TEST(the_last_of_a_group_may_fail_alone),
		STORE_TEST(nobody_is_told_before_the_commit),
		STORE_TEST(commands_of_one_shard_run_in_their_order),
		STORE_TEST(a_full_queue_refuses_the_next_command),
		STORE_TEST(closing_waits_for_everyone_in_the_queue),
		STORE_TEST(a_topic_is_told_when_its_command_succeeded_only),
		STORE_TEST(a_topic_that_is_too_long_is_refused),
		POSTGRES_TEST(two_processes_hear_each_other),
	};
	return store_tests("writer", tests, COUNT(tests), place_tables, COUNT(place_tables), NULL);
}
