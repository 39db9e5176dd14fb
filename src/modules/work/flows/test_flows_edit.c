/* What the editor's buttons do to a flow: it stays whole, whatever is pressed. */
#include "modules/work/flows/edit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const flow_start_words words = {
	.lanes = { STR_INIT("住民"), STR_INIT("窓口"), STR_INIT("集約センター"), STR_INIT("システム") },
	.begin = STR_INIT("はじまり"),
	.receive = STR_INIT("受付"),
	.end = STR_INIT("おわり"),
};

static flow *made(arena *a)
{
	return edit_new(a, STR("試験"), &words);
}
static flow_step task(const char *name)
{
	return (flow_step){ .name = str_of(name), .lane = 2, .kind = STEP_TASK, .minutes = { 1, 2, 3 } };
}
/* The names along the first ways. */
static str path(arena *a, const flow *f)
{
	buf b = buf_new(a, 4096);
	size_t at = 0;
	for (size_t n = 0; n <= f->steps.n; n++) {
		if (n > 0)
			buf_lit(&b, " ");
		buf_put(&b, f->steps.at[at].name);
		size_t i = 0;
		while (i < f->links.n && f->links.at[i].from != at)
			i++;
		if (i == f->links.n)
			break;
		at = f->links.at[i].to;
	}
	return buf_str(&b);
}
#define assert_path(f, text) assert_string_equal(path(a, f).at, text)

static const err *add(arena *a, flow *f, str after, const char *name, str *ret_id)
{
	flow_step s = task(name);
	return edit_add(a, f, after, &s, ret_id);
}

static void a_step_is_put_behind_another_and_taken_out_again(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 22);
	flow *f = made(a);
	str check, decide;
	assert_path(f, "はじまり 受付 おわり");
	assert_null(add(a, f, STR("receive"), "形式審査", &check));
	assert_null(add(a, f, check, "決裁", &decide));
	assert_path(f, "はじまり 受付 形式審査 決裁 おわり");
	assert_null(edit_move(a, f, decide, true));
	assert_path(f, "はじまり 受付 決裁 形式審査 おわり");
	assert_null(edit_move(a, f, decide, false));
	assert_path(f, "はじまり 受付 形式審査 決裁 おわり");
	assert_true(err_is(edit_move(a, f, decide, false), ERR_invalid)); /* nothing comes behind the end */
	assert_null(edit_remove(a, f, check));
	assert_path(f, "はじまり 受付 決裁 おわり");
	assert_true(err_is(edit_remove(a, f, check), ERR_stale));
	assert_true(err_is(edit_remove(a, f, STR("start")), ERR_invalid));
	assert_true(err_is(edit_remove(a, f, STR("end")), ERR_invalid));
	arena_free(a);
}

static void a_decision_taken_out_hands_its_ways_to_those_before_it(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 22);
	flow *f = made(a);
	flow_step ask = { .name = STR("不備あり？"), .lane = 1, .kind = STEP_DECISION };
	str id, mend;
	assert_null(edit_add(a, f, STR("receive"), &ask, &id));
	assert_null(add(a, f, id, "補正の依頼", &mend));
	edit_way ways[] = { { mend, STR("あり"), 20 }, { STR("end"), STR("なし"), 80 }, { STR_NONE, STR_NONE, 0 } };
	assert_null(edit_ways_set(a, f, id, &(edit_ways){ ways, 3 }));
	assert_null(edit_ways_set(a, f, mend, &(edit_ways){ (edit_way[]){ { id, STR_NONE, 100 } }, 1 }));
	assert_null(edit_remove(a, f, id));
	/* receive leads to the mending with a fifth and to the end with the rest; the ring closed on the mending itself */
	double to_mend = 0, to_end = 0;
	size_t receive = edit_step_at(f, STR("receive"));
	for (size_t i = 0; i < f->links.n; i++)
		if (f->links.at[i].from == receive)
			*(f->links.at[i].to == edit_step_at(f, mend) ? &to_mend : &to_end) += f->links.at[i].share;
	assert_true(fabs(to_mend - 0.2) < 1e-9 && fabs(to_end - 0.8) < 1e-9);
	assert_true(
		err_is(edit_ways_set(a, f, mend, &(edit_ways){ (edit_way[]){ { STR("start"), STR_NONE, 100 } }, 1 }),
		       ERR_invalid));
	arena_free(a);
}

