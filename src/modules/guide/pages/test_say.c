/* What the pages say of a finding: states, signs besides colours, dates, what to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "defs/guide/testing.h"
#include "modules/guide/pages/pages.h"
#include "print/qr.h"

typedef struct desk {
	app app;
	settings set;
	struct who who;
	req r;
	sitting s;
} desk;

/* A reader who has answered; "techou=yes;shibou-bi=2026-11-20;kuruma=?" */
static desk *reader(arena *a, lang l, const char *event, const char *given)
{
	desk *d = arena_one(a, desk);
	d->app.set = &d->set;
	d->app.secret[0] = 5;
	d->r = (req){ .arena = a,
		      .app = &d->app,
		      .who = &d->who,
		      .method = STR("GET"),
		      .lang = l,
		      .now = instant_of(day_from(2026, 11, 21), 600) };
	city_def *c;
	const err *e = defs_parse(a, guide_set(a, NULL, NULL, NULL, NULL, NULL), &c);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	d->s = (sitting){ .r = &d->r, .city = c };
	if (event)
		LIST_ADD(a, &d->s.link.events, str_of(event));
	str rest = str_of(given);
	while (rest.len) {
		str value = str_cut(&rest, ';'), id = str_cut(&value, '=');
		bool unknown = str_eq(value, STR("?"));
		guide_link_set(a, &d->s.link,
			       (fact_answer){ .id = id, .value = unknown ? STR_NONE : value, .dont_know = unknown });
	}
	assert_null(guide_again(&d->s));
	return d;
}

static const guide_found *found(const guide_founds *list, const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i].id, str_of(id)))
			return &list->at[i];
	fail_msg("%s was not found", id);
	return NULL;
}

static void assert_text(str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("'%.*s' instead of '%s'", STR_ARG(got), wanted);
}

static const found_options in_full = { .why = true, .ask = true, .from = "r" };

static void a_duty_says_until_when_and_that_it_is_a_sample(void **state)
{
	(void)state;
	arena *a = arena_new(256 << 20);
	desk *d = reader(a, LANG_JA, "okuyami", "shibou-bi=2026-11-16");
	guide_result r = guide_judge(d->s.g);
	guide_founds must = guide_say_all(&d->s, &r.must, 99, &in_full);
	assert_int_equal(must.n, 2);
	assert_text(must.at[0].id, "todoke"); /* the seventh day with the event's own comes before the fourteenth */
	assert_text(must.at[0].due, "2026年11月22日（日）まで");
	assert_text(must.at[0].left, "あと1日");
	assert_string_equal(must.at[0].urgency, "warn");
	assert_true(must.at[0].due_note.len > 0); /* a Sunday */
	assert_string_equal(must.at[0].sign, "！");
	assert_text(must.at[0].state, "しなければなりません");
	assert_true(must.at[0].sample && str_has(must.at[0].sample_about, STR("担当課")));
	assert_text(must.at[1].due, "2026年11月30日（月）まで");
	arena_free(a);
}

static void a_deadline_whose_date_is_not_known_asks_for_it(void **state)
{
	(void)state;
	arena *a = arena_new(256 << 20);
	desk *d = reader(a, LANG_EN, "okuyami", "");
	guide_result r = guide_judge(d->s.g);
	guide_founds must = guide_say_all(&d->s, &r.must, 99, &in_full);
	const guide_found *f = found(&must, "kokuho");
	assert_int_equal(f->due.len, 0);
	assert_true(str_has(f->due_note, STR("Day of death")));
	assert_true(str_starts(f->due_ask.s, STR("/guide/q/")) && str_has(f->due_ask.s, STR("ask=shibou-bi&from=r")));
	d = reader(a, LANG_EN, "okuyami", "shibou-bi=2026-11-01");
	r = guide_judge(d->s.g);
	f = found(&(guide_founds){ guide_say_all(&d->s, &r.must, 99, &in_full).at, r.must.n }, "kokuho");
	assert_text(f->left, "6 days over");
	assert_string_equal(f->urgency, "bad");
	arena_free(a);
}

