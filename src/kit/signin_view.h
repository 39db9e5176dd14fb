#ifndef KIT_SIGNIN_VIEW_H
#define KIT_SIGNIN_VIEW_H

#include "kit/kit.h"

typedef struct sign_in_view {
	str login, next, error;
} sign_in_view;

typedef struct password_view {
	str error;
	bool done;
} password_view;

#endif
