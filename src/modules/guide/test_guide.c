/* Judging and asking, on a small city. */
#include "defs/guide/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "modules/guide/guide.h"

typedef struct sitting {
	arena *a;
	const city_def *city;
	guide_asked asked;
} sitting;

static int make(void **state)
{
	arena *a = arena_new(256 << 20);
	sitting *s = arena_one(a, sitting);
	city_def *c;
	for (const err *e = defs_parse(a, guide_set(a, NULL, NULL, NULL, NULL, NULL), &c); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	*s = (sitting){ a, c, { .now = instant_of(day_from(2026, 11, 21), 600), .as_of = DAY_UNSET } };
	*state = s;
	return 0;
}

static int drop(void **state)
{
	sitting *s = *state;
	arena_free(s->a);
	return 0;
}

static void event(sitting *s, const char *id)
{
	LIST_ADD(s->a, &s->asked.events, str_of(id));
}

/* A value of "?" is わからない. */
static void said(sitting *s, const char *id, const char *value)
{
	fact_answer x = { .id = str_of(id), .value = str_of(value) };
	if (strcmp(value, "?") == 0)
		x = (fact_answer){ .id = str_of(id), .dont_know = true };
	LIST_ADD(s->a, &s->asked.given, x);
}

static guide *sit(sitting *s)
{
	return guide_sit(s->a, s->city, &s->asked);
}

static void finds(guide_findings list, size_t n, const char *const *ids)
{
	assert_int_equal(list.n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(list.at[i].scheme->id.at, ids[i]);
}
#define FINDS(list, ...)                                                                                               \
	do {                                                                                                           \
		const char *const ids_[] = { __VA_ARGS__ };                                                            \
		finds((list), COUNT(ids_), ids_);                                                                      \
	} while (0)

static guide_finding one(sitting *s, const char *id)
{
	guide_finding f;
	assert_true(guide_judge_one(sit(s), str_of(id), &f));
	return f;
}

static void asks(sitting *s, const char *id)
{
	guide_question q;
	assert_true(guide_next(sit(s), &q));
	assert_string_equal(q.facts.at[0]->field.id.at, id);
}

/* --- judging ----------------------------------------------------------------------------------------------------------------- */

static void before_anything_is_asked_all_is_open(void **state)
{
	sitting *s = *state;
	event(s, "shougai");
	guide_result r = guide_judge(sit(s));
	FINDS(r.open_may, "iryou", "zei", "kippu"); /* by worth */
	assert_int_equal(r.may.n + r.must.n + r.open_must.n + r.no.n, 0);
}

static void only_the_schemes_of_the_event_count(void **state)
{
	sitting *s = *state;
	event(s, "okuyami");
	guide_result r = guide_judge(sit(s));
	FINDS(r.must, "todoke", "kokuho"); /* the event itself says that somebody died */
	assert_int_equal(r.open_may.n + r.may.n + r.no.n, 0);
}

static void without_an_event_all_schemes_count(void **state)
{
	sitting *s = *state;
	assert_int_equal(guide_how_far(sit(s)).schemes, 5);
	event(s, "no-such-event");
	assert_int_equal(guide_how_far(sit(s)).schemes, 5);
}

static void chosen_schemes_count_alone(void **state)
{
	sitting *s = *state;
	LIST_ADD(s->a, &s->asked.schemes, STR("zei"));
	FINDS(guide_judge(sit(s)).open_may, "zei");
}

static void what_holds_is_yes_and_says_why(void **state)
{
	sitting *s = *state;
	said(s, "techou", "yes");
	said(s, "toukyuu", "2級");
	said(s, "shotoku", "1000000");
	guide_finding f = one(s, "iryou");
	assert_int_equal(f.holds, TRUTH_YES);
	assert_int_equal(f.ways.n, 2);
	const guide_way *w = &f.ways.at[0]; /* the one that holds comes first */
	assert_int_equal(w->holds, TRUTH_YES);
	assert_int_equal(w->line, 2);
	assert_string_equal(arena_copy(s->a, w->source).at, "条例第2条"); /* the row's, before the scheme's */
	assert_string_equal(arena_copy(s->a, f.ways.at[1].source).at, "条例第1条");
	assert_int_equal(w->conditions.n, 3);
	assert_string_equal(arena_copy(s->a, w->conditions.at[0].words).at, "障害者手帳：はい");
	assert_string_equal(arena_copy(s->a, w->conditions.at[1].words).at, "手帳の等級が1級、2級のどれか");
	assert_string_equal(arena_copy(s->a, w->conditions.at[1].has).at, "2級");
	assert_string_equal(arena_copy(s->a, w->conditions.at[2].words).at, "所得が3,604,000円以下");
}

static void an_open_scheme_says_what_is_missing(void **state)
{
	sitting *s = *state;
	said(s, "techou", "yes");
	guide_finding f = one(s, "iryou");
	assert_int_equal(f.holds, TRUTH_OPEN);
	assert_int_equal(f.missing.n, 3); /* in the order of the catalogue; the date of birth, not the age */
	assert_string_equal(f.missing.at[0]->field.id.at, "seinen");
	assert_string_equal(f.missing.at[1]->field.id.at, "toukyuu");
	assert_string_equal(f.missing.at[2]->field.id.at, "shotoku");
	assert_int_equal(one(s, "kippu").missing.n, 1);
}

static void what_is_not_known_stays_missing_and_open(void **state)
{
	sitting *s = *state;
	said(s, "seinen", "?");
	guide_finding f = one(s, "kippu");
	assert_int_equal(f.holds, TRUTH_OPEN);
	assert_int_equal(f.missing.n, 1);
	assert_string_equal(arena_copy(s->a, f.ways.at[0].conditions.at[0].has).at, "わからない");
}

static void a_no_says_which_way_is_nearest(void **state)
{
	sitting *s = *state;
	said(s, "techou", "yes");
	said(s, "toukyuu", "1級");
	said(s, "shotoku", "9000000");
	guide_finding f = one(s, "iryou");
	assert_int_equal(f.holds, TRUTH_NO);
	assert_non_null(f.nearest);
	assert_int_equal(f.nearest->failed, 1);
	assert_int_equal(f.nearest->line, 2);
	assert_int_equal(f.nearest->conditions.at[2].change, CHANGE_MAY);
}

static void an_age_comes_by_itself(void **state)
{
	sitting *s = *state;
	said(s, "seinen", "1990-01-01");
	guide_finding f = one(s, "kippu");
	assert_int_equal(f.holds, TRUTH_NO);
	assert_int_equal(f.ways.at[0].conditions.at[0].change, CHANGE_TIME);
	assert_string_equal(arena_copy(s->a, f.ways.at[0].conditions.at[0].has).at, "36歳");
	assert_non_null(f.nearest);
}

static void without_a_certificate_its_grade_does_not_apply(void **state)
{
	sitting *s = *state;
	said(s, "techou", "no");
	guide_finding f = one(s, "zei");
	assert_int_equal(f.holds, TRUTH_NO);
	assert_false(guide_may_ask(sit(s), facts_find(&s->city->facts, STR("toukyuu"))));
	/* an answer from before that does not apply any more is not listed */
	said(s, "toukyuu", "1級");
	assert_int_equal(guide_answered(sit(s)).n, 1);
	assert_int_equal(one(s, "zei").holds, TRUTH_NO);
}

static void an_answer_behind_a_gate_counts_again_when_the_gate_opens_again(void **state)
{
	sitting *s = *state;
	event(s, "shougai");
	said(s, "techou", "yes");
	said(s, "toukyuu", "1級");
	said(s, "shotoku", "100");
	assert_int_equal(one(s, "iryou").holds, TRUTH_YES);
	said(s, "techou", "no");
	assert_int_equal(one(s, "iryou").holds, TRUTH_NO);
	said(s, "techou", "yes"); /* nothing else is said again */
	assert_int_equal(one(s, "iryou").holds, TRUTH_YES);
}

static void rules_count_as_of_their_day(void **state)
{
	sitting *s = *state;
	said(s, "techou", "yes");
	said(s, "toukyuu", "3級");
	said(s, "kuruma", "yes");
	assert_int_equal(one(s, "zei").holds, TRUTH_NO);
	assert_int_equal(one(s, "zei").ways.n, 1);
	s->asked.as_of = day_from(2027, 4, 1);
	assert_int_equal(one(s, "zei").holds, TRUTH_YES);
	assert_int_equal(one(s, "zei").ways.n, 2);
}

static void a_deadline_is_counted_from_its_date(void **state)
{
	sitting *s = *state;
	event(s, "okuyami");
	guide_finding f = one(s, "todoke");
	assert_int_equal(f.due, DAY_UNSET);
	assert_string_equal(f.due_missing->field.id.at, "shibou-bi");
	said(s, "shibou-bi", "2026-11-16");
	f = one(s, "todoke");
	assert_null(f.due_missing);
	assert_int_equal(f.due, day_from(2026, 11, 22)); /* the day itself is the first of seven */
	assert_int_equal(f.days_left, 1);
	assert_true(f.due_closed); /* a Sunday */
	f = one(s, "kokuho");
	assert_int_equal(f.due, day_from(2026, 11, 30));
	assert_false(f.due_closed);
	said(s, "shibou-bi", "2026-12-14");
	assert_false(one(s, "kokuho").due_closed); /* 28 December, a Monday */
	said(s, "shibou-bi", "2026-12-16");
	assert_true(one(s, "kokuho").due_closed); /* 30 December, a Wednesday: no holiday, and nobody is there */
	said(s, "shibou-bi", "2026-11-16");
	FINDS(guide_judge(sit(s)).must, "todoke", "kokuho");
}

static void the_person_says_more_than_the_event(void **state)
{
	sitting *s = *state;
	event(s, "okuyami");
	said(s, "shibou", "no");
	assert_int_equal(one(s, "todoke").holds, TRUTH_NO);
	assert_int_equal(guide_given(sit(s)).n, 1);
}

/* --- asking ------------------------------------------------------------------------------------------------------------------ */

static void the_first_question_of_the_event_comes_first(void **state)
{
	sitting *s = *state;
	event(s, "shougai");
	guide_question q;
	assert_true(guide_next(sit(s), &q));
	assert_true(q.of_event);
	assert_string_equal(q.facts.at[0]->field.id.at, "techou");
	assert_int_equal(q.waiting.n, 2); /* not the ticket for the old */
	assert_string_equal(q.waiting.at[0]->id.at, "iryou"); /* the weightiest first */
	assert_string_equal(q.waiting.at[1]->id.at, "zei");
}

/* It decides nothing, but who knows the day is told by when. */
static void the_events_own_day_is_asked_though_only_deadlines_count_from_it(void **state)
{
	sitting *s = *state;
	event(s, "okuyami");
	guide_question q;
	assert_true(guide_next(sit(s), &q));
	assert_true(q.of_event);
	assert_string_equal(q.facts.at[0]->field.id.at, "shibou-bi");
	assert_int_equal(q.waiting.n, 2); /* both count from it */
	assert_int_equal(guide_how_far(sit(s)).open, 0);
	assert_true(guide_how_far(sit(s)).percent < 100);
	said(s, "shibou-bi", "?");
	assert_false(guide_next(sit(s), &q));
	assert_int_equal(guide_how_far(sit(s)).percent, 100);
}

static void a_day_from_which_nothing_of_the_person_counts_is_not_asked(void **state)
{
	sitting *s = *state;
	event(s, "okuyami");
	said(s, "shibou", "no");
	guide_question q;
	assert_false(guide_next(sit(s), &q));
}

static void what_decides_whether_something_is_asked_comes_before_it(void **state)
{
	sitting *s = *state;
	LIST_ADD(s->a, &s->asked.schemes, STR("zei"));
	guide_question q;
	assert_true(guide_next(sit(s), &q));
	assert_string_not_equal(q.facts.at[0]->field.id.at, "toukyuu");
	said(s, "techou", "yes");
	said(s, "kuruma", "yes");
	asks(s, "toukyuu");
}

static void the_dear_question_comes_last(void **state)
{
	sitting *s = *state;
	LIST_ADD(s->a, &s->asked.schemes, STR("zei"));
	said(s, "techou", "yes");
	asks(s, "kuruma"); /* half of all have none: that decides more than the grade */
	const char *facts =
		changed(s->a, small_facts, "name: 車, type: yesno", "name: 車, sensitive: 3, hard: 3, type: yesno");
	city_def *c;
	assert_null(defs_parse(s->a, guide_set(s->a, facts, NULL, NULL, NULL, NULL), &c));
	s->city = c;
	asks(s, "toukyuu");
}

static void what_is_common_counts(void **state)
{
	sitting *s = *state;
	LIST_ADD(s->a, &s->asked.schemes, STR("zei"));
	said(s, "techou", "yes");
	const char *facts =
		changed(s->a, small_facts, "name: 車, type: yesno", "name: 車, share: { yes: 99, no: 1 }, type: yesno");
	city_def *c;
	assert_null(defs_parse(s->a, guide_set(s->a, facts, NULL, NULL, NULL, NULL), &c));
	s->city = c;
	asks(s, "toukyuu"); /* that somebody has no car is rare now */
}

static void a_computed_fact_is_asked_by_what_it_needs(void **state)
{
	sitting *s = *state;
	LIST_ADD(s->a, &s->asked.schemes, STR("kippu"));
	asks(s, "seinen");
}

static void nothing_is_asked_twice(void **state)
{
	sitting *s = *state;
	event(s, "shougai");
	for (int i = 0; i < 20; i++) {
		guide_question q;
		if (!guide_next(sit(s), &q)) {
			assert_true(i >= 3);
			return;
		}
		for (size_t k = 0; k < s->asked.given.n; k++)
			assert_false(str_eq(s->asked.given.at[k].id, q.facts.at[0]->field.id));
		LIST_ADD(s->a, &s->asked.given, ((fact_answer){ .id = q.facts.at[0]->field.id, .dont_know = true }));
	}
	fail_msg("it never ends");
}

static void what_cannot_matter_is_not_asked(void **state)
{
	sitting *s = *state;
	event(s, "shougai");
	said(s, "techou", "no");
	asks(s, "seinen"); /* the ticket for the old alone is open */
	said(s, "seinen", "1950-01-01");
	guide_question q;
	assert_false(guide_next(sit(s), &q));
	guide_progress p = guide_how_far(sit(s));
	assert_int_equal(p.percent, 100);
	assert_int_equal(p.open, 0);
	assert_int_equal(p.yes, 1);
	assert_int_equal(p.no, 2);
}

static void after_an_unknown_gate_the_question_behind_it_is_asked(void **state)
{
	sitting *s = *state;
	LIST_ADD(s->a, &s->asked.schemes, STR("zei"));
	said(s, "techou", "?");
	said(s, "kuruma", "yes");
	asks(s, "toukyuu"); /* who does not know of the certificate may know the grade: it decides a no */
}

static void progress_rises_to_the_end(void **state)
{
	sitting *s = *state;
	event(s, "shougai");
	int before = -1;
	guide_question q;
	guide *g = sit(s);
	for (; guide_next(g, &q); g = sit(s)) {
		guide_progress p = guide_how_far(g);
		assert_true(p.percent >= before && p.percent < 100);
		assert_true(p.left > 0);
		before = p.percent;
		LIST_ADD(s->a, &s->asked.given, ((fact_answer){ .id = q.facts.at[0]->field.id, .dont_know = true }));
	}
	assert_int_equal(guide_how_far(g).percent, 100);
}

static void a_group_stands_on_one_page(void **state)
{
	sitting *s = *state;
	guide_question q;
	LIST_ADD(s->a, &s->asked.schemes, STR("kippu"));
	assert_true(guide_next(sit(s), &q));
	assert_int_equal(q.facts.n, 1); /* nothing depends on the ward */
	assert_null(q.group);
}

/* --- deadlines ----------------------------------------------------------------------------------------------------------------- */

static void days_are_counted_as_the_law_counts(void **state)
{
	(void)state;
	assert_int_equal(guide_last_day(day_from(2026, 11, 1), 14, 0, false), day_from(2026, 11, 15));
	assert_int_equal(guide_last_day(day_from(2026, 11, 1), 14, 0, true), day_from(2026, 11, 14));
	assert_int_equal(guide_last_day(day_from(2026, 11, 1), 0, 3, false), day_from(2027, 2, 1));
	assert_int_equal(guide_last_day(day_from(2026, 11, 1), 0, 3, true), day_from(2027, 1, 31));
	/* no corresponding day: the month's last */
	assert_int_equal(guide_last_day(day_from(2026, 11, 29), 0, 3, false), day_from(2027, 2, 28));
	assert_int_equal(guide_last_day(day_from(2026, 11, 30), 0, 3, false), day_from(2027, 2, 28));
	/* the period begins on 1 March and ends on the last of the month */
	assert_int_equal(guide_last_day(day_from(2027, 2, 28), 0, 1, false), day_from(2027, 3, 31));
	assert_int_equal(guide_last_day(day_from(2024, 2, 28), 0, 12, false), day_from(2025, 2, 28));
	assert_int_equal(guide_last_day(day_from(2026, 11, 21), 0, 24, false), day_from(2028, 11, 21));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(before_anything_is_asked_all_is_open),
		TEST(only_the_schemes_of_the_event_count),
		TEST(without_an_event_all_schemes_count),
		TEST(chosen_schemes_count_alone),
		TEST(what_holds_is_yes_and_says_why),
		TEST(an_open_scheme_says_what_is_missing),
		TEST(what_is_not_known_stays_missing_and_open),
		TEST(a_no_says_which_way_is_nearest),
		TEST(an_age_comes_by_itself),
		TEST(without_a_certificate_its_grade_does_not_apply),
		TEST(an_answer_behind_a_gate_counts_again_when_the_gate_opens_again),
		TEST(rules_count_as_of_their_day),
		TEST(a_deadline_is_counted_from_its_date),
		TEST(the_person_says_more_than_the_event),
		TEST(the_first_question_of_the_event_comes_first),
		TEST(the_events_own_day_is_asked_though_only_deadlines_count_from_it),
		TEST(a_day_from_which_nothing_of_the_person_counts_is_not_asked),
		TEST(what_decides_whether_something_is_asked_comes_before_it),
		TEST(the_dear_question_comes_last),
		TEST(what_is_common_counts),
		TEST(a_computed_fact_is_asked_by_what_it_needs),
		TEST(nothing_is_asked_twice),
		TEST(what_cannot_matter_is_not_asked),
		TEST(after_an_unknown_gate_the_question_behind_it_is_asked),
		TEST(progress_rises_to_the_end),
		TEST(a_group_stands_on_one_page),
		TEST(days_are_counted_as_the_law_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
