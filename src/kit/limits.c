#include "kit/limits.h"

#include "kit/kit.sql.h"

typedef struct hit {
	const app *app;
	const char *kind;
	str who;
	i64 max, seconds;
} hit;

const err *limit_in(db *d, arena *a, const app *p, const char *kind, str whose, i64 max, i64 window_seconds)
{
	if (!p->set->limits)
		return NULL;
	CHECK(window_seconds > 0);
	i64 length = window_seconds * SECOND, since = tx_now(d) / length * length;
	kit_count_row row;
	bool found;
	TRY(kit_count(d, a, p->city, str_of(kind), whose, since, since + length, &row, &found));
	return row.total > max ? err_of(ERR_too_many_requests) : NULL;
}

static const err *count_hit(db *d, arena *a, void *arg)
{
	const hit *h = arg;
	return limit_in(d, a, h->app, h->kind, h->who, h->max, h->seconds);
}

const err *limit_hit(req *r, const char *kind, str whose, i64 max, i64 window_seconds)
{
	if (!r->app->set->limits)
		return NULL;
	hit h = { r->app, kind, whose, max, window_seconds };
	return store_write(r->app->store, r->arena, str_format(r->arena, "limit/%.*s", STR_ARG(whose)), count_hit, &h);
}

static const err *look(db *d, arena *a, void *arg)
{
	const hit *h = arg;
	i64 length = h->seconds * SECOND, since = tx_now(d) / length * length;
	kit_counted_row row;
	bool found;
	TRY(kit_counted(d, a, h->app->city, str_of(h->kind), h->who, since, &row, &found));
	return found && row.total >= h->max ? err_of(ERR_too_many_requests) : NULL;
}

const err *limit_look(req *r, const char *kind, str whose, i64 max, i64 window_seconds)
{
	if (!r->app->set->limits)
		return NULL;
	CHECK(window_seconds > 0);
	hit h = { r->app, kind, whose, max, window_seconds };
	return store_read(r->app->store, r->arena, look, &h);
}
