/* What is written back is read to the same structs: a small paper, one with every key there is, random ones, and all the city's. */
#include "defs/papers/testing.h"
#include "defs/guide/testing_city.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "print/background.h"
#include "print/pdf.h"

static int make(void **state)
{
	*state = arena_new((size_t)1 << 30);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static const char every_key[] =
	"name: { ja: 届, ja-easy: とどけ, en: \"Notice: of, everything\" }\n"
	"reading: とどけ\n"
	"words: [\"a, b\", 引越し]\n"
	"about:\n  ja: |-\n    一行目\n    二行目\n"
	"bring: { ja: 免許証 }\n"
	"where: koseki\n"
	"schemes: [todoke, kokuho]\n"
	"events: [okuyami]\n"
	"needed: \"死亡 = true\"\n"
	"along: yes\n"
	"copies: 2\n"
	"each: kazoku\n"
	"each_if: item.同居 = true\n"
	"asks: [ku, 車]\n"
	"optional: [ku]\n"
	"source: { law: 戸籍法86条 }\n"
	"section: { ja: 市民課 }\n"
	"confirmed: yes\n"
	"sheets:\n"
	"  - size: A4 landscape\n"
	"  - size: [210, 148.5]\n"
	"    marks:\n"
	"      - { id: dai, label: \"住民\\n異動届\", at: [20, 4.125, 100, 10], size: 18, least: 12.5, align: spread, valign: top, bold: yes, face: gothic, vertical: yes, padding: 0.5, grey: 30 }\n"
	"      - { line: [190, 30, 20, 12.3], weight: 0.1, dot: yes, if: 死亡 = true }\n"
	"      - { box: [1, 1, 9, 9], weight: 0, fill: 0, round: 2.5 }\n"
	"      - { fact: 氏名, at: [20, 20, 60, 8], wrap: yes, underline: yes, format: \"{family}：{given}\" }\n"
	"      - { fact: yuubin, cells: 7, cells_right: yes, at: [20, 30, 49, 6] }\n"
	"      - { column: 氏名, at: [90, 20, 60, 8], least: 5 }\n"
	"      - { value: \"item.誕生日\", part: year, at: [90, 30, 10, 8] }\n"
	"      - { value: '\"a\" + \": #b\"', at: [90, 40, 60, 8] }\n"
	"      - { options: seibetsu, choices: [男性: 男, ほか: [女, こたえない]], apart: \" / \", mark: cross, wrap: yes, at: [20, 40, 40, 8] }\n"
	"      - { column: zokugara, choices: [妻, 夫, 子], at: [20, 50, 40, 8] }\n"
	"      - { value: 区, choices: [門司, 戸畑], at: [20, 60, 40, 8] }\n"
	"      - { options: seinen, part: era-letter, choices: [昭, 平], at: [20, 70, 40, 8] }\n"
	"      - { choice: techou, is: はい, at: [70, 50, 5, 5] }\n"
	"      - { column: doukyo, is: no, mark: dot, at: [70, 60, 5, 5] }\n"
	"      - { mark: circle, if: 死亡 = false, at: [70, 70, 5, 5] }\n"
	"      - { seal: 印, size: 6, at: [180, 60, 10, 10] }\n"
	"      - { qr: code, at: [180, 80, 20, 20] }\n"
	"      - { qr: value, value: 氏名, at: [180, 100, 20, 20] }\n"
	"      - { postal: yuubin, address: juusho, at: [20, 140] }\n"
	"      - grid: [20, 80, 100]\n"
	"        frame: 0.4\n"
	"        inner: 0.1\n"
	"        if: 死亡 = true\n"
	"        columns: [30.5, 69.5]\n"
	"        rows:\n"
	"          - { height: 7, cells: [ { label: a, span: 2, fill: 6, weight: 0.6, dash: yes } ] }\n"
	"          - { height: 7, cells: [ { bare: yes }, { in: [ { fact: kana, at: [1, 1, 20, 4] }, { line: [0, 0, 69.5, 6] } ] } ] }\n"
	"          - { height: 8, each: 家族, most: 3, if: item.同居 = true, cells: [ { column: umare, part: month }, { down: 3, fill: 10, in: [ { label: x, at: [0, 0, 5, 5] } ] } ] }\n";

static const city_def *parsed(arena *a, def_files files)
{
	city_def *c;
	for (const err *e = defs_parse(a, files, &c); e; e = e->next)
		fail_msg("%.*s: %.*s", STR_ARG(e->where), STR_ARG(e->detail));
	return c;
}

/* --- the same? --------------------------------------------------------------------------------------------------------------- */

#define SAME_STR(member) assert_true(str_eq(x->member, y->member))
#define SAME(member) assert_true(x->member == y->member)

static void same_strs(const strs *x, const strs *y)
{
	assert_int_equal(x->n, y->n);
	for (size_t i = 0; i < x->n; i++)
		assert_true(str_eq(x->at[i], y->at[i]));
}

static void same_text3(const text3 *x, const text3 *y)
{
	for (int l = 0; l < LANG_COUNT; l++)
		SAME_STR(in[l]);
}

static void same_marks(const paper_marks *x, const paper_marks *y);

static void same_row(const paper_row *x, const paper_row *y)
{
	SAME(height);
	SAME_STR(each);
	SAME(most);
	SAME_STR(only.text);
	assert_int_equal(!x->only.expr, !y->only.expr);
	same_marks(&x->cells, &y->cells);
}

static void same_mark(const paper_mark *x, const paper_mark *y)
{
	SAME(kind);
	SAME_STR(id);
	SAME(at.x);
	SAME(at.y);
	SAME(at.w);
	SAME(at.h);
	SAME_STR(text);
	SAME_STR(is);
	SAME_STR(address);
	SAME(of_row);
	SAME_STR(value.text);
	SAME_STR(only.text);
	assert_int_equal(!x->value.expr, !y->value.expr);
	assert_int_equal(!x->only.expr, !y->only.expr);
	SAME_STR(format);
	same_strs(&x->choices, &y->choices);
	same_strs(&x->answers, &y->answers);
	SAME_STR(apart);
	SAME(sign);
	SAME(style.face);
	SAME(style.bold);
	SAME(style.size);
	SAME(style.least);
	SAME(style.align);
	SAME(style.valign);
	SAME(style.vertical);
	SAME(style.wrap);
	SAME(style.underline);
	SAME(style.cells);
	SAME(style.cells_right);
	SAME(style.padding);
	SAME(style.role);
	SAME(style.grey);
	SAME(stroke.weight);
	SAME(stroke.dashed);
	SAME(stroke.dotted);
	SAME(fill);
	SAME(round);
	SAME(span);
	SAME(down);
	SAME(bare);
	same_marks(&x->in, &y->in);
	SAME(columns.n);
	for (size_t i = 0; i < x->columns.n; i++)
		SAME(columns.at[i]);
	SAME(rows.n);
	for (size_t i = 0; i < x->rows.n; i++)
		same_row(&x->rows.at[i], &y->rows.at[i]);
	SAME(frame);
	SAME(inner);
}

static void same_marks(const paper_marks *x, const paper_marks *y)
{
	SAME(n);
	for (size_t i = 0; i < x->n; i++)
		same_mark(&x->at[i], &y->at[i]);
}

static void same_paper(const paper_def *x, const paper_def *y)
{
	SAME_STR(id);
	SAME_STR(file);
	same_text3(&x->name, &y->name);
	same_text3(&x->about, &y->about);
	same_text3(&x->bring, &y->bring);
	same_text3(&x->section, &y->section);
	SAME_STR(reading);
	same_strs(&x->words, &y->words);
	same_strs(&x->schemes, &y->schemes);
	same_strs(&x->events, &y->events);
	SAME_STR(where);
	SAME_STR(needed.text);
	SAME_STR(each_if.text);
	SAME_STR(each);
	same_strs(&x->asks, &y->asks);
	same_strs(&x->optional, &y->optional);
	SAME(copies);
	SAME_STR(law);
	SAME_STR(law_url);
	SAME(confirmed);
	SAME(along);
	SAME(sheets.n);
	for (size_t i = 0; i < x->sheets.n; i++) {
		const paper_sheet *s = &x->sheets.at[i], *t = &y->sheets.at[i];
		assert_true(s->width == t->width && s->height == t->height);
		assert_true(str_eq(s->size, t->size) && str_eq(s->background, t->background));
		assert_int_equal(s->background_page, t->background_page);
		same_marks(&s->marks, &t->marks);
	}
	SAME(facts.n);
	for (size_t i = 0; i < x->facts.n; i++)
		SAME_STR(facts.at[i]->field.id);
}

/* All papers and samples written back, in the place of the files that they came from. */
static def_files written_back(arena *a, const city_def *c, def_files files)
{
	def_files list = { NULL, 0 };
	for (size_t i = 0; i < files.n; i++) {
		str id, text = files.at[i].text;
		def_path kind = defs_path(files.at[i].path, &id);
		if (kind == PATH_PAPER)
			text = defs_write_paper(a, c, id);
		else if (kind == PATH_SAMPLES)
			text = defs_write_samples(a, c);
		LIST_ADD(a, &list, ((def_file){ files.at[i].path, text }));
	}
	return list;
}

static void comes_back(arena *a, def_files files)
{
	const city_def *c = parsed(a, files);
	def_files back = written_back(a, c, files);
	const city_def *d = parsed(a, back);
	assert_int_equal(c->papers.papers.n, d->papers.papers.n);
	for (size_t i = 0; i < c->papers.papers.n; i++)
		same_paper(&c->papers.papers.at[i], &d->papers.papers.at[i]);
	assert_int_equal(c->papers.samples.n, d->papers.samples.n);
	for (size_t i = 0; i < c->papers.samples.n; i++) {
		const sample_def *x = &c->papers.samples.at[i], *y = &d->papers.samples.at[i];
		SAME_STR(id);
		same_text3(&x->name, &y->name);
		SAME(given.n);
		for (size_t k = 0; k < x->given.n; k++) {
			SAME_STR(given.at[k].id);
			SAME_STR(given.at[k].value);
		}
	}
	def_files again = written_back(a, d, back);
	for (size_t i = 0; i < back.n; i++)
		assert_true(str_eq(back.at[i].text, again.at[i].text));
}

static void a_small_paper_comes_back(void **state)
{
	comes_back(*state, paper_set(*state, NULL, NULL));
}

static void every_key_comes_back(void **state)
{
	comes_back(*state, paper_set(*state, every_key, NULL));
}

static void a_mark_is_a_line(void **state)
{
	arena *a = *state;
	str text = defs_write_paper(a, parsed(a, paper_set(a, NULL, NULL)), STR("idou"));
	static const char *const lines[] = {
		"name: { ja: 住民異動届, en: Notice of change of residence }\n",
		"      - { label: 住民異動届, at: [20, 14, 170, 10], size: 18, align: centre }\n",
		"      - { line: [20, 30, 190, 30], dash: yes }\n",
		"      - { fact: yobina, at: [20, 32, 80, 8], if: 性別 != null }\n",
		"            cells:\n              - { label: フリガナ, fill: 6 }\n              - { fact: kana }\n",
		"              - down: 2\n                in:\n                  - { fact: seinen, at: [2, 2, 46, 8] }\n",
		"          - height: 8\n            each: kazoku\n            most: 2\n            if: item.同居 = true\n",
	};
	for (size_t i = 0; i < COUNT(lines); i++)
		if (!str_has(text, str_of(lines[i])))
			fail_msg("not there: %s\n%.*s", lines[i], STR_ARG(text));
}

/* Papers of random marks, cells and styles. */
static unsigned next_of(unsigned *seed, unsigned n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 10) % n;
}

