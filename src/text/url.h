/*
 * url: what stands in addresses, forms and cookies, between its encoded and its plain form.
 *
 * Decoding is strict, because every lenient decoder has been somebody's hole: a broken %-escape, a NUL, a control
 * character or bytes that are not UTF-8 refuse the whole text. Line breaks and tabs are allowed in values, where a
 * textarea puts them, and nowhere else.
 */
#ifndef TEXT_URL_H
#define TEXT_URL_H

#include "base/err.h"

typedef struct pair {
	str name, value;
} pair;
typedef struct pairs {
	pair *at;
	size_t n;
} pairs;

/* The first value of that name, or the empty str. */
str pairs_get(pairs p, str name);
/* All values of that name, in order. */
strs pairs_all(arena *a, pairs p, str name);

/* UTF-8 without NUL, DEL and C0 control characters; with `lines`, TAB, CR and LF are allowed. */
bool text_is_plain(str s, bool lines);

/* /%E9%96%80%E5%8F%B8 → /門司; a '+' stays. False where it is malformed. */
bool path_decode(arena *a, str s, str *ret);
/* Everything except letters, digits and -._~ becomes %XX: fit for a segment, a name or a value. */
str percent_encode(arena *a, str s);

/* a=1&b=%20x&b=y+z, as in an address's query and in application/x-www-form-urlencoded. ERR_bad_request where it is
 * malformed, ERR_too_large for more than `most` fields. */
MUST_USE const err *query_parse(arena *a, str s, size_t most, pairs *ret);

/* A Cookie header's name=value pairs, not decoded, added to `ret` up to `most`. What is malformed is left out, not
 * refused: other programs of the same domain set cookies too, and their mistakes must not lock out a reader. */
void cookies_parse(arena *a, str s, size_t most, pairs *ret);

/* A token of RFC 9110 (names of headers and cookies, methods). */
bool is_token(str s);
/* Bytes that may stand in a cookie's value (RFC 6265). */
bool is_cookie_value(str s);

#endif
