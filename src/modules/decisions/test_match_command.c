/* rules match, check and convert, as they are called; people from lines of JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <unistd.h>

#include "modules/decisions/decisions.h"
#include "modules/decisions/people.h"
#include "rules/sheet.h"

typedef struct place {
	arena *a;
	str dir;
} place;

static int make(void **state)
{
	arena *a = arena_new((size_t)1 << 30);
	char name[] = "/tmp/decisions-XXXXXX";
	assert_non_null(mkdtemp(name));
	place *p = arena_one(a, place);
	*p = (place){ a, arena_copy(a, str_of(name)) };
	*state = p;
	return 0;
}

static int drop(void **state)
{
	place *p = *state;
	str shell = str_format(p->a, "rm -rf %.*s", STR_ARG(p->dir));
	assert_int_equal(system(shell.at), 0);
	arena_free(p->a);
	return 0;
}

static char *path(place *p, const char *name)
{
	str s = str_format(p->a, "%.*s/%s", STR_ARG(p->dir), name);
	char *ret = arena_alloc(p->a, s.len + 1);
	memcpy(ret, s.at, s.len);
	return ret;
}

static void put(place *p, const char *name, str text)
{
	FILE *f = fopen(path(p, name), "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text.at, 1, text.len, f), text.len);
	assert_int_equal(fclose(f), 0);
}

static str got(place *p, const char *name)
{
	str text;
	assert_null(command_text(p->a, str_of(path(p, name)), &text));
	return text;
}

static int run(place *p, int (*body)(arena *, const settings *, int, char **), int argc, char **argv)
{
	fflush(stdout);
	return body(p->a, NULL, argc, argv);
}

static int match_files(place *p, const char *table, const char *as_of)
{
	char table_flag[] = "--table", people_flag[] = "--people", out_flag[] = "--out", day_flag[] = "--as-of",
	     day_text_[20];
	snprintf(day_text_, sizeof day_text_, "%s", as_of);
	char *argv[] = { table_flag, path(p, table), people_flag, path(p, "people.jsonl"), out_flag, path(p, "r.jsonl"),
			 day_flag,   day_text_,      NULL };
	return run(p, rules_match, 8, argv);
}

#define assert_text(s, literal) assert_string_equal(str_format(p->a, "%.*s", STR_ARG(s)).at, literal)

static void a_file_may_begin_with_a_byte_order_mark(void **state)
{
	place *p = *state;
	put(p, "t.csv", STR("id,age\nbus,>= 70\n"));
	put(p, "people.jsonl", STR("\xEF\xBB\xBF{\"age\": 70}\n{\"age\": 5}\n"));
	assert_int_equal(match_files(p, "t.csv", "2026-11-01"), 0);
	assert_text(got(p, "r.jsonl"), "{\"yes\":[\"bus\"],\"unknown\":[]}\n{\"yes\":[],\"unknown\":[]}\n");
}

static void a_person_a_line_and_bad_lines_stay_in_their_place(void **state)
{
	place *p = *state;
	put(p, "t.csv",
	    STR("id,年齢,転入日,区,有効開始\nbus,>= 70,,,\nhome,,2026-01-01以降,「門司」,\nnext,,,,2027-04-01\n"));
	put(p, "people.jsonl",
	    STR("{\"年齢\": 70, \"区\": \"門司\", \"転入日\": \"2026-01-01\"}\n"
		"{\"年齢\": 69.5, \"別\": [1, {\"x\": \"}\"}]}\n"
		"{\"年齢\": 70\n"
		"\n"
		"{}\n"
		"{\"\\u533a\": \"\\u9580\\u53f8\", \"転入日\": \"2025-12-31\", \"年齢\": null}\r\n"
		"{\"区\":\"門司\",\"年齢\":7e1} x\n"
		"{\"区\":\"小倉\",\"年齢\":7e1}"));
	assert_int_equal(match_files(p, "t.csv", "2027-03-31"), 1);
	assert_text(got(p, "r.jsonl"), "{\"yes\":[\"bus\",\"home\"],\"unknown\":[]}\n"
				       "{\"yes\":[],\"unknown\":[\"home\"]}\n"
				       "{\"error\":\"line 3:10: a comma or } must come here\"}\n"
				       "{\"error\":\"line 4:1: a line is one object in { }\"}\n"
				       "{\"yes\":[],\"unknown\":[\"bus\",\"home\"]}\n"
				       "{\"yes\":[],\"unknown\":[]}\n"
				       "{\"error\":\"line 7:21: something stands behind the object\"}\n"
				       "{\"yes\":[\"bus\"],\"unknown\":[]}\n");
	put(p, "people.jsonl", STR("{}\n"));
	assert_int_equal(match_files(p, "t.csv", "2027-04-01"), 0);
	assert_text(got(p, "r.jsonl"), "{\"yes\":[\"next\"],\"unknown\":[\"bus\",\"home\"]}\n");
	put(p, "people.jsonl", STR(""));
	assert_int_equal(match_files(p, "t.csv", "2027-04-01"), 0);
	assert_text(got(p, "r.jsonl"), "");
}

static void a_table_with_a_mistake_judges_nobody(void **state)
{
	place *p = *state;
	put(p, "t.csv", STR("id,年齢\nbus,>=\n"));
	put(p, "people.jsonl", STR("{}\n"));
	assert_int_equal(match_files(p, "t.csv", "2027-03-31"), 1);
	assert_int_not_equal(access(path(p, "r.jsonl"), F_OK), 0);
	assert_int_equal(match_files(p, "missing.csv", "2027-03-31"), 1);
	assert_int_equal(match_files(p, "t.csv", "soon"), 2);
}

/* Longer than what is read at once, so that lines lie across its ends. */
static void a_long_file_is_read_to_its_end(void **state)
{
	place *p = *state;
	put(p, "t.csv", STR("id,n,text\nodd,odd(n),\nlong,,\"string length(?) > 1000\"\n"));
	buf b = buf_new(p->a, (size_t)64 << 20);
	char filler[3000];
	memset(filler, 'x', sizeof filler);
	i64 lines = 0;
	for (; b.len < 9 << 20; lines++)
		buf_format(&b, "{\"n\":%lld,\"text\":\"%.*s\"}\n", (long long)lines, (int)(lines * 37 % 3000), filler);
	buf_lit(&b, "{\"text\":\"");
	for (int i = 0; i < 6 << 20; i++)
		buf_char(&b, 'y');
	buf_lit(&b, "\"}\n{\"n\":1}\n");
	put(p, "people.jsonl", buf_str(&b));
	assert_int_equal(match_files(p, "t.csv", "2027-03-31"), 1);
	str rest = got(p, "r.jsonl");
	for (i64 i = 0; i < lines; i++) {
		str line = str_cut(&rest, '\n');
		assert_int_equal(str_has(line, STR("\"odd\"")), i % 2 != 0);
		assert_int_equal(str_has(line, STR("\"long\"")), i * 37 % 3000 > 1000);
	}
	str line = str_cut(&rest, '\n');
	assert_true(str_has(line, STR("longer than 1 MB")));
	assert_text(rest, "{\"yes\":[\"odd\"],\"unknown\":[\"long\"]}\n");
}

