/* For the tests of flows: small flows by hand, and invented ones. */
#ifndef FLOW_TESTING_H
#define FLOW_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/lots.h"
#include "flow/flow.h"

static inline int make(void **state)
{
	*state = arena_new((size_t)1 << 30);
	return 0;
}

static inline int drop(void **state)
{
	arena_free(*state);
	return 0;
}

/* Lanes of resident, counter, centre and system; no steps yet. */
static inline flow *flow_of(arena *a, i64 volume, i64 yen)
{
	static const char *const names[] = { "住民", "窓口", "集約センター", "業務システム" };
	flow *f = arena_one(a, flow);
	*f = (flow){ .id = STR("test"), .name = STR("ためし"), .volume = volume, .yen_hour = yen };
	for (size_t i = 0; i < COUNT(names); i++)
		LIST_ADD(a, &f->lanes, (flow_lane){ str_format(a, "lane%zu", i + 1), str_of(names[i]), (flow_who)i });
	return f;
}

/* Steps are s1, s2 …, links l1, l2 … */
static inline size_t add_step(arena *a, flow *f, flow_kind kind, size_t lane, double minutes, double waiting)
{
	size_t number = f->steps.n + 1;
	LIST_ADD(a, &f->steps,
		 (flow_step){ .id = str_format(a, "s%zu", number),
			      .name = str_format(a, "作業%zu", number),
			      .lane = lane,
			      .kind = kind,
			      .minutes = { minutes, minutes, minutes },
			      .waiting = { waiting, waiting, waiting } });
	return f->steps.n - 1;
}

static inline size_t add_link(arena *a, flow *f, size_t from, size_t to, double share)
{
	size_t number = f->links.n + 1;
	LIST_ADD(a, &f->links,
		 (flow_link){ .id = str_format(a, "l%zu", number), .from = from, .to = to, .share = share });
	return f->links.n - 1;
}

/* n steps with ranges, a correction and a way round. */
static inline flow *long_flow(arena *a, size_t n)
{
	flow *f = flow_of(a, 12000, 3000);
	for (size_t i = 0; i < n; i++) {
		flow_kind kind = i == 0                     ? STEP_START
				 : i + 1 == n               ? STEP_END
				 : i == n / 2 || i == n / 4 ? STEP_DECISION
							    : STEP_TASK;
		size_t s = add_step(a, f, kind, i % 3, 0, 0);
		if (kind == STEP_TASK) {
			f->steps.at[s].minutes = (flow_range){ 2, 5 + (double)i, 30 + (double)i };
			f->steps.at[s].waiting = (flow_range){ 0, 60, 465 };
		}
	}
	for (size_t i = 0; i + 1 < n; i++)
		add_link(a, f, i, i + 1, i == n / 2 ? 0.8 : i == n / 4 ? 0.9 : 1);
	add_link(a, f, n / 2, 1, 0.2);
	add_link(a, f, n / 4, n - 2, 0.1);
	return f;
}

/* Any steps and links, good or not: with `wild`, also links to anywhere and from anywhere. */
static inline flow *random_flow(arena *a, lots *l, size_t most, bool wild)
{
	flow *f = flow_of(a, 1000, 0);
	size_t n = 3 + lots_bits(l) % (most - 2);
	for (size_t i = 0; i < n; i++) {
		flow_kind kind = i == 0             ? STEP_START
				 : i + 1 == n       ? STEP_END
				 : lots_bits(l) % 4 ? STEP_TASK
						    : STEP_DECISION;
		if (wild && lots_bits(l) % 8 == 0)
			kind = (flow_kind)(lots_bits(l) % STEP_KINDS);
		size_t s = add_step(a, f, kind, lots_bits(l) % f->lanes.n, 0, 0);
		double low = (double)(lots_bits(l) % 20), wide = (double)(lots_bits(l) % 50);
		if (kind == STEP_TASK) {
			f->steps.at[s].minutes = (flow_range){ low, low + wide * lots_uniform(l), low + wide };
			f->steps.at[s].waiting = (flow_range){ 0, wide, 3 * wide };
		}
		if (lots_bits(l) % 3 == 0)
			f->steps.at[s].name = STR("記入もれと添付書類の不足を確かめて、足りないときは電話で連絡する");
	}
	for (size_t i = 0; i + 1 < n; i++) {
		if (f->steps.at[i].kind == STEP_DECISION) {
			double share = 0.05 + 0.9 * lots_uniform(l);
			size_t to = 1 + lots_bits(l) % (n - 1);
			size_t on = add_link(a, f, i, i + 1, share), back = add_link(a, f, i, to, 1 - share);
			f->links.at[on].name = STR("不備なし");
			f->links.at[back].name = STR("不備あり、差し戻し");
		} else {
			add_link(a, f, i, i + 1, 1);
		}
	}
	for (size_t k = 0; wild && k < n / 2; k++)
		add_link(a, f, lots_bits(l) % n, lots_bits(l) % n, lots_uniform(l));
	return f;
}

static inline void assert_fault(arena *a, const flow *f, flow_fault_kind kind, const char *id)
{
	flow_faults all = flow_faults_of(a, f);
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].kind == kind && str_eq(all.at[i].id, str_of(id)))
			return;
	for (size_t i = 0; i < all.n; i++)
		print_error("%d %.*s\n", (int)all.at[i].kind, STR_ARG(all.at[i].id));
	fail_msg("no fault %d of %s among %zu", (int)kind, id, all.n);
}

/* What a file holds, relative to the repository's root; fails when it is not there. */
static inline str file_text(arena *a, const char *path)
{
	FILE *in = fopen(path, "re");
	if (!in)
		fail_msg("%s cannot be opened: run from the root", path);
	buf b = buf_new(a, (size_t)8 << 20);
	char piece[4096];
	for (size_t n; (n = fread(piece, 1, sizeof piece, in)) > 0;)
		buf_put(&b, (str){ piece, n });
	fclose(in);
	return buf_str(&b);
}

#endif
