/* How files and forms spell the kinds of a flow, what was left out of it, and new ids. */
#include "flow/flow.h"

static const str whos[WHOS] = {
	[WHO_RESIDENT] = STR_INIT("resident"), [WHO_COUNTER] = STR_INIT("counter"), [WHO_CENTRE] = STR_INIT("centre"),
	[WHO_SYSTEM] = STR_INIT("system"),     [WHO_OTHER] = STR_INIT("other"),
};
static const str kinds[STEP_KINDS] = {
	[STEP_START] = STR_INIT("start"),       [STEP_TASK] = STR_INIT("task"), [STEP_SERVICE] = STR_INIT("service"),
	[STEP_DECISION] = STR_INIT("decision"), [STEP_END] = STR_INIT("end"),   [STEP_PARALLEL] = STR_INIT("parallel"),
	[STEP_WAIT] = STR_INIT("wait"),
};
static const str standards[STANDARDS] = {
	[STANDARD_NONE] = STR_INIT(""),         [STANDARD_RECEIVE] = STR_INIT("receive"),
	[STANDARD_FORM] = STR_INIT("form"),     [STANDARD_CONTENT] = STR_INIT("content"),
	[STANDARD_DECIDE] = STR_INIT("decide"), [STANDARD_ENTER] = STR_INIT("enter"),
	[STANDARD_ISSUE] = STR_INIT("issue"),   [STANDARD_SEND] = STR_INIT("send"),
};

static bool find(const str *in, size_t n, str code, size_t *ret)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(in[i], code)) {
			*ret = i;
			return true;
		}
	return false;
}

str flow_who_code(flow_who w)
{
	return whos[w];
}

str flow_kind_code(flow_kind k)
{
	return kinds[k];
}

str flow_standard_code(flow_standard s)
{
	return standards[s];
}

bool flow_who_of(str code, flow_who *ret)
{
	size_t i;
	if (!find(whos, WHOS, code, &i))
		return false;
	*ret = (flow_who)i;
	return true;
}

bool flow_kind_of(str code, flow_kind *ret)
{
	size_t i;
	if (!find(kinds, STEP_KINDS, code, &i))
		return false;
	*ret = (flow_kind)i;
	return true;
}

bool flow_standard_of(str code, flow_standard *ret)
{
	size_t i;
	if (!find(standards, STANDARDS, code, &i))
		return false;
	*ret = (flow_standard)i;
	return true;
}

str flow_left_text(arena *a, const flow_left *l)
{
	static const char *const texts[LEFT_KINDS] = {
		[LEFT_ELEMENT] = "not kept",
		[LEFT_ARTIFACT] = "data, association, group or note without a step: not kept",
		[LEFT_MESSAGE] = "message flow between pools: not kept",
		[LEFT_POOL] = "a pool without steps: not kept",
		[LEFT_EXTENSION] = "extensions of another maker: not kept",
		[LEFT_GATEWAY] = "kept as a decision",
		[LEFT_EVENT] = "what sets the event off is not kept",
		[LEFT_BOUNDARY] = "event on a step's border: kept as a way out of the step",
		[LEFT_OPENED] = "subprocess: its steps stand in the flow itself",
		[LEFT_CLOSED] = "subprocess or called process: kept as one step, without its inner steps",
		[LEFT_LOOP] = "that the step is repeated is not kept",
		[LEFT_LINK] = "link whose ends are no steps: not kept",
		[LEFT_SHARES] = "ways part without shares: equal parts are assumed",
		[LEFT_FORK] = "several ways out of a step at once: kept as one of them, by share",
		[LEFT_WHO] = "who the lane is was guessed by its name",
		[LEFT_DAYS] = "timer in days: kept as working days",
		[LEFT_ID] = "the id was replaced",
		[LEFT_TEXT] = "the text is too long and was cut",
		[LEFT_PLACES] = "positions in the picture are not kept: it is drawn anew",
	};
	return str_format(a, "%.*s%s%s", STR_ARG(l->what), l->what.len > 0 ? ": " : "", texts[l->kind]);
}

static bool taken(const flow *f, str id)
{
	if (str_eq(f->id, id))
		return true;
	for (size_t i = 0; i < f->lanes.n; i++)
		if (str_eq(f->lanes.at[i].id, id))
			return true;
	for (size_t i = 0; i < f->steps.n; i++)
		if (str_eq(f->steps.at[i].id, id))
			return true;
	for (size_t i = 0; i < f->links.n; i++)
		if (str_eq(f->links.at[i].id, id))
			return true;
	return false;
}

str flow_new_id(arena *a, const flow *f, const char *prefix)
{
	for (size_t i = f->steps.n + 1;; i++) {
		str id = str_format(a, "%s%zu", prefix, i);
		if (!taken(f, id))
			return id;
	}
}
