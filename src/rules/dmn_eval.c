/* Decisions, knowledge and services: what is required first, each once. Boxed expressions are in dmn_eval_boxes.c. */
#include "rules/dmn_eval.h"

#include <stdarg.h>

enum { FRESH, BUSY, DONE };

/* --- notes with places of the file ---------------------------------------------------------------------------------- */

/* Where the next note will be hung. */
static feel_note **notes_end_of(feel_run *run)
{
	return run->notes_end ? run->notes_end : &run->notes;
}

void dmn_note(const dmn_at *at, int line, int column, const char *what, ...)
{
	char text[400];
	va_list list;
	va_start(list, what);
	vsnprintf(text, sizeof(text), what, list);
	va_end(list);
	feel_note **end = notes_end_of(at->memory->run);
	feel_noted(at->memory->run, line, column, "%s", text);
	if (*end)
		(*end)->file = at->m->file;
}

/* Notes from `from` on speak of a text: they are given its place. Those of what it called have their own already. */
static void place_notes(const dmn_at *at, feel_note **from, const dmn_text *t)
{
	for (feel_note *n = *from; n; n = n->next) {
		if (n->file.len)
			continue;
		n->file = at->m->file;
		dmn_place(t, &n->line, &n->column);
	}
}

bool dmn_room(const dmn_at *at, const dmn_expr *e, size_t bytes)
{
	dmn_text place = { .line = e->line, .column = e->column };
	feel_note **from = notes_end_of(at->memory->run);
	bool room = feel_room(at->memory->run, bytes);
	place_notes(at, from, &place);
	return room;
}

feel dmn_text_value(const dmn_at *at, const dmn_text *t)
{
	if (!t->expr) {
		dmn_note(at, t->line, t->column, "%s%.*s", t->text.len ? "this is no FEEL: " : "nothing stands here",
			 STR_ARG(t->wrong));
		return FEEL_NOTHING;
	}
	feel_note **from = notes_end_of(at->memory->run);
	feel v = feel_eval(at->memory->run, t->expr, at->scope);
	place_notes(at, from, t);
	return v;
}

feel dmn_text_test(const dmn_at *at, const dmn_text *t, feel input)
{
	if (!t->expr) {
		dmn_note(at, t->line, t->column, "these are no tests: %.*s", STR_ARG(t->wrong));
		return FEEL_NOTHING;
	}
	feel_run *run = at->memory->run;
	feel_note **from = notes_end_of(run);
	int noted = run->notes_n;
	feel v = feel_test(run, t->expr, input, at->scope);
	if (input.kind == FEEL_NULL) { /* that null is neither below nor above 5 is no news */
		*from = NULL;
		run->notes_end = from;
		run->notes_n = noted;
	}
	place_notes(at, from, t);
	return v;
}

feel dmn_fit(const dmn_at *at, feel v, const feel_type *t, int line, int column, bool *ret_fits)
{
	bool fits = true;
	dmn_text place = { .line = line, .column = column };
	feel_note **from = notes_end_of(at->memory->run);
	if (t)
		v = feel_coerce(at->memory->run, v, t, &fits);
	if (t && fits && !feel_allowed(at->memory->run, v, t)) {
		str type = feel_type_text(at->memory->run->arena, t);
		feel_noted(at->memory->run, 0, 0, "this value is not one that %.*s allows", STR_ARG(type));
		fits = false;
	}
	place_notes(at, from, &place);
	if (ret_fits)
		*ret_fits = fits;
	return fits ? v : FEEL_NOTHING;
}

feel dmn_call(const dmn_at *at, feel f, const str *names, const feel *args, size_t n, int line, int column)
{
	dmn_text place = { .line = line, .column = column };
	feel_note **from = notes_end_of(at->memory->run);
	feel v = feel_call(at->memory->run, f, names, args, n);
	place_notes(at, from, &place);
	return v;
}

/* --- scopes ------------------------------------------------------------------------------------------------------ */

static feel node_value(dmn_memory *m, const dmn_node *n);

typedef struct entries {
	feel_entry *at;
	size_t n;
} entries;

