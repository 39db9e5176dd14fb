/* The pages of a journey before there is a ticket: what happened, the questions, the steps. */
#ifndef VISITS_JOURNEY_VIEW_H
#define VISITS_JOURNEY_VIEW_H

#include "modules/visits/pages/kiosk_view.h"

typedef struct journey_choice {
	str id, text;
	bool yes;
} journey_choice;
typedef struct journey_choices {
	journey_choice *at;
	size_t n;
} journey_choices;

typedef struct journey_view {
	str name, about, office;
	str error; /* why a ticket was refused; empty */
	str closed, why; /* nobody gets a ticket now; empty */
	url here, take, back; /* here: GET, with the answers; take: POST */
	url again; /* the questions with the answers given */
	bool ask; /* the questions are to be answered first */
	journey_choices questions;
	strs yes; /* the answers, carried on */
	step_lines steps; /* empty: nothing is needed */
	strs missing;
	str end, how; /* when all of it would be over; how one waits */
} journey_view;

typedef struct journey_kiosk_view {
	kiosk_top top;
	journey_view j;
} journey_kiosk_view;

typedef struct journey_kiosk_list_view {
	kiosk_top top;
	str closed, why;
	journey_cards cards;
} journey_kiosk_list_view;

typedef struct journey_list_view {
	str office, closed, why;
	journey_cards cards;
	url book;
} journey_list_view;

#endif