static void what_does_not_hold_is_refused_with_its_field(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 22);
	flow *f = made(a);
	flow_step s = task("審査");
	s.minutes = (flow_range){ 5, 3, 9 };
	const err *e = edit_add(a, f, STR("receive"), &s, NULL);
	assert_true(err_is(e, ERR_invalid) && str_eq(e->where, STR("minutes")));
	s = task("  ");
	e = edit_change(a, f, STR("receive"), &s);
	assert_true(err_is(e, ERR_invalid) && str_eq(e->where, STR("name")));
	s = task("もう一つ");
	s.minutes.high = NAN;
	assert_true(err_is(edit_change(a, f, STR("receive"), &s), ERR_invalid));
	assert_true(err_is(edit_lane_remove(a, f, STR("counter")), ERR_invalid));
	assert_null(edit_lane_move(a, f, STR("counter"), true));
	assert_int_equal(f->steps.at[edit_step_at(f, STR("receive"))].lane, 0);
	assert_null(edit_lane_remove(a, f, STR("system")));
	for (int i = 0; f->lanes.n < FLOW_LANES_MAX; i++)
		assert_null(edit_lane_add(a, f, STR("ほか"), WHO_OTHER));
	assert_true(err_is(edit_lane_add(a, f, STR("ほか"), WHO_OTHER), ERR_too_large));
	arena_free(a);
}

static size_t random_next(u64 *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (size_t)(*seed >> 33);
}

/* Whatever is pressed: links lead from steps to steps, every step but an end leads on, shares sum to one, and the start and an end are there. */
static void a_flow_stays_whole_whatever_is_pressed(void **state)
{
	(void)state;
	u64 seed = 6;
	for (int round = 0; round < 300; round++) {
		arena *a = arena_new(1 << 24);
		flow *f = made(a);
		for (int act = 0; act < 60; act++) {
			str at = f->steps.at[random_next(&seed) % f->steps.n].id;
			const err *e = NULL;
			switch (random_next(&seed) % 5) {
			case 0:
			case 1: {
				if (f->steps.at[edit_step_at(f, at)].kind == STEP_END)
					break; /* nothing is put behind an end: the page does not offer it */
				flow_step s = task("作業");
				s.kind = random_next(&seed) % 4 == 0 ? STEP_DECISION : STEP_TASK;
				e = edit_add(a, f, at, &s, NULL);
				break;
			}
			case 2:
				e = edit_remove(a, f, at);
				break;
			case 3:
				e = edit_move(a, f, at, random_next(&seed) % 2);
				break;
			default: {
				size_t i = edit_step_at(f, at);
				if (f->steps.at[i].kind != STEP_DECISION)
					break;
				edit_way ways[2];
				for (int w = 0; w < 2; w++)
					ways[w] = (edit_way){ f->steps.at[1 + random_next(&seed) % (f->steps.n - 1)].id,
							      STR_NONE, 50 };
				e = edit_ways_set(a, f, at, &(edit_ways){ ways, 2 });
				break;
			}
			}
			assert_true(e == NULL || err_is(e, ERR_invalid) || err_is(e, ERR_too_large));
			size_t starts = 0, ends = 0;
			for (size_t i = 0; i < f->steps.n; i++) {
				starts += f->steps.at[i].kind == STEP_START;
				ends += f->steps.at[i].kind == STEP_END;
				double sum = 0;
				size_t out = 0;
				for (size_t l = 0; l < f->links.n; l++) {
					assert_true(f->links.at[l].from < f->steps.n && f->links.at[l].to < f->steps.n);
					if (f->links.at[l].from == i)
						sum += f->links.at[l].share, out++;
				}
				if (f->steps.at[i].kind == STEP_END)
					assert_int_equal(out, 0);
				else if (
					out >
					0) /* a step that only led back to itself may lead nowhere: flow_check() tells */
					assert_true(fabs(sum - 1) < 1e-6);
			}
			assert_int_equal(starts, 1);
			assert_true(ends >= 1);
		}
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_put_behind_another_and_taken_out_again),
		cmocka_unit_test(a_decision_taken_out_hands_its_ways_to_those_before_it),
		cmocka_unit_test(what_does_not_hold_is_refused_with_its_field),
		cmocka_unit_test(a_flow_stays_whole_whatever_is_pressed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