static feel_context *context_of(arena *a, const entries *list)
{
	feel_context *c = arena_one(a, feel_context);
	*c = (feel_context){ list->at, list->n };
	return c;
}

/* Lives as long as the run: functions that are made in it keep it. */
static const feel_scope *new_scope(dmn_memory *m, const feel_context *c, const feel_scope *outer)
{
	feel_scope *s = arena_one(m->run->arena, feel_scope);
	*s = (feel_scope){ c, outer };
	return s;
}

static bool has(const entries *list, str key)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].key, key))
			return true;
	return false;
}

/* What a node requires, by the names it knows them by; what comes through an import stands in a context of the import's name. */
static feel_context *scope_of(dmn_memory *m, const dmn_node *n)
{
	arena *a = m->run->arena;
	entries own = { NULL, 0 };
	for (size_t i = 0; i < n->needs.n; i++) {
		const dmn_need *need = &n->needs.at[i];
		if (need->node && !need->under.len && !has(&own, need->node->variable))
			LIST_ADD(a, &own, (feel_entry){ need->node->variable, node_value(m, need->node) });
		if (!need->node || !need->under.len || has(&own, need->under))
			continue;
		entries theirs = { NULL, 0 };
		for (size_t k = i; k < n->needs.n; k++) {
			const dmn_need *other = &n->needs.at[k];
			if (other->node && str_eq(other->under, need->under) && !has(&theirs, other->node->variable))
				LIST_ADD(a, &theirs, (feel_entry){ other->node->variable, node_value(m, other->node) });
		}
		LIST_ADD(
			a, &own,
			(feel_entry){ need->under, (feel){ .kind = FEEL_CONTEXT, .context = context_of(a, &theirs) } });
	}
	if (n->kind == NODE_KNOWLEDGE && !has(&own, n->variable))
		LIST_ADD(a, &own, (feel_entry){ n->variable, node_value(m, n) });
	return context_of(a, &own);
}

/* --- what a node gives ---------------------------------------------------------------------------------------------- */

static const dmn_given *given_of(const dmn_memory *m, const dmn_node *n)
{
	const dmn_given *found = NULL;
	for (size_t i = 0; i < m->given.n; i++) {
		const dmn_given *g = &m->given.at[i];
		if (!str_eq(g->name, n->name) && !str_eq(g->name, n->variable))
			continue;
		if (str_eq(g->space, n->model->space))
			return g;
		if (!g->space.len && !found)
			found = g;
	}
	return found;
}

static feel given_value(dmn_memory *m, const dmn_node *n)
{
	dmn_at at = { m, n->model, NULL };
	const dmn_given *g = given_of(m, n);
	if (!g) {
		dmn_note(&at, n->line, n->column, "%.*s was not given", STR_ARG(n->name));
		return FEEL_NOTHING;
	}
	return dmn_fit(&at, g->value, n->is, n->line, n->column, NULL);
}

static bool is_among(const dmn_needs *needs, const dmn_node *n)
{
	for (size_t i = 0; i < needs->n; i++)
		if (needs->at[i].node == n)
			return true;
	return false;
}

static feel decision_value(dmn_memory *m, const dmn_node *n)
{
	if (m->service && is_among(&m->service->input_decisions, n))
		return given_value(m, n);
	dmn_at at = { m, n->model, new_scope(m, scope_of(m, n), NULL) };
	if (!n->logic) {
		dmn_note(&at, n->line, n->column, "%.*s has no logic", STR_ARG(n->name));
		return FEEL_NOTHING;
	}
	return dmn_fit(&at, dmn_box_value(&at, n->logic), n->is, n->logic->line, n->logic->column, NULL);
}

/* --- functions ----------------------------------------------------------------------------------------------------- */

typedef struct callee {
	dmn_memory *memory;
	const dmn_node *node;
} callee;

/* What a function's own type says of its result: a type of functions says what they return, any other is the result's. */
static const feel_type *result_of(const dmn_node *n)
{
	const feel_type *t = n->is ? feel_type_real(n->is) : NULL;
	return t && t->is == TYPE_FUNCTION ? t->of : n->is;
}