static void put_random_mark(buf *b, unsigned *seed)
{
	static const char *const what[] = { "label: \"a: b, 'c' #d\"",
					    "fact: shimei",
					    "value: string(1 + 2)",
					    "fact: denwa",
					    "options: seibetsu, choices: [男, 女]",
					    "choice: techou, is: yes",
					    "seal: 印" };
	static const char *const look[] = { "size: 7.5, ", "align: right, ", "wrap: yes, ",   "bold: yes, ",
					    "grey: 40, ",  "least: 4, ",     "valign: top, ", "padding: 1.25, " };
	unsigned kind = next_of(seed, COUNT(what));
	buf_format(b, "      - { %s, ", what[kind]);
	for (size_t i = 0; i < COUNT(look) && kind < 5; i++)
		if (next_of(seed, 3) == 0)
			buf_format(b, "%s", look[i]);
	if (next_of(seed, 4) == 0)
		buf_lit(b, "if: 手帳 = true, ");
	buf_format(b, "at: [%u.%u, %u.%03u, %u.%02u, %u] }\n", next_of(seed, 100), next_of(seed, 10),
		   next_of(seed, 200), next_of(seed, 1000), next_of(seed, 90) + 1, next_of(seed, 100),
		   next_of(seed, 90) + 1);
}

