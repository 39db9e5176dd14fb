/* A day drawn from a forecast, and forecasts held against days that were held back. */
#include "sim/forecast.h"

#include <math.h>

static double uniform(u64 *seed)
{
	u64 z = (*seed += 0x9e3779b97f4a7c15u); /* splitmix64 */
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	return ((double)(z >> 11) + 0.5) * 0x1p-53;
}

static double normal(u64 *seed)
{
	double u = uniform(seed), v = uniform(seed);
	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

/* Mean 1, variance `spread`: Marsaglia and Tsang, with the boost for shapes below one. */
static double gamma_factor(double spread, u64 *seed)
{
	if (spread < 1e-9)
		return 1;
	double shape = 1 / spread, boost = 1;
	if (shape < 1) {
		boost = pow(uniform(seed), 1 / shape);
		shape += 1;
	}
	double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
	for (;;) {
		double x = normal(seed), v = 1 + c * x;
		if (v <= 0)
			continue;
		v = v * v * v;
		if (log(uniform(seed)) < 0.5 * x * x + d - d * v + d * log(v))
			return boost * d * v * spread;
	}
}

/* By multiplication, in pieces that do not underflow. */
static int poisson(double mean, u64 *seed)
{
	int n = 0;
	while (mean > 0) {
		double piece = mean > 30 ? 30 : mean, limit = exp(-piece), p = uniform(seed);
		for (; p > limit; n++)
			p *= uniform(seed);
		mean -= piece;
	}
	return n;
}

void forecast_draw(const forecast_result *r, u64 *seed, uint16_t *ret)
{
	double day = gamma_factor(r->spread, seed);
	for (int s = 0; s < r->services; s++) {
		double factor = day * gamma_factor(r->service_spread[s], seed);
		for (int q = 0; q < FORECAST_QUARTERS; q++) {
			double mean = r->mean[s * FORECAST_QUARTERS + q] * factor;
			ret[s * FORECAST_QUARTERS + q] = (uint16_t)poisson(mean < 5000 ? mean : 5000, seed);
		}
	}
}

/* Of the sum: the services' own spreads add up by their squares. */
static double variance_of(const forecast_result *r)
{
	double variance = r->total + r->spread * r->total * r->total;
	for (int s = 0; s < r->services; s++) {
		double mean = 0;
		for (int q = 0; q < FORECAST_QUARTERS; q++)
			mean += r->mean[s * FORECAST_QUARTERS + q];
		variance += r->service_spread[s] * mean * mean;
	}
	return variance;
}

double forecast_quantile(const forecast_result *r, double q)
{
	/* by bisection: only a handful are asked for */
	double low = -8, high = 8;
	for (int i = 0; i < 60; i++) {
		double z = (low + high) / 2;
		if (0.5 * erfc(-z / sqrt(2)) < q)
			low = z;
		else
			high = z;
	}
	double people = r->total + low * sqrt(variance_of(r));
	return people > 0 ? people : 0;
}

/* --- held-back days --------------------------------------------------------------------------------------------- */

typedef struct sums {
	double day, service, quarter;
} sums;

/* Errors of one day: guess and truth are [service * FORECAST_QUARTERS + quarter]. */
static void add_errors(const double *guess, const uint16_t *truth, int services, sums *to)
{
	double day = 0, service_errors = 0, quarter_errors = 0;
	for (int s = 0; s < services; s++) {
		double service = 0;
		for (int q = 0; q < FORECAST_QUARTERS; q++)
			service += guess[s * FORECAST_QUARTERS + q] - truth[s * FORECAST_QUARTERS + q];
		service_errors += fabs(service);
		day += service;
	}
	for (int q = 0; q < FORECAST_QUARTERS; q++) {
		double quarter = 0;
		for (int s = 0; s < services; s++)
			quarter += guess[s * FORECAST_QUARTERS + q] - truth[s * FORECAST_QUARTERS + q];
		quarter_errors += fabs(quarter);
	}
	to->day += fabs(day);
	to->service += service_errors;
	to->quarter += quarter_errors;
}

/* The mean of the last `most` days of that weekday among the first n; false when there is none. */
static bool same_weekday(const forecast_history *h, size_t n, u8 weekday, int most, double *ret)
{
	size_t cells = (size_t)h->services * FORECAST_QUARTERS;
	int found = 0;
	for (size_t c = 0; c < cells; c++)
		ret[c] = 0;
	for (size_t i = n; i-- > 0 && found < most;) {
		if (h->days[i].weekday != weekday)
			continue;
		found++;
		for (size_t c = 0; c < cells; c++)
			ret[c] += h->counts[i * cells + c];
	}
	for (size_t c = 0; c < cells && found; c++)
		ret[c] /= found;
	return found > 0;
}

static forecast_error error_of(sums s, double people, int days, double quarters)
{
	return (forecast_error){ .day_mae = s.day / days,
				 .day_wape = s.day / people,
				 .service_wape = s.service / people,
				 .quarter_mae = s.quarter / quarters,
				 .quarter_wape = s.quarter / people };
}

forecast_score forecast_evaluate(arena *a, const forecast_history *h, const double *guess, int holdout, int step)
{
	size_t cells = (size_t)h->services * FORECAST_QUARTERS, first = 0;
	if (holdout >= 0 && (size_t)holdout < h->days_n)
		first = h->days_n - (size_t)holdout;
	double *naive = arena_many(a, double, cells), people = 0, quarters = 0;
	sums model = { 0 }, week = { 0 }, weeks = { 0 };
	forecast_score score = { 0 };
	/* fits of one week are thrown away before the next, so that a long hold-back needs no more memory */
	arena *own = arena_new((size_t)64 * 1024 * 1024);
	for (size_t from = first; from < h->days_n; from += (size_t)step) {
		forecast_history known = *h;
		known.days_n = from;
		arena_reset(own);
		const forecast *f = forecast_fit(own, &known, guess);
		for (size_t i = from; i < from + (size_t)step && i < h->days_n; i++) {
			const uint16_t *truth = &h->counts[i * cells];
			if (!same_weekday(h, from, h->days[i].weekday, 1, naive))
				continue;
			add_errors(naive, truth, h->services, &week);
			(void)same_weekday(h, from, h->days[i].weekday, 4, naive);
			add_errors(naive, truth, h->services, &weeks);
			forecast_result r = forecast_of(own, f, &h->days[i]);
			add_errors(r.mean, truth, h->services, &model);
			double came = 0;
			for (size_t c = 0; c < cells; c++)
				came += truth[c];
			people += came;
			score.inside += came >= forecast_quantile(&r, 0.1) && came <= forecast_quantile(&r, 0.9);
			score.days++;
			for (size_t q = 0; q < FORECAST_QUARTERS; q++) {
				bool open = false;
				for (size_t s = 0; s < (size_t)h->services; s++)
					open = open || r.mean[s * FORECAST_QUARTERS + q] > 0.02 ||
					       truth[s * FORECAST_QUARTERS + q];
				quarters += open;
			}
		}
	}
	arena_free(own);
	if (score.days && people > 0 && quarters > 0) {
		score.people = people / score.days;
		score.model = error_of(model, people, score.days, quarters);
		score.last_week = error_of(week, people, score.days, quarters);
		score.four_weeks = error_of(weeks, people, score.days, quarters);
	}
	return score;
}
