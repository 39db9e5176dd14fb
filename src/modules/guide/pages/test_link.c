/* A link carries every answer, comes back as it was, and drops what has no place any more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "defs/guide/testing.h"
#include "modules/guide/pages/link.h"
#include "print/qr.h"

static const char link_facts[] =
	"facts:\n"
	"  shibou: { name: 死亡, type: yesno, label: { ja: 死亡 } }\n"
	"  shibou-bi: { name: 死亡日, type: date, label: { ja: 亡くなった日 } }\n"
	"  seinen: { name: 生年月日, type: date, label: { ja: 生年月日 } }\n"
	"  nenrei: { name: 年齢, type: number, label: { ja: 年齢 }, value: \"years and months duration(生年月日, today()).years\" }\n"
	"  techou: { name: 手帳, type: yesno, label: { ja: 手帳 } }\n"
	"  toukyuu: { name: 等級, type: choice, label: { ja: 等級 }, choices: [ 1級, 2級, 3級 ] }\n"
	"  shurui: { name: 種類, type: choices, label: { ja: 種類 }, choices: [ 視覚, 聴覚, 内部 ] }\n"
	"  shotoku: { name: 所得, type: money, label: { ja: 所得 } }\n"
	"  ondo: { name: 温度, type: number, decimals: 1, least: -50, label: { ja: 温度 } }\n"
	"  ku: { name: 区, type: choice, label: { ja: 区 }, choices: [ 門司, 戸畑 ] }\n"
	"  kuruma: { name: 車, type: yesno, label: { ja: 車 } }\n"
	"  memo: { name: メモ, type: text, label: { ja: メモ } }\n";

#define TODAY 20781 /* 2026-11-24 */

static city_def *city_of(arena *a, const char *facts)
{
	city_def *c;
	const err *e = defs_parse(a, guide_set(a, facts, NULL, NULL, NULL, "case,yes\n"), &c);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return c;
}

static void put(arena *a, guide_link *l, const char *id, const char *value)
{
	guide_link_set(a, l,
		       (fact_answer){ .id = str_of(id), .value = str_of(value ? value : ""), .dont_know = !value });
}

static guide_link full(arena *a)
{
	guide_link l = { 0 };
	LIST_ADD(a, &l.events, STR("okuyami"));
	LIST_ADD(a, &l.schemes, STR("zei"));
	LIST_ADD(a, &l.schemes, STR("iryou"));
	put(a, &l, "shibou-bi", "2026-11-21");
	put(a, &l, "seinen", "1904-02-29");
	put(a, &l, "techou", "yes");
	put(a, &l, "kuruma", "no");
	put(a, &l, "toukyuu", "3級");
	put(a, &l, "shurui", "視覚\n内部");
	put(a, &l, "shotoku", "3604000");
	put(a, &l, "ondo", "-12.5");
	put(a, &l, "ku", "戸畑");
	put(a, &l, "shibou", NULL);
	put(a, &l, "memo", "葛󠄀城 & \"髙\"");
	return l;
}

static void same_link(const guide_link *x, const guide_link *y)
{
	assert_int_equal(x->events.n, y->events.n);
	assert_int_equal(x->schemes.n, y->schemes.n);
	for (size_t i = 0; i < x->schemes.n; i++)
		assert_true(str_eq(x->schemes.at[i], y->schemes.at[i]));
	assert_int_equal(x->given.n, y->given.n);
	for (size_t i = 0; i < x->given.n; i++) {
		const fact_answer *a = &x->given.at[i], *b = &y->given.at[i];
		if (!str_eq(a->id, b->id) || !str_eq(a->value, b->value) || a->dont_know != b->dont_know)
			fail_msg("%.*s: '%.*s' came back as %.*s '%.*s'", STR_ARG(a->id), STR_ARG(a->value),
				 STR_ARG(b->id), STR_ARG(b->value));
	}
}

