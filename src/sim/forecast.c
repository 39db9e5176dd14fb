#include "sim/forecast.h"

#include <math.h>
#include <string.h>

/* --- the columns of the regression ----------------------------------------------------------------------------- */

enum {
	COL_BASE,
	COL_WEEKDAY,
	COL_MONTH_START = COL_WEEKDAY + 7,
	COL_MONTH_END = COL_MONTH_START + 5,
	COL_LOST_BEFORE = COL_MONTH_END + 5,
	COL_LOST_AFTER = COL_LOST_BEFORE + 3,
	COL_AFTER_LONG = COL_LOST_AFTER + 3,
	COL_HOLIDAY = COL_AFTER_LONG + 2,
	COL_SPECIAL,
	COL_TREND,
	COL_WAVE,
	COL_WEEK = COL_WAVE + 6,
	COLS = COL_WEEK + 53
};

/* How large an effect may be expected to be before anything is seen: standard deviations of the prior, in logarithms. */
static double prior_sd(int col)
{
	if (col == COL_BASE)
		return 1.5;
	if (col < COL_MONTH_START)
		return 0.4;
	if (col < COL_LOST_BEFORE)
		return 0.2;
	if (col < COL_HOLIDAY)
		return 0.3;
	if (col < COL_TREND)
		return 0.5;
	if (col == COL_TREND)
		return 0.1; /* a year */
	return col < COL_WEEK ? 0.3 : 0.25;
}

#define SERVICE_PRIOR 0.6 /* a service differs from the house by less than the house's own effects */
#define ROW_MAX 24
#define YEAR_DAYS 365.25
#define FORGET_DAYS 500.0 /* a day of that age weighs half in the calendar's effects */
#define SEASON_FROM 330 /* days from the first to the last, before the annual wave is learned */
#define TREND_FROM 540
#define SPREAD_GUESS 0.015 /* squared coefficient of variation of a day: 12 % */
#define SPREAD_GUESS_DAYS 8.0
#define SPREAD_LEAST 0.0004
#define UNKNOWN_MOST 0.02 /* with a day's own: 19 % */
#define PROFILE_WEEKDAY 150.0 /* people by whom a weekday's own profile weighs half */
#define PROFILE_SERVICE 60.0
#define PROFILE_GUESS 15.0

typedef struct row {
	int n;
	u8 col[ROW_MAX];
	double value[ROW_MAX];
} row;

typedef struct plan {
	bool season, trend;
	i32 last; /* number of the last day */
} plan;

static void add(row *r, int col, double value)
{
	CHECK(r->n < ROW_MAX);
	r->col[r->n] = (u8)col;
	r->value[r->n++] = value;
}

static int at_most(int n, int most)
{
	return n < most ? n : most;
}

static int week_of(double year)
{
	return at_most((int)(year * YEAR_DAYS / 7), 52);
}

static row row_of(const plan *p, const forecast_day *d)
{
	row r = { 0 };
	add(&r, COL_BASE, 1);
	add(&r, COL_WEEKDAY + d->weekday % 7, 1);
	if (d->month_start >= 1 && d->month_start <= 5)
		add(&r, COL_MONTH_START + d->month_start - 1, 1);
	if (d->month_end >= 1 && d->month_end <= 5)
		add(&r, COL_MONTH_END + d->month_end - 1, 1);
	if (d->lost_before)
		add(&r, COL_LOST_BEFORE + at_most(d->lost_before, 3) - 1, 1);
	if (d->lost_after)
		add(&r, COL_LOST_AFTER + at_most(d->lost_after, 3) - 1, 1);
	if (d->after_long >= 1 && d->after_long <= 2)
		add(&r, COL_AFTER_LONG + d->after_long - 1, 1);
	if (d->holiday)
		add(&r, COL_HOLIDAY, 1);
	if (d->special)
		add(&r, COL_SPECIAL, 1);
	if (p->trend)
		add(&r, COL_TREND, (d->number - p->last) / YEAR_DAYS);
	if (p->season && d->year >= 0) {
		for (int k = 0; k < 3; k++) {
			double angle = 2 * M_PI * (k + 1) * d->year;
			add(&r, COL_WAVE + 2 * k, sin(angle));
			add(&r, COL_WAVE + 2 * k + 1, cos(angle));
		}
		add(&r, COL_WEEK + week_of(d->year), 1);
	}
	return r;
}

