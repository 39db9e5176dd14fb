#ifndef KIT_USERS_VIEW_H
#define KIT_USERS_VIEW_H

#include "kit/kit.h"
#include "kit/words.h"

typedef struct user_choice {
	str value, text;
	bool chosen;
} user_choice;
typedef struct user_choices {
	user_choice *at;
	size_t n;
} user_choices;

typedef struct user_line {
	str login, name, office;
	word role;
	bool active, locked;
	url edit;
} user_line;

typedef struct users_view {
	struct {
		user_line *at;
		size_t n;
	} users;
	/* the form for a new one, as it was sent when something was wrong */
	str error, error_field, login, name;
	user_choices roles, offices;
	bool saved;
} users_view;

typedef struct user_view {
	str login, name, error, error_field;
	i64 rev;
	user_choices roles, offices;
	bool active, locked;
	url save, unlock;
} user_view;

#endif
