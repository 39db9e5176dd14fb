#include "base/buf.h"

#include <stdarg.h>

buf buf_new(arena *a, size_t ceiling)
{
	return (buf){ .arena = a, .ceiling = ceiling };
}

/* Room for n more bytes and the NUL; false, and overflowed, past the ceiling. */
static bool make_room(buf *b, size_t n)
{
	if (b->len + n <= b->ceiling && b->len + n + 1 <= b->room)
		return true;
	if (b->len + n > b->ceiling) {
		b->overflowed = true;
		return false;
	}
	/* most texts are far shorter than 256 bytes, and where the ceiling says so, no more is taken */
	size_t room = b->room ? b->room * 2 : b->ceiling < 255 ? b->ceiling + 1 : 256;
	while (room < b->len + n + 1)
		room *= 2;
	char *at = arena_alloc(b->arena, room);
	if (b->len)
		memcpy(at, b->at, b->len);
	b->at = at;
	b->room = room;
	return true;
}

void buf_put(buf *b, str s)
{
	if (s.len == 0 || !make_room(b, s.len))
		return;
	memcpy(b->at + b->len, s.at, s.len);
	b->len += s.len;
}

void buf_char(buf *b, char c)
{
	buf_put(b, (str){ &c, 1 });
}

void buf_i64(buf *b, i64 n)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n);
	buf_put(b, (str){ digits, (size_t)len });
}

void buf_format(buf *b, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	CHECK(n >= 0);
	if (make_room(b, (size_t)n)) {
		vsnprintf(b->at + b->len, (size_t)n + 1, format, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

str buf_str(buf *b)
{
	if (b->len == 0 || !make_room(b, 0))
		return STR_NONE;
	b->at[b->len] = 0;
	return (str){ b->at, b->len };
}
