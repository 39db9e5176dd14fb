#include "modules/guide/guide_private.h"

#include <stdlib.h>

feel_run guide_run(const guide *g, arena *a)
{
	feel_run run = feel_begin(a, g->asked.now);
	run.as_of = g->as_of;
	return run;
}

/* --- a sitting -------------------------------------------------------------------------------------------------------------- */

static bool has(const strs *list, str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], s))
			return true;
	return false;
}

/* What the person said comes before what an event says: of two answers to one fact the last counts. */
static void gather(guide *g)
{
	const guide_def *def = &g->city->guide;
	size_t n = g->facts->n;
	fact_answer *latest = arena_many(g->arena, fact_answer, n + 1);
	g->said = arena_many(g->arena, said, n + 1);
	g->of_event = arena_many(g->arena, bool, n + 1);
	for (size_t i = 0; i < g->asked.events.n; i++) {
		const event_def *e = guide_event(def, g->asked.events.at[i]);
		for (size_t k = 0; e && k < e->given.n; k++) {
			const fact_def *f = facts_find(g->facts, e->given.at[k].id);
			if (!f || f->value)
				continue;
			latest[f - g->facts->at] = e->given.at[k];
			g->said[f - g->facts->at] = SAID_VALUE;
			g->of_event[f - g->facts->at] = true;
		}
	}
	for (size_t i = 0; i < g->asked.given.n; i++) {
		const fact_answer *x = &g->asked.given.at[i];
		const fact_def *f = facts_find(g->facts, x->id);
		if (!f || f->value || (!x->dont_know && x->value.len == 0))
			continue;
		size_t at = (size_t)(f - g->facts->at);
		latest[at] = *x;
		g->said[at] = x->dont_know ? SAID_DONT_KNOW : SAID_VALUE;
		g->of_event[at] = false;
	}
	/* in the order in which they were given; the event's first */
	for (size_t i = 0; i < n; i++)
		if (g->of_event[i])
			LIST_ADD(g->arena, &g->given, latest[i]);
	bool *done = arena_many(g->arena, bool, n + 1);
	for (size_t i = 0; i < g->asked.given.n; i++) {
		const fact_def *f = facts_find(g->facts, g->asked.given.at[i].id);
		size_t at = f ? (size_t)(f - g->facts->at) : 0;
		if (!f || done[at] || g->said[at] == SAID_NOTHING || g->of_event[at])
			continue;
		done[at] = true;
		LIST_ADD(g->arena, &g->given, latest[at]);
	}
}

static void link_facts(guide *g, size_t from, const feel_expr *e)
{
	strs names = feel_free(g->arena, e);
	for (size_t i = 0; i < names.n; i++) {
		const fact_def *f = facts_named(g->facts, names.at[i]);
		if (!f)
			continue;
		size_t to = (size_t)(f - g->facts->at);
		LIST_ADD(g->arena, &g->needs[from], to);
		LIST_ADD(g->arena, &g->needed_by[to], from);
	}
}

static void evaluate(guide *g)
{
	size_t n = g->facts->n;
	feel_run run = guide_run(g, g->arena);
	guide_values v = guide_values_of(&run, g->facts, &g->city->guide, &g->given);
	g->values = v.facts;
	g->column_values = v.columns;
	g->scope = (feel_context){ arena_many(g->arena, feel_entry, n + 1), n };
	for (size_t i = 0; i < n; i++)
		g->scope.at[i] = (feel_entry){ g->facts->at[i].name, g->values[i] };
	feel_scope scope = { &g->scope, NULL };
	g->applies = arena_many(g->arena, truth, n + 1);
	g->needs = arena_many(g->arena, indices, n + 1);
	g->needed_by = arena_many(g->arena, indices, n + 1);
	for (size_t i = 0; i < n; i++) {
		const fact_def *f = &g->facts->at[i];
		g->applies[i] = TRUTH_YES;
		if (f->ask_if) {
			feel may = feel_eval(&run, f->ask_if, &scope);
			g->applies[i] = may.kind == FEEL_UNKNOWN                   ? TRUTH_OPEN
					: may.kind == FEEL_BOOLEAN && !may.boolean ? TRUTH_NO
										   : TRUTH_YES;
			link_facts(g, i, f->ask_if);
		}
		if (f->value)
			link_facts(g, i, f->value);
	}
}

static bool of_events(const guide *g, const scheme_def *s)
{
	if (g->asked.schemes.n)
		return has(&g->asked.schemes, s->id);
	bool any = false;
	for (size_t i = 0; i < g->asked.events.n; i++) {
		if (has(&s->events, g->asked.events.at[i]))
			return true;
		any = any || guide_event(&g->city->guide, g->asked.events.at[i]);
	}
	return !any;
}

