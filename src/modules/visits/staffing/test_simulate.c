/* visits simulate as it is typed: files in, what is printed and the exit code out. */
#include "modules/visits/staffing/simulate.h"

#include <fcntl.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "text/csv.h"
#include "text/json.h"

static const char rates[] = "service,from,to,per_hour,minutes,spread\n"
			    "a,09:00,12:00,20,8,0.7\n"
			    "b,09:00,12:00,6,10,0.7\n"
			    "b,09:00,never,6,10,0.7\n";
static const char desks[] = "desk,services,from,to,also\n"
			    "1,a,09:00,12:00,b\n"
			    "2,a|b,09:00,12:00,\n"
			    "3,b,09:00,11:00,a\n"
			    "4,a,09:00,09:30,\n";

typedef struct told {
	int code;
	str out, err;
} told;

static const char *file_with(arena *a, const char *name, const char *text)
{
	const char *path = str_format(a, "/tmp/test_simulate.%d.%s", (int)getpid(), name).at;
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
	return path;
}

static str content(arena *a, FILE *f)
{
	assert_int_equal(fflush(f), 0);
	rewind(f);
	char *at = arena_alloc(a, 4 << 20);
	return (str){ at, fread(at, 1, 4 << 20, f) };
}

/* Runs the command with these words; `%` stands for the rates' file, `#` for the roster's. */
static told simulate(arena *a, const char *const *words)
{
	char *argv[20];
	int argc = 0;
	const char *of_rates = file_with(a, "rates", rates), *of_roster = file_with(a, "roster", desks);
	for (; words[argc]; argc++) {
		const char *w = words[argc][0] == '%' ? of_rates : words[argc][0] == '#' ? of_roster : words[argc];
		argv[argc] = (char *)(uintptr_t)arena_copy(a, str_of(w)).at;
	}
	settings set = { 0 };
	FILE *out = tmpfile(), *err_out = tmpfile();
	int kept[] = { dup(1), dup(2) };
	fflush(stdout);
	fflush(stderr);
	dup2(fileno(out), 1);
	dup2(fileno(err_out), 2);
	told t = { .code = visits_simulate(a, &set, argc, argv) };
	fflush(stdout);
	fflush(stderr);
	dup2(kept[0], 1);
	dup2(kept[1], 2);
	close(kept[0]);
	close(kept[1]);
	t.out = content(a, out);
	t.err = content(a, err_out);
	fclose(out);
	fclose(err_out);
	unlink(of_rates);
	unlink(of_roster);
	return t;
}
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static int make(void **state)
{
	*state = arena_new(512 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void a_table_is_printed_and_bad_rows_are_named(void **state)
{
	told t = simulate(*state, WORDS("--rates", "%", "--roster", "#"));
	assert_int_equal(t.code, 0);
	assert_true(str_has(t.err, STR(".rates:4:3: not a time as 09:30; the row is left out")));
	assert_true(str_has(t.out, STR("\n09:00 ")) && str_has(t.out, STR("\n11:45 ")));
	assert_true(str_has(t.out, STR("09:00-11:00")));
}

static void the_same_seed_says_the_same_and_another_one_something_else(void **state)
{
	arena *a = *state;
	told x = simulate(a, WORDS("--rates", "%", "--roster", "#", "--json", "--seed", "5"));
	told y = simulate(a, WORDS("--rates", "%", "--roster", "#", "--json", "--seed", "5"));
	told z = simulate(a, WORDS("--rates", "%", "--roster", "#", "--json", "--seed", "6000"));
	assert_true(str_eq(x.out, y.out));
	assert_false(str_eq(x.out, z.out));
}

static double number_at(const json_value *v, const char *outer, const char *key)
{
	double x;
	assert_true(json_f64(json_get(json_get(v, outer), key), &x));
	return x;
}

static void a_desk_more_shortens_the_wait_and_json_has_before_and_after(void **state)
{
	arena *a = *state;
	told t = simulate(a, WORDS("--rates", "%", "--roster", "#", "--json", "--what-if", "desk 3 open 11:00-12:00",
				   "--what-if", "desk 9 open 10:00-12:00 for a"));
	assert_int_equal(t.code, 0);
	const json_value *v;
	assert_null(json_parse(a, t.out, &v));
	assert_true(number_at(v, "after", "p90") < number_at(v, "before", "p90"));
	assert_true(number_at(v, "after", "people") == number_at(v, "before", "people"));
	assert_int_equal(json_get(json_get(v, "after"), "by_time")->n, 12);
	assert_int_equal(json_get(v, "roster")->n, 5);
}

static void csv_has_a_row_for_every_quarter_hour_service_and_desk(void **state)
{
	arena *a = *state;
	told t = simulate(a, WORDS("--rates", "%", "--roster", "#", "--csv"));
	csv_table table;
	assert_null(csv_parse(a, t.out, &table));
	assert_null(csv_ragged(a, &table));
	assert_int_equal(table.n, 1 + 12 * (1 + 2 + 4));
}

static void a_target_finds_a_roster_or_says_that_there_is_none(void **state)
{
	arena *a = *state;
	told t = simulate(a, WORDS("--rates", "%", "--desks", "7", "--target-p90", "15", "--runs", "50", "--json"));
	assert_int_equal(t.code, 0);
	const json_value *v;
	bool reached = false, least = false;
	double hours;
	assert_null(json_parse(a, t.out, &v));
	assert_true(json_bool(json_get(v, "reached"), &reached) && reached);
	assert_true(json_bool(json_get(v, "least"), &least) && least);
	assert_true(json_f64(json_get(v, "desk_hours"), &hours));
	assert_true(hours > 11 && hours < 18); /* the work alone is eleven hours */

	t = simulate(a, WORDS("--rates", "%", "--desks", "3", "--target-p90", "5", "--runs", "50"));
	assert_int_equal(t.code, 1);
	assert_true(str_has(t.out, STR("No roster of these desks")));
}

static void wrong_usage_says_what_is_right(void **state)
{
	arena *a = *state;
	const struct {
		const char *const *words;
		const char *says;
	} cases[] = {
		{ WORDS("--roster", "#"), "--history LOG or --rates CSV" },
		{ WORDS("--rates", "%"), "--roster CSV or --desks N" },
		{ WORDS("--rates", "%", "--roster", "#", "--what-if", "more desks"), "desk 5 open 11:00-14:30" },
		{ WORDS("--rates", "%", "--roster", "#", "--runs", "0"), "--runs is a whole number" },
		{ WORDS("--rates", "%", "--roster", "#", "--target-p90", "10", "--what-if", "x"), "either" },
		{ WORDS("--rates", "%", "--roster", "#", "--fast"), "--fast" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		told t = simulate(a, cases[i].words);
		assert_int_equal(t.code, 2);
		if (!str_has(t.err, str_of(cases[i].says)))
			fail_msg("%.*s does not say %s", STR_ARG(t.err), cases[i].says);
	}
	told t = simulate(a, WORDS("--rates", "/nowhere", "--desks", "2"));
	assert_int_equal(t.code, 1);
	assert_true(str_has(t.err, STR("/nowhere")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_table_is_printed_and_bad_rows_are_named, make, drop),
		cmocka_unit_test_setup_teardown(the_same_seed_says_the_same_and_another_one_something_else, make, drop),
		cmocka_unit_test_setup_teardown(a_desk_more_shortens_the_wait_and_json_has_before_and_after, make,
						drop),
		cmocka_unit_test_setup_teardown(csv_has_a_row_for_every_quarter_hour_service_and_desk, make, drop),
		cmocka_unit_test_setup_teardown(a_target_finds_a_roster_or_says_that_there_is_none, make, drop),
		cmocka_unit_test_setup_teardown(wrong_usage_says_what_is_right, make, drop),
	};
	return cmocka_run_group_tests_name("simulate", tests, NULL, NULL);
}
