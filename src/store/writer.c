/*
 * The writer: one thread, one connection, one queue.
 *
 *     caller ── command ──▶ queue ──▶ group ── BEGIN, commands, COMMIT ──▶ everyone is answered ──▶ topics are told
 *
 * While a commit is on its way to the disk, commands gather in the queue, and the next commit takes all of them. So the
 * groups grow with the load by themselves, and nobody waits for a timer.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "store/store_private.h"

#include "base/log.h"

/* One store_write(); it lives on the stack of the caller, who sleeps until it is answered. */
struct command {
	command *next;
	u64 shard;
	store_fn run;
	void *arg;
	arena *arena;
	const err *result;
	sem_t answered;
};

typedef struct group {
	command *first;
	int n;
} group;

/* --- callers ----------------------------------------------------------------------------------------------- */

const err *store_write(store *s, arena *a, str shard, store_fn run, void *arg)
{
	u64 hash = str_hash(shard);
	writer *w = &s->writers[hash % s->writers_n];
	/* a command that waits for its own writer would wait for ever */
	CHECK(!pthread_equal(pthread_self(), w->thread));
	if (atomic_fetch_add(&s->waiting, 1) >= s->options.queue_max) {
		atomic_fetch_sub(&s->waiting, 1);
		return err_of(ERR_busy);
	}
	command c = { .shard = hash, .run = run, .arg = arg, .arena = a };
	CHECK(sem_init(&c.answered, 0, 0) == 0);
	pthread_mutex_lock(&w->lock);
	CHECK(!w->closing);
	bool idle = !w->first;
	*w->end = &c;
	w->end = &c.next;
	if (idle)
		pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	/* a semaphore of its own and not the writer's lock: a whole group wakes at once, and would queue up for that */
	while (sem_wait(&c.answered) != 0)
		CHECK(errno == EINTR);
	sem_destroy(&c.answered);
	return c.result;
}

/* --- one group --------------------------------------------------------------------------------------------- */

/* The oldest command and all that may share its commit: everyone in SQLite, in PostgreSQL those of its shard. */
static group take_group(writer *w)
{
	group g = { 0 };
	command **into = &g.first, **at = &w->first;
	u64 shard = w->first->shard;
	while (*at && g.n < w->store->options.group_max) {
		command *c = *at;
		if (w->store->postgres && c->shard != shard) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		c->next = NULL;
		*into = c;
		into = &c->next;
		g.n++;
	}
	if (!*at)
		w->end = at;
	atomic_fetch_sub(&w->store->waiting, g.n);
	return g;
}

/* What became of one run of a group. */
typedef enum outcome {
	DONE, /* committed; commands that failed have their own results */
	NOT_DONE, /* certainly not committed: nobody's changes are there */
	NOT_KNOWN, /* the connection broke under COMMIT */
} outcome;

static const err *run_commands(db *d, const group *g, bool *ret_any)
{
	*ret_any = false;
	for (command *c = g->first; c; c = c->next) {
		size_t topics = d->touched.n;
		d->failed = NULL;
		c->result = c->run(d, c->arena, c->arg);
		if (d->lost || d->again)
			return d->failed ? d->failed : err_of(ERR_store);
		/* a command cannot succeed when one of its statements failed */
		if (!c->result)
			c->result = d->failed;
		d->failed = NULL;
		if (c->result)
			d->touched.n = topics;
		else
			*ret_any = true;
		if (g->n > 1 && c->result)
			TRY(d->driver->step(d, d->group, TX_UNDO));
		else if (c->next)
			TRY(d->driver->step(d, d->group, TX_NEXT));
	}
	return NULL;
}

