/* Models put together: imports, references, cycles. Types are in dmn_types.c, FEEL in dmn_parse.c. */
#include "rules/dmn_link.h"

#include <stdarg.h>

void dmn_mistaken(const dmn_model *m, int line, int column, const char *what, ...)
{
	dmn_linked *l = m->linked;
	if (l->mistakes_n++ >= DMN_MISTAKES_MAX)
		return;
	char text[400];
	va_list list;
	va_start(list, what);
	vsnprintf(text, sizeof(text), what, list);
	va_end(list);
	err *e = arena_one(l->a, err);
	*e = *err_at(l->a, ERR_definition, str_format(l->a, "%.*s:%d:%d", STR_ARG(m->file), line, column), "%s", text);
	*l->mistakes_end = e;
	l->mistakes_end = &e->next;
}

/* --- imports and references -------------------------------------------------------------------------------------- */

static const dmn_model *model_of(const dmn_linked *l, str space)
{
	for (size_t i = 0; i < l->models_n; i++)
		if (str_eq(l->models[i]->space, space))
			return l->models[i];
	return NULL;
}

static void link_imports(dmn_model *m)
{
	for (size_t i = 0; i < m->imports.n; i++) {
		dmn_import *x = &m->imports.at[i];
		x->model = model_of(m->linked, x->space);
		if (!x->model)
			dmn_mistaken(m, x->line, x->column, "no model here has the namespace %.*s", STR_ARG(x->space));
		else if (x->model == m)
			dmn_mistaken(m, x->line, x->column, "a model does not import itself");
		for (size_t k = 0; k < i; k++)
			if (x->name.len && str_eq(m->imports.at[k].name, x->name))
				dmn_mistaken(m, x->line, x->column, "two imports are called %.*s", STR_ARG(x->name));
	}
}

static const dmn_node *node_of(const dmn_model *m, str id)
{
	for (size_t i = 0; id.len && i < m->nodes.n; i++)
		if (str_eq(m->nodes.at[i]->id, id))
			return m->nodes.at[i];
	return NULL;
}

/* What an import without a name brings along is known here as if it were this model's own, and with it what that model imports. */
static void find_reach(dmn_model *m)
{
	dmn_linked *l = m->linked;
	const dmn_model *from = m;
	for (size_t next = 0;; from = l->reach.at[next++].model) {
		bool ours = from == m || !l->reach.at[next - 1].under.len;
		for (size_t i = 0; ours && i < from->imports.n; i++) {
			const dmn_import *x = &from->imports.at[i];
			bool known = !x->model || x->model == m;
			for (size_t k = 0; k < l->reach.n && !known; k++)
				known = l->reach.at[k].model == x->model;
			if (!known)
				LIST_ADD(l->a, &l->reach, (dmn_reach){ x->model, x->name });
		}
		if (next == l->reach.n)
			return;
	}
}

static void link_need(const dmn_model *m, dmn_need *need)
{
	size_t hash = 0;
	for (size_t i = 0; i < need->href.len; i++) /* the last: a namespace may hold one */
		if (need->href.at[i] == '#')
			hash = i + 1;
	str id = str_sub(need->href, hash, need->href.len);
	str space = hash ? str_sub(need->href, 0, hash - 1) : STR_NONE;
	if (space.len == 0 || str_eq(space, m->space)) {
		need->node = node_of(m, id);
	} else {
		for (size_t i = 0; i < m->linked->reach.n && !need->node; i++) {
			const dmn_reach *r = &m->linked->reach.at[i];
			if (!str_eq(r->model->space, space))
				continue;
			need->node = node_of(r->model, id);
			need->under = r->under;
		}
	}
	if (!need->node)
		dmn_mistaken(m, need->line, need->column, "nothing here has the id %.*s", STR_ARG(need->href));
}

static void link_needs(const dmn_model *m, dmn_needs *needs)
{
	for (size_t i = 0; i < needs->n; i++)
		link_need(m, &needs->at[i]);
}

/* What stands in the wrong place: an output that is no decision, an input that is none. */
static void check_kind(const dmn_model *m, const dmn_needs *needs, dmn_kind kind, const char *what)
{
	for (size_t i = 0; i < needs->n; i++)
		if (needs->at[i].node && needs->at[i].node->kind != kind)
			dmn_mistaken(m, needs->at[i].line, needs->at[i].column, "%.*s is not %s",
				     STR_ARG(needs->at[i].node->name), what);
}

static void link_nodes(dmn_model *m)
{
	for (size_t i = 0; i < m->nodes.n; i++) {
		dmn_node *n = m->nodes.at[i];
		link_needs(m, &n->needs);
		link_needs(m, &n->outputs);
		link_needs(m, &n->encapsulated);
		link_needs(m, &n->input_decisions);
		link_needs(m, &n->input_data);
		check_kind(m, &n->outputs, NODE_DECISION, "a decision");
		check_kind(m, &n->encapsulated, NODE_DECISION, "a decision");
		check_kind(m, &n->input_decisions, NODE_DECISION, "a decision");
		check_kind(m, &n->input_data, NODE_INPUT, "input data");
		if (n->kind == NODE_SERVICE && !n->outputs.n)
			dmn_mistaken(m, n->line, n->column, "the service %.*s has no output", STR_ARG(n->name));
		for (size_t k = 0; k < i; k++)
			if (str_eq(m->nodes.at[k]->name, n->name) && n->name.len)
				dmn_mistaken(m, n->line, n->column, "the name %.*s stands twice", STR_ARG(n->name));
	}
}

