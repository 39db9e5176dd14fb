/*
 * now: what is going on in an office at a moment: desks, who is at them since when, who waits, who is booked and not here yet.
 *
 * A caller that has a snapshot fills in a wait_now. A caller that has events feeds a now_track, which keeps one.
 */
#ifndef SIM_NOW_H
#define SIM_NOW_H

#include "sim/eventlog.h"

#define WAIT_SPANS_MAX 8
#define WAIT_PEOPLE_MAX 2000 /* who waits, and bookings: each; more are not looked at */
#define WAIT_SHUT SIM_NEVER

typedef struct wait_span {
	double from, to;
} wait_span;

typedef struct wait_desk {
	sim_mask services, also; /* indices of the model */
	int desk; /* in the model; -1: not known there */
	wait_span spans[WAIT_SPANS_MAX]; /* planned, in order; none: it is not known, and what is open stays open */
	int spans_n;
	bool open; /* calls people, or serves somebody */
	double since; /* when it opened or closed; WAIT_SHUT: was not open yet today */
	double until; /* of a break whose end was said; 0: not known */
	int serving; /* the service of who is at the desk; -1: nobody */
	double called; /* and since when */
	bool came; /* it is known that the person came */
	int person,
		step; /* of who is at the desk and has further steps: index + 1 in wait_now.people; 0: nobody of them */
	bool said; /* closed for good by a person's word: does not come back within this span */
	int breaks; /* unplanned ones today */
} wait_desk;

typedef struct wait_person {
	int service; /* of who has one step */
	const sim_step *steps; /* or several (sim.h), by the model's services; NULL: one */
	int steps_n; /* at most SIM_STEPS_MAX */
	double arrived;
	double due; /* SIM_NEVER: not booked */
	bool priority, returned;
	bool away; /* was missed: cannot be called, takes nobody's place, and is told the wait of who comes back now */
	int key; /* the caller's */
} wait_person;

/* Booked, and not here yet. */
typedef struct wait_booking {
	int service;
	double due;
	int key;
} wait_booking;

typedef struct wait_now {
	double now;
	wait_desk *desks;
	int desks_n;
	wait_person *people; /* in the order of arrival */
	int people_n;
	wait_booking *bookings;
	int bookings_n;
	const sim_class *order;
	int order_n;
} wait_now;

/* What an event meant, for who learns from it; -1 and NAN where it does not apply. */
typedef struct now_told {
	int service, desk; /* as the track numbers them */
	bool booked;
	double waited; /* call, missed: how long */
	double called, lasted; /* done, missed: when, and since then */
	double gap; /* call: since the desk became free, when whom it calls was there all the time */
} now_told;

/* Keeps a wait_now from events. `service[i]`, `desk[i]` say under which number the office_names' i is kept (-1: left out). */
typedef struct now_track now_track;
now_track *now_track_new(arena *a, const event_day *day, const int *service, int services_n, const int *desk,
			 int desks_n, double early);
/* Events come in the order of the day. What makes no sense (an unknown ticket is called, a desk opens twice) is passed over. */
now_told now_track_event(now_track *k, const event *e);
/* The state after the last event; valid until the next one. `now` is its time, and may be moved on by the caller. */
wait_now *now_track_state(now_track *k);

#endif
