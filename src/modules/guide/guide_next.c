/* Which question next: by gain and cost, the event's first ones before all, those of a group on one page. guide_weigh.h has what a gain is. */
#include "modules/guide/guide_weigh.h"

#define COST_SENSITIVE 0.15 /* a step of `sensitive` makes a question so much dearer */
#define COST_HARD 0.15
#define IN_THE_WAY 0.5 /* of the gain of what a question opens the way to */
#define NEAR 0.9 /* a question of the same topic is taken when it has so much of the best one's */
#define GROUP_MAX 8 /* questions on a page */

/* --- the choice -------------------------------------------------------------------------------------------------------------------- */

static bool scheme_waits(const pick *p, const open_scheme *s, size_t fact)
{
	for (size_t i = 0; i < s->rows.n; i++) {
		const open_row *r = &p->rows.at[s->rows.at[i]];
		for (size_t k = 0; k < r->n; k++)
			if (r->at[k].leaves[fact])
				return true;
	}
	return false;
}

/* What can be asked now (`ask`), and what it gains. */
static void weigh(pick *p, bool *ask, double *gain)
{
	const guide *g = p->g;
	bool *behind = arena_many(p->a, bool, g->facts->n + 1);
	for (size_t i = 0; i < g->columns.n; i++)
		if (p->leaves[i] && g->column_fact[i] != SIZE_MAX)
			guide_behind(g, g->column_fact[i], behind);
	for (size_t i = 0; i < p->rows.n; i++)
		for (size_t k = 0; k < p->rows.at[i].n; k++) {
			const open_cell *c = &p->rows.at[i].at[k];
			size_t n = 0;
			for (size_t f = 0; f < g->facts->n; f++) {
				ask[f] = ask[f] || c->leaves[f];
				n += c->leaves[f];
			}
			/* what a comparison of two facts comes to is not worked out: a quarter of what depends on it, shared */
			for (size_t f = 0; c->others && f < g->facts->n; f++)
				gain[f] += c->leaves[f] ? p->schemes.at[p->rows.at[i].scheme].uncertain / 4 / (double)n
							: 0;
		}
	for (size_t i = 0; i < g->facts->n; i++) {
		if (!ask[i] && !behind[i])
			continue;
		if (g->said[i] != SAID_NOTHING)
			continue;
		double raw = pick_gain(p, i);
		if (ask[i]) {
			gain[i] += raw;
			continue;
		}
		bool *before = arena_many(p->a, bool, g->facts->n + 1);
		size_t n = 0;
		guide_leaves(g, i, false, before);
		for (size_t k = 0; k < g->facts->n; k++)
			n += before[k];
		for (size_t k = 0; k < g->facts->n; k++)
			if (before[k])
				gain[k] += IN_THE_WAY * raw / (double)n;
	}
}

static const group_def *group_of(const guide *g, str id)
{
	const group_defs *groups = &g->city->guide.groups;
	for (size_t i = 0; i < groups->n; i++)
		for (size_t k = 0; k < groups->at[i].facts.n; k++)
			if (str_eq(groups->at[i].facts.at[k], id))
				return &groups->at[i];
	return NULL;
}

static double cost_of(const fact_def *f)
{
	return 1 + COST_SENSITIVE * f->sensitive + COST_HARD * f->hard;
}

/* Whether it is of the topic that was asked last: in its group, or asked because of it. */
static bool near(const guide *g, size_t fact)
{
	const fact_def *last = facts_find(g->facts, g->asked.last);
	if (!last)
		return false;
	const group_def *group = group_of(g, last->field.id);
	if (group && group == group_of(g, g->facts->at[fact].field.id))
		return true;
	for (size_t i = 0; i < g->needs[fact].n; i++)
		if (g->needs[fact].at[i] == (size_t)(last - g->facts->at))
			return true;
	return false;
}

/* Whether its deadline is counted from this fact, and the scheme may be the person's. */
static bool dated_by(const guide *g, size_t scheme, const fact_def *f)
{
	const scheme_def *s = g->defs[scheme];
	return g->counts[scheme] && s && s->due_from.len && g->holds[scheme] != TRUTH_NO &&
	       str_eq(s->due_from, f->name);
}

/* Days that decide nothing, but by when: those among the event's first questions are asked as soon as they surely apply. */
static bool dates_something(const guide *g, size_t fact)
{
	const fact_def *f = &g->facts->at[fact];
	if (f->value || g->said[fact] != SAID_NOTHING || g->applies[fact] != TRUTH_YES)
		return false;
	for (size_t i = 0; i < g->schemes.n; i++)
		if (dated_by(g, i, f))
			return true;
	return false;
}

static void add_days(const guide *g, bool *ask)
{
	for (size_t i = 0; i < g->asked.events.n; i++) {
		const event_def *e = guide_event(&g->city->guide, g->asked.events.at[i]);
		for (size_t k = 0; e && k < e->first.n; k++) {
			const fact_def *f = facts_find(g->facts, e->first.at[k]);
			if (f && dates_something(g, (size_t)(f - g->facts->at)))
				ask[f - g->facts->at] = true;
		}
	}
}

/* The event's first questions, in their order, as long as something depends on them. */
static size_t first_of_events(const guide *g, const bool *ask)
{
	for (size_t i = 0; i < g->asked.events.n; i++) {
		const event_def *e = guide_event(&g->city->guide, g->asked.events.at[i]);
		for (size_t k = 0; e && k < e->first.n; k++) {
			const fact_def *f = facts_find(g->facts, e->first.at[k]);
			if (f && ask[f - g->facts->at])
				return (size_t)(f - g->facts->at);
		}
	}
	return SIZE_MAX;
}

