/* journeys.yaml: the table of its fields, and the legal order without rings. */
#include "defs/defs_read.h"

#define JOURNEYS_MAX 40

bool journey_after(const journey_def *j, size_t b, size_t a)
{
	/* reached[k]: b comes after k; each round goes one link further back */
	bool reached[JOURNEY_STEPS_MAX] = { false };
	size_t n = j->steps.n < JOURNEY_STEPS_MAX ? j->steps.n : JOURNEY_STEPS_MAX;
	for (size_t round = 0; round < n; round++)
		for (size_t k = 0; k < n; k++)
			for (size_t m = 0; m < n; m++)
				if ((k == b || reached[k]) && contains(&j->steps.at[k].after, j->steps.at[m].service))
					reached[m] = true;
	return a < n && reached[a];
}

static void read_wait(reader *r, const yaml_node *n, void *to, const field *f)
{
	(void)f;
	str s;
	if (!text_of(r, n, &s))
		return;
	if (str_eq(s, STR("one by one")))
		*(bool *)to = true;
	else if (str_eq(s, STR("together")))
		*(bool *)to = false;
	else
		note(r, n, "write `together` or `one by one`");
}

static void read_free(reader *r, const yaml_node *n, void *to, const field *f)
{
	bool one_by_one = true;
	read_wait(r, n, &one_by_one, f);
	*(bool *)to = !one_by_one;
}

static void read_steps(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(journey_step, service, "service", read_id, .required = true),
		FIELD(journey_step, after, "after", read_ids),
		FIELD(journey_step, ask, "ask", read_text3, .most = NAME_MAX_BYTES),
	};
	journey_steps *list = to;
	(void)f;
	if (n->kind != YN_LIST) {
		note(r, n, "write a list of steps: `- service: juumin`");
		return;
	}
	for (size_t i = 0; i < n->items.n; i++) {
		if (i == JOURNEY_STEPS_MAX) {
			note(r, n->items.at[i], "at most %d steps", JOURNEY_STEPS_MAX);
			return;
		}
		journey_step s = { .line = n->items.at[i]->line };
		read_map(r, n->items.at[i], &s, fields, COUNT(fields));
		LIST_ADD(r->a, list, s); /* also what could not be read: the n-th here is the n-th in the file */
	}
}

/* Where to point: the value of the key, or what holds it. */
static const yaml_node *place(const yaml_node *map, const char *key)
{
	const yaml_node *v = yaml_get(map, key);
	return v ? v : map;
}

static void check_step(reader *r, const yaml_node *n, const journey_def *j, size_t i, const service_defs *services)
{
	const journey_step *s = &j->steps.at[i];
	strs known = { NULL, 0 }, here = { NULL, 0 };
	for (size_t k = 0; services && k < services->n; k++)
		LIST_ADD(r->work, &known, services->at[k].id);
	for (size_t k = 0; k < j->steps.n; k++)
		LIST_ADD(r->work, &here, j->steps.at[k].service);
	if (services && s->service.len && !contains(&known, s->service))
		note(r, place(n, "service"), "unknown service ‘%.*s’%s; services are defined in services.yaml",
		     STR_ARG(s->service), did_you_mean(r->work, s->service, &known));
	for (size_t k = 0; k < i; k++)
		if (s->service.len && str_eq(s->service, j->steps.at[k].service))
			note(r, place(n, "service"), "‘%.*s’ is a step of this journey already, on line %d",
			     STR_ARG(s->service), j->steps.at[k].line);
	const yaml_node *after = yaml_get(n, "after");
	for (size_t k = 0; k < s->after.n; k++) {
		const yaml_node *at = after->items.at[k];
		if (s->after.at[k].len && !contains(&here, s->after.at[k]))
			note(r, at, "‘%.*s’ is not a step of this journey%s", STR_ARG(s->after.at[k]),
			     did_you_mean(r->work, s->after.at[k], &here));
	}
}

/* One step of a ring is enough to find it. */
static void check_ring(reader *r, const yaml_node *steps, const journey_def *j)
{
	for (size_t i = 0; i < j->steps.n; i++)
		if (journey_after(j, i, i)) {
			note(r, place(steps->items.at[i], "after"),
			     "the order goes in a ring: ‘%.*s’ would have to come before itself",
			     STR_ARG(j->steps.at[i].service));
			return;
		}
}

static void read_list(reader *r, const yaml_node *n, void *to, const field *f)
{
	static const field fields[] = {
		FIELD(journey_def, name, "name", read_text3, .required = true, .most = NAME_MAX_BYTES),
		FIELD(journey_def, about, "about", read_text3, .most = TEXT_MAX_BYTES),
		FIELD(journey_def, icon, "icon", read_id),
		FIELD(journey_def, one_by_one, "wait", read_wait),
		FIELD(journey_def, steps, "steps", read_steps, .required = true),
	};
	journey_defs *list = to;
	if (n->kind != YN_MAP && !(n->kind == YN_TEXT && n->s.len == 0)) {
		note(r, n, "write `ID:` and below it what happened and which steps it needs");
		return;
	}
	for (size_t i = 0; i < n->keys.n; i++) {
		if (i == JOURNEYS_MAX) {
			note(r, n->keys.at[i], "at most %d journeys", JOURNEYS_MAX);
			return;
		}
		journey_def j = { .icon = STR("office"), .line = n->keys.at[i]->line };
		read_id(r, n->keys.at[i], &j.id, f);
		read_map(r, n->items.at[i], &j, fields, COUNT(fields));
		LIST_ADD(r->a, list, j);
	}
}

void read_journeys(reader *r, const yaml_node *root, const service_defs *services, city_def *ret)
{
	static const field fields[] = {
		FIELD(city_def, journeys, "journeys", read_list),
		FIELD(city_def, free_together, "freely_chosen", read_free),
	};
	if (!read_map(r, root, ret, fields, COUNT(fields)))
		return;
	const yaml_node *map = yaml_get(root, "journeys");
	for (size_t i = 0; i < ret->journeys.n; i++) {
		const journey_def *j = &ret->journeys.at[i];
		const yaml_node *steps = yaml_get(map->items.at[i], "steps");
		if (steps && steps->kind == YN_LIST && j->steps.n == 0)
			note(r, steps, "a journey has at least one step");
		size_t before = r->found->n;
		for (size_t k = 0; k < j->steps.n; k++)
			check_step(r, steps->items.at[k], j, k, services);
		if (r->found->n == before)
			check_ring(r, steps, j);
	}
}
