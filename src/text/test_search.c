#include "text/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static search_doc *docs_of(arena *a, const char *const *texts, size_t n)
{
	search_doc *d = arena_many(a, search_doc, n);
	for (size_t i = 0; i < n; i++) {
		d[i].at = arena_one(a, search_part);
		d[i].at[0] = (search_part){ str_of(texts[i]), 4 };
		d[i].n = 1;
	}
	return d;
}

static const char *const some[] = {
	"身体障害者手帳の交付 しんたいしょうがいしゃてちょう",
	"国民年金 死亡一時金",
	"葬祭費の支給 ご家族が亡くなったとき そうさいひ",
	"児童手当 子どもが生まれた じどうてあて",
	"印鑑登録証の返却",
	"National Health Insurance: certificates for families",
	"国民健康保険の加入",
};

static void first(const char *query, size_t want)
{
	arena *a = arena_new(16 << 20);
	const search_index *x = search_make(a, docs_of(a, some, COUNT(some)), COUNT(some));
	search_hits h = search_find(x, a, str_of(query), 10);
	if (h.n == 0 || h.at[0].doc != want)
		print_message("%s: %zu hits, first %zu\n", query, h.n, h.n ? h.at[0].doc : 99);
	assert_true(h.n > 0);
	assert_int_equal(h.at[0].doc, want);
	arena_free(a);
}

static void a_word_of_two_characters_is_found(void **state)
{
	(void)state;
	first("手帳", 0);
	first("年金", 1);
	first("印鑑", 4);
}

static void a_sentence_finds_what_it_is_about(void **state)
{
	(void)state;
	first("母が亡くなった", 2);
	first("家族がなくなりました", 2);
	first("子供が生まれる", 3);
	first("障がい者手帳がほしい", 0);
}

static void a_reading_finds_what_is_written_in_kanji(void **state)
{
	(void)state;
	first("しょうがいしゃてちょう", 0);
	first("ｿｳｻｲﾋ", 2);
	first("じどう てあて", 3);
}

static void english_words_are_found_in_any_case_and_number(void **state)
{
	(void)state;
	first("health insurance CERTIFICATE", 5);
	first("family", 5);
}

static void the_longer_match_comes_first(void **state)
{
	(void)state;
	first("国民健康保険", 6);
}

static void a_name_that_is_all_of_the_query_comes_before_one_that_only_has_it(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	static const char *const names[] = { "印鑑登録の廃止の届出 印鑑登録", "印鑑登録", "国民健康保険" };
	const search_index *x = search_make(a, docs_of(a, names, COUNT(names)), COUNT(names));
	search_hits h = search_find(x, a, STR("印鑑登録をしたい"), 10);
	assert_int_equal(h.n, 2);
	assert_int_equal(h.at[0].doc, 1);
	arena_free(a);
}

static void what_comes_sooner_does_not_hide_the_rest(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	static const char *const names[] = { "死亡", "死亡届", "死亡一時金" };
	search_doc *docs = docs_of(a, names, COUNT(names));
	docs[2].first = 50;
	const search_index *x = search_make(a, docs, COUNT(names));
	search_hits h = search_find(x, a, STR("死亡"), 10);
	assert_int_equal(h.n, 3);
	assert_int_equal(h.at[0].doc, 2);
	arena_free(a);
}

static void a_latin_word_stands_in_a_query_as_a_word(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	static const char *const names[] = { "care", "daycare", "job" };
	const search_index *x = search_make(a, docs_of(a, names, COUNT(names)), COUNT(names));
	assert_int_equal(search_find(x, a, STR("lost my job"), 10).at[0].doc, 2);
	assert_int_equal(search_find(x, a, STR("daycare"), 10).n, 1);
	arena_free(a);
}

static void nothing_is_found_where_nothing_was_asked(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	const search_index *x = search_make(a, docs_of(a, some, COUNT(some)), COUNT(some));
	static const char *const none[] = { "", "   ", "。、", "犬", "zzz", "the of", "\xff\xfe\xf0", "\xe3\x81" };
	for (size_t i = 0; i < COUNT(none); i++)
		assert_int_equal(search_find(x, a, str_of(none[i]), 10).n, 0);
	const search_index *empty = search_make(a, NULL, 0);
	assert_int_equal(search_find(empty, a, STR("年金"), 10).n, 0);
	assert_int_equal(search_find(x, a, STR("年金"), 0).n, 0);
	arena_free(a);
}

static void spellings_of_one_word_meet(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	static const char *const same[][2] = {
		{ "障がい者", "障害者" }, { "ﾃｽﾄ", "てすと" },          { "ＡＢＣ", "abc" },
		{ "髙田", "高田" },       { "葛\U000E0100城", "葛城" }, { "やさしい にほんご", "やさしいにほんご" },
		{ "子ども", "子供" },
	};
	for (size_t i = 0; i < COUNT(same); i++) {
		str x = search_fold(a, str_of(same[i][0])), y = search_fold(a, str_of(same[i][1]));
		assert_string_equal(x.at, y.at);
	}
	arena_free(a);
}

static void a_long_query_is_cut_and_answered(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	const search_index *x = search_make(a, docs_of(a, some, COUNT(some)), COUNT(some));
	char *long_one = arena_alloc(a, 100001);
	for (size_t i = 0; i + 6 <= 100000; i += 6)
		__builtin_memcpy(long_one + i, "年金", 6);
	assert_int_equal(search_find(x, a, str_of(long_one), 10).at[0].doc, 1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_of_two_characters_is_found),
		cmocka_unit_test(a_sentence_finds_what_it_is_about),
		cmocka_unit_test(a_reading_finds_what_is_written_in_kanji),
		cmocka_unit_test(english_words_are_found_in_any_case_and_number),
		cmocka_unit_test(the_longer_match_comes_first),
		cmocka_unit_test(a_name_that_is_all_of_the_query_comes_before_one_that_only_has_it),
		cmocka_unit_test(what_comes_sooner_does_not_hide_the_rest),
		cmocka_unit_test(a_latin_word_stands_in_a_query_as_a_word),
		cmocka_unit_test(nothing_is_found_where_nothing_was_asked),
		cmocka_unit_test(spellings_of_one_word_meet),
		cmocka_unit_test(a_long_query_is_cut_and_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
