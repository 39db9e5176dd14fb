#include "store/store_private.h"

#include <stdarg.h>
#include <stdatomic.h>

/* --- one connection ---------------------------------------------------------------------------------------- */

instant store_now(store *s)
{
	instant now = clock_now(s->options.clock), last = s->last_now;
	/* the machine's clock may be set back; time in the store is not */
	while (now > last && !atomic_compare_exchange_weak(&s->last_now, &last, now))
		;
	return now > last ? now : last;
}

void db_fresh(db *d)
{
	d->now = store_now(d->store);
	d->failed = NULL;
	d->again = false;
	d->touched = (strs){ 0 };
}

const err *db_failed(db *d, arena *a, err_code code, const char *detail, ...)
{
	char text[1000];
	va_list args;
	va_start(args, detail);
	vsnprintf(text, sizeof text, detail, args);
	va_end(args);
	const err *e = err_why(a, code, "%.*s", STR_ARG(str_trim(str_of(text))));
	if (!d->failed)
		d->failed = e;
	return e;
}

const err *db_unexpected(db *d, arena *a, const statement *st, int column, const char *is)
{
	return db_failed(d, a, ERR_store, "%s: %s: column %s is %s", st->where, st->name, st->columns[column].name, is);
}

instant tx_now(const db *d)
{
	return d->now;
}

bool db_is_postgres(const db *d)
{
	return d->store->postgres;
}

const err *tx_touch(db *d, arena *a, str topic)
{
	CHECK(d->purpose == FOR_WRITING);
	if (topic.len == 0 || topic.len > TOPIC_MAX || !str_is_utf8(topic))
		return err_why(a, ERR_bad_request, "a topic is 1 to %d bytes of UTF-8", TOPIC_MAX);
	for (size_t i = 0; i < d->touched.n; i++)
		if (str_eq(d->touched.at[i], topic))
			return NULL;
	LIST_ADD(d->group, &d->touched, arena_copy(d->group, topic));
	return NULL;
}

/* Both engines refuse the same values: PostgreSQL has no NUL in text, and SQLite would cut or keep it silently. */
static const err *check_params(arena *a, const statement *st, const sql_value *params)
{
	CHECK(st->params_n <= FIELDS_MAX && st->columns_n <= FIELDS_MAX);
	for (int i = 0; i < st->params_n; i++) {
		const sql_param *p = &st->params[i];
		if (params[i].null) {
			if (!p->nullable)
				return err_why(a, ERR_bad_request, "%s: %s cannot be NULL", st->name, p->name);
		} else if (p->type == SQL_STR && !str_is_utf8(params[i].s)) {
			return err_why(a, ERR_bad_request, "%s: %s has a NUL or is not UTF-8", st->name, p->name);
		}
	}
	return NULL;
}

static const err *run(db *d, arena *a, const statement *st, const sql_value *params, row_fn row, void *ctx,
		      i64 *ret_changed)
{
	if (d->failed)
		return d->failed;
	TRY(check_params(a, st, params));
	return d->driver->run(d, a, st, params, row, ctx, ret_changed);
}

const err *db_query(db *d, arena *a, const statement *st, const sql_value *params, row_fn row, void *ctx)
{
	return run(d, a, st, params, row, ctx, NULL);
}

const err *db_change(db *d, arena *a, const statement *st, const sql_value *params, i64 *ret_changed)
{
	return run(d, a, st, params, NULL, NULL, ret_changed);
}

prepared *prepareds_find(prepareds *p, const statement *st)
{
	if (p->n * 2 >= p->room) {
		prepareds more = { .room = p->room ? p->room * 2 : 64 };
		more.at = calloc(more.room, sizeof *more.at);
		CHECK(more.at != NULL);
		for (size_t i = 0; i < p->room; i++)
			if (p->at[i].st)
				*prepareds_find(&more, p->at[i].st) = p->at[i];
		free(p->at);
		*p = more;
	}
	for (size_t i = (size_t)((uintptr_t)st >> 4) * 0x9E3779B97F4A7C15u >> 20;; i++) {
		prepared *e = &p->at[i & (p->room - 1)];
		if (!e->st)
			*e = (prepared){ .st = st, .text = st->sqlite, .number = (unsigned)p->n++ };
		if (e->st == st) {
			CHECK(e->text == st->sqlite);
			return e;
		}
	}
}

/* --- the store --------------------------------------------------------------------------------------------- */

static void store_free(store *s)
{
	shelf_free(s->shelf);
	for (size_t i = 0; i < s->idle_n; i++)
		s->driver->close(s->idle[i]);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->returned);
	free(s->idle);
	free(s->writers);
	free(s->target);
	free(s);
}

static int or_else(int given, int normal)
{
	return given > 0 ? given : normal;
}

