/*
 * replay: an office's log played again, with a prediction for each walk-in from nothing but what was before.
 *
 * History is learned from; then the days are fed event by event, and before each `take` the predictor is asked. A day that is over
 * is learned from as well. What is scored is as in the README of the logs: mean absolute error of p50, the share of
 * waits inside p10 to p90, and the error of the rule of thumb of today's offices, which knows the log's true mean: mean service time / open
 * desks, one slot for each person ahead, the booked merged in by their time. Beside it the simplest of the literature (Ibrahim,
 * Whitt 2009): the wait of the last who was called (LES), the wait so far of the first in the queue (HOL), and the queue's
 * length times the pace of the last calls (QL).
 */
#ifndef SIM_REPLAY_H
#define SIM_REPLAY_H

#include "sim/predict.h"

typedef struct replay_row {
	i64 day;
	str ticket;
	double p10, p50, p90; /* seconds */
	double waited; /* what happened; NAN: was never called */
	double rule, les, hol, ql;
} replay_row;

typedef struct replay_rows {
	replay_row *at;
	size_t n;
	double cpu; /* seconds for all predictions; 0 without a clock */
} replay_rows;

typedef struct replay_options {
	int runs; /* 0: as predict_waits likes */
	double early; /* seconds; the log's rule is 300 */
	double (*clock)(void); /* CPU seconds; NULL: the effort is not measured */
} replay_options;

/* Learns from `days`, one after the other, into *m. With `calibrate`, the last so many days are predicted first, to see how wide ranges must be. */
void replay_learn(office_model *m, const office_names *names, const event_days *days, size_t calibrate, double early);
/* Predicts every walk-in of `days`; *m goes on learning. */
replay_rows replay_predict(arena *a, office_model *m, const office_names *names, const event_days *days,
			   replay_options with);

typedef struct replay_score {
	size_t n; /* walk-ins who were called */
	double error, rule, les, hol, ql; /* minutes */
	double ratio; /* error / rule */
	double inside; /* share */
	double below, above; /* of the range */
} replay_score;
/* Of all rows, or of one day's. */
replay_score replay_score_of(const replay_rows *rows, const i64 *day);

#endif
