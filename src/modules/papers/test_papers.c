/* What is asked, in which order; which papers, at which counters; what stands against printing; the document. */
#include "modules/papers/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "modules/papers/papers.h"

typedef struct sitting {
	arena *a;
	const city_def *city;
	papers_asked asked;
} sitting;

static int make(void **state)
{
	arena *a = arena_new(512 << 20);
	sitting *s = arena_one(a, sitting);
	city_def *c;
	for (const err *e = defs_parse(a, papers_set(a), &c); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	*s = (sitting){ a, c, { .now = instant_of(day_from(2026, 11, 21), 600) } };
	*state = s;
	return 0;
}

static int drop(void **state)
{
	sitting *s = *state;
	arena_free(s->a);
	return 0;
}

static void choose(sitting *s, const char *id)
{
	LIST_ADD(s->a, &s->asked.papers, str_of(id));
}

static void event(sitting *s, const char *id)
{
	LIST_ADD(s->a, &s->asked.events, str_of(id));
}

/* A value of "?" is わからない. */
static void said(sitting *s, const char *id, const char *value)
{
	bool unknown = strcmp(value, "?") == 0;
	fact_answer x = { .id = str_of(id), .value = str_of(unknown ? "" : value), .dont_know = unknown };
	LIST_ADD(s->a, &s->asked.given, x);
}

static papers *sit(sitting *s)
{
	return papers_sit(s->a, s->city, &s->asked);
}

static str joined(arena *a, const papers_facts *list)
{
	buf b = buf_new(a, 1 << 16);
	for (size_t i = 0; i < list->n; i++)
		buf_format(&b, "%s%.*s", i ? " " : "", STR_ARG(list->at[i]->field.id));
	return buf_str(&b);
}

/* idou koseki(2): counters with their papers. */
static str packet_text(sitting *s)
{
	packet k = papers_packet(sit(s));
	buf b = buf_new(s->a, 1 << 16);
	for (size_t c = 0; c < k.counters.n; c++) {
		const service_def *d = k.counters.at[c].service;
		buf_format(&b, "%s%.*s:", c ? "; " : "", STR_ARG(d ? d->id : STR("-")));
		for (size_t i = 0; i < k.counters.at[c].papers.n; i++)
			buf_format(&b, " %.*s", STR_ARG(k.counters.at[c].papers.at[i].paper->id));
	}
	for (size_t i = 0; i < k.out_n; i++)
		buf_format(&b, " -%.*s（%.*s）", STR_ARG(k.out[i].paper->id), STR_ARG(k.out[i].why));
	return buf_str(&b);
}

#define IS(a, b) assert_string_equal((a).at, (b))

static str next_page(sitting *s)
{
	papers_question q;
	return papers_next(sit(s), &q) ? joined(s->a, &q.facts) : STR("-");
}

/* --- asking -------------------------------------------------------------------------------------------------------------------------- */

static void who_comes_is_asked_first_then_that_person_then_the_rest_by_groups(void **state)
{
	sitting *s = *state;
	choose(s, "idou");
	choose(s, "inin");
	IS(next_page(s), "kuru");
	said(s, "kuru", "代理人");
	IS(next_page(s), "d-shimei d-juusho d-denwa");
	said(s, "d-shimei", "門司　一郎");
	said(s, "d-juusho", "北九州市門司区清滝一丁目");
	said(s, "d-denwa", "0933310000");
	papers_question q;
	assert_true(papers_next(sit(s), &q));
	IS(joined(s->a, &q.facts), "shimei kana seinen");
	IS(q.title.in[LANG_JA], "ご本人のこと");
	papers_facts all = papers_missing(sit(s));
	IS(joined(s->a, &all), "shimei kana seinen idoubi yuubin juusho denwa mail");
	assert_true(papers_optional(sit(s), facts_find(&s->city->facts, STR("mail"))));
	assert_false(papers_optional(sit(s), facts_find(&s->city->facts, STR("denwa"))));
}

static void who_comes_for_themselves_is_not_asked_about_a_proxy(void **state)
{
	sitting *s = *state;
	choose(s, "idou");
	choose(s, "inin");
	said(s, "kuru", "本人");
	papers_facts all = papers_missing(sit(s));
	IS(joined(s->a, &all), "shimei kana seinen idoubi yuubin juusho denwa mail");
	/* but who comes stays on the list, where it can be changed */
	all = papers_asks(sit(s));
	assert_true(str_starts(joined(s->a, &all), STR("kuru shimei")));
	IS(packet_text(s), "juumin: idou -inin（来る人が「本人」のため）");
}

static void what_decides_about_a_paper_is_asked_before_what_only_that_paper_wants(void **state)
{
	sitting *s = *state;
	choose(s, "kokuho");
	IS(next_page(s), "hoken");
	papers_facts all = papers_missing(sit(s));
	IS(joined(s->a, &all), "hoken shimei kokuho-bangou umarebi");
	said(s, "hoken", "社保");
	assert_int_equal(papers_missing(sit(s)).n, 0);
	IS(packet_text(s), " -kokuho（健康保険が「社保」のため）");
}

static void a_fact_that_two_papers_want_is_asked_once_for_both(void **state)
{
	sitting *s = *state;
	choose(s, "idou");
	choose(s, "koseki");
	papers *p = sit(s);
	papers_facts all = papers_missing(p);
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++)
		n += str_eq(all.at[i]->field.id, STR("shimei"));
	assert_int_equal(n, 1);
	papers_list list = papers_wanting(p, facts_find(&s->city->facts, STR("shimei")));
	assert_int_equal(list.n, 2);
	list = papers_wanting(p, facts_find(&s->city->facts, STR("kuru"))); /* behind 届出人の氏名 */
	assert_int_equal(list.n, 1);
	IS(list.at[0]->id, "idou");
}

