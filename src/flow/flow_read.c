/* BPMN 2.0 in: definitions, pools and lanes. Steps and links: flow_read_steps.c, flow_read_links.c. */
#include "flow/flow_reading.h"

/* --- what all of reading uses ------------------------------------------------------------------------------------- */

const err *bpmn_mistake(reading *r, err_code code, const xml_node *n, const char *what)
{
	return err_at(r->a, code, str_format(r->a, "%.*s:%d:%d", STR_ARG(r->file), n->line, n->column), "%s", what);
}

void bpmn_left(reading *r, flow_left_kind kind, str what)
{
	flow *f = r->f;
	for (size_t i = 0; i < f->left_out.n; i++)
		if (f->left_out.at[i].kind == kind && str_eq(f->left_out.at[i].what, what))
			return;
	if (f->left_out.n < FLOW_LEFT_MAX)
		LIST_ADD(r->a, &f->left_out, (flow_left){ kind, what });
}

bool bpmn_is(const xml_node *n, const char *name)
{
	return xml_is(n, name) && str_eq(n->space, STR(BPMN_SPACE));
}

static bool is_space(u32 c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Modellers break names to fit their boxes: between Japanese letters nothing stands for the break, elsewhere a space. */
static str joined(arena *a, str text)
{
	char *at = arena_alloc(a, text.len + 1);
	size_t n = 0;
	u32 before = 0;
	for (size_t i = 0; i < text.len;) {
		size_t from = i;
		u32 c = str_next(text, &i);
		if (!is_space(c)) {
			memcpy(at + n, text.at + from, i - from);
			n += i - from;
			before = c;
			continue;
		}
		bool broken = c == '\n' || c == '\r';
		while (i < text.len && is_space((u8)text.at[i])) {
			broken = broken || text.at[i] == '\n' || text.at[i] == '\r';
			i++;
		}
		size_t peek = i;
		u32 after = i < text.len ? str_next(text, &peek) : 0;
		if (!broken || before < 0x2E80 || after < 0x2E80)
			at[n++] = ' ';
	}
	return (str){ at, n };
}

str bpmn_text(reading *r, str text, size_t max, bool one_line)
{
	text = str_trim(text);
	if (one_line)
		text = joined(r->a, text);
	if (text.len <= max)
		return text;
	size_t end = max;
	while (end > 0 && ((u8)text.at[end] & 0xC0) == 0x80)
		end--;
	size_t shown = end < 60 ? end : 60;
	while (shown > 0 && ((u8)text.at[shown] & 0xC0) == 0x80)
		shown--;
	bpmn_left(r, LEFT_TEXT, str_format(r->a, "%.*s…", (int)shown, text.at));
	return str_trim(str_sub(text, 0, end));
}

str bpmn_told(reading *r, str text)
{
	text = joined(r->a, str_trim(text));
	if (text.len <= 120)
		return text;
	size_t end = 117;
	while (end > 0 && ((u8)text.at[end] & 0xC0) == 0x80)
		end--;
	return str_format(r->a, "%.*s…", (int)end, text.at);
}

str bpmn_name(reading *r, const xml_node *n)
{
	str name = bpmn_told(r, xml_attr(n, "name"));
	if (name.len == 0)
		name = bpmn_told(r, xml_attr(n, "id"));
	return name.len > 0 ? name : bpmn_told(r, n->name);
}

void bpmn_left_element(reading *r, const xml_node *n, str of)
{
	bool data = str_has(n->name, STR("data")) || str_eq(n->name, STR("property")) ||
		    str_eq(n->name, STR("ioSpecification"));
	str name = of.len > 0 ? of : bpmn_name(r, n);
	if (!str_eq(name, n->name))
		name = str_format(r->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(n->name));
	bpmn_left(r, data ? LEFT_ARTIFACT : LEFT_ELEMENT, name);
}

const xml_node *bpmn_own(const xml_node *n, const char *name)
{
	const xml_node *e = xml_child(n, "extensionElements");
	for (size_t i = 0; e && i < e->children.n; i++)
		if (xml_is(e->children.at[i], name) && str_eq(e->children.at[i]->space, STR(FLOW_SPACE)))
			return e->children.at[i];
	return NULL;
}

const err *bpmn_number(reading *r, const xml_node *n, const char *attribute, double max, double *ret)
{
	bool found;
	str text = str_trim(xml_attr_of(n, "", attribute, &found));
	if (!found)
		return NULL;
	bool plain = text.len > 0 && text.len < 40;
	for (size_t i = 0; i < text.len && plain; i++)
		plain = (text.at[i] >= '0' && text.at[i] <= '9') || text.at[i] == '.' || text.at[i] == 'e' ||
			text.at[i] == 'E' || text.at[i] == '-' || text.at[i] == '+';
	char *end = NULL;
	str copy = arena_copy(r->a, text);
	double x = plain ? strtod(copy.at, &end) : -1;
	if (!plain || end != copy.at + copy.len || !(x >= 0 && x <= max))
		return bpmn_mistake(r, ERR_file, n,
				    str_format(r->a, "%s is a number from 0 to %.0f", attribute, max).at);
	*ret = x == 0 ? 0 : x; /* no -0 */
	return NULL;
}

/* --- pools and lanes ------------------------------------------------------------------------------------------------ */

/* Who a lane probably is, by the words in its name; the first that is found, so that 窓口センター is a centre and コールセンターの窓口 too. */
static flow_who guessed(str name)
{
	static const struct {
		const char *word;
		flow_who who;
	} words[] = {
		{ "システム", WHO_SYSTEM },    { "RPA", WHO_SYSTEM },         { "system", WHO_SYSTEM },
		{ "System", WHO_SYSTEM },      { "センター", WHO_CENTRE },    { "centre", WHO_CENTRE },
		{ "Centre", WHO_CENTRE },      { "center", WHO_CENTRE },      { "Center", WHO_CENTRE },
		{ "back office", WHO_CENTRE }, { "Back office", WHO_CENTRE }, { "住民課", WHO_COUNTER },
		{ "市民課", WHO_COUNTER },     { "窓口", WHO_COUNTER },       { "住民", WHO_RESIDENT },
		{ "市民", WHO_RESIDENT },      { "申請者", WHO_RESIDENT },    { "届出人", WHO_RESIDENT },
		{ "来庁者", WHO_RESIDENT },    { "利用者", WHO_RESIDENT },    { "esident", WHO_RESIDENT },
		{ "itizen", WHO_RESIDENT },    { "pplicant", WHO_RESIDENT },  { "ustomer", WHO_RESIDENT },
		{ "ounter", WHO_COUNTER },     { "lerk", WHO_COUNTER },       { "区役所", WHO_COUNTER },
		{ "課", WHO_COUNTER },
	};
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_has(name, str_of(words[i].word)))
			return words[i].who;
	return WHO_OTHER;
}

