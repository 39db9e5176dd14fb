/* For the tests of this folder. */
#ifndef CARD_TESTING_H
#define CARD_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "card/card.h"

#define UNUSED __attribute__((unused))

static UNUSED arena *arena_of_test(void)
{
	return arena_new((size_t)16 << 20);
}

/* One object; `long_form`: 0 the shortest length, 1 and 2 with so many bytes behind 81 or 82. */
static UNUSED str object(arena *a, u32 tag, str value, int long_form)
{
	buf b = buf_new(a, value.len + 8);
	if (tag > 0xFF)
		buf_char(&b, (char)(tag >> 8));
	buf_char(&b, (char)tag);
	if (long_form == 2 || value.len > 255) {
		buf_char(&b, (char)0x82);
		buf_char(&b, (char)(value.len >> 8));
	} else if (long_form == 1 || value.len > 127) {
		buf_char(&b, (char)0x81);
	}
	buf_char(&b, (char)value.len);
	buf_put(&b, value);
	return buf_str(&b);
}

static UNUSED str joined(arena *a, const str *at, size_t n)
{
	buf b = buf_new(a, 8192);
	for (size_t i = 0; i < n; i++)
		buf_put(&b, at[i]);
	return buf_str(&b);
}

/* EF 0002 with these facts. */
static UNUSED str file_of(arena *a, const char *name, const char *address, const char *birth, const char *sex,
			  int long_form)
{
	str objects[] = {
		object(a, 0xDF21, (str){ "\0\x0E\0\x20\0\x59\0\x64", 8 }, 0),
		object(a, 0xDF22, str_of(name), long_form),
		object(a, 0xDF23, str_of(address), long_form),
		object(a, 0xDF24, str_of(birth), long_form),
		object(a, 0xDF25, str_of(sex), long_form),
	};
	return object(a, 0xFF20, joined(a, objects, COUNT(objects)), long_form);
}

static UNUSED void same(str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("'%.*s' instead of '%s'", STR_ARG(got), wanted);
}

static UNUSED void has(str got, const char *wanted)
{
	if (!str_has(got, str_of(wanted)))
		fail_msg("no '%s' in:\n%.*s", wanted, STR_ARG(got));
}

static UNUSED void has_not(str got, const char *wanted)
{
	if (str_has(got, str_of(wanted)))
		fail_msg("'%s' in:\n%.*s", wanted, STR_ARG(got));
}

#endif
