#include "base/clock.h"
#include "flow/testing.h"

#include <math.h>

#define LONG_LEAD "2035.156495219 3135.872945367 4556.620204794"
#define LONG_HOURS "30628.32495959 36831.11097055 43400.23128182"

static flow_measures measured(arena *a, const flow *f, u64 seed)
{
	flow_measures m;
	const err *e = flow_measure(a, f, 1943, seed, 10000, &m);
	for (const err *x = e; x; x = x->next)
		print_error("%.*s: %.*s\n", STR_ARG(x->where), STR_ARG(x->detail));
	assert_null(e);
	return m;
}

static void close_to(double x, double y, double off)
{
	if (!(fabs(x - y) <= off))
		print_error("%.10g is not %.10g ± %g\n", x, y, off);
	assert_true(fabs(x - y) <= off);
}

static void a_straight_line_costs_the_sum_of_its_steps(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 6000, 3000);
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), fill = add_step(a, f, STEP_TASK, 0, 15, 0);
	size_t take = add_step(a, f, STEP_TASK, 1, 10, 20), look = add_step(a, f, STEP_TASK, 2, 5, 465);
	size_t run = add_step(a, f, STEP_SERVICE, 3, 2, 0), end = add_step(a, f, STEP_END, 0, 0, 0);
	size_t way[] = { start, fill, take, look, run, end };
	for (size_t i = 0; i + 1 < COUNT(way); i++)
		add_link(a, f, way[i], way[i + 1], 1);
	flow_measures m = measured(a, f, 1);
	for (size_t i = 0; i < f->steps.n; i++)
		close_to(m.passes[i], 1, 1e-12);
	close_to(m.lane_hours[0], 1500, 1e-6);
	close_to(m.lane_hours[1], 1000, 1e-6);
	close_to(m.lane_hours[2], 500, 1e-6);
	close_to(m.lane_hours[3], 0, 0); /* a system's minutes are nobody's hours */
	close_to(m.step_hours[run], 200, 1e-6);
	close_to(m.staff_hours, 1500, 1e-6);
	close_to(m.resident_hours, 1500, 1e-6);
	close_to(m.fte, 1500.0 / 1943, 1e-9);
	close_to(m.yen, 4500000, 1e-3);
	close_to(m.lead_minutes, 517, 1e-9);
	close_to(m.work_minutes, 32, 1e-9);
	close_to(m.waiting_minutes, 485, 1e-9);
	close_to(m.lead.p10, 517, 1e-9); /* nothing is uncertain */
	close_to(m.lead.p90, 517, 1e-9);
	close_to(m.hours.p10, 1500, 1e-6);
	close_to(m.hours.p90, 1500, 1e-6);
}

static void a_ring_is_gone_round_as_often_as_a_geometric_law_says(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 1000, 0);
	double p = 0.3; /* back */
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), work = add_step(a, f, STEP_TASK, 1, 10, 0);
	size_t ok = add_step(a, f, STEP_DECISION, 1, 0, 0), fix = add_step(a, f, STEP_TASK, 0, 7, 0);
	size_t end = add_step(a, f, STEP_END, 0, 0, 0);
	add_link(a, f, start, work, 1);
	add_link(a, f, work, ok, 1);
	add_link(a, f, ok, end, 1 - p);
	add_link(a, f, ok, fix, p);
	add_link(a, f, fix, work, 1);
	flow_measures m = measured(a, f, 7);
	close_to(m.passes[work], 1 / (1 - p), 1e-12);
	close_to(m.passes[fix], p / (1 - p), 1e-12);
	close_to(m.passes[end], 1, 1e-12);
	close_to(m.lead_minutes, 10 / (1 - p) + 7 * p / (1 - p), 1e-9);
	/* one pass in 70 %, two or fewer in 91 %: P50 is one pass, P90 two */
	close_to(m.lead.p10, 10, 1e-9);
	close_to(m.lead.p50, 10, 1e-9);
	close_to(m.lead.p90, 27, 1e-9);
}