static void random_papers_come_back(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 200; seed++) {
		arena *a = arena_new(256 << 20);
		unsigned s = seed;
		buf b = buf_new(a, 1 << 20);
		buf_lit(&b, "name: 乱数\nsheets:\n  - size: A4\n    marks:\n");
		for (unsigned n = next_of(&s, 12); n > 0; n--)
			put_random_mark(&b, &s);
		unsigned columns = 1 + next_of(&s, 5);
		buf_lit(&b, "      - grid: [10, 200]\n        columns: [");
		for (unsigned i = 0; i < columns; i++)
			buf_format(&b, "%s%u.%u", i ? ", " : "", 5 + next_of(&s, 20), next_of(&s, 10));
		buf_lit(&b, "]\n        rows:\n");
		for (unsigned n = 1 + next_of(&s, 5); n > 0; n--) {
			buf_format(&b, "          - height: %u\n            cells:\n", 3 + next_of(&s, 9));
			for (unsigned left = columns; left > 0;) {
				unsigned span = 1 + next_of(&s, left);
				buf_format(&b, "              - { %s%sspan: %u }\n",
					   next_of(&s, 2) ? "label: 欄, " : "", next_of(&s, 3) ? "" : "fill: 5, ",
					   span);
				left -= span;
			}
		}
		comes_back(a, paper_set(a, buf_str(&b).at, NULL));
		arena_free(a);
	}
}

