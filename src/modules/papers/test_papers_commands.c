/* The commands, on a folder of their own. */
#include "modules/papers/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modules/papers/papers.h"
#include "text/json.h"

typedef struct folder {
	arena *a;
	char dir[32];
} folder;

static void put(folder *f, const char *path, str text)
{
	str full = str_format(f->a, "%s/%s", f->dir, path);
	for (size_t i = strlen(f->dir) + 1; i < full.len; i++)
		if (full.at[i] == '/')
			mkdir(arena_copy(f->a, str_sub(full, 0, i)).at, 0777);
	FILE *out = fopen(full.at, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(text.at, 1, text.len, out), text.len);
	fclose(out);
}

static int make(void **state)
{
	arena *a = arena_new(512 << 20);
	folder *f = arena_one(a, folder);
	*f = (folder){ .a = a, .dir = "/tmp/papers-XXXXXX" };
	assert_non_null(mkdtemp(f->dir));
	def_files files = papers_set(a);
	for (size_t i = 0; i < files.n; i++)
		put(f, files.at[i].path.at, files.at[i].text);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	folder *f = *state;
	assert_int_equal(system(str_format(f->a, "rm -rf %s", f->dir).at), 0);
	arena_free(f->a);
	return 0;
}

static const char *in(folder *f, const char *name)
{
	return str_format(f->a, "%s/%s", f->dir, name).at;
}

static str file(folder *f, const char *name)
{
	FILE *from = fopen(in(f, name), "rb");
	if (!from)
		return STR_NONE;
	char *text = arena_alloc(f->a, 4 << 20);
	str s = { text, fread(text, 1, 4 << 20, from) };
	fclose(from);
	return s;
}

/* Runs it with these words; *ret_said is what it printed, errors as well. */
static int run(folder *f, const char *name, const char *const *words, int n, str *ret_said)
{
	const command *c = papers_commands;
	while (strcmp(c->name, name) != 0)
		CHECK((++c)->name);
	char *argv[24];
	for (int i = 0; i < n; i++) {
		str one = arena_copy(f->a, str_of(words[i]));
		argv[i] = arena_alloc(f->a, one.len + 1);
		memcpy(argv[i], one.at, one.len);
	}
	fflush(stdout);
	fflush(stderr);
	int out = dup(1), err_out = dup(2);
	FILE *said = tmpfile();
	dup2(fileno(said), 1);
	dup2(fileno(said), 2);
	int code = c->run(f->a, &(settings){ .city_dir = str_of(f->dir), .now = STR("2026-11-21T10:00:00+09:00") }, n,
			  argv);
	fflush(stdout);
	fflush(stderr);
	dup2(out, 1);
	dup2(err_out, 2);
	close(out);
	close(err_out);
	rewind(said);
	char *text = arena_alloc(f->a, 1 << 20);
	*ret_said = (str){ text, fread(text, 1, 1 << 20, said) };
	fclose(said);
	return code;
}
#define RUN(f, name, said, ...)                                                                                        \
	run(f, name, (const char *const[]){ __VA_ARGS__ }, (int)COUNT(((const char *const[]){ __VA_ARGS__ })), said)

static void says(str said, const char *what)
{
	if (!str_has(said, str_of(what)))
		fail_msg("‘%s’ is not in: %.*s", what, STR_ARG(said));
}

static const json_value *json_of(folder *f, str said)
{
	const json_value *v;
	if (json_parse(f->a, str_trim(said), &v))
		fail_msg("no JSON: %.*s", STR_ARG(said));
	return v;
}

static str text_at(const json_value *v, const char *key)
{
	str s = STR_NONE;
	assert_true(json_str(json_get(v, key), &s));
	return s;
}

/* --- list --- */

static void the_papers_of_a_city_are_listed(void **state)
{
	folder *f = *state;
	str said;
	assert_int_equal(run(f, "papers list", NULL, 0, &said), 0);
	says(said, "idou");
	says(said, "住民異動届  (1 sheets, ");
	says(said, "8 papers");
	assert_int_equal(RUN(f, "papers list", &said, "--json", "--lang", "en"), 0);
	const json_value *list = json_get(json_of(f, said), "papers");
	assert_int_equal(list->n, 8);
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(text_at(&list->items[i], "id"), STR("idou")))
			assert_true(str_eq(text_at(&list->items[i], "name"), STR("Notice of moving")));
}

/* --- missing --- */

