/*
 * What the files of this folder tell each other.
 *
 * A job is one request on its way: made on an event thread when the request line has arrived, filled with the body,
 * handed to a worker, answered on the event thread, freed when the answer is out. Who touches it when:
 *
 *   event thread   suspends the connection, then queues the job; from there on it is the worker's
 *   worker         sets `reply` (or `gone`), then resumes the connection; from there on it is the event thread's
 *
 * While a connection is suspended libmicrohttpd leaves it alone, so that the worker may read the request's headers
 * where they lie.
 */
#ifndef HTTP_HTTP_PRIVATE_H
#define HTTP_HTTP_PRIVATE_H

#include <microhttpd.h>
#include <pthread.h>

#include "http/hub.h"

/* Ceilings that nobody needs to set. */
#define TARGET_MAX ((size_t)8 * 1024)
#define HEAD_MAX ((size_t)16 * 1024)
#define POOL_SIZE                                                                                                      \
	((size_t)32 * 1024) /* libmicrohttpd's memory of one connection: head, header structs, answer's head */
#define HEADERS_MAX 100
#define FIELDS_MAX 1000
#define FIELD_MAX ((size_t)256 * 1024)
#define COOKIES_MAX 50
#define BODIES_MAX ((size_t)256 * 1024 * 1024) /* of all requests together */
#define WORKER_STACK ((size_t)1024 * 1024)

/* One TCP connection, for the sweeper that ends those which take too long. */
typedef struct conn {
	struct conn *before, *after;
	int fd;
	_Atomic i64 deadline; /* clock_ticks(); 0: a worker has it */
} conn;

typedef struct job {
	http *http;
	struct MHD_Connection *connection;
	conn *conn;
	struct job *next; /* in the queue */
	str target; /* as sent; behind the job in memory */
	const char *method; /* libmicrohttpd's */
	const char *content_type; /* libmicrohttpd's, or NULL */
	bool checked, submitted, gone, failed;
	bool head; /* HEAD */
	bool too_large;
	char *body;
	size_t body_len, body_room;
	i64 began; /* clock_ticks() */
	instant now;
	int status;
	struct MHD_Response *reply;
} job;

/* --- routes --- */

typedef struct routes routes;
MUST_USE const err *routes_new(arena *a, const route *const *tables, size_t n, routes **ret);
/* NULL, and in *ret_allow the methods that exist there (empty: no such path). */
const route *routes_find(const routes *t, arena *a, str method, str path, pairs *ret_params, str *ret_allow);

struct http {
	http_options o;
	routes *routes;
	struct MHD_Daemon *daemon;
	int listening, port; /* the socket; its port */
	_Atomic size_t bodies; /* bytes of all bodies held */
	_Atomic i64 complained; /* when, about accepting; clock_ticks() */

	pthread_mutex_t lock; /* guards down to `stopping` */
	pthread_cond_t work, settled;
	job *first, *last;
	size_t waiting; /* in the queue */
	size_t in_hand; /* queued or at a worker: connections that are suspended */
	size_t answering; /* submitted and not yet out */
	bool draining, stopping;

	pthread_t *workers;
	int workers_n;

	pthread_mutex_t conns_lock; /* guards conns, swept */
	pthread_cond_t sweep;
	conn *conns;
	bool swept; /* the sweeper shall end */
	pthread_t sweeper;
	bool sweeping; /* there is a sweeper */
};

/* --- request.c --- */

/* The HTTP status with which the head of a request is refused, or 0. Sets what the job keeps of it. */
size_t body_most(const job *j); /* bytes of its body, by its content type */
int head_check(job *j, const char *url, const char *method, const char *version);
/* Decodes the request into r. */
MUST_USE const err *req_build(job *j, arena *a, req *r);

/* --- multipart.c --- */

MUST_USE const err *multipart_parse(arena *a, str content_type, str body, pairs *form, parts *files);

/* --- reply.c --- */

/* A short answer in plain text, for where no page can be made. */
struct MHD_Response *reply_plain(err_code code);
/* Makes the job's answer of `out`; for a stream, hands the connection to the hub. */
void reply_make(job *j, req *r, resp *out);

/* --- worker.c --- */

MUST_USE const err *workers_start(http *h, arena *a);
/* Suspends the connection and queues the job; answers 503 when the queue is full or the server stops. */
enum MHD_Result job_submit(job *j);
/* Waits until every job is answered (clients get ten seconds for that), ends the workers. */
void workers_stop(http *h);

/* --- hub.c --- */

/* Takes a connection over: writes `head` (status line and headers) and then the topic's events to `fd`, and closes it.
 * `after` as resp.stream_after. On error (ERR_busy above the ceilings) fd stays with the caller. */
MUST_USE const err *hub_open(hub *h, arena *a, int fd, str topic, i64 after, str address, str head);
void hub_accept(hub *h);
/* Ends all streams, and refuses more until hub_accept(). */
void hub_end_streams(hub *h);

#endif
