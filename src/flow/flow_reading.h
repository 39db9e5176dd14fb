/* A flow while it is read: what stands in the file, before it is one flow; flow/'s own. */
#ifndef FLOW_READING_H
#define FLOW_READING_H

#include "flow/flow_bpmn.h"
#include "text/xml.h"

#define READ_LINKS_MAX (2 * FLOW_LINKS_MAX) /* of the file, with those into and out of subprocesses */
#define READ_NODES_MAX (3 * FLOW_STEPS_MAX)
#define READ_REFS_MAX 10000

/* An element that links may name: a step, a subprocess, or an event on a border. */
typedef enum node_role {
	NODE_STEP,
	NODE_OPEN, /* a subprocess whose steps stand in the flow: links into it go to what its start leads to */
	NODE_OPEN_START, /* its start and ends, which are no steps */
	NODE_OPEN_END,
	NODE_BORDER /* an event on the border of a step */
} node_role;
typedef struct read_node {
	str id;
	node_role role;
	const xml_node *at;
	size_t step; /* of NODE_STEP */
	size_t owner; /* node: of NODE_OPEN_START and _END the subprocess */
} read_node;
typedef struct read_link {
	const xml_node *at;
	str from, to;
} read_link;
typedef struct read_ref { /* the lane that says it holds a step */
	str id;
	size_t lane;
} read_ref;
typedef struct reading {
	arena *a;
	str file;
	flow *f;
	struct {
		read_node *at;
		size_t n;
	} nodes;
	struct {
		read_link *at;
		size_t n;
	} links;
	struct {
		read_ref *at;
		size_t n;
	} refs;
	struct {
		const xml_node **at;
		size_t n;
	} notes; /* text annotations */
	struct {
		const xml_node **at;
		size_t n;
	} ties; /* associations */
} reading;

/* flow_read.c */
const err *bpmn_mistake(reading *r, err_code code, const xml_node *n, const char *what);
void bpmn_left(reading *r, flow_left_kind kind, str what);
str bpmn_text(reading *r, str text, size_t max, bool one_line); /* cut, and told, where it is too long */
str bpmn_told(reading *r, str text); /* short enough to be told */
str bpmn_name(reading *r, const xml_node *n); /* its name, else its id, else what it is: to tell of it */
void bpmn_left_element(reading *r, const xml_node *n,
		       str of); /* an element that is not kept, with what it is: of a step's, `of` is the step's name */
const xml_node *bpmn_own(const xml_node *n, const char *name); /* our element in its <extensionElements>, or NULL */
const err *bpmn_number(reading *r, const xml_node *n, const char *attribute, double max,
		       double *ret); /* stays when it is not there */
bool bpmn_is(const xml_node *n, const char *name); /* of BPMN */
/* flow_read_steps.c: what stands in a process or an opened subprocess; steps without a lane of their own are put into that one. */
const err *bpmn_container(reading *r, const xml_node *n, size_t lane, size_t owner);
/* flow_read_links.c */
const err *bpmn_links(reading *r);

#endif
