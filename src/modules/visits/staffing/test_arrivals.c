/* What kind of day a date is, counts from files, and the forecast on two years of the real calendar with known effects. */
#include <math.h>

#include "modules/visits/staffing/staffing.h"
#include "modules/visits/testing.h"

static office_def city_hall(arena *a)
{
	office_def o = { .holidays = true, .year_end = { .from = day_from(2000, 12, 29), .to = day_from(2000, 1, 3) } };
	window *hours = arena_one(a, window);
	*hours = (window){ 510, 1035 };
	for (int wd = 1; wd <= 5; wd++)
		o.week[wd] = (windows){ hours, 1 };
	return o;
}

static void a_day_knows_the_edges_of_its_month_and_the_closures_beside_it(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 20);
	office_def o = city_hall(a);
	/* 2026: Golden Week from Wednesday 29 April and from Sunday 3 to Wednesday 6 May (the sixth a substitute) */
	forecast_day d = staffing_day_of(&o, day_from(2026, 5, 7));
	assert_int_equal(d.weekday, 4);
	assert_int_equal(d.lost_before, 3);
	assert_int_equal(d.month_start, 2); /* after Friday 1 May */
	d = staffing_day_of(&o, day_from(2026, 5, 8));
	assert_int_equal(d.lost_before, 0);
	assert_int_equal(d.after_long, 1);
	d = staffing_day_of(&o, day_from(2026, 5, 11));
	assert_int_equal(d.after_long, 2);
	d = staffing_day_of(&o, day_from(2026, 5, 1));
	assert_int_equal(d.lost_after, 3);
	assert_int_equal(d.lost_before, 0);
	assert_int_equal(d.month_start, 1);
	/* the first day of the year that is open, after 29 December to 3 January */
	d = staffing_day_of(&o, day_from(2026, 1, 5));
	assert_int_equal(d.lost_before, 5); /* Mon 29, Tue 30, Wed 31 December, Thu 1, Fri 2 January */
	d = staffing_day_of(&o, day_from(2026, 3, 31));
	assert_int_equal(d.month_end, 1);
	assert_int_equal(d.month_start, 0);
	d = staffing_day_of(&o, day_from(2026, 3, 14)); /* a Saturday */
	assert_true(d.special);
	/* a weekend is no closure */
	d = staffing_day_of(&o, day_from(2026, 6, 15));
	assert_int_equal(d.weekday, 1);
	assert_int_equal(d.lost_before + d.lost_after + d.after_long, 0);
	arena_free(a);
}

static void events_and_counts_give_the_same_arrivals(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	arrivals h;
	str events = STR("day,t,event,ticket,service,desk,at\n"
			 "0,0,book,B1,cert,,3600\n"
			 "0,10,take,W1,cert,,\n"
			 "0,899,take,W2,move,,\n"
			 "0,3600,arrive,B1,cert,,\n"
			 "1,900,take,W1,cert,,\n");
	assert_ok(arrivals_parse(a, events, day_from(2026, 4, 28), ARRIVALS_ALL, &h));
	assert_int_equal(h.days_n, 2);
	assert_int_equal(h.services.n, 2);
	assert_int_equal(h.days[0].number, day_from(2026, 4, 28));
	assert_int_equal(h.days[1].number, day_from(2026, 4, 30)); /* the 29th is a holiday */
	assert_int_equal(h.counts[34], 1);
	assert_int_equal(h.counts[FORECAST_QUARTERS + 34], 1);
	assert_int_equal(h.counts[38], 1);
	assert_int_equal(h.counts[2 * FORECAST_QUARTERS + 35], 1);
	assert_ok(arrivals_parse(a, events, DAY_NONE, ARRIVALS_BOOKED, &h));
	assert_int_equal(h.days_n, 1);
	assert_int_equal(h.days[0].weekday, 1);
	assert_true(h.days[0].year < 0);

	str counts = STR("date,time,service,count\n2026-04-28,08:30,cert,2\n2026-04-30,08:45,cert,1\n");
	assert_ok(arrivals_parse(a, counts, DAY_NONE, ARRIVALS_ALL, &h));
	assert_int_equal(h.days_n, 2);
	assert_int_equal(h.counts[34], 2);
	assert_int_equal(h.counts[FORECAST_QUARTERS + 35], 1);
	assert_int_equal(h.days[1].weekday, 4);
	arena_free(a);
}

