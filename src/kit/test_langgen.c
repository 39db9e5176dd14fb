/* What langgen makes of words, and what it refuses. Runs build/tools/langgen on files of its own. */
#include "kit/test_tool.h"

static str generate(bench *b, int *ret_code, const char *ja, const char *easy, const char *en)
{
	bench_run(b, NULL, "rm -rf %s/lang %s/kit && mkdir %s/lang %s/kit", b->dir, b->dir, b->dir, b->dir);
	bench_file(b, "lang/x.ja.txt", str_of(ja));
	bench_file(b, "lang/x.ja-easy.txt", str_of(easy));
	bench_file(b, "lang/x.en.txt", str_of(en));
	return bench_run(b, ret_code, "build/tools/langgen %s/lang %s/kit/words.c %s/kit/words.h", b->dir, b->dir,
			 b->dir);
}

static void words_come_out_in_the_readers_language(void **state)
{
	(void)state;
	bench b = bench_new();
	int code;
	str said = generate(
		&b, &code,
		"# comment\nhello = こんにちは \"%\" {{x}\nsince(minutes i64, who str) = {who}は{minutes}分前（100%）\n"
		"people(n i64) = {n}人\n",
		"hello = やあ\nsince(minutes i64, who str) = {who} {minutes}ふん\npeople(n i64) = {n}にん\n",
		"hello = Hello?\?/\nsince(minutes i64, who str) = {who}, {minutes} min\n"
		"people(n i64) = {n} person | {n} people\n");
	assert_string_equal(said.at, "");
	assert_int_equal(code, 0);
	bench_file(
		&b, "main.c",
		STR("#include \"kit/words.h\"\n"
		    "int main(void) {\n"
		    "arena *a = arena_new(1 << 20);\n"
		    "for (lang l = 0; l < LANG_COUNT; l++)\n"
		    "printf(\"%s|%s|%s|%s|%s|%zu\\n\", words_text(a, l, T_hello).at, words_since(a, l, 5, STR(\"A<b\")).at, words_since(a, l, 10, STR(\"A\")).at,\n"
		    "words_people(a, l, 1).at, words_people(a, l, 2).at, words_text(a, l, T_none).len);\n"
		    "arena_free(a);\n}\n"));
	bench_run(&b, NULL,
		  COMPILE " -Isrc -I%s -o %s/main %s/main.c %s/kit/words.c $(ls src/base/*.c | grep -v /test_)", b.dir,
		  b.dir, b.dir, b.dir);
	str out = bench_run(&b, NULL, "%s/main", b.dir);
	assert_string_equal(out.at, "こんにちは \"%\" {x}|A<bは5分前（100%）|Aは10分前（100%）|1人|2人|0\n"
				    "やあ|A<b 5ふん|A 10ぷん|1にん|2にん|0\n"
				    "Hello?\?/|A<b, 5 min|A, 10 min|1 person|2 people|0\n");
	bench_end(&b);
}

static void several_files_of_one_language_are_one_list(void **state)
{
	(void)state;
	bench b = bench_new();
	int code;
	bench_run(&b, NULL, "mkdir %s/lang", b.dir);
	const char *const names[] = { "a.ja", "a.ja-easy", "a.en", "b.ja", "b.ja-easy", "b.en" };
	for (size_t i = 0; i < COUNT(names); i++)
		bench_file(&b, str_format(b.a, "lang/%s.txt", names[i]).at,
			   i < 3 ? STR("one = 1\n") : STR("two = 2\n"));
	bench_run(&b, NULL, "build/tools/langgen %s/lang %s/w.c %s/w.h", b.dir, b.dir, b.dir);
	str made = bench_run(&b, NULL, "cat %s/w.h", b.dir);
	expect_part("both files", made, "T_one");
	expect_part("both files", made, "T_two");
	bench_file(&b, "lang/b.ja.txt", STR("two = 2\none = 3\n"));
	str said = bench_run(&b, &code, "build/tools/langgen %s/lang %s/w.c %s/w.h", b.dir, b.dir, b.dir);
	assert_int_equal(code, 1);
	expect_part("a key of another file", said, "lang/b.ja.txt:2:1: one is already at");
	bench_end(&b);
}

