/* Prints sample.html with data that tries to break out of it. Stands in for the parts of kit that it needs. */
#include "sample.html.h"

url asset_url(const char *name)
{
	CHECK(str_eq(str_of(name), STR("app.css")));
	return (url){ STR("/assets/app.0123456789ab.css") };
}

int main(void)
{
	arena *a = arena_new(1 << 20);
	buf b = buf_new(a, 1 << 16);
	who w = { .csrf = STR("<token\">") };
	req r = { .arena = a, .who = &w };
	page_out o = { .b = &b, .arena = a, .lang = LANG_JA_EASY, .r = &r };
	sample_row rows[] = { { STR("<i>"), { STR("/a?x=1&y=\"") }, 3 }, { STR("北九州"), { STR("/b") }, 4 } };
	sample v = {
		.rows = { rows, 2 },
		.evil = STR("</p><script>alert('x')</script>\"&"),
		.plain = "a<b",
		.made = { STR("<b>made</b>") },
		.title = T_sample_title,
		.call = { STR("/call?a&b") },
		.closed = true,
		.small = 200,
		.big = UINT64_MAX,
		.minutes = -5,
	};
	sample_page(&o, &v);
	CHECK(!b.overflowed);
	fwrite(b.at, 1, b.len, stdout);
	arena_free(a);
	return 0;
}
