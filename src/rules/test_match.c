#include "base/buf.h"
#include "rules/match.h"
#include "rules/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new((size_t)512 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const dmn_table *table(arena *a, const char *csv)
{
	const dmn_table *t;
	const err *e = sheet_read(a, STR("t.csv"), str_of(csv), (feel_names){ .n = 0 }, &t);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return t;
}

static match *compiled(arena *a, const char *csv)
{
	const dmn_table *t = table(a, csv);
	match *m;
	const err *e = match_compile(a, &t, 1, &m);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return m;
}

#define UNKNOWN ((feel){ .kind = FEEL_UNKNOWN })
#define TODAY 20000

static truth judged(arena *a, const match *m, const feel *values, day as_of, size_t scheme)
{
	feel_run run = feel_begin(a, 0);
	truth *ret = arena_many(a, truth, match_schemes(m).n);
	match_judge(m, &run, values, as_of, ret);
	return ret[scheme];
}

static feel date_of(arena *a, int y, int m, int d)
{
	return feel_day(a, day_from(y, m, d));
}

static void a_fact_nobody_asked_leaves_a_scheme_open_until_another_fails(void **state)
{
	arena *a = *state;
	match *m = compiled(a, "id,年齢,区\nbus,>= 70,\"\"\"門司\"\"\"\n");
	feel both[] = { feel_int(70), feel_text(STR("門司")) }, young[] = { feel_int(69), UNKNOWN },
	     open[] = { feel_int(70), UNKNOWN }, neither[] = { UNKNOWN, UNKNOWN },
	     elsewhere[] = { UNKNOWN, feel_text(STR("戸畑")) };
	assert_int_equal(judged(a, m, both, TODAY, 0), TRUTH_YES);
	assert_int_equal(judged(a, m, young, TODAY, 0), TRUTH_NO);
	assert_int_equal(judged(a, m, open, TODAY, 0), TRUTH_OPEN);
	assert_int_equal(judged(a, m, neither, TODAY, 0), TRUTH_OPEN);
	assert_int_equal(judged(a, m, elsewhere, TODAY, 0), TRUTH_NO);
}

static void one_row_of_several_is_enough(void **state)
{
	arena *a = *state;
	match *m = compiled(a, "id,年齢,障害\nbus,>= 70,\ntaxi,,true\nbus,,true\n");
	assert_int_equal(match_schemes(m).n, 2);
	feel old[] = { feel_int(80), feel_bool(false) }, open[] = { feel_int(20), UNKNOWN },
	     sure[] = { feel_int(80), UNKNOWN };
	assert_int_equal(judged(a, m, old, TODAY, 0), TRUTH_YES);
	assert_int_equal(judged(a, m, old, TODAY, 1), TRUTH_NO);
	assert_int_equal(judged(a, m, open, TODAY, 0), TRUTH_OPEN);
	assert_int_equal(judged(a, m, sure, TODAY, 0), TRUTH_YES);
	assert_int_equal(judged(a, m, sure, TODAY, 1), TRUTH_OPEN);
}

static void a_row_counts_on_the_days_of_its_validity_only(void **state)
{
	arena *a = *state;
	match *m = compiled(a, "id,年齢,有効開始,有効終了\nx,>= 70,,2027-03-31\nx,>= 75,令和9年4月1日,\n");
	feel v[] = { feel_int(72) };
	assert_int_equal(judged(a, m, v, day_from(2027, 3, 31), 0), TRUTH_YES);
	assert_int_equal(judged(a, m, v, day_from(2027, 4, 1), 0), TRUTH_NO);
	assert_int_equal(judged(a, m, v, day_from(1950, 1, 1), 0), TRUTH_YES);
	feel w[] = { feel_int(75) };
	assert_int_equal(judged(a, m, w, day_from(2027, 4, 1), 0), TRUTH_YES);
	feel nobody[] = { UNKNOWN };
	feel_run run = feel_begin(a, 0);
	assert_int_equal(match_why(m, &run, nobody, day_from(2027, 4, 1)).n, 1);
}

