/* Times that were measured: a histogram that knows mean and spread within each bin. */
#include "sim/learn.h"

#include <math.h>

/* bin k: from edges[k-1] to below edges[k] */
static const double edges[MODEL_BINS - 1] = {
	-3600, -1800, -1200, -900, -600, -450, -300, -200, -120, -60,  -30,  -10,   -0.5,
	0.5,   5,     10,    20,   30,   45,   60,   90,   120,  180,  240,  300,   450,
	600,   750,   900,   1200, 1500, 1800, 2400, 3000, 3600, 5400, 7200, 10800, 14400,
};

void measured_add(measured *d, double seconds, double weight)
{
	int k = 0;
	while (k < MODEL_BINS - 1 && seconds >= edges[k])
		k++;
	d->n[k] += weight;
	d->sum[k] += weight * seconds;
	d->squares[k] += weight * seconds * seconds;
}

double measured_n(const measured *d)
{
	double n = 0;
	for (int k = 0; k < MODEL_BINS; k++)
		n += d->n[k];
	return n;
}

/* Within a bin: as evenly as its mean and deviation allow. */
static void bin_range(const measured *d, int k, double *ret_from, double *ret_to)
{
	double mean = d->sum[k] / d->n[k], variance = d->squares[k] / d->n[k] - mean * mean;
	double half = variance > 0 ? sqrt(3.0 * variance) : 0;
	*ret_from = k > 0 ? fmax(mean - half, fmin(mean, edges[k - 1])) : mean - half;
	*ret_to = k < MODEL_BINS - 1 ? fmin(mean + half, fmax(mean, edges[k])) : mean + half;
}

double measured_quantile(const measured *d, double u)
{
	double left = u * measured_n(d), from = 0, to = 0;
	for (int k = 0; k < MODEL_BINS; k++) {
		if (d->n[k] <= 0)
			continue;
		bin_range(d, k, &from, &to);
		if (left <= d->n[k])
			return from + (to - from) * left / d->n[k];
		left -= d->n[k];
	}
	return to;
}

double measured_over(const measured *d, double seconds)
{
	double all = measured_n(d), over = 0;
	for (int k = 0; k < MODEL_BINS; k++) {
		if (d->n[k] <= 0)
			continue;
		double from, to;
		bin_range(d, k, &from, &to);
		if (seconds < from)
			over += d->n[k];
		else if (seconds < to)
			over += d->n[k] * (to - seconds) / (to - from);
	}
	return all > 0 ? over / all : 0;
}

void measured_table(const measured *d, float table[MEASURED_POINTS])
{
	/* measured_quantile() at each point, in one pass over the bins */
	double step = measured_n(d) / (MEASURED_POINTS - 1), below = 0, from = 0, to = 0;
	int i = 0;
	for (int k = 0; k < MODEL_BINS; k++) {
		if (d->n[k] <= 0)
			continue;
		bin_range(d, k, &from, &to);
		for (; i < MEASURED_POINTS && step * i <= below + d->n[k]; i++)
			table[i] = (float)(from + (to - from) * (step * i - below) / d->n[k]);
		below += d->n[k];
	}
	for (; i < MEASURED_POINTS; i++)
		table[i] = (float)to;
}