static void where_ways_part_each_is_taken_by_its_share(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 600, 0);
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), pick = add_step(a, f, STEP_DECISION, 1, 0, 0);
	size_t quick = add_step(a, f, STEP_TASK, 1, 5, 0), slow = add_step(a, f, STEP_TASK, 2, 60, 0);
	size_t end = add_step(a, f, STEP_END, 0, 0, 0);
	add_link(a, f, start, pick, 1);
	add_link(a, f, pick, quick, 0.75);
	add_link(a, f, pick, slow, 0.25);
	add_link(a, f, quick, end, 1);
	add_link(a, f, slow, end, 1);
	flow_measures m = measured(a, f, 3);
	close_to(m.passes[quick], 0.75, 1e-12);
	close_to(m.passes[slow], 0.25, 1e-12);
	close_to(m.staff_hours, 600 * (0.75 * 5 + 0.25 * 60) / 60, 1e-9);
	close_to(m.lead_minutes, 0.75 * 5 + 0.25 * 60, 1e-9);
	close_to(m.lead.p50, 5, 1e-9);
	close_to(m.lead.p90, 60, 1e-9);
}

/* The time that a share p of draws from a triangle is below. */
static double triangle(flow_range r, double p)
{
	double wide = r.high - r.low;
	return p * wide < r.likely - r.low ? r.low + sqrt(p * wide * (r.likely - r.low))
					   : r.high - sqrt((1 - p) * wide * (r.high - r.likely));
}

static void percentiles_of_one_uncertain_step_are_those_of_the_triangle(void **state)
{
	arena *a = *state;
	static const flow_range ranges[] = { { 2, 5, 20 }, { 0, 0, 10 }, { 3, 30, 30 }, { 10, 12, 14 } };
	for (size_t k = 0; k < COUNT(ranges); k++) {
		flow *f = flow_of(a, 60, 0);
		size_t start = add_step(a, f, STEP_START, 0, 0, 0), work = add_step(a, f, STEP_TASK, 1, 0, 0);
		size_t end = add_step(a, f, STEP_END, 0, 0, 0);
		f->steps.at[work].minutes = ranges[k];
		add_link(a, f, start, work, 1);
		add_link(a, f, work, end, 1);
		flow_measures m;
		assert_null(flow_measure(a, f, 1943, 11 + k, 200000, &m));
		/* the standard error of a quantile is √(p(1-p)/n) / density; five of them, where the density is at least a tenth of its peak */
		double wide = ranges[k].high - ranges[k].low, off = 5 * sqrt(0.25 / 200000) * wide / 0.2;
		const flow_percentiles *got[] = {
			&m.lead, &m.hours
		}; /* 60 cases a year: minutes and hours are the same number */
		for (size_t g = 0; g < 2; g++) {
			close_to(got[g]->p10, triangle(ranges[k], 0.1), off);
			close_to(got[g]->p50, triangle(ranges[k], 0.5), off);
			close_to(got[g]->p90, triangle(ranges[k], 0.9), off);
		}
		close_to(m.lead_minutes, flow_mean(ranges[k]), 1e-9);
	}
}

static void ways_side_by_side_cost_their_sum_and_last_as_long_as_the_longest(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 60, 0);
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), fork = add_step(a, f, STEP_PARALLEL, 1, 0, 0);
	size_t one = add_step(a, f, STEP_TASK, 1, 10, 0), two = add_step(a, f, STEP_TASK, 2, 25, 5);
	size_t join = add_step(a, f, STEP_PARALLEL, 1, 0, 0), last = add_step(a, f, STEP_TASK, 1, 4, 0);
	size_t end = add_step(a, f, STEP_END, 0, 0, 0);
	add_link(a, f, start, fork, 1);
	add_link(a, f, fork, one, 1);
	add_link(a, f, fork, two, 1);
	add_link(a, f, one, join, 1);
	add_link(a, f, two, join, 1);
	add_link(a, f, join, last, 1);
	add_link(a, f, last, end, 1);
	flow_measures m = measured(a, f, 5);
	close_to(m.passes[one], 1, 1e-12);
	close_to(m.passes[two], 1, 1e-12);
	close_to(m.passes[join], 1, 1e-12);
	close_to(m.passes[last], 1, 1e-12);
	close_to(m.staff_hours, 39, 1e-9);
	close_to(m.lead_minutes, 34, 1e-9);
	close_to(m.work_minutes, 39, 1e-9);
}

