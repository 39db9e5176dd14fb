/* What embed makes of assets and migrations, and what it refuses. Runs build/tools/embed on files of its own. */
#include "kit/test_tool.h"

static str embed(bench *b, int *ret_code, const char *folder, const char *kind)
{
	return bench_run(b, ret_code, "build/tools/embed %s/%s %s %s/kit/%s.c %s/kit/%s.h", b->dir, folder, kind,
			 b->dir, kind, b->dir, kind);
}

static bench with_folders(void)
{
	bench b = bench_new();
	bench_run(&b, NULL, "mkdir -p %s/assets/icons %s/migrations %s/kit", b.dir, b.dir, b.dir);
	return b;
}

/* Every byte value, every pair of neighbours that C could misread, and more than one line of it. */
static str awkward_bytes(arena *a)
{
	char *at = arena_alloc(a, 256 * 256 * 2);
	size_t n = 0;
	for (int i = 0; i < 256; i++)
		for (int k = 0; k < 256; k++)
			at[n++] = (char)i, at[n++] = (char)k;
	return (str){ at, n };
}

static void an_asset_comes_out_as_it_went_in_and_is_found_by_both_names(void **state)
{
	(void)state;
	bench b = with_folders();
	bench_file(&b, "assets/sound.wav", awkward_bytes(b.a));
	bench_file(&b, "assets/icons/call.svg", STR("<svg/>"));
	bench_file(&b, "assets/empty.txt", STR(""));
	bench_file(&b, "assets/NOTES.md", STR("not served"));
	bench_file(&b, "main.c",
		   STR("#include \"kit/assets.h\"\n"
		       "int main(void) {\n"
		       "const asset *a = asset_find(STR(\"sound.wav\"));\n"
		       "CHECK(a && asset_by_hash(a->hashed) == a && str_eq(a->type, STR(\"audio/wav\")));\n"
		       "CHECK(!asset_find(STR(\"sound\")) && !asset_find(STR(\"\")) && !asset_by_hash(a->name));\n"
		       "CHECK(assets_n == 3 && asset_find(STR(\"empty.txt\"))->bytes.len == 0);\n"
		       "const asset *i = asset_find(STR(\"icons/call.svg\"));\n"
		       "CHECK(i && str_starts(i->hashed, STR(\"icons-call.\")) && i->hashed.len == 11 + 12 + 4);\n"
		       "fwrite(a->bytes.at, 1, a->bytes.len, stdout);\n}\n"));
	embed(&b, NULL, "assets", "assets");
	bench_run(&b, NULL,
		  COMPILE " -I%s -Isrc -o %s/main %s/main.c %s/kit/assets.c $(ls src/base/*.c | grep -v /test_)", b.dir,
		  b.dir, b.dir, b.dir);
	bench_run(&b, NULL, "%s/main > %s/out && cmp %s/out %s/assets/sound.wav", b.dir, b.dir, b.dir, b.dir);
	bench_end(&b);
}

static str made(bench *b)
{
	embed(b, NULL, "assets", "assets");
	return bench_run(b, NULL, "grep -o 'app\\.[0-9a-f]*\\.css' %s/kit/assets.c | sort -u", b->dir);
}

static void a_style_sheet_is_new_when_what_it_refers_to_is_new(void **state)
{
	(void)state;
	bench b = with_folders();
	bench_file(&b, "assets/app.css", STR("a { background: url( 'icons/call.svg' ) } b { c: url(data:x) }"));
	bench_file(&b, "assets/icons/call.svg", STR("<svg/>"));
	str first = made(&b), again = made(&b);
	assert_string_equal(first.at, again.at);
	expect_part("rewritten", bench_run(&b, NULL, "cat %s/kit/assets.c", b.dir), "url(\\042icons-call.");
	bench_file(&b, "assets/icons/call.svg", STR("<svg />"));
	assert_string_not_equal(made(&b).at, first.at);
	bench_end(&b);
}

