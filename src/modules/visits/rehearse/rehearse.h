/*
 * rehearse: days that never were.
 *
 * A demo, a training course and a new office have no history, and half of what this program shows comes from one. So an
 * office's last days are made up: people book, come, take tickets, are called, served, missed; desks open, take their
 * break, close. Every step goes through the commands that residents and clerks use, at the moment at which it would have
 * happened, and the nightly jobs run each night; nothing is written past them. Reproducible from a seed.
 *
 * Only for an office in which nobody was ever: made-up days are never mixed with real ones (ERR_usage).
 */
#ifndef VISITS_REHEARSE_H
#define VISITS_REHEARSE_H

#include "modules/visits/visits_commands.h"

typedef struct rehearsal {
	str office;
	int days; /* open days, the last of them before the day of `until` */
	instant until;
	u64 seed;
	void (*told)(void *ctx, day d, int people); /* after each day; may be NULL */
	void *ctx;
	i64 ret_people, ret_called;
} rehearsal;

/* So many days back at most, that many open ones are found. */
#define REHEARSAL_REACH(days) (4 * (days) + 31)

/* `clock` is the app's own fixed clock; it must stand before the first day, because the store's time never goes back, and
 * stands at `until` afterwards. */
MUST_USE const err *visits_rehearse(app *of, arena *a, clock_source *clock, rehearsal *r);

#endif
