/* Decision tables (DMN 1.5, 8 and 10.3.2.10): which rules hold, and what the hit policy makes of them. */
#include "rules/dmn_eval.h"
#include "rules/decimal.h"

/* A table at work. */
typedef struct table_work {
	const dmn_at *at;
	const dmn_expr *e;
	const dmn_table *t;
	feel *inputs;
	struct hits {
		const dmn_rule **at;
		size_t n;
	} hits; /* the rules that hold, in their order */
	bool open; /* a rule may hold: it depends on what nobody asked */
} table_work;

/* --- inputs ----------------------------------------------------------------------------------------------------------- */

static bool is_true(feel v)
{
	return v.kind == FEEL_BOOLEAN && v.boolean;
}

static bool allowed(const dmn_at *at, const dmn_text *values, feel v)
{
	if (v.kind == FEEL_UNKNOWN || is_true(dmn_text_test(at, values, v)))
		return true;
	if (v.kind != FEEL_LIST)
		return false;
	for (size_t i = 0; i < v.list->n; i++) /* of a list, each member */
		if (!is_true(dmn_text_test(at, values, v.list->at[i])))
			return false;
	return v.list->n > 0;
}

static bool read_inputs(table_work *w)
{
	w->inputs = arena_many(w->at->memory->run->arena, feel, w->t->inputs.n);
	for (size_t i = 0; i < w->t->inputs.n; i++) {
		const dmn_input *in = &w->t->inputs.at[i];
		const dmn_text *x = &in->expression;
		feel v = dmn_text_value(w->at, x);
		w->inputs[i] = v = dmn_fit(w->at, v, w->e->types->inputs[i], x->line, x->column, NULL);
		if (in->values.text.len && in->values.expr && !allowed(w->at, &in->values, v)) {
			str text = feel_literal(w->at->memory->run->arena, v);
			dmn_note(w->at, x->line, x->column, "the input is %.*s, which is none of %.*s", STR_ARG(text),
				 STR_ARG(in->values.text));
			return false;
		}
	}
	return true;
}

/* --- rules ------------------------------------------------------------------------------------------------------------- */

typedef enum holds { HOLDS_NO, HOLDS_OPEN, HOLDS_YES } holds;

static holds rule_holds(const table_work *w, const dmn_rule *rule)
{
	holds all = HOLDS_YES;
	const feel_run *run = w->at->memory->run;
	day as_of = run->as_of != DAY_UNSET ? run->as_of : day_of(run->now);
	if ((rule->from != DAY_UNSET && as_of < rule->from) || (rule->to != DAY_UNSET && as_of > rule->to))
		return HOLDS_NO;
	for (size_t i = 0; i < w->t->inputs.n; i++) {
		const dmn_text *cell = &rule->inputs[i];
		if (cell->text.len == 0 || str_eq(cell->text, STR("-")))
			continue;
		feel v = dmn_text_test(w->at, cell, w->inputs[i]);
		if (v.kind == FEEL_UNKNOWN)
			all = HOLDS_OPEN;
		else if (!is_true(v))
			return HOLDS_NO;
	}
	return all;
}

static void find_hits(table_work *w)
{
	for (size_t i = 0; i < w->t->rules.n; i++) {
		holds h = rule_holds(w, &w->t->rules.at[i]);
		if (h == HOLDS_OPEN)
			w->open = true;
		if (h == HOLDS_YES)
			LIST_ADD(w->at->memory->run->arena, &w->hits, &w->t->rules.at[i]);
		/* the first that holds is the answer, unless one before it may */
		if (w->t->hit == HIT_FIRST && h != HOLDS_NO)
			return;
	}
}

/* --- outputs ----------------------------------------------------------------------------------------------------------- */

static feel one_output(const table_work *w, size_t i, const dmn_text *cell)
{
	const dmn_output *out = &w->t->outputs.at[i];
	if (cell->text.len == 0 || str_eq(cell->text, STR("-")))
		return FEEL_NOTHING;
	feel v = dmn_fit(w->at, dmn_text_value(w->at, cell), w->e->types->outputs[i], cell->line, cell->column, NULL);
	if (v.kind != FEEL_NULL && out->values.text.len && out->values.expr && !allowed(w->at, &out->values, v)) {
		dmn_note(w->at, cell->line, cell->column, "the output is none of %.*s", STR_ARG(out->values.text));
		return FEEL_NOTHING;
	}
	return v;
}

/* A rule's value: that of its output, or a context of several. Without a rule, of the defaults. */
static feel outputs_of(const table_work *w, const dmn_rule *rule)
{
	arena *a = w->at->memory->run->arena;
	size_t n = w->t->outputs.n;
	feel_entry *entries = arena_many(a, feel_entry, n);
	for (size_t i = 0; i < n; i++) {
		const dmn_output *out = &w->t->outputs.at[i];
		entries[i] = (feel_entry){ out->name, one_output(w, i, rule ? &rule->outputs[i] : &out->otherwise) };
	}
	if (n == 1)
		return entries[0].value;
	feel_context *c = arena_one(a, feel_context);
	*c = (feel_context){ entries, n };
	return (feel){ .kind = FEEL_CONTEXT, .context = c };
}

static feel no_rule(const table_work *w)
{
	for (size_t i = 0; i < w->t->outputs.n; i++)
		if (w->t->outputs.at[i].otherwise.text.len)
			return outputs_of(w, NULL);
	if (w->t->hit == HIT_COLLECT && w->t->gather == GATHER_COUNT)
		return feel_int(0);
	if ((w->t->hit == HIT_COLLECT && w->t->gather == GATHER_LIST) || w->t->hit == HIT_RULE_ORDER ||
	    w->t->hit == HIT_OUTPUT_ORDER)
		return feel_list_of(w->at->memory->run->arena, NULL, 0);
	dmn_note(w->at, w->e->line, w->e->column, "no rule of the table holds");
	return FEEL_NOTHING;
}

