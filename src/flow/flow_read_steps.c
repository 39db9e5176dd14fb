/* The steps of a process: tasks, events, gateways; subprocesses are opened where their steps can stand in the flow itself. */
#include "flow/flow_reading.h"

static bool is_sub(const xml_node *n)
{
	return bpmn_is(n, "subProcess") || bpmn_is(n, "transaction") || bpmn_is(n, "adHocSubProcess");
}

static bool is_flow_node(const xml_node *n)
{
	return str_eq(n->space, STR(BPMN_SPACE)) && (bpmn_element_of(n->name) || is_sub(n));
}

static const xml_node *event_of(const xml_node *n) /* what sets it off */
{
	for (size_t i = 0; i < n->children.n; i++)
		if (str_ends(n->children.at[i]->name, STR("EventDefinition")) &&
		    str_eq(n->children.at[i]->space, STR(BPMN_SPACE)))
			return n->children.at[i];
	return NULL;
}

/* How many links of this container leave, or enter, an element; *ret the last of them. */
static size_t count_links(const xml_node *container, const char *end, str id, const xml_node **ret)
{
	size_t n = 0;
	for (size_t i = 0; i < container->children.n; i++)
		if (bpmn_is(container->children.at[i], "sequenceFlow") &&
		    str_eq(xml_attr(container->children.at[i], end), id)) {
			*ret = container->children.at[i];
			n++;
		}
	return n;
}

static bool has_border(const xml_node *container, str id)
{
	for (size_t i = 0; i < container->children.n; i++)
		if (bpmn_is(container->children.at[i], "boundaryEvent") &&
		    str_eq(xml_attr(container->children.at[i], "attachedToRef"), id))
			return true;
	return false;
}

/* How many ways leave the starts of a subprocess; 0 where there is not one start. */
static size_t start_ways(const xml_node *sub, const xml_node **ret_way)
{
	const xml_node *start = NULL;
	size_t starts = 0;
	for (size_t i = 0; is_sub(sub) && i < sub->children.n; i++)
		if (bpmn_is(sub->children.at[i], "startEvent")) {
			start = sub->children.at[i];
			starts++;
		}
	return starts == 1 ? count_links(sub, "sourceRef", xml_attr(start, "id"), ret_way) : 0;
}

static const xml_node *loop_of(const xml_node *n)
{
	const xml_node *x = xml_child(n, "standardLoopCharacteristics");
	return x ? x : xml_child(n, "multiInstanceLoopCharacteristics");
}

static const xml_node *element_of(const xml_node *container, str id)
{
	for (size_t i = 0; i < container->children.n; i++)
		if (is_flow_node(container->children.at[i]) && str_eq(xml_attr(container->children.at[i], "id"), id))
			return container->children.at[i];
	return NULL;
}

/* What a link leads to gathers all of its ways in: several ends there would each be waited for. */
static bool gathers(const xml_node *container, str id)
{
	for (int depth = 0; depth < 10; depth++) {
		const xml_node *n = element_of(container, id), *way = NULL;
		if (!n || start_ways(n, &way) == 0)
			return n && (bpmn_is(n, "parallelGateway") || (bpmn_is(n, "endEvent") && is_sub(container)));
		container = n; /* into a subprocess: what its start leads to */
		id = xml_attr(way, "targetRef");
	}
	return true;
}

/*
 * Its steps can stand in the flow: it goes from one start with one way, is left by one way, is not repeated, nothing hangs on its border, and what follows does not mind how many
 * of its ways end.
 */
static bool can_open(const xml_node *container, const xml_node *sub)
{
	if (!bpmn_is(sub, "subProcess") || loop_of(sub))
		return false;
	str id = xml_attr(sub, "id");
	const xml_node *way, *out = NULL;
	size_t ends = 0, steps = 0;
	for (size_t i = 0; i < sub->children.n; i++) {
		const xml_node *c = sub->children.at[i];
		if (bpmn_is(c, "endEvent"))
			ends += count_links(sub, "targetRef", xml_attr(c, "id"), &way);
		else if (!bpmn_is(c, "startEvent"))
			steps += is_flow_node(c);
	}
	if (start_ways(sub, &way) != 1 || ends == 0 || steps == 0 || has_border(container, id) ||
	    count_links(container, "sourceRef", id, &out) != 1)
		return false;
	return ends == 1 || !gathers(container, xml_attr(out, "targetRef"));
}

