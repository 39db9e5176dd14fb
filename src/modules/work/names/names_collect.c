/* Distinct names of a survey, and who writes them. */
#include "modules/work/names/score.h"

#include <stdlib.h>
#include <string.h>

/* --- collecting ------------------------------------------------------------------------------------------------------------ */

/* One row of the survey counts for one name; a unit and a bureau once for each name, which a set of (name, who) says. */
typedef struct collected {
	names_name n;
	u32 next; /* + 1, of those in the same slot */
	struct {
		u32 *at;
		size_t n;
	} places; /* each once */
} collected;
typedef struct numbers { /* hashes to numbers from 0 on */
	u64 *key; /* 0: free */
	u32 *number;
	size_t n, room;
} numbers;
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
	numbers units, bureaus, titles, categories, places;
	strs title_names, bureau_names;
	struct {
		home_place *at;
		size_t n;
	} place_list;
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

static u32 number_of(names_collector *c, numbers *t, u64 hash)
{
	hash = hash ? hash : 1;
	if (t->n * 2 >= t->room) {
		numbers was = *t;
		t->room = was.room ? was.room * 2 : 64;
		t->key = arena_many(c->a, u64, t->room);
		t->number = arena_many(c->a, u32, t->room);
		for (size_t i = 0; i < was.room; i++) {
			size_t at = was.key[i] & (t->room - 1);
			if (!was.key[i])
				continue;
			while (t->key[at])
				at = (at + 1) & (t->room - 1);
			t->key[at] = was.key[i];
			t->number[at] = was.number[i];
		}
	}
	size_t at = hash & (t->room - 1);
	for (; t->key[at]; at = (at + 1) & (t->room - 1))
		if (t->key[at] == hash)
			return t->number[at];
	t->key[at] = hash;
	t->number[at] = (u32)t->n;
	return (u32)t->n++;
}

static u32 place_of(names_collector *c, const survey_item *i, u64 hash, u64 bureau, u64 unit)
{
	size_t had = c->places.n;
	u32 place = number_of(c, &c->places, hash);
	if (c->places.n == had)
		return place;
	home_place p = { .unit = number_of(c, &c->units, unit),
			 .bureau = number_of(c, &c->bureaus, bureau),
			 .title = number_of(c, &c->titles, mixed(13, str_hash(i->section))),
			 .category = number_of(c, &c->categories, mixed(17, str_hash(i->category))) };
	if (p.bureau == c->bureau_names.n)
		LIST_ADD(c->a, &c->bureau_names, arena_copy(c->a, i->bureau));
	if (p.title == c->title_names.n)
		LIST_ADD(c->a, &c->title_names, arena_copy(c->a, i->section));
	LIST_ADD(c->a, &c->place_list, p);
	return place;
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
	u64 place = mixed(unit, str_hash(i->category));
	if (first_time(c, mixed(mixed(h, 19), place)))
		LIST_ADD(c->a, &c->all.at[at - 1].places, place_of(c, i, place, bureau, unit));
	return NULL;
}

static int by_name(const void *x, const void *y)
{
	const names_name *p = x, *q = y;
	int c = str_cmp(p->work, q->work);
	return c ? c : str_cmp(p->step, q->step);
}

static int by_collected(const void *x, const void *y)
{
	const collected *p = x, *q = y;
	return by_name(&p->n, &q->n);
}

static strs copied(arena *a, const strs *s)
{
	strs out = { arena_many(a, str, s->n), s->n };
	for (size_t i = 0; i < s->n; i++)
		out.at[i] = arena_copy(a, s->at[i]);
	return out;
}

names_set names_collect_end(names_collector *c, arena *a)
{
	names_set s = { .at = arena_many(a, names_name, c->all.n), .n = c->all.n };
	names_homes *h = arena_one(a, names_homes);
	size_t all = 0, *from = arena_many(a, size_t, s.n + 1);
	if (s.n)
		qsort(c->all.at, s.n, sizeof *c->all.at, by_collected);
	for (size_t i = 0; i < s.n; i++) {
		s.at[i] = c->all.at[i].n;
		s.at[i].work = arena_copy(a, s.at[i].work);
		s.at[i].step = arena_copy(a, s.at[i].step);
		all += c->all.at[i].places.n;
		from[i + 1] = all;
	}
	u32 *place = arena_many(a, u32, all);
	for (size_t i = 0; i < s.n; i++)
		for (size_t k = 0; k < c->all.at[i].places.n; k++)
			place[from[i] + k] = c->all.at[i].places.at[k];
	home_place *places = arena_many(a, home_place, c->place_list.n);
	for (size_t k = 0; k < c->place_list.n; k++)
		places[k] = c->place_list.at[k];
	*h = (names_homes){ .places = places,
			    .place = place,
			    .from = from,
			    .titles = copied(a, &c->title_names),
			    .bureaus = copied(a, &c->bureau_names) };
	s.homes = h;
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
