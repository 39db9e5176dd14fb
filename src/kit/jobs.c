#include "kit/jobs.h"

#include <pthread.h>

#include "base/log.h"
#include "kit/feed.h"
#include "kit/inside.h"
#include "kit/kit.sql.h"

#define LEASE_MIN (30 * SECOND)
#define TICK_ARENA (256 * 1024 * 1024)

#define SESSIONS_IDLE DAY
#define TRIES_KEPT DAY
#define KEYS_KEPT (2 * DAY)

/* One module's recurring work, in a thread of its own: a mail server or printer that does not answer holds up nobody else. */
typedef struct job {
	jobs *jobs;
	const module *module;
	pthread_t thread;
} job;

struct jobs {
	app *app;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stop;
	str holder;
	job *at;
	size_t n;
};

typedef struct lease {
	const job *job;
	bool held;
} lease;

static const err *take_lease(db *d, arena *a, void *arg)
{
	lease *l = arg;
	const jobs *j = l->job->jobs;
	i64 length = 3 * (i64)l->job->module->period_ms;
	i64 until = tx_now(d) + (length > LEASE_MIN ? length : LEASE_MIN), changed;
	TRY(kit_lease(d, a, j->app->city, str_of(l->job->module->name), j->holder, tx_now(d), until, &changed));
	l->held = changed > 0;
	return NULL;
}

static const err *give_back(db *d, arena *a, void *arg)
{
	const jobs *j = arg;
	return kit_lease_end(d, a, j->app->city, j->holder, NULL);
}

static const err *run(const job *b, arena *a)
{
	lease l = { b, false };
	TRY(store_write(b->jobs->app->store, a, STR("jobs"), take_lease, &l));
	return l.held ? b->module->tick(b->jobs->app, a) : NULL;
}

/* Sleeps until then; false when the program stops. */
static bool sleep_until(jobs *j, i64 due)
{
	struct timespec at = { due / 1000000000, due % 1000000000 };
	pthread_mutex_lock(&j->lock);
	while (!j->stop && pthread_cond_timedwait(&j->woken, &j->lock, &at) == 0)
		continue;
	bool stop = j->stop;
	pthread_mutex_unlock(&j->lock);
	return !stop;
}

static void *job_thread(void *arg)
{
	const job *b = arg;
	arena *a = arena_new(TICK_ARENA);
	i64 due = clock_ticks();
	while (sleep_until(b->jobs, due)) {
		const err *e = run(b, a);
		if (e)
			log_line(LOG_WARN, "job", "name=%s code=%.*s detail=%.*s", b->module->name,
				 STR_ARG(err_name(e->code)), STR_ARG(e->detail));
		due = clock_ticks() + (i64)b->module->period_ms * 1000000;
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

const err *jobs_start(arena *a, app *p, const module *const *modules, size_t n, jobs **ret)
{
	jobs *j = arena_one(a, jobs);
	*j = (jobs){ .app = p, .holder = random_token(a) };
	*ret = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!modules[i]->tick || (modules[i]->wanted && !modules[i]->wanted(p)))
			continue;
		CHECK(modules[i]->period_ms > 0);
		LIST_ADD(a, j, (job){ .jobs = j, .module = modules[i] });
	}
	if (j->n == 0)
		return NULL;
	pthread_mutex_init(&j->lock, NULL);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&j->woken, &monotonic);
	for (size_t i = 0; i < j->n; i++)
		CHECK(pthread_create(&j->at[i].thread, NULL, job_thread, &j->at[i]) == 0);
	*ret = j;
	return NULL;
}

void jobs_stop(jobs *j)
{
	if (!j)
		return;
	pthread_mutex_lock(&j->lock);
	j->stop = true;
	pthread_cond_broadcast(&j->woken);
	pthread_mutex_unlock(&j->lock);
	for (size_t i = 0; i < j->n; i++)
		pthread_join(j->at[i].thread, NULL);
	arena *a = arena_new(1 << 20);
	const err *e = store_write(j->app->store, a, STR("jobs"), give_back, j);
	if (e)
		log_line(LOG_WARN, "job", "leases were not given back: code=%.*s", STR_ARG(err_name(e->code)));
	arena_free(a);
}

/* --- kit's own job: what is over is deleted ------------------------------------------------------------------------- */

static const err *clean_up(db *d, arena *a, void *arg)
{
	const app *p = arg;
	instant now = tx_now(d);
	TRY(kit_events_delete(d, a, p->city, now - EVENTS_KEPT, NULL));
	TRY(kit_sessions_delete(d, a, p->city, now, now - SESSIONS_IDLE, NULL));
	TRY(kit_tries_delete(d, a, p->city, now - TRIES_KEPT, NULL));
	TRY(kit_idem_delete(d, a, p->city, now - KEYS_KEPT, NULL));
	return kit_counters_delete(d, a, p->city, now, NULL);
}

const err *kit_tick(app *p, arena *a)
{
	return store_write(p->store, a, STR("jobs"), clean_up, p);
}
