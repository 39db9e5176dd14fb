/* Models as DMN 1.5. What dmn_read() kept is written; diagrams and extensions of other programs are not. */
#include "rules/dmn_inside.h"

#define WRITE_MAX ((size_t)64 << 20)

typedef struct writer {
	buf *b;
	int depth;

} writer;

static void indent(writer *w)
{
	for (int i = 0; i < w->depth; i++)
		buf_lit(w->b, "  ");
}

/* <name — attributes follow. */
static void begin(writer *w, const char *name)
{
	indent(w);
	buf_format(w->b, "<%s", name);
}

static void attribute(writer *w, const char *name, str value)
{
	if (value.len)
		xml_put_attribute(w->b, name, value);
}

static void opened(writer *w)
{
	buf_lit(w->b, ">\n");
	w->depth++;
}

static void empty(writer *w)
{
	buf_lit(w->b, "/>\n");
}

static void end(writer *w, const char *name)
{
	w->depth--;
	indent(w);
	buf_format(w->b, "</%s>\n", name);
}

static void element(writer *w, const char *name, str text)
{
	begin(w, name);
	buf_char(w->b, '>');
	xml_put(w->b, text);
	buf_format(w->b, "</%s>\n", name);
}

static void maybe(writer *w, const char *name, str text)
{
	if (text.len)
		element(w, name, text);
}

/* An element that holds a text of FEEL. */
static void feel_element(writer *w, const char *name, str id, str type, str text)
{
	begin(w, name);
	attribute(w, "id", id);
	attribute(w, "typeRef", type);
	opened(w);
	element(w, "text", text);
	end(w, name);
}

/* --- types ------------------------------------------------------------------------------------------------------- */

static void item(writer *w, const dmn_item *i, const char *name)
{
	begin(w, name);
	attribute(w, "id", i->id);
	attribute(w, "name", i->name);
	attribute(w, "label", i->label);
	if (i->collection)
		attribute(w, "isCollection", STR("true"));
	opened(w);
	if (!i->function)
		maybe(w, "typeRef", i->type);
	if (i->allowed.text.len)
		feel_element(w, "allowedValues", STR_NONE, STR_NONE, i->allowed.text);
	if (i->constraint.text.len)
		feel_element(w, "typeConstraint", STR_NONE, STR_NONE, i->constraint.text);
	if (i->function) {
		begin(w, "functionItem");
		attribute(w, "outputTypeRef", i->type);
		opened(w);
		for (size_t k = 0; k < i->parts.n; k++) {
			begin(w, "parameters");
			attribute(w, "name", i->parts.at[k].name);
			attribute(w, "typeRef", i->parts.at[k].type);
			empty(w);
		}
		end(w, "functionItem");
	}
	for (size_t k = 0; !i->function && k < i->parts.n; k++)
		item(w, &i->parts.at[k], "itemComponent");
	end(w, name);
}

/* --- boxed expressions --------------------------------------------------------------------------------------------- */

static void box(writer *w, const dmn_expr *e);

static void head(writer *w, const char *name, const dmn_expr *e)
{
	begin(w, name);
	attribute(w, "id", e->id);
	attribute(w, "label", e->label);
	attribute(w, "typeRef", e->type);
}

static void rule(writer *w, const dmn_table *t, const dmn_rule *r)
{
	begin(w, "rule");
	attribute(w, "id", r->id);
	opened(w);
	maybe(w, "description", r->about);
	for (size_t i = 0; i < t->inputs.n; i++)
		feel_element(w, "inputEntry", STR_NONE, STR_NONE, r->inputs[i].text.len ? r->inputs[i].text : STR("-"));
	for (size_t i = 0; i < t->outputs.n; i++)
		feel_element(w, "outputEntry", STR_NONE, STR_NONE, r->outputs[i].text);
	for (size_t i = 0; i < t->notes.n; i++)
		feel_element(w, "annotationEntry", STR_NONE, STR_NONE, r->notes[i]);
	end(w, "rule");
}

