/* The papers of the city that comes with the program: they fit everybody, and a packet holds what applies and no more. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "kit/catalog.h"
#include "modules/papers/papers.h"

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

/* What somebody of samples.yaml answers; one answer another than there, or left out where it is "". */
static fact_answers given(arena *a, const city_def *c, const char *sample, const char *id, const char *value)
{
	const sample_def *s = sample_find(&c->papers, str_of(sample));
	fact_answers list = { 0 };
	assert_non_null(s);
	for (size_t i = 0; i < s->given.n; i++)
		if (!id || !str_eq(s->given.at[i].id, str_of(id)))
			LIST_ADD(a, &list, s->given.at[i]);
	if (id && value[0])
		LIST_ADD(a, &list, ((fact_answer){ .id = str_of(id), .value = str_of(value) }));
	return list;
}

static papers *sit(arena *a, const city_def *c, const char *event, fact_answers answers)
{
	papers_asked asked = { .given = answers, .now = noon() };
	LIST_ADD(a, &asked.events, str_of(event));
	return papers_sit(a, c, &asked);
}

static bool holds(const packet *k, const char *id)
{
	for (size_t i = 0; i < k->counters.n; i++)
		for (size_t n = 0; n < k->counters.at[i].papers.n; n++)
			if (str_eq(k->counters.at[i].papers.at[n].paper->id, str_of(id)))
				return true;
	return false;
}

static void every_paper_fits_everybody_who_tries_it(void **state)
{
	const city_def *c = kitakyushu(*state);
	size_t n = 0, wrong = 0;
	for (const err *e = papers_try(*state, c, STR_NONE, noon(), &n); e; e = e->next, wrong++)
		print_error("cities/kitakyushu/%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
	assert_int_equal(wrong, 0);
	assert_true(c->papers.papers.n >= 45);
	assert_true(c->papers.samples.n >= 8);
	assert_true(n >= c->papers.papers.n * c->papers.samples.n);
}

/* "The box of the My Number …" is no help on a paper that has no such box; and a box that would be filled is a mistake. */
static void who_is_told_of_a_box_for_the_my_number_finds_it(void **state)
{
	const city_def *c = kitakyushu(*state);
	size_t told = 0;
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const paper_def *p = &c->papers.papers.at[i];
		bool tells = false, has = false;
		for (size_t k = 0; k < p->sheets.n; k++) {
			laid_marks marks = paper_lay(*state, &p->sheets.at[k]);
			for (size_t m = 0; m < marks.n; m++) {
				const paper_mark *x = marks.at[m].mark;
				bool sentence = x->kind == MARK_LABEL && str_has(x->text, STR("。"));
				tells = tells || (sentence && str_has(x->text, STR("個人番号（マイナンバー）の欄")));
				has = has || (x->kind == MARK_LABEL && !sentence && str_ends(x->text, STR("個人番号")));
			}
		}
		told += tells;
		if (tells && !has)
			fail_msg("papers/%.*s.yaml tells of a box for the My Number, and has none", STR_ARG(p->id));
	}
	assert_true(told >= 5);
}

static bool said(const text3 *t)
{
	for (int l = 0; l < LANG_COUNT; l++)
		if (t->in[l].len == 0)
			return false;
	return true;
}

static void every_paper_is_a_sample_that_names_its_section_in_three_languages(void **state)
{
	const city_def *c = kitakyushu(*state);
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const paper_def *p = &c->papers.papers.at[i];
		if (p->confirmed || !said(&p->name) || !said(&p->about) || !said(&p->section) || p->reading.len == 0)
			fail_msg("%.*s is no sample, or lacks a language, its reading or its section", STR_ARG(p->id));
		for (size_t k = 0; k < p->facts.n; k++)
			assert_int_not_equal(p->facts.at[k]->field.kind, FIELD_MY_NUMBER);
	}
}

static void one_set_of_answers_fills_the_whole_bereavement_packet(void **state)
{
	arena *a = *state;
	const city_def *c = kitakyushu(a);
	papers *p = sit(a, c, "okuyami", given(a, c, "izoku", NULL, NULL));
	packet k = papers_packet(p);
	assert_true(k.papers >= 25);
	assert_true(k.counters.n >= 8);
	for (size_t i = 0; i < k.counters.n; i++)
		for (size_t n = 0; n < k.counters.at[i].papers.n; n++)
			assert_false(k.counters.at[i].papers.at[n].open);
	assert_int_equal(papers_missing(p).n, 0);
	papers_problems_list problems = papers_problems(p);
	for (size_t i = 0; i < problems.n; i++)
		if (problems.at[i].stops)
			fail_msg("%.*s", STR_ARG(problems.at[i].told));
}

