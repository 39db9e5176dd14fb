#include "defs/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(64 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const char good[] =
	"freely_chosen: together\n" /* 1 */
	"journeys:\n"
	"  tennyuu:\n"
	"    name: { ja: 引っ越してきた, ja-easy: ひっこした, en: Moved in }\n"
	"    about: 見本\n" /* 5 */
	"    icon: move\n"
	"    wait: together\n"
	"    steps:\n"
	"      - service: juumin\n"
	"      - { service: koseki, after: [juumin], ask: { ja: 婚姻もしますか, en: Marrying? } }\n" /* 10 */
	"      - { service: kaigo, after: [koseki] }\n"
	"  hitotsu:\n"
	"    name: 一つずつ\n"
	"    wait: one by one\n"
	"    steps: [ { service: juumin }, { service: koseki } ]\n"; /* 15 */

static def_files with(arena *a, const char *journeys)
{
	def_files files = small_set(a, NULL, NULL, NULL);
	LIST_ADD(a, &files, ((def_file){ STR("journeys.yaml"), str_of(journeys) }));
	return files;
}

static void journeys_are_read_as_they_were_meant(void **state)
{
	city_def *c;
	assert_null(defs_parse(*state, with(*state, good), &c));
	assert_true(c->free_together);
	assert_int_equal(c->journeys.n, 2);
	const journey_def *j = defs_journey(c, STR("tennyuu"));
	assert_non_null(j);
	assert_false(j->one_by_one);
	assert_true(defs_journey(c, STR("hitotsu"))->one_by_one);
	assert_int_equal(j->steps.n, 3);
	assert_true(text_empty(&j->steps.at[0].ask));
	assert_true(str_eq(text_in(&j->steps.at[1].ask, LANG_EN), STR("Marrying?")));
	assert_true(journey_after(j, 1, 0));
	assert_true(journey_after(j, 2, 0)); /* by way of koseki */
	assert_false(journey_after(j, 0, 2));
	assert_null(defs_journey(c, STR("tenshutsu")));
}

static void a_city_needs_no_journeys(void **state)
{
	city_def *c;
	assert_null(defs_parse(*state, small_set(*state, NULL, NULL, NULL), &c));
	assert_int_equal(c->journeys.n, 0);
	assert_false(c->free_together);
	assert_null(defs_parse(*state, with(*state, "journeys: {}\n"), &c));
}

static void written_journeys_are_read_as_the_same(void **state)
{
	arena *a = *state;
	city_def *c, *again;
	assert_null(defs_parse(a, with(a, good), &c));
	str text = defs_write_journeys(a, c);
	assert_null(defs_parse(a, with(a, text.at), &again));
	assert_true(str_eq(text, defs_write_journeys(a, again)));
	assert_int_equal(again->free_together, true);
	for (size_t i = 0; i < c->journeys.n; i++) {
		const journey_def *x = &c->journeys.at[i], *y = &again->journeys.at[i];
		assert_true(str_eq(x->id, y->id) && str_eq(x->icon, y->icon) && x->one_by_one == y->one_by_one);
		assert_int_equal(x->steps.n, y->steps.n);
		for (int l = 0; l < LANG_COUNT; l++)
			assert_true(str_eq(x->name.in[l], y->name.in[l]) && str_eq(x->about.in[l], y->about.in[l]));
		for (size_t k = 0; k < x->steps.n; k++) {
			assert_true(str_eq(x->steps.at[k].service, y->steps.at[k].service));
			assert_true(str_eq(x->steps.at[k].ask.in[LANG_EN], y->steps.at[k].ask.in[LANG_EN]));
			assert_int_equal(x->steps.at[k].after.n, y->steps.at[k].after.n);
		}
	}
}

static void each_mistake_is_told_where_it_stands(void **state)
{
	static const struct {
		const char *from, *to, *where, *says;
	} list[] = {
		{ "service: kaigo, after", "service: kaigoo, after", "journeys.yaml:11:20", "did you mean ‘kaigo’" },
		{ "after: [koseki]", "after: [mynumber]", "journeys.yaml:11:35", "not a step of this journey" },
		{ "- service: juumin\n", "- { service: juumin, after: [kaigo] }\n", "journeys.yaml:9:35", "ring" },
		{ "after: [koseki]", "after: [kaigo]", "journeys.yaml:11:34", "ring" },
		{ "service: kaigo,", "service: juumin,", "journeys.yaml:11:20", "on line 9" },
		{ "wait: together", "wait: never", "journeys.yaml:7:11", "`together` or `one by one`" },
		{ "freely_chosen: together", "freely_chosen: yes", "journeys.yaml:1:16", "`together`" },
		{ "    name: 一つずつ\n", "", "journeys.yaml:13:5", "‘name:’ is missing" },
		{ "steps: [ { service: juumin }, { service: koseki } ]", "steps: []", "journeys.yaml:15:12",
		  "at least one step" },
		{ "steps: [ { service: juumin }, { service: koseki } ]", "steps: juumin", "journeys.yaml:15:12",
		  "a list of steps" },
		{ "ask: { ja: 婚姻もしますか, en: Marrying? }", "when: { ja: x }", "journeys.yaml:10:45",
		  "unknown key ‘when’" },
		{ "  hitotsu:", "  Hitotsu:", "journeys.yaml:12:3", "identifier" },
	};
	arena *a = *state;
	size_t wrongly = 0;
	for (size_t i = 0; i < COUNT(list); i++) {
		const char *hit = strstr(good, list[i].from);
		CHECK(hit != NULL);
		str text = str_format(a, "%.*s%s%s", (int)(hit - good), good, list[i].to, hit + strlen(list[i].from));
		city_def *c;
		const err *e = defs_parse(a, with(a, text.at), &c);
		bool told = false;
		for (const err *x = e; x; x = x->next)
			told = told ||
			       (str_eq(x->where, str_of(list[i].where)) && str_has(x->detail, str_of(list[i].says)));
		if (!told) {
			print_message("‘%s’ should say %s at %s, but:\n", list[i].to, list[i].says, list[i].where);
			for (; e; e = e->next)
				print_message("    %.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
		}
		wrongly += !told;
	}
	assert_int_equal(wrongly, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(journeys_are_read_as_they_were_meant, make, drop),
		cmocka_unit_test_setup_teardown(a_city_needs_no_journeys, make, drop),
		cmocka_unit_test_setup_teardown(written_journeys_are_read_as_the_same, make, drop),
		cmocka_unit_test_setup_teardown(each_mistake_is_told_where_it_stands, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
