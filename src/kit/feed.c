#include "kit/feed.h"

#include <pthread.h>
#include <unistd.h>

#include "base/log.h"
#include "kit/catalog.h"
#include "kit/inside.h"
#include "kit/kit.sql.h"

#define OFFICES_MAX 4096
#define ID_MAX 64
#define PAGE 500
#define RECENT 64

/* How far an office's events are published. */
typedef struct line {
	char office[ID_MAX];
	bool news; /* told of, not read yet */
	i64 last;
	/* the latest numbers and when they were published: recent[k % RECENT] */
	struct {
		i64 id;
		instant at;
	} recent[RECENT];
	size_t published;
} line;

struct feed {
	app *app;
	arena *arena;
	char prefix[32]; /* 401005/ */
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t told;
	line *lines[OFFICES_MAX];
	size_t n;
	bool all, definitions, stop;
};

str feed_topic(arena *a, i64 city, str office)
{
	return str_format(a, "%lld/%.*s", (long long)city, STR_ARG(office));
}

str office_shard(arena *a, i64 city, str office)
{
	return feed_topic(a, city, office);
}

str definitions_topic(arena *a, i64 city)
{
	return str_format(a, "%lld", (long long)city);
}

const err *feed_emit(db *d, arena *a, i64 city, str office, str kind, str data)
{
	CHECK(office.len > 0 && office.len < ID_MAX);
	kit_event_next_row head;
	bool found;
	TRY(kit_event_next(d, a, city, office, &head, &found));
	kit_event_add_in e = {
		.city = city, .office = office, .seq = head.last, .made_at = tx_now(d), .kind = kind, .data = data
	};
	TRY(kit_event_add(d, a, &e, NULL));
	return tx_touch(d, a, feed_topic(a, city, office));
}

/* --- what is told and what was published ------------------------------------------------------------------------- */

/* The line of an office, made when there is none; NULL when there are too many. Under the lock. */
static line *line_of(feed *f, str office)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(str_of(f->lines[i]->office), office))
			return f->lines[i];
	if (f->n == OFFICES_MAX || office.len == 0 || office.len >= ID_MAX)
		return NULL;
	line *l = arena_one(f->arena, line);
	memcpy(l->office, office.at, office.len);
	f->lines[f->n++] = l;
	return l;
}

void feed_heard(void *ctx, str topic)
{
	feed *f = ctx;
	str prefix = str_of(f->prefix);
	pthread_mutex_lock(&f->lock);
	if (topic.len == 0) {
		f->all = f->definitions = true;
	} else if (str_starts(topic, prefix)) {
		line *l = line_of(f, str_sub(topic, prefix.len, topic.len));
		if (l)
			l->news = true;
	} else if (topic.len + 1 == prefix.len && str_starts(prefix, topic)) {
		f->definitions = true;
	}
	pthread_cond_signal(&f->told);
	pthread_mutex_unlock(&f->lock);
}

i64 feed_seen(feed *f, str office, instant when)
{
	i64 seen = 0;
	pthread_mutex_lock(&f->lock);
	const line *l = line_of(f, office);
	if (l) {
		/* the same millisecond counts as later: one refresh too many harms nobody */
		size_t kept = l->published < RECENT ? l->published : RECENT;
		seen = l->last;
		for (size_t k = 1; k <= kept; k++) {
			size_t i = (l->published - k) % RECENT;
			if (l->recent[i].at < when)
				break;
			seen = l->recent[i].id - 1;
		}
	}
	pthread_mutex_unlock(&f->lock);
	return seen;
}

/* --- reading ------------------------------------------------------------------------------------------------- */

typedef struct reading {
	i64 city, after;
	str office;
	i64 most;
	kit_events_rows rows;
	kit_event_heads_rows heads;
	kit_event_head_row head;
	bool found;
} reading;

static const err *read_events(db *d, arena *a, void *arg)
{
	reading *g = arg;
	TRY(kit_event_head(d, a, g->city, g->office, &g->head, &g->found));
	return kit_events(d, a, g->city, g->office, g->after, g->most, &g->rows);
}

static const err *read_heads(db *d, arena *a, void *arg)
{
	reading *g = arg;
	return kit_event_heads(d, a, g->city, &g->heads);
}

const err *feed_replay(void *ctx, arena *a, str topic, i64 after, int limit, hub_events *ret)
{
	app *p = ctx;
	str city = str_cut(&topic, '/');
	i64 code;
	if (!str_i64(city, &code) || code != p->city)
		return err_of(ERR_not_found);
	reading g = { .city = p->city, .after = after, .office = topic, .most = limit };
	TRY(store_read(p->store, a, read_events, &g));
	i64 last = g.found ? g.head.last : 0;
	/* gone with the days, or from a database that was put back */
	if (after > last || (after < last && (g.rows.n == 0 || g.rows.at[0].seq != after + 1)))
		return err_of(ERR_not_found);
	*ret = (hub_events){ 0 };
	for (size_t i = 0; i < g.rows.n; i++)
		LIST_ADD(a, ret, (hub_event){ g.rows.at[i].seq, g.rows.at[i].kind, g.rows.at[i].data });
	return NULL;
}

