#include "flow/flow.h"

#include "text/xml.h"

const err *flow_read(arena *a, str file, str xml, flow **ret)
{
	const xml_node *root;
	TRY(xml_parse(a, file, xml, &root));
	*ret = arena_one(a, flow);
	return NULL;
}