static const struct refusal {
	const char *about, *ja, *easy, *en, *message;
} refusals[] = {
	{ "missing", "a = あ\nb = い\n", "a = あ\nb = い\n", "a = A\n", "x.ja.txt:2:1: b is missing in NAME.en.txt" },
	{ "extra", "a = あ\n", "a = あ\nb = い\n", "a = A\n", "x.ja-easy.txt:2:1: b is missing in NAME.ja.txt" },
	{ "arguments", "a(n i64) = {n}\n", "a(n i64) = {n}\n", "a(n str) = {n}\n",
	  "x.en.txt:1:1: a has other arguments at" },
	{ "unknown placeholder", "a(n i64) = {n}{m}\n", "a(n i64) = {n}\n", "a(n i64) = {n}\n",
	  "x.ja.txt:1:15: a has no argument {m}" },
	{ "placeholder without arguments", "a = あ{n}\n", "a = あ\n", "a = A\n",
	  "x.ja.txt:1:6: a has no argument {n}" },
	{ "unused argument", "a(n i64) = {n}\n", "a(n i64) = {n}\n", "a(n i64) = some\n",
	  "x.en.txt:1:1: a does not use {n}" },
	{ "twice", "a = あ\na = い\n", "a = あ\n", "a = A\n", "x.ja.txt:2:1: a is already at" },
	{ "empty", "a = \n", "a = あ\n", "a = A\n", "x.ja.txt:1:1: a has no text" },
	{ "empty plural", "a(n i64) = {n}\n", "a(n i64) = {n}\n", "a(n i64) = | {n} | x\n",
	  "x.en.txt:1:1: a has no text" },
	{ "not UTF-8", "a = \xE3\x81\n", "a = あ\n", "a = A\n", "x.ja.txt:1:5: not UTF-8" },
	{ "markup", "a = <b>あ</b>\n", "a = あ\n", "a = A\n", "x.ja.txt:1:5: words hold no markup" },
	{ "entity", "a = あ\n", "a = あ\n", "a = A&nbsp;B\n", "x.en.txt:1:6: write the character itself" },
	{ "plural in Japanese", "a(n i64) = {n} | {n}\n", "a(n i64) = {n}\n", "a(n i64) = {n}\n",
	  "x.ja.txt:1:15: only English" },
	{ "plural of nothing", "a = あ\n", "a = あ\n", "a = A | B\n", "x.en.txt:1:6: only English texts with an i64" },
	{ "no text at all", "a\n", "a = あ\n", "a = A\n", "x.ja.txt:1:1: a line is `key = text`" },
	{ "key", "Ab = あ\n", "a = あ\n", "a = A\n", "x.ja.txt:1:1: a key is small letters" },
	{ "type", "a(n int) = {n}\n", "a(n i64) = {n}\n", "a(n i64) = {n}\n", "x.ja.txt:1:1: an argument is written" },
};

static void what_a_page_could_not_show_is_refused_with_its_place(void **state)
{
	(void)state;
	bench b = bench_new();
	for (size_t i = 0; i < COUNT(refusals); i++) {
		const struct refusal *r = &refusals[i];
		int code;
		str said = generate(&b, &code, r->ja, r->easy, r->en);
		expect_part(r->about, said, r->message);
		assert_int_equal(code, 1);
		assert_false(bench_has(&b, "kit/words.c") || bench_has(&b, "kit/words.h"));
	}
	bench_end(&b);
}

static void a_translator_sees_all_mistakes_at_once(void **state)
{
	(void)state;
	bench b = bench_new();
	int code;
	str said = generate(&b, &code, "a = あ\nb = \n", "a = あ\n", "c = {x}\n");
	expect_part("first", said, "b has no text");
	expect_part("second", said, "c has no argument {x}");
	expect_part("third", said, "a is missing in NAME.en.txt");
	bench_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_come_out_in_the_readers_language),
		cmocka_unit_test(several_files_of_one_language_are_one_list),
		cmocka_unit_test(what_a_page_could_not_show_is_refused_with_its_place),
		cmocka_unit_test(a_translator_sees_all_mistakes_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
