/* A sitting: which papers, which facts, what is known. */
#include "modules/papers/papers_private.h"

feel_run papers_run(const papers *p, arena *a)
{
	return feel_begin(a, p->asked.now);
}

size_t papers_index(const papers *p, const fact_def *f)
{
	return (size_t)(f - p->facts->at);
}

static bool has(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

static bool share(const strs *a, const strs *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (has(b, a->at[i]))
			return true;
	return false;
}

bool papers_among(const indices *list, size_t fact)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i] == fact)
			return true;
	return false;
}

papers_list papers_of(arena *a, const city_def *c, const strs *schemes, const strs *events)
{
	papers_list list = { 0 };
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const paper_def *d = &c->papers.papers.at[i];
		if (share(&d->schemes, schemes) || share(&d->events, events))
			LIST_ADD(a, &list, d);
	}
	return list;
}

/* --- answers ------------------------------------------------------------------------------------------------------------------- */

static void take(papers *p, const fact_answer *x, bool of_event)
{
	const fact_def *f = facts_find(p->facts, x->id);
	if (!f || f->value || (!x->dont_know && x->value.len == 0))
		return;
	size_t at = papers_index(p, f);
	p->answer[at] = x;
	p->said[at] = x->dont_know ? SAID_DONT_KNOW : SAID_VALUE;
	p->of_event[at] = of_event;
}

/* Of two answers to one fact the last counts; what a person said comes before what an event says of itself. */
static void gather(papers *p)
{
	size_t n = p->facts->n;
	p->said = arena_many(p->arena, said, n + 1);
	p->answer = arena_many(p->arena, const fact_answer *, n + 1);
	p->of_event = arena_many(p->arena, bool, n + 1);
	bool *done = arena_many(p->arena, bool, n + 1);
	for (size_t i = 0; i < p->asked.events.n; i++) {
		const event_def *e = guide_event(&p->city->guide, p->asked.events.at[i]);
		for (size_t k = 0; e && k < e->given.n; k++)
			take(p, &e->given.at[k], true);
	}
	for (size_t i = 0; i < p->asked.given.n; i++)
		take(p, &p->asked.given.at[i], false);
	for (size_t i = 0; i < n; i++)
		if (p->of_event[i])
			LIST_ADD(p->arena, &p->given, *p->answer[i]);
	for (size_t i = 0; i < p->asked.given.n; i++) {
		const fact_def *f = facts_find(p->facts, p->asked.given.at[i].id);
		size_t at = f ? papers_index(p, f) : 0;
		if (!f || done[at] || p->said[at] == SAID_NOTHING || p->of_event[at])
			continue;
		done[at] = true;
		LIST_ADD(p->arena, &p->given, *p->answer[at]);
	}
}

static truth truth_of(feel v)
{
	return v.kind == FEEL_UNKNOWN ? TRUTH_OPEN : v.kind == FEEL_BOOLEAN && !v.boolean ? TRUTH_NO : TRUTH_YES;
}

static void evaluate(papers *p)
{
	size_t n = p->facts->n;
	feel_run run = papers_run(p, p->arena);
	p->values = arena_many(p->arena, feel, n + 1);
	answers_values(&run, p->facts, &p->given, p->values);
	p->scope = (feel_context){ arena_many(p->arena, feel_entry, n + 1), n };
	for (size_t i = 0; i < n; i++)
		p->scope.at[i] = (feel_entry){ p->facts->at[i].name, p->values[i] };
	feel_scope scope = { &p->scope, NULL };
	p->applies = arena_many(p->arena, truth, n + 1);
	for (size_t i = 0; i < n; i++) {
		const fact_def *f = &p->facts->at[i];
		p->applies[i] = f->ask_if ? truth_of(feel_eval(&run, f->ask_if, &scope)) : TRUTH_YES;
	}
	p->deciders = arena_many(p->arena, indices, n + 1);
	p->worked_out = arena_many(p->arena, bool, n + 1);
	p->wanted = arena_many(p->arena, bool, n + 1);
	p->asks = arena_many(p->arena, bool, n + 1);
}

/* --- what stands behind an expression ---------------------------------------------------------------------------------------------- */

#define BEHIND_MAX 40 /* computed from computed; the checker refuses rings, the ceiling is for what it let through */
static void leaves(const papers *p, const feel_expr *e, indices *ret, int depth)
{
	if (!e || depth > BEHIND_MAX)
		return;
	strs names = feel_free(p->arena, e);
	for (size_t i = 0; i < names.n; i++) {
		const fact_def *f = facts_named(p->facts, names.at[i]);
		if (!f)
			continue;
		if (f->value)
			leaves(p, f->value, ret, depth + 1);
		else if (!papers_among(ret, papers_index(p, f)))
			LIST_ADD(p->arena, ret, papers_index(p, f));
	}
}

void papers_leaves(const papers *p, const feel_expr *e, indices *ret)
{
	leaves(p, e, ret, 0);
}