static double product(const row *r, const double *beta)
{
	double sum = 0;
	for (int i = 0; i < r->n; i++)
		sum += r->value[i] * beta[r->col[i]];
	return sum < -12 ? -12 : sum > 12 ? 12 : sum;
}

/* --- one series: effects, spread, level --------------------------------------------------------------------------- */

typedef struct series {
	double beta[COLS];
	double spread;
	double level; /* factor at the end of the history */
	double level_info; /* how much is known of it: 1 / variance */
	int level_days;
} series;

typedef struct work {
	size_t n;
	const row *rows;
	const double *weight; /* of forgetting */
	double *mean, *level; /* of each day: fitted without the level; the level that was known before the day */
	double *matrix, *right, *inverse; /* COLS × COLS, COLS, COLS */
} work;

/* In place: the lower triangle becomes the factor. The penalty keeps it positive definite. */
static void cholesky(double *m)
{
	for (int j = 0; j < COLS; j++) {
		for (int k = 0; k < j; k++)
			for (int i = j; i < COLS; i++)
				m[i * COLS + j] -= m[i * COLS + k] * m[j * COLS + k];
		double root = sqrt(m[j * COLS + j]);
		CHECK(root > 0);
		for (int i = j; i < COLS; i++)
			m[i * COLS + j] /= root;
	}
}

static void solve(const double *factor, double *x)
{
	for (int i = 0; i < COLS; i++) {
		for (int k = 0; k < i; k++)
			x[i] -= factor[i * COLS + k] * x[k];
		x[i] /= factor[i * COLS + i];
	}
	for (int i = COLS - 1; i >= 0; i--) {
		for (int k = i + 1; k < COLS; k++)
			x[i] -= factor[k * COLS + i] * x[k];
		x[i] /= factor[i * COLS + i];
	}
}

/* What a day says about the logarithm of its mean: 1 / variance. */
static double information(double mean, double spread)
{
	return mean / (1 + mean * spread);
}

/* One step of the weighted least squares; the largest change of an effect. */
static double improve(const work *w, const double *y, const double *offset, double scale, series *s)
{
	memset(w->matrix, 0, sizeof(double) * COLS * COLS);
	memset(w->right, 0, sizeof(double) * COLS);
	for (int c = 0; c < COLS; c++) {
		double sd = prior_sd(c) * (c == COL_BASE ? 1 : scale);
		w->matrix[c * COLS + c] = 1 / (sd * sd);
	}
	for (size_t i = 0; i < w->n; i++) {
		const row *r = &w->rows[i];
		double eta = product(r, s->beta), mean = exp(eta + offset[i]);
		double info = w->weight[i] * information(mean, s->spread), z = eta + (y[i] - mean) / mean;
		/* a day far from the first guess must not throw the step out of reach */
		z = z > eta + 3 ? eta + 3 : z < eta - 3 ? eta - 3 : z;
		for (int a = 0; a < r->n; a++) {
			double v = info * r->value[a];
			w->right[r->col[a]] += v * z;
			for (int b = 0; b <= a; b++) /* columns ascend in a row */
				w->matrix[r->col[a] * COLS + r->col[b]] += v * r->value[b];
		}
	}
	cholesky(w->matrix);
	solve(w->matrix, w->right);
	double change = 0;
	for (int c = 0; c < COLS; c++) {
		double step = fabs(w->right[c] - s->beta[c]);
		change = step > change ? step : change;
		s->beta[c] = w->right[c];
	}
	return change;
}

/* How many of the data's degrees of freedom the effects have used: COLS less what the priors hold. */
static double used(const work *w, double scale)
{
	double n = COLS;
	for (int c = 0; c < COLS; c++) {
		memset(w->inverse, 0, sizeof(double) * COLS);
		w->inverse[c] = 1;
		solve(w->matrix, w->inverse);
		double sd = prior_sd(c) * (c == COL_BASE ? 1 : scale);
		n -= w->inverse[c] / (sd * sd);
	}
	return n;
}

