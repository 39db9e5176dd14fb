/* Names of a survey, how wards are compared, and the exchange format: no database in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "modules/work/names/names.h"

#include <math.h>
#include <stdio.h>

#include "modules/work/names/compare.h"
#include "modules/work/names/exchange.h"
#include "modules/work/names/score.h"

#define MEMORY ((size_t)1 << 30)

static survey_item item(const char *bureau, const char *unit, const char *work, const char *step, i64 count, i64 each)
{
	return (survey_item){ .bureau = str_of(bureau),
			      .section = STR("市民課"),
			      .unit = str_of(unit),
			      .category = STR("窓口"),
			      .work = str_of(work),
			      .step = str_of(step),
			      .job = STR("正規"),
			      .medium = STR("紙"),
			      .system = STR("基幹"),
			      .count = count,
			      .each = each,
			      .axis = { SAY_NO, SAY_NO, SAY_YES } };
}

static names_set collected(arena *a, const survey_item *at, size_t n, names_by by)
{
	names_collector *c = names_collect_begin(a, by);
	for (size_t i = 0; i < n; i++)
		assert_null(names_collect_row(c, &at[i]));
	return names_collect_end(c, a);
}

/* --- collecting, grouping ----------------------------------------------------------------------------------------------- */

static void a_name_counts_its_units_and_minutes(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	survey_item rows[] = {
		item("門司区役所", "証明係", "住民票の写し交付", "受付", 100, 5),
		item("門司区役所", "証明係", "住民票の写し交付", "受付", 10, 7),
		item("門司区役所", "庶務係", "住民票の写し交付", "決裁", 1, 2),
		item("戸畑区役所", "証明係", "住民票の写し交付", "受付", 50, 6),
		item("戸畑区役所", "証明係", "印鑑登録", "受付", 3, 9),
	};
	names_set s = collected(a, rows, COUNT(rows), BY_WORK);
	assert_int_equal(s.n, 2);
	size_t at = names_place(&s, STR("住民票の写し交付"), STR_NONE);
	assert_true(at < s.n && names_place(&s, STR("住民票"), STR_NONE) == s.n);
	assert_int_equal(s.at[at].items, 4);
	assert_int_equal(s.at[at].count, 161);
	assert_int_equal(s.at[at].minutes, 500 + 70 + 2 + 300);
	assert_int_equal(s.at[at].units, 3);
	assert_int_equal(s.at[at].bureaus, 2);
	s = collected(a, rows, COUNT(rows), BY_STEP);
	assert_int_equal(s.n, 3);
	at = names_place(&s, STR("住民票の写し交付"), STR("受付"));
	assert_int_equal(s.at[at].units, 2);
	assert_int_equal(s.at[at].minutes, 870);
	arena_free(a);
}

static void many_names_are_collected_as_one_by_one(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	names_collector *c = names_collect_begin(a, BY_STEP);
	for (int i = 0; i < 20000; i++) {
		survey_item x = item("門司区役所", i % 2 ? "証明係" : "庶務係", str_format(a, "業務%d", i % 1500).at,
				     str_format(a, "作業%d", i % 7).at, 1, 1);
		assert_null(names_collect_row(c, &x));
	}
	names_set s = names_collect_end(c, a);
	assert_int_equal(s.n, 10500); /* 1500 and 7 have no common part: every pair comes */
	i64 items = 0;
	for (size_t i = 0; i < s.n; i++) {
		items += s.at[i].items;
		assert_true(i == 0 || str_cmp(s.at[i - 1].work, s.at[i].work) <= 0);
		assert_true(s.at[i].bureaus == 1 && s.at[i].units >= 1 && s.at[i].units <= 2);
	}
	assert_int_equal(items, 20000);
	arena_free(a);
}

static size_t group_of(const alike_groups *g, size_t name)
{
	for (size_t k = 0; k < g->n; k++)
		for (size_t m = 0; m < g->at[k].n; m++)
			if (g->at[k].at[m] == name)
				return k;
	return SIZE_MAX;
}

