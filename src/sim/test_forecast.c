#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "sim/forecast.h"

static int setup(void **state)
{
	*state = arena_new((size_t)256 * 1024 * 1024);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

#define SERVICES 2

typedef struct made {
	forecast_day days[600];
	uint16_t counts[600 * SERVICES * FORECAST_QUARTERS];
	size_t n;
} made;

/* Weekdays, 100 people between 9:00 and 17:00 and a quarter as many of the second service; Mondays have `monday` times as many, and
 * the second service of Fridays twice. Nothing by chance where `noise` is 0. */
static made *make_days(arena *a, size_t n, double monday, double noise)
{
	made *m = arena_one(a, made);
	m->n = n;
	forecast_result r = { .services = SERVICES,
			      .mean = arena_many(a, double, SERVICES *FORECAST_QUARTERS),
			      .spread = noise,
			      .service_spread = arena_many(a, double, SERVICES) };
	u64 seed = 7;
	for (size_t i = 0; i < n; i++) {
		forecast_day *d = &m->days[i];
		*d = (forecast_day){ .number = (i32)(i / 5 * 7 + i % 5), .weekday = (u8)(i % 5 + 1), .year = -1 };
		for (int q = 36; q < 68; q++) {
			double factor = d->weekday == 1 ? monday : 1;
			r.mean[q] = 100.0 / 32 * factor;
			r.mean[FORECAST_QUARTERS + q] = 25.0 / 32 * factor * (d->weekday == 5 ? 2 : 1);
		}
		forecast_draw(&r, &seed, &m->counts[i * SERVICES * FORECAST_QUARTERS]);
	}
	return m;
}

static forecast_history history_of(const made *m)
{
	return (forecast_history){ m->days, m->n, SERVICES, m->counts };
}

static void weekdays_services_and_profiles_are_found(void **state)
{
	arena *a = *state;
	made *m = make_days(a, 200, 1.5, 0.005);
	forecast_history h = history_of(m);
	forecast *f = forecast_fit(a, &h, NULL);
	forecast_result monday = forecast_of(a, f, &(forecast_day){ .number = 280, .weekday = 1, .year = -1 });
	forecast_result friday = forecast_of(a, f, &(forecast_day){ .number = 284, .weekday = 5, .year = -1 });
	assert_true(fabs(monday.total - 125 * 1.5) < 9);
	assert_true(fabs(friday.total - 150) < 9);
	double second = 0, before = 0;
	for (int q = 0; q < FORECAST_QUARTERS; q++) {
		second += friday.mean[FORECAST_QUARTERS + q];
		if (q < 36 || q >= 68)
			before += friday.mean[q];
	}
	assert_true(fabs(second - 50) < 5);
	assert_true(before < 1.5); /* hardly anybody comes when nobody ever came */
	assert_true(forecast_factor(f, FORECAST_WEEKDAY, 1) > 1.3 * forecast_factor(f, FORECAST_WEEKDAY, 2));
}

static void without_history_it_is_the_guess_give_or_take_a_fifth(void **state)
{
	arena *a = *state;
	double *guess = arena_many(a, double, SERVICES *FORECAST_QUARTERS);
	guess[40] = 30;
	guess[FORECAST_QUARTERS + 44] = 10;
	forecast_history h = { .services = SERVICES };
	forecast *f = forecast_fit(a, &h, guess);
	forecast_result r = forecast_of(a, f, &(forecast_day){ .weekday = 3 });
	assert_true(fabs(r.total - 40) < 0.5);
	assert_true(r.mean[40] > 28 && r.mean[44] < 1);
	assert_true(forecast_quantile(&r, 0.1) > 22 && forecast_quantile(&r, 0.1) < 30);
	assert_true(forecast_quantile(&r, 0.9) > 50 && forecast_quantile(&r, 0.9) < 58);
}

static void a_few_days_already_count_for_more_than_the_guess(void **state)
{
	arena *a = *state;
	double *guess = arena_many(a, double, SERVICES *FORECAST_QUARTERS);
	guess[40] = 20;
	made *m = make_days(a, 4, 1, 0.005);
	forecast_history h = history_of(m);
	forecast_result r = forecast_of(a, forecast_fit(a, &h, guess), &(forecast_day){ .number = 4, .weekday = 5 });
	assert_true(r.total > 100 && r.total < 150);
	assert_true(r.spread < 0.2);
}

/* An office that suddenly has a third more people: the level follows within weeks, not within years. */
static void the_level_follows_what_changes(void **state)
{
	arena *a = *state;
	made *m = make_days(a, 300, 1, 0.004);
	for (size_t i = 260 * SERVICES * FORECAST_QUARTERS; i < 300 * SERVICES * FORECAST_QUARTERS; i++)
		m->counts[i] = (uint16_t)(m->counts[i] + (i % 3 == 0 ? m->counts[i] : 0));
	double came = 0;
	for (size_t i = 280 * SERVICES * FORECAST_QUARTERS; i < 300 * SERVICES * FORECAST_QUARTERS; i++)
		came += m->counts[i] / 20.0;
	forecast_history h = history_of(m);
	forecast *f = forecast_fit(a, &h, NULL);
	forecast_result r = forecast_of(a, f, &(forecast_day){ .number = 420, .weekday = 3, .year = -1 });
	assert_true(forecast_level_days(f) > 0);
	assert_true(r.total > came * 0.8);
	assert_true(came > 140);
}

static void the_spread_is_that_of_the_days(void **state)
{
	arena *a = *state;
	made *calm = make_days(a, 250, 1, 0), *wild = make_days(a, 250, 1, 0.04);
	forecast_history h = history_of(calm);
	forecast_day d = { .number = 352, .weekday = 3, .year = -1 };
	assert_true(forecast_of(a, forecast_fit(a, &h, NULL), &d).spread < 0.005);
	h = history_of(wild);
	double spread = forecast_of(a, forecast_fit(a, &h, NULL), &d).spread;
	assert_true(spread > 0.028 && spread < 0.056);
}

static void days_that_are_drawn_have_the_mean_and_the_spread(void **state)
{
	arena *a = *state;
	forecast_result r = { .services = 1,
			      .mean = arena_many(a, double, FORECAST_QUARTERS),
			      .service_spread = arena_many(a, double, 1),
			      .total = 100,
			      .spread = 0.03 };
	for (int q = 40; q < 60; q++)
		r.mean[q] = 5;
	uint16_t counts[FORECAST_QUARTERS];
	double sum = 0, square = 0;
	int below = 0;
	u64 seed = 3;
	const int n = 4000;
	for (int i = 0; i < n; i++) {
		int people = 0;
		forecast_draw(&r, &seed, counts);
		for (int q = 0; q < FORECAST_QUARTERS; q++)
			people += counts[q];
		sum += people;
		square += (double)people * people;
		below += people <= forecast_quantile(&r, 0.1);
	}
	double mean = sum / n, variance = square / n - mean * mean;
	assert_true(fabs(mean - 100) < 1.5);
	assert_true(fabs(variance - (100 + 0.03 * 100 * 100)) < 40);
	assert_true(below > n * 0.07 && below < n * 0.13);
}

static void the_same_seed_draws_the_same_day(void **state)
{
	arena *a = *state;
	made *one = make_days(a, 10, 1.3, 0.02), *two = make_days(a, 10, 1.3, 0.02);
	assert_memory_equal(one->counts, two->counts, sizeof one->counts);
}

static void held_back_days_are_never_seen(void **state)
{
	arena *a = *state;
	made *m = make_days(a, 100, 1.2, 0.01);
	forecast_history h = history_of(m);
	forecast_score before = forecast_evaluate(a, &h, NULL, 5, 5);
	/* what is to be foretold changes beyond recognition; the forecast, and so its error, by just as much */
	size_t cells = SERVICES * FORECAST_QUARTERS;
	double came = before.people * 5;
	for (size_t i = 95 * cells; i < 100 * cells; i++)
		m->counts[i] = 0;
	m->counts[95 * cells] = 1;
	forecast_score after = forecast_evaluate(a, &h, NULL, 5, 5);
	assert_int_equal(after.days, 5);
	assert_true(after.model.day_mae * 5 > came * 0.8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weekdays_services_and_profiles_are_found),
		cmocka_unit_test(without_history_it_is_the_guess_give_or_take_a_fifth),
		cmocka_unit_test(a_few_days_already_count_for_more_than_the_guess),
		cmocka_unit_test(the_level_follows_what_changes),
		cmocka_unit_test(the_spread_is_that_of_the_days),
		cmocka_unit_test(days_that_are_drawn_have_the_mean_and_the_spread),
		cmocka_unit_test(the_same_seed_draws_the_same_day),
		cmocka_unit_test(held_back_days_are_never_seen),
	};
	return cmocka_run_group_tests_name("forecast", tests, setup, teardown);
}