/* The workload that others make, with what they expect; where it is here. */
static void a_workload_of_others_comes_out_as_expected(void **state)
{
	place *p = *state;
	const char *gen = "../shared/rules/gen.py";
	if (access(gen, R_OK) != 0) {
		print_message("not run: %s is not here\n", gen);
		skip();
	}
	static const char *const sizes[] = { "1 1 3",      "2 63 500", "3 64 501", "4 129 400",
					     "5 1000 300", "6 100 0",  "7 0 5" };
	for (size_t i = 0; i < COUNT(sizes); i++) {
		str shell = str_format(p->a, "python3 %s %s %.*s", gen, sizes[i], STR_ARG(p->dir));
		assert_int_equal(system(shell.at), 0);
		assert_int_equal(rename(path(p, "schemes.csv"), path(p, "t.csv")), 0);
		assert_int_equal(match_files(p, "t.csv", "2026-11-21"), 0);
		str ours = got(p, "r.jsonl"), theirs = got(p, "expected.jsonl");
		buf b = buf_new(p->a, theirs.len + 1); /* theirs has spaces behind commas and colons */
		for (size_t k = 0; k < theirs.len; k++)
			if (theirs.at[k] != ' ')
				buf_char(&b, theirs.at[k]);
		assert_true(str_eq(ours, buf_str(&b)));
	}
}

