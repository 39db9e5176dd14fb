/*
 * bind: a board as the predictor wants it: from what visits knows (board) to a wait_now (sim/now.h), with the model that was learned.
 *
 * When desks will be open is in the day's roster, where floor managers have saved one; else it is taken from habit: a desk is
 * planned to be open when it usually is on that weekday (learned.h). Who works now goes on beyond the plan until everybody is served, as halls do; who has closed the desk stays
 * away until the plan's next span; a desk that is more than LATE late is not waited for. Where no desk serves a service, one
 * that could is taken to open soon, and the estimate says so (`assumed`).
 *
 * A visit is one person with all of its steps: at one desk at a time, and not called elsewhere meanwhile. Who was missed and is
 * not back yet is in nobody's way. Who is parked is called again, as far as anybody can tell.
 */
#ifndef VISITS_WAIT_BIND_H
#define VISITS_WAIT_BIND_H

#include "modules/visits/wait/learned.h"

/* How much sooner or later than supposed a desk may open that nobody knows anything of (binding.guessed), seconds. */
#define ASSUMED_OFF 450.0

/* A step that is asked about. */
typedef struct asked {
	size_t step; /* of the board */
	int service; /* of the model */
	int person, answer; /* in wait_now; among the answers */
} asked;

typedef struct binding {
	const board *b;
	const office_learned *m;
	double now, last; /* seconds since midnight; last: nobody is called later */
	int services_n;
	int *service; /* of the model, by the offer's index; -1 */
	int *back; /* the offer, by the model's service; -1 */
	bool *assumed, *guessed; /* by the offer: no desk is open; and none is expected, either */
	wait_now to;
	int answers_n; /* steps of everybody in `to` */
	asked *asked;
	int asked_n;
} binding;

/* `newcomer`: the steps of somebody more, who is last in `to`, with `key` -1; or NULL. A board without a model is bound with its means. */
binding bind_board(arena *a, const board *b, const live_steps *newcomer);
/* The desk of that index is here or will be. */
bool bound_comes(const binding *x, int desk);

#endif