static void table(writer *w, const dmn_expr *e)
{
	const dmn_table *t = e->table;
	head(w, "decisionTable", e);
	attribute(w, "hitPolicy", str_of(dmn_hit_name(t->hit)));
	if (t->gather != GATHER_LIST)
		attribute(w, "aggregation", str_of(dmn_gather_name(t->gather)));
	attribute(w, "outputLabel", e->name);
	opened(w);
	for (size_t i = 0; i < t->inputs.n; i++) {
		const dmn_input *in = &t->inputs.at[i];
		begin(w, "input");
		attribute(w, "id", in->id);
		attribute(w, "label", in->label);
		opened(w);
		feel_element(w, "inputExpression", STR_NONE, in->type, in->expression.text);
		if (in->values.text.len)
			feel_element(w, "inputValues", STR_NONE, STR_NONE, in->values.text);
		end(w, "input");
	}
	for (size_t i = 0; i < t->outputs.n; i++) {
		const dmn_output *out = &t->outputs.at[i];
		begin(w, "output");
		attribute(w, "id", out->id);
		attribute(w, "label", out->label);
		attribute(w, "name", out->name);
		attribute(w, "typeRef", out->type);
		opened(w);
		if (out->values.text.len)
			feel_element(w, "outputValues", STR_NONE, STR_NONE, out->values.text);
		if (out->otherwise.text.len)
			feel_element(w, "defaultOutputEntry", STR_NONE, STR_NONE, out->otherwise.text);
		end(w, "output");
	}
	for (size_t i = 0; i < t->notes.n; i++) {
		begin(w, "annotation");
		xml_put_attribute(w->b, "name", t->notes.at[i]);
		empty(w);
	}
	for (size_t i = 0; i < t->rules.n; i++)
		rule(w, t, &t->rules.at[i]);
	end(w, "decisionTable");
}

static void named(writer *w, const char *element_name, const dmn_entry *x)
{
	begin(w, element_name);
	attribute(w, "id", x->id);
	attribute(w, "name", x->name);
	attribute(w, "typeRef", x->type);
	empty(w);
}

static void entries(writer *w, const dmn_expr *e, const char *outer, const char *variable)
{
	for (size_t i = 0; i < e->entries.n; i++) {
		const dmn_entry *x = &e->entries.at[i];
		begin(w, outer);
		opened(w);
		if (x->name.len)
			named(w, variable, x);
		if (x->value)
			box(w, x->value);
		end(w, outer);
	}
}

static void items(writer *w, const dmn_expr *e)
{
	for (size_t i = 0; i < e->items.n; i++)
		if (e->items.at[i])
			box(w, e->items.at[i]);
}

static void within(writer *w, const char *name, const dmn_expr *e, size_t i)
{
	if (i >= e->items.n || !e->items.at[i])
		return;
	begin(w, name);
	opened(w);
	box(w, e->items.at[i]);
	end(w, name);
}

static void function(writer *w, const dmn_expr *e, const char *name)
{
	head(w, name, e);
	if (!str_eq(e->name, STR("FEEL")))
		attribute(w, "kind", e->name);
	opened(w);
	for (size_t i = 0; i < e->entries.n; i++)
		named(w, "formalParameter", &e->entries.at[i]);
	items(w, e);
	end(w, name);
}

static void relation(writer *w, const dmn_expr *e)
{
	head(w, "relation", e);
	opened(w);
	for (size_t i = 0; i < e->entries.n; i++)
		named(w, "column", &e->entries.at[i]);
	for (size_t i = 0; i < e->items.n; i++) {
		begin(w, "row");
		attribute(w, "id", e->items.at[i]->id);
		opened(w);
		items(w, e->items.at[i]);
		end(w, "row");
	}
	end(w, "relation");
}

