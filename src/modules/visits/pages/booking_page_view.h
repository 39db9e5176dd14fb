/* The pages of one booking, whose code is in the address and is the key. */
#ifndef VISITS_BOOKING_PAGE_VIEW_H
#define VISITS_BOOKING_PAGE_VIEW_H

#include "modules/visits/pages/book_view.h"

typedef struct find_page_view {
	field_errors errors;
	str typed, code_error;
} find_page_view;

typedef struct booking_page_view {
	progress progress; /* with `fresh` */
	field_errors errors; /* a refused check-in, cancellation … */
	bool fresh; /* booked just now */
	str sent_to; /* a message about it is on its way there; empty: none */
	bool moved; /* moved just now */
	str code; /* in groups */
	badge state;
	str when, office, address, access;
	strs steps; /* 9:30 住民異動 */
	str name, note;
	str ended; /* why it is over; empty while it is not */
	bool live; /* booked: everything can be done with it */
	bool may_check_in, late; /* late: nobody came in time, but it is still today */
	str checkin_from; /* empty when it is open */
	bool has_ticket;
	bool may_wait; /* for an earlier time: there is a waiting list */
	url ticket, check_in, calendar, move, earlier, cancel, again;
	html qr;
	html beside; /* what other modules say of it */
	strs bring;
} booking_page_view;

typedef struct booking_cancel_view {
	str when, office;
	strs services;
	url cancel, back;
} booking_cancel_view;

#endif
