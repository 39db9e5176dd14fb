/*
 * Workers: a fixed number of threads, each with an arena of its own, and a queue with a ceiling before them.
 */
#include "http/http_private.h"

#include <errno.h>

#include "base/log.h"

#define ANSWER_SECONDS 10 /* that clients get at the stop */

/* What the gate and the handler make of a request. */
static const err *handle(http *h, req *r, resp *out, pairs *ret_gate_headers)
{
	str allow;
	r->route = routes_find(h->routes, r->arena, r->method, r->path, &r->params, &allow);
	if (!r->route && allow.len) {
		resp_header(r, out, STR("Allow"), allow);
		*ret_gate_headers = out->headers;
		return err_of(ERR_method_not_allowed);
	}
	if (!r->route)
		return err_of(ERR_not_found);
	const err *e = h->o.gate(r, out);
	*ret_gate_headers = out->headers;
	return e ? e : r->route->run(r, out);
}

static void run(http *h, job *j, arena *a)
{
	req *r = arena_one(a, req);
	resp out = { 0 };
	pairs gate_headers = { 0 };
	const err *e = req_build(j, a, r);
	if (!e)
		e = handle(h, r, &out, &gate_headers);
	if (e) {
		out = (resp){ .status = err_status(e->code), .headers = gate_headers };
		h->o.fail(r, &out, e);
	}
	CHECK(!out.stream.len || h->o.hub);
	if (h->o.finish)
		h->o.finish(r, &out, clock_ticks() - j->began);
	reply_make(j, r, &out);
}

static void *work(void *arg)
{
	http *h = arg;
	arena *a = arena_new(h->o.arena_max);
	pthread_mutex_lock(&h->lock);
	for (;;) {
		while (!h->first && !h->stopping)
			pthread_cond_wait(&h->work, &h->lock);
		job *j = h->first;
		if (!j)
			break;
		h->first = j->next;
		if (!h->first)
			h->last = NULL;
		h->waiting--;
		pthread_mutex_unlock(&h->lock);

		run(h, j, a);
		arena_reset(a);
		MHD_resume_connection(j->connection); /* the job is the event thread's again */

		pthread_mutex_lock(&h->lock);
		h->in_hand--;
		if (h->draining)
			pthread_cond_signal(&h->settled);
	}
	pthread_mutex_unlock(&h->lock);
	arena_free(a);
	return NULL;
}

size_t http_waiting(http *h)
{
	pthread_mutex_lock(&h->lock);
	size_t waiting = h->waiting;
	pthread_mutex_unlock(&h->lock);
	return waiting;
}

enum MHD_Result job_submit(job *j)
{
	http *h = j->http;
	pthread_mutex_lock(&h->lock);
	bool draining = h->draining;
	bool room = !draining && h->waiting < h->o.queue_max;
	if (!room) {
		pthread_mutex_unlock(&h->lock);
		struct MHD_Response *m = reply_plain(ERR_busy);
		if (!m)
			return MHD_NO;
		if (draining)
			MHD_add_response_header(m, "Connection", "close");
		enum MHD_Result queued = MHD_queue_response(j->connection, MHD_HTTP_SERVICE_UNAVAILABLE, m);
		MHD_destroy_response(m);
		return queued;
	}
	h->waiting++;
	h->in_hand++;
	h->answering++;
	j->submitted = true;
	j->conn->deadline = 0;
	MHD_suspend_connection(j->connection); /* first: a worker may be done with it before we go on */
	if (h->last)
		h->last->next = j;
	else
		h->first = j;
	h->last = j;
	pthread_cond_signal(&h->work);
	pthread_mutex_unlock(&h->lock);
	return MHD_YES;
}

const err *workers_start(http *h, arena *a)
{
	h->workers = arena_many(a, pthread_t, (size_t)h->o.workers);
	pthread_attr_t attr;
	CHECK(pthread_attr_init(&attr) == 0 && pthread_attr_setstacksize(&attr, WORKER_STACK) == 0);
	int failed = 0;
	while (!failed && h->workers_n < h->o.workers) {
		failed = pthread_create(&h->workers[h->workers_n], &attr, work, h);
		h->workers_n += failed ? 0 : 1;
	}
	pthread_attr_destroy(&attr);
	return failed ? err_why(a, ERR_internal, "cannot start thread %d: %s", h->workers_n, strerror(failed)) : NULL;
}

void workers_stop(http *h)
{
	pthread_mutex_lock(&h->lock);
	h->draining = true;
	while (h->in_hand > 0)
		pthread_cond_wait(&h->settled, &h->lock);
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ANSWER_SECONDS;
	int waited = 0;
	while (h->answering > 0 && waited != ETIMEDOUT)
		waited = pthread_cond_timedwait(&h->settled, &h->lock, &until);
	if (h->answering > 0)
		log_line(LOG_WARN, "answers_left", "connections=%zu", h->answering);
	h->stopping = true;
	pthread_cond_broadcast(&h->work);
	pthread_mutex_unlock(&h->lock);
	for (int i = 0; i < h->workers_n; i++)
		pthread_join(h->workers[i], NULL);
}
