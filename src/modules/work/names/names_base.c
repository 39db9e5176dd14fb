/* Distinct names of a survey, and how alike they are. */
#include "modules/work/names/names.h"

#include <stdlib.h>
#include <string.h>

/* --- collecting ------------------------------------------------------------------------------------------------------------ */

/* One row of the survey counts for one name; a unit and a bureau once for each name, which a set of (name, who) says. */
typedef struct collected {
	names_name n;
	u32 next; /* + 1, of those in the same slot */
} collected;
typedef struct seen_who {
	u64 hash; /* of name and unit, or name and bureau */
} seen_who;
struct names_collector {
	arena *a;
	names_by by;
	struct {
		collected *at;
		size_t n;
	} all;
	u32 *slots; /* + 1 */
	size_t slots_n;
	u64 *who; /* a table of hashes; 0: free */
	size_t who_n, who_room;
};

names_collector *names_collect_begin(arena *a, names_by by)
{
	names_collector *c = arena_one(a, names_collector);
	*c = (names_collector){ .a = a, .by = by, .slots_n = 1024, .who_room = 4096 };
	c->slots = arena_many(a, u32, c->slots_n);
	c->who = arena_many(a, u64, c->who_room);
	return c;
}

static u64 mixed(u64 h, u64 more)
{
	h = (h ^ more) * 0x9E3779B97F4A7C15ULL;
	return h ^ (h >> 29);
}

static u64 hash_of(const names_collector *c, str work, str step)
{
	/* mixed twice: hashes of texts that end alike differ alike, and would cancel each other */
	return mixed(mixed(11, str_hash(work)), c->by == BY_STEP ? str_hash(step) : 0);
}

static void more_slots(names_collector *c)
{
	c->slots_n *= 2;
	c->slots = arena_many(c->a, u32, c->slots_n);
	for (size_t i = 0; i < c->all.n; i++) {
		collected *x = &c->all.at[i];
		size_t at = hash_of(c, x->n.work, x->n.step) & (c->slots_n - 1);
		x->next = c->slots[at];
		c->slots[at] = (u32)i + 1;
	}
}

/* Whether this is new. */
static bool first_time(names_collector *c, u64 hash)
{
	hash = hash ? hash : 1;
	if (c->who_n * 2 >= c->who_room) {
		const u64 *was = c->who;
		size_t n = c->who_room;
		c->who_room *= 2;
		c->who = arena_many(c->a, u64, c->who_room);
		for (size_t i = 0; i < n; i++) {
			if (!was[i])
				continue;
			size_t at = was[i] & (c->who_room - 1);
			while (c->who[at])
				at = (at + 1) & (c->who_room - 1);
			c->who[at] = was[i];
		}
	}
	size_t at = hash & (c->who_room - 1);
	for (; c->who[at]; at = (at + 1) & (c->who_room - 1))
		if (c->who[at] == hash)
			return false;
	c->who[at] = hash;
	c->who_n++;
	return true;
}

const err *names_collect_row(void *collector, const survey_item *i)
{
	names_collector *c = collector;
	str step = c->by == BY_STEP ? i->step : STR_NONE;
	u64 h = hash_of(c, i->work, step);
	u32 at = c->slots[h & (c->slots_n - 1)];
	while (at && !(str_eq(c->all.at[at - 1].n.work, i->work) && str_eq(c->all.at[at - 1].n.step, step)))
		at = c->all.at[at - 1].next;
	if (!at) {
		if (c->all.n >= ALIKE_TEXTS_MAX)
			return err_why(c->a, ERR_too_large, "more than %d names", ALIKE_TEXTS_MAX);
		collected x = { .n = { .work = arena_copy(c->a, i->work), .step = arena_copy(c->a, step) },
				.next = c->slots[h & (c->slots_n - 1)] };
		LIST_ADD(c->a, &c->all, x);
		at = (u32)c->all.n;
		c->slots[h & (c->slots_n - 1)] = at;
		if (c->all.n > c->slots_n)
			more_slots(c);
	}
	names_name *n = &c->all.at[at - 1].n;
	n->items++;
	n->count += i->count;
	n->minutes += i->count * i->each;
	u64 bureau = mixed(str_hash(i->bureau), 11);
	u64 unit = mixed(mixed(bureau, str_hash(i->section)), str_hash(i->unit));
	n->bureaus += first_time(c, mixed(h, bureau));
	n->units += first_time(c, mixed(h, unit));
	return NULL;
}