/* --- cycles ------------------------------------------------------------------------------------------------------ */

/* Depth first without recursion: a requirement that leads to a node on the way is a cycle. */
typedef struct way {
	const dmn_node *node;
	size_t next;
} way;

static const dmn_need *next_need(const dmn_node *n, size_t i)
{
	if (i < n->needs.n)
		return &n->needs.at[i];
	i -= n->needs.n;
	return n->kind == NODE_SERVICE && i < n->outputs.n ? &n->outputs.at[i] : NULL;
}

static void tell_cycle(const dmn_linked *l, const way *stack, size_t n, const dmn_need *need)
{
	size_t from = n;
	while (from > 0 && stack[from - 1].node != need->node)
		from--;
	buf b = buf_new(l->a, 300);
	for (size_t i = from ? from - 1 : 0; i < n; i++)
		buf_format(&b, "%.*s → ", STR_ARG(stack[i].node->name));
	dmn_mistaken(stack[n - 1].node->model, need->line, need->column, "a cycle: %.*s%.*s", STR_ARG(buf_str(&b)),
		     STR_ARG(need->node->name));
}

static void find_cycles(const dmn_linked *l)
{
	enum { FRESH, OPEN, DONE };
	u8 *state = arena_many(l->a, u8, l->nodes_n + 1);
	way *stack = arena_many(l->a, way, l->nodes_n + 1);
	for (size_t i = 0; i < l->models_n; i++) {
		for (size_t k = 0; k < l->models[i]->nodes.n; k++) {
			if (state[l->models[i]->nodes.at[k]->number] != FRESH)
				continue;
			size_t n = 0;
			stack[n++] = (way){ l->models[i]->nodes.at[k], 0 };
			state[stack[0].node->number] = OPEN;
			while (n) {
				const dmn_need *need = next_need(stack[n - 1].node, stack[n - 1].next++);
				if (!need) {
					state[stack[--n].node->number] = DONE;
				} else if (need->node && state[need->node->number] == OPEN) {
					tell_cycle(l, stack, n, need);
				} else if (need->node && state[need->node->number] == FRESH) {
					state[need->node->number] = OPEN;
					stack[n++] = (way){ need->node, 0 };
				}
			}
		}
	}
}

/* --- all together ------------------------------------------------------------------------------------------------ */

const err *dmn_link(arena *a, dmn_model *const *models, size_t n)
{
	if (n > DMN_FILES_MAX)
		return err_why(a, ERR_too_large, "%zu models at once; at most %d", n, DMN_FILES_MAX);
	size_t nodes = 0;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			if (str_eq(models[k]->space, models[i]->space))
				return err_at(a, ERR_definition, models[i]->file, "has the namespace of %.*s, %.*s",
					      STR_ARG(models[k]->file), STR_ARG(models[i]->space));
		dmn_linked *l = models[i]->linked = arena_one(a, dmn_linked);
		*l = (dmn_linked){ .a = a, .models = models, .models_n = n };
		l->mistakes_end = &l->mistakes;
		for (size_t k = 0; k < models[i]->nodes.n; k++)
			models[i]->nodes.at[k]->number = nodes++;
	}
	for (size_t i = 0; i < n; i++) {
		models[i]->linked->nodes_n = nodes;
		link_imports(models[i]);
	}
	for (size_t i = 0; i < n; i++)
		find_reach(models[i]);
	dmn_link_types(a, models, n);
	for (size_t i = 0; i < n; i++)
		link_nodes(models[i]);
	if (n)
		find_cycles(models[0]->linked);
	for (size_t i = 0; i < n; i++)
		dmn_parse(models[i]);
	return NULL;
}

const err *dmn_mistakes(const dmn_model *m)
{
	const dmn_linked *l = m->linked;
	const err *first = NULL, **end = &first;
	int n = 0;
	for (size_t i = 0; i < l->models_n; i++) {
		for (const err *e = l->models[i]->linked->mistakes; e && n < DMN_MISTAKES_MAX; e = e->next, n++) {
			err *copy = arena_one(l->a, err);
			*copy = *e;
			copy->next = NULL;
			*end = copy;
			end = (const err **)&copy->next;
		}
	}
	return first;
}

const dmn_node *dmn_find(const dmn_model *m, str name)
{
	for (size_t i = 0; i < m->nodes.n; i++)
		if (str_eq(m->nodes.at[i]->name, name))
			return m->nodes.at[i];
	return NULL;
}

const dmn_table *dmn_table_of(const dmn_model *m, str decision)
{
	const dmn_table *found = NULL;
	for (size_t i = 0; i < m->nodes.n; i++) {
		const dmn_node *n = m->nodes.at[i];
		if (n->kind != NODE_DECISION || (decision.len && !str_eq(n->name, decision)))
			continue;
		if (!n->logic || n->logic->kind != BOX_TABLE || found)
			return NULL;
		found = n->logic->table;
	}
	return found;
}

const feel_type *const *dmn_input_types(const dmn_expr *table)
{
	return table->types ? table->types->inputs : NULL;
}

const feel_type *const *dmn_output_types(const dmn_expr *table)
{
	return table->types ? table->types->outputs : NULL;
}