static void what_is_missing_is_told_page_by_page(void **state)
{
	folder *f = *state;
	str said;
	put(f, "f.json", STR("{\"来る人\":\"本人\",\"フリガナ\":\"ｺｸﾗ ﾊﾅ\",\"mail\":null}"));
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou,inin", "--facts", in(f, "f.json")), 0);
	says(said, "1 papers, 1 sheets");
	says(said, "not needed: inin: 来る人が「本人」のため");
	says(said, "6 facts to ask, on 3 pages");
	says(said, "1 ご本人のこと\n    shimei");
	assert_false(str_has(said, STR("kana  ")));
	assert_int_equal(RUN(f, "papers missing", &said, "--events", "hikkoshi", "--json"), 0);
	const json_value *v = json_of(f, said);
	const json_value *first = &json_get(v, "pages")->items[0];
	assert_true(str_eq(text_at(&json_get(first, "facts")->items[0], "id"), STR("kuru")));
	assert_int_equal(json_get(json_get(v, "packet"), "counters")->n, 3);
	assert_true(json_get(v, "problems")->n > 3);
}

static void answers_are_read_by_id_name_or_label_as_people_type(void **state)
{
	folder *f = *state;
	str said;
	put(f, "f.json",
	    STR("{\"Name\":\"小倉　花\",\"生年月日\":\"昭和60年4月1日\",\"保険\":\"国保\",\"umarebi\":null,"
		"\"kazoku\":[{\"氏名\":\"小倉　一\",\"続柄\":\"子\",\"doukyo\":true}],\"国保の番号\":12345}"));
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "kokuho,kodomo,setai", "--facts", in(f, "f.json")),
			 0);
	says(said, "3 papers, 4 sheets");
	says(said, "0 facts to ask");
}

static void every_mistake_of_the_answers_is_told_at_once(void **state)
{
	folder *f = *state;
	str said;
	put(f, "f.json",
	    STR("{\"seinen\":\"昭和64年1月8日\",\"nanimo\":\"x\",\"todoke\":\"x\",\"kuru\":\"となりの人\",\"hoken\":[1],"
		"\"kazoku\":[{\"shimei\":\"小倉\"},{\"zokugara\":\"いとこ\"}],\"氏名\":\"小倉\",\"shimei\":\"門司\"}"));
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou", "--facts", in(f, "f.json")), 1);
	says(said, "seinen: ");
	says(said, "その日付はありません");
	says(said, "nanimo: no fact has this id, name or label");
	says(said, "todoke: this is worked out from other answers");
	says(said, "kuru: ");
	says(said, "hoken: text, a number");
	says(said, "kazoku[2].zokugara: ");
	says(said, "answered twice, under two names");
	put(f, "f.json", STR("{\"shimei\": "));
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou", "--facts", in(f, "f.json")), 1);
	says(said, "f.json:");
	put(f, "f.json", STR("[1]"));
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou", "--facts", in(f, "f.json")), 1);
}

static void wrong_usage_ends_with_a_two(void **state)
{
	folder *f = *state;
	str said;
	assert_int_equal(run(f, "papers missing", NULL, 0, &said), 2);
	says(said, "which papers?");
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "nanimo"), 2);
	says(said, "there is no paper ‘nanimo’");
	assert_int_equal(RUN(f, "papers missing", &said, "--events", "nanimo"), 2);
	assert_int_equal(RUN(f, "papers missing", &said, "--schemes", "nanimo"), 2);
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou", "--nanimo"), 2);
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou", "--lang", "fr"), 2);
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou", "--sample", "nanimo"), 2);
	assert_int_equal(RUN(f, "papers make", &said, "--papers", "idou"), 2);
	assert_int_equal(RUN(f, "papers make", &said, "--papers", "idou", "--out", "x.pdf", "--now", "gestern"), 2);
	assert_int_equal(RUN(f, "papers make", &said, "--papers", "idou", "--out", "x.pdf", "--office", "x"), 2);
	assert_int_equal(RUN(f, "papers draw", &said, "--papers", "idou,koseki", "--out", "x.png"), 2);
	assert_int_equal(RUN(f, "papers draw", &said, "--papers", "idou", "--out", "x.png", "--dpi", "1000"), 2);
	assert_int_equal(RUN(f, "papers draw", &said, "--papers", "idou", "--out", "x.png", "--sheet", "2"), 2);
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou", "--facts", in(f, "none.json")), 1);
}

/* --- make --- */

