/* The commands, on a folder of their own. */
#include "defs/guide/testing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modules/guide/guide.h"

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
	arena *a = arena_new(64 << 20);
	folder *f = arena_one(a, folder);
	*f = (folder){ .a = a, .dir = "/tmp/guide-XXXXXX" };
	assert_non_null(mkdtemp(f->dir));
	def_files files = guide_set(a, NULL, NULL, NULL, NULL, NULL);
	for (size_t i = 0; i < files.n; i++)
		put(f, files.at[i].path.at, files.at[i].text);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	folder *f = *state;
	static const char *const all[] = { "city.yaml",
					   "services.yaml",
					   "offices/moji.yaml",
					   "offices",
					   "facts.yaml",
					   "guide.yaml",
					   "schemes/alle.yaml",
					   "schemes",
					   "tables/alle.csv",
					   "tables",
					   "cases/alle.csv",
					   "cases",
					   "t.csv",
					   "" };
	for (size_t i = 0; i < COUNT(all); i++)
		remove(str_format(f->a, "%s/%s", f->dir, all[i]).at);
	arena_free(f->a);
	return 0;
}

/* Runs it with these words; *ret_said is what it printed, errors as well. */
static int run(folder *f, const char *name, const char *const *words, int n, str *ret_said)
{
	const command *c = guide_commands;
	while (strcmp(c->name, name) != 0)
		CHECK((++c)->name);
	char *argv[16];
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
	int code = c->run(f->a, &(settings){ .city_dir = str_of(f->dir) }, n, argv);
	fflush(stdout);
	fflush(stderr);
	dup2(out, 1);
	dup2(err_out, 2);
	close(out);
	close(err_out);
	rewind(said);
	char *text = arena_alloc(f->a, 100000);
	*ret_said = (str){ text, fread(text, 1, 100000, said) };
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

static void a_guide_that_holds_is_told_so(void **state)
{
	folder *f = *state;
	str said;
	assert_int_equal(run(f, "guide check", NULL, 0, &said), 0);
	says(said, "2 events, 9 facts, 5 schemes, 1 tables with 7 rows, 3 cases: all hold");
	says(said, "facts.yaml:22:1: nothing depends on ‘区’");
	assert_int_equal(RUN(f, "guide cases", &said, "--city-dir", f->dir), 0);
	says(said, "3 cases: 3 hold, 0 fail");
}

static void a_case_that_fails_ends_with_a_one(void **state)
{
	folder *f = *state;
	str said;
	put(f, "cases/alle.csv", str_of(changed(f->a, small_cases, "iryou,,zei kippu", "iryou kippu,,zei")));
	assert_int_equal(run(f, "guide cases", NULL, 0, &said), 1);
	says(said, "cases/alle.csv:2:1: 若い1級: expected yes, found no: kippu\n3 cases: 2 hold, 1 fail");
	assert_int_equal(run(f, "guide check", NULL, 0, &said), 1);
	says(said, "some cases fail");
}

static void mistakes_are_told_with_their_places(void **state)
{
	folder *f = *state;
	str said;
	put(f, "tables/alle.csv", str_of(changed(f->a, small_table, "kippu,", "kipu,")));
	put(f, "guide.yaml", str_of(changed(f->a, small_guide, "first: [手帳]", "first: [手帖]")));
	assert_int_equal(run(f, "guide check", NULL, 0, &said), 1);
	says(said, "tables/alle.csv:4:1: there is no scheme ‘kipu’; did you mean ‘kippu’?");
	says(said, "guide.yaml:2:");
}

static void a_scheme_without_a_row_ends_with_a_one(void **state)
{
	folder *f = *state;
	str said;
	put(f, "tables/alle.csv", str_of(changed(f->a, small_table, "kippu,,,>= 70,,,,,\n", "")));
	put(f, "cases/alle.csv", STR("case,手帳,no\n手帳なし,いいえ,iryou zei\n"));
	assert_int_equal(run(f, "guide check", NULL, 0, &said), 1);
	says(said, "schemes/alle.yaml:10:1: no row of a table leads to ‘kippu’");
}

static void how_well_it_asks_is_a_table(void **state)
{
	folder *f = *state;
	str said;
	assert_int_equal(RUN(f, "guide simulate", &said, "--people", "20", "--questions", "1,2", "--event", "shougai"),
			 0);
	says(said, "20 people, 3.0 schemes each, 3.0 open before the first question");
	says(said, "as the guide asks");
	put(f, "t.csv", STR("id,年,色\na,>= 5,\"\"\"赤\"\"\"\nb,< 5,\"\"\"青\"\",\"\"赤\"\"\"\n"));
	str table = str_format(f->a, "%s/t.csv", f->dir);
	assert_int_equal(RUN(f, "guide simulate", &said, "--table", table.at, "--people", "10", "--questions", "2"), 0);
	says(said, "10 people, 2.0 schemes each, 2.0 open before the first question");
	says(said, "as the guide asks               0.0"); /* two facts: then all is decided */
}

static void nonsense_is_wrong_usage(void **state)
{
	folder *f = *state;
	str said;
	assert_int_equal(RUN(f, "guide simulate", &said, "--people", "0"), 2);
	assert_int_equal(RUN(f, "guide simulate", &said, "--questions", "5,3"), 2);
	assert_int_equal(RUN(f, "guide simulate", &said, "--questions", "x"), 2);
	assert_int_equal(RUN(f, "guide simulate", &said, "--event", "weltuntergang"), 2);
	assert_int_equal(RUN(f, "guide check", &said, "surplus"), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_guide_that_holds_is_told_so),       TEST(a_case_that_fails_ends_with_a_one),
		TEST(mistakes_are_told_with_their_places), TEST(a_scheme_without_a_row_ends_with_a_one),
		TEST(how_well_it_asks_is_a_table),         TEST(nonsense_is_wrong_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
