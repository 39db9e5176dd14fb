/* What the pages of /manage show. */
#ifndef VISITS_MANAGE_VIEW_H
#define VISITS_MANAGE_VIEW_H

#include "modules/visits/overbook/overbook_view.h"
#include "modules/visits/manage/manage.h"
#include "modules/visits/manage/manage_form.h"

typedef struct manage_link {
	str text, about;
	url link;
	bool here;
} manage_link;
typedef struct manage_links {
	manage_link *at;
	size_t n;
} manage_links;

/* Where one is: the way back to /manage, and the tabs beside this one. */
typedef struct manage_head {
	str title;
	manage_links way, tabs;
	str done; /* what has just been published; empty: nothing */
} manage_head;

typedef struct manage_overview {
	manage_head head;
	manage_links offices, city, records;
} manage_overview;

/* A way to go on with what is not published yet, in another form. */
typedef struct manage_onward {
	str message, text; /* text: of the button; empty: none */
	url action;
} manage_onward;
typedef struct manage_onwards {
	manage_onward *at;
	size_t n;
} manage_onwards;

typedef struct manage_devices_view {
	bool open_devices;
	manage_links screens; /* addresses of kiosk and lobby screen */
	struct {
		manage_link *at;
		size_t n;
	} accounts; /* of role device: text is the name, about the login */
	url users;
	bool has_printer;
	url test, status; /* POST */
	str result; /* of a test or a look; empty: none */
	const char *result_tone;
	i64 waiting, failed;
	str reason; /* why the last one failed */
} manage_devices_view;

typedef struct manage_form_view {
	manage_head head;
	const form *form;
	url action;
	str draft, made; /* made: the text that the form gave, for going on elsewhere */
	i64 base;
	bool has_draft;
	manage_onwards elsewhere;
	manage_links links; /* beside the form: the services to open */
	bool may_remove;
	str remove; /* what its button says */
	bool may_fit; /* booking rules can be made to fit the hours */
	const manage_devices_view *devices; /* NULL: none */
} manage_form_view;

/* --- the preview -------------------------------------------------------------------------------------------------- */

typedef struct manage_tick {
	int x, width; /* in a picture of 130 by 16: one unit is six minutes, from 7:00 to 20:00 */
} manage_tick;
typedef struct manage_ticks {
	manage_tick *at;
	size_t n;
} manage_ticks;
typedef struct manage_calendar_cell {
	str was, now; /* 9:00〜16:30 45 places; "–" for none */
	manage_ticks ticks_was, ticks_now;
	bool same;
} manage_calendar_cell;
typedef struct manage_calendar_row {
	str name;
	struct {
		manage_calendar_cell *at;
		size_t n;
	} cells;
} manage_calendar_row;
typedef struct manage_calendar_day {
	str weekday, date, note; /* note: why it is closed */
} manage_calendar_day;
typedef struct manage_calendar {
	struct {
		manage_calendar_day *at;
		size_t n;
	} days;
	struct {
		manage_calendar_row *at;
		size_t n;
	} rows;
	int more; /* services that change as well and are not shown */
} manage_calendar;

typedef struct manage_lost_line {
	str code, when, service, why;
	url link;
} manage_lost_line;
typedef struct manage_lost_view {
	struct {
		manage_lost_line *at;
		size_t n;
	} lines;
	i64 total, before; /* before: those that did not fit already */
} manage_lost_view;

typedef struct manage_stale {
	str who, when;
	changes theirs;
} manage_stale;

typedef struct manage_preview_view {
	manage_head head;
	str what; /* 門司区役所 */
	url publish, edit;
	str path, draft, seen, tab; /* tab: where to go back to */
	i64 base;
	changes changes;
	manage_calendar calendar; /* no days: nothing changes there */
	bool of_office;
	manage_lost_view lost;
	const manage_stale *stale; /* NULL: nobody has published meanwhile */
	overbook_lines overbook; /* what the services that are overbooked would take */
	bool lost_grew; /* bookings have been made since the preview was read */
	bool choose; /* the choice of what becomes of the bookings is missing */
	str restores; /* version 3; empty: this is no old version */
	manage_onwards onward; /* other forms of the same office */
	manage_onwards mistakes; /* why it cannot be published */
} manage_preview_view;

/* --- records ---------------------------------------------------------------------------------------------------------- */

typedef struct manage_version_line {
	str what, when, who, number;
	url link;
} manage_version_line;
typedef struct manage_history_view {
	manage_head head;
	struct {
		manage_version_line *at;
		size_t n;
	} lines;
} manage_history_view;

typedef struct manage_version_view {
	manage_head head;
	str when, who, path, body;
	i64 version, base;
	bool in_force, first, broken;
	changes changes; /* against the version before */
	url export, preview;
} manage_version_view;

typedef struct manage_audit_line {
	i64 seq;
	str when, who, action, subject, detail;
} manage_audit_line;
typedef struct manage_audit_view {
	manage_head head;
	manage_links chains;
	struct {
		manage_audit_line *at;
		size_t n;
	} lines;
	bool more;
	url older;
} manage_audit_view;

typedef struct manage_kept_view {
	manage_head head;
	manage_lost_view lost;
} manage_kept_view;

#endif