static void dont_know_is_an_answer_and_opens_what_it_may_decide(void **state)
{
	sitting *s = *state;
	choose(s, "kokuho");
	said(s, "hoken", "?");
	papers_facts all = papers_missing(sit(s));
	IS(joined(s->a, &all), "shimei kokuho-bangou umarebi");
	assert_true(papers_packet(sit(s)).counters.at[0].papers.at[0].open);
}

static void an_answer_that_closes_others_and_is_changed_back_finds_them_again(void **state)
{
	sitting *s = *state;
	choose(s, "kokuho");
	said(s, "hoken", "国保");
	said(s, "shimei", "小倉　花");
	said(s, "kokuho-bangou", "12-345");
	said(s, "umarebi", "1990-01-01");
	assert_int_equal(papers_missing(sit(s)).n, 0);
	s->asked.given.at[0].value = STR("社保");
	assert_int_equal(papers_packet(sit(s)).papers, 0);
	s->asked.given.at[0].value = STR("国保");
	assert_int_equal(papers_missing(sit(s)).n, 0);
	assert_int_equal(papers_packet(sit(s)).counters.at[0].papers.at[0].missing, 0);
}

static void what_an_event_says_of_itself_is_not_asked(void **state)
{
	sitting *s = *state;
	event(s, "okuyami");
	choose(s, "kokuho");
	papers_facts all = papers_missing(sit(s));
	assert_false(str_has(joined(s->a, &all), STR("hoken ")));
	assert_true(str_has(joined(s->a, &all), STR("kokuho-bangou")));
}

static void the_page_of_a_fact_is_found_again_when_it_was_answered(void **state)
{
	sitting *s = *state;
	choose(s, "idou");
	said(s, "kuru", "本人");
	said(s, "shimei", "小倉　花");
	papers_question q;
	assert_true(papers_page_of(sit(s), STR("shimei"), &q));
	IS(joined(s->a, &q.facts), "shimei kana seinen");
	IS(next_page(s), "kana seinen");
	assert_false(papers_page_of(sit(s), STR("hoken"), &q));
}

/* --- the packet ----------------------------------------------------------------------------------------------------------------------- */

static void counters_stand_in_the_order_of_the_law_where_an_event_has_one(void **state)
{
	sitting *s = *state;
	choose(s, "idou");
	choose(s, "koseki");
	choose(s, "inin");
	said(s, "kuru", "代理人");
	IS(packet_text(s), "juumin: idou; koseki: koseki; -: inin");
	event(s, "okuyami");
	IS(packet_text(s), "koseki: koseki; juumin: idou; -: inin");
}

static void papers_come_by_their_events_and_can_be_left_out(void **state)
{
	sitting *s = *state;
	event(s, "hikkoshi");
	said(s, "hoken", "国保");
	said(s, "kuru", "代理人");
	IS(packet_text(s), "juumin: idou; kaigo: kokuho; -: inin");
	LIST_ADD(s->a, &s->asked.left_out, STR("kokuho"));
	IS(packet_text(s), "juumin: idou; -: inin");
}

static void what_to_bring_is_each_once_and_of_the_papers(void **state)
{
	sitting *s = *state;
	choose(s, "idou");
	choose(s, "setai");
	choose(s, "koseki");
	packet k = papers_packet(sit(s));
	assert_int_equal(k.counters.at[0].bring.n, 2);
	IS(k.counters.at[0].bring.at[1], "転出証明書");
	s->asked.lang = LANG_EN;
	assert_true(str_eq(papers_packet(sit(s)).counters.at[0].bring.at[0], STR("Identification")));
}

