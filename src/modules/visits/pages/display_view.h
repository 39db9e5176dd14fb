/* What the lobby's screen shows. */
#ifndef VISITS_DISPLAY_VIEW_H
#define VISITS_DISPLAY_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct display_call {
	str number, desk;
	const char *css; /* call, call long, call longer: more characters than larger type has room for */
} display_call;

typedef struct display_service {
	str name, count, wait;
	bool open;
} display_service;

/* A heading in the page's language and, below it, in English or Japanese: the hall reads both. */
typedef struct display_words {
	str mine, other;
	const char *other_lang;
} display_words;

typedef struct display_view {
	str office, time, notice;
	str stream; /* the address of the events that follow what is shown */
	i64 now; /* milliseconds since 1970: the screen's own clock may be wrong */
	str speak; /* ja,en */
	str waiting; /* A012 A014 …: numbers that are not called, or no longer */
	int most; /* calls that are shown */
	display_words heading, title_number, title_desk, title_waiting;
	struct {
		display_call *at;
		size_t n;
	} calls; /* latest first */
	struct {
		display_service *at;
		size_t n;
	} services;
} display_view;

#endif