static void the_same_seed_gives_the_same_numbers_everywhere(void **state)
{
	arena *a = *state;
	flow *f = long_flow(a, 20);
	flow_measures x = measured(a, f, 42), y = measured(a, f, 42), z = measured(a, f, 43);
	assert_memory_equal(&x.lead, &y.lead, sizeof x.lead);
	assert_memory_equal(&x.hours, &y.hours, sizeof x.hours);
	assert_true(x.lead.p50 != z.lead.p50);
	/* Written down once: another machine, compiler or mode of the build that draws otherwise is found here. */
	assert_string_equal(str_format(a, "%.13g %.13g %.13g", x.lead.p10, x.lead.p50, x.lead.p90).at, LONG_LEAD);
	assert_string_equal(str_format(a, "%.13g %.13g %.13g", x.hours.p10, x.hours.p50, x.hours.p90).at, LONG_HOURS);
}

static void ten_thousand_draws_of_twenty_steps_are_quick(void **state)
{
	arena *a = *state;
	flow *f = long_flow(a, 20);
	i64 best = INT64_MAX;
	for (int i = 0; i < 5; i++) {
		i64 from = clock_ticks();
		measured(a, f, (u64)i);
		i64 took = clock_ticks() - from;
		best = took < best ? took : best;
	}
	print_message("10,000 draws of 20 steps: %.1f ms\n", (double)best / 1e6);
	assert_true(best < 1000000000); /* on a loaded machine under a sanitizer; alone and optimized it is a few ms */
}

static void a_flow_with_mistakes_is_told_and_not_measured(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 10, 0);
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), work = add_step(a, f, STEP_TASK, 1, 5, 0);
	size_t end = add_step(a, f, STEP_END, 0, 0, 0);
	add_link(a, f, start, work, 1);
	size_t out = add_link(a, f, work, end, 1);
	assert_null(flow_check(a, f));

	f->steps.at[start].kind = STEP_TASK;
	assert_fault(a, f, FAULT_NO_START, "");
	f->steps.at[start].kind = STEP_START;

	f->steps.at[end].kind = STEP_TASK;
	assert_fault(a, f, FAULT_NO_END, "");
	assert_fault(a, f, FAULT_DEAD_END, "s3");
	f->steps.at[end].kind = STEP_END;

	f->links.at[out].share = 0.9;
	assert_fault(a, f, FAULT_SHARES, "s2");
	f->links.at[out].share = 1.2;
	assert_fault(a, f, FAULT_SHARE, "l2");
	f->links.at[out].share = NAN;
	assert_fault(a, f, FAULT_SHARE, "l2");
	f->links.at[out].share = 1;

	f->steps.at[work].minutes = (flow_range){ 5, 4, 6 };
	assert_fault(a, f, FAULT_RANGE, "s2");
	f->steps.at[work].minutes = (flow_range){ 5, NAN, 6 };
	assert_fault(a, f, FAULT_RANGE, "s2");
	f->steps.at[work].minutes = (flow_range){ 5, 5, 6 };

	size_t lost = add_step(a, f, STEP_TASK, 1, 5, 0);
	add_link(a, f, lost, end, 1);
	assert_fault(a, f, FAULT_UNREACHED, "s4");
	size_t second = add_step(a, f, STEP_START, 1, 0, 0);
	add_link(a, f, second, lost, 1);
	assert_fault(a, f, FAULT_STARTS, "s5");
	f->steps.at[second].kind = STEP_TASK;
	f->steps.at[second].id = STR("s1");
	assert_fault(a, f, FAULT_TWICE, "s1");
	f->volume = -1;
	assert_fault(a, f, FAULT_VOLUME, "");

	flow_measures m;
	const err *e = flow_measure(a, f, 1943, 1, 100, &m);
	assert_true(err_is(e, ERR_invalid));
}

static void a_ring_without_a_way_out_is_told(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 10, 0);
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), work = add_step(a, f, STEP_TASK, 1, 5, 0);
	size_t ok = add_step(a, f, STEP_DECISION, 1, 0, 0), end = add_step(a, f, STEP_END, 0, 0, 0);
	add_link(a, f, start, work, 1);
	add_link(a, f, work, ok, 1);
	size_t back = add_link(a, f, ok, work, 1), out = add_link(a, f, ok, end, 0);
	assert_fault(a, f, FAULT_RING, "s2");
	f->links.at[back].share = 0.9999; /* it lets out one in ten thousand */
	f->links.at[out].share = 0.0001;
	flow_faults all = flow_faults_of(a, f);
	assert_int_equal(all.n, 1);
	assert_int_equal(all.at[0].kind, FAULT_RING);
	assert_true(all.at[0].step == work || all.at[0].step == ok);
	f->links.at[back].share = 0.9;
	f->links.at[out].share = 0.1;
	assert_null(flow_check(a, f));
	flow_measures m = measured(a, f, 1);
	close_to(m.passes[work], 10, 1e-9);
}