static void a_table_goes_to_xml_and_back(void **state)
{
	place *p = *state;
	put(p, "t.csv",
	    STR("id,年齢,転入日,区,有効開始,根拠\nbus,>= 70,,not(5),,\nhome,,2026-01-01以降,「門司」,,条例\nnext,> 収入,,,令和9年4月1日,\n"));
	char *there[] = { path(p, "t.csv"), path(p, "t.dmn"), NULL },
	     *back[] = { path(p, "t.dmn"), path(p, "u.csv"), NULL },
	     *again[] = { path(p, "u.csv"), path(p, "u.dmn"), NULL };
	assert_int_equal(run(p, rules_convert, 2, there), 0);
	assert_int_equal(run(p, rules_convert, 2, back), 0);
	assert_int_equal(run(p, rules_convert, 2, again), 0);
	assert_true(str_eq(got(p, "t.dmn"), got(p, "u.dmn")));
	assert_text(got(p, "u.csv"), "\xEF\xBB\xBF"
				     "id,年齢,転入日,区,有効開始,根拠\r\n"
				     "(table),table_t,t\r\n"
				     "bus,\">= 70\",,not(5),,\r\n"
				     "home,,\">= date(\"\"2026-01-01\"\")\",\"\"\"門司\"\"\",,条例\r\n"
				     "next,\"> 収入\",,,令和9年4月1日,\r\n");
	put(p, "people.jsonl", STR("{\"年齢\":80,\"転入日\":\"2026-02-03\"}\n"));
	assert_int_equal(match_files(p, "t.csv", "2027-04-01"), 0);
	str from_csv = got(p, "r.jsonl");
	assert_int_equal(match_files(p, "t.dmn", "2027-04-01"), 0);
	assert_true(str_eq(from_csv, got(p, "r.jsonl")));
	assert_text(from_csv, "{\"yes\":[],\"unknown\":[\"bus\",\"home\",\"next\"]}\n");
}

static void check_fails_for_mistakes_and_not_for_warnings(void **state)
{
	place *p = *state;
	static const struct {
		const char *csv;
		int code;
	} files[] = { { "U,年齢,→x\n1,< 18,1\n2,>= 18,2\n", 0 },
		      { "U,年齢,→x\n1,< 18,1\n2,> 18,2\n", 0 },
		      { "U,年齢,→x\n1,<= 18,1\n2,>= 18,2\n", 1 },
		      { "U,年齢,→x\n1,<= ,1\n", 1 },
		      { "nothing\n", 1 } };
	for (size_t i = 0; i < COUNT(files); i++) {
		put(p, "t.csv", str_of(files[i].csv));
		char *argv[] = { path(p, "t.csv"), NULL };
		assert_int_equal(run(p, rules_check, 1, argv), files[i].code);
	}
	char format[] = "--format", xml[] = "xml", *argv[] = { path(p, "t.csv"), format, xml, NULL };
	assert_int_equal(run(p, rules_check, 3, argv), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_may_begin_with_a_byte_order_mark, make, drop),
		cmocka_unit_test_setup_teardown(a_person_a_line_and_bad_lines_stay_in_their_place, make, drop),
		cmocka_unit_test_setup_teardown(a_table_with_a_mistake_judges_nobody, make, drop),
		cmocka_unit_test_setup_teardown(a_long_file_is_read_to_its_end, make, drop),
		cmocka_unit_test_setup_teardown(a_workload_of_others_comes_out_as_expected, make, drop),
		cmocka_unit_test_setup_teardown(a_table_goes_to_xml_and_back, make, drop),
		cmocka_unit_test_setup_teardown(check_fails_for_mistakes_and_not_for_warnings, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
