/*
 * Complete linkage over the pairs that are alike at all. A pair that is not there is below the floor, so two groups can be joined only while every pair between them is there.
 *
 * Each thing that is not yet joined to one before it holds its row: to which others, and how alike at the least. To join b to a (a < b) is to walk both rows: what stands in both
 * remains, with the smaller likeness; what stands in one only is gone. Rows never grow, so they stay where they were made, in order, and are searched by halving.
 *
 * Who is joined next is asked of a heap of rows, each under its best partner behind it. Likeness only falls, so what a row says is an upper bound: when it comes to the top it is looked
 * up again and, where it has fallen, put back. Joins come in falling order, therefore one list of them serves every threshold.
 */
#include "alike/alike_private.h"

#include <stdlib.h>
#include <string.h>

typedef struct join {
	u32 a, b;
	u32 likeness;
} join;

struct alike_tree {
	alike_things things; /* copied */
	u32 *one_of; /* thing → what it is part of before anything is joined: things that people said are the same */
	u32 ones;
	join *joins;
	size_t n;
	u32 floor;
};

/* --- what people said ------------------------------------------------------------------------------------------------------ */

static u32 root(u32 *parent, u32 i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

static int by_ranks(const void *x, const void *y)
{
	const alike_pair *p = x, *q = y;
	if (p->i != q->i)
		return p->i < q->i ? -1 : 1;
	return p->j < q->j ? -1 : p->j > q->j;
}

/* Pairs as ranks, the smaller first, in order: so that it does not matter in which order they were said. */
static alike_pair *said_in_order(arena *a, const u32 *rank, const alike_pair *said, size_t n)
{
	alike_pair *p = arena_many(a, alike_pair, n);
	for (size_t k = 0; k < n; k++) {
		u32 i = rank[said[k].i], j = rank[said[k].j];
		p[k] = (alike_pair){ i < j ? i : j, i < j ? j : i, said[k].same };
	}
	if (n)
		qsort(p, n, sizeof *p, by_ranks);
	return p;
}

/* By rank: the first rank of those that are the same. Who never are keep apart, even where a chain of the same would join them. */
static u32 *same_of(arena *a, size_t things, const alike_pair *said, size_t n)
{
	u32 *parent = arena_many(a, u32, things);
	for (size_t i = 0; i < things; i++)
		parent[i] = (u32)i;
	for (size_t k = 0; k < n; k++) {
		if (!said[k].same)
			continue;
		u32 i = root(parent, (u32)said[k].i), j = root(parent, (u32)said[k].j);
		bool never = false;
		for (size_t m = 0; m < n && !never && i != j; m++) {
			if (said[m].same)
				continue;
			u32 p = root(parent, (u32)said[m].i), q = root(parent, (u32)said[m].j);
			never = (p == i && q == j) || (p == j && q == i);
		}
		if (!never && i != j)
			parent[i < j ? j : i] = i < j ? i : j;
	}
	for (size_t i = 0; i < things; i++)
		parent[i] = root(parent, (u32)i);
	return parent;
}

/* --- rows ---------------------------------------------------------------------------------------------------------------- */

typedef struct entry {
	u32 other;
	u32 likeness; /* 0: gone */
} entry;
typedef struct row {
	entry *at;
	size_t n;
	u32 best; /* of those behind it: the partner … */
	u32 likeness; /* … and how alike; 0: none. As of when it was looked up last */
} row;

static int by_other(const void *x, const void *y)
{
	const entry *p = x, *q = y;
	if (p->other != q->other)
		return p->other < q->other ? -1 : 1;
	return p->likeness > q->likeness ? -1 : p->likeness < q->likeness;
}

static entry *entry_of(row *r, u32 other)
{
	size_t from = 0, to = r->n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (r->at[mid].other < other)
			from = mid + 1;
		else
			to = mid;
	}
	return from < r->n && r->at[from].other == other ? &r->at[from] : NULL;
}

static void look_up(row *rows, u32 i)
{
	row *r = &rows[i];
	r->likeness = 0;
	for (size_t k = 0; k < r->n; k++) /* by rank, so the first of the best is the one */
		if (r->at[k].other > i && r->at[k].likeness > r->likeness) {
			r->likeness = r->at[k].likeness;
			r->best = r->at[k].other;
		}
}

