/* What the parts of a run share: sim_begin.c, sim.c, sim_queue.c. */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include "sim/sim_private.h"

/* Puts a copy of the entry into the queue of its class, with a timer where that will change or its patience will run out.
 * Returns its index; NOBODY when the house is full. */
i32 queue_add(sim *s, const entry *e);
void queue_remove(sim *s, i32 index);
/* Its class has changed: its timer has gone off. */
void queue_promote(sim *s, i32 index);
/* Who is called next by one who has these services; NOBODY. */
i32 queue_first(const sim *s, sim_mask services);

void timer_add(sim *s, timer t);
void timer_remove(sim *s, int i);
/* Sets SLOT_TIMER to when a timer goes off next, or somebody may come. */
void timer_slot(sim *s);

/* --- a run: sim.c, sim_begin.c --- */

void run_begin(sim *s, u64 seed);
/* Nothing more is to come of this place in sim_seen. */
void settle(sim *s, i32 seen);
void desk_away(sim *s, int k, desk_state state, double until);
void desk_opens(sim *s, int k);
double later(const sim *s, double t); /* t, or now */
/* An index, or NOBODY when the house is full. */
i32 journey_new(sim *s, const plan *p, u64 number, double arrived, double due, i32 watch);
/* Somebody is in the house from `arrived` on, which is now or was before. */
void comes_in(sim *s, const plan *p, u64 number, double arrived, double due, i32 watch, sim_mask done, bool probe);
/* When the next of those who come by chance comes, after `from`. */
void next_walk_in(sim *s, double from);

#endif
