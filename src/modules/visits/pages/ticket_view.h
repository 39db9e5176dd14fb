/* The page of one's own ticket. */
#ifndef VISITS_TICKET_VIEW_H
#define VISITS_TICKET_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct ticket_page_view {
	str refused; /* a command that was refused; empty */
	str number, code, office, at; /* at: 14:05, when this was so */
	url again, leave, book; /* again: this page */
	html qr;
	step_lines steps;
	str end; /* when the whole visit will be over; empty */
	str journey; /* 引っ越してきた; empty */
	str phase; /* waiting called serving parked missed over: for the style and for resident.js */
	i64 calls; /* so often called: each rings again */
	str title; /* of the browser's tab, as it changes */
	str headline, detail;
	bool show_wait; /* waits: people ahead and the estimate */
	str ahead, wait;
	bool estimate; /* false: none is possible, and `wait` says so */
	bool assumed; /* no desk for it is open: the estimate supposes that one opens soon */
	str faster; /* another office is clearly faster, in a sentence; empty */
	url compare;
	bool near; /* soon: come near the desks */
	str desk, place; /* called: where to */
	bool over, may_leave;
	bool notify; /* messages before being called are offered */
	str notified; /* who is told, and when; empty: nobody asked */
	url notify_link;
	strs next; /* over: what next */
} ticket_page_view;

typedef struct ticket_leave_view {
	str number, office;
	url leave, back;
} ticket_leave_view;

#endif
