/* Asking to be told before being called. */
#ifndef VISITS_NOTICES_VIEW_H
#define VISITS_NOTICES_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct notify_choice {
	i64 people;
	bool chosen;
} notify_choice;

typedef struct notify_view {
	str number, office;
	bool watched; /* changes what was asked */
	bool mail, phone; /* what can be reached */
	str contact, contact_error; /* as typed */
	field_errors errors;
	struct {
		notify_choice *at;
		size_t n;
	} choices;
	url send, back;
} notify_view;

#endif
