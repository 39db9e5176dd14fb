#include "card/facts.h"
#include "card/testing.h"
#include "card/tlv.h"

#define TODAY 20000 /* 2024-10-04 */

static const char *note_of(const card_facts *f, const char *fact)
{
	for (size_t i = 0; i < f->notes.n; i++)
		if (strcmp(f->notes.at[i].fact, fact) == 0)
			return f->notes.at[i].code;
	return "none";
}

static void lengths_of_one_to_three_bytes_are_read(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	for (int form = 0; form <= 2; form++) {
		str s = object(a, 0xDF22, STR("abc"), form), rest = s;
		tlv t;
		assert_int_equal(tlv_next(&rest, &t), TLV_FOUND);
		assert_int_equal(t.tag, 0xDF22);
		same(t.value, "abc");
		assert_int_equal(rest.len, 0);
		assert_int_equal(tlv_next(&rest, &t), TLV_END);
		for (size_t n = 1; n < s.len; n++) { /* and none of its beginnings */
			rest = str_sub(s, 0, n);
			assert_int_equal(tlv_next(&rest, &t), TLV_SHORT);
		}
	}
	arena_free(a);
}

static void odd_tags_and_lengths_are_refused(void **state)
{
	(void)state;
	tlv t;
	const struct {
		str s;
		tlv_end end;
	} cases[] = {
		{ STR_INIT("\xDF\x22\x80"), TLV_WRONG }, /* indefinite */
		{ STR_INIT("\xDF\x22\x83\x00\x00\x01x"), TLV_WRONG }, /* four bytes of length */
		{ STR_INIT("\xDF\x22\xFF"), TLV_WRONG },
		{ STR_INIT("\xDF\xFF\xFF\xFF\x01x"), TLV_WRONG }, /* a tag without end */
		{ STR_INIT("\xDF\x22\x82\xFF\xFFx"), TLV_SHORT },
		{ STR_INIT("\xDF\x22\x05"
			   "abcd"),
		  TLV_SHORT },
		{ STR_INIT("\x00\x00"), TLV_END }, /* filler */
		{ STR_INIT("\xFF\xFF\xFF"), TLV_END },
		{ STR_INIT("\xFF\x00\x90"), TLV_END },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		str rest = cases[i].s;
		assert_int_equal(tlv_next(&rest, &t), cases[i].end);
	}
}

static void a_card_gives_the_four_facts_in_canonical_texts(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	for (int form = 0; form <= 2; form++) {
		str file = file_of(a, "北九　花子", "福岡県北九州市小倉北区城内１－１", "19600401", "2", form);
		card_facts f;
		size_t n;
		assert_null(facts_length(a, str_sub(file, 0, 8), &n));
		assert_int_equal(n, file.len);
		assert_null(facts_parse(a, file, TODAY, &f));
		same(f.shimei, "北九　花子");
		same(f.juusho, "福岡県北九州市小倉北区城内１－１");
		same(f.seinengappi, "1960-04-01");
		same(f.seibetsu, "女");
		assert_int_equal(f.notes.n, 0);
	}
	arena_free(a);
}

static void filler_and_two_bytes_before_the_file_do_no_harm(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	str parts[] = { STR("\x00\x70"), file_of(a, "山田太郎", "北九州市", "20010203", "1", 0),
			(str){ "\0\0\0\xFF\xFF", 5 } };
	str file = joined(a, parts, 3);
	card_facts f;
	size_t n;
	assert_null(facts_length(a, file, &n));
	assert_int_equal(n, file.len - 5);
	assert_null(facts_parse(a, file, TODAY, &f));
	same(f.shimei, "山田太郎");
	same(f.seibetsu, "男");
	arena_free(a);
}

