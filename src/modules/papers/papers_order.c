/*
 * The order of asking.
 *
 * Facts stand in units, which are asked on one page: a group of guide.yaml; else neighbours in one file, of one paper and under one `ask_if`, cut where another
 * person or an address begins. A table is a unit alone. The next page is the first unit that has something to ask that nothing unanswered decides about:
 *
 *     1. who comes: the choice on which a whole person depends (a proxy's name, address, telephone), then that person, as the catalogue has it
 *     2. whom the browser may know (`autocomplete`): the reader, as the catalogue has it
 *     3. as the papers have them, in the order of the packet, what decides just before what it decides
 *     4. what all papers can do without
 *
 * An answer that comes later never takes a question away that was answered: it only says whether it still applies.
 */
#include "modules/papers/papers_private.h"

#include <stdlib.h>

#define PAGE_MAX 6
#define NEAR 3 /* lines of the catalogue: neighbours, though one between them is not asked here */
#define WHOLE_PERSON 3 /* a name and so many facts in all of a kind that persons have */

enum rank { WHO_COMES, THAT_PERSON, THE_READER, AS_PAPERS_HAVE_IT, CAN_DO_WITHOUT };

typedef struct unit {
	indices facts; /* in the order in which they stand on the page */
	const group_def *group; /* NULL: none */
	enum rank rank;
	size_t place, first; /* by the papers, in the catalogue */
} unit;

typedef struct order {
	const papers *p;
	const bool *of; /* facts that are ordered */
	size_t *place; /* of each fact, by the papers; SIZE_MAX: in none */
	size_t who; /* SIZE_MAX: nobody else may come */
	struct {
		unit *at;
		size_t n;
	} units;
	size_t *unit; /* of each fact */
	chosen_papers papers;
} order;

/* --- places --------------------------------------------------------------------------------------------------------------------------- */

static void place_one(order *o, size_t fact, size_t *next)
{
	if (o->place[fact] != SIZE_MAX || !o->p->asks[fact])
		return;
	o->place[fact] =
		SIZE_MAX - 1; /* on the way: facts that decide about each other are refused, but not relied on */
	const indices *d = &o->p->deciders[fact];
	for (size_t i = 0; i < d->n; i++)
		place_one(o, d->at[i], next);
	o->place[fact] = (*next)++;
}

static void place_all(order *o)
{
	const papers *p = o->p;
	size_t next = 0;
	o->place = arena_many(p->arena, size_t, p->facts->n + 1);
	for (size_t i = 0; i < p->facts->n; i++)
		o->place[i] = SIZE_MAX;
	for (size_t i = 0; i < o->papers.n; i++) {
		const chosen_paper *c = o->papers.at[i];
		for (size_t k = 0; k < c->deciders.n; k++)
			place_one(o, c->deciders.at[k], &next);
		for (size_t k = 0; k < c->facts.n; k++)
			place_one(o, c->facts.at[k], &next);
	}
	for (size_t i = 0; i < p->facts->n; i++) /* what decided that a paper is not needed */
		place_one(o, i, &next);
}

static bool of_a_person(field_kind k)
{
	return k == FIELD_NAME || k == FIELD_KANA || k == FIELD_ADDRESS || k == FIELD_POSTAL || k == FIELD_PHONE;
}