static feel call_knowledge(feel_run *run, void *self, const feel *args, size_t n)
{
	const callee *c = self;
	const dmn_expr *f = c->node->logic;
	const feel_scope *around = new_scope(c->memory, scope_of(c->memory, c->node), NULL);
	dmn_at at = { c->memory, c->node->model, around };
	entries list = { arena_many(run->arena, feel_entry, n), 0 };
	for (size_t i = 0; i < n && i < f->entries.n; i++) {
		bool fits;
		const dmn_entry *p = &f->entries.at[i];
		feel v = dmn_fit(&at, args[i], p->is, p->line, p->column, &fits);
		if (!fits)
			return FEEL_NOTHING;
		list.at[list.n++] = (feel_entry){ p->name, v };
	}
	at.scope = new_scope(c->memory, context_of(run->arena, &list), around);
	return dmn_fit(&at, dmn_box_value(&at, f->items.at[0]), result_of(c->node), f->line, f->column, NULL);
}

static feel service_value(dmn_memory *m, const dmn_node *service)
{
	arena *a = m->run->arena;
	entries list = { NULL, 0 };
	for (size_t i = 0; i < service->outputs.n; i++) {
		const dmn_node *out = service->outputs.at[i].node;
		if (out && out->kind == NODE_DECISION && !has(&list, out->variable))
			LIST_ADD(a, &list, (feel_entry){ out->variable, node_value(m, out) });
	}
	dmn_at at = { m, service->model, NULL };
	feel v = service->outputs.n == 1 && list.n == 1
			 ? list.at[0].value
			 : (feel){ .kind = FEEL_CONTEXT, .context = context_of(a, &list) };
	return dmn_fit(&at, v, result_of(service), service->line, service->column, NULL);
}

static dmn_memory *remember(feel_run *run, const dmn_node *n, dmn_givens given)
{
	size_t nodes = n->model->linked->nodes_n;
	dmn_memory *m = arena_one(run->arena, dmn_memory);
	*m = (dmn_memory){ run, given, n->kind == NODE_SERVICE ? n : NULL, arena_many(run->arena, u8, nodes),
			   arena_many(run->arena, feel, nodes) };
	return m;
}

/* The inputs of a service, in the order of its parameters: input data, then input decisions. */
static const dmn_node *service_input(const dmn_node *n, size_t i)
{
	return i < n->input_data.n ? n->input_data.at[i].node : n->input_decisions.at[i - n->input_data.n].node;
}

static feel call_service(feel_run *run, void *self, const feel *args, size_t n)
{
	const callee *c = self;
	if (!feel_room(run, c->node->model->linked->nodes_n * (sizeof(feel) + 1) + n * sizeof(dmn_given)))
		return FEEL_NOTHING;
	dmn_givens given = { arena_many(run->arena, dmn_given, n), 0 };
	for (size_t i = 0; i < n; i++) {
		const dmn_node *in = service_input(c->node, i);
		if (in)
			given.at[given.n++] = (dmn_given){ in->model->space, in->name, args[i] };
	}
	return service_value(remember(run, c->node, given), c->node);
}

static feel function_value(dmn_memory *m, const dmn_node *n)
{
	arena *a = m->run->arena;
	dmn_at at = { m, n->model, NULL };
	callee *self = arena_one(a, callee);
	*self = (callee){ m, n };
	if (n->kind == NODE_SERVICE) {
		size_t inputs = n->input_data.n + n->input_decisions.n;
		feel_param *params = arena_many(a, feel_param, inputs);
		for (size_t i = 0; i < inputs; i++) {
			const dmn_node *in = service_input(n, i);
			params[i] = (feel_param){ in ? in->name : STR_NONE, in ? in->is : NULL };
		}
		return feel_native(a, n->name, params, inputs, NULL, call_service, self);
	}
	if (!n->logic || !n->logic->items.n) {
		dmn_note(&at, n->line, n->column, "%.*s has no logic", STR_ARG(n->name));
		return FEEL_NOTHING;
	}
	if (!str_eq(n->logic->name, STR("FEEL"))) {
		dmn_note(&at, n->line, n->column, "%.*s functions are not called: %.*s", STR_ARG(n->logic->name),
			 STR_ARG(n->name));
		return FEEL_NOTHING;
	}
	feel_param *params = arena_many(a, feel_param, n->logic->entries.n);
	for (size_t i = 0; i < n->logic->entries.n; i++)
		params[i] = (feel_param){ n->logic->entries.at[i].name, n->logic->entries.at[i].is };
	return feel_native(a, n->name, params, n->logic->entries.n, NULL, call_knowledge, self);
}

