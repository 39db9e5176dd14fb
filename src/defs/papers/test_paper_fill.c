/* What stands on a filled paper. */
#include "defs/papers/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "print/drawing_marks.h"

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

static instant at_noon(void)
{
	return instant_of(day_from(2026, 11, 21), 720);
}

static const city_def *city(arena *a, const char *paper, const char *samples)
{
	city_def *c;
	for (const err *e = defs_parse(a, paper_set(a, paper, samples), &c); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return c;
}

/* A paper of one sheet with these marks, a line each. */
static const char *sheet(arena *a, const char *head, const char *marks)
{
	return str_format(a, "name: 試し\n%ssheets:\n  - size: A4\n    marks:\n%s", head, marks).at;
}

static filled_sheets filled(arena *a, const city_def *c, const char *const (*pairs)[2])
{
	fact_answers given = { NULL, 0 };
	for (; (*pairs)[0]; pairs++)
		LIST_ADD(a, &given, ((fact_answer){ .id = str_of((*pairs)[0]), .value = str_of((*pairs)[1]) }));
	fill_asked asked = {
		.city = c, .given = &given, .now = at_noon(), .code = STR("https://example.jp/1"), .number = STR("A-7")
	};
	filled_sheets f;
	const err *e = paper_fill(a, &c->papers.papers.at[0], &asked, &f);
	if (e)
		fail_msg("%.*s", STR_ARG(e->detail));
	return f;
}
#define FILLED(paper, ...)                                                                                             \
	filled(a, city(a, paper, NULL), (const char *const[][2]){ __VA_ARGS__ __VA_OPT__(, ){ NULL, NULL } })

/* The texts of one sheet in their order, parted by |; role: printed ones, filled ones or (-1) all. */
static const char *texts(arena *a, const filled_sheets *f, size_t sheet_no, int role)
{
	buf b = buf_new(a, 100000);
	assert_true(sheet_no < f->n);
	const drawing *d = f->at[sheet_no].drawing;
	for (size_t i = 0; i < d->marks.n; i++) {
		const drawn *m = &d->marks.at[i];
		if (m->kind != DRAWN_TEXT || (role >= 0 && (int)m->role != role))
			continue;
		buf_put(&b, b.len ? STR("|") : STR_NONE);
		for (size_t k = 0; k < m->runs.n; k++)
			buf_put(&b, m->runs.at[k].text);
	}
	return buf_str(&b).at;
}

static size_t shapes(const filled_sheets *f, size_t sheet_no, drawn_shape shape, draw_role role)
{
	size_t n = 0;
	const drawing *d = f->at[sheet_no].drawing;
	for (size_t i = 0; i < d->marks.n; i++)
		n += d->marks.at[i].kind == DRAWN_PATH && d->marks.at[i].shape == shape && d->marks.at[i].role == role;
	return n;
}

/* --- texts ------------------------------------------------------------------------------------------------------------------ */

static void a_fact_stands_as_its_format_says(void **state)
{
	arena *a = *state;
	const struct {
		field_kind kind;
		const char *value, *format, *want;
	} list[] = {
		{ FIELD_DATE, "2026-11-21", "", "令和8年11月21日" },
		{ FIELD_DATE, "2019-05-01", "{era} {year}年 {month}月 {day}日", "令和 元年 5月 1日" },
		{ FIELD_DATE, "2019-05-01", "{year2}{month2}{day2}", "010501" },
		{ FIELD_DATE, "1989-01-07", "{era-letter}{year}", "昭64" },
		{ FIELD_DATE, "1989-01-08", "{era-letter}{year}", "平元" },
		{ FIELD_DATE, "1860-03-01", "{era}{year}年", "1860年" },
		{ FIELD_DATE, "2026-11-21", "{western}/{month}/{day}", "2026/11/21" },
		{ FIELD_DATE, "2026-11-21", "{month", "{month" },
		{ FIELD_MONTH, "2026-04", "", "令和8年4月" },
		{ FIELD_MONTH, "2019-05", "{era-letter}{year}.{month}", "令元.5" },
		{ FIELD_PHONE, "0935822111", "", "093-582-2111" },
		{ FIELD_PHONE, "0930123456", "", "0930123456" }, /* 0930 or 093? not known: as it was given */
		{ FIELD_PHONE, "0312345678", "({1}) {2}-{3}", "(03) 1234-5678" },
		{ FIELD_PHONE, "09012345678", "{1} {2} {3}", "090 1234 5678" },
		{ FIELD_PHONE, "09012345678", "", "090-1234-5678" },
		{ FIELD_PHONE, "0120123456", "", "0120-123-456" },
		{ FIELD_PHONE, "09012345678", "{digits}", "09012345678" },
		{ FIELD_POSTAL, "8030814", "", "〒803-0814" },
		{ FIELD_POSTAL, "8030814", "{1} {2}", "803 0814" },
		{ FIELD_NAME, "勅使河原 龍之介", "{family}/{given}", "勅使河原/龍之介" },
		{ FIELD_NAME, "勅使河原　龍之介 左衛門", "{given}", "龍之介 左衛門" },
		{ FIELD_NAME, "マリア", "{family}/{given}", "マリア/" },
		{ FIELD_NAME, "葛󠄀城 髙子", "{family}", "葛󠄀城" },
		{ FIELD_ADDRESS, "福岡県北九州市小倉北区城内1番1号 市役所ビル", "{ward}|{rest}",
		  "小倉北区|城内1番1号 市役所ビル" },
		{ FIELD_ADDRESS, "どこか", "{ward}|{rest}", "|どこか" },
		{ FIELD_NUMBER, "1234567", "", "1,234,567" },
		{ FIELD_MONEY, "-1234567", "", "-1,234,567" },
		{ FIELD_MONEY, "1234567", "{digits}", "1234567" },
		{ FIELD_YESNO, "yes", "", "はい" },
		{ FIELD_MY_NUMBER, "123456789018", "", "" },
		{ FIELD_MY_NUMBER, "123456789018", "{value}", "" },
		{ FIELD_TEXT, "", "{value}様", "" },
		{ FIELD_TEXT, "花", "{value}様", "花様" },
	};
	for (size_t i = 0; i < COUNT(list); i++) {
		field_def f = field_plain(STR("x"), list[i].kind);
		str got = paper_text(a, &f, str_of(list[i].value), str_of(list[i].format), at_noon());
		assert_string_equal(arena_copy(a, got).at, list[i].want);
	}
}

static void an_address_of_another_city_is_never_cut(void **state)
{
	arena *a = *state;
	const char *paper = sheet(a, "",
				  "      - { fact: juusho, part: ward, at: [20, 20, 60, 8] }\n"
				  "      - { fact: juusho, part: rest, at: [20, 30, 160, 8] }\n");
	filled_sheets f = FILLED(paper, { "juusho", "福岡県福岡市中央区天神1丁目8番1号" });
	assert_string_equal(texts(a, &f, 0, DRAW_FILLED), "福岡県福岡市中央区天神1丁目8番1号");
	f = FILLED(paper, { "juusho", "北九州市小倉北区城内1番1号" });
	assert_string_equal(texts(a, &f, 0, DRAW_FILLED), "小倉北区|城内1番1号");
}

static void values_of_feel_are_printed_by_their_kind(void **state)
{
	arena *a = *state;
	const char *paper = sheet(a, "",
				  "      - { value: 所得 * 2, at: [20, 20, 60, 8] }\n"
				  "      - { value: 所得 * 2, format: \"{value}円\", at: [20, 30, 60, 8] }\n"
				  "      - { value: 生年月日, at: [20, 40, 60, 8] }\n"
				  "      - { value: 生年月日, part: era-letter, at: [20, 50, 60, 8] }\n"
				  "      - { value: 手帳, at: [20, 60, 60, 8] }\n"
				  "      - { value: '[\"a\", \"b\"]', at: [20, 70, 60, 8] }\n"
				  "      - { value: 等級, at: [20, 80, 60, 8] }\n"
				  "      - { value: 郵便番号, format: \"{1}-{2}\", at: [20, 90, 60, 8] }\n");
	filled_sheets f = FILLED(paper, { "shotoku", "1500000" }, { "seinen", "1989-01-08" }, { "techou", "no" },
				 { "yuubin", "8030814" });
	assert_string_equal(texts(a, &f, 0, DRAW_FILLED), "3000000|3,000,000円|平成元年1月8日|平|いいえ|a、b|803-0814");
}

/* --- what is filled ---------------------------------------------------------------------------------------------------------- */

static void what_is_unknown_or_does_not_apply_leaves_its_place_empty(void **state)
{
	arena *a = *state;
	const char *paper = sheet(a, "",
				  "      - { fact: shimei, at: [20, 20, 60, 8] }\n"
				  "      - { fact: toukyuu, at: [20, 30, 60, 8] }\n"
				  "      - { fact: yobina, at: [20, 40, 60, 8] }\n");
	filled_sheets f = FILLED(paper);
	assert_string_equal(texts(a, &f, 0, DRAW_FILLED), "");
	f = FILLED(paper, { "shimei", "小倉 花" }, { "toukyuu", "1級" }, { "techou", "no" });
	assert_string_equal(texts(a, &f, 0, DRAW_FILLED),
			    "小倉 花"); /* the grade was answered before it did not apply */
	f = FILLED(paper, { "shimei", "小倉 花" }, { "seibetsu", "男" }, { "toukyuu", "1級" }, { "techou", "yes" });
	assert_string_equal(texts(a, &f, 0, DRAW_FILLED), "小倉 花|1級|小倉 花くん");
}

static void options_have_a_sign_at_the_word_that_was_chosen(void **state)
{
	arena *a = *state;
	const char *paper = sheet(
		a, "",
		"      - { options: seibetsu, choices: [男, 女], at: [20, 20, 60, 8] }\n"
		"      - { options: techou, choices: [有, 無], mark: tick, at: [20, 30, 60, 8] }\n"
		"      - { options: seinen, part: era-letter, choices: [昭, 平, 令], at: [20, 40, 60, 8] }\n"
		"      - { options: seibetsu, choices: [男女: [男, 女], 他: こたえない], mark: dot, at: [20, 50, 60, 8] }\n"
		"      - { choice: techou, is: yes, mark: cross, at: [20, 60, 6, 6] }\n"
		"      - { mark: cross, if: 所得 > 100, at: [20, 70, 6, 6] }\n");
	filled_sheets f = FILLED(paper);
	assert_int_equal(shapes(&f, 0, SHAPE_ELLIPSE, DRAW_FILLED), 0);
	assert_int_equal(shapes(&f, 0, SHAPE_TICK, DRAW_FILLED) + shapes(&f, 0, SHAPE_CROSS, DRAW_FILLED), 0);
	assert_string_equal(texts(a, &f, 0, DRAW_PRINTED), "男|・|女|有|無|昭|・|平|・|令|男女|他|A-7|見本");
	f = FILLED(paper, { "seibetsu", "女" }, { "techou", "no" }, { "seinen", "1988-01-01" }, { "shotoku", "101" });
	assert_int_equal(shapes(&f, 0, SHAPE_TICK, DRAW_FILLED), 1);
	assert_int_equal(shapes(&f, 0, SHAPE_CROSS, DRAW_FILLED), 1);
	/* around 女 and 昭; the dot is a filled ellipse as well, where it is drawn as one */
	size_t circles = shapes(&f, 0, SHAPE_ELLIPSE, DRAW_FILLED);
	assert_true(circles == 2 || circles == 3);
	f = FILLED(paper, { "seibetsu", "回答しない" }, { "techou", "yes" });
	assert_int_equal(shapes(&f, 0, SHAPE_CROSS, DRAW_FILLED), 1);
}

/* The circle lies around the word: to the tenth of a millimetre where a change of the law would move it. */
static void a_circle_lies_around_its_word(void **state)
{
	arena *a = *state;
	filled_sheets f = FILLED(
		sheet(a, "", "      - { options: seibetsu, choices: [男, 女], size: 10, at: [20, 20, 60, 8] }\n"),
		{ "seibetsu", "女" });
	const drawing *d = f.at[0].drawing;
	const drawn *circle = NULL;
	for (size_t i = 0; i < d->marks.n; i++)
		if (d->marks.at[i].kind == DRAWN_PATH && d->marks.at[i].shape == SHAPE_ELLIPSE)
			circle = &d->marks.at[i];
	assert_non_null(circle);
	double em = 10 * 25.4 / 72; /* 男 and ・ are one em each, with a fifth of one on either side of a word */
	double middle = (circle->at.x + circle->at.w / 2) / DRAWN_MM;
	assert_true(middle > 20 + 3.0 * em - 0.1 && middle < 20 + 3.2 * em + 0.1);
	assert_true(circle->at.w / DRAWN_MM > em && circle->at.w / DRAWN_MM < 1.7 * em);
	assert_true((circle->at.y + circle->at.h / 2) / DRAWN_MM > 23.9 &&
		    (circle->at.y + circle->at.h / 2) / DRAWN_MM < 24.1);
}

static const char family_rows[] =
	"[{\"shimei\":\"小倉 一\",\"doukyo\":\"yes\"},{\"shimei\":\"小倉 二\",\"doukyo\":\"no\"},"
	"{\"shimei\":\"小倉 三\",\"doukyo\":\"yes\"},{\"shimei\":\"小倉 四\",\"doukyo\":\"yes\"}]";

static void rows_run_on_to_the_sheet_once_more(void **state)
{
	arena *a = *state;
	const char *paper = sheet(
		a, "",
		"      - { fact: shimei, at: [20, 20, 60, 8] }\n"
		"      - grid: [20, 40, 100]\n"
		"        columns: [20, 80]\n"
		"        rows:\n"
		"          - { height: 8, each: kazoku, most: 2, if: item.同居 = true, cells: [ { value: number }, { column: shimei } ] }\n");
	filled_sheets f = FILLED(paper, { "shimei", "小倉 花" }, { "kazoku", family_rows });
	assert_int_equal(f.n, 2);
	assert_string_equal(texts(a, &f, 0, DRAW_FILLED), "小倉 花|1|小倉 一|2|小倉 三");
	assert_string_equal(texts(a, &f, 1, DRAW_FILLED), "小倉 花|3|小倉 四|4");
	assert_string_equal(texts(a, &f, 0, DRAW_PRINTED), "A-7　1 / 2|見本");
	assert_string_equal(texts(a, &f, 1, DRAW_PRINTED), "A-7　2 / 2|見本");
	f = FILLED(paper, { "shimei", "小倉 花" });
	assert_int_equal(f.n, 1);
	assert_string_equal(texts(a, &f, 0, DRAW_PRINTED), "A-7|見本");
}

static void a_paper_with_each_has_a_set_of_sheets_for_each_row(void **state)
{
	arena *a = *state;
	const char *paper = sheet(a, "each: kazoku\neach_if: item.同居 = true\nconfirmed: yes\n",
				  "      - { column: shimei, at: [20, 20, 60, 8] }\n"
				  "      - { value: number, at: [20, 30, 60, 8] }\n");
	filled_sheets f = FILLED(paper, { "kazoku", family_rows });
	assert_int_equal(f.n, 3);
	assert_string_equal(texts(a, &f, 1, DRAW_FILLED), "小倉 三|2");
	assert_string_equal(texts(a, &f, 2, DRAW_PRINTED), "A-7　3 / 3"); /* confirmed: no 見本 */
	f = FILLED(paper);
	assert_int_equal(f.n, 1); /* nobody said who there is: an empty one, for the pen */
	f = FILLED(paper, { "kazoku", "[]" });
	assert_int_equal(f.n, 0);
}

static void what_does_not_fit_is_printed_in_full_on_a_last_sheet(void **state)
{
	arena *a = *state;
	const char *paper = sheet(a, "",
				  "      - { fact: shimei, at: [20, 20, 12, 5] }\n"
				  "      - { fact: kana, cells: 4, at: [20, 30, 24, 6] }\n"
				  "      - { fact: juusho, at: [20, 40, 160, 8] }\n");
	filled_sheets f =
		FILLED(paper, { "shimei", "勅使河原 龍之介左衛門" }, { "kana", "テシガワラ" }, { "juusho", "門司" });
	assert_int_equal(f.n, 2);
	assert_string_equal(texts(a, &f, 0, DRAW_FILLED), "別紙1|別紙2|門司");
	assert_string_equal(texts(a, &f, 1, -1),
			    "別紙|試し|別紙1　氏名|勅使河原 龍之介左衛門|別紙2　フリガナ|テシガワラ|A-7　2 / 2|見本");
	assert_int_equal(f.troubles.n, 2);
	assert_string_equal(arena_copy(a, f.troubles.at[1].path).at, "marks/1");
	assert_int_equal(f.troubles.at[1].fit, FIT_NOT);
	assert_string_equal(arena_copy(a, f.troubles.at[1].label).at, "フリガナ");
}

static void a_very_long_text_stands_in_full_apart(void **state)
{
	arena *a = *state;
	buf b = buf_new(a, 10000);
	for (int i = 0; i < 600; i++)
		buf_lit(&b, "北九州市"); /* 2,400 letters, 7,200 bytes: more than a drawing takes in one text */
	const char *paper = sheet(a, "", "      - { fact: juusho, at: [20, 20, 12, 5] }\n");
	filled_sheets f = FILLED(paper, { "juusho", buf_str(&b).at });
	size_t letters = 0;
	for (size_t i = 1; i < f.n; i++) {
		const char *all = texts(a, &f, i, DRAW_FILLED);
		for (const char *hit = all; (hit = strstr(hit, "北九州市")); hit++)
			letters++;
	}
	assert_int_equal(letters, 600);
}

static void a_code_is_there_only_with_something_to_say(void **state)
{
	arena *a = *state;
	const city_def *c = city(a,
				 sheet(a, "",
				       "      - { qr: code, at: [20, 20, 20, 20] }\n"
				       "      - { qr: value, value: 氏名, at: [60, 20, 20, 20] }\n"),
				 NULL);
	fact_answers none = { NULL, 0 };
	filled_sheets f;
	fill_asked asked = { .city = c, .given = &none, .now = at_noon() };
	assert_null(paper_fill(a, &c->papers.papers.at[0], &asked, &f));
	size_t empty = drawing_marks(f.at[0].drawing);
	asked.code = STR("https://example.jp/x");
	assert_null(paper_fill(a, &c->papers.papers.at[0], &asked, &f));
	assert_int_equal(drawing_marks(f.at[0].drawing), empty + 1);
}

/* --- tried -------------------------------------------------------------------------------------------------------------------- */

static void told(arena *a, const char *paper, const char *samples, const char *where, const char *what)
{
	size_t n = 0;
	const err *e = papers_try(a, city(a, paper, samples), STR_NONE, at_noon(), &n);
	assert_int_equal(n, samples ? 3 : 2); /* with nothing, and each sample */
	if (!where) {
		if (e)
			fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
		return;
	}
	assert_non_null(e);
	assert_string_equal(arena_copy(a, e->where).at, where);
	if (!str_has(e->detail, str_of(what)))
		fail_msg("%.*s", STR_ARG(e->detail));
	if (e->next)
		fail_msg("%.*s; told twice: %.*s", STR_ARG(e->detail), STR_ARG(e->next->detail));
}

static const char two_samples[] =
	"samples:\n"
	"  mijikai: { name: 短い人, facts: { shimei: 小倉 花, seinen: 1990-01-01, shotoku: 0 } }\n"
	"  nagai: { name: 長い人, facts: { shimei: 勅使河原 龍之介左衛門, seinen: 1990-01-01, shotoku: 5 } }\n";

static void papers_are_tried_with_every_sample(void **state)
{
	arena *a = *state;
	told(a, NULL, NULL, NULL, NULL);
	told(a, sheet(a, "", "      - { fact: shimei, at: [20, 20, 16, 5] }\n"), two_samples, "papers/idou.yaml:5:9",
	     "試し, marks/0 氏名, sample ‘長い人’: ‘勅使河原 龍之介左衛門’: it does not fit, also with the smallest letters");
	told(a, sheet(a, "", "      - { fact: shimei, cells: 6, at: [20, 20, 60, 5] }\n"), two_samples,
	     "papers/idou.yaml:5:9", "it has more letters than there are cells");
	told(a, sheet(a, "", "      - { label: 住民異動届, least: 9, at: [20, 20, 6, 5] }\n"), two_samples,
	     "papers/idou.yaml:5:9", "試し, marks/0: ‘住民異動届’: it does not fit; make the place larger");
	told(a, sheet(a, "", "      - { options: seibetsu, choices: [男, 女], least: 9, at: [20, 20, 6, 5] }\n"),
	     two_samples, "papers/idou.yaml:5:9", "the words do not fit side by side");
	told(a, sheet(a, "", "      - { value: 'string(100 / 所得)', at: [20, 20, 60, 5] }\n"), two_samples,
	     "papers/idou.yaml:5:9", "sample ‘短い人’: ‘string(100 / 所得)’: / has no result");
	told(a, sheet(a, "", "      - { label: \"\\U0010FFFD\", at: [20, 20, 16, 5] }\n"), two_samples,
	     "papers/idou.yaml:5:9", "no font has a letter of it");
	/* what is printed for some only is tried with those */
	told(a,
	     sheet(a, "",
		   "      - { label: 住民異動届, if: 'contains(氏名, \"勅使河原\")', least: 9, at: [20, 20, 6, 5] }\n"),
	     two_samples, "papers/idou.yaml:5:9", "‘住民異動届’: it does not fit; make the place larger");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_fact_stands_as_its_format_says),
		TEST(an_address_of_another_city_is_never_cut),
		TEST(values_of_feel_are_printed_by_their_kind),
		TEST(what_is_unknown_or_does_not_apply_leaves_its_place_empty),
		TEST(options_have_a_sign_at_the_word_that_was_chosen),
		TEST(a_circle_lies_around_its_word),
		TEST(rows_run_on_to_the_sheet_once_more),
		TEST(a_paper_with_each_has_a_set_of_sheets_for_each_row),
		TEST(what_does_not_fit_is_printed_in_full_on_a_last_sheet),
		TEST(a_very_long_text_stands_in_full_apart),
		TEST(a_code_is_there_only_with_something_to_say),
		TEST(papers_are_tried_with_every_sample),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