bool papers_can_ask(const papers *p, size_t fact)
{
	const fact_def *f = &p->facts->at[fact];
	return !f->value && !p->of_event[fact] && f->field.kind != FIELD_FILE && f->field.kind != FIELD_MY_NUMBER;
}

/* --- which papers ---------------------------------------------------------------------------------------------------------------- */

size_t papers_rows(const papers *p, str table, const paper_expr *only)
{
	const fact_def *f = facts_find(p->facts, table);
	feel list = f ? p->values[papers_index(p, f)] : FEEL_NOTHING;
	if (list.kind == FEEL_UNKNOWN)
		return SIZE_MAX;
	if (list.kind != FEEL_LIST)
		return 0;
	if (!only->expr)
		return list.list->n;
	size_t n = 0;
	for (size_t i = 0; i < list.list->n; i++) {
		feel_entry entries[] = { { STR("item"), list.list->at[i] }, { STR("number"), feel_int((i64)i + 1) } };
		feel_context row = { entries, COUNT(entries) };
		feel_scope facts = { &p->scope, NULL }, scope = { &row, &facts };
		feel_run run = papers_run(p, p->arena);
		n += truth_of(feel_eval(&run, only->expr, &scope)) == TRUTH_YES;
	}
	return n;
}

static void add_index(const papers *p, indices *list, size_t fact)
{
	if (!papers_among(list, fact))
		LIST_ADD(p->arena, list, fact);
}

static void choose_one(papers *p, const paper_def *d)
{
	chosen_paper c = { .paper = d, .needed = TRUTH_YES, .copies_of_each = 1 };
	feel_run run = papers_run(p, p->arena);
	feel_scope scope = { &p->scope, NULL };
	if (d->needed.expr) {
		c.needed = truth_of(feel_eval(&run, d->needed.expr, &scope));
		papers_leaves(p, d->needed.expr, &c.deciders);
	}
	if (d->each.len) {
		size_t rows = papers_rows(p, d->each, &d->each_if);
		c.copies_of_each = rows == SIZE_MAX ? 1 : rows;
		c.no_rows = rows == 0 && c.needed != TRUTH_NO;
		c.needed = rows == 0 ? TRUTH_NO : rows == SIZE_MAX && c.needed == TRUTH_YES ? TRUTH_OPEN : c.needed;
		const fact_def *table = facts_find(p->facts, d->each);
		if (table && !table->value)
			add_index(p, &c.deciders, papers_index(p, table));
	}
	for (size_t i = 0; i < d->facts.n; i++) {
		size_t at = papers_index(p, d->facts.at[i]);
		if (d->facts.at[i]->value)
			papers_leaves(p, d->facts.at[i]->value, &c.facts);
		else
			add_index(p, &c.facts, at);
	}
	LIST_ADD(p->arena, &p->chosen, c);
}

static bool is_wanted(const papers *p, const paper_def *d)
{
	return !has(&p->asked.left_out, d->id) &&
	       (has(&p->asked.papers, d->id) || share(&d->schemes, &p->asked.schemes) ||
		share(&d->events, &p->asked.events));
}

static bool may_be_needed(const papers *p, const paper_def *d)
{
	feel_run run = papers_run(p, p->arena);
	feel_scope scope = { &p->scope, NULL };
	return !d->needed.expr || truth_of(feel_eval(&run, d->needed.expr, &scope)) != TRUTH_NO;
}

/* A letter of proxy is chosen by nobody: it goes along where a paper asks who comes, once that is known to be a proxy. */
static bool goes_along(const papers *p, const paper_def *d)
{
	const paper_defs *all = &p->city->papers.papers;
	indices on = { 0 };
	if (!d->along || !d->needed.expr || has(&p->asked.left_out, d->id))
		return false;
	feel_run run = papers_run(p, p->arena);
	feel_scope scope = { &p->scope, NULL };
	if (truth_of(feel_eval(&run, d->needed.expr, &scope)) != TRUTH_YES)
		return false;
	papers_leaves(p, d->needed.expr, &on);
	for (size_t i = 0; i < all->n; i++) {
		const paper_def *other = &all->at[i];
		if (other->along || !is_wanted(p, other) || !may_be_needed(p, other))
			continue;
		for (size_t k = 0; k < other->facts.n; k++)
			if (papers_among(&on, papers_index(p, other->facts.at[k])))
				return true;
	}
	return false;
}

static void choose(papers *p)
{
	const paper_defs *all = &p->city->papers.papers;
	for (size_t i = 0; i < all->n; i++)
		if (is_wanted(p, &all->at[i]) || goes_along(p, &all->at[i]))
			choose_one(p, &all->at[i]);
}

const chosen_paper *papers_chosen(const papers *p, str id)
{
	for (size_t i = 0; i < p->chosen.n; i++)
		if (str_eq(p->chosen.at[i].paper->id, id))
			return &p->chosen.at[i];
	return NULL;
}

