/*
 * What was worked out of flows, in memory: by what the flow's text is (its digest) and what else it depends on, never by which flow it belongs to, so that a flow that was changed is
 * another one here, and one that was changed back is found again. Each key has a few places; what was asked for longest ago gives way.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "modules/work/flows/pages.h"

#define PLACES 4
#define SUM_SETS 4096 /* 16,384 flows of a list: 1.3 MB */
#define FULL_SETS 64 /* 256 flows with all of their figures: at most 1.7 MB */
#define KEY 32

typedef struct held_sum {
	u8 key[KEY];
	u64 asked; /* 0: nothing is here */
	fl_sum sum;
} held_sum;
typedef struct held_full {
	u8 key[KEY];
	u64 asked;
	flow_measures m; /* its lists are in `numbers` */
	double *numbers;
	size_t steps, lanes;
} held_full;
typedef struct flows_house {
	pthread_mutex_t lock;
	u64 clock;
	held_sum sums[SUM_SETS][PLACES];
	held_full fulls[FULL_SETS][PLACES];
} flows_house;

static void *house_new(app *p)
{
	(void)p;
	flows_house *h = calloc(1, sizeof *h);
	CHECK(h != NULL);
	pthread_mutex_init(&h->lock, NULL);
	return h;
}

static void house_drop(void *it)
{
	flows_house *h = it;
	for (size_t i = 0; i < FULL_SETS; i++)
		for (size_t k = 0; k < PLACES; k++)
			free(h->fulls[i][k].numbers);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

static flows_house *house_of(app *p)
{
	return app_kept(p, &work_flows_module, house_new, house_drop);
}

static size_t set_of(const u8 *key, size_t sets)
{
	u64 x;
	memcpy(&x, key, sizeof x);
	return (size_t)(x % sets);
}

/* --- sums ---------------------------------------------------------------------------------------------------------------- */

static void sum_key(str digest, u8 *ret)
{
	crypto_generichash(ret, KEY, (const u8 *)digest.at, digest.len, NULL, 0);
}

bool fl_sum_held(app *p, str digest, fl_sum *ret)
{
	u8 key[KEY];
	bool found = false;
	flows_house *h = house_of(p);
	sum_key(digest, key);
	held_sum *set = h->sums[set_of(key, SUM_SETS)];
	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < PLACES && !found; i++)
		if (set[i].asked > 0 && memcmp(set[i].key, key, KEY) == 0) {
			set[i].asked = ++h->clock;
			*ret = set[i].sum;
			found = true;
		}
	pthread_mutex_unlock(&h->lock);
	return found;
}

void fl_sum_hold(app *p, str digest, const fl_sum *sum)
{
	held_sum made = { .sum = *sum };
	flows_house *h = house_of(p);
	sum_key(digest, made.key);
	held_sum *set = h->sums[set_of(made.key, SUM_SETS)], *at = &set[0];
	pthread_mutex_lock(&h->lock);
	for (size_t i = 1; i < PLACES; i++)
		if (set[i].asked < at->asked)
			at = &set[i];
	made.asked = ++h->clock;
	*at = made;
	pthread_mutex_unlock(&h->lock);
}

/* --- all figures ------------------------------------------------------------------------------------------------------------ */

static void full_key(str digest, const double *by, size_t n, u8 *ret)
{
	crypto_generichash_state s;
	crypto_generichash_init(&s, NULL, 0, KEY);
	crypto_generichash_update(&s, (const u8 *)by, n * sizeof *by);
	crypto_generichash_update(&s, (const u8 *)digest.at, digest.len);
	crypto_generichash_final(&s, ret, KEY);
}

static double *list_from(arena *a, const double **at, size_t n)
{
	double *out = arena_many(a, double, n + 1);
	memcpy(out, *at, n * sizeof *out);
	*at += n;
	return out;
}

bool fl_full_held(app *p, arena *a, str digest, const double *by, size_t n, flow_measures *ret)
{
	u8 key[KEY];
	bool found = false;
	flows_house *h = house_of(p);
	full_key(digest, by, n, key);
	held_full *set = h->fulls[set_of(key, FULL_SETS)];
	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < PLACES && !found; i++) {
		held_full *x = &set[i];
		if (x->asked == 0 || memcmp(x->key, key, KEY) != 0)
			continue;
		x->asked = ++h->clock;
		*ret = x->m;
		const double *at = x->numbers;
		ret->passes = list_from(a, &at, x->steps);
		ret->cases = list_from(a, &at, x->steps);
		ret->step_hours = list_from(a, &at, x->steps);
		ret->lane_hours = list_from(a, &at, x->lanes);
		found = true;
	}
	pthread_mutex_unlock(&h->lock);
	return found;
}

void fl_full_hold(app *p, str digest, const double *by, size_t n, const flow *f, const flow_measures *m)
{
	held_full made = { .m = *m, .steps = f->steps.n, .lanes = f->lanes.n };
	flows_house *h = house_of(p);
	full_key(digest, by, n, made.key);
	made.numbers = calloc(3 * made.steps + made.lanes + 1, sizeof *made.numbers);
	CHECK(made.numbers != NULL);
	const double *lists[] = { m->passes, m->cases, m->step_hours };
	for (size_t i = 0; i < COUNT(lists); i++)
		memcpy(made.numbers + i * made.steps, lists[i], made.steps * sizeof *made.numbers);
	memcpy(made.numbers + 3 * made.steps, m->lane_hours, made.lanes * sizeof *made.numbers);
	made.m.passes = made.m.cases = made.m.step_hours = made.m.lane_hours = NULL;
	held_full *set = h->fulls[set_of(made.key, FULL_SETS)], *at = &set[0];
	pthread_mutex_lock(&h->lock);
	for (size_t i = 1; i < PLACES; i++)
		if (set[i].asked < at->asked)
			at = &set[i];
	free(at->numbers);
	made.asked = ++h->clock;
	*at = made;
	pthread_mutex_unlock(&h->lock);
}
