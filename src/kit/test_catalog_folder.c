/* A city's folder as files: what belongs to it, and what a spreadsheet made of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/catalog.h"
#include "text/csv.h"

typedef struct folder {
	char dir[64];
	arena *a;
} folder;

static void file(const folder *f, const char *name, str text)
{
	int fd = open(str_format(f->a, "%s/%s", f->dir, name).at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.at, text.len), text.len);
	close(fd);
}

static int make(void **state)
{
	static const char *const folders[] = { "offices", "tables", "facts", "papers" };
	arena *a = arena_new(16 << 20);
	folder *f = arena_one(a, folder);
	f->a = a;
	snprintf(f->dir, sizeof f->dir, "/tmp/madoguchi-folder.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	for (size_t i = 0; i < COUNT(folders); i++)
		assert_int_equal(mkdir(str_format(a, "%s/%s", f->dir, folders[i]).at, 0700), 0);
	file(f, "city.yaml", STR("city: x\n"));
	file(f, "services.yaml", STR("services: {}\n"));
	file(f, "offices/moji.yaml", STR("office: moji\n"));
	*state = f;
	return 0;
}

static int drop(void **state)
{
	static const char *const names[] = { "city.yaml",
					     "services.yaml",
					     "offices/moji.yaml",
					     "offices/.moji.yaml.swp",
					     "tables/shougai.csv",
					     "tables/notes.txt",
					     "facts/kourei.yaml",
					     "samples.yaml",
					     "papers/idou.yaml",
					     "papers/idou.pdf",
					     "tables/idou.pdf",
					     "papers",
					     "offices",
					     "tables",
					     "facts" };
	folder *f = *state;
	for (size_t i = 0; i < COUNT(names); i++)
		(void)!remove(str_format(f->a, "%s/%s", f->dir, names[i]).at);
	assert_int_equal(rmdir(f->dir), 0);
	arena_free(f->a);
	return 0;
}

static void a_folder_has_the_files_of_a_city_and_nothing_else(void **state)
{
	folder *f = *state;
	def_files files;
	file(f, "offices/.moji.yaml.swp", STR("x"));
	file(f, "tables/notes.txt", STR("x"));
	file(f, "facts/kourei.yaml", STR("facts: {}\n"));
	assert_null(catalog_folder(f->a, str_of(f->dir), &files));
	static const char *const paths[] = { "city.yaml", "facts/kourei.yaml", "offices/moji.yaml", "services.yaml" };
	assert_int_equal(files.n, COUNT(paths));
	for (size_t i = 0; i < COUNT(paths); i++)
		assert_true(str_eq(files.at[i].path, str_of(paths[i])));
}

static void a_table_saved_as_shift_jis_is_read_as_what_it_says(void **state)
{
	folder *f = *state;
	def_files files;
	str text = STR("id,手帳の等級\nkippu,\"\"\"1級\"\"\"\n"), bytes;
	strs missing;
	cp932_encode(f->a, text, &bytes, &missing);
	assert_int_equal(missing.n, 0);
	assert_false(str_eq(bytes, text));
	file(f, "tables/shougai.csv", bytes);
	assert_null(catalog_folder(f->a, str_of(f->dir), &files));
	assert_true(str_eq(files.at[3].path, STR("tables/shougai.csv")));
	assert_true(str_eq(files.at[3].text, text));
	file(f, "tables/shougai.csv", (str){ "id,\x81\x20\xFF\n", 8 });
	const err *e = catalog_folder(f->a, str_of(f->dir), &files);
	assert_true(err_is(e, ERR_file));
	assert_true(str_has(e->where, STR("tables/shougai.csv:1:")));
}

/* A PDF is bytes, a definition text: base64 between the two, and back. */
static void the_pdf_of_a_paper_is_text_in_base64(void **state)
{
	folder *f = *state;
	def_files files;
	file(f, "papers/idou.pdf", (str){ "%PDF-1.7\n\0\xFF\n", 12 });
	file(f, "papers/idou.yaml", STR("name: x\n"));
	file(f, "tables/idou.pdf", STR("x"));
	file(f, "samples.yaml", STR("samples: {}\n"));
	assert_null(catalog_folder(f->a, str_of(f->dir), &files));
	static const char *const paths[] = { "city.yaml",        "offices/moji.yaml", "papers/idou.pdf",
					     "papers/idou.yaml", "samples.yaml",      "services.yaml" };
	assert_int_equal(files.n, COUNT(paths));
	for (size_t i = 0; i < COUNT(paths); i++)
		assert_true(str_eq(files.at[i].path, str_of(paths[i])));
	assert_true(str_eq(files.at[2].text, STR("JVBERi0xLjcKAP8K")));
	assert_true(str_eq(files.at[2].text, catalog_pdf_text(f->a, (str){ "%PDF-1.7\n\0\xFF\n", 12 })));
	assert_true(catalog_text_most(STR("papers/idou.pdf")) > 5 * 1024 * 1024);
	assert_int_equal(catalog_text_most(STR("papers/idou.yaml")), 1024 * 1024);
}

