/* Random numbers, and times drawn from them by inversion: see sim.h. */
#include "sim/sim.h"

#include <math.h>

#define NORMAL_CUT 5.0 /* deviations: beyond them a normal is cut */

sim_rng sim_seeded(u64 seed, u64 stream)
{
	return lots_seeded(seed, stream);
}

u64 sim_bits(sim_rng *r)
{
	return lots_bits(r);
}

double sim_uniform(sim_rng *r)
{
	return lots_uniform(r);
}

/* --- the normal distribution ----------------------------------------------------------------------------------- */

/* Of degree seven, in pairs (Estrin), so that the processor does several products at a time. */
static double polynomial(const double c[8], double x)
{
	double x2 = x * x;
	double low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * x2;
	double high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * x2;
	return low + high * (x2 * x2);
}

/* The value that a standard normal exceeds with probability p: rational approximations to 16 digits by M. J. Wichura,
 * Algorithm AS 241, Applied Statistics 37 (1988). */
static double normal_above(double p)
{
	static const double a[] = { 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
				    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
				    3.3430575583588128105e4, 2.5090809287301226727e3 };
	static const double b[] = { 1.0,
				    4.2313330701600911252e1,
				    6.8718700749205790830e2,
				    5.3941960214247511077e3,
				    2.1213794301586595867e4,
				    3.9307895800092710610e4,
				    2.8729085735721942674e4,
				    5.2264952788528545610e3 };
	static const double c[] = { 1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
				    3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
				    2.27238449892691845833e-2, 7.74545014278341407640e-4 };
	static const double d[] = { 1.0,
				    2.05319162663775882187e0,
				    1.67638483018380384940e0,
				    6.89767334985100004550e-1,
				    1.48103976427480074590e-1,
				    1.51986665636164571966e-2,
				    5.47593808499534494600e-4,
				    1.05075007164441684324e-9 };
	static const double e[] = { 6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
				    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
				    2.71155556874348757815e-5, 2.01033439929228813265e-7 };
	static const double f[] = { 1.0,
				    5.99832206555887937690e-1,
				    1.36929880922735805310e-1,
				    1.48753612908506148525e-2,
				    7.86869131145613259100e-4,
				    1.84631831751005468180e-5,
				    1.42151175831644588870e-7,
				    2.04426310338993978564e-15 };
	double q = 0.5 - p;
	if (fabs(q) <= 0.425) {
		double r = 0.180625 - q * q;
		return q * polynomial(a, r) / polynomial(b, r);
	}
	double r = sqrt(-log(q < 0 ? 1.0 - p : p));
	double z = r <= 5.0 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6)
			    : polynomial(e, r - 5.0) / polynomial(f, r - 5.0);
	return q < 0 ? -z : z;
}

/* The probability that a standard normal exceeds z. */
static double normal_longer(double z)
{
	return 0.5 * erfc(z * M_SQRT1_2);
}

/* --- distributions ------------------------------------------------------------------------------------------------ */

sim_dist sim_fixed(double x)
{
	return (sim_dist){ .shape = SIM_FIXED, .shift = x };
}

sim_dist sim_exponential(double mean)
{
	return (sim_dist){ .shape = SIM_EXPONENTIAL, .a = mean };
}

sim_dist sim_lognormal(double mean, double spread)
{
	if (spread <= 0 || mean <= 0)
		return sim_fixed(mean);
	double variance = log1p(spread * spread);
	return (sim_dist){ .shape = SIM_LOGNORMAL, .a = log(mean) - variance / 2, .b = sqrt(variance) };
}

sim_dist sim_normal(double mean, double deviation)
{
	return (sim_dist){ .shape = SIM_NORMAL, .a = mean, .b = deviation };
}