/* Rows of ones, from pairs of things; several pairs between two ones are as alike as the best of them. */
static row *rows_of(arena *a, u32 ones, const u32 *one_of, const alike_edges *pairs, const u32 *never, size_t never_n)
{
	row *rows = arena_many(a, row, ones);
	for (size_t k = 0; k < pairs->n; k++) {
		u32 i = one_of[pairs->at[k].i], j = one_of[pairs->at[k].j];
		if (i != j) {
			rows[i].n++;
			rows[j].n++;
		}
	}
	entry *all = arena_many(a, entry, pairs->n * 2);
	for (u32 i = 0; i < ones; i++) {
		rows[i].at = all;
		all += rows[i].n;
		rows[i].n = 0;
	}
	for (size_t k = 0; k < pairs->n; k++) {
		u32 i = one_of[pairs->at[k].i], j = one_of[pairs->at[k].j];
		if (i != j) {
			rows[i].at[rows[i].n++] = (entry){ j, pairs->at[k].likeness };
			rows[j].at[rows[j].n++] = (entry){ i, pairs->at[k].likeness };
		}
	}
	for (u32 i = 0; i < ones; i++) {
		row *r = &rows[i];
		if (r->n == 0)
			continue;
		qsort(r->at, r->n, sizeof *r->at, by_other);
		size_t kept = 0;
		for (size_t k = 1; k < r->n; k++)
			if (r->at[k].other != r->at[kept].other)
				r->at[++kept] = r->at[k];
		r->n = kept + 1;
	}
	for (size_t k = 0; k < never_n; k++) {
		u32 i = never[2 * k], j = never[2 * k + 1];
		entry *p = entry_of(&rows[i], j), *q = entry_of(&rows[j], i);
		if (p)
			p->likeness = 0;
		if (q)
			q->likeness = 0;
	}
	return rows;
}

/* --- who is next ----------------------------------------------------------------------------------------------------------- */

typedef struct heap {
	u32 *at;
	size_t n;
	const row *rows;
} heap;

static bool sooner(const heap *h, u32 i, u32 j)
{
	const row *p = &h->rows[i], *q = &h->rows[j];
	return p->likeness != q->likeness ? p->likeness > q->likeness : i < j;
}

static void sink(heap *h, size_t at)
{
	for (;;) {
		size_t first = at, left = 2 * at + 1;
		for (size_t k = left; k < left + 2 && k < h->n; k++)
			if (sooner(h, h->at[k], h->at[first]))
				first = k;
		if (first == at)
			return;
		u32 kept = h->at[at];
		h->at[at] = h->at[first];
		h->at[first] = kept;
		at = first;
	}
}

/* Joins b to a. */
static void join_rows(row *rows, u32 a, u32 b)
{
	row *p = &rows[a], *q = &rows[b];
	size_t i = 0, j = 0, kept = 0;
	while (i < p->n || j < q->n) {
		entry of_a = i < p->n ? p->at[i] : (entry){ UINT32_MAX, 0 };
		entry of_b = j < q->n ? q->at[j] : (entry){ UINT32_MAX, 0 };
		u32 other = of_a.other < of_b.other ? of_a.other : of_b.other;
		bool in_a = of_a.other == other, in_b = of_b.other == other;
		i += in_a;
		j += in_b;
		if (other == a || other == b)
			continue;
		u32 likeness = in_a && in_b ? (of_a.likeness < of_b.likeness ? of_a.likeness : of_b.likeness) : 0;
		entry *to_a = in_a && of_a.likeness ? entry_of(&rows[other], a) : NULL;
		entry *to_b = in_b && of_b.likeness ? entry_of(&rows[other], b) : NULL;
		if (to_a)
			to_a->likeness = likeness;
		if (to_b)
			to_b->likeness = 0;
		if (likeness)
			p->at[kept++] = (entry){ other, likeness };
	}
	p->n = kept;
	q->n = 0;
}