/* What is too large is not read at all. */
static void a_pdf_above_the_ceiling_is_refused(void **state)
{
	folder *f = *state;
	def_files files;
	size_t size = 4 * 1024 * 1024 + 1;
	file(f, "papers/idou.pdf", (str){ arena_alloc(f->a, size), size });
	const err *e = catalog_folder(f->a, str_of(f->dir), &files);
	assert_true(err_is(e, ERR_file));
	assert_true(str_ends(e->where, STR("papers/idou.pdf")));
	assert_true(str_has(e->detail, STR("larger than 4194304 bytes")));
}

static void the_paths_of_a_city_are_told_from_all_others(void **state)
{
	static const struct {
		const char *path;
		def_path kind;
		const char *id;
	} all[] = {
		{ "city.yaml", PATH_CITY, "" },
		{ "facts.yaml", PATH_FACTS, "" },
		{ "facts/shougai.yaml", PATH_FACTS, "shougai" },
		{ "guide.yaml", PATH_GUIDE, "" },
		{ "schemes/a-1.yaml", PATH_SCHEMES, "a-1" },
		{ "tables/a.csv", PATH_TABLE, "a" },
		{ "cases/a.csv", PATH_CASES, "a" },
		{ "offices/moji.yaml", PATH_OFFICE, "moji" },
		{ "facts/.yaml", PATH_NONE, "" },
		{ "facts/../city.yaml", PATH_NONE, "" },
		{ "papers/a.yaml", PATH_PAPER, "a" },
		{ "papers/a.pdf", PATH_BACKGROUND, "a" },
		{ "samples.yaml", PATH_SAMPLES, "" },
		{ "work.yaml", PATH_WORK, "" },
		{ "tables/a.pdf", PATH_NONE, "" },
		{ "tables/a.yaml", PATH_NONE, "" },
		{ "tables/A.csv", PATH_NONE, "" },
		{ "schemes/a/b.yaml", PATH_NONE, "" },
		{ "/city.yaml", PATH_NONE, "" },
		{ "", PATH_NONE, "" },
		{ "facts/123456789012345678901234567890123.yaml", PATH_NONE, "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(all); i++) {
		str id;
		if (defs_path(str_of(all[i].path), &id) != all[i].kind || !str_eq(id, str_of(all[i].id)))
			fail_msg("%s: %.*s", all[i].path, STR_ARG(id));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)
		TEST(a_folder_has_the_files_of_a_city_and_nothing_else),
		TEST(a_table_saved_as_shift_jis_is_read_as_what_it_says),
		TEST(the_pdf_of_a_paper_is_text_in_base64),
		TEST(a_pdf_above_the_ceiling_is_refused),
		TEST(the_paths_of_a_city_are_told_from_all_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