static void what_is_not_plain_is_left_to_feel(void **state)
{
	arena *a = *state;
	match *m = compiled(a, "id,収入,支出,氏名\nx,> 支出 * 2,,\ny,,,\"starts with(?, \"\"山\"\")\"\n");
	assert_int_equal(match_facts(m).n, 3);
	feel rich[] = { feel_int(101), feel_int(50), feel_text(STR("山田")) },
	     poor[] = { feel_int(100), feel_int(50), feel_text(STR("川田")) },
	     open[] = { feel_int(100), UNKNOWN, UNKNOWN };
	assert_int_equal(judged(a, m, rich, TODAY, 0), TRUTH_YES);
	assert_int_equal(judged(a, m, rich, TODAY, 1), TRUTH_YES);
	assert_int_equal(judged(a, m, poor, TODAY, 0), TRUTH_NO);
	assert_int_equal(judged(a, m, poor, TODAY, 1), TRUTH_NO);
	assert_int_equal(judged(a, m, open, TODAY, 0), TRUTH_OPEN);
	assert_int_equal(judged(a, m, open, TODAY, 1), TRUTH_OPEN);
}

static void why_names_every_cell_and_how_it_holds(void **state)
{
	arena *a = *state;
	match *m = compiled(a, "id,年齢,区,障害\nx,>= 70,「門司」、「戸畑」,\ny,,,true\n");
	feel v[] = { feel_int(80), UNKNOWN, feel_bool(false) };
	feel_run run = feel_begin(a, 0);
	match_rows rows = match_why(m, &run, v, TODAY);
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.at[0].holds, TRUTH_OPEN);
	assert_int_equal(rows.at[0].cells.n, 2);
	assert_int_equal(rows.at[0].cells.at[0].holds, TRUTH_YES);
	assert_int_equal(rows.at[0].cells.at[1].holds, TRUTH_OPEN);
	assert_true(str_eq(rows.at[0].cells.at[1].test.typed, STR("「門司」、「戸畑」")));
	assert_int_equal(rows.at[1].holds, TRUTH_NO);
	assert_int_equal(rows.at[1].cells.at[0].fact, 2);
}

static void parts_are_where_the_answers_part_ways(void **state)
{
	arena *a = *state;
	match *m = compiled(a, "id,年齢,区,障害\nx,< 60,「門司」,true\ny,>= 65,,\nz,[60..64],「戸畑」,\n");
	feel_list ages = match_parts(m, a, 0, 100), wards = match_parts(m, a, 1, 100), yes = match_parts(m, a, 2, 100);
	assert_int_equal(ages.n, 3);
	i64 from[] = { -1000, 60, 65 }, to[] = { 59, 64, 1000 };
	for (size_t i = 0; i < 3; i++) {
		str s = feel_string(a, ages.at[i]);
		i64 n = -9999;
		assert_true(str_i64(s, &n));
		assert_true(n >= from[i] && n <= to[i]);
	}
	assert_int_equal(wards.n, 3);
	assert_int_equal(yes.n, 2);
	assert_int_equal(match_parts(m, a, 0, 2).n, 2);
}

static void mistakes_are_told_with_their_places(void **state)
{
	arena *a = *state;
	const dmn_table *t = table(a, "id,年齢,区\nx,>= 70,門司\n");
	match *m;
	str names[] = { STR("年齢"), STR("区") };
	const err *e = match_compile_known(a, &t, 1, (feel_names){ .at = names, .n = 2 }, &m);
	assert_non_null(e);
	assert_true(str_eq(e->where, STR("t.csv:2:9")));
	assert_null(e->next);
	e = match_compile_known(a, &t, 1, (feel_names){ .at = names, .n = 1 }, &m);
	assert_non_null(e);
	assert_true(str_eq(e->where, STR("t.csv:1:7"))); /* the column */
	assert_non_null(e->next);
	dmn_table other = *t;
	other.hit = HIT_FIRST;
	const dmn_table *first = &other;
	assert_non_null(match_compile(a, &first, 1, &m));
}

/* --- random tables against plain FEEL ------------------------------------------------------------------------------- */

