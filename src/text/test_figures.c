#include "text/figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>

#define SAYS(text, wanted) assert_string_equal((text).at, wanted)

static int make(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int drop(void **state)
{
	arena_free(*state);
	return 0;
}

static void figures_stand_in_groups_of_three(void **state)
{
	arena *a = *state;
	SAYS(figure_whole(a, 0), "0");
	SAYS(figure_whole(a, 999), "999");
	SAYS(figure_whole(a, 1000), "1,000");
	SAYS(figure_whole(a, -1234567), "−1,234,567");
	SAYS(figure_whole(a, INT64_MIN), "−9,223,372,036,854,775,808");
	SAYS(figure_groups(a, STR("-1234567.8901")), "-1,234,567.8901");
	SAYS(figure_groups(a, STR_NONE), "");
}

static void decimals_that_say_nothing_are_left_out(void **state)
{
	arena *a = *state;
	SAYS(figure_decimal(a, 12.5, 1), "12.5");
	SAYS(figure_decimal(a, 1234, 2), "1,234");
	SAYS(figure_decimal(a, 0.05, 2), "0.05");
	SAYS(figure_decimal(a, 0.999, 2), "1");
	SAYS(figure_decimal(a, -0.04, 1), "0");
	SAYS(figure_decimal(a, -2.25, 1), "−2.3");
	SAYS(figure_decimal(a, NAN, 1), "–");
	SAYS(figure_decimal(a, -INFINITY, 1), "–");
	SAYS(figure_decimal(a, 1e16, 0), "–");
}

static void what_people_type_is_read_and_what_is_no_figure_is_refused(void **state)
{
	arena *a = *state;
	static const struct {
		str typed;
		double is; /* below 0: refused */
	} cases[] = { { STR_INIT("1200"), 1200 },
		      { STR_INIT("　１，２００．５ "), 1200.5 },
		      { STR_INIT(".5"), 0.5 },
		      { STR_INIT("5."), 5 },
		      { STR_INIT("1,2,3"), 123 },
		      { STR_INIT(""), -1 },
		      { STR_INIT("."), -1 },
		      { STR_INIT(",5"), -1 },
		      { STR_INIT("5,"), -1 },
		      { STR_INIT("1.2.3"), -1 },
		      { STR_INIT("1e3"), -1 },
		      { STR_INIT("-1"), -1 },
		      { STR_INIT("nan"), -1 },
		      { STR_INIT("1 2"), -1 },
		      { STR_INIT("9999999999999999"), -1 } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		double x = -1;
		if (figure_read(a, cases[i].typed, &x) != (cases[i].is >= 0) || fabs(x - cases[i].is) > 1e-9)
			fail_msg("%.*s was read as %g", STR_ARG(cases[i].typed), x);
	}
	char longer[64];
	memset(longer, '0', sizeof longer);
	double x;
	assert_false(figure_read(a, (str){ longer, sizeof longer }, &x));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(figures_stand_in_groups_of_three, make, drop),
		cmocka_unit_test_setup_teardown(decimals_that_say_nothing_are_left_out, make, drop),
		cmocka_unit_test_setup_teardown(what_people_type_is_read_and_what_is_no_figure_is_refused, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