static void of_names_with_steps_both_must_be_alike(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	reading *r = reading_new();
	survey_item rows[] = {
		item("門司区役所", "a", "住民票の写しの交付", "受付", 100, 5),
		item("戸畑区役所", "a", "住民票写し交付", "窓口受付", 100, 5),
		item("門司区役所", "a", "住民票の写しの交付", "決裁", 100, 5),
		item("門司区役所", "a", "道路占用許可", "受付", 100, 5),
		item("戸畑区役所", "a", "道路の占用許可", "受付け", 100, 5),
	};
	names_set s = collected(a, rows, COUNT(rows), BY_STEP);
	names_base b;
	assert_null(names_base_make(a, r, NULL, &s, BY_STEP, &b));
	names_decided none = { 0 };
	const alike_tree *t;
	i64 *settled;
	assert_null(names_group(&b, a, &none, &t, &settled));
	alike_groups g;
	alike_cut(t, a, NAMES_DEFAULT, &g);
	assert_int_equal(g.n, 3);
	size_t copy = names_place(&s, STR("住民票の写しの交付"), STR("受付"));
	size_t other = names_place(&s, STR("住民票写し交付"), STR("窓口受付"));
	size_t approval = names_place(&s, STR("住民票の写しの交付"), STR("決裁"));
	size_t road = names_place(&s, STR("道路占用許可"), STR("受付"));
	assert_true(group_of(&g, copy) == group_of(&g, other));
	assert_false(group_of(&g, copy) == group_of(&g, approval));
	assert_false(group_of(&g, copy) == group_of(&g, road));
	names_evidence e = names_why(&b, a, copy, other);
	assert_true(e.work.same.n >= 2 && str_eq(e.work.same.at[0], STR("住民")));
	assert_true(e.step.same.n == 1 && str_eq(e.step.same.at[0], STR("受付")));
	assert_true(e.homes && !e.parted && e.units == 0 && str_eq(e.section, STR("市民課")));
	/* pairs are those that comparing all finds */
	for (size_t i = 0; i < s.n; i++)
		for (size_t j = i + 1; j < s.n; j++) {
			bool found = false;
			for (size_t k = 0; k < b.edges.n; k++)
				found = found || (b.edges.at[k].i == i && b.edges.at[k].j == j);
			assert_int_equal(found, names_between(&b, i, j) >= NAMES_FLOOR);
		}
	reading_free(r);
	arena_free(a);
}

/* Who writes a name speaks as well: the same two names, in two wards' sections of one name, in one unit, in sections that have nothing to do with each other. */
static void who_writes_a_name_speaks_for_it(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	reading *r = reading_new();
	static const char *const wards[] = { "門司区役所", "戸畑区役所", "若松区役所" };
	double at[3];
	for (int k = 0; k < 3; k++) {
		survey_item rows[12];
		size_t n = 0;
		for (size_t w = 0; w < COUNT(wards); w++) { /* other works, so that words have their rareness */
			rows[n++] = item(wards[w], "a", "道路占用許可", "受付", 1, 1);
			rows[n++] = item(wards[w], "a", "印鑑登録", "受付", 1, 1);
			rows[n++] = item(wards[w], "a", "住民票の交付", "受付", 1, 1);
		}
		rows[n++] = item(wards[0], "b", "児童手当の認定", "受付", 1, 1);
		rows[n] = item(wards[k == 1 ? 0 : 1], "b", "児童手当の額改定", "受付", 1, 1);
		if (k == 2) {
			rows[n].bureau = STR("環境局");
			rows[n].section = STR("業務課");
		}
		n++;
		names_set s = collected(a, rows, n, BY_WORK);
		names_base b;
		assert_null(names_base_make(a, r, NULL, &s, BY_WORK, &b));
		size_t p = names_place(&s, STR("児童手当の認定"), STR_NONE),
		       q = names_place(&s, STR("児童手当の額改定"), STR_NONE);
		at[k] = names_between(&b, p, q);
		assert_true(at[k] == names_between(&b, q, p));
		names_evidence e = names_why(&b, a, p, q);
		assert_int_equal(e.units, k == 1);
		assert_true(e.parted == (k == 0) && (e.section.len > 0) == (k < 2) && (e.bureau || k != 1));
	}
	assert_true(at[0] > at[1] && at[0] > at[2]);
	reading_free(r);
	arena_free(a);
}