/* --- times ----------------------------------------------------------------------------------------------------------- */

/* P3D, PT30M: into minutes; days are working days. False for another text. */
static bool duration(str s, double *ret, bool *ret_days)
{
	double minutes = 0;
	bool time = false, any = false;
	*ret_days = false;
	if (!str_starts(s, STR("P")))
		return false;
	for (size_t i = 1; i < s.len;) {
		if (s.at[i] == 'T' && !time) {
			time = true;
			i++;
			continue;
		}
		double x = 0;
		size_t digits = 0;
		for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9' && digits < 7; i++, digits++)
			x = x * 10 + (s.at[i] - '0');
		if (digits == 0 || i == s.len)
			return false;
		char unit = s.at[i++];
		if (!time && (unit == 'D' || unit == 'W')) {
			minutes += x * FLOW_DAY * (unit == 'W' ? 5 : 1);
			*ret_days = true;
		} else if (time && (unit == 'H' || unit == 'M' || unit == 'S')) {
			minutes += unit == 'H' ? x * 60 : unit == 'M' ? x : x / 60;
		} else {
			return false;
		}
		any = true;
	}
	if (!any || minutes > FLOW_MINUTES_MAX)
		return false;
	*ret = minutes;
	return true;
}

static const err *read_range(reading *r, const xml_node *own, const char *name, flow_range *ret)
{
	const xml_node *n = own ? xml_child(own, name) : NULL;
	if (!n)
		return NULL;
	TRY(bpmn_number(r, n, "likely", FLOW_MINUTES_MAX, &ret->likely));
	ret->low = ret->high = ret->likely;
	TRY(bpmn_number(r, n, "low", FLOW_MINUTES_MAX, &ret->low));
	return bpmn_number(r, n, "high", FLOW_MINUTES_MAX, &ret->high);
}

/* --- a step ------------------------------------------------------------------------------------------------------------ */

/* Notes that another modeller keeps as HTML: their words, a line for each paragraph and item. */
static str without_tags(arena *a, str html)
{
	static const struct {
		const char *code, *text;
	} codes[] = { { "&lt;", "<" },   { "&gt;", ">" },   { "&quot;", "\"" },
		      { "&nbsp;", " " }, { "&#160;", " " }, { "&amp;", "&" } };
	buf b = buf_new(a, html.len + 1);
	for (size_t i = 0; i < html.len;) {
		str rest = str_sub(html, i, html.len);
		if (html.at[i] == '<') {
			size_t end = str_find(rest, '>');
			static const char *const lines[] = { "<br", "</p", "</li", "</div", "</h", "</tr" };
			for (size_t k = 0; k < COUNT(lines); k++)
				if (str_starts(rest, str_of(lines[k])) && b.len > 0 && b.at[b.len - 1] != '\n')
					buf_char(&b, '\n');
			if (str_starts(rest, STR("<li")))
				buf_lit(&b, "・");
			i += end < rest.len ? end + 1 : rest.len;
			continue;
		}
		size_t took = 0;
		for (size_t k = 0; k < COUNT(codes) && took == 0; k++)
			if (str_starts(rest, str_of(codes[k].code))) {
				buf_put(&b, str_of(codes[k].text));
				took = strlen(codes[k].code);
			}
		if (took == 0)
			buf_char(&b, html.at[i]);
		i += took > 0 ? took : 1;
	}
	return str_trim(buf_str(&b));
}

static str documentation(reading *r, const xml_node *n)
{
	buf b = buf_new(r->a, XML_SIZE_MAX);
	for (size_t i = 0; i < n->children.n; i++) {
		str text = str_trim(n->children.at[i]->text);
		if (!bpmn_is(n->children.at[i], "documentation") || text.len == 0)
			continue;
		if (str_eq(xml_attr(n->children.at[i], "textFormat"), STR("text/html")))
			text = without_tags(r->a, text);
		if (b.len > 0)
			buf_char(&b, '\n');
		buf_put(&b, text);
	}
	return bpmn_text(r, buf_str(&b), FLOW_TEXT_MAX, false);
}

