/* The links of a file: ends found, through subprocesses that were opened and events on borders; shares; notes that hang on steps. */
#include "flow/flow_reading.h"

static size_t node_of(const reading *r, str id)
{
	for (size_t i = 0; i < r->nodes.n; i++)
		if (str_eq(r->nodes.at[i].id, id))
			return i;
	return FLOW_NONE;
}

/* The first link that leaves it. */
static const read_link *link_from(const reading *r, str id)
{
	for (size_t i = 0; i < r->links.n; i++)
		if (str_eq(r->links.at[i].from, id))
			return &r->links.at[i];
	return NULL;
}

/* The step where a link to this element leads: into an opened subprocess, and out of it. FLOW_NONE: none. */
static size_t target(const reading *r, str id)
{
	for (size_t hops = 0; hops <= r->nodes.n; hops++) {
		size_t k = node_of(r, id);
		if (k == FLOW_NONE)
			return FLOW_NONE;
		const read_node *n = &r->nodes.at[k];
		const read_link *next = NULL;
		switch (n->role) {
		case NODE_STEP:
			return n->step;
		case NODE_OPEN:
			for (size_t i = k + 1; i < r->nodes.n && !next; i++)
				if (r->nodes.at[i].role == NODE_OPEN_START && r->nodes.at[i].owner == k)
					next = link_from(r, r->nodes.at[i].id);
			break;
		case NODE_OPEN_END:
			next = link_from(r, r->nodes.at[n->owner].id);
			break;
		case NODE_OPEN_START:
		case NODE_BORDER:
			break;
		}
		if (!next)
			return FLOW_NONE;
		id = next->to;
	}
	return FLOW_NONE; /* a ring of nothing but subprocesses */
}

/* The step that a link leaves; *ret_border: by an event on its border. */
static size_t source(const reading *r, str id, bool *ret_border)
{
	size_t k = node_of(r, id);
	*ret_border = k != FLOW_NONE && r->nodes.at[k].role == NODE_BORDER;
	if (*ret_border)
		k = node_of(r, xml_attr(r->nodes.at[k].at, "attachedToRef"));
	return k != FLOW_NONE && r->nodes.at[k].role == NODE_STEP ? r->nodes.at[k].step : FLOW_NONE;
}

/* That link belongs to an opened subprocess: it goes into its inside, or out of it, and is not one of the flow. */
static bool is_inner(const reading *r, const read_link *l)
{
	size_t k = node_of(r, l->from);
	return k != FLOW_NONE && (r->nodes.at[k].role == NODE_OPEN || r->nodes.at[k].role == NODE_OPEN_START);
}

static const err *read_one(reading *r, const read_link *l, double *ret_share)
{
	flow *f = r->f;
	bool border;
	size_t from = source(r, l->from, &border), to = target(r, l->to);
	if (from == FLOW_NONE || to == FLOW_NONE) {
		bpmn_left(r, LEFT_LINK, bpmn_name(r, l->at));
		return NULL;
	}
	if (f->links.n == FLOW_LINKS_MAX)
		return bpmn_mistake(r, ERR_too_large, l->at, "more links than a flow can hold");
	flow_link link = { .id = xml_attr(l->at, "id"),
			   .name = bpmn_text(r, xml_attr(l->at, "name"), FLOW_NAME_MAX, true),
			   .from = from,
			   .to = to };
	const xml_node *condition = xml_child(l->at, "conditionExpression"), *own = bpmn_own(l->at, "way");
	if (condition)
		link.condition = bpmn_text(r, condition->text, FLOW_NAME_MAX, true);
	if (str_eq(link.condition, link.name))
		link.condition = STR_NONE; /* as flow_write() says a name */
	*ret_share = border ? 0 : -1;
	if (own)
		TRY(bpmn_number(r, own, "share", 1, ret_share));
	size_t k = node_of(r, l->from);
	str otherwise = xml_attr(r->nodes.at[k].at, "default");
	link.otherwise = otherwise.len > 0 && str_eq(otherwise, link.id) && !border;
	const xml_node *e = xml_child(l->at, "extensionElements");
	for (size_t i = 0; e && i < e->children.n; i++)
		if (!str_eq(e->children.at[i]->space, STR(FLOW_SPACE)))
			bpmn_left(r, LEFT_EXTENSION, e->children.at[i]->space);
	LIST_ADD(r->a, &f->links, link);
	return NULL;
}

/* Shares that the file does not say: what the others leave, in equal parts. */
static void share_out(reading *r, double *shares, bool *conditions)
{
	flow *f = r->f;
	for (size_t s = 0; s < f->steps.n; s++) {
		size_t ways = 0, open = 0, free_ways = 0;
		double said = 0;
		for (size_t i = 0; i < f->links.n; i++) {
			if (f->links.at[i].from != s)
				continue;
			ways++;
			open += shares[i] < 0;
			free_ways += !conditions[i];
			said += shares[i] < 0 ? 0 : shares[i];
		}
		bool parallel = f->steps.at[s].kind == STEP_PARALLEL;
		double rest = said < 1 ? 1 - said : 0;
		for (size_t i = 0; i < f->links.n; i++)
			if (f->links.at[i].from == s)
				f->links.at[i].share = parallel ? 1 : shares[i] < 0 ? rest / (double)open : shares[i];
		if (parallel || ways < 2 || open == 0)
			continue;
		str name = f->steps.at[s].name.len > 0 ? f->steps.at[s].name : f->steps.at[s].id;
		bool fork = f->steps.at[s].kind != STEP_DECISION && free_ways > 1;
		if (open > 1 || fork)
			bpmn_left(r, fork ? LEFT_FORK : LEFT_SHARES, name);
	}
}

/* A note tied to a step belongs to its notes for the manual. */
static void tie_notes(reading *r)
{
	for (size_t i = 0; i < r->notes.n; i++) {
		const xml_node *n = r->notes.at[i], *text = xml_child(n, "text");
		str id = xml_attr(n, "id"), said = text ? str_trim(text->text) : STR_NONE;
		size_t k = FLOW_NONE;
		for (size_t t = 0; t < r->ties.n && k == FLOW_NONE; t++) {
			str from = xml_attr(r->ties.at[t], "sourceRef"), to = xml_attr(r->ties.at[t], "targetRef");
			if (str_eq(from, id))
				k = node_of(r, to);
			else if (str_eq(to, id))
				k = node_of(r, from);
		}
		if (k == FLOW_NONE || r->nodes.at[k].role != NODE_STEP) {
			if (said.len > 0)
				bpmn_left(r, LEFT_ARTIFACT, bpmn_told(r, said));
			continue;
		}
		flow_step *s = &r->f->steps.at[r->nodes.at[k].step];
		if (s->note.len > 0)
			said = str_format(r->a, "%.*s\n%.*s", STR_ARG(s->note), STR_ARG(said));
		s->note = bpmn_text(r, said, FLOW_TEXT_MAX, false);
	}
}

const err *bpmn_links(reading *r)
{
	double *shares = arena_many(r->a, double, READ_LINKS_MAX);
	bool *conditions = arena_many(r->a, bool, READ_LINKS_MAX);
	for (size_t i = 0; i < r->links.n; i++) {
		if (is_inner(r, &r->links.at[i]))
			continue;
		size_t k = r->f->links.n;
		TRY(read_one(r, &r->links.at[i], &shares[k]));
		conditions[k] = shares[k] >= 0 || xml_child(r->links.at[i].at, "conditionExpression") != NULL;
	}
	share_out(r, shares, conditions);
	tie_notes(r);
	return NULL;
}