sim_dist sim_table(const float *quantiles, int n)
{
	CHECK(n >= 2);
	return (sim_dist){ .shape = SIM_TABLE, .table = quantiles, .n = n };
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

sim_dist sim_measured(arena *a, double *values, size_t n, int points)
{
	CHECK(n >= 1 && points >= 2);
	qsort(values, n, sizeof *values, by_value);
	float *table = arena_many(a, float, (size_t)points);
	for (int i = 0; i < points; i++) {
		double x = (double)(n - 1) * i / (points - 1);
		size_t k = (size_t)x;
		double next = values[k + 1 < n ? k + 1 : k];
		table[i] = (float)(values[k] + (next - values[k]) * (x - (double)k));
	}
	return sim_table(table, points);
}

/* The value that is exceeded with probability p. */
static double above(const sim_dist *d, double p)
{
	switch (d->shape) {
	case SIM_FIXED:
		break;
	case SIM_EXPONENTIAL:
		return d->shift - d->a * log(p);
	case SIM_LOGNORMAL:
		return d->shift + exp(d->a + d->b * normal_above(p));
	case SIM_NORMAL: {
		double z = normal_above(p);
		z = z < -NORMAL_CUT ? -NORMAL_CUT : z > NORMAL_CUT ? NORMAL_CUT : z;
		return d->shift + d->a + d->b * z;
	}
	case SIM_TABLE: {
		double x = (1.0 - p) * (d->n - 1);
		int i = (int)x;
		i = i > d->n - 2 ? d->n - 2 : i;
		double low = (double)d->table[i], high = (double)d->table[i + 1];
		return d->shift + low + (high - low) * (x - i);
	}
	}
	return d->shift;
}

double sim_draw(const sim_dist *d, sim_rng *r)
{
	return d->shape == SIM_FIXED ? d->shift : above(d, sim_uniform(r));
}

double sim_quantile(const sim_dist *d, double u)
{
	return above(d, 1.0 - u);
}

double sim_mean(const sim_dist *d)
{
	switch (d->shape) {
	case SIM_FIXED:
		break;
	case SIM_EXPONENTIAL:
	case SIM_NORMAL:
		return d->shift + d->a;
	case SIM_LOGNORMAL:
		return d->shift + exp(d->a + d->b * d->b / 2);
	case SIM_TABLE: {
		double sum = 0;
		for (int i = 0; i + 1 < d->n; i++)
			sum += ((double)d->table[i] + (double)d->table[i + 1]) / 2;
		return d->shift + sum / (d->n - 1);
	}
	}
	return d->shift;
}

double sim_variance(const sim_dist *d)
{
	switch (d->shape) {
	case SIM_FIXED:
		break;
	case SIM_EXPONENTIAL:
		return d->a * d->a;
	case SIM_NORMAL:
		return d->b * d->b;
	case SIM_LOGNORMAL:
		return expm1(d->b * d->b) * exp(2 * d->a + d->b * d->b);
	case SIM_TABLE: {
		double squares = 0, mean = sim_mean(d) - d->shift;
		for (int i = 0; i + 1 < d->n; i++) {
			double x = (double)d->table[i] - mean, y = (double)d->table[i + 1] - mean;
			squares += (x * x + x * y + y * y) / 3;
		}
		return squares / (d->n - 1);
	}
	}
	return 0;
}

double sim_least(const sim_dist *d)
{
	switch (d->shape) {
	case SIM_FIXED:
	case SIM_EXPONENTIAL:
	case SIM_LOGNORMAL:
		break;
	case SIM_NORMAL:
		return d->shift + d->a - NORMAL_CUT * d->b;
	case SIM_TABLE:
		return d->shift + (double)d->table[0];
	}
	return d->shift;
}

static double table_longer(const sim_dist *d, double t)
{
	if (t < (double)d->table[0])
		return 1.0;
	if (t >= (double)d->table[d->n - 1])
		return 0.0;
	int low = 0, high = d->n - 1; /* table[low] ≤ t < table[high] */
	while (high - low > 1) {
		int middle = (low + high) / 2;
		if ((double)d->table[middle] <= t)
			low = middle;
		else
			high = middle;
	}
	double part = (t - (double)d->table[low]) / ((double)d->table[high] - (double)d->table[low]);
	return 1.0 - (low + part) / (d->n - 1);
}

double sim_longer(const sim_dist *d, double t)
{
	double x = t - d->shift;
	switch (d->shape) {
	case SIM_FIXED:
		break;
	case SIM_EXPONENTIAL:
		return x <= 0 ? 1.0 : exp(-x / d->a);
	case SIM_LOGNORMAL:
		return x <= 0 ? 1.0 : normal_longer((log(x) - d->a) / d->b);
	case SIM_NORMAL:
		return normal_longer((x - d->a) / d->b);
	case SIM_TABLE:
		return table_longer(d, x);
	}
	return x < 0 ? 1.0 : 0.0;
}

double sim_rest(const sim_dist *d, double t, double longer, sim_rng *r)
{
	double u = sim_uniform(r);
	if (longer < 1e-12)
		return -log(u) * (fabs(t) / 4 + 1);
	double rest = above(d, u * longer) - t;
	return rest > 0 ? rest : 0; /* of a normal, what was cut */
}