static void tell_extensions(reading *r, const xml_node *n)
{
	const xml_node *e = xml_child(n, "extensionElements");
	for (size_t i = 0; e && i < e->children.n; i++)
		if (!str_eq(e->children.at[i]->space, STR(FLOW_SPACE)))
			bpmn_left(r, LEFT_EXTENSION, e->children.at[i]->space);
	for (size_t i = 0; i < n->attributes.n; i++)
		if (n->attributes.at[i].space.len > 0 && !str_eq(n->attributes.at[i].space, STR(BPMN_XSI_SPACE)))
			bpmn_left(r, LEFT_EXTENSION, n->attributes.at[i].space);
}

/* What stands in a step and is not kept: who performs it for an engine, data that go in and out. */
static void tell_inner(reading *r, const xml_node *n)
{
	static const char *const known[] = {
		"documentation", "extensionElements",           "incoming",
		"outgoing",      "standardLoopCharacteristics", "multiInstanceLoopCharacteristics"
	};
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		bool told = !str_eq(c->space, STR(BPMN_SPACE)) || str_ends(c->name, STR("EventDefinition")) ||
			    str_eq(c->name, STR("eventDefinitionRef"));
		for (size_t k = 0; k < COUNT(known) && !told; k++)
			told = str_eq(c->name, str_of(known[k]));
		if (!told)
			bpmn_left_element(r, c, bpmn_name(r, n));
	}
}

/* What sets an event off: a timer becomes waiting, the rest cannot be kept. */
static void read_event(reading *r, const xml_node *n, bool own, flow_step *s)
{
	const xml_node *event = event_of(n);
	if (!event)
		return;
	const xml_node *time = xml_child(event, "timeDuration");
	double minutes;
	bool days;
	if (s->kind == STEP_WAIT && time && duration(str_trim(time->text), &minutes, &days)) {
		if (own)
			return;
		s->waiting = (flow_range){ minutes, minutes, minutes };
		if (days)
			bpmn_left(r, LEFT_DAYS, bpmn_name(r, n));
	} else {
		bpmn_left(r, LEFT_EVENT, bpmn_name(r, n));
	}
}

static const err *read_step(reading *r, const xml_node *n, const bpmn_element *e, size_t lane, flow_step *s)
{
	const xml_node *own = bpmn_own(n, "step");
	*s = (flow_step){ .id = xml_attr(n, "id"),
			  .name = bpmn_text(r, xml_attr(n, "name"), FLOW_NAME_MAX, true),
			  .lane = lane,
			  .kind = e ? e->kind : STEP_TASK,
			  .note = documentation(r, n) };
	if (!e || e->lossy)
		bpmn_left(r, e ? e->left : LEFT_CLOSED, bpmn_name(r, n));
	else if (!e->usual)
		s->element = e->name;
	if (own) {
		str code = xml_attr(own, "standard");
		if (!flow_standard_of(code, &s->standard))
			return bpmn_mistake(
				r, ERR_file, own,
				"standard is receive, form, content, decide, enter, issue, send or nothing");
		s->medium = bpmn_text(r, xml_attr(own, "medium"), FLOW_NAME_MAX, true);
		s->system = bpmn_text(r, xml_attr(own, "system"), FLOW_NAME_MAX, true);
	}
	if (own && (s->kind == STEP_TASK || s->kind == STEP_SERVICE)) {
		TRY(bpmn_number(r, own, "cases", FLOW_VOLUME_MAX, &s->cases));
		TRY(bpmn_number(r, own, "part", FLOW_PASSES_MAX, &s->part));
		if (s->cases > 0 && s->part > 0)
			return bpmn_mistake(r, ERR_file, own, "cases or part, not both");
	}
	TRY(read_range(r, own, "minutes", &s->minutes));
	TRY(read_range(r, own, "waiting", &s->waiting));
	read_event(r, n, own && xml_child(own, "waiting"), s);
	tell_extensions(r, n);
	if (e) /* a subprocess that stays closed is told as a whole */
		tell_inner(r, n);
	if (loop_of(n))
		bpmn_left(r, LEFT_LOOP, bpmn_name(r, n));
	return NULL;
}

static size_t lane_of(const reading *r, str id, size_t lane)
{
	for (size_t i = 0; i < r->refs.n; i++)
		if (str_eq(r->refs.at[i].id, id))
			return r->refs.at[i].lane;
	return lane;
}