static const err *add_lane(reading *r, const xml_node *n, str prefix, bool real)
{
	flow *f = r->f;
	if (f->lanes.n == FLOW_LANES_MAX)
		return bpmn_mistake(r, ERR_too_large, n, "more lanes than a flow can hold");
	str name = xml_attr(n, "name");
	if (prefix.len > 0 && str_trim(name).len > 0)
		name = str_format(r->a, "%.*s：%.*s", STR_ARG(prefix), STR_ARG(name));
	else if (str_trim(name).len == 0) /* a lane has to be called something */
		name = prefix.len > 0 ? prefix : xml_attr(n, "id");
	flow_lane lane = { .id = real ? xml_attr(n, "id") : STR_NONE, .name = bpmn_text(r, name, FLOW_NAME_MAX, true) };
	const xml_node *own = real ? bpmn_own(n, "lane") : NULL;
	if (own) {
		if (!flow_who_of(xml_attr(own, "who"), &lane.who))
			return bpmn_mistake(r, ERR_file, own, "who is resident, counter, centre, system or other");
	} else {
		lane.who = guessed(lane.name);
		bpmn_left(r, LEFT_WHO, bpmn_told(r, lane.name));
	}
	for (size_t i = 0; real && i < n->children.n && r->refs.n < READ_REFS_MAX; i++)
		if (bpmn_is(n->children.at[i], "flowNodeRef"))
			LIST_ADD(r->a, &r->refs, (read_ref){ str_trim(n->children.at[i]->text), f->lanes.n });
	LIST_ADD(r->a, &f->lanes, lane);
	return NULL;
}

