#include "flow/flow_bpmn.h"

static const bpmn_element elements[] = {
	{ STR_INIT("startEvent"), STEP_START, true, false, 0 },
	{ STR_INIT("userTask"), STEP_TASK, true, false, 0 },
	{ STR_INIT("task"), STEP_TASK, false, false, 0 },
	{ STR_INIT("manualTask"), STEP_TASK, false, false, 0 },
	{ STR_INIT("sendTask"), STEP_TASK, false, false, 0 },
	{ STR_INIT("receiveTask"), STEP_TASK, false, false, 0 },
	{ STR_INIT("callActivity"), STEP_TASK, false, true, LEFT_CLOSED },
	{ STR_INIT("serviceTask"), STEP_SERVICE, true, false, 0 },
	{ STR_INIT("scriptTask"), STEP_SERVICE, false, false, 0 },
	{ STR_INIT("businessRuleTask"), STEP_SERVICE, false, false, 0 },
	{ STR_INIT("exclusiveGateway"), STEP_DECISION, true, false, 0 },
	{ STR_INIT("inclusiveGateway"), STEP_DECISION, false, true, LEFT_GATEWAY },
	{ STR_INIT("eventBasedGateway"), STEP_DECISION, false, true, LEFT_GATEWAY },
	{ STR_INIT("complexGateway"), STEP_DECISION, false, true, LEFT_GATEWAY },
	{ STR_INIT("endEvent"), STEP_END, true, false, 0 },
	{ STR_INIT("parallelGateway"), STEP_PARALLEL, true, false, 0 },
	{ STR_INIT("intermediateCatchEvent"), STEP_WAIT, true, false, 0 },
	{ STR_INIT("intermediateThrowEvent"), STEP_WAIT, false, false, 0 },
};

const bpmn_element *bpmn_element_of(str name)
{
	for (size_t i = 0; i < COUNT(elements); i++)
		if (str_eq(elements[i].name, name))
			return &elements[i];
	return NULL;
}

str bpmn_element_for(const flow_step *s)
{
	const bpmn_element *e = bpmn_element_of(s->element);
	if (e && e->kind == s->kind && !e->lossy)
		return e->name;
	for (size_t i = 0; i < COUNT(elements); i++)
		if (elements[i].kind == s->kind && elements[i].usual)
			return elements[i].name;
	CHECK(!"a kind without an element");
}

bool bpmn_is_id(str id)
{
	if (id.len == 0 || id.len > FLOW_ID_MAX)
		return false;
	for (size_t i = 0; i < id.len; i++) {
		char c = id.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		bool more = (c >= '0' && c <= '9') || c == '-' || c == '.';
		if (!letter && !(more && i > 0))
			return false;
	}
	return true;
}
