/* What holds for pictures of any numbers and names: inside the paper, proportional, escaped, the same twice. */
#include "chart/chart.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chart/testing.h"

#define MEMORY ((size_t)900 << 20)

static u64 roll(u64 *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static double share(u64 *seed)
{
	return (double)(roll(seed) % 1000001) / 1e6;
}

/* Any number that a caller may have made: usual ones, none, tiny, huge, and what is no number. */
static double any_size(u64 *seed)
{
	switch (roll(seed) % 12) {
	case 0:
		return 0;
	case 1:
		return -share(seed) * 1000;
	case 2:
		return share(seed) * 1e-12;
	case 3:
		return share(seed) * 1e30;
	case 4:
		return NAN;
	case 5:
		return INFINITY;
	default:
		return exp(share(seed) * 12);
	}
}

static str any_name(arena *a, u64 *seed)
{
	static const char *const some[] = {
		"",
		"a",
		"住民票の写し交付",
		"<script>alert('&\"')</script>",
		"葛󠄀飾区",
		"マイナンバーカード交付・電子証明書の更新（代理人による手続を含む）及び暗証番号の初期化に関する事務",
		"、。）ー",
		"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
		"Resident record, copy (with all members of the household)",
		"]]>--><!--",
	};
	size_t k = roll(seed) % (COUNT(some) + 1);
	if (k < COUNT(some))
		return str_of(some[k]);
	buf b = buf_new(a, 4096);
	for (size_t i = 0; i < 300; i++)
		buf_put(&b, STR("長い名"));
	return buf_str(&b);
}

static chart_parts any_parts(arena *a, u64 *seed, size_t n, size_t groups, bool usual)
{
	chart_parts p = { 0 };
	for (size_t i = 0; i < n; i++)
		LIST_ADD(a, &p,
			 ((chart_part){ .name = any_name(a, seed),
					.value = roll(seed) % 3 ? chart_number(a, floor(share(seed) * 1e7))
								: any_name(a, seed),
					.note = roll(seed) % 3 ? STR("12.5%") : any_name(a, seed),
					.link = roll(seed) % 2 ? STR("/work?a=\"<&") : STR_NONE,
					.size = usual ? exp(share(seed) * 12) : any_size(seed),
					.x = any_size(seed),
					.y = any_size(seed),
					.shade = roll(seed) % 5 ? (int)(roll(seed) % 14) - 2 : CHART_TARGET,
					.group = groups ? roll(seed) % groups : 0 }));
	return p;
}

static chart_axis any_axis(arena *a, u64 *seed)
{
	chart_axis x = {
		.name = any_name(a, seed), .from = any_size(seed), .to = any_size(seed), .log = roll(seed) % 2
	};
	size_t n = roll(seed) % 9;
	for (size_t i = 0; i < n; i++)
		LIST_ADD(a, &x.ticks, ((struct chart_tick){ any_size(seed), any_name(a, seed) }));
	return x;
}

#define KINDS 8
static void draw_any(arena *a, buf *b, int kind, u64 *seed, size_t n, bool usual)
{
	chart_about c = { .id = STR("x"), .title = any_name(a, seed), .desc = any_name(a, seed) };
	static const double widths[] = { 0, 360, 960, 599, 600, 240, -5, 1e9, 1400 };
	c.width = widths[roll(seed) % COUNT(widths)];
	c.height = roll(seed) % 4 ? 0 : any_size(seed);
	if (c.height > 4000 || c.height != c.height)
		c.height = 300;
	chart_axis x = any_axis(a, seed), y = any_axis(a, seed);
	chart_parts p = any_parts(a, seed, n, 1, usual);
	double *part = arena_many(a, double, n + 1);
	strs names = { 0 }, legend = { 0 };
	chart_parts heads = any_parts(a, seed, 1 + roll(seed) % 7, 1, usual);
	switch (kind) {
	case 0:
		for (size_t i = 0; i < n; i++)
			part[i] = roll(seed) % 3 ? share(seed) : any_size(seed);
		chart_bars(b, &c, &p, roll(seed) % 2 ? part : NULL);
		return;
	case 1:
		for (size_t i = 0; i < heads.n; i++)
			LIST_ADD(a, &names, any_name(a, seed));
		p = any_parts(a, seed, n, heads.n, usual);
		chart_mosaic(b, &c, &names, &p);
		return;
	case 2:
		p = any_parts(a, seed, n, heads.n, usual);
		chart_treemap(b, &c, roll(seed) % 3 ? &heads : &(chart_parts){ 0 }, &p);
		return;
	case 3:
		chart_bubbles(b, &c, &x, &y, &p);
		return;
	case 4:
		chart_pareto(b, &c, &p, roll(seed) % 3 ? 0.8 : any_size(seed), any_name(a, seed));
		return;
	case 5:
		p = any_parts(a, seed, n / heads.n * heads.n, 1, usual);
		for (size_t i = roll(seed) % 6; i > 0; i--)
			LIST_ADD(a, &legend, any_name(a, seed));
		chart_parts rows = any_parts(a, seed, p.n / heads.n, 1, usual);
		chart_heat(b, &c, &rows, &heads, &p, &legend);
		return;
	case 6:
		p = any_parts(a, seed, n / heads.n * heads.n, 1, usual);
		for (size_t i = 0; i < p.n / heads.n; i++)
			LIST_ADD(a, &names, any_name(a, seed));
		chart_months(b, &c, &names, &heads, &p, roll(seed) % 2 ? any_size(seed) : 0, any_name(a, seed));
		return;
	default: {
		chart_ranges r = { 0 };
		for (size_t i = 0; i < n; i++)
			LIST_ADD(a, &r,
				 ((chart_range){ .name = p.at[i].name,
						 .value = p.at[i].value,
						 .low = any_size(seed),
						 .middle = any_size(seed),
						 .high = any_size(seed),
						 .shade = p.at[i].shade,
						 .link = p.at[i].link }));
		chart_ranges_draw(b, &c, &x, &r);
	}
	}
}

static void any_numbers_and_names_stay_on_the_paper(void **state)
{
	(void)state;
	for (u64 round = 1; round <= 400; round++) {
		arena *a = arena_new(MEMORY);
		u64 seed = round * 0x9e3779b97f4a7c15u;
		size_t n = roll(&seed) % (round % 10 == 0 ? 200 : 14);
		int kind = (int)(round % KINDS);
		buf b = buf_new(a, CHART_ROOM * 4);
		draw_any(a, &b, kind, &seed, n, round % 3 == 0);
		assert_false(b.overflowed);
		str svg = buf_str(&b);
		assert_false(str_has(svg, STR("nan")) || str_has(svg, STR("inf")) || str_has(svg, STR("<script")));
		holds(a, svg);
		arena_free(a);
	}
}

static void the_same_input_gives_the_same_bytes(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	for (int kind = 0; kind < KINDS; kind++) {
		buf b[2];
		for (int k = 0; k < 2; k++) {
			u64 seed = 4711;
			b[k] = buf_new(a, CHART_ROOM * 4);
			draw_any(a, &b[k], kind, &seed, 60, false);
		}
		assert_true(str_eq(buf_str(&b[0]), buf_str(&b[1])));
	}
	arena_free(a);
}

static void four_thousand_parts_are_drawn_and_no_more(void **state)
{
	(void)state;
	for (int kind = 0; kind < KINDS; kind++) {
		arena *a = arena_new(MEMORY);
		u64 seed = 99;
		chart_parts p = any_parts(a, &seed, CHART_PARTS_MAX + 50, 1, true);
		for (size_t i = 0; i < p.n; i++) {
			p.at[i].name = str_format(a, "業務の名前%zu", i);
			p.at[i].value = p.at[i].note = STR_NONE;
			p.at[i].x = p.at[i].y = share(&seed);
			p.at[i].link = str_format(a, "/work/rows?work=%zu", i);
		}
		buf b = buf_new(a, CHART_ROOM);
		chart_about c = { .id = STR("x"), .title = STR("t") };
		chart_axis axis = { .to = 1 };
		if (kind == 0)
			chart_bars(&b, &c, &p, NULL);
		else if (kind == 2)
			chart_treemap(&b, &c, &(chart_parts){ 0 }, &p);
		else if (kind == 3)
			chart_bubbles(&b, &c, &axis, &axis, &p);
		else if (kind == 4)
			chart_pareto(&b, &c, &p, 0.8, STR("80%"));
		if (b.len > 0) {
			assert_false(b.overflowed);
			holds(a, buf_str(&b));
			assert_true(str_has(buf_str(&b), STR("work=3999\"")));
			assert_false(str_has(buf_str(&b), STR("work=4000\"")));
		}
		arena_free(a);
	}
}

static void nothing_to_draw_is_a_picture_with_a_title(void **state)
{
	(void)state;
	for (int kind = 0; kind < KINDS; kind++) {
		arena *a = arena_new(MEMORY);
		buf b = buf_new(a, CHART_ROOM);
		u64 seed = 5;
		draw_any(a, &b, kind, &seed, 0, true);
		holds(a, buf_str(&b));
		assert_true(str_has(buf_str(&b), STR("<title id=\"x-t\">")));
		arena_free(a);
	}
}

static void tiles_fill_their_box_do_not_overlap_and_are_as_large_as_what_they_mean(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	for (u64 round = 1; round <= 200; round++) {
		u64 seed = round * 7919;
		size_t n = 1 + roll(&seed) % (round % 20 == 0 ? 4000 : 60);
		double *size = arena_many(a, double, n), all = 0;
		for (size_t i = 0; i < n; i++)
			size[i] = round % 4 == 0 ? 1 : exp(share(&seed) * 9);
		for (size_t i = 1; i < n; i++) /* falling */
			for (size_t k = i; k > 0 && size[k] > size[k - 1]; k--) {
				double other = size[k];
				size[k] = size[k - 1];
				size[k - 1] = other;
			}
		for (size_t i = 0; i < n; i++)
			all += size[i];
		chart_box in = { 3, 5, 200 + share(&seed) * 900, 100 + share(&seed) * 600 },
			  *box = arena_many(a, chart_box, n);
		treemap_lay(size, n, in, box);
		double area = 0, ratio = 0;
		for (size_t i = 0; i < n; i++) {
			double want = size[i] / all * in.w * in.h;
			assert_true(fabs(box[i].w * box[i].h - want) < want * 1e-6 + 1e-6);
			assert_true(box[i].x >= in.x - 1e-6 && box[i].y >= in.y - 1e-6 &&
				    box[i].x + box[i].w <= in.x + in.w + 1e-6 &&
				    box[i].y + box[i].h <= in.y + in.h + 1e-6);
			area += box[i].w * box[i].h;
			ratio = fmax(ratio, fmax(box[i].w / box[i].h, box[i].h / box[i].w));
			for (size_t k = 0; k < i && n < 500; k++) {
				double w = fmin(box[i].x + box[i].w, box[k].x + box[k].w) - fmax(box[i].x, box[k].x);
				double h = fmin(box[i].y + box[i].h, box[k].y + box[k].h) - fmax(box[i].y, box[k].y);
				assert_false(w > 1e-6 && h > 1e-6);
			}
		}
		assert_true(fabs(area - in.w * in.h) < 1e-3);
		if (round % 4 == 0 && n >= 20) /* equal ones come near squares */
			assert_true(ratio < 3);
	}
	arena_free(a);
}

static void sizes_that_are_nothing_have_no_tile(void **state)
{
	(void)state;
	double size[] = { 5, 3, 0, 0 };
	chart_box box[4];
	treemap_lay(size, 4, (chart_box){ 0, 0, 80, 10 }, box);
	assert_true(fabs(box[0].w * box[0].h - 500) < 1e-9 && fabs(box[1].w * box[1].h - 300) < 1e-9);
	assert_true(box[2].w == 0 && box[3].w == 0);
	double none[] = { 0, 0 };
	treemap_lay(none, 2, (chart_box){ 0, 0, 80, 10 }, box);
	assert_true(box[0].w == 0 && box[1].h == 0);
}

static void a_mosaics_areas_are_as_its_sizes(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	static const pair cells[] = {
		{ "a", 30, "1", NULL, 1, 0 },
		{ "b", 10, "2", NULL, 1, 0 },
		{ "c", 5, "3", NULL, 1, 1 },
		{ "d", 55, "4", NULL, 1, 1 },
	};
	for (int slim = 0; slim < 2; slim++) {
		buf b = buf_new(a, CHART_ROOM);
		str heads[] = { STR("h"), STR("i") };
		chart_parts p = PARTS(a, cells, NULL);
		chart_mosaic(&b, &(chart_about){ .id = STR("m"), .title = STR("t"), .width = slim ? 360 : 960 },
			     &(strs){ heads, 2 }, &p);
		const xml_node *root;
		assert_null(xml_parse(a, STR("m"), buf_str(&b), &root));
		double area[4] = { 0 }, all = 0;
		size_t n = 0;
		for (size_t i = 0; i < root->children.n; i++) {
			const xml_node *rect = xml_child(root->children.at[i], "rect");
			if (rect)
				all += area[n++] = number_of(rect, "width") * number_of(rect, "height");
		}
		assert_int_equal(n, 4);
		for (size_t i = 0; i < 4; i++) /* gaps take less than a fiftieth */
			assert_true(fabs(area[i] / all - cells[i].size / 100) < 0.02 * cells[i].size / 100 + 0.002);
	}
	arena_free(a);
}

static void each_link_says_where_it_leads_in_whole(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	static const pair one[] = {
		{ "とても長い名前の業務で、絵の中には決して収まりきらないもの", 4, "4,210,000時間", "31.9%",
		  CHART_TARGET, 0 },
		{ "b", 3, "3時間", NULL, 1, 0 },
	};
	str whole = STR(
		"aria-label=\"非コア, とても長い名前の業務で、絵の中には決して収まりきらないもの, 4,210,000時間, 31.9%\"");
	chart_parts p = PARTS(a, one, "/work/rows?work=");
	static const pair frame[] = { { "非コア", 0, NULL, NULL, 0, 0 } };
	chart_parts groups = PARTS(a, frame, NULL);
	buf b = buf_new(a, CHART_ROOM);
	chart_treemap(&b, &(chart_about){ .id = STR("m"), .title = STR("t"), .width = 360 }, &groups, &p);
	assert_true(str_has(buf_str(&b), whole));
	str heads[] = { STR("非コア") };
	b = buf_new(a, CHART_ROOM);
	chart_mosaic(&b, &(chart_about){ .id = STR("m"), .title = STR("t"), .width = 360 }, &(strs){ heads, 1 }, &p);
	assert_true(str_has(buf_str(&b), whole));
	b = buf_new(a, CHART_ROOM);
	chart_bars(&b, &(chart_about){ .id = STR("m"), .title = STR("t"), .width = 360 }, &p, NULL);
	assert_true(str_has(
		buf_str(&b),
		STR("<title>とても長い名前の業務で、絵の中には決して収まりきらないもの, 4,210,000時間, 31.9%</title>")));
	assert_false(str_has(buf_str(&b), STR("…時間"))); /* a figure is never cut */
	arena_free(a);
}

static void ticks_are_round_and_begin_at_nothing(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	static const struct {
		double most;
		int wanted;
		double step;
		size_t n;
	} of[] = {
		{ 10, 5, 2, 6 },    { 100, 4, 50, 3 }, { 1870000, 5, 500000, 4 },
		{ 0.9, 3, 0.5, 2 }, { 7, 7, 1, 8 },    { 1, 1000, 0.02, 51 },
	};
	double *tick;
	size_t n;
	for (size_t i = 0; i < COUNT(of); i++) {
		chart_ticks(a, of[i].most, of[i].wanted, &tick, &n);
		assert_int_equal(n, of[i].n);
		for (size_t k = 0; k < n; k++)
			assert_true(fabs(tick[k] - of[i].step * (double)k) < 1e-9 * of[i].most);
	}
	static const double none[] = { 0, -1, NAN, INFINITY };
	for (size_t i = 0; i < COUNT(none); i++) {
		chart_ticks(a, none[i], 5, &tick, &n);
		assert_true(n == 1 && tick[0] == 0);
	}
	arena_free(a);
}

static void steps_of_a_heat_map_are_round_and_end_at_the_largest(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	static const struct {
		double most, bounds[CHART_HEAT_STEPS];
	} of[] = {
		{ 8412, { 500, 1000, 2000, 5000, 8412 } },
		{ 1000, { 50, 100, 200, 500, 1000 } },
		{ 1001, { 100, 200, 500, 1000, 1001 } },
		{ 3, { 0.2, 0.5, 1, 2, 3 } },
		{ 0, { 0, 0, 0, 0, 0 } },
	};
	for (size_t i = 0; i < COUNT(of); i++) {
		chart_part p[] = { { .size = of[i].most }, { .size = NAN } };
		double bounds[CHART_HEAT_STEPS];
		chart_heat_bounds(&(chart_parts){ p, 2 }, bounds);
		for (size_t k = 0; k < CHART_HEAT_STEPS; k++)
			assert_true(fabs(bounds[k] - of[i].bounds[k]) < 1e-9 * (1 + of[i].most));
	}
	/* a cell at a bound belongs below it, and nothing is blank and no link */
	static const pair cells[] = { { "a", 0, NULL, NULL, 0, 0 },
				      { "b", 500, NULL, NULL, 0, 0 },
				      { "c", 501, NULL, NULL, 0, 0 },
				      { "d", 8412, NULL, NULL, 0, 0 } };
	static const pair row[] = { { "r", 0, NULL, NULL, 0, 0 } };
	chart_parts rows = PARTS(a, row, NULL), columns = PARTS(a, cells, NULL), p = PARTS(a, cells, "/c?");
	buf b = buf_new(a, CHART_ROOM);
	chart_heat(&b, &(chart_about){ .id = STR("m"), .title = STR("t") }, &rows, &columns, &p, &(strs){ 0 });
	str s = buf_str(&b);
	assert_true(str_has(s, STR("<title>a</title><rect class=\"c-heat-0\"")) && !str_has(s, STR("\"/c?1\"")));
	assert_true(str_has(s, STR("<title>b</title><rect class=\"c-heat-1\"")) && str_has(s, STR("\"/c?2\"")));
	assert_true(str_has(s, STR("<title>c</title><rect class=\"c-heat-2\"")));
	assert_true(str_has(s, STR("<title>d</title><rect class=\"c-heat-5\"")));
	arena_free(a);
}

static void a_logarithmic_axis_gives_each_power_the_same_room(void **state)
{
	(void)state;
	chart_axis x = { .from = 1, .to = 10000, .log = true };
	assert_true(fabs(chart_along(&x, 100) - 0.5) < 1e-12 && chart_along(&x, 1) == 0 && chart_along(&x, 1e9) == 1);
	assert_true(chart_along(&x, 0) == 0 && chart_along(&x, -5) == 0 && chart_along(&x, NAN) == 0);
	chart_axis y = { .from = 10, .to = 20 };
	assert_true(chart_along(&y, 15) == 0.5 && chart_along(&y, 0) == 0 && chart_along(&y, 99) == 1);
	chart_axis flat = { .from = 5, .to = 5 };
	assert_true(chart_along(&flat, 5) == 0);
}

static void the_mark_is_crossed_where_the_running_share_reaches_it(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	static const pair of[] = { { "c", 10, NULL, NULL, 1, 0 },
				   { "a", 60, NULL, NULL, 1, 0 },
				   { "b", 20, NULL, NULL, 1, 0 },
				   { "d", 10, NULL, NULL, 1, 0 } };
	chart_parts p = PARTS(a, of, NULL);
	buf b = buf_new(a, CHART_ROOM);
	chart_pareto(&b, &(chart_about){ .id = STR("m"), .title = STR("t") }, &p, 0.8, STR("80%"));
	str s = buf_str(&b);
	/* falling: a, b together 80 %; c and d come after */
	assert_true(str_has(s, STR("<title>a</title>")) && str_has(s, STR("<title>d</title>")));
	size_t bars = 0, after = 0;
	for (size_t i = 0; i < s.len; i++) {
		str rest = str_sub(s, i, s.len);
		bars += str_starts(rest, STR("class=\"c-bar chart-1\""));
		after += str_starts(rest, STR("class=\"c-bar c-after chart-1\""));
	}
	assert_int_equal(bars, 2);
	assert_int_equal(after, 2);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_numbers_and_names_stay_on_the_paper),
		cmocka_unit_test(the_same_input_gives_the_same_bytes),
		cmocka_unit_test(four_thousand_parts_are_drawn_and_no_more),
		cmocka_unit_test(nothing_to_draw_is_a_picture_with_a_title),
		cmocka_unit_test(tiles_fill_their_box_do_not_overlap_and_are_as_large_as_what_they_mean),
		cmocka_unit_test(sizes_that_are_nothing_have_no_tile),
		cmocka_unit_test(a_mosaics_areas_are_as_its_sizes),
		cmocka_unit_test(each_link_says_where_it_leads_in_whole),
		cmocka_unit_test(ticks_are_round_and_begin_at_nothing),
		cmocka_unit_test(steps_of_a_heat_map_are_round_and_end_at_the_largest),
		cmocka_unit_test(a_logarithmic_axis_gives_each_power_the_same_room),
		cmocka_unit_test(the_mark_is_crossed_where_the_running_share_reaches_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
