#include "text/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(256 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

#define assert_str(s, literal) assert_string_equal(str_format(a, "%.*s", STR_ARG(s)).at, literal)

static void quotes_hold_commas_line_breaks_and_quotes(void **state)
{
	arena *a = *state;
	csv_table t;
	assert_null(csv_parse(a, STR("\xEF\xBB\xBFname,note\r\n\"山田, 花子\",\"a \"\"b\"\"\r\nc\"\nx,\n"), &t));
	assert_int_equal(t.n, 3);
	assert_str(t.at[0].at[0], "name");
	assert_str(t.at[1].at[0], "山田, 花子");
	assert_str(t.at[1].at[1], "a \"b\"\r\nc");
	assert_int_equal(t.at[1].line, 2);
	assert_int_equal(t.at[2].line, 4);
	assert_int_equal(t.at[2].n, 2);
	assert_str(t.at[2].at[1], "");
}

static void empty_lines_are_skipped_and_the_last_needs_no_end(void **state)
{
	arena *a = *state;
	csv_table t;
	assert_null(csv_parse(a, STR("\r\na,b\n\n\"\"\r\nc"), &t));
	assert_int_equal(t.n, 3);
	assert_int_equal(t.at[1].n, 1);
	assert_str(t.at[1].at[0], "");
	assert_str(t.at[2].at[0], "c");
	assert_null(csv_parse(a, STR_NONE, &t));
	assert_int_equal(t.n, 0);
}

static void a_mistake_is_told_with_line_and_column(void **state)
{
	arena *a = *state;
	static const struct {
		str text, where;
	} bad[] = {
		{ STR_INIT("a,b\n花,\"open\n\n"), STR_INIT("2:3") },
		{ STR_INIT("a\"b"), STR_INIT("1:2") },
		{ STR_INIT("花,\"x\"y"), STR_INIT("1:6") },
		{ STR_INIT("a\rb"), STR_INIT("1:2") },
		{ STR_INIT("a\nb,\"x\n\n\" "), STR_INIT("4:2") },
		{ STR_INIT("\xFF"), STR_INIT("1:1") },
		{ STR_INIT("a\0b"), STR_INIT("1:1") },
	};
	for (size_t i = 0; i < COUNT(bad); i++) {
		csv_table t;
		const err *e = csv_parse(a, bad[i].text, &t);
		assert_true(err_is(e, ERR_file));
		assert_str(e->where, bad[i].where.at);
	}
}

static void every_ragged_row_is_named(void **state)
{
	arena *a = *state;
	csv_table t;
	assert_null(csv_parse(a, STR("a,b\n1\n1,2\n\"x\ny\",2,3\n"), &t));
	const err *e = csv_ragged(a, &t);
	assert_non_null(e);
	assert_str(e->where, "2:1");
	assert_str(e->next->where, "4:1");
	assert_null(e->next->next);
	assert_null(csv_parse(a, STR("a,b\n1,2\n"), &t));
	assert_null(csv_ragged(a, &t));
}

static void too_many_cells_and_too_long_ones_are_refused(void **state)
{
	arena *a = *state;
	csv_table t;
	char commas[CSV_COLUMNS_MAX + 1];
	memset(commas, ',', sizeof commas);
	assert_null(csv_parse(a, (str){ commas, CSV_COLUMNS_MAX - 1 }, &t));
	assert_int_equal(t.at[0].n, CSV_COLUMNS_MAX);
	assert_true(err_is(csv_parse(a, (str){ commas, CSV_COLUMNS_MAX }, &t), ERR_file));
	char *cell = arena_alloc(a, CSV_CELL_MAX + 1);
	memset(cell, 'x', CSV_CELL_MAX + 1);
	assert_null(csv_parse(a, (str){ cell, CSV_CELL_MAX }, &t));
	assert_true(err_is(csv_parse(a, (str){ cell, CSV_CELL_MAX + 1 }, &t), ERR_file));
}

static void what_a_spreadsheet_would_run_is_made_harmless(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 4096);
	csv_writer w = csv_write(&b);
	csv_str(&w, STR("=1+1"));
	csv_str(&w, STR("＝cmd|' /C calc'!A0"));
	csv_str(&w, STR("+81"));
	csv_str(&w, STR("-"));
	csv_str(&w, STR("@x"));
	csv_str(&w, STR("\t=1"));
	csv_i64(&w, -5);
	csv_f64(&w, -1.25, 1);
	csv_str(&w, STR("a=1"));
	csv_end_row(&w);
	assert_str(buf_str(&b), "\xEF\xBB\xBF'=1+1,\"'＝cmd|' /C calc'!A0\",'+81,'-,'@x,'\t=1,-5,-1.2,a=1\r\n");
}

