/*
 * A buf is a text being written. It lives in an arena, names its ceiling when it is made, and remembers
 * that it overflowed instead of growing past it: the writer checks once, at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

typedef struct buf {
	arena *arena;
	char *at;
	size_t len, room, ceiling;
	bool overflowed; /* something was left out */
} buf;

buf buf_new(arena *a, size_t ceiling);
void buf_put(buf *b, str s);
void buf_char(buf *b, char c);
void buf_i64(buf *b, i64 n);
void buf_format(buf *b, const char *format, ...) PRINTF(2, 3);
/* What was written, with a NUL behind it; valid until the next write. */
str buf_str(buf *b);

#define buf_lit(b, literal) buf_put((b), STR(literal))

#endif
