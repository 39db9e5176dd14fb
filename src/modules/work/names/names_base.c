/* How alike the names of a survey are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "modules/work/names/score.h"

/* --- likeness ---------------------------------------------------------------------------------------------------------------- */

static int by_str(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

/* The distinct works or steps of the names, in order; of each name, which it is. */
static strs distinct(arena *a, const names_set *set, bool step, u32 *of)
{
	strs all = { .at = arena_many(a, str, set->n) };
	for (size_t i = 0; i < set->n; i++)
		all.at[all.n++] = step ? set->at[i].step : set->at[i].work;
	if (all.n)
		qsort(all.at, all.n, sizeof *all.at, by_str);
	size_t kept = 0;
	for (size_t i = 0; i < all.n; i++)
		if (i == 0 || !str_eq(all.at[i], all.at[kept - 1]))
			all.at[kept++] = all.at[i];
	all.n = kept;
	for (size_t i = 0; i < set->n; i++) {
		const str *s = step ? &set->at[i].step : &set->at[i].work;
		of[i] = (u32)((const str *)bsearch(s, all.at, all.n, sizeof *all.at, by_str) - all.at);
	}
	return all;
}

#define BLOCK 0.15 /* of alike_between(): below, two names share a syllable */
#define WORDS_MEMORY ((size_t)512 << 20)

static const err *texts_of(arena *a, const names_words *w, const work_names_def *def, const strs *s, bool *words,
			   names_texts *ret)
{
	arena *work = arena_new(WORDS_MEMORY);
	alike_text *t = arena_many(work, alike_text, s->n);
	wording_name *n = arena_many(work, wording_name, s->n);
	for (size_t i = 0; i < s->n; i++)
		*words = words_of(w, work, s->at[i], &t[i], &n[i]) && *words;
	wording_rules rules = { .apart = def ? def->apart.at : NULL,
				.apart_n = def ? def->apart.n : 0,
				.whole = !*words };
	const err *e = alike_make(a, t, s->n, &ret->near);
	if (!e)
		ret->words = wording_make(a, n, s->n, &rules);
	ret->block = BLOCK;
	arena_free(work);
	return e;
}

/* Words that are apart, one on each side, leave so much, whoever writes them: below the default threshold, and still to be seen. */
#define APART 0.35

static double texts_alike(const names_texts *t, double odds, size_t i, size_t j)
{
	bool apart;
	double likeness = likeness_of_odds(wording_between(t->words, i, j, &apart), odds);
	return apart ? likeness * APART : likeness;
}

static double texts_between(const names_texts *t, const names_home_index *homes, size_t i, size_t j)
{
	if (i == j)
		return 1;
	return alike_between(t->near, i, j) < t->block ? 0 : texts_alike(t, home_odds(homes, i, j), i, j);
}

typedef struct judging {
	const names_texts *t;
	const names_home_index *homes;
} judging;

static double judge(const void *ctx, size_t i, size_t j, double least)
{
	const judging *k = ctx;
	double odds = home_odds(k->homes, i, j);
	if (likeness_of_odds(wording_at_most(k->t->words, i, j), odds) < least)
		return 0;
	return texts_alike(k->t, odds, i, j);
}

static const err *texts_pairs(names_texts *t, const names_home_index *homes, arena *a, double floor, alike_edges *ret)
{
	judging k = { t, homes };
	return alike_pairs_judged(t->near, a, BLOCK, judge, &k, floor, ret, &t->block);
}

/* Pairs of names with steps: of each pair of alike works, those whose steps are alike. */
typedef struct crossing {
	const names_base *b;
	size_t *from; /* names of work w: from[w] up to from[w + 1], for names are in order of their works */
	float *steps; /* how alike two steps are */
	size_t steps_n;
	double floor;
	struct {
		alike_edge *at;
		size_t n;
	} found;
	arena *a;
} crossing;

static bool cross(crossing *c, u32 v, u32 w, double works)
{
	for (size_t i = c->from[v]; i < c->from[v + 1]; i++)
		for (size_t j = v == w ? i + 1 : c->from[w]; j < c->from[w + 1]; j++) {
			double steps = (double)c->steps[c->b->step[i] * c->steps_n + c->b->step[j]];
			double both = works < steps ? works : steps;
			if (both < c->floor)
				continue;
			if (c->found.n == ALIKE_PAIRS_MAX)
				return false;
			alike_edge e = { (u32)i, (u32)j, (u32)(both * ALIKE_ONE + 0.5) };
			LIST_ADD(c->a, &c->found, e);
		}
	return true;
}

#define STEPS_MAX 3000 /* distinct ones, of which any two are compared: 36 MB */

static const err *names_pairs(names_base *b, arena *a, double floor)
{
	if (b->by == BY_WORK)
		return texts_pairs(&b->works, b->homes, a, floor, &b->edges);
	size_t steps = alike_count(b->steps.near), works = alike_count(b->works.near);
	if (steps > STEPS_MAX)
		return err_why(a, ERR_too_large, "%zu steps; %d at most", steps, STEPS_MAX);
	arena *work = arena_new((size_t)1 << 30);
	alike_edges of_works;
	const err *e = texts_pairs(&b->works, b->homes, work, floor, &of_works);
	crossing c = { .b = b, .steps_n = steps, .a = work };
	if (!e) {
		c.from = arena_many(work, size_t, works + 1);
		for (size_t i = 0; i < b->set.n; i++)
			c.from[b->work[i] + 1]++;
		for (size_t w = 0; w < works; w++)
			c.from[w + 1] += c.from[w];
		c.steps = arena_many(work, float, steps *steps);
		for (size_t i = 0; i < steps; i++)
			for (size_t j = i; j < steps; j++)
				c.steps[i * steps + j] = c.steps[j * steps + i] =
					(float)texts_between(&b->steps, NULL, i, j);
	}
	bool fits = false;
	/* too many: a higher floor, the same for everybody who has the same names */
	for (c.floor = e ? 2 : of_works.floor; !e && !fits && c.floor < 1; c.floor += fits ? 0 : 0.05) {
		c.found.n = 0;
		fits = true;
		for (u32 w = 0; w < works && fits; w++)
			fits = cross(&c, w, w, 1);
		for (size_t k = 0; k < of_works.n && fits; k++)
			fits = cross(&c, of_works.at[k].i, of_works.at[k].j,
				     (double)of_works.at[k].likeness / ALIKE_ONE);
	}
	if (!e && !fits)
		e = err_why(a, ERR_too_large, "too many names that are alike");
	if (!e) {
		b->edges = (alike_edges){ arena_many(a, alike_edge, c.found.n), c.found.n, c.floor };
		if (c.found.n)
			memcpy(b->edges.at, c.found.at, c.found.n * sizeof *c.found.at);
	} else {
		e = err_kept(a, e);
	}
	arena_free(work);
	return e;
}

const err *names_base_make(arena *a, reading *r, const work_names_def *def, const names_set *set, names_by by,
			   names_base *ret)
{
	names_base *b = ret;
	*b = (names_base){ .by = by, .set = *set, .words = r != NULL };
	b->work = arena_many(a, u32, set->n);
	b->step = arena_many(a, u32, set->n);
	b->rank = arena_many(a, u32, set->n);
	b->weight = arena_many(a, double, set->n);
	for (size_t i = 0; i < set->n; i++) {
		b->rank[i] = (u32)i;
		b->weight[i] = (double)set->at[i].minutes;
	}
	const names_words *w = words_make(a, r, def, set->homes ? &set->homes->bureaus : NULL);
	strs works = distinct(a, set, false, b->work);
	TRY(texts_of(a, w, def, &works, &b->words, &b->works));
	if (set->homes)
		b->homes = home_make(a, set->homes, set->n, b->work, works.n);
	if (by == BY_STEP) {
		strs steps = distinct(a, set, true, b->step);
		TRY(texts_of(a, w, def, &steps, &b->words, &b->steps));
	}
	return names_pairs(b, a, NAMES_FLOOR);
}

double names_between(const void *base, size_t i, size_t j)
{
	const names_base *b = base;
	double works = texts_between(&b->works, b->homes, b->work[i], b->work[j]);
	double steps = b->by == BY_STEP ? texts_between(&b->steps, NULL, b->step[i], b->step[j]) : 1;
	return works < steps ? works : steps;
}

names_evidence names_why(const names_base *b, arena *a, size_t i, size_t j)
{
	names_evidence e = { .work = wording_why(b->works.words, a, b->work[i], b->work[j]),
			     .homes = b->homes && b->work[i] != b->work[j] };
	if (b->by == BY_STEP)
		e.step = wording_why(b->steps.words, a, b->step[i], b->step[j]);
	if (!e.homes)
		return e;
	home_evidence h = home_why(b->homes, b->work[i], b->work[j]);
	e.section = h.title;
	e.parted = h.parted;
	e.bureau = h.bureau;
	e.units = h.units;
	e.categories = h.categories;
	return e;
}

/* --- groups ------------------------------------------------------------------------------------------------------------------ */

const err *names_group(const names_base *b, arena *a, const names_decided *d, const alike_tree **ret, i64 **ret_settled)
{
	size_t n = b->set.n;
	i64 *settled = arena_many(a, i64, n);
	for (size_t i = 0; i < n; i++)
		names_common_of(d, b->set.at[i].work, b->set.at[i].step, &settled[i]);
	arena *work =
		arena_new((size_t)64 * 1024 * 1024 + b->edges.n * sizeof(alike_edge) + d->said.n * sizeof(alike_pair));
	alike_edges free_ones = { arena_many(work, alike_edge, b->edges.n), 0, b->edges.floor };
	for (size_t k = 0; k < b->edges.n; k++)
		if (!settled[b->edges.at[k].i] && !settled[b->edges.at[k].j])
			free_ones.at[free_ones.n++] = b->edges.at[k];
	alike_pair *said = arena_many(work, alike_pair, d->said.n);
	size_t said_n = 0;
	for (size_t k = 0; k < d->said.n; k++) {
		const names_said *s = &d->said.at[k];
		size_t i = names_place(&b->set, s->p.work, s->p.step), j = names_place(&b->set, s->q.work, s->q.step);
		if (i < n && j < n && !settled[i] && !settled[j])
			said[said_n++] = (alike_pair){ i, j, s->same };
	}
	alike_things things = { b->weight, b->rank, n };
	const err *e = alike_link(a, &things, &free_ones, said, said_n, ret);
	arena_free(work);
	*ret_settled = settled;
	return e;
}