/* 国保 is written for 国民健康保険, and what the city says is apart is. */
static void the_lists_of_the_city_are_followed(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	reading *r = reading_new();
	str same_words[] = { STR("国民健康保険"), STR("国保") }, full[] = { STR("後期高齢者医療"), STR("後期高齢") },
	    card[] = { STR("マイナンバーカード"), STR("マイナ") }, apart_words[] = { STR("取得"), STR("喪失") },
	    weak[] = { STR("事務") };
	strs same[] = { { same_words, 2 }, { full, 2 }, { card, 2 } }, apart = { apart_words, 2 };
	work_names_def def = { .same = { same, 3 }, .apart = { &apart, 1 }, .weak = { weak, 1 } };
	str wards[] = { STR("小倉北区役所"), STR("環境局") };
	strs bureaus = { wards, 2 };
	const names_words *w = words_make(a, r, &def, &bureaus);
	static const char *const plain[][2] = {
		{ "国保資格喪失", "国民健康保険資格喪失" }, { "国民健康保険資格", "国民健康保険資格" },
		{ "後期高齢者健診", "後期高齢者医療健診" }, { "後期高齢者医療", "後期高齢者医療" },
		{ "マイナ受取", "マイナンバーカード受取" }, { "マイナンバー", "マイナンバー" },
		{ "小倉北区　ﾌﾟｰﾙ管理", " プール管理" },    { "環境局の庶務", "環境局の庶務" },
		{ "障がい者支援", "障害者支援" },           { "", "" },
	};
	for (size_t i = 0; i < COUNT(plain); i++)
		assert_string_equal(words_plain(w, a, str_of(plain[i][0])).at, plain[i][1]);
	survey_item rows[] = {
		item("門司区役所", "a", "国保の資格取得", "受付", 1, 1),
		item("戸畑区役所", "a", "国民健康保険の資格取得事務", "受付", 1, 1),
		item("若松区役所", "a", "国保の資格喪失", "受付", 1, 1),
		item("若松区役所", "a", "道路占用", "受付", 1, 1),
	};
	names_set s = collected(a, rows, COUNT(rows), BY_WORK);
	names_base b;
	assert_null(names_base_make(a, r, &def, &s, BY_WORK, &b));
	size_t got = names_place(&s, STR("国保の資格取得"), STR_NONE),
	       full_name = names_place(&s, STR("国民健康保険の資格取得事務"), STR_NONE),
	       lost = names_place(&s, STR("国保の資格喪失"), STR_NONE);
	assert_true(names_between(&b, got, full_name) > 0.9);
	assert_true(names_between(&b, got, lost) < NAMES_DEFAULT);
	assert_true(str_eq(names_why(&b, a, got, lost).work.apart_mine, STR("取得")));
	assert_true(str_eq(names_why(&b, a, lost, got).work.apart_mine, STR("喪失")));
	reading_free(r);
	arena_free(a);
}

static void what_is_settled_stays_out_of_groups(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	survey_item rows[] = {
		item("門司区役所", "a", "児童手当認定請求", "受付", 100, 5),
		item("戸畑区役所", "a", "児童手当の認定請求", "受付", 100, 5),
		item("若松区役所", "a", "児童手当認定請求事務", "受付", 100, 5),
	};
	names_set s = collected(a, rows, COUNT(rows), BY_WORK);
	names_base b;
	assert_null(names_base_make(a, NULL, NULL, &s, BY_WORK, &b));
	assert_false(b.words);
	names_common common = { 7, STR_INIT("児童手当") };
	names_member member = { STR_INIT("児童手当の認定請求"), STR_INIT(""), 7 };
	names_decided d = { .commons = { &common, 1 }, .members = { &member, 1 } };
	const alike_tree *t;
	i64 *settled;
	assert_null(names_group(&b, a, &d, &t, &settled));
	alike_groups g;
	alike_cut(t, a, NAMES_FLOOR, &g);
	assert_int_equal(g.n, 2);
	size_t one = names_place(&s, STR("児童手当の認定請求"), STR_NONE);
	assert_int_equal(settled[one], 7);
	assert_int_equal(g.at[group_of(&g, one)].n, 1);
	/* a work's common name holds for its steps, unless one of them has its own */
	i64 id;
	assert_true(str_eq(names_common_of(&d, STR("児童手当の認定請求"), STR("受付"), &id), STR("児童手当")));
	assert_int_equal(id, 7);
	assert_int_equal(names_common_of(&d, STR("児童手当認定請求"), STR("受付"), &id).len, 0);
	assert_int_equal(id, 0);
	arena_free(a);
}

