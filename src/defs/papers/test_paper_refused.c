/* Every mistake of a paper: told where it stands, in words that say what to do. */
#include "defs/papers/testing.h"

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

static void refuses(arena *a, def_files files, const char *where, const char *what)
{
	city_def *c;
	const err *e = defs_parse(a, files, &c);
	buf all = buf_new(a, 100000);
	for (; e; e = e->next) {
		if (str_eq(e->where, str_of(where)) && str_has(e->detail, str_of(what)))
			return;
		buf_format(&all, "\n%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	}
	fail_msg("not told: %s: %s; told was:%s", where, what, buf_str(&all).at);
}

/* `at`: what stands at the place that is told. */
typedef struct mistaken {
	const char *from, *to, *at, *what;
} mistaken;

/* What stands at "file:line:column"; empty where there is no such place. */
static str text_at(const char *text, str where)
{
	i64 line, column;
	str rest = where, body = str_of(text);
	str_cut(&rest, ':');
	if (!str_i64(str_cut(&rest, ':'), &line) || !str_i64(rest, &column))
		return STR_NONE;
	while (--line > 0)
		str_cut(&body, '\n');
	size_t i = 0;
	while (--column > 0)
		str_next(body, &i);
	return str_sub(body, i, body.len);
}

/* One of the mistakes of the text is at that place and says that. */
static void refuses_at(arena *a, const char *text, const char *at, const char *what)
{
	city_def *c;
	const err *e = defs_parse(a, paper_set(a, text, NULL), &c);
	buf all = buf_new(a, 100000);
	for (; e; e = e->next) {
		if (str_starts(text_at(text, e->where), str_of(at)) && str_has(e->detail, str_of(what)))
			return;
		str there = text_at(text, e->where);
		buf_format(&all, "\n%.*s (%.*s…): %.*s", STR_ARG(e->where), (int)(there.len < 30 ? there.len : 30),
			   there.at, STR_ARG(e->detail));
	}
	fail_msg("not told at ‘%s’: %s; told was:%s", at, what, buf_str(&all).at);
}

static void all_refused(void **state, const mistaken *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		arena *a = arena_new(64 << 20);
		const char *text = changed(a, small_paper, list[i].from, list[i].to);
		refuses_at(a, text, list[i].at, list[i].what);
		arena_free(a);
	}
	(void)state;
}
#define REFUSED(...)                                                                                                   \
	do {                                                                                                           \
		static const mistaken list[] = { __VA_ARGS__ };                                                        \
		all_refused(state, list, COUNT(list));                                                                 \
	} while (0)

static void what_a_paper_names_must_be_there(void **state)
{
	REFUSED({ "where: juumin", "where: jumin", "jumin\n", "unknown service ‘jumin’; did you mean ‘juumin’?" },
		{ "[todoke]", "[todok]", "todok]", "there is no scheme ‘todok’; did you mean ‘todoke’?" },
		{ "[okuyami]", "[okuyam]", "okuyam]", "there is no event ‘okuyam’; did you mean ‘okuyami’?" },
		{ "[ku]", "[kuu]", "kuu]", "there is no fact ‘kuu’; did you mean ‘ku’?" },
		{ "[ku]", "[呼び名]", "呼び名]", "‘呼び名’ is computed; it is never asked" },
		{ "[denwa]", "[shotoku]", "shotoku]", "this paper does not ask ‘所得’" },
		{ "[denwa]", "[denwa, 電話番号]", "電話番号]", "stands twice" },
		{ "fact: yobina", "fact: yobin", "yobin,", "there is no fact ‘yobin’; did you mean ‘yobina’?" },
		{ "each: kazoku", "each: kazok", "kazok,", "there is no fact ‘kazok’; did you mean ‘kazoku’?" },
		{ "each: kazoku", "each: denwa", "denwa,", "‘電話番号’ is no table; its type is phone" },
		{ "{ column: shimei }", "{ column: simei }", "simei }",
		  "the table ‘家族’ has no column ‘simei’; did you mean ‘shimei’?" },
		{ "words:", "word:", "word:", "unknown key ‘word’; did you mean ‘words’?" },
		{ "align: centre", "algin: centre", "algin:", "unknown key ‘algin’; did you mean ‘align’?" },
		{ "url: https://example.jp/1", "url: example.jp", "example.jp }", "begins with https://" });
}

static void a_my_number_is_on_no_paper(void **state)
{
	REFUSED({ "fact: yobina", "fact: kojin", "kojin,",
		  "‘個人番号’ is a My Number: it is on no paper that is printed" },
		{ "{ column: shimei }", "{ column: bangou }", "bangou }",
		  "a My Number is on no paper that is printed" },
		{ "[ku]", "[kojin]", "kojin]", "My Number" },
		{ "if: 性別 != null", "if: 個人番号 != null", "個人番号 != null", "My Number" },
		{ "needed: 車 = true", "needed: 個人番号 = \"1\"", "個人番号 = ", "My Number" });
}

static void what_cannot_be_printed_is_refused(void **state)
{
	REFUSED({ "fact: yobina", "fact: shorui", "shorui,", "‘書類’ is a file; it cannot be printed" },
		{ "fact: yobina", "fact: kazoku", "kazoku,", "‘家族’ is a table; show its rows with `each: kazoku`" },
		{ "{ value: string(number) }", "{ value: item }", "item }", "which cannot be printed" });
}

static void expressions_are_checked_where_they_stand(void **state)
{
	REFUSED({ "needed: 車 = true", "needed: 車 =", "\nasks", "something is missing at the end" },
		{ "needed: 車 = true", "needed: 所得", "所得\n", "this gives a number; it must give a boolean" },
		{ "needed: 車 = true", "needed: 自転車 = true", "自転車 = true", "there is no fact called ‘自転車’" },
		{ "if: 性別 != null", "if: 性別 = \"男性\"", "\"男性\" }", "is not among the values" },
		{ "if: 性別 != null", "if: item.同居", "item.同居 }",
		  "‘item’ is known only in rows and papers with ‘each’" },
		{ "if: item.同居 = true", "if: item.同居人 = true", ".同居人",
		  "there is no 同居人 here; 同居 may be meant" },
		{ "{ value: string(number) }", "{ value: string(numbr) }", "numbr)",
		  "there is no fact called ‘numbr’; did you mean ‘number’?" });
}

static void marks_say_what_they_are_and_have_what_they_need(void **state)
{
	REFUSED({ "{ seal: 印, at: [180, 60, 10, 10] }", "{ at: [180, 60, 10, 10] }", "{ at: [180",
		  "say what this is: label, line" },
		{ "{ seal: 印, at", "{ seal: 印, label: 印, at", "{ seal: 印, label", "this cannot be two things" },
		{ "at: [180, 60, 10, 10]", "size: 9", "{ seal: 印, size", "‘at:’ is missing" },
		{ "at: [180, 60, 10, 10]", "at: [180, 60, 10]", "[180, 60, 10] }", "write 4 numbers" },
		{ "at: [180, 60, 10, 10]", "at: [180, 60, 0, 10]", "[180, 60, 0, 10]", "this has no size" },
		{ "at: [180, 60, 10, 10]", "at: [180, 6O, 10, 10]", "6O, 10", "‘6O’ is not a number" },
		{ "at: [180, 60, 10, 10]", "at: [180.0001, 60, 10, 10]", "180.0001", "at most three digits" },
		{ "size: 18", "size: 100", "100, align", "must be 4 to 72" },
		{ "size: 18", "size: 18, least: 20", "20, align", "‘least’ is more than ‘size’" },
		{ "align: centre", "align: middle", "middle }", "write left, centre, right or spread" },
		{ "dash: yes", "dash: ja", "ja }", "write yes or no" },
		{ "dash: yes", "wrap: yes", "wrap: yes", "‘wrap’ goes with texts only" },
		{ "dash: yes", "span: 2", "span: 2", "‘span’ goes with cells of a grid only" },
		{ "qr: code", "qr: link", "link, at", "write `qr: code`" },
		{ "label: 住民異動届,", "label: \"\",", "\"\", at", "write the text that is printed" },
		{ "fact: yobina,", "fact: yobina, cells: 4, wrap: yes,", "4, wrap", "a comb is one line" });
}

static void formats_have_the_parts_that_their_kind_has(void **state)
{
	REFUSED({ "({1}) {2} - {3}", "({1}) {era}", "\"({1}) {era}",
		  "there is no part {era} here; there are {1} {2} {3} {digits} {value}" },
		{ "{ fact: seinen,", "{ fact: seinen, format: \"{yeer}年\",", "\"{yeer}年\"",
		  "there is no part {yeer} here; did you mean ‘year’?" },
		{ "{ fact: seinen,", "{ fact: seinen, cells: 6,", "6, at", "say how a date goes into cells" });
}

static void options_and_choices_are_answers(void **state)
{
	REFUSED({ "choices: [男, 女]", "choices: [男, 女性]", "女性], at",
		  "‘女性’ is no answer of ‘性別’; did you mean ‘女’?" },
		{ "choices: [男, 女]", "choices: [男, 女性: おんな]", "女性: おんな", "‘おんな’ is no answer" },
		{ "options: seibetsu", "options: denwa", "{ options: denwa", "‘電話番号’ is of type phone" },
		{ "is: yes", "is: 有", "有, mark", "‘有’ is no answer of ‘障害者手帳’" },
		{ "is: yes, ", "", "{ choice: techou, mark", "‘is:’ is missing" },
		{ ", choices: [男, 女]", "", "{ options: seibetsu, at", "‘choices:’ is missing" });
}

static void grids_are_whole(void **state)
{
	REFUSED({ "columns: [30, 60, 30, 50]", "columns: [30, 60, 30, 40]", "[30, 60, 30, 40]",
		  "the columns make up 160 mm, but the grid is 170 mm wide" },
		{ "{ label: 氏名 }, { fact: 氏名, least: 7 }", "{ label: 氏名 }", "height: 9",
		  "the cells of this row do not take all columns" },
		{ "{ label: 氏名 }, { fact: 氏名, least: 7 }", "{ label: 氏名 }, { fact: 氏名, least: 7 }, {}", "{} ]",
		  "there is no column left for this cell" },
		{ "{ label: 氏名 }, { fact: 氏名, least: 7 }", "{ label: 氏名, span: 3 }", "{ label: 氏名, span: 3",
		  "this cell lies over one that comes down from above" },
		{ "{ down: 2 } ]", "{ down: 3 } ]", "{ down: 3 }", "goes down beyond the last row" },
		{ "at: [2, 2, 46, 8] }", "at: [2, 2, 49, 8] }", "{ fact: seinen, at: [2, 2, 49",
		  "this stands outside its cell, which is 50 × 16 mm" },
		{ "most: 2, ", "", "{ height: 8, each", "‘most:’ is missing" },
		{ "each: kazoku, ", "", "{ height: 8, most", "‘most’ goes with ‘each’" },
		{ "{ fact: kana }", "{ fact: kana, at: [1, 1, 1, 1] }", "[1, 1, 1, 1] }",
		  "a cell has its place from the grid" },
		{ "{ fact: kana }", "{ grid: [1, 1] }", "{ grid: [1, 1] }", "a grid cannot stand within a cell" },
		{ "{ fact: kana }", "{ line: [1, 1, 2, 2] }", "{ line: [1", "put it into `in:` of the cell" },
		{ "{ fact: kana }", "{ fact: kana, in: [] }", "[] }", "a cell is one mark" });
}

static void sheets_have_a_size_and_hold_their_marks(void **state)
{
	REFUSED({ "size: A4", "size: A6", "A6\n", "‘A6’ is not a size" },
		{ "size: A4", "size: [210]", "[210]\n", "2 numbers" },
		{ "size: A4", "size: A5", "{ label: 住民異動届",
		  "this stands outside its sheet, which is 148 × 210 mm" },
		{ "- size: A4", "- background: { file: papers/nai.pdf }", "papers/nai.pdf }",
		  "there is no file ‘papers/nai.pdf’" },
		{ "- size: A4\n    marks", "- marks", "marks:", "‘size:’ is missing" },
		{ "[170, 250, 20, 20]", "[195, 250, 20, 20]", "{ qr: code, at: [195", "outside its sheet" },
		{ "grid: [20, 40, 170]", "grid: [20, 280, 170]", "grid: [20, 280",
		  "the grid ends where its rows and columns do" });
}

static void ceilings_hold(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 400000);
	buf_lit(&b, "name: x\nsheets:\n  - size: A4\n    marks:\n");
	for (int i = 0; i < 900; i++)
		buf_lit(&b, "      - { box: [1, 1, 1, 1] }\n");
	buf_lit(&b, "      - grid: [1, 1, 10]\n        columns: [10]\n        rows:\n");
	for (int i = 0; i < 250; i++)
		buf_lit(&b,
			"          - height: 1\n            cells: [ { in: [ { label: a, at: [0, 0, 1, 1] }, { label: a, at: [0, 0, 1, 1] } ] } ]\n");
	refuses(a, paper_set(a, buf_str(&b).at, NULL), "papers/idou.yaml:1307:62", "at most 1500 marks on a sheet");
	refuses(a, paper_set(a, changed(a, small_paper, "most: 2", "most: 101"), NULL), "papers/idou.yaml:25:46",
		"must be 1 to 100");
	b = buf_new(a, 400000);
	buf_lit(&b, "name: x\nsheets:\n");
	for (int i = 0; i < 13; i++)
		buf_lit(&b, "  - size: A4\n");
	refuses(a, paper_set(a, buf_str(&b).at, NULL), "papers/idou.yaml:15:5", "at most 12 sheets");
}

