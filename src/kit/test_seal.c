/* What is sealed comes back as it was, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "kit/seal.h"

static app with_key(u8 first)
{
	app p = { 0 };
	p.secret[0] = first;
	p.secret[31] = 7;
	return p;
}

static void what_is_sealed_comes_back(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	app p = with_key(1);
	char all[256];
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	for (size_t n = 0; n <= 256; n++) {
		str content = { all, n }, back;
		str token = seal(&p, a, "test", content);
		assert_int_equal(token.len, ((n + SEAL_MORE) * 4 + 2) / 3);
		for (size_t i = 0; i < token.len; i++)
			assert_true((token.at[i] >= 'a' && token.at[i] <= 'z') ||
				    (token.at[i] >= 'A' && token.at[i] <= 'Z') ||
				    (token.at[i] >= '0' && token.at[i] <= '9') || token.at[i] == '-' ||
				    token.at[i] == '_');
		assert_true(unseal(&p, a, "test", token, &back) && str_eq(back, content));
	}
	arena_free(a);
}

static void nothing_of_it_can_be_altered_or_cut(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	app p = with_key(1);
	str token = seal(&p, a, "test", STR("身体障害者手帳 1級")), back;
	for (size_t i = 0; i < token.len; i++) {
		str other = arena_copy(a, token);
		char *at = arena_alloc(a, token.len);
		memcpy(at, other.at, token.len);
		at[i] = at[i] == 'A' ? 'B' : 'A';
		assert_false(unseal(&p, a, "test", (str){ at, token.len }, &back));
		assert_false(unseal(&p, a, "test", str_sub(token, 0, i), &back));
		assert_false(unseal(&p, a, "test", str_sub(token, i + 1, token.len), &back));
	}
	assert_false(unseal(&p, a, "test", str_format(a, "%.*sA", STR_ARG(token)), &back));
	assert_false(unseal(&p, a, "test", STR("葛"), &back));
	arena_free(a);
}

static void another_installation_or_purpose_cannot_open_it(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	app one = with_key(1), two = with_key(2);
	str token = seal(&one, a, "guide/1", STR("x")), back;
	assert_true(unseal(&one, a, "guide/1", token, &back));
	assert_false(unseal(&two, a, "guide/1", token, &back));
	assert_false(unseal(&one, a, "guide/2", token, &back));
	arena_free(a);
}

static void the_same_content_is_the_same_token_and_another_shares_no_letters(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	app p = with_key(1);
	str one = seal(&p, a, "test", STR("yes")), same = seal(&p, a, "test", STR("yes")),
	    other = seal(&p, a, "test", STR("yet"));
	assert_true(str_eq(one, same));
	assert_false(str_eq(str_sub(one, 0, 8), str_sub(other, 0, 8)));
	assert_false(str_eq(str_sub(one, 16, 20), str_sub(other, 16, 20)));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sealed_comes_back),
		cmocka_unit_test(nothing_of_it_can_be_altered_or_cut),
		cmocka_unit_test(another_installation_or_purpose_cannot_open_it),
		cmocka_unit_test(the_same_content_is_the_same_token_and_another_shares_no_letters),
	};
	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
