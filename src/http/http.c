/*
 * The daemon: libmicrohttpd's event threads, which read requests and write answers, and the sweeper, which ends
 * connections that take too long (the library itself only ends those that do nothing at all).
 */
#include "http/http_private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

#define BODY_TIMES 4 /* idle_seconds that a body may take */
#define ANSWER_TIMES 10 /* … and the client to take the answer */
#define COMPLAIN_SECONDS 10 /* between two complaints about accepting */
#define NANO ((i64)1000 * 1000 * 1000)

static void set_deadline(job *j, int times)
{
	j->conn->deadline = clock_ticks() + times * (i64)j->http->o.idle_seconds * NANO;
}

/* --- what libmicrohttpd calls, on its event threads ------------------------------------------------------------- */

static void connection_changed(void *cls, struct MHD_Connection *c, void **socket_context,
			       enum MHD_ConnectionNotificationCode what)
{
	http *h = cls;
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
		conn *n = calloc(1, sizeof *n);
		CHECK(n && info);
		n->fd = info->connect_fd;
		n->deadline = clock_ticks() + h->o.idle_seconds * NANO;
		*socket_context = n;
		pthread_mutex_lock(&h->conns_lock);
		n->after = h->conns;
		if (n->after)
			n->after->before = n;
		h->conns = n;
		pthread_mutex_unlock(&h->conns_lock);
		return;
	}
	conn *n = *socket_context;
	pthread_mutex_lock(&h->conns_lock);
	if (n->before)
		n->before->after = n->after;
	else
		h->conns = n->after;
	if (n->after)
		n->after->before = n->before;
	pthread_mutex_unlock(&h->conns_lock);
	free(n);
}

/* The library makes a struct for each field of a query, from the memory meant for heads, and waits for ever when there
 * are more than that holds. Queries are read by ourselves (url.h); it is left one field, by changing what lies between
 * them in its own buffer, of which we have a copy by now. */
static void one_field(const char *uri, size_t len)
{
	char *own = (char *)(uintptr_t)uri;
	for (size_t i = str_find((str){ uri, len }, '?'); i < len; i++)
		if (own[i] == '&')
			own[i] = '_';
}

/* The request line has arrived: the only moment when the target can be seen as it was sent. */
static void *request_began(void *cls, const char *uri, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	size_t len = uri ? strlen(uri) : 0;
	job *j = calloc(1, sizeof *j + len + 1);
	if (!j || !info)
		return free(j), NULL;
	char *target = (char *)(j + 1);
	if (len) {
		memcpy(target, uri, len);
		one_field(uri, len);
	}
	j->http = cls;
	j->connection = c;
	j->conn = info->socket_context;
	j->target = (str){ target, len };
	return j;
}

static void request_ended(void *cls, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why)
{
	http *h = cls;
	job *j = *context;
	(void)c;
	(void)why;
	if (!j)
		return;
	*context = NULL;
	if (!j->gone)
		set_deadline(j, 1);
	if (j->reply)
		MHD_destroy_response(j->reply);
	h->bodies -= j->body_room;
	free(j->body);
	if (j->submitted) {
		pthread_mutex_lock(&h->lock);
		h->answering--;
		if (h->draining)
			pthread_cond_signal(&h->settled);
		pthread_mutex_unlock(&h->lock);
	}
	free(j);
}

/* An answer without a worker; the connection closes after it when it comes before the body. */
static enum MHD_Result answer_plain(job *j, int status, err_code code)
{
	struct MHD_Response *m = reply_plain(code);
	if (!m)
		return MHD_NO;
	MHD_add_response_header(m, "Connection", "close");
	set_deadline(j, ANSWER_TIMES);
	enum MHD_Result queued = MHD_queue_response(j->connection, (unsigned)status, m);
	MHD_destroy_response(m);
	return queued;
}

/* In the middle of a body the library takes no response, only the end of the connection. So what says why is sent
 * past it; nothing else was sent since the last answer. */
