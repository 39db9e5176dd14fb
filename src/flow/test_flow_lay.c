/* Where things stand in the picture, for many invented flows; and the pictures that were looked at and kept: tests/golden/flow (MADOGUCHI_GOLDEN=write draws them anew). */
#include "flow/testing.h"

#include <math.h>

#include "text/xml.h"

#define ROUNDS 250

static bool cross(double a1, double a2, double b1, double b2) /* open intervals */
{
	return a1 < b2 && b1 < a2;
}

static bool boxes_overlap(flow_place a, flow_place b)
{
	return cross(a.x, a.x + a.w, b.x, b.x + b.w) && cross(a.y, a.y + a.h, b.y, b.y + b.h);
}

static void check_boxes(const flow *f, const flow_layout *at)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		flow_place p = at->steps[i], lane = at->lanes[f->steps.at[i].lane];
		assert_true(p.w > 0 && p.h > 0);
		assert_true(p.x >= at->head && p.x + p.w <= at->width);
		assert_true(p.y >= lane.y && p.y + p.h <= lane.y + lane.h);
		for (size_t k = 0; k < i; k++)
			assert_false(boxes_overlap(p, at->steps[k]));
	}
	double y = 0;
	for (size_t i = 0; i < f->lanes.n; i++) {
		assert_true(at->lanes[i].y == y && at->lanes[i].h > 0 && at->lanes[i].w == at->width);
		y += at->lanes[i].h;
	}
	assert_true(y == at->height);
}

/* On the border: touches it, and is not within. */
static bool on_border(flow_place p, double x, double y)
{
	bool level = y >= p.y && y <= p.y + p.h, upright = x >= p.x && x <= p.x + p.w;
	return (level && (x == p.x || x == p.x + p.w)) || (upright && (y == p.y || y == p.y + p.h));
}

static void check_ways(const flow *f, const flow_layout *at)
{
	for (size_t i = 0; i < f->links.n; i++) {
		const flow_way *w = &at->ways[i];
		const flow_link *l = &f->links.at[i];
		assert_true(w->n >= 4 && w->n % 2 == 0);
		assert_true(on_border(at->steps[l->from], w->points[0], w->points[1]));
		assert_true(on_border(at->steps[l->to], w->points[w->n - 2], w->points[w->n - 1]));
		for (size_t k = 0; k + 3 < w->n; k += 2) {
			double x1 = fmin(w->points[k], w->points[k + 2]), x2 = fmax(w->points[k], w->points[k + 2]);
			double y1 = fmin(w->points[k + 1], w->points[k + 3]),
			       y2 = fmax(w->points[k + 1], w->points[k + 3]);
			assert_true(x1 == x2 || y1 == y2);
			assert_true(x1 >= at->head && x2 <= at->width && y1 >= 0 && y2 <= at->height);
			for (size_t s = 0; s < f->steps.n; s++) {
				flow_place p = at->steps[s];
				if (cross(x1 - 0.1, x2 + 0.1, p.x + 0.2, p.x + p.w - 0.2) &&
				    cross(y1 - 0.1, y2 + 0.1, p.y + 0.2, p.y + p.h - 0.2))
					fail_msg("link %zu (%zu to %zu) runs through step %zu of %zu", i, l->from,
						 l->to, s, f->steps.n);
			}
		}
	}
}

/* Lengths on which links run on each other that neither leave the same step nor come to the same one. */
static double run_together(const flow *f, const flow_layout *at)
{
	double sum = 0;
	for (size_t i = 0; i < f->links.n; i++)
		for (size_t j = 0; j < i; j++) {
			if (f->links.at[i].from == f->links.at[j].from || f->links.at[i].to == f->links.at[j].to)
				continue;
			const flow_way *a = &at->ways[i], *b = &at->ways[j];
			for (size_t k = 0; k + 3 < a->n; k += 2)
				for (size_t m = 0; m + 3 < b->n; m += 2) {
					const double *p = a->points + k, *q = b->points + m;
					for (int d = 0; d < 2; d++) {
						int o = 1 - d;
						if (p[d] != p[d + 2] || q[d] != q[d + 2] || p[d] != q[d])
							continue;
						double lo = fmax(fmin(p[o], p[o + 2]), fmin(q[o], q[o + 2]));
						double hi = fmin(fmax(p[o], p[o + 2]), fmax(q[o], q[o + 2]));
						sum += hi > lo ? hi - lo : 0;
					}
				}
		}
	return sum;
}

