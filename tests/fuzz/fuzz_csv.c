/* needs: */
/* CSV: bytes of any encoding; what is read, written by our writer, reads back the same but for the apostrophe before formulas. */
#include "text/csv.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void same(str cell, str again)
{
	if (again.len == cell.len + 1 && again.at[0] == '\'')
		again = str_sub(again, 1, again.len);
	CHECK(str_eq(cell, again));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 15)
		return 0;
	arena *a = arena_new((size_t)256 << 20);
	str text, from, bytes, back;
	strs gone;
	csv_table t, again;
	if (text_decode(a, arena_copy(a, (str){ (const char *)data, size }), &text, &from) == NULL) {
		size_t at;
		cp932_encode(a, text, &bytes, &gone);
		CHECK(bytes.len <= text.len * 2 &&
		      cp932_decode(a, bytes, &back, &at) == (str_find(text, 0) == text.len));
		const err *e = csv_parse(a, text, &t);
		CHECK(!e || (err_is(e, ERR_file) && e->where.len >= 3));
		if (!e) {
			buf b = buf_new(a, text.len * 4 + 1000);
			csv_writer w = csv_write(&b);
			csv_ragged(a, &t);
			for (size_t i = 0; i < t.n; i++) {
				CHECK(t.at[i].n >= 1 && t.at[i].n <= CSV_COLUMNS_MAX);
				for (size_t k = 0; k < t.at[i].n; k++)
					csv_str(&w, t.at[i].at[k]);
				csv_end_row(&w);
			}
			CHECK(!b.overflowed);
			e = csv_parse(a, buf_str(&b), &again);
			CHECK(e == NULL && again.n == t.n);
			for (size_t i = 0; i < t.n; i++) {
				CHECK(again.at[i].n == t.at[i].n);
				for (size_t k = 0; k < t.at[i].n; k++)
					same(t.at[i].at[k], again.at[i].at[k]);
			}
		}
	}
	arena_free(a);
	return 0;
}