static feel all_outputs(const table_work *w)
{
	arena *a = w->at->memory->run->arena;
	feel *values = arena_many(a, feel, w->hits.n);
	for (size_t i = 0; i < w->hits.n; i++)
		values[i] = outputs_of(w, w->hits.at[i]);
	return feel_list_of(a, values, w->hits.n);
}

/* --- priorities: by the place of an output in its list of values --------------------------------------------------------- */

/* The place of a value among the tests of a list, as its author ordered them; behind all when it is in none. */
static size_t priority(const table_work *w, size_t i, feel v)
{
	const dmn_tests *tests = &w->e->types->priorities[i];
	for (size_t k = 0; k < tests->n; k++)
		if (is_true(feel_test(w->at->memory->run, tests->at[k], v, w->at->scope)))
			return k;
	return tests->n;
}

typedef struct ranked {
	const size_t *places; /* for each output */
	size_t n, order;
	feel value;
} ranked;

static int by_rank(const void *x, const void *y)
{
	const ranked *a = x, *b = y;
	for (size_t i = 0; i < a->n; i++)
		if (a->places[i] != b->places[i])
			return a->places[i] < b->places[i] ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static feel by_priority(const table_work *w)
{
	arena *a = w->at->memory->run->arena;
	ranked *list = arena_many(a, ranked, w->hits.n);
	for (size_t i = 0; i < w->hits.n; i++) {
		size_t *places = arena_many(a, size_t, w->t->outputs.n);
		feel v = outputs_of(w, w->hits.at[i]);
		for (size_t k = 0; k < w->t->outputs.n; k++)
			places[k] = priority(w, k, w->t->outputs.n == 1 ? v : v.context->at[k].value);
		list[i] = (ranked){ places, w->t->outputs.n, i, v };
	}
	qsort(list, w->hits.n, sizeof(*list), by_rank);
	if (w->t->hit == HIT_PRIORITY)
		return list[0].value;
	feel *values = arena_many(a, feel, w->hits.n);
	for (size_t i = 0; i < w->hits.n; i++)
		values[i] = list[i].value;
	return feel_list_of(a, values, w->hits.n);
}

/* --- collecting ----------------------------------------------------------------------------------------------------------- */

static feel gathered(const table_work *w)
{
	if (w->t->gather == GATHER_COUNT)
		return feel_int((i64)w->hits.n);
	feel all = all_outputs(w);
	if (w->t->gather == GATHER_LIST)
		return all;
	feel best = all.list->at[0];
	bool fits = w->t->outputs.n == 1 && (w->t->gather != GATHER_SUM || best.kind == FEEL_NUMBER);
	for (size_t i = 1; fits && i < all.list->n; i++) {
		feel v = all.list->at[i];
		int order = 0;
		if (v.kind == FEEL_UNKNOWN || best.kind == FEEL_UNKNOWN)
			return (feel){ .kind = FEEL_UNKNOWN };
		if (w->t->gather == GATHER_SUM) {
			fits = v.kind == FEEL_NUMBER && decimal_add(best.number, v.number, &best.number);
		} else {
			fits = feel_order(v, best, &order);
			if (fits && (w->t->gather == GATHER_MIN ? order < 0 : order > 0))
				best = v;
		}
	}
	if (fits)
		return best;
	dmn_note(w->at, w->e->line, w->e->column,
		 w->t->outputs.n == 1 ? "the outputs cannot be put together"
				      : "several outputs cannot be put together");
	return FEEL_NOTHING;
}

/* --- the hit policies -------------------------------------------------------------------------------------------------- */

static feel unique(const table_work *w)
{
	if (w->hits.n == 1)
		return outputs_of(w, w->hits.at[0]);
	dmn_note(w->at, w->e->line, w->e->column, "%zu rules hold where one may, among them those in lines %d and %d",
		 w->hits.n, w->hits.at[0]->line, w->hits.at[1]->line);
	return FEEL_NOTHING;
}

static feel any(const table_work *w)
{
	feel first = outputs_of(w, w->hits.at[0]);
	for (size_t i = 1; i < w->hits.n; i++) {
		feel v = outputs_of(w, w->hits.at[i]);
		if (v.kind == first.kind && (v.kind == FEEL_NULL || is_true(feel_equal(first, v))))
			continue;
		dmn_note(w->at, w->e->line, w->e->column,
			 "rules that hold say different things: those in lines %d and %d", w->hits.at[0]->line,
			 w->hits.at[i]->line);
		return FEEL_NOTHING;
	}
	return first;
}

feel dmn_table_value(const dmn_at *at, const dmn_expr *e)
{
	table_work w = { .at = at, .e = e, .t = e->table };
	if (!e->table->outputs.n ||
	    !dmn_room(at, e, (e->table->rules.n + 1) * (e->table->outputs.n + 2) * sizeof(feel_entry)) ||
	    !read_inputs(&w))
		return FEEL_NOTHING;
	find_hits(&w);
	if (w.open)
		return (feel){ .kind = FEEL_UNKNOWN };
	if (!w.hits.n)
		return no_rule(&w);
	switch (e->table->hit) {
	case HIT_UNIQUE:
		return unique(&w);
	case HIT_ANY:
		return any(&w);
	case HIT_PRIORITY:
	case HIT_OUTPUT_ORDER:
		return by_priority(&w);
	case HIT_COLLECT:
		return gathered(&w);
	case HIT_RULE_ORDER:
		return all_outputs(&w);
	case HIT_FIRST:
		break;
	}
	return outputs_of(&w, w.hits.at[0]);
}