static void join_all(alike_tree *t, row *rows, u32 *places)
{
	heap h = { .at = places, .rows = rows };
	for (u32 i = 0; i < t->ones; i++) {
		look_up(rows, i);
		if (rows[i].likeness)
			h.at[h.n++] = i;
	}
	for (size_t k = h.n / 2; k-- > 0;)
		sink(&h, k);
	while (h.n > 0) {
		u32 i = h.at[0];
		row *r = &rows[i];
		const entry *e = r->n ? entry_of(r, r->best) : NULL;
		if (e && e->likeness == r->likeness) {
			t->joins[t->n++] = (join){ i, r->best, r->likeness };
			join_rows(rows, i, r->best);
		}
		look_up(rows, i);
		if (r->likeness == 0)
			h.at[0] = h.at[--h.n];
		sink(&h, 0);
	}
}

const err *alike_link(arena *a, const alike_things *things, const alike_edges *pairs, const alike_pair *said,
		      size_t said_n, const alike_tree **ret)
{
	size_t n = things->n;
	CHECK(n <= UINT32_MAX / 2);
	if (said_n > ALIKE_SAID_MAX)
		return err_why(a, ERR_too_large, "%zu pairs are said; %d at most", said_n, ALIKE_SAID_MAX);
	size_t needed = n * 64 + ((size_t)1 << 20);
	if (arena_left(a) < needed)
		return err_why(a, ERR_too_large, "no memory for %zu things", n);
	arena *work = arena_new(needed + n * 64 + pairs->n * 2 * sizeof(entry) + said_n * 64 + ((size_t)16 << 20));
	alike_tree *t = arena_one(a, alike_tree);
	double *weight = arena_many(a, double, n);
	u32 *rank = arena_many(a, u32, n);
	for (size_t i = 0; i < n; i++) {
		weight[i] = things->weight[i];
		rank[i] = things->rank[i];
	}
	t->things = (alike_things){ weight, rank, n };
	t->floor = (u32)(pairs->floor * ALIKE_ONE + 0.5);

	alike_pair *in_order = said_in_order(work, rank, said, said_n);
	u32 *first = same_of(work, n, in_order, said_n); /* by rank */
	u32 *number = arena_many(work, u32, n); /* ones are numbered by their first rank */
	for (size_t k = 0; k < n; k++)
		if (first[k] == k)
			number[k] = t->ones++;
	t->one_of = arena_many(a, u32, n);
	for (size_t i = 0; i < n; i++)
		t->one_of[i] = number[first[rank[i]]];
	u32 *never = arena_many(work, u32, 2 * said_n);
	size_t never_n = 0;
	for (size_t k = 0; k < said_n; k++)
		if (!in_order[k].same) {
			never[2 * never_n] = number[first[in_order[k].i]];
			never[2 * never_n++ + 1] = number[first[in_order[k].j]];
		}
	t->joins = arena_many(a, join, t->ones);
	row *rows = rows_of(work, t->ones, t->one_of, pairs, never, never_n);
	join_all(t, rows, arena_many(work, u32, t->ones));
	arena_free(work);
	*ret = t;
	return NULL;
}

/* --- cutting ----------------------------------------------------------------------------------------------------------------- */

