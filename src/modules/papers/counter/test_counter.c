/* What is typed or scanned, answers of two windows, times: rules without a database. */
#include "modules/papers/keep/testing.h"

#include "modules/papers/counter/counter.h"

#define TOKEN "abcdefghij0123456789klmnop"

static asked_for understood(arena *a, const char *typed)
{
	return counter_understand(a, str_of(typed));
}

static void one_field_understands_links_numbers_and_codes(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		asked_kind kind;
		const char *text;
	} all[] = {
		{ "", ASKED_NOTHING, "" },
		{ " \t ", ASKED_NOTHING, "" },
		{ "https://city.example/prepare/p/" TOKEN, ASKED_LINK, TOKEN },
		{ "https://city.example/prepare/p/" TOKEN "/check?x=1", ASKED_LINK, TOKEN },
		{ "a12", ASKED_TICKET, "A012" },
		{ "A-012\n", ASKED_TICKET, "A012" },
		{ "https://city.example/t/ABCD2345", ASKED_CODE, "ABCD2345" },
		{ "https://city.example/b/abcd2345", ASKED_CODE, "ABCD2345" },
		{ "https://city.example/counter/moji?q=K7P3Q2MN", ASKED_CODE, "K7P3Q2MN" },
		{ "k7p3-q2mn", ASKED_CODE, "K7P3Q2MN" },
		{ "K7P 3Q2", ASKED_CODE, "K7P3Q2" }, /* the number of a packet that was made at home */
		{ "https://elsewhere.example/", ASKED_UNKNOWN, NULL },
		{ "佐藤", ASKED_UNKNOWN, NULL },
		{ "AB", ASKED_UNKNOWN, NULL },
	};
	arena *a = arena_new(1 << 24);
	for (size_t i = 0; i < COUNT(all); i++) {
		asked_for q = understood(a, all[i].typed);
		if (q.kind != all[i].kind || (all[i].text && !str_eq(q.text, str_of(all[i].text))))
			fail_msg("'%s' was understood as %d '%.*s'", all[i].typed, (int)q.kind, STR_ARG(q.text));
	}
	arena_free(a);
}

static void a_scanner_that_types_full_width_letters_is_understood(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	asked_for q = understood(
		a,
		"ｈｔｔｐｓ：／／ｃｉｔｙ．ｅｘａｍｐｌｅ／ｐｒｅｐａｒｅ／ｐ／ａｂｃｄｅｆｇｈｉｊ０１２３４５６７８９ｋｌｍｎｏｐ");
	assert_int_equal(q.kind, ASKED_LINK);
	assert_true(str_eq(q.text, STR(TOKEN)));
	assert_int_equal(understood(a, "Ａ０１２").kind, ASKED_TICKET);
	arena_free(a);
}

static void whatever_is_typed_is_understood_as_something_and_within_bounds(void **state)
{
	(void)state;
	u64 seed = 20261121;
	for (int i = 0; i < 20000; i++) {
		arena *a = arena_new(1 << 22);
		char typed[80];
		static const char some[] = "A1b?q=/prepare/p/-_ \xe3\x81\x82\xef\xbc\xa1%&0Zz";
		size_t n = 0;
		for (; n < sizeof typed - 1; n++) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			if (seed >> 60 == 0)
				break;
			typed[n] = some[(seed >> 33) % (sizeof some - 1)];
		}
		asked_for q = counter_understand(a, (str){ typed, n });
		if (q.kind == ASKED_CODE)
			assert_true(q.text.len >= 6 && q.text.len <= 16);
		for (size_t k = 0; q.kind == ASKED_LINK && k < q.text.len; k++)
			assert_true(q.text.at[k] != '/' && q.text.at[k] != '?' && q.text.at[k] != '%');
		arena_free(a);
	}
}

/* --- two windows --------------------------------------------------------------------------------------------------------- */

static void an_answer_is_set_only_where_nobody_else_changed_it(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 26);
	static const char *const values[] = { "", "?", "北方", "城野" };
	/* every base, every present state, every typed answer */
	for (size_t b = 0; b < COUNT(values); b++)
		for (size_t n = 0; n < COUNT(values); n++)
			for (size_t t = 0; t < COUNT(values); t++) {
				kept_answer was = { .answer = { .value = str_of(b == 1 ? "" : values[b]),
								.dont_know = b == 1 } };
				kept_answer now = { .answer = { .value = str_of(n == 1 ? "" : values[n]),
								.dont_know = n == 1 } };
				fact_answer typed = { .value = str_of(t == 1 ? "" : values[t]), .dont_know = t == 1 };
				merged m = counter_merge(a, counter_mark(a, &was), n ? &now : NULL, &typed);
				if (t == b || t == n)
					assert_int_equal(m, MERGE_KEEP);
				else if (b == n)
					assert_int_equal(m, MERGE_SET);
				else
					assert_int_equal(m, MERGE_BOTH);
			}
	arena_free(a);
}

/* --- times ----------------------------------------------------------------------------------------------------------------- */

static counter_times_row took(day on, const char *came, const char *about, int seconds)
{
	instant begun = instant_of(on, 600);
	return (counter_times_row){ .day = on,
				    .came = str_of(came),
				    .about = str_of(about),
				    .begun_at = begun,
				    .printed_at = begun + seconds * SECOND };
}

static void medians_are_told_by_month_by_what_it_was_for_and_by_how_it_came(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	day april = day_from(2026, 4, 1), may = day_from(2026, 5, 7);
	counter_times_row rows[] = {
		took(april, "home", "event:hikkoshi", 100), took(april, "counter", "event:hikkoshi", 600),
		took(april, "home", "event:hikkoshi", 200), took(may, "file", "paper:zei", 300),
		took(may, "home", "event:hikkoshi", 50),
	};
	times t = counter_times_make(a, &(counter_times_rows){ rows, COUNT(rows) });
	assert_int_equal(t.all.n, 5);
	assert_int_equal(t.all.median, 200);
	assert_int_equal(t.all.p90, 600);
	assert_int_equal(t.home.n, 3);
	assert_int_equal(t.home.median, 100);
	assert_int_equal(t.here.n, 2);
	assert_int_equal(t.here.median, 300);
	assert_int_equal(t.months.n, 6); /* all, home and here of two months */
	assert_int_equal(t.months.at[0].month, 4);
	assert_int_equal(t.months.at[0].n, 3);
	assert_int_equal(t.months.at[3].month, 5);
	assert_int_equal(t.abouts.n, 2);
	assert_true(str_eq(t.abouts.at[0].about, STR("event:hikkoshi")));
	assert_int_equal(t.abouts.at[0].n, 4);
	times none = counter_times_make(a, &(counter_times_rows){ 0 });
	assert_int_equal(none.all.n, 0);
	assert_int_equal(none.all.median, -1);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_field_understands_links_numbers_and_codes),
		cmocka_unit_test(a_scanner_that_types_full_width_letters_is_understood),
		cmocka_unit_test(whatever_is_typed_is_understood_as_something_and_within_bounds),
		cmocka_unit_test(an_answer_is_set_only_where_nobody_else_changed_it),
		cmocka_unit_test(medians_are_told_by_month_by_what_it_was_for_and_by_how_it_came),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
