/* guide.yaml and schemes/ID.yaml: the tables of their fields, and what they name. */
#include "defs/guide/guide_read.h"

const fact_def *fact_called(const fact_defs *f, str s)
{
	const fact_def *found = facts_find(f, s);
	return found ? found : facts_named(f, s);
}

const char *fact_meant(reader *r, const fact_defs *f, str s)
{
	strs known = { NULL, 0 };
	if (!mistakes_wanted(r))
		return "";
	for (size_t i = 0; i < f->n; i++) {
		LIST_ADD(r->work, &known, f->at[i].name);
		LIST_ADD(r->work, &known, f->at[i].field.id);
	}
	return did_you_mean(r->work, s, &known);
}

const char *scheme_meant(reader *r, const guide_def *g, str id)
{
	strs known = { NULL, 0 };
	if (!mistakes_wanted(r))
		return "";
	for (size_t i = 0; i < g->schemes.n; i++)
		LIST_ADD(r->work, &known, g->schemes.at[i].id);
	return did_you_mean(r->work, id, &known);
}

/* What was read for checks that come later, beside the node it came from. */
typedef struct read_state {
	city_def *city;
	const service_defs *services;
} read_state;

static void read_kind(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (!text_of(r, n, &s))
		return;
	if (str_eq(s, STR("right")))
		*(scheme_kind *)to = SCHEME_RIGHT;
	else if (str_eq(s, STR("duty")))
		*(scheme_kind *)to = SCHEME_DUTY;
	else
		note(r, n, "write `right` (may be entitled) or `duty` (must be done)");
}

static void read_due(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(scheme_def, due_from, "from", read_line, .required = true, .most = NAME_MAX_BYTES),
		FIELD(scheme_def, due_days, "days", read_int, .least = 0, .most = 36500),
		FIELD(scheme_def, due_months, "months", read_int, .least = 0, .most = 1200),
		FIELD(scheme_def, due_with_first, "with_first", read_bool),
	};
	scheme_def *s = (scheme_def *)((char *)to - f->at);
	if (read_map(r, n, s, fields, COUNT(fields)) && !yaml_get(n, "days") && !yaml_get(n, "months"))
		note(r, n, "say how long: `days: 14` or `months: 3`");
}

static void read_source(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(scheme_def, law, "law", read_line, .required = true, .most = TEXT_MAX_BYTES),
		FIELD(scheme_def, law_url, "url", read_link, .most = 1000),
	};
	scheme_def *s = (scheme_def *)((char *)to - f->at);
	read_map(r, n, s, fields, COUNT(fields));
}

