/*
 * compare: another ward office may be faster.
 *
 * For each office that offers what somebody needs: the travel that he or she names, and the wait that is expected there for who
 * comes now. The travel is certain, the wait is a range; nobody knows how many will have come in the meantime, and the page says
 * so. Where several services are needed the longest of their waits counts: a visit keeps its place in every queue from its
 * arrival on, so the queues are waited through together.
 *
 * An office counts only where everything can be done today by who arrives then; where it cannot, the reason is told. Beside
 * it stands the next free booking after the arrival.
 *
 * The waits are those of visits_board(). A ticket's own page asks at every refresh whether somewhere else is clearly faster, which
 * would be an estimate of every office each time; so a job writes what is expected into the table wait_now every half minute.
 */
#ifndef VISITS_COMPARE_H
#define VISITS_COMPARE_H

#include "modules/visits/visits.h"

#define COMPARE_SERVICES_MAX 5
#define TRAVEL_MAX 300 /* minutes */
#define TRAVEL_UNKNOWN (-1)
/* Minutes that a trip is taken to last where nobody named one, before another office is called clearly faster. */
#define COMPARE_TRIP 30
#define COMPARE_CLEARLY 10 /* and minutes that must be won besides */

typedef enum compare_state {
	COMPARE_OPEN,
	COMPARE_CLOSED, /* now, for one of the services */
	COMPARE_TOO_LATE, /* closes before one arrives */
	COMPARE_STOPPED, /* no tickets for one of the services */
	COMPARE_BOOKING_ONLY,
	COMPARE_UNKNOWN /* open, and nothing can be said about the wait */
} compare_state;

typedef struct compare_office {
	const office_def *office;
	int travel; /* minutes, or TRAVEL_UNKNOWN: taken as 0 */
	bool apart; /* not to be compared with the others: its travel is not known and theirs is, or no desk is open yet */
	compare_state state;
	wait_range wait; /* seconds; of the service where one waits longest */
	int from, to, middle; /* minutes until called, travel included; p10, p90, p50 */
	instant next; /* the next free booking for all of it that can be reached; 0 none within the horizon */
	instant until; /* reception ends then; 0 unknown */
} compare_office;
typedef struct compare_list {
	compare_office *at;
	size_t n;
} compare_list;

typedef struct compare_question {
	const city_def *city;
	strs services;
	const int *travel; /* minutes to each of the city's offices, in their order, or TRAVEL_UNKNOWN */
	bool named; /* somebody named travel: offices without come behind those with, for they are not compared */
	instant now;
	compare_list
		ret; /* that can be reached, fastest first (see `named`); then the others, in the order of the city */
	size_t ret_open; /* how many can */
} compare_question;
/* For store_read(). Offices that do not offer all of it are left out. */
const err *compare_read(db *d, arena *a, void *arg);

/* GET /api/v1/compare; visits_api.c has the row. */
const err *compare_api(req *r, resp *out);

/* "moji.20_tobata.15": minutes by office, as the cookie has them; what is malformed or unknown is passed over. */
void travel_parse(const city_def *city, str text, int *ret);
str travel_text(arena *a, const city_def *city, const int *travel);

/* --- on the way ------------------------------------------------------------------------------------------------------- */

/* Writes what is expected now in every office into wait_now. */
MUST_USE const err *compare_note_waits(app *p, arena *a);

typedef struct faster {
	i64 city;
	const city_def *def;
	str here, service;
	int from; /* minutes: at the best one is called here in so many */
	const int *travel; /* or NULL */
	instant now;
	const office_def *ret; /* clearly faster, trip included; NULL: none */
	int ret_to, ret_trip; /* minutes at most, trip included; and the trip, named or COMPARE_TRIP */
} faster;
/* For store_read(). */
const err *compare_faster(db *d, arena *a, void *arg);
/* The same in a sentence, with the trips that the reader has named: for who is called here in p10 seconds at the best. Empty when
 * no office is clearly faster; the address of the comparison is there whenever the wait is worth one. */
MUST_USE const err *compare_hint(req *r, const office_def *here, str service, int p10, str *ret_text, url *ret_link);

#endif
