/* The guide of the city that comes with the program: it is read whole, its cases hold, and who reads it finds every text. */
#include "defs/guide/testing_city.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Fields of which every row has a case that needs it: the beginnings of their tables' names. */
static const char *const complete[] = { "tables/shougai-", "tables/okuyami-", "tables/kourei-",  "tables/kosodate",
					"tables/nyuuen",   "tables/shigoto",  "tables/hikkoshi", "tables/kekkon" };

static instant noon(void)
{
	return instant_of(day_from(2026, 11, 21), 720);
}

static void what_the_sections_expect_is_what_the_tables_say(void **state)
{
	const city_def *c = *state;
	arena *a = arena_new(64 << 20);
	size_t n = 0, failed = 0;
	for (const err *e = guide_try_cases(a, c, noon(), &n); e; e = e->next, failed++)
		print_message("%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_int_equal(failed, 0);
	assert_true(n >= 800);
	arena_free(a);
}

/* Plain Japanese is read by those who know no kanji. */
static bool has_kanji(str s)
{
	for (size_t i = 0; i < s.len;) {
		u32 u = str_next(s, &i);
		if ((u >= 0x4e00 && u <= 0x9fff) || (u >= 0x3400 && u <= 0x4dbf))
			return true;
	}
	return false;
}

static size_t lacking(str where, const char *what, const text3 *t, bool required)
{
	if (text_empty(t) && !required)
		return 0;
	const char *lack = !t->in[LANG_JA].len              ? "no Japanese"
			   : !t->in[LANG_JA_EASY].len       ? "no plain Japanese"
			   : has_kanji(t->in[LANG_JA_EASY]) ? "kanji in plain Japanese"
			   : !t->in[LANG_EN].len            ? "no English"
							    : NULL;
	if (lack)
		print_message("%.*s: %s: %s\n", STR_ARG(where), what, lack);
	return lack != NULL;
}

static void everybody_can_read_the_schemes(void **state)
{
	const city_def *c = *state;
	size_t bad = 0;
	for (size_t i = 0; i < c->guide.schemes.n; i++) {
		const scheme_def *s = &c->guide.schemes.at[i];
		bad += lacking(s->id, "name", &s->name, true) + lacking(s->id, "about", &s->about, true);
		bad += lacking(s->id, "todo", &s->todo, false) + lacking(s->id, "deadline", &s->deadline, false);
		bad += lacking(s->id, "office", &s->office, false) + lacking(s->id, "bring", &s->bring, false);
		bad += lacking(s->id, "section", &s->section, true);
	}
	assert_int_equal(bad, 0);
}

static void everybody_can_read_the_questions(void **state)
{
	const city_def *c = *state;
	size_t bad = 0;
	for (size_t i = 0; i < c->facts.n; i++) {
		const field_def *f = &c->facts.at[i].field;
		bad += lacking(f->id, "label", &f->label, true) + lacking(f->id, "help", &f->help, false);
		bad += lacking(f->id, "question", &c->facts.at[i].question, c->facts.at[i].value == NULL);
		bad += lacking(f->id, "unit", &f->unit, false);
		for (size_t k = 0; k < f->choices.n; k++)
			bad += lacking(f->id, "choice", &f->choices.at[k].label, true);
	}
	for (size_t i = 0; i < c->guide.events.n; i++) {
		const event_def *e = &c->guide.events.at[i];
		bad += lacking(e->id, "name", &e->name, true) + lacking(e->id, "about", &e->about, true);
	}
	for (size_t i = 0; i < c->guide.groups.n; i++)
		bad += lacking(STR("group"), "title", &c->guide.groups.at[i].title, true);
	assert_int_equal(bad, 0);
}

static void all_of_it_is_a_sample_with_its_source(void **state)
{
	const city_def *c = *state;
	assert_int_equal(c->guide.events.n, 8);
	assert_true(c->guide.schemes.n >= 230);
	for (size_t i = 0; i < c->guide.schemes.n; i++) {
		const scheme_def *s = &c->guide.schemes.at[i];
		if (s->confirmed || !s->law.len || !s->reading.len || text_empty(&s->section))
			fail_msg("%.*s is no sample, or lacks its source, reading or section", STR_ARG(s->id));
	}
}

/* Whether some case that expects the scheme would not have it without this row. */
static void note_needed(const city_def *c, const case_def *x, bool *needed, size_t most)
{
	arena *a = arena_new(64 << 20);
	feel_run run = feel_begin(a, noon());
	run.as_of = x->as_of;
	guide_values v = guide_values_of(&run, &c->facts, &c->guide, &x->given);
	match_rows rows = match_why(c->guide.match, &run, v.columns, x->as_of == DAY_UNSET ? run.as_of : x->as_of);
	strs ids = match_schemes(c->guide.match);
	for (size_t i = 0; i < rows.n; i++) {
		const match_row *row = &rows.at[i];
		bool expected = false, alone = row->holds == TRUTH_YES;
		for (size_t k = 0; k < x->yes.n; k++)
			expected = expected || str_eq(x->yes.at[k], ids.at[row->scheme]);
		for (size_t k = 0; k < rows.n; k++)
			alone = alone && (k == i || rows.at[k].scheme != row->scheme || rows.at[k].holds != TRUTH_YES);
		size_t at = (size_t)row->rule->line;
		for (size_t t = 0; t < c->guide.tables.n; t++)
			if (c->guide.tables.at[t] == row->table && expected && alone && at < most)
				needed[t * most + at] = true;
	}
	arena_free(a);
}

static void every_row_has_a_case_that_needs_it(void **state)
{
	enum { most = 1000 }; /* lines of a table */
	const city_def *c = *state;
	const guide_def *g = &c->guide;
	arena *a = arena_new(64 << 20);
	bool *needed = arena_many(a, bool, g->tables.n *most);
	for (size_t i = 0; i < g->cases.n; i++)
		note_needed(c, &g->cases.at[i], needed, most);
	size_t looked_at = 0, missing = 0;
	for (size_t t = 0; t < g->tables.n; t++)
		for (size_t i = 0; i < g->tables.at[t]->rules.n; i++) {
			const dmn_rule *rule = &g->tables.at[t]->rules.at[i];
			bool looked = false;
			for (size_t k = 0; k < COUNT(complete); k++)
				looked = looked || str_starts(g->tables.at[t]->file, str_of(complete[k]));
			if (!looked)
				continue;
			looked_at++;
			if (needed[t * most + (size_t)rule->line])
				continue;
			print_message("%.*s:%d: no case needs this row\n", STR_ARG(g->tables.at[t]->file), rule->line);
			missing++;
		}
	assert_int_equal(missing, 0);
	assert_true(looked_at >= 380);
	arena_free(a);
}

int main(void)
{
	arena *a = arena_new(512 << 20);
	city_def *city = demo_city(a);
	if (!city)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(what_the_sections_expect_is_what_the_tables_say, city),
		cmocka_unit_test_prestate(everybody_can_read_the_schemes, city),
		cmocka_unit_test_prestate(everybody_can_read_the_questions, city),
		cmocka_unit_test_prestate(all_of_it_is_a_sample_with_its_source, city),
		cmocka_unit_test_prestate(every_row_has_a_case_that_needs_it, city),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
