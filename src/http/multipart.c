/*
 * multipart/form-data (RFC 7578), read from the whole body at once and strictly: what no browser sends is refused.
 *
 *     --BOUNDARY CRLF
 *     Content-Disposition: form-data; name="note" CRLF
 *     CRLF
 *     text CRLF
 *     --BOUNDARY-- CRLF
 */
#include "http/http_private.h"

#define PART_HEADERS_MAX 8
#define PART_HEAD_MAX 2048
#define BOUNDARY_MAX 70

/* The value of `; name=token` or `; name="text"` behind a header's first word. In a quoted text, \" and \\ stand for
 * themselves (curl writes so); any other backslash is one, as in the paths of old Windows browsers. */
static bool parameter(arena *a, str header, str wanted, str *ret, bool *ret_found)
{
	*ret_found = false;
	str_cut(&header, ';');
	while (str_trim(header).len > 0) {
		header = str_trim(header);
		bool valued = str_find(header, '=') < header.len;
		str name = str_trim(str_cut(&header, '='));
		if (!valued || !is_token(name))
			return false;
		str value;
		if (str_starts(header, STR("\""))) {
			char *at = arena_alloc(a, header.len + 1);
			size_t n = 0, i = 1;
			for (; i < header.len && header.at[i] != '"'; i++) {
				if (header.at[i] == '\\' && i + 1 < header.len &&
				    (header.at[i + 1] == '"' || header.at[i + 1] == '\\'))
					i++;
				at[n++] = header.at[i];
			}
			if (i >= header.len)
				return false;
			value = (str){ at, n };
			header = str_trim(str_sub(header, i + 1, header.len));
			if (header.len > 0 && header.at[0] != ';')
				return false;
			str_cut(&header, ';');
		} else {
			value = str_trim(str_cut(&header, ';'));
			if (!is_token(value))
				return false;
		}
		if (str_eq_nocase(name, wanted)) {
			if (*ret_found)
				return false;
			*ret_found = true;
			*ret = value;
		}
	}
	return true;
}

/* Index of `wanted` in `s` from `from` on, or s.len. */
static size_t find(str s, size_t from, str wanted)
{
	const char *at = from <= s.len ? memmem(s.at + from, s.len - from, wanted.at, wanted.len) : NULL;
	return at ? (size_t)(at - s.at) : s.len;
}

typedef struct head {
	part part;
	bool named, file;
} head;

/* One header line of a part. */
static bool head_line(arena *a, str line, head *h)
{
	str name = str_cut(&line, ':');
	str value = str_trim(line);
	if (!is_token(name) || !text_is_plain(value, false))
		return false;
	if (str_eq_nocase(name, STR("content-type"))) {
		h->part.type = str_lower(a, str_trim(str_cut(&value, ';')));
		return true;
	}
	if (!str_eq_nocase(name, STR("content-disposition")))
		return true; /* others are allowed, and ignored */
	str kind = str_trim(str_sub(value, 0, str_find(value, ';')));
	return !h->named && str_eq_nocase(kind, STR("form-data")) &&
	       parameter(a, value, STR("name"), &h->part.name, &h->named) && h->named &&
	       parameter(a, value, STR("filename"), &h->part.filename, &h->file);
}

/* Reads a part's head from *at on; *at is then where its data begin. */
static bool head_read(arena *a, str body, size_t *at, head *h)
{
	size_t end = find(str_sub(body, 0, *at + PART_HEAD_MAX), *at, STR("\r\n\r\n"));
	if (end + 4 > body.len || end >= *at + PART_HEAD_MAX)
		return false;
	str lines = str_sub(body, *at, end);
	*at = end + 4;
	for (int n = 0; lines.len > 0; n++) {
		size_t cut = find(lines, 0, STR("\r\n"));
		if (n == PART_HEADERS_MAX || !head_line(a, str_sub(lines, 0, cut), h))
			return false;
		lines = str_sub(lines, cut + 2, lines.len);
	}
	return h->named;
}

const err *multipart_parse(arena *a, str content_type, str body, pairs *form, parts *files)
{
	str boundary;
	bool found;
	if (!parameter(a, content_type, STR("boundary"), &boundary, &found) || !found || boundary.len == 0 ||
	    boundary.len > BOUNDARY_MAX)
		return err_why(a, ERR_bad_request, "multipart: no usable boundary");
	str delimiter = str_format(a, "\r\n--%.*s", STR_ARG(boundary));
	if (!str_starts(body, str_sub(delimiter, 2, delimiter.len)))
		return err_why(a, ERR_bad_request, "multipart: does not begin with its boundary");
	size_t at = delimiter.len - 2;
	while (!str_starts(str_sub(body, at, body.len), STR("--"))) {
		if (!str_starts(str_sub(body, at, body.len), STR("\r\n")))
			return err_why(a, ERR_bad_request, "multipart: malformed boundary line");
		at += 2;
		if (form->n + files->n == FIELDS_MAX)
			return err_why(a, ERR_too_large, "multipart: more than %d fields", FIELDS_MAX);
		head h = { .part = { .filename = STR_NONE, .type = STR_NONE } };
		if (!head_read(a, body, &at, &h) || !text_is_plain(h.part.name, false) ||
		    !text_is_plain(h.part.filename, false))
			return err_why(a, ERR_bad_request, "multipart: malformed head of a part");
		size_t end = find(body, at, delimiter);
		if (end == body.len)
			return err_at(a, ERR_bad_request, h.part.name, "multipart: a part does not end");
		h.part.data = str_sub(body, at, end);
		at = end + delimiter.len;
		if (h.file) {
			LIST_ADD(a, files, h.part);
			continue;
		}
		if (h.part.data.len > FIELD_MAX)
			return err_at(a, ERR_too_large, h.part.name, "multipart: more than %zu bytes", FIELD_MAX);
		if (!text_is_plain(h.part.data, true))
			return err_at(a, ERR_bad_request, h.part.name, "multipart: not plain UTF-8 text");
		LIST_ADD(a, form, (pair){ h.part.name, h.part.data });
	}
	str rest = str_sub(body, at + 2, body.len);
	if (rest.len > 0 && !str_eq(rest, STR("\r\n")))
		return err_why(a, ERR_bad_request, "multipart: something follows the end");
	return NULL;
}