static int by_name(const void *x, const void *y)
{
	const names_name *p = x, *q = y;
	int c = str_cmp(p->work, q->work);
	return c ? c : str_cmp(p->step, q->step);
}

names_set names_collect_end(names_collector *c, arena *a)
{
	names_set s = { .at = arena_many(a, names_name, c->all.n), .n = c->all.n };
	for (size_t i = 0; i < s.n; i++) {
		s.at[i] = c->all.at[i].n;
		s.at[i].work = arena_copy(a, s.at[i].work);
		s.at[i].step = arena_copy(a, s.at[i].step);
	}
	if (s.n)
		qsort(s.at, s.n, sizeof *s.at, by_name);
	return s;
}

#define COLLECT_MAX ((size_t)512 << 20)

const err *names_collect(const survey *s, arena *a, const survey_filter *f, names_by by, names_set *ret)
{
	arena *work = arena_new(COLLECT_MAX);
	names_collector *c = names_collect_begin(work, by);
	const err *e = survey_each(s, work, f, names_collect_row, c);
	if (e)
		e = err_kept(a, e);
	else
		*ret = names_collect_end(c, a);
	arena_free(work);
	return e;
}

size_t names_place(const names_set *s, str work, str step)
{
	names_name key = { .work = work, .step = step };
	const names_name *n = s->n ? bsearch(&key, s->at, s->n, sizeof *s->at, by_name) : NULL;
	return n ? (size_t)(n - s->at) : s->n;
}

/* --- likeness ---------------------------------------------------------------------------------------------------------------- */

typedef struct texts {
	alike_text *at;
	size_t n;
} texts;

static void describe(arena *a, reading *r, alike_text *t, bool *words)
{
	reading_words_list l;
	if (!r || !reading_words(r, a, t->text, &l)) {
		*words = false;
		return;
	}
	for (size_t i = 0; i < l.n; i++) {
		LIST_ADD(a, &t->words, l.at[i].base);
		LIST_ADD(a, &t->readings, l.at[i].kana);
	}
}

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

static const err *likeness_of(arena *a, reading *r, const strs *s, bool *words, const alike **ret)
{
	arena *work = arena_new(COLLECT_MAX);
	alike_text *t = arena_many(work, alike_text, s->n);
	for (size_t i = 0; i < s->n; i++) {
		t[i].text = s->at[i];
		t[i].weight = 1;
		describe(work, r, &t[i], words);
	}
	const err *e = alike_make(a, t, s->n, ret);
	arena_free(work);
	return e;
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
		return alike_pairs(b->works, a, floor, &b->edges);
	size_t steps = alike_count(b->steps), works = alike_count(b->works);
	if (steps > STEPS_MAX)
		return err_why(a, ERR_too_large, "%zu steps; %d at most", steps, STEPS_MAX);
	arena *work = arena_new((size_t)1 << 30);
	alike_edges of_works;
	const err *e = alike_pairs(b->works, work, floor, &of_works);
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
				c.steps[i * steps + j] = c.steps[j * steps + i] = (float)alike_between(b->steps, i, j);
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

const err *names_base_make(arena *a, reading *r, const names_set *set, names_by by, names_base *ret)
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
	strs works = distinct(a, set, false, b->work);
	TRY(likeness_of(a, r, &works, &b->words, &b->works));
	if (by == BY_STEP) {
		strs steps = distinct(a, set, true, b->step);
		TRY(likeness_of(a, r, &steps, &b->words, &b->steps));
	}
	return names_pairs(b, a, NAMES_FLOOR);
}

double names_between(const void *base, size_t i, size_t j)
{
	const names_base *b = base;
	double works = alike_between(b->works, b->work[i], b->work[j]);
	double steps = b->by == BY_STEP ? alike_between(b->steps, b->step[i], b->step[j]) : 1;
	return works < steps ? works : steps;
}

#define SHARED_MOST 6

names_evidence names_why(const names_base *b, arena *a, size_t i, size_t j)
{
	names_evidence e = { .work = alike_why(b->works, a, b->work[i], b->work[j], SHARED_MOST) };
	if (b->by == BY_STEP)
		e.step = alike_why(b->steps, a, b->step[i], b->step[j], SHARED_MOST);
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
