/* needs: rules fields print defs */
/*
 * Papers: papers/ID.yaml or samples.yaml of a small city is the input, the first byte says which. What holds is laid, filled with a sample and with nothing, tried,
 * written back, holds again, and is then written as the same text. What is refused is laid and filled all the same: the editor shows it.
 */
#include "defs/papers/testing.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void fill(const city_def *c, const paper_def *p, const fact_answers *given)
{
	arena *a = arena_new((size_t)256 << 20);
	filled_sheets f;
	fill_asked asked = { .city = c,
			     .given = given,
			     .code = STR("https://example.jp/1"),
			     .now = instant_of(day_from(2026, 11, 21), 720) };
	const err *e = paper_fill(a, p, &asked, &f);
	for (size_t i = 0; !e && i < f.n; i++)
		CHECK(drawing_width(f.at[i].drawing) > 0);
	for (size_t i = 0; !e && i < f.troubles.n; i++)
		CHECK(f.troubles.at[i].mark && f.troubles.at[i].sheet < f.n);
	for (size_t i = 0; i < p->sheets.n; i++)
		(void)paper_lay(a, &p->sheets.at[i]);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size < 1 || size > 1 << 13)
		return 0;
	arena *a = arena_new((size_t)1 << 30);
	const char *text = arena_copy(a, (str){ (const char *)data + 1, size - 1 }).at;
	bool samples = data[0] % 8 == 7;
	def_files set = paper_set(a, samples ? NULL : text, samples ? text : NULL);
	size_t at = set.n - (samples ? 1 : 2);
	set.at[at].text.len = size - 1; /* with a NUL in it, too */
	city_def *c = NULL, *again = NULL;
	const err *e = defs_parse(a, set, &c);
	for (const err *each = e; each; each = each->next)
		CHECK(each->code == ERR_definition && each->where.len && each->detail.len && str_is_utf8(each->detail));
	fact_answers none = { NULL, 0 };
	for (size_t i = 0; i < c->papers.papers.n; i++) {
		const sample_def *s = sample_find(&c->papers, STR("mijikai"));
		fill(c, &c->papers.papers.at[i], &none);
		if (s)
			fill(c, &c->papers.papers.at[i], &s->given);
	}
	if (!e) {
		size_t n;
		for (const err *each = papers_try(a, c, STR_NONE, instant_of(day_from(2026, 11, 21), 720), &n); each;
		     each = each->next)
			CHECK(each->code == ERR_definition && str_is_utf8(each->detail));
		set.at[at].text = samples ? defs_write_samples(a, c) : defs_write_paper(a, c, STR("idou"));
		str once = set.at[at].text;
		e = defs_parse(a, set, &again);
		CHECK(!e);
		str twice = samples ? defs_write_samples(a, again) : defs_write_paper(a, again, STR("idou"));
		CHECK(str_eq(once, twice));
	}
	arena_free(a);
	return 0;
}
