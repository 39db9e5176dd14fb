/* What a paper names besides its marks: services, schemes, events, and the tables its rows come from. */
#include "defs/papers/paper_checks.h"
#include "defs/guide/guide_read.h"

paper_checks *paper_checks_new(arena *work, city_def *c, const service_defs *services)
{
	paper_checks *k = arena_one(work, paper_checks);
	*k = (paper_checks){ .c = c, .services = services };
	k->types = arena_many(work, feel_param, c->facts.n + 2);
	for (size_t i = 0; i < c->facts.n; i++)
		k->types[i] = (feel_param){ c->facts.at[i].name, fact_type(work, &c->facts.at[i].field) };
	for (size_t i = 0; i < c->facts.names.n; i++)
		LIST_ADD(work, &k->names, c->facts.names.at[i]);
	LIST_ADD(work, &k->names, STR("item"));
	LIST_ADD(work, &k->names, STR("number"));
	k->types[c->facts.n] = (feel_param){ STR("item"), NULL };
	k->types[c->facts.n + 1] = (feel_param){ STR("number"), feel_type_plain(TYPE_NUMBER) };
	return k;
}

static const yaml_node *nth(const yaml_node *list, size_t i, const yaml_node * or)
{
	return list && list->kind == YN_LIST && i < list->items.n ? list->items.at[i] : or ;
}

static void check_names(checking *g, const yaml_node *root)
{
	reader *r = g->r;
	paper_def *p = g->p;
	const guide_def *guide = &g->k->c->guide;
	const yaml_node *schemes = yaml_get(root, "schemes"), *events = yaml_get(root, "events"),
			*where = yaml_get(root, "where");
	strs known = { NULL, 0 }, services = { NULL, 0 };
	for (size_t i = 0; i < p->schemes.n; i++)
		if (p->schemes.at[i].len && !guide_scheme(guide, p->schemes.at[i]))
			note(r, nth(schemes, i, root), "there is no scheme ‘%.*s’%s; schemes are defined in schemes/",
			     STR_ARG(p->schemes.at[i]), scheme_meant(r, guide, p->schemes.at[i]));
	for (size_t i = 0; i < guide->events.n; i++)
		LIST_ADD(r->work, &known, guide->events.at[i].id);
	for (size_t i = 0; i < p->events.n; i++)
		if (p->events.at[i].len && !contains(&known, p->events.at[i]))
			note(r, nth(events, i, root), "there is no event ‘%.*s’%s; events are defined in guide.yaml",
			     STR_ARG(p->events.at[i]), did_you_mean(r->work, p->events.at[i], &known));
	for (size_t i = 0; g->k->services && i < g->k->services->n; i++)
		LIST_ADD(r->work, &services, g->k->services->at[i].id);
	if (g->k->services && p->where.len && !contains(&services, p->where))
		note(r, where, "unknown service ‘%.*s’%s; services are defined in services.yaml", STR_ARG(p->where),
		     did_you_mean(r->work, p->where, &services));
}

/* Facts by name or id become ids. */
static void check_asks(checking *g, const yaml_node *list, strs *names, bool asked)
{
	for (size_t i = 0; list && i < names->n; i++) {
		const yaml_node *at = nth(list, i, list);
		const fact_def *f = fact_there(g, at, names->at[i]);
		if (!f)
			continue;
		names->at[i] = f->field.id;
		for (size_t k = 0; k < i; k++)
			if (str_eq(names->at[k], f->field.id))
				note(g->r, at, "‘%.*s’ stands twice in this list", STR_ARG(f->name));
		if (f->value)
			note(g->r, at, "‘%.*s’ is computed; it is never asked", STR_ARG(f->name));
		else if (asked)
			depend(g, at, f);
		else if (!g->asked[f - g->k->c->facts.at])
			note(g->r, at, "this paper does not ask ‘%.*s’; take it away, or show it somewhere",
			     STR_ARG(f->name));
	}
}

static void check_each(checking *g, const yaml_node *root)
{
	paper_def *p = g->p;
	const yaml_node *each = yaml_get(root, "each"), *each_if = yaml_get(root, "each_if");
	const fact_def *f = each && p->each.len ? fact_there(g, each, p->each) : NULL;
	if (!each && each_if)
		note(g->r, each_if, "‘each_if’ goes with ‘each’: with the table that has a set of sheets for each row");
	if (!f)
		return;
	if (f->field.kind != FIELD_TABLE) {
		note(g->r, each, "‘%.*s’ is no table; its type is %s", STR_ARG(f->name),
		     field_kind_name(f->field.kind));
		return;
	}
	p->each = f->field.id;
	depend(g, each, f);
	g->row = f;
	check_expr(g, each_if, &p->each_if, TYPE_BOOLEAN);
}

void check_paper(paper_checks *k, source *s, paper_def *p)
{
	reader *r = &s->r;
	size_t facts = k->c->facts.n;
	checking g = { .k = k, .r = r, .p = p };
	g.asked = arena_many(r->work, bool, facts + 1);
	g.opened = arena_many(r->work, bool, facts + 1);
	check_names(&g, s->root);
	check_expr(&g, yaml_get(s->root, "needed"), &p->needed, TYPE_BOOLEAN);
	check_each(&g, s->root);
	const yaml_node *sheets = yaml_get(s->root, "sheets");
	for (size_t i = 0; i < p->sheets.n; i++) {
		const yaml_node *marks = yaml_get(nth(sheets, i, NULL), "marks");
		if (!marks || marks->kind != YN_LIST)
			continue;
		check_marks(&g, marks, &p->sheets.at[i].marks);
		check_places(&g, marks, &p->sheets.at[i]);
	}
	check_asks(&g, yaml_get(s->root, "asks"), &p->asks, true);
	check_asks(&g, yaml_get(s->root, "optional"), &p->optional, false);
	const fact_def **kept = arena_many(r->a, const fact_def *, p->facts.n); /* gathered in work */
	for (size_t i = 0; i < p->facts.n; i++)
		kept[i] = p->facts.at[i];
	p->facts.at = kept;
}
