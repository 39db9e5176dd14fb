/*
 * jobs: what recurs, done by one process at a time.
 *
 * Each module's tick has a lease in the database: whoever holds it does the work, and while it lives renews it; when that
 * process is gone, the lease runs out and another takes over. Each tick has a thread of its own and may wait for a printer or a
 * mail server: it holds up no other. A tick that takes longer than its lease may run in two processes at one time, and ticks
 * of two modules always may: what they do is safe by conditions in their statements, as everywhere.
 */
#ifndef KIT_JOBS_H
#define KIT_JOBS_H

#include "kit/kit.h"

typedef struct jobs jobs;

MUST_USE const err *jobs_start(arena *a, app *p, const module *const *modules, size_t n, jobs **ret);
void jobs_stop(jobs *j);

#endif
