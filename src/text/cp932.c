/* Shift_JIS as Windows writes it, through iconv. */
#include "text/csv.h"
#include "text/utf8.h"

#include <errno.h>
#include <iconv.h>

/* One conversion under way. The room is enough for all that the bytes can become. */
typedef struct conversion {
	iconv_t cd;
	char *in, *out;
	size_t in_left, out_left;
} conversion;

static conversion begin(arena *a, const char *to, const char *from, str bytes, size_t room)
{
	conversion c = { .cd = iconv_open(to, from), .in_left = bytes.len, .out_left = room };
	CHECK(c.cd != (iconv_t)-1); /* both are part of the C library */
	c.in = (char *)(uintptr_t)bytes.at; /* iconv does not write through it */
	c.out = arena_alloc(a, room + 1);
	return c;
}

/* Until the end, or false before what cannot be converted. */
static bool run(conversion *c)
{
	size_t outcome = c->in_left ? iconv(c->cd, &c->in, &c->in_left, &c->out, &c->out_left) : 0;
	CHECK(outcome != (size_t)-1 || errno != E2BIG);
	return outcome != (size_t)-1;
}

bool cp932_decode(arena *a, str bytes, str *ret, size_t *ret_at)
{
	conversion c = begin(a, "UTF-8", "CP932", bytes, bytes.len * 3); /* ｱ: one byte becomes three */
	char *start = c.out;
	bool whole = run(&c);
	iconv_close(c.cd);
	*ret = (str){ start, (size_t)(c.out - start) };
	*ret_at = bytes.len - c.in_left;
	return whole && str_is_utf8(*ret);
}

#define MISSING_MAX 100

static void missing(arena *a, strs *list, str c)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], c))
			return;
	if (list->n < MISSING_MAX)
		LIST_ADD(a, list, c);
}

void cp932_encode(arena *a, str text, str *ret, strs *ret_missing)
{
	*ret_missing = (strs){ NULL, 0 };
	conversion c = begin(a, "CP932", "UTF-8", text, text.len * 2);
	char *start = c.out;
	while (!run(&c)) {
		size_t at = text.len - c.in_left, after = at;
		str_next(text, &after);
		missing(a, ret_missing, str_sub(text, at, after));
		memcpy(c.out, "\x81\xAC", 2); /* 〓 */
		c.out += 2;
		c.out_left -= 2;
		c.in += after - at;
		c.in_left -= after - at;
	}
	iconv_close(c.cd);
	*ret = (str){ start, (size_t)(c.out - start) };
}

static str utf16(arena *a, str bytes, bool big, bool *ret_fits)
{
	buf b = buf_new(a, bytes.len * 2 + 2);
	*ret_fits = bytes.len % 2 == 0;
	for (size_t i = 0; i + 1 < bytes.len; i += 2) {
		u8 x = (u8)bytes.at[i], y = (u8)bytes.at[i + 1];
		u32 c = big ? (u32)x << 8 | y : (u32)y << 8 | x;
		if (c >= 0xD800 && c <= 0xDBFF && i + 3 < bytes.len) {
			u8 z = (u8)bytes.at[i + 2], w = (u8)bytes.at[i + 3];
			u32 low = big ? (u32)z << 8 | w : (u32)w << 8 | z;
			if (low >= 0xDC00 && low <= 0xDFFF) {
				c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) {
			*ret_fits = false;
			c = 0xFFFD;
		}
		utf8_put(&b, c);
	}
	return buf_str(&b);
}

/* UTF-8 of a UTF-8 that was damaged. */
static str repaired(arena *a, str bytes)
{
	buf b = buf_new(a, bytes.len * 3 + 1);
	for (size_t i = 0, from = 0; i < bytes.len; from = i) {
		u32 c = str_next(bytes, &i);
		if (c == 0xFFFD || c == 0)
			buf_lit(&b, "\xEF\xBF\xBD");
		else
			buf_put(&b, str_sub(bytes, from, i));
	}
	return buf_str(&b);
}

static str repaired_cp932(arena *a, str bytes)
{
	conversion c = begin(a, "UTF-8", "CP932", bytes, bytes.len * 3);
	char *start = c.out;
	while (!run(&c)) { /* stands before what is no character */
		memcpy(c.out, "\xEF\xBF\xBD", 3);
		c.out += 3;
		c.out_left -= 3;
		c.in++;
		c.in_left--;
	}
	iconv_close(c.cd);
	str text = { start, (size_t)(c.out - start) };
	return str_is_utf8(text) ? text : repaired(a, text); /* a NUL is a character to iconv */
}

const err *text_decode_damaged(arena *a, str bytes, size_t most, str *ret, str *ret_from)
{
	*ret = STR_NONE;
	*ret_from = STR("UTF-8");
	if (bytes.len > most)
		return err_why(a, ERR_too_large, "%zu bytes; at most %zu", bytes.len, most);
	bool wide = str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF"));
	bool marked = str_starts(bytes, STR("\xEF\xBB\xBF"));
	if (marked)
		bytes = str_sub(bytes, 3, bytes.len);
	if (!wide && str_is_utf8(bytes)) {
		*ret = bytes;
		return NULL;
	}
	/* a text that is made anew: twice, where it holds NUL, in a buf that doubles */
	if (bytes.len > most / 4 || arena_left(a) / 16 < bytes.len + (64 << 10))
		return err_why(a, ERR_too_large, "%zu bytes that are not UTF-8; save the file as CSV UTF-8", bytes.len);
	str head = str_sub(bytes, 0, str_find(bytes, '\n'));
	if (wide) {
		*ret_from = STR("UTF-16");
		*ret = utf16(a, str_sub(bytes, 2, bytes.len), bytes.at[0] == '\xFE', &(bool){ false });
	} else if (marked || str_is_utf8(head)) {
		*ret = repaired(a, bytes);
	} else {
		*ret_from = STR("CP932");
		*ret = repaired_cp932(a, bytes);
	}
	return NULL;
}

const err *text_decode(arena *a, str bytes, str *ret, str *ret_from)
{
	size_t at = 0;
	bool fits = true;
	if (bytes.len > CSV_SIZE_MAX)
		return err_why(a, ERR_too_large, "%zu bytes; at most %d", bytes.len, CSV_SIZE_MAX);
	if (str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF"))) {
		*ret_from = STR("UTF-16");
		*ret = utf16(a, str_sub(bytes, 2, bytes.len), bytes.at[0] == '\xFE', &fits);
		return fits ? NULL : err_at(a, ERR_file, STR("1:1"), "the file says UTF-16 but is not");
	}
	if (str_starts(bytes, STR("\xEF\xBB\xBF")))
		bytes = str_sub(bytes, 3, bytes.len);
	if (str_is_utf8(bytes)) {
		*ret_from = STR("UTF-8");
		*ret = bytes;
		return NULL;
	}
	*ret_from = STR("CP932");
	if (cp932_decode(a, bytes, ret, &at))
		return NULL;
	size_t line = 1, line_start = 0;
	for (size_t i = 0; i < at; i++)
		if (bytes.at[i] == '\n') {
			line++;
			line_start = i + 1;
		}
	str head;
	size_t unused;
	cp932_decode(a, str_sub(bytes, line_start, at), &head, &unused);
	return err_at(a, ERR_file, str_format(a, "%zu:%zu", line, str_length(head) + 1),
		      "neither UTF-8 nor Shift_JIS; save the file as CSV UTF-8");
}