/* --- comparing ------------------------------------------------------------------------------------------------------------ */

static void a_difference_is_volume_and_minutes_and_nothing_else(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	survey_item rows[] = {
		item("門司区役所", "a", "x", "受付", 100, 4),   item("戸畑区役所", "a", "x", "受付", 200, 6),
		item("若松区役所", "a", "x", "受付", 300, 11),  item("門司区役所", "a", "x", "決裁", 100, 1),
		item("戸畑区役所", "a", "x", "決裁", 100, 1),   item("総務局", "a", "x", "受付", 1000, 100),
		item("若松区役所", "a", "x", "受 付", 100, 11),
	};
	rows[1].medium = STR("電子");
	comparison c;
	survey_items all = { rows, COUNT(rows) };
	names_compare(a, &all, is_ward, &c);
	assert_int_equal(c.wards.n, 3);
	assert_int_equal(c.steps.n, 2); /* widths and spaces of a step do not make another */
	/* reception: median 200 cases (100, 200, 400) of 6 minutes (4, 6, 11); approval: 100 of 1 */
	assert_true(c.steps.at[0].volume == 200 && c.steps.at[0].each == 6 && c.steps.at[0].wards == 3);
	assert_true(c.reference == 1300);
	double more = 0;
	for (size_t i = 0; i < c.wards.n; i++) {
		const compare_ward *w = &c.wards.at[i];
		assert_true(fabs(w->more - (w->volume + w->longer)) < 1e-6);
		more += w->more;
	}
	assert_true(str_eq(c.wards.at[0].bureau, STR("若松区役所"))); /* the slowest for its mix first */
	assert_true(fabs(c.wards.at[0].like - 4400.0 / 2400) < 1e-9);
	assert_true(fabs(c.wards.at[0].longer - (11 - 6) * (400 + 200) / 2.0) < 1e-9);
	assert_true(fabs(c.wards.at[0].volume - ((400 - 200) * (11 + 6) / 2.0 - 100)) < 1e-9); /* it has no approval */
	assert_true(fabs(more - (500 + 1300 + 4400 - 3 * 1300)) < 1e-6);
	const compare_trait *medium = &c.traits[0];
	assert_int_equal(medium->dim, DIM_MEDIUM);
	assert_true(medium->differs && !c.traits[1].differs);
	assert_true(str_eq(medium->values.at[0].value, STR("紙")) && medium->values.at[0].mostly == 2);
	assert_int_equal(medium->values.at[0].wards, 3); /* 戸畑 approves on paper */
	assert_int_equal(medium->values.at[1].mostly, 1);
	names_compare(a, &all, NULL, &c);
	assert_int_equal(c.wards.n, 4);
	survey_items none = { 0 };
	names_compare(a, &none, NULL, &c);
	assert_int_equal(c.wards.n, 0);
	arena_free(a);
}

static void quantiles_weigh_cases(void **state)
{
	(void)state;
	weighted w[] = { { 30, 1 }, { 5, 98 }, { 10, 1 } };
	assert_int_equal(weighted_quantile(w, 3, 0.5), 5);
	assert_int_equal(weighted_quantile(w, 3, 0.98), 5);
	assert_int_equal(weighted_quantile(w, 3, 0.99), 10);
	assert_int_equal(weighted_quantile(w, 3, 1), 30);
	assert_int_equal(weighted_quantile(w, 0, 0.5), 0);
}

/* --- the exchange format ------------------------------------------------------------------------------------------------------ */