/* Publishes what is new of one office. Only this thread moves `last`, so it is read without the lock. */
static const err *catch_up(feed *f, arena *a, line *l)
{
	for (;;) {
		reading g = { .city = f->app->city, .after = l->last, .office = str_of(l->office), .most = PAGE };
		arena_reset(a);
		TRY(store_read(f->app->store, a, read_events, &g));
		str topic = feed_topic(a, f->app->city, g.office);
		for (size_t i = 0; i < g.rows.n; i++) {
			const kit_events_row *row = &g.rows.at[i];
			hub_publish(f->app->hub, topic, (hub_event){ row->seq, row->kind, row->data });
			pthread_mutex_lock(&f->lock);
			l->last = row->seq;
			l->recent[l->published % RECENT].id = row->seq;
			l->recent[l->published % RECENT].at = clock_now(f->app->clock);
			l->published++;
			pthread_mutex_unlock(&f->lock);
		}
		if (g.rows.n < PAGE)
			return NULL;
	}
}

static const err *all_offices(feed *f, arena *a)
{
	reading g = { .city = f->app->city };
	TRY(store_read(f->app->store, a, read_heads, &g));
	pthread_mutex_lock(&f->lock);
	for (size_t i = 0; i < g.heads.n; i++) {
		line *l = line_of(f, g.heads.at[i].office);
		if (l)
			l->news = true;
	}
	pthread_mutex_unlock(&f->lock);
	return NULL;
}

static line *next_news(feed *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->lines[i]->news)
			return f->lines[i];
	return NULL;
}

static const err *work(feed *f, arena *a)
{
	for (;;) {
		pthread_mutex_lock(&f->lock);
		line *l;
		while (!(l = next_news(f)) && !f->all && !f->definitions && !f->stop)
			pthread_cond_wait(&f->told, &f->lock);
		bool all = f->all, definitions = f->definitions, stop = f->stop;
		/* taken back below when it could not be read */
		f->all = f->definitions = false;
		if (l)
			l->news = false;
		pthread_mutex_unlock(&f->lock);
		if (stop)
			return NULL;
		arena_reset(a);
		const err *e = definitions ? catalog_reload(f->app->catalog) : NULL;
		/* a set that this program cannot read: it was logged, the old one stays, and trying again does not help */
		if (err_is(e, ERR_definition))
			e = NULL;
		if (!e && all)
			e = all_offices(f, a);
		if (!e && l)
			e = catch_up(f, a, l);
		if (!e)
			continue;
		pthread_mutex_lock(&f->lock);
		f->all = f->all || all;
		f->definitions = f->definitions || definitions;
		if (l)
			l->news = true;
		pthread_mutex_unlock(&f->lock);
		return e;
	}
}

static void *feed_thread(void *arg)
{
	feed *f = arg;
	arena *a = arena_new(256 * 1024 * 1024);
	for (;;) {
		const err *e = work(f, a);
		if (!e)
			break;
		log_line(LOG_WARN, "feed", "code=%.*s detail=%.*s", STR_ARG(err_name(e->code)), STR_ARG(e->detail));
		usleep(500 * 1000);
	}
	arena_free(a);
	return NULL;
}

const err *feed_start(arena *a, app *p, feed **ret)
{
	feed *f = arena_one(a, feed);
	f->app = p;
	f->arena = arena_new(64 * 1024 * 1024);
	snprintf(f->prefix, sizeof f->prefix, "%lld/", (long long)p->city);
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->told, NULL);
	/* listen first, then ask how far things are: nothing falls between */
	store_listen(p->store, feed_heard, f);
	reading g = { .city = p->city };
	TRY(store_read(p->store, a, read_heads, &g));
	pthread_mutex_lock(&f->lock);
	for (size_t i = 0; i < g.heads.n; i++) {
		line *l = line_of(f, g.heads.at[i].office);
		if (l)
			l->last = g.heads.at[i].last;
	}
	pthread_mutex_unlock(&f->lock);
	CHECK(pthread_create(&f->thread, NULL, feed_thread, f) == 0);
	*ret = f;
	return NULL;
}

void feed_stop(feed *f)
{
	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	f->stop = true;
	pthread_cond_signal(&f->told);
	pthread_mutex_unlock(&f->lock);
	pthread_join(f->thread, NULL);
	store_listen(f->app->store, NULL, NULL);
}

void feed_free(feed *f)
{
	if (f)
		arena_free(f->arena);
}

/* --- the stream ------------------------------------------------------------------------------------------------ */

static const err *office_events(req *r, resp *out)
{
	str office = req_param(r, "office");
	if (!defs_office(catalog_city(r), office))
		return err_of(ERR_not_found);
	/* A browser that comes back says what it saw last; a page that opens its stream says what it was made from. */
	i64 after = -1;
	str last = req_header(r, "last-event-id");
	if (last.len == 0)
		last = req_query(r, "after");
	if (last.len && (!str_i64(last, &after) || after < 0))
		return err_at(r->arena, ERR_invalid, STR("after"), "not an event's number");
	out->stream = feed_topic(r->arena, r->app->city, office);
	out->stream_after = after;
	return NULL;
}

const route feed_routes[] = {
	{ "GET", "/events/offices/:office", ACCESS_PUBLIC, office_events },
	{ 0 },
};