static const err *add_node(reading *r, const xml_node *n, read_node node)
{
	if (r->nodes.n == READ_NODES_MAX)
		return bpmn_mistake(r, ERR_too_large, n, "more steps than a flow can hold");
	node.id = xml_attr(n, "id");
	node.at = n;
	LIST_ADD(r->a, &r->nodes, node);
	return NULL;
}

static const err *add_step(reading *r, const xml_node *n, const bpmn_element *e, size_t lane, size_t owner)
{
	flow *f = r->f;
	if (f->steps.n == FLOW_STEPS_MAX)
		return bpmn_mistake(r, ERR_too_large, n, "more steps than a flow can hold");
	flow_step s;
	TRY(read_step(r, n, e, lane_of(r, xml_attr(n, "id"), lane), &s));
	TRY(add_node(r, n, (read_node){ .role = NODE_STEP, .step = f->steps.n, .owner = owner }));
	LIST_ADD(r->a, &f->steps, s);
	return NULL;
}

static const err *add_sub(reading *r, const xml_node *container, const xml_node *n, size_t lane, size_t owner)
{
	bool triggered = str_eq(xml_attr(n, "triggeredByEvent"), STR("true"));
	if (triggered) { /* beside the flow, set off by an event: nothing leads there */
		bpmn_left_element(r, n, STR_NONE);
		return NULL;
	}
	if (!can_open(container, n))
		return add_step(r, n, NULL, lane, owner);
	bpmn_left(r, LEFT_OPENED, bpmn_name(r, n));
	size_t at = r->nodes.n;
	TRY(add_node(r, n, (read_node){ .role = NODE_OPEN, .owner = owner }));
	return bpmn_container(r, n, lane_of(r, xml_attr(n, "id"), lane), at);
}

const err *bpmn_container(reading *r, const xml_node *n, size_t lane, size_t owner)
{
	if (owner == FLOW_NONE) {
		str note = documentation(r, n);
		if (r->f->note.len == 0)
			r->f->note = note;
		tell_extensions(r, n);
	}
	for (size_t i = 0; i < n->children.n; i++) {
		const xml_node *c = n->children.at[i];
		if (!str_eq(c->space, STR(BPMN_SPACE))) {
			bpmn_left(r, LEFT_EXTENSION, c->space);
			continue;
		}
		const bpmn_element *e = bpmn_element_of(c->name);
		if (owner != FLOW_NONE && (bpmn_is(c, "startEvent") || bpmn_is(c, "endEvent")))
			TRY(add_node(r, c,
				     (read_node){ .role = bpmn_is(c, "startEvent") ? NODE_OPEN_START : NODE_OPEN_END,
						  .owner = owner }));
		else if (e)
			TRY(add_step(r, c, e, lane, owner));
		else if (is_sub(c))
			TRY(add_sub(r, n, c, lane, owner));
		else if (bpmn_is(c, "boundaryEvent")) {
			bpmn_left(r, LEFT_BOUNDARY, bpmn_name(r, c));
			TRY(add_node(r, c, (read_node){ .role = NODE_BORDER, .owner = owner }));
		} else if (bpmn_is(c, "sequenceFlow")) {
			if (r->links.n == READ_LINKS_MAX)
				return bpmn_mistake(r, ERR_too_large, c, "more links than a flow can hold");
			LIST_ADD(r->a, &r->links,
				 (read_link){
					 .at = c, .from = xml_attr(c, "sourceRef"), .to = xml_attr(c, "targetRef") });
		} else if (bpmn_is(c, "textAnnotation")) {
			LIST_ADD(r->a, &r->notes, c);
		} else if (bpmn_is(c, "association")) {
			LIST_ADD(r->a, &r->ties, c);
		} else if (bpmn_is(c, "dataObject") || bpmn_is(c, "dataObjectReference") ||
			   bpmn_is(c, "dataStoreReference") || bpmn_is(c, "group")) {
			bpmn_left(r, LEFT_ARTIFACT, bpmn_name(r, c));
		} else if (!bpmn_is(c, "laneSet") && !bpmn_is(c, "documentation") && !bpmn_is(c, "extensionElements") &&
			   !bpmn_is(c, "incoming") && !bpmn_is(c, "outgoing")) {
			bpmn_left_element(r, c, STR_NONE);
		}
	}
	return NULL;
}