/* A node whose requirements are there. */
static void decide(dmn_memory *m, const dmn_node *n)
{
	m->values[n->number] = n->kind == NODE_INPUT      ? given_value(m, n)
			       : n->kind == NODE_DECISION ? decision_value(m, n)
							  : function_value(m, n);
	m->state[n->number] = DONE;
}

/* The next requirement that a decision waits for; what functions require is looked up when they are called. */
static const dmn_node *waits_for(dmn_memory *m, const dmn_node *n, size_t *next)
{
	bool decides = n->kind == NODE_DECISION && !(m->service && is_among(&m->service->input_decisions, n));
	while (decides && *next < n->needs.n) {
		const dmn_node *need = n->needs.at[(*next)++].node;
		if (!need || m->state[need->number] == DONE)
			continue;
		if (m->state[need->number] == FRESH)
			return need;
		dmn_at at = { m, n->model, NULL };
		dmn_note(&at, need->line, need->column, "%.*s requires itself", STR_ARG(need->name));
	}
	return NULL;
}

/* Decides what is required before what requires it, however long the way: on a stack of its own. */
static feel node_value(dmn_memory *m, const dmn_node *n)
{
	struct {
		struct way {
			const dmn_node *node;
			size_t next;
		} * at;
		size_t n;
	} open = { NULL, 0 };
	if (m->state[n->number] == FRESH) {
		m->state[n->number] = BUSY;
		LIST_ADD(m->run->arena, &open, (struct way){ n, 0 });
	}
	while (open.n) {
		struct way *top = &open.at[open.n - 1];
		const dmn_node *need = waits_for(m, top->node, &top->next);
		if (!need) {
			decide(m, top->node);
			open.n--;
			continue;
		}
		m->state[need->number] = BUSY;
		LIST_ADD(m->run->arena, &open, (struct way){ need, 0 });
	}
	return m->state[n->number] == DONE ? m->values[n->number] : FEEL_NOTHING;
}

/* --- from outside ---------------------------------------------------------------------------------------------------- */

/* Knowledge, with the given values as arguments by name. */
static feel knowledge_result(dmn_memory *m, const dmn_node *n)
{
	feel f = node_value(m, n);
	size_t params = f.kind == FEEL_FUNCTION ? n->logic->entries.n : 0;
	feel *args = arena_many(m->run->arena, feel, params);
	for (size_t i = 0; i < params; i++)
		for (size_t k = 0; k < m->given.n; k++)
			if (str_eq(m->given.at[k].name, n->logic->entries.at[i].name))
				args[i] = m->given.at[k].value;
	dmn_at at = { m, n->model, NULL };
	return dmn_call(&at, f, NULL, args, params, n->line, n->column);
}

static feel result(dmn_memory *m, const dmn_node *n)
{
	switch (n->kind) {
	case NODE_KNOWLEDGE:
		return knowledge_result(m, n);
	case NODE_SERVICE:
		return service_value(remember(m->run, n, m->given), n);
	case NODE_INPUT:
	case NODE_DECISION:
		break;
	}
	return node_value(m, n);
}

void dmn_values(feel_run *run, const dmn_node *const *nodes, size_t n, dmn_givens given, feel *ret)
{
	if (!n)
		return;
	dmn_memory *m = remember(run, nodes[0], given);
	m->service = NULL;
	for (size_t i = 0; i < n; i++)
		ret[i] = result(m, nodes[i]);
}

feel dmn_value(feel_run *run, const dmn_node *n, dmn_givens given)
{
	feel ret;
	dmn_values(run, &n, 1, given, &ret);
	return ret;
}