static void reasons_stand_in_words_and_signs(void **state)
{
	(void)state;
	arena *a = arena_new(256 << 20);
	desk *d = reader(a, LANG_JA, "shougai", "seinen=1950-01-01;techou=yes;toukyuu=1級;kuruma=?");
	guide_result r = guide_judge(d->s.g);
	guide_founds may = guide_say_all(&d->s, &r.may, 99, &in_full),
		     open = guide_say_all(&d->s, &r.open_may, 99, &in_full);
	const guide_found *f = found(&may, "kippu");
	assert_int_equal(f->roads.n, 1);
	assert_text(f->roads.at[0].terms.at[0].sign, "✓");
	assert_text(f->roads.at[0].terms.at[0].mark, "あてはまる");
	assert_int_equal(f->roads.at[0].terms.at[0].ask.s.len, 0); /* an age is computed: there is nothing to ask */
	f = found(&open, "zei");
	assert_string_equal(f->sign, "？");
	assert_true(f->lacks.n >= 1);
	assert_text(f->lacks.at[0].label, "車を持っている");
	bool unknown = false;
	for (size_t i = 0; i < f->roads.at[0].terms.n; i++)
		unknown = unknown || str_eq(f->roads.at[0].terms.at[i].sign, STR("？"));
	assert_true(unknown);
	d = reader(a, LANG_JA, "shougai", "seinen=2000-01-01;techou=no");
	r = guide_judge(d->s.g);
	guide_founds no = guide_say_all(&d->s, &r.no, 99, &in_full);
	f = found(&no, "kippu");
	assert_text(f->roads.at[0].terms.at[0].sign, "×");
	assert_text(f->roads.at[0].terms.at[0].hope, "時がたてば、あてはまります");
	assert_true(f->nearest.len > 0);
	arena_free(a);
}

static void what_was_said_can_be_changed(void **state)
{
	(void)state;
	arena *a = arena_new(256 << 20);
	desk *d = reader(a, LANG_EN, "shougai", "techou=yes;toukyuu=2級;shotoku=?");
	guide_said_list said = guide_say_said(&d->s, "r");
	assert_int_equal(said.n, 3);
	assert_text(said.at[1].label, "Grade");
	assert_text(said.at[1].value, "Grade 2");
	assert_true(said.at[2].dont_know);
	assert_true(str_has(said.at[1].change.s, STR("?ask=toukyuu&from=r")));
	/* an answer that does not apply any more is not shown, and is kept */
	guide_link_set(a, &d->s.link, (fact_answer){ .id = STR("techou"), .value = STR("no") });
	assert_null(guide_again(&d->s));
	said = guide_say_said(&d->s, "r");
	for (size_t i = 0; i < said.n; i++)
		assert_false(str_eq(said.at[i].label, STR("Grade")));
	assert_text(guide_link_get(&d->s.link, STR("toukyuu"))->value, "2級");
	arena_free(a);
}

static void the_code_holds_the_link_or_is_left_out(void **state)
{
	(void)state;
	arena *a = arena_new(256 << 20);
	desk *d = reader(a, LANG_JA, "shougai", "techou=yes");
	d->set.url = STR("https://madoguchi.example.jp/"); /* of the settings: there is no catalog here */
	html code;
	str link = guide_full_link(&d->s);
	assert_true(str_starts(link, STR("https://madoguchi.example.jp/guide/r/")));
	assert_true(guide_qr(&d->r, link, &code));
	assert_true(str_has(code.s, STR("<svg")));
	char *text = arena_alloc(a, QR_TEXT_MAX + 2);
	memset(text, 'a', QR_TEXT_MAX + 1);
	assert_false(guide_qr(&d->r, (str){ text, QR_TEXT_MAX + 1 }, &code));
	arena_free(a);
}

static void lines_of_what_to_bring_lose_their_bullets(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	strs lines = guide_lines(a, STR("・印鑑\n\n- 通帳\n  本人確認書類  \n"));
	assert_int_equal(lines.n, 3);
	assert_text(lines.at[0], "印鑑");
	assert_text(lines.at[1], "通帳");
	assert_text(lines.at[2], "本人確認書類");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_duty_says_until_when_and_that_it_is_a_sample),
		cmocka_unit_test(a_deadline_whose_date_is_not_known_asks_for_it),
		cmocka_unit_test(reasons_stand_in_words_and_signs),
		cmocka_unit_test(what_was_said_can_be_changed),
		cmocka_unit_test(the_code_holds_the_link_or_is_left_out),
		cmocka_unit_test(lines_of_what_to_bring_lose_their_bullets),
	};
	return cmocka_run_group_tests_name("say", tests, NULL, NULL);
}
