/* How often a case comes by each step; flow/'s own. */
#ifndef FLOW_SOLVE_H
#define FLOW_SOLVE_H

#include "flow/flow.h"

/*
 * Expected passes, solved from v = start + Pᵀv: what enters a step is what leaves the others times the links' shares. Behind a parallel step every link carries all of it, and
 * into one with n ways in goes the n-th part of what arrives, because it waits for all of them. The flow's ways hold (flow_check() looks first).
 * NULL when there is no solution, or when all passes together are more than FLOW_PASSES_MAX; *ret_worst is then a step of the ring.
 */
const double *flow_passes(arena *a, const flow *f, size_t *ret_worst);
/* Of the cases that leave its step, as lots are drawn: shares that sum to nearly 1 made to sum to 1. */
double flow_share(const flow *f, size_t link);
/* How often a step is done each time a case comes by: 1, where it says nothing else. 0 where it says so of a step that nobody comes by (flow_check() tells). */
double flow_times(const flow *f, const double *passes, size_t step);

#endif
