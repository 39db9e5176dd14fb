/* Item definitions as types of FEEL. A definition may use one that stands later, or itself through a list; names are filled in behind. */
#include "rules/dmn_link.h"

#define TYPES_MAX 20000 /* known in one model */

static const struct {
	const char *old, *now;
} aliases[] = {
	/* as DMN 1.1 wrote them */
	{ "dayTimeDuration", "days and time duration" },
	{ "yearMonthDuration", "years and months duration" },
	{ "dateTime", "date and time" },
	{ "any", "Any" },
};

static const feel_type *own_type(const dmn_model *m, str name)
{
	const feel_types *t = &m->linked->types;
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->names[i], name))
			return t->at[i];
	return NULL;
}

const feel_type *dmn_type(const dmn_model *m, str type, int line, int column)
{
	if (type.len == 0)
		return NULL;
	const feel_type *found = own_type(m, type);
	for (size_t i = 0; !found && i < COUNT(aliases); i++)
		if (str_eq(type, str_of(aliases[i].old)))
			type = str_of(aliases[i].now);
	const err *e = found ? NULL : feel_type_read(m->linked->a, type, &m->linked->types, &found);
	if (e) {
		dmn_mistaken(m, line, column, "no type: %.*s", STR_ARG(type));
		feel_type *missing = arena_one(m->linked->a, feel_type);
		*missing = (feel_type){ .is = TYPE_MISSING, .name = type };
		return missing;
	}
	if (found->is == TYPE_MISSING)
		dmn_mistaken(m, line, column, "no type is called %.*s", STR_ARG(type));
	return found;
}

static void make_type(const dmn_model *m, dmn_item *item, feel_type *named, str name);

/* What the definition says before isCollection is looked at. */
static const feel_type *single(const dmn_model *m, dmn_item *item, str name)
{
	arena *a = m->linked->a;
	if (!item->function && !item->parts.n)
		return dmn_type(m, item->type, item->line, item->column);
	feel_type *t = arena_one(a, feel_type);
	*t = (feel_type){ .is = item->function ? TYPE_FUNCTION : TYPE_CONTEXT, .n = item->parts.n };
	feel_param *params = arena_many(a, feel_param, item->parts.n);
	for (size_t i = 0; i < item->parts.n; i++) {
		dmn_item *part = &item->parts.at[i];
		feel_type *of = arena_one(a, feel_type);
		make_type(m, part, of, str_format(a, "%.*s.%.*s", STR_ARG(name), STR_ARG(part->name)));
		bool plain = item->function && !part->type.len; /* a parameter without a type */
		params[i] = (feel_param){ part->name, plain ? NULL : of };
	}
	t->at = params;
	if (item->function)
		t->of = dmn_type(m, item->type, item->line, item->column);
	return t;
}

static void make_type(const dmn_model *m, dmn_item *item, feel_type *named, str name)
{
	const feel_type *t = single(m, item, name);
	if (item->collection)
		t = feel_type_list(m->linked->a, t);
	*named = (feel_type){ .is = TYPE_NAMED, .name = name, .of = t };
	if (item->allowed.text.len) {
		dmn_parse_text(m, &item->allowed, (feel_names){ .parts = m->linked->parts, .types = &m->linked->types },
			       true);
		named->allowed = item->allowed.expr;
	}
	if (item->constraint.text.len) {
		dmn_parse_text(m, &item->constraint,
			       (feel_names){ .parts = m->linked->parts, .types = &m->linked->types }, true);
		named->constraint = item->constraint.expr;
	}
}

/* --- names of components ----------------------------------------------------------------------------------------- */

/* A name that reads as one without being known. */
static bool plain(str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		if (!letter && !(i && c >= '0' && c <= '9'))
			return false;
	}
	return true;
}

static void add_part(arena *a, strs *parts, str name)
{
	if (!plain(name))
		LIST_ADD(a, parts, name);
}

static void item_parts(arena *a, strs *parts, const dmn_item *item)
{
	for (size_t i = 0; i < item->parts.n; i++) {
		add_part(a, parts, item->parts.at[i].name);
		item_parts(a, parts, &item->parts.at[i]);
	}
}

