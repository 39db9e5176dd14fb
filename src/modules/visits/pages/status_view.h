/* How busy it is: what the start page and the status pages show. */
#ifndef VISITS_STATUS_VIEW_H
#define VISITS_STATUS_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct service_row {
	str name;
	str icon; /* of assets/icons */
	int waiting, desks;
	int bar; /* 0–100: waiting beside the longest queue of the page */
	badge state; /* taking tickets, not today, stopped */
	bool open;
	str wait; /* for who takes a ticket now; empty when none are given */
} service_row;
typedef struct service_rows {
	service_row *at;
	size_t n;
} service_rows;

typedef struct office_row {
	str id, name;
	url link, book;
	opening hours;
	bool active; /* open by its hours, or people are still being served */
	int waiting, desks, bar;
	badge level; /* quiet, some waiting, crowded */
	str longest; /* 約15〜25分: of the service where one waits longest; empty when nobody has to wait */
	service_rows services;
} office_row;
typedef struct office_rows {
	office_row *at;
	size_t n;
} office_rows;

/* All offices now, in the order of the definitions, in one snapshot. */
MUST_USE const err *visits_office_rows(req *r, office_rows *ret_wards, office_rows *ret_branches);

typedef struct home_view {
	office_rows wards, branches;
	str at; /* 14:05 */
	bool guide; /* the city has a procedure guide */
} home_view;

typedef struct status_view {
	office_rows wards, branches;
	str at;
} status_view;

typedef struct status_office_view {
	const office_row *office;
	str address, phone, access, notice, hours, at;
	url tel, api, all, book, journeys;
	bool has_journeys;
} status_office_view;

#endif