/* The choice on which the most of a person depends, a name among it. */
static size_t who_comes(const papers *p)
{
	size_t best = SIZE_MAX, most = WHOLE_PERSON - 1;
	for (size_t i = 0; i < p->facts->n; i++) {
		if (!p->asks[i] || p->facts->at[i].field.kind != FIELD_CHOICE)
			continue;
		size_t n = 0;
		bool named = false;
		for (size_t k = 0; k < p->facts->n; k++)
			if (p->worked_out[k] && papers_among(&p->deciders[k], i)) {
				n += of_a_person(p->facts->at[k].field.kind);
				named = named || p->facts->at[k].field.kind == FIELD_NAME;
			}
		if (named && n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

/* --- units -------------------------------------------------------------------------------------------------------------------------- */

static const group_def *group_of(const papers *p, size_t fact)
{
	const group_defs *groups = &p->city->guide.groups;
	for (size_t i = 0; i < groups->n; i++)
		for (size_t k = 0; k < groups->at[i].facts.n; k++)
			if (str_eq(groups->at[i].facts.at[k], p->facts->at[fact].field.id))
				return &groups->at[i];
	return NULL;
}

static enum rank rank_of(const order *o, size_t fact)
{
	const papers *p = o->p;
	if (fact == o->who)
		return WHO_COMES;
	if (o->who != SIZE_MAX && papers_among(&p->deciders[fact], o->who))
		return THAT_PERSON;
	if (p->facts->at[fact].field.autocomplete.len)
		return THE_READER;
	return papers_optional(p, &p->facts->at[fact]) ? CAN_DO_WITHOUT : AS_PAPERS_HAVE_IT;
}

static unit *open_unit(order *o, const group_def *g)
{
	LIST_ADD(o->p->arena, &o->units,
		 ((unit){ .group = g, .rank = CAN_DO_WITHOUT, .place = SIZE_MAX, .first = SIZE_MAX }));
	return &o->units.at[o->units.n - 1];
}

static void put(order *o, size_t fact)
{
	unit *u = &o->units.at[o->units.n - 1];
	LIST_ADD(o->p->arena, &u->facts, fact);
	o->unit[fact] = o->units.n - 1;
	enum rank r = rank_of(o, fact);
	u->rank = r < u->rank ? r : u->rank;
	u->first = fact < u->first ? fact : u->first;
	u->place = o->place[fact] < u->place ? o->place[fact] : u->place;
}

static bool is_table(const papers *p, size_t fact)
{
	return p->facts->at[fact].field.kind == FIELD_TABLE;
}

static void units_of_groups(order *o)
{
	const papers *p = o->p;
	const group_defs *groups = &p->city->guide.groups;
	for (size_t g = 0; g < groups->n; g++) {
		bool begin = true;
		for (size_t k = 0; k < groups->at[g].facts.n; k++) {
			const fact_def *f = facts_find(p->facts, groups->at[g].facts.at[k]);
			size_t at = f ? papers_index(p, f) : 0;
			if (!f || !p->asks[at] || group_of(p, at) != &groups->at[g] || o->unit[at] != SIZE_MAX)
				continue;
			if (begin || is_table(p, at) || o->units.at[o->units.n - 1].facts.n == PAGE_MAX)
				open_unit(o, &groups->at[g]);
			put(o, at);
			begin = is_table(p, at);
		}
	}
}

static bool on_one_paper(const order *o, size_t a, size_t b)
{
	for (size_t i = 0; i < o->papers.n; i++)
		if (papers_among(&o->papers.at[i]->facts, a) && papers_among(&o->papers.at[i]->facts, b))
			return true;
	return false;
}

/* Whether it belongs to the one before it: neighbours in one file, under one condition, of one paper. */
static bool neighbours(const order *o, size_t last, size_t fact)
{
	const fact_def *a = &o->p->facts->at[last], *b = &o->p->facts->at[fact];
	return on_one_paper(o, last, fact) && fact - last <= NEAR && !is_table(o->p, last) && !is_table(o->p, fact) &&
	       str_eq(a->file, b->file) && str_eq(a->ask_if_text, b->ask_if_text) &&
	       (last == o->who) == (fact == o->who);
}

static bool has_kind(const order *o, const indices *list, size_t from, size_t to, field_kind k)
{
	for (size_t i = from; i < to; i++)
		if (o->p->facts->at[list->at[i]].field.kind == k)
			return true;
	return false;
}

/* Neighbours on as few pages as they take; where they do not go on one, another person and an address begin one. */
static void units_of_run(order *o, const indices *run)
{
	size_t begin = 0;
	for (size_t i = 0; i < run->n; i++) {
		field_kind k = o->p->facts->at[run->at[i]].field.kind;
		bool apart = (k == FIELD_NAME && has_kind(o, run, begin, i, FIELD_NAME)) ||
			     (k == FIELD_POSTAL && run->n - begin > PAGE_MAX);
		if (i == 0 || apart || i - begin == PAGE_MAX) {
			open_unit(o, NULL);
			begin = i;
		}
		put(o, run->at[i]);
	}
}

static void units_of_files(order *o)
{
	const papers *p = o->p;
	indices run = { 0 };
	for (size_t i = 0; i < p->facts->n; i++) {
		if (!p->asks[i] || o->unit[i] != SIZE_MAX)
			continue;
		if (run.n && !neighbours(o, run.at[run.n - 1], i)) {
			units_of_run(o, &run);
			run = (indices){ 0 };
		}
		LIST_ADD(p->arena, &run, i);
	}
	units_of_run(o, &run);
}

static order order_of(const papers *p)
{
	order o = { .p = p, .papers = papers_in_order(p), .who = who_comes(p) };
	o.unit = arena_many(p->arena, size_t, p->facts->n + 1);
	for (size_t i = 0; i < p->facts->n; i++)
		o.unit[i] = SIZE_MAX;
	place_all(&o);
	units_of_groups(&o);
	units_of_files(&o);
	return o;
}

/* --- pages ---------------------------------------------------------------------------------------------------------------------------- */

static bool any_left(const indices *list, const bool *left, size_t but)
{
	for (size_t i = 0; i < list->n; i++)
		if (left[list->at[i]] && list->at[i] != but)
			return true;
	return false;
}

/* Whether every paper that shows it may turn out needless by what is still to be asked. */
static bool papers_wait(const order *o, size_t fact, const bool *left)
{
	bool shown = false;
	for (size_t i = 0; i < o->papers.n; i++) {
		const chosen_paper *c = o->papers.at[i];
		if (papers_among(&c->deciders, fact))
			return false;
		if (!papers_among(&c->facts, fact))
			continue;
		shown = true;
		if (!any_left(&c->deciders, left, fact))
			return false;
	}
	return shown;
}

static bool ready(const order *o, size_t fact, const bool *left)
{
	return left[fact] && !any_left(&o->p->deciders[fact], left, fact) && !papers_wait(o, fact, left);
}

static bool comes_before(const unit *a, const unit *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	return a->rank == THAT_PERSON || a->rank == THE_READER ? a->first < b->first : a->place < b->place;
}

/* A person is asked in one go, once one of the parts is: a name without its birthday, because that decides about something, is not how people ask. */
static bool goes_along(const order *o, const unit *u, size_t fact, const bool *left)
{
	return u->rank <= THE_READER && left[fact] && !any_left(&o->p->deciders[fact], left, fact);
}

/* The next page of what is left, taken out of it. When everything waits for something else the first unit is asked all the same. */
static bool next_page(const order *o, bool *left, papers_question *ret)
{
	const papers *p = o->p;
	*ret = (papers_question){ 0 };
	const unit *best = NULL, *waiting = NULL;
	for (size_t u = 0; u < o->units.n; u++) {
		const unit *x = &o->units.at[u];
		bool any = false, any_ready = false;
		for (size_t i = 0; i < x->facts.n; i++) {
			any = any || left[x->facts.at[i]];
			any_ready = any_ready || ready(o, x->facts.at[i], left);
		}
		if (any && (!waiting || comes_before(x, waiting)))
			waiting = x;
		if (any_ready && (!best || comes_before(x, best)))
			best = x;
	}
	const unit *u = best ? best : waiting;
	if (!u)
		return false;
	if (u->group)
		ret->title = u->group->title;
	for (size_t i = 0; i < u->facts.n; i++)
		if (left[u->facts.at[i]] &&
		    (!best || ready(o, u->facts.at[i], left) || goes_along(o, u, u->facts.at[i], left)))
			LIST_ADD(p->arena, &ret->facts, &p->facts->at[u->facts.at[i]]);
	for (size_t i = 0; i < ret->facts.n; i++)
		left[papers_index(p, ret->facts.at[i])] = false;
	return true;
}

/* All that is asked, or only what nobody answered yet. */
static bool *what_is_left(const papers *p, bool answered)
{
	bool *left = arena_many(p->arena, bool, p->facts->n + 1);
	for (size_t i = 0; i < p->facts->n; i++)
		left[i] = p->asks[i] && (answered || p->said[i] == SAID_NOTHING);
	return left;
}

static papers_pages all_pages(const papers *p, bool answered)
{
	papers_pages list = { 0 };
	papers_question q;
	order o = order_of(p);
	bool *left = what_is_left(p, answered);
	while (next_page(&o, left, &q))
		LIST_ADD(p->arena, &list, q);
	return list;
}

static papers_facts facts_of(const papers *p, const papers_pages *pages)
{
	papers_facts list = { 0 };
	for (size_t i = 0; i < pages->n; i++)
		for (size_t k = 0; k < pages->at[i].facts.n; k++)
			LIST_ADD(p->arena, &list, pages->at[i].facts.at[k]);
	return list;
}

papers_pages papers_missing_pages(const papers *p)
{
	return all_pages(p, false);
}

papers_pages papers_asks_pages(const papers *p)
{
	return all_pages(p, true);
}

papers_facts papers_missing(const papers *p)
{
	papers_pages pages = all_pages(p, false);
	return facts_of(p, &pages);
}

papers_facts papers_asks(const papers *p)
{
	papers_pages pages = all_pages(p, true);
	return facts_of(p, &pages);
}

bool papers_next(const papers *p, papers_question *ret)
{
	order o = order_of(p);
	return next_page(&o, what_is_left(p, false), ret);
}

bool papers_page_of(const papers *p, str fact, papers_question *ret)
{
	papers_pages pages = all_pages(p, true);
	for (size_t i = 0; i < pages.n; i++)
		for (size_t k = 0; k < pages.at[i].facts.n; k++)
			if (str_eq(pages.at[i].facts.at[k]->field.id, fact)) {
				*ret = pages.at[i];
				return true;
			}
	*ret = (papers_question){ 0 };
	return false;
}
