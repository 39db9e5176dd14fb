/* What the ticket machine's pages show. */
#ifndef VISITS_KIOSK_VIEW_H
#define VISITS_KIOSK_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct kiosk_lang {
	const char *name, *code; /* in that language itself; for lang= */
	url link;
	bool here;
} kiosk_lang;

/* Around every page of the machine. */
typedef struct kiosk_top {
	str office;
	url start; /* the first page, in the language that was chosen */
	url home; /* the same in Japanese: where the machine goes when somebody has left */
	int idle; /* seconds without a touch after which it goes there; 0: never */
	struct {
		kiosk_lang *at;
		size_t n;
	} langs;
} kiosk_top;

/* This page in every language; `path` is where it is found by GET, behind /kiosk/ID. ERR_not_found. */
MUST_USE const err *kiosk_top_of(req *r, const char *path, int idle, const office_def **ret_office, kiosk_top *ret);
MUST_USE const err *kiosk_end(page_out *o, resp *out, const office_def *live, int refresh);
/* Why nobody gets a ticket now; both empty while tickets are given. */
void kiosk_why_closed(req *r, const board *b, str *ret_closed, str *ret_why);
/* Shows a ticket that has just been given, for some seconds. */
void kiosk_to_ticket(req *r, resp *out, str office, str code);
#define KIOSK_IDLE 60 /* seconds without a touch */

/* What happened: leads to the questions of a journey. */
typedef struct journey_card {
	str id, name;
	url link, icon;
} journey_card;
typedef struct journey_cards {
	journey_card *at;
	size_t n;
} journey_cards;
/* Those that lead to something in this office; `base` is what the address begins with: /kiosk/ID/journey. */
journey_cards journey_cards_of(req *r, const office_def *o, const char *base);

typedef struct kiosk_start_view {
	kiosk_top top;
	url services, check_in, later, journeys;
	bool has_journeys;
	str load; /* いま12人がお待ちです */
	str closed, why; /* why no tickets are given; empty while they are */
} kiosk_start_view;

typedef struct kiosk_service {
	str id, name;
	url icon;
	bool open, chosen;
	str load, wait; /* 3人待ち, 約10〜20分; not open: why not, and nothing */
} kiosk_service;
typedef struct kiosk_services_view {
	kiosk_top top;
	url action;
	str error;
	int most; /* that may be chosen */
	str closed, why;
	struct {
		kiosk_service *at;
		size_t n;
	} services;
} kiosk_services_view;

typedef struct kiosk_ticket_view {
	kiosk_top top;
	str number, go_to; /* go_to: it was called already */
	str ahead, wait; /* while it waits */
	str end; /* when all of it will be over */
	strs services;
	html qr;
	str print, print_hint;
	const char *print_css; /* good, bad, info */
	bool printing; /* ask again soon */
} kiosk_ticket_view;

typedef struct kiosk_check_in_view {
	kiosk_top top;
	url action, services;
	str typed, error, hint;
	bool offer_ticket;
	strs keys;
} kiosk_check_in_view;

typedef struct kiosk_later_view {
	kiosk_top top;
	url book;
	html qr;
} kiosk_later_view;

#endif
