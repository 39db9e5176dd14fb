/* Documents on A4, read back by poppler, the reader that most people's programs stand on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "print/pdf.h"
#include "print/qr.h"

#include "../../tests/printer/zbar.h"

static bool poppler(void)
{
	return access("/usr/bin/pdftotext", X_OK) == 0;
}

static const pdf_about about = { .title = STR_INIT("手続きガイド"),
				 .author = STR_INIT("北九州市"),
				 .foot = STR_INIT("見本"),
				 .lang = LANG_JA,
				 .made = 1795226400000 };

/* What a program says about the document; `%s` in the command is the file's name. */
static str ask(arena *a, str bytes, const char *command)
{
	char name[] = "/tmp/madoguchi-pdf.XXXXXX", line[400];
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
	close(fd);
	snprintf(line, sizeof line, "%s", str_format(a, command, name).at);
	FILE *p = popen(line, "r");
	assert_non_null(p);
	char *text = arena_alloc(a, 400000);
	size_t n = fread(text, 1, 400000, p);
	int code = pclose(p);
	unlink(name);
	if (code != 0)
		fail_msg("%s: exit code %d: %.*s", line, code, (int)n, text);
	return (str){ text, n };
}

static void assert_part(str text, const char *part)
{
	if (!str_has(text, str_of(part)))
		fail_msg("no '%s' in:\n%.*s", part, STR_ARG(text));
}

static void what_was_written_can_be_read_and_copied(void **state)
{
	(void)state;
	if (!poppler())
		skip();
	arena *a = arena_new(256 << 20);
	pdf *p = pdf_new(a, &about);
	pdf_title(p, STR("葬祭費の手続き"));
	pdf_text(p, STR("葛󠄀城さんと髙橋さん。"));
	pdf_heading(p, 2, STR("持ち物"));
	pdf_item(p, PDF_BOX, STR("保険証"));
	pdf_item(p, PDF_BULLET, STR("印鑑"));
	pdf_row(p, STR("いつまで"), STR("14日以内"));
	pdf_notice(p, STR("担当課の確認が必要"));
	str bytes;
	assert_null(pdf_draw(p, &bytes));
	str text = ask(a, bytes, "pdftotext -layout '%s' - | sed 's, */ *,/,'");
	static const char *const parts[] = { "葬祭費の手続き",
					     "葛󠄀城さんと髙橋さん。",
					     "持ち物",
					     "保険証",
					     "印鑑",
					     "14日以内",
					     "見本",
					     "1/1",
					     "担当課の確認が必要" };
	for (size_t i = 0; i < COUNT(parts); i++)
		assert_part(text, parts[i]);
	arena_free(a);
}

static void it_names_its_title_its_language_and_its_parts(void **state)
{
	(void)state;
	if (!poppler())
		skip();
	arena *a = arena_new(256 << 20);
	pdf *p = pdf_new(a, &about);
	pdf_title(p, STR("表題"));
	pdf_heading(p, 1, STR("章"));
	pdf_text(p, STR("本文"));
	pdf_item(p, PDF_BULLET, STR("一つ目"));
	pdf_item(p, PDF_BULLET, STR("二つ目"));
	str bytes;
	assert_null(pdf_draw(p, &bytes));
	str info = ask(a, bytes, "pdfinfo '%s' 2>&1");
	assert_part(info, "手続きガイド");
	assert_part(info, "北九州市");
	assert_part(info, "Tagged:          yes");
	assert_part(info, "A4");
	assert_false(str_has(info, STR("Error")));
	assert_part(bytes, "/Lang (ja)");
	assert_part(bytes, "/DisplayDocTitle true");
	str parts = ask(a, bytes, "pdfinfo -struct-text '%s' 2>&1");
	static const char *const in_order[] = { "H1", "表題", "H2",     "章", "P ",    "本文",
						"L ", "LI",   "一つ目", "LI", "二つ目" };
	str rest = parts;
	for (size_t i = 0; i < COUNT(in_order); i++) {
		const char *at = memmem(rest.at, rest.len, in_order[i], strlen(in_order[i]));
		if (!at)
			fail_msg("%s is missing or stands at another place:\n%.*s", in_order[i], STR_ARG(parts));
		rest = str_sub(rest, (size_t)(at - rest.at) + strlen(in_order[i]), rest.len);
	}
	str fonts = ask(a, bytes, "pdffonts '%s' 2>&1");
	assert_part(fonts, "IPAexGothic");
	assert_part(fonts, "yes yes yes"); /* embedded, a subset, with a way back to letters */
	arena_free(a);
}

