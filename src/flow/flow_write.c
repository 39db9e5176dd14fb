/* BPMN 2.0 out, with its diagram, in the order that the schema asks for. */
#include "flow/flow_bpmn.h"
#include "flow/flow_sizes.h"
#include "text/xml.h"

#define POOL_HEAD 30 /* width of the strip with the pool's name, left of the lanes, as modellers draw it */

typedef struct writing {
	buf *b;
	arena *a;
	const flow *f;
	flow_layout at;
} writing;

/* The shortest text that reads back as the same number. */
static void put_number(buf *b, const char *name, double x)
{
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, x);
		if (strtod(text, NULL) == x)
			break;
	}
	buf_format(b, " %s=\"%s\"", name, text);
}

static void put_name(buf *b, str name)
{
	if (name.len > 0)
		xml_put_attribute(b, "name", name);
}

static void put_note(buf *b, str note, const char *indent)
{
	if (note.len == 0)
		return;
	buf_format(b, "%s<bpmn:documentation>", indent);
	xml_put(b, note);
	buf_lit(b, "</bpmn:documentation>\n");
}

static void put_ids(buf *b, const char *element, str id)
{
	buf_format(b, "      <bpmn:%s>", element);
	xml_put(b, id);
	buf_format(b, "</bpmn:%s>\n", element);
}

/* --- the process ---------------------------------------------------------------------------------------------------- */

static void put_lane(writing *w, size_t k)
{
	const flow_lane *l = &w->f->lanes.at[k];
	buf_lit(w->b, "      <bpmn:lane");
	xml_put_attribute(w->b, "id", l->id);
	put_name(w->b, l->name);
	buf_lit(w->b, ">\n        <bpmn:extensionElements><m:lane");
	xml_put_attribute(w->b, "who", flow_who_code(l->who));
	buf_lit(w->b, "/></bpmn:extensionElements>\n");
	for (size_t i = 0; i < w->f->steps.n; i++)
		if (w->f->steps.at[i].lane == k) {
			buf_lit(w->b, "  ");
			put_ids(w->b, "flowNodeRef", w->f->steps.at[i].id);
		}
	buf_lit(w->b, "      </bpmn:lane>\n");
}

static bool is_zero(flow_range r)
{
	return r.low == 0 && r.likely == 0 && r.high == 0;
}

static void put_range(buf *b, const char *name, flow_range r)
{
	if (is_zero(r))
		return;
	buf_format(b, "<m:%s", name);
	put_number(b, "low", r.low);
	put_number(b, "likely", r.likely);
	put_number(b, "high", r.high);
	buf_lit(b, "/>");
}

static void put_step_own(buf *b, const flow_step *s)
{
	bool ranges = !is_zero(s->minutes) || !is_zero(s->waiting);
	bool some = (s->kind == STEP_TASK || s->kind == STEP_SERVICE) && (s->cases > 0 || s->part > 0);
	if (!ranges && !some && s->standard == STANDARD_NONE && s->medium.len == 0 && s->system.len == 0)
		return;
	buf_lit(b, "      <bpmn:extensionElements><m:step");
	if (s->standard != STANDARD_NONE)
		xml_put_attribute(b, "standard", flow_standard_code(s->standard));
	if (s->medium.len > 0)
		xml_put_attribute(b, "medium", s->medium);
	if (s->system.len > 0)
		xml_put_attribute(b, "system", s->system);
	if (some)
		put_number(b, s->cases > 0 ? "cases" : "part", s->cases > 0 ? s->cases : s->part);
	buf_lit(b, ">");
	put_range(b, "minutes", s->minutes);
	put_range(b, "waiting", s->waiting);
	buf_lit(b, "</m:step></bpmn:extensionElements>\n");
}

static void put_timer(buf *b, const flow_step *s)
{
	if (s->kind != STEP_WAIT || s->element.len > 0 || !(s->waiting.likely > 0))
		return;
	buf_format(b,
		   "      <bpmn:timerEventDefinition><bpmn:timeDuration xsi:type=\"bpmn:tFormalExpression\">PT%.0fM"
		   "</bpmn:timeDuration></bpmn:timerEventDefinition>\n",
		   s->waiting.likely);
}

