/*
 * Parts of pages that residents' pages, the kiosk, the screens and the desks share: dates and waits in words, states as
 * badges, opening hours, the steps of a visit, the choice of a time.
 *
 * say_…() makes text in the reader's language in the arena. The templates are in templates/widgets.html; their view structs
 * are here.
 */
#ifndef VISITS_WIDGETS_H
#define VISITS_WIDGETS_H

#include "kit/fields/form.h"
#include "kit/fields/templates/fields.html.h"
#include "kit/words.h"
#include "modules/visits/visits.h"

/* --- dates and times ------------------------------------------------------------------------------------------ */

/* 11月24日（火） · 11がつ24にち（か） · November 24 (Tue) */
str say_date(arena *a, lang l, day d);
/* 11月24日 */
str say_date_short(arena *a, lang l, day d);
/* The same as say_date() with the year: 令和8年11月24日（火） · 2026ねん 11がつ… · November 24 (Tue), 2026 */
str say_date_year(arena *a, lang l, day d);
/* 11月, November */
str say_month(arena *a, lang l, int month);
/* 今日, 明日, else the date */
str say_day_near(arena *a, lang l, day d, day today);
/* 9:30 */
str say_time(arena *a, instant t);
str say_minute(arena *a, int minute);
/* 11月24日（火） 9:30 */
str say_when(arena *a, lang l, instant t);
/* 8:30〜17:15, windows separated by commas; empty for none */
str say_hours(arena *a, lang l, windows w);
/* 25分, 1時間10分 */
str say_minutes(arena *a, lang l, int minutes);

/* --- waits ------------------------------------------------------------------------------------------------------ */

/* 約15〜25分, まもなく, 約1時間〜1時間20分; where nothing can be said (p10 < 0): いまは見込みを出せません */
str say_wait(arena *a, lang l, wait_range w);
/* The same, and whether it supposes that a desk opens: 約5〜20分（窓口が開いた場合） */
str say_wait_now(arena *a, lang l, wait_range w);

/* --- services, desks, states ----------------------------------------------------------------------------------------- */

/* The service's name; also for one that is no longer in the definitions. */
str say_service(arena *a, lang l, const city_def *c, str service);
/* 5番窓口, with the desk's own name behind it where it has one */
str say_desk(arena *a, lang l, const desk_def *d);
/* An icon of assets/icons by the name that a definition gives; a plain one where there is none of that name. */
url icon_url(str name);
/* The lines of a text that a clerk wrote one under the other (what to bring), without bullets and empty ones. */
strs text_lines(arena *a, const text3 *t, lang l);

/* A state in a word. tone: "good", "warn", "bad", "info" or "calm" of .badge in the style sheets. */
typedef struct badge {
	str text;
	const char *tone;
} badge;
badge booking_badge(arena *a, lang l, booking_state s);
badge step_badge(arena *a, lang l, step_state s);
badge desk_badge(arena *a, lang l, desk_state s);

/* Open or closed now, and what comes next: "17:15まで"; "勤労感謝の日・次は 11月24日（火） 8:30 から". */
typedef struct opening {
	badge now;
	bool open;
	str reason; /* why it is closed today; empty when it is an open day */
	str next; /* until when it is open, or when it opens next */
} opening;
opening office_opening(arena *a, lang l, const office_def *o, instant now);

/* A visit's steps in order, as a list with states. */
typedef struct step_line {
	str service, desk; /* desk: where it was or is called; empty */
	str note; /* after what it comes; empty, or what a page says: how long it is still waited for */
	i64 seq;
	badge state; /* empty where the note says it */
	const char *css; /* done now waits later off */
	bool here; /* a step that is going on or is waited for: several may be */
} step_line;
typedef struct step_lines {
	step_line *at;
	size_t n;
} step_lines;
step_lines visit_step_lines(arena *a, lang l, const city_def *c, const office_def *o, const live_steps *steps);
/* 11:40〜12:10ごろに終わります, to five minutes; empty where end is NULL. */
str say_end(arena *a, lang l, instant now, const struct visit_end *end);

/* --- addresses and codes ------------------------------------------------------------------------------------------- */

/* K7Q2M-9XYZA: in groups that can be read out */
str say_code(arena *a, str code);
/* The code in what a scanner or a person gives: "https://…/b/K7Q2M9XYZA", "k7q2m-9xyza"; the empty str where there is none. */
str code_of_scan(arena *a, str scanned);

/* --- where one is among the steps of a form ------------------------------------------------------------------------ */

typedef struct progress_step {
	word text;
	bool here, done;
} progress_step;
typedef struct progress {
	progress_step *at;
	size_t n;
} progress;

/* --- choosing a time ------------------------------------------------------------------------------------------------ */

typedef struct slot_button {
	str value; /* RFC 3339, the form's field `start` */
	str time, left; /* 9:30; 残り2 or 満席 */
	const char *sign, *css; /* ○ △ ×; free few full */
	bool full, chosen;
} slot_button;
typedef struct slot_part {
	str title; /* 午前 */
	struct {
		slot_button *at;
		size_t n;
	} slots;
} slot_part;
typedef struct slot_day {
	str weekday, date, label; /* 火; 24; 11月24日（火） 空きあり */
	url link;
	const char *sign, *css; /* ○ △ × －; free few full none */
	bool here, linked;
} slot_day;
typedef struct hidden_field {
	str name, value;
} hidden_field;
typedef struct slot_picker {
	url action; /* POSTs `start` and the hidden fields */
	struct {
		hidden_field *at;
		size_t n;
	} hidden;
	str week; /* 11月22日 〜 11月28日 */
	bool has_before, has_after;
	url before, after;
	struct {
		slot_day *at;
		size_t n;
	} days;
	bool has_day; /* a day is chosen, its slots are shown */
	bool day_full;
	str day_title;
	struct {
		slot_part *at;
		size_t n;
	} parts;
	bool has_first; /* the earliest of all */
	slot_button first;
	str first_text;
	bool nothing_here; /* nothing free in this week, something later */
	bool nothing_at_all;
	url next_free;
	bool may_wait; /* something that is shown is full, and there is a waiting list */
	url wait;
} slot_picker;

/* What the reader looks at. `all` are the slots from `today` to `last`, full ones included. */
typedef struct slot_question {
	const office_def *office;
	const open_slots *all;
	day today, last;
	str day; /* as the address says: a day of the week that is shown, chosen when it has slots; may be empty */
	bool week; /* only the week is said: its first free day is chosen */
	str link; /* the page's address with a query, to which &day=… and &week=… are added */
	instant chosen; /* marked as the present one; 0 none */
	str wait; /* the address with a query where one joins the waiting list; &day=… is added; empty: there is none */
} slot_question;
/* Leaves `action` and `hidden` to the page. */
void slot_picker_fill(arena *a, lang l, const slot_question *q, slot_picker *ret);

#endif