/*
 * By hand: 9,600 cases; 受付 takes (5 + 10 + 21) / 3 = 12 minutes; 35 % of the cases are looked at again for (2 + 3 + 10) / 3 = 5 minutes; 1,200 telephone calls a year of
 * (4 + 6 + 8) / 3 = 6 minutes, whoever comes by; entering by a system is nobody's time. Staff: 9,600 × 12 + 3,360 × 5 + 1,200 × 6 = 139,200 minutes = 2,320 hours;
 * ÷ 1,943 = 1.19403 posts; × 3,200 = 7,424,000 yen.
 */
static void hours_posts_and_yen_are_those_that_a_clerk_works_out_by_hand(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 9600, 3200);
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), take = add_step(a, f, STEP_TASK, 1, 0, 0);
	size_t look = add_step(a, f, STEP_TASK, 1, 0, 0), call = add_step(a, f, STEP_TASK, 2, 0, 30);
	size_t enter = add_step(a, f, STEP_SERVICE, 3, 2, 0), end = add_step(a, f, STEP_END, 0, 0, 0);
	f->steps.at[take].minutes = (flow_range){ 5, 10, 21 };
	f->steps.at[look].minutes = (flow_range){ 2, 3, 10 };
	f->steps.at[look].part = 0.35;
	f->steps.at[call].minutes = (flow_range){ 4, 6, 8 };
	f->steps.at[call].cases = 1200;
	size_t steps[] = { start, take, look, call, enter, end };
	for (size_t i = 0; i + 1 < COUNT(steps); i++)
		add_link(a, f, steps[i], steps[i + 1], 1);
	flow_measures m = measured(a, f, 1);
	close_to(m.cases[take], 9600, 1e-9);
	close_to(m.cases[look], 3360, 1e-9);
	close_to(m.cases[call], 1200, 0);
	close_to(m.step_hours[look], 280, 1e-9);
	close_to(m.staff_hours, 2320, 1e-9);
	close_to(m.fte, 2320.0 / 1943, 1e-12);
	close_to(m.yen, 7424000, 1e-6);
	/* of a case: 12 + 0.35 × 5 + 0.125 × (6 + 30 of waiting) + 2 */
	close_to(m.work_minutes, 12 + 1.75 + 0.75 + 2, 1e-9);
	close_to(m.waiting_minutes, 3.75, 1e-9);
	close_to(m.lead_minutes, 20.25, 1e-9);
	/* most cases are not called: half of them have less than the mean */
	assert_true(m.lead.p50 < m.lead_minutes && m.lead.p90 > 36);
	/* the range of the hours lies around them, and without draws the sums are the same */
	assert_true(m.hours.p10 < 2320 && m.hours.p90 > 2320);
	flow_measures sums;
	assert_null(flow_measure(a, f, 1943, 1, 0, &sums));
	assert_true(sums.staff_hours == m.staff_hours && sums.lead_minutes == m.lead_minutes);
	/* what a step says stays when other things change: twice the cases, the same calls */
	f->volume = 19200;
	close_to(measured(a, f, 1).staff_hours, (19200 * 12 + 6720 * 5 + 1200 * 6) / 60.0, 1e-9);
}

static void a_mean_over_the_draws_is_the_expected_one_with_parts_and_cases(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 1000, 0);
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), work = add_step(a, f, STEP_TASK, 1, 10, 5);
	size_t fork = add_step(a, f, STEP_PARALLEL, 1, 0, 0), more = add_step(a, f, STEP_TASK, 2, 20, 0);
	size_t join = add_step(a, f, STEP_PARALLEL, 1, 0, 0), end = add_step(a, f, STEP_END, 0, 0, 0);
	f->steps.at[work].part = 2.25; /* two or three times each */
	f->steps.at[more].cases = 400;
	add_link(a, f, start, work, 1);
	add_link(a, f, work, fork, 1);
	add_link(a, f, fork, more, 1);
	add_link(a, f, fork, join, 1);
	add_link(a, f, more, join, 1);
	add_link(a, f, join, end, 1);
	flow_measures m; /* with a parallel step the lead time is the mean of the draws */
	assert_null(flow_measure(a, f, 1943, 5, 200000, &m));
	close_to(m.lead_minutes, 2.25 * 15 + 0.4 * 20, 0.15);
	close_to(m.work_minutes, 2.25 * 10 + 0.4 * 20, 1e-9);
	close_to(m.staff_hours, (2250 * 10 + 400 * 20) / 60.0, 1e-9);
}