static void whatever_the_flow_boxes_stand_apart_and_links_run_between_them(void **state)
{
	(void)state;
	lots l = lots_seeded(77, 1);
	int together = 0;
	for (int i = 0; i < ROUNDS; i++) {
		arena *a = arena_new((size_t)256 << 20);
		bool wild = i % 2;
		flow *f = random_flow(a, &l, i % 10 == 9 ? 80 : 24, wild);
		flow_layout at = flow_lay(a, f), again = flow_lay(a, f);
		check_boxes(f, &at);
		check_ways(f, &at);
		together += !wild && run_together(f, &at) > 0;
		assert_memory_equal(at.steps, again.steps, f->steps.n * sizeof *at.steps);
		for (size_t k = 0; k < f->links.n; k++) {
			assert_int_equal(at.ways[k].n, again.ways[k].n);
			assert_memory_equal(at.ways[k].points, again.ways[k].points, at.ways[k].n * sizeof(double));
		}
		arena_free(a);
	}
	print_message("links run on each other in %d of %d flows\n", together, ROUNDS / 2);
	assert_true(together <= ROUNDS / 2 / 10);
}

static void the_largest_flow_is_drawn_in_time(void **state)
{
	arena *a = *state;
	lots l = lots_seeded(3, 3);
	flow *f = flow_of(a, 1, 0);
	for (size_t i = 0; i < FLOW_STEPS_MAX; i++)
		add_step(a, f, STEP_DECISION, lots_bits(&l) % 4, 0, 0);
	for (size_t i = 0; i < FLOW_LINKS_MAX; i++)
		add_link(a, f, lots_bits(&l) % FLOW_STEPS_MAX, lots_bits(&l) % FLOW_STEPS_MAX, 0.5);
	flow_layout at = flow_lay(a, f);
	check_boxes(f, &at);
	check_ways(f, &at);
}

static void flows_of_one_step_of_none_and_of_links_to_itself_are_drawn(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 1, 0);
	flow_layout at = flow_lay(a, f);
	check_boxes(f, &at);
	size_t s = add_step(a, f, STEP_TASK, 2, 5, 0), e = add_step(a, f, STEP_END, 2, 0, 0);
	add_link(a, f, s, s, 0.5);
	add_link(a, f, s, e, 0.5);
	add_link(a, f, e, e, 1);
	at = flow_lay(a, f);
	check_boxes(f, &at);
	check_ways(f, &at);
}

static void a_straight_line_in_one_lane_is_drawn_straight(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 1, 0);
	for (size_t i = 0; i < 6; i++)
		add_step(a, f, i == 0 ? STEP_START : i == 5 ? STEP_END : STEP_TASK, 1, 5, 0);
	for (size_t i = 0; i < 5; i++)
		add_link(a, f, i, i + 1, 1);
	flow_layout at = flow_lay(a, f);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(at.ways[i].n, 4);
		assert_true(at.ways[i].points[1] == at.ways[i].points[3]);
		assert_true(at.steps[i].x < at.steps[i + 1].x);
	}
}

static void a_case_handed_over_goes_straight_down(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 1, 0);
	size_t x = add_step(a, f, STEP_TASK, 0, 5, 0), y = add_step(a, f, STEP_TASK, 1, 5, 0),
	       z = add_step(a, f, STEP_TASK, 0, 5, 0);
	add_link(a, f, x, y, 1);
	add_link(a, f, y, z, 1);
	flow_layout at = flow_lay(a, f);
	assert_true(at.steps[x].x == at.steps[y].x);
	assert_true(at.steps[z].x > at.steps[x].x); /* what comes later in a lane stands right of what came before */
	assert_int_equal(at.ways[0].n, 4);
}

/* --- pictures --------------------------------------------------------------------------------------------------------------------- */

static str link_of(void *ctx, arena *a, const flow_step *s)
{
	(void)ctx;
	return s->kind == STEP_TASK ? str_format(a, "/work/flows/1#%.*s", STR_ARG(s->id)) : STR_NONE;
}

static flow_words words_of(void)
{
	flow_words w = { .minutes = STR("分"),
			 .waiting = STR("待ち"),
			 .hours = STR("時間"),
			 .days = STR("日"),
			 .next = STR("次："),
			 .link_of = link_of };
	w.mark_words[MARK_NEW] = STR("新規");
	w.mark_words[MARK_CHANGED] = STR("変更");
	w.mark_words[MARK_GONE] = STR("廃止");
	w.kinds[STEP_DECISION] = STR("判断");
	w.kinds[STEP_START] = STR("開始");
	w.kinds[STEP_END] = STR("終わり");
	w.kinds[STEP_SERVICE] = STR("システムの処理");
	w.standards[STANDARD_RECEIVE] = STR("受付");
	return w;
}

/* An element a line, so that what differs can be seen. */
static str by_lines(arena *a, str svg)
{
	buf b = buf_new(a, (size_t)4 << 20);
	for (size_t i = 0; i < svg.len; i++) {
		buf_char(&b, svg.at[i]);
		if (svg.at[i] == '>' && i + 1 < svg.len && svg.at[i + 1] == '<')
			buf_char(&b, '\n');
	}
	buf_char(&b, '\n');
	return buf_str(&b);
}

