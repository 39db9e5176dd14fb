/* What the tests of fields have in common. */
#ifndef FIELDS_TESTING_H
#define FIELDS_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "fields/fields.h"

#define TODAY day_from(2026, 11, 21)

static inline int make(void **state)
{
	*state = arena_new(256 << 20);
	return 0;
}

static inline int drop(void **state)
{
	arena_free(*state);
	return 0;
}

/* What is typed and what comes of it: canonical text, or the error's name behind a !. */
typedef struct typed {
	const char *typed, *comes;
} typed;

static inline const char *comes_of(arena *a, const field_def *f, const char *text)
{
	str ret;
	const err *e = field_read(a, f, str_of(text), TODAY, &ret);
	if (e) {
		assert_false(str_has(e->detail, str_of(text)) && *text); /* nothing that was typed is in the log */
		return str_format(a, "!%.*s", STR_ARG(err_name(e->code))).at;
	}
	str again, typed_again = field_typed(a, f, ret);
	assert_null(field_read(a, f, ret, TODAY, &again));
	assert_string_equal(again.at, ret.at);
	assert_null(field_read(a, f, typed_again, TODAY, &again));
	assert_string_equal(again.at, ret.at);
	return ret.at;
}

#define EXPECT(a, f, list)                                                                                             \
	for (size_t i_ = 0; i_ < COUNT(list); i_++) {                                                                  \
		const char *got_ = comes_of(a, f, (list)[i_].typed);                                                   \
		if (strcmp(got_, (list)[i_].comes) != 0)                                                               \
			fail_msg("‘%s’ → ‘%s’, not ‘%s’", (list)[i_].typed, got_, (list)[i_].comes);                   \
	}
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)

#endif