static void one_space_stands_between_the_parts_of_a_name(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	const struct {
		const char *card, *fact;
	} cases[] = {
		{ "北九　花子", "北九　花子" },
		{ "　北九　　花子　", "北九　花子" },
		{ "北九 　花子", "北九　花子" },
		{ "SMITH JOHN", "SMITH JOHN" },
		{ "髙﨑　葛\xF3\xA0\x84\x80", "髙﨑　葛\xF3\xA0\x84\x80" },
		{ "ＳＭＩＴＨ　ＪＯＨＮ", "ＳＭＩＴＨ　ＪＯＨＮ" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		card_facts f;
		assert_null(facts_parse(a, file_of(a, cases[i].card, "x", "19600401", "1", 0), TODAY, &f));
		same(f.shimei, cases[i].fact);
	}
	arena_free(a);
}

static void what_the_card_could_not_write_is_pointed_at(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	static const char *const names[] = { "〓田　花子", "渡□　太郎", "山●　一", "吉\xEE\x80\x80　次郎" };
	for (size_t i = 0; i < COUNT(names); i++) {
		card_facts f;
		assert_null(facts_parse(a, file_of(a, names[i], "x", "19600401", "1", 0), TODAY, &f));
		same(f.shimei, names[i]);
		assert_string_equal(note_of(&f, "shimei"), "placeholder");
	}
	arena_free(a);
}

static void a_birth_without_month_or_day_is_left_out_and_said(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	const struct {
		const char *card, *fact, *code;
	} cases[] = {
		{ "19200000", "", "unknown_day" }, { "19200400", "", "unknown_day" },
		{ "00000000", "", "unknown_day" }, { "19230229", "", "unreadable" },
		{ "1960040", "", "unreadable" },   { "196O0401", "", "unreadable" },
		{ "20991231", "", "unreadable" },  { "", "", "unreadable" },
		{ "18721231", "", "unreadable" },  { "20240229", "2024-02-29", "none" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		card_facts f;
		assert_null(facts_parse(a, file_of(a, "a", "x", cases[i].card, "1", 0), TODAY, &f));
		same(f.seinengappi, cases[i].fact);
		assert_string_equal(note_of(&f, "seinengappi"), cases[i].code);
	}
	arena_free(a);
}

static void only_1_and_2_are_a_sex_that_is_filled_in(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	const struct {
		const char *card, *fact, *code;
	} cases[] = { { "1", "男", "none" },      { "2", "女", "none" },     { "3", "", "other" },
		      { "9", "", "other" },       { "0", "", "other" },      { "", "", "unreadable" },
		      { "男", "", "unreadable" }, { "11", "", "unreadable" } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		card_facts f;
		assert_null(facts_parse(a, file_of(a, "a", "x", "19600401", cases[i].card, 0), TODAY, &f));
		same(f.seibetsu, cases[i].fact);
		assert_string_equal(note_of(&f, "seibetsu"), cases[i].code);
	}
	arena_free(a);
}

static void bytes_that_are_no_text_are_no_name(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	card_facts f;
	assert_null(facts_parse(a, file_of(a, "\xE5\x8C", "\x1B[2J", "19600401", "1", 0), TODAY, &f));
	same(f.shimei, "");
	assert_string_equal(note_of(&f, "shimei"), "unreadable");
	same(f.juusho, "");
	assert_string_equal(note_of(&f, "juusho"), "unreadable");
	arena_free(a);
}

static void a_file_that_is_none_is_refused(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	card_facts f;
	str twice[] = { object(a, 0xDF22, STR("a"), 0), object(a, 0xDF22, STR("b"), 0) };
	str cut = file_of(a, "a", "x", "19600401", "1", 0);
	str bad[] = {
		STR_NONE,
		STR("\xFF"),
		STR("\xFF\x20"),
		STR("\xFF\x20\x05\xDF"),
		STR("\xFF\x10\x0C"
		    "123456789012"), /* the tag of another file */
		object(a, 0xFF20, STR_NONE, 0),
		object(a, 0xFF20, object(a, 0xDF29, STR("x"), 0), 0),
		object(a, 0xFF20, joined(a, twice, 2), 0),
		object(a, 0xFF20,
		       STR("\xDF\x22\x09"
			   "abc"),
		       0),
		str_sub(cut, 0, cut.len - 1),
	};
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_true(err_is(facts_parse(a, bad[i], TODAY, &f), ERR_card_garbled));
	size_t n;
	assert_true(err_is(facts_length(a, STR("\xFF\x20\x82\xFF\xFF\xDF\x21\x08"), &n), ERR_card_garbled));
	assert_true(err_is(facts_length(a, STR("\x61\x20\x10\x00\xDF\x21\x08\x00"), &n), ERR_card_garbled));
	arena_free(a);
}

static void the_number_of_the_front_has_the_year_of_the_era(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	const struct {
		const char *birth, *expires, *code;
	} cases[] = {
		{ "1980-02-17", "2035", "55021720352285" },     { "2020-02-24", "2030", "02022420302285" },
		{ "1989-01-07", "2030", "64010720302285" },     { "1989-01-08", "2030", "01010820302285" },
		{ "2019-05-01", "２０３０", "01050120302285" },
	};
	str code;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_null(front_code(a, str_of(cases[i].birth), str_of(cases[i].expires), STR("2285"), &code));
		same(code, cases[i].code);
	}
	assert_true(err_is(front_code(a, STR("1980-02-30"), STR("2030"), STR("2285"), &code), ERR_card_code));
	assert_true(err_is(front_code(a, STR("1980-02-17"), STR("30"), STR("2285"), &code), ERR_card_code));
	assert_true(err_is(front_code(a, STR("1980-02-17"), STR("2030"), STR("22855"), &code), ERR_card_code));
	assert_true(code_digits(a, STR("１２ 3-4"), 4, &code));
	same(code, "1234");
	assert_false(code_digits(a, STR("12a4"), 4, &code));
	assert_false(code_digits(a, STR("123"), 4, &code));
	arena_free(a);
}

static void facts_and_notes_are_told_as_json_in_three_languages(void **state)
{
	(void)state;
	arena *a = arena_of_test();
	card_facts f;
	assert_null(facts_parse(a, file_of(a, "〓田　花子", "x", "19600400", "9", 0), TODAY, &f));
	str json = card_facts_json(a, &f);
	has(json, "\"shimei\":\"〓田　花子\"");
	has_not(json, "\"seinengappi\":\"");
	has(json, "\"code\":\"unknown_day\"");
	has(json, "\"ja-easy\":\"");
	has(card_message(a, ERR_card_wrong, 2, LANG_JA), "あと2回");
	has(card_message(a, ERR_card_wrong, 1, LANG_EN), "locked: 1.");
	has_not(card_message(a, ERR_card_wrong, CARD_TRIES_UNKNOWN, LANG_JA), "-1");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_of_one_to_three_bytes_are_read),
		cmocka_unit_test(odd_tags_and_lengths_are_refused),
		cmocka_unit_test(a_card_gives_the_four_facts_in_canonical_texts),
		cmocka_unit_test(filler_and_two_bytes_before_the_file_do_no_harm),
		cmocka_unit_test(one_space_stands_between_the_parts_of_a_name),
		cmocka_unit_test(what_the_card_could_not_write_is_pointed_at),
		cmocka_unit_test(a_birth_without_month_or_day_is_left_out_and_said),
		cmocka_unit_test(only_1_and_2_are_a_sex_that_is_filled_in),
		cmocka_unit_test(bytes_that_are_no_text_are_no_name),
		cmocka_unit_test(a_file_that_is_none_is_refused),
		cmocka_unit_test(the_number_of_the_front_has_the_year_of_the_era),
		cmocka_unit_test(facts_and_notes_are_told_as_json_in_three_languages),
	};
	return cmocka_run_group_tests_name("card facts", tests, NULL, NULL);
}
