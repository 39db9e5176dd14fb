/* Boxed expressions of DMN files. */
#include "rules/dmn_inside.h"
#include "rules/sheet.h"

static const struct {
	const char *element;
	dmn_box box;
} boxes[] = {
	{ "literalExpression", BOX_LITERAL },
	{ "decisionTable", BOX_TABLE },
	{ "context", BOX_CONTEXT },
	{ "list", BOX_LIST },
	{ "relation", BOX_RELATION },
	{ "invocation", BOX_INVOCATION },
	{ "functionDefinition", BOX_FUNCTION },
	{ "conditional", BOX_IF },
	{ "filter", BOX_FILTER },
	{ "for", BOX_FOR },
	{ "some", BOX_SOME },
	{ "every", BOX_EVERY },
};

static const char *const hits[] = { "UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER" };
static const char *const gathers[] = { "LIST", "SUM", "COUNT", "MIN", "MAX" };

const char *dmn_hit_name(dmn_hit h)
{
	return hits[h];
}

const char *dmn_gather_name(dmn_gather g)
{
	return gathers[g];
}

const char *dmn_box_name(dmn_box b)
{
	for (size_t i = 0; i < COUNT(boxes); i++)
		if (boxes[i].box == b)
			return boxes[i].element;
	return "";
}

static bool box_of(const dmn_reader *r, const xml_node *n, dmn_box *ret)
{
	for (size_t i = 0; i < COUNT(boxes); i++) {
		if (dmn_is(r, n, boxes[i].element)) {
			*ret = boxes[i].box;
			return true;
		}
	}
	return false;
}

/* --- decision tables --------------------------------------------------------------------------------------------- */

static dmn_input read_input(dmn_reader *r, const xml_node *n)
{
	dmn_input in = { .id = xml_attr(n, "id"), .label = xml_attr(n, "label") };
	const xml_node *e = xml_child(n, "inputExpression"), *v = xml_child(n, "inputValues");
	if (e) {
		in.expression = dmn_read_text(e);
		in.type = dmn_type_of(r, e);
	} else {
		dmn_wrong(r, n->line, n->column, "an input without an expression");
	}
	if (v)
		in.values = dmn_read_text(v);
	return in;
}

static dmn_output read_output(dmn_reader *r, const xml_node *n)
{
	dmn_output out = { .id = xml_attr(n, "id"),
			   .label = xml_attr(n, "label"),
			   .name = str_trim(xml_attr(n, "name")),
			   .type = dmn_type_of(r, n) };
	const xml_node *v = xml_child(n, "outputValues"), *d = xml_child(n, "defaultOutputEntry");
	if (v)
		out.values = dmn_read_text(v);
	if (d)
		out.otherwise = dmn_read_text(d);
	return out;
}

/* The cells of one kind of a rule; *ret is as long as the table has columns, and says so when the file has not. */
static dmn_text *read_cells(dmn_reader *r, const xml_node *n, const char *name, size_t want)
{
	dmn_text *cells = arena_many(r->a, dmn_text, want);
	size_t have = 0;
	for (size_t i = 0; i < n->children.n; i++) {
		if (!dmn_is(r, n->children.at[i], name))
			continue;
		if (have < want)
			cells[have] = dmn_read_text(n->children.at[i]);
		have++;
	}
	if (have != want)
		dmn_wrong(r, n->line, n->column, "a rule with %zu of %s where the table has %zu", have, name, want);
	return cells;
}

static dmn_rule read_rule(dmn_reader *r, const xml_node *n, const dmn_table *t)
{
	const xml_node *about = xml_child(n, "description");
	dmn_rule rule = { .id = xml_attr(n, "id"),
			  .about = about ? str_trim(about->text) : STR_NONE,
			  .from = DAY_UNSET,
			  .to = DAY_UNSET,
			  .line = n->line };
	rule.inputs = read_cells(r, n, "inputEntry", t->inputs.n);
	rule.outputs = read_cells(r, n, "outputEntry", t->outputs.n);
	rule.notes = arena_many(r->a, str, t->notes.n);
	size_t have = 0;
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i], *text = xml_child(c, "text");
		if (dmn_is(r, c, "annotationEntry") && have < t->notes.n)
			rule.notes[have++] = text ? str_trim(text->text) : STR_NONE;
	}
	return rule;
}

