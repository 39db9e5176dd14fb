/* All FEEL of a model, parsed with the names that are known where it stands; types of expressions and nodes. */
#include "rules/dmn_link.h"

/* Names known at a place: a stack, of which a branch takes off what it put on. */
typedef struct parser {
	const dmn_model *m;
	struct {
		str *at;
		size_t n;
	} names;
	str of_decision; /* the type of the node at work */
} parser;

static void know(parser *p, str name)
{
	if (name.len)
		LIST_ADD(p->m->linked->a, &p->names, name);
}

static feel_names known(const parser *p)
{
	return (feel_names){
		.at = p->names.at, .n = p->names.n, .parts = p->m->linked->parts, .types = &p->m->linked->types
	};
}

void dmn_parse_text(const dmn_model *m, dmn_text *t, feel_names names, bool tests)
{
	if (t->text.len == 0 || t->expr)
		return;
	arena *a = m->linked->a;
	const err *e = tests ? feel_parse_tests(a, t->text, names, &t->expr) : feel_parse(a, t->text, names, &t->expr);
	if (!e)
		return;
	/* line:column of the text, as a place of the file */
	str where = e->where;
	i64 line = 1, column = 1;
	str first = str_cut(&where, ':');
	if (!str_i64(first, &line) || !str_i64(where, &column))
		line = column = 1;
	t->expr = NULL;
	t->wrong = e->detail.len ? e->detail : STR("no FEEL");
	int l = (int)line, c = (int)column;
	dmn_place(t, &l, &c);
	dmn_mistaken(m, l, c, "%.*s", STR_ARG(t->wrong));
}

static void parse_text(parser *p, dmn_text *t, bool tests)
{
	dmn_parse_text(p->m, t, known(p), tests);
}

static void parse_box(parser *p, dmn_expr *e);

/* --- the values of an output, one by one ------------------------------------------------------------------------------- */

/* Up to the next comma that stands in no brackets and no text. */
static str cut_test(str *rest)
{
	int depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < rest->len; i++) {
		char c = rest->at[i];
		if (quoted) {
			i += c == '\\';
			quoted = c != '"';
		} else if (c == '"') {
			quoted = true;
		} else if (c == '(' || c == '[' || c == '{') {
			depth++;
		} else if (c == ')' || c == ']' || c == '}') {
			depth--;
		} else if (c == ',' && depth <= 0) {
			str test = str_sub(*rest, 0, i);
			*rest = str_sub(*rest, i + 1, rest->len);
			return str_trim(test);
		}
	}
	str test = *rest;
	*rest = STR_NONE;
	return str_trim(test);
}

static const dmn_item *item_of(const dmn_model *m, str type)
{
	for (size_t i = 0; type.len && i < m->items.n; i++)
		if (str_eq(m->items.at[i].name, type))
			return &m->items.at[i];
	return NULL;
}

/* An output's own values, else those of its type; the decision's type where a single output has none. */
static dmn_tests priorities(parser *p, const dmn_output *out, str of_decision)
{
	dmn_tests tests = { NULL, 0 };
	arena *a = p->m->linked->a;
	const dmn_item *item = item_of(p->m, out->type.len ? out->type : of_decision);
	str rest = out->values.text.len ? out->values.text : item ? item->allowed.text : STR_NONE;
	while (rest.len) {
		const feel_expr *test;
		str one = cut_test(&rest);
		if (one.len && !feel_parse_tests(a, one, known(p), &test))
			LIST_ADD(a, &tests, test);
	}
	return tests;
}

/* --- boxed expressions ------------------------------------------------------------------------------------------------- */