static void a_long_document_breaks_into_numbered_pages_and_loses_no_line(void **state)
{
	(void)state;
	if (!poppler())
		skip();
	arena *a = arena_new(256 << 20);
	pdf *p = pdf_new(a, &about);
	pdf_title(p, STR("長い文書"));
	for (int i = 0; i < 60; i++) {
		pdf_heading(p, 2, str_format(a, "見出し%dばん", i));
		buf b = buf_new(a, PDF_TEXT_MAX);
		for (int k = 0; k < 1 + i % 9 * 6; k++)
			buf_format(&b, "〔%d-%d〕この文は何行にもわたります。", i, k);
		pdf_text(p, buf_str(&b));
	}
	str bytes;
	assert_null(pdf_draw(p, &bytes));
	str text = ask(a, bytes, "pdftotext -raw '%s' - | tr -d '\\n '");
	for (int i = 0; i < 60; i++) {
		assert_part(text, str_format(a, "見出し%dばん", i).at);
		for (int k = 0; k < 1 + i % 9 * 6; k++)
			assert_part(text, str_format(a, "〔%d-%d〕", i, k).at);
	}
	i64 pages;
	str counted = str_trim(ask(a, bytes, "pdfinfo '%s' | sed -n 's/^Pages: *//p'"));
	assert_true(str_i64(counted, &pages) && pages > 5);
	assert_part(text, str_format(a, "%lld/%lld", (long long)pages, (long long)pages).at);
	/* no heading is the last thing on its page: above the foot stands text */
	str last = ask(a, bytes,
		       "pdftotext -layout '%s' - | awk 'BEGIN { RS = \"\\f\" } { n = split($0, l, \"\\n\"); k = 0; "
		       "for (i = n; i > 0 && k < 2; i--) if (l[i] ~ /[^ ]/) { k++; if (k == 2) print l[i] } }'");
	if (str_has(last, STR("見出し")))
		fail_msg("a heading stands alone at the end of a page:\n%.*s", STR_ARG(last));
	arena_free(a);
}

static void what_belongs_together_stays_on_one_page(void **state)
{
	(void)state;
	if (!poppler())
		skip();
	arena *a = arena_new(256 << 20);
	pdf *p = pdf_new(a, &about);
	for (int i = 0; i < 30; i++) {
		pdf_keep(p, true);
		pdf_heading(p, 2, str_format(a, "始め%d。", i));
		for (int k = 0; k < 5; k++)
			pdf_item(p, PDF_BOX, STR("もの"));
		pdf_text(p, str_format(a, "終り%d。", i));
		pdf_keep(p, false);
	}
	str bytes;
	assert_null(pdf_draw(p, &bytes));
	str rest = ask(a, bytes, "pdftotext -raw '%s' -");
	int seen = 0;
	while (rest.len) {
		str page = str_cut(&rest, '\f');
		for (int i = 0; i < 30; i++) {
			bool begins = str_has(page, str_format(a, "始め%d。", i));
			bool ends = str_has(page, str_format(a, "終り%d。", i));
			if (begins != ends)
				fail_msg("%d is parted", i);
			seen += begins;
		}
	}
	assert_int_equal(seen, 30);
	arena_free(a);
}