static void what_is_written_reads_back(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	taxonomy_rows *rows = taxonomy_rows_new(a);
	static const char *const units[] = { "証明係", "庶務係", "戸籍係", "マイナンバー係" };
	for (int i = 0; i < 40; i++) {
		survey_item x = item("門司区役所", units[i % 4], i % 4 ? "住民票の写し\"交付\"" : "住民票<庶務>",
				     "受付", 10 + i, 3 + i % 5);
		x.axis[AXIS_CORE] = i % 2 ? SAY_YES : SAY_NO;
		taxonomy_rows_add(rows, &x);
	}
	taxonomy t = {
		.code = STR("401005"), .name = STR("試験市"), .year = 2026, .made = STR("2026-11-21"), .least_units = 3
	};
	for (int k = 0; k < WORK_AXES; k++)
		t.axes[k] = STR("2026a");
	taxonomy_work w = taxonomy_work_of(a, rows, STR("12"), STR("住民票の写しの交付"), 3);
	LIST_ADD(a, &t.works, w);
	/* one unit alone writes 住民票<庶務>: it is not told */
	assert_int_equal(w.names.n, 1);
	assert_int_equal(w.names_left_out, 1);
	assert_int_equal(w.units, 4);
	assert_true(w.p10 <= w.p50 && w.p50 <= w.p90);
	/* core is said by two units each way: neither side is told; routine by all */
	assert_true(w.yes[WORK_CORE].cases < 0 && w.no[WORK_CORE].cases < 0);
	assert_int_equal(w.yes[WORK_ROUTINE].cases, w.cases);
	buf b = buf_new(a, JSON_SIZE_MAX);
	taxonomy_write(&b, &t);
	str text = arena_copy(a, buf_str(&b));
	assert_false(str_has(text, STR("門司")) || str_has(text, STR("係")) || str_has(text, STR("市民課")));
	taxonomy back;
	const err *e = taxonomy_read(a, text, &back);
	if (e)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	buf again = buf_new(a, JSON_SIZE_MAX);
	taxonomy_write(&again, &back);
	assert_string_equal(buf_str(&again).at, text.at);
	arena_free(a);
}

static void few_units_are_not_told(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	taxonomy_rows *rows = taxonomy_rows_new(a);
	for (int i = 0; i < 10; i++) {
		survey_item x = item("門司区役所", i % 2 ? "a" : "b", "秘書業務", "受付", 10, 3);
		taxonomy_rows_add(rows, &x);
	}
	taxonomy_work w = taxonomy_work_of(a, rows, STR("1"), STR("秘書"), TAXONOMY_LEAST_UNITS);
	assert_true(w.units == -1 && w.cases == -1 && w.p50 == -1 && w.names.n == 0 && w.names_left_out == 1);
	assert_int_equal(w.category.len, 0);
	for (int k = 0; k < WORK_AXES; k++)
		assert_true(w.yes[k].cases == -1 && w.no[k].cases == -1);
	arena_free(a);
}

#define HEAD                                                                                                           \
	"{\"format\":\"madoguchi-work-taxonomy\",\"version\":1,\"city\":{\"name\":\"隣の市\"},\"year\":2025,\"works\":["