/* Lanes within lanes: those that have none within. */
static const err *add_lanes(reading *r, const xml_node *set, str prefix)
{
	for (size_t i = 0; i < set->children.n; i++) {
		const xml_node *n = set->children.at[i];
		if (!bpmn_is(n, "lane"))
			continue;
		const xml_node *inner = xml_child(n, "childLaneSet");
		if (inner && xml_child(inner, "lane")) {
			str name = xml_attr(n, "name");
			TRY(add_lanes(r, inner, name.len > 0 ? name : prefix));
		} else {
			TRY(add_lane(r, n, prefix, true));
		}
	}
	return NULL;
}

static const xml_node *participant_of(const xml_node *root, str process)
{
	for (size_t i = 0; i < root->children.n; i++) {
		const xml_node *c = root->children.at[i];
		for (size_t k = 0; bpmn_is(c, "collaboration") && k < c->children.n; k++)
			if (bpmn_is(c->children.at[k], "participant")) {
				str ref = xml_attr(c->children.at[k], "processRef");
				size_t colon = str_find(ref, ':'); /* a QName */
				if (str_eq(ref, process) || str_eq(str_sub(ref, colon + 1, ref.len), process))
					return c->children.at[k];
			}
	}
	return NULL;
}

static const err *read_process(reading *r, const xml_node *root, const xml_node *n, bool several)
{
	flow *f = r->f;
	const xml_node *pool = participant_of(root, xml_attr(n, "id")), *set = xml_child(n, "laneSet");
	str name = xml_attr(n, "name"), pool_name = pool ? xml_attr(pool, "name") : STR_NONE;
	if (name.len == 0)
		name = pool_name;
	if (f->id.len == 0)
		f->id = xml_attr(n, "id");
	if (f->name.len == 0)
		f->name = bpmn_text(r, name, FLOW_NAME_MAX, true);
	const xml_node *own = bpmn_own(n, "flow");
	if (own) {
		double volume = (double)f->volume, yen = (double)f->yen_hour;
		TRY(bpmn_number(r, own, "volume", FLOW_VOLUME_MAX, &volume));
		TRY(bpmn_number(r, own, "yenHour", FLOW_VOLUME_MAX, &yen));
		f->volume = (i64)volume;
		f->yen_hour = (i64)yen;
	}
	size_t first = f->lanes.n;
	if (set)
		TRY(add_lanes(r, set, several ? pool_name : STR_NONE));
	if (f->lanes.n == first)
		TRY(add_lane(r, pool && pool_name.len > 0 ? pool : n, STR_NONE, false));
	return bpmn_container(r, n, first, FLOW_NONE); /* what no lane names stands in the pool's first */
}

/* --- the file ---------------------------------------------------------------------------------------------------------- */

static bool has_steps(const xml_node *process)
{
	for (size_t i = 0; i < process->children.n; i++)
		if (bpmn_element_of(process->children.at[i]->name) || xml_is(process->children.at[i], "subProcess") ||
		    xml_is(process->children.at[i], "laneSet"))
			return true;
	return false;
}

