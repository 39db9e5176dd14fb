/* Writing one code point. Reading is str_next(). */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/buf.h"

static inline void utf8_put(buf *b, u32 c)
{
	CHECK(c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF));
	if (c < 0x80) {
		buf_char(b, (char)c);
		return;
	}
	int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	char at[4] = { (char)((0xF0U << (3 - more)) | c >> (6 * more)), 0, 0, 0 };
	for (int i = 1; i <= more; i++)
		at[i] = (char)(0x80 | (c >> (6 * (more - i)) & 0x3F));
	buf_put(b, (str){ at, (size_t)more + 1 });
}

#endif