/* What expressions make: entries of contexts, columns of relations, outputs of tables. */
static void box_parts(arena *a, strs *parts, const dmn_expr *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->entries.n; i++) {
		add_part(a, parts, e->entries.at[i].name);
		box_parts(a, parts, e->entries.at[i].value);
	}
	for (size_t i = 0; i < e->items.n; i++)
		box_parts(a, parts, e->items.at[i]);
	for (size_t i = 0; e->table && i < e->table->outputs.n; i++)
		add_part(a, parts, e->table->outputs.at[i].name);
}

static int by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

static strs all_parts(arena *a, dmn_model *const *models, size_t n)
{
	strs parts = { NULL, 0 };
	for (size_t i = 0; i < n; i++) {
		const dmn_model *m = models[i];
		for (size_t k = 0; k < m->items.n; k++)
			item_parts(a, &parts, &m->items.at[k]);
		for (size_t k = 0; k < m->nodes.n; k++) {
			add_part(a, &parts,
				 m->nodes.at[k]->variable); /* behind an import's name, in what a service gives */
			add_part(a, &parts, m->nodes.at[k]->name);
			box_parts(a, &parts, m->nodes.at[k]->logic);
		}
	}
	if (parts.n)
		qsort(parts.at, parts.n, sizeof(str), by_bytes);
	size_t kept = 0;
	for (size_t i = 0; i < parts.n; i++)
		if (!kept || !str_eq(parts.at[kept - 1], parts.at[i]))
			parts.at[kept++] = parts.at[i];
	parts.n = kept;
	return parts;
}

/* --- all models together ----------------------------------------------------------------------------------------- */

typedef struct types_list {
	struct {
		str *at;
		size_t n;
	} names;
	struct {
		const feel_type **at;
		size_t n;
	} types;
} types_list;

typedef struct type_sets {
	dmn_model *const *models;
	feel_type *const *const *own; /* of each model, in the order of its definitions */
	size_t n;
} type_sets;

static void add_types(arena *a, types_list *list, const type_sets *all, const dmn_model *m, str under)
{
	size_t k = 0;
	while (k < all->n && all->models[k] != m)
		k++;
	for (size_t i = 0; k < all->n && i < m->items.n && list->names.n < TYPES_MAX; i++) {
		str name = m->items.at[i].name;
		LIST_ADD(a, &list->names, under.len ? str_format(a, "%.*s.%.*s", STR_ARG(under), STR_ARG(name)) : name);
		LIST_ADD(a, &list->types, all->own[k][i]);
	}
}

/* A name for a name … for itself: nothing can be known of its values. */
static bool stands_for_itself(const feel_type *t)
{
	const feel_type *at = t->of;
	for (int i = 0; at && at->is == TYPE_NAMED && i < 1000; i++, at = at->of)
		if (at == t)
			return true;
	return false;
}

void dmn_link_types(arena *a, dmn_model *const *models, size_t n)
{
	feel_type ***own = arena_many(a, feel_type **, n);
	strs parts = all_parts(a, models, n);
	for (size_t i = 0; i < n; i++) {
		own[i] = arena_many(a, feel_type *, models[i]->items.n);
		for (size_t k = 0; k < models[i]->items.n; k++)
			own[i][k] = arena_one(a, feel_type);
	}
	type_sets all = { models, (feel_type *const *const *)own, n };
	for (size_t i = 0; i < n; i++) {
		const dmn_model *m = models[i];
		types_list list = { 0 };
		add_types(a, &list, &all, m, STR_NONE);
		for (size_t k = 0; k < m->linked->reach.n; k++)
			add_types(a, &list, &all, m->linked->reach.at[k].model, m->linked->reach.at[k].under);
		m->linked->types = (feel_types){ list.names.at, list.types.at, list.names.n };
		m->linked->parts = parts;
		/* so that a name that is used before it is made is known as one */
		for (size_t k = 0; k < m->items.n; k++)
			*own[i][k] = (feel_type){ .is = TYPE_NAMED, .name = m->items.at[k].name };
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < models[i]->items.n; k++)
			make_type(models[i], &models[i]->items.at[k], own[i][k], models[i]->items.at[k].name);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < models[i]->items.n; k++) {
			const dmn_item *item = &models[i]->items.at[k];
			if (stands_for_itself(own[i][k]))
				dmn_mistaken(models[i], item->line, item->column, "the type %.*s stands for itself",
					     STR_ARG(item->name));
		}
}