static void read_policy(dmn_reader *r, const xml_node *n, dmn_table *t)
{
	str hit = str_trim(xml_attr(n, "hitPolicy")), gather = str_trim(xml_attr(n, "aggregation"));
	bool known = hit.len == 0;
	for (size_t i = 0; i < COUNT(hits); i++) {
		if (str_eq(hit, str_of(hits[i]))) {
			t->hit = (dmn_hit)i;
			known = true;
		}
	}
	if (!known)
		dmn_wrong(r, n->line, n->column, "no hit policy: %.*s", STR_ARG(hit));
	known = gather.len == 0;
	for (size_t i = 0; i < COUNT(gathers); i++) {
		if (str_eq(gather, str_of(gathers[i]))) {
			t->gather = (dmn_gather)i;
			known = true;
		}
	}
	if (!known)
		dmn_wrong(r, n->line, n->column, "no aggregation: %.*s", STR_ARG(gather));
}

static dmn_table *read_table(dmn_reader *r, const xml_node *n)
{
	dmn_table *t = arena_one(r->a, dmn_table);
	*t = (dmn_table){ .id = xml_attr(n, "id"), .file = r->m->file };
	read_policy(r, n, t);
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		if (dmn_is(r, c, "input"))
			LIST_ADD(r->a, &t->inputs, read_input(r, c));
		else if (dmn_is(r, c, "output"))
			LIST_ADD(r->a, &t->outputs, read_output(r, c));
		else if (dmn_is(r, c, "annotation"))
			LIST_ADD(r->a, &t->notes, str_trim(xml_attr(c, "name")));
	}
	for (size_t i = 0; i < n->children.n; i++)
		if (dmn_is(r, n->children.at[i], "rule"))
			LIST_ADD(r->a, &t->rules, read_rule(r, n->children.at[i], t));
	if (!t->outputs.n)
		dmn_wrong(r, n->line, n->column, "a decision table without an output");
	const err *e = sheet_validity(r->a, t);
	for (; e; e = e->next) {
		err *mine = arena_one(r->a, err);
		*mine = *e;
		mine->next = r->mistakes;
		r->mistakes = mine;
	}
	return t;
}

/* --- the others -------------------------------------------------------------------------------------------------- */

/* A variable, parameter or column with its name and type. */
static dmn_entry read_named(dmn_reader *r, const xml_node *n)
{
	return (dmn_entry){ .id = xml_attr(n, "id"),
			    .name = str_trim(xml_attr(n, "name")),
			    .type = dmn_type_of(r, n),
			    .line = n->line,
			    .column = n->column };
}

static dmn_entry read_entry(dmn_reader *r, const xml_node *n, const char *variable)
{
	const xml_node *v = xml_child(n, variable);
	dmn_entry e = { .line = n->line, .column = n->column };
	if (v)
		e = read_named(r, v);
	if (v && !e.name.len)
		dmn_wrong(r, v->line, v->column, "a %s without a name", variable);
	e.value = dmn_read_box(r, n);
	return e;
}

static void read_entries(dmn_reader *r, const xml_node *n, const char *element, const char *variable, dmn_expr *e)
{
	for (size_t i = 0; i < n->children.n; i++)
		if (dmn_is(r, n->children.at[i], element))
			LIST_ADD(r->a, &e->entries, read_entry(r, n->children.at[i], variable));
}

static void read_names(dmn_reader *r, const xml_node *n, const char *element, dmn_expr *e)
{
	for (size_t i = 0; i < n->children.n; i++)
		if (dmn_is(r, n->children.at[i], element))
			LIST_ADD(r->a, &e->entries, read_named(r, n->children.at[i]));
}

/* Every boxed expression among the children. */
static void read_items(dmn_reader *r, const xml_node *n, dmn_expr *e)
{
	dmn_box box;
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		if (!box_of(r, c, &box))
			continue;
		/* a child of its own, so that dmn_read_box() sees this one first */
		xml_node only = { .space = n->space, .name = n->name, .line = n->line, .parent = n };
		xml_node *one[1] = { n->children.at[i] };
		only.children.at = one;
		only.children.n = 1;
		LIST_ADD(r->a, &e->items, dmn_read_box(r, &only));
	}
}