static void box(writer *w, const dmn_expr *e)
{
	const char *name = dmn_box_name(e->kind);
	if (e->kind == BOX_TABLE) {
		table(w, e);
		return;
	}
	if (e->kind == BOX_FUNCTION) {
		function(w, e, name);
		return;
	}
	if (e->kind == BOX_RELATION) {
		relation(w, e);
		return;
	}
	head(w, name, e);
	if (e->kind == BOX_FOR || e->kind == BOX_SOME || e->kind == BOX_EVERY)
		attribute(w, "iteratorVariable", e->name);
	opened(w);
	if (e->kind == BOX_LITERAL)
		element(w, "text", e->text.text);
	else if (e->kind == BOX_CONTEXT)
		entries(w, e, "contextEntry", "variable");
	else if (e->kind == BOX_IF) {
		within(w, "if", e, 0);
		within(w, "then", e, 1);
		within(w, "else", e, 2);
	} else if (e->kind == BOX_LIST || e->kind == BOX_INVOCATION) {
		items(w, e);
		if (e->kind == BOX_INVOCATION)
			entries(w, e, "binding", "parameter");
	} else {
		within(w, "in", e, 0);
		within(w, e->kind == BOX_FOR ? "return" : e->kind == BOX_FILTER ? "match" : "satisfies", e, 1);
	}
	end(w, name);
}

/* --- nodes ------------------------------------------------------------------------------------------------------- */

static void href(writer *w, const char *name, str to)
{
	begin(w, name);
	attribute(w, "href", to);
	empty(w);
}

static void hrefs(writer *w, const char *name, const dmn_needs *needs)
{
	for (size_t i = 0; i < needs->n; i++)
		href(w, name, needs->at[i].href);
}

/* What is required says which element requires it; a model that was not linked looks for its own nodes. */
static dmn_kind kind_of(const dmn_model *m, const dmn_need *need)
{
	if (need->node)
		return need->node->kind;
	for (size_t i = 0; i < m->nodes.n; i++)
		if (str_ends(need->href, m->nodes.at[i]->id) && need->href.len == m->nodes.at[i]->id.len + 1)
			return m->nodes.at[i]->kind;
	return NODE_DECISION;
}

static void requirements(writer *w, const dmn_model *m, const dmn_node *n)
{
	static const struct {
		const char *outer, *inner;
	} words[] = { [NODE_INPUT] = { "informationRequirement", "requiredInput" },
		      [NODE_DECISION] = { "informationRequirement", "requiredDecision" },
		      [NODE_KNOWLEDGE] = { "knowledgeRequirement", "requiredKnowledge" },
		      [NODE_SERVICE] = { "knowledgeRequirement", "requiredKnowledge" } };
	for (size_t i = 0; i < n->needs.n; i++) {
		dmn_kind kind = kind_of(m, &n->needs.at[i]);
		begin(w, words[kind].outer);
		opened(w);
		href(w, words[kind].inner, n->needs.at[i].href);
		end(w, words[kind].outer);
	}
}

static void node(writer *w, const dmn_model *m, const dmn_node *n)
{
	static const char *const names[] = { [NODE_INPUT] = "inputData",
					     [NODE_DECISION] = "decision",
					     [NODE_KNOWLEDGE] = "businessKnowledgeModel",
					     [NODE_SERVICE] = "decisionService" };
	begin(w, names[n->kind]);
	attribute(w, "id", n->id);
	attribute(w, "name", n->name);
	attribute(w, "label", n->label);
	opened(w);
	maybe(w, "description", n->about);
	maybe(w, "question", n->question);
	maybe(w, "allowedAnswers", n->answers);
	begin(w, "variable");
	attribute(w, "name", n->variable);
	attribute(w, "typeRef", n->type);
	empty(w);
	if (n->kind == NODE_KNOWLEDGE && n->logic)
		function(w, n->logic, "encapsulatedLogic");
	requirements(w, m, n);
	if (n->kind == NODE_DECISION && n->logic)
		box(w, n->logic);
	hrefs(w, "outputDecision", &n->outputs);
	hrefs(w, "encapsulatedDecision", &n->encapsulated);
	hrefs(w, "inputDecision", &n->input_decisions);
	hrefs(w, "inputData", &n->input_data);
	end(w, names[n->kind]);
}