/* --- which facts --------------------------------------------------------------------------------------------------------------------- */

static void work_out(papers *p, size_t fact)
{
	if (p->worked_out[fact])
		return;
	p->worked_out[fact] = true;
	papers_leaves(p, p->facts->at[fact].ask_if, &p->deciders[fact]);
}

/* What decides whether it is asked is asked itself, as long as it is open, and stays on the list once it was answered: it may be changed. `more`:
 * also what nobody answered yet. */
static void want(papers *p, size_t fact, bool more, int depth)
{
	if (p->wanted[fact] || depth > BEHIND_MAX || !papers_can_ask(p, fact))
		return;
	p->wanted[fact] = true;
	work_out(p, fact);
	for (size_t i = 0; i < p->deciders[fact].n; i++) {
		size_t d = p->deciders[fact].at[i];
		if (p->said[d] != SAID_NOTHING || (more && p->applies[fact] == TRUTH_OPEN))
			want(p, d, more, depth + 1);
	}
	p->asks[fact] = p->applies[fact] != TRUTH_NO;
}

static void want_all(papers *p)
{
	for (size_t i = 0; i < p->chosen.n; i++) /* also of those that are not needed: the order stays what it was */
		for (size_t k = 0; k < p->chosen.at[i].facts.n; k++)
			work_out(p, p->chosen.at[i].facts.at[k]);
	for (size_t i = 0; i < p->chosen.n; i++) {
		const chosen_paper *c = &p->chosen.at[i];
		for (size_t k = 0; c->needed == TRUTH_OPEN && k < c->deciders.n; k++)
			want(p, c->deciders.at[k], true, 0);
		for (size_t k = 0; c->needed != TRUTH_NO && k < c->facts.n; k++)
			want(p, c->facts.at[k], true, 0);
	}
	for (size_t i = 0; i < p->chosen.n; i++) /* what made a paper needed, or needless */
		for (size_t k = 0; k < p->chosen.at[i].deciders.n; k++)
			if (p->said[p->chosen.at[i].deciders.at[k]] != SAID_NOTHING)
				want(p, p->chosen.at[i].deciders.at[k], false, 0);
	/* what decides about a decider is one itself: so nothing ever waits for what waits for it */
	for (size_t i = 0; i < p->chosen.n; i++) {
		chosen_paper *c = &p->chosen.at[i];
		for (size_t k = 0; k < c->deciders.n; k++)
			for (size_t n = 0; n < p->deciders[c->deciders.at[k]].n; n++)
				add_index(p, &c->deciders, p->deciders[c->deciders.at[k]].at[n]);
	}
}

papers *papers_sit(arena *a, const city_def *c, const papers_asked *asked)
{
	papers *p = arena_one(a, papers);
	*p = (papers){ .arena = a, .city = c, .facts = &c->facts, .asked = *asked, .today = day_of(asked->now) };
	gather(p);
	evaluate(p);
	choose(p);
	want_all(p);
	papers_order_counters(p);
	return p;
}

/* --- for whose sake ------------------------------------------------------------------------------------------------------------------- */

/* Whether `fact` decides about one of these, by way of others as well. */
static bool decides(const papers *p, const indices *list, size_t fact, bool *seen)
{
	for (size_t i = 0; i < list->n; i++) {
		size_t x = list->at[i];
		if (seen[x])
			continue;
		seen[x] = true;
		if (papers_among(&p->deciders[x], fact) || decides(p, &p->deciders[x], fact, seen))
			return true;
	}
	return false;
}

/* Whether an answer to `fact` may open or close a question of this paper, or the paper itself. */
static bool depends(const papers *p, const chosen_paper *c, size_t fact)
{
	bool *seen = arena_many(p->arena, bool, p->facts->n + 1);
	return papers_among(&c->deciders, fact) || decides(p, &c->deciders, fact, seen) ||
	       decides(p, &c->facts, fact, seen);
}

papers_list papers_wanting(const papers *p, const fact_def *f)
{
	papers_list shown = { 0 }, decided = { 0 };
	size_t fact = papers_index(p, f);
	chosen_papers all = papers_in_order(p);
	for (size_t i = 0; i < all.n; i++) {
		if (papers_among(&all.at[i]->facts, fact))
			LIST_ADD(p->arena, &shown, all.at[i]->paper);
		else if (depends(p, all.at[i], fact))
			LIST_ADD(p->arena, &decided, all.at[i]->paper);
	}
	return shown.n ? shown : decided;
}

bool papers_optional(const papers *p, const fact_def *f)
{
	papers_list list = papers_wanting(p, f);
	for (size_t i = 0; i < list.n; i++)
		if (!has(&list.at[i]->optional, f->field.id))
			return false;
	return list.n > 0;
}

fact_answers papers_given(const papers *p)
{
	return p->given;
}