static double spread_of(const work *w, const double *y, double used_up)
{
	double over = 0, square = 0, days = 0, sum = 0;
	for (size_t i = 0; i < w->n; i++) {
		double mean = w->mean[i] * w->level[i], d = y[i] - mean;
		over += w->weight[i] * (d * d - mean);
		square += w->weight[i] * mean * mean;
		sum += w->weight[i] * mean;
		days += w->weight[i];
	}
	if (days <= 0 || sum <= 0)
		return SPREAD_GUESS;
	double free = (double)w->n - used_up;
	over *= (double)w->n / (free > 2 ? free : 2);
	double typical = sum / days * (sum / days);
	double spread = (over + SPREAD_GUESS * SPREAD_GUESS_DAYS * typical) / (square + SPREAD_GUESS_DAYS * typical);
	return spread < SPREAD_LEAST ? SPREAD_LEAST : spread > 1 ? 1 : spread;
}

/* The level before each day, of the days at least `ahead` before it, as a forecast for the week would know it. Returns
 * how wrong it was: squared errors over their variance. */
static double follow(const work *w, const double *y, double spread, int half, double *level, series *end)
{
	const size_t ahead = 3;
	double keep = half ? exp2(-1.0 / half) : 1, sum = 0, info = 0, wrong = 0;
	double hold = 1 / (0.1 * 0.1); /* the calendar already has the mean right; a level is a departure from it */
	for (size_t i = 0; i < w->n + ahead; i++) {
		if (i >= ahead && i - ahead < w->n) {
			size_t k = i - ahead;
			double each = information(w->mean[k], spread);
			sum = sum * keep + each * y[k] / w->mean[k];
			info = info * keep + each;
		}
		double now = half ? (sum + hold) / (info + hold) : 1;
		if (i >= w->n) {
			end->level = now;
			end->level_info = info + 1 / (prior_sd(COL_BASE) * prior_sd(COL_BASE));
			continue;
		}
		level[i] = now;
		double mean = w->mean[i] * now, d = y[i] - mean;
		wrong += w->weight[i] * d * d / (mean + spread * mean * mean);
	}
	return wrong;
}

static void fit(const work *w, const double *y, const double *offset, double scale, series *s)
{
	static const int halves[] = { 5, 10, 20, 40, 80 };
	for (int turn = 0; turn < 3; turn++) {
		for (int i = 0; i < 25 && improve(w, y, offset, scale, s) > 1e-4; i++)
			;
		for (size_t i = 0; i < w->n; i++)
			w->mean[i] = exp(product(&w->rows[i], s->beta) + offset[i]);
		double best = follow(w, y, s->spread, 0, w->level, s);
		s->level_days = 0;
		for (size_t k = 0; k < COUNT(halves); k++) {
			double wrong = follow(w, y, s->spread, halves[k], w->level, s);
			if (wrong < best * 0.99) {
				best = wrong;
				s->level_days = halves[k];
			}
		}
		(void)follow(w, y, s->spread, s->level_days, w->level, s);
		double before = s->spread;
		s->spread = spread_of(w, y, used(w, scale));
		if (fabs(s->spread - before) < 0.02 * before)
			break;
	}
}

/* --- profiles --------------------------------------------------------------------------------------------------- */

struct forecast {
	int services;
	plan plan;
	double base; /* logarithm of the guess of everybody */
	series all, *each;
	double *share; /* [service] */
	double *profile; /* [service][weekday][quarter], each weekday's sum is 1 */
};

/* ret = (own + strength × prior) / (own's sum + strength); prior's sum is 1. */
static void draw_to(const double *own, const double *prior, double strength, double *ret)
{
	double sum = strength;
	for (int q = 0; q < FORECAST_QUARTERS; q++)
		sum += own[q];
	for (int q = 0; q < FORECAST_QUARTERS; q++)
		ret[q] = (own[q] + strength * prior[q]) / sum;
}

