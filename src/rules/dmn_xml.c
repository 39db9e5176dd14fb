/* DMN files: definitions, types, nodes and what they require. Boxed expressions are read in dmn_xml_boxes.c. */
#include "rules/dmn_inside.h"

#include <stdarg.h>

/* The versions, by the namespace of their files. */
static const struct version {
	const char *space, *feel, *name;
} versions[] = {
	{ DMN_15, DMN_FEEL, "1.5" },
	{ "https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20211108/FEEL/", "1.4" },
	{ "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20191111/FEEL/", "1.3" },
	{ "http://www.omg.org/spec/DMN/20180521/MODEL/", "http://www.omg.org/spec/DMN/20180521/FEEL/", "1.2" },
	{ "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/FEEL/20140401", "1.1" },
};

/* A version that came after this program is read as the last one it knows. */
static const struct version later = { "", "", "later than 1.5" };

static const struct version *version_of(str space)
{
	for (size_t i = 0; i < COUNT(versions); i++)
		if (str_eq(space, str_of(versions[i].space)))
			return &versions[i];
	bool omg = str_starts(space, STR("https://www.omg.org/spec/DMN/2")) && str_ends(space, STR("/MODEL/"));
	return omg && str_cmp(space, STR(DMN_15)) > 0 ? &later : NULL;
}

void dmn_wrong(dmn_reader *r, int line, int column, const char *what, ...)
{
	if (r->mistakes_n++ >= DMN_MISTAKES_MAX)
		return;
	char text[300];
	va_list list;
	va_start(list, what);
	vsnprintf(text, sizeof(text), what, list);
	va_end(list);
	err *e = arena_one(r->a, err);
	*e = *err_at(r->a, ERR_file, str_format(r->a, "%.*s:%d:%d", STR_ARG(r->m->file), line, column), "%s", text);
	e->next = r->mistakes;
	r->mistakes = e;
}

bool dmn_is(const dmn_reader *r, const xml_node *n, const char *name)
{
	return xml_is(n, name) && str_eq(n->space, r->space);
}

dmn_text dmn_read_text(const xml_node *n)
{
	const xml_node *t = n ? xml_child(n, "text") : NULL;
	if (!t || str_trim(t->text).len == 0)
		return (dmn_text){ .text = STR_NONE,
				   .line = t   ? t->line
					   : n ? n->line
					       : 0,
				   .column = t   ? t->column
					     : n ? n->column
						 : 0 };
	return (dmn_text){ .text = str_trim(t->text),
			   .line = t->text_line,
			   .column = t->text_column,
			   .references = t->references.at,
			   .references_n = t->references.n };
}

void dmn_place(const dmn_text *t, int *line, int *column)
{
	int l = *line > 0 ? *line : 1, c = *column > 0 ? *column : 1;
	c += l == 1 ? t->column - 1 : 0;
	l += t->line - 1;
	for (size_t i = 0; i < t->references_n; i++)
		if (t->references[i].line == l && t->references[i].column < c)
			c += t->references[i].width - 1;
	*line = l;
	*column = c;
}

static bool is_feel_space(str address)
{
	for (size_t i = 0; i < COUNT(versions); i++)
		if (str_eq(address, str_of(versions[i].feel)))
			return true;
	return false;
}

str dmn_read_type(dmn_reader *r, const xml_node *n, str type)
{
	type = str_trim(type);
	size_t colon = str_find(type, ':');
	/* function<a: number>->string has a colon and no prefix */
	if (colon == type.len || str_find(type, '<') < colon)
		return type;
	str address = xml_space_of(n, str_sub(type, 0, colon)), local = str_sub(type, colon + 1, type.len);
	if (is_feel_space(address) || address.len == 0 || str_eq(address, r->m->space))
		return address.len || str_eq(str_sub(type, 0, colon), STR("feel")) ? local : type;
	for (size_t i = 0; i < r->m->imports.n; i++) {
		const dmn_import *m = &r->m->imports.at[i];
		if (str_eq(m->space, address))
			return m->name.len ? str_format(r->a, "%.*s.%.*s", STR_ARG(m->name), STR_ARG(local)) : local;
	}
	return local;
}

str dmn_type_of(dmn_reader *r, const xml_node *n)
{
	str type = xml_attr(n, "typeRef");
	const xml_node *element = xml_child(n, "typeRef");
	return dmn_read_type(r, n, type.len || !element ? type : element->text);
}