static void judge(guide *g)
{
	const guide_def *def = &g->city->guide;
	const match *m = def->match;
	g->fact_column = arena_many(g->arena, size_t, g->facts->n + 1);
	for (size_t i = 0; i < g->facts->n; i++)
		g->fact_column[i] = SIZE_MAX;
	if (!m)
		return;
	g->columns = match_facts(m);
	g->column_fact = arena_many(g->arena, size_t, g->columns.n + 1);
	for (size_t i = 0; i < g->columns.n; i++) {
		const fact_def *f = facts_named(g->facts, g->columns.at[i]);
		g->column_fact[i] = f ? (size_t)(f - g->facts->at) : SIZE_MAX;
		if (f)
			g->fact_column[f - g->facts->at] = i;
	}
	g->schemes = match_schemes(m);
	g->defs = arena_many(g->arena, const scheme_def *, g->schemes.n + 1);
	g->counts = arena_many(g->arena, bool, g->schemes.n + 1);
	g->holds = arena_many(g->arena, truth, g->schemes.n + 1);
	for (size_t i = 0; i < g->schemes.n; i++) {
		g->defs[i] = guide_scheme(def, g->schemes.at[i]);
		g->counts[i] = g->defs[i] && of_events(g, g->defs[i]);
	}
	feel_run run = guide_run(g, g->arena);
	g->rows = match_why(m, &run, g->column_values, g->as_of);
	for (size_t i = 0; i < g->rows.n; i++) {
		truth *holds = &g->holds[g->rows.at[i].scheme];
		if (g->rows.at[i].holds > *holds)
			*holds = g->rows.at[i].holds;
	}
}

guide *guide_sit(arena *a, const city_def *c, const guide_asked *asked)
{
	guide *g = arena_one(a, guide);
	*g = (guide){ .arena = a, .city = c, .facts = &c->facts, .asked = *asked, .today = day_of(asked->now) };
	g->as_of = asked->as_of == DAY_UNSET ? g->today : asked->as_of;
	gather(g);
	evaluate(g);
	judge(g);
	return g;
}

/* --- what stands behind a fact ------------------------------------------------------------------------------------------------ */

static bool unknown(const guide *g, size_t fact)
{
	return g->values[fact].kind == FEEL_UNKNOWN;
}

/* Follows what an unknown fact comes from. The checker refuses rings among facts; the ceiling is for what it let through. */
#define FOLLOW_MAX 40
static void follow(const guide *g, size_t fact, bool with_dont_know, bool *seen, bool *ret, int depth)
{
	if (seen[fact] || !unknown(g, fact) || depth > FOLLOW_MAX)
		return;
	seen[fact] = true;
	const fact_def *f = &g->facts->at[fact];
	if (f->value) {
		for (size_t i = 0; i < g->needs[fact].n; i++)
			follow(g, g->needs[fact].at[i], with_dont_know, seen, ret, depth + 1);
		return;
	}
	if (g->applies[fact] == TRUTH_NO || (g->said[fact] != SAID_NOTHING && !with_dont_know))
		return;
	/* in the way: what decides whether it is asked at all, as long as that can be asked itself */
	bool found = false;
	if (g->applies[fact] == TRUTH_OPEN && g->said[fact] == SAID_NOTHING) {
		bool *before = arena_many(g->arena, bool, g->facts->n + 1);
		bool *seen_before = arena_many(
			g->arena, bool,
			g->facts->n + 1); /* of its own: what was seen elsewhere stands in the way here, too */
		seen_before[fact] = true;
		for (size_t i = 0; i < g->needs[fact].n; i++)
			follow(g, g->needs[fact].at[i], false, seen_before, before, depth + 1);
		for (size_t i = 0; i < g->facts->n; i++) {
			found = found || before[i];
			ret[i] = ret[i] || before[i];
		}
	}
	if (!found) /* nothing does, or nobody knows: then it may as well be asked */
		ret[fact] = true;
}

void guide_leaves(const guide *g, size_t fact, bool with_dont_know, bool *ret)
{
	bool *seen = arena_many(g->arena, bool, g->facts->n + 1);
	follow(g, fact, with_dont_know, seen, ret, 0);
}

indices guide_named(const guide *g, const match_cell *c)
{
	indices list = { 0 };
	if (!c->test.expr)
		return list;
	strs names = feel_free(g->arena, c->test.expr);
	for (size_t i = 0; i < names.n; i++) {
		const fact_def *f = facts_named(g->facts, names.at[i]);
		if (f)
			LIST_ADD(g->arena, &list, (size_t)(f - g->facts->at));
	}
	return list;
}

bool guide_lost(const guide *g, size_t fact)
{
	bool *leaves = arena_many(g->arena, bool, g->facts->n + 1);
	guide_leaves(g, fact, false, leaves);
	for (size_t i = 0; i < g->facts->n; i++)
		if (leaves[i])
			return false;
	return unknown(g, fact);
}

