/* Which step a visit that goes one by one should wait for next: each is tried in the same plays of the office (visits_estimate_end). */
#include "modules/visits/journeys/journeys.h"

#define TRIES_RUNS 32 /* for each step that may come first, while a queue is locked */

/* The mean, nearly, of what has these quantiles (Swanson's rule). */
static double mean_end(const struct visit_end *e)
{
	return 0.3 * e->p10 + 0.4 * e->p50 + 0.3 * e->p90;
}

int journey_next(arena *a, const board *b, const live_steps *steps, i64 over, instant arrived)
{
	int best = -1;
	double earliest = 0;
	for (size_t i = 0; i < steps->n; i++) {
		/* of a service that was taken off the office's list since, nobody would ever be called */
		bool offered = defs_offer(b->office, steps->at[i].service) != NULL;
		if (steps->at[i].state != STEP_PLANNED || (steps->at[i].after & ~over) || !offered)
			continue;
		/* the same office, and this visit with step i before all others */
		live_steps tried = { arena_many(a, live_step, steps->n), 0 };
		for (size_t k = 0; k < steps->n; k++) {
			if (steps->at[k].state != STEP_PLANNED)
				continue;
			live_step *s = &tried.at[tried.n++];
			*s = steps->at[k];
			s->arrived = arrived;
			s->after |= k == i ? 0 : step_bit(steps->at[i].seq);
		}
		struct visit_end end;
		bool said = visits_estimate_end(b, &tried, TRIES_RUNS, &end);
		if (best < 0 || (said && (earliest < 0 || mean_end(&end) < earliest))) {
			best = (int)i;
			earliest = said ? mean_end(&end) : -1;
		}
	}
	return best;
}