/* What stands beside the processes. */
static void read_beside(reading *r, const xml_node *root)
{
	bool ours = str_eq(xml_attr(root, "exporter"), STR(BPMN_EXPORTER));
	for (size_t i = 0; i < root->children.n; i++) {
		const xml_node *c = root->children.at[i];
		if (bpmn_is(c, "collaboration")) {
			for (size_t k = 0; k < c->children.n; k++) {
				const xml_node *x = c->children.at[k];
				if (bpmn_is(x, "messageFlow"))
					bpmn_left(r, LEFT_MESSAGE, bpmn_name(r, x));
				else if (bpmn_is(x, "participant") && xml_attr(x, "processRef").len == 0)
					bpmn_left(r, LEFT_POOL, bpmn_name(r, x));
				else if (bpmn_is(x, "textAnnotation"))
					LIST_ADD(r->a, &r->notes, x);
				else if (bpmn_is(x, "association"))
					LIST_ADD(r->a, &r->ties, x);
				else if (bpmn_is(x, "group"))
					bpmn_left(r, LEFT_ARTIFACT, bpmn_name(r, x));
			}
		} else if (str_eq(c->space, STR(BPMN_DI_SPACE))) {
			if (!ours)
				bpmn_left(r, LEFT_PLACES, STR_NONE);
		} else if (!str_eq(c->space, STR(BPMN_SPACE))) {
			bpmn_left(r, LEFT_EXTENSION, bpmn_told(r, c->space));
		} else if (!bpmn_is(c, "process") && !bpmn_is(c, "extensionElements") && !bpmn_is(c, "documentation")) {
			bpmn_left_element(r, c, STR_NONE);
		}
	}
}

/* Ids that are none, or that two have, are replaced: links were followed by then. */
static void mend_id(reading *r, str *id, const char *prefix)
{
	flow *f = r->f;
	bool twice = false;
	for (size_t i = 0; i < f->lanes.n; i++)
		twice = twice || (&f->lanes.at[i].id != id && str_eq(f->lanes.at[i].id, *id));
	for (size_t i = 0; i < f->steps.n; i++)
		twice = twice || (&f->steps.at[i].id != id && str_eq(f->steps.at[i].id, *id));
	for (size_t i = 0; i < f->links.n; i++)
		twice = twice || (&f->links.at[i].id != id && str_eq(f->links.at[i].id, *id));
	twice = twice || (&f->id != id && str_eq(f->id, *id));
	if (bpmn_is_id(*id) && !twice)
		return;
	if (id->len > 0)
		bpmn_left(r, LEFT_ID, bpmn_told(r, *id));
	*id = flow_new_id(r->a, f, prefix);
}

static void mend_ids(reading *r)
{
	flow *f = r->f;
	mend_id(r, &f->id, "flow");
	for (size_t i = 0; i < f->lanes.n; i++)
		mend_id(r, &f->lanes.at[i].id, "lane");
	for (size_t i = 0; i < f->steps.n; i++)
		mend_id(r, &f->steps.at[i].id, "step");
	for (size_t i = 0; i < f->links.n; i++)
		mend_id(r, &f->links.at[i].id, "way");
}

const err *flow_read(arena *a, str file, str xml, flow **ret)
{
	const xml_node *root;
	*ret = NULL;
	TRY(xml_parse(a, file, xml, &root));
	reading r = { .a = a, .file = file, .f = arena_one(a, flow) };
	if (!bpmn_is(root, "definitions"))
		return bpmn_mistake(&r, ERR_file, root, "not BPMN 2.0: the root is <definitions> of " BPMN_SPACE);
	read_beside(&r, root);
	size_t processes = 0, full = 0;
	for (size_t i = 0; i < root->children.n; i++)
		if (bpmn_is(root->children.at[i], "process")) {
			processes++;
			full += has_steps(root->children.at[i]);
		}
	if (processes == 0)
		return bpmn_mistake(&r, ERR_file, root, "there is no <process>");
	for (size_t i = 0, done = 0; i < root->children.n; i++) {
		const xml_node *n = root->children.at[i];
		if (bpmn_is(n, "process") && (full > 0 ? has_steps(n) : done++ == 0))
			TRY(read_process(&r, root, n, full > 1));
	}
	if (full == 0 && r.f->lanes.n == 0)
		return bpmn_mistake(&r, ERR_file, root, "there is nothing in the <process>");
	TRY(bpmn_links(&r));
	mend_ids(&r);
	*ret = r.f;
	return NULL;
}
