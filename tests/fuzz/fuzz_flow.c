/* needs: flow */
/* BPMN: bytes as a flow. What is read can be checked, measured, drawn and compared, and what is written reads back as the same text with nothing left out. */
#include "flow/flow.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static str written(arena *a, const flow *f)
{
	buf b = buf_new(a, FLOW_FILE_MAX);
	flow_write(&b, a, f);
	CHECK(!b.overflowed);
	return buf_str(&b);
}

static void look(arena *a, const flow *f)
{
	flow_layout at = flow_lay(a, f);
	CHECK(at.width > 0 && at.height > 0);
	for (size_t i = 0; i < f->links.n; i++)
		CHECK(at.ways[i].n >= 4);
	buf b = buf_new(a, (size_t)16 << 20);
	flow_words w = { .next = STR("next: ") };
	flow_svg(&b, a, f, STR("f"), &w);
	CHECK(!b.overflowed);
	flow_comparison c = flow_compare(a, f, f);
	CHECK(c.n >= f->steps.n);
	flow_measures m;
	const err *wrong = flow_check(a, f), *e = flow_measure(a, f, 1943, 1, 20, &m);
	CHECK((wrong == NULL) == (e == NULL));
	if (!e)
		CHECK(m.lead.p10 <= m.lead.p90 && m.staff_hours >= 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 15)
		return 0;
	arena *a = arena_new((size_t)1 << 30);
	flow *f, *again;
	const err *e = flow_read(a, STR("f.bpmn"), arena_copy(a, (str){ (const char *)data, size }), &f);
	if (e)
		CHECK(e->where.len && e->detail.len);
	else {
		CHECK(f->lanes.n >= 1 && f->lanes.n <= FLOW_LANES_MAX && f->steps.n <= FLOW_STEPS_MAX &&
		      f->links.n <= FLOW_LINKS_MAX);
		CHECK(f->left_out.n <= FLOW_LEFT_MAX);
		for (size_t i = 0; i < f->left_out.n; i++)
			CHECK(flow_left_text(a, &f->left_out.at[i]).len > 0);
		look(a, f);
		str first = written(a, f);
		e = flow_read(a, STR("g.bpmn"), first, &again);
		CHECK(e == NULL && again->left_out.n == 0);
		CHECK(str_eq(first, written(a, again)));
	}
	arena_free(a);
	return 0;
}
