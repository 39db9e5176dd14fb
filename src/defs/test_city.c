/* The city that comes with the program must hold; and so must what is written back from it. */
#include "base/buf.h"
#include "defs/defs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <dirent.h>

static int make(void **state)
{
	*state = arena_new(256 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static str file_text(arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	buf b = buf_new(a, 1 << 20);
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_put(&b, (str){ part, n });
	fclose(f);
	return buf_str(&b);
}

static void add(arena *a, def_files *files, const char *path)
{
	str full = str_format(a, "cities/kitakyushu/%s", path);
	LIST_ADD(a, files, ((def_file){ arena_copy(a, str_of(path)), file_text(a, full.at) }));
}

static def_files kitakyushu(arena *a)
{
	def_files files = { NULL, 0 };
	add(a, &files, "city.yaml");
	add(a, &files, "services.yaml");
	add(a, &files, "journeys.yaml");
	DIR *dir = opendir("cities/kitakyushu/offices");
	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir));)
		if (e->d_name[0] != '.')
			add(a, &files, str_format(a, "offices/%s", e->d_name).at);
	closedir(dir);
	return files;
}

static city_def *parsed(arena *a, def_files files)
{
	city_def *c = NULL;
	const err *e = defs_parse(a, files, &c);
	for (const err *each = e; each; each = each->next)
		print_message("%.*s: %.*s\n", STR_ARG(each->where), STR_ARG(each->detail));
	assert_null(e);
	return c;
}

static void kitakyushu_has_its_seven_wards_and_every_mistake_would_show(void **state)
{
	arena *a = *state;
	city_def *c = parsed(a, kitakyushu(a));
	assert_int_equal(c->code, 401005);
	static const char *const wards[] = { "moji",          "kokurakita",  "kokuraminami", "wakamatsu",
					     "yahatahigashi", "yahatanishi", "tobata" };
	for (size_t i = 0; i < COUNT(wards); i++) {
		const office_def *o = defs_office(c, str_of(wards[i]));
		assert_non_null(o);
		assert_int_equal(o->kind, OFFICE_WARD);
		assert_int_equal(o->offers.n, 14);
		assert_in_range(o->desks.n, 8, 14);
	}
	assert_in_range(c->offices.n, 10, 11);
}

static void every_text_of_kitakyushu_is_there_in_three_languages(void **state)
{
	arena *a = *state;
	city_def *c = parsed(a, kitakyushu(a));
	for (int l = 0; l < LANG_COUNT; l++) {
		for (size_t i = 0; i < c->services.n; i++) {
			assert_true(c->services.at[i].name.in[l].len > 0);
			assert_true(c->services.at[i].about.in[l].len > 0);
			assert_true(c->services.at[i].bring.in[l].len > 0);
		}
		for (size_t i = 0; i < c->journeys.n; i++) {
			const journey_def *j = &c->journeys.at[i];
			assert_true(j->name.in[l].len > 0 && j->about.in[l].len > 0);
			for (size_t k = 0; k < j->steps.n; k++)
				assert_true(text_empty(&j->steps.at[k].ask) || j->steps.at[k].ask.in[l].len > 0);
		}
		for (size_t i = 0; i < c->offices.n; i++) {
			assert_true(c->offices.at[i].name.in[l].len > 0);
			for (size_t k = 0; k < c->offices.at[i].desks.n; k++)
				assert_true(c->offices.at[i].desks.at[k].name.in[l].len > 0);
		}
	}
}

static void kokurakita_opens_for_cards_only_on_the_second_sunday(void **state)
{
	arena *a = *state;
	city_def *c = parsed(a, kitakyushu(a));
	const office_def *o = defs_office(c, STR("kokurakita"));
	day sunday = day_from(2026, 12, 13);
	assert_int_equal(offer_hours(a, o, defs_offer(o, STR("mynumber")), sunday).n, 1);
	assert_int_equal(offer_hours(a, o, defs_offer(o, STR("juumin")), sunday).n, 0);
	assert_int_equal(offer_slots(a, o, defs_offer(o, STR("mynumber")), sunday).n, 6);
	assert_int_equal(offer_slots(a, o, defs_offer(o, STR("juumin")), sunday).n, 0);
	assert_true(office_open_at(o, instant_of(sunday, 9 * 60)));
	assert_false(offer_open_at(o, defs_offer(o, STR("juumin")), instant_of(sunday, 9 * 60)));
}

static void kitakyushu_written_back_is_read_as_the_same_text(void **state)
{
	arena *a = *state;
	city_def *c = parsed(a, kitakyushu(a));
	def_files files = { NULL, 0 };
	LIST_ADD(a, &files, ((def_file){ STR("city.yaml"), defs_write_city(a, c) }));
	LIST_ADD(a, &files, ((def_file){ STR("services.yaml"), defs_write_services(a, c) }));
	LIST_ADD(a, &files, ((def_file){ STR("journeys.yaml"), defs_write_journeys(a, c) }));
	for (size_t i = 0; i < c->offices.n; i++)
		LIST_ADD(a, &files, ((def_file){ c->offices.at[i].file, defs_write_office(a, &c->offices.at[i]) }));
	city_def *again = parsed(a, files);
	assert_int_equal(again->offices.n, c->offices.n);
	for (size_t i = 0; i < c->offices.n; i++) {
		str one = defs_write_office(a, &c->offices.at[i]), two = defs_write_office(a, &again->offices.at[i]);
		assert_string_equal(one.at, two.at);
	}
	assert_string_equal(defs_write_services(a, c).at, defs_write_services(a, again).at);
	assert_string_equal(defs_write_journeys(a, c).at, defs_write_journeys(a, again).at);
	assert_string_equal(defs_write_city(a, c).at, defs_write_city(a, again).at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kitakyushu_has_its_seven_wards_and_every_mistake_would_show, make,
						drop),
		cmocka_unit_test_setup_teardown(every_text_of_kitakyushu_is_there_in_three_languages, make, drop),
		cmocka_unit_test_setup_teardown(kokurakita_opens_for_cards_only_on_the_second_sunday, make, drop),
		cmocka_unit_test_setup_teardown(kitakyushu_written_back_is_read_as_the_same_text, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