static size_t joins_at(const alike_tree *t, double threshold)
{
	double m = threshold * ALIKE_ONE + 0.5;
	u32 least = m <= 0 ? 0 : m >= 2.0 * ALIKE_ONE ? 2 * ALIKE_ONE : (u32)m;
	size_t from = 0, to = t->n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (t->joins[mid].likeness >= least)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

size_t alike_cut_count(const alike_tree *t, double threshold)
{
	return t->ones - joins_at(t, threshold);
}

typedef struct place {
	u32 thing, rank;
	double weight;
} place;

static int heaviest(const void *x, const void *y)
{
	const place *p = x, *q = y;
	if (p->weight != q->weight)
		return p->weight > q->weight ? -1 : 1;
	return p->rank < q->rank ? -1 : p->rank > q->rank;
}

typedef struct whole {
	alike_group g;
	double weight;
	u32 rank;
} whole;

static int heaviest_whole(const void *x, const void *y)
{
	const whole *p = x, *q = y;
	if (p->weight != q->weight)
		return p->weight > q->weight ? -1 : 1;
	return p->rank < q->rank ? -1 : p->rank > q->rank;
}

void alike_cut(const alike_tree *t, arena *a, double threshold, alike_groups *ret)
{
	size_t joins = joins_at(t, threshold), n = t->things.n;
	u32 *parent = arena_many(a, u32, t->ones), *least = arena_many(a, u32, t->ones);
	for (u32 i = 0; i < t->ones; i++) {
		parent[i] = i;
		least[i] = ALIKE_ONE;
	}
	for (size_t k = 0; k < joins; k++) {
		parent[t->joins[k].b] = t->joins[k].a;
		least[t->joins[k].a] = t->joins[k].likeness;
	}
	place *places = arena_many(a, place, n);
	for (size_t i = 0; i < n; i++)
		places[i] = (place){ (u32)i, t->things.rank[i], t->things.weight[i] };
	if (n)
		qsort(places, n, sizeof *places, heaviest);
	whole *groups = arena_many(a, whole, t->ones - joins);
	u32 *group_of = arena_many(a, u32, t->ones); /* + 1 */
	u32 groups_n = 0;
	for (size_t k = 0; k < n; k++) {
		u32 r = root(parent, t->one_of[places[k].thing]);
		if (!group_of[r]) {
			groups[groups_n].rank = places[k].rank;
			groups[groups_n].g.least = (double)least[r] / ALIKE_ONE;
			group_of[r] = ++groups_n;
		}
		groups[group_of[r] - 1].g.n++;
	}
	size_t *all = arena_many(a, size_t, n);
	for (u32 g = 0; g < groups_n; g++) {
		groups[g].g.at = all;
		all += groups[g].g.n;
		groups[g].g.n = 0;
	}
	for (size_t k = 0; k < n; k++) {
		whole *w = &groups[group_of[root(parent, t->one_of[places[k].thing])] - 1];
		w->weight += places[k].weight; /* the heaviest first: the sum does not depend on the order of things */
		w->g.at[w->g.n++] = places[k].thing;
	}
	if (groups_n)
		qsort(groups, groups_n, sizeof *groups, heaviest_whole);
	*ret = (alike_groups){ .at = arena_many(a, alike_group, groups_n), .n = groups_n };
	for (u32 g = 0; g < groups_n; g++)
		ret->at[g] = groups[g].g;
}

/* --- texts ------------------------------------------------------------------------------------------------------------------- */

typedef struct ranked {
	const alike_text *t;
	u32 at;
} ranked;

static int strs_cmp(strs p, strs q)
{
	for (size_t k = 0; k < p.n && k < q.n; k++) {
		int c = str_cmp(p.at[k], q.at[k]);
		if (c)
			return c;
	}
	return p.n < q.n ? -1 : p.n > q.n;
}

static int by_text(const void *x, const void *y)
{
	const ranked *p = x, *q = y;
	int c = str_cmp(p->t->text, q->t->text);
	c = c ? c : strs_cmp(p->t->words, q->t->words);
	c = c ? c : strs_cmp(p->t->readings, q->t->readings);
	if (c)
		return c;
	if (p->t->weight != q->t->weight)
		return p->t->weight > q->t->weight ? -1 : 1;
	return p->at < q->at ? -1 : p->at > q->at;
}

u32 *alike_order(arena *a, const alike_text *texts, size_t n)
{
	ranked *r = arena_many(a, ranked, n);
	for (size_t i = 0; i < n; i++)
		r[i] = (ranked){ &texts[i], (u32)i };
	if (n)
		qsort(r, n, sizeof *r, by_text);
	u32 *rank = arena_many(a, u32, n);
	for (size_t k = 0; k < n; k++)
		rank[r[k].at] = (u32)k;
	return rank;
}

static double between(const void *ctx, size_t i, size_t j)
{
	return alike_between(ctx, i, j);
}

const err *alike_group_by(const alike *x, arena *a, double threshold, const alike_pair *said, size_t said_n,
			  alike_groups *ret)
{
	alike_edges pairs;
	const alike_tree *t;
	TRY(alike_pairs(x, a, threshold, &pairs));
	alike_things things = { x->weights, x->rank, x->n };
	TRY(alike_link(a, &things, &pairs, said, said_n, &t));
	alike_cut(t, a, threshold, ret);
	for (size_t g = 0; g < ret->n; g++)
		alike_least(&ret->at[g], between, x);
	return NULL;
}
