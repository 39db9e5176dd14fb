/*
 * A str is a slice of bytes: where it starts and how long it is. It owns nothing and is passed by value.
 * Text is UTF-8. A str need not end in a NUL; one that came from arena_copy(), str_format() or buf_str()
 * does, so that `.at` may be handed to a C library.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/base.h"

typedef struct str {
	const char *at;
	size_t len;
} str;

/* A list of strs, as every list here: where it starts and how many there are. */
typedef struct strs {
	str *at;
	size_t n;
} strs;

#define STR(literal) ((str){ ("" literal), sizeof(literal) - 1 })
#define STR_INIT(literal)                                                                                              \
	{                                                                                                              \
		("" literal), sizeof(literal) - 1                                                                      \
	}
#define STR_NONE ((str){ "", 0 })
/* for printf: printf("%.*s", STR_ARG(s)) */
#define STR_ARG(s) (int)(s).len, (s).at

str str_of(const char *c); /* NULL is the empty string */
bool str_eq(str a, str b);
bool str_eq_nocase(str a, str b); /* ASCII only */
int str_cmp(str a, str b); /* by bytes, as memcmp */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
bool str_has(str s, str part);
str str_trim(str s); /* ASCII space, tab, CR and LF at both ends */
str str_sub(str s, size_t from, size_t to); /* clamped */

/* Index of the first `c`, or s.len. */
size_t str_find(str s, char c);

/* Cuts `*rest` at the first `c`: returns what stood before it, moves `*rest` behind it.
 * Without a `c`, returns everything and leaves `*rest` empty. */
str str_cut(str *rest, char c);

/* A decimal number and nothing else, with an optional '-'. False, and *ret untouched, when it is not one or does not fit. */
bool str_i64(str s, i64 *ret);

/* The next code point of well-formed UTF-8 at *i, which moves on; 0xFFFD and one byte on for what is malformed. */
u32 str_next(str s, size_t *i);
/* True for well-formed UTF-8 without overlong forms, surrogates or NUL. */
bool str_is_utf8(str s);
/* Number of code points. */
size_t str_length(str s);

u64 str_hash(str s); /* FNV-1a: for tables in memory, not against adversaries */

#endif