static void read_schemes(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(scheme_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(scheme_def, reading, "reading", read_line, .most = NAME_MAX_BYTES),
		FIELD(scheme_def, words, "words", read_texts, .most = NAME_MAX_BYTES),
		FIELD(scheme_def, kind, "kind", read_kind, .required = true),
		FIELD(scheme_def, about, "about", read_text3, .required = true, .most = TEXT_MAX_BYTES),
		FIELD(scheme_def, todo, "todo", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(scheme_def, worth, "worth", read_int, .least = 1, .most = 100),
		FIELD(scheme_def, events, "events", read_ids),
		FIELD(scheme_def, deadline, "deadline", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(scheme_def, due_from, "due", read_due),
		FIELD(scheme_def, where, "where", read_id),
		FIELD(scheme_def, office, "office", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(scheme_def, bring, "bring", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(scheme_def, online, "online", read_link, .most = 1000),
		FIELD(scheme_def, law, "source", read_source, .required = true),
		FIELD(scheme_def, section, "section", read_text3, .most = NAME_MAX_BYTES),
		FIELD(scheme_def, confirmed, "confirmed", read_bool),
	};
	scheme_defs *list = to;
	if (n->kind != YN_MAP && !(n->kind == YN_TEXT && n->s.len == 0)) {
		note(r, n, "write `ID:` and below it what the scheme is");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		if (list->n == SCHEMES_MAX) {
			note(r, n->keys.at[i], "at most %d schemes", SCHEMES_MAX);
			return;
		}
		scheme_def s = { .file = r->path, .worth = 10, .line = n->keys.at[i]->line };
		read_id(r, n->keys.at[i], &s.id, f);
		read_map(r, n->items.at[i], &s, fields, COUNT(fields));
		for (size_t k = 0; k < list->n; k++)
			if (s.id.len && str_eq(list->at[k].id, s.id))
				note(r, n->keys.at[i], "the scheme ‘%.*s’ is defined already, in %.*s on line %d",
				     STR_ARG(s.id), STR_ARG(list->at[k].file), list->at[k].line);
		LIST_ADD(r->a, list, s);
	}
}

/* --- guide.yaml ----------------------------------------------------------------------------------------------------- */

/* `死亡: yes`: facts by name or id; their values are read later, when the facts are known. */
static void read_given(reader *r, const yaml_node *n, void *to, const field *f)
{
	fact_answers *list = to;
	(void)f;
	if (n->kind != YN_MAP) {
		note(r, n, "write what the event says of itself: `死亡: yes`");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		fact_answer x = { .id = STR_NONE };
		text_of(r, n->keys.at[i], &x.id);
		text_of(r, n->items.at[i], &x.value);
		LIST_ADD(r->a, list, x);
	}
}

static void read_events(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(event_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(event_def, about, "about", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(event_def, icon, "icon", read_id),
		FIELD(event_def, words, "words", read_texts, .most = NAME_MAX_BYTES),
		FIELD(event_def, given, "given", read_given),
		FIELD(event_def, first, "first", read_texts, .most = NAME_MAX_BYTES),
	};
	event_defs *list = to;
	if (n->kind != YN_MAP) {
		note(r, n, "write `ID:` and below it what happened");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		if (list->n == EVENTS_MAX) {
			note(r, n->keys.at[i], "at most %d events", EVENTS_MAX);
			return;
		}
		event_def e = { .icon = STR("office"), .line = n->keys.at[i]->line };
		read_id(r, n->keys.at[i], &e.id, f);
		read_map(r, n->items.at[i], &e, fields, COUNT(fields));
		LIST_ADD(r->a, list, e);
	}
}

static void read_groups(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(group_def, title, "title", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(group_def, facts, "facts", read_texts, .required = true, .most = NAME_MAX_BYTES),
	};
	group_defs *list = to;
	(void)f;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list: `- title: …` and below it `facts: […]`");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		if (i == GROUPS_MAX) {
			note(r, n->items.at[i], "at most %d groups", GROUPS_MAX);
			return;
		}
		group_def g = { .line = n->items.at[i]->line };
		read_map(r, n->items.at[i], &g, fields, COUNT(fields));
		LIST_ADD(r->a, list, g); /* the n-th here is the n-th in the file */
	}
}

/* --- checks against each other ------------------------------------------------------------------------------------------ */

static const yaml_node *place(const yaml_node *map, const char *key)
{
	const yaml_node *v = yaml_get(map, key);
	return v ? v : map;
}

/* Facts named by id or FEEL name become ids; what asks nobody is refused where it should be asked. */
static void check_facts(reader *r, const yaml_node *n, strs *facts, const city_def *c)
{
	for (size_t i = 0; i < facts->n; i++) {
		const yaml_node *at = n->kind == YN_LIST && i < n->items.n ? n->items.at[i] : n;
		const fact_def *f = fact_called(&c->facts, facts->at[i]);
		if (!f)
			note(r, at, "there is no fact ‘%.*s’%s; facts are defined in facts.yaml",
			     STR_ARG(shown(facts->at[i])), fact_meant(r, &c->facts, facts->at[i]));
		else if (f->value)
			note(r, at, "‘%.*s’ is computed; it is never asked", STR_ARG(f->name));
		for (size_t k = 0; f && k < i; k++)
			if (str_eq(facts->at[k], f->field.id))
				note(r, at, "‘%.*s’ stands twice in this list", STR_ARG(f->name));
		if (f)
			facts->at[i] = f->field.id;
	}
}

static void check_event(reader *r, const yaml_node *n, event_def *e, const city_def *c)
{
	const yaml_node *given = yaml_get(n, "given");
	for (size_t i = 0; given && i < e->given.n; i++) {
		fact_answer *x = &e->given.at[i];
		const fact_def *f = fact_called(&c->facts, x->id);
		if (!f) {
			note(r, given->keys.at[i], "there is no fact ‘%.*s’%s; facts are defined in facts.yaml",
			     STR_ARG(shown(x->id)), fact_meant(r, &c->facts, x->id));
			continue;
		}
		x->id = f->field.id;
		if (f->value) {
			note(r, given->keys.at[i], "‘%.*s’ is computed; it cannot be given", STR_ARG(f->name));
			continue;
		}
		str value = STR_NONE;
		const err *wrong = field_read(r->a, &f->field, x->value, day_from(2026, 4, 1), &value);
		if (wrong || value.len == 0)
			note(r, given->items.at[i], "‘%.*s’ is no answer to ‘%.*s’%s%.*s", STR_ARG(shown(x->value)),
			     STR_ARG(f->name), wrong && wrong->detail.len ? ": " : "",
			     wrong ? (int)wrong->detail.len : 0, wrong ? wrong->detail.at : "");
		x->value = value;
	}
	if (yaml_get(n, "first"))
		check_facts(r, yaml_get(n, "first"), &e->first, c);
}

static void check_scheme(reader *r, const yaml_node *n, scheme_def *s, const read_state *all)
{
	const city_def *c = all->city;
	const guide_def *g = &c->guide;
	strs events = { NULL, 0 }, services = { NULL, 0 };
	for (size_t i = 0; i < g->events.n; i++)
		LIST_ADD(r->work, &events, g->events.at[i].id);
	const yaml_node *at = yaml_get(n, "events");
	for (size_t i = 0; at && at->kind == YN_LIST && i < s->events.n; i++)
		if (s->events.at[i].len && !contains(&events, s->events.at[i]))
			note(r, at->items.at[i], "there is no event ‘%.*s’%s; events are defined in guide.yaml",
			     STR_ARG(s->events.at[i]), did_you_mean(r->work, s->events.at[i], &events));
	for (size_t i = 0; all->services && i < all->services->n; i++)
		LIST_ADD(r->work, &services, all->services->at[i].id);
	if (all->services && s->where.len && !contains(&services, s->where))
		note(r, place(n, "where"), "unknown service ‘%.*s’%s; services are defined in services.yaml",
		     STR_ARG(s->where), did_you_mean(r->work, s->where, &services));
	if (s->due_from.len) {
		const yaml_node *from = place(place(n, "due"), "from");
		const fact_def *f = fact_called(&c->facts, s->due_from);
		if (!f)
			note(r, from, "there is no fact ‘%.*s’%s; facts are defined in facts.yaml",
			     STR_ARG(shown(s->due_from)), fact_meant(r, &c->facts, s->due_from));
		else if (f->field.kind != FIELD_DATE)
			note(r, from, "a deadline counts from a date; ‘%.*s’ is of type %s", STR_ARG(f->name),
			     field_kind_name(f->field.kind));
		else
			s->due_from = f->name;
	}
	if (n->kind == YN_MAP && s->events.n == 0)
		note(r, n, "‘events:’ is missing; say at which events this scheme is shown");
}

static void check_all(source *s, const read_state *all)
{
	reader *r = &s->r;
	guide_def *g = &all->city->guide;
	if (s->kind == PATH_GUIDE) {
		const yaml_node *events = yaml_get(s->root, "events"), *groups = yaml_get(s->root, "groups");
		for (size_t i = 0; events && events->kind == YN_MAP && i < g->events.n; i++)
			check_event(r, events->items.at[i], &g->events.at[i], all->city);
		strs seen = { NULL, 0 };
		for (size_t i = 0; groups && groups->kind == YN_LIST && i < g->groups.n; i++) {
			const yaml_node *facts = place(groups->items.at[i], "facts");
			check_facts(r, facts, &g->groups.at[i].facts, all->city);
			for (size_t k = 0; k < g->groups.at[i].facts.n; k++) {
				str id = g->groups.at[i].facts.at[k];
				if (contains(&seen, id))
					note(r, facts, "‘%.*s’ stands in another group already", STR_ARG(id));
			}
			for (size_t k = 0; k < g->groups.at[i].facts.n; k++)
				LIST_ADD(r->work, &seen, g->groups.at[i].facts.at[k]);
		}
		return;
	}
	const yaml_node *map = yaml_get(s->root, "schemes");
	for (size_t i = 0; map && map->kind == YN_MAP && i < map->keys.n; i++)
		for (size_t k = 0; k < g->schemes.n; k++)
			if (str_eq(g->schemes.at[k].file, r->path) && g->schemes.at[k].line == map->keys.at[i]->line)
				check_scheme(r, map->items.at[i], &g->schemes.at[k], all);
}

void read_guide(sources *list, const service_defs *services, city_def *c)
{
	static const field guide_fields[] = {
		FIELD(guide_def, events, "events", read_events, .required = true),
		FIELD(guide_def, groups, "groups", read_groups),
	};
	static const field scheme_fields[] = {
		FIELD(guide_def, schemes, "schemes", read_schemes, .required = true),
	};
	read_state all = { c, services };
	for (size_t i = 0; i < list->n; i++) {
		source *s = &list->at[i];
		if (!s->root)
			continue;
		if (s->kind == PATH_GUIDE)
			read_map(&s->r, s->root, &c->guide, guide_fields, COUNT(guide_fields));
		else if (s->kind == PATH_SCHEMES)
			read_map(&s->r, s->root, &c->guide, scheme_fields, COUNT(scheme_fields));
	}
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].root && (list->at[i].kind == PATH_GUIDE || list->at[i].kind == PATH_SCHEMES))
			check_all(&list->at[i], &all);
	check_asked(list, c);
	read_tables(list, c);
	read_cases(list, c);
}
