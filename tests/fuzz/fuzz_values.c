/* needs: rules */
/* Texts as numbers, dates, times, durations, ranges and patterns: what is read and written reads back to the same; a pattern that is taken is one
 * for ICU as well. */
#include "rules/builtin_tables.h"
#include "rules/decimal.h"
#include "rules/moment.h"
#include "rules/pattern.h"

#include <unicode/uregex.h>
#include <unicode/ustring.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void number(arena *a, str s)
{
	decimal d, again;
	if (!decimal_read(s, &d))
		return;
	str text = decimal_text(a, d);
	CHECK(decimal_read(text, &again) && decimal_cmp(d, again) == 0);
	CHECK(str_eq(text, decimal_text(a, again)));
	for (int way = ROUND_FLOOR; way <= ROUND_HALF_EVEN; way++)
		CHECK(decimal_round(d, 3, (decimal_way)way, &again));
}

static void moment(arena *a, str s)
{
	feel v, again;
	int order;
	if (!moment_literal(a, s, &v))
		return;
	str text = moment_text(a, v);
	CHECK(moment_literal(a, text, &again) && again.kind == v.kind && str_eq(moment_text(a, again), text));
	CHECK(moment_order(v, again, &order) && order == 0);
	feel day = { .kind = FEEL_SPAN, .span = { 86399, 999999999 } }, later = moment_add(a, v, day);
	if (later.kind == FEEL_DATE_TIME || later.kind == FEEL_SPAN)
		CHECK(str_eq(moment_text(a, moment_sub(a, later, day)), text) || v.kind == FEEL_DATE_TIME);
}

static void range(arena *a, str s)
{
	feel_run run = feel_begin(a, 1775000000000);
	feel arg0 = feel_text(s);
	feel v = builtin_find(STR("range"))->call(&(builtin_call){ .run = &run, .at = &arg0, .n = 1 });
	CHECK(v.kind == FEEL_RANGE || (v.kind == FEEL_NULL && run.notes));
	if (v.kind == FEEL_RANGE)
		CHECK(feel_equal(v, v).boolean && feel_literal(a, v).len);
}

static void pattern(arena *a, str s, u8 bits)
{
	pattern_flags flags = { bits & 1, bits & 2, bits & 4, bits & 8 };
	str icu;
	const char *why = NULL;
	if (!pattern_read(a, s, flags, &icu, &why)) {
		CHECK(why);
		return;
	}
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = 0;
	UChar *wide = arena_many(a, UChar, icu.len + 1);
	u_strFromUTF8(wide, (int32_t)icu.len + 1, &n, icu.at, (int32_t)icu.len, &status);
	URegularExpression *re =
		uregex_open(wide, n, UREGEX_UNIX_LINES | (flags.no_case ? UREGEX_CASE_INSENSITIVE : 0), NULL, &status);
	CHECK(U_SUCCESS(status) || status == U_REGEX_PATTERN_TOO_BIG);
	uregex_close(re);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (size < 2 || size > 2000)
		return 0;
	arena *a = arena_new((size_t)256 << 20);
	str s = arena_copy(a, (str){ (const char *)data + 1, size - 1 });
	if (str_is_utf8(s)) {
		number(a, s);
		moment(a, s);
		range(a, s);
		pattern(a, s, data[0]);
	}
	arena_free(a);
	return 0;
}