static void a_packet_is_made_and_the_same_again(void **state)
{
	folder *f = *state;
	str said;
	put(f, "f.json", STR("{\"kuru\":\"本人\",\"shimei\":\"葛󠄀城　髙子\",\"hoken\":\"国保\"}"));
	const char *const how[] = { "--events",     "hikkoshi", "--facts", in(f, "f.json"), "--out",
				    in(f, "a.pdf"), "--number", "A-12",    "--link",        "https://example.jp/p" };
	assert_int_equal(run(f, "papers make", how, (int)COUNT(how), &said), 0);
	says(said, "a.pdf: 3 pages");
	says(said, "まだ答えていません");
	str once = file(f, "a.pdf");
	assert_true(str_starts(once, STR("%PDF-")));
	assert_int_equal(run(f, "papers make", how, (int)COUNT(how), &said), 0);
	assert_true(str_eq(once, file(f, "a.pdf")));
	assert_int_equal(
		RUN(f, "papers make", &said, "--papers", "idou,koseki", "--only", "koseki", "--out", in(f, "b.pdf")),
		0);
	says(said, "b.pdf: 1 pages");
}

static void what_contradicts_itself_is_not_printed_unless_anyway(void **state)
{
	folder *f = *state;
	str said;
	put(f, "f.json", STR("{\"hoken\":\"国保\",\"umarebi\":\"2026-11-02\",\"idoubi\":\"2026-11-01\"}"));
	const char *const how[] = { "--papers", "kokuho",       "--facts", in(f, "f.json"),
				    "--out",    in(f, "a.pdf"), "--anyway" };
	assert_int_equal(run(f, "papers make", how, (int)COUNT(how) - 1, &said), 1);
	says(said, "! 生まれ日：引越しより後に生まれています。");
	assert_int_equal(file(f, "a.pdf").len, 0);
	assert_int_equal(run(f, "papers make", how, (int)COUNT(how), &said), 0);
	assert_true(file(f, "a.pdf").len > 1000);
}

/* --- check, draw --- */

static void papers_are_tried_with_the_samples(void **state)
{
	folder *f = *state;
	str said;
	assert_int_equal(run(f, "papers check", NULL, 0, &said), 0);
	says(said, "8 papers, 1 samples, 16 tries: all fit");
	put(f, "samples.yaml",
	    STR("samples:\n  nagai: { name: 長い人, facts: { shimei: 勅使河原勅使河原勅使河原勅使河原　龍之介左衛門龍之介左衛門龍之介左衛門 } }\n"));
	put(f, "papers/koseki.yaml",
	    STR("name: 戸籍の届\nwhere: koseki\nsource: { law: 見本法 }\nsheets:\n  - size: A4\n    marks:\n"
		"      - { fact: shimei, at: [20, 20, 20, 8], size: 12, least: 10 }\n"));
	assert_int_equal(RUN(f, "papers check", &said, "--papers", "koseki"), 1);
	says(said, "papers/koseki.yaml:7:");
	says(said, "長い人");
	assert_int_equal(RUN(f, "papers check", &said, "--papers", "kibou"), 0);
	assert_int_equal(RUN(f, "papers check", &said, "--papers", "nanimo"), 2);
}

static void a_paper_is_drawn_though_another_file_is_wrong(void **state)
{
	folder *f = *state;
	str said;
	assert_int_equal(RUN(f, "papers draw", &said, "--papers", "idou", "--out", in(f, "a.png"), "--dpi", "50"), 0);
	assert_true(str_starts(file(f, "a.png"), STR("\x89PNG")));
	put(f, "papers/koseki.yaml", STR("name: 戸籍の届\nnanimo: x\n"));
	assert_int_equal(RUN(f, "papers draw", &said, "--papers", "idou", "--sample", "hitori", "--out", in(f, "b.png"),
			     "--dpi", "50"),
			 0);
	says(said, "papers/koseki.yaml:2:");
	assert_true(str_starts(file(f, "b.png"), STR("\x89PNG")));
	assert_false(str_eq(file(f, "a.png"), file(f, "b.png")));
	assert_int_equal(RUN(f, "papers draw", &said, "--papers", "koseki", "--out", in(f, "c.png")), 1);
	assert_int_equal(RUN(f, "papers missing", &said, "--papers", "idou"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_papers_of_a_city_are_listed),
		TEST(what_is_missing_is_told_page_by_page),
		TEST(answers_are_read_by_id_name_or_label_as_people_type),
		TEST(every_mistake_of_the_answers_is_told_at_once),
		TEST(wrong_usage_ends_with_a_two),
		TEST(a_packet_is_made_and_the_same_again),
		TEST(what_contradicts_itself_is_not_printed_unless_anyway),
		TEST(papers_are_tried_with_the_samples),
		TEST(a_paper_is_drawn_though_another_file_is_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
