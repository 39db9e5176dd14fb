#include "text/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int make(void **state)
{
	*state = arena_new(16 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void one_phone_written_in_many_ways_is_one_key(void **state)
{
	arena *a = *state;
	static const char *const fixed[] = {
		"0935820000",
		"093-582-0000",
		"０９３－５８２－００００",
		"093(582)0000",
		"(093) 582-0000",
		"093–582—0000",
		"093ー582ー0000",
		"０９３（５８２）００００",
		"+81 93 582 0000",
		"+81-(0)93-582-0000",
		" 093 582 0000 ",
		"093−582−0000",
		"093‐582‑0000",
		"093.582.0000",
		"093ｰ582ｰ0000",
		"＋８１９３５８２００００",
	};
	for (size_t i = 0; i < COUNT(fixed); i++) {
		str key;
		if (!contact_key(a, str_of(fixed[i]), &key))
			print_message("refused: %s\n", fixed[i]);
		assert_true(contact_key(a, str_of(fixed[i]), &key));
		assert_string_equal(key.at, "tel:0935820000");
	}
	str phone;
	assert_true(contact_phone(a, STR("+81 90-1234-5678"), &phone));
	assert_string_equal(phone.at, "09012345678");
	assert_string_equal(contact_phone_shown(a, phone).at, "090-1234-5678");
}

static void a_phone_has_ten_digits_or_eleven_by_its_kind(void **state)
{
	arena *a = *state;
	static const char *const good[] = { "050-1234-5678", "060-1234-5678", "070-1234-5678", "080-1234-5678",
					    "0120-123-456",  "0800-123-4567", "03-1234-5678" };
	static const char *const bad[] = {
		"090-1234-567", "03-1234-56789", "093-582-000",  "093-582-00000",   "110", "0",    "",
		"1234567890",   "00-1234-5678",  "093-582-000x", "+82 93 582 0000", "+81", "+810", "090-1234-56789",
		"0800-123-456", "93-582-0000"
	};
	for (size_t i = 0; i < COUNT(good); i++) {
		str phone;
		assert_true(contact_phone(a, str_of(good[i]), &phone));
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		str phone;
		if (contact_phone(a, str_of(bad[i]), &phone))
			print_message("accepted: %s\n", bad[i]);
		assert_false(contact_phone(a, str_of(bad[i]), &phone));
	}
}

static void an_address_keeps_its_local_part_and_its_key_is_lower_case(void **state)
{
	arena *a = *state;
	str mail;
	assert_true(contact_mail(a, STR(" Hanako.Y@Example.LG.jp "), &mail));
	assert_string_equal(mail.at, "Hanako.Y@example.lg.jp");
	assert_true(contact_key(a, STR("Ｈａｎａｋｏ．Ｙ＠example.lg.jp"), &mail));
	assert_string_equal(mail.at, "mail:hanako.y@example.lg.jp");
	assert_true(contact_mail(a, STR("a..b.@docomo.ne.jp"), &mail));
	assert_true(contact_mail(a, STR("a+b@xn--eckwd4c7c.xn--zckzah"), &mail));
	static const char *const bad[] = { "a",       "a@",       "@b.jp",      "a@b",     "a@b@c.jp",    "a b@c.jp",
					   "a@c..jp", "a@-c.jp",  "a@c-.jp",    "a@c.jp.", "a@127.0.0.1", "a@c_d.jp",
					   "花@c.jp", "a\n@c.jp", "\"a\"@c.jp", "a@花.jp", "<a@c.jp>" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (contact_mail(a, str_of(bad[i]), &mail))
			print_message("accepted: %s\n", bad[i]);
		assert_false(contact_mail(a, str_of(bad[i]), &mail));
	}
}

static void a_name_is_trimmed_and_its_characters_are_kept(void **state)
{
	(void)state;
	str name;
	assert_true(contact_name(STR("　 髙橋　葛󠄀子 　"), &name));
	assert_true(str_eq(name, STR("髙橋　葛󠄀子")));
	assert_true(contact_name(STR("Nguyễn Văn An"), &name));
	assert_true(contact_name(STR("O'Brien-Σ"), &name));
}

static void a_variation_selector_belongs_to_its_character(void **state)
{
	arena *a = *state;
	str name, fifty = STR_NONE;
	for (int i = 0; i < 50; i++)
		fifty = str_format(a, "%.*s葛󠄀", STR_ARG(fifty));
	assert_true(contact_name(fifty, &name));
	assert_true(str_eq(name, fifty));
	assert_false(contact_name(str_format(a, "%s花", fifty.at), &name));
	assert_false(contact_name(STR("󠄀葛"), &name)); /* a selector without a character */
}

static void what_is_not_written_in_a_name_is_refused(void **state)
{
	(void)state;
	static const str bad[] = { STR_INIT(""),
				   STR_INIT("　 "),
				   STR_INIT("山\n田"),
				   STR_INIT("山\t田"),
				   STR_INIT("山\0田"),
				   STR_INIT("\xE2\x80\xAEnatas"),
				   STR_INIT("a\xE2\x80\x8B"),
				   STR_INIT("\xFF"),
				   STR_INIT("a\xEF\xBF\xBE") };
	for (size_t i = 0; i < COUNT(bad); i++) {
		str name;
		assert_false(contact_name(bad[i], &name));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_phone_written_in_many_ways_is_one_key, make, drop),
		cmocka_unit_test_setup_teardown(a_phone_has_ten_digits_or_eleven_by_its_kind, make, drop),
		cmocka_unit_test_setup_teardown(an_address_keeps_its_local_part_and_its_key_is_lower_case, make, drop),
		cmocka_unit_test_setup_teardown(a_name_is_trimmed_and_its_characters_are_kept, make, drop),
		cmocka_unit_test_setup_teardown(a_variation_selector_belongs_to_its_character, make, drop),
		cmocka_unit_test_setup_teardown(what_is_not_written_in_a_name_is_refused, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
