/* Bookings as staff see them: the day's list, and a booking taken on the telephone. */
#ifndef VISITS_PHONE_VIEW_H
#define VISITS_PHONE_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct phone_row {
	str code, code_said, time, name, contact, note, number;
	strs services;
	badge state;
	url move, ticket;
	bool can_check_in, can_change, has_ticket, fresh; /* fresh: what was just made or moved */
	bool outside; /* settings have changed since: no slot begins then any more; valid all the same */
} phone_row;
typedef struct phone_rows {
	phone_row *at;
	size_t n;
} phone_rows;

typedef struct phone_view {
	str office, date, day, find, message, number;
	const char *message_tone;
	url here, make, before, after, today, clear;
	url kept; /* all bookings outside the slots */
	url ticket;
	bool is_today, has_ticket;
	phone_rows rows;
} phone_view;

typedef struct phone_choice {
	str id, name;
	bool chosen;
} phone_choice;
typedef struct phone_choices {
	phone_choice *at;
	size_t n;
} phone_choices;

/* A new booking: services → time → name; and a booking that is moved: only the time. */
typedef struct phone_new_view {
	str title, lead;
	progress progress;
	field_errors errors;
	url here, back;
	phone_choices services;
	strs chosen_names;
	int most;
	slot_picker picker;
	str start, when, name, contact, note;
	str name_error, contact_error;
	strs chosen; /* ids, as the form carries them on */
} phone_new_view;

#endif