const err *store_open(arena *a, str url, const store_options *options, store **ret)
{
	bool sqlite = str_starts(url, STR("sqlite:"));
	bool postgres = str_starts(url, STR("postgres://")) || str_starts(url, STR("postgresql://"));
	str target = sqlite ? str_sub(url, strlen("sqlite:"), url.len) : url;
	if ((!sqlite && !postgres) || target.len == 0 || !str_is_utf8(target) || (sqlite && target.at[0] == ':'))
		return err_why(a, ERR_usage, "the database is named as sqlite:FILE or postgres://…");

	store *s = calloc(1, sizeof *s);
	CHECK(s != NULL);
	store_options o = options ? *options : (store_options){ 0 };
	s->clock = clock_system();
	s->options = (store_options){ .readers = or_else(o.readers, 4),
				      .writers = sqlite ? 1 : or_else(o.writers, 4),
				      .group_max = or_else(o.group_max, 128),
				      .queue_max = or_else(o.queue_max, 4096),
				      .clock = o.clock ? o.clock : &s->clock };
	s->postgres = postgres;
	s->driver = postgres ? &postgres_driver : &sqlite_driver;
	s->last_now = INT64_MIN;
	s->target = strndup(target.at, target.len);
	s->shelf = shelf_new();
	s->readers_n = (size_t)s->options.readers;
	s->idle = calloc(s->readers_n, sizeof *s->idle);
	s->writers = calloc((size_t)s->options.writers, sizeof *s->writers);
	CHECK(s->target && s->idle && s->writers);
	CHECK(pthread_mutex_init(&s->lock, NULL) == 0 && pthread_cond_init(&s->returned, NULL) == 0);

	/* writers first: SQLite's makes the file that the readers open */
	const err *e = NULL;
	while (!e && s->writers_n < (size_t)s->options.writers) {
		e = writer_start(&s->writers[s->writers_n], s, a);
		s->writers_n += !e;
	}
	while (!e && s->idle_n < s->readers_n) {
		e = s->driver->open(s, a, FOR_READING, &s->idle[s->idle_n]);
		s->idle_n += !e;
	}
	if (e) {
		for (size_t i = 0; i < s->writers_n; i++)
			writer_stop(&s->writers[i]);
		store_free(s);
		return e;
	}
	*ret = s;
	return NULL;
}

void store_close(store *s)
{
	listener_stop(s->listener);
	pthread_mutex_lock(&s->lock);
	while (s->idle_n < s->readers_n)
		pthread_cond_wait(&s->returned, &s->lock);
	pthread_mutex_unlock(&s->lock);
	while (s->idle_n)
		s->driver->close(s->idle[--s->idle_n]);
	/* last, because SQLite moves its log into the file when its last connection goes */
	for (size_t i = 0; i < s->writers_n; i++)
		writer_stop(&s->writers[i]);
	store_free(s);
}

bool store_is_postgres(const store *s)
{
	return s->postgres;
}

store_figures store_counted(const store *s)
{
	return (store_figures){ s->commands, s->commits, s->waiting };
}

/* --- reading ----------------------------------------------------------------------------------------------- */

static db *borrow(store *s)
{
	pthread_mutex_lock(&s->lock);
	while (s->idle_n == 0)
		pthread_cond_wait(&s->returned, &s->lock);
	db *d = s->idle[--s->idle_n];
	pthread_mutex_unlock(&s->lock);
	return d;
}

static void give_back(store *s, db *d)
{
	pthread_mutex_lock(&s->lock);
	s->idle[s->idle_n++] = d;
	pthread_cond_signal(&s->returned);
	pthread_mutex_unlock(&s->lock);
}

static const err *read_once(db *d, arena *a, store_fn fn, void *arg)
{
	if (d->lost)
		TRY(d->driver->reopen(d, a));
	db_fresh(d);
	TRY(d->driver->step(d, a, TX_BEGIN));
	const err *e = fn(d, a, arg);
	if (!e)
		e = d->failed; /* what was read may be half of it */
	/* what was read stays true, whatever becomes of the connection now */
	const err *end = d->driver->step(d, a, e ? TX_ROLLBACK : TX_COMMIT);
	(void)end;
	return e;
}

const err *store_read(store *s, arena *a, store_fn fn, void *arg)
{
	db *d = borrow(s);
	const err *e = read_once(d, a, fn, arg);
	/* the server was restarted, or a standby asks to begin anew: nothing was changed, so once more */
	if (e && (d->lost || d->again))
		e = read_once(d, a, fn, arg);
	give_back(s, d);
	return e;
}

/* --- news -------------------------------------------------------------------------------------------------- */

void store_tell(store *s, str topic)
{
	pthread_mutex_lock(&s->lock);
	void (*heard)(void *, str) = s->heard;
	void *ctx = s->heard_ctx;
	pthread_mutex_unlock(&s->lock);
	if (heard)
		heard(ctx, topic);
}

void store_listen(store *s, void (*heard)(void *ctx, str topic), void *ctx)
{
	pthread_mutex_lock(&s->lock);
	s->heard = heard;
	s->heard_ctx = ctx;
	pthread_mutex_unlock(&s->lock);
	if (s->postgres && !s->listener)
		s->listener = listener_start(s);
}

/* --- statements against the database ----------------------------------------------------------------------- */

void mistake(mistakes *m, const char *detail, ...)
{
	char text[1000];
	va_list args;
	va_start(args, detail);
	vsnprintf(text, sizeof text, detail, args);
	va_end(args);
	err *e = arena_one(m->arena, err);
	*e = (err){ .code = ERR_store,
		    .where = str_of(m->st->where),
		    .detail = str_format(m->arena, "%s: %.*s", m->st->name, STR_ARG(str_trim(str_of(text)))) };
	*m->end = e;
	m->end = &e->next;
}

const err *store_check(store *s, arena *a, const statement *const *list, size_t n)
{
	db *d;
	TRY(s->driver->open(s, a, FOR_ADMIN, &d));
	mistakes m = { .arena = a };
	m.end = &m.first;
	for (size_t i = 0; i < n; i++) {
		m.st = list[i];
		s->driver->check(d, &m);
	}
	s->driver->close(d);
	return m.first;
}
