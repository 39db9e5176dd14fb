/* madoguchi visits simulate: what the command asks (simulate.c) and how it answers (simulate_print.c). */
#ifndef VISITS_SIMULATE_H
#define VISITS_SIMULATE_H

#include "kit/kit.h"
#include "sim/demand.h"
#include "sim/roster.h"

typedef struct simulation {
	demand demand;
	day_plan plan; /* as given */
	sim_outlook_want want;
	strs changes; /* --what-if */
	sim_outlook before, after; /* after: the changes, or the roster that was found */
	bool changed; /* there is an `after` */
	double target; /* seconds; 0: nothing was looked for */
	roster_found found;
} simulation;

void simulation_text(const simulation *s);
void simulation_json(arena *a, const simulation *s);
void simulation_csv(arena *a, const simulation *s);

int visits_simulate(arena *a, const settings *set, int argc, char **argv);

#endif
