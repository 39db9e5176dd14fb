/* Postal codes out of Japan Post's file, and what pages get of them. */
#include "kit/testing.h"

#include "modules/lookup/lookup.h"
#include "text/csv.h"

/* Rows as Japan Post writes them; the town alone differs. */
static str file_of(arena *a, const char *const *towns, size_t n)
{
	buf b = buf_new(a, 1 << 20);
	for (size_t i = 0; i < n; i++)
		buf_format(
			&b,
			"40106,\"803  \",\"%s,\"フクオカケン\",\"シ\",\"チョウ\",\"福岡県\",\"試験市小倉北区\",\"%s\",0,0,0,0,0,0\r\n",
			str_format(a, "%.7s\"", towns[i]).at, towns[i] + 7);
	return buf_str(&b);
}

static postal_rows rows_of(arena *a, str text)
{
	postal_rows rows;
	assert_null(postal_read(a, text, &rows));
	return rows;
}

static void a_town_is_what_can_stand_in_an_address(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	static const char *const towns[][2] = {
		{ "大手町", "大手町" },
		{ "以下に掲載がない場合", "" },
		{ "浅野（１～３丁目）", "浅野" },
		{ "古町の次に番地がくる場合", "" },
		{ "三島村一円", "" },
		{ "一円", "一円" }, /* 滋賀県犬上郡多賀町 */
		{ "種市第１５地割～第２１地割（鹿糠）", "種市" },
		{ "東町、西町", "" },
		{ "", "" },
	};
	for (size_t i = 0; i < COUNT(towns); i++) {
		str got = postal_town_of(a, str_of(towns[i][0]));
		if (!str_eq(got, str_of(towns[i][1])))
			fail_msg("%s: %.*s", towns[i][0], STR_ARG(got));
	}
	arena_free(a);
}

static void a_town_that_goes_on_over_rows_is_one_town(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	static const char *const towns[] = { "8030814大手町（１～３", "8030814番地、５番地、", "8030814８番地）",
					     "8030814城内", "8030812室町" };
	postal_rows rows = rows_of(a, file_of(a, towns, COUNT(towns)));
	assert_int_equal(rows.n, 3);
	assert_true(str_eq(rows.at[0].town, STR("大手町")));
	assert_true(str_eq(rows.at[1].town, STR("城内")));
	arena_free(a);
}

static void a_file_in_shift_jis_says_the_same(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	static const char *const towns[] = { "8030814大手町", "8030812室町（その他）" };
	str text = file_of(a, towns, COUNT(towns)), sjis;
	strs missing;
	cp932_encode(a, text, &sjis, &missing);
	assert_false(str_eq(text, sjis));
	postal_rows one = rows_of(a, text), two = rows_of(a, sjis);
	assert_int_equal(one.n, two.n);
	for (size_t i = 0; i < one.n; i++)
		assert_true(str_eq(one.at[i].town, two.at[i].town));
	arena_free(a);
}

static void a_bad_row_is_told_by_line_and_the_others_are_kept(void **state)
{
	(void)state;
	arena *a = arena_new(16 << 20);
	static const char *const towns[] = { "8030814大手町" };
	str good = file_of(a, towns, 1);
	str text = str_format(
		a, "%.*sthis,is,short\r\n%.*s", STR_ARG(good),
		STR_ARG(str_format(a, "40106,\"803\",\"80308\",a,b,c,\"福岡県\",\"市\",\"町\",0,0,0,0,0,0\r\n")));
	postal_rows rows = rows_of(a, text);
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.bad_n, 2);
	assert_true(str_eq(rows.bad->where, STR("2:1")));
	assert_true(str_eq(rows.bad->next->where, STR("3:3")));
	postal_rows none;
	assert_int_equal(postal_read(a, STR("date,visitors\n2026-11-21,4\n"), &none)->code, ERR_file);
	assert_int_equal(postal_read(a, STR_NONE, &none)->code, ERR_file);
	arena_free(a);
}

static const module *const all[] = { &kit_module, &lookup_module };

static void towns_are_found_by_their_code_and_a_new_file_takes_the_place_of_the_old(void **state)
{
	store_test *t = *state;
	web *w = web_open(t, all, COUNT(all), false);
	browser b = { .w = w };
	answer none = get(&b, "/api/v1/postal/8030814");
	assert_int_equal(none.status, 200);
	assert_true(str_has(none.body, STR("\"loaded\":false")));

	static const char *const old[] = { "8030814大手町", "8030814城内", "8030812室町" };
	postal_rows rows = rows_of(t->arena, file_of(t->arena, old, COUNT(old)));
	assert_null(postal_load(w->app, t->arena, &rows, NULL));
	answer two = get(&b, "/api/v1/postal/803-0814");
	assert_true(str_has(two.body, STR("\"address\":\"試験市小倉北区大手町\"")));
	assert_true(str_has(two.body, STR("城内")));

	/* many enough for several commits */
	enum { MANY = 4500 };
	postal_rows next = { .at = arena_many(t->arena, postal_row, MANY), .n = MANY };
	for (size_t i = 0; i < MANY; i++)
		next.at[i] = (postal_row){ str_format(t->arena, "80%05zu", i), STR("大分県"), STR("別府市"),
					   str_format(t->arena, "%zu町", i) };
	assert_null(postal_load(w->app, t->arena, &next, NULL));
	answer gone = get(&b, "/api/v1/postal/8030814"), here = get(&b, "/api/v1/postal/8004321");
	assert_true(str_has(gone.body, STR("\"loaded\":true,\"towns\":[]")));
	assert_true(str_has(here.body, STR("\"address\":\"大分県別府市4321町\"")));
	assert_int_equal(get(&b, "/api/v1/postal/12").status, 422);
	web_close(w);
}

static void a_reading_is_proposed_where_there_is_one(void **state)
{
	web *w = web_open(*state, all, COUNT(all), false);
	browser b = { .w = w };
	answer a = post_json(&b, "/api/v1/kana", "{\"name\":\"北九州　花子\"}");
	assert_int_equal(a.status, 200);
	assert_true(str_has(a.body, STR("\"kana\":\"キタキュウシュウ　ハナコ\"")));
	assert_true(str_has(post_json(&b, "/api/v1/kana", "{\"name\":\"Smith\"}").body, STR("\"kana\":\"\"")));
	assert_int_equal(post_json(&b, "/api/v1/kana", "[1]").status, 400);
	web_close(w);
}

int main(void)
{
	static const store_test_case tests[] = {
		PLAIN_TEST(a_town_is_what_can_stand_in_an_address),
		PLAIN_TEST(a_town_that_goes_on_over_rows_is_one_town),
		PLAIN_TEST(a_file_in_shift_jis_says_the_same),
		PLAIN_TEST(a_bad_row_is_told_by_line_and_the_others_are_kept),
		STORE_TEST(towns_are_found_by_their_code_and_a_new_file_takes_the_place_of_the_old),
		STORE_TEST(a_reading_is_proposed_where_there_is_one),
	};
	return store_tests("lookup", tests, COUNT(tests), migrations, migrations_n, NULL);
}
