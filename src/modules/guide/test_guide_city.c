/* The guide of the city that comes with the program: its cases hold, and asking it comes to an end. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "kit/catalog.h"
#include "modules/guide/guide_simulate.h"

static instant noon(void)
{
	return instant_of(day_from(2026, 11, 21), 720);
}

static const city_def *kitakyushu(arena *a)
{
	def_files files;
	city_def *c;
	assert_null(catalog_folder(a, STR("cities/kitakyushu"), &files));
	for (const err *e = defs_parse(a, files, &c); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return c;
}

static int make(void **state)
{
	*state = arena_new(512 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void every_case_holds(void **state)
{
	const city_def *c = kitakyushu(*state);
	size_t n = 0, failed = 0;
	for (const err *e = guide_try_cases(*state, c, noon(), &n); e; e = e->next, failed++)
		print_error("cities/kitakyushu/%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_int_equal(failed, 0);
	assert_true(n >= 300);
}

static void every_scheme_can_be_reached(void **state)
{
	const city_def *c = kitakyushu(*state);
	size_t unreached = 0;
	for (const err *e = guide_unreached(*state, c); e; e = e->next, unreached++)
		print_error("cities/kitakyushu/%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_int_equal(unreached, 0);
	assert_true(c->guide.schemes.n >= 100);
}

static void the_guide_asks_better_than_the_order_of_the_files(void **state)
{
	simulate_in in = { .city = kitakyushu(*state),
			   .event = STR("shougai"),
			   .people = 12,
			   .seed = 3,
			   .points = { 3, 5, 8 },
			   .points_n = 3,
			   .now = noon() };
	simulate_out out;
	guide_simulate(&in, &out);
	for (size_t i = 0; i < in.points_n; i++)
		assert_true(out.open[ORDER_GUIDE][i] * 1.5 < out.open[ORDER_FILE][i]);
	assert_true(out.questions[ORDER_GUIDE] < out.questions[ORDER_FILE]);
	assert_true(out.questions[ORDER_GUIDE] < SIMULATE_QUESTIONS_MAX); /* it ends */
}

static void the_same_seed_draws_the_same_people(void **state)
{
	simulate_in in = { .city = kitakyushu(*state),
			   .event = STR("shougai"),
			   .people = 6,
			   .seed = 9,
			   .points = { 6 },
			   .points_n = 1,
			   .now = noon() };
	simulate_out one, two;
	guide_simulate(&in, &one);
	guide_simulate(&in, &two);
	for (int order = 0; order < ASK_ORDERS; order++)
		assert_true(one.open[order][0] == two.open[order][0]);
	in.seed = 10;
	guide_simulate(&in, &two);
	assert_true(one.questions[ORDER_GUIDE] != two.questions[ORDER_GUIDE] ||
		    one.open[ORDER_GUIDE][0] != two.open[ORDER_GUIDE][0]);
}

/* The clerks' examples, told one answer after the other from the last to the first: what was decided on the way stays so. */
static void what_was_decided_stays_decided(void **state)
{
	const city_def *c = kitakyushu(*state);
	size_t tried = 0, decided = 0;
	for (size_t i = 0; i < c->guide.cases.n; i += 5) {
		const case_def *x = &c->guide.cases.at[i];
		arena *a = arena_new(512 << 20);
		guide_asked asked = { .now = noon(), .as_of = x->as_of, .given = x->given };
		bool whole =
			guide_answered(guide_sit(a, c, &asked)).n == x->given.n; /* none of the answers falls away */
		truth *before = arena_many(a, truth, c->guide.schemes.n);
		for (size_t k = 0; k < c->guide.schemes.n; k++)
			before[k] = TRUTH_OPEN;
		asked.given = (fact_answers){ 0 };
		for (size_t n = x->given.n; whole && n-- > 0;) {
			LIST_ADD(a, &asked.given, x->given.at[n]);
			guide *g = guide_sit(a, c, &asked);
			for (size_t k = 0; k < c->guide.schemes.n; k++) {
				guide_finding f;
				assert_true(guide_judge_one(g, c->guide.schemes.at[k].id, &f));
				if (before[k] != TRUTH_OPEN && before[k] != f.holds)
					fail_msg("%.*s:%d: %.*s was %d and is %d", STR_ARG(x->file), x->line,
						 STR_ARG(f.scheme->id), before[k], f.holds);
				decided += before[k] == TRUTH_OPEN && f.holds != TRUTH_OPEN;
				before[k] = f.holds;
			}
		}
		tried += whole;
		arena_free(a);
	}
	assert_true(tried > 50 && decided > 500);
}

/* Every text that people may read is there, in each language, for each event before anything was asked. */
static void every_condition_is_said_in_words(void **state)
{
	arena *a = *state;
	const city_def *c = kitakyushu(a);
	size_t told = 0, raw = 0;
	for (int l = 0; l < LANG_COUNT; l++) {
		guide_asked asked = { .now = noon(), .as_of = DAY_UNSET, .lang = (lang)l };
		guide_result r = guide_judge(guide_sit(a, c, &asked));
		const guide_findings *lists[] = { &r.must, &r.may, &r.open_must, &r.open_may, &r.no };
		for (size_t i = 0; i < COUNT(lists); i++)
			for (size_t k = 0; k < lists[i]->n; k++)
				for (size_t w = 0; w < lists[i]->at[k].ways.n; w++)
					for (size_t m = 0; m < lists[i]->at[k].ways.at[w].conditions.n; m++) {
						const guide_condition *x = &lists[i]->at[k].ways.at[w].conditions.at[m];
						assert_true(x->words.len > 0);
						told++;
						raw += str_ends(x->words, x->feel) && x->feel.len > 4;
					}
	}
	assert_true(told > 1000);
	assert_int_equal(raw, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_case_holds, make, drop),
		cmocka_unit_test_setup_teardown(every_scheme_can_be_reached, make, drop),
		cmocka_unit_test_setup_teardown(the_guide_asks_better_than_the_order_of_the_files, make, drop),
		cmocka_unit_test_setup_teardown(the_same_seed_draws_the_same_people, make, drop),
		cmocka_unit_test_setup_teardown(what_was_decided_stays_decided, make, drop),
		cmocka_unit_test_setup_teardown(every_condition_is_said_in_words, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
