#include "defs/guide/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "defs/guide/cell.h"
#include "text/csv.h"
#include "defs/guide/guide.h"

static int make(void **state)
{
	*state = arena_new(256 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static instant at_noon(void)
{
	return instant_of(day_from(2026, 11, 21), 720);
}

static const city_def *parsed(arena *a, def_files files)
{
	city_def *c;
	for (const err *e = defs_parse(a, files, &c); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return c;
}

/* One of the mistakes is at that place and says that. */
static void refuses(arena *a, def_files files, const char *where, const char *what)
{
	city_def *c;
	const err *e = defs_parse(a, files, &c);
	buf all = buf_new(a, 100000);
	for (; e; e = e->next) {
		if (str_eq(e->where, str_of(where)) && str_has(e->detail, str_of(what)))
			return;
		buf_format(&all, "\n%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	}
	fail_msg("not told: %s: %s; told was:%s", where, what, buf_str(&all).at);
}

static void a_guide_is_read(void **state)
{
	const city_def *c = parsed(*state, guide_set(*state, NULL, NULL, NULL, NULL, NULL));
	const guide_def *g = &c->guide;
	assert_int_equal(g->events.n, 2);
	assert_int_equal(g->schemes.n, 5);
	assert_int_equal(g->tables.n, 1);
	assert_int_equal(g->cases.n, 3);
	const scheme_def *s = guide_scheme(g, STR("todoke"));
	assert_int_equal(s->kind, SCHEME_DUTY);
	assert_int_equal(s->due_days, 7);
	assert_true(s->due_with_first);
	assert_true(str_eq(s->due_from, STR("死亡日")));
	assert_true(str_eq(guide_event(g, STR("okuyami"))->given.at[0].id, STR("shibou")));
	assert_true(str_eq(guide_event(g, STR("okuyami"))->given.at[0].value, STR("yes")));
	assert_true(str_eq(guide_event(g, STR("shougai"))->first.at[0], STR("techou")));
	assert_true(str_eq(g->groups.at[0].facts.at[1], STR("ku")));
	assert_int_equal(g->cases.at[1].given.at[0].dont_know, true);
	assert_null(guide_scheme(g, STR("nothing")));
}

static void a_mistake_is_told_where_it_stands(void **state)
{
	arena *a = *state;
	const struct {
		const char *text, *from, *to; /* the text by its place in the set */
		const char *where, *what;
	} all[] = {
		{ small_guide, "[手帳]", "[手帳]\n    icno: x", "guide.yaml:3:5", "" },
		{ small_guide, "given: { 死亡: yes }", "given: { 死亡: 多分 }", "guide.yaml:3:39", "is no answer" },
		{ small_guide, "given: { 死亡: yes }", "given: { 亡: yes }", "guide.yaml:3:35", "there is no fact" },
		{ small_guide, "first: [死亡日]", "first: [死亡曰]", "guide.yaml:3:54", "did you mean ‘死亡" },
		{ small_guide, "[生年月日, 区]", "[生年月日, 年齢]", "guide.yaml:6:19",
		  "is computed; it is never asked" },
		{ small_schemes, "where: kaigo", "where: kaigoo", "schemes/alle.yaml:8:12", "did you mean ‘kaigo’" },
		{ small_schemes, "events: [shougai]", "events: [shougia]", "schemes/alle.yaml:7:14",
		  "did you mean ‘shougai’" },
		{ small_schemes, "kind: right", "kind: must", "schemes/alle.yaml:4:11", "write `right`" },
		{ small_schemes, "{ from: 死亡日, days: 14 }", "{ from: 等級, days: 14 }", "schemes/alle.yaml:36:18",
		  "a deadline counts from a date" },
		{ small_schemes, "{ from: 死亡日, days: 14 }", "{ from: 死亡日 }", "schemes/alle.yaml:36:10",
		  "say how long" },
		{ small_schemes, "{ law: 要綱 }", "{ url: https://example.jp }", "schemes/alle.yaml:16:13",
		  "‘law:’ is missing" },
		{ small_schemes, "https://example.jp/1", "javascript:1", "schemes/alle.yaml:9:32", "write an address" },
		{ small_table, "kippu,", "kipu,", "tables/alle.csv:4:1", "did you mean ‘kippu’" },
		{ small_table, "\"\"\"1級\"\",\"\"2級\"\"\",,<=", "\"\"\"1 級\"\"\",,<=", "tables/alle.csv:2:12",
		  "is no choice of ‘等級’" },
		{ small_table, ",>= 70,", ",\">= \"\"70\"\"\",", "tables/alle.csv:4:9", "which is a number" },
		{ small_table, ">= 70", ">= 老齢", "tables/alle.csv:4:9", "did you mean ‘年齢’" },
		{ small_table, "id,手帳", "id,手帖", "tables/alle.csv:1:4", "手帖" },
		{ small_cases, "1990-01-01", "1990-13-01", "cases/alle.csv:2:3", "is no answer to ‘生年月日’" },
		{ small_cases, "1級,100", "4級,100", "cases/alle.csv:2:5", "is no answer to ‘等級’" },
		{ small_cases, "iryou,,zei", "iryo,,zei", "cases/alle.csv:2:9", "did you mean ‘iryou’" },
		{ small_cases, "生年月日", "年齢", "cases/alle.csv:1:3", "is computed" },
		{ small_cases, "生年月日", "生年月曰", "cases/alle.csv:1:3", "did you mean ‘生年月日’" },
	};
	for (size_t i = 0; i < COUNT(all); i++) {
		const char *now = changed(a, all[i].text, all[i].from, all[i].to);
#define OR(part) all[i].text == part ? now : NULL
		def_files set =
			guide_set(a, NULL, OR(small_guide), OR(small_schemes), OR(small_table), OR(small_cases));
		refuses(a, set, all[i].where, all[i].what);
	}
}

static void a_question_that_can_never_be_asked_is_refused(void **state)
{
	arena *a = *state;
	const char *never = changed(a, small_facts, "ask_if: 手帳 = true", "ask_if: 手帳 = true and 手帳 = false");
	refuses(a, guide_set(a, never, NULL, NULL, NULL, NULL), "facts.yaml:12:1", "can never be asked");
	never = changed(a, small_facts, "ask_if: 手帳 = true", "ask_if: '区 = \"八幡\"'");
	refuses(a, guide_set(a, never, NULL, NULL, NULL, NULL), "facts.yaml:12:1", "can never be asked");
	/* of a number nobody can try all */
	parsed(a, guide_set(a, changed(a, small_facts, "ask_if: 手帳 = true", "ask_if: 手帳 = true and 所得 > 5"), NULL,
			    NULL, NULL, NULL));
}

static void a_scheme_that_nobody_can_reach_and_a_fact_that_nobody_needs_are_told(void **state)
{
	arena *a = *state;
	const city_def *c = parsed(a, guide_set(a, NULL, NULL, NULL, NULL, NULL));
	assert_null(guide_unreached(a, c));
	const err *e = guide_unused(a, c);
	assert_string_equal(arena_copy(a, e->where).at, "facts.yaml:22:1"); /* the ward */
	assert_null(e->next);
	const char *table = changed(a, small_table, "kippu,,,>= 70,,,,,\n", "");
	c = parsed(a, guide_set(a, NULL, NULL, NULL, table, "case,yes\n"));
	e = guide_unreached(a, c);
	assert_string_equal(arena_copy(a, e->where).at, "schemes/alle.yaml:10:1");
	assert_null(e->next);
}

static void what_was_written_back_reads_the_same(void **state)
{
	arena *a = *state;
	const city_def *c = parsed(a, guide_set(a, NULL, NULL, NULL, NULL, NULL));
	str guide = defs_write_guide(a, c), schemes = defs_write_schemes(a, c, STR("schemes/alle.yaml"));
	str cases = defs_write_cases(a, c, STR("cases/alle.csv"));
	const city_def *again = parsed(a, guide_set(a, NULL, guide.at, schemes.at, NULL, cases.at));
	assert_string_equal(defs_write_guide(a, again).at, guide.at);
	assert_string_equal(defs_write_schemes(a, again, STR("schemes/alle.yaml")).at, schemes.at);
	assert_string_equal(defs_write_cases(a, again, STR("cases/alle.csv")).at, cases.at);
	assert_int_equal(again->guide.schemes.n, 5);
	assert_true(guide_scheme(&again->guide, STR("todoke"))->due_with_first);
	assert_int_equal(again->guide.cases.n, 3);
	assert_true(again->guide.cases.at[2].open_more);
	assert_true(str_eq(guide_event(&again->guide, STR("okuyami"))->given.at[0].value, STR("yes")));
}

static void tables_and_cases_may_be_shift_jis(void **state)
{
	arena *a = *state;
	str table, cases;
	strs missing;
	cp932_encode(a, str_of(small_table), &table, &missing);
	assert_int_equal(missing.n, 0);
	cp932_encode(a, str_of(small_cases), &cases, &missing);
	def_files files = guide_set(a, NULL, NULL, NULL, table.at, NULL);
	files.at[files.n - 1].text = cases;
	const city_def *c = parsed(a, files);
	assert_int_equal(c->guide.cases.n, 3);
	assert_null(guide_try_cases(a, c, at_noon(), NULL));
}

static void cases_that_hold_are_counted(void **state)
{
	size_t n = 0;
	const city_def *c = parsed(*state, guide_set(*state, NULL, NULL, NULL, NULL, NULL));
	for (const err *e = guide_try_cases(*state, c, at_noon(), &n); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	assert_int_equal(n, 3);
}

static void a_case_that_fails_says_what_was_expected_and_found(void **state)
{
	arena *a = *state;
	const char *cases = changed(a, small_cases, "iryou,,zei kippu", "zei,,kippu");
	const city_def *c = parsed(a, guide_set(a, NULL, NULL, NULL, NULL, cases));
	const err *e = guide_try_cases(a, c, at_noon(), NULL);
	assert_non_null(e);
	assert_string_equal(arena_copy(a, e->where).at, "cases/alle.csv:2:1");
	assert_string_equal(arena_copy(a, e->detail).at,
			    "若い1級: expected yes, found no: zei; not expected, but yes: iryou");
	assert_null(e->next);
}

static void a_row_counts_on_its_days_only(void **state)
{
	arena *a = *state;
	const char *cases = "case,as_of,手帳,等級,車,yes\n"
			    "まだ,2027-03-31,はい,3級,はい,\n"
			    "今は,2027-04-01,はい,3級,はい,zei\n";
	const city_def *c = parsed(a, guide_set(a, NULL, NULL, NULL, NULL, cases));
	for (const err *e = guide_try_cases(a, c, at_noon(), NULL); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
}

static void a_cell_is_understood_where_it_is_plain(void **state)
{
	cell c;
	assert_true(cell_read(*state, STR("-"), &c) && c.any);
	assert_true(cell_read(*state, STR(""), &c) && c.any);
	assert_true(cell_read(*state, STR("\"1級\", \"2級\""), &c) && c.tests.n == 2 &&
		    str_eq(c.tests.at[1].a.text, STR("2級")));
	assert_true(cell_read(*state, STR("not(\"a\")"), &c) && c.other && c.tests.n == 1);
	assert_true(cell_read(*state, STR("[65..75)"), &c) && c.tests.at[0].a_in && !c.tests.at[0].b_in);
	assert_true(cell_read(*state, STR("< -5"), &c) && c.tests.at[0].op == CELL_BELOW &&
		    str_eq(c.tests.at[0].a.text, STR("-5")));
	assert_true(cell_read(*state, STR(">= date(\"2026-04-01\")"), &c) && c.tests.at[0].a.kind == CELL_DATE);
	assert_true(cell_read(*state, STR("true"), &c) && c.tests.at[0].a.kind == CELL_BOOLEAN);
	assert_false(cell_read(*state, STR("> 5 + 1"), &c));
	assert_false(cell_read(*state, STR("> 年齢"), &c));
	assert_false(cell_read(*state, STR("count(?) > 2"), &c));
	assert_false(cell_read(*state, STR("\"1級"), &c));
}

/* As many schemes and cases as are allowed, in the memory that a catalog has. */
static void a_city_at_its_ceilings_is_read(void **state)
{
	arena *a = *state;
	def_files files = small_set(a, NULL, NULL, NULL);
	LIST_ADD(a, &files, ((def_file){ STR("facts.yaml"), str_of(small_facts) }));
	LIST_ADD(a, &files, ((def_file){ STR("guide.yaml"), str_of(small_guide) }));
	buf table = buf_new(a, 1 << 20), cases = buf_new(a, 1 << 20);
	buf_lit(&table, "id,区,手帳\n");
	for (int f = 0; f < 4; f++) {
		buf text = buf_new(a, 512 * 1024);
		buf_lit(&text, "schemes:\n");
		for (int i = f * 500; i < f * 500 + 500; i++) {
			buf_format(
				&text,
				"  s%d:\n    { name: 助成%d, kind: right, about: 助成, events: [shougai], source: { law: 条例 } }\n",
				i, i);
			buf_format(&table, "s%d,\"\"\"門司\"\"\",true\n", i);
		}
		LIST_ADD(a, &files, ((def_file){ str_format(a, "schemes/f%d.yaml", f), buf_str(&text) }));
	}
	buf_lit(&cases, "case,区,手帳,yes,open,no\n");
	for (int i = 0; i < 5000; i++)
		buf_format(&cases, "例%d,門司,はい,s%d *,*,\n", i, i % 2000);
	LIST_ADD(a, &files, ((def_file){ STR("tables/t.csv"), buf_str(&table) }));
	LIST_ADD(a, &files, ((def_file){ STR("cases/c.csv"), buf_str(&cases) }));
	const city_def *c = parsed(a, files);
	assert_int_equal(c->guide.schemes.n, 2000);
	assert_int_equal(c->guide.cases.n, 5000);
	assert_true(arena_used(a) < 64 << 20);
}

/* Names of schemes that are not there, as many as a file holds: told, not looked up one by one without end. */
static void a_file_full_of_slips_is_told_in_bounded_memory(void **state)
{
	arena *a = *state;
	buf cases = buf_new(a, 1 << 20);
	buf_lit(&cases, "case,yes\n");
	for (int i = 0; i < 4000; i++)
		buf_format(&cases,
			   "例%d,iryo kipu zai todok kokuh iryo kipu zai todok kokuh iryo kipu zai todok kokuh\n", i);
	city_def *c;
	const err *e = defs_parse(a, guide_set(a, NULL, NULL, NULL, NULL, buf_str(&cases).at), &c);
	size_t n = 0;
	for (; e; e = e->next)
		n += str_has(e->detail, STR("did you mean"));
	assert_true(n > 0);
	assert_true(arena_used(a) < 24 << 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_guide_is_read, make, drop),
		cmocka_unit_test_setup_teardown(a_mistake_is_told_where_it_stands, make, drop),
		cmocka_unit_test_setup_teardown(a_question_that_can_never_be_asked_is_refused, make, drop),
		cmocka_unit_test_setup_teardown(a_scheme_that_nobody_can_reach_and_a_fact_that_nobody_needs_are_told,
						make, drop),
		cmocka_unit_test_setup_teardown(what_was_written_back_reads_the_same, make, drop),
		cmocka_unit_test_setup_teardown(tables_and_cases_may_be_shift_jis, make, drop),
		cmocka_unit_test_setup_teardown(cases_that_hold_are_counted, make, drop),
		cmocka_unit_test_setup_teardown(a_case_that_fails_says_what_was_expected_and_found, make, drop),
		cmocka_unit_test_setup_teardown(a_row_counts_on_its_days_only, make, drop),
		cmocka_unit_test_setup_teardown(a_cell_is_understood_where_it_is_plain, make, drop),
		cmocka_unit_test_setup_teardown(a_city_at_its_ceilings_is_read, make, drop),
		cmocka_unit_test_setup_teardown(a_file_full_of_slips_is_told_in_bounded_memory, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
