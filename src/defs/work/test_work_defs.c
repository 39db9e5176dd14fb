/* work.yaml: read, refused with its places, written back; and that of the city that comes with the program. */
#include "defs/guide/testing_city.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char head[] = "work:\n  hours_fte: 1900\n";
static const char axes[] =
	"  axes:\n"
	"    core: { version: a1, name: コア, ask: か, yes: { ja: コア, en: Core }, no: ノンコア, means: \"判断\\n例：許可\" }\n"
	"    expertise: { version: a1, name: 専門性, ask: か, yes: 要, no: 不要, means: 資格 }\n"
	"    routine: { version: a1, name: 定型, ask: か, yes: 定型, no: 非定型, means: 手順 }\n"
	"    away: { version: a1, name: 場所, ask: か, yes: 可, no: 不可, means: 場所 }\n";
static const char rest[] =
	"  categories:\n    - 窓口: { ja: 窓口業務, en: Counter work }\n    - 共通\n"
	"  steps: [ 受付, \"決裁: 課長\" ]\n"
	"  ease: { step: { 受付: 80 }, category: { 共通: 0 } }\n"
	"  names:\n    same:\n      - [国民健康保険, 国保]\n      - [\"a: b\", c]\n    apart: [[新規, 更新]]\n"
	"    weak: [事務]\n";

static const err *parse(arena *a, const char *one, const char *two, const char *three, work_def *ret)
{
	return work_def_parse(a, str_format(a, "%s%s%s", one, two, three), ret);
}

static void a_definition_is_written_back_as_it_is_read(void **state)
{
	(void)state;
	arena *a = arena_new(64 << 20);
	work_def d, again;
	assert_null(parse(a, head, axes, rest, &d));
	assert_true(d.given);
	assert_int_equal(d.hours_fte, 1900);
	assert_int_equal(d.balance_least, 80);
	assert_int_equal(d.balance_most, 120);
	assert_int_equal(d.categories.n, 2);
	assert_true(str_eq(text_in(&d.categories.at[0].name, LANG_JA), STR("窓口業務")));
	assert_true(str_eq(text_in(&d.categories.at[1].name, LANG_EN), STR("共通")));
	assert_int_equal(work_ease_of(&d, EASE_STEP, STR("受付")), 80);
	assert_int_equal(work_ease_of(&d, EASE_CATEGORY, STR("共通")), 0);
	assert_int_equal(work_ease_of(&d, EASE_MEDIUM, STR("共通")), 100);
	assert_true(d.names.same.n == 2 && str_eq(d.names.same.at[0].at[1], STR("国保")));
	assert_true(d.names.apart.n == 1 && d.names.weak.n == 1);
	str once = work_def_write(a, &d);
	assert_null(work_def_parse(a, once, &again));
	assert_true(str_eq(once, work_def_write(a, &again)));
	assert_true(str_eq(again.axes[WORK_CORE].means.in[LANG_JA], STR("判断\n例：許可")));
	assert_true(str_eq(again.steps.at[1].value, STR("決裁: 課長")));
	assert_null(work_def_parse(a, STR_NONE, &d));
	assert_false(d.given);
	assert_int_equal(work_def_write(a, &d).len, 0);
	arena_free(a);
}

static void refused(const char *text, const char *where, const char *why)
{
	arena *a = arena_new(64 << 20);
	work_def d;
	const err *e = work_def_parse(a, str_of(text), &d);
	while (e && !(str_eq(e->where, str_of(where)) && str_has(e->detail, str_of(why))))
		e = e->next;
	if (!e) {
		for (e = work_def_parse(a, str_of(text), &d); e; e = e->next)
			print_message("%.*s: %.*s\n", STR_ARG(e->where), STR_ARG(e->detail));
		fail_msg("not refused at %s: %s", where, why);
	}
	arena_free(a);
}