static enum MHD_Result refuse_body(job *j, const char *status)
{
	char text[160];
	int n = snprintf(text, sizeof text, "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status);
	ssize_t sent = send(j->conn->fd, text, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)sent; /* it closes in any case */
	return MHD_NO;
}

static enum MHD_Result take_body(job *j, const char *data, size_t n)
{
	http *h = j->http;
	if (j->body_len + n > body_most(j))
		return refuse_body(j, "413 Content Too Large");
	if (j->body_len + n > j->body_room) {
		size_t room = j->body_room ? j->body_room * 2 : 4096;
		while (room < j->body_len + n)
			room *= 2;
		size_t grows = room - j->body_room;
		if (atomic_fetch_add(&h->bodies, grows) + grows > BODIES_MAX) {
			atomic_fetch_sub(&h->bodies, grows);
			return refuse_body(j, "503 Service Unavailable\r\nRetry-After: 5");
		}
		char *more = realloc(j->body, room);
		CHECK(more);
		j->body = more;
		j->body_room = room;
	}
	memcpy(j->body + j->body_len, data, n);
	j->body_len += n;
	return MHD_YES;
}

/* Called when the head is there, for every piece of the body, at its end, and again after a worker resumed it. */
static enum MHD_Result request_moved(void *cls, struct MHD_Connection *c, const char *url, const char *method,
				     const char *version, const char *data, size_t *n, void **context)
{
	http *h = cls;
	job *j = *context;
	if (!j || j->gone || j->failed)
		return MHD_NO;
	if (j->reply) {
		set_deadline(j, ANSWER_TIMES);
		return MHD_queue_response(c, (unsigned)j->status, j->reply);
	}
	if (!j->checked) {
		j->checked = true;
		j->began = clock_ticks();
		j->now = clock_now(h->o.clock);
		int status = head_check(j, url, method, version);
		if (status)
			return answer_plain(j, status, ERR_bad_request);
		if (j->too_large)
			return job_submit(j); /* answered before its body, which is then not read */
		set_deadline(j, BODY_TIMES);
		return MHD_YES;
	}
	if (*n > 0) {
		size_t len = *n;
		*n = 0;
		return take_body(j, data, len);
	}
	return job_submit(j);
}

/* The library reports every client that goes away; only trouble with accepting is ours to know, and not thousands of
 * times a second. */
PRINTF(2, 0) static void library_says(void *cls, const char *format, va_list args)
{
	http *h = cls;
	if (!strstr(format, "accept") && !strstr(format, "limit"))
		return;
	i64 now = clock_ticks(), last = h->complained;
	if ((last == 0 || now - last > COMPLAIN_SECONDS * NANO) &&
	    atomic_compare_exchange_strong(&h->complained, &last, now)) {
		char text[160];
		vsnprintf(text, sizeof text, format, args);
		log_line(LOG_WARN, "accept", "detail=%s", text);
	}
}

/* --- those who take too long ------------------------------------------------------------------------------------ */

static void *sweep(void *arg)
{
	http *h = arg;
	i64 pause = h->o.idle_seconds * NANO / 8;
	if (pause > NANO)
		pause = NANO;
	pthread_mutex_lock(&h->conns_lock);
	while (!h->swept) {
		i64 now = clock_ticks();
		/* The library sees the end of the socket, and closes it in its own time. */
		for (conn *n = h->conns; n; n = n->after) {
			i64 deadline = n->deadline;
			if (deadline && now > deadline)
				shutdown(n->fd, SHUT_RDWR);
		}
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		i64 nanoseconds = until.tv_nsec + pause;
		until.tv_sec += nanoseconds / NANO;
		until.tv_nsec = nanoseconds % NANO;
		pthread_cond_timedwait(&h->sweep, &h->conns_lock, &until);
	}
	pthread_mutex_unlock(&h->conns_lock);
	return NULL;
}

/* --- start and stop --------------------------------------------------------------------------------------------- */

static const err *listen_on(arena *a, http *h)
{
	str address = h->o.listen;
	size_t colon = address.len;
	while (colon > 0 && address.at[colon - 1] != ':')
		colon--;
	i64 number;
	if (colon == 0 || !str_i64(str_sub(address, colon, address.len), &number) || number < 0 || number > 65535)
		return err_why(a, ERR_usage, "listen: '%.*s' is not HOST:PORT", STR_ARG(address));
	str host = str_sub(address, 0, colon - 1);
	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		host = str_sub(host, 1, host.len - 1);
	const char *port = arena_copy(a, str_sub(address, colon, address.len)).at;
	const struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found;
	int failed = getaddrinfo(host.len ? arena_copy(a, host).at : NULL, port, &hints, &found);
	if (failed)
		return err_why(a, ERR_usage, "listen: '%.*s': %s", STR_ARG(address), gai_strerror(failed));
	int on = 1;
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool bound = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
		     bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 4096) == 0;
	int why = errno;
	freeaddrinfo(found);
	struct sockaddr_storage own;
	socklen_t size = sizeof own;
	if (!bound || getsockname(fd, (struct sockaddr *)&own, &size) != 0) {
		if (fd >= 0)
			close(fd);
		return err_why(a, ERR_usage, "listen: '%.*s': %s", STR_ARG(address), strerror(why));
	}
	h->listening = fd;
	in_port_t own_port;
	memcpy(&own_port,
	       (char *)&own + (own.ss_family == AF_INET6 ? offsetof(struct sockaddr_in6, sin6_port)
							 : offsetof(struct sockaddr_in, sin_port)),
	       sizeof own_port);
	h->port = ntohs(own_port);
	return NULL;
}