const err *dmn_write(arena *a, const dmn_model *m, str *ret)
{
	buf b = buf_new(a, WRITE_MAX);
	writer w = { .b = &b };
	buf_lit(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	begin(&w, "definitions");
	attribute(&w, "xmlns", STR(DMN_15));
	attribute(&w, "id", m->id);
	attribute(&w, "name", m->name);
	attribute(&w, "namespace", m->space);
	opened(&w);
	maybe(&w, "description", m->about);
	for (size_t i = 0; i < m->imports.n; i++) {
		const dmn_import *x = &m->imports.at[i];
		begin(&w, "import");
		attribute(&w, "importType", STR(DMN_15));
		attribute(&w, "namespace", x->space);
		attribute(&w, "locationURI", x->location);
		xml_put_attribute(&b, "name", x->name); /* may be empty, and then its names are ours */
		empty(&w);
	}
	for (size_t i = 0; i < m->items.n; i++)
		item(&w, &m->items.at[i], "itemDefinition");
	for (size_t i = 0; i < m->nodes.n; i++)
		node(&w, m, m->nodes.at[i]);
	end(&w, "definitions");
	if (b.overflowed)
		return err_why(a, ERR_too_large, "a model of more than %zu bytes", WRITE_MAX);
	*ret = buf_str(&b);
	return NULL;
}

/* --- a table alone --------------------------------------------------------------------------------------------------- */

/* What a text needs to know: a column that was not parsed is taken for a name. */
static void add_names(arena *a, strs *names, const dmn_text *x)
{
	strs free = { NULL, 0 };
	if (x->expr)
		free = feel_free(a, x->expr);
	else if (x->text.len && !str_eq(x->text, STR("-")))
		LIST_ADD(a, &free, x->text);
	for (size_t i = 0; i < free.n; i++) {
		bool known = str_eq(free.at[i], STR("?"));
		for (size_t k = 0; k < names->n; k++)
			known |= str_eq(names->at[k], free.at[i]);
		if (!known)
			LIST_ADD(a, names, free.at[i]);
	}
}

dmn_model *dmn_around(arena *a, const dmn_table *t, str space)
{
	dmn_model *m = arena_one(a, dmn_model);
	*m = (dmn_model){ .file = t->file, .id = STR("model"), .name = t->name, .space = space, .version = STR("1.5") };
	dmn_node *d = arena_one(a, dmn_node);
	str name = t->name.len ? t->name : STR("table");
	*d = (dmn_node){ .kind = NODE_DECISION,
			 .id = t->id.len ? t->id : STR("decision"),
			 .name = name,
			 .variable = name,
			 .model = m };
	dmn_expr *e = d->logic = arena_one(a, dmn_expr);
	dmn_table *copy = arena_one(a, dmn_table);
	*copy = *t;
	*e = (dmn_expr){ .kind = BOX_TABLE, .table = copy };
	strs names = { NULL, 0 };
	for (size_t i = 0; i < t->inputs.n; i++)
		add_names(a, &names, &t->inputs.at[i].expression);
	for (size_t i = 0; i < t->rules.n; i++) {
		const dmn_rule *r = &t->rules.at[i];
		for (size_t k = 0; k < t->inputs.n + t->outputs.n; k++) {
			const dmn_text *x = k < t->inputs.n ? &r->inputs[k] : &r->outputs[k - t->inputs.n];
			if (x->expr)
				add_names(a, &names, x);
		}
	}
	for (size_t i = 0; i < names.n; i++) {
		dmn_node *n = arena_one(a, dmn_node);
		*n = (dmn_node){ .kind = NODE_INPUT,
				 .id = str_format(a, "input-%zu", i + 1),
				 .name = names.at[i],
				 .variable = names.at[i],
				 .model = m };
		for (size_t k = 0; k < t->inputs.n; k++)
			if (str_eq(t->inputs.at[k].expression.text, n->name))
				n->type = t->inputs.at[k].type;
		LIST_ADD(a, &m->nodes, n);
		LIST_ADD(a, &d->needs, (dmn_need){ .href = str_format(a, "#%.*s", STR_ARG(n->id)), .node = n });
	}
	LIST_ADD(a, &m->nodes, d);
	return m;
}
