/* needs: src/modules/work/names/names_exchange.c src/modules/work/names/names_compare.c */
/* The taxonomy of another city, of any bytes: what is read keeps its ceilings, and written by our writer reads back the same; what is not read says where or why. */
#include "modules/work/names/exchange.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 15)
		return 0;
	arena *a = arena_new((size_t)256 << 20);
	taxonomy t, again;
	const err *e = taxonomy_read(a, arena_copy(a, (str){ (const char *)data, size }), &t);
	if (e) {
		CHECK(e->where.len > 0 || e->detail.len > 0); /* too large, too deep: no place, but a reason */
	} else {
		CHECK(t.name.len > 0 && t.works.n <= TAXONOMY_WORKS_MAX);
		for (size_t i = 0; i < t.works.n; i++) {
			const taxonomy_work *w = &t.works.at[i];
			CHECK(w->id.len && w->name.len && w->names.n <= TAXONOMY_NAMES_MAX);
			CHECK(w->p50 >= -1 && w->p50 <= SURVEY_EACH_MAX && (w->p90 < 0 || w->p90 >= w->p50));
		}
		buf one = buf_new(a, (size_t)8 << 20), two = buf_new(a, (size_t)8 << 20);
		taxonomy_write(&one, &t);
		CHECK(!one.overflowed);
		if (one.len <= JSON_SIZE_MAX) {
			CHECK(taxonomy_read(a, buf_str(&one), &again) == NULL);
			taxonomy_write(&two, &again);
			CHECK(str_eq(buf_str(&one), buf_str(&two)));
		}
	}
	arena_free(a);
	return 0;
}