static void cases_that_do_not_fit_the_flow_are_told(void **state)
{
	arena *a = *state;
	flow *f = flow_of(a, 100, 0);
	size_t start = add_step(a, f, STEP_START, 0, 0, 0), pick = add_step(a, f, STEP_DECISION, 1, 0, 0);
	size_t work = add_step(a, f, STEP_TASK, 1, 5, 0), end = add_step(a, f, STEP_END, 0, 0, 0);
	add_link(a, f, start, pick, 1);
	size_t in = add_link(a, f, pick, work, 0.5), past = add_link(a, f, pick, end, 0.5);
	add_link(a, f, work, end, 1);
	f->steps.at[work].cases = 20;
	assert_null(flow_check(a, f));
	close_to(measured(a, f, 1).passes[work], 0.5, 1e-12); /* 50 come by, 20 of them are worked on */
	f->links.at[in].share = 0;
	f->links.at[past].share = 1;
	assert_fault(a, f, FAULT_CASES, "s3"); /* none come by */
	f->links.at[in].share = f->links.at[past].share = 0.5;
	f->steps.at[work].cases = 60000;
	assert_fault(a, f, FAULT_CASES, "s3"); /* 1,200 times each */
	f->steps.at[work].cases = NAN;
	assert_fault(a, f, FAULT_CASES, "s3");
	f->steps.at[work].cases = 20;
	f->volume = 0;
	assert_fault(a, f, FAULT_CASES, "s3");
	f->steps.at[work].kind = STEP_WAIT; /* of no account there */
	assert_null(flow_check(a, f));
}

/* Common random numbers: a flow to be is met by the cases of the flow as it is, so that the difference is what was changed and not luck. */
static void what_differs_between_two_flows_is_not_luck(void **state)
{
	arena *a = *state;
	flow *f = long_flow(a, 20), *g = long_flow(a, 20);
	/* a step of always 7 minutes, first in the one, gone in the other: every case is 7 minutes longer, whatever is drawn behind it */
	flow_step sure = {
		.id = STR("sure"), .name = STR("確認"), .lane = 1, .kind = STEP_TASK, .minutes = { 7, 7, 7 }
	};
	LIST_ADD(a, &f->steps, sure);
	for (size_t i = 0; i < f->links.n; i++)
		if (f->links.at[i].from == 0)
			f->links.at[i].from = f->steps.n - 1;
	LIST_ADD(a, &f->links, ((flow_link){ .id = STR("first"), .from = 0, .to = f->steps.n - 1, .share = 1 }));
	flow_measures x = measured(a, f, 3), y = measured(a, g, 3);
	close_to(x.lead.p10 - y.lead.p10, 7, 1e-9);
	close_to(x.lead.p50 - y.lead.p50, 7, 1e-9);
	close_to(x.lead.p90 - y.lead.p90, 7, 1e-9);
	close_to(x.hours.p10 - y.hours.p10, 12000 * 7 / 60.0, 1e-6);
	close_to(x.hours.p90 - y.hours.p90, 12000 * 7 / 60.0, 1e-6);
	/* a step that is made surer: nobody else's luck moves, so no percentile gets worse */
	for (size_t i = 1; i < 18; i++) {
		flow *h = long_flow(a, 20);
		if (h->steps.at[i].kind != STEP_TASK)
			continue;
		h->steps.at[i].minutes = (flow_range){ 2, 2, 2 };
		flow_measures z = measured(a, h, 3);
		assert_true(z.lead.p10 <= y.lead.p10 && z.lead.p50 <= y.lead.p50 && z.lead.p90 <= y.lead.p90);
		assert_true(z.hours.p10 <= y.hours.p10 && z.hours.p90 <= y.hours.p90);
	}
}