static void a_bad_file_is_refused_with_line_and_column(void **state)
{
	(void)state;
	arena *a = arena_new(1 << 24);
	arrivals h;
	static const struct {
		const char *text, *where;
	} bad[] = {
		{ "", "1:1" },
		{ "what,is,this\n", "1:1" },
		{ "date,time,service,count\n", "1:1" },
		{ "date,time,service,count\n2026-02-30,09:00,a,1\n", "2:1" },
		{ "date,time,service,count\n2026-02-03,25:00,a,1\n", "2:2" },
		{ "date,time,service,count\n2026-02-03,09:00,,1\n", "2:3" },
		{ "date,time,service,count\n2026-02-03,09:00,a,many\n", "2:4" },
		{ "day,t,event,ticket,service\n-1,0,take,W,a\n", "2:1" },
		{ "day,t,event,ticket,service\n0,x,take,W,a\n", "2:2" },
	};
	for (size_t i = 0; i < COUNT(bad); i++) {
		const err *e = arrivals_parse(a, str_of(bad[i].text), DAY_NONE, ARRIVALS_ALL, &h);
		assert_refused(e, ERR_file);
		if (!str_eq(e->where, str_of(bad[i].where)))
			fail_msg("%zu: %.*s", i, STR_ARG(e->where));
	}
	arena_free(a);
}

/* --- two years with known effects -------------------------------------------------------------------------------- */

#define SERVICES 3
#define DAYS 620

static const double weekday_effect[7] = { 1, 1.25, 1.02, 0.96, 0.94, 1.05, 1 };

static double true_people(const forecast_day *d, day at)
{
	static const double lost[] = { 1, 1.15, 1.25, 1.4 };
	double people = 300 * weekday_effect[d->weekday];
	people *= d->month_start == 1 ? 1.15 : d->month_end == 1 ? 1.2 : d->month_end == 2 ? 1.08 : 1;
	people *= lost[d->lost_before > 3 ? 3 : d->lost_before];
	people *= d->lost_after ? 1.1 : 1;
	people *= 1 + 0.1 * cos(2 * M_PI * (d->year - 0.27));
	double spring =
		((double)(at - day_from(civil_of(at).year, 3, 31))) / 7; /* people move around the end of March */
	people *= 1 + 0.5 * exp(-spring * spring / 2);
	return people * (1 + 0.04 * (double)(at - day_from(2024, 4, 1)) / 365);
}

/* Of a day, by service and quarter: services have their own share of the spring and their own profile. */
static double *true_means(arena *a, const forecast_day *d, day at)
{
	double *ret = arena_many(a, double, SERVICES *FORECAST_QUARTERS), people = true_people(d, at), sum = 0;
	for (int s = 0; s < SERVICES; s++)
		for (int q = 34; q < 69; q++) {
			double t = (q - 34) / 35.0, mean = (s == 0 ? 3 : s == 1 ? 2 : 1);
			mean *= exp(-pow((t - 0.25 - 0.1 * s) / 0.18, 2)) + 0.7 * exp(-pow((t - 0.75) / 0.15, 2)) + 0.3;
			ret[s * FORECAST_QUARTERS + q] = mean;
			sum += mean;
		}
	for (int i = 0; i < SERVICES * FORECAST_QUARTERS; i++)
		ret[i] *= people / sum;
	return ret;
}