static void put_step(writing *w, size_t k)
{
	const flow_step *s = &w->f->steps.at[k];
	str element = bpmn_element_for(s);
	buf_format(w->b, "    <bpmn:%.*s", STR_ARG(element));
	xml_put_attribute(w->b, "id", s->id);
	put_name(w->b, s->name);
	bool parts = s->kind == STEP_DECISION || s->kind == STEP_TASK || s->kind == STEP_SERVICE;
	for (size_t i = 0; i < w->f->links.n; i++)
		if (w->f->links.at[i].from == k && w->f->links.at[i].otherwise && parts) {
			xml_put_attribute(w->b, "default", w->f->links.at[i].id);
			break;
		}
	buf_lit(w->b, ">\n");
	put_note(w->b, s->note, "      ");
	put_step_own(w->b, s);
	for (size_t i = 0; i < w->f->links.n; i++)
		if (w->f->links.at[i].to == k)
			put_ids(w->b, "incoming", w->f->links.at[i].id);
	for (size_t i = 0; i < w->f->links.n; i++)
		if (w->f->links.at[i].from == k)
			put_ids(w->b, "outgoing", w->f->links.at[i].id);
	put_timer(w->b, s);
	buf_format(w->b, "    </bpmn:%.*s>\n", STR_ARG(element));
}

