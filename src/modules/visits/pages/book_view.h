/* The pages on which a visit is booked: office, services, time, name. */
#ifndef VISITS_BOOK_VIEW_H
#define VISITS_BOOK_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct book_office {
	str name, address;
	url link;
	opening hours;
} book_office;
typedef struct book_office_list {
	book_office *at;
	size_t n;
} book_office_list;
typedef struct book_offices_view {
	progress progress;
	book_office_list wards, branches;
} book_offices_view;

typedef struct book_service {
	str id, name, about, icon, minutes;
	bool bookable, checked;
} book_service;
typedef struct book_services_view {
	progress progress;
	field_errors errors;
	str office, address, notice;
	url times; /* GET, with the checked services */
	int most; /* services in one visit */
	struct {
		book_service *at;
		size_t n;
	} services;
} book_services_view;

/* What is being booked: shown on every page behind the choice of services. */
typedef struct book_subject {
	str office, minutes; /* minutes: of all services together */
	strs services; /* names */
	url change; /* to another choice; empty where it cannot be changed */
	bool may_change;
} book_subject;

typedef struct book_times_view {
	progress progress;
	bool move; /* an existing booking gets another time */
	url back; /* then: to the booking */
	field_errors errors;
	book_subject subject;
	str present; /* move: the time that is booked now */
	slot_picker picker;
} book_times_view;

typedef struct book_hold_view {
	progress progress;
	field_errors errors;
	book_subject subject;
	str when, until; /* 11月24日（火） 9:30; 14:25 */
	i64 seconds; /* left, for the countdown: a phone's clock may be wrong */
	strs bring;
	str name, contact, note; /* as typed */
	bool mailed; /* who gives an address is sent the booking */
	str name_error, contact_error, note_error;
	url confirm, release;
} book_hold_view;

typedef struct book_expired_view {
	url again; /* the times, services kept */
} book_expired_view;

/* What booking pages share. */
enum { BOOK_AT_OFFICE, BOOK_AT_SERVICES, BOOK_AT_TIME, BOOK_AT_NAME, BOOK_DONE };
progress book_progress(req *r, int here);
book_subject book_subject_of(req *r, const office_def *o, strs services);
/* "/book/moji/times?service=a&service=b" */
str book_times_address(arena *a, const office_def *o, strs services);
/* What to bring for all of them, each thing once. */
strs book_bring(req *r, const office_def *o, strs services);
strs book_step_services(arena *a, const booking_view *b);
/* The free times of `services`, as the request's day= or week= asks; `chosen`: the present time of a booking, or 0. */
MUST_USE const err *book_pick(req *r, const office_def *o, strs services, instant chosen, str link, str date, bool week,
			      slot_picker *ret);
/* How such a refusal is told on the page where a time is chosen. */
bool book_refused(const err *e);
str book_refusal(req *r, const err *e);

#endif
