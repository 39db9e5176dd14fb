/*
 * The ear of the store on PostgreSQL: a thread with a connection of its own that waits for NOTIFY from every process,
 * ours included. When the connection breaks it makes a new one, and then says that news may have been missed.
 */
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store_private.h"

#define RETRY_FIRST_MS 100
#define RETRY_MOST_MS 5000

struct listener {
	store *store;
	pthread_t thread;
	int stop; /* eventfd: readable when it is time to go */
};

/* Waits until the connection has something, the time is over (ms < 0: never), or it is time to go: then false. */
static bool wait_for(const listener *l, int fd, int ms)
{
	struct pollfd fds[2] = { { .fd = l->stop, .events = POLLIN }, { .fd = fd, .events = POLLIN } };
	int n;
	do
		n = poll(fds, fd < 0 ? 1 : 2, ms);
	while (n < 0 && errno == EINTR);
	return fds[0].revents == 0;
}

/* Tells what comes until the connection breaks (true) or it is time to go (false). */
static bool hear(const listener *l, PGconn *conn)
{
	do {
		PGnotify *n;
		while ((n = PQnotifies(conn))) {
			if (n->extra[0])
				store_tell(l->store, str_of(n->extra));
			PQfreemem(n);
		}
		if (!wait_for(l, PQsocket(conn), -1))
			return false;
	} while (PQconsumeInput(conn));
	return true;
}

static void *listener_run(void *arg)
{
	listener *l = arg;
	int ms = RETRY_FIRST_MS;
	bool going = true;
	while (going) {
		char why[500] = "";
		PGconn *conn = postgres_connect(l->store->target, FOR_ADMIN, why, sizeof why);
		PGresult *r = conn ? PQexec(conn, "LISTEN madoguchi") : NULL;
		if (r && PQresultStatus(r) == PGRES_COMMAND_OK) {
			ms = RETRY_FIRST_MS;
			store_tell(l->store, STR_NONE);
			going = hear(l, conn);
		}
		PQclear(r);
		if (conn)
			PQfinish(conn);
		if (!going)
			break;
		log_line(LOG_WARN, "listening_again", "in_ms=%d why=\"%s\"", ms, why);
		going = wait_for(l, -1, ms);
		ms = ms * 2 < RETRY_MOST_MS ? ms * 2 : RETRY_MOST_MS;
	}
	return NULL;
}

listener *listener_start(store *s)
{
	listener *l = calloc(1, sizeof *l);
	CHECK(l != NULL);
	l->store = s;
	l->stop = eventfd(0, EFD_CLOEXEC);
	CHECK(l->stop >= 0);
	CHECK(pthread_create(&l->thread, NULL, listener_run, l) == 0);
	return l;
}

void listener_stop(listener *l)
{
	if (!l)
		return;
	u64 one = 1;
	CHECK(write(l->stop, &one, sizeof one) == sizeof one);
	CHECK(pthread_join(l->thread, NULL) == 0);
	close(l->stop);
	free(l);
}