static u64 next(u64 *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static int upto(u64 *seed, int n)
{
	return (int)(next(seed) % (u64)n);
}

static const char *const words[] = { "門司", "戸畑", "a", "", "…", "quote \\\" in it", "なし" };
static const char *const times[] = { "@\"10:00:00\"", "duration(\"P1D\")", "[1, 2]", "{a: 1}",
				     "date(\"20000-01-01\")" };

static str number(arena *a, u64 *seed)
{
	int n = upto(seed, 41) - 20;
	switch (upto(seed, 8)) {
	case 0:
		return str_format(a, "%d.5", n < 0 ? -n : n);
	case 1:
		return str_format(a, "%d.%03d", n, upto(seed, 1000));
	case 2:
		return str_format(a, "%lld", (long long)n * 1000000007);
	case 3:
		return str_format(a, "%d00000000000000000000", n);
	default:
		return str_format(a, "%d", n);
	}
}

static str date(arena *a, u64 *seed)
{
	return str_format(a, "date(\"%s\")", day_text(a, 20000 + upto(seed, 40)).at);
}

static str literal(arena *a, u64 *seed, int kind)
{
	switch (kind) {
	case 0:
		return number(a, seed);
	case 1:
		return str_format(a, "\"%s\"", words[upto(seed, COUNT(words))]);
	case 2:
		return date(a, seed);
	case 3:
		return upto(seed, 2) ? STR("true") : STR("false");
	default:
		return upto(seed, 3) ? STR("null") : str_of(times[upto(seed, COUNT(times))]);
	}
}

/* A test of a random form; mostly of the column's kind. */
static str test(arena *a, u64 *seed, int kind, int depth)
{
	static const char *const ops[] = { "<", "<=", ">", ">=", "=", "!=" };
	if (upto(seed, 20) == 0)
		kind = upto(seed, 5);
	str x = literal(a, seed, kind), y = literal(a, seed, kind), inner[2];
	switch (upto(seed, 12)) {
	case 0:
	case 1:
	case 2:
		return str_format(a, "%s %.*s", ops[upto(seed, COUNT(ops))], STR_ARG(x));
	case 3:
	case 4:
		return str_format(a, "%c%.*s..%.*s%c", "[(]"[upto(seed, 3)], STR_ARG(x), STR_ARG(y),
				  "])["[upto(seed, 3)]);
	case 5:
		if (depth > 0)
			return x;
		inner[0] = test(a, seed, kind, 1);
		return str_format(a, "not(%.*s)", STR_ARG(inner[0]));
	case 6:
		if (depth == 2)
			return x;
		inner[0] = test(a, seed, kind, 2);
		inner[1] = test(a, seed, kind, 2);
		return str_format(a, "%.*s, %.*s", STR_ARG(inner[0]), STR_ARG(inner[1]));
	case 7:
		return upto(seed, 4) ? x : str_format(a, "> fact%d", upto(seed, 4));
	case 8:
		return upto(seed, 4) ? x : str_format(a, "? = %.*s or ? = %.*s", STR_ARG(x), STR_ARG(y));
	case 9:
		return upto(seed, 4) ? x : STR("count([?]) = 1");
	default:
		return x;
	}
}

static feel value(arena *a, u64 *seed, int kind)
{
	if (upto(seed, 5) == 0)
		return UNKNOWN;
	if (upto(seed, 12) == 0)
		kind = upto(seed, 5);
	if (kind == 2)
		return date_of(a, 2024, 9 + upto(seed, 3), 1 + upto(seed, 30));
	feel v;
	feel_run run = feel_begin(a, 0);
	const err *e = feel_once(&run, literal(a, seed, kind), &v);
	assert_null(e);
	return v;
}

#define FACTS 4

/* What the row says, cell by cell, by FEEL alone. */
static truth by_feel(arena *a, const dmn_rule *r, const feel *values, day as_of)
{
	feel_entry entries[FACTS];
	static const char *const names[] = { "fact0", "fact1", "fact2", "fact3" };
	for (size_t i = 0; i < FACTS; i++)
		entries[i] = (feel_entry){ str_of(names[i]), values[i] };
	feel_context facts = { entries, FACTS };
	feel_scope scope = { &facts, NULL };
	truth so_far = TRUTH_YES;
	if ((r->from != DAY_UNSET && as_of < r->from) || (r->to != DAY_UNSET && as_of > r->to))
		return TRUTH_NO;
	for (size_t i = 0; i < FACTS; i++) {
		if (!r->inputs[i].expr)
			continue;
		feel_run run = feel_begin(a, 0);
		feel v = feel_test(&run, r->inputs[i].expr, values[i], &scope);
		truth t = v.kind == FEEL_UNKNOWN                ? TRUTH_OPEN
			  : v.kind == FEEL_BOOLEAN && v.boolean ? TRUTH_YES
								: TRUTH_NO;
		so_far = t < so_far ? t : so_far;
	}
	return so_far;
}

static void put_cell(buf *b, str s)
{
	buf_lit(b, ",\"");
	for (size_t i = 0; i < s.len; i++) {
		buf_char(b, s.at[i]);
		if (s.at[i] == '"')
			buf_char(b, '"');
	}
	buf_char(b, '"');
}

static void one_random_table(arena *a, u64 *seed)
{
	buf b = buf_new(a, 1 << 20);
	buf_lit(&b, "id,fact0,fact1,fact2,fact3,valid from,valid to\n");
	int rows = 1 + upto(seed, upto(seed, 4) ? 90 : 700), schemes = 1 + upto(seed, rows);
	bool kinds_of_own = upto(seed, 2);
	for (int i = 0; i < rows; i++) {
		buf_format(&b, "s%d", upto(seed, 3) ? i % schemes : upto(seed, schemes));
		for (int k = 0; k < FACTS; k++)
			put_cell(&b, upto(seed, 2) ? STR("") : test(a, seed, kinds_of_own ? k : upto(seed, 4), 0));
		bool limits = upto(seed, 6) == 0;
		int from = 20000 + upto(seed, 20);
		put_cell(&b, limits && upto(seed, 2) ? day_text(a, from) : STR(""));
		put_cell(&b, limits ? day_text(a, from + upto(seed, 20)) : STR(""));
		buf_lit(&b, "\n");
	}
	str csv = buf_str(&b);
	const dmn_table *t;
	const err *e = sheet_read(a, STR("t.csv"), csv, (feel_names){ .n = 0 }, &t);
	if (e)
		fail_msg("%.*s: %.*s\n%.*s", STR_ARG(e->where), STR_ARG(e->detail), STR_ARG(csv));
	match *m;
	assert_null(match_compile(a, &t, 1, &m));
	strs ids = match_schemes(m);
	truth *got = arena_many(a, truth, ids.n), *want = arena_many(a, truth, ids.n),
	      *why = arena_many(a, truth, ids.n);
	for (int person = 0; person < 30; person++) {
		feel values[FACTS], given[FACTS];
		for (int k = 0; k < FACTS; k++)
			values[k] = value(a, seed, kinds_of_own ? k : upto(seed, 4));
		strs facts = match_facts(m);
		for (size_t i = 0; i < facts.n; i++)
			given[i] = values[facts.at[i].at[4] - '0'];
		day as_of = 19995 + upto(seed, 50);
		feel_run run = feel_begin(a, 0);
		match_judge(m, &run, given, as_of, got);
		memset(want, 0, ids.n * sizeof *want);
		memset(why, 0, ids.n * sizeof *why);
		for (size_t i = 0; i < t->rules.n; i++) {
			str id;
			assert_true(sheet_unquote(a, t->rules.at[i].outputs[0].text, &id));
			truth holds = by_feel(a, &t->rules.at[i], values, as_of);
			for (size_t s = 0; s < ids.n; s++)
				if (str_eq(ids.at[s], id))
					want[s] = holds > want[s] ? holds : want[s];
		}
		match_rows because = match_why(m, &run, given, as_of);
		for (size_t i = 0; i < because.n; i++)
			why[because.at[i].scheme] = because.at[i].holds > why[because.at[i].scheme]
							    ? because.at[i].holds
							    : why[because.at[i].scheme];
		for (size_t s = 0; s < ids.n; s++)
			if (got[s] != want[s] || got[s] != why[s])
				fail_msg("%.*s: judged %d, FEEL says %d, why says %d\n%.*s", STR_ARG(ids.at[s]), got[s],
					 want[s], why[s], STR_ARG(csv));
	}
}

static void random_tables_are_judged_as_feel_judges_each_cell(void **state)
{
	(void)state;
	u64 seed = 88172645463325252ull;
	const char *given = getenv("MATCH_SEED");
	i64 n = 0;
	if (given && str_i64(str_of(given), &n))
		seed += (u64)n * 0x9E3779B97F4A7C15u;
	for (int i = 0; i < 60; i++) {
		arena *a = arena_new((size_t)512 << 20);
		one_random_table(a, &seed);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fact_nobody_asked_leaves_a_scheme_open_until_another_fails, make,
						drop),
		cmocka_unit_test_setup_teardown(one_row_of_several_is_enough, make, drop),
		cmocka_unit_test_setup_teardown(a_row_counts_on_the_days_of_its_validity_only, make, drop),
		cmocka_unit_test_setup_teardown(what_is_not_plain_is_left_to_feel, make, drop),
		cmocka_unit_test_setup_teardown(why_names_every_cell_and_how_it_holds, make, drop),
		cmocka_unit_test_setup_teardown(parts_are_where_the_answers_part_ways, make, drop),
		cmocka_unit_test_setup_teardown(mistakes_are_told_with_their_places, make, drop),
		cmocka_unit_test_setup_teardown(random_tables_are_judged_as_feel_judges_each_cell, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