static void samples_answer_what_there_is(void **state)
{
	arena *a = *state;
	const struct {
		const char *from, *to, *where, *what;
	} list[] = {
		{ "shimei: 小倉 花,", "simei: 小倉 花,", "4:14", "there is no fact ‘simei’; did you mean ‘shimei’?" },
		{ "seibetsu: 女", "seibetsu: 女性", "4:38", "this is no answer to ‘性別’" },
		{ "seinen: 2019-05-01", "kata: さん", "4:41", "‘敬称’ is computed" },
		{ "seinen: 2019-05-01", "kojin: 1", "4:41", "papers never have it" },
		{ "zokugara: 子", "zokugra: 子", "4:", "the table has no column ‘zokugra’; did you mean ‘zokugara’?" },
		{ "zokugara: 子", "zokugara: 孫", "4:", "kazoku[1].zokugara" },
		{ "    name: { ja: 短い名前の人 }\n", "", "3:5", "‘name:’ is missing" },
	};
	for (size_t i = 0; i < COUNT(list); i++) {
		city_def *c;
		const err *e =
			defs_parse(a, paper_set(a, NULL, changed(a, small_samples, list[i].from, list[i].to)), &c);
		str where = str_format(a, "samples.yaml:%s", list[i].where);
		bool told = false;
		for (const err *x = e; x; x = x->next)
			told = told || (str_starts(x->where, where) && str_has(x->detail, str_of(list[i].what)));
		if (!told)
			fail_msg("%s: %s; told was %.*s: %.*s", where.at, list[i].what, e ? (int)e->where.len : 0,
				 e ? e->where.at : "", e ? (int)e->detail.len : 0, e ? e->detail.at : "");
	}
}

static void a_background_that_is_no_pdf_is_refused(void **state)
{
	arena *a = *state;
	def_files files = paper_set(
		a, changed(a, small_paper, "size: A4", "background: { file: papers/shiki.pdf, page: 2 }"), NULL);
	LIST_ADD(a, &files, ((def_file){ STR("papers/shiki.pdf"), STR("not base64!") }));
	refuses(a, files, "papers/shiki.pdf:1:1", "this is not base64");
	files.at[files.n - 1].text = STR("aGVsbG8gd29ybGQ=");
	refuses(a, files, "papers/shiki.pdf:1:1", "PDF");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_paper_names_must_be_there),
		TEST(a_my_number_is_on_no_paper),
		TEST(what_cannot_be_printed_is_refused),
		TEST(expressions_are_checked_where_they_stand),
		TEST(marks_say_what_they_are_and_have_what_they_need),
		TEST(formats_have_the_parts_that_their_kind_has),
		TEST(options_and_choices_are_answers),
		TEST(grids_are_whole),
		TEST(sheets_have_a_size_and_hold_their_marks),
		TEST(ceilings_hold),
		TEST(samples_answer_what_there_is),
		TEST(a_background_that_is_no_pdf_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
