/* What a clerk sees: the choice of a desk, the desk at work, a ticket with its history. */
#ifndef VISITS_DESK_VIEW_H
#define VISITS_DESK_VIEW_H

#include "modules/visits/pages/widgets.h"

typedef struct desk_link {
	str label, place;
	badge state;
	str clerk, number, doing; /* doing: 対応中 12分 */
	url link;
	bool mine, taken; /* taken: by somebody else */
} desk_link;
typedef struct desk_links {
	desk_link *at;
	size_t n;
} desk_links;

typedef struct office_link {
	str name;
	url link;
	int open; /* desks open now */
} office_link;
typedef struct office_links {
	office_link *at;
	size_t n;
} office_links;

typedef struct desk_offices_view {
	office_links offices;
} desk_offices_view;
/* /desk, /floor, /stats: the staff's own office at once, or the choice of one. */
MUST_USE const err *choose_office(req *r, resp *out, const char *where);
/* What was done with a step, by its name in the log: "recall" → もう一度呼び出し */
str say_command(req *r, str name);

typedef struct desk_choice_view {
	str office;
	url bookings, offices;
	bool many_offices;
	desk_links desks;
} desk_choice_view;

/* Since when, as a <time> that desk.js keeps going. */
typedef struct elapsed {
	str at, text; /* RFC 3339; 12分 */
} elapsed;

/* A button of the desk: always there, at its place; off where the state does not allow it. */
typedef struct desk_button {
	str text;
	const char *action, *key; /* key may be empty */
	bool off, urged;
} desk_button;
typedef struct desk_buttons {
	desk_button *at;
	size_t n;
} desk_buttons;

typedef struct menu_item {
	str value, text, detail;
} menu_item;
typedef struct menu_items {
	menu_item *at;
	size_t n;
} menu_items;
typedef struct desk_menu {
	str text, lead;
	const char *name, *key; /* name of the field that the items send, and of the menu */
	bool off;
	menu_items items;
} desk_menu;

typedef struct queue_row {
	str ticket, number, service, name, note, due;
	url link;
	elapsed waited;
	bool priority, returned, also; /* also: only when nobody waits for the desk's own services */
	bool long_wait;
	bool elsewhere; /* is at another desk, or away: keeps the place */
} queue_row;
typedef struct queue_rows {
	queue_row *at;
	size_t n;
} queue_rows;

typedef struct desk_view {
	str now; /* RFC 3339: for times that go on, whatever the clock of the machine on the desk says */
	str office, desk, title, clerk, message, break_until, next_number, i_am;
	const char *message_tone;
	badge state;
	elapsed since;
	url here, choose, bookings;
	i64 rev;
	bool taken, may_close; /* somebody else's desk; a floor manager may close it */
	bool closed;
	/* the person at the desk */
	bool has_person, priority;
	str number, service, due, name, note, waited, ticket, calls;
	badge step;
	elapsed step_since;
	url ticket_link;
	url papers_link; /* to the counter (papers), by a plain link; empty: not at a desk of one's own */
	step_lines steps;
	str journey, end; /* what the visit is for, and when it will be over; empty */
	/* what can be done */
	desk_button primary;
	desk_buttons person_buttons, desk_buttons;
	desk_menu transfer, walk_in, pause;
	/* who waits */
	queue_rows queue, parked, missed;
	queue_rows elsewhere; /* wait for this desk, too, and are at another just now */
	int waiting;
	bool can_call, can_take;
	desk_links others;
} desk_view;

typedef struct history_row {
	str when, what, service, desk, who;
} history_row;
typedef struct staff_ticket_view {
	str number, name, note, arrived, message;
	bool priority, can_leave, can_back;
	i64 rev;
	url here, back, papers; /* papers: what was made at this visit, by a plain link */
	step_lines steps;
	struct {
		history_row *at;
		size_t n;
	} history;
} staff_ticket_view;

#endif