static void every_kind_of_answer_comes_back_as_it_was(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	app p = { .secret = { 1, 2, 3 } };
	city_def *c = city_of(a, link_facts);
	guide_link l = full(a), back;
	str token;
	size_t lost;
	assert_null(guide_link_token(&p, a, c, &l, &token));
	assert_true(guide_link_open(&p, a, c, token, TODAY, &back, &lost));
	assert_int_equal(lost, 0);
	same_link(&l, &back);
	/* and an empty one */
	guide_link none = { 0 };
	assert_null(guide_link_token(&p, a, c, &none, &token));
	assert_true(guide_link_open(&p, a, c, token, TODAY, &back, &lost));
	same_link(&none, &back);
	arena_free(a);
}

static void random_answers_come_back_as_they_were(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)1 << 30);
	app p = { .secret = { 9 } };
	city_def *c = city_of(a, link_facts);
	unsigned seed = 4;
	for (int round = 0; round < 2000; round++) {
		guide_link l = { 0 }, back;
		for (size_t i = 0; i < c->facts.n; i++) {
			const fact_def *f = &c->facts.at[i];
			int dice = rand_r(&seed) % 4;
			str value = STR_NONE, typed;
			if (f->value || dice == 0)
				continue;
			switch ((int)f->field.kind) {
			case FIELD_YESNO:
				value = dice == 1 ? STR("yes") : STR("no");
				break;
			case FIELD_DATE:
				value = day_text(a, TODAY - rand_r(&seed) % 36000);
				break;
			case FIELD_CHOICE:
				value = f->field.choices.at[rand_r(&seed) % (int)f->field.choices.n].value;
				break;
			case FIELD_CHOICES:
				value = f->field.choices.at[rand_r(&seed) % (int)f->field.choices.n].value;
				break;
			default:
				value = str_format(a, "%d", rand_r(&seed) % 1000);
			}
			assert_null(field_read(a, &f->field, value, TODAY, &typed));
			guide_link_set(a, &l, (fact_answer){ .id = f->field.id, .value = typed });
		}
		str token;
		size_t lost;
		assert_null(guide_link_token(&p, a, c, &l, &token));
		assert_true(guide_link_open(&p, a, c, token, TODAY, &back, &lost));
		assert_int_equal(lost, 0);
		same_link(&l, &back);
	}
	arena_free(a);
}

static void an_answer_keeps_its_place_when_it_changes(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	guide_link l = { 0 };
	put(a, &l, "techou", "yes");
	put(a, &l, "kuruma", "no");
	put(a, &l, "techou", NULL);
	assert_int_equal(l.given.n, 2);
	assert_true(str_eq(l.given.at[0].id, STR("techou")) && l.given.at[0].dont_know);
	put(a, &l, "techou", "");
	assert_int_equal(l.given.n, 1);
	assert_null(guide_link_get(&l, STR("techou")));
	put(a, &l, "techou", "no");
	assert_true(str_eq(l.given.at[1].id, STR("techou")));
	arena_free(a);
}

static void what_the_city_took_away_is_left_out_and_counted(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	app p = { .secret = { 1 } };
	city_def *before = city_of(a, link_facts);
	guide_link l = full(a), back;
	str token;
	size_t lost;
	assert_null(guide_link_token(&p, a, before, &l, &token));
	/* a fact goes, a choice goes, a fact becomes another type, a bound is drawn, a fact is computed from now on */
	const char *now = changed(a, link_facts, "  memo: { name: メモ, type: text, label: { ja: メモ } }\n", "");
	now = changed(a, now, "門司, 戸畑", "門司, 若松");
	now = changed(a, now, "name: 温度, type: number, decimals: 1, least: -50",
		      "name: 温度, type: number, least: 0");
	now = changed(a, now, "type: choices, label: { ja: 種類 }, choices: [ 視覚, 聴覚, 内部 ]",
		      "type: text, label: { ja: 種類 }");
	city_def *after = city_of(a, now);
	assert_true(guide_link_open(&p, a, after, token, TODAY, &back, &lost));
	assert_int_equal(lost, 4);
	assert_int_equal(back.given.n, l.given.n - 4);
	assert_null(guide_link_get(&back, STR("ku")));
	assert_null(guide_link_get(&back, STR("shurui")));
	assert_null(guide_link_get(&back, STR("ondo")));
	assert_true(str_eq(guide_link_get(&back, STR("shotoku"))->value, STR("3604000")));
	/* what is left makes a link that loses nothing more */
	assert_null(guide_link_token(&p, a, after, &back, &token));
	assert_true(guide_link_open(&p, a, after, token, TODAY, &back, &lost));
	assert_int_equal(lost, 0);
	arena_free(a);
}