static void behind(const guide *g, size_t fact, bool *seen, bool *ret)
{
	if (seen[fact] || !unknown(g, fact))
		return;
	seen[fact] = true;
	ret[fact] = ret[fact] || !g->facts->at[fact].value;
	for (size_t i = 0; i < g->needs[fact].n; i++)
		behind(g, g->needs[fact].at[i], seen, ret);
}

void guide_behind(const guide *g, size_t fact, bool *ret)
{
	behind(g, fact, arena_many(g->arena, bool, g->facts->n + 1), ret);
}

bool guide_askable(const guide *g, size_t fact)
{
	if (g->facts->at[fact].value || g->said[fact] != SAID_NOTHING || !unknown(g, fact) ||
	    g->applies[fact] == TRUTH_NO)
		return false;
	bool *leaves = arena_many(g->arena, bool, g->facts->n + 1);
	guide_leaves(g, fact, false, leaves);
	return leaves[fact];
}

/* --- findings ------------------------------------------------------------------------------------------------------------------ */

static int by_urgency(const void *x, const void *y)
{
	const guide_finding *a = x, *b = y;
	bool dated_a = a->due != DAY_UNSET, dated_b = b->due != DAY_UNSET;
	if (dated_a != dated_b)
		return dated_a ? -1 : 1;
	if (dated_a && a->due != b->due)
		return a->due < b->due ? -1 : 1;
	if (a->scheme->worth != b->scheme->worth)
		return b->scheme->worth - a->scheme->worth;
	return a->scheme < b->scheme ? -1 : a->scheme > b->scheme;
}

static int by_nearness(const void *x, const void *y)
{
	const guide_finding *a = x, *b = y;
	size_t far_a = a->nearest ? a->nearest->failed + a->nearest->unknown : SIZE_MAX;
	size_t far_b = b->nearest ? b->nearest->failed + b->nearest->unknown : SIZE_MAX;
	if (far_a != far_b)
		return far_a < far_b ? -1 : 1;
	return by_urgency(x, y);
}

static void sort(guide_findings *list, int (*by)(const void *, const void *))
{
	if (list->n)
		qsort(list->at, list->n, sizeof *list->at, by);
}

guide_result guide_judge(const guide *g)
{
	guide_result r = { 0 };
	for (size_t i = 0; i < g->schemes.n; i++) {
		if (!g->counts[i])
			continue;
		guide_finding f = guide_find(g, i);
		bool duty = f.scheme->kind == SCHEME_DUTY;
		guide_findings *list = f.holds == TRUTH_NO    ? &r.no
				       : f.holds == TRUTH_YES ? (duty ? &r.must : &r.may)
							      : (duty ? &r.open_must : &r.open_may);
		LIST_ADD(g->arena, list, f);
	}
	sort(&r.must, by_urgency);
	sort(&r.may, by_urgency);
	sort(&r.open_must, by_urgency);
	sort(&r.open_may, by_urgency);
	sort(&r.no, by_nearness);
	return r;
}

bool guide_judge_one(const guide *g, str scheme, guide_finding *ret)
{
	for (size_t i = 0; i < g->schemes.n; i++)
		if (g->defs[i] && str_eq(g->schemes.at[i], scheme)) {
			*ret = guide_find(g, i);
			return true;
		}
	return false;
}

/* --- answers ------------------------------------------------------------------------------------------------------------------- */

bool guide_may_ask(const guide *g, const fact_def *f)
{
	return !f->value && g->applies[f - g->facts->at] != TRUTH_NO;
}

guide_facts guide_answered(const guide *g)
{
	guide_facts list = { 0 };
	for (size_t i = 0; i < g->given.n; i++) {
		const fact_def *f = facts_find(g->facts, g->given.at[i].id);
		if (!g->of_event[f - g->facts->at] && guide_may_ask(g, f))
			LIST_ADD(g->arena, &list, f);
	}
	return list;
}

fact_answers guide_given(const guide *g)
{
	return g->given;
}

guide_doubts guide_doubted(const guide *g)
{
	guide_doubts list = { 0 };
	feel_run run = guide_run(g, g->arena);
	for (size_t i = 0; i < g->facts->n; i++) {
		const fact_def *f = &g->facts->at[i];
		if (!f->check || unknown(g, i) || g->applies[i] == TRUTH_NO)
			continue;
		bool ok = answers_hold(&run, g->facts, i, g->values);
		if (ok)
			continue;
		str told = text_in(&f->check_message, g->asked.lang);
		LIST_ADD(g->arena, &list,
			 ((guide_doubt){ f, told.len ? told : text_in(&f->field.label, g->asked.lang) }));
	}
	return list;
}
