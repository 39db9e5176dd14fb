/* What the staffing page is asked and has worked out, between its handlers (pages_staffing.c) and its view (staffing_fill.c). */
#ifndef VISITS_STAFFING_PAGE_H
#define VISITS_STAFFING_PAGE_H

#include "modules/visits/staffing/staffing_view.h"
#include "text/csv.h"

typedef struct staffing_question {
	const city_def *city;
	const office_def *office;
	instant now;
	day today, on;
	int service; /* index of the offers; -1: all */
	bool wrong_day;
	/* what is tried out */
	str desk, from, to; /* as typed */
	const desk_def *what_if;
	bool wrong_what_if, any_wrong, compare;
	const char **wrong; /* of the form: the field of each desk that cannot be, or NULL */
	roster_day base, tried;
	/* read and worked out */
	expectation expected;
	habits how;
	board board; /* of today only */
	hints hints;
	day_outlook before, after;
	int target; /* minutes; 0: nothing is searched */
	bool longer; /* searched for longer */
	staffing_need_found need;
	const roster_day *shown;
	/* what was done */
	bool has_done, imported;
	word done;
	const err *failed;
	roster_file file;
} staffing_question;

/* Who asks, for which office and day, and what is known of it. A day that cannot be is today, with `wrong_day`. */
MUST_USE const err *staffing_ask(req *r, str day, str service, staffing_question *ret);
void staffing_fill(req *r, const staffing_question *q, staffing_view *ret);

#endif