static str a_pdf(arena *a)
{
	str bytes = STR_NONE;
	pdf *p = pdf_new(
		a, &(pdf_about){ .title = STR("用紙"), .lang = LANG_JA, .made = instant_of(day_from(2026, 1, 1), 0) });
	pdf_title(p, STR("様式"));
	assert_null(pdf_draw(p, &bytes));
	return bytes;
}

static void a_sheet_over_a_background_has_its_size_and_comes_back(void **state)
{
	arena *a = *state;
	str pdf_bytes = a_pdf(a);
	size_t room = sodium_base64_ENCODED_LEN(pdf_bytes.len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, room);
	sodium_bin2base64(text, room, (const u8 *)pdf_bytes.at, pdf_bytes.len, sodium_base64_VARIANT_ORIGINAL);
	const char *paper = changed(a, small_paper, "size: A4", "background: { file: papers/shiki.pdf }");
	def_files files = paper_set(a, paper, NULL);
	LIST_ADD(a, &files, ((def_file){ STR("papers/shiki.pdf"), str_of(text) }));
	const city_def *c = parsed(a, files);
	const paper_sheet *s = &c->papers.papers.at[0].sheets.at[0];
	assert_true(s->width > 209.5 && s->width < 210.5 && s->height > 296.5 && s->height < 297.5);
	assert_true(str_eq(c->papers.backgrounds.at[0].bytes, pdf_bytes));
	comes_back(a, files);
	city_def *bad;
	files.at[files.n - 3].text = str_of(changed(a, paper, "shiki.pdf }", "shiki.pdf, page: 2 }"));
	assert_true(str_eq(files.at[files.n - 3].path, STR("papers/idou.yaml")));
	const err *e = defs_parse(a, files, &bad);
	assert_non_null(e);
	assert_true(str_has(e->detail, STR("the file has 1 page only")));
	files.at[files.n - 3].text = str_of(changed(a, paper, "- background", "- size: A5\n    background"));
	e = defs_parse(a, files, &bad);
	assert_non_null(e);
	assert_true(str_has(e->detail, STR("the page of the background is 210 × 297 mm")));
}

static void the_citys_papers_come_back(void **state)
{
	static const char *const folders[] = { "", "/facts", "/offices", "/schemes", "/tables", "/cases", "/papers" };
	def_files files = { NULL, 0 };
	for (size_t i = 0; i < COUNT(folders); i++)
		add_folder(*state, &files, folders[i]);
	comes_back(*state, files);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_small_paper_comes_back),
		TEST(every_key_comes_back),
		TEST(a_mark_is_a_line),
		TEST(random_papers_come_back),
		TEST(a_sheet_over_a_background_has_its_size_and_comes_back),
		TEST(the_citys_papers_come_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
