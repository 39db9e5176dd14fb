/*
 * forecast: how many people will come, by quarter hour and service, from how many came.
 *
 * Mondays, the first and last days of a month, the day after Golden Week and the end of March are busy in their own ways.
 * The expected number of a service on a day is a product of such effects:
 *
 *     people(service, day, quarter) = level × calendar(day) × share(service) × calendar(service, day) × profile(service, weekday, quarter)
 *
 * `calendar` is a penalised Poisson regression (iteratively reweighted least squares, Cholesky): one for everybody together, then
 * for each service what differs from that. The penalty is a prior of its own for each kind of effect, so that an effect that
 * was seen twice counts for little and one that was seen fifty times for what it is; there is nothing to tune. The annual wave
 * (three harmonics, and each week beside them) and the trend come in when there is a year of days. Old days are forgotten slowly.
 * `level` follows the last weeks by exponential smoothing of what the calendar does not explain, at the speed that would have
 * foretold this very history best. `profile` is the share of each quarter: the weekday's own, drawn to the service's, drawn to
 * the house's.
 *
 * Days are busier or quieter than anybody could know: `spread` is the squared coefficient of variation of what is left, for the
 * day as a whole and for each service, measured on the history with the fitted effects counted off (Pearson). forecast_draw()
 * makes such a day.
 *
 * Pure: the caller says what a day is (weekday, working-day number, closures); no calendar is known here. Without history the
 * forecast is the caller's guess, as sure as if a busy and a quiet day differed by a fifth, and each day that is counted draws it
 * towards what happens.
 */
#ifndef SIM_FORECAST_H
#define SIM_FORECAST_H

#include "base/arena.h"

#define FORECAST_QUARTERS 96 /* of a day, from midnight */
#define FORECAST_SERVICES_MAX 64
#define FORECAST_DAYS_MAX 1500

/* What is known of a day beforehand. 0 means "nothing special" or "not known". */
typedef struct forecast_day {
	i32 number; /* days since some fixed day, closed ones counted; ascending in a history */
	u8 weekday; /* 0 Sunday … 6 Saturday */
	u8 month_start; /* 1: the first day of its month on which it is open, 2: the second …; 5 is the last that matters */
	u8 month_end; /* 1: the last … */
	u8 lost_before; /* usual opening days that fell out right before: Tuesday after a holiday Monday 1, after New Year 4 */
	u8 lost_after; /* … right after it */
	u8 after_long; /* 1: the second open day after a closure that took two or more usual days; 2: the third */
	bool holiday, special; /* open on a holiday; open out of turn */
	double year; /* where in the year, 0 … 1; below 0: not known, and no annual wave */
} forecast_day;

/* Days that were counted: counts[(day * services + service) * FORECAST_QUARTERS + quarter]. */
typedef struct forecast_history {
	const forecast_day *days; /* by number */
	size_t days_n; /* at most FORECAST_DAYS_MAX; of more the last are used */
	int services;
	const uint16_t *counts;
} forecast_history;

typedef struct forecast forecast;

/* `guess` [service * FORECAST_QUARTERS + quarter] is what to expect of a day when nothing is known; may be NULL (one person a
 * day, at any time). Takes some ten milliseconds for two years of a ward. Never fails: an empty history is one. */
forecast *forecast_fit(arena *a, const forecast_history *h, const double *guess);

/* What to expect of one day. */
typedef struct forecast_result {
	int services;
	double *mean; /* [service * FORECAST_QUARTERS + quarter] */
	double total; /* of the means */
	double spread; /* squared coefficient of variation of the whole day, Poisson's own chance not counted */
	double *service_spread; /* [service]: of the service within the day */
} forecast_result;
forecast_result forecast_of(arena *a, const forecast *f, const forecast_day *d);
/* People of the whole day who come with the chance q or less: by a normal approximation. */
double forecast_quantile(const forecast_result *r, double q);
/* A day as it may come: counts [service * FORECAST_QUARTERS + quarter]. *seed moves on. */
void forecast_draw(const forecast_result *r, u64 *seed, uint16_t *ret);

/* What was learned, for whoever wants to know (and for tests): how many times the usual it makes. */
typedef enum forecast_effect {
	FORECAST_WEEKDAY, /* which: 0 … 6 */
	FORECAST_MONTH_START, /* 1 … 5 */
	FORECAST_MONTH_END,
	FORECAST_LOST_BEFORE, /* 1 … 3 and more */
	FORECAST_LOST_AFTER,
	FORECAST_SEASON, /* 0 … 52: the week of the year */
} forecast_effect;
double forecast_factor(const forecast *f, forecast_effect kind, int which);
/* Working days after which a day's weight in the level has halved; 0: the level stands still. */
int forecast_level_days(const forecast *f);

/*
 * Held-back days: the last `holdout` days in weeks of `step` days; each week is foretold from what came before it, and nothing else,
 * and held against what happened, beside "same weekday last week" and "mean of that weekday over four weeks" (in the last
 * same weekdays that are there; a day without one is not scored at all).
 */
typedef struct forecast_error {
	double day_mae; /* people */
	double day_wape; /* sum of errors / sum of people */
	double service_wape; /* day and service */
	double quarter_mae, quarter_wape; /* quarter hour, all services together */
} forecast_error;
typedef struct forecast_score {
	int days; /* that were scored */
	double people; /* a day */
	forecast_error model, last_week, four_weeks;
	int inside; /* days within the forecast's p10–p90 */
} forecast_score;
forecast_score forecast_evaluate(arena *a, const forecast_history *h, const double *guess, int holdout, int step);

#endif