/* The linear equations against the walk: two ways to the same mean. */
static void drawn_cases_agree_with_the_equations(void **state)
{
	arena *a = *state;
	lots l = lots_seeded(2, 2);
	int measured_flows = 0;
	for (int round = 0; round < 60; round++) {
		flow *f = random_flow(a, &l, 14, false);
		if (flow_check(a, f))
			continue;
		flow_measures m;
		assert_null(flow_measure(a, f, 1943, 9, 20000, &m));
		measured_flows++;
		double work = 0;
		for (size_t i = 0; i < f->steps.n; i++)
			work += m.passes[i] * (flow_mean(f->steps.at[i].minutes) + flow_mean(f->steps.at[i].waiting));
		close_to(m.lead_minutes, work, 1e-6 * (work + 1));
		assert_true(m.lead.p10 <= m.lead.p50 && m.lead.p50 <= m.lead.p90);
		assert_true(m.lead_minutes > m.lead.p10 * 0.5 || m.lead.p10 == 0);
		assert_true(m.hours.p10 <= m.hours.p50 && m.hours.p50 <= m.hours.p90);
		close_to(m.staff_hours, (m.hours.p10 + m.hours.p90) / 2, 0.25 * m.staff_hours + 1e-9);
	}
	assert_true(measured_flows >= 20);
}

static void as_is_and_to_be_are_compared_step_by_step(void **state)
{
	arena *a = *state;
	flow *f = long_flow(a, 8), *g = long_flow(a, 8);
	flow_comparison none = flow_compare(a, f, g);
	assert_int_equal(none.changed + none.added + none.gone, 0);
	assert_int_equal(none.same, f->steps.n);
	g->steps.at[1].minutes = (flow_range){ 1, 1, 1 };
	g->steps.at[3].medium = STR("電子");
	g->steps.at[5].id = STR("other"); /* found by its name */
	f->steps.at[5].name = g->steps.at[5].name = STR("内容を審査する");
	g->steps.at[6].id = STR("new_one");
	g->steps.at[6].name = STR("自動で確かめる");
	flow_comparison c = flow_compare(a, f, g);
	assert_int_equal(c.added, 1);
	assert_int_equal(c.gone, 1);
	assert_int_equal(c.changed, 2);
	assert_int_equal(c.same, f->steps.n - 3);
	assert_int_equal(c.after[1], MARK_CHANGED);
	assert_int_equal(c.after[3], MARK_CHANGED);
	assert_int_equal(c.after[5], MARK_SAME);
	assert_int_equal(c.after[6], MARK_NEW);
	assert_int_equal(c.before[6], MARK_GONE);
	for (size_t i = 0; i < c.n; i++) {
		const flow_pair *p = &c.at[i];
		if (p->after == 1) {
			assert_int_equal(p->changed, CHANGED_MINUTES);
			assert_true(p->minutes_after < p->minutes_before);
		} else if (p->after == 3) {
			assert_int_equal(p->changed, CHANGED_MEDIUM);
		} else if (p->before == 6) {
			assert_int_equal(p->after, FLOW_NONE);
			assert_true(i + 1 < c.n && c.at[i + 1].before == 7); /* where it stood */
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_straight_line_costs_the_sum_of_its_steps),
		cmocka_unit_test(a_ring_is_gone_round_as_often_as_a_geometric_law_says),
		cmocka_unit_test(where_ways_part_each_is_taken_by_its_share),
		cmocka_unit_test(percentiles_of_one_uncertain_step_are_those_of_the_triangle),
		cmocka_unit_test(ways_side_by_side_cost_their_sum_and_last_as_long_as_the_longest),
		cmocka_unit_test(the_same_seed_gives_the_same_numbers_everywhere),
		cmocka_unit_test(ten_thousand_draws_of_twenty_steps_are_quick),
		cmocka_unit_test(a_flow_with_mistakes_is_told_and_not_measured),
		cmocka_unit_test(a_ring_without_a_way_out_is_told),
		cmocka_unit_test(hours_posts_and_yen_are_those_that_a_clerk_works_out_by_hand),
		cmocka_unit_test(a_mean_over_the_draws_is_the_expected_one_with_parts_and_cases),
		cmocka_unit_test(cases_that_do_not_fit_the_flow_are_told),
		cmocka_unit_test(what_differs_between_two_flows_is_not_luck),
		cmocka_unit_test(drawn_cases_agree_with_the_equations),
		cmocka_unit_test(as_is_and_to_be_are_compared_step_by_step),
	};
	return cmocka_run_group_tests(tests, make, drop);
}
