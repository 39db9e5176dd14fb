/*
 * learn: what an office is like, learned from its own days.
 *
 * How long: log(seconds) = general + service + desk + hour + day + chance. The first four are learned from day to day, pooled: a
 * service that nobody has seen yet is like the others here, and a new desk like the other desks. `day` is how slow or fast
 * everything is today; it is learned while the day goes on, from what has ended. All of it is one Kalman filter, so what is not
 * known well is known to be so. Chance has a deviation for each service, pooled as well.
 *
 * And what desks and people do: how late desks open and close, how often and how long they go away unplanned, who of the booked
 * comes, how early, and who does not come when called, by how long he or she has waited.
 *
 * An office changes: what is older counts less. Everything starts from sensible priors, so that no history is a history.
 *
 * A model is one flat struct without pointers: copy it, keep it, throw it away. Its text (JSON, by names) is what is stored.
 */
#ifndef SIM_LEARN_H
#define SIM_LEARN_H

#include "base/buf.h"
#include "sim/eventlog.h"

#define MODEL_NAME_MAX 48 /* bytes of a name; longer ones are not learned */
/* the filter's states */
#define MODEL_GENERAL 0
#define MODEL_TODAY 1
#define MODEL_SERVICE(s) (2 + (s))
#define MODEL_DESK(d) (2 + SIM_SERVICES_MAX + (d))
#define MODEL_HOUR(h) (MODEL_DESK(SIM_DESKS_MAX) + (h))
#define MODEL_HOURS 24 /* of the day, from its zero; the last is open */
#define MODEL_STATES_MAX MODEL_HOUR(MODEL_HOURS)
#define MODEL_BINS 40 /* of a measured time */
#define MODEL_WAIT_BINS 37 /* of MODEL_WAIT_BIN seconds; the last is open */
#define MODEL_WAIT_BIN 300.0
#define MODEL_BESIDE 60 /* of a twentieth each; the last is open */
#define MODEL_INSIDE 0.82 /* of what happens is to be inside p10 to p90 */

/* Times that were measured, in bins that are fine near zero; with the mean and the spread within each, so that what is always
 * the same stays so. */
typedef struct measured {
	double n[MODEL_BINS], sum[MODEL_BINS], squares[MODEL_BINS];
} measured;

typedef struct share {
	double of, n;
} share; /* n of so many */

typedef struct office_model {
	int services_n, desks_n;
	char services[SIM_SERVICES_MAX][MODEL_NAME_MAX], desks[SIM_DESKS_MAX][MODEL_NAME_MAX];
	sim_mask skills[SIM_DESKS_MAX]; /* services that were called to a desk, ever */
	double days; /* learned from; old ones count less */

	/* the filter: general, today, services, desks, hours */
	double level[MODEL_STATES_MAX];
	double cov[MODEL_STATES_MAX][MODEL_STATES_MAX];
	double noise[SIM_SERVICES_MAX], noise_n[SIM_SERVICES_MAX]; /* sums of squares of chance, and their weights */
	u64 hours; /* in which somebody was served: bits */
	double day_last, day_pairs; /* the last day's effect; sum of products of neighbouring days */
	double day_squares, day_n; /* of the effects of whole days */

	share absent[2][MODEL_WAIT_BINS]; /* did not come when called: walk-ins, booked; by the wait */
	measured absence; /* how long the desk waited for them */
	share shows; /* of the booked, those who come */
	share unseen; /* of planned spans, those in which the desk never opened */
	measured offset; /* when they come, after their time */
	measured gap; /* of a desk, from the end of one to the next call, when somebody waits */
	measured opens, reopens, closes; /* after the planned time */
	/* by the hour: seconds that desks were open, and unplanned breaks that began; [1]: of desks that had one that day */
	double away_open[2][MODEL_HOURS], away_n[2][MODEL_HOURS];
	measured away; /* how long unplanned breaks last */
	share stays; /* at the planned end of the day, desks that go on while somebody waits */
	/* what happened, beside p50, in units of how far the range went to that side: below, above */
	double beside[2][MODEL_BESIDE];
	double wider[2]; /* what follows: ranges are made wider by this, to each side */
} office_model;

/* A model of nothing: priors only. */
void model_init(office_model *m);
/* The index of a service or desk, which is added when it is new; -1 when there is no room, or the name is too long.
 * `seconds`: what it takes as far as anybody knows, the prior of a new one; 0: like the others here. */
int model_service(office_model *m, str name, double seconds);
int model_desk(office_model *m, str name);

/* One day that is over. `names` are those of its events. */
void model_learn(office_model *m, const office_names *names, const event_day *day);

/* The same by hand, for a day that goes on: a new day begins; a service has ended, to which somebody was called at that time of the
 * day. Indices of the model; a desk may be -1. */
void model_day_begins(office_model *m);
void model_served(office_model *m, int service, int desk, double called, double seconds);
/* Somebody is there for so long, and it is not over. Without these a morning looks fast: what has ended by then was short. For a
 * copy that answers one question. */
void model_serving(office_model *m, int service, int desk, double called, double seconds);

/* A wait that was predicted from this model has ended. Ranges of the days to come follow. */
void model_told(office_model *m, double p10, double p50, double p90, double waited);

/* What is expected of a service at a desk (-1: any): mean and variance of the logarithm's level, without chance. */
void model_level(const office_model *m, int service, int desk, double *ret_mean, double *ret_variance);
double model_chance(const office_model *m, int service); /* standard deviation of the logarithm */
double model_mean_seconds(const office_model *m, int service); /* at an average desk, on a day as today */
double model_absent(const office_model *m, bool booked, double waited); /* probability */

/* Reading a measured time: */
void measured_add(measured *d, double seconds, double weight);
double measured_n(const measured *d);
double measured_quantile(const measured *d, double u);
double measured_over(const measured *d, double seconds); /* share of more than that */
#define MEASURED_POINTS 65
void measured_table(const measured *d, float table[MEASURED_POINTS]); /* for sim_table() */

/* Text: JSON, versioned. ERR_bad_json or ERR_invalid for what is not such a text; nothing in it is trusted. */
void model_write(const office_model *m, buf *ret);
MUST_USE const err *model_parse(arena *a, str text, office_model *ret);

#endif
