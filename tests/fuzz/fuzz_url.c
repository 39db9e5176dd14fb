/* needs: */
/* Addresses, urlencoded forms and cookies: what is accepted is plain text, and encoding it gives it back. */
#include "base/buf.h"
#include "text/url.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size > 1 << 16)
		return 0;
	arena *a = arena_new((size_t)64 << 20);
	str in = arena_copy(a, (str){ (const char *)data, size });
	str path, again;
	if (path_decode(a, in, &path)) {
		CHECK(text_is_plain(path, false) && path.len <= in.len);
		CHECK(path_decode(a, percent_encode(a, path), &again) && str_eq(path, again));
	}
	pairs form;
	if (query_parse(a, in, 200, &form) == NULL) {
		CHECK(form.n <= 200);
		buf b = buf_new(a, 3 * in.len + 400);
		for (size_t i = 0; i < form.n; i++) {
			CHECK(text_is_plain(form.at[i].name, false) && text_is_plain(form.at[i].value, true));
			buf_put(&b, percent_encode(a, form.at[i].name));
			buf_char(&b, '=');
			buf_put(&b, percent_encode(a, form.at[i].value));
			buf_char(&b, '&');
		}
		pairs same;
		CHECK(!b.overflowed && query_parse(a, buf_str(&b), 200, &same) == NULL && same.n == form.n);
		for (size_t i = 0; i < form.n; i++)
			CHECK(str_eq(same.at[i].name, form.at[i].name) && str_eq(same.at[i].value, form.at[i].value));
	}
	pairs cookies = { 0 };
	cookies_parse(a, in, 50, &cookies);
	CHECK(cookies.n <= 50);
	for (size_t i = 0; i < cookies.n; i++)
		CHECK(is_token(cookies.at[i].name) && is_cookie_value(cookies.at[i].value));
	arena_free(a);
	return 0;
}
