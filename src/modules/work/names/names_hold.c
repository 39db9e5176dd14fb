/*
 * Names in memory. What is worked out of a round's rows (a base: names and how alike they are) stays until the round has changed; what is worked out of that and of people's decisions (a
 * grouping) until one of them has. Readers count; what nobody reads and nobody asked for lately goes. Who asks for what is not there makes it, alone: others wait and find it.
 */
#include "modules/work/names/names.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASES 6
#define BASE_MAX ((size_t)1 << 30)
#define GROUPING_MAX ((size_t)256 << 20)

typedef struct held_base {
	arena *arena;
	char round[WORK_ROUND_MAX + 1];
	i64 revision;
	u64 mark; /* of the words that the city's definitions list */
	names_base base;
	int readers; /* groupings among them */
	u64 asked;
	/* of the latest decisions that were asked for */
	struct held_grouping *grouping;
} held_base;

typedef struct held_grouping {
	arena *arena;
	held_base *base;
	i64 revision; /* of decisions */
	const alike_tree *tree;
	i64 *settled;
	int readers;
	bool gone; /* a newer one took its place: freed by its last reader */
} held_grouping;

typedef struct names_house {
	pthread_mutex_t lock, making;
	held_base *bases[BASES];
	u64 clock;
} names_house;

static void *house_new(app *p)
{
	(void)p;
	names_house *h = calloc(1, sizeof *h);
	CHECK(h != NULL);
	pthread_mutex_init(&h->lock, NULL);
	pthread_mutex_init(&h->making, NULL);
	return h;
}

static void grouping_free(held_grouping *g)
{
	if (g)
		arena_free(g->arena);
	free(g);
}

static void base_free(held_base *b)
{
	grouping_free(b->grouping);
	arena_free(b->arena);
	free(b);
}

static void house_drop(void *it)
{
	names_house *h = it;
	for (size_t i = 0; i < BASES; i++)
		if (h->bases[i])
			base_free(h->bases[i]);
	pthread_mutex_destroy(&h->lock);
	pthread_mutex_destroy(&h->making);
	free(h);
}

static names_house *house_of(app *p)
{
	return app_kept(p, &work_names_module, house_new, house_drop);
}

static bool is_of(const held_base *b, str round, names_by by)
{
	return b && b->base.by == by && str_eq(str_of(b->round), round);
}

/* With the lock held: the base of that revision, one reader more; NULL when there is none. */
static held_base *base_there(names_house *h, str round, i64 revision, u64 mark, names_by by)
{
	for (size_t i = 0; i < BASES; i++)
		if (is_of(h->bases[i], round, by) && h->bases[i]->revision == revision && h->bases[i]->mark == mark) {
			h->bases[i]->asked = ++h->clock;
			h->bases[i]->readers++;
			return h->bases[i];
		}
	return NULL;
}

/* With the lock held: takes the place of an older revision, of a free one, or of what was asked for longest ago. False: all are being read. */
static bool base_place(names_house *h, held_base *b)
{
	size_t best = BASES;
	for (size_t i = 0; i < BASES; i++) {
		held_base *x = h->bases[i];
		if (!x) {
			if (best == BASES || h->bases[best])
				best = i;
			continue;
		}
		if (x->readers > 0)
			continue;
		if (is_of(x, str_of(b->round), b->base.by)) {
			best = i;
			break;
		}
		if (best == BASES || (h->bases[best] && x->asked < h->bases[best]->asked))
			best = i;
	}
	if (best == BASES)
		return false;
	if (h->bases[best])
		base_free(h->bases[best]);
	h->bases[best] = b;
	b->asked = ++h->clock;
	return true;
}

/* Which words are the same, apart, weak: those in force, for what people decide on names belongs to the city and not to a round. */
static const work_names_def *def_of(req *r)
{
	return &catalog_city(r)->work.names;
}

static u64 more(u64 h, const strs *list)
{
	for (size_t i = 0; i < list->n; i++)
		h = (h ^ str_hash(list->at[i])) * 0x9E3779B97F4A7C15ULL;
	return (h ^ list->n) * 0x9E3779B97F4A7C15ULL;
}

static u64 mark_of(const work_names_def *d)
{
	u64 h = more(1, &d->weak);
	for (size_t i = 0; i < d->same.n; i++)
		h = more(h, &d->same.at[i]);
	h ^= d->apart.n;
	for (size_t i = 0; i < d->apart.n; i++)
		h = more(h, &d->apart.at[i]);
	return h;
}