static void a_paper_for_each_child_comes_so_often_and_not_without_children(void **state)
{
	sitting *s = *state;
	choose(s, "kodomo");
	assert_true(papers_packet(sit(s)).counters.at[0].papers.at[0].open);
	IS(next_page(s), "kazoku");
	said(s, "kazoku",
	     "[{\"shimei\":\"小倉　一\",\"zokugara\":\"子\"},{\"shimei\":\"小倉　二\",\"zokugara\":\"子\"}]");
	packet k = papers_packet(sit(s));
	assert_int_equal(k.sheets, 4); /* two children, two copies */
	assert_false(k.counters.at[0].papers.at[0].open);
	s->asked.given.at[0].value = STR("[{\"shimei\":\"小倉　妻\",\"zokugara\":\"妻\"}]");
	IS(packet_text(s), " -kodomo（ご家族に、あてはまる方がいないため）");
}

static void more_rows_than_a_sheet_has_bring_another_sheet(void **state)
{
	sitting *s = *state;
	choose(s, "setai");
	said(s, "kazoku", "[{\"shimei\":\"あ\"},{\"shimei\":\"い\"},{\"shimei\":\"う\"}]");
	assert_int_equal(papers_packet(sit(s)).sheets, 2);
	papers_made made;
	assert_null(papers_make(sit(s), &(make_asked){ 0 }, &made));
	assert_int_equal(made.pages, 2);
}

static void why_a_paper_is_not_needed_names_what_was_worked_out(void **state)
{
	sitting *s = *state;
	choose(s, "kaigo");
	said(s, "seinen", "1986-11-02");
	IS(packet_text(s), " -kaigo（年齢が40歳）");
	s->asked.lang = LANG_EN;
	assert_true(str_has(packet_text(s), STR("Age")));
}

/* --- what stands against printing --------------------------------------------------------------------------------------------------------- */

static bool told(sitting *s, const char *fact, const char *words, bool stops)
{
	papers_problems_list list = papers_problems(sit(s));
	for (size_t i = 0; i < list.n; i++)
		if (list.at[i].fact && str_eq(list.at[i].fact->field.id, str_of(fact)) && list.at[i].stops == stops &&
		    str_has(list.at[i].told, str_of(words)))
			return true;
	return false;
}

static void what_is_missing_or_unknown_is_told_and_stops_nothing(void **state)
{
	sitting *s = *state;
	choose(s, "koseki");
	said(s, "bikou", "?");
	assert_true(told(s, "shimei", "まだ答えていません", false));
	assert_true(told(s, "bikou", "窓口でおたずねします", false));
	s->asked.given.n = 0;
	choose(s, "idou");
	said(s, "kuru", "本人");
	assert_false(told(s, "mail", "", false)); /* the paper is complete without */
}

static void answers_that_do_not_agree_stop_the_printing(void **state)
{
	sitting *s = *state;
	choose(s, "kokuho");
	said(s, "hoken", "国保");
	said(s, "umarebi", "2026-11-02");
	said(s, "idoubi", "2026-11-01");
	assert_true(told(s, "umarebi", "引越しより後に生まれています", true));
	s->asked.given.at[1].value = STR("2026-10-02");
	assert_false(told(s, "umarebi", "", true));
}

static void a_day_that_was_to_come_is_looked_at_again_when_it_is_over(void **state)
{
	sitting *s = *state;
	choose(s, "kibou");
	said(s, "kibou", "2026-11-25");
	assert_false(told(s, "kibou", "", true));
	s->asked.now += 7 * DAY;
	assert_true(told(s, "kibou", "過ぎた日付", true));
}

static void a_choice_that_is_gone_is_told(void **state)
{
	sitting *s = *state;
	choose(s, "idou");
	said(s, "kuru", "となりの人");
	assert_true(told(s, "kuru", "選んでください", true));
}

static void what_goes_to_a_further_sheet_is_told_before(void **state)
{
	sitting *s = *state;
	choose(s, "koseki");
	buf b = buf_new(s->a, 4096);
	for (int i = 0; i < 190; i++)
		buf_put(&b, STR("長"));
	said(s, "shimei", "小倉　花");
	said(s, "bikou", buf_str(&b).at);
	assert_true(told(s, "bikou", "別紙", false));
	papers_made made;
	assert_null(papers_make(sit(s), &(make_asked){ 0 }, &made));
	assert_int_equal(made.troubles.n, 1);
	assert_int_equal(made.pages, 2);
}

/* --- the document --------------------------------------------------------------------------------------------------------------------------- */