static void parse_table(parser *p, dmn_expr *e)
{
	dmn_table *t = e->table;
	arena *a = p->m->linked->a;
	dmn_table_types *types = e->types = arena_one(a, dmn_table_types);
	types->inputs = arena_many(a, const feel_type *, t->inputs.n);
	types->outputs = arena_many(a, const feel_type *, t->outputs.n);
	types->priorities = arena_many(a, dmn_tests, t->outputs.n);
	for (size_t i = 0; i < t->inputs.n; i++) {
		dmn_input *in = &t->inputs.at[i];
		types->inputs[i] = dmn_type(p->m, in->type, in->expression.line, in->expression.column);
		parse_text(p, &in->expression, false);
		parse_text(p, &in->values, true);
	}
	for (size_t i = 0; i < t->outputs.n; i++) {
		dmn_output *out = &t->outputs.at[i];
		types->outputs[i] = dmn_type(p->m, out->type, e->line, e->column);
		parse_text(p, &out->values, true);
		if (!str_eq(out->otherwise.text, STR("-")))
			parse_text(p, &out->otherwise, false);
		if (t->hit == HIT_PRIORITY || t->hit == HIT_OUTPUT_ORDER)
			types->priorities[i] = priorities(p, out, t->outputs.n == 1 ? p->of_decision : STR_NONE);
	}
	for (size_t i = 0; i < t->rules.n; i++) {
		for (size_t k = 0; k < t->inputs.n; k++)
			parse_text(p, &t->rules.at[i].inputs[k], true);
		for (size_t k = 0; k < t->outputs.n; k++) {
			dmn_text *cell = &t->rules.at[i].outputs[k];
			if (!str_eq(cell->text, STR("-"))) /* nothing is said */
				parse_text(p, cell, false);
		}
	}
}

static void type_entries(parser *p, dmn_expr *e)
{
	for (size_t i = 0; i < e->entries.n; i++) {
		dmn_entry *x = &e->entries.at[i];
		x->is = dmn_type(p->m, x->type, x->line, x->column);
	}
}

static void parse_items(parser *p, dmn_expr *e, size_t from)
{
	for (size_t i = from; i < e->items.n; i++)
		if (e->items.at[i])
			parse_box(p, e->items.at[i]);
}

static void parse_iteration(parser *p, dmn_expr *e)
{
	if (e->items.n && e->items.at[0])
		parse_box(p, e->items.at[0]);
	if (e->kind == BOX_FILTER) {
		know(p, STR("item"));
	} else {
		know(p, e->name);
		know(p, STR("partial"));
	}
	parse_items(p, e, 1);
}

static void parse_box(parser *p, dmn_expr *e)
{
	size_t before = p->names.n;
	e->is = dmn_type(p->m, e->type, e->line, e->column);
	type_entries(p, e);
	switch (e->kind) {
	case BOX_LITERAL:
		parse_text(p, &e->text, false);
		break;
	case BOX_TABLE:
		parse_table(p, e);
		break;
	case BOX_CONTEXT:
		for (size_t i = 0; i < e->entries.n; i++) {
			dmn_entry *x = &e->entries.at[i];
			if (x->value)
				parse_box(p, x->value);
			know(p, x->name);
		}
		break;
	case BOX_INVOCATION:
		parse_items(p, e, 0);
		for (size_t i = 0; i < e->entries.n; i++)
			if (e->entries.at[i].value)
				parse_box(p, e->entries.at[i].value);
		break;
	case BOX_FUNCTION:
		for (size_t i = 0; i < e->entries.n; i++)
			know(p, e->entries.at[i].name);
		if (str_eq(e->name, STR("FEEL")))
			parse_items(p, e, 0);
		break;
	case BOX_FILTER:
	case BOX_FOR:
	case BOX_SOME:
	case BOX_EVERY:
		parse_iteration(p, e);
		break;
	case BOX_LIST:
	case BOX_RELATION:
	case BOX_IF:
		parse_items(p, e, 0);
		break;
	}
	p->names.n = before;
}

void dmn_parse(dmn_model *m)
{
	parser p = { .m = m };
	for (size_t i = 0; i < m->nodes.n; i++) {
		dmn_node *n = m->nodes.at[i];
		n->is = dmn_type(m, n->type, n->line, n->column);
		p.names.n = 0;
		p.of_decision = n->type;
		for (size_t k = 0; k < n->needs.n; k++) {
			const dmn_need *need = &n->needs.at[k];
			if (need->node)
				know(&p, need->under.len ? need->under : need->node->variable);
		}
		if (n->kind == NODE_KNOWLEDGE)
			know(&p, n->variable); /* it may call itself */
		if (n->logic)
			parse_box(&p, n->logic);
	}
}