static void fit_profiles(arena *a, forecast *f, const forecast_history *h, const double *weight, const double *guess)
{
	size_t services = (size_t)f->services;
	double *house = arena_many(a, double, FORECAST_QUARTERS), *usual = arena_many(a, double, FORECAST_QUARTERS);
	double *service = arena_many(a, double, services *FORECAST_QUARTERS), *own = f->profile;
	for (size_t d = 0; d < h->days_n; d++)
		for (size_t s = 0; s < services; s++) {
			const uint16_t *counts = &h->counts[(d * services + s) * FORECAST_QUARTERS];
			double *mine = &own[(s * 7 + h->days[d].weekday % 7) * FORECAST_QUARTERS];
			for (int q = 0; q < FORECAST_QUARTERS; q++) {
				double n = weight[d] * counts[q];
				mine[q] += n;
				service[s * FORECAST_QUARTERS + (size_t)q] += n;
				house[q] += n;
			}
		}
	for (size_t s = 0; s < services; s++) {
		double sum = 0;
		for (int q = 0; q < FORECAST_QUARTERS; q++)
			sum += guess[s * FORECAST_QUARTERS + (size_t)q];
		for (int q = 0; q < FORECAST_QUARTERS; q++)
			usual[q] = sum > 0 ? guess[s * FORECAST_QUARTERS + (size_t)q] / sum : 1.0 / FORECAST_QUARTERS;
		draw_to(house, usual, PROFILE_GUESS, usual);
		double *mine = &service[s * FORECAST_QUARTERS];
		draw_to(mine, usual, PROFILE_SERVICE, mine);
		for (size_t wd = 0; wd < 7; wd++) {
			double *of_day = &own[(s * 7 + wd) * FORECAST_QUARTERS];
			draw_to(of_day, mine, PROFILE_WEEKDAY, of_day);
		}
	}
}

/* --- all of it --------------------------------------------------------------------------------------------------- */

static double sum_of(const uint16_t *counts, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += counts[i];
	return sum;
}

static const double *guess_or(arena *a, const double *guess, size_t n)
{
	if (guess)
		return guess;
	double *one = arena_many(a, double, n);
	for (size_t i = 0; i < n; i++)
		one[i] = 1.0 / FORECAST_QUARTERS;
	return one;
}

static forecast_history last_of(const forecast_history *h)
{
	size_t cut = h->days_n > FORECAST_DAYS_MAX ? h->days_n - FORECAST_DAYS_MAX : 0;
	return (forecast_history){ h->days + cut, h->days_n - cut, h->services,
				   h->counts + cut * (size_t)h->services * FORECAST_QUARTERS };
}