static void a_strange_link_is_refused(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	app p = { .secret = { 1 } }, other = { .secret = { 2 } };
	city_def *c = city_of(a, link_facts);
	guide_link l = full(a), back;
	str token;
	size_t lost;
	assert_null(guide_link_token(&p, a, c, &l, &token));
	assert_false(guide_link_open(&other, a, c, token, TODAY, &back, &lost));
	assert_false(guide_link_open(&p, a, c, str_sub(token, 0, token.len - 1), TODAY, &back, &lost));
	assert_false(guide_link_open(&p, a, c, STR(""), TODAY, &back, &lost));
	assert_false(guide_link_open(&p, a, c, STR("葛"), TODAY, &back, &lost));
	char *long_text = arena_alloc(a, GUIDE_LINK_MAX + 2);
	memset(long_text, 'A', GUIDE_LINK_MAX + 1);
	assert_false(guide_link_open(&p, a, c, (str){ long_text, GUIDE_LINK_MAX + 1 }, TODAY, &back, &lost));
	arena_free(a);
}

static void answers_that_do_not_fit_into_an_address_are_refused(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	app p = { .secret = { 1 } };
	buf facts = buf_new(a, 1 << 20);
	buf_lit(&facts, "facts:\n");
	for (int i = 0; i < 40; i++)
		buf_format(&facts, "  memo%d: { name: メモ%d, type: text, label: { ja: メモ } }\n", i, i);
	buf_put(&facts, str_sub(str_of(link_facts), 7, strlen(link_facts)));
	city_def *c = city_of(a, buf_str(&facts).at);
	char text[151];
	memset(text, 'x', 150);
	text[150] = 0;
	guide_link l = { 0 }, back;
	str token = STR_NONE;
	size_t lost, fitted = 0;
	for (int i = 0; i < 40; i++) {
		put(a, &l, str_format(a, "memo%d", i).at, text);
		const err *e = guide_link_token(&p, a, c, &l, &token);
		if (e) {
			assert_true(err_is(e, ERR_too_long));
			break;
		}
		fitted++;
		assert_in_range(token.len, 1, GUIDE_LINK_MAX);
		assert_true(guide_link_open(&p, a, c, token, TODAY, &back, &lost) && lost == 0);
	}
	assert_in_range(fitted, 15, 39);
	arena_free(a);
}

/* Measured, for the header says so: a resident's twenty answers are a code that an old phone reads. */
static void twenty_answers_fit_into_a_small_code(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	app p = { .secret = { 1 } };
	buf facts = buf_new(a, 1 << 20);
	buf_lit(&facts, "facts:\n");
	for (int i = 0; i < 20; i++)
		buf_format(
			&facts,
			"  q%d: { name: 問%d, type: choice, label: { ja: 問 }, choices: [ 非課税の世帯, 均等割だけの世帯 ] }\n",
			i, i);
	buf_put(&facts, str_sub(str_of(link_facts), 7, strlen(link_facts)));
	city_def *c = city_of(a, buf_str(&facts).at);
	guide_link l = { 0 };
	LIST_ADD(a, &l.events, STR("okuyami"));
	for (int i = 0; i < 20; i++)
		put(a, &l, str_format(a, "q%d", i).at, i % 2 ? "非課税の世帯" : "均等割だけの世帯");
	str token;
	assert_null(guide_link_token(&p, a, c, &l, &token));
	assert_in_range(token.len, 100, 240);
	assert_true(str_format(a, "https://madoguchi.city.kitakyushu.lg.jp/guide/r/%.*s", STR_ARG(token)).len <=
		    QR_TEXT_MAX);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_answer_comes_back_as_it_was),
		cmocka_unit_test(random_answers_come_back_as_they_were),
		cmocka_unit_test(an_answer_keeps_its_place_when_it_changes),
		cmocka_unit_test(what_the_city_took_away_is_left_out_and_counted),
		cmocka_unit_test(a_strange_link_is_refused),
		cmocka_unit_test(answers_that_do_not_fit_into_an_address_are_refused),
		cmocka_unit_test(twenty_answers_fit_into_a_small_code),
	};
	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
