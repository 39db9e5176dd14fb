/*
 * /work/ask/names: what others call the same work, while one types. The index of a round is kept until the round, the one before it or a common name has changed; who reads it is counted, and
 * what was replaced goes with its last reader. While a round is filled in, it changes with every save. To make the index anew takes 15 ms of a city's 59,000 rows (how names are read is
 * kept), so it is done at most so often that it takes one part in SELDOM of the time: in the seconds between, a name that was written just now is not offered yet.
 */
#include "modules/work/ask/ask_desk.h"
#include "modules/work/ask/ask_names.h"

#include "modules/work/ask/ask.sql.h"
#include "text/json.h"
#include "text/kana.h"

#include <pthread.h>
#include <stdlib.h>

#define HELD 4 /* rounds */
#define SELDOM 200
#define INDEX_MAX ((size_t)256 << 20)

typedef struct held {
	arena *arena;
	const ask_names_index *index;
	char round[WORK_ROUND_MAX + 1];
	i64 revision, earlier, names; /* earlier: of the round before */
	i64 old; /* ticks at which it is too old, if something has changed */
	int readers;
	bool gone; /* another took its place */
	u64 asked;
} held;

typedef struct names_house {
	pthread_mutex_t lock, making; /* making: also of `known` */
	held *at[HELD];
	ask_names_known *known;
	u64 clock;
} names_house;

static void *house_new(app *p)
{
	(void)p;
	names_house *h = calloc(1, sizeof *h);
	CHECK(h != NULL);
	pthread_mutex_init(&h->lock, NULL);
	pthread_mutex_init(&h->making, NULL);
	h->known = ask_names_known_new();
	return h;
}

static void held_free(held *x)
{
	arena_free(x->arena);
	free(x);
}

static void house_drop(void *it)
{
	names_house *h = it;
	for (size_t i = 0; i < HELD; i++)
		if (h->at[i])
			held_free(h->at[i]);
	ask_names_known_free(h->known);
	pthread_mutex_destroy(&h->lock);
	pthread_mutex_destroy(&h->making);
	free(h);
}

typedef struct asking {
	req *r;
	work_round round, earlier;
	bool has_earlier;
	i64 names; /* revision of the decisions */
	names_decided decided;
} asking;

static held *there(names_house *h, const asking *k)
{
	held *found = NULL;
	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < HELD && !found; i++) {
		held *x = h->at[i];
		bool same = x && str_eq(str_of(x->round), k->round.id);
		if (same && ((x->revision == k->round.revision && x->names == k->names &&
			      x->earlier == (k->has_earlier ? k->earlier.revision : -1)) ||
			     clock_ticks() < x->old)) {
			x->readers++;
			x->asked = ++h->clock;
			found = x;
		}
	}
	pthread_mutex_unlock(&h->lock);
	return found;
}

/* With the lock held: in the place of the round's older one, of a free one, or of what was asked for longest ago. */
static void put(names_house *h, held *made)
{
	size_t best = 0;
	for (size_t i = 0; i < HELD; i++) {
		held *x = h->at[i];
		if (x && str_eq(str_of(x->round), str_of(made->round))) {
			best = i;
			break;
		}
		if (h->at[best] && (!x || x->asked < h->at[best]->asked))
			best = i;
	}
	held *was = h->at[best];
	h->at[best] = made;
	made->asked = ++h->clock;
	if (!was)
		return;
	was->gone = true;
	if (was->readers == 0)
		held_free(was);
}

static const err *read_decided(db *d, arena *a, void *arg)
{
	asking *k = arg;
	return names_decided_of(d, a, k->r->app->city, &k->decided);
}