static void golden(arena *a, const char *name, str svg)
{
	const xml_node *root;
	assert_null(xml_parse(a, str_of(name), svg, &root)); /* well-formed, whatever was in the texts */
	str path = str_format(a, "tests/golden/flow/%s.svg", name), now = by_lines(a, svg);
	if (str_eq(str_of(getenv("MADOGUCHI_GOLDEN")), STR("write"))) {
		FILE *f = fopen(path.at, "we");
		assert_non_null(f);
		assert_int_equal(fwrite(now.at, 1, now.len, f), now.len);
		assert_int_equal(fclose(f), 0);
		return;
	}
	str kept = file_text(a, path.at);
	if (str_eq(kept, now))
		return;
	print_message("%s is another picture (MADOGUCHI_GOLDEN=write keeps the new one):\n", path.at);
	int shown = 0;
	for (str old = kept, new = now; (old.len > 0 || new.len > 0) && shown < 12;) {
		str was = str_cut(&old, '\n'), is = str_cut(&new, '\n');
		if (str_eq(was, is))
			continue;
		print_message("- %.*s\n+ %.*s\n", STR_ARG(was), STR_ARG(is));
		shown++;
	}
	fail();
}

static flow *sample(arena *a, const char *side)
{
	flow *f;
	str path = str_format(a, "cities/kitakyushu/work/flows/kurashi-%s.bpmn", side);
	const err *e = flow_read(a, path, file_text(a, path.at), &f);
	assert_null(e);
	assert_int_equal(f->left_out.n, 0);
	assert_null(flow_check(a, f));
	return f;
}

static void the_samples_as_is_and_to_be_look_as_they_were_looked_at(void **state)
{
	arena *a = *state;
	flow *before = sample(a, "as-is"), *after = sample(a, "to-be");
	flow_words w = words_of();
	buf b = buf_new(a, (size_t)4 << 20);
	flow_svg(&b, a, before, STR("as-is"), &w);
	golden(a, "kurashi-as-is", buf_str(&b));
	b = buf_new(a, (size_t)1 << 20);
	flow_heads_svg(&b, a, before, &w);
	golden(a, "kurashi-heads", buf_str(&b));
	flow_comparison c = flow_compare(a, before, after);
	w.marks = c.after;
	w.here = STR("content");
	b = buf_new(a, (size_t)4 << 20);
	flow_svg(&b, a, after, STR("to-be"), &w);
	golden(a, "kurashi-to-be", buf_str(&b));
	w.marks = c.before;
	b = buf_new(a, (size_t)4 << 20);
	flow_svg(&b, a, before, STR("gone"), &w);
	assert_true(str_has(buf_str(&b), STR("廃止")));
}

static void every_kind_of_step_is_drawn(void **state)
{
	arena *a = *state;
	flow *f;
	assert_null(flow_read(a, STR("t"), file_text(a, "tests/bpmn/bpmn2-everything.bpmn"), &f));
	flow_words w = words_of();
	buf b = buf_new(a, (size_t)4 << 20);
	flow_svg(&b, a, f, STR("every"), &w);
	golden(a, "every", buf_str(&b));
}

static void texts_from_outside_are_escaped(void **state)
{
	arena *a = *state;
	flow *f = long_flow(a, 6);
	for (size_t i = 0; i < f->steps.n; i++) {
		f->steps.at[i].name = STR("<script>alert('\"')</script>&");
		f->steps.at[i].medium = STR("<b>");
	}
	f->lanes.at[0].name = STR("<i>");
	f->name = STR("</title><x>");
	for (size_t i = 0; i < f->links.n; i++)
		f->links.at[i].name = STR("<u>&");
	flow_words w = words_of();
	buf b = buf_new(a, (size_t)4 << 20);
	flow_svg(&b, a, f, STR("x"), &w);
	const xml_node *root;
	assert_null(xml_parse(a, STR("x.svg"), buf_str(&b), &root));
	assert_false(str_has(buf_str(&b), STR("<script")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_the_flow_boxes_stand_apart_and_links_run_between_them),
		cmocka_unit_test(the_largest_flow_is_drawn_in_time),
		cmocka_unit_test(flows_of_one_step_of_none_and_of_links_to_itself_are_drawn),
		cmocka_unit_test(a_straight_line_in_one_lane_is_drawn_straight),
		cmocka_unit_test(a_case_handed_over_goes_straight_down),
		cmocka_unit_test(the_samples_as_is_and_to_be_look_as_they_were_looked_at),
		cmocka_unit_test(every_kind_of_step_is_drawn),
		cmocka_unit_test(texts_from_outside_are_escaped),
	};
	return cmocka_run_group_tests(tests, make, drop);
}