static str text_of(const xml_node *n, const char *name)
{
	const xml_node *child = xml_child(n, name);
	return child ? str_trim(child->text) : STR_NONE;
}

static bool is_true(str s)
{
	s = str_trim(s);
	return str_eq(s, STR("true")) || str_eq(s, STR("1"));
}

/* Names are trimmed and their inner white space is one space, as FEEL reads them. */
static str name_of(dmn_reader *r, const xml_node *n)
{
	str name = str_trim(xml_attr(n, "name"));
	char *at = arena_alloc(r->a, name.len + 1);
	size_t k = 0;
	for (size_t i = 0; i < name.len; i++) {
		bool space = name.at[i] == ' ' || name.at[i] == '\n' || name.at[i] == '\t' || name.at[i] == '\r';
		if (!space || (k && at[k - 1] != ' '))
			at[k++] = space ? ' ' : name.at[i];
	}
	return (str){ at, k };
}

/* --- types ------------------------------------------------------------------------------------------------------- */

static void read_function_item(dmn_reader *r, const xml_node *n, dmn_item *item)
{
	item->function = true;
	item->type = dmn_read_type(r, n, xml_attr(n, "outputTypeRef"));
	if (!item->type.len && xml_child(n, "outputTypeRef"))
		item->type = dmn_read_type(r, n, text_of(n, "outputTypeRef"));
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		if (dmn_is(r, c, "parameters"))
			LIST_ADD(r->a, &item->parts,
				 (dmn_item){ .name = name_of(r, c),
					     .type = dmn_type_of(r, c),
					     .line = c->line,
					     .column = c->column });
	}
}

static dmn_item read_item(dmn_reader *r, const xml_node *n)
{
	dmn_item item = { .id = xml_attr(n, "id"),
			  .name = name_of(r, n),
			  .label = xml_attr(n, "label"),
			  .collection = is_true(xml_attr(n, "isCollection")),
			  .line = n->line,
			  .column = n->column };
	if (!item.name.len)
		dmn_wrong(r, n->line, n->column, "a type without a name");
	item.type = dmn_type_of(r, n);
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		if (dmn_is(r, c, "allowedValues"))
			item.allowed = dmn_read_text(c);
		else if (dmn_is(r, c, "typeConstraint"))
			item.constraint = dmn_read_text(c);
		else if (dmn_is(r, c, "functionItem"))
			read_function_item(r, c, &item);
		else if (dmn_is(r, c, "itemComponent"))
			LIST_ADD(r->a, &item.parts, read_item(r, c));
	}
	return item;
}

/* --- nodes ------------------------------------------------------------------------------------------------------- */

static dmn_need read_need(const xml_node *n)
{
	return (dmn_need){ .href = str_trim(xml_attr(n, "href")), .line = n->line, .column = n->column };
}

static void read_needs(dmn_reader *r, const xml_node *n, dmn_node *d)
{
	bool found = false;
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		if (!dmn_is(r, c, "requiredDecision") && !dmn_is(r, c, "requiredInput") &&
		    !dmn_is(r, c, "requiredKnowledge"))
			continue;
		LIST_ADD(r->a, &d->needs, read_need(c));
		found = true;
	}
	if (!found)
		dmn_wrong(r, n->line, n->column, "a requirement that names nothing");
}

static void read_variable(dmn_reader *r, const xml_node *n, dmn_node *d)
{
	str name = name_of(r, n);
	if (name.len)
		d->variable = name;
	d->type = dmn_type_of(r, n);
}

static void read_service_part(dmn_reader *r, const xml_node *c, dmn_node *d)
{
	if (dmn_is(r, c, "outputDecision"))
		LIST_ADD(r->a, &d->outputs, read_need(c));
	else if (dmn_is(r, c, "encapsulatedDecision"))
		LIST_ADD(r->a, &d->encapsulated, read_need(c));
	else if (dmn_is(r, c, "inputDecision"))
		LIST_ADD(r->a, &d->input_decisions, read_need(c));
	else if (dmn_is(r, c, "inputData"))
		LIST_ADD(r->a, &d->input_data, read_need(c));
}