static outcome run_group(db *d, const group *g, const err **ret_error)
{
	bool any = false;
	arena_reset(d->group);
	*ret_error = d->lost ? d->driver->reopen(d, d->group) : NULL;
	if (*ret_error)
		return NOT_DONE;
	db_fresh(d);
	*ret_error = d->driver->step(d, d->group, g->n > 1 ? TX_BEGIN_SAVED : TX_BEGIN);
	if (!*ret_error)
		*ret_error = run_commands(d, g, &any);
	if (*ret_error || !any) {
		const err *e = d->lost ? NULL : d->driver->step(d, d->group, TX_ROLLBACK);
		d->lost = d->lost || e != NULL;
		return *ret_error ? NOT_DONE : DONE;
	}
	*ret_error = d->driver->step(d, d->group, TX_COMMIT);
	return !*ret_error ? DONE : d->lost ? NOT_KNOWN : NOT_DONE;
}

/* A moment that grows with every attempt, and differs between writers, so that two do not meet again. */
static void pause_before(int attempt)
{
	i64 most = ((i64)1 << attempt) * 5 * 1000000;
	i64 ns = most / 2 + clock_ticks() % (most / 2);
	nanosleep(&(struct timespec){ .tv_nsec = ns }, NULL);
}

/* Runs a group until it is committed or beyond hope, and gives every command its result. */
static void commit_group(db *d, const group *g)
{
	const err *e = NULL;
	outcome o = NOT_DONE;
	for (int attempt = 0; attempt < RUNS_MAX; attempt++) {
		if (attempt)
			pause_before(attempt);
		o = run_group(d, g, &e);
		if (o != NOT_DONE || !(d->lost || d->again))
			break;
	}
	if (o == DONE) {
		atomic_fetch_add(&d->store->commits, 1);
		atomic_fetch_add(&d->store->commands, g->n);
		return;
	}
	str why = e->detail.len ? e->detail : err_name(e->code);
	log_line(LOG_ERROR, "group_not_committed", "commands=%d outcome=%s why=\"%.*s\"", g->n,
		 o == NOT_KNOWN ? "unknown" : "none", STR_ARG(why));
	/* after the last attempt at a deadlock nothing was changed, and to try again is the right advice */
	err_code code = o == NOT_DONE && (d->again || e->code == ERR_busy) ? ERR_busy : ERR_store;
	for (command *c = g->first; c; c = c->next)
		c->result = err_why(c->arena, code, "%.*s", STR_ARG(why));
}

/* --- the thread -------------------------------------------------------------------------------------------- */

static void *writer_run(void *arg)
{
	writer *w = arg;
	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (!w->first && !w->closing)
			pthread_cond_wait(&w->work, &w->lock);
		if (!w->first)
			break;
		group g = take_group(w);
		pthread_mutex_unlock(&w->lock);

		w->db->touched = (strs){ 0 };
		commit_group(w->db, &g);

		bool committed = false;
		for (command *c = g.first; c; c = c->next)
			committed = committed || !c->result;
		for (command *c = g.first, *next; c; c = next) {
			next = c->next; /* when it is answered, it is gone */
			sem_post(&c->answered);
		}
		for (size_t i = 0; committed && i < w->db->touched.n; i++)
			store_tell(w->store, w->db->touched.at[i]);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

const err *writer_start(writer *w, store *s, arena *a)
{
	*w = (writer){ .store = s, .arena = arena_new(GROUP_ARENA) };
	w->end = &w->first;
	const err *e = s->driver->open(s, a, FOR_WRITING, &w->db);
	if (e) {
		arena_free(w->arena);
		return e;
	}
	w->db->group = w->arena;
	CHECK(pthread_mutex_init(&w->lock, NULL) == 0 && pthread_cond_init(&w->work, NULL) == 0);
	CHECK(pthread_create(&w->thread, NULL, writer_run, w) == 0);
	return NULL;
}

void writer_stop(writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->closing = true;
	pthread_cond_signal(&w->work);

	pthread_mutex_unlock(&w->lock);
	CHECK(pthread_join(w->thread, NULL) == 0);
	w->store->driver->close(w->db);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->work);
	arena_free(w->arena);
}