static void the_same_answers_give_the_same_bytes(void **state)
{
	sitting *s = *state;
	event(s, "hikkoshi");
	said(s, "kuru", "代理人");
	said(s, "shimei", "葛󠄀城　髙子");
	said(s, "hoken", "国保");
	make_asked how = { .cover = true,
			   .number = STR("A-12"),
			   .link = STR("https://example.jp/prepare/p/x"),
			   .office = STR("moji") };
	papers_made one, two;
	assert_null(papers_make(sit(s), &how, &one));
	assert_null(papers_make(sit(s), &how, &two));
	assert_int_equal(one.pages, 4); /* the cover and three papers */
	assert_int_equal(one.pdf.len, two.pdf.len);
	assert_memory_equal(one.pdf.at, two.pdf.at, one.pdf.len);
	assert_int_equal(one.version.len, 32);
	assert_true(str_eq(one.version, two.version));
	how.only = STR("inin");
	assert_null(papers_make(sit(s), &how, &two));
	assert_int_equal(two.pages, 1);
	assert_false(str_eq(one.version, two.version));
	how.only = STR("koseki");
	assert_true(err_is(papers_make(sit(s), &how, &two), ERR_not_found));
}

static void nothing_is_made_when_no_paper_is_needed(void **state)
{
	sitting *s = *state;
	papers_made made;
	choose(s, "kokuho");
	said(s, "hoken", "社保");
	assert_true(err_is(papers_make(sit(s), &(make_asked){ 0 }, &made), ERR_invalid));
	/* but a clerk who asks for that one paper has it */
	assert_null(papers_make(sit(s), &(make_asked){ .only = STR("kokuho") }, &made));
	assert_int_equal(made.pages, 1);
}

/* Chosen one by one, not by an event: what a proxy needs is with it all the same, and asks nobody who comes where no paper does. */
static void a_letter_of_proxy_goes_along_with_what_is_chosen_alone(void **state)
{
	sitting *s = *state;
	for (size_t i = 0; i < s->city->papers.papers.n; i++)
		s->city->papers.papers.at[i].along = str_eq(s->city->papers.papers.at[i].id, STR("inin"));
	choose(s, "koseki"); /* does not say who comes */
	IS(packet_text(s), "koseki: koseki");
	choose(s, "idou");
	IS(packet_text(s), "juumin: idou; koseki: koseki");
	said(s, "kuru", "代理人");
	IS(packet_text(s), "juumin: idou; koseki: koseki; -: inin");
	said(s, "kuru", "本人");
	IS(packet_text(s), "juumin: idou; koseki: koseki");
	said(s, "kuru", "代理人");
	LIST_ADD(s->a, &s->asked.left_out, STR("inin"));
	IS(packet_text(s), "juumin: idou; koseki: koseki");
}

static void a_cover_is_made_in_every_language_and_without_office_link_or_number(void **state)
{
	sitting *s = *state;
	event(s, "hikkoshi");
	for (int l = 0; l < LANG_COUNT; l++) {
		papers_made made;
		s->asked.lang = (lang)l;
		assert_null(papers_make(sit(s), &(make_asked){ .cover = true }, &made));
		assert_int_equal(made.pages, 4);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_comes_is_asked_first_then_that_person_then_the_rest_by_groups),
		TEST(who_comes_for_themselves_is_not_asked_about_a_proxy),
		TEST(what_decides_about_a_paper_is_asked_before_what_only_that_paper_wants),
		TEST(a_fact_that_two_papers_want_is_asked_once_for_both),
		TEST(dont_know_is_an_answer_and_opens_what_it_may_decide),
		TEST(an_answer_that_closes_others_and_is_changed_back_finds_them_again),
		TEST(what_an_event_says_of_itself_is_not_asked),
		TEST(the_page_of_a_fact_is_found_again_when_it_was_answered),
		TEST(counters_stand_in_the_order_of_the_law_where_an_event_has_one),
		TEST(papers_come_by_their_events_and_can_be_left_out),
		TEST(what_to_bring_is_each_once_and_of_the_papers),
		TEST(a_paper_for_each_child_comes_so_often_and_not_without_children),
		TEST(more_rows_than_a_sheet_has_bring_another_sheet),
		TEST(why_a_paper_is_not_needed_names_what_was_worked_out),
		TEST(what_is_missing_or_unknown_is_told_and_stops_nothing),
		TEST(answers_that_do_not_agree_stop_the_printing),
		TEST(a_day_that_was_to_come_is_looked_at_again_when_it_is_over),
		TEST(a_choice_that_is_gone_is_told),
		TEST(what_goes_to_a_further_sheet_is_told_before),
		TEST(the_same_answers_give_the_same_bytes),
		TEST(nothing_is_made_when_no_paper_is_needed),
		TEST(a_letter_of_proxy_goes_along_with_what_is_chosen_alone),
		TEST(a_cover_is_made_in_every_language_and_without_office_link_or_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