static void what_was_written_is_read_back(void **state)
{
	arena *a = *state;
	static const str cells[] = { STR_INIT(""),         STR_INIT("a"),
				     STR_INIT("a,b"),      STR_INIT("\"q\""),
				     STR_INIT("x\r\ny"),   STR_INIT("'quoted"),
				     STR_INIT(" spaces "), STR_INIT("髙橋　葛󠄀城") };
	buf b = buf_new(a, 4096);
	csv_writer w = csv_write(&b);
	for (size_t row = 0; row < COUNT(cells); row++) {
		for (size_t i = row; i < COUNT(cells); i++)
			csv_str(&w, cells[i]);
		csv_end_row(&w);
	}
	csv_str(&w, STR_NONE);
	csv_end_row(&w);
	csv_table t;
	assert_null(csv_parse(a, buf_str(&b), &t));
	assert_int_equal(t.n, COUNT(cells) + 1);
	for (size_t row = 0; row < COUNT(cells); row++) {
		assert_int_equal(t.at[row].n, COUNT(cells) - row);
		for (size_t i = row; i < COUNT(cells); i++)
			assert_true(str_eq(t.at[row].at[i - row], cells[i]));
	}
}

static void a_file_says_itself_how_it_is_encoded(void **state)
{
	arena *a = *state;
	str text, from;
	assert_null(text_decode(a, STR("\xEF\xBB\xBF市"), &text, &from));
	assert_str(text, "市");
	assert_str(from, "UTF-8");
	assert_null(text_decode(a, STR("\x96\x6B\x8B\xE3\x8F\x42\x8E\x73"), &text, &from));
	assert_str(text, "北九州市");
	assert_str(from, "CP932");
	assert_null(text_decode(a, STR("\xB1\xDE\x87\x40\xFB\xFC"), &text, &from));
	assert_str(text, "ｱﾞ①髙");
	assert_null(text_decode(a, STR("\xFF\xFE\x02\x5E\x40\xD8\x0B\xDC"), &text, &from));
	assert_str(text, "市𠀋");
	assert_str(from, "UTF-16");
	assert_true(err_is(text_decode(a, STR("\xFF\xFE\x40\xD8"), &text, &from), ERR_file));
	const err *e = text_decode(a, STR("a\n\x8E\x73\x85\xFF"), &text, &from);
	assert_true(err_is(e, ERR_file));
	assert_str(e->where, "2:2");
}

static void characters_without_a_place_in_shift_jis_are_listed(void **state)
{
	arena *a = *state;
	str bytes, back;
	strs gone;
	size_t at;
	cp932_encode(a, STR("髙橋①ｱ〜−葛󠄀𠀋𠀋é"), &bytes, &gone);
	assert_true(cp932_decode(a, bytes, &back, &at));
	assert_str(back, "髙橋①ｱ～－葛〓〓〓〓");
	assert_int_equal(gone.n, 3);
	assert_str(gone.at[0], "\xF3\xA0\x84\x80");
	assert_str(gone.at[1], "𠀋");
	assert_str(gone.at[2], "é");
	cp932_encode(a, STR("北九州市 ABC"), &bytes, &gone);
	assert_int_equal(gone.n, 0);
	assert_int_equal(bytes.len, 12);
}

static void a_text_of_nothing_but_strange_characters_stays_within_its_room(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 1 << 20);
	for (int i = 0; i < 100000; i++)
		buf_put(&b, i % 2 ? STR("é") : STR("\xFF"));
	str bytes;
	strs gone;
	cp932_encode(a, buf_str(&b), &bytes, &gone);
	assert_int_equal(bytes.len, 200000);
	assert_int_equal(gone.n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(quotes_hold_commas_line_breaks_and_quotes, make, drop),
		cmocka_unit_test_setup_teardown(empty_lines_are_skipped_and_the_last_needs_no_end, make, drop),
		cmocka_unit_test_setup_teardown(a_mistake_is_told_with_line_and_column, make, drop),
		cmocka_unit_test_setup_teardown(every_ragged_row_is_named, make, drop),
		cmocka_unit_test_setup_teardown(too_many_cells_and_too_long_ones_are_refused, make, drop),
		cmocka_unit_test_setup_teardown(what_a_spreadsheet_would_run_is_made_harmless, make, drop),
		cmocka_unit_test_setup_teardown(what_was_written_is_read_back, make, drop),
		cmocka_unit_test_setup_teardown(a_file_says_itself_how_it_is_encoded, make, drop),
		cmocka_unit_test_setup_teardown(characters_without_a_place_in_shift_jis_are_listed, make, drop),
		cmocka_unit_test_setup_teardown(a_text_of_nothing_but_strange_characters_stays_within_its_room, make,
						drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