static void read_node(dmn_reader *r, const xml_node *n, dmn_kind kind)
{
	dmn_node *d = arena_one(r->a, dmn_node);
	*d = (dmn_node){ .kind = kind,
			 .id = xml_attr(n, "id"),
			 .name = name_of(r, n),
			 .label = xml_attr(n, "label"),
			 .about = text_of(n, "description"),
			 .question = text_of(n, "question"),
			 .answers = text_of(n, "allowedAnswers"),
			 .line = n->line,
			 .column = n->column,
			 .model = r->m };
	d->variable = d->name;
	if (!d->name.len)
		dmn_wrong(r, n->line, n->column, "a %.*s without a name", STR_ARG(n->name));
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		if (dmn_is(r, c, "variable"))
			read_variable(r, c, d);
		else if (dmn_is(r, c, "informationRequirement") || dmn_is(r, c, "knowledgeRequirement"))
			read_needs(r, c, d);
		else if (dmn_is(r, c, "encapsulatedLogic") && kind == NODE_KNOWLEDGE)
			d->logic = dmn_read_function(r, c);
		else if (kind == NODE_SERVICE)
			read_service_part(r, c, d);
	}
	if (kind == NODE_DECISION)
		d->logic = dmn_read_box(r, n);
	if (d->logic && d->logic->kind == BOX_TABLE) {
		d->logic->table->id = d->id;
		d->logic->table->name = d->name;
	}
	LIST_ADD(r->a, &r->m->nodes, d);
}

/* --- the file ---------------------------------------------------------------------------------------------------- */

static void read_import(dmn_reader *r, const xml_node *n)
{
	/* PMML and schemas are imported as well; they are no models of ours. */
	if (!version_of(str_trim(xml_attr(n, "importType"))))
		return;
	if (r->m->imports.n >= DMN_FILES_MAX) {
		dmn_wrong(r, n->line, n->column, "more than %d imports", DMN_FILES_MAX);
		return;
	}
	LIST_ADD(r->a, &r->m->imports,
		 (dmn_import){ .name = name_of(r, n),
			       .space = str_trim(xml_attr(n, "namespace")),
			       .location = str_trim(xml_attr(n, "locationURI")),
			       .line = n->line,
			       .column = n->column });
}

static void read_part(dmn_reader *r, const xml_node *n)
{
	if (r->m->nodes.n >= DMN_NODES_MAX || r->m->items.n >= DMN_NODES_MAX) {
		dmn_wrong(r, n->line, n->column, "more than %d nodes or types", DMN_NODES_MAX);
		return;
	}
	if (dmn_is(r, n, "itemDefinition"))
		LIST_ADD(r->a, &r->m->items, read_item(r, n));
	else if (dmn_is(r, n, "inputData"))
		read_node(r, n, NODE_INPUT);
	else if (dmn_is(r, n, "decision"))
		read_node(r, n, NODE_DECISION);
	else if (dmn_is(r, n, "businessKnowledgeModel"))
		read_node(r, n, NODE_KNOWLEDGE);
	else if (dmn_is(r, n, "decisionService"))
		read_node(r, n, NODE_SERVICE);
}

const err *dmn_read(arena *a, str file, str bytes, dmn_model **ret)
{
	const xml_node *root;
	*ret = NULL;
	TRY(xml_parse(a, file, bytes, &root));
	const struct version *v = version_of(root->space);
	if (!v || !xml_is(root, "definitions"))
		return err_at(a, ERR_file, str_format(a, "%.*s:%d:%d", STR_ARG(file), root->line, root->column),
			      "no DMN: the outermost element is not <definitions> of DMN 1.1 to 1.5");
	dmn_model *m = arena_one(a, dmn_model);
	*m = (dmn_model){ .file = arena_copy(a, file),
			  .id = xml_attr(root, "id"),
			  .name = xml_attr(root, "name"),
			  .space = str_trim(xml_attr(root, "namespace")),
			  .about = text_of(root, "description"),
			  .version = str_of(v->name) };
	dmn_reader r = { .a = a, .m = m, .space = root->space };
	for (size_t i = 0; i < root->children.n; i++)
		if (dmn_is(&r, root->children.at[i], "import"))
			read_import(&r, root->children.at[i]);
	for (size_t i = 0; i < root->children.n; i++)
		read_part(&r, root->children.at[i]);
	*ret = m;
	return r.mistakes;
}