static size_t best_of(const guide *g, const bool *ask, const double *gain)
{
	size_t best = SIZE_MAX, close = SIZE_MAX;
	double most = -1, most_close = -1;
	for (size_t i = 0; i < g->facts->n; i++) {
		if (!ask[i])
			continue;
		double x = gain[i] / cost_of(&g->facts->at[i]);
		if (x > most) {
			most = x;
			best = i;
		}
		if (x > most_close && near(g, i)) {
			most_close = x;
			close = i;
		}
	}
	return close != SIZE_MAX && most_close >= NEAR * most ? close : best;
}

static void add_waiting(const guide *g, const scheme_def *s, guide_question *ret)
{
	LIST_ADD(g->arena, &ret->waiting, s);
	for (size_t k = ret->waiting.n - 1; k > 0 && ret->waiting.at[k - 1]->worth < s->worth; k--) {
		ret->waiting.at[k] = ret->waiting.at[k - 1];
		ret->waiting.at[k - 1] = s;
	}
}

static void say_why(const pick *p, size_t fact, guide_question *ret)
{
	const guide *g = p->g;
	for (size_t i = 0; i < p->schemes.n; i++)
		if (scheme_waits(p, &p->schemes.at[i], fact))
			add_waiting(g, g->defs[p->schemes.at[i].scheme], ret);
	if (ret->waiting.n)
		return;
	for (size_t i = 0; i < g->schemes.n; i++)
		if (dated_by(g, i, &g->facts->at[fact]))
			add_waiting(g, g->defs[i], ret);
}

bool guide_next(const guide *g, guide_question *ret)
{
	*ret = (guide_question){ 0 };
	arena *a = arena_new(256 << 20);
	pick p;
	pick_begin(&p, g, a);
	bool *ask = arena_many(a, bool, g->facts->n + 1);
	double *gain = arena_many(a, double, g->facts->n + 1);
	weigh(&p, ask, gain);
	add_days(g, ask);
	size_t fact = first_of_events(g, ask);
	ret->of_event = fact != SIZE_MAX;
	if (fact == SIZE_MAX)
		fact = best_of(g, ask, gain);
	if (fact == SIZE_MAX) {
		arena_free(a);
		return false;
	}
	const fact_def *f = &g->facts->at[fact];
	ret->gain = gain[fact];
	ret->cost = cost_of(f);
	LIST_ADD(g->arena, &ret->facts, f);
	const group_def *group = group_of(g, f->field.id);
	for (size_t i = 0; group && i < group->facts.n && ret->facts.n < GROUP_MAX; i++) {
		const fact_def *other = facts_find(g->facts, group->facts.at[i]);
		if (other && other != f && ask[other - g->facts->at])
			LIST_ADD(g->arena, &ret->facts, other);
	}
	ret->group = ret->facts.n > 1 ? group : NULL;
	say_why(&p, fact, ret);
	arena_free(a);
	return true;
}

void guide_dependence(const guide *g, double *ret_schemes)
{
	arena *a = arena_new(256 << 20);
	pick p;
	pick_begin(&p, g, a);
	for (size_t i = 0; i < g->facts->n; i++)
		for (size_t k = 0; k < p.schemes.n; k++)
			ret_schemes[i] += scheme_waits(&p, &p.schemes.at[k], i);
	arena_free(a);
}

/* Unanswered facts behind what is open. */
static size_t could_be_asked(const guide *g)
{
	bool *behind = arena_many(g->arena, bool, g->facts->n + 1);
	for (size_t i = 0; i < g->rows.n; i++) {
		const match_row *row = &g->rows.at[i];
		if (!g->counts[row->scheme] || g->holds[row->scheme] != TRUTH_OPEN || row->holds != TRUTH_OPEN)
			continue;
		for (size_t k = 0; k < row->cells.n; k++) {
			const match_cell *c = &row->cells.at[k];
			if (c->holds != TRUTH_OPEN)
				continue;
			if (g->column_fact[c->fact] != SIZE_MAX)
				guide_behind(g, g->column_fact[c->fact], behind);
			indices named = guide_named(g, c);
			for (size_t m = 0; m < named.n; m++)
				guide_behind(g, named.at[m], behind);
		}
	}
	add_days(g, behind);
	size_t n = 0;
	for (size_t i = 0; i < g->facts->n; i++)
		n += behind[i] && g->said[i] == SAID_NOTHING;
	return n;
}

guide_progress guide_how_far(const guide *g)
{
	guide_progress r = { 0 };
	for (size_t i = 0; i < g->schemes.n; i++)
		if (g->counts[i]) {
			r.schemes++;
			r.yes += g->holds[i] == TRUTH_YES;
			r.open += g->holds[i] == TRUTH_OPEN;
			r.no += g->holds[i] == TRUTH_NO;
		}
	for (size_t i = 0; i < g->facts->n; i++)
		r.asked += g->said[i] != SAID_NOTHING && !g->of_event[i];
	size_t could = could_be_asked(g);
	/* Every answer makes others needless: of what could still be asked so much is, as measured on people drawn at random (docs/guide.md). */
	size_t most = (3 * could + 3) / 4, many = (2 * could + 4) / 5 + 5;
	r.left = most < many ? most : many;
	size_t all = r.asked + r.left;
	r.percent = r.left == 0 ? 100 : (int)(100 * r.asked / (all ? all : 1));
	return r;
}