static void a_mistake_is_told_where_it_stands(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	const char *good = str_format(a, "%s%s%s", head, axes, rest).at;
	refused("work: { hours_fte: many }\n", "work.yaml:1:20", "");
	refused("work: {}\n", "work.yaml:1:7", "‘axes:’ is missing");
	refused("arbeit: {}\n", "work.yaml:1:1", "unknown key");
	refused(str_format(a, "%s%s  categories: []\n", head, axes).at, "work.yaml:8:15", "at least one category");
	refused(str_format(a, "%s%s  categories: [ 窓口, 窓口 ]\n", head, axes).at, "work.yaml:8:21", "stands twice");
	refused(str_format(a, "%s  yen_hour: 4000\n", good).at, "work.yaml:19:13", "where this figure is from");
	refused(str_format(a, "%s  balance: { least: 120, most: 80 }\n", good).at, "work.yaml:19:21", "");
	static const char away_only[] =
		"  axes:\n    away: { version: a1, name: 場所, ask: か, yes: はい, no: 不可, means: 場所 }\n";
	refused(str_format(a, "%s%s%s", head, away_only, rest).at, "work.yaml:4:49", "files say ‘可’ here");
	refused(str_format(a, "%s%s%s", head, away_only, rest).at, "work.yaml:4:5", "‘core:’ is missing");
	refused(str_format(a, "%s%s  categories: [ 窓口 ]\n  steps: [ 受付 ]\n  ease: { step: { 受け付: 80 } }\n", head,
			   axes)
			.at,
		"work.yaml:10:19", "did you mean ‘受付’");
	refused(str_format(a, "%s%s  categories: [ 窓口 ]\n  ease: { colour: { 赤: 80 } }\n", head, axes).at,
		"work.yaml:9:11", "unknown ‘colour’");
	refused(str_format(a, "%s%s  categories: [ 窓口 ]\n  ease: { category: { 窓口: 101 } }\n", head, axes).at,
		"work.yaml:9:27", "");
	static const struct {
		const char *names, *where, *why;
	} lists[] = {
		{ "{ same: [[国保, 国民健康保険], [国年, 国保]] }", "work.yaml:9:33", "stands in another list" },
		{ "{ same: [[国保]] }", "work.yaml:9:19", "fewer than two" },
		{ "{ same: 国保 }", "work.yaml:9:18", "a list of lists" },
		{ "{ apart: [新規] }", "work.yaml:9:20", "a list of words" },
		{ "{ weak: [事務, 事務] }", "work.yaml:9:23", "stands twice" },
		{ "{ strong: [] }", "work.yaml:9:12", "unknown key" },
	};
	for (size_t i = 0; i < COUNT(lists); i++)
		refused(str_format(a, "%s%s  categories: [ 窓口 ]\n  names: %s\n", head, axes, lists[i].names).at,
			lists[i].where, lists[i].why);
	arena_free(a);
}

/* Plain Japanese is read by those who know no kanji. */
static bool has_kanji(str s)
{
	for (size_t i = 0; i < s.len;) {
		u32 u = str_next(s, &i);
		if (u >= 0x4e00 && u <= 0x9fff)
			return true;
	}
	return false;
}

static void the_demo_city_asks_in_three_languages(void **state)
{
	(void)state;
	static const char *const standard[] = { "受付", "形式審査", "内容審査", "決裁", "入力", "通知書発行", "送付" };
	arena *a = arena_new((size_t)512 << 20);
	const city_def *c = demo_city(a);
	const work_def *w = &c->work;
	assert_true(w->given);
	assert_int_equal(w->hours_fte, 1943);
	assert_true(w->yen_source.len > 0);
	for (size_t i = 0; i < COUNT(standard); i++)
		assert_true(str_eq(w->steps.at[i].value, str_of(standard[i])));
	const work_choices *all[] = { &w->categories, &w->steps, &w->jobs, &w->bases, &w->media, &w->systems };
	for (size_t i = 0; i < COUNT(all); i++)
		for (size_t k = 0; k < all[i]->n; k++)
			for (int l = 0; l < LANG_COUNT; l++)
				if (all[i]->at[k].name.in[l].len == 0)
					fail_msg("%.*s has no text in language %d", STR_ARG(all[i]->at[k].value), l);
				else if (l == LANG_JA_EASY && has_kanji(all[i]->at[k].name.in[l]))
					fail_msg("not plain: %.*s", STR_ARG(all[i]->at[k].name.in[l]));
	for (int x = 0; x < WORK_AXES; x++) {
		const work_axis_def *d = &w->axes[x];
		const text3 *texts[] = { &d->name, &d->ask, &d->yes, &d->no, &d->means };
		for (size_t i = 0; i < COUNT(texts); i++)
			for (int l = 0; l < LANG_COUNT; l++) {
				if (texts[i]->in[l].len == 0)
					fail_msg("axis %d lacks a text in language %d", x, l);
				if (l == LANG_JA_EASY && has_kanji(texts[i]->in[l]))
					fail_msg("axis %d: not plain: %.*s", x, STR_ARG(texts[i]->in[l]));
			}
	}
	str once = work_def_write(a, w);
	work_def again;
	assert_null(work_def_parse(a, once, &again));
	assert_true(str_eq(once, work_def_write(a, &again)));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_definition_is_written_back_as_it_is_read),
		cmocka_unit_test(a_mistake_is_told_where_it_stands),
		cmocka_unit_test(the_demo_city_asks_in_three_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