static void mistakes_say_where(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		err_code code;
		const char *where;
	} bad[] = {
		{ "{", ERR_bad_json, "1:1" },
		{ "{\"x\":1,\n\"y\":\"\xff\"}", ERR_bad_json, "2" },
		{ "[]", ERR_invalid, "format" },
		{ "{}", ERR_required, "format" },
		{ "{\"format\":\"x\"}", ERR_invalid, "format" },
		{ "{\"format\":\"madoguchi-work-taxonomy\",\"version\":2}", ERR_invalid, "version" },
		{ HEAD "3]}", ERR_invalid, "works[0]" },
		{ HEAD "{\"id\":\"1\"}]}", ERR_required, "works[0].name" },
		{ HEAD "{\"id\":\"1\",\"name\":\"x\"},{\"id\":2,\"name\":\"y\"}]}", ERR_invalid, "works[1].id" },
		{ HEAD "{\"id\":\"1\",\"name\":\"x\"},{\"id\":\"1\",\"name\":\"y\"}]}", ERR_invalid, "works" },
		{ HEAD "{\"id\":\"1\",\"name\":\"x\",\"cases\":-1}]}", ERR_invalid, "works[0].cases" },
		{ HEAD "{\"id\":\"1\",\"name\":\"x\",\"minutes_each\":{\"p50\":\"7\"}}]}", ERR_invalid,
		  "works[0].minutes_each.p50" },
		{ HEAD "{\"id\":\"1\",\"name\":\"x\",\"minutes_each\":{\"p10\":9,\"p50\":7}}]}", ERR_invalid,
		  "works[0].minutes_each" },
		{ HEAD "{\"id\":\"1\",\"name\":\"x\",\"names\":[\"a\",3]}]}", ERR_invalid, "works[0].names[1]" },
		{ HEAD "{\"id\":\"1\",\"name\":\"x\",\"by_axis\":{\"core\":{\"yes\":4}}}]}", ERR_invalid,
		  "works[0].by_axis.core.yes" },
		{ HEAD "{\"id\":\"1\",\"name\":\"x\"}", ERR_bad_json, NULL },
	};
	for (size_t i = 0; i < COUNT(bad); i++) {
		arena *a = arena_new(MEMORY);
		taxonomy t;
		const err *e = taxonomy_read(a, str_of(bad[i].text), &t);
		if (!e || e->code != bad[i].code || (bad[i].where && !str_eq(e->where, str_of(bad[i].where))))
			fail_msg("%s: %.*s %.*s", bad[i].text, STR_ARG(e ? err_name(e->code) : STR("fine")),
				 STR_ARG(e ? e->where : STR_NONE));
		arena_free(a);
	}
}

static void what_is_not_known_is_left_alone(void **state)
{
	(void)state;
	arena *a = arena_new(MEMORY);
	taxonomy t;
	assert_null(taxonomy_read(
		a,
		STR("\xef\xbb\xbf" HEAD
		    "{\"id\":\"1\",\"name\":\" 住民票 \",\"new\":{\"x\":[1]},\"units\":null,\"minutes_each\":{\"p50\":7.4}}],\"more\":true}"),
		&t));
	assert_int_equal(t.works.n, 1);
	assert_true(str_eq(t.works.at[0].name, STR("住民票")) && t.works.at[0].units == -1 && t.works.at[0].p50 == 7);
	arena_free(a);
}

/* The schema that other cities write by says what we write, as far as names of members go. */
static void the_schema_knows_every_member(void **state)
{
	(void)state;
	FILE *f = fopen("assets/work-taxonomy.schema.json", "r");
	if (!f)
		f = fopen("../assets/work-taxonomy.schema.json", "r");
	assert_non_null(f);
	arena *a = arena_new(MEMORY);
	char *text = arena_alloc(a, 65536);
	size_t n = fread(text, 1, 65536, f);
	fclose(f);
	const json_value *v;
	assert_null(json_parse(a, (str){ text, n }, &v));
	static const char *const members[] = { "format", "version",     "city", "year",
					       "made",   "least_units", "axes", "works" };
	for (size_t i = 0; i < COUNT(members); i++)
		assert_non_null(json_get(json_get(v, "properties"), members[i]));
	static const char *const of_work[] = { "id",    "name",  "category",     "names",  "names_left_out",
					       "units", "cases", "minutes_each", "by_axis" };
	const json_value *work = json_get(json_get(json_get(v, "$defs"), "work"), "properties");
	for (size_t i = 0; i < COUNT(of_work); i++)
		assert_non_null(json_get(work, of_work[i]));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_counts_its_units_and_minutes),
		cmocka_unit_test(many_names_are_collected_as_one_by_one),
		cmocka_unit_test(of_names_with_steps_both_must_be_alike),
		cmocka_unit_test(who_writes_a_name_speaks_for_it),
		cmocka_unit_test(the_lists_of_the_city_are_followed),
		cmocka_unit_test(what_is_settled_stays_out_of_groups),
		cmocka_unit_test(a_difference_is_volume_and_minutes_and_nothing_else),
		cmocka_unit_test(quantiles_weigh_cases),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(few_units_are_not_told),
		cmocka_unit_test(mistakes_say_where),
		cmocka_unit_test(what_is_not_known_is_left_alone),
		cmocka_unit_test(the_schema_knows_every_member),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