static void two_years_of_known_effects_are_recovered_and_last_week_is_beaten(void **state)
{
	(void)state;
	arena *a = arena_new((size_t)512 * 1024 * 1024);
	office_def o = city_hall(a);
	forecast_day *days = arena_many(a, forecast_day, DAYS);
	double **means = arena_many(a, double *, DAYS);
	uint16_t *counts = arena_many(a, uint16_t, (size_t)DAYS * SERVICES * FORECAST_QUARTERS);
	u64 seed = 20260401;
	size_t n = 0;
	for (day at = day_from(2024, 4, 1); n < DAYS; at++) {
		if (office_hours(&o, at, NULL).n == 0)
			continue;
		days[n] = staffing_day_of(&o, at);
		means[n] = true_means(a, &days[n], at);
		forecast_result r = { .services = SERVICES,
				      .mean = means[n],
				      .spread = 0.08 * 0.08,
				      .service_spread = arena_many(a, double, SERVICES) };
		forecast_draw(&r, &seed, &counts[n * SERVICES * FORECAST_QUARTERS]);
		n++;
	}
	/* two years to learn from; half a year, spring and Golden Week included, to be foretold week by week */
	forecast_history all = { days, n, SERVICES, counts }, two = all;
	two.days_n = 490;
	assert_true(days[489].number - days[0].number >= 2 * 365 - 10);
	forecast *f = forecast_fit(a, &two, NULL);
	double tuesday = forecast_factor(f, FORECAST_WEEKDAY, 2);
	assert_true(fabs(forecast_factor(f, FORECAST_WEEKDAY, 1) / tuesday - 1.25 / 1.02) < 0.05);
	assert_true(fabs(forecast_factor(f, FORECAST_WEEKDAY, 4) / tuesday - 0.94 / 1.02) < 0.04);
	assert_true(fabs(forecast_factor(f, FORECAST_MONTH_END, 1) - 1.2) < 0.08);
	assert_true(fabs(forecast_factor(f, FORECAST_MONTH_START, 1) - 1.15) < 0.08);
	assert_true(fabs(forecast_factor(f, FORECAST_LOST_BEFORE, 1) - 1.15) < 0.06);
	assert_true(fabs(forecast_factor(f, FORECAST_LOST_BEFORE, 3) - 1.4) < 0.15);
	double summer = forecast_factor(f, FORECAST_SEASON, 36), spring = forecast_factor(f, FORECAST_SEASON, 12);
	assert_true(spring / summer > 1.45 && spring / summer < 1.9);

	forecast_score s = forecast_evaluate(a, &all, NULL, 130, 5);
	/* nobody can know more than the truth: what is left is chance */
	double wrong = 0, people = 0;
	for (size_t i = n - 130; i < n; i++) {
		double came = 0, mean = 0;
		for (size_t c = 0; c < SERVICES * FORECAST_QUARTERS; c++) {
			came += counts[i * SERVICES * FORECAST_QUARTERS + c];
			mean += means[i][c];
		}
		wrong += fabs(came - mean);
		people += came;
	}
	double best = wrong / people;
	print_message(
		"WAPE of the day %.1f %% (the truth itself: %.1f %%) beside %.1f %% (last week), %.1f %% (four weeks); "
		"quarter hour %.1f %%, %.1f %%, %.1f %%; %d of %d days inside\n",
		100 * s.model.day_wape, 100 * best, 100 * s.last_week.day_wape, 100 * s.four_weeks.day_wape,
		100 * s.model.quarter_wape, 100 * s.last_week.quarter_wape, 100 * s.four_weeks.quarter_wape, s.inside,
		s.days);
	assert_int_equal(s.days, 130);
	assert_true(s.model.day_wape < 1.15 * best);
	assert_true(s.model.day_wape < 0.7 * s.last_week.day_wape);
	assert_true(s.model.day_wape < 0.8 * s.four_weeks.day_wape);
	assert_true(s.model.quarter_wape < 0.75 * s.last_week.quarter_wape);
	assert_true(s.inside > 0.7 * s.days && s.inside < 0.92 * s.days);
	arena_free(a);
}

int main(void)
{
	static const store_test_case tests[] = {
		PLAIN_TEST(a_day_knows_the_edges_of_its_month_and_the_closures_beside_it),
		PLAIN_TEST(events_and_counts_give_the_same_arrivals),
		PLAIN_TEST(a_bad_file_is_refused_with_line_and_column),
		PLAIN_TEST(two_years_of_known_effects_are_recovered_and_last_week_is_beaten),
	};
	return store_tests("arrivals", tests, COUNT(tests), migrations, migrations_n, NULL);
}