static void put_link(writing *w, const flow_link *l)
{
	const flow_step *from = &w->f->steps.at[l->from], *to = &w->f->steps.at[l->to];
	size_t ways = 0;
	for (size_t i = 0; i < w->f->links.n; i++)
		ways += w->f->links.at[i].from == l->from;
	buf_lit(w->b, "    <bpmn:sequenceFlow");
	xml_put_attribute(w->b, "id", l->id);
	put_name(w->b, l->name);
	xml_put_attribute(w->b, "sourceRef", from->id);
	xml_put_attribute(w->b, "targetRef", to->id);
	buf_lit(w->b, ">");
	if (from->kind != STEP_PARALLEL && (ways > 1 || l->share != 1)) {
		buf_lit(w->b, "<bpmn:extensionElements><m:way");
		put_number(w->b, "share", l->share);
		buf_lit(w->b, "/></bpmn:extensionElements>");
	}
	str condition = l->condition;
	if (condition.len == 0 && from->kind == STEP_DECISION && ways > 1 && !l->otherwise)
		condition = l->name;
	if (condition.len > 0) {
		buf_lit(w->b, "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">");
		xml_put(w->b, condition);
		buf_lit(w->b, "</bpmn:conditionExpression>");
	}
	buf_lit(w->b, "</bpmn:sequenceFlow>\n");
}

/* --- the diagram -------------------------------------------------------------------------------------------------------- */

static void put_bounds(buf *b, flow_place p)
{
	buf_format(b, "<dc:Bounds x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", p.x, p.y, p.w, p.h);
}

/* `extra`: attributes. label: NULL, or where the name stands. */
static void put_shape(writing *w, str id, const char *extra, flow_place at, const flow_place *label)
{
	buf_lit(w->b, "      <bpmndi:BPMNShape");
	xml_put_attribute(w->b, "id", str_format(w->a, "m_shape_%.*s", STR_ARG(id)));
	xml_put_attribute(w->b, "bpmnElement", id);
	buf_format(w->b, "%s>", extra);
	put_bounds(w->b, at);
	if (label) {
		buf_lit(w->b, "<bpmndi:BPMNLabel>");
		put_bounds(w->b, *label);
		buf_lit(w->b, "</bpmndi:BPMNLabel>");
	}
	buf_lit(w->b, "</bpmndi:BPMNShape>\n");
}

static void put_step_shape(writing *w, size_t k)
{
	const flow_step *s = &w->f->steps.at[k];
	flow_place p = w->at.steps[k];
	bool round_one = s->kind == STEP_START || s->kind == STEP_END || s->kind == STEP_WAIT;
	flow_place label = { p.x + p.w / 2 - 60, p.y + p.h + 4, 120, 28 };
	if (s->kind == STEP_DECISION) /* in the middle of it */
		label = (flow_place){ p.x + 16, p.y + p.h / 2 - 14, p.w - 32, 28 };
	else if (s->kind == STEP_PARALLEL) /* right above it */
		label = (flow_place){ p.x + p.w / 2 + FLOW_FORK_NAME_X, p.y - 26, 90, 28 };
	put_shape(w, s->id,
		  s->kind != STEP_DECISION ? ""
		  : s->name.len > 0        ? " isMarkerVisible=\"false\""
					   : " isMarkerVisible=\"true\"",
		  p,
		  s->name.len > 0 && (round_one || s->kind == STEP_DECISION || s->kind == STEP_PARALLEL) ? &label
													 : NULL);
}

static void put_edge(writing *w, size_t k)
{
	const flow_link *l = &w->f->links.at[k];
	const flow_way *way = &w->at.ways[k];
	buf_lit(w->b, "      <bpmndi:BPMNEdge");
	xml_put_attribute(w->b, "id", str_format(w->a, "m_edge_%.*s", STR_ARG(l->id)));
	xml_put_attribute(w->b, "bpmnElement", l->id);
	buf_lit(w->b, ">");
	for (size_t i = 0; i + 1 < way->n; i += 2)
		buf_format(w->b, "<di:waypoint x=\"%.1f\" y=\"%.1f\"/>", way->points[i], way->points[i + 1]);
	if (l->name.len > 0) {
		buf_lit(w->b, "<bpmndi:BPMNLabel>");
		put_bounds(w->b, (flow_place){ way->label_x - 40, way->label_y - 12, 80, 14 });
		buf_lit(w->b, "</bpmndi:BPMNLabel>");
	}
	buf_lit(w->b, "</bpmndi:BPMNEdge>\n");
}

static void put_diagram(writing *w)
{
	const flow *f = w->f;
	buf_lit(w->b,
		"  <bpmndi:BPMNDiagram id=\"m_diagram\">\n    <bpmndi:BPMNPlane id=\"m_plane\" bpmnElement=\"m_collaboration\">\n");
	put_shape(w, STR("m_pool"), " isHorizontal=\"true\"",
		  (flow_place){ -POOL_HEAD, 0, w->at.width + POOL_HEAD, w->at.height }, NULL);
	for (size_t i = 0; i < f->lanes.n; i++)
		put_shape(w, f->lanes.at[i].id, " isHorizontal=\"true\"", w->at.lanes[i], NULL);
	for (size_t i = 0; i < f->steps.n; i++)
		put_step_shape(w, i);
	for (size_t i = 0; i < f->links.n; i++)
		put_edge(w, i);
	buf_lit(w->b, "    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n");
}

/* --- the file ------------------------------------------------------------------------------------------------------------ */

void flow_write(buf *b, arena *a, const flow *f)
{
	writing w = { b, a, f, flow_lay(a, f) };
	buf_lit(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions xmlns:bpmn=\"" BPMN_SPACE
		   "\"\n    xmlns:bpmndi=\"" BPMN_DI_SPACE "\" xmlns:dc=\"" BPMN_DC_SPACE
		   "\"\n    xmlns:di=\"" BPMN_DD_SPACE "\" xmlns:xsi=\"" BPMN_XSI_SPACE "\"\n    xmlns:m=\"" FLOW_SPACE
		   "\" id=\"m_definitions\" targetNamespace=\"" FLOW_SPACE "\" exporter=\"" BPMN_EXPORTER "\">\n");
	buf_lit(b, "  <bpmn:collaboration id=\"m_collaboration\">\n    <bpmn:participant id=\"m_pool\"");
	put_name(b, f->name);
	xml_put_attribute(b, "processRef", f->id);
	buf_lit(b, "/>\n  </bpmn:collaboration>\n  <bpmn:process");
	xml_put_attribute(b, "id", f->id);
	put_name(b, f->name);
	buf_lit(b, " isExecutable=\"false\">\n");
	put_note(b, f->note, "    ");
	buf_format(b,
		   "    <bpmn:extensionElements><m:flow volume=\"%lld\" yenHour=\"%lld\"/></bpmn:extensionElements>\n"
		   "    <bpmn:laneSet id=\"m_lanes\">\n",
		   (long long)f->volume, (long long)f->yen_hour);
	for (size_t i = 0; i < f->lanes.n; i++)
		put_lane(&w, i);
	buf_lit(b, "    </bpmn:laneSet>\n");
	for (size_t i = 0; i < f->steps.n; i++)
		put_step(&w, i);
	for (size_t i = 0; i < f->links.n; i++)
		put_link(&w, &f->links.at[i]);
	buf_lit(b, "  </bpmn:process>\n");
	put_diagram(&w);
	buf_lit(b, "</bpmn:definitions>\n");
}