static void an_asset_that_could_not_be_served_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *message;
	} refusals[] = {
		{ "app.css", "a{}\nb { c: url(no.svg) }", "app.css:2:8: no such asset for a style sheet: no.svg" },
		{ "app.css", "@import url(b.css)", "app.css:1:9: no such asset" },
		{ "app.xyz", "x", "app.xyz:1:1: no media type" },
		{ "a b.js", "x", "a name is letters" },
	};
	bench b = with_folders();
	bench_file(&b, "assets/b.css", STR(""));
	for (size_t i = 0; i < COUNT(refusals); i++) {
		int code;
		bench_file(&b, str_format(b.a, "assets/%s", refusals[i].name).at, str_of(refusals[i].text));
		expect_part(refusals[i].name, embed(&b, &code, "assets", "assets"), refusals[i].message);
		assert_int_equal(code, 1);
		assert_false(bench_has(&b, "kit/assets.c"));
		bench_run(&b, NULL, "rm '%s/assets/%s'", b.dir, refusals[i].name);
	}
	int code;
	expect_part("missing", embed(&b, &code, "nowhere", "assets"), "nowhere: cannot be read");
	assert_int_equal(code, 1);
	bench_end(&b);
}

static void migrations_stand_in_their_order(void **state)
{
	(void)state;
	bench b = with_folders();
	bench_file(&b, "migrations/0002_visits.sql", STR("CREATE TABLE b (x TEXT DEFAULT '?\?/\\');\n"));
	bench_file(&b, "migrations/0001_kit.sql", STR("-- 窓口\n"));
	bench_file(
		&b, "main.c",
		STR("#include \"kit/migrations.h\"\n"
		    "int main(void) {\n"
		    "for (size_t i = 0; i < migrations_n; i++)\n"
		    "printf(\"%d %s %s\", migrations[i].number, migrations[i].name.at, migrations[i].text.at);\n}\n"));
	embed(&b, NULL, "migrations", "migrations");
	bench_run(&b, NULL, COMPILE " -I%s -Isrc -o %s/main %s/main.c %s/kit/migrations.c src/base/arena.c", b.dir,
		  b.dir, b.dir, b.dir);
	assert_string_equal(bench_run(&b, NULL, "%s/main", b.dir).at,
			    "1 kit -- 窓口\n2 visits CREATE TABLE b (x TEXT DEFAULT '?\?/\\');\n");
	bench_end(&b);
}

static void a_second_of_a_number_or_a_name_without_one_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *name, *message;
	} refusals[] = {
		{ "0001_other.sql", "0001_other.sql:1:1: a second migration with this number" },
		{ "2_short.sql", "a migration is called 0001_name.sql" },
		{ "0002-dash.sql", "a migration is called 0001_name.sql" },
		{ "0002_notes.txt", "a migration is called 0001_name.sql" },
		{ "-002_minus.sql", "a migration is called 0001_name.sql" },
	};
	bench b = with_folders();
	bench_file(&b, "migrations/0001_kit.sql", STR("x"));
	for (size_t i = 0; i < COUNT(refusals); i++) {
		int code;
		bench_file(&b, str_format(b.a, "migrations/%s", refusals[i].name).at, STR("x"));
		expect_part(refusals[i].name, embed(&b, &code, "migrations", "migrations"), refusals[i].message);
		assert_int_equal(code, 1);
		assert_false(bench_has(&b, "kit/migrations.c"));
		bench_run(&b, NULL, "rm %s/migrations/%s", b.dir, refusals[i].name);
	}
	bench_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_asset_comes_out_as_it_went_in_and_is_found_by_both_names),
		cmocka_unit_test(a_style_sheet_is_new_when_what_it_refers_to_is_new),
		cmocka_unit_test(an_asset_that_could_not_be_served_is_refused),
		cmocka_unit_test(migrations_stand_in_their_order),
		cmocka_unit_test(a_second_of_a_number_or_a_name_without_one_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