forecast *forecast_fit(arena *a, const forecast_history *whole, const double *guess)
{
	CHECK(whole->services >= 1 && whole->services <= FORECAST_SERVICES_MAX);
	forecast_history h = last_of(whole);
	size_t n = h.days_n, services = (size_t)h.services, cells = services * FORECAST_QUARTERS;
	guess = guess_or(a, guess, cells);
	forecast *f = arena_one(a, forecast);
	f->services = h.services;
	f->each = arena_many(a, series, services);
	f->share = arena_many(a, double, services);
	f->profile = arena_many(a, double, services * 7 * FORECAST_QUARTERS);
	if (n) {
		i32 span = h.days[n - 1].number - h.days[0].number;
		f->plan = (plan){ span >= SEASON_FROM, span >= TREND_FROM, h.days[n - 1].number };
	}
	row *rows = arena_many(a, row, n);
	double *weight = arena_many(a, double, n), *y = arena_many(a, double, n), *offset = arena_many(a, double, n);
	double *known = arena_many(a, double, n); /* logarithm of what is expected of everybody, each day */
	work w = { n,
		   rows,
		   weight,
		   arena_many(a, double, n),
		   arena_many(a, double, n),
		   arena_many(a, double, (size_t)COLS *COLS),
		   arena_many(a, double, COLS),
		   arena_many(a, double, COLS) };
	double expected = 0, people = 0;
	for (size_t i = 0; i < cells; i++)
		expected += guess[i];
	f->base = log(expected > 0.01 ? expected : 0.01);
	for (size_t i = 0; i < n; i++) {
		rows[i] = row_of(&f->plan, &h.days[i]);
		weight[i] = exp2((h.days[i].number - f->plan.last) / FORGET_DAYS);
		y[i] = sum_of(&h.counts[i * cells], cells);
		offset[i] = f->base;
		people += weight[i] * y[i];
	}
	f->all.spread = SPREAD_GUESS;
	fit(&w, y, offset, 1, &f->all);
	for (size_t i = 0; i < n; i++)
		known[i] = log(w.mean[i] * w.level[i]);
	for (size_t s = 0; s < services; s++) {
		double mine = 0, guessed = 0;
		for (size_t q = 0; q < FORECAST_QUARTERS; q++)
			guessed += guess[s * FORECAST_QUARTERS + q];
		for (size_t i = 0; i < n; i++) {
			y[i] = sum_of(&h.counts[i * cells + s * FORECAST_QUARTERS], FORECAST_QUARTERS);
			mine += weight[i] * y[i];
		}
		double share = (mine + 20 * (expected > 0 ? guessed / expected : 0) + 0.05) / (people + 20);
		f->share[s] = share;
		for (size_t i = 0; i < n; i++)
			offset[i] = known[i] + log(share);
		f->each[s].spread = SPREAD_GUESS;
		fit(&w, y, offset, SERVICE_PRIOR, &f->each[s]);
	}
	fit_profiles(a, f, &h, weight, guess);
	return f;
}

forecast_result forecast_of(arena *a, const forecast *f, const forecast_day *d)
{
	forecast_result r = { .services = f->services,
			      .mean = arena_many(a, double, (size_t)f->services *FORECAST_QUARTERS),
			      .service_spread = arena_many(a, double, (size_t)f->services) };
	row x = row_of(&f->plan, d);
	double all = exp(product(&x, f->all.beta) + f->base) * f->all.level;
	for (int s = 0; s < f->services; s++) {
		const series *own = &f->each[s];
		double mean = all * f->share[s] * exp(product(&x, own->beta)) * own->level;
		const double *profile = &f->profile[(s * 7 + d->weekday % 7) * FORECAST_QUARTERS];
		for (int q = 0; q < FORECAST_QUARTERS; q++)
			r.mean[s * FORECAST_QUARTERS + q] = mean * profile[q];
		r.service_spread[s] = own->spread;
		r.total += mean;
	}
	/* what is not known of the level is spread, too; of a guess nobody knows how wrong it is, and a band that says "anything"
	 * helps nobody */
	double unknown = f->all.level_info > 0 ? 1 / f->all.level_info : UNKNOWN_MOST;
	r.spread = f->all.spread + (unknown < UNKNOWN_MOST ? unknown : UNKNOWN_MOST);
	return r;
}

double forecast_factor(const forecast *f, forecast_effect kind, int which)
{
	const double *b = f->all.beta;
	switch (kind) {
	case FORECAST_WEEKDAY:
		return exp(b[COL_WEEKDAY + which]);
	case FORECAST_MONTH_START:
		return exp(b[COL_MONTH_START + which - 1]);
	case FORECAST_MONTH_END:
		return exp(b[COL_MONTH_END + which - 1]);
	case FORECAST_LOST_BEFORE:
		return exp(b[COL_LOST_BEFORE + which - 1]);
	case FORECAST_LOST_AFTER:
		return exp(b[COL_LOST_AFTER + which - 1]);
	case FORECAST_SEASON:
		break;
	}
	forecast_day d = { .year = ((double)which + 0.5) * 7 / YEAR_DAYS };
	row x = row_of(&(plan){ .season = f->plan.season }, &d);
	return exp(product(&x, b) - b[COL_BASE] - b[COL_WEEKDAY]);
}

int forecast_level_days(const forecast *f)
{
	return f->all.level_days;
}
