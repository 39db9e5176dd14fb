#include "print/pdf_finish.h"

#include "base/buf.h"

#define TAIL 1024 /* bytes from the end in which the last words stand */
#define ENTRY 20 /* bytes of a line of the table, by the standard */

/* Where the text is last found; s.len when it is nowhere. */
static size_t find_last(str s, str what)
{
	for (size_t i = s.len >= what.len ? s.len - what.len + 1 : 0; i-- > 0;)
		if (memcmp(s.at + i, what.at, what.len) == 0)
			return i;
	return s.len;
}

static size_t find_first(str s, str what)
{
	const char *at = s.len ? memmem(s.at, s.len, what.at, what.len) : NULL;
	return at ? (size_t)(at - s.at) : s.len;
}

/* The number behind a word: "/Root 18 0 R" → 18; false when there is none. */
static bool number_behind(str s, str word, i64 *ret)
{
	size_t at = find_last(s, word);
	if (at == s.len)
		return false;
	str rest = str_trim(str_sub(s, at + word.len, s.len));
	size_t n = 0;
	while (n < rest.len && rest.at[n] >= '0' && rest.at[n] <= '9')
		n++;
	return str_i64(str_sub(rest, 0, n), ret);
}

/* The dictionary of an object without the `>>` at its end, by the table that begins at `table`. */
static bool dictionary(str s, i64 table, i64 object, str *ret)
{
	str rest = str_sub(s, (size_t)table, s.len);
	if (!str_starts(rest, STR("xref\n0 ")))
		return false;
	str_cut(&rest, '\n');
	str_cut(&rest, '\n');
	str line = str_sub(rest, (size_t)object * ENTRY, (size_t)object * ENTRY + 10);
	i64 place;
	while (line.len > 1 && line.at[0] == '0')
		line = str_sub(line, 1, line.len);
	if (!str_i64(line, &place) || place <= 0 || (size_t)place >= s.len)
		return false;
	str body = str_sub(s, (size_t)place, s.len);
	body = str_sub(body, 0, find_first(body, STR("endobj")));
	size_t from = find_first(body, STR("<<")), to = find_last(body, STR(">>"));
	if (from >= to)
		return false;
	*ret = str_sub(body, from, to);
	return true;
}

const err *pdf_finish(arena *a, str bytes, const char *language, str *ret)
{
	str tail = str_sub(bytes, bytes.len > TAIL ? bytes.len - TAIL : 0, bytes.len);
	i64 table, root, info, size;
	str catalog;
	if (!number_behind(tail, STR("startxref"), &table) || table <= 0 || (size_t)table >= bytes.len ||
	    !number_behind(tail, STR("/Root"), &root) || !number_behind(tail, STR("/Info"), &info) ||
	    !number_behind(tail, STR("/Size"), &size) || root <= 0 || root >= size ||
	    !dictionary(bytes, table, root, &catalog))
		return err_why(a, ERR_internal, "cairo wrote a PDF without a plain table of objects");
	buf b = buf_new(a, bytes.len + catalog.len + 2048);
	buf_put(&b, bytes);
	size_t object = b.len;
	buf_format(&b, "%lld 0 obj\n%.*s   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n",
		   (long long)root, STR_ARG(catalog), language);
	size_t next = b.len;
	buf_format(&b, "xref\n%lld 1\n%010zu 00000 n \n", (long long)root, object);
	buf_format(
		&b,
		"trailer\n<< /Size %lld\n   /Root %lld 0 R\n   /Info %lld 0 R\n   /Prev %lld\n>>\nstartxref\n%zu\n%%%%EOF\n",
		(long long)size, (long long)root, (long long)info, (long long)table, next);
	CHECK(!b.overflowed);
	*ret = buf_str(&b);
	return NULL;
}