static void a_packet_holds_only_what_applies(void **state)
{
	arena *a = *state;
	const city_def *c = kitakyushu(a);
	packet old = papers_packet(sit(a, c, "okuyami", given(a, c, "izoku", NULL, NULL)));
	assert_true(holds(&old, "kouki-sousaihi"));
	assert_false(holds(&old, "kokuho-sousaihi"));
	assert_false(holds(&old, "ininjou"));
	/* 56 and insured with the city: the other funeral benefit, and no long-term care insurance once nothing was certified */
	fact_answers young = given(a, c, "izoku", "nakunatta-seinengappi", "1970-01-01");
	for (size_t i = 0; i < young.n; i++)
		if (str_eq(young.at[i].id, STR("nakunatta-kaigo")))
			young.at[i].value = STR("no");
	LIST_ADD(a, &young, ((fact_answer){ .id = STR("nakunatta-hoken"), .value = STR("国民健康保険") }));
	packet k = papers_packet(sit(a, c, "okuyami", young));
	assert_true(holds(&k, "kokuho-sousaihi"));
	assert_true(holds(&k, "kokuho-soushitsu-shibou"));
	assert_false(holds(&k, "kouki-sousaihi"));
	assert_false(holds(&k, "kouki-soushitsu"));
	assert_false(holds(&k, "kaigo-soushitsu"));
	/* nobody of the household but one is left: no head to be notified */
	packet alone = papers_packet(sit(a, c, "okuyami", given(a, c, "izoku", "nokotta-hito", "15歳以上が1人")));
	assert_true(holds(&old, "setainushi-henkou-shibou"));
	assert_false(holds(&alone, "setainushi-henkou-shibou"));
	/* who sends somebody writes a letter of proxy */
	packet sent = papers_packet(sit(a, c, "hikkoshi", given(a, c, "dairi", NULL, NULL)));
	assert_true(holds(&sent, "ininjou"));
	assert_true(holds(&sent, "juumin-idou"));
	assert_false(holds(&sent, "nouzei-kanrinin"));
}

/* Whatever one paper is chosen alone: where it asks who comes, the letter of proxy is with it. */
static void a_letter_of_proxy_is_with_whatever_a_proxy_brings(void **state)
{
	arena *a = *state;
	const city_def *c = kitakyushu(a);
	const fact_def *comes = facts_find(&c->facts, STR("todoke-hito"));
	size_t asked_n = 0;
	assert_non_null(comes);
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const paper_def *d = &c->papers.papers.at[i];
		bool asks = false;
		for (size_t k = 0; k < d->facts.n; k++)
			asks = asks || d->facts.at[k] == comes;
		papers_asked asked = { .now = instant_of(day_from(2026, 11, 21), 600) };
		LIST_ADD(a, &asked.papers, d->id);
		LIST_ADD(a, &asked.given, ((fact_answer){ .id = comes->field.id, .value = STR("代理人") }));
		packet k = papers_packet(papers_sit(a, c, &asked));
		if (asks && k.papers > 0)
			assert_true(holds(&k, "ininjou"));
		asked_n += asks;
	}
	assert_true(asked_n > 40);
}

static void a_move_takes_insurance_moped_dog_and_water_along(void **state)
{
	static const char *const along[] = { "juumin-idou",  "kokuho-juusho",     "kouki-juusho",   "kaigo-juusho",
					     "inu-hikkoshi", "gentsuki-hikkoshi", "suidou-hikkoshi" };
	arena *a = *state;
	const city_def *c = kitakyushu(a);
	papers *p = sit(a, c, "hikkoshi", given(a, c, "shichinin", NULL, NULL));
	packet k = papers_packet(p);
	for (size_t i = 0; i < COUNT(along); i++)
		if (!holds(&k, along[i]))
			fail_msg("%s is not in the packet", along[i]);
	packet without = papers_packet(sit(a, c, "hikkoshi", given(a, c, "shichinin", "hikkoshi-mono", "運転免許")));
	assert_false(holds(&without, "inu-hikkoshi"));
	assert_false(holds(&without, "gentsuki-hikkoshi"));
}

static void who_leaves_a_job_joins_and_who_starts_one_leaves(void **state)
{
	arena *a = *state;
	const city_def *c = kitakyushu(a);
	packet left = papers_packet(sit(a, c, "shigoto", given(a, c, "futsuu", NULL, NULL)));
	packet began = papers_packet(sit(a, c, "shigoto", given(a, c, "futsuu", "shuushoku", "就職")));
	assert_true(holds(&left, "kokuho-shutoku") && holds(&left, "nenkin-todoke") && holds(&left, "nenkin-menjo"));
	assert_false(holds(&left, "kokuho-soushitsu"));
	assert_true(holds(&began, "kokuho-soushitsu"));
	assert_false(holds(&began, "kokuho-shutoku") || holds(&began, "nenkin-menjo"));
}

static void a_household_of_seven_takes_a_second_sheet(void **state)
{
	arena *a = *state;
	const city_def *c = kitakyushu(a);
	fact_answers answers = given(a, c, "shichinin", NULL, NULL);
	fill_asked asked = { .city = c, .given = &answers, .now = noon() };
	filled_sheets sheets;
	assert_null(paper_fill(a, paper_find(&c->papers, STR("juumin-idou")), &asked, &sheets));
	assert_int_equal(sheets.n, 2); /* six people besides, five rows */
	assert_null(paper_fill(a, paper_find(&c->papers, STR("setai-henkou")), &asked, &sheets));
	assert_int_equal(sheets.n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_paper_fits_everybody_who_tries_it, make, drop),
		cmocka_unit_test_setup_teardown(who_is_told_of_a_box_for_the_my_number_finds_it, make, drop),
		cmocka_unit_test_setup_teardown(every_paper_is_a_sample_that_names_its_section_in_three_languages, make,
						drop),
		cmocka_unit_test_setup_teardown(one_set_of_answers_fills_the_whole_bereavement_packet, make, drop),
		cmocka_unit_test_setup_teardown(a_packet_holds_only_what_applies, make, drop),
		cmocka_unit_test_setup_teardown(a_letter_of_proxy_is_with_whatever_a_proxy_brings, make, drop),
		cmocka_unit_test_setup_teardown(a_move_takes_insurance_moped_dog_and_water_along, make, drop),
		cmocka_unit_test_setup_teardown(who_leaves_a_job_joins_and_who_starts_one_leaves, make, drop),
		cmocka_unit_test_setup_teardown(a_household_of_seven_takes_a_second_sheet, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