static void the_code_on_paper_can_be_read_by_a_phone(void **state)
{
	(void)state;
	if (!poppler() || !zbar_present())
		skip();
	arena *a = arena_new(256 << 20);
	char link[QR_TEXT_MAX + 1];
	size_t n = (size_t)snprintf(link, sizeof link, "https://madoguchi.example.jp/guide/r/");
	for (; n < QR_TEXT_MAX; n++)
		link[n] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"[n * 7 % 64];
	link[n] = 0;
	pdf *p = pdf_new(a, &about);
	pdf_qr(p, str_of(link), STR("スマートフォンで開く"));
	str bytes;
	assert_null(pdf_draw(p, &bytes));
	/* 150 dots an inch: a bad photo */
	str got = ask(a, bytes,
		      "pdftoppm -r 150 -gray -singlefile '%s' /tmp/madoguchi-pdf-test && zbarimg -q --raw "
		      "--oneshot /tmp/madoguchi-pdf-test.pgm 2>/dev/null; rm -f /tmp/madoguchi-pdf-test.pgm");
	assert_string_equal(str_trim(got).at ? arena_copy(a, str_trim(got)).at : "", link);
	arena_free(a);
}

static void a_sentence_as_label_stays_on_its_line(void **state)
{
	(void)state;
	if (!poppler())
		skip();
	arena *a = arena_new(256 << 20);
	pdf *p = pdf_new(a, &about);
	pdf_wide_row(p, STR("亡くなった方と生計を同じくしていたご家族がいる"), STR("はい"));
	str bytes;
	assert_null(pdf_draw(p, &bytes));
	str got = ask(a, bytes,
		      "pdftotext -layout '%s' - | grep 亡くなった方と生計を同じくしていたご家族がいる | grep -c はい");
	assert_string_equal(arena_copy(a, str_trim(got)).at, "1");
	arena_free(a);
}

static void the_same_blocks_give_the_same_bytes(void **state)
{
	(void)state;
	arena *a = arena_new(256 << 20);
	str bytes[2];
	for (int i = 0; i < 2; i++) {
		pdf *p = pdf_new(a, &about);
		pdf_title(p, STR("同じ"));
		assert_null(pdf_draw(p, &bytes[i]));
	}
	assert_true(str_eq(bytes[0], bytes[1]));
	arena_free(a);
}

static void what_cannot_be_a_document_is_refused(void **state)
{
	(void)state;
	arena *a = arena_new(256 << 20);
	str bytes;
	assert_true(err_is(pdf_draw(pdf_new(a, &about), &bytes), ERR_invalid));
	pdf *p = pdf_new(a, &about);
	pdf_text(p, STR("\xff\xfe"));
	assert_true(err_is(pdf_draw(p, &bytes), ERR_invalid));
	p = pdf_new(a, &about);
	char *long_text = arena_alloc(a, PDF_TEXT_MAX + 2);
	memset(long_text, 'a', PDF_TEXT_MAX + 1);
	pdf_text(p, (str){ long_text, PDF_TEXT_MAX + 1 });
	assert_true(err_is(pdf_draw(p, &bytes), ERR_too_long));
	p = pdf_new(a, &about);
	for (int i = 0; i < PDF_BLOCKS_MAX + 1; i++)
		pdf_small(p, STR("x"));
	assert_true(err_is(pdf_draw(p, &bytes), ERR_too_long));
	pdf_about nameless = about;
	nameless.title = STR_NONE;
	p = pdf_new(a, &nameless);
	pdf_text(p, STR("x"));
	assert_true(err_is(pdf_draw(p, &bytes), ERR_invalid));
	/* the longest text that is allowed, in one word without a place to break */
	p = pdf_new(a, &about);
	pdf_text(p, (str){ long_text, PDF_TEXT_MAX });
	assert_null(pdf_draw(p, &bytes));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_can_be_read_and_copied),
		cmocka_unit_test(it_names_its_title_its_language_and_its_parts),
		cmocka_unit_test(a_long_document_breaks_into_numbered_pages_and_loses_no_line),
		cmocka_unit_test(what_belongs_together_stays_on_one_page),
		cmocka_unit_test(the_code_on_paper_can_be_read_by_a_phone),
		cmocka_unit_test(a_sentence_as_label_stays_on_its_line),
		cmocka_unit_test(the_same_blocks_give_the_same_bytes),
		cmocka_unit_test(what_cannot_be_a_document_is_refused),
	};
	return cmocka_run_group_tests_name("pdf", tests, NULL, NULL);
}