static const err *make(names_house *h, asking *k, held **ret)
{
	req *r = k->r;
	const survey *now, *earlier = NULL;
	TRY(work_survey(r, &k->round, &now));
	if (k->has_earlier)
		TRY(work_survey(r, &k->earlier, &earlier));
	TRY(store_read(r->app->store, r->arena, read_decided, k));
	i64 began = clock_ticks();
	held *x = calloc(1, sizeof *x);
	CHECK(x != NULL);
	*x = (held){ .arena = arena_new(INDEX_MAX),
		     .revision = k->round.revision,
		     .earlier = k->has_earlier ? k->earlier.revision : -1,
		     .names = k->names,
		     .readers = 1 };
	memcpy(x->round, k->round.id.at, k->round.id.len);
	const err *e = ask_names_make(x->arena, h->known, r->app->reading, now, earlier, &k->decided, &x->index);
	if (e) {
		e = err_kept(r->arena, e);
		held_free(x);
		return e;
	}
	i64 now_ticks = clock_ticks();
	x->old = now_ticks + SELDOM * (now_ticks - began);
	pthread_mutex_lock(&h->lock);
	put(h, x);
	pthread_mutex_unlock(&h->lock);
	*ret = x;
	return NULL;
}

typedef struct lent {
	names_house *house;
	held *it;
} lent;

static void give_back(void *arg)
{
	lent *l = arg;
	pthread_mutex_lock(&l->house->lock);
	bool drop = --l->it->readers == 0 && l->it->gone;
	pthread_mutex_unlock(&l->house->lock);
	if (drop)
		held_free(l->it);
}

/* Stays until the request ends. */
static const err *index_of(asking *k, const ask_names_index **ret)
{
	req *r = k->r;
	names_house *h = app_kept(r->app, &work_ask_module, house_new, house_drop);
	held *x = there(h, k);
	const err *e = NULL;
	if (!x) {
		pthread_mutex_lock(&h->making);
		x = there(h, k);
		if (!x)
			e = make(h, k, &x);
		pthread_mutex_unlock(&h->making);
	}
	TRY(e);
	lent *l = arena_one(r->arena, lent);
	*l = (lent){ h, x };
	req_after(r, give_back, l);
	*ret = x->index;
	return NULL;
}

static const err *read_revision(db *d, arena *a, void *arg)
{
	asking *k = arg;
	work_ask_names_revision_row row;
	bool found;
	TRY(work_ask_names_revision(d, a, k->r->app->city, &row, &found));
	k->names = found ? row.revision : 0;
	return NULL;
}

static const err *find(req *r, const work_round *round, str typed, ask_names_hits *ret)
{
	asking k = { .r = r, .round = *round };
	const ask_names_index *x;
	if (round->before.len) {
		const err *e = work_round_get(r, round->before, &k.earlier);
		if (e && !err_is(e, ERR_not_found))
			return e;
		k.has_earlier = !e;
	}
	TRY(store_read(r->app->store, r->arena, read_revision, &k));
	TRY(index_of(&k, &x));
	*ret = ask_names_find(x, r->arena, r->app->reading, typed);
	return NULL;
}

const err *ask_names(req *r, resp *out)
{
	ask_here h;
	ask_names_hits hits = { 0 };
	TRY(ask_here_of(r, &h));
	/* who fills in nothing has no use for them */
	if (!h.found || (!h.scope.all && h.scope.of.n == 0))
		return err_of(ERR_forbidden);
	str typed = trim_spaces(req_query(r, "q"));
	if (typed.len > 0 && typed.len <= SURVEY_TEXT_MAX)
		TRY(find(r, &h.round, typed, &hits));
	buf b = buf_new(r->arena, 64 * 1024);
	json_writer w = json_write(&b);
	jw_object(&w);
	jw_field_array(&w, "names");
	for (size_t i = 0; i < hits.n; i++) {
		const ask_name *n = &hits.at[i];
		jw_object(&w);
		jw_field_str(&w, "work", n->work);
		jw_field_str(&w, "step", n->step);
		jw_field_i64(&w, "units", n->units);
		jw_field_bool(&w, "common", n->common);
		jw_end(&w);
	}
	jw_end(&w);
	jw_end(&w);
	jw_done(&w);
	out->type = STR("application/json");
	out->body = buf_str(&b);
	resp_header(r, out, STR("Cache-Control"), STR("no-store"));
	return NULL;
}
