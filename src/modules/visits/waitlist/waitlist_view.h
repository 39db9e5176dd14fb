/* The pages of the waiting list: joining, one's own entry, the staff's list. */
#ifndef VISITS_WAITLIST_VIEW_H
#define VISITS_WAITLIST_VIEW_H

#include "modules/visits/pages/book_view.h"
#include "modules/visits/waitlist/waitlist.h"

typedef struct wish_choice {
	str value, text;
	bool chosen;
} wish_choice;
typedef struct wish_choices {
	wish_choice *at;
	size_t n;
} wish_choices;

typedef struct join_view {
	field_errors errors;
	book_subject subject;
	bool staff; /* a clerk joins for somebody on the telephone: no contact is needed, and the page is the staff's */
	bool own; /* for a booking that is to become earlier: no name is asked */
	str present; /* then: its time */
	str answer_time; /* 1時間 */
	str from, to, least, most; /* 2026-04-02; the first and the last day that can be chosen */
	str days_error, parts_error;
	wish_choices full; /* days on which nothing is free */
	bool named; /* some of them are chosen */
	wish_choices parts;
	str name, contact, note, name_error, contact_error, note_error;
	struct {
		hidden_field *at;
		size_t n;
	} hidden;
	url join, back;
} join_view;

typedef struct waiting_page_view {
	field_errors errors;
	bool fresh; /* joined just now */
	const char *phase; /* waiting, offered, asleep, accepted, left, over: which parts are shown, and css */
	str headline, detail, title;
	str when, until; /* of what is offered; until: 14:25, with the date when it is another day */
	str code, office, address, days, parts, present;
	strs services;
	str ahead; /* waiting: 2人 */
	str start; /* the offer that is seen, RFC 3339 */
	url answer, leave, booking, again;
	bool offered, asleep, accepted, open;
} waiting_page_view;

typedef struct waiting_leave_view {
	str office;
	strs services;
	bool offered;
	url leave, back;
} waiting_leave_view;

typedef struct waiting_services_view {
	str office;
	url here, back;
	i64 most;
	wish_choices services;
} waiting_services_view;

typedef struct waiting_row {
	i64 turn;
	str code, name, contact, note, days, parts, joined, phoned, when, until, start;
	url call; /* tel: or mailto: */
	strs services;
	badge state;
	bool offered, own, by_phone; /* by_phone: nobody else tells them */
} waiting_row;
typedef struct waiting_list_view {
	str office, message;
	bool off; /* the office keeps no list now */
	url here, join;
	i64 offered, waiting;
	struct {
		waiting_row *at;
		size_t n;
	} rows;
} waiting_list_view;

/* 11月24日（火）, 11月26日（木） or 11月24日（火）〜11月30日（月） */
str say_wish_days(arena *a, lang l, const wishes *w);
/* 午前・15時から; いつでも when it is all of the day */
str say_wish_parts(arena *a, lang l, const wishes *w);
strs waiting_service_names(req *r, const waiting_view *v);

/* What a join form shows and gives back. */
MUST_USE const err *join_show(req *r, resp *out, const office_def *o, strs services, const booking_view *own,
			      bool staff, const field_errors *errors);
/* Reads it: what is wrong is added to *errors. */
void join_read(req *r, join_waitlist *c, field_errors *errors);

#endif
