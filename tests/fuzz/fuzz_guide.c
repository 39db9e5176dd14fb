/* needs: rules fields print defs */
/*
 * The guide's definitions: one file of a small city with a guide is the input, the first byte says which. What holds has its cases tried, is
 * written back, holds again, and is then written as the same text.
 */
#include "defs/guide/testing.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define FILES 5 /* of the guide, behind those of every city */

static void write_back(arena *a, const city_def *c, def_files *set)
{
	for (size_t i = 0; i < set->n; i++) {
		def_file *f = &set->at[i];
		if (str_eq(f->path, STR("guide.yaml")))
			f->text = defs_write_guide(a, c);
		else if (str_starts(f->path, STR("schemes/")))
			f->text = defs_write_schemes(a, c, f->path);
		else if (str_starts(f->path, STR("cases/")))
			f->text = defs_write_cases(a, c, f->path);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size < 1 || size > 1 << 13)
		return 0;
	arena *a = arena_new((size_t)1 << 30);
	def_files set = guide_set(a, NULL, NULL, NULL, NULL, NULL);
	set.at[set.n - FILES + data[0] % FILES].text = arena_copy(a, (str){ (const char *)data + 1, size - 1 });
	city_def *c = NULL, *again = NULL;
	const err *e = defs_parse(a, set, &c);
	for (const err *each = e; each; each = each->next)
		CHECK(each->code == ERR_definition && each->where.len && each->detail.len && str_is_utf8(each->detail));
	if (!e) {
		size_t n = 0, failed = 0;
		instant noon = instant_of(day_from(2026, 11, 21), 720);
		for (const err *each = guide_try_cases(a, c, noon, &n); each; each = each->next)
			failed++;
		CHECK(failed <= n && n <= c->guide.cases.n);
		write_back(a, c, &set);
		CHECK(defs_parse(a, set, &again) == NULL);
		CHECK(again->guide.schemes.n == c->guide.schemes.n && again->guide.cases.n == c->guide.cases.n);
		def_files twice = { NULL, 0 };
		for (size_t i = 0; i < set.n; i++)
			LIST_ADD(a, &twice, set.at[i]);
		write_back(a, again, &twice);
		for (size_t i = 0; i < set.n; i++)
			CHECK(str_eq(set.at[i].text, twice.at[i].text));
	}
	arena_free(a);
	return 0;
}