static const err *base_made(req *r, const work_round *round, const survey *s, names_by by, held_base **ret)
{
	held_base *b = calloc(1, sizeof *b);
	CHECK(b != NULL);
	b->arena = arena_new(BASE_MAX);
	snprintf(b->round, sizeof b->round, "%.*s", STR_ARG(round->id));
	b->revision = round->revision;
	b->mark = mark_of(def_of(r));
	b->readers = 1;
	survey_filter all = { 0 };
	names_set set = { 0 };
	const err *e = names_collect(s, b->arena, &all, by, &set);
	if (!e)
		e = names_base_make(b->arena, r->app->reading, def_of(r), &set, by, &b->base);
	if (e) {
		e = err_kept(r->arena, e);
		base_free(b);
		return e;
	}
	*ret = b;
	return NULL;
}

static const err *grouping_made(req *r, held_base *b, const names_decided *d, held_grouping **ret)
{
	held_grouping *g = calloc(1, sizeof *g);
	CHECK(g != NULL);
	*g = (held_grouping){ .arena = arena_new(GROUPING_MAX), .base = b, .revision = d->revision, .readers = 1 };
	const err *e = names_group(&b->base, g->arena, d, &g->tree, &g->settled);
	if (e) {
		e = err_kept(r->arena, e);
		grouping_free(g);
		return e;
	}
	*ret = g;
	return NULL;
}

/* --- a request's reading ------------------------------------------------------------------------------------------------------ */

typedef struct taken {
	names_house *house;
	held_base *base;
	held_grouping *grouping;
	bool own_base; /* no place was free: it goes with its reader */
} taken;

static void give_back(void *arg)
{
	taken *t = arg;
	pthread_mutex_lock(&t->house->lock);
	if (t->grouping && --t->grouping->readers == 0 && t->grouping->gone)
		grouping_free(t->grouping);
	bool drop = --t->base->readers == 0 && t->own_base;
	pthread_mutex_unlock(&t->house->lock);
	if (drop)
		base_free(t->base);
}

struct deciding {
	i64 city;
	names_decided *ret;
};

static const err *read_decided(db *d, arena *a, void *arg)
{
	struct deciding *k = arg;
	return names_decided_of(d, a, k->city, k->ret);
}

/* With `making` held: what is not there is made. */
static const err *take(req *r, const work_round *round, const survey *s, names_by by, const names_decided *d, taken *t)
{
	names_house *h = t->house;
	pthread_mutex_lock(&h->lock);
	t->base = base_there(h, round->id, round->revision, mark_of(def_of(r)), by);
	pthread_mutex_unlock(&h->lock);
	if (!t->base) {
		TRY(base_made(r, round, s, by, &t->base));
		pthread_mutex_lock(&h->lock);
		t->own_base = !base_place(h, t->base);
		pthread_mutex_unlock(&h->lock);
	}
	pthread_mutex_lock(&h->lock);
	held_grouping *g = t->base->grouping;
	if (g && g->revision == d->revision) {
		g->readers++;
		t->grouping = g;
	}
	pthread_mutex_unlock(&h->lock);
	if (t->grouping)
		return NULL;
	TRY(grouping_made(r, t->base, d, &t->grouping));
	pthread_mutex_lock(&h->lock);
	g = t->base->grouping;
	t->base->grouping = t->grouping;
	if (g) {
		g->gone = true;
		if (g->readers == 0)
			grouping_free(g);
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

const err *names_hold(req *r, const work_round *round, const survey *s, names_by by, names_held *ret)
{
	*ret = (names_held){ 0 };
	struct deciding k = { r->app->city, &ret->decided };
	TRY(store_read(r->app->store, r->arena, read_decided, &k));
	taken *t = arena_one(r->arena, taken);
	t->house = house_of(r->app);
	pthread_mutex_lock(&t->house->making);
	const err *e = take(r, round, s, by, &ret->decided, t);
	pthread_mutex_unlock(&t->house->making);
	if (t->base)
		req_after(r, give_back, t);
	TRY(e);
	ret->base = &t->base->base;
	ret->tree = t->grouping->tree;
	ret->settled = t->grouping->settled;
	return NULL;
}
