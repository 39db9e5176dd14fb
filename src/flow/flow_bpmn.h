/* BPMN's words for our kinds; flow/'s own, shared by reading and writing. */
#ifndef FLOW_BPMN_H
#define FLOW_BPMN_H

#include "flow/flow.h"

#define BPMN_SPACE "http://www.omg.org/spec/BPMN/20100524/MODEL"
#define BPMN_DI_SPACE "http://www.omg.org/spec/BPMN/20100524/DI"
#define BPMN_DC_SPACE "http://www.omg.org/spec/DD/20100524/DC"
#define BPMN_DD_SPACE "http://www.omg.org/spec/DD/20100524/DI"
#define BPMN_XSI_SPACE "http://www.w3.org/2001/XMLSchema-instance"
#define BPMN_EXPORTER "madoguchi"

typedef struct bpmn_element {
	str name;
	flow_kind kind;
	bool usual; /* what its kind is written as when the step names no element */
	bool lossy; /* not written again: told, and written as the usual one */
	flow_left_kind left; /* what is told then */
} bpmn_element;
/* NULL: not a step. */
const bpmn_element *bpmn_element_of(str name);
/* What a step is written as. */
str bpmn_element_for(const flow_step *s);
/* An NCName of ASCII: a letter or _ first, then letters, digits and - . _; at most FLOW_ID_MAX bytes. */
bool bpmn_is_id(str id);

#endif