/* <if>…</if>: one expression within an element; a missing one is told, and kept as NULL. */
static void read_child(dmn_reader *r, const xml_node *n, const char *element, dmn_expr *e)
{
	const xml_node *c = xml_child(n, element);
	dmn_expr *value = c ? dmn_read_box(r, c) : NULL;
	if (!value)
		dmn_wrong(r, n->line, n->column, "%.*s without %s", STR_ARG(n->name), element);
	LIST_ADD(r->a, &e->items, value);
}

static void read_relation(dmn_reader *r, const xml_node *n, dmn_expr *e)
{
	read_names(r, n, "column", e);
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		if (!dmn_is(r, c, "row"))
			continue;
		dmn_expr *row = arena_one(r->a, dmn_expr);
		*row = (dmn_expr){ .kind = BOX_LIST, .id = xml_attr(c, "id"), .line = c->line, .column = c->column };
		read_items(r, c, row);
		if (row->items.n != e->entries.n)
			dmn_wrong(r, c->line, c->column, "a row of %zu values where the relation has %zu columns",
				  row->items.n, e->entries.n);
		LIST_ADD(r->a, &e->items, row);
	}
}

dmn_expr *dmn_read_function(dmn_reader *r, const xml_node *n)
{
	dmn_expr *e = arena_one(r->a, dmn_expr);
	*e = (dmn_expr){ .kind = BOX_FUNCTION,
			 .id = xml_attr(n, "id"),
			 .label = xml_attr(n, "label"),
			 .type = dmn_type_of(r, n),
			 .line = n->line,
			 .column = n->column,
			 .name = str_trim(xml_attr(n, "kind")) };
	if (!e->name.len)
		e->name = STR("FEEL");
	read_names(r, n, "formalParameter", e);
	LIST_ADD(r->a, &e->items, dmn_read_box(r, n));
	return e;
}

static dmn_expr *read_box(dmn_reader *r, const xml_node *n, dmn_box box)
{
	if (box == BOX_FUNCTION)
		return dmn_read_function(r, n);
	dmn_expr *e = arena_one(r->a, dmn_expr);
	*e = (dmn_expr){ .kind = box,
			 .id = xml_attr(n, "id"),
			 .label = xml_attr(n, "label"),
			 .type = dmn_type_of(r, n),
			 .line = n->line,
			 .column = n->column };
	switch (box) {
	case BOX_LITERAL:
		e->text = dmn_read_text(n);
		break;
	case BOX_TABLE:
		e->name = xml_attr(n, "outputLabel");
		e->table = read_table(r, n);
		break;
	case BOX_CONTEXT:
		read_entries(r, n, "contextEntry", "variable", e);
		break;
	case BOX_LIST:
		read_items(r, n, e);
		break;
	case BOX_RELATION:
		read_relation(r, n, e);
		break;
	case BOX_INVOCATION:
		LIST_ADD(r->a, &e->items, dmn_read_box(r, n));
		read_entries(r, n, "binding", "parameter", e);
		break;
	case BOX_IF:
		read_child(r, n, "if", e);
		read_child(r, n, "then", e);
		read_child(r, n, "else", e);
		break;
	case BOX_FILTER:
		read_child(r, n, "in", e);
		read_child(r, n, "match", e);
		break;
	case BOX_FOR:
	case BOX_SOME:
	case BOX_EVERY:
		e->name = str_trim(xml_attr(n, "iteratorVariable"));
		if (!e->name.len)
			dmn_wrong(r, n->line, n->column, "%.*s without iteratorVariable", STR_ARG(n->name));
		read_child(r, n, "in", e);
		read_child(r, n, box == BOX_FOR ? "return" : "satisfies", e);
		break;
	case BOX_FUNCTION:
		break;
	}
	return e;
}

dmn_expr *dmn_read_box(dmn_reader *r, const xml_node *n)
{
	dmn_box box;
	for (size_t i = 0; i < n->children.n; i++)
		if (box_of(r, n->children.at[i], &box))
			return read_box(r, n->children.at[i], box);
	return NULL;
}