static void defaults(http_options *o)
{
	o->threads = o->threads ? o->threads : 2;
	o->workers = o->workers ? o->workers : 64;
	o->queue_max = o->queue_max ? o->queue_max : 1024;
	o->body_max = o->body_max ? o->body_max : (size_t)2 * 1024 * 1024;
	o->files_max = o->files_max ? o->files_max : o->body_max;
	o->connections_max = o->connections_max ? o->connections_max : 12000;
	o->idle_seconds = o->idle_seconds ? o->idle_seconds : 30;
	o->arena_max = o->arena_max ? o->arena_max : (size_t)256 * 1024 * 1024;
}

/* Every connection is a descriptor; the system's soft ceiling is lower than what it allows on asking. */
static void raise_descriptors(void)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* Undoes as much of http_start() as was done. */
static void end(http *h)
{
	workers_stop(h);
	pthread_mutex_lock(&h->conns_lock);
	h->swept = true;
	pthread_cond_signal(&h->sweep);
	pthread_mutex_unlock(&h->conns_lock);
	if (h->sweeping)
		pthread_join(h->sweeper, NULL);
	if (h->daemon)
		MHD_stop_daemon(h->daemon); /* closes the socket, too */
	else
		close(h->listening);
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->work);
	pthread_cond_destroy(&h->settled);
	pthread_mutex_destroy(&h->conns_lock);
	pthread_cond_destroy(&h->sweep);
}

static const err *start_threads(http *h, arena *a)
{
	TRY(workers_start(h, a));
	int failed = pthread_create(&h->sweeper, NULL, sweep, h);
	if (failed)
		return err_why(a, ERR_internal, "cannot start the sweeper: %s", strerror(failed));
	h->sweeping = true;
	const struct MHD_OptionItem pool[] = {
		{ h->o.threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, h->o.threads, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	h->daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_ERROR_LOG, 0, NULL,
		NULL, request_moved, h, MHD_OPTION_EXTERNAL_LOGGER, library_says, h, MHD_OPTION_LISTEN_SOCKET,
		h->listening, MHD_OPTION_CONNECTION_MEMORY_LIMIT, POOL_SIZE, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)h->o.connections_max, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)h->o.idle_seconds,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, request_began, h,
		MHD_OPTION_NOTIFY_COMPLETED, request_ended, h, MHD_OPTION_NOTIFY_CONNECTION, connection_changed, h,
		MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
	return h->daemon ? NULL : err_why(a, ERR_internal, "libmicrohttpd does not start");
}

const err *http_start(arena *a, const http_options *options, const route *const *tables, size_t n, http **ret)
{
	http *h = arena_one(a, http);
	h->o = *options;
	defaults(&h->o);
	CHECK(h->o.gate && h->o.fail && h->o.clock);
	TRY(routes_new(a, tables, n, &h->routes));
	signal(SIGPIPE, SIG_IGN);
	raise_descriptors();
	TRY(listen_on(a, h));
	pthread_condattr_t monotonic;
	CHECK(pthread_condattr_init(&monotonic) == 0 && pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
	CHECK(pthread_mutex_init(&h->lock, NULL) == 0 && pthread_cond_init(&h->work, NULL) == 0 &&
	      pthread_cond_init(&h->settled, &monotonic) == 0 && pthread_mutex_init(&h->conns_lock, NULL) == 0 &&
	      pthread_cond_init(&h->sweep, &monotonic) == 0);
	pthread_condattr_destroy(&monotonic);
	if (h->o.hub)
		hub_accept(h->o.hub);
	const err *e = start_threads(h, a);
	if (e)
		end(h);
	else
		*ret = h;
	return e;
}

int http_port(const http *h)
{
	return h->port;
}

void http_stop(http *h)
{
	if (h->o.hub)
		hub_end_streams(h->o.hub);
	end(h);
}
